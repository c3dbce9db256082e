#include "web/record_form.h"
#include "web/record_page.h"

#include <inttypes.h>

#include "base/date.h"

static int64_t end_of_day(int64_t day)
{
    return day ? date_ms((int)(day / 10000), (int)(day / 100 % 100), (int)(day % 100), 24, 0) - 1 : 0;
}

enum rc record_page_load(struct door *d, int64_t as_of_day, struct record_page *ret, struct err *err)
{
    int64_t id, as_of_ms = end_of_day(as_of_day);
    *ret = (struct record_page){.p = NULL};
    enum rc rc = door_param_i64(d, STR("record"), &id, err);
    if (rc == RC_OK)
        rc = record_load(d->db, d->a, d->app->procedures, d->who.actor.tenant_id, id, as_of_ms, &ret->r, err);
    if (rc == RC_OK && !record_may_see(ret->r, &d->who.actor))
        rc = FAIL(err, RC_NOT_FOUND, "record_page.not_yours", "record %" PRId64, id);
    if (rc == RC_OK)
        rc = record_words_load(d, &ret->w, err);
    if (rc == RC_OK)
        rc = record_times(d->db, d->a, ret->r, as_of_ms ? as_of_ms : d->now_ms, &ret->times, err);
    if (rc != RC_OK)
        return rc;
    ret->p = ret->r->procedure;
    ret->light = record_light(&ret->w, ret->times.light, ret->r->closed_ms != 0);
    return RC_OK;
}

/* ---- head ---- */

void record_page_head(struct record_page *page, struct record_view *v)
{
    struct record_words *w = &page->w;
    const struct record *r = page->r;
    const struct procedure *p = page->p;
    struct door *d = w->d;
    v->url = record_url(w, r->record_id);
    v->code = r->code;
    v->title = r->title;
    v->state = r->state >= 0 ? record_said(w, p->state[r->state].title) : (struct str){0};
    v->light = page->light;
    if (p->light >= 0 && page->times.reading[p->light].state != CLOCK_NOT_STARTED) {
        struct clock_line line = record_clock_line(w, p, p->light, &page->times.reading[p->light]);
        v->headline = TEXT2(d, "record_page.headline", line.due, line.left);
    }
    v->register_title = record_said(w, p->title);
    v->register_url = register_url(w, p->id);
    v->about_url = arena_printf(d->a, "%.*s/about", STR_ARG(v->register_url));
    v->print_url = arena_printf(d->a, "%.*s/print", STR_ARG(v->url));
    v->opened = web_instant(d, r->opened_ms);
    v->version = arena_printf(d->a, "%" PRId64, r->version);
    if (r->lead_id) {
        v->lead = record_organ(w, r->lead_id);
        v->lead_url = arena_printf(d->a, "/organs/%" PRId64, r->lead_id);
    }
}

/* The day on which a state was reached last; 0: never. */
static int64_t reached(const struct record *r, int state)
{
    int64_t day = 0;
    for (size_t i = 0; i < r->events; i++)
        if (r->event[i].revoked_seq == 0 && r->event[i].to_state == state && r->event[i].from_state != state)
            day = date_day_of(r->event[i].at_ms);
    return day;
}

/* Of the states that end a record only the one that was reached is a step, before that the first of them. */
const struct record_step *record_steps(struct record_page *page, size_t *ret_n)
{
    const struct procedure *p = page->p;
    struct record_words *w = &page->w;
    struct record_step *step = ARENA_ARRAY(w->d->a, struct record_step, p->states + 1);
    int here = page->r->state, end = -1;
    size_t n = 0;
    for (size_t i = 0; i < p->states; i++)
        if (p->state[i].is_closed && (end < 0 || (int)i == here))
            end = (int)i;
    bool is_closed = here >= 0 && p->state[here].is_closed;
    for (size_t i = 0; i < p->states; i++) {
        int64_t day = reached(page->r, (int)i);
        if ((p->state[i].is_closed && (int)i != end) || (is_closed && day == 0))
            continue;
        step[n++] = (struct record_step){.title = record_said(w, p->state[i].title),
                                         .day = day ? record_day(w, day) : (struct str){0},
                                         .is_done = day != 0,
                                         .is_here = (int)i == here};
    }
    *ret_n = n;
    return step;
}

const struct clock_line *record_clocks(struct record_page *page, bool all, size_t *ret_n)
{
    const struct procedure *p = page->p;
    struct clock_line *line = ARENA_ARRAY(page->w.d->a, struct clock_line, p->clocks + 1);
    size_t n = 0;
    for (size_t i = 0; i < p->clocks; i++) {
        const struct clock_reading *r = &page->times.reading[i];
        if (r->state != CLOCK_NOT_STARTED && (all || r->state != CLOCK_STOPPED))
            line[n++] = record_clock_line(&page->w, p, (int)i, r);
    }
    *ret_n = n;
    return line;
}

const struct record_milestone *record_milestones(struct record_page *page, struct str *ret_title,
                                                 size_t *ret_n)
{
    const struct procedure *p = page->p;
    struct record_words *w = &page->w;
    *ret_n = 0;
    for (size_t i = 0; i < p->fields; i++) {
        const struct record_value *v = &page->r->value[i];
        if (p->field[i].kind != FIELD_MILESTONES || v->n == 0)
            continue;
        struct record_milestone *m = ARENA_ARRAY(w->d->a, struct record_milestone, v->n);
        for (size_t k = 0; k < v->n; k++) {
            const struct record_item *item = &v->item[k];
            bool is_late = item->extra ? item->extra > item->number : item->number < w->d->day;
            m[k] = (struct record_milestone){.title = item->text, .due = record_day(w, item->number)};
            if (item->extra)
                m[k].done = record_day(w, item->extra);
            m[k].light = record_light(w, is_late ? LIGHT_RED : LIGHT_NONE, item->extra != 0);
            if (item->extra)
                m[k].light.word =
                    is_late ? TEXT(w->d, "record_page.step_late") : TEXT(w->d, "record_page.step_done");
        }
        *ret_title = record_said(w, p->field[i].title);
        *ret_n = v->n;
        return m;
    }
    return NULL;
}

/* ---- what happened ---- */

static struct str taken_title(struct door *d, const struct record_event *e)
{
    struct str row = arena_printf(d->a, "%d", e->rung),
               file = e->period.n ? e->period : TEXT(d, "import.pasted"),
               title = TEXT2(d, "record_page.taken", file, row);
    return e->rule.n ? TEXT2(d, "record_page.taken_number", title, e->rule) : title;
}

static struct str event_title(struct record_page *page, const struct record_event *e)
{
    const struct procedure *p = page->p;
    struct record_words *w = &page->w;
    struct door *d = w->d;
    switch (e->kind) {
    case EVENT_ACT:
        return record_said(w, p->act[e->what].title);
    case EVENT_WARNED:
        return TEXT1(d, "record_page.warned", record_said(w, p->clock[e->what].title));
    case EVENT_EXPIRED:
        return TEXT1(d, "record_page.expired", record_said(w, p->clock[e->what].title));
    case EVENT_ASKED:
        return TEXT2(d, "record_page.asked", record_said(w, p->cadence[e->what].title), e->period);
    case EVENT_MISSED:
        return TEXT2(d, "record_page.missed", record_said(w, p->cadence[e->what].title), e->period);
    case EVENT_REVOKED:
        return TEXT(d, "record_page.took_back");
    case EVENT_TAKEN:
        return taken_title(d, e);
    case EVENT_MOVED:
    case EVENT__COUNT:
        break;
    }
    return TEXT(d, "record_page.moved");
}

static struct str event_by(struct record_page *page, const struct record_event *e)
{
    struct record_words *w = &page->w;
    struct str by = e->by_label;
    if (by.n == 0)
        by = e->by_role == ROLE_SYSTEM || e->by_role == ROLE_NONE ? TEXT(w->d, "record_page.program")
                                                                  : door_text(w->d, role_text(e->by_role));
    if (e->on_behalf)
        by = TEXT2(w->d, "record_page.on_behalf", by, record_organ(w, e->on_behalf));
    return by;
}

static struct str rule_title(struct record_page *page, struct str id)
{
    for (size_t i = 0; i < page->p->rules; i++)
        if (str_eq(page->p->rule[i].id, id))
            return record_said(&page->w, page->p->rule[i].title);
    return id;
}

static struct str moved_text(struct record_page *page, const struct record_event *e)
{
    if (e->to_state < 0 || e->from_state == e->to_state)
        return (struct str){0};
    return TEXT1(page->w.d, "record_page.became", record_said(&page->w, page->p->state[e->to_state].title));
}

/* What brought it on: an event of this record, or of another one. */
static enum rc put_cause(struct record_page *page, int64_t record_id, int event, struct event_line *line,
                         struct err *err)
{
    struct record_words *w = &page->w;
    struct door *d = w->d;
    struct record_name name;
    if (event <= 0)
        return RC_OK;
    if (record_id == page->r->record_id || record_id == 0) {
        for (size_t i = 0; i < page->r->events; i++)
            if (page->r->event[i].n == event)
                line->because = event_title(page, &page->r->event[i]);
        line->because_url = arena_printf(d->a, "#event-%d", event);
        return RC_OK;
    }
    enum rc rc = record_name_load(d->db, d->a, d->who.actor.tenant_id, record_id, &name, err);
    if (rc == RC_OK) {
        line->because = name.code;
        line->because_url = arena_printf(d->a, "/records/%" PRId64 "#event-%d", record_id, event);
    }
    return rc == RC_NOT_FOUND ? RC_OK : rc;
}

static bool is_same(const struct record_value *a, const struct record_value *b)
{
    bool same = a->n == b->n && !a->is_masked && !b->is_masked;
    for (size_t i = 0; i < a->n && same; i++)
        same = a->item[i].number == b->item[i].number && a->item[i].extra == b->item[i].extra &&
               str_eq(a->item[i].text, b->item[i].text);
    return same;
}

/* What the field was before event `at` of the list. */
static const struct record_value *value_before(const struct record *r, size_t at, int field)
{
    for (size_t i = at; i > 0; i--)
        for (size_t k = 0; k < r->event[i - 1].values && r->event[i - 1].revoked_seq == 0; k++)
            if (r->event[i - 1].value[k].field == field)
                return &r->event[i - 1].value[k];
    return NULL;
}

/* What the event said, in the order of the procedure, without what its form had brought along unchanged. */
static enum rc changed_values(struct record_page *page, const struct record_event *e,
                              struct record_values_view *ret, struct err *err)
{
    const struct procedure *p = page->p;
    struct record_value *changed = ARENA_ARRAY(page->w.d->a, struct record_value, e->values + 1);
    size_t at = (size_t)(e - page->r->event), n = 0;
    for (size_t f = 0; f < p->fields; f++)
        for (size_t i = 0; i < e->values; i++) {
            if (e->value[i].field != (int)f)
                continue;
            const struct record_value *was = value_before(page->r, at, (int)f);
            bool is_new =
                e->kind != EVENT_ACT || e->what < 0 || !record_form_goes_on(p, &p->act[e->what], (int)f);
            if (was && !is_new ? !is_same(was, &e->value[i]) : e->value[i].n > 0 || was)
                changed[n++] = e->value[i];
        }
    return record_values_lines(&page->w, p, changed, n, 0, ret, err);
}

static enum rc event_line(struct record_page *page, const struct record_event *e, struct event_line *line,
                          struct err *err)
{
    struct record_words *w = &page->w;
    struct door *d = w->d;
    *line = (struct event_line){.number = arena_printf(d->a, "%d", e->n),
                                .title = event_title(page, e),
                                .by = event_by(page, e),
                                .at = web_instant(d, e->at_ms),
                                .moved = moved_text(page, e),
                                .entry = arena_printf(d->a, "%" PRId64, e->seq),
                                .is_by_program = e->rule.n > 0 || e->kind != EVENT_ACT};
    if (e->said_ms && e->said_ms / 60000 != e->at_ms / 60000)
        line->said = TEXT1(d, "record_page.said", web_instant(d, e->said_ms));
    if (e->rule.n && e->kind != EVENT_TAKEN)
        line->rule = TEXT1(d, "record_page.rule", rule_title(page, e->rule));
    if (e->revoked_seq)
        line->revoked = TEXT1(d, "record_page.revoked", arena_printf(d->a, "%" PRId64, e->revoked_seq));
    if (door_may_view(d, &view_entry, 0))
        line->entry_url = arena_printf(d->a, "/ledger/%" PRId64, e->seq);
    enum rc rc = put_cause(page, e->cause_record, e->cause_event, line, err);
    return rc == RC_OK ? changed_values(page, e, &line->values, err) : rc;
}

/* The last act of a person can be taken back, by an office. */
static void offer_revoke(struct record_page *page, struct event_line *line, const struct record_event *e)
{
    struct door *d = page->w.d;
    if (page->r->as_of_ms == 0 && door_may_act(d, &act_record_revoke, 0))
        line->revoke_url = arena_printf(d->a, "/records/%" PRId64 "/revoke/%d", page->r->record_id, e->n);
}

enum rc record_event_lines(struct record_page *page, size_t first, int64_t seq,
                           struct record_events_view *ret, struct err *err)
{
    const struct record *r = page->r;
    struct event_line *line = ARENA_ARRAY(page->w.d->a, struct event_line, r->events + 1);
    bool was_last = false;
    size_t n = 0;
    for (size_t i = r->events; i > 0; i--) {
        const struct record_event *e = &r->event[i - 1];
        bool is_of_person =
            e->kind == EVENT_ACT && e->rule.n == 0 && e->by_role != ROLE_SYSTEM && !e->revoked_seq;
        if ((size_t)e->n < first || (seq && e->seq != seq))
            continue;
        enum rc rc = event_line(page, e, &line[n], err);
        if (rc != RC_OK)
            return rc;
        if (is_of_person && !was_last && e->from_state >= 0)
            offer_revoke(page, &line[n], e);
        was_last |= is_of_person;
        n++;
    }
    *ret = (struct record_events_view){line, n};
    return RC_OK;
}

/* ---- neighbours ---- */

struct linked_line record_linked_line(struct record_page *page, const struct record_name *name,
                                      struct str how)
{
    struct record_words *w = &page->w;
    struct door *d = w->d;
    const struct procedure *p;
    struct err unknown = {0};
    struct linked_line line = {.url = record_url(w, name->record_id),
                               .code = name->code,
                               .title = name->title,
                               .state = name->state,
                               .how = how};
    if (record_procedure(d, name->procedure, name->version, &p, &unknown) != RC_OK)
        return line;
    int state = procedure_state_find(p, name->state);
    if (state >= 0)
        line.state = record_said(w, p->state[state].title);
    line.register_title = record_said(w, p->title);
    return line;
}

bool record_page_sees(struct record_page *page, int64_t record_id)
{
    struct door *d = page->w.d;
    struct record *other;
    struct err unknown = {0};
    return record_load(d->db, d->a, d->app->procedures, d->who.actor.tenant_id, record_id, 0, &other,
                       &unknown) == RC_OK &&
           record_may_see(other, &d->who.actor);
}

struct links {
    struct record_page *page;
    struct linked_line *line;
    size_t n;
};

static enum rc add_link(struct links *links, int64_t record_id, struct str how, struct err *err)
{
    struct door *d = links->page->w.d;
    struct record_name name;
    if (!record_page_sees(links->page, record_id))
        return RC_OK;
    enum rc rc = record_name_load(d->db, d->a, d->who.actor.tenant_id, record_id, &name, err);
    if (rc == RC_OK)
        links->line[links->n++] = record_linked_line(links->page, &name, how);
    return rc;
}

/* What brought it on, those that it names, those that name it: as far as this person may see them. */
enum rc record_linked_lines(struct record_page *page, const struct linked_line **ret, size_t *ret_n,
                            size_t *ret_more, struct err *err)
{
    const struct procedure *p = page->p;
    const struct record *r = page->r;
    struct door *d = page->w.d;
    struct record_names names;
    size_t most = 1;
    enum rc rc = record_names_linked(d->db, d->a, d->who.actor.tenant_id, r->record_id, &names, err);
    if (rc != RC_OK)
        return rc;
    for (size_t i = 0; i < p->fields; i++)
        most += p->field[i].kind == FIELD_LINK ? r->value[i].n : 0;
    struct links links = {.page = page, .line = ARENA_ARRAY(d->a, struct linked_line, most + names.n)};
    if (r->cause_record)
        rc = add_link(&links, r->cause_record, TEXT(d, "record_page.opened_because"), err);
    for (size_t i = 0; i < p->fields; i++)
        for (size_t k = 0; p->field[i].kind == FIELD_LINK && k < r->value[i].n && rc == RC_OK; k++)
            rc = add_link(&links, r->value[i].item[k].number, record_said(&page->w, p->field[i].title), err);
    size_t shown = names.n < RECORD_LINKS_SHOWN ? names.n : RECORD_LINKS_SHOWN;
    *ret_more = names.n - shown;
    for (size_t i = 0; i < shown && rc == RC_OK; i++)
        rc = add_link(&links, names.row[i].record_id,
                      names.row[i].cause_record == r->record_id ? TEXT(d, "record_page.caused")
                                                                : TEXT(d, "record_page.names_it"),
                      err);
    *ret = links.line;
    *ret_n = links.n;
    return rc;
}

/* ---- what can be done ---- */

struct str record_why(struct record_page *page, int act, const struct err *why)
{
    struct record_words *w = &page->w;
    const struct procedure_act *def = &page->p->act[act];
    if (why->rc == RC_DENIED)
        return TEXT2(w->d, "record_page.done_by", record_said(w, def->title),
                     record_who_text(w, page->p, &def->by));
    return record_err_text(w, page->p, why);
}

enum rc record_act_buttons(struct record_page *page, const struct record_act **ret, size_t *ret_n,
                           struct err *err)
{
    struct record_words *w = &page->w;
    struct door *d = w->d;
    struct record_options options;
    int main_act = -1;
    enum rc rc = record_options(d->db, d->a, page->r, &d->who.actor, d->now_ms, &options, err);
    if (rc != RC_OK)
        return rc;
    struct record_act *act = ARENA_ARRAY(d->a, struct record_act, options.n + 1);
    for (size_t i = 0; i < options.n; i++) {
        const struct record_option *o = &options.row[i];
        const struct procedure_act *def = &page->p->act[o->act];
        act[i] = (struct record_act){
            .title = record_said(w, def->title),
            .hint = record_said(w, def->hint),
            .url = arena_printf(d->a, "/records/%" PRId64 "/do/%.*s", page->r->record_id, STR_ARG(def->id)),
            .may = o->may};
        if (!o->may)
            act[i].why = record_why(page, o->act, &o->why);
        bool goes_forward = def->to > page->r->state && !page->p->state[def->to].is_closed;
        bool closes = def->to >= 0 && page->p->state[def->to].is_closed && !def->is_confirm;
        if (o->may && main_act < 0 && (goes_forward || closes))
            main_act = (int)i;
    }
    for (size_t i = 0; i < options.n && main_act < 0; i++)
        if (act[i].may)
            main_act = (int)i;
    if (main_act >= 0)
        act[main_act].is_main = true;
    *ret = act;
    *ret_n = options.n;
    return RC_OK;
}
