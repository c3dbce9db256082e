/* All that ships, together: read without a problem, and they hold together. */
#include <dirent.h>
#include <stdio.h>

#include "kit.h"

#define FILES_MAX 100

/* procedures/coverage.yaml is a list about them, and none. */
static size_t read_all(struct kit *kit, const struct procedure **p, struct str *name)
{
    struct procedure_words words = words_here();
    DIR *dir = opendir(KC_SOURCE_ROOT "/procedures");
    size_t n = 0, wrong = 0;
    assert_non_null(dir);
    for (struct dirent *e; (e = readdir(dir));) {
        if (!str_ends(str_c(e->d_name), STR(".yaml")) || str_eq(str_c(e->d_name), STR("coverage.yaml")))
            continue;
        assert_true(n < FILES_MAX);
        problems_clear(&kit->problems);
        name[n] = arena_str(kit->arena, str_c(e->d_name));
        struct str path = arena_printf(kit->arena, KC_SOURCE_ROOT "/procedures/%s", e->d_name);
        enum rc rc = procedure_read(kit->arena, file_text(kit->arena, path.p), &words, &p[n], &kit->problems,
                                    &kit->err);
        if (rc != RC_OK || kit->problems.n)
            print_error("%s\n", e->d_name);
        show_problems(&kit->problems);
        wrong += rc != RC_OK || kit->problems.n;
        n++;
    }
    (void)closedir(dir);
    assert_int_equal(wrong, 0);
    return n;
}

static void the_registers_that_ship_hold_together(void **state)
{
    struct kit *kit = *state;
    const struct procedure *p[FILES_MAX];
    struct str name[FILES_MAX];
    struct problems problems[FILES_MAX] = {{0}};
    size_t n = read_all(kit, p, name), wrong = 0;
    assert_true(n >= 20);
    for (size_t i = 0; i < n; i++)
        problems[i].arena = kit->arena;
    procedures_check(kit->arena, p, n, problems);
    for (size_t i = 0; i < n; i++) {
        if (problems[i].n)
            print_error("%.*s\n", STR_ARG(name[i]));
        show_problems(&problems[i]);
        wrong += problems[i].n;
    }
    assert_int_equal(wrong, 0);
}

static void a_file_is_called_as_its_procedure(void **state)
{
    struct kit *kit = *state;
    const struct procedure *p[FILES_MAX];
    struct str name[FILES_MAX];
    size_t n = read_all(kit, p, name);
    for (size_t i = 0; i < n; i++)
        assert_true(str_eq(name[i], arena_printf(kit->arena, "%.*s.yaml", STR_ARG(p[i]->id))));
}

static void the_list_of_registers_names_each(void **state)
{
    struct kit *kit = *state;
    const struct procedure *p[FILES_MAX];
    struct str name[FILES_MAX];
    struct str list = file_text(kit->arena, KC_SOURCE_ROOT "/docs/registers.md");
    size_t n = read_all(kit, p, name);
    for (size_t i = 0; i < n; i++) {
        struct str row =
            arena_printf(kit->arena, "| %.*s | `%.*s` |", STR_ARG(p[i]->title.zh), STR_ARG(p[i]->id));
        if (str_find_str(list, row) >= list.n)
            fail_msg("docs/registers.md has no row %.*s", STR_ARG(row));
    }
}

/* A rule opens, reminds, counts and proposes: an act that decides is a person's. */
static void no_act_that_decides_is_done_by_the_program(void **state)
{
    struct kit *kit = *state;
    const struct procedure *p[FILES_MAX];
    struct str name[FILES_MAX];
    size_t n = read_all(kit, p, name), decisions = 0;
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < p[i]->acts; k++) {
            decisions += p[i]->act[k].is_decision;
            assert_false(p[i]->act[k].is_decision && p[i]->act[k].is_by_system);
        }
    assert_true(decisions >= 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        KIT_TEST(the_registers_that_ship_hold_together),
        KIT_TEST(a_file_is_called_as_its_procedure),
        KIT_TEST(the_list_of_registers_names_each),
        KIT_TEST(no_act_that_decides_is_done_by_the_program),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
