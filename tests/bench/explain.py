#!/usr/bin/env python3
"""How long an explanation takes: explain.py BUILD_DIR. The first 200 units of GPE-1 M, once in its classes of 20 and once as
one class of 200, with both places of rounding."""
import itertools
import subprocess
import sys
import tempfile
from pathlib import Path

UNITS = 200


def narrowed(source, target, class_units):
    """The rows of the first units; the second column of wide.csv is the class."""
    target.mkdir()
    for path in source.glob("*.csv"):
        with path.open() as rows, (target / path.name).open("w") as out:
            out.write(next(rows))
            for row in rows:
                cells = row.split(",")
                if path.name != "ind.csv" and int(cells[0]) >= UNITS:
                    continue
                if path.name == "wide.csv":
                    cells[1] = str(int(cells[0]) // class_units)
                out.write(",".join(cells))


def main():
    programs = Path(sys.argv[1]) / "tests" / "bench"
    with tempfile.TemporaryDirectory() as home:
        source = Path(home) / "M"
        source.mkdir()
        subprocess.run([programs / "gpe1_data", "M", source], check=True)
        for class_units in (20, 200):
            narrowed(source, Path(home) / str(class_units), class_units)
        for policy, units in itertools.product(("displayed_halfup4", "once_halfup4"), ("20", "200")):
            done = subprocess.run([programs / "gpe1_explain", Path(home) / units, policy], check=True, capture_output=True, text=True)
            print(policy, done.stdout.strip())


if __name__ == "__main__":
    main()
