/* A matter with its limits, whose events are asked for and recorded one by one. */
#ifndef TESTS_CALENDAR_KIT_CLOCK_H
#define TESTS_CALENDAR_KIT_CLOCK_H

#include "kit_time.h"

struct matter {
    struct kit *kit;
    const struct calendar *c;
    struct clock_event event[64];
    struct budget budget[LIMIT_KIND__COUNT];
    struct watch watch;
};

static inline struct matter *matter_new(struct kit *kit, const struct calendar *c, struct time_limit promised)
{
    struct matter *m = ARENA_NEW(kit->arena, struct matter);
    m->kit = kit;
    m->c = c;
    m->watch = (struct watch){.budget = m->budget, .event = m->event};
    m->budget[LIMIT_PROMISED] = (struct budget){.limit = promised, .is_set = true, .extension_most = 10};
    return m;
}

/* What a matter says to an event; recorded when it is allowed. said_ms 0: at once. */
static inline enum rc matter_try(struct matter *m, struct clock_event e)
{
    e.said_ms = e.said_ms ? e.said_ms : e.at_ms;
    enum rc rc = clock_allows(m->c, &m->watch, &e, &m->kit->err);
    if (rc == RC_OK)
        m->event[m->watch.events++] = e;
    return rc;
}

static inline void matter_do(struct matter *m, enum clock_event_kind kind, int64_t day, int hour, int minute)
{
    struct clock_event e = {kind, kit_at(m->c, day, hour, minute), 0, LIMIT_PROMISED, 5, STR("第四十五条")};
    if (matter_try(m, e))
        fail_msg("event %d on %lld: %s", (int)kind, (long long)day, m->kit->err.text);
}

static inline void matter_refuses(struct matter *m, struct clock_event e, enum rc rc, const char *key)
{
    assert_int_equal(matter_try(m, e), rc);
    assert_string_equal(m->kit->err.text, key);
    assert_non_null(m->kit->err.hint);
    assert_true(text_has(m->kit->err.text));
    assert_true(text_has(m->kit->err.hint));
}

static inline struct clock_reading matter_read(struct matter *m, enum limit_kind kind, int64_t day, int hour,
                                               int minute)
{
    struct clock_reading r;
    enum rc rc =
        clock_read(m->c, m->kit->arena, &m->watch, kind, kit_at(m->c, day, hour, minute), &r, &m->kit->err);
    if (rc)
        fail_msg("clock_read: %s", m->kit->err.text);
    return r;
}

static inline struct tick matter_tick(struct matter *m, const struct ladder_mark mark[LIMIT_KIND__COUNT],
                                      int64_t now_ms)
{
    struct tick t;
    enum rc rc = clock_tick(m->c, m->kit->arena, &m->watch, mark, now_ms, &t, &m->kit->err);
    if (rc)
        fail_msg("clock_tick: %s", m->kit->err.text);
    return t;
}

#define PROMISED_AT(m, day, hour, minute) matter_read((m), LIMIT_PROMISED, (day), (hour), (minute))

#endif
