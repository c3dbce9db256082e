"""The first minute of somebody who has never been here, and what a page says when something does not work."""
import re
from urllib.parse import urlsplit

from city import City
from server import Server

STOPS = 6
HAN = re.compile(r"[㐀-鿿]")


def bar(page):
    """(stop, stops) of the tour's bar; None without one."""
    found = re.search(r"第 (\d) 站，共 (\d) 站", page.text)
    return found and (int(found[1]), int(found[2]))


def ours(visitor, path="/"):
    """What a browser says of a form that comes from a page of ours."""
    return {"Origin": visitor.base, "Referer": visitor.base + path, "Sec-Fetch-Site": "same-origin"}


# ---- the first minute ----

def test_from_the_address_to_a_score_that_is_explained_it_takes_four_steps(city):
    visitor = city.visitor()
    home = visitor.get("/").is_status(200)
    assert home.url.endswith("/") and home.h1 == "首页", home
    home.shows("云澜市", "开始导览", "换个身份看看")
    card = next(f for f in home.forms if f.action == "/login/demo" and "绩效办" in f.words)
    inside = visitor.post(card.action, [tuple(p) for p in card.fields] + card.buttons[:1]).is_status(200)
    assert urlsplit(inside.url).path == "/", inside
    ranking = visitor.get(inside.link("看排名")).is_status(200)
    unit = visitor.get(next(h for h, _ in ranking.links if re.match(r"/scores/\d+", h))).is_status(200)
    unit.shows("得分瀑布")
    assert unit.source.count("<h1") == 1


def test_the_start_page_says_one_sentence_and_what_its_reader_may_do(city):
    office = city.office().get("/").is_status(200)
    assert re.search(r"2026 年.*?\d+ 个单位已有名次", office.text), office.text
    liaison = city.liaison().get("/").is_status(200)
    assert re.search(r"市住建局.*得 [\d.]+ 分，在.+ \d+ 个单位中排第 \d+", liaison.text), liaison.text
    admin = city.enter("sysadmin").get("/").is_status(200)
    admin.shows("您现在的身份是系统管理员").hides("名次")
    for who in (None, "jixiaoban", "lingdao", "zhujianju", "chuangkou", "shenji", "sysadmin", "secadmin", "auditadmin"):
        visitor = city.enter(who) if who else city.visitor()
        page = visitor.get("/")
        tasks = [h for h, _ in page.links if h.startswith("/") and not h.startswith("/assets")]
        assert len(set(tasks)) >= 4, (who, tasks)
        for path in set(tasks) - {"/tour/1"}:
            answer = visitor.get(path, follow=who is not None)
            assert answer.status == 200 or who is None and answer.status == 303, (who, path, answer)


def test_another_identity_is_one_click_from_every_page(city):
    visitor = city.office()
    for path in ("/", "/scores", "/imports", "/ledger", "/me", "/nowhere"):
        assert ("/login", "换个身份看看") in visitor.get(path).links, path
    cards = visitor.get("/login").is_status(200)
    assert len([f for f in cards.forms if f.action == "/login/demo"]) == 11
    assert visitor.get("/login").text.count("不看得分") == 2, "each card says what its role is for"


# ---- the tour ----

def test_a_visitor_walks_the_six_stops_of_the_tour(city):
    visitor = city.visitor()
    page = visitor.get(visitor.get("/").link("开始导览")).is_status(200)
    assert bar(page) == (1, STOPS), page.text
    form = next(f for f in page.forms if f.action == "/login/demo" and "换成绩效办看" in f.words)
    page = visitor.post(form.action, [tuple(p) for p in form.fields] + form.buttons[:1]).is_status(200)
    paths = []
    for stop in range(1, STOPS):
        assert bar(page) == (stop, STOPS), (stop, page, page.text[:400])
        assert not [f for f in page.forms if "换成绩效办看" in f.words], "who is in the role is not asked again"
        paths.append(urlsplit(page.url).path)
        page = visitor.get(page.link("下一站")).is_status(200)
    paths.append(urlsplit(page.url).path)
    assert paths[0] == "/scores" and re.fullmatch(r"/scores/\d+", paths[1]), paths
    assert paths[2] == paths[1] + "/node" and paths[3:] == ["/imports/new", "/publications", "/public"], paths
    assert [h for h, _ in page.links if re.fullmatch(r"/public/\d+", h)], "something is published"
    assert "kc_tour" not in visitor.cookies and bar(visitor.get("/scores")) is None, "the last stop is the end"


def test_a_tour_is_left_where_one_likes(city):
    visitor = city.office()
    page = visitor.get("/tour/3").is_status(200)
    page = visitor.get(page.link("结束导览")).is_status(200)
    assert bar(page) is None and "kc_tour" not in visitor.cookies, page
    assert bar(visitor.get("/scores")) is None


def test_the_bar_of_the_tour_survives_links_and_leads_back(city):
    visitor = city.office()
    page = visitor.get("/tour/2").is_status(200)
    assert "回到本站" not in page.text, "this is the stop"
    away = visitor.get("/schemes").is_status(200)
    assert bar(away) == (2, STOPS), away.text
    assert urlsplit(visitor.get(away.link("回到本站")).url).path == urlsplit(page.url).path


def test_the_table_of_the_fourth_stop_can_be_taken_and_handed_in(city):
    visitor = city.office()
    page = visitor.get("/tour/4").is_status(200)
    table = visitor.get(page.link("取这张表")).is_status(200)
    assert "attachment" in table.header("Content-Disposition") and len(table.body) > 50, table.headers
    assert table.body[:2] == b"PK" or b"41200" in table.body, table.body[:80]


def test_a_tour_is_for_the_demo_alone(city):
    visitor = city.visitor()
    for path in ("/tour/0", "/tour/7", "/tour/x"):
        visitor.get(path).is_status(404)
    data, db = city.engine.place("no_demo", "demo") if not city.server.db else (None, None)
    if data is None:
        return  # one engine says it
    house = Server(city.server.program, data, db, city="served").start()
    try:
        served = City(city.engine, house)
        stranger = served.visitor()
        stranger.cookies["kc_tour"] = "2"
        stranger.get("/tour/1").is_status(404)
        stranger.get("/tour/table").is_status(404)
        page = stranger.get("/login").is_status(200)
        assert bar(page) is None
        page.hides("换个身份看看", "演示时钟")
        home = stranger.get("/").is_status(200)
        assert ("/login", "登录") in home.links or [w for h, w in home.links if h == "/login"], home.links
        home.hides("开始导览")
    finally:
        house.stop()


# ---- errors ----

def test_a_mistyped_address_is_told_the_nearest_page(city):
    office = city.office()
    for wrong, right in (("/score", "/scores"), ("/shcemes", "/schemes"), ("/scores/999999", "/scores"),
                         ("/import", "/imports"), ("/organ", "/organs"), ("/ledgers/3", "/ledger")):
        page = office.get(wrong).is_status(404)
        assert "您是不是要找" in page.text and right in [h for h, _ in page.links], (wrong, page.links)
    page = office.get("/qqqqqqqqqqqq").is_status(404)
    page.hides("您是不是要找")
    liaison = city.liaison().get("/accountz").is_status(404)
    assert "/accounts" not in [h for h, _ in liaison.links], "nobody is sent to a shut door"


def test_a_page_that_a_role_may_not_see_names_those_who_may_and_offers_to_be_one(city):
    visitor = city.office()
    page = visitor.get("/accounts").is_status(403)
    page.shows("系统管理员、安全管理员、审计管理员")
    form = next(f for f in page.forms if f.action == "/login/demo")
    there = visitor.post(form.action, [tuple(p) for p in form.fields] + form.buttons[:1]).is_status(200)
    assert urlsplit(there.url).path == "/accounts", there
    organs = city.organs(city.office())
    page = city.liaison().get(f"/scores/{organs['市财政局']}").is_status(403)
    page.shows("别的单位", "只限本单位：单位联络员")


def test_a_wrong_method_leads_to_the_page_of_that_address(city):
    page = city.office().post("/scores", {"a": "b"}).is_status(405)
    assert "/scores" in [h for h, _ in page.links], page.links


def test_words_typed_into_a_form_outlive_the_session(city):
    visitor = city.office()
    form = visitor.get("/schemes/new").form("/schemes/new")
    typed = "scheme: typed-7f\n# 一段很长的话"
    fields = {**dict(form.fields), "text": typed}
    visitor.cookies.pop("kc_session")
    page = visitor.post("/schemes/new", fields, headers=ours(visitor, "/schemes/new?x=1")).is_status(403)
    page.shows("登录已经结束", "您填写的内容")
    assert "typed-7f" in page.source and "一段很长的话" in page.source
    sign_in = page.link("重新登录")
    assert sign_in.endswith("/login?next=/schemes/new%3Fx%3D1"), sign_in
    assert not [f for f in page.forms if f.action == "/schemes/new"], "nobody can submit it"


def test_a_form_whose_token_is_old_can_be_sent_again_from_where_it_was_refused(city):
    visitor = city.office()
    size = city.entries()
    scheme = "scheme: again-7f\nyear: 2026\nmeasures: [{id: v}]\nclasses: [{id: c, units: [市财政局]}]\n" \
             "tree: [{id: n, points: 100, measure: v, method: direct}]\n"
    form = visitor.get("/schemes/new").form("/schemes/new")
    page = visitor.post("/schemes/new", {**dict(form.fields), "csrf": "0" * 32, "text": scheme}, headers=ours(visitor, "/schemes/new"))
    page.is_status(403).shows("再提交一次")
    assert city.entries() == size
    again = page.form("/schemes/new")
    assert again.value("text").replace("\r\n", "\n") == scheme, again.fields
    done = visitor.post("/schemes/new", [tuple(p) for p in again.fields], headers=ours(visitor, "/schemes/new"))
    assert done.status == 200 and city.entries() == size + 1, done.told()


def test_words_that_another_site_put_into_a_form_are_not_shown(city):
    visitor = city.office()
    for headers in ({"Origin": "", "Sec-Fetch-Site": ""}, {"Origin": "http://elsewhere.example"}, {"Sec-Fetch-Site": "cross-site", "Origin": visitor.base}):
        page = visitor.post("/schemes/new", {"csrf": "x", "text": "planted-7f"}, headers=headers).is_status(403)
        assert "planted-7f" not in page.source, headers


def test_a_password_is_never_shown_again(city):
    visitor = city.office()
    typed = {"csrf": "x", "old_password": "secret-7f", "new_password": "secret-8f", "again": "secret-9f"}
    page = visitor.post("/me/password", typed, headers=ours(visitor, "/me")).is_status(403)
    assert not re.search(r"secret-[789]f", page.source) and "/me/password" not in [f.action for f in page.forms]


def test_a_way_back_is_a_page_of_ours_or_none(city):
    visitor = city.office()
    page = visitor.request("GET", "/nowhere", headers={"Referer": visitor.base + "/schemes?a=1"}).is_status(404)
    assert page.link("返回上一页").endswith("/schemes?a=1")
    for referer in ("http://elsewhere.example/schemes", visitor.base + ".example/x", visitor.base + "//elsewhere.example",
                    visitor.base + "/nowhere", "javascript:alert(1)"):
        page = visitor.request("GET", "/nowhere", headers={"Referer": referer}).is_status(404)
        assert "返回上一页" not in page.text, referer


def test_every_error_page_has_its_number_and_speaks_both_languages(city):
    for language, word in (("zh-CN", "请求编号"), ("en", "Request")):
        office, liaison = city.enter("jixiaoban", language), city.enter("zhujianju", language)
        pages = [office.get("/nowhere"), office.get("/accounts"), office.post("/scores", {"a": "b"}), liaison.get("/imports/x/y"),
                 office.request("POST", "/schemes/new", body=b"text=%zz", headers={"Content-Type": "application/x-www-form-urlencoded"}),
                 city.hand_in(office, file=b"x" * (20 * 1024 * 1024 + 1))]
        assert {p.status for p in pages} == {400, 403, 404, 405, 413}, [p.status for p in pages]
        for page in pages:
            assert re.search(word + r"\D*\d+", page.text), page.told()
            assert page.lang == language and page.h1, page
            if language == "en":
                own = page.text.split("Skip to", 1)[-1]
                assert not HAN.search(page.h1) and not HAN.search(page.title.replace("考成", "")), (page.h1, page.title)
                assert own


def test_a_first_visit_is_in_the_language_that_the_browser_asks_for(city):
    for wish, lang in (("en-US,en;q=0.9", "en"), ("zh-CN,zh;q=0.9,en;q=0.8", "zh-CN"), ("de-DE,de;q=0.9,en;q=0.5", "en"),
                       ("fr", "zh-CN"), ("", "zh-CN"), ("en;q=0.2, zh;q=0.7", "zh-CN"), ("EN", "en"), ("en;q=0", "zh-CN"),
                       ("english", "zh-CN"), ("en;q=x,;;,,=", "zh-CN")):
        assert city.visitor(wish).get("/login").lang == lang, wish
    visitor = city.visitor("en-US,en;q=0.9")
    page = visitor.submit(visitor.get("/login"), "/lang", button=("lang", "zh-CN"))
    assert page.lang == "zh-CN" and visitor.get("/about").lang == "zh-CN", "what was chosen counts"
