/* Who: roles, roles of an organ that stands in a field, and groups of them. */
#include "procedure/reader.h"

unsigned role_bit(const struct procedure_words *words, struct str name)
{
    for (size_t i = 0; i < words->roles; i++)
        if (str_eq(words->role[i], name))
            return 1u << i;
    return 0;
}

bool whos_have(const struct procedure_whos *w, unsigned roles)
{
    for (size_t i = 0; i < w->n; i++)
        if (w->who[i].roles & roles)
            return true;
    return false;
}

static const struct group *group_find(const struct reader *r, struct str name)
{
    for (size_t i = 0; i < r->groups; i++)
        if (str_eq(r->group[i].id, name))
            return &r->group[i];
    return NULL;
}

static void who_unknown(struct reader *r, const struct doc *d, size_t offset, struct str name,
                        bool with_groups)
{
    struct str known[GROUPS_MAX + 33];
    size_t n = 0;
    for (size_t i = 0; with_groups && i < r->groups; i++)
        known[n++] = r->group[i].id;
    for (size_t i = 0; i < r->words->roles && i < 32; i++)
        known[n++] = r->words->role[i];
    known[n++] = STR("offices");
    name_unknown(r, d, offset, K("procedure.no_role"), name, known, n);
}

static unsigned roles_of_word(const struct reader *r, struct str word)
{
    return str_eq(word, STR("offices")) ? r->words->offices : role_bit(r->words, word);
}

struct who_list {
    struct procedure_who who[WHOS_MAX];
    size_t n;
};

/* False when all of it is there already. */
static bool who_add(struct reader *r, const struct doc *d, struct who_list *to, struct procedure_who who)
{
    for (size_t i = 0; i < to->n; i++)
        if (to->who[i].field == who.field && (to->who[i].roles & who.roles) == who.roles)
            return false;
    if (to->n == WHOS_MAX)
        problem_arg(r->p, wrong(r, d, K("procedure.too_many"), d->text), 1,
                    arena_printf(r->p->arena, "%d", WHOS_MAX));
    else
        to->who[to->n++] = who;
    return true;
}

static bool group_add(struct reader *r, const struct doc *d, struct who_list *to, const struct group *g)
{
    bool is_new = g->whos.n == 0;
    for (size_t i = 0; i < g->whos.n; i++)
        is_new |=
            who_add(r, d, to, (struct procedure_who){g->whos.who[i].roles, g->whos.who[i].field, g->id});
    return is_new;
}

/* A role, or a role of the organ in a field; false after saying what is wrong. */
static bool role_read(struct reader *r, const struct doc *d, struct procedure_who *ret)
{
    struct text_words w = text_words(d->text);
    if (w.n != 1 && !(w.n == 3 && str_eq(w.word[1], STR("of")))) {
        wrong(r, d, K("procedure.who_form"), d->text)->hint = K("procedure.who_form_hint");
        return false;
    }
    *ret = (struct procedure_who){roles_of_word(r, w.word[0]), -1, w.word[0]};
    if (!ret->roles)
        who_unknown(r, d, w.at[0], w.word[0], w.n == 1);
    if (w.n == 3)
        ret->field = name_find(r, THING_FIELD, d, w.at[2], w.word[2]);
    if (!ret->roles || (w.n == 3 && ret->field < 0))
        return false;
    bool is_organ = ret->field < 0 || r->field[ret->field].kind == FIELD_ORGAN ||
                    r->field[ret->field].kind == FIELD_ORGANS;
    if (!is_organ)
        wrong_in(r, d, w.at[2], K("procedure.who_of_other"), w.word[2])->hint = K("procedure.organ_wanted");
    return is_organ;
}

static void who_read(struct reader *r, const struct doc *d, struct who_list *to)
{
    const struct group *g = group_find(r, d->text);
    struct procedure_who who;
    bool is_new = true;
    if (g)
        is_new = group_add(r, d, to, g);
    else if (role_read(r, d, &who))
        is_new = who_add(r, d, to, who);
    if (!is_new)
        (void)wrong(r, d, K("procedure.named_twice"), d->text);
}

void whos_read(struct reader *r, struct doc *list, struct procedure_whos *ret)
{
    struct who_list all = {.n = 0};
    for (struct doc *d = list ? list->first : NULL; d; d = d->next)
        if (d->kind == DOC_TEXT)
            who_read(r, d, &all);
    if (list && list->count == 0)
        (void)wrong_key(r, list, K("procedure.list_empty"), list->key);
    struct procedure_who *who = take_memory(r, all.n, sizeof *who);
    if (!who)
        return;
    if (all.n)
        memcpy(who, all.who, all.n * sizeof *who);
    *ret = (struct procedure_whos){who, all.n};
}

void whos_field(struct reader *r, struct fields *f, const char *key, struct procedure_whos *ret)
{
    whos_read(r, texts_field(r, f, key, WHOS_MAX), ret);
}

void groups_read(struct reader *r, struct doc *map)
{
    if (map && map->kind != DOC_MAP) {
        problem_arg(r->p, doc_problem(r->p, map, "score.map_wanted"), 0, map->key);
        return;
    }
    for (struct doc *d = map ? map->first : NULL; d; d = d->next) {
        if (!id_is_fit(d->key))
            wrong_key(r, d, K("procedure.id_unfit"), d->key)->hint = K("procedure.id_unfit_hint");
        if (r->groups == GROUPS_MAX) {
            problem_arg(r->p, wrong_key(r, d, K("procedure.too_many"), map->key), 1,
                        arena_printf(r->p->arena, "%d", GROUPS_MAX));
            break;
        }
        struct group g = {.id = d->key};
        d->is_asked = true;
        if (d->kind != DOC_LIST)
            problem_arg(r->p, doc_problem(r->p, d, "score.list_wanted"), 0, d->key);
        else
            whos_read(r, texts_of(r, d, WHOS_MAX), &g.whos);
        r->group[r->groups++] = g;
    }
}
