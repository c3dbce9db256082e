/* An organ's week in its own lines. The lines of notices between them are read by own.c, which gives the
 * others to pattern_line. */
#include "base/utf8.h"
#include "calendar/calendar.h"
#include "calendar/days.h"
#include "calendar/draft.h"
#include "calendar/lines.h"

#define SCOPES_MAX 64
#define DAY_MINUTES 1440
#define WEEK_ALL 0x7fu

static const struct str WEEKDAYS[] = {STR_INIT("mon"), STR_INIT("tue"), STR_INIT("wed"), STR_INIT("thu"),
                                      STR_INIT("fri"), STR_INIT("sat"), STR_INIT("sun")};

struct reading {
    struct arena *arena;
    struct problems *problems;
    struct pattern pattern;
    struct str zone;
    struct hours hours[HOURS_MAX];
    struct str scope[SCOPES_MAX];
    int calendar_line, week_line, zone_line, hours_line;
};

static struct problem *say(struct reading *r, const struct line *l, struct str at, struct problem *item)
{
    item->line = l->number;
    item->column = line_column(l, at);
    problem_value(r->problems, item, at);
    problem_arg(r->problems, item, 0, at);
    return item;
}

/* Weekdays. */

static int weekday_read(struct str s)
{
    for (int i = 0; i < 7; i++)
        if (str_eq(s, WEEKDAYS[i]))
            return i;
    return -1;
}

/* mon-fri, sat or fri-mon; 0: not that. */
static unsigned weekday_run_read(struct str s)
{
    size_t dash = str_find(s, '-');
    int first = weekday_read(str_sub(s, 0, dash)),
        last = dash < s.n ? weekday_read(str_sub(s, dash + 1, s.n)) : first;
    unsigned days = 0;
    if (first < 0 || last < 0)
        return 0;
    for (int day = first;; day = (day + 1) % 7) {
        days |= 1u << day;
        if (day == last)
            return days;
    }
}

static unsigned weekdays_read(struct str s)
{
    unsigned days = 0;
    struct str piece;
    if (s.n == 0 || s.p[s.n - 1] == ',')
        return 0;
    while (str_split(&s, ',', &piece)) {
        unsigned run = weekday_run_read(piece);
        if (run == 0)
            return 0;
        days |= run;
    }
    return days;
}

/* Three or more in a row as mon-fri, the others one by one. */
static void weekdays_write(struct buf *out, unsigned days)
{
    bool is_first = true;
    for (int day = 0, run; day < 7; day += run ? run : 1) {
        for (run = 0; day + run < 7 && days >> (day + run) & 1; run++)
            continue;
        if (run == 2)
            run = 1;
        if (run == 0)
            continue;
        if (!is_first)
            buf_putc(out, ',');
        is_first = false;
        buf_put(out, WEEKDAYS[day]);
        if (run > 1) {
            buf_putc(out, '-');
            buf_put(out, WEEKDAYS[day + run - 1]);
        }
    }
}

/* Times and seasons. */

/* Digits in `shape` ('9') and signs as they stand; −1 when it does not fit. */
static int figures_read(struct str s, const char *shape)
{
    int n = 0;
    if (s.n != strlen(shape))
        return -1;
    for (size_t i = 0; i < s.n; i++) {
        bool is_digit = s.p[i] >= '0' && s.p[i] <= '9';
        if (shape[i] == '9' ? !is_digit : s.p[i] != shape[i])
            return -1;
        if (is_digit)
            n = n * 10 + (s.p[i] - '0');
    }
    return n;
}

static int minute_read(struct str s)
{
    int figures = figures_read(s, "99:99");
    int minute = figures / 100 * 60 + figures % 100;
    return figures < 0 || figures % 100 > 59 || minute > DAY_MINUTES ? -1 : minute;
}

static int mmdd_read(struct str s)
{
    int mmdd = figures_read(s, "99-99");
    return mmdd >= 0 && days_index(20240000 + mmdd) >= 0 ? mmdd : -1; /* a leap year: 02-29 too */
}

static bool season_read(struct str s, struct hours *h)
{
    size_t dots = str_find_str(s, STR(".."));
    int from = mmdd_read(str_sub(s, 0, dots)), to = dots < s.n ? mmdd_read(str_sub(s, dots + 2, s.n)) : -1;
    if (from < 0 || to < 0)
        return false;
    h->from_mmdd = from;
    h->to_mmdd = to;
    return true;
}

static bool opening_read(struct str s, struct opening *ret)
{
    size_t dash = str_find(s, '-');
    ret->open_minute = minute_read(str_sub(s, 0, dash));
    ret->close_minute = dash < s.n ? minute_read(str_sub(s, dash + 1, s.n)) : -1;
    return ret->open_minute >= 0 && ret->close_minute >= 0;
}

/* The third part of an `hours` line. False when it was said what is wrong. */
static bool opening_take(struct reading *r, const struct line *l, struct str piece, struct hours *h)
{
    struct opening o;
    struct problem *item = NULL;
    if (!opening_read(piece, &o))
        item = PROBLEM(r->problems, 0, 0, "calendar.hours_wrong");
    else if (o.open_minute >= o.close_minute)
        item = PROBLEM(r->problems, 0, 0, "calendar.hours_backwards");
    else if (h->sessions == SESSIONS_MAX)
        item = PROBLEM(r->problems, 0, 0, "calendar.hours_many");
    else if (h->sessions && o.open_minute <= h->session[h->sessions - 1].close_minute)
        item = PROBLEM(r->problems, 0, 0, "calendar.hours_order");
    if (!item) {
        h->session[h->sessions++] = o;
        return true;
    }
    say(r, l, piece, item)->hint = "calendar.hours_hint";
    return false;
}

/* hours [05-01..09-30] [sat] 08:30-12:00 13:30-17:30 */
static void hours_take(struct reading *r, const struct line *l)
{
    struct hours h = {0};
    struct str rest = l->rest, piece;
    while (line_piece(&rest, &piece)) {
        bool is_head = h.sessions == 0;
        if (is_head && h.from_mmdd == 0 && season_read(piece, &h))
            continue;
        if (is_head && h.weekdays == 0 && (h.weekdays = weekdays_read(piece)) != 0)
            continue;
        if (!opening_take(r, l, piece, &h))
            return;
    }
    if (h.sessions == 0) {
        say(r, l, l->word, PROBLEM(r->problems, 0, 0, "calendar.hours_none"))->hint = "calendar.hours_hint";
    } else if (r->pattern.hours_n == HOURS_MAX) {
        struct problem *item = say(r, l, l->word, PROBLEM(r->problems, 0, 0, "calendar.pattern_many"));
        item->hint = "calendar.pattern_many_hint";
    } else {
        r->hours[r->pattern.hours_n++] = h;
        r->hours_line = l->number;
    }
}

/* The other lines. */

static bool line_once(struct reading *r, const struct line *l, int *before)
{
    if (*before == 0) {
        *before = l->number;
        return true;
    }
    struct problem *item = say(r, l, l->word, PROBLEM(r->problems, 0, 0, "calendar.pattern_twice"));
    item->hint = "calendar.pattern_twice_hint";
    problem_arg(r->problems, item, 1, arena_printf(r->problems->arena, "%d", *before));
    return false;
}

static struct str text_take(struct reading *r, const struct line *l)
{
    struct str value = line_value(r->arena, l->rest);
    return value_is_plain(value, l->number, line_column(l, l->rest), r->problems) ? value : str_c(NULL);
}

static void week_take(struct reading *r, const struct line *l)
{
    r->pattern.workdays = weekdays_read(l->rest);
    if (r->pattern.workdays == 0)
        say(r, l, l->rest, PROBLEM(r->problems, 0, 0, "calendar.week_wrong"))->hint =
            "calendar.week_wrong_hint";
}

static void scope_take(struct reading *r, const struct line *l)
{
    struct str scope = text_take(r, l);
    if (scope.n == 0)
        return;
    if (r->pattern.scopes == SCOPES_MAX)
        say(r, l, l->word, PROBLEM(r->problems, 0, 0, "calendar.pattern_many"))->hint =
            "calendar.pattern_many_hint";
    else
        r->scope[r->pattern.scopes++] = scope;
}

static bool pattern_line(void *to, const struct line *l)
{
    struct reading *r = to;
    if (l->rest.n == 0) {
        say(r, l, l->word, PROBLEM(r->problems, 0, 0, "calendar.notice_no_value"))->hint =
            "calendar.notice_no_value_hint";
    } else if (str_eq(l->word, STR("hours"))) {
        hours_take(r, l);
    } else if (str_eq(l->word, STR("scope"))) {
        scope_take(r, l);
    } else if (str_eq(l->word, STR("week"))) {
        if (line_once(r, l, &r->week_line))
            week_take(r, l);
    } else if (str_eq(l->word, STR("zone"))) {
        if (line_once(r, l, &r->zone_line))
            r->zone = text_take(r, l);
    } else if (line_once(r, l, &r->calendar_line)) {
        r->pattern.name = text_take(r, l);
    }
    return true;
}

static bool day_has_hours(const struct reading *r, int mmdd)
{
    for (size_t i = 0; i < r->pattern.hours_n; i++)
        if (days_in_season(r->hours[i].from_mmdd, r->hours[i].to_mmdd, mmdd))
            return true;
    return false;
}

/* A day for which nothing is said is open until midnight; that is hardly what was meant. */
static void gap_warn(struct reading *r)
{
    for (int at = days_index(20240101); r->pattern.hours_n && at <= days_index(20241231); at++) {
        int mmdd = (int)(days_at(at) % 10000);
        if (day_has_hours(r, mmdd))
            continue;
        struct problem *item = PROBLEM(r->problems, r->hours_line, 0, "calendar.hours_gap");
        item->hint = "calendar.hours_gap_hint";
        problem_warn(r->problems, item);
        problem_arg(r->problems, item, 0,
                    arena_printf(r->problems->arena, "%02d-%02d", mmdd / 100, mmdd % 100));
        return;
    }
}

enum rc pattern_read(struct arena *a, struct str bytes, struct pattern *ret, struct str *ret_zone,
                     struct notices *ret_notices, struct problems *problems)
{
    struct reading *r = ARENA_NEW(a, struct reading);
    struct notices notices = {0};
    *r = (struct reading){.arena = a, .problems = problems};
    size_t bad;
    if (!utf8_is_clean(bytes, &bad)) {
        PROBLEM(problems, 0, 0, "calendar.notice_bytes")->hint = "calendar.notice_bytes_hint";
        return RC_INVALID;
    }
    enum rc rc = notices_own_read(a, bytes, NULL, pattern_line, r, &notices, problems);
    if (rc)
        return rc;
    gap_warn(r);
    r->pattern.hours = r->hours;
    r->pattern.scope = r->scope;
    *ret = r->pattern;
    *ret_zone = r->zone;
    *ret_notices = notices;
    return RC_OK;
}

static void hours_write(struct buf *out, const struct hours *h)
{
    buf_put(out, STR("hours "));
    if (h->from_mmdd)
        buf_printf(out, " %02d-%02d..%02d-%02d", h->from_mmdd / 100, h->from_mmdd % 100, h->to_mmdd / 100,
                   h->to_mmdd % 100);
    if (h->weekdays & WEEK_ALL) {
        buf_putc(out, ' ');
        weekdays_write(out, h->weekdays);
    }
    for (size_t i = 0; i < h->sessions; i++)
        buf_printf(out, " %02d:%02d-%02d:%02d", h->session[i].open_minute / 60,
                   h->session[i].open_minute % 60, h->session[i].close_minute / 60,
                   h->session[i].close_minute % 60);
    buf_putc(out, '\n');
}

static void text_write(struct buf *out, const char *word, struct str value)
{
    if (value.n == 0)
        return;
    buf_printf(out, "%-6s ", word);
    line_put_value(out, value);
    buf_putc(out, '\n');
}

void pattern_write(struct buf *out, const struct pattern *p)
{
    text_write(out, "calendar", p->name);
    if (p->workdays & WEEK_ALL) {
        buf_put(out, STR("week   "));
        weekdays_write(out, p->workdays);
        buf_putc(out, '\n');
    }
    for (size_t i = 0; i < p->hours_n; i++)
        hours_write(out, &p->hours[i]);
    for (size_t i = 0; i < p->scopes; i++)
        text_write(out, "scope", p->scope[i]);
    if (p->zone)
        text_write(out, "zone", zone_name(p->zone));
}
