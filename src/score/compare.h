/* Two versions of a scheme, or two years of one, beside each other: which nodes, measures and settings are
 * new, gone or changed, who moves, and how much of each unit's difference each change brings.
 *
 * A change is put into the first version alone and everything is scored; what the total is then more or less
 * is what it brings. Changes that cannot stand alone (points that only add up with those of another group)
 * are put in together. What is left is the remainder: changes together are not the sum of each. */
#ifndef SCORE_COMPARE_H
#define SCORE_COMPARE_H

#include "score/moves.h"

/* A scheme with its text and its result. */
struct compare_side {
    struct str text;
    const struct score_result *result; /* with scheme, values and window */
};

enum compared_kind {
    COMPARED_HEAD,    /* a key at the head of the scheme: id is the key */
    COMPARED_CLASSES, /* units, their classes, factors */
    COMPARED_MEASURE, /* a measure that is defined otherwise */
    COMPARED_NEW_MEASURE,
    COMPARED_GONE_MEASURE,
    COMPARED_NODE,     /* method, parameters, names of a node */
    COMPARED_CHILDREN, /* points and weights of the children of a node; which they are */
    COMPARED_VALUES,   /* other values, or another window */
    COMPARED__COUNT
};
struct compared_field {
    struct str key;           /* COMPARED_CHILDREN: "id.points"; "id" alone for a child that is new or gone */
    struct str before, after; /* as YAML in one line; n = 0: not there */
};
struct compared {
    enum compared_kind kind;
    struct str id, name;
    const struct compared_field *fields;
    int fields_count;
    bool is_scored; /* it could be put in alone; otherwise it is part of `together`, or moves no
                       score */
    const int64_t
        *delta; /* [moves.units_count]: what it brings to the total, scaled by `digits`; when is_scored */
};

struct score_comparison {
    const struct score_moves *moves;
    int digits;
    const struct compared *changes;
    int changes_count;
    bool has_together;
    const int64_t *together; /* [moves.units_count]: what those bring that cannot stand alone */
    const int64_t
        *remainder; /* [moves.units_count]: difference − Σ; 0 for units without a total on both sides */
};

/* Everything lives in the arena. RC_INVALID when a text is not that of its result; errors as score_compute.
 */
enum rc score_compare(const struct compare_side *before, const struct compare_side *after, struct arena *a,
                      const struct score_comparison **ret, struct err *err) MUST_CHECK;

#endif
