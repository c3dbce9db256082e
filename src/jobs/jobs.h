/* What the program does by itself. One thread beside the listener goes through the table of jobs (jobs.c)
 * three times a minute: the tick of the records, and telling people. Each job looks by an index for what is
 * due, does it by acts of the system, and is done; one that fails is logged and does not hold up the next.
 *
 * Time comes from kernel_world: with a frozen clock the thread does nothing, and jobs_run_once does what is
 * due at the moment where the clock stands (tests, `kaocheng jobs run`).
 *
 * Telling people: at its digest hour of a working day each channel that has lines waiting gets one message;
 * urgent lines become one at once, at most every 15 minutes; in quiet hours and on days off nothing leaves.
 * How a message is kept, claimed and tried again: domain/delivery.h. At least once, with a stable Message-ID.
 * In the demo nothing is made and nothing leaves: everything stays in the outbox. */
#ifndef JOBS_JOBS_H
#define JOBS_JOBS_H

#include "domain/channel.h"
#include "domain/procedure_book.h"
#include "jobs/digest.h"
#include "jobs/wire.h"
#include "kernel/kernel.h"

/* What the operator says; nothing of it is in the ledger. All texts live as long as the jobs. */
struct jobs_config {
    struct wire_smtp smtp; /* url n = 0: no mail goes out */
    struct str from;       /* the sender's mailbox */
    struct str public_url; /* of this house, for links: "https://kaocheng.example"; n = 0: none are made */
    struct str bot_base[CHANNEL_KINDS]; /* of a private 企业微信 …; n = 0: the public one */
    struct str ca_file;                 /* for https, beside the system's; n = 0: none */
    struct str city;
    struct procedure_book *procedures; /* for the tick of the records; NULL: they do not tick */
    size_t reader;                     /* the number of a reader of the kernel that is the jobs' own */
    bool is_demo;
    /* The HTML of a mail, in the arena; NULL: text alone. */
    struct str (*mail_html)(struct arena *a, const struct digest *d);
};
/* RC_INVALID: what wire_check_smtp and wire_check_base say, "jobs.public_url_wrong", "jobs.from_missing",
 * "channel.address_unfit". */
enum rc jobs_config_check(const struct jobs_config *config, struct err *err) MUST_CHECK;

struct jobs_done {
    int64_t ticked;      /* records of which something was due */
    int64_t made, lines; /* messages put together, and of how many lines */
    int64_t sent, failed,
        put_off; /* tries; put_off: due, but quiet hours, the pace or a server that is down */
};
/* Everything that is due now, once, on this thread. The first error is given when all jobs had their turn. */
enum rc jobs_run_once(struct kernel *k, const struct jobs_config *config, struct jobs_done *ret,
                      struct err *err) MUST_CHECK;

struct jobs;
/* NULL when the clock stands still: nothing comes due by itself. wire_open was called. */
struct jobs *jobs_start(struct kernel *k, const struct jobs_config *config);
void jobs_stop(struct jobs *jobs); /* what is being sent is broken off; NULL is fine */

#endif
