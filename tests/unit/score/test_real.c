/* What is made of results, held to its word on every real scheme of tests/schemes that has values of its own.
 */
#include "kit.h"

#include <dirent.h>
#include <stdlib.h>

#include "score/carry.h"
#include "score/compare.h"
#include "score/gain.h"
#include "score/outlier.h"
#include "score/sensitivity.h"
#include "score/whatif.h"

#define UNITS_ASKED 3 /* of each class */

static const char dir[] = KC_SOURCE_ROOT "/tests/schemes";

struct real {
    struct kit k;
    struct str name, text;
};

static const char *first_window(struct kit *k)
{
    static const char *const ends[] = {"-01", "Q1", "H1", ""};
    return arena_printf(k->a, "%d%s", k->s->year ? k->s->year : 2026, ends[k->s->window]).p;
}

static struct str file_of(struct arena *a, const char *name)
{
    return kit_file(a, arena_printf(a, "%s/%s", dir, name).p);
}

/* False: it has no values, or takes them from other schemes. */
static bool open_real(struct real *r, struct arena *a, struct dirent **files, int n, struct str name)
{
    bool has_values = false;
    r->name = name;
    r->text = file_of(a, arena_printf(a, "%.*s.yaml", STR_ARG(name)).p);
    kit_open(&r->k, r->text);
    for (int m = 0; m < r->k.s->measures_count; m++)
        if (r->k.s->measures[m].source)
            return false;
    for (int i = 0; i < n; i++) {
        struct str file = str_c(files[i]->d_name);
        bool is_ours = str_starts(file, name) && file.n > name.n && file.p[name.n] == '.';
        if (!is_ours || !str_ends(file, STR(".csv")) || str_find_str(file, STR(".expected")) < file.n)
            continue;
        kit_values(&r->k, file_of(a, files[i]->d_name), first_window(&r->k));
        has_values = true;
    }
    if (has_values)
        kit_compute(&r->k, first_window(&r->k));
    return has_values;
}

static void for_each(void (*check)(struct real *), int least)
{
    struct dirent **files;
    int n = scandir(dir, &files, NULL, alphasort), checked = 0;
    assert_true(n > 0);
    for (int i = 0; i < n; i++) {
        struct str file = str_c(files[i]->d_name);
        if (!str_ends(file, STR(".yaml")))
            continue;
        struct arena *a = arena_new(0);
        struct real r;
        if (open_real(&r, a, files, n, str_sub(file, 0, file.n - 5))) {
            check(&r);
            checked++;
        }
        kit_close(&r.k);
        arena_free(a);
    }
    for (int i = 0; i < n; i++)
        free(files[i]);
    free(files);
    print_message("%d schemes\n", checked);
    assert_true(checked >= least);
}

static void check_nothing(struct real *r)
{
    const struct score_moves *m = NULL;
    struct whatif nothing = {0};
    struct values *copy = NULL;
    const struct score_result *again = NULL;
    struct buf x = {0}, y = {0};
    assert_int_equal(score_whatif(r->k.r, r->text, &nothing, r->k.a, &r->k.p, &m, &r->k.err), RC_OK);
    assert_int_equal(m->totals + m->ranks + m->grades, 0);
    assert_int_equal(values_carry(r->k.a, r->k.v, r->k.s, r->k.s, &copy, &r->k.err), RC_OK);
    assert_int_equal(score_compute(r->k.s, copy, r->k.r->window, r->k.a, &again, &r->k.err), RC_OK);
    score_write_json(r->k.r, &x);
    score_write_json(again, &y);
    assert_true(str_eq(buf_str(&x), buf_str(&y)));
    buf_release(&x);
    buf_release(&y);
}

static void check_same(struct real *r)
{
    const struct score_comparison *c = NULL;
    struct compare_side side = {r->text, r->k.r};
    assert_int_equal(score_compare(&side, &side, r->k.a, &c, &r->k.err), RC_OK);
    assert_int_equal(c->changes_count, 0);
    assert_false(c->has_together);
    for (int u = 0; u < c->moves->units_count; u++)
        assert_int_equal(c->remainder[u], 0);
}

/* A title leaves every score as it is, and taking a document apart and putting it together again does, too.
 */
static void check_other_title(struct real *r)
{
    struct str head = str_sub(r->text, 0, str_find_str(r->text, STR("\ntitle:")));
    const struct score_comparison *c = NULL;
    struct str rest = str_sub(r->text, head.n + 1, r->text.n), line;
    if (head.n == r->text.n || !str_split(&rest, '\n', &line))
        return;
    struct kit other;
    struct str text =
        arena_printf(r->k.a, "%.*s\ntitle: 另一个名称\nmissing: zero\n%.*s", STR_ARG(head), STR_ARG(rest));
    if (str_find_str(r->text, STR("\nmissing:")) < r->text.n)
        return;
    kit_open(&other, text);
    other.r = NULL;
    assert_int_equal(score_compute(other.s, r->k.v, r->k.r->window, other.a, &other.r, &other.err), RC_OK);
    struct compare_side before = {r->text, r->k.r}, after = {text, other.r};
    assert_int_equal(score_compare(&before, &after, r->k.a, &c, &r->k.err), RC_OK);
    assert_int_equal(c->changes_count, 2);
    for (int i = 0; i < c->changes_count; i++)
        assert_int_equal(c->changes[i].is_scored, str_eq(c->changes[i].id, STR("missing")));
    for (int u = 0; u < c->moves->units_count; u++)
        assert_int_equal(c->remainder[u], 0);
    kit_close(&other);
}

static void check_still(struct real *r)
{
    static const int none[] = {0};
    for (int c = 0; c < r->k.s->classes_count; c++) {
        const struct sensitivity *s = NULL;
        struct sensitivity_wish wish = {.class_index = c, .steps = none, .steps_count = 1};
        enum rc rc = score_sensitivity(r->k.r, &wish, r->k.a, &s, &r->k.err);
        if (rc != RC_OK)
            print_error("%.*s: %s %s\n", STR_ARG(r->name), r->k.err.text, r->k.err.detail);
        assert_int_equal(rc, RC_OK);
        for (int i = 0; i < s->nodes_count; i++)
            for (int k = 0; k < s->steps_count; k++)
                if (s->nodes[i].steps[k].ranks || s->nodes[i].steps[k].grades)
                    fail_msg("%.*s: %.*s", STR_ARG(r->name), STR_ARG(r->k.s->nodes[s->nodes[i].node].id));
        for (int u = 0; u < s->units_count; u++)
            assert_true(s->units[u].best == s->units[u].rank && s->units[u].worst == s->units[u].rank);
    }
}

/* What a deed brings is what comes when it is done. */
static void done(struct real *r, int unit, const struct gain *g)
{
    struct values *v = NULL;
    const struct score_result *after = NULL;
    if ((g->kind != GAIN_VALUE && g->kind != GAIN_REPORT) || g->to == VALUE_MISSING)
        return;
    assert_int_equal(values_carry(r->k.a, r->k.v, r->k.s, r->k.s, &v, &r->k.err), RC_OK);
    assert_int_equal(values_set(v, g->measure, unit, g->month, g->to, &r->k.err), RC_OK);
    assert_int_equal(score_compute(r->k.s, v, r->k.r->window, r->k.a, &after, &r->k.err), RC_OK);
    if (after->units[unit].total - r->k.r->units[unit].total != g->points ||
        after->units[unit].rank != g->rank)
        fail_msg("%.*s: %.*s for unit %d", STR_ARG(r->name), STR_ARG(r->k.s->nodes[g->node].id), unit);
}

static void check_gains(struct real *r)
{
    for (int c = 0; c < r->k.s->classes_count; c++) {
        const struct unit_class *of = &r->k.s->classes[c];
        for (int i = 0; i < of->units_count && i < UNITS_ASKED; i++) {
            const struct gains *g = NULL;
            struct gain_wish wish = {.unit = of->first_unit + i};
            enum rc rc = score_gains(r->k.r, &wish, r->k.a, &g, &r->k.err);
            if (rc != RC_OK)
                print_error("%.*s: %s %s\n", STR_ARG(r->name), r->k.err.text, r->k.err.detail);
            assert_int_equal(rc, RC_OK);
            assert_true(g->n <= 3);
            for (int k = 0; k < g->n; k++)
                done(r, wish.unit, &g->gain[k]);
        }
    }
}

static void check_outliers(struct real *r)
{
    const struct outliers *o = NULL;
    assert_int_equal(
        score_outliers(r->k.s, r->k.v, r->k.r->counted, (struct dec){0, -1}, r->k.a, &o, &r->k.err), RC_OK);
    for (int i = 0; i < o->n; i++)
        assert_true(o->item[i].value < o->item[i].low || o->item[i].value > o->item[i].high);
}

static void a_what_if_of_nothing_is_nothing(void **state)
{
    (void)state;
    for_each(check_nothing, 20);
}
static void a_scheme_beside_itself_has_no_difference(void **state)
{
    (void)state;
    for_each(check_same, 20);
}
static void a_document_taken_apart_and_put_together_scores_the_same(void **state)
{
    (void)state;
    for_each(check_other_title, 20);
}
static void a_step_of_nothing_moves_nobody(void **state)
{
    (void)state;
    for_each(check_still, 20);
}
static void gains_come_true(void **state)
{
    (void)state;
    for_each(check_gains, 20);
}
static void what_is_marked_lies_outside(void **state)
{
    (void)state;
    for_each(check_outliers, 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_what_if_of_nothing_is_nothing),
        cmocka_unit_test(a_scheme_beside_itself_has_no_difference),
        cmocka_unit_test(a_document_taken_apart_and_put_together_scores_the_same),
        cmocka_unit_test(a_step_of_nothing_moves_nobody),
        cmocka_unit_test(gains_come_true),
        cmocka_unit_test(what_is_marked_lies_outside),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
