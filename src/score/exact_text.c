/* Exact numbers as texts: a decimal when there is one that ends, a fraction in lowest terms otherwise. */
#include "base/fixed.h"
#include "score/big.h"

#define TEXT_DIGITS_MAX 40
/* Beyond this, lowest terms would cost more than the explanation they are for; such a fraction stays as it
 * is. */
#define REDUCED_LIMBS_MAX 64

/* Before `end`; the first digit is where the result points. At least `least` digits. */
static char *digits_before(char *end, u128 v, int least)
{
    for (; v || least > 0; v /= 10, least--)
        *--end = (char)('0' + (int)(v % 10));
    return end;
}

static struct str copied(struct exact *e, struct arena *a, const char *from, size_t n)
{
    char *p = arena_try(a, n);
    if (!p) {
        e->no_memory = true;
        return STR("");
    }
    memcpy(p, from, n);
    return str_of(p, n);
}

static struct str decimal_text(struct exact *e, struct arena *a, bool is_minus, u128 v, int digits)
{
    char t[TEXT_DIGITS_MAX + FIXED_DIGITS_MAX + 4], *end = t + sizeof t, *p = end;
    for (; digits > 0 && v % 10 == 0; digits--)
        v /= 10;
    if (digits > 0) {
        u128 scale = (u128)fixed_pow10(digits);
        p = digits_before(p, v % scale, digits);
        *--p = '.';
        v /= scale;
    }
    p = digits_before(p, v, 1);
    if (is_minus)
        *--p = '-';
    return copied(e, a, p, (size_t)(end - p));
}

static struct str fraction_text(struct exact *e, struct arena *a, bool is_minus, u128 n, u128 d)
{
    char t[2 * TEXT_DIGITS_MAX + 2], *end = t + sizeof t, *p = digits_before(end, d, 1);
    *--p = '/';
    p = digits_before(p, n, 1);
    if (is_minus)
        *--p = '-';
    return copied(e, a, p, (size_t)(end - p));
}

static struct str small_text(struct exact *e, struct arena *a, bool is_minus, u128 n, u128 d)
{
    u128 v, common = exact_gcd(n, d);
    n /= common;
    d /= common;
    for (int digits = 0; digits <= FIXED_DIGITS_MAX; digits++) {
        u128 scale = (u128)fixed_pow10(digits);
        if (scale % d == 0)
            return __builtin_mul_overflow(n, scale / d, &v) ? fraction_text(e, a, is_minus, n, d)
                                                            : decimal_text(e, a, is_minus, v, digits);
    }
    return fraction_text(e, a, is_minus, n, d);
}

/* ------------------------------------------------------------------------------------ long numbers */

static uint64_t divide(struct big *b, uint64_t by)
{
    u128 rest = 0;
    for (size_t i = b->n; i-- > 0;) {
        rest = rest << 64 | b->limb[i];
        b->limb[i] = (uint64_t)(rest / by);
        rest %= by;
    }
    while (b->n && b->limb[b->n - 1] == 0)
        b->n--;
    return (uint64_t)rest;
}

static char *big_digits_before(char *end, struct big *b)
{
    while (b->n) {
        uint64_t part = divide(b, UINT64_C(1000000000000000000));
        end = digits_before(end, part, b->n ? 18 : 1);
    }
    return end;
}

/* The odd part of the greatest common divisor is enough when the powers of two are taken out first: both are
 * halved while both are even. */
static const struct big *odd_gcd(struct exact *e, const struct big *n, const struct big *d)
{
    struct big *x = big_copy(e, n, 0), *y = big_copy(e, d, 0);
    while (x && y && x->n && y->n) {
        while (x->n && !(x->limb[0] & 1))
            big_halve(x);
        while (y->n && !(y->limb[0] & 1))
            big_halve(y);
        if (big_cmp(x, y) < 0) {
            struct big *t = x;
            x = y;
            y = t;
        }
        big_take(x, y);
    }
    return x && y ? y : NULL;
}

/* a ÷ by, which divides it. Bit by bit from the top. */
static struct big *exact_quotient(struct exact *e, const struct big *a, const struct big *by)
{
    struct big *q = big_copy(e, a, 0), *rest = big_copy(e, by, 1);
    if (!q || !rest)
        return NULL;
    rest->n = 0;
    for (size_t bit = a->n * 64; bit-- > 0;) {
        uint64_t carry = a->limb[bit / 64] >> (bit % 64) & 1;
        for (size_t i = 0; i < rest->n; i++) {
            uint64_t next = rest->limb[i] >> 63;
            rest->limb[i] = rest->limb[i] << 1 | carry;
            carry = next;
        }
        if (carry)
            rest->limb[rest->n++] = carry;
        bool fits = big_cmp(rest, by) >= 0;
        if (fits)
            big_take(rest, by);
        q->limb[bit / 64] &= ~(UINT64_C(1) << bit % 64);
        q->limb[bit / 64] |= (uint64_t)fits << bit % 64;
    }
    while (q->n && q->limb[q->n - 1] == 0)
        q->n--;
    return q;
}

static bool fits_small(const struct big *b) { return b->n <= 1 || (b->n == 2 && !(b->limb[1] >> 62)); }
static u128 small_of(const struct big *b)
{
    return b->n == 0 ? 0 : b->n == 1 ? b->limb[0] : (u128)b->limb[1] << 64 | b->limb[0];
}

static struct str big_text(struct exact *e, struct arena *a, bool is_minus, struct big *n, struct big *d)
{
    size_t room = (n->n + d->n + 2) * 20;
    char *t = arena_try(a, room), *end = t + room, *p;
    if (!t) {
        e->no_memory = true;
        return STR("");
    }
    p = big_digits_before(end, d);
    *--p = '/';
    p = big_digits_before(p, n);
    if (is_minus)
        *--p = '-';
    return str_of(p, (size_t)(end - p));
}

struct str rat_write_exact(struct exact *e, struct arena *a, struct rat x)
{
    ASSERT(!rat_is_none(x));
    if (!x.bn)
        return small_text(e, a, x.n < 0, magnitude(x.n), (u128)x.d);
    struct big *n = big_copy(e, x.bn, 0), *d = big_copy(e, x.bd, 0);
    while (n && d && n->n && d->n && !(n->limb[0] & 1) && !(d->limb[0] & 1)) {
        big_halve(n);
        big_halve(d);
    }
    if (n && d && n->n <= REDUCED_LIMBS_MAX && d->n <= REDUCED_LIMBS_MAX) {
        const struct big *g = odd_gcd(e, n, d);
        n = g ? exact_quotient(e, n, g) : NULL;
        d = g ? exact_quotient(e, d, g) : NULL;
    }
    if (!n || !d)
        return STR("");
    bool is_minus = rat_sign(x) < 0;
    return fits_small(n) && fits_small(d) ? small_text(e, a, is_minus, small_of(n), small_of(d))
                                          : big_text(e, a, is_minus, n, d);
}
