/* What the product adds to the rule language: functions over the working calendar, and time zones. They stand
 * in a scope beside its inputs:
 *
 *     workdays(from, to)
 *     add workdays(date, n)
 *     period(kind, date)
 *     旬(date)
 *
 * workdays: how many working days one goes from one day to the other: from is not counted, to is; back is
 * negative. add workdays: the n-th working day after the date, n < 0 before it, 0 the date itself; so that
 * add workdays(d, workdays(d, w)) is w for each working day w. period: the week, 旬, month … that holds the
 * date, {code, name, first, last}; kind is one of the words of every_word. The name is Chinese whoever asks:
 * the same arguments have the same answer. 旬: the code alone, "2026-11A".
 *
 * Null, with a note, outside 1970–2099. Where a year without a notice yet is reckoned with, the value has a
 * note that says so. docs/feel.md has them for people. */
#ifndef DOMAIN_RULE_WORDS_H
#define DOMAIN_RULE_WORDS_H

#include "calendar/calendar.h"
#include "feel/feel.h"

/* Sets the scope's functions and zones. The calendar must outlive what is compiled with it. */
void rule_words_add(struct arena *a, const struct calendar *c, struct feel_scope *scope);
/* The same over the notices that ship with the product, Monday to Friday: where there is no installation. */
enum rc rule_words_add_shipped(struct arena *a, struct feel_scope *scope, struct err *err) MUST_CHECK;

/* The zones of this machine (zone_file_read). One table for the whole program, for any number of threads:
 * programs that were compiled by one thread may run in another. A zone is read when it is first named, and
 * kept; at most 2000 are. */
const struct feel_zones *rule_zones(void);

#endif
