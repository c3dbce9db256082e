/* Decimals beside Intel's decimal library, another program from another hand: the same bits and the same
 * flags for random operations, KC_DECIMAL_ROUNDS of each kind (200,000 without it). Its binary encoding of
 * decimal128 is put together and taken apart here, so no text of either side takes part. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/decimal.h"

#ifdef KC_HAS_BID
#include <bid_conf.h>
#include <bid_functions.h>

#include "numbers.h"

#define BIAS 6176

static BID_UINT128 bid_of(struct decimal a)
{
    uint64_t top = (uint64_t)a.is_negative << 63 | (uint64_t)(a.exponent + BIAS) << 49 | a.high;
    return (BID_UINT128){{a.low, top}};
}

/* Of a finite number; −0 is our only zero. */
static struct decimal decimal_of_bid(BID_UINT128 b)
{
    struct decimal a = {.high = b.w[1] & ((UINT64_C(1) << 49) - 1),
                        .low = b.w[0],
                        .exponent = (int32_t)(b.w[1] >> 49 & 0x3fff) - BIAS,
                        .is_negative = b.w[1] >> 63};
    a.is_negative = a.is_negative && !decimal_is_zero(a);
    return a;
}

static decimal_flags flags_of(_IDEC_flags f)
{
    return (f & BID_INVALID_EXCEPTION ? DECIMAL_INVALID : 0U) |
           (f & BID_ZERO_DIVIDE_EXCEPTION ? DECIMAL_BY_ZERO : 0U) |
           (f & BID_OVERFLOW_EXCEPTION ? DECIMAL_OVERFLOW : 0U) |
           (f & BID_INEXACT_EXCEPTION ? DECIMAL_INEXACT : 0U) |
           (f & BID_UNDERFLOW_EXCEPTION ? DECIMAL_UNDERFLOW : 0U);
}

static bool is_same(struct decimal a, struct decimal b)
{
    return a.high == b.high && a.low == b.low && a.exponent == b.exponent && a.is_negative == b.is_negative;
}

static void tell(const char *what, struct decimal a)
{
    struct buf b CLEANUP(buf_release) = {0};
    decimal_scientific(&b, a);
    print_error("  %s %.*s (exponent %d)\n", what, (int)b.n, b.p, (int)a.exponent);
}

static void fail_with(const char *op, struct decimal a, struct decimal b, struct decimal got,
                      decimal_flags got_flags, struct decimal want, decimal_flags want_flags)
{
    print_error("%s: flags %u, should be %u\n", op, got_flags, want_flags);
    tell("a", a);
    tell("b", b);
    tell("got", got);
    tell("should be", want);
    fail();
}

typedef decimal_flags ours_fn(struct decimal, struct decimal, struct decimal *);
typedef BID_UINT128 theirs_fn(BID_UINT128, BID_UINT128, _IDEC_round, _IDEC_flags *);

static void compare_pairs(const char *op, ours_fn *ours, theirs_fn *theirs, uint64_t seed)
{
    struct numbers rng = {seed};
    for (long i = numbers_rounds(); i > 0; i--) {
        struct decimal a, b, got = DECIMAL_ZERO;
        number_pair(&rng, &a, &b);
        _IDEC_flags f = 0;
        struct decimal want = decimal_of_bid(theirs(bid_of(a), bid_of(b), BID_ROUNDING_TO_NEAREST, &f));
        decimal_flags flags = ours(a, b, &got), want_flags = flags_of(f);
        if (flags != want_flags || (!(flags & DECIMAL_FAILED) && !is_same(got, want)))
            fail_with(op, a, b, got, flags, want, want_flags);
    }
}

static void sums_are_those_of_another_library(void **state)
{
    (void)state;
    compare_pairs("add", decimal_add, bid128_add, 1);
}

static void differences_are_those_of_another_library(void **state)
{
    (void)state;
    compare_pairs("sub", decimal_sub, bid128_sub, 2);
}

static void products_are_those_of_another_library(void **state)
{
    (void)state;
    compare_pairs("mul", decimal_mul, bid128_mul, 3);
}

static void quotients_are_those_of_another_library(void **state)
{
    (void)state;
    compare_pairs("div", decimal_div, bid128_div, 4);
}

/* The directions that both have. */
static const struct {
    enum decimal_round ours;
    _IDEC_round theirs;
} ROUND[] = {{DECIMAL_HALF_EVEN, BID_ROUNDING_TO_NEAREST},
             {DECIMAL_HALF_UP, BID_ROUNDING_TIES_AWAY},
             {DECIMAL_DOWN, BID_ROUNDING_TO_ZERO},
             {DECIMAL_CEILING, BID_ROUNDING_UP},
             {DECIMAL_FLOOR, BID_ROUNDING_DOWN}};

static void quantizing_in_five_directions_is_that_of_another_library(void **state)
{
    (void)state;
    struct numbers rng = {5};
    for (long i = numbers_rounds(); i > 0; i--) {
        struct decimal a = number(&rng), got = DECIMAL_ZERO, one = DECIMAL_ONE;
        size_t mode = (size_t)numbers_below(&rng, COUNT_OF(ROUND));
        one.exponent = number_exponent_near(&rng, a);
        _IDEC_flags f = 0;
        struct decimal want = decimal_of_bid(bid128_quantize(bid_of(a), bid_of(one), ROUND[mode].theirs, &f));
        decimal_flags flags = decimal_quantize(a, -one.exponent, ROUND[mode].ours, &got);
        if (flags != flags_of(f) || (!(flags & DECIMAL_FAILED) && !is_same(got, want)))
            fail_with("quantize", a, one, got, flags, want, flags_of(f));
    }
}

static void comparisons_are_those_of_another_library(void **state)
{
    (void)state;
    struct numbers rng = {6};
    for (long i = numbers_rounds(); i > 0; i--) {
        struct decimal a, b;
        number_pair(&rng, &a, &b);
        _IDEC_flags f = 0;
        int less = bid128_quiet_less(bid_of(a), bid_of(b), &f),
            equal = bid128_quiet_equal(bid_of(a), bid_of(b), &f), sign = decimal_cmp(a, b);
        if ((sign < 0) != (less != 0) || (sign == 0) != (equal != 0))
            fail_with("compare", a, b, DECIMAL_ZERO, 0, DECIMAL_ZERO, 0);
        if (equal)
            assert_true(decimal_hash(a) == decimal_hash(b));
    }
}

static void remainders_are_those_of_another_library(void **state)
{
    (void)state;
    struct numbers rng = {7};
    for (long i = numbers_rounds(); i > 0; i--) {
        struct decimal a, b, got = DECIMAL_ZERO;
        number_pair(&rng, &a, &b);
        if (decimal_is_zero(b))
            continue;
        _IDEC_flags f = 0; /* its remainder has the sign of a and is exact; ours differs only in signs */
        struct decimal want = decimal_of_bid(bid128_fmod(bid_of(decimal_abs(a)), bid_of(decimal_abs(b)), &f));
        decimal_flags flags = decimal_modulo(decimal_abs(a), decimal_abs(b), &got);
        if (flags != 0 || decimal_cmp(got, want) != 0)
            fail_with("modulo", a, b, got, flags, want, 0);
    }
}

static void square_roots_are_those_of_another_library(void **state)
{
    (void)state;
    struct numbers rng = {8};
    for (long i = numbers_rounds() / 50; i > 0; i--) {
        struct decimal a = decimal_abs(number(&rng)), got = DECIMAL_ZERO;
        if (i % 2 == 0) /* those that have an exact root */
            a = number_square(&rng);
        _IDEC_flags f = 0;
        struct decimal want = decimal_of_bid(bid128_sqrt(bid_of(a), BID_ROUNDING_TO_NEAREST, &f));
        decimal_flags flags = decimal_sqrt(a, &got);
        if (flags != 0 || decimal_cmp(got, want) != 0)
            fail_with("sqrt", a, a, got, flags, want, 0);
    }
}

static void texts_are_read_as_another_library_reads_them(void **state)
{
    (void)state;
    struct numbers rng = {9};
    for (long i = numbers_rounds(); i > 0; i--) {
        char text[NUMBER_TEXT_MAX];
        struct decimal got = DECIMAL_ZERO;
        number_text(&rng, text, 90); /* of more than 100 digits it does not look at the rest */
        _IDEC_flags f = 0;
        BID_UINT128 bits = bid128_from_string(text, BID_ROUNDING_TO_NEAREST, &f);
        struct decimal want = decimal_of_bid(bits);
        decimal_flags flags = decimal_read(str_c(text), &got), want_flags = flags_of(f);
        if ((flags & DECIMAL_FAILED) != (want_flags & DECIMAL_FAILED) ||
            (!(flags & DECIMAL_FAILED) && !is_same(got, want))) {
            print_error("“%s”\n", text);
            fail_with("read", got, want, got, flags, want, want_flags);
        }
    }
}

static void what_we_write_another_library_reads_back(void **state)
{
    (void)state;
    struct numbers rng = {10};
    for (long i = numbers_rounds(); i > 0; i--) {
        struct decimal a = number(&rng), back = DECIMAL_ZERO;
        struct buf b CLEANUP(buf_release) = {0};
        decimal_scientific(&b, a);
        buf_putc(&b, 0);
        _IDEC_flags f = 0;
        struct decimal theirs = decimal_of_bid(bid128_from_string(b.p, BID_ROUNDING_TO_NEAREST, &f));
        assert_int_equal(decimal_read(str_c(b.p), &back), 0);
        if (!is_same(theirs, a) || !is_same(back, a))
            fail_with(b.p, a, a, back, 0, theirs, flags_of(f));
    }
}
#else
static void compare_with_another_library(void **state)
{
    (void)state;
    print_message("skipped: no libintelrdfpmath (libintelrdfpmath-dev, amd64) to compare with\n");
    skip();
}
#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
#ifdef KC_HAS_BID
        cmocka_unit_test(sums_are_those_of_another_library),
        cmocka_unit_test(differences_are_those_of_another_library),
        cmocka_unit_test(products_are_those_of_another_library),
        cmocka_unit_test(quotients_are_those_of_another_library),
        cmocka_unit_test(quantizing_in_five_directions_is_that_of_another_library),
        cmocka_unit_test(comparisons_are_those_of_another_library),
        cmocka_unit_test(remainders_are_those_of_another_library),
        cmocka_unit_test(square_roots_are_those_of_another_library),
        cmocka_unit_test(texts_are_read_as_another_library_reads_them),
        cmocka_unit_test(what_we_write_another_library_reads_back),
#else
        cmocka_unit_test(compare_with_another_library),
#endif
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
