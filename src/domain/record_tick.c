/* When a record wants to be looked at, and what is then due. Each clock and each cadence of a record keeps
 * one row with the moment of its next step; a tick asks the index for those that have come, and nothing else.
 * A step is taken as of its own moment, so that after a standstill all steps come in their order. */
#include <inttypes.h>

#include "base/date.h"
#include "base/key.h"
#include "domain/record_engine.h"
#include "gen/sql.h"
#include "kernel/kernel.h"

#define STEPS_MAX 2000       /* of one record at once: five years of weeks and 旬 */
#define TICK_RECORDS_MAX 500 /* that one look takes */

static const struct actor PROGRAM = {.role = ROLE_SYSTEM};

/* ---- clocks ---- */

const char *const LIMIT_NAMES[LIMIT_KIND__COUNT] = {
    [LIMIT_STATUTORY] = "statutory", [LIMIT_PROMISED] = "promised", [LIMIT_INTERNAL] = "internal"};

static int rungs_before(const struct budget *b)
{
    int before = 0;
    for (size_t i = 0; i < b->rungs; i++)
        before += b->rung[i].amount > 0;
    return before;
}

static int64_t taken_ms(const struct record *r)
{
    for (size_t i = 0; i < r->events; i++)
        if (r->event[i].kind == EVENT_TAKEN && event_holds(&r->event[i]))
            return r->event[i].at_ms;
    return 0;
}

/* What came before a record was taken over counts as given. */
static enum rc marks_before(struct record_run *run, const struct record *r, const struct record_watch *w,
                            struct ladder_mark mark[LIMIT_KIND__COUNT], struct err *err)
{
    static const struct ladder_mark none[LIMIT_KIND__COUNT];
    struct tick tick;
    int64_t taken = taken_ms(r);
    if (taken == 0)
        return RC_OK;
    enum rc rc = clock_tick(w->calendar, run->act->arena, &w->watch, none, taken, &tick, err);
    if (rc == RC_OK)
        memcpy(mark, tick.mark, sizeof tick.mark);
    return rc;
}

/* The warnings that were given are events, so the marks of the ladder are read out of them. */
static enum rc marks_of(struct record_run *run, const struct record *r, int clock,
                        const struct record_watch *w, struct ladder_mark mark[LIMIT_KIND__COUNT],
                        struct err *err)
{
    enum rc rc = marks_before(run, r, w, mark, err);
    for (size_t i = 0; i < r->events; i++) {
        const struct record_event *e = &r->event[i];
        if ((e->kind != EVENT_WARNED && e->kind != EVENT_EXPIRED) || e->what != clock || !event_holds(e))
            continue;
        for (int k = 0; k < LIMIT_KIND__COUNT; k++) {
            if (!str_eq(e->period, str_c(LIMIT_NAMES[k])))
                continue;
            int before = rungs_before(&w->budget[k]);
            int given = e->kind == EVENT_EXPIRED ? before + 1 : e->rung <= before ? e->rung : e->rung + 1;
            mark[k] = (struct ladder_mark){e->term, given};
        }
    }
    return rc;
}

/* From when the light is yellow: the first warning before the end. */
static enum rc warn_moment(struct record_run *run, const struct record_watch *w, int64_t due_ms, int64_t *ret,
                           struct err *err)
{
    static const struct ladder_mark none[LIMIT_KIND__COUNT];
    struct tick tick;
    *ret = due_ms;
    enum rc rc = clock_tick(w->calendar, run->act->arena, &w->watch, none, due_ms, &tick, err);
    for (size_t i = 0; rc == RC_OK && i < tick.warnings; i++)
        if (tick.warning[i].kind == w->kind && !tick.warning[i].is_end && tick.warning[i].at_ms < *ret)
            *ret = tick.warning[i].at_ms;
    return rc;
}

static enum rc put_light(struct record_run *run, const struct record *r, const struct record_watch *w,
                         const struct clock_reading *reading, struct err *err)
{
    int64_t warn_ms;
    struct arena *a = run->act->arena;
    if (reading->state != CLOCK_RUNNING && reading->state != CLOCK_EXPIRED)
        return sql_record_light_drop(run->act->db, a, r->tenant_id, r->record_id, err);
    enum rc rc = warn_moment(run, w, reading->due.ms, &warn_ms, err);
    return rc == RC_OK ? sql_record_light_put(run->act->db, a, r->tenant_id, r->record_id, warn_ms,
                                              reading->due.ms, err)
                       : rc;
}

static enum rc put_clock(struct record_run *run, const struct record *r, int clock,
                         const struct record_watch *w, int64_t next_ms, struct err *err)
{
    const struct procedure_clock *def = &r->procedure->clock[clock];
    struct db *db = run->act->db;
    struct arena *a = run->act->arena;
    struct clock_reading reading;
    enum rc rc = clock_read(w->calendar, a, &w->watch, w->kind, run->act->now_ms, &reading, err);
    if (rc == RC_OK && r->closed_ms)
        reading.state = CLOCK_STOPPED; /* nothing is owed any more */
    if (rc == RC_OK && def->is_light)
        rc = put_light(run, r, w, &reading, err);
    if (rc != RC_OK)
        return rc;
    if (reading.state == CLOCK_STOPPED)
        return sql_record_due_drop(db, a, r->tenant_id, r->record_id, STR("c"), def->id, err);
    return sql_record_due_put(db, a, r->tenant_id, r->record_id, STR("c"), def->id, next_ms,
                              reading.state == CLOCK_PAUSED ? 0 : reading.due.ms, err);
}

/* Its start was taken back: nothing of it is due, and lists show no light. */
static enum rc drop_clock(struct record_run *run, const struct record *r, int clock, struct err *err)
{
    const struct procedure_clock *def = &r->procedure->clock[clock];
    struct db *db = run->act->db;
    struct arena *a = run->act->arena;
    enum rc rc = sql_record_due_drop(db, a, r->tenant_id, r->record_id, STR("c"), def->id, err);
    return rc == RC_OK && def->is_light ? sql_record_light_drop(db, a, r->tenant_id, r->record_id, err) : rc;
}

/* The first that comes after this moment. */
static int64_t next_of(const struct tick *tick, int64_t after_ms)
{
    int64_t next = tick->next_ms;
    for (size_t i = 0; i < tick->warnings; i++)
        if (tick->warning[i].at_ms > after_ms && tick->warning[i].at_ms < next)
            next = tick->warning[i].at_ms;
    return next;
}

/* Warnings that an act made due in the past (a start that was entered late) wait for the next step. */
static enum rc refresh_clock(struct record_run *run, const struct record *r, int clock, struct err *err)
{
    struct record_watch w;
    struct ladder_mark mark[LIMIT_KIND__COUNT] = {{0, 0}};
    struct tick tick;
    enum rc rc = record_watch(&run->context, r, clock, &w, err);
    if (rc != RC_OK)
        return rc;
    if (!w.has_started)
        return drop_clock(run, r, clock, err);
    w.watch.budget = w.budget;
    rc = marks_of(run, r, clock, &w, mark, err);
    if (rc == RC_OK)
        rc = clock_tick(w.calendar, run->act->arena, &w.watch, mark, run->act->now_ms, &tick, err);
    if (rc != RC_OK)
        return rc;
    return put_clock(run, r, clock, &w, next_of(&tick, INT64_MIN), err);
}

enum rc record_refresh(struct record_run *run, const struct record *r, struct err *err)
{
    enum rc rc = RC_OK;
    for (size_t i = 0; i < r->procedure->clocks && rc == RC_OK; i++)
        rc = refresh_clock(run, r, (int)i, err);
    for (size_t i = 0; i < r->procedure->cadences && rc == RC_OK; i++)
        rc = cadence_refresh(run, r, (int)i, err);
    return rc;
}

/* The number of a rung as rules name it: from 1, the end not counted. */
static int rung_number(const struct record_watch *w, const struct warning *warning)
{
    int before = rungs_before(&w->budget[warning->kind]);
    return warning->is_end ? 0 : warning->rung < before ? warning->rung + 1 : warning->rung;
}

static enum rc tell_warning(struct record_run *run, const struct record *r, const struct record_event *e,
                            struct err *err)
{
    const struct procedure *p = r->procedure;
    unsigned any = BIT(LIAISON);
    struct procedure_who lead = {.roles = any, .field = p->lead};
    struct procedure_whos whos = {.who = &lead, .n = p->lead >= 0};
    bool is_end = e->kind == EVENT_EXPIRED;
    bool is_red = is_end && p->clock[e->what].is_light;
    return record_tell(run, r, &whos, is_end ? K("record.tell_expired") : K("record.tell_warned"),
                       p->clock[e->what].title.zh, is_red ? TELL_NOW : TELL_DIGEST, err);
}

static enum rc give_warning(struct record_run *run, const struct record **r, int clock,
                            const struct record_watch *w, const struct warning *warning, int term,
                            struct err *err)
{
    struct record_cause none = {0};
    struct record_event e =
        record_event_next(run, *r, warning->is_end ? EVENT_EXPIRED : EVENT_WARNED, clock, &PROGRAM, none);
    e.rung = rung_number(w, warning);
    e.term = term;
    e.period = str_c(LIMIT_NAMES[warning->kind]);
    e.at_ms = warning->at_ms;
    const struct record *grown = record_grown(run->act->arena, *r, &e);
    enum rc rc = record_write(run, grown, err);
    if (rc == RC_OK)
        rc = tell_warning(run, grown, &e, err);
    if (rc == RC_OK)
        rc = record_follow(run, &grown, &e, err);
    *r = grown;
    return rc;
}

/* The end and the terms are those that are known now: only so many of the warnings are given as had come by
 * the step's own moment. What an extension that was entered since made due in the past comes with the rest.
 */
static enum rc clock_step(struct record_run *run, const struct record **r, int clock, int64_t at_ms,
                          struct err *err)
{
    struct record_watch w;
    struct ladder_mark mark[LIMIT_KIND__COUNT] = {{0, 0}};
    struct tick tick;
    enum rc rc = record_watch(&run->context, *r, clock, &w, err);
    if (rc != RC_OK)
        return rc;
    if (!w.has_started)
        return drop_clock(run, *r, clock, err);
    w.watch.budget = w.budget;
    rc = marks_of(run, *r, clock, &w, mark, err);
    if (rc == RC_OK)
        rc = clock_tick(w.calendar, run->act->arena, &w.watch, mark, run->act->now_ms, &tick, err);
    if (rc == RC_OK)
        rc = put_clock(run, *r, clock, &w, next_of(&tick, at_ms), err);
    for (size_t i = 0; rc == RC_OK && i < tick.warnings; i++)
        if (tick.warning[i].at_ms <= at_ms)
            rc = give_warning(run, r, clock, &w, &tick.warning[i], tick.mark[tick.warning[i].kind].term, err);
    return rc;
}

/* ---- catching up ---- */

static enum rc one_step(struct record_run *run, const struct record **r,
                        const struct sql_record_due_of_row *row, struct err *err)
{
    bool is_clock = str_eq(row->kind, STR("c"));
    int what = is_clock ? procedure_clock_find((*r)->procedure, row->what)
                        : procedure_cadence_find((*r)->procedure, row->what);
    if (what < 0) /* of a version that the record no longer has */
        return sql_record_due_drop(run->act->db, run->act->arena, (*r)->tenant_id, (*r)->record_id, row->kind,
                                   row->what, err);
    return is_clock ? clock_step(run, r, what, row->next_ms, err)
                    : cadence_step(run, r, what, row->next_ms, err);
}

static const struct sql_record_due_of_row *earliest(const struct sql_record_due_of_rows *rows)
{
    const struct sql_record_due_of_row *first = NULL;
    for (size_t i = 0; i < rows->n; i++)
        if (!first || rows->row[i].next_ms < first->next_ms)
            first = &rows->row[i];
    return first;
}

enum rc record_catch_up(struct record_run *run, const struct record **r, bool *ret_done, struct err *err)
{
    enum rc rc = RC_OK;
    *ret_done = false;
    for (int steps = 0; rc == RC_OK && steps < STEPS_MAX; steps++) {
        struct sql_record_due_of_rows rows;
        rc = sql_record_due_of(run->act->db, run->act->arena, (*r)->tenant_id, (*r)->record_id, &rows, err);
        const struct sql_record_due_of_row *next = rc == RC_OK ? earliest(&rows) : NULL;
        if (!next || next->next_ms > run->act->now_ms)
            break;
        *ret_done = true;
        run->events = 0; /* each step is a cause of its own */
        run->context.now_ms = next->next_ms;
        rc = one_step(run, r, next, err);
    }
    run->context.now_ms = run->act->now_ms;
    run->events = 0;
    return rc;
}

/* ---- the tick of the house ---- */

static enum rc due_now(struct kernel *kernel, size_t thread, struct arena *a,
                       struct sql_record_due_now_rows *ret, struct err *err)
{
    struct db *db;
    enum rc rc = kernel_read_begin(kernel, thread, &db, err);
    if (rc == RC_OK)
        rc = sql_record_due_now(db, a, kernel_tenant(kernel), kernel_now_ms(kernel), TICK_RECORDS_MAX, ret,
                                err);
    kernel_read_end(kernel, thread);
    return rc;
}

/* Each record is an act of its own; all of them stand in the writer's queue together. *ret_done: how many
 * went well. */
static void tick_each(struct kernel *kernel, struct procedure_book *book, struct arena *a,
                      const struct sql_record_due_now_rows *rows, int64_t *ret_done, struct err *first)
{
    struct record_tick *input = ARENA_ARRAY(a, struct record_tick, rows->n + 1);
    struct act_call *call = ARENA_ARRAY(a, struct act_call, rows->n + 1);
    struct act_result *result = ARENA_ARRAY(a, struct act_result, rows->n + 1);
    size_t n = 0;
    for (size_t i = 0; i < rows->n; i++) {
        if (i && rows->row[i].record_id == rows->row[i - 1].record_id)
            continue;
        input[n] = (struct record_tick){.book = book, .record_id = rows->row[i].record_id};
        call[n] = (struct act_call){.def = &act_record_tick,
                                    .actor = {.tenant_id = kernel_tenant(kernel), .role = ROLE_SYSTEM},
                                    .input = &input[n]};
        n++;
    }
    kernel_act_each(kernel, call, n, a, result);
    for (size_t i = 0; i < n; i++) {
        *ret_done += result[i].rc == RC_OK;
        bool was_done = result[i].rc == RC_CONFLICT && strcmp(result[i].err.text, "record.nothing_due") == 0;
        bool is_fault = result[i].rc != RC_OK && !was_done; /* done: by another program, which was faster */
        if (is_fault && first->rc == RC_OK)
            *first = result[i].err;
    }
}

/* One that cannot be done stays due and is tried again with the next tick; those behind it are not kept
 * waiting, so a look that brought nothing further ends the tick. */
enum rc record_tick_due(struct kernel *kernel, struct procedure_book *book, size_t thread, int64_t *ret_n,
                        struct err *err)
{
    struct arena *a CLEANUP(arena_freep) = arena_new(LIMIT_REQUEST_ARENA_BYTES);
    struct err first = {.rc = RC_OK};
    int64_t done = 0, before = -1;
    enum rc rc = RC_OK;
    ASSERT(a != NULL);
    while (rc == RC_OK && done != before) {
        struct sql_record_due_now_rows rows;
        before = done;
        arena_reset(a);
        rc = due_now(kernel, thread, a, &rows, err);
        if (rc == RC_OK)
            tick_each(kernel, book, a, &rows, &done, &first);
        if (rc == RC_OK && rows.n < TICK_RECORDS_MAX)
            break;
    }
    *ret_n = done;
    if (rc == RC_OK && first.rc != RC_OK) {
        *err = first;
        return first.rc;
    }
    return rc;
}
