/* Within the room: a leaf being scored for the units of one class (leaf_score.c), and the methods, each from
 * its columns to the score of unit u of the class. */
#ifndef SCORE_METHOD_H
#define SCORE_METHOD_H

#include "score/rule.h"

struct leaf {
    struct engine *en;
    struct exact *x;
    const struct node *node;
    int index; /* of the node */
    struct rat full;
    const struct rat *value, *target, *baseline, *low, *high, *none;
    const struct rat *factor;
    const struct rat *const *band_limit; /* [bands] */
    const struct rat *holds;          /* the condition of each unit: 1, 0 or no value; NULL: there is none */
    const bool *counts;               /* units that count for the class */
    const int *rank, *rank_from_last; /* NULL: nothing asks for them */
    int ranked;
    struct rat least, most; /* of the values of the class */
    struct rat best_increment, best_growth;
    struct rule_run rule; /* of the method */
};

static inline struct rat percent_of(struct exact *x, struct rat full, struct dec percent)
{
    return rat_div(x, rat_mul(x, full, rat_dec(percent)), rat_int(100));
}

static inline bool leaf_holds(const struct leaf *l, int unit)
{
    return !l->holds || rat_sign(l->holds[unit]) > 0;
}

/* ---- method.c */
struct rat leaf_otherwise(struct leaf *l);
/* How many of what `each` points are for; nothing below zero. */
struct rat leaf_amounts(struct leaf *l, struct rat v);
void leaf_say_amount(struct leaf *l, struct trace *t);
/* A parameter and the measure that it is; "" when the scheme gives the number. The measure itself stands
 * among the inputs. */
void leaf_say_operand(struct leaf *l, struct trace *t, const struct fact_pair *p, const char *of,
                      const struct operand *o);
struct rat score_direct(struct leaf *l, int u, struct trace *t);
struct rat score_ratio(struct leaf *l, int u, struct trace *t);
struct rat score_control(struct leaf *l, int u, struct trace *t);
struct rat score_inverse(struct leaf *l, int u, struct trace *t);
struct rat score_bands(struct leaf *l, int u, struct trace *t);
struct rat score_attained(struct leaf *l, int u, struct trace *t);
struct rat score_gap(struct leaf *l, int u, struct trace *t);
struct rat score_veto(struct leaf *l, int u, struct trace *t);

/* ---- method_class.c */
/* Best, least, ranks: only what the method and its rule ask for, of the units for which the condition holds.
 */
bool leaf_look_at_class(struct leaf *l);
void leaf_say_rank(struct leaf *l, int u, struct trace *t);
struct rat score_efficacy(struct leaf *l, int u, struct trace *t);
struct rat score_rank_step(struct leaf *l, int u, struct trace *t);
struct rat score_rank_linear(struct leaf *l, int u, struct trace *t);
struct rat score_ratio_to_best(struct leaf *l, int u, struct trace *t);
struct rat score_growth(struct leaf *l, int u, struct trace *t);
struct rat score_increment_growth(struct leaf *l, int u, struct trace *t);

/* ---- method_events.c */
struct rat score_deduct(struct leaf *l, int u, struct trace *t);
struct rat score_add(struct leaf *l, int u, struct trace *t);
struct rat score_plus_minus(struct leaf *l, int u, struct trace *t);

/* ---- method_votes.c */
struct rat score_votes(struct leaf *l, int u, struct trace *t);

/* ---- method_rule.c */
/* The condition, which looks at the whole class; and the rule of the method. */
bool leaf_ask_condition(struct leaf *l);
bool leaf_open_rule(struct leaf *l);
struct rat score_rule(struct leaf *l, int u, struct trace *t);

/* ---- method_list.c */
struct rat score_linear(struct leaf *l, int u, struct trace *t);
struct rat score_rank_points(struct leaf *l, int u, struct trace *t);

#endif
