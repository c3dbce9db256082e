/* What the page of a supervised task says first, above what every record's page says: what was promised and
 * how it is measured, the line of its ends with today, what it is stuck at, what leaders said. */
#ifndef WEB_TASK_MATTER_H
#define WEB_TASK_MATTER_H

#include "web/record_page.h"

/* Of another procedure's record nothing is filled: is_there stays false. */
enum rc task_matter_fill(struct record_page *page, struct matter_view *ret, struct err *err) MUST_CHECK;
/* The fields that it shows, as bits: they need not be said again below it. */
uint64_t task_matter_shows(const struct procedure *p);

#endif
