/* A reading in two steps: the events come to a fold that knows no limit, and the fold comes to a reading of
 * one limit. Gaps become pauses only here, because a limit in days and one in minutes cut the day of a stop
 * differently. */
#include "calendar/clock.h"

#include "calendar/every.h"
#include "calendar/fold.h"
#include "calendar/reckon.h"

static void gap_open(struct fold *f, const struct clock_event *e, bool is_stop)
{
    f->gap[f->gaps++] = (struct gap){e->at_ms, PAUSE_OPEN, e->basis, is_stop};
}

static void gap_close(struct fold *f, int64_t at_ms)
{
    struct gap *g = &f->gap[f->gaps - 1];
    g->to_ms = at_ms > g->from_ms ? at_ms : g->from_ms;
}

static void state_set(struct fold *f, enum clock_state state, int64_t since_ms, struct str basis)
{
    f->state = state;
    f->since_ms = since_ms;
    f->basis = basis;
}

static void fold_start(struct fold *f, const struct clock_event *e)
{
    f->start_ms = f->term_ms = e->at_ms;
    state_set(f, CLOCK_RUNNING, e->at_ms, str_c(NULL));
}

static void fold_move(struct fold *f, const struct clock_event *e)
{
    f->start_ms = f->term_ms = e->at_ms;
    f->moves++;
    if (f->state == CLOCK_RUNNING) {
        f->since_ms = e->at_ms;
    } else if (e->at_ms >= f->since_ms) {
        gap_close(f, e->at_ms);
        state_set(f, CLOCK_RUNNING, e->at_ms, str_c(NULL));
    }
}

static void fold_stop(struct fold *f, const struct clock_event *e)
{
    if (f->state == CLOCK_PAUSED)
        gap_close(f, e->at_ms);
    state_set(f, CLOCK_STOPPED, e->at_ms, str_c(NULL));
}

static void fold_reopen(struct fold *f, const struct clock_event *e)
{
    struct clock_event stop = {.at_ms = f->since_ms, .basis = e->basis};
    gap_open(f, &stop, true);
    gap_close(f, e->at_ms);
    f->moves++;
    f->term_ms = e->at_ms;
    state_set(f, CLOCK_RUNNING, e->at_ms, str_c(NULL));
}

static void fold_event(struct fold *f, const struct clock_event *e)
{
    bool is_live = f->state == CLOCK_RUNNING || f->state == CLOCK_PAUSED;
    if (e->kind == CLOCK_START && f->state == CLOCK_NOT_STARTED) {
        fold_start(f, e);
    } else if (e->kind == CLOCK_MOVE_START && is_live) {
        fold_move(f, e);
    } else if (e->kind == CLOCK_PAUSE && f->state == CLOCK_RUNNING) {
        gap_open(f, e, false);
        state_set(f, CLOCK_PAUSED, e->at_ms, e->basis);
    } else if (e->kind == CLOCK_RESUME && f->state == CLOCK_PAUSED) {
        gap_close(f, e->at_ms);
        state_set(f, CLOCK_RUNNING, e->at_ms, str_c(NULL));
    } else if (e->kind == CLOCK_STOP && is_live) {
        fold_stop(f, e);
    } else if (e->kind == CLOCK_REOPEN && f->state == CLOCK_STOPPED) {
        fold_reopen(f, e);
    } else if (e->kind == CLOCK_EXTEND && is_live && (unsigned)e->limit < LIMIT_KIND__COUNT &&
               !f->extend[e->limit]) {
        f->extend[e->limit] = e;
    }
    bool is_fact = e->kind != CLOCK_START && e->kind != CLOCK_MOVE_START && e->kind != CLOCK_EXTEND;
    if (is_fact && e->at_ms > f->latest_ms)
        f->latest_ms = e->at_ms;
}

enum rc clock_fold(struct arena *a, const struct watch *w, int64_t now_ms, struct fold *ret, struct err *err)
{
    struct fold f = {.latest_ms = INT64_MIN};
    f.gap = arena_try_array(a, w->events + 1, sizeof *f.gap);
    if (!f.gap)
        return FAIL(err, RC_NO_MEMORY, "clock.no_memory", "pauses of %zu events", w->events);
    for (size_t i = 0; i < w->events; i++)
        if (w->event[i].said_ms <= now_ms)
            fold_event(&f, &w->event[i]);
    *ret = f;
    return RC_OK;
}

/* The pauses of a fold for a limit, the open one until `until_ms`: cut, because the last of all instants is
 * also the sign of an open pause. */
static size_t fold_pauses(const struct calendar *c, const struct fold *f, enum limit_unit unit,
                          int64_t until_ms, struct pause *ret)
{
    size_t n = 0;
    for (size_t i = 0; i < f->gaps; i++) {
        const struct gap *g = &f->gap[i];
        int64_t from = g->from_ms, to = g->to_ms == PAUSE_OPEN ? ms_cut(until_ms) : g->to_ms;
        if (g->is_stop && unit_is_days(unit)) {
            int64_t next = day_add(calendar_day_of(c, ms_cut(from), NULL), 1);
            from = next ? calendar_ms(c, next, 0) : MS_LAST;
        }
        if (to >= from && to > f->start_ms)
            ret[n++] = (struct pause){from > f->start_ms ? from : f->start_ms, to, g->basis};
    }
    return n;
}

/* Sees the due date from a moment: what is left, what is too much. */
static void reading_compare(const struct calendar *c, struct clock_reading *r, int64_t at_ms)
{
    int64_t day = calendar_day_of(c, ms_cut(at_ms), NULL);
    r->is_overdue = at_ms > r->due.ms;
    if (r->is_overdue)
        r->overdue_workdays = day > r->due.day ? calendar_workdays(c, day_add(r->due.day, 1), day) : 0;
    else if (unit_is_days(r->budget.unit))
        r->left = day < r->due.day ? calendar_workdays(c, day_add(day, 1), r->due.day) : 0;
    else if (r->budget.unit == LIMIT_OPEN_MINUTES)
        r->left = calendar_open_ms_between(c, at_ms, r->due.ms) / MINUTE_MS;
    else
        r->left = (r->due.ms - at_ms) / MINUTE_MS;
    r->is_due_today = r->state != CLOCK_STOPPED && day == r->due.day;
}

static bool rung_was_passed(const struct calendar *c, const struct budget *b, const struct clock_reading *r,
                            int64_t now_ms)
{
    for (size_t i = 0; i < b->rungs && i < CLOCK_RUNGS_MAX && b->rung[i].amount > 0; i++) {
        int64_t at = rung_ms(c, b->rung[i], r->due);
        if (at <= now_ms && at >= r->start_ms)
            return true;
    }
    return false;
}

static enum light light_of(const struct calendar *c, const struct budget *b, const struct clock_reading *r,
                           int64_t now_ms)
{
    if (r->is_overdue)
        return LIGHT_RED;
    if (r->state != CLOCK_RUNNING)
        return LIGHT_NONE;
    return rung_was_passed(c, b, r, now_ms) ? LIGHT_YELLOW : LIGHT_GREEN;
}

enum rc clock_read_fold(const struct calendar *c, struct arena *a, const struct watch *w,
                        const struct fold *f, enum limit_kind kind, int64_t now_ms, struct clock_reading *ret,
                        struct err *err)
{
    bool is_kind = (unsigned)kind < LIMIT_KIND__COUNT;
    if (!is_kind || !w->budget[kind].is_set) {
        (void)FAIL(err, RC_NOT_FOUND, "clock.no_limit", "limit %d", (int)kind);
        ERR_HINT(err, "clock.no_limit_hint");
        return RC_NOT_FOUND;
    }
    const struct budget *b = &w->budget[kind];
    const struct clock_event *extend = f->extend[kind];
    struct clock_reading r = {.state = f->state, .budget = b->limit, .start_ms = f->start_ms};
    if (extend)
        r.budget.amount += extend->amount;
    if (f->state == CLOCK_NOT_STARTED) {
        *ret = r;
        return RC_OK;
    }
    r.running_since_ms = f->since_ms;
    r.term = 1 + f->moves + (extend != NULL);
    r.basis = f->basis;
    r.pause = arena_try_array(a, f->gaps + 1, sizeof *r.pause);
    if (!r.pause)
        return FAIL(err, RC_NO_MEMORY, "clock.no_memory", "%zu pauses", f->gaps);
    r.pauses = fold_pauses(c, f, r.budget.unit, now_ms, r.pause);
    enum rc rc = limit_due(c, r.budget, r.start_ms, r.pause, r.pauses, &r.due, err);
    if (rc)
        return rc;
    int64_t at = f->state == CLOCK_STOPPED ? f->since_ms : now_ms;
    r.used = limit_used(c, r.budget, r.start_ms, r.pause, r.pauses, at);
    reading_compare(c, &r, at);
    if (r.state == CLOCK_RUNNING && r.is_overdue)
        r.state = CLOCK_EXPIRED;
    r.light = light_of(c, b, &r, now_ms);
    *ret = r;
    return RC_OK;
}

enum rc clock_read(const struct calendar *c, struct arena *a, const struct watch *w, enum limit_kind kind,
                   int64_t now_ms, struct clock_reading *ret, struct err *err)
{
    struct fold f;
    enum rc rc = clock_fold(a, w, now_ms, &f, err);
    return rc ? rc : clock_read_fold(c, a, w, &f, kind, now_ms, ret, err);
}

enum rc clock_explain(const struct calendar *c, struct arena *a, const struct watch *w, enum limit_kind kind,
                      int64_t now_ms, struct reckoning *ret, struct err *err)
{
    struct clock_reading r;
    enum rc rc = clock_read(c, a, w, kind, now_ms, &r, err);
    if (rc)
        return rc;
    if (r.state == CLOCK_NOT_STARTED) {
        rc = FAIL(err, RC_NOT_FOUND, "clock.not_started", "limit %d", (int)kind);
        ERR_HINT(err, "clock.not_started_hint");
        return rc;
    }
    return limit_explain(c, a, r.budget, r.start_ms, r.pause, r.pauses, ret, err);
}

/* A changed calendar. */

struct moves {
    struct arena *a;
    struct moved_clock *item;
    size_t n, room;
};

static enum rc moves_add(struct moves *m, struct moved_clock moved, struct err *err)
{
    if (m->n == m->room) {
        size_t room = m->room ? m->room * 2 : 16;
        struct moved_clock *to = arena_try_array(m->a, room, sizeof *to);
        if (!to)
            return FAIL(err, RC_NO_MEMORY, "clock.no_memory", "%zu moved clocks", room);
        if (m->n)
            memcpy(to, m->item, m->n * sizeof *to);
        m->item = to;
        m->room = room;
    }
    m->item[m->n++] = moved;
    return RC_OK;
}

/* The days between the start and the later end on which the two calendars disagree. */
static enum rc moved_explain(struct arena *a, const struct calendar *was, const struct calendar *is,
                             int64_t start_ms, struct moved_clock *moved, struct err *err)
{
    int64_t first = calendar_day_of(is, start_ms, NULL);
    int64_t last = moved->from.day > moved->to.day ? moved->from.day : moved->to.day;
    size_t n = calendar_difference(was, is, first, last, NULL, 0);
    int64_t *day = arena_try_array(a, n + 1, sizeof *day);
    if (!day)
        return FAIL(err, RC_NO_MEMORY, "clock.no_memory", "%zu days", n);
    moved->days = calendar_difference(was, is, first, last, day, n);
    moved->day = day;
    return RC_OK;
}

struct change {
    struct arena *keep, *scratch;
    const struct calendar *was, *is;
    int64_t now_ms;
    struct moves moves;
};

static enum rc reproject_limit(struct change *ch, const struct watch *w, size_t at, const struct fold *f,
                               enum limit_kind kind, struct err *err)
{
    struct clock_reading was, is;
    enum rc rc = clock_read_fold(ch->was, ch->scratch, w, f, kind, ch->now_ms, &was, err);
    if (rc == RC_OK)
        rc = clock_read_fold(ch->is, ch->scratch, w, f, kind, ch->now_ms, &is, err);
    if (rc || was.due.ms == is.due.ms)
        return rc;
    struct moved_clock moved = {.watch = at, .kind = kind, .from = was.due, .to = is.due};
    moved.verdict_changes = is.state == CLOCK_STOPPED && was.is_overdue != is.is_overdue;
    rc = moved_explain(ch->keep, ch->was, ch->is, is.start_ms, &moved, err);
    return rc ? rc : moves_add(&ch->moves, moved, err);
}

static enum rc reproject_watch(struct change *ch, const struct watch *w, size_t at, struct err *err)
{
    struct fold f;
    arena_reset(ch->scratch);
    enum rc rc = clock_fold(ch->scratch, w, ch->now_ms, &f, err);
    for (int k = 0; rc == RC_OK && f.state != CLOCK_NOT_STARTED && k < LIMIT_KIND__COUNT; k++)
        if (w->budget[k].is_set)
            rc = reproject_limit(ch, w, at, &f, (enum limit_kind)k, err);
    return rc;
}

enum rc clock_reproject(struct arena *a, const struct calendar *was, const struct calendar *is,
                        const struct watch *w, size_t watches, int64_t now_ms, struct moved_clock **ret,
                        size_t *ret_n, struct err *err)
{
    /* What is read of 100,000 clocks would stay in the caller's arena: the pauses go after each. */
    struct arena *scratch CLEANUP(arena_freep) = arena_new(0);
    if (!scratch)
        return FAIL(err, RC_NO_MEMORY, "clock.no_memory", "scratch");
    struct change ch = {a, scratch, was, is, now_ms, {.a = a}};
    for (size_t i = 0; i < watches; i++) {
        enum rc rc = reproject_watch(&ch, &w[i], i, err);
        if (rc)
            return rc;
    }
    *ret = ch.moves.item;
    *ret_n = ch.moves.n;
    return RC_OK;
}
