/* Between exact numbers and decimals of 34 digits. A quotient of two decimals is one division, rounded once;
 * only numbers that outgrew 34 digits go the long way, digit group by digit group. */
#include "base/decimal.h"
#include "score/exact.h"

#define HALF_DIGITS 17 /* of the 34: each half fits 64 bits */

static const u128 TEN_TO_17 = 100000000000000000;

static bool fits(u128 v) { return v < TEN_TO_17 * TEN_TO_17; }

static struct decimal whole(u128 v, int exponent, bool is_negative)
{
    return (struct decimal){.high = (uint64_t)(v >> 64),
                            .low = (uint64_t)v,
                            .exponent = exponent,
                            .is_negative = is_negative && v};
}

/* 10^k for 0 ≤ k ≤ 38 as far as 128 bits go. */
static struct rat power(struct exact *e, int k)
{
    struct rat r = rat_int(1), ten = rat_int(10);
    for (; k >= HALF_DIGITS; k -= HALF_DIGITS)
        r = rat_mul(e, r, (struct rat){.n = (i128)TEN_TO_17, .d = 1});
    for (; k > 0; k--)
        r = rat_mul(e, r, ten);
    return r;
}

/* a·10^k */
static struct rat shifted(struct exact *e, struct rat a, int k)
{
    return k >= 0 ? rat_mul(e, a, power(e, k)) : rat_div(e, a, power(e, -k));
}

/* The k for which 10^k ≤ a < 10^(k + 1), a > 0. */
static int magnitude_of(struct exact *e, struct rat a)
{
    int k = 0;
    struct rat ten = rat_int(10), one = rat_int(1);
    while (k <= DECIMAL_EXPONENT_MAX && rat_cmp(e, a, ten) >= 0 && !e->no_memory && !e->too_large) {
        a = rat_div(e, a, ten);
        k++;
    }
    while (k >= DECIMAL_EXPONENT_MIN && rat_cmp(e, a, one) < 0 && !e->no_memory && !e->too_large) {
        a = rat_mul(e, a, ten);
        k--;
    }
    return k;
}

static bool long_way(struct exact *e, struct rat a, struct decimal *ret)
{
    bool is_negative = rat_sign(a) < 0;
    if (is_negative)
        a = rat_neg(a);
    int k = magnitude_of(e, a), exponent = k - DECIMAL_DIGITS + 1;
    if (k > DECIMAL_EXPONENT_MAX || exponent < DECIMAL_EXPONENT_MIN)
        return false;
    struct rat top = shifted(e, a, HALF_DIGITS - 1 - k), high = rat_floor(e, top);
    if (rat_is_none(top) || rat_is_none(high))
        return false;
    struct rat rest = shifted(e, rat_sub(e, top, high), HALF_DIGITS);
    int64_t low;
    if (rat_is_none(rest) || !rat_round(e, rest, 0, ROUND_HALF_EVEN, &low))
        return false;
    u128 digits = (u128)(high.n / high.d) * TEN_TO_17 + (u128)low;
    if (!fits(digits)) { /* 9.99…95 rounded up */
        digits /= 10;
        exponent++;
    }
    *ret = decimal_reduce(whole(digits, exponent, is_negative));
    return true;
}

bool rat_decimal(struct exact *e, struct rat a, struct decimal *ret)
{
    ASSERT(!rat_is_none(a));
    u128 n = a.n < 0 ? (u128)0 - (u128)a.n : (u128)a.n, d = (u128)a.d;
    if (a.bn || !fits(n) || !fits(d))
        return long_way(e, a, ret);
    if (d == 1) {
        *ret = whole(n, 0, a.n < 0);
        return true;
    }
    return !(decimal_div(whole(n, 0, a.n < 0), whole(d, 0, false), ret) & DECIMAL_FAILED);
}

struct rat rat_of_decimal(struct exact *e, struct decimal d)
{
    d = decimal_reduce(d);
    i128 n = (i128)((u128)d.high << 64 | d.low);
    struct rat r = {.n = d.is_negative ? -n : n, .d = 1};
    return shifted(e, r, d.exponent);
}
