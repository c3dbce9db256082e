/* A receipt that can be checked without the ledger: a file of c2sp.org/tlog-proof@v1, made by
 * ledger_receipt_file (ledger/ledger.h). It says under which number an entry stands, proves it up to the root
 * of a checkpoint, and has that checkpoint with the signature of the log. With the bytes of the entry and the
 * verifier key nothing else is needed. */
#ifndef MERKLE_RECEIPT_H
#define MERKLE_RECEIPT_H

#include "merkle/note.h"

#define RECEIPT_BYTES_MAX (64 * 1024)

struct receipt {
    int64_t index;
    struct merkle_proof proof;
    struct note note;             /* points into the file */
    struct checkpoint checkpoint; /* of the note; not yet believed */
};
/* RC_INVALID "ledger.receipt_malformed" and what note_read and checkpoint_read say. */
enum rc receipt_read(struct str file, struct receipt *ret, struct err *err) MUST_CHECK;
/* Does the receipt, signed by `key`, prove that `body` is the entry with its number? RC_INVALID
 * "ledger.receipt_other_entry" (not these bytes, or not this number), "ledger.receipt_other_log" ({0}: the
 * name in the checkpoint, {1}: that of the key), "ledger.note_wrong_signature"; RC_NOT_FOUND
 * "ledger.note_no_known_key". */
enum rc receipt_verify(const struct receipt *r, struct str body, const struct note_key *key,
                       struct err *err) MUST_CHECK;

#endif
