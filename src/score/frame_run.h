/* Within the room: a run of neighbouring units that a node scores by one recipe, and who fills it. */
#ifndef SCORE_FRAME_RUN_H
#define SCORE_FRAME_RUN_H

#include "score/frame.h"

/* Some neighbouring units: the classes of a run, or one class. */
struct run {
    struct worker *w;
    const struct frame *f;
    int node, from, to, first; /* classes from … to − 1, whose units are first … first + n − 1 */
    size_t n;
    const struct recipe *r;
    int32_t *out;
};

/* ---- frame_leaf.c */
void strip_fill(int32_t *out, size_t n, int32_t v); /* the same for all */
/* The values of a measure over a window, in `buffer` unless they stand in one column. NULL: a mean, which is
 * no whole number. */
const int32_t *run_strip(const struct run *run, int measure, struct window w, int32_t *buffer);
/* False: the exact engine must do it after all. */
bool run_leaf(const struct run *run);
/* ---- frame_rule.c */
bool run_rule(const struct run *run);

#endif
