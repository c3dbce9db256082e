#!/usr/bin/env python3
"""What tools/gen_text.py refuses and what it makes. gen_text_test.py ROOT"""
import pathlib
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(sys.argv.pop(1) if len(sys.argv) > 1 else ".").resolve()
GOOD = 'msgid ""\nmsgstr "Content-Type: text/plain\\n"\n\n# a comment\nmsgid "a.one"\nmsgstr "%s {0}"\n'


class GenText(unittest.TestCase):
    def setUp(self):
        self.dir = tempfile.TemporaryDirectory()
        self.root = pathlib.Path(self.dir.name)
        (self.root / "po").mkdir()
        (self.root / "src").mkdir()
        self.po("web.zh-CN.po", GOOD % "一")
        self.po("web.en.po", GOOD % "one")

    def tearDown(self):
        self.dir.cleanup()

    def po(self, name, text):
        (self.root / "po" / name).write_text(text, encoding="utf-8")

    def src(self, name, text):
        (self.root / "src" / name).write_text(text, encoding="utf-8")

    def run_tool(self, what, *more):
        return subprocess.run([sys.executable, ROOT / "tools/gen_text.py", what, self.root / "out", "--po", self.root / "po",
                               "--src", self.root / "src", *more], capture_output=True, text=True)

    def refuses(self, what, *words):
        done = self.run_tool(what)
        self.assertNotEqual(done.returncode, 0, "nothing was refused")
        for word in words:
            self.assertIn(word, done.stderr)

    def accepts(self, what, *more):
        done = self.run_tool(what, *more)
        self.assertEqual(done.returncode, 0, done.stderr)
        return (self.root / "out").read_text(encoding="utf-8")

    def test_both_languages_come_into_one_sorted_table(self):
        self.po("door.zh-CN.po", 'msgid "a.b"\nmsgstr "引\\"号\\n"\n')
        self.po("door.en.po", 'msgid "a.b"\nmsgstr ""\n"quo\\"te"\n"\\n"\n')
        table = self.accepts("table")
        self.assertIn('{"a.b", {STR_INIT("\\345\\274\\225\\"\\345\\217\\267\\n"), STR_INIT("quo\\"te\\n")}}', table)
        self.assertLess(table.index('"a.b"'), table.index('"a.one"'))

    def test_a_key_that_one_language_lacks_is_refused(self):
        self.po("web.en.po", "")
        self.refuses("table", "web.zh-CN.po:5", "'a.one' has no en text")

    def test_other_arguments_are_refused(self):
        self.po("web.en.po", 'msgid "a.one"\nmsgstr "one {1}"\n')
        self.refuses("table", "web.en.po:1", "other arguments")

    def test_a_fifth_argument_is_refused(self):
        self.po("web.en.po", 'msgid "a.one"\nmsgstr "{0}{4}"\n')
        self.refuses("table", "above {3}")

    def test_a_key_given_twice_is_refused_in_one_file_and_in_two(self):
        self.po("web.en.po", 'msgid "a.one"\nmsgstr "{0}"\nmsgid "a.one"\nmsgstr "{0}"\n')
        self.refuses("table", "web.en.po:3", "line 1")
        self.po("web.en.po", GOOD % "one")
        self.po("door.en.po", GOOD % "one")
        self.refuses("table", "web.en.po:5", "'a.one' has a en text already")

    def test_what_is_no_po_file_is_refused(self):
        for text, word in ('msgstr "x"\n', "without msgid"), ("msgid a.one\n", "not a line"), \
                ('msgid "A B"\nmsgstr "x"\n', "not a key"), ('msgid "a.one"\nmsgstr ""\n', "no text"):
            self.po("web.en.po", text)
            self.refuses("table", word)

    def test_keys_are_found_wherever_they_can_stand(self):
        places = {"x.c": ['return FAIL(err, RC_DB, "a.one", "n %d, (", f(1, 2));', 'PROBLEM(p, 1, g(2, 3),\n "a.one")->x = 1;',
                          'ERR_HINT(err, "a.one");', 'x = K("a.one");', 'T(lang, "a.one")', 'problem->hint = "a.one";'],
                  "x.def": ['ROUTE(GET, K("a.one"))'],
                  "x.html": ["{{t a.one, x}}", '{% widget field("n", t a.two) %}']}
        for name, lines in places.items():
            for line in lines:
                with self.subTest(line):
                    self.src(name, line)
                    key = "a.two" if "a.two" in line else "a.one"
                    self.src(name, line.replace(key, "a.none"))
                    self.refuses("check", f"src/{name}:", "no text for 'a.none'")
                    self.po("two.zh-CN.po", 'msgid "a.two"\nmsgstr "二"\n')
                    self.po("two.en.po", 'msgid "a.two"\nmsgstr "two"\n')
                    self.src(name, line)
                    self.assertIn(key, self.accepts("check"))
                    (self.root / "src" / name).unlink()

    def test_comments_and_definitions_are_no_uses(self):
        self.src("x.h", '/* FAIL(err, rc, "b.none", …) */ // K("b.none")\n#define K(key) "" key ""\n')
        self.accepts("check")

    def test_a_page_that_puts_in_too_few_arguments_is_refused(self):
        self.src("x.html", "\n{{t a.one}}")
        self.refuses("check", "x.html:2", "puts in 1 arguments, not 0")

    def test_unused_texts_are_told_but_not_refused(self):
        done = self.run_tool("check", "--unused")
        self.assertEqual((done.returncode, done.stdout), (0, "a.one\n"))

    def test_the_depfile_names_files_and_folders(self):
        self.accepts("check", "--depfile", str(self.root / "dep"))
        self.assertIn(str(self.root / "src"), (self.root / "dep").read_text())
        self.assertIn("web.en.po", (self.root / "dep").read_text())


if __name__ == "__main__":
    unittest.main()
