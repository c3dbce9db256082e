#include <stdio.h>

#include "score/formula.h"
#include "score/reader.h"

static enum rc window_is(struct window *ret, struct window w)
{
    *ret = w;
    return RC_OK;
}

enum rc window_read(struct str text, struct window *ret, struct err *err)
{
    int64_t year = 0, n = 0;
    struct str rest = str_sub(text, 4, text.n);
    if (text.n >= 4 && text.p[0] != '-' && str_to_i64(str_sub(text, 0, 4), &year) && year >= 1000) {
        int first = (int)year * 12;
        bool number = rest.n >= 2 && rest.p[1] != '-' && str_to_i64(str_sub(rest, 1, rest.n), &n) && n >= 1;
        if (rest.n == 0)
            return window_is(ret, (struct window){first, 12});
        if (rest.n == 2 && number && (rest.p[0] == 'H' || rest.p[0] == 'h') && n <= 2)
            return window_is(ret, (struct window){first + ((int)n - 1) * 6, 6});
        if (rest.n == 2 && number && (rest.p[0] == 'Q' || rest.p[0] == 'q') && n <= 4)
            return window_is(ret, (struct window){first + ((int)n - 1) * 3, 3});
        if (rest.n == 3 && number && rest.p[0] == '-' && n <= 12)
            return window_is(ret, (struct window){first + (int)n - 1, 1});
    }
    (void)FAIL(err, RC_INVALID, "score.window_unknown", "%.*s", STR_ARG(text));
    ERR_HINT(err, "score.window_hint");
    return err_arg(err, 0, text);
}

struct str window_write(struct arena *a, struct window w)
{
    char t[40];
    int year = w.first / 12, month = w.first % 12;
    int n = w.months == 12                    ? snprintf(t, sizeof t, "%04d", year)
            : w.months == 6                   ? snprintf(t, sizeof t, "%04dH%d", year, month / 6 + 1)
            : w.months == 3 && month % 3 == 0 ? snprintf(t, sizeof t, "%04dQ%d", year, month / 3 + 1)
            : w.months == 1                   ? snprintf(t, sizeof t, "%04d-%02d", year, month + 1)
                            : snprintf(t, sizeof t, "%04d-%02d/%02d", year, month + 1, month + w.months);
    char *p = arena_try(a, (size_t)n + 1);
    if (!p)
        return STR("");
    memcpy(p, t, (size_t)n);
    return str_of(p, (size_t)n);
}

struct window scheme_window(const struct scheme *s, struct window w)
{
    if (!s->is_cumulative)
        return w;
    int january = w.first - w.first % 12;
    return (struct window){january, w.first + w.months - january};
}

/* YYYYMMDD as a count of months. */
static int month_of(int64_t day) { return (int)(day / 10000 * 12 + day / 100 % 100 - 1); }

static struct str day_write(struct arena *a, int64_t day)
{
    char *p = arena_try(a, 11);
    if (!p)
        return STR("");
    int n = snprintf(p, 11, "%04d-%02d-%02d", (int)(day / 10000 % 10000), (int)(day / 100 % 100),
                     (int)(day % 100));
    return str_of(p, (size_t)n);
}

enum rc scheme_check_valid(const struct scheme *s, struct window w, struct err *err)
{
    bool too_early = s->valid_from && w.first + w.months <= month_of(s->valid_from);
    bool too_late = s->valid_to && w.first > month_of(s->valid_to);
    if (!too_early && !too_late)
        return RC_OK;
    struct arena *a CLEANUP(arena_freep) = arena_new(0);
    if (!a)
        return FAIL(err, RC_NO_MEMORY, "score.no_memory", "window");
    (void)FAIL(err, RC_INVALID, "score.window_not_valid", "month %d", w.first);
    ERR_HINT(err, "score.window_not_valid_hint");
    (void)err_arg(err, 0, window_write(a, w));
    (void)err_arg(err, 1, s->title);
    (void)err_arg(err, 2, s->valid_from ? day_write(a, s->valid_from) : STR("…"));
    return err_arg(err, 3, s->valid_to ? day_write(a, s->valid_to) : STR("…"));
}

/* ---- the months of a measure ---- */

static int january(int month) { return month - month % 12; }

struct window measure_window(const struct measure *m, struct window w)
{
    int end = w.first + w.months, start = january(end - 1);
    if (m->source && m->source->fixed.months)
        return m->source->fixed;
    switch (m->over) {
    case OVER_YEAR_TO_DATE:
        return (struct window){start, end - start};
    case OVER_YEAR:
        return (struct window){start, 12};
    case OVER_MONTHS:
        return (struct window){end - m->over_months, m->over_months};
    case OVER_WINDOW:
    case OVER__COUNT:
        break;
    }
    return w;
}

struct window measure_reach(const struct measure *m, struct window w)
{
    struct window first = measure_window(m, (struct window){w.first, 1});
    struct window last = measure_window(m, w);
    int from = first.first < last.first ? first.first : last.first;
    int end = w.first + w.months, to = last.first + last.months;
    if (m->source && m->source->fixed.months)
        return m->source->fixed;
    from = from < w.first ? from : w.first;
    return (struct window){from, (to > end ? to : end) - from};
}

/* Of each measure, once: formulas may name one another many times over. */
struct years {
    const struct scheme *s;
    int *of; /* [measures]; 0: not looked at, otherwise years + 1 */
};

static int measure_years(struct years *y, int measure);

static int formula_years(struct years *y, const struct formula *f)
{
    int most = f->op == F_MEASURE ? measure_years(y, f->measure) : 0;
    for (size_t k = 0; k < COUNT_OF(f->kid) && f->kid[k]; k++) {
        int n = formula_years(y, f->kid[k]);
        most = n > most ? n : most;
    }
    return most + (f->op == F_LAST_YEAR);
}

static int measure_years(struct years *y, int measure)
{
    const struct measure *m = &y->s->measures[measure];
    if (y->of[measure] == 0)
        y->of[measure] = 1 + (m->formula               ? formula_years(y, m->formula)
                              : m->over == OVER_MONTHS ? (m->over_months + 10) / 12 /* seen from a January */
                                                       : 0);
    return y->of[measure] - 1;
}

bool scheme_find_years(struct scheme *s, struct arena *a)
{
    struct years y = {.s = s, .of = arena_try_array(a, (size_t)s->measures_count + 1, sizeof *y.of)};
    int most = 1;
    for (int i = 0; y.of && i < s->measures_count; i++) {
        int n = measure_years(&y, i);
        most = n > most ? n : most;
    }
    for (int i = 0; y.of && i < s->nodes_count; i++) {
        const struct node *n = &s->nodes[i];
        int years = n->baseline_is_last_year && n->measure >= 0 ? 1 + measure_years(&y, n->measure) : 0;
        most = years > most ? years : most;
    }
    s->years_back = most < FORMULA_YEARS_MAX ? most : FORMULA_YEARS_MAX;
    return y.of != NULL;
}

bool measure_counts(const struct measure *m, struct window counted, struct window period)
{
    for (int years = 0; years <= FORMULA_YEARS_MAX; years++) {
        struct window w = measure_reach(m, (struct window){counted.first - 12 * years, counted.months});
        if (period.first < w.first + w.months && period.first + period.months > w.first)
            return true;
    }
    return false;
}
