#include "web/minutes_form.h"

#include <inttypes.h>

#include "domain/calendar_book.h"
#include "table/decode.h"

/* ---- the paper ---- */

static enum rc load_city(struct minutes_form *f, struct err *err)
{
    struct door *d = f->d;
    struct calendar_book book;
    enum rc rc = organ_book_load(d->db, d->a, d->who.actor.tenant_id, d->day, &f->organs, err);
    if (rc == RC_OK)
        rc = calendar_book_load(d->db, d->a, d->who.actor.tenant_id, 0, d->day, 0, &book, err);
    if (rc != RC_OK)
        return rc;
    struct paper_name *name = ARENA_ARRAY(d->a, struct paper_name, f->organs.n + 1);
    for (size_t i = 0; i < f->organs.n; i++) {
        const struct organ *o = &f->organs.organ[i];
        name[i] = (struct paper_name){o->organ_id, o->name, o->short_name, o->alias, o->aliases};
    }
    f->city = (struct paper_city){d->app->city, name, f->organs.n, d->day, book.calendar};
    return RC_OK;
}

static void refuse(struct minutes_form *f, struct str id, struct field *field, const char *key,
                   const struct str *arg, size_t args)
{
    struct err why = {.rc = RC_INVALID, .text = key};
    for (size_t i = 0; i < args && i < ERR_ARGS_MAX; i++)
        (void)err_arg(&why, i, arg[i]);
    size_t n = f->errors.n;
    (void)web_refused(f->d, &f->errors, id, RC_INVALID, &why);
    field->error = web_error_text(f->d, &why);
    if (f->errors.n > n && f->now.n)
        f->errors.row[n].text = TEXT2(f->d, "minutes.in_decision", f->now, f->errors.row[n].text);
}

/* ---- fields ---- */

static struct str organ_name(const struct minutes_form *f, const struct paper_organ *o)
{
    const struct organ *known = organ_by_id(&f->organs, o->organ_id);
    return known ? known->short_name : o->said.text;
}

/* 各县区: all of them; each leads its own. */
static struct str counties(const struct minutes_form *f)
{
    struct buf out CLEANUP(buf_release) = {0};
    for (size_t i = 0; i < f->organs.n; i++) {
        if (!str_eq(f->organs.organ[i].kind, STR("county")))
            continue;
        if (out.n)
            buf_put(&out, STR("、"));
        buf_put(&out, f->organs.organ[i].short_name);
    }
    return arena_str(f->d->a, buf_str(&out));
}

static bool means_counties(struct str said)
{
    return str_find_str(said, STR("县")) < said.n && str_find_str(said, STR("区")) < said.n;
}

static struct str lead_of(const struct minutes_form *f, const struct decision *d)
{
    if (d->lead.is_group && means_counties(d->lead.said.text))
        return counties(f);
    if (d->lead.said.place.n)
        return organ_name(f, &d->lead);
    return d->mays == 1 ? organ_name(f, &d->may[0]) : (struct str){0};
}

/* 市财政局：负责资金保障, a line each. */
static struct str partners_of(const struct minutes_form *f, const struct decision *d)
{
    struct buf out CLEANUP(buf_release) = {0};
    for (size_t i = 0; i < d->partners; i++) {
        if (i)
            buf_putc(&out, '\n');
        buf_put(&out, organ_name(f, &d->partner[i].organ));
        if (d->partner[i].duty.text.n) {
            buf_put(&out, STR("："));
            buf_put(&out, d->partner[i].duty.text);
        }
    }
    return arena_str(f->d->a, buf_str(&out));
}

static struct str feedback_of(const struct decision *d)
{
    if (d->feedback.place.n == 0)
        return (struct str){0};
    return d->every == EVERY_WEEK || d->every == EVERY_DAY ? STR("weekly")
           : d->every == EVERY_MONTH                       ? STR("monthly")
                                                           : STR("at_end");
}

static struct str cut(struct str s, size_t glyphs)
{
    size_t at = 0;
    while (at < s.n && glyphs-- > 0)
        (void)utf8_next(s, &at);
    return str_sub(s, 0, at);
}

static void fill_from_paper(struct minutes_form *f, struct minutes_form_row *r)
{
    const struct decision *d = r->read;
    r->v.lead.value = lead_of(f, d);
    r->v.partners.value = partners_of(f, d);
    r->v.what.value = cut(d->what.text, 300);
    r->v.due.value = d->due.day ? web_day(f->d, d->due.day) : (struct str){0};
    r->v.standard.value = d->standard.text;
    r->v.feedback.value = feedback_of(d);
    r->v.level.value = STR("ordinary");
    r->v.is_taken = true;
}

static struct str typed(struct minutes_form *f, struct str name)
{
    return str_trim(web_without_cr(f->d, http_form(f->d->q, name)));
}

static void fill_from_form(struct minutes_form *f, struct minutes_form_row *r)
{
    r->v.lead.value = typed(f, r->v.lead_id);
    r->v.partners.value = typed(f, r->v.partners_id);
    r->v.what.value = typed(f, r->v.what_id);
    r->v.due.value = typed(f, r->v.due_id);
    r->v.standard.value = typed(f, r->v.standard_id);
    r->v.feedback.value = typed(f, r->v.feedback_id);
    r->v.level.value = typed(f, r->v.level_id);
    r->v.consult.value = typed(f, r->v.consult_id);
    r->v.is_taken = http_form(f->d->q, r->v.take_id).n > 0;
}

static void name_fields(struct minutes_form *f, struct minutes_form_row *r, size_t i)
{
    struct {
        struct str *id;
        const char *name;
    } all[] = {{&r->v.take_id, "take"},         {&r->v.lead_id, "lead"},   {&r->v.partners_id, "partners"},
               {&r->v.what_id, "what"},         {&r->v.due_id, "due"},     {&r->v.standard_id, "standard"},
               {&r->v.feedback_id, "feedback"}, {&r->v.level_id, "level"}, {&r->v.consult_id, "consult"},
               {&r->v.anchor, "decision"}};
    for (size_t k = 0; k < COUNT_OF(all); k++)
        *all[k].id = arena_printf(f->d->a, "%s-%zu", all[k].name, i + 1);
    r->v.number = arena_printf(f->d->a, "%zu", i + 1);
}

static struct str sentence_of(const struct minutes_form *f, const struct decision *d)
{
    struct buf out CLEANUP(buf_release) = {0};
    for (size_t i = 0; i < d->places; i++) {
        if (i)
            buf_putc(&out, '\n');
        buf_put(&out, str_sub(f->text, d->place[i].at, d->place[i].n));
    }
    return arena_str(f->d->a, buf_str(&out));
}

static struct str kind_code(enum meeting_kind kind)
{
    switch (kind) {
    case MEETING_STANDING_COMMITTEE:
        return STR("standing_committee");
    case MEETING_EXECUTIVE:
        return STR("executive");
    case MEETING_MAYORS:
        return STR("mayor_office");
    case MEETING_PARTY_GROUP:
        return STR("party_group");
    case MEETING_JOINT:
        return STR("joint");
    case MEETING_BRIEF:
        return STR("brief");
    case MEETING_CONSULTATION:
        return STR("consultation");
    case MEETING_PUSH:
        return STR("promotion");
    default:
        return (struct str){0};
    }
}

static void fill_meeting(struct minutes_form *f, bool is_typed)
{
    if (is_typed) {
        f->title.value = typed(f, STR("title"));
        f->kind.value = typed(f, STR("kind"));
        f->host.value = typed(f, STR("host"));
        f->held_on.value = typed(f, STR("held_on"));
        return;
    }
    f->title.value = cut(f->paper.name.text, 120);
    f->kind.value = kind_code(f->paper.kind);
    f->held_on.value = web_day(f->d, f->paper.day);
}

static void fill_rows(struct minutes_form *f, bool is_typed)
{
    f->rows = f->paper.decisions.n;
    f->row = ARENA_ARRAY(f->d->a, struct minutes_form_row, f->rows + 1);
    for (size_t i = 0; i < f->rows; i++) {
        struct minutes_form_row *r = &f->row[i];
        r->read = &f->paper.decisions.decision[i];
        r->sentence = sentence_of(f, r->read);
        name_fields(f, r, i);
        if (is_typed)
            fill_from_form(f, r);
        else
            fill_from_paper(f, r);
        f->taken += r->v.is_taken;
    }
}

/* What was pasted or given as a file, as text; false, with the error at its field. */
static bool take_text(struct minutes_form *f, struct str *ret_id)
{
    struct problems problems = {.arena = f->d->a};
    struct str bytes, file_name;
    struct field field = {0};
    char *text;
    size_t n;
    bool is_given = web_given(f->d, &bytes, &file_name);
    *ret_id = file_name.n ? STR("file") : STR("text");
    if (!is_given || decode_text(f->d->a, bytes, &text, &n, &problems) != RC_OK) {
        refuse(f, *ret_id, &field, is_given ? K("form.file_is_no_text") : K("paper.empty"), NULL, 0);
        return false;
    }
    f->text = web_without_cr(f->d, str_of(text, n));
    return true;
}

enum rc minutes_form_read(struct door *d, struct minutes_form *f, struct err *err)
{
    int64_t version;
    struct problems problems = {.arena = d->a};
    struct str id;
    struct field text = {0};
    *f = (struct minutes_form){.d = d};
    enum rc rc = load_city(f, err);
    if (rc == RC_OK)
        rc = procedure_get(d->app->procedures, d->db, MINUTES_PROCEDURE, 0, &f->meeting, &version, err);
    if (rc == RC_OK)
        rc = procedure_get(d->app->procedures, d->db, DECISION_PROCEDURE, 0, &f->decision, &version, err);
    if (rc != RC_OK)
        return rc;
    if (!take_text(f, &id))
        return RC_OK;
    if (minutes_read(d->a, f->text, &f->city, &f->paper, &problems) != RC_OK) {
        refuse(f, id, &text, problems.item[0].text, NULL, 0);
        return RC_OK;
    }
    bool is_typed = http_form(d->q, STR("typed")).n > 0;
    fill_meeting(f, is_typed);
    fill_rows(f, is_typed);
    if (f->rows == 0)
        refuse(f, id, &text, K("minutes.nothing_found"), NULL, 0);
    return RC_OK;
}

/* ---- checking ---- */

/* One field of a record: read into *in, or an error at its field of the form. */
static bool read_input(struct minutes_form *f, const struct procedure *p, const char *name, struct str id,
                       struct field *field, bool is_needed, struct record_input *in, size_t *inputs)
{
    struct problems problems = {.arena = f->d->a};
    int at = procedure_field_find(p, str_c(name));
    if (at < 0 || *inputs >= MINUTES_INPUTS_MAX)
        return false;
    if (field->value.n == 0) {
        struct str label = bilingual_text(p->field[at].title, f->d->h.lang);
        if (is_needed)
            refuse(f, id, field, K("minutes.needed"), &label, 1);
        return !is_needed;
    }
    if (!record_input_read(f->d->a, p, at, &field->value, 1, &f->organs, f->d->day, &in[*inputs],
                           &problems)) {
        refuse(f, id, field, problems.item[0].text, problems.item[0].arg, COUNT_OF(problems.item[0].arg));
        return false;
    }
    (*inputs)++;
    return true;
}

static void check_meeting(struct minutes_form *f)
{
    f->inputs = 0;
    (void)read_input(f, f->meeting, "title", STR("title"), &f->title, true, f->input, &f->inputs);
    (void)read_input(f, f->meeting, "kind", STR("kind"), &f->kind, true, f->input, &f->inputs);
    (void)read_input(f, f->meeting, "host", STR("host"), &f->host, true, f->input, &f->inputs);
    (void)read_input(f, f->meeting, "held_on", STR("held_on"), &f->held_on, true, f->input, &f->inputs);
}

static void count_lines(struct minutes_form *f)
{
    struct field count = {.value = arena_printf(f->d->a, "%zu", f->lines)};
    if (f->lines > MINUTES_DECISIONS_MAX)
        refuse(f, (struct str){0}, &count, K("minutes.too_many_lines"), NULL, 0);
    else if (f->lines)
        (void)read_input(f, f->meeting, "decisions", STR("title"), &count, true, f->input, &f->inputs);
}

bool minutes_next_lead(struct str *rest, struct str *ret_name)
{
    static const struct str BETWEEN[] = {STR_INIT("、"), STR_INIT("，"), STR_INIT(","), STR_INIT("；"),
                                         STR_INIT(";")};
    while (rest->n) {
        size_t end = rest->n, skip = 0;
        for (size_t i = 0; i < COUNT_OF(BETWEEN); i++) {
            size_t at = str_find_str(*rest, BETWEEN[i]);
            if (at < end) {
                end = at;
                skip = BETWEEN[i].n;
            }
        }
        *ret_name = str_trim(str_sub(*rest, 0, end));
        *rest = str_sub(*rest, end + skip, rest->n);
        if (ret_name->n)
            return true;
    }
    return false;
}

/* One name, or several that each lead a decision of their own. */
static void read_leads(struct minutes_form *f, struct minutes_form_row *r)
{
    struct str rest = r->v.lead.value, name;
    r->leads = 0;
    while (minutes_next_lead(&rest, &name) && r->leads < MINUTES_LEADS_MAX) {
        struct field one = {.value = name};
        size_t n = 0;
        bool is_good = read_input(f, f->decision, "lead", r->v.lead_id, &one, true, &r->lead[r->leads], &n);
        r->leads += n;
        if (!is_good) {
            r->v.lead.error = one.error;
            return;
        }
    }
    if (r->leads == 0)
        (void)read_input(f, f->decision, "lead", r->v.lead_id, &r->v.lead, true, r->lead, &r->leads);
    f->lines += r->leads;
}

static void check_row(struct minutes_form *f, struct minutes_form_row *r)
{
    const struct procedure *p = f->decision;
    struct minutes_row_view *v = &r->v;
    struct field title = {.value = cut(v->what.value, 120)}, sentence = {.value = r->sentence};
    struct field office = {.value = f->host.value}, held_on = {.value = f->held_on.value};
    bool is_major = !str_eq(v->level.value, STR("ordinary"));
    r->inputs = 0;
    if (read_input(f, p, "deliverable", v->what_id, &v->what, true, r->input, &r->inputs))
        (void)read_input(f, p, "title", v->what_id, &title, false, r->input, &r->inputs);
    read_leads(f, r);
    (void)read_input(f, p, "due", v->due_id, &v->due, true, r->input, &r->inputs);
    (void)read_input(f, p, "feedback", v->feedback_id, &v->feedback, true, r->input, &r->inputs);
    (void)read_input(f, p, "standard", v->standard_id, &v->standard, true, r->input, &r->inputs);
    (void)read_input(f, p, "partners", v->partners_id, &v->partners, false, r->input, &r->inputs);
    (void)read_input(f, p, "level", v->level_id, &v->level, true, r->input, &r->inputs);
    (void)read_input(f, p, "consultation", v->consult_id, &v->consult, is_major, r->input, &r->inputs);
    (void)read_input(f, p, "decision", v->anchor, &sentence, false, r->input, &r->inputs);
    if (!f->host.error.n)
        (void)read_input(f, p, "office", STR("host"), &office, false, r->input, &r->inputs);
    if (!f->held_on.error.n)
        (void)read_input(f, p, "decided_on", STR("held_on"), &held_on, false, r->input, &r->inputs);
    v->is_opened = is_major || v->consult.error.n || v->level.error.n;
}

void minutes_form_check(struct minutes_form *f)
{
    struct field none = {0};
    if (f->taken == 0)
        refuse(f, (struct str){0}, &none, K("minutes.no_lines"), NULL, 0);
    check_meeting(f);
    for (size_t i = 0; i < f->rows; i++)
        if (f->row[i].v.is_taken) {
            f->now = f->row[i].v.number;
            check_row(f, &f->row[i]);
        }
    f->now = (struct str){0};
    count_lines(f);
}

/* ---- choices ---- */

const struct option *minutes_choices(const struct minutes_form *f, const struct procedure *p,
                                     const char *field, size_t *ret_n)
{
    int at = procedure_field_find(p, str_c(field));
    size_t n = at < 0 ? 0 : p->field[at].choices;
    struct option *o = ARENA_ARRAY(f->d->a, struct option, n + 1);
    o[0].label = TEXT(f->d, "minutes.choose");
    for (size_t i = 0; i < n; i++)
        o[i + 1] = (struct option){p->field[at].choice[i].code,
                                   bilingual_text(p->field[at].choice[i].title, f->d->h.lang)};
    *ret_n = n + 1;
    return o;
}

struct str minutes_choice(const struct minutes_form *f, const struct procedure *p, const char *field,
                          struct str code)
{
    int at = procedure_field_find(p, str_c(field));
    for (size_t i = 0; at >= 0 && i < p->field[at].choices; i++)
        if (str_eq(p->field[at].choice[i].code, code))
            return bilingual_text(p->field[at].choice[i].title, f->d->h.lang);
    return code;
}
