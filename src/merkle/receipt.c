#include "merkle/receipt.h"

static enum rc malformed(struct err *err, const char *why)
{
    return FAIL(err, RC_INVALID, "ledger.receipt_malformed", "%s", why);
}

/* "index 123": as it is written, without zeros before it. */
static bool read_index(struct str line, int64_t *ret)
{
    struct str number = str_sub(line, STR("index ").n, line.n);
    if (!str_starts(line, STR("index ")) || number.n == 0 || (number.p[0] == '0' && number.n > 1))
        return false;
    for (size_t i = 0; i < number.n; i++)
        if (number.p[i] < '0' || number.p[i] > '9')
            return false;
    return str_to_i64(number, ret);
}

enum rc receipt_read(struct str file, struct receipt *ret, struct err *err)
{
    struct str rest = file, line;
    size_t n;
    *ret = (struct receipt){.index = 0};
    if (file.n > RECEIPT_BYTES_MAX)
        return malformed(err, "too long");
    if (!str_split(&rest, '\n', &line) || !str_eq(line, STR("c2sp.org/tlog-proof@v1")))
        return malformed(err, "no head");
    if (!str_split(&rest, '\n', &line) || !read_index(line, &ret->index))
        return malformed(err, "no index");
    for (;;) {
        if (!str_split(&rest, '\n', &line))
            return malformed(err, "no end of the proof");
        if (line.n == 0)
            break;
        if (ret->proof.n == MERKLE_PROOF_MAX)
            return malformed(err, "proof too long");
        if (!base64_read(line, ret->proof.h[ret->proof.n].b, HASH_BYTES, &n) || n != HASH_BYTES)
            return malformed(err, "no hash");
        ret->proof.n++;
    }
    enum rc rc = note_read(rest, &ret->note, err);
    return rc == RC_OK ? checkpoint_read(ret->note.text, &ret->checkpoint, err) : rc;
}

enum rc receipt_verify(const struct receipt *r, struct str body, const struct note_key *key, struct err *err)
{
    enum rc rc = note_verify(&r->note, key, 1, NULL, err);
    if (rc != RC_OK)
        return rc;
    if (!str_eq(r->checkpoint.origin, key->name)) {
        (void)FAIL(err, RC_INVALID, "ledger.receipt_other_log", "another origin");
        (void)err_arg(err, 0, r->checkpoint.origin);
        return err_arg(err, 1, key->name);
    }
    if (!merkle_verify_inclusion(r->index, r->checkpoint.size, merkle_leaf(body), r->checkpoint.root,
                                 r->proof.h, r->proof.n))
        return FAIL(err, RC_INVALID, "ledger.receipt_other_entry", "the proof does not lead to the root");
    return RC_OK;
}
