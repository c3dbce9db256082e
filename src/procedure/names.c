/* The names of a procedure: which fields, states, acts … there are, found and, when mistyped, guessed. */
#include "procedure/reader.h"

#include "base/buf.h"
#include "base/utf8.h"

void *take_memory(struct reader *r, size_t count, size_t size)
{
    void *p = arena_try_array(r->a, count ? count : 1, size);
    if (!p)
        r->no_memory = true;
    return p;
}

struct fields fields_of(struct reader *r, struct doc *d)
{
    struct fields f = doc_fields(r->p, &procedure_key_words, d);
    f.r = r;
    return f;
}

struct problem *wrong_in(struct reader *r, const struct doc *d, size_t offset, const char *text,
                         struct str about)
{
    struct problem *q = doc_problem(r->p, d, text);
    if (d && d->kind == DOC_TEXT && d->text_column > 0) {
        q->line = d->text_line;
        q->column = d->text_column + (int)utf8_count(str_sub(d->text, 0, offset));
    }
    problem_arg(r->p, q, 0, about);
    return q;
}

struct problem *wrong(struct reader *r, const struct doc *d, const char *text, struct str about)
{
    return wrong_in(r, d, 0, text, about);
}

struct place_in_file place_of_key(const struct doc *d)
{
    return (struct place_in_file){d ? d->key_line : 0, d ? d->key_column : 0};
}

struct problem *wrong_at(struct reader *r, struct place_in_file at, const char *text, struct str about)
{
    struct problem *q = problem_add(r->p, at.line, at.column, text);
    problem_arg(r->p, q, 0, about);
    return q;
}

struct problem *wrong_key(struct reader *r, const struct doc *d, const char *text, struct str about)
{
    return wrong_at(r, place_of_key(d), text, about);
}

bool wants_nearest(const struct reader *r) { return r->p->n < LIMIT_PROBLEMS; }

struct text_words text_words(struct str text)
{
    struct text_words w = {.n = 0};
    for (size_t i = 0; i < text.n;) {
        while (i < text.n && (text.p[i] == ' ' || text.p[i] == '\n' || text.p[i] == '\t'))
            i++;
        size_t from = i;
        while (i < text.n && text.p[i] != ' ' && text.p[i] != '\n' && text.p[i] != '\t')
            i++;
        if (i == from)
            break;
        if (w.n >= TEXT_WORDS_MAX) {
            w.n = TEXT_WORDS_MAX + 1;
            break;
        }
        w.at[w.n] = from;
        w.word[w.n++] = str_sub(text, from, i - from);
    }
    return w;
}

bool id_is_fit(struct str id)
{
    bool is_fit = id.n > 0 && id.n <= ID_BYTES_MAX && id.p[0] >= 'a' && id.p[0] <= 'z';
    for (size_t i = 0; i < id.n; i++) {
        char c = id.p[i];
        is_fit &= (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
    }
    return is_fit;
}

static const struct section {
    const char *key, *unknown; /* NULL: nothing names these */
    size_t most;
} sections[THINGS] = {
    [THING_FIELD] = {"fields", K("procedure.no_field"), PROCEDURE_FIELDS_MAX},
    [THING_STATE] = {"states", K("procedure.no_state"), PROCEDURE_STATES_MAX},
    [THING_ACT] = {"acts", K("procedure.no_act"), PROCEDURE_ACTS_MAX},
    [THING_CLOCK] = {"clocks", K("procedure.no_clock"), PROCEDURE_CLOCKS_MAX},
    [THING_CADENCE] = {"cadences", K("procedure.no_cadence"), PROCEDURE_CADENCES_MAX},
    [THING_RULE] = {"rules", NULL, PROCEDURE_RULES_MAX},
    [THING_FACT] = {"facts", NULL, PROCEDURE_FACTS_MAX},
};

static void section_read(struct reader *r, struct fields *f, enum thing thing)
{
    const struct section *s = &sections[thing];
    struct doc *map = field(f, s->key);
    if (map && map->kind != DOC_MAP) {
        problem_arg(r->p, doc_problem(r->p, map, "score.map_wanted"), 0, map->key);
        map = NULL;
    }
    size_t n = map ? (size_t)map->count : 0;
    if (n > s->most) {
        struct problem *q = wrong_key(r, map, K("procedure.too_many"), map->key);
        problem_arg(r->p, q, 1, arena_printf(r->p->arena, "%zu", s->most));
        n = s->most;
    }
    r->id[thing] = take_memory(r, n, sizeof(struct str));
    r->doc[thing] = take_memory(r, n, sizeof(struct doc *));
    for (struct doc *d = map ? map->first : NULL; d && r->doc[thing] && r->id[thing] && r->n[thing] < n;
         d = d->next) {
        if (!id_is_fit(d->key))
            wrong_key(r, d, K("procedure.id_unfit"), d->key)->hint = K("procedure.id_unfit_hint");
        r->id[thing][r->n[thing]] = d->key;
        r->doc[thing][r->n[thing]++] = d;
    }
}

void names_read(struct reader *r, struct fields *f)
{
    for (enum thing t = 0; t < THINGS; t++)
        section_read(r, f, t);
    r->field = take_memory(r, r->n[THING_FIELD], sizeof *r->field);
    r->state = take_memory(r, r->n[THING_STATE], sizeof *r->state);
    r->act = take_memory(r, r->n[THING_ACT], sizeof *r->act);
    r->clock = take_memory(r, r->n[THING_CLOCK], sizeof *r->clock);
    r->cadence = take_memory(r, r->n[THING_CADENCE], sizeof *r->cadence);
    r->rule = take_memory(r, r->n[THING_RULE], sizeof *r->rule);
    r->fact = take_memory(r, r->n[THING_FACT], sizeof *r->fact);
    struct procedure *p = &r->pr;
    p->field = r->field;
    p->fields = r->n[THING_FIELD];
    p->state = r->state;
    p->states = r->n[THING_STATE];
    p->act = r->act;
    p->acts = r->n[THING_ACT];
    p->clock = r->clock;
    p->clocks = r->n[THING_CLOCK];
    p->cadence = r->cadence;
    p->cadences = r->n[THING_CADENCE];
    p->rule = r->rule;
    p->rules = r->n[THING_RULE];
    p->fact = r->fact;
    p->facts = r->n[THING_FACT];
}

#define SHOWN_NAMES 12

/* Nothing is near: what there is. */
static void known_hint(struct reader *r, struct problem *q, const struct str *known, size_t n)
{
    struct buf list CLEANUP(buf_release) = {0};
    for (size_t i = 0; i < n && i < SHOWN_NAMES; i++)
        buf_printf(&list, "%s%.*s", i ? " " : "", STR_ARG(known[i]));
    if (n > SHOWN_NAMES)
        buf_put(&list, STR(" …"));
    problem_arg(r->p, q, 3, buf_str(&list));
    q->hint = K("score.choices_hint");
}

void name_unknown(struct reader *r, const struct doc *at, size_t offset, const char *text, struct str name,
                  const struct str *known, size_t n)
{
    struct nearest near = {.to = name};
    struct problem *q = wrong_in(r, at, offset, text, name);
    for (size_t i = 0; i < n && wants_nearest(r); i++)
        nearest_try(&near, known[i]);
    if (near.best.n || !wants_nearest(r))
        doc_nearest_hint(r->p, q, &near);
    else if (n)
        known_hint(r, q, known, n);
}

int name_find(struct reader *r, enum thing thing, const struct doc *at, size_t offset, struct str name)
{
    for (size_t i = 0; i < r->n[thing]; i++)
        if (str_eq(r->id[thing][i], name))
            return (int)i;
    name_unknown(r, at, offset, sections[thing].unknown, name, r->id[thing], r->n[thing]);
    return -1;
}
