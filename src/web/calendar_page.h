/* What the pages of the calendar share: which calendar is asked for, its words, months as grids, notices and
 * hours as lines. A day of a grid says what it is in a word (休 班 半) and in its title, never in a colour of
 * the lights. */
#ifndef WEB_CALENDAR_PAGE_H
#define WEB_CALENDAR_PAGE_H

#include "calendar/every.h"
#include "domain/calendar_book.h"
#include "web/page.h"
#include "web/views/calendar.h"

/* The calendar that ?organ= and ?known= ask for. What cannot be read is an error of the form, and the
 * jurisdiction's calendar of today stands in for it. */
struct calendar_asked {
    struct calendar_book book;
    struct organ_book organs; /* of today */
    struct organ_calendars weeks;
    struct field organ, known; /* as typed */
};
enum rc calendar_ask(struct door *d, struct web_errors *errors, struct calendar_asked *ret,
                     struct err *err) MUST_CHECK;
/* The jurisdiction, organs with a week of their own, and for who may see them all the others. */
const struct calendar_choice *calendar_choices(struct door *d, const struct calendar_asked *asked,
                                               size_t *ret_n);
struct str calendar_name(struct door *d, const struct calendar_asked *asked);
/* "只用 2026-11-20 以前公布的通知"; n = 0: all are used. */
struct str calendar_known_text(struct door *d, const struct calendar_asked *asked);
/* Whose week it is when it is not the own one; n = 0. */
struct str calendar_inherited(struct door *d, const struct calendar_asked *asked);
/* "&organ=12&known=2026-11-20": the choice as it goes on in links. */
struct str calendar_query(struct door *d, const struct calendar_asked *asked);

/* A part of an address: what is not plain is percent-encoded. */
struct str calendar_url_part(struct door *d, struct str s);

/* 2026-11-20, 2026年11月20日, 11.20, 今天, 明天 … between 1970 and 2099. */
bool calendar_read_day(const struct door *d, struct str text, int64_t *ret) MUST_CHECK;
/* 2026-03-09 14:00, 3月9日14:30, 2026-03-09T14:00, or a day alone: *ret_minute is −1. */
bool calendar_read_moment(const struct door *d, struct str text, int64_t *ret_day,
                          int *ret_minute) MUST_CHECK;
/* 8:30, 8：30, 08:30 → minute of the day, up to 24:00. */
bool calendar_read_time(struct str text, int *ret) MUST_CHECK;
struct str calendar_day_text(struct door *d, int64_t day); /* 2025-04-08（周二） */
struct str calendar_span(struct door *d, int64_t first, int64_t last);
struct str calendar_time(struct door *d, int minute); /* 08:30 */

#define CALENDAR_MON_FRI 0x1fU
/* 周一至周五, or 周一、周三、周五; bit 0 Monday. And back, also from 周一至五, 周末, mon-fri, 星期六. */
struct str calendar_weekdays_text(struct door *d, unsigned days);
bool calendar_read_weekdays(struct door *d, struct str text, unsigned *ret) MUST_CHECK;
struct str calendar_week_text(struct door *d, const struct pattern *p);
struct str calendar_scope_text(struct door *d, const struct pattern *p);
struct str calendar_zone_text(struct door *d, struct str zone);
struct str calendar_openings(struct door *d, const struct opening *o, size_t n); /* 08:30–12:00、… */
const struct hours_line *calendar_hours(struct door *d, const struct pattern *p, size_t *ret_n);

struct notice_line calendar_notice(struct door *d, const struct notice_record *r);
const struct notice_day_row *calendar_notice_days(struct door *d, const struct notice *n, size_t *ret_n);
/* Of the records: those that hold, are known and have a day in first … last or settle one of its years. */
const struct notice_line *calendar_notices_of(struct door *d, const struct calendar_asked *asked,
                                              const struct notice_records *all, int64_t first, int64_t last,
                                              size_t *ret_n);

/* What a day is beside being worked or not: day by day from `first` on. */
struct day_mark {
    struct str mark, title; /* instead of 休 班 半; before what the day is; n = 0: as it is */
    const char *look;       /* NULL: none more */
    struct str url;         /* where the mark leads; n = 0: nowhere */
};
struct day_marks {
    int64_t first;
    const struct day_mark *mark;
    size_t n;
};
struct month_view calendar_month(struct door *d, const struct calendar *c, int year, int month,
                                 const struct day_marks *marks);
/* What a day is, in words: 工作日, 国庆节放假, 调休上班 …, with who says so. */
struct str calendar_day_kind(struct door *d, const struct day_fact *f);

struct effect_view calendar_effect_view(struct door *d, const struct calendar *was, const struct calendar *is,
                                        const struct calendar_effect *e);

#endif
