"""Tables that do not go in: each says what is wrong, where, and how to mend it; nothing is half done."""
import http.client
import io
import re
import zipfile
from pathlib import Path

from city import SCHEME, receipt

MB = 1024 * 1024
HEAD = "单位,期间,审批平均用时\n"


def refused(city, *shows, text=None, file=None, status=None, **how):
    """The check of it, or the same page when it is no table, comes back with `shows`; the ledger is as long as it was;
    what was typed is still there."""
    office, size = city.office(), city.entries()
    before = city.scores(office)
    page = city.hand_in(office, text=text, file=file, **how)
    page.shows(*shows)
    if status:
        page.is_status(status)
    elif page.status == 422:
        page.shows("请先改好以下几处")
        form = page.form("/imports/new")
        if how.get("scheme", SCHEME) == SCHEME:
            assert form.value("scheme") == SCHEME, page
        if text is not None:
            typed = form.value("text")
            assert typed == text.replace("\n", "\r\n") or typed == text, (typed, text)
    else:
        assert page.status == 200 and "/imports/drafts/" in page.url, page
        page.shows("尚未提交，已存为草稿")
    assert city.entries() == size and city.scores(office) == before, "something was done"
    return page


def problem(page, n=0):
    """A row of the list of problems: place, what stands there, what is wrong, how to mend it."""
    row = next(t for t in page.tables if t[0][0] == "位置")[1:][n]
    cell = re.search(r"([A-Z]+)(\d+)", row[0])
    field = cell and f"m-{cell[2]}-{ord(cell[1]) - 64}"
    typed = [v for f in page.forms for name, v in f.fields if name == field]
    return [row[0], *(typed or [row[1]]), *row[2:]]


def test_an_unknown_unit_is_told_the_nearest_name(city):
    page = refused(city, text=HEAD + "市财政局,2026-10,4.2\n市水利厅,2026-10,4.3\n")
    row = problem(page)
    assert "A3" in row[0] and row[1] == "市水利厅" and "市水利局" in row[3], row


def test_a_row_that_stands_twice_names_the_first(city):
    page = refused(city, text=HEAD + "市财政局,2026-10,4.2\n云澜市财政局,10月,4.3\n")
    rows = [problem(page, n) for n in range(len(next(t for t in page.tables if t[0][0] == "位置")) - 1)]
    assert any("第 3 行" in row[0] and "第 2 行" in row[2] for row in rows), rows


def test_text_in_the_place_of_a_number(city):
    row = problem(refused(city, text=HEAD + "市财政局,2026-10,约四天\n"))
    assert "C2" in row[0] and row[1] == "约四天" and "不是数" in row[2], row


def test_more_decimals_than_the_measure_has(city):
    row = problem(refused(city, text=HEAD + "市财政局,2026-10,4.2345\n"))
    assert row[1] == "4.2345" and "最多 2 位小数" in row[2], row


def test_a_period_of_another_year(city):
    row = problem(refused(city, text=HEAD + "市财政局,2024-10,4.2\n"))
    assert "B2" in row[0] and "2026" in row[3], row


def test_a_column_that_no_measure_has(city):
    row = problem(refused(city, text="单位,期间,审批平均用时间\n市财政局,2026-10,4.2\n"))
    assert "C1" in row[0] and "没有叫“审批平均用时间”的指标" in row[2], row


def test_every_problem_is_listed_at_once(city):
    page = refused(city, text=HEAD + "市水利厅,2026-10,4.2\n市财政局,2024-10,4.3\n市民政局,2026-10,许多\n")
    assert len(next(t for t in page.tables if t[0][0] == "位置")) == 4, page.tables


def test_hundreds_of_problems_are_cut_short_and_counted(city):
    page = refused(city, text=HEAD + "".join(f"无此单位{i},2026-10,4.2\n" for i in range(500)))
    assert len(next(t for t in page.tables if t[0][0] == "位置")) == 61, len(page.tables[0])
    page.shows("另有 300 处")


def test_nothing_at_all(city):
    refused(city, "没有", text="")


def test_an_empty_file(city):
    refused(city, file=b"")


def test_a_file_of_blank_lines(city):
    refused(city, "文件里没有内容", file=b"\r\n\r\n  \r\n")


def test_a_head_without_rows(city):
    refused(city, "只有表头，没有数据", text=HEAD)


def test_rows_without_a_value(city):
    refused(city, "各格都是空的", text=HEAD + "市财政局,2026-10,\n")


def test_a_zero_byte_in_a_file(city):
    row = problem(refused(city, file=HEAD.encode() + "市财政局,2026-10,4.2\x00\n".encode()))
    assert "NUL" in row[2], row


def test_a_zero_byte_in_pasted_text_is_refused_before_it_is_read(city):
    refused(city, "不完整或格式不对", text=HEAD + "市财政局,2026-10,4.2\x00\n", status=400)


def test_bytes_that_are_no_text(city):
    row = problem(refused(city, file=HEAD.encode() + b"\xe5\xb8\xff\xff,2026-10,4.2\n"))
    assert "UTF-8" in row[2] and "另存为" in row[3], row


def test_a_workbook_is_told_how_to_become_a_table(city):
    book = io.BytesIO()
    with zipfile.ZipFile(book, "w") as z:
        z.writestr("[Content_Types].xml", "<Types/>")
        z.writestr("xl/workbook.xml", "<workbook/>")
    row = problem(refused(city, file=book.getvalue(), name="数据.xlsx"))
    assert "XLSX" in row[3] and "另存为" in row[3], row


def test_a_quote_that_does_not_end_names_the_line_where_it_begins(city):
    row = problem(refused(city, text=HEAD + '市财政局,2026-10,"4.2\n市民政局,2026-10,4.3\n'))
    assert "2" in row[0] and "引号没有结束" in row[2], row


def test_an_unknown_scheme(city):
    refused(city, "没有代号为“none”的方案", text=HEAD + "市财政局,2026-10,4.2\n", scheme="none")


def test_a_formula_of_a_spreadsheet_stays_text(city):
    page = refused(city, text=HEAD + "=HYPERLINK(\"http://x\"),2026-10,4.2\n<script>alert(1)</script>,2026-10,4.2\n")
    assert "<script>alert(1)</script>" not in page.source and "&lt;script&gt;" in page.source


def padded(size):
    """A good table of exactly `size` bytes: the rest is blank lines."""
    table = (HEAD + "市财政局,2026-10,4.25\n").encode()
    return table + b"\n" * (size - len(table))


def test_a_file_at_the_limit_goes_in(city):
    assert receipt(city.hand_in(city.office(), file=padded(20 * MB)))["number"]


def test_a_file_one_byte_over_the_limit_is_told_the_limit(city):
    refused(city, "文件太大", "20 MB", file=padded(20 * MB + 1), status=413)


def memory_kib(city, name):
    text = Path(f"/proc/{city.server.process.pid}/status").read_text(encoding="utf-8")
    return int(re.search(rf"{name}:\s+(\d+) kB", text)[1])


def test_two_hundred_megabytes_are_drained_and_not_kept(city):
    office = city.office()
    form = office.get("/imports/new").form("/imports/new")
    size, before = city.entries(), memory_kib(city, "VmHWM")
    mark = "kc-mark"
    fields = "".join(f'--{mark}\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{v}\r\n' for n, v in form.fields)
    head = (fields + f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n' + HEAD).encode()
    tail, rest = f"\r\n--{mark}--\r\n".encode(), 200 * MB
    line = http.client.HTTPConnection(office.host, timeout=120)
    line.putrequest("POST", "/imports/new")
    line.putheader("Content-Type", f"multipart/form-data; boundary={mark}")
    line.putheader("Content-Length", str(len(head) + rest + len(tail)))
    line.putheader("Cookie", "; ".join(f"{k}={v}" for k, v in office.cookies.items()))
    line.endheaders()
    line.send(head)
    for _ in range(200):
        line.send(b"x" * (MB - 1) + b"\n")
    line.send(tail)
    answer = line.getresponse()
    text = answer.read().decode()
    line.close()
    assert answer.status == 413 and "20 MB" in text, (answer.status, text[:500])
    grown = memory_kib(city, "VmHWM") - before
    assert grown < 64 * 1024, f"the server grew by {grown} KiB"
    assert city.entries() == size


def test_a_table_of_fifty_thousand_rows_is_read_and_one_more_is_too_many(city):
    row = "市财政局,审批平均用时,2026-10,\n"
    head, last = "单位,指标,期间,数值\n", "市财政局,审批平均用时,2026-10,4.35\n"
    refused(city, "需修改 49999", "与第 2 行重复", file=(head + row * 49999 + last).encode()).hides("表超过")
    refused(city, "表超过 50000 行", file=(head + row * 50000 + last).encode())


def test_the_memory_of_large_tables_is_given_back(city):
    office = city.office()
    row = "市财政局,审批平均用时,2026-10,4.35," + "依据" * 40 + "\n"
    table = ("单位,指标,期间,数值,依据\n" + row * 49000).encode()
    city.give(office, file=table).is_status(200)
    before = memory_kib(city, "VmRSS")
    for _ in range(8):
        city.give(office, file=table).is_status(200)
    grown = memory_kib(city, "VmRSS") - before
    assert grown < 400 * 1024, f"the server keeps {grown} KiB"


def test_a_cell_that_is_longer_than_a_cell_may_be(city):
    refused(city, "超过 8192 字节", text="单位,期间,审批平均用时,备注\n市财政局,2026-10,4.2," + "字" * 2731 + "\n")


def test_a_form_of_half_a_megabyte_of_text_and_one_byte_more(city):
    full = HEAD + "市财政局,2026-10,4.45\n"
    office = city.office()
    assert receipt(city.hand_in(office, text=full + "\n" * (512 * 1024 - len(full.encode()))))["number"]
    page = city.hand_in(office, text=full + "\n" * (512 * 1024 - len(full.encode()) + 1))
    page.is_status(413)


def test_who_may_not_import_is_refused_and_nothing_is_done(city):
    office, size = city.office(), city.entries()
    form = dict(office.get("/imports/new").form("/imports/new").fields)
    for who in ("shenji", "lingdao", "sysadmin", "duchashi"):
        visitor = city.enter(who)
        form["csrf"] = visitor.get("/me").form("/me/password").value("csrf")
        visitor.post("/imports/new", {**form, "text": HEAD + "市财政局,2026-10,1.00\n"}).is_status(403)
    assert city.entries() == size


def test_a_liaison_hands_in_nothing_of_another_unit(city):
    liaison, size = city.liaison(), city.entries()
    page = city.hand_in(liaison, text=HEAD + "市财政局,2026-10,1.00\n")
    page.is_status(200).shows("需修改 1", "这一行不归您填报")
    draft = page.url.split("?")[0].replace(liaison.base, "")
    csrf = page.form(draft).value("csrf")
    for mode in ("all", "good"):
        answer = liaison.post(draft + "/values", {"csrf": csrf, "idem": "0" * 32, "mode": mode}, follow=False)
        assert answer.status == 303 and answer.header("Location").endswith(draft), answer.told()
    assert city.entries() == size
    city.office().get(draft).is_status(404)


def test_what_was_handed_in_by_another_account_is_not_shown_to_a_liaison(city):
    office = city.office()
    number = receipt(city.hand_in(office, text=HEAD + "市财政局,2026-10,4.65\n"))["number"]
    liaison = city.liaison()
    liaison.get(f"/imports/{number}").is_status(404)
    liaison.get(f"/imports/{number}/undo").is_status(404)
    liaison.get("/imports").is_status(200).hides("绩效办")
