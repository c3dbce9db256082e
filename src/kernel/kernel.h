/* The engine room: one writer thread that takes acts from a queue, and reader connections beside it.
 *
 * Each act is a savepoint; a batch (what gathered while the last one committed, at most 500 acts) shares one
 * durable transaction, and an act is acknowledged only after the commit. RC_BUSY from the data base repeats
 * the whole batch, three times. Within a batch: head locked → for each act: idempotency key → may → run →
 * entry appended → idempotency answer. A signed checkpoint closes every batch that appended. Several programs
 * may work on one data base: their batches come one after another. */
#ifndef KERNEL_KERNEL_H
#define KERNEL_KERNEL_H

#include "kernel/act.h"

struct kernel;

struct kernel_config {
    struct str db_url;
    struct str data_dir; /* keys live here */
    int64_t tenant_id;
    struct str origin; /* name of the log in checkpoints */
    struct world world;
    size_t readers; /* how many threads will read */
};

/* Opens, brings the schema up to date, checks all statements, opens the ledger, starts the writer. */
enum rc kernel_open(const struct kernel_config *config, struct kernel **ret, struct err *err) MUST_CHECK;
void kernel_close(struct kernel *k); /* lets queued acts end; NULL is fine */

/* Runs one act and waits for its commit. Any thread. The answer lives in `arena`. */
enum rc kernel_act(struct kernel *k, const struct act_call *call, struct arena *arena,
                   struct act_receipt *ret, struct err *err) MUST_CHECK;
/* Many acts at once, each on its own: they stand in the queue together, so they share commits. Waits for all.
 * Answers live in `arena`. For what the program does by itself; a person's request is one act. */
struct act_result {
    enum rc rc;
    struct act_receipt receipt;
    struct err err;
};
void kernel_act_each(struct kernel *k, const struct act_call *call, size_t n, struct arena *arena,
                     struct act_result *ret);
/* Whether the act of this call was done already, by its idempotency key; read in the transaction of `db`. */
enum rc kernel_is_done(const struct kernel *k, struct db *db, struct arena *a, const struct act_call *call,
                       bool *ret, struct err *err) MUST_CHECK;

/* The read-only connection of reader `thread` (0 … readers-1), with a transaction open: one stable
 * picture until kernel_read_end. Opened at first use. */
enum rc kernel_read_begin(struct kernel *k, size_t thread, struct db **ret, struct err *err) MUST_CHECK;
void kernel_read_end(struct kernel *k, size_t thread);

const struct world *kernel_world(const struct kernel *k);
int64_t kernel_now_ms(const struct kernel *k);
int64_t kernel_tenant(const struct kernel *k);
struct ledger *kernel_ledger(struct kernel *k);

#endif
