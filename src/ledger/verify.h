/* Verifying: does the ledger hold together, and are today's tables what its entries say?
 *
 *  a  every leaf is computed again from the body, and from the leaves the tree, every subtree hash, the
 *     frontier and head, the root and signature of every checkpoint; numbers have no gap; every blob hashes
 * to its name and those that entries name are there; b  a child process folds the entries (ledger/fold.h),
 * and its rows are compared with today's tables, one by one; every private commitment is opened with the
 * value in the vault, unless that was erased; c  idempotency keys lead to the entries that carry them.
 *
 * All from one stable picture: acts may go on meanwhile. */
#ifndef LEDGER_VERIFY_H
#define LEDGER_VERIFY_H

#include "base/problem.h"
#include "ledger/ledger.h"

struct ledger_report {
    int64_t entries, blobs, checkpoints, rows; /* how many were checked */
    int64_t private_open, private_erased;      /* commitments that opened; whose value is gone by right */
    struct hash root;
    /* What is wrong; blocking = 0: nothing. Texts are keys with arguments, see po/ledger.*.po; for a row: {0}
     * table and keys, {1} field, {2} in the entries, {3} in the table. */
    struct problems found;
};

/* Opens its own DB_READ connection. `exe` is the program to run as the child, NULL for this one
 * (/proc/self/exe). RC_OK means that it could be checked, not that all is well: see `found`. `found.arena` is
 * set by the caller. */
enum rc ledger_verify(struct str db_url, const struct ledger *l, const char *exe, struct ledger_report *ret,
                      struct err *err) MUST_CHECK;

#endif
