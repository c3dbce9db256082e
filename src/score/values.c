#include "score/values.h"

#include "base/fixed.h"
#include "score/exact.h"

#define PERIODS ((VALUES_YEAR_MAX - VALUES_YEAR_MIN + 1) * 12)

struct values {
    const struct scheme *s;
    struct arena *a;
    int *slot; /* [measures] place among the columns of a period; −1: it has no number of its own */
    int slots;
    int64_t *largest;                   /* [slots] by size, of all that was ever set */
    bool *is_negative;                  /* [slots] a number below 0 was set */
    struct value_column *tile[PERIODS]; /* [slots] */
    struct ballot_row *spare_ballot;
    int spare_ballots;
    /* [measures][units], only for measures of that kind */
    struct ballot_row ***first_ballot, ***last_ballot;
    const struct ballot_batch *batch; /* the last that came */
    struct event_row ***first_event, ***last_event;
};

enum rc values_new(struct arena *a, const struct scheme *s, struct values **ret, struct err *err)
{
    struct values *v = arena_try(a, sizeof *v);
    size_t measures = (size_t)s->measures_count;
    if (v) {
        *v = (struct values){.s = s, .a = a};
        v->slot = arena_try_array(a, measures, sizeof *v->slot);
        v->largest = arena_try_array(a, measures * 2, sizeof *v->largest);
        v->is_negative = arena_try_array(a, measures * 2, sizeof *v->is_negative);
        v->first_ballot = arena_try_array(a, measures, sizeof(void *));
        v->last_ballot = arena_try_array(a, measures, sizeof(void *));
        v->first_event = arena_try_array(a, measures, sizeof(void *));
        v->last_event = arena_try_array(a, measures, sizeof(void *));
    }
    if (!v || !v->slot || !v->largest || !v->is_negative || !v->first_ballot || !v->last_ballot ||
        !v->first_event || !v->last_event)
        return FAIL(err, RC_NO_MEMORY, "score.no_memory", "values");
    for (int m = 0; m < s->measures_count; m++) {
        const struct measure *k = &s->measures[m];
        v->slot[m] = -1;
        if (!measure_is_number(k) || !measure_is_stored(k))
            continue;
        v->slot[m] = v->slots;
        v->slots += measure_is_fed(k) ? 2 : 1; /* what is fed is a fraction */
    }
    *ret = v;
    return RC_OK;
}

const struct scheme *values_scheme(const struct values *v) { return v->s; }

/* Index of the period's tile, or −1: the first month of the period that holds it. */
static int tile_of(const struct measure *m, int month)
{
    int first = window_of(m->per, month).first - VALUES_YEAR_MIN * 12;
    return month >= VALUES_YEAR_MIN * 12 && first < PERIODS ? first : -1;
}

static enum rc check_place(const struct values *v, int measure, int unit, int month, struct err *err)
{
    const struct scheme *s = v->s;
    if (measure < 0 || measure >= s->measures_count || unit < 0 || unit >= s->units_count)
        return FAIL(err, RC_INVALID, "score.value_nowhere", "measure %d unit %d", measure, unit);
    if (tile_of(&s->measures[measure], month) < 0)
        return FAIL(err, RC_INVALID, "score.value_nowhen", "month %d", month);
    return RC_OK;
}

/* MEASURE_NUMBER stands for all that is one number a unit and period. */
static enum rc check(const struct values *v, int measure, int unit, int month, enum measure_kind kind,
                     struct err *err)
{
    enum rc rc = check_place(v, measure, unit, month, err);
    if (rc != RC_OK)
        return rc;
    const struct measure *m = &v->s->measures[measure];
    bool is_kind = kind == MEASURE_NUMBER ? measure_is_number(m) : m->kind == kind;
    if (is_kind && measure_is_input(m))
        return RC_OK;
    if (m->fact.n)
        (void)FAIL(err, RC_INVALID, "score.value_is_counted", "measure %d", measure);
    else if (m->source)
        (void)FAIL(err, RC_INVALID, "score.value_is_fed", "measure %d", measure);
    else
        (void)FAIL(err, RC_INVALID, "score.value_of_other_kind", "measure %d", measure);
    return err_arg(err, 0, m->name);
}

static bool has_level(const struct measure *m, int64_t level)
{
    return m->kind != MEASURE_LEVEL || level == VALUE_MISSING || (level >= 0 && level < m->levels_count);
}

static int64_t column_get(const struct value_column *c, int unit)
{
    if (c->small)
        return c->small[unit] == VALUE_SMALL_MISSING ? VALUE_MISSING : c->small[unit];
    if (c->narrow)
        return c->narrow[unit] == VALUE_NARROW_MISSING ? VALUE_MISSING : c->narrow[unit];
    return c->wide ? c->wide[unit] : VALUE_MISSING;
}

static void column_put(struct value_column *c, int unit, int64_t scaled)
{
    bool is_missing = scaled == VALUE_MISSING;
    if (c->small)
        c->small[unit] = is_missing ? VALUE_SMALL_MISSING : (int16_t)scaled;
    else if (c->narrow)
        c->narrow[unit] = is_missing ? VALUE_NARROW_MISSING : (int32_t)scaled;
    else
        c->wide[unit] = scaled;
}

/* The column, with room for values of that size, and with those that it has. */
static bool column_fit(struct values *v, struct value_column *c, int64_t size)
{
    size_t units = (size_t)v->s->units_count;
    struct value_column before = *c;
    bool has_room =
        c->wide || (c->narrow && size <= VALUE_NARROW_MAX) || (c->small && size <= VALUE_SMALL_MAX);
    if (has_room)
        return true;
    *c = (struct value_column){0};
    if (size <= VALUE_SMALL_MAX)
        c->small = arena_try_array(v->a, units, sizeof *c->small);
    else if (size <= VALUE_NARROW_MAX)
        c->narrow = arena_try_array(v->a, units, sizeof *c->narrow);
    else
        c->wide = arena_try_array(v->a, units, sizeof *c->wide);
    if (!c->small && !c->narrow && !c->wide) {
        *c = before;
        return false;
    }
    for (int u = 0; u < v->s->units_count; u++)
        column_put(c, u, column_get(&before, u));
    return true;
}

/* The column, with room for values of that size; NULL: no memory. */
static struct value_column *column_for(struct values *v, int tile, int slot, int64_t size)
{
    if (!v->tile[tile] &&
        !(v->tile[tile] = arena_try_array(v->a, (size_t)v->slots, sizeof(struct value_column))))
        return NULL;
    struct value_column *c = &v->tile[tile][slot];
    if (!column_fit(v, c, size))
        return NULL;
    v->largest[slot] = size > v->largest[slot] ? size : v->largest[slot];
    return c;
}

static int64_t size_of(int64_t scaled) { return scaled == VALUE_MISSING ? 0 : scaled < 0 ? -scaled : scaled; }

static bool is_below(int64_t scaled) { return scaled < 0 && scaled != VALUE_MISSING; }

static enum rc put(struct values *v, int tile, int slot, int unit, int64_t scaled, struct err *err)
{
    struct value_column *c = column_for(v, tile, slot, size_of(scaled));
    if (!c)
        return FAIL(err, RC_NO_MEMORY, "score.no_memory", "column %d", slot);
    column_put(c, unit, scaled);
    v->is_negative[slot] |= is_below(scaled);
    return RC_OK;
}

static enum rc no_level(const struct measure *m, int measure, struct err *err)
{
    (void)FAIL(err, RC_INVALID, "score.value_no_level", "measure %d", measure);
    return err_arg(err, 0, m->name);
}

enum rc values_set(struct values *v, int measure, int unit, int month, int64_t scaled, struct err *err)
{
    enum rc rc = check(v, measure, unit, month, MEASURE_NUMBER, err);
    if (rc != RC_OK)
        return rc;
    const struct measure *m = &v->s->measures[measure];
    if (!has_level(m, scaled))
        return no_level(m, measure, err);
    return put(v, tile_of(m, month), v->slot[measure], unit, scaled, err);
}

enum rc values_set_run(struct values *v, int measure, int unit, int month, const int64_t *scaled, int count,
                       struct err *err)
{
    enum rc rc = check(v, measure, unit, month, MEASURE_NUMBER, err);
    if (rc != RC_OK)
        return rc;
    const struct measure *m = &v->s->measures[measure];
    int slot = v->slot[measure];
    int64_t largest = 0;
    if (count < 1 || count > v->s->units_count - unit)
        return FAIL(err, RC_INVALID, "score.value_nowhere", "%d units from %d", count, unit);
    for (int i = 0; i < count; i++) {
        int64_t size = size_of(scaled[i]);
        largest = size > largest ? size : largest;
        if (!has_level(m, scaled[i]))
            return no_level(m, measure, err);
    }
    struct value_column *c = column_for(v, tile_of(m, month), slot, largest);
    if (!c)
        return FAIL(err, RC_NO_MEMORY, "score.no_memory", "column %d", slot);
    for (int i = 0; i < count; i++) {
        column_put(c, unit + i, scaled[i]);
        v->is_negative[slot] |= is_below(scaled[i]);
    }
    return RC_OK;
}

enum rc values_feed(struct values *v, int measure, int unit, int month, struct value_number number,
                    struct err *err)
{
    enum rc rc = check_place(v, measure, unit, month, err);
    if (rc != RC_OK)
        return rc;
    const struct measure *m = &v->s->measures[measure];
    int64_t n = number.d ? number.n : VALUE_MISSING;
    if (!measure_is_fed(m) || number.d < 0 || !has_level(m, n)) {
        (void)FAIL(err, RC_INVALID, "score.value_of_other_kind", "measure %d", measure);
        return err_arg(err, 0, m->name);
    }
    rc = put(v, tile_of(m, month), v->slot[measure], unit, n, err);
    return rc == RC_OK ? put(v, tile_of(m, month), v->slot[measure] + 1, unit, number.d, err) : rc;
}

struct value_column values_column(const struct values *v, int measure, int month)
{
    int t = tile_of(&v->s->measures[measure], month);
    bool has = t >= 0 && v->slot[measure] >= 0 && v->tile[t];
    return has ? v->tile[t][v->slot[measure]] : (struct value_column){0};
}

int64_t values_largest(const struct values *v, int measure)
{
    return v->slot[measure] < 0 ? 0 : v->largest[v->slot[measure]];
}

bool values_are_natural(const struct values *v, int measure)
{
    return v->slot[measure] < 0 || !v->is_negative[v->slot[measure]];
}

int64_t values_get(const struct values *v, int measure, int unit, int month)
{
    struct value_column c = values_column(v, measure, month);
    return column_get(&c, unit);
}

bool values_number(const struct values *v, int measure, int unit, int month, struct value_number *ret)
{
    const struct measure *m = &v->s->measures[measure];
    int64_t n = values_get(v, measure, unit, month);
    if (n == VALUE_MISSING || (m->kind == MEASURE_LEVEL && m->levels[n].is_excluded))
        return false;
    if (m->kind == MEASURE_LEVEL)
        *ret = (struct value_number){m->levels[n].points.units, fixed_pow10(m->levels[n].points.digits)};
    else if (measure_is_fed(m))
        *ret = (struct value_number){n, column_get(&v->tile[tile_of(m, month)][v->slot[measure] + 1], unit)};
    else
        *ret = (struct value_number){n, fixed_pow10(m->decimals)};
    return true;
}

/* The heads of the lists of a measure are made when its first row comes. */
#define HEADS(v, table, measure)                                                                             \
    ((table)[measure]                                                                                        \
         ? (table)[measure]                                                                                  \
         : ((table)[measure] = arena_try_array((v)->a, (size_t)(v)->s->units_count, sizeof(void *))))

/* Most rows have neither batch nor matter nor basis, and there are many of them. */
static bool keep(struct arena *a, struct str *s)
{
    if (!s->n) {
        *s = STR("");
        return true;
    }
    char *p = arena_try(a, s->n + 1);
    if (p)
        memcpy(p, s->p, s->n);
    s->p = p;
    return p != NULL;
}

static enum rc check_ballot(const struct measure *m, const struct ballot *b, int64_t least_count,
                            struct err *err)
{
    bool known = b->group >= (m->groups_count ? 0 : -1) && b->group < m->groups_count &&
                 b->count >= least_count &&
                 (m->levels_count ? b->level >= 0 && b->level < m->levels_count : b->level == -1);
    if (known)
        return RC_OK;
    (void)FAIL(err, RC_INVALID, "score.ballot_unfit", "group %d level %d", b->group, b->level);
    return err_arg(err, 0, m->name);
}

/* Votes of one batch mostly follow one another. NULL: no memory. */
static const struct ballot_batch *batch_of(struct values *v, const struct ballot *b)
{
    static const struct ballot_batch none = {STR_INIT(""), STR_INIT("")};
    if (!b->batch.n && !b->excluded.n)
        return &none;
    if (v->batch && str_eq(v->batch->batch, b->batch) && str_eq(v->batch->excluded, b->excluded))
        return v->batch;
    struct ballot_batch *batch = arena_try(v->a, sizeof *batch);
    if (!batch)
        return NULL;
    *batch = (struct ballot_batch){b->batch, b->excluded};
    if (!keep(v->a, &batch->batch) || !keep(v->a, &batch->excluded))
        return NULL;
    return v->batch = batch;
}

static bool put_ballot(struct values *v, struct ballot_row *row, const struct ballot *b)
{
    const struct ballot_batch *of = batch_of(v, b);
    if (!of)
        return false;
    row->group = (int16_t)b->group; /* there are at most READER_LEVELS_MAX */
    row->level = (int16_t)b->level;
    row->vote = b->vote;
    row->count = b->count;
    row->of = of;
    return true;
}

/* By the hundred: a piece of an arena begins at a multiple of 16 bytes, and a row is none. */
static struct ballot_row *new_ballot(struct values *v)
{
    enum { ROWS = 100 };
    if (v->spare_ballots == 0 && (v->spare_ballot = arena_try_array(v->a, ROWS, sizeof *v->spare_ballot)))
        v->spare_ballots = ROWS;
    if (v->spare_ballots == 0)
        return NULL;
    v->spare_ballots--;
    return v->spare_ballot++;
}

enum rc values_add_ballot(struct values *v, int measure, int unit, int month, struct ballot b,
                          struct err *err)
{
    enum rc rc = check(v, measure, unit, month, MEASURE_BALLOTS, err);
    if (rc != RC_OK)
        return rc;
    const struct measure *m = &v->s->measures[measure];
    if ((rc = check_ballot(m, &b, 1, err)) != RC_OK)
        return rc;
    struct ballot_row **first = HEADS(v, v->first_ballot, measure),
                      **last = HEADS(v, v->last_ballot, measure);
    struct ballot_row *row = new_ballot(v);
    if (!first || !last || !row || !put_ballot(v, row, &b))
        return FAIL(err, RC_NO_MEMORY, "score.no_memory", "ballot");
    row->month = window_of(m->per, month).first;
    if (last[unit])
        last[unit]->next = row;
    else
        first[unit] = row;
    last[unit] = row;
    return RC_OK;
}

static bool within(int64_t points, int digits, const struct event_item *item)
{
    i128 p = dec_wide((struct dec){points, digits});
    return (!item->least.is_set || p >= dec_wide(item->least.value)) &&
           (!item->most.is_set || p <= dec_wide(item->most.value));
}

/* An event must be one that some leaf counts, with points that the leaf lets it have. */
static enum rc check_event(const struct scheme *s, int measure, const struct event *e, int64_t least_count,
                           struct err *err)
{
    const struct event_item *item = scheme_item_find(s, measure, e->item);
    if (!item)
        (void)FAIL(err, RC_INVALID, "score.event_unknown_item", "measure %d", measure);
    else if (e->count < least_count)
        (void)FAIL(err, RC_INVALID, "score.event_unfit", "count below 1");
    else if (e->points == VALUE_MISSING && !item->has_points)
        (void)FAIL(err, RC_INVALID, "score.event_needs_points", "no points");
    else if (e->points != VALUE_MISSING && item->has_points && !item->least.is_set && !item->most.is_set)
        (void)FAIL(err, RC_INVALID, "score.event_points_fixed", "points given");
    else if (e->points != VALUE_MISSING && !within(e->points, s->measures[measure].decimals, item))
        (void)FAIL(err, RC_INVALID, "score.event_points_out_of_range", "points out of range");
    else
        return RC_OK;
    (void)err_arg(err, 0, e->item);
    (void)err_arg(err, 1, s->measures[measure].name);
    return RC_INVALID;
}

enum rc values_add_event(struct values *v, int measure, int unit, int month, struct event e, struct err *err)
{
    enum rc rc = check(v, measure, unit, month, MEASURE_EVENTS, err);
    if (rc != RC_OK)
        return rc;
    const struct measure *m = &v->s->measures[measure];
    if ((rc = check_event(v->s, measure, &e, 1, err)) != RC_OK)
        return rc;
    struct event_row **first = HEADS(v, v->first_event, measure), **last = HEADS(v, v->last_event, measure);
    struct event_row *row = arena_try(v->a, sizeof *row);
    if (!first || !last || !row || !keep(v->a, &e.item) || !keep(v->a, &e.matter) || !keep(v->a, &e.basis))
        return FAIL(err, RC_NO_MEMORY, "score.no_memory", "event");
    *row = (struct event_row){.e = e, .month = window_of(m->per, month).first};
    if (last[unit])
        last[unit]->next = row;
    else
        first[unit] = row;
    last[unit] = row;
    return RC_OK;
}

enum rc values_change_ballot(struct values *v, int measure, int unit, int n, struct ballot b, struct err *err)
{
    enum rc rc = check(v, measure, unit, VALUES_YEAR_MIN * 12, MEASURE_BALLOTS, err);
    if (rc == RC_OK)
        rc = check_ballot(&v->s->measures[measure], &b, 0, err);
    if (rc != RC_OK)
        return rc;
    struct ballot_row *row = v->first_ballot[measure] ? v->first_ballot[measure][unit] : NULL;
    while (row && n-- > 0)
        row = row->next;
    if (!row)
        return FAIL(err, RC_NOT_FOUND, "score.value_nowhere", "ballot of measure %d unit %d", measure, unit);
    return put_ballot(v, row, &b) ? RC_OK : FAIL(err, RC_NO_MEMORY, "score.no_memory", "ballot");
}

enum rc values_change_event(struct values *v, int measure, int unit, int n, struct event e, struct err *err)
{
    enum rc rc = check(v, measure, unit, VALUES_YEAR_MIN * 12, MEASURE_EVENTS, err);
    if (rc == RC_OK)
        rc = check_event(v->s, measure, &e, 0, err);
    if (rc != RC_OK)
        return rc;
    struct event_row *row = v->first_event[measure] ? v->first_event[measure][unit] : NULL;
    while (row && n-- > 0)
        row = row->next;
    if (!row)
        return FAIL(err, RC_NOT_FOUND, "score.value_nowhere", "event of measure %d unit %d", measure, unit);
    if (!keep(v->a, &e.item) || !keep(v->a, &e.matter) || !keep(v->a, &e.basis))
        return FAIL(err, RC_NO_MEMORY, "score.no_memory", "event");
    row->e = e;
    return RC_OK;
}

const struct ballot_row *values_ballots(const struct values *v, int measure, int unit)
{
    return v->first_ballot[measure] ? v->first_ballot[measure][unit] : NULL;
}

const struct event_row *values_events(const struct values *v, int measure, int unit)
{
    return v->first_event[measure] ? v->first_event[measure][unit] : NULL;
}
