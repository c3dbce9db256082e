/* Schemes that are wrong: what the person is told, and where. */
#include <stdio.h>

#include "kit.h"

static struct arena *arena;
static struct problems *problems;
static struct err err;

static int set_up(void **state)
{
    (void)state;
    arena_free(arena); /* a test may start over */
    arena = arena_new(0);
    problems = ARENA_NEW(arena, struct problems);
    problems->arena = arena;
    err = (struct err){0};
    return 0;
}
static int tear_down(void **state)
{
    (void)state;
    arena_freep(&arena);
    return 0;
}

static enum rc read_text(struct str text)
{
    const struct scheme *s = NULL;
    enum rc rc = scheme_read(arena, text, problems, &s, &err);
    assert_true((rc == RC_OK) == (s != NULL));
    return rc;
}

static const struct problem *refused(const char *text)
{
    assert_int_equal(read_text(str_c(text)), RC_INVALID);
    assert_true(problems->blocking > 0 && problems->n > 0);
    assert_non_null(err.text);
    return &problems->item[0];
}

static void is_problem(const struct problem *p, const char *text, int line, const char *arg0)
{
    assert_string_equal(p->text, text);
    assert_int_equal(p->line, line);
    if (arg0)
        assert_true(str_eq(p->arg[0], str_c(arg0)));
}

#define HEAD "scheme: t\nmeasures: [{id: v}, {id: w}]\nclasses: [{id: c, name: 类, units: [甲, 乙]}]\ntree:\n"
#define LEAF "measure: v, method: direct"

static void weights_that_do_not_add_up_name_the_node(void **state)
{
    (void)state;
    const struct problem *p = refused(HEAD "  - id: g\n    name: 经济\n    points: 100\n    children:\n"
                                           "      - {id: a, weight: 0.333, " LEAF "}\n"
                                           "      - {id: b, weight: 0.666, " LEAF "}\n");
    is_problem(p, "score.weights_do_not_add_up", 5, "经济");
    assert_true(str_eq(p->arg[1], STR("0.999")) && str_eq(p->arg[2], STR("1")) &&
                str_eq(p->arg[3], STR("类")));
}

static void points_that_do_not_add_up_name_the_node(void **state)
{
    (void)state;
    const struct problem *p = refused(HEAD "  - id: g\n    name: 经济\n    points: 100\n    children:\n"
                                           "      - {id: a, points: 60.5, " LEAF "}\n"
                                           "      - {id: b, points: 39.51, " LEAF "}\n");
    is_problem(p, "score.points_do_not_add_up", 5, "经济");
    assert_true(str_eq(p->arg[1], STR("100.01")));
}

static void total_unlike_the_full_marks_is_refused(void **state)
{
    (void)state;
    const struct problem *p = refused("full_marks: 150\n" HEAD "  - {id: a, points: 60, " LEAF "}\n"
                                      "  - {id: b, points: 40, " LEAF "}\n");
    is_problem(p, "score.points_do_not_add_up", 6, "t");
}

static void points_beside_weights_are_refused(void **state)
{
    (void)state;
    is_problem(refused(HEAD "  - {id: a, points: 60, " LEAF "}\n  - {id: b, weight: 40, " LEAF "}\n"),
               "score.points_and_weights", 5, "t");
}

static void class_without_units_is_named(void **state)
{
    (void)state;
    is_problem(refused("scheme: t\nmeasures: [{id: v}]\nclasses:\n  - {id: c, name: 空类, units: []}\ntree: "
                       "[{id: a, " LEAF "}]\n"),
               "score.class_without_units", 4, "空类");
    set_up(NULL);
    is_problem(refused("scheme: t\nmeasures: [{id: v}]\ntree: [{id: a, " LEAF "}]\n"), "score.no_classes", 1,
               NULL);
}

static void unknown_method_offers_the_nearest(void **state)
{
    (void)state;
    const struct problem *p =
        refused(HEAD "  - {id: a, points: 100, measure: v, method: rank_stpe, step: 2}\n");
    is_problem(p, "score.unknown_method", 5, "rank_stpe");
    assert_true(str_eq(p->arg[1], STR("rank_step")));
    assert_string_equal(p->hint, "score.nearest_hint");
    assert_int_equal(problems->n, 1);
}

static void unknown_key_offers_the_nearest(void **state)
{
    (void)state;
    const struct problem *p = refused(HEAD "  - {id: a, pionts: 100, measure: v, method: direct}\n");
    is_problem(p, "score.unknown_key", 5, "pionts");
    assert_true(str_eq(p->arg[1], STR("points")));
    assert_int_equal(p->column, 13);
}

static void key_of_another_method_is_unknown(void **state)
{
    (void)state;
    is_problem(refused(HEAD "  - {id: a, points: 100, measure: v, method: direct, step: 2}\n"),
               "score.unknown_key", 5, "step");
}

static void unknown_measure_offers_the_nearest(void **state)
{
    (void)state;
    const struct problem *p =
        refused("scheme: t\nmeasures: [{id: finish_rate}]\nclasses: [{id: c, units: [甲]}]\n"
                "tree: [{id: a, measure: finsh_rate, method: direct}]\n");
    is_problem(p, "score.unknown_measure", 4, "finsh_rate");
    assert_true(str_eq(p->arg[1], STR("finish_rate")));
}

static void parameter_that_a_method_needs_is_asked_for(void **state)
{
    (void)state;
    is_problem(refused(HEAD "  - {id: a, points: 100, measure: v, method: ratio}\n"),
               "score.parameter_missing", 5, "target");
}

/* They stand in addresses: /schemes/{id}, /scores/{unit}/{node id}. */
static void ids_that_no_address_can_hold_are_refused(void **state)
{
    (void)state;
    static const char *const unfit[] = {"a/b", "a?b", "a#b", "a%2fb",     "a b",
                                        ".",   "..",  "a&b", "a\\u202eb", "a\\u0001"};
    char text[1024];
    for (size_t i = 0; i < COUNT_OF(unfit); i++) {
        set_up(NULL);
        (void)snprintf(text, sizeof text, HEAD "  - {id: \"%s\", points: 100, " LEAF "}\n", unfit[i]);
        assert_string_equal(refused(text)->text, "score.id_unfit");
        set_up(NULL);
        (void)snprintf(text, sizeof text,
                       "scheme: \"%s\"\nmeasures: [{id: v}]\nclasses: [{id: c, units: [甲]}]\ntree: [{" LEAF
                       "}]\n",
                       unfit[i]);
        assert_string_equal(refused(text)->text, "score.id_unfit");
    }
}

static void ids_that_stand_twice_are_refused(void **state)
{
    (void)state;
    is_problem(refused(HEAD "  - {id: a, points: 60, " LEAF "}\n  - {id: a, points: 40, " LEAF "}\n"),
               "score.id_twice", 6, "a");
    set_up(NULL);
    is_problem(
        refused("scheme: t\nmeasures: [{id: v}, {id: v}]\nclasses: [{id: c, units: [甲]}]\ntree: [{" LEAF
                "}]\n"),
        "score.id_twice", 2, "v");
    set_up(NULL);
    is_problem(
        refused("scheme: t\nmeasures: [{id: v}]\nclasses: [{id: c, units: [甲]}, {id: d, units: [甲]}]\n"
                "tree: [{" LEAF "}]\n"),
        "score.unit_twice", 3, "甲");
    set_up(NULL);
    is_problem(refused("scheme: t\nscheme: u\n"), "score.key_twice", 2, "scheme");
}

static void formulas_that_go_round_are_refused(void **state)
{
    (void)state;
    is_problem(refused("scheme: t\nmeasures:\n  - {id: a, formula: b + 1}\n  - {id: b, formula: c * 2}\n"
                       "  - {id: c, formula: max(a; 3)}\nclasses: [{id: c, units: [甲]}]\n"
                       "tree: [{measure: a, method: direct}]\n"),
               "score.formula_sign", 5, NULL);
    set_up(NULL);
    is_problem(refused("scheme: t\nmeasures:\n  - {id: a, formula: b + 1}\n  - {id: b, formula: c * 2}\n"
                       "  - {id: c, formula: \"max(a, 3)\"}\nclasses: [{id: k, units: [甲]}]\n"
                       "tree: [{measure: a, method: direct}]\n"),
               "score.formula_circle", 3, "a");
}

static void formula_with_a_wrong_name_offers_the_nearest(void **state)
{
    (void)state;
    const struct problem *p =
        refused("scheme: t\nmeasures:\n  - {id: finished}\n  - {id: r, formula: finishd / 2}\n"
                "classes: [{id: k, units: [甲]}]\ntree: [{measure: r, method: direct}]\n");
    is_problem(p, "score.formula_unknown_name", 4, "finishd");
    assert_true(str_eq(p->arg[1], STR("finished")));
}

static void aliases_anchors_tags_and_second_documents_are_refused(void **state)
{
    (void)state;
    is_problem(refused("scheme: t\ntree: &a [*a]\n"), "score.alias", 2, NULL);
    set_up(NULL);
    is_problem(refused("scheme: !!str t\n"), "score.tag", 1, NULL);
    set_up(NULL);
    is_problem(refused("scheme: t\n---\nscheme: u\n"), "score.second_document", 2, NULL);
}

static void texts_that_are_no_scheme_are_refused(void **state)
{
    (void)state;
    is_problem(refused(""), "score.empty", 0, NULL);
    set_up(NULL);
    is_problem(refused("# nothing\n"), "score.empty", 0, NULL);
    set_up(NULL);
    is_problem(refused("just words"), "score.map_wanted", 1, NULL);
    set_up(NULL);
    is_problem(refused("scheme: [t\n"), "score.not_yaml", 2, NULL);
    set_up(NULL);
    assert_int_equal(read_text(str_of("scheme: t\nx\0y", 13)), RC_INVALID);
    is_problem(&problems->item[0], "score.not_utf8", 2, NULL);
    assert_int_equal(problems->item[0].column, 2);
    set_up(NULL);
    assert_int_equal(read_text(STR("scheme: \xff\n")), RC_INVALID);
    is_problem(&problems->item[0], "score.not_utf8", 1, NULL);
}

static struct str deep(int depth)
{
    struct buf b = {0};
    buf_put(&b, STR("{scheme: t, measures: [{id: v}], classes: [{id: c, units: [甲]}], tree: ["));
    for (int i = 1; i < depth; i++)
        buf_put(&b, STR("{children: ["));
    buf_put(&b, STR("{" LEAF "}"));
    for (int i = 1; i < depth; i++)
        buf_put(&b, STR("]}"));
    buf_put(&b, STR("]}"));
    struct str s = arena_str(arena, buf_str(&b));
    buf_release(&b);
    return s;
}

static void depth_is_bounded(void **state)
{
    (void)state;
    assert_int_equal(read_text(deep(LIMIT_SCHEME_DEPTH)), RC_OK);
    set_up(NULL);
    assert_int_equal(read_text(deep(LIMIT_SCHEME_DEPTH + 1)), RC_INVALID);
    assert_string_equal(problems->item[0].text, "score.too_deep");
    set_up(NULL);
    struct buf b = {0};
    for (int i = 0; i < 100000; i++)
        buf_putc(&b, '[');
    assert_int_equal(read_text(buf_str(&b)), RC_INVALID);
    assert_string_equal(problems->item[0].text, "score.too_deep");
    buf_release(&b);
}

static struct str wide(int leaves)
{
    struct buf b = {0};
    buf_put(&b,
            STR("scheme: t\nfull_marks: 0\nmeasures: [{id: v}]\nclasses: [{id: c, units: [甲]}]\ntree:\n"));
    for (int i = 0; i < leaves; i++)
        buf_printf(&b, "  - {points: 0, " LEAF "}\n");
    struct str s = arena_str(arena, buf_str(&b));
    buf_release(&b);
    return s;
}

/* Leaves over classes of 500 units; what stands in the leaves, and the measures before them. */
static const char *first_problem(int leaves, int classes, const char *measures, const char *leaf)
{
    struct buf b CLEANUP(buf_release) = {0};
    (void)set_up(NULL);
    buf_printf(&b, "scheme: t\nfull_marks: 0\nmeasures:\n  - {id: v}\n%sclasses:\n", measures);
    for (int c = 0; c < classes; c++) {
        buf_printf(&b, "  - {id: c%d, units: [x%d", c, c);
        for (int u = 1; u < 500; u++)
            buf_printf(&b, ", u%d", c * 500 + u);
        buf_put(&b, STR("]}\n"));
    }
    buf_put(&b, STR("tree:\n"));
    for (int i = 0; i < leaves; i++)
        buf_printf(&b, "  - {points: 0, %s}\n", leaf);
    return read_text(buf_str(&b)) == RC_OK ? "" : problems->item[0].text;
}

static void what_would_take_too_much_is_refused(void **state)
{
    (void)state;
    static const char direct[] = "measure: v, method: direct", computed[] = "measure: f9, method: direct",
                      asked[] = "measure: v, method: direct, when: v > 1";
    struct buf chain CLEANUP(buf_release) = {0};
    for (int i = 0; i < 10; i++) {
        buf_printf(&chain, "  - {id: f%d, formula: v", i);
        for (int k = 0; k < 190; k++)
            buf_printf(&chain, " + %c%d", i ? 'f' : '0', i ? i - 1 : 0);
        buf_put(&chain, STR("}\n"));
    }
    buf_putc(&chain, 0);
    assert_string_equal(first_problem(2000, 19, "", direct), "");
    assert_string_equal(first_problem(2000, 21, "", direct), "score.too_much");
    assert_string_equal(first_problem(2, 1, chain.p, computed), "");
    assert_string_equal(first_problem(20, 1, chain.p, computed), "score.too_much_work");
    assert_string_equal(first_problem(2, 40, chain.p, computed), "score.too_much_work");
    assert_string_equal(first_problem(1000, 5, "", asked), "score.too_much_work");
}

static void size_is_bounded(void **state)
{
    (void)state;
    assert_int_equal(read_text(wide(LIMIT_SCHEME_NODES - 1)), RC_OK);
    set_up(NULL);
    assert_int_equal(read_text(wide(LIMIT_SCHEME_NODES)), RC_INVALID);
    assert_string_equal(problems->item[0].text, "score.too_large");
    set_up(NULL);
    size_t n = LIMIT_SCHEME_BYTES + 1;
    char *p = arena_alloc(arena, n);
    memset(p, ' ', n);
    assert_int_equal(read_text(str_of(p, n)), RC_TOO_LARGE);
    set_up(NULL);
    p = arena_alloc(arena, n);
    memset(p, ' ', n);
    assert_int_equal(read_text(str_of(p, n - 1)), RC_INVALID);
    assert_string_equal(problems->item[0].text, "score.empty");
}

static void numbers_beyond_what_fits_are_refused(void **state)
{
    (void)state;
    is_problem(refused(HEAD "  - {id: a, points: 99999999999999999999, " LEAF "}\n"), "score.number_wanted",
               5, "points");
    set_up(NULL);
    is_problem(refused(HEAD "  - {id: a, points: 100.0000000000001, " LEAF "}\n"), "score.number_wanted", 5,
               "points");
    set_up(NULL);
    is_problem(
        refused("full_marks: 10000000\n" HEAD "  - {id: a, points: 10000000.000000000001, " LEAF "}\n"),
        "score.number_wanted", 6, "points");
}

static void json_is_read_too(void **state)
{
    (void)state;
    assert_int_equal(
        read_text(
            STR("{\"scheme\":\"t\",\"measures\":[{\"id\":\"v\",\"decimals\":0}],\n\t\"classes\":[{\"id\":"
                "\"c\",\"units\":[\"甲\"]}],\"tree\":[{\"measure\":\"v\",\"method\":\"direct\"}]}")),
        RC_OK);
}

static void all_faults_are_listed_at_once(void **state)
{
    (void)state;
    (void)refused("scheme: t\nmeasures: [{id: v, decimals: 40}]\nclasses: [{id: c, units: [甲]}]\n"
                  "tree:\n  - {id: a, points: x, measure: v, method: direct}\n  - {id: b, measure: u, "
                  "method: direct}\n");
    assert_int_equal(problems->n, 3);
    is_problem(&problems->item[0], "score.integer_wanted", 2, "decimals");
    is_problem(&problems->item[1], "score.number_wanted", 5, "points");
    is_problem(&problems->item[2], "score.unknown_measure", 6, "u");
}

/* One wrong thing each, in the place of a leaf, a measure, a class, or beside the tree. */
static void every_fault_has_its_sentence(void **state)
{
    (void)state;
    static const struct {
        const char *beside, *measure, *unit, *leaf, *text;
    } cases[] = {
        {.leaf = "method: bands, bands: [{at_least: 1}]", .text = "score.band_incomplete"},
        {.leaf = "method: bands, bands: [{at_least: 1, below: 2, score: 1}]",
         .text = "score.band_incomplete"},
        {.leaf =
             "method: bands, interpolate: true, bands: [{at_least: 1, score: 1}, {at_least: 2, score: 2}]",
         .text = "score.bands_out_of_line"},
        {.leaf = "method: bands, interpolate: true, bands: [{at_most: 2, score: 1}, {at_most: 1, score: 2}]",
         .text = "score.bands_out_of_line"},
        {.leaf = "method: bands, interpolate: true, bands: [{at_least: 2, score: 1}, {below: 1, score: 2}]",
         .text = "score.bands_out_of_line"},
        {.leaf = "method: efficacy, low: 3", .text = "score.low_without_high"},
        {.leaf = "method: deduct, each: 1, per: 0", .text = "score.divisor_not_positive"},
        {.leaf = "method: direct, cap: 3, cap_percent: 3", .text = "score.either_or"},
        {.leaf = "method: direct, mean_of: month, sum_of: month", .text = "score.either_or"},
        {.leaf = "method: direct, missing: never", .text = "score.unknown_word"},
        {.leaf = "method: direct, undefined: zero", .text = "score.undefined_is_not_zero"},
        {.leaf = "method: direct, only: [nobody]", .text = "score.unknown_class"},
        {.leaf = "method: direct, points: {by_class: {x: 3}}", .text = "score.unknown_class"},
        {.leaf = "method: ratio, target: {by_unit: {nobody: 3}}", .text = "score.unknown_unit"},
        {.leaf = "method: ratio, target: {by_unit: {甲: 3}, by_class: {c: 1}, other: 3}",
         .text = "score.unknown_key"},
        {.leaf = "method: ratio, target: nobody", .text = "score.unknown_measure"},
        {.leaf = "method: ratio, target: e", .text = "score.measure_is_no_number"},
        {.leaf = "method: ratio, target: [1]", .text = "score.number_wanted"},
        {.leaf = "method: [direct]", .text = "score.method_missing"},
        {.leaf = "method: direct, children: []", .text = "score.node_without_children"},
        {.leaf = "method: direct, children: 3", .text = "score.list_wanted"},
        {.leaf = "method: direct, rounding: 3", .text = "score.map_wanted"},
        {.leaf = "method: direct, rounding: {digits: 13}", .text = "score.integer_wanted"},
        {.leaf = "method: direct, weight: 1, points: 1", .text = "score.points_and_weight"},
        {.leaf = "method: veto, effect: cap_grade, grade: X", .text = "score.unknown_grade"},
        {.leaf = "method: veto, node: nobody", .text = "score.unknown_node"},
        {.leaf = "method: veto, node: other", .text = "score.veto_not_above"},
        {.leaf = "method: votes", .text = "score.measure_of_wrong_kind"},
        {.leaf = "method: growth, at_zero: 1, per_percent: 1", .text = "score.parameter_missing"},
        {.leaf = "method: direct, id: [x]", .text = "score.text_wanted"},
        {.measure = "{}", .text = "score.id_missing"},
        {.measure = "{id: 3x}", .text = "score.measure_id_unfit"},
        {.measure = "{id: then}", .text = "score.measure_id_unfit"},
        {.measure = "{id: x, formula: v, fixed: 3}", .text = "score.formula_and_fixed"},
        {.measure = "{id: x, kind: events, formula: v}", .text = "score.formula_of_no_number"},
        {.measure = "{id: x, formula: e + 1}", .text = "score.measure_is_no_number"},
        {.measure = "{id: x, kind: ballots, groups: [[]]}", .text = "score.group_name_wanted"},
        {.measure = "{id: x, kind: ballots, levels: [{name: y}]}", .text = "score.level_incomplete"},
        {.unit = "{name: 丙, not_applicable: [nobody]}", .text = "score.unknown_node"},
        {.unit = "{factor: 3}", .text = "score.unit_without_name"},
        {.beside = "ranking: {broken_by: [nobody]}", .text = "score.unknown_node"},
        {.beside = "grades: [{name: A, quota_percent: 101}]", .text = "score.quota_out_of_range"},
        {.beside = "grades: [{name: A, quota_percent: 1, quota_count: 1}]", .text = "score.quota_twice"},
        {.beside = "grades: [{name: A}, {name: A}]", .text = "score.id_twice"},
        {.beside = "valid: {from: 2026-02-30}", .text = "score.day_wanted"},
        {.beside = "valid: {from: 2026-02-03, to: 2026-01-01}", .text = "score.valid_backwards"},
        {.beside = "columns: {ignore: [{}]}", .text = "score.column_name_wanted"},
        {.beside = "full_marks: {by_class: {}}", .text = "score.full_marks_missing"},
        {.beside = "? [a]\n: b", .text = "score.key_is_not_a_text"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        set_up(NULL);
        struct str text = arena_printf(
            arena,
            "scheme: t\n%s\nmeasures: [{id: v}, {id: e, kind: events}%s%s]\n"
            "classes: [{id: c, units: [甲, 乙%s%s]}]\ntree:\n  - {name: 一, measure: v, %s}\n"
            "  - {id: other, role: aside, measure: v, method: direct}\n",
            cases[i].beside ? cases[i].beside : "", cases[i].measure ? ", " : "",
            cases[i].measure ? cases[i].measure : "", cases[i].unit ? ", " : "",
            cases[i].unit ? cases[i].unit : "", cases[i].leaf ? cases[i].leaf : "method: direct");
        if (read_text(text) != RC_INVALID || strcmp(problems->item[0].text, cases[i].text) != 0)
            fail_msg("case %zu: %s instead of %s", i, problems->n ? problems->item[0].text : "nothing",
                     cases[i].text);
    }
}

static void memory_that_runs_out_is_an_error(void **state)
{
    (void)state;
    struct arena *plenty = arena_new(0);
    struct str text = wide(200);
    int failed = 0;
    for (size_t limit = 20000; limit < 1000000; limit += 9000) {
        struct arena *a = arena_new(limit);
        struct problems *p = ARENA_NEW(plenty, struct problems);
        const struct scheme *s = NULL;
        p->arena = plenty;
        enum rc rc = scheme_read(a, text, p, &s, &err);
        assert_true(rc == RC_OK || rc == RC_NO_MEMORY);
        failed += rc == RC_NO_MEMORY;
        arena_free(a);
    }
    assert_true(failed > 3);
    arena_free(plenty);
}

static void windows_are_read_and_written(void **state)
{
    (void)state;
    struct window w;
    const char *const good[] = {"2026", "2026H2", "2026Q4", "2026-12"};
    for (size_t i = 0; i < COUNT_OF(good); i++) {
        assert_int_equal(window_read(str_c(good[i]), &w, &err), RC_OK);
        assert_true(str_eq(window_write(arena, w), str_c(good[i])));
        assert_int_equal(w.first + w.months, 2027 * 12);
    }
    const char *const bad[] = {"",       "26",     "2026Q5",  "2026Q0", "2026H3", "2026-13",
                               "2026-0", "2026-1", "2026-00", "2026x",  "-026"};
    for (size_t i = 0; i < COUNT_OF(bad); i++)
        assert_int_equal(window_read(str_c(bad[i]), &w, &err), RC_INVALID);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

#define REPORTING(measure)                                                                                   \
    "scheme: t\nmeasures:\n  - {id: v, name: 合计" measure "}\n  - {id: w, name: 甲项}\n"                  \
    "  - {id: q, per: quarter}\n  - {id: e, kind: events}\n  - {id: f, formula: w * 2}\n"                    \
    "classes: [{id: c, units: [甲]}]\ntree:\n  - {id: a, points: 100, measure: v, method: direct}\n"

static void a_measure_may_say_who_reports_it_and_of_what_it_is_the_sum(void **state)
{
    (void)state;
    const struct scheme *s = NULL;
    struct str text =
        STR(REPORTING(", reported_by: 统计局, definition: 不含退税, cumulative: true, parts: [甲项]"));
    assert_int_equal(scheme_read(arena, text, problems, &s, &err), RC_OK);
    const struct measure *m = &s->measures[0];
    assert_true(str_eq(m->reported_by, STR("统计局")) && str_eq(m->definition, STR("不含退税")));
    assert_true(m->is_cumulative);
    assert_int_equal(m->parts_count, 1);
    assert_int_equal(m->parts[0], 1);
    assert_int_equal(s->measures[1].parts_count, 0);
}

static void a_part_that_cannot_be_added_is_named(void **state)
{
    (void)state;
    static const struct {
        const char *text, *key, *arg;
    } fault[] = {
        {REPORTING(", parts: [x]"), "score.unknown_measure", "x"},
        {REPORTING(", parts: [v]"), "score.part_unfit", "合计"},
        {REPORTING(", parts: [q]"), "score.part_unfit", "q"},
        {REPORTING(", parts: [e]"), "score.part_unfit", "e"},
        {REPORTING(", parts: [f]"), "score.part_unfit", "f"},
        {REPORTING(", parts: [w, w]"), "score.id_twice", "w"},
        {REPORTING(", parts: w"), "score.list_wanted", "parts"},
        {REPORTING(", kind: events, parts: [w]"), "score.reported_number_wanted", NULL},
        {REPORTING(", kind: events, cumulative: true"), "score.reported_number_wanted", NULL},
        {REPORTING(", formula: w, cumulative: true"), "score.reported_number_wanted", NULL},
        {REPORTING(", fixed: 5, parts: [w]"), "score.reported_number_wanted", NULL},
    };
    for (size_t i = 0; i < COUNT_OF(fault); i++) {
        (void)set_up(NULL);
        is_problem(refused(fault[i].text), fault[i].key, 3, fault[i].arg);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_measure_may_say_who_reports_it_and_of_what_it_is_the_sum),
        CASE(a_part_that_cannot_be_added_is_named),
        CASE(weights_that_do_not_add_up_name_the_node),
        CASE(points_that_do_not_add_up_name_the_node),
        CASE(total_unlike_the_full_marks_is_refused),
        CASE(points_beside_weights_are_refused),
        CASE(class_without_units_is_named),
        CASE(unknown_method_offers_the_nearest),
        CASE(unknown_key_offers_the_nearest),
        CASE(key_of_another_method_is_unknown),
        CASE(unknown_measure_offers_the_nearest),
        CASE(parameter_that_a_method_needs_is_asked_for),
        CASE(ids_that_no_address_can_hold_are_refused),
        CASE(ids_that_stand_twice_are_refused),
        CASE(formulas_that_go_round_are_refused),
        CASE(formula_with_a_wrong_name_offers_the_nearest),
        CASE(aliases_anchors_tags_and_second_documents_are_refused),
        CASE(texts_that_are_no_scheme_are_refused),
        CASE(depth_is_bounded),
        CASE(size_is_bounded),
        CASE(what_would_take_too_much_is_refused),
        CASE(numbers_beyond_what_fits_are_refused),
        CASE(json_is_read_too),
        CASE(all_faults_are_listed_at_once),
        CASE(every_fault_has_its_sentence),
        CASE(memory_that_runs_out_is_an_error),
        CASE(windows_are_read_and_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
