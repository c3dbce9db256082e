/* The part of a connection that does not depend on the engine: which engine, the state of the transaction,
 * what may go in and what must come out, and the fault that tests inject.
 *
 * The engines treat an error inside a transaction differently (SQLite goes on and commits the rest,
 * PostgreSQL refuses all that follows). Here both are doomed: after a failure only a rollback is possible. */
#include "db/db.h"

#include <inttypes.h>

#include "base/utf8.h"
#include "db/engine.h"

static _Thread_local struct {
    int fail_at, calls;
} fault;

int db_fault_arm(int n)
{
    int calls = fault.calls;
    fault.fail_at = n;
    fault.calls = 0;
    return calls;
}

static enum rc fault_check(struct err *err)
{
    fault.calls++;
    if (fault.fail_at > 0 && fault.calls == fault.fail_at)
        return FAIL(err, RC_DB, "db.broken", "injected fault at call %d", fault.calls);
    return RC_OK;
}

enum rc db_open(struct str url, enum db_mode mode, struct db **ret, struct err *err)
{
    if (str_starts(url, STR("sqlite:")) && url.n > 7)
        return sqlite_open(str_sub(url, 7, url.n), mode, ret, err);
    if (str_starts(url, STR("postgres://")) || str_starts(url, STR("postgresql://")))
        return postgres_open(url, mode, ret, err);
    enum rc rc =
        FAIL(err, RC_IO, "db.unknown_url", "neither sqlite: nor postgres:"); /* it may hold a password */
    ERR_HINT(err, "db.unknown_url_hint");
    return rc;
}

enum rc db_open_still(struct str url, struct db **ret, struct err *err)
{
    if (str_starts(url, STR("sqlite:")) && url.n > 7)
        return sqlite_open_still(str_sub(url, 7, url.n), ret, err);
    return db_open(url, DB_READ, ret, err);
}

void db_close(struct db *db)
{
    if (!db)
        return;
    db_rollback(db);
    db->engine->close(db);
}

void db_closep(struct db **db)
{
    db_close(*db);
    *db = NULL;
}

enum db_kind db_kind_of(const struct db *db) { return db->engine->kind; }

/* ---------------------------------------------------------------------------------------- transactions */

static void doom(struct db *db)
{
    if (db->tx == TX_NONE)
        return;
    db->is_doomed = true;
    db->is_lost = db->is_lost || !db->engine->in_transaction(db);
}

static enum rc doomed(struct err *err)
{
    return FAIL(err, RC_DB, "db.broken", "an earlier statement of this transaction failed");
}

enum rc db_begin(struct db *db, struct err *err)
{
    ASSERT(db->tx == TX_NONE);
    enum rc rc = db->engine->revive(db, err);
    if (rc == RC_OK)
        rc = db->engine->exec(db, db->engine->begin[db->mode], err);
    if (rc == RC_OK)
        db->tx = TX_OPEN;
    return rc;
}

enum rc db_commit(struct db *db, struct err *err)
{
    ASSERT(db->tx == TX_OPEN);
    enum rc rc = db->is_doomed ? doomed(err) : fault_check(err);
    if (rc == RC_OK)
        rc = db->engine->exec(db, "COMMIT", err);
    if (rc != RC_OK) {
        db_rollback(db);
        return rc;
    }
    db->tx = TX_NONE;
    return RC_OK;
}

void db_rollback(struct db *db)
{
    /* When the rollback itself fails there is nothing left to roll back: the connection broke. */
    if (db->tx != TX_NONE && db->engine->in_transaction(db))
        (void)!db->engine->exec(db, "ROLLBACK", NULL);
    db->tx = TX_NONE;
    db->is_doomed = db->is_lost = false;
}

enum rc db_savepoint(struct db *db, struct err *err)
{
    ASSERT(db->tx == TX_OPEN);
    enum rc rc = db->is_doomed ? doomed(err) : fault_check(err);
    if (rc == RC_OK)
        rc = db->engine->exec(db, "SAVEPOINT act", err);
    if (rc != RC_OK)
        doom(db);
    else
        db->tx = TX_SAVEPOINT;
    return rc;
}

enum rc db_savepoint_release(struct db *db, struct err *err)
{
    ASSERT(db->tx == TX_SAVEPOINT);
    enum rc rc = db->is_doomed ? doomed(err) : fault_check(err);
    if (rc == RC_OK)
        rc = db->engine->exec(db, "RELEASE SAVEPOINT act", err);
    if (rc != RC_OK)
        db_savepoint_rollback(db);
    else
        db->tx = TX_OPEN;
    return rc;
}

void db_savepoint_rollback(struct db *db)
{
    if (db->tx != TX_SAVEPOINT)
        return;
    db->tx = TX_OPEN;
    db->is_doomed = db->is_lost;
    if (!db->is_lost && (db->engine->exec(db, "ROLLBACK TO SAVEPOINT act", NULL) != RC_OK ||
                         db->engine->exec(db, "RELEASE SAVEPOINT act", NULL) != RC_OK))
        doom(db);
}

/* ------------------------------------------------------------------------------------------ statements */

static void params_check(const struct sql_statement *st, const struct cell *param)
{
    for (size_t i = 0; i < st->params; i++) {
        ASSERT(param[i].type == st->param[i]);
        ASSERT(param[i].type != DB_TEXT || utf8_is_clean(param[i].s, NULL));
    }
}

static enum rc rows_check(const struct sql_statement *st, const struct db_rows *rows, struct err *err)
{
    if (st->gives == SQL_ONE && rows->rows == 0)
        return FAIL(err, RC_NOT_FOUND, "db.not_found", "%s found nothing", st->name);
    if ((st->gives == SQL_ONE || st->gives == SQL_MAYBE) && rows->rows > 1)
        return FAIL(err, RC_DB, "db.broken", "%s gave %zu rows", st->name, rows->rows);
    return RC_OK;
}

enum rc db_run(struct db *db, struct arena *a, const struct sql_statement *st, const struct cell *param,
               struct db_rows *ret, struct err *err)
{
    params_check(st, param);
    enum rc rc = db->is_doomed ? doomed(err) : fault_check(err);
    if (rc == RC_OK && db->tx == TX_NONE)
        rc = db->engine->revive(db, err);
    struct db_rows rows = {.cols = st->cols};
    if (rc == RC_OK)
        rc = db->engine->run(db, a, st, param, &rows, err);
    if (rc == RC_OK)
        rc = rows_check(st, &rows, err);
    if (rc == RC_OK)
        *ret = rows;
    else if (rc != RC_NOT_FOUND)
        doom(db);
    return rc;
}

struct cell *db_rows_next(struct arena *a, struct db_rows *rows, size_t *cap)
{
    if (rows->rows == *cap) {
        size_t more = *cap ? *cap * 2 : 1;
        struct cell *cell = ARENA_ARRAY(a, struct cell, more * rows->cols);
        if (rows->rows)
            memcpy(cell, rows->cell, rows->rows * rows->cols * sizeof *cell);
        rows->cell = cell;
        *cap = more;
    }
    /* Written here alone, const for everybody else. */
    return (struct cell *)(uintptr_t)(rows->cell + rows->rows++ * rows->cols);
}

enum rc db_check_statements(struct db *db, struct err *err)
{
    enum rc rc = RC_OK;
    for (size_t i = 0; i < TABLE_STATEMENTS_COUNT && rc == RC_OK; i++)
        rc = db->engine->check(db, &TABLE_STATEMENTS[i], err);
    for (size_t i = 0; i < SQL_STATEMENTS_COUNT && rc == RC_OK; i++)
        rc = db->engine->check(db, &SQL_STATEMENTS[i], err);
    return rc;
}

/* -------------------------------------------------------------------------------------------- tables */

const struct table_def *table_by_name(struct str name)
{
    for (size_t i = 0; i < TABLES_COUNT; i++)
        if (str_eq(TABLES[i]->name, name))
            return TABLES[i];
    return NULL;
}

const struct table_def *table_by_object(struct str object)
{
    for (size_t i = 0; i < TABLES_COUNT; i++)
        if (TABLES[i]->cls == TABLE_FOLDED && str_eq(TABLES[i]->object, object))
            return TABLES[i];
    return NULL;
}
