#include "score/cut.h"

static struct rat number_of(const struct operand *o)
{
    return o->kind == OPERAND_NUMBER ? rat_dec(o->number) : RAT_MISSING;
}

static bool cut_direct(struct cut *c, struct recipe *r)
{
    struct exact *x = &c->pl->x;
    struct rat slope = c->n->out_of.digits < 0 ? rat_int(1) : rat_div(x, c->full, rat_dec(c->n->out_of));
    r->kind = RECIPE_LINEAR;
    return cut_as_linear(c, cut_per_raw(c, slope), rat_int(0), &r->linear);
}

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
        return cut_as_linear(c, cut_per_raw(c, rat_div(x, full, target)), base, &r->linear);
    }
    if (n->target.kind != OPERAND_MEASURE || !cut_is_plain(c, n->target.measure))
        return false;
    int shift = cut_decimals(c, n->target.measure) - cut_decimals(c, n->measure);
    cut_node(c)->x = n->measure;
    cut_node(c)->y = n->target.measure;
    return cut_as_quotient(c, r, rat_mul(x, full, cut_ten_to(c->pl, shift)), base, rat_int(0));
}

static bool cut_inverse(struct cut *c, struct recipe *r)
{
    struct exact *x = &c->pl->x;
    struct rat top = rat_mul(x, c->full, number_of(&c->n->target));
    cut_node(c)->x = cut_node(c)->y = c->n->measure;
    return !rat_is_none(top) &&
           cut_as_quotient(c, r, rat_int(0), rat_int(0),
                           rat_mul(x, top, cut_ten_to(c->pl, cut_decimals(c, c->n->measure))));
}

static bool cut_growth(struct cut *c, struct recipe *r)
{
    struct exact *x = &c->pl->x;
    const struct node *n = c->n;
    int baseline = n->baseline_is_last_year              ? n->measure
                   : n->baseline.kind == OPERAND_MEASURE ? n->baseline.measure
                                                         : -1;
    if (!cut_is_plain(c, baseline))
        return false;
    struct rat each = rat_mul(x, rat_dec(n->per_percent), rat_int(100));
    int shift = cut_decimals(c, baseline) - cut_decimals(c, n->measure);
    cut_node(c)->x = n->measure;
    cut_node(c)->y = baseline;
    cut_node(c)->y_is_last_year = n->baseline_is_last_year;
    r->quotient.is_positive = true;
    return cut_as_quotient(c, r, rat_mul(x, each, cut_ten_to(c->pl, shift)),
                           rat_sub(x, rat_dec(n->at_zero), each), rat_int(0));
}

static bool step_add(struct cut *c, struct recipe *r, enum comparison compare, const struct operand *limit,
                     struct rat score)
{
    struct steps *s = &r->steps;
    int32_t points;
    if (s->n == STEPS_MAX || limit->kind != OPERAND_NUMBER || !cut_rounded(c, score, &points) ||
        !cut_limit(c, compare, rat_dec(limit->number), &s->is_from[s->n], &s->limit[s->n]))
        return false;
    s->score[s->n++] = between(points, r->linear.lo, r->linear.hi);
    return true;
}

static struct rat otherwise_of(struct cut *c)
{
    return c->n->otherwise.is_set ? cut_points(c, c->n->otherwise) : rat_int(0);
}

static bool cut_bands(struct cut *c, struct recipe *r)
{
    for (int k = 0; k < c->n->bands_count; k++)
        if (c->n->interpolate ||
            !step_add(c, r, c->n->bands[k].compare, &c->n->bands[k].limit, rat_dec(c->n->bands[k].score)))
            return false;
    return cut_steps_end(c, r, otherwise_of(c));
}

static bool cut_attained(struct cut *c, struct recipe *r)
{
    return step_add(c, r, c->n->compare, &c->n->target, c->full) && cut_steps_end(c, r, otherwise_of(c));
}

static bool cut_veto(struct cut *c, struct recipe *r)
{
    return step_add(c, r, c->n->compare, &c->n->target, rat_int(0)) && cut_steps_end(c, r, c->full);
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
        return cut_as_linear(c, cut_per_raw(c, slope), rat_sub(x, base, rat_mul(x, slope, low)), &r->linear);
    }
    if (!cut_rounded(c, n->equal_is_base ? base : c->full, &r->efficacy.equal))
        return false;
    r->efficacy.equal = between(r->efficacy.equal, r->linear.lo, r->linear.hi);
    r->efficacy.is_lower = n->better == BETTER_LOWER;
    return cut_as_efficacy(c, r, above, base);
}

static bool cut_best(struct cut *c, struct recipe *r)
{
    struct rat top = rat_mul(&c->pl->x, c->full, c->scale);
    struct best *b = &r->best;
    r->kind = RECIPE_BEST;
    b->is_lower = c->n->better == BETTER_LOWER;
    b->by = cut_denominator(&top, 1);
    if (b->by <= 0 || !cut_whole(top, b->by, &b->top))
        return false;
    /* Values are below the best or, the other way, above it; only negative ones go beyond full marks. */
    return c->n->floor.is_set && (i128)size_of(b->top) * (c->size + 1) < INT64_C(1) << 60 &&
           (i128)b->by * (c->size + 1) < INT64_C(1) << 28;
}

static bool cut_rank(struct cut *c, struct recipe *r)
{
    const struct node *n = c->n;
    struct rat first = cut_points(c, n->first);
    r->rank.is_linear = n->method == METHOD_RANK_LINEAR;
    return cut_as_rank(c, r, first,
                       r->rank.is_linear ? rat_sub(&c->pl->x, first, cut_points(c, n->last))
                                         : cut_points(c, n->step));
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
    start = is_gap ? c->full : cut_points(c, n->start);
    struct rat slope = is_add ? each : rat_neg(each);
    if (is_gap) {
        struct rat target = number_of(&n->target);
        if (rat_is_none(target))
            return false;
        slope = n->better == BETTER_LOWER ? slope : rat_neg(slope);
        shift = rat_neg(rat_mul(x, slope, target));
    }
    if (!cut_rounded(c, start, &limit))
        return false;
    /* Nothing below the start when adding, nothing above it when deducting; cap and floor come after. */
    if (is_add && limit > r->linear.lo)
        r->linear.lo = limit < r->linear.hi ? limit : r->linear.hi;
    if (!is_add && limit < r->linear.hi)
        r->linear.hi = limit > r->linear.lo ? limit : r->linear.lo;
    r->kind = RECIPE_LINEAR;
    return cut_as_linear(c, cut_per_raw(c, slope), rat_add(x, start, shift), &r->linear);
}

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
bool cut_is_whole_class(const struct scheme *s, int node, int class_index)
{
    const struct unit_class *k = &s->classes[class_index];
    for (int u = k->first_unit; u < k->first_unit + k->units_count; u++)
        if ((s->not_applicable && s->not_applicable[(size_t)node * (size_t)s->units_count + (size_t)u]) ||
            (sees_class(&s->nodes[node]) && !s->units[u].is_ranked))
            return false;
    return true;
}

/* Can no score of this recipe be below 0? */
static bool is_natural(const struct cut *c, const struct recipe *r)
{
    bool has_natural_values = c->measure >= 0 && c->pl->p->is_natural[c->measure];
    bool natural = r->steps.otherwise >= 0;
    switch (r->kind) {
    case RECIPE_LINEAR:
        return has_natural_values && r->linear.a >= 0 && r->linear.b >= 0;
    case RECIPE_EFFICACY:
        return r->efficacy.slope >= 0 && r->efficacy.base >= 0;
    case RECIPE_STEPS:
        for (int k = 0; k < r->steps.n; k++)
            natural &= r->steps.score[k] >= 0;
        return natural;
    default:
        return false;
    }
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
    else if (r->kind == RECIPE_EFFICACY) /* a value of the class is within its range */
        most = (size_of(r->efficacy.slope) + size_of(r->efficacy.base)) / r->efficacy.by + 1;
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
    if (l->lo < 0 && l->hi >= 0 && is_natural(c, r))
        l->lo = 0;
    l->hi = l->hi > most && l->lo < most ? (int32_t)most : l->hi;
    l->lo = l->lo < -most && l->hi > -most ? (int32_t)-most : l->lo;
}

/* Made when the first leaf wants it. */
static const uint32_t *table_of(struct planner *pl)
{
    if (!pl->reciprocal && (pl->reciprocal = cut_take(pl, QUOTIENT_TABLE, sizeof *pl->reciprocal)))
        quotient_table(pl->reciprocal);
    return pl->reciprocal;
}

/* One number a unit, or its votes. */
static bool cut_measured(struct cut *c, struct recipe *r)
{
    bool is_votes = c->pl->s->measures[c->n->measure].kind == MEASURE_BALLOTS;
    if (!is_votes && !cut_is_plain(c, c->n->measure))
        return false;
    c->size = is_votes ? 0 : cut_size(c, c->n->measure);
    if (!cutters[c->n->method](c, r))
        return false;
    if (r->kind == RECIPE_BEST)
        r->best.undefined = c->undefined;
    return true;
}

static bool cut_method(struct cut *c, struct recipe *r)
{
    const struct node *n = c->n;
    if (!node_is_plain(n) || n->times_factor || !cutters[n->method] || (n->measure < 0 && !n->rule) ||
        !cut_is_whole_class(c->pl->s, c->index, c->class_index) || !cut_frame(c, &r->linear, &c->undefined))
        return false;
    if (n->method == METHOD_FEEL || n->method == METHOD_TABLE)
        return cut_rule(c, r);
    bool is_events = c->pl->s->measures[n->measure].kind == MEASURE_EVENTS;
    return is_events ? cut_events(c, r) : cut_measured(c, r);
}

bool cut_leaf(struct cut *c, struct recipe *r, int64_t *ret_most)
{
    if (!cut_method(c, r))
        return false;
    tighten(c, r);
    if (r->kind == RECIPE_QUOTIENT) {
        r->quotient.lo = r->linear.lo;
        r->quotient.hi = r->linear.hi;
        quotient_prepare(&r->quotient, table_of(c->pl));
    }
    *ret_most = r->kind == RECIPE_RULE ? cut_supposed(c, &r->linear) : cut_most(&r->linear);
    return true;
}
