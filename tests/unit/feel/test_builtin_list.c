/* Lists: the examples of the standard's table 78, by place and by name, and what lies beside them. */
#include "ask.h"

static void lists_are_asked_what_they_hold(void **state)
{
    (void)state;
    ASSERT_ROWS({"list contains([1, 2, 3], 2)", "true"},
                {"list contains(list: [1, 2, 3], element: 4)", "false"},
                {"list contains([1, null], null)", "true"}, {"list contains([1], null)", "false"},
                {"list contains([1, 2], \"1\")", "false"}, {"list contains([[1], 2], [1])", "true"},
                {"list contains(7, 7)", "true"}, {"list contains(null, 1)", "null"},
                {"list contains(list: [1], match: 1)", "null"}, {"list contains([1])", "null"},
                {"count([1, 2, 3])", "3"}, {"count([])", "0"}, {"count([1, [2, 3]])", "2"},
                {"count([null, null])", "2"}, {"count(list: [1])", "1"}, {"count(\"甲\")", "1"},
                {"count(null)", "null"}, {"count()", "null"}, {"count(1, 2)", "null"}, );
}

static void the_least_and_the_greatest_need_an_order(void **state)
{
    (void)state;
    ASSERT_ROWS({"min([1, 2, 3])", "1"}, {"min(1, 2, 3)", "1"}, {"max([1, 2, 3])", "3"}, {"max(1)", "1"},
                {"max(1, 2, 3)", "3"}, {"min([])", "null"}, {"max([])", "null"}, {"min()", "null"},
                {"min(list: [3, -1])", "-1"}, {"max(list: [\"甲\", \"乙\"])", "\"甲\""},
                {"max([@\"2026-01-01\", @\"2025-12-31\"])", "@\"2026-01-01\""},
                {"min(@\"P1D\", @\"PT2H\")", "@\"PT2H\""}, {"min([1, null])", "null"},
                {"min([1, \"a\"])", "null"}, {"max([{a: 1}])", "null"}, {"min(null)", "null"}, );
}

static void truth_of_many_knows_three_values(void **state)
{
    (void)state;
    ASSERT_ROWS({"all([false, null, true])", "false"}, {"all(true)", "true"}, {"all([true])", "true"},
                {"all([])", "true"}, {"all([true, null])", "null"}, {"all(0)", "null"},
                {"all(true, false)", "false"}, {"all(list: [true, 123])", "null"}, {"all()", "null"},
                {"any([false, null, true])", "true"}, {"any(false)", "false"}, {"any([])", "false"},
                {"any([false, null])", "null"}, {"any(0)", "null"}, {"any(false, true)", "true"},
                {"any(b: [true])", "null"}, {"any(null)", "null"}, );
}

static void parts_of_lists_are_counted_from_both_ends(void **state)
{
    (void)state;
    ASSERT_ROWS({"sublist([4, 5, 6], 1, 2)", "[4, 5]"}, {"sublist([4, 5, 6], 2)", "[5, 6]"},
                {"sublist([4, 5, 6], -2, 1)", "[5]"}, {"sublist([4, 5, 6], -1)", "[6]"},
                {"sublist(list: [4, 5, 6], start position: 3, length: 1)", "[6]"},
                {"sublist([4, 5, 6], 0)", "null"}, {"sublist([4, 5, 6], 4)", "null"},
                {"sublist([4, 5, 6], -4)", "null"}, {"sublist([4, 5, 6], 2, 3)", "null"},
                {"sublist([4, 5, 6], 1, 0)", "null"}, {"sublist([], 1)", "null"},
                {"sublist([4, 5, 6], 1, null)", "null"}, {"sublist([4, 5], 2.9)", "[5]"},
                {"sublist([null, 1], 1, 1)", "[null]"}, {"sublist(null, 1)", "null"},
                {"index of([1, 2, 3, 2], 2)", "[2, 4]"}, {"index of([1], 2)", "[]"},
                {"index of([1, null], null)", "[2]"}, {"index of(list: [\"a\"], match: \"a\")", "[1]"},
                {"index of(null, 1)", "null"}, {"index of([[1], 1], [1])", "[1]"}, );
}

static void lists_are_made_from_lists(void **state)
{
    (void)state;
    ASSERT_ROWS({"append([1], 2, 3)", "[1, 2, 3]"}, {"append([1])", "[1]"}, {"append(1, 2)", "[1, 2]"},
                {"append([1], [2])", "[1, [2]]"}, {"append([1], null)", "[1, null]"},
                {"append(list: [1], item: 2)", "[1, 2]"}, {"append(null, 1)", "null"},
                {"append([], 1)", "[1]"}, {"concatenate([1, 2], [3])", "[1, 2, 3]"},
                {"concatenate([1], 2, [[3]])", "[1, 2, [3]]"}, {"concatenate([1], null)", "null"},
                {"concatenate([1])", "[1]"}, {"union([1, 2], [2, 3])", "[1, 2, 3]"},
                {"union([1, null], [null, \"1\"], [1.0])", "[1, null, \"1\"]"},
                {"distinct values([1, 2, 3, 2, 1])", "[1, 2, 3]"},
                {"distinct values([\"a\", [\"a\"], null, null])", "[\"a\", [\"a\"], null]"},
                {"distinct values(1)", "[1]"}, {"distinct values(null)", "null"},
                {"reverse([1, 2, 3])", "[3, 2, 1]"}, {"reverse([])", "[]"}, {"reverse(list: [1])", "[1]"},
                {"flatten([[1, 2], [[3]], 4])", "[1, 2, 3, 4]"}, {"flatten([[[]]])", "[]"},
                {"flatten(1)", "[1]"}, {"flatten([null, [null]])", "[null, null]"}, );
}

static void one_item_is_put_in_taken_out_or_replaced(void **state)
{
    (void)state;
    ASSERT_ROWS({"insert before([1, 3], 1, 2)", "[2, 1, 3]"}, {"insert before([1, 3], -1, 2)", "[1, 2, 3]"},
                {"insert before(list: [1], position: 1, newItem: null)", "[null, 1]"},
                {"insert before([1], 2, 3)", "null"}, {"insert before([1], 0, 3)", "null"},
                {"insert before([], 1, 3)", "null"}, {"insert before(null, 1, 3)", "null"},
                {"insert before([1], null, 3)", "null"}, {"remove([1, 2, 3], 2)", "[1, 3]"},
                {"remove([1, 2, 3], -1)", "[1, 2]"}, {"remove([1], 1)", "[]"}, {"remove([1], 2)", "null"},
                {"remove(list: [1, 2], position: 1)", "[2]"}, {"remove([1], \"1\")", "null"},
                {"list replace([2, 4, 7, 8], 3, 6)", "[2, 4, 6, 8]"},
                {"list replace([2, 4, 7, 8], function(item, newItem) item < newItem, 5)", "[5, 5, 7, 8]"},
                {"list replace(list: [1, 2], match: function(item, newItem) item = 2, newItem: 4)", "[1, 4]"},
                {"list replace(list: [1, 2], position: -2, newItem: null)", "[null, 2]"},
                {"list replace([1, 2], 3, 4)", "null"}, {"list replace([1, 2], \"1\", 4)", "null"},
                {"list replace([1, 2], function(item) true, 4)", "null"},
                {"list replace([1, 2], function(a, b) a, 4)", "null"},
                {"list replace([1, null], function(a, b) a < b, 4)", "null"},
                {"list replace(null, 1, 4)", "null"}, {"list replace(1, 1, 5)", "[5]"}, );
}

static void sorting_asks_the_function_and_keeps_equal_items_in_place(void **state)
{
    (void)state;
    ASSERT_ROWS({"sort([3, 1, 4, 5, 2], function(x, y) x < y)", "[1, 2, 3, 4, 5]"},
                {"sort(list: [3, 1, 2], precedes: function(x, y) x > y)", "[3, 2, 1]"},
                {"sort([], function(x, y) x < y)", "[]"}, {"sort(7, function(x, y) x < y)", "[7]"},
                {"sort([[1, \"b\"], [0, \"x\"], [1, \"a\"]], function(x, y) x[1] < y[1])",
                 "[[0, \"x\"], [1, \"b\"], [1, \"a\"]]"},
                {"sort([\"b\", \"a\"], starts with)", "[\"b\", \"a\"]"},
                {"sort([1, \"a\"], function(x, y) x < y)", "null"},
                {"sort([1, 2], function(x) true)", "null"}, {"sort([1, 2], function(x, y) 1)", "null"},
                {"sort([1, 2], 3)", "null"}, {"sort([1, 2])", "null"},
                {"sort(null, function(x, y) x < y)", "null"}, );
}

/* A hundred numbers in a scrambled order, each pair of equal ones still as it was. */
static void a_long_list_comes_out_in_order(void **state)
{
    (void)state;
    ASSERT_ROWS(
        {"{l: for i in 1..500 return {k: modulo(i * 37, 50), i: i}, s: sort(l, function(a, b) a.k < b.k), "
         "r: every i in 1..499 satisfies s[i].k < s[i + 1].k or (s[i].k = s[i + 1].k and s[i].i < s[i + "
         "1].i)}.r",
         "true"},
        {"{l: for i in 1..500 return modulo(i * 37, 501), "
         "r: sort(l, function(a, b) a < b) = (for i in 1..500 return i)}.r",
         "true"}, );
}

static void strings_are_joined(void **state)
{
    (void)state;
    ASSERT_ROWS({"string join([\"a\", \"b\", \"c\"], \"_and_\")", "\"a_and_b_and_c\""},
                {"string join([\"a\", \"b\"])", "\"ab\""}, {"string join([\"a\", \"b\"], \"\")", "\"ab\""},
                {"string join([\"a\", \"b\"], null)", "\"ab\""},
                {"string join([null, \"a\", null, \"c\", null], \"、\")", "\"a、c\""},
                {"string join([\"\", \"\"], \"x\")", "\"x\""}, {"string join([], \"x\")", "\"\""},
                {"string join([null])", "\"\""}, {"string join(\"a\", \"x\")", "\"a\""},
                {"string join(list: [\"a\"], delimiter: \"x\")", "\"a\""},
                {"string join([\"a\", 1])", "null"}, {"string join(null, \"x\")", "null"},
                {"string join([\"a\"], 1)", "null"}, {"string join()", "null"}, );
}

static long steps_of(struct ask *k, const char *text)
{
    k->run.steps_max = 0;
    assert_string_not_equal(ask_value(k, text).p, "null");
    return k->run.steps;
}

/* Beside what making the list takes; and one step less than it needs is not enough. */
static void work_inside_a_function_counts_as_steps(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        long least;
    } WORK[] = {
        {"reverse(l)", 1000},
        {"sort(l, function(a, b) a < b)", 5000 * 4},
        {"distinct values(l)", 1000},
        {"union(l, l)", 2000},
        {"index of(l, 7)", 1000},
        {"flatten([l, l])", 2000},
        {"sum(l)", 1000},
        {"median(l)", 5000},
        {"string join(for i in l return \"甲\")", 1000},
    };
    struct ask k = ask_new();
    long base = steps_of(&k, "count({l: for i in 1..1000 return i, r: [l]}.r)");
    for (size_t i = 0; i < COUNT_OF(WORK); i++) {
        struct str text =
            arena_printf(k.arena, "count({l: for i in 1..1000 return i, r: [%s]}.r)", WORK[i].text);
        long needed = steps_of(&k, text.p);
        assert_true(needed - base >= WORK[i].least);
        k.run.steps_max = needed - 1;
        assert_string_equal(ask_value(&k, text.p).p, "null");
        assert_true(k.run.is_stopped);
        assert_true(str_starts(ask_noted(&k), STR("feel.step_limit")));
    }
    ask_free(&k);
}

/* So many that comparing each with each would take more steps than there are. */
static void doubles_are_taken_out_of_long_lists(void **state)
{
    (void)state;
    ASSERT_ROWS(
        {"count(distinct values(for i in 1..90000 return modulo(i * 7919, 30011)))", "30011"},
        {"count(union(for i in 1..20000 return string(i), for i in 1..20000 return string(2 * i)))", "30000"},
        {"distinct values([1, 1.0, 1.00, \"1\", true, false, true, @\"P1Y\", @\"P12M\", @\"P1D\", "
         "@\"PT24H\"])",
         "[1, \"1\", true, false, @\"P1Y\", @\"P1D\"]"},
        {"distinct values([@\"12:00:00Z\", @\"14:00:00+02:00\", @\"2026-01-01\", @\"2026-01-01\", [1..2], "
         "[1..2]])",
         "[@\"12:00:00Z\", @\"2026-01-01\", [1..2]]"},
        {"distinct values([@\"2026-01-01T12:00:00Z\", @\"2026-01-01T14:00:00+02:00\", "
         "@\"2026-01-01T12:00:00\"])",
         "[@\"2026-01-01T12:00:00Z\", @\"2026-01-01T12:00:00\"]"},
        {"distinct values([{a: 1, b: 2}, {b: 2, a: 1}, [1], [1.0], [], []])", "[{a: 1, b: 2}, [1], []]"}, );
}

static void a_list_beyond_the_limit_stops_the_run(void **state)
{
    (void)state;
    struct ask k = ask_new();
    k.run.steps_max = 0;
    struct str got = ask_value(&k, "{l: for i in 1..60000 return i, n: count(concatenate(l, l))}.n");
    assert_string_equal(got.p, "null");
    assert_true(k.run.is_stopped);
    assert_true(str_starts(ask_noted(&k), STR("feel.list_limit")));
    got = ask_value(&k, "{l: for i in 1..50000 return i, n: count(concatenate(l, l))}.n");
    assert_string_equal(got.p, "100000");
    got =
        ask_value(&k, "{l: for i in 1..1000 return i, m: for i in 1..101 return l, n: count(flatten(m))}.n");
    assert_string_equal(got.p, "null");
    assert_true(str_starts(ask_noted(&k), STR("feel.list_limit")));
    ask_free(&k);
}

/* Sixty lines that each hold the one before twice would be 2^60 values to walk. */
static void lists_that_hold_each_other_twice_do_not_grow_without_end(void **state)
{
    (void)state;
    struct ask k = ask_new();
    struct buf text = {0};
    buf_put(&text, STR("{a0: [1]"));
    for (int i = 1; i <= 60; i++)
        buf_printf(&text, ", a%d: [a%d, a%d]", i, i - 1, i - 1);
    buf_put(&text, STR(", r: a60 = a60}.r"));
    buf_putc(&text, 0);
    assert_string_equal(ask_value(&k, text.p).p, "null");
    assert_true(k.run.is_stopped);
    assert_true(str_starts(ask_noted(&k), STR("feel.value_depth")));
    buf_release(&text);
    ask_free(&k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lists_are_asked_what_they_hold),
        cmocka_unit_test(the_least_and_the_greatest_need_an_order),
        cmocka_unit_test(truth_of_many_knows_three_values),
        cmocka_unit_test(parts_of_lists_are_counted_from_both_ends),
        cmocka_unit_test(lists_are_made_from_lists),
        cmocka_unit_test(one_item_is_put_in_taken_out_or_replaced),
        cmocka_unit_test(sorting_asks_the_function_and_keeps_equal_items_in_place),
        cmocka_unit_test(a_long_list_comes_out_in_order),
        cmocka_unit_test(strings_are_joined),
        cmocka_unit_test(work_inside_a_function_counts_as_steps),
        cmocka_unit_test(doubles_are_taken_out_of_long_lists),
        cmocka_unit_test(a_list_beyond_the_limit_stops_the_run),
        cmocka_unit_test(lists_that_hold_each_other_twice_do_not_grow_without_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
