/* Every word of a procedure counts: each line, key and value of supervised_task.yaml taken out or misspelt,
 * one at a time, either gives a problem or another procedure; never the same one, and never a fault of
 * memory. */
#include <stdio.h>

#include "kit.h"

/* What a procedure says, but not how its file is written. */
static void tell_bilingual(struct buf *b, struct bilingual t)
{
    buf_printf(b, "%.*s|%.*s;", STR_ARG(t.zh), STR_ARG(t.en));
}
static void tell_whos(struct buf *b, const struct procedure_whos *w)
{
    for (size_t i = 0; i < w->n; i++)
        buf_printf(b, "%x/%d/%.*s,", w->who[i].roles, w->who[i].field, STR_ARG(w->who[i].named));
    buf_putc(b, ';');
}
static void tell_on(struct buf *b, const struct procedure_on *on)
{
    buf_printf(b, "%d.%d.%d;", (int)on->kind, on->index, on->rung);
}

static void tell_fields(struct buf *b, const struct procedure *p)
{
    for (size_t i = 0; i < p->fields; i++) {
        const struct procedure_field *f = &p->field[i];
        buf_printf(b, "\nfield %.*s %d %d%d %d %d %d%d %lld %lld %d;", STR_ARG(f->id), (int)f->kind,
                   f->is_public, f->is_private, f->max, f->digits, f->has_least, f->has_most,
                   (long long)f->least, (long long)f->most, f->of);
        tell_bilingual(b, f->title);
        tell_bilingual(b, f->hint);
        tell_bilingual(b, f->with);
        tell_bilingual(b, f->unit);
        for (size_t c = 0; c < f->choices; c++) {
            buf_printf(b, "%.*s:", STR_ARG(f->choice[c].code));
            tell_bilingual(b, f->choice[c].title);
        }
        for (size_t c = 0; c < f->tos; c++)
            buf_printf(b, "%.*s,", STR_ARG(f->to[c]));
    }
    for (size_t i = 0; i < p->states; i++) {
        buf_printf(b, "\nstate %.*s %d ", STR_ARG(p->state[i].id), p->state[i].is_closed);
        tell_bilingual(b, p->state[i].title);
    }
}

static void tell_act(struct buf *b, const struct procedure_act *a)
{
    buf_printf(b, "\nact %.*s %d %x %d %llx %d %d %d%d%d;", STR_ARG(a->id), a->is_opening, a->from, a->to,
               (unsigned long long)a->needs, a->at_most, a->before, a->is_batch, a->is_confirm,
               a->is_decision);
    tell_bilingual(b, a->title);
    tell_bilingual(b, a->hint);
    tell_whos(b, &a->by);
    tell_whos(b, &a->tells);
    for (size_t i = 0; i < a->forms; i++)
        buf_printf(b, "%d%d,", a->form[i].field, a->form[i].is_required);
    for (size_t i = 0; i < a->whens; i++) {
        buf_printf(b, "if %.*s:", STR_ARG(a->when[i].condition.text));
        tell_bilingual(b, a->when[i].otherwise);
    }
    for (size_t i = 0; i < a->sets; i++)
        buf_printf(b, "%d=%.*s,", a->set[i].field, STR_ARG(a->set[i].value.text));
}

static void tell_clocks(struct buf *b, const struct procedure *p)
{
    for (size_t i = 0; i < p->clocks; i++) {
        const struct procedure_clock *c = &p->clock[i];
        buf_printf(b, "\nclock %.*s %llx %llx %llx %llx %llx %d %d %d %d %d;", STR_ARG(c->id),
                   (unsigned long long)c->starts, (unsigned long long)c->stops, (unsigned long long)c->pauses,
                   (unsigned long long)c->resumes, (unsigned long long)c->reopens, c->until, c->extends,
                   c->extends_by, c->calendar, c->is_light);
        tell_bilingual(b, c->title);
        for (int k = 0; k < LIMIT_KIND__COUNT; k++) {
            const struct budget *g = &c->budget[k];
            buf_printf(b, "%d %d %d %d:", g->is_set, (int)g->limit.unit, g->limit.amount, g->extension_most);
            for (size_t r = 0; r < g->rungs; r++)
                buf_printf(b, "%d/%d,", (int)g->rung[r].unit, g->rung[r].amount);
        }
    }
    for (size_t i = 0; i < p->cadences; i++) {
        const struct procedure_cadence *c = &p->cadence[i];
        buf_printf(b, "\ncadence %.*s %d %x %llx %.*s %.*s %d %d %d;", STR_ARG(c->id), (int)c->every,
                   c->during, (unsigned long long)c->answers, STR_ARG(c->known.text),
                   STR_ARG(c->only_if.text), (int)c->ask.unit, c->ask.amount, c->calendar);
        tell_bilingual(b, c->title);
        tell_whos(b, &c->asks);
    }
}

static void tell_rules(struct buf *b, const struct procedure *p)
{
    for (size_t i = 0; i < p->rules; i++) {
        const struct procedure_rule *r = &p->rule[i];
        buf_printf(b, "\nrule %.*s %.*s;", STR_ARG(r->id), STR_ARG(r->when.text));
        tell_bilingual(b, r->title);
        tell_on(b, &r->on);
        for (size_t e = 0; e < r->effects; e++) {
            const struct procedure_effect *f = &r->effect[e];
            buf_printf(b, "%d %.*s %d:", (int)f->kind, STR_ARG(f->procedure), f->act);
            tell_whos(b, &f->tells);
            for (size_t w = 0; w < f->withs; w++)
                buf_printf(b, "%.*s=%.*s,", STR_ARG(f->with[w].field), STR_ARG(f->with[w].value.text));
        }
    }
    for (size_t i = 0; i < p->facts; i++) {
        const struct procedure_fact *f = &p->fact[i];
        buf_printf(b, "\nfact %.*s %d %.*s %d %.*s %lld %d;", STR_ARG(f->id), f->is_while,
                   STR_ARG(f->when.text), f->organ, STR_ARG(f->measure), (long long)f->value, f->digits);
        tell_on(b, &f->on);
    }
}

static struct str told(struct arena *a, const struct procedure *p)
{
    struct buf b = {0};
    buf_printf(&b, "%.*s %.*s %.*s %d %d %d;", STR_ARG(p->id), STR_ARG(p->basis), STR_ARG(p->code), p->name,
               p->lead, p->light);
    tell_bilingual(&b, p->title);
    tell_whos(&b, &p->seen_by);
    for (size_t i = 0; i < p->mechanisms; i++)
        buf_printf(&b, "%.*s,", STR_ARG(p->mechanism[i]));
    tell_fields(&b, p);
    for (size_t i = 0; i < p->acts; i++)
        tell_act(&b, &p->act[i]);
    tell_clocks(&b, p);
    tell_rules(&b, p);
    for (size_t i = 0; i < p->list.columns; i++)
        buf_printf(&b, "%d/%d,", (int)p->list.column[i].kind, p->list.column[i].field);
    for (size_t i = 0; i < p->list.filters; i++)
        buf_printf(&b, "%d/%d,", (int)p->list.filter[i].kind, p->list.filter[i].field);
    struct str s = arena_str(a, buf_str(&b));
    buf_release(&b);
    return s;
}

struct tally {
    int tried, refused, differs, same, elsewhere;
    bool is_key; /* what was changed; the name of a thing is missed where it is used */
};

static bool is_at_line(const struct problems *p, struct str text, size_t at)
{
    int line = 1;
    for (size_t i = 0; i < at; i++)
        line += text.p[i] == '\n';
    for (size_t i = 0; i < p->n; i++)
        if (p->item[i].line == line)
            return true;
    return false;
}

/* The changed text is refused with a problem in the file, or means something else. */
static void try(struct kit *kit, struct str before, struct str text, size_t at, struct tally *t)
{
    struct procedure_words words = words_here();
    const struct procedure *p = NULL;
    struct arena *a = arena_new(0);
    struct problems *problems = ARENA_NEW(a, struct problems);
    problems->arena = a;
    enum rc rc = procedure_read(a, text, &words, &p, problems, &kit->err);
    t->tried++;
    assert_true(rc == RC_OK ? problems->blocking == 0 : rc == RC_INVALID && problems->blocking > 0);
    if (rc != RC_OK || problems->n) {
        t->refused++;
        if (!t->is_key && !is_at_line(problems, text, at)) {
            t->elsewhere++;
            print_error("said elsewhere, byte %zu: %.40s\n", at, text.p + at);
        }
    } else if (!str_eq(told(a, p), before)) {
        t->differs++;
    } else {
        t->same++;
        size_t end = at;
        while (end < text.n && text.p[end] != '\n')
            end++;
        print_error("the same procedure after a change at byte %zu: %.*s\n", at, (int)(end - at),
                    text.p + at);
    }
    arena_free(a);
}

static bool is_word(char c)
{
    return (c & 0x80) != 0 || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           c == '_';
}

static struct str with_changed(struct arena *a, struct str text, size_t from, size_t n, const char *put)
{
    return arena_printf(a, "%.*s%s%.*s", (int)from, text.p, put, (int)(text.n - from - n), text.p + from + n);
}

static void every_word_counts(void **state)
{
    struct kit *kit = *state;
    struct procedure_words words = words_here();
    const struct procedure *p = NULL;
    struct str text = file_text(kit->arena, KC_SOURCE_ROOT "/procedures/supervised_task.yaml");
    assert_int_equal(procedure_read(kit->arena, text, &words, &p, &kit->problems, &kit->err), RC_OK);
    struct str before = told(kit->arena, p);
    struct tally t = {0};
    for (size_t i = str_find(text, '\n'), end; i < text.n; i = end) { /* the first line is a remark */
        for (; i < text.n && !is_word(text.p[i]); i++)
            ;
        for (end = i; end < text.n && is_word(text.p[end]); end++)
            ;
        if (end == i)
            break;
        struct arena *a = arena_new(0);
        t.is_key = end < text.n && text.p[end] == ':';
        try(kit, before, with_changed(a, text, i, end - i, "qzx"), i, &t);
        t.is_key = true; /* without it the line may be another one */
        try(kit, before, with_changed(a, text, i, end - i, ""), i, &t);
        arena_free(a);
    }
    assert_int_equal(t.same, 0);
    assert_int_equal(t.elsewhere, 0);
    assert_true(t.tried > 1500 && t.refused > 800 && t.differs > 100);
}

static void every_line_counts(void **state)
{
    struct kit *kit = *state;
    struct procedure_words words = words_here();
    const struct procedure *p = NULL;
    struct str text = file_text(kit->arena, KC_SOURCE_ROOT "/procedures/supervised_task.yaml");
    assert_int_equal(procedure_read(kit->arena, text, &words, &p, &kit->problems, &kit->err), RC_OK);
    struct str before = told(kit->arena, p);
    struct tally t = {.is_key = true};
    for (size_t i = str_find(text, '\n') + 1, end; i < text.n; i = end) {
        end = i + str_find(str_sub(text, i, text.n), '\n') + 1;
        end = end > text.n ? text.n : end;
        if (end > i + 1) {
            struct arena *a = arena_new(0);
            try(kit, before, with_changed(a, text, i, end - i, ""), i, &t);
            arena_free(a);
        }
    }
    assert_int_equal(t.same, 0);
    assert_true(t.tried > 150);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        KIT_TEST(every_word_counts),
        KIT_TEST(every_line_counts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
