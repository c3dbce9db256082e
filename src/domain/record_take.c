/* Taking over: a record that lived elsewhere until now comes in as it stands. Its past is told in as few
 * events as its clocks need to be right, in the name of the program; then one of the person who took it over
 * says from which file and row. No rule, fact or telling comes of any of it, and warnings of before are taken
 * as given (record_tick.c), so only what comes due from now on counts. */
#include "domain/record_take.h"

#include "base/date.h"
#include "domain/record_engine.h"

static const struct actor PROGRAM = {.role = ROLE_SYSTEM};

/* ---- the way into a state ---- */

int record_take_opening(const struct procedure *p, enum role role)
{
    unsigned may = role == ROLE_SYSTEM ? ROLES_OFFICES : ROLES_OFFICES & (1u << role);
    for (size_t i = 0; i < p->acts; i++)
        for (size_t k = 0; p->act[i].is_opening && k < p->act[i].by.n; k++)
            if (p->act[i].by.who[k].field < 0 && (p->act[i].by.who[k].roles & may))
                return (int)i;
    return -1;
}

/* acts[i] leads from a state to the next; a decision is nobody's but a named person's. */
static bool leads_on(const struct procedure_act *act, int from)
{
    return !act->is_opening && !act->is_decision && act->to >= 0 && (act->from >> from & 1);
}

bool record_take_way(const struct procedure *p, int opening, int state, int way[PROCEDURE_STATES_MAX],
                     size_t *ret_n)
{
    int by[PROCEDURE_STATES_MAX], before[PROCEDURE_STATES_MAX], queue[PROCEDURE_STATES_MAX];
    bool is_known[PROCEDURE_STATES_MAX] = {false};
    size_t head = 0, tail = 0, n = 0;
    queue[tail++] = p->act[opening].to;
    is_known[p->act[opening].to] = true;
    while (head < tail) {
        int from = queue[head++];
        for (size_t i = 0; i < p->acts; i++) {
            int to = p->act[i].to;
            if (!leads_on(&p->act[i], from) || is_known[to])
                continue;
            is_known[to] = true;
            by[to] = (int)i;
            before[to] = from;
            queue[tail++] = to;
        }
    }
    if (!is_known[state])
        return false;
    for (int at = state; at != p->act[opening].to; at = before[at])
        way[n++] = by[at];
    for (size_t i = 0; i < n / 2; i++) {
        int other = way[i];
        way[i] = way[n - 1 - i];
        way[n - 1 - i] = other;
    }
    *ret_n = n;
    return true;
}

/* ---- the events ---- */

struct taking {
    struct record_run *run;
    const struct record_taken *from;
    const struct record *r;
    struct err *err;
};

static bool is_of_form(const struct procedure_act *act, int field)
{
    for (size_t i = 0; i < act->forms; i++)
        if (act->form[i].field == field)
            return true;
    return false;
}

/* What clocks run to holds from the beginning; how far it has come is said of today. */
static bool is_of_beginning(const struct procedure *p, const struct procedure_act *opening, int field)
{
    enum procedure_field_kind kind = p->field[field].kind;
    return is_of_form(opening, field) || kind == FIELD_DATE || kind == FIELD_MILESTONES;
}

static void put_values(struct taking *t, struct record_event *e, struct record_value *value,
                       bool is_beginning)
{
    const struct procedure *p = t->from->procedure;
    e->value = value;
    for (size_t i = 0; i < t->from->values; i++) {
        const struct record_input *in = &t->from->value[i];
        int field = procedure_field_find(p, in->field);
        if (is_of_beginning(p, &p->act[t->from->opening], field) == is_beginning)
            value[e->values++] = (struct record_value){.field = field, .item = in->item, .n = in->n};
    }
}

static struct record_event next(struct taking *t, enum record_event_kind kind, int what,
                                const struct actor *actor, int64_t at_ms)
{
    struct record_event e = record_event_next(t->run, t->r, kind, what, actor, (struct record_cause){0});
    e.at_ms = at_ms;
    if (kind == EVENT_ACT)
        e.to_state = t->r->procedure->act[what].to;
    return e;
}

static void grow(struct taking *t, const struct record_event *e)
{
    t->r = record_grown(t->run->act->arena, t->r, e);
}

static enum rc begin(struct taking *t)
{
    struct arena *a = t->run->act->arena;
    const struct record_taken *from = t->from;
    const struct procedure_act *opening = &from->procedure->act[from->opening];
    struct record *fresh = ARENA_NEW(a, struct record);
    *fresh = (struct record){.book = t->run->book,
                             .tenant_id = t->run->act->actor.tenant_id,
                             .procedure = from->procedure,
                             .version = from->version};
    record_settle(a, fresh);
    t->r = fresh;
    enum rc rc = record_number_give(t->run, fresh, t->err);
    struct record_value *value = ARENA_ARRAY(a, struct record_value, from->values + opening->sets + 1);
    struct record_event e = next(t, EVENT_ACT, from->opening, &PROGRAM, from->opened_ms);
    put_values(t, &e, value, true);
    t->run->context.actor = &PROGRAM;
    if (rc == RC_OK)
        rc = record_take_sets(t->run, record_grown(a, fresh, &e), from->opening, value, &e, t->err);
    if (rc == RC_OK)
        grow(t, &e);
    return rc;
}

/* The last step at the day on which the state began, those before it as it was opened. */
static void go_on(struct taking *t)
{
    int way[PROCEDURE_STATES_MAX];
    size_t n = 0;
    bool may = record_take_way(t->from->procedure, t->from->opening, t->from->state, way, &n);
    ASSERT(may);
    for (size_t i = 0; i < n; i++) {
        struct record_event e =
            next(t, EVENT_ACT, way[i], &PROGRAM, i + 1 < n ? t->from->opened_ms : t->from->since_ms);
        grow(t, &e);
    }
}

static void say_so(struct taking *t)
{
    struct act *act = t->run->act;
    struct record_value *value = ARENA_ARRAY(act->arena, struct record_value, t->from->values + 1);
    struct record_event e = next(t, EVENT_TAKEN, -1, &act->actor, act->now_ms);
    put_values(t, &e, value, false);
    e.rung = t->from->row;
    e.period = t->from->file_name;
    e.rule = t->from->own_number;
    grow(t, &e);
}

enum rc record_take(struct record_run *run, const struct record_taken *from, struct err *err)
{
    struct taking t = {.run = run, .from = from, .err = err};
    enum rc rc = begin(&t);
    if (rc != RC_OK)
        return rc;
    go_on(&t);
    say_so(&t);
    for (size_t i = 0; i < t.r->events && rc == RC_OK; i++)
        rc = record_event_write(run, t.r, &t.r->event[i], err);
    if (rc == RC_OK)
        rc = record_row_write(run, t.r, err);
    if (rc == RC_OK)
        rc = record_tie_write(run->act->db, run->act->arena, t.r, err);
    if (rc == RC_OK)
        rc = record_index(run, t.r, err);
    return rc == RC_OK ? record_refresh(run, t.r, err) : rc;
}
