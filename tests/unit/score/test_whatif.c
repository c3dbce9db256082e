/* Schemes with something changed, and who moves by it. */
#include "kit.h"

#include "base/fixed.h"
#include "score/carry.h"
#include "score/whatif.h"

static const char TOWN[] =
    "scheme: t\nyear: 2026\nmeasures: [{id: a}, {id: b}, {id: d}, {id: log, kind: events}]\n"
    "classes: [{id: c, units: [甲, 乙, 丙]}]\n"
    "grades: [{name: 优秀, at_least: 90}, {name: 合格}]\n"
    "tree:\n"
    "  - {id: x, name: 甲项, points: 50, measure: a, method: ratio, target: 100}\n"
    "  - id: g\n    points: 30\n    children:\n"
    "      - {id: g1, points: 20, measure: b, method: ratio, target: 100}\n"
    "      - {id: g2, points: 10, measure: b, method: attained, target: 60, else: 2}\n"
    "  - {id: y, points: 20, measure: d, method: bands, bands: [{at_least: 90, score: 20}, {at_least: 60, "
    "score: "
    "10}]}\n"
    "  - id: plus\n    role: extra\n    measure: log\n    method: plus_minus\n"
    "    items: [{id: 表彰, points: 3}, {id: 批评, points: -2}]\n";
static const char TOWN_VALUES[] = "unit,a,b,d\n甲,90,80,95\n乙,100,50,70\n丙,80,100,90\n";

struct town {
    struct kit k;
    struct str text;
};

static void open(struct town *t)
{
    t->text = str_c(TOWN);
    kit_open(&t->k, t->text);
    kit_values(&t->k, str_c(TOWN_VALUES), "2026");
    kit_values(
        &t->k,
        STR("unit,measure,item,count,points,matter\n甲,log,表彰,1,,\n甲,log,批评,1,,\n乙,log,表彰,2,,\n"),
        "2026");
    kit_compute(&t->k, "2026");
    kit_expect(&t->k,
               STR("unit,x,g,y,plus,total,rank,grade\n甲,45.00,26.00,20.00,1.00,92.00,1,优秀\n"
                   "乙,50.00,12.00,10.00,6.00,78.00,3,合格\n丙,40.00,30.00,20.00,0.00,90.00,2,优秀\n"));
}

static struct variation points(const struct kit *k, const char *node, int64_t to)
{
    return (struct variation){
        .kind = VARY_POINTS, .node = scheme_node_find(k->s, str_c(node)), .class_index = -1, .to = {to, 0}};
}

static struct variation key(const struct kit *k, const char *node, const char *name, const char *yaml)
{
    return (struct variation){.kind = VARY_KEY,
                              .node = node ? scheme_node_find(k->s, str_c(node)) : -1,
                              .class_index = -1,
                              .key = str_c(name),
                              .yaml = str_c(yaml)};
}

static const struct score_moves *what_if(struct town *t, struct whatif w)
{
    const struct score_moves *m = NULL;
    enum rc rc = score_whatif(t->k.r, t->text, &w, t->k.a, &t->k.p, &m, &t->k.err);
    if (rc != RC_OK)
        print_error("%s %s\n", t->k.err.text, t->k.err.detail);
    for (size_t i = 0; i < t->k.p.n; i++)
        print_error("%s line %d\n", t->k.p.item[i].text, t->k.p.item[i].line);
    assert_int_equal(rc, RC_OK);
    return m;
}

static const struct score_moves *what_if_changes(struct town *t, const struct variation *c, int n)
{
    return what_if(t, (struct whatif){.changes = c, .changes_count = n});
}

static const char *total(struct town *t, const struct score_moves *m, int unit)
{
    const struct score_unit *u = &m->after->units[unit];
    return u->has_total ? fixed_write(t->k.a, u->total, m->after->scheme->nodes[0].digits).p : "";
}

static void what_if_of_nothing_is_nothing(void **state)
{
    (void)state;
    struct town t;
    open(&t);
    const struct score_moves *m = what_if(&t, (struct whatif){0});
    assert_int_equal(m->units_count, 3);
    assert_int_equal(m->totals + m->ranks + m->grades, 0);
    for (int i = 0; i < 3; i++)
        assert_int_equal(m->units[i].nodes_count, 0);
    kit_close(&t.k);
}

static void points_that_move_scale_the_siblings_and_what_is_below(void **state)
{
    (void)state;
    struct town t;
    open(&t);
    /* x and y had 50 and 20, and share 60 now. */
    struct variation c = points(&t.k, "g", 40);
    const struct score_moves *m = what_if_changes(&t, &c, 1);
    const struct node *n = m->after->scheme->nodes;
    int x = scheme_node_find(t.k.s, STR("x")), y = scheme_node_find(t.k.s, STR("y"));
    int g1 = scheme_node_find(t.k.s, STR("g1")), g2 = scheme_node_find(t.k.s, STR("g2"));
    assert_int_equal(n[x].full[0].units, 42857142);
    assert_int_equal(n[x].full[0].digits, 6);
    assert_int_equal(n[y].full[0].units, 17142858);
    assert_int_equal(n[g1].full[0].units, 26666666);
    assert_int_equal(n[g2].full[0].units, 13333334);
    /* 甲: 42.857142·0.9 = 38.57, 26.666666·0.8 = 21.33 + 13.33, bands stay 20, + 1 */
    assert_string_equal(total(&t, m, 0), "94.23");
    assert_true(m->units[0].total && m->units[0].rank); /* 丙 has 94.29 now */
    assert_int_equal(m->units[0].nodes_count, 5);       /* total, x, g, g1, g2 */
    kit_close(&t.k);
}

static void points_that_are_all_named_must_add_up_of_themselves(void **state)
{
    (void)state;
    struct town t;
    open(&t);
    struct variation c[] = {points(&t.k, "x", 40), points(&t.k, "g", 40), points(&t.k, "y", 20)};
    const struct score_moves *m = what_if_changes(&t, c, 3);
    /* 甲: 36 + 21.33 + 13.33 + 20 + 1 */
    assert_string_equal(total(&t, m, 0), "91.66");
    c[2].to = (struct dec){21, 0};
    const struct scheme *s = NULL;
    assert_int_equal(scheme_vary(t.k.a, t.k.s, t.text, c, 3, &t.k.p, &s, &t.k.err), RC_INVALID);
    assert_string_equal(t.k.p.item[0].text, "score.points_do_not_add_up");
    kit_close(&t.k);
}

static void weights_that_move_keep_their_sum(void **state)
{
    (void)state;
    static const char text[] = "scheme: t\nmeasures: [{id: a}, {id: b}]\n"
                               "classes: [{id: c, units: [甲]}, {id: d, units: [乙]}]\ntree:\n"
                               "  - {id: x, weight: {by_class: {c: 60, d: 20}}, measure: a, method: direct}\n"
                               "  - {id: y, weight: {by_class: {c: 30, d: 80}}, measure: b, method: direct}\n"
                               "  - {id: z, only: [c], weight: 10, measure: b, method: direct}\n";
    struct kit k;
    kit_open(&k, str_c(text));
    struct variation c = {
        .kind = VARY_WEIGHT, .node = scheme_node_find(k.s, STR("x")), .class_index = 0, .to = {50, 0}};
    const struct scheme *s = NULL;
    assert_int_equal(scheme_vary(k.a, k.s, str_c(text), &c, 1, &k.p, &s, &k.err), RC_OK);
    assert_int_equal(s->nodes[1].weight[0].units, 50);
    assert_int_equal(s->nodes[2].weight[0].units, 375); /* 37.5 */
    assert_int_equal(s->nodes[3].weight[0].units, 125);
    assert_int_equal(s->nodes[1].weight[1].units, 20);
    assert_int_equal(s->nodes[2].weight[1].units, 80);
    c.to = (struct dec){101, 0};
    assert_int_equal(scheme_vary(k.a, k.s, str_c(text), &c, 1, &k.p, &s, &k.err), RC_INVALID);
    assert_string_equal(k.err.text, "analysis.change_leaves_nothing");
    c.kind = VARY_POINTS;
    assert_int_equal(scheme_vary(k.a, k.s, str_c(text), &c, 1, &k.p, &s, &k.err), RC_INVALID);
    assert_string_equal(k.err.text, "analysis.change_unfit");
    kit_close(&k);
}

/* A largest of two: each has points of its own, and takes nothing from the other. */
static void parts_of_a_largest_share_nothing(void **state)
{
    (void)state;
    static const char text[] = "scheme: t\nmeasures: [{id: a}]\nclasses: [{id: c, units: [甲]}]\ntree:\n"
                               "  - id: g\n    points: 100\n    combine: max\n    children:\n"
                               "      - {id: x, points: 40.1234567, measure: a, method: ratio, target: 100}\n"
                               "      - {id: y, measure: a, method: ratio, target: 50}\n"
                               "      - id: z\n        points: 30\n        children:\n"
                               "          - {id: z1, points: 10, measure: a, method: ratio, target: 50}\n"
                               "          - {id: z2, points: 20, measure: a, method: ratio, target: 50}\n";
    struct kit k;
    kit_open(&k, str_c(text));
    struct variation v = points(&k, "z", 60);
    const struct scheme *s = NULL;
    assert_int_equal(scheme_vary(k.a, k.s, str_c(text), &v, 1, &k.p, &s, &k.err), RC_OK);
    const int64_t full[] = {100, 100, 401234567, 100, 60, 20, 40};
    for (int i = 0; i < s->nodes_count; i++)
        assert_int_equal(s->nodes[i].full[0].units, full[i]);
    assert_int_equal(scheme_vary(k.a, k.s, STR("scheme: t\ntree: []\n"), &v, 1, &k.p, &s, &k.err),
                     RC_INVALID);
    assert_string_equal(k.err.text, "analysis.other_text");
    kit_close(&k);
}

static uint64_t seed = 20261122;
static int64_t below(int64_t n)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (int64_t)((seed >> 33) % (uint64_t)n);
}

/* Two levels of points in two classes, at random: {by_class: {c: …, d: …}} where `differs`. */
static struct str random_scheme(struct kit *k, bool differs)
{
    int64_t sum[2] = {0, 0};
    struct str tree = STR("");
    for (int g = 0; g < 3; g++) {
        struct str leaves = STR("");
        for (int l = 0; l < 3; l++) {
            int64_t p = 1 + below(99), q = differs ? 1 + below(99) : p;
            sum[0] += p;
            sum[1] += q;
            leaves = arena_printf(
                k->a,
                "%.*s      - {points: {by_class: {c: %d.5, d: %d.25}}, measure: a, method: ratio, "
                "target: 100}\n",
                STR_ARG(leaves), (int)p, (int)q);
        }
        tree = arena_printf(k->a, "%.*s  - id: g%d\n    children:\n%.*s", STR_ARG(tree), g, STR_ARG(leaves));
    }
    return arena_printf(k->a,
                        "scheme: t\nfull_marks: {by_class: {c: %d.5, d: %d.25}}\nmeasures: [{id: a}]\n"
                        "classes: [{id: c, units: [甲, 乙]}, {id: d, units: [丙]}]\ntree:\n%.*s",
                        (int)sum[0] + 4, (int)sum[1] + 2, STR_ARG(tree)); /* 9 × 0.5, 9 × 0.25 */
}

/* Whatever changes, what comes out is a scheme, which says itself whether points add up; and what is put back
 * is what was there. */
static void points_changed_at_random_always_add_up(void **state)
{
    (void)state;
    for (int round = 0; round < 300; round++) {
        struct kit k, made = {.a = arena_new(0)};
        struct str text = random_scheme(&made, round % 2);
        kit_open(&k, text);
        int node = 1 + (int)below(k.s->nodes_count - 1);
        struct variation v = {.kind = VARY_POINTS, .node = node, .class_index = round % 3 - 1};
        int c = v.class_index < 0 ? 0 : v.class_index;
        int parent = k.s->nodes[node].parent;
        int64_t top = k.s->nodes[parent].full[c].units;
        for (int d = 0; d < k.s->nodes[parent].full[c].digits; d++)
            top /= 10;
        v.to = (struct dec){below(top < 2 ? 2 : top), 0};
        const struct scheme *s = NULL;
        enum rc rc = scheme_vary(k.a, k.s, text, &v, 1, &k.p, &s, &k.err);
        if (rc == RC_INVALID) /* in the other class there is less to give */
            assert_string_equal(k.err.text, "analysis.change_leaves_nothing");
        else
            assert_true(rc == RC_OK && s->nodes[node].full[c].units == v.to.units &&
                        s->nodes[node].full[c].digits == 0);
        int other = v.class_index == 0;
        for (int n = 0; rc == RC_OK && v.class_index >= 0 && n < s->nodes_count; n++)
            assert_int_equal(s->nodes[n].full[other].units, k.s->nodes[n].full[other].units);
        kit_close(&k);
        kit_close(&made);
    }
}

static void a_parameter_is_changed_by_its_path(void **state)
{
    (void)state;
    struct town t;
    open(&t);
    struct variation c[] = {key(&t.k, "x", "target", "{by_unit: {甲: 180}, by_class: {c: 100}}"),
                            key(&t.k, "y", "bands.2.score", "15"),
                            key(&t.k, "plus", "items.表彰.points", "1"),
                            key(&t.k, NULL, "rounding", "{digits: 1}"), key(&t.k, "g2", "else", "")};
    const struct score_moves *m = what_if_changes(&t, c, 5);
    assert_string_equal(total(&t, m, 0), "70.0"); /* 25 + 26 + 20 − 1 */
    assert_string_equal(total(&t, m, 1), "77.0"); /* 50 + 10 + 15 + 2 */
    assert_true(m->units[0].grade && m->units[0].rank);
    kit_close(&t.k);
}

static void what_a_scheme_would_not_say_is_refused_with_its_sentences(void **state)
{
    (void)state;
    struct town t;
    open(&t);
    const struct {
        struct variation c;
        const char *problem, *error;
    } cases[] = {
        {key(&t.k, "x", "tarjet", "5"), "score.unknown_key", "score.scheme_invalid"},
        {key(&t.k, "x", "target", "nobody"), "score.unknown_measure", "score.scheme_invalid"},
        {key(&t.k, "x", "target", "[1"), "score.not_yaml", "score.scheme_invalid"},
        {key(&t.k, "y", "bands.7.score", "5"), NULL, "analysis.change_nowhere"},
        {key(&t.k, "x", "children", "[]"), NULL, "analysis.change_nowhere"},
        {key(&t.k, "x", "id", "z"), NULL, "analysis.change_nowhere"},
        {key(&t.k, NULL, "tree", "[]"), NULL, "analysis.change_nowhere"},
        {{.kind = VARY_METHOD, .node = 2, .yaml = STR("{method: direct}")}, NULL, "analysis.change_no_leaf"},
        {{.kind = VARY_METHOD, .node = 1, .yaml = STR("{target: 5}")}, NULL, "analysis.change_nowhere"},
        {{.kind = VARY_METHOD, .node = 1, .yaml = STR("{method: ratio}")},
         "score.parameter_missing",
         "score.scheme_invalid"},
        {{.kind = VARY_POINTS, .node = 0, .class_index = -1, .to = {5, 0}}, NULL, "analysis.change_unfit"},
        {{.kind = VARY_POINTS, .node = 99, .class_index = -1}, NULL, "analysis.change_nowhere"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct scheme *s = NULL;
        problems_clear(&t.k.p);
        enum rc rc = scheme_vary(t.k.a, t.k.s, t.text, &cases[i].c, 1, &t.k.p, &s, &t.k.err);
        assert_true(rc != RC_OK && !s);
        assert_string_equal(t.k.err.text, cases[i].error);
        if (cases[i].problem)
            assert_string_equal(t.k.p.item[0].text, cases[i].problem);
        assert_int_equal(t.k.p.n > 0, cases[i].problem != NULL);
    }
    /* The line is that of the text, where the piece was put in. */
    problems_clear(&t.k.p);
    const struct scheme *s = NULL;
    assert_int_equal(scheme_vary(t.k.a, t.k.s, t.text, &cases[0].c, 1, &t.k.p, &s, &t.k.err), RC_INVALID);
    assert_int_equal(t.k.p.item[0].line, 7);
    kit_close(&t.k);
}

static void another_method_leaves_the_parameters_of_the_old_one_behind(void **state)
{
    (void)state;
    struct town t;
    open(&t);
    struct variation c = {.kind = VARY_METHOD,
                          .node = scheme_node_find(t.k.s, STR("x")),
                          .yaml = STR("{method: rank_step, step: 10}")};
    const struct score_moves *m = what_if_changes(&t, &c, 1);
    assert_string_equal(total(&t, m, 0), "87.00"); /* 40 + 26 + 20 + 1 */
    assert_string_equal(total(&t, m, 1), "78.00");
    assert_string_equal(total(&t, m, 2), "80.00");
    kit_close(&t.k);
}

static void other_values_and_rows_left_out_leave_the_first_values_alone(void **state)
{
    (void)state;
    struct town t;
    open(&t);
    int b = scheme_measure_find(t.k.s, STR("b")), log = scheme_measure_find(t.k.s, STR("log"));
    struct whatif_value v[] = {{b, 1, 2026 * 12, 6000}, {0, 2, 2026 * 12, VALUE_MISSING}};
    struct whatif_row row = {log, 0, 1};
    const struct score_moves *m =
        what_if(&t, (struct whatif){.values = v, .values_count = 2, .rows = &row, .rows_count = 1});
    assert_string_equal(total(&t, m, 0), "94.00"); /* without the criticism */
    assert_string_equal(total(&t, m, 1), "88.00"); /* + 2 + 8 */
    assert_string_equal(total(&t, m, 2), "");
    assert_int_equal(values_get(t.k.v, b, 1, 2026 * 12), 5000);
    kit_compute(&t.k, "2026");
    kit_expect(&t.k, STR("unit,total\n甲,92.00\n乙,78.00\n丙,90.00\n"));
    row.n = 2;
    struct whatif w = {.rows = &row, .rows_count = 1};
    assert_int_equal(score_whatif(t.k.r, t.text, &w, t.k.a, &t.k.p, &m, &t.k.err), RC_NOT_FOUND);
    kit_close(&t.k);
}

static void carried_values_score_the_same(void **state)
{
    (void)state;
    struct town t;
    open(&t);
    struct values *copy = NULL, *again = NULL;
    int log = scheme_measure_find(t.k.s, STR("log"));
    struct event gone = values_events(t.k.v, log, 0)->e;
    gone.count = 0;
    assert_int_equal(values_change_event(t.k.v, log, 0, 0, gone, &t.k.err), RC_OK);
    assert_int_equal(values_carry(t.k.a, t.k.v, t.k.s, t.k.s, &copy, &t.k.err), RC_OK);
    assert_int_equal(values_carry(t.k.a, copy, t.k.s, t.k.s, &again, &t.k.err), RC_OK);
    const struct event_row *r = values_events(again, log, 0);
    assert_true(r && r->e.count == 0 && r->next && r->next->e.count == 1 && !r->next->next);
    struct values *const of[] = {t.k.v, copy, again};
    struct buf out[3] = {{0}};
    for (int i = 0; i < 3; i++) {
        const struct score_result *result = NULL;
        assert_int_equal(score_compute(t.k.s, of[i], kit_window("2026"), t.k.a, &result, &t.k.err), RC_OK);
        score_write_json(result, &out[i]);
        assert_true(str_eq(buf_str(&out[i]), buf_str(&out[0])));
    }
    for (int i = 0; i < 3; i++)
        buf_release(&out[i]);
    kit_close(&t.k);
}

static void units_and_nodes_of_two_schemes_are_matched_by_their_ids(void **state)
{
    (void)state;
    struct town t, n;
    open(&t);
    n.text = STR("scheme: t\nyear: 2026\nmeasures: [{id: a}]\nclasses: [{id: c, units: [丙, 丁, 甲]}]\n"
                 "tree: [{id: x, points: 100, measure: a, method: ratio, target: 100}]\n");
    kit_open(&n.k, n.text);
    kit_values(&n.k, STR("unit,a\n甲,90\n丙,90\n丁,90\n"), "2026");
    kit_compute(&n.k, "2026");
    const struct score_moves *m = NULL;
    assert_int_equal(score_moves(t.k.r, n.k.r, t.k.a, &m, &t.k.err), RC_OK);
    assert_int_equal(m->units_count, 4);
    assert_true(m->units[0].before == 2 && m->units[0].after == 0 && !m->units[0].total);
    assert_true(m->units[1].before == -1 && m->units[1].after == 1);
    assert_true(m->units[2].before == 0 && m->units[2].after == 2 && m->units[2].total && !m->units[2].rank);
    assert_true(m->units[3].before == 1 && m->units[3].after == -1);
    int64_t delta;
    int digits;
    assert_true(score_move_delta(m, &m->units[2], &delta, &digits) && delta == -200 && digits == 2);
    assert_false(score_move_delta(m, &m->units[1], &delta, &digits));
    assert_int_equal(m->units[0].nodes_count, 6); /* x, and the five that are gone */
    kit_close(&t.k);
    kit_close(&n.k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_if_of_nothing_is_nothing),
        cmocka_unit_test(points_that_move_scale_the_siblings_and_what_is_below),
        cmocka_unit_test(points_that_are_all_named_must_add_up_of_themselves),
        cmocka_unit_test(weights_that_move_keep_their_sum),
        cmocka_unit_test(parts_of_a_largest_share_nothing),
        cmocka_unit_test(points_changed_at_random_always_add_up),
        cmocka_unit_test(a_parameter_is_changed_by_its_path),
        cmocka_unit_test(what_a_scheme_would_not_say_is_refused_with_its_sentences),
        cmocka_unit_test(another_method_leaves_the_parameters_of_the_old_one_behind),
        cmocka_unit_test(other_values_and_rows_left_out_leave_the_first_values_alone),
        cmocka_unit_test(carried_values_score_the_same),
        cmocka_unit_test(units_and_nodes_of_two_schemes_are_matched_by_their_ids),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
