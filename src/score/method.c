/* The methods. Each is one function from the columns of a leaf to the score of one unit, written as its
 * formula is written in docs/scheme.md, and saying its steps to the trace as it goes. "No value" and
 * "division by zero" flow through the arithmetic; what they mean is decided in one place, at the end. */
#include "score/method.h"

#define HOLDERS_MAX 5

struct rat node_full(const struct engine *en, const struct node *n)
{
    return rat_dec(n->full[en->class_index]);
}

struct rat limit_points(struct engine *en, const struct node *n, struct limit l)
{
    return l.is_percent ? percent_of(&en->x, node_full(en, n), l.value) : rat_dec(l.value);
}

/* --------------------------------------------------------------------------- target and limit methods */

static struct rat score_direct(struct leaf *l, int u, struct trace *t)
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

static struct rat score_ratio(struct leaf *l, int u, struct trace *t)
{
    struct rat r = rat_mul(l->x, l->full, rat_div(l->x, l->value[u], l->target[u]));
    SAY(t, "score.step.ratio", l->full, l->value[u], l->target[u], r);
    return r;
}

static struct rat score_control(struct leaf *l, int u, struct trace *t)
{
    struct rat q = rat_sub(l->x, rat_int(2), rat_div(l->x, l->value[u], l->target[u]));
    struct rat r = rat_mul(l->x, l->full, q);
    SAY(t, "score.step.control", l->full, l->value[u], l->target[u], r);
    return r;
}

static struct rat score_inverse(struct leaf *l, int u, struct trace *t)
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

/* A parameter and the measure that it is; "" when the scheme gives the number. The measure itself stands
 * among the inputs. */
static void say_operand(struct leaf *l, struct trace *t, const struct fact_pair *p, const char *of,
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
        say_operand(l, t, &(struct fact_pair){"limit", l->band_limit[k][u]}, "limit_of",
                    &l->node->bands[k].limit);
        FACTS(t, {"score", band_points(l, k)});
        fact_end(t);
    }
    fact_end(t);
    FACTS(t, {"else", leaf_otherwise(l)});
    fact_truth(t, "interpolate", l->node->interpolate);
}

static struct rat score_bands(struct leaf *l, int u, struct trace *t)
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

static struct rat score_attained(struct leaf *l, int u, struct trace *t)
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

/* ------------------------------------------------------------------------------------ class methods */

/* Who has that value: how many, and the first few by name. */
static void say_holders(struct leaf *l, struct trace *t, const char *name, const struct rat *column,
                        struct rat v)
{
    int n = 0;
    fact_list(t, name);
    for (int i = 0; !rat_is_none(v) && i < l->en->n && n < HOLDERS_MAX; i++)
        if (l->counts[i] && !rat_is_none(column[i]) && rat_cmp(l->x, column[i], v) == 0) {
            fact_text(t, "", l->en->s->units[l->en->first + i].name);
            n++;
        }
    fact_end(t);
}

static void say_range(struct leaf *l, struct trace *t)
{
    if (!t)
        return;
    fact_object(t, "class");
    FACTS(t, {"least", l->least}, {"most", l->most}, {"count", rat_int(l->ranked)});
    say_holders(l, t, "least_units", l->value, l->least);
    say_holders(l, t, "most_units", l->value, l->most);
    fact_end(t);
}

/* How many units are better, and by how many different values; a unit outside the ranking stands beside it.
 */
void leaf_say_rank(struct leaf *l, int u, struct trace *t)
{
    int shared = 0, ahead = 0, values = 0;
    if (!t)
        return;
    for (int i = 0; i < l->en->n; i++)
        if (l->counts[i] && !rat_is_none(l->value[i])) {
            int c = rat_cmp(l->x, l->value[i], l->value[u]);
            bool is_better = l->node->better == BETTER_HIGHER ? c > 0 : c < 0;
            shared += i != u && c == 0;
            ahead += is_better;
            if (is_better && l->node->ties == TIES_1223 && l->rank[i] > values)
                values = l->rank[i];
        }
    fact_object(t, "class");
    FACTS(t, {"rank", rat_int(l->rank[u])}, {"count", rat_int(l->ranked)}, {"ahead", rat_int(ahead)},
          {"shared_with", rat_int(shared)});
    if (l->node->ties == TIES_1223)
        FACTS(t, {"values_ahead", rat_int(values)});
    fact_text(t, "ties", l->node->ties == TIES_1224 ? STR("1-2-2-4") : STR("1-2-2-3"));
    fact_truth(t, "is_beside", !l->counts[u]);
    fact_end(t);
}

static struct rat score_efficacy(struct leaf *l, int u, struct trace *t)
{
    bool lower = l->node->better == BETTER_LOWER;
    struct rat low = l->node->has_low_high ? l->low[u] : lower ? l->most : l->least;
    struct rat high = l->node->has_low_high ? l->high[u] : lower ? l->least : l->most;
    struct rat base = percent_of(l->x, l->full, l->node->base_percent), v = l->value[u];
    FACTS(t, {"base_percent", rat_dec(l->node->base_percent)});
    fact_text(t, "equal", l->node->equal_is_base ? STR("base") : STR("full"));
    if (!l->node->has_low_high)
        say_range(l, t);
    if (rat_is_none(v) && !l->node->has_low_high) /* what cannot be worked out stays so without a class */
        return v;
    if (rat_is_none(v) || rat_is_none(low) || rat_is_none(high))
        return rat_add(l->x, v, rat_add(l->x, low, high));
    if (!l->node->has_low_high)
        SAY(t, "score.step.class_range", l->least, l->most, rat_int(l->ranked));
    if (rat_cmp(l->x, low, high) == 0) {
        struct rat r = l->node->equal_is_base ? base : l->full;
        SAY(t, "score.step.all_equal", low, r);
        return r;
    }
    struct rat q = rat_div(l->x, rat_sub(l->x, v, low), rat_sub(l->x, high, low));
    struct rat r = rat_add(l->x, base, rat_mul(l->x, rat_sub(l->x, l->full, base), q));
    SAY(t, "score.step.efficacy", v, low, high, q);
    SAY(t, "score.step.efficacy_points", base, l->full, q, r);
    return r;
}

static struct rat score_rank_step(struct leaf *l, int u, struct trace *t)
{
    if (rat_is_none(l->value[u]))
        return l->value[u];
    struct rat first = limit_points(l->en, l->node, l->node->first), rank = rat_int(l->rank[u]);
    struct rat step = limit_points(l->en, l->node, l->node->step);
    FACTS(t, {"first", first}, {"step", step});
    leaf_say_rank(l, u, t);
    struct rat r = rat_sub(l->x, first, rat_mul(l->x, step, rat_sub(l->x, rank, rat_int(1))));
    SAY(t, "score.step.rank", l->value[u], rank, rat_int(l->ranked));
    SAY(t, "score.step.rank_step", first, step, rank, r);
    return r;
}

static struct rat score_rank_linear(struct leaf *l, int u, struct trace *t)
{
    if (rat_is_none(l->value[u]))
        return l->value[u];
    struct rat first = limit_points(l->en, l->node, l->node->first);
    struct rat last = limit_points(l->en, l->node, l->node->last), rank = rat_int(l->rank[u]);
    struct rat places = rat_int(l->ranked > 1 ? l->ranked - 1 : 1);
    FACTS(t, {"first", first}, {"last", last});
    leaf_say_rank(l, u, t);
    struct rat lost =
        rat_div(l->x, rat_mul(l->x, rat_sub(l->x, first, last), rat_sub(l->x, rank, rat_int(1))), places);
    struct rat r = rat_sub(l->x, first, lost);
    SAY(t, "score.step.rank", l->value[u], rank, rat_int(l->ranked));
    SAY(t, "score.step.rank_linear", first, lost, r);
    return r;
}

static struct rat score_ratio_to_best(struct leaf *l, int u, struct trace *t)
{
    bool lower = l->node->better == BETTER_LOWER;
    struct rat best = lower ? l->least : l->most, v = l->value[u];
    say_range(l, t);
    if (rat_is_none(v) || rat_is_none(best)) /* no best: nobody who is ranked has a value */
        return rat_is_none(v) ? v : best;
    if (rat_sign(best) <= 0)
        return RAT_UNDEFINED;
    struct rat q = lower ? rat_div(l->x, best, v) : rat_div(l->x, v, best), r = rat_mul(l->x, l->full, q);
    SAY(t, "score.step.best", best, rat_int(l->ranked));
    if (lower)
        SAY(t, "score.step.ratio", l->full, best, v, r);
    else
        SAY(t, "score.step.ratio", l->full, v, best, r);
    return r;
}

/* Growth on nothing, or on less than nothing, says nothing. */
static struct rat growth_of(struct exact *x, struct rat now, struct rat before)
{
    if (!rat_is_none(now) && !rat_is_none(before) && rat_sign(before) <= 0)
        return RAT_UNDEFINED;
    return rat_div(x, rat_sub(x, now, before), before);
}

static struct rat score_growth(struct leaf *l, int u, struct trace *t)
{
    struct rat g = rat_mul(l->x, rat_int(100), growth_of(l->x, l->value[u], l->baseline[u]));
    struct rat each = rat_dec(l->node->per_percent), zero = rat_dec(l->node->at_zero);
    FACTS(t, {"at_zero", zero}, {"per_percent", each});
    struct rat r = rat_add(l->x, zero, rat_mul(l->x, each, g));
    SAY(t, "score.step.growth", l->value[u], l->baseline[u], g);
    SAY(t, "score.step.growth_points", zero, each, g, r);
    return r;
}

/* v against the best of the class, between 0 and 1. */
static struct rat share_of_best(struct exact *x, struct rat v, struct rat best)
{
    if (rat_is_none(v))
        return v;
    return rat_sign(v) <= 0 || rat_sign(best) <= 0 ? rat_int(0) : rat_div(x, v, best);
}

static void say_best_changes(struct leaf *l, struct trace *t)
{
    if (!t)
        return;
    fact_object(t, "class");
    FACTS(t, {"best_increment", l->best_increment}, {"best_growth", l->best_growth},
          {"count", rat_int(l->ranked)});
    fact_end(t);
}

static struct rat score_increment_growth(struct leaf *l, int u, struct trace *t)
{
    struct rat more = rat_sub(l->x, l->value[u], l->baseline[u]);
    FACTS(t, {"increment_percent", rat_dec(l->node->increment_percent)});
    say_best_changes(l, t);
    struct rat g = growth_of(l->x, l->value[u], l->baseline[u]);
    if (rat_is_none(more) || rat_is_none(g))
        return rat_is_none(more) ? more : g;
    struct rat k = rat_div(l->x, rat_dec(l->node->increment_percent), rat_int(100));
    struct rat a = rat_mul(l->x, k, share_of_best(l->x, more, l->best_increment));
    struct rat b = rat_mul(l->x, rat_sub(l->x, rat_int(1), k), share_of_best(l->x, g, l->best_growth));
    struct rat r = rat_mul(l->x, l->full, rat_add(l->x, a, b));
    SAY(t, "score.step.increment", more, l->best_increment, rat_mul(l->x, l->full, a));
    SAY(t, "score.step.growth_share", rat_mul(l->x, rat_int(100), g),
        rat_mul(l->x, rat_int(100), l->best_growth), rat_mul(l->x, l->full, b));
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

static struct rat score_gap(struct leaf *l, int u, struct trace *t)
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

static struct rat score_veto(struct leaf *l, int u, struct trace *t)
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

/* ------------------------------------------------------------------------------------------ leaf */

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

/* Of those that have a value. */
static struct rat larger(struct exact *x, struct rat a, struct rat b)
{
    return rat_is_none(a) ? b : rat_is_none(b) ? a : rat_max(x, a, b);
}

/* A unit outside the ranking is placed as if it were in it. */
static int place_beside(struct leaf *l, const int *rank, int unit, enum direction better, enum tie_rule ties)
{
    int place = 1;
    for (int j = 0; j < l->en->n; j++) {
        if (!l->counts[j] || rat_is_none(l->value[j]))
            continue;
        int c = rat_cmp(l->x, l->value[j], l->value[unit]);
        bool is_ahead = better == BETTER_HIGHER ? c > 0 : c < 0;
        if (is_ahead && ties == TIES_1223)
            place = rank[j] >= place ? rank[j] + 1 : place;
        else
            place += is_ahead;
    }
    return place;
}

static const int *places(struct leaf *l, enum direction better)
{
    int *rank = rank_column(l->en, l->value, l->counts, better, l->node->ties);
    for (int i = 0; rank && i < l->en->n; i++)
        if (!rank[i] && !rat_is_none(l->value[i]) && leaf_holds(l, i))
            rank[i] = place_beside(l, rank, i, better, l->node->ties);
    return rank;
}

static bool look_at_ranks(struct leaf *l)
{
    const struct node *n = l->node;
    uint32_t words = (n->when ? n->when->words : 0) | (n->rule ? n->rule->words : 0);
    bool from_last = n->method == METHOD_RANK_POINTS;
    bool wants = from_last || n->method == METHOD_RANK_STEP || n->method == METHOD_RANK_LINEAR ||
                 (words & RULE_BIT(RULE_RANK));
    l->rank = wants ? places(l, n->better) : NULL;
    l->rank_from_last =
        from_last ? places(l, n->better == BETTER_HIGHER ? BETTER_LOWER : BETTER_HIGHER) : NULL;
    return (l->rank || !wants) && (l->rank_from_last || !from_last);
}

bool leaf_look_at_class(struct leaf *l)
{
    struct engine *en = l->en;
    bool *counts = arena_try_array(en->scratch, (size_t)en->n, sizeof *counts);
    enum method m = l->node->method;
    if (!counts)
        return false;
    l->ranked = 0;
    l->least = l->most = l->best_increment = l->best_growth = RAT_MISSING;
    for (int i = 0; i < en->n; i++) {
        struct rat v = l->value[i];
        counts[i] = unit_counts(en, i) && node_applies(en, l->index, i) && leaf_holds(l, i);
        if (!counts[i] || rat_is_none(v))
            continue;
        l->ranked++;
        l->least = rat_is_none(l->least) ? v : rat_min(l->x, l->least, v);
        l->most = larger(l->x, l->most, v);
        if (m != METHOD_INCREMENT_GROWTH)
            continue;
        struct rat more = rat_sub(l->x, v, l->baseline[i]), g = growth_of(l->x, v, l->baseline[i]);
        l->best_increment = larger(l->x, l->best_increment, more);
        l->best_growth = larger(l->x, l->best_growth, g);
    }
    l->counts = counts;
    return look_at_ranks(l);
}

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
    say_operand(l, t, &(struct fact_pair){"baseline", l->baseline[u]}, "baseline_of",
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
        say_operand(l, t, &(struct fact_pair){"value", l->value[u]}, "value_of", &itself);
    else if (n->measure >= 0)
        fact_text(t, "rows_of", l->en->s->measures[n->measure].id);
    if (n->times_factor)
        FACTS(t, {"factor", l->factor[u]});
    say_operand(l, t, &(struct fact_pair){"target", l->target[u]}, "target_of", &n->target);
    say_baseline(l, u, t);
    if (n->has_low_high) {
        say_operand(l, t, &(struct fact_pair){"low", l->low[u]}, "low_of", &n->low);
        say_operand(l, t, &(struct fact_pair){"high", l->high[u]}, "high_of", &n->high);
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
