/* Periods that offices work by: week (ISO 8601, Monday first, the week of a year's first Thursday is week 1),
 * 旬 (1–10, 11–20, 21 to the end of the month), month, quarter, half year, year. Days are YYYYMMDD between
 * 1970 and 2099. */
#ifndef CALENDAR_EVERY_H
#define CALENDAR_EVERY_H

#include "base/arena.h"

enum every {
    EVERY_DAY,
    EVERY_WEEK,
    EVERY_XUN,
    EVERY_MONTH,
    EVERY_QUARTER,
    EVERY_HALF,
    EVERY_YEAR,
    EVERY__COUNT
};

/* One of them. */
struct stretch {
    enum every every;
    int year; /* week: the ISO year, which may differ from that of the first day */
    int number; /* within the year: week 1–53, 旬 1–36, month, quarter, half; day of the year; 1 for a year */
    int64_t first, last; /* both included */
};

struct stretch every_of(enum every e, int64_t day);
struct stretch every_next(struct stretch s, int n); /* n may be negative */
/* The one with that number; false when the year has none (week 53). */
bool every_at(enum every e, int year, int number, struct stretch *ret) MUST_CHECK;
/* 2026-11-20, 2026-W47, 2026-11A (上旬; B 中旬, C 下旬), 2026-11, 2026Q4, 2026H2, 2026: short, and in order
 * within one kind when compared as text. */
struct str every_code(struct arena *a, struct stretch s);
bool every_read(struct str code, struct stretch *ret) MUST_CHECK;
/* day week 旬 xun month quarter half year and their Chinese names 日 周 月 季度 半年 年. */
bool every_word(struct str word, enum every *ret) MUST_CHECK;
/* The name as people write it: a key of the catalogue with its arguments, such as 第{1}周（{2}～{3}）. */
const char *every_name(struct arena *a, struct stretch s, struct str ret_arg[4]);

/* day ± n calendar days; day ± n months where the day that a shorter month lacks becomes its last
 * (民法典 art. 202: 没有对应日的，月末日为期间的最后一日). 0 outside 1970–2099. */
int64_t day_add(int64_t day, int n);
int64_t day_add_months(int64_t day, int n);
int day_between(int64_t from, int64_t to);         /* to − from in days */
int day_weekday(int64_t day);                      /* 1 Monday … 7 Sunday */
struct str day_text(struct arena *a, int64_t day); /* 2026-10-01 */

#endif
