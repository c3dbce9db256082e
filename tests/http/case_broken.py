"""What broke the house once, or might have: each stands here so that it does not again."""
from client import multipart

HEAD = "单位,期间,审批平均用时\n"
SMALL = """scheme: {code}
title: 小方案
version: "{version}"
year: 2026
window: {{every: year}}
missing: zero
measures: [{{id: a, name: 甲项, decimals: 2, per: year}}]
classes: [{{id: one, name: 一组, units: {units}}}]
full_marks: 100
tree: [{{id: only, name: 唯一项, points: 100, measure: a, method: direct, out_of: 100}}]
"""
UNSEEN = ("\u200b", "甲\u202e局", "甲\u200d局", "甲\n局", "甲\x01局", "\ufeff甲局", "\u00a0", "甲\u2028局")


def organ_form(visitor):
    page = visitor.get("/organs").is_status(200)
    return dict(next(f for f in page.forms if f.method == "POST" and f.action == "/organs").fields)


def register(visitor, **values):
    return visitor.post("/organs", {**organ_form(visitor), "code": "K0", "short_name": "", **values})


def test_a_form_that_is_sent_again_with_other_words_is_another_act(city):
    office, size = city.office(), city.entries()
    form = organ_form(office)
    first = office.post("/organs", {**form, "code": "K1", "name": "甲测试局", "short_name": "甲测"})
    again = office.post("/organs", {**form, "code": "K1", "name": "甲测试局", "short_name": "甲测"})
    assert again.url == first.url
    assert city.entries() == size + 1
    other = office.post("/organs", {**form, "code": "K2", "name": "乙测试局", "short_name": "乙测"})
    other.is_status(200).shows("乙测试局")
    assert city.entries() == size + 2


def test_one_key_on_two_units_renames_both(city):
    office = city.office()
    form = dict(office.get("/organs/22").form("/organs/22/name").fields)
    for n in (22, 23):
        words = {"name": f"改名{n}局", "short_name": f"改名{n}", "name_from": "2026-02-01"}
        office.post(f"/organs/{n}/name", {**form, **words}).is_status(200).shows(f"改名{n}局")


def test_names_that_hide_what_they_are_are_refused(city):
    office, size = city.office(), city.entries()
    for name in UNSEEN:
        register(office, name=name).is_status(422).shows("看不见的字符")
        register(office, name="丙测试局", short_name=name).is_status(422).shows("看不见的字符")
        register(office, name="丙测试局", code=name).is_status(422).shows("看不见的字符")
        form = dict(office.get("/organs/22").form("/organs/22/people").fields)
        words = {"person_name": "某人", "post": "科长", "phone": name, "from": "2026-02-01"}
        office.post("/organs/22/people", {**form, **words}).is_status(422).shows("看不见的字符")
    register(office, name="\u3000 \u3000").is_status(422).shows("请填写名称")
    assert city.entries() == size


def test_a_code_and_a_short_name_have_an_end_too(city):
    office = city.office()
    for words in ({"code": "c" * 61}, {"short_name": "短" * 61}):
        register(office, name="丁测试局", **words).is_status(422).shows("60")


def test_a_telephone_in_words_leaves_no_half_of_a_character(city):
    office = city.office()
    form = dict(office.get("/organs/24").form("/organs/24/people").fields)
    words = {"person_name": "某人", "post": "值班", "phone": "甲🏛乙市值班室", "from": "2026-02-01"}
    page = office.post("/organs/24/people", {**form, **words}).is_status(200)
    assert page.source.count("****") >= 1 and "值班室" not in page.source, page


def test_a_page_of_schemes_holds_however_many_there_are(city):
    """Each version brought the whole list of units into the memory of the one request, until the server ended."""
    office = city.office()
    units = "[" + ", ".join(f"众多单位{n}" for n in range(12000)) + "]"
    for n in range(40):
        text = SMALL.format(code=f"many-{n}", version=1, units="[市财政局]" if n else units)
        city.adopt(office, file=text.encode(), register=True).is_status(200)
    assert office.get("/schemes").is_status(200).text.count("小方案") >= 40


def test_a_file_name_of_any_length_is_shown_short(city):
    office = city.office()
    form = office.get("/imports/new").form("/imports/new")
    pairs = [(n, v) for n, v in form.fields if n != "text"] + [("text", "")]
    body, kind = multipart(pairs, {"file": ("名" * 5000 + ".csv", (HEAD + "市财政局,2026-10,4.25\n").encode())})
    page = office.request("POST", "/imports/new", body, {"Content-Type": kind}).is_status(200)
    assert page.source.count("名") < 500, page.source.count("名")


def test_one_organ_under_two_names_has_one_place_in_a_scheme(city):
    text = SMALL.format(code="twice", version=1, units="[市财政局, 云澜市财政局]")
    city.adopt(city.office(), file=text.encode()).is_status(422).shows("市财政局", "同一个机构")


def test_a_scheme_that_no_address_can_hold_is_refused(city):
    for code in ("a?b", "a#b", "a%2fb", "a/b", "..", "a b", "a\\u202eb"):
        text = SMALL.format(code=f'"{code}"', version=1, units="[市财政局]")
        city.adopt(city.office(), file=text.encode()).is_status(422).shows("写进网址")


def test_a_scheme_that_no_page_could_hold_is_not_taken_in(city):
    """A thousand classes by thousands of nodes went in, and then ended the server at each visit of the list."""
    classes = "\n".join(f"  - {{id: c{n}, units: [单列{n}]}}" for n in range(1000))
    nodes = "\n".join(f"  - {{id: n{n}, points: 1, measure: a, method: direct, out_of: 100}}" for n in range(3900))
    text = f"scheme: wide\nyear: 2026\nmeasures: [{{id: a}}]\nclasses:\n{classes}\nfull_marks: 3900\ntree:\n{nodes}\n"
    office = city.office()
    city.adopt(office, file=text.encode(), register=True).is_status(422).shows("方案太大")
    office.get("/schemes").is_status(200)


def test_a_clock_that_no_calendar_has_is_refused(city):
    for clock in ("9223372036854775807", "400000000000000"):
        done = city.server.run("serve", "--port", "0", "--clock", clock, check=False)
        assert done.returncode == 2 and "不是时刻" in done.stdout + done.stderr, done


def test_a_name_that_another_unit_has_is_not_given_twice(city):
    office, size = city.office(), city.entries()
    for words in ({"name": "市财政局"}, {"name": "云澜市财政局"}, {"name": "戊测试局", "short_name": "市财政局"}):
        register(office, **words).is_status(422).shows("已经是另一个机构的名称")
    assert city.entries() == size
