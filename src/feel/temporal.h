/* Dates, times and durations: the texts of ISO 8601 as FEEL narrows them (DMN 1.5, 10.3.4.1) and their
 * arithmetic. Proleptic Gregorian, years ±999,999,999, nanoseconds. Zones are asked from the caller through
 * struct feel_zones. */
#ifndef FEEL_TEMPORAL_H
#define FEEL_TEMPORAL_H

#include "feel/value.h"

/* What the caller knows of zones. `find`: 1-based number of a zone, 0: no such zone; the same name always
 * gives the same number, so values can be compared. `offset`: seconds east of Greenwich for a local time in
 * it; of a time that comes twice the earlier one's, of a time that the clocks skip the one from before. */
struct feel_zones {
    uint16_t (*find)(void *self, struct str name);
    struct str (*name)(void *self, uint16_t zone);
    int32_t (*offset)(void *self, uint16_t zone, int64_t local_s);
    void *self;
};

/* temporal_text.c. A date and time may be a date alone: midnight. 24:00:00 is the midnight that ends the day.
 * Offsets of ±18:00 at most; at most nine digits behind the point. */
bool date_read(struct str s, struct value *ret) MUST_CHECK;
bool time_read(struct str s, const struct feel_zones *z, struct value *ret) MUST_CHECK;
bool date_time_read(struct str s, const struct feel_zones *z, struct value *ret) MUST_CHECK;
bool duration_read(struct str s, struct value *ret) MUST_CHECK;
/* What stands behind @: any of the four. */
bool temporal_read(struct str s, const struct feel_zones *z, struct value *ret) MUST_CHECK;
void temporal_text(struct buf *out, struct value v, const struct feel_zones *z);

#define TEMPORAL_DAY_S INT64_C(86400)
#define TEMPORAL_NANO INT64_C(1000000000)
#define TEMPORAL_OFFSET_MAX_S (18 * 3600)

bool date_is_real(int64_t year, int64_t month, int64_t day); /* within ±TEMPORAL_YEAR_MAX */
/* Local midnight of a day since 1970; false: beyond the years. */
bool date_of_epoch_day(int64_t day, struct value *ret) MUST_CHECK;
/* A date and a time of day as one moment, with what the time says of offset and zone. */
struct value date_time_of(struct temporal date, struct temporal time, const struct feel_zones *z);
bool temporal_is_local(struct value v); /* neither offset nor zone */
int64_t date_epoch_day(struct value v);
/* Seconds since 1970 UTC, or of local time when there is neither offset nor zone. */
int64_t date_time_epoch_s(struct value v);

/* false: beyond the years, or kinds that do not go together (the result is null then). */
bool temporal_add(struct value a, struct value b, const struct feel_zones *z, struct value *ret) MUST_CHECK;
bool temporal_sub(struct value a, struct value b, const struct feel_zones *z, struct value *ret) MUST_CHECK;
bool duration_mul(struct value duration, struct decimal by, struct value *ret) MUST_CHECK;
bool duration_div(struct value duration, struct decimal by, struct value *ret) MUST_CHECK;
bool duration_ratio(struct value a, struct value b, struct value *ret) MUST_CHECK; /* a number */
/* Whole months from one to the other, towards zero. */
bool months_between(struct value from, struct value to, struct value *ret) MUST_CHECK;
/* .year .month .day .weekday .hour .minute .second .time offset .timezone .years .months .days .hours …;
 * false: the kind has no such property. */
bool temporal_property(struct value v, struct str name, const struct feel_zones *z,
                       struct value *ret) MUST_CHECK;

#endif
