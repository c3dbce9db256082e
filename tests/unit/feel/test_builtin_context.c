/* Contexts, not, and is: the examples of the standard's tables 74, 80 and 81, and what lies beside them. */
#include "ask.h"

static void not_turns_truth_round(void **state)
{
    (void)state;
    ASSERT_ROWS({"not(true)", "false"}, {"not(false)", "true"}, {"not(null)", "null"},
                {"not(negand: true)", "false"}, {"not(0)", "null"}, {"not(\"true\")", "null"}, );
}

static void is_wants_the_same_down_to_the_offset(void **state)
{
    (void)state;
    ASSERT_ROWS(
        {"is(1, 1.0)", "true"}, {"is(1, \"1\")", "false"}, {"is(null, null)", "true"},
        {"is(null, 1)", "false"}, {"is(@\"2012-12-25\", @\"2012-12-25\")", "true"},
        {"is(@\"2012-12-25\", @\"2012-12-25T00:00:00\")", "false"},
        {"is(@\"23:00:50Z\", @\"23:00:50\")", "false"}, {"is(@\"23:00:50Z\", @\"23:00:50+00:00\")", "true"},
        {"is(@\"12:00:00+02:00\", @\"13:00:00+03:00\")", "false"}, {"is(@\"P1D\", @\"PT24H\")", "true"},
        {"is(@\"P0Y\", @\"P0D\")", "false"}, {"is([1, 2], [1, 2])", "true"}, {"is({a: 1}, {a: 1})", "true"},
        {"is(value1: 1, value2: 1)", "true"}, {"is(value2: 1, value1: 2)", "false"},
        {"is(value1: 1)", "false"}, {"is(value2: 1)", "false"}, {"is(1, 1, 1)", "null"}, {"is()", "null"}, );
}

static void a_value_is_got_by_its_key_or_by_the_way_to_it(void **state)
{
    (void)state;
    ASSERT_ROWS({"get value({key1: \"value1\"}, \"key1\")", "\"value1\""},
                {"get value({key1: \"value1\"}, \"unexistent-key\")", "null"},
                {"get value(m: {a: null}, key: \"a\")", "null"}, {"get value({a: 1}, [\"a\"])", "1"},
                {"get value({x: 1, y: {z: 0}}, [\"y\", \"z\"])", "0"},
                {"get value(m: {y: {z: 0}}, keys: [\"y\"])", "{z: 0}"},
                {"get value({y: {z: 0}}, [\"z\"])", "null"}, {"get value({y: 1}, [\"y\", \"z\"])", "null"},
                {"get value({a: 1}, [])", "null"}, {"get value({a: 1}, 1)", "null"},
                {"get value({a: 1}, [\"a\", null])", "null"}, {"get value(null, \"a\")", "null"},
                {"get value([1], \"a\")", "null"}, {"get value({a: 1}, null)", "null"}, );
}

static void entries_come_out_in_the_order_of_writing(void **state)
{
    (void)state;
    ASSERT_ROWS({"get entries({key1: \"value1\", key2: null})",
                 "[{key: \"key1\", value: \"value1\"}, {key: \"key2\", value: null}]"},
                {"get entries({})", "[]"}, {"get entries(m: {a: 1})[key = \"a\"].value", "[1]"},
                {"get entries(1)", "null"}, {"get entries(null)", "null"}, {"get entries(map: {})", "null"},
                {"context(get entries({b: 1, a: {c: [2]}})) = {b: 1, a: {c: [2]}}", "true"}, );
}

static void a_context_is_made_from_entries(void **state)
{
    (void)state;
    ASSERT_ROWS(
        {"context([{key: \"a\", value: 1}, {key: \"b\", value: 2}])", "{a: 1, b: 2}"},
        {"context([{key: \"a\", value: 1}, {key: \"b\", value: 2, something: \"else\"}])", "{a: 1, b: 2}"},
        {"context(entries: {key: \"a\", value: null})", "{a: null}"}, {"context([])", "{}"},
        {"context([{key: \"a\"}])", "null"}, {"context([{value: 1}])", "null"},
        {"context([{key: 1, value: 1}])", "null"}, {"context([{key: null, value: 1}])", "null"},
        {"context([{key: \"a\", value: 1}, {key: \"a\", value: 1}])", "null"}, {"context([1])", "null"},
        {"context(null)", "null"}, );
}

static void an_entry_is_put_into_another_context(void **state)
{
    (void)state;
    ASSERT_ROWS({"context put({x: 1}, \"y\", 2)", "{x: 1, y: 2}"},
                {"context put({x: 1, y: 0}, \"y\", 2)", "{x: 1, y: 2}"},
                {"context put({y: 0, x: 1}, \"y\", null)", "{y: null, x: 1}"},
                {"context put({x: 1, y: {a: 0}}, [\"y\", \"a\"], 2)", "{x: 1, y: {a: 2}}"},
                {"context put({x: 1, y: {a: 0}}, [\"y\", \"b\"], 2)", "{x: 1, y: {a: 0, b: 2}}"},
                {"context put(context: {}, key: \"a\", value: 1)", "{a: 1}"},
                {"context put(context: {}, keys: [\"a\"], value: 1)", "{a: 1}"},
                {"context put({x: 1}, [\"y\", \"a\"], 2)", "null"},
                {"context put({y: 1}, [\"y\", \"a\"], 2)", "null"}, {"context put({}, [], 2)", "null"},
                {"context put({}, [null], 2)", "null"}, {"context put({}, 1, 2)", "null"},
                {"context put({}, null, 2)", "null"}, {"context put(null, \"a\", 2)", "null"},
                {"{c: {x: 1}, d: context put(c, \"x\", 2), r: c.x}.r", "1"}, );
}

static void later_contexts_win_when_they_are_merged(void **state)
{
    (void)state;
    ASSERT_ROWS({"context merge([{x: 1}, {y: 2}])", "{x: 1, y: 2}"},
                {"context merge([{x: 1, y: 0}, {y: 2}])", "{x: 1, y: 2}"}, {"context merge([])", "{}"},
                {"context merge(contexts: {a: 1})", "{a: 1}"}, {"context merge([{a: 1}, null])", "null"},
                {"context merge([{a: 1}, 2])", "null"}, {"context merge(null)", "null"},
                {"context merge([{a: {b: 1}}, {a: {c: 2}}])", "{a: {c: 2}}"}, );
}

static void contexts_do_not_grow_beyond_the_limits(void **state)
{
    (void)state;
    struct ask k = ask_new();
    struct str got = ask_value(&k, "count(get entries(context(for i in 1..2000 return "
                                   "{key: string(i), value: i})))");
    assert_string_equal(got.p, "2000");
    assert_true(k.run.steps > 2000L * 2000 / 16); /* each key is looked for among those before it */
    got = ask_value(&k, "context(for i in 1..90000 return {key: string(i), value: i})");
    assert_string_equal(got.p, "null");
    assert_true(k.run.is_stopped);
    assert_true(str_starts(ask_noted(&k), STR("feel.step_limit")));
    got = ask_value(&k, "context put({}, for i in 1..101 return \"a\", 1)");
    assert_string_equal(got.p, "null");
    assert_true(str_starts(ask_noted(&k), STR("feel.depth_limit")));
    ask_free(&k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(not_turns_truth_round),
        cmocka_unit_test(is_wants_the_same_down_to_the_offset),
        cmocka_unit_test(a_value_is_got_by_its_key_or_by_the_way_to_it),
        cmocka_unit_test(entries_come_out_in_the_order_of_writing),
        cmocka_unit_test(a_context_is_made_from_entries),
        cmocka_unit_test(an_entry_is_put_into_another_context),
        cmocka_unit_test(later_contexts_win_when_they_are_merged),
        cmocka_unit_test(contexts_do_not_grow_beyond_the_limits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
