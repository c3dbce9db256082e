"""Taking over in mid-year: docs/taking-over.md does what it says, by command; and the same registers by the pages."""
import csv
import io
import re

from city import ROOT, SCHEME, City
from server import Server

MANUAL = ROOT / "docs" / "taking-over.md"
PASSWORD = re.compile(r"^[abcdefghjkmnpqrstuvwxyz2-9]{12}$")


def examples():
    """(what it is, text) of each block of the manual: ("organs 5", …), ("yaml", …), ("result 2026-10", …)"""
    found = re.findall(r"```(?:csv (\w+[^\n]*)|(yaml))\n(.*?)```", MANUAL.read_text(encoding="utf-8"), re.S)
    return [(head or other, text) for head, other, text in found]


def house(city, stem):
    """A house of its own, founded by `kaocheng init`."""
    data, db = city.engine.place(stem)
    server = Server(city.server.program, data, db, city="house", clock=city.server.clock)
    words = data.with_name(stem + ".password")
    words.write_text("correct horse battery", encoding="utf-8")
    server.run("init", "--city", "青溪县", "--admin", "guanli", "--origin", "qingxi.example/kaocheng", "--password-file", str(words))
    return server


def take_over(server, what, text):
    """One table of the manual by command; what the command said."""
    path = server.data.with_name(server.data.name + ".table")
    path.write_text(text, encoding="utf-8")
    kind = what.split()[0]
    if kind == "yaml":
        more = ["--scheme", str(path)]
    elif kind == "values":
        more = ["--values", str(path), "--scheme-code", "qingxi-2026"]
    else:
        more = ["--kind", kind, "--table", str(path)]
    if kind == "records":
        more += ["--procedure", what.split()[2]]
    return server.run("import", *more, "--clock", server.clock).stdout


def counts(said):
    return [int(n) for n in re.findall(r"(?:新增|修改|不变|清空|new|changed|same|cleared) (\d+)|(\d+) (?:new|changed|same|cleared)", said)
            for n in n if n]


def test_every_table_of_the_manual_is_taken_over_and_the_ranking_appears(city):
    server, secrets, result = house(city, "qingxi"), {}, None
    kinds = []
    for what, text in examples():
        if what.startswith("result"):
            result = what.split()[1], list(csv.DictReader(io.StringIO(text)))
            continue
        said = take_over(server, what, text)
        kinds.append(what.split()[0])
        if what != "yaml":
            numbers = [int(n) for n in re.findall(r"\d+", what.split(" ", 1)[1])]
            assert counts(said)[:len(numbers)] == numbers, (what, said)
        secrets.update({login: word for login, _, word in re.findall(r"^(\S+)\t(.*)\t(\S+)$", said, re.M)})
    assert kinds == ["organs", "organs", "people", "accounts", "roles", "past", "records", "yaml", "values"] and result
    assert sorted(secrets) == ["fagaiju", "jixiaoban", "zhujianju"] and all(PASSWORD.match(w) for w in secrets.values())
    done = server.run("verify")
    assert done.returncode == 0 and done.stdout.strip().endswith("ok"), done.stdout
    own = City(city.engine, server.start())
    try:
        first_sign_in(own, secrets["jixiaoban"])
        office = own.sign_in("jixiaoban", "一个自己的 password 7")
        page = office.get(f"/scores.csv?period={result[0]}").is_status(200)
        have = sorted(csv.DictReader(io.StringIO(page.body.decode("utf-8-sig"))), key=lambda row: int(row["rank"]))
        assert have == result[1], have
        office.get("/past").is_status(200).shows("2025", "95.80", "90.6", "优秀")
        office.get("/organs").shows("县住建管理局")
        for word in secrets.values():
            for place in [p for p in server.data.rglob("*") if p.is_file()] + [server.log]:
                assert word.encode() not in place.read_bytes(), place
    finally:
        server.stop()


def first_sign_in(city, password):
    """Nothing is open but the page where the first password is replaced; then everything is."""
    visitor = city.sign_in("jixiaoban", password)
    for path in ("/", "/scores", "/imports/new", "/organs", "/ledger"):
        page = visitor.get(path)
        assert page.url.endswith("/me"), (path, page)
    page = page.is_status(200).shows("初始口令")
    token = page.form("/me/password").value("csrf")
    visitor.post("/organs", {"csrf": token, "idem": "x1", "code": "X", "name": "某局"}).is_status(403).shows("初始口令")
    new = "一个自己的 password 7"
    visitor.submit(page, "/me/password", old_password=password, new_password=new, again=new).is_status(200)
    city.sign_in("jixiaoban", password, status=422)


# -- by the pages of the demo city --

def hand_in(visitor, kind, text):
    """A pasted table of a kind; the page that checks it."""
    page = visitor.get(f"/imports/new?kind={kind}").is_status(200)
    return visitor.submit(page, "/imports/new", text=text)


def confirm(visitor, page):
    """On to the difference, and yes."""
    draft = re.search(r"/imports/drafts/[0-9a-f]{32}", page.url + page.source)[0]
    asked = visitor.get(draft + "/confirm").is_status(200)
    form = next(f for f in asked.forms if f.action.startswith(draft) and not f.action.endswith("drop"))
    return visitor.submit(asked, form.action)


def test_first_passwords_are_shown_once_and_by_no_page_afterwards(city):
    admin, size = city.enter("sysadmin"), city.entries()
    page = hand_in(admin, "accounts", "登录名\t岗位名称\t单位\nxinren\t市水利局·联络员\t市水利局\n")
    done = confirm(admin, page.is_status(200)).is_status(200).shows("xinren")
    words = re.findall(r">([abcdefghjkmnpqrstuvwxyz2-9]{12})<", done.source)
    assert len(words) == 1 and city.entries() == size + 1, done.text
    for path in ("/accounts", "/imports", f"/imports/{size}"):
        assert words[0] not in admin.get(path).is_status(200).source
    assert words[0] not in city.enter("auditadmin").get(f"/ledger/{size}").is_status(200).shows("导入账号表").source
    sec = city.enter("secadmin")
    confirm(sec, hand_in(sec, "roles", "登录名\t角色\nxinren\t单位联络员\n")).is_status(200)
    visitor = city.sign_in("xinren", words[0])
    assert visitor.get("/scores").url.endswith("/me")


def test_nobody_hands_in_the_tables_of_another_administrator(city):
    for who, mine in (("sysadmin", {"accounts"}), ("secadmin", {"roles"}), ("jixiaoban", {"values", "organs", "people", "past", "records"}),
                      ("duchashi", {"records"}), ("xiaonengban", {"records"}),
                      ("zhujianju", {"values", "people"})):
        visitor = city.enter(who)
        for kind in ("values", "organs", "people", "accounts", "roles", "past", "records"):
            page = visitor.get(f"/imports/new?kind={kind}")
            offered = {k for h, _ in page.links for k in re.findall(r"kind=(\w+)", h)} if page.status == 200 else set()
            assert offered <= mine, (who, kind, offered)
            scheme = "problem" if kind == "records" and who != "jixiaoban" else "accountability_lead" if kind == "records" else SCHEME
            visitor.get(f"/imports/template.xlsx?kind={kind}&scheme={scheme}").is_status(200 if kind in mine else 403)
    for who in ("lingdao", "shenji", "auditadmin", "chuangkou"):
        city.enter(who).get("/imports/new?kind=organs").is_status(403)


def test_a_liaison_hands_in_the_people_of_the_own_unit_and_takes_them_back(city):
    liaison = city.liaison()
    text = "单位,岗位,姓名,电话\n市住建局,值班员,公孙兰,100-0000-1111\n市水利局,值班员,端木青,100-0000-2222\n"
    check = city.give(liaison, text=text, kind="people").is_status(200)
    check.shows("可导入 1 · 需修改 1", "“市水利局”不是您的单位")
    page = city.go_on(liaison, check)
    done = liaison.submit(page, next(f.action for f in page.forms if f.action.endswith("/people")), mode="good")
    done.is_status(200).shows("1 行没有导入")
    organs = city.organs(liaison)
    liaison.get(f"/organs/{organs['市住建局']}").shows("值班员", "公**")
    city.office().get(f"/organs/{organs['市水利局']}").hides("值班员")
    number = re.search(r"/imports/(\d+)", done.url)[1]
    liaison.submit(liaison.get(f"/imports/{number}/undo"), f"/imports/{number}/undo", reason="").is_status(200)
    liaison.get(f"/organs/{organs['市住建局']}").hides("值班员")


def test_names_and_numbers_stay_masked_on_every_page(city):
    office = city.office()
    page = hand_in(office, "people", "单位\t岗位\t姓名\t电话\n市水利局\t联络员\t欧阳无此人\t10000004321\n")
    draft = re.search(r"/imports/drafts/[0-9a-f]{32}", page.url + page.source)[0]
    asked = office.get(draft + "/confirm").is_status(200).shows("欧**", "100****4321")
    assert "无此人" not in asked.source
    done = confirm(office, page).is_status(200)
    number = re.search(r"/imports/(\d+)", done.url)[1]
    for path in (f"/imports/{number}", f"/ledger/{number}", "/imports"):
        assert "无此人" not in office.get(path).is_status(200).source, path
    for place in [p for p in city.server.data.rglob("*") if p.is_file()] + [city.server.log]:
        assert "欧阳无此人".encode() not in place.read_bytes(), place


def test_past_results_are_shown_beside_the_unit_and_as_a_list_with_a_file(city):
    office = city.office()
    page = office.get("/past").is_status(200).shows("2025 年考核结果", "市住建局")
    rows = {r[0]: r for r in page.tables[0][1:]}
    assert len(rows) > 60 and rows["市发改委"][2:4] == ["92.10", "1"], rows["市发改委"]
    classes = list(dict.fromkeys(r[1] for r in page.tables[0][1:]))
    assert classes[:3] == ["一类", "二类", "三类"], classes
    taken = office.get("/past?year=2025&as=csv").is_status(200)
    assert "市发改委" in taken.body.decode("utf-8-sig") and "92.10" in taken.body.decode("utf-8-sig")
    organ = city.organs(office)["市发改委"]
    for path in (f"/organs/{organ}", f"/scores/{organ}"):
        office.get(path).is_status(200).shows("历年结果", "92.10")
    office.get("/past?year=1999").is_status(200).shows("还没有这一年的结果")
    office.get("/past?year=x").is_status(200)
    city.enter("zhujianju").get("/past").is_status(200)
    city.enter("sysadmin").get("/past").is_status(403)
    sys_view = city.enter("sysadmin").get(f"/organs/{organ}").is_status(200)
    assert "历年结果" not in sys_view.text, "an administrator sees no results"


def test_a_table_of_organs_is_taken_back_while_nothing_hangs_on_it(city):
    office = city.office()
    done = confirm(office, hand_in(office, "organs", "代码\t全称\t简称\nYL9901\t云澜市某某中心\t某某中心\n")).is_status(200)
    number = re.search(r"/imports/(\d+)", done.url)[1]
    assert "某某中心" in city.organs(office)
    asked = office.get(f"/imports/{number}/undo").is_status(200)
    form = next(f for f in asked.forms if "/undo" in f.action)
    office.submit(asked, form.action).is_status(200)
    assert "某某中心" not in city.organs(office)


def test_the_template_of_organs_has_those_of_the_city_and_comes_back_without_a_change(city):
    office = city.office()
    template = office.get("/imports/template.xlsx?kind=organs").is_status(200)
    check = city.give(office, file=template.body, name="单位.xlsx", kind="organs").is_status(200)
    check.shows("需修改 0 · 提醒 0")
    page = city.go_on(office, check)
    page.shows("尚未提交")
    counts = re.findall(r"<dt>([^<]+)</dt><dd>(\d+)</dd>", page.source)
    assert dict(counts)["不变"] != "0" and {n for w, n in counts if w != "不变"} == {"0"}, counts


def test_a_list_of_two_hundred_problems_says_how_the_next_ones_appear(city):
    office = city.office()
    text = "代码,全称,上级\n" + "".join(f"T{i},第{i}工作站,无此单位\n" for i in range(210))
    check = city.give(office, text=text, kind="organs").is_status(200)
    check.shows("另有 10 处未列出：一次最多列 200 处")
    short = "代码,全称,上级\n" + "".join(f"T{i},第{i}工作站,{'' if i < 200 else '无此单位'}\n" for i in range(210))
    again = city.give(office, text=short, kind="organs").is_status(200)
    again.shows("需修改 10").hides("处未列出")


# -- open matters --

FIELDS = ("企业改制和发展", "重点项目", "民生", "新农村建设", "信访维稳", "安全生产")


def sixty_nine():
    """69 problems of six fields with their groups and the common day; 58 of them solved."""
    rows = ["问题\t领域\t来源\t责任单位\t对接组\t成员单位\t时限\t办理状态\t登记时间\t办结日期\t编号"]
    for n in range(69):
        lead, member = (("市住建局", "市财政局"), ("市水利局", "市住建局"))[n % 2]
        rows.append(f"第{n + 1}个问题\t{FIELDS[n % 6]}\t专项梳理\t{lead}\t第{n % 8 + 1}组\t{member}：配合\t2026-12-30\t"
                    + ("解决了\t2026.3.1\t2026.4.20" if n < 58 else "正在解决\t2026.3.1\t") + f"\t{n + 1}")
    return "\n".join(rows) + "\n"


def test_sixty_nine_problems_come_in_with_their_groups_and_go_again(city):
    office, size = city.enter("duchashi"), city.entries()
    page = office.get("/imports/new?kind=records").is_status(200).shows("接管原来记在表格里的事项", "问题台账")
    check = office.submit(page, "/imports/new", scheme="problem", text=sixty_nine()).is_status(200).shows("解决了")
    draft = re.search(r"/imports/drafts/[0-9a-f]{32}", check.url + check.source)[0]
    asked = next(f for f in check.forms if f.action == draft)
    name = next(n for n in asked.choices if n.startswith("a-state-"))
    check = office.submit(check, draft, **{name: "confirmed"}).is_status(200)
    done = confirm(office, check).is_status(200).shows("69")
    assert city.entries() == size + 1
    unit = city.enter("zhujianju")
    found = office.get("/search?q=第69个问题").is_status(200)
    path = re.search(r'href="(/records/\d+)"', found.source)[1]
    unit.get(path).is_status(200).shows("第69个问题", "正在解决", "接管自", "原编号 69", "市财政局")
    undo = office.get(re.search(r"/imports/\d+", done.url)[0] + "/undo").is_status(200)
    office.submit(undo, next(f.action for f in undo.forms if f.action.endswith("/undo/records")), reason="重新核对").is_status(200)
    office.get(path).is_status(404)
    assert path + '"' not in office.get("/search?q=第69个问题").is_status(200).source


def test_whoever_opens_no_matters_takes_none_over(city):
    liaison = city.enter("zhujianju")
    liaison.get("/imports/new?kind=records").is_status(403)
