/* Exact rational numbers. Scores are quotients of decimals, and a published digit may hang on a tie that no
 * fixed number of bits can see, so nothing is approximated: a number is numerator and denominator, in 128
 * bits as long as they fit and in limbs from the arena beyond.
 *
 * "No value" is a number too, and flows through every operation: RAT_MISSING (nothing was reported) and
 * RAT_UNDEFINED (a division by zero), the former when both meet.
 *
 * Operations cannot fail one by one. What ran out is remembered in struct exact, the result is then
 * missing, and the caller looks once, at the end. A number is never longer than EXACT_BITS_MAX. */
#ifndef SCORE_EXACT_H
#define SCORE_EXACT_H

#include "base/fixed.h"
#include "score/scheme.h"

#define EXACT_BITS_MAX (512 * 1024)

__extension__ typedef __int128 i128;
__extension__ typedef unsigned __int128 u128;

u128 exact_gcd(u128 a, u128 b); /* of 0 and b: b */

/* In units of the twelfth decimal, the last that a scheme may write: for sums and comparisons. */
static inline i128 dec_wide(struct dec d) { return (i128)d.units * fixed_pow10(FIXED_DIGITS_MAX - d.digits); }

struct exact {
    struct arena *a;
    bool no_memory, too_large;
};

struct decimal; /* base/decimal.h */
struct big;     /* magnitude, least limb first */
struct rat {
    i128 n, d;                 /* d > 0; d = 0: no value, n says which */
    const struct big *bn, *bd; /* when not NULL: the magnitudes, and n is the sign, d is 1 */
};

#define RAT_MISSING ((struct rat){.n = 0})
#define RAT_UNDEFINED ((struct rat){.n = 1})
static inline bool rat_is_none(struct rat x) { return x.d == 0; }
static inline bool rat_is_undefined(struct rat x) { return x.d == 0 && x.n == 1; }
static inline struct rat rat_int(int64_t v) { return (struct rat){.n = v, .d = 1}; }
struct rat rat_scaled(int64_t units, int digits); /* 0 … 12 digits */
/* d > 0 */
static inline struct rat rat_fraction(int64_t n, int64_t d) { return (struct rat){.n = n, .d = d}; }
static inline struct rat rat_dec(struct dec d) { return rat_scaled(d.units, d.digits); }

struct rat rat_add(struct exact *e, struct rat a, struct rat b);
struct rat rat_sub(struct exact *e, struct rat a, struct rat b);
struct rat rat_mul(struct exact *e, struct rat a, struct rat b);
struct rat rat_div(struct exact *e, struct rat a, struct rat b); /* by zero: RAT_UNDEFINED */
struct rat rat_reduced(struct rat a); /* in lowest terms; what is in limbs stays as it is */
struct rat rat_neg(struct rat a);
int rat_sign(struct rat a);                               /* 0 for no value */
int rat_cmp(struct exact *e, struct rat a, struct rat b); /* both must have a value */
struct rat rat_min(struct exact *e, struct rat a, struct rat b);
struct rat rat_max(struct exact *e, struct rat a, struct rat b);
struct rat rat_floor(struct exact *e, struct rat a);
/* To `digits` decimals, as an integer scaled by them. False when it does not fit; `a` must have a value. */
bool rat_round(struct exact *e, struct rat a, int digits, enum rounding_mode mode, int64_t *ret) MUST_CHECK;
/* The same number with its limbs in another arena. */
struct rat rat_keep(struct exact *to, struct rat a);
/* Within 34 digits the same number, otherwise rounded once to them, ties to even. False beyond what a decimal
 * holds; `a` must have a value. */
bool rat_decimal(struct exact *e, struct rat a, struct decimal *ret) MUST_CHECK;
struct rat rat_of_decimal(struct exact *e, struct decimal d); /* the same number */
/* For people: exact when it ends within `digits` decimals, otherwise rounded half up to them. */
struct str rat_write(struct exact *e, struct arena *a, struct rat x, int digits);
/* For machines: "12.5", or "2/3" in lowest terms when it does not end within 12 decimals; never rounded. `x`
 * must have a value. A fraction of more than 4096 bits may be left with a common divisor. */
struct str rat_write_exact(struct exact *e, struct arena *a, struct rat x);

#endif
