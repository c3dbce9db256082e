#include "kit.h"

static enum rc read(struct kit *kit, const char *text, struct pattern *p, struct str *zone, struct notices *n)
{
    problems_clear(&kit->problems);
    return pattern_read(kit->arena, str_c(text), p, zone, n, &kit->problems);
}

static void a_week_with_hours_seasons_scopes_and_a_zone_is_read(void **state)
{
    struct kit *kit = *state;
    struct pattern p;
    struct str zone;
    struct notices n;
    assert_int_equal(read(kit,
                          "\xEF\xBB\xBF# 政务服务中心\r\n"
                          "calendar 云澜市政务服务中心   # 大厅\r\n"
                          "week     mon-sat\r\n"
                          "hours    08:30-12:00 13:30-17:30\r\n"
                          "hours    05-01..09-30 08:30-12:00 15:00-18:00\r\n"
                          "hours    sat 09:00-12:00\r\n"
                          "hours    11-01..02-29 mon,wed-fri 09:00-24:00\r\n"
                          "scope    广西壮族自治区\r\nscope 云澜市\r\n"
                          "zone     Asia/Urumqi\r\n",
                          &p, &zone, &n),
                     RC_OK);
    assert_int_equal(kit->problems.n, 0);
    assert_str(p.name, "云澜市政务服务中心");
    assert_int_equal(p.workdays, 0x3f);
    assert_int_equal(p.hours_n, 4);
    assert_int_equal(p.hours[0].sessions, 2);
    assert_int_equal(p.hours[0].session[0].open_minute, 510);
    assert_int_equal(p.hours[0].session[1].close_minute, 1050);
    assert_int_equal(p.hours[1].from_mmdd, 501);
    assert_int_equal(p.hours[1].to_mmdd, 930);
    assert_int_equal(p.hours[2].weekdays, 0x20);
    assert_int_equal(p.hours[3].from_mmdd, 1101);
    assert_int_equal(p.hours[3].to_mmdd, 229);
    assert_int_equal(p.hours[3].weekdays, 0x1d);
    assert_int_equal(p.hours[3].session[0].close_minute, 1440);
    assert_int_equal(p.scopes, 2);
    assert_str(p.scope[1], "云澜市");
    assert_str(zone, "Asia/Urumqi");
    assert_null(p.zone);
    assert_int_equal(n.n, 0);
}

static void notices_may_stand_before_and_behind_and_keep_their_own_scope(void **state)
{
    struct kit *kit = *state;
    struct pattern p;
    struct str zone;
    struct notices n;
    assert_int_equal(read(kit,
                          "notice 甲\npublished 2026-01-01\nscope 甲县\noff 2026-03-03\n"
                          "calendar 大厅\nscope 乙县\nweek mon-fri\n"
                          "notice 乙\npublished 2026-01-02\nscope 乙县\noff 2026-03-04\n",
                          &p, &zone, &n),
                     RC_OK);
    assert_int_equal(n.n, 2);
    assert_str(n.notice[0].scope, "甲县");
    assert_str(n.notice[1].scope, "乙县");
    assert_int_equal(p.scopes, 1);
    assert_str(p.scope[0], "乙县");
}

static void a_file_of_notices_alone_is_the_plain_week(void **state)
{
    struct kit *kit = *state;
    struct pattern p;
    struct str zone;
    struct notices n;
    assert_int_equal(read(kit, "", &p, &zone, &n), RC_OK);
    assert_int_equal(p.workdays, 0);
    assert_int_equal(p.hours_n, 0);
    assert_int_equal(p.scopes, 0);
    assert_int_equal(zone.n, 0);
    assert_int_equal(n.n, 0);
}

static void what_is_written_is_canonical_and_reads_back(void **state)
{
    struct kit *kit = *state;
    struct pattern p, back;
    struct str zone;
    struct notices n;
    const char *text = "calendar 大厅 \\#2\n"
                       "week   mon-wed,fri,sat\n"
                       "hours  08:30-12:00 13:30-17:30\n"
                       "hours  05-01..09-30 sat,sun 09:00-12:00\n"
                       "hours  mon-fri 00:00-24:00\n"
                       "scope  云澜市\n";
    assert_int_equal(read(kit, text, &p, &zone, &n), RC_OK);
    assert_str(p.name, "大厅 #2");
    CLEANUP(buf_release) struct buf out = {0};
    pattern_write(&out, &p);
    assert_str(buf_str(&out), text);
    struct str first = arena_str(kit->arena, buf_str(&out));
    assert_int_equal(read(kit, first.p, &back, &zone, &n), RC_OK);
    buf_clear(&out);
    pattern_write(&out, &back);
    assert_true(str_eq(buf_str(&out), first));
}

static void each_fault_of_a_line_is_said_where_it_stands(void **state)
{
    struct kit *kit = *state;
    static const struct {
        const char *text, *problem;
        int line, column;
    } fault[] = {
        {"week mon-foo", "calendar.week_wrong", 1, 6},
        {"week mon,", "calendar.week_wrong", 1, 6},
        {"week ,mon", "calendar.week_wrong", 1, 6},
        {"week mon fri", "calendar.week_wrong", 1, 6},
        {"\nweek", "calendar.notice_no_value", 2, 1},
        {"hours 8:30-12:00", "calendar.hours_wrong", 1, 7},
        {"hours 08:30", "calendar.hours_wrong", 1, 7},
        {"hours 08:60-12:00", "calendar.hours_wrong", 1, 7},
        {"hours 08:00-24:01", "calendar.hours_wrong", 1, 7},
        {"hours 02-30..03-01 08:00-12:00", "calendar.hours_wrong", 1, 7},
        {"hours 08:00-12:00 sat", "calendar.hours_wrong", 1, 19},
        {"hours 12:00-08:00", "calendar.hours_backwards", 1, 7},
        {"hours 12:00-12:00", "calendar.hours_backwards", 1, 7},
        {"hours 08:00-12:00 11:00-13:00", "calendar.hours_order", 1, 19},
        {"hours 08:00-12:00 12:00-13:00", "calendar.hours_order", 1, 19},
        {"hours 14:00-18:00 08:00-12:00", "calendar.hours_order", 1, 19},
        {"hours 01:00-02:00 03:00-04:00 05:00-06:00 07:00-08:00 09:00-10:00", "calendar.hours_many", 1, 55},
        {"hours sat", "calendar.hours_none", 1, 1},
        {"calendar a\ncalendar b", "calendar.pattern_twice", 2, 1},
        {"week mon\nweek tue", "calendar.pattern_twice", 2, 1},
        {"zone A/B\nzone A/C", "calendar.pattern_twice", 2, 1},
        {"weak mon-fri", "calendar.notice_word", 1, 1},
        {"off 2026-01-01", "calendar.notice_first", 1, 1},
        {"calendar 大\x7f厅", "calendar.notice_not_plain", 1, 10},
        {"calendar \xff", "calendar.notice_bytes", 0, 0},
    };
    for (size_t i = 0; i < COUNT_OF(fault); i++) {
        struct pattern p;
        struct str zone;
        struct notices n;
        assert_int_equal(read(kit, fault[i].text, &p, &zone, &n), RC_INVALID);
        assert_problem(kit, fault[i].problem, fault[i].line, fault[i].column);
    }
    assert_int_equal(kit->problems.blocking, 1);
}

static void a_mistyped_word_gets_the_one_that_was_meant(void **state)
{
    struct kit *kit = *state;
    struct pattern p;
    struct str zone;
    struct notices n;
    assert_int_equal(read(kit, "huors 08:00-12:00", &p, &zone, &n), RC_INVALID);
    assert_str(kit->problems.item[0].suggest, "hours");
    assert_string_equal(kit->problems.item[0].hint, "calendar.pattern_word_hint");
}

static void days_without_hours_are_warned_of(void **state)
{
    struct kit *kit = *state;
    struct pattern p;
    struct str zone;
    struct notices n;
    assert_int_equal(
        read(kit, "hours 01-01..06-30 08:00-12:00\nhours 07-02..12-31 08:00-12:00", &p, &zone, &n), RC_OK);
    assert_problem(kit, "calendar.hours_gap", 2, 0);
    assert_true(kit->problems.item[0].is_warning);
    assert_str(kit->problems.item[0].arg[0], "07-01");
    assert_int_equal(
        read(kit, "hours 10-01..04-30 08:00-12:00\nhours 05-01..09-30 08:00-12:00", &p, &zone, &n), RC_OK);
    assert_int_equal(kit->problems.n, 0);
}

static void at_most_64_lines_of_hours_and_of_scopes_are_taken(void **state)
{
    struct kit *kit = *state;
    struct pattern p;
    struct str zone;
    struct notices n;
    static const char *const line[] = {"hours 08:00-12:00\n", "scope 甲县\n"};
    for (int which = 0; which < 2; which++) {
        CLEANUP(buf_release) struct buf text = {0};
        for (int i = 0; i < 64; i++)
            buf_printf(&text, "%s", line[which]);
        buf_putc(&text, 0);
        assert_int_equal(read(kit, text.p, &p, &zone, &n), RC_OK);
        text.n--;
        buf_printf(&text, "%s", line[which]);
        buf_putc(&text, 0);
        assert_int_equal(read(kit, text.p, &p, &zone, &n), RC_INVALID);
        assert_problem(kit, "calendar.pattern_many", 65, 1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        KIT_TEST(a_week_with_hours_seasons_scopes_and_a_zone_is_read),
        KIT_TEST(notices_may_stand_before_and_behind_and_keep_their_own_scope),
        KIT_TEST(a_file_of_notices_alone_is_the_plain_week),
        KIT_TEST(what_is_written_is_canonical_and_reads_back),
        KIT_TEST(each_fault_of_a_line_is_said_where_it_stands),
        KIT_TEST(a_mistyped_word_gets_the_one_that_was_meant),
        KIT_TEST(days_without_hours_are_warned_of),
        KIT_TEST(at_most_64_lines_of_hours_and_of_scopes_are_taken),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
