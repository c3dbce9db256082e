/* All answers come from flat tables over the days of 1970–2099, made once:
 *
 *     worked[i]      how many working days lie in day 0 … i
 *     nth[k]         the number of the k-th working day: the inverse of worked
 *     open_s[i]      how many seconds of open doors lie in day 0 … i
 *     fact[i]        kind, half days, and in which row of `said` the reason stands
 *
 * So a count of working days is a subtraction and the n-th working day is one look, whatever the distance. A
 * day at a time was measured too slow for boards of 100,000 matters, and a list of holidays to be searched is
 * no shorter, because weeks differ from pattern to pattern. */
#include "calendar/calendar.h"

#include <stdlib.h>

#include "base/date.h"
#include "calendar/days.h"

#define WEEK_MON_FRI 0x1fu
#define WEEK_ALL 0x7fu
#define NOON_MINUTE 720
#define MIDNIGHT_MINUTE 1440
#define DAY_S 86400

struct fact {
    uint8_t kind;
    bool morning_off : 1, afternoon_off : 1;
    uint16_t said; /* row; 0: the week alone */
};

/* What the notices that count say last of a day. */
struct said {
    const struct notice *notice;
    const struct notice_day *day; /* whose name counts */
    uint8_t says;                 /* SAYS_OFF, SAYS_WORK; SAYS__COUNT: half days alone */
    bool morning_off, afternoon_off;
};

struct calendar {
    struct pattern pattern;
    unsigned workdays;
    uint16_t *worked, *nth;
    uint32_t *open_s;
    struct fact *fact;
    struct said *said;
    bool has_year[DAYS_YEARS];
};

/* What the pattern must keep to. */

static bool mmdd_is_day(int mmdd)
{
    return mmdd > 0 && mmdd <= 1231 && date_is_day(20000000 + (int64_t)mmdd);
}

static const char *hours_fault(const struct hours *h)
{
    if (h->sessions < 1 || h->sessions > SESSIONS_MAX)
        return "number of sessions";
    for (size_t i = 0; i < h->sessions; i++) {
        const struct opening *s = &h->session[i];
        if (s->open_minute < 0 || s->open_minute >= s->close_minute || s->close_minute > MIDNIGHT_MINUTE)
            return "session";
        if (i && s->open_minute <= h->session[i - 1].close_minute)
            return "order of sessions";
    }
    bool is_whole_year = h->from_mmdd == 0 && h->to_mmdd == 0;
    if (!is_whole_year && (!mmdd_is_day(h->from_mmdd) || !mmdd_is_day(h->to_mmdd)))
        return "season";
    return h->weekdays > WEEK_ALL ? "weekdays" : NULL;
}

static enum rc pattern_check(const struct pattern *p, struct err *err)
{
    const char *fault = p->workdays > WEEK_ALL   ? "workdays"
                        : p->hours_n > HOURS_MAX ? "number of hours"
                                                 : NULL;
    for (size_t i = 0; !fault && i < p->hours_n; i++)
        fault = hours_fault(&p->hours[i]);
    for (size_t i = 0; !fault && i < p->scopes; i++)
        fault = p->scope[i].n == 0 ? "empty scope" : NULL;
    if (!fault)
        return RC_OK;
    enum rc rc = FAIL(err, RC_INVALID, "calendar.pattern_wrong", "pattern %.*s: %s", STR_ARG(p->name), fault);
    ERR_HINT(err, "calendar.pattern_wrong_hint");
    (void)err_arg(err, 0, p->name);
    return rc;
}

static void *copy(struct arena *a, const void *from, size_t count, size_t size)
{
    void *to = arena_try_array(a, count ? count : 1, size);
    if (to && count)
        memcpy(to, from, count * size);
    return to;
}

static bool str_copy(struct arena *a, struct str s, struct str *ret)
{
    char *p = copy(a, s.p, s.n, 1);
    *ret = str_of(p, s.n);
    return p != NULL;
}

/* The caller's pattern may live in one request; the calendar lives longer. */
static bool pattern_copy(struct arena *a, const struct pattern *from, struct pattern *to)
{
    *to = *from;
    struct str *scope = copy(a, from->scope, from->scopes, sizeof *scope);
    to->scope = scope;
    to->hours = copy(a, from->hours, from->hours_n, sizeof *to->hours);
    bool is_whole = scope && to->hours && str_copy(a, from->name, &to->name);
    for (size_t i = 0; is_whole && i < from->scopes; i++)
        is_whole = str_copy(a, from->scope[i], &scope[i]);
    return is_whole;
}

/* Which notices count, and in which order. */

struct ranked {
    const struct notice *notice;
    size_t at; /* its place in the list */
    bool is_own;
};

static bool scope_is_own(const struct pattern *p, struct str scope)
{
    for (size_t i = 0; i < p->scopes; i++)
        if (str_eq(p->scope[i], scope))
            return true;
    return false;
}

static int by_identity(const void *left, const void *right)
{
    const struct ranked *l = left, *r = right;
    int order = str_cmp(l->notice->scope, r->notice->scope);
    if (order == 0)
        order = str_cmp(l->notice->number, r->notice->number);
    return order ? order : l->at < r->at ? -1 : l->at > r->at;
}

static int by_weight(const void *left, const void *right)
{
    const struct ranked *l = left, *r = right;
    if (l->is_own != r->is_own)
        return l->is_own ? 1 : -1;
    if (l->notice->published_day != r->notice->published_day)
        return l->notice->published_day < r->notice->published_day ? -1 : 1;
    return l->at < r->at ? -1 : l->at > r->at;
}

/* Identity before the day that is known: a corrected notice replaces what was typed wrongly, its day of
 * publication included. A notice without a number is nobody's correction. */
static size_t notices_rank(const struct pattern *p, struct notices all, int64_t known_day, struct ranked *out)
{
    size_t n = 0, kept = 0;
    for (size_t i = 0; i < all.n; i++) {
        const struct notice *notice = &all.notice[i];
        bool is_own = notice->scope.n > 0;
        if (!is_own || scope_is_own(p, notice->scope))
            out[n++] = (struct ranked){.notice = notice, .at = i, .is_own = is_own};
    }
    if (n)
        qsort(out, n, sizeof *out, by_identity);
    for (size_t i = 0; i < n; i++) {
        const struct notice *here = out[i].notice;
        bool is_replaced = i + 1 < n && here->number.n > 0 &&
                           str_eq(here->number, out[i + 1].notice->number) &&
                           str_eq(here->scope, out[i + 1].notice->scope);
        if (!is_replaced && (known_day == 0 || here->published_day <= known_day))
            out[kept++] = out[i];
    }
    if (kept)
        qsort(out, kept, sizeof *out, by_weight);
    return kept;
}

/* What they say, day by day. */

static size_t said_count(const struct ranked *ranked, size_t n, struct fact *fact)
{
    size_t rows = 1; /* row 0: nobody says anything */
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < ranked[i].notice->days; k++) {
            int at = days_index(ranked[i].notice->day[k].day);
            if (at >= 0 && fact[at].said == 0)
                fact[at].said = (uint16_t)rows++;
        }
    return rows;
}

static void said_add(struct said *s, const struct notice *notice, const struct notice_day *day)
{
    if (day->says == SAYS_OFF || day->says == SAYS_WORK) {
        *s = (struct said){.notice = notice, .day = day, .says = (uint8_t)day->says};
        return;
    }
    if (s->says == SAYS_OFF)
        return; /* the half of a day off: nothing changes, and the day keeps its reason */
    s->notice = notice;
    s->day = day;
    s->morning_off |= day->says == SAYS_MORNING_OFF;
    s->afternoon_off |= day->says == SAYS_AFTERNOON_OFF;
}

static bool said_build(struct arena *a, struct calendar *c, const struct ranked *ranked, size_t n)
{
    size_t rows = said_count(ranked, n, c->fact);
    c->said = arena_try_array(a, rows, sizeof *c->said);
    if (!c->said)
        return false;
    for (size_t i = 0; i < rows; i++)
        c->said[i].says = SAYS__COUNT;
    for (size_t i = 0; i < n; i++) {
        const struct notice *notice = ranked[i].notice;
        for (size_t k = 0; k < notice->days; k++) {
            int at = days_index(notice->day[k].day);
            if (at >= 0)
                said_add(&c->said[c->fact[at].said], notice, &notice->day[k]);
        }
        int year = notice->year - DAYS_YEAR_FIRST;
        if (!ranked[i].is_own && year >= 0 && year < DAYS_YEARS)
            c->has_year[year] = true;
    }
    return true;
}

/* Hours. */

static const struct hours *hours_of_weekday(const struct pattern *p, int weekday, int mmdd)
{
    const struct hours *best = NULL;
    int best_rank = -1;
    for (size_t i = 0; i < p->hours_n; i++) {
        const struct hours *h = &p->hours[i];
        if ((h->weekdays && !(h->weekdays >> weekday & 1)) || !days_in_season(h->from_mmdd, h->to_mmdd, mmdd))
            continue;
        int rank = (h->weekdays ? 2 : 0) + (h->from_mmdd ? 1 : 0);
        if (rank >= best_rank) {
            best = h;
            best_rank = rank;
        }
    }
    return best;
}

/* A weekend day that is worked although hours are given for mon-fri alone is worked like the weekday before
 * it: the Saturday of a 调休 like a Friday. */
static const struct hours *hours_of(const struct pattern *p, int at, int mmdd)
{
    for (int back = 0; back < 7; back++) {
        const struct hours *h = hours_of_weekday(p, (days_weekday(at) + 7 - back) % 7, mmdd);
        if (h)
            return h;
    }
    return NULL;
}

/* Where a day is cut in two: the longest break; [*ret_from, *ret_to) is closed, or nothing is. */
static void day_cut(const struct opening *s, size_t n, int *ret_from, int *ret_to)
{
    *ret_from = *ret_to = NOON_MINUTE;
    for (size_t i = 1; i < n; i++) {
        if (i > 1 && s[i].open_minute - s[i - 1].close_minute <= *ret_to - *ret_from)
            continue;
        *ret_from = s[i - 1].close_minute;
        *ret_to = s[i].open_minute;
    }
}

static size_t sessions_half(struct opening *s, size_t n, bool morning_off, bool afternoon_off)
{
    int from, to;
    day_cut(s, n, &from, &to);
    int first = morning_off ? to : 0, last = afternoon_off ? from : MIDNIGHT_MINUTE;
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        struct opening one = {s[i].open_minute > first ? s[i].open_minute : first,
                              s[i].close_minute < last ? s[i].close_minute : last};
        if (one.open_minute < one.close_minute)
            s[kept++] = one;
    }
    return kept;
}

static size_t sessions_of(const struct calendar *c, int at, bool morning_off, bool afternoon_off,
                          struct opening ret[SESSIONS_MAX])
{
    const struct hours *h = c->pattern.hours_n ? hours_of(&c->pattern, at, (int)(days_at(at) % 10000)) : NULL;
    size_t n = 1;
    ret[0] = (struct opening){0, MIDNIGHT_MINUTE};
    if (h) {
        n = h->sessions;
        memcpy(ret, h->session, n * sizeof *ret);
    }
    return morning_off || afternoon_off ? sessions_half(ret, n, morning_off, afternoon_off) : n;
}

/* The sessions of a worked day as instants. In a zone whose clocks jump, a session may be cut short; it never
 * ends before it begins nor reaches into the next. */
struct span {
    int64_t from_ms, to_ms;
};

static int64_t minute_ms(const struct zone *z, int at, int minute)
{
    if (z)
        return zone_ms(z, days_at(at), minute);
    return at * INT64_C(86400000) + minute * INT64_C(60000) - DATE_SHANGHAI_MS;
}

static size_t spans_of(const struct calendar *c, int at, struct span ret[SESSIONS_MAX])
{
    const struct fact *f = &c->fact[at];
    if (f->kind != DAY_WORK && f->kind != DAY_MAKE_UP)
        return 0;
    struct opening s[SESSIONS_MAX];
    size_t n = sessions_of(c, at, f->morning_off, f->afternoon_off, s);
    for (size_t i = 0; i < n; i++) {
        int64_t from = minute_ms(c->pattern.zone, at, s[i].open_minute);
        int64_t to = minute_ms(c->pattern.zone, at, s[i].close_minute);
        if (i && from < ret[i - 1].to_ms)
            from = ret[i - 1].to_ms;
        ret[i] = (struct span){from, to > from ? to : from};
    }
    return n;
}

/* A day. Off in both halves, or in the only one that is ever worked, it is off. */
static void fact_decide(const struct calendar *c, int at, struct fact *f)
{
    const struct said *s = &c->said[f->said];
    bool week_works = c->workdays >> days_weekday(at) & 1;
    bool works = s->says == SAYS__COUNT ? week_works : s->says == SAYS_WORK;
    struct opening session[SESSIONS_MAX];
    if (works && (s->morning_off || s->afternoon_off)) {
        works = sessions_of(c, at, s->morning_off, s->afternoon_off, session) > 0;
        f->morning_off = works && s->morning_off;
        f->afternoon_off = works && s->afternoon_off;
        f->kind = works ? (week_works ? DAY_WORK : DAY_MAKE_UP) : DAY_HOLIDAY;
        return;
    }
    if (works)
        f->kind = week_works ? DAY_WORK : DAY_MAKE_UP;
    else
        f->kind = s->says == SAYS_OFF ? DAY_HOLIDAY : DAY_WEEKEND;
    if (f->kind == DAY_WEEKEND)
        f->said = 0; /* half of a day that is off anyway: the week says so */
}

static void tables_fill(struct calendar *c)
{
    uint32_t worked = 0, open_s = 0;
    for (int at = 0; at < DAYS_N; at++) {
        struct fact *f = &c->fact[at];
        fact_decide(c, at, f);
        if (f->kind == DAY_WORK || f->kind == DAY_MAKE_UP)
            c->nth[worked++] = (uint16_t)at;
        struct span span[SESSIONS_MAX];
        size_t n = spans_of(c, at, span);
        for (size_t i = 0; i < n; i++)
            open_s += (uint32_t)((span[i].to_ms - span[i].from_ms) / 1000);
        c->worked[at] = (uint16_t)worked;
        c->open_s[at] = open_s;
    }
}

enum rc calendar_build(struct arena *a, struct notices notices, const struct pattern *pattern,
                       int64_t known_day, const struct calendar **ret, struct err *err)
{
    static const struct pattern PLAIN;
    pattern = pattern ? pattern : &PLAIN;
    enum rc rc = pattern_check(pattern, err);
    if (rc)
        return rc;
    struct calendar *c = arena_try(a, sizeof *c);
    struct ranked *ranked = calloc(notices.n ? notices.n : 1, sizeof *ranked);
    bool is_whole = c && ranked && pattern_copy(a, pattern, &c->pattern) &&
                    (c->worked = arena_try_array(a, DAYS_N, sizeof *c->worked)) &&
                    (c->nth = arena_try_array(a, DAYS_N, sizeof *c->nth)) &&
                    (c->open_s = arena_try_array(a, DAYS_N, sizeof *c->open_s)) &&
                    (c->fact = arena_try_array(a, DAYS_N, sizeof *c->fact)) &&
                    said_build(a, c, ranked, notices_rank(pattern, notices, known_day, ranked));
    free(ranked);
    if (!is_whole)
        return FAIL(err, RC_NO_MEMORY, "calendar.no_memory", "calendar from %zu notices", notices.n);
    c->workdays = pattern->workdays ? pattern->workdays : WEEK_MON_FRI;
    tables_fill(c);
    *ret = c;
    return RC_OK;
}

struct day_tables calendar_tables(const struct calendar *c) { return (struct day_tables){c->worked, c->nth}; }

const struct pattern *calendar_pattern(const struct calendar *c) { return &c->pattern; }

/* Days. */

bool calendar_covers(int64_t day) { return days_index(day) >= 0; }

static bool fact_works(const struct fact *f) { return f->kind == DAY_WORK || f->kind == DAY_MAKE_UP; }

struct day_fact calendar_day(const struct calendar *c, int64_t day)
{
    int at = days_index(day);
    if (at < 0)
        return (struct day_fact){.kind = DAY_WEEKEND};
    const struct fact *f = &c->fact[at];
    const struct said *s = &c->said[f->said];
    return (struct day_fact){
        .kind = (enum day_kind)f->kind,
        .is_workday = fact_works(f),
        .is_provisional = !c->has_year[day / 10000 - DAYS_YEAR_FIRST],
        .morning_off = f->morning_off,
        .afternoon_off = f->afternoon_off,
        .name = f->said ? s->day->name : str_c(NULL),
        .notice = f->said ? s->notice : NULL,
    };
}

bool calendar_is_workday(const struct calendar *c, int64_t day)
{
    int at = days_index(day);
    return at >= 0 && fact_works(&c->fact[at]);
}

/* Working days up to and including day number `at`; 0 before 1970. */
static int worked_to(const struct calendar *c, int at) { return at < 0 ? 0 : c->worked[at]; }

/* The same, without `day` itself. */
static int worked_before(const struct calendar *c, int64_t day)
{
    int at = days_floor(day);
    return worked_to(c, at >= 0 && days_at(at) == day ? at - 1 : at);
}

int calendar_workdays(const struct calendar *c, int64_t first, int64_t last)
{
    return last < first ? 0 : worked_to(c, days_floor(last)) - worked_before(c, first);
}

int64_t calendar_add_workdays(const struct calendar *c, int64_t day, int n)
{
    if (n == 0)
        return calendar_covers(day) ? day : 0;
    int64_t k = n > 0 ? (int64_t)worked_to(c, days_floor(day)) + n - 1 : (int64_t)worked_before(c, day) + n;
    return k >= 0 && k < c->worked[DAYS_N - 1] ? days_at(c->nth[k]) : 0;
}

int64_t calendar_workday_from(const struct calendar *c, int64_t day)
{
    return calendar_is_workday(c, day) ? day : calendar_add_workdays(c, day, 1);
}

bool calendar_has_year(const struct calendar *c, int year)
{
    return year >= DAYS_YEAR_FIRST && year < DAYS_YEAR_FIRST + DAYS_YEARS &&
           c->has_year[year - DAYS_YEAR_FIRST];
}

bool calendar_is_provisional(const struct calendar *c, int64_t first, int64_t last)
{
    int last_at = days_floor(last), first_at = days_floor(first);
    if (first_at < 0)
        first_at = 0;
    else if (days_at(first_at) < first)
        first_at++;
    if (last < first || last_at < 0 || first_at > last_at)
        return false;
    int to = (int)(days_at(last_at) / 10000);
    for (int year = (int)(days_at(first_at) / 10000); year <= to; year++)
        if (!calendar_has_year(c, year))
            return true;
    return false;
}

size_t calendar_difference(const struct calendar *was, const struct calendar *is, int64_t first, int64_t last,
                           int64_t *ret_day, size_t room)
{
    size_t n = 0;
    int at = days_floor(first), to = days_floor(last);
    if (at < 0 || days_at(at) < first)
        at++;
    for (; at <= to; at++) {
        if (fact_works(&was->fact[at]) == fact_works(&is->fact[at]))
            continue;
        if (n < room)
            ret_day[n] = days_at(at);
        n++;
    }
    return n;
}

/* Hours and instants. */

size_t calendar_sessions(const struct calendar *c, int64_t day, struct opening ret[SESSIONS_MAX])
{
    int at = days_index(day);
    if (at < 0 || !fact_works(&c->fact[at]))
        return 0;
    return sessions_of(c, at, c->fact[at].morning_off, c->fact[at].afternoon_off, ret);
}

int64_t calendar_opens_ms(const struct calendar *c, int64_t day)
{
    int at = days_index(day);
    struct span span[SESSIONS_MAX];
    return at >= 0 && spans_of(c, at, span) ? span[0].from_ms : 0;
}

int64_t calendar_closes_ms(const struct calendar *c, int64_t day)
{
    int at = days_index(day);
    struct opening s[SESSIONS_MAX];
    struct span span[SESSIONS_MAX];
    size_t n = at < 0 ? 0 : spans_of(c, at, span);
    if (n == 0)
        return 0;
    (void)calendar_sessions(c, day, s);
    return span[n - 1].to_ms - (s[n - 1].close_minute == MIDNIGHT_MINUTE);
}

int64_t calendar_day_of(const struct calendar *c, int64_t ms, int *ret_minute)
{
    return zone_day(c->pattern.zone, ms, ret_minute);
}

int64_t calendar_ms(const struct calendar *c, int64_t day, int minute)
{
    return zone_ms(c->pattern.zone, day, minute);
}

bool calendar_is_open(const struct calendar *c, int64_t ms)
{
    int at = days_index(calendar_day_of(c, ms, NULL));
    struct span span[SESSIONS_MAX];
    size_t n = at < 0 ? 0 : spans_of(c, at, span);
    for (size_t i = 0; i < n; i++)
        if (ms >= span[i].from_ms && ms < span[i].to_ms)
            return true;
    return false;
}

/* Seconds of open doors up to the end of day number `at`, in ms. */
static int64_t open_to(const struct calendar *c, int at)
{
    return at < 0 ? 0 : (int64_t)c->open_s[at < DAYS_N ? at : DAYS_N - 1] * 1000;
}

/* ms of open doors before an instant. */
static int64_t open_before(const struct calendar *c, int64_t ms)
{
    int64_t day = calendar_day_of(c, ms, NULL);
    int at = days_index(day);
    if (at < 0)
        return day < CALENDAR_DAY_FIRST ? 0 : open_to(c, DAYS_N - 1);
    struct span span[SESSIONS_MAX];
    size_t n = spans_of(c, at, span);
    int64_t open = open_to(c, at - 1);
    for (size_t i = 0; i < n && span[i].from_ms < ms; i++)
        open += (ms < span[i].to_ms ? ms : span[i].to_ms) - span[i].from_ms;
    return open;
}

/* The first day up to whose end at least `open` has passed; or, beyond, more than that. DAYS_N: none. */
static int open_day(const struct calendar *c, int64_t open, bool beyond)
{
    int low = 0, high = DAYS_N;
    while (low < high) {
        int middle = (low + high) / 2;
        if (beyond ? open_to(c, middle) > open : open_to(c, middle) >= open)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

/* The instant at which `open` has passed: the earliest such one (at a closing), or the latest (at an
 * opening). 0: there is none. */
static int64_t open_at(const struct calendar *c, int64_t open, bool latest)
{
    int at = open_day(c, open, latest);
    if (at >= DAYS_N)
        return 0;
    struct span span[SESSIONS_MAX];
    size_t n = spans_of(c, at, span);
    int64_t rest = open - open_to(c, at - 1);
    for (size_t i = 0; i < n; i++) {
        int64_t length = span[i].to_ms - span[i].from_ms;
        if (latest ? rest < length : rest <= length)
            return span[i].from_ms + rest;
        rest -= length;
    }
    return 0; /* never: the day was chosen so that it is in one of them */
}

int64_t calendar_add_open_ms(const struct calendar *c, int64_t ms, int64_t n)
{
    int64_t before = open_before(c, ms), all = open_to(c, DAYS_N - 1);
    if (n > 0)
        return n > all - before ? 0 : open_at(c, before + n, false);
    if (n < 0)
        return n < -before ? 0 : open_at(c, before + n, true);
    bool is_at_closing = before > 0 && open_at(c, before, false) == ms;
    return is_at_closing ? ms : open_at(c, before, true);
}

int64_t calendar_open_ms_between(const struct calendar *c, int64_t from_ms, int64_t to_ms)
{
    return to_ms <= from_ms ? 0 : open_before(c, to_ms) - open_before(c, from_ms);
}
