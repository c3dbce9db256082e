/* The rows of a table, cell by cell against what is stored. A cell is (unit, measure, period); a repeatable
 * measure has several rows in a cell, and a table that speaks of a cell replaces all of them. What is the
 * same stays as it is, with the import it came from. */
#include "domain/value_import.h"

#include <inttypes.h>

#include "domain/ledger_book.h"
#include "domain/put.h"
#include "gen/sql.h"

PUT_FUNCTION(measure_value)
PUT_FUNCTION(value_import)

struct counts {
    int64_t added, changed, same, cleared;
};

struct importing {
    struct act *act;
    const struct scheme_open *open;
    int64_t import_id;
    struct counts counts;
    struct err *err;
};

/* {"basis":…,"count":…,"group":…,"item":…,"no":…}, what there is of it. */
static struct str label_of(struct arena *a, const struct value_row *row)
{
    if (row->group.n + row->item.n + row->no.n + row->basis.n == 0 && row->count == 1)
        return (struct str){0};
    struct buf out CLEANUP(buf_release) = {0};
    struct json j = json_to(&out);
    const struct {
        struct str key, value;
    } member[] = {{STR("basis"), row->basis},
                  {STR("group"), row->group},
                  {STR("item"), row->item},
                  {STR("no"), row->no}};
    json_object(&j);
    for (size_t i = 0; i < COUNT_OF(member); i++) {
        if (i == 1 && row->count != 1) {
            json_key(&j, STR("count"));
            json_int(&j, row->count);
        }
        if (member[i].value.n) {
            json_key(&j, member[i].key);
            json_str(&j, member[i].value);
        }
    }
    json_object_end(&j);
    return arena_str(a, buf_str(&out));
}

static struct measure_value_row stored_form(const struct importing *im, const struct value_row *row,
                                            struct str period)
{
    const struct measure *m = &im->open->scheme->measures[row->measure];
    return (struct measure_value_row){.tenant_id = im->act->actor.tenant_id,
                                      .scheme_id = im->open->record.scheme_id,
                                      .organ_id = im->open->organ_id[row->unit],
                                      .measure = m->id,
                                      .period = period,
                                      .n = row->n,
                                      .digits = m->decimals,
                                      .value = row->is_missing ? 0 : row->value,
                                      .state = row->is_missing ? STR("missing") : (struct str){0},
                                      .label = label_of(im->act->arena, row),
                                      .import_id = im->import_id};
}

static bool is_same(const struct measure_value_row *now, const struct sql_measure_value_cell_row *was)
{
    return now->value == was->value && now->digits == was->digits && str_eq(now->state, was->state) &&
           str_eq(now->label, was->label);
}

/* Rows beyond those that the table gives for the cell. */
static enum rc drop(struct importing *im, struct measure_value_row row, int64_t n)
{
    struct cell cell[TABLE_COLUMNS_MAX];
    row.n = n;
    measure_value_row_cells(&row, cell);
    return change_delete(&im->act->changes, &table_measure_value, cell, im->err);
}

static enum rc import_cell(struct importing *im, const struct value_row *row, size_t n)
{
    struct arena *a = im->act->arena;
    struct str period = window_write(a, row->period);
    struct sql_measure_value_cell_rows was;
    struct measure_value_row now = stored_form(im, row, period);
    enum rc rc = sql_measure_value_cell(im->act->db, a, now.tenant_id, now.scheme_id, now.organ_id,
                                        now.measure, period, &was, im->err);
    for (size_t i = 0; i < n && rc == RC_OK; i++) {
        now = stored_form(im, &row[i], period);
        if (i < was.n && is_same(&now, &was.row[i])) {
            im->counts.same++;
            continue;
        }
        if (row[i].is_missing && i < was.n && was.row[i].state.n == 0)
            im->counts.cleared++;
        else if (i < was.n)
            im->counts.changed++;
        else
            im->counts.added++;
        rc = put_measure_value(im->act, now, im->err);
    }
    for (size_t i = n; i < was.n && rc == RC_OK; i++) {
        im->counts.cleared++;
        rc = drop(im, now, was.row[i].n);
    }
    return rc;
}

static enum rc import_rows(struct importing *im, const struct value_rows *rows)
{
    enum rc rc = RC_OK;
    for (size_t i = 0, n; i < rows->n && rc == RC_OK; i += n) {
        for (n = 1; i + n < rows->n && rows->row[i + n].n > 0; n++)
            ;
        rc = import_cell(im, &rows->row[i], n);
    }
    return rc;
}

static enum rc put_import(struct importing *im, const struct value_import *in, const struct value_rows *rows,
                          struct hash file)
{
    struct value_import_row row = {.import_id = im->import_id,
                                   .scheme_id = im->open->record.scheme_id,
                                   .source = in->file_name.n ? STR("file") : STR("pasted"),
                                   .file_name = in->file_name,
                                   .file_hash = hash_hex(im->act->arena, file),
                                   .rows_count = (int64_t)rows->table_rows,
                                   .new_count = im->counts.added,
                                   .changed_count = im->counts.changed,
                                   .same_count = im->counts.same,
                                   .cleared_count = im->counts.cleared,
                                   .at_ms = im->act->now_ms,
                                   .by_account = im->act->actor.account_id};
    return put_value_import(im->act, row, im->err);
}

/* Every unit of the scheme must be an organ before anything is written about it. */
static enum rc check_organs(const struct importing *im, const struct value_rows *rows)
{
    for (size_t i = 0; i < rows->n; i++)
        if (im->open->organ_id[rows->row[i].unit] == 0) {
            struct str name = im->open->scheme->units[rows->row[i].unit].name;
            (void)FAIL(im->err, RC_CONFLICT, "value.unit_is_no_organ", "unit %d", rows->row[i].unit);
            return err_arg(im->err, 0, name);
        }
    return RC_OK;
}

enum rc value_import_prepare(struct db *db, struct arena *a, int64_t tenant_id, int64_t day,
                             struct value_import *in, struct err *err)
{
    struct value_import_ready *ready = ARENA_NEW(a, struct value_import_ready);
    struct organ_book book;
    problems_clear(in->problems);
    enum rc rc = scheme_open_load(db, a, tenant_id, in->scheme_code, in->version, &ready->open, err);
    if (rc == RC_OK)
        rc = organ_book_load(db, a, tenant_id, day, &book, err);
    if (rc == RC_OK)
        rc = value_table_read(a, in->bytes, ready->open.scheme, &book, ready->open.organ_id,
                              in->default_period, in->problems, &ready->rows, err);
    if (rc == RC_OK)
        in->ready = ready;
    return rc;
}

/* What was read before must still be what holds. */
static enum rc still_holds(struct act *act, const struct value_import *in, struct err *err)
{
    struct sql_results_state_row now;
    const struct scheme_record *then = &in->ready->open.record;
    bool is_found = false;
    enum rc rc = sql_results_state(act->db, act->arena, act->actor.tenant_id, in->scheme_code, in->version,
                                   &now, &is_found, err);
    if (rc == RC_OK && (!is_found || now.version != then->version || now.adopted_seq != then->adopted_seq))
        return FAIL(err, RC_CONFLICT, "value.scheme_has_changed", "version %" PRId64 " was read",
                    then->version);
    return rc;
}

enum rc run_value_import(struct act *act, const void *input, struct err *err)
{
    struct value_import in = *(const struct value_import *)input;
    struct hash file;
    enum rc rc = in.ready
                     ? still_holds(act, &in, err)
                     : value_import_prepare(act->db, act->arena, act->actor.tenant_id, act->day, &in, err);
    if (rc != RC_OK)
        return rc;
    const struct value_rows *rows = &in.ready->rows;
    struct importing im = {.act = act, .open = &in.ready->open, .err = err};
    act->has_changes_apart = true;
    rc = check_organs(&im, rows);
    if (rc == RC_OK)
        rc = act_seq(act, &im.import_id, err);
    if (rc == RC_OK)
        rc = import_rows(&im, rows);
    if (rc == RC_OK)
        rc = act_blob(act, in.bytes, &file, err);
    if (rc == RC_OK)
        rc = put_import(&im, &in, rows, file);
    if (rc != RC_OK)
        return rc;
    act->object = arena_printf(act->arena, "scheme/%" PRId64, im.open->record.scheme_id);
    act->answer = arena_printf(act->arena, "%" PRId64, im.import_id);
    return RC_OK;
}

/* ---- reading ---- */

#define RECORD_OF(row)                                                                                       \
    (struct import_record)                                                                                   \
    {                                                                                                        \
        .import_id = (row)->import_id, .scheme_id = (row)->scheme_id, .rows = (row)->rows_count,             \
        .added = (row)->new_count, .changed = (row)->changed_count, .same = (row)->same_count,               \
        .cleared = (row)->cleared_count, .at_ms = (row)->at_ms, .by_account = (row)->by_account,             \
        .scheme_code = (row)->scheme_code, .scheme_title = (row)->scheme_title,                              \
        .file_name = (row)->file_name, .file_hash = (row)->file_hash, .by_label = (row)->by_label            \
    }

enum rc imports_load(struct db *db, struct arena *a, int64_t tenant_id, int64_t skip, int64_t most,
                     struct import_records *ret, struct err *err)
{
    struct sql_import_list_rows rows;
    struct sql_import_count_row all;
    enum rc rc = sql_import_count(db, a, tenant_id, &all, err);
    if (rc == RC_OK)
        rc = sql_import_list(db, a, tenant_id, most, skip, &rows, err);
    if (rc != RC_OK)
        return rc;
    struct import_record *out = ARENA_ARRAY(a, struct import_record, rows.n + 1);
    for (size_t i = 0; i < rows.n; i++)
        out[i] = RECORD_OF(&rows.row[i]);
    *ret = (struct import_records){.record = out, .n = rows.n, .total = all.imports};
    return RC_OK;
}

enum rc import_load(struct db *db, struct arena *a, int64_t tenant_id, int64_t import_id,
                    struct import_record *ret, struct err *err)
{
    struct sql_import_by_id_row row;
    bool is_found;
    enum rc rc = sql_import_by_id(db, a, tenant_id, import_id, &row, &is_found, err);
    if (rc == RC_OK && !is_found)
        return FAIL(err, RC_NOT_FOUND, "value.no_such_import", "import %" PRId64, import_id);
    if (rc == RC_OK)
        *ret = RECORD_OF(&row);
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
                           struct import_values *ret, struct err *err)
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
    struct import_value *out = ARENA_ARRAY(a, struct import_value, IMPORT_VALUES_SHOWN + 1);
    *ret = (struct import_values){.value = out};
    for (const struct canon *c = list ? list->first : NULL; c; c = c->next) {
        bool is_full = ret->n == IMPORT_VALUES_SHOWN;
        if (!value_of(a, ledger_tenant(ledger), c, &out[ret->n]))
            continue;
        ret->more += is_full;
        ret->n += !is_full;
    }
    return RC_OK;
}
