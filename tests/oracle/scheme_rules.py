"""A part of the rule language (docs/feel.md), worked out in fractions: numbers, names, + - *, min, max, if, comparisons,
and, or, not, and whether a name is null. Trees of tuples as in scheme_formulas.py.

Unlike a formula of a measure, what is null here is null alone: a condition that is null takes the other branch.
"""
from fractions import Fraction

from numbers_exact import MISSING, UNDEFINED, is_number, rounded
from scheme_formulas import COMPARISONS, text_of


class Rule:
    """One expression or condition; str() is its text."""

    def __init__(self, tree):
        self.tree = tree

    def __str__(self):
        return text_of(self.tree)

    def value(self, names):
        """A fraction, True, False, MISSING or UNDEFINED: null is missing where a name that is read is."""
        x = value_of(self.tree, names)
        if x is not None:
            return x
        return MISSING if any(names[n] == MISSING for n in names_in(self.tree)) else UNDEFINED


def names_in(e):
    if e[0] == "measure":
        return {e[1]}
    return {name for part in e[1:] if isinstance(part, tuple) for name in names_in(part)}


def value_of(e, names):
    """None is null."""
    head, rest = e[0], e[1:]
    if head == "number":
        return Fraction(rest[0])
    if head == "text":
        return rest[0]
    if head == "null":
        return None
    if head == "measure":
        x = names[rest[0]]
        return to_34_digits(x) if is_number(x) else None
    if head == "if":
        return value_of(rest[1] if value_of(rest[0], names) is True else rest[2], names)
    x = [value_of(part, names) for part in rest]
    if head == "is_null":
        return x[0] is None
    if head in ("and", "or"):
        decisive = head == "or"
        return decisive if decisive in x else None if None in x else not decisive
    if head in ("=", "!="):  # null is a value here
        return (x[0] == x[1]) == (head == "=")
    if None in x:
        return None
    return not x[0] if head == "not" else reckoned(head, x)


def reckoned(head, x):
    if head in COMPARISONS:
        return COMPARISONS[head](*x)
    if head in ("min", "max"):
        return {"min": min, "max": max}[head](x)
    return -x[0] if len(x) == 1 else to_34_digits({"+": x[0] + x[1], "-": x[0] - x[1], "*": x[0] * x[1]}[head])


def to_34_digits(x):
    """Each step of a rule is rounded once, half to even, to 34 digits."""
    if not x:
        return x
    size = 34 - len(str(abs(x.numerator) // x.denominator)) if abs(x) >= 1 else 34 + leading_zeros(abs(x))
    return Fraction(rounded(x, size, "half_even"), 1) / Fraction(10)**size


def leading_zeros(x):
    """Behind the point."""
    n = 0
    while x * 10**(n + 1) < 1:
        n += 1
    return n
