/* Two texts line by line: what was taken out, what came in, and what stands around it. For people who decide
 * on a new version of a file. */
#ifndef PROCEDURE_DIFFERENCE_H
#define PROCEDURE_DIFFERENCE_H

#include "base/arena.h"

#define DIFFERENCE_AROUND 2 /* lines that are shown before and behind a change */

enum difference_kind { DIFFERENCE_SAME, DIFFERENCE_OUT, DIFFERENCE_IN, DIFFERENCE_GAP };
struct difference_line {
    enum difference_kind kind;
    int old_line, new_line; /* from 1; 0: it is not there. Of a gap 0 */
    struct str text;
};
struct difference {
    const struct difference_line *row; /* empty when the texts are the same */
    size_t n, out, in;
};
/* The fewest lines out and in, where the part that differs is of at most 2,000 lines on either side; beyond
 * that all of the one part out and all of the other in. */
struct difference difference_of(struct arena *a, struct str was, struct str is);

#endif
