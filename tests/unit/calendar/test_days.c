#include "kit.h"

#include "base/date.h"
#include "calendar/days.h"

static void every_number_and_its_day_agree_with_a_count_a_day_at_a_time(void **state)
{
    (void)state;
    static const int length[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int at = 0;
    for (int y = 1970; y <= 2099; y++)
        for (int m = 1; m <= 12; m++)
            for (int d = 1; d <= length[m - 1] + (m == 2 && y % 4 == 0); d++, at++) {
                int64_t day = (int64_t)y * 10000 + m * 100 + d;
                assert_int_equal(days_index(day), at);
                assert_int_equal(days_floor(day), at);
                assert_int_equal(days_at(at), day);
                assert_int_equal(days_weekday(at) + 1, date_civil(date_ms(y, m, d, 12, 0)).weekday);
            }
    assert_int_equal(at, DAYS_N);
}

static void what_is_no_day_has_no_number(void **state)
{
    (void)state;
    static const int64_t bad[] = {0,        -1,       19691231,  21000101,  20260001, 20261301,
                                  20260100, 20260132, 20260229,  20260431,  20260631, 20261399,
                                  20269999, 99999999, INT64_MAX, INT64_MIN, 202601011};
    for (size_t i = 0; i < COUNT_OF(bad); i++)
        assert_int_equal(days_index(bad[i]), -1);
    assert_int_equal(days_at(-1), 0);
    assert_int_equal(days_at(DAYS_N), 0);
}

static void any_figure_has_a_last_day_not_after_it(void **state)
{
    (void)state;
    /* Against the plain search downwards, over a year and its impossible figures. */
    int expected = days_index(20251231);
    for (int64_t figure = 20260000; figure < 20270000; figure++) {
        int at = days_index(figure);
        expected = at >= 0 ? at : expected;
        assert_int_equal(days_floor(figure), expected);
    }
    assert_int_equal(days_floor(19691231), -1);
    assert_int_equal(days_floor(19700000), -1);
    assert_int_equal(days_floor(INT64_MIN), -1);
    assert_int_equal(days_floor(21000101), DAYS_N - 1);
    assert_int_equal(days_floor(INT64_MAX), DAYS_N - 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_number_and_its_day_agree_with_a_count_a_day_at_a_time),
        cmocka_unit_test(what_is_no_day_has_no_number),
        cmocka_unit_test(any_figure_has_a_last_day_not_after_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
