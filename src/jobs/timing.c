#include "jobs/timing.h"

bool timing_is_quiet(const struct calendar *calendar, const struct channel_wish *w, int64_t now_ms)
{
    int minute;
    int64_t day = calendar_day_of(calendar, now_ms, &minute);
    if (!calendar_is_workday(calendar, day))
        return true;
    if (w->quiet_from <= w->quiet_to)
        return minute >= w->quiet_from && minute < w->quiet_to;
    return minute >= w->quiet_from || minute < w->quiet_to;
}

bool timing_digest(const struct calendar *calendar, const struct channel_wish *w, int64_t now_ms,
                   int64_t *ret_day, int64_t *ret_until_ms)
{
    int minute;
    int64_t day = calendar_day_of(calendar, now_ms, &minute);
    if (w->wants == WANTS_NOW || minute < w->digest_minute || !calendar_is_workday(calendar, day))
        return false;
    *ret_day = day;
    *ret_until_ms = calendar_ms(calendar, day, (int)w->digest_minute);
    return true;
}
