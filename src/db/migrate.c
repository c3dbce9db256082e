/* Migrations: forward only, each in one transaction behind the lock row of schema_migration, so that of two
 * programs that start at once the second finds the work done. What has run is remembered with the checksum of
 * its file: an edited one is refused, because nobody can say any more which text the data base has. */
#include "db/engine.h"
#include "gen/sql.h"

static int newest(void) { return (int)MIGRATIONS_COUNT - 1; }

static enum rc version_check(const struct sql_schema_list_row *row, struct err *err)
{
    if (row->version > newest()) {
        enum rc rc = FAIL(err, RC_CONFLICT, "db.newer_than_program", "migration %.*s", STR_ARG(row->name));
        ERR_HINT(err, "db.newer_than_program_hint");
        return rc;
    }
    const struct migration *m = &MIGRATIONS[row->version];
    if (!str_eq(row->checksum, m->checksum) || !str_eq(row->name, m->name)) {
        (void)FAIL(err, RC_CONFLICT, "db.migration_changed", "data base %.*s %.*s, program %.*s %.*s",
                   STR_ARG(row->name), STR_ARG(row->checksum), STR_ARG(m->name), STR_ARG(m->checksum));
        ERR_HINT(err, "db.migration_changed_hint");
        (void)err_arg(err, 0, row->name);
        return RC_CONFLICT;
    }
    return RC_OK;
}

static enum rc version_read(struct db *db, struct arena *a, int *ret, struct err *err)
{
    struct sql_schema_list_rows list;
    enum rc rc = sql_schema_list(db, a, &list, err);
    if (rc != RC_OK)
        return rc;
    for (size_t i = 0; i < list.n; i++) {
        rc = version_check(&list.row[i], err);
        if (rc != RC_OK)
            return rc;
        if (list.row[i].version != (int64_t)i + 1)
            return FAIL(err, RC_DB, "db.broken", "migration %zu is missing", i + 1);
    }
    *ret = (int)list.n;
    return RC_OK;
}

static enum rc list_exists(struct db *db, struct arena *a, bool *ret, struct err *err)
{
    struct sql_schema_exists_row row;
    enum rc rc = sql_schema_exists(db, a, &row, err);
    if (rc == RC_OK)
        *ret = row.tables > 0;
    return rc;
}

enum rc db_version(struct db *db, int *ret_have, int *ret_newest, struct err *err)
{
    CLEANUP(arena_freep) struct arena *a = arena_new(0);
    ASSERT(a);
    bool exists = false;
    int have = 0;
    enum rc rc = list_exists(db, a, &exists, err);
    if (rc == RC_OK && exists)
        rc = version_read(db, a, &have, err);
    if (rc != RC_OK)
        return rc;
    *ret_have = have;
    *ret_newest = newest();
    return RC_OK;
}

static enum rc statements_run(struct db *db, const struct migration *m, struct err *err)
{
    enum rc rc = RC_OK;
    for (const char *const *sql = m->sql[db_kind_of(db)]; *sql && rc == RC_OK; sql++)
        rc = db->engine->exec(db, *sql, err);
    return rc;
}

/* With the row that programs lock, whole or not at all. */
static enum rc list_make_once(struct db *db, struct err *err)
{
    enum rc rc = db_begin(db, err);
    if (rc == RC_OK)
        rc = statements_run(db, &MIGRATIONS[0], err);
    if (rc == RC_OK)
        return db_commit(db, err);
    db_rollback(db);
    return rc;
}

/* Makes the list of migrations. Two programs may try at once; one of them can lose, and then it is there. */
static enum rc list_make(struct db *db, struct arena *a, struct err *err)
{
    bool exists = false;
    struct sql_schema_lock_exists_row lock = {0};
    enum rc rc = list_exists(db, a, &exists, err);
    if (rc == RC_OK && exists)
        rc = sql_schema_lock_exists(db, a, &lock, err);
    if (rc != RC_OK || lock.rows > 0)
        return rc;
    return list_make_once(db, err) == RC_OK ? RC_OK : list_make_once(db, err);
}

/* The inside of one transaction. */
static enum rc migrate_locked(struct db *db, struct arena *a, const struct migration *m, int64_t now_ms,
                              struct err *err)
{
    struct sql_schema_lock_row lock;
    int have = 0;
    enum rc rc = RC_OK;
    if (db_kind_of(db) == DB_POSTGRES) /* a migration may take its time */
        rc = db->engine->exec(db, "SET LOCAL statement_timeout = 0", err);
    if (rc == RC_OK)
        rc = sql_schema_lock(db, a, &lock, err);
    if (rc == RC_OK)
        rc = version_read(db, a, &have, err);
    if (rc != RC_OK || have >= m->version)
        return rc;
    rc = statements_run(db, m, err);
    if (rc == RC_OK)
        rc = sql_schema_add(db, a, m->version, m->name, m->checksum, now_ms, err);
    return rc;
}

static enum rc migrate_one(struct db *db, struct arena *a, const struct migration *m, int64_t now_ms,
                           struct err *err)
{
    enum rc rc = db_begin(db, err);
    if (rc != RC_OK)
        return rc;
    rc = migrate_locked(db, a, m, now_ms, err);
    if (rc == RC_OK)
        return db_commit(db, err);
    db_rollback(db);
    return rc;
}

enum rc db_migrate(struct db *db, int64_t now_ms, int *ret_from, int *ret_to, struct err *err)
{
    int have = 0, to = 0;
    enum rc rc = db_version(db, &have, &to, err);
    CLEANUP(arena_freep) struct arena *a = arena_new(0);
    ASSERT(a);
    if (rc == RC_OK && have < to)
        rc = list_make(db, a, err);
    for (int v = have + 1; v <= to && rc == RC_OK; v++)
        rc = migrate_one(db, a, &MIGRATIONS[v], now_ms, err);
    if (rc != RC_OK)
        return rc;
    *ret_from = have;
    *ret_to = to;
    return RC_OK;
}
