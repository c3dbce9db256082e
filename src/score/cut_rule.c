#include "score/cut.h"

#include "feel/shape.h"

/* Each input is a plain measure, a number, or what the class comes to. */
static bool is_rule_input(const struct cut *c, const struct rule_input *in)
{
    if (in->source == RULE_OF_MEASURE)
        return cut_is_plain(c, in->index);
    switch (in->index) {
    case RULE_TARGET:
        return c->n->target.kind == OPERAND_NUMBER ||
               (c->n->target.kind == OPERAND_MEASURE && cut_is_plain(c, c->n->target.measure));
    case RULE_VALUE:
    case RULE_LAST_YEAR:
    case RULE_RANK:
    case RULE_RANKED:
    case RULE_CLASS_MIN:
    case RULE_CLASS_MAX:
        return cut_is_plain(c, c->n->measure);
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

static struct value number_value(struct dec d) { return value_number(decimal_of_scaled(d.units, d.digits)); }

/* What is a number for the whole class is a number to the shape. */
static bool shape_of(struct cut *c, const struct by_rule *facts, struct feel_shape *ret)
{
    const struct rule *rule = c->n->rule;
    size_t names = (size_t)c->pl->s->measures_count + (size_t)c->pl->s->nodes_count + 2 * RULE_WORDS;
    struct value *known = arena_try_array(c->pl->x.a, names, sizeof *known);
    for (size_t i = 0; known && i < names; i++)
        known[i] = VALUE_OF_NULL;
    for (int i = 0; known && i < rule->inputs_count; i++) {
        const struct rule_input *in = &rule->inputs[i];
        if (in->source != RULE_OF_WORD)
            continue;
        if (in->index == RULE_FULL)
            known[in->place] = number_value(facts->full);
        if (in->index == RULE_FACTOR)
            known[in->place] = number_value(facts->factor);
        if (in->index == RULE_TARGET && c->n->target.kind == OPERAND_NUMBER)
            known[in->place] = number_value(facts->target);
    }
    return known && feel_shape_of(rule->program, known, ret);
}

/* What the shape calls its inputs, in the words of the leaf. */
struct shape_var {
    enum { VAR_MEASURE, VAR_LAST_YEAR, VAR_RANK, VAR_MIN, VAR_MAX, VAR_OTHER } kind;
    int measure;
};

static struct shape_var shape_var_of(const struct cut *c, int place)
{
    const struct rule *rule = c->n->rule;
    for (int i = 0; i < rule->inputs_count; i++) {
        const struct rule_input *in = &rule->inputs[i];
        if ((int)in->place != place)
            continue;
        if (in->source == RULE_OF_MEASURE)
            return (struct shape_var){VAR_MEASURE, in->index};
        if (in->index == RULE_TARGET)
            return (struct shape_var){VAR_MEASURE, c->n->target.measure};
        return (struct shape_var){in->index == RULE_VALUE       ? VAR_MEASURE
                                  : in->index == RULE_LAST_YEAR ? VAR_LAST_YEAR
                                  : in->index == RULE_RANK      ? VAR_RANK
                                  : in->index == RULE_CLASS_MIN ? VAR_MIN
                                  : in->index == RULE_CLASS_MAX ? VAR_MAX
                                                                : VAR_OTHER,
                                  c->n->measure};
    }
    return (struct shape_var){VAR_OTHER, -1};
}

static struct rat rat_of(struct cut *c, struct decimal d) { return rat_of_decimal(&c->pl->x, d); }

/* The measure that is looked at, and how large its values may be. */
static void look_at(struct cut *c, int measure)
{
    c->measure = measure;
    c->size = cut_size(c, measure);
    cut_node(c)->x = measure;
}

static bool shape_steps(struct cut *c, const struct feel_shape *h, struct recipe *r)
{
    static const enum comparison compares[] = {[FEEL_FROM] = COMPARE_AT_LEAST,
                                               [FEEL_ABOVE] = COMPARE_ABOVE,
                                               [FEEL_UP_TO] = COMPARE_AT_MOST,
                                               [FEEL_BELOW] = COMPARE_BELOW};
    struct shape_var v = shape_var_of(c, h->var[0]);
    struct steps *s = &r->steps;
    if (v.kind != VAR_MEASURE || h->vars != 1)
        return false;
    look_at(c, v.measure);
    for (; s->n < h->steps; s->n++) {
        const struct feel_step *step = &h->step[s->n];
        int32_t points;
        if (!cut_rounded(c, rat_of(c, step->value), &points) ||
            !cut_limit(c, compares[step->compare], rat_of(c, step->limit), &s->is_from[s->n],
                       &s->limit[s->n]))
            return false;
        s->score[s->n] = between(points, r->linear.lo, r->linear.hi);
    }
    if (!cut_steps_end(c, r, rat_of(c, h->otherwise)))
        return false;
    if (!h->is_guarded) /* no value is no step */
        s->missing = s->otherwise;
    return true;
}

/* The limits of the expression within those of the leaf. */
static bool shape_limits(struct cut *c, const struct feel_shape *h, struct linear *l)
{
    int32_t low = l->lo, high = l->hi;
    if (h->has_low && !cut_rounded(c, rat_of(c, h->low), &low))
        return false;
    if (h->has_high && !cut_rounded(c, rat_of(c, h->high), &high))
        return false;
    low = between(low, l->lo, l->hi);
    l->hi = between(high, l->lo, l->hi);
    l->lo = low;
    return low <= l->hi;
}

static bool is_zero(struct decimal d) { return decimal_is_zero(d); }

/* top / (D·(max − min)), the top being slope·(v − min) or slope·(max − v), and base·(max − min). */
static bool shape_efficacy(struct cut *c, const struct feel_shape *h, const struct shape_var *var,
                           struct recipe *r)
{
    struct exact *x = &c->pl->x;
    int v = -1, low = -1, high = -1;
    for (int i = 0; i < h->vars; i++) {
        v = var[i].kind == VAR_MEASURE && var[i].measure == c->n->measure ? i : v;
        low = var[i].kind == VAR_MIN ? i : low;
        high = var[i].kind == VAR_MAX ? i : high;
    }
    if (v < 0 || low < 0 || high < 0 || !is_zero(h->top.k) || !is_zero(h->bottom.k) ||
        !is_zero(h->bottom.c[v]))
        return false;
    struct rat at = rat_of(c, h->top.c[v]), on_low = rat_of(c, h->top.c[low]),
               on_high = rat_of(c, h->top.c[high]);
    struct rat by = rat_of(c, h->bottom.c[high]);
    r->efficacy.is_lower = rat_sign(at) < 0;
    struct rat slope = r->efficacy.is_lower ? rat_neg(at) : at;
    struct rat base = r->efficacy.is_lower ? rat_neg(on_low) : on_high,
               none = rat_add(x, rat_add(x, at, on_low), on_high);
    if (rat_sign(by) <= 0 || rat_cmp(x, rat_neg(by), rat_of(c, h->bottom.c[low])) != 0 || rat_sign(none) != 0)
        return false;
    bool is_their = h->has_equal && ((h->equal[0] == low && h->equal[1] == high) ||
                                     (h->equal[0] == high && h->equal[1] == low));
    bool is_mine = h->is_guarded && h->guard == v;
    if (h->has_equal &&
        (!is_their || !is_mine || !cut_rounded(c, rat_of(c, h->when_equal), &r->efficacy.equal)))
        return false;
    r->efficacy.equal = h->has_equal ? between(r->efficacy.equal, r->linear.lo, r->linear.hi) : c->undefined;
    look_at(c, c->n->measure);
    return shape_limits(c, h, &r->linear) &&
           cut_as_efficacy(c, r, rat_div(x, slope, by), rat_div(x, base, by));
}

/* (a·x + b·y + k) / (d·y) */
static bool shape_quotient(struct cut *c, const struct feel_shape *h, const struct shape_var *var, int y,
                           struct recipe *r)
{
    struct exact *e = &c->pl->x;
    struct plan_node *pn = cut_node(c);
    int x = h->vars == 1 ? y : 1 - y;
    struct rat by = rat_of(c, h->bottom.c[y]);
    bool is_year = var[y].kind == VAR_LAST_YEAR;
    if (h->vars > 2 || !is_zero(h->bottom.k) || (x != y && !is_zero(h->bottom.c[x])) ||
        var[x].kind == VAR_LAST_YEAR || var[x].kind != VAR_MEASURE ||
        (var[y].kind != VAR_MEASURE && !is_year) || !shape_limits(c, h, &r->linear))
        return false;
    look_at(c, var[x].measure);
    pn->y = var[y].measure;
    pn->y_is_last_year = is_year;
    int decimals = cut_decimals(c, pn->y), shift = decimals - cut_decimals(c, pn->x);
    struct rat a = x == y ? rat_int(0) : rat_mul(e, rat_of(c, h->top.c[x]), cut_ten_to(c->pl, shift));
    struct rat k = rat_mul(e, rat_of(c, h->top.k), cut_ten_to(c->pl, decimals));
    return cut_as_quotient(c, r, rat_div(e, a, by), rat_div(e, rat_of(c, h->top.c[y]), by),
                           rat_div(e, k, by));
}

static bool cut_shape(struct cut *c, struct recipe *r, const struct by_rule *facts)
{
    struct exact *x = &c->pl->x;
    struct feel_shape h;
    struct shape_var var[FEEL_SHAPE_VARS];
    if (!shape_of(c, facts, &h) || c->n->digits > FEEL_SHAPE_DIGITS)
        return false;
    if (h.steps)
        return shape_steps(c, &h, r);
    int used = 0, below = -1;
    for (int i = 0; i < h.vars; i++) {
        var[i] = shape_var_of(c, h.var[i]);
        used += !is_zero(h.top.c[i]) || !is_zero(h.bottom.c[i]);
        below = is_zero(h.bottom.c[i]) ? below : i;
    }
    if (h.vars == 3)
        return shape_efficacy(c, &h, var, r);
    if (used != h.vars || h.has_equal || h.vars == 0)
        return false;
    if (below >= 0)
        return shape_quotient(c, &h, var, below, r);
    if (h.vars != 1 || (var[0].kind != VAR_MEASURE && var[0].kind != VAR_RANK) ||
        !shape_limits(c, &h, &r->linear))
        return false;
    struct rat slope = rat_div(x, rat_of(c, h.top.c[0]), rat_of(c, h.bottom.k));
    struct rat base = rat_div(x, rat_of(c, h.top.k), rat_of(c, h.bottom.k));
    look_at(c, var[0].measure);
    if (var[0].kind == VAR_RANK)
        return cut_as_rank(c, r, rat_add(x, base, slope), rat_neg(slope));
    r->kind = RECIPE_LINEAR;
    return cut_as_linear(c, cut_per_raw(c, slope), base, &r->linear);
}

bool cut_rule(struct cut *c, struct recipe *r)
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
    struct recipe plain = *r, shaped = *r;
    memset(&shaped.quotient, 0, sizeof *r - offsetof(struct recipe, quotient));
    if (rule->program && cut_shape(c, &shaped, &plain.rule))
        *r = shaped;
    return true;
}
