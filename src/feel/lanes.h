/* Inside the room: a block of rows of one node, for columns.c. Numbers are integers of 128 bits with one
 * scale as long as the largest of them, reckoned before the operation from the largest of its operands, has
 * at most 34 digits: then a decimal would not have been rounded either, and the digits are the same. Beyond
 * that, and from a division on, a block goes on in decimals. An operation puts its result in the place of its
 * first operand and may change the others. */
#ifndef FEEL_LANES_H
#define FEEL_LANES_H

#include "feel/node.h"

#define LANES 256
#define LANES_SCALE_MAX 100 /* of integers; finer ones are decimals */

__extension__ typedef unsigned __int128 lane_size;
__extension__ typedef __int128 lane_whole;

enum lane_state { LANE_NUMBER, LANE_NULL, LANE_FALSE, LANE_TRUE };

struct lanes {
    bool is_decimal; /* the numbers stand in `decimal`, otherwise whole·10^−scale */
    bool is_mixed;   /* not every lane is a number: look at `state` */
    int scale;
    lane_size bound; /* no |whole| is above it; it has at most 34 digits */
    lane_whole whole[LANES];
    struct decimal decimal[LANES];
    uint8_t state[LANES];
};

enum lane_state lanes_state(const struct lanes *l, size_t i);
/* From here on every lane has a state. */
void lanes_mix(struct lanes *l, size_t rows);
void lanes_begin(struct lanes *l, int scale); /* wholes, all of them numbers, the bound 0 */
void lanes_load(struct lanes *l, const struct feel_column *in, size_t from, size_t rows);
void lanes_fill(struct lanes *l, struct value scalar, size_t rows);
struct value lanes_value(const struct lanes *l, size_t i);
/* Add, subtract, multiply, divide, power. */
void lanes_arithmetic(enum node_kind kind, struct lanes *a, struct lanes *b, size_t rows);
void lanes_negate(struct lanes *a, size_t rows);
void lanes_compare(enum node_kind kind, struct lanes *a, struct lanes *b, size_t rows);
void lanes_between(struct lanes v[3], size_t rows);
void lanes_join(enum node_kind kind, struct lanes *a, const struct lanes *b, size_t rows); /* and, or */
void lanes_choose(struct lanes v[3], size_t rows); /* condition, then, else */
/* Rounded to the scale; what is no number or has no room is 0 and missing. */
void lanes_store(const struct lanes *l, size_t rows, int scale, enum decimal_round mode, int64_t *ret,
                 uint8_t *ret_missing);

#endif
