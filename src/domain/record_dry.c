/* A rule on what has happened. Each event that the rule waits for is judged with the record as it was right
 * then: the events up to it and no more. Nothing is written. */
#include "base/date.h"
#include "domain/record_engine.h"
#include "gen/sql.h"

#define BATCH 200

struct dry {
    struct record_context context;
    struct procedure_book *book;
    const struct procedure *draft;
    const struct procedure_rule *rule;
    struct arena *keep; /* for what is found */
    struct record_hit *hit;
    struct record_hits *ret;
    struct err *err;
};

static enum rc judge_event(struct dry *d, const struct record *whole, size_t n)
{
    struct record then = *whole;
    const struct record_event *e = &whole->event[n];
    bool holds;
    then.events = n + 1;
    record_settle(d->context.a, &then);
    d->context.now_ms = e->at_ms;
    enum rc rc = record_holds(&d->context, &then, &d->rule->when, -1, &holds, d->err);
    if (rc != RC_OK || !holds)
        return rc;
    d->ret->total++;
    if (d->ret->n < RECORD_HITS_MAX)
        d->hit[d->ret->n++] = (struct record_hit){.record_id = whole->record_id,
                                                  .at_ms = e->at_ms,
                                                  .event = e->n,
                                                  .code = arena_str(d->keep, whole->code),
                                                  .title = arena_str(d->keep, whole->title)};
    return RC_OK;
}

static enum rc judge_record(struct dry *d, int64_t record_id)
{
    struct record *r;
    enum rc rc = record_load_as(d->context.db, d->context.a, d->book, d->context.tenant_id, record_id,
                                d->draft, &r, d->err);
    d->ret->records += rc == RC_OK;
    for (size_t i = 0; rc == RC_OK && i < r->events; i++)
        if (event_holds(&r->event[i]) && record_event_is_on(&d->rule->on, &r->event[i]))
            rc = judge_event(d, r, i);
    return rc;
}

enum rc record_dry_run(struct db *db, struct arena *a, struct procedure_book *book, int64_t tenant_id,
                       const struct procedure *draft, int rule, struct record_hits *ret, struct err *err)
{
    struct arena *scratch CLEANUP(arena_freep) = arena_new(LIMIT_REQUEST_ARENA_BYTES);
    struct sql_record_ids_of_rows rows = {.n = 0};
    int64_t after = 0;
    enum rc rc = RC_OK;
    ASSERT(scratch != NULL);
    *ret = (struct record_hits){.n = 0};
    struct dry d = {.book = book,
                    .draft = draft,
                    .rule = &draft->rule[rule],
                    .keep = a,
                    .hit = ARENA_ARRAY(a, struct record_hit, RECORD_HITS_MAX),
                    .ret = ret,
                    .err = err};
    ret->row = d.hit;
    do {
        arena_reset(scratch);
        d.context = (struct record_context){.book = book, .db = db, .a = scratch, .tenant_id = tenant_id};
        rc = sql_record_ids_of(db, scratch, tenant_id, draft->id, after, BATCH, &rows, err);
        for (size_t i = 0; rc == RC_OK && i < rows.n; i++) {
            after = rows.row[i].record_id;
            rc = judge_record(&d, after);
        }
    } while (rc == RC_OK && rows.n == BATCH);
    return rc;
}
