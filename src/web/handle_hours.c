/* /calendar/hours: the week and hours of the jurisdiction and of organs. The fields of the form become the
 * lines of pattern_read, so there is one reader of weeks; a line that it refuses leads back to its field. */
#include <inttypes.h>

#include "table/cell.h"
#include "web/calendar_page.h"

#define SEASONS_SHOWN 3
#define SPECIAL_SHOWN 2
#define LINES_MAX 16

static const char *const DAY_WORD[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};

/* ---- the form as lines ---- */

struct line_of { /* which field a line of the pattern came from */
    struct str id;
    struct field *field;
};
struct setting {
    struct calendar_asked asked;
    struct hours_view v;
    struct season_fields season[SEASONS_SHOWN];
    struct weekday_hours_fields special[SPECIAL_SHOWN];
    struct weekday_box box[7];
    struct line_of line[LINES_MAX];
    size_t lines;
    struct buf *out;
    struct problems *problems;
    struct web_errors errors;
    struct str text; /* the pattern */
    bool is_inherited;
};

static struct str numbered(struct door *d, const char *name, size_t i)
{
    return arena_printf(d->a, "%s%zu", name, i + 1);
}

static void refuse(struct door *d, struct setting *s, struct str id, struct field *field,
                   const struct err *why)
{
    (void)web_refused(d, &s->errors, id, why->rc, why);
    if (field)
        field->error = web_error_text(d, why);
}

static bool is_given(struct str s) { return str_trim(s).n > 0; }

/* A value is put into a line; one with a line break in it would be two. */
static void put_line(struct door *d, struct setting *s, struct str id, struct field *field, struct str text)
{
    struct err why = {0};
    if (!utf8_is_plain_line(text)) {
        (void)FAIL(&why, RC_INVALID, "hours.not_plain", "%zu bytes", text.n);
        refuse(d, s, id, field, &why);
        return;
    }
    if (s->lines == LINES_MAX)
        return;
    s->line[s->lines++] = (struct line_of){id, field};
    buf_put(s->out, text);
    buf_putc(s->out, '\n');
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

/* 5-1, 05-01, 5月1日 → 05-01; anything else stays, for the reader to refuse. */
static struct str season_day(struct door *d, struct str text)
{
    struct str plain = cell_plain(d->a, text);
    int64_t day = 0;
    int64_t month = 0, of_month = 0;
    size_t dash = str_find(plain, '-');
    if (dash < plain.n && str_to_i64(str_sub(plain, 0, dash), &month) &&
        str_to_i64(str_sub(plain, dash + 1, plain.n), &of_month) && month > 0 && month < 13 && of_month > 0 &&
        of_month < 32)
        return arena_printf(d->a, "%02d-%02d", (int)month, (int)of_month);
    if (cell_day(plain, 2024, &day)) /* a leap year, so that 29 February is a day */
        return arena_printf(d->a, "%02d-%02d", (int)(day / 100 % 100), (int)(day % 100));
    return plain;
}

static void put_week(struct door *d, struct setting *s)
{
    struct buf week CLEANUP(buf_release) = {0};
    struct err why = {0};
    for (size_t i = 0; i < 7; i++)
        if (s->box[i].is_chosen)
            buf_printf(&week, "%s%s", week.n ? "," : "week ", DAY_WORD[i]);
    if (week.n == 0) {
        (void)FAIL(&why, RC_INVALID, "hours.no_weekday", "none");
        refuse(d, s, STR("weekdays"), NULL, &why);
        return;
    }
    put_line(d, s, STR("weekdays"), NULL, arena_str(d->a, buf_str(&week)));
}

static void put_season(struct door *d, struct setting *s, struct season_fields *f)
{
    struct err why = {0};
    if (!is_given(f->from.value) && !is_given(f->to.value) && !is_given(f->open.value))
        return;
    if (!is_given(f->from.value) || !is_given(f->to.value) || !is_given(f->open.value)) {
        bool from = is_given(f->from.value), to = is_given(f->to.value);
        (void)FAIL(&why, RC_INVALID, "hours.season_half", "half a season");
        refuse(d, s,
               !from ? f->from_id
               : !to ? f->to_id
                     : f->open_id,
               !from ? &f->from
               : !to ? &f->to
                     : &f->open,
               &why);
        return;
    }
    put_line(d, s, f->open_id, &f->open,
             arena_printf(d->a, "hours %.*s..%.*s %.*s", STR_ARG(season_day(d, f->from.value)),
                          STR_ARG(season_day(d, f->to.value)), STR_ARG(hours_text(d, f->open.value))));
}

static void put_special(struct door *d, struct setting *s, struct weekday_hours_fields *f)
{
    int64_t day = 0;
    if (!is_given(f->open.value) || !str_to_i64(f->day.value, &day) || day < 1 || day > 7)
        return;
    put_line(d, s, f->open_id, &f->open,
             arena_printf(d->a, "hours %s %.*s", DAY_WORD[day - 1], STR_ARG(hours_text(d, f->open.value))));
}

static void put_scopes(struct door *d, struct setting *s)
{
    static const struct str COMMA = STR_INIT("、");
    struct str rest = str_trim(s->v.scope.value);
    while (rest.n) {
        size_t at = str_find_str(rest, COMMA), semicolon = str_find(rest, ';');
        bool is_plain = semicolon < at;
        at = is_plain ? semicolon : at;
        struct str one = str_trim(str_sub(rest, 0, at));
        if (one.n)
            put_line(d, s, STR("scope"), &s->v.scope, arena_printf(d->a, "scope %.*s", STR_ARG(one)));
        rest = at < rest.n ? str_sub(rest, at + (is_plain ? 1 : COMMA.n), rest.n) : (struct str){0};
    }
}

static void write_pattern(struct door *d, struct setting *s)
{
    struct buf out CLEANUP(buf_release) = {0};
    s->out = &out;
    if (is_given(s->v.name.value))
        put_line(d, s, STR("name"), &s->v.name,
                 arena_printf(d->a, "calendar %.*s", STR_ARG(str_trim(s->v.name.value))));
    put_week(d, s);
    if (is_given(s->v.open.value))
        put_line(d, s, STR("open"), &s->v.open,
                 arena_printf(d->a, "hours %.*s", STR_ARG(hours_text(d, s->v.open.value))));
    for (size_t i = 0; i < SEASONS_SHOWN; i++)
        put_season(d, s, &s->season[i]);
    for (size_t i = 0; i < SPECIAL_SHOWN; i++)
        put_special(d, s, &s->special[i]);
    put_scopes(d, s);
    if (is_given(s->v.zone.value))
        put_line(d, s, STR("zone"), &s->v.zone,
                 arena_printf(d->a, "zone %.*s", STR_ARG(str_trim(s->v.zone.value))));
    s->text = arena_str(d->a, buf_str(&out));
    s->out = NULL;
}

/* ---- lines as the form ---- */

static struct str plain_openings(struct door *d, const struct hours *h)
{
    struct buf out CLEANUP(buf_release) = {0};
    for (size_t i = 0; i < h->sessions; i++)
        buf_printf(&out, "%s%02d:%02d-%02d:%02d", i ? " " : "", h->session[i].open_minute / 60,
                   h->session[i].open_minute % 60, h->session[i].close_minute / 60,
                   h->session[i].close_minute % 60);
    return arena_str(d->a, buf_str(&out));
}

static int first_weekday(unsigned days)
{
    int i = 1;
    while (i < 7 && !(days >> (i - 1) & 1))
        i++;
    return i;
}

static void hours_to_fields(struct door *d, const struct hours *h, struct setting *s, size_t *seasons,
                            size_t *special)
{
    struct str open = plain_openings(d, h);
    if (h->weekdays && *special < SPECIAL_SHOWN) {
        struct weekday_hours_fields *f = &s->special[(*special)++];
        f->day.value = arena_printf(d->a, "%d", first_weekday(h->weekdays));
        f->open.value = open;
    } else if (h->from_mmdd && *seasons < SEASONS_SHOWN) {
        struct season_fields *f = &s->season[(*seasons)++];
        f->from.value = arena_printf(d->a, "%02d-%02d", h->from_mmdd / 100, h->from_mmdd % 100);
        f->to.value = arena_printf(d->a, "%02d-%02d", h->to_mmdd / 100, h->to_mmdd % 100);
        f->open.value = open;
    } else if (h->weekdays == 0 && h->from_mmdd == 0) {
        s->v.open.value = open;
    }
}

static void pattern_to_form(struct door *d, const struct pattern *p, struct str zone, struct setting *s)
{
    unsigned days = p->workdays ? p->workdays : 0x1f;
    size_t seasons = 0, special = 0;
    struct buf scopes CLEANUP(buf_release) = {0};
    s->v.name.value = p->name;
    for (size_t i = 0; i < 7; i++)
        s->box[i].is_chosen = days >> i & 1;
    for (size_t i = 0; i < p->hours_n; i++)
        hours_to_fields(d, &p->hours[i], s, &seasons, &special);
    for (size_t i = 0; i < p->scopes; i++) {
        buf_put(&scopes, i ? STR("、") : STR(""));
        buf_put(&scopes, p->scope[i]);
    }
    s->v.scope.value = arena_str(d->a, buf_str(&scopes));
    if (!str_eq(zone, zone_name(NULL)))
        s->v.zone.value = zone;
}

/* ---- the form ---- */

static void name_fields(struct door *d, struct setting *s)
{
    static const char *const key[] = {K("weekday.1"), K("weekday.2"), K("weekday.3"), K("weekday.4"),
                                      K("weekday.5"), K("weekday.6"), K("weekday.7")};
    for (size_t i = 0; i < 7; i++)
        s->box[i] = (struct weekday_box){.id = numbered(d, "day", i),
                                         .value = arena_printf(d->a, "%zu", i + 1),
                                         .label = door_text(d, key[i])};
    for (size_t i = 0; i < SEASONS_SHOWN; i++)
        s->season[i] = (struct season_fields){.from_id = numbered(d, "from", i),
                                              .to_id = numbered(d, "to", i),
                                              .open_id = numbered(d, "hours", i)};
    for (size_t i = 0; i < SPECIAL_SHOWN; i++)
        s->special[i] = (struct weekday_hours_fields){.day_id = numbered(d, "weekday", i),
                                                      .open_id = numbered(d, "special", i)};
}

static void read_fields(struct door *d, struct setting *s)
{
    s->v.name.value = http_form(d->q, STR("name"));
    s->v.open.value = http_form(d->q, STR("open"));
    s->v.scope.value = http_form(d->q, STR("scope"));
    s->v.zone.value = http_form(d->q, STR("zone"));
    for (size_t i = 0; i < d->q->forms; i++)
        for (size_t k = 0; k < 7 && str_eq(d->q->form[i].name, STR("day")); k++)
            s->box[k].is_chosen |= str_eq(d->q->form[i].value, s->box[k].value);
    for (size_t i = 0; i < SEASONS_SHOWN; i++) {
        s->season[i].from.value = http_form(d->q, s->season[i].from_id);
        s->season[i].to.value = http_form(d->q, s->season[i].to_id);
        s->season[i].open.value = http_form(d->q, s->season[i].open_id);
    }
    for (size_t i = 0; i < SPECIAL_SHOWN; i++) {
        s->special[i].day.value = http_form(d->q, s->special[i].day_id);
        s->special[i].open.value = http_form(d->q, s->special[i].open_id);
    }
}

static enum rc fill_receipt(struct door *d, const struct setting *s, struct receipt_view *ret,
                            struct err *err)
{
    struct ledger_entry_detail e;
    const struct organ_calendar *said = NULL;
    for (size_t i = 0; i < s->asked.weeks.n; i++)
        if (s->asked.weeks.row[i].organ_id == s->asked.book.organ_id)
            said = &s->asked.weeks.row[i];
    if (!said || !door_may_view(d, &view_entry, 0))
        return RC_OK;
    enum rc rc = ledger_entry_load(d->db, d->a, kernel_ledger(d->app->kernel), said->set_seq, &e, err);
    if (rc == RC_OK)
        *ret = (struct receipt_view){.number = arena_printf(d->a, "%" PRId64, said->set_seq),
                                     .url = arena_printf(d->a, "/ledger/%" PRId64, said->set_seq),
                                     .leaf = web_hex(d, e.row.leaf.b, HASH_BYTES),
                                     .at = web_instant(d, said->at_ms),
                                     .by = said->by_label.n ? said->by_label : TEXT(d, "role.system")};
    return rc;
}

static const struct option *day_options(struct door *d, const struct setting *s, size_t *ret_n)
{
    struct option *out = ARENA_ARRAY(d->a, struct option, 8);
    out[0] = (struct option){STR("0"), TEXT(d, "hours.no_day")};
    for (size_t i = 0; i < 7; i++)
        out[i + 1] = (struct option){s->box[i].value, s->box[i].label};
    *ret_n = 8;
    return out;
}

static enum rc show_form(struct door *d, struct setting *s, struct err *err)
{
    struct hours_view *v = &s->v;
    const struct calendar_book *book = &s->asked.book;
    const struct pattern *p = calendar_pattern(book->calendar);
    enum rc rc = fill_receipt(d, s, &v->receipt, err);
    if (rc != RC_OK)
        return rc;
    v->organ = arena_printf(d->a, "%" PRId64, book->organ_id);
    v->calendar_name = calendar_name(d, &s->asked);
    v->now_text = calendar_inherited(d, &s->asked);
    v->has_own = book->has_pattern && book->from_organ == book->organ_id;
    v->may_set = door_may_act(d, &act_calendar_set, 0);
    v->organs = calendar_choices(d, &s->asked, &v->organs_n);
    v->day_options = day_options(d, s, &v->day_options_n);
    v->weekdays = s->box;
    v->weekdays_n = 7;
    v->seasons = s->season;
    v->seasons_n = SEASONS_SHOWN;
    v->special = s->special;
    v->special_n = SPECIAL_SHOWN;
    v->hours = calendar_hours(d, p, &v->hours_n);
    v->week_text = calendar_week_text(d, p);
    v->zone_text = calendar_zone_text(d, book->zone);
    v->scope_text = calendar_scope_text(d, p);
    web_frame(d, &v->shell, PLACE_CALENDAR, TEXT(d, "hours.title"));
    v->errors = web_errors_view(d, &s->errors, &v->shell);
    page_hours(&d->h, v);
    return RC_OK;
}

static struct setting *setting_new(struct door *d)
{
    struct setting *s = ARENA_NEW(d->a, struct setting);
    s->problems = ARENA_NEW(d->a, struct problems);
    s->problems->arena = d->a;
    name_fields(d, s);
    return s;
}

enum rc handle_hours(struct door *d, struct err *err)
{
    struct setting *s = setting_new(d);
    enum rc rc = calendar_ask(d, &s->errors, &s->asked, err);
    if (rc != RC_OK)
        return rc;
    pattern_to_form(d, calendar_pattern(s->asked.book.calendar), s->asked.book.zone, s);
    if (s->asked.book.from_organ != s->asked.book.organ_id)
        s->v.name.value = (struct str){0}; /* it is the other's name */
    return show_form(d, s, err);
}

/* ---- what it changes, and doing it ---- */

/* What the reader of patterns says against a line is said at the line's field. */
static void refuse_lines(struct door *d, struct setting *s)
{
    for (size_t i = 0; i < s->problems->n; i++) {
        const struct problem *p = &s->problems->item[i];
        size_t at = p->line > 0 ? (size_t)p->line - 1 : s->lines;
        struct err why = {0};
        struct str text = text_fill(d->a, door_text(d, p->text), p->arg, COUNT_OF(p->arg));
        (void)FAIL(&why, RC_INVALID, "hours.line", "line %d", p->line);
        (void)err_arg(&why, 0, text);
        if (at < s->lines)
            refuse(d, s, s->line[at].id, s->line[at].field, &why);
        else
            refuse(d, s, (struct str){0}, NULL, &why);
    }
}

/* The calendar of the organ's parent, as it would be without a week of its own. */
static enum rc inherited_text(struct door *d, const struct setting *s, struct str *ret, struct err *err)
{
    const struct organ *o = organ_by_id(&s->asked.organs, s->asked.book.organ_id);
    struct calendar_book above;
    *ret = (struct str){0};
    if (s->asked.book.organ_id == 0)
        return RC_OK;
    enum rc rc =
        calendar_book_load(d->db, d->a, d->who.actor.tenant_id, o ? o->parent_id : 0, d->day, 0, &above, err);
    if (rc == RC_OK)
        *ret = above.text;
    return rc;
}

static enum rc show_check(struct door *d, struct setting *s, struct err *err)
{
    const struct calendar *was = s->asked.book.calendar, *is;
    const struct pattern *p = calendar_pattern(was);
    struct hours_check_view v = {.organ = arena_printf(d->a, "%" PRId64, s->asked.book.organ_id),
                                 .calendar_name = str_trim(s->v.name.value),
                                 .text = s->is_inherited ? (struct str){0} : s->text};
    struct calendar_effect e;
    struct str zone, text = s->text;
    int64_t year = d->day / 10000;
    enum rc rc = s->is_inherited ? inherited_text(d, s, &text, err) : RC_OK;
    if (rc == RC_OK)
        rc = pattern_try(d->a, text, s->asked.book.notices, 0, &is, &zone, s->problems, err);
    if (rc != RC_OK) {
        if (!web_refused(d, &s->errors, rc == RC_INVALID && s->problems->n ? STR("open") : STR("zone"), rc,
                         err))
            return rc;
        if (s->problems->n == 0)
            s->v.zone.error = web_error_text(d, err);
        s->errors.n -= s->problems->n > 0; /* its lines say more */
        refuse_lines(d, s);
        return show_form(d, s, err);
    }
    rc = calendar_effect_make(d->a, was, is, d->day, (year + 1) * 10000 + 1231, d->now_ms, NULL, 0, &e, err);
    if (rc != RC_OK)
        return rc;
    v.effect = calendar_effect_view(d, was, is, &e);
    v.week_was = calendar_week_text(d, p);
    v.zone_was = calendar_zone_text(d, s->asked.book.zone);
    v.scope_was = calendar_scope_text(d, p);
    v.was = calendar_hours(d, p, &v.was_n);
    p = calendar_pattern(is);
    v.week_is = calendar_week_text(d, p);
    v.zone_is = calendar_zone_text(d, zone);
    v.scope_is = calendar_scope_text(d, p);
    v.is = calendar_hours(d, p, &v.is_n);
    web_frame(d, &v.shell, PLACE_CALENDAR, TEXT(d, "hours_check.title"));
    v.errors = web_errors_view(d, &s->errors, &v.shell);
    page_hours_check(&d->h, &v);
    return RC_OK;
}

/* Back from the check: the form from the pattern that travelled with it. */
static enum rc show_again(struct door *d, struct setting *s, struct err *err)
{
    const struct calendar *c = s->asked.book.calendar;
    struct str zone = s->asked.book.zone;
    struct err unused = {0};
    if (pattern_try(d->a, s->text, s->asked.book.notices, 0, &c, &zone, s->problems, &unused) != RC_OK)
        c = s->asked.book.calendar;
    problems_clear(s->problems);
    pattern_to_form(d, calendar_pattern(c), zone, s);
    return show_form(d, s, err);
}

enum rc handle_calendar_set(struct door *d, struct err *err)
{
    struct setting *s = setting_new(d);
    struct act_receipt receipt;
    struct str text = http_form(d->q, STR("text"));
    bool is_sure = http_form(d->q, STR("sure")).n > 0;
    enum rc rc = calendar_ask(d, &s->errors, &s->asked, err);
    if (rc != RC_OK)
        return rc;
    s->is_inherited = http_form(d->q, STR("inherit")).n > 0;
    s->text = text;
    if (http_form(d->q, STR("back")).n)
        return show_again(d, s, err);
    if (!is_sure) {
        read_fields(d, s);
        if (!s->is_inherited)
            write_pattern(d, s);
        return s->errors.n ? show_form(d, s, err) : show_check(d, s, err);
    }
    struct calendar_set in = {.organ_id = s->asked.book.organ_id,
                              .text = s->is_inherited ? (struct str){0} : text,
                              .problems = s->problems};
    if (s->errors.n == 0)
        rc = door_act(d, &in, &receipt, err);
    if (s->errors.n == 0 && rc == RC_OK) {
        door_see(d, arena_printf(d->a, "/calendar/hours?organ=%" PRId64 "&done=calendar", in.organ_id));
        return RC_OK;
    }
    if (rc != RC_OK && !web_refused(d, &s->errors, (struct str){0}, rc, err))
        return rc;
    return show_again(d, s, err);
}
