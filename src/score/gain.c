#include "score/gain.h"

#include <stdlib.h>

#include "base/fixed.h"
#include "score/carry.h"
#include "score/gain_try.h"
#include "score/trial.h"

/* ---- the board that deeds are tried on ---- */

bool trying_points(const struct trying *t, int64_t *ret)
{
    const struct score_unit *was = &t->r->units[t->unit], *is = &board_result(t->board, 0)->units[t->unit];
    if (!was->has_total || !is->has_total)
        return false;
    *ret = is->total - was->total;
    return true;
}

int trying_rank(const struct trying *t) { return board_result(t->board, 0)->units[t->unit].rank; }

static enum rc open_board(struct trying *t, struct arena *a)
{
    enum rc rc = values_carry(a, t->r->values, t->r->scheme, t->r->scheme, &t->values, t->err);
    struct board_wish wish = {.first = t->r->window, .windows = 1};
    return rc == RC_OK ? board_open(t->r->scheme, t->values, &wish, &t->board, t->err) : rc;
}

/* ---- how much room a leaf has ---- */

/* The most that the leaf can have; no value where nothing bounds it. */
static struct rat most_of(struct engine *en, const struct node *n)
{
    if (n->cap.is_set)
        return limit_points(en, n, n->cap);
    return n->role == ROLE_PART ? node_full(en, n) : RAT_MISSING;
}

static enum rc room_of(struct trial *t, const struct score_unit *was, int unit, struct gain *g,
                       struct err *err)
{
    struct cell *c = cell_at(&t->en, g->node, unit - t->en.first);
    const struct node *n = &t->en.s->nodes[g->node];
    arena_reset(t->en.scratch);
    struct rat most = most_of(&t->en, n);
    int64_t shown;
    if (c->state != SCORE_PRESENT || rat_is_none(most) || !trial_is_local(t, g->node) ||
        !rat_round(&t->en.x, most, n->digits, n->mode, &shown) || shown <= c->shown)
        return RC_OK;
    *c = (struct cell){.state = SCORE_PRESENT, .shown = shown, .exact = rat_scaled(shown, n->digits)};
    enum rc rc = trial_above(t, g->node, err);
    if (rc == RC_OK && was->has_total && t->units[unit].has_total) {
        g->has_room = true;
        g->room = t->units[unit].total - was->total;
    }
    trial_restore(t, g->node);
    return rc;
}

/* ---- the numbers that a leaf hangs on ---- */

/* What others are divided by is most often the task itself (应办件数): it is looked at where nothing else
 * helps. */
enum input { INPUT_NONE, INPUT_DIVISOR, INPUT_DEED };
struct inputs {
    const struct scheme *s;
    enum input *is; /* [measures] */
};

static void take_measure(struct inputs *in, int measure, enum input as);

static void take_formula(struct inputs *in, const struct formula *f, enum input as)
{
    if (f->op == F_LAST_YEAR) /* what is past cannot be done better */
        return;
    if (f->op == F_MEASURE)
        take_measure(in, f->measure, as);
    for (size_t k = 0; k < COUNT_OF(f->kid) && f->kid[k]; k++)
        take_formula(in, f->kid[k], f->op == F_DIV && k == 1 ? INPUT_DIVISOR : as);
}

static void take_measure(struct inputs *in, int measure, enum input as)
{
    const struct measure *m = measure >= 0 ? &in->s->measures[measure] : NULL;
    if (!m || in->is[measure] >= as)
        return;
    in->is[measure] = as;
    if (m->formula)
        take_formula(in, m->formula, as);
}

static const enum input *inputs_of(struct arena *a, const struct scheme *s, const struct node *n)
{
    struct inputs in = {.s = s, .is = arena_try_array(a, (size_t)s->measures_count, sizeof *in.is)};
    if (!in.is)
        return NULL;
    take_measure(&in, n->measure, INPUT_DEED);
    for (int i = 0; i < n->reads_count; i++)
        take_measure(&in, n->reads[i], INPUT_DEED);
    return in.is;
}

/* ---- one leaf ---- */

/* Points come when a border is passed, and not before. */
static bool is_stepped(const struct node *n)
{
    return (n->method == METHOD_BANDS && !n->interpolate) || n->method == METHOD_ATTAINED ||
           n->method == METHOD_RANK_STEP || n->method == METHOD_RANK_LINEAR ||
           n->method == METHOD_RANK_POINTS || n->method == METHOD_TABLE || n->method == METHOD_VETO;
}

/* The last month of the window in which the unit reported it; the last of all when it never did. */
static int month_of(const struct trying *t, int measure)
{
    struct window w = t->r->counted;
    for (int m = w.first + w.months - 1; m >= w.first; m--)
        if (values_get(t->r->values, measure, t->unit, m) != VALUE_MISSING)
            return m;
    return w.first + w.months - 1;
}

static enum rc try_measure(struct trying *t, int measure, struct gain *g)
{
    const struct measure *m = &t->r->scheme->measures[measure];
    struct gain one = *g;
    one.measure = measure;
    one.points = 0;
    one.month = month_of(t, measure);
    enum rc rc = m->kind == MEASURE_EVENTS   ? gain_event(t, &one)
                 : m->kind == MEASURE_NUMBER ? gain_value(t, is_stepped(&t->r->scheme->nodes[g->node]), &one)
                                             : RC_OK;
    if (rc == RC_OK && one.points > g->points)
        *g = one;
    return rc;
}

static enum rc try_leaf(struct trying *t, struct arena *scratch, struct gain *g)
{
    const struct scheme *s = t->r->scheme;
    const enum input *inputs = inputs_of(scratch, s, &s->nodes[g->node]);
    enum rc rc = inputs ? RC_OK : FAIL(t->err, RC_NO_MEMORY, "score.no_memory", "inputs");
    g->kind = GAIN_OPEN;
    g->measure = s->nodes[g->node].measure;
    g->from = g->to = VALUE_MISSING;
    g->month = t->r->counted.first + t->r->counted.months - 1;
    for (enum input as = INPUT_DEED; as > INPUT_NONE && rc == RC_OK && g->points == 0; as--)
        for (int m = 0; m < s->measures_count && rc == RC_OK; m++)
            if (inputs[m] == as && measure_is_input(&s->measures[m]))
                rc = try_measure(t, m, g);
    return rc;
}

/* ---- all ---- */

/* Those with the most room first; those of unknown room by what they brought. */
static int64_t weight_of(const struct gain *g) { return g->has_room ? g->room : g->points; }
static int by_room(const void *a, const void *b)
{
    const struct gain *x = a, *y = b;
    int64_t p = weight_of(x), q = weight_of(y);
    return p != q ? (p < q) - (p > q) : (x->node > y->node) - (x->node < y->node);
}

/* Without it there is no total: that comes before everything else. */
static int keep_unreported(const struct score_result *r, int unit, struct gain *into)
{
    int n = 0;
    for (int i = 0; i < r->scheme->nodes_count; i++) {
        const struct node *node = &r->scheme->nodes[i];
        if (node->first_child < 0 && score_state(r, i, unit) == SCORE_NOT_SCORABLE)
            into[n++] = (struct gain){.kind = GAIN_REPORT,
                                      .node = i,
                                      .measure = node->measure,
                                      .month = r->counted.first + r->counted.months - 1,
                                      .from = VALUE_MISSING,
                                      .to = VALUE_MISSING};
    }
    return n;
}

/* Leaves that could bring more, with their room where it can be told. */
static enum rc find_rooms(struct trial *t, const struct score_result *r, int unit, struct gain *into,
                          int *ret, struct err *err)
{
    enum rc rc = RC_OK;
    *ret = 0;
    for (int i = 0; i < r->scheme->nodes_count && rc == RC_OK; i++) {
        const struct node *node = &r->scheme->nodes[i];
        enum score_state state = score_state(r, i, unit);
        bool may_bring = state == SCORE_PRESENT || state == SCORE_PER_PERIOD;
        if (node->first_child >= 0 || !may_bring || (node->role == ROLE_ASIDE && node->method != METHOD_VETO))
            continue;
        struct gain g = {.node = i};
        rc = room_of(t, &r->units[unit], unit, &g, err);
        bool is_full = state == SCORE_PRESENT && !g.has_room && trial_is_local(t, i) &&
                       (node->cap.is_set || node->role == ROLE_PART);
        if (!is_full && (!g.has_room || g.room > 0))
            into[(*ret)++] = g;
    }
    return rc;
}

/* The same change of the same number: several leaves may read it, and what it brings is of them all. */
static bool is_said(const struct gain *said, int n, const struct gain *g)
{
    for (int i = 0; i < n; i++)
        if (g->kind != GAIN_OPEN && said[i].kind == g->kind && said[i].measure == g->measure &&
            said[i].month == g->month && said[i].to == g->to && str_eq(said[i].item, g->item))
            return true;
    return false;
}

/* Those of unknown room are all tried; of the others as many as are wanted. */
static enum rc try_leaves(struct trying *t, struct gain *g, int *n, int most)
{
    struct arena *scratch CLEANUP(arena_freep) = arena_new(0);
    enum rc rc = scratch ? RC_OK : FAIL(t->err, RC_NO_MEMORY, "score.no_memory", "gains");
    int kept = 0, found = 0;
    qsort(g, (size_t)*n, sizeof *g, by_room);
    for (int i = 0; i < *n && rc == RC_OK; i++) {
        if (g[i].has_room && found >= most)
            continue;
        arena_reset(scratch);
        rc = try_leaf(t, scratch, &g[i]);
        bool is_worth =
            (g[i].points > 0 || (g[i].has_room && g[i].kind == GAIN_OPEN)) && !is_said(g, kept, &g[i]);
        found += is_worth && g[i].has_room;
        if (is_worth)
            g[kept++] = g[i];
    }
    *n = kept;
    qsort(g, (size_t)*n, sizeof *g, by_room);
    return rc;
}

static enum rc find_gains(struct trying *t, int most, struct arena *a, struct gain *g, int *n)
{
    struct trial trial;
    enum rc rc = trial_open(&trial, t->r, t->r->values, t->r->scheme->units[t->unit].class_index, a, t->err);
    if (rc != RC_OK)
        return rc;
    rc = find_rooms(&trial, t->r, t->unit, g, n, t->err);
    trial_close(&trial);
    if (rc == RC_OK)
        rc = open_board(t, a);
    if (rc == RC_OK)
        rc = try_leaves(t, g, n, most);
    board_freep(&t->board);
    return rc;
}

enum rc score_gains(const struct score_result *r, const struct gain_wish *wish, struct arena *a,
                    const struct gains **ret, struct err *err)
{
    struct gains *all = arena_try(a, sizeof *all);
    struct gain *g = arena_try_array(a, (size_t)r->scheme->nodes_count, sizeof *g);
    int most = wish->most > 0 ? wish->most : 3, n = 0;
    if (wish->unit < 0 || wish->unit >= r->scheme->units_count)
        return FAIL(err, RC_NOT_FOUND, "analysis.no_unit", "unit %d", wish->unit);
    if (!all || !g)
        return FAIL(err, RC_NO_MEMORY, "score.no_memory", "gains");
    struct trying t = {.r = r, .unit = wish->unit, .goal = wish->goal, .err = err};
    if (t.goal <= 0)
        t.goal = fixed_pow10(r->scheme->nodes[0].digits);
    enum rc rc = RC_OK;
    if (r->units[wish->unit].has_total)
        rc = find_gains(&t, most, a, g, &n);
    else
        n = keep_unreported(r, wish->unit, g);
    if (rc != RC_OK)
        return rc;
    *all = (struct gains){.gain = g, .n = n < most ? n : most};
    *ret = all;
    return RC_OK;
}
