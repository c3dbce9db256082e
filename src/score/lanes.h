/* Within the room: what is done to many units at once, in integers. A strip is one number for each of some
 * neighbouring units: raw values (VALUE_NARROW_MISSING for none) or scores in the digits of their node (a
 * state for none, score/result.h). Everything here is exact: a quotient is estimated by a reciprocal and then
 * put right by its remainder, so that plain C and vector instructions give the same digits.
 *
 * What the numbers must keep to, so that nothing overflows, is proven once, by linear_prepare and
 * blend_prepare; those refuse what does not fit, and the exact engine takes it. */
#ifndef SCORE_LANES_H
#define SCORE_LANES_H

#include "score/exact.h"
#include "score/result.h"

static inline i128 size_of(i128 v) { return v < 0 ? -v : v; }

/* What stands for a score that is not there. */
static inline int32_t narrow_state(enum score_state s) { return SCORE_NARROW_NONE + (int32_t)s; }
static inline bool narrow_is_present(int32_t s) { return s > SCORE_NARROW_NONE + (int32_t)SCORE__COUNT; }

/* round((a·(v − off) + b) / c), then between lo and hi. Rounding first and limiting then is the same as the
 * other way round: both are monotone, and lo and hi are rounded limits. */
struct linear {
    int64_t a, b, c;
    int32_t off, lo, hi;
    enum rounding_mode mode;
    int32_t missing; /* what a missing value gives */
    /* By linear_prepare. */
    int32_t by;  /* a/c · 2^shift */
    int64_t add; /* b/c · 2^shift + 2^62 */
    int shift;
};
/* For v − off from least to most. False: does not fit. */
bool linear_prepare(struct linear *l, int64_t least, int64_t most);

/* round((a·x + b·y + k) / (c·y)), then between lo and hi; y = 0, or y ≤ 0 when is_positive: `undefined`. */
struct quotient {
    int64_t a, b, k, c;
    int32_t lo, hi;
    enum rounding_mode mode;
    int32_t missing, undefined;
    bool is_positive;
    /* By quotient_prepare: reciprocals of 1 … QUOTIENT_TABLE − 1, each with its shift. NULL: not for vectors.
     */
    const uint32_t *reciprocal;
};
#define QUOTIENT_TABLE 65536
/* `table` has QUOTIENT_TABLE places and is the same for all. */
void quotient_table(uint32_t *table);
void quotient_prepare(struct quotient *q, const uint32_t *table);

/* The first step that holds gives the score. */
#define STEPS_MAX 16
struct steps {
    int n;
    bool is_from[STEPS_MAX]; /* v ≥ limit; otherwise v ≤ limit */
    int32_t limit[STEPS_MAX], score[STEPS_MAX];
    int32_t otherwise, missing;
};

/* The score of an inner node from those of its children:
 *     n = Σ value_weight·s of the parts that are there; d = Σ share of those, or `fixed`
 *     round((n + Σ extra_weight·s of the extras·d) / (d·by)), then between lo and hi. */
#define BLEND_PARTS_MAX 64
#define BLEND_SHARES_MAX 4096
struct blend_part {
    int node;
    int32_t value_weight, share; /* share 0: an extra */
};
struct blend {
    int parts;
    const struct blend_part *part;
    int32_t fixed; /* 0: the shares of the parts that are there */
    int32_t by, lo, hi;
    enum rounding_mode mode;
    /* By blend_prepare. */
    bool is_narrow;            /* everything stays below 2^30 */
    const int32_t *reciprocal; /* [Σ share + 1]: (2^31 − 1)/(d·by) */
};
/* `most`: the largest score of part i, by its size. False: does not fit; no memory looks the same. */
bool blend_prepare(struct blend *b, const int64_t *most, struct arena *a);

struct lanes {
    /* Values of two bytes as values of four. */
    void (*spread)(const int16_t *v, size_t n, int32_t *out);
    void (*linear)(const struct linear *l, const int32_t *v, size_t n, int32_t *out);
    /* Every unit has a divisor of its own. */
    void (*quotient)(const struct quotient *q, const int32_t *x, const int32_t *y, size_t n, int32_t *out);
    void (*steps)(const struct steps *s, const int32_t *v, size_t n, int32_t *out);
    /* 1 where there is a value and the first step holds. */
    void (*strikes)(const struct steps *s, const int32_t *v, size_t n, uint8_t *out);
    /* part i reads col[i]; zeroed may be NULL, otherwise 1 makes the score 0, whatever lo and hi are. */
    void (*blend)(const struct blend *b, const int32_t *const *col, const uint8_t *zeroed, size_t n,
                  int32_t *out);
    /* Least and most of those that are there; returns how many. */
    int (*range)(const int32_t *v, size_t n, int32_t *least, int32_t *most);
    /* 1 for the largest (or the least); missing stays missing. Dense: 1-2-2-3, otherwise 1-2-2-4. `work` has
     * room for 4·n. Returns how many are there. */
    int (*rank)(const int32_t *v, size_t n, bool is_lower, bool is_dense, uint32_t *work, int32_t *out);
};
const struct lanes *lanes_plain(void);
const struct lanes *lanes_best(void); /* what this machine can */

/* n/c rounded, c > 0. */
static inline int64_t rounded_quotient(int64_t n, int64_t c, enum rounding_mode mode)
{
    int64_t q = n / c, r = n % c;
    if (r < 0) { /* towards −∞ */
        q--;
        r += c;
    }
    uint64_t two = (uint64_t)r * 2, whole = (uint64_t)c;
    bool up = mode == ROUND_HALF_UP     ? (q < 0 ? two > whole : two >= whole)
              : mode == ROUND_HALF_EVEN ? two + ((uint64_t)q & 1) > whole
                                        : q < 0 && r > 0;
    return q + up;
}
static inline int32_t between(int64_t v, int32_t lo, int32_t hi)
{
    return v < lo ? lo : v > hi ? hi : (int32_t)v;
}

#endif
