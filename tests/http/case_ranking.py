"""Results: the ranking, one unit's waterfall, one number down to its entry; and who may see them."""
import re
from decimal import Decimal

from city import SCHEME

CLASSES = {"一类": 11, "二类": 12, "三类": 12, "四类": 12, "五类": 10, "区县市": 8}


def number(text):
    return Decimal(text.replace("−", "-").replace("+", ""))


def unit_page(city, visitor, name):
    return visitor.get(f"/scores/{city.organs(visitor)[name]}").is_status(200)


def test_fifty_seven_units_and_eight_counties_are_ranked_in_their_classes(city):
    visitor = city.office()
    for code, n in CLASSES.items():
        rows = city.ranking(visitor, scheme=SCHEME, **{"class": code})
        ranks = [int(r["rank"]) for r in rows.values()]
        assert len(rows) == n and ranks == sorted(ranks) and ranks[0] == 1, (code, ranks)
        totals = [number(r["total"]) for r in rows.values()]
        assert totals == sorted(totals, reverse=True), (code, totals)


def test_last_quarter_stands_beside_this_one_and_a_move_is_last_minus_now(city):
    visitor = city.office()
    moved = 0
    for code in CLASSES:
        now = city.ranking(visitor, scheme=SCHEME, period="2026Q4", **{"class": code})
        last = city.ranking(visitor, scheme=SCHEME, period="2026Q3", **{"class": code})
        assert now.keys() == last.keys(), code
        for unit, row in now.items():
            assert row["last"] == last[unit]["rank"] and row["last_total"] == last[unit]["total"], row
            assert row["moved"] == int(last[unit]["rank"]) - int(row["rank"]), row
            moved += row["moved"] != 0
    assert moved >= 2, "nobody moved in the whole city"


def test_the_first_quarter_has_nothing_beside_it(city):
    page = city.office().get(f"/scores?scheme={SCHEME}&period=2026Q1").is_status(200)
    assert len(page.tables[0][0]) == 7, page.tables[0][0]


def test_the_table_of_values_says_what_the_pages_say(city):
    visitor = city.office()
    for period in ("2026Q1", "2026Q3", "2026Q4"):
        rows = {r["unit"]: r for r in city.scores(visitor, scheme=SCHEME, period=period)}
        assert len(rows) == sum(CLASSES.values()), len(rows)
        for code in CLASSES:
            page = visitor.get(f"/scores?scheme={SCHEME}&period={period}&class={code}").is_status(200)
            for cells in page.tables[0][1:]:
                row = rows.pop(cells[1])
                assert (row["rank"], row["total"], row["grade"]) == (cells[0], cells[4], cells[-1]), (row, cells)
        assert not rows, rows


def test_the_bar_of_a_row_is_made_of_the_parts_that_make_the_total(city):
    page = city.office().get("/scores").is_status(200)
    assert page.text.count("指标考核 60") == 1 and page.text.count("公众评议 20") == 1, page.text
    visitor = city.office()
    nodes = {cells[0]: cells for cells in unit_page(city, visitor, "市财政局").tables[0][1:]}
    parts = [number(nodes[name][2]) for name in ("指标考核", "公众评议", "专项考核", "加减分")]
    assert sum(parts) == number(city.ranking(visitor)["市财政局"]["total"]), parts


def test_a_waterfall_goes_from_full_marks_to_the_total_without_a_gap(city):
    visitor = city.leader()
    for unit in ("市财政局", "市住建局", "市气象局", "市国资委", "松月县", "市委办"):
        page = unit_page(city, visitor, unit)
        steps = re.search(r"每一步都能点开 .*?满分(\d+) (.*?)总分([\d.]+) ", page.text)
        assert steps, page.text[:2000]
        falls = [number(n) for n in re.findall(r"[−+]\d+\.\d+", steps[2])]
        assert len(falls) >= 8 and number(steps[1]) + sum(falls) == number(steps[3]), (unit, falls, steps[3])


def test_every_node_of_a_unit_opens_and_says_the_score_that_the_unit_page_says(city):
    visitor = city.office()
    for unit in ("市财政局", "市委办"):
        page = unit_page(city, visitor, unit)
        rows = {cells[0].split(" ")[0]: cells for cells in page.tables[0][1:]}
        hrefs = {words: h for h, words in page.links if re.match(r"/scores/\d+/", h) and words in rows}
        assert len(hrefs) == len(rows) >= 30, (len(hrefs), len(rows))
        for name, href in hrefs.items():
            node = visitor.get(href).is_status(200).shows(name)
            if rows[name][2] != "—":
                assert f"得分 {rows[name][2].replace('+', '')}" in node.text, f"{node} {rows[name]}"


def test_a_sum_of_parts_lists_only_the_parts_of_the_units_own_class(city):
    visitor = city.office()
    page = unit_page(city, visitor, "市财政局")
    node = visitor.get(page.link("营商环境")).is_status(200)
    assert "服务发展" not in node.text, "服务发展 is of 一类 alone"


def test_a_number_is_explained_down_to_the_entry_that_brought_its_inputs(city):
    visitor = city.office()
    page = visitor.get(unit_page(city, visitor, "市财政局").link("惠企政策兑现")).is_status(200)
    page.shows("怎么算的", "代入数字" if "代入数字" in page.text else "公式", "惠企政策兑现率", "原始数据", "绩效办")
    inputs = page.tables[-2][1:]
    given = [r[1] for r in inputs if re.search(r"\d", r[2])]
    assert given == [f"2026 年 {m} 月" for m in range(1, 11)], inputs
    entry = next(h for h, _ in page.links if re.fullmatch(r"/ledger/\d+", h))
    visitor.get(entry).is_status(200).shows("导入数据表", "绩效办", "measure_value", "叶哈希")
    table = next(h for h, _ in page.links if re.fullmatch(r"/imports/\d+", h))
    visitor.get(table).is_status(200).shows("导入回执")


def test_a_plus_or_minus_names_its_document_and_its_entry(city):
    visitor = city.office()
    page = unit_page(city, visitor, "市财政局").shows("加减分事项")
    rows = next(t for t in page.tables if t[0][0] == "事项")[1:]
    assert rows and all("云政通〔2026〕" in r[0] and r[3].isdigit() for r in rows), rows
    total = next(cells[2] for cells in page.tables[0][1:] if cells[0] == "加减分")
    assert sum(number(r[1]) for r in rows) == number(total), (rows, total)


def test_what_is_not_asked_of_a_unit_is_said_and_not_counted(city):
    visitor = city.office()
    page = unit_page(city, visitor, "市国资委")
    row = next(cells for cells in page.tables[0][1:] if cells[0].startswith("诉求办理"))
    assert row[2] == "—" and "不考核" in row[0], row


def test_a_liaison_sees_the_own_unit_and_no_other(city):
    visitor = city.liaison()
    organs = city.organs(visitor)
    own, other = organs["市住建局"], organs["市财政局"]
    visitor.get(f"/scores/{own}").is_status(200).shows("得分瀑布")
    visitor.get(f"/scores/{own}/invest").is_status(200).shows("怎么算的")
    visitor.get(f"/scores/{other}").is_status(403).hides("得分瀑布").shows("本单位")
    visitor.get(f"/scores/{other}/invest").is_status(403).hides("怎么算的")
    page = visitor.get("/scores").is_status(200)
    linked = {h.split("?")[0] for h, _ in page.links if re.match(r"/scores/\d+", h)}
    assert linked == {f"/scores/{own}"}, linked


def test_a_liaison_sees_that_an_entry_is_there_and_not_what_is_in_it(city):
    visitor = city.liaison()
    organs = city.organs(visitor)
    page = visitor.get(f"/scores/{organs['市住建局']}/policy").is_status(200)
    entry = next(h for h, _ in page.links if re.fullmatch(r"/ledger/\d+", h))
    shown = visitor.get(entry).is_status(200).shows("台账第").hides("measure_value", "新值")
    assert not [h for h, _ in shown.links if "/blobs/" in h], shown.links
    auditor = city.auditor().get(entry).is_status(200).shows("measure_value", "新值")
    blobs = [h for h, _ in auditor.links if "/blobs/" in h]
    assert blobs
    for href in blobs:
        visitor.get(href).is_status(403)


def test_an_address_that_names_nothing_is_a_page_that_says_so(city):
    visitor = city.office()
    unit = city.organs(visitor)["市财政局"]
    for path in (f"/scores/{unit}/nonsense", "/scores/1", "/scores?scheme=none", "/scores?period=2025Q1",
                 "/scores?period=soon", f"/scores?scheme={SCHEME}&version=9", f"/scores/{unit}?period=2026-13"):
        visitor.get(path).is_status(404).hides("得分瀑布")
