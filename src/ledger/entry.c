/* The body is written once, from what the act says, and read only by people and by verify. */
#include "ledger/entry.h"

#include <sodium.h>

#define NONCE_BYTES 16

/* What stands in the body for something that may be too long for it. */
struct piece {
    struct str raw;
    struct hash hash;
    bool is_blob;
};

static void put_piece(struct json *j, struct str key, struct str blob_key, const struct piece *p)
{
    if (p->is_blob) {
        json_key(j, blob_key);
        json_hex(j, hash_str(&p->hash));
    } else if (p->raw.n) {
        json_key(j, key);
        json_raw_canonical(j, p->raw);
    }
}

static void put_text(struct json *j, struct str key, struct str value)
{
    if (value.n) {
        json_key(j, key);
        json_str(j, value);
    }
}

static void write_body(struct buf *out, const struct entry *e, const struct piece *changes,
                       const struct piece *input, struct str nonce)
{
    struct json j = json_to(out);
    json_object(&j);
    json_key(&j, STR("actor"));
    json_int(&j, e->actor);
    json_key(&j, STR("at"));
    json_int(&j, e->at_ms);
    if (e->blobs) {
        json_key(&j, STR("blobs"));
        json_array(&j);
        for (size_t i = 0; i < e->blobs; i++)
            json_hex(&j, hash_str(&e->blob[i]));
        json_array_end(&j);
    }
    put_piece(&j, STR("changes"), STR("changes_blob"), changes);
    put_text(&j, STR("idem"), e->idem);
    put_piece(&j, STR("input"), STR("input_blob"), input);
    put_text(&j, STR("kind"), e->kind);
    json_key(&j, STR("nonce"));
    json_hex(&j, nonce);
    put_text(&j, STR("obj"), e->object);
    put_text(&j, STR("role"), e->role);
    json_key(&j, STR("v"));
    json_int(&j, ENTRY_VERSION);
    json_object_end(&j);
}

static void to_blob(struct piece *p, struct str *ret)
{
    p->is_blob = true;
    p->hash = hash_of(p->raw);
    *ret = p->raw;
}

enum rc entry_body(const struct entry *e, struct arena *a, struct str *ret_body, struct str *ret_changes_blob,
                   struct str *ret_input_blob, struct err *err)
{
    ASSERT(e->kind.n && e->blobs <= ENTRY_BLOBS_MAX);
    unsigned char nonce[NONCE_BYTES];
    randombytes_buf(nonce, sizeof nonce);
    struct piece changes = {.raw = e->changes.n ? e->changes : STR("[]")}, input = {.raw = e->input};
    struct str changes_blob = {0}, input_blob = {0};
    CLEANUP(buf_release) struct buf out = {0};
    if (e->has_changes_apart)
        to_blob(&changes, &changes_blob);
    for (int tries = e->has_changes_apart ? 1 : 0;; tries++) {
        buf_clear(&out);
        write_body(&out, e, &changes, &input, str_of((const char *)nonce, sizeof nonce));
        if (out.failed)
            return FAIL(err, RC_NO_MEMORY, "ledger.no_memory", "body");
        if (out.n <= LIMIT_ENTRY_BODY_BYTES)
            break;
        if (tries == 0)
            to_blob(&changes, &changes_blob);
        else if (tries == 1 && input.raw.n)
            to_blob(&input, &input_blob);
        else
            return FAIL(err, RC_TOO_LARGE, "ledger.entry_too_large", "%zu bytes", out.n);
    }
    *ret_body = arena_str(a, buf_str(&out));
    *ret_changes_blob = changes_blob;
    *ret_input_blob = input_blob;
    return RC_OK;
}

/* ---- reading ---- */

static enum rc wrong_member(struct err *err, struct str member)
{
    (void)FAIL(err, RC_INVALID, "ledger.entry_malformed", "member %.*s", STR_ARG(member));
    return err_arg(err, 0, member);
}

static bool hash_of_hex(const struct canon *v, struct hash *ret)
{
    return v->type == CANON_TEXT && hash_read_hex(v->s, ret);
}

static bool hash_member(const struct canon *body, struct str key, bool *ret_has, struct hash *ret)
{
    const struct canon *v = canon_get(body, key);
    *ret_has = v != NULL;
    return !v || hash_of_hex(v, ret);
}

static bool read_blobs(const struct canon *list, struct arena *a, struct entry_view *ret)
{
    if (!list)
        return true;
    struct hash *h = arena_try_array(a, list->n + 1, sizeof *h);
    if (list->type != CANON_ARRAY || !h)
        return false;
    for (const struct canon *m = list->first; m; m = m->next)
        if (!hash_of_hex(m, &h[ret->blobs++]))
            return false;
    ret->blob = h;
    return true;
}

enum rc entry_read(struct str body, struct arena *a, struct entry_view *ret, struct err *err)
{
    const struct canon *v;
    enum rc rc = canon_read(body, a, &v, err);
    if (rc)
        return rc;
    const struct canon *input = canon_get(v, STR("input"));
    struct entry_view e = {
        .version = canon_int(v, STR("v"), 0),
        .actor = canon_int(v, STR("actor"), 0),
        .at_ms = canon_int(v, STR("at"), 0),
        .kind = canon_text(v, STR("kind")),
        .role = canon_text(v, STR("role")),
        .object = canon_text(v, STR("obj")),
        .idem = canon_text(v, STR("idem")),
        .nonce_hex = canon_text(v, STR("nonce")),
        .input = input ? input->raw : (struct str){0},
        .changes = canon_get(v, STR("changes")),
    };
    if (e.version <= 0)
        return wrong_member(err, STR("v"));
    if (!e.kind.n)
        return wrong_member(err, STR("kind"));
    if (e.nonce_hex.n != (size_t)2 * NONCE_BYTES)
        return wrong_member(err, STR("nonce"));
    if (!read_blobs(canon_get(v, STR("blobs")), a, &e))
        return wrong_member(err, STR("blobs"));
    if (!hash_member(v, STR("changes_blob"), &e.has_changes_blob, &e.changes_blob))
        return wrong_member(err, STR("changes_blob"));
    if (!hash_member(v, STR("input_blob"), &e.has_input_blob, &e.input_blob))
        return wrong_member(err, STR("input_blob"));
    if (e.has_changes_blob == (e.changes != NULL) || (e.changes && e.changes->type != CANON_ARRAY))
        return wrong_member(err, STR("changes"));
    *ret = e;
    return RC_OK;
}
