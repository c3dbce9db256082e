/* Two schemes beside each other. */
#include "kit.h"

#include "score/compare.h"

static const char OLD[] =
    "scheme: t\ntitle: 旧\nyear: 2025\nmeasures: [{id: a}, {id: b}, {id: d}]\n"
    "classes: [{id: c, units: [甲, 乙, 丙]}]\ngrades: [{name: 优, at_least: 80}, {name: 良}]\n"
    "tree:\n"
    "  - {id: x, name: 甲项, points: 50, measure: a, method: ratio, target: 100}\n"
    "  - {id: y, name: 乙项, points: 30, measure: b, method: ratio, target: 100}\n"
    "  - {id: z, name: 丙项, points: 20, measure: d, method: direct}\n";
static const char VALUES[] = "unit,a,b,d\n甲,80,60,10\n乙,60,90,20\n丙,100,100,5\n";

static void open(struct kit *k, const char *text, const char *values, const char *window)
{
    kit_open(k, str_c(text));
    kit_values(k, str_c(values), window);
    kit_compute(k, window);
}

static const struct score_comparison *compare(struct kit *x, const char *before, struct kit *y,
                                              const char *after)
{
    const struct score_comparison *c = NULL;
    struct compare_side sides[] = {{str_c(before), x->r}, {str_c(after), y->r}};
    enum rc rc = score_compare(&sides[0], &sides[1], x->a, &c, &x->err);
    if (rc != RC_OK)
        print_error("%s %s\n", x->err.text, x->err.detail);
    assert_int_equal(rc, RC_OK);
    /* Whatever was found, it adds up for every unit. */
    for (int u = 0; u < c->moves->units_count; u++) {
        int64_t delta, sum = c->remainder[u] + (c->has_together ? c->together[u] : 0);
        int digits;
        for (int i = 0; i < c->changes_count; i++)
            sum += c->changes[i].is_scored ? c->changes[i].delta[u] : 0;
        if (score_move_delta(c->moves, &c->moves->units[u], &delta, &digits))
            assert_true(sum == delta && digits == c->digits);
    }
    return c;
}

static const struct compared *find(const struct score_comparison *c, enum compared_kind kind, const char *id)
{
    for (int i = 0; i < c->changes_count; i++)
        if (c->changes[i].kind == kind && str_eq(c->changes[i].id, str_c(id)))
            return &c->changes[i];
    fail_msg("no change of %s", id);
    return NULL;
}

static void a_scheme_beside_itself_has_no_difference(void **state)
{
    (void)state;
    struct kit x, y;
    open(&x, OLD, VALUES, "2025");
    open(&y, OLD, VALUES, "2025");
    const struct score_comparison *c = compare(&x, OLD, &y, OLD);
    assert_int_equal(c->changes_count, 0);
    assert_true(!c->has_together && c->moves->totals + c->moves->ranks + c->moves->grades == 0);
    for (int u = 0; u < 3; u++)
        assert_int_equal(c->remainder[u], 0);
    kit_close(&x);
    kit_close(&y);
}

static void each_change_has_its_share_of_the_difference(void **state)
{
    (void)state;
    static const char text[] =
        "scheme: t\ntitle: 新\nyear: 2025\nmeasures: [{id: a}, {id: b}, {id: d}]\n"
        "classes: [{id: c, units: [甲, 乙, 丙]}]\ngrades: [{name: 优, at_least: 75}, {name: 良}]\n"
        "tree:\n"
        "  - {id: x, name: 甲项, points: 40, measure: a, method: ratio, target: 100}\n"
        "  - {id: y, name: 乙项, points: 40, measure: b, method: ratio, target: 120}\n"
        "  - {id: z, name: 丙项, points: 20, measure: d, method: direct}\n";
    struct kit x, y;
    open(&x, OLD, VALUES, "2025");
    open(&y, text, VALUES, "2025");
    const struct score_comparison *c = compare(&x, OLD, &y, text);
    assert_int_equal(c->changes_count, 4);
    const struct compared *title = find(c, COMPARED_HEAD, "title");
    assert_true(!title->is_scored && title->fields_count == 1 && str_eq(title->fields[0].after, STR("新")));
    const struct compared *grades = find(c, COMPARED_HEAD, "grades"), *y_item = find(c, COMPARED_NODE, "y");
    const struct compared *points = find(c, COMPARED_CHILDREN, "total");
    assert_true(grades->is_scored && grades->delta[0] == 0);
    assert_true(str_eq(y_item->fields[0].key, STR("target")) &&
                str_eq(y_item->fields[0].before, STR("100")) && str_eq(y_item->fields[0].after, STR("120")));
    assert_int_equal(y_item->delta[0], -300); /* 30·0.6 → 30·0.5 */
    assert_int_equal(points->fields_count, 2);
    assert_true(str_eq(points->fields[0].key, STR("x.points")) && str_eq(points->fields[0].after, STR("40")));
    assert_int_equal(points->delta[0], -200); /* 40 + 18 → 32 + 24 */
    /* Both together: 32 + 20 + 10 = 62, 6 less; a point comes of the two. */
    assert_int_equal(c->remainder[0], -100);
    kit_close(&x);
    kit_close(&y);
}

static void nodes_that_are_new_or_gone_come_with_the_points_that_make_room(void **state)
{
    (void)state;
    static const char text[] =
        "scheme: t\ntitle: 旧\nyear: 2025\nmeasures: [{id: a}, {id: b}, {id: e, name: 新数}]\n"
        "classes: [{id: c, units: [甲, 乙, 丁]}]\ngrades: [{name: 优, at_least: 80}, {name: 良}]\n"
        "tree:\n"
        "  - {id: x, name: 甲项, points: 50, measure: a, method: ratio, target: 100}\n"
        "  - id: g\n    points: 50\n    children:\n"
        "      - {id: y, name: 乙项, points: 30, measure: b, method: ratio, target: 100}\n"
        "      - {id: w, name: 丁项, points: 20, measure: e, method: direct, missing: zero}\n";
    struct kit x, y;
    open(&x, OLD, VALUES, "2025");
    open(&y, text, "unit,a,b,e\n甲,80,60,15\n乙,60,90,20\n丁,1,1,1\n", "2025");
    const struct score_comparison *c = compare(&x, OLD, &y, text);
    const struct compared *children = find(c, COMPARED_CHILDREN, "total");
    assert_true(children->is_scored && children->fields_count == 3); /* y and z gone from here, g new */
    assert_int_equal(children->delta[0], -1000);                     /* z's 10 is gone, w has no value yet */
    assert_int_equal(find(c, COMPARED_NEW_MEASURE, "e")->fields_count, 1);
    assert_false(find(c, COMPARED_GONE_MEASURE, "d")->is_scored);
    assert_true(find(c, COMPARED_CLASSES, "classes")->is_scored);
    assert_int_equal(c->moves->units_count, 4);
    kit_close(&x);
    kit_close(&y);
}

static void changes_that_cannot_stand_alone_stand_together(void **state)
{
    (void)state;
    static const char old[] = "scheme: t\nmeasures: [{id: a}]\nclasses: [{id: c, units: [甲]}]\ntree:\n"
                              "  - id: g\n    points: 60\n    children:\n"
                              "      - {id: g1, points: 40, measure: a, method: ratio, target: 100}\n"
                              "      - {id: g2, points: 20, measure: a, method: ratio, target: 50}\n"
                              "  - {id: x, points: 40, measure: a, method: ratio, target: 80}\n";
    static const char new[] = "scheme: t\nmeasures: [{id: a}]\nclasses: [{id: c, units: [甲]}]\ntree:\n"
                              "  - id: g\n    points: 70\n    children:\n"
                              "      - {id: g1, points: 50, measure: a, method: ratio, target: 100}\n"
                              "      - {id: g2, points: 20, measure: a, method: ratio, target: 50}\n"
                              "  - {id: x, points: 30, measure: a, method: ratio, target: 80}\n";
    struct kit x, y;
    open(&x, old, "unit,a\n甲,40\n", "2026");
    open(&y, new, "unit,a\n甲,40\n", "2026");
    const struct score_comparison *c = compare(&x, old, &y, new);
    assert_int_equal(c->changes_count, 2);
    assert_false(find(c, COMPARED_CHILDREN, "total")->is_scored);
    assert_false(find(c, COMPARED_CHILDREN, "g")->is_scored);
    /* 16 + 16 + 20 = 52 → 20 + 16 + 15 = 51 */
    assert_true(c->has_together && c->together[0] == -100 && c->remainder[0] == 0);
    kit_close(&x);
    kit_close(&y);
}

static void another_year_is_a_change_of_values(void **state)
{
    (void)state;
    static const char next[] =
        "scheme: t\ntitle: 旧\nyear: 2026\nmeasures: [{id: a}, {id: b}, {id: d}]\n"
        "classes: [{id: c, units: [甲, 乙, 丙]}]\ngrades: [{name: 优, at_least: 80}, {name: 良}]\n"
        "tree:\n"
        "  - {id: x, name: 甲项, points: 50, measure: a, method: ratio, target: 200}\n"
        "  - {id: y, name: 乙项, points: 30, measure: b, method: ratio, target: 100}\n"
        "  - {id: z, name: 丙项, points: 20, measure: d, method: direct}\n";
    struct kit x, y;
    open(&x, OLD, VALUES, "2025");
    open(&y, next, "unit,a,b,d\n甲,90,60,10\n乙,60,90,20\n丙,100,100,5\n", "2026");
    const struct score_comparison *c = compare(&x, OLD, &y, next);
    const struct compared *values = find(c, COMPARED_VALUES, "values"), *target = find(c, COMPARED_NODE, "x");
    assert_true(values->is_scored && values->delta[0] == 500 && values->delta[1] == 0);
    assert_true(target->delta[0] == -2000 && target->delta[2] == -2500);
    assert_int_equal(c->remainder[0], -250); /* 22.5 in all, not 20 + 5 */
    kit_close(&x);
    kit_close(&y);
}

static void a_text_that_is_another_is_refused(void **state)
{
    (void)state;
    struct kit x;
    open(&x, OLD, VALUES, "2025");
    const struct score_comparison *c = NULL;
    struct compare_side side = {STR("scheme: t\ntree: []\n"), x.r}, good = {str_c(OLD), x.r};
    assert_int_equal(score_compare(&side, &good, x.a, &c, &x.err), RC_INVALID);
    side.text = STR("scheme: [");
    assert_int_equal(score_compare(&good, &side, x.a, &c, &x.err), RC_INVALID);
    assert_null(c);
    kit_close(&x);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_scheme_beside_itself_has_no_difference),
        cmocka_unit_test(each_change_has_its_share_of_the_difference),
        cmocka_unit_test(nodes_that_are_new_or_gone_come_with_the_points_that_make_room),
        cmocka_unit_test(changes_that_cannot_stand_alone_stand_together),
        cmocka_unit_test(another_year_is_a_change_of_values),
        cmocka_unit_test(a_text_that_is_another_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
