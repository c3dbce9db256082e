/* The ladder of a term: the rungs before the end, the end, the rungs after it, each with its instant. What
 * was given is a count, because they come in order: a rung whose instant would lie before that of the one
 * below it comes with that one. */
#include "calendar/clock.h"

#include "calendar/every.h"
#include "calendar/fold.h"
#include "calendar/reckon.h"

#define NEVER_MS INT64_MAX

/* What no calendar reaches: before the end it lies before every term, and after it behind every moment. */
static int64_t out_of_reach(struct rung rung) { return rung.amount > 0 ? INT64_MIN : NEVER_MS; }

static int64_t opens_ms(const struct calendar *c, int64_t day)
{
    if (!calendar_is_workday(c, day))
        return NEVER_MS;
    return calendar_pattern(c)->hours_n ? calendar_opens_ms(c, day) : calendar_ms(c, day, WARNING_MINUTE);
}

static int64_t day_moved(const struct calendar *c, struct rung rung, int64_t due_day)
{
    int months = rung.unit == LIMIT_YEARS ? 12 : 1;
    if (rung.amount > LIMIT_AMOUNT_MAX || rung.amount < -LIMIT_AMOUNT_MAX)
        return 0;
    if (rung.unit == LIMIT_WORKDAYS)
        return calendar_add_workdays(c, due_day, -rung.amount);
    int64_t day = rung.unit == LIMIT_DAYS ? day_add(due_day, -rung.amount)
                                          : day_add_months(due_day, -rung.amount * months);
    if (day == 0 || calendar_is_workday(c, day))
        return day;
    return calendar_add_workdays(c, day, rung.amount > 0 ? -1 : 1);
}

/* Within open doors: before the end rather earlier, after it rather later. */
static int64_t minutes_moved(const struct calendar *c, struct rung rung, int64_t due_ms)
{
    int64_t ms = rung.amount * MINUTE_MS;
    if (rung.unit == LIMIT_OPEN_MINUTES) {
        int64_t at = calendar_add_open_ms(c, due_ms, -ms);
        return at ? at : out_of_reach(rung);
    }
    int64_t at = ms_cut(due_ms - ms);
    if (!calendar_is_open(c, at))
        at = ms > 0 ? calendar_add_open_ms(c, at, -MINUTE_MS) : calendar_add_open_ms(c, at, 0);
    return at ? at : out_of_reach(rung);
}

int64_t rung_ms(const struct calendar *c, struct rung rung, struct due due)
{
    if (!unit_is_days(rung.unit))
        return minutes_moved(c, rung, due.ms);
    int64_t day = day_moved(c, rung, due.day);
    return day ? opens_ms(c, day) : out_of_reach(rung);
}

struct ladder {
    int64_t at_ms[CLOCK_RUNGS_MAX + 1];
    bool is_left_out[CLOCK_RUNGS_MAX + 1];
    int n, end; /* end: which of them is the end itself */
};

static size_t rungs_before(const struct budget *b)
{
    size_t n = 0;
    while (n < b->rungs && n < CLOCK_RUNGS_MAX && b->rung[n].amount > 0)
        n++;
    return n;
}

static void ladder_add(struct ladder *l, int64_t at_ms, int64_t term_ms, bool is_end)
{
    int64_t before = l->n ? l->at_ms[l->n - 1] : INT64_MIN;
    l->is_left_out[l->n] = !is_end && at_ms < term_ms;
    if (is_end && at_ms < term_ms)
        at_ms = term_ms;
    l->at_ms[l->n++] = at_ms > before ? at_ms : before;
}

static struct ladder ladder_of(const struct calendar *c, const struct budget *b, struct due due,
                               int64_t term_ms)
{
    struct ladder l = {0};
    size_t before = rungs_before(b);
    for (size_t i = 0; i < before; i++)
        ladder_add(&l, rung_ms(c, b->rung[i], due), term_ms, false);
    l.end = l.n;
    ladder_add(&l, due.ms + 1, term_ms, true);
    for (size_t i = before; i < b->rungs && i < CLOCK_RUNGS_MAX; i++)
        ladder_add(&l, rung_ms(c, b->rung[i], due), term_ms, false);
    return l;
}

struct climb {
    const struct calendar *c;
    struct arena *scratch;
    const struct watch *w;
    struct fold fold;
    int64_t now_ms;
};

/* A rung before the end comes once a term. The end is taken back when it lies ahead again, and with it what
 * came after it. */
static int rungs_given(const struct ladder *l, struct ladder_mark mark, const struct clock_reading *r)
{
    int given = mark.term == r->term && mark.rungs > 0 ? mark.rungs : 0;
    if (!r->is_overdue && given > l->end)
        given = l->end;
    return given < l->n ? given : l->n;
}

static void tick_add(struct tick *t, const struct ladder *l, int rung, enum limit_kind kind, struct due due)
{
    t->warning[t->warnings++] = (struct warning){
        .kind = kind, .rung = rung, .is_end = rung == l->end, .at_ms = l->at_ms[rung], .due = due};
}

static enum rc climb_limit(const struct climb *k, enum limit_kind kind, struct tick *t, struct err *err)
{
    struct clock_reading r;
    const struct fold *f = &k->fold;
    enum rc rc = clock_read_fold(k->c, k->scratch, k->w, f, kind, k->now_ms, &r, err);
    if (rc)
        return rc;
    const struct clock_event *extend = f->extend[kind];
    int64_t term_ms = extend && extend->at_ms > f->term_ms ? extend->at_ms : f->term_ms;
    struct ladder l = ladder_of(k->c, &k->w->budget[kind], r.due, term_ms);
    int given = rungs_given(&l, t->mark[kind], &r), i = given;
    for (; i < l.n && (l.is_left_out[i] || l.at_ms[i] <= k->now_ms); i++) {
        if (l.is_left_out[i])
            continue; /* and not given: a pause may yet bring it into the term */
        tick_add(t, &l, i, kind, r.due);
        given = i + 1;
    }
    t->mark[kind] = (struct ladder_mark){r.term, given};
    if (i < l.n && l.at_ms[i] < t->next_ms)
        t->next_ms = l.at_ms[i];
    return RC_OK;
}

enum rc clock_tick(const struct calendar *c, struct arena *scratch, const struct watch *w,
                   const struct ladder_mark mark[LIMIT_KIND__COUNT], int64_t now_ms, struct tick *ret,
                   struct err *err)
{
    struct climb k = {.c = c, .scratch = scratch, .w = w, .now_ms = now_ms};
    struct tick t = {.next_ms = NEVER_MS};
    memcpy(t.mark, mark, sizeof t.mark);
    enum rc rc = clock_fold(scratch, w, now_ms, &k.fold, err);
    for (int kind = 0; rc == RC_OK && k.fold.state == CLOCK_RUNNING && kind < LIMIT_KIND__COUNT; kind++)
        if (w->budget[kind].is_set)
            rc = climb_limit(&k, (enum limit_kind)kind, &t, err);
    if (rc == RC_OK)
        *ret = t;
    return rc;
}
