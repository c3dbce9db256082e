/* /calendar/hours: the week and hours of the jurisdiction and of organs. The form is web/hours_form.h; what
 * it changes is shown before it is saved. */
#include <inttypes.h>

#include "web/hours_form.h"

struct setting {
    struct calendar_asked asked;
    struct hours_view v;
    struct hours_form *form;
    struct problems *problems;
    struct web_errors errors;
    struct str text; /* the pattern */
    bool is_inherited;
};

/* ---- the form ---- */

static enum rc fill_receipt(struct door *d, const struct setting *s, struct receipt_view *ret,
                            struct err *err)
{
    struct ledger_entry_detail e;
    const struct organ_calendar *said = NULL;
    for (size_t i = 0; i < s->asked.weeks.n; i++)
        if (s->asked.weeks.row[i].organ_id == s->asked.book.organ_id)
            said = &s->asked.weeks.row[i];
    if (!said || !door_may_view(d, &view_entry, 0))
        return RC_OK;
    enum rc rc = ledger_entry_load(d->db, d->a, kernel_ledger(d->app->kernel), said->set_seq, &e, err);
    if (rc == RC_OK)
        *ret = (struct receipt_view){.number = arena_printf(d->a, "%" PRId64, said->set_seq),
                                     .url = arena_printf(d->a, "/ledger/%" PRId64, said->set_seq),
                                     .leaf = web_hex(d, e.row.leaf.b, HASH_BYTES),
                                     .at = web_instant(d, said->at_ms),
                                     .by = said->by_label.n ? said->by_label : TEXT(d, "role.system")};
    return rc;
}

static enum rc show_form(struct door *d, struct setting *s, struct err *err)
{
    struct hours_view *v = &s->v;
    const struct calendar_book *book = &s->asked.book;
    const struct pattern *p = calendar_pattern(book->calendar);
    enum rc rc = fill_receipt(d, s, &v->receipt, err);
    if (rc != RC_OK)
        return rc;
    v->organ = arena_printf(d->a, "%" PRId64, book->organ_id);
    v->calendar_name = calendar_name(d, &s->asked);
    v->now_text = calendar_inherited(d, &s->asked);
    v->has_own = book->has_pattern && book->from_organ == book->organ_id;
    v->may_set = door_may_act(d, &act_calendar_set, 0);
    v->organs = calendar_choices(d, &s->asked, &v->organs_n);
    v->name = s->form->name;
    v->scope = s->form->scope;
    v->zone = s->form->zone;
    v->weekdays = s->form->box;
    v->weekdays_n = COUNT_OF(s->form->box);
    v->rows = s->form->row;
    v->rows_n = s->form->rows;
    v->rows_shown = arena_printf(d->a, "%zu", s->form->rows);
    v->may_more = s->form->rows < HOURS_MAX;
    v->hours = calendar_hours(d, p, &v->hours_n);
    v->week_text = calendar_week_text(d, p);
    v->zone_text = calendar_zone_text(d, book->zone);
    v->scope_text = calendar_scope_text(d, p);
    web_frame(d, &v->shell, PLACE_CALENDAR, TEXT(d, "hours.title"));
    v->errors = web_errors_view(d, &s->errors, &v->shell);
    page_hours(&d->h, v);
    return RC_OK;
}

static struct setting *setting_new(struct door *d)
{
    struct setting *s = ARENA_NEW(d->a, struct setting);
    s->problems = ARENA_NEW(d->a, struct problems);
    s->problems->arena = d->a;
    s->form = hours_form_new(d);
    return s;
}

enum rc handle_hours(struct door *d, struct err *err)
{
    struct setting *s = setting_new(d);
    enum rc rc = calendar_ask(d, &s->errors, &s->asked, err);
    if (rc != RC_OK)
        return rc;
    hours_form_show(d, s->form, calendar_pattern(s->asked.book.calendar), s->asked.book.zone);
    if (s->asked.book.from_organ != s->asked.book.organ_id)
        s->form->name.value = (struct str){0}; /* it is the other's name */
    return show_form(d, s, err);
}

/* ---- what it changes, and doing it ---- */

/* The calendar of the organ's parent, as it would be without a week of its own. */
static enum rc inherited_text(struct door *d, const struct setting *s, struct str *ret, struct err *err)
{
    const struct organ *o = organ_by_id(&s->asked.organs, s->asked.book.organ_id);
    struct calendar_book above;
    *ret = (struct str){0};
    if (s->asked.book.organ_id == 0)
        return RC_OK;
    enum rc rc =
        calendar_book_load(d->db, d->a, d->who.actor.tenant_id, o ? o->parent_id : 0, d->day, 0, &above, err);
    if (rc == RC_OK)
        *ret = above.text;
    return rc;
}

/* What the reader of weeks only warns of, and scopes that no notice has. */
static enum rc fill_notes(struct door *d, const struct setting *s, const struct pattern *p,
                          struct hours_check_view *v, struct err *err)
{
    struct note_line *out = ARENA_ARRAY(d->a, struct note_line, s->problems->n + p->scopes + 1);
    struct notice_records all;
    enum rc rc = notice_records_load(d->db, d->a, d->who.actor.tenant_id, &all, err);
    if (rc != RC_OK)
        return rc;
    for (size_t i = 0; i < s->problems->n; i++) {
        const struct problem *item = &s->problems->item[i];
        out[v->notes_n++].text = text_fill(d->a, door_text(d, item->text), item->arg, COUNT_OF(item->arg));
    }
    for (size_t i = 0; i < p->scopes; i++) {
        bool is_known = false;
        for (size_t k = 0; k < all.n; k++)
            is_known |= str_eq(all.row[k].notice.scope, p->scope[i]);
        if (!is_known)
            out[v->notes_n++].text = TEXT1(d, "hours.no_such_scope", p->scope[i]);
    }
    v->notes = out;
    return RC_OK;
}

static enum rc show_refused(struct door *d, struct setting *s, enum rc rc, struct err *err)
{
    if (s->problems->blocking) {
        d->r->status = 422;
        hours_form_refuse(d, s->form, s->problems, &s->errors);
    } else {
        if (!web_refused(d, &s->errors, STR("zone"), rc, err))
            return rc;
        s->form->zone.error = web_error_text(d, err);
    }
    return show_form(d, s, err);
}

static void fill_weeks(struct door *d, const struct setting *s, const struct calendar *is, struct str zone,
                       struct hours_check_view *v)
{
    const struct pattern *was = calendar_pattern(s->asked.book.calendar), *p = calendar_pattern(is);
    v->week_was = calendar_week_text(d, was);
    v->zone_was = calendar_zone_text(d, s->asked.book.zone);
    v->scope_was = calendar_scope_text(d, was);
    v->was = calendar_hours(d, was, &v->was_n);
    v->week_is = calendar_week_text(d, p);
    v->zone_is = calendar_zone_text(d, zone);
    v->scope_is = calendar_scope_text(d, p);
    v->is = calendar_hours(d, p, &v->is_n);
}

static enum rc show_check(struct door *d, struct setting *s, struct err *err)
{
    const struct calendar *was = s->asked.book.calendar, *is;
    struct hours_check_view v = {.organ = arena_printf(d->a, "%" PRId64, s->asked.book.organ_id),
                                 .calendar_name = str_trim(s->form->name.value),
                                 .text = s->is_inherited ? (struct str){0} : s->text};
    v.checked = week_fingerprint(d->a, &s->asked.weeks, s->asked.book.organ_id);
    struct calendar_effect e;
    struct str zone, text = s->text;
    int64_t year = d->day / 10000;
    enum rc rc = s->is_inherited ? inherited_text(d, s, &text, err) : RC_OK;
    if (rc != RC_OK)
        return rc;
    rc = pattern_try(d->a, text, s->asked.book.notices, 0, &is, &zone, s->problems, err);
    if (rc != RC_OK)
        return show_refused(d, s, rc, err);
    rc = calendar_effect_make(d->a, was, is, d->day, (year + 1) * 10000 + 1231, d->now_ms, NULL, 0, &e, err);
    if (rc == RC_OK)
        rc = fill_notes(d, s, calendar_pattern(is), &v, err);
    if (rc != RC_OK)
        return rc;
    v.effect = calendar_effect_view(d, was, is, &e);
    fill_weeks(d, s, is, zone, &v);
    web_frame(d, &v.shell, PLACE_CALENDAR, TEXT(d, "hours_check.title"));
    v.errors = web_errors_view(d, &s->errors, &v.shell);
    page_hours_check(&d->h, &v);
    return RC_OK;
}

/* Somebody else changed the week meanwhile: the same wish against what holds now. */
static enum rc show_check_again(struct door *d, struct setting *s, struct err *err)
{
    const struct calendar *c;
    struct str zone;
    struct err unused = {0};
    if (pattern_try(d->a, s->text, s->asked.book.notices, 0, &c, &zone, s->problems, &unused) == RC_OK)
        s->form->name.value = calendar_pattern(c)->name;
    problems_clear(s->problems); /* the check reads it again */
    return show_check(d, s, err);
}

/* Back from the check: the form from the pattern that travelled with it. */
static enum rc show_again(struct door *d, struct setting *s, struct err *err)
{
    const struct calendar *c = s->asked.book.calendar;
    struct str zone = s->asked.book.zone;
    struct err unused = {0};
    if (pattern_try(d->a, s->text, s->asked.book.notices, 0, &c, &zone, s->problems, &unused) != RC_OK)
        c = s->asked.book.calendar;
    problems_clear(s->problems);
    hours_form_show(d, s->form, calendar_pattern(c), zone);
    return show_form(d, s, err);
}

enum rc handle_calendar_set(struct door *d, struct err *err)
{
    struct setting *s = setting_new(d);
    struct act_receipt receipt;
    struct str text = http_form(d->q, STR("text"));
    bool is_sure = http_form(d->q, STR("sure")).n > 0;
    enum rc rc = calendar_ask(d, &s->errors, &s->asked, err);
    if (rc != RC_OK)
        return rc;
    s->is_inherited = http_form(d->q, STR("inherit")).n > 0;
    s->text = text;
    if (http_form(d->q, STR("back")).n)
        return show_again(d, s, err);
    if (!is_sure) {
        hours_form_read(d, s->form);
        if (http_form(d->q, STR("more")).n)
            return show_form(d, s, err);
        if (!s->is_inherited)
            hours_form_write(d, s->form, &s->errors);
        s->text = s->form->pattern;
        return s->errors.n ? show_form(d, s, err) : show_check(d, s, err);
    }
    struct calendar_set in = {.organ_id = s->asked.book.organ_id,
                              .text = s->is_inherited ? (struct str){0} : text,
                              .checked = http_form(d->q, STR("checked")),
                              .problems = s->problems};
    if (s->errors.n == 0)
        rc = door_act(d, &in, &receipt, err);
    if (s->errors.n == 0 && rc == RC_OK) {
        door_see(d, arena_printf(d->a, "/calendar/hours?organ=%" PRId64 "&done=calendar", in.organ_id));
        return RC_OK;
    }
    if (rc != RC_OK && !web_refused(d, &s->errors, (struct str){0}, rc, err))
        return rc;
    return rc == RC_CONFLICT ? show_check_again(d, s, err) : show_again(d, s, err);
}
