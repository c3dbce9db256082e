#include "score/trial.h"

static enum rc no_memory(struct err *err) { return FAIL(err, RC_NO_MEMORY, "score.no_memory", "trial"); }

static bool take_arrays(struct trial *t, struct arena *a)
{
    const struct scheme *s = t->en.s;
    size_t nodes = (size_t)s->nodes_count, units = (size_t)s->units_count, n = (size_t)t->en.n;
    int64_t *wide = arena_try_array(a, nodes * units, sizeof *wide);
    t->columns = arena_try_array(a, nodes, sizeof *t->columns);
    t->units = arena_try_array(a, units, sizeof *t->units);
    t->base = arena_try_array(a, nodes * n, sizeof *t->base);
    t->base_zeroed = arena_try_array(a, nodes * n, sizeof *t->base_zeroed);
    t->above = arena_new(0);
    for (size_t i = 0; wide && t->columns && i < nodes; i++)
        t->columns[i].wide = wide + i * units;
    return wide && t->columns && t->units && t->base && t->base_zeroed && t->above;
}

static bool is_by_periods(const struct trial *t, int node)
{
    for (int up = t->en.s->nodes[node].parent; up >= 0; up = t->en.s->nodes[up].parent) {
        const struct node *n = &t->en.s->nodes[up];
        if (n->has_each && t->result.counted.months > period_months(n->each))
            return true;
    }
    return false;
}

/* Not when a leaf, or a rule of grades, reads the score of a node, which may be one of those above; nor when
 * a veto speaks for each period and not for the window. */
static bool is_plain(const struct trial *t)
{
    if (t->en.s->grade_scores_count)
        return false;
    for (int i = 0; i < t->en.s->nodes_count; i++) {
        const struct node *n = &t->en.s->nodes[i];
        if (n->scores_count || (n->method == METHOD_VETO && n->effect == VETO_ZERO && is_by_periods(t, i)))
            return false;
    }
    return true;
}

enum rc trial_open(struct trial *t, const struct score_result *r, const struct values *v, int class_index,
                   struct arena *a, struct err *err)
{
    *t = (struct trial){0};
    enum rc rc = engine_open(&t->en, r->scheme, v, err);
    if (rc != RC_OK)
        return rc;
    t->en.class_index = class_index;
    t->en.n = r->scheme->classes[class_index].units_count;
    if (!take_arrays(t, a)) {
        trial_close(t);
        return no_memory(err);
    }
    t->result = *r;
    t->result.values = v;
    t->result.columns = t->columns;
    t->result.units = t->units;
    t->is_plain = is_plain(t);
    rc = trial_score(t, err);
    if (rc != RC_OK)
        trial_close(t);
    return rc;
}

void trial_close(struct trial *t)
{
    engine_close(&t->en);
    arena_freep(&t->above);
}

enum rc trial_place(struct trial *t, struct err *err)
{
    arena_reset(t->en.scratch);
    engine_keep(&t->en, t->columns, t->units);
    return engine_place(&t->en, &t->result, t->units) ? RC_OK : engine_fault(&t->en, err);
}

/* A veto says in the cells of a node that it empties it, and the node takes the word back when it is
 * combined. */
static bool say_vetoes(struct trial *t)
{
    for (int i = 0; i < t->en.s->nodes_count; i++) {
        const struct node *n = &t->en.s->nodes[i];
        if (n->method == METHOD_VETO && n->effect == VETO_ZERO && !leaf_score(&t->en, i))
            return false;
    }
    return true;
}

static void keep_base(struct trial *t)
{
    size_t n = (size_t)t->en.n;
    for (int i = 0; i < t->en.s->nodes_count; i++)
        memcpy(t->base + (size_t)i * n, t->en.cells[i], n * sizeof *t->base);
    memcpy(t->base_zeroed, t->en.zeroed, (size_t)t->en.s->nodes_count * n);
}

enum rc trial_score(struct trial *t, struct err *err)
{
    t->en.keep.a = t->en.kept;
    t->is_base = false;
    if (!engine_class(&t->en, t->en.class_index) || !engine_node(&t->en, 0, t->result.counted))
        return engine_fault(&t->en, err);
    enum rc rc = trial_place(t, err);
    if (rc != RC_OK || t->en.times || !t->is_plain)
        return rc;
    t->en.w = t->result.counted;
    if (!say_vetoes(t))
        return engine_fault(&t->en, err);
    keep_base(t);
    t->is_base = true;
    return RC_OK;
}

bool trial_is_local(const struct trial *t, int node) { return t->is_plain && !is_by_periods(t, node); }

enum rc trial_above(struct trial *t, int node, struct err *err)
{
    ASSERT(t->is_base);
    arena_reset(t->above);
    t->en.keep.a = t->above;
    t->en.w = t->result.counted;
    for (int up = t->en.s->nodes[node].parent; up >= 0; up = t->en.s->nodes[up].parent)
        if (!engine_combine(&t->en, up))
            return engine_fault(&t->en, err);
    return trial_place(t, err);
}

void trial_restore(struct trial *t, int node)
{
    size_t n = (size_t)t->en.n;
    for (int i = node; i >= 0; i = t->en.s->nodes[i].parent) {
        size_t at = (size_t)i * n;
        memcpy(t->en.cells[i], t->base + at, n * sizeof *t->base);
        memcpy(t->en.zeroed + at, t->base_zeroed + at, n);
    }
}

struct rat trial_total(const struct trial *t, int unit)
{
    const struct cell *c = cell_at(&t->en, 0, unit - t->en.first);
    return c->state == SCORE_PRESENT ? c->exact : RAT_MISSING;
}
