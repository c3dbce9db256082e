/* Expressions of a procedure about a record. What a program does not read is not worked out: a calendar takes
 * a millisecond, and most guards ask for a field. */
#include <inttypes.h>

#include "base/date.h"
#include "domain/record_engine.h"
#include "gen/sql.h"

#define RECENT_MS (INT64_C(7) * 24 * 3600 * 1000)

struct asking {
    struct record_context *c;
    const struct record *r;
    int pending; /* act that is not counted yet: the newest event */
    struct value *input;
    enum rc rc;
    struct err *err;
};

static struct value date_value(int64_t day)
{
    struct value v;
    bool is_date =
        day && date_of_epoch_day(
                   date_days_from_epoch((int)(day / 10000), (int)(day / 100 % 100), (int)(day % 100)), &v);
    return is_date ? v : VALUE_OF_NULL;
}

/* ---- fields ---- */

static struct value organ_code(struct asking *q, int64_t organ_id)
{
    const struct organ_book *organs;
    if (q->rc == RC_OK)
        q->rc = context_organs(q->c, &organs, q->err);
    const struct organ *o = q->rc == RC_OK ? organ_by_id(organs, organ_id) : NULL;
    return o ? value_string(o->code) : VALUE_OF_NULL;
}

static struct value record_code(struct asking *q, int64_t record_id)
{
    struct sql_record_get_row row;
    bool is_found = false;
    if (q->rc == RC_OK)
        q->rc = sql_record_get(q->c->db, q->c->a, q->c->tenant_id, record_id, &row, &is_found, q->err);
    return q->rc == RC_OK && is_found ? value_string(row.code) : VALUE_OF_NULL;
}

static struct value milestone(struct asking *q, const struct record_item *item)
{
    struct value_entry *e = ARENA_ARRAY(q->c->a, struct value_entry, 3);
    e[0] = (struct value_entry){STR("title"), value_string(item->text)};
    e[1] = (struct value_entry){STR("due"), date_value(item->number)};
    e[2] = (struct value_entry){STR("done"), date_value(item->extra)};
    return value_context(q->c->a, e, 3);
}

static struct value item_value(struct asking *q, const struct procedure_field *f,
                               const struct record_item *item)
{
    switch (f->kind) {
    case FIELD_TEXT:
    case FIELD_LONG_TEXT:
    case FIELD_CHOICE:
        return value_string(item->text);
    case FIELD_NUMBER:
        return value_number(decimal_of_scaled(item->number, (int)item->extra));
    case FIELD_DATE:
        return date_value(item->number);
    case FIELD_YES_NO:
        return value_boolean(item->number != 0);
    case FIELD_ORGAN:
    case FIELD_ORGANS:
        return organ_code(q, item->number);
    case FIELD_PERSON:
        return value_int(item->number);
    case FIELD_LINK:
        return record_code(q, item->number);
    case FIELD_MILESTONES:
        return milestone(q, item);
    case FIELD_FILES:
    case FIELD__COUNT:
        break;
    }
    return VALUE_OF_NULL;
}

static bool is_list(const struct procedure_field *f)
{
    return f->kind == FIELD_ORGANS || f->kind == FIELD_MILESTONES;
}

static struct value value_of(struct asking *q, int field, const struct record_value *v)
{
    const struct procedure_field *f = &q->r->procedure->field[field];
    if (f->kind == FIELD_FILES)
        return value_int((int64_t)v->n);
    if (v->n == 0 || f->is_private)
        return VALUE_OF_NULL;
    if (!is_list(f))
        return item_value(q, f, &v->item[0]);
    struct value *item = ARENA_ARRAY(q->c->a, struct value, v->n);
    for (size_t i = 0; i < v->n; i++)
        item[i] = item_value(q, f, &v->item[i]);
    return value_list(q->c->a, item, v->n);
}

struct value record_field_value(struct record_context *c, const struct record *r, int field,
                                const struct record_value *v)
{
    struct err err;
    struct asking q = {.c = c, .r = r, .pending = -1, .err = &err};
    return value_of(&q, field, v);
}

/* ---- contexts: one member for each act, clock … ---- */

static size_t times_done(const struct asking *q, int act, int64_t since_ms)
{
    size_t n = 0;
    for (size_t i = 0; i < q->r->events; i++)
        n += event_is_act(&q->r->event[i], act) && q->r->event[i].at_ms >= since_ms;
    return n - (n && q->pending == act);
}

static struct value of_acts(struct asking *q, enum procedure_input what)
{
    const struct procedure *p = q->r->procedure;
    struct value_entry *e = ARENA_ARRAY(q->c->a, struct value_entry, p->acts + 1);
    for (size_t i = 0; i < p->acts; i++) {
        size_t n = times_done(q, (int)i, what == INPUT_RECENTLY ? q->c->now_ms - RECENT_MS : 0);
        e[i] = (struct value_entry){p->act[i].id,
                                    what == INPUT_TIMES ? value_int((int64_t)n) : value_boolean(n > 0)};
    }
    return value_context(q->c->a, e, p->acts);
}

static struct value of_clocks(struct asking *q, enum procedure_input what)
{
    const struct procedure *p = q->r->procedure;
    struct value_entry *e = ARENA_ARRAY(q->c->a, struct value_entry, p->clocks + 1);
    for (size_t i = 0; i < p->clocks; i++) {
        struct clock_reading reading = {.state = CLOCK_NOT_STARTED};
        if (q->rc == RC_OK)
            q->rc = record_clock_read(q->c, q->r, (int)i, q->c->now_ms, &reading, q->err);
        bool runs = reading.state == CLOCK_RUNNING || reading.state == CLOCK_EXPIRED;
        e[i].key = p->clock[i].id;
        e[i].value = what == INPUT_OVERDUE ? value_boolean(reading.is_overdue)
                     : runs                ? value_int(reading.left)
                                           : VALUE_OF_NULL;
    }
    return value_context(q->c->a, e, p->clocks);
}

static struct value of_last(struct asking *q)
{
    const struct procedure *p = q->r->procedure;
    struct value_entry *e = ARENA_ARRAY(q->c->a, struct value_entry, p->fields + 1);
    for (size_t f = 0; f < p->fields; f++) {
        struct value *item = ARENA_ARRAY(q->c->a, struct value, q->r->events + 1);
        size_t n = 0;
        for (size_t i = q->r->events; i-- > 0;) {
            const struct record_value *v =
                event_holds(&q->r->event[i]) ? event_value(&q->r->event[i], (int)f) : NULL;
            if (v)
                item[n++] = value_of(q, (int)f, v);
        }
        e[f] = (struct value_entry){p->field[f].id, value_list(q->c->a, item, n)};
    }
    return value_context(q->c->a, e, p->fields);
}

static struct value of_cadences(struct asking *q)
{
    const struct procedure *p = q->r->procedure;
    struct value_entry *e = ARENA_ARRAY(q->c->a, struct value_entry, p->cadences + 1);
    for (size_t i = 0; i < p->cadences; i++) {
        int64_t n = 0;
        for (size_t k = 0; k < q->r->events; k++)
            n += q->r->event[k].kind == EVENT_MISSED && q->r->event[k].what == (int)i &&
                 event_holds(&q->r->event[k]);
        e[i] = (struct value_entry){p->cadence[i].id, value_int(n)};
    }
    return value_context(q->c->a, e, p->cadences);
}

static struct value of_linked(struct asking *q)
{
    struct sql_record_linked_rows rows = {.n = 0};
    struct value_entry *e = ARENA_ARRAY(q->c->a, struct value_entry, 2);
    int64_t open = 0;
    if (q->rc == RC_OK && q->r->record_id)
        q->rc = sql_record_linked(q->c->db, q->c->a, q->c->tenant_id, q->r->record_id, &rows, q->err);
    for (size_t i = 0; q->rc == RC_OK && i < rows.n; i++)
        open += rows.row[i].closed_ms == 0;
    e[0] = (struct value_entry){STR("all"), value_int((int64_t)rows.n)};
    e[1] = (struct value_entry){STR("open"), value_int(open)};
    return value_context(q->c->a, e, 2);
}

static struct value input_value(struct asking *q, enum procedure_input what)
{
    const struct record *r = q->r;
    const struct actor *actor = q->c->actor;
    switch (what) {
    case INPUT_STATE: {
        const struct record_event *newest = r->events ? &r->event[r->events - 1] : NULL;
        int state = q->pending >= 0 && newest ? newest->from_state : r->state;
        return state >= 0 ? value_string(r->procedure->state[state].id) : VALUE_OF_NULL;
    }
    case INPUT_TODAY:
        return date_value(date_day_of(q->c->now_ms));
    case INPUT_OPENED:
        return r->opened_ms ? date_value(date_day_of(r->opened_ms)) : VALUE_OF_NULL;
    case INPUT_DONE:
    case INPUT_TIMES:
    case INPUT_RECENTLY:
        return of_acts(q, what);
    case INPUT_OVERDUE:
    case INPUT_LEFT:
        return of_clocks(q, what);
    case INPUT_LAST:
        return of_last(q);
    case INPUT_MISSED:
        return of_cadences(q);
    case INPUT_LATE_MILESTONES:
        return value_int(record_late_milestones(r, date_day_of(q->c->now_ms)));
    case INPUT_LINKED:
        return of_linked(q);
    case INPUT_ROLE:
        return actor && actor->role != ROLE_SYSTEM ? value_string(role_name(actor->role)) : VALUE_OF_NULL;
    case INPUT_ORGAN:
        return actor && actor->organ_id ? organ_code(q, actor->organ_id) : VALUE_OF_NULL;
    case INPUT_CODE:
        return r->code.n ? value_string(r->code) : VALUE_OF_NULL;
    case INPUT__COUNT:
        break;
    }
    return VALUE_OF_NULL;
}

/* ---- asking ---- */

#define INPUT_WORDS ((PROCEDURE_FIELDS_MAX + INPUT__COUNT + 63) / 64)

enum rc record_ask(struct record_context *c, const struct record *r, const struct procedure_expr *e,
                   int pending, struct value *ret, struct err *err)
{
    size_t fields = r->procedure->fields, inputs = fields + INPUT__COUNT;
    uint64_t reads[INPUT_WORDS] = {0};
    struct asking q = {.c = c, .r = r, .pending = pending, .rc = RC_OK, .err = err};
    feel_reads(e->program, reads, COUNT_OF(reads));
    q.input = ARENA_ARRAY(c->a, struct value, inputs);
    for (size_t i = 0; i < inputs && q.rc == RC_OK; i++) {
        if (!(reads[i / 64] >> (i % 64) & 1))
            continue;
        q.input[i] = i < fields ? value_of(&q, (int)i, &r->value[i])
                                : input_value(&q, (enum procedure_input)(i - fields));
    }
    if (q.rc != RC_OK)
        return q.rc;
    struct feel_run run = {.arena = c->a, .input = q.input};
    *ret = feel_eval(e->program, &run);
    return RC_OK;
}

enum rc record_holds(struct record_context *c, const struct record *r, const struct procedure_expr *e,
                     int pending, bool *ret, struct err *err)
{
    struct value v;
    *ret = true;
    if (!e->program)
        return RC_OK;
    enum rc rc = record_ask(c, r, e, pending, &v, err);
    if (rc == RC_OK)
        *ret = v.kind == VALUE_BOOLEAN && v.boolean;
    return rc;
}
