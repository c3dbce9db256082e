/* Files that come in pieces, over a line that breaks: the server says how much it has, the browser goes on
 * from there. What has come lies sealed and goes after a day. */
#include <inttypes.h>
#include <sodium.h>

#include "base/limits.h"
#include "base/utf8.h"
#include "domain/attachment.h"
#include "gen/sql.h"

#define UPLOAD_ID_BYTES 16
#define UPLOAD_NAME_BYTES 400

static struct vault_place piece_place(struct arena *a, struct str upload_id, int64_t from_byte)
{
    return (struct vault_place){STR("upload"), upload_id, arena_printf(a, "%" PRId64, from_byte)};
}

enum rc upload_load(struct db *db, struct arena *a, const struct actor *actor, int64_t now_ms,
                    struct str upload_id, struct upload *ret, struct err *err)
{
    struct sql_upload_get_row row;
    bool is_found;
    enum rc rc = sql_upload_get(db, a, actor->tenant_id, upload_id, actor->account_id,
                                now_ms - UPLOAD_KEPT_MS, &row, &is_found, err);
    if (rc == RC_OK && !is_found)
        return FAIL(err, RC_NOT_FOUND, "upload.no_such", "%zu bytes of an id", upload_id.n);
    if (rc == RC_OK)
        *ret = (struct upload){.upload_id = upload_id, .name = row.name, .size = row.size, .have = row.have};
    return rc;
}

static enum rc not_whole(struct arena *a, const struct upload *upload, struct err *err)
{
    (void)FAIL(err, RC_CONFLICT, "upload.not_whole", "%" PRId64 " of %" PRId64, upload->have, upload->size);
    (void)err_arg(err, 0, arena_printf(a, "%" PRId64, upload->have));
    return err_arg(err, 1, arena_printf(a, "%" PRId64, upload->size));
}

enum rc upload_bytes(struct db *db, struct arena *a, const struct ledger *ledger, const struct upload *upload,
                     struct str *ret, struct err *err)
{
    struct sql_upload_pieces_rows rows;
    if (upload->have != upload->size)
        return not_whole(a, upload, err);
    CLEANUP(arena_freep) struct arena *scratch = arena_new(0); /* three times the file, and gone again */
    ASSERT(scratch != NULL);
    enum rc rc = sql_upload_pieces(db, scratch, ledger_tenant(ledger), upload->upload_id, &rows, err);
    if (rc != RC_OK)
        return rc;
    char *out = arena_alloc(a, (size_t)upload->size + 1);
    size_t n = 0;
    for (size_t i = 0; i < rows.n; i++) {
        struct str plain;
        struct vault_place place = piece_place(scratch, upload->upload_id, rows.row[i].from_byte);
        if (!vault_open(ledger_vault(ledger), scratch, place, rows.row[i].sealed, &plain) ||
            rows.row[i].from_byte != (int64_t)n || plain.n > (size_t)upload->size - n)
            return FAIL(err, RC_NOT_FOUND, "upload.no_such", "piece %zu does not open", i);
        memcpy(out + n, plain.p, plain.n);
        n += plain.n;
    }
    *ret = str_of(out, n);
    return n == (size_t)upload->size ? RC_OK : not_whole(a, upload, err);
}

static struct str new_id(const struct act *act)
{
    unsigned char bytes[UPLOAD_ID_BYTES];
    char hex[2 * UPLOAD_ID_BYTES + 1];
    act->world->random(act->world->ctx, bytes, sizeof bytes);
    (void)sodium_bin2hex(hex, sizeof hex, bytes, sizeof bytes);
    return arena_str(act->arena, str_c(hex));
}

enum rc run_upload_open(struct act *act, const void *input, struct err *err)
{
    const struct upload_open *in = input;
    int64_t tenant = act->actor.tenant_id, account = act->actor.account_id;
    if (in->size <= 0)
        return FAIL(err, RC_INVALID, "attach.empty", "size %" PRId64, in->size);
    if (in->size > LIMIT_UPLOAD_BYTES)
        return FAIL(err, RC_TOO_LARGE, "attach.too_large", "size %" PRId64, in->size);
    act->answer = new_id(act);
    enum rc rc = sql_upload_sweep(act->db, act->arena, tenant, act->now_ms - UPLOAD_KEPT_MS, err);
    if (rc == RC_OK)
        rc = sql_upload_thin(act->db, act->arena, tenant, account, UPLOADS_MAX - 1, err);
    if (rc == RC_OK)
        rc = sql_upload_piece_sweep(act->db, act->arena, tenant, err);
    if (rc == RC_OK)
        rc = sql_upload_add(act->db, act->arena, tenant, act->answer, account,
                            utf8_cut(in->name, UPLOAD_NAME_BYTES), in->size, act->now_ms, err);
    return rc;
}

enum rc run_upload_put(struct act *act, const void *input, struct err *err)
{
    const struct upload_put *in = input;
    struct upload upload;
    int64_t changed, have = in->from_byte + (int64_t)in->bytes.n;
    enum rc rc = upload_load(act->db, act->arena, &act->actor, act->now_ms, in->upload_id, &upload, err);
    if (rc != RC_OK)
        return rc;
    if (in->from_byte != upload.have || in->bytes.n == 0 || have > upload.size) {
        (void)FAIL(err, RC_CONFLICT, "upload.wrong_place", "from %" PRId64 ", has %" PRId64, in->from_byte,
                   upload.have);
        return err_arg(err, 0, arena_printf(act->arena, "%" PRId64, upload.have));
    }
    struct str sealed = vault_seal(ledger_vault(act->ledger), act->arena,
                                   piece_place(act->arena, in->upload_id, in->from_byte), in->bytes);
    rc = sql_upload_piece_add(act->db, act->arena, act->actor.tenant_id, in->upload_id, in->from_byte, sealed,
                              err);
    if (rc == RC_OK)
        rc = sql_upload_grow(act->db, act->arena, act->actor.tenant_id, in->upload_id, act->actor.account_id,
                             in->from_byte, have, &changed, err);
    act->answer = arena_printf(act->arena, "%" PRId64, have);
    return rc;
}

enum rc run_upload_drop(struct act *act, const void *input, struct err *err)
{
    const struct upload_drop *in = input;
    enum rc rc =
        sql_upload_drop(act->db, act->arena, act->actor.tenant_id, in->upload_id, act->actor.account_id, err);
    return rc == RC_OK ? sql_upload_piece_sweep(act->db, act->arena, act->actor.tenant_id, err) : rc;
}
