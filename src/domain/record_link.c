#include "domain/record_link.h"

#include <inttypes.h>

#include "gen/sql.h"

enum rc record_name_load(struct db *db, struct arena *a, int64_t tenant_id, int64_t record_id,
                         struct record_name *ret, struct err *err)
{
    struct sql_record_get_row row;
    bool is_there = false;
    enum rc rc = sql_record_get(db, a, tenant_id, record_id, &row, &is_there, err);
    if (rc != RC_OK)
        return rc;
    if (!is_there)
        return FAIL(err, RC_NOT_FOUND, "record.no_such", "record %" PRId64, record_id);
    *ret = (struct record_name){.record_id = record_id,
                                .version = row.version,
                                .lead_id = row.lead_id,
                                .closed_ms = row.closed_ms,
                                .procedure = row.procedure_id,
                                .code = row.code,
                                .title = row.title,
                                .state = row.state,
                                .cause_record = row.cause_record,
                                .cause_event = (int)row.cause_event};
    return RC_OK;
}

enum rc record_names_linked(struct db *db, struct arena *a, int64_t tenant_id, int64_t record_id,
                            struct record_names *ret, struct err *err)
{
    struct sql_record_linked_rows rows;
    enum rc rc = sql_record_linked(db, a, tenant_id, record_id, &rows, err);
    if (rc != RC_OK)
        return rc;
    struct record_name *out = ARENA_ARRAY(a, struct record_name, rows.n + 1);
    for (size_t i = 0; i < rows.n && rc == RC_OK; i++)
        rc = record_name_load(db, a, tenant_id, rows.row[i].record_id, &out[i], err);
    *ret = (struct record_names){out, rows.n};
    return rc;
}

enum rc record_name_by_code(struct db *db, struct arena *a, int64_t tenant_id, struct str code,
                            struct record_name *ret, bool *ret_is_there, struct err *err)
{
    struct sql_record_by_code_row row;
    enum rc rc = sql_record_by_code(db, a, tenant_id, code, &row, ret_is_there, err);
    return rc == RC_OK && *ret_is_there ? record_name_load(db, a, tenant_id, row.record_id, ret, err) : rc;
}

enum rc record_value_now(struct db *db, struct arena *a, int64_t tenant_id, int64_t record_id,
                         const struct procedure *p, int field, struct record_value *ret, struct err *err)
{
    struct sql_record_field_now_rows rows;
    enum rc rc = sql_record_field_now(db, a, tenant_id, record_id, p->field[field].id, &rows, err);
    if (rc != RC_OK)
        return rc;
    struct record_item *item = ARENA_ARRAY(a, struct record_item, rows.n + 1);
    for (size_t i = 0; i < rows.n; i++)
        item[i] = (struct record_item){
            .number = rows.row[i].number, .extra = rows.row[i].extra, .text = rows.row[i].text};
    *ret = (struct record_value){
        .field = field, .item = item, .n = rows.n, .is_masked = p->field[field].is_private && rows.n > 0};
    return RC_OK;
}
