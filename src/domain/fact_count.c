/* Facts come sorted by organ and are few beside values; each unit takes its own run of them, so the parts of
 * a tally name them in the order of units and days. */
#include "domain/fact_count.h"

#include "domain/calendar_shelf.h"
#include "gen/sql.h"

struct counting {
    struct db *db;
    struct arena *a;
    int64_t tenant, today;
    const struct scheme_open *open;
    struct calendar_shelf *shelf; /* NULL: no interval has come yet */
    struct fact_state *state;
};

/* The first that is not before this organ. */
static size_t lower(const struct facts *all, int64_t organ_id)
{
    size_t low = 0, high = all->n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (all->fact[mid].organ_id < organ_id)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

/* Those of the scheme's units; an organ may be two units. */
static struct facts of_units(const struct counting *c, const struct facts *all, struct tally_fact **ret)
{
    const struct scheme *s = c->open->scheme;
    size_t room = 0, n = 0;
    for (int u = 0; u < s->units_count; u++)
        for (size_t i = lower(all, c->open->organ_id[u]);
             i < all->n && all->fact[i].organ_id == c->open->organ_id[u]; i++)
            room++;
    struct fact *fact = ARENA_ARRAY(c->a, struct fact, room + 1);
    *ret = ARENA_ARRAY(c->a, struct tally_fact, room + 1);
    for (int u = 0; u < s->units_count; u++)
        for (size_t i = lower(all, c->open->organ_id[u]);
             i < all->n && all->fact[i].organ_id == c->open->organ_id[u]; i++) {
            const struct fact *f = fact + n;
            fact[n] = all->fact[i];
            fact[n].measure = arena_str(c->a, f->measure);
            fact[n].rule = arena_str(c->a, f->rule);
            fact[n].record_code = arena_str(c->a, f->record_code);
            (*ret)[n++] = (struct tally_fact){
                u, f->from_day, f->to_day, f->is_interval, {.units = f->value, .digits = f->digits}};
        }
    return (struct facts){fact, n};
}

/* The calendars of the intervals. */
static enum rc calendars(struct counting *c, const struct facts *facts, const struct calendar ***ret,
                         struct arena *scratch, struct err *err)
{
    enum rc rc = RC_OK;
    *ret = ARENA_ARRAY(scratch, const struct calendar *, facts->n + 1);
    for (size_t i = 0; i < facts->n && rc == RC_OK; i++) {
        const struct fact *f = &facts->fact[i];
        if (!f->is_interval)
            continue;
        if (!c->shelf)
            rc = calendar_shelf_load(c->db, scratch, c->tenant, &c->shelf, err);
        if (rc == RC_OK)
            rc = calendar_shelf_get(c->shelf, f->organ_id, f->from_day, &(*ret)[i], err);
        c->state->has_interval = true;
        c->state->runs |= f->to_day == 0;
    }
    return rc;
}

static int workdays(void *ctx, size_t i, int64_t first, int64_t last)
{
    const struct calendar *const *calendar = ctx;
    return calendar_workdays(calendar[i], first, last);
}

static int64_t first_day(const struct facts *all)
{
    int64_t first = 0;
    for (size_t i = 0; i < all->n; i++)
        first = first == 0 || all->fact[i].from_day < first ? all->fact[i].from_day : first;
    return first;
}

/* Since when is counted is the same for all units: since the first fact of any organ. */
static enum rc count_one(struct counting *c, int measure, struct fact_count *ret, struct arena *scratch,
                         struct err *err)
{
    const struct scheme *s = c->open->scheme;
    struct facts all;
    struct tally_fact *fact;
    const struct calendar **calendar;
    enum rc rc = facts_of_measure_load(c->db, scratch, c->tenant, s->measures[measure].fact, &all, err);
    if (rc != RC_OK)
        return rc;
    *ret = (struct fact_count){.measure = measure, .facts = of_units(c, &all, &fact)};
    rc = calendars(c, &ret->facts, &calendar, scratch, err);
    struct tally_days days = {workdays, (void *)calendar};
    int from = tally_first_month(s, first_day(&all), c->today);
    return rc == RC_OK ? tally_make(c->a, fact, ret->facts.n, &days, c->today, from, &ret->tally, err) : rc;
}

static enum rc state_of(struct db *db, const struct fact_state *s, int64_t *newest, struct hash *calendar,
                        struct err *err)
{
    struct arena *a CLEANUP(arena_freep) = arena_new(0);
    ASSERT(a != NULL);
    enum rc rc = RC_OK;
    for (size_t i = 0; i < s->n && rc == RC_OK; i++) {
        struct sql_fact_newest_row row;
        rc = sql_fact_newest(db, a, s->tenant_id, s->measure[i], &row, err);
        newest[i] = rc == RC_OK ? row.changed_seq : 0;
    }
    return rc == RC_OK && s->has_interval ? calendar_state_load(db, s->tenant_id, calendar, err) : rc;
}

enum rc fact_counts_load(struct db *db, struct arena *a, int64_t tenant_id, const struct scheme_open *open,
                         int64_t today, struct fact_counts *ret, struct err *err)
{
    const struct scheme *s = open->scheme;
    struct arena *scratch CLEANUP(arena_freep) = arena_new(0);
    ASSERT(scratch != NULL);
    struct fact_count *count = ARENA_ARRAY(a, struct fact_count, (size_t)s->measures_count + 1);
    struct str *measure = ARENA_ARRAY(a, struct str, (size_t)s->measures_count + 1);
    int64_t *newest = ARENA_ARRAY(a, int64_t, (size_t)s->measures_count + 1);
    *ret = (struct fact_counts){
        .count = count,
        .state = {.tenant_id = tenant_id, .measure = measure, .newest = newest, .day = today}};
    struct counting c = {
        .db = db, .a = a, .tenant = tenant_id, .today = today, .open = open, .state = &ret->state};
    enum rc rc = RC_OK;
    for (int m = 0; m < s->measures_count && rc == RC_OK; m++) {
        if (s->measures[m].fact.n == 0)
            continue;
        measure[ret->n] = arena_str(a, s->measures[m].fact);
        rc = count_one(&c, m, &count[ret->n++], scratch, err);
    }
    ret->state.n = ret->n;
    return rc == RC_OK ? state_of(db, &ret->state, newest, &ret->state.calendar, err) : rc;
}

enum rc fact_counts_feed(const struct fact_counts *c, const struct scheme_open *open, struct values *v,
                         struct err *err)
{
    struct arena *a CLEANUP(arena_freep) = arena_new(0);
    ASSERT(a != NULL);
    bool *is_counted = ARENA_ARRAY(a, bool, (size_t)open->scheme->units_count + 1);
    enum rc rc = RC_OK;
    for (int u = 0; u < open->scheme->units_count; u++)
        is_counted[u] = open->organ_id[u] > 0;
    for (size_t i = 0; i < c->n && rc == RC_OK; i++)
        rc = tally_feed(v, c->count[i].measure, &c->count[i].tally, is_counted, err);
    return rc;
}

bool fact_windows_add(struct value_windows *windows, const struct scheme *s, const struct tally *t)
{
    bool is_reported = false;
    for (int m = 0; m < s->measures_count; m++)
        is_reported |= measure_is_input(&s->measures[m]);
    for (size_t p = 0; p < t->n; p++)
        value_windows_add(windows, s, (struct window){t->part[p].month, 1});
    for (int month = t->first_month; !is_reported && month <= t->last_month; month++)
        value_windows_add(windows, s, (struct window){month, 1});
    return !is_reported;
}

enum rc fact_state_holds(struct db *db, const struct fact_state *s, int64_t today, bool *ret, struct err *err)
{
    struct arena *a CLEANUP(arena_freep) = arena_new(0);
    struct hash calendar = s->calendar;
    ASSERT(a != NULL);
    int64_t *newest = ARENA_ARRAY(a, int64_t, s->n + 1);
    *ret = s->n == 0 || (s->runs ? today == s->day : today / 100 == s->day / 100);
    enum rc rc = *ret ? state_of(db, s, newest, &calendar, err) : RC_OK;
    for (size_t i = 0; rc == RC_OK && *ret && i < s->n; i++)
        *ret = newest[i] == s->newest[i];
    *ret = *ret && hash_eq(calendar, s->calendar);
    return rc;
}

struct fact_state fact_state_copy(struct arena *a, const struct fact_state *s)
{
    struct fact_state copy = *s;
    struct str *measure = ARENA_ARRAY(a, struct str, s->n + 1);
    int64_t *newest = ARENA_ARRAY(a, int64_t, s->n + 1);
    for (size_t i = 0; i < s->n; i++) {
        measure[i] = arena_str(a, s->measure[i]);
        newest[i] = s->newest[i];
    }
    copy.measure = measure;
    copy.newest = newest;
    return copy;
}

struct fact_behinds facts_behind(const struct fact_counts *c, struct arena *a, int unit, int measure,
                                 int month)
{
    size_t n = 0;
    for (size_t i = 0; i < c->n; i++) {
        const struct fact_count *k = &c->count[i];
        if (k->measure != measure)
            continue;
        const struct tally_part *part = tally_parts(&k->tally, unit, month, &n);
        struct fact_behind *row = ARENA_ARRAY(a, struct fact_behind, n + 1);
        for (size_t p = 0; p < n; p++) {
            row[p] = (struct fact_behind){.fact = &k->facts.fact[part[p].fact], .times = part[p].times};
            row[p].value = row[p].fact->value * part[p].times;
            (void)tally_days_in(&k->tally.fact[part[p].fact], month, c->state.day, &row[p].first,
                                &row[p].last);
        }
        return (struct fact_behinds){row, n};
    }
    return (struct fact_behinds){0};
}
