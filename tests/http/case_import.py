"""A table goes in: its receipt, its entry, what it changes; the same table twice; what a cell may be."""
import hashlib
import re
import uuid

from city import hashes, receipt

WIDE = """2026年10月数据,,,
单位,期间,节点按期完成率（%）,一网通办率（%）
市财政局,2026-10,{0},97.5
市水利局,2026-10,/,98.25
"""
LONG = """单位,指标,期间,数值
市财政局,一网通办率,2026年11月,99.10
财政局,policy_rate,11月,９８．５%
松月县,惠企政策兑现率,202611,97.25
"""


def blobs(city, number):
    """The files of an entry, as the auditor takes them away."""
    auditor = city.auditor()
    page = auditor.get(f"/ledger/{number}").is_status(200)
    return [auditor.get(h).is_status(200) for h in dict.fromkeys(h for h, _ in page.links if "/blobs/" in h)]


def test_a_chosen_file_goes_in_with_receipt_and_entry(city):
    office, before = city.office(), city.entries()
    data = WIDE.format("96.00").encode()
    page = city.hand_in(office, file=data, name="2026-10 补报.csv")
    got = receipt(page.shows("导入回执", "2026-10 补报.csv", "绩效办", f"台账第 {before} 条", "2 行，4 个数值"))
    assert got["number"] == before and city.entries() == before + 1, got
    assert got["fresh"] + got["changed"] + got["same"] + got["cleared"] == 4 and got["cleared"] == 1, got
    assert hashlib.sha256(data).hexdigest() in hashes(page), hashes(page)
    assert re.search(r"叶哈希 [0-9a-f]{64}", page.text), page.text


def test_what_was_uploaded_is_kept_to_the_byte(city):
    office = city.office()
    data = b"\xef\xbb\xbf" + WIDE.format("95.50").replace("\n", "\r\n").encode()
    number = receipt(city.hand_in(office, file=data))["number"]
    kept = [reply.body for reply in blobs(city, number)]
    assert data in kept, [len(k) for k in kept]
    page = office.get(f"/imports/{number}")
    assert office.get(page.link("原文件")).is_status(200).body == data
    reply = office.get(page.link("原文件"))
    assert reply.header("Content-Disposition").startswith("attachment"), reply.headers
    assert reply.header("Content-Type") == "application/octet-stream", reply.headers


def test_a_large_import_keeps_its_list_of_changes_as_a_second_file(city):
    visitor = city.office()
    units = [u for u in city.organs(visitor) if u != "云澜市"]
    measures = ["节点按期完成率", "前期项目入库率", "民生项目抽检合格率", "政务公开及时率", "规范性文件备案率", "差评按期整改率"]
    rows = [",".join(["单位", "期间", *measures])]
    rows += [",".join([u, "2026-11", *(f"{60 + (7 * i + 3 * k) % 40}.{i % 10}5" for k in range(len(measures)))]) for i, u in enumerate(units)]
    data = "\n".join(rows).encode()
    page = city.hand_in(visitor, file=data)
    got = receipt(page)
    assert got["fresh"] == len(units) * len(measures), (got, len(units))
    kept = blobs(city, got["number"])
    assert len(kept) == 2 and sum(reply.body == data for reply in kept) == 1, kept
    for reply in kept:
        digest = reply.url.rsplit("/", 1)[1]
        assert hashlib.sha256(reply.body).hexdigest() == digest and digest in hashes(page), reply
    changes = next(reply.body for reply in kept if reply.body != data)
    assert changes.count(b'"measure_value"') == got["fresh"], changes[:300]


def test_a_pasted_long_table_goes_in(city):
    office = city.office()
    page = city.hand_in(office, text=LONG)
    got = receipt(page.shows("粘贴", "3 行，3 个数值"))
    assert got["fresh"] + got["changed"] == 3, got
    unit = city.organs(office)["市财政局"]
    office.get(f"/scores/{unit}/online").is_status(200).shows("99.1 %")
    office.get(f"/scores/{unit}/policy").is_status(200).shows("98.5 %")


def test_cells_copied_from_a_spreadsheet_are_separated_by_tabs(city):
    got = receipt(city.hand_in(city.office(), text="单位\t期间\t审批平均用时\n市水利局\t2026-11\t4.20\n"))
    assert got["fresh"] == 1, got


def test_the_ranking_changes_with_the_values(city):
    office = city.office()
    before = city.ranking(office, **{"class": "二类"})
    assert before["市财政局"]["rank"] == "1", before["市财政局"]
    text = "单位,期间,节点按期完成率,政务公开及时率,规范性文件备案率,差评按期整改率\n" + "".join(
        f"市财政局,2026-{m:02},60,70,60,50\n" for m in range(1, 12))
    got = receipt(city.hand_in(office, text=text))
    after = city.ranking(office, **{"class": "二类"})
    assert float(after["市财政局"]["total"]) < float(before["市财政局"]["total"]) - 2, after["市财政局"]
    assert int(after["市财政局"]["rank"]) > 1, after["市财政局"]
    rows = {r["unit"]: r["rank"] for r in city.scores(office)}
    assert {u: rows[u] for u in after} == {u: r["rank"] for u, r in after.items()}
    unit = city.organs(office)["市财政局"]
    page = office.get(f"/scores/{unit}/node").is_status(200)
    assert str(got["number"]) in [r[-1] for r in page.tables[-2][1:]], page.tables[-2]


def test_a_page_sent_twice_gives_the_first_receipt_and_one_entry(city):
    office = city.office()
    page = office.get("/imports/new")
    page = city.go_on(office, city.give(office, text="单位,期间,审批平均用时\n市水利局,2026-10,4.10\n", page=page))
    form = next(f for f in page.forms if f.action.endswith("/values"))
    first = office.submit(page, form.action)
    size = city.entries()
    second = office.submit(page, form.action)
    assert receipt(first) == receipt(second) and city.entries() == size, (first, second)
    second.shows("同一份提交收到两次")
    first.hides("同一份提交收到两次")


def test_the_same_table_again_finds_everything_the_same(city):
    office = city.office()
    text = WIDE.format("96.00")
    receipt(city.hand_in(office, text=text))
    before = city.scores(office)
    got = receipt(city.hand_in(office, text=text).shows("没有改动"))
    assert (got["fresh"], got["changed"], got["same"], got["cleared"]) == (0, 0, 4, 0), got
    assert city.scores(office) == before


def test_a_number_in_the_place_of_another_is_a_change_that_shows_the_old_one_and_the_new_one(city):
    office = city.office()
    receipt(city.hand_in(office, text="单位,期间,审批平均用时\n市教育局,2026-10,4.10\n"))
    page = city.hand_in(office, text="单位,期间,审批平均用时\n市教育局,2026-10,4.75\n")
    assert receipt(page)["changed"] == 1
    row = next(t for t in page.tables if "新值" in t[0])[1]
    assert row[:3] == ["市教育局", "审批平均用时（天）", "2026 年 10 月"] and row[-1] == "4.10 → 4.75", row


def test_a_value_that_is_cleared_counts_as_missing_and_not_as_zero(city):
    office = city.office()
    unit = city.organs(office)["市教育局"]
    receipt(city.hand_in(office, text="单位,期间,审批平均用时\n市教育局,2026-10,4.10\n"))
    got = receipt(city.hand_in(office, text="单位,期间,审批平均用时\n市教育局,10月,/\n"))
    assert (got["cleared"], got["changed"], got["fresh"]) == (1, 0, 0), got
    rows = office.get(f"/scores/{unit}/approval").is_status(200).tables[-2][1:]
    cell = next(r[2] for r in rows if "10 月" in r[1])
    assert cell and not any(c.isdigit() for c in cell), rows


def test_a_file_of_wps_in_gb18030_needs_no_word_about_its_encoding(city):
    office = city.office()
    data = "单位，说明,期间,审批平均用时\n".replace("单位，说明", "单位").encode("gb18030") + \
        "市民政局,2026-10,4.44\n市人社局,十月,4.55\n".encode("gb18030")
    page = city.hand_in(office, file=data, name="民政.csv")
    assert receipt(page)["number"] and "市民政局" in page.text, page.text[:800]
    assert data in [reply.body for reply in blobs(city, receipt(page)["number"])]


def test_a_table_without_a_column_of_periods_takes_the_period_of_the_form(city):
    office = city.office()
    page = city.hand_in(office, text="单位,审批平均用时\n市科技局,4.32\n", period="2026-11")
    assert receipt(page)["fresh"] == 1 and "2026 年 11 月" in page.text, page.text[:900]


def test_an_import_can_be_found_again_on_the_list(city):
    office = city.office()
    number = receipt(city.hand_in(office, text=LONG))["number"]
    rows = office.get("/imports").is_status(200).tables[-1][1:]
    assert rows[0][-1] == str(number) and rows[0][0] == "粘贴的表格", rows[0]
    city.auditor().get(f"/imports/{number}").is_status(200).shows("导入回执")
    city.liaison().get(f"/imports/{number}").is_status(404)


def test_the_proof_of_an_entry_can_be_taken_away(city):
    office = city.office()
    number = receipt(city.hand_in(office, text=LONG))["number"]
    text = office.get(f"/ledger/{number}/receipt").is_status(200).source
    assert text.startswith(f"c2sp.org/tlog-proof@v1\nindex {number}\n") and "yunlan.example/kaocheng" in text, text
    head = city.visitor().get("/checkpoint").is_status(200).source.split("\n")
    assert head[0] == "yunlan.example/kaocheng" and int(head[1]) == city.entries(), head


def test_a_session_that_ended_meanwhile_loses_no_table_halfway(city):
    office = city.office()
    page = office.get("/imports/new")
    office.submit(page, "/logout")
    before = city.entries()
    answer = city.hand_in(office, text=LONG, page=page, follow=False)
    assert answer.status in (303, 403), answer
    assert city.entries() == before


def test_an_idempotency_key_belongs_to_one_account(city):
    office, size = city.office(), city.entries()
    page = city.go_on(office, city.give(office, text=LONG))
    form = next(f for f in page.forms if f.action.endswith("/values"))
    fields = {**dict(form.fields), "idem": uuid.uuid4().hex}
    first = office.post(form.action, fields)
    again = city.office()
    fields["csrf"] = again.get("/imports/new").form("/imports/new").value("csrf")
    second = again.post(form.action, fields)
    assert receipt(first)["number"] == receipt(second)["number"] and city.entries() == size + 1
    liaison = city.liaison()
    fields["csrf"] = liaison.get("/imports/new").form("/imports/new").value("csrf")
    liaison.post(form.action, fields).is_status(404)
    assert city.entries() == size + 1
