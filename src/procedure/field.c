/* Fields, states and the list. */
#include "procedure/reader.h"

#define HINT_CHARACTERS_MAX 300
#define NAME_CHARACTERS_MAX 60

static const char *const kind_names[FIELD__COUNT] = {
    [FIELD_TEXT] = "text",   [FIELD_LONG_TEXT] = "long_text",   [FIELD_NUMBER] = "number",
    [FIELD_DATE] = "date",   [FIELD_YES_NO] = "yes_no",         [FIELD_CHOICE] = "choice",
    [FIELD_ORGAN] = "organ", [FIELD_ORGANS] = "organs",         [FIELD_PERSON] = "person",
    [FIELD_LINK] = "link",   [FIELD_MILESTONES] = "milestones", [FIELD_FILES] = "files",
};

static void max_read(struct fields *f, struct procedure_field *own)
{
    static const struct {
        int usual, most;
    } max[FIELD__COUNT] = {
        [FIELD_TEXT] = {PROCEDURE_TEXT_LIMIT, 500},     [FIELD_LONG_TEXT] = {PROCEDURE_LONG_LIMIT, 20000},
        [FIELD_ORGANS] = {PROCEDURE_ORGANS_LIMIT, 200}, [FIELD_MILESTONES] = {PROCEDURE_LIST_LIMIT, 200},
        [FIELD_FILES] = {PROCEDURE_FILES_LIMIT, 20},
    };
    own->max = max[own->kind].usual;
    if (own->max)
        (void)field_int(f, "max", 1, max[own->kind].most, &own->max);
}

/* A number with the digits of its field. */
static bool number_read(struct reader *r, struct fields *f, const char *key, int digits, int64_t *ret)
{
    struct doc *d = field(f, key);
    if (!d)
        return false;
    if (d->kind == DOC_TEXT && fixed_read(d->text, digits, ret) == FIXED_OK)
        return true;
    problem_arg(r->p, wrong(r, d, K("procedure.number_unfit"), d->key), 1,
                arena_printf(r->p->arena, "%d", digits));
    return false;
}

static void limits_read(struct reader *r, struct fields *f, struct procedure_field *own)
{
    (void)field_int(f, "digits", 0, 6, &own->digits);
    own->has_least = number_read(r, f, "least", own->digits, &own->least);
    own->has_most = number_read(r, f, "most", own->digits, &own->most);
    if (own->has_least && own->has_most && own->least > own->most)
        (void)wrong_key(r, f->map, K("procedure.least_above_most"), f->map->key);
}

static void choices_read(struct reader *r, struct fields *f, struct procedure_field *own)
{
    struct doc *map = field_map(f, "choices");
    int n = map ? map->count : 0;
    if (n == 0 && f->map)
        (void)wrong_key(r, f->map, K("procedure.no_choices"), f->map->key);
    if (n > PROCEDURE_ITEMS_MAX) {
        problem_arg(r->p, wrong_key(r, map, K("procedure.too_many"), map->key), 1,
                    arena_printf(r->p->arena, "%d", PROCEDURE_ITEMS_MAX));
        n = PROCEDURE_ITEMS_MAX;
    }
    struct procedure_choice *choice = take_memory(r, (size_t)n, sizeof *choice);
    if (!choice)
        return;
    own->choice = choice;
    for (struct doc *d = map ? map->first : NULL; d && own->choices < (size_t)n; d = d->next) {
        struct procedure_choice *c = &choice[own->choices++];
        d->is_asked = true;
        c->code = d->key;
        if (!id_is_fit(d->key))
            wrong_key(r, d, K("procedure.id_unfit"), d->key)->hint = K("procedure.id_unfit_hint");
        bilingual_read(r, d, NAME_CHARACTERS_MAX, &c->title);
    }
}

static void to_read(struct reader *r, struct fields *f, struct procedure_field *own)
{
    struct doc *list = texts_field(r, f, "to", PROCEDURE_ITEMS_MAX);
    struct str *to = take_memory(r, list ? (size_t)list->count : 0, sizeof *to);
    if (!to)
        return;
    own->to = to;
    for (struct doc *d = list ? list->first : NULL; d; d = d->next) {
        if (d->kind != DOC_TEXT)
            continue;
        if (!id_is_fit(d->text))
            wrong(r, d, K("procedure.id_unfit"), d->text)->hint = K("procedure.id_unfit_hint");
        to[own->tos++] = d->text;
    }
    if (own->tos == 0 && f->map)
        (void)wrong_key(r, f->map, K("procedure.no_targets"), f->map->key);
}

/* The words that mean something else in every expression, and those of the language. */
static bool is_taken(struct str id)
{
    static const struct str taken[] = {
        STR_INIT("state"),   STR_INIT("today"),    STR_INIT("opened"),    STR_INIT("done"),
        STR_INIT("times"),   STR_INIT("last"),     STR_INIT("recently"),  STR_INIT("overdue"),
        STR_INIT("left"),    STR_INIT("missed"),   STR_INIT("code"),      STR_INIT("and"),
        STR_INIT("between"), STR_INIT("else"),     STR_INIT("every"),     STR_INIT("false"),
        STR_INIT("for"),     STR_INIT("function"), STR_INIT("if"),        STR_INIT("in"),
        STR_INIT("not"),     STR_INIT("null"),     STR_INIT("of"),        STR_INIT("or"),
        STR_INIT("return"),  STR_INIT("some"),     STR_INIT("satisfies"), STR_INIT("then"),
        STR_INIT("true"),    STR_INIT("item"),     STR_INIT("external"),  STR_INIT("instance"),
    };
    for (size_t i = 0; i < COUNT_OF(taken); i++)
        if (str_eq(taken[i], id))
            return true;
    return false;
}

/* Its kind first: what else it has depends on it, and others ask for it. */
static void kind_read(struct reader *r, struct fields *f, struct procedure_field *own)
{
    int kind = -1;
    if (field_choice(f, "type", kind_names, FIELD__COUNT, &kind))
        own->kind = (enum procedure_field_kind)kind;
    else if (f->map && !field_is_there(f, "type"))
        wrong_key(r, f->map, K("procedure.type_missing"), f->map->key)->hint = K("procedure.type_hint");
}

static void class_read(struct fields *f, struct procedure_field *own)
{
    static const char *const names[] = {"internal", "public", "private"};
    int class = 0;
    (void)field_choice(f, "class", names, COUNT_OF(names), &class);
    own->is_public = class == 1;
    own->is_private = class == 2;
}

static void field_read(struct reader *r, struct fields *f, struct procedure_field *own)
{
    struct doc *hint = field(f, "hint");
    bilingual_inline(r, f, NAME_CHARACTERS_MAX, &own->title);
    bilingual_read(r, hint, HINT_CHARACTERS_MAX, &own->hint);
    if (f->map && own->title.zh.n == 0)
        wrong_key(r, f->map, K("procedure.title_missing"), f->map->key)->hint = K("procedure.inline_hint");
    class_read(f, own);
    max_read(f, own);
    switch (own->kind) {
    case FIELD_NUMBER:
        bilingual_read(r, field(f, "unit"), NAME_CHARACTERS_MAX, &own->unit);
        limits_read(r, f, own);
        break;
    case FIELD_CHOICE:
        choices_read(r, f, own);
        break;
    case FIELD_ORGANS:
        bilingual_read(r, field(f, "with"), NAME_CHARACTERS_MAX, &own->with);
        break;
    case FIELD_LINK:
        to_read(r, f, own);
        break;
    case FIELD_PERSON:
        if (f->map && !field_is_there(f, "of"))
            (void)wrong_key(r, f->map, K("procedure.of_missing"), f->map->key);
        own->of = field_of_kind(r, f, "of", 1u << FIELD_ORGAN);
        break;
    default:
        break;
    }
}

void fields_read(struct reader *r)
{
    struct fields *all = take_memory(r, r->n[THING_FIELD], sizeof *all);
    for (size_t i = 0; all && i < r->n[THING_FIELD]; i++) {
        struct doc *d = r->doc[THING_FIELD][i];
        r->field[i] = (struct procedure_field){.id = d->key, .of = -1, .place = place_of_key(d)};
        all[i] = fields_of(r, d);
        kind_read(r, &all[i], &r->field[i]);
        if (is_taken(d->key))
            (void)wrong_key(r, d, K("procedure.name_taken"), d->key);
    }
    for (size_t i = 0; all && i < r->n[THING_FIELD]; i++) {
        field_read(r, &all[i], &r->field[i]);
        fields_done(&all[i]);
    }
    if (r->n[THING_FIELD] == 0)
        (void)PROBLEM(r->p, 0, 0, "procedure.no_fields");
}

void states_read(struct reader *r)
{
    static const char *const is[] = {"open", "closed"};
    for (size_t i = 0; i < r->n[THING_STATE]; i++) {
        struct doc *d = r->doc[THING_STATE][i];
        struct procedure_state *s = &r->state[i];
        *s = (struct procedure_state){.id = d->key, .place = place_of_key(d)};
        if (d->kind == DOC_TEXT) {
            bilingual_read(r, d, NAME_CHARACTERS_MAX, &s->title);
            continue;
        }
        struct fields f = fields_of(r, d);
        int closed = 0;
        bilingual_inline(r, &f, NAME_CHARACTERS_MAX, &s->title);
        if (f.map && s->title.zh.n == 0)
            wrong_key(r, d, K("procedure.title_missing"), d->key)->hint = K("procedure.inline_hint");
        (void)field_choice(&f, "is", is, COUNT_OF(is), &closed);
        s->is_closed = closed == 1;
        fields_done(&f);
    }
    if (r->n[THING_STATE] == 0)
        (void)PROBLEM(r->p, 0, 0, "procedure.no_states");
}

/* ---- the list */

static bool column_read(struct reader *r, const struct doc *d, struct procedure_column *ret)
{
    static const struct str own[] = {[COLUMN_CODE] = STR_INIT("code"),
                                     [COLUMN_STATE] = STR_INIT("state"),
                                     [COLUMN_OPENED] = STR_INIT("opened")};
    for (size_t i = 0; i < COUNT_OF(own); i++)
        if (str_eq(d->text, own[i])) {
            *ret = (struct procedure_column){(enum procedure_column_kind)i, -1};
            return true;
        }
    *ret = (struct procedure_column){COLUMN_FIELD, name_find(r, THING_FIELD, d, 0, d->text)};
    if (ret->field >= 0 && r->field[ret->field].is_private) {
        (void)wrong(r, d, K("procedure.private_in_list"), d->text);
        return false;
    }
    return ret->field >= 0;
}

static const struct procedure_column *columns_read(struct reader *r, struct fields *f, const char *key,
                                                   unsigned kinds, size_t *ret_n)
{
    struct doc *list = texts_field(r, f, key, PROCEDURE_ITEMS_MAX);
    struct procedure_column *c = take_memory(r, list ? (size_t)list->count : 0, sizeof *c);
    size_t n = 0;
    for (struct doc *d = list && c ? list->first : NULL; d; d = d->next) {
        if (d->kind != DOC_TEXT || !column_read(r, d, &c[n]))
            continue;
        bool is_fit = c[n].kind != COLUMN_FIELD || (kinds >> r->field[c[n].field].kind & 1);
        if (!is_fit)
            problem_arg(r->p, wrong(r, d, K("procedure.not_in_lists"), d->text), 1, list->key);
        for (size_t i = 0; is_fit && i < n; i++)
            if (c[i].kind == c[n].kind && c[i].field == c[n].field) {
                (void)wrong(r, d, K("procedure.named_twice"), d->text);
                is_fit = false;
            }
        n += is_fit;
    }
    *ret_n = n;
    return c;
}

void list_read(struct reader *r, struct doc *lists)
{
    const unsigned all = (1u << FIELD__COUNT) - 1, columns = all & ~(1u << FIELD_LONG_TEXT),
                   filters = 1u << FIELD_CHOICE | 1u << FIELD_ORGAN | 1u << FIELD_ORGANS | 1u << FIELD_DATE |
                             1u << FIELD_YES_NO | 1u << FIELD_LINK | 1u << FIELD_PERSON;
    struct fields f = fields_of(r, lists);
    struct fields main = fields_of(r, field(&f, "main"));
    struct procedure_list *l = &r->pr.list;
    l->column = columns_read(r, &main, "columns", columns, &l->columns);
    l->filter = columns_read(r, &main, "filters", filters, &l->filters);
    fields_done(&main);
    fields_done(&f);
}
