/* A record out of its rows. Everything that can be derived is derived here and in one place: whoever has a
 * list of events and calls record_settle has the record. */
#include <inttypes.h>

#include "base/date.h"
#include "domain/record_engine.h"
#include "gen/sql.h"

const char *const RECORD_EVENT_NAMES[EVENT__COUNT] = {"act",    "warned", "expired", "asked",
                                                      "missed", "moved",  "revoked", "taken"};

/* ---- settling ---- */

const struct record_value *event_value(const struct record_event *e, int field)
{
    for (size_t i = 0; i < e->values; i++)
        if (e->value[i].field == field)
            return &e->value[i];
    return NULL;
}

int64_t record_number(const struct record *r, int field)
{
    return field >= 0 && r->value[field].n ? r->value[field].item[0].number : 0;
}

void record_settle(struct arena *a, struct record *r)
{
    const struct procedure *p = r->procedure;
    struct record_value *value = ARENA_ARRAY(a, struct record_value, p->fields + 1);
    for (size_t i = 0; i < p->fields; i++)
        value[i].field = (int)i;
    r->state = -1;
    r->closed_ms = 0;
    for (size_t i = 0; i < r->events; i++) {
        const struct record_event *e = &r->event[i];
        if (!event_holds(e))
            continue;
        for (size_t k = 0; k < e->values; k++)
            value[e->value[k].field] = e->value[k];
        if (e->kind != EVENT_ACT) /* a warning changes nothing: what it stood in may be taken back */
            continue;
        bool is_closed = e->to_state >= 0 && p->state[e->to_state].is_closed;
        if (is_closed != (r->closed_ms > 0))
            r->closed_ms = is_closed ? e->at_ms : 0;
        r->state = e->to_state;
    }
    r->value = value;
    r->title = p->name >= 0 && value[p->name].n ? value[p->name].item[0].text : r->code;
    r->lead_id = record_number(r, p->lead);
    r->opened_ms = r->events ? r->event[0].at_ms : 0;
}

struct record *record_grown(struct arena *a, const struct record *r, const struct record_event *e)
{
    struct record *grown = ARENA_NEW(a, struct record);
    struct record_event *event = ARENA_ARRAY(a, struct record_event, r->events + 1);
    *grown = *r;
    if (r->events)
        memcpy(event, r->event, r->events * sizeof *event);
    event[r->events] = *e;
    grown->event = event;
    grown->events = r->events + 1;
    record_settle(a, grown);
    return grown;
}

/* ---- reading rows ---- */

static int event_kind_of(struct str name)
{
    for (int i = 0; i < EVENT__COUNT; i++)
        if (str_eq(name, str_c(RECORD_EVENT_NAMES[i])))
            return i;
    return EVENT_MOVED;
}

static int what_of(const struct procedure *p, enum record_event_kind kind, struct str what)
{
    switch (kind) {
    case EVENT_ACT:
        return procedure_act_find(p, what);
    case EVENT_WARNED:
    case EVENT_EXPIRED:
        return procedure_clock_find(p, what);
    case EVENT_ASKED:
    case EVENT_MISSED:
        return procedure_cadence_find(p, what);
    case EVENT_MOVED:
    case EVENT_REVOKED:
    case EVENT_TAKEN:
    case EVENT__COUNT:
        break;
    }
    return -1;
}

static struct record_event event_of(const struct procedure *p, const struct sql_record_events_row *row)
{
    enum record_event_kind kind = (enum record_event_kind)event_kind_of(row->kind);
    return (struct record_event){.n = (int)row->event_n,
                                 .kind = kind,
                                 .what = what_of(p, kind, row->what),
                                 .rung = (int)row->rung,
                                 .term = (int)row->term,
                                 .period = row->period,
                                 .seq = row->seq,
                                 .at_ms = row->at_ms,
                                 .said_ms = row->said_ms,
                                 .by_account = row->by_account,
                                 .by_organ = row->by_organ,
                                 .on_behalf = row->on_behalf,
                                 .by_role =
                                     str_eq(row->by_role, STR("none")) ? ROLE_NONE : role_find(row->by_role),
                                 .by_label = row->by_label,
                                 .from_state = procedure_state_find(p, row->from_state),
                                 .to_state = procedure_state_find(p, row->to_state),
                                 .cause_record = row->cause_record,
                                 .cause_event = (int)row->cause_event,
                                 .rule = row->rule,
                                 .revoked_seq = row->revoked_seq};
}

/* The rows of one event and field are neighbours. n = −1 says that it was emptied. */
static void hang_values(struct arena *a, const struct procedure *p, const struct sql_record_values_rows *rows,
                        struct record_event *event, size_t events)
{
    size_t at = 0;
    for (size_t i = 0; i < events; i++) {
        size_t first = at, fields = 0;
        for (; at < rows->n && rows->row[at].event_n == event[i].n; at++)
            fields += at == first || !str_eq(rows->row[at].field, rows->row[at - 1].field);
        struct record_value *value = ARENA_ARRAY(a, struct record_value, fields + 1);
        struct record_item *item = ARENA_ARRAY(a, struct record_item, at - first + 1);
        size_t n = 0;
        for (size_t k = first; k < at; k++) {
            const struct sql_record_values_row *row = &rows->row[k];
            int field = procedure_field_find(p, row->field);
            if (field < 0)
                continue; /* of an earlier version; the ledger keeps it */
            if (n == 0 || value[n - 1].field != field)
                value[n++] = (struct record_value){.field = field, .item = item};
            if (row->n < 0)
                continue;
            *item++ = (struct record_item){.number = row->number, .extra = row->extra, .text = row->text};
            value[n - 1].n++;
            value[n - 1].is_masked |= p->field[field].is_private;
        }
        event[i].value = value;
        event[i].values = n;
    }
}

/* What was recorded after the moment is not there; nor is the taking back that came after it. */
static size_t leave_out_later(struct record_event *event, size_t n, int64_t as_of_ms)
{
    size_t kept = 0;
    if (as_of_ms == 0)
        return n;
    while (kept < n && event[kept].said_ms <= as_of_ms)
        kept++;
    for (size_t i = 0; i < kept; i++) {
        bool is_revoked = false;
        for (size_t k = i + 1; k < kept && event[i].revoked_seq; k++)
            is_revoked |= event[k].seq == event[i].revoked_seq;
        if (!is_revoked)
            event[i].revoked_seq = 0;
    }
    return kept;
}

/* Under `as` instead of its own version, when that is given. */
static enum rc load(struct db *db, struct arena *a, struct procedure_book *book, int64_t tenant_id,
                    int64_t record_id, int64_t as_of_ms, const struct procedure *as, struct record **ret,
                    struct err *err)
{
    struct sql_record_get_row row;
    struct sql_record_events_rows events;
    struct sql_record_values_rows values;
    bool is_found;
    enum rc rc = sql_record_get(db, a, tenant_id, record_id, &row, &is_found, err);
    if (rc == RC_OK && !is_found)
        return FAIL(err, RC_NOT_FOUND, "record.no_such", "record %" PRId64, record_id);
    struct record *r = ARENA_NEW(a, struct record);
    if (rc == RC_OK)
        rc = procedure_get(book, db, row.procedure_id, row.version, &r->procedure, &r->version, err);
    if (rc == RC_OK && as)
        r->procedure = as;
    if (rc == RC_OK)
        rc = sql_record_events(db, a, tenant_id, record_id, &events, err);
    if (rc == RC_OK)
        rc = sql_record_values(db, a, tenant_id, record_id, &values, err);
    if (rc != RC_OK)
        return rc;
    struct record_event *event = ARENA_ARRAY(a, struct record_event, events.n + 1);
    for (size_t i = 0; i < events.n; i++)
        event[i] = event_of(r->procedure, &events.row[i]);
    hang_values(a, r->procedure, &values, event, events.n);
    r->events = leave_out_later(event, events.n, as_of_ms);
    if (r->events == 0)
        return FAIL(err, RC_NOT_FOUND, "record.no_such", "record %" PRId64 " at that time", record_id);
    r->book = book;
    r->tenant_id = tenant_id;
    r->record_id = record_id;
    r->code = row.code;
    r->cause_record = row.cause_record;
    r->cause_event = (int)row.cause_event;
    r->cause_rule = row.cause_rule;
    r->event = event;
    r->as_of_ms = as_of_ms;
    record_settle(a, r);
    *ret = r;
    return RC_OK;
}

enum rc record_load(struct db *db, struct arena *a, struct procedure_book *book, int64_t tenant_id,
                    int64_t record_id, int64_t as_of_ms, struct record **ret, struct err *err)
{
    return load(db, a, book, tenant_id, record_id, as_of_ms, NULL, ret, err);
}

enum rc record_load_as(struct db *db, struct arena *a, struct procedure_book *book, int64_t tenant_id,
                       int64_t record_id, const struct procedure *as, struct record **ret, struct err *err)
{
    return load(db, a, book, tenant_id, record_id, 0, as, ret, err);
}

/* ---- context ---- */

enum rc context_organs(struct record_context *c, const struct organ_book **ret, struct err *err)
{
    if (!c->has_organs) {
        enum rc rc = organ_book_load(c->db, c->a, c->tenant_id, date_day_of(c->now_ms), &c->organs, err);
        if (rc != RC_OK)
            return rc;
        c->has_organs = true;
    }
    *ret = &c->organs;
    return RC_OK;
}

enum rc context_calendar(struct record_context *c, int64_t organ_id, const struct calendar **ret,
                         struct err *err)
{
    struct calendar_cache *calendars = procedure_book_calendars(c->book);
    enum rc rc = c->shelf ? RC_OK : calendar_cache_shelf(calendars, c->db, &c->shelf, err);
    return rc == RC_OK ? calendar_cache_get(calendars, c->shelf, organ_id, date_day_of(c->now_ms), ret, err)
                       : rc;
}
