"""`kaocheng procedure`: files are checked together with those that ship, and said in words."""
from case_command import CANNOT, DONE, FOUND, USAGE, kept, program
from city import ROOT

TASK = (ROOT / "procedures" / "supervised_task.yaml").read_text(encoding="utf-8")


def test_a_procedure_that_ships_has_no_faults(city):
    done = program(city, "procedure", "check", ROOT / "procedures" / "supervised_task.yaml")
    assert done.returncode == DONE and "没有错误" in done.stderr and not done.stdout, done


def test_a_fault_is_named_with_line_column_and_the_nearest_name(city):
    line = TASK[:TASK.index("on: due expired")].count("\n") + 1
    path = kept(city, "督办.yaml", TASK.replace("on: due expired", "on: due expird", 1))
    done = program(city, "procedure", "check", path)
    assert done.returncode == FOUND and f"{path}:{line}:13: " in done.stderr and "“expired”" in done.stderr, done
    done = program(city, "procedure", "check", path, language="en_US.UTF-8")
    assert "Did you mean “expired”" in done.stderr, done


def test_what_only_the_set_shows_is_found_too(city):
    path = kept(city, "督办.yaml", TASK.replace("open: accountability_lead", "open: acountability_lead", 1))
    done = program(city, "procedure", "check", path)
    assert done.returncode == FOUND and "“acountability_lead”" in done.stderr and "“accountability_lead”" in done.stderr, done


def test_several_files_are_looked_at_together(city):
    first = kept(city, "一.yaml", TASK.replace("procedure: supervised_task", "procedure: own_task", 1))
    second = kept(city, "二.yaml", TASK.replace("procedure: supervised_task", "procedure: other_task", 1)
                  .replace("[meeting_decision,", "[own_task, meeting_decision,", 1))
    assert program(city, "procedure", "check", first, second).returncode == DONE
    done = program(city, "procedure", "check", second)
    assert done.returncode == FOUND and "own_task" in done.stderr, done


def test_a_procedure_is_said_as_articles(city):
    done = program(city, "procedure", "explain", "supervised_task")
    assert done.returncode == DONE and not done.stderr, done
    assert done.stdout.startswith("督办事项办理规程\n\n总则\n  1. ") and "“签收”：牵头单位的单位联络员在状态为“待签收”时可以办" in done.stdout, done
    done = program(city, "procedure", "explain", ROOT / "procedures" / "supervised_task.yaml", language="en_US.UTF-8")
    assert done.returncode == DONE and "may do it while the state is “waiting for receipt”" in done.stdout, done


def test_wrong_use_is_told_apart_from_faults(city):
    assert program(city, "procedure", "check").returncode == USAGE
    assert program(city, "procedure", "explain").returncode == USAGE
    assert program(city, "procedure", "check", city.server.data / "没有.yaml").returncode == CANNOT
    done = program(city, "procedure", "explain", "nothing")
    assert done.returncode == CANNOT and "nothing" in done.stderr, done
