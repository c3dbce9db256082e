"""What may be asked of a ranking: what if, how firm, one version or period beside another. Nothing of it is stored."""
import re
from decimal import Decimal
from urllib.parse import urlencode

from city import SCHEME

CLASS = {"scheme": SCHEME, "period": "2026Q4", "class": "二类"}


def number(text):
    return Decimal(text.replace("−", "-").replace("+", ""))


def sides(cell):
    """What stands before and after the arrow; without one both are the same."""
    parts = [p.strip() for p in cell.split("→")]
    return parts[0], parts[-1]


def moves(page):
    """{unit: {rank, total, delta, details}}, each of rank and total as (before, after)."""
    table = next(t for t in page.tables if "升降" in t[0] and "差" in t[0])
    return {c[1]: {"rank": sides(c[0]), "total": sides(c[3]), "delta": c[4], "grade": sides(c[5]), "details": c[6:]}
            for c in table[1:]}


def tried(visitor, *changes, status=200, **query):
    """/scores/try with numbered changes (kind, a, b, number)."""
    asked = {**CLASS, **query}
    for i, (kind, a, b, n) in enumerate(changes, 1):
        asked.update({f"k{i}": kind, f"a{i}": a, f"b{i}": b, f"n{i}": n})
    return visitor.get("/scores/try?" + urlencode(asked)).is_status(status)


def now(city, visitor):
    return city.ranking(visitor, **CLASS)


def test_the_ranking_leads_to_each_and_each_to_the_others(city):
    visitor = city.office()
    for start in ("/scores", "/scores/try", "/scores/firm", "/scores/compare", "/scores/check"):
        page = visitor.get(start).is_status(200)
        for name in ("排名", "试算", "名次稳不稳", "对比", "要核对"):
            href = next(h for h, words in page.links if words == name)
            visitor.get(href).is_status(200).shows(name)
            assert "period=2026Q4" in href and "class=" in href, href


def test_without_a_change_there_is_a_form_and_no_answer(city):
    page = tried(city.office()).hides("改了以后").shows("换一个数", "换一个分值或权重", "换一个目标值", "什么都不保存")
    assert len(page.form("/scores/try").choices["unit"]) == 12, page.form("/scores/try").choices["unit"]


def test_what_was_chosen_below_joins_the_changes_and_stays_in_the_address(city):
    visitor = city.office()
    page = tried(visitor, ("share", "policy", "", "2"))
    page = visitor.submit(page, "/scores/try", unit="市住建局", measure="approval_days", value="2",
                          target_node="approval", target="4").is_status(200)
    page.shows("“惠企政策兑现”的分值", "市住建局 · 审批平均用时（2026 年 10 月）", "“审批平均用时”的目标值", "没有保存")
    form = page.form("/scores/try")
    assert [form.value(f"n{i}") for i in (1, 2, 3)] == ["2", "2", "4"], form
    fewer = visitor.get(page.link("去掉")).is_status(200).hides("“惠企政策兑现”的分值").shows("市住建局 · 审批平均用时")
    assert fewer.form("/scores/try").value("n2") == "4", fewer.form("/scores/try")


def test_the_first_of_both_sides_is_the_ranking(city):
    visitor = city.office()
    rows, ranking = moves(tried(visitor, ("target", "approval", "", "4"))), now(city, visitor)
    assert rows.keys() == ranking.keys() and len(rows) == 12
    for unit, row in rows.items():
        assert (row["rank"][0], row["total"][0]) == (ranking[unit]["rank"], ranking[unit]["total"]), row
        moved = number(row["total"][1]) - number(row["total"][0])
        assert moved == (number(row["delta"]) if row["delta"] else 0), row
    assert any(row["delta"] for row in rows.values()), rows


def test_nothing_is_stored(city):
    visitor, size = city.office(), city.entries()
    before = city.scores(visitor, scheme=SCHEME)
    tried(visitor, ("value", "市住建局", "approval_days", "1"), ("share", "policy", "", "3")).shows("改了以后")
    assert city.scores(visitor, scheme=SCHEME) == before and city.entries() == size


def test_each_change_that_cannot_stand_says_why_beside_its_field(city):
    visitor = city.office()
    cases = [(("share", "policy", "", "x"), "分值或权重要写成"), (("share", "policy", "", "-1"), "分值或权重要写成"),
             (("share", "policy", "", "99999"), "分不到分值或权重"), (("share", "nothing", "", "1"), "没有这个指标可改"),
             (("share", "service", "", "1"), "没有这个指标可改"), (("target", "policy", "", "about 5"), "目标值要写成"),
             (("value", "市住建局", "approval_days", "quick"), "不是一个能用的数"),
             (("value", "市住建局", "appeal_rate", "5"), "没有这个单位或这个数据项"),
             (("value", "市住厅", "approval_days", "5"), "没有这个单位或这个数据项"),
             (("value", "市委办", "approval_days", "5"), "本类"), (("colour", "policy", "", "1"), "认不出来")]
    for change, why in cases:
        page = tried(visitor, ("target", "approval", "", "4"), change, status=422).hides("改了以后").shows("请先改好以下几处", why)
        assert re.search(r'id="n2"[^>]*aria-invalid="true"', page.source), (change, page.source[:200])
        assert not re.search(r'id="n1"[^>]*aria-invalid', page.source), change
        assert page.form("/scores/try").value("n2") == change[3], change


def test_numbers_without_measure_are_refused_and_break_nothing(city):
    visitor = city.office()
    for n in ("9" * 18, "9" * 40, "1e999", "0.0000001", "-0", "１２３", "{a: 1}", "5\ntitle: x", "5 # x", "=1+1", "NaN", "无"):
        for kind, a, b in (("share", "policy", ""), ("target", "approval", ""), ("value", "市住建局", "approval_days"),
                           ("value", "市住建局", "appraisal"), ("share", "total", ""), ("", "", "")):
            asked = {**CLASS, "k1": kind, "a1": a, "b1": b, "n1": n, "m1": "2026-10" if kind == "value" else ""}
            page = visitor.get("/scores/try?" + urlencode(asked))
            assert page.status in (200, 422), (kind, n, page)
            assert ("改了以后" in page.text) == (page.status == 200), (kind, n)


def test_a_value_of_another_month_is_another_change(city):
    visitor = city.office()
    asked = {**CLASS, "k1": "value", "a1": "市住建局", "b1": "approval_days", "n1": "2"}
    march = visitor.get("/scores/try?" + urlencode({**asked, "m1": "2026-03"})).is_status(200)
    march.shows("审批平均用时（2026 年 3 月）")
    visitor.get("/scores/try?" + urlencode({**asked, "m1": "2025-03"})).is_status(422).shows("没有这个月")


def test_a_liaison_changes_own_values_and_the_parts_of_the_total_alone(city):
    visitor = city.liaison()
    form = tried(visitor).form("/scores/try")
    assert form.choices["unit"] == ["YL0207"], form.choices["unit"]
    assert "target" not in dict(form.fields) and len(form.choices["share_node"]) == 3, form.choices
    rows = moves(tried(visitor, ("value", "市住建局", "approval_days", "1"), ("share", form.choices["share_node"][0], "", "50")))
    assert all(bool(row["details"][0]) == (unit == "市住建局") for unit, row in rows.items()), rows
    for change in (("value", "市财政局", "approval_days", "1"), ("share", "policy", "", "2"), ("target", "approval", "", "4")):
        tried(visitor, change, status=422).hides("改了以后", "市财政局 · ", "“惠企政策兑现”", "“审批平均用时”").shows("认不出的改动")


def test_who_may_not_see_the_ranking_may_not_ask_about_it(city):
    for who in ("sysadmin", "secadmin", "auditadmin"):
        for path in ("/scores/try", "/scores/firm", "/scores/compare", "/scores/check"):
            city.enter(who).get(path).is_status(403)


def test_ranks_stand_between_their_best_and_their_worst(city):
    visitor = city.office()
    page = visitor.get("/scores/firm?" + urlencode(CLASS)).is_status(200)
    units, ranking = page.tables[0][1:], now(city, visitor)
    assert [c[1] for c in units] == list(ranking), units
    for rank, unit, best, worst, span, *_ in units:
        assert rank == ranking[unit]["rank"] and int(best) <= int(rank) <= int(worst), unit
        assert ("不变" in span) == (best == worst), (unit, span)
    firm = sum(c[2] == c[3] for c in units)
    page.shows(f"12 个排名的单位里，{firm} 个无论怎样动都是原来的名次")
    assert 0 < firm < 12, "the story of the demo has both"


def test_every_indicator_with_a_share_is_moved_or_said_not_to_move(city):
    page = city.office().get("/scores/firm?" + urlencode(CLASS)).is_status(200)
    head, *rows = page.tables[1]
    assert head[2:8] == ["−10", "−5", "−1", "+1", "+5", "+10"], head
    still = int(re.search(r"其余 (\d+) 个指标", page.text)[1])
    assert all(any(re.match(r"[1-9]", c) for c in row[2:8]) for row in rows), rows
    assert len(rows) + still == 41, (len(rows), still)
    liaison = city.liaison().get("/scores/firm?" + urlencode(CLASS)).is_status(200)
    names = {row[0].split(" ")[0] for row in liaison.tables[1][1:]}
    assert names <= {"指标考核", "公众评议", "专项考核"} and "其余 0 个" not in liaison.text, names


def test_two_periods_beside_each_other_are_the_two_rankings(city):
    visitor = city.office()
    asked = {"class": "二类", "s1": f"{SCHEME}/1", "p1": "2026Q2", "s2": f"{SCHEME}/1", "p2": "2026Q4"}
    page = visitor.get("/scores/compare?" + urlencode(asked)).is_status(200).shows("数据或期间不同")
    first, second = city.ranking(visitor, **{**CLASS, "period": "2026Q2"}), now(city, visitor)
    for unit, row in moves(page).items():
        assert row["rank"][1] == second[unit]["rank"] and row["total"][1] == second[unit]["total"], row
        assert row["total"][0] == first[unit]["total"] and row["rank"][0] == first[unit]["rank"], row
        brought = sum(number(n) for n in re.findall(r"[−+]\d+\.\d+", row["details"][0].split("项")[0]))
        assert brought == (number(row["delta"]) if row["delta"] else 0), row


def test_the_same_on_both_sides_and_what_is_not_there_is_said(city):
    visitor = city.office()
    same = {"s1": f"{SCHEME}/1", "p1": "2026Q4", "s2": f"{SCHEME}/1", "p2": "2026Q4"}
    visitor.get("/scores/compare?" + urlencode(same)).is_status(200).shows("没有什么可比").hides("各带来多少分")
    for change, why in (({"s1": "none/1"}, "没有这一版方案"), ({"p2": "2025Q1"}, "没有数据"), ({"p1": "soon"}, "没有数据")):
        visitor.get("/scores/compare?" + urlencode({**same, **change})).is_status(422).shows(why).hides("各带来多少分")


def test_a_liaison_reads_what_changes_bring_to_the_own_unit_alone(city):
    rows = moves(city.liaison().get("/scores/compare?" + urlencode({"class": "二类"})).is_status(200))
    assert all(bool(row["details"][0]) == (unit == "市住建局") for unit, row in rows.items()), rows


def test_a_number_far_from_the_others_is_to_be_checked_and_leads_to_where_it_counts(city):
    visitor = city.office()
    page = visitor.get("/scores/check?" + urlencode(CLASS)).is_status(200)
    rows = page.tables[0][1:]
    page.shows(f"要核对 {len(rows)} 个数")
    slow = next(r for r in rows if r[:2] == ["市自规局", "审批平均用时"])
    assert slow[2:5] == ["2026 年 10 月", "5.90天", "4.99 至 5.65"] and slow[5] == "本类同期 12 个数", slow
    for unit, _, _, value, span, _ in rows:
        low, high = (number(n.replace(",", "")) for n in span.split(" 至 "))
        told = number(re.match(r"[−\d.,]+", value)[0].replace(",", ""))
        assert not low <= told <= high, (unit, value, span)
    visitor.get(page.link("审批平均用时")).is_status(200).shows("怎么算的", "审批平均用时")


def test_a_liaison_is_shown_marks_of_the_own_unit_alone(city):
    page = city.liaison().get("/scores/check?" + urlencode(CLASS)).is_status(200)
    assert {r[0] for t in page.tables for r in t[1:]} <= {"市住建局"}, page.tables
    page.hides("市自规局")


def test_what_if_says_what_the_next_version_then_says(city):
    visitor = city.office()
    said = moves(tried(visitor, ("share", "approval", "", "2"), ("share", "policy", "", "2")))
    text = city.scheme_text(visitor).replace('version: "1"', 'version: "2"')
    for old, new in (("{id: approval, name: 审批平均用时, points: 3", "{id: approval, name: 审批平均用时, points: 2"),
                     ("{id: policy, name: 惠企政策兑现, points: 1", "{id: policy, name: 惠企政策兑现, points: 2")):
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    city.adopt(visitor, text=text).is_status(200)
    ranking = now(city, visitor)
    for unit, row in said.items():
        assert (row["rank"][1], row["total"][1]) == (ranking[unit]["rank"], ranking[unit]["total"]), row
    page = visitor.get("/scores/compare?" + urlencode({"class": "二类"})).is_status(200)
    page.shows("营商环境", "policy.points", "approval.points", "下级的分值、权重和增减")
    for unit, row in moves(page).items():
        assert (row["total"], row["rank"]) == (said[unit]["total"], said[unit]["rank"]), row


def test_what_if_says_what_the_import_then_says(city):
    visitor = city.office()
    said = moves(tried(visitor, ("value", "市住建局", "approval_days", "1.5"), ("value", "市财政局", "approval_days", "9")))
    assert said["市住建局"]["delta"], said
    city.hand_in(visitor, text="单位,期间,审批平均用时\n市住建局,2026-10,1.5\n市财政局,2026-10,9\n").is_status(200)
    ranking = now(city, visitor)
    for unit, row in said.items():
        assert (row["rank"][1], row["total"][1]) == (ranking[unit]["rank"], ranking[unit]["total"]), row
