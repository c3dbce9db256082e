/* Time zones. Asia/Shanghai is a fixed +08:00 (no summer time since 1992), so the product needs no data for
 * itself; another zone is read from a tzdata file (TZif version 2 or later, RFC 8536) that the caller brings
 * as bytes, with its footer rule for the years after the table. */
#ifndef CALENDAR_ZONE_H
#define CALENDAR_ZONE_H

#include "base/arena.h"
#include "base/err.h"

struct zone;

/* Lives in the arena. RC_INVALID "calendar.zone_malformed" for what is not a TZif file that can be
 * followed. */
enum rc zone_read(struct arena *a, struct str name, struct str tzif, const struct zone **ret,
                  struct err *err) MUST_CHECK;
/* NULL is Asia/Shanghai in all of these. */
struct str zone_name(const struct zone *z);
int32_t zone_offset_s(const struct zone *z, int64_t ms_utc); /* east of Greenwich is positive */
/* Local wall time to an instant. minute: 0 … 1440 of that day. A time that the clocks skip is moved forward
 * by the gap; a time that comes twice is the earlier one. */
int64_t zone_ms(const struct zone *z, int64_t day, int minute);
int64_t zone_day(const struct zone *z, int64_t ms_utc,
                 int *ret_minute); /* YYYYMMDD; ret_minute may be NULL */

#endif
