/* /calendar/due: one limit, counted so that anybody can count it again. The address holds everything. */
#include <inttypes.h>

#include "web/calendar_page.h"
#include "web/listing.h"

#define PAUSES_SHOWN_MAX 20
#define MONTHS_SHOWN_MAX 15
#define AMOUNT_DIGITS_MAX 6

/* ---- what is asked ---- */

struct due_asked {
    struct calendar_asked calendar;
    struct web_errors errors;
    struct time_limit limit; /* with the extension */
    int64_t start_day, start_ms;
    int start_minute; /* −1: none was given */
    struct pause pause[PAUSES_SHOWN_MAX];
    size_t pauses;
    struct pause_fields *row;
    size_t rows;
    bool is_empty;      /* nothing was asked yet */
    bool is_pause_open; /* one of them is not over yet */
};

static struct str query(struct door *d, const char *name) { return http_query(d->q, str_c(name)); }

#define REFUSE(d, asked, field, id, key, value)                                                              \
    do {                                                                                                     \
        struct err why = {0};                                                                                \
        (void)FAIL(&why, RC_INVALID, key, "%s", (id).p);                                                     \
        (void)err_arg(&why, 0, (value));                                                                     \
        (void)web_refused((d), &(asked)->errors, (id), RC_INVALID, &why);                                    \
        (field)->error = web_error_text((d), &why);                                                          \
    } while (0)

static const struct {
    struct str word;
    const char *label;
    enum limit_unit unit;
    int minutes;
} UNIT[] = {{STR_INIT("workdays"), K("due.workdays"), LIMIT_WORKDAYS, 0},
            {STR_INIT("days"), K("due.days"), LIMIT_DAYS, 0},
            {STR_INIT("months"), K("due.months"), LIMIT_MONTHS, 0},
            {STR_INIT("years"), K("due.years"), LIMIT_YEARS, 0},
            {STR_INIT("openhours"), K("due.openhours"), LIMIT_OPEN_MINUTES, 60},
            {STR_INIT("hours"), K("due.hours"), LIMIT_MINUTES, 60}};

static bool read_amount(struct str text, int64_t *ret)
{
    struct str s = str_trim(text);
    return s.n <= AMOUNT_DIGITS_MAX && str_to_i64(s, ret) && *ret >= 0 && *ret <= LIMIT_AMOUNT_MAX;
}

static size_t ask_unit(struct door *d, struct due_asked *a, struct due_view *v)
{
    size_t unit = 0;
    v->unit.value = query(d, "unit");
    while (unit < COUNT_OF(UNIT) && !str_eq(UNIT[unit].word, v->unit.value))
        unit++;
    if (unit == COUNT_OF(UNIT)) {
        if (v->unit.value.n)
            REFUSE(d, a, &v->unit, STR("unit"), "due.bad_unit", v->unit.value);
        unit = 0;
    }
    a->limit.unit = UNIT[unit].unit;
    return unit;
}

static void ask_amount(struct door *d, struct due_asked *a, size_t unit, struct due_view *v)
{
    int64_t amount = 0, extension = 0;
    v->amount.value = query(d, "amount");
    v->extension.value = query(d, "extension");
    if (str_trim(v->amount.value).n == 0)
        REFUSE(d, a, &v->amount, STR("amount"), "due.no_amount", (struct str){0});
    else if (!read_amount(v->amount.value, &amount))
        REFUSE(d, a, &v->amount, STR("amount"), "due.bad_amount", v->amount.value);
    if (str_trim(v->extension.value).n && !read_amount(v->extension.value, &extension))
        REFUSE(d, a, &v->extension, STR("extension"), "due.bad_amount", v->extension.value);
    amount += extension;
    if (UNIT[unit].minutes)
        amount *= UNIT[unit].minutes;
    if (amount > LIMIT_AMOUNT_MAX)
        REFUSE(d, a, &v->amount, STR("amount"), "due.bad_amount", v->amount.value);
    else
        a->limit.amount = (int)amount;
}

static void ask_start(struct door *d, struct due_asked *a, struct due_view *v)
{
    v->start.value = query(d, "start");
    v->time.value = query(d, "time");
    a->start_minute = -1;
    if (str_trim(v->start.value).n == 0)
        REFUSE(d, a, &v->start, STR("start"), "due.no_start", (struct str){0});
    else if (!calendar_read_day(d, v->start.value, &a->start_day))
        REFUSE(d, a, &v->start, STR("start"), "calendar_page.bad_day", v->start.value);
    if (str_trim(v->time.value).n && !calendar_read_time(v->time.value, &a->start_minute))
        REFUSE(d, a, &v->time, STR("time"), "calendar_page.bad_time", v->time.value);
    if (str_trim(v->time.value).n == 0 && !unit_is_days(a->limit.unit))
        REFUSE(d, a, &v->time, STR("time"), "due.no_time", (struct str){0});
}

static struct str numbered(struct door *d, const char *name, size_t i)
{
    return arena_printf(d->a, "%s%zu", name, i + 1);
}

static bool is_given(struct str s) { return str_trim(s).n > 0; }

/* One end of a pause: a day, or a day and its time. */
struct pause_end {
    int64_t day;
    int minute; /* −1: the whole day */
};

static void ask_end(struct door *d, struct due_asked *a, struct str id, struct field *field,
                    struct pause_end *ret)
{
    if (!calendar_read_moment(d, field->value, &ret->day, &ret->minute))
        REFUSE(d, a, field, id, "due.bad_moment", field->value);
}

/* One that is not over is counted as if it ended with this day; of a limit in hours, with this instant. */
static int64_t end_of_open(struct door *d, struct due_asked *a, struct pause_fields *f, int64_t from_ms)
{
    const struct calendar *c = a->calendar.book.calendar;
    int64_t today = calendar_day_of(c, d->now_ms, NULL);
    int64_t to_ms = !unit_is_days(a->limit.unit) ? d->now_ms : calendar_ms(c, today, 1440) - 1;
    if (from_ms > to_ms)
        REFUSE(d, a, &f->to, f->to_id, "due.pause_to_come", (struct str){0});
    a->is_pause_open = true;
    return to_ms;
}

/* One row of the form. Whole days are a closed interval, of a limit in hours from the first 0:00 to the last
 * 24:00. The end of a pause of a limit in days only has to lie on its day. */
static void ask_pause(struct door *d, struct due_asked *a, struct pause_fields *f)
{
    const struct calendar *c = a->calendar.book.calendar;
    struct pause_end from = {0, -1}, to = {0, -1};
    struct pause p = {.basis = str_trim(f->basis.value)};
    size_t before = a->errors.n;
    if (!is_given(f->from.value) && !is_given(f->to.value) && !is_given(f->basis.value))
        return;
    if (is_given(f->from.value))
        ask_end(d, a, f->from_id, &f->from, &from);
    else
        REFUSE(d, a, &f->from, f->from_id, "due.pause_half", (struct str){0});
    if (is_given(f->to.value))
        ask_end(d, a, f->to_id, &f->to, &to);
    if (a->errors.n > before)
        return;
    p.from_ms = calendar_ms(c, from.day, from.minute < 0 ? 0 : from.minute);
    p.to_ms = !to.day          ? end_of_open(d, a, f, p.from_ms)
              : to.minute >= 0 ? calendar_ms(c, to.day, to.minute)
                               : calendar_ms(c, to.day, 1440) - unit_is_days(a->limit.unit);
    if (to.day && p.to_ms < p.from_ms)
        REFUSE(d, a, &f->to, f->to_id, "due.pause_backwards", f->to.value);
    if (a->errors.n == before)
        a->pause[a->pauses++] = p;
}

static void ask_pauses(struct door *d, struct due_asked *a, struct due_view *v)
{
    int64_t asked = 1;
    if (!str_to_i64(query(d, "pauses"), &asked) || asked < 1)
        asked = 1;
    asked += query(d, "more").n > 0;
    a->rows = asked < PAUSES_SHOWN_MAX ? (size_t)asked : PAUSES_SHOWN_MAX;
    a->row = ARENA_ARRAY(d->a, struct pause_fields, a->rows);
    for (size_t i = 0; i < a->rows; i++) {
        struct pause_fields *f = &a->row[i];
        f->from_id = numbered(d, "from", i);
        f->to_id = numbered(d, "to", i);
        f->basis_id = numbered(d, "basis", i);
        f->from.value = http_query(d->q, f->from_id);
        f->to.value = http_query(d->q, f->to_id);
        f->basis.value = http_query(d->q, f->basis_id);
        if (!a->is_empty)
            ask_pause(d, a, f);
    }
    v->pauses = a->row;
    v->pauses_n = a->rows;
    v->pauses_shown = arena_printf(d->a, "%zu", a->rows);
    v->may_more = a->rows < PAUSES_SHOWN_MAX;
}

/* ---- what comes of it ---- */

static struct str amount_text(struct door *d, struct time_limit limit)
{
    struct str arg[2] = {{0}};
    const char *key = limit_text(d->a, limit, arg);
    return text_fill(d->a, door_text(d, key), arg, 2);
}

static struct str due_time(struct door *d, const struct calendar *c, struct due due)
{
    int minute = 0;
    (void)calendar_day_of(c, due.ms, &minute);
    return due.ms % 60000 == 59999 ? TEXT(d, "due.midnight") : calendar_time(d, minute);
}

static struct str left_text(struct door *d, const struct calendar *c, int64_t due)
{
    int64_t today = calendar_day_of(c, d->now_ms, NULL);
    int left = calendar_workdays(c, day_add(today, 1), due),
        over = calendar_workdays(c, day_add(due, 1), today);
    if (due == today)
        return TEXT(d, "due.is_today");
    return due > today ? TEXT1(d, "due.left", arena_printf(d->a, "%d", left))
                       : TEXT1(d, "due.over", arena_printf(d->a, "%d", over));
}

/* Days of these have a number each; of minutes the figures are minutes. */
static bool has_ordinals(const struct step *s)
{
    return s->counted_from > 0 && unit_is_days(s->limit.unit) &&
           (s->kind == STEP_COUNTED || s->kind == STEP_MAKE_UP || s->kind == STEP_DUE);
}

static struct str counted_text(struct door *d, const struct step *s)
{
    if (!has_ordinals(s))
        return (struct str){0};
    if (s->counted_from == s->counted_to)
        return arena_printf(d->a, "%d", s->counted_from);
    return arena_printf(d->a, "%d–%d", s->counted_from, s->counted_to);
}

static const struct due_step *steps_of(struct door *d, const struct reckoning *r)
{
    struct due_step *out = ARENA_ARRAY(d->a, struct due_step, r->steps + 1);
    for (size_t i = 0; i < r->steps; i++) {
        const struct step *s = &r->step[i];
        out[i] = (struct due_step){.days = calendar_span(d, s->first, s->last),
                                   .text = step_words(d->a, d->h.lang, s),
                                   .counted = counted_text(d, s),
                                   .basis = s->basis.n  ? s->basis
                                            : s->notice ? s->notice->number
                                                        : (struct str){0},
                                   .is_counted = s->counted_from > 0,
                                   .is_due = s->kind == STEP_DUE};
    }
    return out;
}

/* What a step makes of one of its days on the paper calendar. */
static struct day_mark mark_of(struct door *d, const struct step *s, int64_t day)
{
    struct day_mark m = {.look = NULL};
    if (has_ordinals(s)) {
        int nth = s->counted_from + day_between(s->first, day);
        m.mark = arena_printf(d->a, "%d", nth);
        m.title = TEXT1(d, "due.nth", m.mark);
        m.look = "is-counted";
    }
    if (s->kind == STEP_OPEN)
        m.look = "is-counted";
    if (s->kind == STEP_START) {
        m = (struct day_mark){TEXT(d, "due.mark_start"), TEXT(d, "due.day_zero"), "is-start"};
    } else if (s->kind == STEP_PAUSED) {
        m = (struct day_mark){TEXT(d, "due.mark_paused"), TEXT1(d, "due.day_paused", s->basis), "is-paused"};
    } else if (s->kind == STEP_DUE) {
        m.title = TEXT(d, "due.day_due");
        m.look = "is-due";
        if (m.mark.n == 0)
            m.mark = TEXT(d, "due.mark_due");
    }
    return m;
}

static void fill_months(struct door *d, const struct due_asked *a, const struct reckoning *r,
                        struct due_view *v)
{
    int64_t first = r->step[0].first, last = r->due.day;
    int months = (int)((last / 10000 - first / 10000) * 12 + last / 100 % 100 - first / 100 % 100) + 1;
    int shown = months < MONTHS_SHOWN_MAX ? months : MONTHS_SHOWN_MAX;
    struct month_view *out = ARENA_ARRAY(d->a, struct month_view, (size_t)shown);
    size_t days = (size_t)shown * 31 + 1;
    struct day_marks marks = {.first = first, .n = days};
    struct day_mark *mark = ARENA_ARRAY(d->a, struct day_mark, days);
    for (size_t i = 0; i < r->steps; i++) {
        if (r->step[i].kind == STEP_PROVISIONAL)
            continue;
        for (int64_t day = r->step[i].first; day && day <= r->step[i].last; day = day_add(day, 1)) {
            int at = day_between(first, day);
            if (at < 0 || (size_t)at >= days)
                break;
            mark[at] = mark_of(d, &r->step[i], day);
        }
    }
    marks.mark = mark;
    for (int i = 0; i < shown; i++) {
        int at = (int)(first / 10000 * 12 + first / 100 % 100 - 1) + i;
        out[i] = calendar_month(d, a->calendar.book.calendar, at / 12, at % 12 + 1, &marks);
    }
    v->months = out;
    v->months_n = (size_t)shown;
    if (months > shown)
        v->months_more = TEXT2(d, "due.months_more", arena_printf(d->a, "%d", months - shown),
                               arena_printf(d->a, "%d", months));
}

static enum rc fill_notices(struct door *d, const struct reckoning *r, struct due_view *v, struct err *err)
{
    struct notice_records all;
    enum rc rc = notice_records_load(d->db, d->a, d->who.actor.tenant_id, &all, err);
    if (rc != RC_OK)
        return rc;
    struct notice_line *out = ARENA_ARRAY(d->a, struct notice_line, r->used_n + 1);
    for (size_t i = 0; i < r->used_n; i++)
        for (size_t k = 0; k < all.n; k++)
            if (notice_record_holds(&all.row[k]) && str_eq(all.row[k].notice.number, r->used[i]->number) &&
                str_eq(all.row[k].notice.scope, r->used[i]->scope))
                out[v->notices_n++] = calendar_notice(d, &all.row[k]);
    v->notices = out;
    return RC_OK;
}

static struct str open_pause_text(struct door *d, const struct due_asked *a)
{
    int minute = 0;
    int64_t today = calendar_day_of(a->calendar.book.calendar, d->now_ms, &minute);
    struct str until = calendar_day_text(d, today);
    if (!unit_is_days(a->limit.unit))
        until = arena_printf(d->a, "%.*s %.*s", STR_ARG(until), STR_ARG(calendar_time(d, minute)));
    return TEXT1(d, "due.open_pause", until);
}

static enum rc count(struct door *d, struct due_asked *a, struct due_view *v, struct err *err)
{
    const struct calendar *c = a->calendar.book.calendar;
    struct reckoning r;
    int minute = a->start_minute < 0 ? 0 : a->start_minute;
    a->start_ms = calendar_ms(c, a->start_day, minute);
    enum rc rc = limit_explain(c, d->a, a->limit, a->start_ms, a->pause, a->pauses, &r, err);
    if (rc != RC_OK)
        return web_refused(d, &a->errors, STR("amount"), rc, err) ? RC_OK : rc;
    v->has_result = true;
    v->is_provisional = r.due.is_provisional;
    v->due = calendar_day_text(d, r.due.day);
    v->due_time = due_time(d, c, r.due);
    v->left = left_text(d, c, r.due.day);
    struct str start = calendar_day_text(d, a->start_day);
    if (a->start_minute >= 0)
        start = arena_printf(d->a, "%.*s %.*s", STR_ARG(start), STR_ARG(calendar_time(d, a->start_minute)));
    v->asked = TEXT2(d, "due.asked", start, amount_text(d, a->limit));
    if (a->is_pause_open)
        v->open_pause = open_pause_text(d, a);
    v->steps = steps_of(d, &r);
    v->steps_n = r.steps;
    fill_months(d, a, &r, v);
    return fill_notices(d, &r, v, err);
}

/* ---- the page ---- */

static void fill_rules(struct door *d, struct due_view *v)
{
    static const struct {
        const char *text, *article;
    } RULE[] = {{K("due.rule_start"), K("due.article_201")},
                {K("due.rule_workdays"), K("due.article_82")},
                {K("due.rule_months"), K("due.article_202")},
                {K("due.rule_end"), K("due.article_203")},
                {K("due.rule_pauses"), K("due.article_45")}};
    struct rule_line *rules = ARENA_ARRAY(d->a, struct rule_line, COUNT_OF(RULE));
    for (size_t i = 0; i < COUNT_OF(RULE); i++)
        rules[i] = (struct rule_line){door_text(d, RULE[i].text), door_text(d, RULE[i].article)};
    v->rules = rules;
    v->rules_n = COUNT_OF(RULE);
}

static void fill_examples(struct door *d, struct due_view *v)
{
    static const struct {
        const char *label;
        struct str url;
    } EXAMPLE[] = {
        {K("due.example_pause"),
         STR_INIT("/calendar/due?start=2026-03-02&amount=20&unit=workdays&from1=2026-03-09&to1=2026-03-20&"
                  "basis1=")},
        {K("due.example_holiday"), STR_INIT("/calendar/due?start=2026-09-23&amount=5&unit=workdays")},
        {K("due.example_month"), STR_INIT("/calendar/due?start=2026-01-31&amount=1&unit=months")}};
    struct tab *tabs = ARENA_ARRAY(d->a, struct tab, COUNT_OF(EXAMPLE));
    for (size_t i = 0; i < COUNT_OF(EXAMPLE); i++)
        tabs[i] = (struct tab){.label = door_text(d, EXAMPLE[i].label), .url = EXAMPLE[i].url};
    tabs[0].url = arena_printf(d->a, "%.*s%.*s", STR_ARG(tabs[0].url),
                               STR_ARG(calendar_url_part(d, TEXT(d, "due.article_45"))));
    v->examples = tabs;
    v->examples_n = COUNT_OF(EXAMPLE);
}

static void fill_form(struct door *d, const struct due_asked *a, struct due_view *v)
{
    struct option *units = ARENA_ARRAY(d->a, struct option, COUNT_OF(UNIT));
    size_t n = 0;
    for (size_t i = 0; i < COUNT_OF(UNIT); i++)
        units[i] = (struct option){UNIT[i].word, door_text(d, UNIT[i].label)};
    v->units = units;
    v->units_n = COUNT_OF(UNIT);
    const struct calendar_choice *choice = calendar_choices(d, &a->calendar, &n);
    struct option *organs = ARENA_ARRAY(d->a, struct option, n + 1);
    for (size_t i = 0; i < n; i++)
        organs[i] = (struct option){choice[i].value, choice[i].label};
    v->organs = organs;
    v->organs_n = n;
    v->organ = a->calendar.organ;
    v->known = a->calendar.known;
    v->calendar_name = TEXT1(d, "due.by_calendar", calendar_name(d, &a->calendar));
    v->known_text = calendar_known_text(d, &a->calendar);
    v->calendar_url =
        arena_printf(d->a, "/calendar?year=%" PRId64 "%.*s", (a->start_day ? a->start_day : d->day) / 10000,
                     STR_ARG(calendar_query(d, &a->calendar)));
}

static enum rc export_due(struct door *d, const struct due_view *v, struct err *err)
{
    struct listing l = listing_of(d, STR("due"), v->asked);
    listing_remark(&l, arena_printf(d->a, "%.*s %.*s", STR_ARG(v->due), STR_ARG(v->due_time)));
    listing_remark(&l, v->calendar_name);
    listing_remark(&l, v->known_text);
    if (v->open_pause.n)
        listing_remark(&l, v->open_pause);
    if (v->is_provisional)
        listing_remark(&l, TEXT(d, "due.provisional_hint"));
    listing_column(&l, TEXT(d, "due.step_days"), 34);
    listing_column(&l, TEXT(d, "due.step_text"), 50);
    listing_column(&l, TEXT(d, "due.step_counted"), 12);
    listing_column(&l, TEXT(d, "due.step_basis"), 30);
    for (size_t i = 0; i < v->steps_n; i++) {
        listing_cell(&l, v->steps[i].days);
        listing_cell(&l, v->steps[i].text);
        listing_cell(&l, v->steps[i].counted);
        listing_cell(&l, v->steps[i].basis);
    }
    return listing_reply(&l, err);
}

enum rc handle_due(struct door *d, struct err *err)
{
    struct due_view v = {.has_result = false};
    struct due_asked a = {.is_empty =
                              query(d, "start").n == 0 && query(d, "amount").n == 0 && query(d, "go").n == 0};
    enum rc rc = calendar_ask(d, &a.errors, &a.calendar, err);
    if (rc != RC_OK)
        return rc;
    if (a.is_empty) {
        v.start.value = web_day(d, d->day);
        v.unit.value = query(d, "unit");
    } else {
        size_t unit = ask_unit(d, &a, &v);
        ask_start(d, &a, &v);
        ask_amount(d, &a, unit, &v);
    }
    ask_pauses(d, &a, &v);
    if (!a.is_empty && a.errors.n == 0)
        rc = count(d, &a, &v, err);
    if (rc != RC_OK)
        return rc;
    fill_form(d, &a, &v);
    fill_rules(d, &v);
    fill_examples(d, &v);
    web_frame(d, &v.shell, PLACE_DUE, TEXT(d, "due.title"));
    v.errors = web_errors_view(d, &a.errors, &v.shell);
    if (v.has_result && listing_is_asked(d))
        return export_due(d, &v, err);
    page_due(&d->h, &v);
    return RC_OK;
}
