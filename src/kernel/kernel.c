/* The writer. Requests wait in a list; the writer takes what is there, up to 500, runs each as a savepoint of
 * one transaction, commits, and only then wakes those who wait. While it commits, the next batch gathers: so
 * the more there is to do, the more acts share one fsync, and a lonely act waits for nobody.
 *
 * The request's arena is lent to the writer while its owner sleeps. Nothing slow belongs into an act: files
 * are parsed and passwords hashed by the caller before.
 *
 * Rejected: a transaction per request (4 to 26 times slower under load, and SQLite's busy wait is no queue);
 * keeping the head in memory (another process, the command line for one, may append too). */
#include "kernel/kernel.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdlib.h>

#include "base/date.h"
#include "gen/sql.h"

#define BATCH_ACTS_MAX 500
#define BUSY_TRIES 3

#define PTOK(call) ASSERT((call) == 0)

struct waiting {
    const struct act_call *call;
    struct arena *arena;
    struct act_receipt *receipt;
    struct err *err;
    enum rc rc;
    bool is_done;
    struct waiting *next;
};

struct kernel {
    struct kernel_config config;
    struct arena *arena; /* of the configuration */
    struct ledger *ledger;
    struct db *writer_db;
    struct db **reader; /* [config.readers] */
    pthread_t writer;
    bool has_writer;
    pthread_mutex_t lock;
    pthread_cond_t to_do, done;
    struct waiting *first, *last;
    bool is_closing;
};

const struct world *kernel_world(const struct kernel *k) { return &k->config.world; }
int64_t kernel_now_ms(const struct kernel *k) { return k->config.world.now_ms(k->config.world.ctx); }
int64_t kernel_tenant(const struct kernel *k) { return k->config.tenant_id; }
struct ledger *kernel_ledger(struct kernel *k) { return k->ledger; }

/* ---- one act ---- */

enum rc act_seq(struct act *act, int64_t *ret, struct err *err)
{
    if (!act->has_seq) {
        enum rc rc = ledger_next_seq(act->ledger, act->db, act->arena, &act->seq, err);
        if (rc != RC_OK)
            return rc;
        act->has_seq = true;
    }
    *ret = act->seq;
    return RC_OK;
}

enum rc act_blob(struct act *act, struct str bytes, struct hash *ret, struct err *err)
{
    ASSERT(act->blobs < COUNT_OF(act->blob));
    enum rc rc = ledger_blob_put(act->ledger, act->db, act->arena, bytes, ret, err);
    if (rc == RC_OK)
        act->blob[act->blobs++] = *ret;
    return rc;
}

/* One form, sent twice by one account, is one act. */
static struct str idem_scoped(struct arena *a, const struct act_call *call)
{
    if (call->idem.n == 0 || call->def->is_operational)
        return (struct str){0};
    return arena_printf(a, "%" PRId64 ":%s:%.*s", call->actor.account_id, call->def->name,
                        STR_ARG(call->idem));
}

enum rc kernel_is_done(const struct kernel *k, struct db *db, struct arena *a, const struct act_call *call,
                       bool *ret, struct err *err)
{
    struct sql_idem_get_row row;
    *ret = false;
    struct str idem = idem_scoped(a, call);
    return idem.n ? sql_idem_get(db, a, k->config.tenant_id, idem, &row, ret, err) : RC_OK;
}

static enum rc first_receipt(struct kernel *k, struct waiting *w, struct str idem, bool *ret_found)
{
    struct sql_idem_get_row row;
    enum rc rc = sql_idem_get(k->writer_db, w->arena, k->config.tenant_id, idem, &row, ret_found, w->err);
    if (rc != RC_OK || !*ret_found)
        return rc;
    struct str body;
    struct hash leaf;
    rc = ledger_entry(k->ledger, k->writer_db, w->arena, row.seq, &body, &leaf, w->err);
    if (rc == RC_OK)
        *w->receipt =
            (struct act_receipt){.seq = row.seq, .leaf = leaf, .is_repeated = true, .answer = row.answer};
    return rc;
}

static enum rc append(struct kernel *k, struct act *act, const struct waiting *w, struct str idem)
{
    struct buf changes CLEANUP(buf_release) = {0};
    change_json(&act->changes, &changes);
    ASSERT(!changes.failed && !act->input_json.failed);
    struct entry entry = {.actor = act->actor.account_id,
                          .at_ms = act->now_ms,
                          .kind = w->call->def->kind,
                          .role = role_name(act->actor.role),
                          .object = act->object,
                          .idem = idem,
                          .input = buf_str(&act->input_json),
                          .changes = buf_str(&changes),
                          .blob = act->blob,
                          .blobs = act->blobs,
                          .has_changes_apart = act->has_changes_apart};
    struct receipt receipt;
    enum rc rc = ledger_append(k->ledger, k->writer_db, act->arena, &entry, &receipt, w->err);
    if (rc != RC_OK)
        return rc;
    ASSERT(!act->has_seq || act->seq == receipt.seq);
    w->receipt->seq = receipt.seq;
    w->receipt->leaf = receipt.leaf;
    return idem.n ? sql_idem_add(k->writer_db, act->arena, k->config.tenant_id, idem, receipt.seq,
                                 act->answer, w->err)
                  : RC_OK;
}

/* `a` is the writer's own: what an act needs for 300,000 values is more than a request may take. */
static enum rc run_act(struct kernel *k, struct waiting *w, struct arena *a)
{
    const struct act_call *call = w->call;
    struct str idem = idem_scoped(w->arena, w->call);
    if (idem.n) {
        bool is_repeated = false;
        enum rc rc = first_receipt(k, w, idem, &is_repeated);
        if (rc != RC_OK || is_repeated)
            return rc;
    }
    enum rc rc = may_or_fail(&call->actor, &call->def->permit, &call->target, call->def->name, w->err);
    if (rc != RC_OK)
        return rc;
    struct act act = {
        .db = k->writer_db,
        .arena = a,
        .world = &k->config.world,
        .ledger = k->ledger,
        .actor = call->actor,
        .target = call->target,
        .now_ms = kernel_now_ms(k),
        .changes = {
            .db = k->writer_db, .arena = a, .tenant = k->config.tenant_id, .vault = ledger_vault(k->ledger)}};
    act.day = date_day_of(act.now_ms);
    *w->receipt = (struct act_receipt){.seq = -1};
    rc = call->def->run(&act, call->input, w->err);
    if (rc == RC_OK && !call->def->is_operational)
        rc = append(k, &act, w, idem);
    ASSERT(rc != RC_OK || !call->def->is_operational || act.changes.n == 0);
    buf_release(&act.input_json);
    w->receipt->answer = arena_str(w->arena, act.answer);
    return rc;
}

/* ---- one batch ---- */

/* One writer at a time, whatever the engine: what an act reads (the next free number, whether a name is
 * taken) holds until it is written. On SQLite the transaction is that lock; on PostgreSQL the head of the log
 * is it, and another program's batch waits here. Operational acts alone need none. */
static enum rc wait_for_turn(struct kernel *k, const struct waiting *batch, struct arena *a, struct err *err)
{
    int64_t seq;
    while (batch && batch->call->def->is_operational)
        batch = batch->next;
    return batch ? ledger_next_seq(k->ledger, k->writer_db, a, &seq, err) : RC_OK;
}

/* The savepoint around an act. A returned error concerns the whole batch. */
static enum rc run_in_savepoint(struct kernel *k, struct waiting *w, struct arena *a, struct err *err)
{
    enum rc rc = db_savepoint(k->writer_db, err);
    if (rc != RC_OK)
        return rc;
    w->rc = run_act(k, w, a);
    if (w->rc == RC_BUSY) {
        *err = *w->err;
        return RC_BUSY;
    }
    if (w->rc != RC_OK) {
        db_savepoint_rollback(k->writer_db);
        return RC_OK;
    }
    return db_savepoint_release(k->writer_db, err);
}

static enum rc run_batch_once(struct kernel *k, struct waiting *batch, struct arena *a, struct err *err)
{
    bool has_appended = false;
    enum rc rc = db_begin(k->writer_db, err);
    if (rc == RC_OK)
        rc = wait_for_turn(k, batch, a, err);
    for (struct waiting *w = batch; w && rc == RC_OK; w = w->next) {
        rc = run_in_savepoint(k, w, a, err);
        has_appended |= rc == RC_OK && w->rc == RC_OK && w->receipt->seq >= 0 && !w->receipt->is_repeated;
    }
    struct str note;
    if (rc == RC_OK && has_appended)
        rc = ledger_checkpoint(k->ledger, k->writer_db, a, &note, err);
    if (rc == RC_OK)
        rc = db_commit(k->writer_db, err);
    if (rc != RC_OK)
        db_rollback(k->writer_db);
    return rc;
}

static void run_batch(struct kernel *k, struct waiting *batch, struct arena *a)
{
    struct err err = {0};
    enum rc rc = RC_BUSY;
    for (int i = 0; i < BUSY_TRIES && rc == RC_BUSY; i++)
        rc = run_batch_once(k, batch, a, &err);
    if (rc != RC_OK)
        for (struct waiting *w = batch; w; w = w->next) {
            w->rc = rc;
            *w->err = err;
        }
}

/* Takes up to 500 off the list. Waits until there is something; false when the house closes. */
static bool take_batch(struct kernel *k, struct waiting **ret)
{
    PTOK(pthread_mutex_lock(&k->lock));
    while (!k->first && !k->is_closing)
        PTOK(pthread_cond_wait(&k->to_do, &k->lock));
    struct waiting *batch = k->first, *end = batch;
    for (int n = 1; end && end->next && n < BATCH_ACTS_MAX; n++)
        end = end->next;
    if (end) {
        k->first = end->next;
        end->next = NULL;
        if (!k->first)
            k->last = NULL;
    }
    PTOK(pthread_mutex_unlock(&k->lock));
    *ret = batch;
    return batch != NULL;
}

static void *writer_main(void *ctx)
{
    struct kernel *k = ctx;
    struct arena *a = arena_new(0);
    ASSERT(a != NULL);
    struct waiting *batch;
    while (take_batch(k, &batch)) {
        run_batch(k, batch, a);
        arena_reset(a);
        PTOK(pthread_mutex_lock(&k->lock));
        for (struct waiting *w = batch, *next; w; w = next) {
            next = w->next; /* w is its owner's again as soon as it is done */
            w->is_done = true;
        }
        PTOK(pthread_cond_broadcast(&k->done));
        PTOK(pthread_mutex_unlock(&k->lock));
    }
    arena_free(a);
    return NULL;
}

static void enqueue_locked(struct kernel *k, struct waiting *w)
{
    ASSERT(!k->is_closing);
    if (k->last)
        k->last->next = w;
    else
        k->first = w;
    k->last = w;
}

enum rc kernel_act(struct kernel *k, const struct act_call *call, struct arena *arena,
                   struct act_receipt *ret, struct err *err)
{
    struct err own = {0};
    struct waiting w = {.call = call, .arena = arena, .receipt = ret, .err = err ? err : &own};
    PTOK(pthread_mutex_lock(&k->lock));
    enqueue_locked(k, &w);
    PTOK(pthread_cond_signal(&k->to_do));
    while (!w.is_done)
        PTOK(pthread_cond_wait(&k->done, &k->lock));
    PTOK(pthread_mutex_unlock(&k->lock));
    return w.rc;
}

/* The writer alone touches the arena meanwhile, so all may share it. */
void kernel_act_each(struct kernel *k, const struct act_call *call, size_t n, struct arena *arena,
                     struct act_result *ret)
{
    struct waiting *w = ARENA_ARRAY(arena, struct waiting, n + 1);
    for (size_t i = 0; i < n; i++) {
        ret[i] = (struct act_result){.rc = RC_OK};
        w[i] = (struct waiting){
            .call = &call[i], .arena = arena, .receipt = &ret[i].receipt, .err = &ret[i].err};
    }
    PTOK(pthread_mutex_lock(&k->lock));
    for (size_t i = 0; i < n; i++)
        enqueue_locked(k, &w[i]);
    PTOK(pthread_cond_signal(&k->to_do));
    for (size_t i = 0; i < n; i++)
        while (!w[i].is_done)
            PTOK(pthread_cond_wait(&k->done, &k->lock));
    PTOK(pthread_mutex_unlock(&k->lock));
    for (size_t i = 0; i < n; i++)
        ret[i].rc = w[i].rc;
}

/* ---- readers ---- */

/* The house was open before, so this is no wrong setting but a server that went away, and comes back. What to
 * do about it is for the log. */
static enum rc reader_open(const struct kernel *k, struct db **ret, struct err *err)
{
    struct err why = {0};
    enum rc rc = db_open(k->config.db_url, DB_READ, ret, &why);
    if (rc == RC_IO)
        return FAIL(err, RC_BUSY, "db.no_connection", "%s", why.detail);
    if (rc != RC_OK && err)
        *err = why;
    return rc;
}

enum rc kernel_read_begin(struct kernel *k, size_t thread, struct db **ret, struct err *err)
{
    ASSERT(thread < k->config.readers);
    enum rc rc = RC_OK;
    if (!k->reader[thread])
        rc = reader_open(k, &k->reader[thread], err);
    if (rc == RC_OK)
        rc = db_begin(k->reader[thread], err);
    if (rc != RC_OK && k->reader[thread]) {
        db_close(k->reader[thread]); /* a server that went away is looked for again by the next request */
        k->reader[thread] = NULL;
    }
    if (rc == RC_OK)
        *ret = k->reader[thread];
    return rc;
}

void kernel_read_end(struct kernel *k, size_t thread)
{
    ASSERT(thread < k->config.readers);
    if (k->reader[thread])
        db_rollback(k->reader[thread]);
}

/* ---- opening and closing ---- */

/* A key that did not sign the newest checkpoint is not this log's: better not to start than to find out at
 * the first act. */
static enum rc check_key(struct kernel *k, struct err *err)
{
    enum rc rc = db_begin(k->writer_db, err);
    if (rc == RC_OK)
        rc = ledger_check_key(k->ledger, k->writer_db, k->arena, err);
    db_rollback(k->writer_db);
    return rc;
}

static enum rc open_stores(struct kernel *k, struct err *err)
{
    int from, to;
    enum rc rc = db_open(k->config.db_url, DB_WRITE, &k->writer_db, err);
    if (rc == RC_OK)
        rc = db_migrate(k->writer_db, kernel_now_ms(k), &from, &to, err);
    if (rc == RC_OK)
        rc = db_check_statements(k->writer_db, err);
    if (rc == RC_OK)
        rc = ledger_open(k->config.data_dir.p, k->config.origin, k->config.tenant_id, &k->ledger, err);
    return rc == RC_OK ? check_key(k, err) : rc;
}

enum rc kernel_open(const struct kernel_config *config, struct kernel **ret, struct err *err)
{
    struct kernel *k = calloc(1, sizeof *k);
    ASSERT(k != NULL);
    k->arena = arena_new(0);
    ASSERT(k->arena != NULL);
    k->config = *config;
    k->config.db_url = arena_str(k->arena, config->db_url);
    k->config.data_dir = arena_str(k->arena, config->data_dir);
    k->config.origin = arena_str(k->arena, config->origin);
    k->reader = ARENA_ARRAY(k->arena, struct db *, config->readers ? config->readers : 1);
    PTOK(pthread_mutex_init(&k->lock, NULL));
    PTOK(pthread_cond_init(&k->to_do, NULL));
    PTOK(pthread_cond_init(&k->done, NULL));
    enum rc rc = open_stores(k, err);
    if (rc != RC_OK) {
        kernel_close(k);
        return rc;
    }
    PTOK(pthread_create(&k->writer, NULL, writer_main, k));
    k->has_writer = true;
    *ret = k;
    return RC_OK;
}

void kernel_close(struct kernel *k)
{
    if (!k)
        return;
    if (k->has_writer) {
        PTOK(pthread_mutex_lock(&k->lock));
        k->is_closing = true;
        PTOK(pthread_cond_signal(&k->to_do));
        PTOK(pthread_mutex_unlock(&k->lock));
        PTOK(pthread_join(k->writer, NULL));
    }
    for (size_t i = 0; i < k->config.readers; i++)
        db_close(k->reader[i]);
    db_close(k->writer_db);
    ledger_close(k->ledger);
    PTOK(pthread_cond_destroy(&k->to_do));
    PTOK(pthread_cond_destroy(&k->done));
    PTOK(pthread_mutex_destroy(&k->lock));
    arena_free(k->arena);
    free(k);
}
