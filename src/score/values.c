#include "score/values.h"

#include "base/fixed.h"

#define BLOCK_UNITS 64
#define PERIODS ((VALUES_YEAR_MAX - VALUES_YEAR_MIN + 1) * 12)

struct values {
    const struct scheme *s;
    struct arena *a;
    int *slot; /* [measures] place in a tile; −1: not an input of kind number */
    int slots;
    size_t tile_cells;
    int64_t *tile[PERIODS];
    /* [measures][units], only for measures of that kind */
    struct ballot_row ***first_ballot, ***last_ballot;
    struct event_row ***first_event, ***last_event;
};

static const int length[PERIOD__COUNT] = {
    [PERIOD_MONTH] = 1, [PERIOD_QUARTER] = 3, [PERIOD_HALF] = 6, [PERIOD_YEAR] = 12};

enum rc values_new(struct arena *a, const struct scheme *s, struct values **ret, struct err *err)
{
    struct values *v = arena_try(a, sizeof *v);
    size_t measures = (size_t)s->measures_count;
    if (v) {
        *v = (struct values){.s = s, .a = a};
        v->slot = arena_try_array(a, measures, sizeof *v->slot);
        v->first_ballot = arena_try_array(a, measures, sizeof(void *));
        v->last_ballot = arena_try_array(a, measures, sizeof(void *));
        v->first_event = arena_try_array(a, measures, sizeof(void *));
        v->last_event = arena_try_array(a, measures, sizeof(void *));
    }
    if (!v || !v->slot || !v->first_ballot || !v->last_ballot || !v->first_event || !v->last_event)
        return FAIL(err, RC_NO_MEMORY, "score.no_memory", "values");
    for (int m = 0; m < s->measures_count; m++) {
        const struct measure *k = &s->measures[m];
        v->slot[m] = k->kind == MEASURE_NUMBER && measure_is_input(k) ? v->slots++ : -1;
    }
    size_t blocks = ((size_t)s->units_count + BLOCK_UNITS - 1) / BLOCK_UNITS;
    v->tile_cells = blocks * (size_t)v->slots * BLOCK_UNITS;
    *ret = v;
    return RC_OK;
}

/* Index of the period's tile, or −1: the first month of the period that holds it. */
static int tile_of(const struct measure *m, int month)
{
    int first = month - month % length[m->per] - VALUES_YEAR_MIN * 12;
    return month >= VALUES_YEAR_MIN * 12 && first < PERIODS ? first : -1;
}

static size_t cell_of(const struct values *v, int slot, int unit)
{
    return ((size_t)(unit / BLOCK_UNITS) * (size_t)v->slots + (size_t)slot) * BLOCK_UNITS +
           (size_t)(unit % BLOCK_UNITS);
}

static enum rc check(const struct values *v, int measure, int unit, int month, enum measure_kind kind,
                     struct err *err)
{
    const struct scheme *s = v->s;
    if (measure < 0 || measure >= s->measures_count || unit < 0 || unit >= s->units_count)
        return FAIL(err, RC_INVALID, "score.value_nowhere", "measure %d unit %d", measure, unit);
    if (s->measures[measure].kind != kind || !measure_is_input(&s->measures[measure])) {
        (void)FAIL(err, RC_INVALID, "score.value_of_other_kind", "measure %d", measure);
        return err_arg(err, 0, s->measures[measure].name);
    }
    if (tile_of(&s->measures[measure], month) < 0)
        return FAIL(err, RC_INVALID, "score.value_nowhen", "month %d", month);
    return RC_OK;
}

enum rc values_set(struct values *v, int measure, int unit, int month, int64_t scaled, struct err *err)
{
    enum rc rc = check(v, measure, unit, month, MEASURE_NUMBER, err);
    if (rc != RC_OK)
        return rc;
    int t = tile_of(&v->s->measures[measure], month);
    if (!v->tile[t]) {
        int64_t *cells = arena_try_array(v->a, v->tile_cells, sizeof *cells);
        if (!cells)
            return FAIL(err, RC_NO_MEMORY, "score.no_memory", "tile of %zu", v->tile_cells);
        for (size_t i = 0; i < v->tile_cells; i++)
            cells[i] = VALUE_MISSING;
        v->tile[t] = cells;
    }
    v->tile[t][cell_of(v, v->slot[measure], unit)] = scaled;
    return RC_OK;
}

int64_t values_get(const struct values *v, int measure, int unit, int month)
{
    int t = tile_of(&v->s->measures[measure], month);
    return t < 0 || v->slot[measure] < 0 || !v->tile[t] ? VALUE_MISSING
                                                        : v->tile[t][cell_of(v, v->slot[measure], unit)];
}

/* The heads of the lists of a measure are made when its first row comes. */
#define HEADS(v, table, measure)                                                                             \
    ((table)[measure]                                                                                        \
         ? (table)[measure]                                                                                  \
         : ((table)[measure] = arena_try_array((v)->a, (size_t)(v)->s->units_count, sizeof(void *))))

static int period_start(const struct measure *m, int month) { return month - month % length[m->per]; }

enum rc values_add_ballot(struct values *v, int measure, int unit, int month, struct ballot b,
                          struct err *err)
{
    enum rc rc = check(v, measure, unit, month, MEASURE_BALLOTS, err);
    if (rc != RC_OK)
        return rc;
    const struct measure *m = &v->s->measures[measure];
    bool known = b.group >= (m->groups_count ? 0 : -1) && b.group < m->groups_count && b.count >= 1 &&
                 (m->levels_count ? b.level >= 0 && b.level < m->levels_count : b.level == -1);
    if (!known) {
        (void)FAIL(err, RC_INVALID, "score.ballot_unfit", "group %d level %d", b.group, b.level);
        return err_arg(err, 0, m->name);
    }
    struct ballot_row **first = HEADS(v, v->first_ballot, measure),
                      **last = HEADS(v, v->last_ballot, measure);
    struct ballot_row *row = arena_try(v->a, sizeof *row);
    if (!first || !last || !row)
        return FAIL(err, RC_NO_MEMORY, "score.no_memory", "ballot");
    *row = (struct ballot_row){.b = b, .month = period_start(m, month)};
    if (last[unit])
        last[unit]->next = row;
    else
        first[unit] = row;
    last[unit] = row;
    return RC_OK;
}

static bool keep(struct arena *a, struct str *s)
{
    char *p = arena_try(a, s->n + 1);
    if (p && s->n)
        memcpy(p, s->p, s->n);
    s->p = p;
    return p != NULL;
}

__extension__ typedef __int128 wide;

static wide at_scale_12(int64_t units, int digits)
{
    return (wide)units * fixed_pow10(FIXED_DIGITS_MAX - digits);
}

static bool within(int64_t points, int digits, const struct event_item *item)
{
    wide p = at_scale_12(points, digits);
    return (!item->least.is_set || p >= at_scale_12(item->least.value.units, item->least.value.digits)) &&
           (!item->most.is_set || p <= at_scale_12(item->most.value.units, item->most.value.digits));
}

/* An event must be one that some leaf counts, with points that the leaf lets it have. */
static enum rc check_event(const struct scheme *s, int measure, const struct event *e, struct err *err)
{
    const struct event_item *item = NULL;
    for (int n = 0; n < s->nodes_count && !item; n++)
        for (int i = 0; s->nodes[n].measure == measure && i < s->nodes[n].items_count && !item; i++)
            if (str_eq(s->nodes[n].items[i].id, e->item) || str_eq(s->nodes[n].items[i].name, e->item))
                item = &s->nodes[n].items[i];
    if (!item)
        (void)FAIL(err, RC_INVALID, "score.event_unknown_item", "measure %d", measure);
    else if (e->count < 1)
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
    if ((rc = check_event(v->s, measure, &e, err)) != RC_OK)
        return rc;
    struct event_row **first = HEADS(v, v->first_event, measure), **last = HEADS(v, v->last_event, measure);
    struct event_row *row = arena_try(v->a, sizeof *row);
    if (!first || !last || !row || !keep(v->a, &e.item) || !keep(v->a, &e.matter) || !keep(v->a, &e.basis))
        return FAIL(err, RC_NO_MEMORY, "score.no_memory", "event");
    *row = (struct event_row){.e = e, .month = period_start(m, month)};
    if (last[unit])
        last[unit]->next = row;
    else
        first[unit] = row;
    last[unit] = row;
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
