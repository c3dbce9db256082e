#include "kit.h"

#include "table/values_table.h"

static const struct values_measure MEASURE[] = {
    {.id = STR_INIT("revenue"),
     .name = STR_INIT("一般公共预算收入"),
     .unit = STR_INIT("万元"),
     .decimals = 1},
    {.id = STR_INIT("ontime"),
     .name = STR_INIT("按期办结率"),
     .unit = STR_INIT("%"),
     .decimals = 2,
     .has_range = true,
     .min = 0,
     .max = 10000},
    {.id = STR_INIT("extra"), .name = STR_INIT("加减分"), .decimals = 1, .is_repeatable = true},
    {.id = STR_INIT("calls"),
     .name = STR_INIT("来电量"),
     .column = STR_INIT("12345来电"),
     .unit = STR_INIT("件")},
};
enum { REVENUE, ONTIME, EXTRA, CALLS };
static const struct str FINANCE_ALIAS[] = {STR_INIT("财政局"), STR_INIT("财政")};
static const struct values_unit UNIT[] = {
    {.name = STR_INIT("云澜市财政局"),
     .short_name = STR_INIT("市财政局"),
     .alias = FINANCE_ALIAS,
     .aliases = 2},
    {.name = STR_INIT("云澜市水利局"), .short_name = STR_INIT("市水利局")},
    {.name = STR_INIT("松月县")},
};
enum { FINANCE, WATER, SONGYUE };
static const struct str IGNORED[] = {STR_INIT("填报人")};
static const struct values_form FORM = {
    .measure = MEASURE,
    .measures = COUNT_OF(MEASURE),
    .unit = UNIT,
    .units = COUNT_OF(UNIT),
    .year = 2026,
    .ignored = IGNORED,
    .ignoreds = COUNT_OF(IGNORED),
};

static enum rc read_with(struct kit *kit, const struct values_form *form, struct str text,
                         struct values_table *ret)
{
    struct table t;
    assert_int_equal(table_read(kit->arena, text, &t, &kit->problems), RC_OK);
    return values_table_read(kit->arena, &t, form, ret, &kit->problems);
}

static struct values_table read_ok(struct kit *kit, struct str text)
{
    struct values_table v = {0};
    enum rc rc = read_with(kit, &FORM, text, &v);
    if (kit->problems.n)
        fail_msg("%d:%d %s", kit->problems.item[0].line, kit->problems.item[0].column,
                 kit->problems.item[0].text);
    assert_int_equal(rc, RC_OK);
    return v;
}

static struct values_table refuse(struct kit *kit, struct str text, const char *key, int row, int column)
{
    struct values_table v;
    kit->problems = (struct problems){.arena = kit->arena};
    assert_int_equal(read_with(kit, &FORM, text, &v), RC_INVALID);
    assert_problem(kit, key, row, column);
    return v;
}

static void assert_item(const struct values_item *item, size_t unit, size_t measure, const char *period,
                        int64_t value)
{
    assert_int_equal(item->unit, unit);
    assert_int_equal(item->measure, measure);
    assert_str(item->period, period);
    assert_false(item->is_missing);
    assert_int_equal(item->value, value);
}

static void a_wide_table_gives_a_value_for_each_filled_cell(void **state)
{
    struct values_table v =
        read_ok(*state, STR("序号,单位,期间,一般公共预算收入（万元）,ONTIME,填报人,备注,\n"
                            "1,市财政局,10月,\"12,345.6\",97.5%,甲,晚报,\n"
                            "2,云澜市水利局 ,2026-10,,/,乙,,\n"
                            "3,松 月 县,202610,1.2亿,０,,,\n"));
    assert_int_equal(v.items, 5);
    assert_item(&v.item[0], FINANCE, REVENUE, "2026-10", 123456);
    assert_item(&v.item[1], FINANCE, ONTIME, "2026-10", 9750);
    assert_true(v.item[2].is_missing);
    assert_int_equal(v.item[2].unit, WATER);
    assert_item(&v.item[3], SONGYUE, REVENUE, "2026-10", 120000);
    assert_item(&v.item[4], SONGYUE, ONTIME, "2026-10", 0);
    assert_int_equal(v.item[4].row, 4);
    assert_int_equal(v.item[4].column, 5);
}

static void a_long_table_gives_events_with_their_basis(void **state)
{
    struct values_table v =
        read_ok(*state, STR("单位\t指标\t期间\t数值\t组别\t事项\t编号\t依据\n"
                            "财政局\t加减分\t9月\t+1.0\t\t通报表扬\t1\t云政发〔2026〕9号\n"
                            "财政局\textra\t9月\t-0.5\t\t通报表扬\t2\t云督通〔2026〕3号\n"
                            "财政\t12345来电\t9月\t35件\t\t\t\t\n"));
    assert_int_equal(v.items, 3);
    assert_item(&v.item[0], FINANCE, EXTRA, "2026-09", 10);
    assert_item(&v.item[1], FINANCE, EXTRA, "2026-09", -5);
    assert_str(v.item[1].item, "通报表扬");
    assert_str(v.item[1].no, "2");
    assert_str(v.item[1].basis, "云督通〔2026〕3号");
    assert_item(&v.item[2], FINANCE, CALLS, "2026-09", 35);
}

static void english_heads_do_as_well(void **state)
{
    struct values_table v = read_ok(*state, STR("Unit,Measure,Period,Value\n市水利局,calls,2026Q3,7\n"));
    assert_item(&v.item[0], WATER, CALLS, "2026Q3", 7);
}

static void a_table_for_one_period_needs_no_column_for_it(void **state)
{
    struct kit *kit = *state;
    struct values_form form = FORM;
    form.only_period = STR("2026-08");
    struct values_table v;
    assert_int_equal(read_with(kit, &form, STR("单位,来电量\n市水利局,7\n"), &v), RC_OK);
    assert_item(&v.item[0], WATER, CALLS, "2026-08", 7);
}

static void an_unknown_unit_is_offered_the_nearest(void **state)
{
    struct kit *kit = *state;
    struct values_table v =
        refuse(kit, STR("单位,期间,来电量\n市水利厅,10月,7\n松月县,10月,8\n"), "table.unknown_unit", 2, 1);
    assert_string_equal(kit->problems.item[0].hint, "table.did_you_mean");
    assert_str(kit->problems.item[0].value, "市水利厅");
    assert_str(kit->problems.item[0].arg[1], "云澜市水利局");
    assert_int_equal(v.items, 1);
    assert_int_equal(v.bad_rows, 1);
    refuse(kit, STR("单位,期间,来电量\n铁路公司,10月,7\n"), "table.unknown_unit", 2, 1);
    assert_string_equal(kit->problems.item[0].hint, "table.unknown_unit_hint");
}

static void a_row_of_totals_is_called_that(void **state)
{
    refuse(*state, STR("单位,期间,来电量\n松月县,10月,7\n合 计,10月,7\n"), "table.total_row", 3, 1);
}

static void an_unknown_column_is_offered_the_nearest_measure(void **state)
{
    struct kit *kit = *state;
    refuse(kit, STR("单位,期间,来电数量\n松月县,10月,7\n"), "table.unknown_column", 1, 3);
    assert_str(kit->problems.item[0].arg[1], "来电量");
}

static void a_missing_column_is_named(void **state)
{
    struct kit *kit = *state;
    refuse(kit, STR("期间,来电量\n10月,7\n"), "table.missing_column", 1, 0);
    assert_str(kit->problems.item[0].arg[0], "单位");
    refuse(kit, STR("单位,来电量\n松月县,7\n"), "table.missing_column", 1, 0);
    assert_str(kit->problems.item[0].arg[0], "期间");
    refuse(kit, STR("单位,期间,指标\n松月县,10月,来电量\n"), "table.missing_column", 1, 0);
    assert_str(kit->problems.item[0].arg[0], "数值");
    refuse(kit, STR("单位,期间,数值\n松月县,10月,7\n"), "table.missing_column", 1, 0);
    assert_str(kit->problems.item[0].arg[0], "指标");
    refuse(kit, STR("单位,期间,备注\n松月县,10月,7\n"), "table.no_measure_column", 1, 0);
}

static void columns_that_clash_are_named(void **state)
{
    refuse(*state, STR("单位,期间,来电量,calls\n松月县,10月,7,8\n"), "table.same_column", 1, 4);
    refuse(*state, STR("单位,期间,指标,数值,来电量\n松月县,10月,来电量,8,9\n"), "table.mixed_forms", 1, 5);
    refuse(*state, STR("单位,期间,来电量,依据\n松月县,10月,7,x\n"), "table.mixed_forms", 1, 4);
    refuse(*state, STR("单位,期间,,来电量\n松月县,10月,x,7\n"), "table.column_without_head", 2, 3);
}

static void a_row_that_is_there_twice_names_the_first(void **state)
{
    struct kit *kit = *state;
    struct values_table v =
        refuse(kit, STR("单位,期间,来电量\n松月县,10月,7\n市水利局,10月,7\n松月县,2026-10,8\n"),
               "table.duplicate_row", 4, 0);
    assert_str(kit->problems.item[0].arg[0], "2");
    assert_false(v.item[0].is_of_bad_row);
    assert_true(v.item[2].is_of_bad_row);
    refuse(kit, STR("单位,指标,期间,数值\n松月县,来电量,10月,7\n松月县,calls,10月,8\n"),
           "table.duplicate_row", 3, 0);
}

static void events_are_told_apart_by_item_and_number(void **state)
{
    struct kit *kit = *state;
    read_ok(kit,
            STR("单位,指标,期间,数值,事项,编号\n松月县,加减分,10月,1,甲,1\n松月县,加减分,10月,1,甲,2\n"));
    refuse(kit, STR("单位,指标,期间,数值,事项,编号\n松月县,加减分,10月,1,甲,1\n松月县,加减分,10月,1,甲,1\n"),
           "table.duplicate_row", 3, 0);
    assert_string_equal(kit->problems.item[0].hint, "table.duplicate_event_hint");
}

static void bad_numbers_are_told_apart(void **state)
{
    struct kit *kit = *state;
    refuse(kit, STR("单位,期间,来电量\n松月县,10月,约7\n"), "table.not_a_number", 2, 3);
    assert_str(kit->problems.item[0].value, "约7");
    refuse(kit, STR("单位,期间,按期办结率\n松月县,10月,93.333\n"), "table.too_many_decimals", 2, 3);
    assert_str(kit->problems.item[0].arg[2], "2");
    refuse(kit, STR("单位,期间,按期办结率\n松月县,10月,100.01\n"), "table.out_of_range", 2, 3);
    assert_str(kit->problems.item[0].arg[2], "100");
    refuse(kit, STR("单位,期间,按期办结率\n松月县,10月,-0.01\n"), "table.out_of_range", 2, 3);
    refuse(kit, STR("单位,期间,来电量\n松月县,10月,7%\n"), "table.other_unit", 2, 3);
    refuse(kit, STR("单位,期间,来电量\n松月县,10月,99999999999999999999\n"), "table.number_too_large", 2, 3);
}

static void periods_outside_of_the_scheme_are_refused(void **state)
{
    struct kit *kit = *state;
    refuse(kit, STR("单位,期间,来电量\n松月县,2025-10,7\n"), "table.period_outside", 2, 2);
    assert_str(kit->problems.item[0].arg[1], "2026");
    refuse(kit, STR("单位,期间,来电量\n松月县,本月,7\n"), "table.bad_period", 2, 2);
    refuse(kit, STR("单位,期间,来电量\n松月县,,7\n"), "table.no_period", 2, 2);
    static const struct str ALLOWED[] = {STR_INIT("2025-12"), STR_INIT("2026-01")};
    struct values_form form = FORM;
    form.period = ALLOWED;
    form.periods = COUNT_OF(ALLOWED);
    struct values_table v;
    kit->problems = (struct problems){.arena = kit->arena};
    assert_int_equal(read_with(kit, &form, STR("单位,期间,来电量\n松月县,2025-12,7\n松月县,2月,8\n"), &v),
                     RC_INVALID);
    assert_problem(kit, "table.period_outside", 3, 2);
    assert_int_equal(v.items, 1);
}

static void missing_units_and_measures_are_named(void **state)
{
    struct kit *kit = *state;
    refuse(kit, STR("单位,期间,来电量\n,10月,7\n"), "table.no_unit", 2, 1);
    refuse(kit, STR("单位,指标,期间,数值\n松月县,,10月,7\n"), "table.no_measure", 2, 2);
    refuse(kit, STR("单位,指标,期间,数值\n松月县,来电,10月,7\n"), "table.unknown_measure", 2, 2);
    assert_string_equal(kit->problems.item[0].hint, "table.did_you_mean");
}

static void a_table_that_says_nothing_is_refused(void **state)
{
    struct kit *kit = *state;
    refuse(kit, STR("单位,期间,来电量\n"), "table.no_rows", 0, 0);
    refuse(kit, STR("单位,期间,来电量\n松月县,10月,\n"), "table.no_values", 0, 0);
}

static void all_problems_of_a_table_are_listed_at_once(void **state)
{
    struct kit *kit = *state;
    struct values_table v;
    assert_int_equal(
        read_with(kit, &FORM,
                  STR("单位,期间,来电量,按期办结率\n松月,13月,x,1\n松月县,10月,y,101\n市水利局,10月,1,2\n"),
                  &v),
        RC_INVALID);
    static const char *const KEY[] = {"table.unknown_unit", "table.bad_period", "table.not_a_number",
                                      "table.out_of_range"};
    assert_int_equal(kit->problems.n, COUNT_OF(KEY));
    for (size_t i = 0; i < COUNT_OF(KEY); i++)
        assert_string_equal(kit->problems.item[i].text, KEY[i]);
    assert_int_equal(v.bad_rows, 2);
    assert_int_equal(v.items, 2);
}

static void fifty_thousand_wrong_rows_are_counted_and_200_listed(void **state)
{
    struct kit *kit = *state;
    CLEANUP(buf_release) struct buf b = {0};
    buf_put(&b, STR("单位,期间,来电量\n"));
    for (int i = 0; i < LIMIT_TABLE_ROWS; i++)
        buf_printf(&b, "第%d局,10月,1\n", i);
    struct values_table v;
    assert_int_equal(read_with(kit, &FORM, buf_str(&b), &v), RC_INVALID);
    assert_int_equal(kit->problems.n, LIMIT_PROBLEMS);
    assert_int_equal(kit->problems.more, LIMIT_TABLE_ROWS - LIMIT_PROBLEMS);
    assert_int_equal(v.bad_rows, LIMIT_TABLE_ROWS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        KIT_TEST(a_wide_table_gives_a_value_for_each_filled_cell),
        KIT_TEST(a_long_table_gives_events_with_their_basis),
        KIT_TEST(english_heads_do_as_well),
        KIT_TEST(a_table_for_one_period_needs_no_column_for_it),
        KIT_TEST(an_unknown_unit_is_offered_the_nearest),
        KIT_TEST(a_row_of_totals_is_called_that),
        KIT_TEST(an_unknown_column_is_offered_the_nearest_measure),
        KIT_TEST(a_missing_column_is_named),
        KIT_TEST(columns_that_clash_are_named),
        KIT_TEST(a_row_that_is_there_twice_names_the_first),
        KIT_TEST(events_are_told_apart_by_item_and_number),
        KIT_TEST(bad_numbers_are_told_apart),
        KIT_TEST(periods_outside_of_the_scheme_are_refused),
        KIT_TEST(missing_units_and_measures_are_named),
        KIT_TEST(a_table_that_says_nothing_is_refused),
        KIT_TEST(all_problems_of_a_table_are_listed_at_once),
        KIT_TEST(fifty_thousand_wrong_rows_are_counted_and_200_listed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
