#include "web/calendar_page.h"

#include <inttypes.h>

#include "base/url.h"
#include "domain/day_words.h"
#include "table/cell.h"

/* ---- which calendar ---- */

static void refuse(struct door *d, struct web_errors *errors, struct str id, struct field *field,
                   const struct err *err)
{
    (void)web_refused(d, errors, id, err->rc, err);
    field->error = web_error_text(d, err);
}

static enum rc load(struct door *d, int64_t organ_id, int64_t known_day, struct calendar_asked *ret,
                    struct err *err)
{
    return calendar_book_load(d->db, d->a, d->who.actor.tenant_id, organ_id, d->day, known_day, &ret->book,
                              err);
}

enum rc calendar_ask(struct door *d, struct web_errors *errors, struct calendar_asked *ret, struct err *err)
{
    int64_t organ_id = 0, known_day = 0, tenant = d->who.actor.tenant_id;
    struct str organ =
        d->q->method == HTTP_POST ? http_form(d->q, STR("organ")) : http_query(d->q, STR("organ"));
    *ret = (struct calendar_asked){.organ.value = organ, .known.value = http_query(d->q, STR("known"))};
    if (organ.n && !str_to_i64(organ, &organ_id)) {
        (void)FAIL(err, RC_INVALID, "organ.not_found", "organ is no number");
        refuse(d, errors, STR("organ"), &ret->organ, err);
    }
    if (str_trim(ret->known.value).n && !calendar_read_day(d, ret->known.value, &known_day)) {
        (void)FAIL(err, RC_INVALID, "calendar_page.bad_day", "known");
        (void)err_arg(err, 0, ret->known.value);
        refuse(d, errors, STR("known"), &ret->known, err);
    }
    enum rc rc = organ_book_load(d->db, d->a, tenant, d->day, &ret->organs, err);
    if (rc == RC_OK)
        rc = organ_calendars_load(d->db, d->a, tenant, &ret->weeks, err);
    if (rc == RC_OK)
        rc = load(d, organ_id, known_day, ret, err);
    if (rc == RC_NOT_FOUND && organ_id) {
        refuse(d, errors, STR("organ"), &ret->organ, err);
        rc = load(d, 0, known_day, ret, err);
    }
    return rc;
}

static bool has_own_week(const struct calendar_asked *asked, int64_t organ_id)
{
    for (size_t i = 0; i < asked->weeks.n; i++)
        if (asked->weeks.row[i].organ_id == organ_id && asked->weeks.row[i].text.n)
            return true;
    return false;
}

const struct calendar_choice *calendar_choices(struct door *d, const struct calendar_asked *asked,
                                               size_t *ret_n)
{
    struct calendar_choice *out = ARENA_ARRAY(d->a, struct calendar_choice, asked->organs.n + 1);
    bool may_all = door_may_view(d, &view_organs, 0);
    size_t n = 0;
    out[n++] = (struct calendar_choice){STR("0"), TEXT1(d, "calendar.whole_city", d->app->city),
                                        asked->book.organ_id == 0};
    for (size_t i = 0; i < asked->organs.n; i++) {
        const struct organ *o = &asked->organs.organ[i];
        bool is_own = has_own_week(asked, o->organ_id), is_here = asked->book.organ_id == o->organ_id;
        if (is_own || may_all || is_here)
            out[n++] = (struct calendar_choice){
                arena_printf(d->a, "%" PRId64, o->organ_id),
                is_own ? TEXT1(d, "calendar.own_week", o->short_name) : o->short_name, is_here};
    }
    *ret_n = n;
    return out;
}

static struct str organ_name(struct door *d, const struct calendar_asked *asked, int64_t organ_id)
{
    const struct organ *o = organ_by_id(&asked->organs, organ_id);
    return o ? o->name : d->app->city;
}

struct str calendar_name(struct door *d, const struct calendar_asked *asked)
{
    struct str said = calendar_pattern(asked->book.calendar)->name;
    struct str organ = organ_name(d, asked, asked->book.organ_id);
    return said.n && asked->book.from_organ == asked->book.organ_id && asked->book.has_pattern ? said : organ;
}

struct str calendar_known_text(struct door *d, const struct calendar_asked *asked)
{
    if (asked->book.known_day == 0)
        return (struct str){0};
    return TEXT1(d, "calendar.known_until", web_day(d, asked->book.known_day));
}

struct str calendar_inherited(struct door *d, const struct calendar_asked *asked)
{
    if (!asked->book.has_pattern)
        return TEXT(d, "calendar.nobody_said");
    if (asked->book.from_organ == asked->book.organ_id)
        return (struct str){0};
    return TEXT1(d, "calendar.inherited", organ_name(d, asked, asked->book.from_organ));
}

struct str calendar_query(struct door *d, const struct calendar_asked *asked)
{
    struct str organ = {0}, known = {0};
    if (asked->book.organ_id)
        organ = arena_printf(d->a, "&organ=%" PRId64, asked->book.organ_id);
    if (asked->book.known_day)
        known = arena_printf(d->a, "&known=%.*s", STR_ARG(web_day(d, asked->book.known_day)));
    return arena_printf(d->a, "%.*s%.*s", STR_ARG(organ), STR_ARG(known));
}

/* ---- days and times ---- */

bool calendar_read_day(const struct door *d, struct str text, int64_t *ret)
{
    return day_words_read(d->a, text, d->day, ret);
}

bool calendar_read_time(struct str text, int *ret)
{
    static const struct str WIDE = STR_INIT("：");
    int64_t hour, minute;
    struct str s = str_trim(text);
    size_t at = str_find(s, ':'), skip = 1;
    if (at == s.n) {
        at = str_find_str(s, WIDE);
        skip = WIDE.n;
    }
    if (at == 0 || at > 2 || at == s.n || s.n - at - skip != 2)
        return false;
    if (!str_to_i64(str_sub(s, 0, at), &hour) || !str_to_i64(str_sub(s, at + skip, 2), &minute))
        return false;
    if (hour < 0 || minute < 0 || minute > 59 || hour * 60 + minute > 1440)
        return false;
    *ret = (int)(hour * 60 + minute);
    return true;
}

/* Where the time at the end of a text begins; s.n when there is none. */
static size_t time_at(struct str s)
{
    static const struct str WIDE = STR_INIT("：");
    size_t colon = str_find(s, ':');
    if (colon == s.n)
        colon = str_find_str(s, WIDE);
    size_t at = colon;
    while (at > 0 && colon - at < 2 && s.p[at - 1] >= '0' && s.p[at - 1] <= '9')
        at--;
    return colon == s.n ? s.n : at;
}

bool calendar_read_moment(const struct door *d, struct str text, int64_t *ret_day, int *ret_minute)
{
    struct str s = str_trim(text);
    size_t at = time_at(s);
    struct str day = str_trim(str_sub(s, 0, at));
    int minute = -1;
    bool is_cut =
        at > 0 && s.p[at - 1] >= '0' && s.p[at - 1] <= '9'; /* 2026-03-0914:00: where does it end? */
    if (at < s.n && is_cut)
        return false;
    if (at < s.n && !calendar_read_time(str_sub(s, at, s.n), &minute))
        return false;
    if (at < s.n && day.n && day.p[day.n - 1] == 'T')
        day.n--;
    if (!calendar_read_day(d, day, ret_day))
        return false;
    *ret_minute = minute;
    return true;
}

static struct str weekday_text(struct door *d, int weekday)
{
    static const char *const name[] = {K("weekday.1"), K("weekday.2"), K("weekday.3"), K("weekday.4"),
                                       K("weekday.5"), K("weekday.6"), K("weekday.7")};
    return door_text(d, name[weekday - 1]);
}

struct str calendar_day_text(struct door *d, int64_t day)
{
    if (!calendar_covers(day))
        return TEXT(d, "calendar.beyond_2099");
    return TEXT2(d, "calendar.day_weekday", web_day(d, day), weekday_text(d, day_weekday(day)));
}

struct str calendar_span(struct door *d, int64_t first, int64_t last)
{
    if (first == last)
        return calendar_day_text(d, first);
    return TEXT2(d, "calendar.span", calendar_day_text(d, first), calendar_day_text(d, last));
}

struct str calendar_time(struct door *d, int minute)
{
    return arena_printf(d->a, "%02d:%02d", minute / 60, minute % 60);
}

/* ---- week and hours ---- */

struct str calendar_weekdays_text(struct door *d, unsigned days)
{
    struct buf out CLEANUP(buf_release) = {0};
    int first = 1;
    while (first <= 7 && !(days >> (first - 1) & 1))
        first++;
    int last = first;
    while (last < 7 && (days >> last & 1))
        last++;
    if (first <= 7 && last > first + 1 && days >> last == 0)
        return TEXT2(d, "calendar.weekday_span", weekday_text(d, first), weekday_text(d, last));
    for (int i = 1; i <= 7; i++) {
        if (!(days >> (i - 1) & 1))
            continue;
        buf_put(&out, out.n ? TEXT(d, "calendar.comma") : STR(""));
        buf_put(&out, weekday_text(d, i));
    }
    return arena_str(d->a, buf_str(&out));
}

/* What may stand in a list of weekdays: a day (or the week's end), a sign of a run, a sign between days. */
enum { WEEKDAY_RUN = -1, WEEKDAY_BETWEEN = -2, WEEKDAY_END = -3, WEEKDAY_NONE = -4 };

static int weekday_word(struct str *rest)
{
    static const struct str PREFIX[] = {STR_INIT("周"), STR_INIT("星期"), STR_INIT("礼拜")};
    static const struct {
        struct str word;
        int says;
    } WORD[] = {{STR_INIT("monday"), 0},
                {STR_INIT("mon"), 0},
                {STR_INIT("一"), 0},
                {STR_INIT("tuesday"), 1},
                {STR_INIT("tue"), 1},
                {STR_INIT("二"), 1},
                {STR_INIT("wednesday"), 2},
                {STR_INIT("wed"), 2},
                {STR_INIT("三"), 2},
                {STR_INIT("thursday"), 3},
                {STR_INIT("thu"), 3},
                {STR_INIT("四"), 3},
                {STR_INIT("friday"), 4},
                {STR_INIT("fri"), 4},
                {STR_INIT("五"), 4},
                {STR_INIT("saturday"), 5},
                {STR_INIT("sat"), 5},
                {STR_INIT("六"), 5},
                {STR_INIT("sunday"), 6},
                {STR_INIT("sun"), 6},
                {STR_INIT("日"), 6},
                {STR_INIT("天"), 6},
                {STR_INIT("末"), WEEKDAY_END},
                {STR_INIT("to"), WEEKDAY_RUN},
                {STR_INIT("至"), WEEKDAY_RUN},
                {STR_INIT("到"), WEEKDAY_RUN},
                {STR_INIT("-"), WEEKDAY_RUN},
                {STR_INIT("–"), WEEKDAY_RUN},
                {STR_INIT("—"), WEEKDAY_RUN},
                {STR_INIT("~"), WEEKDAY_RUN},
                {STR_INIT("～"), WEEKDAY_RUN},
                {STR_INIT("、"), WEEKDAY_BETWEEN},
                {STR_INIT("，"), WEEKDAY_BETWEEN},
                {STR_INIT(","), WEEKDAY_BETWEEN},
                {STR_INIT("；"), WEEKDAY_BETWEEN},
                {STR_INIT(";"), WEEKDAY_BETWEEN},
                {STR_INIT("和"), WEEKDAY_BETWEEN}};
    bool has_prefix = false;
    for (size_t i = 0; i < COUNT_OF(PREFIX); i++)
        if (str_starts(*rest, PREFIX[i])) {
            *rest = str_sub(*rest, PREFIX[i].n, rest->n);
            has_prefix = true;
            break;
        }
    for (size_t i = 0; i < COUNT_OF(WORD); i++)
        if (str_starts(*rest, WORD[i].word)) {
            *rest = str_sub(*rest, WORD[i].word.n, rest->n);
            return has_prefix && WORD[i].says < 0 && WORD[i].says != WEEKDAY_END ? WEEKDAY_NONE
                                                                                 : WORD[i].says;
        }
    return WEEKDAY_NONE;
}

static struct str lower_case(struct door *d, struct str s)
{
    char *out = arena_alloc(d->a, s.n + 1);
    for (size_t i = 0; i < s.n; i++)
        out[i] = s.p[i] >= 'A' && s.p[i] <= 'Z' ? (char)(s.p[i] - 'A' + 'a') : s.p[i];
    return str_of(out, s.n);
}

bool calendar_read_weekdays(struct door *d, struct str text, unsigned *ret)
{
    struct str rest = lower_case(d, cell_plain(d->a, text));
    unsigned days = 0;
    int last = -1; /* the day before; −1: none to which a run could go on */
    bool is_run = false;
    while (rest.n) {
        int word = weekday_word(&rest);
        if (word == WEEKDAY_NONE || (word < 0 && is_run) || (word == WEEKDAY_RUN && last < 0))
            return false;
        if (word == WEEKDAY_END)
            days |= 3U << 5;
        if (word >= 0)
            for (int day = is_run ? last : word;; day = (day + 1) % 7) {
                days |= 1U << day;
                if (day == word)
                    break;
            }
        is_run = word == WEEKDAY_RUN;
        last = word >= 0 ? word : is_run ? last : -1;
    }
    if (days == 0 || is_run)
        return false;
    *ret = days;
    return true;
}

struct str calendar_week_text(struct door *d, const struct pattern *p)
{
    return calendar_weekdays_text(d, p->workdays ? p->workdays : CALENDAR_MON_FRI);
}

struct str calendar_scope_text(struct door *d, const struct pattern *p)
{
    struct buf out CLEANUP(buf_release) = {0};
    buf_put(&out, TEXT(d, "calendar.national"));
    for (size_t i = 0; i < p->scopes; i++) {
        buf_put(&out, TEXT(d, "calendar.comma"));
        buf_put(&out, p->scope[i]);
    }
    return arena_str(d->a, buf_str(&out));
}

struct str calendar_zone_text(struct door *d, struct str zone)
{
    return zone.n == 0 || str_eq(zone, zone_name(NULL)) ? TEXT(d, "calendar.beijing") : zone;
}

struct str calendar_openings(struct door *d, const struct opening *o, size_t n)
{
    struct buf out CLEANUP(buf_release) = {0};
    for (size_t i = 0; i < n; i++) {
        buf_put(&out, i ? TEXT(d, "calendar.comma") : STR(""));
        buf_printf(&out, "%02d:%02d–%02d:%02d", o[i].open_minute / 60, o[i].open_minute % 60,
                   o[i].close_minute / 60, o[i].close_minute % 60);
    }
    return arena_str(d->a, buf_str(&out));
}

static struct str mmdd_text(struct door *d, int mmdd)
{
    return TEXT2(d, "calendar.month_day", arena_printf(d->a, "%d", mmdd / 100),
                 arena_printf(d->a, "%d", mmdd % 100));
}

static struct str hours_when(struct door *d, const struct hours *h)
{
    struct str season = {0}, days = {0};
    if (h->from_mmdd)
        season = TEXT2(d, "calendar.season", mmdd_text(d, h->from_mmdd), mmdd_text(d, h->to_mmdd));
    if (h->weekdays)
        days = calendar_weekdays_text(d, h->weekdays);
    if (season.n && days.n)
        return TEXT2(d, "calendar.season_days", season, days);
    return season.n ? season : days.n ? days : TEXT(d, "calendar.all_year");
}

const struct hours_line *calendar_hours(struct door *d, const struct pattern *p, size_t *ret_n)
{
    struct hours_line *out = ARENA_ARRAY(d->a, struct hours_line, p->hours_n + 1);
    for (size_t i = 0; i < p->hours_n; i++)
        out[i] = (struct hours_line){hours_when(d, &p->hours[i]),
                                     calendar_openings(d, p->hours[i].session, p->hours[i].sessions)};
    *ret_n = p->hours_n;
    if (p->hours_n == 0)
        out[(*ret_n)++] = (struct hours_line){TEXT(d, "calendar.all_year"), TEXT(d, "calendar.whole_day")};
    return out;
}

/* ---- notices ---- */

static struct str says_text(struct door *d, const struct notice *n)
{
    static const char *const key[SAYS__COUNT] = {[SAYS_OFF] = K("notices.n_off"),
                                                 [SAYS_WORK] = K("notices.n_work"),
                                                 [SAYS_MORNING_OFF] = K("notices.n_half"),
                                                 [SAYS_AFTERNOON_OFF] = K("notices.n_half")};
    size_t count[SAYS__COUNT] = {0};
    struct buf out CLEANUP(buf_release) = {0};
    for (size_t i = 0; i < n->days; i++)
        count[n->day[i].says]++;
    count[SAYS_MORNING_OFF] += count[SAYS_AFTERNOON_OFF];
    for (int s = 0; s <= SAYS_MORNING_OFF; s++) {
        if (count[s] == 0)
            continue;
        buf_put(&out, out.n ? TEXT(d, "calendar.clause") : STR(""));
        buf_put(&out, web_text(d, key[s], arena_printf(d->a, "%zu", count[s]), (struct str){0}));
    }
    return out.n ? arena_str(d->a, buf_str(&out)) : TEXT(d, "notices.says_nothing");
}

struct str calendar_url_part(struct door *d, struct str s) { return url_part(d->a, s); }

struct notice_line calendar_notice(struct door *d, const struct notice_record *r)
{
    const struct notice *n = &r->notice;
    struct notice_line line = {.number = n->number,
                               .title = n->title,
                               .published = web_day(d, n->published_day),
                               .scope = n->scope.n ? n->scope : TEXT(d, "calendar.national"),
                               .says = says_text(d, n),
                               .source = n->source,
                               .holds = notice_record_holds(r)};
    if (n->year)
        line.year = arena_printf(d->a, "%d", n->year);
    line.origin = r->is_builtin
                      ? TEXT(d, "notices.builtin")
                      : TEXT2(d, "notices.adopted_by", r->by_label.n ? r->by_label : TEXT(d, "role.system"),
                              str_sub(web_instant(d, r->at_ms), 0, 10));
    line.state = r->withdrawn_seq ? TEXT(d, "notices.withdrawn")
                 : r->is_replaced ? TEXT(d, "notices.replaced")
                                  : TEXT(d, "notices.holds");
    if (door_may_view(d, &view_notices, 0))
        line.url =
            arena_printf(d->a, "/calendar/notices/show?number=%.*s&scope=%.*s",
                         STR_ARG(calendar_url_part(d, n->number)), STR_ARG(calendar_url_part(d, n->scope)));
    return line;
}

static struct str says_word(struct door *d, enum day_says says)
{
    static const char *const key[SAYS__COUNT] = {[SAYS_OFF] = K("notice.off"),
                                                 [SAYS_WORK] = K("notice.work"),
                                                 [SAYS_MORNING_OFF] = K("notice.morning_off"),
                                                 [SAYS_AFTERNOON_OFF] = K("notice.afternoon_off")};
    return door_text(d, key[says]);
}

const struct notice_day_row *calendar_notice_days(struct door *d, const struct notice *n, size_t *ret_n)
{
    struct notice_day_row *out = ARENA_ARRAY(d->a, struct notice_day_row, n->days + 1);
    size_t rows = 0;
    for (size_t i = 0, last; i < n->days; i = last + 1) {
        last = i;
        while (last + 1 < n->days && n->day[last + 1].says == n->day[i].says &&
               str_eq(n->day[last + 1].name, n->day[i].name) &&
               day_between(n->day[last].day, n->day[last + 1].day) == 1)
            last++;
        int64_t from = n->day[i].day, to = n->day[last].day;
        struct str first = weekday_text(d, day_weekday(from));
        out[rows++] = (struct notice_day_row){
            .days =
                from == to ? web_day(d, from) : TEXT2(d, "calendar.span", web_day(d, from), web_day(d, to)),
            .weekdays = from == to
                            ? first
                            : TEXT2(d, "calendar.weekday_span", first, weekday_text(d, day_weekday(to))),
            .says = from == to ? says_word(d, n->day[i].says)
                               : TEXT2(d, "notice.says_days", says_word(d, n->day[i].says),
                                       arena_printf(d->a, "%d", day_between(from, to) + 1)),
            .name = n->day[i].name};
    }
    *ret_n = rows;
    return out;
}

static bool is_of(const struct notice *n, const struct pattern *p)
{
    bool is_ours = n->scope.n == 0;
    for (size_t i = 0; i < p->scopes; i++)
        is_ours |= str_eq(p->scope[i], n->scope);
    return is_ours;
}

static bool touches(const struct notice *n, int64_t first, int64_t last)
{
    for (size_t i = 0; i < n->days; i++)
        if (n->day[i].day >= first && n->day[i].day <= last)
            return true;
    return n->year >= first / 10000 && n->year <= last / 10000;
}

const struct notice_line *calendar_notices_of(struct door *d, const struct calendar_asked *asked,
                                              const struct notice_records *all, int64_t first, int64_t last,
                                              size_t *ret_n)
{
    struct notice_line *out = ARENA_ARRAY(d->a, struct notice_line, all->n + 1);
    const struct pattern *p = calendar_pattern(asked->book.calendar);
    int64_t known = asked->book.known_day;
    size_t n = 0;
    for (size_t i = 0; i < all->n; i++) {
        const struct notice *notice = &all->row[i].notice;
        if (notice_record_holds(&all->row[i]) && is_of(notice, p) && touches(notice, first, last) &&
            (known == 0 || notice->published_day <= known))
            out[n++] = calendar_notice(d, &all->row[i]);
    }
    *ret_n = n;
    return out;
}

/* ---- months ---- */

struct str calendar_day_kind(struct door *d, const struct day_fact *f)
{
    static const char *const key[DAY__COUNT] = {[DAY_WORK] = K("day.work"),
                                                [DAY_MAKE_UP] = K("day.make_up"),
                                                [DAY_WEEKEND] = K("day.weekend"),
                                                [DAY_HOLIDAY] = K("day.holiday")};
    struct buf out CLEANUP(buf_release) = {0};
    buf_put(&out, f->name);
    buf_put(&out, f->name.n ? TEXT(d, "calendar.space") : STR(""));
    buf_put(&out, door_text(d, key[f->kind]));
    if (f->is_workday && f->morning_off)
        buf_put(&out, TEXT(d, "day.and_morning_off"));
    if (f->is_workday && f->afternoon_off)
        buf_put(&out, TEXT(d, "day.and_afternoon_off"));
    if (f->notice) {
        buf_put(&out, STR(" · "));
        buf_put(&out, f->notice->number);
    }
    return arena_str(d->a, buf_str(&out));
}

static bool is_half(const struct day_fact *f)
{
    return f->is_workday && (f->morning_off || f->afternoon_off);
}

static struct day_cell cell_of(struct door *d, const struct calendar *c, int64_t day,
                               const struct day_mark *more)
{
    struct day_fact f = calendar_day(c, day);
    struct day_cell cell = {.day = arena_printf(d->a, "%d", (int)(day % 100))};
    const char *kind = f.kind == DAY_MAKE_UP   ? "is-make-up"
                       : f.kind == DAY_HOLIDAY ? "is-off is-holiday"
                       : f.kind == DAY_WEEKEND ? "is-off"
                       : is_half(&f)           ? "is-half"
                                               : "is-worked";
    if (f.kind == DAY_MAKE_UP)
        cell.mark = TEXT(d, "day.mark_work");
    else if (f.kind == DAY_HOLIDAY)
        cell.mark = TEXT(d, "day.mark_off");
    else if (is_half(&f))
        cell.mark = TEXT(d, "day.mark_half");
    cell.title = TEXT2(d, "calendar.day_title", calendar_day_text(d, day), calendar_day_kind(d, &f));
    if (more && more->mark.n)
        cell.mark = more->mark;
    if (more && more->title.n)
        cell.title = TEXT2(d, "calendar.day_title", cell.title, more->title);
    cell.url = more ? more->url : (struct str){0};
    cell.look = arena_printf(d->a, "%s%s%s%s", kind, day == d->day ? " is-today" : "",
                             more && more->look ? " " : "", more && more->look ? more->look : "");
    return cell;
}

static struct str count_text(struct door *d, const struct calendar *c, int64_t first, int64_t last)
{
    return arena_printf(d->a, "%d", calendar_workdays(c, first, last));
}

static struct str xun_text(struct door *d, const struct calendar *c, int64_t first, int64_t last)
{
    struct str arg[3] = {count_text(d, c, first, first + 9), count_text(d, c, first + 10, first + 19),
                         count_text(d, c, first + 20, last)};
    return text_fill(d->a, TEXT(d, "calendar.xun_counts"), arg, 3);
}

struct month_view calendar_month(struct door *d, const struct calendar *c, int year, int month,
                                 const struct day_marks *marks)
{
    int64_t first = (int64_t)year * 10000 + month * 100 + 1;
    int64_t last = every_of(EVERY_MONTH, first).last;
    int lead = day_weekday(first) - 1, days = (int)(last % 100), rows = (lead + days + 6) / 7;
    struct week_row *weeks = ARENA_ARRAY(d->a, struct week_row, (size_t)rows);
    struct str number = arena_printf(d->a, "%d", month);
    for (int w = 0; w < rows; w++) {
        struct day_cell *cells = ARENA_ARRAY(d->a, struct day_cell, 7);
        for (int i = 0; i < 7; i++) {
            int at = w * 7 + i - lead;
            cells[i].look = STR("is-blank");
            if (at < 0 || at >= days)
                continue;
            int offset = marks ? day_between(marks->first, first + at) : -1;
            bool has = marks && offset >= 0 && (size_t)offset < marks->n;
            cells[i] = cell_of(d, c, first + at, has ? &marks->mark[offset] : NULL);
        }
        int64_t any = first + (w * 7 < lead ? 0 : w * 7 - lead);
        weeks[w] = (struct week_row){arena_printf(d->a, "%d", every_of(EVERY_WEEK, any).number), cells, 7};
    }
    return (struct month_view){.id = arena_printf(d->a, "m-%04d-%02d", year, month),
                               .name = TEXT2(d, "period.month", arena_printf(d->a, "%d", year), number),
                               .count = TEXT1(d, "calendar.month_count", count_text(d, c, first, last)),
                               .xun = xun_text(d, c, first, last),
                               .weeks = weeks,
                               .weeks_n = (size_t)rows};
}

/* ---- what a change does ---- */

#define EFFECT_DAYS_SHOWN 45
#define EFFECT_MOVES_SHOWN 24

static struct str worked_word(struct door *d, const struct day_fact *f)
{
    return f->is_workday ? TEXT(d, "effect.worked") : TEXT(d, "effect.off");
}

static const struct effect_day *effect_days(struct door *d, const struct calendar *was,
                                            const struct calendar *is, const struct calendar_effect *e,
                                            size_t n)
{
    struct effect_day *out = ARENA_ARRAY(d->a, struct effect_day, n + 1);
    for (size_t i = 0; i < n; i++) {
        struct day_fact a = calendar_day(was, e->day[i]), b = calendar_day(is, e->day[i]);
        out[i] = (struct effect_day){.day = calendar_day_text(d, e->day[i]),
                                     .from = worked_word(d, &a),
                                     .to = worked_word(d, &b),
                                     .why = calendar_day_kind(d, &b)};
    }
    return out;
}

struct effect_view calendar_effect_view(struct door *d, const struct calendar *was, const struct calendar *is,
                                        const struct calendar_effect *e)
{
    size_t days = e->days < EFFECT_DAYS_SHOWN ? e->days : EFFECT_DAYS_SHOWN;
    size_t moves = e->moves < EFFECT_MOVES_SHOWN ? e->moves : EFFECT_MOVES_SHOWN;
    struct effect_move *move = ARENA_ARRAY(d->a, struct effect_move, moves + 1);
    struct effect_view v = {.days = effect_days(d, was, is, e, days), .days_n = days, .moves = move};
    for (size_t i = 0; i < moves; i++)
        move[i] = (struct effect_move){
            .start = calendar_day_text(d, e->move[i].start_day),
            .limit = TEXT1(d, "effect.workdays", arena_printf(d->a, "%d", e->move[i].workdays)),
            .from = calendar_day_text(d, e->move[i].from_day),
            .to = calendar_day_text(d, e->move[i].to_day)};
    v.moves_n = moves;
    if (e->days_all > days)
        v.days_more = TEXT1(d, "effect.more", arena_printf(d->a, "%zu", e->days_all - days));
    if (e->moves > moves)
        v.moves_more = TEXT1(d, "effect.more", arena_printf(d->a, "%zu", e->moves - moves));
    v.ahead = TEXT1(d, "effect.ahead", arena_printf(d->a, "%d", EFFECT_AHEAD_DAYS));
    v.clocks = e->watches == 0 ? TEXT(d, "effect.no_clocks")
                               : TEXT2(d, "effect.clocks", arena_printf(d->a, "%zu", e->watches),
                                       arena_printf(d->a, "%zu", e->clocks));
    return v;
}
