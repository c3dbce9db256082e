"""What holds for every page, whoever looks: found by walking from the start page along all links."""
import re
from collections import Counter
from urllib.parse import urljoin, urlsplit

EACH_SHAPE = 3  # pages that differ only by a number or a code are looked at this often
POLICY = ("default-src 'self'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "form-action 'self'")


def shape(url):
    """/scores/17/20?class=2 → /scores/#/#?class"""
    parts = urlsplit(url)
    path = re.sub(r"/(?=[^/]*[\\d%])[^/]+", "/#", parts.path)
    return path + "?" + "&".join(sorted(k.split("=")[0] for k in parts.query.split("&") if k))


def walk(visitor, start="/", most=400):
    """Every page that links lead to, with the page that the link stood on."""
    seen, shapes, todo = {start}, Counter(), [(start, "the start")]
    while todo and most:
        url, source = todo.pop(0)
        page = visitor.get(url)
        most -= 1
        yield page, source
        if not (page.header("Content-Type") or "").startswith("text/html") or page.status != 200:
            continue
        for href, _ in page.links:
            target = urljoin(page.url, href).split("#")[0]
            if not target.startswith(visitor.base):
                continue
            target = target.removeprefix(visitor.base) or "/"
            if target not in seen and shapes[shape(target)] < EACH_SHAPE:
                seen.add(target)
                shapes[shape(target)] += 1
                todo.append((target, page.url))


def look(page, source):
    assert page.status == 200, f"{page} from {source}"
    if not page.header("Content-Type").startswith("text/html"):
        return
    assert page.lang in ("zh-CN", "en"), f"{page}: lang {page.lang!r}"
    assert page.h1 and page.source.count("<h1") == 1, f"{page}: wants one heading"
    assert page.title, f"{page}: wants a title"
    assert not page.unbalanced, f"{page}: {page.unbalanced}"
    twice = [i for i, n in Counter(page.ids).items() if n > 1]
    assert not twice, f"{page}: ids that stand twice: {twice}"
    # done.cannot_solve and the like are what a rule of a register says, on the page of its procedure.
    assert not re.search(r"\{\d\}|\b(?!(?:done|times|recently|overdue|left|last|missed)\.)[a-z]+\.[a-z]+_[a-z_]+", page.text), f"{page} shows a key or a hole:\n{page.text}"
    for form in page.forms:
        if form.method == "POST" and not form.action.startswith(("/login", "/lang")):
            assert form.value("csrf") and form.value("idem"), f"{page}: {form} lacks csrf or idem"


def look_everywhere(visitor):
    pages = list(walk(visitor))
    assert len(pages) >= 3, [p for p, _ in pages]
    for page, source in pages:
        look(page, source)


def test_every_link_of_the_public_leads_to_a_sound_page(city):
    look_everywhere(city.visitor())


def test_every_link_of_the_office_leads_to_a_sound_page(city):
    look_everywhere(city.office())


def test_every_link_of_the_office_leads_to_a_sound_page_in_english(city):
    visitor = city.enter("绩效办")
    page = visitor.get("/scores")
    page = visitor.submit(page, "/lang", button=("lang", "en"))
    assert page.lang == "en", page
    for page, source in walk(visitor):
        look(page, source)
        if "lang=zh" in page.url:
            continue  # a public page, in the language that its address asks for
        if page.header("Content-Type").startswith("text/html"):
            assert page.lang in ("en", ""), page


def test_every_link_of_a_leader_leads_to_a_sound_page(city):
    look_everywhere(city.leader())


def test_every_link_of_a_liaison_leads_to_a_sound_page(city):
    look_everywhere(city.liaison())


def test_every_link_of_an_auditor_leads_to_a_sound_page(city):
    look_everywhere(city.auditor())


def test_every_link_of_an_administrator_leads_to_a_sound_page(city):
    look_everywhere(city.enter("系统管理员"))


def answers(city):
    """An answer of every kind: pages, refusals, files, redirects, a form that was filled in wrongly."""
    visitor, liaison = city.office(), city.liaison()
    yield from (visitor.get(p) for p in ("/login", "/about", "/checkpoint", "/scores", "/scores.csv", "/imports/new", "/ledger", "/me"))
    yield from (visitor.get(p) for p in ("/nowhere", "/scores/999999", "/ledger/x", "/accounts", "/lang"))
    yield visitor.get("/scores/", follow=False)
    yield city.visitor().get("/scores", follow=False)
    yield visitor.post("/scores", {"a": "b"})
    yield visitor.post("/imports/new", {"a": "b"})
    yield liaison.get("/imports")
    yield city.hand_in(visitor, text="x")
    yield city.hand_in(visitor, file=b"x" * (20 * 1024 * 1024 + 1))
    entry = visitor.get("/imports").link("Q3").rsplit("/", 1)[1]
    yield visitor.get(f"/ledger/{entry}/receipt")
    yield visitor.get(next(h for h, _ in visitor.get(f"/ledger/{entry}").links if "/blobs/" in h))


def test_every_answer_carries_the_headers_that_bind_a_browser(city):
    kinds = set()
    for page in answers(city):
        kinds.add(page.status)
        policy = page.header("Content-Security-Policy") or ""
        assert all(part in policy for part in POLICY), f"{page}: {policy!r}"
        assert page.header("X-Content-Type-Options") == "nosniff", page
        assert page.header("Referrer-Policy") in ("same-origin", "no-referrer"), page
        assert "no-store" in (page.header("Cache-Control") or ""), f"{page}: results must not stay in a shared browser"
        assert page.header("Content-Type") or page.status == 303, page
    assert kinds == {200, 303, 403, 404, 405, 413, 422}, kinds


def test_every_refusal_is_a_page_that_says_what_to_do_next(city):
    for page in answers(city):
        if page.status >= 400:
            assert page.lang == "zh-CN" and page.h1 and page.source.count("<h1") == 1, page
            assert not page.unbalanced and not re.search(r"\{\d\}|[a-z]+\.[a-z]+_[a-z_]+", page.text), page.told()
            assert [h for h, _ in page.links if h in ("/", "/imports")], page.links


def test_a_question_for_the_head_alone_gets_the_head_alone(city):
    visitor = city.office()
    for path in ("/scores", "/login", "/nowhere", "/scores.csv", "/accounts"):
        whole, head = visitor.get(path), visitor.request("HEAD", path)
        assert (head.status, head.body) == (whole.status, b""), head
        assert head.header("Content-Type") == whole.header("Content-Type"), head.headers


def test_a_wrong_way_of_asking_is_told_the_right_one(city):
    visitor = city.office()
    page = visitor.post("/scores", {"a": "b"}).is_status(405)
    assert page.header("Allow") == "GET, HEAD" and page.h1, page.headers
    page = visitor.get("/logout").is_status(405)
    assert page.header("Allow") == "POST", page.headers
    page = visitor.request("PUT", "/scores")
    assert page.status == 405 and "GET" in (page.header("Allow") or ""), page.headers


def test_an_asset_is_kept_and_never_changes_under_its_name(city):
    page = city.visitor().get("/login")
    assets = set(re.findall(r'"(/assets/[^"#]+)', page.source))
    assert len(assets) >= 5, assets
    for path in assets:
        reply = city.visitor().get(path).is_status(200)
        assert "immutable" in reply.header("Cache-Control") and reply.body, reply.headers
        assert reply.header("X-Content-Type-Options") == "nosniff", reply.headers


def test_the_log_has_no_word_that_somebody_typed(city):
    secrets = {"login": "no-such-login-7f", "password": "typed-pass-7f", "q": "asked-7f", "text": "pasted-7f", "name": "named-7f"}
    city.server.stop()
    city.server.city = "served"  # as a house of its own, not as a demo, which writes nothing of what goes well
    city.server.start()
    try:
        visitor = city.visitor()
        visitor.submit(visitor.get("/login"), "/login", login=secrets["login"], password=secrets["password"])
        office = city.sign_in("jixiaoban", "yunlan-2026")
        office.get("/organs?q=" + secrets["q"])
        office.get("/scores?period=" + secrets["q"])
        city.hand_in(office, text=secrets["text"] + ",b\n", name="named-7f.csv")
        office.submit(office.get("/organs"), "/organs", having={"code": ""}, code="", name=secrets["name"])
    finally:
        city.server.stop()
        city.server.city = "demo"
        city.server.start()
    log = city.server.log.read_text(encoding="utf-8")
    assert log.count('"path":"/imports/new"') >= 1, "the log says what was asked for"
    assert not [s for s in secrets.values() if s in log], "a value that was typed"
    assert "kc_session" not in log and not re.search(r'"[0-9a-f]{64}"', log), "a session's token"
    assert office.cookies["kc_session"] not in log


def test_a_language_is_chosen_and_stays(city):
    visitor = city.office()
    page = visitor.submit(visitor.get("/scores?period=2026Q3"), "/lang", button=("lang", "en"))
    assert page.lang == "en" and page.url.endswith("/scores?period=2026Q3"), page
    assert visitor.get("/imports/new").lang == "en"
    page = visitor.get("/nowhere").is_status(404)
    assert page.lang == "en" and not re.search(r"[一-鿿]{6}", page.h1), page.h1
    back = visitor.submit(visitor.get("/scores"), "/lang", button=("lang", "zh-CN"))
    assert back.lang == "zh-CN", back


def test_a_post_without_a_session_is_refused(city):
    size = city.entries()
    for path in ("/imports/new", "/schemes/new", "/organs", "/accounts/new", "/me/password", "/accounts/lingdao/close"):
        city.visitor().post(path, {"csrf": "0" * 32, "text": "x", "login": "x"}).is_status(403)
    assert city.entries() == size


def test_a_path_that_leads_nowhere_says_so_and_how_to_go_on(city):
    for path in ("/nowhere", "/scores/999999", "/ledger/999999999", "/schemes/none-such", "/scores/abc"):
        page = city.office().get(path).is_status(404)
        assert page.h1 and [h for h, _ in page.links if h == "/"], page


def test_a_session_cookie_is_out_of_reach_for_scripts_and_other_sites(city):
    page = city.visitor().get("/login")
    visitor = city.visitor()
    form = page.form("/login/demo")
    answer = visitor.post("/login/demo", [tuple(p) for p in form.fields] + form.buttons[:1], follow=False)
    cookies = [v for k, v in answer.headers if k.lower() == "set-cookie"]
    assert cookies, answer
    for cookie in cookies:
        assert "httponly" in cookie.lower() and re.search(r"(?i)samesite=(lax|strict)", cookie), cookie


def test_a_form_without_its_token_changes_nothing(city):
    visitor = city.office()
    page = visitor.get("/imports/new")
    form = page.form("/imports/new")
    size, good = city.entries(), "单位,期间,审批平均用时\n市财政局,2026-10,4.2\n"
    others = city.leader().get("/me").form("/me/password").value("csrf")
    for token in ("", "0" * len(form.value("csrf")), others, None):
        fields = {**dict(form.fields), "text": good, **({"csrf": token} if token is not None else {})}
        if token is None:
            del fields["csrf"]
        visitor.post("/imports/new", fields).is_status(403).shows("刷新")
    assert city.entries() == size


def test_a_form_sent_from_another_site_is_refused(city):
    visitor = city.visitor()
    form = visitor.get("/login").form("/login/demo")
    answer = visitor.post("/login/demo", [tuple(p) for p in form.fields] + form.buttons[:1],
                          headers={"Origin": "http://elsewhere.example", "Sec-Fetch-Site": "cross-site"})
    answer.is_status(403)
    assert not visitor.cookies, visitor.cookies
    office, size = city.office(), city.entries()
    form = office.get("/imports/new").form("/imports/new")
    fields = {**dict(form.fields), "text": "单位,期间,审批平均用时\n市财政局,2026-10,4.2\n"}
    for headers in ({"Origin": "http://elsewhere.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"},
                    {"Sec-Fetch-Site": "same-site"}):
        office.post("/imports/new", fields, headers=headers).is_status(403)
    assert city.entries() == size
