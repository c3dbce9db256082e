"""The page of a unit and of one number: what would bring points, and each method of a scheme opened to its bottom."""
import json
import re
from decimal import Decimal

from city import ROOT  # noqa: F401

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
