/* PostgreSQL 15+ by libpq: prepared statements with binary parameters and results, nothing else; there is no
 * function here that escapes a text.
 *
 * The data base must be UTF8 with collation "C", so that texts have the same order (that of their bytes) as
 * on SQLite. Writers are READ COMMITTED: the rule "at most one" is kept by locking the row that it is about.
 * A connection that broke is opened again when the next transaction begins. */
#include <endian.h>
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>

#include "db/engine.h"

#define PARAMS_MAX 64 /* tools/gen_sql.py refuses more */
#define OID_BYTEA 17
#define OID_INT8 20
#define OID_INT4 23
#define OID_TEXT 25

struct postgres_db {
    struct db db;
    PGconn *conn;
    bool *prepared; /* by slot */
    bool is_set_up; /* a connection that is not may be neither read-only nor durable */
};

static void result_clear(PGresult **r) { PQclear(*r); }

static struct postgres_db *postgres_of(struct db *db) { return (struct postgres_db *)db; }

/* ------------------------------------------------------------------------------------------------ errors */

static const struct {
    const char *state; /* SQLSTATE, or the start of it */
    enum rc rc;
    const char *text;
} STATES[] = {
    {"40001", RC_BUSY, "db.busy"},          {"40P01", RC_BUSY, "db.busy"},
    {"55P03", RC_BUSY, "db.busy"},          {"23505", RC_CONFLICT, "db.exists_already"},
    {"53100", RC_DB, "db.disk_full"},       {"57014", RC_DB, "db.too_slow"},
    {"XX001", RC_DB, "db.damaged"},         {"XX002", RC_DB, "db.damaged"},
    {"57P0", RC_BUSY, "db.no_connection"},  {"08", RC_BUSY, "db.no_connection"},
    {"53300", RC_BUSY, "db.no_connection"},
};

/* An error without a state is not the server's answer but libpq's word that none came, which it may give
 * before the connection counts as broken. */
static bool is_line_gone(const struct postgres_db *c, const PGresult *r)
{
    return PQstatus(c->conn) != CONNECTION_OK || !PQresultErrorField(r, PG_DIAG_SQLSTATE);
}

/* The primary message alone goes to the log: the detail of an error shows values. */
static enum rc postgres_fail(struct postgres_db *c, const PGresult *r, const char *what, struct err *err)
{
    const char *state = r ? PQresultErrorField(r, PG_DIAG_SQLSTATE) : NULL;
    const char *message = r ? PQresultErrorField(r, PG_DIAG_MESSAGE_PRIMARY) : NULL;
    for (size_t i = 0; state && i < COUNT_OF(STATES); i++)
        if (str_starts(str_c(state), str_c(STATES[i].state)))
            return err_set(err, STATES[i].rc, STATES[i].text, __FILE__, __LINE__, "%s: %s (%s)", what,
                           message ? message : "", state);
    if (is_line_gone(c, r))
        return FAIL(err, RC_BUSY, "db.no_connection", "%s: connection lost", what);
    return FAIL(err, RC_DB, "db.broken", "%s: %s (%s)", what, message ? message : "", state ? state : "");
}

static enum rc postgres_exec(struct db *db, const char *sql, struct err *err)
{
    struct postgres_db *c = postgres_of(db);
    CLEANUP(result_clear) PGresult *r = PQexec(c->conn, sql);
    ExecStatusType status = PQresultStatus(r);
    if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK)
        return RC_OK;
    if (strcmp(sql, "COMMIT") == 0 && is_line_gone(c, r))
        return FAIL(err, RC_DB, "db.commit_unknown", "connection lost while committing");
    return postgres_fail(c, r, sql, err);
}

/* -------------------------------------------------------------------------------------------- statements */

static Oid oid_of(enum db_type type)
{
    return type == DB_INT ? OID_INT8 : type == DB_TEXT ? OID_TEXT : OID_BYTEA;
}

static enum rc columns_check(const PGresult *r, const struct sql_statement *st, struct err *err)
{
    if ((size_t)PQnfields(r) != st->cols)
        return FAIL(err, RC_DB, "db.broken", "%s: %d columns, its head has %zu", st->name, PQnfields(r),
                    st->cols);
    for (size_t i = 0; i < st->cols; i++) {
        Oid oid = PQftype(r, (int)i);
        if (oid != oid_of(st->col[i]) && !(oid == OID_INT4 && st->col[i] == DB_INT))
            return FAIL(err, RC_DB, "db.broken", "%s: column %s has type oid %u", st->name, st->col_name[i],
                        oid);
        if (strcmp(PQfname(r, (int)i), st->col_name[i]) != 0)
            return FAIL(err, RC_DB, "db.broken", "%s: column %zu is %s, its head says %s", st->name, i + 1,
                        PQfname(r, (int)i), st->col_name[i]);
    }
    return RC_OK;
}

/* An uncached statement has the empty name, which each use replaces. */
static void name_of(const struct sql_statement *st, char out[24])
{
    out[0] = 0;
    if (st->slot != SQL_UNCACHED)
        (void)snprintf(out, 24, "s%zu", st->slot);
}

static enum rc prepare(struct postgres_db *c, const struct sql_statement *st, struct err *err)
{
    bool is_cached = st->slot != SQL_UNCACHED;
    if (is_cached && c->prepared[st->slot])
        return RC_OK;
    char name[24];
    name_of(st, name);
    Oid oids[PARAMS_MAX];
    ASSERT(st->params <= PARAMS_MAX);
    for (size_t i = 0; i < st->params; i++)
        oids[i] = oid_of(st->param[i]);
    CLEANUP(result_clear) PGresult *made = PQprepare(c->conn, name, st->postgres, (int)st->params, oids);
    if (PQresultStatus(made) != PGRES_COMMAND_OK)
        return postgres_fail(c, made, st->name, err);
    if (is_cached)
        c->prepared[st->slot] = true;
    CLEANUP(result_clear) PGresult *shape = PQdescribePrepared(c->conn, name);
    if (PQresultStatus(shape) != PGRES_COMMAND_OK)
        return postgres_fail(c, shape, st->name, err);
    return columns_check(shape, st, err);
}

static enum rc read_cell(const PGresult *r, int row, int at, struct arena *a, const struct sql_statement *st,
                         struct cell *ret, struct err *err)
{
    *ret = (struct cell){.type = st->col[at]};
    if (PQgetisnull(r, row, at))
        return RC_OK;
    const char *bytes = PQgetvalue(r, row, at);
    size_t n = (size_t)PQgetlength(r, row, at);
    if (ret->type != DB_INT) {
        ret->s = n ? arena_str(a, str_of(bytes, n)) : (struct str){0};
        return RC_OK;
    }
    if (n == 8) {
        uint64_t v;
        memcpy(&v, bytes, sizeof v);
        ret->i = (int64_t)be64toh(v);
        return RC_OK;
    }
    if (n == 4) {
        uint32_t v;
        memcpy(&v, bytes, sizeof v);
        ret->i = (int32_t)be32toh(v);
        return RC_OK;
    }
    return FAIL(err, RC_DB, "db.broken", "%s: column %s has %zu bytes", st->name, st->col_name[at], n);
}

static enum rc read_all(const PGresult *r, struct arena *a, const struct sql_statement *st,
                        struct db_rows *ret, struct err *err)
{
    ret->rows = (size_t)PQntuples(r);
    struct cell *cell = ARENA_ARRAY(a, struct cell, ret->rows * ret->cols);
    for (size_t row = 0; row < ret->rows; row++)
        for (size_t at = 0; at < ret->cols; at++) {
            enum rc rc = read_cell(r, (int)row, (int)at, a, st, &cell[row * ret->cols + at], err);
            if (rc != RC_OK)
                return rc;
        }
    ret->cell = cell;
    return RC_OK;
}

static int64_t changed_of(PGresult *r)
{
    int64_t n = 0;
    if (!str_starts(str_c(PQcmdStatus(r)), STR("SELECT")))
        (void)!str_to_i64(str_c(PQcmdTuples(r)), &n); /* "" for what changes no rows */
    return n;
}

static enum rc postgres_run(struct db *db, struct arena *a, const struct sql_statement *st,
                            const struct cell *param, struct db_rows *ret, struct err *err)
{
    struct postgres_db *c = postgres_of(db);
    enum rc rc = prepare(c, st, err);
    if (rc != RC_OK)
        return rc;
    const char *value[PARAMS_MAX];
    int length[PARAMS_MAX], format[PARAMS_MAX];
    uint64_t number[PARAMS_MAX];
    for (size_t i = 0; i < st->params; i++) {
        bool is_int = param[i].type == DB_INT;
        ASSERT(is_int || param[i].s.n <= INT32_MAX);
        number[i] = htobe64((uint64_t)param[i].i);
        value[i] = is_int ? (const char *)&number[i] : param[i].s.n ? param[i].s.p : NULL;
        length[i] = is_int ? 8 : (int)param[i].s.n;
        format[i] = 1;
    }
    char name[24];
    name_of(st, name);
    CLEANUP(result_clear)
    PGresult *r = PQexecPrepared(c->conn, name, (int)st->params, value, length, format, 1);
    ExecStatusType status = PQresultStatus(r);
    if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK)
        return postgres_fail(c, r, st->name, err);
    ret->changed = changed_of(r);
    return read_all(r, a, st, ret, err);
}

static enum rc postgres_check(struct db *db, const struct sql_statement *st, struct err *err)
{
    return prepare(postgres_of(db), st, err);
}

static bool postgres_in_transaction(const struct db *db)
{
    PGTransactionStatusType status = PQtransactionStatus(((const struct postgres_db *)db)->conn);
    return status == PQTRANS_INTRANS || status == PQTRANS_INERROR;
}

/* ------------------------------------------------------------------------------------------ connections */

static void be_silent(void *ctx, const char *message) { (void)ctx, (void)message; }

static enum rc wrong_base(const char *text, const char *is, struct err *err)
{
    enum rc rc = err_set(err, RC_IO, text, __FILE__, __LINE__, "%s: %s", text, is);
    ERR_HINT(err, "db.wrong_base_hint");
    (void)err_arg(err, 0, str_c(is));
    return rc;
}

static enum rc base_check(struct postgres_db *c, struct err *err)
{
    static const char *const ask =
        "SELECT current_setting('server_version_num')::int >= 150000, current_setting('server_version'),"
        " pg_encoding_to_char(encoding), datcollate, datlocprovider = 'c' AND datcollate IN ('C', 'POSIX')"
        " FROM pg_database WHERE datname = current_database()";
    CLEANUP(result_clear) PGresult *r = PQexec(c->conn, ask);
    /* A server before 15 does not know datlocprovider. */
    if (PQresultStatus(r) != PGRES_TUPLES_OK && PQserverVersion(c->conn) >= 150000)
        return postgres_fail(c, r, "base_check", err);
    if (PQserverVersion(c->conn) < 150000)
        return wrong_base("db.old_postgres", PQparameterStatus(c->conn, "server_version"), err);
    if (strcmp(PQgetvalue(r, 0, 2), "UTF8") != 0)
        return wrong_base("db.wrong_encoding", PQgetvalue(r, 0, 2), err);
    if (strcmp(PQgetvalue(r, 0, 4), "t") != 0)
        return wrong_base("db.wrong_collation", PQgetvalue(r, 0, 3), err);
    return RC_OK;
}

static enum rc set_up(struct postgres_db *c, struct err *err)
{
    static const char *const common[] = {
        "SET client_min_messages = warning",
        "SET lock_timeout = '10s'",
        "SET statement_timeout = '30s'",
        "SET idle_in_transaction_session_timeout = '60s'",
        "SET jit = off",
        NULL,
    };
    static const char *const by_mode[] = {
        [DB_READ] = "SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY",
        [DB_WRITE] = "SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL READ COMMITTED, READ WRITE",
    };
    /* An acknowledged entry is on disk, whatever the server's default; stricter settings stay. */
    static const char *const durable = "SELECT set_config('synchronous_commit', 'on', false)"
                                       " WHERE current_setting('synchronous_commit') = 'off'";
    c->is_set_up = false;
    (void)PQsetNoticeProcessor(c->conn, be_silent, NULL);
    if (PQsetClientEncoding(c->conn, "UTF8") != 0)
        return FAIL(err, RC_IO, "db.broken", "client encoding: %s", PQerrorMessage(c->conn));
    enum rc rc = base_check(c, err);
    for (const char *const *p = common; *p && rc == RC_OK; p++)
        rc = postgres_exec(&c->db, *p, err);
    if (rc == RC_OK)
        rc = postgres_exec(&c->db, by_mode[c->db.mode], err);
    if (rc == RC_OK)
        rc = postgres_exec(&c->db, durable, err);
    c->is_set_up = rc == RC_OK;
    return rc;
}

/* A server that went away is noticed by reading: its last words first, then the end. */
static enum rc postgres_revive(struct db *db, struct err *err)
{
    struct postgres_db *c = postgres_of(db);
    if (c->is_set_up && PQstatus(c->conn) == CONNECTION_OK && PQconsumeInput(c->conn) &&
        PQconsumeInput(c->conn) && PQstatus(c->conn) == CONNECTION_OK)
        return RC_OK;
    PQreset(c->conn);
    memset(c->prepared, 0, statements_count() * sizeof *c->prepared);
    if (PQstatus(c->conn) != CONNECTION_OK)
        return FAIL(err, RC_BUSY, "db.no_connection", "%s", PQerrorMessage(c->conn));
    return set_up(c, err);
}

static void postgres_close(struct db *db)
{
    struct postgres_db *c = postgres_of(db);
    PQfinish(c->conn);
    free(c->prepared);
    free(c);
}

static const struct engine POSTGRES = {
    .kind = DB_POSTGRES,
    .begin = {[DB_READ] = "BEGIN", [DB_WRITE] = "BEGIN"},
    .exec = postgres_exec,
    .run = postgres_run,
    .check = postgres_check,
    .in_transaction = postgres_in_transaction,
    .revive = postgres_revive,
    .close = postgres_close,
};

static enum rc connect_to(struct postgres_db *c, const char *url, struct err *err)
{
    /* What stands before the URL is a default, which the URL may replace. */
    static const char *const key[] = {"connect_timeout", "fallback_application_name", "dbname", NULL};
    const char *const value[] = {"10", "kaocheng", url, NULL};
    c->conn = PQconnectdbParams(key, value, 1);
    if (PQstatus(c->conn) == CONNECTION_OK)
        return set_up(c, err);
    struct str reason = str_trim(str_c(PQerrorMessage(c->conn))); /* libpq leaves the password out */
    (void)FAIL(err, RC_IO, "db.cannot_connect", "%.*s", STR_ARG(reason));
    ERR_HINT(err, "db.cannot_connect_hint");
    (void)err_arg(err, 0, reason);
    return RC_IO;
}

enum rc postgres_open(struct str url, enum db_mode mode, struct db **ret, struct err *err)
{
    CLEANUP(arena_freep) struct arena *a = arena_new(0);
    struct postgres_db *c = calloc(1, sizeof *c);
    bool *prepared = calloc(statements_count(), sizeof *prepared);
    ASSERT(a && c && prepared);
    c->db = (struct db){.engine = &POSTGRES, .mode = mode};
    c->prepared = prepared;
    enum rc rc = connect_to(c, arena_str(a, url).p, err);
    if (rc != RC_OK) {
        postgres_close(&c->db);
        return rc;
    }
    *ret = &c->db;
    return RC_OK;
}
