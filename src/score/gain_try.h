/* Within the room: a copy of the values of a result on which deeds are tried, one at a time. */
#ifndef SCORE_GAIN_TRY_H
#define SCORE_GAIN_TRY_H

#include "score/board.h"
#include "score/gain.h"

struct trying {
    const struct score_result *r;
    struct values *values; /* the copy */
    struct board *board;
    int unit;
    int64_t goal;
    struct err *err;
};

/* How much more the total of the unit is now than in the result; false when it has none now or had none. */
bool trying_points(const struct trying *t, int64_t *ret);
int trying_rank(const struct trying *t);

/* gain_value.c: for the number that `g` names (node, measure, month): what it must become. `next_step`: for
 * any gain at all instead of the goal. *ret is 0 and `g` as it was when nothing helps. */
enum rc gain_value(struct trying *t, bool next_step, struct gain *g) MUST_CHECK;
/* gain_event.c: the event less or more that brings most. */
enum rc gain_event(struct trying *t, struct gain *g) MUST_CHECK;

#endif
