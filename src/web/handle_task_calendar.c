/* /tasks/calendar: the open supervised tasks by the day on which they are due, a month at a time. */
#include <inttypes.h>

#include "domain/task_board.h"
#include "web/calendar_page.h"
#include "web/record_words.h"

#define TASKS_MOST 1000 /* due in one month */

struct month_of_tasks {
    struct door *d;
    struct record_words w;
    struct stretch month;
    struct record_rows rows; /* by day, as they are due */
    struct task_calendar_view v;
};

/* ?month=2026-11; anything else is this month. */
static struct stretch month_asked(struct door *d)
{
    struct stretch s;
    if (every_read(http_query(d->q, STR("month")), &s) && s.every == EVERY_MONTH && calendar_covers(s.first))
        return s;
    return every_of(EVERY_MONTH, d->day);
}

static enum rc load(struct month_of_tasks *m, struct err *err)
{
    struct door *d = m->d;
    const struct procedure *p;
    enum rc rc = record_procedure(d, TASK_PROCEDURE, 0, &p, err);
    if (rc == RC_OK && !record_has_role(d, &p->seen_by))
        rc = FAIL(err, RC_NOT_FOUND, "record_page.register_not_yours", "%.*s", STR_ARG(p->id));
    if (rc == RC_OK)
        rc = record_words_load(d, &m->w, err);
    if (rc != RC_OK)
        return rc;
    struct record_filter filter = {.procedure = p->id,
                                   .open = 1,
                                   .due_from = m->month.first,
                                   .due_to = m->month.last,
                                   .page = 1,
                                   .per_page = TASKS_MOST};
    return record_list(d->db, d->a, d->who.actor.tenant_id, record_scope_of(p, &d->who.actor), &filter,
                       d->now_ms, &m->rows, err);
}

static struct str day_id(struct door *d, int64_t day) { return arena_printf(d->a, "day-%" PRId64, day); }

static void fill_line(struct month_of_tasks *m, const struct record_line *r, struct task_line *line)
{
    *line = (struct task_line){.url = record_url(&m->w, r->record_id),
                               .code = r->code,
                               .title = r->title,
                               .lead = record_organ(&m->w, r->lead_id),
                               .left = record_left_of_day(&m->w, date_day_of(r->due_ms)),
                               .light = record_light(&m->w, r->light, false)};
}

/* One day: its tasks below, its number in the grid. */
static void fill_day(struct month_of_tasks *m, int64_t day, struct task_line *line, size_t n,
                     struct task_day *ret, struct day_mark *mark)
{
    struct door *d = m->d;
    *ret = (struct task_day){.id = day_id(d, day),
                             .day = record_day(&m->w, day),
                             .count = TEXT1(d, "board.count", web_number(d, (int64_t)n)),
                             .rows = line,
                             .rows_n = n};
    *mark = (struct day_mark){.mark = ret->count,
                              .title = ret->count,
                              .look = "is-counted",
                              .url = arena_printf(d->a, "#%.*s", STR_ARG(ret->id))};
}

static void fill_days(struct month_of_tasks *m)
{
    struct arena *a = m->d->a;
    size_t days = (size_t)day_between(m->month.first, m->month.last) + 1, n = 0;
    struct task_line *line = ARENA_ARRAY(a, struct task_line, m->rows.n + 1);
    struct task_day *day = ARENA_ARRAY(a, struct task_day, days);
    struct day_mark *mark = ARENA_ARRAY(a, struct day_mark, days);
    for (size_t i = 0, run; i < m->rows.n; i += run) {
        int64_t due = date_day_of(m->rows.row[i].due_ms);
        for (run = 0; i + run < m->rows.n && date_day_of(m->rows.row[i + run].due_ms) == due; run++)
            fill_line(m, &m->rows.row[i + run], &line[i + run]);
        fill_day(m, due, line + i, run, &day[n++], &mark[day_between(m->month.first, due)]);
    }
    m->v.days = day;
    m->v.days_n = n;
    m->v.month = calendar_month(m->d, m->w.calendar.calendar, m->month.year, m->month.number,
                                &(struct day_marks){m->month.first, mark, days});
}

static struct str month_name(struct door *d, struct stretch s)
{
    return TEXT2(d, "period.month", arena_printf(d->a, "%d", s.year), arena_printf(d->a, "%d", s.number));
}

static struct str month_url(struct door *d, struct stretch s)
{
    return arena_printf(d->a, "/tasks/calendar?month=%.*s", STR_ARG(every_code(d->a, s)));
}

enum rc handle_task_calendar(struct door *d, struct err *err)
{
    struct month_of_tasks m = {.d = d, .month = month_asked(d)};
    struct stretch before = every_next(m.month, -1), after = every_next(m.month, 1);
    enum rc rc = load(&m, err);
    if (rc != RC_OK)
        return rc;
    fill_days(&m);
    m.v.heading = TEXT1(d, "board.calendar_of", month_name(d, m.month));
    m.v.lead = m.rows.total ? TEXT1(d, "board.calendar_lead", web_number(d, m.rows.total)) : (struct str){0};
    m.v.prev = month_name(d, before);
    m.v.next = month_name(d, after);
    m.v.prev_url = month_url(d, before);
    m.v.next_url = month_url(d, after);
    m.v.now_url = STR("/tasks/calendar");
    web_frame(d, &m.v.shell, PLACE_REGISTERS, m.v.heading);
    page_task_calendar(&d->h, &m.v);
    return RC_OK;
}
