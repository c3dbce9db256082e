#!/usr/bin/env python3
"""What tools/gen_pages.py refuses, and what its pages write. gen_pages_test.py ROOT [CC]"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(sys.argv.pop(1) if len(sys.argv) > 1 else ".").resolve()

VIEWS = """#ifndef WEB_VIEWS_X_H
#define WEB_VIEWS_X_H
#include "base/str.h"
enum mood { MOOD_GOOD, MOOD_BAD };
struct part_view { struct str name; };
struct item { struct str name, url; int n; struct part_view part; const struct str *tags; size_t tags_n; };
struct frame_view { struct str title; };
struct x_view {
    struct frame_view frame;
    struct str name, url;
    int n;
    bool is_on;
    enum mood mood;
    const struct item *items;
    size_t items_n;
};
#endif
"""
WIDGETS = """#ifndef WEB_WIDGETS_H
#define WEB_WIDGETS_H
#include "html/html.h"
#include "web/views/x.h"
static inline void widget_box(struct html *h, struct str a, struct str b, int n, const struct item *i)
{
    html_put(h, a), html_put(h, b), html_put(h, n), html_put(h, i->name);
}
#endif
"""
PART = "{% view part %}[{{ name }}]"
FRAME = "{% view frame %}<main><h1>{{ title }}</h1>{% body %}</main>"
DRIVER = r"""#include <stdio.h>
#include "gen/pages.h"
#include "text/text.h"
struct str text_get(enum lang lang, const char *key) { (void)key; return lang ? STR("en {0}") : STR("zh {0} {1}"); }
struct str text_lang_tag(enum lang lang) { return lang ? STR("en") : STR("zh-CN"); }
int main(void)
{
    struct buf out = {0};
    struct html h = {.out = &out, .csrf = STR("t"), .idem = STR("k")};
    struct str tags[] = {STR("x"), STR("y&")};
    struct item items[] = {{STR("A<"), STR("/a"), 1, {STR("p1")}, tags, 2}, {STR("B"), STR("javascript:x"), 2, {STR("p2")}, NULL, 0}};
    struct x_view v = {{STR("T")}, STR("a\"<&/b"), STR("/u?a=1&b"), 7, true, MOOD_BAD, items, 2};
    page_x(&h, &v);
    fwrite(out.p, 1, out.n, stdout);
    return out.failed;
}
"""
BASE = ["arena.c", "buf.c", "err.c", "str.c", "utf8.c", "json.c"]


class GenPages(unittest.TestCase):
    def setUp(self):
        self.dir = tempfile.TemporaryDirectory()
        self.root = pathlib.Path(self.dir.name)
        for folder in "pages", "web/views", "gen":
            (self.root / folder).mkdir(parents=True)
        (self.root / "web/views/x.h").write_text(VIEWS)
        (self.root / "web/widgets.h").write_text(WIDGETS)
        (self.root / "gen/assets.h").write_text('#define ASSET_KC_CSS "/assets/kc.1.css"\n')

    def tearDown(self):
        self.dir.cleanup()

    def generate(self, text, **others):
        for name, page in {"x": text, **others}.items():
            (self.root / "pages" / f"{name}.html").write_text(page, encoding="utf-8")
        return subprocess.run([sys.executable, ROOT / "tools/gen_pages.py", "--root", self.root, "--views", self.root / "web/views",
                               "--c", self.root / "gen/pages.c", "--h", self.root / "gen/pages.h",
                               *sorted((self.root / "pages").glob("*.html"))], capture_output=True, text=True)

    def refuses(self, body, word, line=2):
        done = self.generate("{% view x %}\n" + body)
        self.assertNotEqual(done.returncode, 0, f"accepted: {body}")
        self.assertIn(word, done.stderr)
        self.assertIn(f"pages/x.html:{line}: ", done.stderr)

    def compile(self, body, **others):
        done = self.generate("{% view x %}" + body, **others)
        self.assertEqual(done.returncode, 0, done.stderr)
        (self.root / "driver.c").write_text(DRIVER)
        return subprocess.run([os.environ.get("CC", "cc"), "-std=gnu17", "-D_GNU_SOURCE", "-Wall", "-Wextra", "-Wconversion",
                               "-Wsign-conversion", "-Werror", f"-I{self.root}", f"-I{ROOT}/src", self.root / "driver.c",
                               self.root / "gen/pages.c", ROOT / "src/html/html.c", *[ROOT / "src/base" / f for f in BASE],
                               "-o", self.root / "x"], capture_output=True, text=True)

    def writes(self, body, want, **others):
        done = self.compile(body, **others)
        self.assertEqual(done.returncode, 0, done.stderr)
        out = subprocess.run([self.root / "x"], capture_output=True, text=True)
        self.assertEqual((out.returncode, out.stdout), (0, want))

    # --- what could turn outside text into markup
    def test_a_hole_where_no_escaper_helps_is_refused(self):
        for body, word in {
            "<script src=\"/a.js\">{{ name }}</script>": "in a script",
            "<!-- {{ name }} -->": "in a comment",
            "<{{ name }}>": "in a tag name",
            "<p{{ name }}>": "in a tag name",
            "</{{ name }}>": "in a tag name",
            "<p {{ name }}>": "in an attribute name",
            "<p title{{ name }}>": "in an attribute name",
            "<p title={{ name }}>": "unquoted",
            "<!doctype {{ name }}>": "in the doctype",
            "<form method=\"{{ name }}\" action=\"/\"></form>": "in method=",
        }.items():
            with self.subTest(body):
                self.refuses(body, word)

    def test_inline_script_and_style_are_refused(self):
        for body, word in {
            "<script>alert(1)</script>": "inline script",
            "<script src=\"/a.js\">alert(1)</script>": "inline script",
            "<style>p{}</style>": "<style> is not allowed",
            "<p style=\"color:red\"></p>": "style= is not allowed",
            "<p onclick=\"x()\"></p>": "inline script",
            "<p ONCLICK=\"x()\"></p>": "inline script",
            "<p hx-on:click=\"x()\"></p>": "inline script",
            "<p hx-vals=\"js:x()\"></p>": "hx-vals= is not allowed",
            "<iframe src=\"/\"></iframe>": "<iframe> is not allowed",
            "<meta http-equiv=\"refresh\">": "http-equiv= is not allowed",
        }.items():
            with self.subTest(body):
                self.refuses(body, word)

    def test_an_unquoted_attribute_is_refused(self):
        self.refuses("<p title=x></p>", "without quotes")

    def test_an_address_must_begin_on_the_site(self):
        for body, word in {
            "<a href=\"javascript:x\"></a>": "must begin with",
            "<a href=\"scores\"></a>": "must begin with",
            "<a href=\"//evil\"></a>": "leaves the site",
            "<a href=\"/\\evil\"></a>": "leaves the site",
            "<a href=\"\"></a>": "is empty",
            "<a href=\"{{ url }}x\"></a>": "nothing may follow",
            "<a href=\"{{ url }}{{u name}}\"></a>": "nothing may follow",
            "<a href=\"{{u name}}\"></a>": "must begin with",
            "<a href=\"{{t a.b}}\"></a>": "must begin with",
            "<a href=\"/{{u name}}/x\"></a>": "before its first hole",
            "<a href=\"/x/{{ name }}\"></a>": "only {{u",
            "<a href=\"{% if is_on %}/x{% end %}\"></a>": "before a block",
            "<form method=\"post\" action=\"x\"></form>": "must begin with",
            "<button type=\"submit\" formaction=\"x\"></button>": "must begin with",
            "<p hx-get=\"x\"></p>": "must begin with",
            "<p>{{u name}}</p>": "belongs into an address",
            "<p title=\"{{u name}}\"></p>": "belongs into an address",
        }.items():
            with self.subTest(body):
                self.refuses(body, word)

    # --- what a person could not use
    def test_what_a_person_could_not_use_is_refused(self):
        for body, word in {
            "<img src=\"/x.png\">": "without alt",
            "<input name=\"a\">": "without a <label",
            "<input id=\"a\" name=\"a\"><label for=\"b\"></label>": "without a <label",
            "<select name=\"a\"></select>": "without a <label",
            "<textarea></textarea>": "without a <label",
            "<form action=\"/\"></form>": "without method",
            "<form method=\"dialog\" action=\"/\"></form>": "without method",
            "<form method=\"post\"></form>": "without action",
            "<button></button>": "without type",
            "<html></html>": "without lang",
        }.items():
            with self.subTest(body):
                self.refuses(body, word)

    def test_a_word_that_is_in_no_catalogue_is_refused(self):
        for body in "<p>hello</p>", "<p>你好</p>", "hello", "<p title=\"hello\"></p>", "<img src=\"/x\" alt=\"照片\">", \
                "<input type=\"text\" aria-label=\"x\">", "<p data-label=\"x {{ name }}\"></p>", "{{ name }}分":
            with self.subTest(body):
                self.refuses(body, "belongs into po/")
        self.refuses("<p>\n  hello</p>", "'hello'", line=3)

    # --- balance
    def test_what_is_out_of_balance_is_refused(self):
        for body, word in {
            "<p><b></p></b>": "must be closed",
            "</p>": "closes nothing",
            "<p>": "never closed",
            "<p/>": "closes itself",
            "<p title=\"x": "ends inside",
            "<p title=\"<b>\"></p>": "a quote is missing",
            "a < b": "",
            "&": "bare &",
            "{% if is_on %}": "never ended",
            "{% end %}": "without its",
            "{% else %}": "without its",
            "{% if is_on %}{% else %}{% else %}{% end %}": "without its",
            "{% for i in items %}{% elif n %}{% end %}": "belongs to an {% if %}",
            "{% if is_on %}<p>{% end %}</p>": "must close what it opens",
            "<p {% if is_on %}title=\"{% end %}\"></p>": "must close what it opens",
            "{% if is_on %}<b>{% else %}</b>{% end %}": "must close what it opens",
            "{% view x %}": "a second",
            "{% frob %}": "not known",
            "{% for items %}{% end %}": "write {% for",
            "{% for v in items %}{% end %}": "is taken",
            "{% for i in items %}{% for i in items %}{% end %}{% end %}": "is taken",
            "{% if %}{% end %}": "missing",
            "{{ name + 1 }}": "not an expression",
            "{{ name(1) }}": "not an expression",
            "{{ name name }}": "not an expression",
            "{% if n == %}{% end %}": "missing at its end",
            "{{t Key}}": "not a key",
            "{{t a.b, n, n, n, n, n}}": "at most four",
            "{% widget box(n; n) %}": "not an expression",
            "{% if is_on %}{% body %}{% end %}": "outside of blocks",
        }.items():
            with self.subTest(body):
                self.refuses(body, word)

    def test_the_first_line_names_the_view(self):
        for text in "<p></p>", "{{ name }}", "{% view y %}", "{% if n %}{% end %}":
            with self.subTest(text):
                done = self.generate(text)
                self.assertNotEqual(done.returncode, 0)
                self.assertRegex(done.stderr, "view (NAME|x)")

    # --- what is written
    def test_text_and_attributes_are_escaped(self):
        self.writes("<p title=\"{{ name }}\">{{ name }} {{ n }}</p>",
                    "<p title=\"a&quot;&lt;&amp;/b\">a&quot;&lt;&amp;/b 7</p>")

    def test_addresses_are_escaped_by_part_and_as_a_whole(self):
        self.writes("<a href=\"/x/{{u name}}?n={{u n}}#{{u name}}\"></a><a href=\"{{ url }}\"></a>"
                    "{% for i in items %}<a href=\"{{ i.url }}\">{{ i.url }}</a>{% end %}",
                    "<a href=\"/x/a%22%3C%26%2Fb?n=7#a%22%3C%26%2Fb\"></a><a href=\"/u?a=1&amp;b\"></a>"
                    "<a href=\"/a\">/a</a><a href=\"#blocked\">javascript:x</a>")

    def test_an_embedded_file_stands_at_its_address(self):
        self.writes("<link rel=\"stylesheet\" href=\"{{asset kc.css}}\"><a href=\"{{asset kc.css}}#{{u n}}\"></a>",
                    "<link rel=\"stylesheet\" href=\"/assets/kc.1.css\"><a href=\"/assets/kc.1.css#7\"></a>")

    def test_texts_take_arguments_and_the_language(self):
        self.writes("<p lang=\"{{lang}}\" title=\"{{t a.b, n}}\">{{t a.b}} {{t a.b, name, n}}</p>",
                    "<p lang=\"zh-CN\" title=\"zh 7 {1}\">zh {0} {1} zh a&quot;&lt;&amp;/b 7</p>")

    def test_blocks_choose_and_repeat(self):
        self.writes("{% for i in items %}{{ i.n }}{% for t in i.tags %}({{ t }}){% else %}-{% end %}{% end %}"
                    "{% if mood == MOOD_GOOD %}0{% elif n >= 7 && !is_on %}1{% elif name.n > 0 || is_on %}2{% else %}3{% end %}",
                    "1(x)(y&amp;)2-2")

    def test_blocks_may_stand_inside_a_tag(self):
        self.writes("<p{% if is_on %} hidden{% end %} class=\"a{% if n %} b{% end %}\"></p>", "<p hidden class=\"a b\"></p>")

    def test_fragments_and_layouts_are_the_same_functions(self):
        self.writes("{% layout frame %}{% for i in items %}{% include part i.part %}{% end %}",
                    "<main><h1>T</h1>[p1][p2]</main>", part=PART, frame=FRAME)

    def test_widgets_take_names_texts_and_literals(self):
        self.writes("{% for i in items %}{% widget box(\"a,b\", t a.b, 3, &i) %};{% end %}",
                    "a,bzh {0} {1}3A&lt;;a,bzh {0} {1}3B;")

    def test_a_posted_form_carries_its_token_and_key(self):
        self.writes("<form method=\"post\" action=\"/x\"><button type=\"submit\"></button></form>"
                    "<form method=\"get\" action=\"/x\"></form>",
                    "<form method=\"post\" action=\"/x\"><input type=\"hidden\" name=\"csrf\" value=\"t\">"
                    "<input type=\"hidden\" name=\"idem\" value=\"k\"><button type=\"submit\"></button></form>"
                    "<form method=\"get\" action=\"/x\"></form>")

    def test_comments_are_not_sent_and_space_is_kept_where_it_counts(self):
        self.writes("<p>1   2\n\n   3<!-- hello --></p><pre>1  2\n 3</pre>", "<p>1 2\n3</p><pre>1  2\n 3</pre>")

    def test_labels_may_hold_or_name_their_control(self):
        self.writes("<label><input type=\"checkbox\"></label><label for=\"a\"></label><input id=\"a\"><input type=\"hidden\">",
                    "<label><input type=\"checkbox\"></label><label for=\"a\"></label><input id=\"a\"><input type=\"hidden\">")

    def test_an_unknown_field_is_an_error_at_its_place_in_the_page(self):
        done = self.compile("\n<p>{{ frob }}</p>")
        self.assertNotEqual(done.returncode, 0)
        self.assertTrue(re.search(r"pages/x\.html:2:.*frob", done.stderr), done.stderr)

    def test_a_wrong_type_is_an_error_of_the_compiler(self):
        for body in "{% if name %}{% end %}", "<a href=\"{{ n }}\"></a>", "{{ items }}", "{% for i in name %}{% end %}":
            with self.subTest(body):
                self.assertNotEqual(self.compile(body).returncode, 0)


if __name__ == "__main__":
    unittest.main()
