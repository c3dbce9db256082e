/* Taking back (撤回): the last thing a person did to a record. Nothing is deleted: the event stays to be seen
 * and counts for nothing, and so does what rules had brought on because of it, here and in other records,
 * with its facts. Where people went on from what it brought on, it stands. */
#include <inttypes.h>

#include "base/date.h"
#include "base/utf8.h"
#include "domain/attachment.h"
#include "domain/fact.h"
#include "domain/put.h"
#include "domain/record_engine.h"
#include "gen/sql.h"

PUT_FUNCTION(record_event)

#define REASON_CHARS_MAX 500

struct revoking {
    struct record_run *run;
    struct err *err;
};

static enum rc mark_event(struct revoking *x, int64_t record_id, int64_t event_n)
{
    struct sql_record_event_get_row row;
    bool is_found;
    struct act *act = x->run->act;
    enum rc rc = sql_record_event_get(act->db, act->arena, act->actor.tenant_id, record_id, event_n, &row,
                                      &is_found, x->err);
    if (rc != RC_OK || !is_found)
        return rc;
    return put_record_event(act,
                            (struct record_event_row){.record_id = record_id,
                                                      .event_n = event_n,
                                                      .kind = row.kind,
                                                      .what = row.what,
                                                      .rung = row.rung,
                                                      .term = row.term,
                                                      .period = row.period,
                                                      .seq = row.seq,
                                                      .at_ms = row.at_ms,
                                                      .said_ms = row.said_ms,
                                                      .by_account = row.by_account,
                                                      .by_organ = row.by_organ,
                                                      .by_role = row.by_role,
                                                      .on_behalf = row.on_behalf,
                                                      .from_state = row.from_state,
                                                      .to_state = row.to_state,
                                                      .cause_record = row.cause_record,
                                                      .cause_event = row.cause_event,
                                                      .rule = row.rule,
                                                      .revoked_seq = act->seq},
                            x->err);
}

/* Durations that the event had ended run on. */
static enum rc reopen_durations(struct revoking *x, int64_t record_id, int64_t seq)
{
    struct facts facts;
    struct act *act = x->run->act;
    enum rc rc = facts_of_record_load(act->db, act->arena, act->actor.tenant_id, record_id, &facts, x->err);
    for (size_t i = 0; rc == RC_OK && i < facts.n; i++) {
        const struct fact *f = &facts.fact[i];
        if (f->is_interval && f->to_day && f->changed_seq == seq && f->revoked_seq == 0)
            rc = fact_close(act, f->fact_id, 0, x->err);
    }
    return rc;
}

static enum rc reopen_period(struct revoking *x, const struct record *r, int event_n)
{
    return cadence_unanswer(x->run, r, event_n, x->err);
}

static bool has_later_people(const struct record *r, int event_n)
{
    for (size_t i = 0; i < r->events; i++)
        if (r->event[i].n > event_n && r->event[i].by_role != ROLE_SYSTEM && event_holds(&r->event[i]) &&
            r->event[i].kind == EVENT_ACT)
            return true;
    return false;
}

static enum rc load(struct revoking *x, int64_t record_id, struct record **ret)
{
    struct act *act = x->run->act;
    return record_load(act->db, act->arena, x->run->book, act->actor.tenant_id, record_id, 0, ret, x->err);
}

static enum rc revoke_event(struct revoking *x, int64_t record_id, int event_n);

static enum rc revoke_caused(struct revoking *x, int64_t record_id, int event_n)
{
    struct sql_record_caused_rows rows;
    struct act *act = x->run->act;
    if (++x->run->depth > RECORD_DEPTH_MAX)
        return FAIL(x->err, RC_INVALID, "record.rules_too_deep", "record %" PRId64, record_id);
    enum rc rc =
        sql_record_caused(act->db, act->arena, act->actor.tenant_id, record_id, event_n, &rows, x->err);
    for (size_t i = rows.n; rc == RC_OK && i-- > 0;)
        rc = revoke_event(x, rows.row[i].record_id, (int)rows.row[i].event_n);
    x->run->depth--;
    return rc;
}

/* Is it a warning or an end of a term that does not stand any more? */
static enum rc is_orphan(struct revoking *x, const struct record *r, const struct record_event *e, bool *ret)
{
    struct clock_reading reading;
    *ret = false;
    if ((e->kind != EVENT_WARNED && e->kind != EVENT_EXPIRED) || e->what < 0 || !event_holds(e))
        return RC_OK;
    enum rc rc = record_clock_read(&x->run->context, r, e->what, x->run->act->now_ms, &reading, x->err);
    *ret = rc == RC_OK && (reading.state == CLOCK_NOT_STARTED || e->term > reading.term);
    return rc;
}

/* What clocks said since, of a start or a longer term that is taken back, never was. */
static enum rc revoke_warnings(struct revoking *x, int64_t record_id, int event_n)
{
    struct record *r;
    enum rc rc = load(x, record_id, &r);
    for (size_t i = (size_t)event_n; rc == RC_OK && i < r->events; i++) {
        bool is;
        rc = is_orphan(x, r, &r->event[i], &is);
        if (rc == RC_OK && is)
            rc = revoke_event(x, record_id, r->event[i].n);
    }
    return rc;
}

static enum rc revoke_event(struct revoking *x, int64_t record_id, int event_n)
{
    struct record *r;
    struct act *act = x->run->act;
    int64_t count;
    enum rc rc = load(x, record_id, &r);
    if (rc != RC_OK)
        return rc;
    if (has_later_people(r, event_n)) {
        (void)FAIL(x->err, RC_CONFLICT, "record.revoke_rests", "record %" PRId64, record_id);
        return err_arg(x->err, 0, r->code);
    }
    int64_t seq = r->event[event_n - 1].seq;
    rc = revoke_caused(x, record_id, event_n);
    if (rc == RC_OK)
        rc = mark_event(x, record_id, event_n);
    if (rc == RC_OK)
        rc = fact_revoke(act, record_id, event_n, &count, x->err);
    if (rc == RC_OK)
        rc = attachment_untie(act, record_id, event_n, x->err);
    if (rc == RC_OK)
        rc = reopen_durations(x, record_id, seq);
    if (rc == RC_OK)
        rc = revoke_warnings(x, record_id, event_n);
    if (rc == RC_OK)
        rc = load(x, record_id, &r);
    if (rc == RC_OK)
        rc = reopen_period(x, r, event_n);
    if (rc == RC_OK)
        rc = record_row_write(x->run, r, x->err);
    if (rc == RC_OK)
        rc = record_tie_write(act->db, act->arena, r, x->err);
    if (rc == RC_OK)
        rc = record_index(x->run, r, x->err);
    return rc == RC_OK ? record_refresh(x->run, r, x->err) : rc;
}

/* The event that says so, behind it in the history. */
static enum rc say_so(struct revoking *x, int64_t record_id, int event_n, struct str reason)
{
    struct record *r;
    struct record_cause none = {0};
    enum rc rc = load(x, record_id, &r);
    if (rc != RC_OK)
        return rc;
    struct record_event e = record_event_next(x->run, r, EVENT_REVOKED, -1, &x->run->act->actor, none);
    e.rung = event_n;
    e.rule = reason;
    return record_write(x->run, record_grown(x->run->act->arena, r, &e), x->err);
}

static enum rc check(const struct record *r, const struct record_revoke *in, struct err *err)
{
    if (str_trim(in->reason).n == 0 || utf8_count(in->reason) > REASON_CHARS_MAX)
        return FAIL(err, RC_INVALID, "record.revoke_reason", "%zu bytes", in->reason.n);
    if (in->event < 1 || (size_t)in->event > r->events)
        return FAIL(err, RC_NOT_FOUND, "record.no_such_event", "event %d", in->event);
    const struct record_event *e = &r->event[in->event - 1];
    bool is_persons = e->kind == EVENT_ACT && e->by_role != ROLE_SYSTEM && event_holds(e);
    if (!is_persons || has_later_people(r, in->event))
        return FAIL(err, RC_CONFLICT, "record.not_the_last", "event %d", in->event);
    return RC_OK;
}

enum rc record_take_back(struct record_run *run, const struct record *r, const struct record_revoke *in,
                         struct err *err)
{
    struct revoking x = {.run = run, .err = err};
    enum rc rc = check(r, in, err);
    if (rc == RC_OK)
        rc = revoke_event(&x, in->record_id, in->event);
    return rc == RC_OK ? say_so(&x, in->record_id, in->event, str_trim(in->reason)) : rc;
}
