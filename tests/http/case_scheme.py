"""Schemes: what is wrong with one is named with its place; what is right is adopted as a version that stays."""
import hashlib

from city import SCHEME, ROOT, hashes

SMALL = """scheme: small-2026
title: 小方案
version: "1"
year: 2026
window: {every: year}
rounding: {place: displayed, mode: half_up, digits: 2}
missing: zero
measures:
  - {id: a, name: 甲项, unit: "%", decimals: 2, per: year}
classes:
  - {id: one, name: 一组, units: [市财政局, 市水利局]}
full_marks: 100
tree:
  - {id: only, name: 唯一项, points: 100, measure: a, method: direct, out_of: 100}
ranking: {ties: 1-2-2-4}
"""


def second(city, *changes):
    """The scheme of the demo as version 2, with (old, new) put in."""
    text = city.scheme_text(city.office()).replace('version: "1"', 'version: "2"')
    return changed(text, *changes)


def changed(text, *changes):
    for old, new in changes:
        assert text.count(old) >= 1, old
        text = text.replace(old, new, 1)
    return text


def refused(city, text, *shows, register=False, file=None, status=422):
    office, size = city.office(), city.entries()
    before, organs = office.get("/schemes").tables, len(city.organs(office))
    page = city.adopt(office, text=text, file=file, register=register)
    page.is_status(status).shows(*shows)
    if text and status == 422 and file is None:
        page.shows("请先改好以下几处")
        assert page.form("/schemes/new").value("text") == text, "what was typed does not come back"
        assert bool(page.form("/schemes/new").value("register")) == register, page
    assert city.entries() == size and office.get("/schemes").tables == before, "something was done"
    assert len(city.organs(office)) == organs, "organs were registered"
    return page


def problems(page):
    return next(t for t in page.tables if t[0][0] == "位置")[1:]


def test_weights_that_do_not_add_up_name_the_node(city):
    page = refused(city, second(city, ("points: 16", "points: 17")), "指标考核")
    assert any("合计 61" in c and "60" in c for row in problems(page) for c in row), problems(page)


def test_a_circle_of_formulas(city):
    page = refused(city, second(city, ("formula: start_done / start_plan * 100", "formula: appeal_rate + 1"),
                                ("formula: appeals_ontime / appeals_due * 100", "formula: start_rate + 1")))
    assert any("start_rate" in c or "项目开工率" in c for row in problems(page) for c in row), problems(page)


def test_a_class_without_units(city):
    refused(city, SMALL.replace("units: [市财政局, 市水利局]", "units: []"), "一组")


def test_an_unknown_method_names_its_line_and_what_there_is(city):
    page = refused(city, SMALL.replace("method: direct", "method: magic"), "magic")
    row = problems(page)[0]
    assert "14" in row[0], row


def test_an_unknown_unit_is_told_the_nearest_name(city):
    page = refused(city, SMALL.replace("市水利局", "市水利厅"), "市水利厅", "市水利局")
    row = problems(page)[0]
    assert "11" in row[0] and row[1] == "市水利厅", row


def test_a_version_that_is_not_the_next(city):
    refused(city, second(city).replace('version: "2"', 'version: "7"'), "第 7 版", "第 2 版")
    refused(city, second(city).replace('version: "2"', 'version: "1"'), "第 1 版", "第 2 版")


def test_nothing_at_all(city):
    refused(city, "", "没有")


def test_an_empty_file(city):
    refused(city, None, file=b"")


def test_a_text_that_is_no_scheme(city):
    refused(city, "这不是方案")
    refused(city, "a: [1, 2\n")
    refused(city, "a: &x 1\nb: *x\n")


def test_bytes_that_are_no_text(city):
    refused(city, None, "UTF-8", file=b"scheme: \xff\xfe\n")


def test_a_scheme_of_a_megabyte_is_read_and_a_byte_more_is_too_large(city):
    filling = "#" * (1024 * 1024 - len(SMALL.encode()) - 1) + "\n"
    bad = SMALL.replace("method: direct", "method: magic")
    page = refused(city, None, "magic", file=(filling + bad).encode()[:1024 * 1024 - 1] + b"\n")
    assert len(problems(page)) == 1, problems(page)
    page = refused(city, None, file=(filling + SMALL + "#\n").encode())
    assert len(problems(page)) == 1 and "magic" not in page.text, problems(page)


def test_a_second_version_is_adopted_and_the_first_stays(city):
    office, size = city.office(), city.entries()
    text = second(city, ("{id: invest, name: 投资完成率, points: 5,", "{id: invest, name: 投资完成率, points: 6,"),
                  ("{id: storage, name: 前期项目入库率, points: 3,", "{id: storage, name: 前期项目入库率, points: 2,"))
    first = city.scores(office, scheme=SCHEME, version=1)
    page = city.adopt(office, text=text).is_status(200)
    assert page.url.endswith(f"/schemes/{SCHEME}/2?done=adopted"), page
    page.shows("投资完成率", f"台账第 {size} 条")
    assert hashlib.sha256(text.encode()).hexdigest() in hashes(page), hashes(page)
    assert city.entries() == size + 1
    assert city.scheme_text(office, 2) == text
    assert city.scores(office, scheme=SCHEME, version=1) == first
    assert city.scores(office, scheme=SCHEME, version=2) != first
    assert city.scores(office, scheme=SCHEME) == city.scores(office, scheme=SCHEME, version=2)
    states = [row[1] for row in office.get("/schemes").tables[0][1:] if "2026年度" in row[0]]
    assert len(states) == 2 and states[0] != states[1], states


def test_an_adopted_text_sent_twice_is_adopted_once(city):
    office, size = city.office(), city.entries()
    text = SMALL.replace("small-2026", "twice-2026")
    page = office.get("/schemes/new")
    first = office.submit(page, "/schemes/new", text=text).is_status(200)
    second_time = office.submit(page, "/schemes/new", text=text).is_status(200)
    assert first.url == second_time.url and city.entries() == size + 1


def test_units_that_nobody_registered_are_registered_with_the_scheme_when_that_is_asked(city):
    office, size = city.office(), city.entries()
    text = SMALL.replace("small-2026", "new-units").replace("市水利局", "市新设局")
    refused(city, text, "市新设局")
    city.adopt(office, text=text, register=True).is_status(200).shows("市新设局")
    assert city.entries() == size + 1, "the units are part of the same entry"
    assert "市新设局" in city.organs(office)
    page = city.hand_in(office, text="单位,期间,甲项\n市新设局,2026,88.5\n市财政局,2026,91\n", scheme="new-units")
    page.is_status(200)
    rows = city.scores(office, scheme="new-units", period="2026")
    assert [(r["unit"], r["total"], r["rank"]) for r in rows] == [("市财政局", "91.00", "1"), ("市新设局", "88.50", "2")], rows


def test_the_page_of_a_scheme_adds_up_to_full_marks(city):
    page = city.office().get(f"/schemes/{SCHEME}/1").is_status(200)
    rows = {r[0]: r for r in page.tables[0][1:]}
    assert [rows[n][1] for n in ("指标考核", "公众评议", "专项考核")] == ["60", "20", "20"], rows
    page.shows("11 个单位", "8 个单位", "满分 100")


def test_who_may_read_a_scheme_may_not_change_it(city):
    size = city.entries()
    for who in ("lingdao", "zhujianju", "shenji"):
        visitor = city.enter(who)
        visitor.get(f"/schemes/{SCHEME}").is_status(200)
        visitor.get("/schemes/new").is_status(403)
        token = visitor.get("/me").form("/me/password").value("csrf")
        visitor.post("/schemes/new", {"csrf": token, "idem": "x1", "text": SMALL}).is_status(403)
    assert city.entries() == size


def test_the_text_of_the_demo_is_the_file_that_the_house_ships(city):
    office = city.office()
    assert city.scheme_text(office).encode() == (ROOT / "demo" / "scheme-2026.yaml").read_bytes()
