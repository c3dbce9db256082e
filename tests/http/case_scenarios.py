"""The acceptance scenarios that the registers carry, S-01, S-02, S-03 and S-08: each with its own figures and with others.

The clock is set and moved (registers.Desk.to); nobody waits for it.
"""
import csv
import io
import re
from datetime import date, timedelta

from registers import (FIRST, LEAD, LEADER, MEMBER, OTHER, PAPER, PLAN, SUPERVISOR, UNIT, Desk, desk_of, problem, task)

CITY = "quiet"
AREAS = ("reform", "projects", "livelihood", "countryside", "stability", "safety")
WORDS = "一个自己的 password 7"


# -- what the pages say --

def figures(page):
    """{label: (value, note)} of the figures on top of a page."""
    bare = lambda html: re.sub(r"<[^>]+>", "", html).strip()
    found = re.findall(r"<dt>([^<]+)</dt><dd>(.*?)</dd>", page.source, re.S)
    return {name: (bare(html.partition("<p>")[0]), bare(html.partition("<p>")[2])) for name, html in found}


def table_of(page, head):
    """{first cell: row} of the table whose first column is called so; a row is {column: cell}."""
    rows = next((t for t in page.tables if t and t[0][0] == head), [[]])
    return {row[0]: dict(zip(rows[0], row)) for row in rows[1:]}


def listed(desk, path, who=SUPERVISOR):
    return int(re.search(r"共 (\d+)", desk.at(who).get(path).is_status(200).text)[1])


def facts(desk, measure):
    """The codes of the records of which facts of that measure came, one for each."""
    text = desk.at("shenji").get(f"/facts?measure={measure}&as=csv").is_status(200).body.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    head = next(i for i, row in enumerate(rows) if "事项" in row or "单据" in row or "来自" in row)
    return [cell for row in rows[head + 1:] for cell in row if re.fullmatch(r"\w+\d{4}-\d+", cell)]


def every_figure_opens_its_list(desk, page):
    """Each number that is a link counts what the list behind it holds."""
    links = re.findall(r'<a href="(/problems/list[^"]*)">(?:<span[^>]*>)*(?:■</span> )?([^<]+)<', page.source)
    assert len(links) > 20, links
    for href, text in dict(links).items():
        number = re.search(r"(\d+)(?:/\d+)?$", text.strip())
        if number:
            assert listed(desk, href.replace("&amp;", "&")) == int(number[1]), (href, text)


# -- liaisons of units that have none on the page of the demo --

class Town(Desk):
    """A desk at which liaisons of any unit sit: `seats` {unit: login}."""

    def __init__(self, city):
        super().__init__(city)
        self.seats = {}

    def at(self, who):
        if who not in self.visitors and who in self.seats.values():
            self.visitors[who] = self.city.sign_in(who, WORDS)
        return super().at(who)

    def seat(self, units):
        """Accounts and roles by the tables of the two administrators; the first password is replaced."""
        new = {unit: f"dui{len(self.seats) + i}" for i, unit in enumerate(u for u in units if u not in self.seats)}
        accounts = "登录名,岗位名称,单位\n" + "".join(f"{login},{unit}·联络员,{unit}\n" for unit, login in new.items())
        said = self.take_over("accounts", accounts)
        self.take_over("roles", "登录名,角色\n" + "".join(f"{login},单位联络员\n" for login in new.values()))
        for login, first in re.findall(r"^(\S+)\t.*\t(\S+)$", said, re.M):
            visitor = self.city.sign_in(login, first)
            visitor.submit(visitor.get("/me"), "/me/password", old_password=first, new_password=WORDS, again=WORDS).is_status(200)
        self.seats.update(new)

    def take_over(self, kind, text):
        if not text.count("\n") > 1:
            return ""
        path = self.city.server.data.with_name("seats.csv")
        path.write_text(text, encoding="utf-8")
        return self.city.server.run("import", "--kind", kind, "--table", str(path), "--clock", self.city.server.clock).stdout


def town_of(city):
    if not hasattr(city, "town"):
        city.town = Town(city)
    return city.town


def units_of(city, leads, members):
    """The first of the list lead, those after them take part."""
    names = [n for n in city.organs(city.office()) if n not in ("云澜市",)]
    return names[:leads], names[leads:leads + members]


# -- S-01 --

def s_01(city, start, due, after, total, solved, spoken, areas, leads, members):
    """`spoken` of the open ones were reported as not to be solved in time."""
    desk = town_of(city)
    desk.to(f"{start} 09:00")
    leads, members = units_of(city, leads, members)
    desk.seat(leads)
    of = desk.open(SUPERVISOR, "campaign", "launch", title="集中梳理突出问题", due=due, expected=total,
                   units=leads + members)
    here = f"campaign={of.code}"
    left = total - solved
    made = []
    for i in range(total):
        part = members[i % left::left] if i < left else [leads[(i + 1) % len(leads)]]
        lead = leads[i % len(leads)]
        one = desk.open(SUPERVISOR, "problem", "sort", title=f"问题 {i + 1}", area=areas[i % len(areas)], source_kind="campaign",
                        lead=lead, due=due, campaign=of.code, members=part)
        made.append((one, desk.seats[lead], desk.seats.get(part[0])))
    first, unit, _ = made[left]
    desk.refused(unit, first, "start")
    for one, unit, _ in made:
        desk.do(unit, one, "plan", **PLAN)
        desk.do(unit, one, "start")
    for one, unit, helper in made[left:]:
        desk.do(helper, one, "finish_part", text="已完成")
        if one is first:
            desk.refused(unit, one, "solve", "佐证材料", result="已解决")
        desk.do(unit, one, "solve", result="已解决", proof=PAPER)
        if one is first:
            desk.refused(SUPERVISOR, one, "confirm")
        desk.do(unit, one, "feed_back", told_how="phone", told_on=desk.day(), feedback="已告知")
        desk.do(SUPERVISOR, one, "confirm")
    for one, unit, _ in made[:spoken]:
        desk.do(unit, one, "cannot_solve", reason="要跨部门", need="资金")
    days = (date.fromisoformat(due) - date.fromisoformat(start)).days
    board = desk.at(SUPERVISOR).get(f"/problems?{here}").is_status(200)
    seen = figures(board)
    assert seen["共有问题"] == (str(total), f"＝ 已解决 {solved} ＋ 未解决 {left}"), seen
    assert [seen[k][0] for k in ("已解决", "未解决", "超期", "已报方案", "未报方案")] == \
        [str(solved), str(left), "0", f"{total}/{total}", "0"], seen
    assert seen["解决率"][0] == f"{int(solved * 1000 / total + 0.5) / 10:.1f}%" and seen["剩余天数"][0] == f"{days} 天", seen
    every_figure_opens_its_list(desk, board)
    by_area, by_lead, by_member = (table_of(board, head) for head in ("领域", "牵头单位", "成员单位"))
    assert sum(int(r["共有问题"]) for r in by_area.values()) == total and sum(int(r["已解决"]) for r in by_area.values()) == solved
    assert sorted(by_lead) == sorted(leads) and sum(int(r["共有问题"]) for r in by_lead.values()) == total
    assert set(members) <= set(by_member) and all(by_member[m]["未完成分工"] == "1" for m in members), by_member
    assert all(m in board.text for m in members)
    files = desk.at(SUPERVISOR).get(f"/problems?{here}&as=csv&list=leads").is_status(200).body.decode("utf-8-sig")
    assert all(lead in files for lead in leads)
    desk.at(desk.seats[leads[0]]).get("/problems").is_status(200)
    assert listed(desk, f"/problems/list?{here}", desk.seats[leads[0]]) == \
        sum(leads[0] in (leads[i % len(leads)], *([leads[(i + 1) % len(leads)]] if i >= left else [])) for i in range(total))
    desk.to(f"{after} 09:00")
    seen = figures(desk.at(SUPERVISOR).get(f"/problems?{here}").is_status(200))
    assert seen["超期"][0].endswith(str(left)) and seen["已解决"][0] == str(solved), seen
    late, weeks = facts(desk, "problem_overdue"), facts(desk, "task_unanswered")
    for i, (one, _, _) in enumerate(made):
        assert late.count(one.code) == (i < left) and (one.code in weeks) == (i < left), one
    for i, (one, _, _) in enumerate(made[:left]):
        assert len(desk.came_of(one, "问责线索")) == (i >= spoken), one
        desk.page(one).shows("周督办未答复即催办")
    assert all(desk.came_of(one, "问责线索") == [] for one, _, _ in made[left:left + 2])
    desk.refused(SUPERVISOR, of, "end", "还有没了结的件", result="完成")


def test_s_01_the_69_problems(city):
    s_01(city, "2027-04-20", "2027-04-30", "2027-05-14", total=69, solved=58, spoken=2, areas=AREAS, leads=8, members=55)


def test_s_01_with_other_figures(city):
    s_01(city, "2027-06-01", "2027-06-18", "2027-07-05", total=13, solved=9, spoken=1, areas=AREAS[:4], leads=3, members=10)


# -- S-02 --

def s_02(city, met, in_time, too_late, late_by):
    """`in_time` sheets on the second day after the meeting, the others `late_by` days later."""
    desk = desk_of(city)
    desk.to(f"{met} 16:00")
    held = desk.open(SUPERVISOR, "minutes", "record", title="市委常委会会议", kind="standing_committee", host=MEMBER, held_on=met,
                     decisions=in_time + too_late)
    items = [desk.open(SUPERVISOR, "meeting_decision", "record", title=f"议定事项 {i + 1}", level="ordinary", meeting=held.code,
                       decided_on=met, decision="限期落实", office=MEMBER, lead=LEAD, deliverable="验收单", standard="全部验收",
                       feedback="weekly", due=desk.day(40), **({"partners": ["市水利局", "市民政局"],
                       "partners.with": ["管网排查", "困难户摸底"]} if i else {})) for i in range(in_time + too_late)]
    desk.do(SUPERVISOR, held, "draft", text="议定事项")
    desk.do(LEADER, held, "sign", signed_by="市委书记")
    desk.on(2)
    desk.do(SUPERVISOR, held, "issue", doc_no="〔2027〕3号")
    for item in items[:in_time]:
        desk.do(SUPERVISOR, item, "issue_sheet")
    desk.do(UNIT, desk.came_of(items[0], "交办单")[0], "receive", person=FIRST)
    desk.on(late_by)
    for item in items[in_time:]:
        assert "超" in desk.clock(item, "两天下达"), desk.clock(item, "两天下达")
        desk.do(SUPERVISOR, item, "issue_sheet")
    late = facts(desk, "sheet_late")
    assert [late.count(i.code) for i in items] == [0] * in_time + [1] * too_late and held.code not in facts(desk, "minutes_late")
    rows = [r for r in desk.at("shenji").get("/facts?measure=sheet_late").tables[0][1:] if any(i.code in " ".join(r) for i in items)]
    assert len(rows) == too_late and all(r[0] == MEMBER for r in rows), rows
    sheets = [desk.came_of(item, "交办单") for item in items]
    assert [len(s) for s in sheets] == [1] * len(items)
    desk.page(sheets[-1][0]).shows(LEAD, "市水利局", "管网排查", "市民政局", "困难户摸底")
    assert [desk.state(s[0]) for s in sheets] == ["已签收"] + ["已下达"] * (len(items) - 1)
    here = f"/registers/meeting_decision?meeting={held.code}"
    assert listed(desk, here) == len(items), "decided and not carried out yet"
    desk.on(5)
    unsigned = facts(desk, "receipt_late")
    assert [unsigned.count(s[0].code) for s in sheets] == [0] + [1] * (len(items) - 1)
    desk.page(sheets[-1][0]).shows("逾期未签收即催办")
    desk.do(SUPERVISOR, sheets[0][0], "withdraw", reason="已由会议办成")
    desk.do(SUPERVISOR, items[0], "implement", result="完成")
    desk.do(SUPERVISOR, items[0], "close")
    assert listed(desk, here) == len(items) - 1


def test_s_02_two_sheets_in_two_days_and_the_third_a_day_late(city):
    s_02(city, "2027-09-06", in_time=2, too_late=1, late_by=1)


def test_s_02_with_other_figures(city):
    s_02(city, "2027-10-18", in_time=1, too_late=3, late_by=2)


# -- S-03 --

def periods(desk, record, kind):
    """[(period, how it ended)] of a cadence."""
    rows = [row for t in desk.page(record).tables for row in t if len(row) == 3 and row[1] == kind]
    return [(row[0], row[2]) for row in rows]


def s_03(city, first, last, after, reported):
    """A task open from `first` to `last`, which are a month; in the weeks of `reported` (days) the unit reports."""
    desk = desk_of(city)
    desk.to(f"{first} 09:00")
    whole = {"title": "缺一要素", "source_kind": "meeting", "lead": LEAD, "deliverable": "验收单", "due": last,
             "roadmap": f"{last} 完工"}
    for lacks, words in (("roadmap", "路线图"), ("due", "完成时限"), ("person", "责任人")):
        short = desk.open(SUPERVISOR, "supervised_task", "register", **{k: v for k, v in whole.items() if k != lacks})
        if lacks != "person":
            desk.do(SUPERVISOR, short, "amend", person=FIRST)
        desk.refused(SUPERVISOR, short, "start", words)
    key, slow = (task(desk, title=t, due=last, roadmap=f"{last} 完工") for t in ("重点事项", "两次缓慢"))
    desk.do(SUPERVISOR, key, "make_key")
    for _ in range(2):
        desk.do(SUPERVISOR, slow, "judge", verdict="slow")
    desk.page(slow).shows("连续两次研判缓慢，列入月重点")
    for day in reported:
        desk.to(f"{day} 09:00")
        desk.do(UNIT, key, "report", progress=50, text="进场")
    desk.to(f"{after} 09:00")
    began, ended = date.fromisoformat(first), date.fromisoformat(last)
    weeks = {f"{y} 年第 {w} 周" for y, w, _ in ((began + timedelta(n)).isocalendar() for n in range((ended - began).days + 1))}
    month = f"{began.year} 年 {began.month} 月"
    for one in (key, slow):
        came = [p.partition("（")[0] for p, _ in periods(desk, one, "周督办")]
        assert all(came.count(w) == 1 for w in weeks), (weeks, came)
        tens = [p for p, _ in periods(desk, one, "旬督查") if p.startswith(month)]
        assert sorted(tens) == sorted(month + t for t in ("上旬", "中旬", "下旬")), tens
        assert [p for p, _ in periods(desk, one, "月重点督查督办")].count(month) == 1
    missed = {one: [p for p, state in periods(desk, one, "周督办") if state.startswith("未答复")] for one in (key, slow)}
    counted = facts(desk, "task_unanswered")
    assert [counted.count(one.code) for one in (key, slow)] == [len(missed[key]), len(missed[slow])], missed
    answered = {"{} 年第 {} 周".format(*date.fromisoformat(d).isocalendar()[:2]) for d in reported}
    assert not any(p.startswith(tuple(answered)) for p in missed[key]) and len(missed[slow]) > len(missed[key]), missed
    desk.page(slow).shows("周督办未答复即催办")


def test_s_03_a_month_of_supervision_comes_by_itself(city):
    s_03(city, "2028-04-01", "2028-04-30", "2028-05-07", reported=["2028-04-12"])


def test_s_03_with_other_figures(city):
    s_03(city, "2028-07-01", "2028-07-31", "2028-08-06", reported=["2028-07-12", "2028-07-20"])


# -- S-08 --

def s_08(city, days, policy):
    """Three problems of a visit, due after so many days."""
    desk = desk_of(city)
    due = desk.day(days)
    solved, silent, refused, spoken = (problem(desk, "working", due=due, source_kind="visit") for _ in range(4))
    desk.do(UNIT, solved, "solve", result="已整治", proof=PAPER)
    desk.refused(SUPERVISOR, solved, "confirm")
    told = {"told_how": "face", "told_on": desk.day(), "policy_basis": policy, "explanation": "不在补助范围"}
    for lacks, words in (("policy_basis", "政策依据"), ("explanation", "解释内容"), ("told_how", "反馈方式")):
        desk.refused(UNIT, refused, "explain", words, **{**told, lacks: ""})
    check = desk.open(SUPERVISOR, "self_check", "ask", title="走访自查", unit=LEAD, due=due)
    desk.do(UNIT, check, "submit", none_found="yes", found=0, report="没有问题")
    desk.do(UNIT, spoken, "cannot_solve", reason="跨部门", need="资金", needed_from=MEMBER)
    desk.do(LEADER, spoken, "accept_above")
    desk.on(days + 4)
    assert [desk.state(r) for r in (solved, silent, refused, spoken)] == ["已解决未反馈", "正在解决", "正在解决", "上级协调中"]
    assert [len(desk.came_of(r, "问责线索")) for r in (solved, silent, spoken)] == [0, 1, 0]
    desk.page(desk.came_of(silent, "问责线索")[0]).shows("解决不了又不报告（同责）", "待核实", LEAD)
    above = desk.came_of(spoken, "上级协调件")
    assert len(above) == 1
    desk.do(SUPERVISOR, above[0], "accept", asked=MEMBER, due=desk.day(5))
    desk.do(OTHER, above[0], "answer", answer="可以安排")
    desk.do(UNIT, refused, "explain", **{**told, "told_on": desk.day()})
    assert desk.state(refused) == "已解释待确认"
    desk.do(SUPERVISOR, refused, "accept_explained")
    desk.page(refused).shows("解释销号", policy)
    desk.do(SUPERVISOR, check, "found_later", later="第四个问题", later_how="inspection")
    found = desk.came_of(check, "问题台账")
    assert len(found) == 1
    desk.page(found[0]).shows("应发现未发现")
    desk.page(desk.came_of(check, "问责线索")[0]).shows("应发现未发现")


def test_s_08_two_things_that_are_not_allowed_and_the_same_liability(city):
    s_08(city, 10, "信访工作条例第三条")


def test_s_08_with_other_figures(city):
    s_08(city, 25, "城市房屋补助办法")
