/* How long an explanation takes:
 *   gpe1_explain DIR POLICY    for the last month of that input, one line: µs for a leaf, a group of leaves,
 * a dimension and the total, each the mean over all units and all such nodes */
#include <stdio.h>
#include <time.h>

#include "base/buf.h"
#include "gpe1/evaluate.h"

#define ROUNDS 5

static int64_t now_ns(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

enum kind { LEAF, GROUP, ABOVE, TOTAL, KINDS };

static enum kind kind_of(const struct scheme *s, int node)
{
    const struct node *n = &s->nodes[node];
    if (node == 0)
        return TOTAL;
    return n->first_child < 0 ? LEAF : s->nodes[n->first_child].first_child < 0 ? GROUP : ABOVE;
}

/* All nodes of that kind for every 7th unit; returns how many. */
static int explain_all(const struct score_result *r, enum kind kind, struct arena *a, struct buf *json)
{
    int count = 0;
    for (int node = 0; node < r->scheme->nodes_count; node++)
        for (int unit = 0; kind_of(r->scheme, node) == kind && unit < r->scheme->units_count;
             unit += 7, count++) {
            const struct score_explanation *x;
            ASSERT(score_explain(r, node, unit, a, &x, NULL) == RC_OK);
            if (json)
                score_explain_json(x, json);
            arena_reset(a);
            if (json)
                buf_clear(json);
        }
    return count;
}

static double least_us(const struct score_result *r, enum kind kind, struct buf *json)
{
    struct arena *a = arena_new(0);
    double least = 0;
    for (int i = 0; i < ROUNDS; i++) {
        int64_t begin = now_ns();
        int count = explain_all(r, kind, a, json);
        double us = (double)(now_ns() - begin) / 1000 / count;
        least = i == 0 || us < least ? us : least;
    }
    arena_free(a);
    return least;
}

int main(int argc, char **argv)
{
    static const char *const names[KINDS] = {"leaf", "group", "above", "total"};
    struct gpe1_policy policy;
    struct arena *a = arena_new(0);
    struct gpe1 g = {0};
    struct buf json = {0};
    if (argc != 3 || !gpe1_policy_read(str_c(argv[2]), &policy)) {
        (void)fputs("gpe1_explain DIR POLICY\n", stderr);
        return 2;
    }
    gpe1_load(&g, a, argv[1], policy, GPE1_METHODS, 1);
    gpe1_open(&g);
    const struct score_result *r = board_result(g.board, g.months - 1);
    for (int k = 0; k < KINDS; k++)
        (void)printf("%s_us=%.1f %s_json_us=%.1f ", names[k], least_us(r, (enum kind)k, NULL), names[k],
                     least_us(r, (enum kind)k, &json));
    (void)printf("class_of=%d\n", r->scheme->classes[0].units_count);
    buf_release(&json);
    gpe1_close(&g);
    arena_free(a);
    return 0;
}
