/* Within the room: the shares of one class being moved, one node at a time. */
#ifndef SCORE_SWAY_H
#define SCORE_SWAY_H

#include "score/sensitivity.h"
#include "score/trial.h"

struct swaying {
    const struct score_result *r;
    const struct sensitivity_wish *wish;
    struct arena *a;
    struct arena *numbers;
    struct exact x; /* in `numbers`, for one node */
    struct trial t;
    struct rat *times;        /* [nodes] */
    int node;                 /* at hand */
    int moved;                /* the cells above this one are those of a movement; −1 */
    struct rat share;         /* of it, of 1 */
    bool is_straight;         /* the totals lie on straight lines: zero + slope × movement */
    struct rat *zero, *slope; /* [units of the class] */
    struct sway_unit *units;
    struct err *err;
};

/* ---- sensitivity.c ---- */

/* The movement of the share, of 1, that a step is. */
struct rat sway_movement(struct swaying *w, int step);
bool sway_is_possible(struct swaying *w, struct rat by);
/* The class with the share moved; after it the trial says totals, ranks and grades. */
enum rc sway_move(struct swaying *w, struct rat by) MUST_CHECK;
/* The exact totals of the class with the share so moved: [units of the class], until the next node. */
enum rc sway_look(struct swaying *w, struct rat by, struct rat **ret) MUST_CHECK;
/* A small part of the way to one end of the range, so that it is possible. */
struct rat sway_side(struct swaying *w, int sign);

/* ---- sensitivity_border.c: of the node at hand, into first_two and grade_border ---- */
enum rc sway_exact_borders(struct swaying *w, struct sway_node *n) MUST_CHECK;
enum rc sway_stepped_borders(struct swaying *w, struct sway_node *n) MUST_CHECK;

#endif
