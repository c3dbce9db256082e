/* /calendar: a year of days, and the same as a file. */
#include <inttypes.h>

#include "web/calendar_page.h"
#include "web/listing.h"

static int year_asked(struct door *d, struct web_errors *errors, struct field *field, struct err *err)
{
    int64_t year = d->day / 10000;
    field->value = http_query(d->q, STR("year"));
    if (str_trim(field->value).n == 0) {
        field->value = arena_printf(d->a, "%" PRId64, year);
    } else if (!str_to_i64(str_trim(field->value), &year) || year < NOTICE_YEAR_FIRST ||
               year > NOTICE_YEAR_LAST) {
        year = d->day / 10000;
        enum rc rc = FAIL(err, RC_INVALID, "calendar_page.bad_year", "year");
        (void)web_refused(d, errors, STR("year"), rc, err);
        field->error = web_error_text(d, err);
    }
    return (int)year;
}

static struct str number(struct door *d, int n) { return arena_printf(d->a, "%d", n); }

static void fill_counts(struct door *d, const struct calendar *c, int64_t first, int64_t last,
                        struct calendar_view *v)
{
    int worked = 0, off = 0, made_up = 0, holidays = 0;
    for (int64_t day = first; day <= last && day; day = day_add(day, 1)) {
        struct day_fact f = calendar_day(c, day);
        worked += f.is_workday;
        off += !f.is_workday;
        made_up += f.kind == DAY_MAKE_UP;
        holidays += f.kind == DAY_HOLIDAY;
    }
    v->workdays = number(d, worked);
    v->days_off = number(d, off);
    v->made_up = number(d, made_up);
    v->holidays = number(d, holidays);
}

static void fill_months(struct door *d, const struct calendar *c, int year, struct calendar_view *v)
{
    struct month_view *months = ARENA_ARRAY(d->a, struct month_view, 12);
    for (int m = 0; m < 12; m++)
        months[m] = calendar_month(d, c, year, m + 1, NULL);
    v->months = months;
    v->months_n = 12;
}

static const char *xun_key(int64_t day)
{
    static const char *const key[] = {K("calendar.xun_1"), K("calendar.xun_2"), K("calendar.xun_3")};
    int of_month = (int)(day % 100);
    return key[of_month > 20 ? 2 : of_month > 10 ? 1 : 0];
}

static void fill_rows(struct door *d, const struct calendar *c, int64_t first, int64_t last,
                      struct calendar_view *v)
{
    struct calendar_day_row *rows = ARENA_ARRAY(d->a, struct calendar_day_row, 366);
    for (int64_t day = first; day && day <= last; day = day_add(day, 1)) {
        struct day_fact f = calendar_day(c, day);
        struct opening open[SESSIONS_MAX];
        size_t n = calendar_sessions(c, day, open);
        struct str text = calendar_day_text(d, day);
        size_t from = str_find_str(text, STR("（"));
        rows[v->rows_n++] =
            (struct calendar_day_row){.day = web_day(d, day),
                                      .weekday = from < text.n ? str_sub(text, from + 3, text.n - from - 6)
                                                               : number(d, day_weekday(day)),
                                      .week = every_code(d->a, every_of(EVERY_WEEK, day)),
                                      .xun = door_text(d, xun_key(day)),
                                      .worked = f.is_workday ? STR("1") : STR("0"),
                                      .kind = calendar_day_kind(d, &f),
                                      .name = f.name,
                                      .notice = f.notice ? f.notice->number : (struct str){0},
                                      .open = n ? calendar_openings(d, open, n) : (struct str){0}};
    }
    v->rows = rows;
}

static enum rc export_calendar(struct door *d, const struct calendar_view *v, struct err *err)
{
    struct listing l = listing_of(d, STR("calendar"), v->heading);
    listing_remark(&l, v->calendar_name);
    if (v->is_provisional)
        listing_remark(&l, TEXT1(d, "calendar.provisional", v->year));
    listing_remark(&l, v->known_text);
    listing_column(&l, TEXT(d, "calendar.day"), 12);
    listing_column(&l, TEXT(d, "calendar.weekday"), 8);
    listing_column(&l, TEXT(d, "calendar.week_number"), 10);
    listing_column(&l, TEXT(d, "calendar.xun"), 8);
    listing_number(&l, TEXT(d, "calendar.worked"), 10);
    listing_column(&l, TEXT(d, "calendar.kind"), 36);
    listing_column(&l, TEXT(d, "notice.name"), 14);
    listing_column(&l, TEXT(d, "notices.number"), 24);
    listing_column(&l, TEXT(d, "calendar.hours"), 28);
    for (size_t i = 0; i < v->rows_n; i++) {
        const struct calendar_day_row *r = &v->rows[i];
        const struct str cell[] = {r->day,  r->weekday, r->week,   r->xun, r->worked,
                                   r->kind, r->name,    r->notice, r->open};
        for (size_t k = 0; k < COUNT_OF(cell); k++)
            listing_cell(&l, cell[k]);
    }
    return listing_reply(&l, err);
}

static struct str year_url(struct door *d, const struct calendar_asked *asked, int year)
{
    if (year < NOTICE_YEAR_FIRST || year > NOTICE_YEAR_LAST)
        return (struct str){0};
    return arena_printf(d->a, "/calendar?year=%d%.*s", year, STR_ARG(calendar_query(d, asked)));
}

static void fill_words(struct door *d, const struct calendar_asked *asked, int year, struct calendar_view *v)
{
    const struct pattern *p = calendar_pattern(asked->book.calendar);
    v->year = number(d, year);
    v->heading = TEXT1(d, "calendar.heading", v->year);
    v->calendar_name = calendar_name(d, asked);
    v->is_provisional = !calendar_has_year(asked->book.calendar, year);
    v->known_text = calendar_known_text(d, asked);
    v->prev_url = year_url(d, asked, year - 1);
    v->next_url = year_url(d, asked, year + 1);
    v->week_text = calendar_week_text(d, p);
    v->zone = calendar_zone_text(d, asked->book.zone);
    v->hours = calendar_hours(d, p, &v->hours_n);
    v->inherited = calendar_inherited(d, asked);
    v->organs = calendar_choices(d, asked, &v->organs_n);
    v->known_field = asked->known;
    v->due_url = STR("/calendar/due");
    if (door_may_view(d, &view_notices, 0))
        v->notices_url = STR("/calendar/notices");
    if (door_may_view(d, &view_hours, 0))
        v->hours_url = arena_printf(d->a, "/calendar/hours?organ=%" PRId64, asked->book.organ_id);
}

enum rc handle_calendar(struct door *d, struct err *err)
{
    struct calendar_view v = {.rows_n = 0};
    struct web_errors errors = {.n = 0};
    struct calendar_asked asked;
    struct notice_records all;
    int year = year_asked(d, &errors, &v.year_field, err);
    int64_t first = (int64_t)year * 10000 + 101, last = (int64_t)year * 10000 + 1231;
    enum rc rc = calendar_ask(d, &errors, &asked, err);
    if (rc == RC_OK)
        rc = notice_records_load(d->db, d->a, d->who.actor.tenant_id, &all, err);
    if (rc != RC_OK)
        return rc;
    fill_words(d, &asked, year, &v);
    fill_counts(d, asked.book.calendar, first, last, &v);
    v.notices = calendar_notices_of(d, &asked, &all, first, last, &v.notices_n);
    web_frame(d, &v.shell, PLACE_CALENDAR, v.heading);
    v.errors = web_errors_view(d, &errors, &v.shell);
    if (listing_is_asked(d)) {
        fill_rows(d, asked.book.calendar, first, last, &v);
        return export_calendar(d, &v, err);
    }
    fill_months(d, asked.book.calendar, year, &v);
    page_calendar(&d->h, &v);
    return RC_OK;
}
