/* The form of one act: what it asks, what is wrong with it, what happened meanwhile, the question before what
 * is hard to undo, and the page that says what was done and what comes next. */
#include <inttypes.h>

#include "web/record_form.h"
#include "web/record_page.h"
#include "web/register_menu.h"
#include "web/views/confirm.h"

struct doing {
    struct door *d;
    struct record_page page; /* of a record that is there */
    struct record_words *w;
    const struct procedure *p;
    int act;
    bool is_new, has_changed;
    struct record_form form;
    struct web_errors errors;
    struct problems *problems;
};

static int64_t events_seen(const struct door *d)
{
    int64_t n;
    return str_to_i64(http_form(d->q, STR("events_seen")), &n) && n > 0 ? n : 0;
}

static struct str action_of(const struct doing *x)
{
    struct str act = x->p->act[x->act].id;
    if (x->is_new)
        return arena_printf(x->d->a, "/registers/%.*s/new?act=%.*s", STR_ARG(x->p->id), STR_ARG(act));
    return arena_printf(x->d->a, "/records/%" PRId64 "/do/%.*s", x->page.r->record_id, STR_ARG(act));
}

static struct str cancel_of(const struct doing *x)
{
    return x->is_new ? register_url(x->w, x->p->id) : record_url(x->w, x->page.r->record_id);
}

/* ---- the form ---- */

/* What happened since the form was opened, and what its fields are now. */
static enum rc fill_changes(struct doing *x, struct record_form_view *v, struct err *err)
{
    uint64_t but = ~UINT64_C(0);
    for (size_t i = 0; i < x->form.answers; i++)
        but &= ~(UINT64_C(1) << x->form.answer[i].field);
    v->has_changed = true;
    enum rc rc = record_event_lines(&x->page, (size_t)events_seen(x->d) + 1, 0, &v->changes, err);
    return rc == RC_OK ? record_values_lines(x->w, x->p, x->page.r->value, x->p->fields, but, &v->now, err)
                       : rc;
}

static enum rc show(struct doing *x, struct err *err)
{
    struct door *d = x->d;
    const struct procedure_act *act = &x->p->act[x->act];
    struct str title = record_said(x->w, act->title);
    struct record_form_view v = {.heading = title,
                                 .button = title,
                                 .lead = record_said(x->w, act->hint),
                                 .action = action_of(x),
                                 .cancel_url = cancel_of(x),
                                 .register_title = record_said(x->w, x->p->title),
                                 .register_url = register_url(x->w, x->p->id)};
    if (!x->is_new) {
        v.code = x->page.r->code;
        v.title = x->page.r->title;
        v.light = x->page.light;
        v.record_url = record_url(x->w, x->page.r->record_id);
        v.events_seen = arena_printf(d->a, "%zu", x->page.r->events);
    }
    enum rc rc = record_form_views(&x->form, &v.fields, &v.fields_n, err);
    if (rc == RC_OK && x->has_changed)
        rc = fill_changes(x, &v, err);
    if (rc != RC_OK)
        return rc;
    web_frame(d, &v.shell, PLACE_REGISTERS, title);
    register_menu_here(d, &v.shell, x->p->id);
    v.errors = web_errors_view(d, &x->errors, &v.shell);
    page_record_form(&d->h, &v);
    return RC_OK;
}

/* ---- the question before it is done ---- */

static struct str as_line(struct door *d, const struct value_line *value)
{
    struct str text = {0};
    for (size_t i = 0; i < value->pieces_n; i++) {
        struct str piece = value->pieces[i].text, note = value->pieces[i].note;
        if (note.n)
            piece = TEXT2(d, "record_page.piece_note", piece, note);
        text = text.n ? TEXT2(d, "record_page.and", text, piece) : piece;
    }
    return text;
}

static enum rc show_confirm(struct doing *x, struct err *err)
{
    struct door *d = x->d;
    const struct procedure_act *act = &x->p->act[x->act];
    struct confirm_row *rows = ARENA_ARRAY(d->a, struct confirm_row, x->form.answers + 3);
    struct confirm_view v = {.heading = record_said(x->w, act->title),
                             .warning = record_said(x->w, act->hint),
                             .button = record_said(x->w, act->title),
                             .action = action_of(x),
                             .cancel_url = cancel_of(x)};
    if (!x->is_new) {
        rows[v.rows_n++] =
            (struct confirm_row){.name = TEXT(d, "record_page.code"), .value = x->page.r->code};
        rows[v.rows_n++] =
            (struct confirm_row){.name = TEXT(d, "record_page.title"), .value = x->page.r->title};
    }
    if (act->to >= 0)
        rows[v.rows_n++] = (struct confirm_row){.name = TEXT(d, "record_form.becomes"),
                                                .value = record_said(x->w, x->p->state[act->to].title)};
    for (size_t i = 0; i < x->form.answers; i++) {
        const struct record_input *in = &x->form.answer[i].input;
        struct record_value value = {.field = x->form.answer[i].field, .item = in->item, .n = in->n};
        struct value_line line;
        if (in->n == 0)
            continue;
        enum rc rc = record_value_line(x->w, x->p, &value, &line, err);
        if (rc != RC_OK)
            return rc;
        rows[v.rows_n++] = (struct confirm_row){.name = line.name, .value = as_line(d, &line)};
    }
    size_t kept_n;
    const struct confirm_field *kept = record_form_kept(&x->form, &kept_n);
    struct confirm_field *fields = ARENA_ARRAY(d->a, struct confirm_field, kept_n + 2);
    if (kept_n)
        memcpy(fields, kept, kept_n * sizeof *fields);
    fields[kept_n] = (struct confirm_field){STR("events_seen"), http_form(d->q, STR("events_seen"))};
    fields[kept_n + 1] = (struct confirm_field){STR("sure"), STR("1")};
    v.rows = rows;
    v.fields = fields;
    v.fields_n = kept_n + 2;
    web_frame(d, &v.shell, PLACE_REGISTERS, v.heading);
    register_menu_here(d, &v.shell, x->p->id);
    page_confirm(&d->h, &v);
    return RC_OK;
}

/* ---- doing it ---- */

/* What the act refused, as errors of the form; the record is read again as it is now. */
static enum rc refused(struct doing *x, enum rc rc, struct err *err)
{
    struct err why = *err;
    bool was_changed = !x->is_new && why.text && strcmp(why.text, "record.changed_meanwhile") == 0;
    bool has_field = x->problems->n && record_form_refused(&x->form, x->problems, &x->errors);
    if (!has_field && !web_refused(x->d, &x->errors, (struct str){0}, rc, &why))
        return rc;
    if (!has_field)
        x->errors.row[x->errors.n - 1].text = record_err_text(x->w, x->p, &why);
    x->d->r->status = was_changed ? 409 : 422;
    if (!x->is_new) {
        struct record_form form = x->form;
        rc = record_page_load(x->d, 0, &x->page, err);
        if (rc != RC_OK)
            return rc;
        x->form = form;
        x->form.w = x->w;
        x->form.r = x->page.r;
        x->has_changed = was_changed;
    }
    return show(x, err);
}

static enum rc see_done(struct doing *x, const struct act_receipt *receipt)
{
    door_see(x->d,
             arena_printf(x->d->a, "/records/%.*s/done/%" PRId64, STR_ARG(receipt->answer), receipt->seq));
    return RC_OK;
}

static enum rc submit(struct doing *x, struct err *err)
{
    struct door *d = x->d;
    struct act_receipt receipt;
    size_t values;
    bool wants_more = http_form(d->q, STR("more")).n > 0;
    enum rc rc = record_form_read(&x->form, &x->errors, err);
    if (rc != RC_OK)
        return rc;
    if (wants_more) {
        x->errors.n = 0;
        for (size_t i = 0; i < x->form.answers; i++)
            x->form.answer[i].error = (struct str){0};
        d->r->status = 200;
        return show(x, err);
    }
    if (x->errors.n)
        return show(x, err);
    if (x->p->act[x->act].is_confirm && http_form(d->q, STR("sure")).n == 0)
        return show_confirm(x, err);
    const struct record_input *value = record_form_inputs(&x->form, &values);
    struct record_open open = {.book = d->app->procedures,
                               .procedure = x->p->id,
                               .act = x->p->act[x->act].id,
                               .value = value,
                               .values = values,
                               .problems = x->problems};
    struct record_do act = {.book = d->app->procedures,
                            .record_id = x->is_new ? 0 : x->page.r->record_id,
                            .act = x->p->act[x->act].id,
                            .events_seen = events_seen(d),
                            .value = value,
                            .values = values,
                            .problems = x->problems};
    rc = x->is_new ? door_act(d, &open, &receipt, err) : door_act(d, &act, &receipt, err);
    return rc == RC_OK ? see_done(x, &receipt) : refused(x, rc, err);
}

static void begin(struct doing *x)
{
    x->problems = ARENA_NEW(x->d->a, struct problems);
    x->problems->arena = x->d->a;
    record_form_begin(&x->form, x->w, x->p, x->act, x->is_new ? NULL : x->page.r);
}

/* The opening act of the address, or the first one that this person may do. */
static enum rc load_new(struct door *d, struct doing *x, struct record_words *w, struct err *err)
{
    struct str id = door_param(d, STR("procedure")), act = http_query(d->q, STR("act"));
    *x = (struct doing){.d = d, .w = w, .act = -1, .is_new = true};
    enum rc rc = record_procedure(d, id, 0, &x->p, err);
    if (rc == RC_OK)
        rc = record_words_load(d, w, err);
    if (rc != RC_OK)
        return rc;
    for (size_t i = 0; i < x->p->acts; i++) {
        const struct procedure_act *a = &x->p->act[i];
        bool is_asked = a->is_opening && (act.n == 0 || str_eq(act, a->id));
        bool is_better = x->act < 0 || !record_has_role(d, &x->p->act[x->act].by);
        if (is_asked && is_better && (x->act < 0 || record_has_role(d, &a->by)))
            x->act = (int)i;
    }
    if (x->act < 0)
        return FAIL(err, RC_NOT_FOUND, "door.no_such_page", "no opening act %.*s", STR_ARG(act));
    if (!record_has_role(d, &x->p->act[x->act].by)) {
        (void)FAIL(err, RC_DENIED, "record_page.open_not_yours", "%.*s", STR_ARG(x->p->act[x->act].id));
        (void)err_arg(err, 0, record_said(w, x->p->act[x->act].title));
        return err_arg(err, 1, record_who_text(w, x->p, &x->p->act[x->act].by));
    }
    begin(x);
    return RC_OK;
}

enum rc handle_record_new(struct door *d, struct err *err)
{
    struct doing x;
    struct record_words w;
    enum rc rc = load_new(d, &x, &w, err);
    if (rc != RC_OK)
        return rc;
    record_form_fill(&x.form);
    return show(&x, err);
}

enum rc handle_record_open(struct door *d, struct err *err)
{
    struct doing x;
    struct record_words w;
    enum rc rc = load_new(d, &x, &w, err);
    return rc == RC_OK ? submit(&x, err) : rc;
}

static enum rc load_do(struct door *d, struct doing *x, struct err *err)
{
    *x = (struct doing){.d = d};
    x->w = &x->page.w;
    enum rc rc = record_page_load(d, 0, &x->page, err);
    if (rc != RC_OK)
        return rc;
    x->p = x->page.p;
    x->act = procedure_act_find(x->p, door_param(d, STR("act")));
    if (x->act < 0 || x->p->act[x->act].is_opening)
        return FAIL(err, RC_NOT_FOUND, "door.no_such_page", "no such act");
    begin(x);
    return RC_OK;
}

/* A form that could not be sent is not shown: the page of the error says why. */
enum rc handle_record_doing(struct door *d, struct err *err)
{
    struct doing x;
    enum rc rc = load_do(d, &x, err);
    if (rc == RC_OK)
        rc = record_may(d->db, d->a, x.page.r, &d->who.actor, x.act, d->now_ms, err);
    if (rc == RC_DENIED || rc == RC_CONFLICT) {
        struct str why = record_why(&x.page, x.act, err);
        (void)FAIL(err, rc, "record_page.why", "act %.*s", STR_ARG(x.p->act[x.act].id));
        return err_arg(err, 0, why);
    }
    if (rc != RC_OK)
        return rc;
    record_form_fill(&x.form);
    return show(&x, err);
}

enum rc handle_record_do(struct door *d, struct err *err)
{
    struct doing x;
    enum rc rc = load_do(d, &x, err);
    return rc == RC_OK ? submit(&x, err) : rc;
}

/* ---- what was done ---- */

static void fill_next(struct record_page *page, struct record_done_view *v)
{
    const struct procedure *p = page->p;
    struct record_next *next = ARENA_ARRAY(page->w.d->a, struct record_next, p->acts + 1);
    for (size_t i = 0; i < p->acts; i++) {
        const struct procedure_act *act = &p->act[i];
        if (act->is_opening || act->to < 0 || act->is_confirm || !(act->from >> page->r->state & 1))
            continue;
        next[v->next_n++] =
            (struct record_next){record_said(&page->w, act->title),
                                 TEXT1(page->w.d, "record_done.by", record_who_text(&page->w, p, &act->by))};
    }
    v->next = next;
}

static bool is_of_entry(const struct record *r, int event, int64_t seq)
{
    for (size_t i = 0; i < r->events; i++)
        if (r->event[i].n == event)
            return r->event[i].seq == seq;
    return false;
}

/* What a person did in the entry; an entry of the program alone has no such act, then it is the first event.
 */
static const struct event_line *done_of(const struct record_events_view *events)
{
    for (size_t i = 0; i < events->rows_n; i++)
        if (!events->rows[i].is_by_program)
            return &events->rows[i];
    return &events->rows[events->rows_n - 1];
}

/* What else stands in the same entry: what was due before, what rules did, and the records that they opened.
 */
static enum rc fill_caused(struct record_page *page, int64_t seq, const struct record_events_view *events,
                           struct record_done_view *v, struct err *err)
{
    struct door *d = page->w.d;
    struct record_names names;
    enum rc rc = record_names_linked(d->db, d->a, d->who.actor.tenant_id, page->r->record_id, &names, err);
    if (rc != RC_OK)
        return rc;
    struct linked_line *line = ARENA_ARRAY(d->a, struct linked_line, events->rows_n + names.n + 1);
    for (size_t i = events->rows_n; i > 0; i--)
        if (&events->rows[i - 1] != done_of(events))
            line[v->caused_n++] = (struct linked_line){
                .title = events->rows[i - 1].title,
                .how = events->rows[i - 1].rule.n ? events->rows[i - 1].rule : events->rows[i - 1].at};
    for (size_t i = 0; i < names.n; i++)
        if (names.row[i].cause_record == page->r->record_id &&
            is_of_entry(page->r, names.row[i].cause_event, seq) &&
            record_page_sees(page, names.row[i].record_id))
            line[v->caused_n++] = record_linked_line(page, &names.row[i], names.row[i].code);
    v->caused = line;
    return RC_OK;
}

enum rc handle_record_done(struct door *d, struct err *err)
{
    struct record_done_view v = {.next_n = 0};
    struct record_page page;
    struct record_events_view events;
    int64_t seq;
    enum rc rc = record_page_load(d, 0, &page, err);
    if (rc == RC_OK)
        rc = door_param_i64(d, STR("seq"), &seq, err);
    if (rc == RC_OK)
        rc = record_event_lines(&page, 1, seq, &events, err);
    if (rc == RC_OK && events.rows_n == 0)
        rc = FAIL(err, RC_NOT_FOUND, "door.no_such_page", "entry %" PRId64 " is not of this record", seq);
    if (rc == RC_OK)
        rc = fill_caused(&page, seq, &events, &v, err);
    if (rc != RC_OK)
        return rc;
    const struct event_line *done = done_of(&events);
    v.heading = TEXT1(d, "record_done.title", done->title);
    v.code = page.r->code;
    v.title = page.r->title;
    v.state = record_said(&page.w, page.p->state[page.r->state].title);
    v.record_url = record_url(&page.w, page.r->record_id);
    v.register_url = register_url(&page.w, page.p->id);
    v.register_title = record_said(&page.w, page.p->title);
    v.receipt =
        (struct receipt_view){.number = done->entry, .url = done->entry_url, .by = done->by, .at = done->at};
    v.clocks = record_clocks(&page, false, &v.clocks_n);
    fill_next(&page, &v);
    web_frame(d, &v.shell, PLACE_REGISTERS, v.heading);
    register_menu_here(d, &v.shell, page.p->id);
    page_record_done(&d->h, &v);
    return RC_OK;
}
