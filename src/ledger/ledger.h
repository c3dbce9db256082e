/* The book: what was appended stays, and anybody with a checkpoint can check it.
 *
 * A ledger is one log of one tenant: entries numbered from 0 without gaps, the hash tree over them, one
 * subtree hash per 256 leaves (and per 256 of those, and so on: the levels of tlog-tiles), the head, blobs
 * named by their SHA-256, and every checkpoint that was ever signed. The struct holds keys, no connection and
 * no state: many threads and processes may use one log, the head row is the lock.
 *
 * Writing happens in the caller's transaction (DB_WRITE); an act is acknowledged after the commit, and when
 * the ledger fails the act fails. What it proves and what not: docs/ledger-format.md. */
#ifndef LEDGER_LEDGER_H
#define LEDGER_LEDGER_H

#include "ledger/entry.h"
#include "ledger/vault.h"
#include "merkle/note.h"

struct ledger;

/* Opens the keys in the directory: log.key (signs checkpoints, mode 0600), log.vkey (its public half, for
 * auditors) and vault.key (0600); makes what is missing. `origin` names the log in checkpoints: a schema-less
 * address such as "kaocheng.yunlan.gov.cn/ledger"; empty: that of the key that is there. RC_INVALID
 * "ledger.origin_wrong", RC_CONFLICT "ledger.origin_differs", RC_IO "ledger.key_file". */
enum rc ledger_open(const char *dir, struct str origin, int64_t tenant, struct ledger **ret,
                    struct err *err) MUST_CHECK;
void ledger_close(struct ledger *l); /* wipes the keys; NULL is fine */
void ledger_closep(struct ledger **l);

const struct vault *ledger_vault(const struct ledger *l);
struct str ledger_origin(const struct ledger *l);
int64_t ledger_tenant(const struct ledger *l);
const struct note_key *ledger_key(const struct ledger *l);
struct str ledger_vkey(const struct ledger *l);

struct receipt {
    int64_t seq;
    struct hash leaf;
};

/* Locks the head until the transaction ends and gives the number that the next entry will have. For acts that
 * must know it; ledger_append does it by itself. */
enum rc ledger_next_seq(const struct ledger *l, struct db *db, struct arena *a, int64_t *ret,
                        struct err *err) MUST_CHECK;
/* Makes the body (and stores the blobs that it needs), appends it, reads back what was stored and compares
 * (RC_DB "ledger.readback" when the data base did not keep it). */
enum rc ledger_append(const struct ledger *l, struct db *db, struct arena *a, const struct entry *e,
                      struct receipt *ret, struct err *err) MUST_CHECK;

/* The same bytes twice are one blob. */
enum rc ledger_blob_put(const struct ledger *l, struct db *db, struct arena *a, struct str bytes,
                        struct hash *ret, struct err *err) MUST_CHECK;
/* Checks the hash. RC_NOT_FOUND "ledger.blob_missing", RC_DB "ledger.blob_changed". */
enum rc ledger_blob_get(const struct ledger *l, struct db *db, struct arena *a, struct hash hash,
                        struct str *ret, struct err *err) MUST_CHECK;

/* RC_NOT_FOUND "ledger.no_such_entry". The body is as stored, the leaf as computed from it. */
enum rc ledger_entry(const struct ledger *l, struct db *db, struct arena *a, int64_t seq,
                     struct str *ret_body, struct hash *ret_leaf, struct err *err) MUST_CHECK;
/* Size and root of today. An empty log has size 0. */
enum rc ledger_head(const struct ledger *l, struct db *db, struct arena *a, int64_t *ret_size,
                    struct hash *ret_root, struct err *err) MUST_CHECK;

/* Signs today's head and keeps the note; when the newest checkpoint is of this size already, gives that one.
 * Refuses to sign a smaller size or a tree that does not contain the last signed one (RC_CONFLICT
 * "ledger.rolled_back"). */
enum rc ledger_checkpoint(const struct ledger *l, struct db *db, struct arena *a, struct str *ret_note,
                          struct err *err) MUST_CHECK;
/* Did this ledger's key sign the newest checkpoint? RC_CONFLICT "ledger.key_is_another" when not; an empty
 * log fits every key. */
enum rc ledger_check_key(const struct ledger *l, struct db *db, struct arena *a, struct err *err) MUST_CHECK;
/* The newest checkpoint; RC_NOT_FOUND "ledger.no_checkpoint". */
enum rc ledger_last_checkpoint(const struct ledger *l, struct db *db, struct arena *a, struct str *ret_note,
                               struct err *err) MUST_CHECK;

/* Proof that entry `seq` lies in the tree of `size` leaves (for example that of the newest checkpoint). */
enum rc ledger_inclusion_proof(const struct ledger *l, struct db *db, struct arena *a, int64_t seq,
                               int64_t size, struct merkle_proof *ret, struct err *err) MUST_CHECK;
/* A receipt that can be checked without us: c2sp.org/tlog-proof for entry `seq` under the newest checkpoint.
 * RC_NOT_FOUND "ledger.not_settled_yet" when no checkpoint covers it. */
enum rc ledger_receipt_file(const struct ledger *l, struct db *db, struct arena *a, int64_t seq,
                            struct str *ret_text, struct err *err) MUST_CHECK;

#endif
