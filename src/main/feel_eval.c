/* kaocheng feel eval: JSON lines in, as many JSON lines out, each as soon as it is known. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/key.h"
#include "base/utf8.h"
#include "main/feel.h"
#include "text/text.h"

#define LINE_BYTES_MAX (4 * 1024 * 1024)
#define VALUES_BYTES_MAX (256L * 1024 * 1024) /* that one line makes */
#define OUT_BYTES_MAX (64L * 1024 * 1024)

struct asking {
    struct arena *arena;  /* of one line */
    struct arena *values; /* what its run makes; may be used up */
    enum lang lang;
    struct feel_scope words; /* the product's own */
    const struct feel_zones *zones;
    struct value now;
    bool tells_why;
    struct buf out;
    size_t unread; /* lines that were no question */
};

static void put_error(struct asking *q, struct str text)
{
    buf_clear(&q->out);
    buf_put(&q->out, STR("{\"error\": "));
    feel_json_text(&q->out, text);
    buf_putc(&q->out, '}');
}

static struct str fill(struct asking *q, const char *key, const struct str *arg, size_t args)
{
    return text_fill(q->arena, text_get(q->lang, key), arg, args);
}

static struct str place_text(struct arena *a, enum lang lang, int line, int column, const char *key,
                             const char *hint, const struct str *arg, size_t args)
{
    struct str text = text_fill(a, text_get(lang, key), arg, args);
    struct str more = hint ? text_fill(a, text_get(lang, hint), arg, args) : STR("");
    return arena_printf(a, "%d:%d %.*s%s%.*s", line, column, STR_ARG(text),
                        more.n && lang == LANG_EN ? " " : "", STR_ARG(more));
}

struct str feel_problem_text(struct arena *a, enum lang lang, const struct problems *p)
{
    for (size_t i = 0; i < p->n; i++)
        if (!p->item[i].is_warning)
            return place_text(a, lang, p->item[i].line, p->item[i].column, p->item[i].text, p->item[i].hint,
                              p->item[i].arg, COUNT_OF(p->item[i].arg));
    return (struct str){0};
}

struct str feel_note_text(struct arena *a, enum lang lang, const struct feel_run *run)
{
    if (run->notes == 0)
        return (struct str){0};
    const struct feel_note *n = &run->note[0];
    return place_text(a, lang, n->line, n->column, n->text, NULL, n->arg, COUNT_OF(n->arg));
}

/* Names of types as models write them; FEEL's own are read as FEEL. Others are of the model's making: what is
 * asked is then not known here, and the result stays as it is. */
static const struct feel_type *wanted_type(struct asking *q, struct str name)
{
    static const struct {
        struct str name;
        const struct feel_type *type;
    } OF_MODEL[] = {{STR_INIT("dateTime"), &FEEL_DATE_TIME},
                    {STR_INIT("dayTimeDuration"), &FEEL_SECONDS},
                    {STR_INIT("yearMonthDuration"), &FEEL_MONTHS}};
    struct problems problems = {.arena = q->arena};
    struct feel_scope scope = {0};
    const struct feel_type *t;
    for (size_t i = 0; i < COUNT_OF(OF_MODEL); i++)
        if (str_eq(OF_MODEL[i].name, name))
            return OF_MODEL[i].type;
    bool is_known = name.n && feel_type_read(q->arena, name, &scope, &t, &problems) == RC_OK;
    return is_known ? t : NULL;
}

struct inputs {
    struct feel_input *input;
    struct value *value;
    size_t n;
};

static bool read_inputs(struct asking *q, json_t *j, struct inputs *ret)
{
    const char *key;
    json_t *value;
    size_t n = json_object_size(j);
    ret->input = ARENA_ARRAY(q->arena, struct feel_input, n + 1);
    ret->value = ARENA_ARRAY(q->arena, struct value, n + 1);
    json_object_foreach(j, key, value)
    {
        struct str name = arena_str(q->arena, str_c(key));
        struct value *v = &ret->value[ret->n];
        if (!feel_json_read(q->arena, value, q->zones, v)) {
            put_error(q, fill(q, K("feel_command.input_wrong"), &name, 1));
            return false;
        }
        ret->input[ret->n++] = (struct feel_input){name, type_of(q->arena, *v)};
    }
    return true;
}

static void put_result(struct asking *q, struct value v, const struct feel_run *run)
{
    if (run->is_stopped) {
        put_error(q, feel_note_text(q->arena, q->lang, run));
        return;
    }
    feel_json_put(&q->out, v, q->zones);
    struct str why = v.kind == VALUE_NULL ? feel_note_text(q->arena, q->lang, run) : (struct str){0};
    if (!q->tells_why || why.n == 0)
        return;
    q->out.n--; /* the brace */
    buf_put(&q->out, STR(", \"why\": "));
    feel_json_text(&q->out, why);
    buf_putc(&q->out, '}');
}

static void answer_row(struct asking *q, json_t *j)
{
    const json_t *expr = json_object_get(j, "expr"), *type = json_object_get(j, "typeRef");
    struct inputs in = {0};
    const struct feel_program *program;
    if (!json_is_string(expr)) {
        q->unread++;
        put_error(q, fill(q, K("feel_command.no_expression"), NULL, 0));
        return;
    }
    if (!read_inputs(q, json_object_get(j, "inputs"), &in))
        return;
    struct feel_scope scope = q->words;
    scope.input = in.input;
    scope.inputs = in.n;
    if (json_is_string(type))
        scope.wanted = wanted_type(q, str_of(json_string_value(type), json_string_length(type)));
    struct problems *problems = ARENA_NEW(q->arena, struct problems);
    problems->arena = q->arena;
    struct str text = str_of(json_string_value(expr), json_string_length(expr));
    if (feel_compile(q->arena, text, &scope, &program, problems) != RC_OK) {
        put_error(q, feel_problem_text(q->arena, q->lang, problems));
        return;
    }
    struct feel_run run = {.arena = q->values, .input = in.value, .now = q->now};
    put_result(q, feel_eval(program, &run), &run);
}

static void answer(struct asking *q, struct str line)
{
    json_error_t fault;
    size_t bad;
    json_t *j = line.n <= LINE_BYTES_MAX && utf8_is_clean(line, &bad)
                    ? json_loadb(line.p, line.n, JSON_REJECT_DUPLICATES, &fault)
                    : NULL;
    buf_clear(&q->out);
    if (json_is_object(j)) {
        answer_row(q, j);
    } else {
        q->unread++;
        put_error(q, fill(q, K("feel_command.no_json"), NULL, 0));
    }
    json_decref(j);
    if (q->out.failed)
        put_error(q, fill(q, K("feel_command.result_too_large"), NULL, 0));
}

static bool answer_all(struct asking *q)
{
    char *line = NULL;
    size_t room = 0;
    ssize_t n;
    bool is_written = true;
    while (is_written && (n = getline(&line, &room, stdin)) > 0) {
        answer(q, str_trim(str_of(line, (size_t)n)));
        buf_putc(&q->out, '\n');
        is_written = fwrite(q->out.p, 1, q->out.n, stdout) == q->out.n && fflush(stdout) == 0;
        arena_reset(q->arena);
        arena_reset(q->values);
    }
    free(line);
    return is_written;
}

int command_feel_eval(const struct command *c, struct arena *a, enum lang lang, const struct str *value)
{
    struct arena *rows CLEANUP(arena_freep) = arena_new(0);
    struct arena *values CLEANUP(arena_freep) = arena_new(VALUES_BYTES_MAX);
    struct asking q = {.arena = rows,
                       .values = values,
                       .lang = lang,
                       .tells_why = command_option(c, value, "why").n > 0,
                       .out.limit_bytes = OUT_BYTES_MAX};
    if (!rows || !values || !feel_begin(a, lang, &q.words))
        return EXIT_CANNOT;
    q.zones = q.words.zones;
    if (!feel_now(c, a, lang, value, q.zones, &q.now))
        return EXIT_USAGE;
    bool is_written = answer_all(&q);
    buf_release(&q.out);
    return !is_written ? EXIT_CANNOT : q.unread ? EXIT_FOUND : EXIT_DONE;
}
