/* What boards have to get right whoever changes what: kit_compute holds every way of reckoning against the
 * exact engine, and board_is does so after each change. */
#include "kit.h"

#include "base/buf.h"
#include "score/board.h"

/* The bytes of a fresh exact reckoning. */
static void board_is(struct kit *k, const struct board *b, struct window w)
{
    struct buf is CLEANUP(buf_release) = {0}, should CLEANUP(buf_release) = {0};
    assert_int_equal(score_compute_exactly(k->s, k->v, w, k->a, &k->r, &k->err), RC_OK);
    score_write_json(k->r, &should);
    score_write_json(board_result(b, 0), &is);
    assert_true(str_eq(buf_str(&is), buf_str(&should)));
}

static void numbers_beyond_32_bits_count_as_targets_and_in_expressions(void **state)
{
    (void)state;
    struct kit k;
    kit_open_clean(&k, STR("scheme: t\nmissing: zero\nmeasures: [{id: v}, {id: goal}]\n"
                           "classes: [{id: c, units: [甲, 乙, 丙]}]\ntree:\n"
                           "  - {id: a, points: 40, measure: v, method: ratio, target: goal}\n"
                           "  - {id: b, points: 30, measure: v, method: growth, baseline: goal, at_zero: 30, "
                           "per_percent: 1}\n"
                           "  - {id: d, points: 30, method: feel, expression: 'v / goal * 30'}\n"));
    kit_values(&k, STR("unit,v,goal\n甲,15000000,30000000\n乙,9,10\n丙,1,9223372036854775.07\n"), "2026");
    kit_compute(&k, "2026");
    kit_expect(&k, STR("unit,a,b,d\n甲,20.00,0.00,15.00\n乙,36.00,20.00,27.00\n丙,0.00,0.00,0.00\n"));
    kit_close(&k);
}

static void sums_of_a_year_beyond_32_bits_count_as_targets(void **state)
{
    (void)state;
    struct kit k;
    kit_open_clean(
        &k, STR("scheme: t\nmissing: zero\nmeasures: [{id: v}, {id: goal, aggregate: sum, skip_gaps: true}]\n"
                "classes: [{id: c, units: [甲]}]\n"
                "tree: [{id: a, points: 100, measure: v, method: ratio, target: goal}]\n"));
    kit_values(&k,
               STR("unit,period,v,goal\n甲,2026-01,1,15000000\n甲,2026-02,1,15000000\n"
                   "甲,2026-03,4000000,10000000\n"),
               "2026");
    kit_compute(&k, "2026");
    kit_expect(&k, STR("unit,a\n甲,10.00\n"));
    kit_close(&k);
}

/* A change that cannot be reckoned leaves half of the scores new; the next one must not build on them. */
static void after_a_number_too_large_the_next_change_makes_everything_right(void **state)
{
    (void)state;
    struct kit k;
    struct board *b CLEANUP(board_freep) = NULL;
    const struct board_wish wish = {.first = {2026 * 12, 12}, .windows = 1};
    kit_open_clean(
        &k, STR("scheme: t\nmeasures: [{id: v}]\n"
                "classes: [{id: c, units: [甲]}, {id: d, units: [乙]}]\ntree:\n"
                "  - {id: a, points: 50, measure: v, method: bands, bands: [{at_least: 5, score: 50}]}\n"
                "  - {id: x, points: 50, method: feel, expression: if v > 1000 then v * v * v else 1}\n"));
    kit_values(&k, STR("unit,v\n甲,1\n乙,1\n"), "2026");
    assert_int_equal(board_open(k.s, k.v, &wish, &b, &k.err), RC_OK);
    assert_int_equal(board_set(b, 0, 0, 2026 * 12, INT64_C(100000000000), &k.err), RC_TOO_LARGE);
    assert_int_equal(board_set(b, 0, 1, 2026 * 12, 600, &k.err), RC_TOO_LARGE); /* 甲 is as it was */
    assert_int_equal(board_set(b, 0, 0, 2026 * 12, 700, &k.err), RC_OK);
    board_is(&k, b, wish.first);
    kit_close(&k);
}

/* 2000 units, each of which would take the most that one may. */
static void rules_with_endless_loops_are_stopped_by_name(void **state)
{
    (void)state;
    struct kit k;
    struct buf b CLEANUP(buf_release) = {0};
    buf_put(&b, STR("scheme: t\nmeasures: [{id: v}]\nclasses:\n  - {id: c, units: [u0"));
    for (int i = 1; i < 2000; i++)
        buf_printf(&b, ", u%d", i);
    buf_put(&b, STR("]}\ntree:\n  - {id: x, name: 循环, points: 100, method: feel, missing: zero, undefined: "
                    "reweight, expression: sum(for a in 1..1000000 return v)}\n"));
    kit_open(&k, buf_str(&b));
    assert_int_equal(score_compute(k.s, k.v, kit_window("2026"), k.a, &k.r, &k.err), RC_TOO_LARGE);
    assert_string_equal(k.err.text, "score.rule_too_long");
    assert_string_equal(k.err.arg[0], "循环");
    kit_close(&k);
}

/* Points of items and of levels, and how months are put together, stand in no recipe. */
static void another_scheme_with_other_points_of_items_and_levels_is_scored_again(void **state)
{
    (void)state;
#define SHAPE(aggregate, item, level)                                                                        \
    "scheme: t\nmeasures:\n  - {id: v, aggregate: " aggregate ", skip_gaps: true}\n"                         \
    "  - {id: log, kind: events}\n  - {id: poll, kind: ballots, levels: [{id: good, points: " level          \
    "}, {id: bad, points: 20}]}\nclasses: [{id: c, units: [甲, 乙]}]\ntree:\n"                             \
    "  - {id: a, points: 60, measure: v, method: ratio, target: 100}\n"                                      \
    "  - {id: p, points: 40, measure: poll, method: votes, out_of: 100}\n"                                   \
    "  - {id: e, role: extra, measure: log, method: add, items: [{id: news, points: " item "}]}\n"
    static const struct str others[] = {STR_INIT(SHAPE("sum", "3", "90")), STR_INIT(SHAPE("sum", "2", "80")),
                                        STR_INIT(SHAPE("max", "2", "90"))};
    struct kit k, other;
    const struct board_wish wish = {.first = {2026 * 12, 12}, .windows = 1};
    kit_open_clean(&k, STR(SHAPE("sum", "2", "90")));
    kit_values(&k, STR("unit,period,v\n甲,2026-01,30\n甲,2026-02,20\n乙,2026-01,10\n"), "2026");
    kit_values(&k, STR("unit,measure,level,count\n甲,poll,good,3\n甲,poll,bad,1\n乙,poll,good,1\n"), "2026");
    kit_values(&k, STR("unit,measure,item,count\n甲,log,news,2\n"), "2026");
    for (size_t i = 0; i < COUNT_OF(others); i++) {
        struct board *b CLEANUP(board_freep) = NULL;
        struct buf is CLEANUP(buf_release) = {0}, should CLEANUP(buf_release) = {0};
        kit_open_clean(&other, others[i]);
        assert_int_equal(board_open(k.s, k.v, &wish, &b, &k.err), RC_OK);
        assert_int_equal(board_rescheme(b, other.s, &k.err), RC_OK);
        assert_int_equal(score_compute_exactly(other.s, k.v, wish.first, k.a, &k.r, &k.err), RC_OK);
        score_write_json(k.r, &should);
        score_write_json(board_result(b, 0), &is);
        assert_string_equal(arena_str(k.a, buf_str(&is)).p, arena_str(k.a, buf_str(&should)).p);
        assert_int_equal(board_touch(b, 9, 0, wish.first.first, &k.err), RC_INVALID);
        board_freep(&b);
        kit_close(&other);
    }
    kit_close(&k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(another_scheme_with_other_points_of_items_and_levels_is_scored_again),
        cmocka_unit_test(numbers_beyond_32_bits_count_as_targets_and_in_expressions),
        cmocka_unit_test(sums_of_a_year_beyond_32_bits_count_as_targets),
        cmocka_unit_test(rules_with_endless_loops_are_stopped_by_name),
        cmocka_unit_test(after_a_number_too_large_the_next_change_makes_everything_right),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
