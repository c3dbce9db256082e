#include "web/task_matter.h"

#include "domain/task_board.h"

#define SAID_MOST 3

/* ---- what was promised ---- */

uint64_t task_matter_shows(const struct procedure *p)
{
    static const struct str PROMISE[] = {STR_INIT("lead"), STR_INIT("partners"), STR_INIT("person"),
                                         STR_INIT("deliverable"), STR_INIT("standard")};
    uint64_t shown = 0;
    for (size_t i = 0; i < COUNT_OF(PROMISE) && str_eq(p->id, TASK_PROCEDURE); i++) {
        int field = procedure_field_find(p, PROMISE[i]);
        if (field >= 0)
            shown |= UINT64_C(1) << field;
    }
    return shown;
}

static enum rc fill_promise(struct record_page *page, struct matter_view *v, struct err *err)
{
    return record_values_lines(&page->w, page->p, page->r->value, page->p->fields,
                               ~task_matter_shows(page->p), &v->promise, err);
}

/* ---- the line ---- */

struct line {
    struct record_page *page;
    struct matter_step *step;
    int64_t *day;
    size_t n;
};

/* By day; of one day in the order in which they come. */
static struct matter_step *add(struct line *l, int64_t day, struct str title)
{
    size_t at = l->n++;
    for (; at > 0 && l->day[at - 1] > day; at--) {
        l->step[at] = l->step[at - 1];
        l->day[at] = l->day[at - 1];
    }
    l->day[at] = day;
    l->step[at] = (struct matter_step){.title = title, .day = record_day(&l->page->w, day)};
    return &l->step[at];
}

/* On an earlier day, that one. */
static int64_t today_of(const struct record_page *page)
{
    return page->r->as_of_ms ? date_day_of(page->r->as_of_ms) : page->w.d->day;
}

static void add_dues(struct line *l, const struct task_row *t)
{
    struct door *d = l->page->w.d;
    for (size_t i = 0; i < t->dues; i++)
        add(l, t->due[i],
            i == 0 ? TEXT(d, "matter.first_due") : TEXT1(d, "matter.moved", web_number(d, (int64_t)i)));
}

static void fill_line(struct record_page *page, struct matter_view *v)
{
    const struct record *r = page->r;
    struct door *d = page->w.d;
    struct task_row t;
    task_row_of(d->a, r, &t);
    int64_t today = today_of(page);
    struct line l = {.page = page,
                     .step = ARENA_ARRAY(d->a, struct matter_step, t.dues + 5),
                     .day = ARENA_ARRAY(d->a, int64_t, t.dues + 5)};
    add(&l, date_day_of(r->opened_ms), TEXT(d, "matter.opened"));
    if (t.started)
        add(&l, t.started, TEXT(d, "matter.started"));
    add_dues(&l, &t);
    if (r->closed_ms) {
        add(&l, date_day_of(r->closed_ms), record_said(&page->w, page->p->state[r->state].title));
    } else {
        bool is_late = page->times.light == LIGHT_RED;
        struct matter_step *now = add(&l, today, TEXT(d, "matter.today"));
        now->is_today = true;
        now->is_late = is_late;
        l.step[l.n++] = (struct matter_step){.title = TEXT(d, "light.done")};
    }
    for (size_t i = 0; i < l.n; i++)
        l.step[i].is_past = l.day[i] != 0 && l.day[i] <= today;
    v->steps = l.step;
    v->steps_n = l.n;
}

/* ---- words ---- */

static struct str by_text(struct record_page *page, const struct record_event *e)
{
    struct door *d = page->w.d;
    struct str by = e->by_label.n ? e->by_label : door_text(d, role_text(e->by_role));
    return TEXT2(d, "record_page.headline", by, web_instant(d, e->at_ms));
}

static const struct record_value *given(const struct record_event *e, int field)
{
    for (size_t i = 0; i < e->values; i++)
        if (e->value[i].field == field && e->value[i].n && !e->value[i].is_masked)
            return &e->value[i];
    return NULL;
}

/* The newest of the two that still stands: a report without a difficulty takes the earlier one back. */
static void fill_stuck(struct record_page *page, struct matter_view *v)
{
    static const struct str FIELD[] = {STR_INIT("difficulty"), STR_INIT("need")};
    const struct record *r = page->r;
    for (size_t i = r->events; i > 0 && v->stuck_n == 0; i--) {
        const struct record_event *e = &r->event[i - 1];
        for (size_t k = 0; k < COUNT_OF(FIELD) && v->stuck_n == 0 && e->revoked_seq == 0; k++) {
            int field = procedure_field_find(page->p, FIELD[k]);
            const struct record_value *value = field >= 0 && r->value[field].n ? given(e, field) : NULL;
            if (!value)
                continue;
            struct matter_word *word = ARENA_NEW(page->w.d->a, struct matter_word);
            *word = (struct matter_word){.name = record_said(&page->w, page->p->field[field].title),
                                         .text = value->item[0].text,
                                         .by = by_text(page, e)};
            v->stuck = word;
            v->stuck_n = 1;
        }
    }
}

static void fill_said(struct record_page *page, struct matter_view *v)
{
    struct matter_word *word = ARENA_ARRAY(page->w.d->a, struct matter_word, SAID_MOST);
    int act = procedure_act_find(page->p, STR("instruct"));
    int field = procedure_field_find(page->p, STR("comment"));
    for (size_t i = page->r->events; i > 0 && v->said_n < SAID_MOST; i--) {
        const struct record_event *e = &page->r->event[i - 1];
        bool is_said = e->kind == EVENT_ACT && e->what == act && e->revoked_seq == 0;
        const struct record_value *value = is_said && act >= 0 && field >= 0 ? given(e, field) : NULL;
        if (value)
            word[v->said_n++] = (struct matter_word){.text = value->item[0].text, .by = by_text(page, e)};
    }
    v->said = word;
}

enum rc task_matter_fill(struct record_page *page, struct matter_view *ret, struct err *err)
{
    *ret = (struct matter_view){.is_there = str_eq(page->p->id, TASK_PROCEDURE)};
    if (!ret->is_there)
        return RC_OK;
    fill_line(page, ret);
    fill_stuck(page, ret);
    fill_said(page, ret);
    return fill_promise(page, ret, err);
}
