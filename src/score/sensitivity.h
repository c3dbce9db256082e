/* How firm are the ranks of a class? Each weight, or share of points, is moved by stated steps, its siblings
 * give way in proportion, and everything above is scored again. The scores of the nodes themselves stay as
 * they are: what moves is what they count for.
 *
 * A share is that of a node in its group: its weight ÷ Σ weights, or its points ÷ Σ points, of 100. Steps are
 * points of that share (30 → 35), or per cent of it (30 → 31.5 for 5 per cent). */
#ifndef SCORE_SENSITIVITY_H
#define SCORE_SENSITIVITY_H

#include "score/result.h"

#define SENSITIVITY_STEPS_MAX 8

enum sway_by { SWAY_POINTS, SWAY_PERCENT };
struct sensitivity_wish {
    int class_index;
    enum sway_by by;
    const int *steps; /* each is taken down and up; ≥ 0 */
    int steps_count;  /* ≤ SENSITIVITY_STEPS_MAX */
};

/* One step of one share. */
struct sway_step {
    int by;
    bool is_possible; /* the share would stay between 0 and 100 */
    int ranks;        /* units whose rank is another */
    int grades;       /* units whose grade is another */
    int largest, who; /* the largest move in places, and the unit (the first of several); −1 */
};

/* The smallest movement of a share after which something is otherwise. */
struct sway_border {
    bool is_found;
    /* Found by the crossing of straight lines, exactly: where the scheme rounds but once. `by` is then the
     * movement at which the exact totals meet each other, or the line of the grade. Otherwise the smallest
     * whole step within the largest of the wish after which the published ranks or grades are otherwise. */
    bool is_exact;
    struct str by;    /* points of the share, signed, at most 6 decimals */
    struct str share; /* what the share then is */
    int unit, grade;  /* grade border: who meets or changes the grade, and which line; −1 */
};
struct sway_node {
    int node;
    struct str share;              /* of 100, at most 6 decimals */
    const struct sway_step *steps; /* [2 × steps_count]: −last … −first, first … last */
    struct sway_border first_two;  /* the second of the class stands before the first */
    struct sway_border grade_border;
};

struct sway_unit {
    int unit, rank;  /* 0: not ranked */
    int best, worst; /* over all steps of all shares */
    bool grade_moves;
};

struct sensitivity {
    int class_index;
    const struct sway_node
        *nodes; /* those that have a share and a sibling to give way, in the order of the scheme */
    int nodes_count;
    int steps_count;               /* of each node: twice that of the wish */
    const struct sway_unit *units; /* of the class */
    int units_count;
};

/* RC_INVALID for a wish outside its limits; errors as score_compute. */
enum rc score_sensitivity(const struct score_result *r, const struct sensitivity_wish *wish, struct arena *a,
                          const struct sensitivity **ret, struct err *err) MUST_CHECK;

#endif
