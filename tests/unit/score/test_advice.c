/* What offices write who mean something else: each of these is said, at its line, with a way to mend it. */
#include "kit.h"

#define HEAD                                                                                                 \
    "scheme: t\nmeasures:\n  - {id: v, name: 办结率}\n  - {id: log, kind: events}\n"                      \
    "  - {id: poll, kind: ballots}\nclasses: [{id: c, units: [甲, 乙]}]\n"
#define ONE(leaf) HEAD "tree:\n  - {id: a, points: 100, " leaf "}\n"

struct said {
    const char *text, *key;
    int line;
    bool is_fault;
    const char *hint; /* NULL: any */
};

static void check(const struct said *c)
{
    struct arena *a = arena_new(0);
    struct problems p = {.arena = a};
    struct err err = {0};
    const struct scheme *s = NULL;
    enum rc rc = scheme_read(a, str_c(c->text), &p, &s, &err);
    const struct problem *found = NULL;
    assert_int_equal(rc == RC_INVALID, c->is_fault);
    for (size_t i = 0; i < p.n; i++)
        if (strcmp(p.item[i].text, c->key) == 0)
            found = found ? found : &p.item[i];
    if (!found)
        fail_msg("nobody said %s of: %s", c->key, c->text);
    assert_int_equal(found->line, c->line);
    assert_int_equal(found->is_warning, !c->is_fault);
    if (c->hint && (!found->hint || strcmp(found->hint, c->hint) != 0))
        fail_msg("the hint is %s, not %s", found->hint ? found->hint : "none", c->hint);
    arena_free(a);
}

static void what_is_hardly_meant_is_a_warning(void **state)
{
    (void)state;
    static const struct said cases[] = {
        {ONE("measure: log, method: deduct, items: [{id: 迟报, points: -2}]"), "score.advice.item_sign", 8,
         false, "score.advice.item_sign_hint"},
        {ONE("measure: log, method: add, items: [{id: 表彰, least: 5, most: 1}]"), "score.advice.item_range",
         8, false, NULL},
        {ONE("measure: v, method: bands, bands: [{at_least: 60, score: 60}, {at_least: 90, score: 100}]"),
         "score.advice.band_never", 8, false, "score.advice.band_never_hint"},
        {ONE("measure: v, method: bands, bands: [{at_most: 5, score: 9}, {below: 5, score: 100}]"),
         "score.advice.band_never", 8, false, NULL},
        {ONE("measure: v, method: bands, bands: [{at_least: 90, score: 100}, {at_least: 60, score: 101}]"),
         "score.advice.band_over_full", 8, false, "score.advice.band_over_full_hint"},
        {ONE("measure: v, method: direct, cap: 5, floor: 10"), "score.advice.cap_below_floor", 8, false,
         NULL},
        {ONE("measure: v, method: ratio, target: 0"), "score.advice.target_zero", 8, false, NULL},
        {ONE("measure: v, method: efficacy, low: 5, high: 5"), "score.advice.low_high", 8, false, NULL},
        {ONE("measure: v, method: efficacy, better: lower, low: 5, high: 9"), "score.advice.low_high", 8,
         false, NULL},
        {ONE("measure: v, method: rank_step, step: -1"), "score.advice.each_negative", 8, false, NULL},
        {ONE("measure: v, method: gap_deduct, target: 5, each: -1"), "score.advice.each_negative", 8, false,
         NULL},
        {HEAD "grades: [{name: 合格, at_least: 60}, {name: 优秀, at_least: 90}]\n"
              "tree:\n  - {id: a, measure: v, method: direct}\n",
         "score.advice.grade_never", 0, false, "score.advice.grade_never_hint"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        check(&cases[i]);
}

static void what_is_meant_all_the_same_is_no_warning(void **state)
{
    (void)state;
    static const char *const good[] = {
        ONE("measure: v, method: bands, bands: [{above: 90, score: 9}, {at_least: 90, score: 8}]"),
        ONE("measure: v, method: bands, bands: [{below: 5, score: 9}, {at_most: 5, score: 8}, {at_least: 5, "
            "score: 1}]"),
        ONE("measure: log, method: plus_minus, items: [{id: 批评, points: -2}]"),
        ONE("measure: v, method: efficacy, better: lower, low: 9, high: 5"),
        HEAD "grades: [{name: 优秀, quota_percent: 20, at_least: 60}, {name: 良好, at_least: 80}, {name: "
             "合格}, {name: 差}]\n"
             "tree:\n  - {id: a, measure: v, method: direct}\n",
    };
    for (size_t i = 0; i < COUNT_OF(good); i++) {
        struct kit k;
        kit_open_clean(&k, str_c(good[i]));
        kit_close(&k);
    }
}

static void a_fault_says_how_to_mend_it(void **state)
{
    (void)state;
    static const struct said cases[] = {
        {HEAD "tree:\n  - {id: a, 分值: 100, measure: v, method: direct}\n", "score.unknown_key", 8, true,
         "score.nearest_hint"},
        {ONE("measure: v, method: 完成率, target: 5"), "score.unknown_method", 8, true, "score.nearest_hint"},
        {ONE("measure: v, method: ratio, target: 95%"), "score.number_wanted", 8, true, "score.percent_hint"},
        {HEAD "tree:\n  - {id:a, measure:v, method:direct}\n", "score.unknown_key", 8, true,
         "score.colon_hint"},
        {HEAD "tree:\n  - {id: a, measure: v, method：direct}\n", "score.unknown_key", 8, true,
         "score.colon_hint"},
        {ONE("measure: v, method: direct, missing: 记零"), "score.unknown_word", 8, true,
         "score.choices_hint"},
        {HEAD "tree:\n  - {id: a, method: feel, expression: max(0, v)}\n", "score.unknown_key", 8, true,
         "score.comma_hint"},
        {ONE("measure: poll, method: direct"), "score.measure_of_wrong_kind", 8, true,
         "score.measure_kind_hint"},
        {"scheme: t\nmeasures:\n  - {id: v, name: 办结率}\n  - {id: f, formula: 办结率 * 2}\n"
         "classes: [{id: c, units: [甲]}]\ntree: [{id: a, measure: f, method: direct}]\n",
         "score.formula_unknown_name", 4, true, "score.nearest_hint"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        check(&cases[i]);
}

static void a_parameter_that_is_wrong_is_not_called_missing_too(void **state)
{
    (void)state;
    struct arena *a = arena_new(0);
    struct problems p = {.arena = a};
    struct err err = {0};
    const struct scheme *s = NULL;
    assert_int_equal(scheme_read(a, STR(ONE("measure: v, method: ratio, target: 95%")), &p, &s, &err),
                     RC_INVALID);
    assert_int_equal(p.n, 1);
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_hardly_meant_is_a_warning),
        cmocka_unit_test(what_is_meant_all_the_same_is_no_warning),
        cmocka_unit_test(a_fault_says_how_to_mend_it),
        cmocka_unit_test(a_parameter_that_is_wrong_is_not_called_missing_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
