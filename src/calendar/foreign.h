/* Notices in forms of others. Inside this room only. */
#ifndef CALENDAR_FOREIGN_H
#define CALENDAR_FOREIGN_H

#include "calendar/notice.h"

/* {"year", "papers", "days": [{"name", "date", "isOffDay"}]}; other members are passed over. */
enum rc notices_json_read(struct arena *a, struct str bytes, const struct notice_wish *wish,
                          struct notices *ret, struct problems *problems) MUST_CHECK;
/* Columns date 日期, type 类型 (holiday 放假 休 节假日 | workday 上班 补班 工作日; 调休 is work at a weekend
 * and off on another day) and name 名称, in any order, divided by comma, tab or semicolon; dates also as
 * 2026/10/1, 2026.10.1, 2026年10月1日. A heading that is unknown is warned of, and refused where no column
 * has the names; a cell without a heading is refused. One notice; when neither the file nor the person says
 * the year and the dates lie in several, one for each, with the year behind the number. */
enum rc notices_csv_read(struct arena *a, struct str bytes, const struct notice_wish *wish,
                         struct notices *ret, struct problems *problems) MUST_CHECK;
/* Are these the first lines of such a table? `second` n = 0: there is none. */
bool csv_begins(struct str first, struct str second);

#endif
