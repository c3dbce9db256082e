/* The demonstration city from end to end: organs and scheme as files, the year as tables, the tables through
 * the reader into scores; and the stories that are planted in it. `--print` shows the rankings. */
#include "kit.h"

#include <stdio.h>

#include "domain/value_table.h"
#include "main/demo_city.h"
#include "score/result.h"

enum { Q1, Q2, Q3, Q4, QUARTERS };

static struct {
    struct arena *arena;
    const struct scheme *scheme;
    struct demo_city city;
    struct values *values;
    const struct score_result *result[QUARTERS]; /* cumulative */
    size_t rows;
} the;

static struct str read_file(const char *path)
{
    FILE *f = fopen(path, "rb");
    assert_non_null(f);
    CLEANUP(buf_release) struct buf b = {0};
    char chunk[4096];
    for (size_t n; (n = fread(chunk, 1, sizeof chunk, f)) > 0;)
        buf_put(&b, str_of(chunk, n));
    (void)fclose(f);
    return arena_str(the.arena, buf_str(&b));
}

static struct problems *new_problems(void)
{
    struct problems *p = ARENA_NEW(the.arena, struct problems);
    p->arena = the.arena;
    return p;
}

static struct value_rows read_table(const struct demo_table *t)
{
    struct problems *p = new_problems();
    struct value_rows rows = {0};
    struct err err = {0};
    enum rc rc = value_table_read(the.arena, t->csv, the.scheme, NULL, NULL, (struct str){0}, p, &rows, &err);
    if (rc != RC_OK || p->n)
        fail_msg("%.*s: %s, line %d: %s", STR_ARG(t->file), err.detail, p->item[0].line, p->item[0].text);
    return rows;
}

static int setup_city(void **state)
{
    (void)state;
    the.arena = arena_new(0);
    struct err err = {0};
    struct problems *p = new_problems();
    assert_int_equal(
        scheme_read(the.arena, read_file(KC_SOURCE_ROOT "/demo/scheme-2026.yaml"), p, &the.scheme, &err),
        RC_OK);
    assert_int_equal(p->n, 0);
    assert_int_equal(demo_city_make(the.arena, read_file(KC_SOURCE_ROOT "/demo/organs.csv"), &the.city, &err),
                     RC_OK);
    assert_int_equal(values_new(the.arena, the.scheme, &the.values, &err), RC_OK);
    for (size_t i = 0; i < the.city.tables; i++) {
        struct value_rows rows = read_table(&the.city.table[i]);
        for (size_t k = 0; k < rows.n && !the.city.table[i].is_pending; k++)
            assert_int_equal(value_row_apply(the.values, the.scheme, &rows.row[k], &err), RC_OK);
        the.rows += rows.n;
    }
    for (int q = 0; q < QUARTERS; q++) {
        struct window w = {2026 * 12 + 3 * q, 3};
        assert_int_equal(score_compute(the.scheme, the.values, w, the.arena, &the.result[q], &err), RC_OK);
    }
    return 0;
}

static int teardown_city(void **state)
{
    (void)state;
    arena_free(the.arena);
    return 0;
}

static int unit(const char *name)
{
    int u = scheme_unit_find(the.scheme, str_c(name));
    assert_true(u >= 0);
    return u;
}

/* In hundredths. */
static int64_t score(int quarter, const char *node, int u)
{
    int n = scheme_node_find(the.scheme, str_c(node));
    assert_true(n >= 0);
    assert_int_equal(score_state(the.result[quarter], n, u), SCORE_PRESENT);
    return score_of(the.result[quarter], n, u);
}

/* 1 + how many units of its class have more. */
static int rank_in(int quarter, const char *node, int u)
{
    const struct unit_class *c = &the.scheme->classes[the.scheme->units[u].class_index];
    int rank = 1;
    for (int i = c->first_unit; i < c->first_unit + c->units_count; i++)
        rank += score(quarter, node, i) > score(quarter, node, u);
    return rank;
}

static void assert_about(int64_t is, int64_t should, int64_t most)
{
    if (is < should - most || is > should + most)
        fail_msg("%lld is not %lld ± %lld", (long long)is, (long long)should, (long long)most);
}

static void the_order_of_the_economic_class_is_that_of_the_picture(void **state)
{
    static const char *const ORDER[] = {"市财政局", "市交通运输局", "市发改委", "市农业农村局",
                                        "市水利局", "市工信局",     "市商务局", "市文旅广体局",
                                        "市国资委", "市统计局",     "市自规局", "市住建局"};
    (void)state;
    for (int i = 0; i < (int)COUNT_OF(ORDER); i++) {
        int rank = the.result[Q4]->units[unit(ORDER[i])].rank;
        if (rank != i + 1)
            fail_msg("%s is %d, not %d", ORDER[i], rank, i + 1);
    }
    assert_about(the.result[Q4]->units[unit("市财政局")].total, 9450, 40);
    assert_about(the.result[Q4]->units[unit("市住建局")].total, 8100, 60);
}

static void transport_climbs_from_quarter_to_quarter(void **state)
{
    static const int RANK[] = {5, 4, 4, 2};
    (void)state;
    for (int q = 0; q < QUARTERS; q++)
        assert_int_equal(the.result[q]->units[unit("市交通运输局")].rank, RANK[q]);
}

static void culture_has_the_best_indicators_and_the_worst_appraisal(void **state)
{
    (void)state;
    int u = unit("市文旅广体局");
    assert_about(score(Q4, "indicators", u), 5890, 20);
    assert_int_equal(rank_in(Q4, "indicators", u), 1);
    assert_about(score(Q4, "public", u), 1410, 15);
    assert_int_equal(rank_in(Q4, "public", u), 12);
}

static void housing_is_last_for_its_supervised_tasks(void **state)
{
    (void)state;
    int u = unit("市住建局");
    assert_about(800 - score(Q4, "duty", u), 480, 15);
    assert_int_equal(rank_in(Q4, "duty", u), 12);
}

static void the_disabled_federation_is_loved_for_more_than_its_figures(void **state)
{
    (void)state;
    int u = unit("市残联");
    assert_int_equal(rank_in(Q4, "public", u), 1);
    assert_int_equal(rank_in(Q4, "indicators", u), 12);
}

static void nine_indicators_apply_to_the_weather_office(void **state)
{
    (void)state;
    int u = unit("市气象局"), root = scheme_node_find(the.scheme, STR("indicators")), present = 0;
    for (int n = 0; n < the.scheme->nodes_count; n++) {
        int top = n;
        while (top > 0 && the.scheme->nodes[top].parent > 0)
            top = the.scheme->nodes[top].parent;
        if (top == root && the.scheme->nodes[n].method != METHOD_NONE)
            present += score_state(the.result[Q4], n, u) == SCORE_PRESENT;
    }
    assert_int_equal(present, 9);
    assert_true(the.result[Q4]->units[u].has_total);
}

static void one_zero_too_many_waits_to_be_imported(void **state)
{
    (void)state;
    int waiting = 0, m = scheme_measure_find(the.scheme, STR("招商到位资金")), u = unit("松月县");
    for (size_t i = 0; i < the.city.tables; i++) {
        const struct demo_table *t = &the.city.table[i];
        if (!t->is_pending)
            continue;
        waiting++;
        struct value_rows rows = read_table(t);
        assert_int_equal(rows.n, 1);
        assert_int_equal(rows.row[0].unit, u);
        assert_int_equal(rows.row[0].value, 41200);
    }
    assert_int_equal(waiting, 1);
    assert_true(values_get(the.values, m, u, 2026 * 12 + 9) == VALUE_MISSING);
    for (int month = 0; month < 9; month++)
        assert_about(values_get(the.values, m, u, 2026 * 12 + month), 4100, 250);
}

static void every_unit_has_a_believable_total_and_a_grade(void **state)
{
    (void)state;
    int graded[8] = {0};
    for (int q = 0; q < QUARTERS; q++)
        for (int u = 0; u < the.scheme->units_count; u++) {
            const struct score_unit *s = &the.result[q]->units[u];
            assert_true(s->has_total && s->rank > 0 && s->grade >= 0);
            assert_in_range(s->total, 7900, 9700);
            graded[s->grade] += q == Q4;
        }
    assert_true(graded[0] > 10 && graded[1] > 10 && graded[2] > 5);
}

/* FNV-1a over all tables: the city is the same on every machine and after every change to other code. A
 * change to the city itself changes this number. */
static void the_city_is_the_same_to_the_byte(void **state)
{
    (void)state;
    uint64_t h = 0xCBF29CE484222325;
    for (size_t i = 0; i < the.city.tables; i++)
        for (size_t k = 0; k < the.city.table[i].csv.n; k++)
            h = (h ^ (unsigned char)the.city.table[i].csv.p[k]) * 0x100000001B3;
    assert_int_equal(h, UINT64_C(0x42A90AC923ABF932));
    assert_true(the.rows > 12000);
}

static void tables_come_in_the_order_in_which_they_were_handed_in(void **state)
{
    (void)state;
    for (size_t i = 1; i < the.city.tables; i++)
        assert_true(the.city.table[i - 1].at_ms <= the.city.table[i].at_ms);
    assert_true(the.city.table[the.city.tables - 1].at_ms < DEMO_NOW_MS);
}

static void print_class(const struct unit_class *c)
{
    static const char *const NODE[] = {"indicators", "public", "special", "merit"};
    printf("\n%.*s\n", STR_ARG(c->name));
    for (int rank = 1; rank <= c->units_count; rank++)
        for (int u = c->first_unit; u < c->first_unit + c->units_count; u++) {
            const struct score_unit *s = &the.result[Q4]->units[u];
            if (s->rank != rank)
                continue;
            printf("%2d  %6.2f  ", s->rank, (double)s->total / 100);
            for (size_t k = 0; k < COUNT_OF(NODE); k++)
                printf("%6.2f ", (double)score(Q4, NODE[k], u) / 100);
            for (int q = 0; q < QUARTERS; q++)
                printf(" %2d (%.2f)", the.result[q]->units[u].rank,
                       (double)the.result[q]->units[u].total / 100);
            printf("  %.*s  %.*s\n", STR_ARG(the.scheme->grades[s->grade].name),
                   STR_ARG(the.scheme->units[u].name));
        }
}

int main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "--print") == 0) {
        (void)setup_city(NULL);
        for (int i = 0; i < the.scheme->classes_count; i++)
            print_class(&the.scheme->classes[i]);
        return teardown_city(NULL);
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_order_of_the_economic_class_is_that_of_the_picture),
        cmocka_unit_test(transport_climbs_from_quarter_to_quarter),
        cmocka_unit_test(culture_has_the_best_indicators_and_the_worst_appraisal),
        cmocka_unit_test(housing_is_last_for_its_supervised_tasks),
        cmocka_unit_test(the_disabled_federation_is_loved_for_more_than_its_figures),
        cmocka_unit_test(nine_indicators_apply_to_the_weather_office),
        cmocka_unit_test(one_zero_too_many_waits_to_be_imported),
        cmocka_unit_test(every_unit_has_a_believable_total_and_a_grade),
        cmocka_unit_test(the_city_is_the_same_to_the_byte),
        cmocka_unit_test(tables_come_in_the_order_in_which_they_were_handed_in),
    };
    return cmocka_run_group_tests(tests, setup_city, teardown_city);
}
