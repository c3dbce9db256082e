"""What a measure of a scheme is worth over a window, worked out from the rows of a table (docs/scheme.md, section 2).

A row is a dict: unit, measure, period, and value (a number); or group, level or vote, count (ballots); or item, count,
points, matter (events). A formula is the tree that its text was written from; see random_formulas.py.
"""
from fractions import Fraction

from numbers_exact import MISSING, TooLarge, is_number, rounded

MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}


def period_read(text):
    """2026, 2026H1, 2026Q3, 2026-10 → (month counted from year 0, months)."""
    year = int(text[:4]) * 12
    if len(text) == 4:
        return year, 12
    n = int(text[5:]) - 1
    kind = {"H": 6, "Q": 3, "-": 1}[text[4]]
    return year + n * kind, kind


def period_write(first, months):
    year, month = divmod(first, 12)
    return f"{year}" + {12: "", 6: f"H{month // 6 + 1}", 3: f"Q{month // 3 + 1}", 1: f"-{month + 1:02}"}[months]


def decimals_of(m):
    return m.get("decimals", 0 if m.get("kind") == "ballots" else 2)


def by_place(written, unit):
    """A number, or one by unit or class, for this unit; None where there is none."""
    if not isinstance(written, dict):
        return Fraction(written)
    for key, name in (("by_unit", unit["name"]), ("by_class", unit["class"])):
        if name in written.get(key, {}):
            return Fraction(written[key][name])
    return Fraction(written["else"]) if "else" in written else None


def periods_of(per, window):
    """The periods of a kind that a window counts, whole ones; a window within one period counts that one."""
    n = MONTHS[per]
    first, months = window
    whole = [(m, n) for m in range(first - first % n, first + months, n) if first <= m and m + n <= first + months]
    last = first + months - 1
    return whole or [(last - last % n, n)]


def span(over, window):
    """The months that a measure is aggregated over, seen from a window."""
    first, months = window
    end = first + months
    january = (end - 1) // 12 * 12
    if isinstance(over, dict):
        return end - int(over["months"]), int(over["months"])
    return {"window": window, "year_to_date": (january, end - january), "year": (january, 12)}[over]


def aggregated(how, numbers, skip_gaps):
    there = [x for x in numbers if is_number(x)]
    if not there or (len(there) < len(numbers) and not skip_gaps):
        return MISSING
    return {"sum": sum, "mean": lambda v: sum(v) / len(v), "last": lambda v: v[-1], "max": max, "min": min}[how](there)


class Values:
    """The rows of a table under a scheme."""

    def __init__(self, measures, units, rows, mode, score_of):
        self.mode = mode  # of the scheme; a formula is rounded by it
        self.score_of = score_of  # (node, unit, window): what is published of a node, or MISSING
        self.measures = {m["id"]: m for m in measures}
        self.units = units
        self.numbers, self.rows, self.known = {}, {}, {}
        for row in rows:
            m = self.measures[row["measure"]]
            period = periods_of(m.get("per", "month"), period_read(row["period"]))[-1]
            if m.get("kind") == "level":
                level = next(level for level in m["levels"] if level["name"] == row["value"])
                if "points" in level:
                    self.numbers[m["id"], row["unit"], period[0]] = Fraction(level["points"])
            elif m.get("kind", "number") == "number":
                self.numbers[m["id"], row["unit"], period[0]] = self.reported(m, row["value"])
            else:
                self.rows.setdefault((m["id"], row["unit"]), []).append({**row, "month": period[0]})

    @staticmethod
    def reported(m, text):
        digits = decimals_of(m)
        return Fraction(rounded(Fraction(text), digits, "half_up"), 10**digits)

    def rows_of(self, measure, unit, window):
        """Ballots or events whose period the window counts."""
        per = self.measures[measure].get("per", "month")
        counted = {first for first, _ in periods_of(per, window)}
        return [r for r in self.rows.get((measure, unit["name"]), []) if r["month"] in counted]

    def of(self, measure, unit, window):
        key = measure, unit["name"], window
        if key not in self.known:
            self.known[key] = self.worked_out(self.measures[measure], unit, window)
        return self.known[key]

    def worked_out(self, m, unit, window):
        if "fixed" in m:
            x = by_place(m["fixed"], unit)
            return MISSING if x is None else x
        if "formula" in m:
            x = m["formula"].value(self, unit, window)
            return self.shortened(x, m["decimals"]) if is_number(x) and "decimals" in m else x
        window = span(m.get("over", "window"), window)
        if "score_of" in m:
            return self.score_of(m["score_of"], unit, window)
        how = m.get("aggregate", "last")
        numbers = [self.numbers.get((m["id"], unit["name"], first), MISSING)
                   for first, _ in periods_of(m.get("per", "month"), window)]
        if "default" in m:
            return Fraction(m["default"]) if not any(map(is_number, numbers)) else aggregated(how, numbers, True)
        return aggregated(how, numbers, m.get("skip_gaps", how != "sum"))

    def votes(self, measure, unit, window, group=None):
        """[(level, points, count)] of the valid votes; numbers have no level."""
        m = self.measures[measure]
        levels = {level["name"]: level for level in m.get("levels", [])}
        out = []
        for row in self.rows_of(measure, unit, window):
            level = levels.get(row.get("level"), {})
            if not level.get("excluded") and not row.get("excluded") and group in (None, row.get("group")):
                points = Fraction(level["points"]) if levels else self.reported(m, row["vote"])
                out.append((row.get("level"), points, int(row.get("count", 1))))
        return out

    def shortened(self, x, digits):
        units = rounded(x, digits, self.mode)
        if abs(units) >= 2**63:
            raise TooLarge(x)
        return Fraction(units, 10**digits)

    def operand(self, written, unit, window):
        """A parameter of a method: a number, one by unit or class, or the id of a measure."""
        if isinstance(written, str) and written in self.measures:
            return self.of(written, unit, window)
        x = by_place(written, unit)
        return MISSING if x is None else x
