#!/usr/bin/env python3
"""The models of the public conformance kit (DMN TCK) against `kaocheng dmn test`.

    conformance_dmn.py PROGRAM

They are at ../shared/fixtures/feel/TestCases or under KC_FIXTURES; without them the cases are skipped. Each result of
each test file passes, or leans on an element of the standard that is not supported; which files those are, how many of
their results, and which elements, is written here, so that nothing is left out unsaid. A number that grows smaller
because something more is supported is a failure, too: write it down.
"""
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
FIXTURES = Path(os.environ.get("KC_FIXTURES") or HERE.parents[3] / "shared" / "fixtures") / "feel" / "TestCases"
NOW = "2026-11-20T09:00:00+08:00"

# folder: (results that are skipped, the elements that are missing)
SKIPPED = {
    "compliance-level-2/0009-invocation-arithmetic": (3, "businessKnowledgeModel"),
    "compliance-level-3/0002-string-functions": (2, "context"),
    "compliance-level-3/0004-lending": (10, "businessKnowledgeModel"),
    "compliance-level-3/0007-date-time": (14, "context"),
    "compliance-level-3/0014-loan-comparison": (2, "relation,businessKnowledgeModel"),
    "compliance-level-3/0031-user-defined-functions": (3, "context,businessKnowledgeModel"),
    "compliance-level-3/0033-for-loops": (1, "businessKnowledgeModel"),
    "compliance-level-3/0035-test-structure-output": (3, "context"),
    "compliance-level-3/0037-dt-on-bkm-implicit-params": (2, "businessKnowledgeModel"),
    "compliance-level-3/0040-singlenestedcontext": (3, "context"),
    "compliance-level-3/0057-feel-context": (1, "refused"),
    "compliance-level-3/0074-feel-properties": (10, "context"),
    "compliance-level-3/0076-feel-external-java": (18, "context"),
    "compliance-level-3/0087-chapter-11-example": (9, "businessKnowledgeModel"),
    "compliance-level-3/0088-no-decision-logic": (1, "decisionService"),
    "compliance-level-3/0091-local-hrefs": (1, "businessKnowledgeModel"),
    "compliance-level-3/0092-feel-lambda": (16, "functionDefinition,businessKnowledgeModel"),
    "compliance-level-3/0096-feel-day-of-week-function": (2, "context"),
    "compliance-level-3/0098-feel-week-of-year-function": (1, "list"),
    "compliance-level-3/1130-feel-interval": (14, "context"),
    "compliance-level-3/1150-boxed-conditional": (3, "conditional"),
    "compliance-level-3/1152-boxed-for": (2, "for"),
    "compliance-level-3/1153-boxed-some": (5, "some"),
}
FILES, PASSED, VALUES, NULLS = 98, 1403, 1085, 318


@unittest.skipUnless(FIXTURES.exists(), "no ../shared/fixtures/feel/TestCases")
class Conformance(unittest.TestCase):
    def run_kit(self, *options, folder=FIXTURES):
        done = subprocess.run([PROGRAM, "dmn", "test", str(folder), "--now", NOW, *options], capture_output=True, text=True,
                              env={**os.environ, "LC_ALL": "C.UTF-8", "LANG": "C.UTF-8"})
        lines = [line.split("\t") for line in done.stdout.splitlines()]
        files = {str(Path(row[0]).parent.relative_to(FIXTURES)): row[1:] for row in lines if len(row) == 5}
        return done, files

    def assert_kit(self, *options):
        done, files = self.run_kit(*options)
        self.assertEqual("", done.stderr)
        self.assertEqual(0, done.returncode)
        self.assertEqual({}, {f: row for f, row in files.items() if row[1] != "0"})
        skipped = {f: (int(row[2]), row[3]) for f, row in files.items() if row[2] != "0"}
        self.assertEqual(SKIPPED, skipped)
        self.assertEqual((FILES, PASSED), (len(files), sum(int(row[0]) for row in files.values())))
        return done.stdout.splitlines()[-2:]

    def test_every_result_passes_or_leans_on_an_element_that_is_named(self):
        sums = self.assert_kit()
        print("\n".join(sums), file=sys.stderr)
        self.assertIn(f"{VALUES}/{VALUES}", sums[1])
        self.assertIn(f"{NULLS}/{NULLS}", sums[1])

    def test_models_that_were_written_and_read_again_give_the_same(self):
        self.assert_kit("--rewritten")

    def test_all_of_level_2_passes_but_the_business_knowledge_model(self):
        _, files = self.run_kit(folder=FIXTURES / "compliance-level-2")
        level = {f for f in files if f.startswith("compliance-level-2/")}
        self.assertEqual(28, len(level))
        self.assertEqual(["compliance-level-2/0009-invocation-arithmetic"],
                         [f for f in sorted(level) if files[f][1] != "0" or files[f][2] != "0"])

    def test_a_wrong_expectation_is_found(self):
        name = "0001-input-data-string"
        with tempfile.TemporaryDirectory() as away:
            source = FIXTURES / "compliance-level-2" / name
            for file in source.iterdir():
                text = file.read_text(encoding="utf-8")
                wrong = text.replace("Hello John Doe", "Hello Jane Doe")
                (Path(away) / file.name).write_text(wrong if file.suffix == ".xml" else text, encoding="utf-8")
            done = subprocess.run([PROGRAM, "dmn", "test", away], capture_output=True, text=True)
        self.assertEqual(1, done.returncode)
        self.assertIn("Hello Jane Doe", done.stderr)
        self.assertIn("Hello John Doe", done.stderr)


if __name__ == "__main__":
    PROGRAM = sys.argv.pop(1)
    unittest.main()
