#include "calendar/days.h"

#include "base/date.h"

static const int LENGTH[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

/* 1970–2099 has a leap year each four years: 2000 is one, and no other year of it ends a century. */
static bool year_is_leap(int year) { return year % 4 == 0; }

static int month_length(int year, int month)
{
    return LENGTH[month - 1] + (month == 2 && year_is_leap(year));
}

static bool day_split(int64_t day, int *year, int *month, int *dom)
{
    if (day < DAYS_YEAR_FIRST * INT64_C(10000) || day >= (DAYS_YEAR_FIRST + DAYS_YEARS) * INT64_C(10000))
        return false;
    *year = (int)(day / 10000);
    *month = (int)(day / 100 % 100);
    *dom = (int)(day % 100);
    return true;
}

int days_index(int64_t yyyymmdd)
{
    int y, m, d;
    if (!day_split(yyyymmdd, &y, &m, &d) || m < 1 || m > 12 || d < 1 || d > month_length(y, m))
        return -1;
    return (int)date_days_from_epoch(y, m, d);
}

int days_floor(int64_t yyyymmdd)
{
    int y, m, d;
    if (!day_split(yyyymmdd, &y, &m, &d))
        return yyyymmdd < DAYS_YEAR_FIRST * INT64_C(10000) ? -1 : DAYS_N - 1;
    if (m < 1)
        return (int)date_days_from_epoch(y, 1, 1) - 1;
    if (m > 12)
        return (int)date_days_from_epoch(y, 12, 31);
    int length = month_length(y, m);
    return (int)date_days_from_epoch(y, m, 1) - 1 + (d < length ? d : length);
}

/* Four years are 1,461 days here, the third of them (1972) with the leap day. */
int64_t days_at(int index)
{
    if (index < 0 || index >= DAYS_N)
        return 0;
    int four = index / 1461, rest = index % 1461;
    int year = rest < 365 ? 0 : rest < 730 ? 1 : rest < 1096 ? 2 : 3;
    rest -= year * 365 + (year == 3);
    year += DAYS_YEAR_FIRST + four * 4;
    int month = 1;
    for (int length = 31; rest >= length; length = month_length(year, month)) {
        rest -= length;
        month++;
    }
    return (int64_t)year * 10000 + month * 100 + rest + 1;
}
