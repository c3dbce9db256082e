/* What only a set of procedures shows: records that one opens in another, links, and rules of several that
 * set each other off for ever. */
#include "procedure/reader.h"

struct set {
    struct arena *a;
    const struct procedure *const *of;
    size_t n;
    struct problems *p; /* one for each */
};

static int by_id(const struct set *s, struct str id)
{
    for (size_t i = 0; i < s->n; i++)
        if (str_eq(s->of[i]->id, id))
            return (int)i;
    return -1;
}

static struct problem *say(struct problems *p, struct place_in_file at, const char *text, struct str about)
{
    struct problem *q = problem_add(p, at.line, at.column, text);
    problem_arg(p, q, 0, about);
    return q;
}

static void no_procedure(const struct set *s, struct problems *p, struct place_in_file at, struct str id)
{
    struct nearest near = {.to = id};
    for (size_t i = 0; i < s->n && p->n < LIMIT_PROBLEMS; i++)
        nearest_try(&near, s->of[i]->id);
    doc_nearest_hint(p, say(p, at, K("procedure.no_procedure"), id), &near);
}

static void check_links(const struct set *s, size_t i)
{
    const struct procedure *p = s->of[i];
    for (size_t f = 0; f < p->fields; f++)
        for (size_t t = 0; t < p->field[f].tos; t++)
            if (by_id(s, p->field[f].to[t]) < 0)
                no_procedure(s, &s->p[i], p->field[f].place, p->field[f].to[t]);
}

/* ---- what is opened */

/* −1: the program may open none. */
static int system_opening(const struct procedure *p)
{
    for (size_t a = 0; a < p->acts; a++)
        if (p->act[a].is_opening && p->act[a].is_by_system)
            return (int)a;
    return -1;
}

/* "FB-05" alone, given to a choice: one of its codes. */
static void check_code(struct problems *p, const struct procedure_with *w, const struct procedure_field *f)
{
    struct str t = str_trim(w->value.text);
    bool is_text = t.n >= 2 && t.p[0] == '"' && str_find(str_sub(t, 1, t.n), '"') == t.n - 2;
    if (f->kind != FIELD_CHOICE || !is_text || procedure_choice_find(f, str_sub(t, 1, t.n - 2)) >= 0)
        return;
    struct nearest near = {.to = str_sub(t, 1, t.n - 2)};
    for (size_t c = 0; c < f->choices; c++)
        nearest_try(&near, f->choice[c].code);
    doc_nearest_hint(p, say(p, w->value.place, K("procedure.no_choice"), near.to), &near);
}

/* A list of organs for a field that holds one opens a record for each. */
static bool fits_field(const struct set *s, const struct procedure_with *w, const struct procedure_field *f)
{
    return expr_fits(&w->value, field_type(s->a, f)) ||
           (f->kind == FIELD_ORGAN && expr_fits(&w->value, type_list(s->a, &FEEL_STRING)));
}

static void check_with(const struct set *s, struct problems *p, const struct procedure *target,
                       const struct procedure_with *w)
{
    int i = procedure_field_find(target, w->field);
    if (i < 0) {
        struct nearest near = {.to = w->field};
        for (size_t f = 0; f < target->fields; f++)
            nearest_try(&near, target->field[f].id);
        struct problem *q = say(p, w->place, K("procedure.no_field_there"), w->field);
        doc_nearest_hint(p, q, &near);
        problem_arg(p, q, 2, target->id);
        return;
    }
    const struct procedure_field *f = &target->field[i];
    if (f->kind == FIELD_FILES || f->kind == FIELD_MILESTONES || f->is_private)
        (void)say(p, w->place, K("procedure.cannot_be_set"), w->field);
    else if (!fits_field(s, w, f))
        (void)say(p, w->value.place, K("feel.result_type"), w->field);
    else
        check_code(p, w, f);
}

static bool gives(const struct procedure_effect *e, struct str field)
{
    for (size_t w = 0; w < e->withs; w++)
        if (str_eq(e->with[w].field, field))
            return true;
    return false;
}

static void check_open(const struct set *s, struct problems *p, const struct procedure_effect *e)
{
    int to = by_id(s, e->procedure);
    if (to < 0) {
        no_procedure(s, p, e->place, e->procedure);
        return;
    }
    const struct procedure *target = s->of[to];
    int act = system_opening(target);
    if (act < 0) {
        say(p, e->place, K("procedure.opened_by_people"), e->procedure)->hint =
            K("procedure.opened_by_people_hint");
        return;
    }
    for (size_t w = 0; w < e->withs; w++)
        check_with(s, p, target, &e->with[w]);
    for (size_t i = 0; i < target->act[act].forms; i++) {
        struct str field = target->field[target->act[act].form[i].field].id;
        if (target->act[act].form[i].is_required && !gives(e, field))
            problem_arg(p, say(p, e->place, K("procedure.with_lacks"), e->procedure), 1, field);
    }
}

static void check_opens(const struct set *s, size_t i)
{
    const struct procedure *p = s->of[i];
    for (size_t r = 0; r < p->rules; r++)
        for (size_t e = 0; e < p->rule[r].effects; e++)
            if (p->rule[r].effect[e].kind == EFFECT_OPEN)
                check_open(s, &s->p[i], &p->rule[r].effect[e]);
}

/* ---- rings over several: walked once, each rule and effect once */

enum colour { NEW, OPEN, DONE };
struct walk {
    const struct set *s;
    size_t *first; /* number of the first rule of each procedure */
    uint8_t *colour;
};

static void walk_rule(struct walk *w, size_t i, size_t rule);

static void walk_event(struct walk *w, size_t i, int act)
{
    const struct procedure *p = w->s->of[i];
    for (size_t r = 0; r < p->rules; r++)
        if (p->rule[r].on.kind == ON_ACT && p->rule[r].on.index == act)
            walk_rule(w, i, r);
}

static void walk_rule(struct walk *w, size_t i, size_t rule)
{
    const struct procedure *p = w->s->of[i];
    const struct procedure_rule *r = &p->rule[rule];
    uint8_t *colour = &w->colour[w->first[i] + rule];
    if (r->when.program || *colour == DONE)
        return;
    if (*colour == OPEN) {
        say(&w->s->p[i], r->place, K("procedure.rule_ring"), r->id)->hint = K("procedure.rule_ring_hint");
        *colour = DONE;
        return;
    }
    *colour = OPEN;
    for (size_t e = 0; e < r->effects; e++) {
        const struct procedure_effect *f = &r->effect[e];
        int to = f->kind == EFFECT_OPEN ? by_id(w->s, f->procedure) : -1;
        if (f->kind == EFFECT_DO && !p->act[f->act].at_most)
            walk_event(w, i, f->act);
        else if (to >= 0 && system_opening(w->s->of[to]) >= 0)
            walk_event(w, (size_t)to, system_opening(w->s->of[to]));
    }
    *colour = DONE;
}

static void check_rings(const struct set *s)
{
    struct walk w = {.s = s, .first = ARENA_ARRAY(s->a, size_t, s->n + 1)};
    for (size_t i = 0; i < s->n; i++)
        w.first[i + 1] = w.first[i] + s->of[i]->rules;
    w.colour = ARENA_ARRAY(s->a, uint8_t, w.first[s->n] + 1);
    for (size_t i = 0; i < s->n; i++)
        for (size_t r = 0; r < s->of[i]->rules; r++)
            walk_rule(&w, i, r);
}

void procedures_check(struct arena *a, const struct procedure *const *set, size_t n, struct problems *p)
{
    struct set s = {a, set, n, p};
    for (size_t i = 0; i < n; i++) {
        if (by_id(&s, set[i]->id) != (int)i)
            problem_arg(&p[i], PROBLEM(&p[i], 0, 0, "procedure.id_of_other"), 0, set[i]->id);
        check_links(&s, i);
        check_opens(&s, i);
    }
    check_rings(&s);
}
