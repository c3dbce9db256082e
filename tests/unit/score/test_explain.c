/* Explanations and waterfalls over schemes that were drawn: what holds for all of them. That an explanation
 * says enough to compute its score again is held by tests/oracle/redo_explanations.py. */
#include "draw.h"

enum { SCHEMES = 60 };

static void every_number_of_a_drawn_scheme_opens_and_every_waterfall_adds_up(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= SCHEMES; seed++) {
        struct kit k;
        draw_scheme(&k, seed);
        kit_everything_opens(&k);
        kit_close(&k);
    }
}

static void no_name_twice(const struct score_fact *f)
{
    for (const struct score_fact *k = f->first; k; k = k->next) {
        for (const struct score_fact *other = k->next; f->kind == FACT_OBJECT && other; other = other->next)
            if (strcmp(k->name, other->name) == 0)
                fail_msg("said twice: %s", k->name);
        no_name_twice(k);
    }
}

static void a_fact_is_said_once(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= SCHEMES / 4; seed++) {
        struct kit k;
        draw_scheme(&k, seed);
        for (int n = 0; n < k.s->nodes_count; n++)
            for (int u = 0; u < k.s->units_count; u++) {
                const struct score_explanation *x = NULL;
                assert_int_equal(score_explain(k.r, n, u, k.a, &x, &k.err), RC_OK);
                no_name_twice(x->facts);
            }
        kit_close(&k);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_number_of_a_drawn_scheme_opens_and_every_waterfall_adds_up),
        cmocka_unit_test(a_fact_is_said_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
