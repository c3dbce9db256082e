/* From facts to points: what is counted in which month, by whose calendar, until when, and what follows when
 * a fact, a calendar or the day changes. */
#include "deeds.h"

#include "base/date.h"
#include "base/fixed.h"
#include "domain/calendar_book.h"
#include "domain/publication.h"
#include "domain/value_table.h"

#define TEST(name) static void name(void **state)
#define DAY_MS INT64_C(86400000)

static const struct str COUNTED =
    STR_INIT("scheme: counted\nversion: \"1\"\nyear: 2026\nwindow: {every: month}\nmeasures:\n"
             "  - {id: late, fact: task_overdue}\n  - {id: red, fact: task_red_days}\n"
             "classes: [{id: all, units: [甲局, 乙局, 丙县]}]\ntree:\n"
             "  - {id: a, points: 60, measure: late, method: deduct, each: 5}\n"
             "  - {id: b, points: 40, measure: red, method: deduct, each: 0.5}\n");
static const struct str TAKING =
    STR_INIT("scheme: taking\nversion: \"1\"\nyear: 2026\nwindow: {every: month}\n"
             "measures: [{id: v, source: {scheme: counted}}]\n"
             "classes: [{id: all, units: [甲局, 乙局, 丙县]}]\n"
             "tree: [{id: a, points: 100, measure: v, method: direct}]\n");

static void adopt(struct town *t, struct str text)
{
    struct problems problems = {.arena = t->a};
    struct scheme_adopt input = {.text = text, .problems = &problems};
    struct act_receipt r;
    OK(town_act(t, t->office, &act_scheme_adopt, &input, &r, &err));
}

static int64_t add(struct town *t, struct fact f)
{
    struct deed deed = {ADD, f, 0};
    struct act_receipt r;
    OK(deeds_do(t, &deed, 1, &r, &err));
    return deed.ret;
}

static struct fact red(const struct town *t, int organ, int64_t from, int64_t to)
{
    struct fact f = deed_overdue(t, 9, 1);
    f.organ_id = t->organ[organ];
    f.measure = STR("task_red_days");
    f.from_day = from;
    f.to_day = to;
    f.is_interval = true;
    return f;
}

static struct results *results_of(struct town *t, struct results_book *book, const char *code)
{
    struct results *r = NULL;
    OK(results_get(book, town_look(t), str_c(code), 0, &r, &err));
    town_done(t);
    return r;
}

/* The published score of a node in a month, "" without one or without that window. */
static const char *score_in(struct town *t, struct results_book *book, const char *code, const char *node,
                            int unit, const char *month)
{
    struct results *r CLEANUP(results_unref) = results_of(t, book, code);
    const struct score_result *result = NULL;
    struct window w;
    OK(window_read(str_c(month), &w, &err));
    for (size_t i = 0; i < results_windows(r); i++)
        if (results_window(r, i).first == w.first)
            OK(results_compute(r, i, &result, &err));
    if (!result)
        return "";
    int n = scheme_node_find(result->scheme, str_c(node));
    if (score_state(result, n, unit) != SCORE_PRESENT)
        return "";
    return fixed_write(t->a, score_of(result, n, unit), result->scheme->nodes[n].digits).p;
}

static void at_day(struct town *t, int month, int day) { t->w->now_ms = date_ms(2026, month, day, 12, 0); }

TEST(a_fact_costs_points_in_its_month_and_its_revocation_gives_them_back)
{
    TOWN(t, state);
    struct results_book *book = results_book_new(TENANT, kernel_world(t->w->k));
    adopt(t, COUNTED);
    assert_string_equal(score_in(t, book, "counted", "a", 0, "2026-03"),
                        "60.00"); /* nobody did anything yet */
    (void)add(t, deed_overdue(t, 7, 3));
    assert_string_equal(score_in(t, book, "counted", "a", 0, "2026-03"), "55.00");
    assert_string_equal(score_in(t, book, "counted", "a", 0, "2026-04"), "60.00");
    assert_string_equal(score_in(t, book, "counted", "a", 1, "2026-03"), "60.00");
    assert_string_equal(score_in(t, book, "counted", "a", 0, "2026-12"),
                        ""); /* has not come: today is 20 November */
    struct deed back = {REVOKE, deed_overdue(t, 7, 3), 0};
    struct act_receipt r;
    OK(deeds_do(t, &back, 1, &r, &err));
    assert_string_equal(score_in(t, book, "counted", "a", 0, "2026-03"), "60.00");
    results_book_free(book);
    works_verify(t->w);
    town_free(t);
}

TEST(results_are_kept_while_facts_calendar_and_day_stay)
{
    TOWN(t, state);
    struct results_book *book = results_book_new(TENANT, kernel_world(t->w->k));
    adopt(t, COUNTED);
    (void)add(t, red(t, 1, 20261102, 20261106));
    struct results *first CLEANUP(results_unref) = results_of(t, book, "counted");
    struct results *again CLEANUP(results_unref) = results_of(t, book, "counted");
    assert_ptr_equal(first, again);
    results_unref(&again);
    t->w->now_ms += DAY_MS; /* nothing runs: the day does not matter */
    again = results_of(t, book, "counted");
    assert_ptr_equal(first, again);
    results_unref(&again);
    struct fact other = deed_overdue(t, 7, 1);
    other.measure = STR("nobody_reads");
    (void)add(t, other); /* no measure of this scheme */
    again = results_of(t, book, "counted");
    assert_ptr_equal(first, again);
    results_unref(&again);
    at_day(t, 12, 1); /* a month more has come */
    assert_string_equal(score_in(t, book, "counted", "a", 0, "2026-12"), "60.00");
    results_unref(&first);
    results_book_free(book);
    town_free(t);
}

TEST(an_interval_that_runs_costs_more_each_working_day_until_it_ends)
{
    TOWN(t, state);
    struct results_book *book = results_book_new(TENANT, kernel_world(t->w->k));
    adopt(t, COUNTED);
    int64_t id = add(t, red(t, 1, 20261118, 0)); /* a Wednesday; today is Friday, 20 November */
    assert_string_equal(score_in(t, book, "counted", "b", 0, "2026-11"), "38.50");
    at_day(t, 11, 22); /* Sunday */
    assert_string_equal(score_in(t, book, "counted", "b", 0, "2026-11"), "38.50");
    at_day(t, 11, 23);
    assert_string_equal(score_in(t, book, "counted", "b", 0, "2026-11"), "38.00");
    at_day(t, 12, 2); /* over the border of a month: 9 days in November, 2 in December */
    assert_string_equal(score_in(t, book, "counted", "b", 0, "2026-11"), "35.50");
    assert_string_equal(score_in(t, book, "counted", "b", 0, "2026-12"), "39.00");
    struct deed end = {CLOSE, {.fact_id = id, .to_day = 20261130}, 0};
    struct act_receipt r;
    OK(deeds_do(t, &end, 1, &r, &err));
    assert_string_equal(score_in(t, book, "counted", "b", 0, "2026-11"), "35.50");
    assert_string_equal(score_in(t, book, "counted", "b", 0, "2026-12"), "40.00");
    at_day(t, 12, 24);
    assert_string_equal(score_in(t, book, "counted", "b", 0, "2026-12"), "40.00");
    results_book_free(book);
    town_free(t);
}

TEST(days_are_those_of_the_organs_own_calendar)
{
    TOWN(t, state);
    struct results_book *book = results_book_new(TENANT, kernel_world(t->w->k));
    struct calendar_set week = {.organ_id = t->organ[2], .text = STR("calendar 乙局\nweek mon-sat\n")};
    struct calendar_set whole = {.organ_id = t->organ[0], .text = STR("calendar 镇\nweek mon-thu\n")};
    struct act_receipt r;
    adopt(t, COUNTED);
    for (int u = 1; u <= 2; u++) /* all of October: the days of 1 to 7 are off, Saturday the 10th is worked */
        (void)add(t, red(t, u, 20261001, 20261031));
    assert_string_equal(score_in(t, book, "counted", "b", 0, "2026-10"), "31.00"); /* 18 */
    assert_string_equal(score_in(t, book, "counted", "b", 1, "2026-10"), "31.00");
    OK(town_act(t, t->office, &act_calendar_set, &week, &r, &err));
    assert_string_equal(score_in(t, book, "counted", "b", 0, "2026-10"), "31.00");
    assert_string_equal(score_in(t, book, "counted", "b", 1, "2026-10"), "29.50"); /* three Saturdays more */
    OK(town_act(t, t->office, &act_calendar_set, &whole, &r, &err));
    assert_string_equal(score_in(t, book, "counted", "b", 0, "2026-10"), "33.00"); /* its parent's week: 14 */
    assert_string_equal(score_in(t, book, "counted", "b", 1, "2026-10"), "29.50");
    results_book_free(book);
    town_free(t);
}

TEST(a_notice_that_comes_later_moves_what_was_counted)
{
    TOWN(t, state);
    struct results_book *book = results_book_new(TENANT, kernel_world(t->w->k));
    struct notice_adopt notice = {.bytes = STR("notice 测办发〔2026〕9号\ntitle 通知\npublished "
                                               "2026-11-12\nyear 2026\noff 2026-11-19 临时放假\n")};
    struct act_receipt r;
    adopt(t, COUNTED);
    (void)add(t, red(t, 1, 20261118, 20261120));
    assert_string_equal(score_in(t, book, "counted", "b", 0, "2026-11"), "38.50");
    OK(town_act(t, t->office, &act_notice_adopt, &notice, &r, &err));
    assert_string_equal(score_in(t, book, "counted", "b", 0, "2026-11"), "39.00");
    results_book_free(book);
    town_free(t);
}

TEST(a_scheme_that_takes_counted_results_follows_their_facts)
{
    TOWN(t, state);
    struct results_book *book = results_book_new(TENANT, kernel_world(t->w->k));
    adopt(t, COUNTED);
    adopt(t, TAKING);
    assert_string_equal(score_in(t, book, "taking", "a", 0, "2026-03"), "100.00");
    (void)add(t, deed_overdue(t, 7, 3));
    assert_string_equal(score_in(t, book, "taking", "a", 0, "2026-03"), "95.00");
    (void)add(t, red(t, 1, 20261120, 0));
    assert_string_equal(score_in(t, book, "taking", "a", 0, "2026-11"), "99.50");
    at_day(t, 11, 23);
    assert_string_equal(score_in(t, book, "taking", "a", 0, "2026-11"), "99.00");
    results_book_free(book);
    town_free(t);
}

TEST(a_value_opens_to_the_facts_behind_it)
{
    TOWN(t, state);
    struct results_book *book = results_book_new(TENANT, kernel_world(t->w->k));
    adopt(t, COUNTED);
    (void)add(t, deed_overdue(t, 7, 3));
    int64_t id = add(t, red(t, 2, 20261026, 20261103));
    struct results *r CLEANUP(results_unref) = results_of(t, book, "counted");
    int measure = scheme_measure_find(results_scheme(r)->scheme, STR("red"));
    struct fact_behinds b = facts_behind(results_facts(r), t->a, 1, measure, 2026 * 12 + 9);
    assert_int_equal(b.n, 1);
    assert_int_equal(b.row[0].fact->fact_id, id);
    assert_int_equal(b.row[0].times, 5);
    assert_int_equal(b.row[0].value, 5);
    assert_int_equal(b.row[0].first, 20261026);
    assert_int_equal(b.row[0].last, 20261031);
    b = facts_behind(results_facts(r), t->a, 1, measure, 2026 * 12 + 10);
    assert_int_equal(b.row[0].times, 2);
    assert_int_equal(b.row[0].first, 20261101);
    assert_int_equal(facts_behind(results_facts(r), t->a, 0, measure, 2026 * 12 + 9).n, 0);
    results_unref(&r);
    results_book_free(book);
    town_free(t);
}

TEST(what_is_counted_is_neither_asked_for_nor_taken_from_a_table)
{
    TOWN(t, state);
    struct problems problems = {.arena = t->a};
    struct value_rows rows;
    struct scheme_open open;
    adopt(t, COUNTED);
    LOOK(t, scheme_open_load(t->db, t->a, TENANT, STR("counted"), 0, &open, &err));
    FAILS(value_table_read(t->a, STR("单位,期间,late\n甲局,2026-03,4\n"), open.scheme, NULL, NULL,
                           (struct str){0}, &problems, &rows, &err),
          RC_INVALID, "value.table_has_problems");
    assert_true(problems.blocking > 0);
    town_free(t);
}

/* What the page does before the act. */
static struct result_freeze prepared(struct town *t, struct results_book *book, size_t window)
{
    struct results *r CLEANUP(results_unref) = NULL;
    struct result_freeze in;
    const struct score_result *result;
    (void)town_look(t);
    OK(results_get(book, t->db, STR("counted"), 0, &r, &err));
    OK(results_compute(r, window, &result, &err));
    OK(frozen_prepare(t->db, t->a, TENANT, r, result, &in, &err));
    town_done(t);
    return in;
}

TEST(a_frozen_month_keeps_its_counts_and_can_be_reckoned_again_without_facts)
{
    TOWN(t, state);
    struct results_book *book = results_book_new(TENANT, kernel_world(t->w->k));
    struct frozen_difference different;
    struct act_receipt r;
    adopt(t, COUNTED);
    (void)add(t, deed_overdue(t, 7, 3));
    int64_t id = add(t, red(t, 1, 20260330, 0));
    struct result_freeze in = prepared(t, book, 2); /* March */
    assert_true(str_find_str(in.ready->values, STR("甲局,late,2026-03,1/1,")) < in.ready->values.n);
    assert_true(str_find_str(in.ready->values, STR("甲局,red,2026-03,2/1,")) < in.ready->values.n);
    assert_true(str_find_str(in.ready->values, STR("乙局,late,2026-03,0/1,")) < in.ready->values.n);
    t->w->now_ms += DAY_MS; /* confirmed after midnight: what was seen is what is frozen */
    OK(town_act(t, t->office, &act_result_freeze, &in, &r, &err));
    OK(frozen_check(t->a, in.ready, &different, &err));
    assert_null(different.text);
    in = prepared(t, book, 3);
    struct deed end = {CLOSE, {.fact_id = id, .to_day = 20260401}, 0};
    OK(deeds_do(t, &end, 1, &r, &err));
    FAILS(town_act(t, t->office, &act_result_freeze, &in, &r, &err), RC_CONFLICT, "frozen.changed_since");
    results_book_free(book);
    works_verify(t->w);
    town_free(t);
}

static const struct CMUnitTest tests[] = {
    BOTH(a_fact_costs_points_in_its_month_and_its_revocation_gives_them_back),
    BOTH(results_are_kept_while_facts_calendar_and_day_stay),
    BOTH(an_interval_that_runs_costs_more_each_working_day_until_it_ends),
    BOTH(days_are_those_of_the_organs_own_calendar),
    BOTH(a_notice_that_comes_later_moves_what_was_counted),
    BOTH(a_scheme_that_takes_counted_results_follows_their_facts),
    BOTH(a_value_opens_to_the_facts_behind_it),
    BOTH(what_is_counted_is_neither_asked_for_nor_taken_from_a_table),
    BOTH(a_frozen_month_keeps_its_counts_and_can_be_reckoned_again_without_facts),
};
WORKS_MAIN(tests)
