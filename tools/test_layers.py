#!/usr/bin/env python3
"""layers.py and lint.py find what is planted in a small tree, and nothing in the tree as it was."""
import shutil
import sys
import tempfile
import unittest
from pathlib import Path

sys.dont_write_bytecode = True
import layers  # noqa: E402
import lint  # noqa: E402

GOOD = {
    "src/base/README.md": "# base\nFor: memory.\nMay use: libc.\nMay not: log.\n",
    "src/base/str.h": "/* Text. */\n#ifndef BASE_STR_H\n#define BASE_STR_H\nenum rc str_get(int n) MUST_CHECK;\n#endif\n",
    "src/base/str.c": '#include "base/str.h"\n\nint str_one(void)\n{\n    return 1;\n}\n',
    "src/score/README.md": "# score\nFor: points.\nMay use: base.\nMay not: read a clock.\n",
    "src/score/sum.c": '#include "base/str.h"\n#include <stdio.h>\n/* double entry; SELECT is a word here */\n',
    "src/db/README.md": "# db\nFor: tables.\nMay use: base.\nMay not: know a noun.\n",
    "src/db/run.c": '#include "base/str.h"\nstatic const char *q = "SELECT n FROM t";\n',
    "src/web/README.md": "# web\nFor: pages.\nMay use: base, score.\nMay not: hold a database.\n",
    "src/db/gen/meson.build": "output: ['sql.h', 'sql.c']\n",
    "src/web/gen/meson.build": "output: ['pages.h', 'pages.c']\n",
    "src/web/widgets.c": '#include "base/str.h"\nstatic const char *p = "<td>";\n',
    "src/web/kept.c": "void kept_free(void *p)\n{\n    free(p);\n}\n",
    "src/web/page.c": '#include "score/sum.h"\n#include "gen/pages.h"\nstatic const char *kind = "a < b";\n',
    "tests/unit/base/meson.build": "foreach t : ['str']\nendforeach\n",
    "tests/unit/base/test_str.c": "int main(void) { return 0; }\n",
}

# file, what is added at its end (or the whole file when it is new), a piece of what must be said
LAYERS = [
    ("src/score/sum.c", '#include "db/run.h"\n', "score may not use db"),
    ("src/score/sum.c", '#include "sum.h"\n', "carries its room"),
    ("src/score/sum.c", '#include "gen/sql.h"\n', "score may not use db"),
    ("src/score/sum.c", '#include "gen/unheard_of.h"\n', "no src/ROOM/gen/meson.build makes it"),
    ("src/score/sum.c", "static long t(void) { return time(NULL); }\n", "knows no clock"),
    ("src/score/sum.c", 'static void l(void) { setlocale(0, ""); }\n', "knows no locale"),
    ("src/score/sum.c", 'static char *e(void) { return getenv("TZ"); }\n', "knows no environment"),
    ("src/score/sum.c", "static int r(void) { return rand(); }\n", "knows no chance"),
    ("src/score/README.md", "One line too many.\n", "four lines say enough"),
    ("src/jobs/tick.c", "int tick;\n", "README.md:1: is missing"),
]
LINT = [
    ("src/web/page.c", "void f(char *d) { strcpy(d, d); }\n", "strcpy: use"),
    ("src/web/page.c", "void f(char *d) { sprintf(d, d); }\n", "sprintf: use"),
    ("src/web/page.c", 'const char *s = "SELECT name FROM organ";\n', "SQL stands in"),
    ("src/web/page.c", 'const char *s = "delete from organ";\n', "SQL stands in"),
    ("src/web/page.c", 'const char *s = "<div class=x>";\n', "markup stands in"),
    ("src/web/page.c", "void f(void *p)\n{\n    free(p);\n}\n", "the request's arena"),
    ("src/web/page.c", 'const char *f(void) { return getenv("HOME"); }\n', "come in through src/main"),
    ("src/score/sum.c", "static double half;\n", "scaled integers"),
    ("src/db/run.c", "float quarter;\n", "scaled integers"),
    ("src/table/sheet.c", "static int other(void)\n{\n    double d = 1;\n    return d > 0;\n}\n", "scaled integers"),
    ("src/base/new.h", "/* New. */\n#ifndef NEW_H\n#define NEW_H\n#endif\n", "wants the guard BASE_NEW_H"),
    ("src/base/new.h", "#ifndef BASE_NEW_H\n#define BASE_NEW_H\n#endif\n", "a header is a manual"),
    ("src/base/str.h", "enum rc str_put(int n);\n", "lacks MUST_CHECK"),
    ("src/base/str.c", "int str_long(void)\n{\n" + "    ;\n" * 120 + "}\n", "str_long is 122 lines long"),
    ("src/base/str.c", "/* FIX" "ME later */\n", "unfinished work"),
    ("tests/unit/base/test_new.c", "int main(void) { return 0; }\n", "no meson.build runs this test"),
]


class Planted(unittest.TestCase):
    def setUp(self):
        self.root = Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.root)
        for name, text in GOOD.items():
            self.write(name, text)

    def write(self, name, text):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def each(self, check, planted):
        for name, text, want in planted:
            with self.subTest(file=name, planted=text):
                self.write(name, GOOD.get(name, "") + text)
                found = list(check(self.root))
                self.assertTrue(any(want in line for line in found), f"wanted {want!r} in {found}")
                if name in GOOD:
                    self.write(name, GOOD[name])
                else:
                    shutil.rmtree((self.root / name).parent) if "jobs" in name else (self.root / name).unlink()

    def test_nothing_is_found_in_a_good_tree(self):
        self.assertEqual(list(layers.problems(self.root)), [])
        self.assertEqual(list(lint.problems(self.root)), [])

    def test_each_planted_breach_of_a_layer_is_named(self):
        self.each(layers.problems, LAYERS)

    def test_each_planted_breach_of_the_text_rules_is_named(self):
        self.each(lint.problems, LINT)

    def test_rooms_that_use_each_other_are_named_with_the_way(self):
        self.write("src/base/README.md", "# base\nFor: memory.\nMay use: web.\nMay not: log.\n")
        self.assertTrue(any("base → web → base" in line for line in layers.problems(self.root)))


if __name__ == "__main__":
    unittest.main()
