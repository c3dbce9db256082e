/* Within the room: a scheme made ready for reckoning many units at once. Each node has, for each class, a
 * recipe: integers whose quotient is the score, or EXACT where nothing of the kind is proven or known; the
 * exact engine then takes that node for that class. So every scheme has a plan, and every digit one meaning.
 *
 * Where a score has no limit that is known beforehand, one is supposed; who meets a larger one reckons all of
 * the board exactly.
 *
 * A proof holds for values up to a size (`assumed`, twice what the values hold when the plan is made). Who
 * changes a value beyond it makes a new plan. */
#ifndef SCORE_PLAN_H
#define SCORE_PLAN_H

#include "score/engine.h"
#include "score/lanes.h"

enum recipe_kind {
    RECIPE_EXACT,
    RECIPE_NOT_ASKED, /* the class does not have the node */
    RECIPE_LINEAR,
    RECIPE_QUOTIENT,
    RECIPE_STEPS,
    RECIPE_EFFICACY,
    RECIPE_BEST,
    RECIPE_RANK,
    RECIPE_VOTES,
    RECIPE_EVENTS,
    RECIPE_RULE,
    RECIPE_BLEND,
};

/* base + (full − base)·(x − low)/(high − low), as (slope·(x − low) + base·range) / (by·range). */
struct efficacy {
    int64_t slope, base, by;
    int32_t equal; /* the score when all are equal */
    bool is_lower;
};
/* top·x / (by·best), or top·best / (by·x) when lower is better. */
struct best {
    int64_t top, by;
    int32_t undefined;
    bool is_lower;
};
/* (first·places − lost·(rank − 1)) / (by·places). */
struct by_rank {
    int64_t first, lost, by;
    bool is_lower, is_dense, is_linear; /* linear: places = ranked − 1, otherwise 1 */
};
/* top·Σ / (by·votes). */
struct by_votes {
    int64_t top, by;
    int ballots; /* index into plan.tally */
};
/* An expression over numbers: what its words mean is looked up strip by strip. */
#define RULE_INPUTS_MAX 12
struct by_rule {
    struct dec full, target, factor;
};
struct recipe {
    enum recipe_kind kind;
    struct linear linear; /* linear, events; of the others: lo, hi, mode, missing */
    union {
        struct quotient quotient;
        struct steps steps;
        struct efficacy efficacy;
        struct best best;
        struct by_rank rank;
        struct by_votes votes;
        struct by_rule rule;
        int events; /* index into plan.tally */
        struct blend blend;
    };
};

/* Many rows of a unit and period, gathered once so that a leaf need not look at texts: votes as scaled
 * points, events as scaled points in all. The rows of neighbouring units are neighbours, period by period. */
struct tally_bag {
    int32_t *row; /* points, or points and how many votes of them, one after the other */
    int32_t n, room;
};
struct tally_rows {
    int leaf;
    int first, months, periods; /* of the measure: from this month, so long each, so many */
    bool has_counts;            /* some rows are several votes */
    struct tally_bag *bag;      /* [periods][units] */
    int64_t most;               /* size of the largest vote, or sum of events, that the proof holds for */
    int64_t most_votes;         /* of a unit in a period */
};

struct plan_node {
    const struct recipe **recipe; /* [classes]; equal ones of neighbouring classes are one */
    bool is_narrow;
    int64_t most; /* the largest score, by its size; narrow nodes */
    int x, y;     /* measures: that of the values, if not the node's own, and that of the divisors; −1 */
    bool y_is_last_year;
    bool is_natural;      /* no score is below 0 */
    int segment;          /* which subtree it is scored with, its periods one by one */
    int strikes;          /* a veto: which strip says whom it strikes; −1 */
    const int *zeroed_by; /* vetoes that empty it */
    int zeroed_by_count;
    const int *read_by; /* leaves that read its score */
    int read_by_count;
};

/* A subtree that is scored for a window of its own: the whole, or a node that has each period scored. */
struct segment {
    int root;
    int *node; /* its nodes, children before parents; the root of a deeper segment as PLAN_PERIODS(root): what
                  its periods come to */
    int count;
};
#define PLAN_PERIODS(node) (-1 - (node))

struct plan {
    const struct scheme *s;
    bool is_exact; /* every node, whole classes: rounded once at the end, or vetoes across periods */
    struct plan_node *node;
    struct segment *segment;
    int segments, strike_strips;
    struct tally_rows *tally;
    int tallies;
    int64_t *assumed;          /* [measures] */
    bool *is_natural;          /* [measures] no value is below 0 */
    const int *const *readers; /* [measures] leaves that depend on it, ended by −1 */
    bool places_fast;          /* totals alone decide ranks, and lines and quotas grades */
    int fast, rules, exact;    /* (leaf, class) pairs */
};

/* `v` says how large the values are. `before`: the plan of a scheme of the same shape over the same values,
 * whose gathered rows may be taken over, or NULL; it must live as long. NULL: no memory. */
struct plan *plan_new(struct arena *a, const struct scheme *s, const struct values *v,
                      const struct plan *before, bool is_exact);
/* What a change from one plan to another leaves of the frames: may they stay as they are, with the scores of
 * those nodes that have the same recipes? */
bool plan_is_alike(const struct plan *a, const struct plan *b);
bool plan_node_is_same(const struct plan *a, const struct plan *b, int node);

static inline int tally_stride(const struct tally_rows *t) { return t->has_counts ? 2 : 1; }

/* Do the values still keep to what the proofs rest on? */
bool plan_holds(const struct plan *p, const struct values *v);

/* The rows of one unit and measure read again. False: beyond what the proof holds for, or no memory. */
bool plan_gather(const struct plan *p, struct arena *a, const struct values *v, struct tally_rows *t,
                 int unit);

#endif
