/* The calendar and the arithmetic. Moments are counted as seconds of the proleptic Gregorian calendar since
 * 1970, days of 86400 seconds each; within TEMPORAL_YEAR_MAX nothing of that comes near the end of 64 bits,
 * but durations can be of any size, so what adds a duration looks for overflow. A duration of days and time
 * is added to the instant, one of years and months to the date as it is written (10.3.2.3.6, table 58).
 *
 * A time of day with the name of a zone has no offset, because there is no day to ask the zone about; such
 * times go together only when they name the same zone. */
#include "feel/temporal.h"

#include "base/date.h"

static int64_t floor_div(int64_t a, int64_t b) { return a / b - (a % b < 0); }
static int64_t floor_mod(int64_t a, int64_t b) { return (a % b + b) % b; }

static bool is_leap(int64_t y) { return (y % 4 == 0 && y % 100 != 0) || y % 400 == 0; }

static int64_t month_days(int64_t year, int64_t month)
{
    static const uint8_t DAYS[] = {0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return DAYS[month] + (month == 2 && is_leap(year));
}

bool date_is_real(int64_t year, int64_t month, int64_t day)
{
    return year >= -TEMPORAL_YEAR_MAX && year <= TEMPORAL_YEAR_MAX && month >= 1 && month <= 12 && day >= 1 &&
           day <= month_days(year, month);
}

static int64_t day_of(struct temporal t) { return date_days_from_epoch(t.year, t.month, t.day); }

/* Howard Hinnant's published algorithm, as base/date.c has it, for years of ten digits. */
static bool set_day(struct temporal *t, int64_t day)
{
    static const int64_t FAR = INT64_C(400000000000); /* beyond the years, and safe to add to */
    if (day > FAR || day < -FAR)
        return false;
    day += 719468;
    int64_t era = floor_div(day, 146097), doe = day - era * 146097;
    int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100), mp = (5 * doy + 2) / 153;
    int64_t month = mp < 10 ? mp + 3 : mp - 9, year = yoe + era * 400 + (month <= 2);
    if (year < -TEMPORAL_YEAR_MAX || year > TEMPORAL_YEAR_MAX)
        return false;
    t->year = (int32_t)year;
    t->month = (uint8_t)month;
    t->day = (uint8_t)(doy - (153 * mp + 2) / 5 + 1);
    return true;
}

bool date_of_epoch_day(int64_t day, struct value *ret)
{
    struct value v = {.kind = VALUE_DATE, .temporal = {.offset_s = OFFSET_NONE}};
    if (!set_day(&v.temporal, day))
        return false;
    *ret = v;
    return true;
}

int64_t date_epoch_day(struct value v) { return day_of(v.temporal); }

/* As its own clock shows it. */
static int64_t local_s(struct temporal t)
{
    return (t.month ? day_of(t) * TEMPORAL_DAY_S : 0) + t.second_of_day;
}

int64_t date_time_epoch_s(struct value v)
{
    bool is_date = v.kind == VALUE_DATE;
    return local_s(v.temporal) - (is_date || v.temporal.offset_s == OFFSET_NONE ? 0 : v.temporal.offset_s);
}

bool temporal_is_local(struct value v) { return v.temporal.zone == 0 && v.temporal.offset_s == OFFSET_NONE; }

/* -- zones -- */

static void ask_zone(struct temporal *t, const struct feel_zones *z)
{
    if (t->zone)
        t->offset_s = z ? z->offset(z->self, t->zone, local_s(*t)) : 0;
}

/* The offset at an instant, from a zone that only answers for local times. When the clocks are moved within a
 * day of it, two offsets come into question. The larger one holds before the clocks go back and after they go
 * forward; in both cases the zone answers with it exactly as long as it holds. */
static int32_t offset_at(const struct feel_zones *z, uint16_t zone, int64_t utc_s)
{
    int32_t a = z->offset(z->self, zone, utc_s - TEMPORAL_DAY_S),
            b = z->offset(z->self, zone, utc_s + TEMPORAL_DAY_S);
    int32_t most = a > b ? a : b, least = a > b ? b : a;
    return most == least || z->offset(z->self, zone, utc_s + most) == most ? most : least;
}

struct value date_time_of(struct temporal date, struct temporal time, const struct feel_zones *z)
{
    struct value v = {.kind = VALUE_DATE_TIME, .temporal = time};
    v.temporal.year = date.year;
    v.temporal.month = date.month;
    v.temporal.day = date.day;
    ask_zone(&v.temporal, z);
    return v;
}

/* -- adding -- */

static bool add_nano(int64_t s, struct seconds by, uint32_t *nano, int64_t *ret)
{
    uint64_t sum = (uint64_t)*nano + by.nano;
    if (__builtin_add_overflow(s, by.s, ret) ||
        __builtin_add_overflow(*ret, (int64_t)(sum >= TEMPORAL_NANO), ret))
        return false;
    *nano = (uint32_t)(sum % TEMPORAL_NANO);
    return true;
}

static bool negated(struct value v, struct value *ret)
{
    *ret = v;
    if (v.kind == VALUE_MONTHS)
        return !__builtin_sub_overflow((int64_t)0, v.months, &ret->months);
    bool has_nano = v.seconds.nano > 0;
    ret->seconds.nano = has_nano ? (uint32_t)TEMPORAL_NANO - v.seconds.nano : 0;
    return !__builtin_sub_overflow((int64_t)0, v.seconds.s, &ret->seconds.s) &&
           !__builtin_sub_overflow(ret->seconds.s, (int64_t)has_nano, &ret->seconds.s);
}

static bool add_months(struct value v, int64_t months, const struct feel_zones *z, struct value *ret)
{
    int64_t total = (int64_t)v.temporal.year * 12 + v.temporal.month - 1;
    if (__builtin_add_overflow(total, months, &total))
        return false;
    int64_t year = floor_div(total, 12), month = floor_mod(total, 12) + 1;
    if (year < -TEMPORAL_YEAR_MAX || year > TEMPORAL_YEAR_MAX)
        return false;
    int64_t last = month_days(year, month);
    v.temporal.year = (int32_t)year;
    v.temporal.month = (uint8_t)month;
    if (v.temporal.day > last) /* 31 January and a month is the end of February */
        v.temporal.day = (uint8_t)last;
    if (v.kind == VALUE_DATE_TIME)
        ask_zone(&v.temporal, z);
    *ret = v;
    return true;
}

static bool add_to_date_time(struct value v, struct seconds by, const struct feel_zones *z, struct value *ret)
{
    struct temporal t = v.temporal;
    bool has_zone = t.zone && z;
    int64_t s = local_s(t) - (has_zone ? t.offset_s : 0);
    if (!add_nano(s, by, &t.nano, &s) || s > INT64_MAX / 2 || s < INT64_MIN / 2)
        return false;
    if (has_zone) {
        t.offset_s = offset_at(z, t.zone, s);
        s += t.offset_s;
    }
    t.second_of_day = (uint32_t)floor_mod(s, TEMPORAL_DAY_S);
    if (!set_day(&t, floor_div(s, TEMPORAL_DAY_S)))
        return false;
    *ret = (struct value){.kind = VALUE_DATE_TIME, .temporal = t};
    return true;
}

static bool add_to_time(struct value v, struct seconds by, struct value *ret)
{
    int64_t s;
    by.s = floor_mod(by.s, TEMPORAL_DAY_S);
    if (!add_nano(v.temporal.second_of_day, by, &v.temporal.nano, &s))
        return false;
    v.temporal.second_of_day = (uint32_t)(s % TEMPORAL_DAY_S);
    *ret = v;
    return true;
}

static bool add_duration(struct value v, struct value by, const struct feel_zones *z, struct value *ret)
{
    if (by.kind == VALUE_MONTHS)
        return v.kind != VALUE_TIME && add_months(v, by.months, z, ret);
    if (v.kind == VALUE_TIME)
        return add_to_time(v, by.seconds, ret);
    if (v.kind == VALUE_DATE_TIME)
        return add_to_date_time(v, by.seconds, z, ret);
    int64_t day; /* the day in which midnight and the duration come to lie */
    return !__builtin_add_overflow(day_of(v.temporal), floor_div(by.seconds.s, TEMPORAL_DAY_S), &day) &&
           date_of_epoch_day(day, ret);
}

static bool add_durations(struct value a, struct value b, struct value *ret)
{
    struct value sum = a;
    bool fits = a.kind == VALUE_MONTHS ? !__builtin_add_overflow(a.months, b.months, &sum.months)
                                       : add_nano(a.seconds.s, b.seconds, &sum.seconds.nano, &sum.seconds.s);
    if (fits)
        *ret = sum;
    return fits;
}

static bool is_moment(struct value v)
{
    return v.kind == VALUE_DATE || v.kind == VALUE_TIME || v.kind == VALUE_DATE_TIME;
}

static bool is_duration(struct value v) { return v.kind == VALUE_MONTHS || v.kind == VALUE_SECONDS; }

bool temporal_add(struct value a, struct value b, const struct feel_zones *z, struct value *ret)
{
    if (is_duration(a) && a.kind == b.kind)
        return add_durations(a, b, ret);
    if (is_moment(a) && is_duration(b))
        return add_duration(a, b, z, ret);
    return is_duration(a) && is_moment(b) && add_duration(b, a, z, ret);
}

/* -- taking away -- */

static bool difference(struct value a, struct value b, struct value *ret)
{
    struct seconds d = {.s = date_time_epoch_s(a) - date_time_epoch_s(b)};
    int64_t nano = (int64_t)a.temporal.nano - b.temporal.nano;
    d.s -= nano < 0;
    d.nano = (uint32_t)(nano < 0 ? nano + TEMPORAL_NANO : nano);
    *ret = (struct value){.kind = VALUE_SECONDS, .seconds = d};
    return true;
}

static bool sub_moments(struct value a, struct value b, struct value *ret)
{
    if ((a.kind == VALUE_TIME) != (b.kind == VALUE_TIME))
        return false;
    if (a.kind == VALUE_TIME && a.temporal.zone != b.temporal.zone)
        return false;
    if (a.kind == VALUE_DATE && b.kind == VALUE_DATE)
        return difference(a, b, ret);
    /* A date beside a date and time is midnight UTC. */
    bool a_is_local = a.kind != VALUE_DATE && temporal_is_local(a),
         b_is_local = b.kind != VALUE_DATE && temporal_is_local(b);
    return a_is_local == b_is_local && difference(a, b, ret);
}

bool temporal_sub(struct value a, struct value b, const struct feel_zones *z, struct value *ret)
{
    struct value minus;
    if (is_moment(a) && is_moment(b))
        return sub_moments(a, b, ret);
    if (!is_duration(b) || !(is_moment(a) || a.kind == b.kind) || !negated(b, &minus))
        return false;
    return temporal_add(a, minus, z, ret);
}

bool months_between(struct value from, struct value to, struct value *ret)
{
    struct temporal a = from.temporal, b = to.temporal;
    if ((from.kind != VALUE_DATE && from.kind != VALUE_DATE_TIME) ||
        (to.kind != VALUE_DATE && to.kind != VALUE_DATE_TIME))
        return false;
    int64_t n = ((int64_t)b.year - a.year) * 12 + b.month - a.month;
    if (n > 0 && b.day < a.day)
        n--;
    else if (n < 0 && b.day > a.day)
        n++;
    *ret = (struct value){.kind = VALUE_MONTHS, .months = n};
    return true;
}

/* -- durations and numbers -- */

/* In seconds; exact, for it has at most 28 digits. */
static struct decimal decimal_seconds(struct seconds d)
{
    struct decimal sum = decimal_of(d.s);
    return decimal_add(sum, decimal_of_scaled(d.nano, 9), &sum) & DECIMAL_FAILED ? DECIMAL_ZERO : sum;
}

/* Cut off at whole months, at nanoseconds: towards zero. */
static bool duration_of(enum value_kind kind, struct decimal d, struct value *ret)
{
    struct value v = {.kind = kind};
    struct decimal floor;
    int64_t nano;
    if (kind == VALUE_MONTHS) {
        if (decimal_to_scale(d, 0, DECIMAL_DOWN, &d) & DECIMAL_FAILED || !decimal_to_i64(d, &v.months))
            return false;
    } else {
        if (decimal_to_scale(d, 9, DECIMAL_DOWN, &d) & DECIMAL_FAILED ||
            decimal_to_scale(d, 0, DECIMAL_FLOOR, &floor) & DECIMAL_FAILED ||
            !decimal_to_i64(floor, &v.seconds.s) || decimal_sub(d, floor, &d) & DECIMAL_FAILED ||
            !decimal_to_scaled(d, 9, &nano))
            return false;
        v.seconds.nano = (uint32_t)nano;
    }
    *ret = v;
    return true;
}

static struct decimal duration_number(struct value v)
{
    return v.kind == VALUE_MONTHS ? decimal_of(v.months) : decimal_seconds(v.seconds);
}

bool duration_mul(struct value duration, struct decimal by, struct value *ret)
{
    struct decimal d;
    return is_duration(duration) && !(decimal_mul(duration_number(duration), by, &d) & DECIMAL_FAILED) &&
           duration_of(duration.kind, d, ret);
}

bool duration_div(struct value duration, struct decimal by, struct value *ret)
{
    struct decimal d;
    return is_duration(duration) && !(decimal_div(duration_number(duration), by, &d) & DECIMAL_FAILED) &&
           duration_of(duration.kind, d, ret);
}

bool duration_ratio(struct value a, struct value b, struct value *ret)
{
    struct decimal d;
    if (!is_duration(a) || a.kind != b.kind ||
        decimal_div(duration_number(a), duration_number(b), &d) & DECIMAL_FAILED)
        return false;
    *ret = value_number(d);
    return true;
}

/* -- properties (table 65) -- */

static bool is(struct str name, const char *what) { return str_eq(name, str_c(what)); }

static bool date_property(struct temporal t, struct str name, struct value *ret)
{
    if (is(name, "year"))
        *ret = value_int(t.year);
    else if (is(name, "month"))
        *ret = value_int(t.month);
    else if (is(name, "day"))
        *ret = value_int(t.day);
    else if (is(name, "weekday")) /* Monday is 1; the first day of 1970 was a Thursday */
        *ret = value_int(floor_mod(day_of(t) + 3, 7) + 1);
    else
        return false;
    return true;
}

/* A number of seconds with what is behind the point; nano has the sign of s. */
static struct value second_number(int64_t s, int64_t nano)
{
    return value_number(decimal_reduce(decimal_of_scaled(s * TEMPORAL_NANO + nano, 9)));
}

static bool time_property(struct temporal t, struct str name, const struct feel_zones *z, struct value *ret)
{
    if (is(name, "hour"))
        *ret = value_int(t.second_of_day / 3600);
    else if (is(name, "minute"))
        *ret = value_int(t.second_of_day / 60 % 60);
    else if (is(name, "second"))
        *ret = second_number(t.second_of_day % 60, t.nano);
    else if (is(name, "time offset"))
        *ret = t.offset_s == OFFSET_NONE
                   ? VALUE_OF_NULL
                   : (struct value){.kind = VALUE_SECONDS, .seconds = {.s = t.offset_s}};
    else if (is(name, "timezone"))
        *ret = t.zone && z ? value_string(z->name(z->self, t.zone)) : VALUE_OF_NULL;
    else
        return false;
    return true;
}

static bool months_property(int64_t months, struct str name, struct value *ret)
{
    bool is_years = is(name, "years");
    if (!is_years && !is(name, "months"))
        return false;
    *ret = value_int(is_years ? months / 12 : months % 12);
    return true;
}

/* All parts have the sign of the duration. */
static bool seconds_property(struct seconds d, struct str name, struct value *ret)
{
    bool borrows = d.s < 0 && d.nano > 0;
    int64_t s = d.s + borrows, nano = d.nano - (borrows ? TEMPORAL_NANO : 0);
    if (is(name, "days"))
        *ret = value_int(s / TEMPORAL_DAY_S);
    else if (is(name, "hours"))
        *ret = value_int(s / 3600 % 24);
    else if (is(name, "minutes"))
        *ret = value_int(s / 60 % 60);
    else if (is(name, "seconds"))
        *ret = second_number(s % 60, nano);
    else
        return false;
    return true;
}

bool temporal_property(struct value v, struct str name, const struct feel_zones *z, struct value *ret)
{
    switch (v.kind) {
    case VALUE_DATE:
        return date_property(v.temporal, name, ret);
    case VALUE_TIME:
        return time_property(v.temporal, name, z, ret);
    case VALUE_DATE_TIME:
        return date_property(v.temporal, name, ret) || time_property(v.temporal, name, z, ret);
    case VALUE_MONTHS:
        return months_property(v.months, name, ret);
    case VALUE_SECONDS:
        return seconds_property(v.seconds, name, ret);
    default:
        return false;
    }
}
