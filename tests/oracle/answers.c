/* The scores of a stream of cases (cases.h): for each window the line "window NAME", a line "node ID"
 * with a score or a state for each unit, and a line "unit NAME TOTAL RANK GRADE" for each unit, "-" where
 * there is none. "failed KEY" when there is no result, "refused KEY" when there is no scheme. */
#include "cases.h"

#include "base/fixed.h"

static void put_nodes(struct arena *a, const struct scheme *s, const struct score_result *r)
{
    static const char *const state_word[SCORE__COUNT] = {"", "absent", "not-applicable", "not-scorable",
                                                         "per-period"};
    for (int n = 0; n < s->nodes_count; n++) {
        (void)printf("node %.*s", STR_ARG(s->nodes[n].id));
        for (int u = 0; u < s->units_count; u++) {
            enum score_state state = score_state(r, n, u);
            struct str word = str_c(state_word[state]);
            if (state == SCORE_PRESENT)
                word = fixed_write(a, score_of(r, n, u), s->nodes[n].digits);
            (void)printf(" %.*s", STR_ARG(word));
        }
        (void)putchar('\n');
    }
}

static void put_units(struct arena *a, const struct scheme *s, const struct score_result *r)
{
    for (int u = 0; u < s->units_count; u++) {
        const struct score_unit *unit = &r->units[u];
        struct str total = unit->has_total ? fixed_write(a, unit->total, s->nodes[0].digits) : STR("-");
        struct str rank = unit->rank ? arena_printf(a, "%d", unit->rank) : STR("-");
        struct str grade = unit->grade >= 0 ? s->grades[unit->grade].name : STR("-");
        (void)printf("unit %.*s %.*s %.*s %.*s\n", STR_ARG(s->units[u].name), STR_ARG(total), STR_ARG(rank),
                     STR_ARG(grade));
    }
}

int main(void)
{
    struct test_case c = {0};
    while (cases_next(stdin, &c)) {
        struct str rest = c.windows;
        struct window w;
        while (c.scheme && case_window(&rest, &w)) {
            const struct score_result *r;
            struct err err = {0};
            (void)printf("window %.*s\n", STR_ARG(window_write(c.a, w)));
            if (score_compute(c.scheme, c.values, w, c.a, &r, &err) != RC_OK) {
                (void)printf("failed %s %s\n", err.text, err.detail);
                continue;
            }
            put_nodes(c.a, c.scheme, r);
            put_units(c.a, c.scheme, r);
        }
        (void)fflush(stdout);
    }
    arena_freep(&c.a);
    return 0;
}
