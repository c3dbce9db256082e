/* Names: blanks, signs and Chinese in them, the longest one that is known, shadowing, what a filter sees
 * (10.3.1.2). */
#include "ask.h"

static struct ask names_new(void)
{
    static struct feel_input input[] = {
        {STR_INIT("实际值"), &FEEL_NUMBER},     {STR_INIT("目标值"), &FEEL_NUMBER},
        {STR_INIT("a"), &FEEL_NUMBER},          {STR_INIT("b"), &FEEL_NUMBER},
        {STR_INIT("a b"), &FEEL_NUMBER},        {STR_INIT("a-b"), &FEEL_NUMBER},
        {STR_INIT("a - b c"), &FEEL_NUMBER},    {STR_INIT("in time"), &FEEL_BOOLEAN},
        {STR_INIT("完成率 (%)"), &FEEL_NUMBER}, {STR_INIT("Full Name"), &FEEL_STRING},
        {STR_INIT("year's end"), &FEEL_NUMBER}, {STR_INIT("date"), &FEEL_NUMBER},
        {STR_INIT("x1"), &FEEL_NUMBER},         {STR_INIT("列表"), &FEEL_ANY},
        {STR_INIT("is ok"), &FEEL_BOOLEAN},     {STR_INIT("3年"), &FEEL_NUMBER}};
    static struct value value[COUNT_OF(input)];
    struct ask k = ask_new();
    for (size_t i = 0; i < COUNT_OF(input); i++)
        value[i] = value_int((int64_t)i + 1);
    value[7] = value_boolean(true);
    value[9] = value_string(STR("张三"));
    value[14] = value_boolean(false);
    static const struct value_entry row[] = {
        {STR_INIT("灯"), {.kind = VALUE_STRING, .string = STR_INIT("红")}},
        {STR_INIT("办理 天数"), {.kind = VALUE_BOOLEAN, .boolean = true}}};
    struct value *item = ARENA_ARRAY(k.arena, struct value, 2);
    item[0] = value_context(k.arena, row, 2);
    item[1] = value_context(k.arena, NULL, 0);
    value[13] = value_list(k.arena, item, 2);
    k.scope = (struct feel_scope){.input = input, .inputs = COUNT_OF(input)};
    k.run.input = value;
    return k;
}

#define ASSERT_NAMES(...)                                                                                    \
    do {                                                                                                     \
        static const struct ask_row ROWS[] = {__VA_ARGS__};                                                  \
        struct ask k = names_new();                                                                          \
        assert_rows(&k, ROWS, COUNT_OF(ROWS));                                                               \
        ask_free(&k);                                                                                        \
    } while (0)

static void chinese_names_need_no_blanks_around_signs(void **state)
{
    (void)state;
    ASSERT_NAMES({"实际值 / 目标值 * 100", "50.0"}, {"实际值/目标值*100", "50.0"}, {"实际值+目标值", "3"},
                 {"-实际值", "-1"}, {"实际", "feel.unknown_name 1:1 → 实际值"},
                 {"实际值x", "feel.unknown_name 1:1 → 实际值"});
}

static void the_longest_known_name_is_meant(void **state)
{
    (void)state;
    ASSERT_NAMES({"a", "3"}, {"a b", "5"}, {"a  b", "5"}, {"a\n b", "5"}, {"a-b", "6"}, {"a - b", "6"},
                 {"a -b", "6"}, {"(a)-b", "-1"}, {"a - b c", "7"}, {"a-b c", "7"}, {"a+b", "7"},
                 {"a * b", "12"}, {"x1", "13"}, {"x1+1", "14"}, {"ab", "feel.unknown_name 1:1 → a"},
                 {"Full Name", "\"张三\""}, {"year's end", "11"}, {"完成率 (%) + 1", "10"},
                 {"完成率(%)", "9"});
}

static void names_may_begin_with_words_of_the_language(void **state)
{
    (void)state;
    ASSERT_NAMES({"in time", "true"}, {"if in time then 1 else 2", "1"}, {"is ok or in time", "true"},
                 {"date + 1", "13"}, {"3 in (a, 5)", "true"}, {"a in [1..b]", "true"});
}

static void inner_names_hide_outer_ones(void **state)
{
    (void)state;
    ASSERT_NAMES({"for a in [10] return a", "[10]"}, {"(function(a) a + b)(1)", "5"},
                 {"{a: 100, c: a + 1}.c", "101"}, {"{c: a, a: 5}.c", "3"},
                 {"[a, (for a in [10] return a)[1], a]", "[3, 10, 3]"}, {"{b: {a: 7, r: a + b}}.b.r", "11"},
                 {"some a in [1] satisfies a = 1", "true"},
                 {"for item in [1, 2] return [5, 6][item]", "[null, null]"},
                 {"{abs: function(x) 42, r: abs(1)}.r", "42"}, {"for a b in [1] return a b", "[1]"});
}

static void a_filter_sees_the_members_of_its_items_first(void **state)
{
    (void)state;
    ASSERT_NAMES({"[{a: 1}, {a: 9}][a > 2]", "[{a: 9}]"}, {"[{c: 1}, {c: 9}][c > a]", "[{c: 9}]"},
                 {"[{a: 1}, {c: 2}][a = 3]", "[]"}, {"count(列表[灯 = \"红\"])", "1"},
                 {"count(列表[办理 天数])", "1"}, {"count(列表[灯 = \"绿\"])", "0"},
                 {"count(列表[a = 3])", "2"}, {"[[{a: 1}], [{a: 2}]][item[1].a = 2]", "[[{a: 2}]]"},
                 {"列表[没有这项 = 1]", "[]"}, {"[{x y: 1}, {x y: 2}][x y > 1].x y", "[2]"},
                 {"[1, 2][没有]", "feel.unknown_name 1:8"});
}

static void paths_know_the_members_of_what_stands_before(void **state)
{
    (void)state;
    ASSERT_NAMES({"{a b: 5, a: 1}.a b", "5"}, {"{a-b: 5}.a-b", "5"}, {"{a: 5}.a-b", "1"},
                 {"列表.办理 天数", "[true, null]"}, {"列表[1].办理 天数", "true"},
                 {"列表[1].灯 = \"红\"", "true"}, {"{\"完成率 (%)\": 5}.完成率 (%)", "5"});
}

static void which_inputs_are_read_is_known(void **state)
{
    (void)state;
    struct ask k = names_new();
    uint64_t reads[1];
    assert_true(str_eq(ask_value(&k, "if a > 1 then 目标值 else (function(b) b)(x1)"), STR("2")));
    feel_reads(k.program, reads, 1);
    assert_int_equal(reads[0], 1U << 1 | 1U << 2 | 1U << 12);
    ask_free(&k);
}

static bool twice(void *self, struct feel_run *run, const struct value *arg, struct value *ret)
{
    (void)self;
    struct decimal d;
    if (decimal_cmp(arg[0].number, decimal_of(100)) > 0) {
        feel_note(run, "feel.overflow", STR(""));
        return false;
    }
    bool is_done = (decimal_mul(arg[0].number, decimal_of(2), &d) & DECIMAL_FAILED) == 0;
    *ret = value_number(d);
    return is_done;
}

static void the_host_s_functions_are_called_by_their_names(void **state)
{
    (void)state;
    static const struct feel_member param[] = {{STR_INIT("n"), &FEEL_NUMBER}};
    static const struct feel_function function[] = {{.name = STR_INIT("两倍 of"),
                                                     .param = param,
                                                     .params = 1,
                                                     .required = 1,
                                                     .result = &FEEL_NUMBER,
                                                     .call = twice}};
    static const struct ask_row ROWS[] = {{"两倍 of(4)", "8"},
                                          {"两倍 of(n: 4) + 1", "9"},
                                          {"两倍 of([4])", "8"},
                                          {"两倍 of(\"a\")", "null"},
                                          {"两倍 of(101)", "null"},
                                          {"两倍 of()", "null"},
                                          {"两倍 of(m: 4)", "null"},
                                          {"{f: 两倍 of, r: f(3)}.r", "6"},
                                          {"两倍of(4)", "feel.unknown_name 1:1 → 两倍 of"}};
    struct ask k = ask_new();
    k.scope = (struct feel_scope){.function = function, .functions = 1};
    assert_rows(&k, ROWS, COUNT_OF(ROWS));
    ask_free(&k);
}

static void declared_types_are_found_by_name(void **state)
{
    (void)state;
    static const struct feel_type GRADE = {.kind = TYPE_STRING, .name = STR_INIT("t Grade")};
    static const struct feel_type *const type[] = {&GRADE};
    static const struct ask_row ROWS[] = {{"\"a\" instance of t Grade", "true"},
                                          {"1 instance of t Grade", "false"},
                                          {"[\"a\"] instance of list<t Grade>", "true"},
                                          {"1 instance of tGrade", "feel.expected 1:15"}};
    struct ask k = ask_new();
    k.scope = (struct feel_scope){.type = type, .types = 1};
    assert_rows(&k, ROWS, COUNT_OF(ROWS));
    ask_free(&k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(chinese_names_need_no_blanks_around_signs),
        cmocka_unit_test(the_longest_known_name_is_meant),
        cmocka_unit_test(names_may_begin_with_words_of_the_language),
        cmocka_unit_test(inner_names_hide_outer_ones),
        cmocka_unit_test(a_filter_sees_the_members_of_its_items_first),
        cmocka_unit_test(paths_know_the_members_of_what_stands_before),
        cmocka_unit_test(which_inputs_are_read_is_known),
        cmocka_unit_test(the_host_s_functions_are_called_by_their_names),
        cmocka_unit_test(declared_types_are_found_by_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
