#!/usr/bin/env python3
"""Rooms are layers. Each src/ROOM/README.md says what its room may use; this looks whether the includes keep to it.

    layers.py [ROOT]     prints path:line: what is wrong, and ends with 1 when there is anything

Checked: the three lines of each README; that no room may use itself by a detour; each #include "room/…"; that the
pure rooms read no clock, locale, environment or chance. A generated header, "gen/sql.h", belongs to the room whose
gen/meson.build makes it.
"""
import re
import sys
from pathlib import Path

from csource import CSource, sources

PURE = ("base", "text", "doc", "feel", "procedure", "calendar", "paper", "score", "merkle", "html", "table", "attach")

# What a pure room would need to give different bytes on another machine or at another time.
IMPURE = {
    "clock": ("time", "clock", "clock_gettime", "gettimeofday", "localtime", "localtime_r", "gmtime", "gmtime_r",
              "mktime", "strftime", "difftime"),
    "locale": ("setlocale", "newlocale", "uselocale", "localeconv", "nl_langinfo", "strcoll", "toupper", "tolower",
               "isalpha", "isdigit", "isspace", "isalnum", "isupper", "islower", "strcasecmp", "strncasecmp"),
    "environment": ("getenv", "secure_getenv", "setenv", "getpid", "gethostname", "getcwd"),
    "chance": ("rand", "random", "rand_r", "drand48", "getrandom", "getentropy", "arc4random", "randombytes_buf"),
    "float": ("strtod", "strtof", "strtold", "atof", "pow", "exp", "log", "sqrt", "floor", "ceil", "round"),
}


def readme_problems(path):
    room = path.parent.name
    lines = [line for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]
    want = [f"# {room}", "For: ", "May use: ", "May not: "]
    for i, start in enumerate(want):
        if i >= len(lines) or not (lines[i] == start if i == 0 else lines[i].startswith(start)):
            yield f"{path}:{i + 1}: wants the lines: {', '.join(repr(w) for w in want)}"
            return
    if len(lines) > len(want):
        yield f"{path}:{len(want) + 1}: four lines say enough"


def may_use(path, rooms):
    """The rooms that this README names; "all rooms" is every one."""
    line = re.search(r"^May use: (.*)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    text = line.group(1) if line else ""
    if re.match(r"all\b", text):
        return set(rooms)
    return {word for word in re.findall(r"[a-z]+", text) if word in rooms}


def detours(uses):
    """Each room that may use itself by way of others, with the way."""
    def walk(room, way):
        for other in sorted(uses.get(room, ())):
            if other == way[0] and len(way) > 1:
                yield way + [other]
            elif other not in way:
                yield from walk(other, way + [other])
    for room in sorted(uses):
        for way in walk(room, [room]):
            if room == min(way):
                yield way


def makers(root):
    """Which room makes each generated header."""
    return {name: path.parents[1].name
            for path in Path(root).glob("src/*/gen/meson.build")
            for name in re.findall(r"'(\w+\.h)'", path.read_text(encoding="utf-8"))}


def include_problems(room, source, uses, made_by):
    for line, path in source.includes:
        where = f"{source.path}:{line}: "
        if "/" not in path:
            yield where + f'"{path}": an include carries its room, as in "{room}/{path}"'
            continue
        owner, name = path.split("/", 1)
        if owner == "gen":
            owner = made_by.get(name)
            if owner is None:
                yield where + f'"{path}": no src/ROOM/gen/meson.build makes it'
                continue
        if owner != room and owner not in uses[room]:
            yield where + f"{room} may not use {owner} (src/{room}/README.md)"


def problems(root):
    root = Path(root)
    rooms = sorted({room for room, _ in sources(root)})
    uses = {}
    for room in rooms:
        readme = root / "src" / room / "README.md"
        if readme.exists():
            yield from readme_problems(readme)
            uses[room] = may_use(readme, rooms) - {room}
        else:
            uses[room] = set(rooms)  # one line is enough
            yield f"{readme}:1: is missing"
    for way in detours({room: used for room, used in uses.items() if (root / 'src' / room / 'README.md').exists()}):
        yield f"src/{way[0]}/README.md:3: a room above itself: {' → '.join(way)}"
    made_by = makers(root)
    for room, path in sources(root):
        source = CSource(path)
        yield from include_problems(room, source, uses, made_by)
        if room in PURE:
            for kind, names in IMPURE.items():
                for line, name in source.calls(names):
                    yield f"{path}:{line}: {name}: {room} is pure and knows no {kind}"


if __name__ == "__main__":
    found = list(problems(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parent.parent))
    print("\n".join(found) if found else "layers: every room keeps to its README")
    sys.exit(1 if found else 0)
