/* Reading goes by pieces of the message and copies nothing; what is looked at is bounded by NOTE_BYTES_MAX
 * and NOTE_SIGNATURES_MAX before any work is done. */
#include "merkle/note.h"

#include "base/utf8.h"

#include <sodium.h>

#define ED25519_BYTES crypto_sign_BYTES
#define COSIGNATURE_BYTES (8 + crypto_sign_BYTES)
#define ED25519_VKEY_BYTES (1 + 32)
/* A signature line may be of a kind that we do not know; ML-DSA-44 has 2,432 bytes. */
#define SIGNATURE_BYTES_MAX 8192

static const struct str EM_DASH_SPACE = STR_INIT("\xe2\x80\x94 ");

/* ---- base64 ---- */

void base64_write(struct buf *out, struct str bytes)
{
    static const char digit[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i < bytes.n; i += 3) {
        size_t n = bytes.n - i < 3 ? bytes.n - i : 3;
        uint32_t v = 0;
        for (size_t k = 0; k < 3; k++)
            v = v << 8 | (k < n ? (uint8_t)bytes.p[i + k] : 0);
        char quad[4];
        for (size_t k = 0; k < 4; k++)
            quad[k] = k <= n ? digit[v >> (18 - 6 * k) & 63] : '=';
        buf_put(out, str_of(quad, 4));
    }
}

bool base64_read(struct str text, uint8_t *out, size_t cap, size_t *ret_n)
{
    size_t n = 0;
    const char *end = NULL;
    /* libsodium refuses trailing bits, missing padding and white space, but takes some bytes above 127. */
    for (size_t i = 0; i < text.n; i++)
        if ((unsigned char)text.p[i] > 127)
            return false;
    if (text.n % 4 != 0 ||
        sodium_base642bin(out, cap, text.p, text.n, NULL, &n, &end, sodium_base64_VARIANT_ORIGINAL) != 0)
        return false;
    if (end != text.p + text.n)
        return false;
    *ret_n = n;
    return true;
}

/* ---- keys ---- */

static uint32_t be32(const uint8_t *p)
{
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static uint64_t be64(const uint8_t *p) { return (uint64_t)be32(p) << 32 | be32(p + 4); }

static void put_be(uint8_t *p, uint64_t v, size_t n)
{
    for (size_t i = 0; i < n; i++)
        p[i] = (uint8_t)(v >> (8 * (n - 1 - i)));
}

/* White space as Unicode has it (property White_Space). */
static bool is_space(uint32_t c)
{
    return c == ' ' || (c >= 0x09 && c <= 0x0d) || c == 0x85 || c == 0xa0 || c == 0x1680 ||
           (c >= 0x2000 && c <= 0x200a) || c == 0x2028 || c == 0x2029 || c == 0x202f || c == 0x205f ||
           c == 0x3000;
}

bool note_name_ok(struct str name)
{
    size_t bad;
    if (name.n == 0 || !utf8_is_clean(name, &bad))
        return false;
    for (size_t i = 0; i < name.n;) {
        uint32_t c = utf8_next(name, &i);
        if (is_space(c) || c == '+' || c < 0x20)
            return false;
    }
    return true;
}

static uint32_t key_id(struct str name, enum note_type type, const uint8_t pub[32])
{
    const uint8_t sep[2] = {'\n', (uint8_t)type};
    crypto_hash_sha256_state st;
    uint8_t h[HASH_BYTES];
    crypto_hash_sha256_init(&st);
    crypto_hash_sha256_update(&st, (const unsigned char *)name.p, name.n);
    crypto_hash_sha256_update(&st, sep, sizeof sep);
    crypto_hash_sha256_update(&st, pub, 32);
    crypto_hash_sha256_final(&st, h);
    return be32(h);
}

struct note_signer note_signer_from(struct str name, enum note_type type, const uint8_t seed[32])
{
    struct note_signer s = {.key = {.name = name, .type = type}};
    memcpy(s.seed, seed, sizeof s.seed);
    (void)crypto_sign_seed_keypair(s.key.pub, s.secret, seed); /* cannot fail */
    s.key.id = key_id(name, type, s.key.pub);
    return s;
}

void note_signer_wipe(struct note_signer *s) { sodium_memzero(s, sizeof *s); }

/* "name+hexid+base64(type ‖ 32 bytes)" */
static bool key_text_read(struct str text, struct str *ret_name, uint32_t *ret_id,
                          uint8_t ret_bytes[ED25519_VKEY_BYTES])
{
    struct str rest = text;
    rest.n = str_find(text, '+');
    if (rest.n + 10 > text.n || text.p[rest.n + 9] != '+' || !note_name_ok(rest))
        return false;
    uint32_t id = 0;
    for (size_t i = rest.n + 1; i < rest.n + 9; i++) {
        char c = text.p[i];
        if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f')))
            return false;
        id = id << 4 | (uint32_t)(c <= '9' ? c - '0' : c - 'a' + 10);
    }
    size_t n;
    if (!base64_read(str_sub(text, rest.n + 10, text.n), ret_bytes, ED25519_VKEY_BYTES, &n) ||
        n != ED25519_VKEY_BYTES)
        return false;
    *ret_name = rest;
    *ret_id = id;
    return ret_bytes[0] == NOTE_ED25519 || ret_bytes[0] == NOTE_COSIGNATURE;
}

static void key_text_write(struct buf *out, const struct note_key *key, const uint8_t bytes[32])
{
    uint8_t tail[ED25519_VKEY_BYTES] = {(uint8_t)key->type};
    memcpy(tail + 1, bytes, 32);
    buf_put(out, key->name);
    buf_printf(out, "+%08x+", key->id);
    base64_write(out, str_of((const char *)tail, sizeof tail));
    sodium_memzero(tail, sizeof tail);
}

enum rc note_key_read(struct str vkey, struct note_key *ret, struct err *err)
{
    struct note_key k = {0};
    uint8_t bytes[ED25519_VKEY_BYTES];
    if (!key_text_read(vkey, &k.name, &k.id, bytes))
        return FAIL(err, RC_INVALID, "ledger.key_malformed", "verifier key");
    k.type = (enum note_type)bytes[0];
    memcpy(k.pub, bytes + 1, sizeof k.pub);
    if (k.id != key_id(k.name, k.type, k.pub))
        return FAIL(err, RC_INVALID, "ledger.key_malformed", "verifier key: id");
    *ret = k;
    return RC_OK;
}

void note_key_write(struct buf *out, const struct note_key *key) { key_text_write(out, key, key->pub); }

enum rc note_signer_read(struct str skey, struct note_signer *ret, struct err *err)
{
    static const struct str prefix = STR_INIT("PRIVATE+KEY+");
    struct str name;
    uint32_t id;
    uint8_t bytes[ED25519_VKEY_BYTES];
    enum rc rc = RC_OK;
    if (!str_starts(skey, prefix) || !key_text_read(str_sub(skey, prefix.n, skey.n), &name, &id, bytes)) {
        rc = FAIL(err, RC_INVALID, "ledger.key_malformed", "private key");
    } else {
        *ret = note_signer_from(name, (enum note_type)bytes[0], bytes + 1);
        if (ret->key.id != id)
            rc = FAIL(err, RC_INVALID, "ledger.key_malformed", "private key: id");
    }
    sodium_memzero(bytes, sizeof bytes);
    return rc;
}

void note_signer_write(struct buf *out, const struct note_signer *s)
{
    buf_put(out, STR("PRIVATE+KEY+"));
    key_text_write(out, &s->key, s->seed);
}

/* ---- notes ---- */

static enum rc malformed(struct err *err, const char *what)
{
    return FAIL(err, RC_INVALID, "ledger.note_malformed", "%s", what);
}

static bool signature_line(struct str line, struct note_signature *ret)
{
    if (!str_starts(line, EM_DASH_SPACE))
        return false;
    struct str rest = str_sub(line, EM_DASH_SPACE.n, line.n);
    size_t space = str_find(rest, ' ');
    ret->name = str_sub(rest, 0, space);
    ret->base64 = str_sub(rest, space + 1, rest.n);
    uint8_t bytes[SIGNATURE_BYTES_MAX];
    size_t n;
    if (space >= rest.n || !note_name_ok(ret->name) || !base64_read(ret->base64, bytes, sizeof bytes, &n) ||
        n < 5)
        return false;
    ret->id = be32(bytes);
    return true;
}

enum rc note_read(struct str msg, struct note *ret, struct err *err)
{
    size_t bad;
    if (msg.n > NOTE_BYTES_MAX || !utf8_is_clean(msg, &bad))
        return malformed(err, "too long or not UTF-8");
    for (size_t i = 0; i < msg.n; i++)
        if ((unsigned char)msg.p[i] < 0x20 && msg.p[i] != '\n')
            return malformed(err, "control character");
    /* The last empty line parts text and signatures. */
    size_t split = msg.n;
    for (size_t i = 0; i + 1 < msg.n; i++)
        if (msg.p[i] == '\n' && msg.p[i + 1] == '\n')
            split = i;
    if (split + 2 >= msg.n || msg.p[msg.n - 1] != '\n')
        return malformed(err, "no text, no signature or no last newline");
    ret->text = str_sub(msg, 0, split + 1);
    ret->sigs = 0;
    struct str rest = str_sub(msg, split + 2, msg.n - split - 3), line;
    while (str_split(&rest, '\n', &line)) {
        if (ret->sigs == NOTE_SIGNATURES_MAX || !signature_line(line, &ret->sig[ret->sigs]))
            return malformed(err, "signature line");
        ret->sigs++;
    }
    return ret->sigs ? RC_OK : malformed(err, "no signature");
}

/* What a cosignature signs: "cosignature/v1\ntime N\n" ‖ text. */
static void cosigned_text(struct buf *out, struct str text, uint64_t time_s)
{
    buf_printf(out, "cosignature/v1\ntime %llu\n", (unsigned long long)time_s);
    buf_put(out, text);
}

static bool signature_holds(struct str text, const struct note_signature *sig, const struct note_key *key)
{
    uint8_t bytes[SIGNATURE_BYTES_MAX];
    size_t n;
    if (!base64_read(sig->base64, bytes, sizeof bytes, &n))
        return false;
    if (key->type == NOTE_ED25519)
        return n == 4 + ED25519_BYTES &&
               crypto_sign_verify_detached(bytes + 4, (const unsigned char *)text.p, text.n, key->pub) == 0;
    uint64_t time_s = n == 4 + COSIGNATURE_BYTES ? be64(bytes + 4) : UINT64_MAX;
    if (time_s > INT64_MAX)
        return false;
    CLEANUP(buf_release) struct buf msg = {0};
    cosigned_text(&msg, text, time_s);
    return !msg.failed &&
           crypto_sign_verify_detached(bytes + 12, (const unsigned char *)msg.p, msg.n, key->pub) == 0;
}

enum rc note_verify(const struct note *note, const struct note_key *key, size_t keys, uint64_t *ret_keys,
                    struct err *err)
{
    uint64_t found = 0;
    for (size_t i = 0; i < note->sigs; i++)
        for (size_t k = 0; k < keys && k < 64; k++) {
            if (key[k].id != note->sig[i].id || !str_eq(key[k].name, note->sig[i].name))
                continue;
            if (!signature_holds(note->text, &note->sig[i], &key[k])) {
                (void)FAIL(err, RC_INVALID, "ledger.note_wrong_signature", "signature %zu", i);
                (void)err_arg(err, 0, key[k].name);
                return RC_INVALID;
            }
            found |= UINT64_C(1) << k;
        }
    if (!found)
        return FAIL(err, RC_NOT_FOUND, "ledger.note_no_known_key", "%zu signatures", note->sigs);
    if (ret_keys)
        *ret_keys = found;
    return RC_OK;
}

void note_sign(struct buf *out, struct str text, const struct note_signer *signer, int64_t time_s)
{
    uint8_t bytes[4 + COSIGNATURE_BYTES];
    size_t n = 4;
    put_be(bytes, signer->key.id, 4);
    CLEANUP(buf_release) struct buf msg = {0};
    if (signer->key.type == NOTE_COSIGNATURE) {
        put_be(bytes + 4, (uint64_t)time_s, 8);
        n += 8;
        cosigned_text(&msg, text, (uint64_t)time_s);
    } else {
        buf_put(&msg, text);
    }
    (void)crypto_sign_detached(bytes + n, NULL, (const unsigned char *)msg.p, msg.n, signer->secret);
    n += ED25519_BYTES;
    out->failed |= msg.failed;
    buf_put(out, EM_DASH_SPACE);
    buf_put(out, signer->key.name);
    buf_putc(out, ' ');
    base64_write(out, str_of((const char *)bytes, n));
    buf_putc(out, '\n');
}

/* ---- checkpoints ---- */

static bool decimal_read(struct str s, int64_t *ret)
{
    return s.n > 0 && s.p[0] >= '0' && s.p[0] <= '9' && (s.n == 1 || s.p[0] != '0') && str_to_i64(s, ret);
}

enum rc checkpoint_read(struct str text, struct checkpoint *ret, struct err *err)
{
    struct str rest = text, size, root, line;
    struct checkpoint c = {0};
    size_t n;
    bool ok = str_ends(text, STR("\n")) && !str_ends(text, STR("\n\n"));
    rest.n -= ok;
    ok = ok && str_split(&rest, '\n', &c.origin) && c.origin.n && str_split(&rest, '\n', &size) &&
         decimal_read(size, &c.size) && str_split(&rest, '\n', &root) &&
         base64_read(root, c.root.b, sizeof c.root.b, &n) && n == HASH_BYTES;
    while (ok && str_split(&rest, '\n', &line))
        ok = line.n > 0;
    if (!ok)
        return FAIL(err, RC_INVALID, "ledger.checkpoint_malformed", "checkpoint text");
    *ret = c;
    return RC_OK;
}

void checkpoint_write(struct buf *out, const struct checkpoint *c)
{
    buf_put(out, c->origin);
    buf_putc(out, '\n');
    buf_put_i64(out, c->size);
    buf_putc(out, '\n');
    base64_write(out, hash_str(&c->root));
    buf_putc(out, '\n');
}

void checkpoint_sign(struct buf *out, const struct checkpoint *c, const struct note_signer *signer)
{
    CLEANUP(buf_release) struct buf text = {0};
    checkpoint_write(&text, c);
    out->failed |= text.failed;
    buf_put(out, buf_str(&text));
    buf_putc(out, '\n');
    note_sign(out, buf_str(&text), signer, 0);
}
