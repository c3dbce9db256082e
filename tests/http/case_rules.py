"""规则试算: formulas and decision tables over values that were typed; hostile ones are answered soon, in plain words."""
import random
import re
import time
from html import unescape
from urllib.parse import urlencode

from case_feel_command import typed
from city import ROOT
from client import squeezed

PATH = "/rules/try"
SOON = 3.0  # seconds; builds with sanitizers are some times slower than what is shipped
TABLE = "U,完成率,满意度,→ 得分\n允许,[0..200],[0..100],\n1,≥100,≥90,10\n2,[80..100),,8\n3,＜80,,0\n"


def ask(who, text, kind="formula", status=200, **values):
    """By the address. Values in the order of writing."""
    fields = [("kind", kind), ("text", text)]
    for i, (name, value) in enumerate(values.items(), 1):
        fields += [(f"n{i}", name), (f"v{i}", value)]
    return who.get(f"{PATH}?" + urlencode(fields)).is_status(status)


def post(who, text, kind="formula", files=None, follow=True, **more):
    page = who.get(f"{PATH}?kind={kind}").is_status(200)
    return who.submit(page, PATH, files=files, follow=follow, text=text, **more)


def value(page):
    found = re.search(r'<p class="kc-try-value[^"]*"><strong>([^<]*)</strong>', page.source)
    assert found, page.told()
    return found[1]


def test_a_formula_is_reckoned_and_explained(city):
    page = ask(city.office(), "min(实际值 / 目标值 * 100, 120)", 实际值="92", 目标值="80")
    assert value(page) == "115.00", value(page)
    page.shows("数", "实际值 / 目标值", "1.15", "怎么算的")
    assert 'value="92"' in page.source and 'value="实际值"' in page.source


def test_every_example_answers_in_both_languages(city):
    for language in ("zh-CN", "en"):
        who = city.enter("jixiaoban", language)
        links = [h for h, _ in who.get(PATH).is_status(200).links if h.startswith(f"{PATH}?kind=") and "text=" in h]
        assert len(links) == 4, links
        pages = [who.get(h).is_status(200) for h in links]
        assert value(pages[0]) == "115.00" and value(pages[1]) == "180"
        assert value(pages[2]) == ("按期" if language == "zh-CN" else "in time")
        assert "[75..80)" in squeezed(pages[3].source), pages[3].told()


def test_whoever_has_no_business_here_is_kept_out(city):
    assert city.visitor().get(PATH, follow=False).status == 303
    assert city.visitor().post(PATH, {"text": "1 + 1"}).status == 403
    city.leader().get(PATH).is_status(200)
    city.liaison().get(PATH).is_status(200)


def test_trying_leaves_nothing_behind(city):
    size, who = city.entries(), city.office()
    ask(who, "1 + 1")
    post(who, "1 + 2").is_status(200)
    post(who, TABLE, kind="table", n1="完成率", v1="85").is_status(200)
    assert city.entries() == size


def test_what_is_short_goes_into_the_address_and_what_is_long_does_not(city):
    short = post(city.office(), "1 + 2", follow=False)
    assert short.status == 303 and short.header("Location").startswith(f"{PATH}?kind=formula&text=1")
    long = post(city.office(), " + ".join(["1"] * 900), follow=False, n1="甲", v1="乙 & 丙")
    assert value(long.is_status(200)) == "900" and 'value="乙 &amp; 丙"' in long.source
    longer = post(city.office(), "1 + 1 /* " + "很长的说明" * 400 + " */", follow=False).is_status(200)
    assert value(longer) == "2"


def test_a_line_break_of_a_form_is_one_line_break(city):
    page = post(city.office(), "string length(\"a\") +\r\n1").is_status(200)
    assert value(page) == "2"


def test_a_mistake_has_its_place_a_mark_and_what_was_meant(city):
    page = ask(city.office(), "实际值 / 目标 * 100", status=422, 实际值="92", 目标值="80")
    page.shows("第 1 行第 7 列", "目标值")
    code = re.search(r'<pre class="kc-block kc-try-code"[^>]*>([^<]*)</pre>', page.source)[1].split("\n")
    assert code[0] == "实际值 / 目标 * 100" and code[1] == "　　　   ^", code
    assert 'value="80"' in page.source and "实际值 / 目标 * 100</textarea>" in page.source


def test_null_says_why(city):
    page = ask(city.office(), "a / b", a="1", b="0")
    assert value(page) == "空"
    page.shows("第 1 行第 1 列")


def test_values_are_read_as_people_write_them(city):
    page = ask(city.office(), "[a, b, c, d, e]", a="优", b="2026-11-20", c="-1.50", d="[1, 2]", e="")
    assert unescape(value(page)) == '["优", @"2026-11-20", -1.50, [1, 2], null]', value(page)
    page.shows("读作文本", "读作日期", "空：没有值")
    page.hides("读作数")


def test_a_value_that_is_wrong_is_said_at_its_field(city):
    page = ask(city.office(), "a", status=422, a='"没有结束')
    assert re.search(r'<div class="kc-field is-bad"><label class="form-label" for="v1">', page.source), page.told()
    ask(city.office(), "a + b", status=422, a="1", **{"a ": "2"}).shows("上面已经有了")
    city.office().get(f"{PATH}?" + urlencode({"text": "1", "v1": "5"})).is_status(422).shows("有值没有名称")


def test_the_product_s_words_and_its_clock_are_there(city):
    office = city.office()
    assert value(ask(office, 'add workdays(@"2026-09-30", 1)')) == "2026-10-08"
    assert value(ask(office, "workdays(today(), d)", d="2026-11-27")) == "5"
    assert value(ask(office, "now()")).startswith("2026-11-20T09:")
    assert value(ask(office, 'period("旬", today()).code')) == "2026-11B"
    assert value(ask(office, 'date and time("2026-07-01T12:00:00@Europe/Paris").time offset')) == "PT2H"
    ask(office, 'workdays(@"2098-01-01", @"2098-03-01")').shows("还没有放假通知")


def test_a_table_says_which_rows_hit_and_why_the_others_did_not(city):
    page = ask(city.office(), TABLE, kind="table", 完成率="85", 满意度="60")
    assert value(page) == "8"
    page.shows("命中：第 2 条", "完成率 = 85，不符合 ≥100", "完成率 = 85，不符合 ＜80", "没管到", "[100..200]", "[0..90)")


def test_a_table_without_values_is_checked_and_asks_for_them(city):
    page = ask(city.office(), TABLE, kind="table").shows("还没有给值：完成率、满意度", "没管到")
    assert 'value="完成率"' in page.source and 'value="满意度"' in page.source
    assert "kc-try-value" not in page.source


def test_an_uploaded_table_stays_in_the_form(city):
    page = post(city.office(), "", kind="table", files={"file": ("评分.csv", TABLE.encode("gb18030"))}, n1="完成率", v1="85")
    page.is_status(200).shows("命中：第 2 条")
    assert "2\t[80..100)\t\t8" in page.source


def test_a_cell_that_is_wrong_is_named(city):
    page = ask(city.office(), "U,完成率,→ 得分\n1,>= 100,10\n2,< < 80,0\n", kind="table", status=422, 完成率="85")
    page.shows("B3")
    assert "&lt; &lt; 80" in page.source
    ask(city.office(), "只有一格", kind="table", status=422)
    post(city.office(), "", kind="table").is_status(422).shows("请粘贴一张评分表")
    post(city.office(), "").is_status(422).shows("请写一个公式")


def test_one_more_row_keeps_what_was_typed(city):
    who = city.office()
    page = post(who, "a + b", n1="a", v1="1", button=("more", "1")).is_status(200)
    assert 'id="n4"' in page.source and 'value="a"' in page.source and "kc-try-value" not in page.source


def test_the_words_of_the_manual_are_true_on_the_page_and_by_hand(city):
    text = (ROOT / "docs" / "feel.md").read_text(encoding="utf-8").split("## 补充的函数")[1]
    rows = re.findall(r"^\| .*\| `([^`]+)` \| `([^`]+)` \|$", text, re.M)
    assert len(rows) == 9, rows
    who = city.office()
    page = ask(who, "[" + ", ".join(asked for asked, _ in rows) + "]")
    shown = re.search(r'kc-try-(?:long">|value[^>]*><strong>)([^<]*)<', page.source)[1]
    assert unescape(shown) == "[" + ", ".join(said for _, said in rows) + "]", unescape(shown)
    assert typed(city, *(asked for asked, _ in rows)).stdout.splitlines() == [said for _, said in rows]


HOSTILE = {
    "deep": "(" * 3000 + "1" + ")" * 3000,
    "deep lists": "[" * 150 + "1" + "]" * 150,
    "loops": "for a in 1..100000, b in 1..100000 return a * b",
    "nested loops": "sum(for a in 1..3000 return count(for b in 1..3000 return b))",
    "never ends": "{f: function(g, n) g(g, n + 1), x: f(f, 1)}.x",
    "twice and twice": 'for i in 1..60 return if i = 1 then "a" else concatenate(partial[-1], partial[-1])',
    "text": 'for i in 1..40 return if i = 1 then "abcdefgh" else partial[-1] + partial[-1]',
    "pattern": 'matches("' + "a" * 3000 + 'b", "^(a+)+$")',
    "patterns": 'for i in 1..100000 return matches("' + "a" * 30 + 'b", "^(a|aa)+$")',
    "zones": 'for i in 1..100000 return time("10:00:00@Zone/N" + string(i))',
    "power": "for i in 1..100000 return 9.99 ** 123.456",
    "exp": "for i in 1..100000 return exp(1.23456) + log(i) + sqrt(i)",
    "sort": "sort(for i in 1..100000 return modulo(i * 7919, 100003), function(x, y) x < y)",
    "periods": 'for i in 1..100000 return period("旬", @"2026-11-20")',
}


def test_hostile_formulas_are_answered_soon(city):
    who = city.office()
    for name, text in HOSTILE.items():
        began = time.monotonic()
        page = post(who, text)
        took = time.monotonic() - began
        assert page.status in (200, 422), (name, page.told())
        assert "kc-try-value" in page.source or "kc-try-long" in page.source or "kc-try-faults" in page.source, (name, page.told())
        assert took < SOON, f"{name} took {took:.2f} s"


def test_hostile_values_are_answered_soon(city):
    began = time.monotonic()
    values = {f"v{i}": "count(for a in 1..300 return count(for b in 1..300 return b))" for i in range(1, 31)}
    page = post(city.office(), "n30", **values, **{f"n{i}": f"n{i}" for i in range(1, 31)}).is_status(200)
    assert "kc-try-value" in page.source
    assert time.monotonic() - began < SOON


def intervals(rows, columns, policy, seed):
    chance = random.Random(seed)
    def one():
        low = chance.randint(0, 90)
        return f"[{low}..{low + chance.randint(1, 60)}]"
    head = policy + "," + ",".join(f"列{c}" for c in range(columns)) + ",→ 分\n"
    return head + "".join(f"{r}," + ",".join(one() for _ in range(columns)) + ",1\n" for r in range(1, rows + 1))


def test_hostile_tables_are_answered_soon(city):
    who = city.office()
    for rows, columns, policy in ((297, 7, "C"), (297, 18, "U"), (297, 18, "F"), (297, 3, "U")):
        began = time.monotonic()
        page = post(who, intervals(rows, columns, policy, 7), kind="table", n1="列0", v1="5").is_status(200)
        took = time.monotonic() - began
        assert "kc-try-rows" in page.source and took < SOON, f"{rows} × {columns} {policy} took {took:.2f} s"
    large = "U,甲,→ 分\n" + "".join(f"{i},{i},{i}\n" for i in range(1, 400))
    post(who, large, kind="table").is_status(422).shows("300 行")


def test_a_table_too_large_to_be_checked_says_so(city):
    post(city.office(), intervals(297, 18, "U", 7), kind="table").is_status(200).shows("没有查完")
