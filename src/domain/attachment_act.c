/* What brings files in, ties them to events and opens an original. */
#include <inttypes.h>

#include "attach/attach.h"
#include "base/buf.h"
#include "domain/attachment.h"
#include "domain/put.h"
#include "gen/sql.h"

PUT_FUNCTION(attachment_tie)

#define NOBODY 0 /* in the vault: a value that is no person's goes by itself */

enum rc attachment_prepare(struct arena *a, struct str name, struct str bytes, struct attachment_ready *ret,
                           struct err *err)
{
    struct attach_read read;
    enum rc rc = attach_read(a, bytes, &read, err);
    if (rc != RC_OK)
        return err_arg(err, 0, name);
    *ret = (struct attachment_ready){.name = attach_name(a, name, read.kind),
                                     .type = read.kind->code,
                                     .shown = read.shown,
                                     .original = read.is_cleaned ? bytes : (struct str){0},
                                     .hash = hash_hex(a, hash_of(bytes)),
                                     .bytes = (int64_t)bytes.n};
    return RC_OK;
}

static enum rc add_new(struct act *act, const struct attachment_ready *ready, int64_t id, struct err *err)
{
    struct hash shown;
    int64_t seq;
    enum rc rc = act_blob(act, ready->shown, &shown, err);
    if (rc == RC_OK)
        rc = act_seq(act, &seq, err);
    if (rc != RC_OK)
        return rc;
    struct attachment_row row = {.tenant_id = act->actor.tenant_id,
                                 .attachment_id = id,
                                 .organ_id = act->actor.organ_id,
                                 .account_id = act->actor.account_id,
                                 .name = ready->name,
                                 .type = ready->type,
                                 .bytes = ready->bytes,
                                 .hash = ready->hash,
                                 .shown_hash = hash_hex(act->arena, shown),
                                 .at_ms = act->now_ms,
                                 .seq = seq};
    struct cell cell[TABLE_COLUMNS_MAX];
    attachment_row_cells(&row, cell);
    if (ready->original.n)
        rc = change_private(&act->changes, &table_attachment, cell, STR("original"), NOBODY, ready->original,
                            err);
    return rc == RC_OK ? change_put(&act->changes, &table_attachment, cell, err) : rc;
}

enum rc attachment_find(struct db *db, struct arena *a, int64_t tenant_id, int64_t organ_id, struct str hash,
                        int64_t *ret, struct err *err)
{
    struct sql_attachment_same_row same;
    bool is_there;
    enum rc rc = sql_attachment_same(db, a, tenant_id, organ_id, hash, &same, &is_there, err);
    if (rc == RC_OK)
        *ret = is_there ? same.attachment_id : 0;
    return rc;
}

enum rc attachment_add(struct act *act, const struct attachment_ready *ready, int64_t *ret_attachment_id,
                       struct err *err)
{
    struct sql_attachment_id_next_row next;
    enum rc rc = attachment_find(act->db, act->arena, act->actor.tenant_id, act->actor.organ_id, ready->hash,
                                 ret_attachment_id, err);
    if (rc == RC_OK && *ret_attachment_id)
        return RC_OK;
    if (rc == RC_OK)
        rc = sql_attachment_id_next(act->db, act->arena, act->actor.tenant_id, &next, err);
    if (rc == RC_OK)
        rc = add_new(act, ready, next.attachment_id, err);
    if (rc == RC_OK)
        *ret_attachment_id = next.attachment_id;
    return rc;
}

enum rc attachment_tie(struct act *act, int64_t attachment_id, int64_t record_id, int64_t event_n,
                       struct str field, struct err *err)
{
    struct attachment file;
    struct sql_attachment_tie_get_row old;
    bool may_see = false, is_there = false;
    int64_t seq, tenant = act->actor.tenant_id;
    enum rc rc = attachment_load(act->db, act->arena, tenant, attachment_id, &file, err);
    if (rc == RC_OK)
        rc = attachment_may_see(act->db, act->arena, NULL, &act->actor, &file, &may_see, err);
    if (rc == RC_OK && !may_see)
        return FAIL(err, RC_DENIED, "attachment.not_yours", "attachment %" PRId64, attachment_id);
    if (rc == RC_OK)
        rc = sql_attachment_tie_get(act->db, act->arena, tenant, attachment_id, record_id, event_n, field,
                                    &old, &is_there, err);
    if (rc != RC_OK || (is_there && old.revoked_seq == 0))
        return rc;
    rc = act_seq(act, &seq, err);
    if (rc != RC_OK)
        return rc;
    return put_attachment_tie(act,
                              (struct attachment_tie_row){.attachment_id = attachment_id,
                                                          .record_id = record_id,
                                                          .event_n = event_n,
                                                          .field = field,
                                                          .tied_seq = seq},
                              err);
}

enum rc attachment_untie(struct act *act, int64_t record_id, int64_t event_n, struct err *err)
{
    struct sql_attachment_ties_of_event_rows rows;
    int64_t seq = 0;
    enum rc rc = sql_attachment_ties_of_event(act->db, act->arena, act->actor.tenant_id, record_id, event_n,
                                              &rows, err);
    if (rc == RC_OK && rows.n)
        rc = act_seq(act, &seq, err);
    for (size_t i = 0; rc == RC_OK && i < rows.n; i++)
        rc = put_attachment_tie(act,
                                (struct attachment_tie_row){.attachment_id = rows.row[i].attachment_id,
                                                            .record_id = record_id,
                                                            .event_n = event_n,
                                                            .field = rows.row[i].field,
                                                            .tied_seq = rows.row[i].tied_seq,
                                                            .revoked_seq = seq},
                                err);
    return rc;
}

/* ---- acts ---- */

enum rc run_attachment_bring(struct act *act, const void *input, struct err *err)
{
    const struct attachment_bring *in = input;
    struct buf numbers CLEANUP(buf_release) = {0};
    enum rc rc = RC_OK;
    if (in->n == 0)
        return FAIL(err, RC_INVALID, "attachment.none_given", "no file");
    if (in->n > ATTACHMENTS_AT_ONCE) {
        (void)FAIL(err, RC_INVALID, "attachment.too_many", "%zu files", in->n);
        return err_arg(err, 0, arena_printf(act->arena, "%d", ATTACHMENTS_AT_ONCE));
    }
    for (size_t i = 0; i < in->n && rc == RC_OK; i++) {
        int64_t id = 0;
        rc = attachment_add(act, &in->file[i], &id, err);
        buf_printf(&numbers, "%s%" PRId64, i ? " " : "", id);
    }
    for (size_t i = 0; i < in->uploads && rc == RC_OK; i++)
        rc = sql_upload_drop(act->db, act->arena, act->actor.tenant_id, in->upload[i], act->actor.account_id,
                             err);
    act->answer = arena_str(act->arena, buf_str(&numbers));
    if (in->n == 1)
        act->object = arena_printf(act->arena, "attachment/%.*s", STR_ARG(act->answer));
    return rc;
}

enum rc run_attachment_unseal(struct act *act, const void *input, struct err *err)
{
    const struct attachment_unseal *in = input;
    struct attachment file;
    struct str reason = str_trim(in->reason);
    if (reason.n == 0)
        return FAIL(err, RC_INVALID, "attachment.reason_missing", "attachment %" PRId64, in->attachment_id);
    if (reason.n > ATTACHMENT_REASON_BYTES)
        return FAIL(err, RC_INVALID, "attachment.reason_too_long", "%zu bytes", reason.n);
    enum rc rc = attachment_load(act->db, act->arena, act->actor.tenant_id, in->attachment_id, &file, err);
    if (rc != RC_OK)
        return rc;
    if (file.original_commit.n == 0)
        return FAIL(err, RC_NOT_FOUND, "attachment.no_original", "attachment %" PRId64, in->attachment_id);
    act->object = arena_printf(act->arena, "attachment/%" PRId64, in->attachment_id);
    act->answer = arena_printf(act->arena, "%" PRId64, in->attachment_id);
    struct json j = json_to(&act->input_json);
    json_object(&j);
    json_key(&j, STR("reason"));
    json_str(&j, reason);
    json_object_end(&j);
    return RC_OK;
}
