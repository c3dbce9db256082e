/* How many acts a second the house takes, each with its entry, acknowledged after a durable commit: units are
 * registered through the kernel from as many threads as a server has workers, on SQLite in a new directory.
 *   bench_acts [ACTS]   prints one line for 1, 8 and 32 threads */
#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include <sodium.h>

#include "domain/organ.h"
#include "kernel/kernel.h"

#define TENANT 1

struct worker {
    struct kernel *k;
    int from, to;
    int failed;
};

static void *work(void *ctx)
{
    struct worker *w = ctx;
    struct arena *a = arena_new(0);
    ASSERT(a != NULL);
    for (int i = w->from; i < w->to; i++) {
        struct organ_rename in = {.organ_id = 1,
                                  .from_day = 20260101 + i % 28,
                                  .name = arena_printf(a, "单位 %d", i),
                                  .short_name = arena_printf(a, "单位 %d", i)};
        struct act_call call = {.def = &act_organ_rename,
                                .actor = {.tenant_id = TENANT, .role = ROLE_SYSTEM},
                                .idem = arena_printf(a, "%d", i),
                                .input = &in};
        struct act_receipt receipt;
        struct err err = {0};
        w->failed += kernel_act(w->k, &call, a, &receipt, &err) != RC_OK;
        arena_reset(a);
    }
    arena_free(a);
    return NULL;
}

static double seconds(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void round_of(struct kernel *k, int threads, int acts, int *from)
{
    pthread_t thread[64];
    struct worker w[64];
    double begin = seconds();
    for (int i = 0; i < threads; i++) {
        int share = acts / threads;
        w[i] = (struct worker){.k = k, .from = *from + i * share, .to = *from + (i + 1) * share};
        ASSERT(pthread_create(&thread[i], NULL, work, &w[i]) == 0);
    }
    int failed = 0;
    for (int i = 0; i < threads; i++) {
        ASSERT(pthread_join(thread[i], NULL) == 0);
        failed += w[i].failed;
    }
    *from += acts;
    (void)printf("%2d threads: %8.0f durable acts/s, %d failed\n", threads, acts / (seconds() - begin),
                 failed);
}

static void remove_files(struct arena *a, const char *dir)
{
    static const char *const name[] = {"db", "db-wal", "db-shm", "log.key", "log.vkey", "vault.key"};
    for (size_t i = 0; i < COUNT_OF(name); i++)
        (void)unlink(arena_printf(a, "%s/%s", dir, name[i]).p);
    (void)rmdir(dir);
}

int main(int argc, char **argv)
{
    int acts = argc > 1 ? (int)strtol(argv[1], NULL, 10) : 6400, from = 0;
    char dir[] = "/var/tmp/kc-bench-XXXXXX";
    if (sodium_init() < 0 || !mkdtemp(dir))
        return 1;
    struct arena *a CLEANUP(arena_freep) = arena_new(0);
    struct kernel *k = NULL;
    struct err err = {0};
    struct kernel_config config = {.db_url = arena_printf(a, "sqlite:%s/db", dir),
                                   .data_dir = arena_printf(a, "%s", dir),
                                   .tenant_id = TENANT,
                                   .origin = STR("bench.example/ledger"),
                                   .world = world_real(),
                                   .readers = 1};
    if (kernel_open(&config, &k, &err) != RC_OK) {
        (void)fprintf(stderr, "%s: %s\n", err.text, err.detail);
        return 1;
    }
    struct organ_draft draft = {.code = STR("A"), .kind = STR("unit"), .name = STR("单位")};
    struct organ_register first = {.draft = &draft, .n = 1};
    struct act_call call = {
        .def = &act_organ_register, .actor = {.tenant_id = TENANT, .role = ROLE_SYSTEM}, .input = &first};
    struct act_receipt receipt;
    enum rc rc = kernel_act(k, &call, a, &receipt, &err);
    static const int threads[] = {1, 8, 32};
    for (size_t i = 0; i < COUNT_OF(threads) && rc == RC_OK; i++)
        round_of(k, threads[i], acts, &from);
    kernel_close(k);
    remove_files(a, dir);
    return rc == RC_OK ? 0 : 1;
}
