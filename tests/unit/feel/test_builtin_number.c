/* Numbers: the examples of the standard's tables 77 to 79, by place and by name, and what lies beside them.
 */
#include "ask.h"

static void numbers_are_rounded_to_a_scale(void **state)
{
    (void)state;
    ASSERT_ROWS({"decimal(1 / 3, 2)", "0.33"}, {"decimal(1.5, 0)", "2"}, {"decimal(2.5, 0)", "2"},
                {"decimal(0.515, 2)", "0.52"}, {"decimal(1 / 3, 2.9)", "0.33"}, {"decimal(1, 2)", "1.00"},
                {"decimal(n: 15 / 7, scale: 3)", "2.143"}, {"decimal(1234, -2)", "1200"}, );
}

static void floor_and_ceiling_take_a_scale_or_none(void **state)
{
    (void)state;
    ASSERT_ROWS({"floor(1.5)", "1"}, {"floor(-1.5)", "-2"}, {"floor(-1.56, 1)", "-1.6"},
                {"floor(n: 1.56, scale: 1)", "1.5"}, {"floor(1.5, null)", "null"}, {"floor(\"1\")", "null"},
                {"floor(scale: 1)", "null"}, {"ceiling(1.5)", "2"}, {"ceiling(-1.5)", "-1"},
                {"ceiling(-1.56, 1)", "-1.5"}, {"ceiling(1.5, 1, 1)", "null"}, {"ceiling(null)", "null"},
                {"floor([1.5])", "1"}, );
}

static void the_four_ways_to_round_differ_at_ties_and_signs(void **state)
{
    (void)state;
    ASSERT_ROWS({"round up(5.5, 0)", "6"}, {"round up(-5.5, 0)", "-6"}, {"round up(1.121, 2)", "1.13"},
                {"round up(-1.126, 2)", "-1.13"}, {"round up(5.0, 0)", "5"}, {"round down(5.5, 0)", "5"},
                {"round down(-5.5, 0)", "-5"}, {"round down(1.121, 2)", "1.12"},
                {"round down(-1.126, 2)", "-1.12"}, {"round half up(5.5, 0)", "6"},
                {"round half up(-5.5, 0)", "-6"}, {"round half up(1.121, 2)", "1.12"},
                {"round half up(-1.126, 2)", "-1.13"}, {"round half down(5.5, 0)", "5"},
                {"round half down(-5.5, 0)", "-5"}, {"round half down(1.121, 2)", "1.12"},
                {"round half down(-1.126, 2)", "-1.13"}, {"round half down(5.51, 0)", "6"},
                {"round up(n: 1.21, scale: 1)", "1.3"}, {"round up(5.5)", "null"},
                {"round up(5.5, \"0\")", "null"}, {"round half up(n: 1, scal: 0)", "null"}, );
}

static void a_scale_beyond_what_decimals_have_is_refused(void **state)
{
    (void)state;
    ASSERT_ROWS({"round up(5.5, 6176)", "5.5"}, {"round up(5.5, 6177)", "null"},
                {"round down(5.5, -6111)", "0"}, {"round down(5.5, -6112)", "null"}, {"decimal(3, -2)", "0"},
                {"floor(5.5, 1e30)", "null"}, {"decimal(1, 6177)", "null"}, );
}

static void one_number_gives_another(void **state)
{
    (void)state;
    ASSERT_ROWS({"abs(10)", "10"}, {"abs(-10)", "10"}, {"abs(n: -1.50)", "1.50"}, {"abs(\"1\")", "null"},
                {"abs(null)", "null"}, {"abs(number: 1)", "null"}, {"abs([-1])", "1"},
                {"abs(@\"-PT5H\")", "@\"PT5H\""}, {"abs(@\"PT5H\")", "@\"PT5H\""},
                {"abs(@\"-PT0.5S\")", "@\"PT0.5S\""}, {"abs(@\"-P1Y2M\")", "@\"P1Y2M\""},
                {"abs(@\"2026-01-01\")", "null"}, {"sqrt(16)", "4"},
                {"sqrt(number: 2)", "1.414213562373095048801688724209698"}, {"sqrt(-1)", "null"},
                {"sqrt(n: 4)", "null"}, {"log(1)", "0"}, {"log(10)", "2.302585092994045684017991454684364"},
                {"log(0)", "null"}, {"log(-1)", "null"}, {"exp(0)", "1"},
                {"exp(5)", "148.4131591025766034211155800405523"},
                {"exp(number: 1)", "2.718281828459045235360287471352662"}, {"exp(1e6)", "null"},
                {"exp(\"4\")", "null"}, );
}

static void what_is_odd_or_even_is_whole(void **state)
{
    (void)state;
    ASSERT_ROWS({"odd(5)", "true"}, {"odd(2)", "false"}, {"odd(-1)", "true"}, {"odd(0)", "false"},
                {"even(5)", "false"}, {"even(2)", "true"}, {"even(-2)", "true"}, {"even(0)", "true"},
                {"odd(1.5)", "false"}, {"even(1.5)", "false"}, {"even(2.0)", "true"},
                {"odd(number: 3)", "true"}, {"odd(n: 3)", "null"}, {"even(null)", "null"},
                {"even(1e40)", "true"}, );
}

static void modulo_has_the_sign_of_the_divisor(void **state)
{
    (void)state;
    ASSERT_ROWS({"modulo(12, 5)", "2"}, {"modulo(-12, 5)", "3"}, {"modulo(12, -5)", "-3"},
                {"modulo(-12, -5)", "-2"}, {"modulo(10.1, 4.5)", "1.1"}, {"modulo(-10.1, 4.5)", "3.4"},
                {"modulo(10.1, -4.5)", "-3.4"}, {"modulo(-10.1, -4.5)", "-1.1"}, {"modulo(10, 0)", "null"},
                {"modulo(dividend: 10, divisor: 4)", "2"}, {"modulo(divisor: 4, dividend: 10)", "2"},
                {"modulo(10, null)", "null"}, {"modulo(@\"P10D\", 4)", "null"}, {"modulo(4)", "null"}, );
}

static void a_text_is_read_as_a_number_with_its_separators(void **state)
{
    (void)state;
    ASSERT_ROWS({"number(\"1 000,0\", \" \", \",\")", "1000.0"},
                {"number(\"1,000.0\", \",\", \".\")", "1000.0"},
                {"number(\"1.000.000,01\", \".\", \",\")", "1000000.01"},
                {"number(\"1000000.01\", null, \".\")", "1000000.01"},
                {"number(\"1,000,000.5\", \",\", null)", "1000000.5"}, {"number(\"-12\", null, null)", "-12"},
                {"number(from: \"1,5\", grouping separator: null, decimal separator: \",\")", "1.5"},
                {"number(\"1.5\", \" \", \",\")", "null"}, {"number(\"1,000\", \",\", \",\")", "null"},
                {"number(\"1,000\", \" \", \".\")", "null"}, {"number(\"1:5\", \":\", \".\")", "null"},
                {"number(\"1 5\", null, \" \")", "null"}, {"number(\"foo\", \".\", \",\")", "null"},
                {"number(\"\", null, null)", "null"}, {"number(12, null, null)", "null"},
                {"number(null, null, null)", "null"}, {"number(\"12\", 1, null)", "null"},
                {"number(\"1.000\", \".\")", "null"}, );
}

static void the_numbers_of_a_list_are_added_and_multiplied(void **state)
{
    (void)state;
    ASSERT_ROWS({"sum([1, 2, 3])", "6"}, {"sum(1, 2, 3)", "6"}, {"sum(1)", "1"}, {"sum([])", "null"},
                {"sum()", "null"}, {"sum([1, null])", "null"}, {"sum([1, \"2\"])", "null"},
                {"sum(list: [0.1, 0.2])", "0.3"}, {"sum(null)", "null"}, {"sum([9e6144, 9e6144])", "null"},
                {"product([2, 3, 4])", "24"}, {"product(2, 3, 4)", "24"}, {"product([])", "null"},
                {"product([1, null])", "null"}, {"product(list: [6])", "6"}, {"product(l: [6])", "null"},
                {"mean([1, 2, 3])", "2"}, {"mean(1, 2)", "1.5"}, {"mean([])", "null"}, {"mean(5)", "5"},
                {"mean(list: [1, \"a\"])", "null"}, );
}

static void the_middle_the_spread_and_the_most_frequent(void **state)
{
    (void)state;
    ASSERT_ROWS({"median(8, 2, 5, 3, 4)", "4"}, {"median([6, 1, 2, 3])", "2.5"}, {"median([])", "null"},
                {"median(list: [3])", "3"}, {"median([1, null])", "null"},
                {"stddev(2, 4, 7, 5)", "2.081665999466132735282297706979931"}, {"stddev([47])", "null"},
                {"stddev(47)", "null"}, {"stddev([])", "null"}, {"stddev(list: [1, 1])", "0"},
                {"mode(6, 3, 9, 6, 6)", "[6]"}, {"mode([6, 1, 9, 6, 1])", "[1, 6]"}, {"mode([])", "[]"},
                {"mode(list: [3])", "[3]"}, {"mode([1, 1.0, 2])", "[1]"}, {"mode([1, \"a\"])", "null"},
                {"mode(null)", "null"}, );
}

static void there_is_no_number_by_chance(void **state)
{
    (void)state;
    struct ask k = ask_new();
    assert_true(str_starts(ask_value(&k, "random number()"), STR("feel.unknown_name")));
    ask_free(&k);
}

static void a_note_says_why_there_is_no_number_and_where(void **state)
{
    (void)state;
    static const struct {
        const char *text, *note;
    } WHY[] = {
        {"1 + sqrt(-1)", "feel.not_defined 1:5"},
        {"modulo(1, 0)", "feel.by_zero 1:1"},
        {"exp(1e6)", "feel.overflow 1:1"},
        {"decimal(1, 9999)", "feel.scale_wrong 1:1"},
        {"sum([])", "feel.list_empty 1:1"},
        {"number(\"x\", null, null)", "feel.not_a_number 1:1"},
        {"number(\"1\", \"x\", null)", "feel.separator_wrong 1:1"},
        {"floor(null)", "feel.argument_wrong 1:1"},
        {"abs(true)", "feel.wants_number_or_duration 1:1"},
    };
    struct ask k = ask_new();
    for (size_t i = 0; i < COUNT_OF(WHY); i++) {
        assert_string_equal(ask_value(&k, WHY[i].text).p, "null");
        assert_string_equal(ask_noted(&k).p, WHY[i].note);
    }
    ask_free(&k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_rounded_to_a_scale),
        cmocka_unit_test(floor_and_ceiling_take_a_scale_or_none),
        cmocka_unit_test(the_four_ways_to_round_differ_at_ties_and_signs),
        cmocka_unit_test(a_scale_beyond_what_decimals_have_is_refused),
        cmocka_unit_test(one_number_gives_another),
        cmocka_unit_test(what_is_odd_or_even_is_whole),
        cmocka_unit_test(modulo_has_the_sign_of_the_divisor),
        cmocka_unit_test(a_text_is_read_as_a_number_with_its_separators),
        cmocka_unit_test(the_numbers_of_a_list_are_added_and_multiplied),
        cmocka_unit_test(the_middle_the_spread_and_the_most_frequent),
        cmocka_unit_test(there_is_no_number_by_chance),
        cmocka_unit_test(a_note_says_why_there_is_no_number_and_where),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
