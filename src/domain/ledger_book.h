/* The ledger as people read it: which act, by which post, about what; one entry with its body, its changes
 * and the proof that it lies in the signed tree. */
#ifndef DOMAIN_LEDGER_BOOK_H
#define DOMAIN_LEDGER_BOOK_H

#include "domain/account.h"
#include "ledger/change.h"
#include "ledger/ledger.h"

struct ledger_row {
    int64_t seq, at_ms, actor;
    struct str kind, object; /* stable names: value.import, scheme/3 */
    struct str actor_label;  /* the account's post; n = 0: the system */
    struct hash leaf;
};
struct ledger_rows {
    const struct ledger_row *row; /* newest first */
    size_t n;
    int64_t size;
    struct hash root;
    struct str checkpoint; /* the newest signed note; n = 0 before the first */
};
/* Entries before `before_seq` (exclusive), at most `most`. */
enum rc ledger_rows_load(struct db *db, struct arena *a, struct ledger *ledger, int64_t before_seq,
                         size_t most, struct ledger_rows *ret, struct err *err) MUST_CHECK;

struct ledger_change {
    struct str object, key, field, value;
    bool is_private, is_removed;
};
struct ledger_blob {
    struct hash hash;
    size_t bytes;
    bool is_changes; /* the canonical changes; otherwise evidence */
};
struct ledger_entry_detail {
    struct ledger_row row;
    struct str body;
    const struct ledger_change *change; /* the first of them */
    size_t changes, changes_more;
    const struct ledger_blob *blob;
    size_t blobs;
    int64_t size; /* of the signed tree; 0: not yet signed */
    struct str checkpoint;
    struct hash root;
    struct hash path[MERKLE_PROOF_MAX];
    size_t path_n;
    bool is_proven; /* recomputed just now from the body as stored */
};
/* RC_NOT_FOUND "ledger.no_such_entry". */
enum rc ledger_entry_load(struct db *db, struct arena *a, struct ledger *ledger, int64_t seq,
                          struct ledger_entry_detail *ret, struct err *err) MUST_CHECK;

/* The changes of an entry as a canonical array, from its body or from its blob. */
enum rc ledger_change_list(struct db *db, struct arena *a, struct ledger *ledger,
                           const struct entry_view *view, const struct canon **ret,
                           struct err *err) MUST_CHECK;
/* The same, by the number of the entry. RC_NOT_FOUND as ledger_entry. */
enum rc ledger_changes_of(struct db *db, struct arena *a, struct ledger *ledger, int64_t seq,
                          const struct canon **ret, struct err *err) MUST_CHECK;

#define LEDGER_CHANGES_SHOWN 200 /* of one entry; the rest is counted */

#endif
