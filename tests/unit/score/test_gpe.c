/* GPE-1, size S: a synthetic evaluation whose every figure is known (fixtures/gpe1/README.md). Data and
 * scheme are made here from that text; totals, ranks, grades, year-to-date means and all leaf scores must
 * agree digit by digit. */
#include "kit.h"

#include <sodium.h>
#include <stdio.h>

#include "base/buf.h"
#include "base/fixed.h"

enum { UNITS = 57, LEAVES = 120, MONTHS = 12, FIRST = 2024 * 12 };

static uint64_t draw(uint64_t stream, uint64_t p, uint64_t k, uint64_t u)
{
    uint64_t z = (p << 48 | k << 32 | u) + UINT64_C(0x9E3779B97F4A7C15) * (20240601 + stream);
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

static bool is_missing(uint64_t z) { return (z & 0xFFFF) < 1311; }
static int64_t low32(uint64_t z) { return (int64_t)((z >> 16) & 0xFFFFFFFF); }

/* In hundredths. */
static int64_t value_of(int p, int k, int u)
{
    uint64_t z = draw(0, (uint64_t)p, (uint64_t)k, (uint64_t)u);
    bool weak = draw(4, 0, 0, (uint64_t)u) % 8 == 0;
    int64_t r = low32(z);
    int m = k % 8 + 1;
    if (is_missing(z))
        return VALUE_MISSING;
    switch (m) {
    case 4:
        return 100 * (r % (weak ? 81 : 161));
    case 6:
        return 100 * (r % 13);
    case 7:
        return 1 + r % 16000;
    case 8:
        return r % 500 == 0 ? 100 * (1 + (r / 500) % 3) : 0;
    default:
        return r % (weak ? 6001 : 16001);
    }
}

static int64_t last_year_of(int p, int k, int u)
{
    uint64_t z = draw(1, (uint64_t)p, (uint64_t)k, (uint64_t)u);
    return is_missing(z) ? VALUE_MISSING : 5000 + low32(z) % 10001;
}

/* ---------------------------------------------------------------------------------------- scheme */

static void put_leaf(struct buf *b, int k, const char *indent)
{
    int t = 80 + 7 * k % 41, shift = k % 11;
    buf_printf(b, "%s- {id: l%d, weight: %d, measure: v%d, method: ", indent, k, 1 + (5 * k + 3) % 9, k);
    switch (k % 8 + 1) {
    case 1:
        buf_printf(b, "ratio, target: %d, cap: 120", t);
        break;
    case 2:
        buf_put(b, STR("bands, bands: ["));
        for (int j = 4, score[] = {40, 60, 75, 90, 100}; j >= 0; j--)
            buf_printf(b, "{at_least: %d, score: %d}%s", 20 + 25 * j + shift, score[j], j ? ", " : "]");
        break;
    case 3:
        buf_put(b, STR("efficacy, base_percent: 60"));
        break;
    case 4:
        buf_put(b, STR("rank_step, ties: 1-2-2-3, step: 3, floor: 40"));
        break;
    case 5:
        buf_printf(b, "growth, baseline: pv%d, at_zero: 80, per_percent: 1, cap: 120", k);
        break;
    case 6:
        buf_printf(b, "deduct, each: %d, floor: 40", 2 + k % 4);
        break;
    case 7:
        buf_printf(b, "inverse, target: %d, cap: 120", t);
        break;
    default:
        buf_put(b, STR("veto, effect: zero"));
    }
    buf_put(b, STR("}\n"));
}

static void put_tree(struct buf *b, const char *in)
{
    buf_printf(b, "%s- id: obj\n%s  weight: 0.8\n%s  weights: relative\n%s  children:\n", in, in, in, in);
    char deep[40], deeper[40];
    (void)snprintf(deep, sizeof deep, "%s    ", in);
    (void)snprintf(deeper, sizeof deeper, "%s            ", in);
    for (int d = 0; d < LEAVES / 30; d++) {
        buf_printf(b, "%s- id: d%d\n%s  weight: %d\n%s  weights: relative\n%s  children:\n", deep, d, deep,
                   1 + (4 * d + 1) % 9, deep, deep);
        for (int g = d * 6; g < d * 6 + 6; g++) {
            buf_printf(b,
                       "%s    - id: g%d\n%s      weight: %d\n%s      weights: relative\n%s      children:\n",
                       deep, g, deep, 1 + (7 * g + 2) % 9, deep, deep);
            for (int k = g * 5; k < g * 5 + 5; k++)
                put_leaf(b, k, deeper);
        }
    }
    buf_printf(
        b,
        "%s- id: app\n%s  weight: 0.2\n%s  children:\n"
        "%s    - {id: leaders, weight: 0.3, measure: votes, method: votes, group: leaders, trim: {low: 1, "
        "high: 1}}\n"
        "%s    - {id: peers, weight: 0.3, measure: votes, method: votes, group: peers, trim: {low: 1, high: "
        "1}}\n"
        "%s    - {id: public, weight: 0.4, measure: votes, method: votes, group: public, trim: {low: 2, "
        "high: 2}}\n"
        "%s- {id: plus, role: extra, measure: items, method: add, cap: 5, items: [{id: s0}, {id: s1}]}\n"
        "%s- {id: minus, role: extra, measure: items, method: deduct, start: 0, floor: -5, items: [{id: s2}, "
        "{id: s3}]}\n",
        in, in, in, in, in, in, in, in);
}

static void put_scheme(struct buf *b, const char *place, const char *mode, int digits, bool is_ytd)
{
    buf_printf(b,
               "scheme: gpe1\nwindow: {every: month, cumulative: %s}\n"
               "rounding: {place: %s, mode: %s, digits: %d}\nmissing: reweight\nmeasures:\n"
               "  - {id: votes, kind: ballots, per: quarter, groups: [leaders, peers, public]}\n"
               "  - {id: items, kind: events, decimals: 1}\n",
               is_ytd ? "true" : "false", place, mode, digits);
    for (int k = 0; k < LEAVES; k++) {
        buf_printf(b, "  - {id: v%d}\n", k);
        if (k % 8 == 4)
            buf_printf(b, "  - {id: pv%d}\n", k);
    }
    buf_put(b, STR("classes:\n"));
    for (int c = 0; c * 20 < UNITS; c++) {
        buf_printf(b, "  - id: c%d\n    units: [", c);
        for (int u = c * 20; u < c * 20 + 20 && u < UNITS; u++)
            buf_printf(b, "%su%d", u % 20 ? ", " : "", u);
        buf_put(b, STR("]\n"));
    }
    buf_put(b, STR("ranking: {ties: 1-2-2-4}\ngrades:\n  quota_rounding: down\n  list:\n"
                   "    - {name: A, quota_percent: 20, at_least: 60}\n"
                   "    - {name: B, quota_percent: 40, at_least: 60}\n"
                   "    - {name: C, at_least: 60}\n    - {name: D}\ntree:\n"));
    /* The mean to date is one of the rounded totals, in both places. */
    if (is_ytd)
        buf_printf(b, "  - id: month\n    mean_of: month\n    rounding: {digits: %d}\n    children:\n",
                   digits);
    put_tree(b, is_ytd ? "      " : "  ");
}

/* ------------------------------------------------------------------------------------------ data */

static void put_votes(struct kit *k, int u, int q)
{
    int votes = scheme_measure_find(k->s, STR("votes"));
    for (int n = 0; n < 30; n++) {
        uint64_t z = draw(2, (uint64_t)q, (uint64_t)n, (uint64_t)u);
        struct ballot b = {.group = n < 6    ? 0
                                    : n < 15 ? 1
                                             : 2,
                           .level = -1,
                           .vote = 60 + (int64_t)((z >> 20) % 41),
                           .count = 1};
        assert_int_equal(values_add_ballot(k->v, votes, u, FIRST + q * 3, b, &k->err), RC_OK);
    }
}

static void put_items(struct kit *k, int u, int p)
{
    static const char *const names[] = {"s0", "s1", "s2", "s3"};
    int items = scheme_measure_find(k->s, STR("items"));
    for (int slot = 0; slot < 4; slot++) {
        uint64_t z = draw(3, (uint64_t)p, (uint64_t)slot, (uint64_t)u);
        struct event e = {.item = str_c(names[slot]), .count = 1, .points = 1 + (int64_t)((z >> 20) % 30)};
        if (z % 10 < 3)
            assert_int_equal(values_add_event(k->v, items, u, FIRST + p, e, &k->err), RC_OK);
    }
}

static void put_values(struct kit *k)
{
    for (int i = 0; i < LEAVES; i++) {
        char name[16];
        (void)snprintf(name, sizeof name, "v%d", i);
        int v = scheme_measure_find(k->s, str_c(name));
        (void)snprintf(name, sizeof name, "pv%d", i);
        int pv = scheme_measure_find(k->s, str_c(name));
        for (int p = 0; p < MONTHS; p++)
            for (int u = 0; u < UNITS; u++) {
                assert_int_equal(values_set(k->v, v, u, FIRST + p, value_of(p, i, u), &k->err), RC_OK);
                if (pv >= 0)
                    assert_int_equal(values_set(k->v, pv, u, FIRST + p, last_year_of(p, i, u), &k->err),
                                     RC_OK);
            }
    }
    for (int u = 0; u < UNITS; u++) {
        for (int q = 0; q < MONTHS / 3; q++)
            put_votes(k, u, q);
        for (int p = 0; p < MONTHS; p++)
            put_items(k, u, p);
    }
}

static void open_gpe(struct kit *k, const char *place, const char *mode, int digits, bool is_ytd)
{
    struct buf b = {0};
    put_scheme(&b, place, mode, digits, is_ytd);
    kit_open(k, buf_str(&b));
    buf_release(&b);
    put_values(k);
}

static const struct score_result *month_of(struct kit *k, int p)
{
    const struct score_result *r = NULL;
    assert_int_equal(score_compute(k->s, k->v, (struct window){FIRST + p, 1}, k->a, &r, &k->err), RC_OK);
    return r;
}

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
    assert_true(line > UNITS * MONTHS);
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
    open_gpe(&months, place, mode, digits, false);
    open_gpe(&ytd, place, mode, digits, true);
    buf_put(&b, STR("unit,month,total,rank,grade,ytd,ytd_rank\n"));
    for (int p = 0; p < MONTHS; p++) {
        const struct score_result *m = month_of(&months, p), *y = month_of(&ytd, p);
        for (int u = 0; u < UNITS; u++) {
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
    assert_true(draw(0, 0, 0, 0) == UINT64_C(0xb68e7a1e64f19f9b));
    assert_true(draw(3, 10, 0, 11) == UINT64_C(0x19f8dddae0d30c1c));
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
    open_gpe(&k, "displayed", "half_up", 4, false);
    buf_put(&b, STR("unit,month,leaf,score\n"));
    for (int p = 0; p < MONTHS; p++) {
        const struct score_result *r = month_of(&k, p);
        for (int u = 0; u < UNITS; u++)
            for (int i = 0; i < LEAVES; i++) {
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
    open_gpe(&k, "displayed", "half_up", 4, false);
    k.r = month_of(&k, 10);
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
