/* Days and times without a time zone data base: a day is the int YYYYMMDD, an instant is ms since 1970
 * UTC, and the product's local time is Asia/Shanghai as a fixed +08:00. */
#ifndef BASE_DATE_H
#define BASE_DATE_H

#include "base/arena.h"

#define DATE_DAY_MAX 99991231
#define DATE_SHANGHAI_MS (INT64_C(8) * 3600 * 1000)

struct civil {
    int year, month, day, hour, minute, second;
    int weekday; /* 1 Monday … 7 Sunday */
};

bool date_is_day(int64_t yyyymmdd);
int64_t date_days_from_epoch(int year, int month, int day);          /* proleptic Gregorian */
struct civil date_civil(int64_t ms_utc);                             /* as clocks in Shanghai show it */
int64_t date_ms(int year, int month, int day, int hour, int minute); /* Shanghai → ms UTC */
int64_t date_day_of(int64_t ms_utc);                                 /* YYYYMMDD in Shanghai */
int64_t date_day_before(int64_t yyyymmdd);                           /* the day before */
struct str date_iso(struct arena *a, int64_t ms_utc);                /* 2026-11-20 09:00 */

#endif
