#!/usr/bin/env python3
"""Runs the test programs that meson knows and counts every case in them, not the programs.

    units.py BUILD_DIR [--rooms all|sqlite|postgresql|others] [NAME …]

sqlite and postgresql: the rooms whose tests read KC_PG_URL, without it and with it (each program in a fresh
database; see tools/pg_private.sh). others: all but these. Cases are read from TAP (cmocka) or from Python's unittest;
a program that ends badly without naming a case counts as one failed case, and so does one that ran nothing. The last
line is "N passed, N failed, N skipped"; what was skipped is named before.
"""
import argparse
import json
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pgdb

ROOT = Path(__file__).resolve().parent.parent
PASSED, FAILED, SKIPPED = range(3)


def tests_of(build):
    out = subprocess.run(["meson", "introspect", "--tests", str(build)], check=True, capture_output=True, text=True)
    return json.loads(out.stdout)


def room_of(test):
    """The directory below tests/unit that a test's program or script comes from."""
    for word in test["cmd"]:
        found = re.search(r"tests/unit/(\w+)/", word)
        if found:
            return found.group(1)
    return ""


def rooms_on_engines():
    unit = ROOT / "tests" / "unit"
    return {path.parent.name for path in unit.glob("*/*")
            if path.suffix in (".c", ".h", ".py") and "KC_PG_URL" in path.read_text(encoding="utf-8")}


def count(text, status):
    """(passed, failed, skipped) of what a program printed."""
    counts = [0, 0, 0]
    for m in re.finditer(r"^(not )?ok\b(.*)$", text, re.MULTILINE):
        skipped = re.search(r"# *skip", m.group(2), re.IGNORECASE)
        counts[SKIPPED if skipped else FAILED if m.group(1) else PASSED] += 1
    for m in re.finditer(r"^Ran (\d+) tests? in .*\n\n(?:OK|FAILED)(?: \((.*)\))?", text, re.MULTILINE):
        told = {k: int(n) for k, n in re.findall(r"(\w+)=(\d+)", m.group(2) or "")}
        bad, skip = told.get("failures", 0) + told.get("errors", 0), told.get("skipped", 0)
        for i, n in enumerate((int(m.group(1)) - bad - skip, bad, skip)):
            counts[i] += n
    if not any(counts) or (status != 0 and counts[FAILED] == 0):
        counts[FAILED] += 1
    return counts


def run(test, number, on_postgres):
    env = {**os.environ, **test["env"], "CMOCKA_MESSAGE_OUTPUT": "TAP"}
    env.pop("KC_PG_URL", None)
    if on_postgres:
        env["KC_PG_URL"] = pgdb.fresh(f"kc_unit_{number}")
    try:
        done = subprocess.run(test["cmd"], cwd=test["workdir"] or ROOT, env=env, capture_output=True, text=True,
                              errors="replace", timeout=max(300, test["timeout"]))
        text, status = done.stdout + "\n" + done.stderr, done.returncode
    except subprocess.TimeoutExpired as late:
        text, status = f"{late}", 1
    return test["name"], count(text, status), text


def main():
    asked = argparse.ArgumentParser()
    asked.add_argument("build", type=Path)
    asked.add_argument("--rooms", choices=("all", "sqlite", "postgresql", "others"), default="all")
    asked.add_argument("names", nargs="*")
    asked = asked.parse_args()
    engines = rooms_on_engines()
    tests = [t for t in tests_of(asked.build)
             if (not asked.names or t["name"] in asked.names or room_of(t) in asked.names)
             and (asked.rooms == "all" or (room_of(t) in engines) == (asked.rooms != "others"))]
    total = [0, 0, 0]
    with ThreadPoolExecutor(2) as pool:
        jobs = [pool.submit(run, t, i, asked.rooms == "postgresql") for i, t in enumerate(tests)]
        for job in jobs:
            name, counts, text = job.result()
            total = [a + b for a, b in zip(total, counts)]
            if counts[FAILED]:
                print(f"--- {name}: {counts[FAILED]} failed\n{text}")
            for case in re.findall(r"^(?:not )?ok \d+ # SKIP (.*)$", text, re.MULTILINE):
                print(f"skipped: {name}: {case}")
    print("%d passed, %d failed, %d skipped" % tuple(total))
    return 1 if total[FAILED] or not total[PASSED] else 0


if __name__ == "__main__":
    sys.exit(main())
