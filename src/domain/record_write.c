/* Writing: the event, what it gave, the row that lists read, and whom and what the record names. */
#include <inttypes.h>

#include "base/date.h"
#include "domain/attachment.h"
#include "domain/put.h"
#include "domain/record_engine.h"
#include "gen/sql.h"

PUT_FUNCTION(record)
PUT_FUNCTION(record_event)

static struct str what_name(const struct procedure *p, const struct record_event *e)
{
    switch (e->kind) {
    case EVENT_ACT:
        return p->act[e->what].id;
    case EVENT_WARNED:
    case EVENT_EXPIRED:
        return p->clock[e->what].id;
    case EVENT_ASKED:
    case EVENT_MISSED:
        return p->cadence[e->what].id;
    case EVENT_MOVED:
    case EVENT_REVOKED:
    case EVENT_TAKEN:
    case EVENT__COUNT:
        break;
    }
    return STR("record");
}

static struct str state_name(const struct procedure *p, int state)
{
    return state >= 0 ? p->state[state].id : (struct str){0};
}

static enum rc write_event(struct record_run *run, const struct record *r, const struct record_event *e,
                           struct err *err)
{
    const struct procedure *p = r->procedure;
    int to = e->to_state >= 0 ? e->to_state : r->event[0].to_state; /* its opening was taken back */
    return put_record_event(run->act,
                            (struct record_event_row){.record_id = r->record_id,
                                                      .event_n = e->n,
                                                      .kind = str_c(RECORD_EVENT_NAMES[e->kind]),
                                                      .what = what_name(p, e),
                                                      .rung = e->rung,
                                                      .term = e->term,
                                                      .period = e->period,
                                                      .seq = e->seq,
                                                      .at_ms = e->at_ms,
                                                      .said_ms = e->said_ms,
                                                      .by_account = e->by_account,
                                                      .by_organ = e->by_organ,
                                                      .by_role = role_name(e->by_role),
                                                      .on_behalf = e->on_behalf,
                                                      .from_state = state_name(p, e->from_state),
                                                      .to_state = state_name(p, to),
                                                      .cause_record = e->cause_record,
                                                      .cause_event = e->cause_event,
                                                      .rule = e->rule,
                                                      .revoked_seq = e->revoked_seq},
                            err);
}

/* A private text goes to the vault under the record's own key; the row has its commitment. */
static enum rc write_item(struct record_run *run, const struct record *r, const struct record_event *e,
                          int field, int64_t n, const struct record_item *item, struct err *err)
{
    const struct procedure_field *f = &r->procedure->field[field];
    struct record_value_row row = {.tenant_id = run->act->actor.tenant_id,
                                   .record_id = r->record_id,
                                   .event_n = e->n,
                                   .field = f->id,
                                   .n = n,
                                   .number = item ? item->number : 0,
                                   .extra = item ? item->extra : 0,
                                   .text = item && !f->is_private ? item->text : (struct str){0}};
    struct cell cell[TABLE_COLUMNS_MAX];
    record_value_row_cells(&row, cell);
    enum rc rc = RC_OK;
    if (item && f->is_private)
        rc = change_private(&run->act->changes, &table_record_value, cell, STR("secret"), 0, item->text, err);
    return rc == RC_OK ? change_put(&run->act->changes, &table_record_value, cell, err) : rc;
}

static enum rc write_values(struct record_run *run, const struct record *r, const struct record_event *e,
                            struct err *err)
{
    enum rc rc = RC_OK;
    for (size_t i = 0; i < e->values && rc == RC_OK; i++) {
        const struct record_value *v = &e->value[i];
        if (v->n == 0)
            rc = write_item(run, r, e, v->field, -1, NULL, err);
        for (size_t k = 0; k < v->n && rc == RC_OK; k++)
            rc = write_item(run, r, e, v->field, (int64_t)k, &v->item[k], err);
        for (size_t k = 0; k < v->n && rc == RC_OK && r->procedure->field[v->field].kind == FIELD_FILES; k++)
            rc = attachment_tie(run->act, v->item[k].number, r->record_id, e->n,
                                r->procedure->field[v->field].id, err);
    }
    return rc;
}

/* ---- ties ---- */

static const char *tie_kind(const struct procedure_field *f)
{
    switch (f->kind) {
    case FIELD_ORGAN:
    case FIELD_ORGANS:
        return "o";
    case FIELD_LINK:
        return "r";
    case FIELD_PERSON:
        return "p";
    case FIELD_TEXT:
    case FIELD_LONG_TEXT:
    case FIELD_NUMBER:
    case FIELD_DATE:
    case FIELD_YES_NO:
    case FIELD_CHOICE:
    case FIELD_MILESTONES:
    case FIELD_FILES:
    case FIELD__COUNT:
        break;
    }
    return NULL;
}

static bool is_scope_field(const struct procedure *p, int field)
{
    for (size_t i = 0; i < p->seen_by.n; i++)
        if (p->seen_by.who[i].field == field)
            return true;
    return false;
}

static bool is_filter_field(const struct procedure *p, int field)
{
    for (size_t i = 0; i < p->list.filters; i++)
        if (p->list.filter[i].kind == COLUMN_FIELD && p->list.filter[i].field == field)
            return true;
    return false;
}

/* What lists are filtered by, as one word: |area=safety|, |campaign=147|. */
static enum rc filter_tie_write(struct db *db, struct arena *a, const struct record *r, int field,
                                const struct record_item *item, struct err *err)
{
    const struct procedure_field *f = &r->procedure->field[field];
    struct str word = f->kind == FIELD_CHOICE
                          ? arena_printf(a, "|%.*s=%.*s|", STR_ARG(f->id), STR_ARG(item->text))
                          : arena_printf(a, "|%.*s=%" PRId64 "|", STR_ARG(f->id), item->number);
    return sql_record_tie_add(db, a, r->tenant_id, STR("f"), 0, r->record_id, word, err);
}

enum rc record_tie_write(struct db *db, struct arena *a, const struct record *r, struct err *err)
{
    const struct procedure *p = r->procedure;
    int64_t tenant = r->tenant_id;
    enum rc rc = sql_record_tie_clear(db, a, tenant, r->record_id, err);
    for (size_t f = 0; f < p->fields && rc == RC_OK; f++) {
        const char *kind = tie_kind(&p->field[f]);
        const struct record_value *v = &r->value[f];
        for (size_t i = 0; kind && i < v->n && rc == RC_OK; i++) {
            rc = sql_record_tie_add(db, a, tenant, str_c(kind), v->item[i].number, r->record_id,
                                    p->field[f].id, err);
            if (rc == RC_OK && is_scope_field(p, (int)f))
                rc = sql_record_tie_add(db, a, tenant, STR("s"), v->item[i].number, r->record_id,
                                        p->field[f].id, err);
        }
        for (size_t i = 0; i < v->n && rc == RC_OK && is_filter_field(p, (int)f); i++)
            rc = filter_tie_write(db, a, r, (int)f, &v->item[i], err);
    }
    return rc;
}

static bool changes_ties(const struct record *r, const struct record_event *e)
{
    bool does = e->kind == EVENT_REVOKED;
    for (size_t i = 0; i < e->values; i++)
        does |= tie_kind(&r->procedure->field[e->value[i].field]) != NULL ||
                is_filter_field(r->procedure, e->value[i].field);
    return does;
}

/* One of which no event holds any more (what opened it was taken back) is closed, in the state that it had.
 */
enum rc record_row_write(struct record_run *run, const struct record *r, struct err *err)
{
    bool is_gone = r->state < 0;
    return put_record(
        run->act,
        (struct record_row){.record_id = r->record_id,
                            .procedure_id = r->procedure->id,
                            .version = r->version,
                            .code = r->code,
                            .title = r->title,
                            .state = state_name(r->procedure, is_gone ? r->event[0].to_state : r->state),
                            .lead_id = r->lead_id,
                            .opened_ms = r->opened_ms,
                            .closed_ms = is_gone ? run->act->now_ms : r->closed_ms,
                            .events = (int64_t)r->events,
                            .cause_record = r->cause_record,
                            .cause_event = r->cause_event,
                            .cause_rule = r->cause_rule},
        err);
}

enum rc record_index(struct record_run *run, const struct record *r, struct err *err)
{
    struct search_doc doc = record_search_doc(run->act->arena, r);
    return search_put(run->act, &doc, err);
}

enum rc record_event_write(struct record_run *run, const struct record *r, const struct record_event *e,
                           struct err *err)
{
    enum rc rc = write_event(run, r, e, err);
    return rc == RC_OK ? write_values(run, r, e, err) : rc;
}

enum rc record_write(struct record_run *run, const struct record *r, struct err *err)
{
    const struct record_event *e = &r->event[r->events - 1];
    enum rc rc = record_event_write(run, r, e, err);
    if (rc == RC_OK)
        rc = record_row_write(run, r, err);
    if (rc == RC_OK && changes_ties(r, e))
        rc = record_tie_write(run->act->db, run->act->arena, r, err);
    return rc == RC_OK && e->values ? record_index(run, r, err) : rc;
}
