"""Minutes pasted as text become decisions that a person mends, checks and takes in."""


from case_exports import Sheet

NEW = "/minutes/new"
PAPER = """云澜市人民政府常务会议纪要
〔2026〕11号
时间：2026年11月18日
出席：张某某、李某某
2026年11月18日，市长主持召开市政府第46次常务会议。现将会议议定事项纪要如下：
一、关于老旧小区改造工作
会议听取了市住建局的汇报。会议决定，由市住建局牵头，市财政局、市自规局配合，于12月30日前制定实施方案，报市政府审定。其中市财政局负责资金保障。每周五前向市政府督查室报送进展情况。
二、关于停车场建设
由市发改委、建委牵头，月底前提出收费标准，确保群众满意率不低于90%。
"""


def read(who, text=PAPER, status=200):
    return who.submit(who.get(NEW).is_status(200), NEW, button=("go", "read"), text=text).is_status(status)


def mended(**more):
    """What the paper does not say, and the second lead decided."""
    return {"host": "市财政局", "standard-1": "方案经市政府审定", "lead-2": "市发改委", "feedback-2": "at_end", **more}


def checked(who, page=None, status=200, **more):
    return who.submit(page or read(who), NEW, button=("go", "check"), **mended(**more)).is_status(status)


def test_a_paper_is_read_into_decisions_those_with_questions_first(city):
    page = read(city.enter("duchashi"))
    assert "读出 2 件决定事项，其中 1 件有问题要您定" in page.text, page.told()
    assert page.text.index("第 2 件") < page.text.index("第 1 件")
    form = page.form(NEW, typed="1")
    said = {n: form.value(n) for n in ("title", "kind", "held_on", "lead-1", "due-1", "what-1", "feedback-1", "partners-1",
                                       "lead-2", "due-2", "standard-2")}
    assert said == {"title": "云澜市人民政府常务会议", "kind": "executive", "held_on": "2026-11-18", "lead-1": "市住建局",
                    "due-1": "2026-12-30", "what-1": "制定实施方案，报市政府审定", "feedback-1": "weekly",
                    "partners-1": "市财政局：负责资金保障\n市自规局", "lead-2": "", "due-2": "2026-11-30",
                    "standard-2": "确保群众满意率不低于90%"}, said
    assert "<mark>市发改委、建委</mark>" in page.source
    assert "写了不止一个牵头单位" in page.text and "原文写的是：市发改委、建委" in page.text
    assert "会议听取了市住建局的汇报。" in page.text and "听取、审议、传达，没有交办" in page.text


def test_what_is_missing_is_said_at_its_field_and_nothing_typed_is_lost(city):
    who = city.enter("duchashi")
    page = checked(who, status=422, **{"lead-2": "市发改局", "due-2": "下个月吧", "standard-1": ""})
    assert "第 1 件：请填写“完成标准”。" in page.text, page.told()
    for field in ("standard-1-error", "lead-2-error", "due-2-error"):
        assert field in page.ids, field
    form = page.form(NEW, typed="1")
    assert (form.value("lead-2"), form.value("due-2"), form.value("host")) == ("市发改局", "下个月吧", "市财政局")


def test_the_check_shows_what_will_be_entered_and_gives_it_as_a_table(city):
    who = city.enter("duchashi")
    page = checked(who)
    assert page.h1 == "登记前再看一遍" and "将登记会议和 2 件决定事项" in page.text, page.told()
    assert page.tables[0][1][:5] == ["1", "制定实施方案，报市政府审定", "云澜市住房和城乡建设局", "市财政局：负责资金保障 市自规局",
                                     "2026-12-30"], page.tables
    table = who.submit(page, NEW, button=("go", "table")).is_status(200)
    assert "制定实施方案，报市政府审定" in str(vars(Sheet(table.body)))
    back = who.submit(page, NEW, button=("go", "back")).is_status(200)
    assert back.form(NEW, typed="1").value("lead-2") == "市发改委"


def test_taking_in_opens_the_meeting_and_its_decisions_in_one_entry(city):
    who = city.enter("duchashi")
    before = city.entries()
    page = who.submit(checked(who), NEW, button=("go", "take")).is_status(200)
    assert city.entries() == before + 1
    assert "会议和决定事项已登记。" in page.text, page.told()
    assert "云澜市人民政府常务会议" in page.text and "11-20" in page.text  # to be issued within two days
    decision = who.get(page.link("制定实施方案，报市政府审定")).is_status(200)
    for word in ("牵头单位 市住建局", "负责资金保障", "方案经市政府审定", "每周反馈", "12-30",
                 "会议决定，由市住建局牵头，市财政局、市自规局配合"):
        assert word in decision.text, decision.told()
    register = who.get("/registers/minutes").is_status(200)
    assert register.link("会议纪要分解").endswith(NEW)


def test_a_row_that_is_no_task_is_left_out_and_none_at_all_is_refused(city):
    who = city.enter("xiaonengban")
    page = checked(who, **{"take-2": None, "lead-2": ""})
    assert "将登记会议和 1 件决定事项" in page.text, page.told()
    none = checked(who, status=422, **{"take-1": None, "take-2": None})
    assert "没有选中一件决定事项" in none.text, none.told()


def test_what_is_no_paper_is_refused_with_what_was_typed(city):
    who = city.enter("duchashi")
    assert "没有可读的文字" in read(who, text="  \n", status=422).text
    page = read(who, text="天气不错。", status=422)
    assert "没有读出决定事项" in page.text and page.form(NEW).value("text") == "天气不错。"
    assert "文字太长" in read(who, text="由市住建局牵头。" * 12000, status=422).text


def test_only_the_offices_that_supervise_take_minutes_in(city):
    for who in ("jixiaoban", "zhujianju", "lingdao", "shenji"):
        city.enter(who).get(NEW).is_status(403)


def test_what_one_record_refuses_leaves_nothing_of_the_others(city):
    who = city.enter("duchashi")
    before = city.entries()
    check = checked(who, held_on="2026-12-01")
    page = who.submit(check, NEW, button=("go", "take")).is_status(422)
    assert "会议日期还没有到" in page.text, page.told()
    assert city.entries() == before
    assert page.form(NEW, typed="1").value("held_on") == "2026-12-01"


def test_a_major_matter_needs_its_consultation(city):
    who = city.enter("duchashi")
    major = {"level-1": "city_major"}
    assert "consult-1-error" in checked(who, status=422, **major).ids
    assert "将登记会议和 2 件决定事项" in checked(who, **major, **{"consult-1": "已征求各县区意见并公示七日"}).text


def test_counties_that_each_lead_get_a_decision_each(city):
    who = city.enter("duchashi")
    text = PAPER.replace("由市发改委、建委牵头，月底前提出收费标准", "各县区要加快建设，年底前开工")
    page = read(who, text=text)
    counties = page.form(NEW, typed="1").value("lead-2").split("、")
    assert "青砚县" in counties and len(counties) == 8 and "原文：各县区" in page.text, page.told()
    before = city.entries()
    check = checked(who, page, **{"lead-2": "青砚县、松月县"})
    assert "将登记会议和 3 件决定事项" in check.text
    assert [row[2] for row in check.tables[0][2:]] == ["云澜市青砚县", "云澜市松月县"]
    taken = who.submit(check, NEW, button=("go", "take")).is_status(200)
    assert taken.text.count("· 决2026-") == 3 and city.entries() == before + 1, taken.told()
    wrong = checked(who, page, status=422, **{"lead-2": "青砚县、没有县"})
    assert "lead-2-error" in wrong.ids and wrong.form(NEW, typed="1").value("lead-2") == "青砚县、没有县"
