/* A calendar answers for every day of 1970–2099 whether it is worked, when its doors are open, and who says
 * so. It is built once from notices and a week's pattern, and is read-only afterwards: threads share it.
 *
 * Which days are worked: the pattern of the week; over it the notices of the whole country in the order in
 * which they were published; over them, in the same order, those of the calendar's own scopes. A year for
 * which no national notice is known is provisional: the week alone decides, and everything that is reckoned
 * with one of its days says so.
 *
 * 行政许可法 art. 82: periods are in working days without statutory holidays; a day of which only a half is
 * worked is a working day. Days are YYYYMMDD, instants ms since 1970 UTC. */
#ifndef CALENDAR_CALENDAR_H
#define CALENDAR_CALENDAR_H

#include "calendar/notice.h"
#include "calendar/zone.h"

#define CALENDAR_DAY_FIRST 19700101
#define CALENDAR_DAY_LAST 20991231
#define SESSIONS_MAX 4
#define HOURS_MAX 64

/* Doors open from … to, in minutes of the day; 0 ≤ open < close ≤ 1440. What lies between two is a break. */
struct opening {
    int open_minute, close_minute;
};

/* When doors are open on the working days that it covers. Among several that cover a day the one that names
 * the weekday comes first, then the one that names a season, then the later one. A day whose weekday none
 * names has the hours of the weekday before it (a Saturday of 调休 where hours are given for mon-fri: those
 * of Friday); a day outside all seasons is open 0 … 1440. */
struct hours {
    int from_mmdd, to_mmdd; /* a season, both included, may run over the year's end; 0, 0: the whole year */
    unsigned weekdays;      /* bit 0 Monday … bit 6 Sunday; 0: every day that is worked */
    struct opening session[SESSIONS_MAX]; /* in order, apart from each other */
    size_t sessions;                      /* at least 1 */
};

/* What an organ says of its own week. */
struct pattern {
    struct str name;
    unsigned workdays;         /* bit 0 Monday … bit 6 Sunday; 0: Monday to Friday */
    const struct hours *hours; /* none: a day ends at 24:00 */
    size_t hours_n;
    const struct str *scope; /* whose notices hold besides the national ones */
    size_t scopes;
    const struct zone *zone; /* NULL: Asia/Shanghai */
};

struct calendar; /* about 0.6 MB in its arena */

/* `known_day`: notices published later are left out; 0: none is. Of notices with the same scope and number
 * only the last in the list counts, wholly. The notices must outlive the calendar; the pattern need not, and
 * NULL is Monday to Friday without hours. A day that is off in both halves, or in the only one that is ever
 * worked, is a day off; half of a day off changes nothing.
 * RC_INVALID "calendar.pattern_wrong" for a pattern that breaks what is said above, RC_NO_MEMORY. */
enum rc calendar_build(struct arena *a, struct notices notices, const struct pattern *pattern,
                       int64_t known_day, const struct calendar **ret, struct err *err) MUST_CHECK;
/* An organ's week, in lines as notices have them, in front of or between notices:
 *     calendar 云澜市政务服务中心
 *     week     mon-fri                  # mon,wed,fri or mon-sat
 *     hours    08:30-12:00 13:30-17:30
 *     hours    05-01..09-30 08:30-12:00 15:00-18:00
 *     hours    sat 09:00-12:00
 *     scope    广西壮族自治区
 *     zone     Asia/Urumqi              # name alone, in *ret_zone; the caller finds the file
 * RC_INVALID with problems. The notices that stand in the file come with it. */
enum rc pattern_read(struct arena *a, struct str bytes, struct pattern *ret, struct str *ret_zone,
                     struct notices *ret_notices, struct problems *problems) MUST_CHECK;
void pattern_write(struct buf *out, const struct pattern *p);

enum day_kind {
    DAY_WORK,
    DAY_MAKE_UP, /* worked although the week says otherwise */
    DAY_WEEKEND,
    DAY_HOLIDAY, /* off, and a notice says so, be it a weekday or not */
    DAY__COUNT
};

struct day_fact {
    enum day_kind kind;
    bool is_workday;     /* kind is WORK or MAKE_UP */
    bool is_provisional; /* its year has no national notice yet */
    bool morning_off, afternoon_off;
    struct str name;             /* 国庆节; n = 0: none */
    const struct notice *notice; /* who says so; NULL: the week */
};

/* Of a day outside 1970–2099 all the functions below may be asked too: it is no working day. */
bool calendar_covers(int64_t day); /* a real day between 1970 and 2099 */
struct day_fact calendar_day(const struct calendar *c, int64_t day);
bool calendar_is_workday(const struct calendar *c, int64_t day);
/* How many working days lie in first … last, both included; 0 when last is before first. */
int calendar_workdays(const struct calendar *c, int64_t first, int64_t last);
/* The n-th working day after `day`, which need not be one itself; n < 0: before it; n = 0: the day itself.
 * 0 beyond 2099. */
int64_t calendar_add_workdays(const struct calendar *c, int64_t day, int n);
int64_t calendar_workday_from(const struct calendar *c, int64_t day); /* itself or the next; 0 beyond 2099 */
/* Has one of the days first … last no notice yet? */
bool calendar_is_provisional(const struct calendar *c, int64_t first, int64_t last);
bool calendar_has_year(const struct calendar *c, int year); /* a national notice settles it */

/* The sessions of a day, half days cut at the longest break (without one, at 12:00); 0 for a day off. A
 * pattern without hours is one session 0 … 1440. */
size_t calendar_sessions(const struct calendar *c, int64_t day, struct opening ret[SESSIONS_MAX]);
int64_t calendar_opens_ms(const struct calendar *c, int64_t day); /* 0: not worked */
/* The last instant that is in time: when the doors close, or 23:59:59.999 where they close at 24:00
 * (民法典 art. 203). 0: not worked. */
int64_t calendar_closes_ms(const struct calendar *c, int64_t day);
bool calendar_is_open(const struct calendar *c, int64_t ms);
/* Time of open doors, in ms. From an instant when they are closed, counting begins at the next opening; a
 * count that is used up at a closing ends there and not at the next opening; n < 0 counts back, and ends at
 * an opening when it is used up there. n = 0: the instant itself when open or at a closing, else the next
 * opening. A closing at 24:00 is the first instant of the next day. 0 before 1970 and beyond 2099. */
int64_t calendar_add_open_ms(const struct calendar *c, int64_t ms, int64_t n);
int64_t calendar_open_ms_between(const struct calendar *c, int64_t from_ms,
                                 int64_t to_ms); /* 0 when to ≤ from */

const struct pattern *calendar_pattern(const struct calendar *c);
int64_t calendar_day_of(const struct calendar *c, int64_t ms, int *ret_minute); /* in its zone */
int64_t calendar_ms(const struct calendar *c, int64_t day, int minute);

/* Days on which two calendars disagree whether they are worked, first … last, at most `room`; returns how
 * many there are. */
size_t calendar_difference(const struct calendar *was, const struct calendar *is, int64_t first, int64_t last,
                           int64_t *ret_day, size_t room);

#endif
