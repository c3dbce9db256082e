/* Deadlines (期限): the days by which somebody owes something, for calendars and for lists; and the secret
 * address under which a telephone fetches the own ones as a calendar (日历订阅, web/ical.h).
 *
 * deadlines_load is the one place that knows them all. Whatever has a day by which something is due adds its
 * rows there, by a function of its own in SOURCES (deadline.c). */
#ifndef DOMAIN_DEADLINE_H
#define DOMAIN_DEADLINE_H

#include "calendar/clock.h"
#include "base/lang.h"
#include "domain/account.h"
#include "domain/procedure_book.h"

struct deadline {
    /* What it is of and which of its limits, for ever: "record/88/clock/due". Calendars know an event by it,
     * so a limit that moves keeps it, and no other limit ever gets it. [A-Za-z0-9._/-] */
    struct str uid;
    /* Grows whenever the row reads otherwise, and fits 31 bits: the number of the newest entry that the row
     * hangs on (of the record, and of the calendar that moved the day). */
    int64_t revision;
    int64_t day;           /* YYYYMMDD: by the end of it */
    enum light light;      /* of today; LIGHT_NONE: it has none */
    const char *text;      /* key: "deadline.record"; {0} code, {1} what it is about */
    struct str code;       /* may be empty */
    struct bilingual what; /* {1} outside the house: never a person. Empty: nothing to say */
    struct str title;      /* {1} on our own pages; n = 0: as outside */
    struct str path;       /* where it is done: "/records/88" */
    int64_t organ_id;      /* whose calendar counts for the reminder the working day before; 0: the house's */
};
struct deadlines {
    const struct deadline *row; /* by day, then by uid */
    size_t n;
};
/* What this actor (account, role, organ) owes by a day in from … to, both included; what is overdue stays on
 * its day. */
enum rc deadlines_load(struct db *db, struct arena *a, struct procedure_book *book, const struct actor *actor,
                       int64_t from_day, int64_t to_day, int64_t now_ms, struct deadlines *ret,
                       struct err *err) MUST_CHECK;

/* ---- the secret address ---- */

#define FEED_SECRET_BYTES 32 /* random; the address has them in hex */

struct feed {
    struct actor actor; /* whose: as they act today in the role for which it was opened */
    enum lang lang;     /* of the account */
    int64_t at_ms;      /* since when */
};
/* The own one. *ret_found false: none. */
enum rc feed_of_account(struct db *db, struct arena *a, const struct actor *actor, struct feed *ret,
                        bool *ret_found, struct err *err) MUST_CHECK;
/* By the secret. RC_NOT_FOUND "door.no_such_page", whatever the reason: unknown, closed, account closed, role
 * taken. It is looked up by its hash, so the time it takes says nothing about others. */
enum rc feed_load(struct db *db, struct arena *a, int64_t tenant_id, struct str secret, int64_t day,
                  struct feed *ret, struct err *err) MUST_CHECK;
struct str feed_hash(struct arena *a, struct str secret); /* hex; as the table has it */

/* act_feed_open: one's own; the former address is dead at once. The secret is made by whoever calls, so that
 * it is in no table and no entry. */
struct feed_open {
    struct str key_hash; /* feed_hash of the secret */
};
/* act_feed_close, without input: one's own. RC_NOT_FOUND "feed.none". */

#endif
