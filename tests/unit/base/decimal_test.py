#!/usr/bin/env python3
"""Decimals against Python's: the arithmetic as its decimal module has it with the parameters of decimal128, roots and
powers from whole numbers of any length, logarithms and exponentials from 90 digits.

    decimal_test.py PROGRAM        the program is decimal_ask

KC_DECIMAL_ROUNDS operations by chance, with fixed seeds (200,000 without it); those that take long are fewer.
"""
import os
import random
import subprocess
import sys
import unittest
from decimal import (MAX_EMAX, MIN_EMIN, ROUND_CEILING, ROUND_DOWN, ROUND_FLOOR, ROUND_HALF_DOWN,
                     ROUND_HALF_EVEN, ROUND_HALF_UP, ROUND_UP, Context, Decimal, DivisionByZero, Inexact,
                     InvalidOperation, Overflow, Underflow)

ROUNDS = int(os.environ.get("KC_DECIMAL_ROUNDS", "200000"))
EXPONENT_MIN, EXPONENT_MAX = -6176, 6111
INVALID, BY_ZERO, OVERFLOW, INEXACT, UNDERFLOW = 1, 2, 4, 8, 16
FAILED = INVALID | BY_ZERO | OVERFLOW
# In the order of enum decimal_round.
MODES = (ROUND_HALF_EVEN, ROUND_HALF_UP, ROUND_HALF_DOWN, ROUND_UP, ROUND_DOWN, ROUND_CEILING, ROUND_FLOOR)
WIDE = Context(prec=90, Emin=MIN_EMIN, Emax=MAX_EMAX, traps=[])


def decimal128(rounding=ROUND_HALF_EVEN):
    return Context(prec=34, Emin=-6143, Emax=6144, clamp=1, rounding=rounding, traps=[])


def flags_of(context):
    bits = ((InvalidOperation, INVALID), (DivisionByZero, BY_ZERO), (Overflow, OVERFLOW), (Inexact, INEXACT),
            (Underflow, UNDERFLOW))
    return sum(bit for flag, bit in bits if context.flags[flag])


def exactly(digits, exponent):
    """An integer times a power of ten, of any length."""
    return Decimal((int(digits < 0), tuple(map(int, str(abs(digits)))), exponent))


def parts(a):
    """Signed digits as an integer, and the exponent."""
    sign, digits, exponent = a.as_tuple()
    whole = int("".join(map(str, digits)))
    return (-whole if sign else whole), exponent


def answer(value, flags):
    """What the program prints: no sign of a zero, and nothing when it failed."""
    if flags & FAILED:
        return f"- {flags & ~UNDERFLOW}"
    return f"{value.copy_abs() if value.is_zero() else value} {flags}"


class Numbers(random.Random):
    """Full of nines and zeros, halves and ties, at both ends of the exponents and near each other."""

    def digits(self, n):
        kind, cut = self.randrange(8), self.randrange(36)
        head = "".join(self.choices("0123456789", k=n))
        if kind == 0:
            head = "9" * n
        elif kind == 1:
            head = "1" + "0" * (n - 1)
        elif kind == 2:
            head = (head[:cut] + "5" + "0" * n)[:n]
        elif kind == 3:
            head = (head[:cut] + "4" + "9" * n)[:n]
        elif kind == 4:
            head = "".join(self.choices("09", k=n))
        return int(head or "0")

    def exponent(self):
        return (lambda: EXPONENT_MIN + self.randrange(80), lambda: EXPONENT_MAX - self.randrange(80),
                lambda: self.randint(EXPONENT_MIN, EXPONENT_MAX), lambda: self.randrange(90) - 45,
                lambda: self.randrange(40) - 30)[self.randrange(5)]()

    def one(self):
        n = 34 if self.random() < 0.3 else self.randrange(35)
        return exactly(self.digits(n) * self.choice((1, -1)), self.exponent())

    def two(self):
        a, b = self.one(), self.one()
        whole, exponent = parts(b)
        near = self.randrange(5)
        if near == 0:
            exponent = parts(a)[1]
        elif near == 1:
            exponent = parts(a)[1] + a.adjusted() - parts(a)[1] - b.adjusted() + parts(b)[1] - self.randrange(40)
        elif near == 2:
            exponent = parts(a)[1] + self.randrange(80) - 40
        elif near == 3:
            whole, exponent = self.randint(1, 1000), self.randrange(60) - 30
        return a, exactly(whole, min(max(exponent, EXPONENT_MIN), EXPONENT_MAX))


class Decimals(unittest.TestCase):
    def ask(self, questions, answers):
        given = subprocess.run([PROGRAM], input="\n".join(questions) + "\n", capture_output=True, text=True, check=True)
        given = given.stdout.splitlines()
        self.assertEqual(len(given), len(questions))
        wrong = [f"{q}: {g}, Python says {w}" for q, g, w in zip(questions, given, answers) if g != w]
        self.assertEqual(len(wrong), 0, f"{len(wrong)} of {len(given)} differ\n" + "\n".join(wrong[:10]))

    def compare_two(self, op, compute, n, seed):
        rng, questions, answers = Numbers(seed), [], []
        for _ in range(n):
            a, b = rng.two()
            context = decimal128()
            value = compute(context, a, b)
            questions.append(f"{op} {a} {b}")
            answers.append(answer(value, flags_of(context)))
        self.ask(questions, answers)

    def test_sums_differences_products_and_quotients(self):
        for seed, op in enumerate(("add", "subtract", "multiply", "divide")):
            with self.subTest(op):
                self.compare_two(op[:3], lambda c, a, b, op=op: getattr(c, op)(a, b), ROUNDS // 8, seed + 1)

    def test_quantizing_in_seven_directions(self):
        rng, questions, answers = Numbers(11), [], []
        for _ in range(ROUNDS // 8):
            a, mode = rng.one(), rng.randrange(7)
            exponent = parts(a)[1] + rng.randrange(45) - 6 if rng.random() < 0.9 else rng.randint(-6200, 6130)
            context = decimal128(MODES[mode])
            value = context.quantize(a, Decimal((0, (1,), exponent)))
            if exponent > EXPONENT_MAX:  # no exponent of ours; Python lets it pass
                context.flags[InvalidOperation] = True
                context.flags[Inexact] = False
            questions.append(f"quantize {a} {-exponent} {mode}")
            answers.append(answer(value, flags_of(context)))
            kept = exponent <= parts(a)[1]
            questions.append(f"to_scale {a} {-exponent} {mode}")
            answers.append(answer(a, 0) if kept else answers[-1])
        self.ask(questions, answers)

    def test_modulo_is_floored_and_rounded_once(self):
        def modulo(context, a, b):
            (x, m), (y, n) = parts(a), parts(b)
            if y == 0:
                context.flags[InvalidOperation if x == 0 else DivisionByZero] = True
                return None
            least = min(m, n)
            rest = x * 10 ** (m - least) % (y * 10 ** (n - least))
            return context.plus(exactly(rest, least))

        rng, questions, answers = Numbers(12), [], []
        for i in range(ROUNDS // 40):
            a, b = rng.two()
            context = decimal128()
            value = modulo(context, a, b)
            flags = flags_of(context)
            questions += [f"modulo {a} {b}"]
            answers += [answer(value, flags)]
        given = subprocess.run([PROGRAM], input="\n".join(questions) + "\n", capture_output=True, text=True, check=True)
        for q, g, w in zip(questions, given.stdout.splitlines(), answers):
            (got, got_flags), (want, want_flags) = g.split(), w.split()
            self.assertEqual((got_flags, got == "-"), (want_flags, want == "-"), q)
            if want != "-":
                self.assertEqual(Decimal(got), Decimal(want), q)

    def test_comparison_and_integers(self):
        rng, questions, answers = Numbers(13), [], []
        for _ in range(ROUNDS // 10):
            a, b = rng.two()
            questions.append(f"cmp {a} {b}")
            answers.append(str(int(decimal128().compare(a, b))))
            scale = rng.randrange(40) - 10
            whole, exponent = parts(a)
            exponent += scale
            exact = exponent >= 0 or whole % 10 ** -exponent == 0
            scaled = (whole * 10 ** exponent if exponent >= 0 else whole // 10 ** -exponent) if exact else None
            questions.append(f"scaled {a} {scale}")
            answers.append(str(scaled) if exact and -2 ** 63 <= scaled < 2 ** 63 else "-")
        self.ask(questions, answers)

    def test_texts_are_read_and_written(self):
        rng, questions, answers = Numbers(14), [], []
        for _ in range(ROUNDS // 10):
            digits = str(rng.digits(rng.randint(1, 150)))
            point = rng.randint(0, len(digits))
            text = rng.choice(("", "-", "+")) + "0" * rng.randrange(3) + digits[:point]
            text += rng.choice(("", ".")) + digits[point:]
            text += rng.choice(("", f"{rng.choice('eE')}{rng.choice(('', '+', '-'))}{rng.randrange(6300)}"))
            context = decimal128()
            value = context.create_decimal(text)
            questions.append(f"read {text}")
            answers.append(answer(value, flags_of(context)))
            a = rng.one()
            questions.append(f"text {a}")
            whole, exponent = parts(a)
            plain = len(str(abs(whole))) + exponent <= 100 and -exponent <= 100
            said = (f"{a:f}" if whole else f"{0:.{max(0, -exponent)}f}") if plain else str(a)
            answers.append(said if whole else said.lstrip("-"))
        self.ask(questions, answers)

    def test_what_is_no_number_is_refused(self):
        bad = (".", "-", "+", "e5", "1e", "1e+", "1.2.3", "--1", "1-", "0x10", "1_000", "１", "NaN", "inf", "1e5.", "1 ")
        self.ask([f"read {text}" for text in bad if " " not in text], ["- 1"] * (len(bad) - 1))

    def test_without_trailing_zeros(self):
        rng, questions, answers = Numbers(15), [], []
        for _ in range(ROUNDS // 20):
            a = rng.one()
            whole, exponent = parts(a)
            while whole and whole % 10 == 0 and exponent < EXPONENT_MAX:
                whole, exponent = whole // 10, exponent + 1
            questions.append(f"reduce {a}")
            answers.append(f"{exactly(whole, exponent)} 0" if whole else "0 0")
        self.ask(questions, answers)

    # Functions: the value is compared, as their results have exponents of their own.

    def compare_function(self, cases):
        """cases: of question and exact or wide value, or flags when there is none."""
        cases = list(cases)
        given = subprocess.run([PROGRAM], input="\n".join(q for q, _ in cases) + "\n", capture_output=True, text=True,
                               check=True).stdout.splitlines()
        self.assertEqual(len(given), len(cases))
        for (question, value), got in zip(cases, given):
            context = decimal128()
            rounded = value if isinstance(value, int) else context.plus(value)
            flags = value if isinstance(value, int) else flags_of(context) & OVERFLOW
            got, got_flags = got.split()
            self.assertEqual(int(got_flags) & FAILED, flags, question)
            if not flags:
                self.assertEqual(Decimal(got), rounded, question)

    def test_square_roots_and_roots(self):
        def root(a, n):
            whole, exponent = parts(a)
            if whole == 0:
                return Decimal(0)
            shift = (40 * n - len(str(abs(whole)))) + (exponent - (40 * n - len(str(abs(whole))))) % n
            big = abs(whole) * 10 ** shift
            low = integer_root(big, n)
            found = low * 10 + (low ** n != big)  # a further digit tells that there is more
            return exactly(found if whole > 0 else -found, (exponent - shift) // n - 1)

        def cases():
            rng = Numbers(16)
            for i in range(ROUNDS // 200):
                a = rng.one().copy_abs()
                if i % 3 == 0:
                    a = exactly(rng.digits(rng.randrange(18)) ** 2, 2 * rng.randrange(-3000, 3000))
                yield f"sqrt {a}", root(a, 2)
                n = rng.choice((1, 2, 3, 3, 4, 5, 7, 10))
                a = rng.one() if n % 2 else rng.one().copy_abs()
                if i % 3 == 1:
                    a = exactly(rng.digits(34 // n) ** n, n * rng.randrange(-500, 500))
                yield f"root {a} {n}", root(a, n)
            for question in ("sqrt -1", "root -4 2", "root 4 0", "root 4 -1"):
                yield question, INVALID

        self.compare_function(cases())

    def test_powers_with_whole_exponents(self):
        def power(a, n):
            whole, exponent = parts(a)
            value = exactly(whole ** abs(n), exponent * abs(n))
            return value if n >= 0 else Context(prec=300, Emin=MIN_EMIN, Emax=MAX_EMAX).divide(Decimal(1), value)

        def cases():
            rng = Numbers(17)
            for _ in range(ROUNDS // 200):
                whole = rng.digits(rng.choice((1, 2, 3, 5, 12, 17, 34))) or 3
                a = exactly(whole * rng.choice((1, -1)), rng.randrange(60) - 40)
                n = rng.choice((-1, -2, -3, -7, 1, 2, 3, 5, 10, 20, 60, rng.randint(-120, 120))) or 2
                yield f"pow {a} {n}", power(a, n)
            # Half-way between two decimals: nothing but the exact value tells where it goes.
            for n in range(-130, 131):
                yield f"pow 2 {n}", power(Decimal(2), n)
                yield f"pow 5 {n}", power(Decimal(5), n)
                yield f"pow -0.5 {n}", power(Decimal("-0.5"), n)
            for base in range(1, 3000, 2):
                a = exactly(base * 10 ** 14 + 5, -7)
                yield f"pow {a} 2", power(a, 2)

        self.compare_function(cases())

    def test_powers_with_broken_exponents(self):
        def cases():
            rng = Numbers(18)
            for _ in range(ROUNDS // 1000):
                a = exactly(rng.digits(rng.choice((1, 3, 12, 34))) or 7, rng.randrange(60) - 40)
                b = exactly(rng.digits(rng.choice((1, 2, 5, 20))) * rng.choice((1, -1)), -rng.randrange(1, 22))
                value = WIDE.power(a, b)
                if value.is_finite():
                    yield f"pow {a} {b}", value
            # (s²)^1.5 = s³, which can end in a 5 as the 35th digit
            for s in range(100000000005, 100000002005, 10):
                yield f"pow {exactly(s * s, 0)} 1.5", exactly(s ** 3, 0)
            yield "pow 0 0", Decimal(1)
            yield "pow 0 2.5", Decimal(0)
            for question, flags in (("pow 0 -1", BY_ZERO), ("pow -2 0.5", INVALID), ("pow -2 -1.5", INVALID)):
                yield question, flags

        self.compare_function(cases())

    def test_exponentials_and_logarithms(self):
        def cases():
            rng = Numbers(19)
            for _ in range(ROUNDS // 500):
                x = exactly(rng.digits(rng.choice((1, 2, 6, 34))) * rng.choice((1, -1)), -rng.randrange(0, 45))
                if abs(x) < 20000:
                    yield f"exp {x}", WIDE.exp(x)
                a = rng.one().copy_abs()
                for op, compute in (("ln", WIDE.ln), ("log10", WIDE.log10)):
                    yield f"{op} {a}", BY_ZERO if a == 0 else compute(a)
            for exponent in range(-80, -20):  # 1 + x + x²/2: near a tie, and below it by little
                for digits in (1, -1, 5, -5, 15, -15):
                    yield f"exp {exactly(digits, exponent)}", Context(prec=250).exp(exactly(digits, exponent))
            for exponent in range(-6176, 6111, 97):
                yield f"log10 {exactly(1, exponent)}", Decimal(exponent)
            for op in ("ln", "log10"):
                yield f"{op} -1", INVALID

        self.compare_function(cases())

    def test_functions_of_very_large_and_very_small_numbers_come_back(self):
        big, small = "9.999999999999999999999999999999999E+6144", "1E-6176"
        self.compare_function([
            (f"exp {big}", OVERFLOW), (f"exp -{big}", Decimal(0)), (f"exp {small}", Decimal(1)),
            (f"exp -{small}", Decimal(1)), ("exp 1E+18", OVERFLOW), ("exp -1E+18", Decimal(0)),
            ("exp 1E+19", OVERFLOW), ("exp 1E+20", OVERFLOW), ("exp -1E+20", Decimal(0)),
            (f"pow {big} {big}", OVERFLOW), (f"pow {big} -{big}", Decimal(0)), (f"pow {small} {big}", Decimal(0)),
            (f"pow {small} -{big}", OVERFLOW), (f"pow {big} {small}", Decimal(1)), (f"pow {small} {small}", Decimal(1)),
            (f"pow -1 {big}", Decimal(1)), ("pow -1 1E+33", Decimal(1)),
            ("pow -1 9999999999999999999999999999999999", Decimal(-1)),
            ("pow 1.000000000000000000000000000000001 1E+40", OVERFLOW),
            ("pow 0.9999999999999999999999999999999999 1E+40", Decimal(0)),
            ("pow 10 6144", Decimal("1E+6144")), ("pow 10 6145", OVERFLOW), ("pow 10 -6176", Decimal("1E-6176")),
            ("pow 10 -6177", Decimal(0)), ("pow 2 1E+18", OVERFLOW), ("pow 2 9223372036854775807", OVERFLOW),
            ("pow 2 -9223372036854775808", Decimal(0)), ("pow -2 -9223372036854775807", Decimal(0)),
            ("pow 1 -9223372036854775808", Decimal(1)), ("pow -1 9223372036854775807", Decimal(-1)),
            (f"root {big} 2147483647", WIDE.power(Decimal(big), Context(prec=120).divide(Decimal(1), Decimal(2147483647)))),
            (f"sqrt {small}", Decimal("1E-3088")),
        ])


def integer_root(a, n):
    """The largest r with r^n <= a, by Newton."""
    r = 1 << -(-a.bit_length() // n)
    while True:
        s = ((n - 1) * r + a // r ** (n - 1)) // n
        if s >= r:
            return r
        r = s


if __name__ == "__main__":
    PROGRAM = sys.argv.pop(1)
    if hasattr(sys, "set_int_max_str_digits"):
        sys.set_int_max_str_digits(0)
    unittest.main()
