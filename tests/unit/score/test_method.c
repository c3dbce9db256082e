/* Every method with figures worked by hand. Where a rule comes from a published scheme, the line says so;
 * others follow the formula of docs/scheme.md. */
#include "kit.h"

#include <stdio.h>

#define CHECK(method, values, expected) assert_string_equal(kit_leaf(method, values), expected)

static void ratio_is_capped_and_negative_growth_gives_nothing(void **state)
{
    (void)state;
    /* Guiyang, development type: w·min(1, actual/target); w 8, target 120 and 10 (here of 100: 75, 100). */
    CHECK("    method: ratio\n    target: 120", "90 150 -2 0", "75.0000 100.0000 0.0000 0.0000");
    CHECK("    method: ratio\n    target: 120\n    cap_percent: 120", "90 150 132 144",
          "75.0000 120.0000 110.0000 120.0000");
    CHECK("    method: ratio\n    target: w", "1/3 2/3 1/0 -/3", "33.3333 66.6667 - -");
}

static void control_gives_less_above_the_target_and_nothing_above_twice(void **state)
{
    (void)state;
    /* Guiyang, control type: w·(2 − actual/target) within 0 … w. */
    CHECK("    method: control\n    target: 100", "120 80 210 200", "80.0000 100.0000 0.0000 0.0000");
}

static void inverse_divides_the_target_by_the_value(void **state)
{
    (void)state;
    CHECK("    method: inverse\n    target: 10", "20 5 0 30", "50.0000 100.0000 - 33.3333");
    CHECK("    method: inverse\n    target: 10\n    cap_percent: 120", "8 9 10 12",
          "120.0000 111.1111 100.0000 83.3333");
}

static void bands_take_the_first_that_fits(void **state)
{
    (void)state;
    /* Ruian: ≥90 → 200, 80 … 170; lower limit inclusive (here of 100). */
    const char *bands = "    method: bands\n    bands:\n"
                        "      - {at_least: 90, score: 100}\n      - {at_least: 80, score: 95}\n"
                        "      - {at_least: 70, score: 90}\n    else: 65";
    CHECK(bands, "90 89.9999 70 69.9", "100.0000 95.0000 90.0000 65.0000");
    CHECK("    method: bands\n    bands:\n      - {at_most: 1, score: 100}\n      - {below: 3, score: 40}",
          "1 1.5 3 0", "100.0000 40.0000 0.0000 100.0000");
    CHECK("    method: bands\n    interpolate: true\n    bands:\n      - {at_least: 100, score: 100}\n"
          "      - {at_least: 60, score: 60}\n      - {at_least: 0, score: 0}",
          "100 80 30 -5", "100.0000 80.0000 30.0000 0.0000");
    /* The less the better, nothing beyond the last limit. */
    CHECK("    method: bands\n    interpolate: true\n    bands:\n      - {at_most: 40, score: 100}\n"
          "      - {at_most: 60, score: 60}\n      - {at_most: 90, score: 20}",
          "30 50 90 90.01", "100.0000 80.0000 20.0000 0.0000");
}

static void attained_knows_reaching_from_passing(void **state)
{
    (void)state;
    /* Wenzhou: coverage 100 % → full marks, otherwise nothing. */
    CHECK("    method: attained\n    target: 100", "100 99.9 101 -", "100.0000 0.0000 100.0000 -");
    CHECK("    method: attained\n    target: 100\n    compare: above\n    else: 20", "100 99.9 101 -",
          "20.0000 20.0000 100.0000 -");
    CHECK("    method: attained\n    target: 3\n    compare: at_most", "3 4 2 0",
          "100.0000 0.0000 100.0000 100.0000");
}

static void efficacy_spans_the_class(void **state)
{
    (void)state;
    /* (v − min)/(max − min)·40 + 60: with 10 … 50, 20 is 70. */
    CHECK("    method: efficacy", "10 20 50 40", "60.0000 70.0000 100.0000 90.0000");
    CHECK("    method: efficacy\n    better: lower", "10 20 50 40", "100.0000 90.0000 60.0000 70.0000");
    CHECK("    method: efficacy\n    base_percent: 0", "1 2 4 -", "0.0000 33.3333 100.0000 -");
    CHECK("    method: efficacy", "7 7 7 -", "100.0000 100.0000 100.0000 -");
    CHECK("    method: efficacy\n    equal: base", "7 7 7 -", "60.0000 60.0000 60.0000 -");
    CHECK("    method: efficacy\n    low: 20\n    high: 60", "10 40 60 80",
          "50.0000 80.0000 100.0000 100.0000");
    CHECK("    method: efficacy\n    low: 60\n    high: 20", "60 40 20 30",
          "60.0000 80.0000 100.0000 90.0000");
}

static void rank_step_takes_off_for_each_place(void **state)
{
    (void)state;
    /* Wenzhou: the first has B, each place down takes 5 %; B 30, rank 4 → 25.5 (here 85 of 100). */
    CHECK("    method: rank_step\n    step_percent: 5", "9 8 7 6", "100.0000 95.0000 90.0000 85.0000");
    /* Wenzhou, government information: 0.5 points a place. */
    CHECK("    method: rank_step\n    step: 0.5", "6 7 8 9", "98.5000 99.0000 99.5000 100.0000");
    CHECK("    method: rank_step\n    step: 30\n    floor: 40\n    better: lower", "1 2 3 4",
          "100.0000 70.0000 40.0000 40.0000");
    CHECK("    method: rank_step\n    step: 10", "9 9 8 7", "100.0000 100.0000 80.0000 70.0000");
    CHECK("    method: rank_step\n    step: 10\n    ties: 1-2-2-3", "9 9 8 7",
          "100.0000 100.0000 90.0000 80.0000");
}

static void rank_linear_goes_evenly_to_the_last(void **state)
{
    (void)state;
    /* Wenzhou centre towns: 600 − (rank − 1)·100/(n − 1), in hundredths of the full marks. */
    CHECK("    method: rank_linear\n    last: 40", "4 3 2 1", "100.0000 80.0000 60.0000 40.0000");
    CHECK("    method: rank_linear\n    first: 90\n    last: 60", "4 3 - 1", "90.0000 75.0000 - 60.0000");
    CHECK("    method: rank_linear\n    last: 40", "4 - - -", "100.0000 - - -");
}

static void ratio_to_best_compares_with_the_first(void **state)
{
    (void)state;
    /* Wenzhou investment: value / best · 400; 52.3 of 60.0 → 348.6667 of 400 (87.1667 of 100). */
    CHECK("    method: ratio_to_best", "52.3 60 30 -6", "87.1667 100.0000 50.0000 0.0000");
    CHECK("    method: ratio_to_best\n    better: lower", "4 2 8 5", "50.0000 100.0000 25.0000 40.0000");
    CHECK("    method: ratio_to_best", "0 0 -1 0", "- - - -");
}

/* A unit outside the ranking, in a class where nobody is in it: there is no best, and its value is no score.
 */
static void without_a_best_there_is_no_ratio_to_it(void **state)
{
    (void)state;
    struct kit k;
    kit_open(&k,
             STR("scheme: t\nmeasures: [{id: v}]\nclasses: [{id: c, units: [{name: 甲, ranked: false}]}]\n"
                 "tree: [{id: x, points: 100, measure: v, method: ratio_to_best}]\n"));
    kit_values(&k, STR("unit,v\n甲,7\n"), "2026");
    kit_compute(&k, "2026");
    kit_expect(&k, STR("unit,x,total\n甲,,\n"));
    kit_close(&k);
}

static void growth_counts_per_cent_against_the_baseline(void **state)
{
    (void)state;
    const char *growth =
        "    method: growth\n    baseline: w\n    at_zero: 80\n    per_percent: 1\n    cap: 120";
    CHECK(growth, "110/100 90/100 300/100 50/0", "90.0000 70.0000 120.0000 -");
    CHECK(growth, "10/100 100/-5 100/ 7/8", "0.0000 - - 67.5000");
}

static void increment_and_growth_share_the_marks(void **state)
{
    (void)state;
    /* Zhoukou: increment 40 %, growth 60 %. Increments 20, 10, 0; growth 10 %, 20 %, 0:
     * 100·(0.4·1 + 0.6·0.5) = 70, 100·(0.4·0.5 + 0.6·1) = 80. */
    CHECK("    method: increment_growth\n    baseline: w", "220/200 60/50 30/30 20/30",
          "70.0000 80.0000 0.0000 0.0000");
}

static void deduction_stops_at_the_floor(void **state)
{
    (void)state;
    CHECK("    method: deduct\n    each: 3", "2 40 0 -", "94.0000 0.0000 100.0000 -");
    CHECK("    method: deduct\n    each: 3\n    floor: 40\n    start: 90", "2 40 0 1",
          "84.0000 40.0000 90.0000 87.0000");
    CHECK("    method: deduct\n    each: 1\n    per: 10\n    whole: true", "9.9 10 25 -3",
          "100.0000 99.0000 98.0000 100.0000");
}

static void gap_is_taken_off_per_point_below_the_target(void **state)
{
    (void)state;
    /* Environment targets: PM10 target 70, 0.5 off per μg above, 3 points: 73 → 1.5 (here of 100). */
    CHECK("    method: gap_deduct\n    target: 70\n    better: lower\n    each: 0.5", "73 70 60 280",
          "98.5000 100.0000 100.0000 0.0000");
    CHECK("    method: gap_deduct\n    target: 90\n    each: 2\n    whole: true", "88.5 90 95 89.1",
          "98.0000 100.0000 100.0000 100.0000");
}

static void addition_stops_at_the_cap(void **state)
{
    (void)state;
    CHECK("    method: add\n    each: 0.5\n    cap: 3", "2 7 0 6", "1.0000 3.0000 0.0000 3.0000");
}

static void linear_adds_above_the_target_and_takes_off_below(void **state)
{
    (void)state;
    /* Wenzhou: every point above the goal ±1.5, within ±5. */
    CHECK("    method: linear\n    target: 8\n    at_target: 0\n    each: 1.5\n    cap: 5\n    floor: -5",
          "9 7.5 20 1", "1.5000 -0.7500 5.0000 -5.0000");
    CHECK("    method: linear\n    target: 10\n    at_target: 80\n    each: 2\n    each_below: 4\n    per: "
          "0.5\n"
          "    better: lower\n    whole: true",
          "9 11 10.9 -", "84.0000 72.0000 76.0000 -");
    CHECK("    method: linear\n    target: w\n    each: 1", "9/10 10/ 12/10 -/10", "99.0000 - 100.0000 -");
}

static void rank_points_counts_from_both_ends(void **state)
{
    (void)state;
    const char *lists = "    method: rank_points\n    first_points: [5, 4]\n    last_points: [-5]";
    CHECK(lists, "9 8 7 6", "5.0000 4.0000 0.0000 -5.0000");
    CHECK(lists, "9 9 9 6", "5.0000 5.0000 5.0000 -5.0000");
    CHECK(lists, "9 8 6 6", "5.0000 4.0000 -5.0000 -5.0000");
    /* One unit alone is first and last: the first counts. */
    CHECK(lists, "9 - - -", "5.0000 - - -");
    CHECK("    method: rank_points\n    first_points: [3]\n    else: 1\n    better: lower\n    ties: 1-2-2-3",
          "2 1 1 5", "1.0000 3.0000 3.0000 1.0000");
}

static void bands_may_be_per_cent_of_the_full_marks(void **state)
{
    (void)state;
    CHECK("    method: bands\n    bands:\n      - {at_least: 90, score_percent: 80}\n      - {at_least: 0, "
          "score: 7}",
          "95 89 -1 90", "80.0000 7.0000 0.0000 80.0000");
}

static void direct_takes_the_value_or_its_share(void **state)
{
    (void)state;
    CHECK("    method: direct", "88.8888 0 -3 101", "88.8888 0.0000 -3.0000 101.0000");
    CHECK("    method: direct\n    out_of: 5", "4 5 2.5 0", "80.0000 100.0000 50.0000 0.0000");
}

static void missing_rules_do_what_they_say(void **state)
{
    (void)state;
    CHECK("    method: direct\n    missing: zero", "80 - 60 70", "80.0000 0.0000 60.0000 70.0000");
    CHECK("    method: direct\n    missing: class_mean", "80 - 60 71", "80.0000 70.3333 60.0000 71.0000");
    /* A division by zero is never 0. */
    CHECK("    method: ratio\n    target: w\n    missing: zero", "80/0 -/5 60/100 7/10",
          "- 0.0000 60.0000 70.0000");
    CHECK("    method: ratio\n    target: w\n    undefined: class_mean", "80/0 -/5 60/100 70/100",
          "65.0000 - 60.0000 70.0000");
}

static void factor_multiplies_before_ranking(void **state)
{
    (void)state;
    /* Wenzhou: 难度系数 1.0 … 1.35 multiplies the raw value. 40·1.35 = 54 beats 50. */
    struct kit k;
    kit_open(&k,
             STR("scheme: t\nmeasures: [{id: v}]\nclasses:\n  - id: c\n    units:\n"
                 "      - {name: 鹿城, factor: 1.35}\n      - 文成\n"
                 "tree:\n  - {id: x, points: 100, measure: v, method: ratio_to_best, times_factor: true}\n"));
    kit_values(&k, STR("unit,v\n鹿城,40\n文成,50\n"), "2026");
    kit_compute(&k, "2026");
    kit_expect(&k, STR("unit,x,rank\n鹿城,100.00,1\n文成,92.59,2\n"));
    kit_close(&k);
}

/* One leaf of full marks 100 over 甲 乙 (ranked) and 丙 (not ranked); what 丙 gets. */
static const char *beside(const char *method, const char *csv)
{
    static char score[40];
    struct kit k;
    struct arena *a = arena_new(0);
    kit_open(&k, arena_printf(a,
                              "scheme: t\nmeasures: [{id: v}]\n"
                              "classes: [{id: c, units: [甲, 乙, {name: 丙, ranked: false}]}]\n"
                              "tree: [{id: x, points: 100, measure: v, %s}]\n",
                              method));
    kit_values(&k, str_c(csv), "2026");
    kit_compute(&k, "2026");
    (void)snprintf(score, sizeof score, "%s", kit_score(&k, "x", "丙"));
    kit_close(&k);
    arena_free(a);
    return score;
}

static void a_class_without_a_ranked_unit_has_no_best(void **state)
{
    (void)state;
    assert_string_equal(beside("method: ratio_to_best", "unit,v\n丙,5\n"), "");
    assert_string_equal(beside("method: ratio_to_best", "unit,v\n甲,10\n丙,5\n"), "50.00");
}

static void a_division_by_zero_stays_one_in_a_class_without_values(void **state)
{
    (void)state;
    static const char *const methods[] = {"efficacy", "ratio_to_best"};
    for (size_t i = 0; i < 2; i++) {
        struct kit k;
        struct arena *a = arena_new(0);
        kit_open(&k, arena_printf(a,
                                  "scheme: t\nmissing: zero\nmeasures: [{id: v}, {id: q, formula: v / 0}]\n"
                                  "classes: [{id: c, units: [甲, 乙]}]\n"
                                  "tree: [{id: x, points: 100, measure: q, method: %s}]\n",
                                  methods[i]));
        kit_values(&k, STR("unit,v\n甲,5\n乙,\n"), "2026");
        kit_compute(&k, "2026");
        kit_expect(&k, STR("unit,x\n甲,\n乙,0.00\n"));
        kit_close(&k);
        arena_free(a);
    }
}

static void beside_a_dense_ranking_places_are_counted_densely(void **state)
{
    (void)state;
    const char *csv = "unit,v\n甲,9\n乙,9\n丙,5\n";
    assert_string_equal(beside("method: rank_step, step: 1, ties: 1-2-2-3", csv), "99.00");
    assert_string_equal(beside("method: rank_step, step: 1", csv), "98.00");
}

static void a_baseline_of_twelve_digits_is_not_missing(void **state)
{
    (void)state;
    struct kit k;
    kit_open(&k, STR("scheme: t\nmeasures: [{id: v}, {id: before, decimals: 0}]\n"
                     "classes: [{id: c, units: [甲]}]\n"
                     "tree: [{id: x, points: 100, measure: v, method: growth, baseline: before, at_zero: 60, "
                     "per_percent: 0.33}]\n"));
    kit_values(&k, STR("unit,v,before\n甲,1.5,118208172367\n"), "2026");
    kit_compute(&k, "2026");
    kit_expect(&k, STR("unit,x\n甲,27.00\n"));
    kit_close(&k);
}

/* Numbers that four bytes do not hold, as the value and as what it is compared with. */
static void large_values_count_wherever_they_stand(void **state)
{
    (void)state;
    CHECK("    method: ratio\n    target: 600000", "300000 600000 -1 90000000",
          "50.0000 100.0000 0.0000 100.0000");
    CHECK("    method: ratio\n    target: w", "100000/300000 150000/600000 1/90000000 -/300000",
          "33.3333 25.0000 0.0000 -");
    CHECK("    method: control\n    target: w", "100000/300000 150000/600000 1/90000000 -/300000",
          "100.0000 100.0000 100.0000 -");
    CHECK("    method: growth\n    baseline: w\n    at_zero: 50\n    per_percent: 1",
          "100000/300000 150000/200000 400000/400000 -/300000", "0.0000 25.0000 50.0000 -");
    CHECK("    method: feel\n    expression: value / 10000", "300000 600000 1 -", "30.0000 60.0000 0.0001 -");
    CHECK("    method: feel\n    expression: min(100, value / w * 100)",
          "100000/300000 150000/600000 1/4 -/300000", "33.3333 25.0000 25.0000 -");
    CHECK("    method: feel\n    expression: if value >= 300000 then 100 else 40", "300000 299999 -1 -",
          "100.0000 40.0000 40.0000 40.0000");
    CHECK("    method: feel\n    expression: if value = null then null else if w >= 300000 then 100 else 40",
          "1/300000 1/299999 -1/-1 -", "100.0000 40.0000 40.0000 -");
}

static void numbers_beyond_reckoning_are_not_turned_over(void **state)
{
    (void)state;
    struct kit k;
    /* 2^55 · 10^12 · 2^61 is a multiple of 2^128. */
    kit_open(&k, STR("scheme: t\nmeasures: [{id: e, kind: events}]\nclasses: [{id: c, units: [甲, 乙]}]\n"
                     "tree: [{id: x, points: 100, measure: e, method: add, cap: 100, items: "
                     "[{id: big, points: 36028797018963968}, {id: small, points: 0.000000000001}]}]\n"));
    kit_values(&k, STR("unit,measure,item,count\n甲,e,big,2305843009213693952\n乙,e,big,1\n"), "2026");
    kit_compute(&k, "2026");
    kit_expect(&k, STR("unit,x\n甲,100.00\n乙,100.00\n"));
    kit_close(&k);
    /* Denominators of 58 and 73 bits without a common divisor. */
    kit_open(&k, STR("scheme: t\nmeasures: [{id: v}]\nclasses: [{id: c, units: [甲, 乙]}]\n"
                     "full_marks: 1.000000000001\n"
                     "tree: [{id: x, points: 1.000000000001, measure: v, method: deduct, "
                     "start_percent: 50.000000000001, each: 1, per: 288230376151711717}]\n"));
    kit_values(&k, STR("unit,v\n甲,0\n乙,1\n"), "2026");
    kit_compute(&k, "2026");
    kit_expect(&k, STR("unit,x\n甲,0.50\n乙,0.50\n"));
    kit_close(&k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_beyond_reckoning_are_not_turned_over),
        cmocka_unit_test(a_baseline_of_twelve_digits_is_not_missing),
        cmocka_unit_test(large_values_count_wherever_they_stand),
        cmocka_unit_test(a_class_without_a_ranked_unit_has_no_best),
        cmocka_unit_test(a_division_by_zero_stays_one_in_a_class_without_values),
        cmocka_unit_test(beside_a_dense_ranking_places_are_counted_densely),
        cmocka_unit_test(ratio_is_capped_and_negative_growth_gives_nothing),
        cmocka_unit_test(control_gives_less_above_the_target_and_nothing_above_twice),
        cmocka_unit_test(inverse_divides_the_target_by_the_value),
        cmocka_unit_test(bands_take_the_first_that_fits),
        cmocka_unit_test(attained_knows_reaching_from_passing),
        cmocka_unit_test(efficacy_spans_the_class),
        cmocka_unit_test(rank_step_takes_off_for_each_place),
        cmocka_unit_test(rank_linear_goes_evenly_to_the_last),
        cmocka_unit_test(ratio_to_best_compares_with_the_first),
        cmocka_unit_test(without_a_best_there_is_no_ratio_to_it),
        cmocka_unit_test(growth_counts_per_cent_against_the_baseline),
        cmocka_unit_test(increment_and_growth_share_the_marks),
        cmocka_unit_test(deduction_stops_at_the_floor),
        cmocka_unit_test(gap_is_taken_off_per_point_below_the_target),
        cmocka_unit_test(addition_stops_at_the_cap),
        cmocka_unit_test(linear_adds_above_the_target_and_takes_off_below),
        cmocka_unit_test(rank_points_counts_from_both_ends),
        cmocka_unit_test(bands_may_be_per_cent_of_the_full_marks),
        cmocka_unit_test(direct_takes_the_value_or_its_share),
        cmocka_unit_test(missing_rules_do_what_they_say),
        cmocka_unit_test(factor_multiplies_before_ranking),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
