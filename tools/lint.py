#!/usr/bin/env python3
"""What the text of the sources may not say (CONTRIBUTING.md); what a compiler does not see.

    lint.py [ROOT]     prints path:line: what is wrong, and ends with 1 when there is anything
"""
import re
import sys
from pathlib import Path

from csource import CSource, sources

BANNED = {
    "strcpy": "struct str, buf", "strcat": "buf", "strncpy": "struct str", "strncat": "buf", "sprintf": "buf_printf",
    "vsprintf": "buf_printf", "strtok": "str_split", "strtok_r": "str_split", "atoi": "str_to_i64",
    "atol": "str_to_i64", "atoll": "str_to_i64", "atof": "fixed_read", "gets": "nothing", "alloca": "an arena",
    "rand": "randomness that comes in", "srand": "randomness that comes in", "random": "randomness that comes in",
    "system": "posix_spawn", "popen": "posix_spawn", "setlocale": "base/lang.h", "gmtime": "base/date.h",
    "localtime": "base/date.h", "ctime": "base/date.h", "asctime": "base/date.h", "tmpnam": "mkstemp",
    "mktemp": "mkstemp", "assert": "ASSERT, which stays on",
}
WITHOUT_FLOATS = ("base", "calendar", "db", "domain", "feel", "kernel", "ledger", "merkle", "score", "table")
FLOATS_GO_OUT = ("src/table/sheet.c", "number_of")  # the library that writes workbooks takes its numbers so
WITHOUT_FREE = ("domain", "door", "web", "api")  # one arena per request
HTML_WRITERS = ("src/html/", "src/web/widgets.c", "src/web/widget_files.c", "src/web/widget_gantt.c", "src/web/feed.c", "src/feel/dmn_write.c")  # a feed or model is no page
FUNCTION_LINES_MAX = 100  # a screen is 70; this is where no screen is large enough

SQL = re.compile(r"\b(SELECT\s|INSERT\s+INTO\b|UPDATE\s+\w+\s+SET\b|DELETE\s+FROM\b|CREATE\s+(TABLE|INDEX)\b|"
                 r"DROP\s+TABLE\b|ALTER\s+TABLE\b|PRAGMA\s)|^\s*(select\s.+\sfrom\s|insert\s+into\s|delete\s+from\s|"
                 r"update\s+\w+\s+set\s)")
MARKUP = re.compile(r"<(!doctype|/?(html|head|body|div|span|a|p|table|thead|tbody|tr|td|th|form|input|button|select|"
                    r"option|label|h[1-6]|ul|ol|li|dl|dt|dd|script|style|link|meta|img|br|hr|svg|path|rect|text|main|"
                    r"nav|section|header|footer|strong|em|small|details|summary)[\s/>])", re.IGNORECASE)
UNFINISHED = re.compile(r"\b(TO" r"DO|FIX" r"ME|X" r"XX|not implem" r"ented|unimplem" r"ented)\b")
UNFINISHED_IN = ("src", "tests", "tools", "assets", "po", "docs", "demo", "procedures", "run", "test")


def room_problems(room, source, place):
    """What holds for one room or all but one."""
    for line, name in source.calls(BANNED):
        yield line, f"{name}: use {BANNED[name]}"
    if room != "main":
        for line, name in source.calls(("getenv", "secure_getenv")):
            yield line, f"{name}: settings come in through src/main"
    if room in WITHOUT_FLOATS:
        out = [range(start - 1, start + lines) for start, name, lines in source.functions()
               if (place, name) == FLOATS_GO_OUT]
        for line, name in source.words(("float", "double")):
            if any(line in lines for lines in out):
                continue
            yield line, f"{name}: numbers here are scaled integers (base/fixed.h)"
    if room in WITHOUT_FREE:
        heap = [range(start, start + lines) for start, name, lines in source.functions()
                if name.endswith(("_new", "_free"))]  # what lives as long as the program
        for line, name in source.calls(("malloc", "calloc", "realloc", "free", "strdup")):
            if not any(line in lines for lines in heap):
                yield line, f"{name}: memory here is the request's arena"
    for line, text in source.strings:
        if room != "db" and SQL.search(text):
            yield line, "SQL stands in src/db/sql/*.sql"
        if not place.startswith(HTML_WRITERS) and MARKUP.search(text):
            yield line, "markup stands in src/web/pages/*.html"


def shape_problems(source, place):
    """Guards, manuals, must-check, length."""
    if source.path.suffix == ".h":
        guard = re.sub(r"\W", "_", place.removeprefix("src/")).upper()
        if f"#ifndef {guard}\n#define {guard}\n" not in source.text:
            yield 1, f"wants the guard {guard}"
        if not source.text.startswith("/*"):
            yield 1, "a header is a manual: it begins with what the module is for"
        for m in re.finditer(r"^enum rc (\w+)\([^;{]*;", source.code, re.MULTILINE):
            if "MUST_CHECK" not in m.group() and m.group(1) not in ("err_set", "err_arg"):
                yield source.line_of(m.start()), f"{m.group(1)} returns enum rc and lacks MUST_CHECK"
    for line, name, lines in source.functions():
        if lines > FUNCTION_LINES_MAX:
            yield line, f"{name} is {lines} lines long; a function fits a screen"


def unfinished(root):
    for top in UNFINISHED_IN:
        start = root / top
        paths = [start] if start.is_file() else sorted(p for p in start.rglob("*") if p.is_file())
        for path in paths:
            if path.stat().st_size > 4_000_000 or {"node_modules", "corpus", "out"} & set(path.parts):
                continue
            try:
                lines = path.read_text(encoding="utf-8").split("\n")
            except UnicodeDecodeError:
                continue
            for number, line in enumerate(lines, 1):
                if UNFINISHED.search(line):
                    yield f"{path}:{number}: unfinished work has no place in the tree"


def forgotten_tests(root):
    """A test program that no meson.build names would never run."""
    for path in sorted((root / "tests" / "unit").glob("*/test_*.c")):
        build = path.parent / "meson.build"
        stem = path.stem.removeprefix("test_")
        if not build.exists() or not re.search(rf"\b(test_)?{re.escape(stem)}\b", build.read_text(encoding="utf-8")):
            yield f"{path}:1: no meson.build runs this test"


def problems(root):
    root = Path(root)
    for room, path in sources(root):
        source, place = CSource(path), path.relative_to(root).as_posix()
        for line, what in sorted([*room_problems(room, source, place), *shape_problems(source, place)]):
            yield f"{path}:{line}: {what}"
    yield from unfinished(root)
    yield from forgotten_tests(root)


if __name__ == "__main__":
    found = list(problems(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parent.parent))
    print("\n".join(found) if found else "lint: nothing found")
    sys.exit(1 if found else 0)
