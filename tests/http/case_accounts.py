"""Accounts: one administrator opens, another grants; passwords, lock-out, sessions, and where a login leads."""
import re
from urllib.parse import quote

PASSWORD = "yunlan-2026"  # of every account of the demo
OTHER = "另一个 long-password 9"


def open_account(city, login, name="新岗位"):
    """An account without a role; its first password."""
    admin = city.enter("sysadmin")
    page = admin.submit(admin.get("/accounts/new"), "/accounts/new", login=login, name=name).is_status(200)
    found = re.search(r">([a-z2-9]{16})<", page.source)
    assert found, page.told()
    return found[1]


def settle(city, login, first):
    """The first sign-in, where the first password gives way to OTHER."""
    visitor = city.sign_in(login, first)
    visitor.submit(visitor.get("/me"), "/me/password", old_password=first, new_password=OTHER, again=OTHER).is_status(200)
    return city.sign_in(login, OTHER)


def row(page, login):
    return next(r for r in page.tables[0][1:] if r[0].split(" ")[0] == login)


def change_role(city, login, way, role, who="secadmin"):
    visitor = city.enter(who)
    return visitor.submit(visitor.get("/accounts"), f"/accounts/{login}/{way}", role=role)


def test_an_account_is_opened_granted_and_signs_in_with_its_first_password(city):
    size = city.entries()
    password = open_account(city, "zhangwu")
    page = city.visitor().submit(city.visitor().get("/login"), "/login", login="zhangwu", password=password)
    assert page.status in (403, 422) and "没有可用的身份" in page.text, page.told()
    change_role(city, "zhangwu", "grant", "leader").is_status(200).shows("领导")
    assert city.entries() == size + 2
    visitor = city.sign_in("zhangwu", password)
    for path in ("/", "/scores"):
        page = visitor.get(path)
        assert page.url.endswith("/me") and "初始口令" in page.text, "as with an account out of a table"
    visitor = settle(city, "zhangwu", password)
    visitor.get("/scores").is_status(200).shows("新岗位")
    visitor.get("/imports/new").is_status(403)


def test_a_first_password_is_shown_once_and_stands_in_no_entry(city):
    admin = city.enter("sysadmin")
    form_page = admin.get("/accounts/new")
    first = admin.submit(form_page, "/accounts/new", login="lisi", name="窗口二").is_status(200)
    password = re.search(r">([a-z2-9]{16})<", first.source)[1]
    again = admin.submit(form_page, "/accounts/new", login="lisi", name="窗口二").is_status(200)
    assert not re.search(r">[a-z2-9]{16}<", again.source), "a repeated form shows no second password"
    number = city.entries() - 1
    page = city.enter("auditadmin").get(f"/ledger/{number}").is_status(200).shows("开立账号", "lisi")
    assert password not in page.source
    for place in [p for p in city.server.data.rglob("*") if p.is_file()] + [city.server.log]:
        assert password.encode() not in place.read_bytes(), place


def test_an_account_that_cannot_be_is_refused_as_it_was_typed(city):
    admin, size = city.enter("sysadmin"), city.entries()
    for login, name, says in (("jixiaoban", "重名", "已经有人使用"), ("A B", "大写", "不能作登录名"), ("x", "短", "不能作登录名"),
                              ("wangwu", "", "岗位"), ("wangwu", "字" * 41, "40 个字")):
        page = admin.submit(admin.get("/accounts/new"), "/accounts/new", login=login, name=name).is_status(422).shows(says)
        form = page.form("/accounts/new")
        assert form.value("login") == login and form.value("name") == name, form
    assert city.entries() == size


def test_a_new_password_ends_every_session_and_the_old_password(city):
    password = open_account(city, "zhaoliu")
    change_role(city, "zhaoliu", "grant", "perf_office")
    one, two = city.sign_in("zhaoliu", password), city.sign_in("zhaoliu", password)
    size = city.entries()
    page = one.submit(one.get("/me"), "/me/password", old_password=password, new_password=OTHER, again=OTHER)
    page.is_status(200).shows("登录")
    assert city.entries() == size + 1
    for visitor in (one, two):
        assert "/login" in visitor.get("/me").url, "the session goes on"
    city.sign_in("zhaoliu", password, status=422)
    city.sign_in("zhaoliu", OTHER).get("/me").is_status(200).shows("zhaoliu")
    entry = city.enter("auditadmin").get(f"/ledger/{size}").is_status(200).shows("修改口令")
    assert OTHER not in entry.source and "argon2" not in entry.source


def test_a_password_that_will_not_do_is_told_why_beside_its_field(city):
    password = open_account(city, "sunqi")
    change_role(city, "sunqi", "grant", "window")
    visitor, size = city.sign_in("sunqi", password), city.entries()
    for old, new, again, says in (("wrong-password", OTHER, OTHER, "原"), (password, "short", "short", "至少要 8 个字符"),
                                  (password, "aaaaaaaaaa", "aaaaaaaaaa", "同一个字符"), (password, OTHER, OTHER + "x", "不一"),
                                  (password, "x1" * 129, "x1" * 129, "最多 256 个字节")):
        page = visitor.submit(visitor.get("/me"), "/me/password", old_password=old, new_password=new, again=again)
        page.is_status(422).shows(says)
        assert new not in page.source and old not in page.source, "a password came back in the page"
    assert city.entries() == size
    visitor.get("/me").is_status(200)


def test_roles_are_granted_and_taken_back_by_another_administrator(city):
    password = open_account(city, "zhouba")
    change_role(city, "zhouba", "grant", "perf_office")
    change_role(city, "zhouba", "grant", "auditor").is_status(200)
    visitor = settle(city, "zhouba", password)
    page = visitor.get("/me").is_status(200)
    assert visitor.submit(page, "/me/role", role="auditor").is_status(200).url, page
    visitor.get("/permits").is_status(200)
    visitor.get("/imports/new").is_status(403)
    change_role(city, "zhouba", "revoke", "auditor").is_status(200)
    assert "/login" in visitor.get("/permits").url, "a role that was taken back is gone at once"
    again = city.sign_in("zhouba", OTHER)
    again.get("/imports/new").is_status(200)
    assert "审计" not in row(city.enter("sysadmin").get("/accounts"), "zhouba")[3]


def test_nobody_changes_the_own_role_or_closes_the_own_account(city):
    size = city.entries()
    sec, sysadmin = city.enter("secadmin"), city.enter("sysadmin")
    token = sec.get("/me").form("/me/password").value("csrf")
    sec.post("/accounts/secadmin/grant", {"csrf": token, "idem": "o1", "role": "sys_admin"}).is_status(422).shows("另一位管理员")
    sec.post("/accounts/secadmin/revoke", {"csrf": token, "idem": "o2", "role": "sec_admin"}).is_status(422)
    token = sysadmin.get("/me").form("/me/password").value("csrf")
    sysadmin.post("/accounts/sysadmin/close", {"csrf": token, "idem": "o3"}).is_status(422).shows("另一位管理员")
    sysadmin.post("/accounts/jixiaoban/grant", {"csrf": token, "idem": "o4", "role": "sys_admin"}).is_status(403)
    sysadmin.post("/accounts/jixiaoban/revoke", {"csrf": token, "idem": "o5", "role": "perf_office"}).is_status(403)
    assert city.entries() == size


def test_the_program_itself_is_no_role_for_an_account(city):
    sec, size = city.enter("secadmin"), city.entries()
    token = sec.get("/me").form("/me/password").value("csrf")
    for role in ("system", "none", "", "king"):
        sec.post("/accounts/jixiaoban/grant", {"csrf": token, "idem": "s" + role, "role": role}).is_status(422)
    assert city.entries() == size


def test_a_closed_account_is_out_at_once_and_cannot_come_back(city):
    password = open_account(city, "wujiu")
    change_role(city, "wujiu", "grant", "leader")
    visitor = city.sign_in("wujiu", password)
    admin, size = city.enter("sysadmin"), city.entries()
    asked = admin.get("/accounts/wujiu/close").is_status(200).shows("wujiu")
    assert city.entries() == size, "only asked"
    page = admin.submit(asked, "/accounts/wujiu/close").is_status(200)
    assert city.entries() == size + 1 and "注销" in row(page, "wujiu")[0] + page.text
    assert "/login" in visitor.get("/scores").url
    city.sign_in("wujiu", password, status=422)


def test_five_wrong_passwords_lock_the_door_until_the_clock_moves_on(city):
    password = open_account(city, "zhengshi")
    change_role(city, "zhengshi", "grant", "leader")
    for _ in range(4):
        city.sign_in("zhengshi", "wrong", status=422)
    city.sign_in("zhengshi", password)
    for _ in range(5):
        city.sign_in("zhengshi", "wrong", status=422)
    visitor = city.visitor()
    page = visitor.submit(visitor.get("/login"), "/login", login="zhengshi", password=password)
    page.is_status(422).shows("暂时锁定", "1 分钟")
    assert page.form("/login").value("login") == "zhengshi" and not page.form("/login").value("password")
    city.enter("sysadmin").get("/accounts").is_status(200).shows("锁定")
    city.restart(clock="2026-11-20 09:02")
    city.sign_in("zhengshi", password)


def test_a_login_that_nobody_has_is_told_what_a_wrong_password_is_told(city):
    visitor = city.visitor()

    def told(login, password):
        page = visitor.submit(visitor.get("/login"), "/login", login=login, password=password).is_status(422)
        return page.text.replace(login, "")
    assert told("nobody-here", "x") == told("lingdao", "x")


def test_a_login_leads_where_one_wanted_to_go(city):
    visitor = city.visitor()
    page = visitor.get("/imports?x=%E4%B8%80")
    assert "/login?next=" in page.url, page
    page = visitor.submit(page, "/login", login="jixiaoban", password=PASSWORD)
    assert page.url.endswith("/imports?x=%E4%B8%80"), page


def test_a_login_leads_nowhere_outside(city):
    evil = ("//evil.example/", "/\\evil.example", "https://evil.example/", "javascript:alert(1)", "/\t/evil.example",
            "\\\\evil.example", "/login/../../evil", " //evil.example", "/%0d%0aSet-Cookie: a=b", "/\r\nX: y")
    for place in evil:
        for path, fields in (("/login", {"login": "jixiaoban", "password": PASSWORD}), ("/login/demo", {"login": "jixiaoban"})):
            answer = city.visitor().post(path, {**fields, "next": place}, follow=False).is_status(303)
            target = answer.header("Location")
            assert re.fullmatch(r"/([^/\\].*)?", target) and "evil.example" not in target.split("?")[0].split("/")[1:2], (place, target)
            assert answer.header("X") is None and answer.header("Set-Cookie").startswith("kc_session="), answer.headers
        answer = city.visitor().post("/lang", {"lang": "en", "back": place}, follow=False).is_status(303)
        assert re.fullmatch(r"/([^/\\].*)?", answer.header("Location")), (place, answer.header("Location"))
        page = city.visitor().get("/login?next=" + quote(place))
        assert page.status in (200, 400) and (page.status == 400 or "evil" not in (page.form("/login").value("next") or "")), page


def test_signing_in_gives_a_new_session_and_signing_out_ends_it(city):
    visitor = city.office()
    token = visitor.cookies["kc_session"]
    visitor.submit(visitor.get("/login"), "/login/demo", having={"login": "lingdao"}, button=("login", "lingdao"))
    assert visitor.cookies["kc_session"] != token
    stolen = city.visitor()
    stolen.cookies["kc_session"] = token
    assert "/login" in stolen.get("/scores").url, "the session before goes on"
    mine = visitor.cookies["kc_session"]
    visitor.submit(visitor.get("/scores"), "/logout").is_status(200)
    assert "kc_session" not in visitor.cookies
    stolen.cookies["kc_session"] = mine
    assert "/login" in stolen.get("/scores").url, "the session goes on after signing out"


def test_a_session_is_no_guess_and_no_injection(city):
    for value in ("", "0" * 64, "x", "' OR 1=1 --", "a" * 5000):
        visitor = city.visitor()
        visitor.cookies["kc_session"] = value
        assert "/login" in visitor.get("/scores").url, value


def test_a_session_ends_by_itself(city):
    visitor = city.office()
    token = visitor.cookies["kc_session"]
    city.restart(clock="2026-12-20 09:00")
    later = city.visitor()
    later.cookies["kc_session"] = token
    assert "/login" in later.get("/scores").url
