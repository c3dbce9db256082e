#include "score/cut.h"

void *cut_take(struct planner *pl, size_t count, size_t size)
{
    void *p = arena_try_array(pl->a, count, size);
    pl->no_memory |= !p;
    return p;
}

int64_t cut_denominator(struct rat *r, int n)
{
    i128 all = 1;
    for (int i = 0; i < n; i++) {
        if (!cut_is_small(r[i]))
            return 0;
        r[i] = rat_reduced(r[i]);
        if (r[i].d >= INT64_C(1) << 59)
            return 0;
        all = all / (i128)exact_gcd((u128)all, (u128)r[i].d) * r[i].d;
        if (all >= INT64_C(1) << 59)
            return 0;
    }
    return (int64_t)all;
}

bool cut_whole(struct rat r, int64_t by, int64_t *ret)
{
    i128 n = size_of(r.n) < INT64_C(1) << 61 ? r.n * (by / r.d) : (i128)1 << 61;
    *ret = (int64_t)n;
    return size_of(n) < INT64_C(1) << 61;
}

struct rat cut_ten_to(struct planner *pl, int digits)
{
    struct rat one = rat_int(1);
    return digits >= 0 ? rat_int(fixed_pow10(digits)) : rat_div(&pl->x, one, rat_int(fixed_pow10(-digits)));
}

struct rat cut_points(struct cut *c, struct limit l)
{
    struct exact *x = &c->pl->x;
    struct rat v = rat_dec(l.value);
    return l.is_percent ? rat_div(x, rat_mul(x, c->full, v), rat_int(100)) : v;
}

/* In the digits of the node. */
bool cut_rounded(struct cut *c, struct rat points, int32_t *ret)
{
    int64_t v;
    bool fits = cut_is_small(points) && rat_round(&c->pl->x, points, c->n->digits, c->n->mode, &v) &&
                size_of(v) <= SCORE_NARROW_MAX;
    *ret = fits ? (int32_t)v : 0;
    return fits;
}

int64_t cut_most(const struct linear *limits)
{
    i128 most = size_of(limits->lo) > size_of(limits->hi) ? size_of(limits->lo) : size_of(limits->hi);
    return (int64_t)most;
}

int64_t cut_supposed(const struct cut *c, const struct linear *limits)
{
    struct dec full = c->n->full[c->class_index];
    i128 guess = (i128)full.units * 8 + 1000, known = cut_most(limits);
    int digits = c->n->digits - full.digits;
    guess = digits >= 0 ? guess * fixed_pow10(digits) : guess / fixed_pow10(-digits) + 1;
    return (int64_t)(known >= SCORE_NARROW_MAX && guess < SCORE_NARROW_MAX / 12 ? guess : known);
}

/* Limits, rounding, and what stands for no value. */
bool cut_frame(struct cut *c, struct linear *l, int32_t *ret_undefined)
{
    const struct node *n = c->n;
    l->lo = -SCORE_NARROW_MAX;
    l->hi = SCORE_NARROW_MAX;
    l->mode = n->mode;
    if (n->cap.is_set && !cut_rounded(c, cut_points(c, n->cap), &l->hi))
        return false;
    if (n->floor.is_set && !cut_rounded(c, cut_points(c, n->floor), &l->lo))
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
bool cut_as_linear(struct cut *c, struct rat slope, struct rat base, struct linear *l)
{
    struct exact *x = &c->pl->x;
    struct rat t[2] = {rat_mul(x, slope, c->scale), rat_mul(x, base, c->scale)};
    l->c = cut_denominator(t, 2);
    return l->c > 0 && cut_whole(t[0], l->c, &l->a) && cut_whole(t[1], l->c, &l->b) &&
           linear_prepare(l, -c->size, c->size);
}

int cut_decimals(const struct cut *c, int measure) { return c->pl->s->measures[measure].decimals; }

/* Points for each unit of the raw value. */
struct rat cut_per_raw(struct cut *c, struct rat per_value)
{
    return rat_mul(&c->pl->x, per_value, cut_ten_to(c->pl, -cut_decimals(c, c->measure)));
}

int64_t cut_size(const struct cut *c, int measure)
{
    int64_t times = c->pl->s->measures[measure].aggregate == AGGREGATE_SUM ? 12 : 1; /* of a year of months */
    int64_t most = c->pl->p->assumed[measure];
    return most > VALUE_NARROW_MAX / times ? -1 : most * times;
}

bool cut_is_plain(const struct cut *c, int measure)
{
    return measure >= 0 && measure_is_plain(&c->pl->s->measures[measure]) && cut_size(c, measure) >= 0;
}

struct plan_node *cut_node(struct cut *c) { return &c->pl->p->node[c->index]; }

/* v ≥ limit, v > limit … as v ≥ or ≤ a raw value. */
bool cut_limit(struct cut *c, enum comparison compare, struct rat limit, bool *is_from, int32_t *ret)
{
    struct exact *x = &c->pl->x;
    struct rat raw = rat_mul(x, limit, cut_ten_to(c->pl, cut_decimals(c, c->measure))),
               whole = rat_floor(x, raw);
    if (!cut_is_small(raw) || !cut_is_small(whole))
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

/* full·x/target, full·(2 − x/target), full·target/x, each unit with a divisor of its own. */
bool cut_as_quotient(struct cut *c, struct recipe *r, struct rat a, struct rat b, struct rat k)
{
    struct exact *x = &c->pl->x;
    struct rat t[3] = {rat_mul(x, a, c->scale), rat_mul(x, b, c->scale), rat_mul(x, k, c->scale)};
    struct quotient *q = &r->quotient;
    q->c = cut_denominator(t, 3);
    r->kind = RECIPE_QUOTIENT;
    if (q->c <= 0 || !cut_whole(t[0], q->c, &q->a) || !cut_whole(t[1], q->c, &q->b) ||
        !cut_whole(t[2], q->c, &q->k))
        return false;
    i128 size = VALUE_NARROW_MAX + 1;
    i128 top = (size_of(q->a) + size_of(q->b)) * size + size_of(q->k), bottom = (i128)q->c * size;
    q->lo = r->linear.lo;
    q->hi = r->linear.hi;
    q->mode = r->linear.mode;
    q->missing = r->linear.missing;
    q->undefined = c->undefined;
    if (q->lo < 0 && q->a >= 0 && q->b >= 0 && q->k >= 0 && c->pl->p->is_natural[cut_node(c)->x] &&
        c->pl->p->is_natural[cut_node(c)->y])
        q->lo = r->linear.lo = 0;
    bool is_limited = q->lo > -SCORE_NARROW_MAX && q->hi < SCORE_NARROW_MAX;
    return is_limited && top < INT64_C(1) << 61 && bottom < INT64_C(1) << 61;
}

bool cut_steps_end(struct cut *c, struct recipe *r, struct rat otherwise)
{
    int32_t points;
    r->kind = RECIPE_STEPS;
    r->steps.missing = r->linear.missing;
    if (!cut_rounded(c, otherwise, &points))
        return false;
    r->steps.otherwise = between(points, r->linear.lo, r->linear.hi);
    return true;
}

/* base + above·(x − low)/(high − low), low and high being those of the class. */
bool cut_as_efficacy(struct cut *c, struct recipe *r, struct rat above, struct rat base)
{
    struct exact *x = &c->pl->x;
    struct rat t[2] = {rat_mul(x, above, c->scale), rat_mul(x, base, c->scale)};
    struct efficacy *e = &r->efficacy;
    r->kind = RECIPE_EFFICACY;
    e->by = cut_denominator(t, 2);
    if (e->by <= 0 || !cut_whole(t[0], e->by, &e->slope) || !cut_whole(t[1], e->by, &e->base))
        return false;
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

#define RANKED_MAX 100000

/* first − lost·(rank − 1), or, linear, ÷ (ranked − 1). */
bool cut_as_rank(struct cut *c, struct recipe *r, struct rat first, struct rat lost)
{
    struct exact *x = &c->pl->x;
    struct by_rank *k = &r->rank;
    struct rat t[2] = {rat_mul(x, first, c->scale), rat_mul(x, lost, c->scale)};
    int64_t units = c->pl->s->classes[c->class_index].units_count, places = k->is_linear ? units : 1;
    r->kind = RECIPE_RANK;
    k->is_lower = c->n->better == BETTER_LOWER;
    k->is_dense = c->n->ties == TIES_1223;
    k->by = cut_denominator(t, 2);
    if (k->by <= 0 || units > RANKED_MAX || !cut_whole(t[0], k->by, &k->first) ||
        !cut_whole(t[1], k->by, &k->lost) || size_of(k->first) >= INT64_C(1) << 40 ||
        size_of(k->lost) >= INT64_C(1) << 40)
        return false;
    struct linear widest = r->linear;
    widest.a = -k->lost;
    widest.b = k->first * places;
    widest.c = k->by * places;
    return linear_prepare(&widest, 0, units);
}
