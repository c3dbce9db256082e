/* Each limit of feel.h at the limit and one beyond; what would run for ever or too deep ends with a note. */
#include <pthread.h>
#include <stdlib.h>

#include "ask.h"
#include "base/key.h"

/* `unit` n times between `before` and `after`. */
static struct str repeated(struct ask *k, const char *before, const char *unit, size_t n, const char *after)
{
    struct buf b = {0};
    buf_put(&b, str_c(before));
    for (size_t i = 0; i < n; i++)
        buf_put(&b, str_c(unit));
    buf_put(&b, str_c(after));
    struct str s = arena_str(k->arena, buf_str(&b));
    buf_release(&b);
    return s;
}

static struct str ask_repeated(struct ask *k, const char *before, const char *unit, size_t n,
                               const char *after)
{
    return ask_value(k, repeated(k, before, unit, n, after).p);
}

#define ASSERT_SAME(got, wanted)                                                                             \
    do {                                                                                                     \
        struct str g = (got);                                                                                \
        if (!str_eq(g, str_c(wanted)))                                                                       \
            fail_msg("%.*s, wanted %s", (int)(g.n < 200 ? g.n : 200), g.p, (wanted));                        \
    } while (0)

static void assert_stopped(struct ask *k, const char *text, const char *note)
{
    ASSERT_SAME(ask_value(k, text), "null");
    assert_true(k->run.is_stopped);
    assert_string_equal(k->run.note[0].text, note);
}

static void a_text_of_64_kib_is_read_and_one_more_byte_is_not(void **state)
{
    (void)state;
    struct ask k = ask_new();
    ASSERT_SAME(ask_repeated(&k, "1", " ", FEEL_TEXT_MAX - 1, ""), "1");
    ASSERT_SAME(ask_repeated(&k, "1", " ", FEEL_TEXT_MAX, ""), "feel.text_too_long 1:1");
    ASSERT_SAME(ask_value(&k, "\xff"), "feel.text_too_long 1:1");
    ask_free(&k);
}

static void brackets_nest_200_deep_and_no_deeper(void **state)
{
    (void)state;
    struct ask k = ask_new();
    struct str most = repeated(&k, "", "(", FEEL_DEPTH_MAX - 1, "1"),
               more = repeated(&k, "", "(", FEEL_DEPTH_MAX, "1");
    ASSERT_SAME(ask_repeated(&k, most.p, ")", FEEL_DEPTH_MAX - 1, ""), "1");
    ASSERT_SAME(ask_repeated(&k, more.p, ")", FEEL_DEPTH_MAX, ""), "feel.too_deep 1:201");
    ASSERT_SAME(ask_repeated(&k, "", "[", FEEL_TEXT_MAX, ""), "feel.too_deep 1:201");
    ASSERT_SAME(ask_repeated(&k, "", "{a:", 20000, ""), "feel.too_deep 1:601");
    ASSERT_SAME(ask_repeated(&k, "", "-", 60000, "1"), "feel.too_deep 1:200");
    ASSERT_SAME(ask_repeated(&k, "", "abs(", 16000, ""), "feel.too_deep 1:801");
    ASSERT_SAME(ask_repeated(&k, "1 instance of ", "list<", 13000, ""), "feel.too_deep 1:1010");
    ASSERT_SAME(ask_repeated(&k, "", "if true then ", 5000, ""), "feel.too_deep 1:2591");
    ask_free(&k);
}

static void sums_have_so_many_terms_and_no_more(void **state)
{
    (void)state;
    struct ask k = ask_new();
    ASSERT_SAME(ask_repeated(&k, "1", "+1", 999, ""), "1000");
    ASSERT_SAME(ask_repeated(&k, "1", "+1", 1001, ""), "feel.too_deep 1:1");
    ASSERT_SAME(ask_repeated(&k, "true", " and true", 999, ""), "true");
    ASSERT_SAME(ask_repeated(&k, "[[1]]", "[1]", 600, ""), "1");
    ASSERT_SAME(ask_repeated(&k, "{a:1}", ".a", 30000, ""), "feel.too_deep 1:1");
    ask_free(&k);
}

static void functions_that_call_themselves_end_with_a_note(void **state)
{
    (void)state;
    struct ask k = ask_new();
    assert_stopped(&k, "{f: function(g, n) g(g, n + 1), r: f(f, 0)}.r", "feel.depth_limit");
    assert_stopped(&k, "{f: function(g) [g(g)], r: f(f)}.r", "feel.depth_limit");
    assert_stopped(&k, "{f: function(g) sort([2, 1], function(a, b) g(g)), r: f(f)}.r", "feel.depth_limit");
    ASSERT_SAME(ask_value(&k, "{f: function(g, n) if n = 0 then 0 else 1 + g(g, n - 1), r: f(f, 199)}.r"),
                "199");
    assert_stopped(&k, "{f: function(g, n) if n = 0 then 0 else 1 + g(g, n - 1), r: f(f, 200)}.r",
                   "feel.depth_limit");
    ask_free(&k);
}

static void a_run_ends_when_its_steps_are_used_up(void **state)
{
    (void)state;
    struct ask k = ask_new();
    k.run.steps_max = 1000;
    ASSERT_SAME(ask_value(&k, "count(for x in 1..200 return x + 1)"), "200");
    assert_stopped(&k, "count(for x in 1..2000 return x + 1)", "feel.step_limit");
    assert_stopped(&k, "some x in 1..1000000000000 satisfies false", "feel.step_limit");
    assert_stopped(&k, "for a in 1..99, b in 1..99, c in 1..99 return 1", "feel.step_limit");
    k.run.steps_max = 0;
    assert_stopped(&k, "some x in 1..1000000000000 satisfies false", "feel.step_limit");
    ask_free(&k);
}

static void a_list_has_100000_items_and_no_more(void **state)
{
    (void)state;
    struct ask k = ask_new();
    ASSERT_SAME(ask_value(&k, "count(for x in 1..100000 return 1)"), "100000");
    assert_stopped(&k, "for x in 1..100001 return 1", "feel.list_limit");
    ask_free(&k);
}

static void a_text_grows_to_1_mib_and_no_further(void **state)
{
    (void)state;
    struct ask k = ask_new();
    /* 2^20 bytes, by doubling 20 times */
    ASSERT_SAME(
        ask_value(
            &k,
            "string length((for i in 0..20 return if i = 0 then \"x\" else partial[-1] + partial[-1])[-1])"),
        "1048576");
    assert_stopped(&k, "for i in 0..21 return if i = 0 then \"x\" else partial[-1] + partial[-1]",
                   "feel.text_limit");
    ask_free(&k);
}

static void values_nest_100_deep_and_no_deeper(void **state)
{
    (void)state;
    struct ask k = ask_new();
    ASSERT_SAME(ask_value(&k, "count((for i in 1..99 return if i = 1 then [] else [partial[-1]])[-1])"), "1");
    assert_stopped(&k, "for i in 1..200 return if i = 1 then [] else [partial[-1]]", "feel.value_depth");
    assert_stopped(&k, "for i in 1..200 return if i = 1 then {} else {a: partial[-1]}", "feel.value_depth");
    assert_stopped(&k, "for i in 1..60 return [partial, partial]", "feel.value_depth");
    ask_free(&k);
}

static void a_run_without_memory_ends_with_a_note(void **state)
{
    (void)state;
    struct ask k = ask_new();
    struct arena *little = arena_new(64L * 1024);
    ASSERT_SAME(ask_value(&k, "1"), "1");
    assert_int_equal(feel_compile(k.arena, STR("for i in 1..100000 return \"a\" + \"b\""), &k.scope,
                                  &k.program, k.problems),
                     RC_OK);
    struct feel_run run = {.arena = little};
    assert_int_equal(feel_eval(k.program, &run).kind, VALUE_NULL);
    assert_true(run.is_stopped);
    assert_string_equal(run.note[0].text, "feel.no_memory");
    arena_free(little);
    ask_free(&k);
}

static void a_program_without_memory_is_refused(void **state)
{
    (void)state;
    struct ask k = ask_new();
    struct arena *none = arena_new(1);
    const struct feel_program *program = NULL;
    const struct feel_type *type = NULL;
    assert_int_equal(feel_compile(none, STR("1 + 1"), &k.scope, &program, k.problems), RC_NO_MEMORY);
    assert_int_equal(feel_type_read(none, STR("list<number>"), &k.scope, &type, k.problems), RC_NO_MEMORY);
    assert_null(program);
    arena_free(none);
    ask_free(&k);
}

static void a_function_has_16_parameters_and_no_more(void **state)
{
    (void)state;
    struct ask k = ask_new();
    ASSERT_SAME(
        ask_value(&k,
                  "(function(a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p) p)(1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16)"),
        "16");
    ASSERT_SAME(ask_value(&k, "function(a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q) q"),
                "feel.too_many_parameters 1:42");
    ask_free(&k);
}

static void notes_beyond_the_16th_are_counted(void **state)
{
    (void)state;
    struct ask k = ask_new();
    (void)ask_value(&k, "for i in 1..20 return 1 + \"a\"");
    assert_int_equal(k.run.notes, FEEL_NOTES_MAX);
    assert_int_equal(k.run.notes_more, 4);
    ask_free(&k);
}

/* A worker of the server has a stack of 1 MiB. Instrumented code takes more of it than the program itself. */
#if defined(__SANITIZE_ADDRESS__)
#define STACK_BYTES (6L * 1024 * 1024)
#else
#define STACK_BYTES (768L * 1024)
#endif

static void *deepest(void *arg)
{
    struct ask *k = arg;
    bool *good = ARENA_NEW(k->arena, bool);
    struct str deep = repeated(k, "{f: function(g, n) if n = 0 then 0 else ", "1 + (", 150, "g(g, n - 1)");
    struct str all = ask_repeated(k, deep.p, ")", 150, ", r: f(f, 199)}.r");
    *good = str_eq(all, STR("null")) || str_eq(all, STR("29850"));
    struct str sum = ask_repeated(k, "1", "+1", 999, "");
    *good = *good && str_eq(sum, STR("1000"));
    struct str calls = ask_value(k, "{f: function(g, n) if n = 0 then 0 else max([sort([g(g, n - 1)], "
                                    "function(a, b) a < b)[1]]), r: f(f, 80)}.r");
    *good = *good && str_eq(calls, STR("0"));
    struct str brackets = repeated(k, "", "abs(", FEEL_DEPTH_MAX - 1, "1");
    *good = *good && str_eq(ask_repeated(k, brackets.p, ")", FEEL_DEPTH_MAX - 1, ""), STR("1"));
    return good;
}

static void the_deepest_that_is_let_through_fits_a_small_stack(void **state)
{
    (void)state;
    struct ask k = ask_new();
    pthread_attr_t attr;
    pthread_t thread;
    void *good = NULL;
    assert_int_equal(pthread_attr_init(&attr), 0);
    assert_int_equal(pthread_attr_setstacksize(&attr, STACK_BYTES), 0);
    assert_int_equal(pthread_create(&thread, &attr, deepest, &k), 0);
    assert_int_equal(pthread_join(thread, &good), 0);
    assert_true(*(bool *)good);
    (void)pthread_attr_destroy(&attr);
    ask_free(&k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_text_of_64_kib_is_read_and_one_more_byte_is_not),
        cmocka_unit_test(brackets_nest_200_deep_and_no_deeper),
        cmocka_unit_test(sums_have_so_many_terms_and_no_more),
        cmocka_unit_test(functions_that_call_themselves_end_with_a_note),
        cmocka_unit_test(a_run_ends_when_its_steps_are_used_up),
        cmocka_unit_test(a_list_has_100000_items_and_no_more),
        cmocka_unit_test(a_text_grows_to_1_mib_and_no_further),
        cmocka_unit_test(values_nest_100_deep_and_no_deeper),
        cmocka_unit_test(a_run_without_memory_ends_with_a_note),
        cmocka_unit_test(a_program_without_memory_is_refused),
        cmocka_unit_test(a_function_has_16_parameters_and_no_more),
        cmocka_unit_test(notes_beyond_the_16th_are_counted),
        cmocka_unit_test(the_deepest_that_is_let_through_fits_a_small_stack),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
