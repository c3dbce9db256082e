#include "fresh.h"

#include <stdarg.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

static const char *pg_url(void) { return getenv("KC_PG_URL"); }

bool fresh_has(enum db_kind kind) { return kind == DB_SQLITE || pg_url(); }

enum rc raw(struct db *db, struct arena *a, const char *sql, struct err *err)
{
    struct sql_statement st = {
        .name = sql, .sqlite = sql, .postgres = sql, .gives = SQL_NONE, .slot = SQL_UNCACHED};
    struct db_rows rows;
    return db_run(db, a, &st, NULL, &rows, err);
}

int64_t raw_number(struct db *db, struct arena *a, const char *sql)
{
    static const enum db_type type = DB_INT;
    static const char *const name = "n";
    struct sql_statement st = {.name = sql,
                               .sqlite = sql,
                               .postgres = sql,
                               .gives = SQL_ONE,
                               .col = &type,
                               .col_name = &name,
                               .cols = 1,
                               .slot = SQL_UNCACHED};
    struct db_rows rows;
    struct err err = {0};
    if (db_run(db, a, &st, NULL, &rows, &err) != RC_OK)
        fail_msg("%s: %s", sql, err.detail);
    return rows.cell[0].i;
}

static struct db *open_url(struct str url, enum db_mode mode)
{
    struct db *db = NULL;
    struct err err = {0};
    if (db_open(url, mode, &db, &err) != RC_OK)
        fail_msg("%s", err.detail);
    return db;
}

static void admin(struct fresh *f, const char *sql)
{
    CLEANUP(db_closep) struct db *db = open_url(str_c(pg_url()), DB_WRITE);
    struct err err = {0};
    if (raw(db, f->arena, sql, &err) != RC_OK)
        fail_msg("%s: %s", sql, err.detail);
}

struct fresh fresh_new(enum db_kind kind)
{
    static int count;
    struct fresh f = {.kind = kind, .arena = arena_new(0)};
    assert_non_null(f.arena);
    if (kind == DB_SQLITE) {
        (void)snprintf(f.dir, sizeof f.dir, "/tmp/kc-db.XXXXXX");
        assert_non_null(mkdtemp(f.dir));
        f.url = arena_printf(f.arena, "sqlite:%s/kc.db", f.dir);
        return f;
    }
    (void)snprintf(f.schema, sizeof f.schema, "test_%d_%d", (int)getpid(), count++);
    admin(&f, arena_printf(f.arena, "CREATE SCHEMA %s", f.schema).p);
    f.url = arena_printf(f.arena, "%s%coptions=-csearch_path%%3D%s", pg_url(),
                         strchr(pg_url(), '?') ? '&' : '?', f.schema);
    return f;
}

void fresh_free(struct fresh *f)
{
    if (f->kind == DB_SQLITE) {
        static const char *const part[] = {"", "-wal", "-shm"};
        for (size_t i = 0; i < COUNT_OF(part); i++)
            (void)unlink(arena_printf(f->arena, "%s/kc.db%s", f->dir, part[i]).p);
        (void)rmdir(f->dir);
    } else {
        admin(f, arena_printf(f->arena, "DROP SCHEMA %s CASCADE", f->schema).p);
    }
    arena_free(f->arena);
}

struct db *fresh_open(const struct fresh *f, enum db_mode mode) { return open_url(f->url, mode); }

struct db *fresh_migrated(const struct fresh *f)
{
    struct db *db = fresh_open(f, DB_WRITE);
    struct err err = {0};
    int from, to;
    if (db_migrate(db, 0, &from, &to, &err) != RC_OK)
        fail_msg("%s", err.detail);
    return db;
}
