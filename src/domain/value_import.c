/* Records are read from two folded tables that have one list: values have had a table of their own from the
 * beginning, all other kinds share one. */
#include "domain/value_import.h"

#include <inttypes.h>

#include "domain/ledger_book.h"
#include "gen/sql.h"
#include "gen/tables.h"

#define EVERYBODY 0
#define EVERY_IMPORT (-1)

static struct import_record record_of(const struct sql_import_list_row *row)
{
    return (struct import_record){.import_id = row->import_id,
                                  .kind = row->kind,
                                  .scheme_id = row->scheme_id,
                                  .rows = row->rows_count,
                                  .left_out = row->left_out_count,
                                  .added = row->new_count,
                                  .changed = row->changed_count,
                                  .same = row->same_count,
                                  .cleared = row->cleared_count,
                                  .at_ms = row->at_ms,
                                  .by_account = row->by_account,
                                  .by_organ = row->by_organ,
                                  .scheme_code = row->scheme_code,
                                  .scheme_title = row->scheme_title,
                                  .file_name = row->file_name,
                                  .file_hash = row->file_hash,
                                  .choices_hash = row->choices_hash,
                                  .by_label = row->by_label,
                                  .undo_seq = row->undo_seq,
                                  .undo_at_ms = row->undo_at_ms,
                                  .undo_label = row->undo_label,
                                  .undo_reason = row->undo_reason};
}

bool import_may_be_undone(const struct import_record *record, int64_t now_ms)
{
    const struct intake_kind *kind = intake_kind_find(record->kind);
    return kind && kind->undo && record->undo_seq == 0 && now_ms - record->at_ms <= INTAKE_UNDO_MS;
}

enum rc imports_load(struct db *db, struct arena *a, int64_t tenant_id, int64_t by_account, int64_t skip,
                     int64_t most, struct import_records *ret, struct err *err)
{
    struct sql_import_list_rows rows;
    struct sql_import_count_row all;
    enum rc rc = sql_import_count(db, a, tenant_id, by_account, &all, err);
    if (rc == RC_OK)
        rc = sql_import_list(db, a, tenant_id, by_account, EVERY_IMPORT, most, skip, &rows, err);
    if (rc != RC_OK)
        return rc;
    struct import_record *out = ARENA_ARRAY(a, struct import_record, rows.n + 1);
    for (size_t i = 0; i < rows.n; i++)
        out[i] = record_of(&rows.row[i]);
    *ret = (struct import_records){.record = out, .n = rows.n, .total = all.imports};
    return RC_OK;
}

enum rc import_load(struct db *db, struct arena *a, int64_t tenant_id, int64_t import_id,
                    struct import_record *ret, struct err *err)
{
    struct sql_import_list_rows rows = {0};
    enum rc rc = RC_OK;
    if (import_id >= 0)
        rc = sql_import_list(db, a, tenant_id, EVERYBODY, import_id, 1, 0, &rows, err);
    if (rc == RC_OK && rows.n == 0)
        return FAIL(err, RC_NOT_FOUND, "value.no_such_import", "import %" PRId64, import_id);
    if (rc == RC_OK)
        *ret = record_of(&rows.row[0]);
    return rc;
}

/* ---- what an import wrote ---- */

static bool names(const struct table_def *t, uint32_t fields, struct str field)
{
    for (size_t c = 0; c < t->cols; c++)
        if (str_eq(t->col[c].field, field))
            return fields & (UINT32_C(1) << c);
    return false;
}

static bool value_of(struct arena *a, int64_t tenant, const struct canon *change, struct import_value *ret)
{
    const struct table_def *t;
    struct cell cell[TABLE_COLUMNS_MAX] = {{0}};
    struct measure_value_row row;
    uint32_t fields = 0;
    bool is_delete = false;
    struct err unused;
    if (change_read(change, a, tenant, &t, cell, &fields, &is_delete, &unused) != RC_OK ||
        t != &table_measure_value)
        return false;
    measure_value_row_read(cell, &row);
    *ret =
        (struct import_value){.organ_id = row.organ_id,
                              .measure = row.measure,
                              .period = row.period,
                              .digits = names(t, fields, STR("digits")) ? (int)row.digits : -1,
                              .value = row.value,
                              .has_value = !is_delete && names(t, fields, STR("value")) && row.state.n == 0};
    return true;
}

enum rc import_values_load(struct db *db, struct arena *a, struct ledger *ledger, int64_t import_id,
                           size_t most, struct import_values *ret, struct err *err)
{
    struct str body;
    struct hash leaf;
    struct entry_view view;
    const struct canon *list = NULL;
    enum rc rc = ledger_entry(ledger, db, a, import_id, &body, &leaf, err);
    if (rc == RC_OK)
        rc = entry_read(body, a, &view, err);
    if (rc == RC_OK)
        rc = ledger_change_list(db, a, ledger, &view, &list, err);
    if (rc != RC_OK)
        return rc;
    struct import_value *out = ARENA_ARRAY(a, struct import_value, most + 1);
    *ret = (struct import_values){.value = out};
    for (const struct canon *c = list ? list->first : NULL; c; c = c->next) {
        bool is_full = ret->n == most;
        if (!value_of(a, ledger_tenant(ledger), c, &out[ret->n]))
            continue;
        ret->more += is_full;
        ret->n += !is_full;
    }
    return RC_OK;
}
