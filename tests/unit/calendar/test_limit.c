/* Limits in every unit, and their reckoning in words. Days and figures were counted by hand on the paper
 * calendars of 2024–2026. */
#include "kit_time.h"

static const struct time_limit DAYS_20 = {LIMIT_WORKDAYS, 20}, DAYS_5 = {LIMIT_WORKDAYS, 5},
                               DAYS_2 = {LIMIT_WORKDAYS, 2}, DAY_0 = {LIMIT_WORKDAYS, 0};

static void twenty_working_days_with_a_hearing_are_told_day_by_day(void **state)
{
    struct kit *kit = *state;
    const struct calendar *c = kit_china(kit, HOURS, 0);
    struct pause hearing = kit_pause(c, 20250310, 20250314, "行政许可法第四十五条 听证");
    assert_text(kit_explained(kit, c, DAYS_20, kit_at(c, 20250303, 10, 0), &hearing, 1),
                "2025-03-03（周一）为起算日（第 0 日），不计\n"
                "03-04 至 03-07，第 1 至 4 日\n"
                "03-08 至 03-09 休息日，不计\n"
                "03-10 至 03-14 暂停（行政许可法第四十五条 听证），不计\n"
                "03-15 至 03-16 休息日，不计\n"
                "03-17 至 03-21，第 5 至 9 日\n"
                "03-22 至 03-23 休息日，不计\n"
                "03-24 至 03-28，第 10 至 14 日\n"
                "03-29 至 03-30 休息日，不计\n"
                "03-31 至 04-03，第 15 至 18 日\n"
                "04-04 至 04-06 清明节放假，不计\n"
                "04-07（周一），第 19 日\n"
                "第 20 个工作日 04-08（周二）17:30 到期\n");
}

static void a_make_up_saturday_counts_and_a_golden_week_does_not(void **state)
{
    struct kit *kit = *state;
    const struct calendar *c = kit_china(kit, HOURS, 0);
    assert_text(
        kit_explained(kit, c, (struct time_limit){LIMIT_WORKDAYS, 4}, kit_at(c, 20250930, 9, 0), NULL, 0),
        "2025-09-30（周二）为起算日（第 0 日），不计\n"
        "10-01 至 10-08 国庆节、中秋节放假，不计\n"
        "10-09 至 10-10，第 1 至 2 日\n"
        "10-11（周六）调休上班，第 3 日\n"
        "10-12（周日）休息日，不计\n"
        "第 4 个工作日 10-13（周一）17:30 到期\n");
    assert_text(
        kit_explained(kit, c, (struct time_limit){LIMIT_WORKDAYS, 1}, kit_at(c, 20251010, 9, 0), NULL, 0),
        "2025-10-10（周五）为起算日（第 0 日），不计\n"
        "第 1 个工作日 10-11（周六）（调休上班）17:30 到期\n");
}

static void a_year_without_notice_is_said_where_it_begins(void **state)
{
    struct kit *kit = *state;
    const struct calendar *c = kit_china(kit, HOURS, 0);
    struct str text = kit_explained(kit, c, DAYS_5, kit_at(c, 20261228, 9, 0), NULL, 0);
    assert_text(text, "2026-12-28（周一）为起算日（第 0 日），不计\n"
                      "12-29 至 12-31，第 1 至 3 日\n"
                      "2027 年放假安排尚未发布，先按双休日推算\n"
                      "2027-01-01（周五），第 4 日\n"
                      "01-02 至 01-03 休息日，不计\n"
                      "第 5 个工作日 01-04（周一）17:30 到期\n");
    assert_true(kit_due(kit, c, DAYS_5, kit_at(c, 20261228, 9, 0), NULL, 0).is_provisional);
    assert_false(kit_due(kit, c, DAYS_2, kit_at(c, 20261228, 9, 0), NULL, 0).is_provisional);
}

static void a_month_from_the_31st_ends_on_the_last_of_february(void **state)
{
    struct kit *kit = *state;
    const struct calendar *c = kit_china(kit, HOURS, 0);
    struct time_limit month = {LIMIT_MONTHS, 1};
    assert_text(kit_explained(kit, c, month, kit_at(c, 20250131, 9, 0), NULL, 0),
                "2025-01-31（周五）为起算日（第 0 日），不计\n"
                "02-01 至 02-27，第 1 至 27 日\n"
                "02-28（周五）为 1 个月后的月末日（该月没有对应日）\n"
                "02-28（周五）17:30 到期\n");
    assert_due(kit_due(kit, c, month, kit_at(c, 20240131, 9, 0), NULL, 0), c, 20240229, 17, 30);
    assert_due(kit_due(kit, c, month, kit_at(c, 20240331, 9, 0), NULL, 0), c, 20240430, 17, 30);
}

static void a_last_day_that_is_off_moves_on_with_its_reasons(void **state)
{
    struct kit *kit = *state;
    const struct calendar *c = kit_china(kit, HOURS, 0);
    assert_text(
        kit_explained(kit, c, (struct time_limit){LIMIT_DAYS, 30}, kit_at(c, 20250905, 9, 0), NULL, 0),
        "2025-09-05（周五）为起算日（第 0 日），不计\n"
        "09-06 至 10-04，第 1 至 29 日\n"
        "10-05 至 10-08 国庆节、中秋节放假，顺延\n"
        "顺延到下一个工作日 10-09（周四）17:30 到期\n");
    assert_text(
        kit_explained(kit, c, (struct time_limit){LIMIT_MONTHS, 2}, kit_at(c, 20250713, 9, 0), NULL, 0),
        "2025-07-13（周日）为起算日（第 0 日），不计\n"
        "07-14 至 09-12，第 1 至 61 日\n"
        "09-13（周六）为 2 个月后的对应日\n"
        "09-13 至 09-14 休息日，顺延\n"
        "顺延到下一个工作日 09-15（周一）17:30 到期\n");
}

static void the_calendar_days_of_a_pause_are_added_to_a_month(void **state)
{
    struct kit *kit = *state;
    const struct calendar *c = kit_china(kit, HOURS, 0);
    struct pause five = kit_pause(c, 20250310, 20250314, "检验");
    assert_text(
        kit_explained(kit, c, (struct time_limit){LIMIT_MONTHS, 1}, kit_at(c, 20250303, 9, 0), &five, 1),
        "2025-03-03（周一）为起算日（第 0 日），不计\n"
        "03-04 至 03-09，第 1 至 6 日\n"
        "03-10 至 03-14 暂停（检验），不计\n"
        "03-15 至 04-02，第 7 至 25 日\n"
        "04-03（周四）为 1 个月后的对应日\n"
        "04-03 至 04-07，第 26 至 30 日\n"
        "04-08（周二）17:30 到期\n");
}

static void nothing_to_count_ends_today_or_on_the_next_working_day(void **state)
{
    struct kit *kit = *state;
    const struct calendar *c = kit_china(kit, HOURS, 0);
    assert_text(kit_explained(kit, c, DAY_0, kit_at(c, 20250303, 9, 0), NULL, 0),
                "2025-03-03（周一）起算，当日办结\n03-03（周一）17:30 到期\n");
    assert_due(kit_due(kit, c, DAY_0, kit_at(c, 20251001, 9, 0), NULL, 0), c, 20251009, 17, 30);
    assert_due(kit_due(kit, c, DAY_0, kit_at(c, 20251011, 9, 0), NULL, 0), c, 20251011, 17, 30);
    struct pause today = kit_pause(c, 20250303, 20250303, "");
    assert_due(kit_due(kit, c, DAY_0, kit_at(c, 20250303, 9, 0), &today, 1), c, 20250304, 17, 30);
}

static void hours_of_open_doors_skip_lunch_night_and_days_off(void **state)
{
    struct kit *kit = *state;
    const struct calendar *c = kit_china(kit, HOURS, 0);
    assert_text(kit_explained(kit, c, (struct time_limit){LIMIT_OPEN_MINUTES, 300},
                              kit_at(c, 20250930, 11, 0), NULL, 0),
                "2025-09-30（周二）11:00 起算\n"
                "09-30 11:00 至 12:00，计 60 分钟，累计 60 分钟\n"
                "09-30 14:30 至 17:30，计 180 分钟，累计 240 分钟\n"
                "10-01 至 10-08 国庆节、中秋节放假，不计\n"
                "10-09 08:30 至 09:30，计 60 分钟，累计 300 分钟\n"
                "10-09（周四）09:30 到期\n");
}

static void a_pause_of_hours_is_the_interval_itself(void **state)
{
    struct kit *kit = *state;
    const struct calendar *c = kit_china(kit, HOURS, 0);
    struct pause p = {kit_at(c, 20250303, 10, 0), kit_at(c, 20250303, 15, 0), STR("鉴定")};
    assert_text(
        kit_explained(kit, c, (struct time_limit){LIMIT_OPEN_MINUTES, 120}, kit_at(c, 20250303, 9, 0), &p, 1),
        "2025-03-03（周一）09:00 起算\n"
        "03-03 09:00 至 10:00，计 60 分钟，累计 60 分钟\n"
        "03-03 10:00 至 03-03 15:00 暂停（鉴定），不计\n"
        "03-03 15:00 至 16:00，计 60 分钟，累计 120 分钟\n"
        "03-03（周一）16:00 到期\n");
    assert_text(
        kit_explained(kit, c, (struct time_limit){LIMIT_MINUTES, 1440}, kit_at(c, 20250303, 9, 0), &p, 1),
        "2025-03-03（周一）09:00 起算\n"
        "03-03 09:00 至 10:00，计 60 分钟，累计 60 分钟\n"
        "03-03 10:00 至 03-03 15:00 暂停（鉴定），不计\n"
        "03-03 15:00 至 03-04 14:00，计 1380 分钟，累计 1440 分钟\n"
        "03-04（周二）14:00 到期\n");
}

static void minutes_that_are_used_up_at_midnight_belong_to_the_day_that_ends(void **state)
{
    struct kit *kit = *state;
    const struct calendar *c = kit_china(kit, "", 0);
    struct due due =
        kit_due(kit, c, (struct time_limit){LIMIT_OPEN_MINUTES, 1440}, kit_at(c, 20250307, 0, 0), NULL, 0);
    assert_int_equal(due.day, 20250307);
    assert_int_equal(due.ms, kit_at(c, 20250308, 0, 0));
    due = kit_due(kit, c, (struct time_limit){LIMIT_MINUTES, 1440}, kit_at(c, 20250307, 0, 0), NULL, 0);
    assert_int_equal(due.day, 20250307);
    (void)kit_explained(kit, c, (struct time_limit){LIMIT_MINUTES, 1440}, kit_at(c, 20250307, 0, 0), NULL, 0);
}

/* 0 ms is an instant as any other, although it stands for “beyond” where days are meant. */
static void minutes_may_end_at_the_first_moment_of_1970_in_greenwich(void **state)
{
    struct kit *kit = *state;
    const struct calendar *c = kit_china(kit, "", 0);
    struct due due = kit_due(kit, c, (struct time_limit){LIMIT_MINUTES, 60}, -60 * MIN_MS, NULL, 0);
    assert_int_equal(due.ms, 0);
    assert_int_equal(due.day, 19700101);
}

static void pauses_in_any_order_and_over_each_other_are_one_set_of_days(void **state)
{
    struct kit *kit = *state;
    const struct calendar *c = kit_china(kit, HOURS, 0);
    struct pause whole = kit_pause(c, 20250310, 20250321, "");
    struct pause parts[] = {kit_pause(c, 20250318, 20250321, ""), kit_pause(c, 20250310, 20250313, ""),
                            kit_pause(c, 20250312, 20250319, ""), kit_pause(c, 20250201, 20250303, ""),
                            kit_pause(c, 20250601, 20250630, "")};
    struct due one = kit_due(kit, c, DAYS_20, kit_at(c, 20250303, 9, 0), &whole, 1);
    struct due many = kit_due(kit, c, DAYS_20, kit_at(c, 20250303, 9, 0), parts, COUNT_OF(parts));
    assert_int_equal(one.ms, many.ms);
    assert_int_equal(one.day, 20250415);
}

static void a_pause_that_begins_after_closing_begins_the_next_day(void **state)
{
    struct kit *kit = *state;
    const struct calendar *c = kit_china(kit, HOURS, 0);
    struct pause evening = {kit_at(c, 20250310, 18, 0), kit_at(c, 20250310, 22, 0), STR("听证")};
    struct time_limit five = DAYS_5;
    assert_due(kit_due(kit, c, five, kit_at(c, 20250303, 9, 0), &evening, 1), c, 20250310, 17, 30);
    evening.from_ms = kit_at(c, 20250310, 17, 30);
    assert_due(kit_due(kit, c, five, kit_at(c, 20250303, 9, 0), &evening, 1), c, 20250311, 17, 30);
}

static void what_is_used_stands_still_in_a_pause(void **state)
{
    struct kit *kit = *state;
    const struct calendar *c = kit_china(kit, HOURS, 0);
    struct pause p = kit_pause(c, 20250306, 20250311, "");
    int64_t start = kit_at(c, 20250303, 9, 0);
    assert_int_equal(limit_used(c, DAYS_20, start, &p, 1, kit_at(c, 20250303, 17, 0)), 0);
    assert_int_equal(limit_used(c, DAYS_20, start, &p, 1, kit_at(c, 20250305, 8, 0)), 2);
    assert_int_equal(limit_used(c, DAYS_20, start, &p, 1, kit_at(c, 20250311, 8, 0)), 2);
    assert_int_equal(limit_used(c, DAYS_20, start, &p, 1, kit_at(c, 20250312, 8, 0)), 3);
    assert_int_equal(
        limit_used(c, (struct time_limit){LIMIT_MONTHS, 1}, start, &p, 1, kit_at(c, 20250312, 8, 0)), 3);
    p.to_ms = PAUSE_OPEN;
    assert_int_equal(limit_used(c, DAYS_20, start, &p, 1, kit_at(c, 20250930, 8, 0)), 2);
    assert_int_equal(limit_used(c, (struct time_limit){LIMIT_OPEN_MINUTES, 600}, start, NULL, 0,
                                kit_at(c, 20250303, 15, 0)),
                     210);
    assert_int_equal(limit_used(c, DAYS_20, start, NULL, 0, start - 1), 0);
}

static void assert_refused(struct kit *kit, const struct calendar *c, struct time_limit limit, int64_t start,
                           const struct pause *p, size_t n, const char *key)
{
    struct due due = {.day = 7};
    struct reckoning r;
    assert_int_equal(limit_due(c, limit, start, p, n, &due, &kit->err), RC_INVALID);
    assert_string_equal(kit->err.text, key);
    assert_non_null(kit->err.hint);
    assert_int_equal(due.day, 7);
    kit->err.text = "";
    assert_int_equal(limit_explain(c, kit->arena, limit, start, p, n, &r, &kit->err), RC_INVALID);
    assert_string_equal(kit->err.text, key);
}

static void what_cannot_be_reckoned_is_refused_in_words(void **state)
{
    struct kit *kit = *state;
    const struct calendar *c = kit_china(kit, HOURS, 0);
    int64_t start = kit_at(c, 20250303, 9, 0);
    struct pause back = {start + 1, start, STR("")}, open = {start, PAUSE_OPEN, STR("")};
    struct pause *many = ARENA_ARRAY(kit->arena, struct pause, LIMIT_PAUSES_MAX + 1);
    assert_refused(kit, c, (struct time_limit){LIMIT_WORKDAYS, -1}, start, NULL, 0, "calendar.limit_wrong");
    assert_refused(kit, c, (struct time_limit){LIMIT_MINUTES, LIMIT_AMOUNT_MAX + 1}, start, NULL, 0,
                   "calendar.limit_wrong");
    assert_refused(kit, c, (struct time_limit){LIMIT_UNIT__COUNT, 1}, start, NULL, 0, "calendar.limit_wrong");
    assert_refused(kit, c, DAYS_5, start, &back, 1, "calendar.pause_wrong");
    assert_refused(kit, c, DAYS_5, start, &open, 1, "calendar.pause_wrong");
    assert_refused(kit, c, DAYS_5, start, many, LIMIT_PAUSES_MAX + 1, "calendar.pauses_many");
    assert_int_equal(kit_due(kit, c, DAYS_5, start, many, LIMIT_PAUSES_MAX).day, 20250310);
    for (int u = 0; u < LIMIT_UNIT__COUNT; u++) {
        assert_refused(kit, c, (struct time_limit){(enum limit_unit)u, 5}, INT64_MIN, NULL, 0,
                       "calendar.beyond");
        assert_refused(kit, c, (struct time_limit){(enum limit_unit)u, 5}, INT64_MAX, NULL, 0,
                       "calendar.beyond");
        if (u != LIMIT_MINUTES && u != LIMIT_OPEN_MINUTES)
            assert_refused(kit, c, (struct time_limit){(enum limit_unit)u, LIMIT_AMOUNT_MAX}, start, NULL, 0,
                           "calendar.beyond");
    }
    for (int u = LIMIT_OPEN_MINUTES; u <= LIMIT_MINUTES; u++)
        assert_refused(kit, c, (struct time_limit){(enum limit_unit)u, 10000}, kit_at(c, 20991231, 9, 0),
                       NULL, 0, "calendar.beyond");
    assert_int_equal(limit_due_day(c, 20991230, 30, NULL, 0), 0);
    assert_int_equal(limit_due_day(c, 20250230, 3, NULL, 0), 0);
    struct day_pause forever = {20250304, 20991231};
    assert_int_equal(limit_due_day(c, 20250303, 3, &forever, 1), 0);
}

static void a_pause_that_ends_behind_the_last_day_is_beyond_in_every_unit(void **state)
{
    struct kit *kit = *state;
    const struct calendar *c = kit_china(kit, HOURS, 0);
    int64_t start = kit_at(c, 20250303, 9, 0);
    struct pause forever = {start, PAUSE_OPEN - 1, STR("b")};
    for (int u = 0; u < LIMIT_UNIT__COUNT; u++)
        assert_refused(kit, c, (struct time_limit){(enum limit_unit)u, 5}, start, &forever, 1,
                       "calendar.beyond");
}

static void units_are_known_by_their_words(void **state)
{
    static const struct {
        const char *word;
        enum limit_unit unit;
        int minutes;
    } CASE[] = {
        {"workdays", LIMIT_WORKDAYS, 0}, {"工作日", LIMIT_WORKDAYS, 0}, {"days", LIMIT_DAYS, 0},
        {"自然日", LIMIT_DAYS, 0},       {"日历日", LIMIT_DAYS, 0},     {"months", LIMIT_MONTHS, 0},
        {"个月", LIMIT_MONTHS, 0},       {"years", LIMIT_YEARS, 0},     {"openhours", LIMIT_OPEN_MINUTES, 60},
        {"hours", LIMIT_MINUTES, 60},    {"分钟", LIMIT_MINUTES, 1}};
    struct kit *kit = *state;
    enum limit_unit unit = LIMIT_UNIT__COUNT;
    int minutes = -1;
    for (size_t i = 0; i < COUNT_OF(CASE); i++) {
        assert_true(limit_word(str_c(CASE[i].word), &unit, &minutes));
        assert_int_equal(unit, CASE[i].unit);
        assert_int_equal(minutes, CASE[i].minutes);
    }
    assert_false(limit_word(STR("fortnights"), &unit, &minutes));
    struct str arg[2];
    const char *key = limit_text(kit->arena, (struct time_limit){LIMIT_OPEN_MINUTES, 240}, arg);
    assert_text(text_fill(kit->arena, text_get(LANG_ZH_CN, key), arg, 2), "4 小时（办公时间）");
    key = limit_text(kit->arena, (struct time_limit){LIMIT_MINUTES, 90}, arg);
    assert_text(text_fill(kit->arena, text_get(LANG_ZH_CN, key), arg, 2), "90 分钟");
    key = limit_text(kit->arena, DAYS_20, arg);
    assert_text(text_fill(kit->arena, text_get(LANG_EN, key), arg, 2), "20 working day(s)");
}

static void each_kind_of_step_has_words_in_english(void **state)
{
    struct kit *kit = *state;
    const struct calendar *c = kit_china(kit, HOURS, 0);
    struct reckoning r;
    assert_int_equal(limit_explain(c, kit->arena, (struct time_limit){LIMIT_WORKDAYS, 3},
                                   kit_at(c, 20250930, 9, 0), NULL, 0, &r, &kit->err),
                     RC_OK);
    assert_text(kit_words(kit, &r, LANG_EN),
                "2025-09-30 (Tue) is the day of the start (day 0) and is not counted\n"
                "10-01 to 10-08: 国庆节、中秋节, off, not counted\n"
                "10-09 to 10-10: days 1 to 2\n"
                "working day 3, 10-11 (Sat) (worked in exchange), 17:30: the end\n");
    assert_int_equal(r.used_n, 1);
    assert_int_equal(r.used[0]->year, 2025);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        KIT_TEST(twenty_working_days_with_a_hearing_are_told_day_by_day),
        KIT_TEST(a_make_up_saturday_counts_and_a_golden_week_does_not),
        KIT_TEST(a_year_without_notice_is_said_where_it_begins),
        KIT_TEST(a_month_from_the_31st_ends_on_the_last_of_february),
        KIT_TEST(a_last_day_that_is_off_moves_on_with_its_reasons),
        KIT_TEST(the_calendar_days_of_a_pause_are_added_to_a_month),
        KIT_TEST(nothing_to_count_ends_today_or_on_the_next_working_day),
        KIT_TEST(hours_of_open_doors_skip_lunch_night_and_days_off),
        KIT_TEST(a_pause_of_hours_is_the_interval_itself),
        KIT_TEST(minutes_that_are_used_up_at_midnight_belong_to_the_day_that_ends),
        KIT_TEST(minutes_may_end_at_the_first_moment_of_1970_in_greenwich),
        KIT_TEST(pauses_in_any_order_and_over_each_other_are_one_set_of_days),
        KIT_TEST(a_pause_that_begins_after_closing_begins_the_next_day),
        KIT_TEST(what_is_used_stands_still_in_a_pause),
        KIT_TEST(what_cannot_be_reckoned_is_refused_in_words),
        KIT_TEST(a_pause_that_ends_behind_the_last_day_is_beyond_in_every_unit),
        KIT_TEST(units_are_known_by_their_words),
        KIT_TEST(each_kind_of_step_has_words_in_english),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
