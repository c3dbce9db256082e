/* Decimal numbers as IEEE 754-2008 decimal128 reckons with them: up to 34 digits, exponent −6176 … 6111,
 * every operation rounded once to the nearest, ties to even. There is no infinity and no NaN: what would give
 * one gives a flag and leaves the result alone, because no score and no rule may go on with it. Zeros have an
 * exponent and no sign; 1.0 and 1.00 are equal and keep their digits (the preferred exponents of the
 * standard), so a text comes back as it was written. No float takes part.
 *
 * The struct is a value of 24 bytes; copies are free, nothing is allocated. */
#ifndef BASE_DECIMAL_H
#define BASE_DECIMAL_H

#include "base/buf.h"

#define DECIMAL_DIGITS 34
#define DECIMAL_EXPONENT_MIN (-6176)
#define DECIMAL_EXPONENT_MAX 6111

/* ±(high·2^64 + low)·10^exponent, the coefficient below 10^34. */
struct decimal {
    uint64_t high, low;
    int32_t exponent;
    bool is_negative; /* never of a zero */
};

/* What an operation has to say besides its result. The first three leave *ret alone. */
enum decimal_flag {
    DECIMAL_INVALID = 1,   /* √−1, 0/0, ln −1, a quantum that does not fit */
    DECIMAL_BY_ZERO = 2,   /* x/0, ln 0 */
    DECIMAL_OVERFLOW = 4,  /* beyond 9.99…E6144 */
    DECIMAL_INEXACT = 8,   /* digits were lost */
    DECIMAL_UNDERFLOW = 16 /* tiny and inexact */
};
#define DECIMAL_FAILED (DECIMAL_INVALID | DECIMAL_BY_ZERO | DECIMAL_OVERFLOW)
typedef unsigned decimal_flags;

/* Directions of rounding; the names of FEEL's functions, and those of the schemes. */
enum decimal_round {
    DECIMAL_HALF_EVEN,
    DECIMAL_HALF_UP,   /* away from zero at a tie: 四舍五入 */
    DECIMAL_HALF_DOWN, /* towards zero at a tie */
    DECIMAL_UP,        /* away from zero */
    DECIMAL_DOWN,      /* towards zero */
    DECIMAL_CEILING,
    DECIMAL_FLOOR,
    DECIMAL_ROUND__COUNT
};

extern const struct decimal DECIMAL_ZERO, DECIMAL_ONE;

struct decimal decimal_of(int64_t v);
/* v·10^−scale, as scaled integers of scores and tables are kept. */
struct decimal decimal_of_scaled(int64_t v, int scale);
/* Digits with an optional '-' or '+', at most one '.', an optional exponent; rounded to 34 digits. INVALID
 * for anything else, OVERFLOW. */
decimal_flags decimal_read(struct str s, struct decimal *ret) MUST_CHECK;

decimal_flags decimal_add(struct decimal a, struct decimal b, struct decimal *ret) MUST_CHECK;
decimal_flags decimal_sub(struct decimal a, struct decimal b, struct decimal *ret) MUST_CHECK;
decimal_flags decimal_mul(struct decimal a, struct decimal b, struct decimal *ret) MUST_CHECK;
decimal_flags decimal_div(struct decimal a, struct decimal b, struct decimal *ret) MUST_CHECK;
/* a − b·floor(a/b), rounded once: the sign of b, as FEEL's modulo has it. BY_ZERO. */
decimal_flags decimal_modulo(struct decimal a, struct decimal b, struct decimal *ret) MUST_CHECK;
struct decimal decimal_neg(struct decimal a);
struct decimal decimal_abs(struct decimal a);

int decimal_cmp(struct decimal a, struct decimal b); /* by value: <0, 0, >0 */
bool decimal_is_zero(struct decimal a);
bool decimal_is_integer(struct decimal a);
int decimal_digits(struct decimal a);    /* of the coefficient; 1 for zero */
uint64_t decimal_hash(struct decimal a); /* equal values, equal hashes */

/* To a multiple of 10^−scale, −6111 ≤ scale ≤ 6176; the result has that exponent. INVALID when it would need
 * more than 34 digits. */
decimal_flags decimal_quantize(struct decimal a, int scale, enum decimal_round mode,
                               struct decimal *ret) MUST_CHECK;
/* As quantize, but digits that are not there are not added: 2.5 to scale 4 stays 2.5. */
decimal_flags decimal_to_scale(struct decimal a, int scale, enum decimal_round mode,
                               struct decimal *ret) MUST_CHECK;
struct decimal decimal_reduce(struct decimal a); /* without trailing zeros; zero is 0E+0 */
/* The value when it is whole and fits; false otherwise. */
bool decimal_to_i64(struct decimal a, int64_t *ret) MUST_CHECK;
/* a·10^scale as an integer when that is exact and fits; false otherwise. */
bool decimal_to_scaled(struct decimal a, int scale, int64_t *ret) MUST_CHECK;

/* Plain: 1200000, 0.000001, never an exponent as long as it has at most 100 digits; beyond that scientific.
 */
void decimal_text(struct buf *out, struct decimal a);
/* to-scientific-string of the standard, which tells the exponent: 1.20E+3. */
void decimal_scientific(struct buf *out, struct decimal a);

/* base/decimal_math.c: correctly rounded, ties to even, through MPFR with as many bits as it takes. Whether
 * digits were lost is not told. Results come without needless zeros, whole numbers without an exponent where
 * they have room. */
decimal_flags decimal_sqrt(struct decimal a, struct decimal *ret) MUST_CHECK;
decimal_flags decimal_exp(struct decimal a, struct decimal *ret) MUST_CHECK;
decimal_flags decimal_ln(struct decimal a, struct decimal *ret) MUST_CHECK;
decimal_flags decimal_log10(struct decimal a, struct decimal *ret) MUST_CHECK;
/* a^b; 0^0 is 1; INVALID for a negative base with a broken exponent, BY_ZERO for 0 to a negative one. */
decimal_flags decimal_pow(struct decimal a, struct decimal b, struct decimal *ret) MUST_CHECK;
/* The n-th root, n ≥ 1; of a negative number only for odd n. */
decimal_flags decimal_root(struct decimal a, int n, struct decimal *ret) MUST_CHECK;

#endif
