/* The calendars of many organs at once, each as of a day of its own: notices and weeks are read once, and a
 * week that several organs share is built once. Whose week an organ has is said in domain/calendar_book.h;
 * here the organ may be closed by now, and its parents are those of the day that is asked for. */
#ifndef DOMAIN_CALENDAR_SHELF_H
#define DOMAIN_CALENDAR_SHELF_H

#include "domain/calendar_book.h"
#include "ledger/ledger.h"

struct calendar_shelf;

/* Everything in the arena. */
enum rc calendar_shelf_load(struct db *db, struct arena *a, int64_t tenant_id, struct calendar_shelf **ret,
                            struct err *err) MUST_CHECK;
/* An organ that nobody knows has the week of the jurisdiction. RC_INVALID, RC_NOT_FOUND of a zone file that
 * is gone. */
enum rc calendar_shelf_get(struct calendar_shelf *s, int64_t organ_id, int64_t day,
                           const struct calendar **ret, struct err *err) MUST_CHECK;

/* Becomes another when a notice, a week or a parent does: what is made of calendars is good as long as it is
 * the same. */
enum rc calendar_state_load(struct db *db, int64_t tenant_id, struct hash *ret, struct err *err) MUST_CHECK;

#endif
