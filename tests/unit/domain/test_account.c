#include "town.h"

#include <pthread.h>
#include <unistd.h>

#include "base/date.h"

#define PASSWORD STR("right horse 2026")
#define MINUTE (INT64_C(60) * 1000)
#define DAY_MS (INT64_C(24) * 60 * MINUTE)

static enum rc try_password(struct town *t, const char *login, struct str password,
                            struct password_verdict *ret, struct err *err)
{
    struct db *db = town_look(t);
    enum rc rc = password_verify(db, t->a, TENANT, str_c(login), password, t->w->now_ms, ret, err);
    town_done(t);
    return rc;
}

/* A sign-in as the page does it: the password, then the act; a failure is counted. The token, or n = 0. */
static struct str sign_in(struct town *t, const char *login, struct str password)
{
    struct password_verdict verdict;
    struct act_receipt r;
    enum rc rc = try_password(t, login, password, &verdict, NULL);
    struct session_open input = {.account_id = verdict.account_id, .is_failure = verdict.is_failure};
    struct actor nobody = {.tenant_id = TENANT};
    if (rc == RC_OK || verdict.is_failure)
        OK(town_act(t, nobody, &act_session_open, &input, &r, &err));
    return rc == RC_OK ? r.answer : (struct str){0};
}

static struct session session_of(struct town *t, struct str token)
{
    struct session s = {0};
    LOOK(t, session_load(t->db, t->a, TENANT, token, t->w->now_ms, &s, &err));
    return s;
}

static struct actor administrator(struct town *t, enum role role)
{
    (void)t;
    return (struct actor){.tenant_id = TENANT, .account_id = 900, .role = role};
}

/* ---- passwords ---- */

static void a_good_password_opens_a_session(void **state)
{
    TOWN(t, state);
    int64_t id = town_open_account(t, "zhang", t->organ[1], ROLE_LIAISON, PASSWORD);
    struct str token = sign_in(t, "zhang", PASSWORD);
    assert_int_equal(token.n, 64);
    struct session s = session_of(t, token);
    assert_int_equal(s.actor.account_id, id);
    assert_int_equal(s.actor.organ_id, t->organ[1]);
    assert_int_equal(s.actor.role, ROLE_LIAISON);
    assert_int_equal(s.csrf.n, 32);
    assert_false(town_knows(t, token)); /* the table holds its hash alone */
    token = arena_printf(t->a, "%.63s%c", token.p, token.p[63] == '0' ? '1' : '0'); /* one digit is another */
    assert_int_equal(session_of(t, token).actor.role, ROLE_NONE);
    town_free(t);
}

static void a_wrong_password_and_an_unknown_login_are_answered_alike(void **state)
{
    TOWN(t, state);
    struct password_verdict verdict;
    (void)town_open_account(t, "zhang", 0, ROLE_LEADER, PASSWORD);
    FAILS(try_password(t, "zhang", STR("wrong horse"), &verdict, &err), RC_DENIED, "account.wrong_login");
    assert_true(verdict.is_failure);
    FAILS(try_password(t, "li", PASSWORD, &verdict, &err), RC_DENIED, "account.wrong_login");
    assert_false(verdict.is_failure);
    FAILS(try_password(t, "office", PASSWORD, &verdict, &err), RC_DENIED,
          "account.wrong_login"); /* has none */
    town_free(t);
}

static void five_wrong_passwords_lock_for_a_minute_and_each_further_one_doubles_it(void **state)
{
    TOWN(t, state);
    static const int64_t minutes[] = {1, 2, 4, 8, 16, 32, 60, 60};
    struct password_verdict verdict;
    (void)town_open_account(t, "zhang", 0, ROLE_LEADER, PASSWORD);
    for (int i = 0; i < 4; i++)
        assert_int_equal(sign_in(t, "zhang", STR("wrong horse")).n, 0);
    OK(try_password(t, "zhang", PASSWORD, &verdict, &err)); /* four are no more than a bad morning */
    for (size_t i = 0; i < COUNT_OF(minutes); i++) {
        assert_int_equal(sign_in(t, "zhang", STR("wrong horse")).n, 0);
        struct err err = {0};
        assert_int_equal(try_password(t, "zhang", PASSWORD, &verdict, &err), RC_DENIED);
        assert_string_equal(err.text, "account.locked_for");
        assert_string_equal(err.arg[0], arena_printf(t->a, "%d", (int)minutes[i]).p);
        assert_false(verdict.is_failure); /* knocking at a locked door does not lock it longer */
        t->w->now_ms += minutes[i] * MINUTE - 1;
        assert_int_equal(try_password(t, "zhang", PASSWORD, &verdict, &err), RC_DENIED);
        t->w->now_ms += 1;
    }
    assert_int_equal(sign_in(t, "zhang", PASSWORD).n, 64);
    assert_int_equal(sign_in(t, "zhang", STR("wrong horse")).n, 0);
    OK(try_password(t, "zhang", PASSWORD, &verdict, &err)); /* counted from one again */
    town_free(t);
}

struct comer {
    pthread_t thread;
    pthread_barrier_t *together;
    enum rc rc;
};

static void *come(void *ctx)
{
    struct comer *me = ctx;
    struct arena *a = arena_new(0);
    struct str hash;
    (void)pthread_barrier_wait(me->together);
    me->rc = password_hash(a, PASSWORD, &hash, NULL);
    arena_free(a);
    return NULL;
}

/* Threads that wait for a password are missing where pages are drawn. */
static void of_a_crowd_at_the_door_some_are_told_to_come_again(void **state)
{
    (void)state;
    unsigned crowd = 20 * (unsigned)sysconf(_SC_NPROCESSORS_ONLN), done = 0, sent_away = 0;
    struct arena *a = arena_new(0);
    struct comer *comer = ARENA_ARRAY(a, struct comer, crowd);
    pthread_barrier_t together;
    assert_int_equal(pthread_barrier_init(&together, NULL, crowd), 0);
    for (unsigned i = 0; i < crowd; i++) {
        comer[i].together = &together;
        assert_int_equal(pthread_create(&comer[i].thread, NULL, come, &comer[i]), 0);
    }
    for (unsigned i = 0; i < crowd; i++) {
        assert_int_equal(pthread_join(comer[i].thread, NULL), 0);
        done += comer[i].rc == RC_OK;
        sent_away += comer[i].rc == RC_BUSY;
    }
    assert_int_equal(done + sent_away, crowd);
    assert_true(done > 0 && sent_away > 0);
    struct str hash;
    OK(password_hash(a, PASSWORD, &hash, &err)); /* the door is free again */
    arena_free(a);
    assert_int_equal(pthread_barrier_destroy(&together), 0);
}

static void passwords_must_be_worth_the_name(void **state)
{
    (void)state;
    struct arena *a CLEANUP(arena_freep) = arena_new(0);
    char *longest = arena_alloc(a, PASSWORD_BYTES_MAX + 1);
    memset(longest, 'a', PASSWORD_BYTES_MAX + 1);
    longest[3] = 'b';
    OK(password_check_form(STR("12345679"), &err));
    OK(password_check_form(str_of(longest, PASSWORD_BYTES_MAX), &err));
    FAILS(password_check_form(STR("1234567"), &err), RC_INVALID, "account.password_too_short");
    FAILS(password_check_form(str_of(longest, PASSWORD_BYTES_MAX + 1), &err), RC_INVALID,
          "account.password_too_long");
    FAILS(password_check_form(STR("88888888"), &err), RC_INVALID, "account.password_too_simple");
}

static void a_new_password_ends_all_sessions_and_the_old_one(void **state)
{
    TOWN(t, state);
    int64_t id = town_open_account(t, "zhang", 0, ROLE_LEADER, PASSWORD);
    struct str first = sign_in(t, "zhang", PASSWORD), second = sign_in(t, "zhang", PASSWORD);
    struct password_set set;
    struct act_receipt r;
    OK(password_hash(t->a, STR("new horse 2027"), &set.hash, &err));
    struct actor self = {.tenant_id = TENANT, .account_id = id, .role = ROLE_LEADER};
    OK(town_act(t, self, &act_password_set, &set, &r, &err));
    assert_int_equal(session_of(t, first).actor.role, ROLE_NONE);
    assert_int_equal(session_of(t, second).actor.role, ROLE_NONE);
    assert_int_equal(sign_in(t, "zhang", PASSWORD).n, 0);
    assert_int_equal(sign_in(t, "zhang", STR("new horse 2027")).n, 64);
    assert_false(town_knows(t, STR("new horse")));
    town_free(t);
}

/* ---- sessions ---- */

static void a_session_ends_after_a_day(void **state)
{
    TOWN(t, state);
    (void)town_open_account(t, "zhang", 0, ROLE_LEADER, PASSWORD);
    struct str token = sign_in(t, "zhang", PASSWORD);
    t->w->now_ms += SESSION_MAX_MS;
    assert_int_equal(session_of(t, token).actor.role, ROLE_LEADER);
    t->w->now_ms += 1;
    assert_int_equal(session_of(t, token).actor.role, ROLE_NONE);
    assert_int_equal(session_of(t, token).csrf.n, 0);
    (void)sign_in(t, "zhang", PASSWORD); /* opening one sweeps out the old */
    assert_int_equal(works_number(t->w, "SELECT count(*) AS n FROM session"), 1);
    town_free(t);
}

static void a_session_that_was_closed_is_gone(void **state)
{
    TOWN(t, state);
    (void)town_open_account(t, "zhang", 0, ROLE_LEADER, PASSWORD);
    struct str token = sign_in(t, "zhang", PASSWORD);
    struct act_receipt r;
    OK(town_act(t, (struct actor){.tenant_id = TENANT}, &act_session_close, &(struct session_close){token},
                &r, &err));
    assert_int_equal(session_of(t, token).actor.role, ROLE_NONE);
    town_free(t);
}

static void a_role_that_is_taken_away_is_gone_at_once(void **state)
{
    TOWN(t, state);
    (void)town_open_account(t, "zhang", 0, ROLE_LEADER, PASSWORD);
    struct str token = sign_in(t, "zhang", PASSWORD);
    struct role_change change = {STR("zhang"), ROLE_LEADER};
    struct act_receipt r;
    OK(town_act(t, administrator(t, ROLE_SEC_ADMIN), &act_role_revoke, &change, &r, &err));
    assert_int_equal(session_of(t, token).actor.role, ROLE_NONE);
    assert_int_equal(works_number(t->w, "SELECT count(*) AS n FROM account_role WHERE role = 'leader'"), 0);
    town_free(t);
}

static void a_role_of_long_standing_ends_the_day_before_and_stays_in_the_book(void **state)
{
    TOWN(t, state);
    (void)town_open_account(t, "zhang", 0, ROLE_LEADER, PASSWORD);
    struct role_change change = {STR("zhang"), ROLE_LEADER};
    struct act_receipt r;
    t->w->now_ms += 3 * DAY_MS;
    struct str token = sign_in(t, "zhang", PASSWORD);
    OK(town_act(t, administrator(t, ROLE_SEC_ADMIN), &act_role_revoke, &change, &r, &err));
    assert_int_equal(session_of(t, token).actor.role, ROLE_NONE);
    assert_int_equal(works_number(t->w, "SELECT to_day AS n FROM account_role WHERE role = 'leader'"),
                     20261122);
    FAILS(town_act(t, administrator(t, ROLE_SEC_ADMIN), &act_role_revoke, &change, &r, &err), RC_NOT_FOUND,
          "account.role_not_held");
    works_verify(t->w);
    town_free(t);
}

static void one_account_acts_in_one_role_at_a_time(void **state)
{
    TOWN(t, state);
    int64_t id = town_open_account(t, "zhang", 0, ROLE_LEADER, PASSWORD);
    struct role_change change = {STR("zhang"), ROLE_AUDITOR};
    struct act_receipt r;
    OK(town_act(t, town_system(), &act_role_grant, &change, &r, &err));
    struct str token = sign_in(t, "zhang", PASSWORD);
    struct session s = session_of(t, token);
    assert_int_equal(s.roles, 2);
    enum role other = s.actor.role == ROLE_LEADER ? ROLE_AUDITOR : ROLE_LEADER;
    struct session_switch to = {.old_token = token, .role = other};
    OK(town_act(t, s.actor, &act_session_switch, &to, &r, &err));
    assert_int_equal(session_of(t, r.answer).actor.role, other);
    assert_int_equal(session_of(t, r.answer).actor.account_id, id);
    assert_int_equal(session_of(t, token).actor.role, ROLE_NONE);
    to = (struct session_switch){.old_token = r.answer, .role = ROLE_SYS_ADMIN};
    FAILS(town_act(t, s.actor, &act_session_switch, &to, &r, &err), RC_DENIED, "account.no_role");
    to = (struct session_switch){.login = STR("zhang"),
                                 .role = ROLE_LEADER}; /* another's shoes, but no demo */
    FAILS(town_act(t, (struct actor){.tenant_id = TENANT}, &act_session_switch, &to, &r, &err), RC_DENIED,
          "account.not_signed_in");
    town_free(t);
}

/* ---- accounts ---- */

static void an_account_is_opened_once_with_a_fitting_login(void **state)
{
    TOWN(t, state);
    struct act_receipt r;
    struct actor admin = administrator(t, ROLE_SYS_ADMIN);
    struct account_open open = {.login = STR("zhang"), .label = STR("甲局·联络员"), .organ_id = t->organ[1]};
    OK(town_act(t, admin, &act_account_open, &open, &r, &err));
    FAILS(town_act(t, admin, &act_account_open, &open, &r, &err), RC_CONFLICT, "account.login_taken");
    static const char *const bad[] = {"z",         "Zhang",   "张三",
                                      "zhang san", "zhang@x", "a1234567890123456789012345678901234567890"};
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        open.login = str_c(bad[i]);
        FAILS(town_act(t, admin, &act_account_open, &open, &r, &err), RC_INVALID, "account.login_form");
    }
    open.login = STR("li");
    open.label = STR("  ");
    FAILS(town_act(t, admin, &act_account_open, &open, &r, &err), RC_INVALID, "account.label_missing");
    town_free(t);
}

static void a_closed_account_is_out_at_once(void **state)
{
    TOWN(t, state);
    (void)town_open_account(t, "zhang", 0, ROLE_LEADER, PASSWORD);
    struct str token = sign_in(t, "zhang", PASSWORD);
    struct account_close close = {STR("zhang")};
    struct act_receipt r;
    OK(town_act(t, administrator(t, ROLE_SYS_ADMIN), &act_account_close, &close, &r, &err));
    assert_int_equal(session_of(t, token).actor.role, ROLE_NONE);
    assert_int_equal(sign_in(t, "zhang", PASSWORD).n, 0);
    assert_true(town_account(t, "zhang").is_closed);
    works_verify(t->w);
    town_free(t);
}

static void nobody_administers_the_own_account(void **state)
{
    TOWN(t, state);
    int64_t id = town_open_account(t, "sec", 0, ROLE_SEC_ADMIN, (struct str){0});
    struct act_receipt r;
    struct actor self = {.tenant_id = TENANT, .account_id = id, .role = ROLE_SEC_ADMIN};
    struct role_change change = {STR("sec"), ROLE_LEADER};
    FAILS(town_act(t, self, &act_role_grant, &change, &r, &err), RC_CONFLICT, "account.not_your_own");
    change.role = ROLE_SEC_ADMIN;
    FAILS(town_act(t, self, &act_role_revoke, &change, &r, &err), RC_CONFLICT, "account.not_your_own");
    self.role = ROLE_SYS_ADMIN;
    FAILS(town_act(t, self, &act_account_close, &(struct account_close){STR("sec")}, &r, &err), RC_CONFLICT,
          "account.not_your_own");
    town_free(t);
}

static void roles_are_granted_once_and_none_that_does_not_exist(void **state)
{
    TOWN(t, state);
    struct act_receipt r;
    struct actor admin = administrator(t, ROLE_SEC_ADMIN);
    struct role_change change = {STR("office"), ROLE_PERF_OFFICE};
    FAILS(town_act(t, admin, &act_role_grant, &change, &r, &err), RC_CONFLICT, "account.role_held");
    change.role = ROLE_SYSTEM;
    FAILS(town_act(t, admin, &act_role_grant, &change, &r, &err), RC_INVALID, "account.no_such_role");
    change.role = ROLE_NONE;
    FAILS(town_act(t, admin, &act_role_grant, &change, &r, &err), RC_INVALID, "account.no_such_role");
    change = (struct role_change){STR("nobody"), ROLE_LEADER};
    FAILS(town_act(t, admin, &act_role_grant, &change, &r, &err), RC_NOT_FOUND, "account.not_found");
    town_free(t);
}

static void each_of_the_three_administrators_is_an_account_of_its_own(void **state)
{
    TOWN(t, state);
    struct act_receipt r;
    (void)town_open_account(t, "sysadmin", 0, ROLE_SYS_ADMIN, (struct str){0});
    struct role_change change = {STR("sysadmin"), ROLE_AUDIT_ADMIN};
    struct actor admin = administrator(t, ROLE_SEC_ADMIN);
    FAILS(town_act(t, admin, &act_role_grant, &change, &r, &err), RC_CONFLICT, "accounts.duties_apart");
    change.role = ROLE_LEADER;
    FAILS(town_act(t, admin, &act_role_grant, &change, &r, &err), RC_CONFLICT, "accounts.duties_apart");
    change = (struct role_change){STR("office"), ROLE_SYS_ADMIN};
    FAILS(town_act(t, admin, &act_role_grant, &change, &r, &err), RC_CONFLICT, "accounts.duties_apart");
    change.role = ROLE_LEADER;
    OK(town_act(t, admin, &act_role_grant, &change, &r, &err));
    town_free(t);
}

static void whichever_call_fails_no_half_of_an_account_is_there(void **state)
{
    TOWN(t, state);
    struct target none = {0};
    struct account_open open = {
        .login = STR("zhang"), .label = STR("甲局"), .password_hash = STR("$argon2id$x")};
    struct role_change change = {STR("zhang"), ROLE_LEADER};
    assert_true(town_try_all_faults(t, town_system(), none, &act_account_open, &open) > 8);
    assert_true(town_try_all_faults(t, town_system(), none, &act_role_grant, &change) > 6);
    struct session_open session = {.account_id = town_account(t, "zhang").account_id};
    assert_true(
        town_try_all_faults(t, (struct actor){.tenant_id = TENANT}, none, &act_session_open, &session) > 3);
    works_verify(t->w);
    town_free(t);
}

static const struct CMUnitTest tests[] = {
    BOTH(a_good_password_opens_a_session),
    BOTH(a_wrong_password_and_an_unknown_login_are_answered_alike),
    BOTH(five_wrong_passwords_lock_for_a_minute_and_each_further_one_doubles_it),
    cmocka_unit_test(of_a_crowd_at_the_door_some_are_told_to_come_again),
    cmocka_unit_test(passwords_must_be_worth_the_name),
    BOTH(a_new_password_ends_all_sessions_and_the_old_one),
    BOTH(a_session_ends_after_a_day),
    BOTH(a_session_that_was_closed_is_gone),
    BOTH(a_role_that_is_taken_away_is_gone_at_once),
    BOTH(a_role_of_long_standing_ends_the_day_before_and_stays_in_the_book),
    BOTH(one_account_acts_in_one_role_at_a_time),
    BOTH(an_account_is_opened_once_with_a_fitting_login),
    BOTH(a_closed_account_is_out_at_once),
    BOTH(nobody_administers_the_own_account),
    BOTH(roles_are_granted_once_and_none_that_does_not_exist),
    BOTH(each_of_the_three_administrators_is_an_account_of_its_own),
    BOTH(whichever_call_fails_no_half_of_an_account_is_there),
};
WORKS_MAIN(tests)
