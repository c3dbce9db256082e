/* Days by their number: 0 is 1970-01-01, DAYS_N − 1 is 2099-12-31. The tables of a calendar are arrays over
 * these numbers. Inside this room only. */
#ifndef CALENDAR_DAYS_H
#define CALENDAR_DAYS_H

#include "base/str.h"

struct calendar;

#define DAYS_N 47482
#define DAYS_YEAR_FIRST 1970
#define DAYS_YEARS 130

int days_index(int64_t yyyymmdd); /* −1 for what is not a real day of 1970–2099 */
/* The number of the last real day that is not after the figure: 20260231 gives 28 February. −1 before 1970,
 * DAYS_N − 1 after 2099. Any figure may be asked. */
int days_floor(int64_t yyyymmdd);
int64_t days_at(int index);                                           /* YYYYMMDD; 0 outside */
static inline int days_weekday(int index) { return (index + 3) % 7; } /* 0 Monday … 6 Sunday; 0 ≤ index */

/* worked[i]: how many working days lie in day 0 … i; nth[k]: the number of the (k + 1)-th of them. For
 * limits, which look into them some thousand times a millisecond. */
struct day_tables {
    const uint16_t *worked, *nth;
};
struct day_tables calendar_tables(const struct calendar *c);
/* Is that day of the year in from … to, both included, which may run over the year's end? 0, 0: always. */
static inline bool days_in_season(int from_mmdd, int to_mmdd, int mmdd)
{
    if (from_mmdd == 0)
        return true;
    return from_mmdd <= to_mmdd ? mmdd >= from_mmdd && mmdd <= to_mmdd : mmdd >= from_mmdd || mmdd <= to_mmdd;
}

#endif
