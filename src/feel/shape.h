/* What a numeric expression comes to, when it is of the kind that rules of points mostly are: a quotient of
 * two sums between two limits, or steps. Who knows the shape can reckon it in whole numbers, many rows at
 * once.
 *
 * FEEL rounds each operation to 34 digits; the quotient of a shape is exact. Whatever is rounded from it to
 * at most FEEL_SHAPE_DIGITS decimals, and is below 10^10 in units of the last of them, is the same for both.
 * Where the exact value lies away from the borders of that rounding, FEEL's error (a few parts in 10^34) is
 * far smaller than the distance, which is at least one part of twice the denominator. Where it lies on a
 * border it is a decimal of at most 11 digits; less a constant below 10^10 with 7 decimals, 18. Then the
 * quotient before it was multiplied by a number without other primes than 2 and 5, or divided by a constant,
 * is a finite decimal, too, with as many digits more as the multiplier has bits and the divisor digits; those
 * are held below 16 together. A quotient that is a finite decimal of at most 34 digits FEEL has exactly. So a
 * shape is refused where a quotient is multiplied by anything else, where two are added, and where constants
 * have more than 7 digits.
 */
#ifndef FEEL_SHAPE_H
#define FEEL_SHAPE_H

#include "feel/feel.h"

#define FEEL_SHAPE_VARS 3
#define FEEL_SHAPE_STEPS 16
#define FEEL_SHAPE_DIGITS 6

/* k + Σ c·input */
struct feel_sum {
    struct decimal k, c[FEEL_SHAPE_VARS];
};
struct feel_step {
    enum feel_compare { FEEL_FROM, FEEL_ABOVE, FEEL_UP_TO, FEEL_BELOW } compare; /* ≥ > ≤ < */
    struct decimal limit, value;
};
struct feel_shape {
    int var[FEEL_SHAPE_VARS]; /* inputs, by their places */
    int vars;
    bool is_guarded; /* “if x = null then null else …”, x being var[guard] */
    int guard;
    /* A quotient: null when an input is, or the bottom is 0. */
    struct feel_sum top, bottom;
    bool has_low, has_high;
    struct decimal low, high;
    bool has_equal; /* when var[equal[0]] = var[equal[1]]: that value */
    int equal[2];
    struct decimal when_equal;
    /* Steps of var[0], when there are any: the first that holds; a null input holds none. */
    struct feel_step step[FEEL_SHAPE_STEPS];
    int steps;
    struct decimal otherwise;
};

/* `known`: for each input of the scope a number that it is, or null. False: of no shape. */
bool feel_shape_of(const struct feel_program *p, const struct value *known, struct feel_shape *ret);

#endif
