/* Results of past years, as they were published before this program came: handed in as a table (the kind
 * "past" of domain/intake.h), shown beside the unit and as a list of a year. They are evidence, not
 * arithmetic: nothing is computed from them, and a score keeps the decimals that it was published with. */
#ifndef DOMAIN_PAST_RESULT_H
#define DOMAIN_PAST_RESULT_H

#include "domain/organ.h"

#define PAST_DIGITS_MAX 6

struct past_result {
    int64_t year, organ_id;
    struct str class_name; /* as it was called then; n = 0: not given */
    bool has_score;
    int64_t score; /* scaled by digits */
    int digits;
    int64_t rank;     /* 0: not given */
    struct str grade; /* 优秀; n = 0: not given */
    int64_t import_id;
    struct str unit; /* its newest short name */
};
struct past_results {
    const struct past_result *result;
    size_t n;
};
/* One unit's, the newest year first. */
enum rc past_of_unit_load(struct db *db, struct arena *a, int64_t tenant_id, int64_t organ_id,
                          struct past_results *ret, struct err *err) MUST_CHECK;
/* All of a year, by class (in the order of their first units), then rank, then official order. */
enum rc past_of_year_load(struct db *db, struct arena *a, int64_t tenant_id, int64_t year,
                          struct past_results *ret, struct err *err) MUST_CHECK;

struct past_years {
    const int64_t *year; /* newest first */
    size_t n;
};
enum rc past_years_load(struct db *db, struct arena *a, int64_t tenant_id, struct past_years *ret,
                        struct err *err) MUST_CHECK;

#endif
