/* What the two engines have in common, private to this room. db.c keeps the state of the transaction and asks
 * the engine for a handful of things; engines know nothing of savepoints, faults or migrations. */
#ifndef DB_ENGINE_H
#define DB_ENGINE_H

#include "db/table.h"

struct engine {
    enum db_kind kind;
    const char *begin[2]; /* by enum db_mode */
    /* One statement without values: transactions and migrations. */
    enum rc (*exec)(struct db *db, const char *sql, struct err *err);
    enum rc (*run)(struct db *db, struct arena *a, const struct sql_statement *st, const struct cell *param,
                   struct db_rows *ret, struct err *err);
    /* Prepares, compares number, names and types of columns. */
    enum rc (*check)(struct db *db, const struct sql_statement *st, struct err *err);
    bool (*in_transaction)(const struct db *db);
    /* Called before work begins, outside a transaction: mends a connection that broke. */
    enum rc (*revive)(struct db *db, struct err *err);
    void (*close)(struct db *db);
};

enum tx { TX_NONE, TX_OPEN, TX_SAVEPOINT };

/* First member of each engine's connection. */
struct db {
    const struct engine *engine;
    enum db_mode mode;
    enum tx tx;
    bool is_doomed; /* a statement failed: only a rollback of the innermost level helps */
    bool is_lost;   /* … and the engine has rolled back all: not even the savepoint is there */
};

enum rc sqlite_open(struct str path, enum db_mode mode, struct db **ret, struct err *err) MUST_CHECK;
enum rc sqlite_open_still(struct str path, struct db **ret, struct err *err) MUST_CHECK;
enum rc postgres_open(struct str url, enum db_mode mode, struct db **ret, struct err *err) MUST_CHECK;

/* Every statement of the program; slots are numbered through both lists, those of the tables first. */
extern const struct sql_statement TABLE_STATEMENTS[], SQL_STATEMENTS[];
extern const size_t TABLE_STATEMENTS_COUNT, SQL_STATEMENTS_COUNT;
static inline size_t statements_count(void) { return TABLE_STATEMENTS_COUNT + SQL_STATEMENTS_COUNT; }

struct migration {
    int version; /* its index in MIGRATIONS; 0 makes the list of migrations itself */
    struct str name, checksum;
    const char *const *sql[2]; /* by enum db_kind; NULL at the end */
};
extern const struct migration MIGRATIONS[];
extern const size_t MIGRATIONS_COUNT;

const struct table_def *table_by_name(struct str name); /* of any class; NULL when there is none */

/* A row that is being filled: cells for at least one more row, in the arena. */
struct cell *db_rows_next(struct arena *a, struct db_rows *rows, size_t *cap);

#endif
