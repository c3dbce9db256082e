"""`kaocheng feel`: lines of JSON evaluated in their order, and one line at a time by hand; errors in both languages with their
places, and the examples of docs/feel.md."""
import json
import re

from case_command import DONE, FOUND, USAGE, program
from city import ROOT

NOW = "2026-11-20T09:00:00+08:00"


def number(text):
    return {"type": "decimal", "text": text}


def evaluated(city, *rows, options=(), status=DONE, **more):
    lines = "".join((row if isinstance(row, str) else json.dumps(row, ensure_ascii=False)) + "\n" for row in rows)
    done = program(city, "feel", "eval", "--now", NOW, *options, stdin=lines, **more)
    assert done.returncode == status and not done.stderr, done
    return [json.loads(line) for line in done.stdout.splitlines()]


def typed(city, *lines, status=DONE, **more):
    done = program(city, "feel", "repl", "--now", NOW, stdin="".join(line + "\n" for line in lines), **more)
    assert done.returncode == status, done
    return done


def test_each_line_is_answered_by_one_line_in_the_form_it_was_asked_in(city):
    inputs = {"a": number("1.50"), "列表": {"list": [number("1"), {"nil": True}]}, "人": {"context": {"姓 名": {"type": "string", "text": "张\n三"}}},
              "日": {"type": "date", "text": "2026-11-20"}, "时长": {"type": "duration", "text": "P1DT2H"}}
    asked = {"a": number("1.50"), "a * 2": number("3.00"), "列表": inputs["列表"], "人": inputs["人"], "人.姓 名": inputs["人"]["context"]["姓 名"],
             "日 + 时长": {"type": "date", "text": "2026-11-21"}, "日 = 日": {"type": "boolean", "text": "true"}, "null": {"nil": True}, "10 ** 20": number("100000000000000000000"),
             "[1..3)": {"type": "range", "text": "[1..3)"}, "now()": {"type": "dateTime", "text": NOW}, "[]": {"list": []}, "{}": {"context": {}}}
    got = evaluated(city, *({"expr": expr, "inputs": inputs} for expr in asked))
    assert got == list(asked.values()), got


def test_a_result_is_converted_to_the_type_that_is_wanted(city):
    rows = [({"expr": "[1]", "typeRef": "number"}, number("1")), ({"expr": "1", "typeRef": "string"}, {"nil": True}),
            ({"expr": "1", "typeRef": "list<number>"}, {"list": [number("1")]}), ({"expr": "1", "typeRef": "of the model"}, number("1")),
            ({"expr": "@\"2026-01-01\"", "typeRef": "dateTime"}, {"type": "dateTime", "text": "2026-01-01T00:00:00Z"})]
    got = evaluated(city, *(row for row, _ in rows))
    assert got == [want for _, want in rows], got


def test_what_cannot_be_read_is_an_error_with_its_place_in_the_user_s_language(city):
    row = {"expr": "1 +\n  合计", "inputs": {"总计": number("1")}}
    assert evaluated(city, row) == [{"error": "2:3 不认得“合计”。您是不是指“总计”？"}]
    assert evaluated(city, row, language="en_US.UTF-8") == [{"error": "2:3 “合计” is not known. Did you mean “总计”?"}]


def test_null_tells_why_when_it_is_asked_to(city):
    assert evaluated(city, {"expr": "1 / 0"}) == [{"nil": True}]
    why, plain = evaluated(city, {"expr": "1 / 0"}, {"expr": "null"}, options=["--why"])
    assert why["nil"] is True and why["why"].startswith("1:1 除以 0"), why
    assert plain == {"nil": True}


def test_a_limit_is_an_error_and_the_next_line_is_answered(city):
    got = evaluated(city, {"expr": "for i in 1..100001 return i"}, {"expr": "some i in 1..1000000000000 satisfies false"}, {"expr": "1 + 1"})
    assert [sorted(row) for row in got] == [["error"], ["error"], ["text", "type"]], got


def test_a_line_that_is_no_question_is_answered_by_an_error_and_the_status(city):
    got = evaluated(city, "no json", "[1]", "{}", {"expr": 1}, "", {"expr": "2"}, '{"expr": "1", "expr": "2"}', status=FOUND)
    assert [sorted(row) for row in got] == [["error"]] * 5 + [["text", "type"], ["error"]], got
    wrong = [{"expr": "1", "inputs": {"甲": v}} for v in (1, {"type": "decimal", "text": "x"}, {"type": "date", "text": "2026-02-30"}, {"list": [1]}, {"type": "colour", "text": "red"})]
    got = evaluated(city, *wrong)
    assert len(got) == 5 and all("甲" in row["error"] for row in got), got


def test_the_moment_that_is_now_must_be_one(city):
    done = program(city, "feel", "eval", "--now", "soon", stdin="")
    assert done.returncode == USAGE and "soon" in done.stderr, done
    assert program(city, "feel", "eval", stdin='{"expr": "now() > @\\"2026-01-01T00:00:00Z\\""}\n').returncode == DONE


def test_values_are_kept_under_their_names(city):
    done = typed(city, "实际 值 = 92", "目标值=80", "实际 值 / 目标值 * 100", "实际 值 = 40", "实际 值 + 1", "f = function(x) x * 2", "f(目标值)", "(目标值 = 80)", ":names", ":quit", "1")
    assert done.stdout.splitlines() == ["92", "80", "115.00", "40", "41", "function<Any>->Any", "160", "true", "实际 值 = 40", "目标值 = 80", "f = function<Any>->Any"], done.stdout
    assert not done.stderr, done.stderr


def test_types_and_traces_are_shown(city):
    done = typed(city, ":type [1, 2]", ":trace if 1 + 1 > 1 then \"a\" else \"b\"", ":help")
    assert done.stdout.splitlines()[:4] == ["list<number>", "if 1 + 1 > 1 then \"a\" else \"b\" = \"a\"", "  1 + 1 > 1 = true", "    1 + 1 = 2"], done.stdout
    assert ":trace" in done.stdout.split("= 2", 1)[1]


def test_an_error_has_a_mark_under_its_place(city):
    done = typed(city, "\"云澜\" + 合计", "1 / 0", ":nonsense")
    lines = done.stderr.splitlines()
    assert lines[0] == "  \"云澜\" + 合计" and lines[1] == "  " + " " * 9 + "^", lines  # two columns for each of 云澜
    assert "除以 0" in done.stderr and ":nonsense" in done.stderr and done.stdout == "null\n", done


def test_the_examples_of_the_manual_are_true(city):
    text = (ROOT / "docs" / "feel.md").read_text(encoding="utf-8")
    shown = re.search(r"    feel> (.*\n(?:    .*\n)+)", text).group(0)
    asked = re.findall(r"^    feel> (.*)$", shown, re.M)
    said = [line.strip() for line in re.findall(r"^    (?!feel>|kaocheng)(.*)$", shown, re.M)]
    out = typed(city, *asked).stdout.splitlines()
    assert said and all(line in out for line in said), (said, out)
    row, answer = re.search(r"`(\{\"expr\".*?\})` 得 `(\{.*?\})`", text).groups()
    assert evaluated(city, row) == [json.loads(answer)]


def test_two_equal_signs_are_no_assignment(city):
    done = typed(city, "a = 1", "a == 1", "a")
    assert done.stdout == "1\n1\n" and "“=”" in done.stderr, done


def test_the_scoring_rules_of_the_manual_give_what_they_say(city):
    text = (ROOT / "docs" / "feel.md").read_text(encoding="utf-8").split("## 常见的计分规则")[1].split("\n## ")[0]
    rules = re.findall(r"`([^`]+)` \|$", text, re.M)
    item = lambda light, days: {"context": {"灯": {"type": "string", "text": light}, "超期工作日": number(str(days))}}
    given = {"满分": 10, "实际值": 90, "目标值": 100, "名次": 3, "得票率": 85, "不允许值": 60, "满意值": 100, "应到": 80, "进度": 45,
             "优秀": 1, "称职": 1, "基本称职": 1, "不称职": 1}
    inputs = {name: number(str(value)) for name, value in given.items()}
    inputs |= {"加分": {"list": [number("2"), number("2.5")]}, "月得分": {"list": [number("9"), {"nil": True}, number("10")]},
               "事项": {"list": [item("红", 6), item("红", 2), item("绿", 0)]},
               "今天": {"type": "date", "text": "2026-11-20"}, "到期日": {"type": "date", "text": "2026-11-23"}, "办结日": {"type": "date", "text": "2026-11-25"}}
    said = [value.get("text", value) for value in evaluated(city, *({"expr": rule, "inputs": inputs} for rule in rules))]
    assert said == ["9.0", "10", "9.60", "190", "5.0", "3", "9.0", "9.5", "70", "-1.0", "-1.5", "预警", "-0.4", "红"], list(zip(rules, said))
