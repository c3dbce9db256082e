/* The methods that a target, limits or a condition decide; method_….c has the others. Each is one function
 * from the columns of a leaf to the score of one unit, written as its formula is written in docs/scheme.md,
 * and saying its steps to the trace as it goes. "No value" and "division by zero" flow through the
 * arithmetic; what they mean is decided in one place, at the end (leaf_score.c). */
#include "score/method.h"

struct rat node_full(const struct engine *en, const struct node *n)
{
    return rat_dec(n->full[en->class_index]);
}

struct rat limit_points(struct engine *en, const struct node *n, struct limit l)
{
    return l.is_percent ? percent_of(&en->x, node_full(en, n), l.value) : rat_dec(l.value);
}

/* --------------------------------------------------------------------------- target and limit methods */

struct rat score_direct(struct leaf *l, int u, struct trace *t)
{
    if (l->node->out_of.digits < 0) {
        SAY(t, "score.step.direct", l->value[u]);
        return l->value[u];
    }
    FACTS(t, {"out_of", rat_dec(l->node->out_of)});
    struct rat q = rat_div(l->x, l->value[u], rat_dec(l->node->out_of)), r = rat_mul(l->x, l->full, q);
    SAY(t, "score.step.ratio", l->full, l->value[u], rat_dec(l->node->out_of), r);
    return r;
}

struct rat score_ratio(struct leaf *l, int u, struct trace *t)
{
    struct rat r = rat_mul(l->x, l->full, rat_div(l->x, l->value[u], l->target[u]));
    SAY(t, "score.step.ratio", l->full, l->value[u], l->target[u], r);
    return r;
}

struct rat score_control(struct leaf *l, int u, struct trace *t)
{
    struct rat q = rat_sub(l->x, rat_int(2), rat_div(l->x, l->value[u], l->target[u]));
    struct rat r = rat_mul(l->x, l->full, q);
    SAY(t, "score.step.control", l->full, l->value[u], l->target[u], r);
    return r;
}

struct rat score_inverse(struct leaf *l, int u, struct trace *t)
{
    struct rat r = rat_mul(l->x, l->full, rat_div(l->x, l->target[u], l->value[u]));
    SAY(t, "score.step.ratio", l->full, l->target[u], l->value[u], r);
    return r;
}

static const char *const comparison_words[] = {[COMPARE_AT_LEAST] = "at_least",
                                               [COMPARE_ABOVE] = "above",
                                               [COMPARE_AT_MOST] = "at_most",
                                               [COMPARE_BELOW] = "below"};

static bool holds(struct leaf *l, struct rat v, enum comparison c, struct rat limit)
{
    int d = rat_cmp(l->x, v, limit);
    return c == COMPARE_AT_LEAST  ? d >= 0
           : c == COMPARE_ABOVE   ? d > 0
           : c == COMPARE_AT_MOST ? d <= 0
                                  : d < 0;
}

struct rat leaf_otherwise(struct leaf *l)
{
    return l->node->otherwise.is_set ? limit_points(l->en, l->node, l->node->otherwise) : rat_int(0);
}

static const char *const band_texts[] = {
    [COMPARE_AT_LEAST] = "score.step.band_at_least",
    [COMPARE_ABOVE] = "score.step.band_above",
    [COMPARE_AT_MOST] = "score.step.band_at_most",
    [COMPARE_BELOW] = "score.step.band_below",
};

static struct rat band_points(struct leaf *l, int k)
{
    const struct band *b = &l->node->bands[k];
    return b->is_percent ? percent_of(l->x, l->full, b->score) : rat_dec(b->score);
}

static struct rat between(struct leaf *l, int u, int k, struct trace *t)
{
    struct rat v = l->value[u], low = l->band_limit[k][u], high = l->band_limit[k - 1][u];
    struct rat from = band_points(l, k), to = band_points(l, k - 1);
    struct rat q = rat_div(l->x, rat_sub(l->x, v, low), rat_sub(l->x, high, low));
    struct rat r = rat_add(l->x, from, rat_mul(l->x, rat_sub(l->x, to, from), q));
    SAY(t, "score.step.interpolated", v, low, high, r);
    return r;
}

void leaf_say_operand(struct leaf *l, struct trace *t, const struct fact_pair *p, const char *of,
                      const struct operand *o)
{
    if (!t || o->kind == OPERAND_NONE)
        return;
    fact_pairs(t, p, 1);
    fact_text(t, of, o->kind == OPERAND_MEASURE ? l->en->s->measures[o->measure].id : STR(""));
}

static void say_bands(struct leaf *l, int u, struct trace *t)
{
    fact_list(t, "bands");
    for (int k = 0; t && k < l->node->bands_count; k++) {
        fact_object(t, "");
        fact_text(t, "compare", str_c(comparison_words[l->node->bands[k].compare]));
        leaf_say_operand(l, t, &(struct fact_pair){"limit", l->band_limit[k][u]}, "limit_of",
                         &l->node->bands[k].limit);
        FACTS(t, {"score", band_points(l, k)});
        fact_end(t);
    }
    fact_end(t);
    FACTS(t, {"else", leaf_otherwise(l)});
    fact_truth(t, "interpolate", l->node->interpolate);
}

struct rat score_bands(struct leaf *l, int u, struct trace *t)
{
    struct rat v = l->value[u];
    say_bands(l, u, t);
    if (rat_is_none(v))
        return v;
    for (int k = 0; k < l->node->bands_count; k++) {
        const struct band *b = &l->node->bands[k];
        struct rat limit = l->band_limit[k][u];
        if (rat_is_none(limit))
            return limit;
        if (!holds(l, v, b->compare, limit))
            continue;
        if (l->node->interpolate && k > 0)
            return between(l, u, k, t);
        trace_say(t, band_texts[b->compare], (const struct rat[]){v, limit, band_points(l, k)}, 3);
        return band_points(l, k);
    }
    SAY(t, "score.step.band_else", v, leaf_otherwise(l));
    return leaf_otherwise(l);
}

struct rat score_attained(struct leaf *l, int u, struct trace *t)
{
    fact_text(t, "compare", str_c(comparison_words[l->node->compare]));
    FACTS(t, {"else", leaf_otherwise(l)});
    if (rat_is_none(l->value[u]) || rat_is_none(l->target[u]))
        return rat_add(l->x, l->value[u], l->target[u]);
    bool yes = holds(l, l->value[u], l->node->compare, l->target[u]);
    struct rat r = yes ? l->full : leaf_otherwise(l);
    if (yes)
        SAY(t, "score.step.attained", l->value[u], l->target[u], r);
    else
        SAY(t, "score.step.not_attained", l->value[u], l->target[u], r);
    return r;
}

/* ------------------------------------------------------------------------------- deduct and add */

struct rat leaf_amounts(struct leaf *l, struct rat v)
{
    struct rat q = rat_div(l->x, rat_max(l->x, v, rat_int(0)), rat_dec(l->node->each_amount));
    return l->node->whole_steps ? rat_floor(l->x, q) : q;
}

void leaf_say_amount(struct leaf *l, struct trace *t)
{
    FACTS(t, {"each", rat_dec(l->node->each_points)}, {"per", rat_dec(l->node->each_amount)});
    fact_truth(t, "whole", l->node->whole_steps);
}

struct rat score_gap(struct leaf *l, int u, struct trace *t)
{
    bool lower = l->node->better == BETTER_LOWER;
    struct rat gap =
        lower ? rat_sub(l->x, l->value[u], l->target[u]) : rat_sub(l->x, l->target[u], l->value[u]);
    struct rat each = rat_dec(l->node->each_points);
    leaf_say_amount(l, t);
    struct rat lost = rat_mul(l->x, leaf_amounts(l, gap), each), r = rat_sub(l->x, l->full, lost);
    SAY(t, "score.step.gap", l->value[u], l->target[u], rat_max(l->x, gap, rat_int(0)));
    SAY(t, "score.step.deduct", l->full, lost, r);
    return r;
}

/* ------------------------------------------------------------------------------------------ veto */

void veto_strike(struct engine *en, const struct node *veto, int unit)
{
    int *const grades[VETO__COUNT] = {[VETO_CAP_GRADE] = &en->grade_cap[unit],
                                      [VETO_SET_GRADE] = &en->grade_set[unit],
                                      [VETO_EXCLUDE] = &en->grade_outside[unit]};
    int *grade = grades[veto->effect];
    if (grade && veto->effect_grade > *grade)
        *grade = veto->effect_grade;
    if (veto->effect == VETO_ZERO)
        en->zeroed[(size_t)veto->effect_node * (size_t)en->n + (size_t)unit] = 1;
    en->is_excluded[unit] |= veto->effect == VETO_EXCLUDE;
    en->is_last[unit] |= veto->effect == VETO_LAST;
    en->grade_move[unit] += (veto->effect == VETO_LOWER_GRADE) - (veto->effect == VETO_RAISE_GRADE);
}

bool veto_has_struck(const struct engine *en, const struct node *veto, int unit)
{
    switch (veto->effect) {
    case VETO_ZERO:
        return en->zeroed[(size_t)veto->effect_node * (size_t)en->n + (size_t)unit];
    case VETO_CAP_GRADE:
        return en->grade_cap[unit] >= 0;
    case VETO_SET_GRADE:
        return en->grade_set[unit] >= 0;
    case VETO_LOWER_GRADE:
    case VETO_RAISE_GRADE:
        return en->grade_move[unit] != 0;
    case VETO_LAST:
        return en->is_last[unit];
    default:
        return en->is_excluded[unit];
    }
}

static void say_veto(struct leaf *l, struct trace *t)
{
    static const char *const effects[] = {
        [VETO_ZERO] = "zero",       [VETO_CAP_GRADE] = "cap_grade",     [VETO_SET_GRADE] = "set_grade",
        [VETO_EXCLUDE] = "exclude", [VETO_LOWER_GRADE] = "lower_grade", [VETO_RAISE_GRADE] = "raise_grade",
        [VETO_LAST] = "last"};
    const struct node *n = l->node;
    fact_text(t, "compare", str_c(comparison_words[n->compare]));
    fact_text(t, "effect", str_c(effects[n->effect]));
    if (n->effect == VETO_ZERO)
        fact_text(t, "of", l->en->s->nodes[n->effect_node].id);
    if (n->effect_grade >= 0)
        fact_text(t, "grade", l->en->s->grades[n->effect_grade].name);
}

struct rat score_veto(struct leaf *l, int u, struct trace *t)
{
    say_veto(l, t);
    if (rat_is_none(l->value[u]) || rat_is_none(l->target[u]))
        return rat_add(l->x, l->value[u], l->target[u]);
    bool strikes = holds(l, l->value[u], l->node->compare, l->target[u]);
    fact_truth(t, "strikes", strikes);
    if (!strikes) {
        SAY(t, "score.step.no_veto", l->value[u], l->target[u]);
        return l->full;
    }
    SAY(t, "score.step.veto", l->value[u], l->target[u]);
    veto_strike(l->en, l->node, u);
    return rat_int(0);
}
