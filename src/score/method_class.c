/* The methods that compare a unit with its class, and what is known of a class once for all of them. */
#include "score/method.h"

#define HOLDERS_MAX 5

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

struct rat score_efficacy(struct leaf *l, int u, struct trace *t)
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

struct rat score_rank_step(struct leaf *l, int u, struct trace *t)
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

struct rat score_rank_linear(struct leaf *l, int u, struct trace *t)
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

struct rat score_ratio_to_best(struct leaf *l, int u, struct trace *t)
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

struct rat score_growth(struct leaf *l, int u, struct trace *t)
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

struct rat score_increment_growth(struct leaf *l, int u, struct trace *t)
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

/* ---- what methods and rules ask of the class ---- */

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
