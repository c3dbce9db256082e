/* What a unit can still do, and that it brings what is said. */
#include "kit.h"

#include "base/fixed.h"
#include "score/carry.h"
#include "score/gain.h"

static const struct gains *gains_of(struct kit *k, const char *unit, int most)
{
    const struct gains *g = NULL;
    struct gain_wish wish = {.unit = scheme_unit_find(k->s, str_c(unit)), .most = most};
    enum rc rc = score_gains(k->r, &wish, k->a, &g, &k->err);
    if (rc != RC_OK)
        print_error("%s %s\n", k->err.text, k->err.detail);
    assert_int_equal(rc, RC_OK);
    return g;
}

static const struct gain *gain_of(const struct kit *k, const struct gains *g, const char *node)
{
    for (int i = 0; i < g->n; i++)
        if (str_eq(k->s->nodes[g->gain[i].node].id, str_c(node)))
            return &g->gain[i];
    fail_msg("no gain of %s", node);
    return NULL;
}

/* Another value, and the total that really comes of it. */
static int64_t total_with(struct kit *k, const struct gain *g, int unit, int64_t value)
{
    struct values *v = NULL;
    const struct score_result *r = NULL;
    assert_int_equal(values_carry(k->a, k->v, k->s, k->s, &v, &k->err), RC_OK);
    assert_int_equal(values_set(v, g->measure, unit, g->month, value, &k->err), RC_OK);
    assert_int_equal(score_compute(k->s, v, k->r->window, k->a, &r, &k->err), RC_OK);
    return r->units[unit].total;
}

/* What is said comes true, and one unit less of the number is not enough for it. */
static void holds(struct kit *k, const struct gain *g, const char *unit)
{
    int u = scheme_unit_find(k->s, str_c(unit));
    int64_t was = k->r->units[u].total, from = g->from == VALUE_MISSING ? 0 : g->from;
    assert_true(g->kind == GAIN_VALUE || g->kind == GAIN_REPORT);
    assert_int_equal(total_with(k, g, u, g->to) - was, g->points);
    int64_t less = g->to > from ? g->to - 1 : g->to + 1;
    assert_true(total_with(k, g, u, less) - was < g->points);
    assert_true(!g->has_room || g->points <= g->room);
}

static const char TOWN[] =
    "scheme: t\nyear: 2026\n"
    "measures: [{id: a}, {id: b}, {id: d}, {id: late, decimals: 0}, {id: pct, unit: '%'},\n"
    "  {id: good, decimals: 0}, {id: all, decimals: 0},\n"
    "  {id: rate, formula: good / all * 100}]\n"
    "classes: [{id: c, units: [甲, 乙, 丙]}]\n"
    "tree:\n"
    "  - {id: ratio, points: 20, measure: a, method: ratio, target: 120}\n"
    "  - {id: bands, points: 20, measure: b, method: bands, bands: [{at_least: 90, score: 20}, {at_least: "
    "80, "
    "score: 14}]}\n"
    "  - {id: place, points: 20, measure: d, method: rank_step, step: 4}\n"
    "  - {id: late, points: 10, measure: late, method: deduct, each: 0.5}\n"
    "  - {id: pct, points: 10, measure: pct, method: direct, out_of: 100}\n"
    "  - {id: rate, points: 20, measure: rate, method: ratio, target: 100}\n";
static const char TOWN_VALUES[] =
    "unit,a,b,d,late,pct,good,all\n甲,90,75,30,8,95,40,50\n乙,120,95,31,0,90,50,50\n"
    "丙,60,85,29,3,100,10,40\n";

static void each_method_is_turned_into_the_value_that_it_needs(void **state)
{
    (void)state;
    struct kit k;
    kit_open(&k, str_c(TOWN));
    kit_values(&k, str_c(TOWN_VALUES), "2026");
    kit_compute(&k, "2026");
    kit_expect(&k, STR("unit,ratio,bands,place,late,pct,rate,total,rank\n甲,15.00,0.00,16.00,6.00,9.50,16.00,"
                       "62.50,2\n"));
    const struct gains *g = gains_of(&k, "甲", 9);
    assert_int_equal(g->n, 6);
    /* 20·x/120 = 16 → 96; displayed, so 15.995 is enough: 95.97 */
    const struct gain *x = gain_of(&k, g, "ratio");
    assert_true(x->from == 9000 && x->to == 9597 && x->points == 100 && x->room == 500);
    x = gain_of(&k, g, "bands");
    assert_true(x->from == 7500 && x->to == 8000 && x->points == 1400 && x->room == 2000);
    x = gain_of(&k, g, "place");
    /* ahead of 乙 would be better than beside: both are first then */
    assert_true(x->to == 3100 && x->points == 400 && x->room == 400);
    x = gain_of(&k, g, "late");
    assert_true(x->from == 8 && x->to == 6 && x->points == 100 && x->room == 400);
    x = gain_of(&k, g, "pct"); /* nothing above 100: half a point is all there is */
    assert_true(x->from == 9500 && x->points == 50 && x->to == 9995 && x->room == 50);
    x = gain_of(&k, g, "rate"); /* 40 of 50 → 43 of 50; not 40 of 46: the task is no deed */
    assert_true(x->from == 40 && x->to == 43 && x->points >= 100 && x->room == 400);
    assert_true(str_eq(k.s->measures[x->measure].id, STR("good")));
    for (int i = 0; i < g->n; i++)
        holds(&k, &g->gain[i], "甲");
    /* By room, the largest first. */
    for (int i = 1; i < g->n; i++)
        assert_true(g->gain[i - 1].room >= g->gain[i].room);
    assert_int_equal(gains_of(&k, "甲", 0)->n, 3);
    kit_close(&k);
}

static void the_first_has_little_left_to_do(void **state)
{
    (void)state;
    struct kit k;
    kit_open(&k, str_c(TOWN));
    kit_values(&k, str_c(TOWN_VALUES), "2026");
    kit_compute(&k, "2026");
    const struct gains *g = gains_of(&k, "乙", 0);
    assert_int_equal(g->n, 1);
    assert_true(gain_of(&k, g, "pct")->to == 9995 && g->gain[0].points == 100);
    holds(&k, &g->gain[0], "乙");
    kit_close(&k);
}

static void events_votes_and_vetoes(void **state)
{
    (void)state;
    struct kit k;
    kit_open(
        &k,
        STR("scheme: t\nmeasures: [{id: a}, {id: log, kind: events}, {id: poll, kind: ballots}, {id: dead, "
            "decimals: 0}]\n"
            "classes: [{id: c, units: [甲, 乙]}]\ntree:\n"
            "  - id: g\n    points: 60\n    children:\n"
            "      - {id: x, points: 60, measure: a, method: direct}\n"
            "      - {id: v, measure: dead, method: veto, limit: 2}\n"
            "  - {id: votes, points: 40, measure: poll, method: votes, out_of: 100}\n"
            "  - id: plus\n    role: extra\n    measure: log\n    method: plus_minus\n    cap: 5\n"
            "    items: [{id: 表彰, points: 3}, {id: 批评, points: -4}, {id: 创新, least: 1, most: 2}]\n"));
    kit_values(&k, STR("unit,a,dead\n甲,60,4\n乙,50,0\n"), "2026");
    kit_values(&k, STR("unit,measure,vote\n甲,poll,90\n乙,poll,80\n"), "2026");
    kit_values(&k, STR("unit,measure,item,count,points,matter\n甲,log,表彰,1,,\n甲,log,批评,2,,\n"), "2026");
    kit_compute(&k, "2026");
    kit_expect(&k, STR("unit,g,votes,plus,total\n甲,0.00,36.00,-5.00,31.00\n乙,50.00,32.00,0.00,82.00\n"));
    const struct gains *g = gains_of(&k, "甲", 9);
    const struct gain *v = gain_of(&k, g, "v"), *votes = gain_of(&k, g, "votes"),
                      *plus = gain_of(&k, g, "plus");
    assert_true(v->kind == GAIN_VALUE && v->to == 2 && v->points == 6000);
    assert_true(votes->kind == GAIN_OPEN && votes->room == 400 && votes->points == 0);
    assert_true(plus->kind == GAIN_LESS && plus->points == 400 && str_eq(plus->item, STR("批评")));
    plus = gain_of(&k, gains_of(&k, "乙", 9), "plus");
    assert_true(plus->kind == GAIN_MORE && plus->points == 300 && str_eq(plus->item, STR("表彰")));
    /* Nothing that exists was changed. */
    kit_compute(&k, "2026");
    kit_expect(&k, STR("unit,total\n甲,31.00\n乙,82.00\n"));
    kit_close(&k);
}

static void what_was_not_reported_comes_first(void **state)
{
    (void)state;
    struct kit k;
    kit_open(&k, STR("scheme: t\nmeasures: [{id: a}, {id: b}]\nclasses: [{id: c, units: [甲, 乙]}]\ntree:\n"
                     "  - {id: x, points: 60, measure: a, method: direct}\n"
                     "  - {id: y, points: 40, measure: b, method: ratio, target: 80}\n"));
    kit_values(&k, STR("unit,a,b\n甲,50,\n乙,60,80\n"), "2026");
    kit_compute(&k, "2026");
    const struct gains *g = gains_of(&k, "甲", 0);
    assert_true(g->n == 1 && g->gain[0].kind == GAIN_REPORT && g->gain[0].to == VALUE_MISSING);
    assert_int_equal(gains_of(&k, "乙", 0)->n, 0);
    struct gain_wish wish = {.unit = 2};
    assert_int_equal(score_gains(k.r, &wish, k.a, &g, &k.err), RC_NOT_FOUND);
    kit_close(&k);
}

static void a_deed_that_helps_several_leaves_is_said_once(void **state)
{
    (void)state;
    struct kit k;
    kit_open(&k,
             STR("scheme: t\nmeasures: [{id: n, decimals: 0}, {id: b}]\nclasses: [{id: c, units: [甲, 乙]}]\n"
                 "tree:\n"
                 "  - {id: x, points: 60, measure: n, method: attained, target: 5}\n"
                 "  - {id: y, points: 20, measure: n, method: attained, target: 5}\n"
                 "  - {id: z, points: 20, measure: b, method: attained, target: 5}\n"));
    kit_values(&k, STR("unit,n,b\n甲,4,4\n乙,5,5\n"), "2026");
    kit_compute(&k, "2026");
    const struct gains *g = gains_of(&k, "甲", 0);
    assert_int_equal(g->n, 2);
    const struct gain *x = gain_of(&k, g, "x"), *z = gain_of(&k, g, "z");
    assert_true(x->to == 5 && x->points == 8000 && x->room == 6000 && z->points == 2000);
    kit_close(&k);
}

/* Only a divisor is there to be changed: then it is said. */
static void a_divisor_is_a_deed_where_nothing_else_is(void **state)
{
    (void)state;
    struct kit k;
    kit_open(&k, STR("scheme: t\nmeasures: [{id: days, decimals: 0}, {id: speed, formula: 10 / days}]\n"
                     "classes: [{id: c, units: [甲, 乙]}]\ntree:\n"
                     "  - {id: x, points: 100, measure: speed, method: ratio, target: 1}\n"));
    kit_values(&k, STR("unit,days\n甲,20\n乙,10\n"), "2026");
    kit_compute(&k, "2026");
    const struct gain *x = gain_of(&k, gains_of(&k, "甲", 0), "x");
    assert_true(x->kind == GAIN_VALUE && x->from == 20 && x->to == 19);
    kit_close(&k);
}

/* Of leaves below a mean of months the room is not told, but what a deed brings is. */
static void deeds_below_a_mean_of_months_come_true_too(void **state)
{
    (void)state;
    struct kit k;
    kit_open(&k, STR("scheme: t\nmeasures: [{id: a}]\nclasses: [{id: c, units: [甲, 乙]}]\ntree:\n"
                     "  - id: m\n    points: 100\n    mean_of: month\n    children:\n"
                     "      - {id: x, points: 100, measure: a, method: ratio, target: 100}\n"));
    kit_values(&k, STR("unit,period,a\n甲,2026-01,50\n甲,2026-02,60\n乙,2026-01,90\n乙,2026-02,90\n"),
               "2026");
    kit_compute(&k, "2026");
    const struct gains *g = gains_of(&k, "甲", 0);
    assert_int_equal(g->n, 1);
    assert_true(!g->gain[0].has_room && g->gain[0].month == 2026 * 12 + 1 && g->gain[0].points == 100);
    holds(&k, &g->gain[0], "甲");
    kit_close(&k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_method_is_turned_into_the_value_that_it_needs),
        cmocka_unit_test(the_first_has_little_left_to_do),
        cmocka_unit_test(events_votes_and_vetoes),
        cmocka_unit_test(what_was_not_reported_comes_first),
        cmocka_unit_test(a_deed_that_helps_several_leaves_is_said_once),
        cmocka_unit_test(a_divisor_is_a_deed_where_nothing_else_is),
        cmocka_unit_test(deeds_below_a_mean_of_months_come_true_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
