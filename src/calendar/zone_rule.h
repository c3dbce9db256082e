/* The rule of a time zone for all years, as POSIX writes it in TZ and TZif in its footer:
 * CST-8, EST5EDT,M3.2.0,M11.1.0, IST-1GMT0,M10.5.0,M3.5.0/1, <-02>2<-01>,M3.5.0/-1,M10.5.0/0. Hours of a
 * change may be −167 … 167 (RFC 8536 §3.3.1). Summer time may be the smaller offset, and may last the whole
 * year. Inside this room only. */
#ifndef CALENDAR_ZONE_RULE_H
#define CALENDAR_ZONE_RULE_H

#include "base/str.h"

enum zone_rule_day { RULE_WEEKDAY, RULE_JULIAN, RULE_ORDINAL }; /* Mm.w.d, Jn (1–365), n (0–365) */

struct zone_change {
    enum zone_rule_day kind;
    int month, week, weekday; /* week 5: the last; weekday 0 Sunday */
    int day;                  /* Jn and n */
    int32_t time_s;           /* of the local time that holds before */
};

struct zone_rule {
    int32_t offset_s, summer_s; /* east is positive */
    bool has_summer;
    struct zone_change begin, end; /* of summer time */
};

bool zone_rule_read(struct str s, struct zone_rule *ret) MUST_CHECK;
int32_t zone_rule_offset_s(const struct zone_rule *r, int64_t t);     /* seconds since 1970 UTC; any */
int64_t zone_rule_change_after(const struct zone_rule *r, int64_t t); /* INT64_MAX: none */

#endif
