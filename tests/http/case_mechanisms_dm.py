"""决策与会议: what each mechanism of the area DM comes to; and S-02, minutes and sheets in two days."""
from datetime import date

from registers import FIRST, LEAD, LEADER, MEMBER, PAPER, SUPERVISOR, UNIT, desk_of, sheet

CITY = "quiet"
MEETING = {"title": "市政府常务会议", "kind": "executive", "host": MEMBER}
DECISION = {"level": "ordinary", "decision": "年底前完成", "office": MEMBER, "lead": LEAD, "deliverable": "验收单", "standard": "全部验收",
            "feedback": "monthly"}


def meeting(desk, decisions=0, **more):
    return desk.open(SUPERVISOR, "minutes", "record", **{**MEETING, "held_on": desk.day(), "decisions": decisions, **more})


def decision(desk, of, **more):
    return desk.open(SUPERVISOR, "meeting_decision", "record",
                     **{"title": "老旧小区改造", "meeting": of.code, "decided_on": desk.day(), "due": desk.day(40), **DECISION, **more})


def monday(desk):
    return f"{desk.day((7 - date.fromisoformat(desk.day()).weekday()) % 7)} 09:00"


def test_dm_01_a_major_matter_does_not_go_ahead_without_a_meeting(city):
    desk = desk_of(city)
    made = desk.open(SUPERVISOR, "meeting_decision", "propose", title="新建水厂", level="city_major", lead=LEAD, consultation="已征求意见")
    decide = {"decision": "同意", "office": MEMBER, "deliverable": "水厂", "standard": "通水", "feedback": "monthly", "due": desk.day(90)}
    desk.refused(LEADER, made, "decide", "重大事项要有会议决定", **decide)
    desk.do(LEADER, made, "decide", meeting=meeting(desk).code, **decide)
    desk.refused(SUPERVISOR, sheet(desk, issue=False, level="city_major"), "issue", "全市重大事项要先有会议决定")


def test_dm_02_a_matter_major_for_a_unit_does_not_start_without_its_party_group(city):
    desk = desk_of(city)
    made = sheet(desk, level="unit_major")
    desk.do(UNIT, made, "receive", person=FIRST)
    desk.refused(UNIT, made, "start", "部门重大事项要先经党组会研究")
    own = desk.open(UNIT, "minutes", "record", title="局党组会", kind="party_group", host=LEAD, held_on=desk.day(), decisions=0)
    desk.not_opened(UNIT, "minutes", "record", "只能登记本单位主办的会议", title="会", kind="party_group", host=MEMBER, held_on=desk.day(),
                    decisions=0)
    desk.do(UNIT, made, "start", group_decision=own.code)


def test_dm_03_a_joint_conference_has_its_kind_members_and_clock(city):
    desk = desk_of(city)
    made = meeting(desk, 1, kind="joint", members=[LEAD, MEMBER], expected=2, present=1, absent=[LEAD])
    assert "两天印发" in desk.page(made).text
    desk.page(made).shows("联席会", "缺席单位")
    tracked = decision(desk, made, due=desk.day(10))
    assert [r.number for r in desk.came_of(made, "会议决定事项")] == [tracked.number]


def test_dm_07_a_major_matter_is_not_decided_before_its_consultation(city):
    desk = desk_of(city)
    made = desk.open(SUPERVISOR, "meeting_decision", "propose", title="公交调价", level="city_major", lead=LEAD)
    decide = {"decision": "同意", "meeting": meeting(desk).code, "office": MEMBER, "deliverable": "新票价", "standard": "执行",
              "feedback": "monthly", "due": desk.day(60)}
    desk.refused(LEADER, made, "decide", "重大事项要先有论证咨询", **decide)
    desk.do(SUPERVISOR, made, "argue", consultation="座谈两次", hearing="听证会一次", papers=PAPER)
    desk.do(LEADER, made, "decide", **decide)


def test_dm_08_minutes_are_not_issued_before_every_decision_is_tracked(city):
    desk = desk_of(city)
    made = meeting(desk, 1)
    desk.do(SUPERVISOR, made, "draft", text="议定")
    desk.do(LEADER, made, "sign", signed_by="市长")
    desk.refused(SUPERVISOR, made, "issue", "还没有逐条登记为会议决定事项")
    tracked = decision(desk, made)
    desk.do(SUPERVISOR, made, "issue", doc_no="〔2026〕1号")
    desk.do(SUPERVISOR, tracked, "issue_sheet")
    desk.refused(SUPERVISOR, tracked, "implement", "还有没办结的交办单", result="完成")
    desk.do(SUPERVISOR, desk.came_of(tracked, "交办单")[0], "withdraw", reason="已自办")
    desk.do(SUPERVISOR, tracked, "implement", result="完成")
    assert desk.state(tracked) == "已落实"


def test_dm_11_a_document_shows_who_has_not_received_it(city):
    desk = desk_of(city)
    made = desk.open(SUPERVISOR, "deployment", "issue", title="关于汛期工作的通知", office=MEMBER, issued_on=desk.day(),
                     receivers=[LEAD, MEMBER], clauses="一、值守", due=desk.day(30), up_copies="省防指", side_copies="各县区")
    desk.do(UNIT, made, "receive")
    desk.do(UNIT, made, "study", text="已传达")
    desk.refused(UNIT, made, "receive", "本单位已经签收")
    row = next(r for t in desk.at(SUPERVISOR).get("/registers/deployment").tables for r in t if any("关于汛期工作的通知" in c for c in r))
    assert any(MEMBER in c and LEAD not in c for c in row), row
    desk.on(5)
    assert desk.counted(made, "document_unread") == 1


def test_dm_12_a_broken_promise_becomes_a_task(city):
    desk = desk_of(city)
    said = {"title": "三个月内办结", "unit": LEAD, "words": "三个月内一定办结", "target": "全部办结", "due": desk.day(30)}
    kept, broken = (desk.open(SUPERVISOR, "pledge", "enter", **said) for _ in range(2))
    desk.do(UNIT, kept, "claim", text="办结", evidence=PAPER)
    desk.do(SUPERVISOR, kept, "honour")
    desk.do(SUPERVISOR, broken, "break_it", reason="未办结", publicity="publish")
    tasks = desk.came_of(broken, "督办事项")
    assert [desk.state(t) for t in tasks] == ["拟立项"] and desk.came_of(kept, "督办事项") == []
    desk.page(broken).shows("三个月内一定办结", "按原话公布")


def test_dm_14_meetings_are_counted_and_one_may_serve_several(city):
    desk = desk_of(city)
    made = meeting(desk, merged="防汛会、安全生产会")
    desk.do(SUPERVISOR, made, "draft", text="议定")
    desk.do(LEADER, made, "sign", signed_by="市长")
    desk.do(SUPERVISOR, made, "issue")
    assert desk.counted(made, "meeting_held") == 1
    desk.page(made).shows("防汛会、安全生产会")


def test_dm_04_minutes_not_signed_by_next_morning_are_flagged(city):
    desk = desk_of(city)
    made = meeting(desk)
    desk.do(SUPERVISOR, made, "draft", text="议定")
    desk.on(1)
    desk.told(LEADER, "次日早晨还没有签批", made.code)
    desk.do(LEADER, made, "sign", signed_by="市长")
    assert desk.counted(made, "minutes_signed_late") == 1


def test_dm_06_what_stays_overnight_is_told_to_who_decides(city):
    desk = desk_of(city)
    desk.to(monday(desk))
    ask = {"title": "应急采购", "level": "ordinary", "lead": LEAD, "office": MEMBER, "same_day": "yes"}
    decide = {"decision": "同意", "office": MEMBER, "deliverable": "到货", "standard": "合格", "feedback": "at_end", "due": desk.day(20)}
    at_once, overnight = (desk.open(SUPERVISOR, "meeting_decision", "propose", **ask) for _ in range(2))
    desk.do(LEADER, at_once, "decide", **decide)
    desk.on(1)
    desk.told(LEADER, "事不过夜", overnight.code)
    desk.do(LEADER, overnight, "decide", **{**decide, "due": desk.day(20)})
    assert [desk.counted(r, "decided_same_day") for r in (at_once, overnight)] == [1, 0]
    assert desk.counted(overnight, "decided_late") == 1


def test_dm_10_the_relay_has_its_hours_and_attendance(city):
    desk = desk_of(city)
    got = {"title": "全省电视电话会议", "superior": "省政府", "office": MEMBER, "met_at": "上午十一时"}
    held = {"how": "当天下午全市会议", "expected": 28, "present": 28}
    same_day, late = (desk.open(SUPERVISOR, "superior_meeting", "receive", **got) for _ in range(2))
    desk.refused(SUPERVISOR, same_day, "relay", "实到不能多于应到", **{**held, "present": 29})
    desk.to(desk.day() + " 15:00")
    desk.do(SUPERVISOR, same_day, "relay", **held)
    desk.on(1)
    desk.do(SUPERVISOR, late, "relay", **held)
    assert [desk.counted(r, "relayed_same_day") for r in (same_day, late)] == [1, 0] and desk.counted(late, "relayed_late") == 1
    desk.refused(SUPERVISOR, same_day, "decompose", "还没有逐条下交办单", clauses=1)
    sheet(desk, source_kind="superior", source=same_day.code)
    desk.do(SUPERVISOR, same_day, "decompose", clauses=1)


def test_dm_05_a_late_sheet_counts_against_the_office_that_issues_it(city):
    """S-02, from a Monday: the minutes and two sheets on the second day, the third on the third."""
    desk = desk_of(city)
    desk.to(monday(desk))
    made = meeting(desk, 3)
    items = [decision(desk, made, title=t) for t in ("甲", "乙", "丙")]
    desk.do(SUPERVISOR, made, "draft", text="议定三项")
    desk.do(LEADER, made, "sign", signed_by="市长")
    desk.on(2)
    desk.do(SUPERVISOR, made, "issue")
    for item in items[:2]:
        desk.do(SUPERVISOR, item, "issue_sheet")
    desk.on(1)
    desk.do(SUPERVISOR, items[2], "issue_sheet")
    assert [desk.counted(r, "sheet_late") for r in items] == [0, 0, 1] and desk.counted(made, "minutes_late") == 0
    page = desk.at("shenji").get("/facts?measure=sheet_late")
    row = next(r for r in page.tables[0] if "sheet_late" in " ".join(r))
    assert MEMBER in row[0] or "财政" in row[0], row
    sheets = desk.came_of(items[0], "交办单")
    assert [desk.state(s) for s in sheets] == ["已下达"]


def test_dm_09_an_instruction_is_followed_until_it_is_settled(city):
    desk = desk_of(city)
    made = desk.open(SUPERVISOR, "instruction", "register", title="群众反映供暖", by_post="市长", given_on=desk.day(), words="请住建局速办")
    desk.do(SUPERVISOR, made, "assign", lead=LEAD, urgency="urgent")
    assert desk.day(5)[5:] in desk.page(made).text
    desk.do(UNIT, made, "receive")
    desk.do(UNIT, made, "answer", result="已供暖")
    desk.do(LEADER, made, "instruct_again", words="再查一遍", due=desk.day(3))
    desk.on(7)
    assert desk.counted(made, "instruction_overdue") >= 1
    desk.do(UNIT, made, "answer", result="全部供暖")
    desk.do(LEADER, made, "settle")
    assert desk.state(made) == "已落实"


def test_dm_13_a_month_without_its_meeting_is_flagged(city):
    desk = desk_of(city)
    made = desk.open(SUPERVISOR, "meeting_series", "set_up", title="抓落实研究会", unit=LEAD)
    own = desk.open(UNIT, "minutes", "record", title="研究会", kind="study", host=LEAD, held_on=desk.day(), decisions=0)
    desk.do(UNIT, made, "study", meeting=own.code, red_items=3, discussed=2, text="两项")
    assert desk.counted(made, "study_incomplete") == 1
    desk.on(65)
    assert desk.counted(made, "study_missed") >= 1
    desk.page(made).shows("未答复")
