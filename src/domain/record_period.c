/* Cadences (周督办、旬督查、月重点): each period of one is a row with three moments.
 *
 *     begins   the row is there; what is done in the period answers it
 *     asks     nothing is known yet, and `only_if` holds: those who owe it are asked, and told
 *     ends     one that was asked and is not answered is missed
 *
 * So who reports anyway, or is on the way as planned, is never asked. A record that comes into the states of
 * a cadence after the moment of asking is not asked for that period any more. */
#include <inttypes.h>

#include "base/date.h"
#include "base/key.h"
#include "domain/put.h"
#include "domain/record_engine.h"
#include "gen/sql.h"

PUT_FUNCTION(record_period)

static const char *const STATES[] = {
    [PERIOD_OPEN] = "open", [PERIOD_ASKED] = "asked",   [PERIOD_KNOWN] = "known",
    [PERIOD_DONE] = "done", [PERIOD_MISSED] = "missed", [PERIOD_QUIET] = "quiet"};

static enum period_state state_of(struct str name)
{
    size_t i = 0;
    while (i + 1 < COUNT_OF(STATES) && !str_eq(name, str_c(STATES[i])))
        i++;
    return (enum period_state)i;
}

static bool is_running(const struct record *r, const struct procedure_cadence *c)
{
    return r->state >= 0 && (c->during >> r->state & 1);
}

/* The first moment after the period. */
static int64_t end_of(struct stretch s)
{
    return date_ms((int)(day_add(s.last, 1) / 10000), (int)(day_add(s.last, 1) / 100 % 100),
                   (int)(day_add(s.last, 1) % 100), 0, 0);
}

#define ASK_MINUTE 540 /* where doors have no hours */

/* When people are asked: as the doors open so many days before the last one, at the earliest on the first. */
static enum rc ask_moment(struct record_run *run, const struct record *r, const struct procedure_cadence *c,
                          struct stretch s, int64_t *ret, struct err *err)
{
    const struct calendar *calendar;
    enum rc rc = context_calendar(&run->context, record_number(r, c->calendar), &calendar, err);
    if (rc != RC_OK)
        return rc;
    int64_t day = s.last;
    if (c->ask.unit == LIMIT_WORKDAYS && c->ask.amount)
        day = calendar_add_workdays(calendar, s.last, -c->ask.amount);
    else
        day = day_add(s.last, -c->ask.amount);
    if (day < s.first)
        day = s.first;
    int64_t opens = calendar_opens_ms(calendar, day), midnight = calendar_ms(calendar, day, 0);
    *ret = opens > midnight ? opens : calendar_ms(calendar, day, ASK_MINUTE);
    return RC_OK;
}

static enum rc put_due(struct record_run *run, const struct record *r, const struct procedure_cadence *c,
                       int64_t next_ms, struct err *err)
{
    return sql_record_due_put(run->act->db, run->act->arena, r->tenant_id, r->record_id, STR("p"), c->id,
                              next_ms, 0, err);
}

static enum rc drop_due(struct record_run *run, const struct record *r, const struct procedure_cadence *c,
                        struct err *err)
{
    return sql_record_due_drop(run->act->db, run->act->arena, r->tenant_id, r->record_id, STR("p"), c->id,
                               err);
}

/* ---- the row of a period ---- */

struct period {
    struct record_period_row row;
    struct stretch stretch;
    enum period_state state;
};

static enum rc newest(struct record_run *run, const struct record *r, const struct procedure_cadence *c,
                      struct period *ret, bool *ret_found, struct err *err)
{
    struct sql_record_periods_rows rows;
    enum rc rc = sql_record_periods(run->act->db, run->act->arena, r->tenant_id, r->record_id, &rows, err);
    *ret_found = false;
    for (size_t i = 0; rc == RC_OK && i < rows.n && !*ret_found; i++) {
        const struct sql_record_periods_row *row = &rows.row[i];
        if (!str_eq(row->cadence, c->id) || !every_read(row->period, &ret->stretch))
            continue;
        *ret_found = true;
        ret->state = state_of(row->state);
        ret->row = (struct record_period_row){.record_id = r->record_id,
                                              .cadence = row->cadence,
                                              .period = row->period,
                                              .state = row->state,
                                              .opened_ms = row->opened_ms,
                                              .asked_ms = row->asked_ms,
                                              .asked_organ = row->asked_organ,
                                              .answer_event = row->answer_event,
                                              .closed_ms = row->closed_ms};
    }
    return rc;
}

static enum rc put_period(struct record_run *run, struct period *p, enum period_state state, struct err *err)
{
    p->state = state;
    p->row.state = str_c(STATES[state]);
    return put_record_period(run->act, p->row, err);
}

static enum rc open_period(struct record_run *run, const struct record *r, const struct procedure_cadence *c,
                           struct stretch s, int64_t at_ms, struct err *err)
{
    struct period p = {.stretch = s,
                       .row = {.record_id = r->record_id,
                               .cadence = c->id,
                               .period = every_code(run->act->arena, s),
                               .opened_ms = at_ms}};
    int64_t ask;
    enum rc rc = ask_moment(run, r, c, s, &ask, err);
    bool is_late = rc == RC_OK && ask < at_ms;
    if (rc == RC_OK)
        rc = put_period(run, &p, is_late ? PERIOD_QUIET : PERIOD_OPEN, err);
    return rc == RC_OK ? put_due(run, r, c, is_late ? end_of(s) : ask, err) : rc;
}

enum rc cadence_refresh(struct record_run *run, const struct record *r, int cadence, struct err *err)
{
    const struct procedure_cadence *c = &r->procedure->cadence[cadence];
    struct period p;
    bool is_there;
    enum rc rc = newest(run, r, c, &p, &is_there, err);
    if (rc != RC_OK)
        return rc;
    struct stretch now = every_of(c->every, run->act->day);
    if (!is_running(r, c)) {
        if (!is_there)
            return RC_OK;
        if (p.row.closed_ms == 0) {
            p.row.closed_ms = run->act->now_ms;
            bool is_answered = p.state == PERIOD_KNOWN || p.state == PERIOD_DONE;
            rc = put_period(run, &p, is_answered ? p.state : PERIOD_QUIET, err);
        }
        return rc == RC_OK ? drop_due(run, r, c, err) : rc;
    }
    if (is_there && p.stretch.first == now.first) {
        if (p.row.closed_ms == 0)
            return RC_OK;
        p.row.closed_ms = 0; /* it came back into these states within the period */
        rc = put_period(run, &p, p.state, err);
        return rc == RC_OK ? put_due(run, r, c, end_of(now), err) : rc;
    }
    return is_there && p.row.closed_ms == 0 ? RC_OK : open_period(run, r, c, now, run->act->now_ms, err);
}

/* ---- answers ---- */

static bool answers(const struct procedure_cadence *c, const struct record_event *e)
{
    return e->kind == EVENT_ACT && event_holds(e) && (c->answers >> e->what & 1);
}

enum rc cadence_answer(struct record_run *run, const struct record *r, const struct record_event *e,
                       struct err *err)
{
    enum rc rc = RC_OK;
    for (size_t i = 0; i < r->procedure->cadences && rc == RC_OK; i++) {
        const struct procedure_cadence *c = &r->procedure->cadence[i];
        struct period p;
        bool is_there;
        if (!answers(c, e))
            continue;
        rc = newest(run, r, c, &p, &is_there, err);
        if (rc != RC_OK || !is_there || p.row.answer_event || p.row.closed_ms)
            continue;
        p.row.answer_event = e->n;
        rc = put_period(run, &p, p.state == PERIOD_ASKED ? PERIOD_DONE : PERIOD_KNOWN, err);
    }
    return rc;
}

/* An answer that was taken back. */
enum rc cadence_unanswer(struct record_run *run, const struct record *r, int event_n, struct err *err)
{
    enum rc rc = RC_OK;
    for (size_t i = 0; i < r->procedure->cadences && rc == RC_OK; i++) {
        struct period p;
        bool is_there;
        rc = newest(run, r, &r->procedure->cadence[i], &p, &is_there, err);
        if (rc != RC_OK || !is_there || p.row.answer_event != event_n || p.row.closed_ms)
            continue;
        p.row.answer_event = 0;
        rc = put_period(run, &p, p.row.asked_ms ? PERIOD_ASKED : PERIOD_OPEN, err);
    }
    return rc;
}

/* ---- steps ---- */

static const struct actor PROGRAM = {.role = ROLE_SYSTEM};

static enum rc happen(struct record_run *run, const struct record **r, int cadence,
                      enum record_event_kind kind, const struct period *p, int64_t at_ms, struct err *err)
{
    struct record_cause none = {0};
    const struct procedure_cadence *c = &(*r)->procedure->cadence[cadence];
    struct record_event e = record_event_next(run, *r, kind, cadence, &PROGRAM, none);
    e.period = p->row.period;
    e.at_ms = at_ms;
    const struct record *grown = record_grown(run->act->arena, *r, &e);
    enum rc rc = record_write(run, grown, err);
    if (rc == RC_OK)
        rc = record_tell(run, grown, &c->asks,
                         kind == EVENT_ASKED ? K("record.tell_asked") : K("record.tell_missed"), c->title.zh,
                         TELL_DIGEST, err);
    if (rc == RC_OK)
        rc = record_follow(run, &grown, &e, err);
    *r = grown;
    return rc;
}

static int64_t asked_organ(const struct record *r, const struct procedure_cadence *c)
{
    for (size_t i = 0; i < c->asks.n; i++)
        if (c->asks.who[i].field >= 0)
            return record_number(r, c->asks.who[i].field);
    return 0;
}

static enum rc ask(struct record_run *run, const struct record **r, int cadence, struct period *p,
                   int64_t at_ms, struct err *err)
{
    const struct procedure_cadence *c = &(*r)->procedure->cadence[cadence];
    bool is_known = p->row.answer_event > 0, is_asked = true;
    enum rc rc = RC_OK;
    if (!is_known && c->known.program)
        rc = record_holds(&run->context, *r, &c->known, -1, &is_known, err);
    if (rc == RC_OK && !is_known)
        rc = record_holds(&run->context, *r, &c->only_if, -1, &is_asked, err);
    if (rc == RC_OK)
        rc = put_due(run, *r, c, end_of(p->stretch), err);
    if (rc != RC_OK)
        return rc;
    if (is_known || !is_asked)
        return put_period(run, p, is_known ? PERIOD_KNOWN : PERIOD_QUIET, err);
    p->row.asked_ms = at_ms;
    p->row.asked_organ = asked_organ(*r, c);
    rc = put_period(run, p, PERIOD_ASKED, err);
    return rc == RC_OK ? happen(run, r, cadence, EVENT_ASKED, p, at_ms, err) : rc;
}

static enum rc end_period(struct record_run *run, const struct record **r, int cadence, struct period *p,
                          int64_t at_ms, struct err *err)
{
    const struct procedure_cadence *c = &(*r)->procedure->cadence[cadence];
    bool is_missed = p->state == PERIOD_ASKED && p->row.answer_event == 0;
    p->row.closed_ms = at_ms;
    enum rc rc = put_period(run, p,
                            is_missed                 ? PERIOD_MISSED
                            : p->state == PERIOD_OPEN ? PERIOD_QUIET
                                                      : p->state,
                            err);
    if (rc == RC_OK && is_running(*r, c))
        rc = open_period(run, *r, c, every_next(p->stretch, 1), at_ms, err);
    else if (rc == RC_OK)
        rc = drop_due(run, *r, c, err);
    return rc == RC_OK && is_missed ? happen(run, r, cadence, EVENT_MISSED, p, at_ms, err) : rc;
}

enum rc cadence_step(struct record_run *run, const struct record **r, int cadence, int64_t at_ms,
                     struct err *err)
{
    const struct procedure_cadence *c = &(*r)->procedure->cadence[cadence];
    struct period p;
    bool is_there;
    enum rc rc = newest(run, *r, c, &p, &is_there, err);
    if (rc != RC_OK)
        return rc;
    if (!is_there || p.row.closed_ms)
        return drop_due(run, *r, c, err);
    bool is_over = at_ms >= end_of(p.stretch);
    return is_over ? end_period(run, r, cadence, &p, at_ms, err) : ask(run, r, cadence, &p, at_ms, err);
}

/* ---- for pages ---- */

enum rc record_periods(struct db *db, struct arena *a, const struct record *r, struct record_periods *ret,
                       struct err *err)
{
    struct sql_record_periods_rows rows;
    enum rc rc = sql_record_periods(db, a, r->tenant_id, r->record_id, &rows, err);
    if (rc != RC_OK)
        return rc;
    struct record_period *out = ARENA_ARRAY(a, struct record_period, rows.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < rows.n; i++) {
        const struct sql_record_periods_row *row = &rows.row[i];
        int cadence = procedure_cadence_find(r->procedure, row->cadence);
        if (cadence < 0 || !every_read(row->period, &out[n].stretch) ||
            (r->as_of_ms && row->opened_ms > r->as_of_ms))
            continue;
        out[n].cadence = cadence;
        out[n].state = state_of(row->state);
        out[n].opened_ms = row->opened_ms;
        out[n].asked_ms = row->asked_ms;
        out[n].closed_ms = row->closed_ms;
        out[n++].answer_event = (int)row->answer_event;
    }
    *ret = (struct record_periods){out, n};
    return RC_OK;
}
