/* Slips of the pen are warned of, and nothing else: the whole year of the demonstration city goes in table by
 * table, and exactly the zero too many that is planted in it is noticed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/buf.h"
#include "domain/value_check.h"
#include "main/demo_city.h"

static struct arena *a;
static struct problems problems;
static struct err err;

static int set_up(void **state)
{
    (void)state;
    a = arena_new(0);
    problems = (struct problems){.arena = a};
    return 0;
}
static int tear_down(void **state)
{
    (void)state;
    arena_freep(&a);
    return 0;
}

static const struct scheme *scheme_of(struct str text)
{
    const struct scheme *s = NULL;
    struct problems of_scheme = {.arena = a};
    if (scheme_read(a, text, &of_scheme, &s, &err) != RC_OK)
        fail_msg("line %d: %s", of_scheme.item[0].line, of_scheme.item[0].text);
    return s;
}

static struct table table_of(struct str csv)
{
    struct table t;
    assert_int_equal(table_read(a, csv, &t, &problems), RC_OK);
    return t;
}

static struct value_reading reading_of(const struct scheme *s, const struct table *t)
{
    struct value_given given = {.scheme = s, .asks = true};
    struct value_reading r;
    assert_int_equal(value_table_check(a, t, &given, &r, &problems, &err), RC_OK);
    return r;
}

static int by_place(const void *x, const void *y)
{
    const struct value_row *p = x, *q = y;
    if (p->measure != q->measure)
        return p->measure < q->measure ? -1 : 1;
    if (p->unit != q->unit)
        return p->unit < q->unit ? -1 : 1;
    if (p->period.first != q->period.first)
        return p->period.first < q->period.first ? -1 : 1;
    return (p->n > q->n) - (p->n < q->n);
}

/* As if both had been imported. */
static struct value_rows both(const struct value_rows *x, const struct value_rows *y)
{
    struct value_rows out = {.row = ARENA_ARRAY(a, struct value_row, x->n + y->n + 1), .n = x->n + y->n};
    for (size_t i = 0; i < out.n; i++)
        out.row[i] = i < x->n ? x->row[i] : y->row[i - x->n];
    qsort(out.row, out.n, sizeof *out.row, by_place);
    return out;
}

/* ---- the demonstration city ---- */

static struct str read_file(const char *path)
{
    FILE *f = fopen(path, "rb");
    assert_non_null(f);
    CLEANUP(buf_release) struct buf b = {0};
    char chunk[4096];
    for (size_t n; (n = fread(chunk, 1, sizeof chunk, f)) > 0;)
        buf_put(&b, str_of(chunk, n));
    (void)fclose(f);
    return arena_str(a, buf_str(&b));
}

static void only_the_planted_slip_of_the_demo_city_is_noticed(void **state)
{
    struct demo_city city;
    struct value_rows stored = {0};
    int slips = 0;
    (void)state;
    const struct scheme *s = scheme_of(read_file(KC_SOURCE_ROOT "/demo/scheme-2026.yaml"));
    assert_int_equal(demo_city_make(a, read_file(KC_SOURCE_ROOT "/demo/organs.csv"), &city, &err), RC_OK);
    for (size_t i = 0; i < city.tables; i++) {
        const struct demo_table *d = &city.table[i];
        struct table t = table_of(d->csv);
        struct value_reading r = reading_of(s, &t);
        problems_clear(&problems);
        value_check(a, s, &stored, &t, &r, &problems);
        if (d->is_pending) {
            slips++;
            assert_int_equal(problems.n, 1);
            const struct problem *p = &problems.item[0];
            assert_string_equal(p->text, "value.tenfold_of_months");
            assert_string_equal(p->hint, "value.zero_too_many");
            assert_true(p->is_warning && !p->is_remark);
            assert_true(str_eq(p->arg[0], STR("9")) && str_eq(p->arg[2], STR("10")));
            assert_true(str_eq(p->arg[3], STR("41,200")) && str_eq(p->suggest, STR("4120")));
            assert_int_equal(r.row_state[values_row_index(&t, p->line)], VALUES_ROW_WARNED);
        } else if (problems.n) {
            const struct problem *p = &problems.item[0];
            fail_msg("%.*s, row %d: %s: %.*s %.*s %.*s %.*s", STR_ARG(d->file), p->line, p->text,
                     STR_ARG(p->arg[0]), STR_ARG(p->arg[1]), STR_ARG(p->arg[2]), STR_ARG(p->arg[3]));
        }
        stored = both(&stored, &r.rows);
    }
    assert_int_equal(slips, 1);
}

/* ---- small ones ---- */

#define SCHEME                                                                                               \
    STR("scheme: t\nyear: 2026\nmeasures:\n"                                                                 \
        "  - {id: v, name: 投资, unit: 万元, decimals: 1}\n"                                             \
        "  - {id: all, name: 合计数, decimals: 1, parts: [x, y]}\n"                                       \
        "  - {id: x, decimals: 0}\n  - {id: y, decimals: 2}\n"                                               \
        "  - {id: sum, name: 累计, cumulative: true}\n"                                                    \
        "  - {id: rate, name: 率, unit: '%', decimals: 1}\n"                                                \
        "classes: [{id: c, units: [甲, 乙]}]\n"                                                            \
        "tree: [{id: leaf, points: 100, measure: v, method: direct}]\n")

/* What the second table brings to notice when the first is stored. */
static struct value_reading noticed(const char *before, const char *after)
{
    const struct scheme *s = scheme_of(SCHEME);
    struct value_rows stored = {0};
    if (*before) {
        struct table t = table_of(str_c(before));
        stored = reading_of(s, &t).rows;
    }
    struct table t = table_of(str_c(after));
    struct value_reading r = reading_of(s, &t);
    assert_int_equal(problems.blocking, 0);
    problems_clear(&problems);
    value_check(a, s, &stored, &t, &r, &problems);
    return r;
}

static const struct problem *only(const char *key)
{
    if (problems.n != 1 || strcmp(problems.item[0].text, key) != 0)
        fail_msg("%zu problems, %s", problems.n, problems.n ? problems.item[0].text : "none");
    return &problems.item[0];
}

#define FOUR "单位,期间,投资\n甲,1月,100\n甲,2月,110\n甲,3月,0\n甲,4月,90.5\n甲,5月,104\n"

static void a_unit_is_compared_with_itself_alone_and_only_when_it_has_a_history(void **state)
{
    (void)state;
    (void)noticed("单位,期间,投资\n甲,1月,100\n甲,2月,110\n甲,4月,90\n", "单位,期间,投资\n甲,6月,1000\n");
    assert_int_equal(problems.n, 0);
    (void)noticed(FOUR, "单位,期间,投资\n乙,6月,1000\n甲,6月,790\n");
    assert_int_equal(problems.n, 0);
    (void)noticed(FOUR, "单位,期间,投资\n甲,6月,1020\n");
    const struct problem *p = only("value.tenfold_of_months");
    assert_true(str_eq(p->arg[0], STR("4")) && str_eq(p->arg[1], STR("102")) && str_eq(p->arg[2], STR("10")));
    assert_true(str_eq(p->suggest, STR("102")));
}

static void a_unit_of_wild_figures_is_not_blamed_for_one_more(void **state)
{
    (void)state;
    (void)noticed("单位,期间,投资\n甲,1月,10\n甲,2月,12\n甲,3月,11\n甲,4月,90\n",
                  "单位,期间,投资\n甲,5月,150\n");
    assert_int_equal(problems.n, 0);
}

static void yuan_written_for_ten_thousand_yuan_are_noticed(void **state)
{
    (void)state;
    (void)noticed(FOUR, "单位,期间,投资\n甲,6月,1050000\n");
    const struct problem *p = only("value.tenfold_of_months");
    assert_string_equal(p->hint, "value.unit_too_small");
    assert_true(str_eq(p->suggest, STR("105")));
}

static void a_column_that_must_be_asked_about_is_not_judged_before_the_answer(void **state)
{
    (void)state;
    struct value_reading r = noticed("单位,期间,率\n甲,1月,90\n甲,2月,91\n甲,3月,92\n甲,4月,93\n甲,5月,94\n",
                                     "单位,期间,率\n甲,6月,0.9\n");
    assert_int_equal(r.questions, 1);
    assert_int_equal(problems.n, 0);
}

static void a_zero_too_few_is_noticed(void **state)
{
    (void)state;
    (void)noticed(FOUR, "单位,期间,投资\n甲,6月,10.1\n");
    const struct problem *p = only("value.tenth_of_months");
    assert_string_equal(p->hint, "value.zero_too_few");
    assert_true(str_eq(p->suggest, STR("101")));
}

static void what_is_stored_already_is_not_asked_about_again(void **state)
{
    (void)state;
    (void)noticed(FOUR "甲,6月,1020\n", "单位,期间,投资\n甲,6月,1020\n");
    assert_int_equal(problems.n, 0);
}

static void a_sum_unlike_its_parts_is_noticed_once(void **state)
{
    (void)state;
    (void)noticed("", "单位,期间,合计数,x,y\n甲,1月,3.5,1,2.5\n乙,1月,1234.5,1,2.25\n");
    const struct problem *p = only("value.parts_differ");
    assert_int_equal(p->line, 3);
    assert_int_equal(p->column, 3);
    assert_true(str_eq(p->arg[1], STR("1,234.5")) && str_eq(p->arg[2], STR("3.25")));
    (void)noticed("单位,期间,合计数,x\n甲,1月,3.5,1\n", "单位,期间,y\n甲,1月,2\n");
    assert_true(str_eq(only("value.parts_differ")->arg[2], STR("3")));
    (void)noticed("", "单位,期间,合计数,x\n甲,1月,3.5,1\n"); /* a part is not there */
    assert_int_equal(problems.n, 0);
}

static void what_is_counted_since_january_does_not_decrease(void **state)
{
    (void)state;
    (void)noticed("单位,期间,累计\n甲,2025-12,90\n甲,1月,10\n", "单位,期间,累计\n甲,3月,9.5\n乙,3月,1\n");
    const struct problem *p = only("value.cumulative_less");
    assert_true(str_eq(p->arg[0], STR("9.5")) && str_eq(p->arg[1], STR("2026-01")) &&
                str_eq(p->arg[2], STR("10")));
    (void)noticed("单位,期间,累计\n甲,2025-12,90\n甲,5月,10\n", "单位,期间,累计\n甲,3月,11\n");
    assert_true(str_eq(only("value.cumulative_more")->arg[1], STR("2026-05")));
    (void)noticed("单位,期间,累计\n甲,2025-12,90\n", "单位,期间,累计\n甲,1月,11\n甲,2月,11\n甲,3月,12\n");
    assert_int_equal(problems.n, 0);
    (void)noticed("", "单位,期间,累计\n甲,2月,11\n甲,3月,10\n");
    assert_int_equal(only("value.cumulative_less")->line, 3);
}

static void a_unit_that_says_what_it_said_the_month_before_is_remarked(void **state)
{
    (void)state;
    (void)noticed("单位,期间,投资,合计数,x,y,累计\n甲,1月,1,5,2,3,7\n乙,1月,0,0,0,0,7\n",
                  "单位,期间,投资,合计数,x,y,累计\n甲,2月,1,5,2,3,7\n乙,2月,0,0,0,0,7\n");
    const struct problem *p = only("value.all_as_before");
    assert_true(p->is_remark);
    assert_int_equal(p->line, 2);
    (void)noticed("单位,期间,投资,合计数,x,y,累计\n甲,1月,1,5,2,3,7\n",
                  "单位,期间,投资,合计数,x,y,累计\n甲,2月,1,5,2,3,8\n");
    assert_int_equal(problems.n, 0);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(only_the_planted_slip_of_the_demo_city_is_noticed),
        CASE(a_unit_is_compared_with_itself_alone_and_only_when_it_has_a_history),
        CASE(a_unit_of_wild_figures_is_not_blamed_for_one_more),
        CASE(yuan_written_for_ten_thousand_yuan_are_noticed),
        CASE(a_zero_too_few_is_noticed),
        CASE(a_column_that_must_be_asked_about_is_not_judged_before_the_answer),
        CASE(what_is_stored_already_is_not_asked_about_again),
        CASE(a_sum_unlike_its_parts_is_noticed_once),
        CASE(what_is_counted_since_january_does_not_decrease),
        CASE(a_unit_that_says_what_it_said_the_month_before_is_remarked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
