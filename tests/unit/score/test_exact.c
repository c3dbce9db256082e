/* The arithmetic, beyond 128 bits too. Reference figures come from Python's fractions module. */
#include "kit.h"

#include "base/decimal.h"
#include "score/exact.h"

static int64_t rounded(struct exact *e, struct rat x, int digits, enum rounding_mode mode)
{
    int64_t r = 0;
    assert_true(rat_round(e, x, digits, mode, &r));
    return r;
}

static struct rat harmonic(struct exact *e, int n)
{
    struct rat h = rat_int(0);
    for (int i = 1; i <= n; i++)
        h = rat_add(e, h, rat_div(e, rat_int(1), rat_int(i)));
    return h;
}

static void harmonic_sum_of_200_is_right_to_12_digits(void **state)
{
    (void)state;
    struct exact e = {.a = arena_new(0)};
    struct rat h = harmonic(&e, 200);
    assert_non_null(h.bn);
    assert_true(rounded(&e, h, 12, ROUND_HALF_UP) == INT64_C(5878030948121));
    arena_free(e.a);
}

static void what_is_added_can_be_taken_away_exactly(void **state)
{
    (void)state;
    struct exact e = {.a = arena_new(0)};
    struct rat h = harmonic(&e, 150), tie = rat_scaled(25, 3);
    struct rat back = rat_sub(&e, rat_add(&e, h, tie), h);
    assert_int_equal(rat_cmp(&e, back, tie), 0);
    /* 0.025 to two digits is a tie that an approximation would not see. */
    assert_int_equal(rounded(&e, back, 2, ROUND_HALF_UP), 3);
    assert_int_equal(rounded(&e, back, 2, ROUND_HALF_EVEN), 2);
    assert_int_equal(rounded(&e, rat_neg(back), 2, ROUND_HALF_UP), -3);
    assert_int_equal(rounded(&e, rat_neg(back), 2, ROUND_DOWN), -2);
    assert_int_equal(rat_sign(rat_sub(&e, h, h)), 0);
    arena_free(e.a);
}

static void long_products_and_quotients_come_back(void **state)
{
    (void)state;
    struct exact e = {.a = arena_new(0)};
    struct rat p = rat_int(1);
    for (int i = 1; i <= 40; i++)
        p = rat_mul(&e, p, rat_div(&e, rat_int(1000000000 + 7 * i), rat_int(1000000000 - 7 * i)));
    assert_true(rounded(&e, p, 12, ROUND_HALF_UP) == INT64_C(1000011480066));
    for (int i = 1; i <= 40; i++)
        p = rat_div(&e, p, rat_div(&e, rat_int(1000000000 + 7 * i), rat_int(1000000000 - 7 * i)));
    assert_int_equal(rat_cmp(&e, p, rat_int(1)), 0);
    arena_free(e.a);
}

static void small_and_large_agree_on_order_and_floor(void **state)
{
    (void)state;
    struct exact e = {.a = arena_new(0)};
    struct rat h = harmonic(&e, 100), negative = rat_neg(h);
    assert_int_equal(rat_cmp(&e, h, rat_int(5)), 1);
    assert_int_equal(rat_cmp(&e, h, rat_int(6)), -1);
    assert_int_equal(rat_cmp(&e, negative, h), -1);
    assert_int_equal(rounded(&e, rat_floor(&e, h), 0, ROUND_DOWN), 5);
    assert_int_equal(rounded(&e, rat_floor(&e, negative), 0, ROUND_DOWN), -6);
    assert_int_equal(rounded(&e, rat_floor(&e, rat_scaled(-15, 1)), 0, ROUND_DOWN), -2);
    assert_int_equal(rounded(&e, rat_floor(&e, rat_scaled(-20, 1)), 0, ROUND_DOWN), -2);
    assert_int_equal(rat_cmp(&e, rat_max(&e, h, rat_int(5)), h), 0);
    arena_free(e.a);
}

static void no_value_flows_through(void **state)
{
    (void)state;
    struct exact e = {.a = arena_new(0)};
    struct rat zero = rat_div(&e, rat_int(1), rat_int(0));
    assert_true(rat_is_undefined(zero));
    assert_true(rat_is_undefined(rat_add(&e, zero, rat_int(1))));
    assert_true(rat_is_none(rat_mul(&e, zero, RAT_MISSING)) &&
                !rat_is_undefined(rat_mul(&e, zero, RAT_MISSING)));
    assert_true(rat_is_none(rat_min(&e, RAT_MISSING, rat_int(1))));
    arena_free(e.a);
}

static void limits_are_told_and_not_passed(void **state)
{
    (void)state;
    struct exact e = {.a = arena_new(0)};
    int64_t r;
    struct rat x = rat_int(INT64_MAX);
    assert_true(rounded(&e, x, 0, ROUND_HALF_UP) == INT64_MAX);
    assert_false(rat_round(&e, rat_add(&e, x, rat_int(1)), 0, ROUND_HALF_UP, &r));
    assert_true(e.too_large);
    e.too_large = false;
    assert_false(rat_round(&e, rat_add(&e, x, rat_scaled(5, 1)), 0, ROUND_HALF_UP, &r));
    assert_true(e.too_large);
    e.too_large = false;
    for (int i = 0; i < 30 && !e.too_large; i++)
        x = rat_mul(&e, x, x);
    assert_true(e.too_large);
    arena_free(e.a);
    e = (struct exact){.a = arena_new(2000)};
    (void)harmonic(&e, 500);
    assert_true(e.no_memory);
    arena_free(e.a);
}

static void numbers_are_written_short(void **state)
{
    (void)state;
    struct exact e = {.a = arena_new(0)};
    const struct {
        int64_t units;
        int digits;
        const char *text;
    } cases[] = {{0, 4, "0"},        {-5, 1, "-0.5"},    {12300, 2, "123"},
                 {1203, 2, "12.03"}, {7, 6, "0.000007"}, {-100, 0, "-100"}};
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        assert_true(
            str_eq(rat_write(&e, e.a, rat_scaled(cases[i].units, cases[i].digits), 6), str_c(cases[i].text)));
    assert_true(str_eq(rat_write(&e, e.a, rat_div(&e, rat_int(2), rat_int(3)), 6), STR("0.666667")));
    assert_int_equal(rat_write(&e, e.a, RAT_MISSING, 6).n, 0);
    arena_free(e.a);
}

static void becomes(struct exact *e, struct rat x, const char *text)
{
    struct decimal d;
    struct buf b = {0};
    assert_true(rat_decimal(e, x, &d));
    decimal_text(&b, d);
    assert_true(str_eq(buf_str(&b), str_c(text)));
    buf_release(&b);
}

static void a_decimal_has_34_digits_rounded_once(void **state)
{
    (void)state;
    struct exact e = {.a = arena_new(0)};
    struct rat ten_17 = rat_int(INT64_C(100000000000000000)), h = harmonic(&e, 200);
    struct rat ten_34 = rat_mul(&e, ten_17, ten_17), ten_35 = rat_mul(&e, ten_34, rat_int(10));
    becomes(&e, rat_div(&e, rat_int(2), rat_int(3)), "0.6666666666666666666666666666666667");
    becomes(&e, rat_div(&e, rat_int(-1), rat_int(8)), "-0.125");
    becomes(&e, rat_scaled(-1250, 2), "-12.5");
    becomes(&e, h, "5.878030948121444476057386397130862");
    becomes(&e, rat_neg(rat_div(&e, h, ten_34)),
            "-0.0000000000000000000000000000000005878030948121444476057386397130862");
    /* Past the last digit lies a half: to the even one, which is a digit more. */
    becomes(&e, rat_sub(&e, ten_35, rat_int(5)), "100000000000000000000000000000000000");
    becomes(&e, rat_sub(&e, ten_35, rat_int(15)), "99999999999999999999999999999999980");
    arena_free(e.a);
}

static void a_decimal_comes_back_as_the_same_number(void **state)
{
    (void)state;
    static const char *const texts[] = {"0",
                                        "-12.5",
                                        "0.0000000000000000000000000000000001",
                                        "1E+30",
                                        "9999999999999999999999999999999999",
                                        "-3E-60"};
    struct exact e = {.a = arena_new(0)};
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        struct decimal d, back;
        assert_int_equal(decimal_read(str_c(texts[i]), &d) & DECIMAL_FAILED, 0);
        assert_true(rat_decimal(&e, rat_of_decimal(&e, d), &back));
        assert_int_equal(decimal_cmp(d, back), 0);
    }
    arena_free(e.a);
}

#define CHECK_EXACT(x, text)                                                                                 \
    do {                                                                                                     \
        struct str is_ = rat_write_exact(&e, e.a, (x));                                                      \
        if (!str_eq(is_, str_c(text)))                                                                       \
            fail_msg("%.*s", STR_ARG(is_));                                                                  \
    } while (0)

static void numbers_are_written_exactly_decimal_or_fraction(void **state)
{
    (void)state;
    struct exact e = {.a = arena_new(0)};
    static const char h200[] =
        "73430450139366304745412892037069099001170161275640475032430988199840965762047744"
        "114895233/1249235514196023202368391728869782990490349565870952719366100081174940"
        "8076321384817296000";
    CHECK_EXACT(rat_int(0), "0");
    CHECK_EXACT(rat_scaled(-1250, 2), "-12.5");
    CHECK_EXACT(rat_scaled(5, 12), "0.000000000005");
    CHECK_EXACT(rat_div(&e, rat_int(-6), rat_int(9)), "-2/3");
    CHECK_EXACT(rat_div(&e, rat_int(1), rat_int(8192)), "1/8192"); /* it ends, but not within 12 decimals */
    CHECK_EXACT(((struct rat){.n = -((i128)INT64_MAX << 60), .d = 1}),
                "-10633823966279326982077534977635909632");
    struct rat h = harmonic(&e, 200);
    CHECK_EXACT(h, h200);
    CHECK_EXACT(rat_sub(&e, rat_add(&e, h, rat_scaled(-25, 3)), h), "-0.025");
    CHECK_EXACT(rat_neg(h), arena_printf(e.a, "-%s", h200).p);
    assert_false(e.no_memory || e.too_large);
    arena_free(e.a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(harmonic_sum_of_200_is_right_to_12_digits),
        cmocka_unit_test(what_is_added_can_be_taken_away_exactly),
        cmocka_unit_test(long_products_and_quotients_come_back),
        cmocka_unit_test(small_and_large_agree_on_order_and_floor),
        cmocka_unit_test(no_value_flows_through),
        cmocka_unit_test(limits_are_told_and_not_passed),
        cmocka_unit_test(numbers_are_written_short),
        cmocka_unit_test(numbers_are_written_exactly_decimal_or_fraction),
        cmocka_unit_test(a_decimal_has_34_digits_rounded_once),
        cmocka_unit_test(a_decimal_comes_back_as_the_same_number),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
