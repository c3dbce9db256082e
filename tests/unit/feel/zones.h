/* Zones for the tests, reckoned from their rules: fixed ones, and Europe/Paris as its rule has been since
 * 1996, for all years. */
#ifndef TEST_FEEL_ZONES_H
#define TEST_FEEL_ZONES_H

#include "base/date.h"
#include "feel/temporal.h"

static const struct {
    struct str name;
    int32_t offset_s;
    bool has_summer;
} ZONE[] = {{STR_INIT("Etc/UTC"), 0, false},
            {STR_INIT("Asia/Shanghai"), 8 * 3600, false},
            {STR_INIT("Asia/Dhaka"), 6 * 3600, false},
            {STR_INIT("Europe/Paris"), 3600, true}};

static uint16_t zone_find(void *self, struct str name)
{
    (void)self;
    for (size_t i = 0; i < COUNT_OF(ZONE); i++)
        if (str_eq(ZONE[i].name, name))
            return (uint16_t)(i + 1);
    return 0;
}

static struct str zone_name_of(void *self, uint16_t zone)
{
    (void)self;
    return ZONE[zone - 1].name;
}

/* Day of the last Sunday of a month of 31 days, since 1970. */
static int64_t last_sunday(int year, int month)
{
    int64_t last = date_days_from_epoch(year, month, 31);
    return last - ((last + 4) % 7 + 7) % 7;
}

/* Summer is from 02:00 of the last Sunday of March, when it becomes 03:00, to 03:00 of that of October. */
static int32_t zone_offset_of(void *self, uint16_t zone, int64_t local_s)
{
    struct value day;
    (void)self;
    int64_t at = local_s / 86400 - (local_s % 86400 < 0);
    if (!ZONE[zone - 1].has_summer || !date_of_epoch_day(at, &day))
        return ZONE[zone - 1].offset_s;
    int64_t from = last_sunday(day.temporal.year, 3) * 86400 + 3 * 3600,
            to = last_sunday(day.temporal.year, 10) * 86400 + 3 * 3600;
    return ZONE[zone - 1].offset_s + (local_s >= from && local_s < to ? 3600 : 0);
}

static const struct feel_zones ZONES = {zone_find, zone_name_of, zone_offset_of, NULL};

#endif
