/* What follows from an event: facts, what is told, and what the rules of its procedure bring on, each as an
 * act of the program with the event as its cause. */
#include <inttypes.h>

#include "base/date.h"
#include "base/key.h"
#include "domain/fact.h"
#include "domain/outbox.h"
#include "domain/record_engine.h"

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
