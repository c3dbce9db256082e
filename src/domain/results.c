/* A snapshot rests on two numbers: the entry that adopted the scheme version and the newest import of its
 * values. While both are as they were, the snapshot is the answer; when one moved, the next reader makes a
 * new one and the old goes with its last reader. Nothing is invalidated by hand, and a second process that
 * imports is noticed all the same.
 *
 * A scheme that takes the results of others rests on their numbers, too, and on those of the schemes that
 * they take: all of them are asked for. So it is with what facts rest on. */
#include "domain/results.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdlib.h>

#include "base/date.h"
#include "domain/value_check.h"
#include "gen/sql.h"
#include "score/feed.h"

#define PTOK(call) ASSERT((call) == 0)
#define SNAPSHOTS_MAX 8

struct origin {
    int unit, measure, month;
    int64_t n;
    struct value_origin from;
};

/* Another scheme whose results were taken, in the state in which it was. */
struct rests_on {
    struct str code;
    int64_t version; /* as it was asked for; 0: the newest */
    bool is_there;
    struct sql_results_state_row state;
};
#define RESTS_ON_MAX 200

struct results {
    struct arena *arena;
    int refs; /* under the book's lock */
    struct results_book *book;
    struct scheme_open open;
    int64_t newest_import;
    struct values *values;
    struct origin *origin; /* by unit, measure, month, n */
    size_t origins;
    struct value_windows windows;
    int last_month;
    struct rests_on *rests_on;
    size_t rests;
    struct fact_counts facts;
    struct fact_state *fact_state; /* the own, then those of the others */
    size_t fact_states;
    pthread_mutex_t lock; /* of the computed windows */
    const struct score_result **computed;
};

struct results_book {
    int64_t tenant_id;
    const struct world *world;
    pthread_mutex_t making; /* one at a time: after an import all readers come for the same; before `lock` */
    pthread_mutex_t lock;
    struct results *kept[SNAPSHOTS_MAX]; /* newest use first */
};

struct results_book *results_book_new(int64_t tenant_id, const struct world *world)
{
    struct results_book *book = calloc(1, sizeof *book);
    ASSERT(book != NULL);
    book->tenant_id = tenant_id;
    book->world = world;
    PTOK(pthread_mutex_init(&book->making, NULL));
    PTOK(pthread_mutex_init(&book->lock, NULL));
    return book;
}

static void results_free(struct results *r)
{
    PTOK(pthread_mutex_destroy(&r->lock));
    arena_free(r->arena);
}

/* With the book's lock held. */
static void unref_locked(struct results *r)
{
    ASSERT(r->refs > 0);
    if (--r->refs == 0)
        results_free(r);
}

void results_unref(struct results **r)
{
    if (!*r)
        return;
    struct results_book *book = (*r)->book;
    PTOK(pthread_mutex_lock(&book->lock));
    unref_locked(*r);
    PTOK(pthread_mutex_unlock(&book->lock));
    *r = NULL;
}

void results_book_free(struct results_book *book)
{
    if (!book)
        return;
    for (size_t i = 0; i < SNAPSHOTS_MAX; i++)
        if (book->kept[i])
            unref_locked(book->kept[i]);
    PTOK(pthread_mutex_destroy(&book->lock));
    PTOK(pthread_mutex_destroy(&book->making));
    free(book);
}

/* ---- making a snapshot ---- */

static int by_place(const void *x, const void *y)
{
    const struct origin *a = x, *b = y;
    if (a->unit != b->unit)
        return a->unit < b->unit ? -1 : 1;
    if (a->measure != b->measure)
        return a->measure < b->measure ? -1 : 1;
    if (a->month != b->month)
        return a->month < b->month ? -1 : 1;
    return (a->n > b->n) - (a->n < b->n);
}

static enum rc load_values(struct results *r, struct db *db, struct arena *scratch, struct err *err)
{
    const struct scheme *s = r->open.scheme;
    int64_t tenant = r->book->tenant_id;
    struct value_rows rows;
    struct sql_import_of_scheme_rows imports;
    enum rc rc = value_stored_load(db, scratch, tenant, &r->open, &rows, err);
    if (rc == RC_OK)
        rc = sql_import_of_scheme(db, scratch, tenant, r->open.record.scheme_id, &imports, err);
    if (rc == RC_OK)
        rc = values_new(r->arena, s, &r->values, err);
    if (rc != RC_OK)
        return rc;
    r->origin = ARENA_ARRAY(r->arena, struct origin, rows.n + 1);
    struct value_rows known = {.row = ARENA_ARRAY(scratch, struct value_row, rows.n + 1)};
    for (size_t i = 0; i < rows.n && rc == RC_OK; i++) {
        struct value_row *row = &known.row[known.n];
        *row = rows.row[i];
        rc = value_row_apply(r->values, s, row, err);
        if (rc == RC_INVALID) { /* an event that this version's catalogue does not take */
            rc = RC_OK;
            continue;
        }
        struct origin *o = &r->origin[known.n++];
        *o = (struct origin){
            row->unit, row->measure, row->period.first, row->n, {.import_id = row->import_id}};
        for (size_t k = 0; k < imports.n; k++)
            if (imports.row[k].import_id == o->from.import_id) {
                o->from.at_ms = imports.row[k].at_ms;
                o->from.by_label = imports.row[k].by_label;
            }
    }
    for (size_t i = 0; i < known.n; i++)
        r->origin[i].from.by_label = arena_str(r->arena, r->origin[i].from.by_label);
    r->origins = known.n;
    qsort(r->origin, r->origins, sizeof *r->origin, by_place);
    for (size_t i = 0; i < known.n; i++) {
        const struct value_row *row = &known.row[i];
        int last = row->period.first + row->period.months - 1;
        if (s->measures[row->measure].kind == MEASURE_NUMBER && !row->is_missing && last > r->last_month)
            r->last_month = last;
    }
    r->windows = value_windows_of(r->arena, s, &known);
    r->computed = ARENA_ARRAY(r->arena, const struct score_result *, VALUE_WINDOWS_MAX + 1);
    return rc;
}

/* ---- facts ---- */

static int64_t today(const struct results_book *book)
{
    return date_day_of(book->world->now_ms(book->world->ctx));
}

/* All is counted, nothing is reported: what is known is known up to this month. */
static void add_windows(struct results *r)
{
    const struct scheme *s = r->open.scheme;
    for (size_t i = 0; i < r->facts.n; i++) {
        const struct tally *t = &r->facts.count[i].tally;
        if (fact_windows_add(&r->windows, s, t))
            r->last_month = t->last_month;
    }
}

static enum rc count_facts(struct results *r, struct db *db, struct err *err)
{
    r->fact_state = ARENA_ARRAY(r->arena, struct fact_state, RESTS_ON_MAX + 1);
    enum rc rc = fact_counts_load(db, r->arena, r->book->tenant_id, &r->open, today(r->book), &r->facts, err);
    if (rc == RC_OK)
        rc = fact_counts_feed(&r->facts, &r->open, r->values, err);
    if (rc != RC_OK || r->facts.n == 0)
        return rc;
    r->fact_state[r->fact_states++] = r->facts.state;
    add_windows(r);
    return RC_OK;
}

/* ---- results of other schemes ---- */

static enum rc state_of(const struct results_book *book, struct db *db, struct rests_on *ret, struct err *err)
{
    struct arena *a CLEANUP(arena_freep) = arena_new(0);
    ASSERT(a != NULL);
    return sql_results_state(db, a, book->tenant_id, ret->code, ret->version, &ret->state, &ret->is_there,
                             err);
}

static bool is_same_state(const struct sql_results_state_row *a, const struct sql_results_state_row *b)
{
    return a->scheme_id == b->scheme_id && a->version == b->version && a->adopted_seq == b->adopted_seq &&
           a->newest_import == b->newest_import;
}

/* Is all that it took from others as it was? */
static enum rc is_current(const struct results *r, struct db *db, bool *ret, struct err *err)
{
    enum rc rc = RC_OK;
    *ret = true;
    for (size_t i = 0; i < r->rests && rc == RC_OK && *ret; i++) {
        struct rests_on now = {.code = r->rests_on[i].code, .version = r->rests_on[i].version};
        rc = state_of(r->book, db, &now, err);
        *ret = rc == RC_OK && now.is_there == r->rests_on[i].is_there &&
               (!now.is_there || is_same_state(&now.state, &r->rests_on[i].state));
    }
    for (size_t i = 0; i < r->fact_states && rc == RC_OK && *ret; i++)
        rc = fact_state_holds(db, &r->fact_state[i], today(r->book), ret, err);
    return rc;
}

static enum rc takes_too_many(struct results *r, struct err *err)
{
    (void)FAIL(err, RC_TOO_LARGE, "results.takes_too_many", "%d", RESTS_ON_MAX);
    return err_arg(err, 0, arena_printf(r->arena, "%d", RESTS_ON_MAX));
}

static enum rc rests_add(struct results *r, const struct rests_on *on, struct err *err)
{
    if (r->rests == RESTS_ON_MAX)
        return takes_too_many(r, err);
    r->rests_on[r->rests] = *on;
    r->rests_on[r->rests++].code = arena_str(r->arena, on->code);
    return RC_OK;
}

struct taking {
    struct results *r;
    struct db *db;
    const struct feed_chain *chain;
    const struct score_result *result[VALUE_WINDOWS_MAX];
};

static enum rc make(struct results_book *book, struct db *db, const struct rests_on *what,
                    const struct feed_chain *up, struct results **ret, struct err *err);

/* All windows of the other scheme; what they rest on, this one rests on, too. The other is unref'd by the
 * caller. */
static enum rc take_windows(struct taking *t, struct results *other, size_t *ret_n, struct err *err)
{
    enum rc rc = RC_OK;
    for (size_t i = 0; i < other->windows.n && rc == RC_OK; i++) {
        rc = results_compute(other, i, &t->result[i], err);
        value_windows_add(&t->r->windows, t->r->open.scheme, other->windows.window[i]);
    }
    for (size_t i = 0; i < other->rests && rc == RC_OK; i++)
        rc = rests_add(t->r, &other->rests_on[i], err);
    for (size_t i = 0; i < other->fact_states && rc == RC_OK; i++) {
        if (t->r->fact_states > RESTS_ON_MAX)
            return takes_too_many(t->r, err);
        t->r->fact_state[t->r->fact_states++] = fact_state_copy(t->r->arena, &other->fact_state[i]);
    }
    *ret_n = other->windows.n;
    return rc;
}

/* A scheme that nobody has adopted yet has no results; what would be taken is missing. */
static enum rc take_from(struct taking *t, int measure, struct err *err)
{
    struct results *other CLEANUP(results_unref) = NULL;
    const struct source *source = t->r->open.scheme->measures[measure].source;
    struct rests_on on = {.code = source->scheme};
    size_t n = 0;
    if (source->version.n && (!str_to_i64(source->version, &on.version) || on.version < 1)) {
        (void)FAIL(err, RC_INVALID, "results.version_no_number", "%.*s", STR_ARG(source->version));
        (void)err_arg(err, 1, source->version);
        return err_arg(err, 0, t->r->open.scheme->measures[measure].name);
    }
    enum rc rc = state_of(t->r->book, t->db, &on, err);
    if (rc == RC_OK)
        rc = rests_add(t->r, &on, err);
    if (rc != RC_OK || !on.is_there)
        return rc;
    rc = make(t->r->book, t->db, &on, t->chain, &other, err);
    if (rc == RC_OK)
        rc = take_windows(t, other, &n, err);
    for (size_t i = 0; i < n && rc == RC_OK; i++)
        rc = score_feed(t->r->values, measure, t->result[i], err);
    return rc;
}

static enum rc take_all(struct results *r, struct db *db, const struct feed_chain *chain, struct err *err)
{
    struct taking t = {.r = r, .db = db, .chain = chain};
    enum rc rc = RC_OK;
    r->rests_on = ARENA_ARRAY(r->arena, struct rests_on, RESTS_ON_MAX);
    for (int m = 0; m < r->open.scheme->measures_count && rc == RC_OK; m++)
        if (r->open.scheme->measures[m].source)
            rc = take_from(&t, m, err);
    return rc;
}

static enum rc snapshot_new(struct results_book *book, struct db *db, const struct rests_on *what,
                            const struct feed_chain *chain, struct results **ret, struct err *err)
{
    struct arena *arena = arena_new(0), *scratch CLEANUP(arena_freep) = arena_new(0);
    ASSERT(arena != NULL && scratch != NULL);
    struct results *r = ARENA_NEW(arena, struct results);
    *r =
        (struct results){.arena = arena, .refs = 1, .book = book, .newest_import = what->state.newest_import};
    PTOK(pthread_mutex_init(&r->lock, NULL));
    enum rc rc = scheme_open_load(db, arena, book->tenant_id, what->code, what->state.version, &r->open, err);
    if (rc == RC_OK)
        rc = load_values(r, db, scratch, err);
    if (rc == RC_OK)
        rc = count_facts(r, db, err);
    if (rc == RC_OK)
        rc = take_all(r, db, chain, err);
    if (rc != RC_OK) {
        results_free(r);
        return rc;
    }
    *ret = r;
    return RC_OK;
}

/* ---- the book ---- */

static bool is_same(const struct results *r, const struct sql_results_state_row *state)
{
    return r && r->open.record.scheme_id == state->scheme_id && r->open.record.version == state->version &&
           r->open.record.adopted_seq == state->adopted_seq && r->newest_import == state->newest_import;
}

/* Moves the snapshot to the front and takes one reference for the caller; NULL when there is none. */
static struct results *take(struct results_book *book, const struct sql_results_state_row *state)
{
    struct results *found = NULL;
    PTOK(pthread_mutex_lock(&book->lock));
    for (size_t i = 0; i < SNAPSHOTS_MAX && !found; i++) {
        struct results *r = book->kept[i];
        if (!is_same(r, state))
            continue;
        memmove(&book->kept[1], &book->kept[0], i * sizeof book->kept[0]);
        book->kept[0] = found = r;
        r->refs++;
    }
    PTOK(pthread_mutex_unlock(&book->lock));
    return found;
}

/* In place of one of the same numbers that took other results. */
static void keep(struct results_book *book, struct results *r)
{
    struct sql_results_state_row own = {.scheme_id = r->open.record.scheme_id,
                                        .version = r->open.record.version,
                                        .adopted_seq = r->open.record.adopted_seq,
                                        .newest_import = r->newest_import};
    size_t at = 0;
    PTOK(pthread_mutex_lock(&book->lock));
    while (at < SNAPSHOTS_MAX - 1 && book->kept[at] && !is_same(book->kept[at], &own))
        at++;
    if (book->kept[at])
        unref_locked(book->kept[at]);
    memmove(&book->kept[1], &book->kept[0], at * sizeof book->kept[0]);
    book->kept[0] = r;
    r->refs++;
    PTOK(pthread_mutex_unlock(&book->lock));
}

/* The one that is kept, if what it took is as it was. */
static enum rc take_current(struct results_book *book, struct db *db, const struct rests_on *what,
                            struct results **ret, struct err *err)
{
    bool current = true;
    struct results *r = take(book, &what->state);
    enum rc rc = r ? is_current(r, db, &current, err) : RC_OK;
    if (r && (rc != RC_OK || !current))
        results_unref(&r);
    *ret = r;
    return rc;
}

/* The one that somebody else has made meanwhile, or a new one. With book->making held. */
static enum rc make(struct results_book *book, struct db *db, const struct rests_on *what,
                    const struct feed_chain *up, struct results **ret, struct err *err)
{
    struct arena *a CLEANUP(arena_freep) = arena_new(0);
    ASSERT(a != NULL);
    struct feed_chain link = {what->code, arena_printf(a, "%" PRId64, what->state.version), up};
    enum rc rc = feed_chain_check(&link, err);
    if (rc == RC_OK)
        rc = take_current(book, db, what, ret, err);
    if (rc == RC_OK && !*ret) {
        rc = snapshot_new(book, db, what, &link, ret, err);
        if (rc == RC_OK)
            keep(book, *ret);
    }
    return rc;
}

enum rc results_get(struct results_book *book, struct db *db, struct str scheme_code, int64_t version,
                    struct results **ret, struct err *err)
{
    struct rests_on what = {.code = scheme_code, .version = version};
    struct results *r = NULL;
    enum rc rc = state_of(book, db, &what, err);
    if (rc == RC_OK && !what.is_there) {
        (void)FAIL(err, RC_NOT_FOUND, "scheme.not_found", "code %.*s", STR_ARG(scheme_code));
        rc = err_arg(err, 0, scheme_code);
    }
    if (rc == RC_OK)
        rc = take_current(book, db, &what, &r, err);
    if (rc == RC_OK && !r) {
        PTOK(pthread_mutex_lock(&book->making));
        rc = make(book, db, &what, NULL, &r, err);
        PTOK(pthread_mutex_unlock(&book->making));
    }
    if (rc == RC_OK)
        *ret = r;
    return rc;
}

const struct scheme_open *results_scheme(const struct results *r) { return &r->open; }
const struct values *results_values(const struct results *r) { return r->values; }
int results_last_month(const struct results *r) { return r->last_month; }
const struct fact_counts *results_facts(const struct results *r) { return &r->facts; }
const struct fact_state *results_fact_states(const struct results *r, size_t *ret_n)
{
    *ret_n = r->fact_states;
    return r->fact_state;
}
size_t results_windows(const struct results *r) { return r->windows.n; }
struct window results_window(const struct results *r, size_t i)
{
    ASSERT(i < r->windows.n);
    return r->windows.window[i];
}

enum rc results_compute(struct results *r, size_t window, const struct score_result **ret, struct err *err)
{
    ASSERT(window < r->windows.n);
    enum rc rc = RC_OK;
    PTOK(pthread_mutex_lock(&r->lock));
    if (!r->computed[window])
        rc = score_compute(r->open.scheme, r->values, r->windows.window[window], r->arena,
                           &r->computed[window], err);
    *ret = r->computed[window];
    PTOK(pthread_mutex_unlock(&r->lock));
    return rc;
}

bool results_origin(const struct results *r, int unit, int measure, int month, int64_t n,
                    struct value_origin *ret)
{
    struct origin key = {unit, measure, month, n, {0}};
    const struct origin *found = bsearch(&key, r->origin, r->origins, sizeof key, by_place);
    if (found)
        *ret = found->from;
    return found != NULL;
}
