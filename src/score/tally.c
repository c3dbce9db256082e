/* Parts are made fact by fact and sorted once; sums are in the decimals of the fact that has most, and then
 * in lowest terms, so that 1.0 and 1 feed the same number. */
#include "score/tally.h"

#include <stdlib.h>

#include "base/date.h"
#include "score/exact.h"
#include "score/formula.h"

static int64_t month_first(int month) { return (int64_t)(month / 12) * 10000 + (month % 12 + 1) * 100 + 1; }

static int64_t month_last(int month)
{
    int64_t day = month_first(month) + 30;
    while (!date_is_day(day))
        day--;
    return day;
}

static int by_place(const void *x, const void *y)
{
    const struct tally_part *a = x, *b = y;
    if (a->unit != b->unit)
        return a->unit < b->unit ? -1 : 1;
    if (a->month != b->month)
        return a->month < b->month ? -1 : 1;
    return (a->fact > b->fact) - (a->fact < b->fact);
}

int tally_first_month(const struct scheme *s, int64_t first_day, int64_t today)
{
    int january = (s->year ? s->year : (int)(today / 10000)) * 12;
    int oldest = january - 12 * (FORMULA_YEARS_MAX + MEASURE_YEARS_MAX);
    int first = first_day ? tally_month(first_day) : january;
    first = first < january ? first : january;
    return first > oldest ? first : oldest;
}

/* The months that it may count in; false: none that has come. */
static bool months_of(const struct tally_fact *f, const struct tally *t, int64_t today, int *ret_first,
                      int *ret_last)
{
    int64_t to = f->to_day ? f->to_day : today;
    int first = tally_month(f->from_day), last = f->is_interval ? tally_month(to) : first;
    *ret_first = first < t->first_month ? t->first_month : first;
    *ret_last = last > t->last_month ? t->last_month : last;
    return *ret_first <= *ret_last;
}

bool tally_days_in(const struct tally_fact *f, int month, int64_t today, int64_t *ret_first,
                   int64_t *ret_last)
{
    int64_t first = month_first(month), last = month_last(month);
    int64_t to = !f->is_interval ? f->from_day : f->to_day ? f->to_day : today;
    *ret_first = f->from_day > first ? f->from_day : first;
    *ret_last = to < last ? to : last;
    return *ret_first <= *ret_last;
}

static int times_in(const struct tally_fact *f, size_t i, int month, const struct tally_days *days,
                    int64_t today)
{
    int64_t first, last;
    if (!f->is_interval)
        return 1;
    return tally_days_in(f, month, today, &first, &last) ? days->workdays(days->ctx, i, first, last) : 0;
}

enum rc tally_make(struct arena *a, const struct tally_fact *fact, size_t n, const struct tally_days *days,
                   int64_t today, int first_month, struct tally *ret, struct err *err)
{
    struct tally t = {.fact = fact, .first_month = first_month, .last_month = tally_month(today)};
    size_t room = 0;
    int first, last;
    for (size_t i = 0; i < n; i++)
        if (months_of(&fact[i], &t, today, &first, &last))
            room += (size_t)(last - first + 1);
    struct tally_part *part = arena_try_array(a, room + 1, sizeof *part);
    if (!part)
        return FAIL(err, RC_NO_MEMORY, "score.no_memory", "%zu parts", room);
    for (size_t i = 0; i < n; i++) {
        bool has = months_of(&fact[i], &t, today, &first, &last);
        for (int month = first; has && month <= last; month++) {
            int times = times_in(&fact[i], i, month, days, today);
            if (times > 0)
                part[t.n++] = (struct tally_part){fact[i].unit, month, i, times};
        }
    }
    if (t.n)
        qsort(part, t.n, sizeof *part, by_place);
    t.part = part;
    *ret = t;
    return RC_OK;
}

/* The first that is not before the place. */
static size_t lower(const struct tally *t, int unit, int month)
{
    struct tally_part key = {.unit = unit, .month = month};
    size_t low = 0, high = t->n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (by_place(&t->part[mid], &key) < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

const struct tally_part *tally_parts(const struct tally *t, int unit, int month, size_t *ret_n)
{
    size_t from = lower(t, unit, month), to = from;
    while (to < t->n && t->part[to].unit == unit && t->part[to].month == month)
        to++;
    *ret_n = to - from;
    return t->part + from;
}

/* False when it is too long. */
static bool sum_of(const struct tally *t, const struct tally_part *part, size_t n, struct value_number *ret)
{
    i128 sum = 0;
    int digits = 0;
    for (size_t i = 0; i < n; i++)
        digits = t->fact[part[i].fact].value.digits > digits ? t->fact[part[i].fact].value.digits : digits;
    for (size_t i = 0; i < n; i++) {
        struct dec v = t->fact[part[i].fact].value;
        i128 one = (i128)v.units * fixed_pow10(digits - v.digits), all;
        if (__builtin_mul_overflow(one, (i128)part[i].times, &all) || __builtin_add_overflow(sum, all, &sum))
            return false;
    }
    struct rat r = rat_reduced((struct rat){.n = sum, .d = fixed_pow10(digits)});
    *ret = (struct value_number){(int64_t)r.n, (int64_t)r.d};
    return r.n <= INT64_MAX && r.n > INT64_MIN;
}

enum rc tally_feed(struct values *v, int measure, const struct tally *t, const bool *is_counted,
                   struct err *err)
{
    const struct scheme *s = values_scheme(v);
    enum rc rc = RC_OK;
    for (int u = 0; u < s->units_count; u++)
        for (int month = t->first_month; month <= t->last_month && rc == RC_OK; month++) {
            size_t n = 0;
            struct value_number number;
            const struct tally_part *part = tally_parts(t, u, month, &n);
            if (is_counted && !is_counted[u])
                continue;
            if (!sum_of(t, part, n, &number)) {
                (void)FAIL(err, RC_TOO_LARGE, "score.feed_too_large", "unit %d month %d", u, month);
                return err_arg(err, 0, s->measures[measure].name);
            }
            rc = values_feed(v, measure, u, month, number, err);
        }
    return rc;
}
