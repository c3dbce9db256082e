"""A table on its way in: kept as a draft, mended in place, confirmed as it was seen, taken back while nothing rests on it."""
import json
from datetime import datetime, timedelta, timezone
from urllib.parse import urlsplit

from city import SCHEME, receipt

HEAD = "单位,期间,审批平均用时\n"
FOUND = 1
BAD = HEAD + "市水利局,2026-10,4.10\n市财政厅局,2026-10,四点二\n市民政局,2026-10,4.30\n"
NOW = datetime(2026, 11, 20, 1, 0, tzinfo=timezone.utc)  # 09:00 in Shanghai: the clock of the demo


def later(**how):
    return str(int((NOW + timedelta(**how)).timestamp() * 1000))


def confirming(page):
    return next(f for f in page.forms if f.action.endswith("/values"))


def take_back(visitor, number):
    page = visitor.get(f"/imports/{number}/undo").is_status(200)
    return visitor.submit(page, f"/imports/{number}/undo", reason="交错了表")


def value_of(city, visitor, unit, node="approval", month="10 月"):
    number = city.organs(visitor)[unit]
    rows = visitor.get(f"/scores/{number}/{node}").is_status(200).tables[-2][1:]
    return next(r[2] for r in rows if month in r[1])


def test_a_table_is_mended_in_place_confirmed_and_taken_back(city):
    office, size = city.office(), city.entries()
    before, scores = value_of(city, office, "市水利局"), city.scores(office)
    check = city.give(office, file=BAD.encode(), name="十月.csv").is_status(200)
    draft = urlsplit(check.url).path
    check.shows("共 3 行：可导入 2 · 需修改 1", "市财政厅局")
    assert city.entries() == size, "a draft is no entry"
    check = office.submit(check, draft, **{"m-3-1": "市财政局", "m-3-3": "４.20"})
    check.shows("共 3 行：可导入 3 · 需修改 0", "全部可以导入")
    page = city.go_on(office, check).shows("尚未提交", "市财政局", "4.20")
    got = receipt(office.submit(page, confirming(page).action))
    assert city.entries() == size + 1 and got["number"] == size, got
    assert value_of(city, office, "市水利局") != before
    kept = [office.get(h).body for h in {h for h, _ in office.get(f"/ledger/{size}").links if "/blobs/" in h}]
    assert BAD.encode() in kept, "the file is evidence as it came, not as it was mended"
    assert any(k.startswith(b'{"mends":') and json.loads(k)["mends"][0]["text"] == "市财政局" for k in kept), kept
    office.get(draft).is_status(404)
    page = take_back(office, got["number"])
    page.is_status(200).shows("已撤销")
    assert city.entries() == size + 2
    assert value_of(city, office, "市水利局") == before and city.scores(office) == scores
    office.get(f"/imports/{got['number']}").shows("交错了表", "绩效办")


def test_where_only_warnings_are_left_one_step_leads_on_and_without_the_ticks_it_says_what_to_do(city):
    office = city.office()
    check = city.give(office, text="单位\t期间\t招商到位资金（万元）\n松月县\t10月\t41200\n").is_status(200)
    draft = urlsplit(check.url).path
    check.shows("再点“下一步”", "C2")
    again = office.submit(check, draft, button=("go", "all"))
    assert urlsplit(again.url).path == draft, again.url
    again.shows("再点“下一步”")
    page = office.submit(again, draft, tick_all="1", go="all")
    page.shows("会改动什么", "41,200 万元")


def test_a_receipt_says_units_groups_of_three_and_what_is_missing(city):
    office = city.office()
    text = "单位\t期间\t重点项目计划投资\t资金拨付平均用时\n市水利局\t11月\t1.2亿\t缺\n"
    got = receipt(city.hand_in(office, text=text))
    rows = office.get(f"/imports/{got['number']}").is_status(200).tables[0][1:]
    seen = {r[1]: r[-1] for r in rows}
    assert seen == {"重点项目计划投资（万元）": "12,000", "资金拨付平均用时（天）": "缺报"}, rows
    take_back(office, got["number"])


def test_only_the_good_rows_go_in_when_that_was_chosen(city):
    office = city.office()
    check = city.give(office, text=BAD)
    page = city.go_on(office, check).shows("尚未提交")
    got = receipt(office.submit(page, confirming(page).action, mode="good"))
    assert got["fresh"] + got["changed"] + got["same"] == 2, got
    office.get(f"/imports/{got['number']}").shows("1 行没有导入")
    take_back(office, got["number"])


def test_a_table_that_is_not_ready_is_not_written_whatever_the_form_says(city):
    office, size = city.office(), city.entries()
    page = city.go_on(office, city.give(office, text=BAD))
    answer = office.submit(page, confirming(page).action, mode="all")
    assert answer.status == 200 and "/imports/drafts/" in answer.url, answer
    assert city.entries() == size


def test_data_that_changed_after_the_look_are_looked_at_again(city):
    office, other = city.office(), city.office()
    page = city.go_on(office, city.give(office, text=HEAD + "市教育局,2026-10,3.10\n"))
    receipt(city.hand_in(other, text=HEAD + "市教育局,2026-10,3.33\n"))
    size = city.entries()
    again = office.submit(page, confirming(page).action)
    assert again.status in (409, 422), again
    again.shows("您看过差异之后，数据又有了变化", "3.33")
    assert city.entries() == size
    got = receipt(office.submit(again, confirming(again).action))
    assert got["changed"] == 1 and value_of(city, office, "市教育局").startswith("3.1"), got


def test_a_draft_is_seen_by_its_owner_alone(city):
    office, liaison = city.office(), city.liaison()
    check = city.give(office, text=HEAD + "市水利局,2026-10,4.40\n")
    draft = urlsplit(check.url).path
    liaison.get(draft).is_status(404)
    liaison.get(draft + "/confirm").is_status(404)
    for form in check.forms:
        if urlsplit(form.action or draft).path.startswith(draft):
            fields = {**dict(form.fields), "csrf": liaison.get("/imports/new").form("/imports/new").value("csrf")}
            liaison.post(urlsplit(form.action or draft).path, fields).is_status(404)
    assert draft not in liaison.get("/imports").source
    assert draft in office.get("/imports").source
    office.submit(check, draft + "/drop")
    office.get(draft).is_status(404)


def test_a_liaison_hands_in_for_the_own_unit_and_takes_it_back(city):
    liaison = city.liaison()
    own = HEAD + "市住建局,2026-10,4.60\n"
    check = city.give(liaison, text=own + "市财政局,2026-10,4.70\n")
    check.shows("可导入 1 · 需修改 1")
    got = receipt(city.hand_in(liaison, text=own))
    city.office().get("/imports").shows("市住建局")
    liaison.get(f"/imports/{got['number'] - 1}").is_status(404)
    take_back(liaison, got["number"]).shows("已撤销")


def test_an_import_on_which_a_later_one_rests_names_it_and_stays(city):
    office = city.office()
    first = receipt(city.hand_in(office, text=HEAD + "市民政局,2026-10,2.10\n"))
    second = receipt(city.hand_in(office, text=HEAD + "市民政局,2026-10,2.20\n"))
    size = city.entries()
    page = take_back(office, first["number"])
    page.is_status(422).shows("不能撤销：“市民政局 · 审批平均用时 · 2026-10”", str(second["number"]))
    assert city.entries() == size and value_of(city, office, "市民政局").startswith("2.2")
    take_back(office, second["number"]).is_status(200)
    assert value_of(city, office, "市民政局").startswith("2.1")
    take_back(office, first["number"]).is_status(200)
    again = office.get(f"/imports/{first['number']}").is_status(200)
    assert not [w for _, w in again.links if "撤销" in w], "what was taken back is not taken back again"


def test_a_file_of_twenty_megabytes_is_read_and_a_larger_one_is_not(city):
    office, size = city.office(), city.entries()
    text = (HEAD + "市水利局,2026-10,4.80\n").encode()
    most = 20 * 1024 * 1024
    full = text + b"\n" * (most - len(text))
    check = city.give(office, file=full)
    check.is_status(200).shows("共 1 行：可导入 1")
    got = receipt(city.go_on_to_receipt(office, check))
    assert got["fresh"] + got["changed"] == 1 and city.entries() == size + 1
    page = city.give(office, file=full + b"\n")
    assert page.status in (413, 422), page
    assert city.entries() == size + 1
    take_back(office, got["number"])


def test_too_late_is_too_late_and_old_drafts_are_gone(city):
    office = city.office()
    got = receipt(city.hand_in(office, text=HEAD + "市水利局,2026-10,4.90\n"))
    draft = urlsplit(city.give(office, text=HEAD + "市水利局,2026-10,4.95\n").url).path
    page = office.get(f"/imports/{got['number']}/undo").is_status(200)
    fields = dict(page.form(f"/imports/{got['number']}/undo").fields)
    city.restart(clock=later(hours=25))
    office = city.office()
    office.get(f"/imports/{got['number']}").is_status(200)
    fields["csrf"] = office.get("/imports/new").form("/imports/new").value("csrf")
    late = office.post(f"/imports/{got['number']}/undo", fields)
    assert late.status in (409, 422), late
    late.shows("满 24 小时")
    office.get(draft).is_status(200).shows("可导入 1")
    city.restart(clock=later(days=7, seconds=1))
    office = city.office()
    office.get(draft).is_status(404)
    assert draft not in office.get("/imports").source


def test_the_command_line_asks_what_the_page_asks(city):
    city.restart()
    command = ["import", "--as", "jixiaoban", "--clock", city.server.clock, "--scheme-code", SCHEME, "--values"]
    book, = (city.server.data / "inbox").glob("*.xlsx")
    size = city.entries()
    done = city.server.run(*command, str(book), check=False)
    assert done.returncode == FOUND and ":2:3: 41,200" in done.stderr and "--accept-warnings" in done.stderr, done
    done = city.server.run(*command, str(book), "--accept-warnings", "--sheet", "没有这张表", check=False)
    assert done.returncode == FOUND and "招商到位资金" in done.stderr and city.entries() == size, done
    done = city.server.run(*command, str(book), "--accept-warnings", "--sheet", "招商到位资金")
    assert city.entries() == size + 1 and "新增 1，修改 0" in done.stdout, done
    table = city.server.data / "asked.csv"
    table.write_text("单位,期间,政务公开及时率\n市水利局,2026-09,/\n市财政局,2026-09,0.97\n甲乙局,2026-09,0.96\n", encoding="utf-8")
    done = city.server.run(*command, str(table), check=False)
    assert done.returncode == FOUND and "--answer percent-3=fraction" in done.stderr, done
    assert "--answer missing-3=zero" in done.stderr and f"{table}:4:1: " in done.stderr, done
    answers = ["--answer", "percent-3=fraction", "--answer", "missing-3=missing"]
    done = city.server.run(*command, str(table), *answers, "--accept-warnings", check=False)
    assert done.returncode == FOUND and city.entries() == size + 1, "a wrong row stops the whole, unless it is left out"
    done = city.server.run(*command, str(table), *answers, "--accept-warnings", "--only-good")
    assert "1" in done.stderr and city.entries() == size + 2, done
    assert value_of(city, city.office(), "市财政局", "openness", "9 月").startswith("97"), done
    done = city.server.run(*command, str(table), "--answer", "fraction", check=False)
    assert done.returncode == FOUND and "percent-4=fraction" in done.stderr, done
    assert "ok" in city.server.run("verify").stdout


def test_what_was_taken_back_is_as_the_entries_say(city):
    office = city.office()
    got = receipt(city.hand_in(office, text=HEAD + "市教育局,2026-09,5.10\n"))
    take_back(office, got["number"]).is_status(200)
    assert "ok" in city.server.run("verify").stdout
