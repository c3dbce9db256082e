/* libFuzzer: any bytes as a scheme; when they are one, its values are filled from the same bytes and it is
 * computed, explained and taken apart. What must hold: no fault of memory, every refusal has a problem,
 * and a waterfall adds up.
 *
 * Sources: src/base/[a-z]*.c src/doc/[a-z]*.c src/score/[a-z]*.c; libraries: -lyaml. */
#include "base/buf.h"
#include "score/result.h"

static void look(const struct score_result *r, struct arena *a)
{
    const struct scheme *s = r->scheme;
    for (int n = 0; n < s->nodes_count && n < 12; n++) {
        const struct score_explanation *x = NULL;
        const struct score_waterfall *w = NULL;
        struct buf json = {0};
        if (score_explain(r, n, s->units_count - 1, a, &x, NULL) == RC_OK)
            score_explain_json(x, &json);
        buf_release(&json);
        if (score_waterfall(r, n, 0, a, &w, NULL) != RC_OK || !w->has_score)
            continue;
        long double sum = 0; /* exact enough to see a bar that is missing, and cannot overflow */
        for (int i = 0; i < w->bars_count; i++)
            sum += (long double)w->bars[i].delta;
        ASSERT(sum - (long double)(w->score - w->full) < 1 && (long double)(w->score - w->full) - sum < 1);
    }
    struct buf b = {0};
    score_write_csv(r, &b);
    buf_release(&b);
}

static void fill(const struct scheme *s, struct values *v, const uint8_t *data, size_t size)
{
    for (size_t i = 0; i < size && i < 400; i++) {
        int m = (int)(i % (size_t)s->measures_count),
            u = (int)(i / (size_t)s->measures_count) % s->units_count;
        int64_t value = (int64_t)data[i] * (i % 7 == 0 ? INT64_C(10000000000000) : 1) - (i % 5 ? 0 : 200);
        struct ballot b = {.group = -1, .level = -1, .vote = data[i], .count = 1 + data[i] % 9};
        struct event e = {
            .count = 1, .points = VALUE_MISSING, .item = STR("a"), .matter = str_of("xy", data[i] % 3)};
        (void)!values_set(v, m, u, 2026 * 12 + (int)(i % 12), value, NULL);
        (void)!values_add_ballot(v, m, u, 2026 * 12, b, NULL);
        (void)!values_add_event(v, m, u, 2026 * 12, e, NULL);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *a = arena_new((size_t)256 << 20);
    struct problems *p = arena_alloc(a, sizeof *p);
    const struct scheme *s = NULL;
    struct values *v = NULL;
    const struct score_result *r = NULL;
    static const int length[] = {1, 3, 6, 12};
    p->arena = a;
    enum rc rc = scheme_read(a, str_of((const char *)data, size), p, &s, NULL);
    ASSERT(rc == RC_OK ? p->blocking == 0 : rc == RC_NO_MEMORY || p->blocking > 0);
    if (rc == RC_OK && values_new(a, s, &v, NULL) == RC_OK) {
        if (s->measures_count)
            fill(s, v, data, size);
        struct window w = {2026 * 12, length[s->window]};
        if (score_compute(s, v, w, a, &r, NULL) == RC_OK)
            look(r, a);
    }
    arena_free(a);
    return 0;
}
