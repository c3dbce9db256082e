/* A file of an office names procedures that ship (it opens a lead, it links a decision), so it is looked at
 * together with them; one of the same id takes the place of the one that ships. */
#include "main/procedure.h"

#include <stdio.h>

#include "base/key.h"
#include "domain/procedure_book.h"
#include "procedure/explain.h"
#include "text/text.h"
#include "web/asset.h"

#define FILES_MAX 100

struct desk {
    struct arena *a;
    enum lang lang;
    struct procedure_words words;
    const struct procedure *set[FILES_MAX + 100];
    struct str file[FILES_MAX]; /* of the first ones; those that ship come behind */
    struct problems *problems;  /* [FILES_MAX + 100] */
    size_t n, files;
};

static struct desk *desk_new(struct arena *a, enum lang lang)
{
    struct desk *d = ARENA_NEW(a, struct desk);
    *d = (struct desk){.a = a, .lang = lang, .words = procedure_words_here()};
    d->problems = ARENA_ARRAY(a, struct problems, COUNT_OF(d->set));
    for (size_t i = 0; i < COUNT_OF(d->set); i++)
        d->problems[i].arena = a;
    return d;
}

static bool has(const struct desk *d, struct str id)
{
    for (size_t i = 0; i < d->n; i++)
        if (str_eq(d->set[i]->id, id))
            return true;
    return false;
}

/* Those that ship and that no file stands for. */
static void add_shipped(struct desk *d)
{
    for (size_t i = 0; i < ASSETS_PROCEDURES_COUNT && d->n < COUNT_OF(d->set); i++) {
        const struct procedure *p = NULL;
        struct problems *problems = &d->problems[d->n];
        if (procedure_read(d->a, ASSETS_PROCEDURES[i].raw, &d->words, &p, problems, NULL) == RC_OK &&
            !has(d, p->id))
            d->set[d->n++] = p;
        problems_clear(problems);
    }
}

static enum rc add_text(struct desk *d, struct str file, struct str text, struct err *err)
{
    struct problems *problems = &d->problems[d->n];
    enum rc rc = procedure_read(d->a, text, &d->words, &d->set[d->n], problems, err);
    command_say_problems(d->a, d->lang, file, problems);
    problems_clear(problems);
    if (rc == RC_OK) {
        d->file[d->n++] = file;
        d->files = d->n;
    }
    return rc;
}

static enum rc add_file(struct desk *d, struct str file, struct err *err)
{
    struct str text;
    enum rc rc = command_read_file(d->a, file, PROCEDURE_TEXT_MAX + 1, &text, err);
    return rc == RC_OK ? add_text(d, file, text, err) : rc;
}

/* What only the whole set shows, of the files that were given. */
static bool hold_together(struct desk *d)
{
    size_t blocking = 0;
    add_shipped(d);
    procedures_check(d->a, d->set, d->n, d->problems);
    for (size_t i = 0; i < d->files; i++) {
        command_say_problems(d->a, d->lang, d->file[i], &d->problems[i]);
        blocking += d->problems[i].blocking;
    }
    return blocking == 0;
}

static void say(struct desk *d, const char *key, struct str arg) { command_say(d->lang, d->a, key, &arg, 1); }

int command_procedure_check(const struct command *c, struct arena *a, enum lang lang, const struct str *value)
{
    struct desk *d = desk_new(a, lang);
    struct str files = value[c->options], file;
    size_t wrong = 0, n = 0;
    while (str_split(&files, '\n', &file)) {
        struct err err = {0};
        if (++n > FILES_MAX) {
            say(d, K("procedure_command.too_many"), arena_printf(a, "%d", FILES_MAX));
            return EXIT_USAGE;
        }
        enum rc rc = add_file(d, file, &err);
        if (rc != RC_OK && rc != RC_INVALID && rc != RC_TOO_LARGE)
            return command_fail(a, lang, &err);
        wrong += rc != RC_OK;
    }
    if (n == 0) {
        say(d, K("procedure_command.usage"), STR("procedure check FILE…"));
        return EXIT_USAGE;
    }
    if (wrong || !hold_together(d)) {
        say(d, K("procedure_command.faulty"), STR(""));
        return EXIT_FOUND;
    }
    say(d, K("procedure_command.sound"), arena_printf(a, "%zu", n));
    return EXIT_DONE;
}

/* ---- in words */

static const struct procedure *shipped(struct desk *d, struct str id)
{
    for (size_t i = 0; i < d->n; i++)
        if (str_eq(d->set[i]->id, id))
            return d->set[i];
    return NULL;
}

static void print(const struct regulation *r)
{
    (void)printf("%.*s\n", STR_ARG(r->title));
    for (size_t i = 0; i < r->sections; i++) {
        (void)printf("\n%.*s\n", STR_ARG(r->section[i].title));
        for (size_t k = 0; k < r->section[i].articles; k++)
            (void)printf("%3d. %.*s\n", r->section[i].article[k].number,
                         STR_ARG(r->section[i].article[k].text));
    }
}

int command_procedure_explain(const struct command *c, struct arena *a, enum lang lang,
                              const struct str *value)
{
    struct desk *d = desk_new(a, lang);
    struct str what = value[c->options];
    struct err err = {0};
    if (what.n == 0) {
        say(d, K("procedure_command.usage"), STR("procedure explain FILE|ID"));
        return EXIT_USAGE;
    }
    bool is_file = str_ends(what, STR(".yaml")) || str_ends(what, STR(".yml")) || str_eq(what, STR("-")) ||
                   str_find(what, '/') < what.n;
    if (is_file && add_file(d, what, &err) != RC_OK)
        return command_fail(a, lang, &err);
    add_shipped(d);
    const struct procedure *p = is_file ? d->set[0] : shipped(d, what);
    if (!p) {
        say(d, K("procedure_command.no_such"), what);
        return EXIT_CANNOT;
    }
    struct regulation r = procedure_explain(a, p, &d->words, d->set, d->n, lang);
    print(&r);
    return EXIT_DONE;
}
