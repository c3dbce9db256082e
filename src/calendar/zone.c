#include "calendar/zone.h"

#include "base/date.h"
#include "calendar/days.h"

struct str zone_name(const struct zone *z)
{
    (void)z;
    return STR("Asia/Shanghai");
}

int32_t zone_offset_s(const struct zone *z, int64_t ms_utc)
{
    (void)z;
    (void)ms_utc;
    return 8 * 3600;
}

int64_t zone_ms(const struct zone *z, int64_t day, int minute)
{
    (void)z;
    return date_ms((int)(day / 10000), (int)(day / 100 % 100), (int)(day % 100), 0, 0) +
           minute * INT64_C(60000);
}

int64_t zone_day(const struct zone *z, int64_t ms_utc, int *ret_minute)
{
    (void)z;
    struct civil c = date_civil(ms_utc);
    if (ret_minute)
        *ret_minute = c.hour * 60 + c.minute;
    return (int64_t)c.year * 10000 + c.month * 100 + c.day;
}
