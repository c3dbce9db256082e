"""Files as offices really hand them in, and as somebody with bad intentions would: what is read, and what is said."""
import csv
import io
import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from city import Skipped
from workbooks import Book, Num, Raw, Sheet, archive, compound, overlapping

HEAD = ["单位", "期间", "节点按期完成率（%）", "一网通办率（%）"]
ROWS = [["市财政局", "2026-10", Num("96"), Num("97.5")], ["市水利局", "2026-10", Num("88.25"), Num("98")]]
READ = [HEAD, ["市财政局", "2026-10", "96", "97.5"], ["市水利局", "2026-10", "88.25", "98"]]
DONE, FOUND, USAGE, CANNOT = 0, 1, 2, 3


def shown(city, data, name="表.xlsx", sheet=None):
    """kaocheng table on these bytes: status, the rows of the table, what was said. A bad file is answered at once."""
    path = city.server.data / name
    path.write_bytes(data)
    words = ["table", path, *(["--sheet", sheet] if sheet else [])]
    started = time.monotonic()
    done = subprocess.run([city.server.program, *map(str, words)], env={**os.environ, "LC_ALL": "zh_CN.UTF-8"},
                          capture_output=True, timeout=120)
    seconds = time.monotonic() - started
    assert done.returncode in (DONE, FOUND), done
    assert seconds < 60, seconds  # under the sanitizers; tools/dev bench has the figures of the real program
    return done.returncode, list(csv.reader(io.StringIO(done.stdout.decode()))), done.stderr.decode()


def read(city, data, **more):
    status, rows, said = shown(city, data, **more)
    assert status == DONE, said
    return rows


def refused(city, data, *words, **more):
    status, rows, said = shown(city, data, **more)
    assert status == FOUND and not rows, (status, rows, said)
    for word in words:
        assert word in said, (word, said)
    return said


def book(rows=None, **more):
    return Book([Sheet("数据", [HEAD, *ROWS] if rows is None else rows)], **more)


def test_a_plain_workbook_is_read_as_it_is_shown(city):
    assert read(city, book().bytes()) == READ


def test_a_file_is_what_its_bytes_are_whatever_its_name(city):
    assert read(city, book().bytes(), name="表.csv") == READ
    assert read(city, "a,b\n1,2\n".encode(), name="表.xlsx") == [["a", "b"], ["1", "2"]]


def test_the_table_on_the_second_sheet_is_found_by_its_name(city):
    sheets = [Sheet("填表说明", [["请认真填写"], ["不要改表头"]]), Sheet("其他", [["甲", "乙"], [1, 2]]),
              Sheet("数据", [HEAD, *ROWS]), Sheet("隐藏", [HEAD], hidden=True)]
    data = Book(sheets).bytes()
    status, rows, said = shown(city, data)
    assert rows[0] == ["甲", "乙"] and "“数据”" in said and "隐藏" not in said and "填表说明" not in said, said
    assert read(city, data, sheet="数据") == READ
    assert "没有叫“隐藏”的工作表" in refused(city, data, sheet="隐藏")


def test_columns_beyond_those_of_the_head_are_shown_without_a_head(city):
    rows = read(city, book([HEAD, [*ROWS[0], "补报"]]).bytes())
    assert rows == [[*HEAD, ""], ["市财政局", "2026-10", "96", "97.5", "补报"]], rows


def test_a_head_below_titles_and_empty_rows_is_found(city):
    rows = [["云澜市2026年10月考核数据"], [], ["填报人：张三"], HEAD, *ROWS]
    status, have, said = shown(city, Book([Sheet("数据", rows, merged=["A1:D1"])]).bytes())
    assert have == READ and "第 4 行" in said, (have, said)


def test_a_merged_head_of_two_rows_is_one(city):
    rows = [["单位", "期间", "完成率", None], [None, None, "节点按期完成率（%）", "一网通办率（%）"], *ROWS]
    sheet = Sheet("数据", rows, merged=["A1:A2", "B1:B2", "C1:D1"])
    status, have, said = shown(city, Book([sheet]).bytes())
    assert have == READ and "第 2 行" in said, (have, said)


def test_a_merged_unit_has_its_name_in_each_of_its_rows(city):
    rows = [HEAD, ROWS[0], [None, "2026-11", Num("97"), Num("98")]]
    have = read(city, Book([Sheet("数据", rows, merged=["A2:A3"])]).bytes())
    assert have[2] == ["市财政局", "2026-11", "97", "98"], have


def test_formula_errors_and_formulas_without_values_are_named(city):
    bad = Raw('<c r="@" t="e"><f>1/0</f><v>#DIV/0!</v></c>')
    never = Raw('<c r="@"><f>SUM(A1:A9)</f></c>')
    good = Raw('<c r="@"><f>A1*2</f><v>96.5</v></c>')
    text = Raw('<c r="@" t="str"><f>A1&amp;"x"</f><v>市水利局</v></c>')
    status, rows, said = shown(city, book([HEAD, ["市财政局", "2026-10", bad, never], [text, "2026-10", good, good]]).bytes())
    assert rows[1] == ["市财政局", "2026-10", "#DIV/0!", ""] and rows[2] == ["市水利局", "2026-10", "96.5", "96.5"], rows
    assert "C2 是公式错误" in said and "D2 是公式，但文件里没有存下结果" in said, said


def test_numbers_have_at_most_fifteen_digits_and_no_exponent(city):
    cells = ["0.84999999999999998", "1E-3", "1.2345678901234567E+20", "-0", "100", "3.1400000000000001", "1e400x", "0.1"]
    want = ["0.85", "0.001", "123456789012346000000", "0", "100", "3.14", "1e400x", "0.1"]
    assert read(city, book([["a"] * 8, [Num(c) for c in cells]]).bytes())[1] == want


def test_percents_dates_and_times_are_what_their_formats_show(city):
    formats = [10, 14, "yyyy\"年\"m\"月\"", "[$-804]yyyy-mm-dd hh:mm", 20, "[h]:mm", "#,##0.00\"元\"", "0.0%;[Red]-0.0%", 57, "General"]
    cells = [Num("0.85", 1), Num("46346", 2), Num("46346", 3), Num("46346.729166666664", 4), Num("0.729166666666667", 5),
             Num("1.5", 6), Num("1234.5", 7), Num("0.123", 8), Num("46296", 9), Num("46346", 10)]
    want = ["85%", "2026-11-20", "2026-11", "2026-11-20 17:30", "17:30", "36:00", "1234.5", "12.3%", "2026-10", "46346"]
    have = read(city, book([["h"] * 10, cells], formats=formats).bytes())[1]
    assert have == want, have
    assert read(city, book([["a", "b"], [Num("44884", 1), Num("0", 1)]], formats=[14], is_1904=True).bytes())[1] == ["2026-11-20", "1904-01-01"]
    old = [Num("1", 1), Num("59", 1), Num("60", 1), Num("61", 1), Num("0", 1), Num("-1", 1), Num("2958466", 1)]
    assert read(city, book([["h"] * 7, old], formats=[14]).bytes())[1] == ["1900-01-01", "1900-02-28", "1900-02-29", "1900-03-01", "0", "-1", "2958466"]


def test_texts_of_every_kind_are_read(city):
    rich = '<si><r><rPr><b/></rPr><t>市</t></r><r><t xml:space="preserve">财政局 </t></r><rPh sb="0" eb="1"><t>shi</t></rPh></si>'
    strings = f'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{rich}<si><t>a_x000D_\nb_x0007_c_x005F_</t></si><si/></sst>'
    rows = [["h"] * 6, [Raw('<c r="@" t="s"><v>0</v></c>'), Raw('<c r="@" t="s"><v>1</v></c>'), Raw('<c r="@" t="s"><v>2</v></c>'),
                        Raw('<c r="@" t="inlineStr"><is><r><t>内</t></r><r><t>联</t></r></is></c>'), Raw('<c r="@" t="b"><v>1</v></c>'),
                        Raw('<c r="@" t="d"><v>2026-11-20T00:00:00</v></c>')]]
    have = read(city, book(rows).bytes(**{"xl/sharedStrings.xml": strings}))[1]
    assert have == ["市财政局 ", "a\nbc_", "", "内联", "TRUE", "2026-11-20"], have


def test_sparse_rows_and_cells_without_names_are_counted(city):
    inner = '<row><c t="inlineStr"><is><t>甲</t></is></c><c t="inlineStr"><is><t>乙</t></is></c></row><row r="5"><c r="B5"><v>2</v></c></row><row><c/><c><v>3</v></c></row>'
    status, rows, said = shown(city, Book([Sheet("数据", [], more=inner)]).bytes())
    assert rows == [["甲", "乙"], ["", "2"], ["", "3"]], rows


def test_a_merged_cell_without_a_place_is_passed_over(city):
    data = book().bytes(**{"xl/worksheets/sheet1.xml": book().sheet(Sheet("数据", [["甲", "乙"]])).replace("</worksheet>", "<mergeCells><mergeCell/></mergeCells></worksheet>")})
    assert len(read(city, data)) == 1


def test_strict_and_prefixed_workbooks_are_read(city):
    assert read(city, book(strict=True).bytes()) == READ
    assert read(city, book(prefix="x").bytes()) == READ


def test_hidden_rows_are_read_and_counted(city):
    status, rows, said = shown(city, Book([Sheet("数据", [HEAD, *ROWS], hidden_rows=[3])]).bytes())
    assert rows == READ and "1 行是隐藏的" in said, said


def test_what_a_template_was_made_for_is_shown(city):
    data = Book([Sheet("数据", [HEAD, *ROWS]), Sheet("_meta", [["scheme", "yunlan-2026"], ["period", "2026-10"]], hidden=True)]).bytes()
    assert "模板信息 scheme：yunlan-2026" in shown(city, data)[2]


def test_a_macro_workbook_is_read_without_its_macros(city):
    assert read(city, book(macro=True).bytes(), name="表.xlsm") == READ


def test_a_million_painted_rows_cost_nothing(city):
    def ghosts(columns):
        return "".join(f'<row r="{r}" s="1" customFormat="1">' + "".join(f'<c r="{c}{r}" s="1"/>' for c in columns) + "</row>" for r in range(4, 1048577))
    for columns in ("A", "ABCDEFGH"):
        assert read(city, Book([Sheet("数据", [HEAD, *ROWS], more=ghosts(columns))]).bytes()) == READ


def test_what_takes_long_to_parse_is_refused_whatever_it_packs_to(city):
    noise = "".join(f"<x/>{i * 2654435761 % 4294967296}" if i % 40 == 0 else "<x/>" for i in range(6000000))
    refused(city, Book([Sheet("数据", [HEAD, *ROWS], more=f'<row r="4">{noise}</row>')]).bytes(), "大得不正常")


def test_names_with_backslashes_are_found(city):
    data = book().bytes()
    for name in book().parts():
        data = data.replace(name.encode(), name.replace("/", "\\").encode())
    assert read(city, data) == READ


def test_a_million_filled_rows_are_refused_with_the_row_and_what_to_do(city):
    rows = "".join(f'<row r="{r}"><c r="A{r}"><v>{r}</v></c><c r="B{r}"><v>1</v></c></row>' for r in range(2, 1048577))
    refused(city, Book([Sheet("数据", [["甲", "乙"]], more=rows)]).bytes(), "表超过 50000 行", "请分成几张表")


def test_cells_far_to_the_right_and_long_cells_are_refused_with_their_place(city):
    far = Raw('<c r="XFD2"><v>1</v></c>')
    assert ":2:16384:" in refused(city, book([["a", "b"], [far]]).bytes(), "表超过 400 列")
    assert ":2:2:" in refused(city, book([["a", "b"], ["x", "长" * 2731]]).bytes(), "8192")
    assert read(city, book([["a", "b"], ["x", "长" * 2730]]).bytes())[1][1] == "长" * 2730


def test_a_bomb_by_ratio_is_refused(city):
    zeros = b"<a>" + b" " * (180 << 20)
    refused(city, book().bytes(**{"xl/worksheets/sheet1.xml": zeros}), "大得不正常", "另存为 XLSX")
    refused(city, book().bytes(**{"xl/sharedStrings.xml": zeros}), "大得不正常")


def test_a_bomb_that_lies_about_its_size_is_refused(city):
    data = bytearray(book().bytes(**{"xl/worksheets/sheet1.xml": b"<a>" + b" " * (64 << 20)}))
    size = (3 + (64 << 20)).to_bytes(4, "little")
    at = data.find(size)
    while at >= 0:
        data[at:at + 4] = (1000).to_bytes(4, "little")
        at = data.find(size, at)
    refused(city, bytes(data), "另存为 XLSX")


def test_a_bomb_of_overlapping_members_is_refused(city):
    parts = book().parts()
    del parts["xl/worksheets/sheet1.xml"]
    refused(city, overlapping("xl/worksheets/sheet1.xml", b" " * (1 << 20), 3000, parts), "大得不正常")
    refused(city, overlapping("xl/worksheets/sheet1.xml", b" " * (1 << 20), 60000, parts), "大得不正常")


def test_entities_are_refused_whatever_they_would_say(city):
    bomb = "".join(f'<!ENTITY {b} "{("&" + a + ";") * 10}">' for a, b in zip("abcdefgh", "bcdefghi"))
    for doctype in (f'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">{bomb}]>', '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
                    '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">'):
        said = refused(city, book(doctype=doctype).bytes(), "DTD")
        assert "root:" not in said, said


def test_deep_and_endless_tags_are_refused(city):
    refused(city, book().bytes(**{"xl/worksheets/sheet1.xml": b"<a>" * 2000000}), "已损坏")
    long = os.urandom(2 << 20).hex().encode()
    refused(city, book().bytes(**{"xl/worksheets/sheet1.xml": b'<a b="' + long + b'"/>'}), "已损坏")


def test_a_truncated_archive_and_a_damaged_one_are_refused(city):
    data = book().bytes()
    for end in (30, len(data) // 2, len(data) - 1):
        refused(city, data[:end], "不完整或已损坏", "重新导出")
    part = bytearray(data)
    at = data.find(b"xl/worksheets/sheet1.xml") + 60
    part[at] ^= 0xFF
    refused(city, bytes(part), "不完整或已损坏")
    refused(city, book().bytes(**{"xl/worksheets/sheet1.xml": "<worksheet"}), "不完整或已损坏")
    refused(city, book().bytes(**{"xl/_rels/workbook.xml.rels": "<x/>"}))


def test_merged_areas_that_overlap_without_end_are_refused(city):
    merged = ["A1:C900"] * 2000
    refused(city, Book([Sheet("数据", [["甲", "乙", "丙"]] * 900, merged=merged)]).bytes(), "互相重叠")


def test_locked_and_foreign_files_are_told_apart_with_how_to_save_them(city):
    save = "另存为 → Excel 工作簿"
    refused(city, compound("EncryptionInfo", "EncryptedPackage"), "加了密码", "去掉")
    refused(city, compound("Workbook"), "旧格式", save, name="表.xls")
    refused(city, archive({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<x/>"}), save)
    refused(city, archive({"[Content_Types].xml": "<x/>", "xl/workbook.bin": "x"}), ".xlsb", save)
    refused(city, archive({"[Content_Types].xml": "<x/>", "word/document.xml": "x"}), "文字文档", save)
    refused(city, archive({"Index/Document.iwa": "x"}), "Numbers", save)
    refused(city, archive({"10月.xlsx": book().bytes()}), "压缩包", "解压")
    refused(city, b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "PDF", save, name="表.csv")
    refused(city, b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "图片", save)
    refused(city, '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'.encode(),
            "XML 电子表格 2003", save, name="表.xls")


def test_a_page_that_calls_itself_xls_is_read(city):
    page = ('<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><meta charset="gb2312"><style><!--td{mso-number-format:"\\@"}--></style></head>'
            '<body><table><tr><td colspan=4>10月考核数据</td></tr><tr><th>单位<th>期间<th>节点按期完成率（%）<th>一网通办率（%）'
            '<tr><td rowspan=2>市财政局</td><td>2026-10</td><td x:num>96</td><td>97.5<br></td></tr><tr><td>2026&#45;11<td>&nbsp;<td>9&lt;8</table>')
    want = [HEAD, ["市财政局", "2026-10", "96", "97.5"], ["市财政局", "2026-11", "", "9<8"]]
    assert read(city, page.encode("gb18030"), name="表.xls") == want
    assert read(city, page.encode(), name="表.xls") == want
    refused(city, b"<html><body>404 Not Found</body></html>", "网页", name="表.xls")


def test_texts_in_gb18030_keep_their_rare_characters(city):
    rare = "𠀀㐂䶮𬭎"
    data = f"单位,期间\n{rare}局,2026-10\n".encode("gb18030")
    assert read(city, data, name="表.csv") == [["单位", "期间"], [f"{rare}局", "2026-10"]]
    assert read(city, f"单位\t期间\n{rare}局\t1\n".encode("utf-16"), name="表.txt")[1][0] == f"{rare}局"


def test_a_text_that_would_run_is_only_a_text(city):
    rows = read(city, "单位,数值\n=cmd|'/C calc'!A0,1\n".encode(), name="表.csv")
    assert rows[1][0] in ("=cmd|'/C calc'!A0", "'=cmd|'/C calc'!A0"), rows
    assert read(city, book([["单位", "数值"], ["=cmd|'/C calc'!A0", 1]]).bytes())[1][0].lstrip("'") == "=cmd|'/C calc'!A0"


def test_nul_bytes_are_named_with_their_line(city):
    assert ":2:" in refused(city, b"a,b\n1,\x002\n", "NUL", name="表.csv")


def test_a_title_above_a_wider_head_of_a_text_is_passed_over(city):
    assert read(city, "填报单位：市财政局,日期：11月\n单位,期间,数值\n甲局,10月,1\n乙局,10月,2\n".encode(), name="表.csv")[0] == ["单位", "期间", "数值"]


def test_what_libreoffice_writes_is_read(city):
    office = shutil.which("soffice")
    if not office:
        raise Skipped("LibreOffice (soffice)")
    with tempfile.TemporaryDirectory() as home:
        text = Path(home, "表.csv")
        text.write_text("单位,期间,节点按期完成率,日期\n市财政局,2026年10月,0.1,2026-11-20\n𠀀局,2026年11月,1234567.891,2026-10-01\n", encoding="utf-8")
        subprocess.run([office, f"-env:UserInstallation=file://{home}/profile", "--headless", "--convert-to", "xlsx",
                        "--infilter=CSV:44,34,76,1", "--outdir", home, text], check=True, capture_output=True, timeout=240)
        rows = read(city, Path(home, "表.xlsx").read_bytes())
    assert rows[0] == ["单位", "期间", "节点按期完成率", "日期"] and [r[2] for r in rows[1:]] == ["0.1", "1234567.891"], rows
    assert [r[3] for r in rows[1:]] == ["2026-11-20", "2026-10-01"] and rows[2][0] == "𠀀局", rows


def test_a_bad_file_through_the_page_changes_nothing_and_says_why(city):
    office, before = city.office(), city.entries()
    bad = [(book(doctype='<!DOCTYPE x [<!ENTITY a "b">]>').bytes(), "DTD"), (compound("EncryptedPackage"), "密码"),
           (book().bytes()[:-30], "已损坏"), (b"%PDF-1.7\n", "PDF"),
           (book().bytes(**{"xl/worksheets/sheet1.xml": b"<a>" + b" " * (64 << 20)}), "大得不正常")]
    for data, word in bad:
        page = city.hand_in(office, file=data, name="表.xlsx")
        assert word in page.text, (word, page.text[-2000:])
    assert city.entries() == before
