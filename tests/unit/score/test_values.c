/* Values in columns: many at once are the same as one by one. */
#include "kit.h"

enum { UNITS = 5, MONTH = 2026 * 12 };

static void open_values(struct kit *k)
{
    kit_open(k, STR("scheme: x\nwindow: {every: month}\nmeasures:\n  - {id: v}\n"
                    "  - {id: l, kind: level, levels: [{name: 好, points: 2}, {name: 差, points: 1}]}\n"
                    "classes: [{id: c, units: [甲, 乙, 丙, 丁, 戊]}]\n"
                    "tree: [{id: n, points: 100, measure: v, method: direct}]\n"));
}

static void column_is(const struct kit *k, const int64_t *should)
{
    for (int u = 0; u < UNITS; u++)
        assert_int_equal(values_get(k->v, 0, u, MONTH), should[u]);
}

static void a_run_sets_the_units_it_names_and_no_other(void **state)
{
    (void)state;
    struct kit k;
    open_values(&k);
    const int64_t all[] = {1, 2, VALUE_MISSING, -4, 5}, middle[] = {VALUE_MISSING, 7};
    assert_int_equal(values_set_run(k.v, 0, 0, MONTH, all, UNITS, &k.err), RC_OK);
    column_is(&k, all);
    assert_int_equal(values_set_run(k.v, 0, 1, MONTH, middle, 2, &k.err), RC_OK);
    column_is(&k, (const int64_t[]){1, VALUE_MISSING, 7, -4, 5});
    assert_int_equal(values_largest(k.v, 0), 7);
    kit_close(&k);
}

static void a_run_with_one_large_number_widens_the_column(void **state)
{
    (void)state;
    struct kit k;
    open_values(&k);
    const int64_t small[] = {1, VALUE_MISSING, 3}, large[] = {-VALUE_NARROW_MAX - 1, VALUE_MISSING};
    assert_int_equal(values_set_run(k.v, 0, 0, MONTH, small, 3, &k.err), RC_OK);
    assert_non_null(values_column(k.v, 0, MONTH).small);
    assert_int_equal(values_set(k.v, 0, 3, MONTH, VALUE_SMALL_MAX + 1, &k.err), RC_OK);
    assert_non_null(values_column(k.v, 0, MONTH).narrow);
    column_is(&k, (const int64_t[]){1, VALUE_MISSING, 3, VALUE_SMALL_MAX + 1, VALUE_MISSING});
    assert_int_equal(values_set_run(k.v, 0, 3, MONTH, large, 2, &k.err), RC_OK);
    assert_non_null(values_column(k.v, 0, MONTH).wide);
    column_is(&k, (const int64_t[]){1, VALUE_MISSING, 3, -VALUE_NARROW_MAX - 1, VALUE_MISSING});
    assert_int_equal(values_largest(k.v, 0), VALUE_NARROW_MAX + 1);
    kit_close(&k);
}

static void a_run_beyond_the_last_unit_or_of_no_level_sets_nothing(void **state)
{
    (void)state;
    struct kit k;
    open_values(&k);
    const int64_t v[] = {1, 0, 2, 1, 1};
    assert_int_equal(values_set_run(k.v, 0, 1, MONTH, v, UNITS, &k.err), RC_INVALID);
    assert_string_equal(k.err.text, "score.value_nowhere");
    assert_int_equal(values_set_run(k.v, 0, 0, MONTH, v, 0, &k.err), RC_INVALID);
    assert_int_equal(values_set_run(k.v, 1, 0, MONTH, v, UNITS, &k.err), RC_INVALID);
    assert_string_equal(k.err.text, "score.value_no_level");
    for (int u = 0; u < UNITS; u++) {
        assert_true(values_get(k.v, 0, u, MONTH) == VALUE_MISSING);
        assert_true(values_get(k.v, 1, u, MONTH) == VALUE_MISSING);
    }
    assert_int_equal(values_set_run(k.v, 1, 0, MONTH, v, 2, &k.err), RC_OK);
    assert_int_equal(values_get(k.v, 1, 1, MONTH), 0);
    kit_close(&k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_run_sets_the_units_it_names_and_no_other),
        cmocka_unit_test(a_run_with_one_large_number_widens_the_column),
        cmocka_unit_test(a_run_beyond_the_last_unit_or_of_no_level_sets_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
