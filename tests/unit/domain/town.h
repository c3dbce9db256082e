/* A small town for the tests of this room: founded, four organs, one scheme, three posts. Small enough to be
 * made for each test. */
#ifndef TESTS_DOMAIN_TOWN_H
#define TESTS_DOMAIN_TOWN_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <cmocka.h>

#include "domain/account.h"
#include "domain/results.h"
#include "domain/value_import.h"
#include "ledger/fold.h"
#include "unit/kernel/works.h"

/* 甲局 乙局 (alias 老乙) 丙县: a number a month, a number a quarter, votes by level, votes as numbers,
 * events. */
extern const struct str TOWN_SCHEME;
#define TOWN_CODE STR("town")

struct town {
    struct works *w;
    struct arena *a;              /* of the works */
    struct actor office, liaison; /* 绩效办; 乙局 */
    int64_t organ[4];             /* 镇 甲局 乙局 丙县 */
    struct db *db;                /* between town_look and town_done */
};

/* The scheme is adopted; no values. */
struct town *town_new(enum db_kind kind);
void town_free(struct town *t);

enum rc town_act(struct town *t, struct actor actor, const struct act_def *def, const void *input,
                 struct act_receipt *ret, struct err *err) MUST_CHECK;
struct actor town_system(void);
/* A table of the town's scheme, read for this actor; to be confirmed by act_value_import. Marks of missing
 * values in the third and fourth column are answered: missing. */
struct intake *town_read(struct town *t, struct actor actor, const char *csv);
/* A table in, by the office, for the town's scheme. The answer is the number of the import; problems as in
 * the reading. */
enum rc town_import(struct town *t, const char *csv, struct problems *problems, int64_t *ret,
                    struct err *err) MUST_CHECK;
struct account town_account(struct town *t, const char *login);
/* Opens an account with this password (n = 0: none) and grants the role. */
int64_t town_open_account(struct town *t, const char *login, int64_t organ_id, enum role role,
                          struct str password);

/* A reader's picture of now. */
struct db *town_look(struct town *t);
void town_done(struct town *t);

/* All rows of all tables but those of the engine: what an act that failed may not change. */
int64_t town_rows(struct town *t);
/* Does each n-th call of the data base in turn fail the act, and is then nothing there? Ends with the act
 * done. Returns how many calls there were. `target` as in the act's call. */
int town_try_all_faults(struct town *t, struct actor actor, struct target target, const struct act_def *def,
                        const void *input);
/* Is this text anywhere in entries or blobs, or, with SQLite, in any byte of the data base? */
bool town_knows(struct town *t, struct str text);

#define TOWN(t, state)                                                                                       \
    if (!fresh_has(*(enum db_kind *)*(state)))                                                               \
        skip();                                                                                              \
    struct town *t = town_new(*(enum db_kind *)*(state))
#define LOOK(t, call)                                                                                        \
    do {                                                                                                     \
        (void)town_look(t);                                                                                  \
        OK(call);                                                                                            \
        town_done(t);                                                                                        \
    } while (0)

#endif
