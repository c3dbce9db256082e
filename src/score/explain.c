/* The explanation of a number: the node is computed again with a trace, then the measures that went in are
 * listed with what was reported in each period. */
#include "base/fixed.h"
#include "score/explain.h"

static struct str text_of(struct trace *t, struct rat x, int digits)
{
    return rat_write(&t->x, t->a, x, digits);
}

static const char *method_of(const struct node *n, struct window w)
{
    return explain_is_split(n, w) ? "score.method.periods"
           : n->method            ? method_text(n->method)
                                  : combine_text(n->combine);
}

/* In words: by an amount, or event by event. */
static const char *leaf_formula(const struct node *n)
{
    bool by_event = n->each_amount.units == 0;
    if (by_event && n->method == METHOD_DEDUCT)
        return "score.formula.deduct_events";
    return by_event && n->method == METHOD_ADD ? "score.formula.add_events" : method_formula_text(n->method);
}

static struct score_line formula_line(struct engine *en, const struct node *n, struct window w,
                                      struct trace *t)
{
    struct rat arg[4] = {node_full(en, n), RAT_MISSING, RAT_MISSING, RAT_MISSING};
    const char *text = explain_is_split(n, w) ? "score.formula.periods"
                       : n->method            ? leaf_formula(n)
                                              : combine_formula_text(n->combine);
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
    if (n->method == METHOD_DEDUCT || n->method == METHOD_ADD || n->method == METHOD_GAP_DEDUCT ||
        n->method == METHOD_LINEAR) {
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

static void fill(struct engine *en, const struct score_result *r, struct trace *t,
                 struct score_explanation *x)
{
    const struct node *n = &r->scheme->nodes[x->node];
    x->formula = formula_line(en, n, r->counted, t);
    x->steps = t->lines;
    x->steps_count = t->lines_count;
    x->events = t->events;
    x->events_count = t->events_count;
    if (n->first_child >= 0) {
        list_parts(r, x->node, x->unit, t, x);
        return;
    }
    en->w = r->counted;
    t->x.no_memory |= !explain_inputs(en, n, t, x);
}

static struct str month_text(struct trace *t, int month)
{
    return window_write(t->a, (struct window){month, 1});
}

/* What is asked, and what was published. */
static void say_head(struct trace *t, const struct score_result *r, const struct score_explanation *x)
{
    const struct scheme *s = r->scheme;
    const struct unit *unit = &s->units[x->unit];
    const struct node *n = &s->nodes[x->node];
    fact_object(t, "");
    fact_text(t, "node", n->id);
    fact_text(t, "name", n->name);
    fact_text(t, "unit", unit->name);
    fact_text(t, "unit_class", s->classes[unit->class_index].name);
    fact_text(t, "period", window_write(t->a, r->window));
    fact_text(t, "from", month_text(t, r->counted.first));
    fact_text(t, "to", month_text(t, r->counted.first + r->counted.months - 1));
    fact_text(t, "method", str_c(x->method + strlen("score.method.")));
    fact_text(t, "state", str_c(score_state_word(x->state)));
    if (x->state == SCORE_PRESENT)
        fact_text(t, "score", x->score);
    else
        fact_null(t, "score");
    FACTS(t, {"full", rat_dec(n->full[unit->class_index])});
}

static void head(struct trace *t, const struct score_result *r, struct score_explanation *x)
{
    const struct node *n = &r->scheme->nodes[x->node];
    x->method = method_of(n, r->counted);
    x->full = text_of(t, rat_dec(n->full[r->scheme->units[x->unit].class_index]), 12);
    if (x->state == SCORE_PRESENT)
        x->score = shown_text(t, r, x->node, x->unit);
    say_head(t, r, x);
}

/* What is scored in the windows of its periods has no steps in this one. */
static bool compute_again(struct engine *en, const struct score_result *r, struct trace *t,
                          const struct score_explanation *x)
{
    if (x->state == SCORE_PER_PERIOD) {
        bool ok = explain_leaf_class(en, r, x->node, x->unit);
        t->unit = x->unit - en->first;
        return ok;
    }
    en->trace = t;
    return explain_run(en, r, x->node, x->unit);
}

bool explain_has(const struct scheme *s, int node, int unit)
{
    return node >= 0 && node < s->nodes_count && unit >= 0 && unit < s->units_count;
}

enum rc score_explain(const struct score_result *r, int node, int unit, struct arena *a,
                      const struct score_explanation **ret, struct err *err)
{
    if (!explain_has(r->scheme, node, unit))
        return FAIL(err, RC_NOT_FOUND, "score.no_such_score", "node %d unit %d", node, unit);
    struct score_explanation *x = arena_try(a, sizeof *x);
    if (!x)
        return FAIL(err, RC_NO_MEMORY, "score.no_memory", "explanation");
    *x = (struct score_explanation){.node = node, .unit = unit, .state = score_state(r, node, unit)};
    struct engine en;
    enum rc rc = engine_open(&en, r->scheme, r->values, err);
    if (rc != RC_OK)
        return rc;
    struct trace t = {.node = node, .a = a, .x = {.a = a}};
    head(&t, r, x);
    rc = compute_again(&en, r, &t, x) ? RC_OK : engine_fault(&en, err);
    if (rc == RC_OK)
        fill(&en, r, &t, x);
    if (rc == RC_OK && (t.x.no_memory || en.x.no_memory))
        rc = FAIL(err, RC_NO_MEMORY, "score.no_memory", "explanation");
    engine_close(&en);
    if (rc != RC_OK)
        return rc;
    fact_end(&t);
    x->facts = t.facts.last[0];
    *ret = x;
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
