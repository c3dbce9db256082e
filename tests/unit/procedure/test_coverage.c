/* procedures/coverage.yaml says which line of which file makes a mechanism work. Whoever renames an act, a
 * clock or a test learns here what was said of it. */
#include <stdio.h>

#include "kit.h"
#include "procedure/coverage.h"

static struct coverage read_coverage(struct kit *kit)
{
    struct coverage all;
    struct str text = file_text(kit->arena, KC_SOURCE_ROOT "/procedures/coverage.yaml");
    enum rc rc = coverage_read(kit->arena, text, &kit->problems, &all, &kit->err);
    show_problems(&kit->problems);
    assert_int_equal(rc, RC_OK);
    assert_true(all.n > 70);
    return all;
}

static const struct procedure *read_file(struct kit *kit, struct str id)
{
    struct procedure_words words = words_here();
    const struct procedure *p;
    struct str path = arena_printf(kit->arena, KC_SOURCE_ROOT "/procedures/%.*s.yaml", STR_ARG(id));
    enum rc rc =
        procedure_read(kit->arena, file_text(kit->arena, path.p), &words, &p, &kit->problems, &kit->err);
    assert_int_equal(rc, RC_OK);
    return p;
}

static void every_line_that_makes_a_mechanism_work_is_in_its_file(void **state)
{
    struct kit *kit = *state;
    struct coverage all = read_coverage(kit);
    for (size_t i = 0; i < all.n; i++)
        for (size_t k = 0; k < all.row[i].bys; k++) {
            const struct coverage_line *l = &all.row[i].by[k];
            if (coverage_place(read_file(kit, l->procedure), l->kind, l->id).line == 0)
                fail_msg("coverage.yaml:%d: %.*s has no %.*s %.*s", l->line, STR_ARG(l->procedure),
                         STR_ARG(l->kind), STR_ARG(l->id));
        }
}

static void the_place_of_a_line_is_where_it_stands(void **state)
{
    struct kit *kit = *state;
    const struct procedure *p = read_file(kit, STR("supervised_task"));
    struct place_in_file at = coverage_place(p, STR("clock"), STR("due"));
    struct str rest = p->text, line = {0};
    for (int i = 0; i < at.line; i++)
        assert_true(str_split(&rest, '\n', &line));
    assert_true(str_starts(str_trim(line), STR("due:")));
    assert_int_equal(coverage_place(p, STR("clock"), STR("nothing")).line, 0);
    assert_int_equal(coverage_place(p, STR("page"), STR("due")).line, 0);
}

/* Neither a test for what does not work, nor something that works without one. */
static void a_list_that_is_not_whole_is_refused_with_its_line(void **state)
{
    static const char *const text[] = {"mechanisms:\n  A-1: {works: yes, by: [a act b]}\n",
                                       "mechanisms:\n  A-1: {works: yes, by: [a act], test: t}\n",
                                       "mechanisms:\n  A-1: {works: no}\n",
                                       "mechanisms:\n  A-1: {works: maybe, because: {zh: x}}\n"};
    struct kit *kit = *state;
    for (size_t i = 0; i < COUNT_OF(text); i++) {
        struct coverage all;
        problems_clear(&kit->problems);
        assert_int_equal(coverage_read(kit->arena, str_c(text[i]), &kit->problems, &all, &kit->err),
                         RC_INVALID);
        assert_int_equal(kit->problems.item[0].line, 2);
    }
}

/* A file that says that it makes a mechanism work is named there, and the other way round. */
static void a_file_and_the_list_agree_on_its_mechanisms(void **state)
{
    struct kit *kit = *state;
    struct coverage all = read_coverage(kit);
    for (size_t m = 0; m < all.n; m++)
        for (size_t k = 0; k < all.row[m].bys; k++) {
            const struct procedure *p = read_file(kit, all.row[m].by[k].procedure);
            bool is_said = false;
            for (size_t i = 0; i < p->mechanisms; i++)
                is_said |= str_eq(p->mechanism[i], all.row[m].id);
            if (!is_said)
                fail_msg("%.*s does not name %.*s", STR_ARG(p->id), STR_ARG(all.row[m].id));
        }
}

/* FB-05 is shown by a case in tests/http/case_mechanisms_fb.py. */
static void every_test_that_is_named_exists(void **state)
{
    struct kit *kit = *state;
    struct coverage all = read_coverage(kit);
    for (size_t m = 0; m < all.n; m++) {
        struct str test = all.row[m].test;
        if (test.n == 0)
            continue;
        struct str path = arena_printf(kit->arena, KC_SOURCE_ROOT "/tests/http/case_mechanisms_%.*s.py",
                                       STR_ARG(str_sub(test, 0, 2)));
        struct str def = arena_printf(kit->arena, "def test_%.*s(", STR_ARG(test));
        struct str cases = file_text(kit->arena, path.p);
        if (str_find_str(cases, def) >= cases.n)
            fail_msg("%.*s is not in %.*s", STR_ARG(test), STR_ARG(path));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        KIT_TEST(every_line_that_makes_a_mechanism_work_is_in_its_file),
        KIT_TEST(the_place_of_a_line_is_where_it_stands),
        KIT_TEST(a_list_that_is_not_whole_is_refused_with_its_line),
        KIT_TEST(a_file_and_the_list_agree_on_its_mechanisms),
        KIT_TEST(every_test_that_is_named_exists),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
