#!/usr/bin/env python3
"""Runs the test programs that meson knows and counts every case in them, not the programs.

    units.py BUILD_DIR [--rooms all|sqlite|postgresql|others] [NAME …]

sqlite and postgresql: the rooms whose tests read KC_PG_URL, without it and with it (each program in a fresh
database; see tools/pg_private.sh). others: all but these. Cases are read from TAP (cmocka) or from Python's unittest;
a check that has no cases counts as one, by its status; a program that ends badly without naming a case is one failed
case, and so is one that has cases and ran none. The last line is "N passed, N failed, N skipped"; what was skipped is
named before.
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
    if not any(counts) and status == 0 and not re.search(r"^1\.\.0|^Ran 0 tests", text, re.MULTILINE):
        counts[PASSED] += 1  # a check that has no cases says by its status
    elif not any(counts) or (status != 0 and counts[FAILED] == 0):
        counts[FAILED] += 1
    return counts


def of_this_engine(text, on_postgres):
    """A case NAME has a twin NAME__postgres: each is counted in its own run alone, unless it fails."""
    if not on_postgres:
        return re.sub(r"^(not )?ok \d+ # SKIP .*__postgres\n", "", text, flags=re.MULTILINE)
    twins = set(re.findall(r"(\w+)__postgres$", text, re.MULTILINE))
    return re.sub(r"^ok \d+ - (\w+)\n", lambda m: "" if m[1] in twins else m[0], text, flags=re.MULTILINE)


def run(test, number, build, on_postgres):
    env = {**os.environ, **test["env"], "CMOCKA_MESSAGE_OUTPUT": "TAP"}
    env.pop("KC_PG_URL", None)
    if on_postgres:
        env["KC_PG_URL"] = pgdb.fresh(f"kc_unit_{number}")
    try:
        done = subprocess.run(test["cmd"], cwd=test["workdir"] or build, env=env, capture_output=True, text=True,
                              errors="replace", timeout=max(300, test["timeout"]))
        text, status = done.stdout + "\n" + done.stderr, done.returncode
    except subprocess.TimeoutExpired as late:
        text, status = f"{late}", 1
    text = of_this_engine(text, on_postgres)
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
        jobs = [pool.submit(run, t, i, asked.build, asked.rooms == "postgresql") for i, t in enumerate(tests)]
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
