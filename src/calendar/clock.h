/* A clock watches one matter against its limits. It is nothing but the list of what happened to it, in the
 * order in which it was recorded; the state, the due date, what is used and what is late are derived whenever
 * somebody asks, and for any earlier moment too. So nothing is lost when a limit changes, an edit or a
 * comment cannot restart it, and a changed calendar moves what it must.
 *
 *     enum rc rc = clock_allows(c, &watch, &event, err);   // then the caller keeps the event
 *     rc = clock_read(c, a, &watch, LIMIT_PROMISED, now_ms, &reading, err);
 *     rc = clock_tick(c, scratch, &watch, mark, now_ms, &tick, err);   // warnings, and when to ask again
 *
 * Statutory (法定), promised (承诺) and internal (内控) limits stand side by side: they share what happened
 * and differ in budget, extension and warnings.
 *
 * The four states: RUNNING, PAUSED (a lawful suspension is open), STOPPED, and EXPIRED: it ran out and was
 * not stopped before. Expired is never stored; the tick that finds it says so once (the last rung of the
 * ladder).
 *
 * A moved start supersedes the earlier one: both stay in the list, the last one counts, and what was paused
 * before it no longer matters. It may be moved back too, and then what was paused since still counts. A pause
 * that is open ends with a start that is moved past its beginning: a new term runs. An extension stays with
 * the matter, whatever moves or reopens it, and is not given twice.
 *
 * A pause and a resumption on one day take that day out of a limit in days. A stop ends an open pause: after
 * a reopening the clock runs. Of a reopened matter the day of the stop counts (there was work on it), the
 * days after it up to and including the day of the reopening do not; stopped and reopened on one day, nothing
 * is left out. Of a limit in minutes the time from the stop to the reopening does not count. */
#ifndef CALENDAR_CLOCK_H
#define CALENDAR_CLOCK_H

#include "calendar/limit.h"

#define CLOCK_RUNGS_MAX 8
#define CLOCK_EVENTS_MAX 1500 /* pause, stop, reopen leave two pauses: so at most LIMIT_PAUSES_MAX */

enum limit_kind { LIMIT_STATUTORY, LIMIT_PROMISED, LIMIT_INTERNAL, LIMIT_KIND__COUNT };

/* A warning: so much before the end (amount > 0), or after it (amount < 0: an overdue matter goes further
 * up). In working days or calendar days it comes when the doors open, in minutes within open doors: never at
 * night or on a day off. Where a day or an hour would be off, a warning before the end comes earlier and one
 * after it later. A calendar without hours opens at WARNING_MINUTE for this. What would come before the term
 * began (its event's at_ms) is left out. */
#define WARNING_MINUTE 540
struct rung {
    enum limit_unit unit;
    int amount;
};

struct budget {
    struct time_limit limit; /* amount 0 and is_set false: there is no such limit */
    bool is_set;
    int extension_most; /* how much one extension may give, in the limit's unit; 0: none is possible */
    struct str basis;   /* 行政许可法 art. 42 */
    struct rung rung[CLOCK_RUNGS_MAX]; /* those before the end first, each in the order in which they come;
                                          the end itself is not among them */
    size_t rungs;
};

enum clock_event_kind {
    CLOCK_START,      /* once */
    CLOCK_MOVE_START, /* supersedes; basis says why */
    CLOCK_PAUSE,      /* basis: the law that allows it */
    CLOCK_RESUME,
    CLOCK_EXTEND, /* once a limit, asked for before its end, at most extension_most; basis */
    CLOCK_STOP,
    CLOCK_REOPEN, /* the same matter goes on with what was left; the days in between do not count */
    CLOCK_EVENT__COUNT
};

struct clock_event {
    enum clock_event_kind kind;
    int64_t at_ms;         /* when it holds; EXTEND: when it was asked for */
    int64_t said_ms;       /* when it was recorded; not before at_ms, nor before what was recorded earlier */
    enum limit_kind limit; /* EXTEND: which */
    int amount;            /* EXTEND: how much, in the limit's unit */
    struct str basis;
};

struct watch {
    const struct budget *budget; /* LIMIT_KIND__COUNT of them; many matters share those of one procedure */
    const struct clock_event *event; /* as recorded */
    size_t events;
};

/* May this be recorded now? A fact may not lie before the latest earlier one; a moved start and the asking
 * for an extension may, but the latter not before the start. Moving the start and extending need a basis as
 * pausing does. RC_CONFLICT or RC_INVALID with a text that says what is wrong and what would be
 * right: a clock that did not start or started already, a pause without basis, while it is paused or stopped
 * or after the end of every limit, a resume without pause, a second or too large extension, one asked for
 * after the end (which names the day), a stop before the start, what lies before an earlier fact or after it
 * was said, beyond CLOCK_EVENTS_MAX. */
enum rc clock_allows(const struct calendar *c, const struct watch *w, const struct clock_event *event,
                     struct err *err) MUST_CHECK;

enum clock_state {
    CLOCK_NOT_STARTED,
    CLOCK_RUNNING,
    CLOCK_PAUSED,
    CLOCK_STOPPED,
    CLOCK_EXPIRED,
    CLOCK_STATE__COUNT
};

enum light {
    LIGHT_NONE,
    LIGHT_GREEN,
    LIGHT_YELLOW,
    LIGHT_RED
}; /* red: overdue, also when stopped so; yellow: running, and a rung before the end was passed (one that lies
    * before the start does not count); none: not started, paused or stopped in time */

struct clock_reading {
    enum clock_state state;
    enum light light;
    struct time_limit budget; /* the limit with its extension */
    int64_t used;             /* in its unit, months and years in calendar days */
    int64_t running_since_ms; /* RUNNING, EXPIRED: since it (re)started; PAUSED, STOPPED: since then */
    int64_t start_ms;         /* the one that counts */
    struct due due;           /* PAUSED: as if it went on at the instant of the question */
    int64_t left;      /* working days after today up to the due day, or minutes; 0 when it is today or past.
                          STOPPED: as it was then, as are `used` and what follows */
    bool is_due_today; /* the same calendar day, whatever the hour; never of a stopped one */
    bool is_overdue;   /* past the end when asked, or when it was stopped */
    int overdue_workdays; /* after the due day up to that day; 0: less than one */
    int term;             /* 1, and one more with each extension, moved start or reopening */
    struct pause *pause;  /* those that count, the open one until the instant of the question */
    size_t pauses;
    struct str basis; /* of the open pause */
};

/* As of now_ms, and as it was known then: events said later are left out. Pauses lie in the arena.
 * RC_NOT_FOUND "clock.no_limit" when that limit is not set, and what limit_due says. */
enum rc clock_read(const struct calendar *c, struct arena *a, const struct watch *w, enum limit_kind kind,
                   int64_t now_ms, struct clock_reading *ret, struct err *err) MUST_CHECK;
/* The reckoning of its due date, with extension and pauses. */
enum rc clock_explain(const struct calendar *c, struct arena *a, const struct watch *w, enum limit_kind kind,
                      int64_t now_ms, struct reckoning *ret, struct err *err) MUST_CHECK;

/* Warnings. What was given is kept by the caller as a mark a limit; {0, 0} in the beginning. */
struct ladder_mark {
    int term;  /* of the reading; a new term begins a new ladder */
    int rungs; /* up to which of that term they were given: in order, so a count is enough */
};

struct warning {
    enum limit_kind kind;
    int rung; /* 0 …: those before the end, then the end itself (is_end), then those after it: of these
                 budget.rung[rung - 1] */
    bool is_end;
    int64_t at_ms; /* when it should have come */
    struct due due;
};

#define CLOCK_WARNINGS_MAX (LIMIT_KIND__COUNT * (CLOCK_RUNGS_MAX + 1))

struct tick {
    struct warning warning[CLOCK_WARNINGS_MAX]; /* limit by limit, of each in order */
    size_t warnings;
    struct ladder_mark mark[LIMIT_KIND__COUNT]; /* to be kept when these are given */
    int64_t next_ms;                            /* when the next one comes; INT64_MAX: none will */
};

/* The warnings that should have come until now_ms and did not: after a standstill of the program all of them,
 * each once. None of a limit that is not set, nor while the clock is paused or stopped. The end itself (is
 * due.ms < now) stands between the rungs before and those after it. It is never left out: a matter that is
 * reopened late says so again, and so does one whose end came, was moved behind now and comes again, be it by
 * a notice, a longer limit or a pause that was entered late.
 *
 * The caller keeps marks and next_ms beside the clock, in one transaction with what it does with the
 * warnings, and an index over next_ms: a tick asks it for `next_ms <= now`, never for a page of matters. It
 * calls this for those, for a clock to which something happened, and for each open one when its calendar or
 * its limits change: a warning may move where the due date does not. Nothing of `ret` lies in the arena,
 * which may be reset after each clock. */
enum rc clock_tick(const struct calendar *c, struct arena *scratch, const struct watch *w,
                   const struct ladder_mark mark[LIMIT_KIND__COUNT], int64_t now_ms, struct tick *ret,
                   struct err *err) MUST_CHECK;

/* A changed calendar: the due dates that move. */
struct moved_clock {
    size_t watch; /* index */
    enum limit_kind kind;
    struct due from, to;
    bool verdict_changes; /* it was stopped, and in time or late are exchanged */
    const int64_t *day;   /* the days that explain it: worked in one calendar and not in the other, from
                             the start to the later end; none when only the hours differ */
    size_t days;
};

/* As of now_ms, open and stopped clocks alike; in the order of the watches. A due date that only stops being
 * provisional is not moved. `watch` counts from w[0]: a caller with many asks in parts. */
enum rc clock_reproject(struct arena *a, const struct calendar *was, const struct calendar *is,
                        const struct watch *w, size_t watches, int64_t now_ms, struct moved_clock **ret,
                        size_t *ret_n, struct err *err) MUST_CHECK;

#endif
