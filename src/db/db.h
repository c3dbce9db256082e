/* One SQL text, two engines: SQLite (embedded, WAL, synchronous=FULL) and PostgreSQL 15+ (libpq).
 *
 * Nobody above this room holds SQL: statements live in src/db/sql with typed heads and become typed
 * C functions (tools/gen_sql.py → gen/sql.h). Tables live in src/db/migrations with the class of each
 * table and column and become descriptors and row structs (gen/tables.h).
 *
 * Types: BIGINT, TEXT, BLOB. Values are bound by name, never pasted. Empty text and NULL are the same thing
 * (stored as NULL, read back as n = 0), because some PostgreSQL relatives cannot tell them apart. NUL and
 * invalid UTF-8 in a TEXT value stop the program here: the door has refused them before.
 *
 * A connection belongs to one thread at a time. Any failed statement inside a transaction dooms it to a
 * rollback (of the innermost savepoint, if there is one), on both engines; until then every call answers
 * RC_DB. A `one` statement that finds nothing has not failed in this sense.
 *
 * Errors: RC_DB (broken), RC_BUSY (locked, 40001, 40P01, connection lost before the commit: repeat the whole
 * act), RC_CONFLICT (a key exists already), RC_NOT_FOUND (a `one` statement found nothing), RC_IO (cannot
 * open). */
#ifndef DB_DB_H
#define DB_DB_H

#include "base/arena.h"
#include "base/err.h"

enum db_kind { DB_SQLITE, DB_POSTGRES };
/* DB_READ opens a connection on which writing fails by construction (query_only, READ ONLY). */
enum db_mode { DB_READ, DB_WRITE };
enum db_type { DB_INT, DB_TEXT, DB_BLOB };

/* One value on its way in or out. */
struct cell {
    enum db_type type;
    int64_t i;    /* DB_INT */
    struct str s; /* DB_TEXT, DB_BLOB; n = 0 is NULL */
};

struct db;

/* "sqlite:PATH" (":memory:" as PATH for a private one), "postgres://…" or "postgresql://…". */
enum rc db_open(struct str url, enum db_mode mode, struct db **ret, struct err *err) MUST_CHECK;
/* A DB_READ connection that leaves no trace beside the data base: of SQLite no log is made or folded in, not
 * even one that a program left which was broken off. For looking into a house that may not be well. */
enum rc db_open_still(struct str url, struct db **ret, struct err *err) MUST_CHECK;
void db_close(struct db *db);   /* rolls back what is open; NULL is fine */
void db_closep(struct db **db); /* for CLEANUP */
enum db_kind db_kind_of(const struct db *db);

/* Transactions. On DB_READ a begin gives one stable picture. On DB_WRITE SQLite takes the write lock at
 * once (BEGIN IMMEDIATE, waiting up to 10 s for another process), PostgreSQL is READ COMMITTED. */
enum rc db_begin(struct db *db, struct err *err) MUST_CHECK;
/* Nothing is open afterwards: what could not be committed is rolled back. */
enum rc db_commit(struct db *db, struct err *err) MUST_CHECK;
void db_rollback(struct db *db);                                 /* also when nothing is open */
enum rc db_savepoint(struct db *db, struct err *err) MUST_CHECK; /* one level deep */
/* No savepoint is open afterwards: what could not be released is rolled back to it. */
enum rc db_savepoint_release(struct db *db, struct err *err) MUST_CHECK;
void db_savepoint_rollback(struct db *db);

/* What the generator makes of one statement of a .sql file. */
enum sql_gives { SQL_NONE, SQL_ONE, SQL_MAYBE, SQL_MANY };
struct sql_statement {
    const char *name;
    const char *sqlite, *postgres; /* the same text unless the file marks a difference */
    enum sql_gives gives;
    const enum db_type *param;
    size_t params;
    const enum db_type *col;
    const char *const *col_name; /* compared with what the engine says, so that no two can be swapped */
    size_t cols;
    size_t slot; /* index in the connection's table of prepared statements, or SQL_UNCACHED */
};
#define SQL_UNCACHED SIZE_MAX /* prepared for one run: tests and tools */

struct db_rows {
    size_t rows, cols;
    const struct cell *cell; /* rows × cols, in the arena */
    int64_t changed;         /* rows that a writing statement touched */
};

/* For generated code, the fold and the migration runner only. */
enum rc db_run(struct db *db, struct arena *a, const struct sql_statement *st, const struct cell *param,
               struct db_rows *ret, struct err *err) MUST_CHECK;

/* The version of the schema that is there (0: an empty data base) and the one that this program brings.
 * RC_CONFLICT when the data base is newer than the program or a migration was edited after it had run. */
enum rc db_version(struct db *db, int *ret_have, int *ret_newest, struct err *err) MUST_CHECK;
/* Brings the schema to the newest version, each migration in one transaction behind a lock row, so that two
 * programs may start at once. Errors as db_version. *ret_from and *ret_to are version numbers. */
enum rc db_migrate(struct db *db, int64_t now_ms, int *ret_from, int *ret_to, struct err *err) MUST_CHECK;
/* Prepares every statement of the program on this engine: finds wrong SQL at start-up. */
enum rc db_check_statements(struct db *db, struct err *err) MUST_CHECK;

/* Tests: makes the n-th db_run, commit, savepoint or release from now on (1 = the next) fail with RC_DB; 0
 * disarms. Returns how many calls were made since the last arming. Per thread. */
int db_fault_arm(int n);

#endif
