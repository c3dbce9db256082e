/* A coefficient below 10^34 fits into 113 bits. Every operation first makes its exact result, or one of at
 * least 36 digits with a mark that there is more behind them, in 256 bits, and `finish` then rounds it once:
 * to 34 digits, or to fewer where the exponent ends. */
#include "base/decimal.h"

#include "base/err.h"

__extension__ typedef unsigned __int128 u128;

/* 256 bits. */
struct wide {
    u128 high, low;
};

#define E19 UINT64_C(10000000000000000000)
#define E(n) UINT64_C(1##n)
static const u128 TEN[39] = {
    E(),
    E(0),
    E(00),
    E(000),
    E(0000),
    E(00000),
    E(000000),
    E(0000000),
    E(00000000),
    E(000000000),
    E(0000000000),
    E(00000000000),
    E(000000000000),
    E(0000000000000),
    E(00000000000000),
    E(000000000000000),
    E(0000000000000000),
    E(00000000000000000),
    E(000000000000000000),
    E19,
    (u128)E19 *E(0),
    (u128)E19 *E(00),
    (u128)E19 *E(000),
    (u128)E19 *E(0000),
    (u128)E19 *E(00000),
    (u128)E19 *E(000000),
    (u128)E19 *E(0000000),
    (u128)E19 *E(00000000),
    (u128)E19 *E(000000000),
    (u128)E19 *E(0000000000),
    (u128)E19 *E(00000000000),
    (u128)E19 *E(000000000000),
    (u128)E19 *E(0000000000000),
    (u128)E19 *E(00000000000000),
    (u128)E19 *E(000000000000000),
    (u128)E19 *E(0000000000000000),
    (u128)E19 *E(00000000000000000),
    (u128)E19 *E(000000000000000000),
    (u128)E19 *E19,
};

const struct decimal DECIMAL_ZERO = {0};
const struct decimal DECIMAL_ONE = {.low = 1};

static u128 coefficient(struct decimal a) { return (u128)a.high << 64 | a.low; }

static struct decimal make(bool is_negative, u128 c, int64_t exponent)
{
    return (struct decimal){.high = (uint64_t)(c >> 64),
                            .low = (uint64_t)c,
                            .exponent = (int32_t)exponent,
                            .is_negative = is_negative && c != 0};
}

/* Digits of a number below 10^38; 1 for 0. */
static int digits_of(u128 c)
{
    uint64_t high = (uint64_t)(c >> 64), low = (uint64_t)c;
    int bits = high ? 128 - __builtin_clzll(high) : low ? 64 - __builtin_clzll(low) : 1;
    int n = bits * 1233 >> 12; /* log10 2, from below */
    return n + (n < 39 && c >= TEN[n] ? 1 : 0) + (c == 0 && n == 0);
}

static struct wide wide_mul(u128 a, u128 b)
{
    uint64_t a1 = (uint64_t)(a >> 64), a0 = (uint64_t)a, b1 = (uint64_t)(b >> 64), b0 = (uint64_t)b;
    u128 low = (u128)a0 * b0, mid1 = (u128)a1 * b0, mid2 = (u128)a0 * b1, high = (u128)a1 * b1;
    u128 carry = (low >> 64) + (uint64_t)mid1 + (uint64_t)mid2;
    return (struct wide){high + (mid1 >> 64) + (mid2 >> 64) + (carry >> 64), carry << 64 | (uint64_t)low};
}

static struct wide wide_add(struct wide a, struct wide b)
{
    struct wide r = {a.high + b.high, a.low + b.low};
    r.high += r.low < a.low;
    return r;
}

static struct wide wide_sub(struct wide a, struct wide b)
{
    return (struct wide){a.high - b.high - (a.low < b.low), a.low - b.low};
}

static int wide_cmp(struct wide a, struct wide b)
{
    if (a.high != b.high)
        return a.high < b.high ? -1 : 1;
    return a.low < b.low ? -1 : a.low > b.low;
}

static bool wide_is_zero(struct wide a) { return a.high == 0 && a.low == 0; }

/* Digits of a number below 10^76. */
static int wide_digits(struct wide a)
{
    if (a.high == 0 && a.low < TEN[38])
        return digits_of(a.low);
    int n = 39;
    while (n < 76 && wide_cmp(a, wide_mul(TEN[38], TEN[n - 38])) >= 0)
        n++;
    return n;
}

/* (high·2^64 + low) / d with high < d, so that the quotient fits. */
static uint64_t divide_limb(uint64_t high, uint64_t low, uint64_t d, uint64_t *ret_rest)
{
#ifdef __x86_64__
    uint64_t quotient, rest;
    __asm__("divq %4" : "=a"(quotient), "=d"(rest) : "0"(low), "1"(high), "r"(d) : "cc");
    *ret_rest = rest;
    return quotient;
#else
    u128 n = (u128)high << 64 | low;
    *ret_rest = (uint64_t)(n % d);
    return (uint64_t)(n / d);
#endif
}

/* *w /= d; returns the remainder. */
static uint64_t wide_divide_small(struct wide *w, uint64_t d)
{
    uint64_t limb[4] = {(uint64_t)(w->high >> 64), (uint64_t)w->high, (uint64_t)(w->low >> 64),
                        (uint64_t)w->low};
    uint64_t rest = 0;
    for (size_t i = w->high == 0 ? 2 : 0; i < 4; i++)
        limb[i] = divide_limb(rest, limb[i], d, &rest);
    *w = (struct wide){(u128)limb[0] << 64 | limb[1], (u128)limb[2] << 64 | limb[3]};
    return rest;
}

/* One limb of the quotient of (*rest·2^64 + next) / d; *rest < d, and the top bit of d is set. Knuth, The Art
 * of Computer Programming 2, 4.3.1, algorithm D, for a divisor of two limbs. */
static uint64_t divide_step(u128 *rest, uint64_t next, u128 d)
{
    uint64_t d1 = (uint64_t)(d >> 64), d0 = (uint64_t)d, high = (uint64_t)(*rest >> 64);
    uint64_t guess, over;
    bool is_small = true; /* `over` fits into a limb */
    if (high >= d1) {
        guess = UINT64_MAX;
        u128 wide_over = *rest - (u128)guess * d1;
        over = (uint64_t)wide_over;
        is_small = wide_over >> 64 == 0;
    } else {
        guess = divide_limb(high, (uint64_t)*rest, d1, &over);
    }
    while (is_small && (u128)guess * d0 > ((u128)over << 64 | next)) {
        guess--;
        over += d1;
        is_small = over >= d1;
    }
    *rest = ((*rest - (u128)guess * d1) << 64 | next) - (u128)guess * d0;
    return guess;
}

/* n / d for n.high < d, so that the quotient fits. */
static u128 wide_divide(struct wide n, u128 d, u128 *ret_rest)
{
    uint64_t top = (uint64_t)(d >> 64);
    if (top == 0) {
        struct wide q = n;
        *ret_rest = wide_divide_small(&q, (uint64_t)d);
        return q.low;
    }
    int shift = __builtin_clzll(top);
    u128 rest = shift ? n.high << shift | n.low >> (128 - shift) : n.high, low = n.low << shift;
    d <<= shift;
    uint64_t q1 = divide_step(&rest, (uint64_t)(low >> 64), d), q0 = divide_step(&rest, (uint64_t)low, d);
    *ret_rest = rest >> shift;
    return (u128)q1 << 64 | q0;
}

/* What is cut off behind the last kept digit: less than a half, or at least one; and whether there is
 * anything besides the 0 or the half. */
struct tail {
    bool half, more;
};

static struct tail wide_drop(struct wide *w, int64_t n, bool more)
{
    for (; n > 19 && !wide_is_zero(*w); n -= 19)
        more |= wide_divide_small(w, E19) != 0;
    if (n > 19 || n == 0)
        return (struct tail){.more = more};
    uint64_t rest = wide_divide_small(w, (uint64_t)TEN[n]), half = (uint64_t)TEN[n] / 2;
    return (struct tail){.half = rest >= half, .more = more || (rest != 0 && rest != half)};
}

/* Does the kept part, whose last digit is odd or not, go one up? */
static bool goes_up(enum decimal_round mode, bool is_negative, bool is_odd, struct tail t)
{
    bool is_any = t.half || t.more;
    bool is_half = t.half && !t.more, is_above = t.half && t.more;
    switch (mode) {
    case DECIMAL_HALF_EVEN:
        return is_above || (is_half && is_odd);
    case DECIMAL_HALF_UP:
        return is_above || is_half;
    case DECIMAL_HALF_DOWN:
        return is_above;
    case DECIMAL_UP:
        return is_any;
    case DECIMAL_CEILING:
        return is_any && !is_negative;
    case DECIMAL_FLOOR:
        return is_any && is_negative;
    case DECIMAL_DOWN:
    case DECIMAL_ROUND__COUNT:
        break;
    }
    return false;
}

/* The one rounding. `more`: the true value is a little larger than w, of which then some digits go. */
static decimal_flags finish(bool is_negative, struct wide w, int64_t exponent, bool more, struct decimal *ret)
{
    int64_t drop = wide_digits(w) - DECIMAL_DIGITS;
    if (drop < DECIMAL_EXPONENT_MIN - exponent)
        drop = DECIMAL_EXPONENT_MIN - exponent;
    decimal_flags flags = 0;
    ASSERT(drop > 0 || !more);
    if (drop > 0) {
        bool is_tiny = exponent + wide_digits(w) - 1 < DECIMAL_EXPONENT_MIN + DECIMAL_DIGITS - 1;
        struct tail t = wide_drop(&w, drop, more);
        exponent += drop;
        if (t.half || t.more)
            flags = DECIMAL_INEXACT | (is_tiny ? DECIMAL_UNDERFLOW : 0U);
        w.low += goes_up(DECIMAL_HALF_EVEN, is_negative, w.low & 1, t);
        if (w.low == TEN[DECIMAL_DIGITS]) {
            w.low = TEN[DECIMAL_DIGITS - 1];
            exponent++;
        }
    }
    int64_t beyond = exponent - DECIMAL_EXPONENT_MAX;
    if (beyond > 0 && w.low != 0) {
        if (digits_of(w.low) + beyond > DECIMAL_DIGITS)
            return DECIMAL_OVERFLOW | DECIMAL_INEXACT;
        w.low *= TEN[beyond];
    }
    *ret = make(is_negative, w.low, beyond > 0 ? DECIMAL_EXPONENT_MAX : exponent);
    return flags;
}

struct decimal decimal_of(int64_t v)
{
    return (struct decimal){.low = v < 0 ? 0 - (uint64_t)v : (uint64_t)v, .is_negative = v < 0};
}

struct decimal decimal_of_scaled(int64_t v, int scale)
{
    struct decimal d = decimal_of(v);
    d.exponent = -scale;
    return d;
}

/* Of two numbers other than 0, `a` has the larger exponent. With more than 38 places between them a·10^38 has
 * so many digits that of b only the fact remains that it is there. */
static decimal_flags add_far(struct decimal a, struct decimal b, struct decimal *ret)
{
    int64_t apart = (int64_t)a.exponent - b.exponent;
    int shift = apart > 38 ? 38 : (int)apart;
    struct wide x = wide_mul(coefficient(a), TEN[shift]), y = {0, coefficient(b)};
    bool more = false;
    if (apart > shift) {
        struct tail t = wide_drop(&y, apart - shift, false);
        more = t.half || t.more;
    }
    if (a.is_negative == b.is_negative)
        return finish(a.is_negative, wide_add(x, y), (int64_t)a.exponent - shift, more, ret);
    bool is_less = wide_cmp(x, y) < 0;
    struct wide r = is_less ? wide_sub(y, x) : wide_sub(x, y);
    if (more) /* x − (y and a bit) is (x − y − 1) and a bit */
        r = wide_sub(r, (struct wide){0, 1});
    return finish(is_less ? b.is_negative : a.is_negative, r, (int64_t)a.exponent - shift, more, ret);
}

/* a + 0·10^e: as it is, with zeros behind it as far as e and 34 digits go. */
static struct decimal add_zero(struct decimal a, int32_t exponent)
{
    int64_t pad = (int64_t)a.exponent - exponent;
    int room = DECIMAL_DIGITS - digits_of(coefficient(a));
    if (pad > room)
        pad = room;
    return pad > 0 ? make(a.is_negative, coefficient(a) * TEN[pad], a.exponent - pad) : a;
}

/* The everyday case: 64 bits each, at most 19 places apart, a sum of at most 34 digits. It is exact, and its
 * exponent the smaller one. */
static bool add_small(struct decimal a, struct decimal b, struct decimal *ret)
{
    if ((a.high | b.high) != 0)
        return false;
    if (a.exponent < b.exponent) {
        struct decimal swap = a;
        a = b;
        b = swap;
    }
    int64_t apart = (int64_t)a.exponent - b.exponent;
    if (apart > 19) /* 2^64·10^19 is below 2^128 */
        return false;
    u128 x = a.low * TEN[apart], y = b.low, r;
    bool is_negative = a.is_negative;
    if (a.is_negative == b.is_negative) {
        r = x + y;
    } else {
        r = x < y ? y - x : x - y;
        is_negative = x < y ? b.is_negative : a.is_negative;
    }
    if (r >= TEN[DECIMAL_DIGITS] || x >= TEN[DECIMAL_DIGITS])
        return false;
    *ret = make(is_negative, r, b.exponent);
    return true;
}

decimal_flags decimal_add(struct decimal a, struct decimal b, struct decimal *ret)
{
    u128 ca = coefficient(a), cb = coefficient(b);
    if (add_small(a, b, ret))
        return 0;
    if (a.exponent == b.exponent) {
        bool is_less = ca < cb;
        if (a.is_negative == b.is_negative)
            return finish(a.is_negative, (struct wide){0, ca + cb}, a.exponent, false, ret);
        *ret = make(is_less ? b.is_negative : a.is_negative, is_less ? cb - ca : ca - cb, a.exponent);
        return 0;
    }
    if (ca == 0 || cb == 0) {
        int32_t least = a.exponent < b.exponent ? a.exponent : b.exponent;
        *ret = cb != 0 ? add_zero(b, least) : ca != 0 ? add_zero(a, least) : make(false, 0, least);
        return 0;
    }
    return a.exponent > b.exponent ? add_far(a, b, ret) : add_far(b, a, ret);
}

struct decimal decimal_neg(struct decimal a)
{
    a.is_negative = !a.is_negative && !decimal_is_zero(a);
    return a;
}

struct decimal decimal_abs(struct decimal a)
{
    a.is_negative = false;
    return a;
}

decimal_flags decimal_sub(struct decimal a, struct decimal b, struct decimal *ret)
{
    return decimal_add(a, decimal_neg(b), ret);
}

decimal_flags decimal_mul(struct decimal a, struct decimal b, struct decimal *ret)
{
    int64_t exponent = (int64_t)a.exponent + b.exponent;
    u128 small = (u128)a.low * b.low;
    if ((a.high | b.high) == 0 && small < TEN[DECIMAL_DIGITS] && exponent >= DECIMAL_EXPONENT_MIN &&
        exponent <= DECIMAL_EXPONENT_MAX) {
        *ret = make(a.is_negative != b.is_negative, small, exponent);
        return 0;
    }
    return finish(a.is_negative != b.is_negative, wide_mul(coefficient(a), coefficient(b)), exponent, false,
                  ret);
}

/* Takes up to `most` zeros off the end of a number other than 0; returns how many. */
static int strip_zeros(u128 *c, int most)
{
    struct wide w = {0, *c};
    int n = 0;
    for (int step = 16; step > 0; step /= 2)
        while (n + step <= most) {
            struct wide cut = w;
            if (wide_divide_small(&cut, (uint64_t)TEN[step]) != 0)
                break;
            w = cut;
            n += step;
        }
    *c = w.low;
    return n;
}

decimal_flags decimal_div(struct decimal a, struct decimal b, struct decimal *ret)
{
    u128 ca = coefficient(a), cb = coefficient(b), rest;
    int64_t ideal = (int64_t)a.exponent - b.exponent;
    if (cb == 0)
        return ca == 0 ? DECIMAL_INVALID : DECIMAL_BY_ZERO;
    if (ca == 0)
        return finish(false, (struct wide){0}, ideal, false, ret);
    /* So many zeros behind a that the quotient has 34 digits. */
    int da = digits_of(ca), db = digits_of(cb), shift = DECIMAL_DIGITS - 1 + db - da;
    if (da < db ? ca * TEN[db - da] < cb : ca < cb * TEN[da - db])
        shift++;
    int first = shift < 38 - da ? shift : 38 - da;
    u128 q = wide_divide(wide_mul(ca * TEN[first], TEN[shift - first]), cb, &rest);
    bool is_negative = a.is_negative != b.is_negative;
    int64_t exponent = ideal - shift;
    if (rest == 0) {
        int zeros = strip_zeros(&q, shift);
        return finish(is_negative, (struct wide){0, q}, exponent + zeros, false, ret);
    }
    if (exponent < DECIMAL_EXPONENT_MIN) /* fewer digits are kept */
        return finish(is_negative, (struct wide){0, q}, exponent, true, ret);
    struct tail t = {.half = rest >= cb - rest, .more = rest != cb - rest};
    q += goes_up(DECIMAL_HALF_EVEN, is_negative, q & 1, t);
    return finish(is_negative, (struct wide){0, q}, exponent, false, ret) | DECIMAL_INEXACT;
}

/* x·y mod m, for factors below m. */
static u128 mul_mod(u128 x, u128 y, u128 m)
{
    u128 rest;
    (void)wide_divide(wide_mul(x, y), m, &rest);
    return rest;
}

/* |a| mod |b|, exact: it is below |b| and has no more digits behind the point than a and b. */
static struct decimal remainder_of(struct decimal a, struct decimal b)
{
    u128 ca = coefficient(a), cb = coefficient(b);
    int64_t apart = (int64_t)a.exponent - b.exponent;
    if (apart < 0) { /* b·10^apart, unless that is above every coefficient */
        if (digits_of(cb) - apart > 38 || cb * TEN[-apart] > ca)
            return decimal_abs(a);
        return make(false, ca % (cb * TEN[-apart]), a.exponent);
    }
    u128 power = 10 % cb, r = ca % cb;
    for (int64_t n = apart; n > 0 && r != 0; n >>= 1) { /* r·10^apart mod b, by squaring */
        if (n & 1)
            r = mul_mod(r, power, cb);
        power = mul_mod(power, power, cb);
    }
    return make(false, r, b.exponent);
}

decimal_flags decimal_modulo(struct decimal a, struct decimal b, struct decimal *ret)
{
    if (decimal_is_zero(b))
        return decimal_is_zero(a) ? DECIMAL_INVALID : DECIMAL_BY_ZERO;
    struct decimal r = remainder_of(a, b);
    r.is_negative = a.is_negative && !decimal_is_zero(r);
    if (decimal_is_zero(r) || r.is_negative == b.is_negative) {
        *ret = r;
        return 0;
    }
    return decimal_add(r, b, ret);
}

bool decimal_is_zero(struct decimal a) { return (a.high | a.low) == 0; }

int decimal_digits(struct decimal a) { return digits_of(coefficient(a)); }

int decimal_cmp(struct decimal a, struct decimal b)
{
    u128 ca = coefficient(a), cb = coefficient(b);
    if (ca == 0 || cb == 0 || a.is_negative != b.is_negative) {
        int sa = ca == 0 ? 0 : a.is_negative ? -1 : 1, sb = cb == 0 ? 0 : b.is_negative ? -1 : 1;
        return sa - sb;
    }
    int sign = a.is_negative ? -1 : 1;
    if (a.exponent == b.exponent)
        return ca == cb ? 0 : ca < cb ? -sign : sign;
    int64_t top = (int64_t)digits_of(ca) + a.exponent - digits_of(cb) - b.exponent;
    if (top != 0)
        return top < 0 ? -sign : sign;
    int apart = a.exponent - b.exponent; /* within ±33, as the first digits stand at one place */
    struct wide x = {0, ca}, y = {0, cb};
    if (apart > 0)
        x = wide_mul(ca, TEN[apart]);
    else
        y = wide_mul(cb, TEN[-apart]);
    return sign * wide_cmp(x, y);
}

struct decimal decimal_reduce(struct decimal a)
{
    u128 c = coefficient(a);
    if (c == 0)
        return DECIMAL_ZERO;
    int n = strip_zeros(&c, DECIMAL_EXPONENT_MAX - a.exponent);
    return make(a.is_negative, c, a.exponent + n);
}

bool decimal_is_integer(struct decimal a)
{
    return a.exponent >= 0 || decimal_is_zero(a) || decimal_reduce(a).exponent >= 0;
}

uint64_t decimal_hash(struct decimal a)
{
    struct decimal r = decimal_reduce(a);
    uint64_t h = r.low ^ (r.high * UINT64_C(0x9e3779b97f4a7c15)) ^
                 ((uint64_t)(uint32_t)r.exponent << 32 | r.is_negative);
    h = (h ^ h >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    h = (h ^ h >> 27) * UINT64_C(0x94d049bb133111eb);
    return h ^ h >> 31;
}

decimal_flags decimal_quantize(struct decimal a, int scale, enum decimal_round mode, struct decimal *ret)
{
    if (scale < -DECIMAL_EXPONENT_MAX || scale > -DECIMAL_EXPONENT_MIN)
        return DECIMAL_INVALID;
    u128 c = coefficient(a);
    int64_t drop = -(int64_t)scale - a.exponent;
    if (drop <= 0) {
        if (c != 0 && digits_of(c) - drop > DECIMAL_DIGITS)
            return DECIMAL_INVALID;
        *ret = make(a.is_negative, c == 0 ? 0 : c * TEN[-drop], -scale);
        return 0;
    }
    struct wide w = {0, c};
    struct tail t = wide_drop(&w, drop, false);
    w.low += goes_up(mode, a.is_negative, w.low & 1, t);
    *ret = make(a.is_negative, w.low, -scale);
    return t.half || t.more ? DECIMAL_INEXACT : 0;
}

decimal_flags decimal_to_scale(struct decimal a, int scale, enum decimal_round mode, struct decimal *ret)
{
    if (-(int64_t)scale > a.exponent)
        return decimal_quantize(a, scale, mode, ret);
    *ret = a;
    return 0;
}

bool decimal_to_scaled(struct decimal a, int scale, int64_t *ret)
{
    struct decimal r = (int64_t)a.exponent + scale < 0 ? decimal_reduce(a) : a;
    int64_t shift = (int64_t)r.exponent + scale;
    u128 c = coefficient(r);
    if (c != 0 && (shift < 0 || shift > 19 || digits_of(c) + shift > 20))
        return false;
    c = c == 0 ? 0 : c * TEN[shift];
    if (c > (u128)INT64_MAX + (r.is_negative ? 1 : 0))
        return false;
    *ret = r.is_negative ? -(int64_t)(c - 1) - 1 : (int64_t)c;
    return true;
}

bool decimal_to_i64(struct decimal a, int64_t *ret) { return decimal_to_scaled(a, 0, ret); }

/* An exponent behind its E, as far as it matters; false when there is something else. */
static bool read_exponent(struct str s, int64_t *ret)
{
    size_t i = s.n && (s.p[0] == '-' || s.p[0] == '+');
    int64_t v = 0;
    if (i == s.n)
        return false;
    for (; i < s.n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9')
            return false;
        if (v < 1000000000)
            v = v * 10 + (s.p[i] - '0');
    }
    *ret = s.p[0] == '-' ? -v : v;
    return true;
}

#define READ_DIGITS 37 /* more than 36 are kept exactly; further ones are only there or not */

decimal_flags decimal_read(struct str s, struct decimal *ret)
{
    size_t i = s.n && (s.p[0] == '-' || s.p[0] == '+');
    bool has_point = false, has_digit = false, more = false;
    int64_t exponent = 0, written = 0;
    u128 c = 0;
    for (; i < s.n && s.p[i] != 'e' && s.p[i] != 'E'; i++) {
        unsigned digit = (unsigned)(unsigned char)s.p[i] - '0';
        if (s.p[i] == '.' && !has_point) {
            has_point = true;
            continue;
        }
        if (digit > 9)
            return DECIMAL_INVALID;
        has_digit = true;
        if (c < TEN[READ_DIGITS - 1]) {
            c = c * 10 + digit;
            exponent -= has_point;
        } else {
            more |= digit != 0;
            exponent += !has_point;
        }
    }
    if (!has_digit || (i < s.n && !read_exponent(str_sub(s, i + 1, s.n), &written)))
        return DECIMAL_INVALID;
    exponent += written;
    if (c == 0) /* at the nearest exponent there is */
        exponent = exponent < DECIMAL_EXPONENT_MIN ? DECIMAL_EXPONENT_MIN : exponent;
    return finish(s.p[0] == '-', (struct wide){0, c}, exponent, more, ret);
}

/* The digits of the coefficient, without leading zeros; returns how many. */
static int put_digits(struct decimal a, char ret[DECIMAL_DIGITS + 1])
{
    u128 c = coefficient(a);
    int n = digits_of(c);
    for (int i = n; i-- > 0; c /= 10)
        ret[i] = (char)('0' + (int)(c % 10));
    return n;
}

#define PLAIN_DIGITS_MAX 100

static void put_zeros(struct buf *out, int64_t n)
{
    for (; n > 0; n--)
        buf_putc(out, '0');
}

/* Without an exponent: `digit` with a point before the last −exponent ones. */
static void put_plain(struct buf *out, const char *digit, int n, int64_t exponent)
{
    int64_t whole = n + exponent; /* digits before the point */
    if (whole <= 0) {
        buf_put(out, STR("0."));
        put_zeros(out, -whole);
        buf_put(out, str_of(digit, (size_t)n));
    } else if (exponent >= 0) {
        buf_put(out, str_of(digit, (size_t)n));
        put_zeros(out, exponent);
    } else {
        buf_put(out, str_of(digit, (size_t)whole));
        buf_putc(out, '.');
        buf_put(out, str_of(digit + whole, (size_t)(n - whole)));
    }
}

/* IEEE 754-2008 leaves the form to the language; this is to-scientific-string of the General Decimal
 * Arithmetic Specification 1.70, which most programs print. */
void decimal_scientific(struct buf *out, struct decimal a)
{
    char digit[DECIMAL_DIGITS + 1];
    int n = put_digits(a, digit);
    int64_t adjusted = (int64_t)a.exponent + n - 1;
    if (a.is_negative)
        buf_putc(out, '-');
    if (a.exponent <= 0 && adjusted >= -6) {
        put_plain(out, digit, n, a.exponent);
        return;
    }
    buf_putc(out, digit[0]);
    if (n > 1)
        buf_putc(out, '.');
    buf_put(out, str_of(digit + 1, (size_t)n - 1));
    buf_put(out, adjusted < 0 ? STR("E-") : STR("E+"));
    buf_put_i64(out, adjusted < 0 ? -adjusted : adjusted);
}

void decimal_text(struct buf *out, struct decimal a)
{
    char digit[DECIMAL_DIGITS + 1];
    int n = put_digits(a, digit);
    if (n + (int64_t)a.exponent > PLAIN_DIGITS_MAX || -(int64_t)a.exponent > PLAIN_DIGITS_MAX) {
        decimal_scientific(out, a);
        return;
    }
    if (a.is_negative)
        buf_putc(out, '-');
    put_plain(out, digit, n, decimal_is_zero(a) && a.exponent > 0 ? 0 : a.exponent);
}
