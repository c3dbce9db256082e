/* What a table may say of a scheme, and what is said of a table that says something else. No data base. */
#include "town.h"

#include "base/date.h"

struct reading {
    struct arena *a;
    const struct scheme *scheme;
    struct problems problems;
    struct value_rows rows;
    struct err err;
    enum rc rc;
};

static struct reading reading_of(struct arena *a, const char *csv, const char *only_period)
{
    struct reading r = {.a = a, .problems.arena = a};
    struct problems of_scheme = {.arena = a};
    OK(scheme_read(a, TOWN_SCHEME, &of_scheme, &r.scheme, &err));
    r.rc = value_table_read(a, str_c(csv), r.scheme, NULL, NULL, str_c(only_period), &r.problems, &r.rows,
                            &r.err);
    return r;
}

#define READ(r, csv)                                                                                         \
    struct arena *a CLEANUP(arena_freep) = arena_new(0);                                                     \
    struct reading r = reading_of(a, (csv), NULL)

#define HEAD "单位,指标,期间,数值,组别,事项,编号,依据\n"

static const struct value_row *row_at(const struct reading *r, size_t i)
{
    assert_true(i < r->rows.n);
    return &r->rows.row[i];
}

static void each_kind_of_measure_has_its_rows(void **state)
{
    (void)state;
    READ(r, HEAD "乙局,加减分,2026-03,1,,表彰,,镇发1号\n"
                 "乙局,加减分,2026-03,-1.5,,通报,7,\n"
                 "甲局,评议票,2026-03,12,群众,满意,,\n"
                 "甲局,评议票,2026-03,3,群众,不满意,,\n"
                 "甲局,互评,2026-03,88.5,,,1,\n"
                 "甲局,按期率,2026-03,97.25,,,,\n"
                 "丙县,按期率,2026-03,/,,,,\n"
                 "丙县,季度数,2026Q1,-0.5,,,,\n");
    assert_int_equal(r.rc, RC_OK);
    assert_int_equal(r.rows.table_rows, 8);
    assert_int_equal(r.rows.n, 8);
    const struct value_row *number = row_at(&r, 0), *missing = row_at(&r, 1), *quarter = row_at(&r, 2);
    assert_int_equal(number->value, 9725);
    assert_true(missing->is_missing);
    assert_int_equal(quarter->value, -5);
    assert_int_equal(quarter->period.months, 3);
    assert_int_equal(row_at(&r, 3)->n, 0); /* votes: the place among the rows of the cell */
    assert_int_equal(row_at(&r, 4)->n, 1);
    assert_true(str_eq(row_at(&r, 7)->item, STR("通报")));
    assert_int_equal(row_at(&r, 7)->value, -15);
    assert_true(str_eq(row_at(&r, 6)->basis, STR("镇发1号")));
}

static void a_value_reaches_the_computation_in_its_own_digits(void **state)
{
    (void)state;
    READ(r, HEAD "甲局,按期率,2026-03,97.5,,,,\n"
                 "甲局,评议票,2026-03,12,群众,满意,,\n"
                 "乙局,加减分,2026-03,2,,表彰,,\n"
                 "乙局,加减分,2026-03,-1.5,,通报,7,\n"
                 "丙县,按期率,2026-03,/,,,,\n");
    struct values *v;
    assert_int_equal(r.rc, RC_OK);
    OK(values_new(a, r.scheme, &v, &err));
    for (size_t i = 0; i < r.rows.n; i++)
        OK(value_row_apply(v, r.scheme, &r.rows.row[i], &err));
    int ontime = scheme_measure_find(r.scheme, STR("ontime")),
        poll = scheme_measure_find(r.scheme, STR("poll"));
    int merits = scheme_measure_find(r.scheme, STR("merits")), march = 2026 * 12 + 2;
    assert_int_equal(values_get(v, ontime, 0, march), 9750);
    assert_true(values_get(v, ontime, 2, march) == VALUE_MISSING);
    const struct ballot_row *vote = values_ballots(v, poll, 0);
    assert_non_null(vote);
    assert_int_equal(vote->b.count, 12);
    assert_int_equal(vote->b.level, 0);
    const struct event_row *event = values_events(v, merits, 1);
    assert_non_null(event);
    assert_int_equal(event->e.count, 2); /* the item has its own points: the number is a count */
    assert_true(event->e.points == VALUE_MISSING);
    assert_non_null(event->next);
    assert_int_equal(event->next->e.points, -15); /* the item has none: the number is the points */
}

static void a_table_without_periods_takes_the_given_one(void **state)
{
    (void)state;
    struct arena *a CLEANUP(arena_freep) = arena_new(0);
    struct reading r = reading_of(a, "单位,按期率\n甲局,90\n", "2026-05");
    assert_int_equal(r.rc, RC_OK);
    assert_int_equal(row_at(&r, 0)->period.first, 2026 * 12 + 4);
    r = reading_of(a, "单位,按期率\n甲局,90\n", "");
    assert_int_equal(r.rc, RC_INVALID);
}

/* One row that is wrong: where, with what text and what hint. */
static void every_fault_is_named_with_row_column_and_remedy(void **state)
{
    (void)state;
    static const struct {
        const char *csv;
        int row, column;
        const char *text, *hint;
    } fault[] = {
        {HEAD "甲局,评议票,2026-03,12,路人,满意,,\n", 2, 4, "value.unknown_group", "value.known_groups"},
        {HEAD "甲局,评议票,2026-03,12,,满意,,\n", 2, 4, "value.unknown_group", "value.known_groups"},
        {HEAD "甲局,评议票,2026-03,12,群众,还行,,\n", 2, 4, "value.unknown_level", "value.known_levels"},
        {HEAD "甲局,加减分,2026-03,1,,英勇,,\n", 2, 4, "value.unknown_item", "value.items_are_in_the_scheme"},
        {HEAD "甲局,评议票,2026-03,0,群众,满意,,\n", 2, 4, "value.count_must_be_whole", NULL},
        {HEAD "甲局,加减分,2026-03,0.5,,表彰,,\n", 2, 4, "value.count_must_be_whole", NULL},
        {HEAD "甲局,加减分,2026-03,-1,,表彰,,\n", 2, 4, "value.count_must_be_whole", NULL},
        {HEAD "甲局,加减分,2026-03,-3.1,,通报,,\n", 2, 4, "score.event_points_out_of_range", NULL},
        {HEAD "甲局,加减分,2026-03,1,,,,\n", 2, 4, "score.event_unknown_item", NULL},
        {HEAD "甲局,按期率,2026Q1,90,,,,\n", 2, 4, "value.wrong_kind_of_period", "value.write_period_so"},
        {"单位,期间,季度数\n甲局,2026-10,90\n", 2, 3, "value.wrong_kind_of_period", "value.write_period_so"},
    };
    for (size_t i = 0; i < COUNT_OF(fault); i++) {
        READ(r, fault[i].csv);
        if (r.rc != RC_INVALID || r.problems.n != 1 || strcmp(r.problems.item[0].text, fault[i].text) != 0)
            fail_msg("fault %zu: rc %d, %zu problems, %s", i, (int)r.rc, r.problems.n,
                     r.problems.n ? r.problems.item[0].text : "none");
        assert_int_equal(r.problems.item[0].line, fault[i].row);
        assert_int_equal(r.problems.item[0].column, fault[i].column);
        if (fault[i].hint)
            assert_string_equal(r.problems.item[0].hint, fault[i].hint);
        assert_string_equal(r.err.text, "value.table_has_problems");
    }
}

static void all_faults_are_listed_at_once_and_no_row_is_given(void **state)
{
    (void)state;
    READ(r, HEAD "甲局,评议票,2026-03,12,路人,还行,,\n"
                 "甲局,按期率,2026-03,90,,,,\n"
                 "乙局,按期率,2026Q1,90,,,,\n");
    assert_int_equal(r.rc, RC_INVALID);
    assert_int_equal(r.problems.n, 3);
    assert_int_equal(r.rows.n, 0);
}

static void a_file_that_is_no_table_is_refused(void **state)
{
    (void)state;
    static const char *const csv[] = {"", "\xff\xfe\x00", "PK\x03\x04 a workbook", "一句话\n"};
    for (size_t i = 0; i < COUNT_OF(csv); i++) {
        READ(r, csv[i]);
        assert_int_equal(r.rc, RC_INVALID);
        assert_true(r.problems.blocking > 0);
        assert_string_equal(r.err.text, "value.table_has_problems");
    }
}

static void windows_are_those_of_the_year_in_order(void **state)
{
    (void)state;
    READ(r, "单位,期间,按期率\n甲局,2026-11,1\n甲局,2025-12,1\n乙局,2026-02,1\n丙县,2026-11,1\n");
    assert_int_equal(r.rc, RC_OK);
    struct value_windows w = value_windows_of(a, r.scheme, &r.rows);
    assert_int_equal(w.n, 2);
    assert_int_equal(w.window[0].first, 2026 * 12 + 1);
    assert_int_equal(w.window[1].first, 2026 * 12 + 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_kind_of_measure_has_its_rows),
        cmocka_unit_test(a_value_reaches_the_computation_in_its_own_digits),
        cmocka_unit_test(a_table_without_periods_takes_the_given_one),
        cmocka_unit_test(every_fault_is_named_with_row_column_and_remedy),
        cmocka_unit_test(all_faults_are_listed_at_once_and_no_row_is_given),
        cmocka_unit_test(a_file_that_is_no_table_is_refused),
        cmocka_unit_test(windows_are_those_of_the_year_in_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
