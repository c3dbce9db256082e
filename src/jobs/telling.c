/* Lines of the outbox become messages, and messages go out. Reading, acting and sending take turns: nothing
 * is read or locked while a server far away makes up its mind. */
#include <inttypes.h>

#include "base/date.h"
#include "domain/delivery.h"
#include "jobs/bot.h"
#include "jobs/bot_answer.h"
#include "jobs/round.h"
#include "jobs/timing.h"
#include "ledger/ledger.h"

#define SENDS_MAX 2000 /* that one round looks at */

/* ---- making ---- */

static struct str digest_slot(struct arena *a, int64_t day)
{
    return arena_printf(a, "digest/%" PRId64, day);
}

/* A digest whose hour has come, when anything belongs to it. ret->channel NULL: none. */
static enum rc plan_digest(struct round *r, struct db *db, const struct channel *c,
                           const struct calendar *calendar, struct delivery_make *ret, struct err *err)
{
    struct delivery_waiting waits;
    int64_t day, until_ms;
    if (!timing_digest(calendar, &c->wish, r->now_ms, &day, &until_ms))
        return RC_OK;
    struct str slot = digest_slot(r->a, day);
    enum rc rc =
        delivery_waits(db, r->a, kernel_tenant(r->kernel), c, slot, until_ms, r->now_ms, &waits, err);
    if (rc == RC_OK && !waits.has_digest && waits.lines > 0)
        *ret = (struct delivery_make){.channel = c, .slot = slot, .until_ms = until_ms};
    return rc;
}

/* What one channel is to say now: the digest, or else what is urgent; ret->channel NULL: nothing. */
static enum rc plan_channel(struct round *r, struct db *db, const struct channel *c,
                            struct delivery_make *ret, struct err *err)
{
    struct delivery_waiting waits;
    const struct calendar *calendar;
    enum rc rc =
        delivery_waits(db, r->a, kernel_tenant(r->kernel), c, STR("-"), r->now_ms, r->now_ms, &waits, err);
    bool has_any = c->wish.wants == WANTS_NOW ? waits.now_lines > 0 : waits.lines > 0;
    if (rc != RC_OK || !has_any || r->now_ms - waits.last_ms < DELIVERY_EVERY_MS)
        return rc;
    rc = round_calendar(r, db, c->calendar_organ, &calendar, err);
    if (rc != RC_OK || timing_is_quiet(calendar, &c->wish, r->now_ms))
        return rc;
    rc = plan_digest(r, db, c, calendar, ret, err);
    if (rc == RC_OK && !ret->channel && c->wish.wants != WANTS_DIGEST && waits.now_lines > 0)
        *ret = (struct delivery_make){.channel = c,
                                      .slot = arena_printf(r->a, "now/%" PRId64, r->now_ms),
                                      .until_ms = r->now_ms,
                                      .is_now = true};
    return rc;
}

static enum rc make_planned(struct round *r, const struct delivery_make *make, struct err *err)
{
    struct act_receipt receipt;
    int64_t lines = 0;
    if (!make->channel)
        return RC_OK;
    enum rc rc = round_act(r, &act_delivery_make, make, &receipt, err);
    if (rc == RC_OK && str_to_i64(receipt.answer, &lines) && lines > 0) {
        r->done.made++;
        r->done.lines += lines;
    }
    return rc;
}

enum rc job_make_messages(struct round *r, struct err *err)
{
    struct channels list = {0};
    struct delivery_make *make = NULL;
    struct db *db;
    if (r->config->is_demo)
        return RC_OK;
    enum rc rc = round_read(r, &db, err);
    if (rc == RC_OK)
        rc = channels_load(db, r->a, kernel_tenant(r->kernel), r->day, &list, err);
    if (rc == RC_OK)
        make = ARENA_ARRAY(r->a, struct delivery_make, list.n + 1);
    for (size_t i = 0; i < list.n && rc == RC_OK; i++)
        if (list.row[i].wish.is_on && list.row[i].has_address)
            rc = plan_channel(r, db, &list.row[i], &make[i], err);
    round_read_end(r);
    for (size_t i = 0; i < list.n && rc == RC_OK; i++)
        rc = make_planned(r, &make[i], err);
    return rc;
}

/* ---- sending ---- */

/* One message with all that its sending needs. */
struct letter {
    struct delivery delivery;
    const struct channel *channel;
    struct channel_way way;
    struct digest digest;
};

static const struct channel *channel_by_id(const struct channels *list, int64_t channel_id)
{
    for (size_t i = 0; i < list->n; i++)
        if (list->row[i].channel_id == channel_id)
            return &list->row[i];
    return NULL;
}

/* May it leave now? What is put off stays due. */
static enum rc may_leave(struct round *r, struct db *db, const struct letter *l, bool *ret, struct err *err)
{
    const struct calendar *calendar;
    int64_t tries = 0;
    enum rc rc = round_calendar(r, db, l->channel->calendar_organ, &calendar, err);
    if (rc == RC_OK && l->channel->kind != CHANNEL_MAIL)
        rc =
            delivery_pace(db, r->a, kernel_tenant(r->kernel), l->channel->channel_id, r->now_ms, &tries, err);
    if (rc == RC_OK)
        *ret = tries < DELIVERY_PER_MINUTE &&
               (delivery_is_try(&l->delivery) || !timing_is_quiet(calendar, &l->channel->wish, r->now_ms));
    return rc;
}

static enum rc write_letter(struct round *r, struct db *db, struct letter *l, struct err *err)
{
    struct reminders lines;
    int64_t tenant = kernel_tenant(r->kernel);
    enum rc rc = delivery_lines(db, r->a, tenant, l->channel->channel_id, l->delivery.slot, &lines, err);
    if (rc == RC_OK)
        rc = channel_way_load(db, r->a, kernel_ledger(r->kernel), tenant, l->channel, &l->way, err);
    if (rc != RC_OK)
        return rc;
    struct digest_of of = {.lang = l->channel->wish.lang,
                           .is_now = !delivery_is_digest(&l->delivery),
                           .is_try = delivery_is_try(&l->delivery),
                           .city = r->config->city,
                           .label = l->channel->label,
                           .public_url = r->config->public_url};
    l->digest = digest_make(r->a, &of, &lines);
    return RC_OK;
}

static enum rc send_mail(struct round *r, const struct letter *l, struct err *err)
{
    const struct jobs_config *c = r->config;
    if (c->smtp.url.n == 0)
        return FAIL(err, RC_IO, "jobs.no_mail_server", "no server is set");
    struct mail m = {.from = c->from,
                     .from_name = c->city,
                     .to = l->way.address,
                     .subject = l->digest.subject,
                     .text = digest_mail_text(r->a, &l->digest),
                     .html = c->mail_html ? c->mail_html(r->a, &l->digest) : (struct str){0},
                     .message_id = mail_id(r->a, kernel_tenant(r->kernel), l->channel->channel_id,
                                           l->delivery.slot, ledger_origin(kernel_ledger(r->kernel))),
                     .at_ms = l->delivery.made_ms};
    return wire_mail(r->a, &c->smtp, &m, r->is_ending, err);
}

static enum rc send_to_group(struct round *r, const struct letter *l, struct err *err)
{
    const struct jobs_config *c = r->config;
    enum channel_kind kind = l->channel->kind;
    struct str base = c->bot_base[kind].n ? c->bot_base[kind] : str_c(bot_base(kind)), answer;
    struct bot_message m = bot_message_make(r->a, kind, base, &l->way, kernel_now_ms(r->kernel), &l->digest);
    enum rc rc = wire_post(r->a, m.url, c->ca_file, m.body, r->is_ending, &answer, err);
    int64_t number = rc == RC_OK ? bot_answer(answer) : 0;
    if (number == 0)
        return rc;
    (void)FAIL(err, RC_IO, "jobs.bot_refused", "channel %" PRId64 " says %" PRId64, l->channel->channel_id,
               number);
    return err_arg(err, 0, arena_printf(r->a, "%" PRId64, number));
}

/* Claimed, sent, marked. Only what concerns the house itself is an error here; a letter that did not go is
 * marked so. *ret_down: its server cannot be reached, let the others wait. */
static enum rc send_letter(struct round *r, const struct letter *l, bool *ret_down, struct err *err)
{
    struct delivery_claim claim = {.channel_id = l->channel->channel_id, .slot = l->delivery.slot};
    struct delivery_mark mark = {.channel_id = claim.channel_id, .slot = claim.slot};
    struct act_receipt receipt;
    struct err why = {0};
    enum rc rc = round_act(r, &act_delivery_claim, &claim, &receipt, err);
    if (rc == RC_CONFLICT) /* another program is at it */
        return RC_OK;
    if (rc != RC_OK)
        return rc;
    rc = l->way.address.n == 0              ? FAIL(&why, RC_IO, "jobs.address_erased", "nothing in the vault")
         : l->channel->kind == CHANNEL_MAIL ? send_mail(r, l, &why)
                                            : send_to_group(r, l, &why);
    if (rc != RC_OK) {
        mark.error_key = why.text;
        mark.error_arg = str_c(why.arg[0]);
    }
    r->done.sent += rc == RC_OK;
    r->done.failed += rc != RC_OK;
    *ret_down = rc != RC_OK && wire_is_down(&why);
    return round_act(r, &act_delivery_mark, &mark, &receipt, err);
}

/* Its account was closed, or another program switched the channel off just now. */
static enum rc drop(struct round *r, const struct delivery *due, struct err *err)
{
    struct delivery_mark mark = {.channel_id = due->channel_id, .slot = due->slot, .is_dropped = true};
    struct act_receipt receipt;
    return round_act(r, &act_delivery_mark, &mark, &receipt, err);
}

/* One letter from the reading of it to its mark. */
static enum rc send_one(struct round *r, const struct channels *list, const struct delivery *due,
                        bool is_down[CHANNEL_KINDS], struct err *err)
{
    struct letter l = {.delivery = *due, .channel = channel_by_id(list, due->channel_id)};
    bool may = false;
    struct db *db;
    if (!l.channel || (!l.channel->wish.is_on && !delivery_is_try(due)))
        return drop(r, due, err);
    enum rc rc = RC_OK;
    if (!is_down[l.channel->kind]) {
        rc = round_read(r, &db, err);
        if (rc == RC_OK)
            rc = may_leave(r, db, &l, &may, err);
        if (rc == RC_OK && may)
            rc = write_letter(r, db, &l, err);
        round_read_end(r);
    }
    if (rc == RC_OK && may)
        return send_letter(r, &l, &is_down[l.channel->kind], err);
    r->done.put_off += rc == RC_OK;
    return rc;
}

enum rc job_send_messages(struct round *r, struct err *err)
{
    struct channels list;
    struct deliveries due = {0};
    bool is_down[CHANNEL_KINDS] = {false};
    struct db *db;
    if (r->config->is_demo)
        return RC_OK;
    enum rc rc = round_read(r, &db, err);
    if (rc == RC_OK)
        rc = channels_load(db, r->a, kernel_tenant(r->kernel), r->day, &list, err);
    if (rc == RC_OK)
        rc = deliveries_due(db, r->a, kernel_tenant(r->kernel), r->now_ms, SENDS_MAX, &due, err);
    round_read_end(r);
    for (size_t i = 0; i < due.n && rc == RC_OK && !atomic_load(r->is_ending) && !r->has_more; i++) {
        rc = send_one(r, &list, &due.row[i], is_down, err);
        r->has_more = r->ends_ms && i + 1 < due.n && round_clock_ms() >= r->ends_ms;
    }
    return rc;
}

/* ---- cleaning up ---- */

enum rc job_sweep(struct round *r, struct err *err)
{
    struct act_receipt receipt;
    struct civil c = date_civil(r->now_ms);
    bool is_time = c.hour == 3 && c.minute == 10; /* in the night, the rounds of one minute */
    return is_time ? round_act(r, &act_delivery_sweep, NULL, &receipt, err) : RC_OK;
}
