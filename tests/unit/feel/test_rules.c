/* Decision tables: read from a grid, compiled, asked. */
#include "table.h"

static struct drawn *with_numbers(const char *a, const char *b)
{
    struct drawn *d = drawn_new();
    drawn_input(d, a, &FEEL_NUMBER);
    if (b)
        drawn_input(d, b, &FEEL_NUMBER);
    return d;
}

static void ask_numbers(struct drawn *d, int64_t a, int64_t b, const char *wanted)
{
    d->value[0] = value_int(a);
    d->value[1] = value_int(b);
    assert_answer(d, wanted);
}

static void the_table_of_the_header_gives_score_and_grade(void **state)
{
    (void)state;
    struct drawn *d = with_numbers("完成率", "满意度");
    draw(d, "U   |完成率   |满意度|→ 得分|→ 等次 |备注\n"
            "允许|         |      |       |优,良,差|\n"
            "1   |>= 100   |>= 90 |10     |优      |\n"
            "2   |[80..100)|-     |8      |良      |含 80\n"
            "3   |< 80     |-     |0      |差      |\n");
    ask_numbers(d, 120, 95, "{得分: 10, 等次: \"优\"} [1]");
    ask_numbers(d, 80, 0, "{得分: 8, 等次: \"良\"} [2]");
    ask_numbers(d, 79, 100, "{得分: 0, 等次: \"差\"} [3]");
    ask_numbers(d, 100, 89, "null []");
    assert_string_equal(d->k.run.note[0].text, "feel.rules_no_hit");
    assert_str(d->rules.row[1].remark, "含 80");
    drawn_free(d);
}

static void bands_of_votes_include_their_lower_bound(void **state)
{
    (void)state;
    struct drawn *d = with_numbers("优秀票率", "不称职票率");
    draw(d, "F|优秀票率|不称职票率|得分\n"
            "1|≥90     |          |200\n"
            "2|[80..90)|          |190\n"
            "3|[70..80)|          |180\n"
            "4|[60..70)|          |170\n"
            "5|        |≥100/3    |130\n"
            "6|        |          |160\n");
    static const struct {
        int64_t good, bad;
        const char *wanted;
    } CASE[] = {{90, 0, "200 [1]"},  {89, 0, "190 [2]"}, {80, 0, "190 [2]"},  {79, 0, "180 [3]"},
                {70, 50, "180 [3]"}, {60, 0, "170 [4]"}, {59, 34, "130 [5]"}, {59, 33, "160 [6]"}};
    for (size_t i = 0; i < COUNT_OF(CASE); i++)
        ask_numbers(d, CASE[i].good, CASE[i].bad, CASE[i].wanted);
    drawn_free(d);
}

static void unique_with_two_hits_is_null_and_names_them(void **state)
{
    (void)state;
    struct drawn *d = with_numbers("x", NULL);
    draw(d, "唯一|x|分\n1|> 5|1\n2|> 8|2\n3|<= 5|3");
    ask_numbers(d, 7, 0, "1 [1]");
    ask_numbers(d, 5, 0, "3 [3]");
    ask_numbers(d, 9, 0, "null [1 2]");
    assert_string_equal(d->k.run.note[0].text, "feel.rules_unique_broken");
    assert_str(d->k.run.note[0].arg[1], "2");
    drawn_free(d);
}

static void any_gives_the_result_that_all_hits_share(void **state)
{
    (void)state;
    struct drawn *d = with_numbers("x", "y");
    draw(d, "A|x|y|结论\n1|> 5|-|\"过\"\n2|-|> 5|\"过\"\n3|> 90|-|\"免\"");
    ask_numbers(d, 6, 6, "\"过\" [1 2]");
    ask_numbers(d, 0, 6, "\"过\" [2]");
    ask_numbers(d, 91, 0, "null [1 3]");
    assert_string_equal(d->k.run.note[0].text, "feel.rules_any_broken");
    drawn_free(d);
}

static void priority_and_output_order_follow_the_allowed_values(void **state)
{
    (void)state;
    static const char *const TABLE = "%s|x|等次|备注\n1|> 1|良|\n2|> 2|差|\n3|> 3|优|\n允许||优、良、差|\n";
    static const struct {
        const char *policy, *wanted;
    } CASE[] = {{"P", "\"优\" [3 1 2]"},
                {"优先", "\"优\" [3 1 2]"},
                {"O", "[\"优\", \"良\", \"差\"] [3 1 2]"},
                {"R", "[\"良\", \"差\", \"优\"] [1 2 3]"},
                {"F", "\"良\" [1]"}};
    for (size_t i = 0; i < COUNT_OF(CASE); i++) {
        struct drawn *d = with_numbers("x", NULL);
        draw(d, arena_printf(d->k.arena, TABLE, CASE[i].policy).p);
        ask_numbers(d, 9, 0, CASE[i].wanted);
        drawn_free(d);
    }
}

static void priority_of_several_outputs_looks_at_the_first_first(void **state)
{
    (void)state;
    struct drawn *d = with_numbers("x", NULL);
    draw(d, "P|x|→灯|→级\n允许||红,黄|高,低\n1|-|黄|高\n2|-|红|低\n3|> 5|红|高\n");
    ask_numbers(d, 1, 0, "{灯: \"红\", 级: \"低\"} [2 1]");
    ask_numbers(d, 6, 0, "{灯: \"红\", 级: \"高\"} [3 2 1]");
    drawn_free(d);
}

static void collecting_gives_list_sum_extremes_and_count(void **state)
{
    (void)state;
    static const char *const TABLE = "%s|x|分\n1|> 1|0.5\n2|> 2|1.25\n3|> 3|-1\n";
    static const struct {
        const char *policy, *all, *none;
    } CASE[] = {{"C", "[0.5, 1.25, -1] [1 2 3]", "[] []"},
                {"C+", "0.75 [1 2 3]", "null []"},
                {"C<", "-1 [1 2 3]", "null []"},
                {"C>", "1.25 [1 2 3]", "null []"},
                {"C#", "3 [1 2 3]", "0 []"},
                {"C＋", "0.75 [1 2 3]", "null []"},
                {"计数", "3 [1 2 3]", "0 []"}};
    for (size_t i = 0; i < COUNT_OF(CASE); i++) {
        struct drawn *d = with_numbers("x", NULL);
        draw(d, arena_printf(d->k.arena, TABLE, CASE[i].policy).p);
        ask_numbers(d, 4, 0, CASE[i].all);
        ask_numbers(d, 0, 0, CASE[i].none);
        drawn_free(d);
    }
}

static void collecting_several_outputs_gives_a_context_for_each_hit(void **state)
{
    (void)state;
    struct drawn *d = with_numbers("x", NULL);
    draw(d, "汇集|x|→事项|→扣分\n1|> 1|\"迟报\"|x * 2\n2|> 2|\"漏报\"|5\n");
    ask_numbers(d, 3, 0, "[{事项: \"迟报\", 扣分: 6}, {事项: \"漏报\", 扣分: 5}] [1 2]");
    draw(d, "求和|x|→事项|→扣分\n1|> 1|\"迟报\"|1\n");
    assert_str(ask_problem(&d->k), "feel.rules_one_result 1:0");
    drawn_free(d);
}

static void what_cannot_be_added_or_ordered_is_null_with_a_note(void **state)
{
    (void)state;
    struct drawn *d = with_numbers("x", NULL);
    draw(d, "C+|x|分\n1|-|1\n2|-|\"二\"\n");
    ask_numbers(d, 1, 0, "null [1 2]");
    assert_string_equal(d->k.run.note[0].text, "feel.rules_no_number");
    draw(d, "C>|x|分\n1|-|1\n2|-|\"二\"\n");
    ask_numbers(d, 1, 0, "null [1 2]");
    assert_string_equal(d->k.run.note[0].text, "feel.rules_no_order_of");
    drawn_free(d);
}

static void the_default_answers_when_no_row_hits(void **state)
{
    (void)state;
    struct drawn *d = with_numbers("x", NULL);
    draw(d, "U|x|→分|→说法\n类型|数|数|文本\n1|> 5|1|达标\n缺省||x * 0|未达标\n");
    ask_numbers(d, 6, 0, "{分: 1, 说法: \"达标\"} [1]");
    ask_numbers(d, 5, 0, "{分: 0, 说法: \"未达标\"} []");
    draw(d, "R|x|分\n1|> 5|1\ndefault||7\n");
    ask_numbers(d, 5, 0, "[7] []");
    draw(d, "C+|x|分\n1|> 5|1\n默认||7\n");
    ask_numbers(d, 5, 0, "7 []");
    drawn_free(d);
}

static void cells_may_be_written_as_people_write(void **state)
{
    (void)state;
    struct drawn *d = drawn_new();
    drawn_input(d, "等次", &FEEL_STRING);
    drawn_input(d, "得分", &FEEL_NUMBER);
    drawn_input(d, "日期（年）", &FEEL_DATE);
    draw(d, "U|等次|得分|日期（年）|→ 处理|→ 系数\n"
            "类型||||文本|\n"
            "1|优，良|≥９０，【８０．．８５）|≥2026-01-01|“通报表扬”|１．２\n"
            "2|not（优、良）|＜60|＜ 2026-01-01|约谈，限期整改|0.5\n"
            "3|中|－|—|null|1\n");
    assert_int_equal(d->rc, RC_OK);
    d->value[0] = value_string(STR("良"));
    d->value[1] = value_int(84);
    d->value[2] = drawn_value(d, "@\"2026-01-01\"");
    assert_answer(d, "{处理: \"通报表扬\", 系数: 1.2} [1]");
    d->value[0] = value_string(STR("差"));
    d->value[1] = value_int(59);
    d->value[2] = drawn_value(d, "@\"2025-12-31\"");
    assert_answer(d, "{处理: \"约谈，限期整改\", 系数: 0.5} [2]");
    d->value[0] = value_string(STR("中"));
    d->value[1] = value_int(60);
    assert_answer(d, "{处理: null, 系数: 1} [3]");
    drawn_free(d);
}

static void yes_and_no_are_truth_where_the_column_is_one_of_truth(void **state)
{
    (void)state;
    struct drawn *d = drawn_new();
    drawn_input(d, "已办结", &FEEL_BOOLEAN);
    draw(d, "U|已办结|→ 亮灯|→ 说法\n类型||真假|文本\n1|是|否|是\n2|否|是|否\n");
    assert_int_equal(d->rc, RC_OK);
    d->value[0] = value_boolean(true);
    assert_answer(d, "{亮灯: false, 说法: \"是\"} [1]");
    d->value[0] = value_boolean(false);
    assert_answer(d, "{亮灯: true, 说法: \"否\"} [2]");
    drawn_free(d);
}

static void days_may_be_written_with_slashes_or_characters(void **state)
{
    (void)state;
    struct drawn *d = drawn_new();
    drawn_input(d, "报送", &FEEL_DATE);
    draw(d, "U|报送|分\n1|≤2026/1/31|2\n2|(2026-1-31..2026年3月1日]|1\n");
    assert_int_equal(d->rc, RC_OK);
    d->value[0] = drawn_value(d, "@\"2026-01-31\"");
    assert_answer(d, "2 [1]");
    d->value[0] = drawn_value(d, "@\"2026-03-01\"");
    assert_answer(d, "1 [2]");
    draw(d, "F|报送|分\n1|-|2026/3\n");
    assert_int_equal(d->rc, RC_OK);
    draw(d, "F|报送|分\n1|-|6000 / 3 / 5\n");
    assert_answer(d, "400 [1]");
    drawn_free(d);
}

static void a_known_name_is_no_word_and_quotes_stay(void **state)
{
    (void)state;
    struct drawn *d = drawn_new();
    drawn_input(d, "去年等次", &FEEL_STRING);
    drawn_input(d, "今年等次", &FEEL_STRING);
    draw(d, "F|今年等次|→结论\n类型||string\n1|去年等次|持平，a≥b\n2|\"＞优\"|去年等次\n3|-|其他\n");
    d->value[0] = d->value[1] = value_string(STR("良"));
    assert_str(ask_problem(&d->k), "feel.unknown_name 3:3");
    draw(d, "F|今年等次|→结论\n类型||string\n1|去年等次|持平，不变\n2|\"＞优\"|去年等次\n3|-|其他\n");
    assert_answer(d, "\"持平，不变\" [1]");
    d->value[1] = value_string(STR("＞优"));
    assert_answer(d, "\"良\" [2]");
    d->value[1] = value_string(STR("差"));
    assert_answer(d, "\"其他\" [3]");
    drawn_free(d);
}

static void the_plain_table_is_feel_alone(void **state)
{
    (void)state;
    struct drawn *d = with_numbers("x", NULL);
    struct rules plain;
    draw(d, "P|x|等次\n允许|[0..100]|优、良\n1|≥90|优\n2||良\n");
    assert_int_equal(rules_plain(d->k.arena, &d->rules, &d->k.scope, &plain), RC_OK);
    assert_false(plain.has_bare_words);
    assert_str(plain.output[0].allowed, "\"优\", \"良\"");
    assert_str(plain.row[0].input[0], ">=90");
    assert_str(plain.row[1].input[0], "-");
    assert_str(plain.row[0].output[0], "\"优\"");
    drawn_free(d);
}

static void faults_stand_at_row_and_column_with_a_mended_cell(void **state)
{
    (void)state;
    static const struct {
        const char *table, *wanted;
    } CASE[] = {
        {"U|完成律|分\n1|>5|1", "feel.unknown_name 1:2 → 完成率"},
        {"U|完成率|分\n1|>5|1\n2|> 完成律 * 2|1", "feel.unknown_name 3:2 → > 完成率 * 2"},
        {"U|完成率|分\n1|>5|1\n2|> |1", "feel.expected_value_at_end 3:2"},
        {"X|完成率|分\n1|>5|1", "feel.rules_policy 1:1 → U"},
        {"U|完成率|分\n1|>5|", "feel.rules_no_result 2:3"},
        {"U|完成率|分", "feel.rules_no_rows 1:0"},
        {"U|完成率\n1|>5", "feel.rules_no_columns 1:0"},
        {"U|完成率||分\n1|>5|>6|1", "feel.rules_no_head 1:3"},
        {"U|完成率|→分|→分\n1|>5|6|1", "feel.key_twice 1:4"},
        {"U|完成率|→分|→\n1|>5|6|1", "feel.rules_no_head 1:4"},
        {"U|完成率|分\n缺省|>5|1\n1|>5|1", "feel.rules_default_input 2:2"},
        {"U|完成率|分\n允许||1\n允许||1\n1|>5|1", "feel.key_twice 3:1"},
        {"P|完成率|分\n1|>5|1", "feel.rules_no_order 1:0"},
        {"U|完成率|等次\n允许||优,良\n1|>5|优秀", "feel.rules_not_allowed 3:3"},
        {"U|完成率|分\n类型|数学|\n1|>5|1", "feel.expected 2:2"},
        {"U|完成率|分\n1|80-100|1", "feel.rules_loose_range 2:2 → [80..100]"},
        {"U|完成率|分\n1|80 ～ 89.9|1", "feel.rules_loose_range 2:2 → [80..89.9]"},
        {"U|完成率|分\n1|100-80.5|1", "feel.rules_loose_range 2:2 → [80.5..100]"},
        {"U|完成率|分\n1|80..100|1", "feel.rules_loose_range 2:2 → [80..100]"},
        {"F|完成率|分\n1|>5|1\n2|否则|0", "feel.unknown_name 3:2 → -"},
    };
    size_t wrong = 0;
    for (size_t i = 0; i < COUNT_OF(CASE); i++) {
        struct drawn *d = with_numbers("完成率", NULL);
        draw(d, CASE[i].table);
        struct str got = ask_problem(&d->k);
        if (d->rc != RC_INVALID || !str_eq(got, str_c(CASE[i].wanted))) {
            print_error("%s\n  gives %.*s\n  wanted %s\n", CASE[i].table, STR_ARG(got), CASE[i].wanted);
            wrong++;
        }
        drawn_free(d);
    }
    assert_int_equal(wrong, 0);
}

static void a_wrong_number_in_front_is_only_remarked(void **state)
{
    (void)state;
    struct drawn *d = with_numbers("x", NULL);
    draw(d, "U|x|分\n1|>5|1\n3|<=5|2\n");
    assert_int_equal(d->rc, RC_OK);
    assert_int_equal(d->k.problems->n, 1);
    assert_true(d->k.problems->item[0].is_remark);
    assert_str(d->k.problems->item[0].suggest, "2");
    ask_numbers(d, 5, 0, "2 [2]");
    drawn_free(d);
}

static void a_test_with_another_kind_does_not_hit_and_is_noted(void **state)
{
    (void)state;
    struct drawn *d = drawn_new();
    drawn_input(d, "x", &FEEL_ANY);
    draw(d, "F|x|分\n1|> 5|1\n2|-|2\n");
    d->value[0] = value_string(STR("六"));
    assert_answer(d, "2 [2]");
    assert_int_equal(d->k.run.notes, 1);
    assert_int_equal(d->k.run.note[0].line, 2);
    assert_int_equal(d->k.run.note[0].column, 2);
    drawn_free(d);
}

static void an_input_without_a_value_is_named_when_nothing_hits(void **state)
{
    (void)state;
    struct drawn *d = with_numbers("x", "y");
    draw(d, "U|x|y|分\n1|> 5|-|1\n2|<= 5|-|2\n3|null|> 1|3\n");
    d->value[0] = VALUE_OF_NULL;
    d->value[1] = value_int(0);
    assert_answer(d, "null []");
    assert_string_equal(d->k.run.note[0].text, "feel.rules_input_null");
    assert_str(d->k.run.note[0].arg[0], "x");
    d->value[1] = value_int(2);
    assert_answer(d, "3 [3]");
    drawn_free(d);
}

static void a_value_beyond_the_allowed_ones_is_noted(void **state)
{
    (void)state;
    struct drawn *d = with_numbers("x", NULL);
    draw(d, "U|x|分\n允许|[0..100]|\n1|> 5|1\n2|<= 5|0\n");
    ask_numbers(d, 101, 0, "1 [1]");
    assert_string_equal(d->k.run.note[0].text, "feel.rules_input_beyond");
    ask_numbers(d, 100, 0, "1 [1]");
    assert_int_equal(d->k.run.notes, 0);
    drawn_free(d);
}

static void results_are_converted_to_the_types_of_columns_and_table(void **state)
{
    (void)state;
    struct drawn *d = with_numbers("x", NULL);
    draw(d, "U|x|分\n类型||number\n1|> 5|[x]\n2|<= 5|\"无\"\n");
    ask_numbers(d, 6, 0, "6 [1]");
    ask_numbers(d, 5, 0, "null [2]");
    d->k.scope.wanted = type_list(d->k.arena, &FEEL_NUMBER);
    draw(d, "U|x|分\n1|> 5|x\n2|<= 5|0\n");
    ask_numbers(d, 6, 0, "[6] [1]");
    drawn_free(d);
}

static void a_trace_names_the_rows_that_hit(void **state)
{
    (void)state;
    struct drawn *d = with_numbers("x", NULL);
    draw(d, "C+|x|分|备注\n1|> 100|1|\n2|> 5|x * 2|加倍\n3|> 6|3|\n");
    d->k.run.wants_trace = true;
    ask_numbers(d, 7, 0, "17 [2 3]");
    const struct feel_trace *t = d->k.run.trace;
    assert_non_null(t);
    assert_string_equal(t->what, "feel.rules_trace");
    assert_int_equal(value_equal(t->value, value_int(17)), TERNARY_TRUE);
    t = t->child;
    assert_string_equal(t->what, "feel.rules_trace_input");
    assert_str(t->arg[0], "x");
    t = t->next;
    assert_string_equal(t->what, "feel.rules_trace_row");
    assert_str(t->arg[0], "2");
    assert_str(t->arg[1], "加倍");
    assert_int_equal(t->line, 3);
    assert_non_null(t->child);
    assert_str(t->next->arg[0], "3");
    assert_null(t->next->next);
    drawn_free(d);
}

static void the_steps_of_all_cells_count_together(void **state)
{
    (void)state;
    struct drawn *d = with_numbers("x", NULL);
    draw(d, "C|x|分\n1|>1|1\n2|>2|2\n3|>3|3\n4|>4|4\n5|>5|5\n6|>6|6\n");
    d->k.run.steps_max = 12;
    ask_numbers(d, 9, 0, "null [1 2]");
    assert_true(d->k.run.is_stopped);
    assert_string_equal(d->k.run.note[0].text, "feel.step_limit");
    drawn_free(d);
}

static void tables_beyond_the_limits_are_refused(void **state)
{
    (void)state;
    struct arena *a = arena_new(0);
    struct problems *problems = ARENA_NEW(a, struct problems);
    struct rules r;
    size_t rows = RULES_ROWS_MAX + 2;
    struct str *cell = ARENA_ARRAY(a, struct str, rows * 3);
    for (size_t i = 0; i < rows; i++) {
        cell[i * 3 + 1] = i ? STR("> 1") : STR("x");
        cell[i * 3 + 2] = i ? STR("1") : STR("分");
    }
    problems->arena = a;
    assert_int_equal(rules_of_grid(a, cell, rows - 1, 3, 1, STR(""), &r, problems), RC_OK);
    assert_int_equal(r.rows, RULES_ROWS_MAX);
    assert_int_equal(rules_of_grid(a, cell, rows, 3, 1, STR(""), &r, problems), RC_INVALID);
    assert_string_equal(problems->item[0].text, "feel.rules_too_large");
    *problems = (struct problems){.arena = a};
    assert_int_equal(rules_of_grid(a, cell, 2, RULES_COLUMNS_MAX + 1, 1, STR(""), &r, problems), RC_INVALID);
    assert_string_equal(problems->item[0].text, "feel.rules_too_large");
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_table_of_the_header_gives_score_and_grade),
        cmocka_unit_test(bands_of_votes_include_their_lower_bound),
        cmocka_unit_test(unique_with_two_hits_is_null_and_names_them),
        cmocka_unit_test(any_gives_the_result_that_all_hits_share),
        cmocka_unit_test(priority_and_output_order_follow_the_allowed_values),
        cmocka_unit_test(priority_of_several_outputs_looks_at_the_first_first),
        cmocka_unit_test(collecting_gives_list_sum_extremes_and_count),
        cmocka_unit_test(collecting_several_outputs_gives_a_context_for_each_hit),
        cmocka_unit_test(what_cannot_be_added_or_ordered_is_null_with_a_note),
        cmocka_unit_test(the_default_answers_when_no_row_hits),
        cmocka_unit_test(cells_may_be_written_as_people_write),
        cmocka_unit_test(yes_and_no_are_truth_where_the_column_is_one_of_truth),
        cmocka_unit_test(days_may_be_written_with_slashes_or_characters),
        cmocka_unit_test(a_known_name_is_no_word_and_quotes_stay),
        cmocka_unit_test(the_plain_table_is_feel_alone),
        cmocka_unit_test(faults_stand_at_row_and_column_with_a_mended_cell),
        cmocka_unit_test(a_wrong_number_in_front_is_only_remarked),
        cmocka_unit_test(a_test_with_another_kind_does_not_hit_and_is_noted),
        cmocka_unit_test(an_input_without_a_value_is_named_when_nothing_hits),
        cmocka_unit_test(a_value_beyond_the_allowed_ones_is_noted),
        cmocka_unit_test(results_are_converted_to_the_types_of_columns_and_table),
        cmocka_unit_test(a_trace_names_the_rows_that_hit),
        cmocka_unit_test(the_steps_of_all_cells_count_together),
        cmocka_unit_test(tables_beyond_the_limits_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
