/* Tables of values on pages: what came in, taking one in, its receipt. */
#include <inttypes.h>

#include "web/score_page.h"

static struct import_row row_of(struct door *d, const struct import_record *r)
{
    return (struct import_row){.url = arena_printf(d->a, "/imports/%" PRId64, r->import_id),
                               .name = r->file_name.n ? r->file_name : TEXT(d, "import.pasted"),
                               .scheme = r->scheme_title,
                               .by = r->by_label.n ? r->by_label : TEXT(d, "role.system"),
                               .at = web_instant(d, r->at_ms),
                               .entry = arena_printf(d->a, "%" PRId64, r->import_id),
                               .entry_url = arena_printf(d->a, "/ledger/%" PRId64, r->import_id),
                               .rows = (size_t)r->rows,
                               .values = (size_t)(r->added + r->changed + r->same + r->cleared),
                               .fresh = (size_t)r->added,
                               .changed = (size_t)r->changed,
                               .same = (size_t)r->same,
                               .cleared = (size_t)r->cleared};
}

#define IMPORTS_PER_PAGE 30

enum rc handle_imports(struct door *d, struct err *err)
{
    struct imports_view v = {.may_import = door_may_act(d, &act_value_import, 0)};
    struct import_records all;
    int64_t page = web_page_asked(d);
    enum rc rc = imports_load(d->db, d->a, d->who.actor.tenant_id, 0, (page - 1) * IMPORTS_PER_PAGE,
                              IMPORTS_PER_PAGE, &all, err);
    if (rc != RC_OK)
        return rc;
    struct import_row *rows = ARENA_ARRAY(d->a, struct import_row, all.n + 1);
    for (size_t i = 0; i < all.n; i++)
        rows[i] = row_of(d, &all.record[i]);
    v.rows = rows;
    v.rows_n = all.n;
    v.pager = web_pager(d, STR("/imports"), all.total, IMPORTS_PER_PAGE, page);
    web_frame(d, &v.shell, PLACE_IMPORTS, TEXT(d, "imports.title"));
    page_imports(&d->h, &v);
    return RC_OK;
}

/* ---- the receipt ---- */

/* Stored names as people read them. */
static enum rc fill_changes(struct door *d, int64_t number, const struct organ_book *book,
                            const struct scheme *s, struct import_view *v, struct err *err)
{
    struct import_values values;
    enum rc rc = import_values_load(d->db, d->a, kernel_ledger(d->app->kernel), number, &values, err);
    if (rc != RC_OK)
        return rc;
    struct import_change *rows = ARENA_ARRAY(d->a, struct import_change, values.n + 1);
    for (size_t i = 0; i < values.n; i++) {
        const struct import_value *value = &values.value[i];
        const struct organ *organ = organ_by_id(book, value->organ_id);
        int m = scheme_measure_find(s, value->measure);
        int digits = value->digits >= 0 ? value->digits : m >= 0 ? s->measures[m].decimals : 0;
        struct window w;
        struct err unused;
        rows[i] = (struct import_change){
            .organ = organ ? organ->short_name : STR("—"),
            .measure = m >= 0 ? s->measures[m].name : value->measure,
            .period = window_read(value->period, &w, &unused) == RC_OK ? web_period(d, w) : value->period,
            .after = value->has_value ? fixed_write(d->a, value->value, digits) : (struct str){0}};
    }
    v->changes = rows;
    v->changes_n = values.n;
    v->changes_more = values.more;
    return RC_OK;
}

enum rc handle_import(struct door *d, struct err *err)
{
    struct import_view v = {0};
    struct import_record record;
    struct ledger_entry_detail e;
    struct organ_book book;
    struct scheme_open open;
    int64_t number = 0;
    enum rc rc = door_param_i64(d, STR("number"), &number, err);
    if (rc == RC_OK)
        rc = import_load(d->db, d->a, d->who.actor.tenant_id, number, &record, err);
    if (rc == RC_OK)
        rc = ledger_entry_load(d->db, d->a, kernel_ledger(d->app->kernel), number, &e, err);
    if (rc == RC_OK)
        rc = organ_book_load(d->db, d->a, d->who.actor.tenant_id, d->day, &book, err);
    if (rc == RC_OK)
        rc = scheme_open_load(d->db, d->a, d->who.actor.tenant_id, record.scheme_code, 0, &open, err);
    if (rc != RC_OK)
        return rc;
    web_frame(d, &v.shell, PLACE_IMPORTS, TEXT(d, "imports.title"));
    v.row = row_of(d, &record);
    v.receipt = (struct receipt_view){.number = v.row.entry,
                                      .url = v.row.entry_url,
                                      .leaf = web_hex(d, e.row.leaf.b, HASH_BYTES),
                                      .at = v.row.at,
                                      .by = v.row.by};
    v.file_hash = record.file_hash;
    for (size_t i = 0; i < e.blobs; i++) {
        struct str hash = web_hex(d, e.blob[i].hash.b, HASH_BYTES);
        struct str url = arena_printf(d->a, "/ledger/%" PRId64 "/blobs/%.*s", number, STR_ARG(hash));
        if (e.blob[i].is_changes) {
            v.changes_hash = hash;
            v.changes_url = door_may_view(d, &view_entry_body, 0) ? url : (struct str){0};
        } else if (str_eq(hash, record.file_hash)) {
            v.file_url = door_may_view(d, &view_entry_body, 0) ? url : (struct str){0};
        }
    }
    v.is_repeat = str_eq(http_query(d->q, STR("again")), STR("1"));
    v.scores_url = arena_printf(d->a, "/scores?scheme=%.*s", STR_ARG(record.scheme_code));
    rc = fill_changes(d, number, &book, open.scheme, &v, err);
    if (rc != RC_OK)
        return rc;
    page_import(&d->h, &v);
    return RC_OK;
}

/* ---- taking a table in ---- */

static enum rc show_new(struct door *d, struct web_errors *errors, const struct problems *problems,
                        const struct intake_given *in, struct err *err)
{
    struct import_new_view v = {.scheme = {.value = in->scheme_code},
                                .period = {.value = in->period},
                                .file = {.value = in->file_name}};
    struct scheme_records all;
    enum rc rc = scheme_records_load(d->db, d->a, d->who.actor.tenant_id, &all, err);
    if (rc != RC_OK)
        return rc;
    struct option *schemes = ARENA_ARRAY(d->a, struct option, all.n + 1);
    for (size_t i = 0; i < all.n; i++)
        if (i == 0 || !str_eq(all.record[i].code, all.record[i - 1].code))
            schemes[v.schemes_n++] = (struct option){
                all.record[i].code,
                arena_printf(d->a, "%" PRId64 " · %.*s", all.record[i].year, STR_ARG(all.record[i].title))};
    v.schemes = schemes;
    size_t bad;
    if (in->file_name.n == 0 && utf8_is_clean(in->bytes, &bad))
        v.text.value = in->bytes;
    web_frame(d, &v.shell, PLACE_IMPORTS, TEXT(d, "imports.new"));
    v.errors = web_errors_view(d, errors, &v.shell);
    if (problems) {
        v.problems = web_problems(d, problems, true);
        v.was_read = true;
    }
    page_import_new(&d->h, &v);
    return RC_OK;
}

enum rc handle_import_new(struct door *d, struct err *err)
{
    struct web_errors none = {.n = 0};
    struct intake_given in = {.scheme_code = http_query(d->q, STR("scheme"))};
    return show_new(d, &none, NULL, &in, err);
}

enum rc handle_value_import(struct door *d, struct err *err)
{
    struct web_errors errors = {.n = 0};
    struct intake in = {.kind = &INTAKE_VALUES,
                        .given = {.kind = INTAKE_VALUES.code,
                                  .scheme_code = http_form(d->q, STR("scheme")),
                                  .period = str_trim(http_form(d->q, STR("period")))},
                        .a = d->a,
                        .actor = d->who.actor,
                        .day = d->day,
                        .now_ms = d->now_ms,
                        .ledger = kernel_ledger(d->app->kernel)};
    struct intake_confirm confirm = {.ready = &in};
    struct act_receipt receipt;
    enum rc rc = RC_OK;
    if (!web_given(d, &in.given.bytes, &in.given.file_name))
        rc = FAIL(err, RC_INVALID, "form.nothing_given", "no file, no text");
    if (rc == RC_OK)
        rc = intake_read(&in, d->db, err);
    if (rc == RC_OK)
        rc = door_act(d, &confirm, &receipt, err);
    if (rc == RC_OK) {
        door_see(d, arena_printf(d->a, "/imports/%.*s%s", STR_ARG(receipt.answer),
                                 receipt.is_repeated ? "?again=1" : ""));
        return RC_OK;
    }
    if (!web_refused(d, &errors, in.given.file_name.n ? STR("file") : STR("text"), rc, err))
        return rc;
    return show_new(d, &errors, in.problems && in.problems->n ? in.problems : NULL, &in.given, err);
}
