/* A TZif file (RFC 8536, RFC 9636) is two blocks, of which the second has times of 64 bits, and a footer: the
 * rule for all times after the last transition. Here the second block becomes an array of transitions, each
 * with the offset that begins there; types, abbreviations and the marks for standard and universal time are
 * checked and left out. Files that count leap seconds ("right/…") are refused: instants here do not count
 * them.
 */
#include "calendar/zone.h"

#include "base/date.h"
#include "calendar/zone_rule.h"

#define OFFSET_MOST_S (26 * 3600 - 1) /* of a type: RFC 8536 §3.2 */
#define HEADER_BYTES 44
#define DAY_S INT64_C(86400)

struct transition {
    int64_t at_s;
    int32_t offset_s;
};

struct zone {
    struct str name;
    int32_t first_offset_s; /* before the first transition */
    const struct transition *transition;
    size_t n;
    bool has_rule; /* after the last transition; always, without any */
    struct zone_rule rule;
};

/* ---- reading ---- */

struct header {
    size_t isut, isstd, leap, time, type, chars;
};

static uint32_t be32(const unsigned char *p)
{
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static int64_t be64(const unsigned char *p) { return (int64_t)((uint64_t)be32(p) << 32 | be32(p + 4)); }

static bool header_read(struct str s, struct header *ret)
{
    if (s.n < HEADER_BYTES || !str_starts(s, STR("TZif")) || s.p[4] < '2')
        return false;
    const unsigned char *p = (const unsigned char *)s.p + 20;
    *ret = (struct header){be32(p), be32(p + 4), be32(p + 8), be32(p + 12), be32(p + 16), be32(p + 20)};
    return true;
}

/* Six counts of 32 bits fit into a size_t of 64 with their factors. */
static size_t block_bytes(const struct header *h, size_t time_bytes)
{
    return h->time * (time_bytes + 1) + h->type * 6 + h->chars + h->leap * (time_bytes + 4) + h->isstd +
           h->isut;
}

static bool marks_are_bits(const unsigned char *p, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (p[i] > 1)
            return false;
    return true;
}

static bool type_is_right(const unsigned char *p, const unsigned char *chars, size_t n)
{
    int32_t offset = (int32_t)be32(p);
    return offset >= -OFFSET_MOST_S && offset <= OFFSET_MOST_S && p[4] <= 1 && p[5] < n &&
           memchr(chars + p[5], 0, n - p[5]) != NULL;
}

/* The second block, whose length is checked. */
static bool block_read(struct zone *z, const struct header *h, const unsigned char *p, struct transition *out)
{
    const unsigned char *index = p + h->time * 8, *type = index + h->time, *chars = type + h->type * 6;
    if (h->type == 0 || h->type > 256 || h->leap || (h->isstd && h->isstd != h->type) ||
        (h->isut && h->isut != h->type) || !marks_are_bits(chars + h->chars, h->isstd + h->isut))
        return false;
    for (size_t i = 0; i < h->type; i++)
        if (!type_is_right(type + i * 6, chars, h->chars))
            return false;
    for (size_t i = 0; i < h->time; i++) {
        out[i].at_s = be64(p + i * 8);
        if (index[i] >= h->type || (i && out[i].at_s <= out[i - 1].at_s))
            return false;
        out[i].offset_s = (int32_t)be32(type + (size_t)index[i] * 6);
    }
    z->first_offset_s = (int32_t)be32(type);
    z->transition = out;
    z->n = h->time;
    return true;
}

/* "\nCST-8\n" and nothing behind it; an empty rule leaves what the last transition says. */
static bool footer_read(struct zone *z, struct str s)
{
    if (s.n < 2 || s.p[0] != '\n' || s.p[s.n - 1] != '\n')
        return false;
    struct str rule = str_sub(s, 1, s.n - 2);
    z->has_rule = rule.n > 0;
    return !rule.n || zone_rule_read(rule, &z->rule);
}

/* Where the second block begins; false: there is none. */
static bool second_block(struct str tzif, struct header *ret, size_t *ret_at)
{
    struct header first;
    if (!header_read(tzif, &first) || block_bytes(&first, 4) > tzif.n - HEADER_BYTES)
        return false;
    size_t at = HEADER_BYTES + block_bytes(&first, 4);
    if (!header_read(str_sub(tzif, at, tzif.n), ret))
        return false;
    *ret_at = at + HEADER_BYTES;
    return block_bytes(ret, 8) <= tzif.n - *ret_at;
}

enum rc zone_read(struct arena *a, struct str name, struct str tzif, const struct zone **ret, struct err *err)
{
    struct header h;
    size_t at;
    bool right = second_block(tzif, &h, &at);
    struct zone *z = arena_try(a, sizeof *z);
    struct transition *out = right ? arena_try_array(a, h.time + 1, sizeof *out) : NULL;
    if (!z || (right && !out))
        return FAIL(err, RC_NO_MEMORY, "calendar.no_memory", "zone of %zu bytes", tzif.n);
    right = right && block_read(z, &h, (const unsigned char *)tzif.p + at, out) &&
            footer_read(z, str_sub(tzif, at + block_bytes(&h, 8), tzif.n));
    /* The rule takes over at the last transition, so there it must say the same. */
    if (right && z->has_rule && z->n)
        right = zone_rule_offset_s(&z->rule, out[z->n - 1].at_s) == out[z->n - 1].offset_s;
    if (!right) {
        (void)FAIL(err, RC_INVALID, "calendar.zone_malformed", "zone %.*s", STR_ARG(name));
        return err ? err_arg(err, 0, name) : RC_INVALID;
    }
    z->name = arena_str(a, name);
    *ret = z;
    return RC_OK;
}

/* ---- asking ---- */

struct str zone_name(const struct zone *z) { return z ? z->name : STR("Asia/Shanghai"); }

/* How many transitions lie at or before t. */
static size_t transitions_until(const struct zone *z, int64_t t)
{
    size_t low = 0, high = z->n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (z->transition[mid].at_s <= t)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

static int32_t offset_at(const struct zone *z, int64_t t)
{
    size_t i = transitions_until(z, t);
    if (i == z->n && z->has_rule)
        return zone_rule_offset_s(&z->rule, t);
    return i ? z->transition[i - 1].offset_s : z->first_offset_s;
}

/* The first instant after t at which another offset may begin; INT64_MAX: none. */
static int64_t change_after(const struct zone *z, int64_t t)
{
    size_t i = transitions_until(z, t);
    if (i < z->n)
        return z->transition[i].at_s;
    return z->has_rule ? zone_rule_change_after(&z->rule, t) : INT64_MAX;
}

static int64_t floor_div(int64_t a, int64_t b) { return a / b - (a % b < 0); }

int32_t zone_offset_s(const struct zone *z, int64_t ms_utc)
{
    return z ? offset_at(z, floor_div(ms_utc, 1000)) : (int32_t)(DATE_SHANGHAI_MS / 1000);
}

/* From two days before to two days after, one stretch of equal offset after the other: the first in which the
 * local time falls. When it falls in none, the clocks skip it at the first stretch that begins behind it, and
 * the offset before that one holds. */
static int64_t instant_of(const struct zone *z, int64_t local)
{
    int64_t begin = local - 2 * DAY_S, skipped = local;
    int32_t before = offset_at(z, begin);
    bool is_skipped = false;
    while (begin < local + 2 * DAY_S) {
        int32_t offset = offset_at(z, begin);
        int64_t end = change_after(z, begin), t = local - offset;
        if (t >= begin && t < end)
            return t;
        if (t < begin && !is_skipped) {
            is_skipped = true;
            skipped = local - before;
        }
        before = offset;
        begin = end;
    }
    return skipped;
}

int64_t zone_ms(const struct zone *z, int64_t day, int minute)
{
    int y = (int)(day / 10000), m = (int)(day / 100 % 100), d = (int)(day % 100);
    if (!z)
        return date_ms(y, m, d, 0, minute);
    return instant_of(z, date_days_from_epoch(y, m, d) * DAY_S + (int64_t)minute * 60) * 1000;
}

int64_t zone_day(const struct zone *z, int64_t ms_utc, int *ret_minute)
{
    /* About the year 9900; what lies beyond is answered as that. */
    const int64_t most = INT64_C(250000000000000);
    ms_utc = ms_utc > most ? most : ms_utc < -most ? -most : ms_utc;
    int64_t local_ms = ms_utc + (int64_t)zone_offset_s(z, ms_utc) * 1000;
    struct civil c = date_civil(local_ms - DATE_SHANGHAI_MS); /* which adds them again */
    if (ret_minute)
        *ret_minute = c.hour * 60 + c.minute;
    return (int64_t)c.year * 10000 + c.month * 100 + c.day;
}
