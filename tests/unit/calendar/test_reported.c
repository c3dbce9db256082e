/* Mistakes that users of other products reported. One test each, named after the mistake that must not
 * happen here. */
#include "kit_clock.h"

static const struct time_limit FIVE = {LIMIT_WORKDAYS, 5};

static void a_changed_limit_does_not_lose_the_pause(void **state)
{
    struct kit *kit = *state;
    struct matter *m = matter_new(kit, kit_china(kit, HOURS, 0), FIVE);
    matter_do(m, CLOCK_START, 20250303, 9, 0);
    matter_do(m, CLOCK_PAUSE, 20250305, 9, 0);
    matter_do(m, CLOCK_RESUME, 20250307, 9, 0);
    assert_int_equal(PROMISED_AT(m, 20250310, 9, 0).due.day, 20250313);
    m->budget[LIMIT_PROMISED].limit.amount = 10;
    struct clock_reading r = PROMISED_AT(m, 20250310, 9, 0);
    assert_int_equal(r.due.day, 20250320);
    assert_int_equal(r.used, 2);
    assert_int_equal(r.pauses, 1);
}

static void warnings_do_not_come_at_midnight(void **state)
{
    struct kit *kit = *state;
    static const char *const PATTERN[] = {HOURS, ""};
    for (size_t p = 0; p < COUNT_OF(PATTERN); p++) {
        struct matter *m = matter_new(kit, kit_china(kit, PATTERN[p], 0), FIVE);
        struct budget *b = &m->budget[LIMIT_PROMISED];
        b->rung[0] = (struct rung){LIMIT_WORKDAYS, 1};
        b->rung[1] = (struct rung){LIMIT_DAYS, -1};
        b->rungs = 2;
        matter_do(m, CLOCK_START, 20250926, 9, 0); /* due 10-10, before a worked Saturday */
        struct ladder_mark none[LIMIT_KIND__COUNT] = {{0, 0}};
        struct tick t = matter_tick(m, none, kit_at(m->c, 20251101, 0, 0));
        assert_int_equal(t.warnings, 3);
        for (size_t i = 0; i < t.warnings; i += 2) { /* the end itself is what it is */
            int minute;
            assert_true(calendar_is_workday(m->c, calendar_day_of(m->c, t.warning[i].at_ms, &minute)));
            assert_int_equal(minute, p == 0 ? 510 : WARNING_MINUTE);
        }
    }
}

static void today_is_the_calendar_day_and_not_24_hours(void **state)
{
    struct kit *kit = *state;
    struct matter *m = matter_new(kit, kit_china(kit, HOURS, 0), FIVE);
    matter_do(m, CLOCK_START, 20250303, 16, 0);
    assert_false(PROMISED_AT(m, 20250309, 18, 0).is_due_today); /* 23½ hours before */
    assert_true(PROMISED_AT(m, 20250310, 0, 0).is_due_today);
    assert_true(PROMISED_AT(m, 20250310, 23, 59).is_due_today);
    assert_int_equal(PROMISED_AT(m, 20250310, 0, 0).left, 0);
    assert_int_equal(PROMISED_AT(m, 20250309, 23, 59).left, 1);
}

static void one_day_is_a_working_day_and_not_24_office_hours(void **state)
{
    struct kit *kit = *state;
    const struct calendar *c = kit_china(kit, HOURS, 0);
    assert_due(kit_due(kit, c, (struct time_limit){LIMIT_WORKDAYS, 1}, kit_at(c, 20250303, 9, 0), NULL, 0), c,
               20250304, 17, 30);
    assert_due(
        kit_due(kit, c, (struct time_limit){LIMIT_OPEN_MINUTES, 24 * 60}, kit_at(c, 20250303, 9, 0), NULL, 0),
        c, 20250306, 16, 0);
}

static void the_lunch_break_is_not_office_time(void **state)
{
    struct kit *kit = *state;
    const struct calendar *c = kit_china(kit, HOURS, 0);
    struct time_limit hour = {LIMIT_OPEN_MINUTES, 60};
    assert_due(kit_due(kit, c, hour, kit_at(c, 20250303, 11, 30), NULL, 0), c, 20250303, 15, 0);
    assert_due(kit_due(kit, c, hour, kit_at(c, 20250303, 11, 0), NULL, 0), c, 20250303, 12, 0);
    assert_due(kit_due(kit, c, hour, kit_at(c, 20250303, 13, 0), NULL, 0), c, 20250303, 15, 30);
}

/* A clock has no event for a comment or an edit; and one that is refused leaves nothing behind. */
static void only_what_happened_changes_a_reading(void **state)
{
    struct kit *kit = *state;
    struct matter *m = matter_new(kit, kit_china(kit, HOURS, 0), FIVE);
    matter_do(m, CLOCK_START, 20250303, 9, 0);
    struct clock_reading before = PROMISED_AT(m, 20250306, 9, 0);
    struct clock_event again = {CLOCK_START, kit_at(m->c, 20250306, 9, 0), kit_at(m->c, 20250306, 9, 0),
                                .basis = STR("")};
    matter_refuses(m, again, RC_CONFLICT, "clock.started_already");
    again.kind = CLOCK_RESUME;
    matter_refuses(m, again, RC_CONFLICT, "clock.not_paused");
    struct clock_reading after = PROMISED_AT(m, 20250306, 9, 0);
    assert_int_equal(after.due.ms, before.due.ms);
    assert_int_equal(after.start_ms, before.start_ms);
    assert_int_equal(after.used, before.used);
    /* Even a list that somebody wrote past clock_allows is read without the event that cannot be. */
    m->event[m->watch.events++] =
        (struct clock_event){CLOCK_START, again.at_ms, again.at_ms, .basis = STR("")};
    after = PROMISED_AT(m, 20250306, 9, 0);
    assert_int_equal(after.due.ms, before.due.ms);
}

static void reopening_does_not_give_the_whole_limit_again(void **state)
{
    struct kit *kit = *state;
    struct matter *m = matter_new(kit, kit_china(kit, HOURS, 0), FIVE);
    matter_do(m, CLOCK_START, 20250303, 9, 0);
    matter_do(m, CLOCK_STOP, 20250306, 9, 0);
    matter_do(m, CLOCK_REOPEN, 20250401, 9, 0);
    struct clock_reading r = PROMISED_AT(m, 20250401, 10, 0);
    assert_int_equal(r.left, 2);
    assert_int_equal(r.due.day, 20250403);
}

static void reopening_office_hours_leaves_the_time_between_out(void **state)
{
    struct kit *kit = *state;
    struct matter *m =
        matter_new(kit, kit_china(kit, HOURS, 0), (struct time_limit){LIMIT_OPEN_MINUTES, 120});
    matter_do(m, CLOCK_START, 20250303, 9, 0);
    matter_do(m, CLOCK_STOP, 20250303, 10, 0);
    matter_do(m, CLOCK_REOPEN, 20250303, 15, 0);
    struct clock_reading r = PROMISED_AT(m, 20250303, 15, 0);
    assert_due(r.due, m->c, 20250303, 16, 0);
    assert_int_equal(r.left, 60);
    assert_int_equal(r.used, 60);
}

static void a_changed_calendar_moves_the_due_dates_of_running_matters(void **state)
{
    struct kit *kit = *state;
    struct matter *m = matter_new(kit, kit_china(kit, HOURS, 20191121), FIVE);
    matter_do(m, CLOCK_START, 20200121, 9, 0);
    assert_int_equal(PROMISED_AT(m, 20200121, 10, 0).due.day, 20200203);
    m->c = kit_china(kit, HOURS, 20200127);
    assert_int_equal(PROMISED_AT(m, 20200128, 10, 0).due.day, 20200205);
}

static void months_of_different_length_end_on_their_own_last_day(void **state)
{
    struct kit *kit = *state;
    const struct calendar *c = kit_china(kit, HOURS, 0);
    static const struct {
        int64_t from;
        int months;
        int64_t due;
    } CASE[] = {{20250131, 1, 20250228}, {20250131, 2, 20250331}, {20250131, 3, 20250430},
                {20250331, 1, 20250430}, {20250228, 1, 20250328}, {20250430, 1, 20250530},
                {20241129, 3, 20250228}, {20240831, 6, 20250228}};
    for (size_t i = 0; i < COUNT_OF(CASE); i++)
        assert_int_equal(kit_due(kit, c, (struct time_limit){LIMIT_MONTHS, CASE[i].months},
                                 kit_at(c, CASE[i].from, 9, 0), NULL, 0)
                             .day,
                         CASE[i].due);
}

static void the_29th_of_february_has_a_next_year(void **state)
{
    struct kit *kit = *state;
    const struct calendar *c = kit_china(kit, HOURS, 0);
    struct time_limit year = {LIMIT_YEARS, 1}, four = {LIMIT_YEARS, 4}, day = {LIMIT_DAYS, 1};
    assert_int_equal(kit_due(kit, c, year, kit_at(c, 20240229, 9, 0), NULL, 0).day, 20250228);
    assert_int_equal(kit_due(kit, c, four, kit_at(c, 20200229, 9, 0), NULL, 0).day, 20240229);
    assert_int_equal(kit_due(kit, c, day, kit_at(c, 20240228, 9, 0), NULL, 0).day, 20240229);
    assert_int_equal(kit_due(kit, c, day, kit_at(c, 20230227, 9, 0), NULL, 0).day, 20230228);
}

static void the_end_of_a_year_is_no_end_of_counting(void **state)
{
    struct kit *kit = *state;
    const struct calendar *c = kit_china(kit, HOURS, 0);
    assert_text(
        kit_explained(kit, c, (struct time_limit){LIMIT_WORKDAYS, 3}, kit_at(c, 20241230, 9, 0), NULL, 0),
        "2024-12-30（周一）为起算日（第 0 日），不计\n"
        "12-31（周二），第 1 日\n"
        "2025-01-01（周三）元旦放假，不计\n"
        "01-02（周四），第 2 日\n"
        "第 3 个工作日 01-03（周五）17:30 到期\n");
}

static void a_clock_that_starts_on_a_holiday_counts_from_its_day(void **state)
{
    struct kit *kit = *state;
    const struct calendar *c = kit_china(kit, HOURS, 0);
    assert_int_equal(limit_due_day(c, 20251003, 1, NULL, 0), 20251009);
    assert_int_equal(limit_due_day(c, 20251008, 1, NULL, 0), 20251009);
    assert_int_equal(limit_due_day(c, 20251009, 1, NULL, 0), 20251010);
    assert_due(
        kit_due(kit, c, (struct time_limit){LIMIT_OPEN_MINUTES, 60}, kit_at(c, 20251003, 16, 0), NULL, 0), c,
        20251009, 9, 30);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        KIT_TEST(a_changed_limit_does_not_lose_the_pause),
        KIT_TEST(warnings_do_not_come_at_midnight),
        KIT_TEST(today_is_the_calendar_day_and_not_24_hours),
        KIT_TEST(one_day_is_a_working_day_and_not_24_office_hours),
        KIT_TEST(the_lunch_break_is_not_office_time),
        KIT_TEST(only_what_happened_changes_a_reading),
        KIT_TEST(reopening_does_not_give_the_whole_limit_again),
        KIT_TEST(reopening_office_hours_leaves_the_time_between_out),
        KIT_TEST(a_changed_calendar_moves_the_due_dates_of_running_matters),
        KIT_TEST(months_of_different_length_end_on_their_own_last_day),
        KIT_TEST(the_29th_of_february_has_a_next_year),
        KIT_TEST(the_end_of_a_year_is_no_end_of_counting),
        KIT_TEST(a_clock_that_starts_on_a_holiday_counts_from_its_day),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
