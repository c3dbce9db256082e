/* A data base of its own for one test: a file in a new folder, or a schema of its own in the data base of
 * KC_PG_URL, whose user must be a superuser (tools/pg_private.sh raises such a server). Gone with fresh_free.
 * For the tests of any room. */
#ifndef TESTS_DB_FRESH_H
#define TESTS_DB_FRESH_H

#include "db/db.h"

struct fresh {
    struct arena *arena; /* holds the url; free for the test's own use */
    struct str url;
    enum db_kind kind;
    char dir[32], schema[48];
};

/* False for PostgreSQL when KC_PG_URL is not set. */
bool fresh_has(enum db_kind kind);
struct fresh fresh_new(enum db_kind kind);
void fresh_free(struct fresh *f);

struct db *fresh_open(const struct fresh *f, enum db_mode mode); /* fails the test when it cannot */
/* The same with the newest schema. */
struct db *fresh_migrated(const struct fresh *f);
/* One statement without values and columns. */
enum rc raw(struct db *db, struct arena *a, const char *sql, struct err *err) MUST_CHECK;
/* One number from a statement that gives one column `n`. */
int64_t raw_number(struct db *db, struct arena *a, const char *sql);

#endif
