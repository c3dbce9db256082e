/* Ways out of the house (提醒渠道): a person's mail address, and the bots of groups in 企业微信, 钉钉 or 飞书
 * (or a mailbox of theirs), each with its hours. Set by acts with their entries; address and secret are
 * private: the vault has them, the table their commitments.
 *
 * Of a bot's address only the token is kept, whatever was pasted: the host that is called is the operator's
 * choice alone (jobs/jobs.h), so that nobody can make the program call elsewhere. */
#ifndef DOMAIN_CHANNEL_H
#define DOMAIN_CHANNEL_H

#include "base/lang.h"
#include "domain/doors.h"

enum channel_kind { CHANNEL_MAIL, CHANNEL_WECOM, CHANNEL_DINGTALK, CHANNEL_FEISHU };
#define CHANNEL_KINDS 4
enum channel_wants { WANTS_ALL, WANTS_DIGEST, WANTS_NOW }; /* digest: urgent lines wait for it too */
#define CHANNEL_WANTS 3

/* Stable names: mail, wecom, dingtalk, feishu; all, digest, now. False: no such. */
struct str channel_kind_name(enum channel_kind kind);
bool channel_kind_find(struct str name, enum channel_kind *ret);
struct str channel_wants_name(enum channel_wants wants);
bool channel_wants_find(struct str name, enum channel_wants *ret);
const char *channel_kind_text(enum channel_kind kind); /* keys of the catalogue */
const char *channel_wants_text(enum channel_wants wants);

/* When and how; what a person or an administrator chooses. */
struct channel_wish {
    bool is_on;
    enum channel_wants wants;
    enum lang lang;
    int64_t digest_minute;        /* of a working day: 510 is 08:30 */
    int64_t quiet_from, quiet_to; /* minutes of the day, over midnight too; equal: no quiet hours. Days off
                                     are quiet in any case */
};
#define CHANNEL_WISH_DEFAULT                                                                                 \
    ((struct channel_wish){                                                                                  \
        .is_on = true, .digest_minute = 8 * 60 + 30, .quiet_from = 21 * 60, .quiet_to = 8 * 60})

/* Whose it is: exactly one. */
struct channel_owner {
    int64_t account_id; /* a person's; or a group's: */
    int64_t organ_id;
    enum role role;
};

struct channel {
    int64_t channel_id;
    struct channel_owner owner;
    enum channel_kind kind;
    struct str label; /* what the group is called; n = 0: an account's */
    struct channel_wish wish;
    int64_t since_ms;       /* what was told before does not go out by it */
    int64_t calendar_organ; /* whose working days it has: the organ's, the account's organ's; 0: the city's */
    bool has_address, has_secret;
    struct str address_commit, secret_commit;
};
struct channels {
    const struct channel *row; /* by number */
    size_t n;
};
/* Those that are on go out; of closed accounts none is given. */
enum rc channels_load(struct db *db, struct arena *a, int64_t tenant_id, int64_t day, struct channels *ret,
                      struct err *err) MUST_CHECK;
/* Of one account; *ret_found false: it has none. */
enum rc channel_own_load(struct db *db, struct arena *a, int64_t tenant_id, int64_t account_id,
                         struct channel *ret, bool *ret_found, struct err *err) MUST_CHECK;
/* Address and secret in clear, for whoever sends and for the owner's own page; n = 0: none, or erased. */
struct channel_way {
    struct str address, secret;
};
enum rc channel_way_load(struct db *db, struct arena *a, struct ledger *ledger, int64_t tenant_id,
                         const struct channel *c, struct channel_way *ret, struct err *err) MUST_CHECK;

/* One mailbox, nothing around it: printable ASCII, so that nothing can be put behind it. RC_INVALID
 * "channel.address_unfit". */
enum rc channel_mail_form(struct str address, struct err *err) MUST_CHECK;
/* The token in what a group's administrator copies from its settings: the whole address, or the token itself.
 * RC_INVALID "channel.bot_unfit". */
enum rc channel_bot_token(enum channel_kind kind, struct str text, struct str *ret,
                          struct err *err) MUST_CHECK;

/* ------------------------------------------------------------------------------------------- acts */

/* act_channel_set_own: one's own mail. An empty address erases it. RC_INVALID "channel.address_unfit",
 * "channel.address_missing" (on without one), "channel.minute_unfit", "channel.digest_is_quiet". */
struct channel_set_own {
    struct str address;
    struct channel_wish wish;
};
/* act_channel_set_group: a group's. The answer is the channel's number. RC_INVALID as above,
 * "channel.label_unfit", "channel.owner_missing", "organ.not_found", "channel.bot_unfit",
 * "channel.secret_unfit"; RC_NOT_FOUND "channel.not_found". */
struct channel_set_group {
    int64_t channel_id; /* 0: a new one */
    int64_t organ_id;   /* or */
    enum role role;     /* an office */
    enum channel_kind kind;
    struct str label;
    struct str address; /* a bot's address or token, or a mailbox; n = 0: as it was */
    struct str secret;  /* of the signature; n = 0: as it was */
    bool has_no_secret; /* the bot has none (any more) */
    struct channel_wish wish;
};

#endif
