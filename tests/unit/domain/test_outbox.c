/* Who is told what, and who sees it. */
#include "town.h"

#include "base/key.h"
#include "domain/outbox.h"
#include "text/text.h"

struct telling {
    struct tell tell;
    bool has_failed; /* the act fails behind the telling */
};

static enum rc run_telling(struct act *act, const void *input, struct err *err)
{
    const struct telling *in = input;
    enum rc rc = outbox_tell(act, &in->tell, err);
    if (rc == RC_OK && in->has_failed)
        rc = FAIL(err, RC_CONFLICT, "reminder.not_found", "by the test");
    return rc;
}
static const struct act_def TELLING = {
    "test_tell", STR_INIT("test.tell"), false, {.any = BIT(SYSTEM)}, run_telling};

static struct tell due_soon(void)
{
    return (struct tell){.kind = STR("task"),
                         .key = K("tell_kind.other"),
                         .arg = {STR("督2026-0147")},
                         .args = 1,
                         .record_id = 7,
                         .path = STR("/records/7"),
                         .due_day = 20261130};
}

static void say(struct town *t, struct tell tell)
{
    struct telling in = {.tell = tell};
    struct act_receipt r;
    OK(town_act(t, town_system(), &TELLING, &in, &r, &err));
}

static struct reminders told(struct town *t, int64_t account_id)
{
    struct reminders list;
    LOOK(t, reminders_load(t->db, t->a, TENANT, account_id, false, 0, 100, &list, &err));
    return list;
}

static struct actor account_actor(int64_t account_id)
{
    return (struct actor){.tenant_id = TENANT, .account_id = account_id, .role = ROLE_LIAISON};
}

static void an_organ_is_its_liaisons_of_today_and_its_groups(void **state)
{
    TOWN(t, state);
    int64_t a = town_open_account(t, "wang", t->organ[1], ROLE_LIAISON, (struct str){0});
    int64_t b = town_open_account(t, "zhao", t->organ[1], ROLE_LIAISON, (struct str){0});
    int64_t leader = town_open_account(t, "qian", t->organ[1], ROLE_LEADER, (struct str){0});
    int64_t other = town_open_account(t, "sun", t->organ[3], ROLE_LIAISON, (struct str){0});
    struct tell tell = due_soon();
    tell.organ_id = t->organ[1];
    say(t, tell);
    assert_int_equal(told(t, a).n, 1);
    assert_int_equal(told(t, b).n, 1);
    assert_int_equal(told(t, leader).n, 0);
    assert_int_equal(told(t, other).n, 0);
    assert_int_equal(works_number(t->w, "SELECT count(*) AS n FROM outbox_line WHERE account_id = 0"), 1);
    struct act_receipt r;
    OK(town_act(t, (struct actor){.tenant_id = TENANT, .account_id = 900, .role = ROLE_SYS_ADMIN},
                &act_account_close, &(struct account_close){STR("zhao")}, &r, &err));
    t->w->now_ms += INT64_C(24) * 3600 * 1000;
    say(t, tell);
    assert_int_equal(told(t, a).n, 2);
    assert_int_equal(told(t, b).n, 1); /* closed since yesterday */
    town_free(t);
}

static void a_role_is_everybody_who_holds_it(void **state)
{
    TOWN(t, state);
    int64_t a = town_open_account(t, "wang", 0, ROLE_SUPERVISION_OFFICE, (struct str){0});
    int64_t b = town_open_account(t, "zhao", t->organ[1], ROLE_SUPERVISION_OFFICE, (struct str){0});
    int64_t c = town_open_account(t, "sun", t->organ[1], ROLE_LIAISON, (struct str){0});
    struct tell tell = due_soon();
    tell.role = ROLE_SUPERVISION_OFFICE;
    say(t, tell);
    assert_true(told(t, a).n == 1 && told(t, b).n == 1 && told(t, c).n == 0);
    town_free(t);
}

static void what_failed_told_nobody_anything(void **state)
{
    TOWN(t, state);
    int64_t a = town_open_account(t, "wang", t->organ[1], ROLE_LIAISON, (struct str){0});
    struct telling in = {.tell = due_soon(), .has_failed = true};
    struct act_receipt r;
    in.tell.account_id = a;
    FAILS(town_act(t, town_system(), &TELLING, &in, &r, &err), RC_CONFLICT, "reminder.not_found");
    assert_int_equal(told(t, a).n, 0);
    in.has_failed = false;
    assert_true(town_try_all_faults(t, town_system(), (struct target){0}, &TELLING, &in) > 4);
    assert_int_equal(told(t, a).n, 1);
    town_free(t);
}

static void a_line_is_kept_as_it_was_said_and_makes_no_change(void **state)
{
    TOWN(t, state);
    int64_t a = town_open_account(t, "wang", t->organ[1], ROLE_LIAISON, (struct str){0});
    struct tell tell = due_soon();
    tell.account_id = a;
    tell.urgency = TELL_NOW;
    tell.heading[LANG_ZH_CN] = STR("会议决定");
    char filler[TELL_ARG_BYTES_MAX + 4];
    for (size_t i = 0; i + 3 <= sizeof filler; i += 3)
        memcpy(filler + i, "长", 3);
    tell.arg[1] = str_of(filler, TELL_ARG_BYTES_MAX + 3);
    tell.args = 2;
    say(t, tell);
    struct reminders list = told(t, a);
    assert_int_equal(list.unread, 1);
    const struct reminder *r = &list.row[0];
    assert_true(str_eq(r->arg[0], STR("督2026-0147")) && str_eq(r->path, STR("/records/7")));
    assert_true(r->arg[1].n <= TELL_ARG_BYTES_MAX && str_ends(r->arg[1], STR("长…")));
    assert_true(r->is_now && !r->is_read && r->due_day == 20261130 && r->record_id == 7);
    assert_true(str_eq(reminder_text(t->a, LANG_EN, r), T(LANG_EN, "tell_kind.other")));
    assert_true(str_eq(reminder_heading(t->a, LANG_ZH_CN, r), STR("会议决定")));
    assert_true(
        str_eq(reminder_heading(t->a, LANG_EN, r), STR("supervised tasks"))); /* no title: its kind's */
    works_verify(t->w);
    struct reminder old = *r; /* a text that a later version no longer has */
    old.key = STR("tell.gone");
    assert_true(str_starts(reminder_text(t->a, LANG_EN, &old), STR("督2026-0147 · ")));
    town_free(t);
}

static void opening_is_reading_and_nobody_opens_for_another(void **state)
{
    TOWN(t, state);
    int64_t a = town_open_account(t, "wang", t->organ[1], ROLE_LIAISON, (struct str){0});
    int64_t b = town_open_account(t, "zhao", t->organ[1], ROLE_LIAISON, (struct str){0});
    struct tell tell = due_soon();
    tell.organ_id = t->organ[1];
    say(t, tell);
    say(t, tell);
    struct reminder_open in = {.line_id = told(t, a).row[1].line_id};
    struct act_receipt r;
    FAILS(town_act(t, account_actor(b), &act_reminder_open, &in, &r, &err), RC_NOT_FOUND,
          "reminder.not_found");
    OK(town_act(t, account_actor(a), &act_reminder_open, &in, &r, &err));
    assert_true(str_eq(r.answer, STR("/records/7")) && r.seq == -1);
    assert_int_equal(told(t, a).unread, 1);
    struct reminders list;
    LOOK(t, reminders_load(t->db, t->a, TENANT, a, true, 0, 100, &list, &err));
    assert_true(list.n == 1 && list.total == 1 && list.row[0].line_id != in.line_id);
    OK(town_act(t, account_actor(a), &act_reminder_open, &(struct reminder_open){0}, &r, &err));
    assert_int_equal(told(t, a).unread, 0);
    assert_int_equal(told(t, b).unread, 2); /* and that is nobody else's business */
    town_free(t);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        BOTH(an_organ_is_its_liaisons_of_today_and_its_groups), BOTH(a_role_is_everybody_who_holds_it),
        BOTH(what_failed_told_nobody_anything), BOTH(a_line_is_kept_as_it_was_said_and_makes_no_change),
        BOTH(opening_is_reading_and_nobody_opens_for_another)};
    if (argc > 1 && strcmp(argv[1], FOLD_CHILD) == 0)
        return fold_child(0, 1);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
