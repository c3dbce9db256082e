/* Explanations and waterfalls over schemes that were drawn: what holds for all of them. That an explanation
 * says enough to compute its score again is held by tests/oracle/redo_explanations.py. */
#include "draw.h"

#include "base/buf.h"

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

/* The example of docs/explanation-format.md is what comes out. */
static void the_example_of_the_format_is_real(void **state)
{
    (void)state;
    struct arena *a = arena_new(0);
    struct str rest = kit_file(a, KC_SOURCE_ROOT "/docs/explanation-format.md"), info, yaml, csv, json, node;
    struct kit k;
    const struct score_explanation *x = NULL;
    struct buf is = {0};
    assert_true(kit_next_block(&rest, &info, &yaml) && kit_next_block(&rest, &info, &csv));
    kit_open(&k, yaml);
    kit_values(&k, csv, "2026");
    kit_compute(&k, "2026");
    assert_true(kit_next_block(&rest, &info, &json) && str_starts(info, STR("json ")));
    info = str_sub(info, 5, info.n);
    assert_true(str_split(&info, ' ', &node));
    assert_int_equal(
        score_explain(k.r, scheme_node_find(k.s, node), scheme_unit_find(k.s, info), k.a, &x, &k.err), RC_OK);
    score_explain_json(x, &is);
    if (!str_eq(str_trim(json), buf_str(&is)))
        fail_msg("is\n%.*s", STR_ARG(buf_str(&is)));
    buf_release(&is);
    kit_close(&k);
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_number_of_a_drawn_scheme_opens_and_every_waterfall_adds_up),
        cmocka_unit_test(a_fact_is_said_once),
        cmocka_unit_test(the_example_of_the_format_is_real),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
