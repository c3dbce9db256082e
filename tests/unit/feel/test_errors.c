/* What is said of a text that cannot be read or can never be evaluated: the key, the place, the suggestion.
 */
#include "ask.h"
#include "base/key.h"

static void what_cannot_be_read_is_said_with_its_place(void **state)
{
    (void)state;
    ASSERT_ROWS({"", "feel.expected_value_at_end 1:1"}, {"1 +", "feel.expected_value_at_end 1:4"},
                {"1 + )", "feel.expected_value 1:5"}, {"(1", "feel.expected_at_end 1:3"},
                {"1)", "feel.expected 1:2"}, {"if 1 then 2", "feel.expected_at_end 1:12"},
                {"if 1 else 2", "feel.expected 1:6"}, {"for x return 1", "feel.expected 1:7"},
                {"for in [1] return 1", "feel.expected_name 1:5"},
                {"some x in [1]", "feel.expected_at_end 1:14"}, {"{a: 1}.", "feel.expected_name_at_end 1:8"},
                {"{a: 1}.(", "feel.expected_name 1:8"}, {"function(1) 2", "feel.expected_name 1:10"},
                {"1 between 2 or 3", "feel.expected 1:13"}, {"abs(n: 1, 2)", "feel.arguments_mixed 1:11"},
                {"\n\n  \"云\" + ", "feel.expected_value_at_end 3:9"}, {"then", "feel.expected_value 1:1"},
                {"?", "feel.expected_value 1:1"}, {"1 instance of", "feel.expected_at_end 1:14"},
                {"a: 1", "feel.unknown_name 1:1"});
}

static void behind_a_comma_something_must_follow(void **state)
{
    (void)state;
    ASSERT_ROWS({"[1,]", "feel.expected_value_at_end 1:5"}, {"{a: 1,}", "feel.expected_name 1:7"},
                {"abs(1,)", "feel.expected_value 1:7"}, {"(function(a,) a)(1)", "feel.expected_name 1:13"},
                {"[] instance of function<number,>->number", "feel.expected 1:32"},
                {"[,1]", "feel.expected_value 1:2"}, {"[1 2]", "feel.expected 1:4"});
}

static void what_others_write_gets_what_feel_has(void **state)
{
    (void)state;
    ASSERT_ROWS({"1 == 1", "feel.expected_value 1:4 → ="}, {"1 <> 1", "feel.expected_value 1:4 → !="},
                {"true && false", "feel.expected 1:6 → and"}, {"true || false", "feel.expected 1:6 → or"},
                {"!true", "feel.expected_value 1:1 → not(…)"}, {"'a'", "feel.expected_value 1:1 → \""},
                {"50%", "feel.expected 1:3 → / 100"}, {"2 ^ 3", "feel.expected 1:3 → **"},
                {"（1）", "feel.expected_value 1:1 → ("}, {"max(1，2)", "feel.expected 1:6 → ,"},
                {"1 ≥ 2", "feel.expected 1:3 → >="}, {"“甲”", "feel.expected_value 1:1 → \""},
                {"１２ + 1", "feel.unknown_name 1:1 → 12"},
                {"如果 true then 1 else 2", "feel.unknown_name 1:1 → if"},
                {"true 且 false", "feel.expected 1:6 → and"}, {"1 大于 2", "feel.expected 1:3 → >"},
                {"TRUE", "feel.unknown_name 1:1 → true"}, {"3 × 4", "feel.expected 1:3 → *"});
}

static void the_functions_of_spreadsheets_get_those_of_feel(void **state)
{
    (void)state;
    ASSERT_ROWS({"ROUND(1.5, 0)", "feel.unknown_name 1:1 → round half up"},
                {"AVERAGE([1])", "feel.unknown_name 1:1 → mean"},
                {"IF(true, 1, 2)", "feel.unknown_name 1:1 → if … then … else …"},
                {"COUNTIF([1], 1)", "feel.unknown_name 1:1 → count(…[…])"},
                {"今天()", "feel.unknown_name 1:1 → today"}, {"max(1；2)", "feel.expected 1:6 → ,"});
}

struct hinted {
    const char *text, *hint;
};

static void what_no_sign_mends_gets_a_hint_how_it_is_written(void **state)
{
    (void)state;
    static const struct hinted ROWS[] = {{"if(1 > 2, 10, 0)", "feel.if_hint"},
                                         {"1 + if (abs(1) > 2，10，0)", "feel.if_hint"},
                                         {"max((1, 2)", NULL},
                                         {"1..5", "feel.range_hint"},
                                         {"甲乙丙丁", "feel.unknown_hint"},
                                         {"(sum 2)", "feel.call_hint"},
                                         {"not true", "feel.call_hint"},
                                         {"(1 2", NULL}};
    struct ask k = ask_new();
    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        (void)ask_value(&k, ROWS[i].text);
        const char *hint = k.problems->n ? k.problems->item[0].hint : "no problem";
        if (!ROWS[i].hint != !hint || (hint && strcmp(hint, ROWS[i].hint) != 0))
            fail_msg("%s: %s, wanted %s", ROWS[i].text, hint, ROWS[i].hint);
    }
    ask_free(&k);
}

static void an_unknown_name_gets_the_nearest_known_one(void **state)
{
    (void)state;
    ASSERT_ROWS({"cuont([1])", "feel.unknown_name 1:1 → count"}, {"Sum(1)", "feel.unknown_name 1:1 → sum"},
                {"substring(\"a\", 1) + sting(1)", "feel.unknown_name 1:21 → string"},
                {"完全没有的名字", "feel.unknown_name 1:1"},
                {"{金额: 1, r: 金領}", "feel.unknown_name 1:12 → 金额"});
}

struct warned {
    const char *text, *key;
};

static void assert_warned(bool is_strict)
{
    static const struct warned ROWS[] = {{"1 + \"a\"", "feel.never_together 1:1"},
                                         {"1 < \"a\"", "feel.never_compared 1:1"},
                                         {"-\"a\"", "feel.never_negated 1:1"},
                                         {"true and 1", "feel.no_truth 1:10"},
                                         {"if 1 then 2 else 3", "feel.condition_no_truth 1:4"},
                                         {"@\"2026-02-30\"", "feel.no_such_date 1:1"},
                                         {"1 + abs()", "feel.arguments_wrong 1:5"},
                                         {"abs(n: 1, m: 2)", "feel.arguments_wrong 1:1"},
                                         {"string length(1)", "feel.arguments_wrong 1:1"},
                                         {"{a: 1}.b", "feel.no_member 1:8"},
                                         {"\"x\".y", "feel.no_member 1:5"},
                                         {"1(2)", "feel.no_function 1:1"},
                                         {"function() external {}", "feel.external 1:1"}};
    struct ask k = ask_new();
    k.scope.is_strict = is_strict;
    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        struct str value = ask_value(&k, ROWS[i].text), said = is_strict ? value : ask_warned(&k);
        if (!str_eq(said, str_c(ROWS[i].key)))
            fail_msg("%s: %.*s, wanted %s", ROWS[i].text, STR_ARG(said), ROWS[i].key);
        assert_int_equal(k.problems->blocking > 0, is_strict);
    }
    ask_free(&k);
}

static void what_can_never_be_evaluated_is_warned_of(void **state)
{
    (void)state;
    assert_warned(false);
}

static void where_the_check_is_strict_it_is_refused(void **state)
{
    (void)state;
    assert_warned(true);
}

static void what_may_be_evaluated_is_not_complained_about(void **state)
{
    (void)state;
    static const char *const TEXT[] = {"x + \"a\"",
                                       "x.y",
                                       "x(1)",
                                       "if x then 1 else 2",
                                       "[1, \"a\"][1] + 1",
                                       "x and true",
                                       "abs(x)",
                                       "1 = null",
                                       "{a: x}.a + 1",
                                       "[{a: 1}, {b: 2}].b",
                                       "[{a: 1}, {b: 2}][b = 2]",
                                       "@\"P1D\" * x",
                                       "sum([x, 1])",
                                       "date(x).year",
                                       "-x",
                                       "x in [1..5]"};
    struct feel_input input[] = {{STR("x"), &FEEL_ANY}};
    struct value value = VALUE_OF_NULL;
    struct ask k = ask_new();
    k.scope = (struct feel_scope){.input = input, .inputs = 1, .is_strict = true};
    k.run.input = &value;
    for (size_t i = 0; i < COUNT_OF(TEXT); i++) {
        struct str said = ask_value(&k, TEXT[i]);
        if (k.problems->n)
            fail_msg("%s: %.*s", TEXT[i], STR_ARG(said));
    }
    ask_free(&k);
}

static void the_fault_is_listed_behind_ever_so_many_warnings(void **state)
{
    (void)state;
    struct ask k = ask_new();
    struct buf b = {0};
    for (int i = 0; i < 500; i++)
        buf_put(&b, STR("1 + \"a\", "));
    struct str many = arena_printf(k.arena, "[%.*s)", STR_ARG(buf_str(&b)));
    assert_true(str_eq(ask_value(&k, many.p), STR("feel.expected_value 1:4502")));
    buf_release(&b);
    ask_free(&k);
}

static void a_wanted_type_is_kept_to(void **state)
{
    (void)state;
    static const struct ask_row ROWS[] = {
        {"1 + 1", "2"}, {"[5]", "5"}, {"\"a\"", "null"}, {"[1, 2]", "null"}, {"null", "null"}};
    struct ask k = ask_new();
    k.scope.wanted = &FEEL_NUMBER;
    assert_rows(&k, ROWS, COUNT_OF(ROWS));
    (void)ask_value(&k, "\"a\"");
    assert_string_equal(k.run.note[0].text, "feel.result_type");
    ask_free(&k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_cannot_be_read_is_said_with_its_place),
        cmocka_unit_test(behind_a_comma_something_must_follow),
        cmocka_unit_test(what_others_write_gets_what_feel_has),
        cmocka_unit_test(the_functions_of_spreadsheets_get_those_of_feel),
        cmocka_unit_test(what_no_sign_mends_gets_a_hint_how_it_is_written),
        cmocka_unit_test(an_unknown_name_gets_the_nearest_known_one),
        cmocka_unit_test(what_can_never_be_evaluated_is_warned_of),
        cmocka_unit_test(where_the_check_is_strict_it_is_refused),
        cmocka_unit_test(what_may_be_evaluated_is_not_complained_about),
        cmocka_unit_test(the_fault_is_listed_behind_ever_so_many_warnings),
        cmocka_unit_test(a_wanted_type_is_kept_to),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
