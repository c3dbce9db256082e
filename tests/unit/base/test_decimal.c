/* Decimals at their edges: facts of IEEE 754-2008 and of the General Decimal Arithmetic Specification 1.70,
 * each worked out by hand. */
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/decimal.h"
#include "base/err.h"

#define NINES "9999999999999999999999999999999999" /* 34 */
#define BIGGEST "9.999999999999999999999999999999999E+6144"
#define SMALLEST "1E-6176"

static struct decimal of(const char *text)
{
    struct decimal d = DECIMAL_ZERO;
    assert_int_equal(decimal_read(str_c(text), &d) & DECIMAL_FAILED, 0);
    return d;
}

static void is(struct decimal got, const char *want)
{
    struct buf b CLEANUP(buf_release) = {0};
    decimal_scientific(&b, got);
    buf_putc(&b, 0);
    assert_string_equal(b.p, want);
}

typedef decimal_flags pair_fn(struct decimal, struct decimal, struct decimal *);

/* a op b; want NULL: it fails, and leaves the result alone. */
static void gives(pair_fn *fn, const char *a, const char *b, const char *want, decimal_flags flags)
{
    struct decimal r = {.low = 4711, .exponent = -3};
    assert_int_equal(fn(of(a), of(b), &r), flags);
    is(r, want ? want : "4.711");
}

static void quantized(const char *a, int scale, enum decimal_round mode, const char *want,
                      decimal_flags flags)
{
    struct decimal r = {.low = 4711, .exponent = -3};
    assert_int_equal(decimal_quantize(of(a), scale, mode, &r), flags);
    is(r, want ? want : "4.711");
}

static void the_35th_digit_is_rounded_half_to_even(void **state)
{
    (void)state;
    gives(decimal_add, "1000000000000000000000000000000000", "0.5", "1000000000000000000000000000000000",
          DECIMAL_INEXACT);
    gives(decimal_add, "1000000000000000000000000000000001", "0.5", "1000000000000000000000000000000002",
          DECIMAL_INEXACT);
    gives(decimal_add, "1000000000000000000000000000000000", "0.5000000001",
          "1000000000000000000000000000000001", DECIMAL_INEXACT);
    gives(decimal_add, "1000000000000000000000000000000000", "-0.5", "999999999999999999999999999999999.5",
          0);
    gives(decimal_sub, "1000000000000000000000000000000000", "0.05", "1000000000000000000000000000000000",
          DECIMAL_INEXACT);
    gives(decimal_sub, "1000000000000000000000000000000000", "0.0500000000000001",
          "999999999999999999999999999999999.9", DECIMAL_INEXACT);
    is(of("1000000000000000000000000000000000.5"), "1000000000000000000000000000000000");
    is(of("1000000000000000000000000000000001.5"), "1000000000000000000000000000000002");
    is(of("1000000000000000000000000000000000.50000000000000000000000000000000000000000000000000000000001"),
       "1000000000000000000000000000000001");
}

static void a_carry_through_all_digits_moves_the_exponent(void **state)
{
    (void)state;
    gives(decimal_add, NINES, "1", "1.000000000000000000000000000000000E+34", 0);
    gives(decimal_add, NINES, "0.5", "1.000000000000000000000000000000000E+34", DECIMAL_INEXACT);
    gives(decimal_add, NINES, "0.4", NINES, DECIMAL_INEXACT);
    gives(decimal_mul, NINES, NINES, "9.999999999999999999999999999999998E+67", DECIMAL_INEXACT);
    gives(decimal_div, NINES, "3", "3333333333333333333333333333333333", 0);
    quantized("99.995", 2, DECIMAL_HALF_UP, "100.00", DECIMAL_INEXACT);
}

static void a_number_too_small_to_be_seen_still_rounds(void **state)
{
    (void)state;
    gives(decimal_add, "1E+6000", "1E-6000", "1.000000000000000000000000000000000E+6000", DECIMAL_INEXACT);
    gives(decimal_sub, "1E+6000", "1E-6000", "1.000000000000000000000000000000000E+6000", DECIMAL_INEXACT);
    gives(decimal_sub, "1E+40", "1E+5", "1.000000000000000000000000000000000E+40", DECIMAL_INEXACT);
    gives(decimal_sub, "1E+40", "5E+5", "1.000000000000000000000000000000000E+40", DECIMAL_INEXACT);
    gives(decimal_sub, "1E+40", "5.1E+5", "9.999999999999999999999999999999999E+39", DECIMAL_INEXACT);
}

static void beyond_the_largest_number_is_overflow(void **state)
{
    (void)state;
    struct decimal r = DECIMAL_ONE;
    gives(decimal_add, BIGGEST, "1E+6111", NULL, DECIMAL_OVERFLOW | DECIMAL_INEXACT);
    gives(decimal_add, BIGGEST, "4E+6110", BIGGEST, DECIMAL_INEXACT);
    gives(decimal_add, BIGGEST, "5E+6110", NULL, DECIMAL_OVERFLOW | DECIMAL_INEXACT);
    gives(decimal_mul, BIGGEST, "-10", NULL, DECIMAL_OVERFLOW | DECIMAL_INEXACT);
    gives(decimal_div, BIGGEST, "0.1", NULL, DECIMAL_OVERFLOW | DECIMAL_INEXACT);
    assert_int_equal(decimal_read(STR("1E+6145"), &r), DECIMAL_OVERFLOW | DECIMAL_INEXACT);
    assert_int_equal(decimal_read(STR("1E+99999999999999999999"), &r), DECIMAL_OVERFLOW | DECIMAL_INEXACT);
    is(r, "1");
}

/* The largest exponent is reached by zeros behind the digits ("clamp"). */
static void few_digits_with_a_large_exponent_get_zeros(void **state)
{
    (void)state;
    is(of("1E+6144"), "1.000000000000000000000000000000000E+6144");
    is(of("1E+6112"), "1.0E+6112");
    is(of("1E+6111"), "1E+6111");
    is(of("0E+6200"), "0E+6111");
    gives(decimal_mul, "1E+4000", "1E+2140", "1.00000000000000000000000000000E+6140", 0);
}

static void tiny_numbers_lose_digits_and_say_so(void **state)
{
    (void)state;
    gives(decimal_div, SMALLEST, "2", "0E-6176", DECIMAL_INEXACT | DECIMAL_UNDERFLOW);
    gives(decimal_mul, SMALLEST, "1.5", "2E-6176", DECIMAL_INEXACT | DECIMAL_UNDERFLOW);
    gives(decimal_mul, SMALLEST, "0.5000000001", SMALLEST, DECIMAL_INEXACT | DECIMAL_UNDERFLOW);
    gives(decimal_add, SMALLEST, SMALLEST, "2E-6176", 0);
    gives(decimal_mul, "1E-6143", "0.1", "1E-6144", 0); /* subnormal, but exact */
    gives(decimal_mul, "9.999999999999999999999999999999999E-6143", "0.1",
          "1.000000000000000000000000000000000E-6143",
          DECIMAL_INEXACT | DECIMAL_UNDERFLOW); /* tiny before it was rounded */
    is(of("1E-6177"), "0E-6176");
    is(of("5.1E-6177"), SMALLEST);
    is(of("0E-7000"), "0E-6176");
}

static void zeros_have_an_exponent_and_no_sign(void **state)
{
    (void)state;
    gives(decimal_sub, "1.30", "1.3", "0.00", 0);
    gives(decimal_mul, "-1", "0", "0", 0);
    gives(decimal_mul, "0.00", "-5.0", "0.000", 0);
    gives(decimal_add, "0", "-0.00", "0.00", 0);
    gives(decimal_add, "1.5", "0E-4", "1.5000", 0);
    gives(decimal_add, NINES, "0E-4", NINES, 0);
    gives(decimal_div, "0", "-7", "0", 0);
    gives(decimal_div, "0", "0", NULL, DECIMAL_INVALID);
    gives(decimal_div, "7", "0.00", NULL, DECIMAL_BY_ZERO);
    is(decimal_neg(of("0.0")), "0.0");
    is(of("-0"), "0");
    is(decimal_reduce(of("0E+300")), "0");
    assert_int_equal(decimal_cmp(of("0E+6111"), of("0E-6176")), 0);
    assert_true(decimal_hash(of("0E+6111")) == decimal_hash(DECIMAL_ZERO));
}

static void quotients_keep_the_digits_that_they_need(void **state)
{
    (void)state;
    gives(decimal_div, "1", "3", "0.3333333333333333333333333333333333", DECIMAL_INEXACT);
    gives(decimal_div, "2", "3", "0.6666666666666666666666666666666667", DECIMAL_INEXACT);
    gives(decimal_div, "2.40", "2", "1.20", 0);
    gives(decimal_div, "100", "8", "12.5", 0);
    gives(decimal_div, "1E+20", "1E+20", "1", 0);
    gives(decimal_div, "2400", "2.0", "1.20E+3", 0); /* the preferred exponent is 0 − (−1) = 1 */
    gives(decimal_div, "9999999999999999999999999999999999", "9999999999999999999999999999999998",
          "1.000000000000000000000000000000000", DECIMAL_INEXACT);
}

static void quantizing_goes_seven_ways(void **state)
{
    (void)state;
    static const struct {
        const char *a;
        const char *want[DECIMAL_ROUND__COUNT]; /* half even, up, down; up, down; ceiling, floor */
    } FACT[] = {{"2.5", {"2", "3", "2", "3", "2", "3", "2"}},
                {"-2.5", {"-2", "-3", "-2", "-3", "-2", "-2", "-3"}},
                {"3.5", {"4", "4", "3", "4", "3", "4", "3"}},
                {"2.500000000000000000000000000000001", {"3", "3", "3", "3", "2", "3", "2"}},
                {"0.000001", {"0", "0", "0", "1", "0", "1", "0"}},
                {"-1E-6176", {"0", "0", "0", "-1", "0", "0", "-1"}},
                {"7.0", {"7", "7", "7", "7", "7", "7", "7"}}};
    for (size_t i = 0; i < COUNT_OF(FACT); i++)
        for (int mode = 0; mode < DECIMAL_ROUND__COUNT; mode++)
            quantized(FACT[i].a, 0, (enum decimal_round)mode, FACT[i].want[mode],
                      i + 1 < COUNT_OF(FACT) ? DECIMAL_INEXACT : 0);
}

static void quantizing_ends_at_34_digits_and_at_the_ends_of_the_exponents(void **state)
{
    (void)state;
    quantized("1", 33, DECIMAL_HALF_EVEN, "1.000000000000000000000000000000000", 0);
    quantized("1", 34, DECIMAL_HALF_EVEN, NULL, DECIMAL_INVALID);
    quantized("0", 6176, DECIMAL_HALF_EVEN, "0E-6176", 0);
    quantized("0", 6177, DECIMAL_HALF_EVEN, NULL, DECIMAL_INVALID);
    quantized("1", -6111, DECIMAL_UP, "1E+6111", DECIMAL_INEXACT);
    quantized("1", -6112, DECIMAL_UP, NULL, DECIMAL_INVALID);
    quantized(NINES, -1, DECIMAL_UP, "1.000000000000000000000000000000000E+34", DECIMAL_INEXACT);
    quantized(NINES, INT_MIN, DECIMAL_UP, NULL, DECIMAL_INVALID);
    quantized(NINES, INT_MAX, DECIMAL_UP, NULL, DECIMAL_INVALID);
    struct decimal r = DECIMAL_ZERO;
    assert_int_equal(decimal_to_scale(of("2.5"), 4, DECIMAL_HALF_UP, &r), 0);
    is(r, "2.5");
    assert_int_equal(decimal_to_scale(of("1"), INT_MAX, DECIMAL_HALF_UP, &r), 0);
    is(r, "1");
}

static void modulo_has_the_sign_of_the_divisor(void **state)
{
    (void)state;
    gives(decimal_modulo, "12", "5", "2", 0);
    gives(decimal_modulo, "-12", "5", "3", 0);
    gives(decimal_modulo, "12", "-5", "-3", 0);
    gives(decimal_modulo, "-12", "-5", "-2", 0);
    gives(decimal_modulo, "10.1", "4.5", "1.1", 0);
    gives(decimal_modulo, "-10.1", "4.5", "3.4", 0);
    gives(decimal_modulo, "-10", "5", "0", 0);
    gives(decimal_modulo, "1", "0", NULL, DECIMAL_BY_ZERO);
    gives(decimal_modulo, "0", "0", NULL, DECIMAL_INVALID);
}

static void modulo_is_exact_however_far_the_exponents_are_apart(void **state)
{
    (void)state;
    gives(decimal_modulo, "1E+6144", "7", "1", 0); /* 10^6 ≡ 1, and 6 divides 6144 */
    gives(decimal_modulo, "1E+6143", "7", "5", 0);
    gives(decimal_modulo, "1E-6176", "7", SMALLEST, 0);
    gives(decimal_modulo, "-1E-6176", "7", "7.000000000000000000000000000000000", DECIMAL_INEXACT);
    gives(decimal_modulo, "1E+6144", NINES, "1000000000000000000000000", 0); /* 6144 mod 34 */
}

static void comparison_is_by_value(void **state)
{
    (void)state;
    static const char *const RISING[] = {("-" BIGGEST), "-1",   "-1E-6176", "0",       SMALLEST,
                                         "1E-6175",     "0.99", "1.00",     "1.00001", "9.9",
                                         "1E1",         "11",   "1E+33",    BIGGEST};
    for (size_t i = 0; i < COUNT_OF(RISING); i++)
        for (size_t k = 0; k < COUNT_OF(RISING); k++) {
            int sign = decimal_cmp(of(RISING[i]), of(RISING[k]));
            assert_int_equal((sign > 0) - (sign < 0), (i > k) - (i < k));
        }
    assert_int_equal(decimal_cmp(of("1E+33"), of("1000000000000000000000000000000000")), 0);
    assert_int_equal(decimal_cmp(of("1E+34"), of("1000000000000000000000000000000001")), 1);
}

static void whole_numbers_go_in_and_out_at_their_ends(void **state)
{
    (void)state;
    int64_t v = 4711;
    is(decimal_of(INT64_MIN), "-9223372036854775808");
    is(decimal_of_scaled(INT64_MIN, 4), "-922337203685477.5808");
    assert_true(decimal_to_i64(of("-9223372036854775808.000"), &v));
    assert_true(v == INT64_MIN);
    assert_true(decimal_to_i64(of("9.223372036854775807E+18"), &v));
    assert_true(v == INT64_MAX);
    assert_false(decimal_to_i64(of("9223372036854775808"), &v));
    assert_false(decimal_to_i64(of("-9223372036854775809"), &v));
    assert_false(decimal_to_i64(of("0.1"), &v));
    assert_false(decimal_to_i64(of(BIGGEST), &v));
    assert_true(v == INT64_MAX);
    assert_true(decimal_to_i64(of("0E+6111"), &v));
    assert_true(v == 0);
    assert_true(decimal_to_scaled(of("12.340"), 2, &v));
    assert_int_equal(v, 1234);
    assert_false(decimal_to_scaled(of("12.345"), 2, &v));
    assert_true(decimal_is_integer(of("12.000")) && decimal_is_integer(of("0.0")) &&
                !decimal_is_integer(of("12.001")));
}

static void plain_text_has_no_exponent_up_to_100_digits(void **state)
{
    (void)state;
    static const char *const FACT[][2] = {{"1.20E+3", "1200"},
                                          {"1E-7", "0.0000001"},
                                          {"-0.00", "0.00"},
                                          {"0E+5", "0"},
                                          {"1E+6144", "1.000000000000000000000000000000000E+6144"},
                                          {"1E-101", "1E-101"},
                                          {"-1.50", "-1.50"}};
    for (size_t i = 0; i < COUNT_OF(FACT); i++) {
        struct buf b CLEANUP(buf_release) = {0};
        decimal_text(&b, of(FACT[i][0]));
        buf_putc(&b, 0);
        assert_string_equal(b.p, FACT[i][1]);
    }
}

static void what_is_no_number_is_refused_and_nothing_is_written(void **state)
{
    (void)state;
    static const char *const BAD[] = {"",   ".",  "-",  "+",     "e5",   "1e",  "1e+", "1.2.3",    "--1",
                                      "1-", "1 ", " 1", "1_000", "0x10", "NaN", "inf", "Infinity", "１"};
    for (size_t i = 0; i < COUNT_OF(BAD); i++) {
        struct decimal r = DECIMAL_ONE;
        assert_int_equal(decimal_read(str_c(BAD[i]), &r), DECIMAL_INVALID);
        is(r, "1");
    }
    is(of("+.5"), "0.5");
    is(of("5."), "5");
    is(of("007"), "7");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_35th_digit_is_rounded_half_to_even),
        cmocka_unit_test(a_carry_through_all_digits_moves_the_exponent),
        cmocka_unit_test(a_number_too_small_to_be_seen_still_rounds),
        cmocka_unit_test(beyond_the_largest_number_is_overflow),
        cmocka_unit_test(few_digits_with_a_large_exponent_get_zeros),
        cmocka_unit_test(tiny_numbers_lose_digits_and_say_so),
        cmocka_unit_test(zeros_have_an_exponent_and_no_sign),
        cmocka_unit_test(quotients_keep_the_digits_that_they_need),
        cmocka_unit_test(quantizing_goes_seven_ways),
        cmocka_unit_test(quantizing_ends_at_34_digits_and_at_the_ends_of_the_exponents),
        cmocka_unit_test(modulo_has_the_sign_of_the_divisor),
        cmocka_unit_test(modulo_is_exact_however_far_the_exponents_are_apart),
        cmocka_unit_test(comparison_is_by_value),
        cmocka_unit_test(whole_numbers_go_in_and_out_at_their_ends),
        cmocka_unit_test(plain_text_has_no_exponent_up_to_100_digits),
        cmocka_unit_test(what_is_no_number_is_refused_and_nothing_is_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
