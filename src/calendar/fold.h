/* What the events of a clock come to, before any limit is looked at. Inside this room only. */
#ifndef CALENDAR_FOLD_H
#define CALENDAR_FOLD_H

#include "calendar/clock.h"

/* An interval that does not count: a pause, or the gap between a stop and a reopening. */
struct gap {
    int64_t from_ms, to_ms; /* to_ms PAUSE_OPEN: still open */
    struct str basis;
    bool is_stop; /* the day of from_ms counts */
};

struct fold {
    enum clock_state state; /* never EXPIRED: that depends on a limit */
    int64_t start_ms, since_ms;
    struct gap *gap;
    size_t gaps;
    int moves;                                           /* moved starts and reopenings */
    int64_t term_ms;                                     /* when the latest of them, or the start, was */
    const struct clock_event *extend[LIMIT_KIND__COUNT]; /* the one that was given; NULL: none */
    int64_t latest_ms; /* no later fact may lie before it nor before the start; EXTEND does not count */
    struct str basis;  /* of the open pause */
};

/* What was recorded until now_ms. Events that clock_allows would have refused are passed over. RC_NO_MEMORY.
 */
enum rc clock_fold(struct arena *a, const struct watch *w, int64_t now_ms, struct fold *ret,
                   struct err *err) MUST_CHECK;
enum rc clock_read_fold(const struct calendar *c, struct arena *a, const struct watch *w,
                        const struct fold *f, enum limit_kind kind, int64_t now_ms, struct clock_reading *ret,
                        struct err *err) MUST_CHECK;
/* The instant of rung i of the budget before or after a due date; INT64_MIN before 1970, INT64_MAX beyond
 * 2099. */
int64_t rung_ms(const struct calendar *c, struct rung rung, struct due due);

#endif
