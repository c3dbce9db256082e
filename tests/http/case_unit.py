"""The page of a unit and of one number: what would bring points, and each method of a scheme opened to its bottom."""
import json
import re
import subprocess
import sys
from decimal import Decimal

from city import ROOT

POLL = """scheme: asked-2026
title: 民意调查
year: 2026
full_marks: 10
measures: [{id: score, name: 民意, per: year}]
classes: [{id: all, name: 全部单位, units: [市财政局, 市水利局, 市住建局]}]
tree: [{id: x, name: 民意, points: 10, measure: score, method: direct}]
"""
ALL = """scheme: methods-2026
title: 各种方法
year: 2026
measures:
  - {id: v, name: 实绩, unit: 万元, per: year}
  - {id: base, name: 任务数, unit: 万元, per: year}
  - {id: rate, name: 完成率, unit: "%", formula: v / base * 100}
  - {id: n, name: 办件数, decimals: 0, per: year, default: 0}
  - {id: past, name: 上年等次, kind: level, per: year, levels: [{name: 优秀, points: 10}, {name: 一般, points: 5}]}
  - {id: earned, name: 实绩得分, score_of: tall}
  - {id: opinion, name: 民意, source: {scheme: asked-2026, node: x}}
  - {id: poll, name: 评议票, kind: ballots, per: year, levels: [{name: 满意, points: 10}, {name: 不满意, points: 0}]}
  - {id: log, name: 通报, kind: events}
classes: [{id: all, name: 全部单位, units: [市财政局, 市水利局, 市住建局]}]
tree:
  - {id: tiers, name: 分档累进, points: 10, method: feel, expression: "min(n, 10) * 0.5 + max(0, n - 10) * 0.2", cap: 10}
  - id: grid
    name: 两项对照
    points: 10
    method: table
    table: |
      F | rate   | n    | → 得分
        | >= 100 | >= 5 | 10
        | >= 80  | -    | 6
        | -      | -    | 0
  - {id: line, name: 比目标, points: 10, measure: rate, method: linear, target: 100, at_target: 8, each: 0.1, cap: 10, floor: 0}
  - {id: tall, name: 实绩高低, points: 20, measure: v, method: efficacy}
  - {id: places, name: 前三名, role: extra, measure: v, method: rank_points, first_points: [3, 2], last_points: [-1]}
  - {id: grade_before, name: 上年考核, points: 10, measure: past, method: direct, missing: reweight}
  - {id: gated, name: 有条件, points: 10, measure: v, method: ratio, target: base, when: n >= 5}
  - {id: again, name: 与第一名比, points: 10, measure: earned, method: ratio_to_best}
  - {id: votes, name: 评议, points: 10, measure: poll, method: votes}
  - {id: taken, name: 引用民意, points: 10, measure: opinion, method: direct, missing: zero}
  - {id: minus, name: 通报扣分, role: extra, measure: log, method: deduct, start: 0, floor: none, items: [{id: bad, name: 省级通报, points: 1}]}
"""
NUMBERS = "单位,期间,实绩,任务数,办件数,上年等次\n市财政局,2026,120,100,12,优秀\n市水利局,2026,85,100,4,一般\n市住建局,2026,90,70,7,\n"
ROWS = ("单位,指标,事项,票数,批次,不计原因\n市财政局,评议票,满意,8,1,\n市财政局,评议票,不满意,1,1,\n市水利局,评议票,满意,2,1,\n"
        "市水利局,评议票,不满意,6,2,同一终端\n市住建局,评议票,满意,4,1,\n市住建局,评议票,不满意,2,1,\n市住建局,通报,bad,1,,\n")
AT = "?scheme=methods-2026&period=2026"


def unit(city, visitor, name, more=""):
    return visitor.get(f"/scores/{city.organs(visitor)[name]}{AT}{more}").is_status(200)


def number(city, visitor, name, node, more=""):
    return visitor.get(f"/scores/{city.organs(visitor)[name]}/{node}{AT}{more}").is_status(200)


def total(city, visitor, name):
    return Decimal({r["unit"]: r for r in city.scores(visitor, scheme="methods-2026", period="2026")}[name]["total"])


def test_a_scheme_of_every_method_comes_in(city):
    office = city.office()
    for text in (POLL, ALL):
        assert "done=adopted" in city.adopt(office, text=text).url
    for scheme, text in (("asked-2026", "单位,期间,民意\n市财政局,2026,9\n市水利局,2026,7.5\n"), ("methods-2026", NUMBERS),
                         ("methods-2026", ROWS)):
        page = city.hand_in(office, scheme=scheme, period="2026", text=text)
        assert re.search(r"/imports/\d+$", page.url.split("?")[0]), page.text
    assert total(city, office, "市水利局") == Decimal("54.00")


def deeds(page):
    """[(indicator, points, text)] of the three deeds."""
    found = re.search(r'<ol class="kc-gains">(.*?)</ol>', page.source, re.S)
    assert found, page.text
    rows = []
    for li in re.findall(r"<li>(.*?)</li>", found[1], re.S):
        name = re.search(r'<a href="([^"]+)">([^<]+)</a>', li)
        points = re.search(r'<strong[^>]*>([^<]+)</strong>', li)
        rows.append((name[1], name[2], points and points[1], re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", li)).strip()))
    return rows


def test_a_unit_is_told_what_would_bring_points_and_it_comes_true(city):
    office = city.office()
    page = unit(city, office, "市水利局")
    three = deeds(page)
    assert 1 <= len(three) <= 3, three
    numbers = [re.search(r"(\S+)（2026 年）由", words)[1] for _, _, _, words in three if "由" in words]
    assert len(numbers) == len(set(numbers)), ("one number, one deed", three)
    url, name, points, words = next(t for t in three if "办件数" in t[3])
    assert "办件数（2026 年）由 4 到 5" in words and "名次仍是第 3" in words, words
    assert office.get(url.replace("&amp;", "&")).is_status(200).h1.startswith(name)
    was = total(city, office, "市水利局")
    city.hand_in(office, scheme="methods-2026", period="2026", text="单位,期间,办件数\n市水利局,2026,5\n")
    assert total(city, office, "市水利局") - was == Decimal(points.lstrip("+")), (was, points)
    city.hand_in(office, scheme="methods-2026", period="2026", text="单位,期间,办件数\n市水利局,2026,4\n")


def test_what_brings_points_is_a_list_among_the_files_of_the_page(city):
    page = unit(city, city.office(), "市水利局", "&as=csv&list=gains")
    rows = page.body.decode("utf-8-sig")
    assert "办件数（2026 年）由 4 到 5" in rows and "9.00" in rows, rows


def test_a_task_is_not_made_smaller_and_an_item_has_its_name(city):
    office = city.office()
    for name in ("市人社局", "市住建局", "市市场监管局"):
        for _, _, _, words in deeds(office.get(f"/scores/{city.organs(office)[name]}").is_status(200)):
            assert "应开工" not in words and "应办结" not in words and "praise" not in words, (name, words)


def test_english_readers_are_told_in_english(city):
    page = unit(city, city.enter("jixiaoban", "en"), "市水利局")
    assert "from 4 to 5" in page.text and "still ranks 3" in page.text, page.text


def test_each_method_says_what_it_did_with_which_numbers(city):
    office = city.office()
    said = {
        "tiers": ("规则表达式", "其中 n（办件数）＝ 4", "min(n, 10) * 0.5 + max(0, n - 10) * 0.2"),
        "grid": ("决策表", "适用决策表第 2 行，结果为 6。", "| >= 80 | - | 6", "其中 rate（完成率）＝ 85", "完成率 · 公式 v / base * 100"),
        "line": ("比目标加减分", "实际值 85 未达到目标 100，减 1.5 分，得 6.5。", "完成率 · 实际值 85 %"),
        "tall": ("功效系数法", "本类有数的单位 3", "本类最小 85 市水利局", "本类最大 120 市财政局"),
        "places": ("名次表", "顺数第 3 名，倒数第 1 名，得 -1。", "得分 −1.00", "实际值名次 3"),
        "grade_before": ("上年等次 · 实际值 5", "一般"),
        "gated": ("条件“n >= 5”不成立", "不符合条件，得 0。"),
        "again": ("实绩得分 · 实际值 12", "10 × 12 ÷ 20 = 6", "本类最大 20 市财政局"),
        "votes": ("批次“2”的 6 张票不计：同一终端", "如果计入不计的批次，得 2.5 分", "不满意 · 不计：同一终端"),
        "taken": ("得 7.5 分", "方案“asked-2026”的结果"),
    }
    for node, words in said.items():
        page = number(city, office, "市水利局", node)
        for word in words:
            assert word in page.text, (node, word, page.text)
        assert "没有报送数据" not in page.text, (node, "a score of a score is not missing")
        assert "<details" in page.source and "精确数字" in page.text, node


def test_what_came_from_elsewhere_leads_there(city):
    office = city.office()
    taken = number(city, office, "市水利局", "taken")
    source = office.get(next(h for h, t in taken.links if "asked-2026" in t)).is_status(200)
    assert source.h1.startswith("民意") and "7.50" in source.text and "/imports/" in str(source.links), source.text
    again = number(city, office, "市水利局", "again")
    tall = office.get(next(h for h, t in again.links if t.strip() == "12")).is_status(200)
    assert tall.h1.startswith("实绩高低"), tall


def facts(page):
    document = json.loads(page.body)
    assert page.header("Content-Type").startswith("application/json") and document["format"] == "kaocheng.explanation/1"
    (node,) = document["nodes"]
    return node


def test_every_fact_of_a_number_is_a_file_with_the_entry_beside_each_value(city):
    office = city.office()
    node = facts(number(city, office, "市水利局", "tall", "&as=json"))
    assert node["score"] == "12.00" and node["rounding"]["exact"] == "12" and node["class"]["count"] == "3", node
    (period,) = node["inputs"][0]["periods"]
    assert period["period"] == "2026" and period["value"] == "85", period
    assert "市水利局" in office.get(f"/ledger/{period['entry']}").is_status(200).text or period["entry"].isdigit()
    shown = number(city, office, "市水利局", "tall")
    assert f"/ledger/{period['entry']}" in [h for h, _ in shown.links], (period, shown.links)
    office.get(f"/scores/{city.organs(office)['市水利局']}/nowhere{AT}&as=json").is_status(404)


def test_the_file_is_enough_to_compute_the_score_again(city):
    office = city.office()
    for node in ("tiers", "grid", "line", "tall", "places", "gated", "again", "votes", "taken", "minus"):
        page = number(city, office, "市水利局", node, "&as=json")
        redone = subprocess.run([sys.executable, ROOT / "tests/oracle/redo_explanations.py", "-"], input=page.body,
                                capture_output=True, timeout=60)
        assert redone.returncode == 0 and b"1 scores redone" in redone.stdout, (node, redone.stdout.decode(), redone.stderr.decode())


def test_a_fraction_is_said_exactly_and_as_a_decimal(city):
    office = city.office()
    node = facts(number(city, office, "市住建局", "tall", "&as=json"))
    assert node["rounding"]["exact"] == "92/7" and node["score"] == "13.14", node  # 12 + 8 × 5/35
    assert "92/7 ≈ 13.142857" in number(city, office, "市住建局", "tall").text


def test_units_are_named_to_those_alone_who_may_see_their_pages(city):
    liaison = city.liaison()  # of 市住建局
    page, node = number(city, liaison, "市住建局", "tall"), facts(number(city, liaison, "市住建局", "tall", "&as=json"))
    assert "本类最大 120" in page.text and "市财政局" not in page.text, page.text
    assert node["class"]["most"] == "120" and node["class"]["most_units"] == [] and node["class"]["least_units"] == [], node
    assert deeds(unit(city, liaison, "市住建局"))
    other = f"/scores/{city.organs(city.office())['市水利局']}"
    for path in (other + AT, other + "/tall" + AT, other + "/tall" + AT + "&as=json", other + AT + "&as=csv&list=gains"):
        refused = liaison.get(path)
        assert refused.status in (403, 404) and "实绩" not in refused.text, (path, refused)


def test_a_number_in_english_has_chinese_only_where_the_scheme_wrote_it(city):
    reader = city.enter("jixiaoban", "en")
    written = set(re.findall("[\u3400-\u9fff]+", ALL + POLL + ROWS + NUMBERS)) | {"绩效办", "云澜市", "中文", "云澜市水利局", "绩绩效办"}
    for node in ("tiers", "grid", "line", "tall", "places", "grade_before", "gated", "again", "votes", "taken", "minus"):
        page = number(city, reader, "市水利局", node)
        words = set(re.findall("[\u3400-\u9fff]+", page.text)) - written
        assert not words, (node, words)


def test_where_deeds_take_long_the_page_comes_at_once_and_they_are_asked_for(city):
    office = city.office()
    lines = ["scheme: large-2026", "year: 2026", "full_marks: 200", "measures: [{id: a, per: year}, {id: b, per: year}]",
             "classes: [{id: all, units: [市财政局, %s]}]" % ", ".join(f"第{i}组" for i in range(104)), "tree:"]
    lines += [f"  - {{id: n{i}, points: 1, measure: {'ab'[i % 2]}, method: ratio, target: 100}}" for i in range(200)]
    page = city.adopt(office, text="\n".join(lines), register=True)
    assert "done=adopted" in page.url, page.text[:600]
    city.hand_in(office, scheme="large-2026", period="2026", text="单位,期间,a,b\n市财政局,2026,50,60\n")
    at = f"/scores/{city.organs(office)['市财政局']}?scheme=large-2026&period=2026"
    page = office.get(at).is_status(200)
    assert "kc-gains" not in page.source and "现在算一算" in page.text, page.text[:800]
    asked = office.get(next(h for h, t in page.links if "现在算一算" in t)).is_status(200)
    assert deeds(asked)
