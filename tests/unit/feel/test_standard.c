/* Small places of DMN 1.5, chapter 10, that are easily read past. */
#include <pthread.h>

#include "ask.h"

static void a_minus_before_digits_belongs_to_the_number(void **state)
{
    (void)state;
    ASSERT_ROWS({"-1 instance of number", "true"}, {"-(1) instance of number", "null"}, {"3 -1", "2"},
                {"-2 ** 2", "4"}, {"[-1..-2]", "[-1..-2]"}, {"--1", "1"}, {"1--1", "2"}, {"- 1.5", "-1.5"});
}

static void keywords_and_signs_may_stand_inside_new_names(void **state)
{
    (void)state;
    ASSERT_ROWS({"(function(date of birth) date of birth + 1)(1)", "2"},
                {"(function(order-total, x) order-total - x)(order-total: 4, x: 1)", "3"},
                {"for date of birth in [1, 2] return date of birth + 1", "[2, 3]"},
                {"for order-total in [1, 2] return order-total + 1", "[2, 3]"},
                {"some a/b in [1, 2] satisfies a/b = 2", "true"});
}

static void a_place_in_nothing_is_null_and_a_choice_of_nothing_is_empty(void **state)
{
    (void)state;
    ASSERT_ROWS({"[][1]", "null"}, {"[][item > 1]", "[]"}, {"[][item.a]", "[]"}, {"null[1]", "null"},
                {"null[item > 1]", "[]"}, {"{n: function() 1, r: [][n()]}.r", "null"},
                {"{l: [], n: if true then 1 else \"a\", r: l[n]}.r", "null"});
}

static void a_date_in_a_list_of_one_is_a_date_and_time_where_one_is_wanted(void **state)
{
    (void)state;
    ASSERT_ROWS({"day of year([@\"2019-09-17\"])", "260"}, {"date([@\"2020-01-01\"])", "@\"2020-01-01\""},
                {"(function(x: date and time) x.hour)([@\"2020-01-01\"])", "0"},
                {"(function(x: number) x)([[1]])", "null"}, {"abs([-1]) + 1", "2"});
}

/* What is written can be read again, whatever its keys are. */
static void keys_that_are_no_names_are_quoted(void **state)
{
    static const struct ask_row ROW[] = {{"{\"a:b\": 1}", "{\"a:b\": 1}"},
                                         {"{\"\": 1}", "{\"\": 1}"},
                                         {"{\"1x\": 1}", "{\"1x\": 1}"},
                                         {"{\"数 量\": 1}", "{数 量: 1}"},
                                         {"{order-total: 1}", "{order-total: 1}"},
                                         {"{\"a}\": 1}", "{\"a}\": 1}"},
                                         {"{\"a \": 1}", "{\"a \": 1}"},
                                         {"{\"a  b\": 1}", "{\"a  b\": 1}"},
                                         {"{\"a//b\": 1}", "{\"a//b\": 1}"},
                                         {"{\"a\\\"b\": 1}", "{\"a\\\"b\": 1}"},
                                         {"{\"a/*b\": 1}", "{\"a/*b\": 1}"},
                                         {"{\"（a）\": 1}", "{\"（a）\": 1}"},
                                         {"{a.b: 1}", "{a.b: 1}"},
                                         {"{if: 1}", "{if: 1}"},
                                         {"{\"a**b\": 1}", "{\"a**b\": 1}"},
                                         {"{\"a\\nb\": 1}", "{\"a\\nb\": 1}"}};
    (void)state;
    struct ask k = ask_new();
    assert_rows(&k, ROW, COUNT_OF(ROW));
    for (size_t i = 0; i < COUNT_OF(ROW); i++) {
        struct value was = (ask_value(&k, ROW[i].text), k.value);
        (void)ask_value(&k, ROW[i].value);
        assert_int_equal(value_equal(was, k.value), TERNARY_TRUE);
    }
    ask_free(&k);
}

/* Table 65, before anything runs. */
static void the_check_knows_which_kind_has_which_property(void **state)
{
    static const char *const WRONG[] = {
        "@\"2020-01-01\".hour", "@\"P1D\".months",       "@\"10:00:00\".year",       "@\"P1Y\".days",
        "[1..2].first",         "@\"10:00:00\".weekday", "@\"2020-01-01\".timezone", "@\"P1D\".day"};
    static const char *const RIGHT[] = {
        "@\"2020-01-01\".weekday", "@\"P1D\".seconds", "@\"10:00:00Z\".time offset",    "@\"P1Y\".months",
        "[1..2].start included",   "[1..2].end + 1",   "@\"2020-01-01T10:00:00\".hour", "abs([-1]) + 1"};
    (void)state;
    struct ask k = ask_new();
    k.scope.is_strict = true;
    for (size_t i = 0; i < COUNT_OF(WRONG); i++)
        assert_true(str_starts(ask_value(&k, WRONG[i]), STR("feel.no_member")));
    assert_true(str_starts(ask_value(&k, "1 between 0 and \"b\""), STR("feel.never_compared")));
    assert_true(str_starts(ask_value(&k, "1 between @\"P1D\" and 2"), STR("feel.never_compared")));
    assert_true(str_eq(ask_value(&k, "1 between 0 and 2"), STR("true")));
    for (size_t i = 0; i < COUNT_OF(RIGHT); i++) {
        (void)ask_value(&k, RIGHT[i]);
        assert_true(k.problems->n == 0 && k.value.kind != VALUE_NULL);
    }
    ask_free(&k);
}

/* -- one program, many threads -- */

#define THREADS 8
#define ROUNDS 50

static void *run_it(void *self)
{
    const struct feel_program *const *program = self;
    static const struct value SEVEN = {.kind = VALUE_NUMBER, .number = {.low = 7}};
    size_t right = 0;
    for (int i = 0; i < ROUNDS; i++) {
        struct arena *a = arena_new(0);
        struct feel_run run = {.arena = a, .input = &SEVEN};
        struct value v = feel_eval(*program, &run);
        struct buf b = {0};
        value_literal(&b, v, NULL);
        right += str_eq(buf_str(&b), STR("[3628800, 7, [1, 2, 3], \"axc\", 3.5]"));
        buf_release(&b);
        arena_free(a);
    }
    return right == ROUNDS ? self : NULL;
}

static void a_program_runs_in_eight_threads_at_once(void **state)
{
    (void)state;
    struct ask k = ask_new();
    const struct feel_input x = {STR_INIT("x"), &FEEL_ANY};
    const struct feel_program *p = NULL;
    pthread_t thread[THREADS];
    k.scope.input = &x;
    k.scope.inputs = 1;
    assert_int_equal(
        feel_compile(k.arena,
                     STR("{f: function(n, g) if n < 2 then 1 else n * g(n - 1, g), r: [f(10, f), x, "
                         "sort([3, 1, 2], function(a, b) a < b), replace(\"abc\", \"b\", \"x\"), "
                         "(x ** 2 / 4) ** 0.5]}.r"),
                     &k.scope, &p, k.problems),
        RC_OK);
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&thread[i], NULL, run_it, &p), 0);
    for (int i = 0; i < THREADS; i++) {
        void *good;
        assert_int_equal(pthread_join(thread[i], &good), 0);
        assert_non_null(good);
    }
    ask_free(&k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_minus_before_digits_belongs_to_the_number),
        cmocka_unit_test(keywords_and_signs_may_stand_inside_new_names),
        cmocka_unit_test(a_place_in_nothing_is_null_and_a_choice_of_nothing_is_empty),
        cmocka_unit_test(a_date_in_a_list_of_one_is_a_date_and_time_where_one_is_wanted),
        cmocka_unit_test(keys_that_are_no_names_are_quoted),
        cmocka_unit_test(the_check_knows_which_kind_has_which_property),
        cmocka_unit_test(a_program_runs_in_eight_threads_at_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
