#!/usr/bin/env python3
"""GPE-1 by the program tests/bench/gpe1: size S against the published figures, and schemes that nobody published
against fractions.

    test_gpe1.py GPE1 GPE1_DATA GPE1_CHANGES
"""
import random
import subprocess
import sys
import tempfile
import unittest
from fractions import Fraction
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))
import gpe1_figures as figures  # noqa: E402
from gpe1_exact import Evaluation  # noqa: E402

GPE1, GPE1_DATA, GPE1_CHANGES = sys.argv[1:4]
SCHEMES = 8


def evaluate(folder, out, policy, *more):
    subprocess.run([GPE1, folder, out, policy, *more], check=True, capture_output=True, text=True)


class Published(unittest.TestCase):
    def test_the_noted_figures_are_those_of_the_fixture(self):
        listed = figures.published()
        if listed is None:
            self.skipTest("outside data is not there: gpe1/digests.sha256")
        self.assertEqual(listed, figures.DIGESTS)

    def test_size_s_gives_the_published_files_in_every_policy_and_number_of_threads(self):
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run([GPE1_DATA, "S", folder], check=True)
            self.assertEqual(figures.wrong_inputs("S", folder), [])
            for policy in figures.POLICIES:
                for threads in "12":
                    evaluate(folder, f"{folder}/out", policy, threads, "1")
                    self.assertEqual(figures.wrong_outputs("S", policy, f"{folder}/out"), [], threads)

    def test_leaves_written_as_rules_at_uneven_depths_give_the_same_files(self):
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run([GPE1_DATA, "S", folder], check=True)
            evaluate(folder, f"{folder}/out", "displayed_halfup4", "1", "1", "rules")
            self.assertEqual(figures.wrong_outputs("S", "displayed_halfup4", f"{folder}/out"), [])

    def test_after_single_changes_and_another_weight_the_board_is_what_a_new_one_is(self):
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run([GPE1_DATA, "S", folder], check=True)
            done = subprocess.run([GPE1_CHANGES, folder, "5000"], check=False, capture_output=True, text=True)
            self.assertEqual((done.returncode, done.stderr), (0, ""))

    def test_a_published_file_with_another_digit_is_noticed(self):
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run([GPE1_DATA, "S", folder], check=True)
            ind = Path(folder) / "ind.csv"
            ind.write_text(ind.read_text(encoding="utf-8").replace("0,0,0,1,4,", "0,0,0,1,5,", 1), encoding="utf-8")
            evaluate(folder, f"{folder}/out", "displayed_halfup4", "1", "1")
            self.assertEqual(figures.wrong_inputs("S", folder), ["ind"])
            self.assertIn("S_displayed_halfup4", figures.wrong_outputs("S", "displayed_halfup4", f"{folder}/out"))


def some_decimal(draw, low, high):
    return Fraction(draw.randint(low * 10, high * 10), 10)


def decimal_text(x):
    """Without trailing zeros, at most two decimals."""
    text = f"{int(x * 100) // 100}.{int(x * 100) % 100:02}"
    return text.rstrip("0").rstrip(".")


class Drawn:
    """Inputs with classes, groups and dimensions of any size, in any order."""

    def __init__(self, seed):
        self.draw = random.Random(seed)
        self.months = self.draw.choice((1, 4, 7))
        self.few_values = self.draw.random() < 0.5  # ties
        self.missing = self.draw.choice((0, 0.02, 0.3))
        self.units = [(u, self.draw.choice((0, 0, 0, 1, 1, 7)), self.draw.randrange(9), self.draw.randrange(3))
                      for u in range(self.draw.randint(1, 40))]
        self.leaves = self.draw_leaves()
        self.value, self.last = {}, {}
        for leaf in self.leaves:
            for p in range(self.months):
                for u, *_ in self.units:
                    self.draw_value(leaf, u, p)
        scores = lambda n: [Fraction(self.draw.randint(60, 100)) for _ in range(n)]  # noqa: E731
        self.votes = {(u, q): (scores(self.draw.randint(3, 7)), scores(9), scores(self.draw.randint(5, 15)))
                      for q in range((self.months + 2) // 3) for u, *_ in self.units}
        self.slots = {(u, p, slot): Fraction(self.draw.randint(1, 35), 10) for p in range(self.months)
                      for u, *_ in self.units for slot in range(4) if self.draw.random() < 0.3}
        self.items = {(u, p): tuple(sum((self.slots.get((u, p, s), 0) for s in pair), Fraction(0)) for pair in ((0, 1), (2, 3)))
                      for p in range(self.months) for u, *_ in self.units}

    def draw_leaves(self):
        draw, leaves, k, group = self.draw, [], 0, 0
        for dimension in range(draw.randint(1, 5)):
            weight = some_decimal(draw, 1, 9)
            for _ in range(draw.randint(1, 6)):
                group_weight = some_decimal(draw, 1, 9)
                for _ in range(draw.choice((1, 2, 5, 9))):
                    first = draw.randint(0, 60)
                    leaves.append({"k": k, "grp": group, "dim": dimension, "m": draw.randint(1, 8), "w": some_decimal(draw, 1, 9),
                                   "gw": group_weight, "dw": weight, "t": some_decimal(draw, 50, 150),
                                   "b": [first + some_decimal(draw, 9, 10) * j for j in range(1, 6)], "d": some_decimal(draw, 1, 6)})
                    k += 1
                group += 1
        leaves[0]["m"] = 6  # whoever has no other value has this one
        return leaves

    def draw_value(self, leaf, u, p):
        draw, at = self.draw, (u, p, leaf["k"])
        step = 1000 if self.few_values else 1
        if leaf["k"] and draw.random() < self.missing:
            return
        if leaf["m"] == 8:
            v = Fraction(draw.random() < 0.02)
        elif leaf["m"] == 7:
            v = Fraction(step * draw.randint(1, 16000 // step), 100)
        else:
            v = Fraction(step * draw.randint(0, 16000 // step), 100)
        self.value[at] = v
        if leaf["m"] == 5 and draw.random() >= self.missing:
            self.last[at] = Fraction(draw.randint(5000, 15000), 100)

    def write(self, folder):
        growing = [leaf["k"] for leaf in self.leaves if leaf["m"] == 5]
        text = lambda table, at: decimal_text(table[at]) if at in table else ""  # noqa: E731
        wide = [",".join(["u,cls,county,city,p"] + [f"v{leaf['k']}" for leaf in self.leaves] + [f"pv{k}" for k in growing])]
        for p in range(self.months):
            for unit in self.units:
                wide.append(",".join([*map(str, unit), str(p)] + [text(self.value, (unit[0], p, leaf["k"])) for leaf in self.leaves]
                                     + [text(self.last, (unit[0], p, k)) for k in growing]))
        votes = ["u,q,g,vote"] + [f"{u},{q},{g},{vote}" for (u, q), groups in self.votes.items()
                                  for g, group in enumerate(groups) for vote in group]
        items = ["u,p,slot,pts"] + [f"{u},{p},{slot},{float(points):.1f}" for (u, p, slot), points in self.slots.items()]
        ind = ["k,grp,dim,m,w,gw,dw,t,b0,b1,b2,b3,b4,d"]
        for leaf in self.leaves:
            numbers = [leaf["w"], leaf["gw"], leaf["dw"], leaf["t"], *leaf["b"], leaf["d"]]
            ind.append(",".join([*(str(leaf[name]) for name in ("k", "grp", "dim", "m")), *map(decimal_text, numbers)]))
        for name, lines in (("wide", wide), ("votes", votes), ("items", items), ("ind", ind)):
            (Path(folder) / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


class Changed(unittest.TestCase):
    def agrees(self, seed, policy):
        drawn = Drawn(seed)
        should = Evaluation(drawn.leaves, drawn.units, drawn.months, drawn.value, drawn.last, drawn.votes, drawn.items, policy).files()
        with tempfile.TemporaryDirectory() as folder:
            drawn.write(folder)
            evaluate(folder, f"{folder}/out", policy, "1", "1")
            for suffix, text in zip(("", ".leaves", ".rollup"), should):
                lines = Path(f"{folder}/out{suffix}").read_text(encoding="utf-8").splitlines()
                differ = [pair for pair in zip(lines, text.splitlines()) if pair[0] != pair[1]]
                self.assertEqual(differ[:5], [], f"seed {seed}, {policy}{suffix}")
                self.assertEqual(len(lines), text.count("\n"))

    def test_schemes_of_any_shape_agree_with_fractions(self):
        for seed in range(SCHEMES):
            for policy in (*figures.POLICIES, "displayed_halfeven1"):
                with self.subTest(seed=seed, policy=policy):
                    self.agrees(seed, policy)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
