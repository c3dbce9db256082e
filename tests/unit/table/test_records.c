#include "kit.h"

#include "table/records.h"

static const struct str ALSO_NAME[] = {STR_INIT("单位名称"), STR_INIT("name")};
static const struct str WORD_CITY[] = {STR_INIT("市"), STR_INIT("city")};
static const struct str WORD_UNIT[] = {STR_INIT("单位")};
static const struct record_choice KINDS[] = {{7, WORD_CITY, COUNT_OF(WORD_CITY)},
                                             {8, WORD_UNIT, COUNT_OF(WORD_UNIT)}};
static const struct str IGNORED[] = {STR_INIT("序号")};
enum { CODE, NAME, DAY, YEAR, SCORE, KIND, OPEN, COLUMNS };
static const struct record_column COLUMN[COLUMNS] = {
    [CODE] = {.name = STR_INIT("代码"), .type = RECORD_CODE, .is_required = true},
    [NAME] = {.name = STR_INIT("全称"),
              .also = ALSO_NAME,
              .alsos = COUNT_OF(ALSO_NAME),
              .type = RECORD_TEXT,
              .is_required = true,
              .chars_max = 6},
    [DAY] = {.name = STR_INIT("起始日"), .type = RECORD_DAY},
    [YEAR] = {.name = STR_INIT("年度"), .type = RECORD_YEAR},
    [SCORE] = {.name = STR_INIT("得分"),
               .type = RECORD_NUMBER,
               .digits = 4,
               .has_range = true,
               .least = 0,
               .most = 1000},
    [KIND] = {.name = STR_INIT("类别"), .type = RECORD_CHOICE, .choice = KINDS, .choices = COUNT_OF(KINDS)},
    [OPEN] = {.name = STR_INIT("公开"), .type = RECORD_CHOICE, .choice = RECORD_YES_NO, .choices = 2},
};
static const struct record_form FORM = {COLUMN, COLUMNS, IGNORED, COUNT_OF(IGNORED)};

static struct records read_csv(struct kit *kit, const char *csv, enum rc want)
{
    struct table t;
    struct records r = {0};
    kit->problems = (struct problems){.arena = kit->arena};
    assert_int_equal(table_read(kit->arena, str_c(csv), &t, &kit->problems), RC_OK);
    assert_int_equal(records_read(kit->arena, &t, &FORM, &r, &kit->problems), want);
    return r;
}

static void columns_are_found_in_any_order_and_by_their_other_heads(void **state)
{
    struct kit *kit = *state;
    struct records r = read_csv(kit,
                                "序号,Ｎａｍｅ（全称）,得分*,代 码,备注\n"
                                "1,　甲局 ,96.50,ａ01,好\n",
                                RC_OK);
    assert_int_equal(kit->problems.n, 0);
    assert_int_equal(r.rows, 1);
    assert_str(records_cell(&r, 0, CODE)->text, "a01");
    assert_str(records_cell(&r, 0, NAME)->text, "甲局");
    assert_int_equal(r.at[NAME], 2);
    assert_int_equal(r.at[DAY], 0);
    assert_false(records_cell(&r, 0, DAY)->is_given);
    assert_int_equal(records_cell(&r, 0, SCORE)->n, 9650);
    assert_int_equal(records_cell(&r, 0, SCORE)->digits, 2);
}

static void a_day_is_read_however_it_is_written_and_a_day_that_never_was_is_not(void **state)
{
    struct kit *kit = *state;
    static const char *const good[] = {
        "2026-11-05",    "2026/11/5",    "2026.11.05",          "20261105",
        "2026年11月5日", "2026年11月05", "2026-11-05 00:00:00", "２０２６－１１－０５"};
    for (size_t i = 0; i < COUNT_OF(good); i++) {
        const char *csv = arena_printf(kit->arena, "代码,全称,起始日\na,甲,%s\n", good[i]).p;
        struct records r = read_csv(kit, csv, RC_OK);
        assert_int_equal(records_cell(&r, 0, DAY)->n, 20261105);
    }
    static const char *const bad[] = {"2026-02-30",       "2026-11",   "11-05",    "2026-11/05",
                                      "202611",           "明天",      "20261332", "2026-11-05x",
                                      "2026-11-05 10:30", "2026年11-5"};
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        const char *csv = arena_printf(kit->arena, "代码,全称,起始日\na,甲,%s\n", bad[i]).p;
        struct records r = read_csv(kit, csv, RC_INVALID);
        assert_problem(kit, "record.not_a_day", 2, 3);
        assert_true(r.is_bad[0]);
    }
}

static void years_numbers_choices_and_yes_or_no_are_read_by_their_type(void **state)
{
    struct kit *kit = *state;
    struct records r = read_csv(kit,
                                "代码,全称,年度,得分,类别,公开\n"
                                "a,甲,2025年度,\"1,000.0000\",City,√\n"
                                "b,乙,2024,/,单位,否\n",
                                RC_OK);
    assert_int_equal(records_cell(&r, 0, YEAR)->n, 2025);
    assert_int_equal(records_cell(&r, 0, SCORE)->n, 10000000);
    assert_int_equal(records_cell(&r, 0, SCORE)->digits, 4);
    assert_int_equal(records_cell(&r, 0, KIND)->n, 7);
    assert_int_equal(records_cell(&r, 0, OPEN)->n, 1);
    assert_int_equal(records_cell(&r, 1, YEAR)->n, 2024);
    assert_false(records_cell(&r, 1, SCORE)->is_given);
    assert_true(records_cell(&r, 1, OPEN)->is_given);
    assert_int_equal(records_cell(&r, 1, OPEN)->n, 0);
}

static void each_fault_names_its_cell_and_its_column(void **state)
{
    struct kit *kit = *state;
    static const struct {
        const char *cells, *key;
        int column;
    } bad[] = {
        {"a,,,,,", "record.missing", 2},
        {",甲,,,,", "record.missing", 1},
        {"a,甲乙丙丁戊己庚,,,,", "record.too_long", 2},
        {"a,\"甲\n乙\",,,,", "record.not_a_line", 2},
        {"a,甲,25,,,", "record.not_a_year", 3},
        {"a,甲,1899,,,", "record.not_a_year", 3},
        {"a,甲,,九十,,", "record.not_a_number", 4},
        {"a,甲,,96.5分,,", "record.not_a_number", 4},
        {"a,甲,,96.12345,,", "record.too_many_decimals", 4},
        {"a,甲,,1000.1,,", "record.out_of_range", 4},
        {"a,甲,,-0.1,,", "record.out_of_range", 4},
        {"a,甲,,,镇,", "record.not_a_choice", 5},
        {"a,甲,,,,也许", "record.not_a_choice", 6},
    };
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        const char *csv =
            arena_printf(kit->arena, "代码,全称,年度,得分,类别,公开\nz,好,,,,\n%s\n", bad[i].cells).p;
        struct records r = read_csv(kit, csv, RC_INVALID);
        assert_problem(kit, bad[i].key, 3, bad[i].column);
        assert_false(r.is_bad[0]);
        assert_true(r.is_bad[1]);
    }
    assert_str(kit->problems.item[0].arg[2], "是、否");
}

static void a_column_that_is_missing_or_there_twice_stops_the_reading(void **state)
{
    struct kit *kit = *state;
    struct records r = read_csv(kit, "代码,名字\na,甲\n", RC_INVALID);
    assert_int_equal(r.rows, 0);
    assert_int_equal(kit->problems.blocking, 1);
    assert_string_equal(kit->problems.item[0].text, "record.missing_column");
    assert_str(kit->problems.item[0].arg[0], "全称");
    (void)read_csv(kit, "代码,全称,name\na,甲,乙\n", RC_INVALID);
    assert_problem(kit, "record.same_column", 1, 3);
    assert_str(kit->problems.item[0].arg[0], "B");
    (void)read_csv(kit, "代码,全称\n", RC_INVALID);
    assert_problem(kit, "record.no_rows", 1, 0);
}

static void a_column_nobody_asked_for_is_passed_over_with_a_word(void **state)
{
    struct kit *kit = *state;
    struct records r = read_csv(kit, "代码,全称,学历,起始日期\na,甲,大专,2026-01-01\n", RC_OK);
    assert_int_equal(kit->problems.n, 2);
    assert_int_equal(kit->problems.blocking, 0);
    assert_string_equal(kit->problems.item[0].hint, "record.unknown_column_hint");
    assert_string_equal(kit->problems.item[1].hint, "record.did_you_mean_column");
    assert_str(kit->problems.item[1].arg[1], "起始日");
    assert_false(records_cell(&r, 0, DAY)->is_given);
}

static void the_head_is_known_by_its_columns(void **state)
{
    (void)state;
    assert_true(record_head_is_known(&FORM, STR(" 全称（必填） ")));
    assert_true(record_head_is_known(&FORM, STR("＊代码")));
    assert_false(record_head_is_known(&FORM, STR("填报单位：甲局")));
    assert_false(record_head_is_known(&FORM, STR("")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        KIT_TEST(columns_are_found_in_any_order_and_by_their_other_heads),
        KIT_TEST(a_day_is_read_however_it_is_written_and_a_day_that_never_was_is_not),
        KIT_TEST(years_numbers_choices_and_yes_or_no_are_read_by_their_type),
        KIT_TEST(each_fault_names_its_cell_and_its_column),
        KIT_TEST(a_column_that_is_missing_or_there_twice_stops_the_reading),
        KIT_TEST(a_column_nobody_asked_for_is_passed_over_with_a_word),
        KIT_TEST(the_head_is_known_by_its_columns),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
