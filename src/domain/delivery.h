/* What goes out (发送): lines of the outbox put together as one message for one channel, tried until it is
 * sent or given up. Here is what is kept of it; jobs/ decides when, writes the message and sends it.
 *
 * A message has a slot, "digest/20261120", "now/1795146000000" or "try/1795146000000", and channel and slot
 * are its key: a digest of a day is made once, and a line goes once by a channel. A try is claimed for ten
 * minutes, sent outside of any transaction, and marked. Should the program end between the sending and the
 * mark, the message is sent again when the claim is over: at least once, never not at all; its Message-ID is
 * made of the key, so that mail programs see that it is the same.
 *
 * After a failed try it waits 1 minute, 5, 30, 2 hours, 12 hours; after the sixth it is failed, and an
 * administrator sees it on /settings/channels and may send it again. */
#ifndef DOMAIN_DELIVERY_H
#define DOMAIN_DELIVERY_H

#include "domain/channel.h"
#include "domain/outbox.h"

#define DELIVERY_CLAIM_MS (INT64_C(10) * 60 * 1000)
#define DELIVERY_EVERY_MS (INT64_C(15) * 60 * 1000) /* by one channel at most one message in that time */
#define DELIVERY_LINES_MAX 500                      /* of one message; more wait for the next */
/* What is older is read on the page alone. */
#define DELIVERY_LOOKS_BACK_MS (INT64_C(14) * 24 * 3600 * 1000)
#define DELIVERY_PER_MINUTE 20 /* tries of one bot, as the platforms allow */

enum delivery_state { DELIVERY_DUE, DELIVERY_SENT, DELIVERY_FAILED, DELIVERY_DROPPED };

struct delivery {
    int64_t channel_id;
    struct str slot;
    enum delivery_state state;
    int64_t lines, tries, made_ms, next_ms, claim_ms, tried_ms, sent_ms;
    struct str error_key, error_arg; /* n = 0: the last try did not fail */
};
struct deliveries {
    const struct delivery *row;
    size_t n;
    int64_t total;
};
bool delivery_is_digest(const struct delivery *d);
bool delivery_is_try(
    const struct delivery *d); /* an administrator tries the channel: at once, also in quiet hours */
/* Why the last try failed, as a sentence; n = 0: it did not. */
struct str delivery_error(struct arena *a, enum lang lang, const struct delivery *d);

/* Due at `now_ms` and claimed by nobody, those that wait longest first. */
enum rc deliveries_due(struct db *db, struct arena *a, int64_t tenant_id, int64_t now_ms, int64_t most,
                       struct deliveries *ret, struct err *err) MUST_CHECK;
/* Not sent yet: failed ones first, then those that wait after a try; for the administrator. */
enum rc deliveries_stuck(struct db *db, struct arena *a, int64_t tenant_id, int64_t skip, int64_t most,
                         struct deliveries *ret, struct err *err) MUST_CHECK;
/* The lines of one message, oldest first. */
enum rc delivery_lines(struct db *db, struct arena *a, int64_t tenant_id, int64_t channel_id, struct str slot,
                       struct reminders *ret, struct err *err) MUST_CHECK;
/* What a channel's owner was told up to `until_ms` and has not gone out by it; of an account, what it has not
 * opened either. */
struct delivery_waiting {
    int64_t lines, now_lines; /* now_lines: the urgent ones among them */
    int64_t last_ms;          /* when the last message of this channel was made; 0: never */
    bool has_digest;          /* the message of `digest_slot` is made already */
};
enum rc delivery_waits(struct db *db, struct arena *a, int64_t tenant_id, const struct channel *c,
                       struct str digest_slot, int64_t until_ms, int64_t now_ms, struct delivery_waiting *ret,
                       struct err *err) MUST_CHECK;
/* How many tries a channel had in the minute before `now_ms`. */
enum rc delivery_pace(struct db *db, struct arena *a, int64_t tenant_id, int64_t channel_id, int64_t now_ms,
                      int64_t *ret, struct err *err) MUST_CHECK;

/* ---- acts: operational, of the program itself ---- */

/* act_delivery_make: the waiting lines become a message. The answer is how many; "0": none, or the slot is
 * there already. */
struct delivery_make {
    const struct channel *channel;
    struct str slot;
    bool is_now;      /* urgent lines alone */
    int64_t until_ms; /* told up to then */
};
/* act_delivery_claim: RC_CONFLICT "delivery.taken" when somebody else is at it, or it is not due any more. */
struct delivery_claim {
    int64_t channel_id;
    struct str slot;
};
/* act_delivery_mark: what became of the try. */
struct delivery_mark {
    int64_t channel_id;
    struct str slot;
    const char *error_key; /* NULL: it was sent */
    struct str error_arg;
    bool is_dropped; /* it was not tried, and never will be: nobody is there any more */
};
/* act_delivery_resend: an administrator's; a failed one, or one that waits, is due at once with all its
 * tries. RC_NOT_FOUND "delivery.not_found". */
struct delivery_resend {
    int64_t channel_id;
    struct str slot;
};
/* act_delivery_try: an administrator's; one message that says it is a trial goes by this group's channel, on
 * or off. RC_NOT_FOUND "channel.not_found". */
struct delivery_try {
    int64_t channel_id;
};
/* act_delivery_sweep: lines and messages of more than 400 days ago go. */

#endif
