/* What a field of files brings: each file is read and cleaned here, outside of the writer's turn. One that
 * may not come in is an error under the field; the others come in all the same and stand chosen. */
#include "web/attach_field.h"

#include <inttypes.h>

#include "base/url.h"

#define REMARKS_SHOWN 3
#define NAME_BYTES_MAX 400 /* as it was given, for error messages */

struct taking {
    struct door *d;
    struct str field;
    struct files_taken *ret;
    struct web_errors *errors;
    struct attachment_ready ready[ATTACHMENTS_AT_ONCE];
    struct str upload[ATTACHMENTS_AT_ONCE];
    size_t readies, uploads, bytes;
};

/* An error of one file is one of the form; RC_OK when it was taken as such. */
static enum rc refused(struct taking *t, enum rc rc, struct err *err)
{
    return web_refused(t->d, t->errors, t->field, rc, err) ? RC_OK : rc;
}

static bool has_id(const struct files_taken *taken, int64_t id)
{
    for (size_t i = 0; i < taken->n; i++)
        if (taken->id[i] == id)
            return true;
    return false;
}

static enum rc add_id(struct taking *t, int64_t id, struct err *err)
{
    if (has_id(t->ret, id))
        return RC_OK;
    if (t->ret->n == COUNT_OF(t->ret->id)) {
        (void)FAIL(err, RC_INVALID, "attachment.too_many", "more than %d", ATTACHMENTS_AT_ONCE);
        return err_arg(err, 0, arena_printf(t->d->a, "%d", ATTACHMENTS_AT_ONCE));
    }
    t->ret->id[t->ret->n++] = id;
    return RC_OK;
}

/* ---- earlier ones ---- */

static enum rc take_earlier(struct taking *t, struct str number, struct err *err)
{
    struct door *d = t->d;
    struct attachment file;
    int64_t id;
    bool may_see = false;
    if (!str_to_i64(number, &id))
        return FAIL(err, RC_NOT_FOUND, "attachment.no_such", "no number");
    enum rc rc = attachment_load(d->db, d->a, d->who.actor.tenant_id, id, &file, err);
    if (rc == RC_OK)
        rc = attachment_may_see(d->db, d->a, NULL, &d->who.actor, &file, &may_see, err);
    if (rc == RC_OK && !may_see)
        return FAIL(err, RC_DENIED, "attachment.not_yours", "attachment %" PRId64, id);
    return rc == RC_OK ? add_id(t, id, err) : rc;
}

/* ---- new ones ---- */

/* Asked before the bytes are in memory: so much more may come with this submission. */
static enum rc make_room(struct taking *t, size_t bytes, struct err *err)
{
    t->bytes += bytes;
    if (t->bytes <= ATTACHMENTS_BYTES_AT_ONCE)
        return RC_OK;
    (void)FAIL(err, RC_TOO_LARGE, "attachment.too_much", "%zu bytes", t->bytes);
    return err_arg(err, 0, arena_printf(t->d->a, "%d", ATTACHMENTS_BYTES_AT_ONCE / 1024 / 1024));
}

static enum rc take_bytes(struct taking *t, struct str name, struct str bytes, struct err *err)
{
    struct door *d = t->d;
    struct attachment_ready ready;
    int64_t there;
    enum rc rc = attachment_prepare(d->a, utf8_cut(name, NAME_BYTES_MAX), bytes, &ready, err);
    if (rc == RC_OK)
        rc = attachment_find(d->db, d->a, d->who.actor.tenant_id, d->who.actor.organ_id, ready.hash, &there,
                             err);
    if (rc != RC_OK)
        return rc;
    if (there)
        return add_id(t, there, err);
    if (t->readies == COUNT_OF(t->ready)) {
        (void)FAIL(err, RC_INVALID, "attachment.too_many", "more than %d", ATTACHMENTS_AT_ONCE);
        return err_arg(err, 0, arena_printf(d->a, "%d", ATTACHMENTS_AT_ONCE));
    }
    t->ready[t->readies++] = ready;
    return RC_OK;
}

static enum rc take_upload(struct taking *t, struct str id, struct err *err)
{
    struct door *d = t->d;
    struct upload upload;
    struct str bytes;
    enum rc rc = upload_load(d->db, d->a, &d->who.actor, d->now_ms, id, &upload, err);
    if (rc == RC_OK)
        rc = make_room(t, (size_t)upload.size, err);
    if (rc == RC_OK)
        rc = upload_bytes(d->db, d->a, kernel_ledger(d->app->kernel), &upload, &bytes, err);
    if (rc == RC_OK)
        rc = take_bytes(t, upload.name, bytes, err);
    if (rc == RC_OK && t->uploads < COUNT_OF(t->upload))
        t->upload[t->uploads++] = id;
    return rc;
}

static enum rc take_fields(struct taking *t, struct err *err)
{
    struct str earlier = arena_printf(t->d->a, "%.*s-earlier", STR_ARG(t->field));
    struct str upload = arena_printf(t->d->a, "%.*s-upload", STR_ARG(t->field));
    for (size_t i = 0; i < t->d->q->forms; i++) {
        const struct http_field *f = &t->d->q->form[i];
        enum rc rc = RC_OK;
        if (str_eq(f->name, earlier))
            rc = take_earlier(t, f->value, err);
        else if (str_eq(f->name, upload))
            rc = take_upload(t, f->value, err);
        else if (str_eq(f->name, t->field) && f->is_file && f->filename.n)
            rc = take_bytes(t, f->filename, f->value, err);
        if (rc != RC_OK)
            rc = refused(t, rc, err);
        if (rc != RC_OK)
            return rc;
    }
    return RC_OK;
}

static enum rc bring(struct taking *t, struct err *err)
{
    struct attachment_bring in = {
        .file = t->ready, .n = t->readies, .upload = t->upload, .uploads = t->uploads};
    struct act_receipt receipt;
    struct str rest, number;
    if (t->readies == 0)
        return RC_OK;
    enum rc rc = door_act_also(t->d, &act_attachment_bring, &in, &receipt, err);
    if (rc != RC_OK)
        return refused(t, rc, err);
    rest = receipt.answer;
    while (str_split(&rest, ' ', &number)) {
        int64_t id = 0;
        if (!str_to_i64(number, &id))
            return FAIL(err, RC_DB, "attachment.no_such", "answer of entry %" PRId64, receipt.seq);
        rc = add_id(t, id, err);
        if (rc != RC_OK)
            return refused(t, rc, err);
    }
    return RC_OK;
}

enum rc attachment_take(struct door *d, struct str field, size_t most, struct files_taken *ret,
                        struct web_errors *errors, struct err *err)
{
    struct taking t = {.d = d, .field = field, .ret = ret, .errors = errors};
    size_t before = errors->n;
    *ret = (struct files_taken){.n = 0};
    enum rc rc = take_fields(&t, err);
    if (rc == RC_OK)
        rc = bring(&t, err);
    if (rc == RC_OK && ret->n > most) {
        (void)FAIL(err, RC_INVALID, "files.too_many", "%zu of %zu", ret->n, most);
        (void)err_arg(err, 0, arena_printf(d->a, "%zu", most));
        (void)err_arg(err, 1, arena_printf(d->a, "%zu", ret->n));
        rc = refused(&t, RC_INVALID, err);
    }
    return rc == RC_OK && errors->n > before ? RC_INVALID : rc;
}

/* ---- the field on the page ---- */

struct str web_file_url(struct door *d, const struct attachment *file)
{
    return arena_printf(d->a, "/files/%" PRId64 "/%.*s", file->attachment_id,
                        STR_ARG(url_part(d->a, file->name)));
}

struct str web_file_size(struct door *d, int64_t bytes)
{
    if (bytes < 1024)
        return arena_printf(d->a, "%" PRId64 " B", bytes);
    if (bytes < 1024 * 1024)
        return arena_printf(d->a, "%" PRId64 " KB", (bytes + 512) / 1024);
    int64_t tenths = (bytes * 10 + 512 * 1024) / (1024 * 1024);
    return arena_printf(d->a, "%" PRId64 ".%" PRId64 " MB", tenths / 10, tenths % 10);
}

struct str web_file_record(struct door *d, const struct attachment_use *use)
{
    return use->record_code.n ? use->record_code
                              : TEXT1(d, "file.record_n", arena_printf(d->a, "%" PRId64, use->record_id));
}

/* 督2026-0147（市住建局 2026-11-20）; 市住建局 2026-11-20 when it is tied to nothing. */
static void put_use(struct door *d, struct buf *out, const struct attachment_use *use)
{
    struct str day = str_sub(web_instant(d, use->at_ms), 0, 10);
    struct str who = arena_printf(d->a, "%.*s %.*s", STR_ARG(use->organ_name), STR_ARG(day));
    if (out->n)
        buf_put(out, TEXT(d, "file.between"));
    buf_put(out, use->record_id ? TEXT2(d, "file.use_of", web_file_record(d, use), who) : who);
}

/* Records come first; without any, who else brought it. */
static void put_uses(struct door *d, const struct attachment_uses *seen, bool is_tied, struct buf *out)
{
    size_t shown = 0;
    for (size_t i = 0; i < seen->n && shown < REMARKS_SHOWN; i++)
        if ((seen->use[i].record_id != 0) == is_tied) {
            put_use(d, out, &seen->use[i]);
            shown++;
        }
    if (seen->n > REMARKS_SHOWN)
        buf_put(out, STR(" …"));
}

enum rc web_file_remark(struct door *d, const struct attachment *file, struct str *ret, struct err *err)
{
    struct attachment_uses seen;
    struct buf out CLEANUP(buf_release) = {0};
    bool is_tied = false;
    *ret = (struct str){0};
    enum rc rc =
        attachment_seen(d->db, d->a, d->who.actor.tenant_id, file->hash, file->attachment_id, &seen, err);
    if (rc != RC_OK || seen.n == 0)
        return rc;
    for (size_t i = 0; i < seen.n; i++)
        is_tied |= seen.use[i].record_id != 0;
    put_uses(d, &seen, is_tied, &out);
    struct str words = arena_str(d->a, buf_str(&out));
    *ret = is_tied ? TEXT1(d, "files.seen_remark", words) : TEXT1(d, "files.brought_remark", words);
    return RC_OK;
}

static enum rc put_choice(struct door *d, const struct attachment *file, bool is_chosen,
                          struct files_field *f, struct files_choice *row, struct err *err)
{
    *row = (struct files_choice){.value = arena_printf(d->a, "%" PRId64, file->attachment_id),
                                 .label = arena_printf(d->a, "%.*s · %.*s · %.*s", STR_ARG(file->name),
                                                       STR_ARG(web_file_size(d, file->bytes)),
                                                       STR_ARG(str_sub(web_instant(d, file->at_ms), 0, 10))),
                                 .is_chosen = is_chosen};
    f->choices++;
    f->has_chosen |= is_chosen;
    return is_chosen ? web_file_remark(d, file, &row->remark, err) : RC_OK;
}

enum rc files_field_load(struct door *d, size_t most, const struct files_taken *chosen,
                         struct files_field *ret, struct err *err)
{
    struct attachments earlier = {0};
    struct files_taken none = {.n = 0};
    struct attachment_wish wish = {.organ_id = d->who.actor.organ_id};
    struct files_choice *rows =
        ARENA_ARRAY(d->a, struct files_choice, FILES_EARLIER_SHOWN + ATTACHMENTS_AT_ONCE);
    enum rc rc = RC_OK;
    if (!chosen)
        chosen = &none;
    *ret = (struct files_field){.choice = rows, .most = arena_printf(d->a, "%zu", most)};
    for (size_t i = 0; i < chosen->n && rc == RC_OK; i++) {
        struct attachment file;
        rc = attachment_load(d->db, d->a, d->who.actor.tenant_id, chosen->id[i], &file, err);
        if (rc == RC_OK)
            rc = put_choice(d, &file, true, ret, &rows[ret->choices], err);
    }
    if (rc == RC_OK && wish.organ_id)
        rc = attachments_load(d->db, d->a, d->who.actor.tenant_id, &wish, 0, FILES_EARLIER_SHOWN, &earlier,
                              err);
    for (size_t i = 0; i < earlier.n && rc == RC_OK; i++)
        if (!has_id(chosen, earlier.file[i].attachment_id))
            rc = put_choice(d, &earlier.file[i], false, ret, &rows[ret->choices], err);
    return rc;
}
