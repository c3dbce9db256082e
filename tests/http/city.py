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

    def enter(self, login, language="zh-CN"):
        """A click on one of the cards of the demo's login page."""
        visitor = self.visitor(language)
        page = visitor.get("/login").is_status(200)
        cards = [f for f in page.forms if f.action.endswith("/login/demo")
                 and (f.value("login") == login or ("login", login) in f.buttons)]
        assert cards, f"no card for {login} on the login page, but {page.forms}"
        pairs = [tuple(p) for p in cards[0].fields if p[0] != "login"] + [("login", login)]
        visitor.post(cards[0].action, pairs).is_status(200)
        return visitor

    def office(self, **how):
        """绩效办: designs schemes, imports tables, publishes."""
        return self.enter("jixiao", **how)
