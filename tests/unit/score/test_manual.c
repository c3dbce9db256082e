/* The examples of docs/scheme.md are run, so that the manual says what is true (kit.h says how they are
 * written). */
#include "kit.h"

static void every_example_comes_out(void **state)
{
    (void)state;
    struct arena *a = arena_new(0);
    struct str rest = kit_file(a, KC_SOURCE_ROOT "/docs/scheme.md"), body;
    struct kit_example e = {0};
    enum kit_step step;
    int examples = 0, results = 0;
    assert_non_null(rest.p);
    while ((step = kit_example_step(&e, &rest, &body)) != KIT_END) {
        if (step == KIT_OPENED) {
            print_message("%.*s\n", STR_ARG(e.k.s->id));
            examples++;
        } else if (step == KIT_COMPUTED) {
            kit_expect(&e.k, body);
            kit_everything_opens(&e.k);
            results++;
        }
    }
    arena_free(a);
    assert_int_equal(examples, results);
    assert_true(examples >= 15);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_example_comes_out)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
