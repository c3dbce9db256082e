/* Votes to points: the mean of the valid votes, with the ends trimmed. Votes of a batch that somebody
 * excluded count for nothing, and the explanation says what they would have made of the score. */
#include <stdlib.h>

#include "score/engine.h"
#include "score/fact.h"
#include "score/method.h"

struct vote {
    struct rat points;
    int64_t count;
};

static int by_points(const void *a, const void *b, void *x)
{
    const struct vote *p = a, *q = b;
    return rat_cmp(x, p->points, q->points);
}

/* The rows of the unit that are of this leaf's group and time. */
struct rows {
    const struct measure *m;
    const struct ballot_row *first;
    struct span span;
    int group;
};

static struct rows rows_at(const struct leaf *l, int u)
{
    const struct measure *m = &l->en->s->measures[l->node->measure];
    return (struct rows){.m = m,
                         .first = values_ballots(l->en->v, l->node->measure, l->en->first + u),
                         .span = measure_span(m, l->en->w),
                         .group = l->node->group};
}

static bool is_here(const struct rows *rows, const struct ballot_row *r)
{
    return r->count > 0 && span_has(rows->span, r->month) && (rows->group < 0 || r->group == rows->group);
}

static bool is_opinion(const struct rows *rows, const struct ballot_row *r)
{
    return is_here(rows, r) && (r->level < 0 || !rows->m->levels[r->level].is_excluded);
}

static struct rat worth_of(const struct rows *rows, const struct ballot_row *r)
{
    return r->level >= 0 ? rat_dec(rows->m->levels[r->level].points) : rat_scaled(r->vote, rows->m->decimals);
}

struct votes {
    struct vote *vote;
    int n;
    int64_t valid;
};

/* `all`: those of batches that are excluded, too. vote = NULL without memory. */
static struct votes votes_of(struct leaf *l, const struct rows *rows, bool all)
{
    struct votes v = {0};
    int n = 0;
    for (const struct ballot_row *r = rows->first; r; r = r->next)
        n++;
    v.vote = arena_try_array(l->en->scratch, (size_t)n, sizeof *v.vote);
    l->x->no_memory |= !v.vote;
    for (const struct ballot_row *r = rows->first; v.vote && r; r = r->next) {
        if (!is_opinion(rows, r) || (r->of->excluded.n && !all))
            continue;
        if (__builtin_add_overflow(v.valid, r->count, &v.valid))
            l->x->too_large = true;
        v.vote[v.n++] = (struct vote){worth_of(rows, r), r->count};
    }
    return v;
}

/* Takes `drop` votes off one end. */
static void trim(struct vote *votes, int n, int64_t drop, bool from_top)
{
    for (int k = 0; k < n && drop > 0; k++) {
        struct vote *v = &votes[from_top ? n - 1 - k : k];
        int64_t take = v->count < drop ? v->count : drop;
        v->count -= take;
        drop -= take;
    }
}

/* So many votes of each worth; the votes are sorted by it. */
static void say_worths(struct leaf *l, struct trace *t, struct vote *votes, int n)
{
    qsort_r(votes, (size_t)n, sizeof *votes, by_points, l->x);
    fact_list(t, "votes");
    for (int i = 0, k; i < n; i = k) {
        struct rat count = rat_int(0);
        for (k = i; k < n && rat_cmp(l->x, votes[i].points, votes[k].points) == 0; k++)
            count = rat_add(l->x, count, rat_int(votes[k].count));
        fact_object(t, "");
        FACTS(t, {"points", votes[i].points}, {"count", count});
        fact_end(t);
    }
    fact_end(t);
}

static void say_excluded_levels(struct leaf *l, const struct rows *rows, struct trace *t)
{
    struct rat count = rat_int(0);
    for (const struct ballot_row *r = rows->first; r; r = r->next)
        if (is_here(rows, r) && !is_opinion(rows, r))
            count = rat_add(l->x, count, rat_int(r->count));
    FACTS(t, {"excluded", count});
}

static void say_votes(struct leaf *l, const struct rows *rows, struct trace *t, struct vote *votes, int n)
{
    const struct node *node = l->node;
    if (node->group >= 0)
        fact_text(t, "group", rows->m->groups[node->group]);
    say_worths(l, t, votes, n);
    say_excluded_levels(l, rows, t);
    FACTS(t, {"min_sample", rat_int(node->min_sample)});
    fact_object(t, "trim");
    FACTS(t, {"low", rat_int(node->trim_low)}, {"high", rat_int(node->trim_high)},
          {"percent", rat_dec(node->trim_percent)}, {"when_more_than", rat_int(node->trim_above)});
    fact_end(t);
    if (node->out_of.digits >= 0)
        FACTS(t, {"out_of", rat_dec(node->out_of)});
}

static struct rat score_of_votes(struct leaf *l, struct votes v, struct trace *t)
{
    const struct node *node = l->node;
    if (!v.vote || v.valid == 0 || v.valid < node->min_sample) {
        SAY(t, "score.step.sample_too_small", rat_int(v.vote ? v.valid : 0), rat_int(node->min_sample));
        return RAT_MISSING;
    }
    int64_t low = 0, high = 0;
    if (v.valid > node->trim_above) {
        struct rat share = rat_floor(l->x, percent_of(l->x, rat_int(v.valid), node->trim_percent));
        int64_t both = rat_is_none(share) ? 0 : (int64_t)(share.n / share.d);
        low = node->trim_low + both;
        high = node->trim_high + both;
    }
    if (low + high >= v.valid)
        return RAT_MISSING;
    FACTS(t, {"trimmed_low", rat_int(low)}, {"trimmed_high", rat_int(high)});
    qsort_r(v.vote, (size_t)v.n, sizeof *v.vote, by_points, l->x);
    trim(v.vote, v.n, low, false);
    trim(v.vote, v.n, high, true);
    struct rat sum = rat_int(0), left = rat_int(v.valid - low - high);
    for (int i = 0; i < v.n; i++)
        sum = rat_add(l->x, sum, rat_mul(l->x, v.vote[i].points, rat_int(v.vote[i].count)));
    struct rat mean = rat_div(l->x, sum, left);
    SAY(t, "score.step.ballots", rat_int(v.valid), rat_int(low), rat_int(high));
    SAY(t, "score.step.mean", sum, left, mean);
    if (node->out_of.digits < 0)
        return mean;
    struct rat r = rat_mul(l->x, l->full, rat_div(l->x, mean, rat_dec(node->out_of)));
    SAY(t, "score.step.ratio", l->full, mean, rat_dec(node->out_of), r);
    return r;
}

/* ---- batches that count for nothing: why, and what the score would be with them */

static bool is_excluded_of(const struct rows *rows, const struct ballot_row *r, const struct ballot_row *like)
{
    return is_opinion(rows, r) && str_eq(r->of->batch, like->of->batch) &&
           str_eq(r->of->excluded, like->of->excluded);
}

static void say_batch(struct leaf *l, const struct rows *rows, const struct ballot_row *like, struct trace *t)
{
    struct votes v = {0};
    int n = 0;
    for (const struct ballot_row *r = like; r; r = r->next)
        n += is_excluded_of(rows, r, like);
    v.vote = arena_try_array(l->en->scratch, (size_t)n, sizeof *v.vote);
    l->x->no_memory |= !v.vote;
    for (const struct ballot_row *r = like; v.vote && r; r = r->next)
        if (is_excluded_of(rows, r, like)) {
            v.vote[v.n++] = (struct vote){worth_of(rows, r), r->count};
            v.valid += r->count;
        }
    struct str arg[3] = {like->of->batch.n ? like->of->batch : STR("—"),
                         rat_write(&t->x, t->a, rat_int(v.valid), 0), like->of->excluded};
    trace_text(t, "score.step.batch_excluded", arg, 3);
    fact_object(t, "");
    if (like->of->batch.n)
        fact_text(t, "batch", like->of->batch);
    fact_text(t, "why", like->of->excluded);
    FACTS(t, {"count", rat_int(v.valid)});
    if (v.vote)
        say_worths(l, t, v.vote, v.n);
    fact_end(t);
}

static bool is_said(const struct rows *rows, const struct ballot_row *r)
{
    for (const struct ballot_row *k = rows->first; k != r; k = k->next)
        if (is_excluded_of(rows, k, r))
            return true;
    return false;
}

static void say_batches(struct leaf *l, const struct rows *rows, struct trace *t)
{
    bool any = false;
    for (const struct ballot_row *r = rows->first; t && r; r = r->next)
        any |= is_opinion(rows, r) && r->of->excluded.n;
    if (!any)
        return;
    fact_list(t, "excluded_batches");
    for (const struct ballot_row *r = rows->first; r; r = r->next)
        if (is_opinion(rows, r) && r->of->excluded.n && !is_said(rows, r))
            say_batch(l, rows, r, t);
    fact_end(t);
    struct rat with = score_of_votes(l, votes_of(l, rows, true), NULL);
    FACTS(t, {"score_with_excluded", with});
    if (rat_is_none(with))
        trace_text(t, "score.step.with_batches_none", NULL, 0);
    else
        SAY(t, "score.step.with_batches", with);
}

struct rat score_votes(struct leaf *l, int u, struct trace *t)
{
    struct rows rows = rows_at(l, u);
    struct votes v = votes_of(l, &rows, false);
    if (t && v.vote)
        say_votes(l, &rows, t, v.vote, v.n);
    struct rat r = score_of_votes(l, v, t);
    say_batches(l, &rows, t);
    return r;
}
