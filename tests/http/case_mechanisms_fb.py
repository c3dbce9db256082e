"""沟通反馈: what each mechanism of the area FB comes to; and S-08, two not-alloweds and the same liability."""
from registers import LEAD, LEADER, MEMBER, OTHER, PAPER, SUPERVISOR, UNIT, desk_of, problem, task, working_sheet

CITY = "quiet"


def test_fb_01_nothing_is_closed_without_a_result(city):
    desk = desk_of(city)
    made = working_sheet(desk)
    desk.refused(SUPERVISOR, made, "close")
    desk.refused(UNIT, made, "finish", "办理结果", evidence=PAPER)


def test_fb_02_a_problem_is_answered_with_text_day_and_channel(city):
    desk = desk_of(city)
    made = problem(desk, "solved")
    whole = {"told_how": "phone", "told_on": desk.day(), "feedback": "已告知"}
    for lacks, words in (("told_how", "反馈方式"), ("told_on", "反馈日期"), ("feedback", "反馈内容")):
        desk.refused(UNIT, made, "feed_back", words, **{**whole, lacks: ""})
    desk.do(UNIT, made, "feed_back", **whole)
    desk.page(made).shows("电话", "已告知")


def test_fb_03_a_milestone_is_reported_with_the_day_on_which_it_was_done(city):
    desk = desk_of(city)
    made = task(desk)
    desk.do(UNIT, made, "reach", **{"roadmap.due": [desk.day(20), desk.day(35)], "roadmap.what": ["招标完成", "完工"],
                                    "roadmap.done": [desk.day(), ""]})
    rows = {row[0]: row[2] for row in desk.page(made).tables[0][1:]}
    assert rows["招标完成"] and not rows["完工"].startswith(desk.day()[:4])


def test_fb_04_what_is_found_after_none_was_reported_is_marked_not_discovered(city):
    desk = desk_of(city)
    made = desk.open(SUPERVISOR, "self_check", "ask", title="作风自查", unit=LEAD, due=desk.day(10))
    desk.do(UNIT, made, "submit", none_found="yes", found=0, report="没有发现问题")
    desk.do(SUPERVISOR, made, "found_later", later="井盖缺失三处", later_how="inspection", later_text="暗访发现")
    found = desk.came_of(made, "问题台账")
    assert len(found) == 1 and len(desk.came_of(made, "问责线索")) == 1
    desk.page(found[0]).shows("应发现未发现", "井盖缺失三处")
    assert desk.counted(made, "self_check_undiscovered") == 1


def test_fb_07_a_report_in_time_goes_up_and_makes_no_lead(city):
    desk = desk_of(city)
    made = problem(desk, "working", due=desk.day(3))
    desk.refused(SUPERVISOR, made, "accept_above", "没有待受理的解决不了报告")
    desk.do(UNIT, made, "cannot_solve", reason="跨部门", need="资金", needed_from=MEMBER)
    desk.do(LEADER, made, "accept_above")
    above = desk.came_of(made, "上级协调件")
    assert len(above) == 1 and desk.state(made) == "上级协调中"
    desk.do(SUPERVISOR, above[0], "accept", asked=MEMBER, due=desk.day(5))
    desk.do(OTHER, above[0], "answer", answer="可以安排")
    desk.do(LEADER, above[0], "coordinate", decision="由财政安排")
    desk.do(SUPERVISOR, made, "coordinated", decision="由财政安排", due=desk.day(20))
    assert desk.state(made) == "正在解决" and desk.came_of(made, "问责线索") == []


def test_fb_08_what_policy_does_not_allow_is_closed_by_an_explanation_alone(city):
    desk = desk_of(city)
    made = problem(desk, "working")
    whole = {"policy_basis": "信访工作条例", "explanation": "不在补助范围", "told_how": "face", "told_on": desk.day()}
    for lacks, words in (("policy_basis", "政策依据"), ("explanation", "解释内容"), ("told_how", "反馈方式")):
        desk.refused(UNIT, made, "explain", words, **{**whole, lacks: ""})
    desk.do(UNIT, made, "explain", **whole)
    desk.refused(UNIT, made, "accept_explained")
    desk.do(SUPERVISOR, made, "accept_explained")
    assert desk.state(made) == "解释销号"


def test_fb_09_a_report_after_urging_is_counted(city):
    desk = desk_of(city)
    made = task(desk)
    desk.do(UNIT, made, "report", progress=10, text="进场")
    assert desk.counted(made, "task_reported_after_urging") == 0
    for _ in range(2):
        desk.do(SUPERVISOR, made, "urge")
    desk.do(UNIT, made, "report", progress=20, text="拆除")
    assert desk.counted(made, "task_reported_after_urging") == 1


def test_fb_10_a_survey_is_not_closed_before_the_problem_is_reopened(city):
    desk = desk_of(city)
    made = problem(desk, "confirmed")
    asked = desk.open(SUPERVISOR, "survey", "sample", title="回访积水点", problem=made.code, unit=LEAD, sample="随机抽取一成")
    desk.do(SUPERVISOR, asked, "ask", asked_on=desk.day(), way="site", solved="no", told="yes")
    desk.refused(SUPERVISOR, asked, "close", "要先在问题台账重新打开", conclusion="未解决")
    desk.do(SUPERVISOR, made, "reopen", reason="雨后仍积水", due=desk.day(10))
    desk.do(SUPERVISOR, asked, "close", conclusion="已重新打开", reopened="yes")
    assert desk.state(made) == "正在解决" and desk.counted(asked, "survey_not_solved") == 1


def test_fb_05_overdue_without_a_report_is_a_lead(city):
    desk = desk_of(city)
    silent = [problem(desk, "working", due=desk.day(3)), task(desk, due=desk.day(3)), working_sheet(desk, due=desk.day(3))]
    spoken = problem(desk, "working", due=desk.day(3))
    desk.do(UNIT, spoken, "cannot_solve", reason="跨部门", need="资金")
    desk.on(6)
    assert [len(desk.came_of(r, "问责线索")) for r in silent] == [1, 1, 1]
    assert desk.came_of(spoken, "问责线索") == []
    desk.refused(UNIT, silent[0], "cannot_solve", reason="跨部门", need="资金")


def test_fb_06_solved_is_not_closed_before_it_is_fed_back(city):
    desk = desk_of(city)
    made = problem(desk, "solved")
    desk.refused(SUPERVISOR, made, "confirm")
    desk.on(7)
    assert desk.state(made) == "已解决未反馈" and desk.counted(made, "problem_not_fed_back") == 1
    desk.page(made).shows("催办")
