/* The tree for one class and one window, leaves first; then totals, ranks and grades. */
#include "score/engine.h"

/* ------------------------------------------------------------------------------------------ cells */

bool node_applies(const struct engine *en, int node, int unit)
{
    const struct scheme *s = en->s;
    size_t at = (size_t)node * (size_t)s->units_count + (size_t)(en->first + unit);
    return s->nodes[node].is_in[en->class_index] && !(s->not_applicable && s->not_applicable[at]);
}

static void blame(struct engine *en, int node, int unit)
{
    en->bad_node = node;
    en->bad_unit = en->first + unit;
}

static void say_limits(struct engine *en, const struct node *n, struct trace *t)
{
    if (n->cap.is_set)
        FACTS(t, {"cap", limit_points(en, n, n->cap)});
    if (n->floor.is_set)
        FACTS(t, {"floor", limit_points(en, n, n->floor)});
}

static struct rat limited(struct engine *en, int node, int unit, struct rat score)
{
    const struct node *n = &en->s->nodes[node];
    struct trace *t = trace_of(en, node, unit);
    say_limits(en, n, t);
    if (n->cap.is_set && rat_cmp(&en->x, score, limit_points(en, n, n->cap)) > 0) {
        SAY(t, "score.step.cap", score, limit_points(en, n, n->cap));
        score = limit_points(en, n, n->cap);
    }
    if (n->floor.is_set && rat_cmp(&en->x, score, limit_points(en, n, n->floor)) < 0) {
        SAY(t, "score.step.floor", score, limit_points(en, n, n->floor));
        score = limit_points(en, n, n->floor);
    }
    return score;
}

static void say_rounding(struct trace *t, const struct node *n, struct rat exact, bool passes_digits)
{
    static const char *const words[] = {
        [ROUND_HALF_UP] = "half_up", [ROUND_HALF_EVEN] = "half_even", [ROUND_DOWN] = "down"};
    if (!t)
        return;
    fact_object(t, "rounding");
    fact_text(t, "mode", str_c(words[n->mode]));
    FACTS(t, {"digits", rat_int(n->digits)}, {"exact", exact});
    fact_text(t, "passes", passes_digits ? STR("rounded") : STR("exact"));
    fact_end(t);
}

struct rat score_times_factor(struct exact *x, struct rat score, struct rat factor, struct trace *t)
{
    struct rat r = rat_mul(x, score, factor);
    FACTS(t, {"score_factor", factor});
    SAY(t, "score.step.times_factor", score, factor, r);
    return r;
}

void cell_finish(struct engine *en, int node, int unit, struct rat score)
{
    static const char *const modes[] = {[ROUND_HALF_UP] = "score.step.rounded_half_up",
                                        [ROUND_HALF_EVEN] = "score.step.rounded_half_even",
                                        [ROUND_DOWN] = "score.step.rounded_down"};
    const struct node *n = &en->s->nodes[node];
    struct cell *c = cell_at(en, node, unit);
    if (rat_is_none(score)) {
        /* Only after something ran out; engine_fault says what. */
        *c = (struct cell){.state = SCORE_NOT_SCORABLE};
        return;
    }
    score = limited(en, node, unit, score);
    *c = (struct cell){.state = SCORE_PRESENT};
    if (!rat_round(&en->x, score, n->digits, n->mode, &c->shown) || c->shown > SCORE_UNITS_MAX ||
        c->shown < -SCORE_UNITS_MAX) {
        en->x.too_large |= !en->x.no_memory;
        if (en->bad_node < 0)
            blame(en, node, unit);
        return;
    }
    struct rat shown = rat_scaled(c->shown, n->digits);
    bool passes_digits =
        en->s->place == PLACE_DISPLAYED || n->has_own_rounding || (node == 0 && !en->keeps_total);
    c->exact = passes_digits ? shown : rat_keep(&en->keep, score);
    struct trace *t = trace_of(en, node, unit);
    say_rounding(t, n, score, passes_digits);
    if (t && rat_cmp(&en->x, score, shown) != 0)
        trace_say(t, modes[n->mode], (const struct rat[]){score, rat_int(n->digits), shown}, 3);
}

/* ---------------------------------------------------------------------------------------- combine */

/* A sum or a weighted mean in the making. */
struct blend {
    struct rat sum, weight, full; /* of the children that are there: Σ score or Σ w·s, Σ w or Σ full */
    struct rat all;               /* Σ full of all */
    struct rat share;             /* COMBINE_MAX …: of the full marks */
    struct rat extra;
    bool is_blocked;
    int parts, present;
};

static void take_share(struct engine *en, struct blend *b, const struct node *n, struct rat share)
{
    if (b->present == 0)
        b->share = share;
    else if (n->combine == COMBINE_MAX)
        b->share = rat_max(&en->x, b->share, share);
    else if (n->combine == COMBINE_MIN)
        b->share = rat_min(&en->x, b->share, share);
    else
        b->share = rat_mul(&en->x, b->share, share);
}

static void take_child(struct engine *en, struct blend *b, const struct node *n, int child, int unit)
{
    const struct node *k = &en->s->nodes[child];
    const struct cell *c = cell_at(en, child, unit);
    if (k->role == ROLE_ASIDE || !k->is_in[en->class_index])
        return;
    if (c->state == SCORE_NOT_SCORABLE)
        b->is_blocked = true;
    if (k->role == ROLE_EXTRA) {
        if (c->state == SCORE_PRESENT)
            b->extra = rat_add(&en->x, b->extra, c->exact);
        return;
    }
    bool is_mean = n->combine == COMBINE_MEAN;
    struct rat times = en->times ? en->times[child] : rat_int(1), full = node_full(en, k);
    if (en->times)
        full = rat_mul(&en->x, full, times);
    struct rat w = is_mean ? rat_dec(k->weight[en->class_index]) : times;
    if (is_mean && en->times)
        w = rat_mul(&en->x, w, times);
    b->parts++;
    b->all = rat_add(&en->x, b->all, full);
    if (c->state != SCORE_PRESENT)
        return;
    if (n->combine > COMBINE_MEAN)
        take_share(en, b, n, rat_div(&en->x, c->exact, node_full(en, k)));
    b->present++;
    b->sum = rat_add(&en->x, b->sum, is_mean || en->times ? rat_mul(&en->x, w, c->exact) : c->exact);
    b->weight = rat_add(&en->x, b->weight, w);
    b->full = rat_add(&en->x, b->full, full);
}

static struct rat mean_of(struct engine *en, const struct blend *b, const struct node *n, struct trace *t)
{
    struct rat by = n->divisor.digits >= 0 ? rat_dec(n->divisor) : b->weight, r = rat_div(&en->x, b->sum, by);
    struct rat full = node_full(en, n), of = rat_dec(n->child_full[en->class_index]);
    SAY(t, "score.step.mean", b->sum, by, r);
    if (rat_cmp(&en->x, full, of) != 0) {
        struct rat scaled = rat_div(&en->x, rat_mul(&en->x, r, full), of);
        SAY(t, "score.step.ratio", full, r, of, scaled);
        r = scaled;
    }
    return r;
}

static struct rat sum_of(struct engine *en, const struct blend *b, struct trace *t)
{
    SAY(t, "score.step.sum", b->sum);
    if (rat_sign(b->full) == 0 || rat_cmp(&en->x, b->full, b->all) == 0)
        return b->sum;
    struct rat r = rat_div(&en->x, rat_mul(&en->x, b->sum, b->all), b->full);
    SAY(t, "score.step.reweighted", b->sum, b->all, b->full, r);
    return r;
}

static struct rat share_of(struct engine *en, const struct blend *b, const struct node *n, struct trace *t)
{
    struct rat full = node_full(en, n), r = rat_mul(&en->x, full, b->share);
    if (n->combine == COMBINE_MAX)
        SAY(t, "score.step.combined_max", full, b->share, r);
    else if (n->combine == COMBINE_MIN)
        SAY(t, "score.step.combined_min", full, b->share, r);
    else
        SAY(t, "score.step.combined_product", full, b->share, r);
    return r;
}

static struct rat combined(struct engine *en, const struct blend *b, const struct node *n, struct trace *t)
{
    if (!b->parts)
        return rat_int(0);
    return n->combine == COMBINE_MEAN  ? mean_of(en, b, n, t)
           : n->combine == COMBINE_SUM ? sum_of(en, b, t)
                                       : share_of(en, b, n, t);
}

static void say_child(struct engine *en, const struct node *n, int child, int unit, struct trace *t)
{
    static const char *const roles[] = {[ROLE_PART] = "part", [ROLE_EXTRA] = "extra", [ROLE_ASIDE] = "aside"};
    const struct node *k = &en->s->nodes[child];
    const struct cell *c = cell_at(en, child, unit);
    fact_object(t, "");
    fact_text(t, "node", k->id);
    fact_text(t, "name", k->name);
    fact_text(t, "role", str_c(roles[k->role]));
    fact_text(t, "state", str_c(score_state_word(c->state)));
    if (c->state == SCORE_PRESENT)
        FACTS(t, {"score", c->exact});
    FACTS(t, {"full", node_full(en, k)});
    if (n->combine == COMBINE_MEAN && k->role == ROLE_PART)
        FACTS(t, {"weight", rat_dec(k->weight[en->class_index])});
    fact_end(t);
}

/* All that the node is made of; what its score is made from follows from it. */
static void say_children(struct engine *en, const struct node *n, int unit, struct trace *t)
{
    if (!t)
        return;
    fact_list(t, "children");
    for (int k = n->first_child; k >= 0; k = en->s->nodes[k].next)
        if (en->s->nodes[k].is_in[en->class_index])
            say_child(en, n, k, unit, t);
    fact_end(t);
    if (n->combine == COMBINE_MEAN)
        FACTS(t, {"out_of", rat_dec(n->child_full[en->class_index])});
    if (n->combine == COMBINE_MEAN && n->divisor.digits >= 0)
        FACTS(t, {"divisor", rat_dec(n->divisor)});
}

/* `factor`: of the units; NULL: the score is taken as it is. */
static void combine_unit(struct engine *en, int node, int unit, const struct rat *factor)
{
    const struct node *n = &en->s->nodes[node];
    struct trace *t = trace_of(en, node, unit);
    struct cell *c = cell_at(en, node, unit);
    uint8_t *zeroed = &en->zeroed[(size_t)node * (size_t)en->n + (size_t)unit];
    struct rat zero = rat_int(0);
    struct blend b = {.sum = zero, .weight = zero, .full = zero, .all = zero, .extra = zero};
    if (!node_applies(en, node, unit)) {
        *c = (struct cell){.state = SCORE_NOT_APPLICABLE};
        return;
    }
    if (*zeroed) {
        *zeroed = 0;
        trace_text(t, "score.step.zeroed", NULL, 0);
        fact_truth(t, "zeroed", true);
        say_rounding(t, n, zero, true);
        *c = (struct cell){.state = SCORE_PRESENT, .exact = zero}; /* whatever floor the node has */
        return;
    }
    say_children(en, n, unit, t);
    for (int k = n->first_child; k >= 0; k = en->s->nodes[k].next)
        take_child(en, &b, n, k, unit);
    bool no_weight = n->combine == COMBINE_MEAN && b.present && rat_sign(b.weight) == 0;
    if (b.is_blocked || (b.parts && !b.present) || no_weight) {
        *c = (struct cell){.state = b.is_blocked ? SCORE_NOT_SCORABLE : SCORE_ABSENT};
        trace_text(t, b.is_blocked ? "score.step.part_not_scorable" : "score.step.no_parts", NULL, 0);
        return;
    }
    struct rat r = combined(en, &b, n, t);
    if (rat_sign(b.extra) != 0) {
        SAY(t, "score.step.extra", r, b.extra, rat_add(&en->x, r, b.extra));
        r = rat_add(&en->x, r, b.extra);
    }
    if (factor)
        r = score_times_factor(&en->x, r, factor[unit], t);
    if (rat_is_none(r)) {
        *c = (struct cell){.state = SCORE_NOT_SCORABLE};
        trace_text(t, "score.step.no_factor", NULL, 0);
        return;
    }
    cell_finish(en, node, unit, r);
}

/* In memory that lasts: the scratch goes with each unit. */
static const struct rat *kept_factors(struct engine *en, const struct node *n)
{
    arena_reset(en->scratch);
    en->columns = NULL;
    const struct rat *from = factor_column(en, n);
    struct rat *to = arena_try_array(en->kept, (size_t)en->n, sizeof *to);
    for (int u = 0; from && to && u < en->n; u++)
        to[u] = rat_is_none(from[u]) ? from[u] : rat_keep(&en->keep, from[u]);
    en->keep.no_memory |= !to;
    en->columns = NULL;
    return from ? to : NULL;
}

bool engine_combine(struct engine *en, int node)
{
    const struct rat *factor = NULL;
    if (en->s->nodes[node].scales_score && !(factor = kept_factors(en, &en->s->nodes[node])))
        return false;
    for (int u = 0; u < en->n && !en->x.no_memory && !en->x.too_large; u++) {
        if (en->only >= 0 && u != en->only)
            continue;
        arena_reset(en->scratch);
        combine_unit(en, node, u, factor);
        if ((en->x.too_large || en->keep.too_large) && en->bad_node < 0)
            blame(en, node, u);
    }
    return !en->x.no_memory && !en->x.too_large && !en->keep.no_memory && !en->keep.too_large;
}

/* In a run of the whole tree they are done already; a node that is explained alone brings them with it. */
static bool scores_before(struct engine *en, const struct node *n)
{
    for (int i = 0; i < n->scores_count; i++)
        if (!en->is_done[n->scores[i]] && !engine_node(en, n->scores[i], en->w))
            return false;
    return true;
}

bool engine_node_once(struct engine *en, int node)
{
    const struct node *n = &en->s->nodes[node];
    if (!scores_before(en, n))
        return false;
    if (n->first_child < 0)
        return leaf_score(en, node);
    for (int k = n->first_child; k >= 0; k = en->s->nodes[k].next)
        if (!engine_node(en, k, en->w))
            return false;
    return engine_combine(en, node);
}

bool engine_node(struct engine *en, int node, struct window w)
{
    const struct node *n = &en->s->nodes[node];
    struct window before = en->w;
    en->w = w;
    bool ok = n->has_each && w.months > period_months(n->each) ? node_periods(en, node, w)
                                                               : engine_node_once(en, node);
    en->w = before;
    en->is_done[node] = ok;
    return ok;
}

/* ----------------------------------------------------------------------------------------- engine */

enum rc engine_open(struct engine *en, const struct scheme *s, const struct values *v, struct err *err)
{
    *en = (struct engine){.s = s,
                          .v = v,
                          .bad_node = -1,
                          .bad_unit = -1,
                          .only = -1,
                          .scratch = arena_new(0),
                          .kept = arena_new(0)};
    if (!en->scratch || !en->kept) {
        engine_close(en);
        return FAIL(err, RC_NO_MEMORY, "score.no_memory", "engine");
    }
    en->x.a = en->scratch;
    en->keep.a = en->kept;
    return RC_OK;
}

void engine_close(struct engine *en)
{
    arena_freep(&en->scratch);
    arena_freep(&en->kept);
    arena_freep(&en->ask);
}

bool engine_row(struct engine *en, int node)
{
    en->cells[node] = arena_try_array(en->kept, (size_t)en->n, sizeof **en->cells);
    en->keep.no_memory |= !en->cells[node];
    return en->cells[node] != NULL;
}

bool engine_class(struct engine *en, int class_index)
{
    const struct unit_class *c = &en->s->classes[class_index];
    if (!engine_few(en, class_index, c->first_unit, c->units_count))
        return false;
    for (int node = 0; node < en->s->nodes_count; node++)
        if (!engine_row(en, node))
            return false;
    return true;
}

bool engine_few(struct engine *en, int class_index, int first, int units)
{
    size_t n = (size_t)units, nodes = (size_t)en->s->nodes_count;
    arena_reset(en->kept);
    en->class_index = class_index;
    en->first = first;
    en->n = units;
    en->only = -1;
    en->cells = arena_try_array(en->kept, nodes, sizeof *en->cells);
    en->zeroed = arena_try_array(en->kept, nodes * n, 1);
    en->is_done = arena_try_array(en->kept, nodes, sizeof *en->is_done);
    en->grade_cap = arena_try_array(en->kept, n, sizeof *en->grade_cap);
    en->grade_set = arena_try_array(en->kept, n, sizeof *en->grade_set);
    en->grade_move = arena_try_array(en->kept, n, sizeof *en->grade_move);
    en->grade_outside = arena_try_array(en->kept, n, sizeof *en->grade_outside);
    en->is_last = arena_try_array(en->kept, n, sizeof *en->is_last);
    en->is_excluded = arena_try_array(en->kept, n, sizeof *en->is_excluded);
    if (!en->cells || !en->zeroed || !en->is_done || !en->grade_cap || !en->grade_set || !en->grade_move ||
        !en->grade_outside || !en->is_last || !en->is_excluded) {
        en->keep.no_memory = true;
        return false;
    }
    for (size_t i = 0; i < n; i++)
        en->grade_cap[i] = en->grade_set[i] = en->grade_outside[i] = -1;
    return true;
}

enum rc engine_fault(const struct engine *en, struct err *err)
{
    if (!en->x.too_large && !en->keep.too_large)
        return FAIL(err, RC_NO_MEMORY, "score.no_memory", "engine");
    if (en->is_rule_long)
        (void)FAIL(err, RC_TOO_LARGE, "score.rule_too_long", "node %d unit %d", en->bad_node, en->bad_unit);
    else
        (void)FAIL(err, RC_TOO_LARGE, "score.number_too_large", "node %d unit %d", en->bad_node,
                   en->bad_unit);
    if (en->is_rule_long)
        ERR_HINT(err, "score.rule_too_long_hint");
    else
        ERR_HINT(err, "score.number_too_large_hint");
    if (en->bad_node >= 0)
        (void)err_arg(err, 0, en->s->nodes[en->bad_node].name);
    if (en->bad_unit >= 0)
        (void)err_arg(err, 1, en->s->units[en->bad_unit].name);
    return RC_TOO_LARGE;
}

/* ----------------------------------------------------------------------------------------- result */

void engine_keep(const struct engine *en, const struct score_column *columns, struct score_unit *units)
{
    const struct scheme *s = en->s;
    for (int node = 0; node < s->nodes_count; node++)
        for (int u = 0; u < en->n; u++) {
            const struct cell *c = cell_at(en, node, u);
            columns[node].wide[en->first + u] =
                c->state == SCORE_PRESENT ? c->shown : SCORE_WIDE_NONE + (int64_t)c->state;
        }
    for (int u = 0; u < en->n; u++)
        units[en->first + u] = (struct score_unit){
            .total = cell_at(en, 0, u)->shown,
            .has_total = cell_at(en, 0, u)->state == SCORE_PRESENT,
            .is_excluded = en->is_excluded[u] || !s->units[en->first + u].is_ranked,
            .grade = -1,
        };
}

enum rc score_check_window(const struct scheme *s, struct window w, struct err *err)
{
    int len = period_months(s->window);
    if (w.months == len && w.first >= 0 && w.first % len == 0)
        return RC_OK;
    struct arena *a CLEANUP(arena_freep) = arena_new(0);
    if (!a)
        return FAIL(err, RC_NO_MEMORY, "score.no_memory", "window");
    (void)FAIL(err, RC_INVALID, "score.window_of_other_length", "%d months from %d", w.months, w.first);
    ERR_HINT(err, "score.window_length_hint");
    struct window like = {.first = w.first < 0 ? 0 : w.first - w.first % len, .months = len};
    return err_arg(err, 0, window_write(a, like));
}

static enum rc compute(struct engine *en, struct score_result *r, struct score_column *columns,
                       struct score_unit *units, struct err *err)
{
    for (int c = 0; c < en->s->classes_count; c++) {
        if (!engine_class(en, c) || !engine_node(en, 0, r->counted))
            return engine_fault(en, err);
        engine_keep(en, columns, units);
        if (!engine_place(en, r, units))
            return engine_fault(en, err);
    }
    return RC_OK;
}

enum rc score_compute_exactly(const struct scheme *s, const struct values *v, struct window w,
                              struct arena *a, const struct score_result **ret, struct err *err)
{
    enum rc rc = score_check_window(s, w, err);
    if (rc != RC_OK)
        return rc;
    size_t cells = (size_t)s->nodes_count * (size_t)s->units_count;
    struct score_result *r = arena_try(a, sizeof *r);
    int64_t *scores = arena_try_array(a, cells, sizeof *scores);
    struct score_column *columns = arena_try_array(a, (size_t)s->nodes_count, sizeof *columns);
    struct score_unit *units = arena_try_array(a, (size_t)s->units_count, sizeof *units);
    if (!r || !scores || !columns || !units)
        return FAIL(err, RC_NO_MEMORY, "score.no_memory", "result of %zu cells", cells);
    *r = (struct score_result){.scheme = s,
                               .values = v,
                               .window = w,
                               .counted = scheme_window(s, w),
                               .columns = columns,
                               .units = units};
    for (int n = 0; n < s->nodes_count; n++)
        columns[n].wide = scores + (size_t)n * (size_t)s->units_count;
    struct engine en;
    if ((rc = engine_open(&en, s, v, err)) != RC_OK)
        return rc;
    rc = compute(&en, r, columns, units, err);
    engine_close(&en);
    if (rc == RC_OK)
        *ret = r;
    return rc;
}
