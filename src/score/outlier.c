#include "score/outlier.h"

#include <stdlib.h>

#include "base/fixed.h"
#include "score/exact.h"

#define PAST_MAX 120 /* earlier periods that are looked at: ten years of months */
#define K_MAX 1000

struct marking {
    const struct scheme *s;
    const struct values *v;
    i128 k;          /* scaled by 10^6 */
    int64_t *sample; /* [units or PAST_MAX] */
    struct arena *a;
    struct outlier *item;
    int n, cap;
    bool no_memory;
};

/* Of a sample, all doubled so that a middle between two is whole. */
struct spread {
    i128 median, deviation; /* doubled; the deviation is MAD, or n times the mean where MAD is 0 */
    int n;
    bool is_mean;
};

static int by_size(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static i128 twice_middle(int64_t *x, int n)
{
    qsort(x, (size_t)n, sizeof *x, by_size);
    return (i128)x[(n - 1) / 2] + x[n / 2];
}

/* False: nothing can be said. Values are within ± INT64_MAX / 8, so that doubled differences fit. */
static bool spread_of(int64_t *x, int n, struct spread *ret)
{
    *ret = (struct spread){.n = n};
    if (n < OUTLIER_LEAST)
        return false;
    ret->median = twice_middle(x, n);
    i128 sum = 0;
    for (int i = 0; i < n; i++) {
        i128 away = 2 * (i128)x[i] - ret->median;
        x[i] = (int64_t)(away < 0 ? -away : away);
        sum += x[i];
    }
    ret->deviation = twice_middle(x, n) / 2;
    ret->is_mean = ret->deviation == 0;
    if (ret->is_mean)
        ret->deviation = sum;
    return ret->deviation > 0;
}

/* How far from the middle, doubled, is not yet marked: 1000·|x − m| ≤ k·1483·MAD. */
static i128 reach(const struct marking *k, const struct spread *s)
{
    i128 top = k->k * (s->is_mean ? 1253 : 1483) * s->deviation;
    i128 by = (i128)1000 * 1000000 * (s->is_mean ? s->n : 1);
    return top / by;
}

static bool room_for_one(struct marking *k)
{
    if (k->n < k->cap)
        return true;
    int cap = k->cap ? k->cap * 2 : 16;
    struct outlier *more = arena_try_array(k->a, (size_t)cap, sizeof *more);
    k->no_memory |= !more;
    if (more && k->n)
        memcpy(more, k->item, (size_t)k->n * sizeof *more);
    k->item = more ? more : k->item;
    k->cap = more ? cap : k->cap;
    return more != NULL;
}

static int64_t half_up(i128 twice) { return (int64_t)((twice + (twice > 0)) / 2); }
static int64_t half_down(i128 twice) { return (int64_t)((twice - (twice < 0)) / 2); }

static void mark(struct marking *k, struct outlier o, const struct spread *s)
{
    i128 far = reach(k, s), away = 2 * (i128)o.value - s->median;
    if ((away < 0 ? -away : away) <= far || !room_for_one(k))
        return;
    o.twice_median = (int64_t)s->median;
    o.low = half_up(s->median - far);
    o.high = half_down(s->median + far);
    o.n = s->n;
    k->item[k->n++] = o;
}

static bool is_usable(int64_t v) { return v != VALUE_MISSING && v >= -INT64_MAX / 8 && v <= INT64_MAX / 8; }

/* ---- beside the class ---- */

static void look_at_class(struct marking *k, int measure, int month, int class_index)
{
    const struct unit_class *c = &k->s->classes[class_index];
    struct spread s;
    int n = 0;
    for (int u = c->first_unit; u < c->first_unit + c->units_count; u++) {
        int64_t v = values_get(k->v, measure, u, month);
        if (is_usable(v))
            k->sample[n++] = v;
    }
    if (!spread_of(k->sample, n, &s))
        return;
    for (int u = c->first_unit; u < c->first_unit + c->units_count; u++) {
        int64_t v = values_get(k->v, measure, u, month);
        if (is_usable(v))
            mark(k,
                 (struct outlier){OUTLIER_CLASS, .unit = u, .measure = measure, .month = month, .value = v},
                 &s);
    }
}

/* ---- beside its own past ---- */

static void look_back(struct marking *k, int measure, int month, int unit)
{
    int step = period_months(k->s->measures[measure].per), n = 0;
    int64_t value = values_get(k->v, measure, unit, month);
    struct spread s;
    for (int m = month - step, i = 0; i < PAST_MAX && m >= VALUES_YEAR_MIN * 12; m -= step, i++) {
        int64_t v = values_get(k->v, measure, unit, m);
        if (is_usable(v))
            k->sample[n++] = v;
    }
    if (is_usable(value) && spread_of(k->sample, n, &s))
        mark(k,
             (struct outlier){OUTLIER_HISTORY, .unit = unit, .measure = measure, .month = month,
                              .value = value},
             &s);
}

static void look_at_measure(struct marking *k, int measure, struct window w)
{
    const struct measure *m = &k->s->measures[measure];
    int step = period_months(m->per), first = w.first - w.first % step;
    for (int month = first; month < w.first + w.months; month += step)
        for (int c = 0; c < k->s->classes_count; c++)
            look_at_class(k, measure, month, c);
    for (int month = first; !m->is_cumulative && month < w.first + w.months; month += step)
        for (int u = 0; u < k->s->units_count; u++)
            look_back(k, measure, month, u);
}

static int in_order(const void *a, const void *b)
{
    const struct outlier *x = a, *y = b;
    int by = (x->by > y->by) - (x->by < y->by), measure = x->measure - y->measure, unit = x->unit - y->unit;
    return measure ? measure : unit ? unit : x->month != y->month ? x->month - y->month : by;
}

enum rc score_outliers(const struct scheme *s, const struct values *v, struct window w, struct dec k,
                       struct arena *a, const struct outliers **ret, struct err *err)
{
    if (k.digits < 0)
        k = (struct dec){35, 1};
    if (k.digits > 6 || k.units <= 0 || k.units > K_MAX * fixed_pow10(k.digits))
        return FAIL(err, RC_INVALID, "analysis.outlier_k_unfit", "k of %d digits", k.digits);
    size_t most = (size_t)(s->units_count > PAST_MAX ? s->units_count : PAST_MAX);
    struct outliers *all = arena_try(a, sizeof *all);
    struct marking m = {.s = s,
                        .v = v,
                        .k = (i128)k.units * fixed_pow10(6 - k.digits),
                        .sample = arena_try_array(a, most, sizeof *m.sample),
                        .a = a};
    if (!all || !m.sample)
        return FAIL(err, RC_NO_MEMORY, "score.no_memory", "outliers");
    for (int i = 0; i < s->measures_count; i++)
        if (s->measures[i].kind == MEASURE_NUMBER && measure_is_input(&s->measures[i]))
            look_at_measure(&m, i, w);
    if (m.no_memory)
        return FAIL(err, RC_NO_MEMORY, "score.no_memory", "outliers");
    if (m.n)
        qsort(m.item, (size_t)m.n, sizeof *m.item, in_order);
    *all = (struct outliers){.item = m.item, .n = m.n, .k = k};
    *ret = all;
    return RC_OK;
}
