"""Searching the house: by two characters, by parts of a code, by whom; and the words are marked."""
import re
from urllib.parse import urlsplit


def listed_on(page):
    hits = re.search(r"<ul class=\"kc-hits\">(.*?)</ul>", page.source, re.S)
    return re.findall(r"<li>\s*<a href=\"([^\"]+)\"", hits[1]) if hits else []


def found(visitor, words, **query):
    """The addresses that are found, in order."""
    more = "".join(f"&{k}={v}" for k, v in query.items())
    page = visitor.get(f"/search?q={words}{more}").is_status(200)
    return listed_on(page), page


def test_two_characters_find_a_unit_and_are_marked(city):
    office = city.office()
    number = city.organs(office)["市住建局"]
    hits, page = found(office, "住房")
    assert f"/organs/{number}" in hits, hits
    page.shows("单位")
    assert "<mark>住房</mark>" in page.source
    for words in ("住建", "市住建局", "住房 建设", "住房　建设"):
        assert f"/organs/{number}" in found(office, words)[0], words
    assert found(office, "房住")[0] == []


def test_each_page_of_staff_has_the_field_and_it_is_a_plain_form(city):
    office = city.office()
    page = office.get("/schemes").is_status(200)
    office.submit(page, "/search", q="2026").is_status(200).shows("方案")
    assert "/search" not in city.visitor().get("/scores").source
    city.enter("sysadmin").get("/search?q=住房", follow=False).is_status(403)
    nobody = city.visitor().get("/search?q=住房", follow=False)
    assert nobody.status == 303 and "/login" in nobody.header("Location")


def test_what_cannot_be_searched_for_is_said_at_the_field_and_kept_there(city):
    office = city.office()
    for words, says in (("房", "一个汉字太短"), ("，。", "只有标点"), ("长" * 70, "太长")):
        page = office.get(f"/search?q={words}").is_status(422).shows(says)
        assert f'value="{words}"' in page.source
    office.get("/search").is_status(200).shows("可以检索什么")
    office.get("/search?q=没有这样的事").is_status(200).shows("没有找到“没有这样的事”")


def test_a_new_name_is_found_at_once_and_after_a_restart(city):
    office = city.office()
    number = city.organs(office)["市水利局"]
    page = office.get(f"/organs/{number}")
    office.submit(page, f"/organs/{number}/name", name="云澜市水务和河湖局", short_name="市水务局", name_from="2026-11-15").is_status(200)
    for words in ("河湖", "水务", "水利"):
        assert found(office, words)[0] == [f"/organs/{number}"], words
    city.restart()
    assert found(city.office(), "河湖")[0] == [f"/organs/{number}"]


def test_counts_agree_with_lists_and_pages(city):
    office = city.office()
    hits, page = found(office, "云澜")
    kinds = {k: int(n) for k, n in re.findall(r"kind=([a-z]+)\">[^<]*?(\d+)</a>", page.source)}
    assert kinds.get("organ", 0) > 20, kinds
    for kind, count in kinds.items():
        listed, at = [], f"/search?q=云澜&kind={kind}"
        while at:
            one = office.get(at).is_status(200)
            listed += listed_on(one)
            following = [h for h, words in one.links if "下一页" in words]
            at = following[0] if following else None
        assert len(listed) == len(set(listed)) == count, (kind, count, len(listed))
        for url in listed[:3]:
            assert urlsplit(office.get(url).url).path.startswith(urlsplit(url).path), url
    assert f"找到 {sum(kinds.values())} 项" in page.text


def test_what_stands_in_the_question_stays_text(city):
    page = city.office().get("/search?q=<script>alert(1)</script>").is_status(200)
    assert "<script>alert" not in page.source


def test_a_notice_is_found_by_its_number_however_the_brackets_are_written(city):
    office = city.office()
    hits = found(office, "国办发明电", kind="notice")[0]
    assert hits and all(h.startswith("/calendar/notices/show") for h in hits)
    office.get(hits[0].replace("&amp;", "&")).is_status(200).shows("国办发明电")
