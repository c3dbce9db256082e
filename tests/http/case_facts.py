"""Numbers that nobody reports: a scheme that counts facts, in a city in which nothing has happened yet."""
import io
import json
import re
import subprocess
import sys
import zipfile

from city import ROOT

CODE = "late-2026"
TEXT = """scheme: late-2026
version: "1"
title: 督办考核
year: 2026
window: {every: quarter}
measures:
  - {id: overdue, name: 逾期次数, unit: 次, fact: task_overdue}
  - {id: rate, name: 反馈率, unit: "%", skip_gaps: true}
classes: [{id: c, name: 部门, units: [市住建局, 市财政局, 市水利局]}]
tree:
  - {id: late, name: 逾期, points: 60, measure: overdue, method: deduct, each: 5}
  - {id: told, name: 反馈, points: 40, measure: rate, method: ratio, target: 100, missing: zero}
"""


def adopted(city):
    office = city.office()
    if office.get(f"/schemes/{CODE}").status == 404:
        office.submit(office.get("/schemes/new"), "/schemes/new", text=TEXT).is_status(200)
    return office


def test_what_is_counted_is_full_until_something_happens_and_says_that_nothing_did(city):
    office = adopted(city)
    city.hand_in(office, text="单位,期间,反馈率\n市财政局,2026-10,90\n", scheme=CODE).is_status(200)
    unit = city.organs(office)["市财政局"]  # all its tasks are in time
    office.get(f"/schemes/{CODE}").is_status(200).shows("由事实 task_overdue 计数")
    page = office.get(f"/scores/{unit}/late?scheme={CODE}&period=2026Q4").is_status(200)
    rows = {row[1]: row for row in page.tables[0][1:]}
    assert rows["2026 年 10 月"][2] == "0 次" and rows["2026 年 11 月"][2] == "0 次", rows  # today is 20 November
    assert rows["2026 年 12 月"][2] == "—" and rows["2026 年 10 月"][4] == "没有事实", rows
    told = office.get(f"/scores/{unit}/late?scheme={CODE}&period=2026Q4&as=json")
    node = json.loads(told.body)["nodes"][0]
    assert node["score"] == "60.00" and [p["value"] for p in node["inputs"][0]["periods"]] == ["0", "0", "missing"], node
    redone = subprocess.run([sys.executable, ROOT / "tests/oracle/redo_explanations.py", "-"], input=told.body, capture_output=True, check=False)
    assert redone.returncode == 0, redone.stdout


def test_nobody_hands_in_what_is_counted(city):
    office = adopted(city)
    page = city.give(office, text="单位,期间,逾期次数\n市住建局,2026-10,3\n", scheme=CODE)
    page.shows("“逾期次数”不填报", "督办等规程的事实", "请删去这一列")
    page = city.give(office, text="单位,指标,期间,数值\n市住建局,overdue,2026-10,3\n", scheme=CODE)
    page.shows("“overdue”不填报", "请删去这一行")
    book = office.get(f"/imports/template.xlsx?scheme={CODE}&period=2026-11").is_status(200).body
    with zipfile.ZipFile(io.BytesIO(book)) as z:
        text = "".join(z.read(n).decode("utf-8", "replace") for n in z.namelist() if n.endswith(".xml"))
    assert "反馈率" in text and "逾期次数" not in text


def test_the_page_of_facts_is_open_to_staff_and_says_that_there_are_none(city):
    for who in ("jixiaoban", "duchashi", "lingdao", "shenji", "zhujianju", "chuangkou"):
        page = city.enter(who).get("/facts?month=2026-10&measure=task_overdue&organ=3").is_status(200)
        page.shows("没有这样的事实")
        asked = page.form("/facts")
        assert asked.value("month") == "2026-10" and (asked.value("organ") is None) == (who in ("zhujianju", "chuangkou")), who
    assert city.enter("sysadmin").get("/facts").status == 403
    assert city.visitor().get("/facts").url.endswith("/login?next=/facts")
    assert city.office().get("/facts?as=csv").is_status(200).body.decode("utf-8-sig").startswith("事实")


def test_what_procedures_write_stands_beside_what_schemes_count(city):
    office = adopted(city)
    words = {row[0]: row[1:] for row in office.get("/facts").is_status(200).tables[1][1:]}
    assert "督办事项" in words["task_overdue"][0] and "督办考核 · 逾期次数" in words["task_overdue"][1], words
    assert "督办事项" in words["task_red_days"][0] and words["task_red_days"][1] == "没有方案数它", words
    office.submit(office.get("/schemes/new"), "/schemes/new", text=TEXT.replace(CODE, "typo-2026").replace("task_overdue", "task_over_due")).is_status(200)
    words = {row[0]: row[1:] for row in office.get("/facts").is_status(200).tables[1][1:]}
    assert words["task_over_due"][0] == "没有规程写它" and words["task_over_due"][2] == "0", words
    assert "task_over_due" in office.get("/facts?as=csv&list=words").is_status(200).body.decode("utf-8-sig")
    assert len(city.liaison().get("/facts").is_status(200).tables) == 1


FOUND = """scheme: found-2026
version: "1"
title: 作风考核
year: 2026
window: {every: quarter}
measures: [{id: found, name: 监察发现问题, unit: 件, fact: special_finding}]
classes: [{id: c, name: 部门, units: [市住建局, 市财政局]}]
tree: [{id: held, name: 作风, points: 100, measure: found, method: deduct, each: 10}]
"""


def supervised(city, visitor):
    """市住建局 is looked at, and something is found: /records/N and the number of that event."""
    new = "/registers/special_supervision/new"
    page = visitor.submit(visitor.get(new), new, **{"f-title": "作风纪律检查", "f-units": "市住建局", "f-due": "2026-12-31", "f-plan": "逐个检查"})
    record = re.match(r".*(/records/\d+)/done/", page.is_status(200).url)[1]
    visitor.submit(visitor.get(f"{record}/do/start"), f"{record}/do/start", **{"f-plan": "逐个检查"}).is_status(200)
    visitor.submit(visitor.get(f"{record}/do/check"), f"{record}/do/check",
                   **{"f-unit": "市住建局", "f-checked_on": "2026-11-18", "f-has_finding": "1", "f-finding": "迟到"}).is_status(200)
    back = next(href for href, _ in visitor.get(record).links if "/revoke/" in href)
    return record, back


def test_what_a_register_finds_costs_points_and_what_is_taken_back_gives_them_back(city):
    office, supervision = city.office(), city.enter("duchashi")
    office.submit(office.get("/schemes/new"), "/schemes/new", text=FOUND).is_status(200)
    unit = city.organs(office)["市住建局"]
    node = f"/scores/{unit}/held?scheme=found-2026&period=2026Q4"
    scored = lambda: json.loads(office.get(node + "&as=json").is_status(200).body)["nodes"][0]["score"]
    assert scored() == "100.00"
    record, back = supervised(city, supervision)
    assert scored() == "90.00"
    page = office.get(node)
    facts = page.tables[1]
    assert facts[1][0].startswith("监察发现问题") and facts[1][1] == "2026-11-20" and facts[1][4] == "1", facts
    assert re.fullmatch(r"专2026-\d{4}", facts[1][5]), facts
    office.get(page.link(facts[1][5])).is_status(200).shows("作风纪律检查")
    entry = next(href for href, words in page.links if href == f"/ledger/{facts[1][6]}")
    office.get(entry).is_status(200)
    supervision.submit(supervision.get(back), back, reason="查错了单位").is_status(200)
    assert scored() == "100.00"
    opened = [row for row in office.get("/registers/rectification").is_status(200).tables[0][1:] if "作风纪律检查" in " ".join(row)]
    assert not opened, opened  # what the finding had opened is closed with it
    assert len(office.get(node).tables) == 2 and "没有事实" in office.get(node).text  # the values, and the exact ones
    row = next(r for r in office.get("/facts?measure=special_finding").tables[0][1:] if facts[1][5] in r[6])
    assert "已撤销" in row[1] and "撤销" in row[7], row
    assert city.server.run("verify").returncode == 0
