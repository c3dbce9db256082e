/* Two forms. Small: n/d in 128 bits, not reduced until something does not fit. Big: magnitudes as 64-bit
 * limbs, never reduced: sums of a scheme have denominators that are products of the targets and spans of
 * its leaves, some bits each, so that length is bounded by the size of the scheme, and a greatest common
 * divisor would cost more than it saves.
 *
 * Rejected: fixed precision with an error bound. It needs this code anyway whenever the bound straddles a
 * half, which is not rare: one in ten means of two rounded numbers lies exactly on one. */
#include "score/big.h"

#include "base/fixed.h"

struct rat rat_scaled(int64_t units, int digits)
{
    return (struct rat){.n = units, .d = fixed_pow10(digits)};
}

/* ------------------------------------------------------------------------------------ big naturals */

static struct big *big_new(struct exact *e, size_t limbs)
{
    if (limbs > EXACT_BITS_MAX / 64) {
        e->too_large = true;
        return NULL;
    }
    struct big *b = arena_try(e->a, sizeof *b + limbs * sizeof b->limb[0]);
    if (!b)
        e->no_memory = true;
    else
        b->n = limbs;
    return b;
}

static struct big *big_trim(struct big *b)
{
    while (b->n && b->limb[b->n - 1] == 0)
        b->n--;
    return b;
}

static const struct big *big_from(struct exact *e, u128 v)
{
    struct big *b = big_new(e, 2);
    if (!b)
        return NULL;
    b->limb[0] = (uint64_t)v;
    b->limb[1] = (uint64_t)(v >> 64);
    return big_trim(b);
}

int big_cmp(const struct big *a, const struct big *b)
{
    if (a->n != b->n)
        return a->n < b->n ? -1 : 1;
    for (size_t i = a->n; i-- > 0;)
        if (a->limb[i] != b->limb[i])
            return a->limb[i] < b->limb[i] ? -1 : 1;
    return 0;
}

static const struct big *big_mul(struct exact *e, const struct big *a, const struct big *b)
{
    struct big *r = big_new(e, a->n + b->n);
    if (!r)
        return NULL;
    for (size_t i = 0; i < a->n; i++) {
        uint64_t carry = 0;
        for (size_t j = 0; j < b->n; j++) {
            u128 t = (u128)a->limb[i] * b->limb[j] + r->limb[i + j] + carry;
            r->limb[i + j] = (uint64_t)t;
            carry = (uint64_t)(t >> 64);
        }
        r->limb[i + b->n] = carry;
    }
    return big_trim(r);
}

static const struct big *big_add(struct exact *e, const struct big *a, const struct big *b)
{
    if (a->n < b->n) {
        const struct big *t = a;
        a = b;
        b = t;
    }
    struct big *r = big_new(e, a->n + 1);
    if (!r)
        return NULL;
    uint64_t carry = 0;
    for (size_t i = 0; i < a->n; i++) {
        u128 t = (u128)a->limb[i] + (i < b->n ? b->limb[i] : 0) + carry;
        r->limb[i] = (uint64_t)t;
        carry = (uint64_t)(t >> 64);
    }
    r->limb[a->n] = carry;
    return big_trim(r);
}

void big_take(struct big *a, const struct big *b)
{
    uint64_t borrow = 0;
    for (size_t i = 0; i < a->n; i++) {
        u128 take = (u128)(i < b->n ? b->limb[i] : 0) + borrow;
        borrow = a->limb[i] < take;
        a->limb[i] -= (uint64_t)take;
    }
    (void)big_trim(a);
}

struct big *big_copy(struct exact *e, const struct big *a, size_t more_limbs)
{
    struct big *r = big_new(e, a->n + more_limbs);
    if (r)
        memcpy(r->limb, a->limb, a->n * sizeof a->limb[0]);
    return r;
}

void big_halve(struct big *b)
{
    for (size_t i = 0; i < b->n; i++)
        b->limb[i] = b->limb[i] >> 1 | (i + 1 < b->n ? b->limb[i + 1] << 63 : 0);
    (void)big_trim(b);
}

/* ----------------------------------------------------------------------------------------- forms */

u128 exact_gcd(u128 a, u128 b)
{
    while (b) {
        u128 t = a % b;
        a = b;
        b = t;
    }
    return a;
}

struct rat rat_reduced(struct rat x)
{
    if (x.bn || x.d == 0)
        return x;
    u128 g = exact_gcd(magnitude(x.n), (u128)x.d);
    if (g > 1) {
        x.n /= (i128)g;
        x.d /= (i128)g;
    }
    return x;
}

static const struct big *numerator(struct exact *e, struct rat x)
{
    return x.bn ? x.bn : big_from(e, magnitude(x.n));
}
static const struct big *denominator(struct exact *e, struct rat x)
{
    return x.bn ? x.bd : big_from(e, (u128)x.d);
}

static struct rat big_rat(int sign, const struct big *n, const struct big *d)
{
    if (!n || !d)
        return RAT_MISSING;
    if (n->n == 0)
        return rat_int(0);
    return (struct rat){.n = sign, .d = 1, .bn = n, .bd = d};
}

/* No value of two, when one has none. */
static struct rat none_of(struct rat a, struct rat b)
{
    bool missing = (rat_is_none(a) && a.n == 0) || (rat_is_none(b) && b.n == 0);
    return missing ? RAT_MISSING : RAT_UNDEFINED;
}

int rat_sign(struct rat a) { return a.d == 0 ? 0 : (a.n > 0) - (a.n < 0); }

struct rat rat_neg(struct rat a)
{
    if (!rat_is_none(a))
        a.n = -a.n;
    return a;
}

static bool small_add(struct rat a, struct rat b, struct rat *ret)
{
    i128 n1, n2, n, d = a.d;
    if (a.bn || b.bn)
        return false;
    if (a.d == b.d) {
        n1 = a.n;
        n2 = b.n;
    } else if (__builtin_mul_overflow(a.n, b.d, &n1) || __builtin_mul_overflow(b.n, a.d, &n2) ||
               __builtin_mul_overflow(a.d, b.d, &d)) {
        return false;
    }
    /* The least number has no opposite; it is left to the limbs. */
    if (__builtin_add_overflow(n1, n2, &n) || n == -n - 1 || magnitude(n) >> 127)
        return false;
    *ret = (struct rat){.n = n, .d = d};
    return true;
}

static struct rat big_sum(struct exact *e, struct rat a, struct rat b)
{
    const struct big *an = numerator(e, a), *ad = denominator(e, a);
    const struct big *bn = numerator(e, b), *bd = denominator(e, b);
    if (!an || !ad || !bn || !bd)
        return RAT_MISSING;
    const struct big *d = ad;
    if (big_cmp(ad, bd) != 0) {
        d = big_mul(e, ad, bd);
        an = big_mul(e, an, bd);
        bn = big_mul(e, bn, ad);
        if (!an || !bn || !d)
            return RAT_MISSING;
    }
    int sa = rat_sign(a), sb = rat_sign(b);
    if (sa == sb)
        return big_rat(sa, big_add(e, an, bn), d);
    int c = big_cmp(an, bn);
    if (c == 0)
        return rat_int(0);
    struct big *rest = big_copy(e, c > 0 ? an : bn, 0);
    if (!rest)
        return RAT_MISSING;
    big_take(rest, c > 0 ? bn : an);
    return big_rat(c > 0 ? sa : sb, rest, d);
}

struct rat rat_add(struct exact *e, struct rat a, struct rat b)
{
    struct rat r;
    if (rat_is_none(a) || rat_is_none(b))
        return none_of(a, b);
    if (rat_sign(a) == 0)
        return b;
    if (rat_sign(b) == 0)
        return a;
    if (small_add(a, b, &r))
        return r;
    a = rat_reduced(a);
    b = rat_reduced(b);
    return small_add(a, b, &r) ? r : big_sum(e, a, b);
}

struct rat rat_sub(struct exact *e, struct rat a, struct rat b) { return rat_add(e, a, rat_neg(b)); }

static bool small_mul(struct rat a, struct rat b, struct rat *ret)
{
    i128 n, d;
    if (a.bn || b.bn || __builtin_mul_overflow(a.n, b.n, &n) || __builtin_mul_overflow(a.d, b.d, &d) ||
        magnitude(n) >> 127)
        return false;
    *ret = (struct rat){.n = n, .d = d};
    return true;
}

struct rat rat_mul(struct exact *e, struct rat a, struct rat b)
{
    struct rat r;
    if (rat_is_none(a) || rat_is_none(b))
        return none_of(a, b);
    if (small_mul(a, b, &r))
        return r;
    a = rat_reduced(a);
    b = rat_reduced(b);
    if (small_mul(a, b, &r))
        return r;
    const struct big *an = numerator(e, a), *ad = denominator(e, a);
    const struct big *bn = numerator(e, b), *bd = denominator(e, b);
    if (!an || !ad || !bn || !bd)
        return RAT_MISSING;
    return big_rat(rat_sign(a) * rat_sign(b), big_mul(e, an, bn), big_mul(e, ad, bd));
}

struct rat rat_div(struct exact *e, struct rat a, struct rat b)
{
    if (rat_is_none(a) || rat_is_none(b))
        return none_of(a, b);
    if (rat_sign(b) == 0)
        return RAT_UNDEFINED;
    struct rat inverse = b.bn ? (struct rat){.n = b.n, .d = 1, .bn = b.bd, .bd = b.bn}
                              : (struct rat){.n = b.n < 0 ? -b.d : b.d, .d = b.n < 0 ? -b.n : b.n};
    return rat_mul(e, a, inverse);
}

int rat_cmp(struct exact *e, struct rat a, struct rat b)
{
    int sa = rat_sign(a), sb = rat_sign(b);
    if (sa != sb)
        return sa < sb ? -1 : 1;
    if (!a.bn && !b.bn) {
        i128 x = a.n, y = b.n;
        if (a.d == b.d || (!__builtin_mul_overflow(a.n, b.d, &x) && !__builtin_mul_overflow(b.n, a.d, &y)))
            return (x > y) - (x < y);
    }
    return rat_sign(rat_sub(e, a, b));
}

struct rat rat_min(struct exact *e, struct rat a, struct rat b)
{
    return rat_is_none(a) || rat_is_none(b) ? none_of(a, b) : rat_cmp(e, a, b) <= 0 ? a : b;
}
struct rat rat_max(struct exact *e, struct rat a, struct rat b)
{
    return rat_is_none(a) || rat_is_none(b) ? none_of(a, b) : rat_cmp(e, a, b) >= 0 ? a : b;
}

/* -------------------------------------------------------------------------------------- rounding */

/* |n|·10^digits = q·d + rest, and how rest compares with the half of d. */
struct quotient {
    uint64_t q;
    int half; /* of rest·2 against d: −1, 0, 1 */
    bool is_exact;
};

static bool small_quotient(struct rat a, int digits, struct quotient *ret)
{
    u128 n, d = (u128)a.d;
    if (a.bn || d >> 126 || __builtin_mul_overflow(magnitude(a.n), (u128)fixed_pow10(digits), &n))
        return false;
    u128 q = n / d, twice = (n - q * d) * 2;
    if (q >> 63)
        return false;
    *ret = (struct quotient){(uint64_t)q, (twice > d) - (twice < d), twice == 0};
    return true;
}

/* Long division bit by bit: the quotient has at most 63. */
static bool big_quotient(struct exact *e, struct rat a, int digits, struct quotient *ret)
{
    const struct big *an = numerator(e, a), *d = denominator(e, a),
                     *ten = big_from(e, (u128)fixed_pow10(digits));
    const struct big *n = an && ten ? big_mul(e, an, ten) : NULL;
    struct big *rest = n ? big_copy(e, n, 0) : NULL, *part = d ? big_new(e, d->n + 1) : NULL;
    if (!rest || !part)
        return false;
    memcpy(part->limb + 1, d->limb, d->n * sizeof d->limb[0]); /* d · 2^64 */
    big_halve(part);
    if (big_cmp(rest, part) >= 0) {
        e->too_large = true;
        return false;
    }
    uint64_t q = 0;
    for (int bit = 62; bit >= 0; bit--) {
        big_halve(part);
        if (big_cmp(rest, part) >= 0) {
            big_take(rest, part);
            q |= UINT64_C(1) << bit;
        }
    }
    const struct big *twice = big_add(e, rest, rest);
    if (!twice)
        return false;
    *ret = (struct quotient){q, big_cmp(twice, d), rest->n == 0};
    return true;
}

static bool quotient(struct exact *e, struct rat a, int digits, struct quotient *ret)
{
    return small_quotient(a, digits, ret) || small_quotient(rat_reduced(a), digits, ret) ||
           big_quotient(e, a, digits, ret);
}

bool rat_round(struct exact *e, struct rat a, int digits, enum rounding_mode mode, int64_t *ret)
{
    struct quotient q;
    ASSERT(!rat_is_none(a));
    if (!quotient(e, a, digits, &q))
        return false;
    bool up = mode == ROUND_HALF_UP     ? q.half >= 0
              : mode == ROUND_HALF_EVEN ? q.half > 0 || (q.half == 0 && (q.q & 1))
                                        : false;
    if (up && ++q.q >> 63) {
        e->too_large = true;
        return false;
    }
    *ret = rat_sign(a) < 0 ? -(int64_t)q.q : (int64_t)q.q;
    return true;
}

struct rat rat_floor(struct exact *e, struct rat a)
{
    struct quotient q;
    if (rat_is_none(a))
        return a;
    if (!quotient(e, a, 0, &q))
        return RAT_MISSING;
    int64_t v = (int64_t)q.q;
    return rat_int(rat_sign(a) >= 0 ? v : q.is_exact ? -v : -v - 1);
}

struct rat rat_keep(struct exact *to, struct rat a)
{
    if (!a.bn)
        return a;
    return big_rat(rat_sign(a), big_copy(to, a.bn, 0), big_copy(to, a.bd, 0));
}

struct str rat_write(struct exact *e, struct arena *a, struct rat x, int digits)
{
    char t[24];
    size_t i = sizeof t;
    int64_t v;
    if (rat_is_none(x) || !rat_round(e, x, digits, ROUND_HALF_UP, &v))
        return STR("");
    bool minus = v < 0;
    for (; digits > 0 && v % 10 == 0; digits--)
        v /= 10;
    uint64_t u = minus ? 0 - (uint64_t)v : (uint64_t)v;
    for (int k = 0; k <= digits || u; k++, u /= 10) {
        if (k == digits && digits > 0)
            t[--i] = '.';
        t[--i] = (char)('0' + u % 10);
    }
    if (minus)
        t[--i] = '-';
    char *p = arena_try(a, sizeof t - i);
    if (!p) {
        e->no_memory = true;
        return STR("");
    }
    memcpy(p, t + i, sizeof t - i);
    return str_of(p, sizeof t - i);
}
