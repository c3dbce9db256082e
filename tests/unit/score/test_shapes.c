/* Expressions of the shapes that boards reckon in whole numbers (feel/shape.h): every one, in each rounding,
 * with values that land on borders, as the exact engine has it (kit_compute compares). And that they are of a
 * shape at all, and which are not. */
#include "kit.h"

#include <stdio.h>

#include "base/buf.h"
#include "score/board.h"

#define UNITS 300

struct shaped {
    const char *text;
    bool is_fast;
};
static const struct shaped EXPRESSIONS[] = {
    {"min(v / 80, 1.2) * 100", true},
    {"100 - 3 * v", true},
    {"max(0, min(100, 100 - 0.5 * v))", true},
    {"v / 3", true},
    {"-v / 7 + 1.5", true},
    {"(v / 3) * 40 + 60", true},
    {"min(100, max(0, w / v * 40))", true},
    {"max(0, min(120, 80 + 100 * (v - w) / w))", true},
    {"min(90, max(10, (2 * v + 3 * w + 1) / (0.5 * w)))", true},
    {"max(40, 100 - 3 * (rank - 1))", true},
    {"if v >= 90 then 100 else if v > 60 then 80 else if 20 > v then 5 else 0.125", true},
    {"if v = null then null else if v >= 90 then 100 else 0", true},
    {"if v = null then null else if class_max = class_min then 77.125 else "
     "(v - class_min) / (class_max - class_min) * 40 + 60",
     true},
    {"if v = null then null else if class_max = class_min then 50 else "
     "(class_max - v) / (class_max - class_min) * 40 + 60",
     true},
    /* FEEL's rounding may show: a quotient times three, two quotients, a third of something twice. */
    {"v / 7 * 3", false},
    {"v / 7 + w / 3", false},
    {"(v - w) * (v - w)", false},
    {"if v >= w then 1 else 0", false},
    {"v / 1234567.89", false},
};

static void put_scheme(struct buf *b, const char *expression, const char *mode, int digits)
{
    buf_printf(b, "scheme: shapes\nrounding: {mode: %s, digits: %d}\nmissing: reweight\n", mode, digits);
    buf_printf(b, "measures: [{id: v, decimals: 3}, {id: w, decimals: 1}]\nclasses:\n");
    for (int c = 0; c < 3; c++) {
        buf_printf(b, "  - id: c%d\n    units: [", c);
        for (int u = c * UNITS / 3; u < (c + 1) * UNITS / 3; u++)
            buf_printf(b, "%su%d", u % (UNITS / 3) ? ", " : "", u);
        buf_printf(b, "]\n");
    }
    buf_printf(
        b,
        "tree:\n  - {id: x, points: 100, measure: v, method: feel, undefined: reweight, expression: '%s'}\n",
        expression);
}

/* Round numbers, so that ties are many; missing ones, zeroes, and a few below zero. */
static void put_values(struct kit *k)
{
    uint64_t seed = 1;
    for (int u = 0; u < UNITS; u++) {
        seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        int64_t v = (int64_t)(seed >> 33) % 160000, w = (int64_t)(seed >> 13) % 1500;
        int64_t step = u % 3 == 0 ? 1 : u % 3 == 1 ? 125 : 5000;
        v = u % 17 == 0 ? VALUE_MISSING : u % 19 == 0 ? -v : v / step * step;
        w = u % 23 == 0 ? VALUE_MISSING : u % 29 == 0 ? 0 : w;
        assert_int_equal(values_set(k->v, 0, u, 2026 * 12, v, &k->err), RC_OK);
        assert_int_equal(values_set(k->v, 1, u, 2026 * 12, w, &k->err), RC_OK);
    }
}

static bool is_fast(struct kit *k)
{
    struct board *b = NULL;
    struct board_wish wish = {.first = kit_window("2026"), .windows = 1};
    assert_int_equal(board_open(k->s, k->v, &wish, &b, &k->err), RC_OK);
    struct board_figures f = board_figures(b);
    board_freep(&b);
    return f.fast > 0 && f.exact == 0 && f.rules == 0;
}

static void shapes_have_the_digits_of_the_exact_engine(void **state)
{
    (void)state;
    static const char *const modes[] = {"half_up", "half_even", "down"};
    static const int digits[] = {0, 2, 4, 6};
    for (size_t e = 0; e < COUNT_OF(EXPRESSIONS); e++)
        for (size_t m = 0; m < COUNT_OF(modes); m++)
            for (size_t d = 0; d < COUNT_OF(digits); d++) {
                struct kit k;
                struct buf b = {0};
                put_scheme(&b, EXPRESSIONS[e].text, modes[m], digits[d]);
                kit_open(&k, buf_str(&b));
                buf_release(&b);
                put_values(&k);
                kit_compute(&k, "2026");
                /* With six digits some scores are too large for whole numbers of 32 bits. */
                if (digits[d] <= 4 && is_fast(&k) != EXPRESSIONS[e].is_fast)
                    fail_msg("%s: %s", EXPRESSIONS[e].text,
                             EXPRESSIONS[e].is_fast ? "is of no shape" : "has one");
                kit_close(&k);
            }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(shapes_have_the_digits_of_the_exact_engine)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
