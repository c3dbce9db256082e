/* What the tests of limits and clocks share besides kit.h: the calendar of the country, instants, due dates
 * in one line, and a reckoning as text. */
#ifndef TESTS_CALENDAR_KIT_TIME_H
#define TESTS_CALENDAR_KIT_TIME_H

#include "kit.h"

#include "base/buf.h"
#include "calendar/clock.h"
#include "calendar/every.h"
#include "text/text.h"

#define HOURS "hours 08:30-12:00 14:30-17:30\n"
#define MIN_MS INT64_C(60000)

/* The notices that ship, those published until known_day (0: all), with lines of a pattern in front. */
static inline const struct calendar *kit_china(struct kit *kit, const char *pattern_lines, int64_t known_day)
{
    struct str parts[] = {STR("calendar 云澜市\n"), str_c(pattern_lines), notices_builtin()};
    struct buf b = {0};
    for (size_t i = 0; i < COUNT_OF(parts); i++)
        buf_put(&b, parts[i]);
    struct str all = arena_str(kit->arena, buf_str(&b));
    buf_release(&b);
    return kit_calendar_known(kit, all.p, known_day);
}

static inline int64_t kit_at(const struct calendar *c, int64_t day, int hour, int minute)
{
    return calendar_ms(c, day, hour * 60 + minute);
}

static inline struct pause kit_pause(const struct calendar *c, int64_t first, int64_t last, const char *basis)
{
    return (struct pause){calendar_ms(c, first, 0), calendar_ms(c, last, 720), str_c(basis)};
}

static inline struct due kit_due(struct kit *kit, const struct calendar *c, struct time_limit limit,
                                 int64_t start_ms, const struct pause *pause, size_t pauses)
{
    struct due due = {0};
    enum rc rc = limit_due(c, limit, start_ms, pause, pauses, &due, &kit->err);
    if (rc)
        fail_msg("limit_due: %s", kit->err.text);
    return due;
}

/* The sentences of a reckoning, one a line. */
static inline struct str kit_words(struct kit *kit, const struct reckoning *r, enum lang lang)
{
    struct buf b = {0};
    for (size_t i = 0; i < r->steps; i++) {
        buf_put(&b, step_words(kit->arena, lang, &r->step[i]));
        buf_putc(&b, '\n');
    }
    struct str s = arena_str(kit->arena, buf_str(&b));
    buf_release(&b);
    return s;
}

static inline struct str kit_explained(struct kit *kit, const struct calendar *c, struct time_limit limit,
                                       int64_t start_ms, const struct pause *pause, size_t pauses)
{
    struct reckoning r;
    enum rc rc = limit_explain(c, kit->arena, limit, start_ms, pause, pauses, &r, &kit->err);
    if (rc)
        fail_msg("limit_explain: %s", kit->err.text);
    struct due due = kit_due(kit, c, limit, start_ms, pause, pauses);
    assert_int_equal(r.due.ms, due.ms);
    assert_int_equal(r.due.day, due.day);
    assert_int_equal(r.due.is_provisional, due.is_provisional);
    return kit_words(kit, &r, LANG_ZH_CN);
}

/* Shows both texts when they differ. */
static inline void assert_text(struct str got, const char *want)
{
    if (!str_eq(got, str_c(want)))
        fail_msg("\n--- got\n%.*s--- want\n%s", STR_ARG(got), want);
}

static inline void assert_due(struct due due, const struct calendar *c, int64_t day, int hour, int minute)
{
    if (due.day != day)
        fail_msg("due on %lld, not on %lld", (long long)due.day, (long long)day);
    assert_int_equal(due.ms, kit_at(c, day, hour, minute));
}

#endif
