/* Writes explanations as JSON, one in a line, for tests/oracle/redo_explanations.py: all of the manual's
 * examples, all of some drawn schemes, and some of the demo city and of GPE-1. */
#include <stdio.h>

#include "base/buf.h"
#include "draw.h"
#include "gpe.h"

enum { DRAWN = 120, OF_GPE = 1500 };

static void put_line(struct kit *k, int node, int unit, const char *from)
{
    struct buf b = {0};
    const struct score_explanation *x = NULL;
    if (score_explain(k->r, node, unit, k->a, &x, &k->err) != RC_OK)
        fail_msg("%s %s", k->err.text, k->err.detail);
    score_explain_json(x, &b);
    (void)printf("%s\t%.*s\n", from, STR_ARG(buf_str(&b)));
    buf_release(&b);
}

static void put_all(struct kit *k, const char *from)
{
    for (int n = 0; n < k->s->nodes_count; n++)
        for (int u = 0; u < k->s->units_count; u++)
            put_line(k, n, u, from);
}

static void put_manual(void)
{
    struct arena *a = arena_new(0);
    struct str rest = kit_file(a, KC_SOURCE_ROOT "/docs/scheme.md"), body;
    struct kit_example e = {0};
    enum kit_step step;
    while ((step = kit_example_step(&e, &rest, &body)) != KIT_END)
        if (step == KIT_COMPUTED)
            put_all(&e.k, arena_printf(e.k.a, "manual %.*s", STR_ARG(e.k.s->id)).p);
    arena_free(a);
}

/* The scheme of the demo city, over two years of drawn values. */
static void put_demo(void)
{
    struct arena *a = arena_new(0);
    struct str yaml = kit_file(a, KC_SOURCE_ROOT "/demo/scheme-2026.yaml");
    struct kit k;
    kit_open(&k, yaml);
    draw_values(&k, 7, 2025 * 12, 24);
    kit_compute(&k, "2026Q3");
    for (int n = 0; n < k.s->nodes_count; n++)
        for (int u = 0; u < k.s->units_count; u += 5)
            put_line(&k, n, u, "demo");
    kit_close(&k);
    arena_free(a);
}

static void put_drawn(void)
{
    for (uint64_t seed = 1; seed <= DRAWN; seed++) {
        struct kit k;
        draw_scheme(&k, seed);
        put_all(&k, arena_printf(k.a, "drawn %d", (int)seed).p);
        kit_close(&k);
    }
}

static void put_gpe(const char *place, const char *mode, bool is_ytd, int count)
{
    struct kit k;
    uint64_t state = 20260101;
    gpe_open(&k, place, mode, 4, is_ytd);
    k.r = gpe_month(&k, 5);
    for (int i = 0; i < count; i++) {
        int node = draw_next(&state, 9) == 0 ? 0 : draw_next(&state, k.s->nodes_count);
        put_line(&k, node, draw_next(&state, k.s->units_count), "gpe1");
    }
    kit_close(&k);
}

int main(void)
{
    put_manual();
    put_demo();
    put_drawn();
    put_gpe("displayed", "half_up", false, OF_GPE);
    put_gpe("once", "half_even", false, OF_GPE / 10);
    put_gpe("displayed", "half_up", true, OF_GPE / 10);
    return 0;
}
