/* Values of one scheme carried over to another: numbers, votes and events, by the ids of measures, units,
 * groups, levels and items. With the same scheme it is a copy. */
#ifndef SCORE_CARRY_H
#define SCORE_CARRY_H

#include "score/values.h"

/* What the other scheme has no place for stays behind: a measure that it computes or has not at all, a unit,
 * an item; a number with more decimals than it keeps there is rounded half up. RC_NO_MEMORY. */
enum rc values_carry(struct arena *a, const struct values *v, const struct scheme *from,
                     const struct scheme *to, struct values **ret, struct err *err) MUST_CHECK;

#endif
