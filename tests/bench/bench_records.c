/* What a tick costs: so many open records with twenty clocks each, of which few have something due. The same
 * few beside a hundredth of the records, and the time should be the same: it is in proportion to what is due,
 * not to what exists. On SQLite in a new directory; the clock is set. bench_records [RECORDS [DUE]]   100,000
 * and 500 unless said otherwise */
#include <inttypes.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include <sodium.h>

#include "base/date.h"
#include "domain/organ.h"
#include "domain/record.h"
#include "kernel/kernel.h"

#define TENANT 1
#define CLOCKS 20
#define THREADS 16

static int64_t now_ms;

struct bench {
    struct kernel *k;
    struct procedure_book *book;
};

static double seconds(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static long resident_kb(void)
{
    long pages = 0, unused = 0;
    FILE *f = fopen("/proc/self/statm", "r");
    if (!f || fscanf(f, "%ld %ld", &unused, &pages) != 2)
        pages = 0;
    if (f)
        (void)fclose(f);
    return pages * 4;
}

/* The first clock ends after 5 working days, the others months later. */
static struct str procedure_text(struct arena *a)
{
    struct buf out CLEANUP(buf_release) = {0};
    buf_put(
        &out,
        STR("procedure: matter\ntitle: {zh: 事项, en: matter}\ncode: \"事{year}-{seq:6}\"\n"
            "name: title\nlead: lead\nseen_by: [offices]\nfields:\n"
            "  title: {zh: 事项, en: matter, type: text, max: 60}\n"
            "  lead: {zh: 单位, en: organ, type: organ}\n"
            "states:\n  open: {zh: 办理, en: open}\n  closed: {zh: 办结, en: closed, is: closed}\n"
            "acts:\n"
            "  open: {title: {zh: 立项, en: open}, opens: open, by: [offices, system], form: [title, lead]}\n"
            "  close: {title: {zh: 办结, en: close}, from: [open], to: closed, by: [offices, system]}\n"
            "clocks:\n"));
    for (int i = 1; i <= CLOCKS; i++)
        buf_printf(
            &out,
            "  c%d: {title: {zh: 时限%d, en: limit %d}, starts: [open], stops: [close], budget: %d workdays, "
            "warn: [1 workday]%s}\n",
            i, i, i, i == 1 ? 5 : 60 + i, i == 1 ? ", light: yes" : "");
    buf_put(&out, STR("facts:\n  late: {on: c1 expired, organ: lead, measure: late, value: 1}\n"
                      "lists:\n  main: {columns: [code, title, state], filters: [state]}\n"));
    return arena_str(a, buf_str(&out));
}

static void must(enum rc rc, const struct err *err)
{
    if (rc == RC_OK)
        return;
    (void)fprintf(stderr, "%s: %s\n", err->text, err->detail);
    exit(1);
}

static void act(struct bench *b, struct arena *a, const struct act_def *def, const void *input,
                struct act_receipt *ret)
{
    struct err err = {0};
    struct act_call call = {.def = def, .actor = {.tenant_id = TENANT, .role = ROLE_SYSTEM}, .input = input};
    must(kernel_act(b->k, &call, a, ret, &err), &err);
}

struct filling {
    struct bench *b;
    int64_t organ;
    atomic_int left;
};

static void *fill(void *ctx)
{
    struct filling *f = ctx;
    struct arena *a = arena_new(0);
    ASSERT(a != NULL);
    while (atomic_fetch_sub(&f->left, 1) > 0) {
        struct record_item title = {.text = STR("城区道路改造")}, lead = {.number = f->organ};
        struct record_input value[] = {{STR("title"), &title, 1}, {STR("lead"), &lead, 1}};
        struct record_open in = {
            .book = f->b->book, .procedure = STR("matter"), .act = STR("open"), .value = value, .values = 2};
        struct act_receipt receipt;
        act(f->b, a, &act_record_open, &in, &receipt);
        arena_reset(a);
    }
    arena_free(a);
    return NULL;
}

static void open_records(struct bench *b, int64_t organ, int n)
{
    struct filling f = {.b = b, .organ = organ, .left = n};
    pthread_t thread[THREADS];
    double begin = seconds();
    for (int i = 0; i < THREADS; i++)
        ASSERT(pthread_create(&thread[i], NULL, fill, &f) == 0);
    for (int i = 0; i < THREADS; i++)
        ASSERT(pthread_join(thread[i], NULL) == 0);
    (void)printf("opened %d records with %d clocks each: %.0f a second\n", n, CLOCKS,
                 n / (seconds() - begin));
}

static double tick(struct bench *b, const char *what)
{
    struct err err = {0};
    int64_t n = 0;
    long before = resident_kb();
    double begin = seconds();
    must(record_tick_due(b->k, b->book, 0, &n, &err), &err);
    double took = seconds() - begin;
    (void)printf("%s: %" PRId64 " records had something due, %.3f s (%.2f ms each), memory %+ld KB\n", what,
                 n, took, n ? took * 1e3 / (double)n : 0, resident_kb() - before);
    return n ? took / (double)n : took;
}

static void remove_files(struct arena *a, const char *dir)
{
    static const char *const name[] = {"db", "db-wal", "db-shm", "log.key", "log.vkey", "vault.key"};
    for (size_t i = 0; i < COUNT_OF(name); i++)
        (void)unlink(arena_printf(a, "%s/%s", dir, name[i]).p);
    (void)rmdir(dir);
}

/* A house with `idle` records of which nothing comes due for months, and then `due` older ones. */
static double house(int idle, int due)
{
    char dir[256];
    const char *base = getenv("TMPDIR");
    struct arena *a CLEANUP(arena_freep) = arena_new(0);
    struct bench b = {.book = procedure_book_new(TENANT)};
    struct err err = {0};
    struct act_receipt receipt;
    (void)snprintf(dir, sizeof dir, "%s/kc-bench-XXXXXX", base ? base : "/var/tmp");
    ASSERT(mkdtemp(dir) != NULL);
    struct kernel_config config = {.db_url = arena_printf(a, "sqlite:%s/db", dir),
                                   .data_dir = arena_printf(a, "%s", dir),
                                   .tenant_id = TENANT,
                                   .origin = STR("bench.example/ledger"),
                                   .world = world_frozen(&now_ms),
                                   .readers = 1};
    now_ms = date_ms(2026, 3, 2, 9, 0);
    must(kernel_open(&config, &b.k, &err), &err);
    struct organ_draft draft = {.code = STR("A"), .kind = STR("unit"), .name = STR("单位")};
    act(&b, a, &act_organ_register, &(struct organ_register){.draft = &draft, .n = 1}, &receipt);
    struct str text = procedure_text(a);
    act(&b, a, &act_procedure_adopt, &(struct procedure_adopt){.book = b.book, .text = &text, .n = 1},
        &receipt);
    open_records(&b, 1, due);
    now_ms = date_ms(2026, 3, 9, 15, 0);
    open_records(&b, 1, idle);
    now_ms =
        date_ms(2026, 3, 10, 9, 0); /* the older ones ended yesterday; of the others nothing is due yet */
    double each = tick(&b, "first tick");
    (void)tick(&b, "a tick with nothing due");
    kernel_close(b.k);
    procedure_book_free(b.book);
    remove_files(a, dir);
    return each;
}

int main(int argc, char **argv)
{
    int records = argc > 1 ? (int)strtol(argv[1], NULL, 10) : 100000;
    int due = argc > 2 ? (int)strtol(argv[2], NULL, 10) : 500;
    if (sodium_init() < 0)
        return 1;
    double few = house(records / 100, due), many = house(records, due);
    (void)printf("a due record beside %d others takes %.2f times what it takes beside %d\n", records,
                 many / few, records / 100);
    return 0;
}
