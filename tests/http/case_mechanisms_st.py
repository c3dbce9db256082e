"""交办: what each mechanism of the area ST comes to, by the lines that procedures/coverage.yaml names."""
from registers import FIRST, LEAD, LEADER, MEMBER, OTHER, PAPER, SUPERVISOR, UNIT, desk_of, sheet, task, working_sheet

CITY = "quiet"


def test_st_01_a_session_hands_down_many_matters_and_ends_when_all_are_closed(city):
    desk = desk_of(city)
    session = desk.open(SUPERVISOR, "campaign", "launch", title="重大事项集中交办", due=desk.day(30), expected=2)
    first = sheet(desk, source_kind="campaign", session=session.code)
    desk.refused(SUPERVISOR, session, "end", "还有没了结的件", result="完成")
    desk.do(SUPERVISOR, first, "withdraw", reason="并入")
    desk.refused(SUPERVISOR, session, "end", "登记的件数少于应有件数", result="完成")
    second = sheet(desk, source_kind="campaign", session=session.code)
    assert [r.number for r in desk.came_of(session, "交办单")] == [first.number, second.number]
    desk.do(SUPERVISOR, second, "withdraw", reason="并入")
    desk.do(SUPERVISOR, session, "end", result="全部了结")
    assert desk.state(session) == "已结束"


def test_st_02_a_sheet_goes_from_issued_to_closed_by_way_of_a_return(city):
    desk = desk_of(city)
    made = sheet(desk)
    steps = [(UNIT, "receive", "已签收", {"person": FIRST}), (UNIT, "start", "办理中", {}), (UNIT, "progress", "办理中", {"progress": 50, "text": "一半"}),
             (UNIT, "finish", "已报结", {"result": "已排干", "evidence": PAPER}), (SUPERVISOR, "return", "办理中", {"comment": "补照片"}),
             (UNIT, "finish", "已报结", {"result": "已排干", "evidence": PAPER}), (SUPERVISOR, "accept", "已认定", {}),
             (SUPERVISOR, "close", "已办结", {})]
    for who, act, state, values in steps:
        desk.do(who, made, act, **values)
        assert desk.state(made) == state, f"after {act}"


def test_st_03_two_slow_key_checks_are_a_lead(city):
    desk = desk_of(city)
    made = task(desk)
    desk.do(SUPERVISOR, made, "check_key", key_verdict="slow", comment="慢")
    assert desk.came_of(made, "问责线索") == []
    desk.do(SUPERVISOR, made, "check_key", key_verdict="stuck", comment="停")
    assert len(desk.came_of(made, "问责线索")) == 1


def test_st_05_the_unit_that_did_the_work_cannot_close_it(city):
    desk = desk_of(city)
    for office, words in ((MEMBER, ""), (LEAD, "承办单位不能认定自己办的事")):
        made = working_sheet(desk, office=office)
        desk.do(UNIT, made, "finish", result="已排干", evidence=PAPER)
        desk.refused(UNIT, made, "accept", words)
        desk.refused(UNIT, made, "close")
        desk.do(OTHER if office == MEMBER else SUPERVISOR, made, "accept")


def test_st_06_what_is_to_be_done_at_once_is_due_the_same_day(city):
    desk = desk_of(city)
    made = sheet(desk, urgency="same_day", due="")
    assert desk.day()[5:] in desk.clock(made, "完成时限")
    desk.do(UNIT, made, "receive")
    desk.do(UNIT, made, "cannot_solve", reason="要用财政资金", need="追加经费", needed_from=MEMBER)
    above = desk.came_of(made, "上级协调件")
    desk.do(LEADER, above[0], "accept", asked=MEMBER, due=desk.day(3), helper="市水利局")
    desk.page(above[0]).shows("市水利局")


def test_st_07_who_does_not_execute_is_named_and_a_finding_is_a_lead(city):
    desk = desk_of(city)
    made = desk.open(SUPERVISOR, "deployment", "issue", title="汛期值守", office=MEMBER, issued_on=desk.day(), receivers=[LEAD, MEMBER],
                     clauses="一、全员在岗", due=desk.day(20))
    desk.do(UNIT, made, "execute", text="已执行", proof=PAPER)
    desk.refused(UNIT, made, "execute", "本单位已经报过", text="又报", proof=PAPER)
    desk.refused(SUPERVISOR, made, "close", "还有单位没有报执行")
    desk.do(SUPERVISOR, made, "find", found_unit=MEMBER, finding="counter", comment="另搞一套")
    assert len(desk.came_of(made, "问责线索")) == 1
    desk.do(OTHER, made, "execute", text="已执行", proof=PAPER)
    desk.do(SUPERVISOR, made, "close")


def test_st_08_a_sheet_without_standard_cannot_be_issued_and_one_question_is_answered(city):
    desk = desk_of(city)
    made = sheet(desk, issue=False, standard="")
    desk.refused(SUPERVISOR, made, "issue", "完成标准")
    made = sheet(desk)
    desk.refused(SUPERVISOR, made, "answer", "没有待答复的说明请求", answer="按图")
    desk.do(UNIT, made, "clarify", question="哪些路段")
    desk.refused(UNIT, made, "clarify", question="还有")
    desk.do(SUPERVISOR, made, "answer", answer="汐堤街道")


def test_st_04_four_weeks_of_silence_are_a_lead(city):
    desk = desk_of(city)
    made = working_sheet(desk, due=desk.day(80))
    desk.on(32)
    assert len(desk.came_of(made, "问责线索")) == 1
    assert desk.counted(made, "task_unanswered") >= 4
