/* Acts: in which states, by whom, what is asked, what must hold. */
#include "procedure/reader.h"

#define HINT_CHARACTERS_MAX 300

/* Exactly one of: opens, from with to, in. */
static void states_of_act(struct reader *r, struct fields *f, struct procedure_act *act)
{
    bool opens = field_is_there(f, "opens"), from = field_is_there(f, "from"), in = field_is_there(f, "in"),
         to = field_is_there(f, "to");
    act->to = -1;
    if (opens + from + in != 1 || to != from) {
        if (f->map)
            wrong_key(r, f->map, K("procedure.act_states"), act->id)->hint = K("procedure.act_states_hint");
    }
    int first = thing_field(r, f, "opens", THING_STATE), next = thing_field(r, f, "to", THING_STATE);
    act->is_opening = opens;
    act->to = opens ? first : next;
    act->from = (uint32_t)(things_field(r, f, "from", THING_STATE) | things_field(r, f, "in", THING_STATE));
}

static void form_read(struct reader *r, struct fields *f, struct procedure_act *act)
{
    struct doc *list = texts_field(r, f, "form", PROCEDURE_ITEMS_MAX);
    struct procedure_form_field *form = take_memory(r, list ? (size_t)list->count : 0, sizeof *form);
    uint64_t seen = 0;
    for (struct doc *d = list && form ? list->first : NULL; d; d = d->next) {
        bool is_optional = str_ends(OR_EMPTY(d), STR("?"));
        struct str name = str_sub(OR_EMPTY(d), 0, d->text.n - is_optional);
        int i = d->kind == DOC_TEXT ? name_find(r, THING_FIELD, d, 0, name) : -1;
        if (i < 0)
            continue;
        if (HAS(seen, i))
            (void)wrong(r, d, K("procedure.named_twice"), name);
        else
            form[act->forms++] = (struct procedure_form_field){i, !is_optional};
        seen |= BIT64(i);
    }
    act->form = form;
}

static void guard_read(struct reader *r, struct doc *d, struct procedure_guard *ret)
{
    struct fields f = fields_of(r, d);
    if (f.map && (!field_is_there(&f, "if") || !field_is_there(&f, "else")))
        wrong(r, d, K("procedure.guard_form"), STR(""))->hint = K("procedure.guard_hint");
    expr_field(r, &f, "if", &FEEL_BOOLEAN, &ret->condition);
    bilingual_read(r, field(&f, "else"), HINT_CHARACTERS_MAX, &ret->otherwise);
    fields_done(&f);
}

static void guards_read(struct reader *r, struct fields *f, struct procedure_act *act)
{
    struct doc *list = field_list(f, "when");
    size_t n = items_counted(r, list);
    struct procedure_guard *when = take_memory(r, n, sizeof *when);
    for (struct doc *d = when && n ? list->first : NULL; d; d = d->next)
        guard_read(r, d, &when[act->whens++]);
    act->when = when;
}

static void sets_read(struct reader *r, struct fields *f, struct procedure_act *act)
{
    struct doc *map = field_map(f, "sets");
    size_t n = items_counted(r, map);
    struct procedure_set *set = take_memory(r, n, sizeof *set);
    for (struct doc *d = set && n ? map->first : NULL; d; d = d->next) {
        int i = target_field(r, d);
        struct procedure_set s = {.field = i};
        if (i < 0 || !expr_read(r, d, r->input[i].type, &s.value))
            continue;
        check_given(r, d, i);
        set[act->sets++] = s;
    }
    act->set = set;
}

int target_field(struct reader *r, struct doc *d)
{
    d->is_asked = true;
    for (size_t i = 0; i < r->n[THING_FIELD]; i++) {
        if (!str_eq(r->id[THING_FIELD][i], d->key))
            continue;
        if (r->field[i].kind != FIELD_FILES && r->field[i].kind != FIELD_MILESTONES &&
            !r->field[i].is_private)
            return (int)i;
        (void)wrong_key(r, d, K("procedure.cannot_be_set"), d->key);
        return -1;
    }
    struct nearest near = {.to = d->key};
    for (size_t i = 0; i < r->n[THING_FIELD] && wants_nearest(r); i++)
        nearest_try(&near, r->id[THING_FIELD][i]);
    doc_nearest_hint(r->p, wrong_key(r, d, K("procedure.no_field"), d->key), &near);
    return -1;
}

static void act_read(struct reader *r, struct doc *d, struct procedure_act *act)
{
    struct fields f = fields_of(r, d);
    *act = (struct procedure_act){.id = d->key, .place = place_of_key(d)};
    title_field(r, &f, &act->title);
    bilingual_read(r, field(&f, "hint"), HINT_CHARACTERS_MAX, &act->hint);
    states_of_act(r, &f, act);
    if (f.map && !field_is_there(&f, "by"))
        wrong_key(r, d, K("procedure.by_missing"), d->key)->hint = K("procedure.by_hint");
    whos_field(r, &f, "by", &act->by);
    act->is_by_system = whos_have(&act->by, role_bit(r->words, STR("system")));
    form_read(r, &f, act);
    act->needs = things_field(r, &f, "needs", THING_FIELD);
    guards_read(r, &f, act);
    sets_read(r, &f, act);
    (void)field_int(&f, "at_most", 1, 1000, &act->at_most);
    act->before = thing_field(r, &f, "before", THING_CLOCK);
    (void)field_bool(&f, "batch", &act->is_batch);
    (void)field_bool(&f, "confirm", &act->is_confirm);
    (void)field_bool(&f, "decides", &act->is_decision);
    whos_field(r, &f, "tells", &act->tells);
    if (act->is_opening && (act->needs || act->at_most || act->before >= 0 || act->is_batch))
        (void)wrong_key(r, d, K("procedure.opening_has_no"), d->key);
    if (act->is_decision && act->is_by_system)
        wrong_key(r, d, K("procedure.system_decides"), d->key)->hint = K("procedure.people_decide_hint");
    fields_done(&f);
}

void acts_read(struct reader *r)
{
    for (size_t i = 0; i < r->n[THING_ACT]; i++)
        act_read(r, r->doc[THING_ACT][i], &r->act[i]);
    if (r->n[THING_ACT] == 0)
        (void)PROBLEM(r->p, 0, 0, "procedure.no_acts");
}
