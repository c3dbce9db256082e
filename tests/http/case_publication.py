"""From the ranking to what everybody sees: freezing, publishing, correcting, withdrawing, and checking it all without
an account."""
import csv
import hashlib
import html
import io
import json
import re
import subprocess
import tempfile
import xml.etree.ElementTree as ElementTree
import zipfile
from pathlib import Path
from urllib.parse import urlencode

from city import SCHEME, receipt

ATOM = "{http://www.w3.org/2005/Atom}"


def published(city):
    """The numbers of the demo's two publications: the third quarter, then the second."""
    page = city.visitor().get("/public").is_status(200)
    return [int(n) for n in re.findall(r'href="/public/(\d+)"', page.source)]


def frozen_of(city, number):
    """The number of the frozen result behind a publication."""
    return json.loads(city.visitor().get(f"/public/{number}.json").source)["frozen"]


def bundle(page):
    return zipfile.ZipFile(io.BytesIO(page.body))


def program(city, *words):
    return subprocess.run([city.server.program, *map(str, words)], capture_output=True, text=True, timeout=300,
                          env={"LC_ALL": "zh_CN.UTF-8"})


def place(city):
    return ["--data", city.server.data, *(["--db", city.server.db] if city.server.db else [])]


def bundle_values(visitor):
    newest = re.search(r"/publications/frozen/(\d+)", visitor.get("/publications").source)[1]
    return bundle(visitor.get(f"/publications/frozen/{newest}/bundle.zip")).read("values.csv").decode("utf-8-sig")


def freeze(visitor, **query):
    page = visitor.get("/publications/freeze" + ("?" + urlencode(query) if query else "")).is_status(200)
    return visitor.submit(page, "/publications/freeze")


def publish(visitor, frozen, follow=True, **values):
    page = visitor.get(f"/publications/frozen/{frozen}/publish").is_status(200)
    return visitor.submit(page, f"/publications/frozen/{frozen}/publish", follow=follow, **values)


# -- what everybody sees --

def test_a_visitor_reads_the_results_without_an_account_and_gets_no_cookie(city):
    third, second = published(city)
    for path in ("/public", f"/public/{third}", f"/public/{second}?lang=en", "/public/feed.xml", f"/public/{third}.json"):
        page = city.visitor().get(path).is_status(200)
        assert page.header("Set-Cookie") is None, path
        assert "max-age=60" in page.header("Cache-Control") and "no-store" not in page.header("Cache-Control"), path
    page = city.visitor().get(f"/public/{third}")
    page.shows("云澜市2026年三季度绩效考评结果", "这是云澜市官方平台", "二类", "市财政局", "四舍五入", "kaocheng score verify")
    assert not page.forms, page.forms  # nothing that belongs to a session
    assert "login" in city.visitor().get("/scores").url


def test_the_page_says_the_same_as_the_ranking_of_that_day(city):
    third = published(city)[0]
    document = city.visitor().get(f"/public/{third}.json").json()
    scores = {r["unit"]: r for r in city.scores(city.office(), period="2026Q3")}
    seen = {u["name"]: u for c in document["classes"] for u in c["units"]}
    assert len(seen) == len(scores) >= 60
    for name, unit in seen.items():
        assert unit["total"] == scores[name]["total"] and str(unit["rank"]) == scores[name]["rank"], name
        assert unit["grade"] == scores[name]["grade"], name


def test_pages_write_a_minus_sign_and_a_plus_where_points_come_on_top(city):
    page = city.visitor().get(f"/public/{published(city)[0]}").is_status(200)
    extras = [row[-3] for table in page.tables for row in table[1:] if len(row) > 5]
    assert any(e.startswith("−") for e in extras) and any(e.startswith("+") for e in extras), extras
    assert not any(e.startswith("-") for e in extras), extras


def test_table_document_and_feed_are_in_good_form(city):
    third, second = published(city)
    page = city.visitor().get(f"/public/{third}.csv").is_status(200)
    assert page.body.startswith(b"\xef\xbb\xbf") and page.header("Access-Control-Allow-Origin") == "*"
    rows = list(csv.DictReader(io.StringIO(page.body.decode("utf-8-sig"))))
    assert rows[0]["名次"] == "1" and rows[0]["等次"] == "优秀" and "指标考核" in rows[0], rows[0]
    document = city.visitor().get(f"/public/{third}.json").json()
    assert document["format"] == "kaocheng.publication/1" and document["number"] == third
    assert document["window"] == "2026Q3" and document["scheme"]["code"] == SCHEME and document["open"] == "raw"
    feed = ElementTree.fromstring(city.visitor().get("/public/feed.xml").body)
    assert feed.tag == ATOM + "feed" and feed.find(ATOM + "author").find(ATOM + "name").text == "云澜市"
    entries = feed.findall(ATOM + "entry")
    assert len(entries) == 2 and len({e.find(ATOM + "id").text for e in entries}) == 2
    for entry in entries:
        assert re.fullmatch(r"tag:[a-z.]+,2026:publication/\d+", entry.find(ATOM + "id").text)
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+08:00", entry.find(ATOM + "updated").text)
        assert {link.get("type") for link in entry.findall(ATOM + "link")} == {"text/html", "application/json"}


def test_what_has_not_changed_is_not_sent_again(city):
    third = published(city)[0]
    for path in (f"/public/{third}", f"/public/{third}.json", f"/public/{third}.csv", "/public/feed.xml"):
        etag = city.visitor().get(path).is_status(200).header("ETag")
        again = city.visitor().request("GET", path, headers={"If-None-Match": etag})
        assert again.status == 304 and not again.body, (path, again)
        other = city.visitor().request("GET", path, headers={"If-None-Match": '"another"'})
        assert other.status == 200 and other.body, path
    assert "GMT" in city.visitor().get(f"/public/{third}.json").header("Last-Modified")


def test_anybody_can_check_document_entry_and_leaf_by_hand(city):
    third = published(city)[0]
    visitor = city.visitor()
    page = visitor.get(f"/public/{third}")
    document, entry = visitor.get(f"/public/{third}.json").body, visitor.get(f"/public/{third}/entry.json").body
    named = re.search(rb'"public_hash":"([0-9a-f]{64})"', entry)[1].decode()
    assert hashlib.sha256(document).hexdigest() == named
    leaf = hashlib.sha256(b"\0" + entry).hexdigest()
    page.shows(named, leaf, json.loads(document)["fingerprint"])
    proof = visitor.get(f"/public/{third}/entry.tlog-proof").is_status(200).source
    assert proof.startswith("c2sp.org/tlog-proof"), proof[:80]


def test_the_commands_of_the_page_run_as_they_stand_there(city):
    third, visitor = published(city)[0], city.visitor()
    page = visitor.get(f"/public/{third}")
    commands = [html.unescape(c) for c in re.findall(r"<code>(.*?)</code>", page.source)]
    assert len(commands) == 3 and commands[1].startswith("kaocheng receipt verify"), commands
    with tempfile.TemporaryDirectory() as folder:
        for path in (f"/public/{third}.json", f"/public/{third}/entry.json", f"/public/{third}/entry.tlog-proof",
                     f"/public/{third}.zip", "/public/log.vkey"):
            file = visitor.get(path).is_status(200)
            name = re.search(r'filename="([^"]+)"', file.header("Content-Disposition"))[1]
            Path(folder, name).write_bytes(file.body)
        Path(folder, "kaocheng").symlink_to(Path(city.server.program).resolve())

        def run(command):
            return subprocess.run(["sh", "-c", command], cwd=folder, capture_output=True, text=True, timeout=300,
                                  env={"LC_ALL": "zh_CN.UTF-8", "PATH": f"{folder}:/usr/bin:/bin"})
        said = [run(c) for c in commands]
        assert [s.returncode for s in said] == [0, 0, 0], said
        assert f"台账第 {third} 号" in said[1].stdout and "yunlan.example/kaocheng" in said[1].stdout, said[1]
        entry = Path(folder, f"kaocheng-{third}-entry.json")
        entry.write_bytes(entry.read_bytes().replace(b'"at":', b'"at": '))
        altered = run(commands[1])
        assert altered.returncode == 1 and "不是这一条目" in altered.stderr, altered
        assert run(commands[1].replace("log.vkey", "keine.vkey")).returncode == 3
        assert run(commands[1].replace(" --vkey log.vkey", "")).returncode == 2


def test_searchers_find_what_is_public_and_nothing_else(city):
    third, visitor = published(city)[0], city.visitor()
    robots = visitor.get("/robots.txt").is_status(200)
    assert robots.header("Content-Type").startswith("text/plain") and robots.source.splitlines() == [
        "User-agent: *", "Allow: /public", "Allow: /assets/", "Disallow: /"], robots.source
    page, inner = visitor.get(f"/public/{third}").source, visitor.get("/login").source
    feed = '<link rel="alternate" type="application/atom+xml" href="/public/feed.xml"'
    assert feed in page and feed in inner and "noindex" in inner and "noindex" not in page
    assert f'type="application/json" href="/public/{third}.json"' in page and f'type="text/csv" href="/public/{third}.csv"' in page
    assert '<a href="/public">' in inner.split("<main", 1)[1].split("</main>")[0]


def test_the_ranking_leads_to_freezing_and_to_what_was_published(city):
    third, office = published(city)[0], city.office()
    shown = office.get(f"/scores?scheme={SCHEME}&period=2026Q3").is_status(200)
    links = dict((words, html.unescape(h)) for h, words in shown.links)
    assert links["已公布"] == f"/public/{third}", links
    office.get(links["冻结这一期"]).is_status(200).shows("2026 年三季度")
    now = office.get(f"/scores?scheme={SCHEME}&period=2026Q4").is_status(200)
    words = [w for _, w in now.links]
    assert "冻结这一期" in words and "已公布" not in words, words
    page = office.get(next(html.unescape(h) for h, w in now.links if w == "冻结这一期")).is_status(200)
    assert any("/publications/freeze" in f.action and "period=2026Q4" in f.action for f in page.forms), page.forms
    liaison = [w for _, w in city.liaison().get(f"/scores?scheme={SCHEME}&period=2026Q3").links]
    assert "冻结这一期" not in liaison and "已公布" in liaison, liaison


# -- what is not open stays inside --

def test_nothing_comes_out_that_was_not_opened(city):
    third, second = published(city)
    office, visitor = city.office(), city.visitor()
    files = bundle(office.get(f"/publications/frozen/{frozen_of(city, second)}/bundle.zip").is_status(200))
    rows = list(csv.reader(io.StringIO(files.read("values.csv").decode("utf-8-sig"))))[1:]
    result = json.loads(files.read("result.json"))
    inside = {r[7] for r in rows if r[7]} | {r[1] for r in rows}  # documents behind points; names of measures
    inside |= {n["id"] for n in result["nodes"] if n["parent"] > 0}
    inside = {word for word in inside if not word.isascii() or "_" in word}  # others are words of the page, too
    assert len(inside) > 30
    outputs = ["/public", f"/public/{second}", f"/public/{second}?lang=en", f"/public/{second}.json", f"/public/{second}.csv",
               f"/public/{second}/entry.json", f"/public/{second}/entry.tlog-proof", "/public/feed.xml"]
    for path in outputs:
        text = re.sub(r"\b[0-9a-f]{32,}\b", "", visitor.get(path).is_status(200).source)
        for word in inside | {"jixiaoban", "lingdao"}:
            assert not re.search(r"(?<![\w-])" + re.escape(word) + r"(?![\w-])", text), (path, word)
    visitor.get(f"/public/{second}.zip").is_status(404)
    visitor.get(f"/public/{third}.zip").is_status(200)
    visitor.get(f"/public/{third}.exe").is_status(404)
    visitor.get("/public/999999").is_status(404)
    visitor.get("/public/-1").is_status(404)
    visitor.get(f"/public/{third}/values.csv").is_status(404)


def test_who_may_what(city):
    third = published(city)[0]
    frozen = frozen_of(city, third)
    city.liaison().get(f"/publications/frozen/{frozen}").is_status(200).hides("结果包（ZIP）")
    city.liaison().get(f"/publications/frozen/{frozen}/bundle.zip").is_status(403)
    city.liaison().get("/publications/freeze").is_status(403)
    city.liaison().get(f"/publications/frozen/{frozen}/publish").is_status(403)
    city.auditor().get(f"/publications/frozen/{frozen}/bundle.zip").is_status(200)
    city.leader().get("/publications/freeze").is_status(403)
    city.leader().get(f"/publications/frozen/{frozen}/publish").is_status(200)
    assert "login" in city.visitor().get(f"/publications/frozen/{frozen}/bundle.zip").url


# -- verifying --

def test_the_program_computes_a_bundle_again_and_names_what_was_changed(city):
    third = published(city)[0]
    page = city.visitor().get(f"/public/{third}.zip").is_status(200)
    whole = city.server.data / "whole.zip"
    whole.write_bytes(page.body)
    done = program(city, "score", "verify", whole)
    assert done.returncode == 0 and "一字不差" in done.stdout and "2026Q3" in done.stdout, done
    directory = city.server.data / "bundle"
    bundle(page).extractall(directory)
    assert program(city, "score", "verify", directory).returncode == 0
    result = (directory / "result.json").read_text(encoding="utf-8")
    unit = next(u for u in json.loads(result)["units"] if u["name"] == "市住建局")
    total = f'"total":"{unit["total"]}","unit":"{unit["unit"]}"'
    assert result.count(total) == 1
    (directory / "result.json").write_text(result.replace(total, total.replace(unit["total"], "99.99")), encoding="utf-8")
    done = program(city, "score", "verify", directory)
    assert done.returncode == 1 and "市住建局" in done.stdout and "99.99" in done.stdout and unit["total"] in done.stdout, done
    (directory / "values.csv").unlink()
    done = program(city, "score", "verify", directory)
    assert done.returncode == 3 and "values.csv" in done.stderr, done
    assert program(city, "score", "verify").returncode == 2


def test_the_files_of_a_bundle_give_the_same_totals_through_the_score_command(city):
    third = published(city)[0]
    directory = city.server.data / "again"
    bundle(city.visitor().get(f"/public/{third}.zip")).extractall(directory)
    done = program(city, "score", "--scheme", directory / "scheme.yaml", "--values", directory / "values.csv", "--period", "2026Q3")
    assert done.returncode == 0, done
    totals = {r["unit"]: r["total"] for r in csv.DictReader(io.StringIO(done.stdout))}
    for unit in json.loads((directory / "result.json").read_text(encoding="utf-8"))["units"]:
        assert totals[unit["name"]] == unit["total"], unit["name"]


def test_the_house_verifies_its_own_frozen_results(city):
    house = place(city)
    done = program(city, "score", "verify", *house)
    assert done.returncode == 0 and done.stdout.count("重算一致") == 2, done
    done = program(city, "score", "verify", *house, "--frozen", frozen_of(city, published(city)[0]))
    assert done.returncode == 0 and done.stdout.count("重算一致") == 1, done
    assert program(city, "score", "verify", *house, "--frozen", "4").returncode == 3


# -- the way of a result --

def test_a_result_is_frozen_once_and_the_first_is_shown(city):
    office = city.office()
    page = office.get("/publications/freeze?period=2026Q4").is_status(200)
    page.shows("还没有过完", "已用将要封存的文件重算一遍", "市财政局")
    before = city.entries()
    done = freeze(office, period="2026Q4").is_status(200)
    number = re.search(r"/publications/frozen/(\d+)", done.url)[1]
    done.shows("已冻结", "2026 年四季度")
    assert city.entries() == before + 1
    again = office.get("/publications/freeze?period=2026Q4").is_status(200)
    again.shows("同样的结果已经冻结过", f"冻结结果第 {number} 号")
    assert not [f for f in again.forms if f.action.startswith("/publications/freeze")]
    office.get("/publications/freeze?period=2024Q1").is_status(404)


def test_a_check_that_is_stale_freezes_nothing_and_shows_the_new_one(city):
    office = city.office()
    receipt(city.hand_in(office, text="单位,期间,惠企政策兑现率\n市财政局,2026-10,88.5\n"))
    stale = office.get("/publications/freeze?period=2026Q4").is_status(200)
    receipt(city.hand_in(office, text="单位,期间,惠企政策兑现率\n市财政局,2026-10,88.6\n"))
    before = city.entries()
    page = office.submit(stale, "/publications/freeze")
    page.is_status(422).shows("数据有了新的导入或撤销")
    assert city.entries() == before
    freeze(office, period="2026Q4").shows("已冻结")


def test_a_publication_opens_the_chosen_classes_and_a_corrected_one_supersedes_it(city):
    office, visitor = city.office(), city.visitor()
    newest = int(re.search(r"/publications/frozen/(\d+)", office.get("/publications").source)[1])
    wrong = publish(office, newest, title="", note="照实写的说明")
    wrong.is_status(422).shows("请写公布的标题")
    assert "照实写的说明" in wrong.form(f"/publications/frozen/{newest}/publish").value("note")
    done = publish(office, newest, title="四季度阶段结果", note="第一段\n第二段", open="totals", **{"class": "二类"})
    done.is_status(200).shows("已公布")
    first = published(city)[0]
    page = visitor.get(f"/public/{first}").is_status(200)
    page.shows("四季度阶段结果", "第一段", "第二段", "市财政局").hides("市卫健委")
    document = visitor.get(f"/public/{first}.json").json()
    assert document["open"] == "totals" and [c["id"] for c in document["classes"]] == ["二类"]
    assert all("parts" not in u for u in document["classes"][0]["units"])
    publish(office, newest, title="四季度阶段结果（更正）", open="totals").is_status(200)
    second = published(city)[0]
    assert second != first
    visitor.get(f"/public/{first}").shows("已被新的公布取代", "四季度阶段结果（更正）")
    visitor.get(f"/public/{second}").shows("更正并取代")


def test_raw_data_is_opened_with_every_class_or_not_at_all(city):
    office = city.office()
    newest = int(re.search(r"/publications/frozen/(\d+)", office.get("/publications").source)[1])
    before = published(city)
    page = publish(office, newest, title="只有一类的包", open="raw", **{"class": "二类"})
    page.is_status(422).shows("数据包不能拆开")
    assert page.form(f"/publications/frozen/{newest}/publish").value("title") == "只有一类的包"
    assert published(city) == before


def test_a_withdrawn_publication_leaves_its_reason_alone(city):
    leader, visitor = city.leader(), city.visitor()
    number = published(city)[0]
    page = leader.get(f"/publications/{number}/withdraw").is_status(200)
    leader.submit(page, f"/publications/{number}/withdraw", reason=" ").is_status(422).shows("请写明撤回的理由")
    leader.submit(page, f"/publications/{number}/withdraw", reason="市统计局的数有误，更正后重新公布").is_status(200).shows("已撤回")
    page = visitor.get(f"/public/{number}").is_status(200)
    page.shows("已于 2026-11-20 撤回", "市统计局的数有误").hides("市财政局", "名次")
    for file in (".json", ".csv", ".zip", "/entry.json", "/entry.tlog-proof"):
        gone = visitor.get(f"/public/{number}{file}")
        assert gone.status == 410 and "市财政局" not in gone.text, (file, gone)
    feed = visitor.get("/public/feed.xml").source
    assert "市统计局的数有误" in feed and f"/public/{number}.json" not in feed


def test_an_import_under_a_frozen_result_cannot_be_taken_back(city):
    office = city.office()
    done = receipt(city.hand_in(office, text="单位,期间,惠企政策兑现率\n市发改委,2026-10,77.25\n"))
    freeze(office, period="2026Q4").shows("已冻结")
    page = office.get(f"/imports/{done['number']}/undo").is_status(200)
    page = office.submit(page, f"/imports/{done['number']}/undo", reason="填错了")
    page.is_status(422).shows("冻结")
    rows = bundle_values(office)
    assert "77.25" in rows


def test_the_tables_are_what_the_entries_say(city):
    done = program(city, "verify", *place(city))
    assert done.returncode == 0, done
