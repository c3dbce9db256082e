/* Notices in forms of others. Inside this room only. */
#ifndef CALENDAR_FOREIGN_H
#define CALENDAR_FOREIGN_H

#include "calendar/notice.h"

/* {"year", "papers", "days": [{"name", "date", "isOffDay"}]}; other members are passed over. */
enum rc notices_json_read(struct arena *a, struct str bytes, const struct notice_wish *wish,
                          struct notices *ret, struct problems *problems) MUST_CHECK;
/* Columns date, type (holiday | workday) and name, in any order. One notice; when neither the file nor the
 * person says the year and the dates lie in several, one for each, with the year behind the number. */
enum rc notices_csv_read(struct arena *a, struct str bytes, const struct notice_wish *wish,
                         struct notices *ret, struct problems *problems) MUST_CHECK;
/* Is this the first line of such a table? */
bool csv_begins(struct str line);

#endif
