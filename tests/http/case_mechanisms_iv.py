"""约谈: from the proposal to what was kept; and the planned story of an interview that helped."""
from registers import LEAD, LEADER, PAPER, SUPERVISOR, UNIT, desk_of

CITY = "quiet"


def proposed(desk, **more):
    return desk.open(SUPERVISOR, "interview", "propose", **{"unit": LEAD, "kind": "interview", "about": "农村饮水进度", "reason": "连续红灯", **more})


def held(desk, **more):
    made = proposed(desk, **more)
    desk.do(LEADER, made, "notify", kind=more.get("kind", "interview"), reason="连续红灯", interviewer="副市长", planned_on=desk.day())
    desk.do(LEADER, made, "hold", held_on=desk.day(), problem="进度 61%", due=desk.day(10), start_value=61, effect_until=desk.day(180),
            **{"commitments.due": [desk.day(10)], "commitments.what": ["通水 88%"], "commitments.done": [""]})
    return made


def test_iv_02_an_admonitory_talk_is_signed(city):
    desk = desk_of(city)
    made = held(desk, kind="admonition")
    desk.refused(UNIT, made, "report", "请先确认谈话记录", text="已办")
    desk.do(UNIT, made, "sign")
    desk.page(made).shows("诫勉谈话", "影响期至")


def test_iv_04_the_first_step_is_a_reminder(city):
    desk = desk_of(city)
    made = proposed(desk, kind="reminder")
    assert desk.state(made) == "建议"
    desk.refused(UNIT, made, "notify")
    desk.do(SUPERVISOR, made, "notify", kind="reminder", reason="快到期", interviewer="督查室主任", planned_on=desk.day(1))
    desk.page(made, UNIT).shows("提醒")


def test_iv_01_an_interview_has_commitments_that_are_followed_up(city):
    desk = desk_of(city)
    made = held(desk)
    desk.do(UNIT, made, "sign")
    desk.do(UNIT, made, "report", text="通水 88%", end_value=88, evidence=PAPER,
            **{"commitments.due": [desk.day(10)], "commitments.what": ["通水 88%"], "commitments.done": [desk.day()]})
    desk.do(SUPERVISOR, made, "follow", result="约谈见效")
    assert desk.state(made) == "已落实"
    desk.page(made).shows("61", "88")
    again = held(desk, previous=made.code)
    leads = desk.came_of(again, "问责线索")
    assert len(leads) == 1 and desk.came_of(made, "问责线索") == []
    desk.on(13)
    assert len(desk.came_of(again, "问责线索")) == 2
