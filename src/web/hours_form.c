/* A row of hours has its weekdays, its season and its times together, because pattern_read can say all three
 * of one line. Weekdays are text and not boxes: a week may have 64 such rows, and "周一至周五" is what people
 * write. Names and scopes are put into lines by pattern_write, which knows how a '#' is meant. */
#include "web/hours_form.h"

#include "table/cell.h"

static const char *const DAY_WORD[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};

/* A form while it becomes lines. */
struct writing {
    struct door *d;
    struct hours_form *f;
    struct web_errors *errors;
    struct buf *out;
    size_t refused; /* all of them; the list of errors ends earlier */
};

static struct str numbered(struct door *d, const char *name, size_t i)
{
    return arena_printf(d->a, "%s%zu", name, i + 1);
}

static bool is_given(struct str s) { return str_trim(s).n > 0; }

/* ---- a week as a form ---- */

struct hours_form *hours_form_new(struct door *d)
{
    struct hours_form *f = ARENA_NEW(d->a, struct hours_form);
    f->rows = 1;
    for (size_t i = 0; i < 7; i++)
        f->box[i] = (struct weekday_box){.id = numbered(d, "day", i),
                                         .value = arena_printf(d->a, "%zu", i + 1),
                                         .label = calendar_weekdays_text(d, 1U << i)};
    for (size_t i = 0; i < HOURS_MAX; i++)
        f->row[i] = (struct hours_row){.days_id = numbered(d, "days", i),
                                       .from_id = numbered(d, "from", i),
                                       .to_id = numbered(d, "to", i),
                                       .open_id = numbered(d, "hours", i)};
    return f;
}

static struct str plain_openings(struct door *d, const struct hours *h)
{
    struct buf out CLEANUP(buf_release) = {0};
    for (size_t i = 0; i < h->sessions; i++) {
        buf_put(&out, i ? STR(" ") : STR(""));
        buf_put(&out, calendar_time(d, h->session[i].open_minute));
        buf_putc(&out, '-');
        buf_put(&out, calendar_time(d, h->session[i].close_minute));
    }
    return arena_str(d->a, buf_str(&out));
}

static struct str mmdd_text(struct door *d, int mmdd)
{
    return arena_printf(d->a, "%02d-%02d", mmdd / 100, mmdd % 100);
}

static void show_row(struct door *d, const struct hours *h, struct hours_row *row)
{
    row->open.value = plain_openings(d, h);
    if (h->weekdays)
        row->days.value = calendar_weekdays_text(d, h->weekdays);
    if (h->from_mmdd == 0)
        return;
    row->from.value = mmdd_text(d, h->from_mmdd);
    row->to.value = mmdd_text(d, h->to_mmdd);
}

void hours_form_show(struct door *d, struct hours_form *f, const struct pattern *p, struct str zone)
{
    unsigned days = p->workdays ? p->workdays : CALENDAR_MON_FRI;
    struct buf scopes CLEANUP(buf_release) = {0};
    f->name.value = p->name;
    for (size_t i = 0; i < 7; i++)
        f->box[i].is_chosen = days >> i & 1;
    for (size_t i = 0; i < p->hours_n; i++)
        show_row(d, &p->hours[i], &f->row[i]);
    f->rows = p->hours_n < HOURS_MAX ? p->hours_n + 1 : HOURS_MAX;
    for (size_t i = 0; i < p->scopes; i++) {
        buf_put(&scopes, i ? STR("\n") : STR(""));
        buf_put(&scopes, p->scope[i]);
    }
    f->scope.value = arena_str(d->a, buf_str(&scopes));
    if (!str_eq(zone, zone_name(NULL)))
        f->zone.value = zone;
}

/* ---- what was posted ---- */

static void read_boxes(struct door *d, struct hours_form *f)
{
    for (size_t i = 0; i < d->q->forms; i++)
        for (size_t k = 0; k < 7 && str_eq(d->q->form[i].name, STR("day")); k++)
            f->box[k].is_chosen |= str_eq(d->q->form[i].value, f->box[k].value);
}

void hours_form_read(struct door *d, struct hours_form *f)
{
    int64_t rows = 1;
    if (!str_to_i64(http_form(d->q, STR("rows")), &rows) || rows < 1)
        rows = 1;
    if (rows < HOURS_MAX)
        rows += http_form(d->q, STR("more")).n > 0;
    f->rows = rows < HOURS_MAX ? (size_t)rows : HOURS_MAX;
    f->name.value = http_form(d->q, STR("name"));
    f->scope.value = http_form(d->q, STR("scope"));
    f->zone.value = http_form(d->q, STR("zone"));
    read_boxes(d, f);
    for (size_t i = 0; i < f->rows; i++) {
        struct hours_row *row = &f->row[i];
        row->days.value = http_form(d->q, row->days_id);
        row->from.value = http_form(d->q, row->from_id);
        row->to.value = http_form(d->q, row->to_id);
        row->open.value = http_form(d->q, row->open_id);
    }
}

/* ---- a form as lines ---- */

static void refuse(struct door *d, struct web_errors *errors, struct str id, struct field *field,
                   const struct err *why)
{
    (void)web_refused(d, errors, id, why->rc, why);
    if (field && field->error.n == 0)
        field->error = web_error_text(d, why);
}

#define REFUSE(w, id, field, key, value)                                                                     \
    do {                                                                                                     \
        struct err why = {0};                                                                                \
        (void)FAIL(&why, RC_INVALID, key, "%s", (id).p);                                                     \
        (void)err_arg(&why, 0, (value));                                                                     \
        refuse((w)->d, (w)->errors, (id), (field), &why);                                                    \
        (w)->refused++;                                                                                      \
    } while (0)

/* One line; a value with a line break in it would be two. */
static void put_line(struct writing *w, struct str id, struct field *field, struct str line)
{
    struct hours_form *f = w->f;
    if (!utf8_is_plain_line(line)) {
        REFUSE(w, id, field, "hours.not_plain", (struct str){0});
        return;
    }
    if (f->lines == HOURS_LINES_MAX) {
        REFUSE(w, id, field, "hours.too_many", (struct str){0});
        return;
    }
    f->line[f->lines].id = id;
    f->line[f->lines++].field = field;
    buf_put(w->out, line);
    buf_putc(w->out, '\n');
}

/* A name or a scope, as pattern_write says it. */
static void put_value(struct writing *w, struct str id, struct field *field, const struct pattern *p)
{
    struct buf line CLEANUP(buf_release) = {0};
    pattern_write(&line, p);
    put_line(w, id, field, arena_str(w->d->a, str_sub(buf_str(&line), 0, line.n - 1)));
}

/* What people put between times, and the wide digits. */
static struct str usual_signs(struct door *d, struct str text)
{
    static const struct {
        struct str from;
        char to;
    } ALSO[] = {{STR_INIT("–"), '-'},  {STR_INIT("—"), '-'},  {STR_INIT("～"), '-'},
                {STR_INIT("至"), '-'}, {STR_INIT("－"), '-'}, {STR_INIT("~"), '-'},
                {STR_INIT("、"), ' '}, {STR_INIT("，"), ' '}, {STR_INIT(","), ' '},
                {STR_INIT("；"), ' '}, {STR_INIT(";"), ' '},  {STR_INIT("\u3000"), ' '},
                {STR_INIT("："), ':'}};
    static const struct str WIDE_ZERO = STR_INIT("０");
    char *out = arena_alloc(d->a, text.n + 1);
    size_t n = 0;
    for (size_t i = 0, step; i < text.n; i += step) {
        struct str rest = str_sub(text, i, text.n);
        out[n] = text.p[i];
        step = 1;
        if (rest.n >= 3 && str_starts(rest, str_sub(WIDE_ZERO, 0, 2)) && (unsigned char)rest.p[2] >= 0x90 &&
            (unsigned char)rest.p[2] <= 0x99) {
            out[n] = (char)('0' + ((unsigned char)rest.p[2] - 0x90));
            step = 3;
        }
        for (size_t k = 0; k < COUNT_OF(ALSO) && step == 1; k++)
            if (str_starts(rest, ALSO[k].from)) {
                out[n] = ALSO[k].to;
                step = ALSO[k].from.n;
                break;
            }
        n++;
    }
    return str_of(out, n);
}

/* "9:00—12:00、13：30 至 17:00" as the reader wants it: "09:00-12:00 13:30-17:00". What is no time stays as
 * it was typed, for the reader to refuse. */
static struct str hours_text(struct door *d, struct str text)
{
    struct str rest = usual_signs(d, str_trim(text)), piece;
    struct buf out CLEANUP(buf_release) = {0};
    bool is_joined = false; /* the last sign was a dash */
    while (str_split(&rest, ' ', &piece)) {
        while (piece.n) {
            size_t dash = str_find(piece, '-');
            struct str time = str_sub(piece, 0, dash);
            int minute;
            if (time.n) {
                buf_put(&out, out.n && !is_joined ? STR(" ") : STR(""));
                if (calendar_read_time(time, &minute))
                    buf_put(&out, calendar_time(d, minute));
                else
                    buf_put(&out, time);
                is_joined = false;
            }
            if (dash < piece.n) {
                buf_putc(&out, '-');
                is_joined = true;
            }
            piece = str_sub(piece, dash + 1, piece.n);
        }
    }
    return arena_str(d->a, buf_str(&out));
}

/* 5-1, 05-01, 5月1日; 2024 is a leap year, so that 29 February is a day. */
static bool season_day(struct door *d, struct str text, struct str *ret)
{
    struct str plain = cell_plain(d->a, text);
    int64_t month = 0, of_month = 0, day = 0;
    size_t dash = str_find(plain, '-');
    bool is_short = str_to_i64(str_sub(plain, 0, dash), &month) &&
                    str_to_i64(str_sub(plain, dash + 1, plain.n), &of_month) && month > 0 && month < 13 &&
                    of_month > 0 && of_month < 32;
    if (is_short)
        day = 20240000 + month * 100 + of_month;
    else if (!cell_day(plain, 2024, &day))
        return false;
    if (!calendar_covers(20240000 + day % 10000))
        return false;
    *ret = mmdd_text(d, (int)(day % 10000));
    return true;
}

static void put_week(struct writing *w)
{
    struct buf week CLEANUP(buf_release) = {0};
    for (size_t i = 0; i < 7; i++)
        if (w->f->box[i].is_chosen)
            buf_printf(&week, "%s%s", week.n ? "," : "week ", DAY_WORD[i]);
    if (week.n)
        put_line(w, STR("weekdays"), NULL, arena_str(w->d->a, buf_str(&week)));
    else
        REFUSE(w, STR("weekdays"), NULL, "hours.no_weekday", (struct str){0});
}

/* " 05-01..09-30", or nothing for the whole year. */
static void put_season(struct writing *w, struct hours_row *row, struct buf *line)
{
    struct str from = {0}, to = {0};
    if (!is_given(row->from.value) && !is_given(row->to.value))
        return;
    if (!is_given(row->from.value))
        REFUSE(w, row->from_id, &row->from, "hours.season_half", (struct str){0});
    else if (!season_day(w->d, row->from.value, &from))
        REFUSE(w, row->from_id, &row->from, "hours.bad_day", row->from.value);
    if (!is_given(row->to.value))
        REFUSE(w, row->to_id, &row->to, "hours.season_half", (struct str){0});
    else if (!season_day(w->d, row->to.value, &to))
        REFUSE(w, row->to_id, &row->to, "hours.bad_day", row->to.value);
    buf_printf(line, " %.*s..%.*s", STR_ARG(from), STR_ARG(to));
}

static void put_weekdays(struct writing *w, struct hours_row *row, struct buf *line)
{
    unsigned days = 0;
    if (!is_given(row->days.value))
        return;
    if (!calendar_read_weekdays(w->d, row->days.value, &days))
        REFUSE(w, row->days_id, &row->days, "hours.bad_weekdays", row->days.value);
    for (size_t i = 0, n = 0; i < 7; i++)
        if (days >> i & 1)
            buf_printf(line, "%s%s", n++ ? "," : " ", DAY_WORD[i]);
}

static void put_row(struct writing *w, struct hours_row *row)
{
    struct buf line CLEANUP(buf_release) = {0};
    size_t before = w->refused;
    if (!is_given(row->days.value) && !is_given(row->from.value) && !is_given(row->to.value) &&
        !is_given(row->open.value))
        return;
    buf_put(&line, STR("hours"));
    put_season(w, row, &line);
    put_weekdays(w, row, &line);
    if (!is_given(row->open.value))
        REFUSE(w, row->open_id, &row->open, "hours.no_times", (struct str){0});
    if (w->refused > before)
        return;
    buf_putc(&line, ' ');
    buf_put(&line, hours_text(w->d, row->open.value));
    put_line(w, row->open_id, &row->open, arena_str(w->d->a, buf_str(&line)));
}

static void put_scopes(struct writing *w)
{
    struct str rest = w->f->scope.value, one;
    while (str_split(&rest, '\n', &one)) {
        one = str_trim(one); /* a form sends CR LF */
        struct pattern p = {.scope = &one, .scopes = 1};
        if (one.n)
            put_value(w, STR("scope"), &w->f->scope, &p);
    }
}

void hours_form_write(struct door *d, struct hours_form *f, struct web_errors *errors)
{
    struct buf out CLEANUP(buf_release) = {0};
    struct writing w = {d, f, errors, &out, 0};
    f->lines = 0;
    if (is_given(f->name.value))
        put_value(&w, STR("name"), &f->name, &(struct pattern){.name = str_trim(f->name.value)});
    put_week(&w);
    for (size_t i = 0; i < f->rows; i++)
        put_row(&w, &f->row[i]);
    put_scopes(&w);
    if (is_given(f->zone.value))
        put_line(&w, STR("zone"), &f->zone,
                 arena_printf(d->a, "zone %.*s", STR_ARG(str_trim(f->zone.value))));
    f->pattern = arena_str(d->a, buf_str(&out));
}

void hours_form_refuse(struct door *d, struct hours_form *f, const struct problems *problems,
                       struct web_errors *errors)
{
    for (size_t i = 0; i < problems->n; i++) {
        const struct problem *p = &problems->item[i];
        size_t at = p->line > 0 ? (size_t)p->line - 1 : f->lines;
        struct err why = {0};
        if (p->is_warning)
            continue;
        (void)FAIL(&why, RC_INVALID, "hours.line", "line %d", p->line);
        (void)err_arg(&why, 0, text_fill(d->a, door_text(d, p->text), p->arg, COUNT_OF(p->arg)));
        if (at < f->lines)
            refuse(d, errors, f->line[at].id, f->line[at].field, &why);
        else
            refuse(d, errors, (struct str){0}, NULL, &why);
    }
}
