/* From a line to a message: whose, when, once. Nothing is sent but to a port where nobody listens. */
#include "town.h"

#include "base/date.h"
#include "base/key.h"
#include "domain/delivery.h"
#include "domain/record.h"
#include "jobs/jobs.h"

#define MINUTE INT64_C(60000)
#define NOBODY_THERE STR("http://127.0.0.1:1")

static enum rc run_telling(struct act *act, const void *input, struct err *err)
{
    return outbox_tell(act, input, err);
}
static const struct act_def TELLING = {
    "test_tell", STR_INIT("test.tell"), false, {.any = BIT(SYSTEM)}, run_telling};

static void say(struct town *t, int64_t organ_id, enum tell_urgency urgency)
{
    struct tell tell = {.organ_id = organ_id,
                        .kind = STR("task"),
                        .key = K("tell_kind.other"),
                        .path = STR("/records/7"),
                        .urgency = urgency};
    struct act_receipt r;
    OK(town_act(t, town_system(), &TELLING, &tell, &r, &err));
}

static struct actor admin(void)
{
    return (struct actor){.tenant_id = TENANT, .account_id = 900, .role = ROLE_SYS_ADMIN};
}

static int64_t group_of(struct town *t, struct str label, struct channel_set_group in)
{
    struct act_receipt r;
    int64_t id;
    in.label = label;
    in.kind = CHANNEL_WECOM;
    in.address = in.channel_id ? (struct str){0} : STR("token-of-the-bot");
    if (in.wish.digest_minute == 0) {
        enum channel_wants wants = in.wish.wants;
        in.wish = CHANNEL_WISH_DEFAULT;
        in.wish.wants = wants;
    }
    OK(town_act(t, admin(), &act_channel_set_group, &in, &r, &err));
    assert_true(str_to_i64(r.answer, &id));
    return id;
}

static void at(struct town *t, int64_t day, int hour, int minute)
{
    t->w->now_ms = date_ms((int)(day / 10000), (int)(day / 100 % 100), (int)(day % 100), hour, minute);
}

static struct jobs_done round_of(struct town *t)
{
    struct jobs_config config = {.city = STR("镇"), .reader = READERS - 1};
    struct jobs_done done = {0};
    config.bot_base[CHANNEL_WECOM] = NOBODY_THERE;
    OK(jobs_run_once(t->w->k, &config, &done, &err));
    return done;
}

static int64_t sends(struct town *t, const char *state)
{
    struct arena *a = t->a;
    return works_number(t->w,
                        arena_printf(a, "SELECT count(*) AS n FROM outbox_send WHERE state = '%s'", state).p);
}

static void lines_of_before_the_channel_and_of_others_do_not_go_out(void **state)
{
    TOWN(t, state);
    at(t, 20261119, 10, 0);
    say(t, t->organ[1], TELL_DIGEST); /* before there was a channel */
    at(t, 20261119, 11, 0);
    (void)group_of(t, STR("甲群"), (struct channel_set_group){.organ_id = t->organ[1]});
    say(t, t->organ[2], TELL_DIGEST); /* another organ's */
    say(t, t->organ[1], TELL_DIGEST);
    at(t, 20261120, 8, 30);
    struct jobs_done done = round_of(t);
    assert_true(done.made == 1 && done.lines == 1 && done.failed == 1);
    done = round_of(t);
    assert_true(done.made == 0 && done.lines == 0 && done.failed == 0);
    town_free(t);
}

static void
what_is_told_after_the_hour_is_of_the_next_working_day_also_when_the_program_was_down(void **state)
{
    TOWN(t, state);
    at(t, 20261119, 11, 0);
    (void)group_of(t, STR("甲群"), (struct channel_set_group){.organ_id = t->organ[1]});
    at(t, 20261120, 8, 30);
    say(t, t->organ[1], TELL_DIGEST);
    at(t, 20261120, 8, 31);
    say(t, t->organ[1], TELL_DIGEST);
    at(t, 20261120, 16,
       0); /* only now it runs again: Friday's digest is what was told until half past eight */
    struct jobs_done done = round_of(t);
    assert_true(done.made == 1 && done.lines == 1);
    at(t, 20261121, 9, 0);
    assert_int_equal(round_of(t).made, 0);
    at(t, 20261123, 8, 29);
    assert_int_equal(round_of(t).made, 0);
    at(t, 20261123, 8, 30);
    done = round_of(t);
    assert_true(done.made == 1 && done.lines == 1);
    town_free(t);
}

static void urgent_lines_go_at_once_and_then_only_every_quarter_of_an_hour(void **state)
{
    TOWN(t, state);
    at(t, 20261120, 10, 0);
    (void)group_of(t, STR("甲群"), (struct channel_set_group){.organ_id = t->organ[1]});
    say(t, t->organ[1], TELL_NOW);
    say(t, t->organ[1], TELL_DIGEST);
    struct jobs_done done = round_of(t);
    assert_true(done.made == 1 && done.lines == 1);
    for (int minute = 1; minute < 15; minute++) {
        at(t, 20261120, 10, minute);
        say(t, t->organ[1], TELL_NOW);
        assert_int_equal(round_of(t).made, 0);
    }
    at(t, 20261120, 10, 15);
    done = round_of(t);
    assert_true(done.made == 1 && done.lines == 14);
    town_free(t);
}

static void a_group_hears_at_most_one_message_in_a_quarter_of_an_hour_whatever_it_is(void **state)
{
    TOWN(t, state);
    at(t, 20261119, 10, 0);
    (void)group_of(t, STR("甲群"), (struct channel_set_group){.organ_id = t->organ[1]});
    say(t, t->organ[1], TELL_DIGEST);
    at(t, 20261120, 8, 20);
    say(t, t->organ[1], TELL_NOW);
    assert_int_equal(round_of(t).made, 1);
    at(t, 20261120, 8, 30); /* the digest's hour, ten minutes later */
    assert_int_equal(round_of(t).made, 0);
    at(t, 20261120, 8, 34);
    say(t, t->organ[1], TELL_NOW);
    assert_int_equal(round_of(t).made, 0);
    at(t, 20261120, 8, 35);
    struct jobs_done done = round_of(t);
    assert_true(done.made == 1 && done.lines == 1 &&
                sends(t, "due") == 2); /* the digest, as of half past eight */
    at(t, 20261120, 8, 49);
    assert_int_equal(round_of(t).made, 0);
    at(t, 20261120, 8, 50);
    assert_int_equal(round_of(t).made, 1);
    town_free(t);
}

static void urgent_lines_of_the_night_wait_and_merge(void **state)
{
    TOWN(t, state);
    at(t, 20261119, 20, 0);
    (void)group_of(t, STR("甲群"), (struct channel_set_group){.organ_id = t->organ[1]});
    at(t, 20261119, 21, 0);
    say(t, t->organ[1], TELL_NOW);
    assert_int_equal(round_of(t).made, 0);
    at(t, 20261120, 7, 59);
    say(t, t->organ[1], TELL_NOW);
    assert_int_equal(round_of(t).made, 0);
    at(t, 20261120, 8, 0);
    struct jobs_done done = round_of(t);
    assert_true(done.made == 1 && done.lines == 2);
    town_free(t);
}

static void a_channel_gets_what_it_wants_alone(void **state)
{
    TOWN(t, state);
    at(t, 20261119, 10, 0);
    struct channel_set_group in = {.organ_id = t->organ[1], .wish = {.wants = WANTS_NOW}};
    (void)group_of(t, STR("红灯群"), in);
    in = (struct channel_set_group){.organ_id = t->organ[2], .wish = {.wants = WANTS_DIGEST}};
    (void)group_of(t, STR("汇总群"), in);
    for (size_t i = 1; i <= 2; i++) {
        say(t, t->organ[i], TELL_NOW);
        say(t, t->organ[i], TELL_DIGEST);
    }
    struct jobs_done done = round_of(t);
    assert_true(done.made == 1 && done.lines == 1);
    at(t, 20261120, 9, 0);
    done = round_of(t);
    assert_true(done.made == 1 && done.lines == 2); /* for the second an urgent line is one of the day */
    town_free(t);
}

static void a_channel_that_is_switched_off_drops_what_waited_and_begins_anew(void **state)
{
    TOWN(t, state);
    at(t, 20261120, 10, 0);
    struct channel_set_group in = {.organ_id = t->organ[1]};
    in.channel_id = group_of(t, STR("甲群"), in);
    say(t, t->organ[1], TELL_NOW);
    assert_int_equal(round_of(t).failed, 1);
    assert_int_equal(sends(t, "due"), 1);
    in.wish = CHANNEL_WISH_DEFAULT;
    in.wish.is_on = false;
    (void)group_of(t, STR("甲群"), in);
    assert_true(sends(t, "due") == 0 && sends(t, "dropped") == 1);
    say(t, t->organ[1], TELL_NOW);
    at(t, 20261120, 11, 0);
    in.wish.is_on = true;
    (void)group_of(t, STR("甲群"), in);
    assert_int_equal(round_of(t).made, 0);
    say(t, t->organ[1], TELL_NOW);
    assert_int_equal(round_of(t).made, 1);
    works_verify(t->w);
    town_free(t);
}

static void more_than_twenty_messages_a_minute_wait_and_one_dead_server_is_asked_once(void **state)
{
    TOWN(t, state);
    at(t, 20261120, 10, 0);
    struct delivery_try in = {
        .channel_id = group_of(t, STR("甲群"), (struct channel_set_group){.organ_id = t->organ[1]})};
    struct act_receipt r;
    for (int i = 0; i < 25; i++) {
        t->w->now_ms++;
        OK(town_act(t, admin(), &act_delivery_try, &in, &r, &err));
    }
    struct jobs_done done = round_of(t);
    assert_true(done.failed == 1 && done.put_off == 24);
    struct deliveries due;
    LOOK(t, deliveries_due(t->db, t->a, TENANT, t->w->now_ms, 100, &due, &err));
    assert_int_equal(due.n, 24);
    for (size_t i = 0; i < 19; i++) /* as another program would in this minute */
        OK(town_act(t, town_system(), &act_delivery_claim,
                    &(struct delivery_claim){.channel_id = in.channel_id, .slot = due.row[i].slot}, &r,
                    &err));
    FAILS(town_act(t, town_system(), &act_delivery_claim,
                   &(struct delivery_claim){.channel_id = in.channel_id, .slot = due.row[0].slot}, &r, &err),
          RC_CONFLICT, "delivery.taken");
    int64_t tries;
    LOOK(t, delivery_pace(t->db, t->a, TENANT, in.channel_id, t->w->now_ms, &tries, &err));
    assert_int_equal(tries, DELIVERY_PER_MINUTE);
    done = round_of(t);
    assert_true(done.failed == 0 && done.put_off == 5);
    t->w->now_ms += MINUTE;
    assert_int_equal(round_of(t).failed, 1);
    town_free(t);
}

/* The way from a clock to a group: the tick warns, the round tells, with the register's title and the due
 * day. */
static const char TASK[] =
    "procedure: task\ntitle: {zh: 任务, en: task}\ncode: \"任{year}-{seq:3}\"\nname: title\nlead: lead\n"
    "seen_by: [offices, liaison of lead]\n"
    "fields:\n  title: {zh: 事项, en: matter, type: text, max: 20}\n  lead: {zh: 牵头, en: lead, type: "
    "organ}\n"
    "  due: {zh: 时限, en: due, type: date}\n"
    "states:\n  draft: {zh: 拟立, en: draft}\n  open: {zh: 办理, en: open}\n"
    "  closed: {zh: 办结, en: closed, is: closed}\n"
    "acts:\n  register: {title: {zh: 立项, en: register}, opens: draft, by: [offices], form: [title, lead, "
    "due]}\n"
    "  start: {title: {zh: 下达, en: start}, from: [draft], to: open, by: [offices], needs: [due]}\n"
    "  close: {title: {zh: 办结, en: close}, from: [open], to: closed, by: [offices]}\n"
    "clocks:\n  due: {title: {zh: 时限, en: due}, starts: [start], until: due, stops: [close], warn: [2 "
    "workdays], "
    "light: yes}\n"
    "lists:\n  main: {columns: [code, title, lead, state, due], filters: [state, lead]}\n";

static void open_task(struct town *t, struct procedure_book *book, int64_t organ, int64_t due)
{
    struct record_item title = {.text = STR("修桥")}, lead = {.number = organ}, day = {.number = due};
    struct record_input v[] = {{.field = STR("title"), .item = &title, .n = 1},
                               {.field = STR("lead"), .item = &lead, .n = 1},
                               {.field = STR("due"), .item = &day, .n = 1}};
    struct record_open in = {
        .book = book, .procedure = STR("task"), .act = STR("register"), .value = v, .values = COUNT_OF(v)};
    struct record_do start = {.book = book, .act = STR("start")};
    struct act_receipt r;
    OK(town_act(t, t->office, &act_record_open, &in, &r, &err));
    assert_true(str_to_i64(r.answer, &start.record_id));
    OK(town_act(t, t->office, &act_record_do, &start, &r, &err));
}

static struct jobs_done round_with(struct town *t, struct procedure_book *book)
{
    struct jobs_config config = {.city = STR("镇"), .reader = READERS - 1, .procedures = book};
    struct jobs_done done = {0};
    config.bot_base[CHANNEL_WECOM] = NOBODY_THERE;
    OK(jobs_run_once(t->w->k, &config, &done, &err));
    return done;
}

static void a_task_that_falls_due_and_turns_red_is_told_by_the_round(void **state)
{
    TOWN(t, state);
    struct procedure_book *book = procedure_book_new(TENANT);
    struct str text = str_c(TASK);
    struct problems problems = {.arena = t->a};
    struct procedure_adopt in = {
        .book = book, .text = &text, .n = 1, .reason = STR("试"), .problems = &problems};
    struct act_receipt r;
    struct reminders list;
    at(t, 20261112, 9, 0);
    int64_t liaison = town_open_account(t, "wang", t->organ[1], ROLE_LIAISON, (struct str){0});
    OK(town_act(t, t->office, &act_procedure_adopt, &in, &r, &err));
    (void)group_of(t, STR("甲群"), (struct channel_set_group){.organ_id = t->organ[1]});
    open_task(t, book, t->organ[1], 20261120);
    at(t, 20261118, 10, 0); /* two working days before: told, and waits for the digest */
    struct jobs_done done = round_with(t, book);
    assert_true(done.ticked == 1 && done.made == 0);
    at(t, 20261119, 8, 30);
    done = round_with(t, book);
    assert_true(done.made == 1 && done.lines == 1);
    at(t, 20261121, 0, 1); /* red since midnight, on a Saturday */
    done = round_with(t, book);
    assert_true(done.ticked == 1 && done.made == 0);
    at(t, 20261123, 8, 0);
    done = round_with(t, book);
    assert_true(done.made == 1 && done.lines == 1);
    LOOK(t, reminders_load(t->db, t->a, TENANT, liaison, false, 0, 10, &list, &err));
    assert_int_equal(list.n, 2);
    assert_true(list.row[0].is_now && !list.row[1].is_now);
    assert_true(list.row[0].due_day == 20261120 && list.row[1].due_day == 20261120);
    assert_true(str_eq(reminder_heading(t->a, LANG_EN, &list.row[0]), STR("task")));
    assert_true(str_eq(list.row[0].path, STR("/records/1")));
    procedure_book_free(book);
    town_free(t);
}

static void in_the_demo_nothing_is_made_and_nothing_leaves(void **state)
{
    TOWN(t, state);
    at(t, 20261120, 10, 0);
    (void)group_of(t, STR("甲群"), (struct channel_set_group){.organ_id = t->organ[1]});
    say(t, t->organ[1], TELL_NOW);
    struct jobs_config config = {.city = STR("镇"), .is_demo = true};
    struct jobs_done done;
    OK(jobs_run_once(t->w->k, &config, &done, &err));
    assert_true(done.made == 0 && done.failed == 0 && done.sent == 0);
    assert_null(jobs_start(t->w->k, &config)); /* the clock stands still: nothing comes due by itself */
    town_free(t);
}

static void what_is_old_is_swept_away_in_the_night(void **state)
{
    TOWN(t, state);
    at(t, 20261120, 10, 0);
    (void)group_of(t, STR("甲群"), (struct channel_set_group){.organ_id = t->organ[1]});
    say(t, t->organ[1], TELL_NOW);
    assert_int_equal(round_of(t).made, 1);
    at(t, 20271220, 3, 10); /* 395 days later */
    (void)round_of(t);
    assert_int_equal(works_number(t->w, "SELECT count(*) AS n FROM outbox_line"), 1);
    at(t, 20271226, 3, 10);
    (void)round_of(t);
    assert_int_equal(works_number(t->w, "SELECT count(*) AS n FROM outbox_line"), 0);
    assert_int_equal(works_number(t->w, "SELECT count(*) AS n FROM outbox_tie"), 0);
    assert_int_equal(works_number(t->w, "SELECT count(*) AS n FROM outbox_send"), 0);
    town_free(t);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        BOTH(lines_of_before_the_channel_and_of_others_do_not_go_out),
        BOTH(what_is_told_after_the_hour_is_of_the_next_working_day_also_when_the_program_was_down),
        BOTH(urgent_lines_go_at_once_and_then_only_every_quarter_of_an_hour),
        BOTH(a_group_hears_at_most_one_message_in_a_quarter_of_an_hour_whatever_it_is),
        BOTH(urgent_lines_of_the_night_wait_and_merge),
        BOTH(a_channel_gets_what_it_wants_alone),
        BOTH(a_channel_that_is_switched_off_drops_what_waited_and_begins_anew),
        BOTH(more_than_twenty_messages_a_minute_wait_and_one_dead_server_is_asked_once),
        BOTH(a_task_that_falls_due_and_turns_red_is_told_by_the_round),
        BOTH(in_the_demo_nothing_is_made_and_nothing_leaves),
        BOTH(what_is_old_is_swept_away_in_the_night),
    };
    if (argc > 1 && strcmp(argv[1], FOLD_CHILD) == 0)
        return fold_child(0, 1);
    wire_open();
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    wire_close();
    return failed;
}
