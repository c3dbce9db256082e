/* From the scheme to integers. The coefficients are reckoned as exact fractions and brought to a common
 * denominator; what does not come to whole numbers of a fit size stays with the exact engine. */
#include "score/plan.h"

#include "base/fixed.h"
#include "score/rule.h"

struct planner {
    struct plan *p;
    const struct scheme *s;
    const struct values *v;
    struct arena *a;
    const struct plan *before;
    bool *is_like_before; /* [classes] */
    uint32_t *reciprocal; /* of small numbers, for quotients */
    struct exact x;       /* in an arena of its own, reset for each recipe */
    bool no_memory;
};

static void *take(struct planner *pl, size_t count, size_t size)
{
    void *p = arena_try_array(pl->a, count, size);
    pl->no_memory |= !p;
    return p;
}

/* ------------------------------------------------------------------------------- fractions to integers */

static bool is_small(struct rat r) { return !rat_is_none(r) && !r.bn && !r.bd; }

static i128 size_of(i128 v) { return v < 0 ? -v : v; }
static i128 gcd(i128 a, i128 b)
{
    while (b) {
        i128 t = a % b;
        a = b;
        b = t;
    }
    return a;
}

/* The least number by which all of them become whole; 0: too large. They are brought to their lowest terms.
 */
static int64_t common_denominator(struct rat *r, int n)
{
    i128 all = 1;
    for (int i = 0; i < n; i++) {
        if (!is_small(r[i]))
            return 0;
        i128 common = gcd(size_of(r[i].n), r[i].d);
        r[i].n /= common;
        r[i].d /= common;
        all = all / gcd(all, r[i].d) * r[i].d;
        if (all >= INT64_C(1) << 59)
            return 0;
    }
    return (int64_t)all;
}

/* r·by, which is whole; false: too large. */
static bool whole_of(struct rat r, int64_t by, int64_t *ret)
{
    i128 n = r.n * (by / r.d);
    *ret = (int64_t)n;
    return size_of(r.n) < INT64_C(1) << 61 && size_of(n) < INT64_C(1) << 61;
}

static struct rat ten_to(struct planner *pl, int digits)
{
    struct rat one = rat_int(1);
    return digits >= 0 ? rat_int(fixed_pow10(digits)) : rat_div(&pl->x, one, rat_int(fixed_pow10(-digits)));
}

/* ------------------------------------------------------------------------------------------- one leaf */

struct cut {
    struct planner *pl;
    const struct node *n;
    int index, class_index;
    struct rat full, scale; /* 10^digits of the score */
    int64_t size;           /* of the values */
};

static struct rat points_of(struct cut *c, struct limit l)
{
    struct exact *x = &c->pl->x;
    struct rat v = rat_dec(l.value);
    return l.is_percent ? rat_div(x, rat_mul(x, c->full, v), rat_int(100)) : v;
}

/* In the digits of the node. */
static bool rounded_points(struct cut *c, struct rat points, int32_t *ret)
{
    int64_t v;
    bool fits = is_small(points) && rat_round(&c->pl->x, points, c->n->digits, c->n->mode, &v) &&
                size_of(v) <= SCORE_NARROW_MAX;
    *ret = fits ? (int32_t)v : 0;
    return fits;
}

/* Limits, rounding, and what stands for no value. */
static bool frame_of(struct cut *c, struct linear *l, int32_t *ret_undefined)
{
    const struct node *n = c->n;
    l->lo = -SCORE_NARROW_MAX;
    l->hi = SCORE_NARROW_MAX;
    l->mode = n->mode;
    if (n->cap.is_set && !rounded_points(c, points_of(c, n->cap), &l->hi))
        return false;
    if (n->floor.is_set && !rounded_points(c, points_of(c, n->floor), &l->lo))
        return false;
    if (l->lo > l->hi || n->missing == MISSING_CLASS_MEAN || n->undefined == MISSING_CLASS_MEAN)
        return false; /* the floor is looked at last; that is for the exact engine to say */
    l->missing = n->missing == MISSING_ZERO       ? between(0, l->lo, l->hi)
                 : n->missing == MISSING_REWEIGHT ? narrow_state(SCORE_ABSENT)
                                                  : narrow_state(SCORE_NOT_SCORABLE);
    *ret_undefined = narrow_state(n->undefined == MISSING_REWEIGHT ? SCORE_ABSENT : SCORE_NOT_SCORABLE);
    return true;
}

/* slope·(raw value) + base, times 10^digits, over one denominator. */
static bool linear_of(struct cut *c, struct rat slope, struct rat base, struct linear *l)
{
    struct exact *x = &c->pl->x;
    struct rat t[2] = {rat_mul(x, slope, c->scale), rat_mul(x, base, c->scale)};
    l->c = common_denominator(t, 2);
    return l->c > 0 && whole_of(t[0], l->c, &l->a) && whole_of(t[1], l->c, &l->b) &&
           linear_prepare(l, -c->size, c->size);
}

static struct rat number_of(const struct operand *o)
{
    return o->kind == OPERAND_NUMBER ? rat_dec(o->number) : RAT_MISSING;
}

static int decimals_of(const struct cut *c, int measure) { return c->pl->s->measures[measure].decimals; }

/* Points for each unit of the raw value. */
static struct rat per_raw(struct cut *c, struct rat per_value)
{
    return rat_mul(&c->pl->x, per_value, ten_to(c->pl, -decimals_of(c, c->n->measure)));
}

static bool cut_direct(struct cut *c, struct recipe *r)
{
    struct exact *x = &c->pl->x;
    struct rat slope = c->n->out_of.digits < 0 ? rat_int(1) : rat_div(x, c->full, rat_dec(c->n->out_of));
    r->kind = RECIPE_LINEAR;
    return linear_of(c, per_raw(c, slope), rat_int(0), &r->linear);
}

/* full·x/target, full·(2 − x/target), full·target/x, each unit with a divisor of its own. */
static bool cut_quotient(struct cut *c, struct recipe *r, struct rat a, struct rat b, struct rat k)
{
    struct exact *x = &c->pl->x;
    struct rat t[3] = {rat_mul(x, a, c->scale), rat_mul(x, b, c->scale), rat_mul(x, k, c->scale)};
    struct quotient *q = &r->quotient;
    q->c = common_denominator(t, 3);
    r->kind = RECIPE_QUOTIENT;
    if (q->c <= 0 || !whole_of(t[0], q->c, &q->a) || !whole_of(t[1], q->c, &q->b) ||
        !whole_of(t[2], q->c, &q->k))
        return false;
    i128 size = VALUE_NARROW_MAX + 1;
    i128 top = (size_of(q->a) + size_of(q->b)) * size + size_of(q->k), bottom = (i128)q->c * size;
    q->lo = r->linear.lo;
    q->hi = r->linear.hi;
    q->mode = r->linear.mode;
    q->missing = r->linear.missing;
    bool is_limited = c->n->cap.is_set && c->n->floor.is_set;
    return is_limited && top < INT64_C(1) << 61 && bottom < INT64_C(1) << 61;
}

static bool is_plain_measure(const struct cut *c, int measure)
{
    return measure >= 0 && measure_is_plain(&c->pl->s->measures[measure]);
}

static struct plan_node *plan_node_of(struct cut *c) { return &c->pl->p->node[c->index]; }

static bool cut_ratio(struct cut *c, struct recipe *r)
{
    struct exact *x = &c->pl->x;
    const struct node *n = c->n;
    struct rat target = number_of(&n->target);
    bool is_control = n->method == METHOD_CONTROL;
    struct rat base = is_control ? rat_mul(x, c->full, rat_int(2)) : rat_int(0);
    struct rat full = is_control ? rat_neg(c->full) : c->full;
    if (!rat_is_none(target)) {
        r->kind = RECIPE_LINEAR;
        return linear_of(c, per_raw(c, rat_div(x, full, target)), base, &r->linear);
    }
    if (n->target.kind != OPERAND_MEASURE || !is_plain_measure(c, n->target.measure))
        return false;
    int shift = decimals_of(c, n->target.measure) - decimals_of(c, n->measure);
    plan_node_of(c)->x = n->measure;
    plan_node_of(c)->y = n->target.measure;
    return cut_quotient(c, r, rat_mul(x, full, ten_to(c->pl, shift)), base, rat_int(0));
}

static bool cut_inverse(struct cut *c, struct recipe *r)
{
    struct exact *x = &c->pl->x;
    struct rat top = rat_mul(x, c->full, number_of(&c->n->target));
    plan_node_of(c)->x = plan_node_of(c)->y = c->n->measure;
    return !rat_is_none(top) && cut_quotient(c, r, rat_int(0), rat_int(0),
                                             rat_mul(x, top, ten_to(c->pl, decimals_of(c, c->n->measure))));
}

static bool cut_growth(struct cut *c, struct recipe *r)
{
    struct exact *x = &c->pl->x;
    const struct node *n = c->n;
    int baseline = n->baseline_is_last_year              ? n->measure
                   : n->baseline.kind == OPERAND_MEASURE ? n->baseline.measure
                                                         : -1;
    if (!is_plain_measure(c, baseline))
        return false;
    struct rat each = rat_mul(x, rat_dec(n->per_percent), rat_int(100));
    int shift = decimals_of(c, baseline) - decimals_of(c, n->measure);
    plan_node_of(c)->x = n->measure;
    plan_node_of(c)->y = baseline;
    plan_node_of(c)->y_is_last_year = n->baseline_is_last_year;
    r->quotient.is_positive = true;
    return cut_quotient(c, r, rat_mul(x, each, ten_to(c->pl, shift)), rat_sub(x, rat_dec(n->at_zero), each),
                        rat_int(0));
}

/* v ≥ limit, v > limit … as v ≥ or ≤ a raw value. */
static bool limit_of(struct cut *c, enum comparison compare, struct rat limit, bool *is_from, int32_t *ret)
{
    struct exact *x = &c->pl->x;
    struct rat raw = rat_mul(x, limit, ten_to(c->pl, decimals_of(c, c->n->measure))),
               whole = rat_floor(x, raw);
    if (!is_small(raw) || !is_small(whole))
        return false;
    bool is_whole = rat_cmp(x, raw, whole) == 0;
    i128 v = whole.n;
    *is_from = compare == COMPARE_AT_LEAST || compare == COMPARE_ABOVE;
    if (compare == COMPARE_ABOVE || (compare == COMPARE_AT_LEAST && !is_whole))
        v++;
    if (compare == COMPARE_BELOW && is_whole)
        v--;
    const i128 most = VALUE_NARROW_MAX + 1; /* no value reaches it */
    *ret = (int32_t)(v > most ? most : v < -most ? -most : v);
    return true;
}

static bool step_add(struct cut *c, struct recipe *r, enum comparison compare, const struct operand *limit,
                     struct rat score)
{
    struct steps *s = &r->steps;
    int32_t points;
    if (s->n == STEPS_MAX || limit->kind != OPERAND_NUMBER || !rounded_points(c, score, &points) ||
        !limit_of(c, compare, rat_dec(limit->number), &s->is_from[s->n], &s->limit[s->n]))
        return false;
    s->score[s->n++] = between(points, r->linear.lo, r->linear.hi);
    return true;
}

static bool steps_end(struct cut *c, struct recipe *r, struct rat otherwise)
{
    int32_t points;
    r->kind = RECIPE_STEPS;
    r->steps.missing = r->linear.missing;
    if (!rounded_points(c, otherwise, &points))
        return false;
    r->steps.otherwise = between(points, r->linear.lo, r->linear.hi);
    return true;
}

static struct rat otherwise_of(struct cut *c)
{
    return c->n->otherwise.is_set ? points_of(c, c->n->otherwise) : rat_int(0);
}

static bool cut_bands(struct cut *c, struct recipe *r)
{
    for (int k = 0; k < c->n->bands_count; k++)
        if (c->n->interpolate ||
            !step_add(c, r, c->n->bands[k].compare, &c->n->bands[k].limit, rat_dec(c->n->bands[k].score)))
            return false;
    return steps_end(c, r, otherwise_of(c));
}

static bool cut_attained(struct cut *c, struct recipe *r)
{
    return step_add(c, r, c->n->compare, &c->n->target, c->full) && steps_end(c, r, otherwise_of(c));
}

static bool cut_veto(struct cut *c, struct recipe *r)
{
    return step_add(c, r, c->n->compare, &c->n->target, rat_int(0)) && steps_end(c, r, c->full);
}

static bool cut_efficacy(struct cut *c, struct recipe *r)
{
    struct exact *x = &c->pl->x;
    const struct node *n = c->n;
    struct rat base = rat_div(x, rat_mul(x, c->full, rat_dec(n->base_percent)), rat_int(100));
    struct rat above = rat_sub(x, c->full, base);
    if (n->has_low_high) {
        struct rat low = number_of(&n->low), range = rat_sub(x, number_of(&n->high), low);
        if (rat_is_none(range) || rat_sign(range) == 0)
            return false;
        struct rat slope = rat_div(x, above, range);
        r->kind = RECIPE_LINEAR;
        return linear_of(c, per_raw(c, slope), rat_sub(x, base, rat_mul(x, slope, low)), &r->linear);
    }
    struct rat t[2] = {rat_mul(x, above, c->scale), rat_mul(x, base, c->scale)};
    struct efficacy *e = &r->efficacy;
    r->kind = RECIPE_EFFICACY;
    e->is_lower = n->better == BETTER_LOWER;
    e->by = common_denominator(t, 2);
    if (e->by <= 0 || !whole_of(t[0], e->by, &e->slope) || !whole_of(t[1], e->by, &e->base) ||
        !rounded_points(c, n->equal_is_base ? base : c->full, &e->equal))
        return false;
    e->equal = between(e->equal, r->linear.lo, r->linear.hi);
    /* The range is at most twice the largest value. */
    struct linear widest = r->linear;
    widest.a = e->is_lower ? -e->slope : e->slope;
    i128 range = (i128)c->size * 2, b = e->base * range, by = e->by * range;
    if (size_of(b) >= INT64_C(1) << 60 || by >= INT64_C(1) << 60)
        return false;
    widest.b = (int64_t)b;
    widest.c = (int64_t)by;
    return linear_prepare(&widest, -(int64_t)range, (int64_t)range);
}

static bool cut_best(struct cut *c, struct recipe *r)
{
    struct rat top = rat_mul(&c->pl->x, c->full, c->scale);
    struct best *b = &r->best;
    r->kind = RECIPE_BEST;
    b->is_lower = c->n->better == BETTER_LOWER;
    b->by = common_denominator(&top, 1);
    if (b->by <= 0 || !whole_of(top, b->by, &b->top))
        return false;
    /* Values are below the best or, the other way, above it; only negative ones go beyond full marks. */
    return c->n->floor.is_set && (i128)size_of(b->top) * (c->size + 1) < INT64_C(1) << 60 &&
           (i128)b->by * (c->size + 1) < INT64_C(1) << 28;
}

#define RANKED_MAX 100000

static bool cut_rank(struct cut *c, struct recipe *r)
{
    struct exact *x = &c->pl->x;
    const struct node *n = c->n;
    struct by_rank *k = &r->rank;
    k->is_linear = n->method == METHOD_RANK_LINEAR;
    struct rat first = points_of(c, n->first);
    struct rat lost = k->is_linear ? rat_sub(x, first, points_of(c, n->last)) : points_of(c, n->step);
    struct rat t[2] = {rat_mul(x, first, c->scale), rat_mul(x, lost, c->scale)};
    int64_t units = c->pl->s->classes[c->class_index].units_count;
    r->kind = RECIPE_RANK;
    k->is_lower = n->better == BETTER_LOWER;
    k->is_dense = n->ties == TIES_1223;
    k->by = common_denominator(t, 2);
    if (k->by <= 0 || units > RANKED_MAX || !whole_of(t[0], k->by, &k->first) ||
        !whole_of(t[1], k->by, &k->lost))
        return false;
    struct linear widest = r->linear;
    int64_t places = k->is_linear ? units : 1;
    if (size_of(k->first) >= INT64_C(1) << 40 || size_of(k->lost) >= INT64_C(1) << 40)
        return false;
    widest.a = -k->lost;
    widest.b = k->first * places;
    widest.c = k->by * places;
    return linear_prepare(&widest, 0, units);
}

/* start ± (value ÷ per)·each, where the value is no less than 0: for a positive `each` that is a limit of the
 * score, too. */
static bool cut_amount(struct cut *c, struct recipe *r)
{
    struct exact *x = &c->pl->x;
    const struct node *n = c->n;
    struct rat each = rat_div(x, rat_dec(n->each_points), rat_dec(n->each_amount)), start, shift = rat_int(0);
    int32_t limit;
    if (n->whole_steps || rat_sign(each) < 0)
        return false;
    bool is_gap = n->method == METHOD_GAP_DEDUCT, is_add = n->method == METHOD_ADD;
    start = is_gap ? c->full : points_of(c, n->start);
    struct rat slope = is_add ? each : rat_neg(each);
    if (is_gap) {
        struct rat target = number_of(&n->target);
        if (rat_is_none(target))
            return false;
        slope = n->better == BETTER_LOWER ? slope : rat_neg(slope);
        shift = rat_neg(rat_mul(x, slope, target));
    }
    if (!rounded_points(c, start, &limit))
        return false;
    /* Nothing below the start when adding, nothing above it when deducting; cap and floor come after. */
    if (is_add && limit > r->linear.lo)
        r->linear.lo = limit < r->linear.hi ? limit : r->linear.hi;
    if (!is_add && limit < r->linear.hi)
        r->linear.hi = limit > r->linear.lo ? limit : r->linear.lo;
    r->kind = RECIPE_LINEAR;
    return linear_of(c, per_raw(c, slope), rat_add(x, start, shift), &r->linear);
}

/* ---- rows: votes and events ---- */

static const int length[PERIOD__COUNT] = {
    [PERIOD_MONTH] = 1, [PERIOD_QUARTER] = 3, [PERIOD_HALF] = 6, [PERIOD_YEAR] = 12};

static const struct event_item *item_of(const struct node *n, struct str name)
{
    for (int i = 0; i < n->items_count; i++)
        if (str_eq(n->items[i].id, name) || str_eq(n->items[i].name, name))
            return &n->items[i];
    return NULL;
}

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

static bool bag_put(const struct gathering *g, struct tally_bag *bag, i128 value, int64_t count)
{
    if (!bag || size_of(value) > SCORE_NARROW_MAX || count > SCORE_NARROW_MAX)
        return false;
    if (g->counts_only) {
        bag->room++;
        return true;
    }
    if (bag->n == bag->room) { /* more than when the plan was made */
        int32_t room = bag->room * 2 + 4;
        struct tally_row *more = arena_try_array(g->a, (size_t)room, sizeof *more);
        if (!more)
            return false;
        if (bag->n)
            memcpy(more, bag->row, (size_t)bag->n * sizeof *more);
        bag->row = more;
        bag->room = room;
    }
    bag->row[bag->n++] = (struct tally_row){(int32_t)value, (int32_t)count};
    bag->is_single &= count == 1;
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
        const struct vote_level *level = r->b.level >= 0 ? &m->levels[r->b.level] : NULL;
        if (r->b.count == 0 || (n->group >= 0 && r->b.group != n->group) || (level && level->is_excluded))
            continue;
        struct dec d = level ? level->points : (struct dec){r->b.vote, m->decimals};
        i128 points = (i128)d.units * fixed_pow10(digits - d.digits);
        if (r->b.of->excluded.n || !bag_put(g, bag_at(g, r->month), points, r->b.count))
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
        const struct event_item *item = r->e.count ? item_of(n, r->e.item) : NULL;
        if (!item)
            continue;
        struct dec d = r->e.points == VALUE_MISSING ? item->points : (struct dec){r->e.points, m->decimals};
        i128 points = (i128)d.units * fixed_pow10(digits - d.digits) * r->e.count;
        if (!bag_put(g, bag_at(g, r->month), points, 1))
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
static struct bag_sums bag_sums(const struct tally_bag *bag, bool is_votes)
{
    struct bag_sums s = {0, 0};
    for (int i = 0; i < bag->n; i++) {
        int64_t size = bag->row[i].value < 0 ? -(int64_t)bag->row[i].value : bag->row[i].value;
        s.size = !is_votes ? s.size + size : size > s.size ? size : s.size;
        s.votes += bag->row[i].count;
    }
    return s;
}

bool plan_gather(const struct plan *p, struct arena *a, const struct values *v, struct tally_rows *t,
                 int unit)
{
    const struct gathering g = {.p = p, .a = a, .v = v, .t = t, .unit = unit};
    size_t units = (size_t)p->s->units_count;
    for (size_t k = 0; k < (size_t)t->periods; k++) {
        t->bag[k * units + (size_t)unit].n = 0;
        t->bag[k * units + (size_t)unit].is_single = true;
    }
    if (!gather(&g))
        return false;
    for (size_t k = 0; k < (size_t)t->periods; k++) {
        struct bag_sums s = bag_sums(&t->bag[k * units + (size_t)unit], is_of_votes(p, t));
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
        struct bag_sums s = bag_sums(&t->bag[i], is_votes);
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
    struct tally_row *row = take(pl, rows, sizeof *row);
    for (size_t i = 0; row && i < bags; i++) {
        t->bag[i].row = row;
        row += t->bag[i].room;
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
    int last, months = length[pl->s->measures[n->measure].per];
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
    t->bag = take(pl, (size_t)t->periods * (size_t)pl->s->units_count, sizeof *t->bag);
    if (!t->bag || !tally_room(pl, t))
        return -1;
    for (int u = 0; u < pl->s->units_count; u++)
        if (!plan_gather(pl->p, pl->a, pl->v, t, u))
            return -1;
    tally_bound(t, (size_t)pl->s->units_count, n->method == METHOD_VOTES);
    return pl->p->tallies++;
}

static bool cut_votes(struct cut *c, struct recipe *r)
{
    struct exact *x = &c->pl->x;
    const struct node *n = c->n;
    struct rat slope = n->out_of.digits < 0 ? rat_int(1) : rat_div(x, c->full, rat_dec(n->out_of));
    struct rat top = rat_mul(x, rat_mul(x, slope, c->scale), ten_to(c->pl, -tally_digits(c->pl->s, n)));
    struct by_votes *v = &r->votes;
    r->kind = RECIPE_VOTES;
    v->by = common_denominator(&top, 1);
    v->ballots = tally_new(c->pl, c->index);
    return v->ballots >= 0 && v->by > 0 && whole_of(top, v->by, &v->top) &&
           (i128)size_of(v->top) * c->pl->p->tally[v->ballots].most * c->pl->p->tally[v->ballots].most_votes <
               (i128)1 << 61 &&
           (i128)v->by * c->pl->p->tally[v->ballots].most_votes < INT64_C(1) << 61 &&
           (i128)size_of(v->top) * c->pl->p->tally[v->ballots].most / v->by < SCORE_NARROW_MAX;
}

static bool cut_events(struct cut *c, struct recipe *r)
{
    const struct node *n = c->n;
    struct rat slope = ten_to(c->pl, -tally_digits(c->pl->s, n));
    struct rat start = n->method == METHOD_PLUS_MINUS ? rat_int(0) : points_of(c, n->start);
    if (n->highest_only || n->categories_count)
        return false;
    r->events = tally_new(c->pl, c->index);
    c->size = r->events < 0 ? 0 : c->pl->p->tally[r->events].most * 12; /* of a year of months */
    if (r->events < 0 ||
        !linear_of(c, n->method == METHOD_DEDUCT ? rat_neg(slope) : slope, start, &r->linear))
        return false;
    r->kind = RECIPE_EVENTS;
    return true;
}

/* ---- expressions ---- */

/* Each input is a plain measure, a number, or what the class comes to. */
static bool is_rule_input(const struct cut *c, const struct rule_input *in)
{
    if (in->source == RULE_OF_MEASURE)
        return is_plain_measure(c, in->index);
    switch (in->index) {
    case RULE_TARGET:
        return c->n->target.kind == OPERAND_NUMBER ||
               (c->n->target.kind == OPERAND_MEASURE && is_plain_measure(c, c->n->target.measure));
    case RULE_VALUE:
    case RULE_LAST_YEAR:
    case RULE_RANK:
    case RULE_RANKED:
    case RULE_CLASS_MIN:
    case RULE_CLASS_MAX:
        return is_plain_measure(c, c->n->measure);
    default:
        return in->source == RULE_OF_WORD && (in->index == RULE_FULL || in->index == RULE_FACTOR);
    }
}

/* Those of the class that have a factor have the same. */
static bool factor_of(const struct cut *c, struct dec *ret)
{
    const struct scheme *s = c->pl->s;
    const struct unit_class *k = &s->classes[c->class_index];
    *ret = s->units[k->first_unit].factor;
    for (int u = k->first_unit; u < k->first_unit + k->units_count; u++)
        if (s->units[u].factor.units != ret->units || s->units[u].factor.digits != ret->digits)
            return false;
    return true;
}

static bool cut_rule(struct cut *c, struct recipe *r)
{
    const struct rule *rule = c->n->rule;
    r->kind = RECIPE_RULE;
    if (!rule || rule->inputs_count > RULE_INPUTS_MAX || !factor_of(c, &r->rule.factor) ||
        !(rule->program ? feel_is_columnar(rule->program) : rules_is_columnar(rule->table)))
        return false;
    for (int i = 0; i < rule->inputs_count; i++)
        if (!is_rule_input(c, &rule->inputs[i]))
            return false;
    r->rule.full = c->n->full[c->class_index];
    if (c->n->target.kind == OPERAND_NUMBER)
        r->rule.target = c->n->target.number;
    r->rule.wants_class = rule->words & RULE_CLASS_BITS;
    return true;
}

/* ------------------------------------------------------------------------------------------- all leaves */

static bool (*const cutters[METHOD__COUNT])(struct cut *, struct recipe *) = {
    [METHOD_DIRECT] = cut_direct,      [METHOD_RATIO] = cut_ratio,    [METHOD_CONTROL] = cut_ratio,
    [METHOD_INVERSE] = cut_inverse,    [METHOD_BANDS] = cut_bands,    [METHOD_ATTAINED] = cut_attained,
    [METHOD_EFFICACY] = cut_efficacy,  [METHOD_RANK_STEP] = cut_rank, [METHOD_RANK_LINEAR] = cut_rank,
    [METHOD_RATIO_TO_BEST] = cut_best, [METHOD_GROWTH] = cut_growth,  [METHOD_DEDUCT] = cut_amount,
    [METHOD_GAP_DEDUCT] = cut_amount,  [METHOD_ADD] = cut_amount,     [METHOD_PLUS_MINUS] = cut_events,
    [METHOD_VETO] = cut_veto,          [METHOD_FEEL] = cut_rule,      [METHOD_TABLE] = cut_rule,
    [METHOD_VOTES] = cut_votes,
};

static bool sees_class(const struct node *n)
{
    enum method m = n->method;
    return (n->rule && n->rule->words & RULE_CLASS_BITS) || m == METHOD_EFFICACY || m == METHOD_RANK_STEP ||
           m == METHOD_RANK_LINEAR || m == METHOD_RATIO_TO_BEST;
}

/* Everybody is asked; and where the class matters, everybody counts for it. */
static bool is_whole_class(const struct scheme *s, int node, int class_index)
{
    const struct unit_class *k = &s->classes[class_index];
    for (int u = k->first_unit; u < k->first_unit + k->units_count; u++)
        if ((s->not_applicable && s->not_applicable[(size_t)node * (size_t)s->units_count + (size_t)u]) ||
            (sees_class(&s->nodes[node]) && !s->units[u].is_ranked))
            return false;
    return true;
}

/* Where no limit is known. */
static int64_t supposed(const struct cut *c, int64_t most)
{
    i128 full = (i128)c->n->full[c->class_index].units * 8 + 1000;
    int digits = c->n->digits - c->n->full[c->class_index].digits;
    full = digits >= 0 ? full * fixed_pow10(digits) : full / fixed_pow10(-digits) + 1;
    return most < SCORE_NARROW_MAX ? most : full < SCORE_NARROW_MAX / 12 ? (int64_t)full : most;
}

static int64_t most_of(const struct recipe *r)
{
    const struct linear *l = &r->linear;
    int64_t most = size_of(l->lo) > size_of(l->hi) ? (int64_t)size_of(l->lo) : (int64_t)size_of(l->hi);
    return most;
}

static bool cut_leaf(struct cut *c, struct recipe *r)
{
    const struct scheme *s = c->pl->s;
    const struct node *n = c->n;
    int32_t undefined = 0;
    if (!node_is_plain(n) || n->times_factor || !cutters[n->method] || (n->measure < 0 && !n->rule) ||
        !is_whole_class(s, c->index, c->class_index) || !frame_of(c, &r->linear, &undefined))
        return false;
    if (n->method == METHOD_FEEL || n->method == METHOD_TABLE)
        return cut_rule(c, r);
    const struct measure *m = &s->measures[n->measure];
    if (m->kind == MEASURE_EVENTS)
        return cut_events(c, r);
    if (m->kind == MEASURE_NUMBER && !measure_is_plain(m))
        return false;
    if (m->kind != MEASURE_NUMBER && m->kind != MEASURE_BALLOTS)
        return false;
    int64_t times = m->aggregate == AGGREGATE_SUM ? 12 : 1; /* of a year of months */
    c->size = m->kind == MEASURE_NUMBER ? c->pl->p->assumed[n->measure] : 0;
    if (c->size > VALUE_NARROW_MAX / times)
        return false;
    c->size *= times;
    if (!cutters[n->method](c, r))
        return false;
    if (r->kind == RECIPE_QUOTIENT)
        r->quotient.undefined = undefined;
    if (r->kind == RECIPE_BEST)
        r->best.undefined = undefined;
    return true;
}

/* Limits that a score of this recipe keeps to anyway, so that its parents can be proven, too. */
static void tighten(struct cut *c, struct recipe *r)
{
    struct linear *l = &r->linear;
    i128 most;
    if (r->kind == RECIPE_LINEAR || r->kind == RECIPE_EVENTS)
        most = (size_of(l->a) * c->size + size_of(l->b)) / l->c + 1;
    else if (r->kind == RECIPE_RANK)
        most =
            (size_of(r->rank.first) + size_of(r->rank.lost) * c->pl->s->classes[c->class_index].units_count) /
                r->rank.by +
            1;
    else if (r->kind == RECIPE_BEST)
        most = size_of(r->best.top) / r->best.by + 1;
    else if (r->kind == RECIPE_VOTES) /* a mean is no more than its largest */
        most = size_of(r->votes.top) * c->pl->p->tally[r->votes.ballots].most / r->votes.by + 1;
    else if (r->kind == RECIPE_STEPS) {
        most = size_of(r->steps.otherwise);
        for (int k = 0; k < r->steps.n; k++)
            most = size_of(r->steps.score[k]) > most ? size_of(r->steps.score[k]) : most;
    } else
        return;
    l->hi = l->hi > most && l->lo < most ? (int32_t)most : l->hi;
    l->lo = l->lo < -most && l->hi > -most ? (int32_t)-most : l->lo;
}

/* ------------------------------------------------------------------------------------------ inner nodes */

/* What the parts come to: the weights of a mean, the full marks of a sum. */
static struct rat share_of(const struct cut *c, const struct node *child)
{
    return rat_dec(c->n->combine == COMBINE_MEAN ? child->weight[c->class_index]
                                                 : child->full[c->class_index]);
}

/* What the sum of parts is multiplied by before it is divided by the shares. */
static struct rat multiplier_of(struct cut *c, int *ret_parts)
{
    struct exact *x = &c->pl->x;
    const struct node *n = c->n;
    struct rat all = rat_int(0);
    *ret_parts = 0;
    for (int k = n->first_child; k >= 0; k = c->pl->s->nodes[k].next) {
        const struct node *child = &c->pl->s->nodes[k];
        if (!child->is_in[c->class_index] || child->role == ROLE_ASIDE)
            continue;
        ++*ret_parts;
        if (child->role == ROLE_PART)
            all = rat_add(x, all, rat_dec(child->full[c->class_index]));
    }
    return n->combine == COMBINE_MEAN ? rat_div(x, c->full, rat_dec(n->child_full[c->class_index])) : all;
}

struct terms {
    struct rat value[BLEND_PARTS_MAX], share[BLEND_PARTS_MAX + 1]; /* after the shares: the fixed divisor */
    int64_t most[BLEND_PARTS_MAX];
    int node[BLEND_PARTS_MAX];
    bool is_extra[BLEND_PARTS_MAX];
    int n;
};

/* All terms as fractions. False: not of the kind that a blend is. */
static bool terms_of(struct cut *c, struct terms *t, struct rat times)
{
    struct exact *x = &c->pl->x;
    for (int k = c->n->first_child; k >= 0; k = c->pl->s->nodes[k].next) {
        const struct node *child = &c->pl->s->nodes[k];
        const struct plan_node *pn = &c->pl->p->node[k];
        if (!child->is_in[c->class_index] || child->role == ROLE_ASIDE)
            continue;
        if (!pn->is_narrow || t->n == BLEND_PARTS_MAX)
            return false;
        bool is_extra = child->role == ROLE_EXTRA;
        struct rat digits = ten_to(c->pl, c->n->digits - child->digits);
        struct rat share = is_extra ? rat_int(0) : share_of(c, child);
        if (!is_extra && rat_sign(share) <= 0)
            return false;
        struct rat weight = is_extra || c->n->combine == COMBINE_SUM ? rat_int(1) : share;
        t->value[t->n] = is_extra ? digits : rat_mul(x, rat_mul(x, weight, times), digits);
        t->share[t->n] = share;
        t->most[t->n] = pn->most;
        t->is_extra[t->n] = is_extra;
        t->node[t->n++] = k;
    }
    bool has_divisor = c->n->combine == COMBINE_MEAN && c->n->divisor.digits >= 0;
    t->share[t->n] = has_divisor ? rat_dec(c->n->divisor) : rat_int(0);
    return t->n > 0;
}

/* Whole numbers without a common divisor. */
static bool reduce_shares(struct rat *share, int n, int64_t *ret, int64_t *ret_by, int64_t *ret_divisor)
{
    i128 common = 0;
    *ret_by = common_denominator(share, n);
    if (*ret_by <= 0)
        return false;
    for (int i = 0; i < n; i++) {
        if (!whole_of(share[i], *ret_by, &ret[i]))
            return false;
        common = gcd(ret[i], common);
    }
    *ret_divisor = common > 1 ? (int64_t)common : 1;
    for (int i = 0; i < n; i++)
        ret[i] /= *ret_divisor;
    return true;
}

static bool blend_of(struct cut *c, struct terms *t, struct blend *b)
{
    struct exact *x = &c->pl->x;
    int64_t share[BLEND_PARTS_MAX + 1], by, divisor, weight;
    if (!reduce_shares(t->share, t->n + 1, share, &by, &divisor))
        return false;
    struct rat unit = rat_div(x, rat_int(by), rat_int(divisor)); /* share · unit is what stands in `share` */
    for (int i = 0; i < t->n; i++)
        if (!t->is_extra[i])
            t->value[i] = rat_mul(x, t->value[i], unit);
    int64_t whole = common_denominator(t->value, t->n);
    struct blend_part *part = take(c->pl, (size_t)t->n, sizeof *part);
    if (whole <= 0 || whole > INT32_MAX || !part || share[t->n] > INT32_MAX)
        return false;
    for (int i = 0; i < t->n; i++) {
        if (!whole_of(t->value[i], whole, &weight) || size_of(weight) > INT32_MAX || share[i] > INT32_MAX)
            return false;
        part[i] = (struct blend_part){t->node[i], (int32_t)weight, (int32_t)share[i]};
    }
    b->part = part;
    b->parts = t->n;
    b->fixed = (int32_t)share[t->n];
    b->by = (int32_t)whole;
    return blend_prepare(b, t->most, c->pl->a);
}

static bool has_parts(const struct terms *t)
{
    bool any = false;
    for (int i = 0; i < t->n; i++)
        any |= !t->is_extra[i];
    return any;
}

/* The largest score of a sum or mean of parts, in digits of the node. */
static int64_t blend_most(const struct blend *b, const int64_t *most, const struct linear *limits)
{
    i128 parts = 0, extras = 0;
    for (int i = 0; i < b->parts; i++) {
        const struct blend_part *p = &b->part[i];
        i128 v = size_of((i128)p->value_weight * most[i]);
        if (!p->share)
            extras += v;
        else if (b->fixed)
            parts += v;
        else /* a mean is at most the largest of its parts */
            parts = v / p->share > parts ? v / p->share : parts;
    }
    i128 all = (b->fixed ? parts / b->fixed : parts) / b->by + extras / b->by + 2,
         own = most_of(&(struct recipe){.linear = *limits});
    return all < own ? (int64_t)all : (int64_t)own;
}

static bool cut_inner(struct cut *c, struct recipe *r, int64_t *ret_most)
{
    struct terms t = {0};
    int count;
    int32_t undefined;
    if (!node_is_plain(c->n) || (c->n->combine != COMBINE_SUM && c->n->combine != COMBINE_MEAN) ||
        !is_whole_class(c->pl->s, c->index, c->class_index))
        return false;
    if (!frame_of(c, &r->linear, &undefined) || !terms_of(c, &t, multiplier_of(c, &count)) ||
        !has_parts(&t) || !blend_of(c, &t, &r->blend))
        return false;
    r->kind = RECIPE_BLEND;
    r->blend.lo = r->linear.lo;
    r->blend.hi = r->linear.hi;
    r->blend.mode = c->n->mode;
    *ret_most = blend_most(&r->blend, t.most, &r->linear);
    return *ret_most <= SCORE_NARROW_MAX;
}

/* -------------------------------------------------------------------------------------------- all nodes */

static bool is_same(const struct recipe *a, const struct recipe *b)
{
    /* Recipes begin as zeroes, so what a kind does not use is equal, and so are gaps. */
    if (a->kind != b->kind || a->kind == RECIPE_BLEND)
        return a->kind == RECIPE_NOT_ASKED && b->kind == RECIPE_NOT_ASKED;
    return memcmp(a, b, sizeof *a) == 0;
}

/* Of two plans: quotients have tables of their own. */
static bool is_same_but_tables(const struct recipe *a, const struct recipe *b)
{
    struct recipe x = *a, y = *b;
    if (a->kind == RECIPE_QUOTIENT)
        x.quotient.reciprocal = y.quotient.reciprocal = NULL;
    return is_same(&x, &y);
}

/* Classes that an inner node treats alike: its parts have the same weights and marks. */
static bool is_same_blend(const struct recipe *a, const struct recipe *b)
{
    if (a->kind != RECIPE_BLEND || b->kind != RECIPE_BLEND || a->blend.parts != b->blend.parts ||
        a->blend.fixed != b->blend.fixed || a->blend.by != b->blend.by || a->blend.lo != b->blend.lo ||
        a->blend.hi != b->blend.hi || a->blend.mode != b->blend.mode)
        return false;
    return memcmp(a->blend.part, b->blend.part, (size_t)a->blend.parts * sizeof *a->blend.part) == 0;
}

/* Made when the first leaf wants it. */
static const uint32_t *quotient_table_of(struct planner *pl)
{
    if (!pl->reciprocal && (pl->reciprocal = take(pl, QUOTIENT_TABLE, sizeof *pl->reciprocal)))
        quotient_table(pl->reciprocal);
    return pl->reciprocal;
}

static void cut_recipe(struct planner *pl, int index, int class_index, struct recipe *r, int64_t *ret_most)
{
    const struct node *n = &pl->s->nodes[index];
    struct cut c = {.pl = pl, .n = n, .index = index, .class_index = class_index};
    int32_t undefined;
    memset(r, 0, sizeof *r);
    *ret_most = 0;
    if (!n->is_in[class_index]) {
        r->kind = RECIPE_NOT_ASKED;
        return;
    }
    arena_reset(pl->x.a);
    c.full = rat_dec(n->full[class_index]);
    c.scale = rat_int(fixed_pow10(n->digits));
    bool is_cut = n->first_child >= 0 ? cut_inner(&c, r, ret_most) : cut_leaf(&c, r);
    if (is_cut && n->first_child < 0) {
        tighten(&c, r);
        if (r->kind == RECIPE_QUOTIENT) {
            r->quotient.lo = r->linear.lo;
            r->quotient.hi = r->linear.hi;
            quotient_prepare(&r->quotient, quotient_table_of(pl));
        }
        *ret_most = r->kind == RECIPE_RULE ? supposed(&c, most_of(r)) : most_of(r);
    }
    if (is_cut)
        return;
    /* Exact: how large its score can be is known from its limits alone. */
    memset(r, 0, sizeof *r);
    *ret_most = supposed(&c, frame_of(&c, &r->linear, &undefined) ? most_of(r) : SCORE_NARROW_MAX);
    r->kind = RECIPE_EXACT;
}

static bool is_same_number(const struct dec *a, int c)
{
    return !a || (a[c].units == a[c - 1].units && a[c].digits == a[c - 1].digits);
}

/* Nothing in the scheme tells the class from the one before it, so every node has the same recipe. */
static bool is_like_before(const struct scheme *s, int c)
{
    const struct unit_class *k = &s->classes[c], *before = k - 1;
    struct dec factor = s->units[before->first_unit].factor;
    if (k->units_count > before->units_count)
        return false;
    for (int u = before->first_unit; u < k->first_unit + k->units_count; u++)
        if (!s->units[u].is_ranked || s->units[u].factor.units != factor.units ||
            s->units[u].factor.digits != factor.digits)
            return false;
    for (int n = 0; n < s->nodes_count; n++) {
        const struct node *x = &s->nodes[n];
        if (x->is_in[c] != x->is_in[c - 1] || !is_same_number(x->full, c) || !is_same_number(x->weight, c) ||
            !is_same_number(x->child_full, c))
            return false;
        for (int u = before->first_unit; s->not_applicable && u < k->first_unit + k->units_count; u++)
            if (s->not_applicable[(size_t)n * (size_t)s->units_count + (size_t)u])
                return false;
    }
    return true;
}

static void plan_recipes(struct planner *pl, int index)
{
    struct plan_node *pn = &pl->p->node[index];
    size_t classes = (size_t)pl->s->classes_count;
    struct recipe *last = NULL, now;
    pn->x = pn->y = pn->strikes = -1;
    pn->recipe = take(pl, classes, sizeof(void *));
    pn->is_narrow = true;
    for (size_t c = 0; pn->recipe && c < classes && !pl->no_memory; c++) {
        int64_t most = 0;
        bool is_like = last && pl->is_like_before[c];
        if (!is_like)
            cut_recipe(pl, index, (int)c, &now, &most);
        if (!is_like && (!last || !(is_same(last, &now) || is_same_blend(last, &now)))) {
            last = take(pl, 1, sizeof *last);
            if (last)
                *last = now;
        }
        pn->recipe[c] = last;
        pn->most = most > pn->most ? most : pn->most;
        if (pl->s->nodes[index].first_child < 0 && now.kind != RECIPE_NOT_ASKED) {
            pl->p->exact += now.kind == RECIPE_EXACT;
            pl->p->fast += now.kind != RECIPE_EXACT;
        }
    }
    if (pl->s->nodes[index].has_each)
        pn->most *= 12; /* a sum of months */
    /* What is as large as the largest has no limit of its own: it may be anything. */
    pn->is_narrow = pn->most < SCORE_NARROW_MAX;
    if (pn->is_narrow)
        return;
    struct recipe *exact = take(pl, 1, sizeof *exact);
    for (size_t c = 0; exact && pn->recipe && c < classes; c++)
        if (pn->recipe[c]->kind != RECIPE_NOT_ASKED)
            pn->recipe[c] = exact;
}

/* ---- segments and vetoes ---- */

static void segment_take(struct planner *pl, int segment, int node)
{
    struct plan *p = pl->p;
    struct segment *g = &p->segment[segment];
    for (int k = pl->s->nodes[node].first_child; k >= 0; k = pl->s->nodes[k].next) {
        if (pl->s->nodes[k].has_each)
            g->node[g->count++] = PLAN_PERIODS(k);
        else
            segment_take(pl, segment, k);
    }
    p->node[node].segment = segment;
    g->node[g->count++] = node;
}

static void plan_segments(struct planner *pl)
{
    struct plan *p = pl->p;
    size_t nodes = (size_t)pl->s->nodes_count;
    p->segment = take(pl, nodes + 1, sizeof *p->segment);
    if (p->segment && pl->s->nodes[0].has_each) { /* the root, too, may be the mean of its periods */
        p->segment[0] = (struct segment){.root = 0, .node = take(pl, 1, sizeof(int)), .count = 1};
        if (p->segment[0].node)
            p->segment[p->segments++].node[0] = PLAN_PERIODS(0);
    }
    for (int n = 0; p->segment && n < pl->s->nodes_count && !pl->no_memory; n++) {
        if (n > 0 && !pl->s->nodes[n].has_each)
            continue;
        p->segment[p->segments] = (struct segment){.root = n, .node = take(pl, nodes, sizeof(int))};
        if (p->segment[p->segments].node)
            segment_take(pl, p->segments++, n);
    }
}

static void list_add(struct planner *pl, const int **list, int *count, int more)
{
    int *longer = take(pl, (size_t)*count + 1, sizeof *longer);
    for (int i = 0; longer && i < *count; i++)
        longer[i] = (*list)[i];
    if (longer)
        longer[(*count)++] = more;
    *list = longer;
}

static void plan_veto(struct planner *pl, int index)
{
    struct plan *p = pl->p;
    const struct node *n = &pl->s->nodes[index];
    if (n->method != METHOD_VETO)
        return;
    p->node[index].strikes = p->strike_strips++;
    /* What empties a node, or speaks of the grade, must be of its own window. */
    int top = n->effect == VETO_ZERO ? p->node[n->effect_node].segment : 0, target = n->effect_node;
    p->is_exact |= p->node[index].segment != top;
    if (n->effect != VETO_ZERO) {
        p->places_fast = false;
        return;
    }
    list_add(pl, &p->node[target].zeroed_by, &p->node[target].zeroed_by_count, index);
}

static void plan_scores_read(struct planner *pl, int index)
{
    const struct node *n = &pl->s->nodes[index];
    for (int i = 0; i < n->scores_count && !pl->no_memory; i++) {
        struct plan_node *of = &pl->p->node[n->scores[i]];
        list_add(pl, &of->read_by, &of->read_by_count, index);
    }
}

/* ---- who reads a measure ---- */

struct reading {
    struct planner *pl;
    int **list;
    int *count, *room;
};

static void reader_add(struct reading *r, int measure, int leaf)
{
    if (measure < 0 || r->pl->no_memory)
        return;
    for (int i = 0; i < r->count[measure]; i++)
        if (r->list[measure][i] == leaf)
            return;
    if (r->count[measure] + 1 >= r->room[measure]) {
        int room = r->room[measure] ? r->room[measure] * 2 : 4;
        int *more = take(r->pl, (size_t)room, sizeof *more);
        if (!more)
            return;
        for (int i = 0; i < r->count[measure]; i++)
            more[i] = r->list[measure][i];
        r->list[measure] = more;
        r->room[measure] = room;
    }
    r->list[measure][r->count[measure]++] = leaf;
    r->list[measure][r->count[measure]] = -1;
}

static void read_measure(struct reading *r, int measure, int leaf, int depth);

static void read_formula(struct reading *r, const struct formula *f, int leaf, int depth)
{
    if (f->op == F_MEASURE || (f->op >= F_VOTE_COUNT && f->op <= F_EVENT_POINTS))
        read_measure(r, f->measure, leaf, depth);
    for (size_t k = 0; k < COUNT_OF(f->kid) && f->kid[k]; k++)
        read_formula(r, f->kid[k], leaf, depth);
}

static void read_measure(struct reading *r, int measure, int leaf, int depth)
{
    if (measure < 0 || depth > FORMULA_CHAIN_MAX)
        return;
    reader_add(r, measure, leaf);
    const struct measure *m = &r->pl->s->measures[measure];
    if (m->formula)
        read_formula(r, m->formula, leaf, depth + 1);
}

static void read_operand(struct reading *r, const struct operand *o, int leaf)
{
    if (o->kind == OPERAND_MEASURE)
        read_measure(r, o->measure, leaf, 0);
}

static void read_node(struct reading *r, int index)
{
    const struct node *n = &r->pl->s->nodes[index];
    read_operand(r, &n->factor, index);
    for (int i = 0; i < n->reads_count; i++)
        read_measure(r, n->reads[i], index, 0);
    if (n->first_child >= 0)
        return;
    read_measure(r, n->measure, index, 0);
    read_operand(r, &n->target, index);
    read_operand(r, &n->baseline, index);
    read_operand(r, &n->low, index);
    read_operand(r, &n->high, index);
    for (int k = 0; k < n->bands_count; k++)
        read_operand(r, &n->bands[k].limit, index);
}

static void plan_readers(struct planner *pl)
{
    size_t measures = (size_t)pl->s->measures_count;
    struct reading r = {.pl = pl,
                        .list = take(pl, measures, sizeof(int *)),
                        .count = take(pl, measures, sizeof(int)),
                        .room = take(pl, measures, sizeof(int))};
    if (pl->no_memory)
        return;
    for (int n = 0; n < pl->s->nodes_count; n++)
        read_node(&r, n);
    for (int i = 0; i < pl->s->grade_reads_count; i++)
        read_measure(&r, pl->s->grade_reads[i], 0, 0);
    pl->p->readers = (const int *const *)r.list;
}

static bool grades_are_plain(const struct scheme *s)
{
    bool plain = !s->grade_rule && !s->quota_refill && s->broken_by_count == 0;
    for (int g = 0; g < s->grades_count; g++)
        plain &= !s->grades[g].when;
    return plain;
}

static void plan_all(struct planner *pl)
{
    struct plan *p = pl->p;
    for (int m = 0; m < pl->s->measures_count; m++) {
        int64_t largest = values_largest(pl->v, m);
        p->assumed[m] = largest < VALUE_NARROW_MAX / 24   ? largest * 2 + 1000
                        : largest < VALUE_NARROW_MAX / 12 ? VALUE_NARROW_MAX / 12
                        : largest <= VALUE_NARROW_MAX     ? VALUE_NARROW_MAX
                                                          : INT64_MAX;
    }
    pl->is_like_before = take(pl, (size_t)pl->s->classes_count, sizeof *pl->is_like_before);
    for (int c = 1; pl->is_like_before && c < pl->s->classes_count; c++)
        pl->is_like_before[c] = is_like_before(pl->s, c);
    for (int n = pl->s->nodes_count - 1; n >= 0 && !pl->no_memory && !p->is_exact; n--) {
        plan_recipes(pl, n);
        p->is_exact |=
            pl->s->nodes[n].has_each && (!p->node[n].is_narrow || !node_is_plain(&pl->s->nodes[n]));
    }
    plan_segments(pl);
    for (int n = 0; n < pl->s->nodes_count && !pl->no_memory; n++) {
        plan_veto(pl, n);
        plan_scores_read(pl, n);
    }
    plan_readers(pl);
}

struct plan *plan_new(struct arena *a, const struct scheme *s, const struct values *v,
                      const struct plan *before, bool is_exact)
{
    struct planner pl = {.s = s, .v = v, .a = a, .before = before, .x.a = arena_new(0)};
    struct plan *p = take(&pl, 1, sizeof *p);
    if (p && pl.x.a) {
        *p = (struct plan){.s = s,
                           .is_exact = is_exact || s->place == PLACE_ONCE,
                           .node = take(&pl, (size_t)s->nodes_count, sizeof *p->node),
                           .tally = take(&pl, (size_t)s->nodes_count, sizeof *p->tally),
                           .assumed = take(&pl, (size_t)s->measures_count, sizeof *p->assumed),
                           .places_fast = grades_are_plain(s)};
        pl.p = p;
        if (!pl.no_memory)
            plan_all(&pl);
    }
    bool ok = p && pl.x.a && !pl.no_memory && !pl.x.no_memory;
    arena_free(pl.x.a);
    return ok ? p : NULL;
}

/* ------------------------------------------------------------------------------------------- another one */

bool plan_is_alike(const struct plan *a, const struct plan *b)
{
    bool is_alike = !a->is_exact && !b->is_exact && a->segments == b->segments &&
                    a->strike_strips == b->strike_strips && a->s->classes_count == b->s->classes_count;
    for (int n = 0; is_alike && n < a->s->nodes_count; n++) {
        const struct plan_node *x = &a->node[n], *y = &b->node[n];
        is_alike = x->segment == y->segment && x->is_narrow == y->is_narrow && x->strikes == y->strikes &&
                   a->s->nodes[n].each == b->s->nodes[n].each &&
                   a->s->nodes[n].parent == b->s->nodes[n].parent;
    }
    for (int g = 0; is_alike && g < a->segments; g++)
        is_alike = a->segment[g].root == b->segment[g].root && a->segment[g].count == b->segment[g].count;
    return is_alike;
}

/* What only the exact engine knows is taken for changed; so is a node that other vetoes empty. */
bool plan_node_is_same(const struct plan *a, const struct plan *b, int node)
{
    const struct plan_node *x = &a->node[node], *y = &b->node[node];
    const struct node *m = &a->s->nodes[node], *n = &b->s->nodes[node];
    bool is_kept = x->x == y->x && x->y == y->y && x->y_is_last_year == y->y_is_last_year &&
                   m->measure == n->measure && x->zeroed_by_count == y->zeroed_by_count &&
                   m->method != METHOD_VETO && !n->has_each && m->each_combine == n->each_combine &&
                   m->group == n->group && m->trim_low == n->trim_low && m->trim_high == n->trim_high &&
                   m->trim_above == n->trim_above && m->min_sample == n->min_sample;
    for (int c = 0; is_kept && c < a->s->classes_count; c++) {
        const struct recipe *r = x->recipe[c], *q = y->recipe[c];
        bool hides = r->kind == RECIPE_EXACT || r->kind == RECIPE_RULE;
        is_kept = !hides && (is_same_but_tables(r, q) || is_same_blend(r, q));
    }
    return is_kept;
}
