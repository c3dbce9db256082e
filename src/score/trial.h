/* Within the room: one class of a result, scored again and again with something changed. The exact engine
 * does it; what stands above a node that changed is combined again from the cells that are there, which is
 * all that a moved weight needs. */
#ifndef SCORE_TRIAL_H
#define SCORE_TRIAL_H

#include "score/engine.h"

struct trial {
    struct engine en;
    struct score_result result; /* of the class; what belongs to others is empty */
    struct score_unit *units;   /* of the scheme */
    struct score_column *columns;
    struct cell *base; /* [nodes][n]: as they were when everything was scored */
    uint8_t *base_zeroed;
    struct arena *above; /* what trial_above keeps */
    bool is_plain;       /* nothing but what stands above a node hangs on it */
    bool is_base;        /* the cells are those of the whole, with nothing changed */
};

/* Scores the class of `r` once: the same ranks and grades as in `r`. `v`: its values, or others of the same
 * scheme. Arrays are in `a`; trial_close gives back the rest. */
enum rc trial_open(struct trial *t, const struct score_result *r, const struct values *v, int class_index,
                   struct arena *a, struct err *err) MUST_CHECK;
void trial_close(struct trial *t);

/* Everything again, as values and en.times now are. */
enum rc trial_score(struct trial *t, struct err *err) MUST_CHECK;
/* Can the nodes above this one be combined from their children alone? */
bool trial_is_local(const struct trial *t, int node);
/* What stands above `node`, then totals, ranks and grades; trial_restore before the next. The cells of the
 * node itself may have been changed. */
enum rc trial_above(struct trial *t, int node, struct err *err) MUST_CHECK;
void trial_restore(struct trial *t, int node);
/* Totals, ranks and grades from the cells as they are. */
enum rc trial_place(struct trial *t, struct err *err) MUST_CHECK;

/* The exact total of a unit of the scheme; no value when it has none. Only while en.keeps_total. */
struct rat trial_total(const struct trial *t, int unit);

#endif
