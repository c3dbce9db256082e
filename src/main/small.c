/* The commands of a few lines. */
#include <libpq-fe.h>
#include <sodium.h>
#include <sqlite3.h>
#include <stdio.h>
#include <unistd.h>

#include "ledger/fold.h"
#include "main/command.h"

int command_version(const struct command *c, struct arena *a, enum lang lang, const struct str *value)
{
    (void)c, (void)a, (void)lang, (void)value;
    int pq = PQlibVersion();
    (void)printf("kaocheng %s\nSQLite %s\nlibpq %d.%d\nlibsodium %s\n", KC_VERSION, sqlite3_libversion(),
                 pq / 10000, pq % 10000, sodium_version_string());
    return EXIT_DONE;
}

int command_fold_child(const struct command *c, struct arena *a, enum lang lang, const struct str *value)
{
    (void)c, (void)a, (void)lang, (void)value;
    return fold_child(STDIN_FILENO, STDOUT_FILENO);
}
