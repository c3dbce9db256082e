"""The supervision board: what its rows, counts and sentence say of the demo city's tasks, what filters and scope leave
of them, the deadlines by day, and what the page of a task says first."""
import csv
import io
import re

from registers import FIRST, LEAD, LEADER, MEMBER, OTHER, SUPERVISOR, UNIT, desk_of, task

BOARD = "/tasks"
WEEKDAYS = "一二三四五六日"


def codes(page):
    """The rows of a page, in order."""
    return re.findall(r"<small>(督\d{4}-\d{4}) · ", page.source)


def row(page, title):
    """A row as it is written."""
    found = [r for r in re.findall(r"<tr>.*?</tr>", page.source, re.S) if f">{title}</a>" in r]
    assert len(found) == 1, (title, len(found))
    return found[0]


def counts(page):
    """{red: (14, "/tasks?light=red"), …} of the lights above the list."""
    nav = page.source.partition("kc-lamps")[2].partition("</nav>")[0]
    found = {}
    for url, inside in re.findall(r'<a href="([^"]*)"[^>]*>(.*?)</a>', nav, re.S):
        light = re.search(r"light=(\w+)", url)
        found[light[1] if light else "open"] = (int(re.sub(r"<.*?>", " ", inside, flags=re.S).split()[-1].replace(",", "")), url)
    return found


def all_rows(visitor, url):
    """The rows of all pages."""
    mark, found, page = "&" if "?" in url else "?", [], 1
    while True:
        rows = codes(visitor.get(f"{url}{mark}per=100&page={page}").is_status(200))
        if not rows:
            return found
        found += rows
        page += 1


def sheet(visitor, url):
    """What is taken as CSV: rows under their heads."""
    lines = list(csv.reader(io.StringIO(visitor.get(url).is_status(200).body.decode("utf-8-sig"))))
    head = next(i for i, line in enumerate(lines) if line and line[0] == "编号")
    return [dict(zip(lines[head], line)) for line in lines[head + 1:]]


def test_counts_are_links_and_equal_to_their_lists(city):
    visitor = desk_of(city).at(SUPERVISOR)
    page = visitor.get(BOARD).is_status(200)
    found = counts(page)
    assert {k: n for k, (n, _) in found.items() if k != "done"} == {"open": 186, "red": 14, "yellow": 23, "green": 149}, found
    seen = {light: all_rows(visitor, url) for light, (_, url) in found.items()}
    assert {k: len(v) for k, v in seen.items()} == {k: n for k, (n, _) in found.items()}
    assert sorted(seen["red"] + seen["yellow"] + seen["green"]) == sorted(seen["open"])
    assert not set(seen["open"]) & set(seen["done"])
    assert seen["open"][:14] == seen["red"], "what is overdue comes first"


def test_the_sentence_says_how_many_and_which_is_the_worst(city):
    visitor = desk_of(city).at(SUPERVISOR)
    page = visitor.get(BOARD + "?light=green").is_status(200)
    said = re.search(r'<p class="kc-sentence">(.*?)</p>', page.source, re.S)[1]
    worst = sheet(visitor, BOARD + "?light=red&as=csv")[0]
    days = re.search(r"\d+", worst["剩余时间"])[0]
    text = re.sub(r"<[^>]*>", "", said)
    assert text == f"在办督办 186 件，其中 14 件亮红灯，最久的超期 {days} 个工作日（{worst['牵头/配合']}）。", text
    links = re.findall(r'href="([^"]*)"', said)
    assert links[:2] == ["/tasks", "/tasks?light=red"]
    visitor.get(links[2]).is_status(200).shows(worst["编号"])
    visitor.get(links[3]).is_status(200).shows(worst["牵头/配合"])


def test_a_page_has_twenty_fifty_or_a_hundred_rows(city):
    visitor = desk_of(city).at(SUPERVISOR)
    pages = {per: codes(visitor.get(f"{BOARD}?per={per}").is_status(200)) for per in (20, 50, 100)}
    assert [len(pages[per]) for per in (20, 50, 100)] == [20, 50, 100]
    assert pages[50][:20] == pages[20] and pages[100][:50] == pages[50]
    assert codes(visitor.get(f"{BOARD}?per=20&page=2")) == pages[50][20:40]


def test_filters_leave_what_they_say_and_stay_in_the_address(city):
    visitor = desk_of(city).at(SUPERVISOR)
    everything = sheet(visitor, BOARD + "?as=csv")
    leads = {r["牵头/配合"] for r in sheet(visitor, f"{BOARD}?lead={LEAD}&as=csv")}
    assert leads == {LEAD}
    assert len(all_rows(visitor, f"{BOARD}?lead={LEAD}")) == sum(r["牵头/配合"] == LEAD for r in everything)
    sources = [len(all_rows(visitor, f"{BOARD}?source_kind={s}"))
               for s in ("meeting", "instruction", "work_report", "livelihood", "other")]
    assert sum(sources) == 186 and all(n < 186 for n in sources), sources
    within = sheet(visitor, BOARD + "?from=11月23日&to=2026-11-25&as=csv")
    assert sorted(r["编号"] for r in within) == sorted(r["编号"] for r in everything if "2026-11-23" <= r["现时限"] <= "2026-11-25")
    assert within
    page = visitor.get(f"{BOARD}?light=yellow&sort=lead&per=50&q=2026").is_status(200)
    form = page.form(BOARD)
    assert (form.value("light"), form.value("sort"), form.value("per"), form.value("q")) == ("yellow", "lead", "50", "2026")
    assert len(codes(page)) == 23
    page = visitor.get(BOARD + "?from=尽快").is_status(200).shows("看不出是哪一天")
    assert page.form(BOARD).value("from") == "尽快"
    visitor.get(BOARD + "?q=没有这样的事").is_status(200).shows("没有符合这些条件的事项", "在办督办 186 件")


def test_it_is_sorted_by_urgency_by_lead_and_by_the_latest_end(city):
    visitor = desk_of(city).at(SUPERVISOR)
    by = {sort: sheet(visitor, f"{BOARD}?sort={sort}&as=csv") for sort in ("", "lead", "latest")}
    dues = [r["现时限"] for r in by[""]]
    assert dues == sorted(dues)
    dues = [r["现时限"] for r in by["latest"]]
    assert dues == sorted(dues, reverse=True)
    leads = [r["牵头/配合"] for r in by["lead"]]
    groups = [name for i, name in enumerate(leads) if i == 0 or leads[i - 1] != name]
    assert len(groups) == len(set(groups)) > 10, "each lead stands together"


def test_a_unit_sees_its_own_and_those_it_helps_with(city):
    desk = desk_of(city)
    mine = desk.at(UNIT).get(BOARD).is_status(200)
    rows = sheet(desk.at(UNIT), BOARD + "?as=csv")
    assert 0 < len(rows) < 186 and all(LEAD in (r["牵头/配合"], *r["配合单位"].split("、")) for r in rows)
    assert f"在办督办 {len(rows)} 件" in re.sub(r"<[^>]*>", "", mine.source)
    assert "/do/urge" not in mine.source and 'name="act"' not in mine.source
    desk.at(SUPERVISOR).get(BOARD).shows("催办")
    desk.at("sysadmin").get(BOARD).is_status(403)


def test_a_row_says_who_till_when_how_far_and_how_often_it_was_moved(city):
    desk = desk_of(city)
    made = task(desk, title="楼道照明更换", partners=[MEMBER, "望潮区"])
    first, later = desk.day(40), desk.day(60)
    desk.do(UNIT, made, "report", progress=35, text="过半")
    desk.do(UNIT, made, "ask_extension", asked_due=later, reason="雨期")
    assert sheet(desk.at(SUPERVISOR), BOARD + "?q=楼道照明&as=csv")[0]["延期次数"] == "", "asked is not granted"
    desk.do(SUPERVISOR, made, "grant_extension")
    page = desk.at(SUPERVISOR).get(BOARD + "?q=楼道照明").is_status(200)
    inside = row(page, "楼道照明更换")
    for part in (">延 1<", LEAD, "+2", f'title="{MEMBER}、望潮区"', "35%", "正常", f'href="/records/{made.number}/do/urge"'):
        assert part in inside, (part, inside)
    assert inside.count("<circle") == 2 and inside.count('class="is-moved"') == 1 and "is-overdue" not in inside
    assert "style=" not in inside
    label = re.search(r'role="img" aria-label="([^"]*)"', inside)[1]
    assert f"至 {later}，原定 {first}，节点完成 0/2" in label, label
    got = sheet(desk.at(SUPERVISOR), BOARD + "?q=楼道照明&as=csv")
    assert len(got) == 1 and (got[0]["原定时限"], got[0]["延期次数"], got[0]["现时限"], got[0]["进度"]) == (first, "1", later, "35%"), got


def test_what_a_draft_said_of_its_end_is_no_extension(city):
    desk = desk_of(city)
    made = desk.open(SUPERVISOR, "supervised_task", "register", title="拟办的路灯", source_kind="meeting", lead=LEAD,
                     deliverable="灯亮", roadmap=f"{desk.day(20)} 招标", due=desk.day(30))
    desk.do(SUPERVISOR, made, "amend", person=FIRST, due=desk.day(45))
    draft = sheet(desk.at(SUPERVISOR), BOARD + "?q=拟办的路灯&as=csv")[0]
    assert (draft["原定时限"], draft["延期次数"], draft["下达"], draft["状态"]) == (desk.day(45), "", "", "拟立项"), draft
    assert "/do/urge" not in row(desk.at(SUPERVISOR).get(BOARD + "?q=拟办的路灯"), "拟办的路灯")


def test_the_overdue_tail_is_there_when_it_is_overdue(city):
    visitor = desk_of(city).at(SUPERVISOR)
    assert visitor.get(BOARD + "?light=red").source.count('class="is-overdue"') == 14
    assert 'class="is-overdue"' not in visitor.get(BOARD + "?light=green&per=100").source


def test_many_are_urged_through_a_page_that_asks_again(city):
    desk = desk_of(city)
    visitor = desk.at(SUPERVISOR)
    page = visitor.get(BOARD + "?light=red").is_status(200)
    path, chosen, size = "/registers/supervised_task/batch", re.findall(r'name="id" value="(\d+)"', page.source)[:3], city.entries()
    asked = visitor.submit(page, path, button=("act", "urge"), id=chosen).is_status(200).shows("将办理 3 件")
    assert city.entries() == size
    visitor.submit(asked, path, button=("sure", "1")).is_status(200).shows("已办理 3 件")
    assert city.entries() == size + 1


def test_deadlines_stand_by_day(city):
    visitor = desk_of(city).at(SUPERVISOR)
    page = visitor.get("/tasks/calendar").is_status(200).shows("2026 年 11 月")
    rows = [r for r in sheet(visitor, BOARD + "?from=2026-11-01&to=2026-11-30&as=csv") if r["灯"]]
    days = {}
    for r in rows:
        days.setdefault(r["现时限"].replace("-", ""), []).append(r["编号"])
    for day, there in days.items():
        part = page.source.partition(f'id="day-{day}"')[2].partition("<h3")[0]
        assert sorted(re.findall(r"督\d{4}-\d{4}", part)) == sorted(there), day
        assert f'href="#day-{day}"' in page.source
    assert sorted(re.findall(r'id="day-(\d+)"', page.source)) == sorted(days)
    after = visitor.get("/tasks/calendar?month=2026-12").is_status(200).shows("2026 年 12 月")
    assert re.findall(r'id="day-(\d{6})', after.source) == ["202612"] * after.source.count('id="day-')
    assert visitor.get("/tasks/calendar?month=下个月").is_status(200).title == page.title
    visitor.get("/tasks/calendar?month=2029-02").is_status(200).shows("这个月没有到期的在办督办")


def line(page):
    part = page.source.partition("kc-matter-line")[2].partition("</ol>")[0]
    return [re.sub(r"<[^>]*>", " ", step).split() for step in re.findall(r"<li.*?</li>", part, re.S)]


def short(day):
    from datetime import date
    return f"{day[5:]}（周{WEEKDAYS[date.fromisoformat(day).weekday()]}）" if day[:4] == "2026" else day


def test_the_page_of_a_task_says_first_what_was_promised_and_what_it_is_stuck_at(city):
    desk = desk_of(city)
    made = task(desk, title="排水管网改造", due=desk.day(20), roadmap=f"{desk.day(10)} 招标")
    first, later = desk.day(20), desk.day(35)
    desk.page(made).shows("承诺与口径", "完工验收单", "分管副局长", "最近一次反馈没有报告困难", "还没有批示")
    desk.do(UNIT, made, "report", progress=10, text="施工", difficulty="管线图缺失")
    desk.do(UNIT, made, "ask_extension", asked_due=later, reason="雨期")
    desk.do(LEADER, made, "grant_extension")
    desk.do(LEADER, made, "instruct", comment="年前通水")
    page = desk.page(made)
    steps = [words[:2] if words[0] == "延" else words[:1] for words in line(page)]
    assert [" ".join(s) for s in steps] == ["立项", "下达", "今天", "原定", "延 1", "办结"], steps
    assert short(first) in line(page)[3][-1] and short(later) in line(page)[4][-1], line(page)
    words = re.findall(r'kc-matter-word">(.*?)</p>', page.source, re.S)
    assert len(words) == 2 and "管线图缺失" in words[0] and "年前通水" in words[1], words
    desk.do(UNIT, made, "cannot_solve", reason="跨市", need="请省厅协调管线图")
    assert "请省厅协调管线图" in re.findall(r'kc-matter-word">(.*?)</p>', desk.page(made).source, re.S)[0]
    desk.at(OTHER).get(f"/records/{made.number}").is_status(404)


def test_a_record_of_another_register_has_no_such_block(city):
    desk = desk_of(city)
    made = desk.open(SUPERVISOR, "problem", "sort", title="积水点", area="livelihood", source_kind="visit", lead=LEAD, due=desk.day(30))
    assert "kc-matter" not in desk.page(made).source


def test_late_and_done_milestones_and_the_new_light_after_the_end(city):
    desk = desk_of(city)
    made = task(desk, title="围墙加固", due=desk.day(6), roadmap=f"{desk.day(3)} 备料\n{desk.day(5)} 完工")
    desk.do(UNIT, made, "reach", **{"roadmap.due": [desk.day(3), desk.day(5)], "roadmap.what": ["备料", "完工"],
                                    "roadmap.done": [desk.day(), ""]})
    desk.on(10)
    page = desk.at(SUPERVISOR).get(BOARD + "?q=围墙加固").is_status(200)
    inside = row(page, "围墙加固")
    assert inside.count("is-done") == 1 and inside.count("is-open is-late") == 1, inside
    assert 'class="is-overdue"' in inside, inside
    assert "is-red" in inside and re.search(r"超 \d+ 个工作日", inside)
    assert "is-here is-late" in desk.page(made).source
