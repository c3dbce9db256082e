/* Private values (names, telephone numbers): readable while they are needed, gone for good when they are not,
 * and never in an entry.
 *
 * The folded row holds a commitment: HMAC-SHA256(salt, "priv/v1" ‖ plain) with 32 bytes of fresh salt, so
 * that a guess cannot be tried. Beside the ledger lie salt and value, encrypted (XChaCha20-Poly1305) under a
 * key of that value (DEK), which lies wrapped under a key of the person (KEK), which lies wrapped under the
 * master key of the installation, a file beside the data. The salt is encrypted too: otherwise a leaked data
 * base would give the commitment away to guessing. What is encrypted is padded to steps of 64 bytes.
 *
 * vault_erase_person destroys the person's key: every value, in every backup of the tables, is then noise.
 * The commitments stay in the entries and every proof stays valid. */
#ifndef LEDGER_VAULT_H
#define LEDGER_VAULT_H

#include "base/limits.h"
#include "db/db.h"

#define VAULT_KEY_BYTES 32
#define VAULT_SALT_BYTES 32
#define VAULT_PLAIN_MAX LIMIT_UPLOAD_BYTES /* the original of an attached file */

struct vault {
    int64_t tenant;
    uint8_t master[VAULT_KEY_BYTES];
};

/* One value's place: the object's stable name, its keys as text ("12" or "12/3"), the field's stable name. */
struct vault_place {
    struct str object, id, field;
};

/* Writes the value and gives its commitment (32 bytes in the arena). */
enum rc vault_put(const struct vault *v, struct db *db, struct arena *a, struct vault_place place,
                  int64_t person, struct str plain, struct str *ret_commitment, struct err *err) MUST_CHECK;
/* RC_NOT_FOUND "ledger.vault_erased" when value or key is gone; RC_INVALID "ledger.vault_damaged" when it
 * does not decrypt or does not open `commitment`. */
enum rc vault_get(const struct vault *v, struct db *db, struct arena *a, struct vault_place place,
                  struct str commitment, struct str *ret_plain, struct err *err) MUST_CHECK;
/* Bytes that are no person's yet (a table on its way in), under the master key; what was sealed for one place
 * opens there alone. False: damaged, or of another place or installation. */
struct str vault_seal(const struct vault *v, struct arena *a, struct vault_place place, struct str plain);
bool vault_open(const struct vault *v, struct arena *a, struct vault_place place, struct str sealed,
                struct str *ret_plain) MUST_CHECK;
/* One value, or all that belongs to a person. Nothing there is no error. */
enum rc vault_erase(const struct vault *v, struct db *db, struct arena *a, struct vault_place place,
                    struct err *err) MUST_CHECK;
enum rc vault_erase_person(const struct vault *v, struct db *db, struct arena *a, int64_t person,
                           struct err *err) MUST_CHECK;

#endif
