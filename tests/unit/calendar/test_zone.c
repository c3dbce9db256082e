/* Zones from files that are made here, and from the machine's own where it has them. The figures of the
 * latter were reckoned with Python's zoneinfo. */
#include "kit.h"

#include "base/date.h"
#include "calendar/zone.h"

/* ---- a file, made to measure ---- */

struct made {
    int version;
    int32_t offset[4];
    int types;
    struct {
        int64_t at;
        int type;
    } turn[8];
    int turns;
    const char *footer;
    uint32_t leap, isstd, isut, chars; /* what the header claims; chars is 4 when 0 */
};

static void put_be(struct buf *b, uint64_t v, int bytes)
{
    while (bytes--)
        buf_putc(b, (char)(v >> (8 * bytes)));
}

static void put_header(struct buf *b, const struct made *m, bool is_second)
{
    buf_put(b, STR("TZif"));
    buf_putc(b, (char)m->version);
    for (int i = 0; i < 15; i++)
        buf_putc(b, 0);
    put_be(b, is_second ? m->isut : 0, 4);
    put_be(b, is_second ? m->isstd : 0, 4);
    put_be(b, is_second ? m->leap : 0, 4);
    put_be(b, is_second ? (uint64_t)m->turns : 0, 4);
    put_be(b, is_second ? (uint64_t)m->types : 1, 4);
    put_be(b, is_second && m->chars ? m->chars : 4, 4);
}

static struct str file_of(struct kit *kit, struct made m)
{
    struct buf b = {0};
    m.version = m.version ? m.version : '2';
    put_header(&b, &m, false);
    put_be(&b, 0, 6); /* the one type of the first block */
    put_be(&b, 'A' << 16 | 'B' << 8 | 'C', 3);
    buf_putc(&b, 0);
    put_header(&b, &m, true);
    for (int i = 0; i < m.turns; i++)
        put_be(&b, (uint64_t)m.turn[i].at, 8);
    for (int i = 0; i < m.turns; i++)
        buf_putc(&b, (char)m.turn[i].type);
    for (int i = 0; i < m.types; i++) {
        put_be(&b, (uint32_t)m.offset[i], 4);
        put_be(&b, 0, 2);
    }
    put_be(&b, (uint32_t)'A' << 24 | 'B' << 16 | 'C' << 8, 4);
    put_be(&b, 0, (int)(m.isstd + m.isut));
    buf_printf(&b, "\n%s\n", m.footer ? m.footer : "");
    struct str s = arena_str(kit->arena, buf_str(&b));
    buf_release(&b);
    return s;
}

static const struct zone *zone_of(struct kit *kit, struct made m)
{
    const struct zone *z = NULL;
    assert_int_equal(zone_read(kit->arena, STR("Test/Made"), file_of(kit, m), &z, &kit->err), RC_OK);
    return z;
}

static const struct zone *rule(struct kit *kit, const char *footer)
{
    return zone_of(kit, (struct made){.types = 1, .footer = footer});
}

static void refused(struct kit *kit, struct str file)
{
    const struct zone *z = NULL;
    memset(&kit->err, 0, sizeof kit->err);
    assert_int_equal(zone_read(kit->arena, STR("Test/Bad"), file, &z, &kit->err), RC_INVALID);
    assert_string_equal(kit->err.text, "calendar.zone_malformed");
    assert_string_equal(kit->err.arg[0], "Test/Bad");
    assert_null(z);
}

static int64_t utc(int day, int minute)
{
    return date_ms(day / 10000, day / 100 % 100, day % 100, 8, minute);
}

/* ---- without a file ---- */

static void without_a_file_it_is_eight_hours_east_all_year(void **state)
{
    (void)state;
    int minute;
    assert_str(zone_name(NULL), "Asia/Shanghai");
    assert_int_equal(zone_offset_s(NULL, utc(20260701, 0)), 28800);
    assert_int_equal(zone_offset_s(NULL, utc(19880701, 0)), 28800);
    assert_int_equal(zone_ms(NULL, 20261120, 540), utc(20261120, 60));
    assert_int_equal(zone_ms(NULL, 20261120, 1440), zone_ms(NULL, 20261121, 0));
    assert_int_equal(zone_day(NULL, utc(20261120, 16 * 60), &minute), 20261121);
    assert_int_equal(minute, 0);
    assert_int_equal(zone_day(NULL, utc(20261120, 16 * 60) - 1, &minute), 20261120);
    assert_int_equal(minute, 1439);
    assert_int_equal(zone_day(NULL, -1, NULL), 19700101);
}

/* ---- the table ---- */

static struct made two_turns(void)
{
    return (struct made){
        .offset = {-3600, 7200, 10800}, .types = 3, .turn = {{1000000, 1}, {2000000, 2}}, .turns = 2};
}

static void the_table_holds_from_each_transition_to_the_next(void **state)
{
    const struct zone *z = zone_of(*state, two_turns());
    assert_str(zone_name(z), "Test/Made");
    assert_int_equal(zone_offset_s(z, INT64_MIN), -3600);
    assert_int_equal(zone_offset_s(z, 999999999), -3600);
    assert_int_equal(zone_offset_s(z, 1000000000), 7200);
    assert_int_equal(zone_offset_s(z, 1999999999), 7200);
    assert_int_equal(zone_offset_s(z, 2000000000), 10800);
    assert_int_equal(zone_offset_s(z, INT64_MAX), 10800); /* an empty footer leaves it */
}

static void a_file_without_transitions_has_its_first_type(void **state)
{
    const struct zone *z = zone_of(*state, (struct made){.offset = {20700}, .types = 1});
    assert_int_equal(zone_offset_s(z, utc(20260101, 0)), 20700);
    assert_int_equal(zone_ms(z, 20260101, 345), utc(20260101, 0));
}

static void instants_before_1970_are_rounded_down_to_their_second(void **state)
{
    struct made m = two_turns();
    m.turn[0].at = -10;
    const struct zone *z = zone_of(*state, m);
    assert_int_equal(zone_offset_s(z, -10001), -3600);
    assert_int_equal(zone_offset_s(z, -10000), 7200);
    assert_int_equal(zone_offset_s(z, -9999), 7200);
}

/* ---- rules ---- */

static void a_rule_of_weekdays_counts_from_both_ends_of_a_month(void **state)
{
    const struct zone *z = rule(*state, "EST5EDT,M3.2.0,M11.1.0");
    assert_int_equal(zone_offset_s(z, utc(20260308, 7 * 60) - 1), -18000);
    assert_int_equal(zone_offset_s(z, utc(20260308, 7 * 60)), -14400);
    assert_int_equal(zone_offset_s(z, utc(20261101, 6 * 60) - 1), -14400);
    assert_int_equal(zone_offset_s(z, utc(20261101, 6 * 60)), -18000);
    z = rule(*state, "CET-1CEST,M3.5.0,M10.5.0/3");
    assert_int_equal(zone_offset_s(z, utc(20260329, 60) - 1), 3600);
    assert_int_equal(zone_offset_s(z, utc(20260329, 60)), 7200);
    assert_int_equal(zone_offset_s(z, utc(20261025, 60) - 1), 7200);
    assert_int_equal(zone_offset_s(z, utc(20261025, 60)), 3600);
}

static void summer_time_over_the_new_year_is_followed(void **state)
{
    const struct zone *z = rule(*state, "AEST-10AEDT,M10.1.0,M4.1.0/3");
    assert_int_equal(zone_offset_s(z, utc(20260101, 0)), 39600);
    assert_int_equal(zone_offset_s(z, utc(20260701, 0)), 36000);
    assert_int_equal(zone_offset_s(z, utc(20261231, 1439)), 39600);
}

static void a_summer_time_that_goes_back_is_winter_time(void **state)
{
    const struct zone *z = rule(*state, "IST-1GMT0,M10.5.0,M3.5.0/1");
    assert_int_equal(zone_offset_s(z, utc(20260115, 0)), 0);
    assert_int_equal(zone_offset_s(z, utc(20260329, 60) - 1), 0);
    assert_int_equal(zone_offset_s(z, utc(20260329, 60)), 3600);
    assert_int_equal(zone_offset_s(z, utc(20261025, 60) - 1), 3600);
    assert_int_equal(zone_offset_s(z, utc(20261025, 60)), 0);
}

static void summer_time_may_last_the_whole_year(void **state)
{
    const struct zone *z = rule(*state, "EST5EDT,0/0,J365/25");
    for (int year = 2023; year <= 2029; year++)
        for (int hour = 0; hour < 24; hour++) {
            assert_int_equal(zone_offset_s(z, utc(year * 10000 + 101, hour * 60)), -14400);
            assert_int_equal(zone_offset_s(z, utc(year * 10000 + 101, hour * 60) - 1), -14400);
        }
    assert_int_equal(zone_ms(z, 20270101, 30), utc(20270101, 270));
}

static void a_julian_day_leaves_out_the_29th_of_february_and_an_ordinal_does_not(void **state)
{
    const struct zone *z = rule(*state, "AAA0BBB,J60/0,J300/0");
    assert_int_equal(zone_offset_s(z, utc(20270301, 0)), 3600);
    assert_int_equal(zone_offset_s(z, utc(20270301, 0) - 1), 0);
    assert_int_equal(zone_offset_s(z, utc(20280301, 0)), 3600);
    assert_int_equal(zone_offset_s(z, utc(20280301, 0) - 1), 0);
    z = rule(*state, "AAA0BBB,59/0,299/0");
    assert_int_equal(zone_offset_s(z, utc(20270301, 0) - 1), 0);
    assert_int_equal(zone_offset_s(z, utc(20270301, 0)), 3600);
    assert_int_equal(zone_offset_s(z, utc(20280229, 0) - 1), 0);
    assert_int_equal(zone_offset_s(z, utc(20280229, 0)), 3600);
}

/* An end that lies behind the next beginning: 2 January at 4, and at 1. From then on it is winter, and in the
 * next January too, which looked no further back than to that beginning. */
static void an_end_of_two_years_ago_holds_until_the_next_change(void **state)
{
    const struct zone *z = rule(*state, "AAA1BBB,1/0,J365/52");
    assert_int_equal(zone_offset_s(z, utc(20261231, 1439)), -3600);
    assert_int_equal(zone_offset_s(z, utc(20270101, 60)), -3600);
    assert_int_equal(zone_offset_s(z, utc(20270102, 60)), 0);
    assert_int_equal(zone_offset_s(z, utc(20270102, 240)), -3600);
}

static void the_hour_of_a_change_may_lie_on_another_day(void **state)
{
    const struct zone *z = rule(*state, "<-02>2<-01>,M3.5.0/-1,M10.5.0/0");
    assert_int_equal(zone_offset_s(z, utc(20260329, 60) - 1), -7200);
    assert_int_equal(zone_offset_s(z, utc(20260329, 60)), -3600);
    z = rule(*state, "EET-2EEST,M3.4.4/50,M10.4.4/50"); /* Saturday at 2 */
    assert_int_equal(zone_offset_s(z, utc(20260328, 0) - 1), 7200);
    assert_int_equal(zone_offset_s(z, utc(20260328, 0)), 10800);
}

static void offsets_may_have_minutes_and_seconds_and_reach_a_day(void **state)
{
    assert_int_equal(zone_offset_s(rule(*state, "<+0545>-5:45"), 0), 20700);
    assert_int_equal(zone_offset_s(rule(*state, "ABC+24:59:59"), 0), -89999);
    assert_int_equal(zone_offset_s(rule(*state, "ABC-24:59:59"), 0), 89999);
    assert_int_equal(zone_ms(rule(*state, "ABC-24:59:59"), 20260102, 0), utc(20260101, 0) - 3599000);
}

static void a_rule_that_is_not_one_is_refused(void **state)
{
    static const char *const bad[] = {"C",
                                      "CS-8",
                                      "CST",
                                      "CST-25",
                                      "CST-8:60",
                                      "CST-8:00:60",
                                      "<+08-8",
                                      "<+0>-8",
                                      "CST-8x",
                                      "CST-8 ",
                                      "EST5EDT",
                                      "EST5EDT,M3.2.0",
                                      "EST5EDT,,",
                                      "E5T,M3.2.0,",
                                      "EST5EDT,M0.2.0,M11.1.0",
                                      "EST5EDT,M13.2.0,M11.1.0",
                                      "EST5EDT,M3.0.0,M11.1.0",
                                      "EST5EDT,M3.6.0,M11.1.0",
                                      "EST5EDT,M3.2.7,M11.1.0",
                                      "EST5EDT,J0,J365",
                                      "EST5EDT,J1,J366",
                                      "EST5EDT,0,366",
                                      "EST5EDT,M3.2.0/168,M11.1.0",
                                      "EST5EDT,M3.2.0/,M11.1.0",
                                      "EST5EDT,M3.2.0,M11.1.0,",
                                      "EST5EDT,M3.2.0,M11.1.0\nX",
                                      "CST-99999999999999999999",
                                      "EST5EDT-,M3.2.0,M11.1.0"};
    for (size_t i = 0; i < COUNT_OF(bad); i++)
        refused(*state, file_of(*state, (struct made){.types = 1, .footer = bad[i]}));
}

/* ---- the clock on the wall ---- */

static void a_time_that_the_clocks_skip_is_moved_forward_by_the_gap(void **state)
{
    const struct zone *z = rule(*state, "EST5EDT,M3.2.0,M11.1.0");
    int minute;
    int64_t ms = zone_ms(z, 20260308, 150);
    assert_int_equal(ms, utc(20260308, 7 * 60 + 30));
    assert_int_equal(zone_day(z, ms, &minute), 20260308);
    assert_int_equal(minute, 210);
    assert_int_equal(zone_ms(z, 20260308, 120), utc(20260308, 7 * 60));
    assert_int_equal(zone_ms(z, 20260308, 180), utc(20260308, 7 * 60));
    assert_int_equal(zone_ms(z, 20260308, 119), utc(20260308, 7 * 60 - 1));
}

static void a_time_that_comes_twice_is_the_earlier_one(void **state)
{
    const struct zone *z = rule(*state, "EST5EDT,M3.2.0,M11.1.0");
    assert_int_equal(zone_ms(z, 20261101, 90), utc(20261101, 5 * 60 + 30));
    assert_int_equal(zone_ms(z, 20261101, 59), utc(20261101, 4 * 60 + 59));
    assert_int_equal(zone_ms(z, 20261101, 120), utc(20261101, 7 * 60));
}

static void a_day_that_is_left_out_is_the_next_one(void **state)
{
    /* Samoa went over the date line at the end of 29 December 2011. */
    struct made m = {.offset = {-36000, 50400}, .types = 2, .turn = {{1325239200, 1}}, .turns = 1};
    const struct zone *z = zone_of(*state, m);
    assert_int_equal(zone_ms(z, 20111230, 720), INT64_C(1325282400000));
    assert_int_equal(zone_day(z, zone_ms(z, 20111230, 720), NULL), 20111231);
    assert_int_equal(zone_ms(z, 20111229, 1440), INT64_C(1325239200000));
}

/* It was taken for skipped where the clocks went forward, although two minutes later they went back over it.
 */
static void a_time_that_is_skipped_and_then_comes_is_the_one_that_comes(void **state)
{
    struct made m = {.offset = {-3600, 57600, 10800}, .types = 3, .turn = {{8, 1}, {128, 2}}, .turns = 2};
    const struct zone *z = zone_of(*state, m);
    assert_int_equal(zone_ms(z, 19700101, 235), 3300000);
    assert_int_equal(zone_ms(z, 19700101, 961), 60000);
}

static void every_minute_goes_there_and_back_but_for_gaps(void **state)
{
    static const char *const footer[] = {"EST5EDT,M3.2.0,M11.1.0", "IST-1GMT0,M10.5.0,M3.5.0/1",
                                         "<+1030>-10:30<+11>-11,M10.1.0,M4.1.0",
                                         "<-02>2<-01>,M3.5.0/-1,M10.5.0/0"};
    for (size_t f = 0; f < COUNT_OF(footer); f++) {
        const struct zone *z = rule(*state, footer[f]);
        for (int64_t day = 20260101; day <= 20271231; day++) {
            if (!date_is_day(day))
                continue;
            for (int minute = 0; minute < 1440; minute += 15) {
                int back;
                int64_t is = zone_day(z, zone_ms(z, day, minute), &back);
                int gap = (int)(is == day ? back - minute : back + 1440 - minute);
                assert_true(gap == 0 || gap == 60 || gap == 30);
                assert_int_equal(zone_ms(z, is, back), zone_ms(z, day, minute));
            }
        }
    }
}

/* ---- files that are not right ---- */

static void a_file_that_ends_early_anywhere_is_refused(void **state)
{
    struct made m = two_turns();
    m.footer = "ABC-3";
    struct str file = file_of(*state, m);
    for (size_t n = 0; n < file.n; n++)
        refused(*state, str_sub(file, 0, n));
    char *more = arena_alloc(((struct kit *)*state)->arena, file.n + 1);
    memcpy(more, file.p, file.n);
    refused(*state, str_of(more, file.n + 1));
}

static void a_length_that_lies_is_refused(void **state)
{
    struct kit *kit = *state;
    struct made m = two_turns();
    m.footer = "ABC-3";
    struct str file = file_of(kit, m);
    size_t second = 44 + 6 + 4;
    static const uint32_t lie[] = {0,   1,   2,     3,          5,          9,         255,
                                   256, 257, 65536, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF};
    for (size_t field = 0; field < 12; field++)
        for (size_t i = 0; i < COUNT_OF(lie); i++) {
            char *p = arena_alloc(kit->arena, file.n);
            size_t at = (field < 6 ? 0 : second) + 20 + field % 6 * 4;
            memcpy(p, file.p, file.n);
            for (size_t b = 0; b < 4; b++)
                p[at + b] = (char)(lie[i] >> (24 - 8 * b));
            if (memcmp(p, file.p, file.n) != 0)
                refused(kit, str_of(p, file.n));
        }
}

static void a_table_that_cannot_be_is_refused(void **state)
{
    struct made m = two_turns();
    m.turn[1].at = m.turn[0].at;
    refused(*state, file_of(*state, m)); /* not in order */
    m = two_turns();
    m.turn[1].type = 3;
    refused(*state, file_of(*state, m)); /* a type that is not there */
    m = two_turns();
    m.offset[0] = 26 * 3600;
    refused(*state, file_of(*state, m));
    m.offset[0] = INT32_MIN;
    refused(*state, file_of(*state, m));
    m = two_turns();
    m.footer = "ABC-2";
    refused(*state, file_of(*state, m)); /* the footer says otherwise than the last transition */
    m = two_turns();
    m.version = '1';
    refused(*state, file_of(*state, m)); /* a version without 64 bits */
    m.version = 0;
    m.isstd = 3;
    m.isut = 3;
    assert_non_null(zone_of(*state, m));
    m.isut = 2;
    refused(*state, file_of(*state, m));
    refused(*state, STR(""));
    refused(*state, STR("TZif2"));
}

/* ---- what the machine has ---- */

static const struct zone *machine_zone(struct kit *kit, const char *name)
{
    static char bytes[65536];
    struct str path = arena_printf(kit->arena, "/usr/share/zoneinfo/%s", name);
    FILE *f = fopen(path.p, "rb");
    if (!f)
        return NULL;
    size_t n = fread(bytes, 1, sizeof bytes, f);
    (void)fclose(f);
    const struct zone *z = NULL;
    assert_int_equal(zone_read(kit->arena, str_c(name), str_of(bytes, n), &z, &kit->err), RC_OK);
    return z;
}

static void zones_of_the_machine_give_the_offsets_that_python_gives(void **state)
{
    static const struct {
        const char *zone;
        int64_t t;
        int32_t offset;
    } fact[] = {
        {"Asia/Urumqi", 1795132800, 21600},
        {"Asia/Shanghai", 583718400, 32400}, /* summer of 1988 */
        {"Asia/Shanghai", 0, 28800},
        {"Europe/Dublin", 31536000, 3600}, /* 1971: an hour ahead in winter too */
        {"Europe/Dublin", 1767225600, 0},
        {"Europe/Dublin", 1782864000, 3600},
        {"Europe/Dublin", 4086547200, 3600}, /* 2099, by the footer */
        {"America/New_York", 1772953140, -18000},
        {"America/New_York", 1772953200, -14400},
        {"America/New_York", 3813544740, -14400},
        {"America/New_York", 3813544800, -18000},
        {"Australia/Lord_Howe", 1767225600, 39600},
        {"Australia/Lord_Howe", 1782864000, 37800}, /* half an hour of summer */
        {"Africa/Monrovia", 31536000, -2670},       /* 44 minutes 30 seconds, until 1972 */
        {"Pacific/Apia", 1325239140, -36000},
        {"Pacific/Apia", 1325239200, 50400},
        {"Asia/Kolkata", 1767225600, 19800},
        {"America/Caracas", 1262304000, -16200},
    };
    for (size_t i = 0; i < COUNT_OF(fact); i++) {
        const struct zone *z = machine_zone(*state, fact[i].zone);
        if (!z) {
            print_message("skipped: no time zones on this machine (%s)\n", fact[i].zone);
            skip();
        }
        assert_int_equal(zone_offset_s(z, fact[i].t * 1000), fact[i].offset);
    }
}

static void wall_times_of_the_machines_zones_are_those_of_python(void **state)
{
    static const struct {
        const char *zone;
        int day, minute;
        int64_t t;
    } fact[] = {
        {"Asia/Urumqi", 20261120, 540, 1795143600},
        {"America/New_York", 20260308, 150, 1772955000},
        {"America/New_York", 20261101, 90, 1793511000},
        {"America/New_York", 20951106, 90, 3971395800},
        {"Europe/Dublin", 20260329, 90, 1774747800},
        {"Europe/Dublin", 20261025, 90, 1792888200},
        {"Australia/Lord_Howe", 20261004, 135, 1791042300},
        {"Australia/Lord_Howe", 20260405, 105, 1775313900},
        {"Pacific/Apia", 20111230, 720, 1325282400},
        {"Africa/Monrovia", 19720107, 20, 63594270},
        {"Asia/Shanghai", 19880417, 150, 577218600},
    };
    for (size_t i = 0; i < COUNT_OF(fact); i++) {
        const struct zone *z = machine_zone(*state, fact[i].zone);
        if (!z) {
            print_message("skipped: no time zones on this machine (%s)\n", fact[i].zone);
            skip();
        }
        assert_int_equal(zone_ms(z, fact[i].day, fact[i].minute), fact[i].t * 1000);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        KIT_TEST(without_a_file_it_is_eight_hours_east_all_year),
        KIT_TEST(the_table_holds_from_each_transition_to_the_next),
        KIT_TEST(a_file_without_transitions_has_its_first_type),
        KIT_TEST(instants_before_1970_are_rounded_down_to_their_second),
        KIT_TEST(a_rule_of_weekdays_counts_from_both_ends_of_a_month),
        KIT_TEST(summer_time_over_the_new_year_is_followed),
        KIT_TEST(a_summer_time_that_goes_back_is_winter_time),
        KIT_TEST(summer_time_may_last_the_whole_year),
        KIT_TEST(a_julian_day_leaves_out_the_29th_of_february_and_an_ordinal_does_not),
        KIT_TEST(an_end_of_two_years_ago_holds_until_the_next_change),
        KIT_TEST(the_hour_of_a_change_may_lie_on_another_day),
        KIT_TEST(offsets_may_have_minutes_and_seconds_and_reach_a_day),
        KIT_TEST(a_rule_that_is_not_one_is_refused),
        KIT_TEST(a_time_that_the_clocks_skip_is_moved_forward_by_the_gap),
        KIT_TEST(a_time_that_comes_twice_is_the_earlier_one),
        KIT_TEST(a_day_that_is_left_out_is_the_next_one),
        KIT_TEST(a_time_that_is_skipped_and_then_comes_is_the_one_that_comes),
        KIT_TEST(every_minute_goes_there_and_back_but_for_gaps),
        KIT_TEST(a_file_that_ends_early_anywhere_is_refused),
        KIT_TEST(a_length_that_lies_is_refused),
        KIT_TEST(a_table_that_cannot_be_is_refused),
        KIT_TEST(zones_of_the_machine_give_the_offsets_that_python_gives),
        KIT_TEST(wall_times_of_the_machines_zones_are_those_of_python),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
