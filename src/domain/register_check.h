/* Registers look at themselves: what nobody owns, what nobody can supervise, what can never happen. Each kind
 * is a list; its length is the figure that the page and the command show, so the two cannot differ.
 *
 *     rc = register_check(db, a, &ask, &checks, err);
 *     checks.count[CHECK_ORPHAN] == how many rows have kind CHECK_ORPHAN
 *
 * Nothing is kept: each time it is looked at as it is on that day, so somebody who left yesterday is gone
 * today, and what was given to somebody else is off the list with that act. */
#ifndef DOMAIN_REGISTER_CHECK_H
#define DOMAIN_REGISTER_CHECK_H

#include "domain/record.h"

#define CHECK_ROWS_MAX 5000 /* of one kind in one register; then has_more */
#define CHECK_TICK_LATE_MS (INT64_C(3600) * 1000)

enum check_kind {
    CHECK_OWNER,       /* open, and no unit that exists owes it */
    CHECK_ORPHAN,      /* open, and whoever was responsible holds no post of a unit that it names any more */
    CHECK_SUPERVISION, /* a register that neither the supervision nor the efficiency office sees whole */
    CHECK_UNIT,        /* a unit without a class, or without anybody in a post */
    CHECK_CALENDAR,    /* a clock by working days that ends in a year of which there is no notice yet */
    CHECK_RULE,      /* a rule that opens or does something and never did. One that only tells leaves no trace
                        and is not looked at */
    CHECK_FACT,      /* a measure that facts are written of and no scheme in force counts */
    CHECK_MECHANISM, /* a mechanism of the regulations that no procedure makes work */
    CHECK_TICK,      /* something of a record is due for more than an hour and did not happen */
    CHECK__COUNT
};
extern const char *const CHECK_NAMES[CHECK__COUNT]; /* words of addresses and of the command: "owner" … */

struct check_finding {
    enum check_kind kind;
    struct str procedure;        /* id; n = 0: of none */
    int64_t record_id, organ_id; /* 0: of none. organ_id: the lead, or the unit itself */
    struct str code;
    struct bilingual title;
    const char *text; /* key: what is wrong, with {0} … {2} */
    struct bilingual arg[3];
};
struct register_checks {
    const struct check_finding *row; /* by kind, then register, then record */
    size_t n;
    size_t count[CHECK__COUNT];
    bool has_more;
};
struct register_check {
    struct procedure_book *book;
    struct str coverage;       /* the text of procedures/coverage.yaml */
    const struct actor *actor; /* records of registers that they do not see whole are left out */
    int64_t now_ms;
};
enum rc register_check(struct db *db, struct arena *a, const struct register_check *ask,
                       struct register_checks *ret, struct err *err) MUST_CHECK;

#endif
