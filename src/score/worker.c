/* What one thread needs for filling frames, and the exact engine at a class and a node: what no recipe does,
 * it does. */
#include "score/frame.h"
#include "score/rule.h"

size_t worker_units(const struct scheme *s)
{
    size_t most = BLOCK_UNITS;
    for (int c = 0; c < s->classes_count; c++)
        if ((size_t)s->classes[c].units_count > most)
            most = (size_t)s->classes[c].units_count;
    return most;
}

static bool has_rule(const struct plan *p, int node)
{
    for (int c = 0; c < p->s->classes_count; c++)
        if (p->node[node].recipe[c]->kind == RECIPE_RULE)
            return true;
    return false;
}

static enum rc rules_open(struct worker *w, size_t units, struct arena *a, struct err *err)
{
    const struct plan *p = w->plan;
    size_t places = (size_t)p->s->measures_count + (size_t)p->s->nodes_count + 2 * RULE_WORDS;
    bool any = false;
    enum rc rc = RC_OK;
    struct feel_room *room = feel_room_new(a);
    w->rule = arena_try_array(a, (size_t)p->s->nodes_count, sizeof(struct feel_columns *));
    w->table = arena_try_array(a, (size_t)p->s->nodes_count, sizeof(struct rules_columns *));
    bool has_room = room && w->rule && w->table;
    for (int n = 0; has_room && n < p->s->nodes_count && rc == RC_OK; n++) {
        const struct rule *rule = p->s->nodes[n].rule;
        if (!has_rule(p, n))
            continue;
        rc = rule->program ? feel_columns_prepare(rule->program, a, room, &w->rule[n], err)
                           : rules_columns_prepare(rule->table, a, room, &w->table[n], err);
        any = true;
    }
    w->input = any ? arena_try_array(a, places, sizeof *w->input) : NULL;
    has_room &= !any || w->input;
    for (int i = 0; any && i <= RULE_INPUTS_MAX; i++) {
        w->wide[i] = arena_try_array(a, units, sizeof *w->wide[i]);
        w->missing[i] = arena_try_array(a, units, 1);
        has_room &= w->wide[i] && w->missing[i];
    }
    return rc != RC_OK || has_room ? rc : FAIL(err, RC_NO_MEMORY, "score.no_memory", "rules");
}

enum rc worker_open(struct worker *w, const struct plan *p, const struct values *v,
                    const struct frame *frames, const struct lanes *lanes, struct arena *a, struct err *err)
{
    size_t units = worker_units(p->s);
    *w = (struct worker){.plan = p, .v = v, .frames = frames, .lanes = lanes, .entered = -1, .err = err};
    w->x = arena_try_array(a, units, sizeof *w->x);
    w->y = arena_try_array(a, units, sizeof *w->y);
    w->z = arena_try_array(a, units, sizeof *w->z);
    w->zeroed = arena_try_array(a, units, 1);
    w->work = arena_try_array(a, units * 4, sizeof *w->work);
    w->reciprocal = arena_try_array(a, BLEND_PARTS_MAX + 1, sizeof *w->reciprocal);
    if (!w->x || !w->y || !w->z || !w->zeroed || !w->work || !w->reciprocal)
        return FAIL(err, RC_NO_MEMORY, "score.no_memory", "strips of %zu", units);
    for (int d = 1; d <= BLEND_PARTS_MAX; d++)
        w->reciprocal[d] = INT32_MAX / d;
    return p->is_exact ? RC_OK : rules_open(w, units, a, err);
}

void worker_close(struct worker *w)
{
    if (w->has_engine)
        engine_close(&w->en);
    w->has_engine = false;
}

/* ------------------------------------------------------------------------------------ the exact engine */

enum rc worker_enter(struct worker *w, int class_index)
{
    if (!w->has_engine) {
        enum rc rc = engine_open(&w->en, w->plan->s, w->v, w->err);
        if (rc != RC_OK)
            return rc;
        w->has_engine = true;
    }
    struct engine *en = &w->en;
    if (w->entered != class_index && !engine_class(en, class_index))
        return engine_fault(en, w->err);
    w->entered = class_index;
    for (int u = 0; u < en->n; u++) {
        en->grade_cap[u] = en->grade_set[u] = en->grade_outside[u] = -1;
        en->grade_move[u] = 0;
        en->is_excluded[u] = en->is_last[u] = false;
    }
    return RC_OK;
}

static void column_put(struct worker *w, const struct score_column *c, int node, int unit,
                       const struct cell *cell)
{
    bool is_present = cell->state == SCORE_PRESENT;
    int64_t size = cell->shown < 0 ? -cell->shown : cell->shown;
    w->is_broken |= is_present && c->narrow && size > w->plan->node[node].most;
    if (c->narrow)
        c->narrow[unit] = is_present ? (int32_t)cell->shown : narrow_state(cell->state);
    else
        c->wide[unit] = is_present ? cell->shown : SCORE_WIDE_NONE + (int64_t)cell->state;
}

static struct cell column_cell(const struct score_column *c, int unit, int digits)
{
    const struct score_result one = {.columns = c};
    enum score_state state = score_state(&one, 0, unit);
    if (state != SCORE_PRESENT)
        return (struct cell){.state = state};
    int64_t shown = score_of(&one, 0, unit);
    return (struct cell){.state = SCORE_PRESENT, .shown = shown, .exact = rat_scaled(shown, digits)};
}

/* Whom a veto strikes, as the engine found it. */
static void strikes_put(struct worker *w, const struct frame *f, int node)
{
    const struct engine *en = &w->en;
    const struct node *n = &w->plan->s->nodes[node];
    uint8_t *strip = f->strikes[w->plan->node[node].strikes] + en->first;
    for (int u = 0; u < en->n; u++) {
        strip[u] = veto_has_struck(en, n, u);
        if (n->effect == VETO_ZERO)
            en->zeroed[(size_t)n->effect_node * (size_t)en->n + (size_t)u] = 0;
    }
}

static void zeroed_from_strikes(struct worker *w, const struct frame *f, int node)
{
    const struct plan_node *pn = &w->plan->node[node];
    struct engine *en = &w->en;
    for (int i = 0; i < pn->zeroed_by_count; i++) {
        const uint8_t *strip = f->strikes[w->plan->node[pn->zeroed_by[i]].strikes] + en->first;
        for (int u = 0; u < en->n; u++)
            en->zeroed[(size_t)node * (size_t)en->n + (size_t)u] |= strip[u];
    }
}

/* The scores of a node that is done, for the class at hand. */
static void bring(struct worker *w, const struct frame *f, int node)
{
    struct engine *en = &w->en;
    for (int u = 0; u < en->n; u++)
        *cell_at(en, node, u) = column_cell(&f->column[node], en->first + u, w->plan->s->nodes[node].digits);
    en->is_done[node] = true;
}

enum rc worker_fill_exactly(struct worker *w, const struct frame *f, int node, int class_index)
{
    enum rc rc = worker_enter(w, class_index);
    if (rc != RC_OK)
        return rc;
    struct engine *en = &w->en;
    const struct scheme *s = w->plan->s;
    const struct node *n = &s->nodes[node];
    en->w = f->w;
    for (int k = n->first_child; k >= 0; k = s->nodes[k].next)
        bring(w, f, k);
    for (int i = 0; i < n->scores_count; i++)
        bring(w, f, n->scores[i]);
    zeroed_from_strikes(w, f, node);
    arena_reset(en->scratch);
    if (!(n->first_child >= 0 ? engine_combine(en, node) : leaf_score(en, node)))
        return engine_fault(en, w->err);
    for (int u = 0; u < en->n; u++)
        column_put(w, &f->column[node], node, en->first + u, cell_at(en, node, u));
    if (w->plan->node[node].strikes >= 0)
        strikes_put(w, f, node);
    return RC_OK;
}
