/* Grades by conditions, rules and tables, and quotas that are filled up. */
#include "kit.h"

#define HEAD                                                                                                 \
    "scheme: t\nmeasures: [{id: v}, {id: w}]\n"                                                              \
    "classes: [{id: a, units: [甲, 乙, 丙, 丁]}, {id: b, units: [戊]}]\n"                               \
    "tree: [{id: x, points: 100, measure: v, method: direct}]\n"
#define GRADES "list: [{name: 优, quota_count: 1, when: w = 1}, {name: 良, quota_count: 1}, {name: 中}]"

static void check(const char *grades, const char *values, const char *expected)
{
    struct kit k;
    struct arena *a = arena_new(0);
    kit_open(&k, arena_printf(a, "%sgrades: %s\n", HEAD, grades));
    kit_values(&k, arena_printf(a, "unit,v,w\n%s", values), "2026");
    kit_compute(&k, "2026");
    kit_expect(&k, arena_printf(a, "unit,grade\n%s", expected));
    kit_close(&k);
    arena_free(a);
}

static void who_fails_a_condition_goes_on_to_the_next_grade(void **state)
{
    (void)state;
    check("[{name: 优, at_least: 90, when: w >= 3}, {name: 良, at_least: 80, when: rank <= 2}, {name: 中}]",
          "甲,95,3\n乙,95,2\n丙,85,9\n丁,92,\n戊,90,3\n", "甲,优\n乙,良\n丙,中\n丁,中\n戊,优\n");
    check("[{name: 优, when: 'class = \"b\" or x > 95 and total / 满分 >= 0.96'}, {name: 中}]",
          "甲,96,\n乙,95,\n丙,1,\n丁,1,\n戊,2,\n", "甲,优\n乙,中\n丙,中\n丁,中\n戊,优\n");
}

static void a_place_is_kept_or_passed_on(void **state)
{
    (void)state;
    const char *values = "甲,90,0\n乙,80,1\n丙,70,1\n丁,60,1\n戊,1,1\n";
    /* Kept: the first keeps the first place, though it may not have 优. */
    check("{" GRADES "}", values, "甲,良\n乙,良\n丙,中\n丁,中\n戊,优\n");
    check("{quota_refill: true, " GRADES "}", values, "甲,良\n乙,优\n丙,中\n丁,中\n戊,优\n");
}

/* Two share the place that one may have: neither gets it, and nobody behind them does. */
static void nobody_passes_those_who_share_a_place(void **state)
{
    (void)state;
    const char *values = "甲,90,1\n乙,90,1\n丙,70,1\n丁,60,1\n戊,1,1\n";
    check("{quota_refill: true, quota_ties: none, " GRADES "}", values,
          "甲,中\n乙,中\n丙,中\n丁,中\n戊,优\n");
    check("{quota_refill: true, quota_ties: all, " GRADES "}", values, "甲,优\n乙,优\n丙,良\n丁,中\n戊,优\n");
    /* One of the two may not have it: then there is a place for the other. */
    check("{quota_refill: true, quota_ties: none, " GRADES "}",
          "甲,90,1\n乙,90,0\n丙,70,1\n丁,60,1\n戊,1,1\n", "甲,优\n乙,良\n丙,中\n丁,中\n戊,优\n");
}

static void a_quota_lets_at_least_so_many_through(void **state)
{
    (void)state;
    const char *values = "甲,90,\n乙,80,\n丙,70,\n丁,60,\n戊,1,\n";
    check("{list: [{name: 优, quota_percent: 10}, {name: 中}]}", values,
          "甲,中\n乙,中\n丙,中\n丁,中\n戊,中\n");
    check("{quota_least: 1, list: [{name: 优, quota_percent: 10}, {name: 中}]}", values,
          "甲,优\n乙,中\n丙,中\n丁,中\n戊,优\n");
    check("{quota_least: 1, list: [{name: 优, quota_percent: 0}, {name: 中}]}", values,
          "甲,中\n乙,中\n丙,中\n丁,中\n戊,中\n");
}

static void a_rule_names_the_grade_or_leaves_it_to_the_list(void **state)
{
    (void)state;
    const char *values = "甲,90,1\n乙,80,2\n丙,70,3\n丁,60,\n戊,1,\n";
    check("{rule: 'if w = 1 then \"中\" else if w = 2 then \"甲等\" else null', "
          "list: [{name: 优, at_least: 70}, {name: 中}]}",
          values, "甲,中\n乙,\n丙,优\n丁,中\n戊,中\n");
    check("{list: [{name: 优, at_least: 70}, {name: 中}], table: \"F | 总分 | w | → 等次\\n  | >= 90 | - | "
          "中\\n  "
          "| - | 3 | 中\\n  | - | - | null\"}",
          values, "甲,中\n乙,优\n丙,中\n丁,中\n戊,中\n");
}

/* Who is capped by a veto takes no place of what he may not have. */
static void a_veto_leaves_its_place_to_the_next(void **state)
{
    (void)state;
    struct kit k;
    kit_open(&k, STR("scheme: t\nmeasures: [{id: v}, {id: w}]\nclasses: [{id: a, units: [甲, 乙, 丙]}]\n"
                     "tree:\n  - {id: x, points: 100, measure: v, method: direct}\n"
                     "  - {id: y, measure: w, method: veto, effect: cap_grade, grade: 中}\n"
                     "grades: {quota_refill: true, list: [{name: 优, quota_count: 1}, {name: 中}]}\n"));
    kit_values(&k, STR("unit,v,w\n甲,90,1\n乙,80,\n丙,70,\n"), "2026");
    kit_compute(&k, "2026");
    kit_expect(&k, STR("unit,grade,rank\n甲,中,1\n乙,优,2\n丙,中,3\n"));
    kit_close(&k);
}

/* ----------------------------------------------------------------------------------- what is wrong */

static void is_refused(const char *grades, const char *text, int line)
{
    struct arena *a = arena_new(0);
    struct problems *p = ARENA_NEW(a, struct problems);
    const struct scheme *s = NULL;
    struct err err = {0};
    p->arena = a;
    assert_int_equal(scheme_read(a, arena_printf(a, "%s%s", HEAD, grades), p, &s, &err), RC_INVALID);
    assert_string_equal(p->item[0].text, text);
    assert_int_equal(p->item[0].line, line);
    arena_free(a);
}

static void wrong_rules_of_grades_are_told_at_their_line(void **state)
{
    (void)state;
    is_refused("grades:\n  - {name: 优, when: ttal > 90}\n", "feel.unknown_name", 6);
    is_refused("grades:\n  - {name: 优, when: value > 90}\n", "score.rule_word_unfit", 6);
    is_refused("grades:\n  - {name: 优, when: total + 1}\n", "feel.result_type", 6);
    is_refused("grades:\n  rule: total\n  list: [{name: 优}]\n", "feel.result_type", 6);
    is_refused("grades:\n  rule: 'null'\n  table: x\n  list: [{name: 优}]\n", "score.either_or", 7);
    is_refused("grades:\n  table: |\n    F | 总分 | → 等次\n      | - | 差\n  list: [{name: 优}]\n",
               "feel.rules_not_allowed", 8);
}

static void a_node_and_a_measure_of_one_name_are_refused_when_a_rule_uses_it(void **state)
{
    (void)state;
    struct arena *a = arena_new(0);
    struct problems *p = ARENA_NEW(a, struct problems);
    const struct scheme *s = NULL;
    struct err err = {0};
    p->arena = a;
    struct str head = STR("scheme: t\nmeasures: [{id: v}, {id: w}]\nclasses: [{id: a, units: [甲]}]\n"
                          "tree: [{id: v, points: 100, measure: v, method: direct}]\n");
    struct str text = arena_printf(a, "%.*sgrades: [{name: 优, when: w > 1}]\n", STR_ARG(head));
    assert_int_equal(scheme_read(a, text, p, &s, &err), RC_OK);
    assert_int_equal(s->grade_reads_count, 1);
    text = arena_printf(a, "%.*sgrades: [{name: 优, when: v > 1}]\n", STR_ARG(head));
    assert_int_equal(scheme_read(a, text, p, &s, &err), RC_INVALID);
    assert_string_equal(p->item[0].text, "score.rule_name_twice");
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_fails_a_condition_goes_on_to_the_next_grade),
        cmocka_unit_test(a_place_is_kept_or_passed_on),
        cmocka_unit_test(nobody_passes_those_who_share_a_place),
        cmocka_unit_test(a_quota_lets_at_least_so_many_through),
        cmocka_unit_test(a_rule_names_the_grade_or_leaves_it_to_the_list),
        cmocka_unit_test(a_veto_leaves_its_place_to_the_next),
        cmocka_unit_test(wrong_rules_of_grades_are_told_at_their_line),
        cmocka_unit_test(a_node_and_a_measure_of_one_name_are_refused_when_a_rule_uses_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
