/* Frames for all windows, blocks of classes for all threads, and what a change must score again. */
#include "score/board.h"

#include <pthread.h>
#include <stdlib.h>

#include "score/frame.h"

#define THREADS_MAX 16

struct block {
    int from, to; /* classes from … to − 1 */
};

struct board {
    struct arena *a;
    const struct scheme *s;
    const struct values *v;
    struct values *writable; /* the same; NULL for a board that is only looked at */
    struct board_wish wish;
    struct plan *plan;
    int replans;    /* since everything was made anew */
    bool is_spoilt; /* a change failed half way: the next one makes everything anew */
    struct frame *frame;
    int frames, room;
    int *top; /* [windows] the frame of the whole */
    struct score_result *result;
    struct score_unit **units; /* [windows] */
    struct block *block;
    int blocks;
    struct worker worker[THREADS_MAX];
    int workers;
    /* For changes: what is to be scored again, [frames][nodes], and which windows then. */
    uint8_t *dirty;
    bool *is_moved;
    int32_t *was; /* a strip */
};

/* ------------------------------------------------------------------------------------------- frames */

static struct window window_at(const struct board *b, int i)
{
    struct window w = b->wish.first;
    return (struct window){w.first + i * w.months, w.months};
}

static bool column_new(struct board *b, int node, struct score_column *c)
{
    size_t units = (size_t)b->s->units_count;
    if (b->plan->node[node].is_narrow && !b->plan->is_exact)
        c->narrow = arena_try_array(b->a, units, sizeof *c->narrow);
    else
        c->wide = arena_try_array(b->a, units, sizeof *c->wide);
    return c->narrow || c->wide;
}

static int frame_new(struct board *b, int segment, struct window w);

/* The frames of the periods of a node within the window. NULL: no memory. */
static const int *periods_new(struct board *b, int node, struct window w, bool *is_one)
{
    int len = period_months(b->s->nodes[node].each), n = 0, segment = b->plan->node[node].segment;
    int *list = arena_try_array(b->a, (size_t)(w.months / len + 2), sizeof *list);
    *is_one = w.months <= len;
    if (!list)
        return NULL;
    if (*is_one)
        list[n++] = frame_new(b, segment, w);
    int first = (w.first + len - 1) / len * len;
    for (int m = first; !*is_one && m + len <= w.first + w.months; m += len)
        list[n++] = frame_new(b, segment, (struct window){m, len});
    list[n] = -1;
    for (int i = 0; i < n; i++)
        if (list[i] < 0)
            return NULL;
    return list;
}

static bool frame_columns(struct board *b, struct frame *f, const int **periods, bool *is_one)
{
    const struct segment *g = &b->plan->segment[f->segment];
    for (int i = 0; i < g->count; i++) {
        int node = g->node[i] < 0 ? PLAN_PERIODS(g->node[i]) : g->node[i];
        int strip = b->plan->node[node].strikes;
        if (!column_new(b, node, &f->column[node]))
            return false;
        if (g->node[i] < 0 && !(periods[node] = periods_new(b, node, f->w, &is_one[node])))
            return false;
        if (g->node[i] >= 0 && strip >= 0 &&
            !(f->strikes[strip] = arena_try_array(b->a, (size_t)b->s->units_count, 1)))
            return false;
    }
    return true;
}

static bool frame_put(struct board *b, const struct frame *f)
{
    if (b->frames == b->room) {
        int room = b->room ? b->room * 2 : 32;
        struct frame *more = arena_try_array(b->a, (size_t)room, sizeof *more);
        if (!more)
            return false;
        if (b->frames)
            memcpy(more, b->frame, (size_t)b->frames * sizeof *more);
        b->frame = more;
        b->room = room;
    }
    b->frame[b->frames++] = *f;
    return true;
}

/* Its place among the frames, those of its periods before it; −1: no memory. */
static int frame_new(struct board *b, int segment, struct window w)
{
    size_t nodes = (size_t)b->s->nodes_count;
    struct frame f = {.segment = segment, .w = w, .before = -1};
    for (int i = 0; i < b->frames; i++) {
        bool is_mine = b->frame[i].segment == segment;
        if (is_mine && b->frame[i].w.first == w.first && b->frame[i].w.months == w.months)
            return i;
    }
    const int **periods = arena_try_array(b->a, nodes, sizeof *periods);
    bool *is_one = arena_try_array(b->a, nodes, sizeof *is_one);
    f.column = arena_try_array(b->a, nodes, sizeof *f.column);
    f.strikes = arena_try_array(b->a, (size_t)b->plan->strike_strips + 1, sizeof *f.strikes);
    f.periods = periods;
    f.is_one = is_one;
    if (!periods || !is_one || !f.column || !f.strikes || !frame_columns(b, &f, periods, is_one))
        return -1;
    for (int i = 0; i < b->frames; i++)
        if (b->frame[i].segment == segment)
            f.before = i;
    return frame_put(b, &f) ? b->frames - 1 : -1;
}

/* ------------------------------------------------------------------------------------------- results */

/* Where each node of the result stands: in the frame of its window, or, below a node that has each period
 * scored, nowhere. */
static void find_columns(const struct board *b, const struct frame *f, struct score_column *to)
{
    const struct segment *g = &b->plan->segment[f->segment];
    for (int i = 0; i < g->count; i++) {
        int node = g->node[i] < 0 ? PLAN_PERIODS(g->node[i]) : g->node[i];
        if (g->node[i] < 0 && f->is_one[node])
            find_columns(b, &b->frame[f->periods[node][0]], to);
        to[node] = f->column[node];
    }
}

static bool result_new(struct board *b, int window, int32_t *per_period)
{
    size_t nodes = (size_t)b->s->nodes_count, units = (size_t)b->s->units_count;
    struct score_column *columns = arena_try_array(b->a, nodes, sizeof *columns);
    b->units[window] = arena_try_array(b->a, units, sizeof *b->units[window]);
    if (!columns || !b->units[window])
        return false;
    struct window w = window_at(b, window);
    b->result[window] = (struct score_result){.scheme = b->s,
                                              .values = b->v,
                                              .window = w,
                                              .counted = scheme_window(b->s, w),
                                              .columns = columns,
                                              .units = b->units[window]};
    for (size_t n = 0; n < nodes; n++) {
        columns[n].narrow = b->plan->is_exact ? NULL : per_period;
        if (b->plan->is_exact && !column_new(b, (int)n, &columns[n]))
            return false;
    }
    if (b->plan->is_exact)
        return true;
    b->top[window] = frame_new(b, 0, b->result[window].counted);
    if (b->top[window] >= 0)
        find_columns(b, &b->frame[b->top[window]], columns);
    return b->top[window] >= 0;
}

static bool results_new(struct board *b)
{
    size_t windows = (size_t)b->wish.windows, units = (size_t)b->s->units_count;
    int32_t *per_period = arena_try_array(b->a, units, sizeof *per_period);
    b->top = arena_try_array(b->a, windows, sizeof *b->top);
    b->result = arena_try_array(b->a, windows, sizeof *b->result);
    b->units = arena_try_array(b->a, windows, sizeof *b->units);
    b->is_moved = arena_try_array(b->a, windows, sizeof *b->is_moved);
    if (!per_period || !b->top || !b->result || !b->units || !b->is_moved)
        return false;
    for (size_t u = 0; u < units; u++)
        per_period[u] = narrow_state(SCORE_PER_PERIOD);
    for (int i = 0; i < b->wish.windows; i++)
        if (!result_new(b, i, per_period))
            return false;
    b->dirty = arena_try_array(b->a, (size_t)b->frames * (size_t)b->s->nodes_count, 1);
    b->was = arena_try_array(b->a, worker_units(b->s), sizeof *b->was);
    return b->dirty && b->was;
}

static bool blocks_new(struct board *b)
{
    b->block = arena_try_array(b->a, (size_t)b->s->classes_count, sizeof *b->block);
    for (int c = 0; b->block && c < b->s->classes_count;) {
        int units = b->s->classes[c].units_count, to = c + 1;
        while (to < b->s->classes_count && units + b->s->classes[to].units_count <= BLOCK_UNITS)
            units += b->s->classes[to++].units_count;
        b->block[b->blocks++] = (struct block){c, to};
        c = to;
    }
    return b->block != NULL;
}

/* -------------------------------------------------------------------------------------------- filling */

/* One class of one window by the exact engine alone. */
static enum rc class_exactly(struct board *b, struct worker *w, int window, int class_index)
{
    struct score_result *r = &b->result[window];
    enum rc rc = RC_OK;
    w->entered = -1;
    if ((rc = worker_enter(w, class_index)) != RC_OK)
        return rc;
    w->entered = -1; /* its kept numbers grow: it is made anew each time */
    if (!engine_node(&w->en, 0, r->counted))
        return engine_fault(&w->en, w->err);
    engine_keep(&w->en, r->columns, b->units[window]);
    return engine_place(&w->en, r, b->units[window]) ? RC_OK : engine_fault(&w->en, w->err);
}

static enum rc fill_block(struct board *b, struct worker *w, const struct block *k)
{
    enum rc rc = RC_OK;
    for (int f = 0; f < b->frames && rc == RC_OK; f++) {
        const struct segment *g = &b->plan->segment[b->frame[f].segment];
        for (int i = 0; i < g->count && rc == RC_OK; i++)
            rc = frame_fill(w, f, g->node[i], k->from, k->to);
    }
    for (int i = 0; i < b->wish.windows && rc == RC_OK; i++)
        for (int c = k->from; c < k->to && rc == RC_OK; c++)
            rc = b->plan->is_exact ? class_exactly(b, w, i, c)
                                   : places_fill(w, &b->frame[b->top[i]], &b->result[i], b->units[i], c);
    return rc;
}

struct share {
    struct board *b;
    struct worker *w;
    int from, to; /* blocks */
    struct err err;
    enum rc rc;
};

static void *fill_share(void *self)
{
    struct share *s = self;
    s->w->err = &s->err;
    for (int i = s->from; i < s->to && s->rc == RC_OK; i++)
        s->rc = fill_block(s->b, s->w, &s->b->block[i]);
    return NULL;
}

static enum rc board_plan(struct board *b, struct err *err);

/* A score was larger than was supposed: from here on everything is reckoned exactly. */
static enum rc trust(struct board *b, struct err *err)
{
    bool is_broken = false;
    for (int t = 0; t < b->workers; t++)
        is_broken |= b->worker[t].is_broken;
    if (!is_broken)
        return RC_OK;
    b->wish.is_exact = true;
    return board_plan(b, err);
}

static enum rc fill_all(struct board *b, struct err *err)
{
    struct share share[THREADS_MAX];
    pthread_t thread[THREADS_MAX];
    bool is_started[THREADS_MAX] = {false};
    for (int t = 0; t < b->workers; t++)
        share[t] = (struct share){.b = b,
                                  .w = &b->worker[t],
                                  .from = b->blocks * t / b->workers,
                                  .to = b->blocks * (t + 1) / b->workers};
    for (int t = 1; t < b->workers; t++)
        is_started[t] = pthread_create(&thread[t], NULL, fill_share, &share[t]) == 0;
    (void)fill_share(&share[0]);
    for (int t = 1; t < b->workers; t++)
        if (is_started[t])
            (void)pthread_join(thread[t], NULL);
        else
            (void)fill_share(&share[t]);
    for (int t = 0; t < b->workers; t++)
        if (share[t].rc != RC_OK) {
            *err = share[t].err;
            return share[t].rc;
        }
    return trust(b, err);
}

/* ------------------------------------------------------------------------------------------- changing */

static uint8_t *dirty_at(struct board *b, int frame)
{
    return b->dirty + (size_t)frame * (size_t)b->s->nodes_count;
}

/* Did the strip of the node change? What has strikes may have changed by them alone. */
static bool is_changed(const struct board *b, const struct frame *f, int node, const struct unit_class *k)
{
    const struct score_column *c = &f->column[node];
    return !c->narrow || b->plan->node[node].strikes >= 0 ||
           memcmp(b->was, c->narrow + k->first_unit, (size_t)k->units_count * sizeof *b->was) != 0;
}

/* Who stands above the root of a segment: the same node in the frames that count this one as a period. */
static void mark_above(struct board *b, int frame)
{
    int root = b->plan->segment[b->frame[frame].segment].root;
    for (int g = frame + 1; g < b->frames; g++)
        for (const int *p = b->frame[g].periods[root]; p && *p >= 0; p++)
            if (*p == frame)
                dirty_at(b, g)[root] = 1;
}

static enum rc refill_entry(struct board *b, int frame, int entry, int class_index)
{
    const struct frame *f = &b->frame[frame];
    const struct unit_class *k = &b->s->classes[class_index];
    int node = entry < 0 ? PLAN_PERIODS(entry) : entry;
    uint8_t *dirty = dirty_at(b, frame);
    if (f->column[node].narrow)
        memcpy(b->was, f->column[node].narrow + k->first_unit, (size_t)k->units_count * sizeof *b->was);
    dirty[node] = 0;
    enum rc rc = frame_fill(&b->worker[0], frame, entry, class_index, class_index + 1);
    if (rc != RC_OK || !is_changed(b, f, node, k))
        return rc;
    bool is_root = node == b->plan->segment[f->segment].root;
    for (int i = 0; i < b->plan->node[node].read_by_count; i++)
        dirty[b->plan->node[node].read_by[i]] = 1;
    if (!is_root)
        dirty[b->s->nodes[node].parent] = 1;
    else if (f->segment > 0)
        mark_above(b, frame);
    for (int i = 0; i < b->wish.windows; i++)
        b->is_moved[i] |= b->top[i] == frame;
    return RC_OK;
}

/* What is marked, frames and nodes in their order, and then the places. */
static enum rc refill_class(struct board *b, int class_index, struct err *err)
{
    enum rc rc = RC_OK;
    b->worker[0].err = err;
    for (int f = 0; f < b->frames; f++) {
        const struct segment *g = &b->plan->segment[b->frame[f].segment];
        const uint8_t *dirty = dirty_at(b, f);
        for (int i = 0; i < g->count && rc == RC_OK; i++)
            if (dirty[g->node[i] < 0 ? PLAN_PERIODS(g->node[i]) : g->node[i]])
                rc = refill_entry(b, f, g->node[i], class_index);
    }
    for (int i = 0; i < b->wish.windows && rc == RC_OK; i++)
        if (b->is_moved[i])
            rc = places_fill(&b->worker[0], &b->frame[b->top[i]], &b->result[i], b->units[i], class_index);
    return rc;
}

static void mark_readers(struct board *b, int measure, struct window period)
{
    const struct measure *m = &b->s->measures[measure];
    for (const int *r = b->plan->readers[measure]; r && *r >= 0; r++) {
        int segment = b->plan->node[*r].segment;
        bool is_rule_of_grades = *r == 0 && b->s->nodes[0].first_child >= 0;
        for (int f = 0; f < b->frames; f++)
            if (b->frame[f].segment == segment && measure_counts(m, b->frame[f].w, period))
                dirty_at(b, f)[*r] = 1;
        for (int i = 0; is_rule_of_grades && i < b->wish.windows; i++)
            b->is_moved[i] |= measure_counts(m, b->result[i].counted, period);
    }
}

static enum rc rescore(struct board *b, int measure, int unit, int month, struct err *err)
{
    int class_index = b->s->units[unit].class_index;
    struct window period = window_of(b->s->measures[measure].per, month);
    enum rc rc = RC_OK;
    for (int i = 0; i < b->wish.windows; i++)
        b->is_moved[i] = false;
    b->worker[0].err = err;
    for (int i = 0; b->plan->is_exact && i < b->wish.windows && rc == RC_OK; i++)
        if (measure_counts(&b->s->measures[measure], b->result[i].counted, period))
            rc = class_exactly(b, &b->worker[0], i, class_index);
    if (b->plan->is_exact || rc != RC_OK)
        return rc;
    mark_readers(b, measure, period);
    rc = refill_class(b, class_index, err);
    return rc == RC_OK ? trust(b, err) : rc;
}

/* ---------------------------------------------------------------------------------- open, set, another */

static enum rc board_plan(struct board *b, struct err *err)
{
    int threads = b->wish.threads < 1 ? 1 : b->wish.threads > THREADS_MAX ? THREADS_MAX : b->wish.threads;
    for (int t = 0; t < b->workers; t++)
        worker_close(&b->worker[t]);
    arena_freep(&b->a);
    b->is_spoilt = true;
    b->frames = b->room = b->blocks = b->workers = b->replans = 0;
    b->frame = NULL;
    b->a = arena_new(0);
    b->plan = b->a ? plan_new(b->a, b->s, b->v, NULL, b->wish.is_exact) : NULL;
    if (!b->plan || !blocks_new(b) || !results_new(b))
        return FAIL(err, RC_NO_MEMORY, "score.no_memory", "board of %d windows", b->wish.windows);
    const struct lanes *lanes = b->wish.is_plain ? lanes_plain() : lanes_best();
    for (; b->workers < threads; b->workers++) {
        enum rc rc = worker_open(&b->worker[b->workers], b->plan, b->v, b->frame, lanes, b->a, err);
        if (rc != RC_OK)
            return rc;
    }
    enum rc rc = fill_all(b, err);
    b->is_spoilt = rc != RC_OK;
    return rc;
}

/* What a failure leaves behind is neither the old nor the new: nothing is built on it. */
static enum rc after(struct board *b, enum rc rc)
{
    b->is_spoilt |= rc != RC_OK;
    return rc;
}

enum rc board_compute(struct board *b, struct err *err)
{
    return !b->is_spoilt && plan_holds(b->plan, b->v) ? after(b, fill_all(b, err)) : board_plan(b, err);
}

static enum rc open_board(const struct scheme *s, const struct values *v, const struct board_wish *wish,
                          struct board **ret, struct err *err)
{
    enum rc rc = score_check_window(s, wish->first, err);
    if (rc != RC_OK)
        return rc;
    if (wish->windows < 1)
        return FAIL(err, RC_INVALID, "score.window_of_other_length", "%d windows", wish->windows);
    struct board *b = calloc(1, sizeof *b);
    if (!b)
        return FAIL(err, RC_NO_MEMORY, "score.no_memory", "board");
    b->s = s;
    b->v = v;
    b->wish = *wish;
    if ((rc = board_plan(b, err)) == RC_OK)
        *ret = b;
    else
        board_freep(&b);
    return rc;
}

enum rc board_open(const struct scheme *s, struct values *v, const struct board_wish *wish,
                   struct board **ret, struct err *err)
{
    enum rc rc = open_board(s, v, wish, ret, err);
    if (rc == RC_OK)
        (*ret)->writable = v;
    return rc;
}

void board_freep(struct board **b)
{
    if (!*b)
        return;
    for (int t = 0; t < (*b)->workers; t++)
        worker_close(&(*b)->worker[t]);
    arena_freep(&(*b)->a);
    free(*b);
    *b = NULL;
}

const struct score_result *board_result(const struct board *b, int window) { return &b->result[window]; }

enum rc board_set(struct board *b, int measure, int unit, int month, int64_t scaled, struct err *err)
{
    enum rc rc = values_set(b->writable, measure, unit, month, scaled, err);
    if (rc != RC_OK || b->is_spoilt)
        return rc != RC_OK ? rc : board_plan(b, err);
    bool is_proven =
        b->plan->is_exact || (values_largest(b->v, measure) <= b->plan->assumed[measure] &&
                              (!b->plan->is_natural[measure] || values_are_natural(b->v, measure)));
    return is_proven ? after(b, rescore(b, measure, unit, month, err)) : board_plan(b, err);
}

enum rc board_touch(struct board *b, int measure, int unit, int month, struct err *err)
{
    if (measure < 0 || measure >= b->s->measures_count || unit < 0 || unit >= b->s->units_count)
        return FAIL(err, RC_INVALID, "score.value_nowhere", "measure %d unit %d", measure, unit);
    for (int i = 0; !b->is_spoilt && i < b->plan->tallies; i++) {
        struct tally_rows *t = &b->plan->tally[i];
        if (b->s->nodes[t->leaf].measure == measure && !plan_gather(b->plan, b->a, b->v, t, unit))
            return board_plan(b, err);
    }
    return b->is_spoilt ? board_plan(b, err) : after(b, rescore(b, measure, unit, month, err));
}

/* What differs, and what stands above it, block by block. */
static enum rc refill_changed(struct board *b, const uint8_t *changed, struct err *err)
{
    enum rc rc = RC_OK;
    struct worker *w = &b->worker[0];
    w->err = err;
    for (int k = 0; k < b->blocks; k++) {
        for (int f = 0; f < b->frames && rc == RC_OK; f++) {
            const struct segment *g = &b->plan->segment[b->frame[f].segment];
            for (int i = 0; i < g->count && rc == RC_OK; i++)
                if (changed[g->node[i] < 0 ? PLAN_PERIODS(g->node[i]) : g->node[i]])
                    rc = frame_fill(w, f, g->node[i], b->block[k].from, b->block[k].to);
        }
        for (int i = 0; i < b->wish.windows && rc == RC_OK; i++)
            for (int c = b->block[k].from; c < b->block[k].to && rc == RC_OK; c++)
                rc = places_fill(w, &b->frame[b->top[i]], &b->result[i], b->units[i], c);
    }
    return rc == RC_OK ? trust(b, err) : rc;
}

/* Changed nodes, their parents, and who reads their scores. */
static uint8_t *changed_nodes(const struct plan *before, const struct plan *now, struct arena *a)
{
    int nodes = now->s->nodes_count;
    uint8_t *changed = arena_try_array(a, (size_t)nodes, 1);
    for (int n = 0; changed && n < nodes; n++)
        changed[n] = !plan_node_is_same(before, now, n);
    for (bool more = changed != NULL; more;) {
        more = false;
        for (int n = nodes - 1; n >= 0; n--) {
            int parent = now->s->nodes[n].parent;
            for (int i = 0; changed[n] && i < now->node[n].read_by_count; i++)
                if (!changed[now->node[n].read_by[i]]) {
                    changed[now->node[n].read_by[i]] = true;
                    more = true;
                }
            if (changed[n] && parent >= 0)
                changed[parent] = true;
        }
    }
    return changed;
}

/* Are values counted as before? What a level is worth and over which months a measure is taken stand in no
 * recipe. */
static bool measures_are_alike(const struct scheme *s, const struct scheme *t)
{
    for (int i = 0; i < s->measures_count; i++) {
        const struct measure *m = &s->measures[i], *n = &t->measures[i];
        if (m->kind != n->kind || m->decimals != n->decimals || m->per != n->per ||
            m->aggregate != n->aggregate || m->skips_gaps != n->skips_gaps || m->over != n->over ||
            m->levels_count != n->levels_count)
            return false;
        for (int k = 0; k < m->levels_count; k++)
            if (m->levels[k].points.units != n->levels[k].points.units ||
                m->levels[k].points.digits != n->levels[k].points.digits ||
                m->levels[k].is_excluded != n->levels[k].is_excluded)
                return false;
    }
    return true;
}

#define PLANS_MAX 64 /* kept one beside the other before everything is made anew */

enum rc board_rescheme(struct board *b, const struct scheme *s, struct err *err)
{
    bool is_alike = s->nodes_count == b->s->nodes_count && s->units_count == b->s->units_count &&
                    s->measures_count == b->s->measures_count && s->classes_count == b->s->classes_count;
    if (!is_alike)
        return FAIL(err, RC_INVALID, "score.other_shape", "%d nodes, %d units", s->nodes_count,
                    s->units_count);
    struct plan *before = b->plan;
    bool counts_alike = measures_are_alike(b->s, s);
    b->s = s;
    if (b->is_spoilt || !counts_alike || b->replans++ >= PLANS_MAX)
        return board_plan(b, err);
    struct plan *now = plan_new(b->a, s, b->v, before, b->wish.is_exact);
    uint8_t *changed = now && plan_is_alike(before, now) ? changed_nodes(before, now, b->a) : NULL;
    if (!changed)
        return board_plan(b, err);
    b->plan = now;
    for (int i = 0; i < b->wish.windows; i++)
        b->result[i].scheme = s;
    for (int t = 0; t < b->workers; t++)
        worker_close(&b->worker[t]);
    for (int t = 0; t < b->workers; t++) {
        enum rc rc = worker_open(&b->worker[t], now, b->v, b->frame, b->worker[t].lanes, b->a, err);
        if (rc != RC_OK)
            return after(b, rc);
    }
    return after(b, refill_changed(b, changed, err));
}

struct board_figures board_figures(const struct board *b)
{
    struct board_figures f = {.fast = b->plan->fast, .rules = b->plan->rules, .exact = b->plan->exact};
    for (int i = 0; i < b->frames; i++)
        for (int n = 0; n < b->s->nodes_count; n++)
            f.bytes += (b->frame[i].column[n].narrow ? 4u
                        : b->frame[i].column[n].wide ? 8u
                                                     : 0u) *
                       (size_t)b->s->units_count;
    return f;
}

/* ------------------------------------------------------------------------------------------- one window */

static bool keep_columns(const struct score_result *from, struct arena *a, struct score_result *to)
{
    size_t units = (size_t)from->scheme->units_count, nodes = (size_t)from->scheme->nodes_count;
    struct score_column *column = arena_try_array(a, nodes, sizeof *column);
    struct score_unit *unit = arena_try_array(a, units, sizeof *unit);
    for (size_t n = 0; column && n < nodes; n++) {
        const struct score_column *c = &from->columns[n];
        size_t size = c->narrow ? sizeof *c->narrow : sizeof *c->wide;
        void *copy = arena_try_array(a, units, size);
        if (!copy)
            return false;
        memcpy(copy, c->narrow ? (const void *)c->narrow : (const void *)c->wide, units * size);
        column[n].narrow = c->narrow ? copy : NULL;
        column[n].wide = c->narrow ? NULL : copy;
    }
    if (unit)
        memcpy(unit, from->units, units * sizeof *unit);
    *to = *from;
    to->columns = column;
    to->units = unit;
    return column && unit;
}

enum rc score_compute(const struct scheme *s, const struct values *v, struct window w, struct arena *a,
                      const struct score_result **ret, struct err *err)
{
    const struct board_wish wish = {.first = w, .windows = 1};
    struct board *b CLEANUP(board_freep) = NULL;
    struct score_result *r = arena_try(a, sizeof *r);
    enum rc rc = open_board(s, v, &wish, &b, err);
    if (rc != RC_OK)
        return rc;
    if (!r || !keep_columns(board_result(b, 0), a, r))
        return FAIL(err, RC_NO_MEMORY, "score.no_memory", "result of %d nodes", s->nodes_count);
    *ret = r;
    return RC_OK;
}
