#include "kit.h"

#include "calendar/days.h"
#include "calendar/every.h"

static void assert_stretch(struct stretch s, int year, int number, int64_t first, int64_t last)
{
    assert_int_equal(s.year, year);
    assert_int_equal(s.number, number);
    assert_int_equal(s.first, first);
    assert_int_equal(s.last, last);
}

static void assert_same(struct stretch a, struct stretch b)
{
    assert_int_equal(a.every, b.every);
    assert_stretch(a, b.year, b.number, b.first, b.last);
}

/* Day by day: a period begins where the one before it ended, and all its days say that they are in it. */
static void every_day_lies_in_exactly_one_period_of_each_kind(void **state)
{
    (void)state;
    for (int e = 0; e < EVERY__COUNT; e++) {
        struct stretch s = {0};
        for (int at = 0; at < DAYS_N; at++) {
            int64_t day = days_at(at);
            struct stretch here = every_of((enum every)e, day);
            if (at == 0 || day > s.last) {
                assert_int_equal(here.first, day);
                assert_true(here.last >= day);
                s = here;
            }
            assert_same(here, s);
        }
        assert_int_equal(s.last, days_at(DAYS_N - 1));
    }
}

static void next_and_before_agree_over_the_whole_time(void **state)
{
    (void)state;
    for (int e = 0; e < EVERY__COUNT; e++) {
        struct stretch s = every_of((enum every)e, 19700101), first = s, at_number;
        assert_int_equal(every_next(s, -1).first, 0);
        int n = 0;
        for (;; n++) {
            assert_true(every_at((enum every)e, s.year, s.number, &at_number));
            assert_same(at_number, s);
            struct stretch next = every_next(s, 1);
            if (next.first == 0)
                break;
            assert_int_equal(next.first, day_add(s.last, 1));
            assert_same(every_next(next, -1), s);
            assert_same(every_next(next, 0), next);
            s = next;
        }
        assert_int_equal(s.last, 20991231);
        assert_same(every_next(first, n), s);
        assert_same(every_next(s, -n), first);
        assert_int_equal(every_next(first, n + 1).first, 0);
        assert_int_equal(every_next(first, INT32_MAX).first, 0);
        assert_int_equal(every_next(first, INT32_MIN).first, 0);
    }
}

/* Reckoned by another program (Python's date.isocalendar). */
static void weeks_of_hard_years_are_those_of_the_standard(void **state)
{
    (void)state;
    static const struct {
        int64_t day;
        int year, week;
    } iso[] = {
        {19700101, 1970, 1},  {19701228, 1970, 53}, {19710101, 1970, 53}, {19710104, 1971, 1},
        {20040101, 2004, 1},  {20041231, 2004, 53}, {20050101, 2004, 53}, {20051231, 2005, 52},
        {20080101, 2008, 1},  {20081228, 2008, 52}, {20081231, 2009, 1},  {20090104, 2009, 1},
        {20091228, 2009, 53}, {20091231, 2009, 53}, {20100101, 2009, 53}, {20100104, 2010, 1},
        {20101231, 2010, 52}, {20120101, 2011, 52}, {20120104, 2012, 1},  {20121228, 2012, 52},
        {20121231, 2013, 1},  {20150101, 2015, 1},  {20151231, 2015, 53}, {20160101, 2015, 53},
        {20160104, 2016, 1},  {20161231, 2016, 52}, {20200101, 2020, 1},  {20201231, 2020, 53},
        {20210101, 2020, 53}, {20210104, 2021, 1},  {20211231, 2021, 52}, {20260101, 2026, 1},
        {20261231, 2026, 53}, {20981228, 2098, 52}, {20981231, 2099, 1},  {20991231, 2099, 53},
    };
    for (size_t i = 0; i < COUNT_OF(iso); i++) {
        struct stretch s = every_of(EVERY_WEEK, iso[i].day);
        assert_int_equal(s.year, iso[i].year);
        assert_int_equal(s.number, iso[i].week);
    }
    static const int long_year[] = {1970, 1976, 1981, 1987, 1992, 1998, 2004, 2009, 2015, 2020, 2026, 2032,
                                    2037, 2043, 2048, 2054, 2060, 2065, 2071, 2076, 2082, 2088, 2093, 2099};
    size_t n = 0;
    for (int year = 1970; year <= 2099; year++) {
        struct stretch s;
        bool is_long = n < COUNT_OF(long_year) && long_year[n] == year;
        assert_int_equal(every_at(EVERY_WEEK, year, 53, &s), is_long);
        assert_true(every_at(EVERY_WEEK, year, 52, &s));
        assert_false(every_at(EVERY_WEEK, year, 54, &s));
        n += is_long;
    }
    assert_int_equal(n, COUNT_OF(long_year));
}

static void a_week_has_seven_days_but_for_the_two_at_the_ends(void **state)
{
    (void)state;
    assert_stretch(every_of(EVERY_WEEK, 19700103), 1970, 1, 19700101, 19700104);
    assert_stretch(every_of(EVERY_WEEK, 20991229), 2099, 53, 20991228, 20991231);
    assert_stretch(every_of(EVERY_WEEK, 20261120), 2026, 47, 20261116, 20261122);
}

static void a_xun_ends_with_the_month_and_not_with_the_thirtieth(void **state)
{
    (void)state;
    assert_stretch(every_of(EVERY_XUN, 20240210), 2024, 4, 20240201, 20240210);
    assert_stretch(every_of(EVERY_XUN, 20240211), 2024, 5, 20240211, 20240220);
    assert_stretch(every_of(EVERY_XUN, 20240229), 2024, 6, 20240221, 20240229);
    assert_stretch(every_of(EVERY_XUN, 20230221), 2023, 6, 20230221, 20230228);
    assert_stretch(every_of(EVERY_XUN, 20261231), 2026, 36, 20261221, 20261231);
}

static void what_is_no_day_lies_in_no_period(void **state)
{
    (void)state;
    static const int64_t bad[] = {0, 19691231, 21000101, 20260229, 20261301, INT64_MAX, INT64_MIN};
    for (size_t i = 0; i < COUNT_OF(bad); i++)
        for (int e = 0; e < EVERY__COUNT; e++)
            assert_stretch(every_of((enum every)e, bad[i]), 0, 0, 0, 0);
    assert_stretch(every_of(EVERY__COUNT, 20260101), 0, 0, 0, 0);
}

static void a_number_that_the_year_lacks_is_refused(void **state)
{
    (void)state;
    struct stretch s;
    static const int most[] = {[EVERY_DAY] = 365,   [EVERY_WEEK] = 52, [EVERY_XUN] = 36, [EVERY_MONTH] = 12,
                               [EVERY_QUARTER] = 4, [EVERY_HALF] = 2,  [EVERY_YEAR] = 1};
    for (int e = 0; e < EVERY__COUNT; e++) {
        assert_true(every_at((enum every)e, 2025, most[e], &s));
        assert_false(every_at((enum every)e, 2025, most[e] + 1, &s));
        assert_false(every_at((enum every)e, 2025, 0, &s));
        assert_false(every_at((enum every)e, 1969, 1, &s));
        assert_false(every_at((enum every)e, 2100, 1, &s));
    }
    assert_true(every_at(EVERY_DAY, 2024, 366, &s));
    assert_int_equal(s.first, 20241231);
    assert_false(every_at(EVERY_DAY, 2099, 366, &s));
    assert_false(every_at(EVERY__COUNT, 2025, 1, &s));
}

static void a_code_reads_back_as_the_same_period_and_sorts_by_time(void **state)
{
    struct kit *kit = *state;
    for (int e = 0; e < EVERY__COUNT; e++) {
        struct str before = {0};
        for (struct stretch s = every_of((enum every)e, 20030101); s.first < 20130101; s = every_next(s, 1)) {
            struct str code = every_code(kit->arena, s);
            struct stretch back;
            assert_true(every_read(code, &back));
            assert_same(back, s);
            assert_true(before.n == 0 || str_cmp(before, code) < 0);
            before = code;
        }
    }
    struct stretch s;
    assert_str(every_code(kit->arena, every_of(EVERY_DAY, 20261120)), "2026-11-20");
    assert_str(every_code(kit->arena, every_of(EVERY_WEEK, 20261120)), "2026-W47");
    assert_str(every_code(kit->arena, every_of(EVERY_XUN, 20261120)), "2026-11B");
    assert_str(every_code(kit->arena, every_of(EVERY_MONTH, 20261120)), "2026-11");
    assert_str(every_code(kit->arena, every_of(EVERY_QUARTER, 20261120)), "2026Q4");
    assert_str(every_code(kit->arena, every_of(EVERY_HALF, 20261120)), "2026H2");
    assert_str(every_code(kit->arena, every_of(EVERY_YEAR, 20261120)), "2026");
    assert_true(every_read(STR("2026-W53"), &s));
}

static void what_is_no_code_is_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "",         "2",        "20261120", "2026-11-31", "2026-13",   "2026-00",    "2025-W53",
        "2026-W00", "2026-w47", "2026-11D", "2026-00A",   "2026-13A",  "2026Q0",     "2026Q5",
        "2026H0",   "2026H3",   "1969",     "2100",       "2026-1-01", " 2026",      "2026-11-2",
        "2026-11a", "2026-W4",  "2026-1",   "２０２６",   "+026",      "2026-11-20 "};
    struct stretch s;
    for (size_t i = 0; i < COUNT_OF(bad); i++)
        assert_false(every_read(str_c(bad[i]), &s));
}

static void words_of_both_languages_name_the_kinds(void **state)
{
    (void)state;
    static const char *const word[EVERY__COUNT][2] = {
        [EVERY_DAY] = {"day", "日"},           [EVERY_WEEK] = {"week", "周"},
        [EVERY_XUN] = {"xun", "旬"},           [EVERY_MONTH] = {"month", "月"},
        [EVERY_QUARTER] = {"quarter", "季度"}, [EVERY_HALF] = {"half", "半年"},
        [EVERY_YEAR] = {"year", "年"}};
    enum every e;
    for (int i = 0; i < EVERY__COUNT; i++)
        for (int lang = 0; lang < 2; lang++) {
            assert_true(every_word(str_c(word[i][lang]), &e));
            assert_int_equal(e, i);
        }
    assert_false(every_word(STR("Week"), &e));
    assert_false(every_word(STR("天"), &e));
    assert_false(every_word(STR(""), &e));
}

static void a_name_is_a_text_with_its_figures(void **state)
{
    struct kit *kit = *state;
    struct str arg[4];
    assert_string_equal(every_name(kit->arena, every_of(EVERY_WEEK, 20261120), arg), "calendar.every_week");
    assert_str(arg[0], "2026");
    assert_str(arg[1], "47");
    assert_str(arg[2], "2026-11-16");
    assert_str(arg[3], "2026-11-22");
    assert_string_equal(every_name(kit->arena, every_of(EVERY_XUN, 20261120), arg), "calendar.every_xun_2");
    assert_str(arg[1], "11");
    assert_string_equal(every_name(kit->arena, every_of(EVERY_XUN, 20260310), arg), "calendar.every_xun_1");
    assert_str(arg[1], "3");
    assert_string_equal(every_name(kit->arena, every_of(EVERY_XUN, 20260331), arg), "calendar.every_xun_3");
    assert_string_equal(every_name(kit->arena, every_of(EVERY_DAY, 20260331), arg), "calendar.every_day");
    assert_string_equal(every_name(kit->arena, every_of(EVERY_MONTH, 20260331), arg), "calendar.every_month");
    assert_string_equal(every_name(kit->arena, every_of(EVERY_QUARTER, 20260331), arg),
                        "calendar.every_quarter");
    assert_string_equal(every_name(kit->arena, every_of(EVERY_HALF, 20260331), arg), "calendar.every_half_1");
    assert_string_equal(every_name(kit->arena, every_of(EVERY_HALF, 20260701), arg), "calendar.every_half_2");
    assert_string_equal(every_name(kit->arena, every_of(EVERY_YEAR, 20260701), arg), "calendar.every_year");
}

static void a_month_on_is_the_same_day_or_the_last_of_a_shorter_month(void **state)
{
    (void)state;
    assert_int_equal(day_add_months(20240131, 1), 20240229);
    assert_int_equal(day_add_months(20230131, 1), 20230228);
    assert_int_equal(day_add_months(20240229, 12), 20250228);
    assert_int_equal(day_add_months(20240229, 48), 20280229);
    assert_int_equal(day_add_months(20240331, -1), 20240229);
    assert_int_equal(day_add_months(20241231, 1), 20250131);
    assert_int_equal(day_add_months(20250131, -1), 20241231);
    assert_int_equal(day_add_months(20250831, 1), 20250930);
    assert_int_equal(day_add_months(20250815, 0), 20250815);
    assert_int_equal(day_add_months(19700115, -1), 0);
    assert_int_equal(day_add_months(20991215, 1), 0);
    assert_int_equal(day_add_months(20991215, INT32_MAX), 0);
    assert_int_equal(day_add_months(20991215, INT32_MIN), 0);
    assert_int_equal(day_add_months(20250230, 1), 0);
}

static void days_are_added_and_counted_over_leap_years_and_both_ends(void **state)
{
    (void)state;
    assert_int_equal(day_add(20240228, 1), 20240229);
    assert_int_equal(day_add(20230228, 1), 20230301);
    assert_int_equal(day_add(20240301, -1), 20240229);
    assert_int_equal(day_add(20000228, 2), 20000301);
    assert_int_equal(day_add(19700101, -1), 0);
    assert_int_equal(day_add(20991231, 1), 0);
    assert_int_equal(day_add(20991231, 0), 20991231);
    assert_int_equal(day_add(20250101, INT32_MAX), 0);
    assert_int_equal(day_add(20250101, INT32_MIN), 0);
    assert_int_equal(day_add(20250229, 1), 0);
    assert_int_equal(day_add(19700101, DAYS_N - 1), 20991231);
    assert_int_equal(day_between(19700101, 20991231), DAYS_N - 1);
    assert_int_equal(day_between(20240301, 20240228), -2);
    assert_int_equal(day_weekday(20261120), 5);
    assert_int_equal(day_weekday(20261122), 7);
    assert_int_equal(day_weekday(19700101), 4);
    assert_int_equal(day_weekday(20260229), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        KIT_TEST(every_day_lies_in_exactly_one_period_of_each_kind),
        KIT_TEST(next_and_before_agree_over_the_whole_time),
        KIT_TEST(weeks_of_hard_years_are_those_of_the_standard),
        KIT_TEST(a_week_has_seven_days_but_for_the_two_at_the_ends),
        KIT_TEST(a_xun_ends_with_the_month_and_not_with_the_thirtieth),
        KIT_TEST(what_is_no_day_lies_in_no_period),
        KIT_TEST(a_number_that_the_year_lacks_is_refused),
        KIT_TEST(a_code_reads_back_as_the_same_period_and_sorts_by_time),
        KIT_TEST(what_is_no_code_is_refused),
        KIT_TEST(words_of_both_languages_name_the_kinds),
        KIT_TEST(a_name_is_a_text_with_its_figures),
        KIT_TEST(a_month_on_is_the_same_day_or_the_last_of_a_shorter_month),
        KIT_TEST(days_are_added_and_counted_over_leap_years_and_both_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
