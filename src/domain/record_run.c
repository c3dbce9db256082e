/* How an act runs: the event is put together in memory with what the form gave, judged there, and written;
 * then comes what follows from it (record_rule.c), in the same transaction.
 * A record that was grown is handed back, so that whoever goes on goes on with what is. */
#include <inttypes.h>

#include "base/date.h"
#include "base/key.h"
#include "domain/fact.h"
#include "domain/outbox.h"
#include "domain/record_engine.h"
#include "gen/sql.h"

struct record_event record_event_next(struct record_run *run, const struct record *r,
                                      enum record_event_kind kind, int what, const struct actor *actor,
                                      struct record_cause cause)
{
    return (struct record_event){.n = (int)r->events + 1,
                                 .kind = kind,
                                 .what = what,
                                 .seq = run->act->seq,
                                 .at_ms = run->act->now_ms,
                                 .said_ms = run->act->now_ms,
                                 .by_account = actor->account_id,
                                 .by_organ = actor->organ_id,
                                 .by_role = actor->role,
                                 .on_behalf = actor->role == ROLE_SYSTEM ? 0 : run->on_behalf,
                                 .from_state = r->state,
                                 .to_state = r->state,
                                 .cause_record = cause.record_id,
                                 .cause_event = cause.event,
                                 .rule = cause.rule};
}

/* ---- what the form gave ---- */

static struct problem *input_problem(struct record_run *run, size_t line, const char *key, struct str arg)
{
    static struct problem nowhere;
    if (!run->problems)
        return &nowhere;
    struct problem *p = problem_add(run->problems, (int)line, 0, key);
    problem_arg(run->problems, p, 0, arg);
    return p;
}

static int form_of(const struct procedure_act *def, int field)
{
    for (size_t i = 0; i < def->forms; i++)
        if (def->form[i].field == field)
            return (int)i;
    return -1;
}

static enum rc take_form(struct record_run *run, const struct record *r, const struct procedure_act *def,
                         const struct record_input *in, size_t n, struct record_value *value,
                         struct record_event *e, struct err *err)
{
    const struct procedure *p = r->procedure;
    bool named[PROCEDURE_FIELDS_MAX] = {false}, given[PROCEDURE_FIELDS_MAX] = {false}, fits = true;
    for (size_t i = 0; i < n; i++) {
        int field = procedure_field_find(p, in[i].field);
        if (field < 0 || form_of(def, field) < 0 || named[field]) {
            (void)input_problem(run, i, K("record.not_asked_for"), in[i].field);
            fits = false;
            continue;
        }
        const char *why;
        enum rc rc = record_fit(&run->context, &p->field[field], &in[i], &why, err);
        if (rc != RC_OK)
            return rc;
        if (why) {
            (void)input_problem(run, i, why, p->field[field].title.zh);
            fits = false;
        }
        named[field] = true;
        given[field] = in[i].n > 0;
        if (in[i].n || r->value[field].n)
            value[e->values++] = (struct record_value){.field = field, .item = in[i].item, .n = in[i].n};
    }
    for (size_t i = 0; i < def->forms; i++)
        if (def->form[i].is_required && !given[def->form[i].field]) {
            (void)input_problem(run, i, K("record.required"), p->field[def->form[i].field].title.zh);
            fits = false;
        }
    e->value = value;
    return fits ? RC_OK : FAIL(err, RC_INVALID, "record.value_unfit", "%.*s", STR_ARG(def->id));
}

/* Where the value of a field stands in the event; a field of the form that is set too has one place. */
static struct record_value *place_of(const struct record_event *e, struct record_value *value, int field)
{
    size_t i = 0;
    while (i < e->values && value[i].field != field)
        i++;
    return &value[i];
}

enum rc record_take_sets(struct record_run *run, const struct record *grown, int act,
                         struct record_value *value, struct record_event *e, struct err *err)
{
    const struct procedure_act *def = &grown->procedure->act[act];
    enum rc rc = RC_OK;
    for (size_t i = 0; i < def->sets && rc == RC_OK; i++) {
        struct value v;
        struct record_value set = {.field = def->set[i].field};
        struct record_value *place = place_of(e, value, set.field);
        rc = record_ask(&run->context, grown, &def->set[i].value, act, &v, err);
        if (rc == RC_OK)
            rc = record_items_of(&run->context, grown->procedure, set.field, v, &set.item, &set.n, err);
        if (rc != RC_OK)
            return rc;
        e->values += place == &value[e->values];
        *place = set;
    }
    return rc;
}

static enum rc check_needs(const struct record *grown, const struct procedure_act *def, struct arena *a,
                           struct err *err)
{
    struct str missing = {0};
    for (size_t f = 0; f < grown->procedure->fields; f++)
        if ((def->needs >> f & 1) && grown->value[f].n == 0) {
            struct str title = grown->procedure->field[f].title.zh;
            missing = missing.n ? arena_printf(a, "%.*s、%.*s", STR_ARG(missing), STR_ARG(title)) : title;
        }
    if (missing.n == 0)
        return RC_OK;
    (void)FAIL(err, RC_INVALID, "record.needs", "%.*s", STR_ARG(def->id));
    (void)err_arg(err, 0, def->title.zh);
    return err_arg(err, 1, missing);
}

/* ---- numbers of a new record ---- */

/* 督{year}-{seq:4}: what stands before {seq} is a row with its own count. */
static enum rc next_code(struct record_run *run, const struct procedure *p, struct str *ret, struct err *err)
{
    struct arena *a = run->act->arena;
    struct sql_record_count_get_row row = {.last = 0};
    size_t at = str_find_str(p->code, STR("{seq")), end = at;
    while (end < p->code.n && p->code.p[end] != '}')
        end++;
    struct str before = str_sub(p->code, 0, at), after = str_sub(p->code, end + 1, p->code.n);
    size_t year = str_find_str(before, STR("{year}"));
    if (year < before.n)
        before = arena_printf(a, "%.*s%d%.*s", STR_ARG(str_sub(before, 0, year)),
                              (int)(run->act->day / 10000), STR_ARG(str_sub(before, year + 6, before.n)));
    int64_t width = 1;
    struct str digits = at + 5 < end ? str_sub(p->code, at + 5, end - at - 5) : STR("1");
    bool is_found = false;
    if (!str_to_i64(digits, &width) || width < 1 || width > 9)
        width = 1;
    enum rc rc =
        sql_record_count_get(run->act->db, a, run->act->actor.tenant_id, before, &row, &is_found, err);
    if (rc == RC_OK)
        rc = sql_record_count_put(run->act->db, a, run->act->actor.tenant_id, before,
                                  (is_found ? row.last : 0) + 1, err);
    *ret = arena_printf(a, "%.*s%0*" PRId64 "%.*s", STR_ARG(before), (int)width,
                        (is_found ? row.last : 0) + 1, STR_ARG(after));
    return rc;
}

enum rc record_number_give(struct record_run *run, struct record *fresh, struct err *err)
{
    struct sql_record_id_next_row next;
    enum rc rc = sql_record_id_next(run->act->db, run->act->arena, run->act->actor.tenant_id, &next, err);
    if (rc == RC_OK)
        rc = next_code(run, fresh->procedure, &fresh->code, err);
    if (rc == RC_OK)
        fresh->record_id = next.record_id;
    return rc;
}

/* ---- one act ---- */

/* With what the form gave, and before the act itself sets anything: a guard asks how things stand. */
static enum rc judge(struct record_run *run, const struct record *r, const struct record *grown, int act,
                     const struct actor *actor, struct err *err)
{
    const struct procedure_act *def = &r->procedure->act[act];
    if (r->events == 0 && !record_is_one_of(grown, actor, &def->by)) {
        (void)FAIL(err, RC_DENIED, "record.not_yours", "%.*s", STR_ARG(def->id));
        (void)err_arg(err, 0, def->title.zh);
        return err_arg(err, 1, record_who_names(run->act->arena, r->procedure, &def->by));
    }
    return record_guards(&run->context, grown, act, true, err);
}

enum rc record_perform(struct record_run *run, const struct record *r, int act, const struct actor *actor,
                       const struct record_input *value, size_t values, struct record_cause cause,
                       const struct record **ret, struct err *err)
{
    struct arena *a = run->act->arena;
    const struct procedure_act *def = &r->procedure->act[act];
    struct record_event e = record_event_next(run, r, EVENT_ACT, act, actor, cause);
    struct record *fresh = ARENA_NEW(a, struct record);
    struct record_value *given = ARENA_ARRAY(a, struct record_value, values + def->sets + 1);
    if (++run->events > RECORD_EVENTS_MAX)
        return FAIL(err, RC_INVALID, "record.rules_too_many", "%.*s", STR_ARG(def->id));
    *fresh = *r;
    run->context.actor = actor;
    enum rc rc = record_may(run->act->db, a, r, actor, act, run->act->now_ms, err);
    if (rc == RC_OK)
        rc = take_form(run, r, def, value, values, given, &e, err);
    e.to_state = def->to >= 0 ? def->to : r->state;
    if (rc == RC_OK)
        rc = judge(run, r, record_grown(a, fresh, &e), act, actor, err);
    if (rc == RC_OK)
        rc = record_take_sets(run, record_grown(a, fresh, &e), act, given, &e, err);
    if (rc == RC_OK)
        rc = check_needs(record_grown(a, fresh, &e), def, a, err);
    if (rc == RC_OK && r->events == 0) {
        fresh->cause_record = cause.record_id;
        fresh->cause_event = cause.event;
        fresh->cause_rule = cause.rule;
        rc = record_number_give(run, fresh, err);
    }
    if (rc != RC_OK)
        return rc;
    const struct record *grown = record_grown(a, fresh, &e);
    rc = record_write(run, grown, err);
    if (rc == RC_OK)
        rc = cadence_answer(run, grown, &e, err);
    if (rc == RC_OK)
        rc = record_refresh(run, grown, err);
    if (rc == RC_OK && def->tells.n)
        rc = record_tell(run, grown, &def->tells, K("record.tell_act"), def->title.zh, TELL_DIGEST, err);
    if (rc == RC_OK)
        rc = record_follow(run, &grown, &e, err);
    *ret = grown;
    return rc;
}
