/* Tables that cities and ministries have published go through the whole house: the scheme is adopted with its
 * new units, the published file imported as it is, and the published digits and ranks must come out. The
 * files are in KC_FIXTURES (schemes/recompute); without it the tests are skipped. */
#include "town.h"

#include <stdio.h>

#include "base/date.h"
#include "base/fixed.h"
#include "table/table.h"

/* p = NULL when it is not there. */
static struct str file_text(struct arena *a, const char *path)
{
    FILE *f = fopen(path, "rb");
    if (!f)
        return (struct str){0};
    struct buf bytes CLEANUP(buf_release) = {0};
    char piece[8192];
    for (size_t n; (n = fread(piece, 1, sizeof piece, f)) > 0;)
        buf_put(&bytes, str_of(piece, n));
    (void)fclose(f);
    return arena_str(a, buf_str(&bytes));
}

struct published {
    const char *scheme, *file, *period;
    const char *column; /* with what was published */
    bool is_rank;       /* ranks; otherwise totals */
    int rows;
};

static int column_of(const struct table *t, const char *head)
{
    for (size_t i = 0; i < t->cols; i++)
        if (str_eq(t->head.cell[i], str_c(head)))
            return (int)i;
    fail_msg("no column %s", head);
    return -1;
}

static void adopt_and_import(struct town *t, const struct published *p, struct str csv)
{
    struct problems problems = {.arena = t->a};
    struct act_receipt r;
    struct err err = {0};
    struct scheme_adopt adopt = {
        .text = file_text(t->a, arena_printf(t->a, KC_SOURCE_ROOT "/tests/schemes/%s.yaml", p->scheme).p),
        .problems = &problems,
        .may_register = true};
    struct intake in = {.given = {.kind = STR("values"),
                                  .scheme_code = str_c(p->scheme),
                                  .bytes = csv,
                                  .period = str_c(p->period)},
                        .a = t->a,
                        .actor = t->office,
                        .day = date_day_of(t->w->now_ms),
                        .now_ms = t->w->now_ms};
    struct intake_confirm values = {.ready = &in};
    assert_true(adopt.text.n > 0);
    if (town_act(t, t->office, &act_scheme_adopt, &adopt, &r, &err) != RC_OK)
        fail_msg("%s: %s, %d:%d %s %.*s", p->scheme, err.text, problems.item[0].line, problems.item[0].column,
                 problems.n ? problems.item[0].text : "", STR_ARG(problems.item[0].value));
    LOOK(t, intake_read(&in, t->db, &err));
    if (town_act(t, t->office, &act_value_import, &values, &r, &err) != RC_OK)
        fail_msg("%s: %s, %d:%d %s %.*s", p->scheme, err.text, in.problems->item[0].line,
                 in.problems->item[0].column, in.problems->n ? in.problems->item[0].text : "",
                 STR_ARG(in.problems->item[0].value));
}

static void compare(struct town *t, const struct published *p, struct str csv)
{
    struct problems problems = {.arena = t->a};
    struct table table;
    const struct score_result *result;
    struct results *results CLEANUP(results_unref) = NULL;
    struct results_book *book = results_book_new(TENANT, kernel_world(t->w->k));
    assert_int_equal(table_read(t->a, csv, &table, &problems), RC_OK);
    int unit_at = column_of(&table, "unit"), want_at = column_of(&table, p->column);
    OK(results_get(book, town_look(t), str_c(p->scheme), 0, &results, &err));
    town_done(t);
    assert_int_equal(results_windows(results), 1);
    OK(results_compute(results, 0, &result, &err));
    assert_int_equal(table.rows, p->rows);
    for (size_t i = 0; i < table.rows; i++) {
        int u = scheme_unit_find(result->scheme, table.row[i].cell[unit_at]);
        assert_true(u >= 0);
        struct str got = p->is_rank
                             ? arena_printf(t->a, "%d", result->units[u].rank)
                             : fixed_write(t->a, result->units[u].total, result->scheme->nodes[0].digits);
        if (!str_eq(got, table.row[i].cell[want_at]))
            fail_msg("%s: %.*s, not %.*s, for %.*s", p->scheme, STR_ARG(got),
                     STR_ARG(table.row[i].cell[want_at]), STR_ARG(table.row[i].cell[unit_at]));
    }
    results_unref(&results);
    results_book_free(book);
}

static void recompute(void **state, const struct published *p)
{
    const char *fixtures = getenv("KC_FIXTURES");
    if (!fixtures)
        skip();
    TOWN(t, state);
    struct str csv = file_text(t->a, arena_printf(t->a, "%s/schemes/recompute/%s", fixtures, p->file).p);
    assert_true(csv.n > 0);
    adopt_and_import(t, p, csv);
    compare(t, p, csv);
    works_verify(t->w);
    town_free(t);
}

static void a_hotline_s_scores_of_six_counties_come_out(void **state)
{
    recompute(state, &(struct published){"panjin_12345", "panjin_12345_2023_01_04.csv", "2023",
                                         "published_score", false, 6});
}

static void a_town_s_rates_of_dissatisfaction_come_out(void **state)
{
    recompute(state, &(struct published){"ningguo_12345", "ningguo_12345_2022_04.csv", "2022-04",
                                         "published_unsat_rate_pct", false, 5});
}

static void ranks_with_gaps_after_ties_come_out(void **state)
{
    recompute(state, &(struct published){"websites_2014", "websites_2014.csv", "2014", "rank", true, 21});
}

static void ranks_without_gaps_after_ties_come_out(void **state)
{
    recompute(state, &(struct published){"websites_2016", "websites_2016.csv", "2016", "rank", true, 17});
}

static const struct CMUnitTest tests[] = {
    BOTH(a_hotline_s_scores_of_six_counties_come_out),
    BOTH(a_town_s_rates_of_dissatisfaction_come_out),
    BOTH(ranks_with_gaps_after_ties_come_out),
    BOTH(ranks_without_gaps_after_ties_come_out),
};
WORKS_MAIN(tests)
