"""Procedures as pages: a new version is checked, compared, tried on the past and put in force; open records follow."""
import re

from registers import FIRST, LEAD, SUPERVISOR, UNIT, desk_of, task

CITY = "demo"
PATH = "/procedures/supervised_task/new"


def text_of(desk):
    return desk.at(SUPERVISOR).get(PATH).is_status(200).form(PATH).value("text").replace("\r\n", "\n")


def given(desk, text, **more):
    office = desk.at(SUPERVISOR)
    return office.submit(office.get(PATH), PATH, text=text, **more)


def version(desk):
    rows = desk.at(SUPERVISOR).get("/procedures").is_status(200).tables[0]
    return next(row[1] for row in rows if row[0].startswith("督办事项"))


def test_who_put_which_version_in_force_and_why(city):
    desk = desk_of(city)
    page = desk.at(SUPERVISOR).get("/procedures").is_status(200)
    page.shows("督办事项", "supervised_task", "随程序提供", "督查室")
    assert desk.at(UNIT).get("/procedures").status == 403
    assert desk.at("shenji").get("/procedures").status == 200 and desk.at("shenji").get(PATH).status == 403


def test_a_fault_is_said_with_its_place_and_nothing_is_lost(city):
    desk = desk_of(city)
    was = text_of(desk)
    line = was[:was.index("on: due expired")].count("\n") + 1
    page = given(desk, was.replace("on: due expired", "on: due expird", 1)).is_status(422)
    page.shows("expired", str(line))
    assert "on: due expird" in page.form(PATH).value("text")
    given(desk, was).is_status(422)
    given(desk, was.replace("procedure: supervised_task", "procedure: other_task", 1)).is_status(422).shows("代号")
    assert version(desk) == "1"


def test_a_rule_is_tried_on_the_past_before_it_is_adopted(city):
    desk = desk_of(city)
    made = task(desk, title="试跑用的事")
    was = text_of(desk)
    rule = "\nrules:\n  every_start:\n    title: {zh: 一开始就提醒, en: remind at once}\n    on: start\n    then:\n      - {tell: [supervisor]}\n"
    assert "\nrules:\n" in was
    draft = was.replace("\nrules:\n", rule, 1)
    page = given(desk, draft).is_status(200)
    count = int(re.search(r"规则“一开始就提醒”在过去会触发 (\d+) 次", page.text)[1])
    assert count >= 1
    page.shows("every_start", "请核对")
    office = desk.at(SUPERVISOR)
    refused = office.submit(page, PATH, button="sure").is_status(422).shows("理由")
    assert "every_start" in refused.form(PATH).value("text") and version(desk) == "1"
    office.submit(refused, PATH, button="sure", reason="试一条规则").is_status(200).shows("试一条规则")
    assert version(desk) == "2"
    desk.page(made).shows("试跑用的事")


def test_open_records_go_on_under_the_new_version(city):
    desk = desk_of(city)
    office = desk.at(SUPERVISOR)
    path = "/procedures/supervised_task/migrate"
    page = office.get(path).is_status(200).shows("试跑用的事")
    office.submit(page, path).is_status(422).shows("理由")
    office.submit(office.get(path), path, reason="统一到新版本").is_status(200)
    office.get(path).shows("没有按旧版本办的在办事项")


def test_a_state_that_is_gone_is_listed_before_anything_moves(city):
    desk = desk_of(city)
    office = desk.at(SUPERVISOR)
    made = desk.open(SUPERVISOR, "supervised_task", "register", title="停在待签收的事", source_kind="meeting", lead=LEAD, due=desk.day(40),
                     deliverable="清单", roadmap=f"{desk.day(20)} 完成")
    desk.do(SUPERVISOR, made, "amend", person=FIRST)
    desk.do(SUPERVISOR, made, "start")
    page = given(desk, re.sub(r"\bwaiting\b", "pending", text_of(desk)))
    office.submit(page.is_status(200), PATH, button="sure", reason="改了状态").is_status(200)
    page = office.get("/procedures/supervised_task/migrate").is_status(200).shows("停在待签收的事", "新版本没有这个状态")
    assert not [f for f in page.forms if f.action.endswith("/migrate")]
    desk.page(made).shows("停在待签收的事")


def test_a_register_that_no_supervisor_sees_is_found_by_the_check(city):
    desk = desk_of(city)
    path = "/procedures/survey/new"
    office = desk.at("jixiaoban")
    was = office.get(path).is_status(200).form(path).value("text").replace("\r\n", "\n")
    draft = re.sub(r"^seen_by: .*$", "seen_by: [perf_office]", was, flags=re.M)
    page = office.submit(office.get(path), path, text=draft).is_status(200)
    office.submit(page, path, button="sure", reason="收窄").is_status(200)
    page = office.get("/registers/check?kind=supervision").is_status(200)
    assert [row[1] for row in page.tables[0] if row[0] == "督查看不到的台账"][0].startswith("1")
    page.shows("seen_by")
