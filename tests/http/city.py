"""The words of the trade: who comes to the house and what they do there, in one line each."""
import os
from pathlib import Path

from client import Visitor


class Skipped(Exception):
    """Raised by a case that needs what is not here; the message says what."""


def fixtures(*parts):
    """A path among the outside data; the case is skipped, by name, where that is not there."""
    root = Path(os.environ.get("KC_FIXTURES", Path(__file__).resolve().parents[3] / "shared" / "fixtures"))
    if not root.is_dir():
        raise Skipped("outside data (KC_FIXTURES)")
    return root.joinpath(*parts)


class City:
    def __init__(self, engine, server):
        self.engine, self.server = engine, server

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

    def office(self):
        """绩效办: designs schemes, imports tables, publishes."""
        return self.enter("绩效办")

    def leader(self):
        return self.enter("领导")

    def liaison(self):
        """单位联络员: the ranking, and the explanations of the own unit."""
        return self.enter("联络员")

    def auditor(self):
        """审计: reads everything, changes nothing."""
        return self.enter("审计")
