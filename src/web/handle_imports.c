/* What was taken in: the list, the receipt of one, and taking it back. How a table goes in: handle_intake.c.
 */
#include <inttypes.h>

#include "domain/intake.h"
#include "web/export.h"
#include "web/score_page.h"

#define IMPORTS_PER_PAGE 30

static struct import_row row_of(struct door *d, const struct import_record *r)
{
    const struct intake_kind *kind = intake_kind_find(r->kind);
    struct import_row row = {.url = arena_printf(d->a, "/imports/%" PRId64, r->import_id),
                             .name = r->file_name.n ? r->file_name : TEXT(d, "import.pasted"),
                             .kind = kind ? door_text(d, kind->title) : r->kind,
                             .scheme = r->scheme_title,
                             .by = r->by_label.n ? r->by_label : TEXT(d, "role.system"),
                             .at = web_instant(d, r->at_ms),
                             .entry = arena_printf(d->a, "%" PRId64, r->import_id),
                             .entry_url = arena_printf(d->a, "/ledger/%" PRId64, r->import_id),
                             .rows = (size_t)r->rows,
                             .values = (size_t)(r->added + r->changed + r->same + r->cleared),
                             .left_out = (size_t)r->left_out,
                             .fresh = (size_t)r->added,
                             .changed = (size_t)r->changed,
                             .same = (size_t)r->same,
                             .cleared = (size_t)r->cleared};
    if (!door_may_view(d, &view_entry, 0))
        row.entry_url = (struct str){0};
    if (r->undo_seq) {
        row.undone = arena_printf(d->a, "%" PRId64, r->undo_seq);
        if (row.entry_url.n)
            row.undone_url = arena_printf(d->a, "/ledger/%" PRId64, r->undo_seq);
    }
    return row;
}

/* Those of everybody, or one's own. */
static int64_t whose_imports(const struct door *d)
{
    return door_may_view(d, &view_imports_all, 0) ? 0 : d->who.actor.account_id;
}

static enum rc load_one(struct door *d, struct import_record *ret, struct err *err)
{
    int64_t number = 0;
    enum rc rc = door_param_i64(d, STR("number"), &number, err);
    if (rc == RC_OK)
        rc = import_load(d->db, d->a, d->who.actor.tenant_id, number, ret, err);
    if (rc == RC_OK && whose_imports(d) && ret->by_account != d->who.actor.account_id)
        return FAIL(err, RC_NOT_FOUND, "value.no_such_import", "import %" PRId64 " of another", number);
    return rc;
}

/* ---- the list ---- */

static enum rc fill_drafts(struct door *d, struct imports_view *v, struct err *err)
{
    struct intake_drafts drafts;
    enum rc rc = intake_drafts_load(d->db, d->a, &d->who.actor, d->now_ms, &drafts, err);
    if (rc != RC_OK)
        return rc;
    struct draft_row *rows = ARENA_ARRAY(d->a, struct draft_row, drafts.n + 1);
    for (size_t i = 0; i < drafts.n; i++) {
        const struct intake_draft *draft = &drafts.draft[i];
        const struct intake_kind *kind = intake_kind_find(draft->kind);
        rows[i] =
            (struct draft_row){.url = arena_printf(d->a, "/imports/drafts/%.*s", STR_ARG(draft->draft_id)),
                               .name = draft->file_name.n ? draft->file_name : TEXT(d, "import.pasted"),
                               .kind = kind ? door_text(d, kind->title) : draft->kind,
                               .at = web_instant(d, draft->changed_ms)};
    }
    v->drafts = rows;
    v->drafts_n = drafts.n;
    return RC_OK;
}

enum rc handle_imports(struct door *d, struct err *err)
{
    struct imports_view v = {.may_import = door_may_view(d, &view_import_new, 0),
                             .is_own = whose_imports(d) != 0};
    struct import_records all;
    int64_t per_page = listing_rows_most(d, IMPORTS_PER_PAGE);
    int64_t page = listing_is_asked(d) ? 1 : web_page_asked(d);
    enum rc rc = imports_load(d->db, d->a, d->who.actor.tenant_id, whose_imports(d), (page - 1) * per_page,
                              per_page, &all, err);
    if (rc == RC_OK && page == 1)
        rc = fill_drafts(d, &v, err);
    if (rc != RC_OK)
        return rc;
    struct import_row *rows = ARENA_ARRAY(d->a, struct import_row, all.n + 1);
    for (size_t i = 0; i < all.n; i++)
        rows[i] = row_of(d, &all.record[i]);
    v.rows = rows;
    v.rows_n = all.n;
    v.pager = web_pager(d, STR("/imports"), all.total, IMPORTS_PER_PAGE, page);
    web_frame(d, &v.shell, PLACE_IMPORTS, TEXT(d, "imports.title"));
    if (listing_is_asked(d))
        return export_imports(d, &v, err);
    page_imports(&d->h, &v);
    return RC_OK;
}

/* ---- the receipt ---- */

/* Its name with its unit, as in the head of a table. */
static struct str measure_head(struct door *d, const struct measure *m, struct str id)
{
    if (!m)
        return id;
    return m->unit_name.n ? arena_printf(d->a, "%.*s（%.*s）", STR_ARG(m->name), STR_ARG(m->unit_name))
                          : m->name;
}

/* Stored names as people read them. */
static void fill_changes(struct door *d, const struct import_values *values, const struct organ_book *book,
                         const struct scheme *s, struct import_view *v)
{
    struct import_change *rows = ARENA_ARRAY(d->a, struct import_change, values->n + 1);
    for (size_t i = 0; i < values->n; i++) {
        const struct import_value *value = &values->value[i];
        const struct organ *organ = organ_by_id(book, value->organ_id);
        int m = scheme_measure_find(s, value->measure);
        int digits = value->digits >= 0 ? value->digits : m >= 0 ? s->measures[m].decimals : 0;
        struct window w;
        struct err unused;
        rows[i] = (struct import_change){
            .organ = organ ? organ->short_name : STR("—"),
            .measure = measure_head(d, m >= 0 ? &s->measures[m] : NULL, value->measure),
            .period = window_read(value->period, &w, &unused) == RC_OK ? web_period(d, w) : value->period,
            .before = value->had_value ? web_fixed(d, value->before, value->before_digits) : (struct str){0},
            .after = value->has_value    ? web_fixed(d, value->value, digits)
                     : value->is_missing ? TEXT(d, "intake.no_value")
                                         : (struct str){0}};
    }
    v->changes = rows;
    v->changes_n = values->n;
    v->changes_more = values->more;
}

static enum rc fill_values(struct door *d, const struct import_record *record, struct import_view *v,
                           struct err *err)
{
    struct organ_book book;
    struct scheme_open open;
    struct import_values values;
    enum rc rc = organ_book_load(d->db, d->a, d->who.actor.tenant_id, d->day, &book, err);
    if (rc == RC_OK)
        rc = scheme_open_load(d->db, d->a, d->who.actor.tenant_id, record->scheme_code, 0, &open, err);
    if (rc == RC_OK)
        rc = import_values_load(d->db, d->a, kernel_ledger(d->app->kernel), record->import_id,
                                (size_t)listing_rows_most(d, IMPORT_VALUES_SHOWN), &values, err);
    if (rc != RC_OK)
        return rc;
    fill_changes(d, &values, &book, open.scheme, v);
    v->has_changes = true;
    v->scores_url = arena_printf(d->a, "/scores?scheme=%.*s", STR_ARG(record->scheme_code));
    return RC_OK;
}

/* The blobs of the entry: the changes, the file as it was handed in. */
static void fill_evidence(struct door *d, const struct import_record *record,
                          const struct ledger_entry_detail *e, struct import_view *v)
{
    v->file_hash = record->file_hash;
    for (size_t i = 0; i < e->blobs; i++) {
        struct str hash = web_hex(d, e->blob[i].hash.b, HASH_BYTES);
        struct str url =
            arena_printf(d->a, "/ledger/%" PRId64 "/blobs/%.*s", record->import_id, STR_ARG(hash));
        if (!door_may_view(d, &view_entry_body, 0))
            url = (struct str){0};
        if (e->blob[i].is_changes) {
            v->changes_hash = hash;
            v->changes_url = url;
        } else if (str_eq(hash, record->file_hash)) {
            v->file_url = url;
        }
    }
}

/* Those who may take it back: whoever may for any organ, or who handed it in for the own one. */
static bool may_undo(const struct door *d, const struct import_record *record)
{
    const struct intake_kind *kind = intake_kind_find(record->kind);
    if (!kind || !kind->undo || !import_may_be_undone(record, d->now_ms))
        return false;
    if (door_may_act(d, kind->undo, 0))
        return true;
    return record->by_account == d->who.actor.account_id && d->who.actor.organ_id &&
           door_may_act(d, kind->undo, d->who.actor.organ_id);
}

/* One act, one route: kinds that have an undo of their own have a path of their own. */
static struct str undo_path(struct door *d, const struct import_record *record)
{
    const struct intake_kind *kind = intake_kind_find(record->kind);
    if (!kind || kind->undo == &act_import_undo)
        return arena_printf(d->a, "/imports/%" PRId64 "/undo", record->import_id);
    return arena_printf(d->a, "/imports/%" PRId64 "/undo/%.*s", record->import_id, STR_ARG(kind->code));
}

enum rc handle_import(struct door *d, struct err *err)
{
    struct import_view v = {0};
    struct import_record record;
    struct ledger_entry_detail e;
    enum rc rc = load_one(d, &record, err);
    if (rc == RC_OK)
        rc = ledger_entry_load(d->db, d->a, kernel_ledger(d->app->kernel), record.import_id, &e, err);
    if (rc == RC_OK && record.scheme_code.n)
        rc = fill_values(d, &record, &v, err);
    if (rc != RC_OK)
        return rc;
    web_frame(d, &v.shell, PLACE_IMPORTS, TEXT(d, "import.done"));
    v.row = row_of(d, &record);
    v.receipt = (struct receipt_view){.number = v.row.entry,
                                      .url = v.row.entry_url,
                                      .leaf = web_hex(d, e.row.leaf.b, HASH_BYTES),
                                      .at = v.row.at,
                                      .by = v.row.by};
    fill_evidence(d, &record, &e, &v);
    if (may_undo(d, &record)) {
        v.undo_url = arena_printf(d->a, "/imports/%" PRId64 "/undo", record.import_id);
        v.undo_until = web_instant(d, record.at_ms + INTAKE_UNDO_MS);
    }
    if (record.undo_seq) {
        v.undone_by = record.undo_label.n ? record.undo_label : TEXT(d, "role.system");
        v.undone_at = web_instant(d, record.undo_at_ms);
        v.undone_reason = record.undo_reason;
    }
    v.is_repeat = str_eq(http_query(d->q, STR("again")), STR("1"));
    const struct intake_kind *kind = intake_kind_find(record.kind);
    v.had_secrets = kind && kind->prepare;
    if (listing_is_asked(d) && v.has_changes)
        return export_import(d, &v, err);
    page_import(&d->h, &v);
    return RC_OK;
}

/* ---- taking it back ---- */

static enum rc show_undo(struct door *d, struct web_errors *errors, const struct import_record *record)
{
    struct import_row row = row_of(d, record);
    struct confirm_view v = {.heading = TEXT(d, "import_undo.title"),
                             .warning = TEXT(d, "import_undo.warning"),
                             .action = undo_path(d, record),
                             .button = TEXT(d, "import_undo.send"),
                             .cancel_url = row.url,
                             .wants_reason = true,
                             .reason = {.value = http_form(d->q, STR("reason"))}};
    struct confirm_row *rows = ARENA_ARRAY(d->a, struct confirm_row, 6);
    rows[v.rows_n++] = (struct confirm_row){.name = TEXT(d, "import.name"), .value = row.name};
    rows[v.rows_n++] = (struct confirm_row){.name = TEXT(d, "import.kind"), .value = row.kind};
    rows[v.rows_n++] = (struct confirm_row){.name = TEXT(d, "receipt.short"), .value = row.entry};
    rows[v.rows_n++] =
        (struct confirm_row){.name = TEXT(d, "import.by"),
                             .value = arena_printf(d->a, "%.*s · %.*s", STR_ARG(row.by), STR_ARG(row.at))};
    struct str n[] = {web_number(d, (int64_t)row.fresh), web_number(d, (int64_t)row.changed),
                      web_number(d, (int64_t)row.cleared)};
    rows[v.rows_n++] =
        (struct confirm_row){.name = TEXT(d, "import_undo.what"),
                             .value = text_fill(d->a, TEXT(d, "import_undo.counts"), n, COUNT_OF(n))};
    v.rows = rows;
    web_frame(d, &v.shell, PLACE_IMPORTS, v.heading);
    v.errors = web_errors_view(d, errors, &v.shell);
    page_confirm(&d->h, &v);
    return RC_OK;
}

enum rc handle_import_undoing(struct door *d, struct err *err)
{
    struct web_errors none = {.n = 0};
    struct import_record record;
    enum rc rc = load_one(d, &record, err);
    if (rc != RC_OK)
        return rc;
    if (!may_undo(d, &record)) { /* the receipt says why */
        door_see(d, arena_printf(d->a, "/imports/%" PRId64, record.import_id));
        return RC_OK;
    }
    return show_undo(d, &none, &record);
}

enum rc handle_import_undo(struct door *d, struct err *err)
{
    struct web_errors errors = {.n = 0};
    struct import_record record;
    struct act_receipt receipt;
    enum rc rc = load_one(d, &record, err);
    if (rc != RC_OK)
        return rc;
    const struct intake_kind *kind = intake_kind_find(record.kind);
    if (!kind || kind->undo != d->route->act)
        return FAIL(err, RC_NOT_FOUND, "value.no_such_import", "%" PRId64 " is of another kind",
                    record.import_id);
    struct import_undo in = {.import_id = record.import_id,
                             .reason = str_trim(http_form(d->q, STR("reason")))};
    const struct act_def *act = d->route->act;
    struct target target = {.organ_id = door_may_act(d, act, 0) ? 0 : d->who.actor.organ_id};
    rc = door_act_on(d, target, &in, &receipt, err);
    if (rc == RC_OK) {
        door_see(d, arena_printf(d->a, "/imports/%" PRId64 "?done=undone", record.import_id));
        return RC_OK;
    }
    if (!web_refused(d, &errors, in.reason.n > INTAKE_REASON_BYTES ? STR("reason") : (struct str){0}, rc,
                     err))
        return rc;
    return show_undo(d, &errors, &record);
}
