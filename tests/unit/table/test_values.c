#include "kit.h"

#include "table/values_table.h"

static const struct values_measure MEASURE[] = {
    {.id = STR_INIT("revenue"),
     .name = STR_INIT("一般公共预算收入"),
     .unit = STR_INIT("万元"),
     .decimals = 1},
    {.id = STR_INIT("ontime"),
     .name = STR_INIT("按期办结率"),
     .unit = STR_INIT("%"),
     .decimals = 2,
     .has_range = true,
     .min = 0,
     .max = 10000},
    {.id = STR_INIT("extra"), .name = STR_INIT("加减分"), .decimals = 1, .is_repeatable = true},
    {.id = STR_INIT("calls"),
     .name = STR_INIT("来电量"),
     .column = STR_INIT("12345来电"),
     .unit = STR_INIT("件")},
};
enum { REVENUE, ONTIME, EXTRA, CALLS };
static const struct str FINANCE_ALIAS[] = {STR_INIT("财政局"), STR_INIT("财政")};
static const struct values_unit UNIT[] = {
    {.name = STR_INIT("云澜市财政局"),
     .short_name = STR_INIT("市财政局"),
     .alias = FINANCE_ALIAS,
     .aliases = 2},
    {.name = STR_INIT("云澜市水利局"), .short_name = STR_INIT("市水利局")},
    {.name = STR_INIT("松月县")},
};
enum { FINANCE, WATER, SONGYUE };
static const struct str IGNORED[] = {STR_INIT("填报人")};
static const struct values_form FORM = {
    .measure = MEASURE,
    .measures = COUNT_OF(MEASURE),
    .unit = UNIT,
    .units = COUNT_OF(UNIT),
    .year = 2026,
    .ignored = IGNORED,
    .ignoreds = COUNT_OF(IGNORED),
};

static enum rc read_with(struct kit *kit, const struct values_form *form, struct str text,
                         struct values_table *ret)
{
    struct table t;
    assert_int_equal(table_read(kit->arena, text, &t, &kit->problems), RC_OK);
    return values_table_read(kit->arena, &t, form, ret, &kit->problems);
}

static struct values_table read_ok(struct kit *kit, struct str text)
{
    struct values_table v = {0};
    enum rc rc = read_with(kit, &FORM, text, &v);
    if (kit->problems.n)
        fail_msg("%d:%d %s", kit->problems.item[0].line, kit->problems.item[0].column,
                 kit->problems.item[0].text);
    assert_int_equal(rc, RC_OK);
    return v;
}

static struct values_table refuse(struct kit *kit, struct str text, const char *key, int row, int column)
{
    struct values_table v;
    kit->problems = (struct problems){.arena = kit->arena};
    assert_int_equal(read_with(kit, &FORM, text, &v), RC_INVALID);
    assert_problem(kit, key, row, column);
    return v;
}

static void assert_item(const struct values_item *item, size_t unit, size_t measure, const char *period,
                        int64_t value)
{
    assert_int_equal(item->unit, unit);
    assert_int_equal(item->measure, measure);
    assert_str(item->period, period);
    assert_false(item->is_missing);
    assert_int_equal(item->value, value);
}

static void a_wide_table_gives_a_value_for_each_filled_cell(void **state)
{
    struct values_table v =
        read_ok(*state, STR("序号,单位,期间,一般公共预算收入（万元）,ONTIME,填报人,备注,\n"
                            "1,市财政局,10月,\"12,345.6\",97.5%,甲,晚报,\n"
                            "2,云澜市水利局 ,2026-10,,/,乙,,\n"
                            "3,松 月 县,202610,1.2亿,０,,,\n"));
    assert_int_equal(v.items, 5);
    assert_item(&v.item[0], FINANCE, REVENUE, "2026-10", 123456);
    assert_item(&v.item[1], FINANCE, ONTIME, "2026-10", 9750);
    assert_true(v.item[2].is_missing);
    assert_int_equal(v.item[2].unit, WATER);
    assert_item(&v.item[3], SONGYUE, REVENUE, "2026-10", 120000);
    assert_item(&v.item[4], SONGYUE, ONTIME, "2026-10", 0);
    assert_int_equal(v.item[4].row, 4);
    assert_int_equal(v.item[4].column, 5);
}

static void a_long_table_gives_events_with_their_basis(void **state)
{
    struct values_table v =
        read_ok(*state, STR("单位\t指标\t期间\t数值\t组别\t事项\t编号\t依据\n"
                            "财政局\t加减分\t9月\t+1.0\t\t通报表扬\t1\t云政发〔2026〕9号\n"
                            "财政局\textra\t9月\t-0.5\t\t通报表扬\t2\t云督通〔2026〕3号\n"
                            "财政\t12345来电\t9月\t35件\t\t\t\t\n"));
    assert_int_equal(v.items, 3);
    assert_item(&v.item[0], FINANCE, EXTRA, "2026-09", 10);
    assert_item(&v.item[1], FINANCE, EXTRA, "2026-09", -5);
    assert_str(v.item[1].item, "通报表扬");
    assert_str(v.item[1].no, "2");
    assert_str(v.item[1].basis, "云督通〔2026〕3号");
    assert_item(&v.item[2], FINANCE, CALLS, "2026-09", 35);
}

static void english_heads_do_as_well(void **state)
{
    struct values_table v = read_ok(*state, STR("Unit,Measure,Period,Value\n市水利局,calls,2026Q3,7\n"));
    assert_item(&v.item[0], WATER, CALLS, "2026Q3", 7);
}

static void code_and_name_of_a_unit_may_stand_beside_each_other(void **state)
{
    struct kit *kit = *state;
    struct values_table v;
    assert_int_equal(read_with(kit, &FORM, STR("单位代码,单位名称,期间,来电量\nX9,市财政局,10月,3\n"), &v),
                     RC_OK);
    assert_int_equal(kit->problems.n, 1);
    assert_int_equal(kit->problems.blocking, 0);
    assert_string_equal(kit->problems.item[0].text, "table.second_unit_column");
    assert_int_equal(kit->problems.item[0].column, 1);
    assert_int_equal(v.items, 1);
    assert_item(&v.item[0], FINANCE, CALLS, "2026-10", 3);
    refuse(kit, STR("单位,单位,期间,来电量\n市财政局,市财政局,10月,3\n"), "table.same_column", 1, 2);
}

static void a_column_that_the_scheme_passes_over_is_not_the_unit(void **state)
{
    static const struct str OTHER[] = {STR_INIT("单位名称")};
    struct kit *kit = *state;
    struct values_form form = FORM;
    struct values_table v;
    form.ignored = OTHER;
    form.ignoreds = 1;
    assert_int_equal(read_with(kit, &form, STR("单位名称,机构代码,期间,来电量\nX9,市财政局,10月,3\n"), &v),
                     RC_OK);
    assert_int_equal(kit->problems.n, 0);
    assert_item(&v.item[0], FINANCE, CALLS, "2026-10", 3);
}

static void a_number_that_lost_its_digits_is_told_from_one_of_another_unit(void **state)
{
    refuse(*state, STR("单位,期间,一般公共预算收入\n市财政局,10月,1.2E+11\n"), "table.lost_digits", 2, 3);
    refuse(*state, STR("单位,期间,一般公共预算收入\n市财政局,10月,35户\n"), "table.other_unit", 2, 3);
    refuse(*state, STR("单位,期间,指标,事项,数值\n市财政局,10月,加减分,a,35户\n"), "table.not_a_number", 2,
           5);
}

static void a_table_for_one_period_needs_no_column_for_it(void **state)
{
    struct kit *kit = *state;
    struct values_form form = FORM;
    form.only_period = STR("2026-08");
    struct values_table v;
    assert_int_equal(read_with(kit, &form, STR("单位,来电量\n市水利局,7\n"), &v), RC_OK);
    assert_item(&v.item[0], WATER, CALLS, "2026-08", 7);
}

static void an_unknown_unit_is_offered_the_nearest(void **state)
{
    struct kit *kit = *state;
    struct values_table v =
        refuse(kit, STR("单位,期间,来电量\n市水利厅,10月,7\n松月县,10月,8\n"), "table.unknown_unit", 2, 1);
    assert_string_equal(kit->problems.item[0].hint, "table.did_you_mean");
    assert_str(kit->problems.item[0].value, "市水利厅");
    assert_str(kit->problems.item[0].arg[1], "云澜市水利局");
    assert_int_equal(v.items, 1);
    assert_int_equal(v.bad_rows, 1);
    refuse(kit, STR("单位,期间,来电量\n铁路公司,10月,7\n"), "table.unknown_unit", 2, 1);
    assert_string_equal(kit->problems.item[0].hint, "table.unknown_unit_hint");
}

/* ---- totals and notes below a table ---- */

static const struct problem *only_problem(const struct kit *kit, const char *key, int row, int column)
{
    if (kit->problems.n != 1 || strcmp(kit->problems.item[0].text, key) != 0)
        fail_msg("%zu problems, %s", kit->problems.n, kit->problems.n ? kit->problems.item[0].text : "none");
    assert_int_equal(kit->problems.item[0].line, row);
    assert_int_equal(kit->problems.item[0].column, column);
    return &kit->problems.item[0];
}

/* Asked, with answers "question=choice" separated by spaces. */
static struct values_table read_asked(struct kit *kit, struct str text, const char *answers)
{
    struct values_form form = FORM;
    struct values_answer answer[4];
    struct str rest = str_c(answers), one;
    form.asks = true;
    form.answer = answer;
    while (str_split(&rest, ' ', &one)) {
        size_t at = str_find(one, '=');
        assert_true(form.answers < COUNT_OF(answer));
        answer[form.answers++] = (struct values_answer){str_sub(one, 0, at), str_sub(one, at + 1, one.n)};
    }
    struct values_table v = {0};
    kit->problems = (struct problems){.arena = kit->arena};
    (void)!read_with(kit, &form, text, &v);
    return v;
}

static void a_total_that_agrees_is_passed_over_with_a_remark(void **state)
{
    struct kit *kit = *state;
    struct values_table v = read_asked(kit,
                                       STR("序号,单位,期间,来电量,一般公共预算收入,按期办结率\n1,松月县,10月,"
                                           "7,1.5,90\n2,市水利局,10月,/,2,80\n"
                                           "合 计,,,7,3.5,85\n"),
                                       "");
    const struct problem *p = only_problem(kit, "table.total_agrees", 4, 0);
    assert_true(p->is_remark && p->is_warning);
    assert_str(p->arg[1], "2"); /* per cent has no sum */
    assert_int_equal(v.items, 6);
    assert_int_equal(v.row_state[2], VALUES_ROW_GOOD);
}

static void a_total_that_differs_is_a_warning_with_both_figures(void **state)
{
    struct kit *kit = *state;
    struct values_table v =
        read_ok(kit, STR("单位,期间,来电量\n松月县,10月,7\n市水利局,10月,5\n市财政局,10月,1\n"));
    assert_int_equal(v.items, 3);
    v = read_asked(kit,
                   STR("单位,期间,来电量\n总计,,14\n松月县,10月,7\n市水利局,10月,5\n小计,,12\n"
                       "市财政局,10月,1\n小计,,1\n"),
                   "");
    const struct problem *p = &kit->problems.item[0];
    assert_int_equal(kit->problems.n, 3);
    assert_string_equal(p->text, "table.total_differs");
    assert_true(p->is_warning && !p->is_remark);
    assert_int_equal(p->line, 2);
    assert_int_equal(p->column, 3);
    assert_str(p->arg[1], "14");
    assert_str(p->arg[2], "13");
    assert_string_equal(kit->problems.item[1].text, "table.total_agrees");
    assert_int_equal(v.row_state[0], VALUES_ROW_WARNED);
    assert_int_equal(v.items, 3);
}

static void a_total_over_a_wrong_cell_is_not_compared(void **state)
{
    struct kit *kit = *state;
    (void)read_asked(kit, STR("单位,期间,来电量\n松月县,10月,约7\n市水利局,10月,5\n合计,,99\n"), "");
    assert_int_equal(kit->problems.n, 2);
    assert_string_equal(kit->problems.item[0].text, "table.not_a_number");
    assert_string_equal(kit->problems.item[1].text, "table.total_passed");
}

static void notes_below_a_table_are_passed_over(void **state)
{
    struct kit *kit = *state;
    struct values_table v =
        read_asked(kit, STR("单位,期间,来电量\n松月县,10月,7\n填报人：科室,,审核：科室\n"), "");
    assert_true(only_problem(kit, "table.foot_passed", 3, 0)->is_remark);
    assert_int_equal(v.items, 1);
    (void)read_asked(kit, STR("单位,期间,来电量\n松月县,10月,7\n填报单位,10月,8\n"), "");
    assert_string_equal(only_problem(kit, "table.unknown_unit", 3, 1)->text, "table.unknown_unit");
}

/* ---- questions ---- */

static const struct values_question *only_question(const struct values_table *v, const char *id)
{
    assert_int_equal(v->questions, 1);
    assert_str(v->question[0].id, id);
    return &v->question[0];
}

static void small_numbers_in_a_column_of_per_cent_are_asked_about(void **state)
{
    struct kit *kit = *state;
    struct str csv = STR("单位,期间,按期办结率\n松月县,10月,0.85\n市水利局,10月,1\n市财政局,10月,0\n");
    struct values_table v = read_asked(kit, csv, "");
    const struct values_question *q = only_question(&v, "percent-3");
    assert_int_equal(q->answer.n, 0);
    assert_int_equal(q->column, 3);
    assert_str(q->arg[1], "0.85");
    assert_str(q->arg[2], "85");
    assert_int_equal(v.item[0].value, 85); /* as it stands, until somebody answers */
    v = read_asked(kit, csv, "percent-3=fraction");
    assert_str(only_question(&v, "percent-3")->answer, "fraction");
    assert_int_equal(v.item[0].value, 8500);
    assert_int_equal(v.item[1].value, 10000);
    assert_int_equal(v.item[2].value, 0);
    assert_int_equal(v.fixes, 2);
    assert_str(v.fix[0].was, "0.85");
    assert_str(v.fix[0].became, "85%");
    v = read_asked(kit, csv, "percent-3=percent");
    assert_int_equal(v.item[0].value, 85);
    assert_int_equal(v.fixes, 0);
    v = read_asked(kit, csv, "percent-3=perhaps");
    assert_int_equal(only_question(&v, "percent-3")->answer.n, 0);
}

static void a_fraction_is_not_blamed_for_its_decimals_before_the_answer(void **state)
{
    struct kit *kit = *state;
    struct str csv = STR("单位,期间,按期办结率\n松月县,10月,0.9753\n");
    struct values_table v = read_asked(kit, csv, "");
    assert_int_equal(kit->problems.n, 0);
    assert_int_equal(v.fixes, 0); /* how it is read is not said before, either */
    v = read_asked(kit, csv, "percent-3=fraction");
    assert_int_equal(v.item[0].value, 9753);
    assert_int_equal(v.fixes, 1);
    v = read_asked(kit, csv, "percent-3=percent");
    (void)only_problem(kit, "table.too_many_decimals", 2, 3);
}

static void numbers_of_per_cent_that_cannot_be_fractions_are_not_asked_about(void **state)
{
    struct kit *kit = *state;
    struct values_table v =
        read_asked(kit, STR("单位,期间,按期办结率\n松月县,10月,0.85\n市水利局,10月,97.5\n"), "");
    assert_int_equal(v.questions, 0);
    v = read_asked(kit, STR("单位,期间,按期办结率\n松月县,10月,88\n市水利局,10月,97.5%\n"), "");
    assert_int_equal(v.questions, 0);
    v = read_asked(kit, STR("单位,期间,按期办结率\n松月县,10月,0\n市水利局,10月,0\n"), "");
    assert_int_equal(v.questions, 0);
}

static void a_sign_beside_a_small_plain_number_makes_it_a_question(void **state)
{
    struct kit *kit = *state;
    struct values_table v = read_asked(
        kit, STR("单位,期间,按期办结率\n松月县,10月,0.85\n市水利局,10月,97.5%\n"), "percent-3=fraction");
    assert_str(only_question(&v, "percent-3")->answer, "fraction");
    assert_int_equal(v.item[0].value, 8500);
    assert_int_equal(v.item[1].value, 9750);
}

static void the_long_form_asks_for_each_measure(void **state)
{
    struct kit *kit = *state;
    struct values_table v =
        read_asked(kit, STR("单位,指标,期间,数值\n松月县,按期办结率,10月,0.85\n松月县,来电量,10月,1\n"), "");
    assert_str(only_question(&v, "percent-4-ontime")->id, "percent-4-ontime");
}

static void marks_are_missing_or_zero_as_the_answer_says(void **state)
{
    struct kit *kit = *state;
    struct str csv = STR("单位,期间,来电量\n松月县,10月,／\n市水利局,10月,—\n市财政局,10月,缺\n");
    struct values_table v = read_asked(kit, csv, "");
    const struct values_question *q = only_question(&v, "missing-3");
    assert_str(q->arg[2], "2"); /* 缺 says what it means */
    assert_true(v.item[0].is_missing && v.item[1].is_missing && v.item[2].is_missing);
    v = read_asked(kit, csv, "missing-3=zero");
    assert_false(v.item[0].is_missing);
    assert_int_equal(v.item[1].value, 0);
    assert_true(v.item[2].is_missing);
    assert_int_equal(v.fixes, 2);
    assert_str(v.fix[1].was, "—");
    assert_str(v.fix[1].became, "0");
    v = read_ok(kit, csv); /* nobody to ask */
    assert_true(v.questions == 0 && v.item[0].is_missing);
}

/* ---- what a workbook adds ---- */

#define CELLS(...)                                                                                           \
    (const struct str[]) { __VA_ARGS__ }
#define S(lit) STR_INIT(lit)

static struct values_table read_grid(struct kit *kit, const struct table *t,
                                     const struct values_answer *answer, size_t answers)
{
    struct values_form form = FORM;
    struct values_table v;
    form.asks = true;
    form.answer = answer;
    form.answers = answers;
    kit->problems = (struct problems){.arena = kit->arena};
    (void)!values_table_read(kit->arena, t, &form, &v, &kit->problems);
    return v;
}

static void hidden_rows_are_asked_about_and_left_out_when_not_wanted(void **state)
{
    const struct table_row row[] = {
        {.number = 2, .cell = CELLS(S("松月县"), S("10月"), S("7"))},
        {.number = 3, .is_hidden = true, .cell = CELLS(S("市水利局"), S("10月"), S("8"))},
        {.number = 4, .cell = CELLS(S("合计"), S(""), S("7"))},
    };
    const struct table t = {.cols = 3,
                            .head = {.number = 1, .cell = CELLS(S("单位"), S("期间"), S("来电量"))},
                            .row = row,
                            .rows = COUNT_OF(row)};
    struct values_answer skip = {STR("hidden"), STR("skip")};
    struct kit *kit = *state;
    struct values_table v = read_grid(kit, &t, NULL, 0);
    assert_int_equal(only_question(&v, "hidden")->column, 0);
    assert_str(v.question[0].arg[1], "3");
    assert_int_equal(v.items, 2);
    assert_string_equal(kit->problems.item[0].text, "table.total_differs");
    v = read_grid(kit, &t, &skip, 1);
    assert_int_equal(v.items, 1);
    assert_string_equal(kit->problems.item[0].text, "table.total_agrees");
}

static void merged_cells_that_fill_rows_are_a_warning_for_each_area(void **state)
{
    const struct table_row row[] = {
        {.number = 2, .cell = CELLS(S("松月县"), S("9月"), S("7"))},
        {.number = 3, .cell = CELLS(S("松月县"), S("10月"), S("8"))},
        {.number = 4, .cell = CELLS(S("松月县"), S("11月"), S("9"))},
        {.number = 5, .cell = CELLS(S("市水利局"), S("10月"), S("9"))},
        {.number = 6, .cell = CELLS(S("市水利局"), S("11月"), S("9"))},
    };
    const struct table_note note[] = {{3, 1, MARK_MERGED}, {4, 1, MARK_MERGED}, {6, 1, MARK_MERGED}};
    const struct table t = {.cols = 3,
                            .head = {.number = 1, .cell = CELLS(S("单位"), S("期间"), S("来电量"))},
                            .row = row,
                            .rows = COUNT_OF(row),
                            .note = note,
                            .notes = COUNT_OF(note)};
    struct kit *kit = *state;
    struct values_table v = read_grid(kit, &t, NULL, 0);
    assert_int_equal(v.items, 5);
    assert_int_equal(kit->problems.n, 2);
    assert_int_equal(kit->problems.blocking, 0);
    assert_string_equal(kit->problems.item[0].text, "table.merged_filled");
    assert_str(kit->problems.item[0].arg[0], "A2:A4");
    assert_str(kit->problems.item[1].arg[0], "A5:A6");
    assert_int_equal(v.row_state[1], VALUES_ROW_WARNED);
    assert_int_equal(v.row_state[2], VALUES_ROW_GOOD);
}

static void formulas_that_went_wrong_or_were_not_reckoned_block(void **state)
{
    const struct table_row row[] = {
        {.number = 2, .cell = CELLS(S("松月县"), S("9月"), S("#DIV/0!"))},
        {.number = 3, .cell = CELLS(S("松月县"), S("10月"), S(""))},
        {.number = 4, .cell = CELLS(S("#N/A"), S("10月"), S("1"))},
    };
    const struct table_note note[] = {{2, 3, MARK_ERROR}, {3, 3, MARK_NO_VALUE}};
    const struct table t = {.cols = 3,
                            .head = {.number = 1, .cell = CELLS(S("单位"), S("期间"), S("来电量"))},
                            .row = row,
                            .rows = COUNT_OF(row),
                            .note = note,
                            .notes = COUNT_OF(note)};
    struct kit *kit = *state;
    struct values_table v = read_grid(kit, &t, NULL, 0);
    assert_int_equal(v.items, 0);
    assert_int_equal(v.bad_rows, 3);
    assert_int_equal(kit->problems.n, 3);
    assert_string_equal(kit->problems.item[0].text, "table.formula_error");
    assert_str(kit->problems.item[0].arg[0], "#DIV/0!");
    assert_string_equal(kit->problems.item[1].text, "table.formula_unsaved");
    assert_string_equal(kit->problems.item[2].text, "table.formula_error"); /* also where a text says it */
}

/* ---- what is read otherwise than it is written ---- */

static void every_cell_that_is_read_otherwise_is_listed(void **state)
{
    static const struct {
        int row, column;
        const char *was, *became;
    } FIX[] = {{2, 1, "松 月 县", "松月县"}, {2, 2, "2026.10.31", "2026-10"}, {2, 3, "1.2亿", "12000"},
               {2, 4, "９７.5", "97.5%"},    {3, 2, "46327", "2026-11"},      {3, 3, "1,234.5", "1234.5"},
               {3, 5, "35件", "35"},         {4, 2, "Oct-26", "2026-10"}};
    struct kit *kit = *state;
    struct values_table v = read_ok(kit, STR("单位,期间,一般公共预算收入,按期办结率,来电量\n"
                                             "松 月 县,2026.10.31,1.2亿,９７.5,7\n"
                                             "财政局,46327,\"1,234.5\",97.50%,35件\n"
                                             "市水利局,Oct-26,+3.0,88,007\n"));
    assert_int_equal(v.fixes, COUNT_OF(FIX));
    for (size_t i = 0; i < COUNT_OF(FIX); i++)
        if (v.fix[i].row != FIX[i].row || v.fix[i].column != FIX[i].column ||
            !str_eq(v.fix[i].was, str_c(FIX[i].was)) || !str_eq(v.fix[i].became, str_c(FIX[i].became)))
            fail_msg("fix %zu: %d:%d %.*s → %.*s", i, v.fix[i].row, v.fix[i].column, STR_ARG(v.fix[i].was),
                     STR_ARG(v.fix[i].became));
}

/* ---- whose rows ---- */

/* 市水利局 reports its own; 来电量 is reported by it for all. */
static bool is_of_water(const void *ctx, size_t unit, size_t measure)
{
    (void)ctx;
    return measure == CALLS || unit == WATER;
}

static void rows_and_cells_of_others_are_refused(void **state)
{
    struct kit *kit = *state;
    struct values_form form = FORM;
    struct values_table v;
    form.is_own = is_of_water;
    assert_int_equal(
        read_with(kit, &form, STR("单位,期间,来电量,按期办结率\n松月县,10月,7,\n市水利局,10月,8,90\n"), &v),
        RC_OK);
    assert_int_equal(v.items, 3);
    assert_int_equal(read_with(kit, &form, STR("单位,期间,来电量,按期办结率\n松月县,10月,7,90\n"), &v),
                     RC_INVALID);
    (void)only_problem(kit, "table.cell_not_yours", 2, 4);
    kit->problems = (struct problems){.arena = kit->arena};
    assert_int_equal(read_with(kit, &form, STR("单位,期间,按期办结率\n松月县,10月,\n市水利局,10月,90\n"), &v),
                     RC_INVALID);
    (void)only_problem(kit, "table.row_not_yours", 2, 1);
    assert_int_equal(v.row_state[0], VALUES_ROW_BAD);
    assert_int_equal(v.row_state[1], VALUES_ROW_GOOD);
}

static void good_events_are_held_back_with_a_bad_one_of_their_cell(void **state)
{
    struct kit *kit = *state;
    struct values_table v = read_asked(kit,
                                       STR("单位,指标,期间,数值,事项,编号\n"
                                           "松月县,加减分,9月,1,表扬,1\n"
                                           "松月县,加减分,9月,一分,表扬,2\n"
                                           "松月县,加减分,10月,1,表扬,3\n"),
                                       "");
    assert_int_equal(kit->problems.n, 2);
    assert_string_equal(kit->problems.item[0].text, "table.not_a_number");
    assert_string_equal(kit->problems.item[1].text, "table.held_back");
    assert_int_equal(kit->problems.item[1].line, 2);
    assert_str(kit->problems.item[1].arg[0], "3");
    assert_int_equal(v.row_state[0], VALUES_ROW_BAD);
    assert_int_equal(v.row_state[2], VALUES_ROW_GOOD);
}

/* ---- sheets ---- */

static void the_sheet_that_knows_the_most_of_our_heads_is_read(void **state)
{
    struct kit *kit = *state;
    struct table sheet[] = {
        {.sheet = STR("封面"),
         .cols = 2,
         .head = {.number = 1, .cell = CELLS(S("单位"), S("日期"))},
         .row = &(const struct table_row){.number = 2, .cell = CELLS(S("松月县"), S("10月"))},
         .rows = 1},
        {.sheet = STR("数据"),
         .cols = 3,
         .head = {.number = 1, .cell = CELLS(S("单位"), S("期间"), S("来电量"))},
         .row = &(const struct table_row){.number = 2, .cell = CELLS(S("松月县"), S("10月"), S("7"))},
         .rows = 1},
        {.sheet = VALUES_GUIDE_SHEET,
         .cols = 2,
         .head = {.number = 1, .cell = CELLS(S("第一步"), S("填"))},
         .row = &(const struct table_row){.number = 2, .cell = CELLS(S("第二步"), S("交"))},
         .rows = 1},
    };
    const struct table_book file = {.table = sheet, .tables = COUNT_OF(sheet), .is_workbook = true};
    struct table t;
    assert_int_equal(values_sheet_choose(kit->arena, &file, &FORM, STR(""), &t, &kit->problems), RC_OK);
    assert_str(t.sheet, "数据");
    const struct problem *p = only_problem(kit, "table.other_sheets", 0, 0);
    assert_true(p->is_remark);
    assert_str(p->arg[0], "封面");
    kit->problems = (struct problems){.arena = kit->arena};
    assert_int_equal(values_sheet_choose(kit->arena, &file, &FORM, STR("封面"), &t, &kit->problems), RC_OK);
    assert_str(t.sheet, "封面");
    kit->problems = (struct problems){.arena = kit->arena};
    assert_int_equal(values_sheet_choose(kit->arena, &file, &FORM, STR("附表"), &t, &kit->problems),
                     RC_INVALID);
    assert_str(only_problem(kit, "table.no_such_sheet", 0, 0)->arg[0], "封面、数据、填报说明");
}

static void a_file_of_which_no_sheet_has_units_names_its_sheets(void **state)
{
    struct kit *kit = *state;
    struct table sheet[] = {
        {.sheet = STR("甲"), .cols = 2, .head = {.number = 1, .cell = CELLS(S("指标"), S("期间"))}},
        {.sheet = STR("乙"), .cols = 1, .head = {.number = 1, .cell = CELLS(S("来电量"))}},
    };
    const struct table_book file = {.table = sheet, .tables = COUNT_OF(sheet), .is_workbook = true};
    struct table t;
    assert_int_equal(values_sheet_choose(kit->arena, &file, &FORM, STR(""), &t, &kit->problems), RC_INVALID);
    assert_str(only_problem(kit, "table.no_sheet_fits", 0, 0)->arg[0], "甲、乙");
}

static void an_unknown_column_is_offered_the_nearest_measure(void **state)
{
    struct kit *kit = *state;
    refuse(kit, STR("单位,期间,来电数量\n松月县,10月,7\n"), "table.unknown_column", 1, 3);
    assert_str(kit->problems.item[0].arg[1], "来电量");
}

static void a_missing_column_is_named(void **state)
{
    struct kit *kit = *state;
    refuse(kit, STR("期间,来电量\n10月,7\n"), "table.missing_column", 1, 0);
    assert_str(kit->problems.item[0].arg[0], "单位");
    refuse(kit, STR("单位,来电量\n松月县,7\n"), "table.missing_column", 1, 0);
    assert_str(kit->problems.item[0].arg[0], "期间");
    refuse(kit, STR("单位,期间,指标\n松月县,10月,来电量\n"), "table.missing_column", 1, 0);
    assert_str(kit->problems.item[0].arg[0], "数值");
    refuse(kit, STR("单位,期间,数值\n松月县,10月,7\n"), "table.missing_column", 1, 0);
    assert_str(kit->problems.item[0].arg[0], "指标");
    refuse(kit, STR("单位,期间,备注\n松月县,10月,7\n"), "table.no_measure_column", 1, 0);
}

static void columns_that_clash_are_named(void **state)
{
    refuse(*state, STR("单位,期间,来电量,calls\n松月县,10月,7,8\n"), "table.same_column", 1, 4);
    refuse(*state, STR("单位,期间,指标,数值,来电量\n松月县,10月,来电量,8,9\n"), "table.mixed_forms", 1, 5);
    refuse(*state, STR("单位,期间,来电量,依据\n松月县,10月,7,x\n"), "table.mixed_forms", 1, 4);
    refuse(*state, STR("单位,期间,,来电量\n松月县,10月,x,7\n"), "table.column_without_head", 2, 3);
}

static void a_row_that_is_there_twice_names_the_first(void **state)
{
    struct kit *kit = *state;
    struct values_table v =
        refuse(kit, STR("单位,期间,来电量\n松月县,10月,7\n市水利局,10月,7\n松月县,2026-10,8\n"),
               "table.duplicate_row", 4, 0);
    assert_str(kit->problems.item[0].arg[0], "2");
    assert_false(v.item[0].is_of_bad_row);
    assert_true(v.item[2].is_of_bad_row);
    refuse(kit, STR("单位,指标,期间,数值\n松月县,来电量,10月,7\n松月县,calls,10月,8\n"),
           "table.duplicate_row", 3, 0);
}

static void events_are_told_apart_by_item_and_number(void **state)
{
    struct kit *kit = *state;
    read_ok(kit,
            STR("单位,指标,期间,数值,事项,编号\n松月县,加减分,10月,1,甲,1\n松月县,加减分,10月,1,甲,2\n"));
    refuse(kit, STR("单位,指标,期间,数值,事项,编号\n松月县,加减分,10月,1,甲,1\n松月县,加减分,10月,1,甲,1\n"),
           "table.duplicate_row", 3, 0);
    assert_string_equal(kit->problems.item[0].hint, "table.duplicate_event_hint");
}

static void bad_numbers_are_told_apart(void **state)
{
    struct kit *kit = *state;
    refuse(kit, STR("单位,期间,来电量\n松月县,10月,约7\n"), "table.not_a_number", 2, 3);
    assert_str(kit->problems.item[0].value, "约7");
    refuse(kit, STR("单位,期间,按期办结率\n松月县,10月,93.333\n"), "table.too_many_decimals", 2, 3);
    assert_str(kit->problems.item[0].arg[2], "2");
    refuse(kit, STR("单位,期间,按期办结率\n松月县,10月,100.01\n"), "table.out_of_range", 2, 3);
    assert_str(kit->problems.item[0].arg[2], "100");
    refuse(kit, STR("单位,期间,按期办结率\n松月县,10月,-0.01\n"), "table.out_of_range", 2, 3);
    refuse(kit, STR("单位,期间,来电量\n松月县,10月,7%\n"), "table.other_unit", 2, 3);
    refuse(kit, STR("单位,期间,来电量\n松月县,10月,99999999999999999999\n"), "table.number_too_large", 2, 3);
}

static void periods_outside_of_the_scheme_are_refused(void **state)
{
    struct kit *kit = *state;
    refuse(kit, STR("单位,期间,来电量\n松月县,2025-10,7\n"), "table.period_outside", 2, 2);
    assert_str(kit->problems.item[0].arg[1], "2026");
    refuse(kit, STR("单位,期间,来电量\n松月县,本月,7\n"), "table.bad_period", 2, 2);
    refuse(kit, STR("单位,期间,来电量\n松月县,,7\n"), "table.no_period", 2, 2);
    static const struct str ALLOWED[] = {STR_INIT("2025-12"), STR_INIT("2026-01")};
    struct values_form form = FORM;
    form.period = ALLOWED;
    form.periods = COUNT_OF(ALLOWED);
    struct values_table v;
    kit->problems = (struct problems){.arena = kit->arena};
    assert_int_equal(read_with(kit, &form, STR("单位,期间,来电量\n松月县,2025-12,7\n松月县,2月,8\n"), &v),
                     RC_INVALID);
    assert_problem(kit, "table.period_outside", 3, 2);
    assert_int_equal(v.items, 1);
}

static void missing_units_and_measures_are_named(void **state)
{
    struct kit *kit = *state;
    refuse(kit, STR("单位,期间,来电量\n,10月,7\n"), "table.no_unit", 2, 1);
    refuse(kit, STR("单位,指标,期间,数值\n松月县,,10月,7\n"), "table.no_measure", 2, 2);
    refuse(kit, STR("单位,指标,期间,数值\n松月县,来电,10月,7\n"), "table.unknown_measure", 2, 2);
    assert_string_equal(kit->problems.item[0].hint, "table.did_you_mean");
}

static void a_table_that_says_nothing_is_refused(void **state)
{
    struct kit *kit = *state;
    refuse(kit, STR("单位,期间,来电量\n"), "table.no_rows", 0, 0);
    refuse(kit, STR("单位,期间,来电量\n松月县,10月,\n"), "table.no_values", 0, 0);
}

static void all_problems_of_a_table_are_listed_at_once(void **state)
{
    struct kit *kit = *state;
    struct values_table v;
    assert_int_equal(
        read_with(kit, &FORM,
                  STR("单位,期间,来电量,按期办结率\n松月,13月,x,1\n松月县,10月,y,101\n市水利局,10月,1,2\n"),
                  &v),
        RC_INVALID);
    static const char *const KEY[] = {"table.unknown_unit", "table.bad_period", "table.not_a_number",
                                      "table.not_a_number", "table.out_of_range"};
    assert_int_equal(kit->problems.n, COUNT_OF(KEY));
    for (size_t i = 0; i < COUNT_OF(KEY); i++)
        assert_string_equal(kit->problems.item[i].text, KEY[i]);
    assert_int_equal(v.bad_rows, 2);
    assert_int_equal(v.items, 2);
}

static void fifty_thousand_wrong_rows_are_counted_and_200_listed(void **state)
{
    struct kit *kit = *state;
    CLEANUP(buf_release) struct buf b = {0};
    buf_put(&b, STR("单位,期间,来电量\n"));
    for (int i = 0; i < LIMIT_TABLE_ROWS; i++)
        buf_printf(&b, "第%d局,10月,1\n", i);
    struct values_table v;
    assert_int_equal(read_with(kit, &FORM, buf_str(&b), &v), RC_INVALID);
    assert_int_equal(kit->problems.n, LIMIT_PROBLEMS);
    assert_int_equal(kit->problems.more, LIMIT_TABLE_ROWS - LIMIT_PROBLEMS);
    assert_int_equal(v.bad_rows, LIMIT_TABLE_ROWS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        KIT_TEST(a_wide_table_gives_a_value_for_each_filled_cell),
        KIT_TEST(a_long_table_gives_events_with_their_basis),
        KIT_TEST(english_heads_do_as_well),
        KIT_TEST(code_and_name_of_a_unit_may_stand_beside_each_other),
        KIT_TEST(a_column_that_the_scheme_passes_over_is_not_the_unit),
        KIT_TEST(a_number_that_lost_its_digits_is_told_from_one_of_another_unit),
        KIT_TEST(a_table_for_one_period_needs_no_column_for_it),
        KIT_TEST(an_unknown_unit_is_offered_the_nearest),
        KIT_TEST(a_total_that_agrees_is_passed_over_with_a_remark),
        KIT_TEST(a_total_that_differs_is_a_warning_with_both_figures),
        KIT_TEST(a_total_over_a_wrong_cell_is_not_compared),
        KIT_TEST(notes_below_a_table_are_passed_over),
        KIT_TEST(small_numbers_in_a_column_of_per_cent_are_asked_about),
        KIT_TEST(a_fraction_is_not_blamed_for_its_decimals_before_the_answer),
        KIT_TEST(numbers_of_per_cent_that_cannot_be_fractions_are_not_asked_about),
        KIT_TEST(a_sign_beside_a_small_plain_number_makes_it_a_question),
        KIT_TEST(the_long_form_asks_for_each_measure),
        KIT_TEST(marks_are_missing_or_zero_as_the_answer_says),
        KIT_TEST(hidden_rows_are_asked_about_and_left_out_when_not_wanted),
        KIT_TEST(merged_cells_that_fill_rows_are_a_warning_for_each_area),
        KIT_TEST(formulas_that_went_wrong_or_were_not_reckoned_block),
        KIT_TEST(every_cell_that_is_read_otherwise_is_listed),
        KIT_TEST(rows_and_cells_of_others_are_refused),
        KIT_TEST(good_events_are_held_back_with_a_bad_one_of_their_cell),
        KIT_TEST(the_sheet_that_knows_the_most_of_our_heads_is_read),
        KIT_TEST(a_file_of_which_no_sheet_has_units_names_its_sheets),
        KIT_TEST(an_unknown_column_is_offered_the_nearest_measure),
        KIT_TEST(a_missing_column_is_named),
        KIT_TEST(columns_that_clash_are_named),
        KIT_TEST(a_row_that_is_there_twice_names_the_first),
        KIT_TEST(events_are_told_apart_by_item_and_number),
        KIT_TEST(bad_numbers_are_told_apart),
        KIT_TEST(periods_outside_of_the_scheme_are_refused),
        KIT_TEST(missing_units_and_measures_are_named),
        KIT_TEST(a_table_that_says_nothing_is_refused),
        KIT_TEST(all_problems_of_a_table_are_listed_at_once),
        KIT_TEST(fifty_thousand_wrong_rows_are_counted_and_200_listed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
