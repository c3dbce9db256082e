/* Records are read from two folded tables that have one list: values have had a table of their own from the
 * beginning, all other kinds share one. */
#include "domain/value_import.h"

#include <inttypes.h>
#include <stdlib.h>

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

/* The rows before, to be looked up by their keys. */
struct formers {
    struct measure_value_row *row;
    size_t n;
};

static int by_key(const void *x, const void *y)
{
    const struct measure_value_row *a = x, *b = y;
    if (a->organ_id != b->organ_id)
        return a->organ_id < b->organ_id ? -1 : 1;
    int c = str_cmp(a->measure, b->measure);
    c = c ? c : str_cmp(a->period, b->period);
    return c ? c : (a->n > b->n) - (a->n < b->n);
}

static enum rc formers_load(struct db *db, struct arena *a, struct ledger *ledger, int64_t import_id,
                            struct formers *ret, struct err *err)
{
    struct sql_import_for_undo_rows rows;
    struct hash hash;
    struct str bytes;
    const struct canon *list = NULL;
    *ret = (struct formers){0};
    enum rc rc = sql_import_for_undo(db, a, ledger_tenant(ledger), import_id, &rows, err);
    if (rc != RC_OK || rows.n == 0 || !hash_read_hex(rows.row[0].before_hash, &hash))
        return rc;
    rc = ledger_blob_get(ledger, db, a, hash, &bytes, err);
    if (rc == RC_OK)
        rc = canon_read(bytes, a, &list, err);
    ret->row = ARENA_ARRAY(a, struct measure_value_row, list ? list->n + 1 : 1);
    for (const struct canon *c = list ? list->first : NULL; c && rc == RC_OK; c = c->next) {
        const struct table_def *t;
        struct cell cell[TABLE_COLUMNS_MAX] = {{0}};
        uint32_t fields = 0;
        bool is_delete = false;
        rc = change_read(c, a, ledger_tenant(ledger), &t, cell, &fields, &is_delete, err);
        if (rc == RC_OK && t == &table_measure_value)
            measure_value_row_read(cell, &ret->row[ret->n++]);
    }
    if (ret->n)
        qsort(ret->row, ret->n, sizeof *ret->row, by_key);
    return rc;
}

/* What a change does not name is as it was before. */
static void fill_value(const struct table_def *t, uint32_t fields, bool is_delete,
                       const struct measure_value_row *row, const struct measure_value_row *was,
                       struct import_value *ret)
{
    bool says_value = names(t, fields, STR("value")), says_digits = names(t, fields, STR("digits"));
    bool is_missing = names(t, fields, STR("state")) ? row->state.n > 0 : was && was->state.n > 0;
    *ret = (struct import_value){.organ_id = row->organ_id,
                                 .measure = row->measure,
                                 .period = row->period,
                                 .digits = says_digits ? (int)row->digits
                                           : was       ? (int)was->digits
                                                       : -1,
                                 .value = says_value || !was ? row->value : was->value,
                                 .is_missing = !is_delete && is_missing,
                                 .has_value = !is_delete && !is_missing && (says_value || was)};
    if (was && was->state.n == 0) {
        ret->had_value = true;
        ret->before = was->value;
        ret->before_digits = (int)was->digits;
    }
}

static bool value_of(struct arena *a, int64_t tenant, const struct canon *change,
                     const struct formers *formers, struct import_value *ret)
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
    const struct measure_value_row *was =
        formers->n ? bsearch(&row, formers->row, formers->n, sizeof row, by_key) : NULL;
    fill_value(t, fields, is_delete, &row, was, ret);
    return true;
}

enum rc import_values_load(struct db *db, struct arena *a, struct ledger *ledger, int64_t import_id,
                           size_t most, struct import_values *ret, struct err *err)
{
    struct arena *own CLEANUP(arena_freep) = arena_new(0); /* of 300,000 values some are shown */
    ASSERT(own != NULL);
    struct formers formers;
    const struct canon *list;
    enum rc rc = ledger_changes_of(db, own, ledger, import_id, &list, err);
    if (rc == RC_OK)
        rc = formers_load(db, own, ledger, import_id, &formers, err);
    if (rc != RC_OK)
        return rc;
    size_t all = list ? list->n : 0;
    most = most < all ? most : all;
    struct import_value *out = ARENA_ARRAY(a, struct import_value, most + 1);
    *ret = (struct import_values){.value = out};
    for (const struct canon *c = list ? list->first : NULL; c; c = c->next) {
        bool is_full = ret->n == most;
        struct import_value *value = &out[ret->n];
        if (!value_of(own, ledger_tenant(ledger), c, &formers, value))
            continue;
        ret->more += is_full;
        ret->n += !is_full;
        value->measure = is_full ? (struct str){0} : arena_str(a, value->measure);
        value->period = is_full ? (struct str){0} : arena_str(a, value->period);
    }
    return RC_OK;
}
