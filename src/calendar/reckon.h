/* What the three ways to a due date share. Inside this room only. */
#ifndef CALENDAR_RECKON_H
#define CALENDAR_RECKON_H

#include "calendar/limit.h"

/* Instants outside cannot be days of 1970–2099 in any zone; they are cut to this before a zone sees them. */
#define MS_FIRST INT64_C(-172800000)
#define MS_LAST INT64_C(4102704000000)
#define MINUTE_MS INT64_C(60000)

static inline int64_t ms_cut(int64_t ms) { return ms < MS_FIRST ? MS_FIRST : ms > MS_LAST ? MS_LAST : ms; }

/* The days of a pause of a limit in days; false: it covers none. */
bool limit_pause_days(const struct calendar *c, const struct pause *p, struct day_pause *ret);
/* What limit_due says of its arguments, and the day of the start. */
enum rc limit_check(const struct calendar *c, struct time_limit limit, int64_t start_ms,
                    const struct pause *pause, size_t pauses, int64_t *ret_day, struct err *err) MUST_CHECK;
/* For months and years the corresponding day, for days the day so many days later, pauses not looked at.
 * 0 beyond 2099. */
int64_t limit_corresponding_day(struct time_limit limit, int64_t start_day);
enum rc limit_beyond(struct err *err) MUST_CHECK;

#endif
