"""Every list as a file: what the page shows, as XLSX and as CSV, behind the same door."""
import csv
import io
import re
import shutil
import subprocess
import tempfile
import zipfile
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit
from xml.etree import ElementTree

from city import SCHEME, Skipped, receipt

CITY = "quiet"  # no matters of others beside those of the cases

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
NASTY = [("X1", "=cmd|' /C calc'!A0"), ("X2", "@SUM(1+1)"), ("X3", "+86 办公室"), ("X4", "-1+1 组"),
         ("X5", '甲,"乙";丙')]


class Sheet:
    """The first sheet of a workbook: rows of texts, numbers as Decimal would read them."""

    def __init__(self, body):
        self.book = zipfile.ZipFile(io.BytesIO(body))
        assert self.book.testzip() is None
        part = self.xml("xl/worksheets/sheet1.xml")
        shared = ["".join(t.text or "" for t in si.iter(MAIN + "t")) for si in self.xml("xl/sharedStrings.xml")]
        self.rows, self.numbers, self.formulas = [], set(), len(list(part.iter(MAIN + "f")))
        for row in part.iter(MAIN + "row"):
            cells = {}
            for c in row:
                letters = re.match(r"[A-Z]+", c.get("r"))[0]
                at = sum((ord(ch) - 64) * 26 ** i for i, ch in enumerate(reversed(letters))) - 1
                v = c.find(MAIN + "v")
                if v is None:
                    cells[at] = ""
                elif c.get("t") == "s":
                    cells[at] = shared[int(v.text)]
                else:
                    cells[at] = f"{float(v.text):.15g}"
                    self.numbers.add((int(row.get("r")), at))
            while len(self.rows) < int(row.get("r")) - 1:
                self.rows.append([])
            self.rows.append([cells.get(i, "") for i in range(max(cells, default=-1) + 1)])
        pane = part.find(f".//{MAIN}pane")
        self.frozen = int(float(pane.get("ySplit")))
        self.filter = part.find(f"{MAIN}autoFilter").get("ref")
        self.setup = part.find(f"{MAIN}pageSetup")
        self.titles = [n.text for n in self.xml("xl/workbook.xml").iter(MAIN + "definedName")
                       if n.get("name") == "_xlnm.Print_Titles"]

    def xml(self, name):
        return ElementTree.fromstring(self.book.read(name))


def trimmed(rows):
    """Without the empty cells at the ends."""
    out = []
    for row in rows:
        row = list(row)
        while row and row[-1] == "":
            row.pop()
        out.append(row)
    return out


def plain(cell):
    """A number in one spelling: without thousands, with the minus of the keyboard, without trailing zeros."""
    cell = cell.strip().replace("−", "-")
    if re.fullmatch(r"[-+]?[\d,]+(\.\d+)?", cell):
        cell = cell.replace(",", "").removeprefix("+")
        return (cell.rstrip("0").rstrip(".") if "." in cell else cell) or "0"
    return cell


def csv_rows(body):
    assert body.startswith(b"\xef\xbb\xbf"), body[:20]
    return list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))


def unguarded(cell):
    return cell[1:] if re.match(r"'[=+\-@\t\r]", cell) else cell


def one_head(rows, frozen):
    """The two rows of a double head as one, as the CSV has them."""
    upper, lower = rows[frozen - 2], rows[frozen - 1]
    if frozen < 2 or len(lower) == 0 or "" not in lower:
        return rows
    width, head, group = max(len(upper), len(lower)), [], ""
    for i in range(width):
        top, low = (upper[i] if i < len(upper) else ""), (lower[i] if i < len(lower) else "")
        group = top or group
        head.append(f"{group} · {low}" if low else top)
    return rows[:frozen - 2] + [head] + rows[frozen:]


def with_(path, kind):
    return path + ("&" if "?" in path else "?") + "as=" + kind


def values_imports(visitor):
    """Addresses of the receipts of values, newest first."""
    page = visitor.get("/imports").is_status(200)
    shown = [row for table in page.tables for row in table if len(row) == 8]
    names = [row[0] for row in shown if row[1].startswith("指标数据")]
    return [h for h, words in page.links if words in names and re.fullmatch(r"/imports/\d+", h)]


def lists(city):
    """[(visitor, path, is it sensitive?)]: one of every kind."""
    office, admin = city.office(), city.enter("sysadmin")
    organ = city.organs(office)["市住建局"]
    unit = office.get(f"/scores/{organ}").is_status(200)
    nodes = [h for h, _ in unit.links if re.match(rf"/scores/{organ}/", h)]
    leaf = next(h for h in reversed(nodes) if "评议" not in h)
    number = values_imports(office)[0]
    return [(office, f"/scores?scheme={SCHEME}&class=二类", True), (office, f"/scores/{organ}", True),
            (office, leaf, True), (office, nodes[0], True), (office, "/schemes", False),
            (office, f"/schemes/{SCHEME}", False), (office, "/imports", True), (office, number, True),
            (office, "/past", True), (office, "/publications", True), (office, "/organs", False), (office, f"/organs/{organ}", True), (admin, "/accounts", True),
            (admin, "/permits", False), (office, "/ledger", True)]


def files(visitor, path):
    book, text = visitor.get(with_(path, "xlsx")).is_status(200), visitor.get(with_(path, "csv")).is_status(200)
    assert book.header("Content-Type").startswith("application/vnd.openxmlformats-officedocument"), path
    assert text.header("Content-Type") == "text/csv; charset=utf-8", path
    for page, kind in ((book, "xlsx"), (text, "csv")):
        name = page.header("Content-Disposition")
        assert re.fullmatch(rf"attachment; filename=\"[a-z]+\.{kind}\"; filename\*=UTF-8''[\x21-\x7e]+\.{kind}", name), name
    return book, text


def test_a_person_and_names_that_a_spreadsheet_would_run_are_registered_first(city):
    office, liaison = city.office(), city.liaison()
    organ = city.organs(liaison)["市住建局"]
    liaison.submit(liaison.get(f"/organs/{organ}"), f"/organs/{organ}/people", person_name="欧阳映雪", post="联络员",
                   phone="13800138000", **{"from": "2026-01-01"}).is_status(200)
    for code, name in NASTY:
        office.submit(office.get("/organs"), "/organs", having={"code": ""}, code=code, name=name, short_name=name).is_status(200)


def test_every_list_links_to_itself_as_a_file_and_keeps_what_it_was_asked_for(city):
    for visitor, path, _ in lists(city):
        page = visitor.get(path).is_status(200)
        for kind in ("XLSX", "CSV"):  # of the first list; the others are called by name
            found = [h for h, words in page.links if words == kind and "list=" not in unquote(h)]
            assert len(found) == 1, (path, kind, found)
            asked, there = urlsplit(path), urlsplit(unquote(found[0]))
            assert there.path == asked.path, (path, found)
            assert parse_qs(there.query) == {**parse_qs(asked.query), "as": [kind.lower()]}, (path, found)


def test_a_link_leaves_out_which_page_one_was_on(city):
    page = city.office().get("/imports?page=1&done=adopted").is_status(200)
    assert "/imports?as=csv" in [h for h, words in page.links if words == "CSV"]


def further_lists(page):
    return [unquote(h) for h, words in page.links if words == "CSV" and "list=" in unquote(h)]


def test_every_further_list_of_a_page_is_a_sheet_of_its_workbook_and_a_file_by_itself(city):
    seen = set()
    for visitor, path, _ in lists(city):
        named = further_lists(visitor.get(path).is_status(200))
        book = Sheet(visitor.get(with_(path, "xlsx")).is_status(200).body)
        names = [s.get("name") for s in book.xml("xl/workbook.xml").iter(MAIN + "sheet")]
        assert len(names) >= 1 + len(named), (path, names, named)
        for href in named:
            text = csv_rows(visitor.get(href).is_status(200).body)
            one = Sheet(visitor.get(href.replace("as=csv", "as=xlsx")).is_status(200).body)
            assert [n.get("name") for n in one.xml("xl/workbook.xml").iter(MAIN + "sheet")][0] in names, (href, names)
            ours = trimmed([[plain(unguarded(c)) for c in row] for row in text])
            assert ours == trimmed([[plain(c) for c in row] for row in one.rows]), href
            shown = [t for t in visitor.get(path).tables if t and sum(h in t[0] for h in text[one.frozen - 1]) >= 2]
            assert re.search("list=(steps|gains)", href) or [t for t in shown if len(t) - 1 == len(text) - one.frozen], (href, text)
            assert text[one.frozen:], href
            seen.add(href.split("list=")[1])
    assert seen >= {"steps", "adjusts", "periods", "past", "published"}, seen


def test_the_steps_of_a_unit_lead_from_full_marks_to_its_total(city):
    visitor = city.office()
    organ = city.organs(visitor)["市住建局"]
    rows = [r for r in csv_rows(visitor.get(f"/scores/{organ}?as=csv&list=steps").is_status(200).body) if len(r) > 1][1:]
    full, total = float(rows[0][1]), float(rows[-1][1])
    assert rows[0][0] == "满分" and rows[-1][0] == "总分" and len(rows) > 4, rows
    assert abs(full + sum(float(r[1]) for r in rows[1:-1]) - total) < 0.005, rows


def test_a_list_that_a_page_does_not_have_is_said_so(city):
    page = city.office().get("/organs?as=csv&list=steps").is_status(404)
    page.shows("没有名为“steps”的表")


def test_both_files_of_a_list_say_the_same_cell_for_cell(city):
    for visitor, path, _ in lists(city):
        book, text = files(visitor, path)
        sheet = Sheet(book.body)
        ours = trimmed([[plain(unguarded(c)) for c in row] for row in csv_rows(text.body)])
        theirs = trimmed([[plain(c) for c in row] for row in one_head(sheet.rows, sheet.frozen)])
        assert ours == theirs, (path, [p for p in zip(ours, theirs) if p[0] != p[1]][:3])
        assert sheet.formulas == 0, path


def squeeze(text):
    return re.sub(r"\s", "", text).replace("−", "-").replace(",", "")


def test_a_file_has_the_rows_of_the_page_in_their_order(city):
    for visitor, path, _ in lists(city):
        rows = csv_rows(files(visitor, path)[1].body)
        tables = [t for t in visitor.get(path).is_status(200).tables if t and len(t[0]) > 1]
        best, at = 0, next((i for i, row in enumerate(rows) if len(row) > 1), None)
        for table in sorted(tables, key=lambda t: -sum(h in rows[at] for h in t[0]))[:1]:  # the others are further lists
            body = rows[at + 1:]
            shared = [h for h in table[0] if h in rows[at]]
            if len(shared) < 2 or (len(body) != len(table) - 1 and "/ledger" not in path and "/imports" not in path):
                continue
            for cells, shown in zip(body, table[1:]):
                for head in set(shared) - {"升降"}:  # on the page in words
                    cell, seen = squeeze(unguarded(cells[rows[at].index(head)])), squeeze(shown[table[0].index(head)])
                    assert cell in seen or plain(cell) == plain(seen), (path, head, cell, seen)
            best = max(best, len(shared))
        assert best >= 2, (path, rows[:8], [t[0] for t in tables])


def test_what_would_run_in_a_spreadsheet_is_text_in_both(city):
    visitor = city.office()
    book, text = files(visitor, "/organs")
    names = {row[0] for row in Sheet(book.body).rows if row}
    written = {row[0] for row in csv_rows(text.body)}
    for _, name in NASTY:
        assert name in names, name
        guard = "'" if re.match(r"[=+\-@]", name) else ""
        assert guard + name in written, name


def test_a_sheet_is_frozen_filtered_and_printed_on_one_width(city):
    for visitor, path, _ in lists(city):
        sheet = Sheet(files(visitor, path)[0].body)
        head = sheet.rows[sheet.frozen - 1]
        assert len([c for c in head if c]) > 1 and sheet.rows[0][0], (path, head)
        assert re.match(rf"A{sheet.frozen}:", sheet.filter), (path, sheet.filter, sheet.frozen)
        assert sheet.titles and sheet.titles[0].endswith(f"$1:${sheet.frozen}"), (path, sheet.titles)
        assert (sheet.setup.get("paperSize"), sheet.setup.get("fitToHeight")) == ("9", "0"), path


def test_lists_of_people_results_and_entries_say_who_took_them_and_the_others_do_not(city):
    for visitor, path, is_sensitive in lists(city):
        for page in files(visitor, path):
            rows = Sheet(page.body).rows if page.body[:2] == b"PK" else csv_rows(page.body)
            mark = [c for row in rows for c in row[:1] if c.startswith("导出人：")]
            assert len(mark) == is_sensitive, (path, mark)
            if is_sensitive:
                assert re.fullmatch(rf"导出人：\S+ · 2026-11-20 09:00 · 账本 [\d,]+ 条", mark[0]), mark
                assert mark[0].endswith(f" {city.entries()} 条"), (mark, city.entries())


def test_filters_stand_in_the_head_of_the_file_and_hold(city):
    visitor = city.office()
    book, text = files(visitor, "/organs?q=市&day=2026-11-01")
    rows = csv_rows(text.body)
    assert ["截至日期：2026-11-01"] in rows or any("2026-11-01" in r[0] for r in rows[:4]), rows[:5]
    assert any(r[0].endswith("：市") for r in rows[:5]), rows[:5]
    shown = visitor.get("/organs?q=市&day=2026-11-01").tables[0][1:]
    assert len(rows) - len(shown) == 4, (len(rows), len(shown), rows[:5])


def test_a_list_of_several_pages_is_whole_in_the_file(city):
    visitor = city.office()
    for n in range(30):
        organ = {"code": f"P{n}", "name": f"第 {n} 组", "short_name": f"{n} 组"}
        visitor.submit(visitor.get("/organs"), "/organs", having={"code": ""}, **organ).is_status(200)
    rows = csv_rows(visitor.get("/ledger?as=csv&page=2").is_status(200).body)
    numbers = [int(r[0]) for r in rows if len(r) > 1 and r[0].isdigit()]
    assert len(numbers) > 50 and numbers == list(range(city.entries() - 1, -1, -1)), numbers[:3]


def test_all_changes_of_an_import_are_in_its_file_and_not_the_first_sixty(city):
    visitor = city.office()
    found = 0
    for href in values_imports(visitor):
        page = visitor.get(href).is_status(200)
        told = receipt(page)
        rows = csv_rows(visitor.get(with_(href, "csv")).is_status(200).body)
        at = next(i for i, row in enumerate(rows) if len(row) > 1)
        changed = told["fresh"] + told["changed"] + told["cleared"]
        assert len(rows) - at - 1 >= changed, (href, len(rows) - at - 1, told)
        found = max(found, changed)
    assert found > 60, found


def body_rows(page):
    """The rows below the head."""
    rows = [r for r in csv_rows(page.is_status(200).body) if len(r) > 1]
    return rows[1:]


def test_a_table_on_its_way_in_gives_its_problems_drafts_and_difference_as_files(city):
    visitor = city.office()
    text = "单位,期间,审批平均用时\n" + "".join(f"无此单位{i},2026-10,4.{i:02}\n" for i in range(70)) + "市教育局,2026-10,７.77\n"
    check = city.give(visitor, text=text).is_status(200)
    draft = urlsplit(check.url).path
    problems = body_rows(visitor.get(f"{draft}?as=csv"))
    assert len(problems) == 70 and {p[0] for p in problems} == {"错误"}, "all of them, not those of the first page"
    assert problems[0][1:4] == ["A2", "无此单位0", "无此单位0"], problems[0]
    assert body_rows(visitor.get(f"{draft}?as=csv&list=fixes")) == [["C72", "７.77", "7.77"]]
    drafts = body_rows(visitor.get("/imports?as=csv&list=drafts"))
    assert drafts[0][:2] == ["粘贴的表格", "指标数据"], drafts
    page = city.go_on(visitor, check).shows("尚未提交")
    links = [unquote(h) for h, words in page.links if words == "CSV"]
    assert links == [f"{draft}/confirm?as=csv", f"{draft}/confirm?as=csv&list=left"], links
    line = body_rows(visitor.get(links[0]))
    assert len(line) == 1 and line[0][0] == "市教育局" and line[0][4] == "7.77 天", line
    assert len(body_rows(visitor.get(links[1]))) == 70
    book = Sheet(visitor.get(f"{draft}/confirm?as=xlsx").is_status(200).body)
    assert len(list(book.xml("xl/workbook.xml").iter(MAIN + "sheet"))) == 2
    visitor.submit(visitor.get(draft), f"{draft}/drop")


def test_the_problems_of_people_leave_the_page_masked(city):
    visitor = city.office()
    check = city.give(visitor, text="单位,岗位,姓名,电话\n市教育局,联络员,诸葛明月,１\n", kind="people").is_status(200)
    draft = urlsplit(check.url).path
    for list_ in ("", "&list=fixes"):
        page = visitor.get(f"{draft}?as=csv{list_}")
        assert "诸葛明月" not in page.body.decode() and "１" not in page.body.decode(), page.body.decode()
    assert body_rows(visitor.get(f"{draft}?as=csv"))
    visitor.submit(visitor.get(draft), f"{draft}/drop")


def test_people_are_masked_in_the_file_as_on_the_page(city):
    visitor = city.liaison()
    organ = city.organs(visitor)["市住建局"]
    shown = visitor.get(f"/organs/{organ}").tables[0][1:]
    rows = [r for r in csv_rows(visitor.get(f"/organs/{organ}?as=csv").is_status(200).body) if len(r) > 1][1:]
    assert rows and [r[0] for r in rows] == [s[0] for s in shown], (rows, shown)
    assert all("*" in r[0] and "0013" not in r[2] for r in rows), rows


def test_who_may_not_see_the_page_does_not_get_the_file(city):
    for who, path in (("zhujianju", "/accounts"), ("zhujianju", "/ledger"), ("sysadmin", "/scores"),
                      ("chuangkou", "/permits")):
        visitor = city.enter(who)
        status = visitor.get(path).status
        assert status == 403 and visitor.get(with_(path, "xlsx")).status == status, (who, path, status)
    assert unquote(city.visitor().get("/ledger?as=xlsx", follow=False).header("Location")).endswith("/ledger?as=xlsx")


def test_an_english_reader_gets_an_english_file(city):
    visitor = city.enter("jixiaoban", "en")
    rows = csv_rows(visitor.get("/ledger?as=csv").is_status(200).body)
    assert rows[0] == ["Ledger"] or rows[0][0].isascii(), rows[0]
    assert any(r[0].startswith("Taken by ") for r in rows[:5]), rows[:5]


def test_an_import_without_values_gives_its_receipt_and_no_empty_file(city):
    visitor = city.office()
    others = {h for h, _ in visitor.get("/imports").links if re.fullmatch(r"/imports/\d+", h)} - set(values_imports(visitor))
    assert others
    for href in others:
        page = visitor.get(with_(href, "xlsx")).is_status(200)
        assert page.header("Content-Type").startswith("text/html") and not [w for _, w in page.links if w == "XLSX"], href


def test_anything_else_than_a_file_that_there_is_gives_the_page(city):
    page = city.office().get("/organs?as=pdf").is_status(200)
    assert page.header("Content-Type").startswith("text/html") and page.tables


def test_a_file_is_the_same_when_it_is_taken_twice(city):
    visitor = city.office()
    assert visitor.get("/organs?as=xlsx").body == visitor.get("/organs?as=xlsx").body


def test_libreoffice_reads_every_workbook_as_our_csv(city):
    soffice = shutil.which("soffice")
    if not soffice:
        raise Skipped("LibreOffice (soffice)")
    with tempfile.TemporaryDirectory() as folder:
        ours = {}
        for n, (visitor, path, _) in enumerate(lists(city)):
            book, text = files(visitor, path)
            Path(folder, f"{n}.xlsx").write_bytes(book.body)
            ours[n] = (path, csv_rows(text.body), Sheet(book.body).frozen)
        subprocess.run([soffice, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to",
                        "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false", "--outdir", folder,
                        *[str(p) for p in sorted(Path(folder).glob("*.xlsx"))]],
                       check=True, capture_output=True, timeout=300)
        for n, (path, rows, frozen) in ours.items():
            with open(Path(folder, f"{n}.csv"), encoding="utf-8-sig", newline="") as f:
                read = list(csv.reader(f))
            rows = trimmed([[plain(unguarded(c)) for c in row] for row in rows])
            read = trimmed([[plain(c) for c in row] for row in one_head(read, frozen)])
            rows = [[c.strip() for c in row] for row in rows]
            assert rows == read, (path, [p for p in zip(rows, read) if p[0] != p[1]][:3])
