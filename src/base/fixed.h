/* Numbers as scaled integers: 12.34 with two digits is 1234. Exact, without floats. */
#ifndef BASE_FIXED_H
#define BASE_FIXED_H

#include "base/arena.h"

#define FIXED_DIGITS_MAX 12
enum fixed_read { FIXED_OK, FIXED_EMPTY, FIXED_NOT_A_NUMBER, FIXED_TOO_MANY_DIGITS, FIXED_TOO_LARGE };

int64_t fixed_pow10(int digits); /* 0 … 18 */
/* Reads "[-+]123.45" as a number with `digits` decimals. More decimals than that are refused unless they
 * are zeros: nothing is rounded silently. */
enum fixed_read fixed_read(struct str s, int digits, int64_t *ret) MUST_CHECK;
/* Exactly `digits` decimals: 88.50. */
struct str fixed_write(struct arena *a, int64_t v, int digits);
/* Without trailing zeros: 88.5. */
struct str fixed_write_short(struct arena *a, int64_t v, int digits);
/* What one of the two wrote, with a comma before each three of its whole digits: 41,200.5. */
struct str fixed_group(struct arena *a, struct str number);

#endif
