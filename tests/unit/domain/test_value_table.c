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
    assert_int_equal(vote->count, 12);
    assert_int_equal(vote->level, 0);
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

/* ---- on the way in: rows are good or bad each for itself ---- */

static struct value_reading check_of(struct reading *r, const char *csv, const struct value_owner *owner)
{
    struct problems of_scheme = {.arena = r->a};
    struct value_reading reading;
    struct table t;
    OK(scheme_read(r->a, TOWN_SCHEME, &of_scheme, &r->scheme, &err));
    assert_int_equal(table_read(r->a, str_c(csv), &t, &r->problems), RC_OK);
    struct value_given given = {.scheme = r->scheme, .owner = owner, .asks = true};
    OK(value_table_check(r->a, &t, &given, &reading, &r->problems, &r->err));
    return reading;
}

#define CHECK(r, reading, csv)                                                                               \
    struct arena *a CLEANUP(arena_freep) = arena_new(0);                                                     \
    struct reading r = {.a = a, .problems.arena = a};                                                        \
    struct value_reading reading = check_of(&r, (csv), NULL)

static void good_rows_are_had_beside_bad_ones(void **state)
{
    (void)state;
    CHECK(r, reading,
          HEAD "甲局,按期率,2026-03,90,,,,\n乙局,按期率,2026Q1,91,,,,\n丙县,按期率,2026-03,92,,,,\n");
    assert_int_equal(r.problems.n, 1);
    assert_int_equal(reading.row_state[0], VALUES_ROW_GOOD);
    assert_int_equal(reading.row_state[1], VALUES_ROW_BAD);
    assert_int_equal(reading.rows.n, 2);
    assert_int_equal(reading.rows.table_rows, 3);
    assert_int_equal(reading.rows.row[1].value, 9200);
}

static void all_steps_of_the_check_are_listed_at_once(void **state)
{
    (void)state;
    CHECK(r, reading,
          HEAD "甲局,按期率,2026-03,九十,,,,\n甲局,评议票,2026-03,12,路人,满意,,\n乙局,加减分,2026-03,-3.1,,"
               "通报,,\n");
    assert_int_equal(r.problems.n, 3);
    assert_string_equal(r.problems.item[0].text, "table.not_a_number");
    assert_string_equal(r.problems.item[1].text, "value.unknown_group");
    assert_string_equal(r.problems.item[2].text, "score.event_points_out_of_range");
    assert_int_equal(reading.rows.n, 0);
}

static void good_votes_wait_for_the_bad_one_of_their_cell(void **state)
{
    (void)state;
    CHECK(r, reading,
          HEAD "甲局,评议票,2026-03,12,群众,满意,,\n甲局,评议票,2026-03,12,路人,满意,,\n"
               "乙局,评议票,2026-03,12,群众,满意,,\n");
    assert_int_equal(r.problems.n, 2);
    assert_string_equal(r.problems.item[1].text, "table.held_back");
    assert_int_equal(r.problems.item[1].line, 2);
    assert_int_equal(reading.rows.n, 1);
    assert_int_equal(reading.rows.row[0].unit, 1);
    assert_int_equal(reading.row_state[0], VALUES_ROW_BAD);
}

static void a_number_that_is_there_twice_is_told_to_stay_once(void **state)
{
    (void)state;
    CHECK(r, reading, HEAD "甲局,按期率,2026-03,90,,,,\n甲局,按期率,2026-03,91,,,,\n");
    assert_int_equal(r.problems.n, 2);
    assert_string_equal(r.problems.item[0].text, "table.duplicate_row");
    assert_string_equal(r.problems.item[1].text, "table.held_back");
    assert_string_equal(r.problems.item[1].hint, "table.duplicate_row_hint");
    assert_int_equal(reading.rows.n, 0);
}

static void a_wrong_head_gives_no_rows_and_says_why(void **state)
{
    (void)state;
    CHECK(r, reading, "单位,期间,按期数\n甲局,3月,90\n");
    assert_null(reading.row_state);
    assert_int_equal(reading.rows.n, 0);
    assert_string_equal(r.problems.item[0].text, "table.unknown_column");
}

static void a_unit_reports_for_itself_and_what_the_scheme_gives_it(void **state)
{
    (void)state;
    struct arena *a CLEANUP(arena_freep) = arena_new(0);
    struct reading r = {.a = a, .problems.arena = a};
    static const int64_t ORGAN[] = {11, 12, 13};
    static const struct organ KNOWN[] = {
        {.organ_id = 12,
         .code = STR_INIT("T2"),
         .name = STR_INIT("某某镇乙局"),
         .short_name = STR_INIT("乙局")},
        {.organ_id = 99, .code = STR_INIT("T9"), .name = STR_INIT("统计站")}};
    const struct organ_book organs = {.organ = KNOWN, .n = COUNT_OF(KNOWN)};
    struct problems of_scheme = {.arena = a};
    const struct scheme *s;
    OK(scheme_read(a,
                   STR("scheme: t\nmeasures:\n  - {id: own}\n  - {id: by_name, reported_by: 某某镇乙局}\n"
                       "  - {id: by_code, reported_by: T9}\n  - {id: by_nobody, reported_by: 绩效办}\n"
                       "classes: [{id: c, units: [甲局, 乙局, 丙县]}]\n"
                       "tree: [{id: leaf, points: 100, measure: own, method: direct}]\n"),
                   &of_scheme, &s, &err));
    struct value_owner second = value_owner_of(a, s, &organs, ORGAN, 12);
    struct value_owner outside = value_owner_of(a, s, &organs, ORGAN, 99);
    struct value_owner nobody = value_owner_of(a, s, &organs, ORGAN, 0);
    enum { OWN, BY_NAME, BY_CODE, BY_NOBODY };
    assert_true(value_is_own(&second, 1, OWN) && !value_is_own(&second, 0, OWN));
    assert_true(value_is_own(&second, 1, BY_NAME) && value_is_own(&second, 0, BY_NAME));
    assert_false(value_is_own(&second, 1, BY_CODE) || value_is_own(&second, 1, BY_NOBODY));
    assert_true(value_is_own(&outside, 2, BY_CODE) && !value_is_own(&outside, 2, OWN));
    assert_int_equal(outside.unit, -1);
    for (int m = OWN; m <= BY_NOBODY; m++) {
        assert_false(value_is_own(&nobody, 0, m));
        assert_true(value_is_own(NULL, 0, m));
    }
    struct value_reading reading =
        check_of(&r, "单位,期间,按期率\n甲局,3月,90\n乙局,3月,91\n",
                 &(struct value_owner){.unit = 1, .reports = second.reports, .is_for_all = nobody.reports});
    assert_int_equal(reading.rows.n, 1);
    assert_int_equal(reading.rows.row[0].unit, 1);
    assert_string_equal(r.problems.item[0].text, "table.row_not_yours");
}

/* ---- levels and batches ---- */

static const char LEVELS[] =
    "scheme: t\nyear: 2026\nmeasures:\n"
    "  - {id: past, name: 上年等次, kind: level, per: year, levels: [{id: a, name: 优秀, points: 3}, "
    "{name: 无, points: 0}]}\n"
    "  - {id: poll, name: 评议, kind: ballots, per: year, levels: [{name: 好, points: 1}, {name: 差, points: "
    "0}]}\n"
    "  - {id: taken, name: 别案得分, source: {scheme: other}}\n"
    "classes: [{id: c, units: [甲, 乙, 丙, 丁]}]\n"
    "tree: [{id: x, points: 100, measure: past, method: direct}]\n";

static struct value_reading checked(struct arena *a, const char *csv, struct problems *problems)
{
    struct problems of_scheme = {.arena = a};
    struct value_given given = {.asks = true};
    struct value_reading reading = {0};
    struct table grid;
    *problems = (struct problems){.arena = a};
    OK(scheme_read(a, str_c(LEVELS), &of_scheme, &given.scheme, &err));
    OK(table_read(a, str_c(csv), &grid, problems));
    OK(value_table_check(a, &grid, &given, &reading, problems, &err));
    return reading;
}

static void a_cell_names_a_level(void **state)
{
    (void)state;
    struct arena *a CLEANUP(arena_freep) = arena_new(0);
    struct problems p;
    struct value_reading r = checked(a, "单位,上年等次\n甲, 优秀\n乙,无\n丙,缺\n丁,A\n合计,7\n", &p);
    assert_int_equal(p.blocking, 0);
    assert_int_equal(r.questions, 0); /* 无 is the name of a level here, not a mark */
    assert_int_equal(r.rows.n, 4);
    assert_int_equal(r.rows.row[0].value, 0);
    assert_int_equal(r.rows.row[1].value, 1);
    assert_true(str_eq(r.rows.row[1].item, STR("无")) && !r.rows.row[1].is_missing);
    assert_true(r.rows.row[2].is_missing);
    assert_int_equal(r.rows.row[3].value, 0); /* its id, in any case */
    assert_true(str_eq(r.rows.row[3].item, STR("优秀")));
    r = checked(a, "单位,指标,期间,数值\n甲,past,2026,优秀\n", &p);
    assert_int_equal(r.rows.n, 1);
    r = checked(a, "单位,上年等次\n甲,优良\n乙,3\n", &p);
    assert_int_equal(p.blocking, 2);
    assert_string_equal(p.item[0].text, "table.unknown_level");
    assert_true(str_eq(p.item[0].arg[1], STR("优秀、无")));
    assert_int_equal(p.item[1].line, 3);
}

static void votes_say_their_batch_and_why_it_does_not_count(void **state)
{
    (void)state;
    struct arena *a CLEANUP(arena_freep) = arena_new(0);
    struct problems p;
    struct values *v;
    const struct scheme *s;
    struct value_reading r = checked(a,
                                     "单位,指标,事项,票数,批次,不计原因\n甲,评议,好,5,1,\n"
                                     "甲,评议,好,7,2,同一终端\n乙,上年等次,优秀,,,\n",
                                     &p);
    assert_int_equal(p.blocking, 0);
    assert_int_equal(r.rows.n, 3);
    struct problems of_scheme = {.arena = a};
    OK(scheme_read(a, str_c(LEVELS), &of_scheme, &s, &err));
    OK(values_new(a, s, &v, &err));
    for (size_t i = 0; i < r.rows.n; i++)
        OK(value_row_apply(v, s, &r.rows.row[i], &err));
    const struct ballot_row *vote = values_ballots(v, scheme_measure_find(s, STR("poll")), 0);
    assert_true(vote->of->excluded.n == 0 && str_eq(vote->of->batch, STR("1")));
    assert_true(str_eq(vote->next->of->excluded, STR("同一终端")) && str_eq(vote->next->of->batch, STR("2")));
    assert_int_equal(values_get(v, scheme_measure_find(s, STR("past")), 1, 2026 * 12), 0);
    r = checked(a, "单位,指标,数值,批次\n甲,上年等次,优秀,3\n", &p);
    assert_string_equal(p.item[0].text, "value.batch_of_no_votes");
}

static void a_vote_that_is_a_number_may_be_given_several_times(void **state)
{
    (void)state;
    READ(r, "单位,指标,期间,打分,票数\n甲局,互评,2026-03,88.5,3\n乙局,互评,2026-03,90,\n");
    struct values *v;
    assert_int_equal(r.rc, RC_OK);
    OK(values_new(a, r.scheme, &v, &err));
    for (size_t i = 0; i < r.rows.n; i++)
        OK(value_row_apply(v, r.scheme, &r.rows.row[i], &err));
    int peers = scheme_measure_find(r.scheme, STR("peers"));
    assert_int_equal(values_ballots(v, peers, 0)->count, 3);
    assert_int_equal(values_ballots(v, peers, 1)->count, 1);
}

static void a_table_may_speak_of_the_years_that_the_scheme_looks_back_at(void **state)
{
    (void)state;
    struct arena *a CLEANUP(arena_freep) = arena_new(0);
    static const struct {
        const char *measures;
        int oldest; /* year that may be spoken of */
    } looks[] = {
        {"{id: v}", 2025},
        {"{id: v}, {id: w, formula: last_year(last_year(v))}", 2024},
        {"{id: v}, {id: w, formula: v - last_year(v)}, {id: x, formula: last_year(last_year(w))}", 2023},
        {"{id: v, over: {months: 36}}", 2023}};
    for (size_t i = 0; i < COUNT_OF(looks); i++)
        for (int year = looks[i].oldest - 1; year <= looks[i].oldest; year++) {
            struct problems p = {.arena = a};
            struct value_rows rows = {0};
            struct err why = {0};
            const struct scheme *s;
            OK(scheme_read(
                a,
                arena_printf(a,
                             "scheme: t\nyear: 2026\nmeasures: [%s]\nclasses: [{id: c, units: [甲]}]\n"
                             "tree: [{id: n, points: 100, measure: v, method: direct}]\n",
                             looks[i].measures),
                &p, &s, &err));
            struct str table = arena_printf(a, "单位,期间,v\n甲,%d-12,1\n", year);
            enum rc rc = value_table_read(a, table, s, NULL, NULL, STR(""), &p, &rows, &why);
            assert_int_equal(rc, year < looks[i].oldest ? RC_INVALID : RC_OK);
        }
}

static void what_another_scheme_gives_has_no_column(void **state)
{
    (void)state;
    struct arena *a CLEANUP(arena_freep) = arena_new(0);
    struct problems p;
    struct value_reading r = checked(a, "单位,别案得分\n甲,90\n", &p);
    assert_null(r.row_state);
    assert_string_equal(p.item[0].text,
                        "table.not_reported"); /* it is there, and says why it is not asked for */
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
        cmocka_unit_test(good_rows_are_had_beside_bad_ones),
        cmocka_unit_test(all_steps_of_the_check_are_listed_at_once),
        cmocka_unit_test(good_votes_wait_for_the_bad_one_of_their_cell),
        cmocka_unit_test(a_number_that_is_there_twice_is_told_to_stay_once),
        cmocka_unit_test(a_wrong_head_gives_no_rows_and_says_why),
        cmocka_unit_test(a_unit_reports_for_itself_and_what_the_scheme_gives_it),
        cmocka_unit_test(windows_are_those_of_the_year_in_order),
        cmocka_unit_test(a_cell_names_a_level),
        cmocka_unit_test(votes_say_their_batch_and_why_it_does_not_count),
        cmocka_unit_test(a_vote_that_is_a_number_may_be_given_several_times),
        cmocka_unit_test(a_table_may_speak_of_the_years_that_the_scheme_looks_back_at),
        cmocka_unit_test(what_another_scheme_gives_has_no_column),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
