#include "gpe1/evaluate.h"

#include <stdlib.h>

/* ------------------------------------------------------------------------------------- roll-up */

static int place_id(const struct gpe1_unit *unit, int level)
{
    return level == 0 ? unit->county : level == 1 ? unit->city : 0;
}

static int by_number(const void *x, const void *y)
{
    int a = *(const int *)x, b = *(const int *)y;
    return a < b ? -1 : a > b;
}

static void open_level(struct gpe1 *g, int level)
{
    static const char *const name[GPE1_LEVELS] = {"county", "city", "province"};
    struct gpe1_level *l = &g->level[level];
    size_t units = (size_t)g->in.units;
    *l = (struct gpe1_level){
        .name = name[level], .ids = ARENA_ARRAY(g->a, int, units), .place = ARENA_ARRAY(g->a, int, units)};
    for (int i = 0; i < g->in.units; i++)
        l->ids[i] = place_id(&g->in.unit[i], level);
    qsort(l->ids, units, sizeof *l->ids, by_number);
    for (int i = 0; i < g->in.units; i++)
        if (i == 0 || l->ids[i] != l->ids[l->places - 1])
            l->ids[l->places++] = l->ids[i];
    for (int i = 0; i < g->in.units; i++) {
        int id = place_id(&g->in.unit[i], level);
        const int *at = bsearch(&id, l->ids, (size_t)l->places, sizeof id, by_number);
        l->place[g->in.unit[i].index] = (int)(at - l->ids);
    }
    l->sum = ARENA_ARRAY(g->a, int64_t, (size_t)l->places);
    l->count = ARENA_ARRAY(g->a, int, (size_t)l->places);
    l->means = ARENA_ARRAY(g->a, int64_t, (size_t)l->places * (size_t)g->months);
}

/* The sum of rounded totals by their number, rounded: integers, so nothing can be lost. */
static int64_t mean_of(int64_t sum, int count, enum rounding_mode mode)
{
    int64_t size = sum < 0 ? -sum : sum, mean = size / count, rest = 2 * (size % count);
    if (mode == ROUND_HALF_UP ? rest >= count
                              : mode == ROUND_HALF_EVEN && (rest > count || (rest == count && mean % 2)))
        mean++;
    return sum < 0 ? -mean : mean;
}

static void roll_up(struct gpe1 *g, struct gpe1_level *l, int month)
{
    const struct score_result *r = board_result(g->board, month);
    memset(l->sum, 0, (size_t)l->places * sizeof *l->sum);
    memset(l->count, 0, (size_t)l->places * sizeof *l->count);
    for (int u = 0; u < g->in.units; u++)
        if (r->units[u].has_total) {
            l->sum[l->place[u]] += r->units[u].total;
            l->count[l->place[u]]++;
        }
    int64_t *mean = &l->means[(size_t)month * (size_t)l->places];
    for (int i = 0; i < l->places; i++)
        mean[i] = l->count[i] ? mean_of(l->sum[i], l->count[i], g->policy.mode) : VALUE_MISSING;
}

static void roll_all_up(struct gpe1 *g)
{
    for (int p = 0; p < g->months; p++)
        for (int level = 0; level < GPE1_LEVELS; level++)
            roll_up(g, &g->level[level], p);
}

/* ---------------------------------------------------------------------------------- evaluation */

static void feed_totals(struct gpe1 *g)
{
    struct err err;
    for (int p = 0; p < g->months; p++) {
        const struct score_unit *unit = board_result(g->board, p)->units;
        for (int u = 0; u < g->in.units; u++)
            g->total[u] = unit[u].has_total ? unit[u].total : VALUE_MISSING;
        if (values_set_run(g->totals, 0, 0, GPE1_FIRST_MONTH + p, g->total, g->in.units, &err) != RC_OK)
            gpe1_stop("%s", err.detail);
    }
}

static struct board *open_board(const struct gpe1 *g, const struct scheme *s, struct values *v)
{
    struct err err;
    struct board *b = NULL;
    struct board_wish wish = {.first = {GPE1_FIRST_MONTH, 1}, .windows = g->months, .threads = g->threads};
    if (board_open(s, v, &wish, &b, &err) != RC_OK)
        gpe1_stop("not computed: %s: %s", err.text, err.detail);
    return b;
}

void gpe1_open(struct gpe1 *g)
{
    g->total = ARENA_ARRAY(g->a, int64_t, (size_t)g->in.units);
    for (int level = 0; level < GPE1_LEVELS; level++)
        open_level(g, level);
    g->board = open_board(g, g->scheme, g->values);
    feed_totals(g);
    g->mean_board = open_board(g, g->mean_scheme, g->totals);
    roll_all_up(g);
}

void gpe1_close(struct gpe1 *g)
{
    board_freep(&g->board);
    board_freep(&g->mean_board);
}

/* The totals go past the board of the means, which may be: each is again the number that it was opened with.
 */
void gpe1_evaluate(struct gpe1 *g)
{
    struct err err;
    if (board_compute(g->board, &err) != RC_OK)
        gpe1_stop("not computed: %s: %s", err.text, err.detail);
    feed_totals(g);
    if (board_compute(g->mean_board, &err) != RC_OK)
        gpe1_stop("not computed: %s: %s", err.text, err.detail);
    roll_all_up(g);
}
