/* The fields of a form as controls: what stands in each, what may be chosen, where people are asked for rows.
 */
#include <inttypes.h>

#include "web/record_form.h"

#define RADIOS_MOST 6
#define LINKS_MOST 200
#define BLANK_ROWS 2
#define ROWS_MOST (PROCEDURE_ORGANS_LIMIT + BLANK_ROWS) /* what was typed stays, however much it is */

static const struct field_group *one_group(struct record_form *f, const struct field_option *o, size_t n,
                                           struct record_field_view *v)
{
    struct field_group *g = ARENA_NEW(f->w->d->a, struct field_group);
    *g = (struct field_group){.options = o, .options_n = n};
    v->groups = g;
    v->groups_n = 1;
    return g;
}

static void choice_view(struct record_form *f, const struct record_answer *a, struct record_field_view *v)
{
    const struct procedure_field *def = &f->p->field[a->field];
    struct field_option *o = ARENA_ARRAY(f->w->d->a, struct field_option, def->choices + 1);
    for (size_t i = 0; i < def->choices; i++)
        o[i] = (struct field_option){.value = def->choice[i].code,
                                     .label = record_said(f->w, def->choice[i].title),
                                     .id = arena_printf(f->w->d->a, "%.*s-%zu", STR_ARG(a->id), i + 1),
                                     .is_chosen = str_eq(v->field.value, def->choice[i].code)};
    (void)one_group(f, o, def->choices, v);
    v->look = def->choices <= RADIOS_MOST ? ASK_RADIOS : ASK_SELECT;
}

static void yes_no_view(struct record_form *f, const struct record_answer *a, struct record_field_view *v)
{
    struct field_option *o = ARENA_ARRAY(f->w->d->a, struct field_option, 2);
    for (size_t i = 0; i < 2; i++)
        o[i] = (struct field_option){.value = i == 0 ? STR("1") : STR("0"),
                                     .label = i == 0 ? TEXT(f->w->d, "record_page.yes")
                                                     : TEXT(f->w->d, "record_page.no"),
                                     .id = arena_printf(f->w->d->a, "%.*s-%zu", STR_ARG(a->id), i + 1)};
    o[0].is_chosen = str_eq(v->field.value, o[0].value);
    o[1].is_chosen = str_eq(v->field.value, o[1].value);
    (void)one_group(f, o, 2, v);
    v->look = ASK_RADIOS;
}

const struct field_group *record_organ_groups(const struct record_words *w, struct str chosen, size_t *ret_n)
{
    const struct organ_book *book = &w->organs;
    struct field_group *g = ARENA_ARRAY(w->d->a, struct field_group, book->n + 1);
    size_t n = 0;
    for (size_t i = 0; i < book->n; i++) {
        bool is_known = book->organ[i].class_code.n == 0;
        for (size_t k = 0; k < n; k++)
            is_known |= str_eq(g[k].label, book->organ[i].class_name);
        if (!is_known)
            g[n++].label = book->organ[i].class_name;
    }
    n++; /* those of no class stand alone, at the end */
    for (size_t k = 0; k < n; k++) {
        struct field_option *o = ARENA_ARRAY(w->d->a, struct field_option, book->n + 1);
        for (size_t i = 0; i < book->n; i++) {
            const struct organ *organ = &book->organ[i];
            if (!str_eq(organ->class_name, g[k].label) || (organ->class_code.n == 0) != (k + 1 == n))
                continue;
            bool is_chosen = chosen.n && organ_by_name(book, chosen) == organ;
            o[g[k].options_n++] = (struct field_option){
                .value = organ->name, .label = organ->short_name, .is_chosen = is_chosen};
        }
        g[k].options = o;
    }
    *ret_n = n;
    return g;
}

/* Whose people: the organ that stands in the form, else the record's. */
static int64_t organ_of(struct record_form *f, int field)
{
    for (size_t i = 0; i < f->answers; i++)
        if (f->answer[i].field == field && f->answer[i].typed_n) {
            const struct organ *o = organ_by_name(&f->w->organs, str_trim(f->answer[i].typed[0]));
            return o ? o->organ_id : 0;
        }
    return f->r && f->r->value[field].n ? f->r->value[field].item->number : 0;
}

static enum rc person_view(struct record_form *f, const struct record_answer *a, struct record_field_view *v,
                           struct err *err)
{
    struct door *d = f->w->d;
    const struct procedure_field *def = &f->p->field[a->field];
    const struct organ_detail *people;
    int64_t organ_id = organ_of(f, def->of);
    v->look = ASK_SELECT;
    if (organ_id == 0) {
        v->hint = TEXT1(d, "record_form.person_first", record_said(f->w, f->p->field[def->of].title));
        return RC_OK;
    }
    enum rc rc = record_people(f->w, organ_id, &people, err);
    if (rc != RC_OK)
        return rc;
    struct field_option *o = ARENA_ARRAY(d->a, struct field_option, people->people_n + 1);
    size_t n = 0;
    for (size_t i = 0; i < people->people_n; i++) {
        const struct organ_person *who = &people->people[i];
        if (who->to_day != DAY_OPEN)
            continue;
        o[n] = (struct field_option){
            .value = arena_printf(d->a, "#%" PRId64, who->person_id),
            .label = arena_printf(d->a, "%.*s %.*s", STR_ARG(who->post_title), STR_ARG(who->masked_name))};
        o[n].is_chosen = str_eq(o[n].value, v->field.value);
        n++;
    }
    if (n == 0)
        v->hint = TEXT1(d, "record_form.person_none", people->organ.short_name);
    (void)one_group(f, o, n, v);
    return RC_OK;
}

static enum rc links_of(struct record_form *f, struct str procedure, struct str chosen,
                        struct field_group *ret, bool *ret_is_long, struct err *err)
{
    struct door *d = f->w->d;
    const struct procedure *p;
    struct record_rows rows;
    struct record_filter filter = {.procedure = procedure, .per_page = LINKS_MOST, .page = 1};
    enum rc rc = record_procedure(d, procedure, 0, &p, err);
    if (rc == RC_NOT_FOUND) /* a register that this house did not adopt */
        return RC_OK;
    if (rc == RC_OK)
        rc = record_list(d->db, d->a, d->who.actor.tenant_id, record_scope_of(p, &d->who.actor), &filter,
                         d->now_ms, &rows, err);
    if (rc != RC_OK)
        return rc;
    struct field_option *o = ARENA_ARRAY(d->a, struct field_option, rows.n + 1);
    for (size_t i = 0; i < rows.n; i++) {
        o[i] = (struct field_option){.value = arena_printf(d->a, "#%" PRId64, rows.row[i].record_id),
                                     .label = arena_printf(d->a, "%.*s %.*s", STR_ARG(rows.row[i].code),
                                                           STR_ARG(utf8_cut(rows.row[i].title, 90)))};
        o[i].is_chosen = str_eq(o[i].value, chosen);
    }
    *ret = (struct field_group){.label = record_said(f->w, p->title), .options = o, .options_n = rows.n};
    *ret_is_long |= rows.total > LINKS_MOST;
    return RC_OK;
}

static enum rc link_view(struct record_form *f, const struct record_answer *a, struct record_field_view *v,
                         struct err *err)
{
    const struct procedure_field *def = &f->p->field[a->field];
    struct field_group *g = ARENA_ARRAY(f->w->d->a, struct field_group, def->tos + 1);
    bool is_long = false;
    enum rc rc = RC_OK;
    for (size_t i = 0; i < def->tos && rc == RC_OK; i++) {
        rc = links_of(f, def->to[i], v->field.value, &g[v->groups_n], &is_long, err);
        v->groups_n += rc == RC_OK && g[v->groups_n].options_n > 0;
    }
    v->groups = g;
    v->look = is_long ? ASK_LINE : ASK_SELECT;
    if (is_long && v->hint.n == 0)
        v->hint = TEXT(f->w->d, "record_form.link_hint");
    return rc;
}

/* The rows that were filled in, and some blank ones. */
static void rows_view(struct record_form *f, const struct record_answer *a, struct record_field_view *v)
{
    struct door *d = f->w->d;
    size_t n = a->rows + BLANK_ROWS < ROWS_MOST ? a->rows + BLANK_ROWS : ROWS_MOST;
    struct field_row *row = ARENA_ARRAY(d->a, struct field_row, n + 1);
    for (size_t i = 0; i < n; i++) {
        row[i] = i < a->rows ? a->row[i] : (struct field_row){0};
        row[i].id = arena_printf(d->a, "%.*s-%zu", STR_ARG(a->id), i + 1);
        row[i].number = arena_printf(d->a, "%zu", i + 1);
    }
    v->rows = row;
    v->rows_n = n;
}

static struct str default_hint(struct record_form *f, const struct procedure_field *def)
{
    switch (def->kind) {
    case FIELD_DATE:
        return TEXT(f->w->d, "record_form.day_hint");
    case FIELD_MILESTONES:
        return TEXT(f->w->d, "record_form.steps_hint");
    case FIELD_ORGANS:
        return def->with.zh.n ? TEXT1(f->w->d, "record_form.organs_with_hint", record_said(f->w, def->with))
                              : TEXT(f->w->d, "record_form.organs_hint");
    default:
        return (struct str){0};
    }
}

static enum rc view_of(struct record_form *f, const struct record_answer *a, struct record_field_view *v,
                       struct err *err)
{
    struct door *d = f->w->d;
    const struct procedure_field *def = &f->p->field[a->field];
    struct str title = record_said(f->w, def->title), unit = record_said(f->w, def->unit);
    if (unit.n)
        title = TEXT2(d, "record_form.with_unit", title, unit);
    *v = (struct record_field_view){
        .id = a->id,
        .label = a->is_required ? title : TEXT1(d, "record_form.optional", title),
        .hint = record_said(f->w, def->hint),
        .with = record_said(f->w, def->with),
        .field = {.value = a->typed_n ? a->typed[0] : (struct str){0}, .error = a->error},
        .is_optional = !a->is_required};
    if (v->hint.n == 0)
        v->hint = def->is_private ? TEXT(d, "record_form.private_hint") : default_hint(f, def);
    switch (def->kind) {
    case FIELD_LONG_TEXT:
        v->look = ASK_PROSE;
        break;
    case FIELD_YES_NO:
        yes_no_view(f, a, v);
        break;
    case FIELD_CHOICE:
        choice_view(f, a, v);
        break;
    case FIELD_ORGAN:
        v->look = ASK_SELECT;
        v->groups = record_organ_groups(f->w, v->field.value, &v->groups_n);
        break;
    case FIELD_ORGANS:
        v->look = ASK_ORGAN_ROWS;
        v->groups = record_organ_groups(f->w, (struct str){0}, &v->groups_n);
        rows_view(f, a, v);
        break;
    case FIELD_PERSON:
        return person_view(f, a, v, err);
    case FIELD_LINK:
        return link_view(f, a, v, err);
    case FIELD_MILESTONES:
        v->look = a->rows ? ASK_STEP_ROWS : ASK_PROSE;
        rows_view(f, a, v);
        break;
    case FIELD_FILES: {
        enum rc rc =
            files_field_load(d, record_files_most(def), a->taken.n ? &a->taken : NULL, &v->files, err);
        v->look = ASK_FILES;
        v->files.error = a->error;
        return rc;
    }
    case FIELD_TEXT:
    case FIELD_NUMBER:
    case FIELD_DATE:
    case FIELD__COUNT:
        break;
    }
    return RC_OK;
}

enum rc record_form_views(struct record_form *f, const struct record_field_view **ret, size_t *ret_n,
                          struct err *err)
{
    struct record_field_view *v = ARENA_ARRAY(f->w->d->a, struct record_field_view, f->answers + 1);
    enum rc rc = RC_OK;
    size_t n = 0;
    for (size_t i = 0; i < f->answers && rc == RC_OK; i++)
        rc = view_of(f, &f->answer[i], &v[n++], err);
    *ret = v;
    *ret_n = n;
    return rc;
}
