#include "web/page.h"

#include <inttypes.h>
#include <sodium.h>

#include "domain/outbox.h"
#include "table/table.h"
#include "web/register_menu.h"
#include "web/tour.h"

/* ---- the frame ---- */

static struct str first_character(struct str s)
{
    size_t at = 0;
    if (s.n)
        (void)utf8_next(s, &at);
    return str_sub(s, 0, at);
}

/* What a 303 leaves to say: "?done=…". A closed list, so that no link can put words on our page. */
static const struct {
    struct str code;
    const char *text;
} NOTICES[] = {
    {STR_INIT("name"), K("notice.renamed")},
    {STR_INIT("person"), K("notice.appointed")},
    {STR_INIT("ended"), K("notice.ended")},
    {STR_INIT("password"), K("notice.password_set")},
    {STR_INIT("feed_closed"), K("feed.closed")},
    {STR_INIT("closed"), K("notice.account_closed")},
    {STR_INIT("granted"), K("notice.role_granted")},
    {STR_INIT("revoked"), K("notice.role_revoked")},
    {STR_INIT("adopted"), K("notice.scheme_adopted")},
    {STR_INIT("registered"), K("notice.organ_registered")},
    {STR_INIT("frozen"), K("notice.frozen")},
    {STR_INIT("published"), K("notice.published")},
    {STR_INIT("withdrawn"), K("notice.withdrawn")},
    {STR_INIT("dropped"), K("notice.draft_dropped")},
    {STR_INIT("undone"), K("notice.import_undone")},
    {STR_INIT("notice"), K("notice.days_adopted")},
    {STR_INIT("notice_withdrawn"), K("notice.days_withdrawn")},
    {STR_INIT("calendar"), K("notice.calendar_set")},
    {STR_INIT("taken_back"), K("notice.taken_back")},
    {STR_INIT("minutes"), K("minutes.taken")},
    {STR_INIT("brought"), K("files.bring_done")},
    {STR_INIT("reminders_read"), K("notice.reminders_read")},
    {STR_INIT("channel"), K("notice.channel_set")},
    {STR_INIT("resent"), K("notice.resent")},
    {STR_INIT("tried"), K("notice.tried")},
};

static struct str notice_of(struct door *d)
{
    struct str code = http_query(d->q, STR("done"));
    for (size_t i = 0; i < COUNT_OF(NOTICES); i++)
        if (str_eq(NOTICES[i].code, code))
            return door_text(d, NOTICES[i].text);
    return (struct str){0};
}

/* A frame is also drawn around what went wrong: what cannot be read is not said. */
static size_t unread_of(struct door *d)
{
    struct err unused = {0};
    int64_t unread = 0;
    if (!d->db || d->who.actor.account_id == 0 ||
        reminders_unread(d->db, d->a, d->who.actor.tenant_id, d->who.actor.account_id, &unread, &unused) !=
            RC_OK)
        return 0;
    return (size_t)unread;
}

void web_frame(struct door *d, struct shell_view *shell, enum place here, struct str title)
{
    *shell = (struct shell_view){
        .title = title,
        .city = d->app->city,
        .here = here,
        .back = d->q->target,
        .is_signed_in = d->who.actor.role != ROLE_NONE,
        .user_name = d->who.label,
        .user_role =
            d->who.actor.role != ROLE_NONE ? door_text(d, role_text(d->who.actor.role)) : (struct str){0},
        .user_initial = first_character(d->who.label),
        .is_demo = d->app->is_demo,
        .demo_clock = web_instant(d, d->now_ms),
        .may_search = door_may_view(d, &view_search, 0),
        .may_scores = door_may_view(d, &view_scores, 0),
        .may_past = door_may_view(d, &view_past, 0),
        .may_publications = door_may_view(d, &view_publications, 0),
        .may_schemes = door_may_view(d, &view_schemes, 0),
        .may_rules = door_may_view(d, &view_rules_try, 0),
        .may_imports = door_may_view(d, &view_imports, 0),
        .may_facts = door_may_view(d, &view_facts, 0),
        .may_patterns = door_may_view(d, &view_patterns, 0),
        .may_files = door_may_view(d, &view_files, 0),
        .may_organs = door_may_view(d, &view_organs, 0),
        .may_ledger = door_may_view(d, &view_ledger, 0),
        .may_accounts = door_may_view(d, &view_accounts, 0),
        .may_permits = door_may_view(d, &view_permits, 0),
        .may_channels = door_may_view(d, &view_channels, 0),
        .unread = unread_of(d),
        .notice = notice_of(d),
    };
    tour_fill(d, &shell->tour);
    register_menu_fill(d, shell);
}

/* ---- words ---- */

struct str web_text(struct door *d, const char *key, struct str a0, struct str a1)
{
    struct str arg[] = {a0, a1};
    return text_fill(d->a, door_text(d, key), arg, 2);
}

struct str web_period(struct door *d, struct window w)
{
    static const char *const quarter[] = {K("period.q1"), K("period.q2"), K("period.q3"), K("period.q4")};
    static const char *const half[] = {K("period.h1"), K("period.h2")};
    struct str year = arena_printf(d->a, "%d", w.first / 12);
    int month = w.first % 12;
    if (w.months == 1)
        return TEXT2(d, "period.month", year, arena_printf(d->a, "%d", month + 1));
    if (w.months == 3)
        return web_text(d, quarter[month / 3], year, (struct str){0});
    if (w.months == 6)
        return web_text(d, half[month / 6], year, (struct str){0});
    return TEXT1(d, "period.year", year);
}

struct str web_period_short(struct door *d, struct window w)
{
    static const char *const quarter[] = {K("period.short_q1"), K("period.short_q2"), K("period.short_q3"),
                                          K("period.short_q4")};
    static const char *const half[] = {K("period.short_h1"), K("period.short_h2")};
    int month = w.first % 12;
    if (w.months == 1)
        return TEXT1(d, "period.short_month", arena_printf(d->a, "%d", month + 1));
    if (w.months == 3)
        return door_text(d, quarter[month / 3]);
    if (w.months == 6)
        return door_text(d, half[month / 6]);
    return web_period(d, w);
}

struct str web_instant(struct door *d, int64_t ms) { return date_iso(d->a, ms); }

struct str web_day(struct door *d, int64_t day)
{
    if (day == 0)
        return (struct str){0};
    return arena_printf(d->a, "%04d-%02d-%02d", (int)(day / 10000), (int)(day / 100 % 100), (int)(day % 100));
}

struct str web_number(struct door *d, int64_t n)
{
    struct str plain = arena_printf(d->a, "%" PRId64, n);
    struct buf b CLEANUP(buf_release) = {0};
    size_t start = plain.p[0] == '-';
    buf_put(&b, str_sub(plain, 0, start));
    for (size_t i = start; i < plain.n; i++) {
        if (i > start && (plain.n - i) % 3 == 0)
            buf_putc(&b, ',');
        buf_putc(&b, plain.p[i]);
    }
    return arena_str(d->a, buf_str(&b));
}

struct str web_fixed(struct door *d, int64_t v, int digits)
{
    struct str number = fixed_group(d->a, fixed_write(d->a, v, digits));
    return v < 0 ? arena_printf(d->a, "−%.*s", STR_ARG(str_sub(number, 1, number.n))) : number;
}

struct str web_hex(struct door *d, const void *bytes, size_t n)
{
    char *hex = arena_alloc(d->a, 2 * n + 1);
    sodium_bin2hex(hex, 2 * n + 1, bytes, n);
    return str_of(hex, 2 * n);
}

struct str web_points(struct door *d, int64_t v, int digits, bool is_signed)
{
    struct str number = fixed_write(d->a, v < 0 ? -v : v, digits);
    return arena_printf(d->a, "%s%.*s", v < 0 ? "−" : is_signed && v > 0 ? "+" : "", STR_ARG(number));
}

bool web_read_day(struct str s, int64_t *ret)
{
    int64_t day = 0;
    int digits = 0;
    s = str_trim(s);
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '-' || s.p[i] == '.' || s.p[i] == '/')
            continue;
        if (s.p[i] < '0' || s.p[i] > '9' || ++digits > 8)
            return false;
        day = day * 10 + (s.p[i] - '0');
    }
    *ret = day;
    return digits == 8 && date_is_day(day);
}

/* ---- lists ---- */

int64_t web_page_asked(const struct door *d)
{
    int64_t page;
    return str_to_i64(http_query(d->q, STR("page")), &page) && page >= 1 && page <= INT32_MAX ? page : 1;
}

struct pager_view web_pager(struct door *d, struct str path, int64_t total, int64_t per_page, int64_t page)
{
    char mark = str_find(path, '?') < path.n ? '&' : '?';
    int64_t pages = total > 0 ? (total + per_page - 1) / per_page : 1;
    struct pager_view pager = {.total = (size_t)total, .page = (int)page, .pages = (int)pages};
    if (page > 1)
        pager.prev_url =
            arena_printf(d->a, "%.*s%cpage=%" PRId64, STR_ARG(path), mark, page <= pages ? page - 1 : pages);
    if (page < pages)
        pager.next_url = arena_printf(d->a, "%.*s%cpage=%" PRId64, STR_ARG(path), mark, page + 1);
    return pager;
}

/* ---- forms ---- */

struct str web_error_text(struct door *d, const struct err *err)
{
    struct str arg[ERR_ARGS_MAX];
    for (size_t i = 0; i < ERR_ARGS_MAX; i++)
        arg[i] = str_c(err->arg[i]);
    return text_fill(d->a, door_text(d, err->text), arg, ERR_ARGS_MAX);
}

bool web_refused(struct door *d, struct web_errors *errors, struct str id, enum rc rc, const struct err *err)
{
    if (rc != RC_INVALID && rc != RC_CONFLICT && rc != RC_NOT_FOUND && rc != RC_DENIED && rc != RC_TOO_LARGE)
        return false;
    d->r->status = 422;
    if (errors->n < COUNT_OF(errors->row)) {
        struct form_error *row = &errors->row[errors->n++];
        *row = (struct form_error){.id = id, .text = arena_str(d->a, web_error_text(d, err))};
        if (err->hint)
            row->hint = web_text(d, err->hint, str_c(err->arg[0]), str_c(err->arg[1]));
    }
    return true;
}

struct form_errors_view web_errors_view(struct door *d, struct web_errors *errors, struct shell_view *shell)
{
    (void)d;
    shell->has_error = errors->n > 0;
    return (struct form_errors_view){.rows = errors->row, .rows_n = errors->n};
}

static struct str problem_place(struct door *d, const struct problem *p, bool is_table)
{
    if (p->line == 0)
        return TEXT(d, "problem.whole_file");
    struct str line = arena_printf(d->a, "%d", p->line);
    if (is_table && p->column > 0)
        return arena_printf(d->a, "%.*s%d", STR_ARG(table_column_name(d->a, p->column)), p->line);
    if (p->column > 0)
        return TEXT2(d, "problem.line_column", line, arena_printf(d->a, "%d", p->column));
    return TEXT1(d, "problem.line", line);
}

struct problems_view web_problems(struct door *d, const struct problems *p, bool is_table)
{
    struct problem_row *rows = ARENA_ARRAY(d->a, struct problem_row, p->n + 1);
    struct problems_view v = {.rows = rows, .rows_n = p->n, .more = p->more, .errors = p->blocking};
    for (size_t i = 0; i < p->n; i++) {
        const struct problem *item = &p->item[i];
        rows[i] = (struct problem_row){
            .place = problem_place(d, item, is_table),
            .value = item->value,
            .text = text_fill(d->a, door_text(d, item->text), item->arg, COUNT_OF(item->arg)),
            .is_warning = item->is_warning};
        if (item->hint)
            rows[i].hint = text_fill(d->a, door_text(d, item->hint), item->arg, COUNT_OF(item->arg));
        v.warnings += item->is_warning;
    }
    return v;
}

#define FILE_NAME_BYTES_MAX 255 /* as on disks; a longer one was made to be long */

struct str web_without_cr(struct door *d, struct str text)
{
    if (str_find(text, '\r') == text.n)
        return text;
    char *out = arena_alloc(d->a, text.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < text.n; i++)
        if (text.p[i] != '\r')
            out[n++] = text.p[i];
    return str_of(out, n);
}

bool web_given(const struct door *d, struct str *ret_bytes, struct str *ret_file_name)
{
    const struct http_field *file = http_form_field(d->q, STR("file"));
    *ret_file_name = (struct str){0};
    *ret_bytes = http_form(d->q, STR("text"));
    if (file && file->is_file && file->filename.n) {
        *ret_bytes = file->value;
        *ret_file_name = utf8_cut(file->filename, FILE_NAME_BYTES_MAX);
        return true;
    }
    return str_trim(*ret_bytes).n > 0;
}
