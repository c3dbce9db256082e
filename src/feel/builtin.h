/* Inside the room: the built-in functions (DMN 1.5, 10.3.4), one array of rows per family. builtin_rows() of
 * builtin.c is all of them. */
#ifndef FEEL_BUILTIN_H
#define FEEL_BUILTIN_H

#include "feel/node.h"

struct builtin_rows {
    const struct builtin *row;
    size_t n;
};

extern const struct builtin_rows BUILTIN_TIME;  /* dates, times, durations: builtin_time.c */
extern const struct builtin_rows BUILTIN_RANGE; /* before, after, includes …, range: builtin_range.c */

#endif
