/* Calendars kept for the whole program: building one takes a millisecond, and every page and act about a
 * record asks for some. What was built is good as long as notices, weeks and parents are what they were
 * (calendar_state_load); an older shelf stays until the cache goes, for readers may still hold its calendars:
 * each takes a megabyte, and a jurisdiction changes its calendar a few times a year. Any number of threads.
 */
#ifndef DOMAIN_CALENDAR_CACHE_H
#define DOMAIN_CALENDAR_CACHE_H

#include "domain/calendar_shelf.h"

struct calendar_cache;
struct calendar_cache *calendar_cache_new(int64_t tenant_id);
void calendar_cache_free(struct calendar_cache *c);

/* The shelf that is right for the transaction of `db`. It is the cache's; ask it by calendar_cache_get alone.
 */
enum rc calendar_cache_shelf(struct calendar_cache *c, struct db *db, struct calendar_shelf **ret,
                             struct err *err) MUST_CHECK;
/* As calendar_shelf_get. */
enum rc calendar_cache_get(struct calendar_cache *c, struct calendar_shelf *shelf, int64_t organ_id,
                           int64_t day, const struct calendar **ret, struct err *err) MUST_CHECK;

#endif
