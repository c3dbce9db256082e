/* Dates, times and durations by themselves: DMN 1.5, 10.3.2.3 and 10.3.4.1; XML Schema part 2. */
#include "ask.h"
#include "zones.h"

static struct str text_of(struct value v)
{
    static struct buf out;
    buf_clear(&out);
    temporal_text(&out, v, &ZONES);
    return buf_str(&out);
}

static struct value read_value(const char *text)
{
    struct value v = {0};
    if (!temporal_read(str_c(text), &ZONES, &v))
        print_error("not read: %s\n", text);
    assert_int_not_equal(v.kind, VALUE_NULL);
    return v;
}

static void assert_text(struct value v, const char *want)
{
    struct str got = text_of(v);
    if (!str_eq(got, str_c(want)))
        print_error("gives %.*s, wanted %s\n", STR_ARG(got), want);
    assert_true(str_eq(got, str_c(want)));
}

/* -- reading and writing -- */

static void texts_come_back_in_their_canonical_form(void **state)
{
    static const struct {
        const char *text, *canonical;
        enum value_kind kind;
    } ROW[] = {
        {"2026-11-20", "2026-11-20", VALUE_DATE},
        {"0000-01-01", "0000-01-01", VALUE_DATE},
        {"-0044-03-15", "-0044-03-15", VALUE_DATE},
        {"999999999-12-31", "999999999-12-31", VALUE_DATE},
        {"-999999999-01-01", "-999999999-01-01", VALUE_DATE},
        {"2000-02-29", "2000-02-29", VALUE_DATE},
        {"10:30:00", "10:30:00", VALUE_TIME},
        {"00:00:00.5000", "00:00:00.5", VALUE_TIME},
        {"23:59:59.999999999Z", "23:59:59.999999999Z", VALUE_TIME},
        {"10:30:00+00:00", "10:30:00Z", VALUE_TIME},
        {"10:30:00-00:00", "10:30:00Z", VALUE_TIME},
        {"10:30:00+08:00", "10:30:00+08:00", VALUE_TIME},
        {"10:30:00-18:00", "10:30:00-18:00", VALUE_TIME},
        {"10:30:00+02:45:55", "10:30:00+02:45:55", VALUE_TIME},
        {"10:30:00@Europe/Paris", "10:30:00@Europe/Paris", VALUE_TIME},
        {"24:00:00", "00:00:00", VALUE_TIME},
        {"2026-11-20T10:30:00", "2026-11-20T10:30:00", VALUE_DATE_TIME},
        {"2026-11-20T10:30:00.10Z", "2026-11-20T10:30:00.1Z", VALUE_DATE_TIME},
        {"-2026-11-20T10:30:00-01:35", "-2026-11-20T10:30:00-01:35", VALUE_DATE_TIME},
        {"2026-11-20T10:30:00@Etc/UTC", "2026-11-20T10:30:00@Etc/UTC", VALUE_DATE_TIME},
        {"2020-02-28T24:00:00", "2020-02-29T00:00:00", VALUE_DATE_TIME},
        {"2020-12-31T24:00:00.000+01:00", "2021-01-01T00:00:00+01:00", VALUE_DATE_TIME},
        {"P1Y2M", "P1Y2M", VALUE_MONTHS},
        {"-P26M", "-P2Y2M", VALUE_MONTHS},
        {"P0Y", "P0M", VALUE_MONTHS},
        {"-P0M", "P0M", VALUE_MONTHS},
        {"P12M", "P1Y", VALUE_MONTHS},
        {"P1DT2H3M4.5S", "P1DT2H3M4.5S", VALUE_SECONDS},
        {"-P1DT2H3M4.5S", "-P1DT2H3M4.5S", VALUE_SECONDS},
        {"PT36H", "P1DT12H", VALUE_SECONDS},
        {"PT0S", "PT0S", VALUE_SECONDS},
        {"-PT0.0S", "PT0S", VALUE_SECONDS},
        {"P0D", "PT0S", VALUE_SECONDS},
        {"PT0.S", "PT0S", VALUE_SECONDS},
        {"-PT0.000000001S", "-PT0.000000001S", VALUE_SECONDS},
        {"PT61S", "PT1M1S", VALUE_SECONDS},
        {"P7D", "P7D", VALUE_SECONDS},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(ROW); i++) {
        struct value v = read_value(ROW[i].text), again;
        assert_text(v, ROW[i].canonical);
        assert_int_equal(v.kind, ROW[i].kind);
        again = read_value(ROW[i].canonical);
        assert_true(value_is(v, again));
    }
}

static void what_no_form_names_is_not_read(void **state)
{
    static const char *const TEXT[] = {
        "",
        " 2026-11-20",
        "2026-11-20 ",
        "2026-11-2",
        "2026-1-20",
        "26-11-20",
        "998-12-31",
        "02026-11-20",
        "+2026-11-20",
        "-0000-01-01",
        "1000000000-01-01",
        "2026/11/20",
        "20261120",
        "2026-13-01",
        "2026-00-01",
        "2026-11-31",
        "2026-11-00",
        "2021-02-29",
        "1900-02-29",
        "2026-11-20Z",
        "2026-11-20T",
        "2026-11-20T10:30",
        "2026-11-20 10:30:00",
        "2026-11-20t10:30:00",
        "2026-11-20T24:00:01",
        "999999999-12-31T24:00:00",
        "7:00:00",
        "07:1:00",
        "07:00",
        "07:00:0",
        "070000",
        "24:00:00.1",
        "24:01:00",
        "25:00:00",
        "23:60:00",
        "23:59:60",
        "10:30:00.",
        "10:30:00.1234567890",
        "10:30:00,5",
        "10:30:00z",
        "10:30:00+8",
        "10:30:00+08",
        "10:30:00+0800",
        "10:30:00+8:00",
        "10:30:00+18:01",
        "10:30:00-19:00",
        "10:30:00+01:60",
        "10:30:00+01:00:60",
        "10:30:00@",
        "10:30:00@Nowhere/Here",
        "10:30:00Z@Etc/UTC",
        "10:30:00+01:00@Europe/Paris",
        "10:30:00@europe/paris",
        "P",
        "-P",
        "PT",
        "P1DT",
        "P1",
        "PT1",
        "P1S",
        "P1H",
        "PT1D",
        "PT1Y",
        "P1Y2D",
        "P1M2D",
        "P1Y2MT3H",
        "P1YT",
        "P2M1Y",
        "PT1M2H",
        "PT1S1S",
        "P1D1D",
        "P1.5D",
        "P1.5Y",
        "PT1.5H",
        "PT.5S",
        "PT1.1234567890S",
        "P-1D",
        "--P1D",
        "+P1D",
        "p1d",
        "P1W",
        "P 1D",
        "P1D ",
        "P9223372036854775808M",
        "P106751991167301D",
        "PT99999999999999999999S",
    };
    struct value v;
    (void)state;
    for (size_t i = 0; i < COUNT_OF(TEXT); i++) {
        if (temporal_read(str_c(TEXT[i]), &ZONES, &v))
            print_error("is read: %s\n", TEXT[i]);
        assert_false(temporal_read(str_c(TEXT[i]), &ZONES, &v));
    }
    assert_false(temporal_read(str_of("P1\0D", 4), &ZONES, &v));
    assert_false(temporal_read(str_of("10:30:00\0", 9), &ZONES, &v));
}

static void without_zones_of_the_caller_only_offsets_are_read(void **state)
{
    struct value v;
    (void)state;
    assert_false(time_read(STR("10:30:00@Etc/UTC"), NULL, &v));
    assert_true(time_read(STR("10:30:00Z"), NULL, &v));
}

static void each_reader_wants_its_own_kind(void **state)
{
    struct value v;
    (void)state;
    assert_false(date_read(STR("2026-11-20T10:30:00"), &v));
    assert_false(time_read(STR("2026-11-20T10:30:00"), &ZONES, &v));
    assert_false(date_time_read(STR("10:30:00"), &ZONES, &v));
    assert_false(duration_read(STR("2026-11-20"), &v));
    assert_true(date_time_read(STR("2026-11-20"), &ZONES, &v));
    assert_int_equal(v.kind, VALUE_DATE_TIME);
    assert_text(v, "2026-11-20T00:00:00");
}

static uint64_t random_next(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005U + 1442695040888963407U;
    return *seed >> 11;
}

static int64_t random_of(uint64_t *seed, int64_t from, int64_t to)
{
    return from + (int64_t)(random_next(seed) % (uint64_t)(to - from + 1));
}

static struct value random_value(uint64_t *seed)
{
    struct value v = {.kind = (enum value_kind)random_of(seed, VALUE_DATE, VALUE_SECONDS)};
    if (v.kind == VALUE_MONTHS) {
        v.months = (int64_t)(random_next(seed) >> random_of(seed, 0, 50)) * (random_next(seed) % 2 ? 1 : -1);
        return v;
    }
    if (v.kind == VALUE_SECONDS) {
        v.seconds.s =
            (int64_t)(random_next(seed) >> random_of(seed, 0, 50)) * (random_next(seed) % 2 ? 1 : -1);
        v.seconds.nano = (uint32_t)random_of(seed, 0, random_next(seed) % 2 ? 999999999 : 0);
        return v;
    }
    int64_t far = random_next(seed) % 2 ? 365000000000 : 1000000;
    v.temporal.offset_s = OFFSET_NONE;
    if (v.kind != VALUE_TIME) {
        struct value day;
        assert_true(date_of_epoch_day(random_of(seed, -far, far), &day));
        v.temporal = day.temporal;
    }
    if (v.kind == VALUE_DATE)
        return v;
    v.temporal.second_of_day = (uint32_t)random_of(seed, 0, 86399);
    v.temporal.nano = (uint32_t)random_of(seed, 0, random_next(seed) % 2 ? 999999999 : 0);
    if (random_next(seed) % 2)
        v.temporal.offset_s = (int32_t)random_of(seed, -TEMPORAL_OFFSET_MAX_S, TEMPORAL_OFFSET_MAX_S);
    return v;
}

static void any_value_is_read_back_from_its_text(void **state)
{
    uint64_t seed = 20261120;
    (void)state;
    for (int i = 0; i < 20000; i++) {
        struct value v = random_value(&seed), again = {0};
        struct str text = text_of(v);
        if (!temporal_read(text, &ZONES, &again) || !value_is(v, again))
            print_error("%.*s does not come back\n", STR_ARG(text));
        assert_true(value_is(v, again));
    }
}

/* -- the calendar -- */

/* 800 years of days one after the other, two cycles of the calendar, across year 0. */
static void days_follow_one_another(void **state)
{
    int y = -401, m = 1, d = 1;
    struct value v;
    (void)state;
    for (int64_t day = date_days_from_epoch(y, m, d); y < 400; day++) {
        assert_true(date_of_epoch_day(day, &v));
        assert_true(v.temporal.year == y && v.temporal.month == m && v.temporal.day == d);
        assert_int_equal(date_epoch_day(v), day);
        assert_true(date_is_real(y, m, d));
        if (date_is_real(y, m, d + 1)) {
            d++;
        } else {
            d = 1;
            y += m == 12;
            m = m % 12 + 1;
        }
    }
}

static void the_years_end_at_nine_digits(void **state)
{
    struct value last = read_value("999999999-12-31"), first = read_value("-999999999-01-01"), v;
    (void)state;
    assert_true(date_of_epoch_day(date_epoch_day(last), &v));
    assert_text(v, "999999999-12-31");
    assert_false(date_of_epoch_day(date_epoch_day(last) + 1, &v));
    assert_false(date_of_epoch_day(date_epoch_day(first) - 1, &v));
    assert_false(date_of_epoch_day(INT64_MAX, &v));
    assert_false(date_of_epoch_day(INT64_MIN, &v));
    assert_false(date_is_real(1000000000, 1, 1));
    assert_false(date_is_real(2026, 0, 1));
    assert_false(date_is_real(2026, 13, 1));
}

/* -- sums -- */

static void assert_sum(const char *a, const char *b, const char *want)
{
    struct value r = {0};
    bool is_done = temporal_add(read_value(a), read_value(b), &ZONES, &r);
    if (!want) {
        assert_false(is_done);
        return;
    }
    if (!is_done)
        print_error("%s + %s is null\n", a, b);
    assert_true(is_done);
    assert_text(r, want);
    assert_true(temporal_add(read_value(b), read_value(a), &ZONES, &r));
    assert_text(r, want);
}

static void months_are_added_to_the_date_and_end_with_the_month(void **state)
{
    (void)state;
    assert_sum("2021-01-31", "P1M", "2021-02-28");
    assert_sum("2020-01-31", "P1M", "2020-02-29");
    assert_sum("2020-02-29", "P1Y", "2021-02-28");
    assert_sum("2020-02-29", "P4Y", "2024-02-29");
    assert_sum("2021-03-31", "-P1M", "2021-02-28");
    assert_sum("2021-01-15", "-P1M", "2020-12-15");
    assert_sum("0001-01-15", "-P13M", "-0001-12-15");
    assert_sum("2021-12-31T23:30:00.5+11:00", "P2M", "2022-02-28T23:30:00.5+11:00");
    assert_sum("999999999-12-31", "P1M", NULL);
    assert_sum("-999999999-01-01", "-P1M", NULL);
    assert_sum("2021-01-01", "P9223372036854775807M", NULL);
}

static void days_and_time_move_the_instant(void **state)
{
    (void)state;
    assert_sum("2021-12-31T23:59:59.7", "PT0.4S", "2022-01-01T00:00:00.1");
    assert_sum("2022-01-01T00:00:00.1", "-PT0.4S", "2021-12-31T23:59:59.7");
    assert_sum("2021-01-01T24:00:00", "-PT1S", "2021-01-01T23:59:59");
    assert_sum("-0001-12-31T23:00:00Z", "PT1H", "0000-01-01T00:00:00Z");
    assert_sum("2021-01-01", "PT36H", "2021-01-02");
    assert_sum("2021-01-01", "-PT1S", "2020-12-31");
    assert_sum("2021-01-01", "PT0.5S", "2021-01-01");
    assert_sum("2021-01-01", "-PT0.5S", "2020-12-31");
    assert_sum("999999999-12-31T23:59:59", "PT1S", NULL);
    assert_sum("2021-01-01T00:00:00", "P106751991167300D", NULL);
    assert_sum("2021-01-01", "-P106751991167300D", NULL);
}

static void a_time_goes_round_midnight(void **state)
{
    (void)state;
    assert_sum("23:30:00", "PT1H", "00:30:00");
    assert_sum("00:30:00+11:00", "-PT1H", "23:30:00+11:00");
    assert_sum("10:15:00", "P1D", "10:15:00");
    assert_sum("23:59:59.9", "PT0.1S", "00:00:00");
    assert_sum("00:00:00", "-PT0.000000001S", "23:59:59.999999999");
    assert_sum("10:15:00@Europe/Paris", "-P5DT1H", "09:15:00@Europe/Paris");
    assert_sum("10:15:00", "-P106751991167300DT1H", "09:15:00");
    assert_sum("10:15:00", "P1Y", NULL);
}

/* On 28 March 2027 the clocks of Paris go from 02:00 to 03:00, on 31 October 2027 from 03:00 to 02:00. */
static void a_zone_keeps_the_instant_when_its_clocks_are_moved(void **state)
{
    struct value v, first, second;
    (void)state;
    assert_sum("2027-03-28T01:30:00@Europe/Paris", "PT1H", "2027-03-28T03:30:00@Europe/Paris");
    assert_sum("2027-03-28T03:30:00@Europe/Paris", "-PT1H", "2027-03-28T01:30:00@Europe/Paris");
    assert_sum("2027-03-28T02:30:00@Europe/Paris", "PT0S", "2027-03-28T03:30:00@Europe/Paris");
    assert_sum("2027-03-27T12:00:00@Europe/Paris", "P1D", "2027-03-28T13:00:00@Europe/Paris");
    assert_sum("2027-10-30T12:00:00@Europe/Paris", "P1D", "2027-10-31T11:00:00@Europe/Paris");
    assert_sum("2027-10-31T01:30:00@Europe/Paris", "PT2H", "2027-10-31T02:30:00@Europe/Paris");
    assert_sum("2027-10-31T01:30:00@Europe/Paris", "PT3H", "2027-10-31T03:30:00@Europe/Paris");
    assert_sum("2027-02-28T12:00:00@Europe/Paris", "P1M", "2027-03-28T12:00:00@Europe/Paris");
    assert_true(
        temporal_add(read_value("2027-10-31T01:30:00@Europe/Paris"), read_value("PT1H"), &ZONES, &first));
    assert_true(temporal_add(first, read_value("PT1H"), &ZONES, &second));
    assert_text(first, "2027-10-31T02:30:00@Europe/Paris");
    assert_text(second, "2027-10-31T02:30:00@Europe/Paris");
    assert_true(temporal_sub(second, first, &ZONES, &v));
    assert_text(v, "PT1H");
}

/* Hour by hour through a year: the instants are an hour apart, whatever the clocks do. */
static void every_hour_of_a_year_in_a_zone_is_one_hour_long(void **state)
{
    struct value hour = read_value("PT1H"), v = read_value("2026-12-31T23:00:00@Europe/Paris"), next;
    (void)state;
    for (int i = 0; i < 366 * 24; i++) {
        assert_true(temporal_add(v, hour, &ZONES, &next));
        assert_int_equal(date_time_epoch_s(next) - date_time_epoch_s(v), 3600);
        v = next;
    }
    assert_text(v, "2028-01-01T23:00:00@Europe/Paris");
}

static void durations_add_to_their_own_kind(void **state)
{
    (void)state;
    assert_sum("P1Y", "-P2M", "P10M");
    assert_sum("P1D", "-PT2H", "PT22H");
    assert_sum("PT0.6S", "PT0.6S", "PT1.2S");
    assert_sum("PT0.6S", "-PT0.8S", "-PT0.2S");
    assert_sum("P1Y", "P1D", NULL);
    assert_sum("P9223372036854775807M", "P1M", NULL);
    assert_sum("PT9223372036854775807S", "PT1S", NULL);
    assert_sum("2021-01-01", "10:00:00", NULL);
    assert_sum("2021-01-01", "2021-01-01", NULL);
}

/* -- differences -- */

static void assert_difference(const char *a, const char *b, const char *want)
{
    struct value r = {0};
    bool is_done = temporal_sub(read_value(a), read_value(b), &ZONES, &r);
    if (is_done != (want != NULL))
        print_error("%s - %s\n", a, b);
    assert_int_equal(is_done, want != NULL);
    if (want)
        assert_text(r, want);
}

static void moments_differ_by_days_and_time(void **state)
{
    (void)state;
    assert_difference("2021-01-02", "1995-01-01", "P9498D");
    assert_difference("1995-01-01", "2021-01-02", "-P9498D");
    assert_difference("2021-01-01T00:00:00.2", "2020-12-31T23:59:59.9", "PT0.3S");
    assert_difference("2020-12-31T23:59:59.9", "2021-01-01T00:00:00.2", "-PT0.3S");
    assert_difference("2021-01-02T10:10:10@Europe/Paris", "2021-01-01T10:10:10@Asia/Dhaka", "P1DT5H");
    assert_difference("2021-01-02T10:10:10+01:00", "2021-01-01T10:10:10@Europe/Paris", "P1D");
    assert_difference("10:10:10", "11:10:10", "-PT1H");
    assert_difference("10:10:10+11:00", "09:10:10+10:00", "PT0S");
    assert_difference("10:10:10@Europe/Paris", "09:10:10@Europe/Paris", "PT1H");
    assert_difference("999999999-12-31", "-999999999-01-01", "P730484999633D");
}

static void a_date_beside_a_date_and_time_is_midnight_utc(void **state)
{
    (void)state;
    assert_difference("2021-01-02T10:10:10@Europe/Paris", "2021-01-01", "P1DT9H10M10S");
    assert_difference("2021-01-02", "2021-01-01T10:10:10+11:00", "P1DT49M50S");
    assert_difference("2021-01-02", "2021-01-01T10:10:10", NULL);
    assert_difference("2021-01-02T10:10:10", "2021-01-01", NULL);
}

static void local_times_and_times_somewhere_do_not_go_together(void **state)
{
    int sign;
    (void)state;
    assert_difference("2021-01-02T10:10:10", "2021-01-01T10:10:10Z", NULL);
    assert_difference("10:10:10Z", "10:10:10", NULL);
    assert_difference("10:10:10", "2021-01-01T10:10:10", NULL);
    assert_difference("10:10:10", "2021-01-01", NULL);
    assert_false(value_order(read_value("10:10:10Z"), read_value("10:10:10"), &sign));
}

/* Without a day no zone has an offset, so it is not known which of these is earlier. */
static void times_of_day_in_different_zones_do_not_go_together(void **state)
{
    int sign;
    struct value paris = read_value("10:10:10@Europe/Paris"), dhaka = read_value("10:10:10@Asia/Dhaka");
    (void)state;
    assert_difference("10:10:10@Europe/Paris", "10:10:10@Asia/Dhaka", NULL);
    assert_difference("10:10:10@Europe/Paris", "10:10:10Z", NULL);
    assert_false(value_order(paris, dhaka, &sign));
    assert_int_equal(value_equal(paris, dhaka), TERNARY_FALSE);
    assert_true(value_order(paris, paris, &sign) && sign == 0);
}

static void taking_a_duration_away_is_adding_its_opposite(void **state)
{
    (void)state;
    assert_difference("2021-03-31", "P1M", "2021-02-28");
    assert_difference("2021-01-02", "PT25H", "2020-12-31");
    assert_difference("2021-01-02T00:00:00", "PT0.5S", "2021-01-01T23:59:59.5");
    assert_difference("10:10:10", "PT0.5S", "10:10:09.5");
    assert_difference("P1Y", "P2M", "P10M");
    assert_difference("PT1S", "PT0.3S", "PT0.7S");
    assert_difference("-P9223372036854775807M", "P1M", "-P768614336404564650Y8M");
    assert_difference("-P9223372036854775807M", "P2M", NULL);
    assert_difference("P1D", "2021-01-01", NULL);
    assert_difference("P1D", "P1M", NULL);
    assert_difference("10:10:10", "P1M", NULL);
}

static void months_between_are_whole_and_look_at_days_alone(void **state)
{
    static const char *const ROW[][3] = {
        {"2011-12-22", "2013-08-24", "P1Y8M"},
        {"2013-08-24", "2011-12-22", "-P1Y8M"},
        {"2016-01-21", "2016-01-21", "P0M"},
        {"2016-01-31", "2016-02-29", "P0M"},
        {"2016-01-31", "2016-03-30", "P1M"},
        {"2016-03-30", "2016-01-31", "-P1M"},
        {"2014-12-31T23:59:59", "2016-12-31T00:00:01", "P2Y"},
        {"2017-09-05T10:20:00-01:00", "-2019-10-01T12:32:59+02:00", "-P4035Y11M"},
        {"2017-02-28T23:59:59", "2019-07-23", "P2Y4M"},
    };
    struct value v;
    (void)state;
    for (size_t i = 0; i < COUNT_OF(ROW); i++) {
        assert_true(months_between(read_value(ROW[i][0]), read_value(ROW[i][1]), &v));
        assert_text(v, ROW[i][2]);
    }
    assert_false(months_between(read_value("10:10:10"), read_value("10:10:10"), &v));
}

/* -- durations and numbers -- */

static struct decimal number(const char *text)
{
    struct decimal d = DECIMAL_ZERO;
    assert_false(decimal_read(str_c(text), &d) & DECIMAL_FAILED);
    return d;
}

static void durations_are_multiplied_and_divided_towards_zero(void **state)
{
    static const char *const ROW[][4] = {
        {"P1Y11M", "*", "-2.5", "-P4Y9M"},
        {"-P1Y11M", "*", "2.5", "-P4Y9M"},
        {"P10Y11M", "/", "2.5", "P4Y4M"},
        {"-P1M", "/", "2", "P0M"},
        {"PT23H", "*", "2.5", "P2DT9H30M"},
        {"P10DT23H", "/", "2.5", "P4DT9H12M"},
        {"PT1S", "/", "3", "PT0.333333333S"},
        {"-PT1S", "/", "3", "-PT0.333333333S"},
        {"PT0.000000001S", "/", "-2", "PT0S"},
        {"P1D", "*", "0", "PT0S"},
        {"PT0.999999999S", "*", "1000000000", "P11574DT1H46M39S"},
        {"PT9223372036854775807S", "*", "2", NULL},
        {"P9223372036854775807M", "*", "-2", NULL},
        {"P1D", "*", "1e6000", NULL},
        {"P1D", "/", "0", NULL},
        {"P1Y", "/", "0", NULL},
        {"P1Y", "/", "1e-6000", NULL},
    };
    struct value v;
    (void)state;
    for (size_t i = 0; i < COUNT_OF(ROW); i++) {
        struct value d = read_value(ROW[i][0]);
        struct decimal by = number(ROW[i][2]);
        bool is_done = ROW[i][1][0] == '*' ? duration_mul(d, by, &v) : duration_div(d, by, &v);
        if (is_done != (ROW[i][3] != NULL))
            print_error("%s %s %s\n", ROW[i][0], ROW[i][1], ROW[i][2]);
        assert_int_equal(is_done, ROW[i][3] != NULL);
        if (ROW[i][3])
            assert_text(v, ROW[i][3]);
    }
    assert_false(duration_mul(read_value("2021-01-01"), DECIMAL_ONE, &v));
}

static void durations_of_one_kind_have_a_ratio(void **state)
{
    static const char *const ROW[][3] = {{"P10Y", "P5Y", "2"},
                                         {"P1D", "PT16H", "1.5"},
                                         {"-PT0.5S", "PT2S", "-0.25"},
                                         {"P1Y", "P0Y", NULL},
                                         {"P1D", "PT0S", NULL},
                                         {"P1Y", "P1D", NULL},
                                         {"2021-01-01", "2021-01-01", NULL}};
    struct value v;
    (void)state;
    for (size_t i = 0; i < COUNT_OF(ROW); i++) {
        bool is_done = duration_ratio(read_value(ROW[i][0]), read_value(ROW[i][1]), &v);
        assert_int_equal(is_done, ROW[i][2] != NULL);
        if (is_done)
            assert_int_equal(decimal_cmp(v.number, number(ROW[i][2])), 0);
    }
}

/* -- properties -- */

static void every_property_of_every_kind(void **state)
{
    static const char *const NAME[] = {"year",   "month",       "day",      "weekday", "hour",   "minute",
                                       "second", "time offset", "timezone", "years",   "months", "days",
                                       "hours",  "minutes",     "seconds",  "from"};
    static const struct {
        const char *text, *property[COUNT_OF(NAME)]; /* NULL: the kind has none of this name */
    } ROW[] = {
        {"2026-11-20", {"2026", "11", "20", "5"}},
        {"-0001-12-31", {"-1", "12", "31", "5"}},
        {"10:30:05.250+08:00", {0, 0, 0, 0, "10", "30", "5.25", "@\"PT8H\"", "null"}},
        {"10:30:05@Europe/Paris", {0, 0, 0, 0, "10", "30", "5", "null", "\"Europe/Paris\""}},
        {"2026-11-22T00:00:00", {"2026", "11", "22", "7", "0", "0", "0", "null", "null"}},
        {"2026-07-20T23:59:59@Europe/Paris",
         {"2026", "7", "20", "1", "23", "59", "59", "@\"PT2H\"", "\"Europe/Paris\""}},
        {"-P1Y2M", {0, 0, 0, 0, 0, 0, 0, 0, 0, "-1", "-2"}},
        {"P26M", {0, 0, 0, 0, 0, 0, 0, 0, 0, "2", "2"}},
        {"P1DT2H3M4.5S", {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, "1", "2", "3", "4.5"}},
        {"-P1DT2H3M4.5S", {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, "-1", "-2", "-3", "-4.5"}},
        {"-PT0.5S", {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, "0", "0", "0", "-0.5"}},
        {"PT36H", {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, "1", "12", "0", "0"}},
    };
    struct buf out CLEANUP(buf_release) = {0};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(ROW); i++)
        for (size_t k = 0; k < COUNT_OF(NAME); k++) {
            struct value v;
            bool has = temporal_property(read_value(ROW[i].text), str_c(NAME[k]), &ZONES, &v);
            if (has != (ROW[i].property[k] != NULL))
                print_error("%s.%s\n", ROW[i].text, NAME[k]);
            assert_int_equal(has, ROW[i].property[k] != NULL);
            if (!has)
                continue;
            buf_clear(&out);
            value_literal(&out, v, &ZONES);
            buf_putc(&out, 0);
            assert_string_equal(out.p, ROW[i].property[k]);
        }
    struct value v;
    assert_false(temporal_property(value_int(1), STR("year"), &ZONES, &v));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_come_back_in_their_canonical_form),
        cmocka_unit_test(what_no_form_names_is_not_read),
        cmocka_unit_test(without_zones_of_the_caller_only_offsets_are_read),
        cmocka_unit_test(each_reader_wants_its_own_kind),
        cmocka_unit_test(any_value_is_read_back_from_its_text),
        cmocka_unit_test(days_follow_one_another),
        cmocka_unit_test(the_years_end_at_nine_digits),
        cmocka_unit_test(months_are_added_to_the_date_and_end_with_the_month),
        cmocka_unit_test(days_and_time_move_the_instant),
        cmocka_unit_test(a_time_goes_round_midnight),
        cmocka_unit_test(a_zone_keeps_the_instant_when_its_clocks_are_moved),
        cmocka_unit_test(every_hour_of_a_year_in_a_zone_is_one_hour_long),
        cmocka_unit_test(durations_add_to_their_own_kind),
        cmocka_unit_test(moments_differ_by_days_and_time),
        cmocka_unit_test(a_date_beside_a_date_and_time_is_midnight_utc),
        cmocka_unit_test(local_times_and_times_somewhere_do_not_go_together),
        cmocka_unit_test(times_of_day_in_different_zones_do_not_go_together),
        cmocka_unit_test(taking_a_duration_away_is_adding_its_opposite),
        cmocka_unit_test(months_between_are_whole_and_look_at_days_alone),
        cmocka_unit_test(durations_are_multiplied_and_divided_towards_zero),
        cmocka_unit_test(durations_of_one_kind_have_a_ratio),
        cmocka_unit_test(every_property_of_every_kind),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
