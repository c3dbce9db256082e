/* Measures that are more than a number of the window: levels, spans of their own, what formulas ask of votes
 * and events, and the results of other schemes. */
#include "kit.h"

#include <stdio.h>

#include "score/feed.h"

static void refuses(const char *measures, const char *key)
{
    struct arena *a = arena_new(0);
    struct problems p = {.arena = a};
    const struct scheme *s;
    struct err err = {0};
    struct str yaml = arena_printf(a,
                                   "scheme: t\nmeasures:\n%s\nclasses: [{id: c, units: [甲]}]\n"
                                   "tree: [{id: x, points: 100, measure: v, method: direct}]\n",
                                   measures);
    enum rc rc = scheme_read(a, yaml, &p, &s, &err);
    if (rc == RC_OK || strcmp(p.item[0].text, key) != 0)
        fail_msg("%s: %s, not %s", measures, rc == RC_OK ? "taken" : p.item[0].text, key);
    assert_true(p.item[0].line > 2);
    arena_free(a);
}

static int measure(struct kit *k, const char *id) { return scheme_measure_find(k->s, str_c(id)); }

static void set(struct kit *k, const char *id, int unit, const char *period, int64_t value)
{
    assert_int_equal(values_set(k->v, measure(k, id), unit, kit_window(period).first, value, &k->err), RC_OK);
}

/* -------------------------------------------------------------------------------------------- levels */

#define PAST                                                                                                   \
    "  - {id: past, kind: level, per: year, levels: [{name: 优秀, points: 3}, {name: 良好, points: 1.5}, " \
    "{name: 差, points: 0}, {name: 未评, excluded: true}]}\n"

static void a_level_is_its_points(void **state)
{
    (void)state;
    struct kit k;
    kit_open(
        &k,
        STR("scheme: t\nmeasures:\n" PAST "  - {id: two, formula: past + last_year(past)}\n"
            "classes: [{id: c, units: [甲, 乙, 丙]}]\nfull_marks: 16\n"
            "tree:\n  - {id: x, points: 6, measure: two, method: direct}\n"
            "  - {id: y, points: 10, measure: past, method: attained, target: 1.5, missing: reweight}\n"));
    set(&k, "past", 0, "2026", 0);
    set(&k, "past", 0, "2025", 1);
    set(&k, "past", 1, "2026", 2);
    set(&k, "past", 1, "2025", 1);
    set(&k, "past", 2, "2026", 3); /* not graded: no value */
    set(&k, "past", 2, "2025", 0);
    kit_compute(&k, "2026");
    kit_expect(&k, STR("unit,x,y\n甲,4.50,10.00\n乙,1.50,0.00\n丙,,\n"));
    kit_everything_opens(&k);
    const struct score_explanation *e;
    assert_int_equal(score_explain(k.r, scheme_node_find(k.s, STR("y")), 0, k.a, &e, &k.err), RC_OK);
    assert_true(str_eq(e->inputs[0].periods[0].value, STR("优秀")) && str_eq(e->inputs[0].value, STR("3")));
    assert_int_equal(values_set(k.v, 0, 0, 2026 * 12, 4, &k.err), RC_INVALID);
    assert_string_equal(k.err.text, "score.value_no_level");
    kit_close(&k);
}

static void levels_are_aggregated_by_their_points(void **state)
{
    (void)state;
    struct kit k;
    kit_open(&k, STR("scheme: t\nmeasures:\n  - {id: v, kind: level, per: quarter, aggregate: mean, "
                     "levels: [{name: 红, points: 0}, {name: 绿, points: 10}, {name: 停, excluded: true}]}\n"
                     "classes: [{id: c, units: [甲]}]\ntree:\n  - {id: x, points: 100, measure: v, method: "
                     "direct}\n"));
    set(&k, "v", 0, "2026Q1", 1);
    set(&k, "v", 0, "2026Q2", 1);
    set(&k, "v", 0, "2026Q3", 0);
    set(&k, "v", 0, "2026Q4", 2);
    kit_compute(&k, "2026");
    kit_expect(&k, STR("unit,x\n甲,6.67\n"));
    kit_close(&k);
}

static void what_is_no_level_measure_is_refused(void **state)
{
    (void)state;
    refuses("  - {id: v, kind: level}", "score.parameter_missing");
    refuses("  - {id: v, kind: level, decimals: 1, levels: [{name: 好, points: 1}]}", "score.level_decimals");
    refuses("  - {id: v, kind: level, levels: [{name: 好}]}", "score.level_incomplete");
    refuses("  - {id: v, kind: level, formula: 1 + 1, levels: [{name: 好, points: 1}]}",
            "score.formula_of_no_number");
}

/* ------------------------------------------------------------------------------------ votes and events */

#define ROWS                                                                                                 \
    "scheme: t\nrounding: {digits: 4}\nmeasures:\n"                                                          \
    "  - {id: poll, kind: ballots, groups: [代表, 群众], levels: [{name: 优秀, points: 100}, "         \
    "{name: 一般, points: 60}, {name: 弃权, excluded: true}]}\n"                                         \
    "  - {id: log, kind: events, decimals: 1}\n"                                                             \
    "  - {id: v, formula: '%s'}\n"                                                                           \
    "classes: [{id: c, units: [甲, 乙]}]\n"                                                                \
    "tree:\n  - {id: x, points: 100, measure: v, method: direct}\n"                                          \
    "  - {id: e, role: extra, measure: log, method: plus_minus, items: [{id: 通报, points: -2}, "          \
    "{id: 表 彰, least: 0.5, most: 5}]}\n"

static const char *const BALLOTS = "unit,period,measure,group,level,count\n"
                                   "甲,2026-03,poll,代表,优秀,2\n甲,2026-03,poll,代表,一般,1\n"
                                   "甲,2026-05,poll,代表,弃权,9\n甲,2026-11,poll,群众,一般,6\n"
                                   "甲,2025-11,poll,群众,优秀,50\n";
static const char *const EVENTS = "unit,period,measure,item,count,points,matter\n"
                                  "甲,2026-02,log,通报,3,,\n甲,2026-10,log,表 彰,2,1.5,\n";

static const char *asked(const char *formula, const char *unit)
{
    static char out[40];
    struct kit k;
    struct arena *a = arena_new(0);
    kit_open(&k, arena_printf(a, ROWS, formula));
    kit_values(&k, str_c(BALLOTS), "2026");
    kit_values(&k, str_c(EVENTS), "2026");
    kit_compute(&k, "2026");
    kit_everything_opens(&k);
    (void)snprintf(out, sizeof out, "%s", kit_score(&k, "x", unit));
    kit_close(&k);
    arena_free(a);
    return out;
}

static void formulas_ask_ballots(void **state)
{
    (void)state;
    assert_string_equal(asked("vote_count(poll)", "甲"), "9.0000");
    assert_string_equal(asked("vote_count(poll, 代表)", "甲"), "3.0000");
    assert_string_equal(asked("vote_share(poll, 优秀)", "甲"),
                        "0.2222"); /* 2 of 9: who abstains is no voter */
    assert_string_equal(asked("vote_share(poll, 优秀, \"代表\") * 100", "甲"), "66.6667");
    assert_string_equal(asked("vote_mean(poll, “代表”)", "甲"), "86.6667");
    assert_string_equal(asked("last_year(vote_count(poll))", "甲"), "50.0000");
    assert_string_equal(asked("if vote_share(poll, 一般) >= 1/3 then 1 else 2", "甲"), "1.0000");
    assert_string_equal(asked("vote_count(poll)", "乙"), "");
    assert_string_equal(asked("if vote_count(poll) = null then 7 else 8", "乙"), "7.0000");
}

static void formulas_ask_events(void **state)
{
    (void)state;
    assert_string_equal(asked("event_count(log)", "甲"), "5.0000");
    assert_string_equal(asked("event_count(log, 通报)", "甲"), "3.0000");
    assert_string_equal(asked("event_count(log, \"表 彰\")", "甲"), "2.0000");
    assert_string_equal(asked("event_points(log)", "甲"), "-3.0000");
    assert_string_equal(asked("event_points(log, \"表 彰\")", "甲"), "3.0000");
    assert_string_equal(asked("event_count(log)", "乙"), "0.0000");
    assert_string_equal(asked("class_max(event_count(log))", "乙"), "5.0000");
}

static void rows(const char *formula, const char *key)
{
    struct arena *a = arena_new(0);
    struct problems p = {.arena = a};
    const struct scheme *s;
    struct err err = {0};
    assert_int_equal(scheme_read(a, arena_printf(a, ROWS, formula), &p, &s, &err), RC_INVALID);
    assert_string_equal(p.item[0].text, key);
    assert_int_equal(p.item[0].line, 6);
    arena_free(a);
}

static void a_name_that_a_formula_gets_wrong_is_said(void **state)
{
    (void)state;
    rows("vote_share(poll, 优绣)", "score.formula_unknown_part");
    rows("vote_share(poll, 弃权)", "score.formula_unknown_part");
    rows("vote_count(poll, 街坊)", "score.formula_unknown_part");
    rows("vote_count(pol)", "score.formula_unknown_name");
    rows("vote_count(log)", "score.formula_other_kind");
    rows("event_count(poll)", "score.formula_other_kind");
    rows("event_count(log, 通抱)", "score.formula_unknown_item");
    rows("event_count(log, 3)", "score.formula_name_wanted");
    rows("vote_count(poll", "score.formula_syntax");
    rows("vote_share(poll)", "score.formula_syntax");
    rows("vote_count(\"poll)", "score.formula_syntax");
}

/* --------------------------------------------------------------------------------- excluded batches */

static bool says(struct kit *k, const char *node, int unit, const char *text, struct str first)
{
    const struct score_explanation *e;
    bool is_said = false;
    assert_int_equal(score_explain(k->r, scheme_node_find(k->s, str_c(node)), unit, k->a, &e, &k->err),
                     RC_OK);
    for (int i = 0; i < e->steps_count; i++)
        is_said |= strcmp(e->steps[i].text, text) == 0 && str_eq(e->steps[i].arg[0], first);
    return is_said;
}

static void a_batch_that_is_excluded_counts_for_nothing_and_is_told(void **state)
{
    (void)state;
    struct kit k;
    kit_open(&k, STR("scheme: t\nmeasures:\n  - {id: poll, kind: ballots, levels: [{name: 好, points: 100}, "
                     "{name: 差, points: 0}, {name: 弃权, excluded: true}]}\n"
                     "  - {id: share, formula: 'vote_share(poll, 好)'}\n"
                     "classes: [{id: c, units: [甲, 乙, 丙]}]\nfull_marks: 101\n"
                     "tree:\n  - {id: x, points: 100, measure: poll, method: votes, trim: {high: 1}, "
                     "missing: reweight}\n"
                     "  - {id: y, points: 1, measure: share, method: direct, missing: reweight}\n"));
    kit_values(&k,
               STR("unit,measure,level,count,batch,excluded\n"
                   "甲,poll,好,5,1,\n甲,poll,差,5,1,\n甲,poll,好,7,2,同一终端\n甲,poll,好,4,2,同一终端\n"
                   "甲,poll,弃权,9,2,同一终端\n乙,poll,好,3,2,代填\n丙,poll,差,4,,\n"),
               "2026");
    kit_compute(&k, "2026");
    kit_expect(&k, STR("unit,x,y\n甲,44.44,0.50\n乙,,\n丙,0.00,0.00\n")); /* 4 of 9: one is trimmed */
    assert_true(says(&k, "x", 0, "score.step.batch_excluded", STR("2")));
    assert_true(says(&k, "x", 0, "score.step.with_batches", STR("75"))); /* 15 of 20 */
    assert_true(says(&k, "x", 1, "score.step.with_batches", STR("100")));
    assert_false(says(&k, "x", 2, "score.step.with_batches", STR("0")));
    kit_everything_opens(&k);
    kit_close(&k);
}

/* --------------------------------------------------------------------------------------------- spans */

static const char *spanned(const char *over, const char *window)
{
    static char out[40];
    struct kit k;
    struct arena *a = arena_new(0);
    kit_open(&k, arena_printf(a,
                              "scheme: t\nwindow: {every: month}\nmeasures:\n"
                              "  - {id: v, aggregate: sum, skip_gaps: true, over: %s}\n"
                              "classes: [{id: c, units: [甲]}]\n"
                              "tree:\n  - {id: x, points: 100, measure: v, method: direct}\n",
                              over));
    for (int m = 0; m < 24; m++)
        assert_int_equal(values_set(k.v, 0, 0, 2025 * 12 + m, (m < 12 ? 1 : 1000) * 100, &k.err), RC_OK);
    kit_compute(&k, window);
    (void)snprintf(out, sizeof out, "%s", kit_score(&k, "x", "甲"));
    kit_close(&k);
    arena_free(a);
    return out;
}

static void a_measure_may_look_over_other_months_than_the_window(void **state)
{
    (void)state;
    assert_string_equal(spanned("window", "2026-03"), "1000.00");
    assert_string_equal(spanned("year_to_date", "2026-03"), "3000.00");
    assert_string_equal(spanned("year", "2026-03"), "12000.00");
    assert_string_equal(spanned("{months: 12}", "2026-03"), "3009.00");
    assert_string_equal(spanned("{months: 2}", "2026-01"), "1001.00");
    refuses("  - {id: v, over: {weeks: 2}}", "score.parameter_missing");
    refuses("  - {id: v, over: {months: 0}}", "score.integer_wanted");
    refuses("  - {id: v, over: decade}", "score.unknown_word");
    refuses("  - {id: w}\n  - {id: v, over: year, formula: w + 1}", "score.over_of_computed");
}

static void votes_and_events_have_their_span_too(void **state)
{
    (void)state;
    struct kit k;
    kit_open(&k, STR("scheme: t\nwindow: {every: month}\nmeasures:\n"
                     "  - {id: poll, kind: ballots, over: {months: 3}}\n"
                     "  - {id: log, kind: events, over: year_to_date}\n"
                     "  - {id: n, formula: event_count(log) * 10 + vote_count(poll)}\n"
                     "  - {id: before, formula: last_year(event_count(log))}\n"
                     "classes: [{id: c, units: [甲]}]\nfull_marks: 100\n"
                     "tree:\n  - {id: p, points: 100, measure: poll, method: votes}\n"
                     "  - {id: d, role: extra, measure: log, method: deduct, start: 0, floor: none, items: "
                     "[{id: 迟, points: 2}]}\n"
                     "  - {id: x, role: aside, measure: n, method: direct}\n"
                     "  - {id: y, role: aside, measure: before, method: direct}\n"));
    kit_values(&k,
               STR("unit,period,measure,vote\n甲,2026-01,poll,90\n甲,2026-03,poll,50\n甲,2026-05,poll,70\n"
                   "甲,2026-06,poll,10\n"),
               "2026");
    kit_values(
        &k,
        STR("unit,period,measure,item,count\n甲,2025-12,log,迟,7\n甲,2025-02,log,迟,4\n甲,2026-01,log,迟,1\n"
            "甲,2026-05,log,迟,2\n甲,2026-06,log,迟,5\n"),
        "2026");
    kit_compute(&k,
                "2026-05"); /* votes of March and May, events of January and May; last year those up to May */
    kit_expect(&k, STR("unit,p,d,x,y\n甲,60.00,-6.00,32.00,4.00\n"));
    kit_everything_opens(&k);
    kit_close(&k);
}

static void what_a_window_sees_of_a_measure_reaches_as_far_as_its_span(void **state)
{
    (void)state;
    struct measure m = {.over = OVER_MONTHS, .over_months = 12, .fixed.kind = OPERAND_NONE};
    struct window march = kit_window("2026-03");
    assert_true(measure_counts(&m, march, kit_window("2025-04")));
    m.over = OVER_YEAR;
    assert_true(measure_counts(&m, march, kit_window("2026-12")));
    m.over = OVER_YEAR_TO_DATE;
    assert_true(measure_counts(&m, march, kit_window("2026-01")));
    assert_false(measure_counts(&m, march, kit_window("2026-04")));
    m.over = OVER_WINDOW;
    assert_false(measure_counts(&m, march, kit_window("2026-02")));
    assert_true(measure_counts(&m, march, kit_window("2025-03"))); /* last_year() */
}

/* ------------------------------------------------------------------------------------ other schemes */

/* Totals out of 90: 甲 30, 乙 60, 丙 nothing, 丁 60. */
static void open_other(struct kit *k, const char *every, const char *window)
{
    struct arena *a = arena_new(0);
    kit_open(k, arena_printf(a,
                             "scheme: other\ntitle: 另案\nfull_marks: 90\nwindow: {every: %s}\n"
                             "measures: [{id: v, per: %s}]\n"
                             "classes: [{id: c, units: [丁, {id: b, name: 乙}, {id: a, name: 甲}, 丙]}]\n"
                             "grades: [{name: 好, at_least: 50}, {name: 差}]\n"
                             "tree:\n  - {id: half, points: 45, measure: v, method: direct}\n"
                             "  - {id: rest, points: 45, measure: v, method: direct}\n",
                             every, every));
    arena_free(a);
    kit_values(k, STR("unit,v\n甲,15\n乙,30\n丙,\n丁,30\n"), window);
    kit_compute(k, window);
}

#define TAKER                                                                                                \
    "scheme: t\n%s\nrounding: {digits: 4}\nmeasures:\n  - {id: v, %s}\n"                                     \
    "classes: [{id: c, units: [{id: a, name: 甲县}, 乙, 丙, 戊]}]\n"                                    \
    "tree: [{id: x, points: 100, measure: v, method: direct, missing: reweight}]\n"

static void expect_fed(const char *source, const char *every, const char *window, const char *result)
{
    struct kit other, k;
    struct arena *a = arena_new(0);
    open_other(&other, every, window);
    kit_open(&k, arena_printf(a, TAKER, "", source));
    assert_int_equal(score_feed(k.v, 0, other.r, &k.err), RC_OK);
    kit_compute(&k, "2026");
    kit_expect(&k, str_c(result));
    kit_everything_opens(&k);
    kit_close(&k);
    kit_close(&other);
    arena_free(a);
}

static void the_result_of_another_scheme_is_a_measure(void **state)
{
    (void)state;
    expect_fed("source: {scheme: other}", "year", "2026", "unit,x\n甲县,30.0000\n乙,60.0000\n丙,\n戊,\n");
    expect_fed("source: {scheme: other, node: half}", "year", "2026",
               "unit,x\n甲县,15.0000\n乙,30.0000\n丙,\n戊,\n");
    expect_fed("source: {scheme: other, give: percent}", "year", "2026",
               "unit,x\n甲县,33.3333\n乙,66.6667\n丙,\n戊,\n");
    expect_fed("source: {scheme: other, give: percent}, decimals: 1", "year", "2026",
               "unit,x\n甲县,33.3000\n乙,66.7000\n丙,\n戊,\n");
    expect_fed("source: {scheme: other, give: rank}", "year", "2026",
               "unit,x\n甲县,3.0000\n乙,1.0000\n丙,\n戊,\n");
    expect_fed("source: {scheme: other, give: ranked}", "year", "2026",
               "unit,x\n甲县,3.0000\n乙,3.0000\n丙,\n戊,\n");
    expect_fed("kind: level, levels: [{name: 好, points: 5}, {name: 差, points: 2}], "
               "source: {scheme: other, give: grade}",
               "year", "2026", "unit,x\n甲县,2.0000\n乙,5.0000\n丙,\n戊,\n");
    /* one quarter of the year; and of a window that is fixed, that one alone */
    expect_fed("source: {scheme: other, window: quarter}", "quarter", "2026Q2",
               "unit,x\n甲县,30.0000\n乙,60.0000\n丙,\n戊,\n");
    expect_fed("source: {scheme: other, window: 2026H1}", "half", "2026H1",
               "unit,x\n甲县,30.0000\n乙,60.0000\n丙,\n戊,\n");
    expect_fed("source: {scheme: other, window: 2026H1}", "half", "2026H2", "unit,x\n甲县,\n乙,\n丙,\n戊,\n");
}

/* A third of the full marks is a third, not 33.33. */
static void a_percentage_is_exact(void **state)
{
    (void)state;
    struct kit other, k;
    struct value_number n;
    struct arena *a = arena_new(0);
    open_other(&other, "year", "2026");
    kit_open(&k, arena_printf(a, TAKER, "", "source: {scheme: other, give: percent}"));
    assert_int_equal(score_feed(k.v, 0, other.r, &k.err), RC_OK);
    assert_true(values_number(k.v, 0, 0, 2026 * 12, &n));
    assert_int_equal(n.n, 100);
    assert_int_equal(n.d, 3);
    kit_close(&k);
    kit_close(&other);
    arena_free(a);
}

static void what_is_fed_is_not_reported(void **state)
{
    (void)state;
    struct kit k;
    struct arena *a = arena_new(0);
    kit_open(&k, arena_printf(a, TAKER, "", "source: {scheme: other}"));
    assert_false(measure_is_input(&k.s->measures[0]));
    assert_int_equal(values_set(k.v, 0, 0, 2026 * 12, 5, &k.err), RC_INVALID);
    assert_string_equal(k.err.text, "score.value_is_fed");
    kit_close(&k);
    arena_free(a);
}

static void cannot_feed(const char *source, const char *every, const char *window, const char *key)
{
    struct kit other, k;
    struct arena *a = arena_new(0);
    open_other(&other, every, window);
    kit_open(&k, arena_printf(a, TAKER, "", source));
    assert_int_equal(score_feed(k.v, 0, other.r, &k.err), RC_INVALID);
    assert_string_equal(k.err.text, key);
    kit_close(&k);
    kit_close(&other);
    arena_free(a);
}

static void what_does_not_fit_is_said(void **state)
{
    (void)state;
    cannot_feed("source: {scheme: other, node: nix}", "year", "2026", "score.feed_node");
    cannot_feed("source: {scheme: other}", "quarter", "2026Q2", "score.feed_period");
    cannot_feed("kind: level, levels: [{name: 好, points: 5}], source: {scheme: other, give: grade}", "year",
                "2026", "score.feed_grade");
    refuses("  - {id: v, source: {scheme: t}}", "score.source_itself");
    refuses("  - {id: v, source: {node: x}}", "score.parameter_missing");
    refuses("  - {id: v, source: {scheme: o, give: rank, node: x}}", "score.source_node");
    refuses("  - {id: v, source: {scheme: o, window: 2026-13}}", "score.source_window");
    refuses("  - {id: v, per: month, source: {scheme: o}}", "score.source_per");
    refuses("  - {id: v, source: {scheme: o, give: grade}}", "score.source_kind");
    refuses("  - {id: v, formula: 1 + 1, source: {scheme: o}}", "score.source_and_formula");
}

static void a_chain_of_schemes_ends_where_it_would_close(void **state)
{
    (void)state;
    struct err err = {0};
    struct feed_chain a = {STR("甲案"), STR("1"), NULL}, b = {STR("乙案"), STR("1"), &a},
                      other_version = {STR("甲案"), STR("2"), &b}, again = {STR("甲案"), STR("1"), &b};
    assert_int_equal(feed_chain_check(&a, &err), RC_OK);
    assert_int_equal(feed_chain_check(&other_version, &err), RC_OK);
    assert_int_equal(feed_chain_check(&again, &err), RC_INVALID);
    assert_string_equal(err.text, "score.feed_circle");
    assert_string_equal(err.arg[0], "甲案 → 乙案 → 甲案");
    struct feed_chain deep[FEED_CHAIN_MAX + 1];
    char names[FEED_CHAIN_MAX + 1][16];
    for (int i = 0; i <= FEED_CHAIN_MAX; i++) {
        (void)snprintf(names[i], sizeof names[i], "%d", i);
        deep[i] = (struct feed_chain){str_c(names[i]), STR("1"), i ? &deep[i - 1] : NULL};
        assert_int_equal(feed_chain_check(&deep[i], &err), i < FEED_CHAIN_MAX ? RC_OK : RC_INVALID);
    }
    assert_string_equal(err.text, "score.feed_too_deep");
}

/* ------------------------------------------------------------------------------------------ validity */

static void a_window_outside_the_time_of_the_scheme_names_both(void **state)
{
    (void)state;
    struct kit k;
    kit_open(&k, STR("scheme: t\ntitle: 上半年方案\nvalid: {from: 2026-03-15, to: 2026-06-30}\n"
                     "window: {every: month}\nmeasures: [{id: v}]\nclasses: [{id: c, units: [甲]}]\n"
                     "tree: [{id: x, points: 100, measure: v, method: direct}]\n"));
    assert_int_equal(scheme_check_valid(k.s, kit_window("2026-03"), &k.err), RC_OK);
    assert_int_equal(scheme_check_valid(k.s, kit_window("2026"), &k.err), RC_OK);
    assert_int_equal(scheme_check_valid(k.s, kit_window("2026-02"), &k.err), RC_INVALID);
    assert_int_equal(scheme_check_valid(k.s, kit_window("2026-07"), &k.err), RC_INVALID);
    assert_string_equal(k.err.text, "score.window_not_valid");
    assert_string_equal(k.err.arg[0], "2026-07");
    assert_string_equal(k.err.arg[2], "2026-03-15");
    assert_string_equal(k.err.arg[3], "2026-06-30");
    kit_close(&k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_level_is_its_points),
        cmocka_unit_test(levels_are_aggregated_by_their_points),
        cmocka_unit_test(what_is_no_level_measure_is_refused),
        cmocka_unit_test(formulas_ask_ballots),
        cmocka_unit_test(formulas_ask_events),
        cmocka_unit_test(a_name_that_a_formula_gets_wrong_is_said),
        cmocka_unit_test(a_batch_that_is_excluded_counts_for_nothing_and_is_told),
        cmocka_unit_test(a_measure_may_look_over_other_months_than_the_window),
        cmocka_unit_test(votes_and_events_have_their_span_too),
        cmocka_unit_test(what_a_window_sees_of_a_measure_reaches_as_far_as_its_span),
        cmocka_unit_test(the_result_of_another_scheme_is_a_measure),
        cmocka_unit_test(a_percentage_is_exact),
        cmocka_unit_test(what_is_fed_is_not_reported),
        cmocka_unit_test(what_does_not_fit_is_said),
        cmocka_unit_test(a_chain_of_schemes_ends_where_it_would_close),
        cmocka_unit_test(a_window_outside_the_time_of_the_scheme_names_both),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
