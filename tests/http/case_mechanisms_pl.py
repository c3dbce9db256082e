"""问题台账: what each mechanism of the area PL comes to; and S-01, the problems of a campaign."""
import re

from registers import LEAD, LEADER, MEMBER, OTHER, PAPER, PLAN, SUPERVISOR, UNIT, desk_of, problem

CITY = "quiet"


def campaign(desk, **more):
    return desk.open(SUPERVISOR, "campaign", "launch", **{"title": "突出问题专项", "due": desk.day(30), **more})


def total(page):
    """How many records the list has."""
    return int(re.search(r"共 (\d+)", page.text)[1])


def test_pl_01_the_total_is_the_sum_of_the_states(city):
    desk = desk_of(city)
    of = campaign(desk, expected=4)
    for to, area in (("sorted", "reform"), ("planned", "safety"), ("working", "safety"), ("confirmed", "livelihood")):
        problem(desk, to, campaign=of.code, area=area)
    office = desk.at(SUPERVISOR)
    whole = sum(total(office.get(f"/registers/problem?campaign={of.code}&light={light}")) for light in ("", "done"))
    states = [total(office.get(f"/registers/problem?campaign={of.code}&state={s}")) for s in ("sorted", "planned", "working", "confirmed")]
    assert whole == 4 and states == [1, 1, 1, 1]


def test_pl_02_a_problem_is_not_solved_while_a_member_lags(city):
    desk = desk_of(city)
    made = problem(desk, "working", members=[MEMBER], team="民生组")
    row = next(r for t in desk.at(SUPERVISOR).get("/registers/problem").tables for r in t if any(made.code in c for c in r))
    assert any(MEMBER in c for c in row), row
    desk.refused(UNIT, made, "solve", "还有成员单位没有完成分工", result="已整治", proof=PAPER)
    desk.do(OTHER, made, "finish_part", text="资金到位")
    desk.refused(OTHER, made, "finish_part", "没有未完成的分工", text="又报")
    desk.do(UNIT, made, "solve", result="已整治", proof=PAPER)


def test_pl_04_a_problem_does_not_start_without_a_plan(city):
    desk = desk_of(city)
    made = problem(desk)
    desk.refused(UNIT, made, "start")
    desk.refused(UNIT, made, "plan", "实施方案", **{**PLAN, "plan": ""})
    desk.do(UNIT, made, "plan", **PLAN)
    desk.do(UNIT, made, "start")
    assert desk.counted(made, "problem_planned") == 1


def test_pl_05_closing_needs_proof_and_feedback(city):
    desk = desk_of(city)
    made = problem(desk, "working")
    desk.refused(UNIT, made, "solve", "佐证材料", result="已整治")
    desk.do(UNIT, made, "solve", result="已整治", proof=PAPER)
    desk.refused(SUPERVISOR, made, "confirm")
    desk.do(UNIT, made, "feed_back", told_how="phone", told_on=desk.day(), feedback="已告知")
    desk.refused(UNIT, made, "confirm")
    desk.do(SUPERVISOR, made, "confirm")
    assert desk.state(made) == "已销号" and desk.counted(made, "problem_solved") == 1


def test_pl_06_a_unit_enters_what_a_visit_found(city):
    desk = desk_of(city)
    found = {"title": "路灯不亮", "area": "livelihood", "source_kind": "visit", "due": desk.day(20)}
    assert desk.state(desk.open(UNIT, "problem", "self_find", lead=LEAD, **found)) == "已梳理"
    desk.not_opened(UNIT, "problem", "self_find", "牵头单位的单位联络员", lead=MEMBER, **found)
    desk.not_opened(UNIT, "problem", "self_find", "问题", lead=LEAD, **{**found, "title": ""})


def test_pl_07_problems_are_counted_by_field(city):
    desk = desk_of(city)
    of = campaign(desk)
    for area in ("projects", "projects", "countryside"):
        problem(desk, campaign=of.code, area=area)
    office = desk.at(SUPERVISOR)
    by_area = [total(office.get(f"/registers/problem?campaign={of.code}&area={a}")) for a in ("projects", "countryside", "safety")]
    assert by_area == [2, 1, 0]


def test_pl_09_nothing_is_solved_without_cause_and_measure(city):
    desk = desk_of(city)
    made = problem(desk)
    desk.refused(UNIT, made, "plan", "原因", **{**PLAN, "cause": ""})
    desk.refused(UNIT, made, "plan", "整改措施", **{**PLAN, "measure": ""})


def test_pl_11_points_lost_become_an_order(city):
    desk = desk_of(city)
    lost = {"ground": "evaluation", "finding": "督办落实失分", "demand": "补齐", "due": desk.day(20)}
    made = desk.open(SUPERVISOR, "rectification", "draft", title="考评失分整改", unit=LEAD, **lost)
    desk.do(SUPERVISOR, made, "issue", **lost)
    desk.do(UNIT, made, "report", text="已补齐", evidence=PAPER)
    desk.do(SUPERVISOR, made, "verify", comment="合格")
    assert desk.counted(made, "rectification_verified") == 1


def test_pl_12_a_campaign_ends_with_its_figures(city):
    desk = desk_of(city)
    of = campaign(desk, expected=1)
    problem(desk, "confirmed", campaign=of.code)
    desk.do(SUPERVISOR, of, "end", result="全部解决", units_criticised=3, staff_criticised=5, persons_handled=2)
    desk.page(of).shows("通报批评单位数", "处理人数")


def test_pl_13_the_kind_of_measure_follows_the_cause(city):
    desk = desk_of(city)
    for cause, measure in (("responsibility", "督促问责"), ("ability", "培训帮带"), ("orders", "明确指令"), ("rewards", "完善奖惩")):
        made = problem(desk)
        desk.do(UNIT, made, "plan", **{**PLAN, "cause": cause, "low": "execution"})
        desk.page(made).shows(measure, "执行力低")


def test_pl_03_at_the_common_due_date_open_ones_turn_overdue_by_themselves(city):
    desk = desk_of(city)
    due = desk.day(4)
    open_one, solved = problem(desk, "working", due=due), problem(desk, "solved", due=due)
    desk.refused(SUPERVISOR, open_one, "extend", new_due=desk.day(9), reason="雨")
    desk.refused(LEADER, open_one, "extend", "要晚于现在的时限", new_due=desk.day(1), reason="雨")
    desk.on(20)
    assert "超" in desk.clock(open_one, "完成时限") and desk.counted(open_one, "problem_overdue") == 1
    assert desk.counted(solved, "problem_overdue") == 0
    desk.page(open_one).shows("周督办")
    assert len(desk.came_of(open_one, "问责线索")) == 1


def test_pl_08_a_grave_problem_without_news_is_asked_for(city):
    desk = desk_of(city)
    grave, slight = (problem(desk, "working", gravity=g, due=desk.day(60)) for g in (5, 2))
    desk.on(21)
    assert desk.counted(grave, "task_unanswered") >= 1 and desk.counted(slight, "task_unanswered") == 0


def test_pl_10_what_could_be_solved_is_checked_every_month(city):
    desk = desk_of(city)
    made = problem(desk, "working", due=desk.day(90))
    desk.on(40)
    desk.page(made).shows("月重点督查督办", "未答复")
    desk.do(SUPERVISOR, made, "check_key", verdict="slow")
