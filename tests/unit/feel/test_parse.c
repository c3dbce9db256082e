/* The grammar: what binds how tightly, literals, forms, ranges, comments (DMN 1.5, 10.3.1). */
#include "ask.h"

static void operators_bind_as_the_grammar_has_it(void **state)
{
    (void)state;
    ASSERT_ROWS({"1 + 2 * 3", "7"}, {"(1 + 2) * 3", "9"}, {"10 - 2 - 3", "5"}, {"100 / 10 / 5", "2"},
                {"2 * 3 ** 2", "18"}, {"2 ** 3 ** 2", "64"}, {"-2 ** 2", "4"}, {"0 - 2 ** 2", "-4"},
                {"2 ** -1", "0.5"}, {"- - 3", "3"}, {"1 - -1", "2"}, {"1+-1", "0"}, {"2*-3", "-6"},
                {"1 + 1 = 2", "true"}, {"1 < 2 and 2 < 3", "true"}, {"true or false and false", "true"},
                {"(true or false) and false", "false"}, {"1 + 2 > 2 + 0", "true"},
                {"1 in [1..3] and 5 in [1..3]", "false"}, {"1 + 1 in [2..3]", "true"},
                {"2 between 1 and 3 and false", "false"}, {"1 + 1 between 2 * 1 and 3", "true"},
                {"-1 instance of number", "true"}, {"-(1) instance of number", "null"},
                {"1 = 1 instance of number", "null"}, {"1 < 2 = true", "true"});
}

static void words_of_the_language_take_all_that_follows(void **state)
{
    (void)state;
    ASSERT_ROWS({"if true then 1 else 2 + 3", "1"}, {"if false then 1 else 2 + 3", "5"},
                {"1 + if true then 2 else 3", "3"}, {"for x in [1, 2] return x + 1", "[2, 3]"},
                {"some x in [1, 2] satisfies x > 1 and x < 3", "true"},
                {"if 1 > 2 then \"a\" else if 2 > 1 then \"b\" else \"c\"", "\"b\""},
                {"every x in [1, 2] satisfies x > 0 or false", "true"}, {"(function(x) x + 1)(2) * 10", "30"},
                {"[if true then 1 else 2, 3]", "[1, 3]"},
                {"{a: if false then 1 else 2, b: a + 1}", "{a: 2, b: 3}"});
}

static void numbers_are_read_to_34_digits(void **state)
{
    (void)state;
    ASSERT_ROWS({".5", "0.5"}, {"1.50", "1.50"}, {"00012", "12"}, {"1e3", "1000"}, {"1E-2", "0.01"},
                {"1.5e+2", "150"}, {"0.1 + 0.2", "0.3"}, {"1/3", "0.3333333333333333333333333333333333"},
                {"9999999999999999999999999999999999 + 1", "10000000000000000000000000000000000"},
                {"1.", "feel.expected_name_at_end 1:3"}, {"12abc", "feel.number_wrong 1:1"},
                {"1e9999", "feel.number_wrong 1:1"}, {"1..2", "feel.expected 1:2"},
                {"1 2", "feel.expected 1:3"});
}

static void texts_have_their_escapes(void **state)
{
    (void)state;
    ASSERT_ROWS({"\"a\\nb\"", "\"a\\nb\""}, {"\"\\\"x\\\"\"", "\"\\\"x\\\"\""},
                {"\"\\u4e91\\u6f9c\"", "\"云澜\""}, {"\"\\uD83D\\uDC0E\"", "\"🐎\""},
                {"\"\\U01F40E\"", "\"🐎\""}, {"\"\\\\s\"", "\"\\\\s\""}, {"\"\\s\"", "\"\\\\s\""},
                {"\"云\" + \"澜\"", "\"云澜\""}, {"\"\"", "\"\""}, {"\"a\nb\"", "\"a\\nb\""},
                {"\"\\u12\"", "feel.string_escape 1:2"}, {"\"\\uD83D\"", "feel.string_escape 1:2"},
                {"\"\\U110000\"", "feel.string_escape 1:2"}, {"\"abc", "feel.string_open 1:1"},
                {"1 + \"abc", "feel.string_open 1:5"});
}

static void at_literals_are_dates_times_and_durations(void **state)
{
    (void)state;
    ASSERT_ROWS({"@\"2026-11-20\"", "@\"2026-11-20\""}, {"@\"10:30:00\"", "@\"10:30:00\""},
                {"@\"2026-11-20T10:30:00+08:00\"", "@\"2026-11-20T10:30:00+08:00\""},
                {"@\"P1Y2M\"", "@\"P1Y2M\""}, {"@\"P3DT4H\"", "@\"P3DT4H\""}, {"-@\"P1D\"", "@\"-P1D\""},
                {"@\"2026-11-20\" + @\"P1D\"", "@\"2026-11-21\""}, {"@\"2026-11-20\".year", "2026"},
                {"@ \"P1M\" * 3", "@\"P3M\""}, {"@\"2026-02-30\"", "null"}, {"@\"x\"", "null"},
                {"@2026", "feel.expected 1:2"});
}

static void comments_and_blanks_may_stand_anywhere(void **state)
{
    (void)state;
    ASSERT_ROWS({"1 // one\n + 2", "3"}, {"/* a */ 1 /* b\n */ + /**/ 2", "3"}, {"1 + 2 // end", "3"},
                {"// only\n5", "5"},
                {"\t\r\n 1\xc2\xa0+\xe3\x80\x80"
                 "1 ",
                 "2"},
                {"1 /* open", "feel.comment_open 1:10"}, {"/* open", "feel.comment_open 1:8"},
                {"1 /* a */ */ 2", "feel.expected_value 1:12"}, {"\"// no comment\"", "\"// no comment\""});
}

static void ranges_have_open_and_closed_ends(void **state)
{
    (void)state;
    ASSERT_ROWS({"[1..3]", "[1..3]"}, {"(1..3)", "(1..3)"}, {"]1..3[", "(1..3)"}, {"[1..3)", "[1..3)"},
                {"(1..3]", "(1..3]"}, {"[1..3[", "[1..3)"}, {"[1+1..2*3]", "[2..6]"},
                {"1 in ]1..3]", "false"}, {"3 in [1..3[", "false"}, {"3 in (1..3]", "true"},
                {"(< 5)", "(< 5)"}, {"(>= 5)", "(>= 5)"}, {"(!= 5)", "(!= 5)"},
                {"[\"a\"..\"c\"]", "[\"a\"..\"c\"]"}, {"[1.. 3].end", "3"},
                {"(1..3].start included", "false"}, {"(1..3].end included", "true"},
                {"[1..null].end", "null"}, {"[1..\"a\"]", "null"}, {"[[1]..[2]]", "null"},
                {"[1..3", "feel.expected_at_end 1:6"}, {"[1..]", "feel.expected_value_at_end 1:6"},
                {"[@\"2026-01-01\"..@\"2026-12-31\"]", "[@\"2026-01-01\"..@\"2026-12-31\"]"});
}

static void lists_and_contexts_nest(void **state)
{
    (void)state;
    ASSERT_ROWS({"[]", "[]"}, {"[1, [2, 3], \"a\"]", "[1, [2, 3], \"a\"]"}, {"{}", "{}"},
                {"{a: 1, \"b c\": 2}", "{a: 1, b c: 2}"}, {"{a b: 1}.a b", "1"}, {"{a+b: 1}.a+b", "1"},
                {"{a: {b: [1, 2]}}.a.b[2]", "2"}, {"{a: 1, a: 2}", "feel.key_twice 1:11"},
                {"[1, 2", "feel.expected_at_end 1:6"}, {"{a: 1", "feel.expected_at_end 1:6"},
                {"{a 1}", "feel.expected 1:5"}, {"{1: 2}", "feel.expected_name 1:2"},
                {"{a: }", "feel.expected_value 1:5"}, {"[1 2]", "feel.expected 1:4"});
}

static void unary_tests_are_what_tables_hold(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int v;
        const char *is;
    } ROWS[] = {{"-", 1, "true"},          {"1", 1, "true"},
                {"1, 2", 2, "true"},       {"1, 2", 3, "false"},
                {"< 5", 4, "true"},        {"<= 5, > 10", 11, "true"},
                {"[1..5)", 5, "false"},    {"not(1, 2)", 3, "true"},
                {"not(1, 2)", 2, "false"}, {"not([1..3], > 10)", 5, "true"},
                {"? > 3", 4, "true"},      {"? > 3 and ? < 6", 7, "false"},
                {"[1, 2, 3]", 2, "true"},  {"!= 4", 4, "false"},
                {"= 4", 4, "true"},        {"-1", -1, "true"},
                {"- 1", -1, "true"},       {"null", 1, "false"},
                {"\"a\"", 1, "null"},      {"some x in [1, 2] satisfies x = ?", 2, "true"}};
    struct ask k = ask_new();
    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        *k.problems = (struct problems){.arena = k.arena};
        assert_int_equal(
            feel_compile_tests(k.arena, str_c(ROWS[i].text), &FEEL_NUMBER, &k.scope, &k.program, k.problems),
            RC_OK);
        k.run = (struct feel_run){.arena = k.arena, .tested = value_int(ROWS[i].v)};
        struct value v = feel_eval(k.program, &k.run);
        const char *is = v.kind != VALUE_BOOLEAN ? "null" : v.boolean ? "true" : "false";
        if (strcmp(is, ROWS[i].is) != 0)
            fail_msg("%d is %s: %s, wanted %s", ROWS[i].v, ROWS[i].text, is, ROWS[i].is);
    }
    ask_free(&k);
}

static void types_are_written_as_the_standard_has_them(void **state)
{
    (void)state;
    ASSERT_ROWS({"1 instance of number", "true"}, {"\"a\" instance of number", "false"},
                {"null instance of number", "false"}, {"[1] instance of list<number>", "true"},
                {"[1, \"a\"] instance of list<number>", "false"}, {"[] instance of list<string>", "true"},
                {"{a: 1} instance of context<a: number>", "true"},
                {"{a: 1, b: 2} instance of context<a: number>", "true"},
                {"{b: 2} instance of context<a: number>", "false"},
                {"[1..2] instance of range<number>", "true"}, {"[1..2] instance of range<string>", "false"},
                {"@\"P1Y\" instance of years and months duration", "true"},
                {"@\"P1D\" instance of days and time duration", "true"},
                {"@\"P1D\" instance of years and months duration", "false"},
                {"@\"2026-01-01\" instance of date", "true"},
                {"@\"2026-01-01T00:00:00\" instance of date and time", "true"},
                {"@\"2026-01-01T00:00:00\" instance of date", "false"},
                {"(function(a: number) a) instance of function<number>->number", "true"},
                {"(function(a: number) a) instance of function<string>->number", "false"},
                {"[1, null] instance of list<number>", "true"},
                {"[null, \"a\"] instance of list<number>", "false"},
                {"{a: null} instance of context<a: number>", "true"}, {"null instance of Any", "false"},
                {"{a: 1} instance of context<>", "true"}, {"floor instance of function<Any>->Any", "false"},
                {"string length instance of function<string>->number", "true"},
                {"string length instance of function<number>->number", "false"},
                {"1 instance of Any", "true"}, {"1 instance of nonsense", "feel.expected 1:15"},
                {"1 instance number", "feel.expected 1:12"}, {"[[1]] instance of list<list<number>>", "true"},
                {"1 instance of list<number", "feel.expected_at_end 1:26"});
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(operators_bind_as_the_grammar_has_it),
        cmocka_unit_test(words_of_the_language_take_all_that_follows),
        cmocka_unit_test(numbers_are_read_to_34_digits),
        cmocka_unit_test(texts_have_their_escapes),
        cmocka_unit_test(at_literals_are_dates_times_and_durations),
        cmocka_unit_test(comments_and_blanks_may_stand_anywhere),
        cmocka_unit_test(ranges_have_open_and_closed_ends),
        cmocka_unit_test(lists_and_contexts_nest),
        cmocka_unit_test(unary_tests_are_what_tables_hold),
        cmocka_unit_test(types_are_written_as_the_standard_has_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
