/* Facts counted by the month: borders of months, what runs, what has not come, what cannot be said in a
 * scheme. */
#include "kit.h"

#include "score/tally.h"

#define SCHEME(more)                                                                                          \
    "scheme: t\nyear: 2026\nwindow: {every: month}\nmeasures: [{id: x, fact: red" more "}]\n"                 \
    "classes: [{id: c, units: [甲, 乙, 丙]}]\ntree: [{id: leaf, points: 100, measure: x, method: deduct, " \
    "each: 1}]\n"
#define HEAD "unit,fact,from,to,value\n"

static struct kit counted(const char *more, const char *facts, const char *today)
{
    struct kit k;
    struct arena *a = arena_new(0);
    kit_open_clean(&k, arena_printf(a, SCHEME("%s"), more));
    kit_facts(&k, arena_printf(a, HEAD "%s", facts), today);
    arena_free(a);
    return k;
}

/* The value of a unit in a month, as n/d; "" for none. */
static const char *value_in(struct kit *k, int unit, const char *month)
{
    struct value_number n;
    if (!values_number(k->v, 0, unit, kit_window(month).first, &n))
        return "";
    return arena_printf(k->a, "%lld/%lld", (long long)n.n, (long long)n.d).p;
}

static void an_instant_counts_in_the_month_of_its_day(void **state)
{
    (void)state;
    struct kit k = counted(
        "", "甲,red,2026-01-31,,\n甲,red,2026-02-01,,2\n甲,red,2026-02-28,,0.50\n甲,blue,2026-02-02,,\n",
        "2026-03-01");
    assert_string_equal(value_in(&k, 0, "2026-01"), "1/1");
    assert_string_equal(value_in(&k, 0, "2026-02"), "5/2");
    assert_string_equal(value_in(&k, 0, "2026-03"), "0/1"); /* has come, and there was none */
    assert_string_equal(value_in(&k, 0, "2026-04"), "");    /* has not come */
    assert_string_equal(value_in(&k, 1, "2026-01"), "0/1");
    assert_string_equal(value_in(&k, 0, "2025-12"), ""); /* nobody counted then */
    kit_close(&k);
}

static void an_interval_counts_its_working_days_month_by_month(void **state)
{
    (void)state;
    /* 2026-02-14 and 02-28 are Saturdays that are worked, 15 to 23 is Spring Festival. */
    struct kit k = counted(
        "", "甲,red,2026-02-13,2026-03-02,\n乙,red,2026-02-15,2026-02-23,\n丙,red,2026-01-30,2026-01-30,3\n",
        "2026-04-01");
    assert_string_equal(value_in(&k, 0, "2026-02"), "7/1"); /* 13, 14, 24 to 28 */
    assert_string_equal(value_in(&k, 0, "2026-03"), "1/1");
    assert_string_equal(value_in(&k, 1, "2026-02"), "0/1"); /* all of it in the holiday */
    assert_string_equal(value_in(&k, 2, "2026-01"), "3/1");
    kit_close(&k);
}

static void what_runs_has_come_as_far_as_today(void **state)
{
    (void)state;
    const char *facts = "甲,red,2026-03-30,now,\n";
    struct kit k = counted("", facts, "2026-04-01");
    assert_string_equal(value_in(&k, 0, "2026-03"), "2/1");
    assert_string_equal(value_in(&k, 0, "2026-04"), "1/1");
    kit_close(&k);
    k = counted("", facts, "2026-04-07"); /* 4 to 6 is Qingming */
    assert_string_equal(value_in(&k, 0, "2026-04"), "4/1");
    kit_close(&k);
    k = counted("", facts, "2026-03-29"); /* it begins tomorrow */
    assert_string_equal(value_in(&k, 0, "2026-03"), "0/1");
    kit_close(&k);
}

static void facts_of_earlier_years_are_there_for_whoever_looks_back(void **state)
{
    (void)state;
    struct kit k = counted("", "甲,red,2025-11-03,,\n", "2026-01-05");
    assert_string_equal(value_in(&k, 0, "2025-11"), "1/1");
    assert_string_equal(value_in(&k, 1, "2025-12"), "0/1"); /* since the first of all, everybody is counted */
    assert_string_equal(value_in(&k, 1, "2025-10"), "");
    kit_close(&k);
    k = counted("", "甲,red,1998-11-03,now,\n", "2026-01-05");
    assert_string_equal(value_in(&k, 0, "2010-12"), "");     /* further than any formula can look */
    assert_string_equal(value_in(&k, 0, "2011-01"), "21/1"); /* one holiday, one Sunday that is worked */
    kit_close(&k);
}

static void parts_of_a_month_name_their_facts(void **state)
{
    (void)state;
    struct kit k = counted("", "", "2026-03-31");
    const struct tally_fact fact[] = {{0, 20260302, 20260302, false, {1, 0}},
                                      {1, 20260302, 20260302, false, {1, 0}},
                                      {0, 20260226, 20260303, true, {15, 1}},
                                      {0, 20260303, 20260303, false, {-1, 0}}};
    struct tally_days none = {NULL, NULL};
    struct tally t;
    size_t n = 0;
    int march = kit_window("2026-03").first;
    assert_int_equal(tally_make(k.a, fact, 2, &none, 20260331, march, &t, &k.err), RC_OK);
    assert_int_equal(t.n, 2);
    const struct tally_part *p = tally_parts(&t, 1, march, &n);
    assert_int_equal(n, 1);
    assert_int_equal(p->fact, 1);
    (void)tally_parts(&t, 2, march, &n);
    assert_int_equal(n, 0);
    kit_close(&k);
}

static void a_sum_that_is_too_long_is_refused_by_name(void **state)
{
    (void)state;
    struct kit k = counted("", "", "2026-03-31");
    const struct tally_fact fact[] = {{0, 20260302, 20260302, false, {INT64_MAX, 0}},
                                      {0, 20260302, 20260302, false, {1, 0}}};
    struct tally_days none = {NULL, NULL};
    struct tally t;
    assert_int_equal(tally_make(k.a, fact, 2, &none, 20260331, kit_window("2026-03").first, &t, &k.err),
                     RC_OK);
    assert_int_equal(tally_feed(k.v, 0, &t, NULL, &k.err), RC_TOO_LARGE);
    assert_string_equal(k.err.text, "score.feed_too_large");
    assert_string_equal(k.err.arg[0], "x");
    kit_close(&k);
}

static void a_unit_that_is_not_counted_has_no_value(void **state)
{
    (void)state;
    struct kit k;
    kit_open_clean(&k, STR(SCHEME("")));
    const bool is_counted[] = {true, false, true};
    struct tally_days none = {NULL, NULL};
    struct tally t;
    assert_int_equal(tally_make(k.a, NULL, 0, &none, 20260331, kit_window("2026-03").first, &t, &k.err),
                     RC_OK);
    assert_int_equal(tally_feed(k.v, 0, &t, is_counted, &k.err), RC_OK);
    assert_string_equal(value_in(&k, 0, "2026-03"), "0/1");
    assert_string_equal(value_in(&k, 1, "2026-03"), "");
    kit_close(&k);
}

static void facts_that_a_scheme_cannot_count_are_refused_at_their_line(void **state)
{
    (void)state;
    static const struct {
        const char *more, *text;
    } bad[] = {{", per: month", "score.fact_per"},
               {", reported_by: 甲", "score.fact_reported"},
               {", kind: events", "score.fact_alone"},
               {", fixed: 3", "score.fact_alone"},
               {", formula: 1 + 1", "score.fact_alone"},
               {", source: {scheme: other}", "score.fact_alone"},
               {" days", "score.fact_name"}};
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        struct kit k = {.a = arena_new(0)};
        bool is_said = false;
        k.p.arena = k.a;
        struct str yaml = arena_printf(k.a, SCHEME("%s"), bad[i].more);
        assert_int_equal(scheme_read(k.a, yaml, &k.p, &k.s, &k.err), RC_INVALID);
        for (size_t j = 0; j < k.p.n; j++)
            is_said |= strcmp(k.p.item[j].text, bad[i].text) == 0 && k.p.item[j].line == 4;
        if (!is_said)
            fail_msg("%s: not %s", bad[i].more, bad[i].text);
        kit_close(&k);
    }
}

static void nobody_reports_what_is_counted(void **state)
{
    (void)state;
    struct kit k = counted("", "", "2026-03-31");
    assert_false(measure_is_input(&k.s->measures[0]));
    assert_int_equal(values_set(k.v, 0, 0, kit_window("2026-03").first, 1, &k.err), RC_INVALID);
    assert_string_equal(k.err.text, "score.value_is_counted");
    kit_close(&k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_instant_counts_in_the_month_of_its_day),
        cmocka_unit_test(an_interval_counts_its_working_days_month_by_month),
        cmocka_unit_test(what_runs_has_come_as_far_as_today),
        cmocka_unit_test(facts_of_earlier_years_are_there_for_whoever_looks_back),
        cmocka_unit_test(parts_of_a_month_name_their_facts),
        cmocka_unit_test(a_sum_that_is_too_long_is_refused_by_name),
        cmocka_unit_test(a_unit_that_is_not_counted_has_no_value),
        cmocka_unit_test(facts_that_a_scheme_cannot_count_are_refused_at_their_line),
        cmocka_unit_test(nobody_reports_what_is_counted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
