/* Leaves, strip by strip: one number a unit, facts of the class, votes and events. */
#include "score/frame_run.h"

void strip_fill(int32_t *out, size_t n, int32_t v)
{
    for (size_t i = 0; i < n; i++)
        out[i] = v;
}

/* Adds one period to what is there of those before. */
static void take_period(const struct measure *m, const int32_t *more, size_t n, bool is_first, int32_t *sum)
{
    for (size_t i = 0; i < n; i++) {
        int32_t v = more[i];
        bool has = v != VALUE_NARROW_MISSING, had = sum[i] != VALUE_NARROW_MISSING;
        if (is_first)
            sum[i] = v;
        else if (!m->skips_gaps && (!has || !had))
            sum[i] = VALUE_NARROW_MISSING;
        else if (!had)
            sum[i] = v;
        else if (has)
            sum[i] = m->aggregate == AGGREGATE_SUM    ? sum[i] + v
                     : m->aggregate == AGGREGATE_LAST ? v
                     : m->aggregate == AGGREGATE_MAX  ? (v > sum[i] ? v : sum[i])
                                                      : (v < sum[i] ? v : sum[i]);
    }
}

/* What one column says of the units; in `buffer` unless it says so itself. */
static const int32_t *column_strip(const struct run *run, int measure, int month, int32_t *buffer)
{
    struct value_column c = values_column(run->w->v, measure, month);
    if (c.narrow)
        return c.narrow + run->first;
    if (c.small)
        run->w->lanes->spread(c.small + run->first, run->n, buffer);
    else
        strip_fill(buffer, run->n, VALUE_NARROW_MISSING);
    return buffer;
}

const int32_t *run_strip(const struct run *run, int measure, struct window w, int32_t *buffer)
{
    const struct measure *m = &run->w->plan->s->measures[measure];
    bool is_month = m->per == PERIOD_MONTH && w.months == 1 && m->over == OVER_WINDOW; /* mostly */
    struct span span = is_month ? (struct span){w.first, 1, 1} : measure_span(m, w);
    if (span.count == 1)
        return column_strip(run, measure, span.first, buffer);
    if (m->aggregate == AGGREGATE_MEAN)
        return NULL;
    for (int i = 0; i < span.count; i++) {
        const int32_t *more = column_strip(run, measure, span.first + i * span.months, run->w->z);
        take_period(m, more, run->n, i == 0, buffer);
    }
    return buffer;
}

static void put_all(const struct linear *l, const int32_t *v, size_t n, int32_t *out)
{
    for (size_t i = 0; i < n; i++)
        out[i] = v[i] == VALUE_NARROW_MISSING
                     ? l->missing
                     : between(rounded_quotient(l->a * ((int64_t)v[i] - l->off) + l->b, l->c, l->mode), l->lo,
                               l->hi);
}

/* A linear recipe that only the class at hand has. */
static void linear_here(const struct run *run, struct linear *l, int64_t least, int64_t most,
                        const int32_t *v)
{
    if (linear_prepare(l, least, most))
        run->w->lanes->linear(l, v, run->n, run->out);
    else
        put_all(l, v, run->n, run->out);
}

static void constant_here(const struct run *run, const int32_t *v, int32_t score)
{
    for (size_t i = 0; i < run->n; i++)
        run->out[i] = v[i] == VALUE_NARROW_MISSING ? run->r->linear.missing : score;
}

static void fill_efficacy(const struct run *run, const int32_t *v)
{
    const struct efficacy *e = &run->r->efficacy;
    int32_t least, most;
    if (run->w->lanes->range(v, run->n, &least, &most) == 0 || least == most) {
        constant_here(run, v, e->equal);
        return;
    }
    struct linear l = run->r->linear;
    int64_t range = (int64_t)most - least;
    l.off = e->is_lower ? most : least;
    l.a = e->is_lower ? -e->slope : e->slope;
    l.b = e->base * range;
    l.c = e->by * range;
    linear_here(run, &l, e->is_lower ? -range : 0, e->is_lower ? 0 : range, v);
}

static void fill_best(const struct run *run, const int32_t *v)
{
    const struct best *b = &run->r->best;
    int32_t least, most;
    int n = run->w->lanes->range(v, run->n, &least, &most);
    int64_t best = b->is_lower ? least : most;
    if (n == 0 || best <= 0) {
        constant_here(run, v, b->undefined);
        return;
    }
    struct linear l = run->r->linear;
    if (b->is_lower) {
        struct quotient q = {.k = b->top * best,
                             .c = b->by,
                             .lo = l.lo,
                             .hi = l.hi,
                             .mode = l.mode,
                             .missing = l.missing,
                             .undefined = b->undefined};
        run->w->lanes->quotient(&q, v, v, run->n, run->out);
        return;
    }
    l.a = b->top;
    l.c = b->by * best;
    linear_here(run, &l, least < 0 ? least : 0, most, v);
}

/* (first·places − lost·(rank − 1)) / (by·places), of the ranks that stand in y. */
static void points_of_ranks(const struct run *run, int64_t places, int64_t ranked)
{
    const struct by_rank *k = &run->r->rank;
    struct linear l = run->r->linear;
    l.off = 1;
    l.a = -k->lost;
    l.b = k->first * places;
    l.c = k->by * places;
    linear_here(run, &l, 0, ranked, run->w->y);
}

static int fill_ranks(const struct run *run, const int32_t *v, int32_t *rank)
{
    const struct by_rank *k = &run->r->rank;
    return run->w->lanes->rank(v, run->n, k->is_lower, k->is_dense, run->w->work, rank);
}

static void fill_rank_linear(const struct run *run, const int32_t *v)
{
    int ranked = fill_ranks(run, v, run->w->y);
    points_of_ranks(run, ranked > 1 ? ranked - 1 : 1, ranked);
}

/* A place is worth the same in every class: their points come at once. */
static void fill_rank_steps(const struct run *run, const int32_t *v)
{
    const struct unit_class *k = &run->w->plan->s->classes[run->from];
    int most = 0;
    for (size_t at = 0; at < run->n; at += (size_t)k++->units_count) {
        struct run one = *run;
        one.n = (size_t)k->units_count;
        int ranked = fill_ranks(&one, v + at, run->w->y + at);
        most = ranked > most ? ranked : most;
    }
    points_of_ranks(run, 1, most);
}

/* ---- rows ---- */

#define ENDS_MAX 2 /* so many lowest and highest are taken off here; more by the exact engine */

/* Σ of single votes without the lowest and the highest. */
static int64_t trimmed_sum(const struct tally_bag *bag, int low, int high)
{
    int32_t low0 = INT32_MAX, low1 = INT32_MAX, high0 = INT32_MIN, high1 = INT32_MIN;
    int64_t sum = 0;
    for (int i = 0; i < bag->n; i++) {
        int32_t v = bag->row[i], above = v > low0 ? v : low0, below = v < high0 ? v : high0;
        sum += v;
        low0 = v < low0 ? v : low0;
        low1 = above < low1 ? above : low1;
        high0 = v > high0 ? v : high0;
        high1 = below > high1 ? below : high1;
    }
    sum -= low > 0 ? low0 : 0;
    sum -= low > 1 ? low1 : 0;
    sum -= high > 0 ? high0 : 0;
    return sum - (high > 1 ? high1 : 0);
}

/* How many votes there are, and Σ points of all. */
static int64_t votes_of(const struct tally_bag *bag, bool has_counts, int64_t *ret_sum)
{
    int64_t votes = 0, sum = 0;
    for (int i = 0; has_counts && i < bag->n; i++) {
        votes += bag->row[2 * i + 1];
        sum += (int64_t)bag->row[2 * i] * bag->row[2 * i + 1];
    }
    *ret_sum = sum;
    return has_counts ? votes : bag->n;
}

/* False: what is trimmed is more than a look at the ends. */
static bool vote_score(const struct run *run, const struct tally_bag *bag, bool has_counts, int32_t *out)
{
    const struct node *n = &run->w->plan->s->nodes[run->node];
    const struct by_votes *k = &run->r->votes;
    int64_t sum, valid = votes_of(bag, has_counts, &sum);
    bool is_trimmed = valid > n->trim_above && (n->trim_low || n->trim_high || n->trim_percent.units);
    int64_t low = is_trimmed ? n->trim_low : 0, high = is_trimmed ? n->trim_high : 0;
    if (is_trimmed && (has_counts || n->trim_percent.units || low > ENDS_MAX || high > ENDS_MAX))
        return false;
    if (valid == 0 || valid < n->min_sample || low + high >= valid) {
        *out = run->r->linear.missing;
        return true;
    }
    if (!has_counts)
        sum = trimmed_sum(bag, (int)low, (int)high);
    int64_t left = valid - low - high;
    *out = between(rounded_quotient(k->top * sum, k->by * left, run->r->linear.mode), run->r->linear.lo,
                   run->r->linear.hi);
    return true;
}

static const struct tally_bag *bags_of(const struct run *run, const struct tally_rows *t, struct span *span)
{
    const struct scheme *s = run->w->plan->s;
    *span = measure_span(&s->measures[s->nodes[run->node].measure], run->f->w);
    int period = (span->first - t->first) / t->months;
    if (span->first < t->first || period + span->count > t->periods)
        return NULL;
    return &t->bag[(size_t)period * (size_t)s->units_count + (size_t)run->first];
}

static bool fill_votes(const struct run *run)
{
    const struct tally_rows *t = &run->w->plan->tally[run->r->votes.ballots];
    struct span span;
    const struct tally_bag *bag = bags_of(run, t, &span);
    if (!bag)
        strip_fill(run->out, run->n, run->r->linear.missing);
    if (span.count > 1)
        return !bag;
    for (size_t i = 0; bag && i < run->n; i++)
        if (!vote_score(run, &bag[i], t->has_counts, &run->out[i]))
            return false;
    return true;
}

static void fill_events(const struct run *run)
{
    const struct tally_rows *t = &run->w->plan->tally[run->r->events];
    size_t units = (size_t)run->w->plan->s->units_count;
    struct span span;
    const struct tally_bag *bag = bags_of(run, t, &span);
    memset(run->w->x, 0, run->n * sizeof *run->w->x);
    for (size_t p = 0; bag && p < (size_t)span.count; p++)
        for (size_t i = 0; i < run->n; i++)
            for (int k = 0; k < bag[p * units + i].n; k++)
                run->w->x[i] += bag[p * units + i].row[k];
    run->w->lanes->linear(&run->r->linear, run->w->x, run->n, run->out);
}

static void fill_strikes(const struct run *run, const int32_t *v)
{
    int strip = run->w->plan->node[run->node].strikes;
    if (strip < 0)
        return;
    run->w->lanes->strikes(&run->r->steps, v, run->n, run->f->strikes[strip] + run->first);
}

/* ---- all kinds ---- */

/* What looks at the class, class by class. */
static void fill_classes(const struct run *run, const int32_t *v,
                         void (*fill)(const struct run *run, const int32_t *v))
{
    const struct unit_class *k = &run->w->plan->s->classes[run->from];
    for (size_t at = 0; at < run->n; at += (size_t)k++->units_count) {
        struct run one = *run;
        one.n = (size_t)k->units_count;
        one.out = run->out + at;
        fill(&one, v + at);
    }
}

/* False: the exact engine must do it after all. */
static bool fill_values(const struct run *run, const int32_t *v)
{
    struct worker *w = run->w;
    switch (run->r->kind) {
    case RECIPE_LINEAR:
        w->lanes->linear(&run->r->linear, v, run->n, run->out);
        return true;
    case RECIPE_STEPS:
        w->lanes->steps(&run->r->steps, v, run->n, run->out);
        fill_strikes(run, v);
        return true;
    case RECIPE_EFFICACY:
        fill_classes(run, v, fill_efficacy);
        return true;
    case RECIPE_BEST:
        fill_classes(run, v, fill_best);
        return true;
    case RECIPE_RANK:
        if (run->r->rank.is_linear)
            fill_classes(run, v, fill_rank_linear);
        else
            fill_rank_steps(run, v);
        return true;
    default:
        return false;
    }
}

static bool fill_quotient(const struct run *run)
{
    const struct plan_node *pn = &run->w->plan->node[run->node];
    struct window w = run->f->w, then = {w.first - (pn->y_is_last_year ? 12 : 0), w.months};
    bool is_same = pn->x == pn->y && !pn->y_is_last_year;
    const int32_t *x = run_strip(run, pn->x, w, run->w->x);
    const int32_t *y = is_same ? x : run_strip(run, pn->y, then, run->w->y);
    if (x && y)
        run->w->lanes->quotient(&run->r->quotient, x, y, run->n, run->out);
    return x && y;
}

bool run_leaf(const struct run *run)
{
    const struct node *n = &run->w->plan->s->nodes[run->node];
    if (run->r->kind == RECIPE_VOTES)
        return fill_votes(run);
    if (run->r->kind == RECIPE_QUOTIENT)
        return fill_quotient(run);
    if (run->r->kind == RECIPE_RULE)
        return run_rule(run);
    if (run->r->kind == RECIPE_EVENTS) {
        fill_events(run);
        return true;
    }
    int x = run->w->plan->node[run->node].x;
    const int32_t *v = run_strip(run, x >= 0 ? x : n->measure, run->f->w, run->w->x);
    return v && fill_values(run, v);
}
