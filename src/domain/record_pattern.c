/* Deeds are few: those of 90 days. A unit's are counted in one pass for each unit that is named by any. */
#include "domain/record_pattern.h"

#include "base/date.h"
#include "calendar/every.h"
#include "gen/sql.h"

#define HOUR_MS (INT64_C(3600) * 1000)
#define DAY_MS (24 * HOUR_MS)
#define BARS_MAX 40

/* The ranges of the bars; to 0: and more. The first is what the rule speaks of. */
static const struct record_pattern_bar AHEAD[] = {{.to = RECORD_PATTERN_HOURS, .is_marked = true},
                                                  {.from = RECORD_PATTERN_HOURS, .to = 3 * 24},
                                                  {.from = 3 * 24, .to = 7 * 24},
                                                  {.from = 7 * 24, .to = 14 * 24},
                                                  {.from = 14 * 24, .to = 30 * 24},
                                                  {.from = 30 * 24}};
static const struct record_pattern_bar LEFT[] = {{.to = RECORD_PATTERN_LAST, .is_marked = true},
                                                 {.from = RECORD_PATTERN_LAST, .to = 5},
                                                 {.from = 5, .to = 10},
                                                 {.from = 10, .to = 15},
                                                 {.from = 15}};

struct finder {
    struct arena *a;
    const struct calendar *calendar;
    int64_t from_ms, now_ms;
    struct record_finding *row;
    size_t n;
};

int64_t record_pattern_percent(int64_t hits, int64_t all)
{
    return all > 0 ? (hits * 200 + all) / (2 * all) : 0;
}

static bool is_in_window(const struct finder *f, const struct record_deed *d)
{
    return d->at_ms >= f->from_ms && d->at_ms <= f->now_ms && d->unit > 0;
}

/* ---- where a deed lies ---- */

static int64_t day_end_ms(int64_t day)
{
    return date_ms((int)(day / 10000), (int)(day / 100 % 100), (int)(day % 100), 0, 0) + DAY_MS;
}

/* Hours until the end of the last day, a begun one whole. */
static int64_t hours_ahead(const struct finder *f, const struct record_deed *d)
{
    (void)f;
    int64_t left = day_end_ms(d->number) - d->at_ms;
    return left > 0 ? (left + HOUR_MS - 1) / HOUR_MS : 0;
}

/* Working days of the month that are left, that of the deed with them; 0: after the last. */
static int64_t workdays_left(const struct finder *f, const struct record_deed *d)
{
    int64_t day = date_day_of(d->at_ms), next = day_add_months(day / 100 * 100 + 1, 1);
    return calendar_workdays(f->calendar, day, date_day_before(next));
}

struct shape {
    enum record_pattern pattern;
    int64_t least, percent;
    int64_t (*place)(const struct finder *f, const struct record_deed *d);
    const struct record_pattern_bar *bar;
    size_t bars;
};

static size_t bar_of(const struct shape *s, int64_t place)
{
    size_t i = 0;
    while (i + 1 < s->bars && place > s->bar[i].to)
        i++;
    return i;
}

/* ---- extensions, reports ---- */

static bool is_first_of_unit(const struct finder *f, const struct record_deeds *all, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (all->row[k].unit == all->row[i].unit && is_in_window(f, &all->row[k]))
            return false;
    return is_in_window(f, &all->row[i]);
}

static bool stands_apart(const struct record_finding *r, const struct shape *s)
{
    if (r->all < s->least || r->hits * 100 < s->percent * r->all)
        return false;
    /* hits / all − others_hits / others_all ≥ RECORD_PATTERN_APART %, in whole numbers */
    return r->others_all == 0 || (r->hits * r->others_all - r->others_hits * r->all) * 100 >=
                                     RECORD_PATTERN_APART * r->all * r->others_all;
}

static void look_at_unit(struct finder *f, const struct shape *s, const struct record_deeds *all,
                         int64_t unit)
{
    struct record_finding found = {.pattern = s->pattern, .unit = unit, .bars = s->bars};
    struct record_pattern_bar *bar = ARENA_ARRAY(f->a, struct record_pattern_bar, s->bars);
    struct record_deed *hit = ARENA_ARRAY(f->a, struct record_deed, all->n + 1);
    for (size_t i = 0; i < s->bars; i++)
        bar[i] = s->bar[i];
    for (size_t i = 0; i < all->n; i++) {
        const struct record_deed *d = &all->row[i];
        if (!is_in_window(f, d))
            continue;
        size_t at = bar_of(s, s->place(f, d));
        bool is_own = d->unit == unit;
        *(is_own ? &found.all : &found.others_all) += 1;
        *(is_own ? &bar[at].own : &bar[at].others) += 1;
        if (bar[at].is_marked && is_own)
            hit[found.hits++] = *d;
        else if (bar[at].is_marked)
            found.others_hits++;
    }
    found.bar = bar;
    found.deeds = (struct record_deeds){hit, (size_t)found.hits};
    if (stands_apart(&found, s))
        f->row[f->n++] = found;
}

static void look_at_all(struct finder *f, const struct shape *s, const struct record_deeds *all)
{
    for (size_t i = 0; i < all->n; i++)
        if (is_first_of_unit(f, all, i))
            look_at_unit(f, s, all, all->row[i].unit);
}

/* ---- interviews ---- */

/* What was last said until then, −1: nothing. */
static int64_t progress_at(const struct record_deeds *reports, int64_t record_id, int64_t from_ms,
                           int64_t until_ms)
{
    int64_t last = -1;
    for (size_t i = 0; i < reports->n; i++) {
        const struct record_deed *d = &reports->row[i];
        if (d->record_id == record_id && d->at_ms > from_ms && d->at_ms <= until_ms)
            last = d->number;
    }
    return last;
}

static void draw_course(struct finder *f, const struct record_deeds *reports, const struct record_deed *talk,
                        struct record_finding *found)
{
    struct record_pattern_bar *bar = ARENA_ARRAY(f->a, struct record_pattern_bar, BARS_MAX);
    int64_t span = RECORD_PATTERN_GAIN_DAYS * DAY_MS;
    for (size_t i = 0; i < reports->n && found->bars < BARS_MAX; i++) {
        const struct record_deed *d = &reports->row[i];
        if (d->record_id == talk->record_id && d->at_ms > talk->at_ms - span &&
            d->at_ms <= talk->at_ms + span)
            bar[found->bars++] = (struct record_pattern_bar){
                .from = date_day_of(d->at_ms), .own = d->number, .is_marked = d->at_ms > talk->at_ms};
    }
    found->bar = bar;
}

static void look_at_talk(struct finder *f, const struct record_deeds *reports, const struct record_deed *talk)
{
    int64_t span = RECORD_PATTERN_GAIN_DAYS * DAY_MS, id = talk->record_id;
    struct record_finding found = {.pattern = PATTERN_TALK, .unit = talk->unit, .deeds = {talk, 1}};
    found.before = progress_at(reports, id, INT64_MIN, talk->at_ms);
    found.after = progress_at(reports, id, talk->at_ms, talk->at_ms + span);
    found.earlier = progress_at(reports, id, INT64_MIN, talk->at_ms - span);
    if (found.earlier < 0) /* reported first since then: all of it may have been gained in that time */
        found.earlier = 0;
    int64_t gain = found.after - found.before;
    if (found.before < 0 || found.after < 0 || gain < RECORD_PATTERN_GAIN ||
        gain <= found.before - found.earlier)
        return;
    draw_course(f, reports, talk, &found);
    f->row[f->n++] = found;
}

void record_pattern_find(struct arena *a, const struct record_pattern_events *events,
                         const struct calendar *calendar, int64_t now_ms, struct record_findings *ret)
{
    static const struct shape extensions = {
        PATTERN_EXTENSIONS, RECORD_PATTERN_EXTENSIONS, RECORD_PATTERN_LATE, hours_ahead, AHEAD,
        COUNT_OF(AHEAD)};
    static const struct shape reports = {
        PATTERN_REPORTS, RECORD_PATTERN_REPORTS, RECORD_PATTERN_CRAMMED, workdays_left, LEFT, COUNT_OF(LEFT)};
    size_t most = events->extensions.n + events->reports.n + events->talks.n;
    struct finder f = {.a = a,
                       .calendar = calendar,
                       .now_ms = now_ms,
                       .from_ms = now_ms - RECORD_PATTERN_DAYS * DAY_MS,
                       .row = ARENA_ARRAY(a, struct record_finding, most + 1)};
    look_at_all(&f, &extensions, &events->extensions);
    look_at_all(&f, &reports, &events->reports);
    for (size_t i = 0; i < events->talks.n; i++)
        if (is_in_window(&f, &events->talks.row[i]))
            look_at_talk(&f, &events->reports, &events->talks.row[i]);
    *ret = (struct record_findings){f.row, f.n};
}

/* ---- out of the tables ---- */

enum rc record_pattern_load(struct db *db, struct arena *a, int64_t tenant_id, int64_t now_ms,
                            struct record_pattern_events *ret, struct err *err)
{
    struct sql_record_pattern_extensions_rows x;
    struct sql_record_pattern_reports_rows y;
    struct sql_record_pattern_talks_rows z;
    int64_t from = now_ms - RECORD_PATTERN_DAYS * DAY_MS;
    enum rc rc = sql_record_pattern_extensions(db, a, tenant_id, from, &x, err);
    if (rc == RC_OK)
        rc = sql_record_pattern_reports(db, a, tenant_id, from - RECORD_PATTERN_GAIN_DAYS * DAY_MS, &y, err);
    if (rc == RC_OK)
        rc = sql_record_pattern_talks(db, a, tenant_id, from, &z, err);
    if (rc != RC_OK)
        return rc;
    struct record_deed *ask = ARENA_ARRAY(a, struct record_deed, x.n + 1),
                       *report = ARENA_ARRAY(a, struct record_deed, y.n + 1),
                       *talk = ARENA_ARRAY(a, struct record_deed, z.n + 1);
    for (size_t i = 0; i < x.n; i++)
        ask[i] = (struct record_deed){x.row[i].record_id, x.row[i].unit, x.row[i].at_ms,
                                      x.row[i].due,       x.row[i].code, x.row[i].title};
    for (size_t i = 0; i < y.n; i++)
        report[i] = (struct record_deed){y.row[i].record_id, y.row[i].unit, y.row[i].at_ms,
                                         y.row[i].progress,  y.row[i].code, y.row[i].title};
    for (size_t i = 0; i < z.n; i++)
        talk[i] = (struct record_deed){z.row[i].matter_id, z.row[i].unit, z.row[i].at_ms,
                                       z.row[i].record_id, z.row[i].code, z.row[i].title};
    *ret = (struct record_pattern_events){
        .extensions = {ask, x.n}, .reports = {report, y.n}, .talks = {talk, z.n}};
    return RC_OK;
}
