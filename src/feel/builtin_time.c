/* Built-in functions of dates, times and durations: conversion (10.3.4.1, table 71) and the calendar
 * (10.3.4.8, table 80). A parameter that takes a date or a date and time is declared as date and time: the
 * call makes a date into the midnight with which it begins, and these functions look at the date alone, or
 * want that midnight. */
#include "feel/builtin.h"

typedef bool read_fn(struct str s, const struct feel_zones *z, struct value *ret);

static bool read_text(const struct builtin_call *c, read_fn *read, struct str s, struct value *ret)
{
    return read(s, c->program->zones, ret) || builtin_refuse(c, K("feel.no_such_date"), s);
}

static bool read_date(struct str s, const struct feel_zones *z, struct value *ret)
{
    (void)z;
    return date_read(s, ret);
}

static bool read_duration(struct str s, const struct feel_zones *z, struct value *ret)
{
    (void)z;
    return duration_read(s, ret);
}

static bool date_from_text(const struct builtin_call *c, const struct value *arg, struct value *ret)
{
    return read_text(c, read_date, arg[0].string, ret);
}

static bool time_from_text(const struct builtin_call *c, const struct value *arg, struct value *ret)
{
    return read_text(c, time_read, arg[0].string, ret);
}

static bool date_time_from_text(const struct builtin_call *c, const struct value *arg, struct value *ret)
{
    return read_text(c, date_time_read, arg[0].string, ret);
}

static bool duration_from_text(const struct builtin_call *c, const struct value *arg, struct value *ret)
{
    return read_text(c, read_duration, arg[0].string, ret);
}

/* -- from parts -- */

static struct value date_part(struct temporal t)
{
    return (struct value){
        .kind = VALUE_DATE,
        .temporal = {.year = t.year, .month = t.month, .day = t.day, .offset_s = OFFSET_NONE}};
}

static struct value time_part(struct temporal t)
{
    return (struct value){.kind = VALUE_TIME,
                          .temporal = {.second_of_day = t.second_of_day,
                                       .nano = t.nano,
                                       .zone = t.zone,
                                       .offset_s = t.zone ? OFFSET_NONE : t.offset_s}};
}

static bool date_from_moment(const struct builtin_call *c, const struct value *arg, struct value *ret)
{
    (void)c;
    *ret = date_part(arg[0].temporal);
    return true;
}

static bool time_from_moment(const struct builtin_call *c, const struct value *arg, struct value *ret)
{
    (void)c;
    *ret = time_part(arg[0].temporal);
    return true;
}

static bool date_of_numbers(const struct builtin_call *c, const struct value *arg, struct temporal *ret)
{
    int64_t part[3] = {0};
    for (int i = 0; i < 3; i++)
        if (arg[i].kind != VALUE_NUMBER || !decimal_to_i64(arg[i].number, &part[i]))
            return builtin_refuse(c, K("feel_time.no_such_day"), (struct str){0});
    if (!date_is_real(part[0], part[1], part[2]))
        return builtin_refuse(c, K("feel_time.no_such_day"), (struct str){0});
    ret->year = (int32_t)part[0];
    ret->month = (uint8_t)part[1];
    ret->day = (uint8_t)part[2];
    return true;
}

/* Whole hours and minutes; seconds with a fraction, of which the first nine digits count. */
static bool time_of_numbers(const struct builtin_call *c, const struct value *arg, struct temporal *ret)
{
    int64_t hour = -1, minute = -1, nano = -1;
    struct decimal second;
    bool are_numbers =
        arg[0].kind == VALUE_NUMBER && arg[1].kind == VALUE_NUMBER && arg[2].kind == VALUE_NUMBER;
    bool fits = are_numbers && decimal_to_i64(arg[0].number, &hour) &&
                decimal_to_i64(arg[1].number, &minute) &&
                !(decimal_to_scale(arg[2].number, 9, DECIMAL_DOWN, &second) & DECIMAL_FAILED) &&
                decimal_to_scaled(second, 9, &nano);
    if (!fits || hour < 0 || hour > 23 || minute < 0 || minute > 59 || arg[2].number.is_negative ||
        nano >= 60 * TEMPORAL_NANO)
        return builtin_refuse(c, K("feel_time.no_such_time"), (struct str){0});
    ret->second_of_day = (uint32_t)(hour * 3600 + minute * 60 + nano / TEMPORAL_NANO);
    ret->nano = (uint32_t)(nano % TEMPORAL_NANO);
    return true;
}

/* null: local time. */
static bool offset_of(const struct builtin_call *c, struct value offset, struct temporal *ret)
{
    ret->offset_s = OFFSET_NONE;
    if (offset.kind == VALUE_NULL)
        return true;
    struct seconds d = offset.seconds;
    if (offset.kind != VALUE_SECONDS || d.nano || d.s > TEMPORAL_OFFSET_MAX_S || d.s < -TEMPORAL_OFFSET_MAX_S)
        return builtin_refuse(c, K("feel_time.no_such_offset"), (struct str){0});
    ret->offset_s = (int32_t)d.s;
    return true;
}

static bool date_from_numbers(const struct builtin_call *c, const struct value *arg, struct value *ret)
{
    struct temporal t = {0};
    if (!date_of_numbers(c, arg, &t))
        return false;
    *ret = date_part(t);
    return true;
}

static bool time_from_numbers(const struct builtin_call *c, const struct value *arg, struct value *ret)
{
    struct temporal t = {0};
    if (!time_of_numbers(c, arg, &t) || !offset_of(c, arg[3], &t))
        return false;
    *ret = time_part(t);
    return true;
}

static bool date_time_from_both(const struct builtin_call *c, const struct value *arg, struct value *ret)
{
    *ret = date_time_of(arg[0].temporal, arg[1].temporal, c->program->zones);
    return true;
}

static bool date_time_from_numbers(const struct builtin_call *c, const struct value *arg, struct value *ret)
{
    struct temporal date = {0}, time = {0};
    if (!date_of_numbers(c, arg, &date) || !time_of_numbers(c, arg + 3, &time) ||
        !offset_of(c, arg[6], &time))
        return false;
    *ret = date_time_of(date, time, NULL);
    return true;
}

static bool date_time_in_zone(const struct builtin_call *c, const struct value *arg, struct value *ret)
{
    const struct feel_zones *z = c->program->zones;
    struct temporal date = {0}, time = {0};
    if (!date_of_numbers(c, arg, &date) || !time_of_numbers(c, arg + 3, &time))
        return false;
    time.zone = z && arg[6].string.n ? z->find(z->self, arg[6].string) : 0;
    if (time.zone == 0)
        return builtin_refuse(c, K("feel_time.no_such_zone"), arg[6].string);
    *ret = date_time_of(date, time, z);
    return true;
}

static bool months_duration(const struct builtin_call *c, const struct value *arg, struct value *ret)
{
    (void)c;
    return months_between(arg[0], arg[1], ret);
}

/* -- the moment that is now -- */

static bool now(const struct builtin_call *c, const struct value *arg, struct value *ret)
{
    (void)arg;
    if (c->run->now.kind != VALUE_DATE_TIME)
        return builtin_refuse(c, K("feel_time.no_now"), (struct str){0});
    *ret = c->run->now;
    return true;
}

static bool today(const struct builtin_call *c, const struct value *arg, struct value *ret)
{
    struct value v = VALUE_OF_NULL;
    if (!now(c, arg, &v))
        return false;
    *ret = date_part(v.temporal);
    return true;
}

/* -- the calendar -- */

static int64_t first_of_january(int64_t year)
{
    struct value v = {.kind = VALUE_DATE, .temporal = {.year = (int32_t)year, .month = 1, .day = 1}};
    return date_epoch_day(v);
}

/* 0 Monday … 6 Sunday. */
static int64_t weekday_of(int64_t epoch_day) { return ((epoch_day + 3) % 7 + 7) % 7; }

static bool day_of_year(const struct builtin_call *c, const struct value *arg, struct value *ret)
{
    (void)c;
    *ret = value_int(date_epoch_day(arg[0]) - first_of_january(arg[0].temporal.year) + 1);
    return true;
}

static bool day_of_week(const struct builtin_call *c, const struct value *arg, struct value *ret)
{
    static const struct str NAME[] = {STR_INIT("Monday"),   STR_INIT("Tuesday"), STR_INIT("Wednesday"),
                                      STR_INIT("Thursday"), STR_INIT("Friday"),  STR_INIT("Saturday"),
                                      STR_INIT("Sunday")};
    (void)c;
    *ret = value_string(NAME[weekday_of(date_epoch_day(arg[0]))]);
    return true;
}

static bool month_of_year(const struct builtin_call *c, const struct value *arg, struct value *ret)
{
    static const struct str NAME[] = {STR_INIT("January"), STR_INIT("February"), STR_INIT("March"),
                                      STR_INIT("April"),   STR_INIT("May"),      STR_INIT("June"),
                                      STR_INIT("July"),    STR_INIT("August"),   STR_INIT("September"),
                                      STR_INIT("October"), STR_INIT("November"), STR_INIT("December")};
    (void)c;
    *ret = value_string(NAME[arg[0].temporal.month - 1]);
    return true;
}

/* ISO 8601: weeks begin on Monday, and the first is the one that has the year's first Thursday. So a week
 * belongs to the year of its Thursday. */
static bool week_of_year(const struct builtin_call *c, const struct value *arg, struct value *ret)
{
    int64_t day = date_epoch_day(arg[0]), thursday = day - weekday_of(day) + 3;
    int64_t year = arg[0].temporal.year;
    (void)c;
    if (thursday < first_of_january(year))
        year--;
    else if (thursday >= first_of_january(year + 1))
        year++;
    *ret = value_int((thursday - first_of_january(year)) / 7 + 1);
    return true;
}

/* -- the table -- */

static const struct builtin ROW[] = {
    {.name = STR_INIT("date"),
     .param = {STR_INIT("from")},
     .type = {&FEEL_STRING},
     .params = 1,
     .required = 1,
     .result = &FEEL_DATE,
     .call = date_from_text},
    {.name = STR_INIT("date"),
     .param = {STR_INIT("from")},
     .type = {&FEEL_DATE_TIME},
     .params = 1,
     .required = 1,
     .result = &FEEL_DATE,
     .call = date_from_moment},
    {.name = STR_INIT("date"),
     .param = {STR_INIT("year"), STR_INIT("month"), STR_INIT("day")},
     .type = {&FEEL_NUMBER, &FEEL_NUMBER, &FEEL_NUMBER},
     .params = 3,
     .required = 3,
     .result = &FEEL_DATE,
     .call = date_from_numbers},
    {.name = STR_INIT("time"),
     .param = {STR_INIT("from")},
     .type = {&FEEL_STRING},
     .params = 1,
     .required = 1,
     .result = &FEEL_TIME,
     .call = time_from_text},
    {.name = STR_INIT("time"),
     .param = {STR_INIT("from")},
     .type = {&FEEL_TIME},
     .params = 1,
     .required = 1,
     .result = &FEEL_TIME,
     .call = time_from_moment},
    {.name = STR_INIT("time"),
     .param = {STR_INIT("from")},
     .type = {&FEEL_DATE_TIME},
     .params = 1,
     .required = 1,
     .result = &FEEL_TIME,
     .call = time_from_moment},
    {.name = STR_INIT("time"),
     .param = {STR_INIT("hour"), STR_INIT("minute"), STR_INIT("second"), STR_INIT("offset")},
     .type = {&FEEL_NUMBER, &FEEL_NUMBER, &FEEL_NUMBER, &FEEL_SECONDS},
     .params = 4,
     .required = 3,
     .takes_null = true, /* the offset may be */
     .result = &FEEL_TIME,
     .call = time_from_numbers},
    {.name = STR_INIT("date and time"),
     .param = {STR_INIT("from")},
     .type = {&FEEL_STRING},
     .params = 1,
     .required = 1,
     .result = &FEEL_DATE_TIME,
     .call = date_time_from_text},
    {.name = STR_INIT("date and time"),
     .param = {STR_INIT("date"), STR_INIT("time")},
     .type = {&FEEL_DATE_TIME, &FEEL_TIME},
     .params = 2,
     .required = 2,
     .result = &FEEL_DATE_TIME,
     .call = date_time_from_both},
    {.name = STR_INIT("date and time"),
     .param = {STR_INIT("year"), STR_INIT("month"), STR_INIT("day"), STR_INIT("hour"), STR_INIT("minute"),
               STR_INIT("second"), STR_INIT("offset")},
     .type = {&FEEL_NUMBER, &FEEL_NUMBER, &FEEL_NUMBER, &FEEL_NUMBER, &FEEL_NUMBER, &FEEL_NUMBER,
              &FEEL_SECONDS},
     .params = 7,
     .required = 6,
     .takes_null = true, /* the offset may be */
     .result = &FEEL_DATE_TIME,
     .call = date_time_from_numbers},
    {.name = STR_INIT("date and time"),
     .param = {STR_INIT("year"), STR_INIT("month"), STR_INIT("day"), STR_INIT("hour"), STR_INIT("minute"),
               STR_INIT("second"), STR_INIT("timezone")},
     .type = {&FEEL_NUMBER, &FEEL_NUMBER, &FEEL_NUMBER, &FEEL_NUMBER, &FEEL_NUMBER, &FEEL_NUMBER,
              &FEEL_STRING},
     .params = 7,
     .required = 7,
     .result = &FEEL_DATE_TIME,
     .call = date_time_in_zone},
    {.name = STR_INIT("duration"),
     .param = {STR_INIT("from")},
     .type = {&FEEL_STRING},
     .params = 1,
     .required = 1,
     .call = duration_from_text}, /* of either kind */
    {.name = STR_INIT("years and months duration"),
     .param = {STR_INIT("from"), STR_INIT("to")},
     .type = {&FEEL_DATE_TIME, &FEEL_DATE_TIME},
     .params = 2,
     .required = 2,
     .result = &FEEL_MONTHS,
     .call = months_duration},
    {.name = STR_INIT("now"), .result = &FEEL_DATE_TIME, .call = now},
    {.name = STR_INIT("today"), .result = &FEEL_DATE, .call = today},
    {.name = STR_INIT("day of year"),
     .param = {STR_INIT("date")},
     .type = {&FEEL_DATE_TIME},
     .params = 1,
     .required = 1,
     .result = &FEEL_NUMBER,
     .call = day_of_year},
    {.name = STR_INIT("day of week"),
     .param = {STR_INIT("date")},
     .type = {&FEEL_DATE_TIME},
     .params = 1,
     .required = 1,
     .result = &FEEL_STRING,
     .call = day_of_week},
    {.name = STR_INIT("month of year"),
     .param = {STR_INIT("date")},
     .type = {&FEEL_DATE_TIME},
     .params = 1,
     .required = 1,
     .result = &FEEL_STRING,
     .call = month_of_year},
    {.name = STR_INIT("week of year"),
     .param = {STR_INIT("date")},
     .type = {&FEEL_DATE_TIME},
     .params = 1,
     .required = 1,
     .result = &FEEL_NUMBER,
     .call = week_of_year},
};

const struct builtin_rows BUILTIN_TIME = {ROW, COUNT_OF(ROW)};
