#include "draw.h"

#include <stdio.h>

#include "base/buf.h"

enum { NUMBERS = 6, FIRST = 2026 * 12 + 6 };

struct draw {
    uint64_t state;
    struct buf out;
    int nodes;
    bool has_grades;
};

int draw_next(uint64_t *state, int below)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return (int)((*state >> 11) % (uint64_t)below);
}
static int next(struct draw *d, int below) { return draw_next(&d->state, below); }
static const char *one_of(struct draw *d, const char *const *words, int n) { return words[next(d, n)]; }
#define ONE_OF(d, ...)                                                                                       \
    one_of((d), (const char *const[]){__VA_ARGS__},                                                          \
           (int)(sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *)))

/* ---------------------------------------------------------------------------------------- leaves */

static void put_rule(struct draw *d)
{
    buf_printf(&d->out, "feel, expression: \"%s\"",
               ONE_OF(d, "value / 3 + factor", "if v0 > v1 then full else rank / ranked",
                      "class_max - class_mean / 7", "if v2 = null then 1 else min(v2, value) * 0.1",
                      "median(class_values) + class_min"));
}

static void put_target_method(struct draw *d, int full)
{
    struct buf *b = &d->out;
    const char *target = ONE_OF(d, "7", "goal", "{by_unit: {u0: 3}, else: 11}", "0");
    const char *better = ONE_OF(d, "higher", "lower");
    switch (next(d, 9)) {
    case 0:
        buf_printf(b, "direct%s", ONE_OF(d, "", ", out_of: 30", ", cap: 9", ", floor_percent: 10"));
        break;
    case 1:
        buf_printf(b, "%s, target: %s%s", ONE_OF(d, "ratio", "control", "inverse"), target,
                   ONE_OF(d, "", ", cap_percent: 120"));
        break;
    case 2:
        buf_printf(b,
                   "bands, bands: [{at_least: 12, score: %d}, {above: goal, score_percent: 40}, {below: 2, "
                   "score: 1}]%s",
                   full, ONE_OF(d, "", ", else: 2", ", else_percent: 5"));
        break;
    case 3:
        buf_printf(b, "bands, interpolate: true, bands: [{at_least: 15, score: %d}, {at_least: 5, score: 1}]",
                   full);
        break;
    case 4:
        buf_printf(b, "attained, target: %s, compare: %s%s", target,
                   ONE_OF(d, "at_least", "above", "at_most", "below"), ONE_OF(d, "", ", else: 1"));
        break;
    case 5:
        buf_printf(b, "efficacy, low: 3, high: goal, base_percent: 40");
        break;
    case 6:
        buf_printf(b, "growth, baseline: %s, at_zero: 3, per_percent: 0.1", ONE_OF(d, "last_year", "goal"));
        break;
    case 7:
        buf_printf(b, "linear, target: %s, at_target: 5, each: 0.5, better: %s%s%s", target, better,
                   ONE_OF(d, "", ", each_below: 0.2"), ONE_OF(d, "", ", per: 2, whole: true"));
        break;
    default:
        buf_printf(b, "%s, each: 0.3%s%s", ONE_OF(d, "deduct", "add, cap: 4", "gap_deduct, target: 12"),
                   ONE_OF(d, "", ", per: 3"), ONE_OF(d, "", ", whole: true"));
    }
}

static void put_class_method(struct draw *d)
{
    struct buf *b = &d->out;
    const char *better = ONE_OF(d, "higher", "lower"), *ties = ONE_OF(d, "1-2-2-4", "1-2-2-3");
    switch (next(d, 8)) {
    case 0:
        buf_printf(b, "efficacy, better: %s%s%s", better, ONE_OF(d, "", ", base_percent: 50"),
                   ONE_OF(d, "", ", equal: base"));
        break;
    case 1:
        buf_printf(b, "rank_step, better: %s, ties: %s, %s", better, ties,
                   ONE_OF(d, "step: 0.7", "step_percent: 9"));
        break;
    case 2:
        buf_printf(b, "rank_linear, better: %s, ties: %s%s", better, ties,
                   ONE_OF(d, "", ", last: 2", ", first: 5"));
        break;
    case 3:
        buf_printf(b, "ratio_to_best, better: %s", better);
        break;
    case 4:
        buf_printf(b, "rank_points, first_points: [5, 4], last_points: [-2, -1], better: %s, ties: %s%s",
                   better, ties, ONE_OF(d, "", ", else: 1"));
        break;
    case 5:
        put_rule(d);
        break;
    case 6:
        buf_printf(b,
                   "table, table: \"%s | value | v1 / 2 | → p\\n | >= 12 | < 7 | full\\n"
                   " | [4..12) | - | rank + 0.5\\n | - | > 3 | value / 3\"",
                   ONE_OF(d, "F", "C+"));
        break;
    default:
        buf_printf(b, "increment_growth, baseline: %s%s", ONE_OF(d, "last_year", "goal"),
                   ONE_OF(d, "", ", increment_percent: 70"));
    }
}

static void put_events_method(struct draw *d)
{
    buf_printf(&d->out,
               "measure: log, method: %s%s, categories: [{id: k, cap: 4}, {id: m, floor: -2}], items: ["
               "{id: a, points: 1.5, category: k, times: 3}, {id: b, points: -1, category: m%s}, "
               "{id: c, least: 0, most: 4, cap: 6}]",
               ONE_OF(d, "deduct", "add", "plus_minus"), ONE_OF(d, "", ", highest_only: true", ", cap: 3"),
               ONE_OF(d, "", ", floor: -1.5"));
}

static void put_votes_method(struct draw *d)
{
    buf_printf(
        &d->out, "measure: %s, method: votes, out_of: 10%s%s", ONE_OF(d, "poll", "poll, group: g", "marks"),
        ONE_OF(d, "", ", min_sample: 4"),
        ONE_OF(d, "", ", trim: {low: 1, high: 1, when_more_than: 5}", ", trim: {percent: 20, high: 1}"));
}

/* `share`: "points: 30", "weight: 3", "role: extra". */
static void put_leaf(struct draw *d, int indent, const char *share, int full)
{
    struct buf *b = &d->out;
    buf_printf(b, "%*s- {id: n%d, %s, missing: %s, undefined: %s, ", indent, "", d->nodes++, share,
               ONE_OF(d, "not_scorable", "zero", "reweight", "class_mean", "reweight"),
               ONE_OF(d, "reweight", "class_mean", "not_scorable"));
    int kind = next(d, 10);
    if (next(d, 8) == 0)
        buf_put(b, STR("when: v1 > 8, "));
    if (kind == 0) {
        put_events_method(d);
    } else if (kind == 1) {
        put_votes_method(d);
    } else {
        buf_printf(b, "measure: %s%s, method: ",
                   ONE_OF(d, "v0", "v1", "v2", "v3", "v4", "v5", "rate", "gain", "odd", "past", "rows"),
                   ONE_OF(d, "", "", "", ", times_factor: true", ", times_factor: score",
                          ", times_factor: score, factor: v5"));
        if (next(d, 2))
            put_target_method(d, full);
        else
            put_class_method(d);
    }
    buf_put(b, STR("}\n"));
}

static void put_veto(struct draw *d, int indent)
{
    buf_printf(&d->out, "%*s- {id: n%d, measure: v0, method: veto, limit: 15%s}\n", indent, "", d->nodes++,
               ONE_OF(d, "", "", ", effect: exclude", ", effect: cap_grade, grade: pass"));
}

/* ----------------------------------------------------------------------------------------- groups */

static void put_children(struct draw *d, int indent, int depth, int full, bool is_sum);

static void put_periods(struct draw *d, int indent)
{
    const char *how = ONE_OF(d, "mean_of", "sum_of", "max_of", "min_of", "last_of");
    buf_printf(&d->out, "%*s%s: month\n", indent, "", how);
    if (strcmp(how, "mean_of") == 0 && next(d, 2))
        buf_printf(&d->out, "%*speriod_weights: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]\n", indent, "");
}

static void put_group(struct draw *d, int indent, int depth, const char *share, int full)
{
    struct buf *b = &d->out;
    bool is_sum = next(d, 2), by_month = depth > 1 && next(d, 6) == 0, is_share = is_sum && next(d, 6) == 0;
    int child_full = is_sum ? full : next(d, 2) ? full : 40;
    buf_printf(b, "%*s- id: n%d\n%*s%s\n", indent, "", d->nodes++, indent + 2, "", share);
    if (!is_sum)
        buf_printf(b, "%*sweights: relative\n%*sout_of: %d\n", indent + 2, "", indent + 2, "", child_full);
    if (is_share)
        buf_printf(b, "%*scombine: %s\n", indent + 2, "", ONE_OF(d, "max", "min", "product"));
    if (by_month)
        put_periods(d, indent + 2);
    if (next(d, 5) == 0)
        buf_printf(b, "%*s%s\n", indent + 2, "", ONE_OF(d, "cap_percent: 60", "floor_percent: 30"));
    if (next(d, 5) == 0)
        buf_printf(b, "%*srounding: {digits: %d, mode: %s}\n", indent + 2, "", next(d, 4),
                   ONE_OF(d, "half_up", "half_even", "down"));
    if (!is_sum && next(d, 5) == 0)
        buf_printf(b, "%*sdivisor: 20\n", indent + 2, "");
    buf_printf(b, "%*schildren:\n", indent + 2, "");
    put_children(d, indent + 4, depth, child_full, is_sum);
}

static void put_child(struct draw *d, int indent, int depth, const char *share, int full)
{
    if (depth < 3 && next(d, 3))
        put_group(d, indent, depth + 1, share, full);
    else
        put_leaf(d, indent, share, full);
}

static void put_children(struct draw *d, int indent, int depth, int full, bool is_sum)
{
    int n = 2 + next(d, 3), left = full;
    char share[40];
    for (int i = 0; i < n; i++) {
        int points = i == n - 1 ? left : left / 2;
        left -= points;
        (void)snprintf(share, sizeof share, is_sum ? "points: %d" : "weight: %d",
                       is_sum ? points : 1 + next(d, 9));
        put_child(d, indent, depth, share, is_sum ? points : full);
    }
    if (next(d, 3) == 0)
        put_leaf(d, indent, "role: extra", 10);
    if (next(d, 6) == 0)
        put_leaf(d, indent, "role: aside", 10);
    if (next(d, 4) == 0)
        put_veto(d, indent);
}

/* ----------------------------------------------------------------------------------- all together */

static void put_head(struct draw *d)
{
    struct buf *b = &d->out;
    buf_printf(b,
               "scheme: drawn\nwindow: {every: quarter, cumulative: %s}\nrounding: {place: %s, mode: %s, "
               "digits: %d}\n",
               ONE_OF(d, "true", "false"), ONE_OF(d, "displayed", "displayed", "once"),
               ONE_OF(d, "half_up", "half_even", "down"), next(d, 5));
    buf_put(b, STR("measures:\n"));
    for (int i = 0; i < NUMBERS; i++)
        buf_printf(b, "  - {id: v%d, decimals: %d, aggregate: %s, skip_gaps: %s, per: %s}\n", i, next(d, 4),
                   ONE_OF(d, "sum", "mean", "last", "max", "min"), ONE_OF(d, "true", "true", "false"),
                   ONE_OF(d, "month", "month", "quarter"));
    buf_put(
        b,
        STR("  - {id: goal, fixed: {by_unit: {u1: 6}, else: 9.5}}\n"
            "  - {id: rate, formula: \"v0 / (v1 + 1) * 100\", decimals: 1}\n"
            "  - {id: gain, formula: \"v2 - last_year(v2) + min(v3, factor)\"}\n"
            "  - {id: odd, formula: if v4 = null then class_mean(v4) else v4 / class_max(v4) * "
            "class_rank(v3)}\n"
            "  - {id: poll, kind: ballots, groups: [g, h], levels: [{name: good, points: 10}, {name: fair, "
            "points: 6}, {name: bad, points: 0}, {name: unknown, excluded: true}]}\n"
            "  - {id: marks, kind: ballots, decimals: 1}\n"
            "  - {id: past, kind: level, per: quarter, levels: [{name: good, points: 10}, {name: fair, "
            "points: 6}]}\n"
            "  - {id: rows, formula: vote_mean(poll) + event_count(log)}\n"
            "  - {id: log, kind: events}\n"
            "classes:\n"));
    for (int c = 0, u = 0; c < 2; c++) {
        buf_printf(b, "  - id: c%d\n    units:\n", c);
        for (int last = u + 2 + next(d, 5); u < last; u++)
            buf_printf(b, "      - {name: u%d%s}\n", u,
                       ONE_OF(d, "", "", ", factor: 1.25", ", ranked: false"));
    }
    buf_put(
        b,
        STR("grades: [{name: good, at_least: 60}, {name: pass}]\ntree:\n  weights: relative\n  children:\n"));
}

static void put_rows(struct kit *k, struct draw *d, int unit, int month)
{
    int poll = scheme_measure_find(k->s, STR("poll")), marks = scheme_measure_find(k->s, STR("marks"));
    int log = scheme_measure_find(k->s, STR("log"));
    static const char *const matters[] = {"", "x", "y"};
    for (int i = next(d, 5); i > 0; i--) {
        struct ballot b = {.group = next(d, 2), .level = next(d, 4), .count = 1 + next(d, 3)};
        if (next(d, 9) == 0)
            b.batch = STR("late"), b.excluded = STR("all alike");
        assert_int_equal(values_add_ballot(k->v, poll, unit, month, b, &k->err), RC_OK);
        b = (struct ballot){.group = -1, .level = -1, .vote = next(d, 100), .count = 1};
        assert_int_equal(values_add_ballot(k->v, marks, unit, month, b, &k->err), RC_OK);
    }
    for (int i = next(d, 4); i > 0; i--) {
        int item = next(d, 3);
        struct event e = {.item = str_of("abc" + item, 1),
                          .count = 1 + next(d, 2),
                          .points = item == 2 ? next(d, 400) : VALUE_MISSING,
                          .matter = str_c(matters[next(d, 3)])};
        assert_int_equal(values_add_event(k->v, log, unit, month, e, &k->err), RC_OK);
    }
}

/* The numbers are the first measures. */
static void put_values(struct kit *k, struct draw *d)
{
    for (int u = 0; u < k->s->units_count; u++)
        for (int m = FIRST - 12; m < FIRST + 3; m++) {
            for (int i = 0; i < NUMBERS; i++) {
                int64_t v = next(d, 12) == 0 ? VALUE_MISSING : next(d, 20) - (i == 5 ? 6 : 0);
                for (int p = k->s->measures[i].decimals; v != VALUE_MISSING && p > 0; p--)
                    v = v * 10 + next(d, 10);
                assert_int_equal(values_set(k->v, i, u, m, v, &k->err), RC_OK);
            }
            put_rows(k, d, u, m);
            int past = scheme_measure_find(k->s, STR("past"));
            assert_int_equal(values_set(k->v, past, u, m, next(d, 2), &k->err), RC_OK);
        }
}

/* Any scheme: numbers of up to two places before the point, ballots, and the events of its leaves. */
static void put_any(struct kit *k, struct draw *d, int measure, int unit, int month)
{
    const struct measure *m = &k->s->measures[measure];
    int64_t v = next(d, 100);
    for (int p = m->decimals; p > 0; p--)
        v = v * 10 + next(d, 10);
    if (m->kind == MEASURE_LEVEL)
        v = next(d, m->levels_count);
    if (measure_is_number(m) && measure_is_input(m) && next(d, 12))
        assert_int_equal(values_set(k->v, measure, unit, month, v, &k->err), RC_OK);
    struct ballot b = {.group = m->groups_count ? next(d, m->groups_count) : -1,
                       .level = m->levels_count ? next(d, m->levels_count) : -1,
                       .vote = v,
                       .count = 1 + next(d, 5)};
    if (m->kind == MEASURE_BALLOTS)
        assert_int_equal(values_add_ballot(k->v, measure, unit, month, b, &k->err), RC_OK);
    for (int n = 0; m->kind == MEASURE_EVENTS && n < k->s->nodes_count; n++) {
        const struct node *leaf = &k->s->nodes[n];
        if (leaf->measure != measure || leaf->items_count == 0 || next(d, 3))
            continue;
        const struct event_item *item = &leaf->items[next(d, leaf->items_count)];
        struct event e = {.item = item->id, .count = 1, .points = item->has_points ? VALUE_MISSING : 1};
        enum rc rc = values_add_event(k->v, measure, unit, month, e, &k->err);
        if (rc != RC_OK)
            fail_msg("%s: %.*s", k->err.text, STR_ARG(item->id));
    }
}

void draw_values(struct kit *k, uint64_t seed, int first_month, int months)
{
    struct draw d = {.state = seed * UINT64_C(0x9E3779B97F4A7C15) + 1};
    for (int u = 0; u < k->s->units_count; u++)
        for (int month = first_month; month < first_month + months; month++)
            for (int m = 0; m < k->s->measures_count; m++)
                put_any(k, &d, m, u, month);
}

void draw_scheme(struct kit *k, uint64_t seed)
{
    struct draw d = {.state = seed * UINT64_C(0x9E3779B97F4A7C15) + 1};
    for (int i = 0; i < 8; i++)
        (void)next(&d, 2);
    put_head(&d);
    put_children(&d, 4, 1, 100, false);
    buf_put(&d.out, STR("    - {id: always, role: extra, ")); /* so that somebody reads the events */
    put_events_method(&d);
    buf_put(&d.out, STR("}\n"));
    kit_open(k, buf_str(&d.out));
    put_values(k, &d);
    kit_compute(k, "2026Q3");
    buf_release(&d.out);
}
