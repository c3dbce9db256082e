/* How firm ranks are when weights move. */
#include "kit.h"

#include "base/fixed.h"
#include "score/sensitivity.h"
#include "score/vary.h"

#define HEAD "measures: [{id: a}, {id: b}, {id: d}]\nclasses: [{id: c, units: [甲, 乙, 丙]}]\n"
#define GRADES "grades: [{name: 优, at_least: 80}, {name: 良}]\n"

static const struct sensitivity *look(struct kit *k, const int *steps, int count, enum sway_by by)
{
    const struct sensitivity *s = NULL;
    struct sensitivity_wish wish = {.by = by, .steps = steps, .steps_count = count};
    enum rc rc = score_sensitivity(k->r, &wish, k->a, &s, &k->err);
    if (rc != RC_OK)
        print_error("%s %s\n", k->err.text, k->err.detail);
    assert_int_equal(rc, RC_OK);
    return s;
}

static const struct sway_node *node_of(const struct kit *k, const struct sensitivity *s, const char *id)
{
    for (int i = 0; i < s->nodes_count; i++)
        if (str_eq(k->s->nodes[s->nodes[i].node].id, str_c(id)))
            return &s->nodes[i];
    fail_msg("no share of %s", id);
    return NULL;
}

static void open(struct kit *k, const char *text, const char *values)
{
    kit_open(k, str_c(text));
    kit_values(k, str_c(values), "2026");
    kit_compute(k, "2026");
}

/* 甲 80 and 60, 乙 60 and 84: at 60 : 40 it is 72 to 69.6; they meet where 20·q = 24·(1 − q), at 54 6/11. */
static const char TWO[] = "scheme: t\nrounding: {place: once}\n" HEAD GRADES
                          "tree:\n  - {id: x, weight: 60, measure: a, method: direct}\n"
                          "  - {id: y, weight: 40, measure: b, method: direct}\n";
static const char TWO_VALUES[] = "unit,a,b,d\n甲,80,60,0\n乙,60,84,0\n丙,10,10,0\n";

static void the_crossing_of_the_first_two_is_exact(void **state)
{
    (void)state;
    struct kit k;
    open(&k, TWO, TWO_VALUES);
    kit_expect(&k, STR("unit,total,rank\n甲,72.00,1\n乙,69.60,2\n"));
    static const int steps[] = {1, 5, 10};
    const struct sensitivity *s = look(&k, steps, 3, SWAY_POINTS);
    assert_int_equal(s->nodes_count, 2);
    const struct sway_node *x = node_of(&k, s, "x"), *y = node_of(&k, s, "y");
    assert_string_equal(arena_str(k.a, x->share).p, "60");
    assert_true(x->first_two.is_found && x->first_two.is_exact);
    assert_string_equal(arena_str(k.a, x->first_two.by).p, "-5.454545");
    assert_string_equal(arena_str(k.a, x->first_two.share).p, "54.545455");
    assert_string_equal(arena_str(k.a, y->first_two.by).p, "5.454545");
    /* −10: 70 to 72. −5: 71 to 70.8 */
    assert_int_equal(x->steps[0].by, -10);
    assert_true(x->steps[0].ranks == 2 && x->steps[0].largest == 1 && x->steps[0].who == 0);
    for (int i = 1; i < 6; i++)
        assert_true(x->steps[i].ranks == 0 && x->steps[i].who == -1 && x->steps[i].is_possible);
    assert_true(s->units[0].best == 1 && s->units[0].worst == 2 && s->units[2].best == 3);
    kit_close(&k);
}

static void a_line_of_a_grade_is_met_exactly(void **state)
{
    (void)state;
    struct kit k;
    open(&k, TWO, TWO_VALUES);
    static const int steps[] = {10};
    const struct sway_node *x = node_of(&k, look(&k, steps, 1, SWAY_POINTS), "x");
    /* 甲 comes to 80 with all the weight on x; 乙 with 1/6 of it: 60/6 + 84·5/6. The nearer is 甲, by 40. */
    assert_true(x->grade_border.is_found && x->grade_border.is_exact && x->grade_border.unit == 0);
    assert_string_equal(arena_str(k.a, x->grade_border.by).p, "40");
    assert_int_equal(x->grade_border.grade, 0);
    kit_close(&k);
}

static void a_cap_that_bends_the_line_is_not_crossed_where_the_line_would_be(void **state)
{
    (void)state;
    struct kit k;
    open(&k,
         "scheme: t\nrounding: {place: once}\n" HEAD
         "tree:\n  cap: 70\n  children:\n    - {id: x, weight: 60, measure: a, method: direct}\n"
         "    - {id: y, weight: 40, measure: b, method: direct}\n",
         TWO_VALUES);
    static const int steps[] = {10};
    const struct sway_node *x = node_of(&k, look(&k, steps, 1, SWAY_POINTS), "x");
    /* 甲 is at the cap: 乙 reaches 70 with a share of 58 1/3, and there they do meet. */
    assert_true(x->first_two.is_found && x->first_two.is_exact);
    assert_string_equal(arena_str(k.a, x->first_two.share).p, "58.333333");
    kit_close(&k);
}

static const char POINTS[] = "scheme: t\n" HEAD GRADES "tree:\n"
                             "  - id: g\n    points: 60\n    children:\n"
                             "      - {id: x, points: 40, measure: a, method: ratio, target: 100}\n"
                             "      - {id: y, points: 20, measure: b, method: ratio, target: 100}\n"
                             "  - {id: z, points: 40, measure: d, method: ratio, target: 100}\n";
static const char POINTS_VALUES[] = "unit,a,b,d\n甲,80,60,90\n乙,60,84,100\n丙,10,10,20\n";

/* What the library finds by moving shares must be what a scheme with those weights gives. */
static void a_step_is_the_result_of_the_scheme_that_says_so(void **state)
{
    (void)state;
    struct kit k;
    open(&k, POINTS, POINTS_VALUES);
    static const int steps[] = {1, 5, 10, 20};
    const struct sensitivity *s = look(&k, steps, 4, SWAY_POINTS);
    const struct sway_node *z = node_of(&k, s, "z");
    assert_int_equal(s->nodes_count, 4);
    for (int i = 0; i < s->steps_count; i++) {
        struct variation v = {.node = z->node, .class_index = -1, .to = {40 + z->steps[i].by, 0}};
        const struct scheme *varied = NULL;
        const struct score_result *r = NULL;
        assert_int_equal(scheme_vary(k.a, k.s, str_c(POINTS), &v, 1, &k.p, &varied, &k.err), RC_OK);
        assert_int_equal(score_compute(varied, k.v, kit_window("2026"), k.a, &r, &k.err), RC_OK);
        int ranks = 0, grades = 0;
        for (int u = 0; u < 3; u++) {
            ranks += r->units[u].rank != k.r->units[u].rank;
            grades += r->units[u].grade != k.r->units[u].grade;
        }
        assert_int_equal(z->steps[i].ranks, ranks);
        assert_int_equal(z->steps[i].grades, grades);
    }
    assert_true(!z->first_two.is_exact && z->first_two.is_found);
    kit_close(&k);
}

/* Straight lines, and lines that a cap bends or a missing part makes crooked: either way the steps are those
 * of the scheme that says so. */
static void steps_of_a_scheme_that_rounds_once_are_those_of_the_scheme_that_says_so(void **state)
{
    (void)state;
    static const char text[] =
        "scheme: t\nmissing: reweight\nrounding: {place: once, digits: 3}\n" HEAD GRADES "tree:\n%s"
        "    - id: g\n      weight: 60\n      children:\n"
        "        - {id: x, weight: 70, measure: a, method: efficacy}\n"
        "        - {id: y, weight: 30, measure: b, method: ratio, target: 97}\n"
        "    - {id: z, weight: 40, measure: d, method: ratio_to_best}\n";
    static const char *const values[] = {"unit,a,b,d\n甲,80,60,90\n乙,61,84,87\n丙,79,77,83\n",
                                         "unit,a,b,d\n甲,80,60,90\n乙,61,84,\n丙,79,,83\n"};
    static const char *const roots[] = {"  children:\n", "  cap: 84\n  children:\n"};
    static const int steps[] = {1, 7, 20};
    for (size_t i = 0; i < 4; i++) {
        struct kit k;
        struct arena *a = arena_new(0);
        struct str yaml = arena_printf(a, text, roots[i % 2]);
        open(&k, yaml.p, values[i / 2]);
        const struct sensitivity *s = look(&k, steps, 3, SWAY_POINTS);
        assert_int_equal(s->nodes_count, 4);
        for (int n = 0; n < s->nodes_count; n++)
            for (int j = 0; j < s->steps_count; j++) {
                const struct node *node = &k.s->nodes[s->nodes[n].node];
                struct variation v = {.kind = VARY_WEIGHT,
                                      .node = s->nodes[n].node,
                                      .class_index = -1,
                                      .to = {node->weight[0].units + s->nodes[n].steps[j].by, 0}};
                const struct scheme *varied = NULL;
                const struct score_result *r = NULL;
                assert_int_equal(scheme_vary(k.a, k.s, yaml, &v, 1, &k.p, &varied, &k.err), RC_OK);
                assert_int_equal(score_compute(varied, k.v, kit_window("2026"), k.a, &r, &k.err), RC_OK);
                int ranks = 0, grades = 0;
                for (int u = 0; u < 3; u++) {
                    ranks += r->units[u].rank != k.r->units[u].rank;
                    grades += r->units[u].grade != k.r->units[u].grade;
                }
                assert_int_equal(s->nodes[n].steps[j].ranks, ranks);
                assert_int_equal(s->nodes[n].steps[j].grades, grades);
            }
        kit_close(&k);
        arena_free(a);
    }
}

static void a_step_of_nothing_changes_nothing(void **state)
{
    (void)state;
    static const char *const texts[] = {TWO, POINTS};
    static const char *const values[] = {TWO_VALUES, POINTS_VALUES};
    static const int none[] = {0};
    for (int i = 0; i < 2; i++)
        for (int by = SWAY_POINTS; by <= SWAY_PERCENT; by++) {
            struct kit k;
            open(&k, texts[i], values[i]);
            const struct sensitivity *s = look(&k, none, 1, (enum sway_by)by);
            for (int n = 0; n < s->nodes_count; n++)
                for (int j = 0; j < s->steps_count; j++)
                    assert_true(s->nodes[n].steps[j].is_possible && s->nodes[n].steps[j].ranks == 0 &&
                                s->nodes[n].steps[j].grades == 0);
            for (int u = 0; u < s->units_count; u++)
                assert_true(s->units[u].best == s->units[u].rank && s->units[u].worst == s->units[u].rank);
            kit_close(&k);
        }
}

static void steps_beyond_the_whole_are_not_possible(void **state)
{
    (void)state;
    struct kit k;
    open(&k, TWO, TWO_VALUES);
    static const int steps[] = {40, 41, 100};
    const struct sway_node *y = node_of(&k, look(&k, steps, 3, SWAY_POINTS), "y");
    assert_true(!y->steps[0].is_possible && !y->steps[1].is_possible && y->steps[2].is_possible &&
                y->steps[3].is_possible && y->steps[4].is_possible && !y->steps[5].is_possible);
    static const int wrong[] = {101};
    struct sensitivity_wish wish = {.steps = wrong, .steps_count = 1};
    const struct sensitivity *s = NULL;
    assert_int_equal(score_sensitivity(k.r, &wish, k.a, &s, &k.err), RC_INVALID);
    kit_close(&k);
}

/* Vetoes, periods, missing parts: combined again from cells, or scored as a whole, it must be the same. */
static void what_is_combined_again_is_what_is_scored_as_a_whole(void **state)
{
    (void)state;
    static const char text[] = "scheme: t\nmissing: reweight\n" HEAD GRADES "tree:\n"
                               "  - id: g\n    points: 60\n    children:\n"
                               "      - {id: x, points: 40, measure: a, method: ratio, target: 100}\n"
                               "      - {id: y, points: 20, measure: b, method: ratio, target: 100}\n"
                               "      - {id: v, measure: d, method: veto, limit: 95, node: g}\n"
                               "  - id: m\n    points: 40\n    mean_of: month\n    children:\n"
                               "      - {id: p, points: 30, measure: d, method: ratio, target: 100}\n"
                               "      - {id: q, points: 10, measure: a, method: rank_step, step: 4}\n";
    struct kit k;
    kit_open(&k, str_c(text));
    kit_values(&k,
               STR("unit,period,a,b,d\n甲,2026-11,80,60,90\n乙,2026-11,60,84,90\n丙,2026-11,10,,20\n"
                   "甲,2026-12,90,60,70\n乙,2026-12,60,84,100\n丙,2026-12,40,,20\n"),
               "2026");
    kit_compute(&k, "2026");
    static const int steps[] = {5, 20};
    const struct sensitivity *s = look(&k, steps, 2, SWAY_POINTS);
    const char *const ids[] = {"x", "p", "m", "y"};
    const int of[] = {60, 40, 100, 60};
    for (size_t i = 0; i < COUNT_OF(ids); i++) {
        const struct sway_node *n = node_of(&k, s, ids[i]);
        int64_t was = k.s->nodes[n->node].full[0].units;
        for (int j = 0; j < s->steps_count; j++) {
            if (!n->steps[j].is_possible || of[i] * n->steps[j].by % 100)
                continue;
            struct variation v = {
                .node = n->node, .class_index = -1, .to = {was + of[i] * n->steps[j].by / 100, 0}};
            const struct scheme *varied = NULL;
            const struct score_result *r = NULL;
            assert_int_equal(scheme_vary(k.a, k.s, str_c(text), &v, 1, &k.p, &varied, &k.err), RC_OK);
            assert_int_equal(score_compute(varied, k.v, kit_window("2026"), k.a, &r, &k.err), RC_OK);
            int ranks = 0;
            for (int u = 0; u < 3; u++)
                ranks += r->units[u].rank != k.r->units[u].rank;
            assert_int_equal(n->steps[j].ranks, ranks);
        }
    }
    kit_close(&k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_crossing_of_the_first_two_is_exact),
        cmocka_unit_test(a_line_of_a_grade_is_met_exactly),
        cmocka_unit_test(a_cap_that_bends_the_line_is_not_crossed_where_the_line_would_be),
        cmocka_unit_test(a_step_is_the_result_of_the_scheme_that_says_so),
        cmocka_unit_test(steps_of_a_scheme_that_rounds_once_are_those_of_the_scheme_that_says_so),
        cmocka_unit_test(a_step_of_nothing_changes_nothing),
        cmocka_unit_test(steps_beyond_the_whole_are_not_possible),
        cmocka_unit_test(what_is_combined_again_is_what_is_scored_as_a_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
