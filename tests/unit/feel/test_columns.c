/* Columns beside one row at a time: random expressions over random columns give the same digits. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "feel/feel.h"

#define INPUTS 4
#define ROWS 700 /* two blocks and a part */

static const struct feel_input INPUT[INPUTS] = {{STR_INIT("实际值"), &FEEL_NUMBER},
                                                {STR_INIT("目标值"), &FEEL_NUMBER},
                                                {STR_INIT("x"), &FEEL_NUMBER},
                                                {STR_INIT("y"), &FEEL_ANY}};
static const struct feel_scope SCOPE = {.input = INPUT, .inputs = INPUTS};

static uint64_t seed;

static uint64_t draw(uint64_t n)
{
    seed ^= seed >> 12;
    seed ^= seed << 25;
    seed ^= seed >> 27;
    return (seed * UINT64_C(0x2545f4914f6cdd1d) >> 16) % n;
}

/* -- random expressions -- */

static void put_number(struct buf *out, int depth);

static void put_truth(struct buf *out, int depth)
{
    static const char *const COMPARE[] = {"=", "!=", "<", "<=", ">", ">="};
    switch (depth > 0 ? draw(7) : draw(2)) {
    case 0:
    case 1:
    case 2:
        buf_putc(out, '(');
        put_number(out, depth - 1);
        buf_printf(out, " %s ", COMPARE[draw(6)]);
        put_number(out, depth - 1);
        break;
    case 3:
        buf_printf(out, "(");
        put_truth(out, depth - 1);
        buf_printf(out, draw(2) ? " and " : " or ");
        put_truth(out, depth - 1);
        break;
    case 4:
        buf_printf(out, "(");
        put_number(out, depth - 1);
        buf_printf(out, " between ");
        put_number(out, depth - 1);
        buf_printf(out, " and ");
        put_number(out, depth - 1);
        break;
    case 5:
        buf_printf(out, "(");
        put_number(out, depth - 1);
        buf_printf(out, draw(2) ? " in (60..80]" : " in (<= 0, 7, [100..1000])");
        break;
    default:
        buf_printf(out, "not(");
        put_truth(out, depth - 1);
    }
    buf_putc(out, ')');
}

static void put_leaf(struct buf *out)
{
    static const char *const CONSTANT[] = {"0",     "1",     "100",
                                           "0.5",   "2.50",  "60",
                                           "1e20",  "1e-30", "0.333333333333333333333333333333333",
                                           "-3",    "null",  "9999999999999999999999999999999999",
                                           "1e6100"};
    if (draw(3))
        buf_put(out, INPUT[draw(INPUTS)].name);
    else
        buf_printf(out, "%s", CONSTANT[draw(COUNT_OF(CONSTANT))]);
}

static void put_call(struct buf *out, int depth)
{
    static const char *const CALL[] = {"abs(",     "floor(", "ceiling(", "round half up(", "decimal(",
                                       "modulo(",  "min(",   "max(",     "sum(",           "mean(",
                                       "product(", "sum([",  "min(["};
    size_t which = (size_t)draw(COUNT_OF(CALL));
    buf_printf(out, "%s", CALL[which]);
    put_number(out, depth - 1);
    if (which == 3 || which == 4)
        buf_printf(out, ", %d", (int)draw(4));
    for (uint64_t n = which == 5 ? 1 : which > 5 ? draw(3) : 0; n > 0; n--) {
        buf_printf(out, ", ");
        draw(8) ? put_number(out, depth - 1) : put_truth(out, depth - 1);
    }
    buf_printf(out, which > 10 ? "])" : ")");
}

static void put_number(struct buf *out, int depth)
{
    static const char *const OP[] = {" + ", " - ", " * ", " / "};
    if (depth <= 0) {
        put_leaf(out);
        return;
    }
    switch (draw(12)) {
    case 0:
        buf_printf(out, "-(");
        put_number(out, depth - 1);
        break;
    case 1:
        buf_printf(out, "(if ");
        put_truth(out, depth - 1);
        buf_printf(out, " then ");
        put_number(out, depth - 1);
        buf_printf(out, " else ");
        draw(6) ? put_number(out, depth - 1) : put_truth(out, depth - 1);
        break;
    case 2:
    case 3:
        put_call(out, depth);
        return;
    case 4:
        put_leaf(out);
        return;
    case 5:
        buf_printf(out, "((");
        put_number(out, depth - 1);
        buf_printf(out, ") ** %d", (int)draw(5));
        break;
    default:
        buf_putc(out, '(');
        put_number(out, depth - 1);
        buf_printf(out, "%s", OP[draw(4)]);
        put_number(out, depth - 1);
    }
    buf_putc(out, ')');
}

/* -- quotients, and what is done with them -- */

static void put_operand(struct buf *out)
{
    static const char *const CONSTANT[] = {
        "1",  "2",    "3",   "100",    "60", "0.5",        "1.5",  "0.35", "0.01", "-7", "12",
        "90", "33.3", "1.2", "0.0005", "0",  "1000000007", "-0.3", "125",  "1024", "6",  "1e3"};
    if (draw(3) == 0)
        buf_put(out, INPUT[draw(INPUTS)].name);
    else
        buf_printf(out, "%s", CONSTANT[draw(COUNT_OF(CONSTANT))]);
}

static void put_quotient(struct buf *out, int steps)
{
    static const char *const FRAME[][2] = {{"(", " * "},
                                           {"(", " * "},
                                           {"(", " + "},
                                           {"(", " - "},
                                           {"(", " / "},
                                           {"(", " * "},
                                           {"(", " / "},
                                           {"min(", ", "},
                                           {"max(", ", "},
                                           {"(-", " + "},
                                           {"abs(", ") * ("},
                                           {"(100 - ", " * "},
                                           {"mean(1, ", ", "},
                                           {"floor(", ", 1"},
                                           {"ceiling(", ""},
                                           {"decimal(", ", 2"},
                                           {"round up(", ", 0"},
                                           {"round half up(", ", 1"},
                                           {"round half down(", ", -1"},
                                           {"round down(", ", 3"}};
    if (steps <= 0) {
        buf_putc(out, '(');
        put_operand(out);
        buf_printf(out, draw(3) ? " / " : " + ");
        put_operand(out);
        buf_putc(out, ')');
        return;
    }
    if (draw(5) == 0) {
        buf_printf(out, "(if ");
        put_quotient(out, steps - 2);
        buf_printf(out, draw(2) ? " >= " : draw(2) ? " < " : " = ");
        draw(2) ? put_operand(out) : put_quotient(out, steps - 2);
        buf_printf(out, " then ");
        put_quotient(out, steps - 1);
        buf_printf(out, " else ");
        draw(2) ? put_operand(out) : put_quotient(out, steps - 2);
        buf_putc(out, ')');
        return;
    }
    size_t which = (size_t)draw(COUNT_OF(FRAME));
    buf_printf(out, "%s", FRAME[which][0]);
    put_quotient(out, steps - 1);
    buf_printf(out, "%s", FRAME[which][1]);
    if (which <= 12)
        draw(4) ? put_operand(out) : put_quotient(out, steps - 2);
    buf_putc(out, ')');
}

/* -- random columns -- */

#define NONE (-7) /* of narrow columns */

struct drawn {
    int64_t v[INPUTS][ROWS];
    int32_t narrow[INPUTS][ROWS];
    uint8_t missing[INPUTS][ROWS];
    struct feel_column column[INPUTS];
};

static void draw_columns(struct drawn *d, bool are_small)
{
    for (int k = 0; k < INPUTS; k++) {
        uint64_t most = are_small ? 20 + draw(200) : draw(4) ? 20 + draw(100000) : UINT64_C(1) << 47;
        bool has_missing = draw(2);
        for (int i = 0; i < ROWS; i++) {
            d->v[k][i] = (int64_t)draw(most) - (int64_t)(most / 4);
            d->missing[k][i] = draw(8) == 0;
            if (!are_small && draw(200) == 0)
                d->v[k][i] = draw(2) ? INT64_MAX : INT64_MIN;
            if (draw(20) == 0)
                d->v[k][i] = 0;
        }
        d->column[k] =
            (struct feel_column){.v = d->v[k],
                                 .missing = has_missing ? d->missing[k] : NULL,
                                 .is_same = draw(6) == 0,
                                 .scale = are_small ? (int)draw(3) : (int)draw(7) - (draw(10) == 0 ? 3 : 0)};
        bool is_narrow = draw(4) == 0;
        for (int i = 0; is_narrow && i < ROWS; i++)
            d->narrow[k][i] = (int32_t)d->v[k][i];
        if (is_narrow)
            d->column[k] =
                (struct feel_column){.narrow = d->narrow[k], .none = NONE, .scale = d->column[k].scale};
    }
}

static struct value value_at(const struct feel_column *c, size_t row)
{
    row = c->is_same ? 0 : row;
    if (c->narrow)
        return c->narrow[row] == NONE ? VALUE_OF_NULL
                                      : value_number(decimal_of_scaled(c->narrow[row], c->scale));
    return c->missing && c->missing[row] ? VALUE_OF_NULL
                                         : value_number(decimal_of_scaled(c->v[row], c->scale));
}

/* One row by feel_eval. */
static enum feel_missing one_row(struct arena *a, const struct feel_program *p, const struct drawn *d,
                                 size_t row, int scale, enum decimal_round mode, int64_t *ret)
{
    struct value input[INPUTS];
    struct decimal q;
    for (int k = 0; k < INPUTS; k++)
        input[k] = value_at(&d->column[k], row);
    struct feel_run run = {.arena = a, .input = input};
    struct value v = feel_eval(p, &run);
    *ret = 0;
    if (v.kind != VALUE_NUMBER)
        return FEEL_NO_NUMBER;
    return !(decimal_quantize(v.number, scale, mode, &q) & DECIMAL_FAILED) && decimal_to_scaled(q, scale, ret)
               ? FEEL_NUMBER_THERE
               : FEEL_NO_ROOM;
}

static void check_expression(struct arena *a, struct arena *scratch, struct str text, const struct drawn *d,
                             int scale, enum decimal_round mode)
{
    static int64_t got[ROWS];
    static uint8_t missing[ROWS];
    struct problems problems = {.arena = a};
    const struct feel_program *p;
    struct err err = {0};
    if (feel_compile(a, text, &SCOPE, &p, &problems) != RC_OK)
        fail_msg("%.*s does not compile", STR_ARG(text));
    if (!feel_is_columnar(p))
        return;
    assert_int_equal(feel_eval_columns(p, a, d->column, ROWS, scale, mode, got, missing, &err), RC_OK);
    for (size_t i = 0; i < ROWS; i++) {
        int64_t want;
        enum feel_missing is = one_row(scratch, p, d, i, scale, mode, &want);
        arena_reset(scratch);
        if (is != missing[i] || want != got[i])
            fail_msg("%.*s, row %zu, scale %d, mode %d: %lld (%d), should be %lld (%d)", STR_ARG(text), i,
                     scale, (int)mode, (long long)got[i], missing[i], (long long)want, (int)is);
    }
}

static void put_any(struct buf *text) { draw(8) ? put_number(text, 1 + (int)draw(4)) : put_truth(text, 3); }

static void put_rate(struct buf *text) { put_quotient(text, (int)draw(6)); }

static void check_random(void (*put)(struct buf *), bool are_small)
{
    const char *asked = getenv("KC_FEEL_EXPRESSIONS");
    long n = asked ? strtol(asked, NULL, 10) : 2500;
    struct arena *a = arena_new(0), *scratch = arena_new(0);
    struct drawn *d = malloc(sizeof *d);
    const char *from = getenv("KC_FEEL_SEED");
    seed = from ? strtoull(from, NULL, 10) : 20261120;
    for (long i = 0; i < n; i++) {
        struct buf text CLEANUP(buf_release) = {0};
        if (i % 10 == 0)
            draw_columns(d, are_small);
        put(&text);
        check_expression(a, scratch, buf_str(&text), d, (int)draw(9) - 2,
                         (enum decimal_round)draw(DECIMAL_ROUND__COUNT));
        arena_reset(a);
    }
    free(d);
    arena_free(scratch);
    arena_free(a);
}

/* Each expression over rows of these numbers, in all modes. */
static void check_fixed(const char *const *text, size_t texts, const int64_t (*row)[INPUTS], size_t rows,
                        int scale)
{
    struct arena *a = arena_new(0), *scratch = arena_new(0);
    struct drawn *d = calloc(1, sizeof *d);
    for (int k = 0; k < INPUTS; k++) {
        for (size_t i = 0; i < ROWS; i++)
            d->v[k][i] = row[i % rows][k];
        d->column[k] = (struct feel_column){.v = d->v[k]};
    }
    for (size_t t = 0; t < texts; t++)
        for (int mode = 0; mode < DECIMAL_ROUND__COUNT; mode++)
            check_expression(a, scratch, str_c(text[t]), d, scale, (enum decimal_round)mode);
    free(d);
    arena_free(scratch);
    arena_free(a);
}

static void random_expressions_over_columns_are_those_of_each_row(void **state)
{
    (void)state;
    check_random(put_any, false);
}

/* Small numbers meet the borders of rounding and comparison all the time. */
static void quotients_on_a_border_are_those_of_each_row(void **state)
{
    (void)state;
    check_random(put_rate, true);
}

static void quotients_of_large_numbers_are_those_of_each_row(void **state)
{
    (void)state;
    check_random(put_rate, false);
}

/* 1/3 + 1/3 + 1/3 is a little less than 1, 95 · 2^−53 has more than 34 digits: the roundings on the way
 * decide. */
static void quotients_that_were_rounded_on_the_way_are_those_of_each_row(void **state)
{
    (void)state;
    static const char *const TEXT[] = {"实际值 / 3 + 实际值 / 3 + 实际值 / 3",
                                       "if 实际值 / 3 * 目标值 = x then 1 else 0",
                                       "if 实际值 / 7 * 目标值 >= x then 1 else 0",
                                       "if 实际值 / 目标值 + x / 目标值 <= y then 1 else 0",
                                       "(实际值 / 目标值 + x / 目标值) * 目标值 in (3, 5, [7..9])",
                                       "max(实际值 / 7 * 目标值, x) - min(实际值 / 3 * 3, x)",
                                       "min(实际值 / 6 * 目标值, x / 2) - x / 2",
                                       "实际值 / 9007199254740992 * 9007199254740992",
                                       "实际值 / 9007199254740992 * 目标值 * 9007199254740992",
                                       "(实际值 / 49 * 目标值) * 49 - x",
                                       "floor(实际值 / 3 * 3) + ceiling(x / 7 * 7, 0)"};
    int64_t row[ROWS][INPUTS];
    seed = 4;
    for (size_t i = 0; i < ROWS; i++)
        for (int k = 0; k < INPUTS; k++)
            row[i][k] = (int64_t)draw(k == 0 && i % 2 ? 500 : 13);
    check_fixed(TEXT, COUNT_OF(TEXT), (const int64_t(*)[INPUTS])row, ROWS, 0);
}

/* The first two beside an integer by 10^−18 of the last digit or less, or as near to the other two. */
static void quotients_beside_a_border_are_those_of_each_row(void **state)
{
    (void)state;
    static const char *const TEXT[] = {"实际值 / 目标值", "if 实际值 / 目标值 = x / y then 1 else 0",
                                       "if 实际值 / 目标值 > x / y then 1 else 0", "实际值 / 目标值 - x / y",
                                       "max(实际值 / 目标值, x / y) - x / y"};
    static const int64_t ROW[][INPUTS] = {
        {115509165229193857, 3178032213966879813, 1, 1},
        {560022486134193629, 2470273911652870504, 714082117742505722, 3149834997544111941},
        {2560432290990463718, 3653453212602450073, 1, 1},
        {132106463934947339, 3882264517845162658, 96629048399797999, 2839675779834718237},
        {1257966281018227615, 2239130922696520277, 1, 1},
        {2728479569053960892, 3795962619883328837, 1676009221024121095, 2331726587123848023},
        {1860726751555488689, 2723349062897723963, 1, 1},
        {4012665422364591412, 4051442542621318731, 2584873926591986117, 2609853324710075494}};
    check_fixed(TEXT, COUNT_OF(TEXT), ROW, COUNT_OF(ROW), 18);
}

static const struct feel_program *compiled(struct arena *a, const char *text)
{
    struct problems problems = {.arena = a};
    const struct feel_program *p = NULL;
    assert_int_equal(feel_compile(a, str_c(text), &SCOPE, &p, &problems), RC_OK);
    return p;
}

static void numbers_and_truth_are_columnar_and_nothing_else(void **state)
{
    (void)state;
    static const char *const IS[] = {"实际值 / 目标值 * 100", "if x > 1 then x else null", "min(x, 100)",
                                     "x in [60..80)",         "decimal(x / 3, 2) >= 60",   "x ** 0.5"};
    static const char *const NOT[] = {
        "[x]",    "sum([x, y][item > 1])",  "string(x)", "\"甲\"",    "date(\"2026-11-20\")",
        "{a: x}", "for i in 1..3 return i", "now()",     "x = \"甲\""};
    struct arena *a = arena_new(0);
    for (size_t i = 0; i < COUNT_OF(IS); i++)
        if (!feel_is_columnar(compiled(a, IS[i])))
            fail_msg("%s should be columnar", IS[i]);
    for (size_t i = 0; i < COUNT_OF(NOT); i++)
        if (feel_is_columnar(compiled(a, NOT[i])))
            fail_msg("%s should not be columnar", NOT[i]);
    arena_free(a);
}

static void what_is_not_columnar_is_refused(void **state)
{
    (void)state;
    struct arena *a = arena_new(0);
    int64_t v = 1, ret = 4711;
    uint8_t missing = 9;
    struct err err = {0};
    struct feel_column in[INPUTS] = {{&v, NULL, 0}, {&v, NULL, 0}, {&v, NULL, 0}, {&v, NULL, 0}};
    assert_int_equal(
        feel_eval_columns(compiled(a, "string(x)"), a, in, 1, 0, DECIMAL_DOWN, &ret, &missing, &err),
        RC_INVALID);
    assert_string_equal(err.text, "feel.not_columnar");
    in[2].scale = 101;
    assert_int_equal(feel_eval_columns(compiled(a, "x"), a, in, 1, 0, DECIMAL_DOWN, &ret, &missing, &err),
                     RC_INVALID);
    assert_string_equal(err.text, "feel.column_scale");
    assert_string_equal(err.arg[0], "101");
    assert_int_equal(ret, 4711);
    arena_free(a);
}

/* The second one needs more room than there was when the first one was made. */
static void programs_that_share_their_room_do_not_meet(void **state)
{
    (void)state;
    static const char *const TEXT[] = {
        "x + 1", "max(x, min(目标值, x / 4 + (目标值 - (x + (目标值 * (x - 1))))))", "目标值 / 3 * 3 - x"};
    static const int64_t x[] = {8, -3, 5}, target[] = {1, 30, -7};
    static const int64_t want[][3] = {{900, -200, 600}, {800, 3000, 500}, {-700, 3300, -1200}};
    struct arena *a = arena_new(0);
    struct feel_room *room = feel_room_new(a);
    struct feel_columns *c[3];
    struct feel_column in[INPUTS] = {{.v = NULL}, {.v = target}, {.v = x}, {.v = NULL}};
    struct err err = {0};
    int64_t got[3];
    uint8_t missing[3];
    for (int k = 0; k < 3; k++)
        assert_int_equal(feel_columns_prepare(compiled(a, TEXT[k]), a, room, &c[k], &err), RC_OK);
    for (int i = 0; i < 9; i++) {
        assert_int_equal(feel_columns_eval(c[i % 3], in, 3, 2, DECIMAL_HALF_UP, got, missing, &err), RC_OK);
        assert_memory_equal(got, want[i % 3], sizeof got);
        assert_memory_equal(missing, ((uint8_t[]){0, 0, 0}), 3);
    }
    arena_free(a);
}

static void rates_come_out_as_the_rules_of_a_city_want_them(void **state)
{
    (void)state;
    static const int64_t actual[] = {923, 1000, 0, 333, 500, -10}, target[] = {1000, 1000, 100, 0, 800, 30};
    static const uint8_t none[] = {0, 0, 0, 0, 1, 0};
    static const int64_t want[] = {9230, 10000, 0, 0, 0, -3333};
    struct arena *a = arena_new(0);
    int64_t got[6];
    uint8_t missing[6];
    struct err err = {0};
    struct feel_column in[INPUTS] = {{actual, none, 1}, {target, NULL, 1}};
    assert_int_equal(feel_eval_columns(compiled(a, "实际值 / 目标值 * 100"), a, in, 6, 2, DECIMAL_HALF_UP,
                                       got, missing, &err),
                     RC_OK);
    assert_memory_equal(got, want, sizeof want);
    assert_memory_equal(missing, ((uint8_t[]){0, 0, 0, 1, 1, 0}), 6);
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_expressions_over_columns_are_those_of_each_row),
        cmocka_unit_test(quotients_on_a_border_are_those_of_each_row),
        cmocka_unit_test(quotients_of_large_numbers_are_those_of_each_row),
        cmocka_unit_test(quotients_that_were_rounded_on_the_way_are_those_of_each_row),
        cmocka_unit_test(quotients_beside_a_border_are_those_of_each_row),
        cmocka_unit_test(numbers_and_truth_are_columnar_and_nothing_else),
        cmocka_unit_test(what_is_not_columnar_is_refused),
        cmocka_unit_test(programs_that_share_their_room_do_not_meet),
        cmocka_unit_test(rates_come_out_as_the_rules_of_a_city_want_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
