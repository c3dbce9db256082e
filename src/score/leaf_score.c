/* A leaf: its columns are loaded, each unit is scored by the method, and what has no value gets what the
 * scheme says of that. */
#include "score/method.h"

static struct rat (*const score_of_method[METHOD__COUNT])(struct leaf *, int, struct trace *) = {
    [METHOD_DIRECT] = score_direct,
    [METHOD_RATIO] = score_ratio,
    [METHOD_CONTROL] = score_control,
    [METHOD_INVERSE] = score_inverse,
    [METHOD_BANDS] = score_bands,
    [METHOD_ATTAINED] = score_attained,
    [METHOD_EFFICACY] = score_efficacy,
    [METHOD_RANK_STEP] = score_rank_step,
    [METHOD_RANK_LINEAR] = score_rank_linear,
    [METHOD_RATIO_TO_BEST] = score_ratio_to_best,
    [METHOD_GROWTH] = score_growth,
    [METHOD_INCREMENT_GROWTH] = score_increment_growth,
    [METHOD_DEDUCT] = score_deduct,
    [METHOD_GAP_DEDUCT] = score_gap,
    [METHOD_ADD] = score_add,
    [METHOD_PLUS_MINUS] = score_plus_minus,
    [METHOD_VETO] = score_veto,
    [METHOD_VOTES] = score_votes,
    [METHOD_FEEL] = score_rule,
    [METHOD_TABLE] = score_rule,
    [METHOD_LINEAR] = score_linear,
    [METHOD_RANK_POINTS] = score_rank_points,
};

static bool times_factor(struct leaf *l)
{
    struct engine *en = l->en;
    struct rat *v = arena_try_array(en->scratch, (size_t)en->n, sizeof *v);
    for (int i = 0; v && i < en->n; i++)
        v[i] = rat_mul(l->x, l->value[i], l->factor[i]);
    l->value = v;
    return v != NULL;
}

static bool band_columns(struct leaf *l)
{
    struct engine *en = l->en;
    const struct rat **limits = arena_try_array(en->scratch, (size_t)l->node->bands_count, sizeof *limits);
    for (int k = 0; limits && k < l->node->bands_count; k++)
        if (!(limits[k] = operand_column(en, &l->node->bands[k].limit)))
            return false;
    l->band_limit = limits;
    return limits != NULL;
}

/* The column of a parameter; those that the leaf does not have share one without values. */
static const struct rat *parameter(struct leaf *l, const struct operand *o)
{
    return o->kind == OPERAND_NONE ? l->none : operand_column(l->en, o);
}

static bool load(struct leaf *l)
{
    struct engine *en = l->en;
    const struct node *n = l->node;
    const struct operand none = {.kind = OPERAND_NONE};
    l->none = operand_column(en, &none);
    bool has_number = n->measure >= 0 && measure_is_number(&en->s->measures[n->measure]);
    l->value = has_number ? measure_column(en, n->measure, 0) : l->none;
    l->target = parameter(l, &n->target);
    l->low = parameter(l, &n->low);
    l->high = parameter(l, &n->high);
    l->baseline = n->baseline_is_last_year ? measure_column(en, n->measure, 1) : parameter(l, &n->baseline);
    l->factor = factor_column(en, n);
    if (!l->none || !l->value || !l->target || !l->low || !l->high || !l->baseline || !l->factor)
        return false;
    if (n->times_factor && !times_factor(l))
        return false;
    return band_columns(l) && (!n->when || leaf_ask_condition(l)) && leaf_look_at_class(l) &&
           (!n->rule || leaf_open_rule(l));
}

static void say_no_value(struct leaf *l, int u, struct trace *t, bool is_undefined, enum missing_rule rule)
{
    static const char *const texts[][2] = {
        [MISSING_NOT_SCORABLE] = {"score.step.missing_not_scorable", "score.step.undefined_not_scorable"},
        [MISSING_ZERO] = {"score.step.missing_zero"}, /* what is undefined is never nothing */
        [MISSING_REWEIGHT] = {"score.step.missing_reweight", "score.step.undefined_reweight"},
        [MISSING_CLASS_MEAN] = {"score.step.missing_class_mean", "score.step.undefined_class_mean"}};
    bool is_rule = l->node->rule || (l->holds && rat_is_none(l->holds[u]));
    if (is_undefined)
        trace_text(t, is_rule ? "score.step.rule_undefined" : "score.step.undefined", NULL, 0);
    trace_text(t, texts[rule][is_undefined], NULL, 0);
}

/* What stands instead of a score; class_mean is put in when all others are known. */
static void no_score(struct leaf *l, int u, struct rat none)
{
    const struct node *n = l->node;
    struct cell *c = cell_at(l->en, l->index, u);
    struct trace *t = trace_of(l->en, l->index, u);
    enum missing_rule rule = rat_is_undefined(none) ? n->undefined : n->missing;
    static const char *const rules[] = {[MISSING_NOT_SCORABLE] = "not_scorable",
                                        [MISSING_ZERO] = "zero",
                                        [MISSING_REWEIGHT] = "reweight",
                                        [MISSING_CLASS_MEAN] = "class_mean"};
    say_no_value(l, u, t, rat_is_undefined(none), rule);
    fact_text(t, "missing_rule", str_c(rules[rule]));
    fact_text(t, "no_value", rat_is_undefined(none) ? STR("undefined") : STR("missing"));
    c->state = rule == MISSING_REWEIGHT ? SCORE_ABSENT : SCORE_NOT_SCORABLE;
    if (rule == MISSING_ZERO)
        cell_finish(l->en, l->index, u, rat_int(0));
}

static void class_means(struct leaf *l, const struct rat *scores)
{
    struct engine *en = l->en;
    struct rat sum = rat_int(0);
    int n = 0;
    for (int u = 0; u < en->n; u++)
        if (l->counts[u] && !rat_is_none(scores[u])) {
            sum = rat_add(l->x, sum, cell_at(en, l->index, u)->exact);
            n++;
        }
    for (int u = 0; n && u < en->n; u++) {
        bool undefined = rat_is_undefined(scores[u]);
        enum missing_rule rule = undefined ? l->node->undefined : l->node->missing;
        if (rat_is_none(scores[u]) && rule == MISSING_CLASS_MEAN && node_applies(en, l->index, u)) {
            FACTS(trace_of(en, l->index, u), {"class_mean_of", rat_int(n)}, {"class_sum", sum});
            SAY(trace_of(en, l->index, u), "score.step.class_mean", rat_int(n),
                rat_div(l->x, sum, rat_int(n)));
            cell_finish(en, l->index, u, rat_div(l->x, sum, rat_int(n)));
        }
    }
}

static void say_baseline(struct leaf *l, int u, struct trace *t)
{
    const struct node *n = l->node;
    const struct operand itself = {.kind = OPERAND_MEASURE, .measure = n->measure};
    if (!n->baseline_is_last_year && n->baseline.kind == OPERAND_NONE)
        return;
    leaf_say_operand(l, t, &(struct fact_pair){"baseline", l->baseline[u]}, "baseline_of",
                     n->baseline_is_last_year ? &itself : &n->baseline);
    FACTS(t, {"baseline_years_back", rat_int(n->baseline_is_last_year)});
}

/* What many methods read, once for all of them. */
static void say_parameters(struct leaf *l, int u, struct trace *t)
{
    const struct node *n = l->node;
    const struct operand itself = {.kind = OPERAND_MEASURE, .measure = n->measure};
    if (!t)
        return;
    if (n->measure >= 0 && measure_is_number(&l->en->s->measures[n->measure]))
        leaf_say_operand(l, t, &(struct fact_pair){"value", l->value[u]}, "value_of", &itself);
    else if (n->measure >= 0)
        fact_text(t, "rows_of", l->en->s->measures[n->measure].id);
    if (n->times_factor)
        FACTS(t, {"factor", l->factor[u]});
    leaf_say_operand(l, t, &(struct fact_pair){"target", l->target[u]}, "target_of", &n->target);
    say_baseline(l, u, t);
    if (n->has_low_high) {
        leaf_say_operand(l, t, &(struct fact_pair){"low", l->low[u]}, "low_of", &n->low);
        leaf_say_operand(l, t, &(struct fact_pair){"high", l->high[u]}, "high_of", &n->high);
    }
    fact_text(t, "better", n->better == BETTER_HIGHER ? STR("higher") : STR("lower"));
}

/* The units for which the condition does not hold; or nobody knows whether. */
static struct rat score_outside(struct leaf *l, int u, struct trace *t)
{
    bool is_veto = l->node->method == METHOD_VETO && !l->node->otherwise.is_set;
    if (rat_is_none(l->holds[u]))
        return l->holds[u];
    struct rat r = is_veto ? l->full : leaf_otherwise(l); /* a veto that is not asked does not strike */
    FACTS(t, {"else", r});
    SAY(t, "score.step.when_fails", r);
    return r;
}

static struct rat score_inside(struct leaf *l, int u, struct trace *t)
{
    say_parameters(l, u, t);
    struct rat r = score_of_method[l->node->method](l, u, t);
    return l->node->scales_score ? score_times_factor(l->x, r, l->factor[u], t) : r;
}

static void score_units(struct leaf *l, struct rat *scores)
{
    struct engine *en = l->en;
    bool has_mean = l->node->missing == MISSING_CLASS_MEAN || l->node->undefined == MISSING_CLASS_MEAN;
    for (int u = 0; u < en->n; u++) {
        struct trace *t = trace_of(en, l->index, u);
        if (en->only >= 0 && u != en->only && !has_mean)
            continue;
        if (!node_applies(en, l->index, u)) {
            cell_at(en, l->index, u)->state = SCORE_NOT_APPLICABLE;
            scores[u] = RAT_MISSING;
            continue;
        }
        scores[u] = leaf_holds(l, u) ? score_inside(l, u, t) : score_outside(l, u, t);
        if (rat_is_none(scores[u]))
            no_score(l, u, scores[u]);
        else
            cell_finish(en, l->index, u, scores[u]);
    }
    if (has_mean)
        class_means(l, scores);
}

bool leaf_score(struct engine *en, int node)
{
    struct leaf l = {.en = en,
                     .x = &en->x,
                     .node = &en->s->nodes[node],
                     .index = node,
                     .full = node_full(en, &en->s->nodes[node])};
    arena_reset(en->scratch);
    en->columns = NULL;
    struct rat *scores = arena_try_array(en->scratch, (size_t)en->n, sizeof *scores);
    if (scores && load(&l))
        score_units(&l, scores);
    else
        en->x.no_memory = true;
    if (en->x.too_large && en->bad_node < 0)
        en->bad_node = node;
    return !en->x.no_memory && !en->x.too_large;
}
