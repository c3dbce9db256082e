/* A scheme with something changed, without a new text being written: other points or weights, another
 * parameter, another method. The document of the scheme is changed and read again, so what comes out is a
 * scheme like any other: what cannot stand is refused with the sentences of scheme_read, at the line of the
 * text.
 *
 * A varied scheme has the measures, units, classes and nodes of the first, in the same order: values, results
 * and indices of the one fit the other. */
#ifndef SCORE_VARY_H
#define SCORE_VARY_H

#include "score/scheme.h"

#define VARY_DIGITS 6 /* decimals of points and weights that are made by scaling */

enum vary_kind {
    VARY_POINTS, /* of a node */
    VARY_WEIGHT,
    VARY_KEY,   /* any other key of a node or at the head of the scheme */
    VARY_METHOD /* of a leaf, with all its parameters */
};

/* Points and weights of one parent that change together: what is not named among its children is scaled, in
 * proportion, so that their sum stays; the last of them takes what rounding left over. When all are named,
 * the sum must be right of itself. The parts of a largest, a least or a product share nothing. What stands
 * below a node whose points change is scaled with it; parameters in points (`each`, `score`, `cap` …) stay as
 * they are written. */
struct variation {
    enum vary_kind kind;
    int node;        /* of the scheme; VARY_KEY: −1 is the head of the scheme */
    int class_index; /* points, weight: in this class alone; −1: in all */
    struct dec to;   /* points, weight */
    struct str key; /* VARY_KEY: "target", "trim.low"; "bands.2.score", the first is 1; "items.创新.points" */
    struct str yaml; /* VARY_KEY: the new value, n = 0: without that key; VARY_METHOD: a map with `method` */
};

/* `s` is what `text` says. *problems has what scheme_read found in the changed one. RC_NOT_FOUND for a node
 * or key that is not there; RC_INVALID; RC_TOO_LARGE, RC_NO_MEMORY. */
enum rc scheme_vary(struct arena *a, const struct scheme *s, struct str text, const struct variation *changes,
                    int count, struct problems *p, const struct scheme **ret, struct err *err) MUST_CHECK;

#endif
