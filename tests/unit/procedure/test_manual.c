/* docs/procedures.md is run, so that the manual says what is true: the register that it builds is read after
 * each step, each phrase is put into it, what is wrong is said in those words, and the articles are those
 * shown. */
#include <stdio.h>

#include "kit.h"
#include "procedure/explain.h"
#include "text/text.h"

struct manual {
    struct kit *kit;
    struct buf text; /* of the register, so far */
    int steps, phrases, said, articles;
};

static const struct procedure *read_quietly(struct kit *kit, struct str text)
{
    struct procedure_words words = words_here();
    const struct procedure *p = NULL;
    problems_clear(&kit->problems);
    return procedure_read(kit->arena, text, &words, &p, &kit->problems, &kit->err) == RC_OK ? p : NULL;
}

static const struct procedure *must_read(struct kit *kit, struct str text, const char *what)
{
    const struct procedure *p = read_quietly(kit, text);
    if (!p) {
        show_problems(&kit->problems);
        (void)fprintf(stderr, "%s\n%.*s\n", what, STR_ARG(text));
    }
    assert_non_null(p);
    return p;
}

/* After the line that begins with `key` and a colon. */
static struct str put_into(struct arena *a, struct str text, struct str key, struct str more)
{
    struct str head = arena_printf(a, "\n%.*s:\n", STR_ARG(key));
    size_t at = str_find_str(text, head);
    assert_true(at < text.n);
    at += head.n;
    return arena_printf(a, "%.*s%.*s%.*s", (int)at, text.p, STR_ARG(more), (int)(text.n - at), text.p + at);
}

/* The line of the key itself becomes another. */
static struct str replace_line(struct arena *a, struct str text, struct str key, struct str line)
{
    struct str head = arena_printf(a, "\n%.*s:", STR_ARG(key));
    size_t at = str_find_str(text, head) + 1, end = at;
    assert_true(at < text.n);
    while (end < text.n && text.p[end] != '\n')
        end++;
    return arena_printf(a, "%.*s%.*s%.*s", (int)at, text.p, STR_ARG(line), (int)(text.n - end), text.p + end);
}

static void take_step(struct manual *m, struct str info, struct str body)
{
    struct arena *a = m->kit->arena;
    struct str now = arena_str(a, buf_str(&m->text));
    if (str_starts(info, STR("yaml into ")))
        now = put_into(a, now, str_sub(info, 10, info.n), body);
    else if (str_eq(info, STR("yaml add")))
        now = arena_printf(a, "%.*s\n%.*s", STR_ARG(now), STR_ARG(body));
    else
        now = body;
    buf_clear(&m->text);
    buf_put(&m->text, now);
    must_read(m->kit, now, "a step");
    assert_int_equal(m->kit->problems.n, 0);
    m->steps++;
}

static struct str said(struct arena *a, const struct problem *q)
{
    struct str text = text_fill(a, text_get(LANG_ZH_CN, q->text), q->arg, COUNT_OF(q->arg));
    if (!q->hint)
        return arena_printf(a, "%d:%d: %.*s", q->line, q->column, STR_ARG(text));
    struct str hint = text_fill(a, text_get(LANG_ZH_CN, q->hint), q->arg, COUNT_OF(q->arg));
    return arena_printf(a, "%d:%d: %.*s %.*s", q->line, q->column, STR_ARG(text), STR_ARG(hint));
}

static void expect_problems(struct manual *m, struct str body)
{
    struct str line;
    size_t lines = 0;
    while (str_split(&body, '\n', &line)) {
        bool is_said = false;
        for (size_t i = 0; i < m->kit->problems.n; i++)
            is_said |= str_eq(said(m->kit->arena, &m->kit->problems.item[i]), line);
        for (size_t i = 0; !is_said && i < m->kit->problems.n; i++)
            print_error("said: %.*s\n", STR_ARG(said(m->kit->arena, &m->kit->problems.item[i])));
        assert_true(is_said);
        lines++;
    }
    assert_int_equal(lines, m->kit->problems.n);
    m->said += (int)lines;
}

static void expect_articles(struct manual *m, struct str body)
{
    struct procedure_words words = words_here();
    const struct procedure *p = must_read(m->kit, buf_str(&m->text), "the register");
    struct regulation r = procedure_explain(m->kit->arena, p, &words, &p, 1, LANG_ZH_CN);
    struct str line;
    while (str_split(&body, '\n', &line)) {
        bool is_said = false;
        for (size_t i = 0; i < r.sections; i++)
            for (size_t k = 0; k < r.section[i].articles; k++)
                is_said |= str_eq(r.section[i].article[k].text, line);
        if (!is_said)
            print_error("no such article: %.*s\n", STR_ARG(line));
        assert_true(is_said);
        m->articles++;
    }
}

static void take_block(struct manual *m, struct str info, struct str body)
{
    if (str_eq(info, STR("yaml wrong")))
        assert_null(read_quietly(m->kit, body));
    else if (str_starts(info, STR("yaml")))
        take_step(m, info, body);
    else if (str_eq(info, STR("text says")))
        expect_problems(m, body);
    else if (str_eq(info, STR("text explain")))
        expect_articles(m, body);
}

/* Row of the phrases: | words | `section` | `how` | */
static void take_phrase(struct manual *m, struct str line)
{
    struct str cell[3], rest = str_sub(line, 1, line.n);
    struct arena *a = m->kit->arena;
    for (size_t i = 0; i < COUNT_OF(cell); i++) {
        if (!str_split(&rest, '|', &cell[i]))
            return;
        cell[i] = str_trim(cell[i]);
    }
    if (!str_starts(cell[1], STR("`")) || !str_starts(cell[2], STR("`")))
        return;
    struct str key = str_sub(cell[1], 1, cell[1].n - 2), how = str_sub(cell[2], 1, cell[2].n - 2);
    struct str now = arena_str(a, buf_str(&m->text));
    now = str_starts(how, key) ? replace_line(a, now, key, how)
                               : put_into(a, now, key, arena_printf(a, "  %.*s\n", STR_ARG(how)));
    const struct procedure *p = must_read(m->kit, now, "a phrase");
    assert_non_null(p);
    m->phrases++;
}

static void the_manual_says_what_is_true(void **state)
{
    struct kit *kit = *state;
    struct manual m = {.kit = kit};
    struct str rest = file_text(kit->arena, KC_SOURCE_ROOT "/docs/procedures.md"), line, info = STR("");
    struct buf body = {0};
    bool is_in = false;
    while (str_split(&rest, '\n', &line)) {
        if (str_starts(line, STR("```"))) {
            if (is_in)
                take_block(&m, info, arena_str(kit->arena, buf_str(&body)));
            info = str_sub(line, 3, line.n);
            is_in = !is_in;
            buf_clear(&body);
        } else if (is_in) {
            buf_printf(&body, "%.*s\n", STR_ARG(line));
        } else if (str_starts(line, STR("|"))) {
            take_phrase(&m, line);
        }
    }
    assert_int_equal(m.steps, 6);
    assert_true(m.phrases >= 35);
    assert_true(m.said >= 5 && m.articles >= 5);
    buf_release(&body);
    buf_release(&m.text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        KIT_TEST(the_manual_says_what_is_true),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
