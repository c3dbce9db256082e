/* GPE-1 by the library: loading, the full evaluation, and what it gives. */
#ifndef GPE1_EVALUATE_H
#define GPE1_EVALUATE_H

#include "gpe1/input.h"
#include "score/board.h"

#define GPE1_MONTHS_MAX 120
#define GPE1_LEVELS 3 /* county, city, province */

/* One level of the roll-up; places in the order of their ids. */
struct gpe1_level {
    const char *name;
    int *ids, places;
    int *place;     /* [units, by index in the scheme] */
    int64_t *sum;   /* [places], of the month at hand */
    int *count;     /* [places] */
    int64_t *means; /* [months][places], scaled by the digits of the policy; VALUE_MISSING: none */
};
struct gpe1 {
    struct arena *a;
    struct gpe1_input in;
    struct gpe1_policy policy;
    int months, threads;
    const struct scheme *scheme, *mean_scheme;
    struct values *values, *totals;
    struct board *board, *mean_board;
    struct gpe1_level level[GPE1_LEVELS];
    int64_t *total; /* [units], of the month at hand */
};

/* Reads the four files, the largest by so many threads. */
void gpe1_load(struct gpe1 *g, struct arena *a, const char *dir, struct gpe1_policy policy,
               enum gpe1_form form, int threads);
/* The boards and all memory that an evaluation writes to; the first evaluation too. */
void gpe1_open(struct gpe1 *g);
void gpe1_close(struct gpe1 *g);
/* Everything once more, from the loaded values: leaf scores, totals, ranks, grades, year-to-date means with
 * their ranks, roll-up. */
void gpe1_evaluate(struct gpe1 *g);

/* Result, leaves and roll-up as the text of GPE-1 spells them. Stops when a file cannot be written. */
void gpe1_write_result(const struct gpe1 *g, const char *path);
void gpe1_write_leaves(const struct gpe1 *g, const char *path);
void gpe1_write_rollup(const struct gpe1 *g, const char *path);

#endif
