/* A node of a frame, run by run: a leaf, what the children come to, or the periods. */
#include "score/frame_run.h"

/* ---------------------------------------------------------------------------------------- inner nodes */

static const uint8_t *zeroed_of(const struct run *run)
{
    const struct plan_node *pn = &run->w->plan->node[run->node];
    if (pn->zeroed_by_count == 0)
        return NULL;
    if (pn->zeroed_by_count == 1)
        return run->f->strikes[run->w->plan->node[pn->zeroed_by[0]].strikes] + run->first;
    memset(run->w->zeroed, 0, run->n);
    for (int k = 0; k < pn->zeroed_by_count; k++) {
        const uint8_t *strip = run->f->strikes[run->w->plan->node[pn->zeroed_by[k]].strikes] + run->first;
        for (size_t i = 0; i < run->n; i++)
            run->w->zeroed[i] |= strip[i];
    }
    return run->w->zeroed;
}

static void fill_blend(const struct run *run)
{
    const struct blend *b = &run->r->blend;
    for (int k = 0; k < b->parts; k++)
        run->w->col[k] = run->f->column[b->part[k].node].narrow + run->first;
    run->w->lanes->blend(b, run->w->col, zeroed_of(run), run->n, run->out);
}

/* A leaf that reads one measure for the same period as in the frame before has the same score: a quarter's
 * votes in its three months. */
static bool is_as_before(const struct run *run)
{
    const struct plan *p = run->w->plan;
    const struct node *n = &p->s->nodes[run->node];
    if (run->f->before < 0 || run->r->kind != RECIPE_VOTES)
        return false;
    const struct measure *m = &p->s->measures[n->measure];
    struct span now = measure_span(m, run->f->w), then = measure_span(m, run->w->frames[run->f->before].w);
    return now.first == then.first && now.count == then.count;
}

static enum rc fill_run(const struct run *run)
{
    enum recipe_kind kind = run->r->kind;
    const struct frame *before = run->f->before >= 0 ? &run->w->frames[run->f->before] : NULL;
    if (kind == RECIPE_NOT_ASKED) {
        strip_fill(run->out, run->n, narrow_state(SCORE_NOT_APPLICABLE));
        return RC_OK;
    }
    if (kind == RECIPE_BLEND) {
        fill_blend(run);
        return RC_OK;
    }
    if (is_as_before(run)) {
        memcpy(run->out, before->column[run->node].narrow + run->first, run->n * sizeof *run->out);
        return RC_OK;
    }
    if (run_leaf(run))
        return RC_OK;
    enum rc rc = RC_OK;
    for (int c = run->from; c < run->to && rc == RC_OK; c++)
        rc = worker_fill_exactly(run->w, run->f, run->node, c);
    return rc;
}

static enum rc fill_node(struct worker *w, const struct frame *f, int node, int from, int to)
{
    const struct scheme *s = w->plan->s;
    const struct plan_node *pn = &w->plan->node[node];
    enum rc rc = RC_OK;
    for (int c = from; c < to && rc == RC_OK;) {
        const struct recipe *r = pn->recipe[c];
        int end = c + 1;
        if (r->kind == RECIPE_EXACT || (r->kind == RECIPE_NOT_ASKED && !pn->is_narrow)) {
            rc = worker_fill_exactly(w, f, node, c++);
            continue;
        }
        while (end < to && pn->recipe[end] == r)
            end++;
        const struct unit_class *last = &s->classes[end - 1];
        int first = s->classes[c].first_unit;
        struct run run = {.w = w,
                          .f = f,
                          .node = node,
                          .from = c,
                          .to = end,
                          .first = first,
                          .n = (size_t)(last->first_unit + last->units_count - first),
                          .r = r,
                          .out = f->column[node].narrow + first};
        rc = fill_run(&run);
        c = end;
    }
    return rc;
}

/* -------------------------------------------------------------------------------------------- periods */

static bool is_anybody(const struct score_column *c, const struct unit_class *k)
{
    for (int u = k->first_unit; u < k->first_unit + k->units_count; u++)
        if (narrow_is_present(c->narrow[u]))
            return true;
    return false;
}

/* The mean or the sum of the periods that have come. */
static void blend_periods(struct worker *w, const struct frame *f, int node, int class_index)
{
    const struct scheme *s = w->plan->s;
    const struct unit_class *k = &s->classes[class_index];
    const struct linear *limits = &w->plan->node[node].recipe[class_index]->linear;
    struct blend_part part[BLEND_PARTS_MAX];
    struct blend b = {.part = part,
                      .by = 1,
                      .fixed = s->nodes[node].each_combine == AGGREGATE_MEAN ? 0 : 1,
                      .lo = limits->lo,
                      .hi = limits->hi,
                      .mode = s->nodes[node].mode,
                      .is_narrow = true,
                      .reciprocal = w->reciprocal};
    for (const int *p = f->periods[node]; *p >= 0; p++) {
        const struct score_column *c = &w->frames[*p].column[node];
        if (!is_anybody(c, k))
            continue;
        part[b.parts] = (struct blend_part){.node = node, .value_weight = 1, .share = 1};
        w->col[b.parts++] = c->narrow + k->first_unit;
    }
    int32_t *out = f->column[node].narrow + k->first_unit;
    w->lanes->blend(&b, w->col, NULL, (size_t)k->units_count, out);
    for (int u = 0; u < k->units_count; u++) {
        size_t at = (size_t)node * (size_t)s->units_count + (size_t)(k->first_unit + u);
        bool is_asked = s->nodes[node].is_in[class_index] && !(s->not_applicable && s->not_applicable[at]);
        if (out[u] == narrow_state(SCORE_ABSENT) && !is_asked)
            out[u] = narrow_state(SCORE_NOT_APPLICABLE);
    }
}

static void fill_periods(struct worker *w, const struct frame *f, int node, int from, int to)
{
    const struct scheme *s = w->plan->s;
    for (int c = from; c < to; c++) {
        const struct unit_class *k = &s->classes[c];
        if (!f->is_one[node]) {
            blend_periods(w, f, node, c);
            continue;
        }
        const int32_t *only = w->frames[f->periods[node][0]].column[node].narrow;
        memcpy(f->column[node].narrow + k->first_unit, only + k->first_unit,
               (size_t)k->units_count * sizeof *only);
    }
}

enum rc frame_fill(struct worker *w, int frame, int node, int from, int to)
{
    const struct frame *f = &w->frames[frame];
    if (node >= 0)
        return fill_node(w, f, node, from, to);
    fill_periods(w, f, PLAN_PERIODS(node), from, to);
    return RC_OK;
}
