#include "gpe.h"

#include <stdio.h>

#include "base/buf.h"

uint64_t gpe_draw(uint64_t stream, uint64_t p, uint64_t k, uint64_t u)
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
    uint64_t z = gpe_draw(0, (uint64_t)p, (uint64_t)k, (uint64_t)u);
    bool weak = gpe_draw(4, 0, 0, (uint64_t)u) % 8 == 0;
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
    uint64_t z = gpe_draw(1, (uint64_t)p, (uint64_t)k, (uint64_t)u);
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
    for (int d = 0; d < GPE_LEAVES / 30; d++) {
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
    for (int k = 0; k < GPE_LEAVES; k++) {
        buf_printf(b, "  - {id: v%d}\n", k);
        if (k % 8 == 4)
            buf_printf(b, "  - {id: pv%d}\n", k);
    }
    buf_put(b, STR("classes:\n"));
    for (int c = 0; c * 20 < GPE_UNITS; c++) {
        buf_printf(b, "  - id: c%d\n    units: [", c);
        for (int u = c * 20; u < c * 20 + 20 && u < GPE_UNITS; u++)
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
        uint64_t z = gpe_draw(2, (uint64_t)q, (uint64_t)n, (uint64_t)u);
        struct ballot b = {.group = n < 6    ? 0
                                    : n < 15 ? 1
                                             : 2,
                           .level = -1,
                           .vote = 60 + (int64_t)((z >> 20) % 41),
                           .count = 1};
        assert_int_equal(values_add_ballot(k->v, votes, u, GPE_FIRST + q * 3, b, &k->err), RC_OK);
    }
}

static void put_items(struct kit *k, int u, int p)
{
    static const char *const names[] = {"s0", "s1", "s2", "s3"};
    int items = scheme_measure_find(k->s, STR("items"));
    for (int slot = 0; slot < 4; slot++) {
        uint64_t z = gpe_draw(3, (uint64_t)p, (uint64_t)slot, (uint64_t)u);
        struct event e = {.item = str_c(names[slot]), .count = 1, .points = 1 + (int64_t)((z >> 20) % 30)};
        if (z % 10 < 3)
            assert_int_equal(values_add_event(k->v, items, u, GPE_FIRST + p, e, &k->err), RC_OK);
    }
}

static void put_values(struct kit *k)
{
    for (int i = 0; i < GPE_LEAVES; i++) {
        char name[16];
        (void)snprintf(name, sizeof name, "v%d", i);
        int v = scheme_measure_find(k->s, str_c(name));
        (void)snprintf(name, sizeof name, "pv%d", i);
        int pv = scheme_measure_find(k->s, str_c(name));
        for (int p = 0; p < GPE_MONTHS; p++)
            for (int u = 0; u < GPE_UNITS; u++) {
                assert_int_equal(values_set(k->v, v, u, GPE_FIRST + p, value_of(p, i, u), &k->err), RC_OK);
                if (pv >= 0)
                    assert_int_equal(values_set(k->v, pv, u, GPE_FIRST + p, last_year_of(p, i, u), &k->err),
                                     RC_OK);
            }
    }
    for (int u = 0; u < GPE_UNITS; u++) {
        for (int q = 0; q < GPE_MONTHS / 3; q++)
            put_votes(k, u, q);
        for (int p = 0; p < GPE_MONTHS; p++)
            put_items(k, u, p);
    }
}

void gpe_open(struct kit *k, const char *place, const char *mode, int digits, bool is_ytd)
{
    struct buf b = {0};
    put_scheme(&b, place, mode, digits, is_ytd);
    kit_open(k, buf_str(&b));
    buf_release(&b);
    put_values(k);
}

const struct score_result *gpe_month(struct kit *k, int p)
{
    const struct score_result *r = NULL;
    assert_int_equal(score_compute(k->s, k->v, (struct window){GPE_FIRST + p, 1}, k->a, &r, &k->err), RC_OK);
    return r;
}
