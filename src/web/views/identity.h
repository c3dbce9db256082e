/* /login: name and password; in the demo the ten roles as cards, one click each. */
#ifndef WEB_VIEWS_IDENTITY_H
#define WEB_VIEWS_IDENTITY_H

#include "web/views/shell.h"

struct identity_card {
    struct str login;   /* sent as "login" by the card's button */
    struct str name;    /* the post: 市住建局·联络员; n = 0: called as its role */
    struct str role;    /* 绩效办 */
    struct str duty;    /* one line: what this role looks at */
    struct str initial; /* one character for the round mark */
    bool is_me;
};

struct identity_view {
    struct shell_view shell;
    struct field login, password;
    struct str next; /* path to open after login */
    struct form_errors_view errors;
    const struct identity_card *cards; /* demo only; posted to /login/demo */
    size_t cards_n;
};

#endif
