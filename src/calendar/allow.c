/* What may be recorded: the rules of a clock in the order in which a person would want to hear of them. */
#include "calendar/calendar.h"
#include "calendar/clock.h"

#include "base/key.h"
#include "calendar/every.h"
#include "calendar/fold.h"
#include "calendar/reckon.h"

struct asked {
    const struct calendar *c;
    struct arena *a;
    const struct watch *w;
    const struct clock_event *e;
    struct fold fold;
    struct err *err;
};

static enum rc refuse(const struct asked *q, enum rc rc, const char *key, const char *hint, int line)
{
    (void)err_set(q->err, rc, key, __FILE__, line, "event %d", (int)q->e->kind);
    err_hint(q->err, hint);
    return rc;
}

/* Both keys as literals; arguments are put in by the caller. */
#define REFUSE(q, rc, key, hint) refuse((q), (rc), (key), (hint), __LINE__)

static void arg_number(const struct asked *q, size_t i, int64_t n)
{
    (void)err_arg(q->err, i, arena_printf(q->a, "%lld", (long long)n));
}

static void arg_moment(const struct asked *q, size_t i, int64_t ms)
{
    int minute;
    struct str day = day_text(q->a, calendar_day_of(q->c, ms_cut(ms), &minute));
    (void)err_arg(q->err, i, arena_printf(q->a, "%.*s %02d:%02d", STR_ARG(day), minute / 60, minute % 60));
}

static void arg_day(const struct asked *q, size_t i, int64_t day)
{
    (void)err_arg(q->err, i, day_text(q->a, day));
}

static enum rc refuse_stopped(const struct asked *q)
{
    (void)REFUSE(q, RC_CONFLICT, K("clock.is_stopped"), K("clock.is_stopped_hint"));
    arg_moment(q, 0, q->fold.since_ms);
    return RC_CONFLICT;
}

static enum rc allow_times(const struct asked *q)
{
    const struct clock_event *e = q->e;
    int64_t said = q->w->events ? q->w->event[q->w->events - 1].said_ms : INT64_MIN;
    if (!calendar_covers(calendar_day_of(q->c, ms_cut(e->at_ms), NULL)))
        return limit_beyond(q->err);
    if (e->at_ms > e->said_ms) {
        (void)REFUSE(q, RC_INVALID, K("clock.after_said"), K("clock.after_said_hint"));
        arg_moment(q, 0, e->said_ms);
        return RC_INVALID;
    }
    if (e->said_ms < said) {
        (void)REFUSE(q, RC_INVALID, K("clock.said_before"), K("clock.said_before_hint"));
        arg_moment(q, 0, said);
        return RC_INVALID;
    }
    return RC_OK;
}

/* Stops and pauses before the start have their own words; what lies before another fact comes after those. */
static enum rc allow_order(const struct asked *q)
{
    int64_t latest = q->fold.latest_ms > q->fold.start_ms ? q->fold.latest_ms : q->fold.start_ms;
    if (q->e->at_ms >= latest)
        return RC_OK;
    (void)REFUSE(q, RC_INVALID, K("clock.before_earlier"), K("clock.before_earlier_hint"));
    arg_moment(q, 0, latest);
    return RC_INVALID;
}

static enum rc allow_move(const struct asked *q)
{
    if (q->fold.state == CLOCK_STOPPED)
        return refuse_stopped(q);
    return q->e->basis.n
               ? RC_OK
               : REFUSE(q, RC_INVALID, K("clock.move_without_basis"), K("clock.move_without_basis_hint"));
}

/* Is the end of every limit behind? *ret_day is the last of them. */
static enum rc all_ended(const struct asked *q, bool *ret, int64_t *ret_day)
{
    size_t set = 0, ended = 0;
    *ret_day = 0;
    for (int k = 0; k < LIMIT_KIND__COUNT; k++) {
        struct clock_reading r;
        if (!q->w->budget[k].is_set)
            continue;
        enum rc rc = clock_read_fold(q->c, q->a, q->w, &q->fold, (enum limit_kind)k, q->e->at_ms, &r, q->err);
        if (rc)
            return rc;
        set++;
        ended += q->e->at_ms > r.due.ms;
        *ret_day = r.due.day > *ret_day ? r.due.day : *ret_day;
    }
    *ret = set > 0 && ended == set;
    return RC_OK;
}

static enum rc allow_pause(const struct asked *q)
{
    bool is_ended;
    int64_t day;
    if (q->fold.state == CLOCK_STOPPED)
        return refuse_stopped(q);
    if (q->fold.state == CLOCK_PAUSED) {
        (void)REFUSE(q, RC_CONFLICT, K("clock.is_paused"), K("clock.is_paused_hint"));
        arg_moment(q, 0, q->fold.since_ms);
        (void)err_arg(q->err, 1, q->fold.basis);
        return RC_CONFLICT;
    }
    if (q->e->basis.n == 0)
        return REFUSE(q, RC_INVALID, K("clock.pause_without_basis"), K("clock.pause_without_basis_hint"));
    enum rc rc = allow_order(q);
    if (rc == RC_OK)
        rc = all_ended(q, &is_ended, &day);
    if (rc || !is_ended)
        return rc;
    (void)REFUSE(q, RC_CONFLICT, K("clock.pause_after_end"), K("clock.pause_after_end_hint"));
    arg_day(q, 0, day);
    return RC_CONFLICT;
}

static enum rc allow_resume(const struct asked *q)
{
    return q->fold.state == CLOCK_PAUSED
               ? allow_order(q)
               : REFUSE(q, RC_CONFLICT, K("clock.not_paused"), K("clock.not_paused_hint"));
}

/* The end as it was when the extension was asked for: a pause that began later changes it for the better. */
static enum rc allow_extend_time(const struct asked *q)
{
    struct clock_reading r;
    if (q->e->at_ms < q->fold.start_ms) {
        (void)REFUSE(q, RC_INVALID, K("clock.extension_before_start"),
                     K("clock.extension_before_start_hint"));
        arg_moment(q, 0, q->fold.start_ms);
        return RC_INVALID;
    }
    enum rc rc = clock_read_fold(q->c, q->a, q->w, &q->fold, q->e->limit, q->e->said_ms, &r, q->err);
    if (rc || q->e->at_ms <= r.due.ms)
        return rc;
    (void)REFUSE(q, RC_CONFLICT, K("clock.extension_late"), K("clock.extension_late_hint"));
    arg_day(q, 0, r.due.day);
    return RC_CONFLICT;
}

static enum rc allow_extend(const struct asked *q)
{
    const struct clock_event *e = q->e;
    bool is_kind = (unsigned)e->limit < LIMIT_KIND__COUNT;
    const struct budget *b = is_kind && q->w->budget[e->limit].is_set ? &q->w->budget[e->limit] : NULL;
    if (q->fold.state == CLOCK_STOPPED)
        return refuse_stopped(q);
    if (!b)
        return REFUSE(q, RC_INVALID, K("clock.no_limit"), K("clock.no_limit_hint"));
    if (b->extension_most <= 0)
        return REFUSE(q, RC_INVALID, K("clock.extension_none"), K("clock.extension_none_hint"));
    if (e->basis.n == 0)
        return REFUSE(q, RC_INVALID, K("clock.extend_without_basis"), K("clock.extend_without_basis_hint"));
    if (q->fold.extend[e->limit]) {
        (void)REFUSE(q, RC_CONFLICT, K("clock.extension_second"), K("clock.extension_second_hint"));
        arg_moment(q, 0, q->fold.extend[e->limit]->at_ms);
        return RC_CONFLICT;
    }
    if (e->amount < 1 || e->amount > b->extension_most) {
        (void)REFUSE(q, RC_INVALID, K("clock.extension_large"), K("clock.extension_large_hint"));
        arg_number(q, 0, b->extension_most);
        arg_number(q, 1, e->amount);
        return RC_INVALID;
    }
    return allow_extend_time(q);
}

static enum rc allow_stop(const struct asked *q)
{
    if (q->fold.state == CLOCK_STOPPED)
        return refuse_stopped(q);
    if (q->e->at_ms >= q->fold.start_ms)
        return allow_order(q);
    (void)REFUSE(q, RC_INVALID, K("clock.stop_before_start"), K("clock.stop_before_start_hint"));
    arg_moment(q, 0, q->fold.start_ms);
    return RC_INVALID;
}

static enum rc allow_reopen(const struct asked *q)
{
    return q->fold.state == CLOCK_STOPPED
               ? allow_order(q)
               : REFUSE(q, RC_CONFLICT, K("clock.not_stopped"), K("clock.not_stopped_hint"));
}

static enum rc allow_kind(const struct asked *q)
{
    static enum rc (*const ALLOW[CLOCK_EVENT__COUNT])(const struct asked *) = {
        [CLOCK_MOVE_START] = allow_move, [CLOCK_PAUSE] = allow_pause, [CLOCK_RESUME] = allow_resume,
        [CLOCK_EXTEND] = allow_extend,   [CLOCK_STOP] = allow_stop,   [CLOCK_REOPEN] = allow_reopen,
    };
    bool is_started = q->fold.state != CLOCK_NOT_STARTED;
    if (q->e->kind == CLOCK_START && is_started) {
        (void)REFUSE(q, RC_CONFLICT, K("clock.started_already"), K("clock.started_already_hint"));
        arg_moment(q, 0, q->fold.start_ms);
        return RC_CONFLICT;
    }
    if (q->e->kind != CLOCK_START && !is_started)
        return REFUSE(q, RC_CONFLICT, K("clock.not_started"), K("clock.not_started_hint"));
    return q->e->kind == CLOCK_START ? RC_OK : ALLOW[q->e->kind](q);
}

enum rc clock_allows(const struct calendar *c, const struct watch *w, const struct clock_event *event,
                     struct err *err)
{
    struct asked q = {.c = c, .w = w, .e = event, .err = err};
    if ((unsigned)event->kind >= CLOCK_EVENT__COUNT)
        return REFUSE(&q, RC_INVALID, K("clock.event_wrong"), NULL);
    if (w->events >= CLOCK_EVENTS_MAX)
        return REFUSE(&q, RC_CONFLICT, K("clock.events_many"), K("clock.events_many_hint"));
    struct arena *scratch CLEANUP(arena_freep) = arena_new(0);
    if (!scratch)
        return FAIL(err, RC_NO_MEMORY, "clock.no_memory", "scratch");
    q.a = scratch;
    enum rc rc = clock_fold(scratch, w, INT64_MAX, &q.fold, err);
    if (rc == RC_OK)
        rc = allow_times(&q);
    return rc ? rc : allow_kind(&q);
}
