/* What a notice says, as it is found sentence by sentence: each day with the place where it was said. Between
 * notice_sentence.c, which understands sentences, and notice_text.c, which finds them in a notice. Inside
 * this room only. */
#ifndef CALENDAR_NOTICE_SAID_H
#define CALENDAR_NOTICE_SAID_H

#include "calendar/notice.h"
#include "calendar/pasted.h"

struct said {
    struct notice_day day;
    bool is_implied; /* only follows: of “9月27日公休日调至9月29日” that the 27th is worked */
    int line;
};

struct telling {
    struct arena *arena; /* that of the problems */
    struct problems *problems;
    int year; /* 0: unknown */
    struct said said[NOTICE_DAYS_MAX];
    size_t n;
};

/* What stands after “一、元旦：”. Line ends in it are only where a line was broken. */
void telling_item(struct telling *t, struct signs item, struct str name);
/* Says so, unless that day was said before (a problem, at `at`). */
void telling_say(struct telling *t, struct notice_day day, bool is_implied, const struct sign *at);
struct said *telling_find(struct telling *t, int64_t day); /* NULL: not said */
void telling_sort(struct telling *t);                      /* by date */

/* A date at s[at]: [2026年]10月1日, 1日, 2026-10-01; what is not said is 0. Returns its length, 0 for none.
 */
struct told_date {
    int year, month, day;
};
size_t told_date_at(struct signs s, size_t at, struct told_date *ret);
/* A number in Arabic or Chinese digits; −1 when it has more than four. Returns its length, 0 for none. */
size_t told_number_at(struct signs s, size_t at, int *ret);

/* Festivals that notices name; NULL after the last. */
extern const char *const told_festival[];

#endif
