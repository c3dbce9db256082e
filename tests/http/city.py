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
