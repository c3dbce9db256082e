/* How fast the ledger is: durable appends with one change each, one or 64 to a transaction; proofs; verify.
 *
 *     bench_ledger [ENTRIES [URL]]
 *
 * Without a URL it makes a SQLite file in a new directory below the current one (so that the disk counts, not
 * /tmp), and leaves nothing behind. Figures are of this machine and this disk. */
#include "gen/sql.h"
#include "gen/tables.h"
#include "ledger/change.h"
#include "ledger/fold.h"
#include "ledger/ledger.h"
#include "ledger/verify.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define TENANT 1

static void must(enum rc rc, const struct err *err)
{
    if (rc != RC_OK) {
        (void)fprintf(stderr, "%s: %s\n", err->text ? err->text : "?", err->detail);
        exit(1);
    }
}

static double now_s(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void append_one(const struct ledger *l, struct db *db, struct arena *a, int64_t i, struct err *err)
{
    struct change_set cs = {.db = db, .arena = a, .tenant = TENANT};
    struct cell cell[TABLE_COLUMNS_MAX];
    struct receipt r;
    struct measure_value_row row = {.tenant_id = TENANT,
                                    .scheme_id = 1,
                                    .organ_id = i % 50,
                                    .measure = STR("zb.0123"),
                                    .period = STR("2026-10"),
                                    .n = i / 50 % 200,
                                    .digits = 2,
                                    .value = i,
                                    .import_id = i};
    measure_value_row_cells(&row, cell);
    must(change_put(&cs, &table_measure_value, cell, err), err);
    CLEANUP(buf_release) struct buf changes = {0};
    change_json(&cs, &changes);
    struct entry e = {.actor = 12,
                      .at_ms = INT64_C(1795000000000) + i,
                      .kind = STR("value.report"),
                      .role = STR("liaison"),
                      .object = STR("scheme/1"),
                      .input = STR("{\"measure\":\"zb.0123\",\"period\":\"2026-10\"}"),
                      .changes = buf_str(&changes)};
    must(ledger_append(l, db, a, &e, &r, err), err);
}

static int64_t appends(const struct ledger *l, struct db *db, int64_t from, int64_t n, int batch)
{
    struct err err = {0};
    CLEANUP(arena_freep) struct arena *a = arena_new(0);
    double start = now_s();
    for (int64_t i = from; i < from + n;) {
        arena_reset(a);
        must(db_begin(db, &err), &err);
        for (int k = 0; k < batch && i < from + n; k++)
            append_one(l, db, a, i++, &err);
        must(db_commit(db, &err), &err);
    }
    double s = now_s() - start;
    printf("%8lld durable appends, %2d to a transaction: %8.0f per second\n", (long long)n, batch,
           (double)n / s);
    return from + n;
}

static void proofs(const struct ledger *l, struct db *db, int64_t size)
{
    struct err err = {0};
    CLEANUP(arena_freep) struct arena *a = arena_new(0);
    double worst = 0, start = now_s();
    for (int i = 0; i < 1000; i++) {
        struct merkle_proof p;
        double t = now_s();
        arena_reset(a);
        must(ledger_inclusion_proof(l, db, a, (int64_t)i * 7919 % size, size, &p, &err), &err);
        t = now_s() - t;
        worst = t > worst ? t : worst;
    }
    printf("    1000 inclusion proofs at %lld entries: %.2f ms each, the slowest %.2f ms\n", (long long)size,
           (now_s() - start), worst * 1e3);
}

static void verify(const struct ledger *l, struct str url)
{
    struct err err = {0};
    CLEANUP(arena_freep) struct arena *a = arena_new(0);
    struct ledger_report r = {.found.arena = a};
    double start = now_s();
    must(ledger_verify(url, l, NULL, &r, &err), &err);
    double s = now_s() - start;
    printf("         verify of %lld entries and %lld rows: %.2f s, %.0f entries per second, %zu findings\n",
           (long long)r.entries, (long long)r.rows, s, (double)r.entries / s, r.found.blocking);
}

/* As the writer of a server does after each batch; verify wants the newest tree signed. */
static void sign(const struct ledger *l, struct db *db)
{
    struct err err = {0};
    struct str note;
    CLEANUP(arena_freep) struct arena *a = arena_new(0);
    must(db_begin(db, &err), &err);
    must(ledger_checkpoint(l, db, a, &note, &err), &err);
    must(db_commit(db, &err), &err);
}

static void remove_files(const char *dir)
{
    static const char *const name[] = {"kc.db", "kc.db-wal", "kc.db-shm", "log.key", "log.vkey", "vault.key"};
    for (size_t i = 0; i < COUNT_OF(name); i++) {
        char path[256];
        (void)snprintf(path, sizeof path, "%s/%s", dir, name[i]);
        (void)unlink(path);
    }
    (void)rmdir(dir);
}

int main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], FOLD_CHILD) == 0)
        return fold_child(0, 1);
    char dir[] = "bench-ledger.XXXXXX", file[64];
    int64_t n = argc > 1 ? atoll(argv[1]) : 20000, done = 0;
    int from, to;
    struct err err = {0};
    struct db *db;
    struct ledger *l;
    if (!mkdtemp(dir))
        return 1;
    (void)snprintf(file, sizeof file, "sqlite:%s/kc.db", dir);
    struct str url = str_c(argc > 2 ? argv[2] : file);
    must(ledger_open(dir, STR("ledger.bench/a"), TENANT, &l, &err), &err);
    must(db_open(url, DB_WRITE, &db, &err), &err);
    must(db_migrate(db, 0, &from, &to, &err), &err);
    done = appends(l, db, done, n / 10, 1);
    done = appends(l, db, done, n / 10, 8);
    done = appends(l, db, done, n - n / 5, 64);
    proofs(l, db, done);
    sign(l, db);
    db_close(db);
    verify(l, url);
    ledger_close(l);
    remove_files(dir);
    return 0;
}
