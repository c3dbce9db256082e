/* Lanes in plain C: what every other way of doing it must equal. */
#include "score/lanes.h"

#define HALF_BITS INT64_C(0x4000000000000000) /* 2^62 */

static i128 floor_of(i128 n, i128 d) { return n / d - (n % d < 0); }

static int64_t floor_short(int64_t n, int64_t d) { return n / d - (n % d < 0); }

/* The estimate is (v·by + add) / 2^shift. `by` and what b adds are below their true values by less than 1, so
 * what is estimated is off by less than (|v| + 1) / 2^shift on either side. That much is taken off once more:
 * then the estimate is never above, and below by less than 2·(|v| + 1) / 2^shift, which is at most 1. */
bool linear_prepare(struct linear *l, int64_t least, int64_t most)
{
    i128 v = size_of(least) > size_of(most) ? size_of(least) : size_of(most);
    i128 top = size_of(l->a) * v + size_of(l->b);
    if (l->c < 1 || l->c >= INT64_C(1) << 29 || v >= INT64_C(1) << 31 || top >= INT64_C(1) << 61 ||
        top >= (i128)l->c << 30)
        return false;
    int shift = 65 - __builtin_clzll((uint64_t)v + 1); /* 2^shift ≥ 2·(|v| + 1) */
    i128 a = (i128)l->a * ((i128)1 << shift), b = (i128)l->b * ((i128)1 << shift);
    bool is_short =
        size_of(a) < HALF_BITS && size_of(b) < HALF_BITS; /* the usual case needs no wide division */
    i128 by = is_short ? floor_short((int64_t)a, l->c) : floor_of(a, l->c);
    i128 add = is_short ? floor_short((int64_t)b, l->c) : floor_of(b, l->c);
    if (size_of(by) >= INT64_C(1) << 31 || size_of(by) * v + size_of(add) >= INT64_C(1) << 61)
        return false;
    l->by = (int32_t)by;
    l->add = (int64_t)(add - v - 1) + HALF_BITS;
    l->shift = shift;
    return true;
}

static void plain_spread(const int16_t *v, size_t n, int32_t *out)
{
    for (size_t i = 0; i < n; i++)
        out[i] = v[i] == VALUE_SMALL_MISSING ? VALUE_NARROW_MISSING : v[i];
}

static void plain_linear(const struct linear *l, const int32_t *v, size_t n, int32_t *out)
{
    for (size_t i = 0; i < n; i++) {
        int64_t x = (int64_t)v[i] - l->off;
        out[i] = v[i] == VALUE_NARROW_MISSING
                     ? l->missing
                     : between(rounded_quotient(l->a * x + l->b, l->c, l->mode), l->lo, l->hi);
    }
}

static void plain_quotient(const struct quotient *q, const int32_t *x, const int32_t *y, size_t n,
                           int32_t *out)
{
    for (size_t i = 0; i < n; i++) {
        if (x[i] == VALUE_NARROW_MISSING || y[i] == VALUE_NARROW_MISSING) {
            out[i] = q->missing;
            continue;
        }
        if (y[i] == 0 || (q->is_positive && y[i] < 0)) {
            out[i] = q->undefined;
            continue;
        }
        int64_t top = q->a * x[i] + q->b * y[i] + q->k, bottom = q->c * y[i];
        if (bottom < 0) {
            top = -top;
            bottom = -bottom;
        }
        out[i] = between(rounded_quotient(top, bottom, q->mode), q->lo, q->hi);
    }
}

/* For y between 2^k and 2^(k+1): 2^(31+k)/y, which has 31 or 32 bits, with k in the lowest five. What those
 * five bits lose is a part in 2^26. */
void quotient_table(uint32_t *table)
{
    table[0] = 0;
    for (uint32_t y = 1; y < QUOTIENT_TABLE; y++) {
        uint32_t k = 31 - (uint32_t)__builtin_clz(y);
        uint64_t r = (UINT64_C(1) << (31 + k)) / y;
        table[y] = ((r > UINT32_MAX ? UINT32_MAX : (uint32_t)r) & ~UINT32_C(31)) | k;
    }
}

/* Vectors take x and y below 2^16, scores that are not negative, and no further divisor: the top is then held
 * between 0 and hi·y, and the estimate of a quotient up to 2^24 is off by less than 1. */
void quotient_prepare(struct quotient *q, const uint32_t *table)
{
    const int64_t room = INT64_C(1) << 31;
    bool fits = q->c == 1 && q->lo >= 0 && q->hi > 0 && q->hi < 1 << 24 && size_of(q->a) < room &&
                size_of(q->b) < room && size_of(q->k) < INT64_C(1) << 50;
    q->reciprocal = fits ? table : NULL;
}

static void plain_steps(const struct steps *s, const int32_t *v, size_t n, int32_t *out)
{
    for (size_t i = 0; i < n; i++) {
        int32_t r = s->otherwise;
        for (int k = s->n - 1; k >= 0; k--)
            if (s->is_from[k] ? v[i] >= s->limit[k] : v[i] <= s->limit[k])
                r = s->score[k];
        out[i] = v[i] == VALUE_NARROW_MISSING ? s->missing : r;
    }
}

static void plain_strikes(const struct steps *s, const int32_t *v, size_t n, uint8_t *out)
{
    for (size_t i = 0; i < n; i++)
        out[i] = v[i] != VALUE_NARROW_MISSING && (s->is_from[0] ? v[i] >= s->limit[0] : v[i] <= s->limit[0]);
}

bool blend_prepare(struct blend *b, const int64_t *most, struct arena *a)
{
    i128 top = 0, shares = b->fixed, extra = 0;
    for (int i = 0; i < b->parts; i++) {
        const struct blend_part *p = &b->part[i];
        i128 size = size_of((i128)p->value_weight * most[i]);
        top += p->share ? size : 0;
        extra += p->share ? 0 : size;
        shares += b->fixed ? 0 : p->share;
    }
    top += extra * shares;
    if (top >= INT64_C(1) << 61 || shares * b->by >= INT64_C(1) << 61)
        return false;
    b->is_narrow = top < INT64_C(1) << 30 && shares * b->by < INT64_C(1) << 29 && shares <= BLEND_SHARES_MAX;
    if (!b->is_narrow)
        return true;
    int32_t *r = arena_try_array(a, (size_t)shares + 1, sizeof *r);
    for (int64_t d = 1; r && d <= (int64_t)shares; d++)
        r[d] = (int32_t)(INT32_MAX / (d * b->by));
    b->reciprocal = r;
    return r != NULL;
}

static void plain_blend(const struct blend *b, const int32_t *const *col, const uint8_t *zeroed, size_t n,
                        int32_t *out)
{
    for (size_t i = 0; i < n; i++) {
        int64_t sum = 0, shares = 0, extra = 0;
        bool is_blocked = false;
        for (int k = 0; k < b->parts; k++) {
            int32_t s = col[k][i];
            is_blocked |= s == narrow_state(SCORE_NOT_SCORABLE);
            if (!narrow_is_present(s))
                continue;
            int64_t weighted = (int64_t)b->part[k].value_weight * s;
            shares += b->part[k].share;
            sum += b->part[k].share ? weighted : 0;
            extra += b->part[k].share ? 0 : weighted;
        }
        int64_t d = b->fixed ? b->fixed : shares;
        if (zeroed && zeroed[i])
            out[i] = 0;
        else if (is_blocked || shares == 0)
            out[i] = narrow_state(is_blocked ? SCORE_NOT_SCORABLE : SCORE_ABSENT);
        else
            out[i] = between(rounded_quotient(sum + extra * d, d * b->by, b->mode), b->lo, b->hi);
    }
}

static int plain_range(const int32_t *v, size_t n, int32_t *least, int32_t *most)
{
    int count = 0;
    *least = INT32_MAX;
    *most = INT32_MIN;
    for (size_t i = 0; i < n; i++) {
        if (v[i] == VALUE_NARROW_MISSING)
            continue;
        *least = v[i] < *least ? v[i] : *least;
        *most = v[i] > *most ? v[i] : *most;
        count++;
    }
    return count;
}

/* ---- ranks, by sorting: the largest first ---- */

/* By key, eight bits at a time, stable. Four passes end where they began. */
static void sort_by_key(uint32_t *key, uint32_t *place, uint32_t *key2, uint32_t *place2, size_t n)
{
    for (int shift = 0; shift < 32; shift += 8) {
        size_t at[257] = {0};
        for (size_t i = 0; i < n; i++)
            at[(key[i] >> shift & 255) + 1]++;
        for (int k = 0; k < 256; k++)
            at[k + 1] += at[k];
        for (size_t i = 0; i < n; i++) {
            size_t to = at[key[i] >> shift & 255]++;
            key2[to] = key[i];
            place2[to] = place[i];
        }
        uint32_t *t = key;
        key = key2, key2 = t;
        t = place;
        place = place2, place2 = t;
    }
}

static int plain_rank(const int32_t *v, size_t n, bool is_lower, bool is_dense, uint32_t *work, int32_t *out)
{
    uint32_t *key = work, *place = work + n;
    size_t m = 0;
    for (size_t i = 0; i < n; i++) {
        out[i] = VALUE_NARROW_MISSING;
        if (v[i] == VALUE_NARROW_MISSING)
            continue;
        uint32_t up = (uint32_t)v[i] ^ UINT32_C(0x80000000); /* in the order of the values */
        key[m] = is_lower ? up : ~up;
        place[m++] = (uint32_t)i;
    }
    sort_by_key(key, place, work + 2 * n, work + 3 * n, m);
    int32_t rank = 0;
    for (size_t i = 0; i < m; i++) {
        if (i == 0 || key[i] != key[i - 1])
            rank = is_dense ? rank + 1 : (int32_t)i + 1;
        out[place[i]] = rank;
    }
    return (int)m;
}

const struct lanes *lanes_plain(void)
{
    static const struct lanes plain = {plain_spread,  plain_linear, plain_quotient, plain_steps,
                                       plain_strikes, plain_blend,  plain_range,    plain_rank};
    return &plain;
}
