#include <inttypes.h>
#include <pthread.h>
#include <setjmp.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/date.h"
#include "gen/tables.h"
#include "ledger/fold.h"
#include "works.h"

/* ---- acts of the tests ---- */

struct row_in {
    int64_t id;
    enum rc fail_with; /* after the row was written */
    int busy_times;    /* RC_BUSY so often before it goes well */
    int *ran;          /* counts the runs; may be NULL */
};

static enum rc put_row(struct act *act, int64_t id, int64_t order, struct err *err)
{
    struct cell cell[TABLE_COLUMNS_MAX];
    struct organ_row row = {.tenant_id = act->actor.tenant_id,
                            .organ_id = id,
                            .code = arena_printf(act->arena, "C%" PRId64, id),
                            .kind = STR("unit"),
                            .official_order = order,
                            .opened_day = act->day};
    organ_row_cells(&row, cell);
    return change_put(&act->changes, &table_organ, cell, err);
}

static enum rc run_row(struct act *act, const void *input, struct err *err)
{
    const struct row_in *in = input;
    int64_t seq = 0;
    enum rc rc = put_row(act, in->id, 1, err);
    int ran = in->ran ? ++*in->ran : 1;
    if (rc == RC_OK && ran <= in->busy_times)
        return FAIL(err, RC_BUSY, "db.busy", "run %d", ran);
    if (rc == RC_OK && in->fail_with != RC_OK)
        return FAIL(err, in->fail_with, "organ.name_missing", "as the test wants");
    if (rc == RC_OK)
        rc = act_seq(act, &seq, err);
    if (rc == RC_OK) /* the number goes into the row, so that it can be compared with the receipt's */
        rc = put_row(act, in->id, seq + 1000, err);
    act->answer = arena_printf(act->arena, "row %" PRId64, in->id);
    return rc;
}

static const struct act_def ROW = {
    "row_put", STR_INIT("row.put"), false, {BIT(PERF_OFFICE), BIT(LIAISON)}, run_row};
static const struct act_def OTHER = {
    "row_other", STR_INIT("row.other"), false, {BIT(PERF_OFFICE), 0}, run_row};

static enum rc run_nothing(struct act *act, const void *input, struct err *err)
{
    (void)act, (void)input, (void)err;
    return RC_OK;
}
static const struct act_def NOTHING = {
    "nothing", STR_INIT("nothing.done"), true, {BIT(PERF_OFFICE), 0}, run_nothing};

/* A statement that the data base refuses: the same number for two entries of the answers' table. */
static enum rc run_refused(struct act *act, const void *input, struct err *err)
{
    enum rc rc = run_row(act, input, err);
    for (int i = 0; i < 2 && rc == RC_OK; i++)
        rc = raw(act->db, act->arena,
                 "INSERT INTO tenant (tenant_id, name, short_name, time_zone) VALUES (9, 'a', 'a', 'UTC')",
                 err);
    return rc;
}
static const struct act_def REFUSED = {
    "row_refused", STR_INIT("row.refused"), false, {BIT(PERF_OFFICE), 0}, run_refused};

static const struct actor OFFICE = {.tenant_id = TENANT, .account_id = 7, .role = ROLE_PERF_OFFICE};

static enum rc do_act(struct works *w, const struct act_def *def, const char *idem, struct row_in in,
                      struct act_receipt *ret, struct err *err)
{
    struct act_call call = {.def = def, .actor = OFFICE, .idem = str_c(idem), .input = &in};
    return kernel_act(w->k, &call, w->a, ret, err);
}

static int64_t rows(struct works *w) { return works_number(w, "SELECT count(*) AS n FROM organ"); }

/* ---- one act ---- */

static void an_act_is_one_entry_and_its_receipt_names_it(void **state)
{
    WORKS(w, state);
    struct act_receipt r;
    for (int64_t i = 0; i < 3; i++) {
        OK(do_act(w, &ROW, "", (struct row_in){.id = i + 1}, &r, &err));
        assert_int_equal(r.seq, i);
        assert_false(r.is_repeated);
        struct hash leaf = merkle_leaf(works_body(w, r.seq));
        assert_true(hash_eq(leaf, r.leaf));
    }
    assert_string_equal(arena_str(w->a, r.answer).p, "row 3");
    assert_int_equal(works_entries(w), 3);
    assert_int_equal(works_number(w, "SELECT official_order AS n FROM organ WHERE organ_id = 3"), 1002);
    works_verify(w);
    works_free(w);
}

static void the_same_key_twice_is_one_act_and_the_first_receipt(void **state)
{
    WORKS(w, state);
    struct act_receipt first, second;
    OK(do_act(w, &ROW, "form-1", (struct row_in){.id = 1}, &first, &err));
    OK(do_act(w, &ROW, "form-1", (struct row_in){.id = 2}, &second, &err));
    assert_false(first.is_repeated);
    assert_true(second.is_repeated);
    assert_int_equal(second.seq, first.seq);
    assert_true(hash_eq(second.leaf, first.leaf));
    assert_true(str_eq(second.answer, STR("row 1")));
    assert_int_equal(works_entries(w), 1);
    assert_int_equal(rows(w), 1);
    works_reopen(w);
    OK(do_act(w, &ROW, "form-1", (struct row_in){.id = 3}, &second, &err));
    assert_true(second.is_repeated);
    assert_int_equal(rows(w), 1);
    works_verify(w);
    works_free(w);
}

static void the_same_key_of_another_account_or_act_is_another_act(void **state)
{
    WORKS(w, state);
    struct act_receipt r;
    struct row_in in = {.id = 3};
    struct act_call call = {.def = &ROW, .actor = OFFICE, .idem = STR("form-1"), .input = &in};
    call.actor.account_id = 8;
    OK(do_act(w, &ROW, "form-1", (struct row_in){.id = 1}, &r, &err));
    OK(do_act(w, &OTHER, "form-1", (struct row_in){.id = 2}, &r, &err));
    assert_false(r.is_repeated);
    OK(kernel_act(w->k, &call, w->a, &r, &err));
    assert_false(r.is_repeated);
    assert_int_equal(works_entries(w), 3);
    works_free(w);
}

static void a_key_whose_act_failed_is_free_again(void **state)
{
    WORKS(w, state);
    struct act_receipt r;
    FAILS(do_act(w, &ROW, "form-1", (struct row_in){.id = 1, .fail_with = RC_INVALID}, &r, &err), RC_INVALID,
          "organ.name_missing");
    OK(do_act(w, &ROW, "form-1", (struct row_in){.id = 1}, &r, &err));
    assert_false(r.is_repeated);
    assert_int_equal(r.seq, 0);
    works_free(w);
}

static bool is_done(struct works *w, const struct act_call *call)
{
    bool is = true;
    struct db *db;
    struct err err = {0};
    OK(kernel_read_begin(w->k, 0, &db, &err));
    OK(kernel_is_done(w->k, db, w->a, call, &is, &err));
    kernel_read_end(w->k, 0);
    return is;
}

static void whether_an_act_was_done_is_known_by_its_key(void **state)
{
    WORKS(w, state);
    struct act_receipt r;
    struct act_call call = {.def = &ROW, .actor = OFFICE, .idem = STR("form-1")}, other = call;
    assert_false(is_done(w, &call));
    OK(do_act(w, &ROW, "form-1", (struct row_in){.id = 1}, &r, &err));
    assert_true(is_done(w, &call));
    other.def = &OTHER;
    assert_false(is_done(w, &other));
    other = call;
    other.actor.account_id = 8;
    assert_false(is_done(w, &other));
    other = call;
    other.idem = STR("form-2");
    assert_false(is_done(w, &other));
    other.idem = (struct str){0};
    assert_false(is_done(w, &other));
    works_free(w);
}

static void an_act_that_fails_leaves_nothing(void **state)
{
    WORKS(w, state);
    struct act_receipt r;
    FAILS(do_act(w, &ROW, "a", (struct row_in){.id = 1, .fail_with = RC_CONFLICT}, &r, &err), RC_CONFLICT,
          "organ.name_missing");
    FAILS(do_act(w, &REFUSED, "b", (struct row_in){.id = 2}, &r, &err), RC_CONFLICT, "db.exists_already");
    assert_int_equal(rows(w), 0);
    assert_int_equal(works_entries(w), 0);
    assert_int_equal(works_number(w, "SELECT count(*) AS n FROM tenant"), 0);
    assert_int_equal(works_number(w, "SELECT count(*) AS n FROM idem"), 0);
    assert_int_equal(works_number(w, "SELECT count(*) AS n FROM checkpoint"), 0);
    OK(do_act(w, &ROW, "a", (struct row_in){.id = 1}, &r, &err));
    assert_int_equal(r.seq, 0);
    works_verify(w);
    works_free(w);
}

static void whichever_call_of_the_data_base_fails_nothing_is_left(void **state)
{
    WORKS(w, state);
    struct act_receipt r;
    int n = 0;
    for (bool is_done = false; !is_done; n++) {
        struct act_def def = works_failing(&ROW, n + 1);
        struct err err = {0};
        enum rc rc = do_act(w, &def, "form-1", (struct row_in){.id = 1}, &r, &err);
        is_done = rc == RC_OK;
        if (!is_done)
            assert_int_equal(rc, RC_DB);
        assert_int_equal(works_entries(w), is_done);
        assert_int_equal(rows(w), is_done);
        assert_int_equal(works_number(w, "SELECT count(*) AS n FROM idem"), is_done);
    }
    works_calm(w);
    assert_true(n > 10); /* the run, the append, the answer, the release, the checkpoint, the commit */
    assert_false(r.is_repeated);
    OK(do_act(w, &ROW, "form-2", (struct row_in){.id = 2}, &r, &err));
    assert_int_equal(r.seq, 1);
    works_verify(w);
    works_free(w);
}

static void a_busy_data_base_is_tried_three_times(void **state)
{
    WORKS(w, state);
    struct act_receipt r;
    int ran = 0;
    OK(do_act(w, &ROW, "", (struct row_in){.id = 1, .busy_times = 2, .ran = &ran}, &r, &err));
    assert_int_equal(ran, 3);
    ran = 0;
    FAILS(do_act(w, &ROW, "", (struct row_in){.id = 2, .busy_times = 3, .ran = &ran}, &r, &err), RC_BUSY,
          "db.busy");
    assert_int_equal(ran, 3);
    assert_int_equal(rows(w), 1);
    assert_int_equal(works_entries(w), 1);
    works_free(w);
}

static void an_operational_act_makes_no_entry(void **state)
{
    WORKS(w, state);
    struct act_receipt r;
    OK(do_act(w, &NOTHING, "form-1", (struct row_in){0}, &r, &err));
    OK(do_act(w, &NOTHING, "form-1", (struct row_in){0}, &r, &err));
    assert_int_equal(r.seq, -1);
    assert_false(r.is_repeated);
    assert_int_equal(works_entries(w), 0);
    assert_int_equal(works_number(w, "SELECT count(*) AS n FROM checkpoint"), 0);
    works_free(w);
}

static void time_is_what_the_clock_of_the_world_says(void **state)
{
    WORKS(w, state);
    struct act_receipt r;
    w->now_ms = date_ms(2026, 12, 31, 23, 59);
    OK(do_act(w, &ROW, "", (struct row_in){.id = 1}, &r, &err));
    w->now_ms = date_ms(2027, 1, 1, 0, 0);
    OK(do_act(w, &ROW, "", (struct row_in){.id = 2}, &r, &err));
    assert_int_equal(works_number(w, "SELECT opened_day AS n FROM organ WHERE organ_id = 1"), 20261231);
    assert_int_equal(works_number(w, "SELECT opened_day AS n FROM organ WHERE organ_id = 2"), 20270101);
    struct str at = arena_printf(w->a, "\"at\":%" PRId64, w->now_ms), body = works_body(w, 1);
    assert_true(str_find_str(body, at) < body.n);
    works_free(w);
}

/* ---- who may ---- */

static void an_act_is_refused_to_other_roles_and_to_other_units(void **state)
{
    WORKS(w, state);
    struct act_receipt r;
    struct row_in in = {.id = 1};
    struct act_call call = {.def = &ROW, .actor = OFFICE, .input = &in};
    call.actor = (struct actor){.tenant_id = TENANT, .account_id = 9, .organ_id = 3, .role = ROLE_LEADER};
    FAILS(kernel_act(w->k, &call, w->a, &r, &err), RC_DENIED, "door.not_for_your_role");
    call.actor.role = ROLE_LIAISON;
    FAILS(kernel_act(w->k, &call, w->a, &r, &err), RC_DENIED, "door.not_your_unit");
    call.target.organ_id = 4;
    FAILS(kernel_act(w->k, &call, w->a, &r, &err), RC_DENIED, "door.not_your_unit");
    assert_int_equal(works_entries(w), 0);
    call.target.organ_id = 3;
    OK(kernel_act(w->k, &call, w->a, &r, &err));
    works_free(w);
}

static void may_is_a_table(void **state)
{
    (void)state;
    static const struct {
        enum role role;
        int64_t organ_id, target_id;
        unsigned any, own;
        bool is_allowed;
    } row[] = {
        {ROLE_PERF_OFFICE, 0, 0, BIT(PERF_OFFICE), 0, true},
        {ROLE_PERF_OFFICE, 1, 2, BIT(PERF_OFFICE), 0, true},
        {ROLE_PERF_OFFICE, 1, 1, BIT(LEADER), 0, false},
        {ROLE_LIAISON, 1, 1, BIT(LEADER), BIT(LIAISON), true},
        {ROLE_LIAISON, 1, 2, BIT(LEADER), BIT(LIAISON), false},
        {ROLE_LIAISON, 0, 0, BIT(LEADER), BIT(LIAISON), false}, /* no unit is nobody's own */
        {ROLE_LEADER, 1, 1, BIT(AUDITOR), BIT(LIAISON), false},
        {ROLE_NONE, 0, 0, ROLES_SIGNED_IN, ROLES_SIGNED_IN, false},
        {ROLE_NONE, 0, 0, ROLES_EVERYBODY, 0, true},
        {ROLE_SYSTEM, 0, 0, ROLES_EVERYBODY, 0, false},
        {ROLE_SYSTEM, 0, 0, BIT(SYSTEM), 0, true},
        {ROLE_SYS_ADMIN, 0, 0, ROLES_STAFF, ROLES_STAFF, false},
        {ROLE_SEC_ADMIN, 0, 0, BIT(SYS_ADMIN) | BIT(AUDIT_ADMIN), 0, false},
    };
    for (size_t i = 0; i < COUNT_OF(row); i++) {
        struct actor actor = {.account_id = 1, .organ_id = row[i].organ_id, .role = row[i].role};
        struct permit permit = {row[i].any, row[i].own};
        struct target target = {row[i].target_id};
        struct err err = {0};
        if (may(&actor, &permit, &target) != row[i].is_allowed)
            fail_msg("row %zu", i);
        assert_int_equal(may_or_fail(&actor, &permit, &target, "test", &err),
                         row[i].is_allowed ? RC_OK : RC_DENIED);
    }
}

static void every_role_is_found_by_its_name(void **state)
{
    (void)state;
    for (enum role r = ROLE_NONE; r <= ROLE_SYSTEM; r++) {
        assert_int_equal(role_find(role_name(r)), r);
        assert_true(str_starts(str_c(role_text(r)), STR("role.")));
    }
    assert_int_equal(role_find(STR("mayor")), ROLE_NONE);
    assert_int_equal(role_find((struct str){0}), ROLE_NONE);
}

/* ---- many at once ---- */

#define THREADS 16
#define ACTS 40

struct crowd {
    struct works *w;
    int64_t first_id;
    const char *idem; /* one key for all; NULL: none */
    int acknowledged, repeated, failed, wrong;
    int64_t seq[ACTS];
};

/* Each fourth act is one that fails. cmocka's asserts belong to the main thread: what is wrong is counted. */
static void *crowd_main(void *ctx)
{
    struct crowd *c = ctx;
    struct arena *a = arena_new(0);
    for (int i = 0; i < ACTS; i++) {
        struct act_receipt r;
        struct err err = {0};
        bool must_fail = !c->idem && i % 4 == 3;
        struct row_in in = {.id = c->first_id + i, .fail_with = must_fail ? RC_INVALID : RC_OK};
        struct act_call call = {.def = &ROW, .actor = OFFICE, .idem = str_c(c->idem), .input = &in};
        enum rc rc = kernel_act(c->w->k, &call, a, &r, &err);
        c->failed += rc == RC_INVALID && must_fail;
        c->wrong += (rc == RC_OK) == must_fail || (rc != RC_OK && rc != RC_INVALID);
        c->repeated += rc == RC_OK && r.is_repeated;
        if (rc == RC_OK)
            c->seq[c->acknowledged++] = r.seq;
        arena_reset(a);
    }
    arena_free(a);
    return NULL;
}

static void crowd_run(struct works *w, struct crowd *crowd, const char *idem)
{
    pthread_t thread[THREADS];
    for (int t = 0; t < THREADS; t++) {
        crowd[t] = (struct crowd){.w = w, .first_id = 1 + t * ACTS, .idem = idem};
        assert_int_equal(pthread_create(&thread[t], NULL, crowd_main, &crowd[t]), 0);
    }
    for (int t = 0; t < THREADS; t++)
        assert_int_equal(pthread_join(thread[t], NULL), 0);
}

static void every_acknowledged_act_has_its_entry_and_no_other_is_there(void **state)
{
    WORKS(w, state);
    static struct crowd crowd[THREADS];
    crowd_run(w, crowd, NULL);
    int64_t acknowledged = 0;
    bool *is_taken = ARENA_ARRAY(w->a, bool, THREADS *ACTS);
    for (int t = 0; t < THREADS; t++) {
        assert_int_equal(crowd[t].wrong, 0);
        assert_int_equal(crowd[t].failed, ACTS / 4);
        acknowledged += crowd[t].acknowledged;
        for (int i = 0; i < crowd[t].acknowledged; i++) {
            int64_t seq = crowd[t].seq[i];
            assert_in_range(seq, 0, THREADS * ACTS - 1);
            assert_false(is_taken[seq]); /* no number for two */
            is_taken[seq] = true;
            if (i > 0)
                assert_true(seq > crowd[t].seq[i - 1]);
        }
    }
    assert_int_equal(acknowledged, THREADS * ACTS * 3 / 4);
    assert_int_equal(works_entries(w), acknowledged);
    assert_int_equal(rows(w), acknowledged);
    assert_int_equal(works_number(w, "SELECT max(seq) AS n FROM entry"), acknowledged - 1);
    /* Each row carries the number that its act was told it would have: together they are those of the log. */
    assert_int_equal(
        works_number(w, "SELECT count(*) AS n FROM organ JOIN entry ON seq = official_order - 1000"),
        acknowledged);
    assert_true(works_number(w, "SELECT count(*) AS n FROM checkpoint") <= acknowledged);
    works_verify(w);
    works_free(w);
}

static void one_form_sent_by_many_at_once_is_one_act(void **state)
{
    WORKS(w, state);
    static struct crowd crowd[THREADS];
    crowd_run(w, crowd, "form-1");
    int acknowledged = 0, repeated = 0;
    for (int t = 0; t < THREADS; t++) {
        acknowledged += crowd[t].acknowledged;
        repeated += crowd[t].repeated;
        for (int i = 0; i < crowd[t].acknowledged; i++)
            assert_int_equal(crowd[t].seq[i], 0);
    }
    assert_int_equal(acknowledged, THREADS * ACTS);
    assert_int_equal(repeated, acknowledged - 1);
    assert_int_equal(works_entries(w), 1);
    assert_int_equal(rows(w), 1);
    works_free(w);
}

/* ---- reading ---- */

static void a_reader_keeps_its_picture_until_it_ends(void **state)
{
    WORKS(w, state);
    struct act_receipt r;
    struct db *db;
    OK(do_act(w, &ROW, "", (struct row_in){.id = 1}, &r, &err));
    OK(kernel_read_begin(w->k, 0, &db, &err));
    assert_int_equal(raw_number(db, w->a, "SELECT count(*) AS n FROM organ"), 1);
    OK(do_act(w, &ROW, "", (struct row_in){.id = 2}, &r, &err));
    assert_int_equal(raw_number(db, w->a, "SELECT count(*) AS n FROM organ"), 1);
    kernel_read_end(w->k, 0);
    OK(kernel_read_begin(w->k, 0, &db, &err));
    assert_int_equal(raw_number(db, w->a, "SELECT count(*) AS n FROM organ"), 2);
    kernel_read_end(w->k, 0);
    works_free(w);
}

static void a_reader_cannot_write(void **state)
{
    WORKS(w, state);
    struct db *db;
    OK(kernel_read_begin(w->k, 1, &db, &err));
    assert_int_not_equal(raw(db, w->a, "DELETE FROM organ", NULL), RC_OK);
    kernel_read_end(w->k, 1);
    works_free(w);
}

/* What `verify` does beside a running server: another process opens the data base, reads and goes. Its status
 * is the number of rows that it saw. */
#define LOOK_IN "look-in"

static int look_in(const char *url)
{
    struct db *db CLEANUP(db_closep) = NULL;
    struct arena *a CLEANUP(arena_freep) = arena_new(0);
    if (db_open(str_c(url), DB_READ, &db, NULL) != RC_OK || db_begin(db, NULL) != RC_OK)
        return 100;
    int64_t n = raw_number(db, a, "SELECT count(*) AS n FROM organ");
    db_rollback(db);
    return (int)n;
}

static int run_look_in(struct works *w)
{
    char name[] = "test_kernel", word[] = LOOK_IN;
    char *url = arena_array(w->a, w->fresh.url.n + 1, 1);
    memcpy(url, w->fresh.url.p, w->fresh.url.n);
    char *const args[] = {name, word, url, NULL};
    pid_t child;
    int status = -1;
    assert_int_equal(posix_spawn(&child, "/proc/self/exe", NULL, NULL, args, environ), 0);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static void a_process_that_looks_in_and_goes_takes_nothing_away(void **state)
{
    WORKS(w, state);
    struct act_receipt r;
    struct db *db;
    OK(do_act(w, &ROW, "", (struct row_in){.id = 1}, &r, &err));
    works_reopen(w);
    for (size_t reader = 0; reader < READERS; reader++) { /* each opens its connection at this moment */
        OK(kernel_read_begin(w->k, reader, &db, &err));
        kernel_read_end(w->k, reader);
    }
    assert_int_equal(run_look_in(w), 1);
    OK(do_act(w, &ROW, "", (struct row_in){.id = 2}, &r, &err));
    for (size_t reader = 0; reader < READERS; reader++) {
        OK(kernel_read_begin(w->k, reader, &db, &err));
        assert_int_equal(raw_number(db, w->a, "SELECT count(*) AS n FROM organ"), 2);
        kernel_read_end(w->k, reader);
    }
    assert_int_equal(rows(w), 2);        /* a connection that is opened now */
    assert_int_equal(run_look_in(w), 2); /* and another process see the same */
    works_reopen(w);
    assert_int_equal(rows(w), 2);
    works_free(w);
}

static const struct CMUnitTest tests[] = {
    BOTH(an_act_is_one_entry_and_its_receipt_names_it),
    BOTH(the_same_key_twice_is_one_act_and_the_first_receipt),
    BOTH(the_same_key_of_another_account_or_act_is_another_act),
    BOTH(a_key_whose_act_failed_is_free_again),
    BOTH(whether_an_act_was_done_is_known_by_its_key),
    BOTH(an_act_that_fails_leaves_nothing),
    BOTH(whichever_call_of_the_data_base_fails_nothing_is_left),
    BOTH(a_busy_data_base_is_tried_three_times),
    BOTH(an_operational_act_makes_no_entry),
    BOTH(time_is_what_the_clock_of_the_world_says),
    BOTH(an_act_is_refused_to_other_roles_and_to_other_units),
    cmocka_unit_test(may_is_a_table),
    cmocka_unit_test(every_role_is_found_by_its_name),
    BOTH(every_acknowledged_act_has_its_entry_and_no_other_is_there),
    BOTH(one_form_sent_by_many_at_once_is_one_act),
    BOTH(a_reader_keeps_its_picture_until_it_ends),
    BOTH(a_reader_cannot_write),
    BOTH(a_process_that_looks_in_and_goes_takes_nothing_away),
};

int main(int argc, char **argv)
{
    if (argc > 2 && strcmp(argv[1], LOOK_IN) == 0)
        return look_in(argv[2]);
    if (argc > 1 && strcmp(argv[1], FOLD_CHILD) == 0)
        return fold_child(0, 1);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
