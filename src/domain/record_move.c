/* Records that move: to another organ (移交), to another version of their procedure. Each gets an event, so
 * that "who was in charge then" is read from its history like everything else. */
#include <inttypes.h>

#include "base/date.h"
#include "base/key.h"
#include "base/utf8.h"
#include "domain/record_engine.h"
#include "gen/sql.h"

#define REASON_CHARS_MAX 500

static bool is_reason(struct str reason)
{
    return str_trim(reason).n > 0 && utf8_count(reason) <= REASON_CHARS_MAX;
}

static struct record_run run_of(struct act *act, struct procedure_book *book)
{
    return (struct record_run){.act = act,
                               .book = book,
                               .context = {.book = book,
                                           .db = act->db,
                                           .a = act->arena,
                                           .tenant_id = act->actor.tenant_id,
                                           .now_ms = act->now_ms,
                                           .actor = &act->actor}};
}

static enum rc current(struct record_run *run, int64_t record_id, const struct record **ret, struct err *err)
{
    struct record *loaded;
    bool is_done;
    enum rc rc = record_load(run->act->db, run->act->arena, run->book, run->act->actor.tenant_id, record_id,
                             0, &loaded, err);
    if (rc != RC_OK)
        return rc;
    *ret = loaded;
    return record_catch_up(run, ret, &is_done, err);
}

/* ---- to another organ ---- */

/* The persons of the organ that is left are no longer responsible. */
static size_t values_of_move(struct arena *a, const struct record *r, int64_t to_organ,
                             const struct record_value **ret)
{
    const struct procedure *p = r->procedure;
    struct record_value *value = ARENA_ARRAY(a, struct record_value, p->fields + 1);
    struct record_item *item = ARENA_NEW(a, struct record_item);
    size_t n = 0;
    item->number = to_organ;
    value[n++] = (struct record_value){.field = p->lead, .item = item, .n = 1};
    for (size_t f = 0; f < p->fields; f++)
        if (p->field[f].kind == FIELD_PERSON && p->field[f].of == p->lead && r->value[f].n)
            value[n++] = (struct record_value){.field = (int)f};
    *ret = value;
    return n;
}

static enum rc hand_over_one(struct record_run *run, const struct record *r,
                             const struct record_hand_over *in, struct err *err)
{
    struct record_cause none = {0};
    struct record_event e = record_event_next(run, r, EVENT_MOVED, -1, &run->act->actor, none);
    e.rule = str_trim(in->reason);
    e.values = values_of_move(run->act->arena, r, in->to_organ, &e.value);
    const struct record *grown = record_grown(run->act->arena, r, &e);
    struct procedure_who lead = {.roles = BIT(LIAISON), .field = r->procedure->lead};
    struct procedure_whos whos = {.who = &lead, .n = 1};
    enum rc rc = record_write(run, grown, err);
    if (rc == RC_OK)
        rc = record_refresh(run, grown, err);
    return rc == RC_OK ? record_tell(run, grown, &whos, K("record.tell_handed"), e.rule, TELL_DIGEST, err)
                       : rc;
}

static enum rc all_of(struct act *act, const struct record_hand_over *in, const int64_t **ret, size_t *ret_n,
                      struct err *err)
{
    struct sql_record_open_of_lead_rows rows;
    *ret = in->record_id;
    *ret_n = in->n;
    if (in->n)
        return RC_OK;
    enum rc rc =
        sql_record_open_of_lead(act->db, act->arena, act->actor.tenant_id, in->from_organ, &rows, err);
    if (rc != RC_OK)
        return rc;
    int64_t *id = ARENA_ARRAY(act->arena, int64_t, rows.n + 1);
    for (size_t i = 0; i < rows.n; i++)
        id[i] = rows.row[i].record_id;
    *ret = id;
    *ret_n = rows.n;
    return RC_OK;
}

enum rc run_record_hand_over(struct act *act, const void *input, struct err *err)
{
    const struct record_hand_over *in = input;
    struct record_run run = run_of(act, in->book);
    const struct organ_book *organs;
    const int64_t *id = NULL;
    size_t n = 0, moved = 0;
    int64_t seq;
    if (!is_reason(in->reason))
        return FAIL(err, RC_INVALID, "record.hand_over_reason", "%zu bytes", in->reason.n);
    enum rc rc = act_seq(act, &seq, err);
    if (rc == RC_OK)
        rc = context_organs(&run.context, &organs, err);
    if (rc == RC_OK)
        rc = all_of(act, in, &id, &n, err);
    bool is_possible = rc == RC_OK && in->from_organ != in->to_organ && organ_by_id(organs, in->to_organ);
    for (size_t i = 0; is_possible && i < n && rc == RC_OK; i++) {
        const struct record *r;
        rc = current(&run, id[i], &r, err);
        if (rc != RC_OK || r->closed_ms || r->procedure->lead < 0 || r->lead_id != in->from_organ ||
            !record_may_see(r, &act->actor))
            continue;
        rc = hand_over_one(&run, r, in, err);
        moved++;
    }
    if (rc == RC_OK && moved == 0)
        rc = FAIL(err, RC_CONFLICT, "record.hand_over_none", "%zu records", n);
    if (rc != RC_OK)
        return rc;
    act->object = arena_printf(act->arena, "organ/%" PRId64, in->from_organ);
    act->answer = arena_printf(act->arena, "%zu", moved);
    return RC_OK;
}

/* ---- to another version ---- */

enum rc record_behind(struct db *db, struct arena *a, int64_t tenant_id, struct str procedure,
                      int64_t version, struct record_rows *ret, struct err *err)
{
    struct sql_record_open_before_rows rows;
    enum rc rc = sql_record_open_before(db, a, tenant_id, procedure, version, &rows, err);
    if (rc != RC_OK)
        return rc;
    struct record_line *line = ARENA_ARRAY(a, struct record_line, rows.n + 1);
    for (size_t i = 0; i < rows.n; i++)
        line[i] = (struct record_line){.record_id = rows.row[i].record_id,
                                       .procedure = procedure,
                                       .code = rows.row[i].code,
                                       .title = rows.row[i].title,
                                       .state = rows.row[i].state};
    *ret = (struct record_rows){.row = line, .n = rows.n, .total = (int64_t)rows.n};
    return RC_OK;
}

/* What the new version no longer has is not due; the rest is put in order by record_refresh. */
static enum rc drop_gone(struct act *act, const struct record *r, const struct procedure *to, struct err *err)
{
    const struct procedure *was = r->procedure;
    int64_t tenant = r->tenant_id;
    enum rc rc = sql_record_light_drop(act->db, act->arena, tenant, r->record_id, err);
    for (size_t i = 0; i < was->clocks && rc == RC_OK; i++)
        if (procedure_clock_find(to, was->clock[i].id) < 0)
            rc = sql_record_due_drop(act->db, act->arena, tenant, r->record_id, STR("c"), was->clock[i].id,
                                     err);
    for (size_t i = 0; i < was->cadences && rc == RC_OK; i++)
        if (procedure_cadence_find(to, was->cadence[i].id) < 0)
            rc = sql_record_due_drop(act->db, act->arena, tenant, r->record_id, STR("p"), was->cadence[i].id,
                                     err);
    return rc;
}

static enum rc migrate_one(struct record_run *run, const struct record *r, const struct procedure *to,
                           int64_t version, struct str reason, struct err *err)
{
    struct record *moved;
    struct record_cause none = {0};
    struct str state = r->state >= 0 ? r->procedure->state[r->state].id : (struct str){0};
    if (procedure_state_find(to, state) < 0) {
        (void)FAIL(err, RC_CONFLICT, "record.migrate_state", "%.*s", STR_ARG(state));
        (void)err_arg(err, 0, r->code);
        return err_arg(err, 1, r->state >= 0 ? r->procedure->state[r->state].title.zh : STR("—"));
    }
    enum rc rc =
        record_load_as(run->act->db, run->act->arena, run->book, r->tenant_id, r->record_id, to, &moved, err);
    if (rc != RC_OK)
        return rc;
    moved->version = version;
    struct record_event e = record_event_next(run, moved, EVENT_MOVED, -1, &run->act->actor, none);
    e.rung = (int)version;
    e.rule = reason;
    const struct record *grown = record_grown(run->act->arena, moved, &e);
    rc = record_write(run, grown, err);
    if (rc == RC_OK)
        rc = record_tie_write(run->act->db, run->act->arena, grown, err);
    if (rc == RC_OK)
        rc = record_index(run, grown, err); /* the new version may show it to others */
    if (rc == RC_OK)
        rc = drop_gone(run->act, r, to, err);
    return rc == RC_OK ? record_refresh(run, grown, err) : rc;
}

enum rc run_record_migrate(struct act *act, const void *input, struct err *err)
{
    const struct record_migrate *in = input;
    struct record_run run = run_of(act, in->book);
    struct sql_record_open_before_rows rows = {.n = 0};
    const struct procedure *to;
    int64_t version, seq;
    if (!is_reason(in->reason))
        return FAIL(err, RC_INVALID, "record.migrate_reason", "%zu bytes", in->reason.n);
    enum rc rc = act_seq(act, &seq, err);
    if (rc == RC_OK)
        rc = procedure_get(in->book, act->db, in->procedure, 0, &to, &version, err);
    if (rc == RC_OK)
        rc = sql_record_open_before(act->db, act->arena, act->actor.tenant_id, in->procedure, version, &rows,
                                    err);
    if (rc == RC_OK && rows.n == 0)
        rc = FAIL(err, RC_CONFLICT, "record.migrate_none", "%.*s", STR_ARG(in->procedure));
    for (size_t i = 0; i < rows.n && rc == RC_OK; i++) {
        const struct record *r;
        rc = current(&run, rows.row[i].record_id, &r, err);
        if (rc == RC_OK && r->closed_ms == 0)
            rc = migrate_one(&run, r, to, version, str_trim(in->reason), err);
    }
    if (rc != RC_OK)
        return rc;
    act->object = arena_printf(act->arena, "procedure/%.*s", STR_ARG(in->procedure));
    act->answer = arena_printf(act->arena, "%zu", rows.n);
    return RC_OK;
}
