/* Warnings: each once, in order, in the morning of a working day, also after a standstill. */
#include "kit_clock.h"

static const struct time_limit FIVE = {LIMIT_WORKDAYS, 5};

/* Two and one working days before the end, one and three after it. */
static struct matter *matter_with_ladder(struct kit *kit, const struct calendar *c)
{
    struct matter *m = matter_new(kit, c, FIVE);
    struct budget *b = &m->budget[LIMIT_PROMISED];
    static const struct rung RUNG[] = {
        {LIMIT_WORKDAYS, 2}, {LIMIT_WORKDAYS, 1}, {LIMIT_WORKDAYS, -1}, {LIMIT_WORKDAYS, -3}};
    memcpy(b->rung, RUNG, sizeof RUNG);
    b->rungs = COUNT_OF(RUNG);
    return m;
}

/* Of the promised limit. */
static struct tick tick_at(struct matter *m, struct ladder_mark mark, int64_t now_ms)
{
    struct ladder_mark marks[LIMIT_KIND__COUNT] = {[LIMIT_PROMISED] = mark};
    return matter_tick(m, marks, now_ms);
}

static void each_rung_comes_when_the_doors_open(void **state)
{
    struct kit *kit = *state;
    struct matter *m = matter_with_ladder(kit, kit_china(kit, HOURS, 0));
    matter_do(m, CLOCK_START, 20250303, 9, 0);
    static const struct {
        int64_t day;
        int hour, minute;
        bool is_end;
    } WANT[] = {{20250306, 8, 30, false},
                {20250307, 8, 30, false},
                {20250310, 17, 30, true},
                {20250311, 8, 30, false},
                {20250313, 8, 30, false}};
    struct ladder_mark mark = {0, 0};
    int64_t now = kit_at(m->c, 20250303, 9, 0);
    for (size_t i = 0; i < COUNT_OF(WANT); i++) {
        int64_t at = kit_at(m->c, WANT[i].day, WANT[i].hour, WANT[i].minute) + (WANT[i].is_end ? 1 : 0);
        assert_int_equal(tick_at(m, mark, now).next_ms, at);
        assert_int_equal(tick_at(m, mark, at - 1).warnings, 0);
        struct tick t = tick_at(m, mark, at);
        assert_int_equal(t.warnings, 1);
        assert_int_equal(t.warning[0].at_ms, at);
        assert_int_equal(t.warning[0].rung, (int)i);
        assert_int_equal(t.warning[0].is_end, WANT[i].is_end);
        mark = t.mark[LIMIT_PROMISED];
        now = at;
    }
    assert_int_equal(tick_at(m, mark, kit_at(m->c, 20250630, 9, 0)).next_ms, INT64_MAX);
}

static void after_a_standstill_all_come_once_and_in_order(void **state)
{
    struct kit *kit = *state;
    struct matter *m = matter_with_ladder(kit, kit_china(kit, HOURS, 0));
    matter_do(m, CLOCK_START, 20250303, 9, 0);
    int64_t now = kit_at(m->c, 20250401, 9, 0);
    struct tick t = tick_at(m, (struct ladder_mark){1, 1}, now);
    assert_int_equal(t.warnings, 4);
    for (int i = 0; i < 4; i++) {
        assert_int_equal(t.warning[i].rung, i + 1);
        assert_true(i == 0 || t.warning[i].at_ms > t.warning[i - 1].at_ms);
    }
    assert_int_equal(matter_tick(m, t.mark, now).warnings, 0);
}

static void none_come_while_paused_or_stopped(void **state)
{
    struct kit *kit = *state;
    struct matter *m = matter_with_ladder(kit, kit_china(kit, HOURS, 0));
    struct ladder_mark none = {0, 0};
    assert_int_equal(tick_at(m, none, kit_at(m->c, 20250401, 9, 0)).warnings, 0);
    matter_do(m, CLOCK_START, 20250303, 9, 0);
    matter_do(m, CLOCK_PAUSE, 20250305, 9, 0);
    assert_int_equal(tick_at(m, none, kit_at(m->c, 20250401, 9, 0)).warnings, 0);
    assert_int_equal(tick_at(m, none, kit_at(m->c, 20250401, 9, 0)).next_ms, INT64_MAX);
    matter_do(m, CLOCK_RESUME, 20250331, 9, 0);
    assert_int_equal(tick_at(m, none, kit_at(m->c, 20250401, 9, 0)).next_ms, kit_at(m->c, 20250402, 8, 30));
    matter_do(m, CLOCK_STOP, 20250402, 9, 0);
    assert_int_equal(tick_at(m, none, kit_at(m->c, 20250601, 9, 0)).warnings, 0);
    assert_int_equal(tick_at(m, none, kit_at(m->c, 20250601, 9, 0)).next_ms, INT64_MAX);
}

static void a_new_term_begins_a_new_ladder_without_what_lies_behind(void **state)
{
    struct kit *kit = *state;
    struct matter *m = matter_with_ladder(kit, kit_china(kit, HOURS, 0));
    matter_do(m, CLOCK_START, 20250303, 9, 0);
    matter_do(m, CLOCK_EXTEND, 20250310, 9, 0); /* due 03-17 now */
    struct ladder_mark first = {1, 2};
    assert_int_equal(tick_at(m, first, kit_at(m->c, 20250310, 9, 0)).next_ms, kit_at(m->c, 20250313, 8, 30));
    matter_do(m, CLOCK_STOP, 20250314, 10, 0);
    matter_do(m, CLOCK_REOPEN, 20250314, 11, 0); /* both rungs before the end are behind */
    assert_int_equal(tick_at(m, (struct ladder_mark){2, 2}, kit_at(m->c, 20250317, 9, 0)).warnings, 0);
    assert_int_equal(tick_at(m, (struct ladder_mark){2, 2}, kit_at(m->c, 20250314, 11, 0)).next_ms,
                     kit_at(m->c, 20250317, 17, 30) + 1);
    assert_int_equal(PROMISED_AT(m, 20250314, 12, 0).light, LIGHT_YELLOW);
}

static void a_matter_reopened_late_says_its_end_again(void **state)
{
    struct kit *kit = *state;
    struct matter *m = matter_with_ladder(kit, kit_china(kit, HOURS, 0));
    matter_do(m, CLOCK_START, 20250303, 9, 0);
    matter_do(m, CLOCK_STOP, 20250312, 9, 0);
    matter_do(m, CLOCK_REOPEN, 20250401, 9, 0);
    struct tick t = tick_at(m, (struct ladder_mark){1, 4}, kit_at(m->c, 20250401, 9, 0));
    assert_int_equal(t.warnings, 1);
    assert_true(t.warning[0].is_end);
    assert_int_equal(t.warning[0].at_ms, kit_at(m->c, 20250401, 9, 0));
}

/* Late by the notice of 2019-11-21; the longer Spring Festival of 2020 puts the end ahead again. */
static void an_end_that_a_notice_moves_ahead_again_is_said_when_it_comes(void **state)
{
    struct kit *kit = *state;
    struct matter *m = matter_with_ladder(kit, kit_china(kit, HOURS, 20191121));
    matter_do(m, CLOCK_START, 20200119, 9, 0); /* due 01-31, then 02-03 */
    struct tick t = tick_at(m, (struct ladder_mark){0, 0}, kit_at(m->c, 20200201, 9, 0));
    assert_int_equal(t.warnings, 4);
    assert_true(t.warning[2].is_end);
    m->c = kit_china(kit, HOURS, 20200127);
    t = matter_tick(m, t.mark, kit_at(m->c, 20200202, 9, 0));
    assert_int_equal(t.warnings, 0);
    assert_int_equal(t.next_ms, kit_at(m->c, 20200203, 17, 30) + 1);
    t = matter_tick(m, t.mark, t.next_ms);
    assert_int_equal(t.warnings, 1);
    assert_true(t.warning[0].is_end);
    assert_int_equal(t.warning[0].due.day, 20200203);
}

static void rungs_before_the_start_are_left_out(void **state)
{
    struct kit *kit = *state;
    struct matter *m = matter_with_ladder(kit, kit_china(kit, HOURS, 0));
    m->budget[LIMIT_PROMISED].limit.amount = 1;
    matter_do(m, CLOCK_START, 20250303, 9, 0);
    assert_int_equal(PROMISED_AT(m, 20250303, 10, 0).light, LIGHT_GREEN);
    struct tick t = tick_at(m, (struct ladder_mark){0, 0}, kit_at(m->c, 20250305, 9, 0));
    assert_int_equal(t.warnings, 2);
    assert_true(t.warning[0].is_end);
    assert_int_equal(t.warning[1].rung, 3);
}

static void rungs_in_hours_and_calendar_days_keep_to_open_doors(void **state)
{
    struct kit *kit = *state;
    struct matter *m = matter_with_ladder(kit, kit_china(kit, HOURS, 0));
    struct budget *b = &m->budget[LIMIT_PROMISED];
    static const struct {
        struct rung rung;
        int64_t day;
        int hour, minute;
    } CASE[] = {
        {{LIMIT_DAYS, 1}, 20250307, 8, 30},           /* due on Monday: Sunday is off, so Friday */
        {{LIMIT_DAYS, -5}, 20250317, 8, 30},          /* a Saturday, so Monday */
        {{LIMIT_OPEN_MINUTES, 240}, 20250310, 11, 0}, /* lunch is not counted */
        {{LIMIT_OPEN_MINUTES, -60}, 20250311, 9, 30}, /* the next morning */
        {{LIMIT_MINUTES, 60}, 20250310, 16, 30},
        {{LIMIT_MINUTES, 300}, 20250310, 11, 59}, /* 12:30 is lunch: before it */
        {{LIMIT_MINUTES, -60}, 20250311, 8, 30},  /* 18:30 is night: when doors open */
        {{LIMIT_MONTHS, 1}, 20250210, 8, 30},
    };
    m->budget[LIMIT_PROMISED].limit.amount = 31;
    matter_do(m, CLOCK_START, 20250120, 9, 0); /* due 2025-03-10 */
    assert_int_equal(PROMISED_AT(m, 20250120, 10, 0).due.day, 20250310);
    for (size_t i = 0; i < COUNT_OF(CASE); i++) {
        b->rungs = 1;
        b->rung[0] = CASE[i].rung;
        struct tick t = tick_at(m, (struct ladder_mark){0, 0}, kit_at(m->c, 20250601, 9, 0));
        assert_int_equal(t.warnings, 2);
        const struct warning *one = t.warning[0].is_end ? &t.warning[1] : &t.warning[0];
        int64_t want = kit_at(m->c, CASE[i].day, CASE[i].hour, CASE[i].minute);
        if (one->at_ms != want)
            fail_msg("case %zu: %lld minutes too late", i, (long long)((one->at_ms - want) / MIN_MS));
    }
}

static void a_rung_does_not_come_before_the_one_in_front_of_it(void **state)
{
    struct kit *kit = *state;
    struct matter *m = matter_with_ladder(kit, kit_china(kit, HOURS, 0));
    struct budget *b = &m->budget[LIMIT_PROMISED];
    b->rung[0] = (struct rung){LIMIT_WORKDAYS, 1};
    b->rung[1] = (struct rung){LIMIT_WORKDAYS, 2};
    matter_do(m, CLOCK_START, 20250303, 9, 0);
    assert_int_equal(tick_at(m, (struct ladder_mark){0, 0}, kit_at(m->c, 20250306, 9, 0)).warnings, 0);
    struct tick t = tick_at(m, (struct ladder_mark){0, 0}, kit_at(m->c, 20250307, 9, 0));
    assert_int_equal(t.warnings, 2);
    assert_int_equal(t.warning[0].rung, 0);
    assert_int_equal(t.warning[1].at_ms, t.warning[0].at_ms);
}

static void a_rung_out_of_reach_does_not_hide_the_end(void **state)
{
    struct kit *kit = *state;
    static const int AMOUNT[] = {LIMIT_AMOUNT_MAX, INT32_MAX, INT32_MIN};
    for (int u = 0; u < LIMIT_UNIT__COUNT; u++)
        for (size_t i = 0; i < COUNT_OF(AMOUNT); i++) {
            struct matter *m = matter_with_ladder(kit, kit_china(kit, HOURS, 0));
            m->budget[LIMIT_PROMISED].rung[0] = (struct rung){(enum limit_unit)u, AMOUNT[i]};
            m->budget[LIMIT_PROMISED].rungs = 1;
            matter_do(m, CLOCK_START, 20250303, 9, 0);
            int64_t now = kit_at(m->c, 20250312, 9, 0);
            struct tick t = tick_at(m, (struct ladder_mark){0, 0}, now);
            assert_int_equal(t.warnings, 1);
            assert_true(t.warning[0].is_end);
        }
}

static void the_next_of_all_limits_is_the_earliest(void **state)
{
    struct kit *kit = *state;
    struct matter *m = matter_with_ladder(kit, kit_china(kit, HOURS, 0));
    m->budget[LIMIT_INTERNAL] = (struct budget){.limit = {LIMIT_WORKDAYS, 2}, .is_set = true};
    matter_do(m, CLOCK_START, 20250303, 9, 0);
    assert_int_equal(tick_at(m, (struct ladder_mark){0, 0}, kit_at(m->c, 20250303, 9, 0)).next_ms,
                     kit_at(m->c, 20250305, 17, 30) + 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        KIT_TEST(each_rung_comes_when_the_doors_open),
        KIT_TEST(after_a_standstill_all_come_once_and_in_order),
        KIT_TEST(none_come_while_paused_or_stopped),
        KIT_TEST(a_new_term_begins_a_new_ladder_without_what_lies_behind),
        KIT_TEST(a_matter_reopened_late_says_its_end_again),
        KIT_TEST(an_end_that_a_notice_moves_ahead_again_is_said_when_it_comes),
        KIT_TEST(rungs_before_the_start_are_left_out),
        KIT_TEST(rungs_in_hours_and_calendar_days_keep_to_open_doors),
        KIT_TEST(a_rung_does_not_come_before_the_one_in_front_of_it),
        KIT_TEST(a_rung_out_of_reach_does_not_hide_the_end),
        KIT_TEST(the_next_of_all_limits_is_the_earliest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
