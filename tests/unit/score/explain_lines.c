/* Writes explanations as JSON, one in a line, for tests/oracle/redo_explanations.py: all of the manual's
 * examples, all of some drawn schemes, and some of GPE-1. */
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

static const char *window_in(struct kit *k, struct str info, struct str what)
{
    return arena_str(k->a, str_trim(str_sub(info, what.n, info.n))).p;
}

static void put_manual(void)
{
    struct arena *a = arena_new(0);
    struct str rest = kit_file(a, KC_SOURCE_ROOT "/docs/scheme.md"), info, body;
    struct kit k = {0};
    while (kit_next_block(&rest, &info, &body))
        if (str_eq(info, STR("yaml"))) {
            kit_close(&k);
            kit_open(&k, body);
        } else if (str_starts(info, STR("csv values"))) {
            kit_values(&k, body, window_in(&k, info, STR("csv values")));
        } else {
            kit_compute(&k, window_in(&k, info, STR("csv result")));
            put_all(&k, arena_printf(k.a, "manual %.*s", STR_ARG(k.s->id)).p);
        }
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
    put_drawn();
    put_gpe("displayed", "half_up", false, OF_GPE);
    put_gpe("once", "half_even", false, OF_GPE / 10);
    put_gpe("displayed", "half_up", true, OF_GPE / 10);
    return 0;
}
