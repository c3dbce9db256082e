/* Accounts, their roles over time, passwords (argon2id, t=2, 19 MiB, as many at once as the machine has
 * cores, and few waiting) and sessions. A wrong password costs the same time whether the login exists or not;
 * after five in a row the account is locked for a minute, doubling with each further one up to an hour. A
 * session's token is known to the browser alone; the table holds its hash. */
#ifndef DOMAIN_ACCOUNT_H
#define DOMAIN_ACCOUNT_H

#include "domain/doors.h"

#define PASSWORD_BYTES_MIN 8
#define PASSWORD_BYTES_MAX 256
#define SESSION_MAX_MS (INT64_C(12) * 3600 * 1000) /* a working day; then one signs in again */

struct account {
    int64_t account_id, organ_id;
    struct str login, label; /* label: 绩效办·主任; a post, never a person's name */
    const enum role *role;   /* those held on the day */
    size_t roles;
    bool is_closed;
    struct str organ_name;
    int64_t opened_day, locked_until_ms;
};
struct account_list {
    const struct account *account;
    size_t n;
};
enum rc account_list_load(struct db *db, struct arena *a, int64_t tenant_id, int64_t day,
                          struct account_list *ret, struct err *err) MUST_CHECK;
/* RC_NOT_FOUND. Also closed ones. */
enum rc account_by_login(struct db *db, struct arena *a, int64_t tenant_id, struct str login, int64_t day,
                         struct account *ret, struct err *err) MUST_CHECK;

/* The roles that it holds on the day. */
enum rc account_roles_load(struct db *db, struct arena *a, int64_t tenant_id, int64_t account_id, int64_t day,
                           const enum role **ret, size_t *ret_n, struct err *err) MUST_CHECK;

/* Who a request is. actor.role is ROLE_NONE and csrf empty without a session. */
struct session {
    struct actor actor;
    struct str login, label, csrf;
    const enum role *role; /* all roles of the account today, for the switch */
    size_t roles;
    bool must_change; /* the password: until then nothing else is open */
};
enum rc session_load(struct db *db, struct arena *a, int64_t tenant_id, struct str token, int64_t now_ms,
                     struct session *ret, struct err *err) MUST_CHECK;

/* ---- acts ---- */

/* Slow (argon2id): call on a worker thread, before the act that needs it. *ret_hash lives in the arena.
 * RC_BUSY "account.crowd_at_the_door" when too many wait for it already. */
enum rc password_hash(struct arena *a, struct str password, struct str *ret_hash, struct err *err) MUST_CHECK;
/* RC_INVALID "account.password_too_short" and the like. */
enum rc password_check_form(struct str password, struct err *err) MUST_CHECK;
struct password_verdict {
    int64_t account_id; /* 0: unknown login */
    bool is_failure;    /* to be counted by session_open */
};
/* Slow too. Compares with the stored hash, or with nobody's for an unknown login. RC_DENIED
 * "account.wrong_login" or "account.locked_for" (arg 0: minutes), RC_BUSY as above. *ret is written in any
 * case. */
enum rc password_verify(struct db *db, struct arena *a, int64_t tenant_id, struct str login,
                        struct str password, int64_t now_ms, struct password_verdict *ret,
                        struct err *err) MUST_CHECK;

struct session_open { /* act_session_open; answer: the token */
    int64_t account_id;
    bool is_failure; /* counts a failed try instead of opening */
    enum role role;  /* ROLE_NONE: the first the account holds */
};
struct session_switch {   /* act_session_switch: another role of the same account; in the demo, any account */
    struct str old_token; /* may be empty */
    struct str login;     /* demo only: whose shoes */
    enum role role;
    bool is_demo;
};
struct session_close {
    struct str token;
};
struct password_set {
    struct str hash;
};                    /* one's own; ends all sessions */
struct account_open { /* act_account_open; the password comes by password_set */
    struct str login, label;
    int64_t organ_id; /* 0: none */
    struct str password_hash;
    bool must_change; /* a first password: the account can do nothing but set another */
};
/* For acts that open many (a table of accounts), and what a login and a label may be (RC_INVALID
 * "account.login_form", "account.label_missing"). */
enum rc account_add(struct act *act, const struct account_open *in, int64_t *ret_account_id,
                    struct err *err) MUST_CHECK;
enum rc account_form(struct str login, struct str label, struct err *err) MUST_CHECK;
struct account_close {
    struct str login;
};
struct role_change {
    struct str login;
    enum role role;
}; /* act_role_grant, act_role_revoke */
/* Each of the three administrators is an account of its own, and does nothing else: may one account hold this
 * set of roles? */
bool roles_stay_apart(unsigned roles);
/* For acts that change many. `account` is as it is today. Errors as the acts'. */
enum rc role_give(struct act *act, const struct account *account, enum role role, struct err *err) MUST_CHECK;
enum rc role_take(struct act *act, const struct account *account, enum role role, struct err *err) MUST_CHECK;

/* act_tenant_found: the first entry of a new installation. */
struct tenant_found {
    struct str name;
};
/* Empty before the foundation. */
enum rc tenant_name_load(struct db *db, struct arena *a, int64_t tenant_id, struct str *ret,
                         struct err *err) MUST_CHECK;

#endif
