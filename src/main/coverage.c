#include "main/coverage.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/key.h"
#include "domain/register_check.h"
#include "main/house.h"
#include "procedure/coverage.h"
#include "text/text.h"
#include "web/asset.h"

#define TESTS_BYTES_MAX (1024 * 1024)

struct survey {
    struct arena *a;
    enum lang lang;
    struct str tests; /* directory; n = 0: not asked for */
    struct coverage coverage;
    const struct procedure **set; /* those that ship */
    size_t n, wrong;
    size_t works[COVERAGE_YES + 1];
};

static enum rc read_shipped(struct survey *s, struct err *err)
{
    struct procedure_words words = procedure_words_here();
    struct problems *problems = ARENA_NEW(s->a, struct problems);
    enum rc rc = RC_OK;
    s->set = ARENA_ARRAY(s->a, const struct procedure *, ASSETS_PROCEDURES_COUNT + 1);
    for (size_t i = 0; i < ASSETS_PROCEDURES_COUNT && rc == RC_OK; i++) {
        *problems = (struct problems){.arena = s->a};
        rc = procedure_read(s->a, ASSETS_PROCEDURES[i].raw, &words, &s->set[s->n], problems, err);
        s->n += rc == RC_OK;
    }
    return rc;
}

static struct place_in_file place_of(const struct survey *s, const struct coverage_line *l)
{
    for (size_t i = 0; i < s->n; i++)
        if (str_eq(s->set[i]->id, l->procedure))
            return coverage_place(s->set[i], l->kind, l->id);
    return (struct place_in_file){0};
}

static void say(struct survey *s, const char *key, struct str a0, struct str a1, struct str a2)
{
    struct str arg[] = {a0, a1, a2};
    command_say(s->lang, s->a, key, arg, COUNT_OF(arg));
    s->wrong++;
}

/* test st_01_… is def test_st_01_…(city) in case_mechanisms_st.py */
static bool test_is_there(struct survey *s, struct str test, struct str *ret_path)
{
    struct err err = {0};
    struct str text;
    *ret_path = arena_printf(s->a, "%.*s/case_mechanisms_%.*s.py", STR_ARG(s->tests),
                             STR_ARG(str_sub(test, 0, str_find(test, '_'))));
    struct str def = arena_printf(s->a, "def test_%.*s(", STR_ARG(test));
    return command_read_file(s->a, *ret_path, TESTS_BYTES_MAX, &text, &err) == RC_OK &&
           str_find_str(text, def) < text.n;
}

static void survey_mechanism(struct survey *s, const struct coverage_mechanism *m)
{
    static const char *const WORKS[] = {"no", "partly", "yes"};
    struct str path;
    s->works[m->works]++;
    if (m->bys == 0)
        (void)printf("%.*s\t%s\t\t\t\n", STR_ARG(m->id), WORKS[m->works]);
    for (size_t i = 0; i < m->bys; i++) {
        const struct coverage_line *l = &m->by[i];
        struct place_in_file at = place_of(s, l);
        if (at.line == 0)
            say(s, K("coverage.gone"), m->id,
                arena_printf(s->a, "%.*s %.*s %.*s", STR_ARG(l->procedure), STR_ARG(l->kind), STR_ARG(l->id)),
                (struct str){0});
        (void)printf("%.*s\t%s\t%.*s.yaml:%d:%d\t%.*s %.*s\ttest_%.*s\n", STR_ARG(m->id), WORKS[m->works],
                     STR_ARG(l->procedure), at.line, at.column, STR_ARG(l->kind), STR_ARG(l->id),
                     STR_ARG(m->test));
    }
    if (s->tests.n && m->test.n && !test_is_there(s, m->test, &path))
        say(s, K("coverage.no_test"), m->id, arena_printf(s->a, "test_%.*s", STR_ARG(m->test)), path);
}

int command_procedure_coverage(const struct command *c, struct arena *a, enum lang lang,
                               const struct str *value)
{
    struct survey s = {.a = a, .lang = lang, .tests = command_option(c, value, "tests")};
    struct problems *problems = ARENA_NEW(a, struct problems);
    struct err err = {0};
    *problems = (struct problems){.arena = a};
    enum rc rc = coverage_read(a, ASSET_COVERAGE[0].raw, problems, &s.coverage, &err);
    command_say_problems(a, lang, ASSET_COVERAGE[0].name, problems);
    if (rc == RC_OK)
        rc = read_shipped(&s, &err);
    if (rc != RC_OK)
        return command_fail(a, lang, &err);
    for (size_t i = 0; i < s.coverage.n; i++)
        survey_mechanism(&s, &s.coverage.row[i]);
    struct str sum[] = {arena_printf(a, "%zu", s.coverage.n), arena_printf(a, "%zu", s.works[COVERAGE_YES]),
                        arena_printf(a, "%zu", s.works[COVERAGE_PARTLY]),
                        arena_printf(a, "%zu", s.works[COVERAGE_NO])};
    command_say(lang, a, K("coverage.sum"), sum, COUNT_OF(sum));
    return s.wrong ? EXIT_FOUND : EXIT_DONE;
}

/* ---- registers check ---- */

static bool kind_find(struct str name, int *ret)
{
    for (*ret = 0; *ret < CHECK__COUNT; ++*ret)
        if (str_eq(name, str_c(CHECK_NAMES[*ret])))
            return true;
    return name.n == 0;
}

static int say_unknown(struct arena *a, enum lang lang, struct str name)
{
    struct str arg[2] = {name};
    for (int i = 0; i < CHECK__COUNT; i++)
        arg[1] = arena_printf(a, "%.*s%s%s", STR_ARG(arg[1]), i ? " " : "", CHECK_NAMES[i]);
    command_say(lang, a, K("register_check.unknown_kind"), arg, COUNT_OF(arg));
    return EXIT_USAGE;
}

static void print(struct arena *a, enum lang lang, const struct check_finding *f)
{
    struct str arg[COUNT_OF(f->arg)];
    for (size_t i = 0; i < COUNT_OF(arg); i++)
        arg[i] = bilingual_text(f->arg[i], lang);
    struct str wrong = text_fill(a, text_get(lang, f->text), arg, COUNT_OF(arg));
    (void)printf("%s\t%.*s\t%.*s\t%.*s\t%.*s\n", CHECK_NAMES[f->kind], STR_ARG(f->procedure),
                 STR_ARG(f->code), STR_ARG(bilingual_text(f->title, lang)), STR_ARG(wrong));
}

/* What is found names what lies in the book. */
static enum rc check_house(const struct command *c, struct arena *a, const struct str *value,
                           struct procedure_book *book, struct register_checks *ret, struct err *err)
{
    struct house house CLEANUP(house_close) = {0};
    struct house_wish wish = house_wish_of(c, value);
    struct register_check ask = {.book = book, .coverage = ASSET_COVERAGE[0].raw};
    struct db *db;
    enum rc rc = house_open(a, &wish, &house, err);
    if (rc != RC_OK)
        return rc;
    ask.now_ms = kernel_now_ms(house.kernel);
    rc = kernel_read_begin(house.kernel, 0, &db, err);
    if (rc == RC_OK)
        rc = register_check(db, a, &ask, ret, err);
    kernel_read_end(house.kernel, 0);
    return rc;
}

int command_registers_check(const struct command *c, struct arena *a, enum lang lang, const struct str *value)
{
    struct register_checks checks;
    struct err err = {0};
    size_t found = 0;
    int kind;
    if (!kind_find(command_option(c, value, "kind"), &kind))
        return say_unknown(a, lang, command_option(c, value, "kind"));
    struct procedure_book *book = procedure_book_new(HOUSE_TENANT);
    enum rc rc = check_house(c, a, value, book, &checks, &err);
    if (rc != RC_OK)
        command_say_error(a, lang, &err);
    for (size_t i = 0; rc == RC_OK && i < checks.n; i++)
        if (kind == CHECK__COUNT || (int)checks.row[i].kind == kind) {
            print(a, lang, &checks.row[i]);
            found++;
        }
    procedure_book_free(book);
    return rc != RC_OK ? EXIT_CANNOT : found ? EXIT_FOUND : EXIT_DONE;
}
