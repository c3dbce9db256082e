/* The examples of docs/scheme.md are run, so that the manual says what is true: ```yaml opens an example,
 * ```csv values WINDOW fills it, ```csv result WINDOW must come out. */
#include "kit.h"

static const char *window_in(struct kit *k, struct str info, struct str what)
{
    return arena_str(k->a, str_trim(str_sub(info, what.n, info.n))).p;
}

static void every_example_comes_out(void **state)
{
    (void)state;
    struct arena *a = arena_new(0);
    struct str rest = kit_file(a, KC_SOURCE_ROOT "/docs/scheme.md"), info, body;
    struct kit k = {0};
    int examples = 0, results = 0;
    assert_non_null(rest.p);
    while (kit_next_block(&rest, &info, &body)) {
        if (str_eq(info, STR("yaml"))) {
            kit_close(&k);
            kit_open_clean(&k, body);
            print_message("%.*s\n", STR_ARG(k.s->id));
            examples++;
        } else if (str_starts(info, STR("csv values"))) {
            kit_values(&k, body, window_in(&k, info, STR("csv values")));
        } else if (str_starts(info, STR("csv result"))) {
            kit_compute(&k, window_in(&k, info, STR("csv result")));
            kit_expect(&k, body);
            kit_everything_opens(&k);
            results++;
        } else {
            fail_msg("an example that nobody runs: %.*s", STR_ARG(info));
        }
    }
    kit_close(&k);
    arena_free(a);
    assert_int_equal(examples, results);
    assert_true(examples >= 15);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_example_comes_out)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
