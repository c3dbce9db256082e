/* How inner nodes are made of their children and of their periods, where it is neither sum nor mean. */
#include "kit.h"

static const char *const HEAD = "scheme: t\nmeasures: [{id: a}, {id: b}, {id: c}]\n"
                                "classes: [{id: all, units: [甲, 乙, 丙]}]\n";

static void group(struct kit *k, const char *combine)
{
    struct arena *a = arena_new(0);
    kit_open(k, arena_printf(a,
                             "%stree:\n  - id: g\n    points: 100\n    combine: %s\n    children:\n"
                             "      - {id: x, points: 20, measure: a, method: direct, missing: reweight}\n"
                             "      - {id: y, points: 50, measure: b, method: direct, missing: reweight}\n",
                             HEAD, combine));
    kit_values(k, STR("unit,a,b,c\n甲,10,40,1\n乙,20,10,1\n丙,,25,1\n"), "2026");
    kit_compute(k, "2026");
    kit_everything_opens(k);
    arena_free(a);
}

static void shares_of_own_full_marks_are_compared_and_multiplied(void **state)
{
    (void)state;
    struct kit k;
    group(&k, "max"); /* 甲 0.5 and 0.8; 乙 1 and 0.2; 丙 nothing and 0.5 */
    kit_expect(&k, STR("unit,g\n甲,80.00\n乙,100.00\n丙,50.00\n"));
    kit_close(&k);
    group(&k, "min");
    kit_expect(&k, STR("unit,g\n甲,50.00\n乙,20.00\n丙,50.00\n"));
    kit_close(&k);
    group(&k, "product");
    kit_expect(&k, STR("unit,g\n甲,40.00\n乙,20.00\n丙,50.00\n"));
    kit_close(&k);
}

static void what_is_not_plain_says_so(void **state)
{
    (void)state;
    struct kit k;
    group(&k, "max");
    assert_false(node_is_plain(&k.s->nodes[scheme_node_find(k.s, STR("g"))]));
    assert_true(node_is_plain(&k.s->nodes[scheme_node_find(k.s, STR("x"))]));
    kit_close(&k);
}

static void a_product_is_exact_until_it_is_published(void **state)
{
    (void)state;
    struct kit k;
    kit_open(&k, STR("scheme: t\nrounding: {place: once, digits: 2}\nmeasures: [{id: a}]\n"
                     "classes: [{id: all, units: [甲]}]\n"
                     "tree:\n  - id: g\n    points: 90\n    combine: product\n    children:\n"
                     "      - {id: x, points: 3, measure: a, method: direct}\n"
                     "      - {id: y, points: 3, measure: a, method: direct}\n"
                     "  - {id: e, role: extra, measure: a, method: direct}\n"
                     "full_marks: 90\n"));
    kit_values(&k, STR("unit,a\n甲,1\n"), "2026");
    kit_compute(&k, "2026");
    kit_expect(&k, STR("unit,g,total\n甲,10.00,11.00\n")); /* 90 × 1/3 × 1/3 */
    kit_close(&k);
}

static const char *const MONTHS = "unit,period,a\n"
                                  "甲,2026-01,90\n乙,2026-01,60\n丙,2026-01,50\n"
                                  "甲,2026-04,60\n乙,2026-04,90\n丙,2026-04,\n"
                                  "甲,2026-07,30\n乙,2026-07,\n丙,2026-07,40\n";

static void periods(struct kit *k, const char *how)
{
    struct arena *a = arena_new(0);
    kit_open(k, arena_printf(a,
                             "scheme: t\nmeasures: [{id: a, per: quarter}]\n"
                             "classes: [{id: all, units: [甲, 乙, 丙]}]\n"
                             "tree:\n  - id: g\n    points: 100\n%s\n    children:\n"
                             "      - {id: x, points: 100, measure: a, method: direct, missing: reweight}\n",
                             how));
    kit_values(k, str_c(MONTHS), "2026");
    kit_compute(k, "2026");
    kit_everything_opens(k);
    arena_free(a);
}

static void periods_may_be_their_largest_least_or_last(void **state)
{
    (void)state;
    struct kit k;
    periods(&k, "    max_of: quarter");
    kit_expect(&k, STR("unit,g\n甲,90.00\n乙,90.00\n丙,50.00\n"));
    kit_close(&k);
    periods(&k, "    min_of: quarter");
    kit_expect(&k, STR("unit,g\n甲,30.00\n乙,60.00\n丙,40.00\n"));
    kit_close(&k);
    periods(&k, "    last_of: quarter");
    kit_expect(&k, STR("unit,g\n甲,30.00\n乙,90.00\n丙,40.00\n"));
    kit_close(&k);
}

static void weights_of_periods_count_for_those_that_are_there(void **state)
{
    (void)state;
    struct kit k;
    periods(&k, "    mean_of: quarter\n    period_weights: [20, 20, 10, 50]");
    /* 甲 (90·20 + 60·20 + 30·10) ÷ 50; 乙 (60 + 90) ÷ 2; 丙 (50·20 + 40·10) ÷ 30; the fourth is still to come
     */
    kit_expect(&k, STR("unit,g\n甲,66.00\n乙,75.00\n丙,46.67\n"));
    kit_close(&k);
    periods(&k, "    mean_of: quarter\n    period_weights: [0, 0, 0, 1]");
    kit_expect(&k, STR("unit,g\n甲,\n乙,\n丙,\n"));
    kit_close(&k);
}

static void only_the_last_period_blocks_the_last_of_them(void **state)
{
    (void)state;
    struct kit k;
    kit_open(&k, STR("scheme: t\nmeasures: [{id: a, per: half}]\nclasses: [{id: all, units: [甲, 乙]}]\n"
                     "tree:\n  - {id: x, points: 100, last_of: half, measure: a, method: direct}\n"));
    kit_values(&k, STR("unit,period,a\n甲,2026H1,\n乙,2026H1,70\n甲,2026H2,80\n乙,2026H2,\n"), "2026");
    kit_compute(&k, "2026");
    kit_expect(&k, STR("unit,x\n甲,80.00\n乙,\n"));
    kit_close(&k);
}

static void refuses(const char *tree, const char *key, int line)
{
    struct arena *a = arena_new(0);
    struct problems p = {.arena = a};
    const struct scheme *s;
    struct err err = {0};
    assert_int_equal(scheme_read(a, arena_printf(a, "%stree:\n%s", HEAD, tree), &p, &s, &err), RC_INVALID);
    assert_string_equal(p.item[0].text, key);
    assert_int_equal(p.item[0].line, line);
    arena_free(a);
}

static void what_does_not_go_together_is_refused_where_it_stands(void **state)
{
    (void)state;
    refuses("  - {id: x, points: 100, mean_of: month, max_of: month, measure: a, method: direct}\n",
            "score.either_or", 5);
    refuses(
        "  - {id: x, points: 100, mean_of: half, period_weights: [1, 2, 3], measure: a, method: direct}\n",
        "score.period_weights_unfit", 5);
    refuses("  - {id: x, points: 100, mean_of: half, period_weights: [0, 0], measure: a, method: direct}\n",
            "score.period_weights_unfit", 5);
    refuses("  - {id: x, points: 100, max_of: half, period_weights: [1, 1], measure: a, method: direct}\n",
            "score.period_weights_of_mean", 5);
    refuses("  - id: g\n    points: 100\n    combine: min\n    children:\n"
            "      - {id: x, weight: 1, measure: a, method: direct}\n",
            "score.combine_with_weights", 5);
    refuses("  - id: g\n    points: 100\n    combine: min\n    divisor: 3\n    children:\n"
            "      - {id: x, points: 1, measure: a, method: direct}\n",
            "score.combine_with_weights", 7);
    refuses("  - id: g\n    points: 100\n    combine: min\n    children:\n"
            "      - {id: x, points: 0, measure: a, method: direct}\n",
            "score.combine_without_points", 9);
}

static void remarks_are_kept_and_count_for_nothing(void **state)
{
    (void)state;
    struct kit k;
    kit_open(
        &k, STR("scheme: t\nmeasures: [{id: a, verified_by: 统计局, evidence: required, source_note: 年报}]\n"
                "classes: [{id: all, units: [甲]}]\n"
                "tree:\n  - {id: x, points: 100, tags: [共性, 定量], note: 见附件, measure: a, method: "
                "direct}\n"));
    const struct node *n = &k.s->nodes[scheme_node_find(k.s, STR("x"))];
    assert_int_equal(n->tags_count, 2);
    assert_true(str_eq(n->tags[1], STR("定量")) && str_eq(n->note, STR("见附件")));
    assert_true(str_eq(k.s->measures[0].verified_by, STR("统计局")));
    assert_true(str_eq(k.s->measures[0].source_note, STR("年报")));
    assert_int_equal(k.s->measures[0].evidence, EVIDENCE_REQUIRED);
    kit_close(&k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shares_of_own_full_marks_are_compared_and_multiplied),
        cmocka_unit_test(what_is_not_plain_says_so),
        cmocka_unit_test(a_product_is_exact_until_it_is_published),
        cmocka_unit_test(periods_may_be_their_largest_least_or_last),
        cmocka_unit_test(weights_of_periods_count_for_those_that_are_there),
        cmocka_unit_test(only_the_last_period_blocks_the_last_of_them),
        cmocka_unit_test(what_does_not_go_together_is_refused_where_it_stands),
        cmocka_unit_test(remarks_are_kept_and_count_for_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
