"""A visitor with a browser's manners: keeps cookies, reads pages, fills in forms, follows 303.

    page = visitor.get("/login")
    page = visitor.submit(page.form("/login"), login="office", password="…")
    page.status, page.h1, page.text, page.links, page.tables, page.form(action), page.json()
"""
import http.client
import json
import re
import uuid
from html.parser import HTMLParser
from urllib.parse import quote, urlencode, urljoin, urlsplit

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
UNSEEN = {"script", "style", "template", "title"}
BLOCK = {"p", "div", "li", "tr", "td", "th", "h1", "h2", "h3", "h4", "dt", "dd", "section", "br", "option", "button"}


def squeezed(text):
    return re.sub(r"\s+", " ", text).strip()


class Form:
    def __init__(self, attrs):
        self.action = attrs.get("action") or ""
        self.method = (attrs.get("method") or "get").upper()
        self.enctype = attrs.get("enctype") or "application/x-www-form-urlencoded"
        self.fields = []   # [name, value] as a browser would send them untouched
        self.choices = {}  # name: the values of its options, radios or boxes
        self.buttons = []  # (name, value)
        self.words = ""    # on its buttons
        self.files = []    # names of file fields

    def __repr__(self):
        return f"<form {self.method} {self.action} {self.fields}>"

    def value(self, name):
        return next((v for n, v in self.fields if n == name), None)


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.stack, self.forms, self.links, self.tables, self.ids = [], [], [], [], []
        self.words, self.title, self.h1, self.lang = [], "", "", ""
        self.form = self.select = self.area = self.link = None
        self.unbalanced = []

    def handle_starttag(self, tag, attrs):
        a = {k: ("" if v is None else v) for k, v in attrs}
        if "id" in a:
            self.ids.append(a["id"])
        if tag not in VOID:
            self.stack.append(tag)
        if tag in BLOCK:
            self.words.append(" ")
        if tag == "html":
            self.lang = a.get("lang", "")
        elif tag == "form":
            self.form = Form(a)
            self.forms.append(self.form)
        elif tag == "a" and "href" in a:
            self.link = [a["href"], ""]
            self.links.append(self.link)
        elif tag == "table":
            self.tables.append([])
        elif tag == "tr" and self.tables:
            self.tables[-1].append([])
        elif tag in ("td", "th") and self.tables and self.tables[-1]:
            self.tables[-1][-1].append("")
        elif self.form is not None and tag in ("input", "select", "option", "textarea", "button"):
            self.field(tag, a)

    def field(self, tag, a):
        name, kind, f = a.get("name", ""), a.get("type", "text").lower(), self.form
        if tag == "button" and kind in ("submit", "text") and name or tag == "input" and kind == "submit" and name:
            f.buttons.append((name, a.get("value", "")))
        elif tag == "input" and kind == "file":
            f.files.append(name)
        elif tag == "input" and kind in ("checkbox", "radio"):
            f.choices.setdefault(name, []).append(a.get("value", "on"))
            if "checked" in a:
                f.fields.append([name, a.get("value", "on")])
        elif tag == "input" and name and kind not in ("submit", "button", "image", "reset"):
            f.fields.append([name, a.get("value", "")])
        elif tag == "textarea":
            self.area = [name, ""]
            f.fields.append(self.area)
        elif tag == "select":
            self.select = name
            f.choices[name] = []
        elif tag == "option" and self.select is not None:
            f.choices[self.select].append(a.get("value", ""))
            if "selected" in a or f.value(self.select) is None:
                f.fields = [p for p in f.fields if p[0] != self.select] + [[self.select, a.get("value", "")]]

    def handle_endtag(self, tag):
        if tag in VOID:
            return
        if tag in self.stack:
            while (top := self.stack.pop()) != tag:
                self.unbalanced.append(top)
        else:
            self.unbalanced.append("/" + tag)
        if tag == "form":
            self.form = None
        elif tag == "a":
            self.link = None
        elif tag == "textarea" and self.area is not None:
            self.area[1] = self.area[1].removeprefix("\n")  # the line end after <textarea> is not of its text
            self.area = None
        elif tag == "select":
            self.select = None
        if tag in BLOCK:
            self.words.append(" ")

    def handle_data(self, data):
        if self.area is not None:
            self.area[1] += data
            return
        if "title" in self.stack and "svg" not in self.stack:
            self.title += data
        if UNSEEN & set(self.stack):
            return
        self.words.append(data)
        if "h1" in self.stack:
            self.h1 += data
        if self.link is not None:
            self.link[1] += data
        if self.form is not None and "button" in self.stack:
            self.form.words += data
        if self.tables and self.tables[-1] and self.tables[-1][-1] and ("td" in self.stack or "th" in self.stack):
            self.tables[-1][-1][-1] += data


class Page:
    """An answer. What is only in pages is read when it is first asked for."""

    def __init__(self, url, status, headers, body):
        self.url, self.status, self.headers, self.body = url, status, headers, body
        self._read = None

    def __repr__(self):
        return f"<{self.status} {self.url}>"

    @property
    def source(self):
        return self.body.decode("utf-8")

    def read(self):
        if self._read is None:
            self._read = _Reader()
            self._read.feed(self.source)
            self._read.close()
        return self._read

    text = property(lambda self: squeezed("".join(self.read().words)))
    title = property(lambda self: squeezed(self.read().title))
    h1 = property(lambda self: squeezed(self.read().h1))
    lang = property(lambda self: self.read().lang)
    ids = property(lambda self: self.read().ids)
    forms = property(lambda self: self.read().forms)
    unbalanced = property(lambda self: self.read().unbalanced + self.read().stack)
    links = property(lambda self: [(href, squeezed(text)) for href, text in self.read().links])
    tables = property(lambda self: [[[squeezed(c) for c in row] for row in t] for t in self.read().tables])

    def header(self, name):
        return next((v for k, v in self.headers if k.lower() == name.lower()), None)

    def form(self, action=None, **having):
        """The form that goes to `action` (its path) and has these fields or buttons with these values."""
        def fits(f):
            pairs = [tuple(p) for p in f.fields] + f.buttons
            here = urlsplit(urljoin(self.url, f.action)).path
            return (action is None or here == action) and all((n, v) in pairs for n, v in having.items())
        found = [f for f in self.forms if fits(f)]
        assert found, f"{self}: no form to {action} with {having}, but {self.forms}"
        return found[0]

    def link(self, text):
        """The address behind the first link whose words have `text` in them."""
        found = [href for href, words in self.links if text in words]
        assert found, f"{self}: no link {text!r}, but {[w for _, w in self.links]}"
        return urljoin(self.url, found[0])

    def json(self):
        return json.loads(self.body)

    def shows(self, *parts):
        for part in parts:
            assert part in self.text, f"{self} does not show {part!r}:\n{self.text[:3000]}"
        return self

    def hides(self, *parts):
        for part in parts:
            assert part not in self.text, f"{self} shows {part!r}"
        return self

    def told(self):
        """What a person reads, for messages of failed cases."""
        return self.text[:3000] if (self.header("Content-Type") or "").startswith("text/html") else str(self.body[:500])

    def is_status(self, status):
        assert self.status == status, f"{self}, not {status}:\n{self.told()}"
        return self


class Visitor:
    def __init__(self, base, language="zh-CN"):
        self.base, self.cookies, self.language = base.rstrip("/"), {}, language
        self.host = urlsplit(self.base).netloc

    def request(self, method, path, body=None, headers=None, follow=True):
        path = quote(re.sub(r"^https?://[^/]+", "", path).split("#")[0], safe="/?&=%;,:@!$'()*+-._~")
        send = {"Host": self.host, "Accept-Language": self.language, **(headers or {})}
        if self.cookies:
            send.setdefault("Cookie", "; ".join(f"{k}={v}" for k, v in self.cookies.items()))
        line = http.client.HTTPConnection(self.host, timeout=120)
        try:
            line.request(method, path, body=body, headers=send)
            answer = line.getresponse()
            page = Page(self.base + path, answer.status, answer.getheaders(), answer.read())
        finally:
            line.close()
        self.keep_cookies(page)
        if follow and page.status in (301, 302, 303, 307, 308):
            return self.request("GET", urljoin(self.base + path, page.header("Location")), headers=headers)
        return page

    def keep_cookies(self, page):
        for name, value in page.headers:
            if name.lower() == "set-cookie":
                pair, *attributes = [part.strip() for part in value.split(";")]
                key, _, word = pair.partition("=")
                gone = any(re.fullmatch(r"(?i)max-age=0|expires=thu, 01[ -]jan[ -]1970.*", a) for a in attributes)
                if gone or not word:
                    self.cookies.pop(key, None)
                else:
                    self.cookies[key] = word

    def get(self, path, **how):
        return self.request("GET", path, **how)

    def post(self, path, fields, files=None, headers=None, follow=True):
        """fields: dict or pairs. files: {name: (file name, bytes)} makes it multipart; a list of
        such pairs are several files of one field."""
        pairs = list(fields.items()) if isinstance(fields, dict) else [tuple(p) for p in fields]
        send = {"Origin": self.base, "Sec-Fetch-Site": "same-origin", **(headers or {})}
        if files is None:
            body = urlencode(pairs).encode()
            send.setdefault("Content-Type", "application/x-www-form-urlencoded")
        else:
            body, send["Content-Type"] = multipart(pairs, files)
        return self.request("POST", path, body, send, follow)

    def submit(self, page, action=None, files=None, button=None, follow=True, having=None, **values):
        """Fills the form of `page` that goes to `action` and sends it. A value of None leaves the field out."""
        form = page.form(action, **(having or {}))
        pairs = [(n, v) for n, v in form.fields if n not in values]
        for name, value in values.items():
            several = value if isinstance(value, (list, tuple)) else [value]
            pairs += [(name, str(v)) for v in several if v is not None]
        pairs += [b for b in form.buttons if b == button or b[0] == button][:1]
        target = urljoin(page.url, form.action or page.url)
        if form.method == "GET":
            return self.get(target.split("?")[0] + "?" + urlencode(pairs), follow=follow)
        if "multipart" in form.enctype:
            sent = {name: ("", b"") for name in form.files}
            return self.post(target, pairs, {**sent, **(files or {})}, follow=follow)
        return self.post(target, pairs, follow=follow)


def multipart(pairs, files):
    mark = "----kaocheng" + uuid.uuid4().hex
    out = b""
    for name, value in pairs:
        out += f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
    several = [(name, one) for name, given in files.items() for one in (given if isinstance(given, list) else [given])]
    for name, (filename, data) in several:
        out += (f'--{mark}\r\nContent-Disposition: form-data; name="{name}"; filename="{filename}"\r\n'
                "Content-Type: application/octet-stream\r\n\r\n").encode() + data + b"\r\n"
    return out + f"--{mark}--\r\n".encode(), f"multipart/form-data; boundary={mark}"
