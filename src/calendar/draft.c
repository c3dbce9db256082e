#include "calendar/draft.h"

#include <stdlib.h>

#include "base/utf8.h"
#include "calendar/days.h"
#include "calendar/every.h"
#include "calendar/lines.h"

struct draft *draft_new(struct arena *a) { return ARENA_NEW(a, struct draft); }

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

int64_t day_read(struct str s)
{
    static const char shape[] = "9999-99-99";
    int64_t day = 0;
    if (s.n != sizeof shape - 1)
        return 0;
    for (size_t i = 0; i < s.n; i++) {
        if (shape[i] == '9' ? !is_digit(s.p[i]) : s.p[i] != '-')
            return 0;
        if (shape[i] == '9')
            day = day * 10 + (s.p[i] - '0');
    }
    return days_index(day) >= 0 ? day : 0;
}

struct str day_mended(struct arena *a, struct str s)
{
    int64_t part[3] = {0};
    size_t parts = 0, digits = 0;
    if (s.n > 32)
        return str_c(NULL);
    for (size_t i = 0; i < s.n; i++) {
        if (!is_digit(s.p[i]))
            continue;
        bool is_first = i == 0 || !is_digit(s.p[i - 1]);
        if (is_first && parts++ == 3)
            return str_c(NULL);
        if (digits++ == 8)
            return str_c(NULL);
        part[parts - 1] = part[parts - 1] * 10 + (s.p[i] - '0');
    }
    int64_t day = parts == 1 && digits == 8   ? part[0]
                  : parts == 3 && digits <= 8 ? part[0] * 10000 + part[1] * 100 + part[2]
                                              : 0;
    bool is_real = days_index(day) >= 0 && (parts == 1 || (part[1] <= 12 && part[2] <= 31));
    return is_real ? day_text(a, day) : str_c(NULL);
}

void day_refuse(struct problems *problems, struct str value, int line, int column)
{
    struct problem *item = PROBLEM(problems, line, column, "calendar.notice_date");
    item->hint = "calendar.notice_date_hint";
    problem_value(problems, item, value);
    problem_arg(problems, item, 0, value);
    struct str mended = day_mended(problems->arena, value);
    if (mended.n && column)
        problem_suggest(problems, item, mended);
}

bool value_is_plain(struct str value, int line, int column, struct problems *problems)
{
    if (utf8_is_plain_line(value))
        return true;
    struct problem *item = PROBLEM(problems, line, column, "calendar.notice_not_plain");
    item->hint = "calendar.notice_not_plain_hint";
    return false;
}

static void day_twice(const struct draft *d, size_t at, int line, int column, struct problems *problems)
{
    struct problem *item = PROBLEM(problems, line, column, "calendar.notice_day_twice");
    item->hint = "calendar.notice_day_twice_hint";
    problem_arg(problems, item, 0, day_text(problems->arena, d->day[at].day));
    problem_arg(problems, item, 1, arena_printf(problems->arena, "%d", d->line[at]));
}

void draft_day(struct draft *d, struct notice_day day, int line, int column, struct problems *problems)
{
    for (size_t i = 0; i < d->notice.days; i++)
        if (d->day[i].day == day.day) {
            day_twice(d, i, line, column, problems);
            return;
        }
    if (d->notice.days < NOTICE_DAYS_MAX) {
        d->line[d->notice.days] = line;
        d->day[d->notice.days++] = day;
    } else if (!d->is_full) {
        d->is_full = true;
        struct problem *item = PROBLEM(problems, line, column, "calendar.notice_days_max");
        item->hint = "calendar.notice_days_max_hint";
        problem_arg(problems, item, 0, arena_printf(problems->arena, "%d", NOTICE_DAYS_MAX));
    }
}

void draft_range(struct draft *d, int64_t first, int64_t last, struct notice_day as, int line, int column,
                 struct problems *problems)
{
    int from = days_index(first), to = days_index(last);
    if (from < 0 || to - from >= NOTICE_DAYS_MAX)
        to = from + NOTICE_DAYS_MAX; /* one too many, so that it is said */
    for (int at = from; at >= 0 && at <= to && !d->is_full; at++) {
        as.day = days_at(at);
        draft_day(d, as, line, column, problems);
    }
}

static int by_day(const void *left, const void *right)
{
    const struct notice_day *l = left, *r = right;
    return l->day < r->day ? -1 : l->day > r->day;
}

/* What the file does not say comes from beside it. */
static void wish_fill(struct notice *n, const struct notice_wish *wish)
{
    if (!wish)
        return;
    n->number = n->number.n ? n->number : line_trim(wish->number);
    n->title = n->title.n ? n->title : line_trim(wish->title);
    n->source = n->source.n ? n->source : line_trim(wish->source);
    n->scope = n->scope.n ? n->scope : line_trim(wish->scope);
    n->published_day = n->published_day ? n->published_day : wish->published_day;
    n->year = n->year ? n->year : wish->year;
}

static void missing_say(const struct notice *n, const struct draft *d, int line, struct problems *problems)
{
    if (n->number.n == 0 && !d->number_is_wrong)
        PROBLEM(problems, line, 0, "calendar.notice_no_number")->hint = "calendar.notice_no_number_hint";
    if (n->published_day == 0 && !d->published_is_wrong)
        PROBLEM(problems, line, 0, "calendar.notice_no_published")->hint =
            "calendar.notice_no_published_hint";
    if (n->year == 0 && n->scope.n == 0 && !d->settles_none && !d->year_is_wrong)
        PROBLEM(problems, line, 0, "calendar.notice_no_year")->hint = "calendar.notice_no_year_hint";
    if (n->days == 0 && !d->days_are_wrong)
        PROBLEM(problems, line, 0, "calendar.notice_no_days")->hint = "calendar.notice_no_days_hint";
}

/* A slip in the year of a date is easily made and hardly seen. A notice may reach into the December before
 * it and the January after it. */
static void other_years_warn(const struct notice *n, const struct draft *d, struct problems *problems)
{
    int64_t from = (n->year - 1) * INT64_C(10000) + 1201, to = (n->year + 1) * INT64_C(10000) + 131;
    for (size_t i = 0; n->year && !d->is_full && i < n->days; i++) {
        if (d->day[i].day >= from && d->day[i].day <= to)
            continue;
        struct problem *item = PROBLEM(problems, d->line[i], 0, "calendar.notice_other_year");
        item->hint = "calendar.notice_other_year_hint";
        problem_warn(problems, item);
        problem_arg(problems, item, 0, day_text(problems->arena, d->day[i].day));
        problem_arg(problems, item, 1, arena_printf(problems->arena, "%d", n->year));
        return;
    }
}

static void same_number_remark(const struct drafts *to, const struct notice *n, int line)
{
    for (size_t i = 0; i < to->n; i++) {
        if (n->number.n == 0 || !str_eq(to->notice[i].number, n->number) ||
            !str_eq(to->notice[i].scope, n->scope))
            continue;
        struct problem *item = PROBLEM(to->problems, line, 0, "calendar.notice_number_twice");
        item->hint = "calendar.notice_number_twice_hint";
        problem_remark(to->problems, item);
        problem_arg(to->problems, item, 0, n->number);
        return;
    }
}

static bool wish_is_fit(const struct notice *n, int line, struct problems *problems)
{
    bool is_plain =
        value_is_plain(n->number, line, 0, problems) && value_is_plain(n->title, line, 0, problems) &&
        value_is_plain(n->source, line, 0, problems) && value_is_plain(n->scope, line, 0, problems);
    if (n->published_day && days_index(n->published_day) < 0) {
        PROBLEM(problems, line, 0, "calendar.notice_no_published")->hint =
            "calendar.notice_no_published_hint";
        return false;
    }
    if (n->year && (n->year < NOTICE_YEAR_FIRST || n->year > NOTICE_YEAR_LAST)) {
        PROBLEM(problems, line, 0, "calendar.notice_no_year")->hint = "calendar.notice_no_year_hint";
        return false;
    }
    return is_plain;
}

/* Room for one more; the list is copied into a larger one. */
static bool drafts_grow(struct drafts *to, int line)
{
    if (to->n == NOTICES_MAX) {
        struct problem *item = PROBLEM(to->problems, line, 0, "calendar.notice_too_many");
        item->hint = "calendar.notice_too_many_hint";
        problem_arg(to->problems, item, 0, arena_printf(to->problems->arena, "%d", NOTICES_MAX));
        return false;
    }
    if (to->n < to->room)
        return true;
    size_t room = to->room ? to->room * 2 : 8;
    struct notice *larger = ARENA_ARRAY(to->arena, struct notice, room);
    if (to->n)
        memcpy(larger, to->notice, to->n * sizeof *larger);
    to->notice = larger;
    to->room = room;
    return true;
}

void drafts_add(struct drafts *to, struct draft *d, int line)
{
    struct notice *n = &d->notice;
    wish_fill(n, to->wish);
    if (d->settles_none || d->year_is_wrong)
        n->year = 0;
    if (!drafts_grow(to, line) || !wish_is_fit(n, line, to->problems))
        return;
    missing_say(n, d, line, to->problems);
    other_years_warn(n, d, to->problems);
    same_number_remark(to, n, line);
    struct notice_day *day = ARENA_ARRAY(to->arena, struct notice_day, n->days ? n->days : 1);
    if (n->days) {
        memcpy(day, d->day, n->days * sizeof *day);
        qsort(day, n->days, sizeof *day, by_day);
    }
    n->day = day;
    to->notice[to->n++] = *n;
}
