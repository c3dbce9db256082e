#include "kit.h"

#include "calendar/days.h"
#include "calendar/every.h"

/* The calendar of what ships, as it was known on a day; 0: today. */
static const struct calendar *shipped(struct kit *kit, int64_t known_day)
{
    struct notices n;
    const struct calendar *c;
    problems_clear(&kit->problems);
    assert_int_equal(notices_read(kit->arena, notices_builtin(), NULL, &n, NULL, &kit->problems), RC_OK);
    assert_int_equal(calendar_build(kit->arena, n, NULL, known_day, &c, &kit->err), RC_OK);
    return c;
}

/* Against the fixtures. */

struct listed {
    int64_t day;
    bool is_off, is_there;
    struct str name;
};

/* All year files of the fixtures as one list of days, by number. */
static struct listed *fixture_days(struct kit *kit)
{
    struct listed *listed = ARENA_ARRAY(kit->arena, struct listed, DAYS_N);
    struct notice_wish wish = {.number = STR("x"), .published_day = 20000101};
    for (int year = 2007; year <= 2026; year++) {
        struct str bytes =
            kit_fixture(kit, arena_printf(kit->arena, "calendar/state-council/%d.json", year).p);
        struct notices n;
        assert_int_equal(notices_read(kit->arena, bytes, &wish, &n, NULL, &kit->problems), RC_OK);
        for (size_t i = 0; i < n.notice[0].days; i++) {
            const struct notice_day *d = &n.notice[0].day[i];
            listed[days_index(d->day)] = (struct listed){d->day, d->says == SAYS_OFF, true, d->name};
        }
    }
    return listed;
}

static void all_7305_days_of_2007_to_2026_are_those_of_the_fixtures(void **state)
{
    struct kit *kit = *state;
    const struct calendar *c = shipped(kit, 0);
    struct listed *listed = fixture_days(kit);
    int days = 0, off = 0, made_up = 0;
    for (int at = days_index(20070101); at <= days_index(20261231); at++, days++) {
        const struct listed *l = &listed[at];
        bool is_week = days_weekday(at) < 5;
        struct day_fact f = calendar_day(c, days_at(at));
        enum day_kind kind = l->is_there ? (l->is_off ? DAY_HOLIDAY
                                            : is_week ? DAY_WORK
                                                      : DAY_MAKE_UP)
                             : is_week   ? DAY_WORK
                                         : DAY_WEEKEND;
        if (f.kind != kind || !str_eq(f.name, l->name))
            fail_msg("%d: %d, not %d", (int)days_at(at), (int)f.kind, (int)kind);
        assert_int_equal(f.is_workday, kind == DAY_WORK || kind == DAY_MAKE_UP);
        assert_int_equal(calendar_is_workday(c, days_at(at)), f.is_workday);
        assert_int_equal(f.notice != NULL, l->is_there);
        assert_false(f.is_provisional);
        off += f.kind == DAY_HOLIDAY;
        made_up += f.kind == DAY_MAKE_UP;
    }
    assert_int_equal(days, 7305);
    assert_int_equal(off, 545);
    assert_int_equal(made_up, 133 - 2 - 1); /* two lie in 2006; 2020-02-03 was a Monday */
}

static struct str cell(struct str *row)
{
    struct str piece = {0};
    (void)str_split(row, ',', &piece);
    return str_trim(piece);
}

static int64_t iso_day(struct str s)
{
    int64_t y = 0, m = 0, d = 0;
    assert_true(str_to_i64(str_sub(s, 0, 4), &y) && str_to_i64(str_sub(s, 5, 2), &m) &&
                str_to_i64(str_sub(s, 8, 2), &d));
    return y * 10000 + m * 100 + d;
}

static void every_row_of_three_years_agrees_in_work_kind_and_name(void **state)
{
    struct kit *kit = *state;
    struct str bytes = kit_fixture(kit, "calendar/calendar_2024_2026.csv"), row;
    const struct calendar *c = shipped(kit, 0);
    int rows = 0, worked[3] = {0};
    assert_true(str_split(&bytes, '\n', &row));
    while (str_split(&bytes, '\n', &row)) {
        struct day_fact f = calendar_day(c, iso_day(cell(&row)));
        struct str weekday = cell(&row), works = cell(&row), kind = cell(&row), name = cell(&row);
        assert_int_equal(weekday.n, strlen("周一"));
        assert_int_equal(f.is_workday, str_eq(works, STR("1")));
        worked[rows < 366 ? 0 : rows < 731 ? 1 : 2] += f.is_workday;
        static const char *const word[DAY__COUNT] = {"工作日", "补班", "周末", "放假"};
        assert_true(str_ends(kind, str_c(word[f.kind]))); /* 放假 and 调休放假 */
        /* The other list says 清明 for 清明节 and one name for 国庆节、中秋节. */
        assert_true(name.n ? str_find_str(f.name, name) < f.name.n : f.name.n == 0);
        rows++;
    }
    assert_int_equal(rows, 1096);
    assert_int_equal(worked[0], 251);
    assert_int_equal(worked[1], 248);
    assert_int_equal(worked[2], 248);
}

static void deadlines_of_the_fixtures_come_out_by_counting_working_days(void **state)
{
    struct kit *kit = *state;
    struct str bytes = kit_fixture(kit, "calendar/deadlines.csv"), row;
    const struct calendar *c = shipped(kit, 0);
    int rows = 0;
    assert_true(str_split(&bytes, '\n', &row));
    while (str_split(&bytes, '\n', &row)) {
        int64_t from = iso_day(cell(&row)), limit;
        assert_true(str_to_i64(cell(&row), &limit));
        struct str pauses = cell(&row);
        int64_t due = iso_day(cell(&row));
        if (pauses.n == 0)
            assert_int_equal(calendar_add_workdays(c, from, (int)limit), due);
        rows += pauses.n == 0;
    }
    assert_true(rows >= 10);
}

/* What was known when. */

static void spring_festival_of_2020_was_longer_after_its_extension(void **state)
{
    struct kit *kit = *state;
    const struct calendar *before = shipped(kit, 20200126), *after = shipped(kit, 20200127);
    assert_true(calendar_is_workday(before, 20200131));
    assert_int_equal(calendar_day(before, 20200201).kind, DAY_MAKE_UP);
    assert_int_equal(calendar_day(before, 20200202).kind, DAY_WEEKEND);
    assert_int_equal(calendar_add_workdays(before, 20200123, 1), 20200131);
    assert_int_equal(calendar_day(after, 20200131).kind, DAY_HOLIDAY);
    assert_int_equal(calendar_day(after, 20200201).kind, DAY_HOLIDAY);
    assert_int_equal(calendar_day(after, 20200202).kind, DAY_HOLIDAY);
    assert_int_equal(calendar_add_workdays(after, 20200123, 1), 20200203);
    assert_str(calendar_day(after, 20200130).notice->number, "国办发明电〔2019〕16号");
    assert_str(calendar_day(after, 20200131).notice->number, "国办发明电〔2020〕1号");
    int64_t day[1];
    assert_int_equal(calendar_difference(before, after, 20200101, 20201231, day, 1), 2);
    assert_int_equal(day[0], 20200131);
}

static void labour_day_of_2019_and_victory_day_of_2015_came_later(void **state)
{
    struct kit *kit = *state;
    const struct calendar *c = shipped(kit, 20190321);
    assert_int_equal(calendar_day(c, 20190428).kind, DAY_WEEKEND);
    assert_int_equal(calendar_day(c, 20190501).kind, DAY_HOLIDAY);
    assert_true(calendar_is_workday(c, 20190502));
    c = shipped(kit, 20190322);
    assert_int_equal(calendar_day(c, 20190428).kind, DAY_MAKE_UP);
    assert_false(calendar_is_workday(c, 20190502));
    assert_str(calendar_day(c, 20190501).notice->number, "国办发明电〔2019〕3号");
    c = shipped(kit, 20150512);
    assert_true(calendar_is_workday(c, 20150903));
    assert_false(calendar_is_workday(c, 20150906));
    c = shipped(kit, 20150513);
    assert_false(calendar_is_workday(c, 20150903));
    assert_true(calendar_is_workday(c, 20150906));
}

static void a_year_is_provisional_until_its_notice_is_published(void **state)
{
    struct kit *kit = *state;
    const struct calendar *c = shipped(kit, 20251103);
    assert_false(calendar_has_year(c, 2026));
    assert_true(calendar_day(c, 20261001).is_provisional);
    assert_true(calendar_is_workday(c, 20261001));
    assert_true(calendar_is_provisional(c, 20251230, 20260101));
    assert_false(calendar_is_provisional(c, 20251230, 20251231));
    c = shipped(kit, 20251104);
    assert_true(calendar_has_year(c, 2026));
    assert_false(calendar_is_provisional(c, 20070101, 20261231));
    assert_true(calendar_is_provisional(c, 20061231, 20070101));
    assert_true(calendar_is_provisional(c, 20261231, 20270101));
    assert_true(calendar_day(c, 20270101).is_provisional);
    assert_int_equal(calendar_day(c, 20270101).kind, DAY_WORK);
    assert_false(calendar_is_provisional(c, 20270102, 20270101));
    assert_false(calendar_is_provisional(c, 19000101, 19691231));
    assert_false(calendar_is_provisional(c, 21000101, 22000101));
    assert_true(calendar_is_provisional(c, 20991231, 22000101));
    assert_true(calendar_is_provisional(c, INT64_MIN, 19700101));
    assert_false(calendar_has_year(c, 1969));
    assert_false(calendar_has_year(c, 2100));
    assert_false(calendar_has_year(c, INT32_MAX));
}

static void a_notice_may_speak_of_december_and_settles_its_own_year_alone(void **state)
{
    struct kit *kit = *state;
    const struct calendar *c = shipped(kit, 20181205);
    assert_int_equal(calendar_day(c, 20181229).kind, DAY_WEEKEND);
    assert_false(calendar_day(c, 20181229).is_provisional);
    c = shipped(kit, 20181206);
    assert_int_equal(calendar_day(c, 20181229).kind, DAY_MAKE_UP);
    assert_int_equal(calendar_day(c, 20181231).kind, DAY_HOLIDAY);
}

/* Scopes and order. */

#define NATION                                                                                               \
    "notice 国一\npublished 2025-11-04\nyear 2026\noff 2026-10-01..2026-10-07 国庆节\nwork 2026-10-10 " \
    "国庆节\n"
#define GUANGXI                                                                                                \
    "notice 桂一\npublished 2025-10-01\nscope 广西壮族自治区\noff 2026-04-20..2026-04-21 三月三\n" \
    "off 2026-10-10 区庆\n"

static void a_region_has_its_own_days_and_they_stand_over_the_nations(void **state)
{
    struct kit *kit = *state;
    const struct calendar *own = kit_calendar(kit, "calendar 南宁\nscope 广西壮族自治区\n" GUANGXI NATION);
    assert_int_equal(calendar_day(own, 20260420).kind, DAY_HOLIDAY);
    assert_str(calendar_day(own, 20260421).name, "三月三");
    assert_int_equal(calendar_day(own, 20261010).kind,
                     DAY_HOLIDAY); /* though published before the nation's */
    assert_true(calendar_has_year(own, 2026));
    const struct calendar *other = kit_calendar(kit, "calendar 别处\n" GUANGXI NATION);
    assert_true(calendar_is_workday(other, 20260420));
    assert_int_equal(calendar_day(other, 20261010).kind, DAY_MAKE_UP);
    const struct calendar *alone = kit_calendar(kit, "scope 广西壮族自治区\n" GUANGXI);
    assert_false(calendar_is_workday(alone, 20260420));
    assert_false(calendar_has_year(alone, 2026)); /* a region settles no year */
    assert_true(calendar_day(alone, 20260420).is_provisional);
}

static void the_later_publication_counts_whatever_the_order_in_the_file(void **state)
{
    struct kit *kit = *state;
    const char *text = "notice 乙\npublished 2026-02-02\nyear 2026\nwork 2026-10-01 乙\n" NATION;
    assert_true(calendar_is_workday(kit_calendar(kit, text), 20261001));
    assert_int_equal(calendar_day(kit_calendar(kit, text), 20261001).kind, DAY_WORK);
    assert_str(calendar_day(kit_calendar(kit, text), 20261001).notice->number, "乙");
    assert_false(calendar_is_workday(kit_calendar_known(kit, text, 20260201), 20261001));
    /* On the same day the later in the list. */
    text = "notice 甲\npublished 2026-02-02\nyear 2026\noff 2026-03-03\n"
           "notice 乙\npublished 2026-02-02\nyear 2026\nwork 2026-03-03\n";
    assert_true(calendar_is_workday(kit_calendar(kit, text), 20260303));
}

static void the_same_number_again_replaces_the_notice_whole(void **state)
{
    struct kit *kit = *state;
    const char *text = "notice 甲\npublished 2026-02-02\nyear 2026\noff 2026-03-03..2026-03-04\n"
                       "notice 乙\npublished 2026-02-01\nscope 甲县\noff 2026-03-05\n"
                       "notice 甲\npublished 2026-01-02\nyear 2026\noff 2026-03-04\n"
                       "notice 甲\npublished 2026-02-01\nscope 甲县\noff 2026-03-06\n";
    struct str with_scope = arena_printf(kit->arena, "scope 甲县\n%s", text);
    const struct calendar *c = kit_calendar(kit, with_scope.p);
    assert_true(calendar_is_workday(c, 20260303));
    assert_false(calendar_is_workday(c, 20260304));
    assert_false(calendar_is_workday(c, 20260305));
    assert_false(calendar_is_workday(c, 20260306)); /* the same number in another scope is another notice */
    /* What was corrected does not come back for a day on which only the mistake was "known". */
    c = kit_calendar_known(kit, text, 20260115);
    assert_false(calendar_is_workday(c, 20260304));
    assert_true(calendar_is_workday(c, 20260303));
}

/* Half days. */

static void half_a_day_off_is_a_working_day_cut_at_the_longest_break(void **state)
{
    struct kit *kit = *state;
    const struct calendar *c = kit_calendar(kit, "hours 08:00-10:00 10:15-12:00 14:00-17:00\n"
                                                 "notice 甲\npublished 2026-01-01\nyear 2026\nafternoon-off "
                                                 "2026-03-09 妇女节\nmorning-off 2026-03-10\n"
                                                 "afternoon-off 2026-03-08\n");
    struct day_fact f = calendar_day(c, 20260309);
    assert_true(f.is_workday && f.afternoon_off && !f.morning_off);
    assert_int_equal(f.kind, DAY_WORK);
    assert_str(f.name, "妇女节");
    struct opening s[SESSIONS_MAX];
    assert_int_equal(calendar_sessions(c, 20260309, s), 2);
    assert_int_equal(s[1].close_minute, 720);
    assert_int_equal(calendar_closes_ms(c, 20260309), calendar_ms(c, 20260309, 720));
    assert_int_equal(calendar_sessions(c, 20260310, s), 1);
    assert_int_equal(s[0].open_minute, 840);
    assert_int_equal(calendar_opens_ms(c, 20260310), calendar_ms(c, 20260310, 840));
    assert_int_equal(calendar_workdays(c, 20260309, 20260310), 2);
    /* Half of a Sunday is no news: the week says so. */
    f = calendar_day(c, 20260308);
    assert_int_equal(f.kind, DAY_WEEKEND);
    assert_false(f.afternoon_off);
    assert_null(f.notice);
}

static void without_a_break_noon_divides_the_day(void **state)
{
    struct kit *kit = *state;
    struct opening s[SESSIONS_MAX];
    const struct calendar *c =
        kit_calendar(kit, "notice 甲\npublished 2026-01-01\nyear 2026\nmorning-off 2026-03-10\n"
                          "afternoon-off 2026-03-11\n");
    assert_int_equal(calendar_sessions(c, 20260310, s), 1);
    assert_int_equal(s[0].open_minute, 720);
    assert_int_equal(s[0].close_minute, 1440);
    assert_int_equal(calendar_sessions(c, 20260311, s), 1);
    assert_int_equal(s[0].close_minute, 720);
}

static void off_in_both_halves_or_in_the_only_one_is_a_day_off(void **state)
{
    struct kit *kit = *state;
    struct opening s[SESSIONS_MAX];
    const struct calendar *c = kit_calendar(
        kit, "week mon-sat\nhours 08:30-12:00 13:30-17:30\nhours sat 09:00-12:00\n"
             "notice 甲\npublished 2026-01-01\nyear 2026\nmorning-off 2026-03-10\nmorning-off 2026-03-14\n"
             "afternoon-off 2026-03-21\n"
             "notice 乙\npublished 2026-01-02\nyear 2026\nafternoon-off 2026-03-10 乙\n");
    assert_int_equal(calendar_day(c, 20260310).kind, DAY_HOLIDAY);
    assert_str(calendar_day(c, 20260310).name, "乙");
    assert_int_equal(calendar_day(c, 20260314).kind, DAY_HOLIDAY);
    assert_int_equal(calendar_sessions(c, 20260314, s), 0);
    assert_int_equal(calendar_opens_ms(c, 20260314), 0);
    assert_int_equal(calendar_closes_ms(c, 20260314), 0);
    assert_true(calendar_is_workday(c, 20260321));
    assert_int_equal(calendar_sessions(c, 20260321, s), 1);
}

static void a_later_word_on_the_whole_day_undoes_a_half_and_the_half_of_a_day_off_is_nothing(void **state)
{
    struct kit *kit = *state;
    const struct calendar *c = kit_calendar(
        kit, "notice 甲\npublished 2026-01-01\nyear 2026\nmorning-off 2026-03-10\noff 2026-03-11 甲\n"
             "notice 乙\npublished 2026-01-02\nyear 2026\nwork 2026-03-10\nmorning-off 2026-03-11 乙\n");
    assert_false(calendar_day(c, 20260310).morning_off);
    assert_str(calendar_day(c, 20260310).notice->number, "乙");
    assert_int_equal(calendar_day(c, 20260311).kind, DAY_HOLIDAY);
    assert_str(calendar_day(c, 20260311).name, "甲");
}

/* Counting. */

static void counting_holds_at_both_ends_of_the_time_and_beyond(void **state)
{
    struct kit *kit = *state;
    const struct calendar *c = kit_calendar(kit, "");
    int all = calendar_workdays(c, 19700101, 20991231), naive = 0;
    for (int at = 0; at < DAYS_N; at++)
        naive += days_weekday(at) < 5;
    assert_int_equal(all, naive);
    assert_int_equal(calendar_workdays(c, INT64_MIN, INT64_MAX), naive);
    assert_int_equal(calendar_workdays(c, 20260105, 20260104), 0);
    assert_int_equal(calendar_workdays(c, 19600101, 19691231), 0);
    assert_int_equal(calendar_workdays(c, 21000101, 22000101), 0);
    assert_int_equal(calendar_workdays(c, 20260105, 20260105), 1);
    assert_int_equal(calendar_workdays(c, 20260104, 20260104), 0);
    assert_int_equal(calendar_add_workdays(c, 19700101, 0), 19700101);
    assert_int_equal(calendar_add_workdays(c, 19700101, 1), 19700102);
    assert_int_equal(calendar_add_workdays(c, 19700101, -1), 0);
    assert_int_equal(calendar_add_workdays(c, 19691231, 1), 19700101);
    assert_int_equal(calendar_add_workdays(c, 20991231, 0), 20991231);
    assert_int_equal(calendar_add_workdays(c, 20991231, 1), 0);
    assert_int_equal(calendar_add_workdays(c, 20991231, -1), 20991230);
    assert_int_equal(calendar_add_workdays(c, 21000101, -1), 20991231);
    assert_int_equal(calendar_add_workdays(c, 21000101, 0), 0);
    assert_int_equal(calendar_add_workdays(c, 19700101, INT32_MAX), 0);
    assert_int_equal(calendar_add_workdays(c, 20991231, INT32_MIN), 0);
    assert_int_equal(calendar_workday_from(c, 20260103), 20260105);
    assert_int_equal(calendar_workday_from(c, 20260105), 20260105);
    assert_int_equal(calendar_workday_from(c, 20991231), 20991231);
    assert_int_equal(calendar_workday_from(c, 21000101), 0);
    assert_false(calendar_is_workday(c, 20260230));
    assert_false(calendar_is_workday(c, 21000104));
    assert_false(calendar_day(c, 21000104).is_workday);
    assert_true(calendar_covers(20240229));
    assert_false(calendar_covers(20260229));
    assert_false(calendar_covers(21000101));
    assert_int_equal(calendar_workdays(c, 20260230, 20260230), 0);
}

static void adding_working_days_and_counting_them_undo_each_other(void **state)
{
    struct kit *kit = *state;
    const struct calendar *c = shipped(kit, 0);
    for (int at = days_index(20190601); at <= days_index(20210630); at++)
        for (int n = 1; n < 400; n += 7) {
            int64_t day = days_at(at), to = calendar_add_workdays(c, day, n);
            assert_true(calendar_is_workday(c, to));
            assert_int_equal(calendar_workdays(c, day_add(day, 1), to), n);
            int64_t back = calendar_add_workdays(c, day, -n);
            assert_true(calendar_is_workday(c, back));
            assert_int_equal(calendar_workdays(c, back, day_add(day, -1)), n);
            if (calendar_is_workday(c, day))
                assert_int_equal(calendar_add_workdays(c, to, -n), day);
        }
}

static void a_week_may_have_any_working_days(void **state)
{
    struct kit *kit = *state;
    const struct calendar *c = kit_calendar(
        kit, "week sun-thu\nnotice 甲\npublished 2026-01-01\nyear 2026\nwork 2026-01-09\noff 2026-01-10\n");
    assert_true(calendar_is_workday(c, 20260104));
    assert_int_equal(calendar_day(c, 20260102).kind, DAY_WEEKEND);
    assert_int_equal(calendar_day(c, 20260109).kind, DAY_MAKE_UP);
    assert_int_equal(calendar_day(c, 20260110).kind, DAY_HOLIDAY);
}

static void days_that_differ_are_listed_as_far_as_there_is_room(void **state)
{
    struct kit *kit = *state;
    const struct calendar *was = kit_calendar(kit, ""), *is = kit_calendar(kit, NATION);
    int64_t day[3] = {0};
    assert_int_equal(calendar_difference(was, is, 20260101, 20261231, day, 3),
                     6); /* five weekdays, one Saturday */
    assert_int_equal(day[0], 20261001);
    assert_int_equal(day[2], 20261005);
    assert_int_equal(calendar_difference(was, is, 20261010, 20261010, day, 1), 1);
    assert_int_equal(calendar_difference(was, is, 20261011, 20261231, day, 3), 0);
    assert_int_equal(calendar_difference(was, is, INT64_MIN, INT64_MAX, NULL, 0), 6);
    assert_int_equal(calendar_difference(was, was, 19700101, 20991231, NULL, 0), 0);
    assert_int_equal(calendar_difference(was, is, 20261010, 20261001, day, 3), 0);
}

/* Hours. */

#define HALL                                                                                                 \
    "calendar 大厅\nweek mon-sat\nhours 08:30-12:00 13:30-17:30\nhours 05-01..09-30 08:30-12:00 "          \
    "15:00-18:00\n"                                                                                          \
    "hours sat 09:00-12:00\nhours 11-15..02-15 08:30-12:00 13:00-17:00\n" NATION

static void hours_are_those_of_the_weekday_then_of_the_season(void **state)
{
    struct kit *kit = *state;
    const struct calendar *c = kit_calendar(kit, HALL);
    struct opening s[SESSIONS_MAX];
    static const struct {
        int64_t day;
        size_t n;
        int first, last;
    } expected[] = {
        {20260410, 2, 510, 1050}, {20260430, 2, 510, 1050}, {20260501, 2, 510, 1080},
        {20260930, 2, 510, 1080}, {20261009, 2, 510, 1050}, {20261114, 1, 540, 720},
        {20261113, 2, 510, 1050}, {20261116, 2, 510, 1020}, {20261231, 2, 510, 1020},
        {20260105, 2, 510, 1020}, {20260213, 2, 510, 1020}, {20260216, 2, 510, 1050},
        {20260704, 1, 540, 720},  {20261010, 1, 540, 720},  {20261001, 0, 0, 0},
        {20261011, 0, 0, 0},      {21000104, 0, 0, 0},
    };
    for (size_t i = 0; i < COUNT_OF(expected); i++) {
        size_t n = calendar_sessions(c, expected[i].day, s);
        assert_int_equal(n, expected[i].n);
        if (n == 0)
            continue;
        assert_int_equal(s[0].open_minute, expected[i].first);
        assert_int_equal(s[n - 1].close_minute, expected[i].last);
        assert_int_equal(calendar_opens_ms(c, expected[i].day),
                         calendar_ms(c, expected[i].day, expected[i].first));
        assert_int_equal(calendar_closes_ms(c, expected[i].day),
                         calendar_ms(c, expected[i].day, expected[i].last));
    }
    assert_str(calendar_pattern(c)->name, "大厅");
}

static void of_two_hours_alike_the_later_one_counts(void **state)
{
    struct kit *kit = *state;
    struct opening s[SESSIONS_MAX];
    const struct calendar *c = kit_calendar(kit, "hours 08:00-16:00\nhours 09:00-17:00\n");
    assert_int_equal(calendar_sessions(c, 20260105, s), 1);
    assert_int_equal(s[0].open_minute, 540);
}

static void a_saturday_made_up_has_the_hours_of_friday_when_saturday_has_none(void **state)
{
    struct kit *kit = *state;
    struct opening s[SESSIONS_MAX];
    const struct calendar *c = kit_calendar(kit, "hours mon-thu 08:00-18:00\nhours fri 08:00-12:00\n" NATION);
    assert_int_equal(calendar_sessions(c, 20261010, s), 1);
    assert_int_equal(s[0].close_minute, 720);
}

static void without_hours_a_day_ends_a_moment_before_midnight(void **state)
{
    struct kit *kit = *state;
    const struct calendar *c = kit_calendar(kit, "");
    struct opening s[SESSIONS_MAX];
    assert_int_equal(calendar_sessions(c, 20260105, s), 1);
    assert_int_equal(s[0].close_minute, 1440);
    assert_int_equal(calendar_opens_ms(c, 20260105), INT64_C(1767542400000)); /* 2026-01-05 00:00 +08:00 */
    assert_int_equal(calendar_closes_ms(c, 20260105), INT64_C(1767628799999));
    assert_int_equal(calendar_day_of(c, calendar_closes_ms(c, 20260105), NULL), 20260105);
}

static void doors_are_open_from_the_opening_up_to_the_closing(void **state)
{
    struct kit *kit = *state;
    const struct calendar *c = kit_calendar(kit, HALL);
    int64_t day = 20260413;
    assert_false(calendar_is_open(c, calendar_ms(c, day, 510) - 1));
    assert_true(calendar_is_open(c, calendar_ms(c, day, 510)));
    assert_true(calendar_is_open(c, calendar_ms(c, day, 720) - 1));
    assert_false(calendar_is_open(c, calendar_ms(c, day, 720)));
    assert_false(calendar_is_open(c, calendar_ms(c, day, 800)));
    assert_true(calendar_is_open(c, calendar_ms(c, day, 810)));
    assert_false(calendar_is_open(c, calendar_ms(c, day, 1050)));
    assert_false(calendar_is_open(c, calendar_ms(c, 20261001, 600)));
    assert_false(calendar_is_open(c, calendar_ms(c, 20260412, 600)));
    assert_false(calendar_is_open(c, -INT64_C(86400000) * 365));
}

#define H INT64_C(3600000)

static void open_hours_are_added_over_lunch_nights_saturdays_and_holidays(void **state)
{
    struct kit *kit = *state;
    const struct calendar *c = kit_calendar(kit, HALL);
#define AT(day, minute) calendar_ms(c, day, minute)
    static const int64_t monday = 20260413, tuesday = 20260414, friday = 20260417, saturday = 20260418;
    /* within a session, over lunch, over a night */
    assert_int_equal(calendar_add_open_ms(c, AT(monday, 540), H), AT(monday, 600));
    assert_int_equal(calendar_add_open_ms(c, AT(monday, 690), H), AT(monday, 840));
    assert_int_equal(calendar_add_open_ms(c, AT(monday, 1020), H), AT(tuesday, 540));
    /* used up at a closing: there, and not at the next opening */
    assert_int_equal(calendar_add_open_ms(c, AT(monday, 660), H), AT(monday, 720));
    assert_int_equal(calendar_add_open_ms(c, AT(monday, 990), H), AT(monday, 1050));
    assert_int_equal(calendar_add_open_ms(c, AT(monday, 990), H + 1), AT(tuesday, 510) + 1);
    /* from a closed instant */
    assert_int_equal(calendar_add_open_ms(c, AT(monday, 0), H), AT(monday, 570));
    assert_int_equal(calendar_add_open_ms(c, AT(monday, 750), H), AT(monday, 870));
    assert_int_equal(calendar_add_open_ms(c, AT(monday, 1200), H), AT(tuesday, 570));
    /* Saturday's window, then Sunday */
    assert_int_equal(calendar_add_open_ms(c, AT(friday, 1020), H), AT(saturday, 570));
    assert_int_equal(calendar_add_open_ms(c, AT(saturday, 690), H), AT(20260420, 540));
    /* the national holidays */
    assert_int_equal(calendar_add_open_ms(c, AT(20260930, 1050), H), AT(20261008, 540));
    /* back */
    assert_int_equal(calendar_add_open_ms(c, AT(monday, 600), -H), AT(monday, 540));
    assert_int_equal(calendar_add_open_ms(c, AT(monday, 840), -H), AT(monday, 690));
    assert_int_equal(calendar_add_open_ms(c, AT(tuesday, 540), -H), AT(monday, 1020));
    assert_int_equal(calendar_add_open_ms(c, AT(monday, 570), -H), AT(monday, 510));
    assert_int_equal(calendar_add_open_ms(c, AT(20261008, 540), -H), AT(20260930, 1050));
    /* nothing: the instant itself when open or at a closing, else the next opening */
    assert_int_equal(calendar_add_open_ms(c, AT(monday, 600), 0), AT(monday, 600));
    assert_int_equal(calendar_add_open_ms(c, AT(monday, 720), 0), AT(monday, 720));
    assert_int_equal(calendar_add_open_ms(c, AT(monday, 721), 0), AT(monday, 810));
    assert_int_equal(calendar_add_open_ms(c, AT(monday, 510), 0), AT(monday, 510));
    assert_int_equal(calendar_add_open_ms(c, AT(20261003, 600), 0), AT(20261008, 510));
    /* beyond */
    assert_int_equal(calendar_add_open_ms(c, AT(20991231, 1019), H), 0);
    assert_int_equal(calendar_add_open_ms(c, AT(20991231, 1020), 0), AT(20991231, 1020));
    assert_int_equal(calendar_add_open_ms(c, AT(19700101, 540), -H), 0);
    assert_int_equal(calendar_add_open_ms(c, AT(monday, 540), INT64_MAX), 0);
    assert_int_equal(calendar_add_open_ms(c, AT(monday, 540), INT64_MIN), 0);
    assert_int_equal(calendar_add_open_ms(c, -INT64_C(10) * 86400000, H), AT(19700101, 570));
}

static void open_time_between_two_instants_leaves_out_what_is_closed(void **state)
{
    struct kit *kit = *state;
    const struct calendar *c = kit_calendar(kit, HALL);
    int64_t monday = 20260413;
    assert_int_equal(calendar_open_ms_between(c, AT(monday, 0), AT(monday, 1440)), H * 15 / 2);
    assert_int_equal(calendar_open_ms_between(c, AT(monday, 660), AT(monday, 840)), H + H / 2);
    assert_int_equal(calendar_open_ms_between(c, AT(monday, 0), AT(20260420, 0)), 5 * H * 15 / 2 + 3 * H);
    assert_int_equal(calendar_open_ms_between(c, AT(20261001, 0), AT(20261008, 0)), 0);
    assert_int_equal(calendar_open_ms_between(c, AT(monday, 600), AT(monday, 600)), 0);
    assert_int_equal(calendar_open_ms_between(c, AT(monday, 600), AT(monday, 540)), 0);
    assert_int_equal(calendar_open_ms_between(c, -INT64_C(86400000), AT(19700101, 570)), H);
    int64_t all = calendar_open_ms_between(c, -INT64_C(86400000), AT(20991231, 1440));
    assert_true(all > 0);
    assert_int_equal(calendar_open_ms_between(c, -INT64_C(86400000), AT(20991231, 1440) + 86400000), all);
}

static void a_session_is_shorter_or_longer_on_the_day_on_which_the_clocks_change(void **state)
{
    struct kit *kit = *state;
    FILE *f = fopen("/usr/share/zoneinfo/America/New_York", "rb");
    if (!f) {
        print_message("skipped: no /usr/share/zoneinfo/America/New_York on this machine\n");
        skip();
    }
    char *bytes = arena_alloc(kit->arena, 65536);
    struct hours h = {.session = {{0, 150}, {360, 420}}, .sessions = 2};
    struct pattern p = {.workdays = 0x7f, .hours = &h, .hours_n = 1};
    size_t n = fread(bytes, 1, 65536, f);
    (void)fclose(f);
    assert_int_equal(zone_read(kit->arena, STR("America/New_York"), str_of(bytes, n), &p.zone, &kit->err),
                     RC_OK);
    const struct calendar *c;
    assert_int_equal(calendar_build(kit->arena, (struct notices){0}, &p, 0, &c, &kit->err), RC_OK);
    assert_int_equal(calendar_open_ms_between(c, AT(20260307, 0), AT(20260308, 0)), H * 7 / 2);
    /* On 8 March 2:00 is 3:00 at once: half past two is moved to half past three, an hour after 2:30. */
    assert_int_equal(calendar_open_ms_between(c, AT(20260308, 0), AT(20260309, 0)), H * 7 / 2);
    assert_int_equal(calendar_closes_ms(c, 20260308) - calendar_opens_ms(c, 20260308), 6 * H);
    /* On 1 November 1:00 … 2:00 comes twice. */
    assert_int_equal(calendar_open_ms_between(c, AT(20261101, 0), AT(20261102, 0)), H * 9 / 2);
    assert_int_equal(calendar_closes_ms(c, 20261101) - calendar_opens_ms(c, 20261101), 8 * H);
    assert_int_equal(calendar_add_open_ms(c, AT(20261101, 0), 3 * H), AT(20261101, 120));
    assert_int_equal(calendar_add_open_ms(c, AT(20261031, 0), H * 9 / 2), AT(20261101, 60));
}

/* Building. */

static void a_pattern_that_breaks_the_rules_is_refused(void **state)
{
    struct kit *kit = *state;
    const struct calendar *c = NULL;
    struct hours h[HOURS_MAX + 1];
    struct str empty = {0};
    for (int fault = 0; fault <= 14; fault++) {
        for (size_t i = 0; i < COUNT_OF(h); i++)
            h[i] = (struct hours){.session = {{480, 720}, {780, 1020}}, .sessions = 2};
        struct pattern p = {.name = STR("甲"), .hours = h, .hours_n = HOURS_MAX};
        struct hours *last = &h[HOURS_MAX - 1];
        switch (fault) {
        case 1:
            last->sessions = 0;
            break;
        case 2:
            last->sessions = SESSIONS_MAX + 1;
            break;
        case 3:
            last->session[0].open_minute = -1;
            break;
        case 4:
            last->session[0].open_minute = 720;
            break;
        case 5:
            last->session[1].close_minute = 1441;
            break;
        case 6:
            last->session[1].open_minute = 720;
            break;
        case 7:
            last->from_mmdd = 101;
            break;
        case 8:
            last->to_mmdd = 101;
            break;
        case 9:
            last->from_mmdd = 230;
            last->to_mmdd = 301;
            break;
        case 10:
            last->from_mmdd = 101;
            last->to_mmdd = 1232;
            break;
        case 11:
            last->weekdays = 0x80;
            break;
        case 12:
            p.hours_n = HOURS_MAX + 1;
            break;
        case 13:
            p.workdays = 0x80;
            break;
        case 14:
            p.scope = &empty;
            p.scopes = 1;
            break;
        default:
            break;
        }
        enum rc rc = calendar_build(kit->arena, (struct notices){0}, &p, 0, &c, &kit->err);
        assert_int_equal(rc, fault ? RC_INVALID : RC_OK);
        if (fault) {
            assert_string_equal(kit->err.text, "calendar.pattern_wrong");
            assert_non_null(kit->err.hint);
            assert_string_equal(kit->err.arg[0], "甲");
        }
    }
}

static void a_calendar_keeps_its_own_copy_of_the_pattern(void **state)
{
    struct kit *kit = *state;
    char name[] = "大厅", scope_name[] = "甲县";
    struct str scope = str_c(scope_name);
    struct hours h = {.session = {{480, 720}}, .sessions = 1};
    struct pattern p = {.name = str_c(name), .hours = &h, .hours_n = 1, .scope = &scope, .scopes = 1};
    const struct calendar *c;
    assert_int_equal(calendar_build(kit->arena, (struct notices){0}, &p, 0, &c, &kit->err), RC_OK);
    memset(name, 'x', sizeof name - 1);
    memset(scope_name, 'x', sizeof scope_name - 1);
    memset(&h, 0, sizeof h);
    scope = (struct str){0};
    struct opening s[SESSIONS_MAX];
    assert_int_equal(calendar_sessions(c, 20260105, s), 1);
    assert_int_equal(s[0].close_minute, 720);
    assert_str(calendar_pattern(c)->name, "大厅");
    assert_str(calendar_pattern(c)->scope[0], "甲县");
}

static void an_arena_that_is_too_small_is_an_error_and_no_crash(void **state)
{
    struct kit *kit = *state;
    size_t limit = 1024;
    enum rc rc = RC_NO_MEMORY;
    for (; limit < (4u << 20) && rc == RC_NO_MEMORY; limit += 16 * 1024) {
        CLEANUP(arena_freep) struct arena *a = arena_new(limit);
        const struct calendar *c;
        rc = calendar_build(a, (struct notices){0}, NULL, 0, &c, &kit->err);
        if (rc)
            assert_string_equal(kit->err.text, "calendar.no_memory");
    }
    assert_int_equal(rc, RC_OK);
    assert_true(limit > 300 * 1024 && limit < 1500 * 1024);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        KIT_TEST(all_7305_days_of_2007_to_2026_are_those_of_the_fixtures),
        KIT_TEST(every_row_of_three_years_agrees_in_work_kind_and_name),
        KIT_TEST(deadlines_of_the_fixtures_come_out_by_counting_working_days),
        KIT_TEST(spring_festival_of_2020_was_longer_after_its_extension),
        KIT_TEST(labour_day_of_2019_and_victory_day_of_2015_came_later),
        KIT_TEST(a_year_is_provisional_until_its_notice_is_published),
        KIT_TEST(a_notice_may_speak_of_december_and_settles_its_own_year_alone),
        KIT_TEST(a_region_has_its_own_days_and_they_stand_over_the_nations),
        KIT_TEST(the_later_publication_counts_whatever_the_order_in_the_file),
        KIT_TEST(the_same_number_again_replaces_the_notice_whole),
        KIT_TEST(half_a_day_off_is_a_working_day_cut_at_the_longest_break),
        KIT_TEST(without_a_break_noon_divides_the_day),
        KIT_TEST(off_in_both_halves_or_in_the_only_one_is_a_day_off),
        KIT_TEST(a_later_word_on_the_whole_day_undoes_a_half_and_the_half_of_a_day_off_is_nothing),
        KIT_TEST(counting_holds_at_both_ends_of_the_time_and_beyond),
        KIT_TEST(adding_working_days_and_counting_them_undo_each_other),
        KIT_TEST(a_week_may_have_any_working_days),
        KIT_TEST(days_that_differ_are_listed_as_far_as_there_is_room),
        KIT_TEST(hours_are_those_of_the_weekday_then_of_the_season),
        KIT_TEST(of_two_hours_alike_the_later_one_counts),
        KIT_TEST(a_saturday_made_up_has_the_hours_of_friday_when_saturday_has_none),
        KIT_TEST(without_hours_a_day_ends_a_moment_before_midnight),
        KIT_TEST(doors_are_open_from_the_opening_up_to_the_closing),
        KIT_TEST(open_hours_are_added_over_lunch_nights_saturdays_and_holidays),
        KIT_TEST(open_time_between_two_instants_leaves_out_what_is_closed),
        KIT_TEST(a_session_is_shorter_or_longer_on_the_day_on_which_the_clocks_change),
        KIT_TEST(a_pattern_that_breaks_the_rules_is_refused),
        KIT_TEST(a_calendar_keeps_its_own_copy_of_the_pattern),
        KIT_TEST(an_arena_that_is_too_small_is_an_error_and_no_crash),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
