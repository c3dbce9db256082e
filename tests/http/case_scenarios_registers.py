"""The acceptance scenarios that the registers carry: S-01, S-03, S-08 (S-02: case_mechanisms_dm, DM-05)."""
import re

from registers import LEAD, MEMBER, OTHER, PAPER, PLAN, SUPERVISOR, UNIT, desk_of, problem, task

CITY = "quiet"
AREAS = ("reform", "projects", "livelihood", "countryside", "stability", "safety")


def count(desk, query):
    return int(re.search(r"共 (\d+)", desk.at(SUPERVISOR).get(f"/registers/problem?{query}").is_status(200).text)[1])


def test_s_08_two_things_that_are_not_allowed_and_the_same_liability(city):
    desk = desk_of(city)
    solved, silent, refused = (problem(desk, "working", due=desk.day(5), source_kind="visit") for _ in range(3))
    desk.do(UNIT, solved, "solve", result="已整治", proof=PAPER)
    desk.refused(SUPERVISOR, solved, "confirm")
    desk.refused(UNIT, refused, "explain", "政策依据", "解释内容", told_how="", told_on=desk.day(), policy_basis="", explanation="")
    check = desk.open(SUPERVISOR, "self_check", "ask", title="走访自查", unit=LEAD, due=desk.day(5))
    desk.do(UNIT, check, "submit", none_found="yes", found=0, report="没有问题")
    desk.on(8)
    assert [desk.state(r) for r in (solved, silent, refused)] == ["已解决未反馈", "正在解决", "正在解决"]
    assert [len(desk.came_of(r, "问责线索")) for r in (solved, silent)] == [0, 1]
    desk.page(desk.came_of(silent, "问责线索")[0]).shows("解决不了又不报告（同责）", "待核实")
    desk.do(SUPERVISOR, check, "found_later", later="第四个问题", later_how="inspection")
    desk.page(desk.came_of(check, "问题台账")[0]).shows("应发现未发现")


def test_s_03_a_month_of_supervision_comes_by_itself(city):
    desk = desk_of(city)
    made = desk.open(SUPERVISOR, "supervised_task", "register", title="缺三要素", source_kind="meeting", lead=LEAD)
    desk.refused(SUPERVISOR, made, "start", "路线图", "完成时限", "责任人")
    desk.to("2026-12-01 09:00")
    made = task(desk, due="2027-03-31")
    desk.do(SUPERVISOR, made, "make_key")
    desk.to("2027-01-01 09:00")
    periods = [row for table in desk.page(made).tables for row in table if len(row) == 3 and row[1] in ("周督办", "旬督查", "月重点督查督办")]
    ended = [row for row in periods if "进行中" not in row[2]]
    of = {kind: sum(row[1] == kind for row in ended) for kind in ("周督办", "旬督查", "月重点督查督办")}
    assert of["旬督查"] == 3 and of["月重点督查督办"] == 1 and of["周督办"] >= 4, of


def test_s_01_the_69_problems(city):
    desk = desk_of(city)
    due = desk.day(10)
    of = desk.open(SUPERVISOR, "campaign", "launch", title="六个方面突出问题", due=due, expected=69)
    all_of_them, who = [], {LEAD: UNIT, MEMBER: OTHER}
    for i in range(69):
        lead = (LEAD, MEMBER)[i % 2]
        made = desk.open(SUPERVISOR, "problem", "sort", title=f"问题 {i + 1}", area=AREAS[i % 6], source_kind="campaign", lead=lead, due=due,
                         campaign=of.code)
        desk.do(who[lead], made, "plan", **PLAN)
        desk.do(who[lead], made, "start")
        all_of_them.append((made, who[lead]))
    for made, unit in all_of_them[:58]:
        desk.do(unit, made, "solve", result="已解决", proof=PAPER)
    for made, unit in all_of_them[:58]:
        desk.do(unit, made, "feed_back", told_how="phone", told_on=desk.day(), feedback="已告知")
    for made, _ in all_of_them[:58]:
        desk.do(SUPERVISOR, made, "confirm")
    here = f"campaign={of.code}"
    assert (count(desk, here), count(desk, here + "&light=done"), count(desk, here + "&light=red")) == (11, 58, 0)
    assert [count(desk, f"{here}&area={a}") + count(desk, f"{here}&area={a}&light=done") for a in AREAS] == [12, 12, 12, 11, 11, 11]
    desk.on(21)
    assert count(desk, here + "&light=red") == 11
    assert [len(desk.came_of(made, "问责线索")) for made, _ in all_of_them] == [0] * 58 + [1] * 11
    assert all(desk.counted(made, "task_unanswered") for made, _ in all_of_them[58:])
    desk.refused(SUPERVISOR, of, "end", "还有没了结的件", result="完成")
