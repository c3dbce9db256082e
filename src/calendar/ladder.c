/* The ladder of a term: the rungs before the end, the end, the rungs after it, each with its instant. What
 * was given is a count, because they come in order: a rung whose instant would lie before that of the one
 * below it comes with that one. */
#include "calendar/clock.h"

#include "calendar/every.h"
#include "calendar/fold.h"
#include "calendar/reckon.h"

#define NEVER_MS INT64_MAX

static int64_t opens_ms(const struct calendar *c, int64_t day)
{
    if (!calendar_is_workday(c, day))
        return NEVER_MS;
    return calendar_pattern(c)->hours_n ? calendar_opens_ms(c, day) : calendar_ms(c, day, WARNING_MINUTE);
}

static int64_t day_moved(const struct calendar *c, struct rung rung, int64_t due_day)
{
    if (rung.unit == LIMIT_WORKDAYS)
        return calendar_add_workdays(c, due_day, -rung.amount);
    int months = rung.unit == LIMIT_YEARS ? 12 : 1;
    if (rung.amount > LIMIT_AMOUNT_MAX || rung.amount < -LIMIT_AMOUNT_MAX)
        return 0;
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
        return at ? at : NEVER_MS;
    }
    int64_t at = ms_cut(due_ms - ms);
    if (!calendar_is_open(c, at))
        at = ms > 0 ? calendar_add_open_ms(c, at, -MINUTE_MS) : calendar_add_open_ms(c, at, 0);
    return at ? at : NEVER_MS;
}

int64_t rung_ms(const struct calendar *c, struct rung rung, struct due due)
{
    if (!unit_is_days(rung.unit))
        return minutes_moved(c, rung, due.ms);
    int64_t day = day_moved(c, rung, due.day);
    return day ? opens_ms(c, day) : NEVER_MS;
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

/* The ladder of one limit with what was given of it; *ret_given is its length when none can come. */
struct climb {
    struct ladder ladder;
    struct clock_reading reading;
    int given;
};

static enum rc climb_of(const struct calendar *c, struct arena *a, const struct watch *w,
                        const struct fold *f, enum limit_kind kind, struct ladder_mark mark, int64_t now_ms,
                        struct climb *ret, struct err *err)
{
    *ret = (struct climb){0};
    bool runs = f->state == CLOCK_RUNNING && (unsigned)kind < LIMIT_KIND__COUNT && w->budget[kind].is_set;
    if (!runs)
        return RC_OK;
    enum rc rc = clock_read_fold(c, a, w, f, kind, now_ms, &ret->reading, err);
    if (rc)
        return rc;
    const struct clock_event *extend = f->extend[kind];
    int64_t term_ms = extend && extend->at_ms > f->term_ms ? extend->at_ms : f->term_ms;
    ret->ladder = ladder_of(c, &w->budget[kind], ret->reading.due, term_ms);
    ret->given = mark.term == ret->reading.term && mark.rungs > 0 ? mark.rungs : 0;
    return RC_OK;
}

enum rc clock_warnings(const struct calendar *c, struct arena *a, const struct watch *w, enum limit_kind kind,
                       struct ladder_mark mark, int64_t now_ms, struct warning ret[CLOCK_RUNGS_MAX + 1],
                       size_t *ret_n, struct err *err)
{
    struct fold f;
    struct climb k;
    enum rc rc = clock_fold(a, w, now_ms, &f, err);
    if (rc == RC_OK)
        rc = climb_of(c, a, w, &f, kind, mark, now_ms, &k, err);
    if (rc)
        return rc;
    size_t n = 0;
    for (int i = k.given; i < k.ladder.n && k.ladder.at_ms[i] <= now_ms; i++)
        if (!k.ladder.is_left_out[i])
            ret[n++] = (struct warning){.kind = kind,
                                        .rung = i,
                                        .is_end = i == k.ladder.end,
                                        .at_ms = k.ladder.at_ms[i],
                                        .due = k.reading.due,
                                        .mark = {k.reading.term, i + 1}};
    *ret_n = n;
    return RC_OK;
}

enum rc clock_next_ms(const struct calendar *c, struct arena *a, const struct watch *w,
                      const struct ladder_mark mark[LIMIT_KIND__COUNT], int64_t now_ms, int64_t *ret_ms,
                      struct err *err)
{
    struct fold f;
    int64_t next = NEVER_MS;
    enum rc rc = clock_fold(a, w, now_ms, &f, err);
    for (int kind = 0; rc == RC_OK && kind < LIMIT_KIND__COUNT; kind++) {
        struct climb k;
        rc = climb_of(c, a, w, &f, (enum limit_kind)kind, mark[kind], now_ms, &k, err);
        int i = k.given;
        while (rc == RC_OK && i < k.ladder.n && k.ladder.is_left_out[i])
            i++;
        if (rc == RC_OK && i < k.ladder.n && k.ladder.at_ms[i] < next)
            next = k.ladder.at_ms[i];
    }
    if (rc == RC_OK)
        *ret_ms = next;
    return rc;
}
