/* Which of the names that there are was probably meant. */
#ifndef DOC_NEAREST_H
#define DOC_NEAREST_H

#include "base/str.h"

/* Begins with `to`, which is no name; `best` is the nearest of those tried, n = 0: none is near. */
struct nearest {
    struct str to, best;
    int distance;
};
void nearest_try(struct nearest *n, struct str name);

#endif
