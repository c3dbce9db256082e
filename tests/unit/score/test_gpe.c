/* GPE-1, size S: a synthetic evaluation whose every figure is known (fixtures/gpe1/README.md). Data and
 * scheme are made here from that text; totals, ranks, grades, year-to-date means and all leaf scores must
 * agree digit by digit. */
#include "gpe.h"

#include <sodium.h>
#include <stdio.h>

#include "base/buf.h"
#include "base/fixed.h"

/* ----------------------------------------------------------------------------------------- tests */

static void same_lines(struct arena *a, struct str is, struct str should)
{
    struct str x, y;
    int line = 0, wrong = 0;
    while (str_split(&should, '\n', &y)) {
        line++;
        if (!str_split(&is, '\n', &x))
            fail_msg("line %d is missing", line);
        if (!str_eq(x, y) && ++wrong <= 5)
            print_error("line %d: is %.*s, should be %.*s\n", line, STR_ARG(x), STR_ARG(y));
    }
    (void)a;
    assert_int_equal(wrong, 0);
    assert_true(line > GPE_UNITS * GPE_MONTHS);
}

static void results_agree(const char *place, const char *mode, int digits, const char *fixture)
{
    struct arena *a = arena_new(0);
    const char *path = kit_fixture(a, fixture);
    if (!path) {
        arena_free(a);
        skip();
    }
    struct kit months, ytd;
    struct buf b = {0};
    gpe_open(&months, place, mode, digits, false);
    gpe_open(&ytd, place, mode, digits, true);
    buf_put(&b, STR("unit,month,total,rank,grade,ytd,ytd_rank\n"));
    for (int p = 0; p < GPE_MONTHS; p++) {
        const struct score_result *m = gpe_month(&months, p), *y = gpe_month(&ytd, p);
        for (int u = 0; u < GPE_UNITS; u++) {
            struct str total = fixed_write(a, m->units[u].total, digits),
                       mean = fixed_write(a, y->units[u].total, digits);
            struct str grade = months.s->grades[m->units[u].grade].name;
            buf_printf(&b, "%d,%d,%.*s,%d,%.*s,%.*s,%d\n", u, p, STR_ARG(total), m->units[u].rank,
                       STR_ARG(grade), STR_ARG(mean), y->units[u].rank);
        }
    }
    same_lines(a, buf_str(&b), kit_file(a, path));
    buf_release(&b);
    kit_close(&months);
    kit_close(&ytd);
    arena_free(a);
}

static void draws_are_those_of_the_text(void **state)
{
    (void)state;
    assert_true(gpe_draw(0, 0, 0, 0) == UINT64_C(0xb68e7a1e64f19f9b));
    assert_true(gpe_draw(3, 10, 0, 11) == UINT64_C(0x19f8dddae0d30c1c));
}

static void displayed_half_up_agrees(void **state)
{
    (void)state;
    results_agree("displayed", "half_up", 4, "gpe1/S_displayed_halfup4.csv");
}

static void once_half_up_agrees(void **state)
{
    (void)state;
    results_agree("once", "half_up", 4, "gpe1/S_once_halfup4.csv");
}

static void once_half_even_agrees(void **state)
{
    (void)state;
    results_agree("once", "half_even", 2, "gpe1/S_once_halfeven2.csv");
}

/* The digest that the text gives for S_leaves_displayed_halfup4.csv. */
static void all_leaf_scores_agree(void **state)
{
    (void)state;
    static const char digest[] = "246150bde7e9446c996c21879c9d62340a7b734e7bf6482c31c8791135769537";
    struct kit k;
    struct buf b = {0};
    gpe_open(&k, "displayed", "half_up", 4, false);
    buf_put(&b, STR("unit,month,leaf,score\n"));
    for (int p = 0; p < GPE_MONTHS; p++) {
        const struct score_result *r = gpe_month(&k, p);
        for (int u = 0; u < GPE_UNITS; u++)
            for (int i = 0; i < GPE_LEAVES; i++) {
                char name[16];
                (void)snprintf(name, sizeof name, "l%d", i);
                int node = scheme_node_find(k.s, str_c(name));
                bool has = score_state(r, node, u) == SCORE_PRESENT;
                struct str s = has ? fixed_write(k.a, score_of(r, node, u), 4) : STR("");
                buf_printf(&b, "%d,%d,%d,%.*s\n", u, p, i, STR_ARG(s));
            }
    }
    unsigned char hash[crypto_hash_sha256_BYTES];
    char hex[sizeof hash * 2 + 1];
    (void)crypto_hash_sha256(hash, (const unsigned char *)b.p, b.n);
    assert_string_equal(sodium_bin2hex(hex, sizeof hex, hash, sizeof hash), digest);
    buf_release(&b);
    kit_close(&k);
}

/* Section 6 of the text: unit 11, month 10, and where its points went. */
static void the_worked_example_opens_to_its_parts(void **state)
{
    (void)state;
    struct kit k;
    gpe_open(&k, "displayed", "half_up", 4, false);
    k.r = gpe_month(&k, 10);
    assert_string_equal(kit_score(&k, "g0", "u11"), "60.6636");
    assert_string_equal(kit_score(&k, "g6", "u11"), "0.0000");
    assert_string_equal(kit_score(&k, "obj", "u11"), "74.9605");
    assert_string_equal(kit_score(&k, "app", "u11"), "86.2672");
    assert_string_equal(kit_score(&k, "total", "u11"), "79.2218");
    for (int node = 0; node < k.s->nodes_count; node++) {
        const struct score_waterfall *w = NULL;
        assert_int_equal(score_waterfall(k.r, node, 11, k.a, &w, &k.err), RC_OK);
        int64_t sum = w->full;
        for (int i = 0; i < w->bars_count; i++)
            sum += w->bars[i].delta;
        if (w->has_score)
            assert_int_equal(sum, w->score);
    }
    kit_close(&k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(draws_are_those_of_the_text),
        cmocka_unit_test(displayed_half_up_agrees),
        cmocka_unit_test(once_half_up_agrees),
        cmocka_unit_test(once_half_even_agrees),
        cmocka_unit_test(all_leaf_scores_agree),
        cmocka_unit_test(the_worked_example_opens_to_its_parts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
