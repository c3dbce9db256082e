"""Random schemes and tables that are fit to be scored, made from a seed; what they look for: ties, the borders of rounding,
zero divisors, gaps, negative numbers, money with twelve digits, twelve decimals, uneven trees, classes of 1 to 200 units."""
import random
from fractions import Fraction

from numbers_exact import written
from scheme_formulas import Formula
from scheme_rules import Rule
from scheme_values import MONTHS, period_write

YEAR = 2026
ITEMS = ("i1", "i2", "i3", "i4", "free")
MODES = ("half_up", "half_even", "down")
MISSING_RULES = ("not_scorable", "zero", "reweight", "class_mean")
RULES_OF_UNDEFINED = ("not_scorable", "reweight", "class_mean")


class Case:
    """A scheme as the manual writes it, the rows of its table, and the windows that are asked for."""

    def __init__(self, scheme, rows, windows):
        self.scheme, self.rows, self.windows = scheme, rows, windows


def case_of(seed):
    return Maker(random.Random(seed)).case()


def split(r, total, n):
    """n positive decimals that add up to the total exactly."""
    digits = r.choice((0, 0, 1, 2)) if n < 20 else 2
    units = total * 10**digits
    while units.denominator != 1 or units < 3 * n:
        digits += 1
        units = total * 10**digits
    cuts = [0, *sorted(r.sample(range(1, int(units)), n - 1)), int(units)]
    return [Fraction(b - a, 10**digits) for a, b in zip(cuts, cuts[1:])]


def text(x):
    """A decimal as people write it."""
    digits = 0
    while (x * 10**digits).denominator != 1:
        digits += 1
    return written(int(x * 10**digits), digits)


class Maker:
    def __init__(self, r):
        self.r = r

    def chance(self, percent):
        return self.r.randrange(100) < percent

    def case(self):
        r = self.r
        self.digits = r.choice((0, 1, 2, 2, 2, 3, 4, 6, 9, 12))
        self.window = r.choice(("year", "year", "quarter", "month", "half"))
        self.scheme = {"scheme": "random", "year": YEAR,
                       "window": {"every": self.window, "cumulative": self.chance(25)},
                       "rounding": {"place": r.choice(("displayed", "once")), "mode": r.choice(MODES),
                                    "digits": self.digits},
                       "missing": r.choice(MISSING_RULES), "measures": [], "classes": []}
        if not self.scheme["window"]["cumulative"]:
            self.scheme["window"].pop("cumulative")
        self.ids, self.grade_names, self.grades, self.profiles, self.items = 0, [], [], {}, {}
        self.make_classes()
        self.make_grades()
        self.make_tree()
        if self.chance(40):
            self.scheme["ranking"] = {"ties": r.choice(("1-2-2-4", "1-2-2-3"))}
            if self.node_ids and self.chance(60):
                self.scheme["ranking"]["broken_by"] = r.sample(self.node_ids, min(len(self.node_ids), r.choice((1, 2))))
        last = self.last_month = YEAR * 12 + r.randrange(12)
        n = MONTHS[self.window]
        windows = [period_write(last - last % n, n)]
        if n < 12 and self.chance(30):
            windows.append(period_write(YEAR * 12, n))
        return Case(self.scheme, self.rows(), windows)

    # ---- units ----

    def make_classes(self):
        r = self.r
        for c in range(r.choice((1, 1, 2, 3))):
            size = r.choice((1, 2, 3, 3, 4, 5, 6, 8, 8, 12))
            if self.chance(2):
                size = r.choice((60, 200))
            units = []
            for n in range(size):
                unit = {"name": f"u{c}_{n}"}
                if self.chance(20):
                    unit["factor"] = r.choice(("1.2", "0.9", "1.35", "1.05", "2"))
                if self.chance(8):
                    unit["ranked"] = False
                units.append(unit)
            self.scheme["classes"].append({"id": f"c{c}", "units": units})
        self.names = [c["id"] for c in self.scheme["classes"]]
        self.fulls = {c: Fraction(r.choice((100, 100, 100, 150, 1000, 10, 60))) for c in self.names}
        if self.chance(60) or len(set(self.fulls.values())) == 1:
            full = self.fulls[self.names[0]]
            self.fulls = dict.fromkeys(self.names, full)
            if full != 100 or self.chance(20):
                self.scheme["full_marks"] = text(full)
        else:
            self.scheme["full_marks"] = self.by_class(self.fulls)

    def by_class(self, numbers):
        """One number, or one a class."""
        if len(set(numbers.values())) == 1 and len(numbers) == len(self.names):
            return text(next(iter(numbers.values())))
        names = list(numbers)
        if len(names) == len(self.names) and self.chance(50):
            return {"by_class": {n: text(numbers[n]) for n in names[:-1]}, "else": text(numbers[names[-1]])}
        return {"by_class": {n: text(numbers[n]) for n in names}}

    def make_grades(self):
        r = self.r
        if self.chance(40):
            return
        self.grade_names = ["A", "B", "C", "D"][:r.choice((2, 3, 4))]
        line, full = Fraction(9, 10), min(self.fulls.values())
        grades = []
        for name in self.grade_names:
            grade = {"name": name}
            if self.chance(60):
                grade["at_least"] = text(full * line)
            if self.chance(50):
                kind, most = r.choice((("quota_percent", 50), ("quota_count", 3)))
                grade[kind] = str(r.randrange(most + 1))
            if self.chance(15) and len(self.names) > 1:
                grade["at_least"] = {"by_class": {self.names[0]: text(full / 2)}, "else": text(full * line)}
            line -= Fraction(r.choice((1, 2)), 10)
            grades.append(grade)
        self.grades = grades
        if self.chance(60):
            grades[-1] = {"name": self.grade_names[-1]}
        self.scheme["grades"] = grades if self.chance(50) else {
            "quota_rounding": r.choice(("half_up", "down", "up")), "quota_ties": r.choice(("all", "none")), "list": grades}

    # ---- tree ----

    def new_id(self, kind):
        self.ids += 1
        return f"{kind}{self.ids}"

    def make_tree(self):
        self.node_ids, self.budget = [], self.r.choice((1, 2, 4, 6, 8, 12, 20))
        self.has_periods = False
        root = {"id": "root", "children": []}
        self.fill(root, set(self.names), 1, self.r.choice((1, 2, 2, 3, 4, 6)))
        self.spread(root, self.fulls)
        self.scheme["tree"] = root
        self.give_methods(root, self.fulls)
        self.extras(root, 1)
        self.vetoes(root, False)
        self.conditions(root)
        self.rules_of_grades()
        self.not_applicable()

    def fill(self, node, names, depth, most):
        r = self.r
        node["_names"] = names
        n = max(1, min(self.budget, r.choice((1, 2, 2, 3, 4, 5))))
        for k in range(n):
            mine = set(names)
            if k and len(names) > 1 and self.chance(10):
                mine = set(r.sample(sorted(names), r.randrange(1, len(names))))
            child = {"id": self.new_id("n"), "_names": mine}
            if mine != names:
                child["only"] = sorted(mine)
            node["children"].append(child)
            self.node_ids.append(child["id"])
            if depth < most and self.budget > 0 and self.chance(60):
                child["children"] = []
                self.fill(child, mine, depth + 1, most)
            else:
                self.budget -= 1

    def spread(self, node, fulls):
        """Points or weights of the children; full marks are kept for the methods."""
        r, children = self.r, node["children"]
        node["_full"] = fulls
        kind = r.choice(("points", "points", "one", "hundred", "relative"))
        marks = dict(fulls)
        if kind != "points" and self.chance(30):
            node["out_of"] = r.choice(("100", "10", "60"))
            marks = dict.fromkeys(fulls, Fraction(node["out_of"]))
        if kind == "relative":
            node["weights"] = "relative"
        elif kind != "points" and self.chance(15):
            node["divisor"] = r.choice(("1", "100", "7", "2.5"))
        shares = {child["id"]: {} for child in children}
        same = None
        for name in sorted(fulls):
            there = [c for c in children if name in c["_names"]]
            if not there:
                continue
            total = {"points": fulls[name], "one": Fraction(1)}.get(kind, Fraction(100))
            key = (total, tuple(c["id"] for c in there))
            if same and same[0] == key and self.chance(90):
                parts = same[1]
            elif kind == "relative":
                parts = [Fraction(r.choice((1, 1, 2, 3, 5, 7, Fraction(1, 2)))) for _ in there]
            else:
                parts = split(r, total, len(there))
            same = key, parts
            for child, part in zip(there, parts):
                shares[child["id"]][name] = part
        for child in children:
            share = shares[child["id"]]
            child["points" if kind == "points" else "weight"] = self.by_class(share)
            full = share if kind == "points" else {n: marks[n] for n in share}
            child["_full"] = full
            if "children" in child:
                self.spread(child, full)
        self.adorn(node)
        if kind == "points" and self.chance(10):
            node["combine"] = r.choice(("max", "min", "product"))

    def adorn(self, node):
        """Limits and roundings of groups."""
        full = max(node["_full"].values())
        if self.chance(8):
            node["cap"] = text(full * self.r.choice((Fraction(1), Fraction(9, 10), Fraction(11, 10))))
        if self.chance(5):
            node["floor_percent"] = self.r.choice(("0", "10", "33.3"))
        self.own_rounding(node, 8)

    def own_rounding(self, node, percent):
        if self.chance(percent):
            node["rounding"] = {"digits": self.r.choice((0, 1, 2, 3))}
            if self.chance(50):
                node["rounding"]["mode"] = self.r.choice(MODES)

    def give_methods(self, node, fulls):
        for child in node["children"]:
            if "children" in child:
                self.give_methods(child, child["_full"])
            else:
                self.method(child)
        kinds = [k for k in MONTHS if MONTHS[k] < MONTHS[self.window] or self.scheme["window"].get("cumulative")
                 and MONTHS[k] <= MONTHS[self.window]]
        if kinds and not self.has_periods and node["id"] != "root" and self.chance(15):
            self.has_periods = True
            key = self.r.choice(("mean_of", "mean_of", "sum_of", "max_of", "min_of", "last_of"))
            node[key] = self.r.choice(kinds)
            if key == "mean_of" and self.chance(40):
                node["period_weights"] = [self.r.choice(("20", "40", "12.5", "1")) for _ in range(12 // MONTHS[node[key]])]

    def extras(self, root, depth):
        if self.chance(20):
            self.from_scores(root)
        for node in [root, *[c for c in root["children"] if "children" in c]]:
            for role in ("extra", "aside"):
                if self.chance(15):
                    leaf = {"id": self.new_id("e"), "role": role, "_full": node["_full"], "_names": node["_names"]}
                    (self.add if role == "extra" else self.direct)(leaf)
                    if role == "extra":
                        leaf["method"] = self.r.choice(("add", "deduct"))
                        leaf["cap" if leaf["method"] == "add" else "floor"] = \
                            "5" if leaf["method"] == "add" else "-5"
                        if leaf["method"] == "deduct":
                            leaf.setdefault("start", "0")
                    node["children"].append(leaf)
                    self.node_ids.append(leaf["id"])

    def from_scores(self, root):
        """The score of a node as a measure, for a leaf behind it."""
        r = self.r
        m = {"id": self.new_id("s"), "score_of": r.choice(root["children"])["id"]}
        self.profiles[m["id"]] = "score"
        self.scheme["measures"].append(m)
        leaf = {"id": self.new_id("e"), "role": r.choice(("extra", "aside")), "_full": root["_full"], "_names": root["_names"],
                "measure": m["id"]}
        leaf.update(r.choice(({"method": "rank_points", "first_points": ["3", "2"]}, {"method": "add", "each": "0.1", "cap": "5"},
                              {"method": "linear", "target": "5", "at_target": "0", "each": "0.5", "cap": "2", "floor": "-2"})))
        root["children"].append(leaf)

    def vetoes(self, node, is_in_periods):
        """Without points of their own; with them see `method`."""
        is_in_periods = is_in_periods or any(key.endswith("_of") and key != "out_of" for key in node)
        for child in list(node["children"]):
            if "children" in child:
                self.vetoes(child, is_in_periods)
        if self.chance(8):
            veto = {"id": self.new_id("v"), "measure": self.measure("few"), "method": "veto"}
            self.effect(veto, is_in_periods)
            node["children"].append(veto)

    def effect(self, veto, is_in_periods):
        r = self.r
        effects = ["zero"] if is_in_periods else ["zero", "exclude"] + ["last", *["cap_grade", "set_grade", "lower_grade", "raise_grade"] * bool(self.grade_names)]
        veto["effect"] = r.choice(effects)
        if veto["effect"] in ("cap_grade", "set_grade") or veto["effect"] == "exclude" and self.grade_names and self.chance(50):
            veto["grade"] = r.choice(self.grade_names)
        if self.chance(50):
            veto["limit"] = r.choice(("1", "2"))
        if self.chance(30):
            veto["compare"] = r.choice(("at_least", "at_most", "below", "above"))

    def not_applicable(self):
        ids = [i for i in self.node_ids if i.startswith("n")]
        for c in self.scheme["classes"]:
            for u in c["units"]:
                if self.chance(6):
                    u["not_applicable"] = self.r.sample(ids, min(len(ids), self.r.choice((1, 1, 2))))

    # ---- leaves ----

    def method(self, leaf):
        r = self.r
        method = r.choice(("direct", "ratio", "control", "inverse", "bands", "attained", "efficacy", "efficacy", "rank_step",
                           "rank_linear", "ratio_to_best", "growth", "increment_growth", "deduct", "gap_deduct", "add",
                           "plus_minus", "veto_points", "votes", "linear", "rank_points", "feel", "feel", "levels"))
        getattr(self, method)(leaf)
        if self.chance(20):
            leaf["missing"] = r.choice(MISSING_RULES)
        if self.chance(20):
            leaf["undefined"] = r.choice(RULES_OF_UNDEFINED)
        if self.chance(10) and leaf["method"] != "veto":
            full = min(leaf["_full"].values())
            leaf.update(r.choice(({"cap_percent": "120"}, {"cap": text(full * 2)}, {"floor": text(-full / 2)},
                                  {"floor_percent": "40"}, {"cap": "none"}, {"floor": "none"}, {"cap_percent": "33.3"})))
        self.own_rounding(leaf, 10)
        if self.profiles.get(leaf.get("measure"), "rows") != "rows" and leaf["method"] != "veto" and self.chance(15):
            leaf["times_factor"] = r.choice((True, "value"))
        elif leaf["method"] != "veto" and self.chance(8):
            leaf["times_factor"] = "score"
        if "times_factor" in leaf and self.chance(25):
            leaf["factor"] = r.choice(("1.1", {"by_class": {self.names[0]: "0.8"}, "else": "1"}))

    def some(self, *choices):
        """One of several keys with values, or none."""
        return dict(self.r.choice(choices))

    def direct(self, leaf):
        leaf.update(measure=self.measure(), method="direct", **self.some({}, {}, {"out_of": self.r.choice(("100", "7"))}))

    def ratio(self, leaf, method="ratio"):
        leaf.update(measure=self.measure(), method=method, target=self.operand())

    def control(self, leaf):
        self.ratio(leaf, "control")

    def inverse(self, leaf):
        self.ratio(leaf, "inverse")

    def bands(self, leaf):
        r = self.r
        limits = sorted(r.sample(range(-2, 12), r.choice((1, 2, 3, 4))), reverse=True)
        full = max(leaf["_full"].values())
        is_straight = self.chance(40)
        how = r.choice(("at_least", "above"))
        if self.chance(25):
            limits.reverse()
            how = r.choice(("at_most", "below"))
        leaf.update(measure=self.measure("few"), method="bands", bands=[
            {how: str(limit), "score": text(full * r.randrange(0, 21) / 20)} for limit in limits])
        if is_straight:
            leaf["interpolate"] = True
        leaf.update(self.some({}, {"else": "1"}, {"else_percent": "33.3"}))

    def attained(self, leaf):
        leaf.update(measure=self.measure("few"), method="attained", target=self.operand(),
                    **self.some({}, {"else": "2"}, {"else_percent": "50"}))
        if self.chance(50):
            leaf["compare"] = self.r.choice(("above", "at_least", "at_most", "below"))

    def efficacy(self, leaf):
        leaf.update(measure=self.measure(), method="efficacy", **self.some({}, {"base_percent": "0"}, {"base_percent": "33.3"}))
        leaf.update(self.some({}, {}, {"equal": "base"}))
        if self.chance(50):
            leaf["better"] = "lower"
        if self.chance(25):
            low, high = ("2", "8") if leaf.get("better") != "lower" else ("8", "2.5")
            leaf.update(low=low, high=high)

    def ranking(self, leaf):
        leaf.update(self.some({}, {"ties": "1-2-2-3"}, {"ties": "1-2-2-4"}))
        leaf.update(self.some({}, {"better": "lower"}))

    def rank_step(self, leaf):
        leaf.update(measure=self.measure(), method="rank_step",
                    **self.some({"step": "0.5"}, {"step_percent": "5"}, {"step_percent": "33.3"}))
        if self.chance(30):
            leaf["first"] = text(max(leaf["_full"].values()) * Fraction(9, 10))
        self.ranking(leaf)

    def rank_linear(self, leaf):
        leaf.update(measure=self.measure(), method="rank_linear", **self.some({}, {"last": "3"}))
        if self.chance(30):
            leaf["first"] = text(max(leaf["_full"].values()) * Fraction(8, 10))
        self.ranking(leaf)

    def ratio_to_best(self, leaf):
        leaf.update(measure=self.measure(), method="ratio_to_best", **self.some({}, {"better": "lower"}))

    def base(self):
        return "last_year" if self.chance(60) else self.measure()

    def growth(self, leaf):
        leaf.update(measure=self.measure(), method="growth", baseline=self.base(), at_zero=self.r.choice(("0", "3", "60")),
                    per_percent=self.r.choice(("1", "0.5", "0.33")))

    def increment_growth(self, leaf):
        leaf.update(measure=self.measure(), method="increment_growth", baseline=self.base(),
                    **self.some({}, {"increment_percent": "50"}))

    def amounts(self, leaf, kind):
        leaf.update(measure=self.measure("count"), method=kind, each=self.r.choice(("1", "0.5", "0.33", "2")))
        leaf.update(self.some({}, {"per": "10"}, {"per": "3", "whole": True}, {"per": "0.7"}))

    def deduct(self, leaf):
        if self.chance(30):
            return self.catalogue(leaf, "deduct")
        self.amounts(leaf, "deduct")
        leaf.update(self.some({}, {}, {"start": text(max(leaf["_full"].values()) / 2)}))

    def add(self, leaf):
        if self.chance(40):
            return self.catalogue(leaf, "add")
        self.amounts(leaf, "add")
        leaf.update(self.some({}, {}, {"start": "2"}))

    def gap_deduct(self, leaf):
        self.amounts(leaf, "gap_deduct")
        leaf.update(target=self.operand(), **self.some({}, {"better": "lower"}))

    def plus_minus(self, leaf):
        self.catalogue(leaf, "plus_minus")

    def catalogue(self, leaf, method):
        r = self.r
        log = self.rows_measure("events")
        categories = [{"id": "k1", **self.some({"cap": "3"}, {"cap": "2.5", "floor": "-2.5"}, {"floor": "-1"})}, {"id": "k2"}]
        if method == "deduct":
            categories[0].pop("floor", None)
        items = []
        for item in r.sample(ITEMS, r.choice((2, 3, 4))):
            points = r.choice(("1", "0.5", "2", "3.25"))
            if method == "plus_minus" and self.chance(40):
                points = "-" + points
            item = {"id": item} if item == "free" else {"id": item, "points": points}
            if self.chance(50):
                item["category"] = r.choice(("k1", "k2"))
            items.append(item)
            self.items.setdefault(log, set()).add(item["id"])
        leaf.update(measure=log, method=method, items=items)
        if any("category" in i for i in items):
            leaf["categories"] = categories
        if self.chance(40):
            leaf["highest_only"] = True

    def veto_points(self, leaf):
        leaf.update(measure=self.measure("few"), method="veto")
        self.effect(leaf, True)

    def votes(self, leaf):
        r = self.r
        leaf.update(measure=self.rows_measure("ballots"), method="votes")
        leaf.update(self.some({}, {"out_of": "10"}, {"out_of": "100"}))
        if self.chance(50):
            leaf["group"] = r.choice(("g1", "g2"))
        if self.chance(20):
            leaf["min_sample"] = r.choice((2, 5))
        if self.chance(50):
            leaf["trim"] = self.some({"low": 1, "high": 1}, {"percent": "10"}, {"low": 2, "high": 1, "percent": "12.5"})
            leaf["trim"].update(self.some({}, {"when_more_than": 5}))

    def linear(self, leaf):
        leaf.update(measure=self.measure(), method="linear", target=self.operand(), each=self.r.choice(("1", "0.5", "0.33")))
        leaf.update(self.some({}, {"each_below": "0"}, {"each_below": "1.5"}))
        leaf.update(self.some({}, {"per": "2"}, {"per": "0.7", "whole": True}))
        leaf.update(self.some({}, {"better": "lower"}))
        leaf.update(self.some({}, {"at_target": "1"}, {"at_target_percent": "80"}))

    def rank_points(self, leaf):
        leaf.update(measure=self.measure(), method="rank_points", first_points=["5", "3.5", "1"][:self.r.choice((1, 2, 3))])
        leaf.update(self.some({}, {"last_points": ["-2", "-1"]}))
        leaf.update(self.some({}, {"else": "0.5"}))
        self.ranking(leaf)

    def feel(self, leaf):
        r = self.r
        leaf["method"] = "feel"
        names = ["full", "factor"]
        if self.chance(60):
            leaf["measure"] = self.measure(r.choice(("few", "plain", "negative", "near")))
            names += ["value", "rank", "ranked", "class_min", "class_max"]
            leaf.update(self.some({}, {"ties": "1-2-2-3"}))
        names += [self.measure(r.choice(("few", "plain", "zeros"))) for _ in range(2)]
        names = [n for n in names if not n.startswith("f") or n in ("full", "factor")]
        leaf["expression"] = Rule(self.rule(names, r.choice((1, 2, 2, 3))))

    def rule(self, names, depth):
        r = self.r
        if depth == 0:
            return r.choice((("measure", r.choice(names)), ("measure", r.choice(names)), ("number", r.choice(("2", "0.5", "7")))))

        def sub():
            return self.rule(names, depth - 1)
        head = r.choice(("+", "-", "*", "if", "min", "max", "minus"))
        if head == "if":
            return "if", self.truth(names, depth), sub(), sub()
        if head == "*":
            return head, sub(), ("number", r.choice(("0.5", "1.1", "3")))
        return ("-", sub()) if head == "minus" else (head, sub(), sub())

    def truth(self, names, depth):
        r = self.r
        if depth > 1 and self.chance(40):
            head = r.choice(("and", "or", "not"))
            return (head, *[self.truth(names, depth - 1) for _ in range(1 if head == "not" else 2)])
        if self.chance(15):
            return "is_null", ("measure", r.choice(names))
        return r.choice(("<", "<=", ">", ">=", "=", "!=")), ("measure", r.choice(names)), self.rule(names, depth - 1)

    def levels(self, leaf):
        m = {"id": self.new_id("m"), "kind": "level", "per": self.r.choice(("half", "year")), "levels": [
            {"name": "good", "points": "3"}, {"name": "fair", "points": "1.5"}, {"name": "poor", "points": "0"},
            {"name": "none", "excluded": True}]}
        self.profiles[m["id"]] = "level"
        self.scheme["measures"].append(m)
        leaf.update(measure=m["id"], method="direct")

    def conditions(self, node):
        """Leaves for those alone for whom something holds; bands by per cent, limits of items."""
        r = self.r
        numbers = [m["id"] for m in self.scheme["measures"] if self.profiles[m["id"]] in ("few", "plain", "zeros", "near")]
        for child in node["children"]:
            if "children" in child:
                self.conditions(child)
                continue
            if numbers and self.chance(10):
                child["when"] = Rule(self.truth(numbers, 1))
                if "else" not in child and "else_percent" not in child and child["method"] != "veto":
                    child.update(self.some({}, {"else": "1"}))
            for band in child.get("bands", []):
                if self.chance(15):
                    band["score_percent"] = "33.3"
                    del band["score"]
            for item in child.get("items", []):
                if self.chance(20):
                    item.update(self.some({"cap": "2"}, {"times": 2}, {"floor": "-2", "times": 1}))

    def rules_of_grades(self):
        if not self.grade_names:
            return
        numbers = [m["id"] for m in self.scheme["measures"] if self.profiles[m["id"]] in ("few", "plain", "zeros")]
        names = ["total", "rank", "ranked", "full", *numbers, *self.node_ids]
        for grade in self.grades:
            if self.chance(15) and len(grade) > 1:
                grade["when"] = Rule(self.truth(names, 1))
        if not isinstance(self.scheme["grades"], list):
            if self.chance(25):
                self.scheme["grades"]["rule"] = Rule(("if", self.truth(names, 2), ("text", self.r.choice(self.grade_names)),
                                                      ("null",)))
            if self.chance(30):
                self.scheme["grades"]["quota_least"] = 1
            if self.chance(30):
                self.scheme["grades"]["quota_refill"] = True

    # ---- measures ----

    def measure(self, profile=None):
        """The id of a new measure, or of one that is there; sometimes a formula or a given number."""
        r = self.r
        profile = profile or r.choice(("few", "few", "plain", "plain", "border", "border", "negative", "zeros", "money",
                                       "fine", "near"))
        known = [m["id"] for m in self.scheme["measures"] if self.profiles[m["id"]] == profile]
        if known and self.chance(30):
            return r.choice(known)
        numbers = [m["id"] for m in self.scheme["measures"] if self.profiles[m["id"]] not in ("rows", "level", "score")]
        if self.chance(4):
            return self.of_rows()
        if numbers and self.chance(15):
            return self.formula(numbers)
        m = {"id": self.new_id("m")}
        decimals = {"few": r.choice((0, 1)), "plain": 2, "border": min(12, self.digits + 1), "negative": 1, "zeros": 0,
                    "money": r.choice((0, 2)), "fine": 12, "near": 3, "count": r.choice((0, 1))}[profile]
        if decimals != 2 or self.chance(20):
            m["decimals"] = decimals
        per = r.choice([k for k in MONTHS if MONTHS[k] >= min(3, MONTHS[self.window])] + ["month"])
        if per != "month":
            m["per"] = per
        if self.chance(60):
            m["aggregate"] = r.choice(("sum", "mean", "last", "max", "min"))
        if self.chance(40):
            m["skip_gaps"] = r.choice((True, False))
        if self.chance(10):
            m.pop("skip_gaps", None)
            m["default"] = r.choice(("0", "1"))
        if self.chance(10):
            m["over"] = r.choice(("year_to_date", "year", {"months": 12}, {"months": 24}))
        if self.chance(10) and decimals < 12:
            m["more_decimals"] = "round"
        self.profiles[m["id"]] = profile
        self.scheme["measures"].append(m)
        return m["id"]

    def rows_measure(self, kind):
        r = self.r
        known = [m["id"] for m in self.scheme["measures"] if m.get("kind") == kind]
        if known and self.chance(50):
            return r.choice(known)
        m = {"id": self.new_id("m"), "kind": kind}
        if kind == "ballots":
            m["groups"] = ["g1", "g2"]
            if self.chance(60):
                m["levels"] = [{"name": "good", "points": "100"}, {"name": "fair", "points": "66.6"},
                               {"name": "poor", "points": "0"}, {"name": "unknown", "excluded": True}]
            else:
                m["decimals"] = 2
            if self.chance(30):
                m["per"] = r.choice(("quarter", "year"))
        self.profiles[m["id"]] = "rows"
        self.scheme["measures"].append(m)
        return m["id"]

    def of_rows(self):
        """A formula over ballots or events; the events that it names stand in a catalogue already."""
        r = self.r
        logs = [m for m in self.scheme["measures"] if m.get("kind") == "events" and self.items.get(m["id"])]
        polls = [m for m in self.scheme["measures"] if m.get("kind") == "ballots"]
        if logs and self.chance(50):
            log = r.choice(logs)["id"]
            item = r.choice(sorted(self.items[log]))
            tree = "event_points" if item == "free" else "event_count", log, item
        elif polls:
            poll = r.choice(polls)
            head = r.choice(("vote_count", "vote_mean", "vote_share")) if "levels" in poll else r.choice(
                ("vote_count", "vote_mean"))
            tree = (head, poll["id"], *(["good"] if head == "vote_share" else []), *r.choice(((), ("g1",))))
        else:
            return self.measure("few")
        m = {"id": self.new_id("f"), "formula": Formula(tree)}
        self.profiles[m["id"]] = "formula"
        self.scheme["measures"].append(m)
        return m["id"]

    def operand(self):
        r = self.r
        if self.chance(20):
            return self.measure(r.choice(("few", "plain", "zeros")))
        number = r.choice(("5", "3", "7", "10", "0.3", "98", "2.5"))
        if self.chance(15):
            return {"by_class": {self.names[0]: number}, "else": "4"}
        if self.chance(10):
            return {"by_unit": {self.scheme["classes"][0]["units"][0]["name"]: "6"}, "else": number}
        return number

    def formula(self, numbers):
        m = {"id": self.new_id("f")}
        if self.chance(15):
            m["fixed"] = self.r.choice(("5", "0", "-2.5", "12.345"))
        else:
            m["formula"] = Formula(self.expression(numbers, self.r.choice((1, 2, 3))))
            if self.chance(30):
                m["decimals"] = self.r.choice((0, 1, 2, 4))
        self.profiles[m["id"]] = "formula"
        self.scheme["measures"].append(m)
        return m["id"]

    def expression(self, numbers, depth):
        r = self.r
        if depth == 0:
            return r.choice((("measure", r.choice(numbers)), ("measure", r.choice(numbers)), ("number", r.choice(("2", "0.5", "0"))),
                             ("factor",), ("last_year", r.choice(numbers)),
                             (r.choice(("class_min", "class_max", "class_sum", "class_mean", "class_count", "class_rank")),
                              r.choice(numbers))))
        def sub():
            return self.expression(numbers, depth - 1)
        head = r.choice(("+", "-", "*", "/", "/", "if", "min", "max", "abs", "floor", "minus"))
        if head == "if":
            return "if", self.condition(numbers, depth), sub(), sub()
        if head == "minus":
            return "-", sub()
        return (head, sub()) if head in ("abs", "floor") else (head, sub(), sub())

    def condition(self, numbers, depth):
        r = self.r
        if depth > 1 and self.chance(30):
            head = r.choice(("and", "or", "not"))
            return (head, *[self.condition(numbers, depth - 1) for _ in range(1 if head == "not" else 2)])
        if self.chance(20):
            return "is_null", ("measure", r.choice(numbers))
        return r.choice(("<", "<=", ">", ">=", "=", "!=")), self.expression(numbers, depth - 1), \
            self.expression(numbers, depth - 1)

    # ---- rows ----

    def rows(self):
        rows = []
        units = [u["name"] for c in self.scheme["classes"] for u in c["units"]]
        for m in self.scheme["measures"]:
            if "formula" in m or "fixed" in m or "score_of" in m:
                continue
            gaps = self.r.choice((0, 0, 5, 20, 60))
            for period in self.periods(m):
                for unit in units:
                    if m.get("kind") in ("ballots", "events"):
                        rows += self.some_rows(m, unit, period)
                    elif not self.chance(gaps):
                        rows.append({"unit": unit, "measure": m["id"], "period": period, "value": self.number(m)})
        return rows

    def periods(self, m):
        """Those of this year up to now, and the same of last year; more where the measure looks back further."""
        n = MONTHS[m.get("per", "month")]
        now = list(range(YEAR * 12, self.last_month + 1, n))
        if not self.scheme["window"].get("cumulative"):
            width = MONTHS[self.window]
            now = [p for p in now if p + n > self.last_month - self.last_month % width] or now[-1:]
            if self.chance(10):
                now = [YEAR * 12 - YEAR * 12 % n, *now[1:]]
        if "over" in m and self.chance(70):
            now = list(range(YEAR * 12, YEAR * 12 + 12, n))
        return [period_write(p, n) for year in (12, 0) for p in sorted({q - year for q in now})]

    def some_rows(self, m, unit, period):
        """Ballots or events; no two rows of a unit and a period say the same thing."""
        r = self.r
        rows = {}
        for _ in range(r.choice((0, 0, 1, 2, 3, 6)) if self.window != "year" else r.choice((0, 0, 0, 0, 1, 2))):
            row = {"unit": unit, "measure": m["id"], "period": period}
            if m["kind"] == "ballots":
                row.update(group=r.choice(m["groups"]), count=str(r.choice((1, 1, 2, 5))))
                if "levels" in m:
                    row["level"] = r.choice(m["levels"])["name"]
                else:
                    row["vote"] = r.choice(("9.5", "8", "7.25", "10", "6"))
                    row["matter"] = str(len(rows) + 1)
            else:
                row.update(item=r.choice(sorted(self.items[m["id"]])), count=str(r.choice((1, 1, 2, 3))))
                row["matter"] = f"t{r.randrange(4)}"
                if row["item"] == "free":
                    row["points"] = r.choice(("1", "0.5", "2.25"))
            rows[row.get("group"), row.get("level"), row.get("item"), row.get("matter")] = row
        return list(rows.values())

    def number(self, m):
        if m.get("kind") == "level":
            return self.r.choice(m["levels"])["name"]
        r, digits = self.r, m.get("decimals", 2)
        profile = self.profiles[m["id"]]
        scale = 10**digits
        units = {"few": lambda: r.randrange(-1 if self.chance(10) else 0, 10) * scale,
                 "plain": lambda: r.randrange(0, 120 * scale),
                 "border": lambda: r.randrange(0, 12) * scale + r.randrange(scale) // 10 * 10 + 5,
                 "negative": lambda: r.randrange(-20 * scale, 20 * scale),
                 "zeros": lambda: r.choice((0, 0, 1, 2, 3)) * scale,
                 "money": lambda: r.randrange(10**11, 10**12),
                 "fine": lambda: r.choice((r.randrange(1, 10**6), r.randrange(9 * 10**18), 3333333333333)),
                 "near": lambda: 5 * scale + r.randrange(-2, 3),
                 "count": lambda: r.choice((0, 1, 2, 5, 9, 10, 11, 25)) * scale + (r.randrange(scale) if digits else 0)}[
            profile]()
        return written(units, digits) + ("" if m.get("more_decimals") is None or not digits else r.choice(("4", "5", "49", "51")))
