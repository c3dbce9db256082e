#include "doc/fields.h"

#include "base/buf.h"

bool doc_word_means(const struct doc_words *words, struct str said, const char *key)
{
    for (size_t i = 0; words && i < words->n; i++)
        if (str_eq(words->word[i].said, said) && str_eq(str_c(words->word[i].key), str_c(key)))
            return true;
    return false;
}

struct problem *doc_problem(struct problems *p, const struct doc *d, const char *text)
{
    struct problem *q = problem_add(p, d ? d->line : 0, d ? d->column : 0, text);
    if (d && d->kind == DOC_TEXT)
        problem_value(p, q, d->text);
    return q;
}

void doc_nearest_hint(struct problems *p, struct problem *q, const struct nearest *n)
{
    if (n->best.n) {
        problem_arg(p, q, 1, n->best);
        q->hint = "score.nearest_hint";
    }
}

void doc_place_problems(struct problems *p, const struct doc *d, size_t first)
{
    for (size_t i = first; i < p->n; i++) {
        struct problem *q = &p->item[i];
        bool is_known = q->line > 0 && d->text_column > 0;
        q->column = is_known && q->column > 0 ? q->column + d->text_column - 1 : 0;
        q->line = is_known ? q->line + d->text_line - 1 : d->line;
        q->suggest = (struct str){0}; /* it was for a field of its own; the hint names the word */
    }
}

struct fields doc_fields(struct problems *p, const struct doc_words *words, struct doc *d)
{
    if (d && d->kind != DOC_MAP) {
        struct problem *q = doc_problem(p, d, "score.map_wanted");
        problem_arg(p, q, 0, d->key.n || d->kind != DOC_TEXT ? d->key : d->text);
        d = NULL;
    }
    return (struct fields){.p = p, .words = words, .map = d};
}

struct doc *field(struct fields *f, const char *key)
{
    ASSERT(f->asked_count < FIELDS_MAX);
    f->asked[f->asked_count++] = key;
    for (struct doc *d = f->map ? f->map->first : NULL; d; d = d->next)
        if (str_eq(d->key, str_c(key))) {
            d->is_asked = true;
            return d;
        }
    return NULL;
}

/* {formula: max(0, a)}: the comma ends the value, and the rest stands there as a key. */
static bool is_cut_expression(const struct doc *d)
{
    return d->kind == DOC_TEXT && d->text.n == 0 && str_find(d->key, ')') < d->key.n;
}

/* {id:a}, {id：a}: without a blank after the colon, or with one of full width, it is one key, and no value.
 */
bool lacks_blank(const struct doc *d)
{
    return d->kind == DOC_TEXT && d->text.n == 0 &&
           (str_find(d->key, ':') < d->key.n || str_find_str(d->key, STR("：")) < d->key.n);
}

void fields_done(struct fields *f)
{
    for (struct doc *d = f->map ? f->map->first : NULL; d; d = d->next) {
        if (d->is_asked)
            continue;
        bool is_shown = f->p->n < LIMIT_PROBLEMS; /* else nobody reads what was meant */
        struct problem *q = PROBLEM(f->p, d->key_line, d->key_column, "score.unknown_key");
        problem_arg(f->p, q, 0, d->key);
        struct nearest n = {.to = d->key};
        for (int i = 0; i < f->asked_count && is_shown; i++)
            nearest_try(&n, str_c(f->asked[i]));
        for (int i = 0; i < f->asked_count && !n.best.n; i++)
            if (doc_word_means(f->words, d->key, f->asked[i]))
                n.best = str_c(f->asked[i]);
        doc_nearest_hint(f->p, q, &n);
        if (is_cut_expression(d))
            q->hint = "score.comma_hint";
        if (lacks_blank(d))
            q->hint = "score.colon_hint";
    }
}

/* NULL when it is not there, or is no text. */
static struct doc *text_field(struct fields *f, const char *key)
{
    struct doc *d = field(f, key);
    if (!d || d->kind == DOC_TEXT)
        return d;
    struct problem *q = doc_problem(f->p, d, "score.text_wanted");
    problem_arg(f->p, q, 0, d->key);
    return NULL;
}

bool field_text(struct fields *f, const char *key, struct str *ret)
{
    struct doc *d = text_field(f, key);
    if (!d || d->text.n == 0)
        return false;
    *ret = d->text;
    return true;
}

static struct str int_text(struct problems *p, int n) { return arena_printf(p->arena, "%d", n); }

bool field_int(struct fields *f, const char *key, int least, int most, int *ret)
{
    struct doc *d = field(f, key);
    int64_t v;
    if (!d)
        return false;
    if (d->kind == DOC_TEXT && str_to_i64(d->text, &v) && v >= least && v <= most) {
        *ret = (int)v;
        return true;
    }
    struct problem *q = doc_problem(f->p, d, "score.integer_wanted");
    problem_arg(f->p, q, 0, d->key);
    problem_arg(f->p, q, 1, int_text(f->p, least));
    problem_arg(f->p, q, 2, int_text(f->p, most));
    return false;
}

/* All the words that may stand there, for one that is like none of them. */
static void choices_hint(struct problems *p, struct problem *q, const char *const *names, int count)
{
    struct buf list CLEANUP(buf_release) = {0};
    for (int i = 0; i < count; i++)
        buf_printf(&list, "%s%s", i ? " " : "", names[i]);
    if (list.failed)
        return;
    problem_arg(p, q, 3, buf_str(&list));
    q->hint = "score.choices_hint";
}

bool field_choice(struct fields *f, const char *key, const char *const *names, int count, int *ret)
{
    struct doc *d = text_field(f, key);
    if (!d)
        return false;
    struct nearest n = {.to = d->text};
    for (int i = 0; i < count; i++) {
        if (str_eq(d->text, str_c(names[i]))) {
            *ret = i;
            return true;
        }
        nearest_try(&n, str_c(names[i]));
    }
    struct problem *q = doc_problem(f->p, d, "score.unknown_word");
    problem_arg(f->p, q, 0, d->text);
    problem_arg(f->p, q, 2, d->key);
    for (int i = 0; i < count && !n.best.n; i++)
        if (doc_word_means(f->words, d->text, names[i]))
            n.best = str_c(names[i]);
    choices_hint(f->p, q, names, count);
    doc_nearest_hint(f->p, q, &n);
    return false;
}

bool field_bool(struct fields *f, const char *key, bool *ret)
{
    static const char *const names[] = {"false", "true", "no", "yes"};
    int v;
    if (!field_choice(f, key, names, (int)COUNT_OF(names), &v))
        return false;
    *ret = v & 1;
    return true;
}

struct doc *field_list(struct fields *f, const char *key)
{
    struct doc *d = field(f, key);
    if (!d || d->kind == DOC_LIST)
        return d;
    struct problem *q = doc_problem(f->p, d, "score.list_wanted");
    problem_arg(f->p, q, 0, d->key);
    if (d->kind == DOC_TEXT && d->text.n) {
        problem_arg(f->p, q, 1, d->text);
        q->hint = "score.list_hint";
    }
    return NULL;
}

struct doc *field_map(struct fields *f, const char *key)
{
    struct doc *d = field(f, key);
    if (!d || d->kind == DOC_MAP)
        return d;
    struct problem *q = doc_problem(f->p, d, "score.map_wanted");
    problem_arg(f->p, q, 0, d->key);
    return NULL;
}

bool field_is_there(const struct fields *f, const char *key)
{
    for (const struct doc *d = f->map ? f->map->first : NULL; d; d = d->next)
        if (str_eq(d->key, str_c(key)))
            return true;
    return false;
}
