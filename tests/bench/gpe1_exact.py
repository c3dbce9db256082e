"""GPE-1 once more, in fractions, straight from its text: the judge of schemes whose figures nobody published."""
from fractions import Fraction
from math import floor


def round_to(x, digits, mode):
    """To whole units of the last digit; half away from zero, or to the even digit."""
    size = abs(x) * 10**digits
    whole = floor(size)
    rest = size - whole
    up = rest >= Fraction(1, 2) if mode == "halfup" else rest > Fraction(1, 2) or (rest == Fraction(1, 2) and whole % 2)
    return Fraction((whole + bool(up)) * (-1 if x < 0 else 1), 10**digits)


def spell(x, digits):
    units = int(x * 10**digits)
    text = str(abs(units)).rjust(digits + 1, "0")
    return ("-" if units < 0 else "") + (text[:-digits] + "." + text[-digits:] if digits else text)


def mean(numbers):
    return sum(numbers) / Fraction(len(numbers))


def rank(x, others):
    return 1 + sum(y > x for y in others)


class Evaluation:
    """leaves: dicts of ind.csv. units: (u, class, county, city). value, last: {(u, p, k): Fraction} of what is there.
    votes: {(u, q): (leaders, peers, public)}. items: {(u, p): (plus, minus)}."""

    def __init__(self, leaves, units, months, value, last, votes, items, policy):
        self.leaves, self.units, self.months = leaves, units, months
        self.value, self.last, self.votes, self.items = value, last, votes, items
        self.place, mode = policy.split("_")
        self.mode, self.digits = ("halfup", mode[6:]) if mode.startswith("halfup") else ("halfeven", mode[8:])
        self.digits = int(self.digits)
        self.score = {}
        self.totals = {}

    def shown(self, x):
        return round_to(x, self.digits, self.mode)

    def node(self, x):
        """What the parent of a node uses."""
        return None if x is None else self.shown(x) if self.place == "displayed" else x

    def leaf(self, leaf, u, p, peers):
        v = self.value.get((u, p, leaf["k"]))
        if v is None:
            return None
        target, method = leaf["t"], leaf["m"]
        if method == 1:
            return 100 * min(v / target, Fraction(6, 5))
        if method == 2:
            return Fraction((0, 40, 60, 75, 90, 100)[sum(v >= b for b in leaf["b"])])
        if method == 3:
            low, high = min(peers), max(peers)
            return Fraction(100) if low == high else (v - low) / (high - low) * 40 + 60
        if method == 4:
            return Fraction(max(40, 100 - 3 * sum(x > v for x in set(peers))))
        if method == 5:
            last = self.last.get((u, p, leaf["k"]))
            return None if last is None else min(Fraction(120), max(Fraction(0), 80 + 100 * (v - last) / last))
        if method == 6:
            return max(Fraction(40), 100 - leaf["d"] * v)
        if method == 7:
            return 100 * min(target / v, Fraction(6, 5))
        return Fraction(0 if v > 0 else 100)

    def inner(self, children):
        """(weight, score) of the children; those without a score hand their weight on."""
        there = [(w, s) for w, s in children if s is not None]
        return self.node(sum(w * s for w, s in there) / sum(w for w, _ in there)) if there else None

    def group(self, leaves, u, p):
        if any(leaf["m"] == 8 and self.score[u, p, leaf["k"]] == 0 for leaf in leaves):
            return Fraction(0)
        return self.inner([(leaf["w"], self.score[u, p, leaf["k"]]) for leaf in leaves])

    def total(self, u, p):
        dimensions = {}
        for leaf in self.leaves:
            dimensions.setdefault(leaf["dim"], {}).setdefault(leaf["grp"], []).append(leaf)
        obj = self.inner([
            (next(iter(groups.values()))[0]["dw"],
             self.inner([(group[0]["gw"], self.group(group, u, p)) for group in groups.values()]))
            for groups in dimensions.values()])
        parts = []
        for votes, cut in zip(self.votes[u, p // 3], (1, 1, 2)):
            parts.append(self.node(mean(sorted(votes)[cut:-cut])))
        app = self.node((3 * parts[0] + 3 * parts[1] + 4 * parts[2]) / Fraction(10))
        plus, minus = (min(Fraction(5), x) for x in self.items.get((u, p), (0, 0)))
        return self.shown(Fraction(4, 5) * obj + Fraction(1, 5) * app + plus - minus)

    def month(self, p):
        for leaf in self.leaves:
            peers = {}
            for u, group, *_ in self.units:
                if (u, p, leaf["k"]) in self.value:
                    peers.setdefault(group, []).append(self.value[u, p, leaf["k"]])
            for u, group, *_ in self.units:
                self.score[u, p, leaf["k"]] = self.node(self.leaf(leaf, u, p, peers.get(group)))
        for u, *_ in self.units:
            self.totals[u, p] = self.total(u, p)

    def grade(self, total, place, n):
        first, second = 20 * n // 100, 40 * n // 100
        return "D" if total < 60 else "A" if place <= first else "B" if place <= first + second else "C"

    def files(self):
        """(result, leaves, rollup), as the program writes them."""
        result, leaves, rollup = ["unit,month,total,rank,grade,ytd,ytd_rank"], ["unit,month,leaf,score"], ["level,id,month,mean"]
        for p in range(self.months):
            self.month(p)
            to_date = {u: self.shown(mean([self.totals[u, q] for q in range(p + 1)])) for u, *_ in self.units}
            for u, own, *_ in self.units:
                peers = [v for v, group, *_ in self.units if group == own]
                total = self.totals[u, p]
                place = rank(total, [self.totals[v, p] for v in peers])
                result.append(f"{u},{p},{spell(total, self.digits)},{place},{self.grade(total, place, len(peers))},"
                              f"{spell(to_date[u], self.digits)},{rank(to_date[u], [to_date[v] for v in peers])}")
                for leaf in self.leaves:
                    score = self.score[u, p, leaf["k"]]
                    text = "" if score is None else spell(self.shown(score), self.digits)
                    leaves.append(f"{u},{p},{leaf['k']},{text}")
            for level, at in (("county", 2), ("city", 3), ("province", None)):
                place_of = {unit[0]: 0 if at is None else unit[at] for unit in self.units}
                for place in sorted(set(place_of.values())):
                    inside = [self.totals[u, p] for u, there in place_of.items() if there == place]
                    rollup.append(f"{level},{place},{p},{spell(self.shown(mean(inside)), self.digits)}")
        return tuple("\n".join(lines) + "\n" for lines in (result, leaves, rollup))
