#include "domain/past_result.h"

#include <stdlib.h>

#include "gen/sql.h"

/* Both statements give the same columns. */
#define RESULT_OF(row)                                                                                       \
    (struct past_result)                                                                                     \
    {                                                                                                        \
        .year = (row)->year, .organ_id = (row)->organ_id, .class_name = (row)->class_name,                   \
        .has_score = (row)->digits >= 0, .score = (row)->score,                                              \
        .digits = (row)->digits < 0 ? 0 : (int)(row)->digits, .rank = (row)->rank_no, .grade = (row)->grade, \
        .import_id = (row)->import_id, .unit = (row)->short_name                                             \
    }

enum rc past_of_unit_load(struct db *db, struct arena *a, int64_t tenant_id, int64_t organ_id,
                          struct past_results *ret, struct err *err)
{
    struct sql_past_of_unit_rows rows;
    enum rc rc = sql_past_of_unit(db, a, tenant_id, organ_id, &rows, err);
    if (rc != RC_OK)
        return rc;
    struct past_result *out = ARENA_ARRAY(a, struct past_result, rows.n + 1);
    for (size_t i = 0; i < rows.n; i++)
        out[i] = RESULT_OF(&rows.row[i]);
    *ret = (struct past_results){out, rows.n};
    return RC_OK;
}

/* Classes in the order of their first organs, as everywhere; without a rank after those that have one. */
struct placed {
    struct past_result result;
    size_t class_at, at;
};

static int by_place(const void *a, const void *b)
{
    const struct placed *x = a, *y = b;
    bool x_has = x->result.rank > 0, y_has = y->result.rank > 0;
    if (x->class_at != y->class_at)
        return x->class_at < y->class_at ? -1 : 1;
    if (x_has != y_has)
        return x_has ? -1 : 1;
    if (x->result.rank != y->result.rank)
        return x->result.rank < y->result.rank ? -1 : 1;
    return x->at < y->at ? -1 : 1;
}

enum rc past_of_year_load(struct db *db, struct arena *a, int64_t tenant_id, int64_t year,
                          struct past_results *ret, struct err *err)
{
    struct sql_past_of_year_rows rows;
    enum rc rc = sql_past_of_year(db, a, tenant_id, year, &rows, err);
    if (rc != RC_OK)
        return rc;
    struct placed *placed = ARENA_ARRAY(a, struct placed, rows.n + 1);
    struct past_result *out = ARENA_ARRAY(a, struct past_result, rows.n + 1);
    for (size_t i = 0; i < rows.n; i++) {
        placed[i] = (struct placed){.result = RESULT_OF(&rows.row[i]), .class_at = i, .at = i};
        for (size_t k = 0; k < i && placed[i].class_at == i; k++)
            if (str_eq(placed[k].result.class_name, placed[i].result.class_name))
                placed[i].class_at = placed[k].class_at;
    }
    qsort(placed, rows.n, sizeof *placed, by_place);
    for (size_t i = 0; i < rows.n; i++)
        out[i] = placed[i].result;
    *ret = (struct past_results){out, rows.n};
    return RC_OK;
}

enum rc past_years_load(struct db *db, struct arena *a, int64_t tenant_id, struct past_years *ret,
                        struct err *err)
{
    struct sql_past_years_rows rows;
    enum rc rc = sql_past_years(db, a, tenant_id, &rows, err);
    if (rc != RC_OK)
        return rc;
    int64_t *year = ARENA_ARRAY(a, int64_t, rows.n + 1);
    for (size_t i = 0; i < rows.n; i++)
        year[i] = rows.row[i].year;
    *ret = (struct past_years){year, rows.n};
    return RC_OK;
}
