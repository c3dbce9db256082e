#!/usr/bin/env python3
"""One result whatever reckons it: the same cases through programs of two compilers without optimisation and with all of it.

    digests.py [--build BUILD …] [--compilers all|one] [--seed N] [--count N]

The programs of each --build are asked, and those of builds that are made for this run: gcc and clang, -O0 and
"-O3 -ffast-math" (one: gcc -O0 alone). Random schemes go through every way of digests.c (computed, boards with vectors and
without, of one and two threads, exact, changed value by value, many windows); GPE-1 of size S goes through its own
program, in three policies and with one and two threads. All must give the same. The last line is "N passed, N failed".
"""
import argparse
import hashlib
import os
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from case_text import stream_of  # noqa: E402
from random_make import case_of  # noqa: E402

ROOT = Path(__file__).resolve().parent.parent.parent
PROGRAMS = ("tests/oracle/digests", "tests/bench/gpe1", "tests/bench/gpe1_data")
BUILDS = (("gcc", "0", ""), ("clang", "0", ""), ("gcc", "3", "-ffast-math"), ("clang", "3", "-ffast-math"))
POLICIES = ("displayed_halfup4", "once_halfup4", "once_halfeven2")
SHOWN_MAX = 10


def made(place, compiler, level, flags):
    build = place / f"{compiler}-O{level}{flags}"
    subprocess.run(["meson", "setup", str(build), str(ROOT), f"-Doptimization={level}", "-Ddebug=false",
                    f"-Dc_args={flags}"], check=True, capture_output=True, env={**os.environ, "CC": compiler})
    return build


def complete(build):
    subprocess.run(["ninja", "-C", str(build), *PROGRAMS], check=True, capture_output=True)
    return build


def of_cases(build, stream):
    """{(case, window): {way: digest}}"""
    done = subprocess.run([str(build / PROGRAMS[0])], input=stream, capture_output=True, text=True)
    found = {}
    for line in done.stdout.splitlines():
        word = line.split(" ")
        if word[0] == "digest":
            found.setdefault((word[1], word[2]), {})[word[3]] = word[4]
    if done.returncode:
        found["the end", build.name] = {"status": f"{done.returncode} {done.stderr[-800:]}"}
    return found


def of_gpe1(build, place):
    """{(GPE-1, policy): {threads: digest}}"""
    source, out = place / "gpe1", place / f"gpe1-{build.name}"
    source.mkdir(exist_ok=True)
    subprocess.run([str(build / PROGRAMS[2]), "S", str(source)], check=True, capture_output=True)
    found = {}
    for policy in POLICIES:
        for threads in "12":
            subprocess.run([str(build / PROGRAMS[1]), str(source), str(out), policy, threads, "1"], check=True,
                           capture_output=True)
            digest = hashlib.sha256()
            for name in ("", ".leaves", ".rollup"):
                digest.update(Path(f"{out}{name}").read_bytes())
            found.setdefault(("GPE-1", policy), {})[threads] = digest.hexdigest()
    return found


def disagreements(answers):
    """Of {build: {what: {way: digest}}}: what was asked, and how often each digest was given, where not all are one."""
    for what in sorted({w for found in answers.values() for w in found}):
        given = {}
        for build, found in answers.items():
            for way, digest in found.get(what, {"": "nothing"}).items():
                given.setdefault(digest, []).append(f"{build} {way}")
        yield what, given if len(given) > 1 or what[0] == "the end" else None


def main():
    asked = argparse.ArgumentParser()
    asked.add_argument("--build", action="append", default=[], type=Path)
    asked.add_argument("--compilers", choices=("all", "one"), default="all")
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--count", type=int, default=300)
    asked = asked.parse_args()
    stream = "".join(stream_of(seed, case_of(seed)) for seed in range(asked.seed, asked.seed + asked.count))
    answers, passed, failed = {}, 0, 0
    with tempfile.TemporaryDirectory() as place:
        place = Path(place)
        builds = asked.build + [made(place, *b) for b in (BUILDS if asked.compilers == "all" else BUILDS[:1])]
        for build in map(complete, builds):
            answers[build.name] = {**of_cases(build, stream), **of_gpe1(build, place)}
    for what, given in disagreements(answers):
        passed, failed = passed + (not given), failed + bool(given)
        if given and failed <= SHOWN_MAX:
            print("differs:", *what, "".join(f"\n    {digest}: {', '.join(who)}" for digest, who in given.items()))
    print(f"{len(answers)} builds: {', '.join(answers)}")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed or len(answers) < 2 else 0


if __name__ == "__main__":
    sys.exit(main())
