/* From a line to a message: whose, when, once. Nothing is sent but to a port where nobody listens. */
#include "town.h"

#include "base/date.h"
#include "base/key.h"
#include "domain/delivery.h"
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
