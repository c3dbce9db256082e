/* The rule language asks for an offset at a wall time of any year; the zone files answer for the years 1 to
 * 9999. Later years are taken 400 years at a time back to where the rule at the end of the file holds (the
 * calendar repeats itself, week-days and all); before year 1 there was only local mean time.
 *
 * The table is open-addressed and only grows: an entry never moves and is complete before its number is given
 * away, so whoever has a number reads without the lock. Names that are no zones are not kept, so that nobody
 * can fill the table with them. */
#include <pthread.h>

#include "base/date.h"
#include "domain/calendar_book.h"
#include "domain/rule_words.h"

#define SLOTS 4096
#define ZONES_MAX 2000
#define DAY_S INT64_C(86400)
#define CYCLE_S (146097 * DAY_S) /* 400 years */

static struct {
    pthread_mutex_t lock;
    struct arena *arena; /* lives as long as the program */
    size_t n;
    struct {
        struct str name;
        const struct zone *zone;
    } slot[SLOTS];
} table = {.lock = PTHREAD_MUTEX_INITIALIZER};

static size_t slot_of(struct str name)
{
    uint32_t hash = 2166136261U;
    for (size_t i = 0; i < name.n; i++)
        hash = (hash ^ (unsigned char)name.p[i]) * 16777619U;
    size_t at = hash % SLOTS;
    while (table.slot[at].name.n && !str_eq(table.slot[at].name, name))
        at = (at + 1) % SLOTS;
    return at;
}

/* NULL: there is no such zone. */
static const struct zone *read_zone(struct arena *a, struct str name)
{
    struct str bytes;
    const struct zone *zone;
    struct err err = {0};
    bool is_there =
        zone_file_read(a, name, &bytes, &err) == RC_OK && zone_read(a, name, bytes, &zone, &err) == RC_OK;
    return is_there ? zone : NULL;
}

/* Looked up apart first, so that what is no zone leaves nothing behind. */
static bool add(size_t at, struct str name)
{
    struct arena *a CLEANUP(arena_freep) = arena_new(0);
    if (table.n == ZONES_MAX || !a || !read_zone(a, name))
        return false;
    if (!table.arena)
        table.arena = arena_new(0);
    const struct zone *zone = table.arena ? read_zone(table.arena, name) : NULL;
    if (!zone)
        return false;
    table.slot[at].zone = zone;
    table.slot[at].name = arena_str(table.arena, name);
    table.n++;
    return true;
}

static uint16_t find(void *self, struct str name)
{
    (void)self;
    if (name.n == 0)
        return 0;
    (void)pthread_mutex_lock(&table.lock);
    size_t at = slot_of(name);
    bool is_known = table.slot[at].zone || add(at, name);
    (void)pthread_mutex_unlock(&table.lock);
    return is_known ? (uint16_t)(at + 1) : 0;
}

static bool is_zone(uint16_t zone) { return zone && zone <= SLOTS && table.slot[zone - 1].zone; }

static struct str name(void *self, uint16_t zone)
{
    (void)self;
    return is_zone(zone) ? table.slot[zone - 1].name : (struct str){0};
}

static int32_t offset(void *self, uint16_t zone, int64_t local_s)
{
    static const int64_t FIRST_S = -62135596800, LAST_S = 253402300799; /* years 1 to 9999 */
    (void)self;
    if (!is_zone(zone))
        return 0;
    if (local_s > LAST_S)
        local_s -= ((local_s - LAST_S) / CYCLE_S + 1) * CYCLE_S;
    if (local_s < FIRST_S)
        local_s = FIRST_S;
    struct civil c = date_civil(local_s * 1000 - DATE_SHANGHAI_MS);
    int64_t day = (int64_t)c.year * 10000 + c.month * 100 + c.day;
    int64_t minute_ms = zone_ms(table.slot[zone - 1].zone, day, c.hour * 60 + c.minute);
    return (int32_t)(local_s - c.second - minute_ms / 1000);
}

const struct feel_zones *rule_zones(void)
{
    static const struct feel_zones zones = {find, name, offset, NULL};
    return &zones;
}
