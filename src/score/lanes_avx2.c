/* The same lanes, eight at a time, where the machine has AVX2. Integers throughout: nothing here can differ
 * from plain C, and a test holds them against each other. */
#include "score/lanes.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define WIDE __attribute__((target("avx2")))
#define BITS 8

/* The first n of eight lanes. */
WIDE static inline __m256i lanes_of(size_t n)
{
    const __m256i index = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
    return _mm256_cmpgt_epi32(_mm256_set1_epi32(n > BITS ? BITS : (int)n), index);
}
WIDE static inline __m256i load(const int32_t *p, size_t left, int32_t beyond)
{
    if (left >= BITS)
        return _mm256_loadu_si256((const __m256i *)(const void *)p);
    __m256i m = lanes_of(left);
    return _mm256_blendv_epi8(_mm256_set1_epi32(beyond), _mm256_maskload_epi32(p, m), m);
}
/* A masked store would take longer than all that comes before it. */
WIDE static inline void store(int32_t *p, size_t left, __m256i v)
{
    if (left >= BITS) {
        _mm256_storeu_si256((__m256i *)(void *)p, v);
        return;
    }
    int32_t lane[BITS];
    _mm256_storeu_si256((__m256i *)(void *)lane, v);
    memcpy(p, lane, left * sizeof *p);
}
/* Where the next eight begin: the last of a strip begin so much earlier that they are eight, too, and some
 * lanes are reckoned twice, with the same result. Good as long as a strip is not changed in its own place. */
static inline size_t begin_at(size_t i, size_t n) { return n >= BITS && i + BITS > n ? n - BITS : i; }

WIDE static void avx2_spread(const int16_t *v, size_t n, int32_t *out)
{
    const __m256i none = _mm256_set1_epi32(VALUE_SMALL_MISSING),
                  missing = _mm256_set1_epi32(VALUE_NARROW_MISSING);
    size_t i = 0;
    for (; i + BITS <= n; i += BITS) {
        __m256i x = _mm256_cvtepi16_epi32(_mm_loadu_si128((const __m128i *)(const void *)(v + i)));
        store(out + i, BITS, _mm256_blendv_epi8(x, missing, _mm256_cmpeq_epi32(x, none)));
    }
    lanes_plain()->spread(v + i, n - i, out + i);
}

/* e: an estimate of floor(n/c), off by one at most; rem: n − e·c, which fits. Both put right, then rounded.
 */
WIDE static inline __m256i settle(__m256i e, __m256i rem, __m256i c, enum rounding_mode mode)
{
    const __m256i zero = _mm256_setzero_si256(), one = _mm256_set1_epi32(1);
    __m256i below = _mm256_cmpgt_epi32(zero, rem);
    e = _mm256_add_epi32(e, below);
    rem = _mm256_add_epi32(rem, _mm256_and_si256(c, below));
    __m256i over = _mm256_cmpgt_epi32(rem, _mm256_sub_epi32(c, one));
    e = _mm256_sub_epi32(e, over);
    rem = _mm256_sub_epi32(rem, _mm256_and_si256(c, over));
    __m256i two = _mm256_add_epi32(rem, rem), negative = _mm256_srai_epi32(e, 31), up;
    if (mode == ROUND_HALF_UP) /* a tie goes away from zero */
        up = _mm256_cmpgt_epi32(two, _mm256_sub_epi32(_mm256_sub_epi32(c, one), negative));
    else if (mode == ROUND_HALF_EVEN)
        up = _mm256_cmpgt_epi32(two, _mm256_sub_epi32(c, _mm256_and_si256(e, one)));
    else
        up = _mm256_and_si256(negative, _mm256_cmpgt_epi32(rem, zero));
    return _mm256_sub_epi32(e, up);
}

/* The same for 四舍五入 of what is not below 0 or will be lifted to it, and of an estimate that is not above:
 * half of c is reached, and once more at three halves. */
WIDE static inline __m256i settle_up(__m256i e, __m256i rem, __m256i below_c, __m256i below_three)
{
    __m256i two = _mm256_add_epi32(rem, rem);
    e = _mm256_sub_epi32(e, _mm256_cmpgt_epi32(two, below_c));
    return _mm256_sub_epi32(e, _mm256_cmpgt_epi32(two, below_three));
}
WIDE static inline __m256i below_three(__m256i c)
{
    return _mm256_sub_epi32(_mm256_add_epi32(c, _mm256_add_epi32(c, c)), _mm256_set1_epi32(1));
}

WIDE static inline __m256i limit(__m256i v, __m256i lo, __m256i hi)
{
    return _mm256_max_epi32(_mm256_min_epi32(v, hi), lo);
}

WIDE static inline __attribute__((always_inline)) void linears(const struct linear *l, bool is_up,
                                                               const int32_t *v, size_t n, int32_t *out)
{
    const struct linear k = *l;
    const __m256i none = _mm256_set1_epi32(VALUE_NARROW_MISSING), missing = _mm256_set1_epi32(k.missing);
    const __m256i off = _mm256_set1_epi32(k.off), by = _mm256_set1_epi32(k.by),
                  add = _mm256_set1_epi64x(k.add);
    const __m256i a = _mm256_set1_epi32((int32_t)(uint32_t)k.a),
                  b = _mm256_set1_epi32((int32_t)(uint32_t)k.b);
    const __m256i c = _mm256_set1_epi32((int32_t)k.c), c1 = _mm256_set1_epi32((int32_t)k.c - 1),
                  c3 = below_three(c);
    const __m256i bias = _mm256_set1_epi32((int32_t)(uint32_t)((UINT64_C(1) << 62) >> k.shift));
    const __m256i lo = _mm256_set1_epi32(k.lo), hi = _mm256_set1_epi32(k.hi);
    const __m128i shift = _mm_cvtsi32_si128(k.shift);
    for (size_t next = 0; next < n; next += BITS) {
        size_t i = begin_at(next, n);
        __m256i raw = load(v + i, n - i, VALUE_NARROW_MISSING), x = _mm256_sub_epi32(raw, off);
        __m256i even = _mm256_add_epi64(_mm256_mul_epi32(x, by), add);
        __m256i odd = _mm256_add_epi64(_mm256_mul_epi32(_mm256_srli_epi64(x, 32), by), add);
        even = _mm256_srl_epi64(even, shift);
        odd = _mm256_slli_epi64(_mm256_srl_epi64(odd, shift), 32);
        __m256i e = _mm256_sub_epi32(_mm256_blend_epi32(even, odd, 0xAA), bias);
        __m256i rem =
            _mm256_sub_epi32(_mm256_add_epi32(_mm256_mullo_epi32(x, a), b), _mm256_mullo_epi32(e, c));
        __m256i r = limit(is_up ? settle_up(e, rem, c1, c3) : settle(e, rem, c, k.mode), lo, hi);
        store(out + i, n - i, _mm256_blendv_epi8(r, missing, _mm256_cmpeq_epi32(raw, none)));
    }
}

WIDE static void avx2_linear(const struct linear *l, const int32_t *v, size_t n, int32_t *out)
{
    if (l->mode == ROUND_HALF_UP && l->lo >= 0)
        linears(l, true, v, n, out);
    else
        linears(l, false, v, n, out);
}

/* ---- quotients: a reciprocal from a table instead of a division ---- */

/* Four lanes of 64 bits: the even ones of eight. room: bits of hi and one more, less 32, in the low half. */
struct quotient_lanes {
    __m256i a, b, k, hi, room;
    __m256i lo, top, missing, undefined; /* eight lanes */
    enum rounding_mode mode;
    const int *reciprocal;
};

/* floor(top/y), off by one at most, and the top itself, held between 0 and hi·y. */
WIDE static inline __attribute__((always_inline)) __m256i quotient_half(const struct quotient_lanes *c,
                                                                        bool is_inverse, __m256i x, __m256i y,
                                                                        __m256i reciprocal, __m256i *ret_top)
{
    const __m256i zero = _mm256_setzero_si256(), low = _mm256_set1_epi64x(31);
    __m256i most = _mm256_mul_epu32(y, c->hi), top = c->k;
    if (!is_inverse) {
        top = _mm256_add_epi64(top, _mm256_add_epi64(_mm256_mul_epi32(x, c->a), _mm256_mul_epi32(y, c->b)));
        top = _mm256_andnot_si256(_mm256_cmpgt_epi64(zero, top), top);
    }
    top = _mm256_blendv_epi8(top, most, _mm256_cmpgt_epi64(top, most));
    __m256i k = _mm256_and_si256(reciprocal, low);
    __m256i r = _mm256_and_si256(reciprocal, _mm256_set1_epi64x(UINT32_MAX - 31));
    /* top < hi·2^(k+1), so that many bits go before the product, and the rest after it. */
    __m256i first = _mm256_max_epi32(_mm256_add_epi32(k, c->room), zero);
    __m256i last = _mm256_sub_epi64(_mm256_add_epi64(k, low), first);
    *ret_top = top;
    return _mm256_srlv_epi64(_mm256_mul_epu32(_mm256_srlv_epi64(top, first), r), last);
}

/* Eight at once. False: some are beyond the table, and plain C takes all of them. */
WIDE static inline __attribute__((always_inline)) bool quotient_eight(const struct quotient_lanes *c,
                                                                      bool is_inverse, bool is_up, __m256i x,
                                                                      __m256i y, __m256i *ret)
{
    const __m256i none = _mm256_set1_epi32(VALUE_NARROW_MISSING), zero = _mm256_setzero_si256();
    __m256i missing = _mm256_cmpeq_epi32(y, none);
    if (!is_inverse)
        missing = _mm256_or_si256(missing, _mm256_cmpeq_epi32(x, none));
    y = _mm256_andnot_si256(missing, y);
    __m256i far = _mm256_or_si256(_mm256_cmpgt_epi32(y, _mm256_set1_epi32(QUOTIENT_TABLE - 1)),
                                  _mm256_cmpgt_epi32(zero, y));
    if (_mm256_movemask_epi8(far))
        return false;
    __m256i reciprocal = _mm256_i32gather_epi32(c->reciprocal, y, 4), low, high;
    __m256i even = quotient_half(c, is_inverse, x, y, reciprocal, &low);
    __m256i odd = quotient_half(c, is_inverse, _mm256_srli_epi64(x, 32), _mm256_srli_epi64(y, 32),
                                _mm256_srli_epi64(reciprocal, 32), &high);
    __m256i e = _mm256_blend_epi32(even, _mm256_slli_epi64(odd, 32), 0xAA);
    __m256i top = _mm256_blend_epi32(low, _mm256_slli_epi64(high, 32), 0xAA);
    __m256i rem = _mm256_sub_epi32(top, _mm256_mullo_epi32(e, y));
    __m256i r = is_up ? settle_up(e, rem, _mm256_sub_epi32(y, _mm256_set1_epi32(1)), below_three(y))
                      : settle(e, rem, y, c->mode);
    r = _mm256_blendv_epi8(limit(r, c->lo, c->top), c->undefined, _mm256_cmpeq_epi32(y, zero));
    *ret = _mm256_blendv_epi8(r, c->missing, missing);
    return true;
}

WIDE static inline __attribute__((always_inline)) void quotients(const struct quotient *q, bool is_inverse,
                                                                 bool is_up, const int32_t *x,
                                                                 const int32_t *y, size_t n, int32_t *out)
{
    const int room = 33 - (int)__builtin_clzll((unsigned long long)q->hi);
    const struct quotient_lanes c = {.a = _mm256_set1_epi64x(q->a),
                                     .b = _mm256_set1_epi64x(q->b),
                                     .k = _mm256_set1_epi64x(q->k),
                                     .hi = _mm256_set1_epi64x(q->hi),
                                     .room = _mm256_set1_epi64x((uint32_t)room),
                                     .lo = _mm256_set1_epi32(q->lo),
                                     .top = _mm256_set1_epi32(q->hi),
                                     .missing = _mm256_set1_epi32(q->missing),
                                     .undefined = _mm256_set1_epi32(q->undefined),
                                     .mode = q->mode,
                                     .reciprocal = (const int *)(const void *)q->reciprocal};
    for (size_t next = 0; next < n; next += BITS) {
        size_t i = begin_at(next, n);
        __m256i r;
        if (quotient_eight(&c, is_inverse, is_up, load(x + i, n - i, VALUE_NARROW_MISSING),
                           load(y + i, n - i, VALUE_NARROW_MISSING), &r))
            store(out + i, n - i, r);
        else
            lanes_plain()->quotient(q, x + i, y + i, n - i < BITS ? n - i : BITS, out + i);
    }
}

WIDE static void avx2_quotient(const struct quotient *q, const int32_t *x, const int32_t *y, size_t n,
                               int32_t *out)
{
    bool is_inverse = x == y && q->a == 0 && q->b == 0;
    if (!q->reciprocal)
        lanes_plain()->quotient(q, x, y, n, out);
    else if (q->mode != ROUND_HALF_UP)
        quotients(q, false, false, x, y, n, out);
    else if (is_inverse)
        quotients(q, true, true, x, y, n, out);
    else
        quotients(q, false, true, x, y, n, out);
}

WIDE static void avx2_strikes(const struct steps *s, const int32_t *v, size_t n, uint8_t *out)
{
    const __m256i none = _mm256_set1_epi32(VALUE_NARROW_MISSING);
    const __m256i from = _mm256_set1_epi32(s->limit[0] - 1), to = _mm256_set1_epi32(s->limit[0] + 1);
    size_t i = 0;
    for (; i + BITS <= n; i += BITS) {
        __m256i x = load(v + i, n - i, VALUE_NARROW_MISSING);
        __m256i m = s->is_from[0] ? _mm256_cmpgt_epi32(x, from) : _mm256_cmpgt_epi32(to, x);
        m = _mm256_andnot_si256(_mm256_cmpeq_epi32(x, none), m);
        __m128i words = _mm_packs_epi32(_mm256_castsi256_si128(m), _mm256_extracti128_si256(m, 1));
        __m128i bytes = _mm_and_si128(_mm_packs_epi16(words, words), _mm_set1_epi8(1));
        _mm_storel_epi64((__m128i *)(void *)(out + i), bytes);
    }
    lanes_plain()->strikes(s, v + i, n - i, out + i);
}

/* x beyond the edge, on this side or on that. */
struct edges {
    __m256i edge[STEPS_MAX], score[STEPS_MAX];
    bool is_from[STEPS_MAX];
};

WIDE static void avx2_steps(const struct steps *s, const int32_t *v, size_t n, int32_t *out)
{
    const __m256i none = _mm256_set1_epi32(VALUE_NARROW_MISSING), missing = _mm256_set1_epi32(s->missing);
    const __m256i otherwise = _mm256_set1_epi32(s->otherwise);
    struct edges e;
    for (int k = 0; k < s->n; k++) {
        e.edge[k] = _mm256_set1_epi32(s->is_from[k] ? s->limit[k] - 1 : s->limit[k] + 1);
        e.score[k] = _mm256_set1_epi32(s->score[k]);
        e.is_from[k] = s->is_from[k];
    }
    for (size_t next = 0; next < n; next += BITS) {
        size_t i = begin_at(next, n);
        __m256i x = load(v + i, n - i, VALUE_NARROW_MISSING), r = otherwise;
        for (int k = s->n - 1; k >= 0; k--) {
            __m256i m = e.is_from[k] ? _mm256_cmpgt_epi32(x, e.edge[k]) : _mm256_cmpgt_epi32(e.edge[k], x);
            r = _mm256_blendv_epi8(r, e.score[k], m);
        }
        store(out + i, n - i, _mm256_blendv_epi8(r, missing, _mm256_cmpeq_epi32(x, none)));
    }
}

/* Eight units of an inner node. */
struct sums {
    __m256i value, share, extra, blocked;
};

WIDE static inline struct sums sums_of(const struct blend *b, const int32_t *const *col, size_t i,
                                       size_t left)
{
    const __m256i last = _mm256_set1_epi32(SCORE_NARROW_NONE + (int32_t)SCORE__COUNT);
    const __m256i blocked = _mm256_set1_epi32(narrow_state(SCORE_NOT_SCORABLE));
    struct sums s = {_mm256_setzero_si256(), _mm256_setzero_si256(), _mm256_setzero_si256(),
                     _mm256_setzero_si256()};
    for (int k = 0; k < b->parts; k++) {
        const struct blend_part *p = &b->part[k];
        __m256i x = load(col[k] + i, left, 0), is_there = _mm256_cmpgt_epi32(x, last);
        __m256i weighted =
            _mm256_and_si256(_mm256_mullo_epi32(x, _mm256_set1_epi32(p->value_weight)), is_there);
        s.blocked = _mm256_or_si256(s.blocked, _mm256_cmpeq_epi32(x, blocked));
        s.share = _mm256_add_epi32(s.share, _mm256_and_si256(_mm256_set1_epi32(p->share), is_there));
        if (p->share)
            s.value = _mm256_add_epi32(s.value, weighted);
        else
            s.extra = _mm256_add_epi32(s.extra, weighted);
    }
    return s;
}

/* n·reciprocal / 2^31, rounded down. */
WIDE static inline __m256i estimate(__m256i n, __m256i reciprocal)
{
    __m256i even = _mm256_srli_epi64(_mm256_mul_epi32(n, reciprocal), 31);
    __m256i odd = _mm256_mul_epi32(_mm256_srli_epi64(n, 32), _mm256_srli_epi64(reciprocal, 32));
    return _mm256_blend_epi32(even, _mm256_slli_epi64(_mm256_srli_epi64(odd, 31), 32), 0xAA);
}

WIDE static inline __m256i struck(const uint8_t *zeroed, size_t left)
{
    uint8_t flag[BITS] = {0};
    memcpy(flag, zeroed, left < BITS ? left : BITS);
    __m128i flags = _mm_loadl_epi64((const __m128i *)(const void *)flag);
    return _mm256_cmpgt_epi32(_mm256_cvtepu8_epi32(flags), _mm256_setzero_si256());
}

WIDE static inline __attribute__((always_inline)) void blends(const struct blend *blend, bool is_up,
                                                              const int32_t *const *col,
                                                              const uint8_t *zeroed, size_t n, int32_t *out)
{
    const struct blend b = *blend;
    const __m256i lo = _mm256_set1_epi32(b.lo), hi = _mm256_set1_epi32(b.hi), by = _mm256_set1_epi32(b.by);
    const __m256i absent = _mm256_set1_epi32(narrow_state(SCORE_ABSENT));
    const __m256i not_scorable = _mm256_set1_epi32(narrow_state(SCORE_NOT_SCORABLE));
    const __m256i zero = _mm256_setzero_si256(), one = _mm256_set1_epi32(1);
    for (size_t next = 0; next < n; next += BITS) {
        size_t i = begin_at(next, n);
        struct sums s = sums_of(&b, col, i, n - i);
        __m256i none = _mm256_cmpeq_epi32(s.share, zero);
        __m256i d = b.fixed ? _mm256_set1_epi32(b.fixed) : s.share;
        __m256i top = _mm256_add_epi32(s.value, _mm256_mullo_epi32(s.extra, d));
        __m256i c = _mm256_mullo_epi32(d, by), reciprocal = _mm256_i32gather_epi32(b.reciprocal, d, 4);
        if (is_up) /* what is below 0 becomes lo, and so does 0 if it must */
            top = _mm256_max_epi32(top, zero);
        __m256i e = estimate(top, reciprocal), rem = _mm256_sub_epi32(top, _mm256_mullo_epi32(e, c));
        __m256i r = limit(is_up ? settle_up(e, rem, _mm256_sub_epi32(c, one), below_three(c))
                                : settle(e, rem, c, b.mode),
                          lo, hi);
        r = _mm256_blendv_epi8(r, absent, none);
        r = _mm256_blendv_epi8(r, not_scorable, s.blocked);
        if (zeroed)
            r = _mm256_blendv_epi8(r, zero, struck(zeroed + i, n - i));
        store(out + i, n - i, r);
    }
}

WIDE static void avx2_blend(const struct blend *b, const int32_t *const *col, const uint8_t *zeroed, size_t n,
                            int32_t *out)
{
    if (!b->is_narrow)
        lanes_plain()->blend(b, col, zeroed, n, out);
    else if (b->mode == ROUND_HALF_UP && b->lo >= 0)
        blends(b, true, col, zeroed, n, out);
    else
        blends(b, false, col, zeroed, n, out);
}

WIDE static int avx2_range(const int32_t *v, size_t n, int32_t *least, int32_t *most)
{
    const __m256i none = _mm256_set1_epi32(VALUE_NARROW_MISSING), top = _mm256_set1_epi32(INT32_MAX);
    __m256i low = top, high = none;
    int missing = 0;
    for (size_t i = 0; i < n; i += BITS) {
        __m256i x = load(v + i, n - i, VALUE_NARROW_MISSING), m = _mm256_cmpeq_epi32(x, none);
        high = _mm256_max_epi32(high, x);
        low = _mm256_min_epi32(low, _mm256_blendv_epi8(x, top, m));
        missing += __builtin_popcount((unsigned)_mm256_movemask_ps(_mm256_castsi256_ps(m)));
    }
    int32_t a[BITS], b[BITS];
    _mm256_storeu_si256((__m256i *)(void *)a, low);
    _mm256_storeu_si256((__m256i *)(void *)b, high);
    *least = INT32_MAX;
    *most = INT32_MIN;
    for (int k = 0; k < BITS; k++) {
        *least = a[k] < *least ? a[k] : *least;
        *most = b[k] > *most ? b[k] : *most;
    }
    return (int)((n + BITS - 1) / BITS * BITS) - missing;
}

/* ---- ranks, by counting: every value against every other ---- */

#define COUNTED_MAX 200 /* beyond it sorting is faster */

/* How many are larger: n·n/8 comparisons without a branch. The number of strips is a constant where this is
 * expanded for small classes, so that they stay in registers. */
WIDE static inline __attribute__((always_inline)) void
count_strips(const __m256i *x, size_t strips, const int32_t *v, size_t n, __m256i *ret_above)
{
    __m256i above[COUNTED_MAX / BITS + 1];
#pragma GCC unroll 4
    for (size_t k = 0; k < strips; k++)
        above[k] = _mm256_setzero_si256();
    for (size_t j = 0; j < n; j++) {
        __m256i one = _mm256_set1_epi32(v[j]);
#pragma GCC unroll 4
        for (size_t k = 0; k < strips; k++)
            above[k] = _mm256_sub_epi32(above[k], _mm256_cmpgt_epi32(one, x[k]));
    }
#pragma GCC unroll 4
    for (size_t k = 0; k < strips; k++)
        ret_above[k] = above[k];
}

WIDE static void count_larger(const __m256i *x, size_t strips, const int32_t *v, size_t n, __m256i *above)
{
    switch (strips) {
    case 1:
        count_strips(x, 1, v, n, above);
        break;
    case 2:
        count_strips(x, 2, v, n, above);
        break;
    case 3:
        count_strips(x, 3, v, n, above);
        break;
    case 4:
        count_strips(x, 4, v, n, above);
        break;
    default:
        count_strips(x, strips, v, n, above);
    }
}

/* Of those that are equal only the first counts: the others are made less than everything. A value is a twin
 * when the one so many places before it is equal. */
WIDE static void keep_first(const __m256i *x, size_t strips, int32_t *v, size_t n)
{
    int32_t twin[COUNTED_MAX + 2 * BITS];
    for (size_t k = 0; k < strips; k++) {
        __m256i same = _mm256_setzero_si256();
        for (size_t j = 0; j < k * BITS; j++)
            same = _mm256_or_si256(same, _mm256_cmpeq_epi32(x[k], _mm256_set1_epi32(v[j])));
        for (size_t j = 0; j < BITS && k * BITS + j < n; j++) {
            __m256i one = _mm256_set1_epi32(v[k * BITS + j]);
            same = _mm256_or_si256(same, _mm256_andnot_si256(lanes_of(j + 1), _mm256_cmpeq_epi32(x[k], one)));
        }
        _mm256_storeu_si256((__m256i *)(void *)(twin + k * BITS),
                            _mm256_blendv_epi8(x[k], _mm256_set1_epi32(VALUE_NARROW_MISSING), same));
    }
    memcpy(v, twin, strips * BITS * sizeof *v);
}

WIDE static int avx2_rank(const int32_t *v, size_t n, bool is_lower, bool is_dense, uint32_t *work,
                          int32_t *out)
{
    if (n > COUNTED_MAX)
        return lanes_plain()->rank(v, n, is_lower, is_dense, work, out);
    const __m256i none = _mm256_set1_epi32(VALUE_NARROW_MISSING), one = _mm256_set1_epi32(1);
    __m256i x[COUNTED_MAX / BITS + 1], above[COUNTED_MAX / BITS + 1];
    int32_t in[COUNTED_MAX + BITS];
    size_t strips = (n + BITS - 1) / BITS;
    int missing = 0;
    for (size_t k = 0; k < strips; k++) {
        __m256i raw = load(v + k * BITS, n - k * BITS, VALUE_NARROW_MISSING),
                m = _mm256_cmpeq_epi32(raw, none);
        x[k] = is_lower ? _mm256_sub_epi32(_mm256_setzero_si256(), raw) : raw; /* missing stays the least */
        missing += __builtin_popcount((unsigned)_mm256_movemask_ps(_mm256_castsi256_ps(m)));
        _mm256_storeu_si256((__m256i *)(void *)(in + k * BITS), x[k]);
    }
    if (is_dense)
        keep_first(x, strips, in, n);
    count_larger(x, strips, in, n, above);
    for (size_t k = 0; k < strips; k++) {
        __m256i rank =
            _mm256_blendv_epi8(_mm256_add_epi32(above[k], one), none, _mm256_cmpeq_epi32(x[k], none));
        store(out + k * BITS, n - k * BITS, rank);
    }
    return (int)(strips * BITS) - missing;
}

const struct lanes *lanes_best(void)
{
    static const struct lanes wide = {avx2_spread,  avx2_linear, avx2_quotient, avx2_steps,
                                      avx2_strikes, avx2_blend,  avx2_range,    avx2_rank};
    return __builtin_cpu_supports("avx2") ? &wide : lanes_plain();
}

#else

const struct lanes *lanes_best(void) { return lanes_plain(); }

#endif
