#include "web/register_picks.h"

#include "web/record_form.h"

static bool is_picked_by(const struct procedure *p, const struct procedure_column *c)
{
    if (c->kind != COLUMN_FIELD || c->field == p->lead)
        return false;
    enum procedure_field_kind kind = p->field[c->field].kind;
    return kind == FIELD_CHOICE || kind == FIELD_YES_NO || kind == FIELD_ORGAN || kind == FIELD_ORGANS ||
           kind == FIELD_LINK;
}

/* A record by its code; one that is not there picks nothing, as number 0 is nobody's. */
static enum rc pick_record(struct record_words *w, struct str code, struct record_pick *ret, struct err *err)
{
    struct record_name name;
    bool is_there;
    enum rc rc =
        record_name_by_code(w->d->db, w->d->a, w->d->who.actor.tenant_id, code, &name, &is_there, err);
    if (rc == RC_OK && is_there)
        ret->number = name.record_id;
    return rc;
}

static enum rc pick_read(struct record_words *w, const struct procedure_field *f, struct str value,
                         struct record_pick *ret, struct err *err)
{
    const struct organ *organ;
    *ret = (struct record_pick){.field = f->id};
    switch (f->kind) {
    case FIELD_CHOICE:
        ret->code = value;
        return RC_OK;
    case FIELD_YES_NO:
        ret->number = str_eq(value, STR("yes"));
        return RC_OK;
    case FIELD_LINK:
        return pick_record(w, value, ret, err);
    default:
        organ = organ_by_name(&w->organs, value);
        ret->number = organ ? organ->organ_id : 0;
        return RC_OK;
    }
}

enum rc register_picks_read(struct record_words *w, const struct procedure *p, struct register_picks *ret,
                            struct err *err)
{
    enum rc rc = RC_OK;
    ret->n = 0;
    for (size_t i = 0; i < p->list.filters && rc == RC_OK; i++) {
        const struct procedure_column *c = &p->list.filter[i];
        if (!is_picked_by(p, c))
            continue;
        const struct procedure_field *f = &p->field[c->field];
        struct str value = str_trim(http_query(w->d->q, f->id));
        if (value.n == 0)
            continue;
        ret->field[ret->n] = f->id;
        ret->value[ret->n] = value;
        rc = pick_read(w, f, value, &ret->pick[ret->n], err);
        ret->n++;
    }
    return rc;
}

static struct str picked(const struct register_picks *picks, struct str field)
{
    for (size_t i = 0; i < picks->n; i++)
        if (str_eq(picks->field[i], field))
            return picks->value[i];
    return (struct str){0};
}

static void choose(const struct record_words *w, struct record_field_view *v, const struct field_option *o,
                   size_t n)
{
    struct field_group *g = ARENA_NEW(w->d->a, struct field_group);
    *g = (struct field_group){.options = o, .options_n = n};
    v->look = ASK_SELECT;
    v->groups = g;
    v->groups_n = 1;
}

static void choose_choice(const struct record_words *w, const struct procedure_field *f, struct str chosen,
                          struct record_field_view *v)
{
    struct field_option *o = ARENA_ARRAY(w->d->a, struct field_option, f->choices + 1);
    for (size_t i = 0; i < f->choices; i++)
        o[i] = (struct field_option){.value = f->choice[i].code,
                                     .label = record_said(w, f->choice[i].title),
                                     .is_chosen = str_eq(chosen, f->choice[i].code)};
    choose(w, v, o, f->choices);
}

static void choose_yes_no(const struct record_words *w, struct str chosen, struct record_field_view *v)
{
    struct field_option *o = ARENA_ARRAY(w->d->a, struct field_option, 2);
    o[0] = (struct field_option){
        .value = STR("yes"), .label = TEXT(w->d, "record_page.yes"), .is_chosen = str_eq(chosen, STR("yes"))};
    o[1] = (struct field_option){
        .value = STR("no"), .label = TEXT(w->d, "record_page.no"), .is_chosen = str_eq(chosen, STR("no"))};
    choose(w, v, o, 2);
}

bool register_pick_view(const struct record_words *w, const struct procedure *p, int field,
                        const struct register_picks *picks, struct record_field_view *ret)
{
    const struct procedure_field *f = &p->field[field];
    struct str chosen = picked(picks, f->id);
    if (!is_picked_by(p, &(struct procedure_column){COLUMN_FIELD, field}))
        return false;
    *ret = (struct record_field_view){.id = f->id, .label = record_said(w, f->title)};
    if (f->kind == FIELD_CHOICE) {
        choose_choice(w, f, chosen, ret);
    } else if (f->kind == FIELD_YES_NO) {
        choose_yes_no(w, chosen, ret);
    } else if (f->kind == FIELD_LINK) {
        ret->look = ASK_LINE;
        ret->field.value = chosen;
    } else {
        ret->look = ASK_SELECT;
        ret->groups = record_organ_groups(w, chosen, &ret->groups_n);
    }
    return true;
}
