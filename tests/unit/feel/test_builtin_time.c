/* The functions of dates, times and durations, as expressions: DMN 1.5, tables 71 and 80. */
#include "ask.h"
#include "zones.h"

static const struct feel_input INPUT[] = {{STR_INIT("x"), &FEEL_ANY}, {STR_INIT("y"), &FEEL_ANY}};

/* With zones, and with inputs x and y of which nothing is known beforehand. */
static struct ask with_zones(const struct value *input)
{
    struct ask k = ask_new();
    k.scope.zones = &ZONES;
    if (input) {
        k.scope.input = INPUT;
        k.scope.inputs = COUNT_OF(INPUT);
        k.run.input = input;
    }
    return k;
}

#define ASSERT_ZONED(...)                                                                                    \
    do {                                                                                                     \
        static const struct ask_row ROWS[] = {__VA_ARGS__};                                                  \
        struct ask k = with_zones(NULL);                                                                     \
        assert_rows(&k, ROWS, COUNT_OF(ROWS));                                                               \
        ask_free(&k);                                                                                        \
    } while (0)

static void dates_are_made_of_texts_moments_and_numbers(void **state)
{
    (void)state;
    ASSERT_ZONED(
        {"date(\"2012-12-25\")", "@\"2012-12-25\""}, {"date(from: \"2012-12-25\")", "@\"2012-12-25\""},
        {"date(@\"2017-08-14T14:25:00\")", "@\"2017-08-14\""},
        {"date(@\"2017-09-03T09:45:30@Europe/Paris\")", "@\"2017-09-03\""},
        {"date(@\"2017-08-14\")", "@\"2017-08-14\""}, {"date(2017, 12, 31)", "@\"2017-12-31\""},
        {"date(day: 31, month: 12, year: 2017)", "@\"2017-12-31\""},
        {"date(-999999999, 12, 31)", "@\"-999999999-12-31\""}, {"date([\"2012-12-25\"])", "@\"2012-12-25\""},
        {"date(2017, 13, 31)", "null"}, {"date(2017, 12, 32)", "null"}, {"date(2017, 2, 29)", "null"},
        {"date(2017, 1.5, 1)", "null"}, {"date(1000999999, 12, 31)", "null"}, {"date(null, 2, 1)", "null"},
        {"date(\"2012-12-25T00:00:00\")", "null"}, {"date(null)", "null"}, {"date([])", "null"});
}

static void times_are_made_of_texts_moments_and_numbers(void **state)
{
    (void)state;
    ASSERT_ZONED({"time(\"11:22:33.444\")", "@\"11:22:33.444\""},
                 {"time(from: \"12:45:00\")", "@\"12:45:00\""},
                 {"time(@\"2017-08-10T10:20:00+01:00\")", "@\"10:20:00+01:00\""},
                 {"time(@\"2017-08-10T10:20:00@Europe/Paris\")", "@\"10:20:00@Europe/Paris\""},
                 {"time(@\"10:20:00Z\")", "@\"10:20:00Z\""}, {"time(@\"2017-08-10\")", "@\"00:00:00Z\""},
                 {"time(11, 59, 45)", "@\"11:59:45\""}, {"time(11, 59, 45, null)", "@\"11:59:45\""},
                 {"time(12, 59, 1.3, @\"-PT1H\")", "@\"12:59:01.3-01:00\""},
                 {"time(11, 59, 45, @\"PT2H45M55S\")", "@\"11:59:45+02:45:55\""},
                 {"time(11, 59, 45, @\"-PT0H\")", "@\"11:59:45Z\""},
                 {"time(hour: 11, minute: 59, second: 0, offset: @\"-PT2H\")", "@\"11:59:00-02:00\""},
                 {"time(0, 0, 59.9999999999)", "@\"00:00:59.999999999\""}, {"time(24, 0, 0)", "null"},
                 {"time(23, 60, 0)", "null"}, {"time(23, 59, 60)", "null"}, {"time(-1, 0, 0)", "null"},
                 {"time(0, 0, -0.5)", "null"}, {"time(11.5, 0, 0)", "null"}, {"time(12, null, 0)", "null"},
                 {"time(12, 0, 0, @\"PT18H1S\")", "null"}, {"time(12, 0, 0, @\"PT0.5S\")", "null"},
                 {"time(12, 0, 0, @\"PT18H\")", "@\"12:00:00+18:00\""}, {"time(null)", "null"});
}

static void dates_and_times_are_made_of_texts_parts_and_numbers(void **state)
{
    (void)state;
    ASSERT_ZONED(
        {"date and time(\"2012-12-24T23:59:00\")", "@\"2012-12-24T23:59:00\""},
        {"date and time(\"2012-12-24\")", "@\"2012-12-24T00:00:00\""},
        {"date and time(@\"2017-01-01\", @\"23:59:01Z\")", "@\"2017-01-01T23:59:01Z\""},
        {"date and time(@\"2017-09-05T10:20:00-01:00\", @\"09:15:30\")", "@\"2017-09-05T09:15:30\""},
        {"date and time(@\"2017-09-05\", @\"09:15:30@Europe/Paris\")",
         "@\"2017-09-05T09:15:30@Europe/Paris\""},
        {"date and time(@\"2017-07-05\", @\"09:15:30@Europe/Paris\").time offset", "@\"PT2H\""},
        {"date and time(time: @\"23:59:01\", date: @\"2017-01-01\")", "@\"2017-01-01T23:59:01\""},
        {"date and time(2016, 8, 24, 12, 30, 5.5)", "@\"2016-08-24T12:30:05.5\""},
        {"date and time(2016, 8, 24, 12, 30, 5, @\"PT8H\")", "@\"2016-08-24T12:30:05+08:00\""},
        {"date and time(2016, 8, 24, 12, 30, 5, null)", "@\"2016-08-24T12:30:05\""},
        {"date and time(2016, 8, 24, 12, 30, 5, \"Asia/Dhaka\")", "@\"2016-08-24T12:30:05@Asia/Dhaka\""},
        {"date and time(year: 2016, month: 8, day: 24, hour: 0, minute: 0, second: 0, timezone: \"Etc/UTC\")",
         "@\"2016-08-24T00:00:00@Etc/UTC\""},
        {"date and time(2016, 8, 24, 12, 30, 5, \"Nowhere/Here\")", "null"},
        {"date and time(2016, 8, 32, 12, 30, 5)", "null"}, {"date and time(2016, 8, 24, 24, 30, 5)", "null"},
        {"date and time(null, @\"23:59:01\")", "null"}, {"date and time(\"\")", "null"});
}

static void durations_are_made_of_texts_and_of_two_dates(void **state)
{
    (void)state;
    ASSERT_ZONED({"duration(\"P13DT2H14S\")", "@\"P13DT2H14S\""}, {"duration(from: \"P26M\")", "@\"P2Y2M\""},
                 {"duration(\"P1H\")", "null"}, {"duration(null)", "null"},
                 {"years and months duration(@\"2011-12-22\", @\"2013-08-24\")", "@\"P1Y8M\""},
                 {"years and months duration(from: @\"2016-01-21\", to: @\"2015-01-21\")", "@\"-P1Y\""},
                 {"years and months duration(@\"2017-02-28T23:59:59\", @\"2019-07-23\")", "@\"P2Y4M\""},
                 {"years and months duration(@\"2017-02-28\", null)", "null"});
}

static void the_calendar_answers_in_days_weeks_and_names(void **state)
{
    (void)state;
    ASSERT_ZONED(
        {"day of year(@\"2019-09-17\")", "260"}, {"day of year(@\"2020-12-31\")", "366"},
        {"day of year(@\"2019-12-31T23:00:00@Europe/Paris\")", "365"},
        {"day of year(date: @\"1970-01-01\")", "1"}, {"day of week(@\"2019-09-17\")", "\"Tuesday\""},
        {"day of week(@\"2026-11-20T09:00:00\")", "\"Friday\""},
        {"day of week(@\"-0001-01-03\")", "\"Sunday\""}, {"month of year(@\"2019-09-17\")", "\"September\""},
        {"month of year(date: @\"2019-12-17\")", "\"December\""}, {"week of year(@\"2019-09-17\")", "38"},
        {"week of year(@\"2003-12-29\")", "1"}, {"week of year(@\"2004-01-04\")", "1"},
        {"week of year(@\"2005-01-01\")", "53"}, {"week of year(@\"2005-01-03\")", "1"},
        {"week of year(@\"2005-01-09\")", "1"}, {"week of year(@\"2020-12-31\")", "53"},
        {"week of year(@\"2021-01-03\")", "53"}, {"week of year(@\"999999999-12-31\")", "52"},
        {"week of year(null)", "null"}, {"day of year(null)", "null"});
}

/* What a day's week is, counted from a Monday that begins a first week, for 60 years one after the other. */
static void weeks_follow_one_another(void **state)
{
    struct ask k = with_zones(NULL);
    struct value x[2] = {{0}}, thursday, v;
    k.scope.input = INPUT;
    k.scope.inputs = 2;
    k.run.input = x;
    (void)state;
    (void)ask_value(&k, "week of year(x)");
    assert_non_null(k.program);
    int64_t first = date_days_from_epoch(1999, 1, 4), week = 0;
    int year = 0;
    for (int64_t monday = first; monday < first + 60L * 366; monday += 7) {
        assert_true(date_of_epoch_day(monday + 3, &thursday));
        week = thursday.temporal.year == year ? week + 1 : 1;
        year = thursday.temporal.year;
        for (int64_t day = monday; day < monday + 7; day++) {
            assert_true(date_of_epoch_day(day, &x[0]));
            v = feel_eval(k.program, &k.run);
            assert_int_equal(v.kind, VALUE_NUMBER);
            assert_int_equal(decimal_cmp(v.number, decimal_of(week)), 0);
        }
    }
    ask_free(&k);
}

static void now_is_what_the_caller_says(void **state)
{
    static const struct ask_row ROWS[] = {{"now()", "@\"2026-11-20T09:00:00+08:00\""},
                                          {"today()", "@\"2026-11-20\""},
                                          {"now() instance of date and time", "true"},
                                          {"today() + @\"P1M\"", "@\"2026-12-20\""}};
    struct ask k = ask_new();
    (void)state;
    assert_true(date_time_read(STR("2026-11-20T09:00:00+08:00"), NULL, &k.run.now));
    assert_rows(&k, ROWS, COUNT_OF(ROWS));
    k.run.now = VALUE_OF_NULL;
    assert_true(str_eq(ask_value(&k, "1 + count([today()])"), STR("2")));
    assert_true(str_eq(ask_noted(&k), STR("feel_time.no_now 1:12")));
    assert_true(str_eq(ask_value(&k, "now()"), STR("null")));
    assert_true(str_eq(ask_noted(&k), STR("feel_time.no_now 1:1")));
    ask_free(&k);
}

/* Nothing is known of x and y before the run, so the values choose between date(from: string) and
 * date(from: date and time). */
static void values_choose_the_form_where_types_are_not_known(void **state)
{
    static const struct ask_row MOMENT[] = {{"date(x)", "@\"2026-11-20\""},
                                            {"date(from: x)", "@\"2026-11-20\""},
                                            {"time(x)", "@\"09:00:00\""},
                                            {"day of week(x)", "\"Friday\""},
                                            {"date and time(x, y)", "@\"2026-11-20T10:30:00Z\""},
                                            {"time(y)", "@\"10:30:00Z\""},
                                            {"date(y)", "null"},
                                            {"before(x, [x..x])", "false"},
                                            {"years and months duration(x, @\"2027-11-20\")", "@\"P1Y\""}};
    static const struct ask_row TEXT[] = {{"date(x)", "@\"2026-11-20\""},
                                          {"date and time(x)", "@\"2026-11-20T00:00:00\""},
                                          {"duration(y)", "@\"P1D\""},
                                          {"day of week(x)", "null"}};
    struct value moment[2], text[2] = {value_string(STR("2026-11-20")), value_string(STR("P1D"))};
    (void)state;
    assert_true(date_time_read(STR("2026-11-20T09:00:00"), NULL, &moment[0]));
    assert_true(time_read(STR("10:30:00Z"), NULL, &moment[1]));
    struct ask k = with_zones(moment);
    assert_rows(&k, MOMENT, COUNT_OF(MOMENT));
    k.run.input = text;
    assert_rows(&k, TEXT, COUNT_OF(TEXT));
    ask_free(&k);
}

static void a_wrong_name_or_number_of_arguments_is_null(void **state)
{
    (void)state;
    ASSERT_ZONED({"date(form: \"2012-12-25\")", "null"}, {"day of week(value: @\"1970-01-01\")", "null"},
                 {"day of year()", "null"}, {"week of year(@\"1970-01-01\", @\"1970-01-01\")", "null"},
                 {"time()", "null"}, {"date and time(2017)", "null"}, {"today(123)", "null"},
                 {"years and months duration()", "null"},
                 {"date and time(date: @\"2017-01-01\", offset: @\"PT1H\")", "null"});
}

/* A null has a reason that names what to mend. */
static void what_could_not_be_made_says_why(void **state)
{
    static const char *const ROW[][2] = {
        {"date(\"2012-13-25\")", "feel.no_such_date 1:1"},
        {"date(2012, 13, 25)", "feel_time.no_such_day 1:1"},
        {"time(25, 0, 0)", "feel_time.no_such_time 1:1"},
        {"time(12, 0, 0, @\"PT19H\")", "feel_time.no_such_offset 1:1"},
        {"date and time(2012, 12, 25, 0, 0, 0, \"Nowhere\")", "feel_time.no_such_zone 1:1"},
    };
    struct ask k = with_zones(NULL);
    (void)state;
    for (size_t i = 0; i < COUNT_OF(ROW); i++) {
        assert_true(str_eq(ask_value(&k, ROW[i][0]), STR("null")));
        struct str noted = ask_noted(&k);
        if (!str_eq(noted, str_c(ROW[i][1])))
            print_error("%s: %.*s\n", ROW[i][0], STR_ARG(noted));
        assert_true(str_eq(noted, str_c(ROW[i][1])));
    }
    ask_free(&k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dates_are_made_of_texts_moments_and_numbers),
        cmocka_unit_test(times_are_made_of_texts_moments_and_numbers),
        cmocka_unit_test(dates_and_times_are_made_of_texts_parts_and_numbers),
        cmocka_unit_test(durations_are_made_of_texts_and_of_two_dates),
        cmocka_unit_test(the_calendar_answers_in_days_weeks_and_names),
        cmocka_unit_test(weeks_follow_one_another),
        cmocka_unit_test(now_is_what_the_caller_says),
        cmocka_unit_test(values_choose_the_form_where_types_are_not_known),
        cmocka_unit_test(a_wrong_name_or_number_of_arguments_is_null),
        cmocka_unit_test(what_could_not_be_made_says_why),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
