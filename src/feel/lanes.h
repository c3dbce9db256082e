/* Inside the room: a block of rows of one node, for columns.c. Numbers are integers with one scale for as
 * long as the largest of them, reckoned before the operation from the largest of its operands, has room: in
 * 64 bits, beyond them in 128 with at most 34 digits. A decimal would not have been rounded there either, so
 * the digits are the same. Beyond that a block goes on in decimals, operation by operation.
 *
 * A quotient stays a fraction of two such integers, and the one rounding to 34 digits that FEEL does at each
 * step is not done but accounted for: lanes_fraction.c says why what comes out is the same, and which rows
 * are in doubt; those are then run by themselves.
 *
 * An operation puts its result in the place of its first operand and may change the others. One that is bool
 * says false where it cannot go on with fractions; then its operands are spoilt, and are to be made again
 * without any. */
#ifndef FEEL_LANES_H
#define FEEL_LANES_H

#include "feel/node.h"

#define LANES 256
#define LANES_SCALE_MAX 100 /* of integers; finer ones are decimals */

__extension__ typedef unsigned __int128 lane_size;
__extension__ typedef __int128 lane_whole;

enum lane_state { LANE_NUMBER, LANE_NULL, LANE_FALSE, LANE_TRUE };
enum lane_form { LANES_SHORT, LANES_FRACTION, LANES_WIDE, LANES_DECIMAL };

/* Rows whose answer FEEL's roundings may decide. */
struct lane_doubt {
    bool any;
    uint8_t row[LANES];
};

/* How far FEEL's value may be from the fraction, and when it is not; see lanes_fraction.c. Powers of ten. */
struct lane_slack {
    int error;        /* |value − fraction| < 10^error */
    int top;          /* no value on the way here was 10^top or more */
    int fine;         /* no scale on the way here was above it; ≥ 0 */
    int extra;        /* so many digits behind the point more than here may have stood there on the way */
    bool is_faithful; /* a fraction that is a decimal of few digits is FEEL's value */
};

struct lanes {
    enum lane_form form;
    bool is_mixed;    /* not every lane is a number: look at `state` */
    bool is_same;     /* short: n[0] is the number of all lanes */
    bool is_null;     /* a leaf that is null in all lanes; mixed and short */
    bool is_same_den; /* fraction: d[0] is the denominator of all */
    int scale;
    lane_size bound;     /* no |n| or |wide| is above it, of rows that are no numbers neither */
    lane_size den_bound; /* no d is above it; they are positive */
    struct lane_slack slack;
    union {
        struct {
            int64_t n[LANES], d[LANES]; /* short: n·10^−scale; fraction: n/d·10^−scale */
        };
        lane_whole wide[LANES];
        struct decimal decimal[LANES];
    };
    uint8_t state[LANES]; /* loops over it take the whole block, which compilers like; it is never wild */
};

/* -- lanes.c -- */
enum lane_state lanes_state(const struct lanes *l, size_t i);
void lanes_load(struct lanes *l, const struct feel_column *in, size_t from, size_t rows);
void lanes_fill(struct lanes *l, struct value scalar, size_t rows);
void lanes_copy(struct lanes *to, const struct lanes *from, size_t rows);
struct value lanes_value(const struct lanes *l, size_t i);                   /* of no fraction */
void lanes_to_decimals(struct lanes *l, size_t rows);                        /* of no fraction */
void lanes_put(struct lanes *l, size_t i, struct value scalar, size_t rows); /* into decimals */
/* Add, subtract, multiply, divide, power. A division is in decimals: see lanes_divide. */
bool lanes_arithmetic(enum node_kind kind, struct lanes *a, struct lanes *b, size_t rows) MUST_CHECK;
void lanes_negate(struct lanes *a, size_t rows);
void lanes_abs(struct lanes *a, size_t rows);
/* For the other files: a lane of which an operand is no number is null; one number in each lane; short ones
 * and fractions to one scale, false: that is more than `most`; to one form and, of integers, one scale. */
void lanes_mix(struct lanes *l, size_t rows);
void lanes_mix_pair(struct lanes *a, const struct lanes *b, size_t rows);
void lanes_spread(struct lanes *l, size_t rows);
/* n[i & lanes_of(l)] is the number of lane i, spread or not. */
static inline size_t lanes_of(const struct lanes *l) { return l->is_same ? 0 : SIZE_MAX; }
bool lanes_align(struct lanes *a, struct lanes *b, size_t rows, lane_size most) MUST_CHECK;
enum lane_form lanes_level(struct lanes *a, struct lanes *b, size_t rows, bool for_sum);
lane_size lanes_ten_to(int n); /* 0 … 38 */

/* The bytes of a whole block, with nothing in the way of the compiler. */
static inline void lanes_or_bytes(uint8_t *restrict a, const uint8_t *restrict b)
{
    for (size_t i = 0; i < LANES; i++)
        a[i] |= b[i];
}
static inline void lanes_and_bytes(uint8_t *restrict a, const uint8_t *restrict b)
{
    for (size_t i = 0; i < LANES; i++)
        a[i] &= b[i];
}

/* -- lanes_fraction.c -- */
/* a / b as a fraction, or as an integer where that is one. */
bool lanes_divide(struct lanes *a, struct lanes *b, size_t rows) MUST_CHECK;
bool lanes_fraction_add(struct lanes *a, struct lanes *b, size_t rows, bool is_minus) MUST_CHECK;
bool lanes_fraction_mul(struct lanes *a, struct lanes *b, size_t rows) MUST_CHECK;
/* LANE_TRUE or LANE_FALSE for each row. */
bool lanes_fraction_compare(enum node_kind kind, struct lanes *a, struct lanes *b, size_t rows,
                            struct lane_doubt *doubt, uint8_t ret[LANES]) MUST_CHECK;
/* Row by row that of a or of b. */
bool lanes_fraction_pick(struct lanes *ret, struct lanes *a, struct lanes *b, const uint8_t takes_a[LANES],
                         size_t rows) MUST_CHECK;
int lanes_places(lane_size x); /* x < 10^places */
/* Is FEEL's value of this row the fraction itself, however it came about? */
bool lanes_is_finite(const struct lanes *l, size_t i);
void lanes_doubt(struct lane_doubt *doubt, size_t i, size_t rows);

/* -- lanes_choose.c -- */
bool lanes_compare(enum node_kind kind, struct lanes *a, struct lanes *b, size_t rows,
                   struct lane_doubt *doubt) MUST_CHECK;
bool lanes_between(struct lanes v[3], size_t rows, struct lane_doubt *doubt) MUST_CHECK;
void lanes_join(enum node_kind kind, struct lanes *a, struct lanes *b, size_t rows); /* and, or */
void lanes_not(struct lanes *a, size_t rows);
bool lanes_choose(struct lanes v[3], size_t rows) MUST_CHECK; /* condition, then, else */
bool lanes_extreme(struct lanes *a, struct lanes *b, bool wants_max, size_t rows,
                   struct lane_doubt *doubt) MUST_CHECK;
/* Row by row that of a, where it says LANE_TRUE, or of b; ret may be one of them. */
bool lanes_pick(struct lanes *ret, struct lanes *a, struct lanes *b, const uint8_t takes_a[LANES],
                size_t rows) MUST_CHECK;
/* The parts of lanes_compare. Both keep their values, perhaps in another form. What the states and numbers
 * say; what the numbers alone say, LANE_TRUE or LANE_FALSE; and a block of truths. */
bool lanes_compare_to(enum node_kind kind, struct lanes *a, struct lanes *b, size_t rows,
                      struct lane_doubt *doubt, uint8_t ret[LANES]) MUST_CHECK;
bool lanes_compare_numbers(enum node_kind kind, struct lanes *a, struct lanes *b, size_t rows,
                           struct lane_doubt *doubt, uint8_t ret[LANES]) MUST_CHECK;
void lanes_set_states(struct lanes *a, const uint8_t state[LANES], size_t rows);

/* -- lanes_round.c -- */
/* To at most so many digits behind the point. false: not short or a fraction, or too far; nothing is
 * changed then. */
bool lanes_round(struct lanes *l, size_t rows, int scale, enum decimal_round mode,
                 struct lane_doubt *doubt) MUST_CHECK;
/* Rounded to the scale, as feel_columns_eval has it; 0 where enum feel_missing says that there is none. */
bool lanes_store(struct lanes *l, size_t rows, int scale, enum decimal_round mode, struct lane_doubt *doubt,
                 int64_t *ret, uint8_t *ret_missing) MUST_CHECK;
/* The same of one value; the result says what of the number is missing. */
enum feel_missing lanes_store_value(struct value v, int scale, enum decimal_round mode,
                                    int64_t *ret) MUST_CHECK;

#endif
