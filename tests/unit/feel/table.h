/* For the tests of decision tables: a table drawn as text, cells between |, one line for each row. */
#ifndef TEST_FEEL_TABLE_H
#define TEST_FEEL_TABLE_H

#include <stdlib.h>

#include "ask.h"
#include "feel/rules.h"

struct drawn {
    struct ask k; /* scope: inputs added by drawn_input */
    struct feel_input input[12];
    struct value value[12];
    struct rules rules;
    const struct rules_program *program;
    const int *row;
    size_t rows;
    enum rc rc; /* of reading and compiling */
};

static inline struct drawn *drawn_new(void)
{
    struct drawn *d = calloc(1, sizeof *d);
    assert_non_null(d);
    d->k = ask_new();
    d->k.scope.input = d->input;
    d->k.run.arena = d->k.arena;
    d->k.run.input = d->value;
    return d;
}

static inline void drawn_free(struct drawn *d)
{
    ask_free(&d->k);
    free(d);
}

static inline void drawn_input(struct drawn *d, const char *name, const struct feel_type *t)
{
    assert_true(d->k.scope.inputs < COUNT_OF(d->input));
    d->input[d->k.scope.inputs++] = (struct feel_input){str_c(name), t};
}

/* A text that is FEEL, as a value. */
static inline struct value drawn_value(struct drawn *d, const char *text)
{
    struct feel_scope none = {0};
    struct feel_run run = {.arena = d->k.arena};
    const struct feel_program *p;
    if (feel_compile(d->k.arena, str_c(text), &none, &p, d->k.problems) != RC_OK)
        fail_msg("%s does not compile", text);
    return feel_eval(p, &run);
}

#define DRAWN_CELLS 4000
static inline void drawn_cells(struct drawn *d, const char *text, const struct str **ret_cell,
                               size_t *ret_rows, size_t *ret_cols)
{
    struct str *cell = ARENA_ARRAY(d->k.arena, struct str, DRAWN_CELLS);
    struct str rest = str_c(text), line;
    size_t cols = 0, rows = 0, n = 0;
    while (str_split(&rest, '\n', &line)) {
        struct str left = line, piece;
        size_t c = 0;
        while (str_split(&left, '|', &piece)) {
            assert_true(n < DRAWN_CELLS);
            cell[n++] = str_trim(piece);
            c++;
        }
        cols = rows ? cols : c;
        for (; c < cols; c++)
            cell[n++] = STR("");
        assert_int_equal(c, cols);
        rows++;
    }
    *ret_cell = cell;
    *ret_rows = rows;
    *ret_cols = cols;
}

/* Reads and compiles; the first line of the text is line 1. */
static inline void draw(struct drawn *d, const char *text)
{
    const struct str *cell;
    size_t rows, cols;
    *d->k.problems = (struct problems){.arena = d->k.arena};
    drawn_cells(d, text, &cell, &rows, &cols);
    d->rc = rules_of_grid(d->k.arena, cell, rows, cols, 1, STR("表"), &d->rules, d->k.problems);
    if (d->rc == RC_OK)
        d->rc = rules_compile(d->k.arena, &d->rules, &d->k.scope, &d->program, d->k.problems);
}

/* The result as a literal, then the rows that hit: "10 [1]". */
static inline struct str drawn_ask(struct drawn *d)
{
    struct buf out CLEANUP(buf_release) = {0};
    if (d->rc != RC_OK)
        return ask_problem(&d->k);
    d->k.value = rules_eval(d->program, &d->k.run, &d->row, &d->rows);
    value_literal(&out, d->k.value, NULL);
    buf_put(&out, STR(" ["));
    for (size_t i = 0; i < d->rows; i++)
        buf_printf(&out, "%s%d", i ? " " : "", d->row[i]);
    buf_putc(&out, ']');
    return arena_str(d->k.arena, buf_str(&out));
}

static inline void assert_str(struct str got, const char *wanted)
{
    if (!str_eq(got, str_c(wanted)))
        fail_msg("got    %.*s\nwanted %s", STR_ARG(got), wanted);
}

static inline void assert_answer(struct drawn *d, const char *wanted) { assert_str(drawn_ask(d), wanted); }

#endif
