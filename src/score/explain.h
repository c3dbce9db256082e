/* Within the room: the parts of an explanation that other files of the room make. */
#ifndef SCORE_EXPLAIN_H
#define SCORE_EXPLAIN_H

#include "score/engine.h"

/* The measures that a leaf reads, for the unit of the trace: sentences into *x, facts to the trace. The
 * engine is at the leaf's class; its columns are taken again. False: no memory. */
bool explain_inputs(struct engine *en, const struct node *n, struct trace *t, struct score_explanation *x);
/* The node with the trace of the engine; the trace knows its unit then. */
bool explain_run(struct engine *en, const struct score_result *r, int node, int unit);
/* The engine is at the class of the unit, with cells for the leaf and for the nodes whose scores it reads. */
bool explain_leaf_class(struct engine *en, const struct score_result *r, int node, int unit);
/* Scored period by period, not as a whole. */
bool explain_is_split(const struct node *n, struct window w);
/* Whether there is such a cell. */
bool explain_has(const struct scheme *s, int node, int unit);

#endif
