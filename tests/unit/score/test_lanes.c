/* Vectors and plain C, over random strips and random recipes: the same digits, and nothing beyond the strip.
 */
#include "kit.h"

#include <stdlib.h>

#include "score/lanes.h"

#define STRIP 260
#define ROUNDS 3000
#define GUARD INT32_C(0x5A5A5A5A)

static uint64_t seed = 42;
static int64_t any(int64_t least, int64_t most)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return least + (int64_t)((seed >> 11) % (uint64_t)(most - least + 1));
}

/* Sizes of every kind of number, and none. */
static void fill_strip(int32_t *v, size_t n, int64_t least, int64_t most)
{
    int64_t step = any(0, 3) == 0 ? (most - least) / 5 + 1 : 1; /* equal ones */
    for (size_t i = 0; i < n; i++)
        v[i] =
            any(0, 9) == 0 ? VALUE_NARROW_MISSING : (int32_t)(least + any(0, (most - least) / step) * step);
}

static void same_strips(const int32_t *a, const int32_t *b, size_t n, const char *what)
{
    for (size_t i = 0; i < n; i++)
        if (a[i] != b[i])
            fail_msg("%s: unit %zu of %zu: %d and %d", what, i, n, a[i], b[i]);
    assert_int_equal(a[n], GUARD);
    assert_int_equal(b[n], GUARD);
}

struct strips {
    int32_t x[STRIP], y[STRIP], plain[STRIP], wide[STRIP];
    size_t n;
};

static void begin(struct strips *s, int64_t least, int64_t most)
{
    s->n = (size_t)any(1, STRIP - 1);
    fill_strip(s->x, s->n, least, most);
    fill_strip(s->y, s->n, any(0, 1) ? 0 : least, most);
    s->plain[s->n] = s->wide[s->n] = GUARD;
}

static void linear_strips_agree(void **state)
{
    (void)state;
    struct strips s;
    int taken = 0;
    for (int round = 0; round < ROUNDS; round++) {
        int64_t size = INT64_C(1) << any(3, 30);
        struct linear l = {.a = any(-size, size),
                           .b = any(-size * 50, size * 50),
                           .c = any(1, any(0, 1) ? 40 : 100000),
                           .off = (int32_t)any(-20, 20),
                           .lo = (int32_t)any(-1000, 0),
                           .hi = (int32_t)any(1, 1000000),
                           .mode = (enum rounding_mode)any(0, ROUND__COUNT - 1),
                           .missing = narrow_state(SCORE_ABSENT)};
        int64_t most = INT64_C(1) << any(2, 29);
        if (!linear_prepare(&l, -most - 20, most + 20))
            continue;
        taken++;
        begin(&s, -most, most);
        lanes_plain()->linear(&l, s.x, s.n, s.plain);
        lanes_best()->linear(&l, s.x, s.n, s.wide);
        same_strips(s.plain, s.wide, s.n, "linear");
    }
    assert_true(taken > ROUNDS / 10);
}

static void quotients_agree(void **state)
{
    (void)state;
    struct strips s;
    uint32_t *table = calloc(QUOTIENT_TABLE, sizeof *table);
    assert_non_null(table);
    quotient_table(table);
    for (int round = 0; round < ROUNDS; round++) {
        struct quotient q = {.a = any(-1000000, 1000000),
                             .b = any(-1000000, 1000000),
                             .k = any(0, 1) ? 0 : any(0, INT64_C(1) << any(10, 49)),
                             .c = any(0, 5) ? 1 : any(1, 9),
                             .lo = (int32_t)any(0, 50),
                             .hi = (int32_t)any(50, 1 << any(7, 23)),
                             .mode = (enum rounding_mode)any(0, ROUND__COUNT - 1),
                             .missing = narrow_state(SCORE_ABSENT),
                             .undefined = narrow_state(SCORE_NOT_SCORABLE),
                             .is_positive = any(0, 1)};
        quotient_prepare(&q, table);
        begin(&s, any(0, 3) ? 0 : -100, any(0, 3) ? 65535 : 200000);
        lanes_plain()->quotient(&q, s.x, s.y, s.n, s.plain);
        lanes_best()->quotient(&q, s.x, s.y, s.n, s.wide);
        same_strips(s.plain, s.wide, s.n, "quotient");
    }
    free(table);
}

static void steps_and_strikes_agree(void **state)
{
    (void)state;
    struct strips s;
    for (int round = 0; round < ROUNDS; round++) {
        struct steps k = {.n = (int)any(1, STEPS_MAX), .otherwise = 7, .missing = narrow_state(SCORE_ABSENT)};
        uint8_t plain[STRIP] = {0}, wide[STRIP] = {0};
        for (int i = 0; i < k.n; i++) {
            k.is_from[i] = any(0, 1);
            k.limit[i] = (int32_t)any(-50, 50);
            k.score[i] = (int32_t)any(0, 1000);
        }
        begin(&s, -60, 60);
        lanes_plain()->steps(&k, s.x, s.n, s.plain);
        lanes_best()->steps(&k, s.x, s.n, s.wide);
        same_strips(s.plain, s.wide, s.n, "steps");
        lanes_plain()->strikes(&k, s.x, s.n, plain);
        lanes_best()->strikes(&k, s.x, s.n, wide);
        assert_memory_equal(plain, wide, sizeof plain);
    }
}

static void put_scores(int32_t *v, size_t n, int64_t most)
{
    for (size_t i = 0; i < n; i++)
        v[i] = any(0, 7) ? (int32_t)any(-most / 4, most)
                         : narrow_state((enum score_state)any(1, SCORE__COUNT - 1));
}

static void blends_agree(void **state)
{
    (void)state;
    enum { PARTS = 7 };
    static int32_t column[PARTS][STRIP];
    struct strips s;
    struct arena *a = arena_new(0);
    int narrow = 0;
    for (int round = 0; round < ROUNDS; round++) {
        struct blend_part part[PARTS];
        const int32_t *col[PARTS];
        int64_t most[PARTS], size = INT64_C(1) << any(4, 24);
        uint8_t zeroed[STRIP];
        struct blend b = {.parts = (int)any(1, PARTS),
                          .part = part,
                          .fixed = any(0, 4) ? 0 : (int32_t)any(1, 30),
                          .by = (int32_t)any(1, any(0, 1) ? 1 : 1000),
                          .lo = (int32_t)any(-100, 0),
                          .hi = (int32_t)any(1, 1 << 24),
                          .mode = (enum rounding_mode)any(0, ROUND__COUNT - 1)};
        begin(&s, 0, 1);
        for (int i = 0; i < b.parts; i++) {
            bool is_extra = i > 0 && any(0, 5) == 0;
            part[i] = (struct blend_part){i, (int32_t)any(1, 40), is_extra ? 0 : (int32_t)any(1, 40)};
            most[i] = size;
            put_scores(column[i], s.n, size);
            col[i] = column[i];
        }
        for (size_t i = 0; i < s.n; i++)
            zeroed[i] = any(0, 9) == 0;
        arena_reset(a);
        if (!blend_prepare(&b, most, a))
            continue;
        narrow += b.is_narrow;
        lanes_plain()->blend(&b, col, zeroed, s.n, s.plain);
        lanes_best()->blend(&b, col, zeroed, s.n, s.wide);
        same_strips(s.plain, s.wide, s.n, "blend with vetoes");
        lanes_plain()->blend(&b, col, NULL, s.n, s.plain);
        lanes_best()->blend(&b, col, NULL, s.n, s.wide);
        same_strips(s.plain, s.wide, s.n, "blend");
    }
    assert_true(narrow > ROUNDS / 10);
    arena_free(a);
}

static void ranges_and_ranks_agree(void **state)
{
    (void)state;
    struct strips s;
    static uint32_t work[4 * STRIP];
    for (int round = 0; round < ROUNDS; round++) {
        int32_t low[2], high[2];
        bool is_lower = any(0, 1), is_dense = any(0, 1);
        begin(&s, any(0, 1) ? -5 : INT32_C(-1999999999), any(0, 1) ? 5 : INT32_C(1999999999));
        int count = lanes_plain()->range(s.x, s.n, &low[0], &high[0]);
        assert_int_equal(lanes_best()->range(s.x, s.n, &low[1], &high[1]), count);
        assert_int_equal(low[0], low[1]);
        assert_int_equal(high[0], high[1]);
        assert_int_equal(lanes_plain()->rank(s.x, s.n, is_lower, is_dense, work, s.plain), count);
        assert_int_equal(lanes_best()->rank(s.x, s.n, is_lower, is_dense, work, s.wide), count);
        same_strips(s.plain, s.wide, s.n, "rank");
    }
}

static void small_values_spread_alike(void **state)
{
    (void)state;
    struct strips s;
    int16_t small[STRIP];
    for (int round = 0; round < ROUNDS; round++) {
        begin(&s, 0, 1);
        for (size_t i = 0; i < s.n; i++)
            small[i] =
                any(0, 7) ? (int16_t)any(-VALUE_SMALL_MAX, VALUE_SMALL_MAX) : (int16_t)VALUE_SMALL_MISSING;
        lanes_plain()->spread(small, s.n, s.plain);
        lanes_best()->spread(small, s.n, s.wide);
        same_strips(s.plain, s.wide, s.n, "spread");
        for (size_t i = 0; i < s.n; i++)
            assert_int_equal(s.plain[i], small[i] == VALUE_SMALL_MISSING ? VALUE_NARROW_MISSING : small[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(linear_strips_agree),     cmocka_unit_test(quotients_agree),
        cmocka_unit_test(steps_and_strikes_agree), cmocka_unit_test(blends_agree),
        cmocka_unit_test(ranges_and_ranks_agree),  cmocka_unit_test(small_values_spread_alike),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
