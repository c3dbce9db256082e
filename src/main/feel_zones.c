/* The rule language asks for an offset at a wall time of any year; the zone files answer for the years 1 to
 * 9999. Later years are taken 400 years at a time back to where the rule at the end of the file holds (the
 * calendar repeats itself, week-days and all); before year 1 there was only local mean time. */
#include <time.h>

#include "base/date.h"
#include "base/key.h"
#include "calendar/zone.h"
#include "domain/calendar_book.h"
#include "main/feel.h"

#define ZONES_MAX 600
#define DAY_S INT64_C(86400)
#define CYCLE_S (146097 * DAY_S) /* 400 years */

struct host {
    struct feel_zones zones;
    struct arena *arena;
    struct {
        struct str name;
        const struct zone *zone;
    } known[ZONES_MAX];
    size_t n;
};

static uint16_t find(void *self, struct str name)
{
    struct host *h = self;
    struct str bytes;
    const struct zone *zone;
    struct err err = {0};
    for (size_t i = 0; i < h->n; i++)
        if (str_eq(h->known[i].name, name))
            return h->known[i].zone ? (uint16_t)(i + 1) : 0;
    if (h->n == ZONES_MAX)
        return 0;
    bool is_there = zone_file_read(h->arena, name, &bytes, &err) == RC_OK &&
                    zone_read(h->arena, name, bytes, &zone, &err) == RC_OK;
    h->known[h->n].name = arena_str(h->arena, name);
    h->known[h->n++].zone = is_there ? zone : NULL; /* what is not there is not looked for again */
    return is_there ? (uint16_t)h->n : 0;
}

static struct str name(void *self, uint16_t zone)
{
    struct host *h = self;
    return zone && zone <= h->n ? h->known[zone - 1].name : (struct str){0};
}

static int32_t offset(void *self, uint16_t zone, int64_t local_s)
{
    struct host *h = self;
    static const int64_t FIRST_S = -62135596800, LAST_S = 253402300799; /* years 1 to 9999 */
    if (zone == 0 || zone > h->n)
        return 0;
    if (local_s > LAST_S)
        local_s -= ((local_s - LAST_S) / CYCLE_S + 1) * CYCLE_S;
    if (local_s < FIRST_S)
        local_s = FIRST_S;
    struct civil c = date_civil(local_s * 1000 - DATE_SHANGHAI_MS);
    int64_t day = (int64_t)c.year * 10000 + c.month * 100 + c.day;
    int64_t minute_ms = zone_ms(h->known[zone - 1].zone, day, c.hour * 60 + c.minute);
    return (int32_t)(local_s - c.second - minute_ms / 1000);
}

const struct feel_zones *feel_zones_of_machine(struct arena *a)
{
    struct host *h = ARENA_NEW(a, struct host);
    h->arena = a;
    h->zones = (struct feel_zones){find, name, offset, h};
    return &h->zones;
}

bool feel_now(const struct command *c, struct arena *a, enum lang lang, const struct str *value,
              const struct feel_zones *z, struct value *ret)
{
    struct str given = command_option(c, value, "now");
    if (given.n == 0) {
        struct timespec t;
        (void)clock_gettime(CLOCK_REALTIME, &t);
        struct civil local = date_civil(t.tv_sec * INT64_C(1000));
        given = arena_printf(a, "%04d-%02d-%02dT%02d:%02d:%02d+08:00", local.year, local.month, local.day,
                             local.hour, local.minute, local.second);
    }
    if (date_time_read(given, z, ret))
        return true;
    command_say(lang, a, K("feel_command.now_wrong"), &given, 1);
    return false;
}
