/* Within the room: how a recipe is cut for one node and one class. Coefficients are exact fractions until the
 * end, then whole numbers over a common denominator; what does not come to whole numbers of a fit size is
 * refused, and stays with the exact engine.
 *
 * cut.c: what all share; cut_leaf.c: the methods; cut_rows.c: votes and events; cut_rule.c: expressions;
 * cut_inner.c: sums and means. */
#ifndef SCORE_CUT_H
#define SCORE_CUT_H

#include "base/fixed.h"
#include "score/plan.h"
#include "score/rule.h"

struct planner {
    struct plan *p;
    const struct scheme *s;
    const struct values *v;
    struct arena *a;
    const struct plan *before;
    bool *is_like_before; /* [classes] */
    uint32_t *reciprocal; /* of small numbers, for quotients */
    struct exact x;       /* in an arena of its own, reset for each recipe */
    bool no_memory;
};

void *cut_take(struct planner *pl, size_t count, size_t size); /* in the arena of the plan */

struct cut {
    struct planner *pl;
    const struct node *n;
    int index, class_index;
    struct rat full, scale; /* 10^digits of the score */
    int measure;            /* that is looked at; −1 */
    int64_t size;           /* of its values */
    int32_t undefined;      /* what a division by zero gives */
};

/* ---- cut.c: numbers ---- */
static inline bool cut_is_small(struct rat r) { return !rat_is_none(r) && !r.bn && !r.bd; }
/* The least number by which all of them become whole; 0: too large. They are brought to their lowest terms.
 */
int64_t cut_denominator(struct rat *r, int n);
/* r·by, which is whole; false: too large. */
bool cut_whole(struct rat r, int64_t by, int64_t *ret);
struct rat cut_ten_to(struct planner *pl, int digits);

/* ---- cut.c: of the node at hand ---- */
struct rat cut_points(struct cut *c, struct limit l);
bool cut_rounded(struct cut *c, struct rat points, int32_t *ret); /* in the digits of the node */
/* Limits, rounding, and what stands for no value. */
bool cut_frame(struct cut *c, struct linear *l, int32_t *ret_undefined);
int cut_decimals(const struct cut *c, int measure);
struct rat cut_per_raw(struct cut *c, struct rat per_value); /* points for each unit of the raw value */
/* How large what the measure comes to may be, in its digits; −1: it would not fit into a strip. */
int64_t cut_size(const struct cut *c, int measure);
/* Reported numbers that fit into a strip. Every measure that a recipe looks at must be so. */
bool cut_is_plain(const struct cut *c, int measure);
struct plan_node *cut_node(struct cut *c);
/* The largest score within the limits, by its size; where there are none, one that is supposed. */
int64_t cut_most(const struct linear *limits);
int64_t cut_supposed(const struct cut *c, const struct linear *limits);
/* v ≥ limit, v > limit … as v ≥ or ≤ a raw value. */
bool cut_limit(struct cut *c, enum comparison compare, struct rat limit, bool *is_from, int32_t *ret);

/* Each makes the recipe of its kind; false: it does not fit.
 *   slope·(raw value) + base
 *   (a·x + b·y + k) / y, each unit with a divisor of its own; x and y are those of the plan's node
 *   the steps that are there, and otherwise
 *   base + above·(x − low)/(high − low), low and high being those of the class
 *   first − lost·(rank − 1), or, linear, ÷ (ranked − 1) */
bool cut_as_linear(struct cut *c, struct rat slope, struct rat base, struct linear *l);
bool cut_as_quotient(struct cut *c, struct recipe *r, struct rat a, struct rat b, struct rat k);
bool cut_steps_end(struct cut *c, struct recipe *r, struct rat otherwise);
bool cut_as_efficacy(struct cut *c, struct recipe *r, struct rat above, struct rat base);
bool cut_as_rank(struct cut *c, struct recipe *r, struct rat first, struct rat lost);

/* ---- the others ---- */
bool cut_is_whole_class(const struct scheme *s, int node,
                        int class_index); /* everybody is asked and counts */
bool cut_leaf(struct cut *c, struct recipe *r, int64_t *ret_most);
bool cut_votes(struct cut *c, struct recipe *r);
bool cut_events(struct cut *c, struct recipe *r);
bool cut_rule(struct cut *c, struct recipe *r);
bool cut_inner(struct cut *c, struct recipe *r, int64_t *ret_most);

#endif
