/* kaocheng feel repl: one line, one answer. Values that were kept are the inputs of what follows; everything
 * stays in one arena, because functions point into the program that made them. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/key.h"
#include "base/utf8.h"
#include "feel/lex.h"
#include "main/feel.h"
#include "text/text.h"

#define KEPT_MAX 200
#define VALUES_BYTES_MAX (512L * 1024 * 1024)

struct desk {
    struct arena *arena, *values;
    enum lang lang;
    struct feel_scope words; /* the product's own */
    const struct feel_zones *zones;
    struct value now;
    struct feel_input name[KEPT_MAX];
    struct value value[KEPT_MAX];
    size_t kept;
    bool has_warned; /* of this line: the run would only say it again */
};

static void say(struct desk *d, const char *key, const struct str *arg, size_t args)
{
    (void)fflush(stdout);
    command_say(d->lang, d->arena, key, arg, args);
}

static void print_buf(const struct buf *b)
{
    (void)fwrite(b->p ? b->p : "", 1, b->n, stdout);
    (void)putchar('\n');
}

/* -- problems, with a mark under the place -- */

/* Chinese characters and full-width signs take two columns of a terminal. */
static bool is_wide(uint32_t c)
{
    return (c >= 0x1100 && c <= 0x115F) || (c >= 0x2E80 && c <= 0xA4CF) || (c >= 0xAC00 && c <= 0xD7A3) ||
           (c >= 0xF900 && c <= 0xFAFF) || (c >= 0xFE30 && c <= 0xFE6F) || (c >= 0xFF00 && c <= 0xFF60) ||
           (c >= 0xFFE0 && c <= 0xFFE6) || (c >= 0x1F300 && c <= 0x1FAFF) || (c >= 0x20000 && c <= 0x3FFFD);
}

static void put_mark(struct str text, int column)
{
    size_t at = 0;
    (void)fprintf(stderr, "  %.*s\n  ", STR_ARG(text));
    for (int i = 1; i < column && at < text.n; i++)
        (void)fputs(is_wide(utf8_next(text, &at)) ? "  " : " ", stderr);
    (void)fputs("^\n", stderr);
}

static void say_problems(struct desk *d, struct str text, const struct problems *p)
{
    (void)fflush(stdout);
    for (size_t i = 0; i < p->n; i++) {
        put_mark(text, p->item[i].column);
        say(d, p->item[i].text, p->item[i].arg, COUNT_OF(p->item[i].arg));
        if (p->item[i].hint)
            say(d, p->item[i].hint, p->item[i].arg, COUNT_OF(p->item[i].arg));
    }
}

static void say_notes(struct desk *d, struct str text, const struct feel_run *run)
{
    (void)fflush(stdout);
    for (size_t i = 0; i < run->notes; i++) {
        if (run->note[i].line == 1)
            put_mark(text, run->note[i].column);
        say(d, run->note[i].text, run->note[i].arg, COUNT_OF(run->note[i].arg));
    }
}

/* -- one line -- */

static const struct feel_program *compiled(struct desk *d, struct str text)
{
    struct feel_scope scope = d->words;
    scope.input = d->name;
    scope.inputs = d->kept;
    struct problems *problems = ARENA_NEW(d->arena, struct problems);
    const struct feel_program *program;
    problems->arena = d->arena;
    enum rc rc = feel_compile(d->arena, text, &scope, &program, problems);
    say_problems(d, text, problems);
    d->has_warned = problems->n > 0;
    return rc == RC_OK ? program : NULL;
}

static bool run_line(struct desk *d, struct str text, const struct feel_program *p, struct feel_run *run,
                     struct value *ret)
{
    run->arena = d->values;
    run->input = d->value;
    run->now = d->now;
    *ret = feel_eval(p, run);
    if (ret->kind == VALUE_NULL && (!d->has_warned || run->is_stopped))
        say_notes(d, text, run);
    return !run->is_stopped;
}

static void print_value(struct desk *d, struct value v)
{
    struct buf out CLEANUP(buf_release) = {0};
    value_literal(&out, v, d->zones);
    print_buf(&out);
}

static void show(struct desk *d, struct str text)
{
    struct feel_run run = {0};
    struct value v;
    const struct feel_program *p = compiled(d, text);
    if (p && run_line(d, text, p, &run, &v))
        print_value(d, v);
}

static void show_type(struct desk *d, struct str text)
{
    struct buf out CLEANUP(buf_release) = {0};
    const struct feel_program *p = compiled(d, text);
    if (!p)
        return;
    type_text(&out, feel_type_of(p));
    print_buf(&out);
}

static void print_trace(struct desk *d, const struct feel_trace *t, int level)
{
    struct buf out CLEANUP(buf_release) = {0};
    for (; t; t = t->next) {
        struct str piece = str_trim(str_sub(t->text, t->at, t->length));
        buf_clear(&out);
        value_literal(&out, t->value, d->zones);
        (void)printf("%*s%.*s = %.*s\n", level * 2, "", STR_ARG(piece), STR_ARG(buf_str(&out)));
        print_trace(d, t->child, level + 1);
    }
}

static void show_trace(struct desk *d, struct str text)
{
    struct feel_run run = {.wants_trace = true};
    struct value v;
    const struct feel_program *p = compiled(d, text);
    if (p && run_line(d, text, p, &run, &v))
        print_trace(d, run.trace, 0);
}

/* name = expression: the sign stands behind nothing but a name. */
static bool is_assignment(struct str line, struct str *ret_name, struct str *ret_text)
{
    struct lexer l = lex_begin(line);
    size_t end = 0;
    for (struct str word; (word = lex_word(&l)).n > 0; end = l.end) {
        if (lex_is_keyword(word))
            return false;
        lex_skip(&l, word.n);
    }
    *ret_name = str_trim(str_sub(line, 0, end));
    if (end == 0 || !lex_take(&l, "=") || lex_sees(&l, "=")) /* a == 1 is a comparison gone wrong */
        return false;
    *ret_text = str_sub(line, l.at, line.n);
    return true;
}

static void keep(struct desk *d, struct str name, struct value v)
{
    size_t i = 0;
    while (i < d->kept && !str_eq(d->name[i].name, name))
        i++;
    if (i == KEPT_MAX) {
        struct str most = arena_printf(d->arena, "%d", KEPT_MAX);
        say(d, K("feel_command.too_many_values"), &most, 1);
        return;
    }
    d->name[i] = (struct feel_input){arena_str(d->arena, name), type_of(d->arena, v)};
    d->value[i] = v;
    d->kept += i == d->kept;
    print_value(d, v);
}

static void assign(struct desk *d, struct str name, struct str text)
{
    struct feel_run run = {0};
    struct value v;
    const struct feel_program *p = compiled(d, text);
    if (p && run_line(d, text, p, &run, &v))
        keep(d, name, v);
}

static void show_names(struct desk *d)
{
    for (size_t i = 0; i < d->kept; i++) {
        (void)printf("%.*s = ", STR_ARG(d->name[i].name));
        print_value(d, d->value[i]);
    }
}

/* False: it is over. */
static bool answer(struct desk *d, struct str line)
{
    struct str name, text, word = str_sub(line, 0, str_find(line, ' '));
    struct str rest = str_trim(str_sub(line, word.n, line.n));
    size_t bad;
    if (!utf8_is_clean(line, &bad))
        say(d, K("feel.text_too_long"), NULL, 0);
    else if (str_eq(word, STR(":quit")))
        return false;
    else if (str_eq(word, STR(":help")))
        (void)printf("%.*s\n", STR_ARG(T(d->lang, "feel_command.help")));
    else if (str_eq(word, STR(":type")))
        show_type(d, rest);
    else if (str_eq(word, STR(":trace")))
        show_trace(d, rest);
    else if (str_eq(word, STR(":names")))
        show_names(d);
    else if (str_starts(word, STR(":")))
        say(d, K("feel_command.unknown_word"), &word, 1);
    else if (is_assignment(line, &name, &text))
        assign(d, name, text);
    else if (line.n)
        show(d, line);
    return true;
}

int command_feel_repl(const struct command *c, struct arena *a, enum lang lang, const struct str *value)
{
    struct arena *values CLEANUP(arena_freep) = arena_new(VALUES_BYTES_MAX);
    struct desk *d = ARENA_NEW(a, struct desk);
    bool is_person = isatty(STDIN_FILENO) == 1, goes_on = true;
    char *line = NULL;
    size_t room = 0;
    ssize_t n;
    *d = (struct desk){.arena = a, .values = values, .lang = lang};
    if (!values || !feel_begin(a, lang, &d->words))
        return EXIT_CANNOT;
    d->zones = d->words.zones;
    if (!feel_now(c, a, lang, value, d->zones, &d->now))
        return EXIT_USAGE;
    while (goes_on) {
        if (is_person)
            (void)fputs("feel> ", stdout);
        (void)fflush(stdout);
        if ((n = getline(&line, &room, stdin)) <= 0)
            break;
        /* the program keeps pointing into its text */
        goes_on = answer(d, str_trim(arena_str(a, str_of(line, (size_t)n))));
    }
    free(line);
    return EXIT_DONE;
}
