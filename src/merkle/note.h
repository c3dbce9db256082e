/* Signed notes (c2sp.org/signed-note), checkpoints (tlog-checkpoint) and Ed25519 cosignatures
 * (tlog-cosignature, type 0x04).
 *
 * Two choices where implementations differ, both the strict one: base64 with trailing bits is refused, so
 * that one signature has one spelling; and when the same known key signs twice, both signatures must hold, as
 * the text says clients SHOULD. Signatures of unknown keys are ignored, at most NOTE_SIGNATURES_MAX are read.
 */
#ifndef MERKLE_NOTE_H
#define MERKLE_NOTE_H

#include "base/buf.h"
#include "merkle/tree.h"

#define NOTE_SIGNATURES_MAX 100
#define NOTE_BYTES_MAX (1024 * 1024)

enum note_type { NOTE_ED25519 = 0x01, NOTE_COSIGNATURE = 0x04 };

/* A verifier key. The name points into what it was read from. */
struct note_key {
    struct str name;
    uint32_t id; /* first four bytes of SHA-256(name ‖ '\n' ‖ type ‖ public key) */
    enum note_type type;
    uint8_t pub[32];
};
struct note_signer {
    struct note_key key;
    uint8_t seed[32];
    uint8_t secret[64]; /* as libsodium wants it */
};

/* False when the name is empty or has a space, a '+' or a control character. */
bool note_name_ok(struct str name);
/* From a name and 32 bytes of randomness. The name must be ok and outlive the signer. */
struct note_signer note_signer_from(struct str name, enum note_type type, const uint8_t seed[32]);
/* "name+hexid+base64(type ‖ public key)"; RC_INVALID "ledger.key_malformed" also when the id is wrong. */
enum rc note_key_read(struct str vkey, struct note_key *ret, struct err *err) MUST_CHECK;
void note_key_write(struct buf *out, const struct note_key *key);
/* "PRIVATE+KEY+name+hexid+base64(type ‖ seed)". */
enum rc note_signer_read(struct str skey, struct note_signer *ret, struct err *err) MUST_CHECK;
void note_signer_write(struct buf *out, const struct note_signer *signer);
void note_signer_wipe(struct note_signer *signer); /* for CLEANUP too */

struct note_signature {
    struct str name;
    uint32_t id;
    struct str base64; /* of id and signature */
};
/* All pieces point into the message. */
struct note {
    struct str text; /* with its last newline */
    struct note_signature sig[NOTE_SIGNATURES_MAX];
    size_t sigs;
};
/* RC_INVALID "ledger.note_malformed". */
enum rc note_read(struct str msg, struct note *ret, struct err *err) MUST_CHECK;
/* RC_OK when at least one of the keys signed and no signature of a known key is wrong; *ret_keys (may be
 * NULL) has bit i set when key i signed. At most 64 keys. RC_NOT_FOUND "ledger.note_no_known_key", RC_INVALID
 * "ledger.note_wrong_signature". */
enum rc note_verify(const struct note *note, const struct note_key *key, size_t keys, uint64_t *ret_keys,
                    struct err *err) MUST_CHECK;
/* Appends one signature line over `text`; the caller has written the text and the blank line before.
 * `time_s` counts for cosignatures alone. */
void note_sign(struct buf *out, struct str text, const struct note_signer *signer, int64_t time_s);

/* The text of a checkpoint: origin, size, root, and extension lines, which we never write. */
struct checkpoint {
    struct str origin;
    int64_t size;
    struct hash root;
};
enum rc checkpoint_read(struct str text, struct checkpoint *ret, struct err *err) MUST_CHECK;
void checkpoint_write(struct buf *out, const struct checkpoint *c);
/* Text, blank line and the signature of the log. */
void checkpoint_sign(struct buf *out, const struct checkpoint *c, const struct note_signer *signer);

/* Standard base64 with padding, strict. */
void base64_write(struct buf *out, struct str bytes);
/* False when it is not exactly that or does not fit into cap. */
bool base64_read(struct str text, uint8_t *out, size_t cap, size_t *ret_n) MUST_CHECK;

#endif
