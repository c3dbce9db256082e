#include "kit.h"

#include "table/number.h"

static void assert_number(struct kit *kit, const char *v, enum number_format format, const char *want)
{
    struct str have = number_text(kit->arena, str_c(v), format, false);
    assert_string_equal(arena_str(kit->arena, have).p, want);
}

static void numbers_have_at_most_fifteen_digits_and_no_exponent(void **state)
{
    static const char *const CASE[][2] = {
        {"0", "0"},
        {"-0", "0"},
        {"007", "7"},
        {"1.50", "1.5"},
        {".5", "0.5"},
        {"5.", "5"},
        {"+3", "3"},
        {"0.84999999999999998", "0.85"},
        {"0.1", "0.1"},
        {"0.10000000000000001", "0.1"},
        {"2.2999999999999998", "2.3"},
        {"999999999999999.5", "1000000000000000"},
        {"9.9999999999999995E-1", "1"},
        {"123456789012345678", "123456789012346000"},
        {"1E+3", "1000"},
        {"1.25e2", "125"},
        {"1E-7", "0.0000001"},
        {"-1.5E-3", "-0.0015"},
        {"100000", "100000"},
        {"1.0000000000000002", "1"},
        {"0.000000000000000123456789012345678", "0.000000000000000123456789012346"},
    };
    for (size_t i = 0; i < COUNT_OF(CASE); i++)
        assert_number(*state, CASE[i][0], FORMAT_NUMBER, CASE[i][1]);
}

static void what_is_no_number_is_left_as_it_is(void **state)
{
    static const char *const CASE[] = {"",      "x",   "1x",  "1e",  "1e+", "1e99999",
                                       "1.2.3", "--1", "NaN", "1 2", "0x10"};
    for (size_t i = 0; i < COUNT_OF(CASE); i++)
        assert_number(*state, CASE[i], FORMAT_DATE, CASE[i]);
}

static void percents_are_shifted_exactly(void **state)
{
    static const char *const CASE[][2] = {
        {"0.85", "85%"}, {"1", "100%"},     {"0.123456", "12.3456%"}, {"-0.005", "-0.5%"},
        {"0", "0%"},     {"12.5", "1250%"}, {"1E-4", "0.01%"},        {"0.28999999999999998", "29%"},
    };
    for (size_t i = 0; i < COUNT_OF(CASE); i++)
        assert_number(*state, CASE[i][0], FORMAT_PERCENT, CASE[i][1]);
}

static void days_count_from_1900_with_its_day_that_never_was(void **state)
{
    static const char *const CASE[][2] = {
        {"1", "1900-01-01"},
        {"59", "1900-02-28"},
        {"60", "1900-02-29"},
        {"61", "1900-03-01"},
        {"46346", "2026-11-20"},
        {"2958465", "9999-12-31"},
        {"2958466", "2958466"},
        {"0", "0"},
        {"-5", "-5"},
        {"25569", "1970-01-01"},
    };
    for (size_t i = 0; i < COUNT_OF(CASE); i++)
        assert_number(*state, CASE[i][0], FORMAT_DATE, CASE[i][1]);
}

static void days_can_count_from_1904(void **state)
{
    struct kit *kit = *state;
    assert_str(number_text(kit->arena, STR("0"), FORMAT_DATE, true), "1904-01-01");
    assert_str(number_text(kit->arena, STR("44884"), FORMAT_DATE, true), "2026-11-20");
    assert_str(number_text(kit->arena, STR("2957003"), FORMAT_DATE, true), "9999-12-31");
    assert_str(number_text(kit->arena, STR("2957004"), FORMAT_DATE, true), "2957004");
}

static void times_are_rounded_to_the_second(void **state)
{
    assert_number(*state, "46346.729166666664", FORMAT_DATE_TIME, "2026-11-20 17:30");
    assert_number(*state, "46346.729173", FORMAT_DATE_TIME, "2026-11-20 17:30:01");
    assert_number(*state, "46345.999999999", FORMAT_DATE_TIME, "2026-11-20 00:00");
    assert_number(*state, "0.5", FORMAT_TIME, "12:00");
    assert_number(*state, "3.75", FORMAT_TIME, "18:00");
    assert_number(*state, "1.5", FORMAT_ELAPSED, "36:00");
    assert_number(*state, "46346.3", FORMAT_MONTH, "2026-11");
    assert_number(*state, "46346", FORMAT_YEAR, "2026");
}

static void formats_are_told_apart(void **state)
{
    static const struct {
        const char *code;
        enum number_format want;
    } CASE[] = {
        {"General", FORMAT_NUMBER},
        {"G/通用格式", FORMAT_NUMBER},
        {"", FORMAT_NUMBER},
        {"0.00", FORMAT_NUMBER},
        {"#,##0.00_);[Red]\\(#,##0.00\\)", FORMAT_NUMBER},
        {"0.00E+00", FORMAT_NUMBER},
        {"##0.0E-0", FORMAT_NUMBER},
        {"#,##0\"元/m²\"", FORMAT_NUMBER},
        {"[DBNum2][$-804]0", FORMAT_NUMBER},
        {"0!.0,\"万\"", FORMAT_NUMBER},
        {"@", FORMAT_NUMBER},
        {"\"日期 yyyy\"", FORMAT_NUMBER},
        {"[Magenta]0", FORMAT_NUMBER},
        {"0\\d", FORMAT_NUMBER},
        {"0%", FORMAT_PERCENT},
        {"0.00%;[Red]-0.00%", FORMAT_PERCENT},
        {"0.0\"%\"", FORMAT_NUMBER},
        {"0.0\\%", FORMAT_NUMBER},
        {"yyyy-mm-dd", FORMAT_DATE},
        {"yyyy/m/d;@", FORMAT_DATE},
        {"[$-804]yyyy\"年\"m\"月\"d\"日\";@", FORMAT_DATE},
        {"yyyy年m月d日", FORMAT_DATE},
        {"m\"月\"d\"日\"", FORMAT_DATE},
        {"[$-804]aaaa", FORMAT_DATE},
        {"yyyy\"年\"m\"月\"", FORMAT_MONTH},
        {"mmm-yy", FORMAT_MONTH},
        {"yyyy", FORMAT_YEAR},
        {"yyyy-mm-dd hh:mm:ss", FORMAT_DATE_TIME},
        {"m/d/yy h:mm AM/PM", FORMAT_DATE_TIME},
        {"h:mm", FORMAT_TIME},
        {"上午/下午h\"时\"mm\"分\"", FORMAT_TIME},
        {"mm:ss.0", FORMAT_TIME},
        {"[h]:mm:ss", FORMAT_ELAPSED},
        {"[mm]:ss", FORMAT_ELAPSED},
        {"[", FORMAT_NUMBER},
        {"\"", FORMAT_NUMBER},
        {"\\", FORMAT_NUMBER},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(CASE); i++)
        if (number_format_of(str_c(CASE[i].code)) != CASE[i].want)
            fail_msg("%s is %d", CASE[i].code, (int)number_format_of(str_c(CASE[i].code)));
}

static void built_in_formats_are_those_of_a_chinese_spreadsheet(void **state)
{
    (void)state;
    assert_int_equal(number_format_builtin(0), FORMAT_NUMBER);
    assert_int_equal(number_format_builtin(10), FORMAT_PERCENT);
    assert_int_equal(number_format_builtin(14), FORMAT_DATE);
    assert_int_equal(number_format_builtin(22), FORMAT_DATE_TIME);
    assert_int_equal(number_format_builtin(31), FORMAT_DATE);
    assert_int_equal(number_format_builtin(46), FORMAT_ELAPSED);
    assert_int_equal(number_format_builtin(57), FORMAT_MONTH);
    assert_int_equal(number_format_builtin(58), FORMAT_DATE);
    assert_int_equal(number_format_builtin(59), FORMAT_NUMBER);
    assert_int_equal(number_format_builtin(-1), FORMAT_NUMBER);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        KIT_TEST(numbers_have_at_most_fifteen_digits_and_no_exponent),
        KIT_TEST(what_is_no_number_is_left_as_it_is),
        KIT_TEST(percents_are_shifted_exactly),
        KIT_TEST(days_count_from_1900_with_its_day_that_never_was),
        KIT_TEST(days_can_count_from_1904),
        KIT_TEST(times_are_rounded_to_the_second),
        KIT_TEST(formats_are_told_apart),
        KIT_TEST(built_in_formats_are_those_of_a_chinese_spreadsheet),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
