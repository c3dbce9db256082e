/* The table of doors as a whole: who may is decided here and shown to people. */
#include "town.h"

#include "text/text.h"

static const struct permit *permit_of(const struct door_row *row)
{
    return row->view ? &row->view->permit : &row->act->permit;
}
static const char *name_of(const struct door_row *row)
{
    return row->view ? row->view->name : row->act->name;
}

static void every_door_has_a_name_in_both_languages(void **state)
{
    (void)state;
    struct arena *a CLEANUP(arena_freep) = arena_new(0);
    assert_true(DOORS_COUNT > 30);
    for (size_t i = 0; i < DOORS_COUNT; i++) {
        const char *key = arena_printf(a, "%s.%s", DOORS[i].view ? "view" : "act", name_of(&DOORS[i])).p;
        if (!text_has(key))
            fail_msg("no text for %s", key);
    }
    for (enum role r = ROLE_NONE; r <= ROLE_SYSTEM; r++)
        assert_true(text_has(role_text(r)));
}

static void the_stable_name_of_an_act_is_its_name_with_a_dot(void **state)
{
    (void)state;
    for (size_t i = 0; i < DOORS_COUNT; i++) {
        const struct act_def *act = DOORS[i].act;
        if (!act)
            continue;
        struct str kind = act->kind, name = str_c(act->name);
        assert_int_equal(kind.n, name.n);
        size_t dots = 0;
        for (size_t k = 0; k < kind.n; k++) {
            dots += kind.p[k] == '.';
            if (kind.p[k] != name.p[k] && (kind.p[k] != '.' || name.p[k] != '_'))
                fail_msg("%s is called %.*s in entries", act->name, STR_ARG(kind));
        }
        assert_int_equal(dots, 1);
        for (size_t k = 0; k < i; k++)
            assert_false(DOORS[k].act && str_eq(DOORS[k].act->kind, kind));
    }
}

static void nobody_comes_in_without_signing_in_but_where_it_says_so(void **state)
{
    (void)state;
    static const char *const open[] = {"sign_in",      "about",          "tour",          "checkpoint",
                                       "session_open", "session_switch", "session_close", "language_set",
                                       "public",       "calendar",       "due",           "feed"};
    for (size_t i = 0; i < DOORS_COUNT; i++) {
        bool is_open = false;
        for (size_t k = 0; k < COUNT_OF(open); k++)
            is_open |= strcmp(open[k], name_of(&DOORS[i])) == 0;
        unsigned all = permit_of(&DOORS[i])->any | permit_of(&DOORS[i])->own;
        if (((all & ROLES_NONE) != 0) != is_open)
            fail_msg("%s", name_of(&DOORS[i]));
    }
}

/* 三员: no administrator sees scores, values or schemes (of imports only the own ones), and none does what
 * another does. */
static void administrators_see_no_scores_and_do_not_do_each_others_work(void **state)
{
    (void)state;
    static const char *const work[] = {"scores",         "unit_score",   "node_score",   "schemes",
                                       "scheme",         "imports_all",  "scheme_adopt", "value_import",
                                       "organ_register", "person_reveal"};
    for (size_t i = 0; i < DOORS_COUNT; i++) {
        unsigned all = permit_of(&DOORS[i])->any | permit_of(&DOORS[i])->own, admins = all & ROLES_ADMINS;
        for (size_t k = 0; k < COUNT_OF(work); k++)
            if (strcmp(work[k], name_of(&DOORS[i])) == 0 && admins)
                fail_msg("an administrator may %s", work[k]);
        bool is_ledgered = DOORS[i].act && !DOORS[i].act->is_operational;
        if (is_ledgered && admins != 0 && (all & ROLES_SIGNED_IN) != ROLES_SIGNED_IN &&
            (admins & (admins - 1)))
            fail_msg("two administrators may %s", DOORS[i].act->name);
    }
}

/* The kernel asks again, whatever the way in: each act in each role that may not is refused and leaves
 * nothing. The input is never looked at. */
static void the_kernel_refuses_each_act_to_each_role_that_may_not(void **state)
{
    TOWN(t, state);
    int64_t rows = town_rows(t);
    int refused = 0;
    for (size_t i = 0; i < DOORS_COUNT; i++)
        for (enum role r = ROLE_NONE; r <= ROLE_SYSTEM; r++) {
            struct actor actor = {.tenant_id = TENANT, .account_id = 77, .organ_id = t->organ[1], .role = r};
            struct target other = {t->organ[2]};
            if (!DOORS[i].act || may(&actor, &DOORS[i].act->permit, &other))
                continue;
            struct act_call call = {.def = DOORS[i].act, .actor = actor, .target = other};
            struct act_receipt receipt;
            assert_int_equal(kernel_act(t->w->k, &call, t->a, &receipt, NULL), RC_DENIED);
            refused++;
        }
    assert_true(refused > 100);
    assert_int_equal(town_rows(t), rows);
    town_free(t);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(every_door_has_a_name_in_both_languages),
    cmocka_unit_test(the_stable_name_of_an_act_is_its_name_with_a_dot),
    cmocka_unit_test(nobody_comes_in_without_signing_in_but_where_it_says_so),
    cmocka_unit_test(administrators_see_no_scores_and_do_not_do_each_others_work),
    BOTH(the_kernel_refuses_each_act_to_each_role_that_may_not),
};
WORKS_MAIN(tests)
