/* Measures that are scores of the scheme's own nodes: what order they want, and that a node explained alone
 * has them too. docs/scheme.md has the plain case. */
#include "kit.h"

#include <stdio.h>

#include "score/board.h"

#define HEAD "scheme: t\nclasses: [{id: c, units: [甲, 乙, 丙]}]\nmeasures:\n  - {id: v}\n"

/* The key of the first problem; "" when the scheme is good. */
static const char *problem_of(const char *text)
{
    static char key[80];
    struct arena *a = arena_new(0);
    struct problems p = {.arena = a};
    struct err err = {0};
    const struct scheme *s = NULL;
    enum rc rc = scheme_read(a, str_c(text), &p, &s, &err);
    assert_int_equal(rc == RC_OK, p.blocking == 0);
    (void)snprintf(key, sizeof key, "%s", p.blocking ? p.item[0].text : "");
    arena_free(a);
    return key;
}

static void a_score_is_wanted_before_it_is_there(void **state)
{
    (void)state;
    static const char leaf[] = "x, measure: s, method: direct";
    char text[600];
    (void)snprintf(text, sizeof text, HEAD "  - {id: s, score_of: y}\ntree:\n  - {id: %s, points: 40}\n%s",
                   leaf, "  - {id: y, points: 60, measure: v, method: direct}\n");
    assert_string_equal(problem_of(text), "score.score_of_later");
    (void)snprintf(text, sizeof text, HEAD "  - {id: s, score_of: g}\ntree:\n  - id: g\n    children:\n%s",
                   "      - {id: x, points: 100, measure: s, method: direct}\n");
    assert_string_equal(problem_of(text), "score.score_of_later");
    (void)snprintf(text, sizeof text,
                   HEAD "  - {id: s, score_of: y}\n  - {id: f, formula: s * 2}\ntree:\n"
                        "  - {id: x, points: 40, measure: v, method: ratio, target: f}\n%s",
                   "  - {id: y, points: 60, measure: v, method: direct}\n");
    assert_string_equal(problem_of(text), "score.score_of_later");
}

static void a_score_of_no_node_or_of_something_else_is_refused(void **state)
{
    (void)state;
    static const char tree[] = "tree:\n  - {id: y, measure: v, method: direct}\n";
    char text[400];
    (void)snprintf(text, sizeof text, HEAD "  - {id: s, score_of: yy}\n%s", tree);
    assert_string_equal(problem_of(text), "score.unknown_node");
    (void)snprintf(text, sizeof text, HEAD "  - {id: s, score_of: y, formula: v}\n%s", tree);
    assert_string_equal(problem_of(text), "score.score_of_alone");
    (void)snprintf(text, sizeof text, HEAD "  - {id: s, score_of: y, kind: events}\n%s", tree);
    assert_string_equal(problem_of(text), "score.score_of_alone");
}

static void scores_of_other_periods_are_refused(void **state)
{
    (void)state;
    assert_string_equal(problem_of(HEAD "  - {id: s, score_of: y}\ntree:\n"
                                        "  - id: months\n    points: 60\n    mean_of: month\n    children:\n"
                                        "      - {id: y, points: 60, measure: v, method: direct}\n"
                                        "  - {id: x, points: 40, measure: s, method: direct}\n"),
                        "score.score_of_other_periods");
}

/* The monthly place by the monthly total, three times a quarter: 0.5 for the first place. */
static void within_a_group_of_periods_each_period_has_its_own(void **state)
{
    (void)state;
    struct kit k;
    kit_open(
        &k,
        STR(HEAD
            "  - {id: s, score_of: y}\n  - {id: place, formula: class_rank(s)}\nwindow: {every: quarter}\n"
            "tree:\n  - id: months\n    points: 100\n    sum_of: month\n    cap: none\n    children:\n"
            "      - {id: y, points: 100, measure: v, method: direct}\n"
            "      - {id: top, role: extra, measure: place, method: bands,"
            " bands: [{at_most: 1, score: 0.5}]}\n"));
    kit_values(
        &k,
        STR("unit,period,v\n甲,2026-01,3\n乙,2026-01,2\n丙,2026-01,1\n甲,2026-02,1\n乙,2026-02,2\n丙,2026-"
            "02,2\n甲,2026-03,5\n乙,2026-03,4\n丙,2026-03,4\n"),
        "2026Q1");
    kit_compute(&k, "2026Q1");
    kit_expect(&k, STR("unit,total\n甲,10.00\n乙,8.50\n丙,7.50\n"));
    kit_everything_opens(&k);
    kit_close(&k);
}

static void where_there_is_no_score_there_is_no_value(void **state)
{
    (void)state;
    struct kit k;
    kit_open(&k, STR(HEAD "  - {id: s, score_of: y}\n  - {id: before, formula: last_year(s)}\n"
                          "tree:\n  - {id: y, points: 60, measure: v, method: direct, missing: reweight}\n"
                          "  - {id: x, points: 40, measure: s, method: rank_linear, missing: zero}\n"
                          "  - {id: z, role: aside, measure: before, method: direct, missing: reweight}\n"));
    kit_values(&k, STR("unit,v\n甲,60\n乙,30\n"), "2026");
    kit_compute(&k, "2026");
    kit_expect(&k, STR("unit,y,x,z\n甲,60.00,40.00,\n乙,30.00,0.00,\n丙,,0.00,\n"));
    kit_everything_opens(&k);
    kit_close(&k);
}

#define BY_AVERAGE                                                                                             \
    "scheme: t\nclasses: [{id: c, units: [甲, 乙, 丙, 丁]}]\nmeasures:\n  - {id: v}\n"                     \
    "  - {id: s, score_of: whole}\n  - {id: average, formula: class_mean(s)}\n"                                \
    "grades: [{name: 优, when: total >= average + 5}, {name: 良, when: total >= average}, {name: 一般}]\n" \
    "tree:\n  id: whole\n  children:\n    - {id: x, points: 100, measure: v, method: direct}\n"

static void rules_of_grades_read_scores_and_follow_them(void **state)
{
    (void)state;
    struct kit k;
    kit_open(&k, STR(BY_AVERAGE));
    kit_values(&k, STR("unit,v\n甲,90\n乙,80\n丙,82\n丁,60\n"), "2026");
    kit_compute(&k, "2026");
    kit_expect(&k, STR("unit,total,grade\n甲,90.00,优\n乙,80.00,良\n丙,82.00,良\n丁,60.00,一般\n"));
    struct board *b = NULL;
    struct board_wish wish = {.first = kit_window("2026"), .windows = 1};
    assert_int_equal(board_open(k.s, k.v, &wish, &b, &k.err), RC_OK);
    assert_int_equal(board_set(b, 0, 3, 2026 * 12, 10000, &k.err), RC_OK); /* the average is 88 now */
    k.r = board_result(b, 0);
    kit_expect(&k, STR("unit,total,grade\n甲,90.00,良\n乙,80.00,一般\n丙,82.00,一般\n丁,100.00,优\n"));
    board_freep(&b);
    kit_close(&k);
}

/* A score read by a leaf: the board reckons the leaf again when the score moves. */
static void a_board_follows_scores_that_leaves_read(void **state)
{
    (void)state;
    struct kit k;
    kit_open(&k, STR(HEAD "  - {id: s, score_of: y}\n"
                          "tree:\n  - {id: y, points: 60, measure: v, method: direct}\n"
                          "  - {id: x, points: 40, measure: s, method: ratio_to_best}\n"));
    kit_values(&k, STR("unit,v\n甲,60\n乙,30\n丙,15\n"), "2026");
    struct board *b = NULL;
    struct board_wish wish = {.first = kit_window("2026"), .windows = 1};
    assert_int_equal(board_open(k.s, k.v, &wish, &b, &k.err), RC_OK);
    assert_int_equal(board_set(b, 0, 0, 2026 * 12, 2000, &k.err), RC_OK);
    k.r = board_result(b, 0);
    kit_expect(
        &k,
        STR("unit,y,x,total,rank\n甲,20.00,26.67,46.67,2\n乙,30.00,40.00,70.00,1\n丙,15.00,20.00,35.00,3\n"));
    board_freep(&b);
    kit_close(&k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_score_is_wanted_before_it_is_there),
        cmocka_unit_test(a_score_of_no_node_or_of_something_else_is_refused),
        cmocka_unit_test(scores_of_other_periods_are_refused),
        cmocka_unit_test(within_a_group_of_periods_each_period_has_its_own),
        cmocka_unit_test(rules_of_grades_read_scores_and_follow_them),
        cmocka_unit_test(a_board_follows_scores_that_leaves_read),
        cmocka_unit_test(where_there_is_no_score_there_is_no_value),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
