#!/usr/bin/env python3
"""Texts of the interface: po/*.zh-CN.po and po/*.en.po become one sorted C table.

    gen_text.py table OUT.c  --po DIR [--depfile FILE]
    gen_text.py check STAMP  --po DIR --src DIR... [--depfile FILE] [--unused]

`table` stops on a malformed file, a key given twice, a key that one language lacks, and texts that put in
different arguments. `check` also reads the program and stops on a key that is used but has no text. It knows
the places where a key can stand as a literal: FAIL, PROBLEM, ERR_HINT, K, T, TEXT…, `.hint = "…"` in C, and
{{t key}} in pages.
"""
import argparse
import pathlib
import re
import sys

KEY = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z0-9_]+)+")
LANGS = ("zh-CN", "en")
# Macro -> which argument is the key (None: any that is wholly a literal).
MACROS = {"FAIL": 2, "PROBLEM": 3, "ERR_HINT": 1, "T": 1, "TEXT": 1, "TEXT1": 1, "TEXT2": 1, "K": 0}


class Fault(Exception):
    pass


def po_read(path):
    """{key: (text, line)}; comments and the empty header msgid are skipped."""
    texts, key, mode, value, start = {}, None, None, "", 0

    def close(line):
        if mode != "msgstr" or key is None:
            return
        if key == "":
            return
        if not KEY.fullmatch(key):
            raise Fault(f"{path}:{start}: '{key}' is not a key (words of a-z0-9_ joined by dots)")
        if key in texts:
            raise Fault(f"{path}:{start}: '{key}' stands here and in line {texts[key][1]}")
        if value == "":
            raise Fault(f"{path}:{line}: '{key}' has no text")
        texts[key] = (value, start)

    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        line = line.strip()
        if line == "" or line.startswith("#"):
            continue
        m = re.fullmatch(r'(msgid|msgstr)?\s*"((?:[^"\\]|\\.)*)"', line)
        if not m:
            raise Fault(f"{path}:{number}: not a line of a .po file: {line}")
        piece = re.sub(r"\\(.)", lambda e: {"n": "\n", "t": "\t"}.get(e[1], e[1]), m[2])
        if m[1] == "msgid":
            close(number)
            key, mode, start = piece, "msgid", number
        elif m[1] == "msgstr":
            if mode != "msgid":
                raise Fault(f"{path}:{number}: msgstr without msgid")
            mode, value = "msgstr", piece
        elif mode == "msgid":
            key += piece
        elif mode == "msgstr":
            value += piece
        else:
            raise Fault(f"{path}:{number}: text before the first msgid")
    close("end")
    return texts


def holes(text):
    return sorted(set(re.findall(r"\{([0-9]+)\}", text)))


def catalogue(po_dir, read):
    """{key: {lang: text}} over all files; faults are collected and raised together."""
    merged, faults = {}, []
    for lang in LANGS:
        for path in sorted(po_dir.glob(f"*.{lang}.po")):
            read.append(path)
            try:
                for key, (text, line) in po_read(path).items():
                    here = merged.setdefault(key, {})
                    if lang in here:
                        faults.append(f"{path}:{line}: '{key}' has a {lang} text already, in {here[lang][1]}")
                    here[lang] = (text, f"{path}:{line}")
            except Fault as f:
                faults.append(str(f))
    for key, langs in sorted(merged.items()):
        for lang in LANGS:
            if lang not in langs:
                other = next(iter(langs.values()))[1]
                faults.append(f"{other}: '{key}' has no {lang} text")
        if len(langs) == len(LANGS) and len({tuple(holes(t)) for t, _ in langs.values()}) > 1:
            faults.append(f"{langs['en'][1]}: '{key}' puts in other arguments than in zh-CN")
        for text, where in langs.values():
            if any(int(n) > 3 for n in holes(text)):
                faults.append(f"{where}: '{key}' uses an argument above {{3}}")
    if faults:
        raise Fault("\n".join(faults))
    return {k: {lang: t for lang, (t, _) in v.items()} for k, v in merged.items()}


def c_string(text):
    out = []
    for b in text.encode():
        c = chr(b)
        out.append({'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t"}.get(c) or (c if 32 <= b < 127 and c != "?" else f"\\{b:03o}"))
    return '"' + "".join(out) + '"'


def table(texts):
    yield "/* Made by tools/gen_text.py from po/; not edited by hand. */\n"
    yield '#include "text/table.h"\n\nconst struct text_entry TEXT_TABLE[] = {\n'
    for key in sorted(texts):
        pair = ", ".join("STR_INIT(" + c_string(texts[key][lang]) + ")" for lang in LANGS)
        yield f'    {{"{key}", {{{pair}}}}},\n'
    yield "};\nconst size_t TEXT_TABLE_COUNT = COUNT_OF(TEXT_TABLE);\n"


def c_arguments(source, at):
    """The arguments of a call whose '(' stands just before `at`, split at commas of this depth."""
    depth, quote, begin, out = 1, None, at, []
    i = at
    while i < len(source):
        c = source[i]
        if quote:
            if c == "\\":
                i += 1
            elif c == quote:
                quote = None
        elif c in "\"'":
            quote = c
        elif c in "([{":
            depth += 1
        elif c in ")]}":
            depth -= 1
            if depth == 0:
                return out + [source[begin:i]]
        elif c == "," and depth == 1:
            out.append(source[begin:i])
            begin = i + 1
        i += 1
    return out


def blank_comments(source):
    """Comments become spaces, so that offsets and lines stay."""
    pattern = re.compile(r'"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\'|/\*.*?\*/|//[^\n]*', re.S)
    return pattern.sub(lambda m: m[0] if m[0][0] in "\"'" else re.sub(r"[^\n]", " ", m[0]), source)


def keys_in_c(source):
    """(key, place, None)"""
    source = blank_comments(source)
    for m in re.finditer(r"\b(" + "|".join(MACROS) + r")\(", source):
        begin = source.rfind("\n", 0, m.start()) + 1
        if source[begin:m.start()].lstrip().startswith("#"):
            continue  # the macro's own definition
        arguments = c_arguments(source, m.end())
        which = MACROS[m[1]]
        if which < len(arguments):
            literal = re.fullmatch(r'\s*"([^"\\]*)"\s*', arguments[which])
            if literal and KEY.fullmatch(literal[1]):
                yield literal[1], m.start(), None
    for m in re.finditer(r'\bhint\s*=\s*"([^"\\]*)"', source):
        if KEY.fullmatch(m[1]):
            yield m[1], m.start(), None


def keys_in_page(source):
    """(key, place, number of arguments or None)"""
    for m in re.finditer(r"\{\{t\s+([a-z0-9_.]+)([^}]*)\}\}", source):
        yield m[1], m.start(), m[2].count(",")
    for m in re.finditer(r"\{%\s*widget\b(.*?)%\}", source):
        for t in re.finditer(r"[(,]\s*t\s+([a-z0-9_.]+)", m[1]):
            yield t[1], m.start() + t.start(), 0


def check(texts, sources, read):
    faults, used = [], set()
    for root in sources:
        for path in sorted(root.rglob("*")):
            if path.is_dir():
                read.append(path)  # a new file changes its directory
            if path.suffix not in (".c", ".h", ".def", ".html") or not path.is_file():
                continue
            read.append(path)
            source = path.read_text(encoding="utf-8")
            find = keys_in_page if path.suffix == ".html" else keys_in_c
            for key, at, arguments in find(source):
                used.add(key)
                where = f"{path}:{source.count(chr(10), 0, at) + 1}"
                if key not in texts:
                    faults.append(f"{where}: no text for '{key}' in po/")
                elif arguments is not None and arguments != len(holes(texts[key]["en"])):
                    faults.append(f"{where}: '{key}' puts in {len(holes(texts[key]['en']))} arguments, not {arguments}")
    if faults:
        raise Fault("\n".join(faults))
    return used


def main():
    p = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    p.add_argument("what", choices=["table", "check"])
    p.add_argument("out", type=pathlib.Path)
    p.add_argument("--po", type=pathlib.Path, required=True)
    p.add_argument("--src", type=pathlib.Path, nargs="*", default=[])
    p.add_argument("--depfile", type=pathlib.Path)
    p.add_argument("--unused", action="store_true", help="print texts that no literal key in the program names")
    a = p.parse_args()
    read = [a.po, *a.src]
    try:
        texts = catalogue(a.po, read)
        if a.what == "check":
            used = check(texts, a.src, read)
            if a.unused:
                print("\n".join(sorted(set(texts) - used)))
            result = "".join(f"{key}\n" for key in sorted(used))
        else:
            result = "".join(table(texts))
    except Fault as f:
        sys.exit(str(f))
    a.out.write_text(result, encoding="utf-8")
    if a.depfile:
        a.depfile.write_text(f"{a.out}: " + " ".join(str(r).replace(" ", "\\ ") for r in read) + "\n")


if __name__ == "__main__":
    main()
