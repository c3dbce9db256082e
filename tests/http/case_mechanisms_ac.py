"""问责线索: a rule proposes, a person decides; what each mechanism of the area AC comes to, as far as S-08 needs it."""
from registers import FIRST, LEAD, LEADER, SUPERVISOR, UNIT, desk_of, task, working_sheet

CITY = "quiet"
FOUND = {"facts": "连续两月未进场", "ground": "inaction", "gravity": "ordinary", "consequence": "slight", "respondent": "unit", "timing": "early"}
DECIDED = {"reasons": "事实清楚", "decided_by": "市效能办主任"}


def lead(desk, verified=False, **more):
    made = desk.open(SUPERVISOR, "accountability_lead", "report", about="工地停工无人管", unit=LEAD, ground="inaction", facts="连续两月未进场")
    if verified:
        desk.do(SUPERVISOR, made, "hear", statement="资金未到")
        desk.do(SUPERVISOR, made, "verify", **{**FOUND, **more})
    return made


def test_ac_01_a_lead_cites_its_ground(city):
    desk = desk_of(city)
    desk.not_opened(SUPERVISOR, "accountability_lead", "report", "情形", about="停工", unit=LEAD, facts="停工")
    desk.page(lead(desk)).shows("不作为")
    desk.at(UNIT).get("/registers/accountability_lead").hides("工地停工无人管")


def test_ac_03_leads_are_listed_by_respondent_and_timing(city):
    desk = desk_of(city)
    lead(desk, verified=True)
    office = desk.at(SUPERVISOR)
    office.get("/registers/accountability_lead?respondent=unit&timing=early").is_status(200).shows("工地停工无人管")
    office.get("/registers/accountability_lead?respondent=person").is_status(200).hides("工地停工无人管")


def test_ac_04_what_was_verified_cannot_end_without_a_measure(city):
    desk = desk_of(city)
    made = lead(desk, verified=True)
    desk.refused(LEADER, made, "unfounded", reasons="下不为例", decided_by="主任", facts="x")
    desk.refused(LEADER, made, "warn", "决定理由", decided_by="主任")
    desk.do(LEADER, made, "warn", **DECIDED)
    assert desk.state(made) == "告诫" and [desk.state(r) for r in desk.came_of(made, "约谈")] == ["建议"]


def test_ac_07_a_serious_consequence_cannot_end_with_an_interview(city):
    desk = desk_of(city)
    made = lead(desk, verified=True, consequence="serious")
    desk.refused(LEADER, made, "interview", "不能止于约谈", **DECIDED)
    desk.refused(LEADER, made, "warn", "不能止于告诫", **DECIDED)
    desk.do(LEADER, made, "open_case", clause="第七条", **DECIDED)
    assert desk.state(made) == "立案问责"


def test_ac_10_a_warning_is_acknowledged(city):
    desk = desk_of(city)
    made = lead(desk, verified=True)
    desk.do(LEADER, made, "warn", **DECIDED)
    talk = desk.came_of(made, "约谈")[0]
    desk.do(LEADER, talk, "notify", kind="warning", reason="停工", interviewer="效能办主任", planned_on=desk.day(1))
    desk.do(UNIT, talk, "acknowledge")
    desk.refused(UNIT, talk, "acknowledge")


def test_ac_12_nobody_is_found_at_fault_unheard(city):
    desk = desk_of(city)
    made = lead(desk)
    desk.refused(SUPERVISOR, made, "verify", "查实以前要先听取陈述", **FOUND)
    desk.do(SUPERVISOR, made, "hear", statement="资金未到", objective="阴雨")
    desk.refused(SUPERVISOR, made, "verify", "要写明人员", **{**FOUND, "respondent": "person"})
    desk.do(SUPERVISOR, made, "verify", person=FIRST, **{**FOUND, "respondent": "person"})


def test_ac_14_slow_at_two_monthly_checks_is_proposed(city):
    desk = desk_of(city)
    made = task(desk)
    for _ in range(2):
        desk.do(SUPERVISOR, made, "check_key", key_verdict="slow", comment="慢")
    leads = desk.came_of(made, "问责线索")
    assert len(leads) == 1
    desk.page(leads[0]).shows("慢作为", "市住建局", "起因")


def test_ac_15_an_unfounded_lead_carries_a_note_of_protection(city):
    desk = desk_of(city)
    made = lead(desk)
    desk.do(LEADER, made, "unfounded", facts="查无此事", protection="予以澄清", **DECIDED)
    assert desk.state(made) == "不成立"
    desk.page(made).shows("予以澄清")


def test_ac_17_what_was_not_executed_is_a_lead(city):
    desk = desk_of(city)
    made = working_sheet(desk)
    desk.do(SUPERVISOR, made, "not_executed", comment="没有行动")
    leads = desk.came_of(made, "问责线索")
    assert len(leads) == 1
    desk.page(leads[0]).shows("部署不执行")


def test_ac_18_a_prominent_case_needs_the_view_of_the_discipline_organ(city):
    desk = desk_of(city)
    made = lead(desk, verified=True, prominent="yes")
    desk.refused(LEADER, made, "open_case", "会同纪检监察机关", clause="第七条", **DECIDED)
    desk.do(LEADER, made, "open_case", clause="第七条", co_handler="市纪委监委：同意", **DECIDED)


def test_ac_02_doing_nothing_is_a_lead_of_itself(city):
    desk = desk_of(city)
    made = working_sheet(desk, due=desk.day(90))
    desk.on(33)
    leads = desk.came_of(made, "问责线索")
    assert len(leads) == 1
    desk.page(leads[0]).shows("不作为")
    desk.on(30)
    desk.told(LEADER, "到期没有决定，报领导", leads[0].code)
