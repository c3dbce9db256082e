/* Schemes are adopted, tables imported, results computed: from the document to the digits. */
#include "town.h"

#include <inttypes.h>

#include "base/date.h"
#include "base/fixed.h"

#define HEAD "单位,指标,期间,数值,组别,事项,编号,依据\n"

static struct str replaced(struct town *t, struct str text, const char *from, const char *to)
{
    size_t at = str_find_str(text, str_c(from));
    assert_true(at < text.n);
    return arena_printf(t->a, "%.*s%s%.*s", STR_ARG(str_sub(text, 0, at)), to,
                        STR_ARG(str_sub(text, at + strlen(from), text.n)));
}

static enum rc adopt(struct town *t, struct str text, bool may_register, struct problems *problems,
                     struct act_receipt *ret, struct err *err)
{
    struct scheme_adopt input = {.text = text, .problems = problems, .may_register = may_register};
    return town_act(t, t->office, &act_scheme_adopt, &input, ret, err);
}

/* ---- schemes ---- */

static void an_adopted_scheme_is_kept_word_by_word(void **state)
{
    TOWN(t, state);
    struct scheme_open open;
    LOOK(t, scheme_open_load(t->db, t->a, TENANT, TOWN_CODE, 0, &open, &err));
    assert_true(str_eq(open.text, TOWN_SCHEME));
    assert_int_equal(open.record.version, 1);
    assert_int_equal(open.record.adopted_by, t->office.account_id);
    assert_int_equal(open.record.adopted_at_ms, NOON);
    for (int u = 0; u < 3; u++)
        assert_int_equal(open.organ_id[u], t->organ[u + 1]);
    town_free(t);
}

static void versions_follow_one_another_and_none_is_overwritten(void **state)
{
    TOWN(t, state);
    struct problems problems = {.arena = t->a};
    struct act_receipt r;
    struct scheme_open open;
    FAILS(adopt(t, TOWN_SCHEME, false, &problems, &r, &err), RC_CONFLICT, "scheme.version_not_next");
    FAILS(adopt(t, replaced(t, TOWN_SCHEME, "\"1\"", "\"3\""), false, &problems, &r, &err), RC_CONFLICT,
          "scheme.version_not_next");
    struct str second = replaced(t, replaced(t, TOWN_SCHEME, "\"1\"", "\"2\""), "镇考评", "镇考评（修订）");
    OK(adopt(t, second, false, &problems, &r, &err));
    assert_true(str_eq(r.answer, STR("town/2")));
    LOOK(t, scheme_open_load(t->db, t->a, TENANT, TOWN_CODE, 0, &open, &err));
    assert_int_equal(open.record.version, 2);
    LOOK(t, scheme_open_load(t->db, t->a, TENANT, TOWN_CODE, 1, &open, &err));
    assert_true(str_eq(open.text, TOWN_SCHEME));
    struct db *db = town_look(t);
    FAILS(scheme_open_load(db, t->a, TENANT, TOWN_CODE, 3, &open, &err), RC_NOT_FOUND, "scheme.not_found");
    FAILS(scheme_open_load(db, t->a, TENANT, STR("city"), 0, &open, &err), RC_NOT_FOUND, "scheme.not_found");
    town_done(t);
    works_verify(t->w);
    town_free(t);
}

static void a_unit_that_nobody_knows_is_named_with_its_line_and_the_nearest(void **state)
{
    TOWN(t, state);
    struct problems problems = {.arena = t->a};
    struct act_receipt r;
    struct str text = replaced(t, replaced(t, TOWN_SCHEME, "\"1\"", "\"2\""), "[甲局, ", "[甲甲局, ");
    int64_t rows = town_rows(t);
    FAILS(adopt(t, text, false, &problems, &r, &err), RC_INVALID, "scheme.has_problems");
    assert_int_equal(problems.n, 1);
    assert_string_equal(problems.item[0].text, "scheme.unknown_unit");
    assert_string_equal(problems.item[0].hint, "scheme.did_you_mean_unit");
    assert_true(str_eq(problems.item[0].arg[1], STR("甲局")));
    assert_int_equal(problems.item[0].line, 21);
    assert_int_equal(town_rows(t), rows);
    problems = (struct problems){.arena = t->a};
    text = replaced(t, replaced(t, TOWN_SCHEME, "\"1\"", "\"2\""), "[甲局, ", "[云梦泽, 甲局, ");
    FAILS(adopt(t, text, false, &problems, &r, &err), RC_INVALID, "scheme.has_problems");
    assert_string_equal(problems.item[0].hint, "scheme.register_units");
    problems = (struct problems){.arena = t->a};
    OK(adopt(t, text, true, &problems, &r, &err));
    struct scheme_open open;
    LOOK(t, scheme_open_load(t->db, t->a, TENANT, TOWN_CODE, 2, &open, &err));
    assert_true(open.organ_id[0] > t->organ[3]); /* new */
    assert_int_equal(open.organ_id[1], t->organ[1]);
    works_verify(t->w);
    town_free(t);
}

static void a_document_that_is_no_scheme_is_refused_with_its_lines(void **state)
{
    TOWN(t, state);
    struct problems problems = {.arena = t->a};
    struct act_receipt r;
    int64_t rows = town_rows(t);
    struct err err = {0};
    struct str text =
        replaced(t, TOWN_SCHEME, "points: 100, measure: ontime", "points: 100, measure: nothing");
    assert_int_equal(adopt(t, text, true, &problems, &r, &err), RC_INVALID);
    assert_true(problems.blocking > 0);
    assert_int_equal(problems.item[0].line, 23);
    assert_int_equal(town_rows(t), rows);
    town_free(t);
}

/* ---- imports ---- */

static struct import_record record_of(struct town *t, int64_t id)
{
    struct import_record r = {0};
    LOOK(t, import_load(t->db, t->a, TENANT, id, &r, &err));
    return r;
}

static void assert_counts(struct town *t, int64_t id, int64_t added, int64_t changed, int64_t same,
                          int64_t cleared)
{
    struct import_record r = record_of(t, id);
    if (r.added != added || r.changed != changed || r.same != same || r.cleared != cleared)
        fail_msg("new %" PRId64 ", changed %" PRId64 ", same %" PRId64 ", cleared %" PRId64, r.added,
                 r.changed, r.same, r.cleared);
}

static void an_import_says_what_was_new_changed_the_same_and_cleared(void **state)
{
    TOWN(t, state);
    int64_t id;
    OK(town_import(t, "单位,期间,按期率\n甲局,2026-03,90\n乙局,2026-03,80\n丙县,2026-03,70\n", NULL, &id,
                   &err));
    assert_counts(t, id, 3, 0, 0, 0);
    OK(town_import(t, "单位,期间,按期率\n甲局,2026-03,90\n乙局,2026-03,81\n丙县,2026-03,/\n", NULL, &id,
                   &err));
    assert_counts(t, id, 0, 1, 1, 1);
    OK(town_import(t, "单位,期间,按期率\n老乙,2026-03,81.00\n丙县,2026-03,/\n", NULL, &id, &err));
    assert_counts(t, id, 0, 0, 2, 0);
    assert_true(str_eq(record_of(t, id).by_label, STR("office")));
    FAILS(import_load(town_look(t), t->a, TENANT, 9999, &(struct import_record){0}, &err), RC_NOT_FOUND,
          "value.no_such_import");
    town_done(t);
    works_verify(t->w);
    town_free(t);
}

static void a_table_that_speaks_of_a_cell_replaces_all_its_rows(void **state)
{
    TOWN(t, state);
    int64_t id;
    OK(town_import(t,
                   HEAD "甲局,加减分,2026-03,1,,表彰,1,甲\n"
                        "甲局,加减分,2026-03,-0.5,,通报,2,乙\n"
                        "甲局,加减分,2026-03,-1,,通报,3,丙\n"
                        "乙局,加减分,2026-03,1,,表彰,4,丁\n",
                   NULL, &id, &err));
    assert_counts(t, id, 4, 0, 0, 0);
    OK(town_import(t,
                   HEAD "甲局,加减分,2026-03,1,,表彰,1,甲\n"
                        "甲局,加减分,2026-03,-0.7,,通报,2,乙\n",
                   NULL, &id, &err));
    assert_counts(t, id, 0, 1, 1, 1);
    assert_int_equal(works_number(t->w, "SELECT count(*) AS n FROM measure_value"), 3);
    works_verify(t->w);
    town_free(t);
}

static void a_bad_table_leaves_nothing_and_its_problems_reach_the_caller(void **state)
{
    TOWN(t, state);
    struct problems problems = {.arena = t->a};
    int64_t rows = town_rows(t);
    FAILS(town_import(t, "单位,期间,按期率\n甲局,2026-03,90\n甲乙局,2026-03,80\n", &problems, NULL, &err),
          RC_INVALID, "intake.not_ready");
    assert_int_equal(problems.n, 1);
    assert_int_equal(problems.item[0].line, 3);
    assert_string_equal(problems.item[0].text, "table.unknown_unit");
    assert_int_equal(town_rows(t), rows);
    town_free(t);
}

static void the_file_is_kept_as_it_came(void **state)
{
    TOWN(t, state);
    static const char csv[] = "单位,期间,按期率\r\n甲局,2026年3月,９０\r\n";
    int64_t id;
    struct str bytes = {0};
    struct hash hash = hash_of(str_c(csv));
    OK(town_import(t, csv, NULL, &id, &err));
    LOOK(t, ledger_blob_get(kernel_ledger(t->w->k), t->db, t->a, hash, &bytes, &err));
    assert_true(str_eq(bytes, str_c(csv)));
    struct str body = works_body(t->w, id), hex = record_of(t, id).file_hash;
    assert_int_equal(hex.n, 64);
    assert_true(str_find_str(body, hex) < body.n);
    town_free(t);
}

static void whichever_call_fails_no_half_of_a_scheme_or_table_is_there(void **state)
{
    TOWN(t, state);
    struct target none = {0};
    struct problems problems = {.arena = t->a};
    struct scheme_adopt scheme = {
        .text = replaced(t, replaced(t, TOWN_SCHEME, "\"1\"", "\"2\""), "[甲局, ", "[新局, 甲局, "),
        .problems = &problems,
        .may_register = true};
    struct intake_confirm values = {
        .ready = town_read(t, t->office, "单位,期间,按期率\n甲局,2026-03,90\n乙局,2026-03,80\n")};
    assert_true(town_try_all_faults(t, t->office, none, &act_value_import, &values) > 15);
    assert_true(town_try_all_faults(t, t->office, none, &act_scheme_adopt, &scheme) > 15);
    works_verify(t->w);
    town_free(t);
}

/* ---- results ---- */

/* The published score of a leaf as the snapshot of now has it: "90.00", or "" without one. */
static struct str score_now(struct town *t, struct results_book *book, const char *node, int unit,
                            size_t window)
{
    struct results *r CLEANUP(results_unref) = NULL;
    const struct score_result *result;
    OK(results_get(book, town_look(t), TOWN_CODE, 0, &r, &err));
    town_done(t);
    OK(results_compute(r, window, &result, &err));
    int n = scheme_node_find(result->scheme, str_c(node));
    assert_true(n >= 0);
    if (score_state(result, n, unit) != SCORE_PRESENT)
        return (struct str){0};
    return fixed_write(t->a, score_of(result, n, unit), result->scheme->nodes[n].digits);
}

static void results_follow_an_import_and_readers_keep_what_they_hold(void **state)
{
    TOWN(t, state);
    struct results_book *book = results_book_new(TENANT, kernel_world(t->w->k));
    struct results *held CLEANUP(results_unref) = NULL, *again CLEANUP(results_unref) = NULL;
    const struct score_result *result;
    OK(town_import(t, "单位,期间,按期率\n甲局,2026-03,90\n", NULL, NULL, &err));
    OK(results_get(book, town_look(t), TOWN_CODE, 0, &held, &err));
    town_done(t);
    OK(results_get(book, town_look(t), TOWN_CODE, 1, &again, &err));
    town_done(t);
    assert_ptr_equal(held, again); /* nothing has changed: one snapshot for all */
    assert_true(str_eq(score_now(t, book, "leaf", 0, 0), STR("90.00")));
    OK(town_import(t, "单位,期间,按期率\n甲局,2026-03,91.5\n", NULL, NULL, &err));
    assert_true(str_eq(score_now(t, book, "leaf", 0, 0), STR("91.50")));
    OK(results_compute(held, 0, &result, &err));
    assert_int_equal(score_of(result, scheme_node_find(result->scheme, STR("leaf")), 0), 9000);
    results_unref(&held);
    results_unref(&again);
    results_book_free(book);
    town_free(t);
}

/* ---- results of other schemes ---- */

static void adopt_taking(struct town *t, const char *code, const char *version, const char *from)
{
    struct problems problems = {.arena = t->a};
    struct act_receipt r;
    OK(adopt(t,
             arena_printf(t->a,
                          "scheme: %s\nversion: \"%s\"\nyear: 2026\nwindow: {every: month}\n"
                          "measures: [{id: v, source: {scheme: %s}}]\n"
                          "classes: [{id: all, units: [甲局, 乙局, 丙县]}]\n"
                          "tree: [{id: leaf, points: 100, measure: v, method: direct}]\n",
                          code, version, from),
             false, &problems, &r, &err));
}

/* "" when there is no result, or no score. */
static struct str score_in(struct town *t, struct results_book *book, const char *code)
{
    struct results *r CLEANUP(results_unref) = NULL;
    const struct score_result *result;
    OK(results_get(book, town_look(t), str_c(code), 0, &r, &err));
    town_done(t);
    if (results_windows(r) == 0)
        return STR("");
    OK(results_compute(r, 0, &result, &err));
    int node = scheme_node_find(result->scheme, STR("leaf"));
    if (score_state(result, node, 0) != SCORE_PRESENT)
        return STR("");
    return fixed_write(t->a, score_of(result, node, 0), result->scheme->nodes[node].digits);
}

static void a_scheme_follows_those_whose_results_it_takes(void **state)
{
    TOWN(t, state);
    struct results_book *book = results_book_new(TENANT, kernel_world(t->w->k));
    struct results *one CLEANUP(results_unref) = NULL, *same CLEANUP(results_unref) = NULL;
    adopt_taking(t, "upper", "1", "town");
    adopt_taking(t, "top", "1", "upper");
    assert_true(str_eq(score_in(t, book, "top"), STR("")));
    OK(town_import(t, "单位,期间,按期率\n甲局,2026-03,90\n乙局,2026-03,80\n丙县,2026-03,70\n", NULL, NULL,
                   &err));
    assert_true(str_eq(score_in(t, book, "top"), STR("90.00")));
    OK(results_get(book, town_look(t), STR("top"), 0, &one, &err));
    town_done(t);
    OK(results_get(book, town_look(t), STR("top"), 1, &same, &err));
    town_done(t);
    assert_ptr_equal(one, same);
    OK(town_import(t, "单位,期间,按期率\n甲局,2026-03,91.5\n", NULL, NULL, &err));
    assert_true(str_eq(score_in(t, book, "top"), STR("91.50"))); /* two schemes further down */
    adopt_taking(t, "early", "1", "later");                      /* nobody has adopted that yet */
    assert_true(str_eq(score_in(t, book, "early"), STR("")));
    adopt_taking(t, "later", "1", "town");
    assert_true(str_eq(score_in(t, book, "early"), STR("91.50")));
    results_unref(&one);
    results_unref(&same);
    results_book_free(book);
    town_free(t);
}

static void schemes_that_wait_for_one_another_are_named(void **state)
{
    TOWN(t, state);
    struct results_book *book = results_book_new(TENANT, kernel_world(t->w->k));
    struct results *r CLEANUP(results_unref) = NULL;
    adopt_taking(t, "a", "1", "b");
    adopt_taking(t, "b", "1", "c");
    adopt_taking(t, "c", "1", "a");
    struct db *db = town_look(t);
    FAILS(results_get(book, db, STR("b"), 0, &r, &err), RC_INVALID, "score.feed_circle");
    town_done(t);
    struct err why = {0};
    assert_int_equal(results_get(book, town_look(t), STR("b"), 0, &r, &why), RC_INVALID);
    town_done(t);
    assert_string_equal(why.arg[0], "b → c → a → b");
    adopt_taking(t, "c", "2", "town"); /* the circle is mended, and what stands in it works */
    OK(town_import(t, "单位,期间,按期率\n甲局,2026-03,90\n", NULL, NULL, &err));
    assert_true(str_eq(score_in(t, book, "b"), STR("90.00")));
    results_book_free(book);
    town_free(t);
}

static void a_value_names_the_import_that_brought_it(void **state)
{
    TOWN(t, state);
    struct results_book *book = results_book_new(TENANT, kernel_world(t->w->k));
    struct results *r CLEANUP(results_unref) = NULL;
    struct value_origin origin;
    int64_t first, second;
    OK(town_import(t, "单位,期间,按期率\n甲局,2026-03,90\n乙局,2026-03,80\n", NULL, &first, &err));
    t->w->now_ms += 1000;
    OK(town_import(t, "单位,期间,按期率\n甲局,2026-03,90\n乙局,2026-03,85\n", NULL, &second, &err));
    OK(results_get(book, town_look(t), TOWN_CODE, 0, &r, &err));
    town_done(t);
    int ontime = scheme_measure_find(results_scheme(r)->scheme, STR("ontime")), march = 2026 * 12 + 2;
    assert_true(results_origin(r, 0, ontime, march, 0, &origin));
    assert_int_equal(origin.import_id, first); /* what stayed the same stays with whoever said it first */
    assert_true(results_origin(r, 1, ontime, march, 0, &origin));
    assert_int_equal(origin.import_id, second);
    assert_int_equal(origin.at_ms, NOON + 1000);
    assert_true(str_eq(origin.by_label, STR("office")));
    assert_false(results_origin(r, 2, ontime, march, 0, &origin));
    results_unref(&r);
    results_book_free(book);
    town_free(t);
}

static void events_and_corrections_of_them_are_in_the_score(void **state)
{
    TOWN(t, state);
    struct results_book *book = results_book_new(TENANT, kernel_world(t->w->k));
    OK(town_import(t, "单位,期间,按期率\n甲局,2026-03,90\n", NULL, NULL, &err));
    OK(town_import(t, HEAD "甲局,加减分,2026-03,2,,表彰,,\n甲局,加减分,2026-03,-1.5,,通报,7,\n", NULL, NULL,
                   &err));
    assert_true(str_eq(score_now(t, book, "plus", 0, 0), STR("0.50")));
    OK(town_import(t, HEAD "甲局,加减分,2026-03,2,,表彰,,\n", NULL, NULL, &err)); /* the second was revoked */
    assert_true(str_eq(score_now(t, book, "plus", 0, 0), STR("2.00")));
    results_book_free(book);
    town_free(t);
}

static void a_unit_that_is_renamed_in_the_year_keeps_its_values(void **state)
{
    TOWN(t, state);
    struct results_book *book = results_book_new(TENANT, kernel_world(t->w->k));
    struct act_receipt r;
    OK(town_import(t, "单位,期间,按期率\n甲局,2026-03,90\n", NULL, NULL, &err));
    struct organ_rename rename = {.organ_id = t->organ[1], .from_day = 20260701, .name = STR("某某镇己局")};
    OK(town_act(t, t->office, &act_organ_rename, &rename, &r, &err));
    OK(town_import(t, "单位,期间,按期率\n某某镇己局,2026-08,80\n甲局,2026-09,70\n", NULL, NULL, &err));
    assert_true(str_eq(score_now(t, book, "leaf", 0, 0), STR("90.00")));
    assert_true(str_eq(score_now(t, book, "leaf", 0, 1), STR("80.00")));
    assert_true(str_eq(score_now(t, book, "leaf", 0, 2), STR("70.00")));
    results_book_free(book);
    town_free(t);
}

static void a_later_version_without_an_item_leaves_its_events_out(void **state)
{
    TOWN(t, state);
    struct results_book *book = results_book_new(TENANT, kernel_world(t->w->k));
    struct problems problems = {.arena = t->a};
    struct act_receipt r;
    OK(town_import(t, HEAD "甲局,加减分,2026-03,-1.5,,通报,,\n甲局,加减分,2026-03,2,,表彰,,\n", NULL, NULL,
                   &err));
    struct str second = replaced(t, replaced(t, TOWN_SCHEME, "\"1\"", "\"2\""), "least: -3", "least: -1");
    OK(adopt(t, second, false, &problems, &r, &err));
    assert_true(str_eq(score_now(t, book, "plus", 0, 0), STR("2.00")));
    results_book_free(book);
    town_free(t);
}

static const struct CMUnitTest tests[] = {
    BOTH(an_adopted_scheme_is_kept_word_by_word),
    BOTH(versions_follow_one_another_and_none_is_overwritten),
    BOTH(a_unit_that_nobody_knows_is_named_with_its_line_and_the_nearest),
    BOTH(a_document_that_is_no_scheme_is_refused_with_its_lines),
    BOTH(an_import_says_what_was_new_changed_the_same_and_cleared),
    BOTH(a_table_that_speaks_of_a_cell_replaces_all_its_rows),
    BOTH(a_bad_table_leaves_nothing_and_its_problems_reach_the_caller),
    BOTH(the_file_is_kept_as_it_came),
    BOTH(whichever_call_fails_no_half_of_a_scheme_or_table_is_there),
    BOTH(results_follow_an_import_and_readers_keep_what_they_hold),
    BOTH(a_scheme_follows_those_whose_results_it_takes),
    BOTH(schemes_that_wait_for_one_another_are_named),
    BOTH(a_value_names_the_import_that_brought_it),
    BOTH(events_and_corrections_of_them_are_in_the_score),
    BOTH(a_unit_that_is_renamed_in_the_year_keeps_its_values),
    BOTH(a_later_version_without_an_item_leaves_its_events_out),
};
WORKS_MAIN(tests)
