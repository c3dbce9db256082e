/* What the files of GPE-1 say, read at run time: the leaves of ind.csv, the units of wide.csv. Numbers of the
 * scheme stay text: they go into the scheme document as they are written. */
#ifndef GPE1_INPUT_H
#define GPE1_INPUT_H

#include "gpe1/csv.h"
#include "score/scheme.h"

#define GPE1_FIRST_MONTH (2024 * 12)

struct gpe1_leaf {
    int k, group, dimension, method;
    struct str weight, group_weight, dimension_weight, target, limit[5], deduction;
};
struct gpe1_unit {
    int u, class_id, county, city;
    int index; /* in the scheme, where the units of a class are neighbours */
};
/* PLACE_MODEDIGITS: displayed_halfup4. */
struct gpe1_policy {
    enum rounding_place place;
    enum rounding_mode mode;
    int digits;
};
/* How the leaves are written: by the methods of the language, or by rules, with groups at uneven depths. The
 * digits are the same. */
enum gpe1_form { GPE1_METHODS, GPE1_RULES };
struct gpe1_input {
    const char *dir;
    enum gpe1_form form;
    struct gpe1_leaf *leaf;
    int leaves;
    struct gpe1_unit *unit; /* in the order of wide.csv */
    int units;
    const int *class_ids; /* in the order of the scheme */
    int classes;
    int values;        /* columns of wide.csv from v0 on */
    const int *column; /* [values] k of a value v…; −1 − k of last year's value pv… */
};

bool gpe1_policy_read(struct str text, struct gpe1_policy *ret);
struct gpe1_input gpe1_input_read(struct arena *a, const char *dir);

/* The whole scheme as a document, and the small one that takes the mean of the monthly totals. */
struct str gpe1_scheme_text(struct arena *a, const struct gpe1_input *in, struct gpe1_policy policy);
struct str gpe1_mean_text(struct arena *a, const struct gpe1_input *in, struct gpe1_policy policy);
/* Stops with the first problem of a text that is no scheme. */
const struct scheme *gpe1_scheme_read(struct arena *a, struct str text);

#endif
