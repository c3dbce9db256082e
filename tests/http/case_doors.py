"""Every door in every role: what a role may open is what the page of permissions says, no more and no less."""
import re
import uuid

from city import ROOT, SCHEME

LOGINS = {"未登录": None, "绩效办": "jixiaoban", "效能办": "xiaonengban", "督查室": "duchashi", "领导": "lingdao",
          "单位联络员": "zhujianju", "窗口": "chuangkou", "审计": "shenji", "系统管理员": "sysadmin",
          "安全管理员": "secadmin", "审计管理员": "auditadmin"}
WITHOUT_ROUTE = {"act.tenant_found",   # the program alone founds a house
                 "act.search_rebuild", # at its start, and when it is told to by kaocheng reindex
                 "act.delivery_make", "act.delivery_claim", "act.delivery_mark", "act.delivery_sweep",  # and sends
                 "act.record_tick",  # when something is due
                 "view.imports_all",   # whose imports are on the list
                 "view.facts_all",     # whose facts
                 "view.files_all"}     # whose files


# Buttons alone: an empty form is all that these acts ask for.
WITHOUT_INPUT = {"act.feed_open", "act.feed_close"}


def routes():
    """[(method, path, "view.name" or "act.name", csrf)] of the table of routes."""
    text = (ROOT / "src" / "web" / "routes.def").read_text(encoding="utf-8")
    found = re.findall(r'^ROUTE\((\w+),\s*"([^"]+)",\s*(VIEW|ACT)\((\w+)\),\s*\w+,\s*(\w+)\)', text, re.M)
    assert len(found) == len(re.findall(r"^ROUTE\(", text, re.M)) > 40
    return [(method, path, f"{kind.lower()}.{name}", csrf) for method, path, kind, name, csrf in found]


def doors():
    text = (ROOT / "src" / "domain" / "doors.def").read_text(encoding="utf-8")
    return {f"{kind.lower()}.{name}" for kind, name in re.findall(r"^(VIEW|ACT)\((\w+),", text, re.M)}


def names():
    """{door: its words on the page of permissions}, from the texts of the interface."""
    text = "".join(p.read_text(encoding="utf-8") for p in sorted((ROOT / "po").glob("*.zh-CN.po")))
    words = dict(re.findall(r'msgid "((?:view|act)\.\w+)"\nmsgstr "([^"]+)"', text))
    return {door: words[door] + (" 动作" if door.startswith("act.") else "") for door in doors()}


def permits(city):
    """{door: {role: "any", "own" or ""}} as the page says it."""
    page = city.auditor().get("/permits").is_status(200)
    head, *rows = page.tables[0]
    assert head[1:] == list(LOGINS), head
    table = {r[0]: dict(zip(head[1:], ("any" if "●" in c else "own" if "◐" in c else "" for c in r[1:]))) for r in rows}
    words = names()
    assert set(table) == set(words.values()) and len(table) == len(words), set(table) ^ set(words.values())
    return {door: table[words[door]] for door in words}


def opened(city, visitor, method, path):
    """True when the door opens, False when it does not."""
    if method == "GET":
        answer = visitor.get(path, follow=False)
        sent_away = answer.status == 303 and answer.header("Location").startswith("/login")
        if path == "/" and sent_away:  # the first page of who is nobody is the login
            return True
    else:
        page = visitor.get("/login")
        token = next((f.value("csrf") for f in page.forms if f.value("csrf")), "")
        card = {"login": "lingdao"} if path == "/login/demo" else {}
        answer = visitor.post(path, {"csrf": token, "idem": uuid.uuid4().hex, **card}, follow=False)
        sent_away = False
    assert answer.status < 500, answer.told()
    return answer.status != 403 and not sent_away


def test_every_door_of_the_house_has_a_route_and_a_line_on_the_page(city):
    routed = {door for _, _, door, _ in routes()}
    assert doors() - routed == WITHOUT_ROUTE and routed <= doors()
    assert permits(city).keys() == doors()


def test_every_door_opens_for_those_roles_that_the_page_names(city):
    office = city.office()
    organs = city.organs(office)
    entry = next(h for h, _ in office.get("/imports").links if re.fullmatch(r"/imports/\d+", h)).rsplit("/", 1)[1]
    blob = next(h for h, _ in office.get(f"/ledger/{entry}").links if "/blobs/" in h).rsplit("/", 1)[1]
    holes = {"node": "invest", "code": SCHEME, "version": "1", "number": entry, "seq": entry, "hash": blob, "login": "nobody-here", "draft": "0" * 32}
    table, size, opens = permits(city), city.entries(), 0
    for method, pattern, door, csrf in routes():
        if door in WITHOUT_INPUT:
            assert city.entries() == size, "an empty form did something"
        for role, login in LOGINS.items():
            said = table[door][role]
            for organ, is_own in (("市住建局", True), ("市财政局", False)):
                if not is_own and "{organ}" not in pattern:
                    continue
                path = pattern
                for hole, value in {**holes, "organ": str(organs[organ])}.items():
                    path = path.replace("{" + hole + "}", value)
                wanted = said == "any" or said == "own" and is_own
                if login is None and csrf == "CSRF_TOKEN":
                    wanted = False  # without a session there is no token
                visitor = city.enter(login) if login else city.visitor()
                got = opened(city, visitor, method, path)
                assert got == wanted, f"{method} {path} as {role}: {'opens' if got else 'is shut'}, the page says {said or 'no'}"
                opens += got
        if door in WITHOUT_INPUT:
            size = city.entries()
    assert opens > 200, opens
    assert city.entries() == size, "an empty form did something"


def test_what_a_page_offers_is_what_its_reader_may_do(city):
    table = permits(city)
    shown = {"view.import_new": ("/imports", "/imports/new"), "view.scheme_new": ("/schemes", "/schemes/new"),
             "view.account_new": ("/accounts", "/accounts/new")}
    for role, login in LOGINS.items():
        if login is None:
            continue
        visitor = city.enter(login)
        for door, (page, link) in shown.items():
            answer = visitor.get(page)
            if answer.status == 200:
                offered = link in [h for h, _ in answer.links]
                assert offered == bool(table[door][role]), f"{role}: {page} offers {link}: {offered}"


def test_a_menu_leads_nobody_to_a_shut_door(city):
    for role, login in LOGINS.items():
        visitor = city.enter(login) if login else city.visitor()
        page = visitor.get("/me" if login else "/about").is_status(200)
        for href in {h for h, _ in page.links if h.startswith("/")}:
            assert visitor.get(href).status == 200, f"{role}: {href}"
