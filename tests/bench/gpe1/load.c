/* Loading: the rows of the files become values of the schemes. */
#include <pthread.h>
#include <stdlib.h>

#include "gpe1/evaluate.h"

/* Rows come in the order of the units, or a unit's rows together: the place of the last one is a good guess.
 */
struct finder {
    const struct gpe1_unit **sorted; /* by u */
    int n, last;
};

static int by_u(const void *x, const void *y)
{
    int a = (*(const struct gpe1_unit *const *)x)->u, b = (*(const struct gpe1_unit *const *)y)->u;
    return a < b ? -1 : a > b;
}

static struct finder finder_of(const struct gpe1 *g)
{
    struct finder f = {.n = g->in.units,
                       .sorted = ARENA_ARRAY(g->a, const struct gpe1_unit *, (size_t)g->in.units)};
    for (int i = 0; i < f.n; i++)
        f.sorted[i] = &g->in.unit[i];
    qsort(f.sorted, (size_t)f.n, sizeof *f.sorted, by_u);
    return f;
}

static int find(struct finder *f, const struct csv *c, int u)
{
    for (int step = 0; step < 2; step++)
        if (f->last + step < f->n && f->sorted[f->last + step]->u == u)
            return f->sorted[f->last += step]->index;
    struct gpe1_unit wanted = {.u = u};
    const struct gpe1_unit *key = &wanted, **hit = bsearch(&key, f->sorted, (size_t)f->n, sizeof *hit, by_u);
    if (!hit)
        gpe1_stop("%s, line %d: unit %d is none of the first month's", c->name, c->line, u);
    f->last = (int)(hit - f->sorted);
    return (*hit)->index;
}

static int *measures_of(const struct gpe1 *g)
{
    int *measure = ARENA_ARRAY(g->a, int, (size_t)g->in.values);
    for (int i = 0; i < g->in.values; i++) {
        int k = g->in.column[i];
        struct str id = arena_printf(g->a, "%s%d", k < 0 ? "pv" : "v", k < 0 ? -1 - k : k);
        measure[i] = scheme_measure_find(g->scheme, id);
    }
    return measure;
}

static int month_of(const struct csv *c, int p, int most)
{
    if (p >= most)
        gpe1_stop("%s, line %d: %d is too late", c->name, c->line, p);
    return p;
}

/* Rows of units that follow one another, gathered to be set column by column. */
#define RUN_ROWS 64
struct run {
    struct gpe1 *g;
    struct finder f;
    int part;
    pthread_t thread;
    pthread_mutex_t *lock; /* of the values, which have none */
    const int *measure;
    int first, month, rows;
    int64_t *row; /* [RUN_ROWS][values of a row] */
};

static void run_flush(struct run *r)
{
    struct err err;
    int64_t column[RUN_ROWS];
    size_t values = (size_t)r->g->in.values;
    (void)pthread_mutex_lock(r->lock);
    for (size_t k = 0; k < values && r->rows; k++) {
        for (int i = 0; i < r->rows; i++)
            column[i] = r->row[(size_t)i * values + k];
        if (values_set_run(r->g->values, r->measure[k], r->first, GPE1_FIRST_MONTH + r->month, column,
                           r->rows, &err) != RC_OK)
            gpe1_stop("wide.csv, month %d, unit %d: %s", r->month, r->first, err.detail);
    }
    if (r->rows && r->month >= r->g->months)
        r->g->months = r->month + 1;
    (void)pthread_mutex_unlock(r->lock);
    r->rows = 0;
}

/* Where the values of the next row go. */
static int64_t *run_row(struct run *r, int unit, int month)
{
    if (r->rows == RUN_ROWS || month != r->month || unit != r->first + r->rows)
        run_flush(r);
    if (!r->rows) {
        r->first = unit;
        r->month = month;
    }
    return r->row + (size_t)r->rows++ * (size_t)r->g->in.values;
}

static void *load_part(void *self)
{
    struct run *r = self;
    struct csv c = csv_open_part(r->g->in.dir, "wide.csv", r->part, r->g->threads);
    struct str line, skipped;
    while (csv_line(&c, &line)) {
        int unit = find(&r->f, &c, csv_count(&c, &line));
        for (int i = 0; i < 3; i++)
            (void)csv_field(&line, &skipped);
        int p = month_of(&c, csv_count(&c, &line), GPE1_MONTHS_MAX);
        csv_hundredths(&c, line, run_row(r, unit, p), r->g->in.values);
    }
    run_flush(r);
    csv_close(&c);
    return NULL;
}

static void load_wide(struct gpe1 *g, struct finder f)
{
    pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    struct run *run = ARENA_ARRAY(g->a, struct run, (size_t)g->threads);
    const int *measure = measures_of(g);
    for (int i = 0; i < g->threads; i++)
        run[i] = (struct run){.g = g,
                              .f = f,
                              .part = i,
                              .lock = &lock,
                              .measure = measure,
                              .row = ARENA_ARRAY(g->a, int64_t, RUN_ROWS * (size_t)g->in.values)};
    for (int i = 1; i < g->threads; i++)
        if (pthread_create(&run[i].thread, NULL, load_part, &run[i]) != 0)
            gpe1_stop("no thread");
    (void)load_part(&run[0]);
    for (int i = 1; i < g->threads; i++)
        (void)pthread_join(run[i].thread, NULL);
}

static void load_votes(struct gpe1 *g, struct finder f)
{
    struct csv c = csv_open(g->in.dir, "votes.csv");
    struct str line;
    struct err err;
    int votes = scheme_measure_find(g->scheme, STR("votes"));
    if (!csv_line(&c, &line) || !str_eq(line, STR("u,q,g,vote")))
        gpe1_stop("votes.csv has not the agreed head");
    while (csv_line(&c, &line)) {
        int unit = find(&f, &c, csv_count(&c, &line));
        int q = month_of(&c, csv_count(&c, &line), GPE1_MONTHS_MAX / 3);
        struct ballot b = {.group = csv_count(&c, &line), .level = -1, .count = 1};
        csv_hundredths(&c, line, &b.vote, 1);
        if (values_add_ballot(g->values, votes, unit, GPE1_FIRST_MONTH + 3 * q, b, &err) != RC_OK)
            gpe1_stop("votes.csv, line %d: %s", c.line, err.detail);
    }
    csv_close(&c);
}

static void load_items(struct gpe1 *g, struct finder f)
{
    static const struct str slot_id[] = {STR_INIT("s0"), STR_INIT("s1"), STR_INIT("s2"), STR_INIT("s3")};
    struct csv c = csv_open(g->in.dir, "items.csv");
    struct str line;
    struct err err;
    int items = scheme_measure_find(g->scheme, STR("items"));
    if (!csv_line(&c, &line) || !str_eq(line, STR("u,p,slot,pts")))
        gpe1_stop("items.csv has not the agreed head");
    while (csv_line(&c, &line)) {
        int unit = find(&f, &c, csv_count(&c, &line));
        int p = month_of(&c, csv_count(&c, &line), GPE1_MONTHS_MAX), slot = csv_count(&c, &line);
        int64_t points = VALUE_MISSING;
        csv_hundredths(&c, line, &points, 1);
        if (slot >= (int)COUNT_OF(slot_id) || points == VALUE_MISSING || points % 10)
            gpe1_stop("items.csv, line %d: a slot from 0 to 3 and points with one decimal are wanted",
                      c.line);
        struct event e = {.item = slot_id[slot], .count = 1, .points = points / 10};
        if (values_add_event(g->values, items, unit, GPE1_FIRST_MONTH + p, e, &err) != RC_OK)
            gpe1_stop("items.csv, line %d: %s", c.line, err.detail);
    }
    csv_close(&c);
}

void gpe1_load(struct gpe1 *g, struct arena *a, const char *dir, struct gpe1_policy policy,
               enum gpe1_form form, int threads)
{
    struct err err;
    *g = (struct gpe1){.a = a, .policy = policy, .in = gpe1_input_read(a, dir)};
    g->in.form = form;
    g->threads = threads;
    g->scheme = gpe1_scheme_read(a, gpe1_scheme_text(a, &g->in, policy));
    g->mean_scheme = gpe1_scheme_read(a, gpe1_mean_text(a, &g->in, policy));
    if (values_new(a, g->scheme, &g->values, &err) != RC_OK ||
        values_new(a, g->mean_scheme, &g->totals, &err) != RC_OK)
        gpe1_stop("%s", err.detail);
    struct finder f = finder_of(g);
    load_wide(g, f);
    load_votes(g, f);
    load_items(g, f);
}
