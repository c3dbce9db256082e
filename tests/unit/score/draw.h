/* Schemes and values drawn from a number: trees of sums and means, every method that reads numbers, ballots
 * or events, gaps, factors, vetoes, both places of rounding. The same number gives the same scheme on every
 * machine. */
#ifndef UNIT_SCORE_DRAW_H
#define UNIT_SCORE_DRAW_H

#include "kit.h"

/* Opens the kit with scheme and values number `seed` and computes it. */
void draw_scheme(struct kit *k, uint64_t seed);
/* Values for any scheme, month after month. */
void draw_values(struct kit *k, uint64_t seed, int first_month, int months);
/* 0 … below − 1. */
int draw_next(uint64_t *state, int below);

#endif
