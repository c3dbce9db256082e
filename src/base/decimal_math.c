/* Roots, powers and logarithms, correctly rounded. MPFR reckons with two binary numbers, one below and one
 * above the true value (Ziv's strategy): as soon as both round to the same decimal, that is the answer;
 * otherwise it is done again with more bits. What lies exactly half-way between two decimals would never come
 * apart: integer powers are taken exactly as long as they are short, and after PRECISION_MAX bits, when two
 * numbers that differ would have come apart long ago, the value is what both ends agree on. */
#include <gmp.h>
#include <mpfr.h>

#include "base/decimal.h"
#include "base/err.h"

#define PRECISION_FIRST 192
#define PRECISION_MAX 6144
#define AGREED_DIGITS 120    /* of an end: more than enough to be rounded to 34 */
#define EXACT_BITS_MAX 16384 /* of an integer power that is taken exactly */

struct interval {
    mpfr_t low, high;
};

static void interval_new(struct interval *i, mpfr_prec_t bits)
{
    mpfr_inits2(bits, i->low, i->high, (mpfr_ptr)NULL);
}
static void interval_free(struct interval *i) { mpfr_clears(i->low, i->high, (mpfr_ptr)NULL); }

/* A decimal need not be a binary number. */
static void interval_of(struct interval *i, struct decimal a)
{
    struct buf b CLEANUP(buf_release) = {0};
    decimal_scientific(&b, a);
    buf_putc(&b, 0);
    ASSERT(!b.failed);
    (void)mpfr_set_str(i->low, buf_str(&b).p, 10, MPFR_RNDD);
    (void)mpfr_set_str(i->high, buf_str(&b).p, 10, MPFR_RNDU);
}

static decimal_flags round_end(mpfr_srcptr x, mpfr_rnd_t direction, struct decimal *ret)
{
    mpfr_exp_t exponent;
    if (mpfr_inf_p(x))
        return DECIMAL_OVERFLOW;
    char *digits = mpfr_get_str(NULL, &exponent, 10, AGREED_DIGITS, x, direction);
    struct buf b CLEANUP(buf_release) = {0};
    buf_printf(&b, "%sE%ld", digits, (long)exponent - AGREED_DIGITS);
    mpfr_free_str(digits);
    ASSERT(!b.failed);
    return decimal_read(buf_str(&b), ret) & DECIMAL_FAILED;
}

/* Without needless zeros, and whole numbers without an exponent where they have room. */
static struct decimal tidy(struct decimal a)
{
    struct decimal r = decimal_reduce(a), plain;
    return r.exponent > 0 && !(decimal_quantize(r, 0, DECIMAL_DOWN, &plain) & DECIMAL_FAILED) ? plain : r;
}

/* Both ends round to the same: the answer is found. */
static bool interval_agrees(const struct interval *i, decimal_flags *ret_flags, struct decimal *ret)
{
    struct decimal low = DECIMAL_ZERO, high = DECIMAL_ZERO;
    decimal_flags of_low = round_end(i->low, MPFR_RNDD, &low), of_high = round_end(i->high, MPFR_RNDU, &high);
    if (of_low != of_high || (of_low == 0 && decimal_cmp(low, high) != 0))
        return false;
    *ret_flags = of_low;
    if (of_low == 0)
        *ret = tidy(low);
    return true;
}

static decimal_flags interval_middle(const struct interval *i, struct decimal *ret)
{
    struct decimal v = DECIMAL_ZERO;
    decimal_flags flags = round_end(i->low, MPFR_RNDN, &v);
    if (flags == 0)
        *ret = tidy(v);
    return flags;
}

/* One function of one or two numbers: from the intervals of the arguments to that of the result. */
typedef void interval_fn(struct interval *r, const struct interval *x, const struct interval *y);

static decimal_flags settle(interval_fn *fn, struct decimal x, struct decimal y, struct decimal *ret)
{
    decimal_flags flags = 0;
    for (mpfr_prec_t bits = PRECISION_FIRST;; bits *= 2) {
        struct interval r, of_x, of_y;
        interval_new(&r, bits);
        interval_new(&of_x, bits);
        interval_new(&of_y, bits);
        interval_of(&of_x, x);
        interval_of(&of_y, y);
        fn(&r, &of_x, &of_y);
        bool is_settled = interval_agrees(&r, &flags, ret);
        if (!is_settled && bits >= PRECISION_MAX) {
            flags = interval_middle(&r, ret);
            is_settled = true;
        }
        interval_free(&r);
        interval_free(&of_x);
        interval_free(&of_y);
        if (is_settled)
            break;
    }
    mpfr_free_cache2(MPFR_FREE_LOCAL_CACHE); /* else it is lost with the thread */
    return flags;
}

/* Functions that rise with their argument take the ends as they are. */
#define RISING(name, call)                                                                                   \
    static void name(struct interval *r, const struct interval *x, const struct interval *y)                 \
    {                                                                                                        \
        (void)y;                                                                                             \
        (void)call(r->low, x->low, MPFR_RNDD);                                                               \
        (void)call(r->high, x->high, MPFR_RNDU);                                                             \
    }
RISING(of_sqrt, mpfr_sqrt)
RISING(of_exp, mpfr_exp)
RISING(of_ln, mpfr_log)
RISING(of_log10, mpfr_log10)

static void of_root(struct interval *r, const struct interval *x, const struct interval *y)
{
    unsigned long n = mpfr_get_ui(y->low, MPFR_RNDN);
    (void)mpfr_rootn_ui(r->low, x->low, n, MPFR_RNDD);
    (void)mpfr_rootn_ui(r->high, x->high, n, MPFR_RNDU);
}

/* x^y for x > 0 is monotone in each, so the extremes are among the corners. */
static void of_pow(struct interval *r, const struct interval *x, const struct interval *y)
{
    mpfr_srcptr base[] = {x->low, x->high}, power[] = {y->low, y->high};
    mpfr_t corner;
    mpfr_init2(corner, mpfr_get_prec(r->low));
    for (int i = 0; i < 4; i++) {
        (void)mpfr_pow(corner, base[i / 2], power[i % 2], MPFR_RNDD);
        if (i == 0 || mpfr_less_p(corner, r->low))
            (void)mpfr_set(r->low, corner, MPFR_RNDD);
        (void)mpfr_pow(corner, base[i / 2], power[i % 2], MPFR_RNDU);
        if (i == 0 || mpfr_greater_p(corner, r->high))
            (void)mpfr_set(r->high, corner, MPFR_RNDU);
    }
    mpfr_clear(corner);
}

decimal_flags decimal_sqrt(struct decimal a, struct decimal *ret)
{
    return a.is_negative ? DECIMAL_INVALID : settle(of_sqrt, a, DECIMAL_ZERO, ret);
}

decimal_flags decimal_exp(struct decimal a, struct decimal *ret)
{
    return settle(of_exp, a, DECIMAL_ZERO, ret);
}

static decimal_flags logarithm(interval_fn *fn, struct decimal a, struct decimal *ret)
{
    if (decimal_is_zero(a))
        return DECIMAL_BY_ZERO;
    return a.is_negative ? DECIMAL_INVALID : settle(fn, a, DECIMAL_ZERO, ret);
}

decimal_flags decimal_ln(struct decimal a, struct decimal *ret) { return logarithm(of_ln, a, ret); }
decimal_flags decimal_log10(struct decimal a, struct decimal *ret) { return logarithm(of_log10, a, ret); }

decimal_flags decimal_root(struct decimal a, int n, struct decimal *ret)
{
    if (n < 1 || (a.is_negative && n % 2 == 0))
        return DECIMAL_INVALID;
    decimal_flags flags = settle(of_root, decimal_abs(a), decimal_of(n), ret);
    if (flags == 0 && a.is_negative)
        *ret = decimal_neg(*ret);
    return flags;
}

/* |a|^n exactly, then rounded once. False where that would be long. */
static bool pow_exactly(struct decimal a, int64_t n, decimal_flags *ret_flags, struct decimal *ret)
{
    struct decimal r = decimal_reduce(decimal_abs(a));
    if (n < 0 || n > EXACT_BITS_MAX || n * 4 * decimal_digits(r) > EXACT_BITS_MAX)
        return false;
    struct buf b CLEANUP(buf_release) = {0};
    int32_t exponent = r.exponent;
    mpz_t v;
    r.exponent = 0;
    decimal_text(&b, r);
    buf_putc(&b, 0);
    ASSERT(!b.failed);
    mpz_init_set_str(v, buf_str(&b).p, 10);
    mpz_pow_ui(v, v, (unsigned long)n);
    char *digits = mpz_get_str(NULL, 10, v);
    mpz_clear(v);
    buf_clear(&b);
    buf_printf(&b, "%sE%lld", digits, (long long)exponent * n);
    mpfr_free_str(digits); /* both libraries take memory the same way */
    ASSERT(!b.failed);
    *ret_flags = decimal_read(buf_str(&b), ret) & DECIMAL_FAILED;
    if (*ret_flags == 0)
        *ret = tidy(*ret);
    return true;
}

decimal_flags decimal_pow(struct decimal a, struct decimal b, struct decimal *ret)
{
    int64_t n;
    bool is_whole = decimal_is_integer(b), is_small = decimal_to_i64(b, &n);
    decimal_flags flags;
    if (decimal_is_zero(b)) {
        *ret = DECIMAL_ONE;
        return 0;
    }
    if (decimal_is_zero(a)) {
        *ret = DECIMAL_ZERO;
        return b.is_negative ? DECIMAL_BY_ZERO : 0;
    }
    if (a.is_negative && !is_whole)
        return DECIMAL_INVALID;
    if (!is_small || !pow_exactly(a, n, &flags, ret))
        flags = settle(of_pow, decimal_abs(a), b, ret);
    /* A whole number too large for 64 bits that is not even has its last digit at 10^0. */
    struct decimal half = DECIMAL_ZERO;
    bool is_odd =
        is_whole && !(decimal_modulo(b, decimal_of(2), &half) & DECIMAL_FAILED) && !decimal_is_zero(half);
    if (flags == 0 && a.is_negative && is_odd)
        *ret = decimal_neg(*ret);
    return flags;
}
