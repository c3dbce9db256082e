/* kaocheng calendar import: a notice into an installation, also while its server runs. What is read and what
 * it changes is said first; --dry-run stops there. */
#include <inttypes.h>
#include <stdio.h>

#include "base/buf.h"
#include "base/date.h"
#include "base/key.h"

#include "domain/calendar_book.h"
#include "main/calendar.h"
#include "text/text.h"

static enum rc read_wish(struct desk *d, struct notice_wish *ret)
{
    int64_t year = 0;
    struct str published = desk_option(d, "published"), of_year = desk_option(d, "year");
    *ret = (struct notice_wish){.number = desk_option(d, "number"),
                                .title = desk_option(d, "title"),
                                .source = desk_option(d, "source"),
                                .scope = desk_option(d, "scope")};
    if (published.n && !desk_day_read(d, published, &ret->published_day)) {
        (void)FAIL(d->err, RC_INVALID, "calendar_command.published_wrong", "%.*s", STR_ARG(published));
        return desk_wrong_use(d, published);
    }
    if (of_year.n && (!str_to_i64(of_year, &year) || year < NOTICE_YEAR_FIRST || year > NOTICE_YEAR_LAST)) {
        (void)FAIL(d->err, RC_INVALID, "calendar_command.year_wrong", "%.*s", STR_ARG(of_year));
        return desk_wrong_use(d, of_year);
    }
    ret->year = (int)year;
    return RC_OK;
}

/* What was understood, in the form that a file of notices has. */
static void print_notices(struct notices notices)
{
    struct buf out CLEANUP(buf_release) = {0};
    for (size_t i = 0; i < notices.n; i++)
        notice_write(&out, &notices.notice[i]);
    ASSERT(!out.failed);
    (void)fwrite(out.p ? out.p : "", 1, out.n, stdout);
}

static void print_changed_days(const struct desk *d, const struct calendar *is,
                               const struct calendar_effect *e)
{
    struct str all = arena_printf(d->arena, "%zu", e->days_all);
    desk_print(d, K("calendar_command.days_change"), &all, 1);
    for (size_t i = 0; i < e->days; i++)
        desk_print_changed_day(d, is, e->day[i]);
}

#define MOVES_SHOWN 6 /* they are examples: what a person recognises */

static void print_moves(const struct desk *d, const struct calendar_effect *e)
{
    for (size_t i = 0; i < e->moves && i < MOVES_SHOWN; i++) {
        const struct usual_move *m = &e->move[i];
        struct str arg[] = {desk_day(d, m->start_day), arena_printf(d->arena, "%d", m->workdays),
                            desk_day(d, m->from_day), desk_day(d, m->to_day)};
        desk_print(d, K("calendar_command.usual_moves"), arg, COUNT_OF(arg));
    }
    struct str more = arena_printf(d->arena, "%zu", e->moves - MOVES_SHOWN);
    if (e->moves > MOVES_SHOWN)
        desk_print(d, K("calendar_command.more_moves"), &more, 1);
}

static enum rc print_effect(struct desk *d, struct notices read, int64_t now_ms)
{
    const struct calendar *is;
    struct calendar_effect effect;
    enum rc rc = desk_calendar(d, notices_merge(d->arena, d->notices, read), &is);
    if (rc == RC_OK)
        rc = calendar_effect_make(d->arena, d->calendar, is, CALENDAR_DAY_FIRST, CALENDAR_DAY_LAST, now_ms,
                                  NULL, 0, &effect, d->err);
    if (rc != RC_OK)
        return rc;
    print_changed_days(d, is, &effect);
    print_moves(d, &effect);
    return RC_OK;
}

static enum rc adopt(struct desk *d, struct house *house, const struct notice_wish *wish)
{
    struct actor actor;
    struct act_receipt receipt;
    struct notice_adopt input = {.bytes = d->bytes, .wish = *wish, .problems = &d->problems};
    problems_clear(&d->problems); /* the act reads again, and says again what there is to say */
    enum rc rc = house_actor(house, d->arena, desk_option(d, "as"), &act_notice_adopt.permit, &actor, d->err);
    if (rc != RC_OK)
        return rc;
    struct act_call call = {.def = &act_notice_adopt, .actor = actor, .input = &input};
    rc = kernel_act(house->kernel, &call, d->arena, &receipt, d->err);
    if (rc != RC_OK)
        return rc;
    struct str arg[] = {arena_printf(d->arena, "%" PRId64, receipt.seq), hash_hex(d->arena, receipt.leaf)};
    desk_print(d, K("calendar_command.import_done"), arg, COUNT_OF(arg));
    return RC_OK;
}

static enum rc needs_house(struct desk *d)
{
    (void)FAIL(d->err, RC_NOT_FOUND, "calendar_command.import_needs_house", "no installation");
    ERR_HINT(d->err, "calendar_command.import_needs_house_hint");
    return RC_NOT_FOUND;
}

/* Whose clock says what today is, from which examples are taken: that of the house, or --clock. */
static enum rc now_of(struct desk *d, const struct house *house, int64_t *ret)
{
    struct world world = world_real();
    struct str clock = desk_option(d, "clock");
    *ret = house->kernel ? kernel_now_ms(house->kernel) : world.now_ms(world.ctx);
    if (house->kernel || clock.n == 0 || house_clock(clock, ret))
        return RC_OK;
    (void)FAIL(d->err, RC_INVALID, "command.clock_wrong", "clock %.*s", STR_ARG(clock));
    return desk_wrong_use(d, clock);
}

static enum rc import(struct desk *d, struct str file, struct house *house)
{
    struct notice_wish wish;
    struct notices read = {0};
    struct house_wish where = house_wish_of(d->command, d->value);
    bool is_dry = desk_option(d, "dry-run").n > 0;
    int64_t now_ms = 0;
    enum rc rc = read_wish(d, &wish);
    if (rc == RC_OK)
        rc = desk_open(d);
    if (rc == RC_NOT_FOUND || (rc == RC_OK && !d->is_house && !is_dry))
        return needs_house(d);
    if (rc == RC_OK)
        rc = desk_read_notices(d, file, &wish, &read);
    if (rc == RC_INVALID && d->problems.blocking && (wish.number.n == 0 || wish.published_day == 0))
        ERR_HINT(d->err, "calendar_command.import_wish_hint");
    if (rc == RC_OK && !is_dry)
        rc = house_open(d->arena, &where, house, d->err);
    if (rc == RC_OK)
        rc = now_of(d, house, &now_ms);
    if (rc != RC_OK)
        return rc;
    notices_warn_of_future(read, date_day_of(now_ms), &d->problems);
    print_notices(read);
    rc = print_effect(d, read, now_ms);
    if (rc == RC_OK && is_dry)
        desk_print(d, K("calendar_command.import_dry"), NULL, 0);
    return rc == RC_OK && !is_dry ? adopt(d, house, &wish) : rc;
}

int command_calendar_import(const struct command *c, struct arena *a, enum lang lang, const struct str *value)
{
    struct err err = {0};
    struct house house CLEANUP(house_close) = {0};
    struct desk d = desk_new(c, a, lang, value, &err);
    struct str file = value[c->options];
    if (file.n == 0) {
        command_say(lang, a, K("calendar_command.import_needs_file"), NULL, 0);
        return EXIT_USAGE;
    }
    return desk_end(&d, import(&d, file, &house), EXIT_DONE);
}
