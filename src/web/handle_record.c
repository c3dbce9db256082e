/* One record: the page, the sheet for paper, and taking back the last act. */
#include <inttypes.h>

#include "domain/day_words.h"
#include "web/record_page.h"
#include "web/register_menu.h"
#include "web/task_matter.h"
#include "web/work_facts.h"
#include "web/views/confirm.h"

/* ?as_of=2026-03-01: as the record was known at the end of that day. */
static int64_t day_asked(struct door *d, struct field *field)
{
    int64_t day = 0;
    field->value = http_query(d->q, STR("as_of"));
    if (str_trim(field->value).n == 0)
        return 0;
    if (day_words_read(d->a, field->value, d->day, &day) && day <= d->day)
        return day == d->day ? 0 : day;
    field->error = TEXT(d, "record_page.as_of_wrong");
    return 0;
}

/* Milestones stand apart, so does what a task promises, and what names the record is its title. */
static uint64_t shown_elsewhere(const struct procedure *p)
{
    uint64_t bits = UINT64_C(1) << p->name | task_matter_shows(p);
    for (size_t i = 0; i < p->fields; i++)
        if (p->field[i].kind == FIELD_MILESTONES)
            bits |= UINT64_C(1) << i;
    return bits;
}

static struct str period_state(struct door *d, enum period_state state)
{
    static const char *const WORD[] = {
        [PERIOD_OPEN] = K("period_state.open"),     [PERIOD_ASKED] = K("period_state.asked"),
        [PERIOD_KNOWN] = K("period_state.known"),   [PERIOD_DONE] = K("period_state.done"),
        [PERIOD_MISSED] = K("period_state.missed"), [PERIOD_QUIET] = K("period_state.quiet")};
    return door_text(d, WORD[state]);
}

#define PERIODS_SHOWN 12

static enum rc fill_periods(struct record_page *page, struct record_view *v, struct err *err)
{
    struct door *d = page->w.d;
    struct record_periods periods;
    enum rc rc = record_periods(d->db, d->a, page->r, &periods, err);
    if (rc != RC_OK || page->r->as_of_ms)
        return rc;
    size_t most = periods.n < PERIODS_SHOWN ? periods.n : PERIODS_SHOWN;
    struct period_line *line = ARENA_ARRAY(d->a, struct period_line, most + 1);
    for (size_t i = 0; i < most; i++) {
        const struct record_period *p = &periods.row[i];
        struct str arg[4] = {{0}};
        const char *key = every_name(d->a, p->stretch, arg);
        line[i] = (struct period_line){.cadence = record_said(&page->w, page->p->cadence[p->cadence].title),
                                       .period = text_fill(d->a, door_text(d, key), arg, COUNT_OF(arg)),
                                       .state = period_state(d, p->state),
                                       .is_missed = p->state == PERIOD_MISSED};
        if (p->state == PERIOD_DONE && p->closed_ms)
            line[i].at = web_instant(d, p->closed_ms);
    }
    v->periods = line;
    v->periods_n = most;
    return RC_OK;
}

/* What schemes count of it: those of the own unit, and all for who sees those of everybody. */
static enum rc fill_facts(struct record_page *page, struct record_view *v, struct err *err)
{
    struct door *d = page->w.d;
    struct facts facts;
    enum rc rc = facts_of_record_load(d->db, d->a, d->who.actor.tenant_id, page->r->record_id, &facts, err);
    if (rc != RC_OK || page->r->as_of_ms)
        return rc;
    struct work_fact_row *rows = ARENA_ARRAY(d->a, struct work_fact_row, facts.n + 1);
    bool sees_all = door_may_view(d, &view_facts_all, 0);
    for (size_t i = 0; i < facts.n; i++) {
        const struct fact *f = &facts.fact[i];
        if (!sees_all && f->organ_id != d->who.actor.organ_id)
            continue;
        struct work_fact_row *row = &rows[v->facts_n++];
        *row = work_fact_row(d, f, 0);
        row->organ = record_organ(&page->w, f->organ_id);
        if (f->revoked_seq)
            row->revoked = TEXT(d, "work_fact.is_revoked");
    }
    v->facts = rows;
    return RC_OK;
}

static enum rc fill_links(struct record_page *page, struct record_view *v, struct err *err)
{
    size_t more = 0;
    enum rc rc = record_linked_lines(page, &v->links, &v->links_n, &more, err);
    if (rc == RC_OK && more)
        v->links_more = TEXT1(page->w.d, "record_page.links_more", arena_printf(page->w.d->a, "%zu", more));
    return rc;
}

static enum rc fill(struct record_page *page, struct record_view *v, struct err *err)
{
    uint64_t but = shown_elsewhere(page->p);
    record_page_head(page, v);
    v->steps = record_steps(page, &v->steps_n);
    v->clocks = record_clocks(page, true, &v->clocks_n);
    v->milestones = record_milestones(page, &v->milestones_title, &v->milestones_n);
    enum rc rc =
        record_values_lines(&page->w, page->p, page->r->value, page->p->fields, but, &v->values, err);
    if (rc == RC_OK)
        rc = record_event_lines(page, 1, 0, &v->events, err);
    return rc;
}

enum rc handle_record(struct door *d, struct err *err)
{
    struct record_view v = {.steps_n = 0};
    struct record_page page;
    int64_t day = day_asked(d, &v.as_of_field);
    enum rc rc = record_page_load(d, day, &page, err);
    if (rc == RC_OK)
        rc = fill(&page, &v, err);
    if (rc == RC_OK)
        rc = task_matter_fill(&page, &v.matter, err);
    if (rc == RC_OK)
        rc = fill_periods(&page, &v, err);
    if (rc == RC_OK)
        rc = fill_links(&page, &v, err);
    if (rc == RC_OK)
        rc = fill_facts(&page, &v, err);
    if (rc == RC_OK && day == 0)
        rc = record_act_buttons(&page, &v.acts, &v.acts_n, err);
    if (rc != RC_OK)
        return rc;
    v.as_of = day ? record_day(&page.w, day) : (struct str){0};
    for (size_t i = 0; i < v.acts_n; i++) {
        v.has_acts |= v.acts[i].may;
        v.has_whys |= !v.acts[i].may;
    }
    web_frame(d, &v.shell, PLACE_REGISTERS, page.r->title);
    register_menu_here(d, &v.shell, page.p->id);
    page_record(&d->h, &v);
    return RC_OK;
}

enum rc handle_record_print(struct door *d, struct err *err)
{
    struct record_view v = {.steps_n = 0};
    struct record_page page;
    int64_t day = day_asked(d, &v.as_of_field);
    enum rc rc = record_page_load(d, day, &page, err);
    if (rc == RC_OK)
        rc = fill(&page, &v, err);
    if (rc == RC_OK)
        rc = record_values_lines(&page.w, page.p, page.r->value, page.p->fields, UINT64_C(1) << page.p->name,
                                 &v.values, err);
    if (rc != RC_OK)
        return rc;
    v.as_of = day ? record_day(&page.w, day) : (struct str){0};
    v.printed = TEXT2(d, "record_page.printed",
                      d->who.label.n ? d->who.label : door_text(d, role_text(d->who.actor.role)),
                      web_instant(d, d->now_ms));
    page_record_print(&d->h, &(struct record_print_view){v});
    return RC_OK;
}

/* ---- taking back ---- */

static enum rc show_revoke(struct door *d, struct web_errors *errors, struct err *err)
{
    struct record_page page;
    struct record_events_view events;
    int64_t n;
    enum rc rc = record_page_load(d, 0, &page, err);
    if (rc == RC_OK)
        rc = door_param_i64(d, STR("event"), &n, err);
    if (rc == RC_OK && (n < 1 || n > (int64_t)page.r->events))
        rc = FAIL(err, RC_NOT_FOUND, "door.no_such_page", "event %" PRId64, n);
    if (rc == RC_OK)
        rc = record_event_lines(&page, (size_t)n, 0, &events, err);
    if (rc != RC_OK)
        return rc;
    const struct event_line *e = &events.rows[events.rows_n - 1];
    struct confirm_row rows[] = {{.name = TEXT(d, "record_page.title"), .value = page.r->title},
                                 {.name = TEXT(d, "record_page.code"), .value = page.r->code},
                                 {.name = TEXT(d, "record_page.what"), .value = e->title},
                                 {.name = TEXT(d, "record_page.who"), .value = e->by},
                                 {.name = TEXT(d, "record_page.when"), .value = e->at}};
    struct confirm_view v = {
        .heading = TEXT(d, "record_page.take_back"),
        .warning = TEXT(d, "record_page.take_back_warning"),
        .button = TEXT(d, "record_page.take_back"),
        .action = arena_printf(d->a, "/records/%" PRId64 "/revoke/%" PRId64, page.r->record_id, n),
        .cancel_url = record_url(&page.w, page.r->record_id),
        .wants_reason = true,
        .reason = {.value = http_form(d->q, STR("reason"))},
        .rows = rows,
        .rows_n = COUNT_OF(rows)};
    web_frame(d, &v.shell, PLACE_REGISTERS, v.heading);
    register_menu_here(d, &v.shell, page.p->id);
    if (errors->n)
        v.reason.error = errors->row[0].text;
    v.errors = web_errors_view(d, errors, &v.shell);
    page_confirm(&d->h, &v);
    return RC_OK;
}

enum rc handle_record_revoking(struct door *d, struct err *err)
{
    struct web_errors none = {.n = 0};
    return show_revoke(d, &none, err);
}

enum rc handle_record_revoke(struct door *d, struct err *err)
{
    struct record_revoke in = {.book = d->app->procedures,
                               .reason = str_trim(http_form(d->q, STR("reason")))};
    struct web_errors errors = {.n = 0};
    struct act_receipt receipt;
    int64_t event = 0;
    enum rc rc = door_param_i64(d, STR("record"), &in.record_id, err);
    if (rc == RC_OK)
        rc = door_param_i64(d, STR("event"), &event, err);
    if (rc != RC_OK)
        return rc;
    in.event = event > 0 && event < INT32_MAX ? (int)event : 0;
    rc = door_act(d, &in, &receipt, err);
    if (rc == RC_OK) {
        door_see(d, arena_printf(d->a, "/records/%" PRId64 "?done=taken_back", in.record_id));
        return RC_OK;
    }
    return web_refused(d, &errors, STR("reason"), rc, err) ? show_revoke(d, &errors, err) : rc;
}
