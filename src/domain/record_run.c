/* How an act runs: the event is put together in memory with what the form gave, judged there, and written;
 * then come facts and what rules bring on, each as an act of its own by the program, in the same transaction.
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

/* ---- facts ---- */

static enum rc add_fact(struct record_run *run, const struct record *r, const struct record_event *e,
                        const struct procedure_fact *f, int64_t organ_id, int64_t day, struct err *err)
{
    int64_t id;
    struct fact fact = {.organ_id = organ_id,
                        .measure = f->measure,
                        .from_day = f->is_while ? day_add(day, 1) : day,
                        .is_interval = f->is_while,
                        .value = f->value,
                        .digits = f->digits,
                        .record_id = r->record_id,
                        .event_n = e->n,
                        .rule = f->id};
    return fact_add(run->act, &fact, &id, err);
}

/* Whose fact day it is: what happened holds on its day, a missed period on its last, an end on the due day.
 */
static int64_t fact_day(const struct record_event *e)
{
    struct stretch s;
    if (e->kind == EVENT_MISSED && every_read(e->period, &s))
        return s.last;
    return date_day_of(e->kind == EVENT_EXPIRED ? e->at_ms - 1 : e->at_ms); /* its last instant was in time */
}

bool record_event_is_on(const struct procedure_on *on, const struct record_event *e)
{
    static const enum record_event_kind KINDS[] = {[ON_ACT] = EVENT_ACT,
                                                   [ON_CLOCK_WARNED] = EVENT_WARNED,
                                                   [ON_CLOCK_EXPIRED] = EVENT_EXPIRED,
                                                   [ON_CADENCE_ASKED] = EVENT_ASKED,
                                                   [ON_CADENCE_MISSED] = EVENT_MISSED};
    return KINDS[on->kind] == e->kind && on->index == e->what &&
           (on->kind != ON_CLOCK_WARNED || on->rung == 0 || on->rung == e->rung);
}

static enum rc make_facts(struct record_run *run, const struct record *r, const struct record_event *e,
                          struct err *err)
{
    const struct procedure *p = r->procedure;
    enum rc rc = RC_OK;
    for (size_t i = 0; i < p->facts && rc == RC_OK; i++) {
        const struct procedure_fact *f = &p->fact[i];
        bool holds = record_event_is_on(&f->on, e);
        if (holds)
            rc = record_holds(&run->context, r, &f->when, -1, &holds, err);
        const struct record_value *organs = &r->value[f->organ];
        for (size_t k = 0; holds && k < organs->n && rc == RC_OK; k++)
            rc = add_fact(run, r, e, f, organs->item[k].number, fact_day(e), err);
    }
    return rc;
}

/* A duration ends with the day on which its clock stops or begins another term. */
static enum rc end_durations(struct record_run *run, const struct record *r, const struct record_event *e,
                             struct err *err)
{
    struct facts facts;
    const struct procedure *p = r->procedure;
    bool has_duration = false;
    for (size_t i = 0; i < p->facts; i++)
        has_duration |= p->fact[i].is_while;
    if (!has_duration || e->kind != EVENT_ACT)
        return RC_OK;
    enum rc rc = facts_of_record_load(run->act->db, run->act->arena, r->tenant_id, r->record_id, &facts, err);
    for (size_t i = 0; rc == RC_OK && i < facts.n; i++) {
        const struct fact *open = &facts.fact[i];
        if (!open->is_interval || open->to_day || open->revoked_seq)
            continue;
        for (size_t k = 0; rc == RC_OK && k < p->facts; k++) {
            struct clock_reading reading;
            if (!str_eq(p->fact[k].id, open->rule))
                continue;
            rc = record_clock_read(&run->context, r, p->fact[k].on.index, run->act->now_ms, &reading, err);
            int64_t day = date_day_of(e->at_ms);
            if (rc == RC_OK && reading.state != CLOCK_EXPIRED)
                rc = fact_close(run->act, open->fact_id, day < open->from_day ? open->from_day : day, err);
        }
    }
    return rc;
}

/* ---- telling ---- */

/* The day by which its light wants it done; 0: no such clock is running. */
static enum rc light_day(struct record_run *run, const struct record *r, int64_t *ret, struct err *err)
{
    enum rc rc = RC_OK;
    *ret = 0;
    for (size_t i = 0; i < r->procedure->clocks && rc == RC_OK && *ret == 0; i++) {
        struct clock_reading reading;
        if (!r->procedure->clock[i].is_light)
            continue;
        rc = record_clock_read(&run->context, r, (int)i, run->act->now_ms, &reading, err);
        if (rc == RC_OK && (reading.state == CLOCK_RUNNING || reading.state == CLOCK_EXPIRED))
            *ret = reading.due.day;
    }
    return rc;
}

enum rc record_tell(struct record_run *run, const struct record *r, const struct procedure_whos *whos,
                    const char *key, struct str what, enum tell_urgency urgency, struct err *err)
{
    struct tell tell = {.kind = STR("record"),
                        .heading = {r->procedure->title.zh, r->procedure->title.en},
                        .key = key,
                        .arg = {r->title, what, r->code},
                        .args = 3,
                        .record_id = r->record_id,
                        .path = arena_printf(run->act->arena, "/records/%" PRId64, r->record_id),
                        .urgency = urgency};
    enum rc rc = whos->n ? light_day(run, r, &tell.due_day, err) : RC_OK;
    for (size_t i = 0; i < whos->n && rc == RC_OK; i++) {
        const struct procedure_who *w = &whos->who[i];
        const struct record_value *organs = w->field >= 0 ? &r->value[w->field] : NULL;
        for (size_t k = 0; organs && k < organs->n && rc == RC_OK; k++) {
            struct tell one = tell;
            one.organ_id = organs->item[k].number;
            rc = outbox_tell(run->act, &one, err);
        }
        for (int role = 0; !organs && role < ROLES_COUNT && rc == RC_OK; role++) {
            struct tell one = tell;
            one.role = (enum role)role;
            if ((w->roles >> role & 1) && role != ROLE_SYSTEM && role != ROLE_NONE)
                rc = outbox_tell(run->act, &one, err);
        }
    }
    return rc;
}

/* ---- effects ---- */

/* A list for a field that holds one organ keeps all of them: a record is opened for each. */
static enum rc effect_items(struct record_run *run, const struct procedure *to, int field, struct value v,
                            struct record_input *in, struct err *err)
{
    if (to->field[field].kind != FIELD_ORGAN || v.kind != VALUE_LIST)
        return record_items_of(&run->context, to, field, v, &in->item, &in->n, err);
    struct record_item *all = ARENA_ARRAY(run->act->arena, struct record_item, v.list->n + 1);
    enum rc rc = RC_OK;
    in->n = 0;
    for (size_t i = 0; i < v.list->n && rc == RC_OK; i++) {
        const struct record_item *one;
        size_t n = 0;
        rc = record_items_of(&run->context, to, field, v.list->item[i], &one, &n, err);
        if (rc == RC_OK && n)
            all[in->n++] = *one;
    }
    in->item = all;
    return rc;
}

static enum rc effect_inputs(struct record_run *run, const struct record *r, const struct procedure *to,
                             const struct procedure_effect *effect, const struct record_input **ret,
                             size_t *ret_n, struct err *err)
{
    struct record_input *in = ARENA_ARRAY(run->act->arena, struct record_input, effect->withs + 1);
    size_t n = 0;
    for (size_t i = 0; i < effect->withs; i++) {
        struct value v;
        int field = procedure_field_find(to, effect->with[i].field);
        if (field < 0)
            continue; /* a later version of the other one no longer has it */
        enum rc rc = record_ask(&run->context, r, &effect->with[i].value, -1, &v, err);
        if (rc == RC_OK)
            rc = effect_items(run, to, field, v, &in[n], err);
        if (rc != RC_OK)
            return rc;
        in[n].item = record_items_texts(run->act->arena, r, &effect->with[i].value, &to->field[field],
                                        in[n].item, in[n].n);
        in[n++].field = effect->with[i].field;
    }
    *ret = in;
    *ret_n = n;
    return RC_OK;
}

static const struct actor PROGRAM = {.role = ROLE_SYSTEM};

static int opening_act(const struct procedure *p)
{
    for (size_t i = 0; i < p->acts; i++)
        for (size_t k = 0; p->act[i].is_opening && k < p->act[i].by.n; k++)
            if (p->act[i].by.who[k].roles >> ROLE_SYSTEM & 1)
                return (int)i;
    return -1;
}

/* The input that is a list of organs for one; n: there is none. */
static size_t spread_input(const struct procedure *p, const struct record_input *in, size_t n)
{
    size_t i = 0;
    while (i < n && !(in[i].n > 1 && p->field[procedure_field_find(p, in[i].field)].kind == FIELD_ORGAN))
        i++;
    return i;
}

static enum rc open_each(struct record_run *run, const struct record *fresh, int act,
                         const struct record_input *in, size_t n, struct record_cause cause, struct err *err)
{
    const struct record *opened;
    size_t each = spread_input(fresh->procedure, in, n), records = each < n ? in[each].n : 1;
    struct record_input *one = ARENA_ARRAY(run->act->arena, struct record_input, n + 1);
    enum rc rc = RC_OK;
    for (size_t i = 0; i < n; i++)
        one[i] = in[i];
    for (size_t k = 0; k < records && rc == RC_OK; k++) {
        if (each < n)
            one[each] = (struct record_input){in[each].field, &in[each].item[k], 1};
        rc = record_perform(run, fresh, act, &PROGRAM, one, n, cause, &opened, err);
    }
    return rc;
}

static enum rc open_by_rule(struct record_run *run, const struct record *r,
                            const struct procedure_effect *effect, struct record_cause cause, struct err *err)
{
    struct record *fresh = ARENA_NEW(run->act->arena, struct record);
    const struct record_input *in;
    size_t n;
    enum rc rc =
        procedure_get(run->book, run->act->db, effect->procedure, 0, &fresh->procedure, &fresh->version, err);
    if (rc != RC_OK)
        return rc;
    fresh->tenant_id = r->tenant_id;
    fresh->book = run->book;
    record_settle(run->act->arena, fresh);
    int act = opening_act(fresh->procedure);
    if (act < 0)
        return FAIL(err, RC_INVALID, "record.rule_cannot_open", "%.*s", STR_ARG(effect->procedure));
    rc = effect_inputs(run, r, fresh->procedure, effect, &in, &n, err);
    return rc == RC_OK ? open_each(run, fresh, act, in, n, cause, err) : rc;
}

/* What the record's state does not allow is not done, and no fault: the rule asked too late. A conflict in
 * what the act itself brought on is one: by then something was written. */
static enum rc do_by_rule(struct record_run *run, const struct record **r,
                          const struct procedure_effect *effect, struct record_cause cause, struct err *err)
{
    const struct record_input *in;
    const struct record *before = *r;
    size_t n;
    enum rc rc = effect_inputs(run, *r, (*r)->procedure, effect, &in, &n, err);
    if (rc == RC_OK)
        rc = record_perform(run, *r, effect->act, &PROGRAM, in, n, cause, r, err);
    if (rc != RC_CONFLICT || *r != before)
        return rc;
    *err = (struct err){.rc = RC_OK};
    return RC_OK;
}

static enum rc run_rule(struct record_run *run, const struct record **r, const struct record_event *e,
                        const struct procedure_rule *rule, struct err *err)
{
    struct record_cause cause = {.record_id = (*r)->record_id, .event = e->n, .rule = rule->id};
    enum rc rc = RC_OK;
    for (size_t i = 0; i < rule->effects && rc == RC_OK; i++) {
        const struct procedure_effect *effect = &rule->effect[i];
        switch (effect->kind) {
        case EFFECT_OPEN:
            rc = open_by_rule(run, *r, effect, cause, err);
            break;
        case EFFECT_DO:
            rc = do_by_rule(run, r, effect, cause, err);
            break;
        case EFFECT_TELL:
            rc =
                record_tell(run, *r, &effect->tells, K("record.tell_rule"), rule->title.zh, TELL_DIGEST, err);
            break;
        }
    }
    return rc;
}

enum rc record_follow(struct record_run *run, const struct record **r, const struct record_event *e,
                      struct err *err)
{
    const struct procedure *p = (*r)->procedure;
    if (run->depth >= RECORD_DEPTH_MAX)
        return FAIL(err, RC_INVALID, "record.rules_too_deep", "%.*s", STR_ARG(p->id));
    run->depth++;
    enum rc rc = end_durations(run, *r, e, err);
    if (rc == RC_OK)
        rc = make_facts(run, *r, e, err);
    for (size_t i = 0; i < p->rules && rc == RC_OK; i++) {
        bool holds = record_event_is_on(&p->rule[i].on, e);
        if (holds)
            rc = record_holds(&run->context, *r, &p->rule[i].when, -1, &holds, err);
        if (rc == RC_OK && holds)
            rc = run_rule(run, r, e, &p->rule[i], err);
    }
    run->depth--;
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
    rc = record_write(run, r, grown, err);
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
