/* When a channel may speak: its digest hour, its quiet hours, and the working days of its calendar. Pure. */
#ifndef JOBS_TIMING_H
#define JOBS_TIMING_H

#include "calendar/calendar.h"
#include "domain/channel.h"

/* Nothing leaves now: quiet hours, or a day off. */
bool timing_is_quiet(const struct calendar *calendar, const struct channel_wish *wish, int64_t now_ms);

/* The digest of today, once its hour has come on a working day: its day YYYYMMDD, and the moment up to which
 * lines belong to it (what is told later is tomorrow's, also when the program was down at that hour). False:
 * it is not time, or the channel wants none. */
bool timing_digest(const struct calendar *calendar, const struct channel_wish *wish, int64_t now_ms,
                   int64_t *ret_day, int64_t *ret_until_ms);

#endif
