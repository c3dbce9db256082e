"""Registers look at themselves (S-32): what nobody owns, what nobody can supervise, what never happens."""
import re

from case_command import DONE, FOUND, USAGE, program
from city import ROOT
from registers import FIRST, LEAD, MEMBER, OTHER, SUPERVISOR, UNIT, desk_of, task

CITY = "demo"


def figures(desk):
    page = desk.at(SUPERVISOR).get("/registers/check").is_status(200)
    return {row[0]: int(row[1].split()[0]) for row in page.tables[0][1:]}


def listed(desk, kind, **more):
    query = "&".join([f"kind={kind}", *(f"{k}={v}" for k, v in more.items())])
    return desk.at(SUPERVISOR).get(f"/registers/check?{query}").is_status(200)


def test_a_register_without_trouble_has_none(city):
    desk = desk_of(city)
    found = figures(desk)
    assert found["督查看不到的台账"] == 0 and found["责任人已离任的在办事项"] == 0, found
    assert found["到点没有自动处理的事项"] == 0 and found["没有牵头单位的在办事项"] == 0, found


def test_each_figure_is_the_length_of_its_list(city):
    desk = desk_of(city)
    page = desk.at(SUPERVISOR).get("/registers/check").is_status(200)
    links = [href for href, _ in page.links if re.fullmatch(r"/registers/check\?kind=[a-z]+#list", href)]
    counts = [int(row[1].split()[0]) for row in page.tables[0][1:]]
    assert len(counts) == len(links) == 9
    assert sum(counts) > 20, counts
    for href, count in zip(links, counts):
        rows = desk.at(SUPERVISOR).get(href.partition("#")[0] + "&as=csv").is_status(200).body.decode("utf-8-sig").splitlines()
        head = next(i for i, row in enumerate(rows) if row.startswith("查什么,"))
        assert len([r for r in rows[head + 1:] if r.strip()]) == count, (href, count, rows[:head + 3])


def test_what_a_person_leaves_behind_is_listed_until_somebody_else_is_named(city):
    desk = desk_of(city)
    made = task(desk, title="没有人管的事")
    assert figures(desk)["责任人已离任的在办事项"] == 0
    unit = desk.at(UNIT)
    number = city.organs(unit)[LEAD]
    page = unit.get(f"/organs/{number}")
    ask = next(h for h, _ in page.links if h.startswith(f"/organs/{number}/dismiss?person="))
    unit.submit(unit.get(ask).is_status(200), f"/organs/{number}/dismiss").is_status(200)
    assert figures(desk)["责任人已离任的在办事项"] == 0, "today is the last day"
    last = desk.day()
    desk.on(1)
    assert figures(desk)["责任人已离任的在办事项"] == 1
    listed(desk, "orphan").shows("没有人管的事", made.code, LEAD, last)
    listed(desk, "orphan", procedure="problem").hides("没有人管的事")
    office = city.office()
    office.submit(office.get(f"/organs/{number}"), f"/organs/{number}/people", person_name="某乙", post="副局长", phone="",
                  **{"from": desk.day()}).is_status(200)
    assert figures(desk)["责任人已离任的在办事项"] == 1, "somebody new in a post is not yet responsible"
    desk.do(UNIT, made, "name_person", person=FIRST)
    assert figures(desk)["责任人已离任的在办事项"] == 0
    listed(desk, "orphan").hides("没有人管的事")


def test_a_rule_is_off_the_list_once_it_fired(city):
    desk = desk_of(city)
    before = figures(desk)["从未触发的规则"]
    made = task(desk, title="要逾期的事", due=desk.day(36))
    assert figures(desk)["从未触发的规则"] == before
    desk.on(60)
    assert desk.came_of(made, "问责线索")
    assert figures(desk)["从未触发的规则"] < before


def test_who_may_look(city):
    desk = desk_of(city)
    assert desk.at(UNIT).get("/registers/check").status == 403
    assert "/registers/check" not in [h for h, _ in desk.at(UNIT).get("/registers").links]
    assert "/registers/check" in [h for h, _ in desk.at(SUPERVISOR).get("/registers").links]


def test_the_command_says_the_same(city):
    desk = desk_of(city)
    data = ["--data", city.server.data, *(["--db", city.server.db] if city.server.db else []), "--clock", city.server.clock]
    count = figures(desk)
    city.server.stop()
    try:
        done = program(city, "registers", "check", *data)
        kinds = [line.split("\t")[0] for line in done.stdout.splitlines()]
        assert done.returncode == FOUND and kinds.count("rule") == count["从未触发的规则"], done
        assert kinds.count("mechanism") == count["没有规程落实的机制"] > 0
        done = program(city, "registers", "check", "--kind", "supervision", *data)
        assert done.returncode == DONE and not done.stdout, done
        done = program(city, "registers", "check", "--kind", "supervison", *data)
        assert done.returncode == USAGE and "supervision" in done.stderr, done
    finally:
        city.server.start()
        desk.visitors = {}


def test_every_mechanism_is_named_with_its_line_and_its_test(city):
    done = program(city, "procedure", "coverage", "--tests", ROOT / "tests" / "http")
    assert done.returncode == DONE, done
    rows = [line.split("\t") for line in done.stdout.splitlines()]
    place = next(r[2] for r in rows if r[0] == "SV-01" and r[3] == "supervised_task cadence weekly" or r[3] == "cadence weekly")
    file, line, column = place.split(":")
    text = (ROOT / "procedures" / file).read_text(encoding="utf-8").splitlines()[int(line) - 1]
    assert text[int(column) - 1:].startswith("weekly:"), (place, text)
    assert len({r[0] for r in rows}) > 70


def test_a_test_that_is_not_there_is_named(city):
    done = program(city, "procedure", "coverage", "--tests", ROOT / "tests")
    assert done.returncode == FOUND and re.search(r"ST-01.*test_st_01_", done.stderr), done


def test_what_is_handed_over_leaves_nobody_responsible_until_somebody_is_named(city):
    desk = desk_of(city)
    made, kept = task(desk, title="要移交的事"), task(desk, title="不移交的事")
    before = figures(desk)["责任人已离任的在办事项"]
    office = desk.at(SUPERVISOR)
    organs = city.organs(office)
    path = f"/organs/{organs[LEAD]}/hand-over"
    page = office.get(path).is_status(200).shows("要移交的事", "不移交的事")
    chosen = {"id": str(made.number), "to": str(organs[MEMBER])}
    office.submit(page, path, **chosen).is_status(422).shows("理由")
    check = office.submit(page, path, **chosen, reason="职能划转").is_status(200).shows("请核对，", "要移交的事", "职能划转")
    check.hides("不移交的事")
    assert desk.at(UNIT).get(path).status == 403
    desk.page(made).shows(LEAD)
    office.submit(check, path, button="sure").is_status(200).shows("要移交的事").hides("不移交的事")
    office.get(path).hides("要移交的事").shows("不移交的事")
    assert figures(desk)["责任人已离任的在办事项"] == before + 1
    listed(desk, "orphan", lead=organs[MEMBER]).shows("要移交的事", "责任人")
    number = organs[MEMBER]
    perf = city.office()
    perf.submit(perf.get(f"/organs/{number}"), f"/organs/{number}/people", person_name="某丙", post="副局长", phone="",
                **{"from": desk.day()}).is_status(200)
    desk.do(OTHER, made, "name_person", person=FIRST)
    assert figures(desk)["责任人已离任的在办事项"] == before
