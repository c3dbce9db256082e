/* A clock of a record is made of the record's events each time it is asked: acts that start, stop, pause it
 * become the events of calendar/clock.h. So nothing about it is stored but the warnings that were given.
 *
 * A clock `until` a date has no budget of its own: its limit is the number of days from the start to the
 * date, and each later date is a moved start at the same moment, which begins a new term and with it a new
 * ladder. A date that is off ends on the next working day, as the last day of any term does (民法典 art.
 * 203). */
#include <inttypes.h>

#include "base/date.h"
#include "domain/record_engine.h"

#define EVENTS_OF_ACT 6 /* at most: reopened and started, moved, paused, stopped, extended by one */

struct maker {
    const struct record *r;
    const struct procedure_clock *clock;
    struct clock_event *event;
    size_t n;
    bool is_running, is_paused;
    int64_t start_ms;
    int64_t until; /* the date that counts at the latest event */
    bool has_started;
};

static void put_event(struct maker *m, enum clock_event_kind kind, const struct record_event *e,
                      int64_t at_ms)
{
    const struct procedure_act *act =
        e->kind == EVENT_ACT && e->what >= 0 ? &m->r->procedure->act[e->what] : NULL;
    if (m->n < CLOCK_EVENTS_MAX)
        m->event[m->n++] = (struct clock_event){
            .kind = kind, .at_ms = at_ms, .said_ms = e->said_ms, .basis = act ? act->title.zh : STR("")};
}

static void start(struct maker *m, const struct record_event *e)
{
    if (m->has_started && !m->is_running)
        put_event(m, CLOCK_REOPEN, e, e->at_ms);
    put_event(m, m->has_started ? CLOCK_MOVE_START : CLOCK_START, e, e->at_ms);
    m->start_ms = e->at_ms;
    m->has_started = m->is_running = true;
    m->is_paused = false;
}

static int64_t amount_given(const struct record_event *e, const struct procedure *p, int field)
{
    const struct record_value *v = field >= 0 ? event_value(e, field) : NULL;
    int64_t n = v && v->n ? v->item[0].number : 0;
    for (int i = 0; i < (field >= 0 ? p->field[field].digits : 0); i++)
        n /= 10;
    return n;
}

static void extend(struct maker *m, const struct record_event *e, enum limit_kind kind)
{
    put_event(m, CLOCK_EXTEND, e, e->at_ms);
    m->event[m->n - 1].limit = kind;
    m->event[m->n - 1].amount = (int)amount_given(e, m->r->procedure, m->clock->extends_by);
}

static void take_act(struct maker *m, const struct record_event *e, enum limit_kind kind)
{
    const struct procedure_clock *c = m->clock;
    uint64_t bit = UINT64_C(1) << e->what;
    if (c->starts & bit)
        start(m, e);
    else if ((c->reopens & bit) && m->has_started && !m->is_running) {
        put_event(m, CLOCK_REOPEN, e, e->at_ms);
        m->is_running = true;
    }
    if ((c->pauses & bit) && m->is_running && !m->is_paused) {
        put_event(m, CLOCK_PAUSE, e, e->at_ms);
        m->is_paused = true;
    } else if ((c->resumes & bit) && m->is_paused) {
        put_event(m, CLOCK_RESUME, e, e->at_ms);
        m->is_paused = false;
    }
    if ((c->stops & bit) && m->is_running) {
        put_event(m, CLOCK_STOP, e, e->at_ms);
        m->is_running = m->is_paused = false;
    }
    if (c->extends == e->what && m->is_running && m->n < CLOCK_EVENTS_MAX)
        extend(m, e, kind);
}

/* A later date of an `until` clock. */
static void take_date(struct maker *m, const struct record_event *e)
{
    const struct record_value *v = event_value(e, m->clock->until);
    int64_t day = v && v->n ? v->item[0].number : 0;
    if (!v || day == m->until)
        return;
    m->until = day;
    if (m->is_running && e->at_ms > m->start_ms)
        put_event(m, CLOCK_MOVE_START, e, m->start_ms);
}

static enum limit_kind kind_shown(const struct procedure_clock *c)
{
    static const enum limit_kind order[] = {LIMIT_PROMISED, LIMIT_STATUTORY, LIMIT_INTERNAL};
    for (size_t i = 0; i < COUNT_OF(order); i++)
        if (c->budget[order[i]].is_set)
            return order[i];
    return LIMIT_PROMISED;
}

enum rc record_watch(struct record_context *c, const struct record *r, int clock, struct record_watch *ret,
                     struct err *err)
{
    const struct procedure_clock *def = &r->procedure->clock[clock];
    struct maker m = {
        .r = r, .clock = def, .event = ARENA_ARRAY(c->a, struct clock_event, EVENTS_OF_ACT * r->events + 1)};
    struct record_watch w = {.kind = kind_shown(def)};
    for (size_t i = 0; i < r->events; i++) {
        const struct record_event *e = &r->event[i];
        if (!event_holds(e))
            continue;
        if (def->until >= 0)
            take_date(&m, e);
        if (e->kind == EVENT_ACT && e->what >= 0)
            take_act(&m, e, w.kind);
    }
    memcpy(w.budget, def->budget, sizeof w.budget);
    w.has_started = m.has_started && (def->until < 0 || m.until);
    if (def->until >= 0 && w.has_started) {
        int days = day_between(date_day_of(m.start_ms), m.until);
        w.budget[w.kind].limit = (struct time_limit){LIMIT_DAYS, days > 0 ? days : 0};
        w.budget[w.kind].is_set = true;
    }
    w.watch.event = m.event;
    w.watch.events = m.n;
    enum rc rc = context_calendar(c, record_number(r, def->calendar), &w.calendar, err);
    if (rc != RC_OK)
        return rc;
    *ret = w;
    ret->watch.budget = ret->budget;
    return RC_OK;
}

enum rc record_clock_read(struct record_context *c, const struct record *r, int clock, int64_t now_ms,
                          struct clock_reading *ret, struct err *err)
{
    struct record_watch w;
    *ret = (struct clock_reading){.state = CLOCK_NOT_STARTED};
    enum rc rc = record_watch(c, r, clock, &w, err);
    if (rc != RC_OK || !w.has_started)
        return rc;
    w.watch.budget = w.budget;
    return clock_read(w.calendar, c->a, &w.watch, w.kind, now_ms, ret, err);
}

int record_late_milestones(const struct record *r, int64_t day)
{
    int late = 0;
    for (size_t f = 0; f < r->procedure->fields; f++) {
        const struct record_value *v = &r->value[f];
        for (size_t i = 0; i < v->n && r->procedure->field[f].kind == FIELD_MILESTONES; i++)
            late += v->item[i].number && v->item[i].number < day && v->item[i].extra == 0;
    }
    return late;
}

enum rc record_times(struct db *db, struct arena *a, const struct record *r, int64_t now_ms,
                     struct record_times *ret, struct err *err)
{
    struct record_context c = {
        .db = db, .a = a, .book = r->book, .tenant_id = r->tenant_id, .now_ms = now_ms};
    struct clock_reading *reading = ARENA_ARRAY(a, struct clock_reading, r->procedure->clocks + 1);
    enum rc rc = RC_OK;
    for (size_t i = 0; i < r->procedure->clocks && rc == RC_OK; i++)
        rc = record_clock_read(&c, r, (int)i, now_ms, &reading[i], err);
    if (rc != RC_OK)
        return rc;
    int light = r->procedure->light;
    *ret = (struct record_times){.reading = reading,
                                 .light = light >= 0 ? reading[light].light : LIGHT_NONE,
                                 .late_milestones = record_late_milestones(r, date_day_of(now_ms))};
    return RC_OK;
}
