#include "web/notice_effect.h"

/* Calendars that change in the same way. */
struct told {
    struct calendar_effect effect;
    const struct calendar *was, *is;
    struct str names;
};

static struct str name_of(struct door *d, const struct calendar_asked *asked, int64_t organ_id)
{
    const struct organ *o = organ_by_id(&asked->organs, organ_id);
    return organ_id == 0 ? d->app->city : o ? o->name : (struct str){0};
}

static struct str with_name(struct door *d, struct str names, struct str name)
{
    struct str comma = names.n ? TEXT(d, "calendar.comma") : (struct str){0};
    return arena_printf(d->a, "%.*s%.*s%.*s", STR_ARG(names), STR_ARG(comma), STR_ARG(name));
}

struct str notice_users(struct door *d, const struct calendar_asked *asked, struct str scope)
{
    struct organ_calendars users = organ_calendars_of_scope(d->a, &asked->weeks, scope);
    struct str names = {0};
    if (scope.n == 0)
        return TEXT(d, "notice.used_by_all");
    for (size_t i = 0; i < users.n; i++) {
        struct str name = name_of(d, asked, users.row[i].organ_id);
        if (name.n) /* an organ that is gone has no calendar */
            names = with_name(d, names, name);
    }
    return names;
}

/* All that one of the notices concerns, each once. */
static struct organ_calendars concerned(struct door *d, const struct calendar_asked *asked,
                                        struct notices given)
{
    struct organ_calendar *out = ARENA_ARRAY(d->a, struct organ_calendar, asked->weeks.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < given.n; i++) {
        struct organ_calendars of = organ_calendars_of_scope(d->a, &asked->weeks, given.notice[i].scope);
        for (size_t k = 0; k < of.n; k++) {
            bool is_new = name_of(d, asked, of.row[k].organ_id).n > 0;
            for (size_t j = 0; j < n; j++)
                is_new &= out[j].organ_id != of.row[k].organ_id;
            if (is_new)
                out[n++] = of.row[k];
        }
    }
    return (struct organ_calendars){out, n};
}

static void span_widen(const struct notice *n, int64_t *first, int64_t *last)
{
    for (size_t k = 0; k < n->days; k++) {
        int64_t day = n->day[k].day;
        *first = day < *first ? day : *first;
        *last = day > *last ? day : *last;
    }
}

/* Of all days that the notices speak of, those whose place they take included: what the old one said and the
 * new one does not changes too. */
static void span_of(struct notices given, struct notices now, int64_t *ret_first, int64_t *ret_last)
{
    int64_t first = CALENDAR_DAY_LAST, last = 0;
    for (size_t i = 0; i < given.n; i++) {
        const struct notice *n = &given.notice[i];
        span_widen(n, &first, &last);
        for (size_t k = 0; k < now.n; k++)
            if (str_eq(now.notice[k].number, n->number) && str_eq(now.notice[k].scope, n->scope))
                span_widen(&now.notice[k], &first, &last);
    }
    *ret_first = last ? first : CALENDAR_DAY_FIRST;
    *ret_last = last ? last : CALENDAR_DAY_FIRST;
}

static enum rc effect_on(struct door *d, struct str week, struct notices now, struct notices given,
                         struct told *ret, struct err *err)
{
    struct problems *unused = ARENA_NEW(d->a, struct problems);
    struct str zone;
    int64_t first, last;
    unused->arena = d->a;
    span_of(given, now, &first, &last);
    enum rc rc = pattern_try(d->a, week, now, 0, &ret->was, &zone, unused, err);
    if (rc == RC_OK)
        rc = pattern_try(d->a, week, notices_merge(d->a, now, given), 0, &ret->is, &zone, unused, err);
    if (rc == RC_OK)
        rc =
            calendar_effect_make(d->a, ret->was, ret->is, first, last, d->now_ms, NULL, 0, &ret->effect, err);
    return rc;
}

/* The same days and the same due dates. A day that one calendar calls worked and the other off would not be
 * told alike. */
static bool is_alike(const struct told *a, const struct told *b)
{
    const struct calendar_effect *x = &a->effect, *y = &b->effect;
    if (x->days_all != y->days_all || x->moves != y->moves)
        return false;
    for (size_t i = 0; i < x->days; i++)
        if (x->day[i] != y->day[i] ||
            calendar_is_workday(a->is, x->day[i]) != calendar_is_workday(b->is, y->day[i]))
            return false;
    for (size_t i = 0; i < x->moves; i++)
        if (x->move[i].start_day != y->move[i].start_day || x->move[i].workdays != y->move[i].workdays ||
            x->move[i].from_day != y->move[i].from_day || x->move[i].to_day != y->move[i].to_day)
            return false;
    return true;
}

/* Into the group that changes alike, or a new one; false when there is no room for it. */
static bool tell(struct door *d, struct told *all, size_t *n, const struct told *one)
{
    for (size_t i = 0; i < *n; i++)
        if (is_alike(&all[i], one)) {
            all[i].names = with_name(d, all[i].names, one->names);
            return true;
        }
    if (*n == EFFECTS_MAX)
        return false;
    all[(*n)++] = *one;
    return true;
}

enum rc notice_effects(struct door *d, const struct calendar_asked *asked, struct notices given,
                       struct effect_view ret[EFFECTS_MAX], size_t *ret_n, size_t *ret_left, struct err *err)
{
    struct organ_calendars on = concerned(d, asked, given);
    struct told all[EFFECTS_MAX];
    size_t n = 0, left = 0;
    for (size_t i = 0; i < on.n; i++) {
        struct told one = {.names = name_of(d, asked, on.row[i].organ_id)};
        if (i >= EFFECT_CALENDARS_MAX) {
            left++;
            continue;
        }
        enum rc rc = effect_on(d, on.row[i].text, asked->book.notices, given, &one, err);
        if (rc != RC_OK)
            return rc;
        left += !tell(d, all, &n, &one);
    }
    for (size_t i = 0; i < n; i++) {
        ret[i] = calendar_effect_view(d, all[i].was, all[i].is, &all[i].effect);
        ret[i].whose = TEXT1(d, "effect.whose", all[i].names);
    }
    *ret_n = n;
    *ret_left = left;
    return RC_OK;
}
