"""The pages that every register has, by the register of supervised tasks: from the form that lacks something to the
matter that is closed, each step as the person who takes it, with what others see of it."""
import csv
import io
import re

from city import ROOT

CITY = "quiet"  # no matters of others beside those of the cases

REGISTER = "/registers/supervised_task"
NEW = f"{REGISTER}/new"
LEAD = "云澜市住房和城乡建设局"
TITLE = "老旧小区改造九期 12 个小区开工"


def office(city):
    return city.enter("duchashi")


def register(city, **values):
    """A matter of that register, as the supervision office enters it; the page after it."""
    filled = {"f-title": TITLE, "f-source_kind": "meeting", "f-lead": LEAD, "f-deliverable": "28 个小区全部开工",
              "f-due": "11月30日", "f-roadmap": "11月25日 完成招标\n11月30日前 进场施工", **values}
    visitor = office(city)
    return visitor.submit(visitor.get(NEW).is_status(200), NEW, **filled)


def number(page):
    found = re.search(r"/records/(\d+)", page.url)
    assert found, page
    return found[1]


def do(city, visitor, record, act, files=None, **values):
    page = visitor.get(f"/records/{record}/do/{act}").is_status(200)
    return visitor.submit(page, f"/records/{record}/do/{act}", files=files, **{f"f-{k}": v for k, v in values.items()})


def started(city, **values):
    """A matter that was handed to its unit: with a person from its people."""
    visitor, people = office(city), city.office()
    record = number(register(city, **values))
    organ = city.organs(people)["市住建局"]
    page = people.get(f"/organs/{organ}")
    if "分管副局长" not in page.text:
        people.submit(page, f"/organs/{organ}/people", person_name="欧阳佳禾", post="分管副局长", phone="", **{"from": "2026-01-05"})
    form = visitor.get(f"/records/{record}/do/amend").is_status(200)
    person = next(v for v in form.form(f"/records/{record}/do/amend").choices["f-person"] if v)
    do(city, visitor, record, "amend", person=person).is_status(200)
    do(city, visitor, record, "start").is_status(200).shows("已完成：下达")
    return record


def test_an_empty_register_says_so_and_offers_what_one_may_do(city):
    page = office(city).get("/registers/self_check").is_status(200).shows("还没有在办事项")
    assert len(page.tables[0]) == 1
    assert [h for h, _ in office(city).get(REGISTER).links if h.startswith(NEW)]
    liaison = city.liaison().get(REGISTER).is_status(200)
    assert not [h for h, _ in liaison.links if h.startswith(NEW)]
    city.liaison().get(NEW).is_status(403).shows("督查室")


def test_a_form_that_lacks_something_comes_back_with_all_that_was_typed(city):
    size = city.entries()
    page = register(city, **{"f-title": "", "f-due": "尽快", "f-partners": ["市财局", ""], "f-partners.with": ["资金保障", ""],
                             "f-deliverable": "看得见的成果", "f-roadmap": "完成招标"})
    page.is_status(422).shows("请填写“事项”", "“尽快”不是日期", "您是不是指“市财政局”", "没有日期")
    form = page.form(NEW)
    assert form.value("f-due") == "尽快" and form.value("f-deliverable") == "看得见的成果", form
    assert form.value("f-partners") == "市财局" and form.value("f-partners.with") == "资金保障", form
    assert "完成招标" in form.value("f-roadmap") and form.value("f-lead") == LEAD
    assert page.title.startswith("错误：") and "f-due" in page.ids and "#f-due" in [h for h, _ in page.links]
    assert city.entries() == size


def test_one_more_row_is_a_page_without_a_fault_that_does_nothing(city):
    visitor, size = office(city), city.entries()
    page = visitor.get(NEW)
    rows = len([f for f, _ in page.form(NEW).fields if f == "f-partners"])
    more = visitor.submit(page, NEW, button=("more", "f-partners"), **{"f-partners": ["市财政局", "望潮区"], "f-partners.with": ["钱", "地"]})
    more.is_status(200).hides("请先改好")
    fields = [v for n, v in more.form(NEW).fields if n == "f-partners"]
    assert len(fields) == rows + 2 and fields[:2] == ["市财政局", "望潮区"], fields
    assert city.entries() == size


def test_a_matter_gets_a_number_and_the_page_says_what_comes_next(city):
    size = city.entries()
    page = register(city).is_status(200).shows("已完成：立项", "接下来", "下达", f"台账第 {size} 条")
    code = re.search(r"督2026-\d{4,}", page.text)[0]
    assert city.entries() == size + 1
    record = office(city).get(f"/records/{number(page)}").is_status(200)
    record.shows(TITLE, "拟立项", "市住建局", "完成招标", "28 个小区全部开工")
    assert record.h1 == TITLE
    rows = office(city).get(f"{REGISTER}?q={code}").tables[0]
    assert len(rows) == 2 and code in rows[1] and TITLE in rows[1], rows


def test_what_is_missing_before_an_act_is_said_by_its_name(city):
    visitor = office(city)
    record = number(register(city, **{"f-title": "缺责任人的事"}))
    do(city, visitor, record, "start").is_status(422).shows("责任人").hides("已完成")


def test_who_is_neither_lead_nor_partner_sees_no_trace_of_it(city):
    record = started(city, **{"f-title": "只给住建局的事"})
    other = city.enter("shenji")
    other.get(f"/records/{record}").is_status(200).shows("只给住建局的事")
    window = city.enter("chuangkou")
    for path in ("", "/print", "/do/report"):
        window.get(f"/records/{record}{path}").is_status(404).hides("只给住建局的事")
    assert "只给住建局的事" not in window.get("/registers").source
    liaison = city.liaison()
    liaison.get(f"{REGISTER}?q=只给住建局").is_status(200).shows("只给住建局的事")
    assert "欧阳佳禾" not in liaison.get(f"/records/{record}").source, "a name stands nowhere but behind an act"


def test_a_page_offers_what_may_be_done_now_and_says_why_the_rest_may_not(city):
    liaison = city.liaison()
    record = started(city, **{"f-title": "先签收再反馈"})
    page = liaison.get(f"/records/{record}").is_status(200)
    offered = [words for h, words in page.links if f"/records/{record}/do/" in h]
    assert offered[0] == "签收" and "反馈进展" not in offered, offered
    page.shows("暂时不能办理的", "回执", "没有待回执的催办")
    assert liaison.get(f"/records/{record}/do/report").status == 409
    refused = city.enter("lingdao", "en").get(f"/records/{record}/do/sign").is_status(403).shows("Sign for", "lead unit")
    assert "签收" not in refused.text, refused.text
    do(city, liaison, record, "sign").is_status(200)
    offered = [words for h, words in liaison.get(f"/records/{record}").links if f"/records/{record}/do/" in h]
    assert "反馈进展" in offered and "签收" not in offered, offered


def test_a_report_stands_in_the_list_and_in_the_file_as_on_the_page(city):
    liaison = city.liaison()
    record = started(city, **{"f-title": "有进展的事"})
    do(city, liaison, record, "sign")
    do(city, liaison, record, "report", progress="６２%", text="25 个已开工。\n3 个在招标。").is_status(200)
    liaison.get(f"/records/{record}").shows("62", "3 个在招标。", "市住建局·联络员")
    page = office(city).get(REGISTER + "?q=有进展").is_status(200)
    assert len(page.tables[0]) == 2 and "62%" in page.tables[0][1], page.tables
    found = office(city).get(REGISTER + "?q=有进展&as=csv").is_status(200)
    lines = list(csv.reader(io.StringIO(found.body.decode("utf-8-sig"))))
    row = next(line for line in lines if "有进展的事" in line)
    assert [c for c in page.tables[0][1] if c in ("62%", "市住建局", "办理中")] == [c for c in row if c in ("62%", "市住建局", "办理中")]
    assert office(city).get(REGISTER + "?q=没有这件").shows("没有符合这些条件的事项")
    assert len(office(city).get(REGISTER + "?state=draft").tables[0]) > 1


def test_who_was_slower_sees_both_and_loses_nothing(city):
    liaison, visitor = city.liaison(), office(city)
    record = started(city, **{"f-title": "两个人同时办"})
    do(city, liaison, record, "sign")
    path = f"/records/{record}/do/judge"
    first = visitor.get(path).is_status(200)
    do(city, liaison, record, "report", progress="10", text="刚刚写的进展").is_status(200)
    size = city.entries()
    late = visitor.submit(first, path, **{"f-verdict": "slow", "f-comment": "我写了很久的意见"})
    late.is_status(409).shows("刚刚写的进展", "您填写的时候")
    assert late.form(path).value("f-comment") == "我写了很久的意见" and city.entries() == size
    visitor.submit(late, path).is_status(200).shows("已完成：旬督查研判")
    assert city.entries() == size + 1


def test_what_is_hard_to_undo_is_asked_before_it_is_done(city):
    visitor = office(city)
    record = number(register(city, **{"f-title": "要撤销的事"}))
    size = city.entries()
    asked = do(city, visitor, record, "drop", reason="重复立项").is_status(200).shows("尚未", "重复立项", "已撤销")
    assert city.entries() == size
    visitor.submit(asked, f"/records/{record}/do/drop").is_status(200).shows("已完成：撤销立项")
    assert city.entries() == size + 1
    visitor.get(REGISTER + "?light=done&q=要撤销").shows("要撤销的事")
    visitor.get(REGISTER + "?q=要撤销").hides("已撤销</span>").shows("没有符合")


def test_a_batch_says_what_it_skips_and_why_before_and_after(city):
    visitor = office(city)
    ready, draft = started(city, **{"f-title": "可以催办的"}), number(register(city, **{"f-title": "还没下达的"}))
    size, page = city.entries(), visitor.get(REGISTER + "?per=100")
    path = f"{REGISTER}/batch"
    asked = visitor.submit(page, path, button=("act", "urge"), id=[ready, draft]).is_status(200)
    asked.shows("将办理 1 件", "将跳过 1 件", "可以催办的", "还没下达的", "拟立项")
    assert city.entries() == size
    done = visitor.submit(asked, path, button=("sure", "1"), **{"f-comment": "请抓紧"}).is_status(200)
    done.shows("已办理 1 件", "已跳过 1 件", f"台账第 {size} 条")
    assert city.entries() == size + 1
    visitor.get(f"/records/{ready}").shows("催办", "请抓紧")
    visitor.submit(page, path, button=("act", "urge")).is_status(422).shows("还没有勾选事项")


def test_files_are_kept_with_the_act_that_brought_them(city):
    liaison = city.liaison()
    record = started(city, **{"f-title": "有佐证的事"})
    do(city, liaison, record, "sign")
    do(city, liaison, record, "finish", result="全部开工").is_status(422).shows("请填写“佐证材料”")
    done = do(city, liaison, record, "finish", files={"f-evidence": ("开工令.txt", "一号小区开工令".encode())}, result="全部开工")
    done.is_status(200).shows("已完成：报结")
    page = liaison.get(f"/records/{record}").shows("开工令.txt", "已报结")
    liaison.get(page.link("开工令.txt")).is_status(200).shows("开工令.txt")


def test_what_is_private_is_on_no_page(city):
    visitor, form = office(city), "/registers/problem/new"
    page = visitor.get(form).is_status(200).shows("个人信息：加密保存")
    values = {"f-lead": LEAD, "f-due": "12月10日", "f-reporter": "欧阳佳禾", "f-phone": "13955501234"}
    for name, given in page.form(form).choices.items():  # whatever else it wants to be chosen
        values.setdefault(name, next((v for v in given if v), ""))
    texts = [n for n, _ in page.form(form).fields if n.startswith("f-") and n not in values and "." not in n]
    values[texts[0]] = "反映夜间施工噪声"
    done = visitor.submit(page, form, **{**values, "f-campaign": None, "f-person": None}).is_status(200).shows("问2026-")
    record = visitor.get(f"/records/{number(done)}").is_status(200).shows("反映人", "已隐去", "***")
    for path in ("", "/print", "/do/amend"):
        assert "欧阳佳禾" not in visitor.get(f"/records/{number(done)}{path}").source, path
    assert "13955501234" not in record.source


def test_the_last_step_is_taken_back_with_its_reason(city):
    liaison, visitor = city.liaison(), office(city)
    record = started(city, **{"f-title": "签错了的事"})
    do(city, liaison, record, "sign")
    page = visitor.get(f"/records/{record}").shows("办理中")
    asked = visitor.get(page.link("撤回这一步")).is_status(200).shows("签收")
    visitor.submit(asked, asked.url.removeprefix(visitor.base), reason="").is_status(422)
    done = visitor.submit(asked, asked.url.removeprefix(visitor.base), reason="签收有误").is_status(200)
    done.shows("已撤回", "待签收")
    assert "撤回这一步" not in liaison.get(f"/records/{record}").text


def test_the_sheet_and_the_procedure_are_pages_of_the_same(city):
    visitor = office(city)
    record = number(register(city, **{"f-title": "要打印的事"}))
    visitor.get(f"/records/{record}/print").is_status(200).shows("要打印的事", "督2026-", "立项").hides("排名与解释")
    about = visitor.get(f"{REGISTER}/about").is_status(200).shows("状态怎样流转", "第 1 版", "签收时限", "督查室")
    assert about.source.count("<polyline") > 5
    text = visitor.get(f"{REGISTER}/file").is_status(200).source
    assert text == (ROOT / "procedures" / "supervised_task.yaml").read_text(encoding="utf-8")


def test_time_turns_the_lights_and_a_day_is_shown_as_it_was(city):
    record = started(city, **{"f-title": "会超期的事", "f-due": "11月24日"})
    do(city, city.liaison(), record, "sign")
    city.restart(clock="2026-11-27 09:00")
    visitor = office(city)
    page = visitor.get(REGISTER + "?light=red&q=会超期").is_status(200).shows("会超期的事", "超 3 个工作日")
    assert "■" in page.source
    visitor.get("/registers").shows("督办事项")
    visitor.get(f"/records/{record}").shows("超期", "超 3 个工作日")
    done = do(city, visitor, record, "urge", comment="已到期，请说明").is_status(200)
    done.shows("已完成：催办", "同时发生", "完成时限已到期", "问责线索 · 线2026-")
    lead = visitor.get(next(h for h, words in done.links if words == "会超期的事" and h != f"/records/{record}")).is_status(200)
    lead.shows("起因：", "线2026-", "因这件事项立项")
    visitor.get(f"/records/{record}").shows("相关事项", "由本事项引出", "线2026-", "记入考评的事实", "task_overdue")
    city.liaison().get(lead.url.removeprefix(visitor.base)).is_status(404)
    city.liaison().get(f"/records/{record}").is_status(200).hides("线2026-")
    past = visitor.get(f"/records/{record}?as_of=2026-11-20").is_status(200).shows("当天结束时的情况", "办理中").hides("超 3 个工作日")
    assert not [h for h, _ in past.links if "/do/" in h]
    visitor.get(f"/records/{record}?as_of=2026-11-19").is_status(404)
    visitor.get(f"/records/{record}?as_of=2027-11-19").is_status(200).shows("请填今天或更早的日期")
