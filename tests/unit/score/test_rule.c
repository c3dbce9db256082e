/* Rules of leaves in FEEL and as decision tables: what they give, what a null means, and what the person is
 * told who wrote one that cannot be meant. Figures worked by hand. */
#include "kit.h"

#define CHECK(method, values, expected) assert_string_equal(kit_leaf(method, values), expected)

/* ------------------------------------------------------------------------------------ expressions */

static void an_expression_gives_the_points(void **state)
{
    (void)state;
    CHECK("    method: feel\n    expression: value * 2 + w", "10/1 20/2 -3/0 0.5/0.25",
          "21.0000 42.0000 -6.0000 1.2500");
    CHECK("    method: feel\n    expression: 实际值 / 目标 * 满分\n    target: w", "1/4 3/2 8/100 2/3",
          "25.0000 150.0000 8.0000 66.6667");
    CHECK("    method: feel\n    cap_percent: 100\n    expression: if v >= 8 then 100 + v else 40",
          "8 7 100 20", "100.0000 40.0000 100.0000 100.0000");
}

static void the_class_has_its_words(void **state)
{
    (void)state;
    CHECK("    method: feel\n    expression: rank * 10 + ranked", "9 8 8 -", "13.0000 23.0000 23.0000 -");
    CHECK("    method: feel\n    expression: 名次 * 10 + 参评数\n    better: lower\n    ties: 1-2-2-3",
          "9 8 8 10", "24.0000 14.0000 14.0000 34.0000");
    CHECK("    method: feel\n    expression: class_max * 100 + class_min + class_mean", "1 2 3 6",
          "604.0000 604.0000 604.0000 604.0000");
    CHECK("    method: feel\n    expression: median(全部值) + count(class_values) * 10", "1 2 - 6",
          "32.0000 32.0000 32.0000 32.0000");
}

/* Without `missing` a unit that has no value of its own has no points, even where the class has words for it.
 */
static void null_is_missing_when_something_is_and_undefined_otherwise(void **state)
{
    (void)state;
    CHECK("    method: feel\n    expression: v + w\n    missing: zero", "1/2 -/2 3/- 4/0",
          "3.0000 0.0000 0.0000 4.0000");
    CHECK("    method: feel\n    expression: v / w\n    missing: zero\n    undefined: class_mean",
          "1/2 -/2 3/0 4/2", "0.5000 0.0000 1.2500 2.0000");
    /* A condition without a value does not hold, as the standard has it; null is asked for by name. */
    CHECK("    method: feel\n    expression: if v > 1 then 10 else 5", "2 - 1 0",
          "10.0000 5.0000 5.0000 5.0000");
    CHECK("    method: feel\n    expression: if v = null then null else 5", "2 - 1 0",
          "5.0000 - 5.0000 5.0000");
}

/* A third has no end: 34 digits go in, and 34 come out. */
static void numbers_go_in_exactly_as_far_as_they_end(void **state)
{
    (void)state;
    struct kit k;
    kit_open(&k, STR("scheme: t\nrounding: {digits: 12}\nmeasures: [{id: v}, {id: third, formula: v / 3}]\n"
                     "classes: [{id: c, units: [甲, 乙]}]\n"
                     "tree: [{id: x, points: 100, method: feel, expression: third * 3 - v}]\n"));
    kit_values(&k, STR("unit,v\n甲,3\n乙,1\n"), "2026");
    kit_compute(&k, "2026");
    kit_expect(&k, STR("unit,x\n甲,0.000000000000\n乙,0.000000000000\n"));
    kit_close(&k);
}

static void a_rule_needs_no_measure_of_its_own(void **state)
{
    (void)state;
    struct kit k;
    kit_open(&k, STR("scheme: t\nmeasures: [{id: a}, {id: b}]\nclasses:\n  - id: c\n    units:\n"
                     "      - {name: 甲, factor: 1.2}\n      - 乙\n"
                     "tree:\n  - {id: x, points: 100, method: feel, expression: '(a + b) * 难度系数'}\n"));
    kit_values(&k, STR("unit,a,b\n甲,10,20\n乙,1,\n"), "2026");
    kit_compute(&k, "2026");
    kit_expect(&k, STR("unit,x\n甲,36.00\n乙,\n"));
    kit_everything_opens(&k);
    const struct score_explanation *x = NULL;
    assert_int_equal(score_explain(k.r, scheme_node_find(k.s, STR("x")), 0, k.a, &x, &k.err), RC_OK);
    assert_int_equal(x->inputs_count, 2);
    assert_string_equal(x->inputs[0].role, "score.role.rule");
    assert_true(str_eq(x->inputs[1].value, STR("20")));
    kit_close(&k);
}

static void last_year_is_the_same_window_before(void **state)
{
    (void)state;
    struct kit k;
    kit_open(&k, STR("scheme: t\nmeasures: [{id: a}]\nclasses: [{id: c, units: [甲]}]\n"
                     "tree: [{id: x, points: 100, measure: a, method: feel, expression: value - 上年}]\n"));
    kit_values(&k, STR("unit,period,a\n甲,2026-12,10\n甲,2025-12,7\n"), "2026");
    kit_compute(&k, "2026");
    kit_expect(&k, STR("unit,x\n甲,3.00\n"));
    kit_close(&k);
}

/* ------------------------------------------------------------------------------------- conditions */

static void a_condition_leaves_the_others_out_of_the_class(void **state)
{
    (void)state;
    /* Reached 8: full marks for the first of those that did, and nothing for the others. */
    CHECK("    method: rank_step\n    step: 10\n    when: value >= 8", "9 12 7.9 8",
          "90.0000 100.0000 0.0000 80.0000");
    CHECK("    method: efficacy\n    when: w = 1\n    else: 30", "10/1 20/1 90/0 15/1",
          "60.0000 100.0000 30.0000 80.0000");
    /* What the condition asks of the class is asked of all of it. */
    CHECK("    method: rank_step\n    step: 10\n    when: rank > 1", "9 8 7 6",
          "0.0000 100.0000 90.0000 80.0000");
}

static void a_condition_that_nobody_can_tell_is_like_a_missing_value(void **state)
{
    (void)state;
    CHECK("    method: direct\n    when: w > 1\n    missing: class_mean", "90/2 80/- 70/2 10/0",
          "90.0000 80.0000 70.0000 0.0000");
    CHECK("    method: direct\n    when: w / v > 1\n    missing: zero", "1/2 0/2 3/- 4/1",
          "1.0000 - 0.0000 0.0000");
}

static void else_of_a_condition_is_else_of_the_method(void **state)
{
    (void)state;
    CHECK("    method: bands\n    when: w = 1\n    else: 5\n    bands: [{at_least: 90, score: 100}]",
          "95/1 95/0 80/1 -/0", "100.0000 5.0000 5.0000 5.0000");
}

static void events_count_only_where_the_condition_holds(void **state)
{
    (void)state;
    struct kit k;
    kit_open(&k, STR("scheme: t\nmeasures: [{id: gate}, {id: log, kind: events}]\n"
                     "classes: [{id: c, units: [甲, 乙]}]\n"
                     "tree:\n  - {id: base, points: 100, measure: gate, method: direct}\n"
                     "  - {id: x, role: extra, measure: log, method: add, when: gate >= 60, items: [{id: 奖, "
                     "points: 2}]}\n"));
    kit_values(&k, STR("unit,gate\n甲,60\n乙,59\n"), "2026");
    kit_values(&k, STR("unit,measure,item,count\n甲,log,奖,2\n乙,log,奖,2\n"), "2026");
    kit_compute(&k, "2026");
    kit_expect(&k, STR("unit,x,total\n甲,4.00,64.00\n乙,0.00,59.00\n"));
    kit_everything_opens(&k);
    kit_close(&k);
}

static void a_veto_that_is_not_asked_does_not_strike(void **state)
{
    (void)state;
    struct kit k;
    kit_open(&k, STR("scheme: t\nmeasures: [{id: v}, {id: big}]\nclasses: [{id: c, units: [甲, 乙]}]\n"
                     "tree:\n  - id: g\n    points: 100\n    children:\n"
                     "      - {id: a, points: 90, measure: v, method: direct}\n"
                     "      - {id: b, points: 10, measure: v, method: veto, limit: 50, when: big = 1}\n"));
    kit_values(&k, STR("unit,v,big\n甲,60,1\n乙,60,0\n"), "2026");
    kit_compute(&k, "2026");
    kit_expect(&k, STR("unit,b,total\n甲,0.00,0.00\n乙,10.00,70.00\n"));
    kit_close(&k);
}

/* ----------------------------------------------------------------------------------------- tables */

#define TABLE                                                                                                \
    "    method: table\n    table: |\n"                                                                      \
    "      F | v       | w    | → 得分 | 备注\n"                                                       \
    "        | >= 90   | -    | 100    |\n"                                                                  \
    "        | [60..90)| >= 1 | v + w  | 另加 w\n"                                                         \
    "        | -       | -    | 20     |\n"

static void a_table_gives_the_points_of_its_row(void **state)
{
    (void)state;
    CHECK(TABLE, "95/0 80/3 80/0 10/5", "100.0000 83.0000 20.0000 20.0000");
    CHECK("    method: table\n    table: |\n"
          "      F ｜ v    ｜ → 得分\n"
          "        ｜ ≥ 90 ｜ 100\n"
          "        ｜ -    ｜ 1\n",
          "95 90 89 -", "100.0000 100.0000 1.0000 1.0000");
    CHECK("    method: table\n    table: |\n"
          "      C+ | 实际值 | → 加分\n"
          "         | > 1    | 3\n"
          "         | > 5    | 4\n",
          "2 6 1 9", "3.0000 7.0000 - 7.0000");
}

/* Not for want of data: the table is silent. */
static void a_rule_without_a_result_says_so(void **state)
{
    (void)state;
    struct kit k;
    kit_open(&k, STR("scheme: t\nmeasures: [{id: v}]\nclasses: [{id: c, units: [甲]}]\n"
                     "tree:\n  - {id: x, points: 100, measure: v, method: feel, expression: if v > 5 then v "
                     "else null}\n"));
    kit_values(&k, STR("unit,v\n甲,1\n"), "2026");
    kit_compute(&k, "2026");
    const struct score_explanation *x = NULL;
    assert_int_equal(score_explain(k.r, 1, 0, k.a, &x, &k.err), RC_OK);
    assert_true(x->steps_count >= 2);
    assert_string_equal(x->steps[x->steps_count - 2].text, "score.step.rule_undefined");
    assert_string_equal(x->steps[x->steps_count - 1].text, "score.step.undefined_not_scorable");
    kit_close(&k);
}

static void a_table_says_its_row(void **state)
{
    (void)state;
    struct kit k;
    kit_open(&k, STR("scheme: t\nmeasures: [{id: v}, {id: w}]\nclasses: [{id: c, units: [甲]}]\n"
                     "tree:\n  - id: x\n    points: 100\n" TABLE));
    kit_values(&k, STR("unit,v,w\n甲,80,3\n"), "2026");
    kit_compute(&k, "2026");
    const struct score_explanation *x = NULL;
    assert_int_equal(score_explain(k.r, 1, 0, k.a, &x, &k.err), RC_OK);
    bool says = false;
    for (int i = 0; i < x->steps_count; i++)
        says |= strcmp(x->steps[i].text, "score.step.table_rows") == 0 &&
                str_eq(x->steps[i].arg[0], STR("2")) && str_eq(x->steps[i].arg[1], STR("83"));
    assert_true(says);
    kit_close(&k);
}

/* ------------------------------------------------------------------------------------- what is wrong */

static struct problems *problems;
static struct arena *arena;

static int set_up(void **state)
{
    (void)state;
    arena_free(arena); /* a test may start over */
    arena = arena_new(0);
    problems = ARENA_NEW(arena, struct problems);
    problems->arena = arena;
    return 0;
}
static int tear_down(void **state)
{
    (void)state;
    arena_freep(&arena);
    return 0;
}

#define HEAD                                                                                                 \
    "scheme: t\nmeasures: [{id: gdp}, {id: target}, {id: log, kind: events}]\n"                              \
    "classes: [{id: c, units: [甲, 乙]}]\ntree:\n  - id: x\n    points: 100\n"

static const struct problem *reads(const char *leaf, enum rc expected)
{
    const struct scheme *s = NULL;
    struct err err = {0};
    struct str text = arena_printf(arena, "%s%s", HEAD, leaf);
    assert_int_equal(scheme_read(arena, text, problems, &s, &err), expected);
    assert_true(problems->n > 0);
    return &problems->item[0];
}

static void is_at(const struct problem *p, const char *text, int line, int column)
{
    assert_string_equal(p->text, text);
    assert_int_equal(p->line, line);
    assert_int_equal(p->column, column);
}

static void an_unknown_name_stands_at_its_place_with_the_nearest(void **state)
{
    (void)state;
    const struct problem *p = reads("    method: feel\n    expression: gpd * 2\n", RC_INVALID);
    is_at(p, "feel.unknown_name", 8, 17);
    assert_true(str_eq(p->arg[0], STR("gpd")) && str_eq(p->arg[1], STR("gdp")));
    (void)set_up(NULL);
    p = reads("    method: feel\n    expression: |\n      if gdp > 1\n      then gdpp else 2\n", RC_INVALID);
    is_at(p, "feel.unknown_name", 10, 12);
    (void)set_up(NULL);
    p = reads("    method: feel\n    expression: \"gdp + 上级\"\n", RC_INVALID);
    is_at(p, "feel.unknown_name", 8, 24);
    (void)set_up(NULL);
    /* Lines that are joined, or are none of the file: the place is the beginning. */
    p = reads("    method: feel\n    expression: gdp +\n      gdpp\n", RC_INVALID);
    is_at(p, "feel.unknown_name", 8, 0);
    (void)set_up(NULL);
    p = reads("    method: feel\n    expression: \"gdp +\\n gdpp\"\n", RC_INVALID);
    is_at(p, "feel.unknown_name", 8, 0);
}

static void a_text_where_a_number_is_wanted_is_refused(void **state)
{
    (void)state;
    assert_int_equal(reads("    method: feel\n    expression: '\"优秀\"'\n", RC_INVALID)->line, 8);
    (void)set_up(NULL);
    assert_int_equal(reads("    method: feel\n    expression: gdp + \"1\"\n", RC_INVALID)->line, 8);
    (void)set_up(NULL);
    assert_int_equal(reads("    measure: gdp\n    method: direct\n    when: gdp + 1\n", RC_INVALID)->line, 9);
    (void)set_up(NULL);
    assert_int_equal(reads("    method: feel\n    expression: gdp > 1\n", RC_INVALID)->line, 8);
}

static void words_that_mean_nothing_here_say_what_they_want(void **state)
{
    (void)state;
    const struct problem *p = reads("    method: feel\n    expression: value * 2\n", RC_INVALID);
    assert_string_equal(p->text, "score.rule_word_unfit");
    assert_string_equal(p->hint, "score.rule_wants_measure");
    (void)set_up(NULL);
    p = reads("    measure: gdp\n    method: feel\n    expression: value * 目标\n", RC_INVALID);
    assert_string_equal(p->hint, "score.rule_wants_target");
    (void)set_up(NULL);
    p = reads("    method: feel\n    expression: total * 2\n", RC_INVALID);
    assert_string_equal(p->hint, "score.rule_only_for_grades");
    (void)set_up(NULL);
    p = reads("    method: feel\n    expression: log * 2\n", RC_INVALID);
    assert_string_equal(p->text, "score.measure_is_no_number");
}

static void a_word_and_a_measure_of_one_name_are_told_apart_only_when_used(void **state)
{
    (void)state;
    const struct scheme *s = NULL;
    struct err err = {0};
    struct str fit = STR(HEAD "    method: feel\n    expression: target * 2\n");
    assert_int_equal(scheme_read(arena, fit, problems, &s, &err), RC_OK);
    assert_int_equal(s->nodes[1].reads_count, 1);
    assert_int_equal(s->nodes[1].reads[0], 1);
    const struct problem *p =
        reads("    measure: gdp\n    target: 5\n    method: feel\n    expression: target * 2\n", RC_INVALID);
    is_at(p, "score.rule_name_twice", 10, 17);
}

static void a_table_names_line_and_cell(void **state)
{
    (void)state;
    const struct problem *p = reads("    method: table\n    table: |\n"
                                    "      U | gdp  | → 得分\n"
                                    "        | > 1  | 5\n"
                                    "        | <= 1 | 二\n",
                                    RC_INVALID);
    is_at(p, "feel.unknown_name", 11, 18);
    (void)set_up(NULL);
    p = reads("    method: table\n    table: |\n      U | gdp  | → 得分 | → 等次\n        | - | 5 | 6\n",
              RC_INVALID);
    is_at(p, "score.table_one_result", 9, 0);
    (void)set_up(NULL);
    p = reads("    method: table\n    table: |\n      U | gdp  | → 得分\n        | - | \"优\"\n", RC_INVALID);
    is_at(p, "feel.result_type", 10, 15);
    (void)set_up(NULL);
    p = reads("    method: table\n    table: |\n      C | gdp  | → 得分\n        | - | 5\n", RC_INVALID);
    is_at(p, "score.table_gives_list", 9, 0);
}

static void gaps_and_overlaps_are_warnings_at_the_row(void **state)
{
    (void)state;
    const struct problem *p = reads("    method: table\n    table: |\n"
                                    "      U | gdp     | → 得分\n"
                                    "        | > 10    | 5\n"
                                    "        | < 10    | 2\n",
                                    RC_OK);
    is_at(p, "score.table_gap", 9, 0);
    assert_true(p->is_warning && str_eq(p->arg[0], STR("gdp 10")));
    (void)set_up(NULL);
    p = reads("    method: table\n    table: |\n"
              "      U | gdp     | → 得分\n"
              "        | >= 10   | 5\n"
              "        | <= 10   | 2\n",
              RC_OK);
    is_at(p, "score.table_overlap", 11, 0);
    assert_true(str_eq(p->arg[1], STR("1, 2")));
}

static void what_was_not_looked_through_is_a_remark(void **state)
{
    (void)state;
    const struct problem *p = reads("    method: table\n    table: |\n"
                                    "      F | gdp         | → 得分\n"
                                    "        | ? * 2 > 10  | 5\n"
                                    "        | -           | 2\n",
                                    RC_OK);
    is_at(p, "score.table_unchecked", 10, 0);
    assert_true(p->is_remark);
}

/* A scheme is read again and again; what takes long is left out, and said. */
static void a_long_table_is_not_looked_through(void **state)
{
    (void)state;
    struct buf b = {0};
    buf_put(&b, STR("    method: table\n    table: |\n      F | gdp | → 得分\n"));
    for (int i = 0; i < 1001; i++)
        buf_printf(&b, "        | %d | 1\n", i);
    buf_putc(&b, '\0');
    const struct problem *p = reads(b.p, RC_OK);
    is_at(p, "score.table_too_large", 9, 0);
    assert_true(p->is_remark && problems->n == 1);
    buf_release(&b);
}

static void what_a_rule_reads_is_listed_once(void **state)
{
    (void)state;
    const struct scheme *s = NULL;
    struct err err = {0};
    struct str text =
        STR(HEAD "    measure: gdp\n    method: feel\n    expression: gdp * 2 + last_year + target\n"
                 "    when: target > 1 and value > 0\n");
    assert_int_equal(scheme_read(arena, text, problems, &s, &err), RC_OK);
    assert_int_equal(s->nodes[1].reads_count, 2);
    assert_true(s->nodes[1].baseline_is_last_year);
    assert_false(node_is_plain(&s->nodes[1]));
}

/* ----------------------------------------------------------------------------------------- factors */

static void a_factor_may_multiply_the_score(void **state)
{
    (void)state;
    struct kit k;
    kit_open(&k,
             STR("scheme: t\nmeasures: [{id: v}, {id: f}]\nclasses:\n  - id: c\n    units:\n"
                 "      - {name: 甲, factor: 1.35}\n      - 乙\n"
                 "tree:\n  - id: g\n    points: 100\n    times_factor: score\n    cap: 105\n    children:\n"
                 "      - {id: a, points: 50, measure: v, method: direct}\n"
                 "      - {id: b, points: 50, measure: v, method: direct, times_factor: score, factor: f, "
                 "cap: 60}\n"
                 "  - {id: e, role: aside, measure: v, method: direct, times_factor: value, factor: "
                 "{by_unit: {甲: 2}, else: 3}}\n"));
    kit_values(&k, STR("unit,v,f\n甲,40,1.1\n乙,30,3\n"), "2026");
    kit_compute(&k, "2026");
    kit_expect(&k, STR("unit,a,b,g,e\n甲,40.00,44.00,105.00,80.00\n乙,30.00,60.00,90.00,90.00\n"));
    kit_everything_opens(&k);
    const struct score_waterfall *w = NULL;
    assert_int_equal(score_waterfall(k.r, scheme_node_find(k.s, STR("g")), 0, k.a, &w, &k.err), RC_OK);
    assert_string_equal(w->bars[w->bars_count - 1].text, "score.bar.factor");
    kit_close(&k);
}

static void a_score_without_a_factor_is_none(void **state)
{
    (void)state;
    struct kit k;
    kit_open(&k,
             STR("scheme: t\nmeasures: [{id: v}, {id: f}]\nclasses: [{id: c, units: [甲, 乙]}]\n"
                 "tree:\n  - id: g\n    points: 100\n    times_factor: score\n    factor: f\n    children:\n"
                 "      - {id: a, points: 100, measure: v, method: direct}\n"));
    kit_values(&k, STR("unit,v,f\n甲,40,0.5\n乙,30,\n"), "2026");
    kit_compute(&k, "2026");
    kit_expect(&k, STR("unit,a,total\n甲,40.00,20.00\n乙,30.00,\n"));
    kit_close(&k);
}

/* Each period is multiplied when it is scored; the mean of the periods is not multiplied again. */
static void periods_are_multiplied_once(void **state)
{
    (void)state;
    struct kit k;
    kit_open(
        &k,
        STR("scheme: t\nmeasures: [{id: v}]\nclasses:\n  - {id: c, units: [{name: 甲, factor: 2}]}\n"
            "tree:\n  - id: g\n    points: 100\n    mean_of: month\n    times_factor: score\n    children:\n"
            "      - {id: a, points: 100, measure: v, method: direct}\n"
            "  - {id: l, role: aside, measure: v, method: direct, mean_of: month, times_factor: score, "
            "missing: not_scorable}\n"));
    kit_values(&k, STR("unit,period,v\n甲,2026-01,10\n甲,2026-02,30\n"), "2026");
    kit_compute(&k, "2026");
    kit_expect(&k, STR("unit,g,l\n甲,40.00,40.00\n"));
    kit_close(&k);
}

static void a_rule_reads_the_factor_of_its_leaf(void **state)
{
    (void)state;
    CHECK("    method: feel\n    factor: {by_unit: {甲: 3}, else: 2}\n    expression: v * 难度系数",
          "1 2 3 -", "3.0000 4.0000 6.0000 -");
    /* `value` has been multiplied already; what the condition leaves out is not. */
    CHECK("    method: feel\n    factor: 2\n    times_factor: value\n    expression: value + v\n    when: v "
          "> 1\n"
          "    else_percent: 7",
          "1 2 3 4", "7.0000 6.0000 9.0000 12.0000");
}

/* A group explained alone brings the score that is its factor with it. */
static void a_score_may_be_the_factor_of_a_group(void **state)
{
    (void)state;
    struct kit k;
    kit_open(
        &k,
        STR("scheme: t\nmeasures: [{id: v}, {id: s, score_of: first}]\nclasses: [{id: c, units: [甲, 乙]}]\n"
            "tree:\n  - {id: first, points: 10, measure: v, method: direct}\n  - id: g\n    points: 90\n"
            "    times_factor: score\n    factor: s\n    children:\n"
            "      - {id: a, points: 90, measure: v, method: direct}\n"));
    kit_values(&k, STR("unit,v\n甲,2\n乙,3\n"), "2026");
    kit_compute(&k, "2026");
    kit_expect(&k, STR("unit,g,total\n甲,4.00,6.00\n乙,9.00,12.00\n"));
    const struct score_explanation *x = NULL;
    assert_int_equal(score_explain(k.r, scheme_node_find(k.s, STR("g")), 1, k.a, &x, &k.err), RC_OK);
    bool says = false;
    for (int i = 0; i < x->steps_count; i++)
        says |=
            strcmp(x->steps[i].text, "score.step.times_factor") == 0 && str_eq(x->steps[i].arg[2], STR("9"));
    assert_true(says);
    kit_close(&k);
}

static void a_factor_that_nothing_uses_is_refused(void **state)
{
    (void)state;
    assert_string_equal(reads("    measure: gdp\n    method: direct\n    factor: 2\n", RC_INVALID)->text,
                        "score.factor_unused");
}

/* ------------------------------------------------------------------------------------------ items */

static void an_item_has_its_own_limits(void **state)
{
    (void)state;
    struct kit k;
    kit_open(
        &k, STR("scheme: t\nmeasures: [{id: v}, {id: log, kind: events}]\n"
                "classes: [{id: c, units: [甲, 乙]}]\n"
                "tree:\n  - {id: base, points: 100, measure: v, method: direct}\n  - id: x\n    role: extra\n"
                "    measure: log\n    method: plus_minus\n    categories: [{id: k, cap: 9}]\n    items:\n"
                "      - {id: 奖, points: 2, cap: 5, category: k}\n      - {id: 罚, points: -3, floor: -4}\n"
                "      - {id: 次, points: 1, times: 3, category: k}\n"));
    kit_values(&k, STR("unit,v\n甲,60\n乙,60\n"), "2026");
    kit_values(
        &k, STR("unit,measure,item,count\n甲,log,奖,4\n甲,log,罚,2\n甲,log,次,2\n甲,log,次,2\n乙,log,次,9\n"),
        "2026");
    kit_compute(&k, "2026");
    /* 5 − 4 + 3; 3. */
    kit_expect(&k, STR("unit,x\n甲,4.00\n乙,3.00\n"));
    kit_everything_opens(&k);
    const struct score_explanation *x = NULL;
    assert_int_equal(score_explain(k.r, scheme_node_find(k.s, STR("x")), 0, k.a, &x, &k.err), RC_OK);
    assert_int_equal(x->events_count, 4);
    assert_true(str_eq(x->events[3].points, STR("1")) && x->events[3].counted);
    kit_close(&k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_expression_gives_the_points),
        cmocka_unit_test(the_class_has_its_words),
        cmocka_unit_test(null_is_missing_when_something_is_and_undefined_otherwise),
        cmocka_unit_test(numbers_go_in_exactly_as_far_as_they_end),
        cmocka_unit_test(a_rule_needs_no_measure_of_its_own),
        cmocka_unit_test(last_year_is_the_same_window_before),
        cmocka_unit_test(a_condition_leaves_the_others_out_of_the_class),
        cmocka_unit_test(a_condition_that_nobody_can_tell_is_like_a_missing_value),
        cmocka_unit_test(else_of_a_condition_is_else_of_the_method),
        cmocka_unit_test(events_count_only_where_the_condition_holds),
        cmocka_unit_test(a_veto_that_is_not_asked_does_not_strike),
        cmocka_unit_test(a_table_gives_the_points_of_its_row),
        cmocka_unit_test(a_table_says_its_row),
        cmocka_unit_test(a_rule_without_a_result_says_so),
        cmocka_unit_test_setup_teardown(an_unknown_name_stands_at_its_place_with_the_nearest, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_text_where_a_number_is_wanted_is_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(words_that_mean_nothing_here_say_what_they_want, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_word_and_a_measure_of_one_name_are_told_apart_only_when_used,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_table_names_line_and_cell, set_up, tear_down),
        cmocka_unit_test_setup_teardown(gaps_and_overlaps_are_warnings_at_the_row, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_was_not_looked_through_is_a_remark, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_long_table_is_not_looked_through, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_a_rule_reads_is_listed_once, set_up, tear_down),
        cmocka_unit_test(a_factor_may_multiply_the_score),
        cmocka_unit_test(a_score_without_a_factor_is_none),
        cmocka_unit_test(periods_are_multiplied_once),
        cmocka_unit_test(a_rule_reads_the_factor_of_its_leaf),
        cmocka_unit_test(a_score_may_be_the_factor_of_a_group),
        cmocka_unit_test_setup_teardown(a_factor_that_nothing_uses_is_refused, set_up, tear_down),
        cmocka_unit_test(an_item_has_its_own_limits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
