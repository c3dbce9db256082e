/* Notices about days: the list, one of them, taking one in (what was read and what it changes come before it
 * is adopted), withdrawing one. */
#include <inttypes.h>

#include "table/cell.h"
#include "web/calendar_page.h"
#include "web/listing.h"
#include "web/notice_effect.h"
#include "web/views/confirm.h"

/* ---- the list ---- */

static enum rc export_notices(struct door *d, const struct notices_view *v, struct err *err)
{
    struct listing l = listing_of(d, STR("notices"), TEXT(d, "notices.title"));
    listing_column(&l, TEXT(d, "notices.number"), 26);
    listing_column(&l, TEXT(d, "notices.name"), 44);
    listing_column(&l, TEXT(d, "notices.year"), 8);
    listing_column(&l, TEXT(d, "notices.published"), 12);
    listing_column(&l, TEXT(d, "notices.scope"), 16);
    listing_column(&l, TEXT(d, "notices.says"), 28);
    listing_column(&l, TEXT(d, "notices.source"), 44);
    listing_column(&l, TEXT(d, "notices.origin"), 24);
    listing_column(&l, TEXT(d, "notices.state"), 10);
    for (size_t i = 0; i < v->rows_n; i++) {
        const struct notice_line *r = &v->rows[i];
        const struct str cell[] = {r->number, r->title,  r->year,   r->published, r->scope,
                                   r->says,   r->source, r->origin, r->state};
        for (size_t k = 0; k < COUNT_OF(cell); k++)
            listing_cell(&l, cell[k]);
    }
    return listing_reply(&l, err);
}

enum rc handle_notices(struct door *d, struct err *err)
{
    struct notices_view v = {.rows_n = 0};
    struct notice_records all;
    enum rc rc = notice_records_load(d->db, d->a, d->who.actor.tenant_id, &all, err);
    if (rc != RC_OK)
        return rc;
    struct notice_line *rows = ARENA_ARRAY(d->a, struct notice_line, all.n + 1);
    for (size_t i = 0; i < all.n; i++)
        rows[i] = calendar_notice(d, &all.row[i]);
    v.rows = rows;
    v.rows_n = all.n;
    if (door_may_act(d, &act_notice_adopt, 0))
        v.new_url = STR("/calendar/notices/new");
    web_frame(d, &v.shell, PLACE_CALENDAR, TEXT(d, "notices.title"));
    if (listing_is_asked(d))
        return export_notices(d, &v, err);
    page_notices(&d->h, &v);
    return RC_OK;
}

/* ---- one ---- */

static enum rc load_asked(struct door *d, struct notice_record *ret, struct err *err)
{
    return notice_record_load(d->db, d->a, d->who.actor.tenant_id, http_query(d->q, STR("scope")),
                              http_query(d->q, STR("number")), ret, err);
}

static enum rc fill_receipt(struct door *d, int64_t seq, struct receipt_view *ret, struct err *err)
{
    struct ledger_entry_detail e;
    enum rc rc = ledger_entry_load(d->db, d->a, kernel_ledger(d->app->kernel), seq, &e, err);
    if (rc != RC_OK)
        return rc;
    *ret = (struct receipt_view){.number = arena_printf(d->a, "%" PRId64, seq),
                                 .leaf = web_hex(d, e.row.leaf.b, HASH_BYTES),
                                 .at = web_instant(d, e.row.at_ms),
                                 .by = e.row.actor_label.n ? e.row.actor_label : TEXT(d, "role.system")};
    ret->url = arena_printf(d->a, "/ledger/%" PRId64, seq);
    return RC_OK;
}

static struct str own_form(struct door *d, const struct notice *n)
{
    struct buf out CLEANUP(buf_release) = {0};
    notice_write(&out, n);
    return arena_str(d->a, buf_str(&out));
}

/* The address of the notice, with another page of it: show, withdraw. */
static struct str url_of(struct door *d, struct str show_url, const char *page)
{
    size_t query = str_find(show_url, '?');
    return arena_printf(d->a, "/calendar/notices/%s%.*s", page,
                        STR_ARG(str_sub(show_url, query, show_url.n)));
}

enum rc handle_notice(struct door *d, struct err *err)
{
    struct notice_view v = {.days_n = 0};
    struct notice_record r;
    struct web_errors unused = {.n = 0};
    struct calendar_asked asked;
    enum rc rc = load_asked(d, &r, err);
    if (rc == RC_OK)
        rc = calendar_ask(d, &unused, &asked, err);
    if (rc == RC_OK && r.adopted_seq && door_may_view(d, &view_entry, 0))
        rc = fill_receipt(d, r.withdrawn_seq ? r.withdrawn_seq : r.adopted_seq, &v.receipt, err);
    if (rc != RC_OK)
        return rc;
    v.line = calendar_notice(d, &r);
    v.days = calendar_notice_days(d, &r.notice, &v.days_n);
    v.text = own_form(d, &r.notice);
    v.used_by = notice_users(d, &asked, r.notice.scope);
    if (r.notice.year)
        v.calendar_url = arena_printf(d->a, "/calendar?year=%d", r.notice.year);
    if (!r.is_builtin && r.withdrawn_seq == 0 && door_may_act(d, &act_notice_withdraw, 0))
        v.withdraw_url = url_of(d, v.line.url, "withdraw");
    if (r.withdrawn_seq) {
        v.withdrawn = TEXT2(d, "notice.withdrawn_by", web_instant(d, r.withdrawn_at_ms),
                            r.withdrawn_label.n ? r.withdrawn_label : TEXT(d, "role.system"));
        v.reason = r.reason;
    }
    web_frame(d, &v.shell, PLACE_CALENDAR, r.notice.number);
    page_notice(&d->h, &v);
    return RC_OK;
}

/* ---- taking one in ---- */

struct taking {
    struct notice_adopt in;
    struct notice_new_view v; /* what was typed */
    struct notices given;
    enum notice_form form;
    struct problems *problems;
    struct web_errors errors;
    bool is_read;
};

static void refuse(struct door *d, struct taking *t, struct str id, struct field *field,
                   const struct err *why)
{
    (void)web_refused(d, &t->errors, id, why->rc, why);
    field->error = web_error_text(d, why);
}

static void read_wishes(struct door *d, struct taking *t)
{
    struct notice_wish *w = &t->in.wish;
    struct err why = {0};
    int64_t year = 0;
    w->number = cell_plain(d->a, t->v.number.value);
    w->title = str_trim(t->v.title.value);
    w->source = str_trim(t->v.source.value);
    w->scope = str_trim(t->v.scope.value);
    if (str_trim(t->v.published.value).n && !calendar_read_day(d, t->v.published.value, &w->published_day)) {
        (void)FAIL(&why, RC_INVALID, "calendar_page.bad_day", "published");
        (void)err_arg(&why, 0, t->v.published.value);
        refuse(d, t, STR("published"), &t->v.published, &why);
    }
    if (str_trim(t->v.year.value).n) {
        if (str_to_i64(str_trim(t->v.year.value), &year) && year >= NOTICE_YEAR_FIRST &&
            year <= NOTICE_YEAR_LAST) {
            w->year = (int)year;
        } else {
            (void)FAIL(&why, RC_INVALID, "calendar_page.bad_year", "year");
            refuse(d, t, STR("year"), &t->v.year, &why);
        }
    }
}

static enum rc read_text(struct door *d, struct taking *t, struct err *err)
{
    struct str file_name, bytes, text;
    if (!web_given(d, &bytes, &file_name))
        return FAIL(err, RC_INVALID, "form.nothing_given", "no file, no text");
    t->v.file.value = file_name;
    t->is_read = true;
    enum rc rc = notice_bytes_read(d->a, bytes, &text, t->problems, err);
    if (rc != RC_OK)
        return rc;
    t->in.bytes = web_without_cr(d, text);
    t->v.text.value = t->in.bytes;
    if (notices_read(d->a, t->in.bytes, &t->in.wish, &t->given, &t->form, t->problems) != RC_OK ||
        t->given.n == 0)
        return FAIL(err, RC_INVALID, "notice.cannot_read", "%zu problems", t->problems->n);
    notices_warn_of_future(t->given, d->day, t->problems);
    return RC_OK;
}

static void read_form(struct door *d, struct taking *t)
{
    struct err why = {0};
    *t = (struct taking){.v = {.text.value = http_form(d->q, STR("text")),
                               .number.value = http_form(d->q, STR("number")),
                               .title.value = http_form(d->q, STR("title")),
                               .published.value = http_form(d->q, STR("published")),
                               .year.value = http_form(d->q, STR("year")),
                               .source.value = http_form(d->q, STR("source")),
                               .scope.value = http_form(d->q, STR("scope"))},
                         .problems = ARENA_NEW(d->a, struct problems)};
    t->problems->arena = d->a;
    t->in.checked = http_form(d->q, STR("checked"));
    t->in.problems = t->problems;
    read_wishes(d, t);
    if (read_text(d, t, &why) != RC_OK) {
        bool is_file = t->v.file.value.n > 0;
        refuse(d, t, is_file ? STR("file") : STR("text"), is_file ? &t->v.file : &t->v.text, &why);
    }
}

static void show_form(struct door *d, struct taking *t)
{
    web_frame(d, &t->v.shell, PLACE_CALENDAR, TEXT(d, "notices.new"));
    t->v.errors = web_errors_view(d, &t->errors, &t->v.shell);
    if (t->is_read)
        t->v.problems = web_problems(d, t->problems, false);
    page_notice_new(&d->h, &t->v);
}

enum rc handle_notice_new(struct door *d, struct err *err)
{
    struct taking t = {.form = NOTICE_FORM_OWN};
    (void)err;
    show_form(d, &t);
    return RC_OK;
}

static enum rc fill_effects(struct door *d, const struct taking *t, const struct calendar_asked *asked,
                            struct notice_check_view *v, struct err *err)
{
    struct effect_view *out = ARENA_ARRAY(d->a, struct effect_view, EFFECTS_MAX);
    size_t left = 0;
    enum rc rc = notice_effects(d, asked, t->given, out, &v->effects_n, &left, err);
    v->effects = out;
    if (left)
        v->effects_left = TEXT1(d, "effect.left", arena_printf(d->a, "%zu", left));
    return rc;
}

static enum rc fill_read(struct door *d, const struct taking *t, const struct calendar_asked *asked,
                         struct notice_check_view *v, struct err *err)
{
    struct read_notice *read = ARENA_ARRAY(d->a, struct read_notice, t->given.n + 1);
    struct notice_records all;
    enum rc rc = notice_records_load(d->db, d->a, d->who.actor.tenant_id, &all, err);
    if (rc != RC_OK)
        return rc;
    for (size_t i = 0; i < t->given.n; i++) {
        struct notice_record r = {.notice = t->given.notice[i]};
        bool is_known = false;
        for (size_t k = 0; k < all.n; k++)
            is_known |= notice_record_holds(&all.row[k]) &&
                        str_eq(all.row[k].notice.number, r.notice.number) &&
                        str_eq(all.row[k].notice.scope, r.notice.scope);
        read[i].line = calendar_notice(d, &r);
        read[i].line.state = is_known ? TEXT(d, "notice_check.replaces") : TEXT(d, "notice_check.new");
        read[i].used_by = notice_users(d, asked, r.notice.scope);
        read[i].days = calendar_notice_days(d, &r.notice, &read[i].days_n);
    }
    v->read = read;
    v->read_n = t->given.n;
    return RC_OK;
}

static struct str form_text(struct door *d, const struct taking *t)
{
    static const char *const key[] = {[NOTICE_FORM_OWN] = K("notice_check.form_own"),
                                      [NOTICE_FORM_JSON] = K("notice_check.form_json"),
                                      [NOTICE_FORM_CSV] = K("notice_check.form_csv"),
                                      [NOTICE_FORM_TEXT] = K("notice_check.form_text")};
    return TEXT2(d, "notice_check.read", door_text(d, key[t->form]), arena_printf(d->a, "%zu", t->given.n));
}

static enum rc show_check(struct door *d, struct taking *t, struct err *err)
{
    struct notice_check_view v = {.text = t->v.text.value,
                                  .number = t->v.number.value,
                                  .title = t->v.title.value,
                                  .published = t->v.published.value,
                                  .year = t->v.year.value,
                                  .source = t->v.source.value,
                                  .scope = t->v.scope.value,
                                  .form = form_text(d, t)};
    struct calendar_asked asked;
    enum rc rc = calendar_ask(d, &t->errors, &asked, err);
    if (rc == RC_OK)
        rc = fill_read(d, t, &asked, &v, err);
    if (rc == RC_OK)
        rc = fill_effects(d, t, &asked, &v, err);
    if (rc == RC_OK)
        rc = notices_fingerprint(d->db, d->a, d->who.actor.tenant_id, t->given, &v.checked, err);
    if (rc != RC_OK)
        return rc;
    web_frame(d, &v.shell, PLACE_CALENDAR, TEXT(d, "notice_check.title"));
    v.errors = web_errors_view(d, &t->errors, &v.shell);
    v.problems = web_problems(d, t->problems, false);
    page_notice_check(&d->h, &v);
    return RC_OK;
}

static struct str show_url(struct door *d, const struct notice *n)
{
    struct notice_record r = {.notice = *n};
    return calendar_notice(d, &r).url;
}

enum rc handle_notice_adopt(struct door *d, struct err *err)
{
    struct taking t;
    struct act_receipt receipt;
    read_form(d, &t);
    if (t.errors.n || http_form(d->q, STR("back")).n) {
        show_form(d, &t);
        return RC_OK;
    }
    if (http_form(d->q, STR("sure")).n == 0)
        return show_check(d, &t, err);
    struct str url = show_url(d, &t.given.notice[0]);
    enum rc rc = door_act(d, &t.in, &receipt, err);
    if (rc == RC_OK) {
        door_see(d, arena_printf(d->a, "%.*s&done=notice", STR_ARG(url)));
        return RC_OK;
    }
    return web_refused(d, &t.errors, (struct str){0}, rc, err) ? show_check(d, &t, err) : rc;
}

/* ---- withdrawing ---- */

static enum rc show_withdraw(struct door *d, const struct notice_record *r, struct web_errors *errors,
                             struct str reason)
{
    struct notice_line line = calendar_notice(d, r);
    struct confirm_row rows[] = {{.name = TEXT(d, "notices.number"), .value = line.number},
                                 {.name = TEXT(d, "notices.name"), .value = line.title},
                                 {.name = TEXT(d, "notices.published"), .value = line.published},
                                 {.name = TEXT(d, "notices.says"), .value = line.says}};
    struct confirm_view v = {.heading = TEXT(d, "notice.withdraw"),
                             .warning = TEXT(d, "notice.withdraw_warning"),
                             .action = url_of(d, line.url, "withdraw"),
                             .button = TEXT(d, "notice.withdraw"),
                             .cancel_url = line.url,
                             .wants_reason = true,
                             .reason = {.value = reason},
                             .rows = rows,
                             .rows_n = COUNT_OF(rows)};
    web_frame(d, &v.shell, PLACE_CALENDAR, v.heading);
    if (errors->n)
        v.reason.error = errors->row[0].text;
    v.errors = web_errors_view(d, errors, &v.shell);
    page_confirm(&d->h, &v);
    return RC_OK;
}

enum rc handle_notice_withdrawing(struct door *d, struct err *err)
{
    struct notice_record r;
    struct web_errors none = {.n = 0};
    enum rc rc = load_asked(d, &r, err);
    if (rc == RC_OK && r.is_builtin)
        rc = FAIL(err, RC_CONFLICT, "notice.ships", "built in");
    if (rc == RC_OK && r.withdrawn_seq)
        rc = FAIL(err, RC_CONFLICT, "notice.withdrawn_already", "entry %" PRId64, r.withdrawn_seq);
    return rc == RC_OK ? show_withdraw(d, &r, &none, (struct str){0}) : rc;
}

enum rc handle_notice_withdraw(struct door *d, struct err *err)
{
    struct notice_withdraw in = {.scope = http_query(d->q, STR("scope")),
                                 .number = http_query(d->q, STR("number")),
                                 .reason = str_trim(http_form(d->q, STR("reason")))};
    struct web_errors errors = {.n = 0};
    struct notice_record r;
    struct act_receipt receipt;
    enum rc rc = load_asked(d, &r, err);
    if (rc == RC_OK)
        rc = door_act(d, &in, &receipt, err);
    if (rc == RC_OK) {
        door_see(d, arena_printf(d->a, "%.*s&done=notice_withdrawn", STR_ARG(show_url(d, &r.notice))));
        return RC_OK;
    }
    if (rc != RC_INVALID || !web_refused(d, &errors, STR("reason"), rc, err))
        return rc;
    return show_withdraw(d, &r, &errors, in.reason);
}
