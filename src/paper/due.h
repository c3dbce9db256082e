/* Days and limits as minutes say them: 4月30日前, 6月底前, 本周五前, 三个工作日内, 上半年, 国庆节前. Inside
 * this room only. */
#ifndef PAPER_DUE_H
#define PAPER_DUE_H

#include "paper/glyph.h"

struct due_found {
    struct paper_due due; /* without `said` */
    bool is_due;          /* 前, 内, 底: it can only be a due; else a day alone, which may be another's */
    bool has_year;        /* it says which year */
    bool is_past;         /* it says of a day of the paper's own year that is over */
    size_t n;             /* glyphs */
};

/* At `at`, before `to`; n = 0: none. `day` is that of the paper. A day without a year is the next such day;
 * one of the year that would be more than half a year ahead is read as passed. */
struct due_found due_at(const struct sheet *s, size_t at, size_t to, int64_t day,
                        const struct calendar *calendar);
/* A whole date, [2025年]3月6日, 2025-03-06, 二〇二五年三月六日; `year` stands where none is said. Glyphs, 0:
 * none. */
size_t date_at(const struct sheet *s, size_t at, size_t to, int year, int64_t *ret);

#endif
