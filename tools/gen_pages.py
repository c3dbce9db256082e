#!/usr/bin/env python3
"""Compiles src/web/pages/*.html into C functions that escape by place.

    gen_pages.py --root DIR --views DIR --c OUT.c --h OUT.h PAGE.html...

A page NAME.html begins with {% view NAME %} and becomes
    void page_NAME(struct html *h, const struct NAME_view *v);
A page that holds {% body %} is a layout and becomes two functions, page_NAME_open and page_NAME_close; a page
with {% layout NAME %} is put between them, with v->NAME as the layout's view.

    {{ expr }}              a text or whole number, escaped for its place
    {{u expr}}              one part of an address, percent-encoded
    {{t key}} {{t key, a}}  a text of the catalogue, with arguments
    {{lang}}                the language of the page: zh-CN, en
    {{asset kc.css}}        the address of an embedded file
    {% for x in list %} … {% else %} … {% end %}    list and list_n in the view; x points at each
    {% if expr %} … {% elif expr %} … {% else %} … {% end %}
    {% include other expr %}                        page_other(h, &expr)
    {% widget f(expr, &expr, "text", t key) %}      widget_f(h, …)

Everything else is refused with file and line: what could turn outside text into markup (a hole in a script, a
style, a comment, a tag or attribute name, an unquoted attribute), what the content security policy would block
(inline script and style), and what a person could not use (an image without alt, a control without a label, a
word that is in no catalogue). There is no raw form.
"""
import argparse
import pathlib
import re
import sys
import unicodedata

VOID = set("area br col hr img input link meta source track wbr".split())
REFUSED_TAGS = set("style base iframe object embed frame frameset applet template noscript".split())
URL_ATTRS = set("href src action formaction cite poster data ping manifest background xlink:href "
                "hx-get hx-post hx-put hx-patch hx-delete hx-push-url hx-replace-url".split())
REFUSED_ATTRS = set("style srcdoc srcset http-equiv hx-vals hx-vars hx-headers hx-config hx-request".split())
NO_HOLE_ATTRS = set("method enctype type hx-trigger hx-swap hx-target hx-select hx-boost rel target".split())
WORD_ATTRS = set("title alt placeholder label summary content aria-label aria-description aria-roledescription "
                 "aria-valuetext data-label".split())
# Words that are the same in every language, and the two languages' own names.
FREE_WORDS = set("CSV JSON SHA-256 RFC 6962 Ed25519 Kaocheng 中文 English".split())
RAW_SPACE = {"pre", "textarea"}
LITERAL_MAX = 2000

PATH = r"[a-z_][a-z0-9_]*(?:\.[a-z_][a-z0-9_]*)*"
EXPR_TOKEN = re.compile(rf"\s*(?:({PATH})|([A-Z][A-Z0-9_]*)|([0-9]+)|(&&|\|\||[=!<>]=|[<>!()]))")
PIECE = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.S)
KEY = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z0-9_]+)+")


class Fault(Exception):
    pass


def c_string(text):
    text = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return '"' + text.replace("??", "?\\?") + '"'


def asset_macro(name):
    return "ASSET_" + re.sub(r"[^A-Z0-9]", "_", name.upper())


class Block:
    def __init__(self, kind, place, line, name=None, empty=None):
        self.kind, self.place, self.line, self.name, self.empty = kind, place, line, name, empty
        self.has_else = False


class Page:
    """Reads one page from front to back, following the HTML state, and collects the C of its body."""

    def __init__(self, path, shown):
        self.source = path.read_text(encoding="utf-8")
        self.shown = shown
        self.stem = path.stem
        self.line = 1
        self.state = "text"    # text, open, name, tag, attr, equals, value, close, comment, doctype
        self.stack = []        # open elements: (name, line)
        self.tag = self.attr = ""
        self.attrs = {}        # of the tag being read: name -> [source of the value, line]
        self.quote = ""
        self.url = ""          # of the URL attribute being read: "" (nothing yet), part, whole
        self.blocks, self.loops = [], []
        self.view = self.layout = None
        self.body_at = None    # index in self.code where {% body %} stands
        self.code, self.literal = [], ""
        self.words = ""        # literal text since the last tag, to look for words
        self.words_line = 1    # where it begins
        self.controls, self.labels = [], set()

    def fault(self, text, line=None):
        raise Fault(f"{self.shown}:{line or self.line}: {text}")

    # --- output ---------------------------------------------------------------------------------------------
    def lit(self, text):
        self.literal += text

    def flush(self):
        text, self.literal = self.literal, ""
        while text:
            self.code.append(f"    html_lit(h, {c_string(text[:LITERAL_MAX])});")
            text = text[LITERAL_MAX:]

    def c(self, statement):
        self.flush()
        self.code.append(f"#line {self.line} \"{self.shown}\"")
        self.code.append("    " + statement)

    # --- expressions ----------------------------------------------------------------------------------------
    def path(self, text):
        root, _, rest = text.partition(".")
        if root in self.loops:
            return f"{root}->{rest}" if rest else f"(*{root})"
        return f"v->{text}"

    def expr(self, text):
        """C for names, whole numbers and comparisons; operands and operators must alternate, so nothing is called."""
        out, at, text, wants_operand = [], 0, text.strip(), True
        if not text:
            self.fault("an expression is missing")
        while at < len(text):
            m = EXPR_TOKEN.match(text, at)
            name, constant, number, operator = m.groups() if m else (None, None, None, None)
            begins = operator is None or operator in "!("
            if not m or begins != wants_operand:
                self.fault(f"'{text}' is not an expression of names, whole numbers and comparisons")
            wants_operand = operator is not None and operator != ")"
            out.append(self.path(name) if name else constant or number or operator)
            at = m.end()
        if wants_operand:
            self.fault(f"'{text}' is not an expression: something is missing at its end")
        return " ".join(out) if len(out) > 1 else out[0]

    def name_only(self, text):
        text = text.strip()
        if not re.fullmatch(PATH, text):
            self.fault(f"'{text}' is not a name of the view")
        return self.path(text)

    # --- holes ----------------------------------------------------------------------------------------------
    def hole(self, inner):
        word, _, rest = inner.partition(" ")
        if inner.strip() == "lang":
            kind, rest = "lang", ""
        elif word in ("t", "u", "asset") and rest:
            kind = word
        else:
            kind, rest = "put", inner
        self.hole_place(kind)
        if kind == "t":
            key, *arguments = [a.strip() for a in rest.split(",")]
            if not KEY.fullmatch(key):
                self.fault(f"'{key}' is not a key of the catalogue")
            if len(arguments) > 4:
                self.fault("a text has at most four arguments")
            if arguments:
                listed = ", ".join(f"HTML_ARG({self.expr(a)})" for a in arguments)
                self.c(f'html_msg(h, T(h->lang, "{key}"), (const struct html_arg[]){{{listed}}}, {len(arguments)});')
            else:
                self.c(f'html_text(h, T(h->lang, "{key}"));')
        elif kind == "lang":
            self.c("html_text(h, text_lang_tag(h->lang));")
        elif kind == "asset":
            self.flush()
            self.c(f"html_lit(h, {asset_macro(rest.strip())});")
        elif kind == "u":
            self.c(f"html_part(h, {self.expr(rest)});")
        elif self.url == "whole":
            self.c(f"html_url(h, {self.name_only(rest)});")
        else:
            self.c(f"html_put(h, {self.expr(rest)});")

    def hole_place(self, kind):
        """Refuses a hole where no escaper helps; sets self.url."""
        if self.state == "text":
            if kind in ("u", "asset"):
                self.fault(f"{{{{{kind} …}}}} belongs into an address")
            if self.stack and self.stack[-1][0] == "script":
                self.fault("a hole in a script: put the data into a widget that writes a JSON island")
            return
        where = {"comment": "a comment", "doctype": "the doctype", "open": "a tag name", "name": "a tag name",
                 "close": "a tag name", "tag": "an attribute name", "attr": "an attribute name",
                 "equals": "an unquoted attribute"}.get(self.state)
        if where:
            self.fault(f"a hole in {where}")
        self.attrs[self.attr][0] += "{{hole}}"
        if self.attr in NO_HOLE_ATTRS:
            self.fault(f"a hole in {self.attr}=: its value must stand in the page")
        if not self.is_url():
            if kind in ("u", "asset"):
                self.fault(f"{{{{{kind} …}}}} belongs into an address, not into {self.attr}=")
            return
        if self.url == "whole":
            self.fault(f"{self.attr}= is one whole hole; nothing may follow it")
        if self.url == "":
            if kind == "put":
                self.url = "whole"
            elif kind == "asset":
                self.url = "part"
            else:
                self.fault(f"{self.attr}= must begin with \"/\" or \"#\" or be one whole {{{{ hole }}}}")
        elif self.attrs[self.attr][0] == "/{{hole}}":
            self.fault(f"{self.attr}= must name a path before its first hole")
        elif kind != "u":
            self.fault(f"inside an address only {{{{u …}}}} may stand")

    # --- blocks ---------------------------------------------------------------------------------------------
    def is_url(self):
        return self.attr in URL_ATTRS or self.attr.endswith("-url")

    def place(self):
        return (self.state, tuple(n for n, _ in self.stack), self.tag if self.state != "text" else "",
                self.attr if self.state == "value" else "", self.url if self.state == "value" else "")

    def same_place(self, block, word):
        if self.place() != block.place:
            self.fault(f"{{% {word} %}} stands in another place of the HTML than its "
                       f"{{% {block.kind} %}} in line {block.line}: each branch must close what it opens")

    def directive(self, inner):
        word, _, rest = inner.strip().partition(" ")
        rest = rest.strip()
        if self.state == "name":
            self.in_name(" ")  # <tr{% if … %} ends the name
        elif self.state == "attr":
            self.in_attr(" ")  # … checked{% end %} ends an attribute without value
        if self.state not in ("text", "tag", "value") or (self.stack and self.stack[-1][0] == "script"):
            self.fault(f"{{% {word} %}} cannot stand inside {self.state}")
        if self.state == "value" and self.is_url() and self.url != "part":
            self.fault(f"{self.attr}= must begin with \"/\" or \"#\" before a block")
        if self.state == "text":
            self.end_of_text()
        if word != "view" and self.view is None:
            self.fault("the first line must be {% view NAME %}")
        handler = getattr(self, "do_" + word, None)
        if not handler:
            self.fault(f"{{% {word} %}} is not known")
        handler(rest)

    def do_view(self, rest):
        if self.view:
            self.fault("a second {% view %}")
        if rest != self.stem:
            self.fault(f"the file is {self.stem}.html: its first line must be {{% view {self.stem} %}}")
        self.view = rest

    def do_layout(self, rest):
        if self.code or self.literal.strip() or not re.fullmatch(r"[a-z_]+", rest):
            self.fault("{% layout NAME %} must follow the first line")
        self.layout = rest

    def do_body(self, rest):
        if self.blocks or self.state != "text" or self.body_at is not None or rest:
            self.fault("{% body %} stands once, outside of blocks")
        self.flush()
        self.body_at = len(self.code)

    def do_for(self, rest):
        m = re.fullmatch(rf"([a-z_][a-z0-9_]*) in ({PATH})", rest)
        if not m:
            self.fault("write {% for x in list %}")
        name, items = m[1], self.path(m[2])
        if name in self.loops or name in ("h", "v"):
            self.fault(f"'{name}' is taken")
        self.blocks.append(Block("for", self.place(), self.line, name, items))
        self.c(f"for (size_t i_{name} = 0; i_{name} < {items}_n; i_{name}++) {{")
        self.c(f"const __typeof__(*{items}) *{name} = &{items}[i_{name}];")
        self.c(f"(void){name};")
        self.loops.append(name)

    def do_if(self, rest):
        self.blocks.append(Block("if", self.place(), self.line))
        self.c(f"if ({self.expr(rest)}) {{")

    def do_elif(self, rest):
        block = self.branch("elif")
        if block.kind != "if":
            self.fault("{% elif %} belongs to an {% if %}")
        self.c(f"}} else if ({self.expr(rest)}) {{")

    def do_else(self, rest):
        block = self.branch("else")
        block.has_else = True
        if block.kind == "if":
            self.c("} else {")
        else:
            self.c("}")
            self.loops.remove(block.name)
            self.c(f"if ({block.empty}_n == 0) {{")

    def branch(self, word):
        if not self.blocks or self.blocks[-1].has_else:
            self.fault(f"{{% {word} %}} without its {{% if %}} or {{% for %}}")
        self.same_place(self.blocks[-1], word)
        return self.blocks[-1]

    def do_end(self, rest):
        if not self.blocks:
            self.fault("{% end %} without its {% if %} or {% for %}")
        block = self.blocks.pop()
        self.same_place(block, "end")
        self.c("}")
        if block.kind == "for" and not block.has_else:
            self.loops.remove(block.name)

    def do_include(self, rest):
        name, _, what = rest.partition(" ")
        if self.state != "text" or not re.fullmatch(r"[a-z_][a-z0-9_]*", name):
            self.fault("write {% include page name %}, outside of tags")
        self.c(f"page_{name}(h, &{self.name_only(what)});")

    def do_widget(self, rest):
        m = re.fullmatch(r"([a-z_][a-z0-9_]*)\((.*)\)", rest, re.S)
        if self.state != "text" or not m:
            self.fault("write {% widget name(…) %}, outside of tags")
        pieces = re.findall(r'(?:"[^"]*"|[^,"])+', m[2])
        arguments = [self.argument(a.strip()) for a in pieces if m[2].strip()]
        self.c(f"widget_{m[1]}({', '.join(['h', *arguments])});")

    def argument(self, text):
        if text.startswith("&"):
            return "&" + self.name_only(text[1:])
        if re.fullmatch(r'"[a-z0-9_.,/-]*"', text):
            return f"STR({text})"
        if re.fullmatch(r"-?[0-9]+", text):
            return text
        if text.startswith("t "):
            if not KEY.fullmatch(text[2:].strip()):
                self.fault(f"'{text[2:].strip()}' is not a key of the catalogue")
            return f'T(h->lang, "{text[2:].strip()}")'
        return self.expr(text)

    # --- HTML -----------------------------------------------------------------------------------------------
    def html(self, text):
        for c in text:
            getattr(self, "in_" + self.state)(c)
            if c == "\n":
                self.line += 1

    def in_text(self, c):
        if c == "<":
            self.end_of_text()
            self.state, self.tag, self.attrs = "open", "", {}
            return
        if self.stack and self.stack[-1][0] == "script":
            if not c.isspace():
                self.fault("an inline script: the content security policy would block it")
            return
        raw = any(n in RAW_SPACE for n, _ in self.stack)
        if c.isspace() and not raw:
            if self.literal[-1:].isspace():
                if c == "\n":
                    self.literal = self.literal[:-1] + "\n"
                return
        if not self.words.strip():
            self.words_line = self.line
        self.words += c
        self.lit(c)

    def end_of_text(self):
        text, self.words = self.words, ""
        plain = re.sub(r"&(?:[a-zA-Z]+|#[0-9]+);", " ", text)
        if "&" in plain:
            self.fault("a bare &: write &amp;")
        self.look_for_words(plain)

    def look_for_words(self, text):
        for word in text.split():
            if word not in FREE_WORDS and any(unicodedata.category(c)[0] == "L" for c in word):
                self.fault(f"'{word}' is text: it belongs into po/, as {{{{t key}}}}",
                           self.words_line if self.state in ("text", "open") else None)

    def in_open(self, c):
        if c == "!":
            self.state, self.comment = "doctype", ""
        elif c == "/":
            self.state = "close"
        elif c.isascii() and c.islower():
            self.state, self.tag = "name", c
        else:
            self.fault("'<' must begin a tag, in lower case")

    def in_doctype(self, c):
        self.comment += c
        if self.comment == "--":
            self.state = "comment"
        elif c == ">":
            if self.comment.lower() != "doctype html>" or self.stack:
                self.fault("only <!doctype html> is known, at the beginning")
            self.lit("<!doctype html>")
            self.state = "text"

    def in_comment(self, c):
        """Comments are for who edits the page; they are not sent."""
        self.comment += c
        if self.comment.endswith("-->"):
            self.state = "text"

    def in_close(self, c):
        if c != ">":
            self.tag += c
            return
        name = self.tag.strip()
        if not self.stack:
            self.fault(f"</{name}> closes nothing")
        opened, line = self.stack.pop()
        if opened != name:
            self.fault(f"</{name}> stands where <{opened}> of line {line} must be closed")
        self.lit(f"</{name}>")
        self.state = "text"

    def in_name(self, c):
        if c.isspace() or c in "/>":
            if self.tag in REFUSED_TAGS:
                self.fault(f"<{self.tag}> is not allowed")
            self.lit("<" + self.tag)
            self.state = "tag"
            self.in_tag(c)
        elif c.isascii() and (c.isalnum() or c == "-"):
            self.tag += c
        else:
            self.fault(f"'{c}' in a tag name")

    def in_tag(self, c):
        if c.isspace():
            return
        if c == ">":
            self.end_of_tag()
        elif c == "/":
            self.attrs["/"] = ["", self.line]
        elif c.isascii() and (c.isalpha() or c in ":_"):
            self.state, self.attr = "attr", c
        else:
            self.fault(f"'{c}' between attributes")

    def in_attr(self, c):
        if c == "=":
            self.begin_attr()
            self.state = "equals"
        elif c.isspace() or c in "/>":
            self.begin_attr()
            self.lit(" " + self.attr)
            self.state = "tag"
            self.in_tag(c)
        elif c.isascii() and (c.isalnum() or c in "-:_."):
            self.attr += c
        else:
            self.fault(f"'{c}' in an attribute name")

    def begin_attr(self):
        name = self.attr.lower()
        if name.startswith("on") or name.startswith("hx-on"):
            self.fault(f"{self.attr}= is inline script: the content security policy would block it")
        if name in REFUSED_ATTRS:
            self.fault(f"{self.attr}= is not allowed")
        if self.attr in self.attrs and not self.blocks:
            self.fault(f"{self.attr}= twice in one tag")
        self.attrs[self.attr] = ["", self.line]

    def in_equals(self, c):
        if c not in "\"'":
            self.fault(f"{self.attr}= without quotes")
        self.lit(f" {self.attr}={c}")
        self.state, self.quote, self.url = "value", c, ""

    def in_value(self, c):
        if c == self.quote:
            self.end_of_value()
            return
        if c == "<":
            self.fault(f"'<' in {self.attr}=: a quote is missing")
        if self.is_url():
            if self.url == "whole":
                self.fault(f"{self.attr}= is one whole hole; nothing may follow it")
            if self.url == "":
                if c not in "/#":
                    self.fault(f"{self.attr}= must begin with \"/\" or \"#\" or be one whole {{{{ hole }}}}")
                self.url = "part"
            elif self.attrs[self.attr][0] == "/" and c in "/\\":
                self.fault(f"{self.attr}= leaves the site")
        self.attrs[self.attr][0] += c
        self.lit(c)

    def end_of_value(self):
        value = self.attrs[self.attr][0]
        if self.is_url() and value == "":
            self.fault(f"{self.attr}= is empty")
        if self.attr in WORD_ATTRS and self.tag != "meta":
            self.look_for_words(re.sub(r"\{\{hole\}\}|&[a-z]+;", " ", value))
        self.lit(self.quote)
        self.state, self.url = "tag", ""

    def end_of_tag(self):
        tag, attrs = self.tag, {k: v[0] for k, v in self.attrs.items()}
        closed = attrs.pop("/", None) is not None
        self.check_tag(tag, attrs)
        self.state = "text"
        if closed and not (tag in VOID or any(n == "svg" for n, _ in self.stack)):
            self.fault(f"<{tag}/> closes itself: only void elements and parts of an svg may")
        self.lit("/>" if closed and tag not in VOID else ">")
        if tag not in VOID and not closed:
            self.stack.append((tag, self.line))
        if tag == "form" and attrs["method"] == "post":
            self.c("html_form_fields(h);")

    def check_tag(self, tag, attrs):
        if tag == "form":
            if attrs.get("method") not in ("get", "post"):
                self.fault("<form> without method=\"get\" or method=\"post\"")
            if "action" not in attrs:
                self.fault("<form> without action=")
        if tag == "html" and "lang" not in attrs:
            self.fault("<html> without lang=")
        if tag == "script" and "src" not in attrs:
            self.fault("an inline script: the content security policy would block it")
        if tag == "img" and "alt" not in attrs:
            self.fault("<img> without alt=")
        if tag == "button" and attrs.get("type") not in ("submit", "button"):
            self.fault("<button> without type=\"submit\" or type=\"button\"")
        if tag == "label" and "for" in attrs:
            self.labels.add(attrs["for"])
        is_control = tag in ("select", "textarea") or (
            tag == "input" and attrs.get("type") not in ("hidden", "submit", "button"))
        has_name = attrs.get("aria-label") or attrs.get("aria-labelledby")
        if is_control and not has_name and not any(n == "label" for n, _ in self.stack):
            self.controls.append((tag, attrs.get("id"), self.line))

    # --- the whole ------------------------------------------------------------------------------------------
    def read(self):
        at = 0
        for m in PIECE.finditer(self.source):
            self.html(self.source[at:m.start()])
            if m[0].startswith("{{"):
                self.words += " "
                self.hole(m[0][2:-2].strip())
            else:
                self.directive(m[0][2:-2])
            self.line += m[0].count("\n")
            at = m.end()
        self.html(self.source[at:])
        if self.state != "text":
            self.fault(f"the page ends inside a {self.state}")
        self.end_of_text()
        if self.view is None:
            self.fault("the first line must be {% view NAME %}", 1)
        if self.blocks:
            self.fault(f"{{% {self.blocks[-1].kind} %}} is never ended", self.blocks[-1].line)
        if self.stack:
            self.fault(f"<{self.stack[-1][0]}> is never closed", self.stack[-1][1])
        for tag, name, line in self.controls:
            if name is None or name not in self.labels:
                self.fault(f"<{tag}> without a <label for=…> or aria-label=", line)
        self.flush()
        return self

    def functions(self):
        """[(name, body lines)]"""
        if self.body_at is not None:
            return [(f"{self.view}_open", self.code[:self.body_at]), (f"{self.view}_close", self.code[self.body_at:])]
        code = self.code
        if self.layout:
            call = f"    page_{self.layout}_{{}}(h, &v->{self.layout});"
            code = [call.format("open"), *code, call.format("close")]
        return [(self.view, code)]


def prototype(page, name):
    return f"void page_{name}(struct html *h, const struct {page.view}_view *v)"


def header(pages, views):
    yield "/* Made by tools/gen_pages.py from src/web/pages/; not edited by hand. */\n"
    yield "#ifndef GEN_PAGES_H\n#define GEN_PAGES_H\n\n#include \"html/html.h\"\n"
    for v in views:
        yield f"#include \"web/views/{v}\"\n"
    yield "\n"
    for page in pages:
        for name, _ in page.functions():
            yield prototype(page, name) + ";\n"
    yield "\n#endif\n"


def source(pages, name):
    yield "/* Made by tools/gen_pages.py from src/web/pages/; not edited by hand. */\n"
    yield f"#include \"gen/{name}\"\n\n#include \"gen/assets.h\"\n#include \"text/text.h\"\n#include \"web/widgets.h\"\n"
    for page in pages:
        for function, code in page.functions():
            yield f"\n#line 1 \"{page.shown}\"\n{prototype(page, function)}\n{{\n    (void)v;\n" + "\n".join(code) + "\n}\n"


def main():
    p = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    p.add_argument("--root", type=pathlib.Path, required=True, help="paths in messages are shown from here")
    p.add_argument("--views", type=pathlib.Path, required=True)
    p.add_argument("--c", type=pathlib.Path, required=True)
    p.add_argument("--h", type=pathlib.Path, required=True)
    p.add_argument("page", type=pathlib.Path, nargs="+")
    a = p.parse_args()
    pages, faults = [], []
    for path in sorted(a.page):
        path = path.resolve()
        shown = path.relative_to(a.root.resolve()) if path.is_relative_to(a.root.resolve()) else path.name
        try:
            pages.append(Page(path, shown).read())
        except Fault as f:
            faults.append(str(f))
    if faults:
        sys.exit("\n".join(faults))
    a.h.write_text("".join(header(pages, sorted(v.name for v in a.views.glob("*.h")))), encoding="utf-8")
    a.c.write_text("".join(source(pages, a.h.name)), encoding="utf-8")


if __name__ == "__main__":
    main()
