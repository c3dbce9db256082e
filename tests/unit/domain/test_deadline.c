/* Deadlines, and the key under which a calendar is fetched: who gets which, and until when. */
#include "town.h"

#include "base/date.h"
#include "domain/deadline.h"
#include "domain/intake.h"

#define DAY 20261120

static struct str secret_of(char c)
{
    static char all[26][2 * FEED_SECRET_BYTES];
    memset(all[c - 'a'], c, sizeof all[0]);
    return str_of(all[c - 'a'], sizeof all[0]);
}

static struct actor somebody(struct town *t, const char *login, int64_t organ)
{
    struct actor a = {.tenant_id = TENANT, .organ_id = organ, .role = ROLE_LIAISON};
    a.account_id = town_open_account(t, login, organ, ROLE_LIAISON, (struct str){0});
    return a;
}

static void open_feed(struct town *t, struct actor actor, char secret)
{
    struct feed_open in = {.key_hash = feed_hash(t->a, secret_of(secret))};
    struct act_receipt receipt;
    OK(town_act(t, actor, &act_feed_open, &in, &receipt, &err));
}

/* 0: nobody's. */
static int64_t account_of(struct town *t, struct str secret)
{
    struct feed feed = {.lang = LANG_EN};
    struct err err = {0};
    (void)town_look(t);
    enum rc rc = feed_load(t->db, t->a, TENANT, secret, DAY, &feed, &err);
    town_done(t);
    if (rc == RC_OK)
        return feed.actor.account_id;
    assert_int_equal(rc, RC_NOT_FOUND);
    assert_string_equal(err.text, "door.no_such_page");
    return 0;
}

static void a_key_opens_the_calendar_of_its_account_and_no_other(void **state)
{
    TOWN(t, state);
    struct actor one = somebody(t, "one", t->organ[1]), two = somebody(t, "two", t->organ[2]);
    struct feed feed;
    open_feed(t, one, 'a');
    open_feed(t, two, 'b');
    assert_int_equal(account_of(t, secret_of('a')), one.account_id);
    assert_int_equal(account_of(t, secret_of('b')), two.account_id);
    LOOK(t, feed_load(t->db, t->a, TENANT, secret_of('b'), DAY, &feed, &err));
    assert_int_equal(feed.actor.organ_id, t->organ[2]);
    assert_int_equal(feed.actor.role, ROLE_LIAISON);
    assert_int_equal(account_of(t, secret_of('c')), 0);
    assert_int_equal(account_of(t, STR("")), 0);
    assert_int_equal(account_of(t, str_sub(secret_of('a'), 1, 100)), 0);
    assert_int_equal(account_of(t, feed_hash(t->a, secret_of('a'))),
                     0); /* what the table knows opens nothing */
    assert_false(town_knows(t, secret_of('a')));
    works_verify(t->w);
    town_free(t);
}

static void another_address_ends_the_first_and_closing_ends_it_for_good(void **state)
{
    TOWN(t, state);
    struct actor one = somebody(t, "one", t->organ[1]);
    struct act_receipt receipt;
    struct feed feed;
    bool is_there;
    FAILS(town_act(t, one, &act_feed_close, NULL, &receipt, &err), RC_NOT_FOUND, "feed.none");
    open_feed(t, one, 'a');
    open_feed(t, one, 'b');
    assert_int_equal(account_of(t, secret_of('a')), 0);
    assert_int_equal(account_of(t, secret_of('b')), one.account_id);
    OK(town_act(t, one, &act_feed_close, NULL, &receipt, &err));
    assert_int_equal(account_of(t, secret_of('b')), 0);
    LOOK(t, feed_of_account(t->db, t->a, &one, &feed, &is_there, &err));
    assert_false(is_there);
    FAILS(town_act(t, one, &act_feed_close, NULL, &receipt, &err), RC_NOT_FOUND, "feed.none");
    works_verify(t->w);
    town_free(t);
}

static void whoever_loses_the_role_or_the_account_loses_the_calendar(void **state)
{
    TOWN(t, state);
    struct actor one = somebody(t, "one", t->organ[1]), two = somebody(t, "two", t->organ[1]);
    struct actor security = {.tenant_id = TENANT, .role = ROLE_SEC_ADMIN};
    struct actor system_admin = {.tenant_id = TENANT, .role = ROLE_SYS_ADMIN};
    struct act_receipt receipt;
    open_feed(t, one, 'a');
    open_feed(t, two, 'b');
    struct role_change role = {.login = STR("one"), .role = ROLE_LIAISON};
    OK(town_act(t, security, &act_role_revoke, &role, &receipt, &err));
    t->w->now_ms += INT64_C(24) * 3600 * 1000; /* a role ends with its day */
    struct feed feed;
    (void)town_look(t);
    FAILS(feed_load(t->db, t->a, TENANT, secret_of('a'), DAY + 1, &feed, &err), RC_NOT_FOUND,
          "door.no_such_page");
    OK(feed_load(t->db, t->a, TENANT, secret_of('b'), DAY + 1, &feed, &err));
    town_done(t);
    struct account_close close = {.login = STR("two")};
    OK(town_act(t, system_admin, &act_account_close, &close, &receipt, &err));
    (void)town_look(t);
    FAILS(feed_load(t->db, t->a, TENANT, secret_of('b'), DAY + 1, &feed, &err), RC_NOT_FOUND,
          "door.no_such_page");
    town_done(t);
    town_free(t);
}

static struct deadlines deadlines_of(struct town *t, struct actor actor, int64_t from, int64_t to)
{
    struct deadlines ret;
    struct procedure_book *book = procedure_book_new(TENANT);
    LOOK(t, deadlines_load(t->db, t->a, book, &actor, from, to, t->w->now_ms, &ret, &err));
    procedure_book_free(book);
    return ret;
}

static void a_table_that_waits_is_due_before_it_is_dropped(void **state)
{
    TOWN(t, state);
    struct actor one = somebody(t, "one", t->organ[1]), two = somebody(t, "two", t->organ[2]);
    struct intake_put in = {.given = {.kind = STR("values"),
                                      .scheme_code = TOWN_CODE,
                                      .file_name = STR("张三丰.csv"),
                                      .bytes = STR("单位,期间,按期率\n甲局,2026-10,90\n")}};
    struct act_receipt receipt;
    assert_int_equal(deadlines_of(t, one, 0, DATE_DAY_MAX).n, 0);
    OK(town_act(t, one, &act_intake_put, &in, &receipt, &err));
    struct deadlines days = deadlines_of(t, one, 0, DATE_DAY_MAX);
    assert_int_equal(days.n, 1);
    assert_int_equal(days.row[0].day, 20261126); /* it goes in the course of the 27th */
    assert_int_equal(days.row[0].light, LIGHT_GREEN);
    assert_int_equal(days.row[0].title.n, 0); /* the file's name stays here */
    assert_int_equal(deadlines_of(t, two, 0, DATE_DAY_MAX).n, 0);
    assert_int_equal(deadlines_of(t, one, 20261127, DATE_DAY_MAX).n, 0);
    assert_int_equal(deadlines_of(t, one, 0, 20261125).n, 0);
    assert_int_equal(deadlines_of(t, one, 20261126, 20261126).n, 1);
    struct str uid = days.row[0].uid;
    int64_t revision = days.row[0].revision;
    t->w->now_ms += INT64_C(2) * 24 * 3600 * 1000;
    in.draft_id = receipt.answer;
    in.given.bytes = (struct str){0};
    OK(town_act(t, one, &act_intake_put, &in, &receipt, &err));
    days = deadlines_of(t, one, 0, DATE_DAY_MAX);
    assert_int_equal(days.row[0].day, 20261128);
    assert_true(str_eq(days.row[0].uid, uid) && days.row[0].revision > revision);
    t->w->now_ms += INT64_C(6) * 24 * 3600 * 1000;
    assert_int_equal(deadlines_of(t, one, 0, DATE_DAY_MAX).row[0].light, LIGHT_YELLOW);
    t->w->now_ms += INT64_C(2) * 24 * 3600 * 1000;
    assert_int_equal(deadlines_of(t, one, 0, DATE_DAY_MAX).n, 0);
    town_free(t);
}

static const struct CMUnitTest TESTS[] = {
    BOTH(a_key_opens_the_calendar_of_its_account_and_no_other),
    BOTH(another_address_ends_the_first_and_closing_ends_it_for_good),
    BOTH(whoever_loses_the_role_or_the_account_loses_the_calendar),
    BOTH(a_table_that_waits_is_due_before_it_is_dropped),
};
WORKS_MAIN(TESTS)
