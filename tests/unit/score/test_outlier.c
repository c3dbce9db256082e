/* Numbers worth a second look. */
#include "kit.h"

#include "score/outlier.h"

#define UNITS "甲, 乙, 丙, 丁, 戊, 己, 庚, 辛, 壬"

static const char SCHEME[] =
    "scheme: t\nwindow: {every: month}\nmeasures: [{id: v}, {id: sum, cumulative: true}]\n"
    "classes: [{id: c, units: [" UNITS "]}]\n"
    "tree: [{id: x, points: 100, measure: v, method: direct}]\n";

static void fill(struct kit *k, const int64_t *values, int n, int month)
{
    kit_open(k, str_c(SCHEME));
    for (int u = 0; u < n; u++)
        assert_int_equal(values_set(k->v, 0, u, month, values[u], &k->err), RC_OK);
}

static const struct outliers *look(struct kit *k, struct dec of)
{
    const struct outliers *o = NULL;
    assert_int_equal(score_outliers(k->s, k->v, kit_window("2026-10"), of, k->a, &o, &k->err), RC_OK);
    return o;
}

static void the_border_is_exact(void **state)
{
    (void)state;
    /* Median 50; the distances are 4 3 2 1 0 1 2 3 and that of the last: MAD 2. 3.5·1.483·2 = 10.381. */
    static const int64_t just[] = {46, 47, 48, 49, 50, 51, 52, 53, 60},
                         past[] = {46, 47, 48, 49, 50, 51, 52, 53, 61};
    struct kit k;
    fill(&k, just, 9, 2026 * 12 + 9);
    assert_int_equal(look(&k, (struct dec){0, -1})->n, 0);
    kit_close(&k);
    fill(&k, past, 9, 2026 * 12 + 9);
    const struct outliers *o = look(&k, (struct dec){0, -1});
    assert_int_equal(o->n, 1);
    assert_true(o->item[0].unit == 8 && o->item[0].by == OUTLIER_CLASS && o->item[0].n == 9);
    assert_true(o->item[0].twice_median == 100 && o->item[0].low == 40 && o->item[0].high == 60);
    assert_true(o->item[0].month == 2026 * 12 + 9 && o->item[0].value == 61);
    /* A larger k marks less; the smallest that is stated marks more. */
    assert_int_equal(look(&k, (struct dec){4, 0})->n, 0);
    assert_int_equal(look(&k, (struct dec){1, 0})->n, 4);
    kit_close(&k);
}

static void an_even_count_has_its_middle_between_two(void **state)
{
    (void)state;
    /* Median 3.5; distances 2.5 1.5 0.5 0.5 1.5 2.5 3.5 and the last: 2; 3.5·1.483·2 = 10.381 → up to 13 */
    static const int64_t fits[] = {1, 2, 3, 4, 5, 6, 0, 13}, odd[] = {1, 2, 3, 4, 5, 6, 0, 14};
    struct kit k;
    fill(&k, fits, 8, 2026 * 12 + 9);
    assert_int_equal(look(&k, (struct dec){0, -1})->n, 0);
    kit_close(&k);
    fill(&k, odd, 8, 2026 * 12 + 9);
    const struct outliers *o = look(&k, (struct dec){0, -1});
    assert_true(o->n == 1 && o->item[0].unit == 7 && o->item[0].twice_median == 7);
    assert_true(o->item[0].low == -6 && o->item[0].high == 13);
    kit_close(&k);
}

static void few_numbers_say_nothing_and_equal_ones_neither(void **state)
{
    (void)state;
    static const int64_t few[] = {1, 1, 1, 1, 1, 1, 1000}, equal[] = {5, 5, 5, 5, 5, 5, 5, 5, 5};
    struct kit k;
    fill(&k, few, 7, 2026 * 12 + 9);
    assert_int_equal(look(&k, (struct dec){0, -1})->n, 0);
    kit_close(&k);
    fill(&k, equal, 9, 2026 * 12 + 9);
    assert_int_equal(look(&k, (struct dec){0, -1})->n, 0);
    kit_close(&k);
}

static void where_most_are_equal_the_mean_deviation_decides(void **state)
{
    (void)state;
    /* The deviations are 0 but for one of 90: their mean is 10; 3.5·1.253·10 = 43.8. With two of 5 beside it,
     * no less. */
    static const int64_t one[] = {5, 5, 5, 5, 5, 5, 5, 5, 95}, near[] = {5, 5, 5, 5, 5, 6, 4, 6, 4};
    struct kit k;
    fill(&k, one, 9, 2026 * 12 + 9);
    const struct outliers *o = look(&k, (struct dec){0, -1});
    assert_true(o->n == 1 && o->item[0].unit == 8 && o->item[0].high == 48 && o->item[0].low == -38);
    kit_close(&k);
    fill(&k, near, 9, 2026 * 12 + 9);
    assert_int_equal(look(&k, (struct dec){0, -1})->n, 0);
    kit_close(&k);
}

static void a_unit_is_held_against_its_own_past(void **state)
{
    (void)state;
    struct kit k;
    kit_open(&k, str_c(SCHEME));
    for (int i = 0; i < 8; i++)
        for (int m = 0; m < 2; m++)
            assert_int_equal(values_set(k.v, m, 0, 2026 * 12 + 1 + i, 100 + i % 3, &k.err), RC_OK);
    for (int m = 0; m < 2; m++)
        assert_int_equal(values_set(k.v, m, 0, 2026 * 12 + 9, 200, &k.err), RC_OK);
    const struct outliers *o = look(&k, (struct dec){0, -1});
    assert_int_equal(o->n, 1); /* not the running total */
    assert_true(o->item[0].by == OUTLIER_HISTORY && o->item[0].unit == 0 && o->item[0].measure == 0 &&
                o->item[0].n == 8);
    kit_close(&k);
}

/* Moved and stretched, the same numbers are marked. */
static void marks_do_not_hang_on_unit_or_zero(void **state)
{
    (void)state;
    uint64_t x = 20260101;
    for (int round = 0; round < 200; round++) {
        int64_t v[9], w[9];
        for (int i = 0; i < 9; i++) {
            x = x * 6364136223846793005u + 1442695040888963407u;
            v[i] = (int64_t)(x >> 40) % 50 + (i == 8 && round % 2 ? 500 : 0);
            w[i] = -7 * v[i] + 123456;
        }
        struct kit k, l;
        fill(&k, v, 9, 2026 * 12 + 9);
        fill(&l, w, 9, 2026 * 12 + 9);
        const struct outliers *o = look(&k, (struct dec){2, 0}), *p = look(&l, (struct dec){2, 0});
        assert_int_equal(o->n, p->n);
        for (int i = 0; i < o->n; i++)
            assert_int_equal(o->item[i].unit, p->item[i].unit);
        kit_close(&k);
        kit_close(&l);
    }
}

static void a_k_that_is_none_is_refused(void **state)
{
    (void)state;
    static const struct dec wrong[] = {{0, 0}, {-1, 0}, {1001, 0}, {1, 7}};
    struct kit k;
    kit_open(&k, str_c(SCHEME));
    const struct outliers *o = NULL;
    for (size_t i = 0; i < COUNT_OF(wrong); i++)
        assert_int_equal(score_outliers(k.s, k.v, kit_window("2026-10"), wrong[i], k.a, &o, &k.err),
                         RC_INVALID);
    kit_close(&k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_border_is_exact),
        cmocka_unit_test(an_even_count_has_its_middle_between_two),
        cmocka_unit_test(few_numbers_say_nothing_and_equal_ones_neither),
        cmocka_unit_test(where_most_are_equal_the_mean_deviation_decides),
        cmocka_unit_test(a_unit_is_held_against_its_own_past),
        cmocka_unit_test(marks_do_not_hang_on_unit_or_zero),
        cmocka_unit_test(a_k_that_is_none_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
