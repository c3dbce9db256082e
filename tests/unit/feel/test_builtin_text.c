/* Strings without patterns: the examples of the standard's table 75, by place and by name, what is beyond the
 * first plane of Unicode, and what lies beside them. */
#include "ask.h"

static void parts_of_a_text_are_counted_by_code_points(void **state)
{
    (void)state;
    ASSERT_ROWS({"substring(\"foobar\", 3)", "\"obar\""}, {"substring(\"foobar\", 3, 3)", "\"oba\""},
                {"substring(\"foobar\", -2, 1)", "\"a\""}, {"substring(\"foobar\", 3, 3.8)", "\"oba\""},
                {"substring(\"foobar\", -6)", "\"foobar\""}, {"substring(\"foobar\", 6, 9)", "\"r\""},
                {"substring(string: \"云澜市\", start position: 2, length: 1)", "\"澜\""},
                {"substring(\"\\U01F40Efoo\", 2)", "\"foo\""}, {"substring(\"😀澜a\", -2, 1)", "\"澜\""},
                {"substring(\"foobar\", 0)", "null"}, {"substring(\"foobar\", 7)", "null"},
                {"substring(\"foobar\", -7)", "null"}, {"substring(\"foobar\", 1, 0)", "null"},
                {"substring(\"foobar\", 1, -1)", "null"}, {"substring(\"\", 1)", "null"},
                {"substring(\"foobar\", \"3\")", "null"}, {"substring(null, 1)", "null"},
                {"substring(\"foobar\", 3, null)", "null"}, {"substring(123, 1)", "null"},
                {"substring(\"foobar\", 1e300)", "null"}, {"string length(\"foo\")", "3"},
                {"string length(\"\")", "0"}, {"string length(\"\\U01F40Eab\")", "3"},
                {"string length(string: \"云澜市\")", "3"}, {"string length(1)", "null"},
                {"string length(null)", "null"}, {"string length(text: \"a\")", "null"}, );
}

static void what_stands_before_and_after(void **state)
{
    (void)state;
    ASSERT_ROWS(
        {"substring before(\"foobar\", \"bar\")", "\"foo\""},
        {"substring before(\"foobar\", \"xyz\")", "\"\""}, {"substring before(\"foobar\", \"o\")", "\"f\""},
        {"substring before(\"abc\", \"\")", "\"\""}, {"substring before(\"\", \"\")", "\"\""},
        {"substring before(string: \"市住建局\", match: \"局\")", "\"市住建\""},
        {"substring before(null, \"a\")", "null"}, {"substring before(\"a\", null)", "null"},
        {"substring after(\"foobar\", \"ob\")", "\"ar\""}, {"substring after(\"\", \"a\")", "\"\""},
        {"substring after(\"abc\", \"\")", "\"abc\""}, {"substring after(\"abc\", \"c\")", "\"\""},
        {"substring after(\"abc\", \"x\")", "\"\""}, {"substring after(\"foobar\", \"o\")", "\"obar\""},
        {"substring after(string: \"a=b=c\", match: \"=\")", "\"b=c\""},
        {"substring after(1, \"a\")", "null"}, );
}

static void what_a_text_holds_begins_and_ends_with(void **state)
{
    (void)state;
    ASSERT_ROWS({"contains(\"foobar\", \"of\")", "false"}, {"contains(\"foobar\", \"ob\")", "true"},
                {"contains(\"\", \"\")", "true"}, {"contains(\"\", \"a\")", "false"},
                {"contains(\"🐎😀\", \"😀\")", "true"}, {"contains(string: \"a\", match: \"a\")", "true"},
                {"contains(\"a\", null)", "null"}, {"contains([\"a\"], \"a\")", "true"},
                {"starts with(\"foobar\", \"fo\")", "true"}, {"starts with(\"foobar\", \"\")", "true"},
                {"starts with(\"f\", \"fo\")", "false"}, {"starts with(\"云澜市\", \"云\")", "true"},
                {"ends with(\"foobar\", \"r\")", "true"}, {"ends with(\"foobar\", \"ba\")", "false"},
                {"ends with(string: \"市住建局\", match: \"局\")", "true"},
                {"ends with(\"a\", 1)", "null"}, );
}

static void letters_of_every_alphabet_have_their_case(void **state)
{
    (void)state;
    ASSERT_ROWS({"upper case(\"aBc4\")", "\"ABC4\""}, {"lower case(\"aBc4\")", "\"abc4\""},
                {"upper case(\"?@{云\")", "\"?@{云\""}, {"upper case(\"éñжλ\")", "\"ÉÑЖΛ\""},
                {"lower case(\"ÉÑЖΛ\")", "\"éñжλ\""}, {"upper case(\"ａ\")", "\"Ａ\""},
                {"upper case(\"straße\")", "\"STRASSE\""}, {"upper case(\"ﬁn ﬃ\")", "\"FIN FFI\""},
                {"lower case(\"STRASSE\")", "\"strasse\""}, {"string length(lower case(\"İ\"))", "2"},
                {"upper case(\"\\U010428\") = \"\\U010400\"", "true"}, {"upper case(\"\")", "\"\""},
                {"lower case(string: \"A\")", "\"a\""}, {"upper case(1)", "null"},
                {"upper case(null)", "null"}, );
}

static void every_value_has_a_text_but_null(void **state)
{
    (void)state;
    ASSERT_ROWS({"string(1.10)", "\"1.10\""}, {"string(true)", "\"true\""}, {"string(\"a\")", "\"a\""},
                {"string(@\"2026-11-20\")", "\"2026-11-20\""},
                {"string([1, \"a\", null])", "\"[1, \\\"a\\\", null]\""},
                {"string({a: [1]})", "\"{a: [1]}\""}, {"string([1..3))", "\"[1..3)\""},
                {"string(from: 1)", "\"1\""}, {"string(null)", "null"}, {"string()", "null"},
                {"string(@\"P1DT2H\")", "\"P1DT2H\""}, );
}

static void a_text_beyond_the_limit_stops_the_run(void **state)
{
    (void)state;
    struct ask k = ask_new();
    const char *const text[] = {
        "string(for i in 1..90000 return \"一二三四五\")",
        "string join(for i in 1..90000 return \"一二三四五\")",
        "replace(string join(for i in 1..10000 return \"a\"), \"a\", string join(for i in 1..1000 return "
        "\"b\"))",
    };
    for (size_t i = 0; i < COUNT_OF(text); i++) {
        assert_string_equal(ask_value(&k, text[i]).p, "null");
        assert_true(k.run.is_stopped);
        assert_true(str_starts(ask_noted(&k), STR("feel.text_limit")));
    }
    assert_string_equal(
        ask_value(&k, "string length(string join(for i in 1..69905 return \"一二三四五\"))").p,
        "349525"); /* 1,048,575 bytes */
    ask_free(&k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_of_a_text_are_counted_by_code_points),
        cmocka_unit_test(what_stands_before_and_after),
        cmocka_unit_test(what_a_text_holds_begins_and_ends_with),
        cmocka_unit_test(letters_of_every_alphabet_have_their_case),
        cmocka_unit_test(every_value_has_a_text_but_null),
        cmocka_unit_test(a_text_beyond_the_limit_stops_the_run),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
