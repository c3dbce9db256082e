/* Who moves between two results: totals, ranks and grades before and after, and the nodes whose score is
 * another. The results may be of different schemes and windows: units are matched by id or name, nodes by id.
 */
#ifndef SCORE_MOVES_H
#define SCORE_MOVES_H

#include "score/result.h"

struct score_moved_node {
    int before, after; /* of the two schemes; −1: the other alone has it */
};
struct score_move {
    int before, after;                    /* units of the two schemes; −1: the other alone has it */
    bool total, rank, grade;              /* differs */
    const struct score_moved_node *nodes; /* with another state or score, in the order of the second scheme,
                                             then those that the first alone has */
    int nodes_count;
};
struct score_moves {
    const struct score_result *before, *after;
    const struct score_move
        *units; /* every unit, in the order of the second scheme, then those of the first */
    int units_count;
    int totals, ranks, grades; /* how many units changed each */
};

enum rc score_moves(const struct score_result *before, const struct score_result *after, struct arena *a,
                    const struct score_moves **ret, struct err *err) MUST_CHECK;

/* after − before, scaled by `digits`, which hold both. False when one of them has no total, or it does not
 * fit. */
bool score_move_delta(const struct score_moves *m, const struct score_move *u, int64_t *ret, int *ret_digits);

#endif
