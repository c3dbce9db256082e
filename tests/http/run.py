#!/usr/bin/env python3
"""Runs the cases of tests/http over the wire, against the program itself.

    run.py --program build-asan/kaocheng [--engine sqlite|postgresql] [NAME…]

A case is a function test_… in a file case_….py; its name is the sentence that it shows. It takes the City (city.py).
Each file has a city of its own ("demo", or what its CITY says); its cases run in order and may build on each other.
NAME picks files or cases. The last line is "N passed, N failed".
"""
import argparse
import importlib
import os
import sys
import time
import traceback
from pathlib import Path

sys.dont_write_bytecode = True
HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
from city import City, Skipped  # noqa: E402
from server import Engine  # noqa: E402


def cases_of(path, names):
    module = importlib.import_module(path.stem)
    cases = [(n, f) for n, f in vars(module).items() if n.startswith("test_") and callable(f)]
    if names and path.stem not in names and path.stem.removeprefix("case_") not in names:
        cases = [(n, f) for n, f in cases if n in names]
    return module, cases


def run_case(name, case, city):
    """"" when it passed, else why not."""
    try:
        case(city)
        return ""
    except Skipped:
        raise
    except Exception:  # a case may fail in any way; the others still run
        return f"--- {name}\n{traceback.format_exc(limit=-4)}"


def run_file(path, engine, names, counts):
    module, cases = cases_of(path, names)
    if not cases:
        return
    started = time.monotonic()
    server = engine.server(getattr(module, "CITY", "demo"))
    try:
        city = City(engine, server.start())
        for name, case in cases:
            try:
                trouble = run_case(f"{path.stem}.{name}", case, city)
            except Skipped as why:
                counts["skipped"] += 1
                print(f"skipped: {name}: {why}")
                continue
            counts["failed" if trouble else "passed"] += 1
            if trouble:
                print(trouble)
    finally:
        try:
            server.stop()
        except RuntimeError as trouble:
            counts["failed"] += 1
            print(f"--- {path.stem}: {trouble}")
    if "KC_TIMES" in os.environ:
        print(f"{path.stem}: {time.monotonic() - started:.1f} s")


def main():
    asked = argparse.ArgumentParser()
    asked.add_argument("--program", required=True)
    asked.add_argument("--engine", choices=("sqlite", "postgresql"), default="sqlite")
    asked.add_argument("names", nargs="*")
    asked = asked.parse_args()
    counts = {"passed": 0, "failed": 0, "skipped": 0}
    engine = Engine(asked.program, asked.engine)
    try:
        for path in sorted(HERE.glob("case_*.py")):
            try:
                run_file(path, engine, asked.names, counts)
            except Exception:  # a file that cannot begin is one failure, named
                counts["failed"] += 1
                print(f"--- {path.stem}\n{traceback.format_exc(limit=-4)}")
    finally:
        engine.close()
    print("%(passed)d passed, %(failed)d failed, %(skipped)d skipped" % counts)
    return 1 if counts["failed"] or not counts["passed"] else 0


if __name__ == "__main__":
    sys.exit(main())
