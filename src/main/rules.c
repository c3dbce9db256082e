/* A decision table as a person keeps it on a sheet. The table room reads the file, feel the grid. A head that
 * is no expression over the inputs that were given is an input itself: so a table can be checked as it is,
 * without anybody saying what its columns are. */
#include "main/rules.h"

#include <stdio.h>

#include "base/key.h"
#include "base/utf8.h"
#include "domain/rule_finding.h"
#include "main/feel.h"
#include "table/table.h"
#include "text/text.h"

#define INPUTS_MAX 64
#define FINDINGS_MAX 200
#define RUN_BYTES_MAX (256L * 1024 * 1024)

struct asking {
    struct arena *arena;
    enum lang lang;
    struct str file;
    struct problems problems;
    struct rules rules;
    struct feel_input input[INPUTS_MAX + RULES_COLUMNS_MAX];
    struct value value[INPUTS_MAX + RULES_COLUMNS_MAX];
    struct feel_scope scope;
    const struct rules_program *program;
};

static struct str count(struct asking *q, size_t n) { return arena_printf(q->arena, "%zu", n); }

static void say(struct asking *q, const char *key, struct str a)
{
    command_say(q->lang, q->arena, key, &a, 1);
}

/* -- inputs from the command line -- */

/* 2026-01-31, FEEL, or else a text; one that begins like a number was hardly meant as one. */
static struct value value_of(struct asking *q, struct str text)
{
    struct problems *ignored = ARENA_NEW(q->arena, struct problems);
    struct feel_scope none = q->scope;
    none.inputs = 0;
    struct feel_run run = {.arena = q->arena};
    const struct feel_program *p;
    struct value v;
    ignored->arena = q->arena;
    if (date_read(text, &v))
        return v;
    if (feel_compile(q->arena, text, &none, &p, ignored) == RC_OK)
        return feel_eval(p, &run);
    char first = text.n ? text.p[text.n > 1 && strchr("+-.", text.p[0]) ? 1 : 0] : ' ';
    if (first >= '0' && first <= '9')
        say(q, K("rules_command.as_text"), text);
    return value_string(text);
}

static bool read_input(struct asking *q, struct str line)
{
    size_t at = str_find(line, '='), bad;
    struct str name = str_trim(str_sub(line, 0, at));
    if (at == line.n || name.n == 0 || !utf8_is_clean(line, &bad)) {
        say(q, K("rules_command.input_wrong"), line);
        return false;
    }
    if (q->scope.inputs == INPUTS_MAX) {
        say(q, K("rules_command.too_many_inputs"), count(q, INPUTS_MAX));
        return false;
    }
    size_t i = q->scope.inputs++;
    q->value[i] = value_of(q, str_trim(str_sub(line, at + 1, line.n)));
    q->input[i] = (struct feel_input){name, type_of(q->arena, q->value[i])};
    return true;
}

static bool read_inputs(struct asking *q, struct str lines)
{
    struct str line;
    q->scope.input = q->input;
    while (str_split(&lines, '\n', &line))
        if (!read_input(q, line))
            return false;
    return true;
}

/* -- the file -- */

static const struct table *choose(const struct table_book *book, struct str sheet)
{
    for (size_t i = 0; i < book->tables; i++)
        if (sheet.n == 0 || str_eq(book->table[i].sheet, sheet))
            return &book->table[i];
    return NULL;
}

/* The grid with the empty rows that the reader left out, so that lines are those of the file. */
static bool read_grid(struct asking *q, const struct table *t)
{
    int first = t->head.number, last = t->rows ? t->row[t->rows - 1].number : first;
    size_t rows = (size_t)(last - first) + 1;
    struct str *cell = ARENA_ARRAY(q->arena, struct str, rows * t->cols);
    memcpy(cell, t->head.cell, t->cols * sizeof *cell);
    for (size_t r = 0; r < t->rows; r++)
        memcpy(cell + (size_t)(t->row[r].number - first) * t->cols, t->row[r].cell, t->cols * sizeof *cell);
    return rules_of_grid(q->arena, cell, rows, t->cols, first, t->sheet.n ? t->sheet : q->file, &q->rules,
                         &q->problems) == RC_OK;
}

static bool read_table(struct asking *q, struct str sheet, int *ret_status)
{
    struct err err = {0};
    struct str bytes;
    struct table_book book;
    if (command_read_file(q->arena, q->file, LIMIT_UPLOAD_BYTES, &bytes, &err) != RC_OK) {
        *ret_status = command_fail(q->arena, q->lang, &err);
        return false;
    }
    *ret_status = EXIT_FOUND;
    bool is_read = table_book_read(q->arena, bytes, &book, &q->problems) == RC_OK;
    const struct table *t = is_read ? choose(&book, sheet) : NULL;
    if (is_read && !t) {
        say(q, K("table.says_no_sheet"), sheet);
        return false;
    }
    is_read = is_read && read_grid(q, t);
    if (!is_read)
        command_say_problems(q->arena, q->lang, q->file, &q->problems);
    return is_read;
}

/* A head that the inputs so far do not explain is one itself, of the type that its column names. */
static void add_heads(struct asking *q)
{
    struct problems *ignored = ARENA_NEW(q->arena, struct problems);
    const struct feel_program *p;
    for (size_t i = 0; i < q->rules.inputs; i++) {
        const struct rules_input *in = &q->rules.input[i];
        const struct feel_type *t = &FEEL_ANY;
        *ignored = (struct problems){.arena = q->arena};
        if (feel_compile(q->arena, in->expression, &q->scope, &p, ignored) == RC_OK)
            continue;
        if (in->type.n && feel_type_read(q->arena, in->type, &q->scope, &t, ignored) != RC_OK)
            t = &FEEL_ANY;
        q->input[q->scope.inputs] = (struct feel_input){in->expression, t};
        q->value[q->scope.inputs++] = VALUE_OF_NULL;
    }
}

static bool compile(struct asking *q)
{
    enum rc rc = rules_compile(q->arena, &q->rules, &q->scope, &q->program, &q->problems);
    if (q->problems.n)
        command_say_problems(q->arena, q->lang, q->file, &q->problems);
    return rc == RC_OK;
}

static struct asking *begin(const struct command *c, struct arena *a, enum lang lang, const struct str *value)
{
    struct asking *q = ARENA_NEW(a, struct asking);
    *q = (struct asking){.arena = a, .lang = lang, .file = value[c->options], .problems = {.arena = a}};
    if (q->file.n == 0)
        say(q, K("rules_command.usage"), STR(""));
    return q->file.n && feel_begin(a, lang, &q->scope) ? q : NULL;
}

/* -- check -- */

static void print_finding(struct asking *q, const struct rules_finding *f)
{
    struct str line = rule_finding_text(q->arena, q->lang, &q->rules, f);
    (void)printf("%.*s\n", STR_ARG(line));
}

int command_rules_check(const struct command *c, struct arena *a, enum lang lang, const struct str *value)
{
    int status = EXIT_USAGE;
    struct asking *q = begin(c, a, lang, value);
    if (!q || !read_inputs(q, command_option(c, value, "input")) ||
        !read_table(q, command_option(c, value, "sheet"), &status))
        return status;
    add_heads(q);
    if (!compile(q))
        return EXIT_FOUND;
    struct rules_finding *found = ARENA_ARRAY(a, struct rules_finding, FINDINGS_MAX);
    size_t n = rules_check(q->program, a, found, FINDINGS_MAX), faults = 0;
    for (size_t i = 0; i < n && i < FINDINGS_MAX; i++) {
        print_finding(q, &found[i]);
        faults += found[i].fault != RULES_UNCHECKED;
    }
    if (n > FINDINGS_MAX)
        say(q, K("rules_command.more"), count(q, n - FINDINGS_MAX));
    struct str says[] = {count(q, q->rules.rows), count(q, n)};
    command_say(lang, a, n ? K("rules_command.checked") : K("rules_command.sound"), says, COUNT_OF(says));
    return faults ? EXIT_FOUND : EXIT_DONE;
}

/* -- eval -- */

static void say_notes(struct asking *q, const struct feel_run *run)
{
    for (size_t i = 0; i < run->notes; i++) {
        const struct feel_note *n = &run->note[i];
        struct str text = text_fill(q->arena, text_get(q->lang, n->text), n->arg, COUNT_OF(n->arg));
        (void)fprintf(stderr, "%.*s:", STR_ARG(q->file));
        if (n->line) /* else it is about the table */
            (void)fprintf(stderr, "%d:%d:", n->line, n->column);
        (void)fprintf(stderr, " %.*s\n", STR_ARG(text));
    }
}

static void say_hits(struct asking *q, const int *row, size_t rows)
{
    say(q, rows ? K("rules_command.hits") : K("rules_command.no_hits"),
        rule_rows_text(q->arena, q->lang, row, rows));
}

int command_rules_eval(const struct command *c, struct arena *a, enum lang lang, const struct str *value)
{
    struct arena *values CLEANUP(arena_freep) = arena_new(RUN_BYTES_MAX);
    struct buf out CLEANUP(buf_release) = {0};
    int status = EXIT_USAGE;
    const int *row;
    size_t rows;
    struct asking *q = begin(c, a, lang, value);
    struct value now;
    if (!q || !read_inputs(q, command_option(c, value, "input")) ||
        !feel_now(c, a, lang, value, q->scope.zones, &now) ||
        !read_table(q, command_option(c, value, "sheet"), &status))
        return status;
    if (!values)
        return EXIT_CANNOT;
    if (!compile(q))
        return EXIT_FOUND;
    struct feel_run run = {.arena = values, .input = q->value, .now = now};
    struct value v = rules_eval(q->program, &run, &row, &rows);
    value_literal(&out, v, q->scope.zones);
    buf_putc(&out, '\n');
    say_hits(q, row, rows);
    say_notes(q, &run);
    bool is_written = !out.failed && fwrite(out.p, 1, out.n, stdout) == out.n && fflush(stdout) == 0;
    return !is_written ? EXIT_CANNOT : run.is_stopped ? EXIT_FOUND : EXIT_DONE;
}
