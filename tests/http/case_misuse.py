"""Tables handed in by clumsy hands: two tabs on one draft, too many drafts, names where nobody asked for them."""
import csv
import io
import re
from urllib.parse import urlsplit

from city import receipt

HEAD = "单位,期间,审批平均用时\n"


def draft_of(page):
    assert "/imports/drafts/" in page.url, f"{page} is no check:\n{page.told()}"
    return urlsplit(page.url).path


def confirmed(city, visitor, check):
    return receipt(city.go_on_to_receipt(visitor, check.is_status(200)))


def kept_of(visitor, number):
    """All that an entry names, as bytes: itself and its blobs."""
    page = visitor.get(f"/ledger/{number}").is_status(200)
    return [page.body] + [visitor.get(h).is_status(200).body for h in {h for h, _ in page.links if "/blobs/" in h}]


def test_what_one_tab_mended_another_tab_does_not_undo(city):
    office = city.office()
    draft = draft_of(city.give(office, text=HEAD + "市水利局,2026-10,四点四\n市民政局,2026-10,五点五\n合计,,9.9\n"))
    one, two = office.get(draft), office.get(draft)
    warned = one.form(draft).value("warned")
    office.submit(one, draft, **{"m-2-3": "4.4", **({"t-0": "1"} if warned else {})})
    office.submit(two, draft, **{"m-3-3": "5.5"})
    page = office.get(draft).is_status(200).shows("需修改 0")
    assert {"4.4", "5.5"} <= {cell for table in page.tables for row in table for cell in row}, page.tables
    page = city.give(office, text=HEAD + "市水利局,2026-10,四点四\n")
    draft = draft_of(page)
    page = office.submit(page, draft, **{"m-2-3": "四点五"})
    assert page.form(draft).value("m-2-3") == "四点五"
    page = office.submit(page, draft, **{"m-2-3": "四点四"})
    assert page.form(draft).value("m-2-3") == "四点四" and "r-2-3" not in page.source, "typed back is given back"


def test_a_tick_is_taken_away_by_the_page_that_showed_it_alone(city):
    office = city.office()
    page = city.give(office, text=HEAD + "市水利局,2026-10,4.4\n市民政局,2026-10,5.5\n合计,,99\n")
    draft = draft_of(page)
    assert page.form(draft).value("warned"), page.told()
    ticked = office.submit(page, draft, **{"t-0": "1"}).shows("提醒 0")
    office.submit(page, draft).shows("提醒 0")
    office.submit(ticked, draft, **{"t-0": None}).shows("提醒 1")


def test_the_newest_draft_stays_however_many_there_are_in_one_moment(city):
    liaison = city.liaison()
    for n in range(60):
        draft = draft_of(city.give(liaison, text=HEAD + f"市住建局,2026-10,4.{n}\n"))
        liaison.get(draft).is_status(200)
    assert len(set(re.findall(r"/imports/drafts/[0-9a-f]{32}", liaison.get("/imports").source))) == 50


def test_a_list_of_people_leaves_neither_its_names_nor_its_own_name(city):
    office = city.office()
    text = "单位,岗位,姓名,电话\n市水利局,联络员,司空见见,13987650001\n"
    check = city.give(office, file=text.encode(), name="司空见见13987650001.csv", kind="people")
    number = confirmed(city, office, check)["number"]
    office.get(f"/imports/{number}").is_status(200).shows("people.csv").hides("司空见见", "13987650001")
    again = city.give(office, file=text.encode(), name="司空见见.13987650001", kind="people")
    again.is_status(200).hides("司空见见.")
    city.restart()
    held = b"".join(p.read_bytes() for p in city.server.data.rglob("*") if p.is_file())
    for word in ("司空见见", "13987650001"):
        assert word.encode() not in held, f"{word} stands in the data directory"
        assert word not in city.server.log.read_text(encoding="utf-8"), f"{word} stands in the log"
    for bytes_ in kept_of(city.auditor(), number):
        assert "司空见见".encode() not in bytes_ and b"13987650001" not in bytes_


def test_a_register_with_columns_that_nobody_asked_for_is_not_kept_as_it_came(city):
    admin, office = city.enter("sysadmin"), city.office()
    text = "序号,登录名,岗位名称,单位,手机,初始密码\n1,shuili2,市水利局·统计,市水利局,13700001234,Jiu#kouling9\n"
    check = city.give(admin, file=text.encode(), name="账号.csv", kind="accounts").shows("原表不留作凭证")
    page = admin.submit(city.go_on(admin, check), draft_of(check) + "/accounts").is_status(200)
    number = int(page.link("回执").rsplit("/", 1)[1])
    for held in kept_of(city.auditor(), number):
        assert b"13700001234" not in held and b"kouling9" not in held, held
    text = "序号,代码,全称,简称\n1,ZQ78,云澜市测绘院,市测绘院\n"
    check = city.give(office, file=text.encode(), name="单位.csv", kind="organs").hides("原表不留作凭证")
    assert text.encode() in kept_of(city.auditor(), confirmed(city, office, check)["number"])


def test_first_passwords_that_were_not_seen_are_explained(city):
    admin = city.enter("sysadmin")
    check = city.give(admin, text="登录名,岗位名称,单位\nshuili3,市水利局·值班,市水利局\n", kind="accounts")
    page = city.go_on(admin, check)
    first = admin.submit(page, draft_of(check) + "/accounts").is_status(200)
    assert first.header("Cache-Control") == "no-store"
    word, = re.findall(r"\b[a-z2-9]{12}\b", first.tables[0][1][2])
    again = admin.submit(page, draft_of(check) + "/accounts").is_status(200)
    again.shows("初始密码只显示一次", "撤销").hides(word)


def wide_scheme(columns, units="市水利局, 市民政局", name="wide-2026"):
    """A scheme of many measures that are reported every month."""
    lines = [f"scheme: {name}", "title: 宽表", 'version: "1"', "year: 2026", "window: {every: month}", "measures:",
             *(f"  - {{id: m{n}, name: 指标{n}, decimals: 2}}" for n in range(columns)),
             "classes:", "  - {id: all, name: 考核单位, units: [" + units + "]}", "tree:", "  weights: relative", "  children:",
             *(f"    - {{id: n{n}, weight: 1, measure: m{n}, method: direct, out_of: 100}}" for n in range(columns))]
    return "\n".join(lines) + "\n"


def test_a_page_of_as_many_questions_as_there_are_columns_can_be_answered(city):
    office = city.office()
    columns = 220
    page = city.adopt(office, text=wide_scheme(columns)).is_status(200)
    assert "/schemes/wide-2026" in page.url, page.told()
    rows = [["单位", "期间", *(f"指标{n}" for n in range(columns))],
            *([f"无此局{n}号", "2026-10", *["/"] * columns] for n in range(70)), ["市水利局", "2026-10", *["/"] * columns]]
    table = io.StringIO()
    csv.writer(table).writerows(rows)
    check = city.give(office, file=table.getvalue().encode(), scheme="wide-2026").is_status(200)
    fields = [q for q in check.form(draft_of(check)).choices if q.startswith("a-")]
    assert len(fields) == columns, check.told()
    check = office.submit(check, draft_of(check), **{f: "missing" for f in fields})
    check.is_status(200).shows("可导入 1 · 需修改 70")
    assert [f for f in check.form(draft_of(check)).fields if f[1] == "missing"] == [[f, "missing"] for f in fields]


def test_a_table_of_as_many_values_as_there_may_be_goes_the_whole_way(city):
    office, columns = city.office(), 375
    units = [u for u in city.organs(office) if not u.startswith("ZQ")][:66]
    page = city.adopt(office, text=wide_scheme(columns, ", ".join(units), "most-2026")).is_status(200)
    assert "/schemes/most-2026" in page.url, page.told()
    table = io.StringIO()
    csv.writer(table).writerows([["单位", "期间", *(f"指标{n}" for n in range(columns))],
                                 *([u, f"2026-{m:02d}", *(f"{n % 90 + m}.{n % 100:02d}" for n in range(columns))] for u in units for m in range(1, 13))])
    values = len(units) * 12 * columns
    assert 290000 < values < 300000, values
    check = city.give(office, file=table.getvalue().encode(), scheme="most-2026").is_status(200)
    got = confirmed(city, office, check)
    assert got["fresh"] == values, got
    city.auditor().get(f"/ledger/{got['number']}").is_status(200)
    path = f"/imports/{got['number']}/undo"
    office.submit(office.get(path), path, reason="太多了").is_status(200).shows("已撤销")
