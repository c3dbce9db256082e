/* What a caller of db.h may rely on, the same on both engines. Each test runs on SQLite, and on PostgreSQL
 * when KC_PG_URL is set. */
#include "fresh.h"

#include <setjmp.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "gen/sql.h"
#include "gen/tables.h"

static enum db_kind kind; /* which engine this round is about */

struct world {
    struct fresh fresh;
    struct arena *a;
    struct db *db;
    struct err err;
};

static int set_up(void **state)
{
    struct world *w = calloc(1, sizeof *w);
    assert_non_null(w);
    w->fresh = fresh_new(kind);
    w->a = w->fresh.arena;
    w->db = fresh_migrated(&w->fresh);
    *state = w;
    return 0;
}

static int tear_down(void **state)
{
    struct world *w = *state;
    db_close(w->db);
    fresh_free(&w->fresh);
    free(w);
    return 0;
}

#define OK(call)                                                                                             \
    do {                                                                                                     \
        if ((call) != RC_OK)                                                                                 \
            fail_msg("%s: %s", #call, w->err.detail);                                                        \
    } while (0)

static enum rc alias_add(struct world *w, const char *alias)
{
    struct cell param[] = {
        {.type = DB_INT, .i = 1}, {.type = DB_INT, .i = 1}, {.type = DB_TEXT, .s = str_c(alias)}};
    struct db_rows rows;
    return db_run(w->db, w->a, table_organ_alias.put, param, &rows, &w->err);
}

static int64_t aliases(struct world *w)
{
    return raw_number(w->db, w->a, "SELECT count(*) AS n FROM organ_alias");
}

static enum rc entry_add(struct world *w, struct db *db, int64_t seq)
{
    return sql_entry_add(db, w->a, 1, seq, STR("leaf"), STR("body"), &w->err);
}

static int64_t entries(struct world *w) { return raw_number(w->db, w->a, "SELECT count(*) AS n FROM entry"); }

/* ------------------------------------------------------------------------------------------------ values */

/* SQLite numbers "$2 … $1" by first appearance; bound by position the values would change places. */
static void parameters_keep_their_numbers(void **state)
{
    struct world *w = *state;
    static const enum db_type type[] = {DB_INT, DB_INT};
    static const char *const name[] = {"second", "first"};
    static const char sql[] = "SELECT $2 AS second, $1 AS first";
    struct sql_statement st = {.name = "order",
                               .sqlite = sql,
                               .postgres = sql,
                               .gives = SQL_ONE,
                               .param = type,
                               .params = 2,
                               .col = type,
                               .col_name = name,
                               .cols = 2,
                               .slot = SQL_UNCACHED};
    struct cell param[] = {{.type = DB_INT, .i = 1}, {.type = DB_INT, .i = 2}};
    struct db_rows rows;
    OK(db_run(w->db, w->a, &st, param, &rows, &w->err));
    assert_int_equal(rows.cell[0].i, 2);
    assert_int_equal(rows.cell[1].i, 1);
}

static void values_come_back_as_they_went(void **state)
{
    struct world *w = *state;
    struct str bytes = STR("\0\377\200 binary"), text = STR("云澜市 ' \" \\ $1 🐎");
    static const int64_t numbers[] = {INT64_MIN, -1, 0, 1, INT64_MAX};
    for (size_t i = 0; i < COUNT_OF(numbers); i++) {
        OK(sql_idem_add(w->db, w->a, numbers[i], text, numbers[i], text, &w->err));
        struct sql_idem_get_row row;
        bool found;
        OK(sql_idem_get(w->db, w->a, numbers[i], text, &row, &found, &w->err));
        assert_true(found);
        assert_true(row.seq == numbers[i]);
        assert_true(str_eq(row.answer, text));
    }
    int64_t changed;
    OK(sql_blob_add(w->db, w->a, 1, STR("h\0h"), bytes, &changed, &w->err));
    struct sql_blob_get_row blob;
    bool found;
    OK(sql_blob_get(w->db, w->a, 1, STR("h\0h"), &blob, &found, &w->err));
    assert_true(found && str_eq(blob.bytes, bytes));
}

static void empty_and_null_are_the_same(void **state)
{
    struct world *w = *state;
    int64_t changed;
    OK(sql_idem_add(w->db, w->a, 1, STR("k"), 0, STR(""), &w->err));
    OK(sql_blob_add(w->db, w->a, 1, STR("h"), STR(""), &changed, &w->err));
    assert_int_equal(raw_number(w->db, w->a, "SELECT count(*) AS n FROM idem WHERE answer IS NULL"), 1);
    assert_int_equal(raw_number(w->db, w->a, "SELECT count(*) AS n FROM blob WHERE bytes IS NULL"), 1);
    struct sql_idem_get_row row;
    bool found;
    OK(sql_idem_get(w->db, w->a, 1, STR("k"), &row, &found, &w->err));
    assert_true(found);
    assert_int_equal(row.answer.n, 0);
    /* An empty text where the column wants one is refused. */
    assert_int_equal(alias_add(w, ""), RC_DB);
}

static void texts_are_ordered_by_their_bytes(void **state)
{
    struct world *w = *state;
    static const char *const unordered[] = {"é", "b", "中", "B", "a", "Z"};
    static const char *const ordered[] = {"B", "Z", "a", "b", "é", "中"};
    for (size_t i = 0; i < COUNT_OF(unordered); i++)
        OK(alias_add(w, unordered[i]));
    struct db_rows rows;
    struct cell tenant = {.type = DB_INT, .i = 1};
    OK(db_run(w->db, w->a, table_organ_alias.scan, &tenant, &rows, &w->err));
    assert_int_equal(rows.rows, COUNT_OF(ordered));
    for (size_t i = 0; i < rows.rows; i++)
        assert_true(str_eq(rows.cell[i * 3 + 2].s, str_c(ordered[i])));
}

static void like_tells_large_from_small_letters(void **state)
{
    struct world *w = *state;
    OK(alias_add(w, "Alpha"));
    assert_int_equal(
        raw_number(w->db, w->a, "SELECT count(*) AS n FROM organ_alias WHERE alias LIKE 'ALPHA' ESCAPE '!'"),
        0);
    assert_int_equal(
        raw_number(w->db, w->a, "SELECT count(*) AS n FROM organ_alias WHERE alias LIKE 'Al%' ESCAPE '!'"),
        1);
}

static void a_text_in_a_number_column_is_refused(void **state)
{
    struct world *w = *state;
    static const char sql[] = "INSERT INTO organ_alias (tenant_id, organ_id, alias) VALUES (1, $1, 'x')";
    static const enum db_type type = DB_TEXT;
    struct sql_statement st = {.name = "wrong",
                               .sqlite = sql,
                               .postgres = sql,
                               .gives = SQL_NONE,
                               .param = &type,
                               .params = 1,
                               .slot = SQL_UNCACHED};
    struct cell param = {.type = DB_TEXT, .s = STR("many")};
    struct db_rows rows;
    assert_int_equal(db_run(w->db, w->a, &st, &param, &rows, &w->err), RC_DB);
    assert_int_equal(aliases(w), 0);
}

static void foreign_keys_are_kept(void **state)
{
    struct world *w = *state;
    OK(raw(w->db, w->a, "CREATE TABLE parent (id BIGINT PRIMARY KEY)", &w->err));
    OK(raw(w->db, w->a, "CREATE TABLE child (parent_id BIGINT REFERENCES parent (id))", &w->err));
    assert_int_equal(raw(w->db, w->a, "INSERT INTO child (parent_id) VALUES (7)", &w->err), RC_DB);
}

/* True when the program stops in the child. */
static bool stops(struct world *w, struct str alias)
{
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        (void)signal(SIGABRT, SIG_DFL);
        (void)freopen("/dev/null", "w", stderr);
        struct rlimit none = {0};
        (void)setrlimit(RLIMIT_CORE, &none);
        struct cell param[] = {
            {.type = DB_INT, .i = 1}, {.type = DB_INT, .i = 1}, {.type = DB_TEXT, .s = alias}};
        struct db_rows rows;
        (void)!db_run(w->db, w->a, table_organ_alias.put, param, &rows, &w->err);
        _exit(0);
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT;
}

/* libpq cuts a text at a NUL without a word, SQLite keeps it: the door refuses it, and here is the last wall.
 */
static void nul_and_invalid_utf8_stop_the_program(void **state)
{
    struct world *w = *state;
    assert_true(stops(w, STR("ab\0cd")));
    assert_true(stops(w, STR("\xC0\xAF")));
    assert_true(stops(w, STR("\xED\xA0\x80")));
}

/* ------------------------------------------------------------------------------------------ what comes out
 */

static void one_and_maybe_tell_none_from_many(void **state)
{
    struct world *w = *state;
    static const enum db_type type = DB_INT;
    static const char *const name = "seq";
    static const char sql[] = "SELECT seq FROM entry";
    struct sql_statement st = {.name = "seqs",
                               .sqlite = sql,
                               .postgres = sql,
                               .gives = SQL_ONE,
                               .col = &type,
                               .col_name = &name,
                               .cols = 1,
                               .slot = SQL_UNCACHED};
    struct db_rows rows;
    OK(db_begin(w->db, &w->err));
    assert_int_equal(db_run(w->db, w->a, &st, NULL, &rows, &w->err), RC_NOT_FOUND);
    OK(entry_add(w, w->db, 0)); /* to find nothing is not a failure: the transaction goes on */
    OK(db_run(w->db, w->a, &st, NULL, &rows, &w->err));
    OK(entry_add(w, w->db, 1));
    st.gives = SQL_MAYBE;
    assert_int_equal(db_run(w->db, w->a, &st, NULL, &rows, &w->err), RC_DB);
    db_rollback(w->db);
}

static void many_rows_come_in_order(void **state)
{
    struct world *w = *state;
    OK(db_begin(w->db, &w->err));
    for (int64_t i = 999; i >= 0; i--)
        OK(entry_add(w, w->db, i));
    OK(db_commit(w->db, &w->err));
    struct sql_entry_range_rows rows;
    OK(sql_entry_range(w->db, w->a, 1, 0, 2000, &rows, &w->err));
    assert_int_equal(rows.n, 1000);
    for (size_t i = 0; i < rows.n; i++)
        assert_int_equal(rows.row[i].seq, (int64_t)i);
    OK(sql_entry_range(w->db, w->a, 1, 2000, 10, &rows, &w->err));
    assert_int_equal(rows.n, 0);
}

static void changed_counts_rows(void **state)
{
    struct world *w = *state;
    int64_t changed;
    OK(sql_log_head_add(w->db, w->a, 1, &changed, &w->err));
    assert_int_equal(changed, 1);
    OK(sql_log_head_add(w->db, w->a, 1, &changed, &w->err));
    assert_int_equal(changed, 0);
    OK(sql_log_head_set(w->db, w->a, 1, 5, 6, STR("f"), &changed, &w->err));
    assert_int_equal(changed, 0);
    OK(sql_log_head_set(w->db, w->a, 1, 0, 1, STR("f"), &changed, &w->err));
    assert_int_equal(changed, 1);
}

static void columns_that_changed_places_are_found(void **state)
{
    struct world *w = *state;
    static const enum db_type type[] = {DB_INT, DB_INT};
    static const char *const name[] = {"size", "tenant_id"};
    static const char sql[] = "SELECT tenant_id, size FROM log_head";
    struct sql_statement st = {.name = "swapped",
                               .sqlite = sql,
                               .postgres = sql,
                               .gives = SQL_MAYBE,
                               .col = type,
                               .col_name = name,
                               .cols = 2,
                               .slot = SQL_UNCACHED};
    struct db_rows rows;
    assert_int_equal(db_run(w->db, w->a, &st, NULL, &rows, &w->err), RC_DB);
    assert_non_null(strstr(w->err.detail, "tenant_id"));
    st.cols = 1;
    assert_int_equal(db_run(w->db, w->a, &st, NULL, &rows, &w->err), RC_DB);
}

static void every_statement_of_the_program_is_right_here(void **state)
{
    struct world *w = *state;
    OK(db_check_statements(w->db, &w->err));
}

/* ---------------------------------------------------------------------------------------- transactions */

/* SQLite would go on after the error and commit the two good rows; PostgreSQL would keep none. */
static void an_error_takes_the_whole_transaction(void **state)
{
    struct world *w = *state;
    OK(db_begin(w->db, &w->err));
    OK(entry_add(w, w->db, 0));
    assert_int_equal(entry_add(w, w->db, 0), RC_CONFLICT);
    assert_string_equal(w->err.text, "db.exists_already");
    assert_int_equal(entry_add(w, w->db, 1), RC_DB);
    assert_int_equal(db_savepoint(w->db, &w->err), RC_DB);
    assert_int_equal(db_commit(w->db, &w->err), RC_DB);
    assert_int_equal(entries(w), 0);
    OK(entry_add(w, w->db, 0)); /* and the connection is good again */
    assert_int_equal(entries(w), 1);
}

static void an_error_in_a_savepoint_takes_the_savepoint(void **state)
{
    struct world *w = *state;
    OK(db_begin(w->db, &w->err));
    OK(entry_add(w, w->db, 0));
    OK(db_savepoint(w->db, &w->err));
    OK(entry_add(w, w->db, 1));
    assert_int_equal(entry_add(w, w->db, 0), RC_CONFLICT);
    assert_int_equal(db_savepoint_release(w->db, &w->err), RC_DB);
    OK(db_savepoint(w->db, &w->err));
    OK(entry_add(w, w->db, 2));
    OK(db_savepoint_release(w->db, &w->err));
    OK(db_savepoint(w->db, &w->err));
    OK(entry_add(w, w->db, 3));
    db_savepoint_rollback(w->db);
    OK(db_commit(w->db, &w->err));
    struct sql_entry_range_rows rows;
    OK(sql_entry_range(w->db, w->a, 1, 0, 10, &rows, &w->err));
    assert_int_equal(rows.n, 2);
    assert_int_equal(rows.row[1].seq, 2);
}

static void rollback_leaves_nothing(void **state)
{
    struct world *w = *state;
    db_rollback(w->db); /* nothing is open: nothing happens */
    OK(db_begin(w->db, &w->err));
    OK(db_savepoint(w->db, &w->err));
    OK(entry_add(w, w->db, 0));
    db_rollback(w->db);
    assert_int_equal(entries(w), 0);
    OK(db_begin(w->db, &w->err));
    OK(entry_add(w, w->db, 0));
    db_close(w->db); /* as a crash would */
    w->db = fresh_open(&w->fresh, DB_WRITE);
    assert_int_equal(entries(w), 0);
}

static enum rc act(struct world *w)
{
    enum rc rc = db_begin(w->db, &w->err);
    if (rc == RC_OK)
        rc = db_savepoint(w->db, &w->err);
    if (rc == RC_OK)
        rc = entry_add(w, w->db, 0);
    if (rc == RC_OK)
        rc = entry_add(w, w->db, 1);
    if (rc == RC_OK)
        rc = db_savepoint_release(w->db, &w->err);
    if (rc == RC_OK)
        return db_commit(w->db, &w->err);
    db_rollback(w->db);
    return rc;
}

static void whichever_call_fails_all_or_nothing_is_there(void **state)
{
    struct world *w = *state;
    int failures = 0;
    for (int n = 1;; n++) {
        (void)db_fault_arm(n);
        enum rc rc = act(w);
        int calls = db_fault_arm(0);
        assert_int_equal(entries(w), rc == RC_OK ? 2 : 0);
        if (rc == RC_OK) {
            assert_int_equal(calls, 5);
            break;
        }
        assert_int_equal(rc, RC_DB);
        assert_int_equal(calls, n);
        failures++;
    }
    assert_int_equal(failures, 5); /* savepoint, two entries, release, commit */
}

static void a_read_connection_cannot_write(void **state)
{
    struct world *w = *state;
    CLEANUP(db_closep) struct db *reader = fresh_open(&w->fresh, DB_READ);
    assert_int_equal(entry_add(w, reader, 0), RC_DB);
    OK(db_begin(reader, &w->err));
    assert_int_equal(entry_add(w, reader, 0), RC_DB);
    db_rollback(reader);
    assert_int_equal(entries(w), 0);
}

static struct db *still_open(struct world *w, struct str url)
{
    struct db *db = NULL;
    OK(db_open_still(url, &db, &w->err));
    return db;
}

static void who_looks_still_reads_and_cannot_write(void **state)
{
    struct world *w = *state;
    OK(entry_add(w, w->db, 0));
    struct db *look = still_open(w, w->fresh.url);
    OK(db_begin(look, &w->err));
    assert_int_equal(raw_number(look, w->a, "SELECT count(*) AS n FROM entry"), 1);
    assert_int_equal(entry_add(w, look, 1), RC_DB);
    db_close(look);
    assert_int_equal(entries(w), 1);
    OK(entry_add(w, w->db, 1));
}

static void a_reading_transaction_sees_one_picture(void **state)
{
    struct world *w = *state;
    CLEANUP(db_closep) struct db *reader = fresh_open(&w->fresh, DB_READ);
    static const char count[] = "SELECT count(*) AS n FROM entry";
    OK(db_begin(reader, &w->err));
    assert_int_equal(raw_number(reader, w->a, count), 0);
    OK(entry_add(w, w->db, 0));
    assert_int_equal(raw_number(reader, w->a, count), 0);
    OK(db_commit(reader, &w->err));
    assert_int_equal(raw_number(reader, w->a, count), 1);
}

/* ------------------------------------------------------------------------------------------ two at once */

struct appender {
    struct world *w;
    int done;
};

/* Reads the tail behind the lock and appends: the rule "at most one" at work. */
static enum rc append(struct db *db, struct arena *a, struct err *err)
{
    struct sql_log_head_lock_row head;
    bool found;
    int64_t changed;
    enum rc rc = db_begin(db, err);
    if (rc != RC_OK)
        return rc;
    rc = sql_log_head_lock(db, a, 1, &head, &found, err);
    if (rc == RC_OK)
        rc = sql_entry_add(db, a, 1, head.size, STR("leaf"), STR("body"), err);
    if (rc == RC_OK)
        rc = sql_log_head_set(db, a, 1, head.size, head.size + 1, STR(""), &changed, err);
    if (rc == RC_OK && changed == 1)
        return db_commit(db, err);
    db_rollback(db);
    return rc == RC_OK ? RC_CONFLICT : rc;
}

static void *append_many(void *arg)
{
    struct appender *me = arg;
    struct db *db = NULL;
    struct err err;
    struct arena *a = arena_new(0);
    if (a && db_open(me->w->fresh.url, DB_WRITE, &db, &err) == RC_OK)
        while (me->done < 40 && append(db, a, &err) == RC_OK)
            me->done++;
    db_close(db);
    arena_free(a);
    return NULL;
}

static void two_writers_never_read_the_same_tail(void **state)
{
    struct world *w = *state;
    int64_t changed;
    OK(sql_log_head_add(w->db, w->a, 1, &changed, &w->err));
    struct appender who[2] = {{.w = w}, {.w = w}};
    pthread_t thread[2];
    for (size_t i = 0; i < 2; i++)
        assert_int_equal(pthread_create(&thread[i], NULL, append_many, &who[i]), 0);
    for (size_t i = 0; i < 2; i++)
        assert_int_equal(pthread_join(thread[i], NULL), 0);
    assert_int_equal(who[0].done + who[1].done, 80);
    assert_int_equal(entries(w), 80);
    assert_int_equal(raw_number(w->db, w->a, "SELECT size AS n FROM log_head"), 80);
}

static void who_waits_too_long_is_told_to_repeat(void **state)
{
    struct world *w = *state;
    int64_t changed;
    OK(sql_log_head_add(w->db, w->a, 1, &changed, &w->err));
    CLEANUP(db_closep) struct db *other = fresh_open(&w->fresh, DB_WRITE);
    OK(db_begin(w->db, &w->err));
    OK(sql_log_head_set(w->db, w->a, 1, 0, 1, STR(""), &changed, &w->err));
    enum rc rc;
    if (kind == DB_SQLITE) { /* a short patience instead of the ten seconds; the pragma answers with a row */
        static const enum db_type type = DB_INT;
        static const char *const name = "timeout";
        struct sql_statement st = {.name = "patience",
                                   .sqlite = "PRAGMA busy_timeout = 20",
                                   .gives = SQL_ONE,
                                   .col = &type,
                                   .col_name = &name,
                                   .cols = 1,
                                   .slot = SQL_UNCACHED};
        struct db_rows rows;
        OK(db_run(other, w->a, &st, NULL, &rows, &w->err));
        rc = db_begin(other, &w->err);
    } else {
        OK(raw(other, w->a, "SET lock_timeout = 20", &w->err));
        OK(db_begin(other, &w->err));
        rc = sql_log_head_set(other, w->a, 1, 0, 1, STR(""), &changed, &w->err);
    }
    assert_int_equal(rc, RC_BUSY);
    assert_string_equal(w->err.text, "db.busy");
    db_rollback(other);
    OK(db_commit(w->db, &w->err));
}

/* ------------------------------------------------------------------------------------------------ guards */

static void frozen_tables_are_only_added_to(void **state)
{
    struct world *w = *state;
    struct db *db = w->db;
    if (kind == DB_POSTGRES) { /* a superuser may do anything: be the plain owner of tables of one's own */
        struct str role = arena_printf(w->a, "role_%s", w->fresh.schema);
        OK(raw(db, w->a, "DROP TABLE schema_migration, entry, blob, subroot, checkpoint, log_head CASCADE",
               &w->err));
        OK(raw(db, w->a, arena_printf(w->a, "CREATE ROLE %s", role.p).p, &w->err));
        OK(raw(db, w->a, arena_printf(w->a, "CREATE SCHEMA %s AUTHORIZATION %s", role.p, role.p).p, &w->err));
        OK(raw(db, w->a, arena_printf(w->a, "SET ROLE %s", role.p).p, &w->err));
        OK(raw(db, w->a, arena_printf(w->a, "SET search_path = %s", role.p).p, &w->err));
        int from, to;
        OK(db_migrate(db, 0, &from, &to, &w->err));
        assert_int_equal(from, 0);
    }
    OK(entry_add(w, db, 0));
    assert_int_equal(raw(db, w->a, "UPDATE entry SET body = leaf", &w->err), RC_DB);
    assert_int_equal(raw(db, w->a, "DELETE FROM entry", &w->err), RC_DB);
    assert_int_equal(raw(db, w->a, "DELETE FROM checkpoint", &w->err), RC_DB);
    assert_int_equal(raw(db, w->a, "DELETE FROM blob", &w->err), RC_DB);
    int64_t changed;
    OK(sql_log_head_add(db, w->a, 1, &changed, &w->err));
    OK(sql_log_head_set(db, w->a, 1, 0, 1, STR(""), &changed, &w->err)); /* the head moves */
    assert_int_equal(changed, 1);
    OK(raw(db, w->a, "DELETE FROM idem", &w->err)); /* what is not frozen may go */
    if (kind == DB_POSTGRES) {
        OK(raw(db, w->a, "RESET ROLE", &w->err));
        OK(raw(db, w->a, arena_printf(w->a, "DROP OWNED BY role_%s CASCADE", w->fresh.schema).p, &w->err));
        OK(raw(db, w->a, arena_printf(w->a, "DROP ROLE role_%s", w->fresh.schema).p, &w->err));
    }
}

static void a_wrong_address_is_named_without_its_password(void **state)
{
    struct world *w = *state;
    struct db *db = NULL;
    assert_int_equal(db_open(STR("mysql://u:secret@h/x"), DB_WRITE, &db, &w->err), RC_IO);
    assert_string_equal(w->err.text, "db.unknown_url");
    assert_int_equal(db_open(STR("sqlite:"), DB_WRITE, &db, &w->err), RC_IO);
    if (kind == DB_SQLITE) {
        assert_int_equal(db_open(STR("sqlite:/no/such/folder/kc.db"), DB_WRITE, &db, &w->err), RC_IO);
        assert_string_equal(w->err.text, "db.cannot_open_file");
        assert_string_equal(w->err.arg[0], "/no/such/folder/kc.db");
        assert_int_equal(db_open(STR("sqlite:/dev/null/kc.db"), DB_READ, &db, &w->err), RC_IO);
    } else {
        struct str url = STR("postgresql://nobody:secret@/none?host=/no/such/folder");
        assert_int_equal(db_open(url, DB_WRITE, &db, &w->err), RC_IO);
        assert_string_equal(w->err.text, "db.cannot_connect");
        assert_null(strstr(w->err.detail, "secret"));
        assert_null(strstr(w->err.arg[0], "secret"));
    }
    assert_null(db);
}

/* ------------------------------------------------------------------------------------ one engine alone */

static void sqlite_file_is_for_its_owner_alone(void **state)
{
    struct world *w = *state;
    if (kind != DB_SQLITE)
        return;
    struct stat st;
    assert_int_equal(stat(arena_printf(w->a, "%s/kc.db", w->fresh.dir).p, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
}

/* What another program sees of our locks on the data base: true when it might take the file for itself. */
static bool is_unlocked_for_others(const char *path)
{
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        struct flock all = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
        int fd = open(path, O_RDWR | O_CLOEXEC);
        _exit(fd < 0 || fcntl(fd, F_GETLK, &all) != 0 ? 2 : all.l_type == F_UNLCK);
    }
    int status;
    assert_true(waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) < 2);
    return WEXITSTATUS(status) == 1;
}

/* Who closes the last connection removes the -wal file; without its lock a running server's would go. */
static void a_second_connection_leaves_the_locks_of_the_first(void **state)
{
    struct world *w = *state;
    if (kind != DB_SQLITE)
        return;
    const char *path = arena_printf(w->a, "%s/kc.db", w->fresh.dir).p;
    assert_int_equal(entries(w), 0);
    assert_false(is_unlocked_for_others(path));
    CLEANUP(db_closep) struct db *reader = fresh_open(&w->fresh, DB_READ);
    assert_non_null(reader);
    assert_false(is_unlocked_for_others(path));
    CLEANUP(db_closep) struct db *writer = fresh_open(&w->fresh, DB_WRITE);
    assert_non_null(writer);
    assert_false(is_unlocked_for_others(path));
}

/* Of the files of the data base: what is there, how large, since when. */
static const char *files_of(struct world *w)
{
    static const char *const part[] = {"", "-wal", "-shm"};
    struct stat st;
    struct str told = STR("");
    for (size_t i = 0; i < COUNT_OF(part); i++) {
        bool is = stat(arena_printf(w->a, "%s/kc.db%s", w->fresh.dir, part[i]).p, &st) == 0;
        if (is && i == 2) /* it has no contents of its own */
            continue;
        told = arena_printf(w->a, "%s %d %lld %lld.%ld", told.p, is, is ? (long long)st.st_size : 0,
                            is ? (long long)st.st_mtim.tv_sec : 0, is ? st.st_mtim.tv_nsec : 0);
    }
    return told.p;
}

static void looking_still_leaves_no_trace_beside_a_file_at_rest(void **state)
{
    struct world *w = *state;
    if (kind != DB_SQLITE)
        return;
    OK(entry_add(w, w->db, 0));
    db_closep(&w->db);
    const char *before = files_of(w);
    struct db *look = still_open(w, w->fresh.url);
    assert_int_equal(raw_number(look, w->a, "SELECT count(*) AS n FROM entry"), 1);
    struct stat st;
    assert_int_not_equal(stat(arena_printf(w->a, "%s/kc.db-shm", w->fresh.dir).p, &st), 0);
    db_close(look);
    assert_string_equal(files_of(w), before);
}

/* A program that was broken off leaves its last entries in the log alone; the next writer folds them in. */
static void looking_still_sees_what_stands_in_a_log_and_leaves_it_there(void **state)
{
    struct world *w = *state;
    if (kind != DB_SQLITE)
        return;
    db_closep(&w->db);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        struct db *db = NULL;
        bool is_done = db_open(w->fresh.url, DB_WRITE, &db, &w->err) == RC_OK && entry_add(w, db, 0) == RC_OK;
        _exit(is_done ? 0 : 1);
    }
    int status;
    assert_true(waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0);
    struct stat st;
    assert_int_equal(stat(arena_printf(w->a, "%s/kc.db-wal", w->fresh.dir).p, &st), 0);
    assert_true(st.st_size > 0);
    const char *before = files_of(w);
    struct db *look = still_open(w, w->fresh.url);
    assert_int_equal(raw_number(look, w->a, "SELECT count(*) AS n FROM entry"), 1);
    db_close(look);
    assert_string_equal(files_of(w), before);
    w->db = fresh_open(&w->fresh, DB_WRITE);
    assert_int_equal(entries(w), 1);
}

static void a_name_with_the_marks_of_an_address_is_looked_at_still(void **state)
{
    struct world *w = *state;
    if (kind != DB_SQLITE)
        return;
    OK(entry_add(w, w->db, 0));
    db_closep(&w->db);
    const char *odd = arena_printf(w->a, "%s/a?mode=rwc&b#c%%41.db", w->fresh.dir).p;
    assert_int_equal(rename(arena_printf(w->a, "%s/kc.db", w->fresh.dir).p, odd), 0);
    struct db *look = still_open(w, arena_printf(w->a, "sqlite:%s", odd));
    assert_int_equal(raw_number(look, w->a, "SELECT count(*) AS n FROM entry"), 1);
    db_close(look);
    assert_int_equal(unlink(odd), 0);
}

static void a_file_that_is_no_data_base_is_refused(void **state)
{
    struct world *w = *state;
    if (kind != DB_SQLITE)
        return;
    struct str path = arena_printf(w->a, "%s/kc.db-wal", w->fresh.dir);
    db_close(w->db);
    w->db = NULL;
    FILE *f = fopen(path.p, "w");
    assert_non_null(f);
    for (int i = 0; i < 100; i++)
        (void)fputs("this is a letter to the mayor, not a data base\n", f);
    assert_int_equal(fclose(f), 0);
    struct db *db = NULL;
    struct str url = arena_printf(w->a, "sqlite:%s", path.p);
    assert_int_equal(db_open(url, DB_WRITE, &db, &w->err), RC_IO);
    assert_null(db);
}

static void a_server_that_came_back_is_found_again(void **state)
{
    struct world *w = *state;
    if (kind != DB_POSTGRES)
        return;
    CLEANUP(db_closep) struct db *other = fresh_open(&w->fresh, DB_WRITE);
    int64_t pid = raw_number(other, w->a, "SELECT pg_backend_pid() AS n");
    struct str kill = arena_printf(
        w->a, "SELECT count(*) AS n FROM (SELECT pg_terminate_backend(%d, 5000)) AS k", (int)pid);
    OK(db_begin(other, &w->err));
    OK(entry_add(w, other, 0));
    assert_int_equal(raw_number(w->db, w->a, kill.p), 1);
    assert_int_equal(entry_add(w, other, 1), RC_BUSY);
    assert_string_equal(w->err.text, "db.no_connection");
    db_rollback(other);
    OK(db_begin(other, &w->err));
    OK(entry_add(w, other, 0));
    OK(db_commit(other, &w->err));
    assert_int_equal(entries(w), 1);
    /* Lost between two transactions: nobody notices. */
    pid = raw_number(other, w->a, "SELECT pg_backend_pid() AS n");
    kill = arena_printf(w->a, "SELECT count(*) AS n FROM (SELECT pg_terminate_backend(%d, 5000)) AS k",
                        (int)pid);
    assert_int_equal(raw_number(w->db, w->a, kill.p), 1);
    OK(entry_add(w, other, 1));
}

static void a_base_of_another_encoding_or_order_is_refused(void **state)
{
    struct world *w = *state;
    if (kind != DB_POSTGRES)
        return;
    static const struct {
        const char *with, *text;
    } bases[] = {
        {"ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C'", "db.wrong_encoding"},
        {"ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8'", "db.wrong_collation"},
    };
    for (size_t i = 0; i < COUNT_OF(bases); i++) {
        struct str make =
            arena_printf(w->a, "CREATE DATABASE %s TEMPLATE template0 %s", w->fresh.schema, bases[i].with);
        OK(raw(w->db, w->a, make.p, &w->err));
        struct db *db = NULL;
        struct str url = arena_printf(w->a, "%s&dbname=%s", w->fresh.url.p, w->fresh.schema);
        assert_int_equal(db_open(url, DB_WRITE, &db, &w->err), RC_IO);
        assert_string_equal(w->err.text, bases[i].text);
        assert_string_equal(w->err.hint, "db.wrong_base_hint");
        OK(raw(w->db, w->a, arena_printf(w->a, "DROP DATABASE %s", w->fresh.schema).p, &w->err));
    }
}

#define T(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(parameters_keep_their_numbers),
        T(values_come_back_as_they_went),
        T(empty_and_null_are_the_same),
        T(texts_are_ordered_by_their_bytes),
        T(like_tells_large_from_small_letters),
        T(a_text_in_a_number_column_is_refused),
        T(foreign_keys_are_kept),
        T(nul_and_invalid_utf8_stop_the_program),
        T(one_and_maybe_tell_none_from_many),
        T(many_rows_come_in_order),
        T(changed_counts_rows),
        T(columns_that_changed_places_are_found),
        T(every_statement_of_the_program_is_right_here),
        T(an_error_takes_the_whole_transaction),
        T(an_error_in_a_savepoint_takes_the_savepoint),
        T(rollback_leaves_nothing),
        T(whichever_call_fails_all_or_nothing_is_there),
        T(a_read_connection_cannot_write),
        T(who_looks_still_reads_and_cannot_write),
        T(a_reading_transaction_sees_one_picture),
        T(two_writers_never_read_the_same_tail),
        T(who_waits_too_long_is_told_to_repeat),
        T(frozen_tables_are_only_added_to),
        T(a_wrong_address_is_named_without_its_password),
        T(sqlite_file_is_for_its_owner_alone),
        T(a_second_connection_leaves_the_locks_of_the_first),
        T(looking_still_leaves_no_trace_beside_a_file_at_rest),
        T(looking_still_sees_what_stands_in_a_log_and_leaves_it_there),
        T(a_name_with_the_marks_of_an_address_is_looked_at_still),
        T(a_file_that_is_no_data_base_is_refused),
        T(a_server_that_came_back_is_found_again),
        T(a_base_of_another_encoding_or_order_is_refused),
    };
    int failed = cmocka_run_group_tests_name("SQLite", tests, NULL, NULL);
    kind = DB_POSTGRES;
    if (fresh_has(kind))
        failed += cmocka_run_group_tests_name("PostgreSQL", tests, NULL, NULL);
    return failed;
}
