#!/usr/bin/env python3
"""Computes scores again from their explanations and from nothing else.

    redo_explanations.py PROGRAM...    PROGRAM writes lines "FROM<tab>JSON" (docs/explanation-format.md)
    kaocheng score explain --json … | redo_explanations.py -

Each formula is that of docs/scheme.md, once more and in fractions. Then facts are changed or taken away, one at a
time: for every kind of fact somebody must notice, or it explains nothing.
"""

import decimal
import json
import math
import random
import re
import subprocess
import sys
from fractions import Fraction

MISSING, UNDEFINED = "missing", "undefined"
LEAST_PAIRS = 1000
MUTATED_A_METHOD = 1500
# Names for readers: no arithmetic hangs on them. Everything else must be noticed.
FOR_READERS = {"node", "name", "unit", "unit_class", "period", "from", "to", "basis", "why_not", "group", "least_units",
               "most_units", "formula", "of", "rows_of", "grade", "effect", "is_fixed", "level", "why", "batch", "shared_with", "is_beside", "excluded", "item", "batch", "why"}


class Wrong(Exception):
    """What is explained does not come out."""


def must(is_so, what):
    if not is_so:
        raise Wrong(what)


# ---- numbers: a Fraction, MISSING or UNDEFINED


def number(text):
    if text in (MISSING, UNDEFINED):
        return text
    must(isinstance(text, str) and re.fullmatch(r"-?[0-9]+(\.[0-9]+|/[1-9][0-9]*)?", text), f"no number: {text!r}")
    return Fraction(text)


def is_none(*values):
    return any(v in (MISSING, UNDEFINED) for v in values)


def none_of(*values):
    return MISSING if MISSING in values else UNDEFINED


def divided(a, b):
    return none_of(a, b) if is_none(a, b) else UNDEFINED if b == 0 else a / b


def arithmetic(f):
    return lambda *a: none_of(*a) if is_none(*a) else f(*a)


def floor(x):
    return Fraction(x.numerator // x.denominator)


def rounded(x, digits, mode):
    """As an integer scaled by the digits."""
    scaled = abs(x) * 10**digits
    whole, rest = divmod(scaled.numerator, scaled.denominator)
    twice = 2 * rest - scaled.denominator
    must(mode in ("half_up", "half_even", "down"), f"mode {mode}")
    if mode != "down" and (twice > 0 or twice == 0 and (mode == "half_up" or whole % 2)):
        whole += 1
    return -whole if x < 0 else whole


def written(units, digits):
    sign, text = "-" if units < 0 else "", str(abs(units)).zfill(digits + 1)
    return sign + (f"{text[:-digits]}.{text[-digits:]}" if digits else text)


# ---- measures


def aggregated(values, how, skip_gaps):
    if not skip_gaps and MISSING in values:
        return MISSING
    there = [v for v in values if v != MISSING]
    if not there:
        return MISSING
    return {"sum": sum(there), "mean": sum(there) / len(there), "last": there[-1], "max": max(there),
            "min": min(there)}[how]


def compared(f):
    return arithmetic(lambda a, b: Fraction(f(a, b)))


OPERATORS = {
    "neg": (1, arithmetic(lambda a: -a)),
    "not": (1, arithmetic(lambda a: Fraction(a == 0))),
    "abs": (1, arithmetic(abs)),
    "floor": (1, arithmetic(floor)),
    "is_null": (1, lambda a: Fraction(is_none(a))),
    "+": (2, arithmetic(lambda a, b: a + b)),
    "-": (2, arithmetic(lambda a, b: a - b)),
    "*": (2, arithmetic(lambda a, b: a * b)),
    "/": (2, divided),
    "min": (2, arithmetic(min)),
    "max": (2, arithmetic(max)),
    "<": (2, compared(lambda a, b: a < b)),
    "<=": (2, compared(lambda a, b: a <= b)),
    ">": (2, compared(lambda a, b: a > b)),
    ">=": (2, compared(lambda a, b: a >= b)),
    "=": (2, compared(lambda a, b: a == b)),
    "!=": (2, compared(lambda a, b: a != b)),
    "and": (2, compared(lambda a, b: a != 0 and b != 0)),
    "or": (2, compared(lambda a, b: a != 0 or b != 0)),
    "if": (3, lambda c, a, b: c if is_none(c) else a if c else b),
}
GIVEN = {"number", "factor"}  # by the scheme
GIVEN |= {"vote_count", "vote_share", "vote_mean", "event_count", "event_points"}  # counted from rows
OVER_CLASS = {"class_min", "class_max", "class_sum", "class_mean", "class_count", "class_rank"}


def formula_value(x, inputs):
    stack = []
    for step in x["steps"]:
        op, value = step["op"], number(step["value"])
        if op == "measure":
            must(value == inputs(step["measure"], int(step["years_back"])), f"measure {step['measure']}")
        elif op in OVER_CLASS:
            must(stack, f"{op} of nothing")
            stack.pop()
        elif op == "null":
            must(value == MISSING, "null")
        elif op not in GIVEN:
            must(op in OPERATORS, f"operator {op}")
            arity, f = OPERATORS[op]
            must(len(stack) >= arity, f"{op} wants {arity}")
            operands = stack[-arity:]
            del stack[-arity:]
            must(f(*operands) == value, f"{op} {operands} is not {value}")
        stack.append(value)
    must(len(stack) == 1, "a formula gives one value")
    if "decimals" in x and not is_none(stack[0]):
        digits = int(x["decimals"])
        return Fraction(rounded(stack[0], digits, x["mode"]), 10**digits)
    return stack[0]


def check_input(x, inputs):
    value = number(x["value"])
    if "formula" in x:
        must(formula_value(x, inputs) == value, f"formula of {x['measure']}")
    elif "periods" in x:
        values = [number(p["value"]) for p in x["periods"]]
        whole = aggregated(values, x["aggregate"], x["skip_gaps"])
        if is_none(whole) and "default" in x:
            whole = number(x["default"])
        must(whole == value, f"aggregate of {x['measure']}")
    else:
        must(x["is_fixed"], "a value from nowhere")


def check_inputs(x):
    table = {}
    for i in x.get("inputs", []):
        table[i["measure"], int(i["years_back"])] = number(i["value"])

    def value_of(measure, years_back, *other):
        # Beyond what formulas may look back at there is nothing.
        if years_back > 5:
            return MISSING
        return table.get((measure, years_back), *other) if other else table[measure, years_back]

    for i in x.get("inputs", []):
        check_input(i, value_of)
    return value_of


# ---- rules in FEEL: the arithmetic, comparisons, conditions and functions that schemes use


class Unknown(Exception):
    """Beyond this small evaluator: the answer is taken as it stands."""


FEEL = decimal.Context(prec=34, rounding=decimal.ROUND_HALF_EVEN, Emin=-6176, Emax=6144)
TOKEN = re.compile(r"\s*(?:([0-9]+(?:\.[0-9]+)?)|(\"[^\"]*\")|(>=|<=|!=|\*\*|[-+*/()<>=,\[\]])|([^\W\d]\w*))")


def feel_decimal(x):
    return FEEL.divide(decimal.Decimal(x.numerator), decimal.Decimal(x.denominator))


def feel_numbers(f):
    def apply(*args):
        args = args[0] if len(args) == 1 and isinstance(args[0], list) else args
        return None if not args or any(a is None for a in args) else f(list(args))
    return apply


def feel_median(v):
    v, k = sorted(v), len(v) // 2
    return v[k] if len(v) % 2 else FEEL.divide(FEEL.add(v[k - 1], v[k]), decimal.Decimal(2))


def feel_sum(v):
    total = decimal.Decimal(0)
    for x in v:
        total = FEEL.add(total, x)
    return total


FUNCTIONS = {
    "min": feel_numbers(min), "max": feel_numbers(max), "sum": feel_numbers(feel_sum), "median": feel_numbers(feel_median),
    "mean": feel_numbers(lambda v: FEEL.divide(feel_sum(v), decimal.Decimal(len(v)))),
    "count": lambda v: decimal.Decimal(len(v)),
    "abs": feel_numbers(lambda v: abs(v[0])),
    "floor": feel_numbers(lambda v: v[0].to_integral_value(decimal.ROUND_FLOOR)),
    "ceiling": feel_numbers(lambda v: v[0].to_integral_value(decimal.ROUND_CEILING)),
    "not": lambda v: None if v is None else not v,
}


class Expression:
    """Recursive descent; None is null."""

    def __init__(self, text, names):
        self.names, self.tokens, at = names, [], 0
        text = text.strip()
        while at < len(text):
            m = TOKEN.match(text, at)
            if not m:
                raise Unknown(text[at:])
            self.tokens.append(m.group().strip())
            at = m.end()

    def take(self, *words):
        if self.tokens and self.tokens[0] in words:
            return self.tokens.pop(0)
        return None

    def want(self, word):
        if not self.take(word):
            raise Unknown(f"{word} before {self.tokens[:3]}")

    def value(self):
        v = self.expression()
        if self.tokens:
            raise Unknown(str(self.tokens))
        return v

    def expression(self):
        if self.take("if"):
            c = self.expression()
            self.want("then")
            a = self.expression()
            self.want("else")
            b = self.expression()
            return a if c is True else b
        v = self.conjunction()
        while self.take("or"):
            w = self.conjunction()
            v = True if v is True or w is True else None if v is None or w is None else False
        return v

    def conjunction(self):
        v = self.comparison()
        while self.take("and"):
            w = self.comparison()
            v = False if v is False or w is False else None if v is None or w is None else True
        return v

    def comparison(self):
        v = self.sum()
        op = self.take("<", "<=", ">", ">=", "=", "!=")
        if not op:
            return v
        w = self.sum()
        if op in ("=", "!="):
            return (v == w) == (op == "=")
        if v is None or w is None:
            return None
        return {"<": v < w, "<=": v <= w, ">": v > w, ">=": v >= w}[op]

    def sum(self):
        v = self.product()
        while op := self.take("+", "-"):
            w = self.product()
            v = None if v is None or w is None else FEEL.add(v, w) if op == "+" else FEEL.subtract(v, w)
        return v

    def product(self):
        v = self.factor()
        while op := self.take("*", "/"):
            w = self.factor()
            if v is None or w is None or op == "/" and w == 0:
                v = None
            else:
                v = FEEL.multiply(v, w) if op == "*" else FEEL.divide(v, w)
        return v

    def factor(self):
        if self.take("-"):
            v = self.factor()
            return None if v is None else -v
        if self.take("("):
            v = self.expression()
            self.want(")")
            return v
        if not self.tokens:
            raise Unknown("end")
        word = self.tokens.pop(0)
        if word[0] == '"':
            return word[1:-1]
        if word[0].isdigit():
            return decimal.Decimal(word)
        if self.take("("):
            return self.call(word)
        if word in ("null", "true", "false"):
            return {"null": None, "true": True, "false": False}[word]
        if word not in self.names:
            raise Unknown(word)
        return self.names[word]

    def call(self, word):
        args = []
        while not self.take(")"):
            args.append(self.expression())
            self.take(",")
        if word not in FUNCTIONS:
            raise Unknown(word)
        return FUNCTIONS[word](*args)


# Decision tables with a row for each rule: the hit policies U, A, F and C+.


def meets(v, cell, names):
    """None when it cannot be told."""
    cell = cell.strip()
    if cell in ("", "-"):
        return True
    interval = re.fullmatch(r"([\[(\]])(.+?)\.\.(.+?)([\])\[])", cell)
    if interval:
        low, high = (Expression(t, names).value() for t in interval.group(2, 3))
        if v is None or low is None or high is None:
            return None
        return (low <= v if interval.group(1) == "[" else low < v) and (v <= high if interval.group(4) == "]" else v < high)
    test = re.match(r"<=|>=|<|>|!=|=", cell)
    if "," in cell or re.match(r"not\b", cell):
        raise Unknown(cell)
    return Expression("tested" + (cell if test else "=" + cell), {**names, "tested": v}).value()


def table_value(text, names):
    rows = [[c.strip() for c in re.split("[|｜]", line)] for line in text.splitlines() if line.strip()]
    policy, heads = rows[0][0], rows[0][1:]
    results = [i for i, h in enumerate(heads) if h.startswith("→")]
    tests = [i for i, h in enumerate(heads) if not h.startswith("→") and h != "备注"]
    if policy not in ("U", "A", "F", "C+") or len(results) != 1 or any(len(r) != len(rows[0]) for r in rows):
        raise Unknown(f"a table {policy}")
    values = {i: Expression(heads[i], names).value() for i in tests}
    hits = [r[1:][results[0]] for r in rows[1:] if all(meets(values[i], r[1:][i], names) is True for i in tests)]
    found = [Expression(h, names).value() for h in hits]
    if policy == "C+":
        return None if not found or None in found else feel_sum(found)
    return found[0] if found and (policy == "F" or len(set(found)) == 1) else None


taken_as_they_stand = set()


def answer(l, x):
    """Of a rule: a number (1 and 0 for true and false), or why there is none."""
    names, said = {}, number(x["answer"])
    for i in x["inputs"]:
        if "values" in i:
            names[i["name"]] = [feel_decimal(number(v)) for v in i["values"]]
        elif "text" in i:
            names[i["name"]] = i["text"]
        else:
            v = number(i["value"])
            must(v == l.inputs(i["name"], 0, v), f"{i['name']} of a rule")
            names[i["name"]] = None if is_none(v) else feel_decimal(v)
    try:
        v = table_value(x["table"], names) if "table" in x else Expression(x["expression"], names).value()
    except Unknown as why:
        taken_as_they_stand.add(str(why))
        return said
    if v is None:
        v = MISSING if any(i.get("value") == MISSING for i in x["inputs"]) else UNDEFINED
    else:
        v = Fraction(v)
    must(v == said, f"answer {v}")
    return v


# ---- leaves


class Leaf:
    def __init__(self, x):
        self.x = x
        self.full = number(x["full"])
        self.inputs = check_inputs(x)
        if "value" in x:
            self.value = number(x["value"])
            raw = self.inputs(x["value_of"], 0)
            times = number(x["factor"]) if "factor" in x else Fraction(1)
            must(self.value == arithmetic(lambda a, b: a * b)(raw, times), "value")
        for name in ("target", "baseline", "low", "high"):
            if name in x:
                self.parameter(x, name)

    def parameter(self, x, name):
        """Of a measure, or given by the scheme ("")."""
        if x[name + "_of"]:
            years = int(x["baseline_years_back"]) if name == "baseline" else 0
            must(number(x[name]) == self.inputs(x[name + "_of"], years), name)
        return number(x[name])

    def __getitem__(self, name):
        return number(self.x[name])

    def cls(self, name):
        return number(self.x["class"][name])

    def lower(self):
        must(self.x["better"] in ("higher", "lower"), "better")
        return self.x["better"] == "lower"


def holds(v, compare, limit):
    return {"at_least": v >= limit, "above": v > limit, "at_most": v <= limit, "below": v < limit}[compare]


def direct(l):
    return l.value if "out_of" not in l.x else arithmetic(lambda v: l.full * v / l["out_of"])(l.value)


def ratio(l):
    q = divided(l.value, l["target"])
    return q if is_none(q) else l.full * q


def control(l):
    q = divided(l.value, l["target"])
    return q if is_none(q) else l.full * (2 - q)


def inverse(l):
    q = divided(l["target"], l.value)
    return q if is_none(q) else l.full * q


def bands(l):
    if is_none(l.value):
        return l.value
    above = None
    for band in l.x["bands"]:
        limit, score = l.parameter(band, "limit"), number(band["score"])
        if is_none(limit):
            return limit
        if holds(l.value, band["compare"], limit):
            if l.x["interpolate"] and above:
                return score + (above[1] - score) * (l.value - limit) / (above[0] - limit)
            return score
        above = limit, score
    return l["else"]


def attained(l):
    if is_none(l.value, l["target"]):
        return none_of(l.value, l["target"])
    return l.full if holds(l.value, l.x["compare"], l["target"]) else l["else"]


def efficacy(l):
    base = l.full * l["base_percent"] / 100
    if "low" in l.x:
        low, high = l["low"], l["high"]
    else:
        low, high = l.cls("least"), l.cls("most")
        must(is_none(low) or low <= high and l.cls("count") >= 1, "range")
        low, high = (high, low) if l.lower() else (low, high)
    if is_none(l.value) and "low" not in l.x:
        return l.value
    if is_none(l.value, low, high):
        return none_of(l.value, low, high)
    if low == high:
        must(l.x["equal"] in ("full", "base"), "equal")
        return base if l.x["equal"] == "base" else l.full
    return base + (l.full - base) * (l.value - low) / (high - low)


def rank_of(l):
    rank = l.cls("rank")
    must(l.x["class"]["ties"] in ("1-2-2-4", "1-2-2-3"), "ties")
    must(rank == l.cls("values_ahead" if l.x["class"]["ties"] == "1-2-2-3" else "ahead") + 1, "rank")
    return rank


def rank_step(l):
    return l.value if is_none(l.value) else l["first"] - l["step"] * (rank_of(l) - 1)


def rank_linear(l):
    if is_none(l.value):
        return l.value
    places = max(l.cls("count") - 1, 1)
    return l["first"] - (l["first"] - l["last"]) * (rank_of(l) - 1) / places


def ratio_to_best(l):
    best = l.cls("least") if l.lower() else l.cls("most")
    if is_none(l.value, best):
        return l.value if is_none(l.value) else best
    if best <= 0:
        return UNDEFINED
    q = divided(best, l.value) if l.lower() else l.value / best
    return q if is_none(q) else l.full * q


def growth_of(now, before):
    if is_none(now, before):
        return none_of(now, before)
    return UNDEFINED if before <= 0 else (now - before) / before


def growth(l):
    g = growth_of(l.value, l["baseline"])
    return g if is_none(g) else l["at_zero"] + l["per_percent"] * 100 * g


def increment_growth(l):
    g = growth_of(l.value, l["baseline"])
    if is_none(g):
        return g

    def share(v, best):
        return 0 if v <= 0 or is_none(best) or best <= 0 else v / best

    k = l["increment_percent"] / 100
    more = l.value - l["baseline"]
    return l.full * (k * share(more, l.cls("best_increment")) + (1 - k) * share(g, l.cls("best_growth")))


def amount(l, v):
    q = max(v, Fraction(0)) / l["per"]
    return (floor(q) if l.x["whole"] else q) * l["each"]


def gap_deduct(l):
    if is_none(l.value, l["target"]):
        return none_of(l.value, l["target"])
    gap = l.value - l["target"] if l.lower() else l["target"] - l.value
    return l.full - amount(l, gap)


def counted_events(l):
    """Of the events about one matter only the largest; the first of equal ones."""
    best = {}
    for i, e in enumerate(l.x["events"]):
        if l.x["highest_only"] and e["matter"]:
            k = best.setdefault(e["matter"], i)
            if abs(event_points(e)) > abs(event_points(l.x["events"][k])):
                best[e["matter"]] = i
    left = {item["id"]: number(item["times"]) for item in l.x["items"] if "times" in item}
    for i, e in enumerate(l.x["events"]):
        item, count = e["item"], number(e["count"])
        if best.get(e["matter"], i) == i and item in left:
            count = min(count, left[item])
            left[item] -= count
        is_counted = best.get(e["matter"], i) == i and count > 0
        must(e["counted"] == is_counted, f"counted: {item}")
        if is_counted:
            yield e, number(e["each"]) * count


def event_points(e):
    return number(e["each"]) * number(e["count"])


def within(points, limits):
    if "cap" in limits and points > number(limits["cap"]):
        return number(limits["cap"])
    return max(points, number(limits["floor"])) if "floor" in limits else points


def events(l):
    """Each item within its limits, each category within its own, then all together."""
    items, categories = ({c["id"]: c for c in l.x[k]} for k in ("items", "categories"))
    of_item, sums = {}, {}
    for e, points in counted_events(l):
        key = e["item"], e.get("category")
        of_item[key] = of_item.get(key, 0) + points
    for item, limits in items.items():
        of_item.setdefault((item, limits.get("category")), Fraction(0))
    for (item, category), points in of_item.items():
        must(category is None or category in categories, f"category {category}")
        sums[category] = sums.get(category, 0) + within(points, items.get(item, {}))
    return sum((within(sums.get(c, Fraction(0)), categories.get(c, {})) for c in {*sums, *categories}), Fraction(0))


def amount_or_events(l):
    return events(l) if "events" in l.x else l.value if is_none(l.value) else amount(l, l.value)


def deduct(l):
    return arithmetic(lambda lost: l["start"] - lost)(amount_or_events(l))


def add(l):
    return arithmetic(lambda more: l["start"] + more)(amount_or_events(l))


def veto(l):
    if is_none(l.value, l["target"]):
        return none_of(l.value, l["target"])
    must(l.x["strikes"] == holds(l.value, l.x["compare"], l["target"]), "strikes")
    return Fraction(0) if l.x["strikes"] else l.full


def worths_of(said):
    worths = [[number(v["points"]), number(v["count"])] for v in said]
    must(worths == sorted(worths) and len({w[0] for w in worths}) == len(worths), "order of votes")
    return worths


def trimmed_mean(l, worths):
    """The score of the votes, and how many were trimmed at each end; nothing of that when there is no score."""
    valid = sum(c for _, c in worths)
    if valid == 0 or valid < l["min_sample"]:
        return MISSING, None
    trim = {k: number(v) for k, v in l.x["trim"].items()}
    low = high = Fraction(0)
    if valid > trim["when_more_than"]:
        both = floor(valid * trim["percent"] / 100)
        low, high = trim["low"] + both, trim["high"] + both
    if low + high >= valid:
        return MISSING, None
    ends = low, high
    for order, drop in ((worths, low), (worths[::-1], high)):
        for w in order:
            take = min(w[1], drop)
            w[1] -= take
            drop -= take
    mean = sum(p * c for p, c in worths) / (valid - low - high)
    return (l.full * mean / l["out_of"] if "out_of" in l.x else mean), ends


def with_excluded(l):
    """What the votes would have made with the batches that were excluded."""
    together = {}
    for said in [l.x["votes"]] + [b["votes"] for b in l.x["excluded_batches"]]:
        for points, count in worths_of(said):
            together[points] = together.get(points, 0) + count
    for batch in l.x["excluded_batches"]:
        must(number(batch["count"]) == sum(c for _, c in worths_of(batch["votes"])) > 0, "votes of a batch")
    return trimmed_mean(l, [list(w) for w in sorted(together.items())])[0]


def worths_of(listed):
    worths = [[number(v["points"]), number(v["count"])] for v in listed]
    must(worths == sorted(worths) and len({w[0] for w in worths}) == len(worths), "order of votes")
    return worths


def votes_to_points(l, worths, is_said):
    """Trimmed mean of [points, count] in rising order."""
    valid = sum(c for _, c in worths)
    if valid == 0 or valid < l["min_sample"]:
        return MISSING
    trim = {k: number(v) for k, v in l.x["trim"].items()}
    low = high = Fraction(0)
    if valid > trim["when_more_than"]:
        both = floor(valid * trim["percent"] / 100)
        low, high = trim["low"] + both, trim["high"] + both
    if low + high >= valid:
        return MISSING
    must(not is_said or (low, high) == (l["trimmed_low"], l["trimmed_high"]), "trimmed")
    for ends, drop in ((worths, low), (worths[::-1], high)):
        for w in ends:
            take = min(w[1], drop)
            w[1] -= take
            drop -= take
    mean = sum(p * c for p, c in worths) / (valid - low - high)
    return l.full * mean / l["out_of"] if "out_of" in l.x else mean


def votes(l):
    if "excluded_batches" in l.x:
        together = {p: c for p, c in worths_of(l.x["votes"])}
        for batch in l.x["excluded_batches"]:
            worths = worths_of(batch["votes"])
            must(number(batch["count"]) == sum(c for _, c in worths), "count of a batch")
            for p, c in worths:
                together[p] = together.get(p, 0) + c
        with_them = votes_to_points(l, [[p, c] for p, c in sorted(together.items())], False)
        must(with_them == l["score_with_excluded"], f"with the batches {with_them}")
    return votes_to_points(l, worths_of(l.x["votes"]), True)


def linear(l):
    if is_none(l.value, l["target"]):
        return none_of(l.value, l["target"])
    ahead = l["target"] - l.value if l.lower() else l.value - l["target"]
    if ahead >= 0:
        return l["at_target"] + amount(l, ahead)
    steps = -ahead / l["per"]
    return l["at_target"] - (floor(steps) if l.x["whole"] else steps) * l["each_below"]


def rank_points(l):
    if is_none(l.value):
        return l.value
    rank, from_last = int(rank_of(l)), int(l["rank_from_last"])
    first, last = ([number(p) for p in l.x[k]] for k in ("first_points", "last_points"))
    return first[rank - 1] if rank <= len(first) else last[from_last - 1] if from_last <= len(last) else l["else"]


def rule(l):
    return answer(l, l.x["rule"])


LEAVES = {f.__name__: f for f in (direct, ratio, control, inverse, bands, attained, efficacy, rank_step, rank_linear,
                                  ratio_to_best, growth, increment_growth, deduct, gap_deduct, add, veto, votes, linear, rank_points)}
LEAVES.update(feel=rule, table=rule)
LEAVES["plus_minus"] = events


def scaled(x, points):
    return points if "score_factor" not in x else arithmetic(lambda a, b: a * b)(points, number(x["score_factor"]))


def asked(l):
    """The condition first: who does not meet it gets something else."""
    if "when" not in l.x:
        return scaled(l.x, LEAVES[l.x["method"]](l))
    holds_here = answer(l, l.x["when"])
    if is_none(holds_here):
        return holds_here
    return scaled(l.x, LEAVES[l.x["method"]](l)) if holds_here else l["else"]


def leaf(x):
    """Points, or the state."""
    l = Leaf(x)
    points = asked(l)
    must(is_none(points) == ("no_value" in x), "whether there is a value")
    if not is_none(points):
        return points
    must(x["no_value"] == points, "why there is no value")
    if x["missing_rule"] == "zero":
        return Fraction(0)
    if x["missing_rule"] == "class_mean" and "class_sum" in x:
        return number(x["class_sum"]) / number(x["class_mean_of"])
    must(x["missing_rule"] in ("not_scorable", "class_mean", "reweight"), "rule")
    return "absent" if x["missing_rule"] == "reweight" else "not_scorable"


# ---- inner nodes


def children(x):
    parts, extra, blocked = [], Fraction(0), False
    for c in x["children"]:
        if c["role"] == "aside":
            continue
        must(c["role"] in ("part", "extra"), "role")
        there = c["state"] == "present"
        must(there == ("score" in c) and c["state"] in ("present", "absent", "not_applicable", "not_scorable"), "state")
        blocked |= c["state"] == "not_scorable"
        if c["role"] == "part":
            parts.append((number(c["score"]) if there else None, number(c["full"]),
                          number(c["weight"]) if x["method"] == "mean" else Fraction(1)))
        elif there:
            extra += number(c["score"])
    return parts, extra, blocked


def combined(x):
    if x.get("zeroed"):
        return Fraction(0)
    parts, extra, blocked = children(x)
    method = x["method"]
    there = [p for p in parts if p[0] is not None]
    weights = sum(w for _, _, w in there)
    if blocked:
        return "not_scorable"
    if parts and not there or x["method"] == "mean" and there and weights == 0:
        return "absent"
    if not parts:
        return extra
    if method in ("max", "min", "product"):
        shares = [UNDEFINED if f == 0 else s / f for s, f, _ in there]
        if is_none(*shares):
            return "not_scorable"
        return number(x["full"]) * {"max": max, "min": min, "product": math.prod}[method](shares) + extra
    if method == "mean":
        by = number(x["divisor"]) if "divisor" in x else weights
        return sum(s * w for s, _, w in there) / by * number(x["full"]) / number(x["out_of"]) + extra
    must(sum(f for _, f, _ in parts) == number(x["full"]), "full marks of the parts")
    all_full, there_full = sum(f for _, f, _ in parts), sum(f for _, f, _ in there)
    points = sum(s for s, _, _ in there)
    return (points * all_full / there_full if there_full else points) + extra


def periods(x):
    come = [p for p in x["periods"] if p["has_come"]]
    for p in x["periods"]:
        must((p["state"] == "present") == ("score" in p) and (p["has_come"] or "score" not in p), "period")
    how = x["combine"]
    deciding = [p for p in come if p["state"] in ("present", "not_scorable")][-1:] if how == "last" else come
    there = [p for p in come if p["state"] == "present"]
    scores, weights = [number(p["score"]) for p in there], [number(p.get("weight", "1")) for p in there]
    if any(p["state"] == "not_scorable" for p in deciding):
        return "not_scorable"
    if not scores or how == "mean" and sum(weights) == 0:
        return "absent" if x["state"] == "absent" else "not_applicable"
    total = sum(s * w for s, w in zip(scores, weights))
    return {"mean": lambda: total / sum(weights), "sum": lambda: total, "last": lambda: scores[-1],
            "max": lambda: max(scores), "min": lambda: min(scores)}[how]()


def inner(x):
    points = combined(x)
    points = points if isinstance(points, str) or x.get("zeroed") else scaled(x, points)
    return "not_scorable" if points in (MISSING, UNDEFINED) else points


INNER = {"sum": inner, "mean": inner, "max": inner, "min": inner, "product": inner, "periods": periods}


# ---- one explanation

FAULTS = Wrong, LookupError, TypeError, ValueError, ArithmeticError, AttributeError


def redo(x):
    """The published digits; raises Wrong when they are others."""
    if x["state"] in ("per_period", "not_applicable"):
        must(x["score"] is None, "a score of nothing")
        return None
    points = INNER[x["method"]](x) if x["method"] in INNER else leaf(x)
    if isinstance(points, str):
        must(x["state"] == points and x["score"] is None, f"state {points}")
        return None
    if "cap" in x and not x.get("zeroed"):
        points = min(points, number(x["cap"]))
    if "floor" in x and not x.get("zeroed"):
        points = max(points, number(x["floor"]))
    r = x["rounding"]
    digits = int(r["digits"])
    must(number(r["exact"]) == points, f"exact value {points}")
    must(r["passes"] in ("rounded", "exact"), "passes")
    score = written(rounded(points, digits, r["mode"]), digits)
    must(x["state"] == "present" and x["score"] == score, f"score {score}")
    return score


def comes_out(x):
    try:
        redo(x)
    except FAULTS:
        return False
    return True


# ---- changed facts


def facts_of(x, path=()):
    """(path, holder, key) of everything that is said."""
    for key in list(x) if isinstance(x, dict) else range(len(x)):
        here = path if isinstance(key, int) else path + (key,)
        if not FOR_READERS.intersection(here):
            yield here, x, key
            if isinstance(x[key], (dict, list)):
                yield from facts_of(x[key], here)


def other(value):
    if isinstance(value, bool):
        return not value
    if value is None:
        return "1"
    if isinstance(value, str) and re.fullmatch(r"-?[0-9]+([./][0-9]+)?", value):
        return str(Fraction(value) + random.choice((1, -1, Fraction(1, 7), 1000, -1000)))
    return {"higher": "lower", "lower": "higher", "half_up": "down", "down": "half_up", "half_even": "down"}.get(value, "?")


def other_rule(path, old):
    if path[-1] == "table":
        return old.rstrip().rpartition("\n")[0]  # without its last row
    return f"({old}) + 1" if path[0] == "rule" else f"not({old})"


def mutate(x, noticed):
    for path, holder, key in list(facts_of(x)):
        old = holder[key]
        for change in ("changed", "gone") if not isinstance(old, (dict, list)) else ("gone",):
            kind = "" if path[0] in COMMON else x["method"], ".".join(path), change
            if noticed.get(kind):
                continue
            if change == "changed":
                holder[key] = other_rule(path, old) if key in ("expression", "table") else other(old)
            else:
                del holder[key]
            noticed[kind] = noticed.get(kind, False) or not comes_out(x)
            if change == "changed" or isinstance(holder, dict):
                holder[key] = old
            else:
                holder.insert(key, old)


# What every method has: it is enough that with one of them somebody notices.
COMMON = {"cap", "floor", "rounding", "inputs", "when", "else", "missing_rule", "no_value", "class_sum", "class_mean_of",
          "factor", "score_factor"}
# Where no change can be seen: a fact that this method does not use or that another one implies, a limit that it cannot
# reach, an empty list.
UNSEEN = {
    "": {"better", "rounding.passes", "class.count", "events.item", "items.category"},
    "add": {"full"}, "bands": {"full"}, "deduct": {"full"}, "growth": {"full"}, "periods": {"full"},
    "plus_minus": {"full"}, "rank_linear": {"full"}, "rank_step": {"full"},
    "mean": {"children.full"}, "linear": {"full"}, "rank_points": {"full"}, "table": {"full", "value"}, "feel": {"full", "value"},
}


def is_seen(kind):
    method, path, _ = kind
    return path not in UNSEEN[""] | UNSEEN.get(method, set())


def explanations(lines):
    """(whence, explanation): a line is one, or a document with several, behind a tab or alone."""
    for line in lines:
        origin, _, text = line.rpartition("\t")
        document = json.loads(text)
        for x in document.get("nodes", [document]):
            yield origin, x


def comes_out_or_says(origin, x, wrong):
    try:
        redo(x)
        return True
    except FAULTS as e:
        wrong.append(e)
        if len(wrong) <= 10:
            print(f"{origin}: {x['node']} of {x['unit']} ({x['method']}): {e!r}\n  {json.dumps(x, ensure_ascii=False)[:1500]}")
        return False


def unnoticed(noticed):
    silent = sorted(k for k, v in noticed.items() if not v and is_seen(k))
    for method, path, change in silent:
        print(f"{method or 'every method'}: nobody noticed that {path} was {change}")
    return silent


def main():
    is_test = sys.argv[1:] != ["-"]
    if is_test:
        lines = subprocess.run(sys.argv[1:], check=True, stdout=subprocess.PIPE).stdout.decode().splitlines()
    else:
        lines = sys.stdin.read().splitlines()
    random.seed(20260101)
    redone, wrong, noticed = {}, [], {}
    for origin, x in explanations(lines):
        if not comes_out_or_says(origin, x, wrong):
            continue
        redone[x["method"]] = redone.get(x["method"], 0) + 1
        if is_test and redone[x["method"]] <= MUTATED_A_METHOD:
            mutate(x, noticed)
    silent, total = unnoticed(noticed), sum(redone.values())
    if taken_as_they_stand:
        print(f"answers of rules taken as they stand: {sorted(taken_as_they_stand)[:5]}")
    print(f"{total} scores redone ({', '.join(f'{m} {n}' for m, n in sorted(redone.items()))}), {len(wrong)} wrong; "
          f"{len(noticed)} kinds of changed facts, {len(silent)} unnoticed")
    sys.exit(bool(wrong or silent or is_test and total < LEAST_PAIRS))


if __name__ == "__main__":
    main()
