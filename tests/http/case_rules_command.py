"""`kaocheng rules`: decision tables in files, checked and asked, and the example of docs/feel.md."""
import re

from case_command import DONE, FOUND, USAGE, kept, program
from city import ROOT
from workbooks import Book, Sheet

BANDS = "F,优秀票率,不称职票率,得分\n1,≥90,,200\n2,[80..90),,190\n3,[70..80),,180\n4,[60..70),,170\n5,,≥100/3,130\n6,,,160\n"


def checked(city, table, *options, status=DONE, **more):
    done = program(city, "rules", "check", kept(city, "规则.csv", table), *options, **more)
    assert done.returncode == status, done
    return done


def asked(city, table, *inputs, status=DONE, **more):
    options = [word for one in inputs for word in ("--input", one)]
    done = program(city, "rules", "eval", kept(city, "规则.csv", table), *options, **more)
    assert done.returncode == status, done
    return done


def manual():
    text = (ROOT / "docs" / "feel.md").read_text(encoding="utf-8").split("## 决策表")[1]
    return "".join(line.strip() + "\n" for line in re.search(r"\n((?:    .*\n)+)", text).group(1).splitlines()), text


def test_the_example_of_the_manual_is_true(city):
    table, text = manual()
    shown = re.findall(r"    \$ kaocheng rules (\w+) \S+(.*)\n((?:    [^$].*\n)+)", text)
    assert [word for word, _, _ in shown] == ["check", "eval"], shown
    for word, options, said in shown:
        done = program(city, "rules", word, kept(city, "评分.csv", table), *options.split())
        assert done.stdout == "".join(line.strip() + "\n" for line in said.splitlines()), done
    mended = table + re.search(r"补一条 `(.*?)`", text).group(1) + "\n"
    done = checked(city, mended)
    assert done.stdout == "" and "没有漏的" in done.stderr, done


def test_bands_of_a_real_scheme_are_sound_and_give_their_points(city):
    assert checked(city, BANDS).stdout == ""
    for good, bad, points in ((90, 0, 200), (80, 40, 190), (79, 0, 180), (59, 34, 130), (59, 33, 160)):
        assert asked(city, BANDS, f"优秀票率={good}", f"不称职票率={bad}").stdout == f"{points}\n"


def test_findings_name_rules_and_places_in_both_languages(city):
    table = "U,率,等次,分\n类型,数,文本,\n1,>=80,优,2\n2,>=90,,1\n3,[9..1],,1\n"
    done = checked(city, table, status=FOUND)
    assert done.stdout.splitlines() == ["没有一条管到：率 < 80。", "没有一条管到：率 [80..90)，等次 not(\"优\")。", "第 1、2 条重叠：率 >= 90，等次 \"优\"。", "第 3 条永远不会命中：率 [9..1]。"], done.stdout
    done = checked(city, table, status=FOUND, language="en_US.UTF-8")
    assert "Rules 1, 2 overlap: 率 >= 90, 等次 \"优\"." in done.stdout, done.stdout
    done = checked(city, "F,率,分\n1,>5,1\n2,>8,2\n3,,3\n", status=FOUND)
    assert done.stdout == "第 2 条轮不到，前面第 1 条已经占满：率 > 8。\n", done.stdout


def test_a_head_may_be_an_expression_over_what_is_given(city):
    table = "U,完成数 / 目标数 * 100,得分\n1,>=100,10\n2,<100,完成数\n"
    assert asked(city, table, "完成数=40", "目标数=80").stdout == "40\n"
    assert checked(city, table, "--input", "完成数=1", "--input", "目标数=1").stdout == ""
    assert asked(city, "U,日,等次,说法\n类型,日期,文本,文本\n1,<2026-02-01,优,早\n2,≥2026-02-01,,晚\n", "日=2026-01-31", "等次=优").stdout == "\"早\"\n"


def test_faults_stand_at_their_row_and_column(city):
    done = asked(city, "U,完成率,得分\n\n1,> 完成律,10\n2,> ,1\n", "完成率=1", status=FOUND)
    assert done.stdout == "" and "规则.csv:3:2: 不认得“完成律”。" in done.stderr and "规则.csv:4:2: " in done.stderr, done
    done = asked(city, "U,率,等次\n1,>1,优\n", "率=2", status=FOUND)
    assert "规则.csv:2:3: 不认得“优”" in done.stderr and "加引号" in done.stderr, done
    assert "Z" in asked(city, "Z,率,分\n1,>1,1\n", "率=2", status=FOUND).stderr
    assert "率" in asked(city, "U,率,分\n1,>1,1\n", "率", status=USAGE).stderr
    assert program(city, "rules", "check").returncode == USAGE
    assert "规则.csv: 每行只有一格" in checked(city, "U，率，分\n1，>1，1\n", status=FOUND).stderr


def test_an_input_that_begins_like_a_number_and_is_none_is_said_to_be_a_text(city):
    table = "F,率,分\n1,>1,1\n2,,0\n"
    assert "“85%”读不成数，当作文本" in asked(city, table, "率=85%").stderr
    assert "当作文本" not in asked(city, table, "率=-85").stderr
    assert "当作文本" not in asked(city, table, "率=优").stderr


def test_why_nothing_came_of_it_is_said(city):
    done = asked(city, "U,率,分\n1,>1,1\n2,>2,2\n", "率=3")
    assert done.stdout == "null\n" and "第 1 条和第 2 条都命中" in done.stderr and "命中：第 1、2 条" in done.stderr, done
    done = asked(city, "U,率,分\n1,>1,1\n", "率=0")
    assert done.stdout == "null\n" and "没有一条规则命中" in done.stderr, done


def test_a_workbook_is_read_like_a_text(city):
    rows = [["F", "率", "等次"], ["类型", "数", "文本"], [1, ">=60", "合格"], [2, None, "不合格"]]
    path = kept(city, "规则.xlsx", Book([Sheet("评分", rows)]).bytes())
    done = program(city, "rules", "eval", path, "--sheet", "评分", "--input", "率=59")
    assert done.returncode == DONE and done.stdout == "\"不合格\"\n", done
    done = program(city, "rules", "eval", path, "--sheet", "别的", "--input", "率=59")
    assert done.returncode == FOUND and "别的" in done.stderr, done
