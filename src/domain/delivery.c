#include "domain/delivery.h"

#include <inttypes.h>

#include "base/key.h"
#include "domain/reminder_row.h"
#include "gen/sql.h"
#include "text/text.h"

#define MINUTE_MS (INT64_C(60) * 1000)
#define KEEP_MS (INT64_C(400) * 24 * 60 * MINUTE_MS)

/* How long after the n-th failed try the next one is. */
static const int64_t WAIT_MS[] = {MINUTE_MS, 5 * MINUTE_MS, 30 * MINUTE_MS, 120 * MINUTE_MS, 720 * MINUTE_MS};

static const struct str STATES[] = {[DELIVERY_DUE] = STR_INIT("due"),
                                    [DELIVERY_SENT] = STR_INIT("sent"),
                                    [DELIVERY_FAILED] = STR_INIT("failed"),
                                    [DELIVERY_DROPPED] = STR_INIT("dropped")};

static enum delivery_state state_of(struct str name)
{
    for (size_t i = 0; i < COUNT_OF(STATES); i++)
        if (str_eq(STATES[i], name))
            return (enum delivery_state)i;
    return DELIVERY_DROPPED;
}

bool delivery_is_digest(const struct delivery *d) { return str_starts(d->slot, STR("digest/")); }

bool delivery_is_try(const struct delivery *d) { return str_starts(d->slot, STR("try/")); }

struct str delivery_error(struct arena *a, enum lang lang, const struct delivery *d)
{
    const char *key = arena_str(a, d->error_key).p;
    if (d->error_key.n == 0)
        return (struct str){0};
    return text_fill(a, text_get(lang, text_has(key) ? key : K("delivery.failed")), &d->error_arg, 1);
}

/* ---- reading ---- */

#define DELIVERY_OF(row)                                                                                     \
    ((struct delivery){.channel_id = (row).channel_id,                                                       \
                       .slot = (row).slot,                                                                   \
                       .state = state_of((row).state),                                                       \
                       .lines = (row).lines,                                                                 \
                       .tries = (row).tries,                                                                 \
                       .made_ms = (row).made_ms,                                                             \
                       .next_ms = (row).next_ms,                                                             \
                       .claim_ms = (row).claim_ms,                                                           \
                       .tried_ms = (row).tried_ms,                                                           \
                       .sent_ms = (row).sent_ms,                                                             \
                       .error_key = (row).error_key,                                                         \
                       .error_arg = (row).error_arg})

enum rc deliveries_due(struct db *db, struct arena *a, int64_t tenant_id, int64_t now_ms, int64_t most,
                       struct deliveries *ret, struct err *err)
{
    struct sql_outbox_send_due_rows rows;
    enum rc rc = sql_outbox_send_due(db, a, tenant_id, now_ms, most, &rows, err);
    if (rc != RC_OK)
        return rc;
    struct delivery *out = ARENA_ARRAY(a, struct delivery, rows.n + 1);
    for (size_t i = 0; i < rows.n; i++)
        out[i] = DELIVERY_OF(rows.row[i]);
    *ret = (struct deliveries){.row = out, .n = rows.n, .total = (int64_t)rows.n};
    return RC_OK;
}

enum rc deliveries_stuck(struct db *db, struct arena *a, int64_t tenant_id, int64_t skip, int64_t most,
                         struct deliveries *ret, struct err *err)
{
    struct sql_outbox_send_stuck_rows rows;
    struct sql_outbox_send_stuck_count_row count;
    enum rc rc = sql_outbox_send_stuck(db, a, tenant_id, most, skip, &rows, err);
    if (rc == RC_OK)
        rc = sql_outbox_send_stuck_count(db, a, tenant_id, &count, err);
    if (rc != RC_OK)
        return rc;
    struct delivery *out = ARENA_ARRAY(a, struct delivery, rows.n + 1);
    for (size_t i = 0; i < rows.n; i++)
        out[i] = DELIVERY_OF(rows.row[i]);
    *ret = (struct deliveries){.row = out, .n = rows.n, .total = count.messages};
    return RC_OK;
}

enum rc delivery_lines(struct db *db, struct arena *a, int64_t tenant_id, int64_t channel_id, struct str slot,
                       struct reminders *ret, struct err *err)
{
    struct sql_outbox_send_lines_rows rows;
    enum rc rc = sql_outbox_send_lines(db, a, tenant_id, channel_id, slot, &rows, err);
    if (rc != RC_OK)
        return rc;
    struct reminder *out = ARENA_ARRAY(a, struct reminder, rows.n + 1);
    for (size_t i = 0; i < rows.n; i++)
        out[i] = REMINDER_OF(&rows.row[i]);
    *ret = (struct reminders){.row = out, .n = rows.n, .total = (int64_t)rows.n};
    return RC_OK;
}

/* Nothing of before the channel was switched on, and nothing old. */
static int64_t least_ms(const struct channel *c, int64_t now_ms)
{
    int64_t back = now_ms - DELIVERY_LOOKS_BACK_MS;
    return c->since_ms > back ? c->since_ms : back;
}

static struct str owner_role(const struct channel *c)
{
    return c->owner.role != ROLE_NONE ? role_name(c->owner.role) : (struct str){0};
}

enum rc delivery_waits(struct db *db, struct arena *a, int64_t tenant_id, const struct channel *c,
                       struct str digest_slot, int64_t until_ms, int64_t now_ms, struct delivery_waiting *ret,
                       struct err *err)
{
    struct sql_outbox_waits_row waits;
    struct sql_outbox_made_row made;
    enum rc rc = sql_outbox_waits(db, a, tenant_id, c->owner.account_id, c->owner.organ_id, owner_role(c),
                                  c->channel_id, least_ms(c, now_ms), until_ms, &waits, err);
    if (rc == RC_OK)
        rc = sql_outbox_made(db, a, tenant_id, c->channel_id, digest_slot, &made, err);
    if (rc == RC_OK)
        *ret = (struct delivery_waiting){.lines = waits.lines,
                                         .now_lines = waits.now_lines,
                                         .last_ms = made.last_ms,
                                         .has_digest = made.digests > 0};
    return rc;
}

enum rc delivery_pace(struct db *db, struct arena *a, int64_t tenant_id, int64_t channel_id, int64_t now_ms,
                      int64_t *ret, struct err *err)
{
    struct sql_outbox_pace_row row;
    enum rc rc = sql_outbox_pace(db, a, tenant_id, channel_id, now_ms - MINUTE_MS, &row, err);
    if (rc == RC_OK)
        *ret = row.tries;
    return rc;
}

/* ---- acts ---- */

enum rc run_delivery_make(struct act *act, const void *input, struct err *err)
{
    const struct delivery_make *in = input;
    const struct channel *c = in->channel;
    struct sql_outbox_waiting_rows rows;
    int64_t tenant = act->actor.tenant_id, changed = 0;
    enum rc rc = sql_outbox_waiting(act->db, act->arena, tenant, c->owner.account_id, c->owner.organ_id,
                                    owner_role(c), c->channel_id, least_ms(c, act->now_ms), in->until_ms,
                                    in->is_now, DELIVERY_LINES_MAX, &rows, err);
    if (rc == RC_OK && rows.n)
        rc = sql_outbox_send_add(act->db, act->arena, tenant, c->channel_id, in->slot, (int64_t)rows.n,
                                 act->now_ms, &changed, err);
    for (size_t i = 0; i < rows.n && changed && rc == RC_OK; i++)
        rc = sql_outbox_tie_add(act->db, act->arena, tenant, c->channel_id, rows.row[i].line_id, in->slot,
                                err);
    if (rc == RC_OK)
        act->answer = arena_printf(act->arena, "%zu", changed ? rows.n : 0);
    return rc;
}

enum rc run_delivery_claim(struct act *act, const void *input, struct err *err)
{
    const struct delivery_claim *in = input;
    int64_t changed;
    enum rc rc = sql_outbox_send_claim(act->db, act->arena, act->actor.tenant_id, in->channel_id, in->slot,
                                       act->now_ms, act->now_ms + DELIVERY_CLAIM_MS, &changed, err);
    if (rc == RC_OK && changed == 0)
        return FAIL(err, RC_CONFLICT, "delivery.taken", "channel %" PRId64, in->channel_id);
    return rc;
}

enum rc run_delivery_mark(struct act *act, const void *input, struct err *err)
{
    const struct delivery_mark *in = input;
    struct sql_outbox_send_tries_row row;
    bool is_found = false;
    int64_t tenant = act->actor.tenant_id;
    enum rc rc =
        sql_outbox_send_tries(act->db, act->arena, tenant, in->channel_id, in->slot, &row, &is_found, err);
    if (rc != RC_OK || !is_found)
        return rc;
    size_t failed = (size_t)row.tries;
    enum delivery_state state = in->is_dropped               ? DELIVERY_DROPPED
                                : !in->error_key             ? DELIVERY_SENT
                                : failed < COUNT_OF(WAIT_MS) ? DELIVERY_DUE
                                                             : DELIVERY_FAILED;
    int64_t next_ms = act->now_ms + (state == DELIVERY_DUE ? WAIT_MS[failed] : 0);
    return sql_outbox_send_mark(act->db, act->arena, tenant, in->channel_id, in->slot, STATES[state],
                                row.tries + 1, next_ms, in->error_key ? 0 : act->now_ms,
                                in->error_key ? str_c(in->error_key) : (struct str){0}, in->error_arg, err);
}

enum rc run_delivery_resend(struct act *act, const void *input, struct err *err)
{
    const struct delivery_resend *in = input;
    int64_t changed;
    enum rc rc = sql_outbox_send_again(act->db, act->arena, act->actor.tenant_id, in->channel_id, in->slot,
                                       act->now_ms, &changed, err);
    if (rc == RC_OK && changed == 0)
        return FAIL(err, RC_NOT_FOUND, "delivery.not_found", "channel %" PRId64, in->channel_id);
    return rc;
}

static enum rc group_must_be(struct act *act, int64_t channel_id, struct err *err)
{
    struct channels list;
    enum rc rc = channels_load(act->db, act->arena, act->actor.tenant_id, act->day, &list, err);
    for (size_t i = 0; rc == RC_OK && i < list.n; i++)
        if (list.row[i].channel_id == channel_id && list.row[i].owner.account_id == 0)
            return RC_OK;
    return rc == RC_OK ? FAIL(err, RC_NOT_FOUND, "channel.not_found", "channel %" PRId64, channel_id) : rc;
}

/* Its line is nobody's: it is on no page, and no digest takes it. */
enum rc run_delivery_try(struct act *act, const void *input, struct err *err)
{
    const struct delivery_try *in = input;
    const struct str none = {0};
    struct sql_outbox_line_next_row next;
    struct str slot = arena_printf(act->arena, "try/%" PRId64, act->now_ms);
    int64_t tenant = act->actor.tenant_id, changed = 0;
    enum rc rc = group_must_be(act, in->channel_id, err);
    if (rc == RC_OK)
        rc = sql_outbox_line_next(act->db, act->arena, tenant, &next, err);
    if (rc == RC_OK)
        rc = sql_outbox_send_add(act->db, act->arena, tenant, in->channel_id, slot, 1, act->now_ms, &changed,
                                 err);
    if (rc != RC_OK || changed == 0) /* pressed twice within a millisecond */
        return rc;
    rc = sql_outbox_line_add(act->db, act->arena, tenant, next.line_id, 0, 0, none, STR("other"), none, none,
                             STR(K("tell.try")), none, none, none, none, 0, STR("/todo/notices"), 0, 0,
                             act->now_ms, -1, err);
    return rc == RC_OK
               ? sql_outbox_tie_add(act->db, act->arena, tenant, in->channel_id, next.line_id, slot, err)
               : rc;
}

enum rc run_delivery_sweep(struct act *act, const void *input, struct err *err)
{
    int64_t tenant = act->actor.tenant_id, least = act->now_ms - KEEP_MS;
    (void)input;
    enum rc rc = sql_outbox_sweep_ties(act->db, act->arena, tenant, least, err);
    if (rc == RC_OK)
        rc = sql_outbox_sweep_sends(act->db, act->arena, tenant, least, err);
    return rc == RC_OK ? sql_outbox_sweep_lines(act->db, act->arena, tenant, least, err) : rc;
}
