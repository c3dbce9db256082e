/* An installation as the commands find it: a directory with the keys of the log (and, with SQLite, the data
 * base), and the kernel that works in it. */
#ifndef MAIN_HOUSE_H
#define MAIN_HOUSE_H

#include "kernel/kernel.h"
#include "main/command.h"

/* One program serves one jurisdiction; the schema would hold many. */
#define HOUSE_TENANT 1

struct house {
    struct str dir, db_url; /* dir: as given; the byte after it is 0 */
    struct kernel *kernel;
    bool is_frozen;
    int64_t now_ms; /* where the clock stands, when it is frozen */
};

struct house_wish {
    struct str dir, db_url; /* n = 0: data/kaocheng; sqlite:DIR/kaocheng.db */
    struct str clock;       /* n = 0: the real clock; else "2026-11-20 09:00", or ms since 1970 UTC */
    struct str origin;      /* name of the log when it is new; n = 0: the directory must hold one */
    size_t readers;
    bool is_without_tasks; /* a demo city whose registers are empty: made in a third of the time */
};

/* The three questions that the commands share: --data, --db and --clock. */
struct house_wish house_wish_of(const struct command *c, const struct str *value);
/* "2026-11-20 09:00" or ms since 1970 UTC. */
bool house_clock(struct str s, int64_t *ret_ms) MUST_CHECK;
/* Where things lie, without opening anything; for commands that only read. */
void house_find(struct arena *a, const struct house_wish *wish, struct house *ret);
/* A new directory is made (0700) only when the wish names an origin. The house must stay where it is: its
 * clock is inside. RC_NOT_FOUND "command.no_installation", RC_INVALID "command.clock_wrong", RC_IO
 * "command.cannot_make_directory", and what kernel_open says. */
enum rc house_open(struct arena *a, const struct house_wish *wish, struct house *ret,
                   struct err *err) MUST_CHECK;
void house_close(struct house *h); /* for CLEANUP; a house that was never opened is fine */
/* RC_NOT_FOUND "command.no_installation" when there are no keys in the directory. */
enum rc house_must_exist(struct arena *a, const struct house *h, struct err *err) MUST_CHECK;

/* The name of the jurisdiction; n = 0 before its foundation. */
enum rc house_city(struct house *h, struct arena *a, struct str *ret, struct err *err) MUST_CHECK;
/* Who acts: the account of that name in the first of its roles that `permit` lets in (NULL: any), before them
 * the performance office; the program itself for login n = 0. An account none of whose roles may is given as
 * well: the kernel refuses it in its own words. What account_by_login says, RC_DENIED "account.no_role". */
enum rc house_actor(struct house *h, struct arena *a, struct str login, const struct permit *permit,
                    struct actor *ret, struct err *err) MUST_CHECK;
/* Makes the search index again when it was made by other rules than those of this program, or never. */
enum rc house_index(struct house *h, struct arena *a, struct err *err) MUST_CHECK;
/* Runs one act as the program itself. `idem` makes a second run harmless. */
enum rc house_act(struct house *h, struct arena *a, const struct act_def *def, struct str idem,
                  const void *input, struct act_receipt *ret, struct err *err) MUST_CHECK;

#endif
