"""`kaocheng score`: its words, the examples of docs/score-command.md, canonical JSON, and what is said when a wish cannot be met."""
import json
import re
import shlex
import subprocess
import sys

from case_command import CANNOT, DONE, FOUND, USAGE, kept, program
from city import ROOT

WORDS = ["verify", "explain", "whatif", "sensitivity", "gain", "outliers", "diff", "run"]
MANUAL = (ROOT / "docs" / "score-command.md").read_text(encoding="utf-8")


def files(city):
    """The files of the manual, by name."""
    return {name: kept(city, name, body) for name, body in re.findall(r"^```(?:yaml|csv) (\S+)\n(.*?)^```", MANUAL, re.M | re.S)}


def score(city, *words, **more):
    """The command, with the files of the manual by their names."""
    have = files(city)
    return program(city, "score", *(have.get(w, w) for w in words), **more)


def town(city, word, *words, **more):
    return score(city, word, "--scheme", "方案.yaml", "--values", "数据.csv", *words, **more)


def refused(city, word, *words, says, status=USAGE, **more):
    done = town(city, word, *words, **more)
    assert done.returncode == status and not done.stdout, done
    for part in [says] if isinstance(says, str) else says:
        assert part in done.stderr, (part, done.stderr)


def test_every_example_of_the_manual_runs(city):
    examples = re.findall(r"^```console\n\$ kaocheng score (.*?)\n(.*?)^```", MANUAL, re.M | re.S)
    assert {words.split()[0] for words, _ in examples} >= {"run", "explain", "whatif", "sensitivity", "gain", "diff"}
    for words, expected in examples:
        done = score(city, *shlex.split(words))
        assert done.returncode == DONE and done.stdout == expected, (words, done.stdout, done.stderr)


def test_each_word_has_its_help_and_a_mistyped_one_is_told_the_others(city):
    for word in WORDS:
        assert f"kaocheng score {word}" in program(city, "score", word, "--help").stdout
        assert f"## {word}" in MANUAL, word
    done = program(city, "score", "whatiff")
    assert done.returncode == USAGE and "score whatif" in done.stderr and not done.stdout, done
    done = program(city, "score", "frobnicate")
    assert done.returncode == USAGE and all(f"score {word}" in done.stderr for word in WORDS), done
    assert program(city, "score").returncode == CANNOT, "no word is `run`, which needs its files"


def test_json_is_canonical_and_names_its_format(city):
    formats = {"run": "kaocheng.result/1", "whatif": "kaocheng.whatif/1", "sensitivity": "kaocheng.sensitivity/1", "gain": "kaocheng.gain/1",
               "explain": "kaocheng.explanation/1", "outliers": "kaocheng.outliers/1", "diff": "kaocheng.diff/1"}
    more = {"gain": ["--unit", "甲县"], "explain": ["--unit", "甲县"], "diff": ["--to", "新方案.yaml"]}
    for word, form in formats.items():
        done = town(city, word, "--json", *more.get(word, []))
        assert done.returncode == DONE, done
        have = json.loads(done.stdout)
        assert have["format"] == form and have["window"] == "2026", have
        assert done.stdout == json.dumps(have, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n", word


def test_a_score_can_be_computed_again_from_its_explanation(city):
    for unit in ("甲县", "乙县", "丙县"):
        done = town(city, "explain", "--json", "--unit", unit, "--depth", "all")
        assert done.returncode == DONE and len(json.loads(done.stdout)["nodes"]) == 4, done
        redo = [sys.executable, ROOT / "tests" / "oracle" / "redo_explanations.py", "-"]
        again = subprocess.run(redo, input=done.stdout, capture_output=True, text=True, check=False)
        assert again.returncode == 0 and "4 scores redone" in again.stdout, again
        changed = subprocess.run(redo, input=done.stdout.replace('"start":"20"', '"start":"19"'), capture_output=True, text=True, check=False)
        assert changed.returncode == 1, changed
    refused(city, "explain", says="--unit")
    refused(city, "explain", "--unit", "丁县", says="丁县")
    refused(city, "explain", "--unit", "甲县", "--node", "nothing", says="nothing")
    refused(city, "explain", "--unit", "甲县", "--depth", "2", says="all")


def test_a_what_if_of_nothing_is_nothing(city):
    have = json.loads(town(city, "whatif", "--json").stdout)
    assert all(u["before"] == u["after"] and not u["nodes"] and u["change"] == "0.00" for u in have["units"]), have


def test_a_what_if_is_the_result_of_the_scheme_that_says_so(city):
    text = files(city)["新方案.yaml"]
    plain = score(city, "run", "--scheme", text, "--values", "数据.csv", "--json")
    totals = {u["unit"]: u["total"] for u in json.loads(plain.stdout)["units"]}
    have = json.loads(town(city, "whatif", "--json", "--points", "rate=40", "--points", "poll=40", "--points", "late=20", "--key", "late/each=3").stdout)
    assert {u["unit"]: u["after"]["total"] for u in have["units"]} == totals, have


def test_gains_come_true(city):
    for gain in json.loads(town(city, "gain", "--json", "--unit", "丙县", "--most", "9").stdout)["gains"]:
        wish = f"丙县:{gain['measure']}@{gain['period']}={gain['to']}"
        unit = json.loads(town(city, "whatif", "--json", "--value", wish).stdout)["units"][2]
        assert (unit["change"], unit["after"]["rank"]) == (gain["points"], gain["rank"]), (gain, unit)


def test_a_difference_adds_up_for_every_unit(city):
    have = json.loads(town(city, "diff", "--json", "--to", "新方案.yaml").stdout)
    for i, unit in enumerate(have["units"]):
        parts = [c["points"][i] for c in have["changes"] if c["points"]] + [have["remainder"][i]] + ([have["together"][i]] if have["together"] else [])
        assert sum(round(float(p) * 100) for p in parts) == round(float(unit["change"]) * 100), (unit, parts)
    same = json.loads(town(city, "diff", "--json", "--to", "方案.yaml").stdout)
    assert not same["changes"] and not same["together"] and set(same["remainder"]) == {"0.00"}, same


def test_a_number_far_from_the_others_is_marked(city):
    scheme = kept(city, "many.yaml", "scheme: many\nyear: 2026\nmeasures: [{id: v}]\nclasses: [{id: c, units: [甲, 乙, 丙, 丁, 戊, 己, 庚, 辛]}]\n"
                                     "tree: [{id: x, points: 100, measure: v, method: direct}]\n")
    rows = dict(zip("甲乙丙丁戊己庚辛", [50, 51, 52, 53, 49, 48, 47, 500]))
    table = kept(city, "many.csv", "unit,v\n" + "".join(f"{u},{v}\n" for u, v in rows.items()))
    done = program(city, "score", "outliers", "--scheme", scheme, "--values", table)
    assert done.stdout.splitlines()[1:] == ["辛,v,2026-12,500.00,class,8,50.50,40.12,60.88"] and "要核对不等于有错" in done.stderr, done
    assert len(program(city, "score", "outliers", "--scheme", scheme, "--values", table, "--k", "1000").stdout.splitlines()) == 1


def test_a_batch_of_votes_can_be_left_out(city):
    scheme = kept(city, "votes.yaml", "scheme: votes\nyear: 2026\nmeasures: [{id: poll, kind: ballots}]\nclasses: [{id: c, units: [甲, 乙]}]\n"
                                      "tree: [{id: x, points: 100, measure: poll, method: votes}]\n")
    table = kept(city, "votes.csv", "单位,指标,数值,批次\n甲,poll,90,一\n甲,poll,40,二\n乙,poll,70,一\n")
    given = ["--scheme", scheme, "--values", table, "--period", "2026"]
    done = program(city, "score", "whatif", *given, "--without", "poll:二")
    assert done.returncode == DONE and done.stdout.splitlines()[1:] == ["甲,65.00,90.00,25.00,2,1,,", "乙,70.00,70.00,0.00,1,2,,"], done
    done = program(city, "score", "whatif", *given, "--without", "poll:三")
    assert done.returncode == USAGE and "poll:三" in done.stderr, done


def test_a_wish_that_cannot_be_met_says_why(city):
    refused(city, "whatif", "--points", "rat=40", says="rat")
    refused(city, "whatif", "--points", "rate", says="NODE[@CLASS]=N")
    refused(city, "whatif", "--points", "rate=多", says="NODE[@CLASS]=N")
    refused(city, "whatif", "--value", "甲县:rate=很多", says="UNIT:MEASURE[@PERIOD]=VALUE")
    refused(city, "whatif", "--value", "丁县:rate=1", says="丁县")
    refused(city, "whatif", "--value", "甲县:rat=1", says="rat")
    refused(city, "whatif", "--without", "rate:一", says="MEASURE:BATCH")
    refused(city, "whatif", "--points", "rate=101", says="没有点名的指标", status=FOUND)
    refused(city, "whatif", "--key", "rate/target=x", says=["方案.yaml:12:5:", "没有数据项“x”"], status=FOUND)
    refused(city, "whatif", "--key", "rate/tarjet=1", says=["tarjet", "target"], status=FOUND)
    refused(city, "whatif", "--key", "rate/tarjet=1", says="target", status=FOUND, language="en_US.UTF-8")
    refused(city, "sensitivity", "--steps", "1,x", says="1,5,10")
    refused(city, "sensitivity", "--by", "stone", says="points | percent")
    refused(city, "sensitivity", "--class", "乡镇", says="乡镇")
    refused(city, "gain", "--unit", "丁县", says="丁县")
    refused(city, "gain", "--unit", "甲县", "--goal", "-1", says="--goal 1")
    refused(city, "outliers", "--k", "0", says="k")
    refused(city, "diff", says="--to")


def test_a_run_names_units_without_a_total_and_numbers_over_the_full_marks(city):
    scheme = kept(city, "over.yaml", "scheme: over\nyear: 2026\nmeasures: [{id: v}]\nclasses: [{id: c, units: [甲, 乙, 丙]}]\n"
                                     "tree: [{id: share, points: 60, measure: v, method: direct}, {id: rest, points: 40, measure: v, method: direct, out_of: 100}]\n")
    done = program(city, "score", "--scheme", scheme, "--values", kept(city, "over.csv", "unit,v\n甲,90\n乙,60\n"))
    assert done.returncode == DONE and done.stdout.splitlines()[1:] == ["甲,c,126.00,1,", "乙,c,84.00,2,", "丙,c,,,"], done
    assert "1 个：丙。" in done.stderr and "“share”有 1 个单位" in done.stderr and "甲 90.00 分" in done.stderr, done
    assert "rest" not in done.stderr, done
    done = town(city, "run")
    assert done.returncode == DONE and not done.stderr, done


def test_an_explanation_tells_what_is_only_shown_from_what_counts(city):
    scheme = kept(city, "beside.yaml", "scheme: beside\nyear: 2026\nmeasures: [{id: v}]\nclasses: [{id: c, units: [甲]}]\n"
                                       "tree:\n  - {id: work, points: 100, measure: v, method: direct}\n  - {id: plus, role: extra, measure: v, method: direct, cap: 2}\n"
                                       "  - {id: seen, role: aside, measure: v, method: direct}\n  - {id: stop, measure: v, method: veto, limit: 99}\n")
    done = program(city, "score", "explain", "--scheme", scheme, "--values", kept(city, "beside.csv", "unit,v\n甲,90\n"), "--unit", "甲")
    assert done.returncode == DONE and done.stdout.splitlines()[3:6] == ["  plus：2.00（不占分值）", "  seen：90.00（只显示，不计入）", "  stop：0.00（不占分值）"], done


def test_what_is_no_reported_number_cannot_be_changed_as_one(city):
    scheme = kept(city, "made.yaml", "scheme: made\nyear: 2026\nmeasures: [{id: a}, {id: twice, formula: a * 2}, {id: same, fixed: 5}, {id: had, score_of: x}, {id: log, kind: events}]\n"
                                     "classes: [{id: c, units: [甲]}]\ntree: [{id: x, points: 100, measure: twice, method: direct},"
                                     " {id: plus, role: extra, measure: log, method: add, items: [{id: 好, points: 1}]}]\n")
    given = ["--scheme", scheme, "--values", kept(city, "made.csv", "unit,a\n甲,40\n")]
    for name in ["twice", "same", "had", "log"]:
        done = program(city, "score", "whatif", *given, "--value", f"甲:{name}=3")
        assert done.returncode == USAGE and f"“{name}”不是逐个单位填报的一个数" in done.stderr and not done.stdout, (name, done)
    done = program(city, "score", "whatif", *given, "--value", "甲:a=45")
    assert done.returncode == DONE and done.stdout.splitlines()[1] == "甲,80.00,90.00,10.00,1,1,,", done
