/* From an empty data base to the newest schema on both engines; the two must be one schema, and be what the
 * program thinks it is. */
#include "fresh.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "db/table.h"

static enum db_kind kind;

struct world {
    struct fresh fresh;
    struct arena *a;
    struct err err;
};

static int set_up(void **state)
{
    struct world *w = calloc(1, sizeof *w);
    assert_non_null(w);
    w->fresh = fresh_new(kind);
    w->a = w->fresh.arena;
    *state = w;
    return 0;
}

static int tear_down(void **state)
{
    struct world *w = *state;
    fresh_free(&w->fresh);
    free(w);
    return 0;
}

static void an_empty_base_is_brought_to_the_newest(void **state)
{
    struct world *w = *state;
    CLEANUP(db_closep) struct db *db = fresh_open(&w->fresh, DB_WRITE);
    int have = -1, newest = -1, from = -1, to = -1;
    assert_int_equal(db_version(db, &have, &newest, &w->err), RC_OK);
    assert_int_equal(have, 0);
    assert_true(newest >= 1);
    assert_int_equal(db_migrate(db, 5, &from, &to, &w->err), RC_OK);
    assert_int_equal(from, 0);
    assert_int_equal(to, newest);
    assert_int_equal(db_version(db, &have, &newest, &w->err), RC_OK);
    assert_int_equal(have, newest);
    assert_int_equal(raw_number(db, w->a, "SELECT count(*) AS n FROM schema_migration WHERE at_ms = 5"),
                     newest);
    assert_int_equal(db_migrate(db, 6, &from, &to, &w->err), RC_OK);
    assert_int_equal(from, newest);
    assert_int_equal(raw_number(db, w->a, "SELECT count(*) AS n FROM schema_migration WHERE at_ms = 6"), 0);
}

static void a_newer_base_is_refused(void **state)
{
    struct world *w = *state;
    CLEANUP(db_closep) struct db *db = fresh_migrated(&w->fresh);
    assert_int_equal(
        raw(db, w->a,
            "INSERT INTO schema_migration (version, name, checksum, at_ms) VALUES (9999, 'x', 'x', 0)",
            &w->err),
        RC_OK);
    int from, to;
    assert_int_equal(db_migrate(db, 0, &from, &to, &w->err), RC_CONFLICT);
    assert_string_equal(w->err.text, "db.newer_than_program");
}

static void an_edited_migration_is_refused(void **state)
{
    struct world *w = *state;
    CLEANUP(db_closep) struct db *db = fresh_migrated(&w->fresh);
    assert_int_equal(
        raw(db, w->a, "UPDATE schema_migration SET checksum = 'other' WHERE version = 1", &w->err), RC_OK);
    int have, newest;
    assert_int_equal(db_version(db, &have, &newest, &w->err), RC_CONFLICT);
    assert_string_equal(w->err.text, "db.migration_changed");
    assert_string_equal(w->err.arg[0], "the_house");
}

static void whichever_call_fails_the_next_start_goes_on(void **state)
{
    struct world *w = *state;
    CLEANUP(db_closep) struct db *db = fresh_open(&w->fresh, DB_WRITE);
    int from, to, failures = 0;
    for (int n = 1;; n++) {
        (void)db_fault_arm(n);
        enum rc rc = db_migrate(db, 0, &from, &to, &w->err);
        (void)db_fault_arm(0);
        if (rc == RC_OK)
            break;
        failures++;
    }
    assert_true(failures >= 2); /* what is done stays done; making the list is tried again at once */
    int have, newest;
    assert_int_equal(db_version(db, &have, &newest, &w->err), RC_OK);
    assert_int_equal(have, newest);
    assert_int_equal(db_check_statements(db, &w->err), RC_OK);
}

/* Another program that starts just now, or one that was broken off here long ago. */
static void a_list_of_migrations_without_the_row_that_is_locked_gets_it(void **state)
{
    struct world *w = *state;
    CLEANUP(db_closep) struct db *db = fresh_open(&w->fresh, DB_WRITE);
    assert_int_equal(raw(db, w->a,
                         "CREATE TABLE schema_migration (version BIGINT NOT NULL, name TEXT NOT NULL, "
                         "checksum TEXT NOT NULL, at_ms BIGINT NOT NULL, PRIMARY KEY (version))",
                         &w->err),
                     RC_OK);
    int from, to;
    assert_int_equal(db_migrate(db, 0, &from, &to, &w->err), RC_OK);
    assert_int_equal(raw_number(db, w->a, "SELECT count(*) AS n FROM schema_migration WHERE version = 0"), 1);
}

static void *migrate_thread(void *arg)
{
    struct world *w = arg;
    struct db *db = NULL;
    struct err err = {0};
    int from, to;
    enum rc rc = db_open(w->fresh.url, DB_WRITE, &db, &err);
    if (rc == RC_OK)
        rc = db_migrate(db, 0, &from, &to, &err);
    if (rc != RC_OK)
        (void)fprintf(stderr, "%s\n", err.detail);
    db_close(db);
    return rc == RC_OK ? arg : NULL;
}

static void programs_that_start_at_once_migrate_once(void **state)
{
    struct world *w = *state;
    pthread_t thread[4];
    for (size_t i = 0; i < COUNT_OF(thread); i++)
        assert_int_equal(pthread_create(&thread[i], NULL, migrate_thread, w), 0);
    for (size_t i = 0; i < COUNT_OF(thread); i++) {
        void *ok;
        assert_int_equal(pthread_join(thread[i], &ok), 0);
        assert_non_null(ok);
    }
    CLEANUP(db_closep) struct db *db = fresh_open(&w->fresh, DB_READ);
    assert_int_equal(raw_number(db, w->a, "SELECT count(*) AS n FROM schema_migration WHERE version = 1"), 1);
}

/* The columns as the engine has them: table, column, type class, may be NULL, place in the key. */
static struct str schema_of_engine(struct world *w, struct db *db)
{
    static const enum db_type type[] = {DB_TEXT, DB_TEXT, DB_TEXT, DB_INT, DB_INT};
    static const char *const name[] = {"t", "c", "k", "is_null", "key_place"};
    struct sql_statement st = {
        .name = "schema",
        .gives = SQL_MANY,
        .col = type,
        .col_name = name,
        .cols = 5,
        .slot = SQL_UNCACHED,
        .sqlite =
            "SELECT m.name AS t, c.name AS c, CASE c.type WHEN 'INTEGER' THEN 'int' WHEN 'TEXT' THEN 'text' "
            "WHEN 'BLOB' THEN 'blob' ELSE c.type END AS k, 1 - c.\"notnull\" AS is_null, c.pk AS key_place "
            "FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' "
            "AND m.name NOT LIKE 'sqlite!_%' ESCAPE '!' ORDER BY m.name, c.cid",
        .postgres =
            "SELECT c.table_name::text AS t, c.column_name::text AS c, CASE c.data_type WHEN 'bigint' THEN "
            "'int' "
            "WHEN 'text' THEN 'text' WHEN 'bytea' THEN 'blob' ELSE c.data_type::text END AS k, "
            "CASE c.is_nullable WHEN 'YES' THEN 1 ELSE 0 END AS is_null, coalesce(k.ordinal_position, "
            "0)::int AS "
            "key_place FROM information_schema.columns c LEFT JOIN information_schema.key_column_usage k "
            "ON k.table_schema = c.table_schema AND k.table_name = c.table_name AND k.column_name = "
            "c.column_name "
            "WHERE c.table_schema = current_schema() ORDER BY c.table_name, c.ordinal_position"};
    struct db_rows rows;
    if (db_run(db, w->a, &st, NULL, &rows, &w->err) != RC_OK)
        fail_msg("%s", w->err.detail);
    struct str out = {0};
    for (size_t i = 0; i < rows.rows; i++) {
        const struct cell *r = rows.cell + i * 5;
        out = arena_printf(w->a, "%.*s%.*s %.*s %.*s %d %d\n", STR_ARG(out), STR_ARG(r[0].s), STR_ARG(r[1].s),
                           STR_ARG(r[2].s), (int)r[3].i, (int)r[4].i);
    }
    return out;
}

static int by_name(const void *a, const void *b)
{
    return str_cmp((*(const struct table_def *const *)a)->name, (*(const struct table_def *const *)b)->name);
}

/* The same as the program has them. */
static struct str schema_of_program(struct world *w)
{
    static const char *const types[] = {[DB_INT] = "int", [DB_TEXT] = "text", [DB_BLOB] = "blob"};
    const struct table_def **sorted = ARENA_ARRAY(w->a, const struct table_def *, TABLES_COUNT);
    for (size_t i = 0; i < TABLES_COUNT; i++)
        sorted[i] = TABLES[i];
    qsort(sorted, TABLES_COUNT, sizeof *sorted, by_name);
    struct str out = {0};
    for (size_t i = 0; i < TABLES_COUNT; i++)
        for (size_t c = 0; c < sorted[i]->cols; c++) {
            const struct table_column *col = &sorted[i]->col[c];
            out = arena_printf(w->a, "%.*s%.*s %.*s %s %d %d\n", STR_ARG(out), STR_ARG(sorted[i]->name),
                               STR_ARG(col->name), types[col->type], col->is_null,
                               col->is_key ? (int)c + 1 : 0);
        }
    return out;
}

/* Both engines are held to the program's own list, so they are the same as each other. */
static void the_schema_is_what_the_program_thinks_it_is(void **state)
{
    struct world *w = *state;
    CLEANUP(db_closep) struct db *db = fresh_migrated(&w->fresh);
    struct str is = schema_of_engine(w, db), should = schema_of_program(w);
    assert_true(should.n > 1000);
    assert_string_equal(is.p, should.p);
}

#define T(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(an_empty_base_is_brought_to_the_newest),
        T(a_newer_base_is_refused),
        T(an_edited_migration_is_refused),
        T(whichever_call_fails_the_next_start_goes_on),
        T(a_list_of_migrations_without_the_row_that_is_locked_gets_it),
        T(programs_that_start_at_once_migrate_once),
        T(the_schema_is_what_the_program_thinks_it_is),
    };
    int failed = cmocka_run_group_tests_name("SQLite", tests, NULL, NULL);
    kind = DB_POSTGRES;
    if (fresh_has(kind))
        failed += cmocka_run_group_tests_name("PostgreSQL", tests, NULL, NULL);
    return failed;
}
