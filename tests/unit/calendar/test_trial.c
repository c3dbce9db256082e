/* Calendars of notices and weeks made by lot: each answer that comes from the tables is held against a count
 * a day, or a minute, at a time, which shares nothing with them but the rules. The lot is always the same. */
#include "kit.h"

#include "calendar/days.h"

#define WINDOW_FIRST 20260101
#define WINDOW_DAYS 420
#define MINUTES (WINDOW_DAYS * 1440)
#define TRIALS 24

static uint64_t lot = UINT64_C(0x9e3779b97f4a7c15);

/* 0 … n − 1 */
static int draw(int n)
{
    lot ^= lot << 13;
    lot ^= lot >> 7;
    lot ^= lot << 17;
    return (int)(lot >> 33) % n;
}

static const struct str SCOPE[] = {STR_INIT(""), STR_INIT(""), STR_INIT("甲县"), STR_INIT("乙县"),
                                   STR_INIT("丙县")};
static const struct str NUMBER[] = {STR_INIT("一"), STR_INIT("二"), STR_INIT("三"), STR_INIT("四"),
                                    STR_INIT("五"), STR_INIT("六"), STR_INIT("七"), STR_INIT("八")};

struct trial {
    struct notice notice[12];
    struct notices notices;
    struct hours hours[6];
    struct str scope[2];
    struct pattern pattern;
    int64_t known_day;
    int at; /* number of the first day of the window */
    bool open[MINUTES];
    bool works[WINDOW_DAYS];
};

static int by_day(const void *l, const void *r)
{
    const struct notice_day *a = l, *b = r;
    return a->day < b->day ? -1 : a->day > b->day;
}

static void notice_make(struct kit *kit, struct notice *n)
{
    struct notice_day *day = ARENA_ARRAY(kit->arena, struct notice_day, 60);
    size_t days = 0;
    for (int i = 0; i < 60; i++) {
        struct notice_day one = {.day = days_at(days_index(WINDOW_FIRST) + draw(WINDOW_DAYS)),
                                 .says = (enum day_says)draw(SAYS__COUNT)};
        bool is_there = false;
        for (size_t k = 0; k < days; k++)
            is_there |= day[k].day == one.day;
        if (!is_there)
            day[days++] = one;
    }
    qsort(day, days, sizeof *day, by_day);
    *n = (struct notice){.number = NUMBER[draw(COUNT_OF(NUMBER))],
                         .scope = SCOPE[draw(COUNT_OF(SCOPE))],
                         .published_day = 20251101 + draw(6),
                         .year = draw(3) ? 2026 + draw(2) : 0,
                         .day = day,
                         .days = days};
}

static void hours_make(struct hours *h)
{
    *h = (struct hours){.weekdays = draw(2) ? (unsigned)draw(128) : 0};
    if (draw(2)) {
        h->from_mmdd = (1 + draw(12)) * 100 + 1 + draw(28);
        h->to_mmdd = (1 + draw(12)) * 100 + 1 + draw(28);
    }
    int minute = draw(600);
    for (h->sessions = 0; h->sessions < (size_t)(1 + draw(SESSIONS_MAX)) && minute < 1300; h->sessions++) {
        struct opening *o = &h->session[h->sessions];
        o->open_minute = minute + 1;
        o->close_minute =
            o->open_minute + 1 + draw(1440 - o->open_minute > 300 ? 300 : 1440 - o->open_minute);
        minute = o->close_minute + draw(100);
    }
}

static struct trial *trial_make(struct kit *kit)
{
    struct trial *t = ARENA_NEW(kit->arena, struct trial);
    t->notices = (struct notices){.notice = t->notice, .n = (size_t)draw(COUNT_OF(t->notice) + 1)};
    for (size_t i = 0; i < t->notices.n; i++)
        notice_make(kit, &t->notice[i]);
    t->pattern = (struct pattern){.workdays = (unsigned)draw(128), .hours = t->hours, .scope = t->scope};
    t->pattern.hours_n = (size_t)draw(COUNT_OF(t->hours) + 1);
    for (size_t i = 0; i < t->pattern.hours_n; i++)
        hours_make(&t->hours[i]);
    t->pattern.scopes = (size_t)draw(3);
    t->scope[0] = STR("甲县");
    t->scope[1] = STR("乙县");
    t->known_day = draw(3) ? 0 : 20251101 + draw(6);
    t->at = days_index(WINDOW_FIRST);
    return t;
}

/* Does the i-th notice count, and is it the calendar's own? */
static bool notice_counts(const struct trial *t, size_t i, bool own)
{
    const struct notice *n = &t->notice[i];
    bool is_ours = n->scope.n == 0;
    for (size_t k = 0; k < t->pattern.scopes; k++)
        is_ours |= str_eq(n->scope, t->scope[k]);
    for (size_t k = i + 1; k < t->notices.n; k++)
        if (str_eq(t->notice[k].number, n->number) && str_eq(t->notice[k].scope, n->scope))
            return false;
    return is_ours && (n->scope.n > 0) == own && (t->known_day == 0 || n->published_day <= t->known_day);
}

struct plain {
    int says; /* −1: nothing of the whole day */
    bool morning, afternoon;
    const struct notice *by;
};

/* The rules, read aloud: nation before region, each day of publication after the other, as they stand. */
static struct plain plain_day(const struct trial *t, int64_t day)
{
    struct plain p = {.says = -1};
    for (int own = 0; own < 2; own++)
        for (int64_t published = 20251101; published <= 20251106; published++)
            for (size_t i = 0; i < t->notices.n; i++) {
                const struct notice *n = &t->notice[i];
                if (n->published_day != published || !notice_counts(t, i, own))
                    continue;
                for (size_t k = 0; k < n->days; k++) {
                    if (n->day[k].day != day)
                        continue;
                    if (n->day[k].says == SAYS_OFF || n->day[k].says == SAYS_WORK) {
                        p = (struct plain){.says = (int)n->day[k].says, .by = n};
                    } else if (p.says != SAYS_OFF) {
                        p.morning |= n->day[k].says == SAYS_MORNING_OFF;
                        p.afternoon |= n->day[k].says == SAYS_AFTERNOON_OFF;
                        p.by = n;
                    }
                }
            }
    return p;
}

static bool plain_covers(const struct hours *h, int weekday, int mmdd)
{
    bool in_season =
        h->from_mmdd == 0 || (h->from_mmdd <= h->to_mmdd ? h->from_mmdd <= mmdd && mmdd <= h->to_mmdd
                                                         : !(h->to_mmdd < mmdd && mmdd < h->from_mmdd));
    return in_season && (h->weekdays == 0 || (h->weekdays & (1u << weekday)));
}

static const struct hours *plain_hours(const struct trial *t, int weekday, int mmdd)
{
    for (int back = 0; back < 7; back++, weekday = (weekday + 6) % 7)
        for (int names = 3; names >= 0; names--)
            for (size_t i = t->pattern.hours_n; i-- > 0;) {
                const struct hours *h = &t->hours[i];
                int has = (h->weekdays ? 2 : 0) + (h->from_mmdd ? 1 : 0);
                if (has == names && plain_covers(h, weekday, mmdd))
                    return h;
            }
    return NULL;
}

/* Minute by minute; returns whether any is left. */
static bool plain_minutes(const struct hours *h, struct plain p, bool *open)
{
    bool any = false;
    int gap = 0, gap_from = 720, gap_to = 720;
    for (size_t i = 1; h && i < h->sessions; i++) {
        int length = h->session[i].open_minute - h->session[i - 1].close_minute;
        if (i == 1 || length > gap) {
            gap = length;
            gap_from = h->session[i - 1].close_minute;
            gap_to = h->session[i].open_minute;
        }
    }
    for (int m = 0; m < 1440; m++) {
        bool is_open = !h;
        for (size_t i = 0; h && i < h->sessions; i++)
            is_open |= m >= h->session[i].open_minute && m < h->session[i].close_minute;
        open[m] = is_open && !(p.morning && m < gap_to) && !(p.afternoon && m >= gap_from);
        any |= open[m];
    }
    return any;
}

static void plain_make(struct trial *t)
{
    for (int i = 0; i < WINDOW_DAYS; i++) {
        int64_t day = days_at(t->at + i);
        int weekday = days_weekday(t->at + i);
        unsigned week = t->pattern.workdays ? t->pattern.workdays : 0x1f;
        struct plain p = plain_day(t, day);
        bool works = p.says < 0 ? week >> weekday & 1 : p.says == SAYS_WORK;
        const struct hours *h = plain_hours(t, weekday, (int)(day % 10000));
        bool *open = &t->open[i * 1440];
        t->works[i] = works && plain_minutes(h, p, open);
        if (!t->works[i])
            memset(open, 0, 1440);
    }
}

static void days_agree(const struct trial *t, const struct calendar *c)
{
    for (int i = 0; i < WINDOW_DAYS; i++) {
        int64_t day = days_at(t->at + i);
        struct plain p = plain_day(t, day);
        bool week = (t->pattern.workdays ? t->pattern.workdays : 0x1fu) >> days_weekday(t->at + i) & 1;
        struct day_fact f = calendar_day(c, day);
        assert_int_equal(f.is_workday, t->works[i]);
        assert_int_equal(calendar_is_workday(c, day), t->works[i]);
        if (t->works[i])
            assert_int_equal(f.kind, week ? DAY_WORK : DAY_MAKE_UP);
        else
            assert_int_equal(f.kind, p.says == SAYS_OFF || (p.by && (week || p.says == SAYS_WORK))
                                         ? DAY_HOLIDAY
                                         : DAY_WEEKEND);
        assert_ptr_equal(f.notice, f.kind == DAY_WEEKEND ? NULL : p.by);
        assert_int_equal(f.morning_off, t->works[i] && p.morning);
        assert_int_equal(f.afternoon_off, t->works[i] && p.afternoon);
    }
}

static void years_agree(const struct trial *t, const struct calendar *c)
{
    for (int year = 2025; year <= 2028; year++) {
        bool has = false;
        for (size_t i = 0; i < t->notices.n; i++)
            has |= notice_counts(t, i, false) && t->notice[i].year == year;
        assert_int_equal(calendar_has_year(c, year), has);
        assert_int_equal(calendar_is_provisional(c, year * 10000 + 101, year * 10000 + 101), !has);
    }
}

static void counts_agree(const struct trial *t, const struct calendar *c)
{
    for (int k = 0; k < 300; k++) {
        int from = draw(WINDOW_DAYS), to = draw(WINDOW_DAYS), n = 0, found = -1, wanted = 1 + draw(40);
        for (int i = from; i <= to; i++)
            n += t->works[i];
        assert_int_equal(calendar_workdays(c, days_at(t->at + from), days_at(t->at + to)), n);
        int left = wanted;
        for (int i = from + 1; i < WINDOW_DAYS && left; i++)
            if (t->works[i] && --left == 0)
                found = i;
        if (found >= 0)
            assert_int_equal(calendar_add_workdays(c, days_at(t->at + from), wanted), days_at(t->at + found));
        found = -1;
        left = wanted;
        for (int i = from - 1; i >= 0 && left; i--)
            if (t->works[i] && --left == 0)
                found = i;
        if (found >= 0)
            assert_int_equal(calendar_add_workdays(c, days_at(t->at + from), -wanted),
                             days_at(t->at + found));
        for (found = from; found < WINDOW_DAYS && !t->works[found]; found++)
            continue;
        if (found < WINDOW_DAYS)
            assert_int_equal(calendar_workday_from(c, days_at(t->at + from)), days_at(t->at + found));
    }
}

static int64_t minute_at(const struct trial *t, const struct calendar *c, int minute)
{
    return calendar_ms(c, days_at(t->at + minute / 1440), minute % 1440);
}

/* Whole minutes; the milliseconds within one are a matter of adding. */
static void hours_agree(const struct trial *t, const struct calendar *c)
{
    for (int k = 0; k < 300; k++) {
        int from = draw(MINUTES), to = draw(MINUTES), open = 0, wanted = 1 + draw(3000);
        int64_t from_ms = minute_at(t, c, from);
        assert_int_equal(calendar_is_open(c, from_ms), t->open[from]);
        for (int m = from; m < to; m++)
            open += t->open[m];
        assert_int_equal(calendar_open_ms_between(c, from_ms, minute_at(t, c, to)), open * INT64_C(60000));
        int left = wanted, m = from;
        for (; m < MINUTES && left; m++)
            left -= t->open[m];
        if (left == 0 && m < MINUTES)
            assert_int_equal(calendar_add_open_ms(c, from_ms, wanted * INT64_C(60000)), minute_at(t, c, m));
        for (left = wanted, m = from; m > 0 && left; m--)
            left -= t->open[m - 1];
        if (left == 0)
            assert_int_equal(calendar_add_open_ms(c, from_ms, -wanted * INT64_C(60000)), minute_at(t, c, m));
    }
}

static void openings_agree(const struct trial *t, const struct calendar *c)
{
    for (int i = 0; i < WINDOW_DAYS; i++) {
        const bool *open = &t->open[i * 1440];
        int64_t day = days_at(t->at + i);
        int first = 0, last = 1440;
        struct opening s[SESSIONS_MAX];
        size_t n = calendar_sessions(c, day, s);
        assert_int_equal(n > 0, t->works[i]);
        while (first < 1440 && !open[first])
            first++;
        while (last > 0 && !open[last - 1])
            last--;
        if (n == 0) {
            assert_int_equal(calendar_opens_ms(c, day), 0);
            assert_int_equal(calendar_closes_ms(c, day), 0);
            continue;
        }
        assert_int_equal(calendar_opens_ms(c, day), calendar_ms(c, day, first));
        assert_int_equal(calendar_closes_ms(c, day), calendar_ms(c, day, last) - (last == 1440));
        int covered = 0, minutes = 0;
        for (size_t k = 0; k < n; k++)
            covered += s[k].close_minute - s[k].open_minute;
        for (int m = 0; m < 1440; m++)
            minutes += open[m];
        assert_int_equal(covered, minutes);
    }
}

static void every_answer_is_that_of_a_plain_count(void **state)
{
    struct kit *kit = *state;
    for (int i = 0; i < TRIALS; i++) {
        uint64_t begin = lot;
        struct trial *t = trial_make(kit);
        const struct calendar *c;
        plain_make(t);
        print_message("lot %016llx: %zu notices, %zu hours\n", (unsigned long long)begin, t->notices.n,
                      t->pattern.hours_n);
        assert_int_equal(calendar_build(kit->arena, t->notices, &t->pattern, t->known_day, &c, &kit->err),
                         RC_OK);
        days_agree(t, c);
        years_agree(t, c);
        counts_agree(t, c);
        openings_agree(t, c);
        hours_agree(t, c);
        arena_reset(kit->arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        KIT_TEST(every_answer_is_that_of_a_plain_count),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
