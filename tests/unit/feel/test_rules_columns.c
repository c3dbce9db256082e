/* Decision tables over columns beside one row at a time: random tables over random columns. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "table.h"

#define INPUTS 3
#define ROWS 600 /* two blocks and a part */

static uint64_t seed;

static uint64_t toss(uint64_t n)
{
    seed ^= seed >> 12;
    seed ^= seed << 25;
    seed ^= seed >> 27;
    return (seed * UINT64_C(0x2545f4914f6cdd1d) >> 16) % n;
}

#define ANY_OF(list) (list)[toss(COUNT_OF(list))]

static void put_table(struct buf *out)
{
    static const char *const POLICY[] = {"F", "F", "U", "A"};
    static const char *const HEAD[] = {"实际值",         "x",      "实际值 / 目标值", "目标值 - x",
                                       "实际值 / 3 * x", "x * 0.5"};
    static const char *const TEST[] = {
        "-",     ">= 3",   "< 0.5", "[1..5)",    "(0..2]",          "not(2, 3)",
        "<= -1", "1, 2.5", "> 9",   "!= 0",      "< 0, [4..7], 12", "not([2..6])",
        "= 3",   ">= 100", "-",     "> 1000000", "(-5..-0.5)",      "≥ 2"};
    static const char *const RESULT[] = {
        "10",   "8",     "-2.5",  "x * 2", "实际值 / 目标值 * 10",        "10",
        "null", "x / 3", "0.125", "1e20",  "round half up(实际值 / 7, 1)"};
    size_t inputs = 1 + (size_t)toss(2), rows = 1 + (size_t)toss(6);
    buf_printf(out, "%s", ANY_OF(POLICY));
    for (size_t i = 0; i < inputs; i++)
        buf_printf(out, "|%s", ANY_OF(HEAD));
    buf_printf(out, "|→ 得分\n");
    if (toss(2)) {
        buf_printf(out, "缺省");
        for (size_t i = 0; i < inputs; i++)
            buf_printf(out, "|");
        buf_printf(out, "|%s\n", ANY_OF(RESULT));
    }
    for (size_t r = 0; r < rows; r++) {
        buf_printf(out, "%zu", r + 1);
        for (size_t i = 0; i < inputs; i++)
            buf_printf(out, "|%s", ANY_OF(TEST));
        buf_printf(out, "|%s%s", ANY_OF(RESULT), r + 1 < rows ? "\n" : "");
    }
}

struct columns_drawn {
    int64_t v[INPUTS][ROWS];
    uint8_t missing[INPUTS][ROWS];
    struct feel_column column[INPUTS];
};

static void toss_columns(struct columns_drawn *c)
{
    for (int k = 0; k < INPUTS; k++) {
        uint64_t most = toss(6) ? 10 + toss(40) : UINT64_C(1) << 60;
        for (int i = 0; i < ROWS; i++) {
            c->v[k][i] = (int64_t)toss(most) - (int64_t)(most / 4);
            c->missing[k][i] = toss(9) == 0;
        }
        c->column[k] = (struct feel_column){.v = c->v[k],
                                            .missing = toss(2) ? c->missing[k] : NULL,
                                            .scale = (int)toss(3),
                                            .is_same = toss(5) == 0};
    }
}

static enum feel_missing one_row(struct drawn *d, const struct columns_drawn *c, size_t row, int scale,
                                 enum decimal_round mode, int64_t *ret)
{
    struct decimal q;
    for (int k = 0; k < INPUTS; k++) {
        const struct feel_column *in = &c->column[k];
        size_t at = in->is_same ? 0 : row;
        d->value[k] = in->missing && in->missing[at] ? VALUE_OF_NULL
                                                     : value_number(decimal_of_scaled(in->v[at], in->scale));
    }
    struct value v = rules_eval(d->program, &d->k.run, NULL, NULL);
    *ret = 0;
    if (v.kind != VALUE_NUMBER)
        return FEEL_NO_NUMBER;
    return !(decimal_quantize(v.number, scale, mode, &q) & DECIMAL_FAILED) && decimal_to_scaled(q, scale, ret)
               ? FEEL_NUMBER_THERE
               : FEEL_NO_ROOM;
}

static struct drawn *table_new(const char *text)
{
    struct drawn *d = drawn_new();
    drawn_input(d, "实际值", &FEEL_NUMBER);
    drawn_input(d, "目标值", &FEEL_NUMBER);
    drawn_input(d, "x", &FEEL_NUMBER);
    draw(d, text);
    return d;
}

static void check_table(const char *text, const struct columns_drawn *c)
{
    static int64_t got[ROWS];
    static uint8_t missing[ROWS];
    struct drawn *d = table_new(text);
    struct arena *a = arena_new(0), *scratch = arena_new(0);
    struct rules_columns *columns;
    struct err err = {0};
    int scale = (int)toss(5);
    enum decimal_round mode = (enum decimal_round)toss(DECIMAL_ROUND__COUNT);
    if (d->rc != RC_OK)
        fail_msg("%s\n%.*s", text, STR_ARG(ask_problem(&d->k)));
    assert_int_equal(rules_columns_prepare(d->program, a, NULL, &columns, &err), RC_OK);
    assert_int_equal(rules_columns_eval(columns, c->column, ROWS, scale, mode, got, missing, &err), RC_OK);
    d->k.run.arena = scratch;
    for (size_t i = 0; i < ROWS; i++) {
        int64_t want;
        enum feel_missing is = one_row(d, c, i, scale, mode, &want);
        arena_reset(scratch);
        if (is != missing[i] || want != got[i])
            fail_msg("%s\nrow %zu, scale %d, mode %d: %lld (%d), should be %lld (%d)", text, i, scale,
                     (int)mode, (long long)got[i], missing[i], (long long)want, (int)is);
    }
    arena_free(scratch);
    arena_free(a);
    drawn_free(d);
}

static void random_tables_over_columns_are_those_of_each_row(void **state)
{
    (void)state;
    const char *asked = getenv("KC_FEEL_TABLES");
    long n = asked ? strtol(asked, NULL, 10) : 500;
    struct columns_drawn *c = malloc(sizeof *c);
    seed = 20261122;
    for (long i = 0; i < n; i++) {
        struct buf text CLEANUP(buf_release) = {0};
        if (i % 5 == 0)
            toss_columns(c);
        put_table(&text);
        buf_putc(&text, '\0');
        check_table(text.p, c);
    }
    free(c);
}

static void an_office_s_table_over_columns(void **state)
{
    (void)state;
    static const int64_t actual[] = {1000, 999, 800, 799, 0, 1200, 500},
                         target[] = {10, 10, 10, 10, 10, 0, 10};
    static const uint8_t none[] = {0, 0, 0, 0, 0, 0, 1};
    static const int64_t want[] = {100, 80, 80, 0, 0, 0, 0};
    struct drawn *d = table_new("U|实际值 / 目标值|→ 得分\n1|≥ 100|10\n2|[80..100)|8\n3|< 80|0");
    struct feel_column in[INPUTS] = {{actual, none, 0}, {target, NULL, 0}, {actual, NULL, 0}};
    struct rules_columns *columns;
    struct err err = {0};
    int64_t got[7];
    uint8_t missing[7];
    assert_int_equal(rules_columns_prepare(d->program, d->k.arena, NULL, &columns, &err), RC_OK);
    assert_int_equal(rules_columns_eval(columns, in, 7, 1, DECIMAL_HALF_UP, got, missing, &err), RC_OK);
    assert_memory_equal(got, want, sizeof want);
    assert_memory_equal(missing, ((uint8_t[]){0, 0, 0, 0, 0, FEEL_NO_NUMBER, FEEL_NO_NUMBER}), 7);
    drawn_free(d);
}

static void tables_of_texts_lists_and_many_hits_are_refused(void **state)
{
    (void)state;
    static const char *const TEXT[] = {"C+|x|→ 得分\n1|> 1|10",           "P|x|→ 得分\n允许||2,1\n1|> 1|2",
                                       "U|x|→ 得分\n1|> 1|\"甲\"",        "U|x|→ 甲|→ 乙\n1|> 1|1|2",
                                       "U|x|→ 得分\n1|> 目标值|10",       "U|string(x)|→ 得分\n1|\"1\"|10",
                                       "U|x|→ 得分\n缺省||\"甲\"\n1|1|1", "U|x|→ 得分\n1|null|10"};
    for (size_t i = 0; i < COUNT_OF(TEXT); i++) {
        struct drawn *d = table_new(TEXT[i]);
        struct rules_columns *columns = NULL;
        struct err err = {0};
        if (d->rc != RC_OK)
            fail_msg("%s\n%.*s", TEXT[i], STR_ARG(ask_problem(&d->k)));
        assert_false(rules_is_columnar(d->program));
        assert_int_equal(rules_columns_prepare(d->program, d->k.arena, NULL, &columns, &err), RC_INVALID);
        assert_string_equal(err.text, "feel.not_columnar");
        assert_null(columns);
        drawn_free(d);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_tables_over_columns_are_those_of_each_row),
        cmocka_unit_test(an_office_s_table_over_columns),
        cmocka_unit_test(tables_of_texts_lists_and_many_hits_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
