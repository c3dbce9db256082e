/* What expressions give: three kinds of truth, comparison, tests, paths, filters, iterations, functions
 * (DMN 1.5, 10.3.2). */
#include "ask.h"

static void three_kinds_of_truth_go_together_as_the_tables_have_it(void **state)
{
    (void)state;
    ASSERT_ROWS({"true and true", "true"}, {"true and false", "false"}, {"true and null", "null"},
                {"false and true", "false"}, {"false and false", "false"}, {"false and null", "false"},
                {"null and true", "null"}, {"null and false", "false"}, {"null and null", "null"},
                {"true or true", "true"}, {"true or false", "true"}, {"true or null", "true"},
                {"false or true", "true"}, {"false or false", "false"}, {"false or null", "null"},
                {"null or true", "true"}, {"null or false", "null"}, {"null or null", "null"},
                {"true and 1", "null"}, {"false and 1", "false"}, {"\"a\" or true", "true"},
                {"\"a\" or false", "null"}, {"1 and 2", "null"}, {"not(null)", "null"},
                {"not(true)", "false"}, {"not(1)", "null"});
}

static void equality_is_true_false_or_null_for_different_kinds(void **state)
{
    (void)state;
    ASSERT_ROWS({"1 = 1.0", "true"}, {"1 = \"1\"", "null"}, {"1 != \"1\"", "null"}, {"null = null", "true"},
                {"1 = null", "false"}, {"null != 1", "true"}, {"[1, 2] = [1, 2.0]", "true"},
                {"[1, 2] = [2, 1]", "false"}, {"[1] = [\"a\"]", "false"},
                {"{a: 1, b: 2} = {b: 2, a: 1}", "true"}, {"{a: 1} = {a: 1, b: 2}", "false"},
                {"[] = []", "true"}, {"{} = {}", "true"}, {"[1..3] = [1..3]", "true"},
                {"[1..3] = [1..3)", "false"}, {"true = true", "true"}, {"true != false", "true"},
                {"\"a\" = \"A\"", "false"}, {"@\"P1Y\" = @\"P12M\"", "true"},
                {"@\"P1D\" = @\"PT24H\"", "true"}, {"@\"2026-01-01\" = @\"2026-01-01T00:00:00\"", "null"},
                {"[[1]] = [[1]]", "true"}, {"abs = abs", "null"});
}

static void order_is_of_one_kind_alone(void **state)
{
    (void)state;
    ASSERT_ROWS({"1 < 2", "true"}, {"2 <= 2", "true"}, {"\"a\" < \"b\"", "true"}, {"\"a\" < \"B\"", "false"},
                {"\"云\" > \"a\"", "true"}, {"1 < \"2\"", "null"}, {"true < false", "null"},
                {"null < 1", "null"}, {"[1] < [2]", "null"}, {"@\"2026-01-01\" < @\"2026-01-02\"", "true"},
                {"@\"P1M\" < @\"P1Y\"", "true"}, {"@\"P1D\" < @\"P1M\"", "null"},
                {"@\"10:00:00Z\" < @\"10:00:00+01:00\"", "false"},
                {"@\"10:00:00\" < @\"10:00:00Z\"", "null"});
}

static void between_and_in_follow_the_comparisons(void **state)
{
    (void)state;
    ASSERT_ROWS({"2 between 1 and 3", "true"}, {"1 between 1 and 3", "true"}, {"4 between 1 and 3", "false"},
                {"null between 1 and 3", "null"}, {"2 between null and 3", "null"},
                {"\"b\" between \"a\" and \"c\"", "true"}, {"2 between \"a\" and 3", "null"},
                {"1 in 1", "true"}, {"1 in (1, 2)", "true"}, {"1 in [1, 2]", "true"},
                {"1 in [2, 3]", "false"}, {"1 in (2, 3)", "false"}, {"5 in (> 4, < 2)", "true"},
                {"1 in < 2", "true"}, {"3 in ([1..2], [4..5])", "false"}, {"4 in ([1..2], [4..5])", "true"},
                {"[1] in [[1], [2]]", "true"}, {"\"a\" in (\"a\", \"b\")", "true"}, {"1 in \"a\"", "null"},
                {"null in null", "true"}, {"5 in (? > 4)", "true"}, {"5 in (not(? > 4))", "false"},
                {"@\"2026-05-01\" in [@\"2026-01-01\"..@\"2026-12-31\"]", "true"});
}

static void arithmetic_of_kinds_that_do_not_go_together_is_null(void **state)
{
    (void)state;
    ASSERT_ROWS({"1 + \"a\"", "null"}, {"\"a\" - \"b\"", "null"}, {"1 + null", "null"}, {"null * 2", "null"},
                {"1 / 0", "null"}, {"0 / 0", "null"}, {"true + true", "null"}, {"[1] + [2]", "null"},
                {"-\"a\"", "null"}, {"-null", "null"}, {"0 ** -1", "null"}, {"(-8) ** 0.5", "null"},
                {"10 ** 7000", "null"}, {"@\"P1D\" + 1", "null"}, {"@\"P1D\" * 2", "@\"P2D\""},
                {"@\"P1Y\" / @\"P6M\"", "2"}, {"@\"P1Y\" / 0", "null"},
                {"@\"2026-03-31\" - @\"P1M\"", "@\"2026-02-28\""},
                {"@\"2026-03-01\" - @\"2026-02-01\"", "@\"P28D\""},
                {"@\"10:00:00\" + @\"PT15H\"", "@\"01:00:00\""});
}

static void paths_go_into_contexts_and_through_lists(void **state)
{
    (void)state;
    ASSERT_ROWS(
        {"{a: {b: 1}}.a.b", "1"}, {"[{a: 1}, {a: 2}].a", "[1, 2]"}, {"{a: 1}.b", "null"}, {"null.a", "null"},
        {"1.a", "null"}, {"\"x\".a", "null"}, {"[{a: [1]}, {a: [2]}].a", "[[1], [2]]"},
        {"[{a: {b: 1}}].a.b", "[1]"}, {"[{a: 1}, {b: 2}].a", "[1, null]"}, {"{a b: {c d: 2}}.a b.c d", "2"},
        {"{a: [1, 2, 3]}.a[2]", "2"}, {"[1..5].start", "1"}, {"[1..5].x", "null"}, {"@\"P1Y2M\".months", "2"},
        {"@\"2026-11-20T08:00:00+08:00\".time offset", "@\"PT8H\""}, {"@\"2026-11-20\".hour", "null"});
}

static void filters_choose_by_number_or_by_condition(void **state)
{
    (void)state;
    ASSERT_ROWS({"[10, 20, 30][1]", "10"}, {"[10, 20, 30][-1]", "30"}, {"[10, 20][0]", "null"},
                {"[10, 20][3]", "null"}, {"[10, 20][-3]", "null"}, {"[10][1.5]", "null"}, {"5[1]", "5"},
                {"5[item > 3]", "[5]"}, {"5[2]", "null"}, {"null[1]", "null"}, {"null[item > 1]", "[]"},
                {"[][1]", "null"}, {"[1, 2, 3, 4][item > 2]", "[3, 4]"}, {"[1, \"a\", 3][item > 2]", "[3]"},
                {"[{a: 1}, {a: 2}][a = 2]", "[{a: 2}]"}, {"[{a: 1}, {a: 2}][item.a = 2].a", "[2]"},
                {"[{a: 1}, {b: 2}][a = 1]", "[{a: 1}]"}, {"[{a b: 1}][a b = 1]", "[{a b: 1}]"},
                {"[1, 2][true]", "[1, 2]"}, {"[1, 2][false]", "[]"}, {"[1, 2][null]", "[]"},
                {"[1, 2][\"a\"]", "null"}, {"[[1, 2], [3]][1][2]", "2"}, {"[1, 2, 3][item > 1][1]", "2"},
                {"[{x: 1, y: 2}, {x: 3, y: 0}][y > 1].x", "[1]"}, {"[{item: 5}][item = 5]", "[{item: 5}]"},
                {"[3, 1][[1, 2][1]]", "3"});
}

static void iterations_go_through_lists_and_ranges(void **state)
{
    (void)state;
    ASSERT_ROWS(
        {"for x in [1, 2, 3] return x * 2", "[2, 4, 6]"}, {"for x in 1..3 return x", "[1, 2, 3]"},
        {"for x in 3..1 return x", "[3, 2, 1]"}, {"for x in -1..1 return x", "[-1, 0, 1]"},
        {"for x in [1..3] return x", "[1, 2, 3]"}, {"for x in (1..3) return x", "[2]"},
        {"for x in [1, 2], y in [10, 20] return x + y", "[11, 21, 12, 22]"},
        {"for x in 1..2, y in 1..x return y", "[1, 1, 2]"}, {"for x in [] return x", "[]"},
        {"for x in 5 return x", "[5]"}, {"for x in null return x", "null"},
        {"for x in 1.5..3 return x", "null"},
        {"for i in 0..4 return if i = 0 then 1 else i * partial[-1]", "[1, 1, 2, 6, 24]"},
        {"for x in 1..3 return count(partial)", "[0, 1, 2]"},
        {"for d in @\"2026-01-01\"..@\"2026-01-03\" return d.day", "[1, 2, 3]"},
        {"for x in [[1, 2], [3]] return count(x)", "[2, 1]"}, {"some x in [1, 2] satisfies x > 1", "true"},
        {"some x in [1, 2] satisfies x > 2", "false"}, {"some x in [] satisfies true", "false"},
        {"every x in [] satisfies false", "true"}, {"every x in [1, 2] satisfies x > 1", "false"},
        {"some x in [1, null] satisfies x > 0", "true"}, {"some x in [null, 0] satisfies x > 0", "null"},
        {"every x in [1, null] satisfies x > 0", "null"}, {"every x in [0, null] satisfies x > 0", "false"},
        {"some x in null satisfies true", "null"}, {"some x in [1, 2], y in [2, 3] satisfies x = y", "true"},
        {"some x in [1] satisfies \"a\"", "null"}, {"for x y in [1, 2] return x y + 1", "[2, 3]"},
        {"for x in \"a\"..\"c\" return x", "null"});
}

static void a_range_that_ends_before_it_begins_is_nothing_to_go_through(void **state)
{
    (void)state;
    ASSERT_ROWS({"for i in [2..1] return i", "null"}, {"for i in 2..1 return i", "[2, 1]"},
                {"some i in [3..1] satisfies true", "null"});
}

static void a_name_that_no_item_of_a_filter_has_is_null_in_all_of_them(void **state)
{
    (void)state;
    ASSERT_ROWS({"[{x: 1}][y > 1]", "[]"}, {"[{x: 1}][y = null]", "[{x: 1}]"},
                {"[{x: 1}][count([{z: 2}][z = x]) = 0 and y = null]", "[{x: 1}]"});
    struct ask k = ask_new();
    (void)ask_value(&k, "[{x: 1}][y > 1]");
    assert_true(str_eq(ask_warned(&k), STR("feel.unknown_name 1:10")));
    k.scope.is_strict = true;
    assert_true(str_eq(ask_value(&k, "[{x: 1}][y > 1]"), STR("feel.unknown_name 1:10")));
    ask_free(&k);
}

static void conditions_that_are_not_true_take_the_other_way(void **state)
{
    (void)state;
    ASSERT_ROWS({"if true then 1 else 2", "1"}, {"if false then 1 else 2", "2"},
                {"if null then 1 else 2", "2"}, {"if 1 then 1 else 2", "2"},
                {"if \"true\" then 1 else 2", "2"}, {"if 1 = \"a\" then 1 else 2", "2"});
}

static void functions_are_values_with_what_they_saw(void **state)
{
    (void)state;
    ASSERT_ROWS(
        {"(function(x) x + 1)(2)", "3"}, {"(function() 5)()", "5"},
        {"{f: function(x, y) x - y, r: f(5, 3)}.r", "2"},
        {"{f: function(x, y) x - y, r: f(y: 5, x: 3)}.r", "-2"}, {"{f: function(x) x, r: f(y: 5)}.r", "null"},
        {"{f: function(x, y) x, r: f(x: 5, x: 3)}.r", "null"}, {"{f: function(x) x, r: f()}.r", "null"},
        {"{f: function(x) x, r: f(1, 2)}.r", "null"}, {"{k: 10, f: function(x) x * k, r: f(3)}.r", "30"},
        {"(for k in 1..3 return function(x) x * k)[2](10)", "20"},
        {"{add: function(a) function(b) a + b, r: add(1)(2)}.r", "3"},
        {"(function(x: number) x)(\"a\")", "null"}, {"(function(x: number) x)([1])", "1"},
        {"(function(x: list<number>) x)(1)", "[1]"}, {"(function(x: string) x)(null)", "null"},
        {"{f: abs, r: f(-1)}.r", "1"}, {"{f: abs, r: f(n: -1)}.r", "1"}, {"{f: max, r: f(1, 5, 2)}.r", "5"},
        {"sort([3, 1, 2], function(a, b) a < b)", "[1, 2, 3]"}, {"1(2)", "null"}, {"\"f\"(2)", "null"},
        {"null(1)", "null"}, {"(function(x) x)(1, y: 2)", "feel.arguments_mixed 1:20"},
        {"function(x) x instance of function", "function<Any>->boolean"},
        {"(function(x) external {java: {class: \"a\", method signature: \"b()\"}})(1)", "null"},
        {"[function(x) x + 1][1](1)", "2"}, {"(function(partial) partial)(4)", "4"});
}

static void what_can_be_null_says_why_and_where(void **state)
{
    (void)state;
    static const struct ask_row ROWS[] = {{"1 + \"a\"", "feel.kinds_wrong 1:1"},
                                          {"[1, 2]\n  [5]", "feel.no_such_item 1:1"},
                                          {"10 / (5 - 5)", "feel.by_zero 1:1"},
                                          {"1 + {a: 1}.b", "feel.no_member 1:5"},
                                          {"(function(x) x)()", "feel.arguments_number 1:1"},
                                          {"10 ** 7000", "feel.overflow 1:1"},
                                          {"(-8) ** 0.5", "feel.not_defined 1:1"},
                                          {"for x in null return x", "feel.nothing_to_go_through 1:1"},
                                          {"[1][\"a\"]", "feel.filter_wrong 1:1"},
                                          {"floor(\"a\")", "feel.argument_wrong 1:1"},
                                          {"false or 1", "feel.no_truth 1:1"},
                                          {"1 + abs()", "feel.arguments_wrong 1:5"},
                                          {"@\"2026-13-01\"", "feel.no_such_date 1:1"},
                                          {"1 in (\"a\")", "feel.cannot_compare 1:1"},
                                          {"null(1)", "feel.no_function 1:1"}};
    struct ask k = ask_new();
    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        (void)ask_value(&k, ROWS[i].text);
        if (!str_eq(ask_noted(&k), str_c(ROWS[i].value)))
            fail_msg("%s notes %.*s, wanted %s", ROWS[i].text, STR_ARG(ask_noted(&k)), ROWS[i].value);
    }
    ask_free(&k);
}

static void a_trace_tells_each_step_also_inside_functions(void **state)
{
    (void)state;
    struct ask k = ask_new();
    k.run.wants_trace = true;
    assert_true(str_eq(ask_value(&k, "(function(x) x * 2)(3) + 1"), STR("7")));
    const struct feel_trace *sum = k.run.trace, *call = sum->child;
    assert_true(decimal_cmp(sum->value.number, decimal_of(7)) == 0);
    assert_null(sum->next);
    assert_true(decimal_cmp(call->value.number, decimal_of(6)) == 0);
    const struct feel_trace *body = call->child->next; /* behind the function itself */
    assert_true(str_eq(str_sub(body->text, body->at, body->length), STR("x * 2")));
    assert_true(decimal_cmp(body->child->value.number, decimal_of(3)) == 0);
    assert_null(body->next);
    ask_free(&k);
}

static void scalar_expressions_take_no_memory_of_the_run(void **state)
{
    (void)state;
    static const char *const TEXT[] = {"a / b * 100",
                                       "if a / b >= 1 then 10 else if a / b > 0.8 then 8 else 0",
                                       "a between 1 and 2 and b in [1..5]",
                                       "round half up(a / b, 2)",
                                       "a > 3 or not(b = 4)",
                                       "@\"2026-11-20\" + @\"P3D\" > @\"2026-11-22\"",
                                       "abs(a - b) ** 2",
                                       "a in (< 5, > 10)"};
    struct feel_input input[] = {{STR("a"), &FEEL_NUMBER}, {STR("b"), &FEEL_NUMBER}};
    struct value value[] = {value_int(3), value_int(4)};
    struct ask k = ask_new();
    struct arena *nothing = arena_new(1); /* not one byte can be had */
    k.scope = (struct feel_scope){.input = input, .inputs = 2};
    assert_null(arena_try(nothing, 1));
    for (size_t i = 0; i < COUNT_OF(TEXT); i++) {
        *k.problems = (struct problems){.arena = k.arena};
        assert_int_equal(feel_compile(k.arena, str_c(TEXT[i]), &k.scope, &k.program, k.problems), RC_OK);
        struct feel_run run = {.arena = nothing, .input = value};
        struct value v = feel_eval(k.program, &run);
        if (run.is_stopped || v.kind == VALUE_NULL)
            fail_msg("%s took memory", TEXT[i]);
    }
    arena_free(nothing);
    ask_free(&k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(three_kinds_of_truth_go_together_as_the_tables_have_it),
        cmocka_unit_test(equality_is_true_false_or_null_for_different_kinds),
        cmocka_unit_test(order_is_of_one_kind_alone),
        cmocka_unit_test(between_and_in_follow_the_comparisons),
        cmocka_unit_test(arithmetic_of_kinds_that_do_not_go_together_is_null),
        cmocka_unit_test(paths_go_into_contexts_and_through_lists),
        cmocka_unit_test(filters_choose_by_number_or_by_condition),
        cmocka_unit_test(iterations_go_through_lists_and_ranges),
        cmocka_unit_test(a_range_that_ends_before_it_begins_is_nothing_to_go_through),
        cmocka_unit_test(a_name_that_no_item_of_a_filter_has_is_null_in_all_of_them),
        cmocka_unit_test(conditions_that_are_not_true_take_the_other_way),
        cmocka_unit_test(functions_are_values_with_what_they_saw),
        cmocka_unit_test(what_can_be_null_says_why_and_where),
        cmocka_unit_test(a_trace_tells_each_step_also_inside_functions),
        cmocka_unit_test(scalar_expressions_take_no_memory_of_the_run),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
