"""Numbers of the judge: fractions alone, and the roundings of the manual (docs/scheme.md, section 6)."""
from fractions import Fraction

MISSING, UNDEFINED = "missing", "undefined"  # no value; a value that cannot be worked out


class TooLarge(Exception):
    """A number has more digits than can be kept or published."""


def is_number(x):
    return isinstance(x, Fraction)


def lacking(*values):
    """MISSING where one of them is, else UNDEFINED where one of them is, else nothing."""
    return MISSING if MISSING in values else UNDEFINED if UNDEFINED in values else None


def rounded(x, digits, mode):
    """The whole number of units of the last digit."""
    scaled = abs(x) * Fraction(10)**digits
    whole, rest = divmod(scaled.numerator, scaled.denominator)
    twice = 2 * rest - scaled.denominator
    if mode == "half_up" and twice >= 0 or mode == "half_even" and (twice > 0 or twice == 0 and whole % 2):
        whole += 1
    return -whole if x < 0 else whole


def written(units, digits):
    text = str(abs(units)).rjust(digits + 1, "0")
    sign = "-" if units < 0 else ""
    return sign + (text[:-digits] + "." + text[-digits:] if digits else text)


def compared(x, how, limit):
    return {"at_least": x >= limit, "above": x > limit, "at_most": x <= limit, "below": x < limit}[how]


def ranked(values, ties):
    """1 for the largest key; keys may be tuples. 1-2-2-4 or 1-2-2-3."""
    if ties == "1-2-2-3":
        order = sorted(set(values), reverse=True)
        return [order.index(v) + 1 for v in values]
    return [1 + sum(w > v for w in values) for v in values]
