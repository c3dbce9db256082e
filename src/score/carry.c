#include "score/carry.h"

#include "score/exact.h"

struct carrying {
    const struct values *from;
    const struct scheme *s, *t;
    const int *unit; /* [units of s] in t; −1 */
    struct values *to;
    struct err *err;
};

static int same_unit(const struct scheme *t, const struct unit *u)
{
    int i = scheme_unit_find(t, u->id);
    return i >= 0 ? i : scheme_unit_find(t, u->name);
}

static bool rescaled(int64_t v, int from, int to, int64_t *ret)
{
    struct exact x = {0};
    if (v == VALUE_MISSING || from == to) {
        *ret = v;
        return true;
    }
    return rat_round(&x, rat_scaled(v, from), to, ROUND_HALF_UP, ret);
}

static int same_level(const struct measure *f, const struct measure *t, int level)
{
    for (int i = 0; level >= 0 && i < t->levels_count; i++)
        if (str_eq(t->levels[i].id, f->levels[level].id))
            return i;
    return -1;
}

/* A number, the index of a level, or what was fed. */
static enum rc carry_number(struct carrying *c, int m, int into, int unit, int month)
{
    const struct measure *f = &c->s->measures[m], *t = &c->t->measures[into];
    struct value_number n = {0};
    int64_t v = values_get(c->from, m, unit, month);
    int to = c->unit[unit], at = month + period_months(f->per) - 1;
    if (to < 0 || v == VALUE_MISSING)
        return RC_OK;
    if (f->kind == MEASURE_LEVEL && (v = same_level(f, t, (int)v)) < 0)
        return RC_OK;
    if (!measure_is_fed(f) && f->kind == MEASURE_NUMBER && !rescaled(v, f->decimals, t->decimals, &v))
        return RC_OK;
    if (!measure_is_fed(f))
        return values_set(c->to, into, to, at, v, c->err);
    if (f->kind == MEASURE_LEVEL)
        n = (struct value_number){v, 1};
    else if (!values_number(c->from, m, unit, month, &n))
        return RC_OK;
    return values_feed(c->to, into, to, at, n, c->err);
}

static enum rc carry_numbers(struct carrying *c, int m, int into)
{
    enum rc rc = RC_OK;
    int step = period_months(c->s->measures[m].per);
    for (int month = VALUES_YEAR_MIN * 12; month < (VALUES_YEAR_MAX + 1) * 12; month += step) {
        struct value_column column = values_column(c->from, m, month);
        for (int u = 0;
             (column.small || column.narrow || column.wide) && u < c->s->units_count && rc == RC_OK; u++)
            rc = carry_number(c, m, into, u, month);
    }
    return rc;
}

static int same_group(const struct measure *f, const struct measure *t, int group)
{
    for (int i = 0; group >= 0 && i < t->groups_count; i++)
        if (str_eq(t->groups[i], f->groups[group]))
            return i;
    return -1;
}

/* A row that does not fit there stays behind. One that was taken away keeps its place in a copy, so that the
 * rows behind it keep their numbers. */
static enum rc left_behind(enum rc rc) { return rc == RC_INVALID ? RC_OK : rc; }

static bool keeps_row(const struct carrying *c, int64_t count) { return count > 0 || c->s == c->t; }

static enum rc carry_ballot(struct carrying *c, int into, int unit, int n, int month, struct ballot b)
{
    struct ballot first = b;
    first.count = b.count > 0 ? b.count : 1;
    enum rc rc = left_behind(values_add_ballot(c->to, into, unit, month, first, c->err));
    return rc == RC_OK && b.count == 0 ? values_change_ballot(c->to, into, unit, n, b, c->err) : rc;
}

static enum rc carry_event(struct carrying *c, int into, int unit, int n, int month, struct event e)
{
    struct event first = e;
    first.count = e.count > 0 ? e.count : 1;
    enum rc rc = left_behind(values_add_event(c->to, into, unit, month, first, c->err));
    return rc == RC_OK && e.count == 0 ? values_change_event(c->to, into, unit, n, e, c->err) : rc;
}

static enum rc carry_ballots(struct carrying *c, int m, int into, int unit)
{
    const struct measure *f = &c->s->measures[m], *t = &c->t->measures[into];
    enum rc rc = RC_OK;
    int n = 0;
    for (const struct ballot_row *r = values_ballots(c->from, m, unit); r && rc == RC_OK; r = r->next, n++) {
        struct ballot b = ballot_of(r);
        bool had_level = b.level >= 0;
        b.group = same_group(f, t, b.group);
        b.level = same_level(f, t, b.level);
        if (keeps_row(c, b.count) && had_level == (b.level >= 0) &&
            rescaled(b.vote, f->decimals, t->decimals, &b.vote))
            rc = carry_ballot(c, into, c->unit[unit], n, r->month, b);
    }
    return rc;
}

static enum rc carry_events(struct carrying *c, int m, int into, int unit)
{
    const struct measure *f = &c->s->measures[m], *t = &c->t->measures[into];
    enum rc rc = RC_OK;
    int n = 0;
    for (const struct event_row *r = values_events(c->from, m, unit); r && rc == RC_OK; r = r->next, n++) {
        struct event e = r->e;
        if (keeps_row(c, e.count) && rescaled(e.points, f->decimals, t->decimals, &e.points))
            rc = carry_event(c, into, c->unit[unit], n, r->month, e);
    }
    return rc;
}

static enum rc carry_measure(struct carrying *c, int m)
{
    const struct measure *f = &c->s->measures[m];
    int into = scheme_measure_find(c->t, f->id);
    enum rc rc = RC_OK;
    const struct measure *t = into < 0 ? NULL : &c->t->measures[into];
    if (!t || t->kind != f->kind || !measure_is_stored(t) || !measure_is_stored(f) ||
        !t->source != !f->source || !str_eq(t->fact, f->fact))
        return RC_OK;
    if (measure_is_number(f))
        return carry_numbers(c, m, into);
    for (int u = 0; u < c->s->units_count && rc == RC_OK; u++)
        if (c->unit[u] >= 0)
            rc = f->kind == MEASURE_BALLOTS ? carry_ballots(c, m, into, u) : carry_events(c, m, into, u);
    return rc;
}

enum rc values_carry(struct arena *a, const struct values *v, const struct scheme *from,
                     const struct scheme *to, struct values **ret, struct err *err)
{
    struct values *made;
    enum rc rc = values_new(a, to, &made, err);
    int *unit = arena_try_array(a, (size_t)from->units_count, sizeof *unit);
    if (rc != RC_OK || !unit)
        return rc != RC_OK ? rc : FAIL(err, RC_NO_MEMORY, "score.no_memory", "units");
    for (int u = 0; u < from->units_count; u++)
        unit[u] = from == to ? u : same_unit(to, &from->units[u]);
    struct carrying c = {.from = v, .s = from, .t = to, .unit = unit, .to = made, .err = err};
    for (int m = 0; m < from->measures_count && rc == RC_OK; m++)
        rc = carry_measure(&c, m);
    if (rc == RC_OK)
        *ret = made;
    return rc;
}
