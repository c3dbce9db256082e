#include "base/date.h"

/* Days from civil and back after Howard Hinnant's published algorithm: years begin in March, so that the
 * leap day is the last of its year. */
int64_t date_days_from_epoch(int year, int month, int day)
{
    int64_t y = month <= 2 ? year - 1 : year;
    int64_t era = (y >= 0 ? y : y - 399) / 400;
    int64_t yoe = y - era * 400;
    int64_t doy = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468;
}

static void civil_from_days(int64_t days, struct civil *c)
{
    days += 719468;
    int64_t era = (days >= 0 ? days : days - 146096) / 146097;
    int64_t doe = days - era * 146097;
    int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int64_t mp = (5 * doy + 2) / 153;
    c->day = (int)(doy - (153 * mp + 2) / 5 + 1);
    c->month = (int)(mp < 10 ? mp + 3 : mp - 9);
    c->year = (int)(yoe + era * 400 + (c->month <= 2));
}

bool date_is_day(int64_t d)
{
    static const int length[] = {0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (d < 10101 || d > DATE_DAY_MAX)
        return false;
    int year = (int)(d / 10000), month = (int)(d / 100 % 100), day = (int)(d % 100);
    if (month < 1 || month > 12 || day < 1)
        return false;
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return day <= length[month] + (month == 2 && leap);
}

struct civil date_civil(int64_t ms_utc)
{
    int64_t ms = ms_utc + DATE_SHANGHAI_MS, day_ms = INT64_C(86400000);
    int64_t days = ms / day_ms - (ms % day_ms < 0), rest = ms - days * day_ms;
    struct civil c = {0};
    civil_from_days(days, &c);
    c.hour = (int)(rest / 3600000);
    c.minute = (int)(rest / 60000 % 60);
    c.second = (int)(rest / 1000 % 60);
    c.weekday = (int)(((days + 3) % 7 + 7) % 7) + 1;
    return c;
}

int64_t date_ms(int year, int month, int day, int hour, int minute)
{
    return date_days_from_epoch(year, month, day) * INT64_C(86400000) +
           ((int64_t)hour * 60 + minute) * 60000 - DATE_SHANGHAI_MS;
}

int64_t date_day_of(int64_t ms_utc)
{
    struct civil c = date_civil(ms_utc);
    return (int64_t)c.year * 10000 + c.month * 100 + c.day;
}

int64_t date_day_before(int64_t d)
{
    return date_day_of(date_ms((int)(d / 10000), (int)(d / 100 % 100), (int)(d % 100), 0, 0) - 1);
}

struct str date_iso(struct arena *a, int64_t ms_utc)
{
    struct civil c = date_civil(ms_utc);
    return arena_printf(a, "%04d-%02d-%02d %02d:%02d", c.year, c.month, c.day, c.hour, c.minute);
}
