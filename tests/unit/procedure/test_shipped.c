/* The files that ship: they are read without a problem. */
#include <dirent.h>
#include <stdio.h>

#include "kit.h"

static void every_file_that_ships_is_read_without_a_problem(void **state)
{
    struct kit *kit = *state;
    struct procedure_words words = words_here();
    DIR *dir = opendir(KC_SOURCE_ROOT "/procedures");
    assert_non_null(dir);
    int n = 0;
    for (struct dirent *e; (e = readdir(dir));) {
        const struct procedure *p = NULL;
        if (!str_ends(str_c(e->d_name), STR(".yaml")) || str_eq(str_c(e->d_name), STR("coverage.yaml")))
            continue;
        problems_clear(&kit->problems);
        struct str path = arena_printf(kit->arena, KC_SOURCE_ROOT "/procedures/%s", e->d_name);
        enum rc rc =
            procedure_read(kit->arena, file_text(kit->arena, path.p), &words, &p, &kit->problems, &kit->err);
        if (kit->problems.n)
            print_error("%s\n", e->d_name);
        show_problems(&kit->problems);
        assert_int_equal(rc, RC_OK);
        assert_int_equal(kit->problems.n, 0);
        n++;
    }
    (void)closedir(dir);
    assert_true(n >= 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        KIT_TEST(every_file_that_ships_is_read_without_a_problem),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
