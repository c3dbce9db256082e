"""What the methods of the manual give (docs/scheme.md, section 4): for one leaf, the units of one class, one window.

Each method is a function of the leaf's facts and the place of a unit among them; it returns a fraction, MISSING or
UNDEFINED. Caps, missing rules and roundings are for scheme_oracle.py.
"""
from fractions import Fraction
from math import floor

from numbers_exact import MISSING, UNDEFINED, compared, is_number, lacking
from scheme_rules import names_in

PERCENT = Fraction(1, 100)


class Leaf:
    """The facts: `x` are the values of the units, `stand` those that count for the class."""

    def __init__(self, node, units, values, window, applies):
        self.node, self.d, self.units, self.values, self.window = node, node.d, units, values, window
        self.full = node.full[units[0]["class"]]
        self.kind = values.measures[self.d["measure"]].get("kind", "number") if "measure" in self.d else "none"
        self.x = [self.value_of(u) if self.kind in ("number", "level") else None for u in units]
        self.holds = [self.condition(i) if a else False for i, a in enumerate(applies)]
        self.counts = [a and h is True and u.get("ranked", True) and is_number(x)
                       for u, x, a, h in zip(units, self.x, applies, self.holds)]
        self.stand = [x for x, counts in zip(self.x, self.counts) if counts]

    def value_of(self, unit):
        x = self.values.of(self.d["measure"], unit, self.window)
        if self.d.get("times_factor") not in (True, "value") or not is_number(x):
            return x
        factor = factor_of(self.node, unit, self.values, self.window)
        return x * factor if is_number(factor) else factor

    def names(self, i, rule):
        """What a rule may name, for one unit; of the measures those that it does name."""
        unit, measures = self.units[i], self.values.measures
        names = {m: self.values.of(m, unit, self.window) for m in names_in(rule.tree) & measures.keys()
                 if measures[m].get("kind", "number") in ("number", "level")}
        names["full"] = self.full
        names["factor"] = factor_of(self.node, unit, self.values, self.window)
        if self.kind in ("number", "level"):
            names["value"] = self.x[i]
        if "target" in self.d:
            names["target"] = self.operand("target", i)
        return names

    def names_of_class(self, i):
        counts = self.counts[i] or is_number(self.x[i])
        return {"ranked": Fraction(len(self.stand)), "rank": Fraction(self.rank(i)) if counts else MISSING,
                "class_min": min(self.stand, default=MISSING), "class_max": max(self.stand, default=MISSING)}

    def condition(self, i):
        return self.d["when"].value(self.names(i, self.d["when"])) if "when" in self.d else True

    def number(self, key, default=None):
        return Fraction(self.d[key]) if key in self.d else default

    def operand(self, key, i):
        return self.values.operand(self.d[key], self.units[i], self.window)

    def points(self, key, default):
        """In points, or as a percentage of the full marks."""
        if key + "_percent" in self.d:
            return self.full * Fraction(self.d[key + "_percent"]) * PERCENT
        return self.number(key, default)

    def is_lower_better(self):
        return self.d.get("better") == "lower"

    def better(self, x):
        return -x if self.is_lower_better() else x

    def rank(self, i):
        mine = self.better(self.x[i])
        ahead = [v for v in map(self.better, self.stand) if v > mine]
        return 1 + len(set(ahead) if self.d.get("ties") == "1-2-2-3" else ahead)

    def otherwise(self):
        """Of a unit for which the condition does not hold; a veto does not hold then."""
        return self.full if self.d["method"] == "veto" else self.points("else", Fraction(0))

    def score(self, i):
        x = self.x[i]
        if self.holds[i] is not True:
            return self.otherwise() if self.holds[i] is False else self.holds[i]
        if self.kind == "events":
            return events(self, i)
        if self.d["method"] == "feel":
            rule = self.d["expression"]
            return rule.value({**self.names(i, rule), **(self.names_of_class(i) if self.kind != "none" else {})})
        against = [self.operand(key, i) for key in ("target", "low", "high") if key in self.d]
        if self.d["method"] in ("growth", "increment_growth"):
            against.append(baseline(self, i))
        return lacking(x, *against) or METHODS[self.d["method"]](self, i, x)


def whole(leaf, amount):
    return Fraction(floor(amount)) if leaf.d.get("whole") else amount


def direct(leaf, _, x):
    return x * leaf.full / leaf.number("out_of") if "out_of" in leaf.d else x


def of_target(leaf, i, x):
    target = leaf.operand("target", i)
    above, below = (target, x) if leaf.d["method"] == "inverse" else (x, target)
    if below == 0:
        return UNDEFINED
    part = above / below
    return leaf.full * (2 - part if leaf.d["method"] == "control" else part)


def bands(leaf, i, x):
    steps = []
    for band in leaf.d["bands"]:
        how = next(k for k in band if not k.startswith("score"))
        limit = leaf.values.operand(band[how], leaf.units[i], leaf.window)
        if not is_number(limit):
            return limit
        score = Fraction(band["score"]) if "score" in band else leaf.full * Fraction(band["score_percent"]) * PERCENT
        steps.append((how, limit, score))
    for n, (how, limit, score) in enumerate(steps):
        if compared(x, how, limit):
            if not leaf.d.get("interpolate") or n == 0:
                return score
            _, high, best = steps[n - 1]
            return score if high == limit else score + (best - score) * (x - limit) / (high - limit)
    return leaf.points("else", Fraction(0))


def attained(leaf, i, x):
    target = leaf.operand("target", i)
    return leaf.full if compared(x, leaf.d.get("compare", "at_least"), target) else leaf.points("else", Fraction(0))


def efficacy(leaf, i, x):
    base = leaf.full * leaf.number("base_percent", Fraction(60)) * PERCENT
    if "low" in leaf.d:
        low, high = leaf.operand("low", i), leaf.operand("high", i)
    else:
        if not leaf.stand:
            return MISSING
        low, high = sorted((min(leaf.stand), max(leaf.stand)), reverse=leaf.is_lower_better())
    if low == high:
        return base if leaf.d.get("equal") == "base" else leaf.full
    return base + (leaf.full - base) * (x - low) / (high - low)


def rank_step(leaf, i, _):
    return leaf.points("first", leaf.full) - (leaf.rank(i) - 1) * leaf.points("step", None)


def rank_linear(leaf, i, _):
    first, last, n = leaf.points("first", leaf.full), leaf.points("last", Fraction(0)), len(leaf.stand)
    return first - (leaf.rank(i) - 1) * (first - last) / max(n - 1, 1)


def ratio_to_best(leaf, _, x):
    if not leaf.stand:
        return MISSING
    best = min(leaf.stand) if leaf.is_lower_better() else max(leaf.stand)
    if best <= 0 or x == 0 and leaf.is_lower_better():
        return UNDEFINED
    return leaf.full * (best / x if leaf.is_lower_better() else x / best)


def baseline(leaf, i):
    if leaf.d["baseline"] == "last_year":
        return leaf.values.of(leaf.d["measure"], leaf.units[i], (leaf.window[0] - 12, leaf.window[1]))
    return leaf.operand("baseline", i)


def gains(leaf, i):
    """(increment, growth), or nothing; the growth is UNDEFINED where the baseline is not positive."""
    base = baseline(leaf, i)
    if lacking(leaf.x[i], base):
        return None
    return leaf.x[i] - base, (leaf.x[i] - base) / base if base > 0 else UNDEFINED


def growth(leaf, i, _):
    part = gains(leaf, i)[1]
    return part if part == UNDEFINED else leaf.number("at_zero") + leaf.number("per_percent") * part * 100


def increment_growth(leaf, i, _):
    mine = gains(leaf, i)
    if mine[1] == UNDEFINED:
        return UNDEFINED
    k = leaf.number("increment_percent", Fraction(40)) * PERCENT
    others = [gain for n, gain in enumerate(gains(leaf, n) for n in range(len(leaf.units))) if gain and leaf.counts[n]]
    total = Fraction(0)
    for part, share in ((0, k), (1, 1 - k)):
        best = max([gain[part] for gain in others if is_number(gain[part])], default=Fraction(0))
        if best > 0 and mine[part] > 0:
            total += share * mine[part] / best
    return leaf.full * total


def linear(leaf, i, x):
    gap = leaf.better(x) - leaf.better(leaf.operand("target", i))
    each = leaf.number("each") if gap >= 0 else leaf.number("each_below", leaf.number("each"))
    steps = whole(leaf, abs(gap) / leaf.number("per", Fraction(1))) * each
    return leaf.points("at_target", leaf.full) + (steps if gap >= 0 else -steps)


def rank_points(leaf, i, x):
    first, last = leaf.d.get("first_points", []), leaf.d.get("last_points", [])
    place = leaf.rank(i)
    behind = [leaf.better(v) for v in leaf.stand if leaf.better(v) < leaf.better(x)]
    from_end = 1 + len(set(behind) if leaf.d.get("ties") == "1-2-2-3" else behind)
    if place <= len(first):
        return Fraction(first[place - 1])
    return Fraction(last[from_end - 1]) if from_end <= len(last) else leaf.points("else", Fraction(0))


def counted(leaf, _, x):
    amount = whole(leaf, max(x, Fraction(0)) / leaf.number("per", Fraction(1))) * leaf.number("each")
    if leaf.d["method"] == "deduct":
        return leaf.number("start", leaf.full) - amount
    return leaf.number("start", Fraction(0)) + amount


def gap_deduct(leaf, i, x):
    target = leaf.operand("target", i)
    gap = max(Fraction(0), x - target if leaf.is_lower_better() else target - x)
    return leaf.full - whole(leaf, gap / leaf.number("per", Fraction(1))) * leaf.number("each")


def veto(leaf, i, x):
    return Fraction(0) if veto_holds(leaf, i) else leaf.full


def veto_holds(leaf, i):
    limit = leaf.operand("limit", i) if "limit" in leaf.d else Fraction(0)
    x = leaf.x[i]
    return leaf.holds[i] is True and is_number(x) and is_number(limit) and compared(x, leaf.d.get("compare", "above"), limit)


def trimmed(votes, trim):
    if not trim or len(votes) <= trim.get("when_more_than", 0):
        return votes
    share = floor(len(votes) * Fraction(trim.get("percent", "0")) * PERCENT)
    low, high = trim.get("low", 0) + share, trim.get("high", 0) + share
    return votes[low:len(votes) - high]


def votes(leaf, i, _):
    cast = []
    for _, points, count in leaf.values.votes(leaf.d["measure"], leaf.units[i], leaf.window, leaf.d.get("group")):
        cast += [points] * count
    left = trimmed(sorted(cast), leaf.d.get("trim"))
    if len(cast) < max(1, leaf.d.get("min_sample", 0)) or not left:
        return MISSING
    mean = sum(left) / len(left)
    return mean * leaf.full / leaf.number("out_of") if "out_of" in leaf.d else mean


def events(leaf, i):
    items = {item["id"]: item for item in leaf.d["items"]}
    rows = []
    for row in leaf.values.rows_of(leaf.d["measure"], leaf.units[i], leaf.window):
        item = items.get(row["item"])
        if item:
            each = Fraction(row["points"] if row.get("points") else item["points"])
            rows.append([row.get("matter"), each, int(row.get("count", 1)), item])
    if leaf.d.get("highest_only"):
        best = {}
        for n, (matter, each, count, _) in enumerate(rows):
            if matter and (matter not in best or abs(each * count) > abs(worth(rows[best[matter]]))):
                best[matter] = n
        rows = [row for n, row in enumerate(rows) if not row[0] or best[row[0]] == n]
    sums = {}
    for item in leaf.d["items"]:
        part = clamped(of_item(item, [row for row in rows if row[3] is item]), item)
        sums[item.get("category")] = sums.get(item.get("category"), Fraction(0)) + part
    total = sums.pop(None, Fraction(0))
    for category in leaf.d.get("categories", []):
        total += clamped(sums.get(category["id"], Fraction(0)), category)
    if leaf.d["method"] == "deduct":
        start = Fraction(0) if leaf.node.role == "extra" else leaf.full
        return leaf.number("start", start) - total
    return leaf.number("start", Fraction(0)) + total


def worth(row):
    return row[1] * row[2]


def of_item(item, rows):
    """Of the rows of one item; at most so many times, in the order in which they were reported."""
    left, total = int(item["times"]) if "times" in item else None, Fraction(0)
    for _, each, count, _ in rows:
        counts = count if left is None else min(count, left)
        left = None if left is None else left - counts
        total += each * counts
    return total


def factor_of(node, unit, values, window):
    """The node's own factor, or else the unit's."""
    return values.operand(node.d["factor"], unit, window) if "factor" in node.d else Fraction(unit.get("factor", "1"))


def clamped(x, limits):
    if "cap" in limits:
        x = min(x, Fraction(limits["cap"]))
    return max(x, Fraction(limits["floor"])) if "floor" in limits else x


METHODS = {
    "direct": direct, "ratio": of_target, "control": of_target, "inverse": of_target, "bands": bands,
    "attained": attained, "efficacy": efficacy, "rank_step": rank_step, "rank_linear": rank_linear,
    "ratio_to_best": ratio_to_best, "growth": growth, "increment_growth": increment_growth, "deduct": counted,
    "add": counted, "gap_deduct": gap_deduct, "veto": veto, "votes": votes,
    "linear": linear, "rank_points": rank_points,
}
FULL_TO_ZERO = ("ratio", "control", "inverse", "growth", "increment_growth", "efficacy", "linear", "gap_deduct")  # between nothing and the full marks


def limits_of(method, full):
    """(floor, cap) where the leaf says nothing else."""
    zero = Fraction(0)
    if method in FULL_TO_ZERO:
        return zero, full
    return (zero if method in ("rank_step", "ratio_to_best", "deduct") else None), None
