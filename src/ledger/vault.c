/* Everything that is sealed is nonce ‖ XChaCha20-Poly1305(key, padded bytes), with the place where it belongs
 * as associated data: a ciphertext that was moved to another row, field or person does not open. */
#include "ledger/vault.h"

#include "gen/sql.h"

#include <sodium.h>

#define SEAL_NONCE crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define SEAL_TAG crypto_aead_xchacha20poly1305_ietf_ABYTES
#define PAD_BYTES 64
#define COMMITMENT_BYTES crypto_auth_hmacsha256_BYTES

/* What the bytes are and where they belong; parts are told apart by the byte 0, which no text has. */
static struct str place_data(const struct vault *v, struct arena *a, const char *what, struct vault_place p)
{
    return arena_printf(a, "%s%c%lld%c%.*s%c%.*s%c%.*s", what, 0, (long long)v->tenant, 0, STR_ARG(p.object),
                        0, STR_ARG(p.id), 0, STR_ARG(p.field));
}

static struct str person_data(const struct vault *v, struct arena *a, int64_t person)
{
    return arena_printf(a, "kek/v1%c%lld%c%lld", 0, (long long)v->tenant, 0, (long long)person);
}

static struct str seal(struct arena *a, const uint8_t key[VAULT_KEY_BYTES], struct str plain, struct str data)
{
    size_t padded = (plain.n / PAD_BYTES + 1) * PAD_BYTES, n;
    unsigned char *in = arena_alloc(a, padded), *out = arena_alloc(a, SEAL_NONCE + padded + SEAL_TAG);
    if (plain.n)
        memcpy(in, plain.p, plain.n);
    int cannot_fail = sodium_pad(&n, in, plain.n, PAD_BYTES, padded);
    ASSERT(cannot_fail == 0);
    randombytes_buf(out, SEAL_NONCE);
    (void)crypto_aead_xchacha20poly1305_ietf_encrypt(out + SEAL_NONCE, NULL, in, padded,
                                                     (const unsigned char *)data.p, data.n, NULL, out, key);
    sodium_memzero(in, padded);
    return str_of((const char *)out, SEAL_NONCE + padded + SEAL_TAG);
}

static bool unseal(struct arena *a, const uint8_t key[VAULT_KEY_BYTES], struct str sealed, struct str data,
                   struct str *ret)
{
    if (sealed.n < SEAL_NONCE + PAD_BYTES + SEAL_TAG)
        return false;
    const unsigned char *in = (const unsigned char *)sealed.p;
    size_t padded = sealed.n - SEAL_NONCE - SEAL_TAG, n;
    unsigned char *out = arena_alloc(a, padded);
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(out, NULL, NULL, in + SEAL_NONCE, padded + SEAL_TAG,
                                                   (const unsigned char *)data.p, data.n, in, key) != 0 ||
        sodium_unpad(&n, out, padded, PAD_BYTES) != 0)
        return false;
    *ret = str_of((const char *)out, n);
    return true;
}

static bool unseal_key(struct arena *a, const uint8_t key[VAULT_KEY_BYTES], struct str sealed,
                       struct str data, uint8_t ret[VAULT_KEY_BYTES])
{
    struct str plain;
    if (!unseal(a, key, sealed, data, &plain) || plain.n != VAULT_KEY_BYTES)
        return false;
    memcpy(ret, plain.p, VAULT_KEY_BYTES);
    return true;
}

static void commitment(struct str salt, struct str plain, uint8_t ret[COMMITMENT_BYTES])
{
    static const unsigned char prefix[] = {'p', 'r', 'i', 'v', '/', 'v', '1'};
    crypto_auth_hmacsha256_state st;
    crypto_auth_hmacsha256_init(&st, (const unsigned char *)salt.p, salt.n);
    crypto_auth_hmacsha256_update(&st, prefix, sizeof prefix);
    crypto_auth_hmacsha256_update(&st, (const unsigned char *)plain.p, plain.n);
    crypto_auth_hmacsha256_final(&st, ret);
}

static enum rc damaged(struct err *err, struct vault_place p)
{
    (void)FAIL(err, RC_INVALID, "ledger.vault_damaged", "%.*s %.*s", STR_ARG(p.object), STR_ARG(p.id));
    (void)err_arg(err, 0, p.object);
    (void)err_arg(err, 1, p.id);
    return err_arg(err, 2, p.field);
}

static enum rc erased(struct err *err, struct vault_place p)
{
    return FAIL(err, RC_NOT_FOUND, "ledger.vault_erased", "%.*s %.*s", STR_ARG(p.object), STR_ARG(p.id));
}

/* The person's key, made when there is none and `make` says so. */
static enum rc person_key(const struct vault *v, struct db *db, struct arena *a, int64_t person, bool make,
                          struct vault_place place, uint8_t ret[VAULT_KEY_BYTES], struct err *err)
{
    struct sql_vault_key_get_row row;
    bool found;
    enum rc rc = sql_vault_key_get(db, a, v->tenant, person, &row, &found, err);
    if (rc)
        return rc;
    if (found)
        return unseal_key(a, v->master, row.wrapped, person_data(v, a, person), ret) ? RC_OK
                                                                                     : damaged(err, place);
    if (!make)
        return erased(err, place);
    randombytes_buf(ret, VAULT_KEY_BYTES);
    struct str wrapped =
        seal(a, v->master, str_of((const char *)ret, VAULT_KEY_BYTES), person_data(v, a, person));
    return sql_vault_key_add(db, a, v->tenant, person, wrapped, err);
}

enum rc vault_put(const struct vault *v, struct db *db, struct arena *a, struct vault_place place,
                  int64_t person, struct str plain, struct str *ret_commitment, struct err *err)
{
    if (plain.n > VAULT_PLAIN_MAX)
        return FAIL(err, RC_TOO_LARGE, "ledger.private_too_large", "%zu bytes", plain.n);
    uint8_t kek[VAULT_KEY_BYTES], dek[VAULT_KEY_BYTES], salt[VAULT_SALT_BYTES];
    enum rc rc = person_key(v, db, a, person, true, place, kek, err);
    if (rc)
        return rc;
    randombytes_buf(dek, sizeof dek);
    randombytes_buf(salt, sizeof salt);
    struct str salt_str = str_of((const char *)salt, sizeof salt);
    struct str wrapped =
        seal(a, kek, str_of((const char *)dek, sizeof dek), place_data(v, a, "dek/v1", place));
    struct str sealed_salt = seal(a, dek, salt_str, place_data(v, a, "salt/v1", place));
    struct str sealed = seal(a, dek, plain, place_data(v, a, "value/v1", place));
    uint8_t *c = arena_alloc(a, COMMITMENT_BYTES);
    commitment(salt_str, plain, c);
    *ret_commitment = str_of((const char *)c, COMMITMENT_BYTES);
    sodium_memzero(kek, sizeof kek);
    sodium_memzero(dek, sizeof dek);
    sodium_memzero(salt, sizeof salt);
    return sql_vault_value_put(db, a, v->tenant, place.object, place.id, place.field, sealed_salt, wrapped,
                               sealed, person, err);
}

static bool open_row(const struct vault *v, struct arena *a, const uint8_t kek[VAULT_KEY_BYTES],
                     const struct sql_vault_value_get_row *row, struct vault_place place, struct str wanted,
                     struct str *ret)
{
    uint8_t dek[VAULT_KEY_BYTES], c[COMMITMENT_BYTES];
    struct str salt, plain;
    if (!unseal_key(a, kek, row->wrapped_dek, place_data(v, a, "dek/v1", place), dek))
        return false;
    bool ok = unseal(a, dek, row->salt, place_data(v, a, "salt/v1", place), &salt) &&
              unseal(a, dek, row->ciphertext, place_data(v, a, "value/v1", place), &plain);
    sodium_memzero(dek, sizeof dek);
    if (!ok || salt.n != VAULT_SALT_BYTES)
        return false;
    commitment(salt, plain, c);
    *ret = plain;
    return wanted.n == sizeof c && sodium_memcmp(wanted.p, c, sizeof c) == 0;
}

enum rc vault_get(const struct vault *v, struct db *db, struct arena *a, struct vault_place place,
                  struct str wanted, struct str *ret_plain, struct err *err)
{
    struct sql_vault_value_get_row row;
    bool found;
    enum rc rc =
        sql_vault_value_get(db, a, v->tenant, place.object, place.id, place.field, &row, &found, err);
    if (rc)
        return rc;
    if (!found)
        return erased(err, place);
    uint8_t kek[VAULT_KEY_BYTES];
    rc = person_key(v, db, a, row.person_id, false, place, kek, err);
    if (rc)
        return rc;
    bool ok = open_row(v, a, kek, &row, place, wanted, ret_plain);
    sodium_memzero(kek, sizeof kek);
    return ok ? RC_OK : damaged(err, place);
}

struct str vault_seal(const struct vault *v, struct arena *a, struct vault_place place, struct str plain)
{
    return seal(a, v->master, plain, place_data(v, a, "seal/v1", place));
}

bool vault_open(const struct vault *v, struct arena *a, struct vault_place place, struct str sealed,
                struct str *ret_plain)
{
    return unseal(a, v->master, sealed, place_data(v, a, "seal/v1", place), ret_plain);
}

enum rc vault_erase(const struct vault *v, struct db *db, struct arena *a, struct vault_place place,
                    struct err *err)
{
    return sql_vault_value_drop(db, a, v->tenant, place.object, place.id, place.field, err);
}

enum rc vault_erase_person(const struct vault *v, struct db *db, struct arena *a, int64_t person,
                           struct err *err)
{
    int64_t changed;
    enum rc rc = sql_vault_value_erase(db, a, v->tenant, person, &changed, err);
    return rc ? rc : sql_vault_key_erase(db, a, v->tenant, person, &changed, err);
}
