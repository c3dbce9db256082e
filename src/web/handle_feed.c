/* 日历订阅: the page of one's own calendar, and the calendar itself, which comes without a session: its
 * address is the key, and neither the log nor the ledger knows it. */
#include <inttypes.h>
#include <sodium.h>

#include "domain/calendar_book.h"
#include "domain/deadline.h"
#include "gen/pages.h"
#include "web/ical.h"
#include "web/page.h"

#define DAYS_BACK 31 /* what is overdue no longer than this stays in the calendar */
#define DAYS_AHEAD 366
#define ALARM_HOUR 9 /* of the working day before */
#define DAY_MS (INT64_C(24) * 3600 * 1000)

static struct str light_word(enum lang lang, enum light light)
{
    static const char *const key[] = {[LIGHT_GREEN] = K("deadline.green"),
                                      [LIGHT_YELLOW] = K("deadline.yellow"),
                                      [LIGHT_RED] = K("deadline.red")};
    return light == LIGHT_NONE ? (struct str){0} : text_get(lang, key[light]);
}

static struct str text_of(struct arena *a, enum lang lang, const struct deadline *row, struct str what)
{
    struct str arg[] = {row->code, what};
    return text_fill(a, text_get(lang, row->text), arg, COUNT_OF(arg));
}

static enum rc load_days(struct door *d, const struct actor *actor, struct deadlines *ret, struct err *err)
{
    return deadlines_load(d->db, d->a, d->app->procedures, actor, date_day_of(d->now_ms - DAYS_BACK * DAY_MS),
                          date_day_of(d->now_ms + DAYS_AHEAD * DAY_MS), d->now_ms, ret, err);
}

/* ---- the calendar ---- */

struct calendars { /* each organ's calendar once */
    int64_t organ_id;
    const struct calendar *calendar;
};

/* 09:00 of the working day before; 0 when that is over. */
static enum rc alarm_of(struct door *d, const struct deadline *row, struct calendars *known, int64_t *ret,
                        struct err *err)
{
    struct calendar_book book;
    enum rc rc = RC_OK;
    *ret = 0;
    if (!known->calendar || known->organ_id != row->organ_id) {
        rc = calendar_book_load(d->db, d->a, d->who.actor.tenant_id, row->organ_id, d->day, 0, &book, err);
        if (rc != RC_OK)
            return rc;
        *known = (struct calendars){row->organ_id, book.calendar};
    }
    int64_t day = calendar_add_workdays(known->calendar, row->day, -1);
    int64_t at =
        day ? date_ms((int)(day / 10000), (int)(day / 100 % 100), (int)(day % 100), ALARM_HOUR, 0) : 0;
    *ret = at > d->now_ms ? at : 0;
    return rc;
}

static enum rc event_of(struct door *d, const struct feed *feed, const struct deadline *row,
                        struct calendars *known, struct ical_event *ret, struct err *err)
{
    struct str origin = door_origin(d);
    *ret = (struct ical_event){
        .uid = arena_printf(d->a, "%.*s@%.*s", STR_ARG(row->uid),
                            STR_ARG(ledger_origin(kernel_ledger(d->app->kernel)))),
        .sequence = row->revision,
        .day = row->day,
        .summary = text_of(d->a, feed->lang, row, bilingual_text(row->what, feed->lang)),
        .category = light_word(feed->lang, row->light),
    };
    if (origin.n)
        ret->url = arena_printf(d->a, "%.*s%.*s", STR_ARG(origin), STR_ARG(row->path));
    ret->description = ret->url;
    return alarm_of(d, row, known, &ret->alarm_ms, err);
}

static enum rc reply(struct door *d, const struct feed *feed, const struct deadlines *days, struct err *err)
{
    struct ical_event *event = ARENA_ARRAY(d->a, struct ical_event, days->n + 1);
    struct calendars known = {.calendar = NULL};
    enum rc rc = RC_OK;
    for (size_t i = 0; rc == RC_OK && i < days->n; i++)
        rc = event_of(d, feed, &days->row[i], &known, &event[i], err);
    if (rc != RC_OK)
        return rc;
    struct str city = d->app->city;
    struct ical calendar = {
        .name = text_fill(d->a, text_get(feed->lang, K("feed.name")), &city, 1),
        .language = text_lang_tag(feed->lang),
        .now_ms = d->now_ms,
        .event = event,
        .events = days->n,
    };
    ical_write(d->r->body, &calendar);
    d->r->type = STR("text/calendar; charset=utf-8");
    http_reply_header(d->r, STR("Content-Disposition"), STR("inline; filename=\"kaocheng.ics\""));
    return RC_OK;
}

enum rc handle_feed(struct door *d, struct err *err)
{
    struct str file = door_param(d, STR("file"));
    struct deadlines days;
    struct feed feed;
    if (!str_ends(file, STR(".ics")))
        return FAIL(err, RC_NOT_FOUND, "door.no_such_page", "no calendar");
    enum rc rc =
        feed_load(d->db, d->a, d->who.actor.tenant_id, str_sub(file, 0, file.n - 4), d->day, &feed, err);
    if (rc == RC_OK)
        rc = load_days(d, &feed.actor, &days, err);
    return rc == RC_OK ? reply(d, &feed, &days, err) : rc;
}

/* ---- the page ---- */

static enum rc show(struct door *d, struct str address, bool is_repeated, struct err *err)
{
    struct me_calendar_view v = {.address = address, .is_repeated = is_repeated};
    struct deadlines days;
    struct feed feed;
    enum rc rc = feed_of_account(d->db, d->a, &d->who.actor, &feed, &v.is_open, err);
    if (rc == RC_OK)
        rc = load_days(d, v.is_open ? &feed.actor : &d->who.actor, &days, err);
    if (rc != RC_OK)
        return rc;
    struct deadline_line *rows = ARENA_ARRAY(d->a, struct deadline_line, days.n + 1);
    for (size_t i = 0; i < days.n; i++) {
        const struct deadline *row = &days.row[i];
        struct str what = row->title.n ? row->title : bilingual_text(row->what, d->h.lang);
        rows[i] = (struct deadline_line){.day = web_day(d, row->day),
                                         .text = text_of(d->a, d->h.lang, row, what),
                                         .light = light_word(d->h.lang, row->light),
                                         .url = row->path};
    }
    v.rows = rows;
    v.rows_n = days.n;
    v.may_open = door_may_act(d, &act_feed_open, 0);
    if (v.is_open) {
        v.since = web_instant(d, feed.at_ms);
        v.role = door_text(d, role_text(feed.actor.role));
    }
    web_frame(d, &v.shell, PLACE_ME, TEXT(d, "feed.title"));
    page_me_calendar(&d->h, &v);
    return RC_OK;
}

enum rc handle_me_calendar(struct door *d, struct err *err) { return show(d, (struct str){0}, false, err); }

/* Nothing is typed into these forms, so the button itself is what was said. */
static bool is_wanted(struct door *d)
{
    if (http_form(d->q, STR("go")).n)
        return true;
    door_see(d, STR("/me/calendar"));
    return false;
}

/* The page comes at once instead of a redirect: the address is shown in this reply and never again. */
enum rc handle_feed_open(struct door *d, struct err *err)
{
    const struct world *w = kernel_world(d->app->kernel);
    unsigned char bytes[FEED_SECRET_BYTES];
    struct act_receipt receipt;
    if (!is_wanted(d))
        return RC_OK;
    w->random(w->ctx, bytes, sizeof bytes);
    struct str secret = web_hex(d, bytes, sizeof bytes);
    struct feed_open in = {.key_hash = feed_hash(d->a, secret)};
    sodium_memzero(bytes, sizeof bytes);
    enum rc rc = door_act(d, &in, &receipt, err);
    if (rc != RC_OK)
        return rc;
    if (receipt.is_repeated)
        return show(d, (struct str){0}, true, err);
    struct str origin = door_origin(d);
    return show(d, arena_printf(d->a, "%.*s/ical/%.*s.ics", STR_ARG(origin), STR_ARG(secret)), false, err);
}

enum rc handle_feed_close(struct door *d, struct err *err)
{
    struct act_receipt receipt;
    if (!is_wanted(d))
        return RC_OK;
    enum rc rc = door_act(d, NULL, &receipt, err);
    if (rc != RC_OK && rc != RC_NOT_FOUND) /* gone already: that is what was wanted */
        return rc;
    door_see(d, STR("/me/calendar?done=feed_closed"));
    return RC_OK;
}
