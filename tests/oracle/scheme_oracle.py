"""An independent judge of scores: the manual (docs/scheme.md) worked out in fractions, without the program's sources.

    oracle = Oracle(scheme, rows)         # a scheme as the manual writes it, a dict; rows as in scheme_values.py
    answer = oracle.answer("2026Q3")      # nodes: {(node, unit): text}; units: {unit: (total, rank, grade)}

A node's text is its published score, or one of the words of a state below.
"""
from fractions import Fraction
from math import prod

from numbers_exact import MISSING, UNDEFINED, TooLarge, is_number, ranked, rounded, written
from scheme_leaves import Leaf, factor_of, limits_of, veto_holds
from scheme_rules import names_in
from scheme_tree import for_class, nodes_of
from scheme_values import Values, period_read, periods_of

ABSENT, NOT_APPLICABLE, NOT_SCORABLE, PER_PERIOD = "absent", "not-applicable", "not-scorable", "per-period"
SCORE_MAX = 10**17


class Cell:
    """The score of one node for one unit: what the parent takes, and the published digits."""

    def __init__(self, state=None, exact=None, shown=None):
        self.state, self.exact, self.shown = state, exact, shown  # state is None: there is a score


class Answer:
    def __init__(self, nodes, units):
        self.nodes, self.units = nodes, units


class Oracle:
    """One scheme over one table."""

    def __init__(self, scheme, rows):
        self.scheme = scheme
        self.nodes = nodes_of(scheme)
        self.classes = [(c["id"], [unit_of(u, c["id"]) for u in c["units"]]) for c in scheme["classes"]]
        self.units = [u for _, units in self.classes for u in units]
        rounding = scheme.get("rounding", {})
        self.values = Values(scheme["measures"], self.units, rows, rounding.get("mode", "half_up"),
                             self.published)
        self.is_once = rounding.get("place") == "once"
        self.known = {}

    def window(self, text):
        first, months = period_read(text)
        if self.scheme.get("window", {}).get("cumulative"):
            return first - first % 12, first % 12 + months
        return first, months

    # ---- nodes ----

    def published(self, wanted, unit, window):
        """The digits of a node as a measure; what is above it must not stand on that measure."""
        node = next(n for n in self.nodes if n.id == wanted)
        at = [u["name"] for u in dict(self.classes)[unit["class"]]].index(unit["name"])
        cell = self.cells(node, unit["class"], window)[at]
        return MISSING if cell.state else Fraction(cell.shown, 10**node.rounding["digits"])

    def cells(self, node, name, window):
        """Of all units of a class."""
        key = node, name, window
        if key not in self.known:
            units = dict(self.classes)[name]
            applies = [node.is_in(name) and not any(n.id in u.get("not_applicable", []) for n in node.lines())
                       for u in units]
            if not any(applies):
                cells = [Cell(NOT_APPLICABLE) for _ in units]
            elif self.is_by_period(node, window):
                cells = self.over_periods(node, name, window)
            else:
                cells = self.of_one_window(node, name, window, applies)
            self.known[key] = [c if a else Cell(NOT_APPLICABLE) for c, a in zip(cells, applies)]
        return self.known[key]

    def of_one_window(self, node, name, window, applies):
        units = dict(self.classes)[name]
        if not node.children:
            return self.leaf(node, units, window, applies)
        below = {c: self.cells(c, name, window) for c in node.children}
        return [self.group(node, u, {c: cells[i] for c, cells in below.items()}, window)
                for i, u in enumerate(units)]

    def rounded(self, node, x):
        """A cell with this score, whatever the limits are."""
        digits, mode = node.rounding["digits"], node.rounding["mode"]
        shown = rounded(x, digits, mode)
        if abs(shown) > SCORE_MAX:
            raise TooLarge(node.id)
        is_rounded_here = not self.is_once or node.has_own_rounding or not node.parent
        return Cell(None, Fraction(shown, 10**digits) if is_rounded_here else x, shown)

    def finished(self, node, x, floor=None, cap=None):
        """Within its limits, and rounded."""
        return self.rounded(node, within(x, floor, cap))

    def limits_of(self, node, unit):
        """What the node writes, or else what its method brings."""
        full = node.full[unit["class"]]
        floor, cap = (None, None) if node.children else limits_of(node.d["method"], full)
        found = []
        for key, otherwise in (("floor", floor), ("cap", cap)):
            if key + "_percent" in node.d:
                otherwise = full * Fraction(node.d[key + "_percent"]) / 100
            elif key in node.d:
                otherwise = None if node.d[key] == "none" else Fraction(node.d[key])
            found.append(otherwise)
        return found

    def times_factor(self, node, x, unit, window):
        """The score with the factor, where the node says so."""
        if node.d.get("times_factor") != "score":
            return x
        factor = factor_of(node, unit, self.values, window)
        return x * factor if is_number(factor) else factor

    # ---- leaves ----

    def leaf(self, node, units, window, applies):
        leaf = Leaf(node, units, self.values, window, applies)
        limits = self.limits_of(node, units[0])
        raw = [leaf.score(i) if a else None for i, a in enumerate(applies)]
        scored = [self.times_factor(node, x, u, window) if is_number(x) and h is True else x
                  for x, u, h in zip(raw, units, leaf.holds)]
        cells = [self.finished(node, x, *limits) if is_number(x) else None for x in scored]
        there = [c.exact for c, u, h in zip(cells, units, leaf.holds) if c and h is True and u.get("ranked", True)]
        mean = sum(there) / len(there) if there else None
        return [c or self.without_value(node, x, mean, limits) if a else None for c, x, a in zip(cells, scored, applies)]

    def without_value(self, node, x, mean, limits):
        missing = "zero" if node.role != "part" else self.scheme.get("missing", "not_scorable")
        rule = node.d.get("undefined", "not_scorable") if x == UNDEFINED else node.d.get("missing", missing)
        if rule == "zero":
            return self.finished(node, Fraction(0), *limits)
        if rule == "class_mean" and mean is not None:
            return self.rounded(node, mean)
        return Cell(ABSENT if rule == "reweight" else NOT_SCORABLE)

    # ---- groups ----

    def group(self, node, unit, below, window):
        if self.is_zeroed(node, unit, window):
            return self.rounded(node, Fraction(0))
        if any(child.role == "extra" and cell.state == NOT_SCORABLE for child, cell in below.items()):
            return Cell(NOT_SCORABLE)
        x = self.combined(node, unit["class"], below)
        if not is_number(x):
            return Cell(x)
        for child, cell in below.items():
            if child.role != "extra" or cell.state in (ABSENT, NOT_APPLICABLE):
                continue
            x += cell.exact
        x = self.times_factor(node, x, unit, window)
        return self.finished(node, x, *self.limits_of(node, unit)) if is_number(x) else Cell(NOT_SCORABLE)

    def combined(self, node, name, below):
        """The parts alone: a score, or the state of a group that has none."""
        parts = {c: cell for c, cell in below.items() if c.has_place() and c.is_in(name)}
        if any(cell.state == NOT_SCORABLE for cell in parts.values()):
            return NOT_SCORABLE
        there = {c: cell.exact for c, cell in parts.items() if not cell.state}
        if parts and not there:
            return ABSENT
        if "combine" in node.d and parts:
            shares = [x / c.full[name] for c, x in there.items()]
            return node.full[name] * {"max": max, "min": min, "product": prod}[node.d["combine"]](shares)
        if not node.is_by_weight:
            points, left = (sum((c.full[name] for c in some), Fraction(0)) for some in (parts, there))
            return sum(there.values()) * points / left if left else sum(there.values(), Fraction(0))
        if not parts:
            return Fraction(0)
        weights = Fraction(node.d["divisor"]) if "divisor" in node.d else sum(c.weight[name] for c in there)
        if not weights:
            return ABSENT
        mean = sum((c.weight[name] * x for c, x in there.items()), Fraction(0)) / weights
        return mean * node.full[name] / node.mark[name]

    def vetoes(self, window, unit):
        """The vetoes of the whole tree that hold for a unit."""
        for node in self.nodes:
            if node.d.get("method") != "veto":
                continue
            if not any(n.id in unit.get("not_applicable", []) for n in node.lines()) and node.is_in(unit["class"]):
                leaf = Leaf(node, [unit], self.values, window, [True])
                if veto_holds(leaf, 0):
                    yield node

    def is_zeroed(self, node, unit, window):
        return any(veto.d.get("effect", "zero") == "zero" and veto.d.get("node", veto.parent.id) == node.id
                   for veto in self.vetoes(window, unit))

    # ---- periods ----

    @staticmethod
    def is_by_period(node, window):
        """Made of several windows, not of this one."""
        return period_of(node) and periods_of(period_of(node)[1], window) != [window]

    def is_below_periods(self, node, window):
        """Has a score for each period, none for the window."""
        return any(self.is_by_period(n, window) for n in node.lines() if n is not node)

    def over_periods(self, node, name, window):
        key, kind = period_of(node)
        units = dict(self.classes)[name]
        applies = [not any(n.id in u.get("not_applicable", []) for n in node.lines()) for u in units]
        columns = [(p, self.of_one_window(node, name, p, applies)) for p in periods_of(kind, window)]
        columns = [(p, column) for p, column in columns if any(c and not c.state for c in column)]
        cells = []
        for i in range(len(units)):
            mine = [(p, column[i]) for p, column in columns
                    if column[i] and column[i].state not in (ABSENT, NOT_APPLICABLE)]
            if key == "last_of":
                mine = mine[-1:]
            if any(c.state for _, c in mine):
                cells.append(Cell(NOT_SCORABLE))
            elif not mine:
                cells.append(Cell(ABSENT))
            else:
                score = over(key, [(weight_of(node, p), c.exact) for p, c in mine])
                cells.append(self.finished(node, score, *self.limits_of(node, units[i])))
        return cells

    # ---- ranks and grades ----

    def answer(self, text):
        window = self.window(text)
        nodes, units = {}, {}
        for name, members in self.classes:
            for node in self.nodes:
                is_below = self.is_below_periods(node, window)
                cells = [] if is_below else self.cells(node, name, window)
                for i, u in enumerate(members):
                    cell = Cell(PER_PERIOD) if is_below else cells[i]
                    nodes[node.id, u["name"]] = cell.state or written(cell.shown, node.rounding["digits"])
            units.update(self.placed(name, members, window))
        return Answer(nodes, units)

    def placed(self, name, members, window):
        """{unit: (total, rank, grade)} of a class."""
        totals = self.cells(self.nodes[0], name, window)
        vetoes = [list(self.vetoes(window, u)) for u in members]
        stand = [i for i, u in enumerate(members) if not totals[i].state and u.get("ranked", True)
                 and not any(v.d.get("effect") == "exclude" for v in vetoes[i])]
        keys = [(not any(v.d.get("effect") == "last" for v in vetoes[i]), totals[i].shown,
                 *self.tie_breaks(name, i, window)) for i in stand]
        ranks = dict(zip(stand, ranked(keys, self.scheme.get("ranking", {}).get("ties", "1-2-2-4"))))
        names = {i: self.names_of(members[i], i, name, window, totals[i].exact, ranks[i], len(stand)) for i in stand}
        grades = self.graded(name, {i: totals[i].exact for i in stand}, dict(zip(stand, keys)), names, vetoes)
        out = {}
        for i, u in enumerate(members):
            total = "" if totals[i].state else written(totals[i].shown, self.nodes[0].rounding["digits"])
            grade = self.after_vetoes(grades.get(i, ""), vetoes[i]) if i in ranks else \
                self.of_excluded(u, vetoes[i])
            out[u["name"]] = total, str(ranks.get(i, "")), grade
        return out

    def tie_breaks(self, name, i, window):
        """Compared one after the other; a node without a score comes last."""
        for wanted in self.scheme.get("ranking", {}).get("broken_by", []):
            node = next(n for n in self.nodes if n.id == wanted)
            cell = Cell(PER_PERIOD) if self.is_below_periods(node, window) else self.cells(node, name, window)[i]
            yield (0, 0) if cell.state else (1, cell.shown)

    def names_of(self, unit, i, name, window, total, rank, ranked_count):
        """What the rules of grades may name: scores of nodes, measures, and what became of the unit."""
        wanted = self.named_by_grades()
        names = {m: self.values.of(m, unit, window) for m in wanted & self.values.measures.keys()}
        for node in self.nodes:
            if node.id in wanted:
                cell = Cell(PER_PERIOD) if self.is_below_periods(node, window) else self.cells(node, name, window)[i]
                names[node.id] = MISSING if cell.state else Fraction(cell.shown, 10**node.rounding["digits"])
        return {**names, "total": total, "rank": Fraction(rank), "ranked": Fraction(ranked_count),
                "full": self.nodes[0].full[name], "factor": Fraction(unit.get("factor", "1"))}

    def named_by_grades(self):
        grades = self.scheme.get("grades", [])
        rules = [grades["rule"]] if isinstance(grades, dict) and "rule" in grades else []
        rules += [g["when"] for g in (grades["list"] if isinstance(grades, dict) else grades) if "when" in g]
        return {name for rule in rules for name in names_in(rule.tree)}

    def of_excluded(self, unit, vetoes):
        """Whoever a veto takes out of the ranking may still be given a grade by it."""
        given = [v.d["grade"] for v in vetoes if v.d.get("effect") == "exclude" and "grade" in v.d]
        names = self.grade_names()
        return max(given, key=names.index) if given and unit.get("ranked", True) else ""

    def graded(self, name, totals, keys, names, vetoes):
        grades = self.scheme.get("grades", [])
        options = grades if isinstance(grades, dict) else {}
        places = 0
        found = {}
        if "rule" in options:
            said = {i: options["rule"].value(names[i]) for i in totals}
            found = {i: x if any(x == g["name"] for g in options["list"]) else "" for i, x in said.items()
                     if x not in (MISSING, UNDEFINED)}
        for grade in options.get("list", grades):
            line, quota = for_class(grade.get("at_least"), name), None
            count, percent = for_class(grade.get("quota_count"), name), for_class(grade.get("quota_percent"), name)
            if count is not None or percent is not None:
                mode = options.get("quota_rounding", "half_up")
                exact = count if count is not None else len(totals) * percent / 100
                quota = -(-exact // 1) if mode == "up" else rounded(exact, 0, mode)
                if exact > 0:
                    quota = max(quota, int(options.get("quota_least", 0)))
                places += quota
            fit = [i for i in totals if i not in found and (line is None or totals[i] >= line)
                   and ("when" not in grade or grade["when"].value(names[i]) is True)]
            if options.get("quota_refill"):
                fit = [i for i in fit if self.may_have(grade["name"], vetoes[i])]
                beside, most = [keys[i] for i in fit], quota
            else:
                beside, most = list(keys.values()), places
            for i in fit:
                ahead = sum(k > keys[i] for k in beside)
                last = ahead if options.get("quota_ties") != "none" else ahead + beside.count(keys[i]) - 1
                if quota is None or last < most:
                    found[i] = grade["name"]
        return found

    def may_have(self, grade, vetoes):
        """Does no veto keep this grade from a unit?"""
        names = self.grade_names()
        for veto in vetoes:
            effect = veto.d.get("effect")
            if effect == "set_grade" and veto.d["grade"] != grade or \
                    effect == "cap_grade" and names.index(grade) < names.index(veto.d["grade"]):
                return False
        return True

    def grade_names(self):
        """Best first."""
        grades = self.scheme.get("grades", [])
        return [g["name"] for g in (grades["list"] if isinstance(grades, dict) else grades)]

    def after_vetoes(self, grade, vetoes):
        names = self.grade_names()
        for veto in vetoes:
            if veto.d.get("effect") == "set_grade":
                grade = veto.d["grade"]
        moves = [{"lower_grade": 1, "raise_grade": -1}.get(veto.d.get("effect"), 0) for veto in vetoes]
        if grade:
            grade = names[max(0, min(len(names) - 1, names.index(grade) + sum(moves)))]
        for veto in vetoes:
            if veto.d.get("effect") == "cap_grade" and grade:
                grade = max(grade, veto.d["grade"], key=names.index)
        return grade


def unit_of(written_as, name):
    unit = written_as if isinstance(written_as, dict) else {"name": written_as}
    return {**unit, "class": name}


def within(x, floor, cap):
    if cap is not None:
        x = min(x, cap)
    return x if floor is None else max(x, floor)


def period_of(node):
    """('mean_of', 'sum_of', …; kind of period), or nothing."""
    return next(((k, node.d[k]) for k in PERIODS if k in node.d), None)


PERIODS = ("mean_of", "sum_of", "max_of", "min_of", "last_of")


def weight_of(node, period):
    """Of one period of the year."""
    weights = node.d.get("period_weights")
    return Fraction(weights[period[0] % 12 // period[1]]) if weights else Fraction(1)


def over(key, parts):
    """One score of (weight, score) of the periods."""
    scores = [x for _, x in parts]
    if key == "mean_of":
        return sum(w * x for w, x in parts) / sum(w for w, _ in parts)
    return {"sum_of": sum, "max_of": max, "min_of": min, "last_of": lambda x: x[-1]}[key](scores)
