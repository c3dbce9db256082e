/* One file: what it is, where it is used, its bytes; and its original, by an act. */
#include <inttypes.h>

#include "attach/attach.h"
#include "base/url.h"
#include "domain/record.h"
#include "web/attach_field.h"
#include "web/views/confirm.h"

/* The file that the address names, when this person may see it; to all others it is not there. */
static enum rc load_file(struct door *d, struct attachment *ret, struct err *err)
{
    int64_t id = 0;
    bool may_see = false;
    enum rc rc = door_param_i64(d, STR("number"), &id, err);
    if (rc == RC_OK)
        rc = attachment_load(d->db, d->a, d->who.actor.tenant_id, id, ret, err);
    if (rc == RC_OK)
        rc = attachment_may_see(d->db, d->a, d->app->procedures, &d->who.actor, ret, &may_see, err);
    if (rc == RC_OK && !may_see)
        return FAIL(err, RC_NOT_FOUND, "attachment.no_such", "attachment %" PRId64 " is not theirs", id);
    return rc;
}

/* ---- the page ---- */

static struct str entry_url(struct door *d, int64_t seq)
{
    return seq && door_may_view(d, &view_entry, 0) ? arena_printf(d->a, "/ledger/%" PRId64, seq)
                                                   : (struct str){0};
}

static struct str number(struct door *d, int64_t n)
{
    return n ? arena_printf(d->a, "%" PRId64, n) : (struct str){0};
}

static struct file_use_row use_row(struct door *d, const struct attachment_use *use)
{
    struct file_use_row row = {.field = use->field,
                               .organ = use->organ_name,
                               .day = str_sub(web_instant(d, use->at_ms), 0, 10),
                               .file = use->name,
                               .tied = number(d, use->tied_seq),
                               .tied_url = entry_url(d, use->tied_seq),
                               .revoked = number(d, use->revoked_seq),
                               .revoked_url = entry_url(d, use->revoked_seq)};
    if (use->record_id) {
        row.record =
            TEXT2(d, "file.record_of", web_file_record(d, use), arena_printf(d->a, "%" PRId64, use->event_n));
        bool may = false;
        struct err unused;
        if (record_may_follow(d->db, d->a, &d->who.actor, use->record_id, &may, &unused) == RC_OK && may)
            row.url = arena_printf(d->a, "/records/%" PRId64, use->record_id);
    }
    return row;
}

/* The field as its procedure calls it. */
static enum rc name_field(struct door *d, const struct attachment_use *use, struct str *ret, struct err *err)
{
    struct record *record;
    struct err none = {0};
    enum rc rc = record_load(d->db, d->a, d->app->procedures, d->who.actor.tenant_id, use->record_id, 0,
                             &record, &none);
    int field = rc == RC_OK ? procedure_field_find(record->procedure, use->field) : -1;
    if (field >= 0)
        *ret = bilingual_text(record->procedure->field[field].title, d->h.lang);
    if (rc == RC_OK || rc == RC_NOT_FOUND)
        return RC_OK;
    *err = none;
    return rc;
}

static enum rc fill_uses(struct door *d, const struct attachment *f, struct file_view *v, struct err *err)
{
    struct attachment_uses uses;
    enum rc rc = attachment_uses_load(d->db, d->a, d->who.actor.tenant_id, f->attachment_id, &uses, err);
    if (rc != RC_OK)
        return rc;
    struct file_use_row *rows = ARENA_ARRAY(d->a, struct file_use_row, uses.n + 1);
    for (size_t i = 0; i < uses.n && rc == RC_OK; i++)
        if (uses.use[i].record_id) {
            rows[v->uses_n] = use_row(d, &uses.use[i]);
            rc = name_field(d, &uses.use[i], &rows[v->uses_n++].field, err);
        }
    v->uses = rows;
    return rc;
}

/* A name may be another there, and the page of it belongs to whoever may see it. */
static enum rc fill_seen(struct door *d, const struct attachment *f, struct file_view *v, struct err *err)
{
    struct attachment_uses seen;
    enum rc rc = attachment_seen(d->db, d->a, d->who.actor.tenant_id, f->hash, f->attachment_id, &seen, err);
    if (rc != RC_OK)
        return rc;
    struct file_use_row *rows = ARENA_ARRAY(d->a, struct file_use_row, seen.n + 1);
    for (size_t i = 0; i < seen.n && rc == RC_OK; i++) {
        struct attachment other = {.attachment_id = seen.use[i].attachment_id,
                                   .organ_id = seen.use[i].organ_id};
        bool may_see = false;
        rc = attachment_may_see(d->db, d->a, NULL, &d->who.actor, &other, &may_see, err);
        rows[i] = use_row(d, &seen.use[i]);
        if (may_see)
            rows[i].file_url = arena_printf(d->a, "/files/%" PRId64, other.attachment_id);
        else
            rows[i].file = f->name;
    }
    v->seen = rows;
    v->seen_n = seen.n;
    return rc;
}

enum rc handle_file(struct door *d, struct err *err)
{
    struct attachment f;
    struct file_view v = {0};
    enum rc rc = load_file(d, &f, err);
    if (rc == RC_OK)
        rc = fill_uses(d, &f, &v, err);
    if (rc == RC_OK)
        rc = fill_seen(d, &f, &v, err);
    if (rc != RC_OK)
        return rc;
    const struct attach_kind *kind = attach_kind_find(f.type);
    v.type = kind ? door_text(d, kind->text) : f.type;
    v.size = web_file_size(d, f.bytes);
    v.organ = f.organ_name;
    v.day = web_instant(d, f.at_ms);
    v.hash = f.hash;
    v.shown_hash = f.shown_hash;
    v.entry = arena_printf(d->a, "%" PRId64, f.seq);
    v.entry_url = entry_url(d, f.seq);
    v.download_url = web_file_url(d, &f);
    v.is_cleaned = f.original_commit.n > 0;
    if (v.is_cleaned && door_may_act(d, &act_attachment_unseal, 0))
        v.original_url = arena_printf(d->a, "/files/%" PRId64 "/original", f.attachment_id);
    web_frame(d, &v.shell, PLACE_FILES, f.name);
    page_file(&d->h, &v);
    return RC_OK;
}

/* ---- bytes ---- */

/* To be saved, never shown in our place: whatever the bytes are, they cannot act in the name of our pages. */
static void reply_bytes(struct door *d, const struct attachment *f, struct str bytes)
{
    const struct attach_kind *kind = attach_kind_find(f->type);
    struct str ending = kind ? kind->endings : STR("bin");
    d->r->type = kind ? kind->mime : STR("application/octet-stream");
    http_reply_header(d->r, STR("Content-Disposition"),
                      arena_printf(d->a,
                                   "attachment; filename=\"file-%" PRId64 ".%.*s\"; filename*=UTF-8''%.*s",
                                   f->attachment_id, (int)str_find(ending, ' '), ending.p,
                                   STR_ARG(url_part(d->a, f->name))));
    http_reply_header(d->r, STR("Content-Security-Policy"), STR("sandbox; default-src 'none'"));
    http_reply_header(d->r, STR("Cross-Origin-Resource-Policy"), STR("same-origin"));
    buf_put(d->r->body, bytes);
}

enum rc handle_file_bytes(struct door *d, struct err *err)
{
    struct attachment f;
    struct str bytes;
    enum rc rc = load_file(d, &f, err);
    if (rc == RC_OK && !str_eq(door_param(d, STR("file")), f.name))
        return FAIL(err, RC_NOT_FOUND, "attachment.no_such", "attachment %" PRId64 " has another name",
                    f.attachment_id);
    if (rc == RC_OK)
        rc = attachment_bytes(d->db, d->a, kernel_ledger(d->app->kernel), &f, &bytes, err);
    if (rc == RC_OK)
        reply_bytes(d, &f, bytes);
    return rc;
}

/* ---- the original ---- */

static enum rc show_unsealing(struct door *d, struct web_errors *errors, struct err *err)
{
    struct attachment f;
    struct confirm_view v = {.wants_reason = true};
    struct confirm_row *rows = ARENA_ARRAY(d->a, struct confirm_row, 3);
    enum rc rc = load_file(d, &f, err);
    if (rc == RC_OK && f.original_commit.n == 0)
        return FAIL(err, RC_NOT_FOUND, "attachment.no_original", "attachment %" PRId64, f.attachment_id);
    if (rc != RC_OK)
        return rc;
    rows[v.rows_n++] = (struct confirm_row){.name = TEXT(d, "unseal.file"), .value = f.name};
    if (f.organ_name.n)
        rows[v.rows_n++] = (struct confirm_row){.name = TEXT(d, "unseal.organ"), .value = f.organ_name};
    rows[v.rows_n++] = (struct confirm_row){.name = TEXT(d, "file.hash"), .value = f.hash};
    v.rows = rows;
    v.heading = TEXT(d, "unseal.title");
    v.warning = TEXT(d, "unseal.warning");
    v.button = TEXT(d, "unseal.button");
    v.action = arena_printf(d->a, "/files/%" PRId64 "/original", f.attachment_id);
    v.cancel_url = arena_printf(d->a, "/files/%" PRId64, f.attachment_id);
    v.reason.value = http_form(d->q, STR("reason"));
    web_frame(d, &v.shell, PLACE_FILES, v.heading);
    v.errors = web_errors_view(d, errors, &v.shell);
    page_confirm(&d->h, &v);
    return RC_OK;
}

enum rc handle_file_unsealing(struct door *d, struct err *err)
{
    struct web_errors none = {.n = 0};
    return show_unsealing(d, &none, err);
}

/* The original is the reply to the act itself, under its entry; the receipt says whose it is, as a key that
 * was used before opens what its entry names. */
enum rc handle_file_unseal(struct door *d, struct err *err)
{
    struct attachment_unseal in = {.reason = str_trim(http_form(d->q, STR("reason")))};
    struct web_errors errors = {.n = 0};
    struct act_receipt receipt;
    struct attachment f;
    struct str bytes;
    enum rc rc = load_file(d, &f, err);
    if (rc != RC_OK)
        return rc;
    in.attachment_id = f.attachment_id;
    rc = door_act(d, &in, &receipt, err);
    if (rc != RC_OK)
        return web_refused(d, &errors, STR("reason"), rc, err) ? show_unsealing(d, &errors, err) : rc;
    if (!str_to_i64(receipt.answer, &in.attachment_id))
        return FAIL(err, RC_NOT_FOUND, "attachment.no_such", "entry %" PRId64, receipt.seq);
    rc = attachment_load(d->db, d->a, d->who.actor.tenant_id, in.attachment_id, &f, err);
    if (rc == RC_OK)
        rc = attachment_original(d->db, d->a, kernel_ledger(d->app->kernel), &f, &bytes, err);
    if (rc == RC_OK)
        reply_bytes(d, &f, bytes);
    return rc;
}
