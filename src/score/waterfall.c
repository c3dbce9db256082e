/* From the full marks of a node to its score, bar by bar: what each child cost or brought, then what no child
 * did. */
#include "base/fixed.h"
#include "score/explain.h"

struct fall {
    const struct score_result *r;
    struct exact x;
    const struct node *n;
    int node, unit, class_index;
    struct score_bar *bars;
    int count;
    i128 rest; /* of the way from full marks to the score */
};

static void bar(struct fall *f, int node, const char *text, enum score_state state, int64_t delta)
{
    f->bars[f->count++] = (struct score_bar){.node = node, .text = text, .state = state, .delta = delta};
    f->rest -= delta;
}

/* The share of the node that a child decides; in sums, 1, or more when a sibling is missing. */
static struct rat share_of(struct fall *f, const struct node *child, struct rat weights, struct rat there,
                           struct rat all)
{
    if (f->n->combine == COMBINE_SUM)
        return rat_sign(there) ? rat_div(&f->x, all, there) : rat_int(1);
    struct rat by = f->n->divisor.digits >= 0 ? rat_dec(f->n->divisor) : weights;
    struct rat scale =
        rat_div(&f->x, rat_dec(f->n->full[f->class_index]), rat_dec(f->n->child_full[f->class_index]));
    struct rat share = rat_div(&f->x, rat_dec(child->weight[f->class_index]), by);
    return rat_mul(&f->x, share, rat_is_none(scale) ? rat_int(1) : scale);
}

static void put_bar(struct fall *f, int k, struct rat delta)
{
    int64_t d = 0;
    if (!rat_is_none(delta) && !rat_round(&f->x, delta, f->n->digits, ROUND_HALF_UP, &d))
        f->x.too_large = true;
    bar(f, k, NULL, score_state(f->r, k, f->unit), d);
}

static struct rat share_of_child(struct fall *f, int k)
{
    const struct node *child = &f->r->scheme->nodes[k];
    return rat_div(&f->x, rat_scaled(score_of(f->r, k, f->unit), child->digits),
                   rat_dec(child->full[f->class_index]));
}

static void child_bar(struct fall *f, int k, struct rat weights, struct rat there, struct rat all)
{
    const struct node *child = &f->r->scheme->nodes[k];
    enum score_state state = score_state(f->r, k, f->unit);
    bool fixed = f->n->combine == COMBINE_MEAN && f->n->divisor.digits >= 0;
    struct rat score =
        state == SCORE_PRESENT ? rat_scaled(score_of(f->r, k, f->unit), child->digits) : rat_int(0);
    struct rat delta = rat_int(0);
    if (child->role == ROLE_ASIDE || !child->is_in[f->class_index])
        return;
    if (child->role == ROLE_EXTRA)
        delta = score;
    else if (state == SCORE_PRESENT || fixed)
        delta = rat_mul(&f->x, share_of(f, child, weights, there, all),
                        rat_sub(&f->x, score, rat_dec(child->full[f->class_index])));
    put_bar(f, k, delta);
}

static void child_bars(struct fall *f)
{
    const struct scheme *s = f->r->scheme;
    struct rat weights = rat_int(0), there = rat_int(0), all = rat_int(0);
    for (int k = f->n->first_child; k >= 0; k = s->nodes[k].next) {
        const struct node *child = &s->nodes[k];
        if (child->role != ROLE_PART || !child->is_in[f->class_index])
            continue;
        struct rat full = rat_dec(child->full[f->class_index]);
        bool is_there = score_state(f->r, k, f->unit) == SCORE_PRESENT;
        all = rat_add(&f->x, all, full);
        there = is_there ? rat_add(&f->x, there, full) : there;
        if (is_there && f->n->combine == COMBINE_MEAN)
            weights = rat_add(&f->x, weights, rat_dec(child->weight[f->class_index]));
    }
    for (int k = f->n->first_child; k >= 0; k = s->nodes[k].next)
        child_bar(f, k, weights, there, all);
}

/* Of a maximum or minimum: the child that decides, the first of equals; −1 when none is there. */
static int deciding_child(struct fall *f)
{
    const struct scheme *s = f->r->scheme;
    struct rat best = RAT_MISSING;
    int decides = -1;
    for (int k = f->n->first_child; k >= 0; k = s->nodes[k].next) {
        if (s->nodes[k].role != ROLE_PART || score_state(f->r, k, f->unit) != SCORE_PRESENT)
            continue;
        struct rat share = share_of_child(f, k);
        int c = decides < 0 ? 0 : rat_cmp(&f->x, share, best);
        if (decides < 0 || (f->n->combine == COMBINE_MAX ? c > 0 : c < 0)) {
            best = share;
            decides = k;
        }
    }
    return decides;
}

/* Maximum and minimum: one child decides; product: each takes its share of what those before it left. */
static void share_bars(struct fall *f)
{
    const struct scheme *s = f->r->scheme;
    struct rat full = rat_dec(f->n->full[f->class_index]), left = rat_int(1);
    int decides = deciding_child(f);
    for (int k = f->n->first_child; k >= 0; k = s->nodes[k].next) {
        const struct node *child = &s->nodes[k];
        bool is_there = score_state(f->r, k, f->unit) == SCORE_PRESENT;
        struct rat before = left, delta = rat_int(0);
        if (child->role == ROLE_ASIDE || !child->is_in[f->class_index])
            continue;
        if (child->role == ROLE_PART && is_there && (f->n->combine == COMBINE_PRODUCT || k == decides)) {
            left = rat_mul(&f->x, left, share_of_child(f, k));
            delta = rat_mul(&f->x, full, rat_sub(&f->x, left, before));
        } else if (child->role == ROLE_EXTRA && is_there) {
            delta = rat_scaled(score_of(f->r, k, f->unit), child->digits);
        }
        put_bar(f, k, delta);
    }
}

static bool is_limit(struct fall *f, struct limit l, int64_t score)
{
    struct rat full = rat_dec(f->n->full[f->class_index]), v = rat_dec(l.value);
    if (l.is_percent)
        v = rat_div(&f->x, rat_mul(&f->x, full, v), rat_int(100));
    return l.is_set && rat_cmp(&f->x, v, rat_scaled(score, f->n->digits)) == 0;
}

static bool has_veto(const struct fall *f)
{
    const struct scheme *s = f->r->scheme;
    for (int k = f->node + 1; k < s->nodes_count && s->nodes[k].depth > f->n->depth; k++)
        if (s->nodes[k].method == METHOD_VETO && s->nodes[k].effect == VETO_ZERO &&
            s->nodes[k].effect_node == f->node)
            return true;
    return false;
}

static void last_bar(struct fall *f, int64_t score)
{
    const char *text = "score.bar.rounding";
    if (f->rest == 0)
        return;
    if (f->rest < 0 && is_limit(f, f->n->cap, score))
        text = "score.bar.cap";
    else if (f->rest > 0 && is_limit(f, f->n->floor, score))
        text = "score.bar.floor";
    else if (score == 0 && has_veto(f))
        text = "score.bar.veto";
    else if (f->n->divisor.digits >= 0)
        text = "score.bar.divisor";
    else if (f->n->scales_score)
        text = "score.bar.factor";
    if (f->rest > INT64_MAX || f->rest < INT64_MIN)
        f->x.too_large = true;
    else
        bar(f, -1, text, SCORE_PRESENT, (int64_t)f->rest);
}

enum rc score_waterfall(const struct score_result *r, int node, int unit, struct arena *a,
                        const struct score_waterfall **ret, struct err *err)
{
    if (!explain_has(r->scheme, node, unit))
        return FAIL(err, RC_NOT_FOUND, "score.no_such_score", "node %d unit %d", node, unit);
    const struct node *n = &r->scheme->nodes[node];
    struct fall f = {.r = r,
                     .x = {.a = a},
                     .n = n,
                     .node = node,
                     .unit = unit,
                     .class_index = r->scheme->units[unit].class_index};
    int children = 0;
    for (int k = n->first_child; k >= 0; k = r->scheme->nodes[k].next)
        children++;
    struct score_waterfall *w = arena_try(a, sizeof *w);
    f.bars = arena_try_array(a, (size_t)children + 1, sizeof *f.bars);
    if (!w || !f.bars)
        return FAIL(err, RC_NO_MEMORY, "score.no_memory", "waterfall");
    *w = (struct score_waterfall){
        .digits = n->digits, .has_score = score_state(r, node, unit) == SCORE_PRESENT, .bars = f.bars};
    if (!rat_round(&f.x, rat_dec(n->full[f.class_index]), n->digits, ROUND_HALF_UP, &w->full) ||
        w->full > SCORE_UNITS_MAX)
        return FAIL(err, RC_TOO_LARGE, "score.number_too_large", "full marks");
    if (w->has_score) {
        w->score = score_of(r, node, unit);
        f.rest = (i128)w->score - w->full;
        bool periods =
            n->has_each && n->first_child >= 0 && score_state(r, n->first_child, unit) == SCORE_PER_PERIOD;
        if (periods || n->first_child < 0)
            bar(&f, -1, periods ? "score.bar.periods" : "score.bar.leaf", SCORE_PRESENT, w->score - w->full);
        else if (n->combine > COMBINE_MEAN)
            share_bars(&f);
        else
            child_bars(&f);
        last_bar(&f, w->score);
    }
    w->bars_count = f.count;
    if (f.x.no_memory)
        return FAIL(err, RC_NO_MEMORY, "score.no_memory", "waterfall");
    if (f.x.too_large)
        return FAIL(err, RC_TOO_LARGE, "score.number_too_large", "waterfall");
    *ret = w;
    return RC_OK;
}
