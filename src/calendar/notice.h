/* Notices: what an office says about days. 国务院办公厅关于…年部分节假日安排的通知 is one; a region's own
 * holiday (广西“三月三”), a window that opens on a Saturday and an afternoon off are others. A calendar is
 * built from notices alone, so each day of it can name who said so, and a calendar as of an earlier date is
 * the same notices without those that were published later.
 *
 * Own form, one line a fact, '#' begins a remark; a file may hold many notices:
 *
 *     notice 国办发明电〔2019〕16号
 *     title  国务院办公厅关于2020年部分节假日安排的通知
 *     published 2019-11-21
 *     year   2020                        # the year that it settles; an amendment names it too
 *     scope  广西壮族自治区              # left out: the whole country
 *     source https://www.gov.cn/…
 *     off    2020-01-24..2020-01-30 春节
 *     work   2020-02-01 春节             # a weekend day that is worked
 *     morning-off / afternoon-off 2026-03-08 妇女节
 *
 * The order of lines within a notice is free. A notice of the whole country that settles no year says “year
 * none”. A '#' that belongs to a value, at its beginning or after a space, has a backslash before it.
 *
 * Facts of the notices of 2007–2026 ship with the product (china.notices); where they come from stands in
 * each. */
#ifndef CALENDAR_NOTICE_H
#define CALENDAR_NOTICE_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/problem.h"

#define NOTICE_YEAR_FIRST 1970
#define NOTICE_YEAR_LAST 2099
#define NOTICES_MAX 2000      /* in one list */
#define NOTICE_DAYS_MAX 400   /* in one notice */
#define NOTICE_TEXT_MAX 65536 /* bytes of one file that a person brings */

enum day_says { SAYS_OFF, SAYS_WORK, SAYS_MORNING_OFF, SAYS_AFTERNOON_OFF, SAYS__COUNT };

struct notice_day {
    int64_t day; /* YYYYMMDD */
    enum day_says says;
    struct str name; /* 春节; n = 0: none was given */
};

struct notice {
    struct str number; /* 国办发明电〔2019〕16号: its identity in its scope */
    struct str title, source;
    struct str scope;             /* n = 0: the whole country */
    int64_t published_day;        /* YYYYMMDD */
    int year;                     /* the year that it settles; 0: it settles none (a single day off) */
    const struct notice_day *day; /* by date, each at most once */
    size_t days;
};

struct notices {
    const struct notice *notice; /* as they stand in the file */
    size_t n;
};

enum notice_form { NOTICE_FORM_OWN, NOTICE_FORM_JSON, NOTICE_FORM_CSV, NOTICE_FORM_TEXT };

/* What a file does not say about itself and the person fills in beside it; empty where unknown. */
struct notice_wish {
    struct str number, title, source, scope;
    int64_t published_day; /* 0: unknown */
    int year;              /* 0: unknown */
};

/* Reads any of four forms and says which it was: the own one; the JSON of holiday-cn ({"year", "papers",
 * "days": [{"name", "date", "isOffDay"}]}); CSV with the columns date 日期, type 类型 (holiday 放假 |
 * workday 上班) and name 名称, as spreadsheets save it; or the text of a notice as it is published
 * (calendar/notice_text.h). What the file says comes before the wish. Each form ends as a list with number,
 * published day, year and days, or with problems that name line and column. A table of several years becomes
 * one notice for each, with the year behind the number. `wish` and `ret_form` may be NULL; *ret_form is set
 * to OWN … TEXT as soon as the bytes are text, whatever comes after. RC_INVALID with at least one blocking
 * problem; a fault of one line does not hide the next. */
enum rc notices_read(struct arena *a, struct str bytes, const struct notice_wish *wish, struct notices *ret,
                     enum notice_form *ret_form, struct problems *problems) MUST_CHECK;
/* In the own form, days of one kind and name that follow each other as one line. Reading it back gives the
 * same notice; writing that again the same bytes. */
void notice_write(struct buf *out, const struct notice *n);
/* The notices that ship with the product. */
struct str notices_builtin(void);

#endif
