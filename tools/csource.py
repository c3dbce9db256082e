"""C source as the checks want it: code without comments and texts, and the texts with their lines."""
import re
from pathlib import Path

_TOKEN = re.compile(r"""
    (?P<comment> /\*.*?\*/ | //[^\n]* )
  | (?P<include> ^[ \t]*\#[ \t]*include[^\n]* )
  | (?P<string>  "(?:[^"\\\n]|\\.)*" )
  | (?P<char>    '(?:[^'\\\n]|\\.)+' )
""", re.VERBOSE | re.DOTALL | re.MULTILINE)


def _blank(text):
    return re.sub(r"[^\n]", " ", text)


class CSource:
    """code: the same length and lines as the file, with comments and the insides of texts blanked out.
    strings: (line, text) of each literal. includes: (line, path) of each #include "path"."""

    def __init__(self, path):
        self.path = Path(path)
        self.text = self.path.read_text(encoding="utf-8")
        self.strings, self.includes, self.comments, out, at = [], [], [], [], 0
        for m in _TOKEN.finditer(self.text):
            out.append(self.text[at:m.start()])
            piece, at, line = m.group(), m.end(), self.text.count("\n", 0, m.start()) + 1
            if m.lastgroup == "string":
                self.strings.append((line, piece[1:-1]))
                piece = '"' + " " * (len(piece) - 2) + '"'
            elif m.lastgroup == "include":
                quoted = re.search(r'"([^"]+)"', piece)
                if quoted:
                    self.includes.append((line, quoted.group(1)))
                piece = _blank(piece)
            else:
                if m.lastgroup == "comment":
                    self.comments.append((line, piece))
                piece = _blank(piece)
            out.append(piece)
        out.append(self.text[at:])
        self.code = "".join(out)

    def line_of(self, offset):
        return self.code.count("\n", 0, offset) + 1

    def words(self, names):
        """(line, name) of each of these words in the code."""
        for m in re.finditer(r"\b(?:" + "|".join(names) + r")\b", self.code):
            yield self.line_of(m.start()), m.group()

    def calls(self, names):
        """(line, name) of each call of (or pointer taken with a parenthesis to) these functions."""
        for m in re.finditer(r"(?<![\w.>])(" + "|".join(names) + r")\s*\(", self.code):
            yield self.line_of(m.start()), m.group(1)

    def functions(self):
        """(line, name, lines) of each function body, by the braces in the first column."""
        start = None
        lines = self.code.split("\n")
        for number, line in enumerate(lines, 1):
            if line.startswith("{"):
                start = number
            elif line.startswith("}") and start:
                head = " ".join(lines[max(0, start - 6):start - 1])
                names = re.findall(r"(\w+)\s*\(", head)
                if names and not line.startswith("};"):
                    yield start, names[-1], number - start + 1
                start = None


def sources(root, *suffixes):
    """The files below src/, in order, as (room, path)."""
    src = Path(root) / "src"
    for path in sorted(src.rglob("*")):
        if path.is_file() and path.suffix in (suffixes or (".c", ".h")):
            yield path.relative_to(src).parts[0], path
