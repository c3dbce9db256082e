/* What one was told, and the way from a line to what it is about. Opening is an act, so it is a button. */
#include <inttypes.h>

#include "domain/outbox.h"
#include "web/listing.h"

#define PER_PAGE 50

static bool is_unread_asked(const struct door *d)
{
    return str_eq(http_query(d->q, STR("show")), STR("unread"));
}

static struct reminder_row row_of(struct door *d, const struct reminder *r)
{
    return (struct reminder_row){.text = reminder_text(d->a, d->h.lang, r),
                                 .kind = reminder_heading(d->a, d->h.lang, r),
                                 .due = web_day(d, r->due_day),
                                 .at = web_instant(d, r->told_ms),
                                 .open_url = arena_printf(d->a, "/todo/notices/%" PRId64 "/open", r->line_id),
                                 .is_now = r->is_now,
                                 .is_read = r->is_read};
}

static enum rc export_reminders(struct door *d, const struct reminders_view *v, size_t total, struct err *err)
{
    struct listing l = listing_of(d, STR("reminders"), v->shell.title);
    l.total = total;
    l.is_sensitive = true;
    listing_column(&l, TEXT(d, "reminders.what"), 50);
    listing_column(&l, TEXT(d, "reminders.kind"), 16);
    listing_column(&l, TEXT(d, "reminders.due"), 13);
    listing_column(&l, TEXT(d, "reminders.told"), 18);
    listing_column(&l, TEXT(d, "export.note"), 12);
    for (size_t i = 0; i < v->rows_n; i++) {
        const struct reminder_row *r = &v->rows[i];
        listing_cell(&l, r->text);
        listing_cell(&l, r->kind);
        listing_cell(&l, r->due);
        listing_cell(&l, r->at);
        listing_cell(&l, r->is_now ? TEXT(d, "reminder.red") : (struct str){0});
    }
    return listing_reply(&l, err);
}

static void fill_tabs(struct door *d, struct reminders_view *v, bool is_unread)
{
    struct tab *tabs = ARENA_ARRAY(d->a, struct tab, 2);
    struct str count = arena_printf(d->a, "%zu", v->unread);
    tabs[0] = (struct tab){TEXT(d, "reminders.tab_all"), STR("/todo/notices"), !is_unread};
    tabs[1] =
        (struct tab){TEXT1(d, "reminders.tab_unread", count), STR("/todo/notices?show=unread"), is_unread};
    v->tabs = tabs;
    v->tabs_n = 2;
}

enum rc handle_reminders(struct door *d, struct err *err)
{
    struct reminders_view v = {.rows_n = 0};
    struct reminders list;
    bool is_unread = is_unread_asked(d);
    int64_t page = web_page_asked(d), most = listing_rows_most(d, PER_PAGE);
    int64_t skip = listing_is_asked(d) ? 0 : (page - 1) * PER_PAGE;
    enum rc rc = reminders_load(d->db, d->a, d->who.actor.tenant_id, d->who.actor.account_id, is_unread, skip,
                                most, &list, err);
    if (rc != RC_OK)
        return rc;
    struct reminder_row *rows = ARENA_ARRAY(d->a, struct reminder_row, list.n + 1);
    for (size_t i = 0; i < list.n; i++)
        rows[i] = row_of(d, &list.row[i]);
    v.rows = rows;
    v.rows_n = list.n;
    v.unread = (size_t)list.unread;
    web_frame(d, &v.shell, PLACE_REMINDERS, TEXT(d, "reminders.title"));
    if (listing_is_asked(d))
        return export_reminders(d, &v, (size_t)list.total, err);
    fill_tabs(d, &v, is_unread);
    v.pager = web_pager(d, STR("/todo/notices"), list.total, PER_PAGE, page);
    if (is_unread) { /* the next page is of the same list */
        if (v.pager.prev_url.n)
            v.pager.prev_url = arena_printf(d->a, "%.*s&show=unread", STR_ARG(v.pager.prev_url));
        if (v.pager.next_url.n)
            v.pager.next_url = arena_printf(d->a, "%.*s&show=unread", STR_ARG(v.pager.next_url));
    }
    page_reminders(&d->h, &v);
    return RC_OK;
}

enum rc handle_reminder_open(struct door *d, struct err *err)
{
    struct reminder_open in;
    struct act_receipt receipt;
    enum rc rc = door_param_i64(d, STR("line"), &in.line_id, err);
    if (rc == RC_OK && in.line_id <= 0)
        rc = FAIL(err, RC_NOT_FOUND, "reminder.not_found", "line %" PRId64, in.line_id);
    if (rc == RC_OK)
        rc = door_act(d, &in, &receipt, err);
    if (rc == RC_OK)
        door_see(d, receipt.answer);
    return rc;
}

enum rc handle_reminders_open(struct door *d, struct err *err)
{
    struct reminder_open all = {.line_id = 0};
    struct act_receipt receipt;
    enum rc rc = door_act(d, &all, &receipt, err);
    if (rc == RC_OK)
        door_see(d, STR("/todo/notices?done=reminders_read"));
    return rc;
}
