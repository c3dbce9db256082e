/* Points by a straight line through a target, and points by a list of places. */
#include "score/method.h"

/* So many points for each so much above the target, and as many or others below it. */
struct rat score_linear(struct leaf *l, int u, struct trace *t)
{
    const struct node *n = l->node;
    bool lower = n->better == BETTER_LOWER;
    struct rat at = limit_points(l->en, n, n->start), v = l->value[u], target = l->target[u];
    struct rat ahead = lower ? rat_sub(l->x, target, v) : rat_sub(l->x, v, target);
    FACTS(t, {"at_target", at}, {"each_below", rat_dec(n->each_below)});
    leaf_say_amount(l, t);
    if (rat_is_none(ahead))
        return ahead;
    bool is_below = rat_sign(ahead) < 0;
    struct rat each = rat_dec(is_below ? n->each_below : n->each_points);
    struct rat points = rat_mul(l->x, leaf_amounts(l, is_below ? rat_neg(ahead) : ahead), each);
    struct rat r = is_below ? rat_sub(l->x, at, points) : rat_add(l->x, at, points);
    if (is_below)
        SAY(t, "score.step.linear_below", v, target, points, r);
    else
        SAY(t, "score.step.linear_above", v, target, points, r);
    return r;
}

static void say_lists(struct leaf *l, int u, struct trace *t)
{
    const struct node *n = l->node;
    if (!t)
        return;
    fact_list(t, "first_points");
    for (int i = 0; i < n->first_points_count; i++)
        fact_number(t, "", rat_dec(n->first_points[i]));
    fact_end(t);
    fact_list(t, "last_points");
    for (int i = 0; i < n->last_points_count; i++)
        fact_number(t, "", rat_dec(n->last_points[i]));
    fact_end(t);
    FACTS(t, {"rank_from_last", rat_int(l->rank_from_last[u])}, {"else", leaf_otherwise(l)});
    leaf_say_rank(l, u, t);
}

/* Who is in both lists is among the first. */
struct rat score_rank_points(struct leaf *l, int u, struct trace *t)
{
    const struct node *n = l->node;
    if (rat_is_none(l->value[u]))
        return l->value[u];
    int rank = l->rank[u], from_last = l->rank_from_last[u];
    struct rat r = rank <= n->first_points_count       ? rat_dec(n->first_points[rank - 1])
                   : from_last <= n->last_points_count ? rat_dec(n->last_points[from_last - 1])
                                                       : leaf_otherwise(l);
    say_lists(l, u, t);
    SAY(t, "score.step.rank", l->value[u], rat_int(rank), rat_int(l->ranked));
    SAY(t, "score.step.rank_points", rat_int(rank), rat_int(from_last), r);
    return r;
}
