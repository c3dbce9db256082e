"""The working calendar: a year of days, a limit counted on them, notices taken in and withdrawn, weeks set."""
import csv
import io
import random
import re
import uuid
from urllib.parse import urlencode

from city import fixtures
from workbooks import Book, Num, Sheet

SPRING = """notice 测办发〔2026〕1号
title 关于2027年部分节假日安排的通知
published 2026-11-12
year 2027
off 2027-02-05..2027-02-11 春节
work 2027-02-14 春节
"""
NEW, HOURS = "/calendar/notices/new", "/calendar/hours"
SHOW = "/calendar/notices/show?"


def due(who, status=200, **asked):
    return who.get("/calendar/due?" + urlencode(asked)).is_status(status)


def ends(page):
    """The large answer: day and time."""
    found = re.search(r'<p class="kc-due-day"><strong>([^<]+)</strong> <span>([^<]+)</span>', page.source)
    assert found, page.told()
    return f"{found[1]} {found[2]}"


def end_of(who, **asked):
    return ends(due(who, **asked))


def adopt(who, text, **more):
    """From the form by way of the check to the page of the notice."""
    check = who.submit(who.get(NEW).is_status(200), NEW, text=text, **more).is_status(200)
    return who.submit(check, NEW, button=("sure", "1"))


def withdraw(who, number, reason, scope=""):
    path = "/calendar/notices/withdraw?" + urlencode({"number": number, "scope": scope})
    page = who.get(path).is_status(200)
    form = next(f for f in page.forms if "withdraw" in f.action)
    return who.post(form.action, {**dict(form.fields), "reason": reason})


def week_form(page):
    """The form of a week, or what travels with its check."""
    return next(f for f in page.forms if {n for n, _ in f.fields} & {"rows", "text"})


def press(who, page, button=None):
    form = week_form(page)
    return who.post(HOURS, [*form.fields, *([button] if button else [])])


def year_rows(who, year, **more):
    page = who.get("/calendar?" + urlencode({"year": year, "as": "csv", **more})).is_status(200)
    rows = [r for r in csv.reader(io.StringIO(page.body.decode("utf-8-sig"))) if r and re.fullmatch(r"\d{4}-\d\d-\d\d", r[0])]
    return {r[0]: r for r in rows}


def test_everybody_sees_the_calendar_and_counts_a_limit(city):
    visitor = city.visitor()
    visitor.get("/calendar").is_status(200).shows("2026 年工作日历", "248", "国办发明电〔2025〕7号")
    page = due(visitor, start="2026-09-23", amount="5", unit="workdays").shows("国办发明电〔2025〕7号")
    assert ends(page) == "2026-10-08（周四） 17:30"
    assert visitor.get("/calendar/notices", follow=False).status == 303
    links = {h for h, _ in visitor.get("/public").is_status(200).links}
    assert {"/calendar", "/calendar/due"} <= links, links
    visitor.get("/calendar").hides("/calendar/notices")


def test_every_day_of_three_years_is_as_it_was_published(city):
    rows = {}
    for year in (2024, 2025, 2026):
        rows.update(year_rows(city.visitor(), year))
    with open(fixtures("calendar", "calendar_2024_2026.csv"), encoding="utf-8-sig") as f:
        wanted = list(csv.DictReader(f))
    assert len(wanted) == 1096 == len(rows)
    for w in wanted:
        assert rows[w["date"]][4] == ("1" if w["is_workday"].lower() in ("1", "true", "yes") else "0"), (w, rows[w["date"]])


def test_the_first_and_the_last_year_can_be_seen(city):
    for year, days in ((1970, 365), (2000, 366), (2099, 365)):
        city.visitor().get(f"/calendar?year={year}").is_status(200).shows(f"{year} 年工作日历")
        assert len(year_rows(city.visitor(), year)) == days


def test_the_worked_deadlines_come_out_on_the_page(city):
    visitor = city.visitor()
    with open(fixtures("calendar", "deadlines.csv"), encoding="utf-8-sig") as f:
        rows = list(csv.DictReader(f))
    assert len(rows) == 18
    for row in rows:
        pauses = [p.split("/") for p in row["suspend_intervals_closed"].split(";") if p]
        asked = {"start": row["accept_date"], "amount": row["limit_workdays"], "unit": "workdays", "pauses": str(max(1, len(pauses)))}
        for i, (first, last) in enumerate(pauses, 1):
            asked.update({f"from{i}": first, f"to{i}": last, f"basis{i}": "许可法45条"})
        assert end_of(visitor, **asked).startswith(row["deadline"] + "（"), (row, asked)


def test_a_limit_ends_when_the_doors_close_and_says_what_is_left(city):
    visitor = city.visitor()
    page = due(visitor, start="2026-11-20", amount="3", unit="workdays").shows("从今天起还剩 3 个工作日")
    assert ends(page) == "2026-11-25（周三） 17:30"
    page = due(visitor, start="2026-06-01", amount="3", unit="workdays").shows("到今天已过")
    assert ends(page) == "2026-06-04（周四） 18:00"  # summer
    # the corresponding day is 28 February 2026, a Saturday that is worked
    assert end_of(visitor, start="2026-01-31", amount="1", unit="months") == "2026-02-28（周六） 17:30"
    assert end_of(visitor, start="2026-11-20", time="16:30", amount="4", unit="openhours") == "2026-11-23（周一） 11:30"
    assert end_of(visitor, start="2026-11-20", time="16:30", amount="4", unit="hours") == "2026-11-20（周五） 20:30"
    assert end_of(visitor, start="2026-11-20", amount="15", extension="5", unit="workdays") == \
        end_of(visitor, start="2026-11-20", amount="20", unit="workdays") == "2026-12-18（周五） 17:30"


def test_what_cannot_be_counted_is_said_at_its_field_and_stays(city):
    visitor = city.visitor()
    page = due(visitor, 422, start="2026-13-02", amount="x", unit="hours", to1="2026-03-09", basis1="听证", pauses="1")
    page.shows("“2026-13-02”不是 1970 至 2099 年间的日期", "“x”不是 0 到 100000 之间的整数", "按小时计算要写起算时刻", "这一段没有写从哪天开始")
    form = page.form("/calendar/due")
    assert [form.value(n) for n in ("start", "amount", "to1", "basis1")] == ["2026-13-02", "x", "2026-03-09", "听证"]
    due(visitor, 422, start="2026-03-02", amount="5", unit="workdays", from1="2026-03-09", to1="2026-03-05").shows("结束的一天在开始之前")
    due(visitor, 422, start="2099-12-30", amount="500", unit="workdays")
    due(visitor, 422, start="2026-03-02", amount="5", unit="fortnights").shows("没有“fortnights”这个单位")
    due(visitor, 422, start="2026-03-02", amount="5", unit="days", organ="99999")
    visitor.get("/calendar?year=1900").is_status(422).shows("年份请写 1970 至 2099")


def test_a_pause_of_a_limit_in_hours_takes_times(city):
    visitor = city.visitor()
    asked = {"start": "2026-03-09", "time": "09:00", "amount": "4", "unit": "openhours"}
    # 09:00-12:00 and 14:30-15:30 without a pause; two hours of the afternoon are left out
    assert end_of(visitor, **asked) == "2026-03-09（周一） 15:30"
    for first, last in (("2026-03-09 14:30", "2026-03-09 16:30"), ("3月9日14：30", "2026-03-09T16:30"), ("2026年3月9日 14:30", "2026.3.9 16:30")):
        page = due(visitor, **asked, from1=first, to1=last, basis1="检测")
        assert ends(page) == "2026-03-09（周一） 17:30", (first, last)
        assert page.form("/calendar/due").value("from1") == first
    assert end_of(visitor, **asked, from1="2026-03-09", to1="2026-03-09") == "2026-03-10（周二） 15:00"
    assert end_of(visitor, **asked, from1="2026-03-09 10:00", to1="2026-03-09") == "2026-03-10（周二） 11:30"
    for wrong in ("2026-03-09 25:00", "2026-03-0914:30", "14:30", "2026-03-09 9点", "2026-02-30 10:00", "2026-03-09 10:60"):
        page = due(visitor, 422, **asked, from1=wrong, to1="2026-03-10").shows(f"“{wrong}”不是 1970 至 2099 年间的日期")
        assert page.form("/calendar/due").value("from1") == wrong
    due(visitor, 422, **asked, from1="2026-03-09 14:30", to1="2026-03-09 14:00").shows("结束的一天在开始之前")
    # of a limit in days one that begins after the doors have closed begins with the next day
    days = {"start": "2026-03-02", "amount": "5", "unit": "workdays", "to1": "2026-03-05"}
    assert end_of(visitor, **days, from1="2026-03-04 17:00") == "2026-03-11（周三） 17:30"
    assert end_of(visitor, **days, from1="2026-03-04 18:00") == "2026-03-10（周二） 17:30"


def test_a_pause_that_is_not_over_is_counted_until_today_and_says_so(city):
    visitor = city.visitor()  # it is Friday 2026-11-20, 09:00
    asked = {"start": "2026-11-16", "amount": "5", "unit": "workdays"}
    page = due(visitor, **asked, from1="2026-11-18", basis1="检测").shows("还没有结束，先算到今天 2026-11-20（周五） 为止")
    assert ends(page) == end_of(visitor, **asked, from1="2026-11-18", to1="2026-11-20") == "2026-11-26（周四） 17:30"
    due(visitor, **asked, from1="2026-11-18", to1="2026-11-20").hides("还没有结束，先算到")
    hours = {"start": "2026-11-19", "time": "16:30", "amount": "2", "unit": "openhours", "from1": "2026-11-20 08:30"}
    assert ends(due(visitor, **hours).shows("2026-11-20（周五） 09:00")) == "2026-11-20（周五） 10:00"
    due(visitor, 422, **asked, from1="2026-11-21").shows("这一段还没有开始，请写明到哪天为止")
    text = visitor.get("/calendar/due?" + urlencode({**asked, "from1": "2026-11-18", "as": "csv"})).body.decode("utf-8-sig")
    assert "还没有结束" in text


def test_correction_before_acceptance_is_no_pause(city):
    page = city.visitor().get("/calendar/due").is_status(200).shows("受理以前的补正不在这里")
    assert "专家评审、补正" not in page.source


def test_one_more_pause_keeps_what_was_typed(city):
    page = due(city.visitor(), start="2026-03-02", amount="20", unit="workdays", from1="2026-03-09", to1="2026-03-20", basis1="检测", pauses="1", more="1")
    form = page.form("/calendar/due")
    assert form.value("from1") == "2026-03-09" and form.value("from2") == "" and form.value("pauses") == "2"
    page = due(city.visitor(), start="2026-03-02", amount="20", unit="workdays", pauses="9999", more="1")
    assert page.form("/calendar/due").value("from21") is None


def test_outside_text_stays_text(city):
    bad = "<script>alert(1)</script>"
    for path in ("/calendar?" + urlencode({"year": bad, "known": bad, "organ": bad}),
                 "/calendar/due?" + urlencode({"start": bad, "amount": bad, "unit": bad, "from1": bad, "basis1": bad})):
        page = city.visitor().get(path).is_status(422)
        assert "<script>alert" not in page.source
    due(city.visitor(), start="2026-03-02", amount="5", unit="workdays", from1="2026-03-04", to1="2026-03-04", basis1=bad).shows(bad)


def test_a_provisional_year_is_settled_by_a_notice_and_provisional_again_when_it_is_withdrawn(city):
    office, visitor = city.office(), city.visitor()
    visitor.get("/calendar?year=2027").shows("2027 年放假安排尚未发布，先按双休日推算")
    asked = {"start": "2027-01-29", "amount": "10", "unit": "workdays"}
    assert ends(due(visitor, **asked).shows("暂算")) == "2027-02-12（周五） 17:30"
    size = city.entries()
    check = office.submit(office.get(NEW), NEW, text=SPRING).is_status(200)
    check.shows("测办发〔2026〕1号", "2027-02-05 至 2027-02-11", "2027-02-14（周日）", "系统里还没有按这份日历计时的事项")
    assert city.entries() == size, "a check did something"
    page = office.submit(check, NEW, button=("sure", "1"))
    page.shows("通知已录入", "测办发〔2026〕1号")
    assert city.entries() == size + 1
    visitor.get("/calendar?year=2027").hides("尚未发布")
    assert ends(due(visitor, **asked).hides("暂算")) == "2027-02-18（周四） 17:30"
    before = due(visitor, **asked, known="2026-11-11").shows("暂算", "只用 2026-11-11 及以前发布的通知")
    assert ends(before) == "2027-02-12（周五） 17:30"
    again = office.submit(office.get(NEW), NEW, text=SPRING)
    office.submit(again, NEW, button=("sure", "1")).is_status(422).shows("这份通知已经有了")
    office.get("/calendar/notices").shows("测办发〔2026〕1号")
    withdraw(office, "测办发〔2026〕1号", "").is_status(422).shows("请写明撤回的理由")
    withdraw(office, "测办发〔2026〕1号", "录错了年份").is_status(200).shows("通知已撤回", "录错了年份")
    visitor.get("/calendar?year=2027").shows("尚未发布")
    assert city.entries() == size + 2
    done = city.server.run("verify")
    assert done.returncode == 0 and done.stdout.endswith("ok\n"), done


def test_a_double_click_adopts_once(city):
    office, size = city.office(), city.entries()
    check = office.submit(office.get(NEW), NEW, text=SPRING.replace("1号", "7号"))
    fields = dict(check.form(NEW).fields)
    for _ in range(2):
        office.post(NEW, {**fields, "sure": "1"}, follow=False).is_status(303)
    assert city.entries() == size + 1
    withdraw(office, "测办发〔2026〕7号", "试录").is_status(200)


def test_a_notice_that_was_adopted_meanwhile_is_not_replaced_unseen(city):
    office, size = city.office(), city.entries()
    text = SPRING.replace("1号", "8号")
    check = office.submit(office.get(NEW), NEW, text=text).is_status(200)  # the tab that was opened first
    other = city.office()
    adopt(other, text.replace("work 2027-02-14 春节", "work 2027-02-20 春节")).is_status(200).shows("2027-02-20")
    again = office.submit(check, NEW, button=("sure", "1")).is_status(422)
    again.shows("别人改动了同一份通知", "测办发〔2026〕8号", "2027-02-14（周日）", "2027-02-20（周六）")
    assert city.entries() == size + 1
    office.submit(again, NEW, button=("sure", "1")).is_status(200).shows("2027-02-14").hides("2027-02-20")
    check = office.submit(office.get(NEW), NEW, text=text.replace("2027-02-11", "2027-02-10")).is_status(200)
    withdraw(other, "测办发〔2026〕8号", "录错了").is_status(200)
    again = office.submit(check, NEW, button=("sure", "1")).is_status(422).shows("别人改动了同一份通知")
    office.submit(again, NEW, button=("sure", "1")).is_status(200)
    withdraw(office, "测办发〔2026〕8号", "试录").is_status(200)


def test_days_that_only_the_replaced_notice_spoke_of_are_shown_as_changed(city):
    office = city.office()
    text = SPRING.replace("1号", "11号")
    adopt(office, text + "off 2027-05-03 劳动节\n").is_status(200)
    check = office.submit(office.get(NEW), NEW, text=text).is_status(200)
    check.shows("哪些日子变了", "2027-05-03（周一）")
    withdraw(office, "测办发〔2026〕11号", "试录").is_status(200)


def test_hours_that_were_saved_meanwhile_are_not_replaced_unseen(city):
    office, other = city.office(), city.office()
    path = f"{HOURS}?organ={city.organs(office)['市住建局']}"

    def check(who, days, hours):
        fields = [(n, v) for n, v in week_form(who.get(path)).fields if n not in ("day", "hours1", "name")]
        return who.post(HOURS, [*fields, *(("day", str(i)) for i in days), ("hours1", hours), ("name", "住建局作息")]).is_status(200)

    first = check(office, range(1, 7), "09:00-17:00")
    press(other, check(other, range(1, 6), "08:00-16:00"), ("sure", "1")).is_status(200).shows("作息已保存")
    size = city.entries()
    again = press(office, first, ("sure", "1")).is_status(422)
    again.shows("别人改动了这份作息", "08:00–16:00", "09:00–17:00", "住建局作息")
    assert city.entries() == size
    press(office, again, ("sure", "1")).is_status(200).shows("作息已保存", "09:00–17:00")
    leaving = press(office, office.get(path), ("inherit", "1")).is_status(200)
    press(other, check(other, range(1, 6), "08:00-16:00"), ("sure", "1")).is_status(200)
    again = press(office, leaving, ("sure", "1")).is_status(422).shows("别人改动了这份作息", "08:00–16:00")
    press(office, again, ("sure", "1")).is_status(200).shows("沿用云澜市的作息")


def test_a_notice_of_a_later_day_is_remarked_and_may_be_adopted(city):
    office = city.office()
    text = SPRING.replace("1号", "9号").replace("2026-11-12", "2026-11-21")
    check = office.submit(office.get(NEW), NEW, text=text).is_status(200)
    check.shows("测办发〔2026〕9号 的发布日期 2026-11-21 在今天之后，请核对")
    office.submit(check, NEW, button=("sure", "1")).is_status(200).shows("2026-11-21")
    withdraw(office, "测办发〔2026〕9号", "试录").is_status(200)
    office.submit(office.get(NEW), NEW, text=text.replace("11-21", "11-20")).is_status(200).hides("在今天之后")


def test_a_table_of_days_out_of_a_spreadsheet_keeps_the_names(city):
    office, size = city.office(), city.entries()
    said = {"number": "测办发〔2026〕10号", "published": "2026-11-12"}
    rows = [["2027年节假日安排"], ["日期", "类型", "名称"], [Num("46423", 14), "放假", "春节"], ["2027/2/14", "上班", "春节"]]
    book = Book([Sheet("安排", rows), Sheet("其他", [["甲", "乙"], ["1", "2"]])], formats=[14])
    rows[2][0] = Num("46423", 1)  # 2027-02-05, in the format of a date
    saved = "日期,类型,名称\r\n2027/2/5,放假,春节\r\n2027年2月14日,补班,春节\r\n".encode("gb18030")
    for name, data in (("安排.xlsx", book.bytes()), ("安排.csv", saved)):
        check = office.submit(office.get(NEW), NEW, files={"file": (name, data)}, **said).is_status(200)
        check.shows("2027-02-05", "2027-02-14", "春节")
        assert ("只读了第一张“安排”" in check.text) == name.endswith("xlsx"), check.told()
    bad = saved.decode("gb18030").replace("补班", "双休")
    office.submit(office.get(NEW), NEW, text=bad, **said).is_status(422).shows("第 3 行第 12 列", "双休")
    office.submit(office.get(NEW), NEW, files={"file": ("x.xlsx", b"PK\x03\x04" + bytes(99))}, **said).is_status(422).shows("这份通知没有读懂")
    office.submit(office.get(NEW), NEW, files={"file": ("x.xls", b"\xd0\xcf\x11\xe0" + bytes(999))}, **said).is_status(422).shows("这份通知没有读懂")
    assert city.entries() == size


def test_a_notice_that_cannot_be_read_comes_back_with_its_lines(city):
    office, size = city.office(), city.entries()
    bad = SPRING.replace("2027-02-14", "2027-02-30")
    page = office.submit(office.get(NEW), NEW, text=bad, source="公报").is_status(422)
    page.shows("这份通知没有读懂", "第 6 行")
    form = page.form(NEW)
    assert form.value("text").strip() == bad.strip() and form.value("source") == "公报"
    office.submit(office.get(NEW), NEW, text="").is_status(422)
    office.submit(office.get(NEW), NEW, text=SPRING, published="昨儿").is_status(422).shows("不是 1970 至 2099 年间的日期")
    office.submit(office.get(NEW), NEW, text="#" * 70000).is_status(422).shows("通知太长")
    office.submit(office.get(NEW), NEW, files={"file": ("x.txt", b"\xff\xfe\x00")}).is_status(422)
    assert city.entries() == size


def test_a_file_in_the_encodings_of_offices_is_read(city):
    office, size = city.office(), city.entries()
    rare = SPRING.replace("关于2027年", "关于㐂镇2027年")
    for data in (rare.encode("gb18030"), rare.encode("utf-16"), b"\xfe\xff" + rare.encode("utf-16-be"), rare.encode("utf-8-sig"),
                 rare.replace("\n", "\r\n").encode("gb18030")):
        check = office.submit(office.get(NEW), NEW, files={"file": ("通知.txt", data)}).is_status(200)
        check.shows("关于㐂镇2027年部分节假日安排的通知", "2027-02-05 至 2027-02-11")
        assert check.form(NEW).value("text").strip() == rare.strip()
    for data in (rare.encode("gb18030")[:-60] + b"\xff\xff\xff", b"\x00\x01" * 9, rare.encode("utf-16-le")):
        office.submit(office.get(NEW), NEW, files={"file": ("通知.txt", data)}).is_status(422).shows("这份通知没有读懂")
    assert city.entries() == size


LOCAL = """notice 测府〔2026〕3号
published 2026-11-12
year none
scope 某某自治县
off 2026-12-02..2026-12-03 县庆
"""


def test_a_local_notice_says_whose_calendars_it_changes(city):
    office = city.office()
    organs = city.organs(office)
    check = office.submit(office.get(NEW), NEW, text=LOCAL).is_status(200)
    check.shows("还没有哪个日历适用“某某自治县”的通知").hides("哪些日子变了")
    for name in ("市教育局", "市民政局"):
        page = office.get(f"{HOURS}?organ={organs[name]}")
        fields = [(n, v) for n, v in week_form(page).fields if n != "scope"]
        check = office.post(HOURS, [*fields, ("scope", "广西壮族自治区\r\n某某自治县")]).is_status(200)
        check.shows("没有适用范围是“某某自治县”的通知")
        press(office, check, ("sure", "1")).is_status(200).shows("作息已保存")
    check = office.submit(office.get(NEW), NEW, text=LOCAL).is_status(200)
    check.shows("云澜市教育局、云澜市民政局的日历", "2026-12-02（周三）", "县庆").hides("云澜市的日历")
    page = office.submit(check, NEW, button=("sure", "1")).is_status(200)
    page.shows("适用的日历", "云澜市教育局、云澜市民政局")
    visitor = city.visitor()
    asked = {"start": "2026-12-01", "amount": "1", "unit": "workdays"}
    assert end_of(visitor, **asked, organ=str(organs["市教育局"])).startswith("2026-12-04")
    assert end_of(visitor, **asked).startswith("2026-12-02")
    # one of the whole country concerns all of them; who has the local days off already moves otherwise
    country = LOCAL.replace("scope 某某自治县\n", "").replace("3号", "4号")
    check = office.submit(office.get(NEW), NEW, text=country).is_status(200)
    check.shows("云澜市的日历", "云澜市教育局、云澜市民政局的日历", "全部日历")
    withdraw(office, "测府〔2026〕3号", "试录", scope="某某自治县").is_status(200)
    for name in ("市教育局", "市民政局"):
        check = press(office, office.get(f"{HOURS}?organ={organs[name]}"), ("inherit", "1")).is_status(200)
        press(office, check, ("sure", "1")).is_status(200)


def test_back_from_the_check_keeps_the_text(city):
    office = city.office()
    check = office.submit(office.get(NEW), NEW, text=SPRING, source="公报")
    form = office.submit(check, NEW, button=("back", "1")).is_status(200).form(NEW)
    assert form.value("text").strip() == SPRING.strip() and form.value("source") == "公报"


def test_what_ships_is_shown_and_cannot_be_withdrawn(city):
    office = city.office()
    ships = urlencode({"number": "国办发明电〔2025〕7号", "scope": ""})
    office.get(SHOW + ships).is_status(200).shows("随产品附带", "国庆节", "2026-10-01 至 2026-10-07").hides("撤回通知")
    office.get("/calendar/notices/withdraw?" + ships).is_status(409).shows("不能撤回")
    office.get(SHOW + urlencode({"number": "没有的号"})).is_status(404)


def test_a_week_is_set_seen_and_given_up_again(city):
    office, visitor = city.office(), city.visitor()
    organ = city.organs(office)["市住建局"]
    size = city.entries()
    page = office.get(f"{HOURS}?organ={organ}").is_status(200)
    page.shows("沿用云澜市的作息")
    fields = [(n, v) for n, v in week_form(page).fields if n not in ("day", "hours1")]
    days = [("day", str(i)) for i in range(1, 7)]
    check = office.post(HOURS, [*fields, *days, ("hours1", "9:00—12:00、13：30至17:00")]).is_status(200)
    check.shows("周一至周六", "09:00–12:00、13:30–17:00", "2026-11-21（周六）")
    assert city.entries() == size
    press(office, check, ("sure", "1")).is_status(200).shows("作息已保存", "周一至周六")
    assert city.entries() == size + 1
    assert end_of(visitor, start="2026-11-20", amount="1", unit="workdays", organ=str(organ)) == "2026-11-21（周六） 17:00"
    assert end_of(visitor, start="2026-11-20", amount="1", unit="workdays") == "2026-11-23（周一） 17:30"
    visitor.get("/calendar").shows("市住建局（自有作息）")
    check = press(office, office.get(f"{HOURS}?organ={organ}"), ("inherit", "1")).is_status(200)
    press(office, check, ("sure", "1")).is_status(200).shows("沿用云澜市的作息")
    done = city.server.run("verify")
    assert done.returncode == 0 and done.stdout.endswith("ok\n"), done


def test_a_week_with_faults_is_refused_at_its_fields(city):
    office, size = city.office(), city.entries()
    base = [(n, v) for n, v in week_form(office.get(HOURS)).fields if not re.fullmatch(r"day|zone|rows|(hours|days|from|to)\d+", n)]

    def put(*more):
        return office.post(HOURS, [*base, *more])

    base.append(("rows", "3"))
    put(("hours1", "08:30-12:00")).is_status(422).shows("至少选一个上班的日子")
    page = put(("day", "1"), ("hours1", "12:00-08:30")).is_status(422)
    assert week_form(page).value("hours1") == "12:00-08:30"
    put(("day", "1"), ("from1", "05-01"), ("hours1", "08:30-12:00")).is_status(422).shows("季节没有写全")
    put(("day", "1"), ("from1", "02-30"), ("to1", "五月"), ("hours1", "08:30-12:00")).is_status(422).shows("“02-30”不是月和日", "“五月”不是月和日")
    put(("day", "1"), ("days2", "周五")).is_status(422).shows("这一行没有写时间")
    for wrong in ("周八", "五一节", "周一至", "至周五", "周一至、周五", "，", "周、一"):
        page = put(("day", "1"), ("days2", wrong), ("hours2", "08:30-12:00")).is_status(422).shows(f"“{wrong}”不是星期")
        assert week_form(page).value("days2") == wrong
    put(("day", "1"), ("zone", "../../etc/passwd")).is_status(422).hides("root:")
    put(("day", "1"), ("zone", "Nowhere/At_All")).is_status(422).shows("本机没有时区", "Nowhere/At_All")
    put(("day", "1"), ("hours1", "08:30-12:00\nnotice X")).is_status(422).shows("这里只能写一行文字")
    many = [(f"hours{i}", "08:30-12:00") for i in range(1, 65)]
    base.remove(("rows", "3"))
    form = week_form(put(("day", "1"), ("rows", "64"), ("more", "1"), *many).is_status(200))
    assert form.value("hours64") == "08:30-12:00" and form.value("hours65") is None
    assert city.entries() == size


def test_weekdays_are_read_as_people_write_them(city):
    office = city.office()
    base = [(n, v) for n, v in week_form(office.get(HOURS)).fields if not re.fullmatch(r"(hours|days|from|to)\d+", n)]
    for typed, pattern in (("周一至周五", "mon-fri"), ("周一至五", "mon-fri"), ("一到三", "mon-wed"), ("周末", "sat,sun"), ("星期六、星期天", "sat,sun"),
                           ("Mon - Wed, fri", "mon-wed,fri"), ("周五至周一", "mon,fri-sun"), ("礼拜三和礼拜日", "wed,sun"), ("周一 至 周日", "mon-sun")):
        check = office.post(HOURS, [*base, ("days1", typed), ("hours1", "08:30-12:00")]).is_status(200)
        text = week_form(check).value("text")
        meant = set(re.search(r"hours (\S+) 08:30", text)[1].split(","))
        week = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
        wanted = set()
        for run in pattern.split(","):
            first, _, last = run.partition("-")
            wanted |= set(week[week.index(first):week.index(last or first) + 1])
        assert meant == wanted, (typed, text)


WEEK = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


def any_week(chance):
    """A week in the form of pattern_read: any weekdays, seasons and times together, scopes and a name with odd signs."""
    def days():
        return ",".join(chance.sample(WEEK, chance.randint(1, 7)))

    def minute(m):
        return f"{m // 60:02}:{m % 60:02}"

    def hours():
        month_day = [f"{m:02}-{chance.randint(1, 29):02}" for m in (chance.randint(1, 12), chance.randint(1, 12))]
        times = sorted(chance.sample(range(0, 1441), 2 * chance.randint(1, 4)))
        return " ".join(["hours", *([f"{month_day[0]}..{month_day[1]}"] if chance.random() < .5 else []), *([days()] if chance.random() < .5 else []),
                         *(f"{minute(a)}-{minute(b)}" for a, b in zip(times[::2], times[1::2]))])

    odd = ["广西壮族自治区", "甲、乙；丙", r"\#一号", "a;b", "A  & <b>“x”", "’", r"井 \\# 号"]
    lines = [f"calendar {chance.choice(odd)}"] if chance.random() < .7 else []
    lines += [f"week {days()}"] if chance.random() < .8 else []
    lines += [hours() for _ in range(chance.choice([0, 1, 3, 7, 20, 64]))]
    lines += [f"scope {s}" for s in chance.sample(odd, chance.randint(0, 4))]
    lines += ["zone Asia/Urumqi"] if chance.random() < .2 else []
    return "".join(line + "\n" for line in lines)


def test_the_form_shows_any_week_and_saves_it_unchanged(city):
    office = city.office()
    organ = str(city.organs(office)["市教育局"])
    page = office.get(f"{HOURS}?organ={organ}").is_status(200)
    chance = random.Random(7)
    for _ in range(40):
        week = any_week(chance)
        if len(week.encode()) < 7000:
            set_to = {"csrf": week_form(page).value("csrf"), "organ": organ, "text": week, "sure": "1"}
            page = office.post(HOURS, {**set_to, "idem": uuid.uuid4().hex}).is_status(200)
        check = press(office, page)
        assert check.status == 200, (week, check.told())
        same = press(office, check, ("sure", "1"))
        assert same.status == 422, (week, week_form(check).value("text"))
        same.shows("和现在的作息完全一样")
        page = press(office, check, ("back", "1")).is_status(200)
        assert week_form(press(office, page)).value("text") == week_form(check).value("text")
    check = press(office, page, ("inherit", "1")).is_status(200)
    press(office, check, ("sure", "1")).is_status(200)


def test_a_row_more_keeps_the_week_that_was_typed(city):
    office = city.office()
    page = office.get(HOURS).is_status(200)
    fields = [(n, v) for n, v in week_form(page).fields if n != "day"]
    size = city.entries()
    rows = int(week_form(page).value("rows"))
    fields = [(n, v) for n, v in fields if n not in (f"days{rows}", f"hours{rows}")]
    page = office.post(HOURS, [*fields, ("day", "3"), ("more", "1"), (f"days{rows}", "周五"), (f"hours{rows}", "乱写")]).is_status(200)
    form = week_form(page)
    assert [form.value(n) for n in ("rows", f"days{rows}", f"hours{rows}", f"hours{rows + 1}")] == [str(rows + 1), "周五", "乱写", ""]
    assert city.entries() == size


def test_the_check_of_a_week_warns_of_days_without_hours_and_of_unknown_scopes(city):
    office = city.office()
    base = [(n, v) for n, v in week_form(office.get(HOURS)).fields if not re.fullmatch(r"scope|(hours|days|from|to)\d+", n)]
    page = office.post(HOURS, [*base, ("hours1", "08:30-12:00"), ("from1", "5月1日"), ("to1", "9月30日"), ("scope", "没有的镇\r\n")]).is_status(200)
    page.shows("没有适用范围是“没有的镇”的通知", "01-01")


def test_who_may_not_change_the_calendar_cannot(city):
    size = city.entries()
    for login in ("zhujianju", "lingdao", "shenji", "chuangkou"):
        visitor = city.enter(login)
        visitor.get("/calendar/notices").is_status(200).hides("录入通知")
        visitor.get(HOURS).is_status(200).hides("看看改变了什么")
        visitor.get(NEW).is_status(403)
        token = next(f.value("csrf") for f in visitor.get("/me").forms if f.value("csrf"))
        for path, fields in ((NEW, {"text": SPRING, "sure": "1"}), (HOURS, {"organ": "0", "text": "week mon-sat\n", "sure": "1"})):
            visitor.post(path, {"csrf": token, "idem": uuid.uuid4().hex, **fields}, follow=False).is_status(403)
    supervision = city.enter("duchashi")
    supervision.get(NEW).is_status(200)
    page = supervision.get(NEW)
    fields = {n: v for n, v in page.form(NEW).fields if n != "csrf"}
    supervision.post(NEW, {**fields, "text": SPRING, "sure": "1"}, follow=False).is_status(403)
    assert city.entries() == size


def test_the_pages_are_there_in_english(city):
    visitor = city.visitor("en")
    visitor.get("/calendar?year=2027").is_status(200).shows("Working calendar of 2027", "not published yet")
    page = due(visitor, start="2026-09-23", amount="5", unit="workdays").shows("How a limit is counted")
    assert ends(page) == "2026-10-08 (Thu) 17:30"
