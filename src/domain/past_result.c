#include "domain/past_result.h"

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

enum rc past_of_year_load(struct db *db, struct arena *a, int64_t tenant_id, int64_t year,
                          struct past_results *ret, struct err *err)
{
    struct sql_past_of_year_rows rows;
    enum rc rc = sql_past_of_year(db, a, tenant_id, year, &rows, err);
    if (rc != RC_OK)
        return rc;
    struct past_result *out = ARENA_ARRAY(a, struct past_result, rows.n + 1);
    for (size_t i = 0; i < rows.n; i++)
        out[i] = RESULT_OF(&rows.row[i]);
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
