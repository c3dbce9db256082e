"""A person's own file comes back with what is wrong marked in it, and can be handed in again."""
import io
import re
import zipfile
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree

from city import receipt
from workbooks import Book, Num, Sheet

M = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def cells(data, sheet=1):
    """{place: text} of a sheet of a workbook, {place: comment}, and the places on a coloured ground."""
    book = zipfile.ZipFile(io.BytesIO(data))
    strings = ["".join(t.text or "" for t in si.iter(M + "t"))
               for si in ElementTree.fromstring(book.read("xl/sharedStrings.xml"))]
    styles = ElementTree.fromstring(book.read("xl/styles.xml"))
    fills = [f.find(f"{M}patternFill/{M}fgColor") for f in styles.find(M + "fills")]
    ground = [fills[int(x.get("fillId"))] for x in styles.find(M + "cellXfs")]
    texts, coloured = {}, set()
    for c in ElementTree.fromstring(book.read(f"xl/worksheets/sheet{sheet}.xml")).iter(M + "c"):
        value = c.find(M + "v")
        if value is not None:
            texts[c.get("r")] = strings[int(value.text)] if c.get("t") == "s" else value.text
        if ground[int(c.get("s", 0))] is not None:
            coloured.add(c.get("r"))
    notes = {}
    if "xl/comments1.xml" in book.namelist():
        for c in ElementTree.fromstring(book.read("xl/comments1.xml")).iter(M + "comment"):
            notes[c.get("ref")] = "".join(t.text or "" for t in c.iter(M + "t"))
    return texts, notes, coloured


def own_file(unit="市水利厅", days="约四天"):
    rows = [["市级部门 2026 年 10 月"], [None], ["单位", "期间", "审批平均用时", "一网通办率"], [unit, "2026-10", Num("4.3"), Num("97.5")],
            ["市财政局", "2026-10", days, Num("96")], [None], ["市教育局", "2026-10", Num("4.25"), Num("95.5")]]
    return Book([Sheet("十月", rows), Sheet("草稿", [["甲", "乙"], ["随手记的", Num("1")]])]).bytes()


def test_the_own_file_comes_back_with_its_faults_and_goes_in_when_mended(city):
    office = city.office()
    check = city.give(office, file=own_file(), name="十月 上报.xlsx").is_status(200)
    check.shows("共 3 行：可导入 1 · 需修改 2", "A4", "C5")
    reply = office.get(check.link("下载带批注的原表")).is_status(200)
    assert "十月 上报（带批注）.xlsx" in unquote(reply.header("Content-Disposition")), reply.headers
    texts, notes, coloured = cells(reply.body)
    assert texts["A3"] == "错误说明" and texts["B3"] == "单位" and texts["B1"] == "市级部门 2026 年 10 月", texts
    assert texts["B4"] == "市水利厅" and texts["B7"] == "市教育局" and texts["D7"] == "4.25", "rows keep their numbers"
    assert "B4" in texts["A4"] and "市水利局" in texts["A4"] and "D5" in texts["A5"] and "A7" not in texts, texts
    assert "市水利局" in notes["B4"] and "不是数" in notes["D5"], notes
    assert {"B4", "D5"} <= coloured and "D4" not in coloured and "E5" not in coloured, coloured
    other, _, _ = cells(reply.body, 2)
    assert other["A2"] == "随手记的", other
    again = city.give(office, file=reply.body, name="带批注.xlsx").shows("共 3 行：可导入 1 · 需修改 2", "B4", "D5")
    again.hides("错误说明”")
    draft = urlsplit(again.url).path
    again = office.submit(again, draft, **{"m-4-2": "市水利局", "m-5-4": "4.1"}).shows("可导入 3 · 需修改 0")
    page = city.go_on(office, again)
    got = receipt(office.submit(page, next(f.action for f in page.forms if f.action.endswith("/values"))))
    assert got["fresh"] + got["changed"] + got["same"] == 6, got


def test_what_was_mended_on_the_page_stands_in_the_file_that_comes_back(city):
    office = city.office()
    check = city.give(office, file=own_file(), name="十月.xlsx")
    draft = urlsplit(check.url).path
    check = office.submit(check, draft, **{"m-4-1": "市水利局"}).shows("可导入 2 · 需修改 1", "您在这里改过 1 处")
    texts, _, coloured = cells(office.get(draft + "/annotated.xlsx").is_status(200).body)
    assert texts["B4"] == "市水利局" and "A4" not in texts and "B4" not in coloured, texts
    check = office.submit(check, draft, **{"r-4-1": "1"}).shows("可导入 1 · 需修改 2")
    assert check.form(draft).value("m-4-1") == "市水利厅", "what the file says came back"


def test_a_file_that_comes_back_twice_has_one_column_of_faults(city):
    office, data = city.office(), own_file()
    for _ in range(2):
        draft = urlsplit(city.give(office, file=data, name="十月.xlsx").url).path
        data = office.get(draft + "/annotated.xlsx").is_status(200).body
    texts, _, _ = cells(data)
    assert [p for p, t in texts.items() if t == "错误说明"] == ["A3"] and "B4" in texts["A4"], texts
    assert not any(re.match(r"F\d", p) for p in texts), texts


def test_one_press_takes_the_proposed_name_over_and_keeps_what_else_was_typed(city):
    office = city.office()
    check = city.give(office, file=own_file())
    draft = urlsplit(check.url).path
    use = next(b for b in check.form(draft).buttons if b[0] == "use")
    assert use[1] == "4-1=市水利局", use
    check = office.submit(check, draft, button=use, **{"m-5-3": "四天半"}).shows("可导入 2 · 需修改 1")
    assert check.form(draft).value("m-5-3") == "四天半", check.form(draft)


def test_another_sheet_can_be_chosen_and_says_what_it_lacks(city):
    office = city.office()
    check = city.give(office, file=own_file())
    draft = urlsplit(check.url).path
    assert check.form(draft).value("sheet") == "十月", check.form(draft)
    other = office.submit(check, draft, sheet="草稿").shows("还没有读出数据行")
    assert other.form(draft).value("sheet") == "草稿"
    office.submit(other, draft, sheet="十月").shows("共 3 行：可导入 1 · 需修改 2")


def test_sixty_problems_are_on_a_page_and_the_next_one_keeps_what_was_typed(city):
    office = city.office()
    rows = "".join(f"无此单位{i},2026-10,4.2\n" for i in range(130))
    check = city.give(office, text="单位,期间,审批平均用时\n" + rows)
    draft = urlsplit(check.url).path
    second = office.submit(check, draft, button=("to", "2"), **{"m-2-1": "市水利局"}).shows("第 2 页，共 3 页")
    typed = [n for n, _ in second.form(draft).fields if n.startswith("m-")]
    assert typed == [f"m-{row}-1" for row in range(63, 123)], typed
    second.shows("可导入 1 · 需修改 129")


def test_another_file_takes_the_place_of_the_first_in_its_draft(city):
    office = city.office()
    check = city.give(office, file=own_file())
    draft = urlsplit(check.url).path
    page = office.get(check.link("换一个文件"))
    check = city.give(office, file=own_file("市水利局", "4.1"), name="改好的.xlsx", page=page)
    assert urlsplit(check.url).path == draft, check
    check.shows("改好的.xlsx", "可导入 3 · 需修改 0")
    office.submit(check, draft + "/drop").shows("已放弃")
    office.get(draft).is_status(404)


def test_the_table_of_the_clipboard_is_read_with_its_merged_cells(city):
    office = city.office()
    page = office.get("/imports/new")
    html = ("<table><tr><td>单位</td><td>期间</td><td>审批平均用时</td></tr><tr><td rowspan=2>市水利局</td><td>2026-09</td><td>4.1</td></tr>"
            "<tr><td>2026-10</td><td>4.2</td></tr></table>")
    check = office.submit(page, "/imports/new", text="单位\t期间\n别的", html=html)
    check.shows("共 2 行")
    assert "市水利局" in check.source and "别的" not in check.text, check.text


def test_a_blank_template_is_made_for_whoever_fills_it_in(city):
    for who, shown in ((city.office(), "市财政局"), (city.liaison(), "市住建局")):
        reply = who.get("/imports/template.xlsx?kind=values&scheme=yunlan-2026&period=2026-11").is_status(200)
        assert re.search(r"填报_.*2026年11月\.xlsx", unquote(reply.header("Content-Disposition"))), reply.headers
        texts, _, _ = cells(reply.body)
        assert shown in texts.values(), list(texts.values())[:40]
    city.liaison().get("/imports/template.xlsx?kind=organs").is_status(403)
    city.office().get("/imports/template.xlsx?kind=nothing").is_status(404)
