/* The changes of a year are reckoned when they are asked for. Those of the two years before and the year
 * after are looked at too: the hours of a change reach a week into the next year or the one before, so the
 * latest change before a day in January may be that of two years ago. */
#include "calendar/zone_rule.h"

#include "base/date.h"

#define DAY_S INT64_C(86400)
#define YEARS_LOOKED_AT 4

/* ---- reading ---- */

struct cursor {
    struct str s;
    size_t at;
};

static bool take(struct cursor *c, char what)
{
    bool is = c->at < c->s.n && c->s.p[c->at] == what;
    c->at += is;
    return is;
}

static bool take_number(struct cursor *c, int most, int *ret)
{
    size_t from = c->at;
    int v = 0;
    for (; c->at < c->s.n && c->s.p[c->at] >= '0' && c->s.p[c->at] <= '9'; c->at++) {
        v = v * 10 + (c->s.p[c->at] - '0');
        if (v > most)
            return false;
    }
    *ret = v;
    return c->at > from;
}

static bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/* CST, or <+08>: three signs at least, of which nothing is kept. */
static bool take_name(struct cursor *c)
{
    bool quoted = take(c, '<');
    size_t from = c->at;
    while (c->at < c->s.n) {
        char x = c->s.p[c->at];
        if (!is_letter(x) && !(quoted && ((x >= '0' && x <= '9') || x == '+' || x == '-')))
            break;
        c->at++;
    }
    return c->at - from >= 3 && (!quoted || take(c, '>'));
}

/* [+-]h[:m[:s]] */
static bool take_time(struct cursor *c, int most_hours, int32_t *ret)
{
    int sign = take(c, '-') ? -1 : 1, hour, minute = 0, second = 0;
    if (sign == 1)
        (void)take(c, '+');
    if (!take_number(c, most_hours, &hour))
        return false;
    if (take(c, ':')) {
        if (!take_number(c, 59, &minute) || (take(c, ':') && !take_number(c, 59, &second)))
            return false;
    }
    *ret = sign * (hour * 3600 + minute * 60 + second);
    return true;
}

static bool take_change(struct cursor *c, struct zone_change *ret)
{
    *ret = (struct zone_change){.time_s = 2 * 3600};
    bool right = take(c, ',');
    if (right && take(c, 'M')) {
        right = take_number(c, 12, &ret->month) && ret->month && take(c, '.') &&
                take_number(c, 5, &ret->week) && ret->week && take(c, '.') &&
                take_number(c, 6, &ret->weekday);
    } else if (right && take(c, 'J')) {
        ret->kind = RULE_JULIAN;
        right = take_number(c, 365, &ret->day) && ret->day;
    } else if (right) {
        ret->kind = RULE_ORDINAL;
        right = take_number(c, 365, &ret->day);
    }
    return right && (!take(c, '/') || take_time(c, 167, &ret->time_s));
}

bool zone_rule_read(struct str s, struct zone_rule *ret)
{
    struct cursor c = {s, 0};
    struct zone_rule r = {0};
    if (!take_name(&c) || !take_time(&c, 24, &r.offset_s))
        return false;
    r.offset_s = -r.offset_s; /* POSIX counts to the west */
    r.has_summer = c.at < s.n;
    if (r.has_summer) {
        r.summer_s = r.offset_s + 3600;
        if (!take_name(&c))
            return false;
        if (c.at < s.n && s.p[c.at] != ',') {
            if (!take_time(&c, 24, &r.summer_s))
                return false;
            r.summer_s = -r.summer_s;
        }
        if (!take_change(&c, &r.begin) || !take_change(&c, &r.end) || c.at < s.n)
            return false;
    }
    *ret = r;
    return true;
}

/* ---- reckoning ---- */

static bool is_leap(int year) { return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0; }

/* The day of a change as days since 1970. */
static int64_t change_day(const struct zone_change *c, int year)
{
    int64_t first = date_days_from_epoch(year, 1, 1);
    if (c->kind == RULE_ORDINAL)
        return first + c->day;
    if (c->kind == RULE_JULIAN) /* 29 February is not counted */
        return first + c->day - 1 + (is_leap(year) && c->day >= 60);
    int64_t month = date_days_from_epoch(year, c->month, 1);
    int64_t next =
        c->month == 12 ? date_days_from_epoch(year + 1, 1, 1) : date_days_from_epoch(year, c->month + 1, 1);
    int64_t weekday = ((month + 4) % 7 + 7) % 7; /* 1970-01-01 was a Thursday */
    int64_t day = month + (c->weekday - weekday + 7) % 7 + (int64_t)(c->week - 1) * 7;
    return day >= next ? day - 7 : day;
}

struct turn {
    int64_t at;
    bool is_summer;
};

/* The turns of the years around t in their order. When one ends as the next begins, the later of the list
 * holds: so a summer time of the whole year has no hole. */
static void turns_around(const struct zone_rule *r, int64_t t, struct turn turn[2 * YEARS_LOOKED_AT])
{
    int64_t most = INT64_C(250000000000); /* about the year 9900: what lies beyond is answered as that */
    t = t > most ? most : t < -most ? -most : t;
    int year = date_civil(t * 1000 + (int64_t)r->offset_s * 1000 - DATE_SHANGHAI_MS).year;
    for (int i = 0; i < YEARS_LOOKED_AT; i++) {
        int y = year - 2 + i;
        struct turn begin = {change_day(&r->begin, y) * DAY_S + r->begin.time_s - r->offset_s, true};
        struct turn end = {change_day(&r->end, y) * DAY_S + r->end.time_s - r->summer_s, false};
        bool swap = end.at < begin.at;
        turn[2 * i] = swap ? end : begin;
        turn[2 * i + 1] = swap ? begin : end;
    }
}

int32_t zone_rule_offset_s(const struct zone_rule *r, int64_t t)
{
    struct turn turn[2 * YEARS_LOOKED_AT];
    bool is_summer = false;
    int64_t latest = INT64_MIN;
    if (!r->has_summer)
        return r->offset_s;
    turns_around(r, t, turn);
    for (size_t i = 0; i < COUNT_OF(turn); i++)
        if (turn[i].at <= t && turn[i].at >= latest) {
            latest = turn[i].at;
            is_summer = turn[i].is_summer;
        }
    return is_summer ? r->summer_s : r->offset_s;
}

int64_t zone_rule_change_after(const struct zone_rule *r, int64_t t)
{
    struct turn turn[2 * YEARS_LOOKED_AT];
    int64_t next = INT64_MAX;
    if (!r->has_summer)
        return next;
    turns_around(r, t, turn);
    for (size_t i = 0; i < COUNT_OF(turn); i++)
        if (turn[i].at > t && turn[i].at < next)
            next = turn[i].at;
    return next;
}
