/* Formulas of computed measures: each with values for 甲 and 乙, and what must come out ("-": no value). */
#include "kit.h"

/* a: 6, 2 · b: 4, none · z: 0, 0 · a a year ago: 5, 1 · factor 1.5, 1 */
static void gives(const char *formula, const char *first, const char *second)
{
    struct kit k;
    struct arena *a = arena_new(0);
    kit_open(&k, arena_printf(
                     a,
                     "scheme: t\nrounding: {digits: 4}\nmeasures: [{id: a}, {id: b}, {id: z}, {id: 件数}, "
                     "{id: f, formula: \"%s\"}]\n"
                     "classes: [{id: c, units: [{name: 甲, factor: 1.5}, 乙]}]\n"
                     "tree: [{id: x, measure: f, method: direct}]\n",
                     formula));
    kit_values(&k,
               STR("unit,period,a,b,z,件数\n甲,2025-12,5,,,\n乙,2025-12,1,,,\n甲,2026-12,6,4,0,7\n乙,2026-12,"
                   "2,,0,8\n"),
               "2026");
    kit_compute(&k, "2026");
    const char *is[2] = {kit_score(&k, "x", "甲"), kit_score(&k, "x", "乙")}, *want[2] = {first, second};
    for (int i = 0; i < 2; i++)
        if (strcmp(*is[i] ? is[i] : "-", want[i]) != 0)
            fail_msg("%s: is '%s', should be '%s'", formula, is[i], want[i]);
    kit_close(&k);
    arena_free(a);
}

static void arithmetic_keeps_its_order(void **state)
{
    (void)state;
    gives("1 + 2 * 3 - 4 / 8", "6.5000", "6.5000");
    gives("(1 + 2) * -(3 - 4) / 7", "0.4286", "0.4286");
    gives("2 - 1 - 1", "0.0000", "0.0000");
    gives("12 / 3 / 2", "2.0000", "2.0000");
    gives("a * 5% + factor", "1.8000", "1.1000");
    gives("a × 5％ ＋ factor", "1.8000", "1.1000");
    gives("件数 × 2 ÷ （1 ＋ 1）", "7.0000", "8.0000");
}

static void functions_and_comparisons(void **state)
{
    (void)state;
    gives("min(a, 3, 5) + max(a, 3)", "9.0000", "5.0000");
    gives("abs(2 - a) + floor(a / 4)", "5.0000", "0.0000");
    gives("floor(-a / 4)", "-2.0000", "-1.0000");
    gives("if a > 2 then 10 else 20", "10.0000", "20.0000");
    gives("if a >= 2 and a <= 6 and not(a = 6) or a < 0 then 1 else 0", "0.0000", "1.0000");
    gives("if a != 6 then 1 else if a ≥ 6 then 2 else 3", "2.0000", "1.0000");
}

static void what_is_missing_stays_missing(void **state)
{
    (void)state;
    gives("a + b", "10.0000", "-");
    gives("if b > 1 then 1 else 0", "1.0000", "-");
    gives("if b = null then 0 else b", "4.0000", "0.0000");
    gives("if b != null then b else null", "4.0000", "-");
    gives("a / z", "-", "-");
}

static void the_class_and_the_year_before(void **state)
{
    (void)state;
    gives("a / class_max(a)", "1.0000", "0.3333");
    gives("class_min(a) + class_sum(a) + class_mean(a)", "14.0000", "14.0000");
    gives("class_count(b) + class_rank(a)", "2.0000", "3.0000");
    gives("class_rank(b)", "1.0000", "-");
    gives("(a - last_year(a)) / last_year(a) * 100", "20.0000", "100.0000");
    gives("last_year(last_year(a))", "-", "-");
}

static void a_formula_with_decimals_is_rounded_first(void **state)
{
    (void)state;
    struct kit k;
    kit_open(
        &k,
        STR("scheme: t\nrounding: {digits: 4}\nmeasures: [{id: a}, {id: r, formula: a / 3, decimals: 1}]\n"
            "classes: [{id: c, units: [甲]}]\ntree: [{id: x, measure: r, method: direct}]\n"));
    kit_values(&k, STR("unit,a\n甲,2\n"), "2026");
    kit_compute(&k, "2026");
    assert_string_equal(kit_score(&k, "x", "甲"), "0.7000");
    kit_close(&k);
}

static void nonsense_is_refused(void **state)
{
    (void)state;
    const char *const wrong[] = {"1 +",       "(1",          "1)",   "a b",           "min()",
                                 "abs(1, 2)", "if a then 1", "then", "1..2",          "a $ b",
                                 "class_max", "last_year",   "* 3",  "1.12345678901", "unknown + 1"};
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        struct arena *a = arena_new(0);
        struct problems *p = ARENA_NEW(a, struct problems);
        const struct scheme *s = NULL;
        struct err err = {0};
        p->arena = a;
        struct str text =
            arena_printf(a,
                         "scheme: t\nmeasures: [{id: a}, {id: b}, {id: f, formula: \"%s\"}]\n"
                         "classes: [{id: c, units: [甲]}]\ntree: [{measure: f, method: direct}]\n",
                         wrong[i]);
        if (scheme_read(a, text, p, &s, &err) != RC_INVALID || p->item[0].line != 2)
            fail_msg("taken: %s", wrong[i]);
        arena_free(a);
    }
}

static void long_and_deep_formulas_are_bounded(void **state)
{
    (void)state;
    const char *const pieces[] = {"1+", "(", "-", "abs("};
    for (size_t i = 0; i < COUNT_OF(pieces); i++) {
        struct arena *a = arena_new(0);
        struct problems *p = ARENA_NEW(a, struct problems);
        const struct scheme *s = NULL;
        struct buf b = {0};
        p->arena = a;
        buf_put(&b, STR("scheme: t\nmeasures: [{id: f, formula: \""));
        for (int n = 0; n < 20000; n++)
            buf_put(&b, str_c(pieces[i]));
        buf_put(&b, STR("1\"}]\nclasses: [{id: c, units: [甲]}]\ntree: [{measure: f, method: direct}]\n"));
        assert_int_equal(scheme_read(a, buf_str(&b), p, &s, NULL), RC_INVALID);
        assert_string_equal(p->item[0].text, "score.formula_too_long");
        buf_release(&b);
        arena_free(a);
    }
}

static int years_back(const char *measures, const char *leaf)
{
    struct kit k;
    struct arena *a = arena_new(0);
    kit_open(&k, arena_printf(a,
                              "scheme: t\nmeasures: [{id: v}%s]\nclasses: [{id: c, units: [甲]}]\n"
                              "tree: [{id: x, %s}]\n",
                              measures, leaf));
    int years = scheme_years_back(k.s);
    kit_close(&k);
    arena_free(a);
    return years;
}

static void a_scheme_knows_how_many_years_it_looks_back(void **state)
{
    (void)state;
    static const char growth[] = "measure: v, method: increment_growth, baseline: last_year";
    assert_int_equal(years_back("", "measure: v, method: direct"), 1);
    assert_int_equal(years_back("", growth), 1);
    assert_int_equal(years_back(", {id: f, formula: last_year(last_year(v))}", "measure: f, method: direct"),
                     2);
    assert_int_equal(years_back(", {id: f, formula: last_year(v)}, {id: g, formula: last_year(last_year(f))}",
                                "measure: g, method: direct"),
                     3);
    assert_int_equal(years_back(", {id: f, formula: last_year(v)}",
                                "measure: f, method: increment_growth, baseline: last_year"),
                     2);
    assert_int_equal(years_back(", {id: m, over: {months: 24}}", "measure: m, method: direct"), 2);
}

static void the_rank_of_what_cannot_be_worked_out_cannot_either(void **state)
{
    (void)state;
    struct kit k;
    kit_open(
        &k,
        STR("scheme: s\nmeasures: [{id: a}, {id: n}, {id: r, formula: class_rank(a / n)}]\n"
            "classes: [{id: c, units: [甲, 乙, 丙]}]\ntree:\n"
            "  - {id: x, points: 100, measure: r, method: direct, missing: zero, undefined: reweight}\n"));
    kit_values(&k, STR("unit,a,n\n甲,6,2\n乙,6,0\n丙,,2\n"), "2026");
    kit_compute(&k, "2026");
    kit_expect(&k, STR("unit,x\n甲,1.00\n乙,\n丙,0.00\n"));
    kit_close(&k);
}

/* 3^23 ways lead from the last measure to the first; each measure is looked at once. */
static void formulas_that_name_one_another_many_times_take_no_time(void **state)
{
    (void)state;
    struct kit k;
    struct buf b CLEANUP(buf_release) = {0};
    buf_put(&b, STR("scheme: s\nmeasures:\n  - {id: m0}\n"));
    for (int i = 1; i < 24; i++)
        buf_printf(&b, "  - {id: m%d, formula: (m%d + m%d + m%d) / 3}\n", i, i - 1, i - 1, i - 1);
    buf_put(&b, STR("classes: [{id: c, units: [甲]}]\ntree: [{id: x, points: 100, measure: m23, method: "
                    "ratio, target: 4}]\n"));
    kit_open(&k, buf_str(&b));
    kit_values(&k, STR("unit,m0\n甲,3\n"), "2026");
    kit_compute(&k, "2026");
    kit_expect(&k, STR("unit,x\n甲,75.00\n"));
    kit_everything_opens(&k);
    kit_close(&k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_rank_of_what_cannot_be_worked_out_cannot_either),
        cmocka_unit_test(a_scheme_knows_how_many_years_it_looks_back),
        cmocka_unit_test(arithmetic_keeps_its_order),
        cmocka_unit_test(functions_and_comparisons),
        cmocka_unit_test(what_is_missing_stays_missing),
        cmocka_unit_test(the_class_and_the_year_before),
        cmocka_unit_test(a_formula_with_decimals_is_rounded_first),
        cmocka_unit_test(nonsense_is_refused),
        cmocka_unit_test(long_and_deep_formulas_are_bounded),
        cmocka_unit_test(formulas_that_name_one_another_many_times_take_no_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
