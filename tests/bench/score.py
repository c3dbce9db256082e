#!/usr/bin/env python3
"""The figures of the scoring engine, all in one run on one machine (tests/bench/README.md says what they mean).

    score.py BUILD_DIR [--sizes MQL] [--repeats N] [--without-rivals]

Makes the input files of GPE-1 in a new directory, evaluates them by the library on one thread and on two, holds size M
against the published digests in every policy, and lets DuckDB and Polars do the same work beside it.
"""
import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

sys.dont_write_bytecode = True
HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
import gpe1_figures as figures  # noqa: E402

RIVALS = HERE / "rivals"
# Forms of the SQL that were fastest of those tried; which of these two is decided by the machine.
DUCKDB_FORMS = ("list-int", "list-double")
POLARS_FORMS = ("over",)


def told(line):
    return {name: float(number) for name, number in re.findall(r"(\w+)=([\d.]+)", line)}


def run(*command, **env):
    done = subprocess.run([str(word) for word in command], check=False, capture_output=True, text=True, env={**os.environ, **env})
    if done.returncode:
        raise SystemExit(f"bench: {command[0]}: {done.stderr or done.stdout}")
    return done.stdout.strip().splitlines()[-1] if done.stdout.strip() else ""


class Bench:
    def __init__(self, build, home, repeats):
        self.programs, self.home, self.repeats = Path(build) / "tests" / "bench", Path(home), repeats

    def make(self, size):
        folder = self.home / size
        folder.mkdir()
        run(self.programs / "gpe1_data", size, folder)
        wrong = figures.wrong_inputs(size, folder) if f"{size}_input_ind" in figures.DIGESTS else []
        if wrong:
            raise SystemExit(f"bench: not the published input of {size}: {wrong}")
        return folder

    def ours(self, folder, threads, policy="displayed_halfup4", form="methods", repeats=None):
        out = self.home / "out"
        line = run(self.programs / "gpe1", folder, out, policy, threads, repeats or self.repeats, form)
        wrong = figures.wrong_outputs(folder.name, policy, out)
        if wrong:
            raise SystemExit(f"bench: not the published figures: {wrong}, {policy}, {form}")
        return told(line)

    def copy(self):
        return told(run(self.programs / "gpe1_copy"))

    def size(self, name, copy):
        folder = self.make(name)
        one, two = self.ours(folder, 1), self.ours(folder, 2)
        for threads, figure in ((1, one), (2, two)):
            share = figure["touched_mb"] / 1e3 / figure["full_s"] / copy[f"gb_s_{threads}"]
            print(f"{name}, {threads} thread{'s' if threads > 1 else ' '}: full {figure['full_s'] * 1e3:9.2f} ms ({figure['cpu_s'] * 1e3:.2f} ms of processors),"
                  f" {figure['leaf_ns']:6.3f} ns a leaf,"
                  f" {share:5.1%} of the copy bandwidth; load {figure['load_s']:.3f} s, write {figure['write_s']:.3f} s,"
                  f" peak {figure['peak_mb']:.0f} MB", flush=True)
        print(f"{name}: two threads are {one['full_s'] / two['full_s']:.2f} times one", flush=True)
        return folder, one, two

    def again(self, folder, before):
        """The least of each time, before the rivals' turn and after it: a machine is not as busy at both."""
        least = {}
        for threads, figure in before.items():
            after = self.ours(folder, threads)
            least[threads] = {name: min(figure[name], after[name]) for name in figure}
        return least

    def policies(self, folder):
        for policy in figures.POLICIES:
            figure = self.ours(folder, 1, policy, repeats=1 if policy.startswith("once") else None)
            print(f"M, {policy}: {figure['full_s'] * 1e3:.2f} ms, the published figures", flush=True)

    def rules(self, folder, methods):
        figure = self.ours(folder, 1, form="rules", repeats=2)
        print(f"M, leaves as rules, uneven depths: {figure['leaf_ns']:.3f} ns a leaf; methods {methods['leaf_ns']:.3f};"
              f" {methods['full_s'] / figure['full_s']:.0%} of the speed", flush=True)

    def changes(self, folder):
        figure = told(run(self.programs / "gpe1_changes", folder))
        print(f"M, {figure['n']:.0f} single changes, scores, ranks and grades right again: p50 {figure['p50_us']:.2f} µs,"
              f" p99 {figure['p99_us']:.2f} µs, max {figure['max_us']:.0f} µs; another weight {figure['weight_ms']:.1f} ms", flush=True)


class Rivals:
    def __init__(self, home, folder, expected, repeats):
        self.home, self.folder, self.expected, self.repeats = home, folder, expected, repeats

    def duckdb(self, threads, form):
        return run("node", RIVALS / "duckdb.mjs", self.folder, self.expected, threads, self.repeats, form, self.home / "duckdb")

    def polars(self, threads, form):
        return run("node", RIVALS / "polars.mjs", self.folder, self.expected, self.repeats, form, self.home / "polars",
                   POLARS_MAX_THREADS=str(threads))

    def best(self, name, one, forms):
        """The least of each time for each number of threads, over the forms."""
        least = {}
        for threads in (1, 2):
            for form in forms:
                figure = json.loads(one(threads, form))
                if figure["differ"]:
                    print(f"{name}: {figure['differ']} of {figure['rows']} rows differ from the published figures")
                print(f"{name}, {form}, {threads} thread{'s' if threads > 1 else ' '}: full {figure['full'] * 1e3:.0f} ms"
                      f" ({figure['cpu'] * 1e3:.0f} ms of processors; leaf scores not kept: {figure['lean'] * 1e3:.0f} ms), CSV to files {figure['files']:.2f} s,"
                      f" peak {figure['peak_mb']:.0f} MB", flush=True)
                for key in ("full", "cpu", "files"):
                    least[key, threads] = min(least.get((key, threads), figure[key]), figure[key])
        return least


def compare(name, least, ours):
    for threads in (1, 2):
        figure = ours[threads]
        files = figure["load_s"] + figure["full_s"] + figure["write_s"]
        print(f"{name}, {threads} thread{'s' if threads > 1 else ' '}: full {least['full', threads] / figure['full_s']:.0f} times"
              f" ({least['cpu', threads] / figure['cpu_s']:.0f} in processor time),"
              f" CSV to files {least['files', threads] / files:.1f} times")
    best = min(least["full", 1], least["full", 2])
    print(f"{name} at its best: full {best / min(ours[1]['full_s'], ours[2]['full_s']):.0f} times")


def main():
    asked = argparse.ArgumentParser()
    asked.add_argument("build")
    asked.add_argument("--sizes", default="MQL")
    asked.add_argument("--repeats", type=int, default=7)
    asked.add_argument("--without-rivals", action="store_true")
    asked = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="kc-gpe1-") as home:
        bench = Bench(asked.build, home, asked.repeats)
        copy = bench.copy()
        print(f"copy bandwidth: {copy['gb_s_1']:.1f} GB/s on one thread, {copy['gb_s_2']:.1f} on two (read plus written)", flush=True)
        folder, one, two = bench.size("M", copy)
        if not asked.without_rivals:
            rivals = Rivals(Path(home), folder, Path(home) / "out", min(asked.repeats, 5))
            duckdb, polars = rivals.best("DuckDB", rivals.duckdb, DUCKDB_FORMS), rivals.best("Polars", rivals.polars, POLARS_FORMS)
            ours = bench.again(folder, {1: one, 2: two})
            compare("DuckDB", duckdb, ours)
            compare("Polars", polars, ours)
        bench.policies(folder)
        bench.changes(folder)
        bench.rules(folder, one)
        for size in asked.sizes.replace("M", ""):
            bench.size(size, copy)


if __name__ == "__main__":
    main()
