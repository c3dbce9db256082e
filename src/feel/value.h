/* Values of FEEL (DMN 1.5, 10.3.2). A value is 32 bytes and is copied; what it points to lives in the arena
 * of the run, in the program (constants) or with the caller (inputs), and is never changed once it is made.
 * Scalars point nowhere, strings to bytes. */
#ifndef FEEL_VALUE_H
#define FEEL_VALUE_H

#include "base/arena.h"
#include "base/decimal.h"

enum value_kind {
    VALUE_NULL,
    VALUE_BOOLEAN,
    VALUE_NUMBER,
    VALUE_STRING,
    VALUE_DATE,
    VALUE_TIME,
    VALUE_DATE_TIME,
    VALUE_MONTHS,  /* years and months duration */
    VALUE_SECONDS, /* days and time duration */
    VALUE_LIST,
    VALUE_CONTEXT,
    VALUE_RANGE,
    VALUE_FUNCTION,
    VALUE__COUNT
};

#define TEMPORAL_YEAR_MAX 999999999
#define OFFSET_NONE INT32_MAX /* local time: neither offset nor zone was given */

/* date, time, and both. month 0: there is no date; second_of_day of a date alone is 0. */
struct temporal {
    int32_t year;
    uint8_t month, day;
    uint16_t zone; /* 1-based in the zones of the run: Europe/Paris; 0: an offset or nothing */
    uint32_t second_of_day, nano;
    int32_t
        offset_s; /* east of Greenwich; with a zone the offset that holds then (a time alone: OFFSET_NONE) */
};

struct seconds {
    int64_t s; /* floor; the duration is s + nano·10^−9 */
    uint32_t nano;
};

struct value {
    enum value_kind kind;
    union {
        bool boolean;
        struct decimal number;
        struct str string;
        struct temporal temporal;
        int64_t months;
        struct seconds seconds;
        const struct value_list *list;
        const struct value_context *context;
        const struct value_range *range;
        const struct value_function *function;
    };
};

#define VALUE_DEPTH_MAX 100      /* of lists and contexts in each other, so that walking them is bounded */
#define VALUE_PARTS_MAX 10000000 /* values in it at any depth, each as often as it stands there: likewise */

struct value_list {
    const struct value *item;
    size_t n;
    int depth;      /* 1: of scalars; value_list() finds it */
    uint32_t parts; /* likewise */
};

struct value_entry {
    struct str key;
    struct value value;
};

struct value_context {
    const struct value_entry *entry; /* in the order of writing; each key once */
    size_t n;
    int depth; /* as of lists */
    uint32_t parts;
};

/* [a..b], (a..b), and the ends of unary tests: >= a has no end. is_not: (!= a). */
struct value_range {
    struct value from, to;
    bool has_from,
        has_to; /* false: open on that side; an end that was written as null is has_ and VALUE_NULL */
    bool from_closed, to_closed;
    bool is_test; /* written as a comparison: (>= 10) and [10..null) are not the same value */
    bool is_not;
};

extern const struct value VALUE_OF_NULL;
struct value value_boolean(bool b);
struct value value_number(struct decimal d);
struct value value_int(int64_t v);
struct value value_string(struct str s); /* not copied */
/* The arrays are not copied. Null when there is no memory, when it would be nested too deeply, or have too
 * many parts: [x, x] of [y, y] of … doubles them with each line that is written. */
struct value value_list(struct arena *a, const struct value *item, size_t n);
struct value value_context(struct arena *a, const struct value_entry *entry, size_t n);
int value_depth(struct value v);      /* 0: a scalar */
uint32_t value_parts(struct value v); /* 1: a scalar */
/* What walking it once costs, in steps: its parts, and one for each 64 bytes of a string. */
size_t value_weight(struct value v);
const struct value *value_entry(struct value context, struct str key); /* NULL: none */

/* FEEL's = (10.3.2.13): TRUE, FALSE, or UNKNOWN when the kinds cannot be compared. */
enum ternary { TERNARY_FALSE, TERNARY_TRUE, TERNARY_UNKNOWN };
enum ternary value_equal(struct value a, struct value b);
/* < of numbers, strings (by code point), dates, times, dates and times, durations. UNKNOWN otherwise. *ret:
 * <0, 0, >0. */
bool value_order(struct value a, struct value b, int *ret) MUST_CHECK;
/* is(): the same kind, and the same down to zone and offset. */
bool value_is(struct value a, struct value b);

struct feel_zones; /* feel/temporal.h; NULL: none */
/* As the function string() writes it; and as a literal that compiles to the same value, for traces and DMN.
 */
void value_text(struct buf *out, struct value v, const struct feel_zones *z);
void value_literal(struct buf *out, struct value v, const struct feel_zones *z);

#endif
