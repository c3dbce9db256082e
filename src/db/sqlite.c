/* SQLite: WAL with synchronous=FULL, one connection per thread without a mutex of its own.
 *
 * Values are bound by name, because SQLite numbers "$2 … $1" by first appearance. The authorizer keeps the
 * frozen tables; it is asked when a statement is prepared, so it costs nothing afterwards. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"
#include "db/engine.h"

#define BUSY_TIMEOUT_MS 10000

struct sqlite_db {
    struct db db;
    sqlite3 *conn;
    sqlite3_stmt **prepared; /* by slot */
};

static struct sqlite_db *sqlite_of(struct db *db) { return (struct sqlite_db *)db; }

/* `what` is for the log: the statement's name or its text. */
static enum rc sqlite_fail(sqlite3 *conn, const char *what, struct err *err)
{
    int code = sqlite3_extended_errcode(conn);
    const char *message = sqlite3_errmsg(conn);
    switch (code & 0xFF) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return FAIL(err, RC_BUSY, "db.busy", "%s: %s (%d)", what, message, code);
    case SQLITE_CONSTRAINT:
        if (code == SQLITE_CONSTRAINT_PRIMARYKEY || code == SQLITE_CONSTRAINT_UNIQUE ||
            code == SQLITE_CONSTRAINT_ROWID)
            return FAIL(err, RC_CONFLICT, "db.exists_already", "%s: %s", what, message);
        break;
    case SQLITE_FULL:
        return FAIL(err, RC_DB, "db.disk_full", "%s: %s", what, message);
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return FAIL(err, RC_DB, "db.damaged", "%s: %s (%d)", what, message, code);
    default:
        break;
    }
    return FAIL(err, RC_DB, "db.broken", "%s: %s (%d)", what, message, code);
}

static int sqlite_authorize(void *ctx, int action, const char *table, const char *column, const char *schema,
                            const char *inner)
{
    (void)ctx, (void)column, (void)schema, (void)inner;
    if (action != SQLITE_UPDATE && action != SQLITE_DELETE && action != SQLITE_DROP_TABLE)
        return SQLITE_OK;
    const struct table_def *t = table_by_name(str_c(table));
    return t && t->is_frozen ? SQLITE_DENY : SQLITE_OK;
}

static enum rc sqlite_exec(struct db *db, const char *sql, struct err *err)
{
    sqlite3 *conn = sqlite_of(db)->conn;
    return sqlite3_exec(conn, sql, NULL, NULL, NULL) == SQLITE_OK ? RC_OK : sqlite_fail(conn, sql, err);
}

static enum rc columns_check(sqlite3_stmt *s, const struct sql_statement *st, struct err *err)
{
    if ((size_t)sqlite3_column_count(s) != st->cols)
        return FAIL(err, RC_DB, "db.broken", "%s: %d columns, its head has %zu", st->name,
                    sqlite3_column_count(s), st->cols);
    for (size_t i = 0; i < st->cols; i++)
        if (strcmp(sqlite3_column_name(s, (int)i), st->col_name[i]) != 0)
            return FAIL(err, RC_DB, "db.broken", "%s: column %zu is %s, its head says %s", st->name, i + 1,
                        sqlite3_column_name(s, (int)i), st->col_name[i]);
    return RC_OK;
}

static enum rc prepare(struct sqlite_db *c, const struct sql_statement *st, sqlite3_stmt **ret,
                       struct err *err)
{
    bool is_cached = st->slot != SQL_UNCACHED;
    if (is_cached && c->prepared[st->slot]) {
        *ret = c->prepared[st->slot];
        return RC_OK;
    }
    sqlite3_stmt *s = NULL;
    unsigned flags = is_cached ? SQLITE_PREPARE_PERSISTENT : 0;
    if (sqlite3_prepare_v3(c->conn, st->sqlite, -1, flags, &s, NULL) != SQLITE_OK)
        return sqlite_fail(c->conn, st->name, err);
    enum rc rc = columns_check(s, st, err);
    if (rc != RC_OK) {
        (void)sqlite3_finalize(s);
        return rc;
    }
    if (is_cached)
        c->prepared[st->slot] = s;
    *ret = s;
    return RC_OK;
}

/* Values stay where they are until the statement is reset, in the same call of run. */
static bool bind(sqlite3_stmt *s, const struct sql_statement *st, const struct cell *param)
{
    for (size_t i = 0; i < st->params; i++) {
        char name[24];
        (void)snprintf(name, sizeof name, "$%zu", i + 1);
        int at = sqlite3_bind_parameter_index(s, name);
        const struct cell *v = &param[i];
        int rc = v->type == DB_INT    ? sqlite3_bind_int64(s, at, v->i)
                 : v->s.n == 0        ? sqlite3_bind_null(s, at)
                 : v->type == DB_TEXT ? sqlite3_bind_text64(s, at, v->s.p, v->s.n, SQLITE_STATIC, SQLITE_UTF8)
                                      : sqlite3_bind_blob64(s, at, v->s.p, v->s.n, SQLITE_STATIC);
        if (rc != SQLITE_OK)
            return false;
    }
    return true;
}

static enum rc read_cell(sqlite3_stmt *s, int at, struct arena *a, const struct sql_statement *st,
                         struct cell *ret, struct err *err)
{
    static const int expected[] = {
        [DB_INT] = SQLITE_INTEGER, [DB_TEXT] = SQLITE_TEXT, [DB_BLOB] = SQLITE_BLOB};
    *ret = (struct cell){.type = st->col[at]};
    int type = sqlite3_column_type(s, at);
    if (type == SQLITE_NULL)
        return RC_OK;
    if (type != expected[ret->type])
        return FAIL(err, RC_DB, "db.broken", "%s: column %s has type %d", st->name, st->col_name[at], type);
    if (ret->type == DB_INT) {
        ret->i = sqlite3_column_int64(s, at);
        return RC_OK;
    }
    const void *bytes =
        ret->type == DB_TEXT ? (const void *)sqlite3_column_text(s, at) : sqlite3_column_blob(s, at);
    size_t n = (size_t)sqlite3_column_bytes(s, at);
    if (n > 0 && !bytes)
        return FAIL(err, RC_DB, "db.broken", "%s: no memory for a value", st->name);
    ret->s = n ? arena_str(a, str_of(bytes, n)) : (struct str){0};
    return RC_OK;
}

static enum rc step_all(sqlite3 *conn, sqlite3_stmt *s, struct arena *a, const struct sql_statement *st,
                        struct db_rows *ret, struct err *err)
{
    size_t cap = 0;
    int step;
    while ((step = sqlite3_step(s)) == SQLITE_ROW) {
        if (st->cols == 0)
            continue;
        struct cell *row = db_rows_next(a, ret, &cap);
        for (size_t i = 0; i < st->cols; i++) {
            enum rc rc = read_cell(s, (int)i, a, st, &row[i], err);
            if (rc != RC_OK)
                return rc;
        }
    }
    if (step != SQLITE_DONE)
        return sqlite_fail(conn, st->name, err);
    ret->changed = sqlite3_stmt_readonly(s) ? 0 : sqlite3_changes64(conn);
    return RC_OK;
}

static enum rc sqlite_run(struct db *db, struct arena *a, const struct sql_statement *st,
                          const struct cell *param, struct db_rows *ret, struct err *err)
{
    struct sqlite_db *c = sqlite_of(db);
    sqlite3_stmt *s = NULL;
    enum rc rc = prepare(c, st, &s, err);
    if (rc != RC_OK)
        return rc;
    if (bind(s, st, param))
        rc = step_all(c->conn, s, a, st, ret, err);
    else
        rc = sqlite_fail(c->conn, st->name, err);
    (void)sqlite3_reset(s); /* repeats the error that step has reported */
    (void)sqlite3_clear_bindings(s);
    if (st->slot == SQL_UNCACHED)
        (void)sqlite3_finalize(s);
    return rc;
}

static enum rc sqlite_check(struct db *db, const struct sql_statement *st, struct err *err)
{
    sqlite3_stmt *s;
    return prepare(sqlite_of(db), st, &s, err);
}

static bool sqlite_in_transaction(const struct db *db)
{
    return !sqlite3_get_autocommit(((const struct sqlite_db *)db)->conn);
}

static enum rc sqlite_revive(struct db *db, struct err *err)
{
    (void)db, (void)err; /* a file does not hang up */
    return RC_OK;
}

static void sqlite_close(struct db *db)
{
    struct sqlite_db *c = sqlite_of(db);
    for (size_t i = 0; c->prepared && i < statements_count(); i++)
        (void)sqlite3_finalize(c->prepared[i]);
    free(c->prepared);
    (void)sqlite3_close(c->conn);
    free(c);
}

static const struct engine SQLITE = {
    .kind = DB_SQLITE,
    .begin = {[DB_READ] = "BEGIN", [DB_WRITE] = "BEGIN IMMEDIATE"},
    .exec = sqlite_exec,
    .run = sqlite_run,
    .check = sqlite_check,
    .in_transaction = sqlite_in_transaction,
    .revive = sqlite_revive,
    .close = sqlite_close,
};

static enum rc set_up(struct sqlite_db *c, struct err *err)
{
    static const char *const both[] = {
        "PRAGMA synchronous = FULL",
        "PRAGMA foreign_keys = ON",
        "PRAGMA secure_delete = ON", /* an erased key leaves no trace in the file */
        "PRAGMA temp_store = MEMORY",
        "PRAGMA trusted_schema = OFF",
        "PRAGMA case_sensitive_like = ON", /* as PostgreSQL has it */
        NULL,
    };
    static const char *const write[] = {"PRAGMA journal_mode = WAL", "PRAGMA journal_size_limit = 67108864",
                                        NULL};
    static const char *const read[] = {"PRAGMA mmap_size = 268435456", "PRAGMA query_only = ON", NULL};
    (void)sqlite3_extended_result_codes(c->conn, 1);
    (void)sqlite3_busy_timeout(c->conn, BUSY_TIMEOUT_MS);
    (void)sqlite3_db_config(c->conn, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    (void)sqlite3_db_config(c->conn, SQLITE_DBCONFIG_DQS_DDL, 0, NULL); /* "x" is a name, never a text */
    (void)sqlite3_db_config(c->conn, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
    enum rc rc = RC_OK;
    for (const char *const *p = both; *p && rc == RC_OK; p++)
        rc = sqlite_exec(&c->db, *p, err);
    for (const char *const *p = c->db.mode == DB_WRITE ? write : read; *p && rc == RC_OK; p++)
        rc = sqlite_exec(&c->db, *p, err);
    (void)sqlite3_set_authorizer(c->conn, sqlite_authorize, NULL);
    return rc;
}

static enum rc cannot_open(struct str path, const char *reason, struct err *err)
{
    enum rc rc = FAIL(err, RC_IO, "db.cannot_open_file", "%.*s: %s", STR_ARG(path), reason);
    ERR_HINT(err, "db.cannot_open_file_hint");
    (void)err_arg(err, 0, path);
    (void)err_arg(err, 1, str_c(reason));
    return rc;
}

/* A new file is for its owner alone, whatever the umask; its -wal and -shm take the same mode. One that is
 * there is not opened here: closing it would drop every lock that this process holds on it (POSIX), and the
 * next program to close the data base would remove the log into which our other connections write. */
static bool file_is_there(const char *path, enum db_mode mode)
{
    if (strcmp(path, ":memory:") == 0)
        return true;
    int fd = mode == DB_WRITE ? open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600) : -1;
    if (fd >= 0)
        return close(fd) == 0;
    return faccessat(AT_FDCWD, path, mode == DB_WRITE ? R_OK | W_OK : R_OK, AT_EACCESS) == 0;
}

/* `name` is a path, or with SQLITE_OPEN_URI an address. */
static enum rc connect_to(struct str path, const char *name, int flags, enum db_mode mode, struct db **ret,
                          struct err *err)
{
    struct sqlite_db *c = calloc(1, sizeof *c);
    sqlite3_stmt **prepared = calloc(statements_count(), sizeof *prepared);
    ASSERT(c && prepared);
    c->db = (struct db){.engine = &SQLITE, .mode = mode};
    c->prepared = prepared;
    enum rc rc = RC_OK;
    if (sqlite3_open_v2(name, &c->conn, flags | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK)
        rc = cannot_open(path, c->conn ? sqlite3_errmsg(c->conn) : "no memory", err);
    else if (set_up(c, err) != RC_OK)
        rc = cannot_open(path, sqlite3_errmsg(c->conn), err);
    if (rc != RC_OK) {
        sqlite_close(&c->db);
        return rc;
    }
    *ret = &c->db;
    return RC_OK;
}

enum rc sqlite_open(struct str path, enum db_mode mode, struct db **ret, struct err *err)
{
    char name[PATH_MAX];
    if (path.n >= sizeof name || memchr(path.p, 0, path.n))
        return cannot_open(str_sub(path, 0, 100), "name too long", err);
    memcpy(name, path.p, path.n);
    name[path.n] = 0;
    if (!file_is_there(name, mode))
        return cannot_open(path, strerror(errno), err);
    return connect_to(path, name, SQLITE_OPEN_READWRITE, mode, ret, err);
}

/* Beside a log, that of a running program or of one that was broken off, the log must be read, and is kept
 * when we close. Without one nobody is at work, and the file alone is the data base; opened in the ordinary
 * way it would get an empty log. */
enum rc sqlite_open_still(struct str path, struct db **ret, struct err *err)
{
    CLEANUP(buf_release) struct buf wal = {0};
    CLEANUP(buf_release) struct buf uri = {0};
    buf_put(&wal, path);
    buf_put(&wal, STR("-wal"));
    buf_putc(&wal, 0);
    buf_put(&uri, STR("file:"));
    for (size_t i = 0; i < path.n; i++) {
        if (strchr("?#%", path.p[i]))
            buf_printf(&uri, "%%%02X", (unsigned)(unsigned char)path.p[i]);
        else
            buf_putc(&uri, path.p[i]);
    }
    buf_put(&uri, STR("?immutable=1"));
    buf_putc(&uri, 0);
    if (path.n >= PATH_MAX || memchr(path.p, 0, path.n) || wal.failed || uri.failed)
        return cannot_open(str_sub(path, 0, 100), "name too long", err);
    if (access(wal.p, F_OK) != 0)
        return connect_to(path, uri.p, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, DB_READ, ret, err);
    struct db *db;
    enum rc rc = sqlite_open(path, DB_READ, &db, err);
    if (rc != RC_OK)
        return rc;
    (void)sqlite3_db_config(sqlite_of(db)->conn, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    *ret = db;
    return RC_OK;
}
