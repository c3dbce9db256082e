/* The explanation of a number: the node is computed again with a trace, then the measures that went in are
 * listed with what was reported in each period. */
#include "base/fixed.h"
#include "score/engine.h"

struct listing {
    struct engine *en;
    struct trace *t;
    int unit; /* within the class */
    struct score_input *inputs;
    int count, cap;
    bool no_memory;
};

static struct str text_of(struct trace *t, struct rat x, int digits)
{
    return rat_write(&t->x, t->a, x, digits);
}

/* -------------------------------------------------------------------------------------- measures */

static void list_periods(struct listing *l, struct score_input *in, int years)
{
    const struct measure *m = &l->en->s->measures[in->measure];
    struct window w = {l->en->w.first - 12 * years, l->en->w.months};
    struct span span = measure_span(m, w);
    struct score_period_value *p = arena_try_array(l->t->a, (size_t)span.count, sizeof *p);
    l->no_memory |= !p;
    for (int i = 0; p && i < span.count; i++) {
        int month = span.first + i * span.months;
        int64_t raw = values_get(l->en->v, in->measure, l->en->first + l->unit, month);
        p[i].period = (struct window){month, span.months};
        p[i].is_missing = raw == VALUE_MISSING;
        if (!p[i].is_missing)
            p[i].value = text_of(l->t, rat_scaled(raw, m->decimals), m->decimals);
    }
    in->periods = p;
    in->periods_count = p ? span.count : 0;
}

static void list_measure(struct listing *l, int measure, const char *role, int years);

static void list_formula(struct listing *l, const struct formula *f, int years)
{
    if (f->op == F_MEASURE)
        list_measure(l, f->measure, "score.role.formula", years);
    for (size_t k = 0; k < COUNT_OF(f->kid) && f->kid[k]; k++)
        list_formula(l, f->kid[k], years + (f->op == F_LAST_YEAR));
}

static struct score_input *next_input(struct listing *l)
{
    if (l->count == l->cap) {
        int cap = l->cap ? l->cap * 2 : 8;
        struct score_input *more = arena_try_array(l->t->a, (size_t)cap, sizeof *more);
        if (!more) {
            l->no_memory = true;
            return NULL;
        }
        if (l->count)
            memcpy(more, l->inputs, (size_t)l->count * sizeof *more);
        l->inputs = more;
        l->cap = cap;
    }
    return &l->inputs[l->count++];
}

static void list_measure(struct listing *l, int measure, const char *role, int years)
{
    const struct measure *m = &l->en->s->measures[measure];
    for (int i = 0; i < l->count; i++)
        if (l->inputs[i].measure == measure && l->inputs[i].years_back == years)
            return;
    struct score_input *in = years <= FORMULA_YEARS_MAX ? next_input(l) : NULL;
    if (!in)
        return;
    *in = (struct score_input){.measure = measure, .role = role, .years_back = years};
    if (m->kind == MEASURE_NUMBER) {
        const struct rat *v = measure_column(l->en, measure, years);
        l->no_memory |= !v;
        in->is_missing = !v || rat_is_none(v[l->unit]);
        in->value = v ? text_of(l->t, v[l->unit], 6) : STR("");
        if (measure_is_input(m))
            list_periods(l, in, years);
    }
    if (m->formula)
        list_formula(l, m->formula, years);
}

static void list_operand(struct listing *l, const struct operand *o, const char *role)
{
    if (o->kind == OPERAND_MEASURE)
        list_measure(l, o->measure, role, 0);
}

static void list_inputs(struct listing *l, const struct node *n)
{
    list_measure(l, n->measure, "score.role.value", 0);
    list_operand(l, &n->target, "score.role.target");
    list_operand(l, &n->baseline, "score.role.baseline");
    list_operand(l, &n->low, "score.role.low");
    list_operand(l, &n->high, "score.role.high");
    for (int k = 0; k < n->bands_count; k++)
        list_operand(l, &n->bands[k].limit, "score.role.target");
    if (n->baseline_is_last_year)
        list_measure(l, n->measure, "score.role.baseline", 1);
}

/* -------------------------------------------------------------------------------------- the node */

static struct score_line formula_line(struct engine *en, const struct node *n, struct trace *t)
{
    struct rat arg[4] = {node_full(en, n), RAT_MISSING, RAT_MISSING, RAT_MISSING};
    const char *text = n->has_each                  ? "score.formula.periods"
                       : n->method                  ? method_formula_text(n->method)
                       : n->combine == COMBINE_MEAN ? "score.formula.mean"
                                                    : "score.formula.sum";
    if (n->method == METHOD_EFFICACY)
        arg[1] = rat_dec(n->base_percent);
    if (n->method == METHOD_RANK_STEP || n->method == METHOD_RANK_LINEAR) {
        arg[1] = limit_points(en, n, n->first);
        arg[2] = limit_points(en, n, n->method == METHOD_RANK_STEP ? n->step : n->last);
    }
    if (n->method == METHOD_GROWTH) {
        arg[1] = rat_dec(n->at_zero);
        arg[2] = rat_dec(n->per_percent);
    }
    if (n->method == METHOD_INCREMENT_GROWTH) {
        arg[1] = rat_dec(n->increment_percent);
        arg[2] = rat_sub(&en->x, rat_int(100), arg[1]);
    }
    if (n->method == METHOD_DEDUCT || n->method == METHOD_ADD || n->method == METHOD_GAP_DEDUCT) {
        arg[1] = rat_dec(n->each_points);
        arg[2] = rat_dec(n->each_amount);
    }
    struct score_line l = {.text = text, .args = 4};
    for (int i = 0; i < 4; i++)
        l.arg[i] = text_of(t, arg[i], 6);
    return l;
}

static struct str shown_text(struct trace *t, const struct score_result *r, int node, int unit)
{
    int digits = r->scheme->nodes[node].digits;
    struct str s = rat_write(&t->x, t->a, rat_scaled(score_of(r, node, unit), digits), digits);
    size_t point = str_find(s, '.'), want = digits ? (size_t)digits + 1 : 0;
    size_t have = s.n - point;
    char *p = arena_try(t->a, s.n + want + 1);
    if (!p) {
        t->x.no_memory = true;
        return s;
    }
    memcpy(p, s.p, s.n);
    for (size_t i = have; i < want; i++)
        p[s.n++] = i == 0 ? '.' : '0';
    return str_of(p, s.n);
}

static void list_parts(const struct score_result *r, int node, int unit, struct trace *t,
                       struct score_explanation *x)
{
    const struct scheme *s = r->scheme;
    int c = s->units[unit].class_index, n = 0;
    for (int k = s->nodes[node].first_child; k >= 0; k = s->nodes[k].next)
        n++;
    struct score_part *parts = arena_try_array(t->a, (size_t)n, sizeof *parts);
    t->x.no_memory |= !parts;
    for (int k = s->nodes[node].first_child; parts && k >= 0; k = s->nodes[k].next) {
        const struct node *child = &s->nodes[k];
        struct score_part *p = &parts[x->parts_count++];
        *p = (struct score_part){.node = k, .state = score_state(r, k, unit)};
        if (p->state == SCORE_PRESENT)
            p->score = shown_text(t, r, k, unit);
        p->full = text_of(t, rat_dec(child->full[c]), 12);
        if (child->role == ROLE_PART)
            p->weight = child->weight ? text_of(t, rat_dec(child->weight[c]), 12) : p->full;
    }
    x->parts = parts;
}

static bool trace_node(struct engine *en, const struct score_result *r, int node, int unit)
{
    return engine_class(en, r->scheme->units[unit].class_index) && engine_node(en, node, r->counted);
}

static void fill(struct engine *en, const struct score_result *r, struct trace *t,
                 struct score_explanation *x)
{
    const struct node *n = &r->scheme->nodes[x->node];
    x->full = text_of(t, node_full(en, n), 12);
    if (x->state == SCORE_PRESENT)
        x->score = shown_text(t, r, x->node, x->unit);
    x->method = n->has_each                  ? "score.method.periods"
                : n->method                  ? method_text(n->method)
                : n->combine == COMBINE_MEAN ? "score.method.mean"
                                             : "score.method.sum";
    x->formula = formula_line(en, n, t);
    x->steps = t->lines;
    x->steps_count = t->lines_count;
    x->events = t->events;
    x->events_count = t->events_count;
    if (n->first_child >= 0) {
        list_parts(r, x->node, x->unit, t, x);
        return;
    }
    struct listing l = {.en = en, .t = t, .unit = x->unit - en->first};
    en->columns = NULL;
    en->w = r->counted;
    list_inputs(&l, n);
    x->inputs = l.inputs;
    x->inputs_count = l.count;
    t->x.no_memory |= l.no_memory;
}

static bool is_inside(const struct scheme *s, int node, int unit)
{
    return node >= 0 && node < s->nodes_count && unit >= 0 && unit < s->units_count;
}

enum rc score_explain(const struct score_result *r, int node, int unit, struct arena *a,
                      const struct score_explanation **ret, struct err *err)
{
    if (!is_inside(r->scheme, node, unit))
        return FAIL(err, RC_NOT_FOUND, "score.no_such_score", "node %d unit %d", node, unit);
    struct score_explanation *x = arena_try(a, sizeof *x);
    if (!x)
        return FAIL(err, RC_NO_MEMORY, "score.no_memory", "explanation");
    *x = (struct score_explanation){.node = node, .unit = unit, .state = score_state(r, node, unit)};
    struct engine en;
    enum rc rc = engine_open(&en, r->scheme, r->values, err);
    if (rc != RC_OK)
        return rc;
    int first = r->scheme->classes[r->scheme->units[unit].class_index].first_unit;
    struct trace t = {.node = node, .unit = unit - first, .a = a, .x = {.a = a}};
    en.trace = x->state == SCORE_PER_PERIOD ? NULL : &t;
    rc = trace_node(&en, r, node, unit) ? RC_OK : engine_fault(&en, err);
    if (rc == RC_OK)
        fill(&en, r, &t, x);
    if (rc == RC_OK && (t.x.no_memory || en.x.no_memory))
        rc = FAIL(err, RC_NO_MEMORY, "score.no_memory", "explanation");
    engine_close(&en);
    if (rc == RC_OK)
        *ret = x;
    return rc;
}

/* ------------------------------------------------------------------------------------- waterfall */

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

static void child_bar(struct fall *f, int k, struct rat weights, struct rat there, struct rat all)
{
    const struct node *child = &f->r->scheme->nodes[k];
    enum score_state state = score_state(f->r, k, f->unit);
    bool fixed = f->n->combine == COMBINE_MEAN && f->n->divisor.digits >= 0;
    struct rat score =
        state == SCORE_PRESENT ? rat_scaled(score_of(f->r, k, f->unit), child->digits) : rat_int(0);
    struct rat delta = rat_int(0);
    int64_t d = 0;
    if (child->role == ROLE_ASIDE || !child->is_in[f->class_index])
        return;
    if (child->role == ROLE_EXTRA)
        delta = score;
    else if (state == SCORE_PRESENT || fixed)
        delta = rat_mul(&f->x, share_of(f, child, weights, there, all),
                        rat_sub(&f->x, score, rat_dec(child->full[f->class_index])));
    if (!rat_is_none(delta) && !rat_round(&f->x, delta, f->n->digits, ROUND_HALF_UP, &d))
        f->x.too_large = true;
    bar(f, k, NULL, state, d);
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
    if (f->rest > INT64_MAX || f->rest < INT64_MIN)
        f->x.too_large = true;
    else
        bar(f, -1, text, SCORE_PRESENT, (int64_t)f->rest);
}

enum rc score_waterfall(const struct score_result *r, int node, int unit, struct arena *a,
                        const struct score_waterfall **ret, struct err *err)
{
    if (!is_inside(r->scheme, node, unit))
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

const char *score_state_text(enum score_state s)
{
    static const char *const texts[] = {[SCORE_PRESENT] = "score.state.present",
                                        [SCORE_ABSENT] = "score.state.absent",
                                        [SCORE_NOT_APPLICABLE] = "score.state.not_applicable",
                                        [SCORE_NOT_SCORABLE] = "score.state.not_scorable",
                                        [SCORE_PER_PERIOD] = "score.state.per_period"};
    return texts[s];
}

const char *score_state_word(enum score_state s) { return score_state_text(s) + strlen("score.state."); }
