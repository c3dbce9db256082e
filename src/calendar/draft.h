/* A notice while it is read, in whatever form: days are gathered, and the end fills in what the person said
 * beside the file, sorts, and complains of what is missing. Inside this room only. */
#ifndef CALENDAR_DRAFT_H
#define CALENDAR_DRAFT_H

#include "base/problem.h"
#include "calendar/notice.h"

struct draft {
    struct notice notice;
    bool settles_none; /* year none: written, not forgotten */
    /* Written, but wrongly, and that was said: then it is not missing besides. */
    bool number_is_wrong, published_is_wrong, year_is_wrong, days_are_wrong;
    struct notice_day day[NOTICE_DAYS_MAX];
    int line[NOTICE_DAYS_MAX]; /* where it was said */
    bool is_full;              /* and that was said once */
};

struct drafts {
    struct arena *arena;
    const struct notice_wish *wish;
    struct problems *problems;
    struct notice *notice;
    size_t n, room;
};

struct draft *draft_new(struct arena *a);
void draft_day(struct draft *d, struct notice_day day, int line, int column, struct problems *problems);
/* first … last, both included. Nothing is taken when they cannot stand. */
void draft_range(struct draft *d, int64_t first, int64_t last, struct notice_day as, int line, int column,
                 struct problems *problems);
/* Appends what was read to the list; `line` is where the notice begins. */
void drafts_add(struct drafts *to, struct draft *d, int line);

/* "2026-10-01" between 1970 and 2099; 0 when it is not that. */
int64_t day_read(struct str s);
/* A date that was written otherwise (2026/10/1, 2026年10月1日, 20261001) as it should be; n = 0: it is none.
 */
struct str day_mended(struct arena *a, struct str s);
/* Says that a value is no day, and how it should be written. */
void day_refuse(struct problems *problems, struct str value, int line, int column);
/* A name, a title: one plain line. Says so when it is not. */
bool value_is_plain(struct str value, int line, int column, struct problems *problems);

#endif
