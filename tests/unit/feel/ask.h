/* For the tests of the language: an expression in, its value as a literal out. What does not compile gives
 * "key line:column", with " → suggestion" when there is one; a value that is null gives "null", and the note
 * is in noted(). */
#ifndef TEST_FEEL_ASK_H
#define TEST_FEEL_ASK_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "feel/feel.h"

struct ask {
    struct arena *arena;
    struct feel_scope scope;
    struct feel_run run;
    struct problems *problems;
    const struct feel_program *program;
    struct value value;
};

static inline struct ask ask_new(void)
{
    struct ask k = {.arena = arena_new(0)};
    k.problems = ARENA_NEW(k.arena, struct problems);
    return k;
}

static inline void ask_free(struct ask *k)
{
    arena_free(k->arena);
    *k = (struct ask){0};
}

static inline struct str ask_problem(struct ask *k)
{
    for (size_t i = 0; i < k->problems->n; i++) {
        const struct problem *p = &k->problems->item[i];
        if (!p->is_warning)
            return arena_printf(k->arena, "%s %d:%d%s%.*s", p->text, p->line, p->column,
                                p->suggest.n ? " → " : "", STR_ARG(p->suggest));
    }
    return STR("no problem");
}

/* The first warning of the check. */
static inline struct str ask_warned(struct ask *k)
{
    for (size_t i = 0; i < k->problems->n; i++)
        if (k->problems->item[i].is_warning)
            return arena_printf(k->arena, "%s %d:%d", k->problems->item[i].text, k->problems->item[i].line,
                                k->problems->item[i].column);
    return STR("");
}

static inline struct str ask_noted(struct ask *k)
{
    return k->run.notes ? arena_printf(k->arena, "%s %d:%d", k->run.note[0].text, k->run.note[0].line,
                                       k->run.note[0].column)
                        : STR("");
}

static inline struct str ask_value(struct ask *k, const char *text)
{
    *k->problems = (struct problems){.arena = k->arena};
    k->run.notes = 0;
    k->program = NULL;
    if (feel_compile(k->arena, str_c(text), &k->scope, &k->program, k->problems) != RC_OK)
        return ask_problem(k);
    k->run.arena = k->arena;
    k->value = feel_eval(k->program, &k->run);
    struct buf out = {0};
    value_literal(&out, k->value, k->scope.zones);
    struct str literal = arena_str(k->arena, buf_str(&out));
    buf_release(&out);
    return literal;
}

struct ask_row {
    const char *text, *value;
};

static inline void assert_rows(struct ask *k, const struct ask_row *row, size_t n)
{
    size_t wrong = 0;
    for (size_t i = 0; i < n; i++) {
        struct str got = ask_value(k, row[i].text);
        if (str_eq(got, str_c(row[i].value)))
            continue;
        wrong++;
        print_error("%s\n  gives  %.*s (%.*s)\n  wanted %s\n", row[i].text, STR_ARG(got),
                    STR_ARG(ask_noted(k)), row[i].value);
    }
    assert_int_equal(wrong, 0);
}

/* The same without inputs. */
#define ASSERT_ROWS(...)                                                                                     \
    do {                                                                                                     \
        static const struct ask_row ROWS[] = {__VA_ARGS__};                                                  \
        struct ask k = ask_new();                                                                            \
        assert_rows(&k, ROWS, COUNT_OF(ROWS));                                                               \
        ask_free(&k);                                                                                        \
    } while (0)

#endif
