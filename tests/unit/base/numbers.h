/* Random decimals for tests: of every length, full of nines and zeros, halves and ties, at both ends of the
 * exponents and near each other, so that what is rare by chance alone is common here. */
#ifndef NUMBERS_H
#define NUMBERS_H

#include "base/decimal.h"

struct numbers {
    uint64_t state; /* a seed, not 0 */
};

#define NUMBER_TEXT_MAX 200

long numbers_rounds(void); /* KC_DECIMAL_ROUNDS, or 200,000 */
uint64_t numbers_below(struct numbers *rng, uint64_t n);
struct decimal number(struct numbers *rng);
/* Two that have something to do with each other: near in size, equal, a tie apart, or nothing. */
void number_pair(struct numbers *rng, struct decimal *a, struct decimal *b);
/* An exponent to quantize to: mostly one that cuts into the digits. */
int number_exponent_near(struct numbers *rng, struct decimal a);
struct decimal number_square(struct numbers *rng); /* exactly */
/* Up to `digits` digits, a point somewhere, mostly an exponent; ends in a 0 byte. */
void number_text(struct numbers *rng, char ret[NUMBER_TEXT_MAX], int digits);

#endif
