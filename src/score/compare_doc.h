/* Within the room: the documents of two schemes, their differences, and the first with some of them put in.
 */
#ifndef SCORE_COMPARE_DOC_H
#define SCORE_COMPARE_DOC_H

#include "score/compare.h"
#include "score/doc_edit.h"

struct piece {
    struct compared said;
    int before, after; /* indices of the node or measure; −1 */
    bool is_on;
    bool moves_scores; /* false: a title and its like */
};
struct documents {
    struct arena *a;
    const struct scheme *s, *t;
    struct doc *before, *after;   /* roots */
    struct doc **nodes, **others; /* [nodes of s], [nodes of t] */
    struct piece *piece;
    int pieces;
    bool no_memory;
};

/* The pieces, without a word on values. RC_INVALID when a text is not that of its scheme. */
enum rc documents_open(struct documents *d, struct arena *a, const struct compare_side *before,
                       const struct compare_side *after, struct err *err) MUST_CHECK;
/* The first document with the pieces that are on, and with all measures of the second that it does not have.
 * NULL without memory. */
struct doc *documents_build(struct documents *d);

#endif
