/* Any bytes as a file of a time zone, and as the rule in its footer. Held: a refusal has its error; offsets
 * stay within those that a file may have; a time on the wall that no gap has moved comes back as it was, and
 * is the earlier one of two. */
#include "base/date.h"
#include "calendar/days.h"
#include "calendar/zone.h"
#include "calendar/zone_rule.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

#define MOST_S (26 * 3600)

static void ask(const struct zone *z, int64_t ms)
{
    int minute, again;
    int32_t offset = zone_offset_s(z, ms);
    int64_t day = zone_day(z, ms, &minute);
    ASSERT(offset > -MOST_S && offset < MOST_S && minute >= 0 && minute < 1440);
    if (days_index(day) < 0)
        return;
    /* The beginning of that minute, unless the offset changed within it: then it may have been skipped. */
    int64_t local = ms + (int64_t)offset * 1000, begin = ms - (local % 60000 + 60000) % 60000;
    if (zone_offset_s(z, begin) != offset)
        return;
    int64_t first = zone_ms(z, day, minute);
    ASSERT(first <= begin && zone_day(z, first, &again) == day && again == minute);
}

static void ask_rule(struct str s)
{
    struct zone_rule r;
    if (!zone_rule_read(s, &r))
        return;
    int64_t t = -1;
    for (int i = 0; i < 8 && t < INT64_C(200000000000); i++) {
        int32_t offset = zone_rule_offset_s(&r, t);
        ASSERT(offset == r.offset_s || (r.has_summer && offset == r.summer_s));
        int64_t next = zone_rule_change_after(&r, t);
        ASSERT(next > t);
        if (next == INT64_MAX)
            break;
        t = next;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    static const int64_t instant[] = {0,         -1,        INT64_C(1000000000000), INT64_C(1795132800000),
                                      INT64_MIN, INT64_MAX, INT64_C(4000000000123), INT64_C(577218600000)};
    struct str bytes = {(const char *)data, n};
    struct arena *a = arena_new(0);
    const struct zone *z = NULL;
    struct err err = {0};
    enum rc rc = zone_read(a, STR("Test/Fuzz"), bytes, &z, &err);
    ASSERT(rc == RC_OK ? z != NULL : rc == RC_INVALID && err.text != NULL);
    for (size_t i = 0; rc == RC_OK && i < COUNT_OF(instant); i++)
        ask(z, instant[i]);
    for (size_t i = 0; rc == RC_OK && i + 8 <= n && i < 400; i += 8) {
        int64_t t;
        memcpy(&t, data + i, 8);
        ask(z, t % INT64_C(4102444800000));
    }
    ask_rule(bytes);
    arena_free(a);
    return 0;
}
