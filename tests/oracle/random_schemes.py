#!/usr/bin/env python3
"""Random schemes and values, scored by the program and by the judge of this directory, compared digit by digit.

    random_schemes.py --driver PROGRAM [--program KAOCHENG] [--seed N] [--count N] [--commands N]

Every case goes through the small driver (answers.c), the first --commands of them also through `kaocheng score` and the
files it writes. What differs is made smaller while it differs, and printed with its seed: scheme, values, both answers.
The last line is "N passed, N failed".
"""
import argparse
import csv
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from case_text import scheme_yaml, tables_csv  # noqa: E402
from compare import Driver, differences, judged, trouble_of  # noqa: E402
from random_make import case_of  # noqa: E402
from shrink import shrunk  # noqa: E402

AT_ONCE = 200  # cases in one run of the driver
SHOWN_MAX = 5  # differences that are made smaller and printed


def show(seed, case, expected, got):
    print(f"--- seed {seed}\n{scheme_yaml(case.scheme)}")
    for name, text in tables_csv(case.rows).items():
        print(f"{name}:\n{text}")
    print("windows:", *case.windows)
    print("\n".join(differences(expected, got)), flush=True)


def show_smaller(seed, case, driver):
    trouble = trouble_of(judged(case), driver.answers([(0, case)])[0])

    def still(candidate):
        try:
            expected = judged(candidate)
        except (KeyError, ValueError, IndexError, TypeError, ZeroDivisionError, StopIteration, AttributeError):
            return False  # no longer a scheme
        return trouble_of(expected, driver.answers([(0, candidate)])[0]) == trouble

    case = shrunk(case, still)
    show(seed, case, judged(case), driver.answers([(0, case)])[0])


def of_the_command(program, case):
    """What `kaocheng score` writes, in the lines of the driver; states are blanks there."""
    with tempfile.TemporaryDirectory() as made:
        place = Path(made)
        (place / "scheme.yaml").write_text(scheme_yaml(case.scheme), encoding="utf-8")
        tables = []
        for name, text in tables_csv(case.rows).items():
            (place / f"{name}.csv").write_text(text, encoding="utf-8")
            tables += ["--values", str(place / f"{name}.csv")]
        lines = []
        for window in case.windows:
            done = subprocess.run([program, "score", "--scheme", str(place / "scheme.yaml"), *tables, "--period", window,
                                   "--out", str(place / "out")], capture_output=True, text=True)
            if done.returncode:
                lines += [f"window {window}", "failed " + " ".join((done.stdout + done.stderr).split())[:300]]
            else:
                lines += [f"window {window}", *files_read(place / "out")]
        return lines


def files_read(place):
    def rows(name):
        with open(place / name, encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    nodes, leaves = {}, {(r["unit"], r["node"]): r["score"] for r in rows("leaves.csv")}
    for row in rows("nodes.csv"):
        nodes.setdefault(row["node"], []).append(row["score"] or "-")
        if leaves.get((row["unit"], row["node"]), row["score"]) != row["score"]:
            yield f"leaves.csv and nodes.csv differ: {row}"
    for node, scores in nodes.items():
        yield " ".join([f"node {node}", *scores])
    for row in rows("result.csv"):
        yield " ".join(["unit", row["unit"], *(row[c] or "-" for c in ("total", "rank", "grade"))])


STATES = ("absent", "not-applicable", "not-scorable", "per-period")


def without_states(lines):
    return [" ".join("-" if word in STATES else word for word in line.split(" ")) for line in lines]


class Run:
    def __init__(self, asked):
        self.asked, self.driver = asked, Driver(asked.driver)
        self.passed = self.failed = 0

    def count(self, seed, case, expected, got):
        if expected == got:
            self.passed += 1
            return
        self.failed += 1
        if self.failed <= SHOWN_MAX:
            show_smaller(seed, case, self.driver)
        else:
            print(f"--- seed {seed} differs too")

    def count_command(self, seed, case, expected):
        got = of_the_command(self.asked.program, case)
        wanted = without_states(expected)
        if any(line.startswith("failed") for line in wanted):
            wanted, got = ([line.split(" ")[0] for line in some] for some in (wanted, got))
        if wanted == got:
            self.passed += 1
            return
        self.failed += 1
        print("kaocheng score:")
        show(seed, case, wanted, got)

    def all(self):
        seeds = range(self.asked.seed, self.asked.seed + self.asked.count)
        for start in range(0, len(seeds), AT_ONCE):
            cases = [(seed, case_of(seed)) for seed in seeds[start:start + AT_ONCE]]
            answers = self.driver.answers(cases)
            for seed, case in cases:
                expected = judged(case)
                self.count(seed, case, expected, answers[seed])
                if self.asked.program and seed < self.asked.seed + self.asked.commands:
                    self.count_command(seed, case, expected)
        print(f"{self.passed} passed, {self.failed} failed")
        return 1 if self.failed or not self.passed else 0


def main():
    asked = argparse.ArgumentParser()
    asked.add_argument("--driver", required=True)
    asked.add_argument("--program")
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--count", type=int, default=3000)
    asked.add_argument("--commands", type=int, default=100)
    return Run(asked.parse_args()).all()


if __name__ == "__main__":
    sys.exit(main())
