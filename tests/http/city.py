"""The words of the trade: who comes to the house and what they do there, in one line each."""
import csv
import io
import os
import re
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from client import Visitor

SCHEME = "yunlan-2026"
ROOT = Path(__file__).resolve().parents[2]


class Skipped(Exception):
    """Raised by a case that needs what is not here; the message says what."""


def fixtures(*parts):
    """A path among the outside data; the case is skipped, by name, where that is not there."""
    root = Path(os.environ.get("KC_FIXTURES", ROOT.parent / "shared" / "fixtures"))
    if not root.is_dir():
        raise Skipped("outside data (KC_FIXTURES)")
    return root.joinpath(*parts)


class City:
    def __init__(self, engine, server):
        self.engine, self.server, self._reader = engine, server, None

    def restart(self, clock=None, how="stop"):
        """The program ends, asked or killed, and starts again on the same data; `clock` sets another time."""
        if how == "kill":
            self.server.kill()
        else:
            self.server.stop()
        self.server.clock = clock or self.server.clock
        self.server.start()
        self._reader = None

    # -- who comes --

    def visitor(self, language="zh-CN"):
        """Somebody who has not said who they are."""
        return Visitor(self.server.base, language)

    def enter(self, who, language="zh-CN"):
        """A click on one of the cards of the demo's login page: `who` is a word on it or its login."""
        visitor = self.visitor(language)
        page = visitor.get("/login").is_status(200)
        for form in page.forms:
            buttons = [b for b in form.buttons if b[0] == "login" and (b[1] == who or who in form.words)]
            if form.action == "/login/demo" and buttons:
                pairs = [tuple(p) for p in form.fields] + buttons[:1]
                visitor.post(form.action, pairs).is_status(200)
                return visitor
        raise AssertionError(f"no card for {who} on the login page, but {[f.words for f in page.forms]}")

    def sign_in(self, login, password, status=200):
        """By login and password, as a city does that is not a demo."""
        visitor = self.visitor()
        page = visitor.submit(visitor.get("/login"), "/login", login=login, password=password)
        page.is_status(status)
        return visitor

    def office(self):
        """绩效办: designs schemes, imports tables, publishes."""
        return self.enter("jixiaoban")

    def leader(self):
        return self.enter("lingdao")

    def liaison(self):
        """单位联络员 of 市住建局: the ranking, and the explanations of the own unit."""
        return self.enter("zhujianju")

    def auditor(self):
        """审计: reads everything, changes nothing."""
        return self.enter("shenji")

    # -- what they do --

    def entries(self):
        """How many entries the ledger has."""
        if self._reader is None:
            self._reader = self.auditor()
        page = self._reader.get("/ledger").is_status(200)
        return int(page.tables[0][1][0]) + 1

    def organs(self, visitor):
        """{short name: number} of every organ on the list."""
        page = visitor.get("/organs").is_status(200)
        rows = {full: short for full, short, *_ in page.tables[0][1:]}
        found = {words: int(h.rsplit("/", 1)[1]) for h, words in page.links if re.fullmatch(r"/organs/\d+", h)}
        return {rows[full]: number for full, number in found.items()}

    def ranking(self, visitor, **query):
        """The rows of the page: {unit: {rank, total, grade, moved, last, last_total, adjust}}; of the city's second
        class, where its stories are, unless the query says another."""
        if "scheme" not in query:
            query.setdefault("class", "二类")
        page = visitor.get("/scores" + ("?" + urlencode(query) if query else "")).is_status(200)
        return {row["unit"]: row for row in map(rank_row, page.tables[0][1:])}

    def scores(self, visitor, **query):
        """The same as a table of values: [{unit, class, total, rank, grade}]."""
        page = visitor.get("/scores.csv" + ("?" + urlencode(query) if query else "")).is_status(200)
        return list(csv.DictReader(io.StringIO(page.body.decode("utf-8-sig"))))

    def give(self, visitor, text=None, file=None, period="", scheme=SCHEME, name="表.csv", page=None, follow=True, kind=None):
        """A table through the page /imports/new: pasted as `text`, or `file` (bytes) chosen from the disk. What comes
        is the check of it, or the same page when it is no table."""
        page = page or visitor.get("/imports/new" + (f"?kind={kind}" if kind else "")).is_status(200)
        files = {"file": (name, file)} if file is not None else None
        values = {"text": text or ""}
        if page.form("/imports/new").value("scheme") is not None:
            values.update(scheme=scheme, period=period)
        return visitor.submit(page, "/imports/new", files=files, follow=follow, **values)

    def go_on(self, visitor, check, answers=None):
        """From the check of a table to its difference, every warning looked into and every question answered: marks
        as missing, others by `answers` {question: choice}; the check again when it must be mended."""
        draft = urlsplit(check.url).path
        form = check.form(draft)
        values = {"tick_all": "1"} if form.value("warned") else {}
        for name in form.choices:
            if name.startswith("a-missing-"):
                values[name] = "missing"
            elif name.removeprefix("a-") in (answers or {}):
                values[name] = answers[name.removeprefix("a-")]
        if values:
            return visitor.submit(check, draft, **{**values, "go": "confirm"})
        return visitor.submit(check, draft, button=("go", "confirm"))

    def hand_in(self, visitor, follow=True, answers=None, **given):
        """The whole way: given, checked, confirmed; the receipt, or the page on which it stops."""
        page = self.give(visitor, follow=follow, **given)
        if not follow or page.status != 200 or "/imports/drafts/" not in page.url:
            return page
        return self.go_on_to_receipt(visitor, page, answers)

    def go_on_to_receipt(self, visitor, check, answers=None):
        """From the check of a table to its receipt, or to the page on which it stops."""
        page = self.go_on(visitor, check, answers)
        if not page.url.endswith("/confirm"):
            return page
        form = next(f for f in page.forms if "/imports/drafts/" in f.action)
        return visitor.submit(page, form.action)

    def adopt(self, visitor, text=None, file=None, register=False, name="方案.yaml"):
        """A scheme through the page /schemes/new."""
        files = {"file": (name, file)} if file is not None else None
        return visitor.submit(visitor.get("/schemes/new").is_status(200), "/schemes/new", files=files, text=text or "",
                              register="1" if register else None)

    def scheme_text(self, visitor, version=1):
        return visitor.get(f"/schemes/{SCHEME}/{version}/file").is_status(200).source


def rank_row(cells):
    rank, unit, moved, _, total, adjust, last, grade = cells
    step = re.search(r"(上升|下降) (\d+) 位", moved)
    before = re.search(r"上期第 (\d+) 名，(-?[\d.]+) 分", last)
    return {"unit": unit, "rank": rank, "total": total, "adjust": adjust, "grade": grade,
            "moved": int(step[2]) * (1 if step[1] == "上升" else -1) if step else 0,
            "last": before and before[1], "last_total": before and before[2]}


def receipt(page):
    """What the page after an import says: {number, fresh, changed, same, cleared}."""
    found = re.search(r"/imports/(\d+)", page.url)
    assert page.status == 200 and found, f"{page} is no receipt:\n{page.text[:3000]}"
    counts = [int(n) for n in re.findall(r"(?:新增|修改|不变|清空) (\d+)", page.text)]
    return dict(zip(("number", "fresh", "changed", "same", "cleared"), [int(found[1]), *counts]))


def hashes(page):
    """The SHA-256 on a page, in order."""
    return re.findall(r"\b[0-9a-f]{64}\b", page.text)
