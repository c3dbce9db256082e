/* Rounding, and what comes out, on blocks of rows. Each mode is a bias that is added before a division
 * without remainder: half up is (x + d/2) / d, up (x + d − 1) / d, of the size of the number; for ceiling and
 * floor it depends on the sign. What is left then tells a number that lies on a border of the mode. */
#include "feel/lanes.h"

typedef lane_size u128;

/* Division of x < 2^63 by one d: x·magic / 2^(63 + shift), where 2^shift ≥ d and magic = (2^(63+shift) + e)/d
 * with 0 < e ≤ d. That is too large by x·e/(d·2^(63+shift)), which is less than 1/d, and x/d is at least 1/d
 * below the next integer (Granlund and Montgomery, Division by invariant integers using multiplication). */
struct divisor {
    uint64_t d, magic;
    int shift;
};

static struct divisor divisor_of(uint64_t d)
{
    int shift = d == 1 ? 0 : 64 - __builtin_clzll(d - 1);
    return (struct divisor){d, (uint64_t)(((u128)1 << (63 + shift)) / d + 1), shift};
}

static inline uint64_t divided(const struct divisor *by, uint64_t x)
{
    return (uint64_t)((u128)x * by->magic >> 63 >> by->shift);
}

/* How numbers are rounded: the bias is ((d − less) >> is_half) & mask. */
struct rounding {
    struct way {
        uint64_t mask;
        bool ends_high; /* what is left of a number on a border is d − 1, else 0 */
    } way[2];           /* of positive numbers, of negative ones */
    uint64_t less;
    bool is_half, is_even;
    bool is_sure;      /* no row on a border is in doubt */
    uint64_t up, down; /* factors of the numerator and the denominator */
};

static struct rounding rounding_of(enum decimal_round mode)
{
    bool is_down = mode == DECIMAL_HALF_DOWN, is_even = mode == DECIMAL_HALF_EVEN;
    bool is_half = is_down || is_even || mode == DECIMAL_HALF_UP;
    struct rounding r = {
        .is_half = is_half, .is_even = is_even, .less = !is_half || is_down, .up = 1, .down = 1};
    for (int k = 0; k < 2; k++) {
        bool is_away = mode == DECIMAL_UP || mode == (k ? DECIMAL_FLOOR : DECIMAL_CEILING);
        r.way[k].mask = is_half || is_away ? UINT64_MAX : 0;
        r.way[k].ends_high = is_away || is_down;
    }
    return r;
}

static inline uint64_t bias_of(const struct rounding *r, const struct way *w, uint64_t d)
{
    return ((d - r->less) >> r->is_half) & w->mask;
}

/* What is left of a number on a border; d: none can be. */
static inline uint64_t border_of(const struct rounding *r, const struct way *w, uint64_t d)
{
    return r->is_half && (d & 1) ? d : w->ends_high ? d - 1 : 0;
}

static void doubt_border(const struct lanes *l, const struct rounding *r, size_t i, size_t rows,
                         struct lane_doubt *doubt)
{
    if (!r->is_sure && !(l->form == LANES_FRACTION && lanes_is_finite(l, i)))
        lanes_doubt(doubt, i, rows);
}

/* All rows by one d. Returns the bits of all results. */
static uint64_t round_by_one(struct lanes *l, const struct rounding *r, uint64_t d, size_t rows,
                             struct lane_doubt *doubt)
{
    struct divisor by = divisor_of(d);
    uint64_t bias[2], border[2], bits = 0, tie = r->is_even && !(d & 1) ? 0 : d;
    for (int k = 0; k < 2; k++) {
        bias[k] = bias_of(r, &r->way[k], d);
        border[k] = r->is_sure ? d : border_of(r, &r->way[k], d);
    }
    for (size_t i = 0; i < rows; i++) {
        bool is_negative = l->n[i] < 0;
        uint64_t size = (uint64_t)(is_negative ? -l->n[i] : l->n[i]) * r->up + bias[is_negative];
        uint64_t q = divided(&by, size), rest = size - q * d;
        if (rest == border[is_negative])
            doubt_border(l, r, i, rows, doubt);
        q -= (rest == tie) & q;
        bits |= q;
        l->n[i] = is_negative ? -(int64_t)q : (int64_t)q;
    }
    return bits;
}

/* Each row by its own d. */
static uint64_t round_by_each(struct lanes *l, const struct rounding *r, size_t rows,
                              struct lane_doubt *doubt)
{
    uint64_t bits = 0, up = r->up, down = r->down, even = r->is_even;
    uint64_t less = r->less, mask = r->way[0].mask, flip = mask ^ r->way[1].mask;
    int half = r->is_half;
    bool is_sure = r->is_sure;
    for (size_t i = 0; i < rows; i++) {
        uint64_t sign = (uint64_t)(l->n[i] >> 63), d = (uint64_t)l->d[i] * down;
        uint64_t size =
            (((uint64_t)l->n[i] ^ sign) - sign) * up + (((d - less) >> half) & (mask ^ (flip & sign)));
        uint64_t q = size / d, rest = size - q * d;
        if (!is_sure && rest == border_of(r, &r->way[sign & 1], d))
            doubt_border(l, r, i, rows, doubt);
        q -= (rest == 0) & even & ~d & q;
        bits |= q;
        l->n[i] = (int64_t)((q ^ sign) - sign);
    }
    return bits;
}

/* What has no room in 64 bits on the way; a row whose result has none is in doubt. */
static uint64_t round_wide(struct lanes *l, const struct rounding *r, size_t rows, struct lane_doubt *doubt)
{
    uint64_t bits = 0;
    for (size_t i = 0; i < rows; i++) {
        bool is_negative = l->n[i] < 0;
        const struct way *w = &r->way[is_negative];
        uint64_t d = (uint64_t)l->d[l->is_same_den ? 0 : i] * r->down;
        u128 size = (u128)(uint64_t)(is_negative ? -l->n[i] : l->n[i]) * r->up + bias_of(r, w, d);
        u128 all = size / d;
        uint64_t rest = (uint64_t)(size - all * d), q = all > INT64_MAX ? 0 : (uint64_t)all;
        if (all > INT64_MAX)
            lanes_doubt(doubt, i, rows);
        if (!r->is_sure && rest == border_of(r, w, d))
            doubt_border(l, r, i, rows, doubt);
        q -= (r->is_even && rest == 0 && !(d & 1)) & q;
        bits |= q;
        l->n[i] = is_negative ? -(int64_t)q : (int64_t)q;
    }
    return bits;
}

/* Is every fraction that is not on a border far enough from it? Of halves 2·d is the denominator. */
static bool is_apart(const struct lanes *l, int scale, u128 den_bound)
{
    return l->slack.error + scale + lanes_places(2 * den_bound) <= 0;
}

bool lanes_round(struct lanes *l, size_t rows, int scale, enum decimal_round mode, struct lane_doubt *doubt)
{
    struct rounding r = rounding_of(mode);
    int finer = scale - l->scale;
    if (l->form == LANES_SHORT && finer >= 0)
        return true;
    if ((l->form != LANES_SHORT && l->form != LANES_FRACTION) || finer > 18 || finer < -18)
        return false;
    r.up = finer > 0 ? (uint64_t)lanes_ten_to(finer) : 1;
    r.down = finer < 0 ? (uint64_t)lanes_ten_to(-finer) : 1;
    if (l->form == LANES_SHORT) {
        l->d[0] = 1;
        l->is_same_den = true;
        l->den_bound = 1;
        r.is_sure = true;
    } else {
        int digits = scale + 1 > 0 ? scale + 1 : 0; /* of a middle */
        r.is_sure = l->slack.is_faithful && l->slack.top + digits + l->slack.extra <= DECIMAL_DIGITS;
    }
    u128 den_bound = l->den_bound * r.down;
    if (den_bound > INT64_MAX || (l->form == LANES_FRACTION && !is_apart(l, scale, den_bound)))
        return false;
    bool is_wide = l->bound * r.up + den_bound > INT64_MAX;
    size_t lanes = l->is_same ? 1 : rows;
    uint64_t bits = is_wide          ? round_wide(l, &r, lanes, doubt)
                    : l->is_same_den ? round_by_one(l, &r, (uint64_t)l->d[0] * r.down, lanes, doubt)
                                     : round_by_each(l, &r, lanes, doubt);
    l->form = LANES_SHORT;
    l->bound = bits;
    l->scale = scale;
    return true;
}

/* -- what comes out -- */

enum feel_missing lanes_store_value(struct value v, int scale, enum decimal_round mode, int64_t *ret)
{
    struct decimal q;
    *ret = 0;
    if (v.kind != VALUE_NUMBER)
        return FEEL_NO_NUMBER;
    bool has_room =
        !(decimal_quantize(v.number, scale, mode, &q) & DECIMAL_FAILED) && decimal_to_scaled(q, scale, ret);
    return has_room ? FEEL_NUMBER_THERE : FEEL_NO_ROOM;
}

static void store_short(struct lanes *l, size_t rows, int64_t by, int64_t *ret, uint8_t *ret_missing)
{
    lanes_spread(l, rows);
    if (!l->is_mixed) {
        memset(ret_missing, FEEL_NUMBER_THERE, rows);
        for (size_t i = 0; i < rows; i++)
            ret[i] = l->n[i] * by;
        return;
    }
    for (size_t i = 0; i < LANES; i++)
        l->state[i] = l->state[i] != LANE_NUMBER ? FEEL_NO_NUMBER : FEEL_NUMBER_THERE;
    memcpy(ret_missing, l->state, rows);
    for (size_t i = 0; i < rows; i++)
        ret[i] = l->n[i] * by & ((int64_t)l->state[i] - 1); /* FEEL_NO_NUMBER is 1 */
}

bool lanes_store(struct lanes *l, size_t rows, int scale, enum decimal_round mode, struct lane_doubt *doubt,
                 int64_t *ret, uint8_t *ret_missing)
{
    bool is_rounded = lanes_round(l, rows, scale, mode, doubt);
    if (l->form == LANES_FRACTION)
        return false;
    u128 by = is_rounded && scale - l->scale <= 18 ? lanes_ten_to(scale - l->scale) : 0;
    if (by != 0 && l->bound * by <= INT64_MAX) {
        store_short(l, rows, (int64_t)by, ret, ret_missing);
        return true;
    }
    for (size_t i = 0; i < rows; i++)
        ret_missing[i] = (uint8_t)lanes_store_value(lanes_value(l, i), scale, mode, &ret[i]);
    return true;
}
