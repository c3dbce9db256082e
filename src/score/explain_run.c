/* A node computed once more for its explanation, with as little as will do. A leaf needs the columns of its
 * class; an inner node whose children hand on published digits needs nothing but those of its own unit. Where
 * exact numbers are handed on (place: once), and where a node is made of its periods, everything below is
 * computed again. */
#include "score/explain.h"

bool explain_is_split(const struct node *n, struct window w)
{
    return n->has_each && w.months > period_months(n->each);
}

/* Periods ask whether anybody has a score, and a measure may be the scores of all. */
static bool needs_all_units(const struct scheme *s, int node)
{
    bool needs = s->nodes[node].has_each || s->nodes[node].scores_count > 0;
    for (int k = node + 1; !needs && k < s->nodes_count && s->nodes[k].depth > s->nodes[node].depth; k++)
        needs = s->nodes[k].has_each || s->nodes[k].scores_count > 0;
    return needs;
}

static bool rows_below(struct engine *en, int class_index, int node)
{
    const struct unit_class *c = &en->s->classes[class_index];
    const struct node *nodes = en->s->nodes;
    bool ok = engine_few(en, class_index, c->first_unit, c->units_count) && engine_row(en, node);
    for (int k = node + 1; ok && k < en->s->nodes_count && nodes[k].depth > nodes[node].depth; k++)
        ok = engine_row(en, k);
    return ok;
}

static bool run_whole(struct engine *en, const struct score_result *r, int node, int unit)
{
    int c = r->scheme->units[unit].class_index;
    bool all = needs_all_units(r->scheme, node), ok = all ? engine_class(en, c) : rows_below(en, c, node);
    en->trace->unit = unit - en->first;
    en->only = all ? -1 : en->trace->unit;
    return ok && engine_node(en, node, r->counted);
}

static bool passes_digits(const struct scheme *s, int node)
{
    return s->place == PLACE_DISPLAYED || s->nodes[node].has_own_rounding;
}

/* The published scores of a node as cells, for the units that the engine is at. */
static bool row_of_result(struct engine *en, const struct score_result *r, int node)
{
    if (!engine_row(en, node))
        return false;
    for (int u = 0; u < en->n; u++) {
        struct cell *c = cell_at(en, node, u);
        c->state = score_state(r, node, en->first + u);
        if (c->state != SCORE_PRESENT)
            continue;
        c->shown = score_of(r, node, en->first + u);
        c->exact = rat_scaled(c->shown, en->s->nodes[node].digits);
    }
    en->is_done[node] = true;
    return true;
}

bool explain_leaf_class(struct engine *en, const struct score_result *r, int node, int unit)
{
    const struct node *n = &r->scheme->nodes[node];
    int c = r->scheme->units[unit].class_index;
    const struct unit_class *k = &r->scheme->classes[c];
    bool ok = engine_few(en, c, k->first_unit, k->units_count) && engine_row(en, node);
    en->only = unit - en->first;
    if (en->trace)
        en->trace->unit = en->only;
    for (int i = 0; ok && i < n->scores_count; i++)
        ok = row_of_result(en, r, n->scores[i]);
    en->w = r->counted;
    return ok;
}

/* ------------------------------------------------------------------------------------ inner nodes */

static bool needs_all(const struct score_result *r, int node, int unit)
{
    const struct scheme *s = r->scheme;
    const struct node *n = &s->nodes[node];
    if (n->scales_score && n->factor.kind == OPERAND_MEASURE)
        return true; /* it may look at the class */
    for (int k = n->first_child; k >= 0; k = s->nodes[k].next)
        if (score_state(r, k, unit) == SCORE_PRESENT && !passes_digits(s, k))
            return true;
    return false;
}

/* 1: a veto below empties it; 0: none does; −1: no memory, or not to be seen from here. */
static int is_emptied(struct engine *en, const struct score_result *r, int node, int unit)
{
    const struct scheme *s = r->scheme;
    struct trace *t = en->trace;
    int found = 0;
    en->trace = NULL;
    for (int k = node + 1; found == 0 && k < s->nodes_count && s->nodes[k].depth > s->nodes[node].depth;
         k++) {
        const struct node *v = &s->nodes[k];
        if (v->method != METHOD_VETO || v->effect != VETO_ZERO || v->effect_node != node)
            continue;
        if (score_state(r, k, unit) == SCORE_PER_PERIOD || explain_is_split(v, r->counted) ||
            !explain_leaf_class(en, r, k, unit) || !leaf_score(en, k))
            found = -1;
        else
            found = en->zeroed[(size_t)node * (size_t)en->n + (size_t)(unit - en->first)];
    }
    en->trace = t;
    return found;
}

static bool run_inner(struct engine *en, const struct score_result *r, int node, int unit)
{
    const struct scheme *s = r->scheme;
    int emptied = needs_all(r, node, unit) ? -1 : is_emptied(en, r, node, unit);
    if (emptied < 0)
        return run_whole(en, r, node, unit);
    bool ok = engine_few(en, s->units[unit].class_index, unit, 1) && engine_row(en, node);
    for (int k = s->nodes[node].first_child; ok && k >= 0; k = s->nodes[k].next)
        ok = row_of_result(en, r, k);
    if (!ok)
        return false;
    en->zeroed[node] = (uint8_t)emptied;
    en->w = r->counted;
    en->trace->unit = 0;
    return engine_combine(en, node);
}

bool explain_run(struct engine *en, const struct score_result *r, int node, int unit)
{
    const struct node *n = &r->scheme->nodes[node];
    if (explain_is_split(n, r->counted))
        return run_whole(en, r, node, unit);
    if (n->first_child >= 0)
        return run_inner(en, r, node, unit);
    return explain_leaf_class(en, r, node, unit) && leaf_score(en, node);
}
