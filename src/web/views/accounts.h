/* /accounts, /accounts/new, /me: who can come in, and one's own settings. */
#ifndef WEB_VIEWS_ACCOUNTS_H
#define WEB_VIEWS_ACCOUNTS_H

#include "web/views/shell.h"

struct account_row {
    struct str id, login, name, organ;
    struct str roles;            /* 绩效办、单位联络员 */
    struct str since, last_seen; /* last_seen is for the account's safety; never a ranking */
    bool is_locked, is_closed;
    struct str close_url;             /* POST; n = 0: not permitted */
    struct str grant_url, revoke_url; /* POST role=…; n = 0: not permitted */
    const struct option *grants, *held;
    size_t grants_n, held_n;
};

struct accounts_view {
    struct shell_view shell;
    bool may_add, may_grant;
    struct form_errors_view errors;
    const struct account_row *rows;
    size_t rows_n;
    struct pager_view pager;
};

struct account_new_view {
    struct shell_view shell;
    struct field login, name, organ; /* the role is given by another administrator */
    const struct option *organs;
    size_t organs_n;
    struct form_errors_view errors;
    /* After success: shown once. */
    struct str made_login, first_password;
};

struct me_view {
    struct shell_view shell;
    struct str login, name, organ;
    const struct option *roles; /* that the account holds today */
    size_t roles_n;
    struct field role;                              /* the one in use: POST /me/role */
    struct field old_password, new_password, again; /* POST /me/password */
    struct form_errors_view errors;
    struct str scores_url; /* my unit's result */
    bool must_change;      /* the password is the first one: nothing else is open */
    bool may_feed;         /* the own days as a calendar */
};

#endif
