/* A due date in a few looks, however long the term is. Pauses are not sorted: each round takes the earliest
 * one that reaches beyond what is settled, counts up to it and goes on behind it. Two rounds for one pause,
 * and no memory; a sort for the usual none, one or two was measured slower. */
#include "calendar/limit.h"

#include <stdio.h>

#include "base/key.h"
#include "calendar/days.h"
#include "calendar/every.h"
#include "calendar/reckon.h"

/* Days are counted by a table (working days) or by their own numbers (calendar days). */
static inline int counted_to(const struct day_tables *t, int at)
{
    if (!t)
        return at;
    return at < 0 ? 0 : t->worked[at];
}

/* The first day up to which so many are counted; DAYS_N beyond 2099. */
static inline int day_of_count(const struct day_tables *t, int count)
{
    int all = t ? t->worked[DAYS_N - 1] : DAYS_N - 1;
    if (count > all)
        return DAYS_N;
    return t ? t->nth[count - 1] : count;
}

/* The earliest pause that reaches beyond `settled`. */
static inline const struct day_pause *pause_next(const struct day_pause *pause, size_t pauses,
                                                 int64_t settled)
{
    const struct day_pause *next = NULL;
    for (size_t i = 0; i < pauses; i++)
        if (pause[i].last > settled && pause[i].first <= pause[i].last &&
            (!next || pause[i].first < next->first))
            next = &pause[i];
    return next;
}

/* The number of the last day, or DAYS_N. A count of none is the first counted day from `day` on itself. */
static inline int count_days(const struct day_tables *t, int64_t day, int at, int n,
                             const struct day_pause *pause, size_t pauses)
{
    int64_t settled = n ? day : day - 1; /* no day lies between, be it one or not */
    if (n == 0) {
        at--;
        n = 1;
    }
    for (;;) {
        int done = counted_to(t, at), due = day_of_count(t, done + n);
        const struct day_pause *next = pause_next(pause, pauses, settled);
        if (!next)
            return due;
        int before = next->first > settled ? days_floor(next->first) - 1 : at;
        if (before >= due)
            return due;
        n -= counted_to(t, before) - done;
        settled = next->last;
        at = days_floor(next->last);
        if (at >= DAYS_N - 1)
            return DAYS_N;
    }
}

int64_t limit_due_day(const struct calendar *c, int64_t from_day, int workdays, const struct day_pause *pause,
                      size_t pauses)
{
    int at = days_index(from_day);
    if (at < 0 || workdays < 0 || workdays > LIMIT_AMOUNT_MAX)
        return 0;
    struct day_tables t = calendar_tables(c);
    return days_at(count_days(&t, from_day, at, workdays, pause, pauses));
}

/* The one place that knows what a pause is in days. */
bool limit_pause_days(const struct calendar *c, const struct pause *p, struct day_pause *ret)
{
    int64_t from = ms_cut(p->from_ms), to = ms_cut(p->to_ms);
    *ret = (struct day_pause){calendar_day_of(c, from, NULL), calendar_day_of(c, to, NULL)};
    int64_t closes = calendar_closes_ms(c, ret->first);
    if (closes && from > closes)
        ret->first = days_at(days_floor(ret->first) + 1);
    return ret->first && ret->first <= ret->last;
}

static size_t pauses_to_days(const struct calendar *c, const struct pause *pause, size_t pauses,
                             struct day_pause ret[LIMIT_PAUSES_MAX])
{
    size_t n = 0;
    for (size_t i = 0; i < pauses && i < LIMIT_PAUSES_MAX; i++)
        if (limit_pause_days(c, &pause[i], &ret[n]))
            n++;
    return n;
}

enum rc limit_beyond(struct err *err)
{
    enum rc rc =
        FAIL(err, RC_INVALID, "calendar.beyond", "outside %d to %d", CALENDAR_DAY_FIRST, CALENDAR_DAY_LAST);
    ERR_HINT(err, "calendar.beyond_hint");
    return rc;
}

static enum rc amount_wrong(struct time_limit limit, struct err *err)
{
    char amount[32];
    int n = snprintf(amount, sizeof amount, "%d", limit.amount);
    enum rc rc =
        FAIL(err, RC_INVALID, "calendar.limit_wrong", "unit %d, amount %d", (int)limit.unit, limit.amount);
    ERR_HINT(err, "calendar.limit_wrong_hint");
    (void)err_arg(err, 0, str_of(amount, (size_t)n));
    return rc;
}

static enum rc pause_wrong(size_t which, const struct pause *p, struct err *err)
{
    char number[32];
    int n = snprintf(number, sizeof number, "%zu", which + 1);
    enum rc rc = FAIL(err, RC_INVALID, "calendar.pause_wrong", "pause %zu from %lld to %lld", which + 1,
                      (long long)p->from_ms, (long long)p->to_ms);
    ERR_HINT(err, "calendar.pause_wrong_hint");
    (void)err_arg(err, 0, str_of(number, (size_t)n));
    return rc;
}

enum rc limit_check(const struct calendar *c, struct time_limit limit, int64_t start_ms,
                    const struct pause *pause, size_t pauses, int64_t *ret_day, struct err *err)
{
    bool is_unit = (unsigned)limit.unit < LIMIT_UNIT__COUNT;
    if (!is_unit || limit.amount < 0 || limit.amount > LIMIT_AMOUNT_MAX)
        return amount_wrong(limit, err);
    if (pauses > LIMIT_PAUSES_MAX) {
        enum rc rc = FAIL(err, RC_INVALID, "calendar.pauses_many", "%zu pauses", pauses);
        ERR_HINT(err, "calendar.pauses_many_hint");
        return rc;
    }
    for (size_t i = 0; i < pauses; i++)
        if (pause[i].to_ms < pause[i].from_ms || pause[i].to_ms == PAUSE_OPEN)
            return pause_wrong(i, &pause[i], err);
    *ret_day = calendar_day_of(c, ms_cut(start_ms), NULL);
    return calendar_covers(*ret_day) ? RC_OK : limit_beyond(err);
}

int64_t limit_corresponding_day(struct time_limit limit, int64_t start_day)
{
    if (limit.unit == LIMIT_MONTHS)
        return day_add_months(start_day, limit.amount);
    if (limit.unit == LIMIT_YEARS)
        return limit.amount > DAYS_YEARS ? 0 : day_add_months(start_day, limit.amount * 12);
    return days_at(days_index(start_day) + limit.amount);
}

static enum rc due_in_days(const struct calendar *c, struct time_limit limit, int64_t start_day,
                           const struct pause *pause, size_t pauses, struct due *ret, struct err *err)
{
    struct day_pause days[LIMIT_PAUSES_MAX];
    size_t n = pauses_to_days(c, pause, pauses, days);
    struct day_tables t = calendar_tables(c);
    int start = days_index(start_day), from = start + (limit.amount > 0), due;
    if (limit.unit == LIMIT_WORKDAYS) {
        due = count_days(&t, start_day, start, limit.amount, days, n);
    } else {
        int64_t end = limit_corresponding_day(limit, start_day);
        from = start;
        if (end && limit.amount > 0)
            from = count_days(NULL, start_day, start, days_index(end) - start, days, n);
        if (!end || from >= DAYS_N)
            return limit_beyond(err);
        due = count_days(&t, days_at(from), from, 0, days, n);
    }
    if (due >= DAYS_N)
        return limit_beyond(err);
    ret->day = days_at(due);
    ret->ms = calendar_closes_ms(c, ret->day);
    ret->is_provisional = calendar_is_provisional(c, days_at(from), ret->day);
    return RC_OK;
}

static const struct pause *pause_from(const struct pause *pause, size_t pauses, int64_t settled)
{
    const struct pause *next = NULL;
    for (size_t i = 0; i < pauses; i++)
        if (pause[i].to_ms > settled && (!next || pause[i].from_ms < next->from_ms))
            next = &pause[i];
    return next;
}

static int64_t span_between(const struct calendar *c, bool is_open, int64_t from, int64_t to)
{
    if (to <= from)
        return 0;
    return is_open ? calendar_open_ms_between(c, from, to) : to - from;
}

/* The instant at which the minutes are used up; INT64_MAX: beyond 2099. */
static int64_t minutes_end(const struct calendar *c, struct time_limit limit, int64_t start_ms,
                           const struct pause *pause, size_t pauses)
{
    bool is_open = limit.unit == LIMIT_OPEN_MINUTES;
    int64_t left = limit.amount * MINUTE_MS, at = start_ms;
    while (at < MS_LAST) {
        int64_t due = is_open ? calendar_add_open_ms(c, at, left) : at + left;
        const struct pause *next = pause_from(pause, pauses, at);
        int64_t from = !next ? 0 : next->from_ms > at ? next->from_ms : at;
        if (is_open && due == 0)
            due = INT64_MAX;
        if (!next || from >= due)
            return due;
        left -= span_between(c, is_open, at, ms_cut(from));
        at = ms_cut(next->to_ms);
    }
    return INT64_MAX;
}

static enum rc due_in_minutes(const struct calendar *c, struct time_limit limit, int64_t start_ms,
                              const struct pause *pause, size_t pauses, struct due *ret, struct err *err)
{
    ret->ms = limit.amount ? minutes_end(c, limit, start_ms, pause, pauses) : start_ms;
    /* What is used up at midnight belongs to the day that ends. */
    ret->day = calendar_day_of(c, ms_cut(ret->ms) - (limit.amount > 0), NULL);
    if (!calendar_covers(ret->day))
        return limit_beyond(err);
    ret->is_provisional = limit.unit == LIMIT_OPEN_MINUTES &&
                          calendar_is_provisional(c, calendar_day_of(c, start_ms, NULL), ret->day);
    return RC_OK;
}

enum rc limit_due(const struct calendar *c, struct time_limit limit, int64_t start_ms,
                  const struct pause *pause, size_t pauses, struct due *ret, struct err *err)
{
    int64_t start_day;
    enum rc rc = limit_check(c, limit, start_ms, pause, pauses, &start_day, err);
    if (rc)
        return rc;
    struct due due;
    rc = unit_is_days(limit.unit) ? due_in_days(c, limit, start_day, pause, pauses, &due, err)
                                  : due_in_minutes(c, limit, start_ms, pause, pauses, &due, err);
    if (rc == RC_OK)
        *ret = due;
    return rc;
}

static int64_t used_days(const struct calendar *c, bool is_work, int64_t start_day, int64_t last,
                         const struct pause *pause, size_t pauses)
{
    struct day_pause days[LIMIT_PAUSES_MAX];
    size_t n = pauses_to_days(c, pause, pauses, days);
    struct day_tables tables = calendar_tables(c), *t = is_work ? &tables : NULL;
    int at = days_floor(start_day), to = days_floor(last);
    int64_t used = 0, settled = start_day;
    for (const struct day_pause *p; at < to && (p = pause_next(days, n, settled)) && p->first <= last;) {
        int before = p->first > settled ? days_floor(p->first) - 1 : at;
        used += counted_to(t, before) - counted_to(t, at);
        settled = p->last;
        at = days_floor(p->last);
    }
    return at < to ? used + counted_to(t, to) - counted_to(t, at) : used;
}

int64_t limit_used(const struct calendar *c, struct time_limit limit, int64_t start_ms,
                   const struct pause *pause, size_t pauses, int64_t at_ms)
{
    int64_t at = ms_cut(start_ms), to = ms_cut(at_ms), used = 0;
    if (to <= at)
        return 0;
    if (unit_is_days(limit.unit))
        return used_days(c, limit.unit == LIMIT_WORKDAYS, calendar_day_of(c, at, NULL),
                         calendar_day_of(c, to, NULL), pause, pauses);
    bool is_open = limit.unit == LIMIT_OPEN_MINUTES;
    for (const struct pause *p; at < to && (p = pause_from(pause, pauses, at)) && p->from_ms < to;) {
        used += span_between(c, is_open, at, p->from_ms);
        at = p->to_ms;
    }
    return (used + span_between(c, is_open, at, to)) / MINUTE_MS;
}

const char *limit_text(struct arena *a, struct time_limit limit, struct str ret_arg[2])
{
    static const char *const KEY[LIMIT_UNIT__COUNT] = {
        K("limit.workdays"), K("limit.days"),         K("limit.months"),
        K("limit.years"),    K("limit.open_minutes"), K("limit.minutes"),
    };
    bool is_hours = !unit_is_days(limit.unit) && limit.amount > 0 && limit.amount % 60 == 0;
    ret_arg[0] = arena_printf(a, "%d", is_hours ? limit.amount / 60 : limit.amount);
    ret_arg[1] = str_c(NULL);
    if (is_hours)
        return limit.unit == LIMIT_OPEN_MINUTES ? K("limit.open_hours") : K("limit.hours");
    return (unsigned)limit.unit < LIMIT_UNIT__COUNT ? KEY[limit.unit] : K("limit.minutes");
}

bool limit_word(struct str word, enum limit_unit *ret, int *ret_minutes_each)
{
    static const struct {
        const char *word;
        enum limit_unit unit;
        int minutes;
    } WORD[] = {
        {"workdays", LIMIT_WORKDAYS, 0},
        {"workday", LIMIT_WORKDAYS, 0},
        {"工作日", LIMIT_WORKDAYS, 0},
        {"个工作日", LIMIT_WORKDAYS, 0},
        {"days", LIMIT_DAYS, 0},
        {"day", LIMIT_DAYS, 0},
        {"日", LIMIT_DAYS, 0},
        {"天", LIMIT_DAYS, 0},
        {"自然日", LIMIT_DAYS, 0},
        {"日历日", LIMIT_DAYS, 0},
        {"months", LIMIT_MONTHS, 0},
        {"month", LIMIT_MONTHS, 0},
        {"月", LIMIT_MONTHS, 0},
        {"个月", LIMIT_MONTHS, 0},
        {"years", LIMIT_YEARS, 0},
        {"year", LIMIT_YEARS, 0},
        {"年", LIMIT_YEARS, 0},
        {"openhours", LIMIT_OPEN_MINUTES, 60},
        {"办公小时", LIMIT_OPEN_MINUTES, 60},
        {"openminutes", LIMIT_OPEN_MINUTES, 1},
        {"办公分钟", LIMIT_OPEN_MINUTES, 1},
        {"hours", LIMIT_MINUTES, 60},
        {"hour", LIMIT_MINUTES, 60},
        {"小时", LIMIT_MINUTES, 60},
        {"minutes", LIMIT_MINUTES, 1},
        {"minute", LIMIT_MINUTES, 1},
        {"分钟", LIMIT_MINUTES, 1},
    };
    for (size_t i = 0; i < COUNT_OF(WORD); i++)
        if (str_eq(word, str_c(WORD[i].word))) {
            *ret = WORD[i].unit;
            *ret_minutes_each = WORD[i].minutes;
            return true;
        }
    return false;
}
