#include "calendar/every.h"

#include "base/key.h"
#include "calendar/days.h"

static int year_of(int64_t day) { return (int)(day / 10000); }
static int month_of(int64_t day) { return (int)(day / 100 % 100); }
static int64_t ymd(int year, int month, int day) { return (int64_t)year * 10000 + month * 100 + day; }

/* The last day of a month of 1970–2099. */
static int64_t month_end(int year, int month) { return days_at(days_floor(ymd(year, month, 31))); }

int64_t day_add(int64_t day, int n)
{
    int at = days_index(day);
    int64_t to = (int64_t)at + n;
    return at < 0 || to < 0 || to >= DAYS_N ? 0 : days_at((int)to);
}

int64_t day_add_months(int64_t day, int n)
{
    if (days_index(day) < 0)
        return 0;
    int64_t months = (int64_t)year_of(day) * 12 + month_of(day) - 1 + n;
    int64_t year = months / 12, month = months % 12 + 1;
    if (months < 0 || year < DAYS_YEAR_FIRST || year >= DAYS_YEAR_FIRST + DAYS_YEARS)
        return 0;
    return days_at(days_floor(ymd((int)year, (int)month, (int)(day % 100))));
}

int day_between(int64_t from, int64_t to)
{
    int a = days_index(from), b = days_index(to);
    return a < 0 || b < 0 ? 0 : b - a;
}

int day_weekday(int64_t day)
{
    int at = days_index(day);
    return at < 0 ? 0 : days_weekday(at) + 1;
}

struct str day_text(struct arena *a, int64_t day)
{
    return arena_printf(a, "%04d-%02d-%02d", year_of(day), month_of(day), (int)(day % 100));
}

/* Periods of months. */

static int months_each(enum every e)
{
    switch (e) {
    case EVERY_MONTH:
        return 1;
    case EVERY_QUARTER:
        return 3;
    case EVERY_HALF:
        return 6;
    case EVERY_YEAR:
        return 12;
    case EVERY_DAY:
    case EVERY_WEEK:
    case EVERY_XUN:
    case EVERY__COUNT:
        break;
    }
    return 0;
}

static struct stretch months_at(enum every e, int year, int number)
{
    int each = months_each(e), first = (number - 1) * each + 1;
    return (struct stretch){e, year, number, ymd(year, first, 1), month_end(year, first + each - 1)};
}

static struct stretch xun_at(int year, int number)
{
    int month = (number - 1) / 3 + 1, third = (number - 1) % 3;
    int64_t last = third == 2 ? month_end(year, month) : ymd(year, month, third * 10 + 10);
    return (struct stretch){EVERY_XUN, year, number, ymd(year, month, third * 10 + 1), last};
}

/* Weeks, by the numbers of their days. The days happen to begin on a Thursday and to end on one, so each week
 * has its Thursday among them; the first week (from day −3) and the last are cut where the days end. */

static int64_t day_cut(int at) { return days_at(at < 0 ? 0 : at >= DAYS_N ? DAYS_N - 1 : at); }

/* The Monday of the week of 4 January, which always lies in week 1. */
static int year_monday(int year)
{
    int fourth = days_index(ymd(year, 1, 4));
    return fourth - days_weekday(fourth);
}

static struct stretch week_from(int monday)
{
    int year = year_of(days_at(monday + 3)); /* that of its Thursday */
    return (struct stretch){EVERY_WEEK, year, (monday - year_monday(year)) / 7 + 1, day_cut(monday),
                            day_cut(monday + 6)};
}

struct stretch every_of(enum every e, int64_t day)
{
    int at = days_index(day);
    if (at < 0)
        return (struct stretch){.every = e};
    int year = year_of(day), month = month_of(day), dom = (int)(day % 100);
    switch (e) {
    case EVERY_DAY:
        return (struct stretch){e, year, at - days_index(ymd(year, 1, 1)) + 1, day, day};
    case EVERY_WEEK:
        return week_from(at - days_weekday(at));
    case EVERY_XUN:
        return xun_at(year, (month - 1) * 3 + (dom > 20 ? 3 : dom > 10 ? 2 : 1));
    case EVERY_MONTH:
    case EVERY_QUARTER:
    case EVERY_HALF:
    case EVERY_YEAR:
        return months_at(e, year, (month - 1) / months_each(e) + 1);
    case EVERY__COUNT:
        break;
    }
    return (struct stretch){.every = e};
}

/* How many a year has, of those whose years all have the same number. */
static int number_each_year(enum every e) { return e == EVERY_XUN ? 36 : 12 / months_each(e); }

struct stretch every_next(struct stretch s, int n)
{
    struct stretch none = {.every = s.every};
    if (days_index(s.first) < 0 || s.every >= EVERY__COUNT)
        return none;
    if (s.every == EVERY_DAY) {
        int64_t day = day_add(s.first, n);
        return day ? every_of(EVERY_DAY, day) : none;
    }
    if (s.every == EVERY_WEEK) {
        int at = days_index(s.first);
        int64_t monday = (int64_t)at - days_weekday(at) + (int64_t)n * 7;
        return monday + 6 < 0 || monday >= DAYS_N ? none : week_from((int)monday);
    }
    int each = number_each_year(s.every);
    int64_t place = (int64_t)s.year * each + s.number - 1 + n;
    struct stretch next;
    if (place < 0 || !every_at(s.every, (int)(place / each), (int)(place % each) + 1, &next))
        return none;
    return next;
}

static bool week_at(int year, int number, struct stretch *ret)
{
    if (number > 53)
        return false;
    int monday = year_monday(year) + (number - 1) * 7;
    if (monday >= DAYS_N)
        return false;
    struct stretch s = week_from(monday);
    if (s.year != year)
        return false;
    *ret = s;
    return true;
}

bool every_at(enum every e, int year, int number, struct stretch *ret)
{
    if (year < DAYS_YEAR_FIRST || year >= DAYS_YEAR_FIRST + DAYS_YEARS || number < 1 || number > 366 ||
        e >= EVERY__COUNT)
        return false;
    if (e == EVERY_WEEK)
        return week_at(year, number, ret);
    if (e == EVERY_DAY) {
        int64_t day = days_at(days_index(ymd(year, 1, 1)) + number - 1);
        if (year_of(day) != year)
            return false;
        *ret = every_of(EVERY_DAY, day);
        return true;
    }
    if (number > number_each_year(e))
        return false;
    *ret = e == EVERY_XUN ? xun_at(year, number) : months_at(e, year, number);
    return true;
}

/* Codes. */

struct str every_code(struct arena *a, struct stretch s)
{
    switch (s.every) {
    case EVERY_DAY:
        return day_text(a, s.first);
    case EVERY_WEEK:
        return arena_printf(a, "%04d-W%02d", s.year, s.number);
    case EVERY_XUN:
        return arena_printf(a, "%04d-%02d%c", s.year, (s.number - 1) / 3 + 1, 'A' + (s.number - 1) % 3);
    case EVERY_MONTH:
        return arena_printf(a, "%04d-%02d", s.year, s.number);
    case EVERY_QUARTER:
        return arena_printf(a, "%04dQ%d", s.year, s.number);
    case EVERY_HALF:
        return arena_printf(a, "%04dH%d", s.year, s.number);
    case EVERY_YEAR:
        return arena_printf(a, "%04d", s.year);
    case EVERY__COUNT:
        break;
    }
    return str_c(NULL);
}

/* "9999-W99": 9 any digit, the rest itself. The figures of each run of digits go to ret in order. */
static bool shape_read(struct str code, const char *shape, int ret[3])
{
    if (code.n != strlen(shape))
        return false;
    int at = -1;
    for (size_t i = 0; i < code.n; i++) {
        if (shape[i] != '9') {
            if (code.p[i] != shape[i])
                return false;
            continue;
        }
        if (code.p[i] < '0' || code.p[i] > '9')
            return false;
        if (i == 0 || shape[i - 1] != '9')
            ret[++at] = 0;
        ret[at] = ret[at] * 10 + (code.p[i] - '0');
    }
    return true;
}

bool every_read(struct str code, struct stretch *ret)
{
    static const struct {
        enum every every;
        const char *shape;
    } form[] = {{EVERY_WEEK, "9999-W99"},
                {EVERY_MONTH, "9999-99"},
                {EVERY_QUARTER, "9999Q9"},
                {EVERY_HALF, "9999H9"},
                {EVERY_YEAR, "9999"}};
    int n[3] = {0, 1, 0};
    if (shape_read(code, "9999-99-99", n)) {
        int64_t day = ymd(n[0], n[1], n[2]);
        if (days_index(day) < 0)
            return false;
        *ret = every_of(EVERY_DAY, day);
        return true;
    }
    if (code.n == 8 && code.p[7] >= 'A' && code.p[7] <= 'C' && shape_read(str_sub(code, 0, 7), "9999-99", n))
        return n[1] >= 1 && every_at(EVERY_XUN, n[0], (n[1] - 1) * 3 + code.p[7] - 'A' + 1, ret);
    for (size_t i = 0; i < COUNT_OF(form); i++) {
        n[1] = 1;
        if (shape_read(code, form[i].shape, n))
            return every_at(form[i].every, n[0], n[1], ret);
    }
    return false;
}

bool every_word(struct str word, enum every *ret)
{
    static const struct {
        struct str word;
        enum every every;
    } words[] = {
        {STR_INIT("day"), EVERY_DAY},         {STR_INIT("日"), EVERY_DAY},
        {STR_INIT("week"), EVERY_WEEK},       {STR_INIT("周"), EVERY_WEEK},
        {STR_INIT("xun"), EVERY_XUN},         {STR_INIT("旬"), EVERY_XUN},
        {STR_INIT("month"), EVERY_MONTH},     {STR_INIT("月"), EVERY_MONTH},
        {STR_INIT("quarter"), EVERY_QUARTER}, {STR_INIT("季度"), EVERY_QUARTER},
        {STR_INIT("half"), EVERY_HALF},       {STR_INIT("半年"), EVERY_HALF},
        {STR_INIT("year"), EVERY_YEAR},       {STR_INIT("年"), EVERY_YEAR},
    };
    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (str_eq(words[i].word, word)) {
            *ret = words[i].every;
            return true;
        }
    return false;
}

const char *every_name(struct arena *a, struct stretch s, struct str ret_arg[4])
{
    static const char *const xun[] = {K("calendar.every_xun_1"), K("calendar.every_xun_2"),
                                      K("calendar.every_xun_3")};
    ret_arg[0] = arena_printf(a, "%d", s.year);
    ret_arg[1] = arena_printf(a, "%d", s.number);
    ret_arg[2] = day_text(a, s.first);
    ret_arg[3] = day_text(a, s.last);
    switch (s.every) {
    case EVERY_DAY:
        return K("calendar.every_day");
    case EVERY_WEEK:
        return K("calendar.every_week");
    case EVERY_XUN:
        ret_arg[1] = arena_printf(a, "%d", (s.number - 1) / 3 + 1);
        return xun[(s.number + 2) % 3];
    case EVERY_MONTH:
        return K("calendar.every_month");
    case EVERY_QUARTER:
        return K("calendar.every_quarter");
    case EVERY_HALF:
        return s.number == 1 ? K("calendar.every_half_1") : K("calendar.every_half_2");
    case EVERY_YEAR:
    case EVERY__COUNT:
        break;
    }
    return K("calendar.every_year");
}
