/* A node that is made of the scores of its periods: each period of the window is scored on its own, and what
 * comes out is put together: their mean (weighted or not), sum, largest, least, or the last one. */
#include "score/engine.h"
#include "score/fact.h"

struct tally {
    struct rat score,
        weight; /* of the periods that are there: Σ w·s, Σ w; otherwise what each_combine says */
    int n;
    bool is_blocked, is_absent;
};

/* Only the last period decides of "the last one": those before it may lack what they like. */
static void tally_state(struct tally *y, const struct node *n, enum score_state state)
{
    bool blocks = state == SCORE_NOT_SCORABLE;
    y->is_absent |= state == SCORE_ABSENT;
    if (n->each_combine != AGGREGATE_LAST)
        y->is_blocked |= blocks;
    else if (blocks || state == SCORE_PRESENT)
        y->is_blocked = blocks;
}

static void tally_take(struct engine *en, struct tally *y, const struct node *n, struct rat score,
                       struct rat weight)
{
    struct exact *x = &en->x;
    struct rat r = score;
    if (y->n > 0 && n->each_combine == AGGREGATE_MAX)
        r = rat_max(x, y->score, score);
    else if (y->n > 0 && n->each_combine == AGGREGATE_MIN)
        r = rat_min(x, y->score, score);
    else if (n->each_combine == AGGREGATE_SUM || n->each_combine == AGGREGATE_MEAN)
        r = rat_add(x, y->score, rat_mul(x, score, weight));
    y->score = rat_keep(&en->keep, r);
    y->weight = rat_keep(&en->keep, rat_add(x, y->weight, weight));
    y->n++;
}

static struct rat weight_of(const struct node *n, struct window w)
{
    return n->period_weights ? rat_dec(n->period_weights[w.first % 12 / w.months]) : rat_int(1);
}

/* `has_come`: somebody of the class has a score. */
static void say_period(struct trace *t, const struct node *n, struct window w, const struct cell *c,
                       bool has_come)
{
    fact_object(t, "");
    fact_text(t, "period", window_write(t->a, w));
    fact_text(t, "state", str_c(score_state_word(c->state)));
    if (c->state == SCORE_PRESENT)
        FACTS(t, {"score", c->exact});
    if (n->period_weights)
        FACTS(t, {"weight", weight_of(n, w)});
    fact_truth(t, "has_come", has_come);
    fact_end(t);
}

static void trace_period(struct trace *t, const struct node *n, struct window w, struct rat score)
{
    struct str arg[3] = {window_write(t->a, w), rat_write(&t->x, t->a, score, 12),
                         rat_write(&t->x, t->a, weight_of(n, w), 12)};
    trace_text(t, n->period_weights ? "score.step.period_weighted" : "score.step.period", arg,
               n->period_weights ? 3 : 2);
}

/* One period of the window. A period in which nobody of the class has a score has not come yet. */
static bool period_takes(struct engine *en, int node, struct window w, struct tally *tally)
{
    const struct node *n = &en->s->nodes[node];
    bool anybody = false;
    struct trace *t = en->trace;
    en->trace = NULL; /* the steps of a period are those of its own window */
    en->w = w;
    bool ok = engine_node_once(en, node);
    en->trace = t;
    for (int u = 0; ok && u < en->n; u++)
        anybody |= cell_at(en, node, u)->state == SCORE_PRESENT;
    if (ok && t && t->node == node)
        say_period(t, n, w, cell_at(en, node, t->unit), anybody);
    for (int u = 0; anybody && u < en->n; u++) {
        const struct cell *c = cell_at(en, node, u);
        tally_state(&tally[u], n, c->state);
        if (c->state != SCORE_PRESENT)
            continue;
        tally_take(en, &tally[u], n, c->exact, weight_of(n, w));
        if (t && t->node == node && t->unit == u)
            trace_period(t, n, w, c->exact);
    }
    return ok;
}

static void below_per_period(struct engine *en, int node)
{
    for (int k = en->s->nodes[node].first_child; k >= 0; k = en->s->nodes[k].next) {
        for (int u = 0; u < en->n; u++)
            *cell_at(en, k, u) = (struct cell){.state = SCORE_PER_PERIOD};
        below_per_period(en, k);
    }
}

/* Without a weight that counts there is no mean. */
static bool has_score(const struct node *n, const struct tally *y)
{
    return !y->is_blocked && y->n && (n->each_combine != AGGREGATE_MEAN || rat_sign(y->weight));
}

static void tally_finish(struct engine *en, int node, int u, const struct tally *y)
{
    static const char *const texts[] = {[AGGREGATE_MAX] = "score.step.period_max",
                                        [AGGREGATE_MIN] = "score.step.period_min",
                                        [AGGREGATE_LAST] = "score.step.period_last"};
    const struct node *n = &en->s->nodes[node];
    struct trace *t = trace_of(en, node, u);
    struct rat r = y->score;
    if (!has_score(n, y)) {
        bool never = !y->is_absent && !node_applies(en, node, u);
        enum score_state none = never ? SCORE_NOT_APPLICABLE : SCORE_ABSENT;
        *cell_at(en, node, u) = (struct cell){.state = y->is_blocked ? SCORE_NOT_SCORABLE : none};
        return;
    }
    if (n->each_combine == AGGREGATE_MEAN)
        r = rat_div(&en->x, r, y->weight);
    if (n->period_weights)
        SAY(t, "score.step.mean", y->score, y->weight, r);
    else if (n->each_combine == AGGREGATE_MEAN || n->each_combine == AGGREGATE_SUM)
        SAY(t, "score.step.periods", y->score, rat_int(y->n), r);
    else if (t)
        trace_say(t, texts[n->each_combine], &r, 1);
    cell_finish(en, node, u, r);
}

static const char *const each_words[] = {[AGGREGATE_SUM] = "sum",
                                         [AGGREGATE_MEAN] = "mean",
                                         [AGGREGATE_LAST] = "last",
                                         [AGGREGATE_MAX] = "max",
                                         [AGGREGATE_MIN] = "min"};

bool node_periods(struct engine *en, int node, struct window w)
{
    int len = period_months(en->s->nodes[node].each);
    struct tally *tally = arena_try_array(en->kept, (size_t)en->n, sizeof *tally);
    if (!tally) {
        en->keep.no_memory = true;
        return false;
    }
    for (int u = 0; u < en->n; u++)
        tally[u].score = tally[u].weight = rat_int(0);
    int first = (w.first + len - 1) / len * len;
    struct trace *t = en->trace && en->trace->node == node ? en->trace : NULL;
    fact_text(t, "combine", str_c(each_words[en->s->nodes[node].each_combine]));
    fact_list(t, "periods");
    for (int m = first; m + len <= w.first + w.months; m += len)
        if (!period_takes(en, node, (struct window){m, len}, tally))
            return false;
    en->w = w;
    fact_end(t);
    for (int u = 0; u < en->n; u++)
        tally_finish(en, node, u, &tally[u]);
    below_per_period(en, node);
    return true;
}
