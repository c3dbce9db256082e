"""督查督办: what each mechanism of the area SV comes to."""
from registers import LEAD, LEADER, MEMBER, OTHER, PAPER, SUPERVISOR, UNIT, desk_of, problem, task

CITY = "quiet"
SEEN = {"form": "site", "channel": "site", "content": "key_work", "found": "围挡破损", "verdict": "fair", "obstruction": "no"}


def seen(desk, who=SUPERVISOR, **more):
    return desk.open(who, "site_record", "record", **{"title": "工地督查", "unit": LEAD, "seen_on": desk.day(), **SEEN, **more})


def order(desk, **more):
    made = desk.open(SUPERVISOR, "rectification", "draft", title="围挡整改", unit=LEAD, ground="lax_management", finding="围挡破损",
                     demand="三日内修复", due=desk.day(3), **more)
    desk.do(SUPERVISOR, made, "issue", ground="lax_management", finding="围挡破损", demand="三日内修复", due=desk.day(3))
    return made


def test_sv_03_a_task_that_is_slow_twice_becomes_a_key_item(city):
    desk = desk_of(city)
    made = task(desk)
    desk.do(SUPERVISOR, made, "judge", verdict="slow")
    desk.do(SUPERVISOR, made, "judge", verdict="slow")
    desk.page(made).shows("连续两次研判缓慢，列入月重点")
    desk.refused(SUPERVISOR, made, "make_key", "已经是月重点")


def test_sv_04_a_leader_enters_a_visit(city):
    desk = desk_of(city)
    made = seen(desk, LEADER, form="leader", by_post="副市长")
    assert desk.state(made) == "已记录"
    desk.page(made).shows("领导督查", "副市长")


def test_sv_07_a_plan_is_not_settled_while_a_finding_is_open(city):
    desk = desk_of(city)
    plan = desk.open(SUPERVISOR, "supervision_plan", "plan", title="三季度督查", year=2026, form="regular", content="key_work",
                     channel="site", objects=[LEAD, MEMBER], due=desk.day(30))
    desk.do(SUPERVISOR, plan, "carry_out", done_on=desk.day(), report="两家", findings=1)
    desk.refused(SUPERVISOR, plan, "handle", "还没有逐条登记为督查记录")
    found = seen(desk, plan=plan.code)
    desk.refused(SUPERVISOR, plan, "handle", "还有督查记录没有了结")
    desk.do(SUPERVISOR, found, "notify")
    desk.do(SUPERVISOR, found, "settle", effect="commendation")
    desk.do(SUPERVISOR, plan, "handle")
    assert desk.state(plan) == "问题已处理" and desk.counted(plan, "supervised") == 2


def test_sv_08_a_check_is_tied_to_the_work_and_settled_with_an_effect(city):
    desk = desk_of(city)
    work = task(desk)
    made = seen(desk, task=work.code)
    assert [r.number for r in desk.came_of(work, "督查记录")] == [made.number]
    desk.do(SUPERVISOR, made, "notify")
    desk.do(SUPERVISOR, made, "settle", effect="score")
    assert desk.state(made) == "已了结"


def test_sv_09_the_next_link_is_locked_until_the_last_one_passed(city):
    desk = desk_of(city)
    made = desk.open(SUPERVISOR, "four_links", "open_campaign", title="效能建设年", unit=LEAD, study_due=desk.day(5),
                     self_check_due=desk.day(10), measures_due=desk.day(15), summary_due=desk.day(20))
    of = desk.open(SUPERVISOR, "campaign", "launch", title="效能建设年", due=desk.day(30), units=[LEAD, MEMBER])
    desk.do(SUPERVISOR, of, "start_links", study_due=desk.day(5), self_check_due=desk.day(10), measures_due=desk.day(15), summary_due=desk.day(20))
    assert len(desk.came_of(of, "效能建设四环节")) == 2
    for link, state in (("study", "自查自纠"), ("self_check", "制订措施"), ("measures", "考核总结"), ("summary", "已完成")):
        later = {"study": "self_check", "self_check": "measures", "measures": "summary"}.get(link)
        if later:
            desk.refused(UNIT, made, f"report_{later}", text="已做", evidence=PAPER)
        desk.do(UNIT, made, f"report_{link}", text="已做", evidence=PAPER)
        desk.refused(UNIT, made, f"pass_{link}", comment="合格")
        desk.do(SUPERVISOR, made, f"pass_{link}", comment="合格")
        assert desk.state(made) == state


def test_sv_11_whether_a_unit_is_watched_is_decided_by_a_person(city):
    desk = desk_of(city)
    made = desk.open(SUPERVISOR, "watch", "suggest", kind="unit", unit=LEAD, about="窗口态度差", ground="一月投诉六件")
    assert desk.state(made) == "拟列入"
    desk.refused(UNIT, made, "enter")
    desk.do(LEADER, made, "enter", ground="一月投诉六件", until_day=desk.day(60))
    assert desk.state(made) == "跟踪中"
    desk.do(LEADER, made, "end", comment="已经好转")
    assert desk.state(made) == "已移出"


def test_sv_12_a_milestone_that_is_reached_brings_a_visit(city):
    desk = desk_of(city)
    work = task(desk)
    desk.do(UNIT, work, "reach", **{"roadmap.due": [desk.day(20)], "roadmap.what": ["招标完成"], "roadmap.done": [desk.day()]})
    visit = desk.came_of(work, "督查记录")
    assert len(visit) == 1 and desk.state(visit[0]) == "待督查"
    desk.do(SUPERVISOR, visit[0], "visit", seen_on=desk.day(), **SEEN)
    assert desk.state(visit[0]) == "已记录"


def test_sv_13_a_poor_verdict_prepares_an_order_that_a_person_issues(city):
    desk = desk_of(city)
    good, poor = seen(desk, verdict="good"), seen(desk, verdict="poor", finding="裸土未覆盖", photos=PAPER)
    assert desk.counted(good, "site_good") == 1 and desk.came_of(good, "责令整改") == []
    orders = desk.came_of(poor, "责令整改")
    assert desk.counted(poor, "site_poor") == 1 and [desk.state(o) for o in orders] == ["拟责令"]
    desk.page(poor, UNIT).shows("裸土未覆盖")
    desk.do(SUPERVISOR, orders[0], "issue", ground="poor_execution", finding="裸土未覆盖", demand="覆盖", due=desk.day(3))
    assert desk.state(orders[0]) == "已发出"


def test_sv_14_a_record_without_one_of_the_four_contents_is_refused(city):
    desk = desk_of(city)
    desk.not_opened(SUPERVISOR, "site_record", "record", "内容", title="工地督查", unit=LEAD, seen_on=desk.day(), **{**SEEN, "content": ""})
    assert desk.state(seen(desk, content="discipline")) == "已记录"


def test_sv_15_obstruction_is_a_lead_at_once_and_a_major_one(city):
    desk = desk_of(city)
    made = seen(desk, obstruction="yes")
    leads = desk.came_of(made, "问责线索")
    assert len(leads) == 1
    desk.page(leads[0]).shows("干扰阻挠督查", "重大")


def test_sv_16_records_are_listed_by_channel(city):
    desk = desk_of(city)
    seen(desk, channel="phone", title="电话督查一")
    page = desk.at(SUPERVISOR).get("/registers/site_record?channel=phone").is_status(200)
    page.shows("电话督查一").hides("工地督查")


def test_sv_17_a_special_supervision_concludes_when_every_unit_was_checked(city):
    desk = desk_of(city)
    made = desk.open(SUPERVISOR, "special_supervision", "prepare", title="涉企检查专项", units=[LEAD, MEMBER], due=desk.day(30), plan="两家逐一")
    desk.do(SUPERVISOR, made, "start")
    check = {"checked_on": desk.day(), "has_finding": "yes", "finding": "重复检查", "advice": "合并检查"}
    desk.refused(SUPERVISOR, made, "check", "不在被监察单位之内", unit="市林业局", **check)
    desk.do(SUPERVISOR, made, "check", unit=LEAD, **check)
    desk.refused(SUPERVISOR, made, "conclude", "还有单位没有检查", conclusion="合格")
    desk.do(SUPERVISOR, made, "check", unit=MEMBER, checked_on=desk.day(), has_finding="no")
    desk.refused(SUPERVISOR, made, "conclude", "还有整改没有验收", conclusion="合格")
    desk.do(SUPERVISOR, desk.came_of(made, "责令整改")[0], "withdraw", reason="当场改正")
    desk.do(SUPERVISOR, made, "conclude", conclusion="合格")


def test_sv_18_a_finding_at_an_important_post_prepares_an_order(city):
    desk = desk_of(city)
    made = desk.open(SUPERVISOR, "important_post", "list_post", post="施工许可审批岗", unit=LEAD, risks="超时", holder=None)
    desk.refused(SUPERVISOR, made, "check", "建章立制", checked_on=desk.day(), verdict="finding", finding="超时两件")
    desk.do(SUPERVISOR, made, "check", checked_on=desk.day(), verdict="finding", finding="超时两件", rule_repair="限时办结制")
    assert [desk.state(o) for o in desk.came_of(made, "责令整改")] == ["拟责令"]


def test_sv_19_no_effect_makes_a_task_of_the_measure(city):
    desk = desk_of(city)
    made = desk.open(SUPERVISOR, "effect_question", "ask", title="扬尘治理有没有效果", unit=LEAD, indicator="PM10", due=desk.day(5), start_value=80)
    desk.do(UNIT, made, "answer", answer="持平", end_value=80)
    desk.refused(SUPERVISOR, made, "judge", "补救措施", verdict="no_effect", reasons="没降")
    desk.do(SUPERVISOR, made, "judge", verdict="no_effect", reasons="没降", measure="增设雾炮", measure_due=desk.day(20))
    tasks = desk.came_of(made, "督办事项")
    assert len(tasks) == 1 and desk.state(tasks[0]) == "拟立项"
    desk.page(tasks[0]).shows("增设雾炮")


def test_sv_22_what_a_self_check_found_is_in_the_ledger_before_it_is_submitted(city):
    desk = desk_of(city)
    made = desk.open(SUPERVISOR, "self_check", "ask", title="作风自查", unit=LEAD, due=desk.day(5))
    desk.refused(UNIT, made, "submit", "不一致", none_found="yes", found=1, report="一个")
    desk.refused(UNIT, made, "submit", "登入问题台账", none_found="no", found=1, report="一个")
    desk.open(UNIT, "problem", "self_find", title="台账不全", area="projects", source_kind="self_check", lead=LEAD, due=desk.day(10),
              self_check=made.code)
    desk.do(UNIT, made, "submit", none_found="no", found=1, report="一个")
    of = desk.open(SUPERVISOR, "campaign", "launch", title="作风建设", due=desk.day(30), units=[LEAD, MEMBER, "市林业局"])
    desk.do(SUPERVISOR, of, "ask_self_checks", check_due=desk.day(1))
    asked = desk.came_of(of, "自查自纠")
    assert len(asked) == 3, "one for each unit"
    late = next(r for r in asked if MEMBER in desk.page(r).text)
    desk.refused(UNIT, late, "submit")
    desk.do(OTHER, late, "submit", none_found="yes", found=0, report="无")


def test_sv_24_a_record_is_not_settled_without_an_effect_or_a_reason(city):
    desk = desk_of(city)
    made = seen(desk)
    desk.do(SUPERVISOR, made, "notify")
    desk.refused(SUPERVISOR, made, "settle", "结果运用")
    desk.refused(SUPERVISOR, made, "settle", "不运用的要写明理由", effect="no_effect")
    desk.do(SUPERVISOR, made, "settle", effect="no_effect", effect_reason="仅了解情况")


def test_sv_20_an_order_that_runs_out_is_a_lead(city):
    desk = desk_of(city)
    kept, broken = order(desk), order(desk)
    desk.do(UNIT, kept, "report", text="已修复", evidence=PAPER)
    desk.do(SUPERVISOR, kept, "verify", comment="合格")
    desk.on(6)
    assert len(desk.came_of(broken, "问责线索")) == 1 and desk.came_of(kept, "问责线索") == []
    assert desk.state(kept) == "已验收" and desk.counted(broken, "rectification_overdue") == 1


def test_sv_05_an_overdue_item_is_watched_until_two_clean_checks(city):
    desk = desk_of(city)
    made = problem(desk, "working", due=desk.day(2))
    desk.on(5)
    watch = desk.came_of(made, "重点跟踪")[0]
    assert desk.state(watch) == "跟踪中"
    desk.do(SUPERVISOR, watch, "check", verdict="clean", comment="已进场")
    desk.refused(SUPERVISOR, watch, "release", "还没有连续两次检查正常")
    desk.do(SUPERVISOR, watch, "check", verdict="clean", comment="已完工")
    assert desk.state(watch) == "已移出"


def test_sv_06_a_late_bulletin_is_flagged_and_the_next_is_scheduled(city):
    desk = desk_of(city)
    made = desk.open(SUPERVISOR, "bulletin", "schedule", title="督查通报", kind="monthly", office=MEMBER, due=desk.day(2))
    desk.on(5)
    desk.do(SUPERVISOR, made, "draft", term="十一月", progress="总体正常", bottom=[LEAD])
    desk.do(LEADER, made, "publish", doc_no="第 11 期", approved_by="市长", next_due=desk.day(30))
    assert desk.counted(made, "bulletin_late") == 1 and desk.counted(made, "bulletin_behind") == 1
    assert [desk.state(r) for r in desk.came_of(made, "督查通报")] == ["已排期"]


def test_sv_10_a_hot_topic_is_tracked_every_ten_days(city):
    desk = desk_of(city)
    made = desk.open(SUPERVISOR, "watch", "suggest", kind="topic", unit=LEAD, about="夜间施工噪声", ground="一周四十三件")
    desk.do(SUPERVISOR, made, "enter")
    desk.on(12)
    desk.page(made).shows("旬跟踪", "未答复")
    desk.do(SUPERVISOR, made, "check", verdict="not_clean", comment="仍有", notice="三处工地")
    desk.page(made).shows("三处工地")


def test_sv_01_an_unanswered_week_is_urged_and_counted(city):
    desk = desk_of(city)
    made = task(desk)
    desk.on(15)
    desk.page(made).shows("周督办未答复即催办")
    assert desk.counted(made, "task_unanswered") >= 1


def test_sv_02_a_month_has_three_checks_of_ten_days(city):
    desk = desk_of(city)
    start = -int(desk.day()[8:]) + 1
    desk.on(start + 32)
    first = desk.day(1 - int(desk.day()[8:]) + 31)
    desk.to(first[:8] + "01 09:00")
    made = task(desk, due=desk.day(90))
    desk.on(31)
    rows = [row for table in desk.page(made).tables for row in table if row[1:2] == ["旬督查"] and row[0].startswith(f"{int(first[:4])} 年 {int(first[5:7])} 月")]
    assert len(rows) == 3, rows
