/* Inside the room: what the files of built-in functions share. Each file offers one part, an array of rows
 * (struct builtin, node.h) in the order of the standard's tables; builtin.c joins them. A row's function gets
 * its arguments converted to the types of the row, writes *ret and says true; or says false, which is null,
 * with a note of why when builtin_refuse or builtin_stop was called, and a general one when not. */
#ifndef FEEL_BUILTIN_H
#define FEEL_BUILTIN_H

#include "base/key.h"
#include "feel/node.h"

struct builtin_rows {
    const struct builtin *row;
    size_t n;
};

/* A new part is added to PART of builtin.c. */
extern const struct builtin_rows BUILTIN_NUMBER; /* decimal, floor, sum, mean, median …: builtin_number.c */
extern const struct builtin_rows BUILTIN_TEXT;   /* string, substring, upper case …: builtin_text.c */
extern const struct builtin_rows BUILTIN_PATTERN; /* matches, replace, split: builtin_pattern.c */
extern const struct builtin_rows BUILTIN_LIST;    /* list contains, sort, min …: builtin_list.c */
extern const struct builtin_rows BUILTIN_CONTEXT; /* get value …, not, is: builtin_context.c */
extern const struct builtin_rows BUILTIN_TIME;    /* dates, times, durations: builtin_time.c */
extern const struct builtin_rows BUILTIN_RANGE;   /* before, after, includes …, range: builtin_range.c */

#define BUILTIN_ROWS_MAX 320 /* of all parts together */

/* Types that rows share: list<Any>, list<number>, list<context>. */
extern const struct feel_type BUILTIN_ITEMS, BUILTIN_NUMBERS, BUILTIN_CONTEXTS, BUILTIN_ENTRIES;

/* Null, because of this; always false. `text` is a key, `arg` its {0}. */
bool builtin_refuse(const struct builtin_call *c, const char *text, struct str arg);
/* A limit was reached: the run ends, its value is null; always false. */
bool builtin_stop(const struct builtin_call *c, const char *text);
/* Work that no node counts: n operations more. False: the run's steps are used up, and it is stopped. */
bool builtin_steps(const struct builtin_call *c, size_t n) MUST_CHECK;
/* Room for a list of n values; counts n steps. NULL: beyond a limit, and the run is stopped. */
struct value *builtin_items(const struct builtin_call *c, size_t n) MUST_CHECK;
bool builtin_list(const struct builtin_call *c, const struct value *item, size_t n,
                  struct value *ret) MUST_CHECK;
/* The bytes of the buffer as a string of the run; false: too long, and the run is stopped. */
bool builtin_string(const struct builtin_call *c, const struct buf *b, struct value *ret) MUST_CHECK;
/* Positions, lengths and scales: digits behind the point are cut off. False: beyond ±2^53. */
bool builtin_whole(struct decimal d, int64_t *ret) MUST_CHECK;
/* As they stand in an order that keeps equal ones where they were. False: two of them have no order, or the
 * run is stopped. */
typedef bool builtin_precedes(void *self, struct value a, struct value b, bool *ret);
bool builtin_sort(const struct builtin_call *c, struct value *item, size_t n, builtin_precedes *precedes,
                  void *self) MUST_CHECK;

#endif
