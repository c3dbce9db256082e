/* Telling people (提醒): what an act has to say to somebody who is not at the screen. Each line is shown to
 * the account at /todo/notices; a person or a group that has a channel (domain/channel.h: mail, a bot of
 * 企业微信, 钉钉, 飞书) is sent one digest a day, and what is urgent also at once (domain/delivery.h says
 * when).
 *
 *     struct tell tell = {.organ_id = lead, .kind = STR("task"), .key = K("tell.task_due_soon"),
 *                         .arg = {record.title, due}, .args = 2, .record_id = id, .due_day = due_day,
 *                         .path = STR("/records/12"), .urgency = TELL_DIGEST};
 *     rc = outbox_tell(act, &tell, err);
 *
 * The lines are written in the act's own savepoint: they are there when the act is, and not when it failed.
 * The table is operational: no change, nothing in the entry. Call it from acts that make an entry (they take
 * their turn, so numbers do not collide). Nothing is sent here; a thread of its own does that (jobs/jobs.h).
 *
 * Nobody but the account itself sees whether a line was read. */
#ifndef DOMAIN_OUTBOX_H
#define DOMAIN_OUTBOX_H

#include "base/lang.h"
#include "domain/doors.h"

#define TELL_ARGS_MAX 4
#define TELL_ARG_BYTES_MAX 360 /* what is longer is cut at a code point, with … behind it */

enum tell_urgency {
    TELL_DIGEST, /* waits for the next digest */
    TELL_NOW, /* a red light alone: at once, but never in quiet hours, and a group at most every 15 minutes */
};

/* One thing to tell. To whom: exactly one of the first three is set. An account that is closed is told
 * nothing. An organ: each account that is its liaison today, and the organ's groups. A role: each account
 * that holds it today, and the groups of that office. */
struct tell {
    int64_t account_id;
    int64_t organ_id;
    enum role role; /* ROLE_NONE: not to a role */

    struct str kind; /* stable word by which a digest puts lines together: a to z and _; its heading is the
                        text "tell_kind.KIND", or "tell_kind.other", unless */
    struct str
        heading[LANG__COUNT];      /* the title of a register, as its procedure says it; n = 0: by the kind */
    const char *key;               /* of the catalogue, K("…"): the sentence, {0} … {3} put in */
    struct str arg[TELL_ARGS_MAX]; /* no name or number of a person: titles, organs, days, counts */
    size_t args;
    int64_t record_id; /* 0: about none */
    struct str path;   /* where the line leads: "/records/12"; begins with one / */
    int64_t due_day;   /* YYYYMMDD; 0: nothing is due */
    enum tell_urgency urgency;
};
/* RC_DB and the like; what is wrong in `tell` is a fault of ours (ASSERT). */
enum rc outbox_tell(struct act *act, const struct tell *tell, struct err *err) MUST_CHECK;

/* ---- what an account was told ---- */

struct reminder {
    int64_t line_id, record_id, due_day, told_ms;
    struct str kind, key, path;
    struct str heading[LANG__COUNT];
    struct str arg[TELL_ARGS_MAX];
    bool is_now, is_read;
};
/* The sentence in this language, for text; a key that a later version no longer has gives its arguments. */
struct str reminder_text(struct arena *a, enum lang lang, const struct reminder *r);
/* Under what it stands: the register's title, or the heading of its kind. */
struct str reminder_heading(struct arena *a, enum lang lang, const struct reminder *r);

struct reminders {
    const struct reminder *row; /* newest first */
    size_t n;
    int64_t total, unread; /* of the account, in all */
};
/* At most `most`, after the newest `skip`; with is_unread those alone that were not opened (`total` counts as
 * asked for). */
enum rc reminders_load(struct db *db, struct arena *a, int64_t tenant_id, int64_t account_id, bool is_unread,
                       int64_t skip, int64_t most, struct reminders *ret, struct err *err) MUST_CHECK;
enum rc reminders_unread(struct db *db, struct arena *a, int64_t tenant_id, int64_t account_id, int64_t *ret,
                         struct err *err) MUST_CHECK;

/* act_reminder_open, operational: one's own line was opened; the answer is its path. RC_NOT_FOUND
 * "reminder.not_found" for one that is not there, or somebody else's. */
struct reminder_open {
    int64_t line_id; /* 0: all of them; the answer is empty */
};

#endif
