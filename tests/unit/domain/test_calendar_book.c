/* Notices and weeks in a house: what holds, what is replaced, whose week an organ has, what a change does. */
#include "town.h"

#include <iconv.h>

#include "base/date.h"
#include "domain/calendar_book.h"

#define TEST(name) static void name(void **state)

static const struct str SPRING = STR_INIT("notice 测办发〔2026〕1号\n"
                                          "title  关于2027年部分节假日安排的通知\n"
                                          "published 2026-11-12\n"
                                          "year   2027\n"
                                          "off    2027-02-05..2027-02-11 春节\n"
                                          "work   2027-02-14 春节\n");
static const struct str LOCAL = STR_INIT("notice 测府〔2026〕2号\n"
                                         "published 2026-11-12\n"
                                         "scope 某某镇\n"
                                         "off 2026-12-02 镇庆\n");

static enum rc adopt(struct town *t, struct actor who, struct str text, struct err *err)
{
    struct notice_adopt in = {.bytes = text};
    struct act_receipt r;
    return town_act(t, who, &act_notice_adopt, &in, &r, err);
}

static enum rc withdraw(struct town *t, struct str number, struct str reason, struct err *err)
{
    struct notice_withdraw in = {.number = number, .reason = reason};
    struct act_receipt r;
    return town_act(t, t->office, &act_notice_withdraw, &in, &r, err);
}

static enum rc set(struct town *t, int64_t organ_id, struct str text, struct err *err)
{
    struct calendar_set in = {.organ_id = organ_id, .text = text};
    struct act_receipt r;
    return town_act(t, t->office, &act_calendar_set, &in, &r, err);
}

static struct calendar_book book(struct town *t, int64_t organ_id, int64_t known_day)
{
    struct calendar_book b;
    LOOK(t,
         calendar_book_load(t->db, t->a, TENANT, organ_id, date_day_of(t->w->now_ms), known_day, &b, &err));
    return b;
}

TEST(a_house_that_said_nothing_has_the_national_days_and_whole_days)
{
    TOWN(t, state);
    struct calendar_book b = book(t, 0, 0);
    assert_false(b.has_pattern);
    assert_true(calendar_has_year(b.calendar, 2026));
    assert_false(calendar_has_year(b.calendar, 2027));
    assert_false(calendar_is_workday(b.calendar, 20261001));
    assert_true(calendar_is_workday(b.calendar, 20261010)); /* a Saturday that is worked */
    assert_int_equal(calendar_workdays(b.calendar, 20260101, 20261231), 248);
    town_free(t);
}

TEST(a_year_is_provisional_until_its_notice_is_adopted)
{
    TOWN(t, state);
    OK(adopt(t, t->office, SPRING, &err));
    struct calendar_book b = book(t, 0, 0);
    assert_true(calendar_has_year(b.calendar, 2027));
    assert_false(calendar_is_workday(b.calendar, 20270205));
    assert_true(calendar_is_workday(b.calendar, 20270214));
    b = book(t, 0, 20261111); /* the day before it was published */
    assert_false(calendar_has_year(b.calendar, 2027));
    assert_true(calendar_is_workday(b.calendar, 20270205));
    town_free(t);
}

/* So many notices of a day each, numbered from `first` on. */
static struct str many_notices(struct arena *a, int first, int n)
{
    struct buf out CLEANUP(buf_release) = {0};
    for (int i = 0; i < n; i++)
        buf_printf(&out, "notice 第%d号\npublished 2026-11-12\nyear none\noff 2026-12-02\n", first + i);
    return arena_str(a, buf_str(&out));
}

TEST(a_house_takes_no_more_notices_than_a_list_holds)
{
    TOWN(t, state);
    int n = 0;
    for (; n + 500 < NOTICES_MAX - 40; n += 500)
        OK(adopt(t, t->office, many_notices(t->a, n, 500), &err));
    FAILS(adopt(t, t->office, many_notices(t->a, n, 600), &err), RC_INVALID, "notice.house_full");
    OK(adopt(t, t->office, SPRING, &err));
    town_free(t);
}

TEST(a_day_whose_name_is_a_whole_text_is_refused)
{
    TOWN(t, state);
    struct buf long_name CLEANUP(buf_release) = {0};
    buf_put(&long_name, STR("notice 一\npublished 2026-11-12\nyear none\noff 2026-12-02 "));
    for (int i = 0; i < 60; i++)
        buf_put(&long_name, STR("节"));
    OK(adopt(t, t->office, arena_str(t->a, buf_str(&long_name)), &err));
    buf_put(&long_name, STR("节"));
    FAILS(adopt(t, t->office, arena_str(t->a, buf_str(&long_name)), &err), RC_INVALID,
          "notice.day_name_long");
    town_free(t);
}

TEST(the_same_notice_twice_is_said_and_changes_nothing)
{
    TOWN(t, state);
    OK(adopt(t, t->office, SPRING, &err));
    int64_t entries = works_entries(t->w);
    FAILS(adopt(t, t->office, SPRING, &err), RC_INVALID, "notice.same_as_now");
    assert_int_equal(works_entries(t->w), entries);
    town_free(t);
}

TEST(a_notice_with_the_number_of_one_that_ships_takes_its_place_until_it_is_withdrawn)
{
    TOWN(t, state);
    struct notice_record r;
    struct calendar_book b = book(t, 0, 0);
    const struct notice *shipped = calendar_day(b.calendar, 20261001).notice;
    assert_non_null(shipped);
    struct str number = arena_str(t->a, shipped->number);
    struct str text = arena_printf(t->a,
                                   "notice %.*s\npublished 2025-11-04\nyear 2026\n"
                                   "off 2026-10-01..2026-10-03 国庆节\n",
                                   STR_ARG(number));
    OK(adopt(t, t->office, text, &err));
    b = book(t, 0, 0);
    assert_true(calendar_is_workday(b.calendar, 20261005));
    LOOK(t, notice_record_load(t->db, t->a, TENANT, (struct str){0}, number, &r, &err));
    assert_false(r.is_builtin);
    OK(withdraw(t, number, STR("录错了"), &err));
    b = book(t, 0, 0);
    assert_false(calendar_is_workday(b.calendar, 20261005));
    LOOK(t, notice_record_load(t->db, t->a, TENANT, (struct str){0}, number, &r, &err));
    assert_true(r.withdrawn_seq > 0);
    FAILS(withdraw(t, number, STR("再撤"), &err), RC_CONFLICT, "notice.withdrawn_already");
    town_free(t);
}

TEST(what_ships_cannot_be_withdrawn_and_a_withdrawal_has_a_reason)
{
    TOWN(t, state);
    struct calendar_book b = book(t, 0, 0);
    struct str number = arena_str(t->a, calendar_day(b.calendar, 20261001).notice->number);
    FAILS(withdraw(t, number, STR("不要了"), &err), RC_CONFLICT, "notice.ships");
    OK(adopt(t, t->office, SPRING, &err));
    FAILS(withdraw(t, STR("测办发〔2026〕1号"), STR("  "), &err), RC_INVALID, "notice.no_reason");
    FAILS(withdraw(t, STR("没有的号"), STR("理由"), &err), RC_NOT_FOUND, "notice.no_such");
    town_free(t);
}

TEST(a_local_notice_holds_for_the_organs_that_name_its_scope)
{
    TOWN(t, state);
    OK(adopt(t, t->office, LOCAL, &err));
    assert_true(calendar_is_workday(book(t, 0, 0).calendar, 20261202));
    OK(set(t, t->organ[1], STR("scope 某某镇\n"), &err));
    assert_false(calendar_is_workday(book(t, t->organ[1], 0).calendar, 20261202));
    assert_true(calendar_is_workday(book(t, t->organ[2], 0).calendar, 20261202));
    town_free(t);
}

TEST(an_organ_has_the_week_of_its_parent_and_the_jurisdictions_at_last)
{
    TOWN(t, state);
    OK(set(t, 0, STR("hours 08:30-12:00 14:30-17:30\n"), &err));
    struct calendar_book b = book(t, t->organ[1], 0);
    assert_int_equal(b.from_organ, 0);
    assert_true(b.has_pattern);
    OK(set(t, t->organ[0], STR("week mon-sat\n"), &err)); /* the parent of all */
    b = book(t, t->organ[1], 0);
    assert_int_equal(b.from_organ, t->organ[0]);
    assert_true(calendar_is_workday(b.calendar, 20261121)); /* a Saturday */
    assert_false(calendar_is_workday(book(t, 0, 0).calendar, 20261121));
    OK(set(t, t->organ[0], (struct str){0}, &err));
    assert_int_equal(book(t, t->organ[1], 0).from_organ, 0);
    FAILS(set(t, t->organ[0], (struct str){0}, &err), RC_INVALID, "calendar_book.same_as_now");
    town_free(t);
}

TEST(the_same_week_in_other_words_is_the_same)
{
    TOWN(t, state);
    OK(set(t, 0, STR("week mon-fri\nhours 08:30-12:00 14:30-17:30\n"), &err));
    FAILS(set(t, 0, STR("hours   08:30-12:00 14:30-17:30 # 照旧\nweek mon,tue,wed,thu,fri\n"), &err),
          RC_INVALID, "calendar_book.same_as_now");
    town_free(t);
}

TEST(a_week_that_says_no_worked_days_is_the_one_that_says_monday_to_friday)
{
    TOWN(t, state);
    OK(set(t, 0, STR("hours 08:30-12:00\n"), &err));
    assert_string_equal(arena_str(t->a, book(t, 0, 0).text).p, "week   mon-fri\nhours  08:30-12:00\n");
    FAILS(set(t, 0, STR("week mon-fri\nhours 08:30-12:00\n"), &err), RC_INVALID, "calendar_book.same_as_now");
    town_free(t);
}

/* Words get wider when they are written: what was kept could not have been read again, and no page had a
 * calendar any more. */
TEST(a_week_that_would_be_too_long_once_it_is_written_is_refused)
{
    TOWN(t, state);
    struct buf text CLEANUP(buf_release) = {0};
    for (int i = 0; i < 64; i++)
        buf_printf(&text, "scope %0*d\n", i == 63 ? 121 : 120, i);
    while (text.n < PATTERN_TEXT_BYTES_MAX)
        buf_putc(&text, '\n');
    assert_int_equal(text.n, PATTERN_TEXT_BYTES_MAX);
    FAILS(set(t, 0, buf_str(&text), &err), RC_TOO_LARGE, "calendar_book.pattern_too_long");
    assert_false(book(t, 0, 0).has_pattern);
    town_free(t);
}

TEST(a_local_scope_concerns_the_weeks_that_name_it_and_the_whole_country_all_of_them)
{
    TOWN(t, state);
    struct organ_calendars all, some;
    OK(set(t, t->organ[1], STR("scope 某某镇\nscope 某某县\n"), &err));
    OK(set(t, t->organ[2], STR("week mon-sat\n"), &err));
    OK(set(t, t->organ[0], STR("scope 某某镇\n"), &err));
    OK(set(t, t->organ[0], (struct str){0}, &err)); /* said nothing more */
    LOOK(t, organ_calendars_load(t->db, t->a, TENANT, &all, &err));
    some = organ_calendars_of_scope(t->a, &all, STR("某某镇"));
    assert_int_equal(some.n, 1);
    assert_int_equal(some.row[0].organ_id, t->organ[1]);
    assert_int_equal(organ_calendars_of_scope(t->a, &all, STR("某某")).n, 0);
    some = organ_calendars_of_scope(t->a, &all, (struct str){0});
    assert_int_equal(some.n, 3); /* the jurisdiction, though it said nothing, and two weeks */
    assert_int_equal(some.row[0].organ_id, 0);
    OK(set(t, 0, STR("scope 某某县\n"), &err));
    LOOK(t, organ_calendars_load(t->db, t->a, TENANT, &all, &err));
    some = organ_calendars_of_scope(t->a, &all, STR("某某县"));
    assert_int_equal(some.n, 2);
    some = organ_calendars_of_scope(t->a, &all, (struct str){0});
    assert_int_equal(some.n, 3);
    assert_true(some.row[0].text.n > 0);
    town_free(t);
}

/* iconv of the test's own, so that the bytes are those of the encoding and not what the reader thinks. */
static struct str encoded(struct town *t, const char *encoding, struct str text)
{
    size_t room = text.n * 4 + 8, left = text.n, free_n = room;
    char *in = arena_alloc(t->a, text.n), *out = arena_alloc(t->a, room), *from = in, *to = out;
    memcpy(in, text.p, text.n);
    iconv_t cd = iconv_open(encoding, "UTF-8");
    assert_ptr_not_equal(cd, (iconv_t)-1);
    assert_int_equal(iconv(cd, &from, &left, &to, &free_n), 0);
    iconv_close(cd);
    return str_of(out, room - free_n);
}

TEST(a_notice_in_gb18030_or_utf16_is_adopted_as_one_in_utf8)
{
    static const char *const encoding[] = {"GB18030", "UTF-16", "UTF-8"};
    for (size_t i = 0; i < COUNT_OF(encoding); i++) {
        TOWN(t, state);
        struct notice_record r;
        struct str bytes = encoded(t, encoding[i], SPRING);
        OK(adopt(t, t->office, bytes, &err));
        assert_false(calendar_is_workday(book(t, 0, 0).calendar, 20270205));
        LOOK(t, notice_record_load(t->db, t->a, TENANT, (struct str){0}, STR("测办发〔2026〕1号"), &r, &err));
        assert_true(str_eq(r.notice.title, STR("关于2027年部分节假日安排的通知")));
        town_free(t);
    }
    TOWN(t, state);
    FAILS(adopt(t, t->office, str_of("\0\1\2\3", 4), &err), RC_INVALID, "notice.cannot_read");
    town_free(t);
}

TEST(a_week_that_cannot_be_read_or_brings_notices_is_refused)
{
    TOWN(t, state);
    struct problems problems = {.arena = t->a};
    struct calendar_set in = {.text = STR("week mon-fri\nhours 12:00-08:30\n"), .problems = &problems};
    struct act_receipt r;
    FAILS(town_act(t, t->office, &act_calendar_set, &in, &r, &err), RC_INVALID,
          "calendar_book.pattern_unfit");
    assert_int_equal(problems.item[0].line, 2);
    FAILS(set(t, 0, arena_printf(t->a, "week mon-fri\n%.*s", STR_ARG(SPRING)), &err), RC_INVALID,
          "calendar_book.notices_inside");
    FAILS(set(t, 999, STR("week mon-fri\n"), &err), RC_NOT_FOUND, "organ.not_found");
    town_free(t);
}

TEST(a_zone_is_a_name_and_never_a_path)
{
    TOWN(t, state);
    static const char *const bad[] = {
        "../etc/passwd", "/etc/passwd", "Asia//Urumqi", "Asia/", "Asia/../UTC", ".hidden", "", "Asia/Ürümqi"};
    struct str bytes;
    for (size_t i = 0; i < COUNT_OF(bad); i++)
        FAILS(zone_file_read(t->a, str_c(bad[i]), &bytes, &err), RC_INVALID, "calendar_book.zone_name");
    FAILS(zone_file_read(t->a, STR("Nowhere/At_All"), &bytes, &err), RC_NOT_FOUND,
          "calendar_book.zone_missing");
    FAILS(set(t, 0, STR("zone Nowhere/At_All\n"), &err), RC_NOT_FOUND, "calendar_book.zone_missing");
    town_free(t);
}

TEST(a_liaison_changes_no_calendar)
{
    TOWN(t, state);
    FAILS(adopt(t, t->liaison, SPRING, &err), RC_DENIED, "door.not_for_your_role");
    town_free(t);
}

TEST(a_notice_that_cannot_be_read_names_its_line)
{
    TOWN(t, state);
    struct problems problems = {.arena = t->a};
    struct notice_adopt in = {
        .bytes = STR("notice 测〔2026〕9号\npublished 2026-11-12\nyear 2027\noff 2027-02-30 春节\n"),
        .problems = &problems};
    struct act_receipt r;
    FAILS(town_act(t, t->office, &act_notice_adopt, &in, &r, &err), RC_INVALID, "notice.cannot_read");
    assert_true(problems.blocking > 0);
    assert_int_equal(problems.item[0].line, 4);
    town_free(t);
}

TEST(what_a_notice_changes_is_said_before_it_is_adopted)
{
    TOWN(t, state);
    struct calendar_book now = book(t, 0, 0);
    struct problems problems = {.arena = t->a};
    struct notice_wish none = {.year = 0};
    struct notices given;
    enum notice_form form;
    const struct calendar *is;
    struct str zone;
    struct calendar_effect e;
    assert_int_equal(notices_read(t->a, SPRING, &none, &given, &form, &problems), RC_OK);
    OK(pattern_try(t->a, now.text, notices_merge(t->a, now.notices, given), 0, &is, &zone, &problems, &err));
    OK(calendar_effect_make(t->a, now.calendar, is, 20270101, 20271231, date_ms(2027, 1, 20, 9, 0), NULL, 0,
                            &e, &err));
    assert_int_equal(e.days_all, 6); /* Friday and Monday to Thursday off, a Sunday worked */
    assert_int_equal(e.day[0], 20270205);
    assert_true(e.moves > 0);
    for (size_t i = 0; i < e.moves; i++) {
        assert_int_equal(e.move[i].from_day,
                         calendar_add_workdays(now.calendar, e.move[i].start_day, e.move[i].workdays));
        assert_int_equal(e.move[i].to_day,
                         calendar_add_workdays(is, e.move[i].start_day, e.move[i].workdays));
        assert_int_not_equal(e.move[i].from_day, e.move[i].to_day);
    }
    /* A matter that runs: 20 working days from 20 January. */
    struct clock_event start = {.kind = CLOCK_START, .at_ms = date_ms(2027, 1, 20, 9, 0)};
    start.said_ms = start.at_ms;
    struct budget budget[LIMIT_KIND__COUNT] = {
        [LIMIT_STATUTORY] = {.limit = {LIMIT_WORKDAYS, 20}, .is_set = true}};
    struct watch watch = {.budget = budget, .event = &start, .events = 1};
    OK(calendar_effect_make(t->a, now.calendar, is, 20270101, 20271231, start.at_ms, &watch, 1, &e, &err));
    assert_int_equal(e.clocks, 1);
    assert_int_equal(e.clock[0].from.day, calendar_add_workdays(now.calendar, 20270120, 20));
    assert_int_equal(e.clock[0].to.day, calendar_add_workdays(is, 20270120, 20));
    town_free(t);
}

TEST(what_changed_since_it_was_looked_at_is_a_conflict)
{
    TOWN(t, state);
    struct act_receipt r;
    struct notices given;
    struct organ_calendars weeks;
    struct problems problems = {.arena = t->a};
    struct notice_adopt in = {.bytes = SPRING};
    struct calendar_set week = {.organ_id = t->organ[1], .text = STR("week mon-sat\n")};
    OK(notices_read(t->a, SPRING, NULL, &given, NULL, &problems));
    LOOK(t, notices_fingerprint(t->db, t->a, TENANT, given, &in.checked, &err));
    LOOK(t, organ_calendars_load(t->db, t->a, TENANT, &weeks, &err));
    week.checked = week_fingerprint(t->a, &weeks, t->organ[1]);

    struct str other = arena_printf(t->a, "%.*soff 2027-05-01 劳动节\n", STR_ARG(SPRING));
    OK(adopt(t, t->office, other, &err));
    FAILS(town_act(t, t->office, &act_notice_adopt, &in, &r, &err), RC_CONFLICT, "notice.changed_meanwhile");
    LOOK(t, notices_fingerprint(t->db, t->a, TENANT, given, &in.checked, &err));
    OK(town_act(t, t->office, &act_notice_adopt, &in, &r, &err));

    OK(set(t, t->organ[1], STR("week mon-thu\n"), &err));
    FAILS(town_act(t, t->office, &act_calendar_set, &week, &r, &err), RC_CONFLICT,
          "calendar_book.changed_meanwhile");
    LOOK(t, organ_calendars_load(t->db, t->a, TENANT, &weeks, &err));
    week.checked = week_fingerprint(t->a, &weeks, t->organ[1]);
    OK(town_act(t, t->office, &act_calendar_set, &week, &r, &err));
    town_free(t);
}

TEST(a_notice_of_a_later_day_is_adopted_with_a_warning)
{
    TOWN(t, state);
    struct act_receipt r;
    struct problems problems = {.arena = t->a};
    struct notice_adopt in = {.bytes = SPRING, .problems = &problems};
    OK(town_act(t, t->office, &act_notice_adopt, &in, &r, &err));
    assert_int_equal(problems.n, date_day_of(t->w->now_ms) < 20261112);
    struct str later = STR("notice 测〔2028〕9号\npublished 2028-11-12\nyear 2029\noff 2029-01-01 元旦\n");
    in.bytes = later;
    OK(town_act(t, t->office, &act_notice_adopt, &in, &r, &err));
    assert_int_equal(problems.n, 1);
    assert_int_equal(problems.blocking, 0);
    assert_string_equal(problems.item[0].text, "notice.published_later");
    town_free(t);
}

TEST(each_fault_of_the_data_base_leaves_nothing_behind)
{
    TOWN(t, state);
    struct notice_adopt adopt_in = {.bytes = SPRING};
    struct notice_withdraw withdraw_in = {.number = STR("测办发〔2026〕1号"), .reason = STR("录错了")};
    struct calendar_set set_in = {.organ_id = t->organ[1], .text = STR("week mon-sat\n")};
    struct target none = {.organ_id = 0};
    assert_true(town_try_all_faults(t, t->office, none, &act_notice_adopt, &adopt_in) > 3);
    assert_true(town_try_all_faults(t, t->office, none, &act_notice_withdraw, &withdraw_in) > 3);
    assert_true(town_try_all_faults(t, t->office, none, &act_calendar_set, &set_in) > 3);
    town_free(t);
}

static const struct CMUnitTest TESTS[] = {
    BOTH(a_house_that_said_nothing_has_the_national_days_and_whole_days),
    BOTH(a_year_is_provisional_until_its_notice_is_adopted),
    BOTH(a_house_takes_no_more_notices_than_a_list_holds),
    BOTH(a_day_whose_name_is_a_whole_text_is_refused),
    BOTH(the_same_notice_twice_is_said_and_changes_nothing),
    BOTH(a_notice_with_the_number_of_one_that_ships_takes_its_place_until_it_is_withdrawn),
    BOTH(what_ships_cannot_be_withdrawn_and_a_withdrawal_has_a_reason),
    BOTH(a_local_notice_holds_for_the_organs_that_name_its_scope),
    BOTH(an_organ_has_the_week_of_its_parent_and_the_jurisdictions_at_last),
    BOTH(the_same_week_in_other_words_is_the_same),
    BOTH(a_week_that_says_no_worked_days_is_the_one_that_says_monday_to_friday),
    BOTH(a_week_that_would_be_too_long_once_it_is_written_is_refused),
    BOTH(a_local_scope_concerns_the_weeks_that_name_it_and_the_whole_country_all_of_them),
    BOTH(a_notice_in_gb18030_or_utf16_is_adopted_as_one_in_utf8),
    BOTH(a_week_that_cannot_be_read_or_brings_notices_is_refused),
    BOTH(a_zone_is_a_name_and_never_a_path),
    BOTH(a_liaison_changes_no_calendar),
    BOTH(a_notice_that_cannot_be_read_names_its_line),
    BOTH(what_a_notice_changes_is_said_before_it_is_adopted),
    BOTH(what_changed_since_it_was_looked_at_is_a_conflict),
    BOTH(a_notice_of_a_later_day_is_adopted_with_a_warning),
    BOTH(each_fault_of_the_data_base_leaves_nothing_behind),
};
WORKS_MAIN(TESTS)
