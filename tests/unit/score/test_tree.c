/* What happens above the leaves: missing values, vetoes, periods, ties, quotas, and what an explanation says.
 */
#include "kit.h"

#define CLASSES "classes: [{id: c, units: [甲, 乙, 丙, 丁]}]\n"

static void run(struct kit *k, struct str yaml, struct str values, const char *window)
{
    kit_open(k, yaml);
    kit_values(k, values, window);
    kit_compute(k, window);
}

static void reweighting_goes_up_level_by_level(void **state)
{
    (void)state;
    struct kit k;
    run(&k,
        STR("scheme: t\nmissing: reweight\nmeasures: [{id: a}, {id: b}, {id: d}]\n" CLASSES "tree:\n"
            "  - id: g\n    weight: 60\n    children:\n"
            "      - {id: x, weight: 1, measure: a, method: direct}\n"
            "  - id: h\n    weight: 40\n    weights: relative\n    children:\n"
            "      - {id: y, weight: 1, measure: b, method: direct}\n"
            "      - {id: z, weight: 3, measure: d, method: direct}\n"),
        STR("unit,a,b,d\n甲,80,60,100\n乙,80,,100\n丙,80,,\n丁,,,\n"), "2026");
    kit_expect(&k, STR("unit,g,h,total,rank\n甲,80.00,90.00,84.00,2\n乙,80.00,100.00,88.00,1\n丙,80.00,,80."
                       "00,3\n丁,,,,\n"));
    assert_int_equal(score_state(k.r, 0, 3), SCORE_ABSENT);
    kit_close(&k);
}

static void not_scorable_stops_the_total(void **state)
{
    (void)state;
    struct kit k;
    run(&k,
        STR("scheme: t\nmeasures: [{id: a}, {id: b}]\n" CLASSES "tree:\n"
            "  - {id: x, points: 60, measure: a, method: direct}\n  - {id: y, points: 40, measure: b, "
            "method: direct}\n"),
        STR("unit,a,b\n甲,50,30\n乙,50,\n丙,60,40\n丁,0,0\n"), "2026");
    kit_expect(&k, STR("unit,x,y,total,rank\n甲,50.00,30.00,80.00,2\n乙,50.00,,,\n丙,60.00,40.00,100.00,"
                       "1\n丁,0.00,0.00,0.00,3\n"));
    kit_close(&k);
}

static void fixed_divisor_does_not_hand_on_the_weight(void **state)
{
    (void)state;
    struct kit k;
    run(&k,
        STR("scheme: t\nmissing: reweight\nmeasures: [{id: a}, {id: b}]\n" CLASSES
            "tree:\n  divisor: 3\n  children:\n"
            "    - {id: x, weight: 1, measure: a, method: direct}\n    - {id: y, weight: 1, measure: b, "
            "method: direct}\n"),
        STR("unit,a,b\n甲,90,60\n乙,90,\n丙,0,0\n丁,30,30\n"), "2026");
    kit_expect(&k, STR("unit,total\n甲,50.00\n乙,30.00\n丙,0.00\n丁,20.00\n"));
    const struct score_waterfall *w = NULL;
    assert_int_equal(score_waterfall(k.r, 0, 1, k.a, &w, &k.err), RC_OK);
    int64_t sum = w->full;
    for (int i = 0; i < w->bars_count; i++)
        sum += w->bars[i].delta;
    assert_int_equal(sum, 3000);
    kit_close(&k);
}

static void rounding_displayed_and_once_differ_as_they_should(void **state)
{
    (void)state;
    /* Three thirds of a point: 0.33 each when displayed, 1 in all when rounded once. */
    static const char text[] =
        "scheme: t\nrounding: {place: %s, digits: 2}\nfull_marks: 3\nmeasures: [{id: a}]\n" CLASSES
        "tree:\n  - {id: x, points: 1, measure: a, method: ratio, target: 3}\n"
        "  - {id: y, points: 1, measure: a, method: ratio, target: 3}\n"
        "  - {id: z, points: 1, measure: a, method: ratio, target: 3}\n";
    const char *const places[] = {"displayed", "once"}, *const totals[] = {"0.99", "1.00"};
    struct arena *a = arena_new(0);
    for (int i = 0; i < 2; i++) {
        struct kit k;
        run(&k, arena_printf(a, text, places[i]), STR("unit,a\n甲,1\n乙,2\n丙,3\n丁,0\n"), "2026");
        assert_string_equal(kit_score(&k, "total", "甲"), totals[i]);
        kit_close(&k);
    }
    arena_free(a);
}

static void rounding_modes_at_a_tie(void **state)
{
    (void)state;
    static const char text[] = "scheme: t\nrounding: {mode: %s, digits: 1}\nmeasures: [{id: a}]\n" CLASSES
                               "tree: [{id: x, measure: a, method: direct}]\n";
    const struct {
        const char *mode, *expected;
    } cases[] = {
        {"half_up", "unit,total\n甲,0.3\n乙,0.2\n丙,-0.3\n丁,0.4\n"},
        {"half_even", "unit,total\n甲,0.2\n乙,0.2\n丙,-0.2\n丁,0.4\n"},
        {"down", "unit,total\n甲,0.2\n乙,0.1\n丙,-0.2\n丁,0.3\n"},
    };
    struct arena *a = arena_new(0);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct kit k;
        run(&k, arena_printf(a, text, cases[i].mode), STR("unit,a\n甲,0.25\n乙,0.15\n丙,-0.25\n丁,0.35\n"),
            "2026");
        kit_expect(&k, str_c(cases[i].expected));
        kit_close(&k);
    }
    arena_free(a);
}

static void quarterly_values_serve_each_month_and_cumulative_windows_count_from_january(void **state)
{
    (void)state;
    struct kit k;
    kit_open(&k, STR("scheme: t\nwindow: {every: month, cumulative: true}\nrounding: {digits: 1}\n"
                     "measures: [{id: m, aggregate: sum}, {id: q, per: quarter}]\n" CLASSES "tree:\n"
                     "  - {id: x, points: 50, measure: m, method: direct}\n  - {id: y, points: 50, measure: "
                     "q, method: direct}\n"));
    kit_values(&k, STR("unit,period,m\n甲,2026-01,10\n甲,2026-02,5\n甲,2026-03,7\n甲,2026-04,1\n"), "2026");
    kit_values(&k, STR("unit,period,q\n甲,2026Q1,20\n甲,2026-05,30\n"), "2026");
    kit_compute(&k, "2026-02");
    kit_expect(&k, STR("unit,x,y,total\n甲,15.0,20.0,35.0\n乙,,,\n"));
    /* January to April holds one whole quarter, the first. */
    kit_compute(&k, "2026-04");
    kit_expect(&k, STR("unit,x,y,total\n甲,23.0,20.0,43.0\n"));
    /* May is missing, and a sum with a hole is no sum. */
    kit_compute(&k, "2026-05");
    kit_expect(&k, STR("unit,x,total\n甲,,\n"));
    assert_int_equal(score_compute(k.s, k.v, kit_window("2026Q1"), k.a, &k.r, &k.err), RC_INVALID);
    kit_close(&k);
}

static void periods_are_averaged_from_rounded_scores(void **state)
{
    (void)state;
    struct kit k;
    run(&k,
        STR("scheme: t\nwindow: {every: quarter}\nrounding: {digits: 0}\nmeasures: [{id: v, decimals: "
            "1}]\n" CLASSES "tree:\n  - {id: x, mean_of: month, measure: v, method: direct}\n"),
        STR("unit,period,v\n甲,2026-01,1.5\n甲,2026-02,1.5\n甲,2026-03,1.4\n"
            "乙,2026-01,9\n乙,2026-02,4\n丙,2026-02,4\n"),
        "2026Q1");
    /* 2, 2, 1 → 5/3 → 2; a month that others have and one lacks cannot be left out. */
    kit_expect(&k, STR("unit,x\n甲,2\n乙,\n丙,\n丁,\n"));
    kit_close(&k);
}

static void windows_gather_by_the_aggregate_of_the_measure(void **state)
{
    (void)state;
    struct kit k;
    run(&k,
        STR("scheme: t\nwindow: {every: quarter}\nrounding: {digits: 1}\nmissing: reweight\nmeasures:\n"
            "  - {id: s, aggregate: sum}\n  - {id: n, aggregate: mean}\n  - {id: l, aggregate: last}\n"
            "  - {id: x, aggregate: max}\n  - {id: i, aggregate: min}\n  - {id: g, aggregate: sum, "
            "skip_gaps: true}\n"
            "  - {id: m, aggregate: mean, skip_gaps: false}\n" CLASSES
            "tree:\n  weights: relative\n  children:\n"
            "    - {id: a, weight: 1, measure: s, method: direct}\n    - {id: b, weight: 1, measure: n, "
            "method: direct}\n"
            "    - {id: c, weight: 1, measure: l, method: direct}\n    - {id: d, weight: 1, measure: x, "
            "method: direct}\n"
            "    - {id: e, weight: 1, measure: i, method: direct}\n    - {id: f, weight: 1, measure: g, "
            "method: direct}\n"
            "    - {id: h, weight: 1, measure: m, method: direct}\n"
            "    - {id: o, weight: 1, measure: l, method: direct, sum_of: month}\n"),
        STR("unit,period,s,n,l,x,i,g,m\n甲,2026-01,1,1,1,1,1,1,1\n甲,2026-02,5,5,5,5,5,5,5\n甲,2026-03,3,3,3,"
            "3,3,3,3\n"
            "乙,2026-01,1,1,1,1,1,1,1\n乙,2026-02,5,5,5,5,5,5,5\n"),
        "2026Q1");
    kit_expect(
        &k, STR("unit,a,b,c,d,e,f,h,o\n甲,9.0,3.0,3.0,5.0,1.0,9.0,3.0,9.0\n乙,,3.0,5.0,5.0,1.0,6.0,,6.0\n"));
    kit_everything_opens(&k);
    kit_close(&k);
}

static void a_default_counts_when_nothing_at_all_was_reported(void **state)
{
    (void)state;
    struct kit k;
    run(&k,
        STR("scheme: t\nwindow: {every: quarter}\nmeasures:\n"
            "  - {id: a, aggregate: sum, default: 0}\n  - {id: b, aggregate: sum}\n" CLASSES
            "tree:\n  - {id: x, points: 60, measure: a, method: deduct, each: 1}\n"
            "  - {id: y, points: 40, measure: b, method: direct}\n"),
        STR("unit,period,a,b\n甲,2026-01,2,1\n甲,2026-03,1,1\n乙,2026-01,,1\n乙,2026-02,,1\n乙,2026-03,,1\n"),
        "2026Q1");
    kit_expect(&k, STR("unit,x,y\n甲,57.00,\n乙,60.00,3.00\n丙,60.00,\n"));
    kit_everything_opens(&k);
    kit_close(&k);
}

static void units_that_tie_on_published_digits_share_the_quota(void **state)
{
    (void)state;
    struct kit k;
    run(&k,
        STR("scheme: t\nrounding: {digits: 0}\nmeasures: [{id: v}]\n" CLASSES
            "grades: {list: [{name: A, quota_percent: 50}, {name: B}], quota_ties: all}\n"
            "tree: [{id: x, measure: v, method: direct}]\n"),
        STR("unit,v\n甲,90\n乙,80.4\n丙,80\n丁,79.5\n"), "2026");
    kit_expect(&k, STR("unit,total,rank,grade\n甲,90,1,A\n乙,80,2,A\n丙,80,2,A\n丁,80,2,A\n"));
    kit_close(&k);
}

/* ---------------------------------------------------------------------------------- explanations */

static const struct score_line *line_of(const struct score_explanation *x, const char *text)
{
    for (int i = 0; i < x->steps_count; i++)
        if (strcmp(x->steps[i].text, text) == 0)
            return &x->steps[i];
    fail_msg("no line %s", text);
    return NULL;
}

static void has_args(const struct score_line *l, const char *a, const char *b, const char *c, const char *d)
{
    const char *const want[] = {a, b, c, d};
    for (int i = 0; i < 4 && want[i]; i++)
        if (!str_eq(l->arg[i], str_c(want[i])))
            fail_msg("%s {%d}: '%.*s', should be '%s'", l->text, i, STR_ARG(l->arg[i]), want[i]);
}

static const struct score_explanation *explained(struct kit *k, const char *node, int unit)
{
    const struct score_explanation *x = NULL;
    assert_int_equal(score_explain(k->r, scheme_node_find(k->s, str_c(node)), unit, k->a, &x, &k->err),
                     RC_OK);
    return x;
}

static void a_ratio_shows_formula_numbers_cap_and_reports(void **state)
{
    (void)state;
    struct kit k;
    run(&k,
        STR("scheme: t\nwindow: {every: quarter}\nmeasures: [{id: a, aggregate: sum, decimals: 1}, {id: "
            "goal, fixed: 30}]\n" CLASSES "tree: [{id: x, measure: a, method: ratio, target: goal}]\n"),
        STR("unit,period,a\n甲,2026-07,10\n甲,2026-08,12.5\n甲,2026-09,17.5\n乙,2026-07,1\n乙,2026-08,2\n乙,"
            "2026-09,7\n"),
        "2026Q3");
    const struct score_explanation *x = explained(&k, "x", 0);
    assert_true(str_eq(x->score, STR("100.00")) && str_eq(x->full, STR("100")));
    assert_string_equal(x->method, "score.method.ratio");
    has_args(&x->formula, "100", NULL, NULL, NULL);
    has_args(line_of(x, "score.step.ratio"), "100", "40", "30", "133.333333");
    has_args(line_of(x, "score.step.cap"), "133.333333", "100", NULL, NULL);
    assert_int_equal(x->inputs_count, 2);
    assert_true(str_eq(x->inputs[0].value, STR("40")) && x->inputs[0].periods_count == 3);
    assert_true(str_eq(x->inputs[0].periods[1].value, STR("12.5")));
    assert_int_equal(x->inputs[0].periods[1].period.first, 2026 * 12 + 7);
    assert_string_equal(x->inputs[1].role, "score.role.target");
    x = explained(&k, "x", 1);
    has_args(line_of(x, "score.step.rounded_half_up"), "33.333333", "2", "33.33", NULL);
    x = explained(&k, "x", 2);
    (void)line_of(x, "score.step.missing_not_scorable");
    assert_true(x->inputs[0].is_missing && x->inputs[0].periods[0].is_missing);
    kit_close(&k);
}

static void a_formula_lists_what_it_is_made_of(void **state)
{
    (void)state;
    struct kit k;
    run(&k,
        STR("scheme: t\nmeasures: [{id: a, decimals: 0}, {id: b, decimals: 0}, {id: r, formula: (a - "
            "last_year(a)) / b}]\n" CLASSES "tree: [{id: x, measure: r, method: efficacy}]\n"),
        STR("unit,period,a,b\n甲,2025-12,1,\n乙,2025-12,1,\n甲,2026-12,5,2\n乙,2026-12,5,4\n"), "2026");
    const struct score_explanation *x = explained(&k, "x", 1);
    assert_true(str_eq(x->score, STR("60.00")));
    has_args(line_of(x, "score.step.class_range"), "1", "2", "2", NULL);
    assert_int_equal(x->inputs_count, 4);
    assert_int_equal(x->inputs[2].years_back, 1);
    assert_true(str_eq(x->inputs[2].value, STR("1")));
    kit_close(&k);
}

static void an_inner_node_lists_its_parts_and_its_waterfall(void **state)
{
    (void)state;
    struct kit k;
    run(&k,
        STR("scheme: t\nmeasures: [{id: a}, {id: b}, {id: e, kind: events}]\n" CLASSES "tree:\n"
            "  - {id: x, points: 60, measure: a, method: direct}\n"
            "  - {id: y, points: 40, measure: b, method: direct, missing: reweight}\n"
            "  - {id: p, role: extra, measure: e, method: plus_minus, items: [{id: s, points: -1.5}]}\n"),
        STR("unit,a,b\n甲,50,30\n乙,45,\n"), "2026");
    kit_values(&k, STR("unit,measure,item,count,points\n甲,e,s,2,\n"), "2026");
    kit_compute(&k, "2026");
    kit_expect(&k, STR("unit,total\n甲,77.00\n乙,75.00\n"));
    const struct score_explanation *x = explained(&k, "total", 0);
    assert_int_equal(x->parts_count, 3);
    assert_true(str_eq(x->parts[0].score, STR("50.00")) && str_eq(x->parts[0].weight, STR("60")));
    has_args(line_of(x, "score.step.extra"), "80", "-3", "77", NULL);
    const struct score_waterfall *w = NULL;
    assert_int_equal(score_waterfall(k.r, 0, 0, k.a, &w, &k.err), RC_OK);
    assert_int_equal(w->bars_count, 3);
    assert_int_equal(w->bars[0].delta, -1000);
    assert_int_equal(w->bars[1].delta, -1000);
    assert_int_equal(w->bars[2].delta, -300);
    /* 45 of 60 stands for 75 of 100: the 15 that were lost weigh 25. */
    assert_int_equal(score_waterfall(k.r, 0, 1, k.a, &w, &k.err), RC_OK);
    assert_int_equal(w->bars[0].delta, -2500);
    assert_int_equal(w->bars[1].delta, 0);
    has_args(line_of(explained(&k, "total", 1), "score.step.reweighted"), "45", "100", "60", "75");
    x = explained(&k, "p", 0);
    assert_int_equal(x->events_count, 1);
    assert_true(str_eq(x->events[0].points, STR("-3")) && x->events[0].counted);
    assert_int_equal(score_explain(k.r, 99, 0, k.a, &x, &k.err), RC_NOT_FOUND);
    kit_close(&k);
}

static void csv_quotes_names_and_leaves_out_what_is_not_there(void **state)
{
    (void)state;
    struct kit k;
    run(&k,
        STR("scheme: t\nrounding: {digits: 1}\nmeasures: [{id: a}]\nclasses: [{id: c, name: \"一,类\", "
            "units: [甲, '乙\"']}]\n"
            "tree: [{id: x, measure: a, method: direct}]\n"),
        STR("unit,a\n甲,-0.5\n"), "2026");
    struct buf b = {0};
    score_write_csv(k.r, &b);
    assert_true(str_eq(buf_str(&b),
                       STR("unit,class,total,rank,grade\n甲,\"一,类\",-0.5,1,\n\"乙\"\"\",\"一,类\",,,\n")));
    buf_release(&b);
    kit_close(&k);
}

static void values_that_do_not_fit_are_refused(void **state)
{
    (void)state;
    struct kit k;
    kit_open(&k, STR("scheme: t\nmeasures: [{id: a}, {id: f, formula: a + 1}, {id: e, kind: events}, "
                     "{id: b, kind: ballots, groups: [g]}]\n" CLASSES "tree:\n"
                     "  - {id: x, points: 100, measure: f, method: direct}\n"
                     "  - {id: y, role: extra, measure: e, method: add, cap: 5, items: [{id: s, points: 1}, "
                     "{id: z, most: 3}]}\n"));
    struct event e = {.item = STR("s"), .count = 1, .points = VALUE_MISSING};
    assert_int_equal(values_set(k.v, 1, 0, 2026 * 12, 1, &k.err), RC_INVALID);
    assert_int_equal(values_set(k.v, 0, 4, 2026 * 12, 1, &k.err), RC_INVALID);
    assert_int_equal(values_set(k.v, 0, 0, 1899 * 12, 1, &k.err), RC_INVALID);
    assert_int_equal(values_add_event(k.v, 0, 0, 2026 * 12, e, &k.err), RC_INVALID);
    assert_int_equal(values_add_event(k.v, 2, 0, 2026 * 12, e, &k.err), RC_OK);
    e.points = 100;
    assert_int_equal(values_add_event(k.v, 2, 0, 2026 * 12, e, &k.err), RC_INVALID);
    assert_string_equal(k.err.text, "score.event_points_fixed");
    e.item = STR("z");
    assert_int_equal(values_add_event(k.v, 2, 0, 2026 * 12, e, &k.err), RC_OK);
    e.points = 301;
    assert_int_equal(values_add_event(k.v, 2, 0, 2026 * 12, e, &k.err), RC_INVALID);
    assert_string_equal(k.err.text, "score.event_points_out_of_range");
    e.points = VALUE_MISSING;
    assert_int_equal(values_add_event(k.v, 2, 0, 2026 * 12, e, &k.err), RC_INVALID);
    e.item = STR("nobody knows");
    assert_int_equal(values_add_event(k.v, 2, 0, 2026 * 12, e, &k.err), RC_INVALID);
    struct ballot b = {.group = 1, .level = -1, .vote = 1, .count = 1};
    assert_int_equal(values_add_ballot(k.v, 3, 0, 2026 * 12, b, &k.err), RC_INVALID);
    b.group = 0;
    assert_int_equal(values_add_ballot(k.v, 3, 0, 2026 * 12, b, &k.err), RC_OK);
    kit_close(&k);
}

static void a_number_that_grows_too_large_names_node_and_unit(void **state)
{
    (void)state;
    struct kit k;
    kit_open(&k, STR("scheme: t\nmeasures: [{id: a, decimals: 0}, {id: f, formula: a * a * a}]\n" CLASSES
                     "tree: [{id: x, name: 大数, measure: f, method: direct}]\n"));
    kit_values(&k, STR("unit,a\n甲,5\n乙,999999999999\n"), "2026");
    assert_int_equal(score_compute(k.s, k.v, kit_window("2026"), k.a, &k.r, &k.err), RC_TOO_LARGE);
    assert_string_equal(k.err.arg[0], "大数");
    assert_string_equal(k.err.arg[1], "乙");
    kit_close(&k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reweighting_goes_up_level_by_level),
        cmocka_unit_test(not_scorable_stops_the_total),
        cmocka_unit_test(fixed_divisor_does_not_hand_on_the_weight),
        cmocka_unit_test(rounding_displayed_and_once_differ_as_they_should),
        cmocka_unit_test(rounding_modes_at_a_tie),
        cmocka_unit_test(quarterly_values_serve_each_month_and_cumulative_windows_count_from_january),
        cmocka_unit_test(periods_are_averaged_from_rounded_scores),
        cmocka_unit_test(windows_gather_by_the_aggregate_of_the_measure),
        cmocka_unit_test(a_default_counts_when_nothing_at_all_was_reported),
        cmocka_unit_test(units_that_tie_on_published_digits_share_the_quota),
        cmocka_unit_test(a_ratio_shows_formula_numbers_cap_and_reports),
        cmocka_unit_test(a_formula_lists_what_it_is_made_of),
        cmocka_unit_test(an_inner_node_lists_its_parts_and_its_waterfall),
        cmocka_unit_test(csv_quotes_names_and_leaves_out_what_is_not_there),
        cmocka_unit_test(values_that_do_not_fit_are_refused),
        cmocka_unit_test(a_number_that_grows_too_large_names_node_and_unit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
