/* Within the room: which of the names that there are was probably meant. */
#ifndef SCORE_NEAREST_H
#define SCORE_NEAREST_H

#include "base/str.h"

/* Begins with `to`, which is no name; `best` is the nearest of those tried, n = 0: none is near. */
struct nearest {
    struct str to, best;
    int distance;
};
void nearest_try(struct nearest *n, struct str name);

#endif
