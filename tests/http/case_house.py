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
    assert not re.search(r"\{\d\}|[a-z]+\.[a-z]+_[a-z_]+", page.text), f"{page} shows a key or a hole:\n{page.text}"
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
        assert page.lang in ("en", ""), page


def test_every_link_of_a_leader_leads_to_a_sound_page(city):
    look_everywhere(city.leader())


def test_every_link_of_a_liaison_leads_to_a_sound_page(city):
    look_everywhere(city.liaison())


def test_every_link_of_an_auditor_leads_to_a_sound_page(city):
    look_everywhere(city.auditor())


def test_every_link_of_an_administrator_leads_to_a_sound_page(city):
    look_everywhere(city.enter("系统管理员"))


def test_every_answer_carries_the_headers_that_bind_a_browser(city):
    visitor = city.office()
    for path in ("/login", "/scores", "/imports/new", "/ledger", "/nowhere"):
        page = visitor.get(path)
        policy = page.header("Content-Security-Policy") or ""
        assert all(part in policy for part in POLICY), f"{page}: {policy!r}"
        assert page.header("X-Content-Type-Options") == "nosniff", page
        assert page.header("Referrer-Policy") in ("same-origin", "no-referrer"), page
        assert "no-store" in (page.header("Cache-Control") or ""), f"{page}: results must not stay in a shared browser"


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
    before = visitor.get("/ledger").text
    for token in ("", "0" * len(form.value("csrf"))):
        fields = {**dict(form.fields), "csrf": token, "text": "x"}
        visitor.post("/imports/new", fields).is_status(403)
    assert visitor.get("/ledger").text == before


def test_a_form_sent_from_another_site_is_refused(city):
    visitor = city.visitor()
    form = visitor.get("/login").form("/login/demo")
    answer = visitor.post("/login/demo", [tuple(p) for p in form.fields] + form.buttons[:1],
                          headers={"Origin": "http://elsewhere.example", "Sec-Fetch-Site": "cross-site"})
    answer.is_status(403)
    assert not visitor.cookies, visitor.cookies
