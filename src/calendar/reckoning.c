/* A limit counted as a clerk counts it: one day after the other with a finger on the calendar, one opening
 * after the other for minutes. It shares with limit.c only what a pause is in days and which day corresponds
 * in another month, so that each shows the mistakes of the other. */
#include "calendar/calendar.h"
#include "calendar/limit.h"

#include "calendar/every.h"
#include "calendar/reckon.h"

struct way {
    const struct calendar *c;
    struct arena *a;
    struct time_limit limit;
    const struct pause *pause;
    struct day_pause *days; /* by pause; first 0: none */
    size_t pauses;
    struct step *step;
    size_t steps, room;
    const struct notice **used;
    size_t used_n, used_room;
    int year;        /* shown last */
    int provisional; /* the year that was said to be so last */
    bool is_out_of_memory;
};

/* The list. */

static void *grown(struct way *w, const void *from, size_t n, size_t *room, size_t size)
{
    if (n < *room)
        return NULL;
    size_t more = *room ? *room * 2 : 16;
    void *to = arena_try_array(w->a, more, size);
    if (!to) {
        w->is_out_of_memory = true;
        return NULL;
    }
    if (n)
        memcpy(to, from, n * size);
    *room = more;
    return to;
}

static void step_add(struct way *w, struct step s)
{
    void *to = grown(w, w->step, w->steps, &w->room, sizeof *w->step);
    if (to)
        w->step = to;
    if (w->is_out_of_memory)
        return;
    s.limit = w->limit;
    s.shows_year = (int)(s.first / 10000) != w->year;
    if (s.kind != STEP_PROVISIONAL) /* which says the year in words */
        w->year = (int)(s.last / 10000);
    w->step[w->steps++] = s;
}

static void notice_use(struct way *w, const struct notice *n)
{
    for (size_t i = 0; i < w->used_n; i++)
        if (w->used[i] == n)
            return;
    if (!n)
        return;
    void *to = grown(w, w->used, w->used_n, &w->used_room, sizeof(const struct notice *));
    if (to)
        w->used = to;
    if (!w->is_out_of_memory)
        w->used[w->used_n++] = n;
}

static bool steps_are_one(const struct step *was, const struct step *is)
{
    return was->kind == is->kind && was->day == is->day && was->notice == is->notice &&
           was->is_provisional == is->is_provisional && str_eq(was->name, is->name) &&
           str_eq(was->basis, is->basis);
}

/* A day that goes into the step before it when it is of the same kind. */
static void day_take(struct way *w, struct step s)
{
    struct step *last = w->steps ? &w->step[w->steps - 1] : NULL;
    if (!last || s.kind == STEP_DUE || day_add(last->last, 1) != s.first || !steps_are_one(last, &s)) {
        step_add(w, s);
        return;
    }
    last->last = s.last;
    if (s.counted_to)
        last->counted_to = s.counted_to;
    w->year = (int)(s.last / 10000);
}

/* A day of a year without notice has a say. */
static bool provisional_say(struct way *w, int64_t day, const struct day_fact *f)
{
    int year = (int)(day / 10000);
    if (f->is_provisional && year != w->provisional) {
        w->provisional = year;
        step_add(w, (struct step){STEP_PROVISIONAL, day, day, .is_provisional = true, .day = f->kind});
    }
    return f->is_provisional;
}

static const struct pause *pause_on(const struct way *w, int64_t day)
{
    for (size_t i = 0; i < w->pauses; i++)
        if (w->days[i].first && day >= w->days[i].first && day <= w->days[i].last)
            return &w->pause[i];
    return NULL;
}

static int closing_minute(const struct calendar *c, int64_t day)
{
    struct opening s[SESSIONS_MAX];
    size_t n = calendar_sessions(c, day, s);
    return n ? s[n - 1].close_minute : 0;
}

/* Days. */

/* What day d is to the limit, as a step of one day; asks the calendar only where it has a say. */
static struct step day_step(struct way *w, int64_t d, bool calendar_says)
{
    const struct pause *p = pause_on(w, d);
    struct day_fact f = calendar_day(w->c, d);
    struct step s = {STEP_COUNTED, d, d};
    if (calendar_says) {
        s.is_provisional = provisional_say(w, d, &f);
        s.day = f.kind;
    }
    if (p) {
        s.kind = STEP_PAUSED;
        s.basis = p->basis;
        s.day = DAY_WORK;
        return s;
    }
    if (!calendar_says)
        return s;
    s.name = f.name;
    s.notice = f.notice;
    notice_use(w, f.notice);
    s.kind = f.kind == DAY_WORK      ? STEP_COUNTED
             : f.kind == DAY_MAKE_UP ? STEP_MAKE_UP
             : f.kind == DAY_WEEKEND ? STEP_WEEKEND
                                     : STEP_HOLIDAY;
    return s;
}

static void due_take(struct way *w, struct step s, int64_t d, int counted)
{
    s.kind = STEP_DUE;
    s.first = s.last = d;
    s.counted_from = s.counted_to = counted;
    s.to_minute = closing_minute(w->c, d);
    day_take(w, s);
}

/* From day d on the first that is worked and not paused. 0: beyond 2099. */
static int64_t end_roll(struct way *w, int64_t d, int counted)
{
    for (; calendar_covers(d); d = day_add(d, 1), counted = 0) {
        struct step s = day_step(w, d, true);
        if (s.kind == STEP_COUNTED || s.kind == STEP_MAKE_UP) {
            due_take(w, s, d, counted);
            return d;
        }
        if (s.kind != STEP_PAUSED)
            s.kind = STEP_ROLLED;
        s.counted_from = s.counted_to = counted;
        day_take(w, s);
    }
    return 0;
}

static int64_t workdays_walk(struct way *w, int64_t start)
{
    int counted = 0;
    for (int64_t d = day_add(start, 1); calendar_covers(d); d = day_add(d, 1)) {
        struct step s = day_step(w, d, true);
        if (s.kind == STEP_COUNTED || s.kind == STEP_MAKE_UP) {
            s.counted_from = s.counted_to = ++counted;
            if (counted == w->limit.amount) {
                due_take(w, s, d, counted);
                return d;
            }
        }
        day_take(w, s);
    }
    return 0;
}

static void moved_say(struct way *w, int64_t start, int64_t d)
{
    step_add(w, (struct step){STEP_MOVED, d, d, .is_month_end = start % 100 != d % 100});
}

/* Calendar days, and months as the days up to the corresponding one. */
static int64_t days_walk(struct way *w, int64_t start)
{
    bool is_months = w->limit.unit != LIMIT_DAYS;
    int64_t corresponding = limit_corresponding_day(w->limit, start);
    int counted = 0, all = corresponding ? day_between(start, corresponding) : 0;
    for (int64_t d = day_add(start, 1); corresponding && calendar_covers(d); d = day_add(d, 1)) {
        if (is_months && d == corresponding)
            moved_say(w, start, d);
        struct step s = day_step(w, d, false);
        if (s.kind == STEP_COUNTED) {
            s.counted_from = s.counted_to = ++counted;
            if (counted == all)
                return end_roll(w, d, counted);
        }
        day_take(w, s);
    }
    return 0;
}

static int64_t zero_walk(struct way *w, int64_t start)
{
    struct step s = day_step(w, start, true);
    if (s.kind != STEP_COUNTED && s.kind != STEP_MAKE_UP)
        return end_roll(w, day_add(start, 1), 0);
    due_take(w, s, start, 0);
    return start;
}

static enum rc days_explain(struct way *w, int64_t start, struct due *due, struct err *err)
{
    step_add(w, (struct step){STEP_START, start, start, .day = calendar_day(w->c, start).kind});
    int64_t day = w->limit.amount == 0              ? zero_walk(w, start)
                  : w->limit.unit == LIMIT_WORKDAYS ? workdays_walk(w, start)
                                                    : days_walk(w, start);
    if (day == 0)
        return limit_beyond(err);
    *due = (struct due){calendar_closes_ms(w->c, day), day, w->provisional != 0};
    return RC_OK;
}

/* Minutes. */

struct run {
    int64_t left_ms, counted_ms; /* yet to be counted; counted */
    int64_t end_ms;
    bool is_over;
};

static int minute_of(const struct way *w, int64_t ms, int64_t *ret_day)
{
    int minute;
    *ret_day = calendar_day_of(w->c, ms_cut(ms), &minute);
    return minute;
}

/* A stretch of time as a step; one that ends at midnight ends at 24:00 of its day. */
static struct step stretch_step(const struct way *w, enum step_kind kind, int64_t from, int64_t to)
{
    struct step s = {kind};
    s.from_minute = minute_of(w, from, &s.first);
    s.to_minute = minute_of(w, to, &s.last);
    int64_t eve = to > from ? calendar_day_of(w->c, ms_cut(to) - 1, NULL) : s.last;
    if (eve != s.last) {
        s.last = eve;
        s.to_minute = 1440;
    }
    return s;
}

static const struct pause *pause_at(const struct way *w, int64_t ms)
{
    for (size_t i = 0; i < w->pauses; i++)
        if (ms >= w->pause[i].from_ms && ms < w->pause[i].to_ms)
            return &w->pause[i];
    return NULL;
}

static int64_t pause_begins(const struct way *w, int64_t after, int64_t before)
{
    for (size_t i = 0; i < w->pauses; i++)
        if (w->pause[i].from_ms > after && w->pause[i].from_ms < before &&
            w->pause[i].to_ms > w->pause[i].from_ms)
            before = w->pause[i].from_ms;
    return before;
}

static void pause_take(struct way *w, const struct pause *p, int64_t from, int64_t to)
{
    struct step s = stretch_step(w, STEP_PAUSED, from, to), *last = w->steps ? &w->step[w->steps - 1] : NULL;
    s.basis = p->basis;
    if (last && last->kind == STEP_PAUSED && str_eq(last->basis, s.basis)) {
        last->last = s.last;
        last->to_minute = s.to_minute;
        w->year = (int)(s.last / 10000);
        return;
    }
    step_add(w, s);
}

static void open_take(struct way *w, struct run *r, int64_t from, int64_t to)
{
    struct step s = stretch_step(w, STEP_OPEN, from, to);
    s.counted_from = (int)(r->counted_ms / MINUTE_MS);
    r->counted_ms += to - from;
    r->left_ms -= to - from;
    s.counted_to = (int)(r->counted_ms / MINUTE_MS);
    s.is_provisional = w->provisional == (int)(s.first / 10000);
    step_add(w, s);
}

/* Doors are open from … to. */
static void opening_walk(struct way *w, struct run *r, int64_t from, int64_t to)
{
    while (from < to && !r->is_over) {
        const struct pause *p = pause_at(w, from);
        int64_t until = p ? (p->to_ms < to ? p->to_ms : to) : pause_begins(w, from, to);
        if (p) {
            pause_take(w, p, from, until);
        } else {
            r->is_over = until - from >= r->left_ms;
            if (r->is_over)
                until = r->end_ms = from + r->left_ms;
            if (until > from)
                open_take(w, r, from, until);
        }
        from = until;
    }
}

static void day_walk(struct way *w, struct run *r, int64_t d, int64_t start_ms)
{
    struct opening s[SESSIONS_MAX];
    struct step day = {STEP_WEEKEND, d, d};
    struct day_fact f = calendar_day(w->c, d);
    size_t n = calendar_sessions(w->c, d, s);
    day.is_provisional = provisional_say(w, d, &f);
    day.day = f.kind;
    day.name = f.name;
    day.notice = f.notice;
    notice_use(w, f.notice);
    if (!f.is_workday) {
        day.kind = f.kind == DAY_HOLIDAY ? STEP_HOLIDAY : STEP_WEEKEND;
        day_take(w, day);
    }
    for (size_t i = 0; i < n && !r->is_over; i++) {
        int64_t from = calendar_ms(w->c, d, s[i].open_minute), to = calendar_ms(w->c, d, s[i].close_minute);
        opening_walk(w, r, from < start_ms ? start_ms : from, to);
        start_ms = to > start_ms ? to : start_ms;
    }
}

static enum rc minutes_explain(struct way *w, int64_t start_ms, struct due *due, struct err *err)
{
    struct run r = {
        .left_ms = w->limit.amount * MINUTE_MS, .end_ms = start_ms, .is_over = w->limit.amount == 0};
    struct step s = {STEP_START};
    s.to_minute = minute_of(w, start_ms, &s.first);
    s.last = s.first;
    s.day = calendar_day(w->c, s.first).kind;
    step_add(w, s);
    if (w->limit.unit == LIMIT_MINUTES)
        opening_walk(w, &r, start_ms, MS_LAST);
    else
        for (int64_t d = s.first; !r.is_over && calendar_covers(d); d = day_add(d, 1))
            day_walk(w, &r, d, start_ms);
    struct step end = stretch_step(w, STEP_DUE, start_ms, r.end_ms);
    if (!r.is_over || !calendar_covers(end.last))
        return limit_beyond(err);
    end.first = end.last;
    end.day = calendar_day(w->c, end.last).kind;
    step_add(w, end);
    *due = (struct due){r.end_ms, end.last, w->provisional != 0};
    return RC_OK;
}

static enum rc no_memory(struct err *err)
{
    return FAIL(err, RC_NO_MEMORY, "clock.no_memory", "steps of a reckoning");
}

enum rc limit_explain(const struct calendar *c, struct arena *a, struct time_limit limit, int64_t start_ms,
                      const struct pause *pause, size_t pauses, struct reckoning *ret, struct err *err)
{
    int64_t start;
    enum rc rc = limit_check(c, limit, start_ms, pause, pauses, &start, err);
    if (rc)
        return rc;
    struct way w = {.c = c, .a = a, .limit = limit, .pause = pause, .pauses = pauses};
    w.days = arena_try_array(a, pauses ? pauses : 1, sizeof *w.days);
    if (!w.days)
        return no_memory(err);
    for (size_t i = 0; i < pauses; i++)
        if (!limit_pause_days(c, &pause[i], &w.days[i]))
            w.days[i] = (struct day_pause){0};
    struct due due;
    rc = unit_is_days(limit.unit) ? days_explain(&w, start, &due, err)
                                  : minutes_explain(&w, start_ms, &due, err);
    if (w.is_out_of_memory)
        return no_memory(err);
    if (rc == RC_OK)
        *ret = (struct reckoning){due, w.step, w.steps, w.used, w.used_n};
    return rc;
}
