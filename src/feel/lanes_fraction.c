/* Quotients as fractions.
 *
 * FEEL rounds each result to 34 digits. Here T is what a row would be without any rounding, the fraction
 * n/d·10^−scale with integers of 64 bits, and V is FEEL's value. What follows holds as long as the bounds do
 * that each operation checks for the whole block; where one does not, the operation says false.
 *
 * How far. A result below 10^k is rounded by at most half of 10^(k−34), and what its operands are off goes on
 * (none is off by more than the largest it can be, else the operation says false):
 *     T + U:  |V| is off by at most what both are off, and the rounding;
 *     T · U:  by error(T)·|U| + error(U)·|V|, and the rounding;
 *     T / u:  u is exact and at least 10^−scale(u), so by error(T)·10^scale(u), and the rounding;
 *     min, max, if: by no more than the worse of both: min and max move no further than their operands.
 * With each summand below 10^e the sum of these few is below 10^(e+1); `error` is such an exponent. `top` is
 * a k for every value on the way.
 *
 * What is decided. A comparison, or a rounding to a scale, asks on which side of a border T lies: of another
 * fraction, of an integer, of the middle between two. A T that is not on the border differs from it by at
 * least one unit of the common denominator. Where that is more than what V may be off, V lies on the same
 * side as T, and the answer is the same; that is checked once for the block.
 *
 * On the border T is a decimal of few digits (or, against another fraction, perhaps not: then the row is in
 * doubt). V may be T or may have come out beside it: 1/3·3 is not 1. It is T
 *   - where d is 2^a·5^b: each value on the way had a denominator that divides this one, so it had at most
 *     fine + max(a, b) digits behind the point; with `top` before it these are 34 or fewer, and nothing has
 *     been rounded (lanes_is_finite);
 *   - where the fraction is faithful: each step on the way is one that a decimal T can only have come through
 *     as a decimal: plus or minus an integer, divided by one, or times a constant that has no prime but 2, 5
 *     and such as d does not have. Going back a step then costs a known number of digits: `extra` is the sum.
 * Every other row on a border is in doubt, and is run by itself. */
#include "feel/lanes.h"

typedef lane_size u128;
typedef lane_whole i128;

#define EXACT (-10000) /* the error of integers; no sum of scales and sizes comes near it */

int lanes_places(lane_size x)
{
    uint64_t high = (uint64_t)(x >> 64), low = (uint64_t)x;
    int bits = high ? 128 - __builtin_clzll(high) : low ? 64 - __builtin_clzll(low) : 0;
    return (bits * 1234 >> 12) + 1; /* log10 2, from above */
}

static int most_of(int a, int b) { return a > b ? a : b; }

static int size_of(const struct lanes *l) { return lanes_places(l->bound) - l->scale; }

/* Integers are fractions, too. */
static bool to_fraction(struct lanes *l)
{
    if (l->form == LANES_FRACTION)
        return true;
    if (l->form != LANES_SHORT)
        return false;
    l->form = LANES_FRACTION;
    l->is_same_den = true;
    l->d[0] = 1;
    l->den_bound = 1;
    l->slack = (struct lane_slack){
        .error = EXACT, .top = size_of(l), .fine = most_of(l->scale, 0), .is_faithful = true};
    return true;
}

static bool is_whole(const struct lanes *l) { return l->slack.error == EXACT; }

/* Both ways together, before the step. */
static struct lane_slack both_of(const struct lanes *a, const struct lanes *b)
{
    const struct lane_slack *x = &a->slack, *y = &b->slack;
    return (struct lane_slack){.error = most_of(x->error, y->error),
                               .top = most_of(x->top, y->top),
                               .fine = most_of(x->fine, y->fine),
                               .extra = most_of(x->extra, y->extra),
                               .is_faithful = x->is_faithful && y->is_faithful};
}

/* The rounding of the step. `error`: what the operands are off. |T| < 10^size, so |V| < 10^(size + 1). */
static bool set_slack(struct lanes *l, struct lane_slack s, int error)
{
    int size = size_of(l);
    s.error = most_of(error, size + 1 - DECIMAL_DIGITS) + 1;
    s.top = most_of(s.top, size + 1);
    s.fine = most_of(s.fine, l->scale);
    l->slack = s;
    return s.error <= size;
}

static void spread_den(struct lanes *l, size_t rows)
{
    for (size_t i = 1; l->is_same_den && i < rows; i++)
        l->d[i] = l->d[0];
    l->is_same_den = false;
}

/* The product of both goes to a. */
static void mul_dens(struct lanes *a, const struct lanes *b, size_t rows)
{
    int64_t first = a->d[0], other = b->d[0];
    a->den_bound *= b->den_bound;
    if (a->is_same_den && b->is_same_den) {
        a->d[0] = first * other;
        return;
    }
    for (size_t i = 0; a->is_same_den && i < rows; i++)
        a->d[i] = first * b->d[i];
    for (size_t i = 0; !a->is_same_den && b->is_same_den && other != 1 && i < rows; i++)
        a->d[i] *= other;
    for (size_t i = 0; !a->is_same_den && !b->is_same_den && i < rows; i++)
        a->d[i] *= b->d[i];
    a->is_same_den = false;
}

/* -- division -- */

/* How often 2 and 5 are in it; what is left. */
static uint64_t strip(uint64_t x, int *ret_twos, int *ret_fives)
{
    int fives = 0, twos = x ? __builtin_ctzll(x) : 0;
    x >>= twos;
    for (; x && x % 5 == 0; x /= 5)
        fives++;
    *ret_twos = twos;
    *ret_fives = fives;
    return x;
}

static uint64_t common_divisor(uint64_t a, uint64_t b)
{
    while (b) {
        uint64_t rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

/* By a constant 2^a·5^b: an integer times what is missing to 10^k. */
static bool divide_finite(struct lanes *a, const struct lanes *b, size_t rows)
{
    int twos, fives;
    uint64_t size = (uint64_t)(b->n[0] < 0 ? -b->n[0] : b->n[0]);
    if (a->form != LANES_SHORT || !b->is_same || strip(size, &twos, &fives) != 1)
        return false;
    int k = most_of(twos, fives), scale = a->scale - b->scale + k;
    u128 by = k > 18 ? 0 : lanes_ten_to(k) / size;
    if (by == 0 || a->bound > INT64_MAX / by || scale > LANES_SCALE_MAX || scale < -LANES_SCALE_MAX)
        return false;
    int64_t factor = b->n[0] < 0 ? -(int64_t)by : (int64_t)by;
    lanes_mix_pair(a, b, rows);
    lanes_spread(a, rows);
    for (size_t i = 0; factor != 1 && i < rows; i++)
        a->n[i] *= factor;
    a->bound *= by;
    a->scale = scale;
    return true;
}

/* Numerators of the sign of both, denominators positive; where one is 0 there is no number. */
static void divide_rows(struct lanes *a, const struct lanes *b, size_t rows)
{
    int64_t first = a->d[0];
    uint8_t zeros = 0;
    for (size_t i = 0; i < rows; i++) {
        int64_t sign = b->n[i] >> 63, by = (b->n[i] ^ sign) - sign;
        zeros |= by == 0;
        a->n[i] = (a->n[i] ^ sign) - sign;
        a->d[i] = (a->is_same_den ? first : a->d[i]) * (by + (by == 0));
    }
    a->is_same_den = false;
    if (!zeros)
        return;
    lanes_mix(a, rows);
    for (size_t i = 0; i < rows; i++)
        if (b->n[i] == 0)
            a->state[i] = LANE_NULL;
}

static void divide_constant(struct lanes *a, int64_t by, size_t rows)
{
    int64_t size = by < 0 ? -by : by;
    for (size_t i = 0; by < 0 && i < rows; i++)
        a->n[i] = -a->n[i];
    for (size_t i = 0; i < (a->is_same_den ? 1 : rows); i++)
        a->d[i] *= size;
}

bool lanes_divide(struct lanes *a, struct lanes *b, size_t rows)
{
    int scale = a->scale - b->scale;
    u128 den_bound = a->form == LANES_FRACTION ? a->den_bound : 1;
    if (b->form != LANES_SHORT || scale > LANES_SCALE_MAX || scale < -LANES_SCALE_MAX)
        return false;
    if (divide_finite(a, b, rows))
        return true;
    if (b->bound > INT64_MAX / den_bound || !to_fraction(a))
        return false;
    lanes_mix_pair(a, b, rows);
    lanes_spread(a, rows);
    if (b->is_same && b->n[0] != 0) {
        divide_constant(a, b->n[0], rows);
    } else {
        lanes_spread(b, rows);
        divide_rows(a, b, rows);
    }
    a->den_bound = b->bound ? den_bound * b->bound : den_bound;
    a->scale = scale;
    struct lane_slack s = a->slack;
    s.extra += most_of(b->scale, 0);
    return set_slack(a, s, s.error + b->scale);
}

/* -- sums and products -- */

bool lanes_fraction_add(struct lanes *a, struct lanes *b, size_t rows, bool is_minus)
{
    if (!to_fraction(a) || !to_fraction(b) || !lanes_align(a, b, rows, INT64_MAX))
        return false;
    bool has_one_den = a->is_same_den && b->is_same_den && a->d[0] == b->d[0];
    u128 bound = has_one_den ? a->bound + b->bound : a->bound * b->den_bound + b->bound * a->den_bound;
    if (bound > INT64_MAX || (!has_one_den && a->den_bound * b->den_bound > INT64_MAX))
        return false;
    size_t of_a = a->is_same_den ? 0 : SIZE_MAX, of_b = b->is_same_den ? 0 : SIZE_MAX;
    size_t of_n = lanes_of(b);
    int64_t sign = is_minus ? -1 : 1;
    lanes_mix_pair(a, b, rows);
    lanes_spread(a, rows);
    for (size_t i = 0; has_one_den && i < rows; i++)
        a->n[i] += sign * b->n[i & of_n];
    for (size_t i = 0; !has_one_den && i < rows; i++)
        a->n[i] = a->n[i] * b->d[i & of_b] + sign * b->n[i & of_n] * a->d[i & of_a];
    if (!has_one_den)
        mul_dens(a, b, rows);
    struct lane_slack s = both_of(a, b);
    s.is_faithful = s.is_faithful && (is_whole(a) || is_whole(b));
    s.extra += most_of(a->scale, 0);
    a->bound = bound;
    return set_slack(a, s, s.error);
}

/* Is f times this constant faithful as f was? *ret: digits that a step back costs. */
static bool keeps_faith(const struct lanes *f, int64_t constant, int scale, int *ret)
{
    int twos, fives;
    uint64_t size = constant < 0 ? 0 - (uint64_t)constant : (uint64_t)constant;
    uint64_t rest = strip(size, &twos, &fives);
    *ret = most_of(twos, fives) + most_of(-scale, 0);
    return rest == 1 || (rest != 0 && f->is_same_den && common_divisor((uint64_t)f->d[0], rest) == 1);
}

bool lanes_fraction_mul(struct lanes *a, struct lanes *b, size_t rows)
{
    bool is_constant = a->is_same || b->is_same; /* of integers alone */
    int scale = a->scale + b->scale, extra = 0;
    if (!to_fraction(a) || !to_fraction(b) || scale > LANES_SCALE_MAX || scale < -LANES_SCALE_MAX ||
        a->bound * b->bound > INT64_MAX || a->den_bound * b->den_bound > INT64_MAX)
        return false;
    struct lane_slack s = both_of(a, b);
    const struct lanes *whole = is_whole(a) ? a : b, *other = whole == a ? b : a;
    s.is_faithful = s.is_faithful && is_constant && keeps_faith(other, whole->n[0], whole->scale, &extra);
    s.extra += extra;
    int error = most_of(a->slack.error + size_of(b), b->slack.error + size_of(a));
    lanes_mix_pair(a, b, rows);
    lanes_spread(a, rows);
    for (size_t i = 0, of_n = lanes_of(b); i < rows; i++)
        a->n[i] *= b->n[i & of_n];
    mul_dens(a, b, rows);
    a->bound *= b->bound;
    a->scale = scale;
    return set_slack(a, s, error);
}

/* -- borders -- */

bool lanes_is_finite(const struct lanes *l, size_t i)
{
    int twos, fives;
    return strip((uint64_t)l->d[l->is_same_den ? 0 : i], &twos, &fives) == 1 &&
           l->slack.top + l->slack.fine + most_of(twos, fives) <= DECIMAL_DIGITS;
}

void lanes_doubt(struct lane_doubt *doubt, size_t i, size_t rows)
{
    if (!doubt->any)
        memset(doubt->row, 0, rows);
    doubt->any = true;
    doubt->row[i] = 1;
}

/* Of two that are equal as fractions, V is T on both sides, or the row is in doubt. */
static void doubt_equal(const struct lanes *a, const struct lanes *b, size_t rows, struct lane_doubt *doubt)
{
    size_t of_a = a->is_same_den ? 0 : SIZE_MAX, of_b = b->is_same_den ? 0 : SIZE_MAX;
    struct lane_slack s = both_of(a, b);
    bool is_sure =
        s.is_faithful && (is_whole(a) || is_whole(b)) && s.top + s.fine + s.extra <= DECIMAL_DIGITS;
    for (size_t i = 0; !is_sure && i < rows; i++)
        if ((i128)a->n[i & lanes_of(a)] * b->d[i & of_b] == (i128)b->n[i & lanes_of(b)] * a->d[i & of_a] &&
            !(lanes_is_finite(a, i) && lanes_is_finite(b, i)))
            lanes_doubt(doubt, i, rows);
}

/* Both times the denominator of the other; in 64 bits where that has room. */
static void compare_products(enum node_kind kind, const struct lanes *a, const struct lanes *b, size_t rows,
                             uint8_t ret[LANES])
{
    size_t of_a = a->is_same_den ? 0 : SIZE_MAX, of_b = b->is_same_den ? 0 : SIZE_MAX;
    bool is_equal = kind == NODE_EQ || kind == NODE_NE, is_swapped = kind == NODE_GT || kind == NODE_LE;
    uint8_t yes = kind == NODE_NE || kind == NODE_GE || kind == NODE_LE ? LANE_FALSE : LANE_TRUE;
    uint8_t no = yes ^ LANE_FALSE ^ LANE_TRUE;
    const struct lanes *x = is_swapped ? b : a, *y = is_swapped ? a : b;
    size_t of_x = is_swapped ? of_b : of_a, of_y = is_swapped ? of_a : of_b;
    size_t x_of = lanes_of(x), y_of = lanes_of(y);
    if (!is_equal && a->bound * b->den_bound <= INT64_MAX && b->bound * a->den_bound <= INT64_MAX) {
        for (size_t i = 0; i < rows; i++)
            ret[i] = x->n[i & x_of] * y->d[i & of_y] < y->n[i & y_of] * x->d[i & of_x] ? yes : no;
        return;
    }
    for (size_t i = 0; i < rows; i++) {
        i128 left = (i128)x->n[i & x_of] * y->d[i & of_y], right = (i128)y->n[i & y_of] * x->d[i & of_x];
        ret[i] = (is_equal ? left == right : left < right) ? yes : no;
    }
}

bool lanes_fraction_compare(enum node_kind kind, struct lanes *a, struct lanes *b, size_t rows,
                            struct lane_doubt *doubt, uint8_t ret[LANES])
{
    if (!to_fraction(a) || !to_fraction(b) || !lanes_align(a, b, rows, INT64_MAX))
        return false;
    int gap = a->scale + lanes_places(a->den_bound * b->den_bound); /* two that differ do so by > 10^−gap */
    if (most_of(a->slack.error, b->slack.error) + 1 + gap > 0)
        return false;
    compare_products(kind, a, b, rows, ret);
    doubt_equal(a, b, rows, doubt);
    return true;
}

bool lanes_fraction_pick(struct lanes *ret, struct lanes *a, struct lanes *b, const uint8_t takes_a[LANES],
                         size_t rows)
{
    if (!to_fraction(a) || !to_fraction(b) || !lanes_align(a, b, rows, INT64_MAX))
        return false;
    bool has_one_den = a->is_same_den && b->is_same_den && a->d[0] == b->d[0];
    int64_t den = a->d[0];
    if (ret == a || ret == b) { /* what is written is read no more */
        lanes_spread(ret, rows);
        if (!has_one_den)
            spread_den(ret, rows);
    }
    size_t of_a = lanes_of(a), of_b = lanes_of(b), den_a = a->is_same_den ? 0 : SIZE_MAX,
           den_b = b->is_same_den ? 0 : SIZE_MAX;
    for (size_t i = 0; i < rows; i++) {
        int64_t takes = -(int64_t)(takes_a[i] == LANE_TRUE), x = a->n[i & of_a], y = b->n[i & of_b];
        ret->n[i] = y ^ ((x ^ y) & takes);
    }
    for (size_t i = 0; !has_one_den && i < rows; i++) {
        int64_t takes = -(int64_t)(takes_a[i] == LANE_TRUE), x = a->d[i & den_a], y = b->d[i & den_b];
        ret->d[i] = y ^ ((x ^ y) & takes);
    }
    struct lane_slack s = both_of(a, b);
    u128 bound = a->bound > b->bound ? a->bound : b->bound;
    ret->den_bound = a->den_bound > b->den_bound ? a->den_bound : b->den_bound;
    ret->scale = a->scale;
    ret->bound = bound;
    ret->slack = s;
    ret->form = LANES_FRACTION;
    ret->is_same = false;
    ret->is_same_den = has_one_den;
    if (has_one_den)
        ret->d[0] = den;
    return true;
}
