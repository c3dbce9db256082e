/* The sections of the regulation, and the words that all of them use. */
#include "procedure/speaker.h"
#include "text/text.h"

struct str say(const struct speaker *s, const char *key, struct str x, struct str y, struct str z)
{
    const struct str arg[] = {x, y, z};
    return text_fill(s->a, text_get(s->lang, key), arg, COUNT_OF(arg));
}

struct str say_end(const struct speaker *s, struct buf *b)
{
    struct str kept = arena_str(s->a, buf_str(b));
    buf_release(b);
    return kept;
}

void list_put(struct list_of *l, struct str item)
{
    if (l->b.n)
        buf_put(&l->b, T(l->s->lang, "procedure.say_comma"));
    buf_put(&l->b, item);
}

struct str list_end(struct list_of *l) { return say_end(l->s, &l->b); }

struct str text_of(const struct speaker *s, struct bilingual t) { return bilingual_text(t, s->lang); }
struct str field_title(const struct speaker *s, int field) { return text_of(s, s->p->field[field].title); }
struct str count_words(const struct speaker *s, int n) { return arena_printf(s->a, "%d", n); }

static struct str quoted(const struct speaker *s, struct bilingual t)
{
    return SAY1(s, K("procedure.say_quoted"), text_of(s, t));
}

struct str acts_words(const struct speaker *s, uint64_t acts)
{
    struct list_of l = {.s = s};
    for (size_t i = 0; i < s->p->acts; i++)
        if (acts >> i & 1)
            list_put(&l, quoted(s, s->p->act[i].title));
    return list_end(&l);
}

struct str states_words(const struct speaker *s, uint32_t states)
{
    struct list_of l = {.s = s};
    for (size_t i = 0; i < s->p->states; i++)
        if (states >> i & 1)
            list_put(&l, quoted(s, s->p->state[i].title));
    return list_end(&l);
}

struct str fields_words(const struct speaker *s, uint64_t fields)
{
    struct list_of l = {.s = s};
    for (size_t i = 0; i < s->p->fields; i++)
        if (fields >> i & 1)
            list_put(&l, text_of(s, s->p->field[i].title));
    return list_end(&l);
}

struct str who_words(const struct speaker *s, const struct procedure_whos *w)
{
    struct list_of l = {.s = s};
    for (size_t i = 0; i < w->n; i++)
        for (size_t r = 0; r < s->words->roles; r++) {
            if (!(w->who[i].roles >> r & 1))
                continue;
            struct str key = arena_printf(s->a, "role.%.*s", STR_ARG(s->words->role[r]));
            struct str role = text_get(s->lang, key.p);
            list_put(&l, w->who[i].field < 0
                             ? role
                             : SAY2(s, K("procedure.say_role_of"), role, field_title(s, w->who[i].field)));
        }
    return list_end(&l);
}

struct str duration_words(const struct speaker *s, struct time_limit l)
{
    struct str arg[2];
    const char *key = limit_text(s->a, l, arg);
    return SAY2(s, key, arg[0], arg[1]);
}

struct str on_words(const struct speaker *s, const struct procedure_on *on)
{
    const struct procedure *p = s->p;
    switch (on->kind) {
    case ON_ACT:
        return SAY1(s, K("procedure.say_on_act"), text_of(s, p->act[on->index].title));
    case ON_CLOCK_WARNED:
        return on->rung ? SAY2(s, K("procedure.say_on_warned_n"), text_of(s, p->clock[on->index].title),
                               count_words(s, on->rung))
                        : SAY1(s, K("procedure.say_on_warned"), text_of(s, p->clock[on->index].title));
    case ON_CLOCK_EXPIRED:
        return SAY1(s, K("procedure.say_on_expired"), text_of(s, p->clock[on->index].title));
    case ON_CADENCE_ASKED:
        return SAY1(s, K("procedure.say_on_asked"), text_of(s, p->cadence[on->index].title));
    default:
        return SAY1(s, K("procedure.say_on_missed"), text_of(s, p->cadence[on->index].title));
    }
}

struct str procedure_title(const struct speaker *s, struct str id)
{
    for (size_t i = 0; i < s->n; i++)
        if (str_eq(s->set[i]->id, id))
            return text_of(s, s->set[i]->title);
    return str_eq(id, s->p->id) ? text_of(s, s->p->title) : id;
}

struct str procedure_who_text(struct arena *a, const struct procedure *p, const struct procedure_words *words,
                              const struct procedure_whos *w, enum lang lang)
{
    const struct speaker s = {.a = a, .p = p, .words = words, .lang = lang};
    return who_words(&s, w);
}

struct str procedure_on_text(struct arena *a, const struct procedure *p, const struct procedure_on *on,
                             enum lang lang)
{
    const struct speaker s = {.a = a, .p = p, .lang = lang};
    return on_words(&s, on);
}

struct str procedure_expr_text(struct arena *a, const struct procedure *p,
                               const struct procedure_words *words, const struct procedure_expr *e,
                               enum lang lang)
{
    const struct speaker s = {.a = a, .p = p, .words = words, .lang = lang};
    return expr_words(&s, e);
}

/* ---- sections */

struct regulation procedure_explain(struct arena *a, const struct procedure *p,
                                    const struct procedure_words *words, const struct procedure *const *set,
                                    size_t n, enum lang lang)
{
    static const struct {
        const char *title;
        size_t (*say)(const struct speaker *s, struct regulation_article *to);
    } sections[REGULATION_SECTIONS_MAX] = {
        {K("procedure.say_head"), say_head},     {K("procedure.say_fields"), say_fields},
        {K("procedure.say_states"), say_states}, {K("procedure.say_acts"), say_acts},
        {K("procedure.say_clocks"), say_clocks}, {K("procedure.say_cadences"), say_cadences},
        {K("procedure.say_rules"), say_rules},   {K("procedure.say_facts"), say_facts},
    };
    const struct speaker s = {a, p, words, set, n, lang};
    struct regulation r = {.title = SAY1(&s, K("procedure.say_title"), text_of(&s, p->title))};
    int number = 0;
    for (size_t i = 0; i < COUNT_OF(sections); i++) {
        struct regulation_article *article =
            ARENA_ARRAY(a, struct regulation_article, PROCEDURE_ACTS_MAX + 8);
        size_t articles = sections[i].say(&s, article);
        for (size_t k = 0; k < articles; k++)
            article[k].number = ++number;
        if (articles)
            r.section[r.sections++] =
                (struct regulation_section){text_get(lang, sections[i].title), article, articles};
    }
    return r;
}
