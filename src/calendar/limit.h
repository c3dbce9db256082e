/* A limit of time and the moment at which it ends, by law:
 *
 *   day 0     the day of the start is not counted, be it worked or not        民法典 art. 201
 *   working   working days without statutory holidays                         行政许可法 art. 82
 *   months    the corresponding day, or the last of a shorter month           民法典 art. 202
 *   the end   a last day that is off moves to the next working day; the day ends when the doors close, or at
 *             24:00 where no hours are given                                  民法典 art. 203
 *   hours     begin at the instant itself                                     民法典 art. 201
 *   pauses    lawful suspensions are not counted                              行政许可法 art. 45
 *
 * A limit of 0 days ends on the day of the start, or on the next working day when that is off (当日办结). One
 * of 0 minutes ends at once.
 *
 * A pause of a limit in days is a closed interval: the days from its first to its last, both included, are
 * not counted; one that begins after the doors of a working day have closed begins with the next day, as
 * nothing of that day is left (limit_pause_days in limit.c alone knows). A pause of a limit in hours is the
 * interval of instants itself. Pauses may stand in any order, touch and overlap: what counts is the set of
 * days or instants that they cover. What lies before the start or after the end changes nothing.
 *
 * Months and years: the corresponding day, then the calendar days of the pauses that fall in between. A last
 * day that is moved on moves past pauses too. Minutes by the clock on the wall end when they are over, at
 * night and on a day off as well: no article moves them. */
#ifndef CALENDAR_LIMIT_H
#define CALENDAR_LIMIT_H

#include "base/err.h"
#include "base/lang.h"
#include "calendar/calendar.h"

#define LIMIT_AMOUNT_MAX 100000 /* of any unit */
#define LIMIT_PAUSES_MAX 1000

enum limit_unit {
    LIMIT_WORKDAYS,
    LIMIT_DAYS,
    LIMIT_MONTHS,
    LIMIT_YEARS,
    LIMIT_OPEN_MINUTES, /* of open doors: without breaks, nights and days off */
    LIMIT_MINUTES,      /* by the clock on the wall, day and night */
    LIMIT_UNIT__COUNT
};

/* Those that end with a day, against those that end with a minute. */
static inline bool unit_is_days(enum limit_unit u) { return u != LIMIT_OPEN_MINUTES && u != LIMIT_MINUTES; }

struct time_limit {
    enum limit_unit unit;
    int amount;
};

/* An interval that is not counted. */
struct pause {
    int64_t from_ms, to_ms; /* from ≤ to; to = PAUSE_OPEN: not over yet */
    struct str basis;       /* the article or order that allows it */
};
#define PAUSE_OPEN INT64_MAX

struct due {
    int64_t ms;          /* the last instant that is in time */
    int64_t day;         /* YYYYMMDD; of minutes that are used up at 24:00 the day that ends then */
    bool is_provisional; /* a day of a year without notice had a say; in days and months only the end has */
};

/* RC_INVALID: "calendar.limit_wrong" (amount below 0 or too large), "calendar.pause_wrong" (to before from,
 * or open), "calendar.pauses_many" (above LIMIT_PAUSES_MAX), "calendar.beyond" (the start or the end is
 * outside 1970–2099). */
enum rc limit_due(const struct calendar *c, struct time_limit limit, int64_t start_ms,
                  const struct pause *pause, size_t pauses, struct due *ret, struct err *err) MUST_CHECK;

/* The same for limits in working days, in days alone and without a word: what a board of 100,000 matters
 * asks. Pauses are closed intervals of days, in any order. 0 beyond 2099. */
struct day_pause {
    int64_t first, last;
};
int64_t limit_due_day(const struct calendar *c, int64_t from_day, int workdays, const struct day_pause *pause,
                      size_t pauses);

/* How much of a limit is used at an instant, in its unit (months and years: in calendar days), pauses not
 * counted. Days: those after the day of the start, up to and including the day of `at_ms`. A pause may be
 * open here. */
int64_t limit_used(const struct calendar *c, struct time_limit limit, int64_t start_ms,
                   const struct pause *pause, size_t pauses, int64_t at_ms);

/* The reckoning, day by day, neighbours of one kind together: what a person needs to count it again on a
 * paper calendar. The steps of a limit in days cover each day from the start to the end once, with two
 * exceptions: MOVED and DUE may be one day, and PROVISIONAL covers none. Those of a limit in minutes may
 * share a day. */
enum step_kind {
    STEP_START,       /* day 0, or the instant */
    STEP_COUNTED,     /* counted days */
    STEP_MAKE_UP,     /* counted, although a Saturday or Sunday */
    STEP_WEEKEND,     /* not counted */
    STEP_HOLIDAY,     /* not counted, `notice` says so */
    STEP_PAUSED,      /* not counted, `basis` says why */
    STEP_OPEN,        /* minutes that count, from_minute of `first` … to_minute of `last` */
    STEP_ROLLED,      /* the last day (counted_to) or one after it, off: these lead to the next working day */
    STEP_MOVED,       /* months: the corresponding day */
    STEP_DUE,         /* the last day */
    STEP_PROVISIONAL, /* from `first` on the week alone decides */
    STEP__COUNT
};

struct step {
    enum step_kind kind;
    int64_t first, last;          /* days */
    int counted_from, counted_to; /* ordinal numbers of the first and last counted day; 0, 0: not counted.
                                     OPEN: minutes counted before and after it; DUE: the last alone, 0 when
                                     it is behind the last counted day */
    int from_minute, to_minute;   /* OPEN, PAUSED of minutes; START and the end of DUE in to_minute */
    enum day_kind day;            /* what its days are */
    struct time_limit limit;      /* that is reckoned */
    struct str name;              /* 国庆节 */
    struct str basis;             /* of a pause */
    const struct notice *notice;
    bool is_provisional;
    bool shows_year;   /* another year than the step before it, or the first step */
    bool is_month_end; /* MOVED: the month has no such day, its last one stands for it */
};

/* “10-01 至 10-08 国庆节、中秋节放假，不计”: the step as a sentence. */
struct str step_words(struct arena *a, enum lang lang, const struct step *step);

/* “2025-09-30（周二）”, as sentences write a day. */
struct str day_words(struct arena *a, enum lang lang, int64_t day);

struct reckoning {
    struct due due;
    const struct step *step; /* by date */
    size_t steps;
    const struct notice *const *used; /* the notices that decided a day of it, each once */
    size_t used_n;
};

/* As limit_due, with the way. It counts on its own, a day at a time: tests hold the two against each other.
 */
enum rc limit_explain(const struct calendar *c, struct arena *a, struct time_limit limit, int64_t start_ms,
                      const struct pause *pause, size_t pauses, struct reckoning *ret,
                      struct err *err) MUST_CHECK;

/* 20 个工作日, 1 个月, 90 分钟: a key with its argument; and the words of files and options: workdays, days,
 * months, years, openhours, openminutes, hours, minutes and their Chinese names ("openhours 4" is 240
 * minutes: *ret_minutes_each is 60; 0 for days and longer). */
const char *limit_text(struct arena *a, struct time_limit limit, struct str ret_arg[2]);
bool limit_word(struct str word, enum limit_unit *ret, int *ret_minutes_each) MUST_CHECK;

#endif
