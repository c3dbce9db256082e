/* What one change costs: single values put in at random, each followed by all scores, ranks and grades that
 * hang on it, and a weight that is moved. In the end the board must hold what a new one makes of the same
 * values.
 *
 *     gpe1_changes DIR [CHANGES]      100000 without it */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "gpe1/evaluate.h"

#define RESCHEMES 20

static int64_t now_ns(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

/* xorshift: the same changes in every run. */
static uint32_t draw(uint32_t *state, uint32_t below)
{
    *state ^= *state << 13;
    *state ^= *state >> 17;
    *state ^= *state << 5;
    return *state % below;
}

static int by_number(const void *x, const void *y)
{
    int64_t a = *(const int64_t *)x, b = *(const int64_t *)y;
    return a < b ? -1 : a > b;
}

static const struct gpe1_leaf *leaf_of(const struct gpe1_input *in, int k)
{
    for (int i = 0; i < in->leaves; i++)
        if (in->leaf[i].k == k)
            return &in->leaf[i];
    gpe1_stop("v%d is of no leaf", k);
}

/* One value in fifty goes away; the others are of the kind that the method is fed with. */
static int64_t draw_value(uint32_t *state, const struct gpe1_input *in, int column)
{
    int k = in->column[column];
    if (draw(state, 50) == 0)
        return VALUE_MISSING;
    if (k < 0)
        return 5000 + (int64_t)draw(state, 10001);
    switch (leaf_of(in, k)->method) {
    case 6:
        return 100 * (int64_t)draw(state, 13);
    case 8:
        return draw(state, 500) ? 0 : 100;
    default:
        return 1 + (int64_t)draw(state, 16000);
    }
}

static void make_changes(struct gpe1 *g, int changes, int64_t *took_ns)
{
    uint32_t state = 20240601;
    struct err err;
    const struct gpe1_input *in = &g->in;
    for (int i = 0; i < changes; i++) {
        int column = (int)draw(&state, (uint32_t)in->values), k = in->column[column];
        int unit = (int)draw(&state, (uint32_t)in->units), p = (int)draw(&state, (uint32_t)g->months);
        char name[16];
        int n = snprintf(name, sizeof name, "%s%d", k < 0 ? "pv" : "v", k < 0 ? -1 - k : k);
        int measure = scheme_measure_find(g->scheme, str_of(name, (size_t)n));
        int64_t v = draw_value(&state, in, column), begin = now_ns();
        if (board_set(g->board, measure, unit, GPE1_FIRST_MONTH + p, v, &err) != RC_OK)
            gpe1_stop("not set: %s", err.detail);
        took_ns[i] = now_ns() - begin;
    }
    qsort(took_ns, (size_t)changes, sizeof *took_ns, by_number);
}

static struct board *fresh_board(const struct gpe1 *g, const struct scheme *s)
{
    struct board *b = NULL;
    struct err err;
    struct board_wish wish = {.first = {GPE1_FIRST_MONTH, 1}, .windows = g->months};
    if (board_open(s, g->values, &wish, &b, &err) != RC_OK)
        gpe1_stop("not computed: %s", err.detail);
    return b;
}

static bool is_same_unit(const struct score_unit *a, const struct score_unit *b)
{
    return a->has_total == b->has_total && (!a->has_total || a->total == b->total) && a->rank == b->rank &&
           a->grade == b->grade;
}

/* Scores and states of all nodes, totals, ranks and grades. */
static void must_be_same(const struct gpe1 *g, const struct scheme *s, const char *after)
{
    struct board *fresh = fresh_board(g, s);
    for (int p = 0; p < g->months; p++) {
        const struct score_result *is = board_result(g->board, p), *should = board_result(fresh, p);
        for (int u = 0; u < s->units_count; u++) {
            bool is_same = is_same_unit(&is->units[u], &should->units[u]);
            for (int n = 0; n < s->nodes_count; n++)
                is_same &= score_state(is, n, u) == score_state(should, n, u) &&
                           score_of(is, n, u) == score_of(should, n, u);
            if (!is_same)
                gpe1_stop("%s: month %d, unit %d is not what a new board gives", after, p, u);
        }
    }
    board_freep(&fresh);
}

/* The weight of the first leaf goes to and fro. */
static int64_t move_weight(struct gpe1 *g)
{
    struct err err;
    const struct scheme *scheme[2] = {g->scheme, NULL};
    int64_t took_ns[RESCHEMES];
    struct str weight = g->in.leaf[0].weight;
    g->in.leaf[0].weight = str_eq(weight, STR("7.5")) ? STR("2.5") : STR("7.5");
    scheme[1] = gpe1_scheme_read(g->a, gpe1_scheme_text(g->a, &g->in, g->policy));
    g->in.leaf[0].weight = weight;
    for (int i = 0; i < RESCHEMES; i++) {
        int64_t begin = now_ns();
        if (board_rescheme(g->board, scheme[(i + 1) % 2], &err) != RC_OK)
            gpe1_stop("no other scheme: %s", err.detail);
        took_ns[i] = now_ns() - begin;
        if (i == 0)
            must_be_same(g, scheme[1], "after another weight");
    }
    must_be_same(g, scheme[0], "after the first weight again");
    qsort(took_ns, RESCHEMES, sizeof *took_ns, by_number);
    return took_ns[RESCHEMES / 2];
}

int main(int argc, char **argv)
{
    int64_t changes = 100000;
    struct gpe1 g;
    struct gpe1_policy policy = {PLACE_DISPLAYED, ROUND_HALF_UP, 4};
    bool is_number = argc < 3 || (str_to_i64(str_c(argv[2]), &changes) && changes > 0 && changes < INT32_MAX);
    if (argc < 2 || argc > 3 || !is_number)
        gpe1_stop("gpe1_changes DIR [CHANGES]");
    struct arena *a = arena_new(0);
    int64_t *took_ns = calloc((size_t)changes, sizeof *took_ns);
    if (!a || !took_ns)
        gpe1_stop("no memory");
    gpe1_load(&g, a, argv[1], policy, GPE1_METHODS, 1);
    gpe1_open(&g);
    make_changes(&g, (int)changes, took_ns);
    must_be_same(&g, g.scheme, "after the changes");
    int64_t weight_ns = move_weight(&g);
    (void)printf("changes n=%d p50_us=%.2f p99_us=%.2f max_us=%.2f weight_ms=%.3f\n", (int)changes,
                 (double)took_ns[changes / 2] / 1e3, (double)took_ns[changes * 99 / 100] / 1e3,
                 (double)took_ns[changes - 1] / 1e3, (double)weight_ns / 1e6);
    gpe1_close(&g);
    free(took_ns);
    arena_free(a);
    return 0;
}
