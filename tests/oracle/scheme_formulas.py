"""Formulas of measures: trees of tuples, how they are written in a scheme, and what they are worth.

(number, text) (measure, id) (last_year, id) (class_…, id) (factor,) (null,) (-, a) (abs, a) (floor, a)
(vote_count vote_mean vote_share event_count event_points, id, …)
(+ - * /, a, b) (min max, a, b, …) (if, condition, a, b); conditions: (< <= > >= = !=, a, b) (and or, a, b) (not, a)
(is_null, a).
"""
from fractions import Fraction
from math import floor

from numbers_exact import MISSING, UNDEFINED, is_number, ranked

COMPARISONS = {"<": lambda a, b: a < b, "<=": lambda a, b: a <= b, ">": lambda a, b: a > b,
               ">=": lambda a, b: a >= b, "=": lambda a, b: a == b, "!=": lambda a, b: a != b}


def text_of(e):
    head, rest = e[0], e[1:]
    if head in ("number", "measure"):
        return rest[0]
    if head in ("factor", "null"):
        return head
    if head == "text":
        return f'"{rest[0]}"'
    if head == "last_year" or head.startswith("class_"):
        return f"{head}({rest[0]})"
    if head.startswith(("vote_", "event_")):
        return f"{head}({', '.join(rest)})"
    if head == "is_null":
        return f"({text_of(rest[0])} = null)"
    if head == "if":
        return "(if {} then {} else {})".format(*map(text_of, rest))
    if head in ("abs", "floor", "min", "max", "not"):
        return f"{head}({', '.join(map(text_of, rest))})"
    if len(rest) == 1:
        return f"(-{text_of(rest[0])})"
    return f"({text_of(rest[0])} {head} {text_of(rest[1])})"


class Formula:
    """One formula; str() is its text."""

    def __init__(self, tree):
        self.tree = tree

    def __str__(self):
        text = text_of(self.tree)
        return text[1:-1] if self.tree[0] in "+*" else text

    def value(self, values, unit, window):
        return Evaluation(values, unit, window).of(self.tree)


class Evaluation:
    """Of one formula for one unit over one window."""

    def __init__(self, values, unit, window):
        self.values, self.unit, self.window = values, unit, window

    def of(self, e):
        head, rest = e[0], e[1:]
        if head == "number":
            return Fraction(rest[0])
        if head == "measure":
            return self.values.of(rest[0], self.unit, self.window)
        if head == "last_year":
            return self.values.of(rest[0], self.unit, (self.window[0] - 12, self.window[1]))
        if head == "factor":
            return Fraction(self.unit.get("factor", "1"))
        if head == "null":
            return MISSING
        if head.startswith("class_"):
            return self.over_class(head, rest[0])
        if head.startswith("vote_"):
            return self.of_votes(head, *rest)
        if head.startswith("event_"):
            return self.of_events(head, *rest)
        if head == "if":
            return self.chosen(*rest)
        return self.computed(head, [self.of(x) for x in rest])

    def of_votes(self, head, measure, *rest):
        level = rest[0] if head == "vote_share" else None
        group = next(iter(rest[1:] if level else rest), None)
        votes = self.values.votes(measure, self.unit, self.window, group)
        count = sum(n for _, _, n in votes)
        if not count:
            return MISSING
        return {"vote_count": Fraction(count), "vote_mean": sum(x * n for _, x, n in votes) / count,
                "vote_share": Fraction(sum(n for name, _, n in votes if name == level), count)}[head]

    def of_events(self, head, measure, item):
        rows = [row for row in self.values.rows_of(measure, self.unit, self.window) if row["item"] == item]
        return sum((int(row["count"]) * (Fraction(row["points"]) if head == "event_points" else 1) for row in rows),
                   Fraction(0))

    def chosen(self, condition, then, otherwise):
        holds = self.condition(condition)
        return self.of(then if holds else otherwise) if isinstance(holds, bool) else holds

    @staticmethod
    def computed(head, x):
        if MISSING in x:
            return MISSING
        if UNDEFINED in x or (head == "/" and x[1] == 0):
            return UNDEFINED
        if head == "-":
            return x[0] - x[1] if len(x) == 2 else -x[0]
        return {"+": lambda: x[0] + x[1], "*": lambda: x[0] * x[1], "/": lambda: x[0] / x[1], "abs": lambda: abs(x[0]),
                "floor": lambda: Fraction(floor(x[0])), "min": lambda: min(x), "max": lambda: max(x)}[head]()

    def condition(self, e):
        """True, False, MISSING or UNDEFINED."""
        head, rest = e[0], e[1:]
        if head == "is_null":
            return not is_number(self.of(rest[0]))
        if head in COMPARISONS:
            x = [self.of(r) for r in rest]
            return MISSING if MISSING in x else UNDEFINED if UNDEFINED in x else COMPARISONS[head](*x)
        x = [self.condition(r) for r in rest]
        if MISSING in x or UNDEFINED in x:
            return MISSING if MISSING in x else UNDEFINED
        return not x[0] if head == "not" else x[0] and x[1] if head == "and" else x[0] or x[1]

    def over_class(self, what, measure):
        mates = [u for u in self.values.units if u["class"] == self.unit["class"] and u.get("ranked", True)]
        x = [v for v in (self.values.of(measure, u, self.window) for u in mates) if is_number(v)]
        own = self.values.of(measure, self.unit, self.window)
        if what == "class_count":
            return Fraction(len(x))
        if what == "class_rank":
            if not self.unit.get("ranked", True):
                return MISSING
            return own if not is_number(own) else Fraction(1 + sum(v > own for v in x))
        if not x:
            return MISSING
        return {"class_min": min, "class_max": max, "class_sum": sum, "class_mean": lambda v: sum(v) / len(v)}[
            what](x)
