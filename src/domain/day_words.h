/* A day as people type it into a form: 2026-11-20, 2026.11.20, 2026年11月20日, 11月20日 and 11.20 of this
 * year (table/cell.h has them all); 今天 明天 后天 昨天; 周五 and 本周五 (of this week), 下周一; 月底, 4月底,
 * 下月底, 年底; today, tomorrow. Between 1970 and 2099. */
#ifndef DOMAIN_DAY_WORDS_H
#define DOMAIN_DAY_WORDS_H

#include "base/arena.h"

/* False when it is no day; `a` is for scratch. */
bool day_words_read(struct arena *a, struct str text, int64_t today, int64_t *ret) MUST_CHECK;

#endif
