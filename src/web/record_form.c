#include "web/record_form.h"

#include <inttypes.h>

#include "web/views/confirm.h"

/* ---- what is asked ---- */

void record_form_begin(struct record_form *f, struct record_words *w, const struct procedure *p, int act,
                       const struct record *r)
{
    *f = (struct record_form){.w = w, .p = p, .act = &p->act[act], .r = r};
    for (size_t i = 0; i < f->act->forms; i++) {
        int field = f->act->form[i].field;
        f->answer[f->answers++] =
            (struct record_answer){.field = field,
                                   .is_required = f->act->form[i].is_required,
                                   .id = arena_printf(w->d->a, "f-%.*s", STR_ARG(p->field[field].id)),
                                   .input = {.field = p->field[field].id}};
    }
}

static struct str *list_of(struct record_form *f, size_t n)
{
    return ARENA_ARRAY(f->w->d->a, struct str, n + 1);
}

/* ---- what is there ---- */

bool record_form_goes_on(const struct procedure *p, const struct procedure_act *act, int field)
{
    enum procedure_field_kind kind = p->field[field].kind;
    for (size_t i = 0; i < act->forms; i++)
        if (act->form[i].field == p->name)
            return true;
    return kind == FIELD_MILESTONES || kind == FIELD_ORGAN || kind == FIELD_ORGANS || kind == FIELD_PERSON ||
           kind == FIELD_NUMBER;
}

static struct str day_of(struct record_form *f, int64_t day)
{
    return day ? web_day(f->w->d, day) : (struct str){0};
}

static void fill_rows(struct record_form *f, struct record_answer *a, const struct record_value *v)
{
    const struct procedure_field *def = &f->p->field[a->field];
    struct field_row *row = ARENA_ARRAY(f->w->d->a, struct field_row, v->n + 1);
    for (size_t i = 0; i < v->n; i++) {
        const struct record_item *item = &v->item[i];
        if (def->kind == FIELD_ORGANS) {
            const struct organ *o = organ_by_id(&f->w->organs, item->number);
            row[i] = (struct field_row){.first = o ? o->short_name : record_organ(f->w, item->number),
                                        .second = item->text};
        } else {
            row[i] = (struct field_row){
                .first = day_of(f, item->number), .second = item->text, .third = day_of(f, item->extra)};
        }
    }
    a->row = row;
    a->rows = v->n;
}

static void fill_from_record(struct record_form *f, struct record_answer *a)
{
    const struct record_value *v = &f->r->value[a->field];
    enum procedure_field_kind kind = f->p->field[a->field].kind;
    if (v->n == 0 || v->is_masked || !record_form_goes_on(f->p, f->act, a->field) || kind == FIELD_FILES)
        return;
    struct str *typed = list_of(f, v->n);
    for (size_t i = 0; i < v->n; i++)
        typed[i] = record_input_text(f->w->d->a, f->p, v, i, &f->w->organs);
    a->typed = typed;
    a->typed_n = v->n;
    if (kind == FIELD_ORGANS || kind == FIELD_MILESTONES)
        fill_rows(f, a, v);
}

void record_form_fill(struct record_form *f)
{
    for (size_t i = 0; i < f->answers; i++) {
        struct record_answer *a = &f->answer[i];
        struct str given = http_query(f->w->d->q, a->id);
        if (given.n) {
            struct str *typed = list_of(f, 1);
            typed[0] = given;
            a->typed = typed;
            a->typed_n = 1;
        } else if (f->r) {
            fill_from_record(f, a);
        }
    }
}

/* ---- what was typed ---- */

static size_t values_of(struct record_form *f, struct str name, const struct str **ret)
{
    const struct http_request *q = f->w->d->q;
    struct str *out = list_of(f, q->forms);
    size_t n = 0;
    for (size_t i = 0; i < q->forms; i++)
        if (!q->form[i].is_file && str_eq(q->form[i].name, name))
            out[n++] = q->form[i].value;
    *ret = out;
    return n;
}

static struct str named(struct record_form *f, struct str id, const char *part)
{
    return arena_printf(f->w->d->a, "%.*s.%s", STR_ARG(id), part);
}

static struct str at(const struct str *s, size_t n, size_t i) { return i < n ? s[i] : (struct str){0}; }

/* Rows become lines as record_input_read takes them: “市财政局：资金保障”, “4月30日 招标 ✓ 4月28日”. */
static struct str organ_line(struct record_form *f, const struct field_row *r)
{
    if (str_trim(r->second).n == 0)
        return str_trim(r->first);
    return arena_printf(f->w->d->a, "%.*s：%.*s", STR_ARG(str_trim(r->first)), STR_ARG(str_trim(r->second)));
}

static struct str step_line(struct record_form *f, const struct field_row *r)
{
    struct str due = str_trim(r->first), what = str_trim(r->second), done = str_trim(r->third);
    struct str line = due.n && what.n ? arena_printf(f->w->d->a, "%.*s %.*s", STR_ARG(due), STR_ARG(what))
                      : due.n         ? due
                                      : what;
    return done.n ? arena_printf(f->w->d->a, "%.*s ✓ %.*s", STR_ARG(line), STR_ARG(done)) : line;
}

static void read_rows(struct record_form *f, struct record_answer *a, bool is_organs)
{
    const struct str *first, *second, *third = NULL;
    size_t n = values_of(f, is_organs ? a->id : named(f, a->id, "due"), &first), thirds = 0;
    size_t seconds = values_of(f, named(f, a->id, is_organs ? "with" : "what"), &second);
    if (!is_organs)
        thirds = values_of(f, named(f, a->id, "done"), &third);
    struct field_row *row = ARENA_ARRAY(f->w->d->a, struct field_row, n + 1);
    struct str *typed = list_of(f, n);
    for (size_t i = 0; i < n; i++) {
        struct field_row r = {
            .first = first[i], .second = at(second, seconds, i), .third = at(third, thirds, i)};
        if (str_trim(r.first).n + str_trim(r.second).n + str_trim(r.third).n == 0)
            continue;
        row[a->rows++] = r;
        typed[a->typed_n++] = is_organs ? organ_line(f, &r) : step_line(f, &r);
    }
    a->row = row;
    a->typed = typed;
}

/* Files are kept at once, so that a form that comes back has them chosen. */
static enum rc take_files(struct record_form *f, struct record_answer *a, struct web_errors *errors,
                          struct err *err)
{
    struct door *d = f->w->d;
    size_t before = errors->n;
    enum rc rc = attachment_take(d, a->id, record_files_most(&f->p->field[a->field]), &a->taken, errors, err);
    if (rc == RC_INVALID && errors->n > before) {
        a->error = errors->row[before].text;
        rc = RC_OK;
    }
    struct str *typed = list_of(f, a->taken.n);
    for (size_t i = 0; i < a->taken.n; i++)
        typed[i] = arena_printf(d->a, "#%" PRId64, a->taken.id[i]);
    a->typed = typed;
    a->typed_n = a->taken.n;
    return rc;
}

static void collect(struct record_form *f, struct record_answer *a)
{
    enum procedure_field_kind kind = f->p->field[a->field].kind;
    a->typed_n = a->rows = 0;
    if (kind == FIELD_ORGANS)
        read_rows(f, a, true);
    else if (kind == FIELD_MILESTONES && http_form_field(f->w->d->q, named(f, a->id, "due")))
        read_rows(f, a, false);
    else
        a->typed_n = values_of(f, a->id, &a->typed);
}

static void put_error(struct record_answer *a, struct web_errors *errors, struct str text, struct str hint)
{
    if (a->error.n == 0)
        a->error = text;
    if (errors->n < COUNT_OF(errors->row))
        errors->row[errors->n++] = (struct form_error){.id = a->id, .text = text, .hint = hint};
}

/* The field is called as the reader of the page calls it. */
static void put_problem(struct record_form *f, struct record_answer *a, const struct problem *p,
                        struct web_errors *errors)
{
    struct door *d = f->w->d;
    struct str arg[COUNT_OF(p->arg)], hint = {0};
    memcpy(arg, p->arg, sizeof arg);
    arg[0] = record_said(f->w, f->p->field[a->field].title);
    if (p->hint)
        hint = text_fill(d->a, door_text(d, p->hint), arg, COUNT_OF(arg));
    put_error(a, errors, text_fill(d->a, door_text(d, p->text), arg, COUNT_OF(arg)), hint);
}

/* A code becomes the record that has it; one that this person may not see is none. */
static enum rc find_link(struct record_form *f, struct record_answer *a, struct web_errors *errors,
                         struct err *err)
{
    struct door *d = f->w->d;
    struct record_name name;
    bool is_there = false;
    struct str code = a->input.item->text;
    enum rc rc = record_name_by_code(d->db, d->a, d->who.actor.tenant_id, code, &name, &is_there, err);
    if (rc != RC_OK)
        return rc;
    if (!is_there) {
        struct str arg[] = {record_said(f->w, f->p->field[a->field].title), code};
        put_error(a, errors, text_fill(d->a, TEXT(d, "record_input.no_such_record"), arg, 2),
                  TEXT(d, "record_input.no_such_record_hint"));
        return RC_OK;
    }
    struct record_item *item = ARENA_NEW(d->a, struct record_item);
    *item = (struct record_item){.number = name.record_id};
    a->input.item = item;
    return RC_OK;
}

static enum rc read_answer(struct record_form *f, struct record_answer *a, struct web_errors *errors,
                           struct err *err)
{
    struct door *d = f->w->d;
    struct problems *problems = ARENA_NEW(d->a, struct problems);
    const struct procedure_field *def = &f->p->field[a->field];
    problems->arena = d->a;
    if (def->kind == FIELD_FILES) {
        enum rc rc = take_files(f, a, errors, err);
        if (rc != RC_OK)
            return rc;
    } else {
        collect(f, a);
    }
    bool is_good = record_input_read(d->a, f->p, a->field, a->typed, a->typed_n, &f->w->organs, d->day,
                                     &a->input, problems);
    for (size_t i = 0; i < problems->n; i++)
        put_problem(f, a, &problems->item[i], errors);
    if (!is_good)
        return RC_OK;
    if (a->is_required && a->input.n == 0)
        put_error(a, errors, TEXT1(d, "record_form.required", record_said(f->w, def->title)),
                  (struct str){0});
    if (def->kind == FIELD_LINK && a->input.n && a->input.item->number == 0)
        return find_link(f, a, errors, err);
    return RC_OK;
}

enum rc record_form_read(struct record_form *f, struct web_errors *errors, struct err *err)
{
    enum rc rc = RC_OK;
    for (size_t i = 0; i < f->answers && rc == RC_OK; i++)
        rc = read_answer(f, &f->answer[i], errors, err);
    if (errors->n)
        f->w->d->r->status = 422;
    return rc;
}

/* A field whose value did not stand in the form says nothing when it is left empty: what is there stays. */
static bool is_said(const struct record_form *f, const struct record_answer *a)
{
    return a->input.n || a->is_required ||
           (record_form_goes_on(f->p, f->act, a->field) && f->p->field[a->field].kind != FIELD_FILES);
}

const struct record_input *record_form_inputs(const struct record_form *f, size_t *ret_n)
{
    struct record_input *in = ARENA_ARRAY(f->w->d->a, struct record_input, f->answers + 1);
    size_t n = 0;
    for (size_t i = 0; i < f->answers; i++)
        if (is_said(f, &f->answer[i]))
            in[n++] = f->answer[i].input;
    *ret_n = n;
    return in;
}

bool record_form_refused(struct record_form *f, const struct problems *problems, struct web_errors *errors)
{
    bool any = false;
    for (size_t i = 0; i < problems->n; i++)
        for (size_t k = 0, said = 0; k < f->answers; k++)
            if (is_said(f, &f->answer[k]) && said++ == (size_t)problems->item[i].line) {
                put_problem(f, &f->answer[k], &problems->item[i], errors);
                any = true;
            }
    return any;
}

const struct confirm_field *record_form_kept(const struct record_form *f, size_t *ret_n)
{
    const struct http_request *q = f->w->d->q;
    size_t most = q->forms + f->answers * ATTACHMENTS_AT_ONCE, n = 0;
    struct confirm_field *out = ARENA_ARRAY(f->w->d->a, struct confirm_field, most + 1);
    for (size_t i = 0; i < q->forms; i++)
        if (!q->form[i].is_file && str_starts(q->form[i].name, STR("f-")) &&
            !str_ends(q->form[i].name, STR("-earlier")) && !str_ends(q->form[i].name, STR("-upload")))
            out[n++] = (struct confirm_field){q->form[i].name, q->form[i].value};
    for (size_t i = 0; i < f->answers; i++)
        for (size_t k = 0; k < f->answer[i].taken.n; k++)
            out[n++] =
                (struct confirm_field){arena_printf(f->w->d->a, "%.*s-earlier", STR_ARG(f->answer[i].id)),
                                       arena_printf(f->w->d->a, "%" PRId64, f->answer[i].taken.id[k])};
    *ret_n = n;
    return out;
}
