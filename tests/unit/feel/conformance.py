#!/usr/bin/env python3
"""Every FEEL expression of the public conformance kit (DMN TCK) against `kaocheng feel eval`.

    conformance.py PROGRAM

The rows are at ../shared/fixtures/feel/cases.jsonl or under KC_FIXTURES; without them the cases are skipped. Rows that
want a value and rows that want null are counted apart, because answering null always would meet nearly half of them.

conformance.tsv names the rows that are not met, or are met by a refusal, and why:

    other_decision  it leans on another decision of its model, whose value is not among the inputs
    model_type      its result is converted to a type that only its model declares
    service         a decision service converts its inputs
    refused         it cannot be compiled; the kit wants null, which is what cannot be evaluated (10.3.2.2)

A row in it that would pass without being named is a failure too. Numbers are equal as numbers; where the kit gives
eight places or more, to eight places, because its long ones were made with binary floats.
"""
import json
import os
import re
import subprocess
import sys
import unittest
from collections import Counter
from decimal import Decimal
from pathlib import Path

HERE = Path(__file__).resolve().parent
FIXTURES = Path(os.environ.get("KC_FIXTURES") or HERE.parents[3] / "shared" / "fixtures") / "feel"
NOW = "2026-11-20T09:00:00+08:00"
REASONS = ("other_decision", "model_type", "service", "refused")
PLACES = 8


def is_number(v):
    return v.get("type") in ("decimal", "double")


def same_number(want, got):
    want, got = Decimal(want), Decimal(got)
    if want == got:
        return True
    return -want.as_tuple().exponent >= PLACES and abs(want - got) <= Decimal(1).scaleb(-PLACES)


def same(want, got):
    if "nil" in want or "nil" in got:
        return "nil" in want and "nil" in got
    if "list" in want:
        inner = got.get("list")
        return inner is not None and len(inner) == len(want["list"]) and all(map(same, want["list"], inner))
    if "context" in want:
        inner = got.get("context")
        return inner is not None and want["context"].keys() == inner.keys() and all(same(w, inner[k]) for k, w in want["context"].items())
    if is_number(want):
        return is_number(got) and same_number(want["text"], got["text"])
    if want["type"] == "duration" == got.get("type"):
        return duration(want["text"]) == duration(got["text"])
    return (want["type"], want["text"]) == (got.get("type"), got.get("text"))


def duration(text):
    """(months, seconds), so that P0D is PT0S and P0Y is P0M; two kinds, where the text tells."""
    m = re.fullmatch(r"(-?)P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?)?", text)
    sign, years, months, days, hours, minutes, seconds = (m.group(1), *(Decimal(g or 0) for g in m.groups()[1:]))
    kind = "months" if m.group(2) or m.group(3) else "seconds"
    total = years * 12 + months if kind == "months" else ((days * 24 + hours) * 60 + minutes) * 60 + seconds
    return kind, -total if sign else total


def key(row):
    return row["suite"], row["case"], row["name"]


def named():
    """{key: reason} of conformance.tsv."""
    lines = (HERE / "conformance.tsv").read_text(encoding="utf-8").splitlines()[1:]
    rows = [line.split("\t") for line in lines]
    return {tuple(row[:3]): row[3] for row in rows}


class Conformance(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        text = (FIXTURES / "cases.jsonl").read_text(encoding="utf-8")
        cls.rows = [json.loads(line) for line in text.splitlines()]
        done = subprocess.run([PROGRAM, "feel", "eval", "--why", "--now", NOW], input=text, capture_output=True,
                              text=True, check=True, env={**os.environ, "LC_ALL": "C.UTF-8"})
        cls.answers = [json.loads(line) for line in done.stdout.splitlines()]
        cls.named = named()

    def differences(self, rows):
        """Rows that are not met and not named."""
        bad = [(row, got) for row, got in rows if not same(row["expected"], got) and key(row) not in self.named]
        return "".join(f"\n{'/'.join(key(row))}: {row['expr']}\n  inputs {json.dumps(row['inputs'])}\n  wanted "
                       f"{json.dumps(row['expected'])}\n  got    {json.dumps(got, ensure_ascii=False)}" for row, got in bad)

    def paired(self, null):
        return [(row, got) for row, got in zip(self.rows, self.answers) if ("nil" in row["expected"]) == null]

    def test_each_line_is_answered_by_one_line(self):
        self.assertEqual(len(self.rows), len(self.answers))

    def test_rows_that_want_a_value_get_it(self):
        rows = self.paired(null=False)
        met = sum(same(row["expected"], got) for row, got in rows)
        print(f"{met} of {len(rows)} rows that want a value are met", file=sys.stderr)
        self.assertEqual("", self.differences(rows))

    def test_rows_that_want_null_get_it_from_a_rule_that_makes_it_null(self):
        rows = self.paired(null=True)
        met = sum(same(row["expected"], got) for row, got in rows)
        print(f"{met} of {len(rows)} rows that want null are met", file=sys.stderr)
        self.assertEqual("", self.differences(rows))

    def test_null_says_why_unless_something_in_it_is_null(self):
        absent = ("null", "time offset", "timezone")  # a time may have neither
        silent = [row["expr"] for row, got in self.paired(null=True) if "nil" in got and "why" not in got
                  and not row["inputs"] and not any(word in row["expr"] for word in absent)]
        self.assertEqual([], silent)

    def test_the_named_rows_are_in_the_kit_and_do_not_pass_unnamed(self):
        answers = {key(row): (row, got) for row, got in zip(self.rows, self.answers)}
        self.assertEqual([], [k for k in self.named if k not in answers])
        self.assertEqual([], [k for k, why in self.named.items() if why not in REASONS])
        self.assertEqual([], [k for k in self.named if same(answers[k][0]["expected"], answers[k][1])])
        wrong = [k for k, why in self.named.items()
                 if why == "refused" and not ("error" in answers[k][1] and "nil" in answers[k][0]["expected"])]
        self.assertEqual([], wrong)
        print(f"named: {dict(Counter(self.named.values()))}", file=sys.stderr)

    def test_rows_that_lean_on_other_decisions_are_those_the_kit_lists(self):
        lines = (FIXTURES / "needs_other_decision.tsv").read_text(encoding="utf-8").splitlines()[1:]
        listed = {tuple(line.split("\t")[:3]) for line in lines}
        self.assertEqual(set(), {k for k, why in self.named.items() if why == "other_decision"} - listed)


def skip_all():
    """Each case by its name, as TAP has it."""
    for i, name in enumerate(unittest.defaultTestLoader.getTestCaseNames(Conformance), 1):
        print(f"ok {i} # SKIP {name} (no ../shared/fixtures/feel)")


if __name__ == "__main__":
    PROGRAM = sys.argv.pop(1)
    if (FIXTURES / "cases.jsonl").exists():
        unittest.main()
    skip_all()
