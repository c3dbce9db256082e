#include "score/cut.h"

/* Two ways over the rows: how many there are, and taking them. */
struct gathering {
    const struct plan *p;
    struct arena *a;
    const struct values *v;
    struct tally_rows *t;
    int unit;
    bool counts_only;
};

static struct tally_bag *bag_at(const struct gathering *g, int month)
{
    int period = (month - g->t->first) / g->t->months;
    if (month < g->t->first || period >= g->t->periods)
        return NULL;
    return &g->t->bag[(size_t)period * (size_t)g->p->s->units_count + (size_t)g->unit];
}

/* More than when the plan was made. */
static bool bag_grow(const struct gathering *g, struct tally_bag *bag)
{
    int32_t room = bag->room * 2 + 4;
    size_t stride = (size_t)tally_stride(g->t);
    int32_t *more = arena_try_array(g->a, (size_t)room * stride, sizeof *more);
    if (!more)
        return false;
    if (bag->n)
        memcpy(more, bag->row, (size_t)bag->n * stride * sizeof *more);
    bag->row = more;
    bag->room = room;
    return true;
}

static bool bag_put(const struct gathering *g, struct tally_bag *bag, i128 value, int64_t count)
{
    if (!bag || size_of(value) > SCORE_NARROW_MAX || count > SCORE_NARROW_MAX)
        return false;
    if (g->counts_only) {
        bag->room++;
        g->t->has_counts |= count != 1;
        return true;
    }
    if ((count != 1 && !g->t->has_counts) || (bag->n == bag->room && !bag_grow(g, bag)))
        return false;
    int32_t *to = bag->row + bag->n++ * tally_stride(g->t);
    to[0] = (int32_t)value;
    if (g->t->has_counts)
        to[1] = (int32_t)count;
    return true;
}

static int tally_digits(const struct scheme *s, const struct node *n)
{
    const struct measure *m = &s->measures[n->measure];
    int digits = m->decimals;
    for (int i = 0; i < m->levels_count; i++)
        digits = m->levels[i].points.digits > digits ? m->levels[i].points.digits : digits;
    for (int i = 0; i < n->items_count; i++)
        digits = n->items[i].points.digits > digits ? n->items[i].points.digits : digits;
    return digits;
}

static bool gather_votes(const struct gathering *g)
{
    const struct scheme *s = g->p->s;
    const struct node *n = &s->nodes[g->t->leaf];
    const struct measure *m = &s->measures[n->measure];
    int digits = tally_digits(s, n);
    for (const struct ballot_row *r = values_ballots(g->v, n->measure, g->unit); r; r = r->next) {
        const struct vote_level *level = r->level >= 0 ? &m->levels[r->level] : NULL;
        if (r->count == 0 || (n->group >= 0 && r->group != n->group) || (level && level->is_excluded))
            continue;
        struct dec d = level ? level->points : (struct dec){r->vote, m->decimals};
        i128 points = (i128)d.units * fixed_pow10(digits - d.digits);
        if (r->of->excluded.n || !bag_put(g, bag_at(g, r->month), points, r->count))
            return false;
    }
    return true;
}

static bool gather_events(const struct gathering *g)
{
    const struct scheme *s = g->p->s;
    const struct node *n = &s->nodes[g->t->leaf];
    const struct measure *m = &s->measures[n->measure];
    int digits = tally_digits(s, n);
    for (const struct event_row *r = values_events(g->v, n->measure, g->unit); r; r = r->next) {
        const struct event_item *item = r->e.count ? node_item_find(n, r->e.item) : NULL;
        if (!item)
            continue;
        struct dec d = r->e.points == VALUE_MISSING ? item->points : (struct dec){r->e.points, m->decimals};
        i128 points = (i128)d.units * fixed_pow10(digits - d.digits);
        bool fits = size_of(points) <= SCORE_NARROW_MAX && r->e.count <= SCORE_NARROW_MAX;
        if (!fits || !bag_put(g, bag_at(g, r->month), points * r->e.count, 1))
            return false;
    }
    return true;
}

static bool is_of_votes(const struct plan *p, const struct tally_rows *t)
{
    return p->s->nodes[t->leaf].method == METHOD_VOTES;
}

static bool gather(const struct gathering *g)
{
    return is_of_votes(g->p, g->t) ? gather_votes(g) : gather_events(g);
}

struct bag_sums {
    int64_t size, votes; /* the largest |value| of votes, Σ |value| of events; Σ count */
};
static struct bag_sums bag_sums(const struct tally_rows *t, const struct tally_bag *bag, bool is_votes)
{
    struct bag_sums s = {0, 0};
    for (int i = 0; i < bag->n; i++) {
        const int32_t *row = bag->row + i * tally_stride(t);
        int64_t size = row[0] < 0 ? -(int64_t)row[0] : row[0];
        s.size = !is_votes ? s.size + size : size > s.size ? size : s.size;
        s.votes += t->has_counts ? row[1] : 1;
    }
    return s;
}

bool plan_gather(const struct plan *p, struct arena *a, const struct values *v, struct tally_rows *t,
                 int unit)
{
    const struct gathering g = {.p = p, .a = a, .v = v, .t = t, .unit = unit};
    size_t units = (size_t)p->s->units_count;
    for (size_t k = 0; k < (size_t)t->periods; k++)
        t->bag[k * units + (size_t)unit].n = 0;
    if (!gather(&g))
        return false;
    for (size_t k = 0; k < (size_t)t->periods; k++) {
        struct bag_sums s = bag_sums(t, &t->bag[k * units + (size_t)unit], is_of_votes(p, t));
        if (s.votes > t->most_votes || s.size > t->most)
            return false;
    }
    return true;
}

/* The months in which rows of the measure stand. */
static void reach_of(const struct planner *pl, const struct node *n, int *first, int *last)
{
    bool is_votes = pl->s->measures[n->measure].kind == MEASURE_BALLOTS;
    *first = INT32_MAX;
    *last = -1;
    for (int u = 0; u < pl->s->units_count; u++) {
        const struct ballot_row *b = is_votes ? values_ballots(pl->v, n->measure, u) : NULL;
        const struct event_row *e = is_votes ? NULL : values_events(pl->v, n->measure, u);
        for (; b || e; b = b ? b->next : NULL, e = e ? e->next : NULL) {
            int month = b ? b->month : e->month;
            *first = month < *first ? month : *first;
            *last = month > *last ? month : *last;
        }
    }
}

#define TALLY_MOST                                                                                           \
    INT64_C(100000000) /* the size of a vote, or of a sum, in its digits; the votes of a unit */
#define TALLY_BAGS_MAX 50000000

/* Room for twice of what is there; a proof for less room holds more often. */
static void tally_bound(struct tally_rows *t, size_t units, bool is_votes)
{
    int64_t most = 50, votes = 50;
    for (size_t i = 0; i < units * (size_t)t->periods; i++) {
        struct bag_sums s = bag_sums(t, &t->bag[i], is_votes);
        most = s.size > most ? s.size : most;
        votes = s.votes > votes ? s.votes : votes;
    }
    t->most = most * 2;
    t->most_votes = votes * 2;
}

/* One piece of memory for all rows, in the order in which they are read. */
static bool tally_room(struct planner *pl, struct tally_rows *t)
{
    size_t bags = (size_t)t->periods * (size_t)pl->s->units_count, rows = 0;
    for (int u = 0; u < pl->s->units_count; u++) {
        const struct gathering g = {.p = pl->p, .v = pl->v, .t = t, .unit = u, .counts_only = true};
        if (!gather(&g))
            return false;
    }
    for (size_t i = 0; i < bags; i++)
        rows += (size_t)t->bag[i].room;
    size_t stride = (size_t)tally_stride(t);
    int32_t *row = cut_take(pl, rows * stride, sizeof *row);
    for (size_t i = 0; row && i < bags; i++) {
        t->bag[i].row = row;
        row += (size_t)t->bag[i].room * stride;
    }
    return row != NULL;
}

/* The same rows with the same points, whatever is made of them. */
static bool reads_same_rows(const struct node *a, const struct node *b)
{
    if (a->measure != b->measure || a->group != b->group || a->items_count != b->items_count ||
        (a->method == METHOD_VOTES) != (b->method == METHOD_VOTES))
        return false;
    for (int i = 0; i < a->items_count; i++)
        if (!str_eq(a->items[i].id, b->items[i].id) || !str_eq(a->items[i].name, b->items[i].name) ||
            a->items[i].points.units != b->items[i].points.units ||
            a->items[i].points.digits != b->items[i].points.digits)
            return false;
    return true;
}

/* Gathers all rows of a leaf; −1: they do not fit. */
static int tally_new(struct planner *pl, int leaf)
{
    const struct node *n = &pl->s->nodes[leaf];
    struct tally_rows *t = &pl->p->tally[pl->p->tallies];
    int last, months = period_months(pl->s->measures[n->measure].per);
    for (int i = 0; i < pl->p->tallies; i++)
        if (pl->p->tally[i].leaf == leaf)
            return i;
    for (int i = 0; pl->before && i < pl->before->tallies; i++)
        if (pl->before->tally[i].leaf == leaf && reads_same_rows(&pl->before->s->nodes[leaf], n)) {
            *t = pl->before->tally[i];
            return pl->p->tallies++;
        }
    *t = (struct tally_rows){.leaf = leaf, .months = months, .most = TALLY_MOST, .most_votes = TALLY_MOST};
    reach_of(pl, n, &t->first, &last);
    if (last < 0)
        t->first = last = 0;
    t->first = t->first / 12 * 12;
    t->periods = ((last / 12 + 1) * 12 - t->first) / months;
    if ((int64_t)t->periods * pl->s->units_count > TALLY_BAGS_MAX)
        return -1;
    t->bag = cut_take(pl, (size_t)t->periods * (size_t)pl->s->units_count, sizeof *t->bag);
    if (!t->bag || !tally_room(pl, t))
        return -1;
    for (int u = 0; u < pl->s->units_count; u++)
        if (!plan_gather(pl->p, pl->a, pl->v, t, u))
            return -1;
    tally_bound(t, (size_t)pl->s->units_count, n->method == METHOD_VOTES);
    return pl->p->tallies++;
}

bool cut_votes(struct cut *c, struct recipe *r)
{
    struct exact *x = &c->pl->x;
    const struct node *n = c->n;
    struct rat slope = n->out_of.digits < 0 ? rat_int(1) : rat_div(x, c->full, rat_dec(n->out_of));
    struct rat top = rat_mul(x, rat_mul(x, slope, c->scale), cut_ten_to(c->pl, -tally_digits(c->pl->s, n)));
    struct by_votes *v = &r->votes;
    r->kind = RECIPE_VOTES;
    v->by = cut_denominator(&top, 1);
    v->ballots = tally_new(c->pl, c->index);
    return v->ballots >= 0 && v->by > 0 && cut_whole(top, v->by, &v->top) &&
           (i128)size_of(v->top) * c->pl->p->tally[v->ballots].most * c->pl->p->tally[v->ballots].most_votes <
               (i128)1 << 61 &&
           (i128)v->by * c->pl->p->tally[v->ballots].most_votes < INT64_C(1) << 61 &&
           (i128)size_of(v->top) * c->pl->p->tally[v->ballots].most / v->by < SCORE_NARROW_MAX;
}

bool cut_events(struct cut *c, struct recipe *r)
{
    const struct node *n = c->n;
    struct rat slope = cut_ten_to(c->pl, -tally_digits(c->pl->s, n));
    struct rat start = n->method == METHOD_PLUS_MINUS ? rat_int(0) : cut_points(c, n->start);
    if (n->highest_only || n->categories_count)
        return false;
    r->events = tally_new(c->pl, c->index);
    c->size = r->events < 0 ? 0 : c->pl->p->tally[r->events].most * 12; /* of a year of months */
    if (r->events < 0 ||
        !cut_as_linear(c, n->method == METHOD_DEDUCT ? rat_neg(slope) : slope, start, &r->linear))
        return false;
    r->kind = RECIPE_EVENTS;
    return true;
}
