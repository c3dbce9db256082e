/* Texts that were written to do harm: they end within a second, in a stack of 1 MiB and in little memory. */
#include <pthread.h>
#include <sys/resource.h>
#include <time.h>

#include "ask.h"
#include "base/utf8.h"

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

#define SMALL_STACK_BYTES (1024 * 1024)

static void *ask_in_thread(void *self)
{
    struct ask *k = self;
    (void)ask_value(k, k->scope.input[0].name.p);
    return NULL;
}

/* The text stands where no program looks: as the name of an input that nobody uses. */
static struct str ask_in_small_stack(struct ask *k, struct str text)
{
    struct feel_input carrier = {.name = text, .type = &FEEL_ANY};
    pthread_attr_t attr;
    pthread_t thread;
    k->scope.input = &carrier;
    k->scope.inputs = 0;
    assert_int_equal(pthread_attr_init(&attr), 0);
    assert_int_equal(pthread_attr_setstacksize(&attr, SMALL_STACK_BYTES), 0);
    assert_int_equal(pthread_create(&thread, &attr, ask_in_thread, k), 0);
    assert_int_equal(pthread_join(thread, NULL), 0);
    (void)pthread_attr_destroy(&attr);
    return ask_problem(k);
}

static void whatever_opens_nests_200_deep_and_no_deeper(void **state)
{
    static const char *const OPENS[] = {
        "(<",        "]",          "(1..", "[1..", "(1..]",     "x in (<", "-",
        "not(",      "{a:",        "[",    "if ",  "for a in ", "abs(",    "1 in (",
        "function(", "some a in ", "1[",   "(= ",  "[1](<(",    "1**(",    "(!= -"};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(OPENS); i++) {
        struct ask k = ask_new();
        struct str s = repeated(&k, "", OPENS[i], 65000 / strlen(OPENS[i]), "");
        assert_false(str_eq(ask_in_small_stack(&k, s), STR("no problem")));
        ask_free(&k);
    }
}

static void types_nest_200_deep_and_no_deeper(void **state)
{
    static const char *const OPENS[] = {"list<", "range<", "context<a:", "function<", "function<>->"};
    (void)state;
    for (size_t i = 0; i < COUNT_OF(OPENS); i++) {
        struct ask k = ask_new();
        struct str s = repeated(&k, "1 instance of ", OPENS[i], 65000 / strlen(OPENS[i]), "");
        assert_true(str_starts(ask_in_small_stack(&k, s), STR("feel.too_deep")));
        ask_free(&k);
    }
}

/* -- what the check remembers -- */

static double cpu_s(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* With sanitizers everything takes several times as long, and machines differ: what is meant to be found here
 * takes minutes. */
#define LONG_S 20.0
#define MUCH_KIB (600L * 1024)

static long peak_kib(void)
{
    struct rusage u;
    (void)getrusage(RUSAGE_SELF, &u);
    return u.ru_maxrss;
}

static struct str numbered(struct ask *k, const char *before, const char *unit, int from, int to,
                           const char *after)
{
    struct buf b = {0};
    int step = from < to ? 1 : -1;
    buf_put(&b, str_c(before));
    for (int i = from; i != to; i += step)
        for (const char *c = unit; *c; c++)
            if (*c == '#')
                buf_put_i64(&b, i);
            else if (*c == '<')
                buf_put_i64(&b, i - 1);
            else
                buf_putc(&b, *c);
    buf_put(&b, str_c(after));
    struct str s = arena_str(k->arena, buf_str(&b));
    buf_release(&b);
    return s;
}

static void assert_cheap(struct ask *k, struct str text)
{
    double began = cpu_s();
    (void)ask_value(k, text.p);
    assert_true(cpu_s() - began < LONG_S);
    assert_true(peak_kib() < MUCH_KIB);
}

static void types_that_double_with_each_entry_are_forgotten(void **state)
{
    (void)state;
    struct ask k = ask_new();
    struct str a = numbered(&k, "{a0: 1, ", "a#: {p: a<, q: a<}, ", 1, 40, ""),
               b = numbered(&k, "b0: 1, ", "b#: {p: b<, q: b<}, ", 1, 40, "");
    assert_cheap(&k, arena_printf(k.arena, "%s%sz: if true then a39 else b39}", a.p, b.p));
    assert_cheap(&k, arena_printf(k.arena, "%sz: a39 + 1}", a.p));
    assert_cheap(&k, arena_printf(k.arena, "%sz: function() a39}", a.p));
    ask_free(&k);
}

static void lists_of_unlike_contexts_are_joined_within_bounds(void **state)
{
    (void)state;
    struct ask k = ask_new();
    assert_cheap(&k, numbered(&k, "[", "{a#: 1}, ", 0, 5000, "{a: 1}][1].a"));
    struct str up = numbered(&k, "{", "k#: 1, ", 0, 450, "k: 1}"),
               down = numbered(&k, "{", "k#: 1, ", 450, 0, "k: 1}");
    struct str many = repeated(&k, "[", "a, c, ", 8000, "a]");
    assert_cheap(&k, arena_printf(k.arena, "{a: %s, c: %s, z: %s}.z[1].k1", up.p, down.p, many.p));
    ask_free(&k);
}

static void a_thousand_names_are_found_ten_thousand_times(void **state)
{
    (void)state;
    struct ask k = ask_new();
    struct str names = numbered(&k, "{", "n#: #, ", 0, 990, ""),
               uses = repeated(&k, "[", "n5, ", 10000, "n7]");
    assert_cheap(&k, arena_printf(k.arena, "%sz: %s}.n3", names.p, uses.p));
    assert_true(k.value.kind == VALUE_NUMBER);
    ask_free(&k);
}

/* -- what runs for long is counted -- */

#define LONG_TEXT                                                                                            \
    "{a: "                                                                                                   \
    "\"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\", "  \
    "b: a+a+a+a+a+a+a+a+a+a, c: b+b+b+b+b+b+b+b+b+b, d: c+c+c+c+c+c+c+c+c+c, e: d+d+d+d+d+d+d+d+d+d, "       \
    "f: e + \"y\", g: e + \"y\", r: "
#define LONG_LIST "{l: for i in 1..100000 return i, r: "
#define EVER "some i in 1..10000000 satisfies "

static void work_that_one_step_could_hide_is_counted(void **state)
{
    static const char *const TEXT[] = {
        EVER "1.000001 ** (i + 0.5) < 0",
        EVER "exp(i / 10000001) > 3",
        EVER "log(i) < 0",
        EVER "sqrt(i) < 0",
        LONG_TEXT EVER "f < g}",
        LONG_TEXT EVER "f != g}",
        LONG_TEXT EVER "f in (< g)}",
        LONG_TEXT EVER "f between \"z\" and g}",
        LONG_TEXT EVER "is(f, g) = false}",
        LONG_TEXT EVER "f + \"a\" = \"a\"}",
        LONG_TEXT EVER "before(f, g)}",
        LONG_TEXT EVER "replace(\"a\", \"b\", f) = \"c\"}",
        LONG_TEXT EVER "matches(f, \"z\")}",
        LONG_TEXT EVER "split(f, \"z\") = null}",
        LONG_TEXT "(for i in 1..100000 return max([f, g, f, g, f, g]))[1]}",
        LONG_LIST EVER "l.a = i}",
        LONG_LIST EVER "l instance of list<string>}",
        LONG_LIST "{m: append(l[item < 99999], \"a\"), r: " EVER "sum(m) = 1}}",
        LONG_LIST "{f: function(x: list<string>) 1, r: " EVER "f(l) = 1}}",
        "{c: context(for i in 1..5000 return {key: string(i), value: i}), r: " EVER "c.x = 1}",
        "{c: context(for i in 1..5000 return {key: string(i), value: i}), r: " EVER "c[x = 1] = 1}",
        "{c: context(for i in 1..5000 return {key: string(i), value: i}), r: " EVER "get entries(c) = 1}",
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(TEXT); i++) {
        struct ask k = ask_new();
        double began = cpu_s();
        struct str got = ask_value(&k, TEXT[i]);
        if (cpu_s() - began > LONG_S || !str_eq(got, STR("null")) || !k.run.is_stopped)
            fail_msg("%s: %.1f s, %.*s", TEXT[i], cpu_s() - began, STR_ARG(utf8_cut(got, 60)));
        ask_free(&k);
    }
}

static void large_contexts_are_compared_in_any_order_of_their_entries(void **state)
{
    (void)state;
    struct ask k = ask_new();
    struct str text = STR("{l: for i in 1..5000 return {key: string(i), value: i}, c: context(l), "
                          "d: context(reverse(l)), r: [c = d, c = context put(d, \"7\", 8), "
                          "c = context put(d, \"x\", 8)]}.r");
    double began = cpu_s();
    assert_true(str_eq(ask_value(&k, text.p), STR("[true, false, false]")));
    assert_true(cpu_s() - began < LONG_S);
    ask_free(&k);
}

static void distinct_values_of_like_lists_and_contexts_do_not_use_up_the_steps(void **state)
{
    (void)state;
    struct ask k = ask_new();
    assert_true(
        str_eq(ask_value(&k, "count(distinct values(for i in 1..20000 return [1, i]))"), STR("20000")));
    assert_true(
        str_eq(ask_value(&k, "count(distinct values(for i in 1..20000 return {a: 1, b: i}))"), STR("20000")));
    assert_true(str_eq(ask_value(&k, "distinct values([{a: 1, b: 2}, {b: 2, a: 1}, {a: 2, b: 1}])"),
                       STR("[{a: 1, b: 2}, {a: 2, b: 1}]")));
    ask_free(&k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whatever_opens_nests_200_deep_and_no_deeper),
        cmocka_unit_test(types_nest_200_deep_and_no_deeper),
        cmocka_unit_test(types_that_double_with_each_entry_are_forgotten),
        cmocka_unit_test(lists_of_unlike_contexts_are_joined_within_bounds),
        cmocka_unit_test(a_thousand_names_are_found_ten_thousand_times),
        cmocka_unit_test(work_that_one_step_could_hide_is_counted),
        cmocka_unit_test(large_contexts_are_compared_in_any_order_of_their_entries),
        cmocka_unit_test(distinct_values_of_like_lists_and_contexts_do_not_use_up_the_steps),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
