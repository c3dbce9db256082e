/* How fast the search is: putting many documents, changing one, asking in the ways people ask.
 *
 *     bench_search [DOCUMENTS [URL]]
 *
 * Without a URL it makes a SQLite file in a new directory below the current one and leaves nothing behind.
 * The documents are made up: a title of some 20 characters, a code, 150 characters of text; half of them are
 * for offices and one of 60 units. */
#include "domain/search.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define TENANT 1
#define RUNS 30
#define BATCH 500

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

static uint64_t seed = 20261120;

static size_t pick(size_t n)
{
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (size_t)(seed >> 33) % n;
}

/* Each word is the rarer the later it stands. */
static const char *const WORDS[] = {
    "推进",     "落实",     "整治",     "改造",       "建设",     "保障",         "项目",
    "工程",     "老旧小区", "扬尘",     "住房",       "营商环境", "招商引资",     "防汛排涝",
    "安全生产", "污水管网", "背街小巷", "高标准农田", "义务教育", "养老服务",     "社区食堂",
    "充电设施", "公交线路", "河道清淤", "土地收储",   "拖欠工资", "信访积案",     "审批事项",
    "数据共享", "一件事",   "特色产业", "县乡公路",   "水库除险", "森林防火",     "食品抽检",
    "医保基金", "稳岗就业", "文旅街区", "危房排查",   "燃气管道", "既有住宅电梯", "古树名木"};

static void put_words(struct buf *out, size_t characters)
{
    for (size_t n = 0; n < characters; n += 4) {
        size_t a = pick(COUNT_OF(WORDS)), b = pick(COUNT_OF(WORDS));
        buf_put(out, str_c(WORDS[a < b ? a : b]));
        if (pick(4) == 0)
            buf_put(out, STR("，"));
    }
}

static void put_one(struct act *act, int64_t i, const char *mark, struct err *err)
{
    struct buf title CLEANUP(buf_release) = {0}, text CLEANUP(buf_release) = {0};
    int64_t organ[] = {1 + i % 60};
    put_words(&title, 18);
    buf_put(&title, str_c(mark));
    put_words(&text, 140);
    buf_printf(&text, "第%lld号", (long long)i);
    struct search_doc doc = {.object = arena_printf(act->arena, "bench/%lld", (long long)i),
                             .kind = STR("publication"),
                             .title = buf_str(&title),
                             .code = arena_printf(act->arena, "督%lld-%04lld", 2010 + (long long)(i / 9999),
                                                  (long long)(i % 9999)),
                             .text = buf_str(&text),
                             .path = STR("/x"),
                             .organ_id = organ[0],
                             .day = 20100101 + i % 17 * 10000,
                             .permit = {.any = i % 2 ? ROLES_STAFF : ROLES_OFFICES, .own = BIT(LIAISON)},
                             .organ = organ,
                             .organs = 1};
    must(search_put(act, &doc, err), err);
}

static void put_all(struct db *db, int64_t n)
{
    struct err err = {0};
    CLEANUP(arena_freep) struct arena *a = arena_new(0);
    struct act act = {.db = db, .arena = a, .actor = {.tenant_id = TENANT}};
    double start = now_s(), worst = 0;
    for (int64_t i = 0; i < n;) {
        double t = now_s();
        must(db_begin(db, &err), &err);
        for (int k = 0; k < BATCH && i < n; k++, i++) {
            arena_reset(a);
            put_one(&act, i, "", &err);
        }
        must(db_commit(db, &err), &err);
        t = now_s() - t;
        worst = t > worst ? t : worst;
    }
    double s = now_s() - start;
    printf("%8lld documents put, %d to a transaction: %.0f per second, %.2f ms each, in the slowest batch "
           "%.2f\n",
           (long long)n, BATCH, (double)n / s, s / (double)n * 1e3, worst / BATCH * 1e3);
    start = now_s();
    for (int i = 0; i < 200; i++) {
        arena_reset(a);
        must(db_begin(db, &err), &err);
        put_one(&act, (int64_t)pick((size_t)n), i % 2 ? "难题" : "清单", &err);
        must(db_commit(db, &err), &err);
    }
    printf("         one changed wholly, a transaction each: %.2f ms\n", (now_s() - start) / 200 * 1e3);
}

static int by_size(const void *x, const void *y)
{
    double a = *(const double *)x, b = *(const double *)y;
    return (a > b) - (a < b);
}

static void ask(struct db *db, const char *text, enum role role)
{
    struct err err = {0};
    CLEANUP(arena_freep) struct arena *a = arena_new(0);
    struct actor actor = {.tenant_id = TENANT, .account_id = 1, .organ_id = 7, .role = role};
    struct search_found found = {.hits = 0};
    double took[RUNS];
    for (int i = 0; i < RUNS; i++) {
        arena_reset(a);
        double t = now_s();
        must(db_begin(db, &err), &err);
        must(search_find(db, a, &actor, str_c(text), &found, &err), &err);
        must(db_commit(db, &err), &err);
        took[i] = now_s() - t;
    }
    qsort(took, RUNS, sizeof *took, by_size);
    printf("    %-8s %6zu%c found  %7.2f ms, the slowest %7.2f   %s\n",
           role == ROLE_LIAISON ? "liaison" : "office", found.hits, found.has_more ? '+' : ' ',
           took[RUNS / 2] * 1e3, took[RUNS - 1] * 1e3, text);
}

int main(int argc, char **argv)
{
    static const char *const question[] = {
        "推进", "扬尘",        "古树",      "既有住宅电梯", "老旧小区改造", "扬尘 住房", "推进 落实",
        "147",  "督2010-0147", "2012-0147", "难题",         "推进古树名木", "没有的话",  "建设保障工程项目"};
    char dir[] = "bench-search.XXXXXX", url_text[128], file[64];
    int64_t n = argc > 1 ? atoll(argv[1]) : 20000;
    struct err err = {0};
    struct db *db, *reader;
    int from, to;
    if (argc < 3 && !mkdtemp(dir))
        return 1;
    (void)snprintf(file, sizeof file, "%s/kc.db", dir);
    (void)snprintf(url_text, sizeof url_text, "sqlite:%s", file);
    struct str url = str_c(argc > 2 ? argv[2] : url_text);
    must(db_open(url, DB_WRITE, &db, &err), &err);
    must(db_migrate(db, 0, &from, &to, &err), &err);
    put_all(db, n);
    must(db_open(url, DB_READ, &reader, &err), &err);
    for (size_t i = 0; i < COUNT_OF(question); i++) {
        ask(reader, question[i], ROLE_PERF_OFFICE);
        ask(reader, question[i], ROLE_LIAISON);
    }
    db_close(reader);
    db_close(db);
    if (argc < 3) {
        char line[160];
        FILE *size = fopen(file, "rb");
        if (size && fseek(size, 0, SEEK_END) == 0)
            printf("         the file: %.0f MB\n", (double)ftell(size) / 1e6);
        if (size)
            (void)fclose(size);
        static const char *const rest[] = {"", "-wal", "-shm"};
        for (size_t i = 0; i < COUNT_OF(rest); i++) {
            (void)snprintf(line, sizeof line, "%s%s", file, rest[i]);
            (void)unlink(line);
        }
        (void)rmdir(dir);
    }
    return 0;
}
