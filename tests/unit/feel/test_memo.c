/* Runs of a row with a memo beside runs without one: the same values, notes, steps and limits. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "feel/feel.h"

/* Input 0 is a list that stays, 1 a number that varies. */
static const bool varies[] = {false, true};

struct pair {
    struct arena *arena, *of_run;
    const struct feel_program *program;
    struct value input[2];
    struct feel_memo memo;
};

static void pair_open(struct pair *p, const char *text)
{
    *p = (struct pair){.arena = arena_new(0), .of_run = arena_new(0)};
    struct problems *problems = ARENA_NEW(p->arena, struct problems);
    const struct feel_input input[] = {{STR("all"), type_list(p->arena, &FEEL_NUMBER)},
                                       {STR("own"), &FEEL_NUMBER}};
    const struct feel_scope scope = {.input = input, .inputs = 2};
    problems->arena = p->arena;
    assert_int_equal(feel_compile(p->arena, str_c(text), &scope, &p->program, problems), RC_OK);
    struct value *item = ARENA_ARRAY(p->arena, struct value, 50);
    for (int i = 0; i < 50; i++)
        item[i] = value_int(i * 37 % 50);
    p->input[0] = value_list(p->arena, item, 50);
    p->memo = (struct feel_memo){.arena = p->arena, .varies = varies};
}

static void pair_free(struct pair *p)
{
    arena_free(p->arena);
    arena_free(p->of_run);
}

static struct feel_run run_of(struct pair *p, bool remembers, long most)
{
    return (struct feel_run){
        .arena = p->of_run, .input = p->input, .steps_max = most, .memo = remembers ? &p->memo : NULL};
}

static void check(const char *text, long most)
{
    struct pair p;
    pair_open(&p, text);
    for (int i = 0; i < 4; i++) {
        p.input[1] = i == 2 ? VALUE_OF_NULL : value_int(i * 10);
        struct feel_run with = run_of(&p, true, most), without = run_of(&p, false, most);
        struct value a = feel_eval(p.program, &with), b = feel_eval(p.program, &without);
        assert_true(value_is(a, b));
        assert_int_equal(with.is_stopped, without.is_stopped);
        assert_int_equal(with.notes, without.notes);
        if (!with.is_stopped)
            assert_int_equal(with.steps, without.steps);
        arena_reset(p.of_run);
    }
    pair_free(&p);
}

static void a_memo_changes_nothing_that_can_be_seen(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "median(all) + own",
        "own + max(all) * median(all) - mean(all)",
        "max(own, 5) + min(all)",
        "if own > median(all) then count(all) else own",
        "sum(for x in all return max(x, own))",
        "sum(for x in all return max(x, 3))",
        "(function(x) max(x, 3) + median(all))(own)",
        "median(concatenate(all, [own]))",
        "string length(string(median(all))) + own",
        "sum([1, \"a\"]) = null and own > 1",
        "count(all[item > own])",
    };
    for (size_t i = 0; i < COUNT_OF(texts); i++)
        for (long most = 1; most < 400; most += i == 0 ? 1 : 23)
            check(texts[i], most);
}

static void what_stays_is_worked_out_once(void **state)
{
    (void)state;
    struct pair p;
    pair_open(&p, "median(all) + own");
    p.input[1] = value_int(1);
    struct feel_run run = run_of(&p, true, 0);
    struct value first = feel_eval(p.program, &run);
    p.input[0] = VALUE_OF_NULL; /* it was said that it stays: nobody looks at it again */
    struct value second = feel_eval(p.program, &run);
    assert_true(value_is(first, second) && first.kind == VALUE_NUMBER);
    pair_free(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_memo_changes_nothing_that_can_be_seen),
        cmocka_unit_test(what_stays_is_worked_out_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
