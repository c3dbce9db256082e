/* What a formula asks of the rows of a unit: its ballots and its events within the periods that the measure
 * counts. Ballots of which none is valid are a value that is missing; events that nobody reported are none.
 */
#include "score/engine.h"

static void add(struct engine *en, struct rat *sum, struct rat v, int64_t times)
{
    *sum = rat_add(&en->x, *sum, rat_mul(&en->x, v, rat_int(times)));
}

/* Not “don't know”, not of an excluded batch, of that group (−1: any) and within the span. */
static bool is_valid(const struct measure *m, const struct ballot_row *r, int group, struct span span)
{
    bool is_opinion = r->level < 0 || !m->levels[r->level].is_excluded;
    return is_opinion && r->of->excluded.n == 0 && span_has(span, r->month) &&
           (group < 0 || r->group == group);
}

static struct rat of_ballots(struct engine *en, const struct formula *f, int unit, struct span span)
{
    const struct measure *m = &en->s->measures[f->measure];
    struct rat valid = rat_int(0), of_level = rat_int(0), points = rat_int(0);
    for (const struct ballot_row *r = values_ballots(en->v, f->measure, en->first + unit); r; r = r->next) {
        const struct vote_level *level = r->level >= 0 ? &m->levels[r->level] : NULL;
        if (!is_valid(m, r, f->group, span))
            continue;
        add(en, &valid, rat_int(1), r->count);
        add(en, &of_level, rat_int(r->level == f->level), r->count);
        add(en, &points, level ? rat_dec(level->points) : rat_scaled(r->vote, m->decimals), r->count);
    }
    if (rat_sign(valid) == 0)
        return RAT_MISSING;
    if (f->op == F_VOTE_COUNT)
        return valid;
    return rat_div(&en->x, f->op == F_VOTE_SHARE ? of_level : points, valid);
}

static struct rat of_events(struct engine *en, const struct formula *f, int unit, struct span span)
{
    const struct measure *m = &en->s->measures[f->measure];
    struct rat count = rat_int(0), points = rat_int(0);
    for (const struct event_row *r = values_events(en->v, f->measure, en->first + unit); r; r = r->next) {
        const struct event_item *item = scheme_item_find(en->s, f->measure, r->e.item);
        bool is_named = f->item.n == 0 || str_eq(item->id, f->item) || str_eq(item->name, f->item);
        if (!is_named || !span_has(span, r->month))
            continue;
        add(en, &count, rat_int(1), r->e.count);
        add(en, &points,
            r->e.points == VALUE_MISSING ? rat_dec(item->points) : rat_scaled(r->e.points, m->decimals),
            r->e.count);
    }
    return f->op == F_EVENT_COUNT ? count : points;
}

struct rat rows_number(struct engine *en, const struct formula *f, int unit, struct window w)
{
    const struct measure *m = &en->s->measures[f->measure];
    struct span span = measure_span(m, w);
    return m->kind == MEASURE_BALLOTS ? of_ballots(en, f, unit, span) : of_events(en, f, unit, span);
}
