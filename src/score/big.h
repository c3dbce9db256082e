/* Within the room: the magnitudes behind long numbers of score/exact.h. Length is bounded by EXACT_BITS_MAX;
 * what runs out is remembered in struct exact and the result is NULL. */
#ifndef SCORE_BIG_H
#define SCORE_BIG_H

#include "score/exact.h"

struct big {
    size_t n; /* limbs in use; the last is not 0; 0: the number 0 */
    uint64_t limb[];
};

static inline u128 magnitude(i128 v) { return v < 0 ? (u128)0 - (u128)v : (u128)v; }

int big_cmp(const struct big *a, const struct big *b);
struct big *big_copy(struct exact *e, const struct big *a, size_t more_limbs);
/* In place. */
void big_take(struct big *a, const struct big *b); /* a ≥ b */
void big_halve(struct big *b);

#endif
