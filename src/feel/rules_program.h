/* Inside the room: a compiled decision table, as its evaluation and its check see it. */
#ifndef FEEL_RULES_PROGRAM_H
#define FEEL_RULES_PROGRAM_H

#include "feel/node.h"
#include "feel/rules.h"

struct rules_program {
    struct str name;
    enum hit_policy policy;
    enum hit_collect collect;
    struct rules_in {
        struct str label;
        const struct feel_program *expression;
        const struct feel_type *type;       /* of the value that is tested */
        const struct feel_program *allowed; /* tests; NULL: anything */
        int line, column;
    } * input;
    struct rules_out {
        struct str name;
        const struct feel_type *type;              /* NULL: any */
        const struct feel_program *const *allowed; /* each of its tests alone, highest first */
        const struct feel_program *otherwise;      /* NULL: none */
        size_t alloweds;
        int line, column;
    } * output;
    const struct feel_program **test;   /* [row · inputs + i]; NULL: “-” */
    const struct feel_program **result; /* [row · outputs + o]; NULL: null */
    const struct rules_line {
        int line; /* in its file; without one its number */
        struct str remark;
    } * line;
    size_t inputs, outputs, rows;
    bool has_default;
    const struct feel_zones *zones;
    const struct feel_type *wanted;
};

bool rules_is_dash(struct str test); /* empty, or “-” */

/* rules.c: the place of a row's results among the allowed values, one number for each output; the first
 * counts most, less is higher. A value that is not among them, and an output without allowed values, give
 * `alloweds`. */
void rules_rank(const struct rules_program *p, const struct value *result, size_t *ret);
int rules_rank_order(const struct rules_program *p, const size_t *a, const size_t *b);

#endif
