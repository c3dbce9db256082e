/* kaocheng calendar day, year: what a day is and who says so; a year on one screen. */
#include <stdio.h>

#include "base/buf.h"
#include "base/date.h"
#include "calendar/every.h"
#include "base/key.h"
#include "main/calendar.h"
#include "text/text.h"

static struct str number(const struct desk *d, int n) { return arena_printf(d->arena, "%d", n); }

/* ---- day ---- */

static void print_kind(const struct desk *d, int64_t day, const struct day_fact *f)
{
    static const char *const KIND[DAY__COUNT] = {[DAY_WORK] = K("calendar_command.kind_work"),
                                                 [DAY_MAKE_UP] = K("calendar_command.kind_make_up"),
                                                 [DAY_WEEKEND] = K("calendar_command.kind_weekend"),
                                                 [DAY_HOLIDAY] = K("calendar_command.kind_holiday")};
    bool is_nameless = f->kind == DAY_HOLIDAY && f->name.n == 0;
    struct str arg[] = {desk_day_words(d, day), f->name};
    desk_print(d, is_nameless ? K("calendar_command.kind_off") : KIND[f->kind], arg, COUNT_OF(arg));
    if (f->morning_off)
        desk_print(d, K("calendar_command.morning_off"), NULL, 0);
    if (f->afternoon_off)
        desk_print(d, K("calendar_command.afternoon_off"), NULL, 0);
}

static void print_source(const struct desk *d, const struct day_fact *f)
{
    if (f->notice) {
        desk_print_notice(d, f->notice);
        if (f->notice->source.n)
            (void)printf("%.*s\n", STR_ARG(f->notice->source));
    } else {
        desk_print(d, K("calendar_command.by_week"), NULL, 0);
    }
}

/* Week, 旬, month, quarter: the name, the code, from, to, and how many working days. */
static void print_stretches(const struct desk *d, int64_t day)
{
    static const enum every SHOWN[] = {EVERY_WEEK, EVERY_XUN, EVERY_MONTH, EVERY_QUARTER, EVERY_YEAR};
    for (size_t i = 0; i < COUNT_OF(SHOWN); i++) {
        struct stretch s = every_of(SHOWN[i], day);
        struct str name_arg[4] = {{0}};
        const char *name = every_name(d->arena, s, name_arg);
        int64_t first = s.first < CALENDAR_DAY_FIRST ? CALENDAR_DAY_FIRST : s.first;
        struct str arg[] = {desk_text(d, name, name_arg, 4), every_code(d->arena, s),
                            number(d, calendar_workdays(d->calendar, first, day)),
                            number(d, calendar_workdays(d->calendar, first, s.last))};
        desk_print(d,
                   calendar_is_workday(d->calendar, day) ? K("calendar_command.stretch_workday")
                                                         : K("calendar_command.stretch_off"),
                   arg, COUNT_OF(arg));
    }
}

static void print_hours(const struct desk *d, int64_t day)
{
    struct opening session[SESSIONS_MAX];
    struct buf line CLEANUP(buf_release) = {0};
    size_t n = calendar_sessions(d->calendar, day, session);
    if (n == 0 || calendar_pattern(d->calendar)->hours_n == 0)
        return;
    for (size_t i = 0; i < n; i++)
        buf_printf(&line, "%s%02d:%02d–%02d:%02d", i ? " " : "", session[i].open_minute / 60,
                   session[i].open_minute % 60, session[i].close_minute / 60, session[i].close_minute % 60);
    ASSERT(!line.failed);
    struct str arg = buf_str(&line);
    desk_print(d, K("calendar_command.hours"), &arg, 1);
}

static void say_provisional_year(const struct desk *d, int year)
{
    struct str arg = number(d, year);
    (void)fflush(stdout);
    if (!calendar_has_year(d->calendar, year))
        command_say(d->lang, d->arena, K("calendar_command.year_provisional"), &arg, 1);
}

int command_calendar_day(const struct command *c, struct arena *a, enum lang lang, const struct str *value)
{
    struct err err = {0};
    struct desk d = desk_new(c, a, lang, value, &err);
    struct str given = value[c->options];
    int64_t day = 0;
    enum rc rc = RC_OK;
    if (!desk_day_read(&d, given, &day)) {
        (void)FAIL(&err, RC_INVALID, "calendar_command.day_wrong", "day %.*s", STR_ARG(given));
        rc = desk_wrong_use(&d, given);
    }
    if (rc == RC_OK)
        rc = desk_open_all(&d);
    if (rc == RC_OK) {
        struct day_fact f = calendar_day(d.calendar, day);
        print_kind(&d, day, &f);
        print_source(&d, &f);
        print_hours(&d, day);
        print_stretches(&d, day);
        say_provisional_year(&d, (int)(day / 10000));
    }
    return desk_end(&d, rc, EXIT_DONE);
}

/* ---- year ---- */

/* Four columns of the screen a day: its number and a mark of two columns. */
static struct str mark_of(const struct desk *d, int64_t day)
{
    struct day_fact f = calendar_day(d->calendar, day);
    if (f.kind == DAY_HOLIDAY)
        return T(d->lang, "calendar_command.mark_off");
    if (f.kind == DAY_MAKE_UP)
        return T(d->lang, "calendar_command.mark_work");
    if (f.morning_off || f.afternoon_off)
        return T(d->lang, "calendar_command.mark_half");
    return f.kind == DAY_WEEKEND ? T(d->lang, "calendar_command.mark_weekend") : STR("  ");
}

static void print_month(const struct desk *d, int year, int month)
{
    struct stretch s;
    if (!every_at(EVERY_MONTH, year, month, &s))
        return;
    struct str arg[] = {arena_printf(d->arena, "%04d-%02d", year, month),
                        number(d, calendar_workdays(d->calendar, s.first, s.last))};
    (void)putchar('\n');
    desk_print(d, K("calendar_command.month_head"), arg, COUNT_OF(arg));
    desk_print(d, K("calendar_command.weekday_head"), NULL, 0);
    for (int64_t day = s.first; day && day <= s.last; day = day_add(day, 1)) {
        int weekday = day_weekday(day);
        if (day == s.first || weekday == 1)
            (void)printf("W%02d%*s", every_of(EVERY_WEEK, day).number, day == s.first ? (weekday - 1) * 5 : 0,
                         "");
        bool is_end = weekday == 7 || day == s.last;
        struct str mark = mark_of(d, day);
        (void)printf(" %2d%.*s", (int)(day % 100), STR_ARG(is_end ? str_trim(mark) : mark));
        if (is_end)
            (void)putchar('\n');
    }
}

static void print_year(const struct desk *d, int year)
{
    int64_t first = (int64_t)year * 10000 + 101, last = (int64_t)year * 10000 + 1231;
    struct str arg[] = {number(d, year), number(d, calendar_workdays(d->calendar, first, last))};
    desk_print(d, K("calendar_command.year_head"), arg, COUNT_OF(arg));
    desk_print(d, K("calendar_command.year_marks"), NULL, 0);
    for (int month = 1; month <= 12; month++)
        print_month(d, year, month);
    (void)putchar('\n');
    for (size_t i = 0; i < d->notices.n; i++) {
        const struct notice *n = &d->notices.notice[i];
        if (n->year == year)
            desk_print_notice(d, n);
    }
}

int command_calendar_year(const struct command *c, struct arena *a, enum lang lang, const struct str *value)
{
    struct err err = {0};
    struct desk d = desk_new(c, a, lang, value, &err);
    struct str given = value[c->options];
    int64_t year = 0;
    enum rc rc = RC_OK;
    if (!str_to_i64(given, &year) || year < NOTICE_YEAR_FIRST || year > NOTICE_YEAR_LAST) {
        (void)FAIL(&err, RC_INVALID, "calendar_command.year_wrong", "year %.*s", STR_ARG(given));
        rc = desk_wrong_use(&d, given);
    }
    if (rc == RC_OK)
        rc = desk_open_all(&d);
    if (rc == RC_OK) {
        print_year(&d, (int)year);
        say_provisional_year(&d, (int)year);
    }
    return desk_end(&d, rc, EXIT_DONE);
}
