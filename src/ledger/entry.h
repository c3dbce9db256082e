/* The body of an entry: who did what when, with what input, and what changed by it. It is canonical JSON
 * (ledger/canon.h) and the stored bytes are what is hashed; nobody writes them again to check them.
 *
 *     {"actor":12,"at":1795000000000,"blobs":["hex…"],"changes":[…],"idem":"…","input":{…},
 *      "kind":"value.import","nonce":"32 hex digits","obj":"scheme/3","role":"office","v":1}
 *
 * `blobs`, `idem`, `input` and `obj` are left out when there is nothing to say. A body has at most 65,535
 * bytes: a longer list of changes lies in a blob and "changes_blob":"hash" stands in its place; the same
 * holds for "input_blob". The nonce is fresh randomness, so that a short body cannot be guessed from its leaf
 * hash. The actor is the number of an account, a pseudonym; private fields never come here (ledger/vault.h).
 */
#ifndef LEDGER_ENTRY_H
#define LEDGER_ENTRY_H

#include "base/limits.h"
#include "ledger/canon.h"
#include "merkle/tree.h"

#define ENTRY_VERSION 1
#define ENTRY_BLOBS_MAX 64

struct entry {
    int64_t actor;
    int64_t at_ms;
    struct str kind; /* stable name of the act: value.import */
    struct str role;
    struct str object;       /* may be empty */
    struct str idem;         /* may be empty */
    struct str input;        /* canonical JSON of public and internal fields; may be empty */
    struct str changes;      /* canonical array (change_json); empty is [] */
    bool has_changes_apart;  /* they lie in a blob whatever their length: an import is one file of changes */
    const struct hash *blob; /* evidence, stored before */
    size_t blobs;
};

/* The body, and what must be stored as blobs because it was too long (n = 0: nothing). All in the arena.
 * RC_TOO_LARGE "ledger.entry_too_large". */
enum rc entry_body(const struct entry *e, struct arena *a, struct str *ret_body, struct str *ret_changes_blob,
                   struct str *ret_input_blob, struct err *err) MUST_CHECK;

/* What a reader sees of a body. Fields that this program does not know are passed over; `version` says who
 * wrote it. Texts point into the body or the arena. */
struct entry_view {
    int64_t version, actor, at_ms;
    struct str kind, role, object, idem, nonce_hex;
    struct str input;            /* raw canonical JSON; empty when it lies in a blob */
    const struct canon *changes; /* array; NULL when it lies in a blob */
    bool has_changes_blob, has_input_blob;
    struct hash changes_blob, input_blob;
    const struct hash *blob;
    size_t blobs;
};
/* RC_INVALID "ledger.not_canonical" or "ledger.entry_malformed" ({0}: the member at fault). */
enum rc entry_read(struct str body, struct arena *a, struct entry_view *ret, struct err *err) MUST_CHECK;

#endif
