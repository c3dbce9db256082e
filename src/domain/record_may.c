/* Who may do what to a record, and who sees it: the procedure's own words, asked of the record as it is. */
#include <inttypes.h>
#include <stdio.h>

#include "domain/record_engine.h"
#include "gen/sql.h"
#include "procedure/explain.h"

static bool names_organ(const struct record *r, int field, int64_t organ_id)
{
    const struct record_value *v = &r->value[field];
    for (size_t i = 0; i < v->n && organ_id; i++)
        if (v->item[i].number == organ_id)
            return true;
    return false;
}

bool record_is_one_of(const struct record *r, const struct actor *actor, const struct procedure_whos *whos)
{
    for (size_t i = 0; i < whos->n; i++) {
        const struct procedure_who *w = &whos->who[i];
        if ((w->roles >> actor->role & 1) && (w->field < 0 || names_organ(r, w->field, actor->organ_id)))
            return true;
    }
    return false;
}

/* Whoever may act on it sees it too. */
bool record_may_see(const struct record *r, const struct actor *actor)
{
    bool sees = actor->role == ROLE_SYSTEM || record_is_one_of(r, actor, &r->procedure->seen_by);
    for (size_t i = 0; i < r->procedure->acts && !sees; i++)
        sees = record_is_one_of(r, actor, &r->procedure->act[i].by);
    return sees;
}

enum rc record_may_follow(struct db *db, struct arena *a, const struct actor *actor, int64_t record_id,
                          bool *ret, struct err *err)
{
    struct sql_record_reaches_row row;
    *ret = (ROLES_OFFICES | BIT(LEADER) | BIT(AUDITOR)) >> actor->role & 1;
    if (*ret || actor->organ_id == 0)
        return RC_OK;
    enum rc rc = sql_record_reaches(db, a, actor->tenant_id, actor->organ_id, record_id, &row, err);
    *ret = rc == RC_OK && row.ties > 0;
    return rc;
}

struct record_scope record_scope_of(const struct procedure *p, const struct actor *actor)
{
    struct record_scope scope = {.is_all = actor->role == ROLE_SYSTEM, .organ_id = -1};
    for (size_t i = 0; i < p->seen_by.n; i++) {
        const struct procedure_who *w = &p->seen_by.who[i];
        if (!(w->roles >> actor->role & 1))
            continue;
        if (w->field < 0)
            scope.is_all = true;
        else if (actor->organ_id)
            scope.organ_id = actor->organ_id;
    }
    return scope;
}

struct str record_who_names(struct arena *a, const struct procedure *p, const struct procedure_whos *whos)
{
    struct procedure_words words = procedure_words_here();
    return procedure_who_text(a, p, &words, whos, LANG_ZH_CN);
}

static enum rc may_in_state(const struct record *r, int act, struct err *err)
{
    const struct procedure_act *def = &r->procedure->act[act];
    bool fits = r->events == 0 ? def->is_opening : r->state >= 0 && (def->from >> r->state & 1);
    if (fits)
        return RC_OK;
    (void)FAIL(err, RC_CONFLICT, "record.not_in_this_state", "%.*s", STR_ARG(def->id));
    (void)err_arg(err, 0, def->title.zh);
    return err_arg(err, 1, r->state >= 0 ? r->procedure->state[r->state].title.zh : STR("—"));
}

static enum rc may_again(const struct record *r, int act, struct err *err)
{
    const struct procedure_act *def = &r->procedure->act[act];
    int times = 0;
    for (size_t i = 0; i < r->events; i++)
        times += event_is_act(&r->event[i], act);
    if (def->at_most == 0 || times < def->at_most)
        return RC_OK;
    (void)FAIL(err, RC_CONFLICT, "record.too_often", "%.*s %d times", STR_ARG(def->id), times);
    (void)err_arg(err, 0, def->title.zh);
    char many[24];
    (void)snprintf(many, sizeof many, "%d", def->at_most);
    return err_arg(err, 1, str_c(many));
}

static enum rc may_still(struct record_context *c, const struct record *r, int act, struct err *err)
{
    const struct procedure_act *def = &r->procedure->act[act];
    struct clock_reading reading;
    if (def->before < 0)
        return RC_OK;
    enum rc rc = record_clock_read(c, r, def->before, c->now_ms, &reading, err);
    if (rc != RC_OK || !reading.is_overdue)
        return rc;
    (void)FAIL(err, RC_CONFLICT, "record.too_late", "%.*s", STR_ARG(def->id));
    (void)err_arg(err, 0, def->title.zh);
    return err_arg(err, 1, r->procedure->clock[def->before].title.zh);
}

/* Guards that ask for what the form is going to give cannot be judged before it is filled in. */
static bool reads_form(const struct procedure_act *def, const struct procedure_expr *e)
{
    uint64_t reads[(PROCEDURE_FIELDS_MAX + INPUT__COUNT + 63) / 64] = {0};
    feel_reads(e->program, reads, COUNT_OF(reads));
    for (size_t i = 0; i < def->forms; i++)
        if (reads[def->form[i].field / 64] >> (def->form[i].field % 64) & 1)
            return true;
    return false;
}

enum rc record_guards(struct record_context *c, const struct record *r, int act, bool with_form,
                      struct err *err)
{
    const struct procedure_act *def = &r->procedure->act[act];
    for (size_t i = 0; i < def->whens; i++) {
        bool holds;
        if (!with_form && reads_form(def, &def->when[i].condition))
            continue;
        enum rc rc = record_holds(c, r, &def->when[i].condition, with_form ? act : -1, &holds, err);
        if (rc != RC_OK)
            return rc;
        if (!holds) {
            (void)FAIL(err, RC_CONFLICT, "record.guard", "%.*s %zu", STR_ARG(def->id), i);
            return err_arg(err, 0, def->when[i].otherwise.zh);
        }
    }
    return RC_OK;
}

static enum rc may_do(struct record_context *c, const struct record *r, const struct actor *actor, int act,
                      struct err *err)
{
    const struct procedure_act *def = &r->procedure->act[act];
    bool is_new = r->events == 0;
    bool is_one = is_new ? false : record_is_one_of(r, actor, &def->by);
    for (size_t i = 0; is_new && i < def->by.n; i++) /* which organ it names, the form will say */
        is_one |= def->by.who[i].roles >> actor->role & 1;
    if (!is_one) {
        (void)FAIL(err, RC_DENIED, "record.not_yours", "%.*s", STR_ARG(def->id));
        (void)err_arg(err, 0, def->title.zh);
        return err_arg(err, 1, record_who_names(c->a, r->procedure, &def->by));
    }
    enum rc rc = may_in_state(r, act, err);
    if (rc == RC_OK)
        rc = may_again(r, act, err);
    if (rc == RC_OK)
        rc = may_still(c, r, act, err);
    return rc == RC_OK && !is_new ? record_guards(c, r, act, false, err) : rc;
}

enum rc record_may(struct db *db, struct arena *a, const struct record *r, const struct actor *actor, int act,
                   int64_t now_ms, struct err *err)
{
    struct record_context c = {
        .db = db, .a = a, .book = r->book, .tenant_id = r->tenant_id, .now_ms = now_ms, .actor = actor};
    return may_do(&c, r, actor, act, err);
}

enum rc record_options(struct db *db, struct arena *a, const struct record *r, const struct actor *actor,
                       int64_t now_ms, struct record_options *ret, struct err *err)
{
    struct record_context c = {
        .db = db, .a = a, .book = r->book, .tenant_id = r->tenant_id, .now_ms = now_ms, .actor = actor};
    struct record_option *row = ARENA_ARRAY(a, struct record_option, r->procedure->acts + 1);
    size_t n = 0;
    for (size_t i = 0; i < r->procedure->acts; i++) {
        struct record_option option = {.act = (int)i};
        enum rc rc = r->procedure->act[i].is_opening ? RC_DENIED : may_do(&c, r, actor, (int)i, &option.why);
        if (rc != RC_OK && rc != RC_DENIED && rc != RC_CONFLICT) {
            *err = option.why;
            return rc;
        }
        option.may = rc == RC_OK;
        bool is_of_state = r->state >= 0 && (r->procedure->act[i].from >> r->state & 1);
        if (option.may || (rc == RC_CONFLICT && is_of_state))
            row[n++] = option;
    }
    *ret = (struct record_options){row, n};
    return RC_OK;
}
