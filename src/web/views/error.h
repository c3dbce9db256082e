/* What happened and how to go on: 400, 403, 404, 405, 409, 413, 422, 429, 500, 503 and what the listener
 * refuses. */
#ifndef WEB_VIEWS_ERROR_H
#define WEB_VIEWS_ERROR_H

#include "web/views/identity.h"

/* What a person had typed into a form that was refused as a whole. */
struct kept_field {
    size_t number; /* from 1 */
    struct str name, value;
};

struct error_view {
    struct shell_view shell;
    int status;
    struct str text;        /* the text behind err.text, arguments put in; n = 0: the page's own sentence */
    struct str hint;        /* the same for err.hint */
    struct str request_id;  /* to tell the administrator; in the log, too */
    struct str back_url;    /* where the person came from; n = 0: the start page */
    struct str sign_in_url; /* the session is over: where to begin a new one; n = 0: it is not */

    struct str roles;                  /* 403: who may; n = 0: not a matter of roles */
    struct str own_roles;              /* 403: who may for the own unit */
    struct str next;                   /* where a card leads */
    const struct identity_card *cards; /* 403 in the demo: those who may */
    size_t cards_n;

    const struct tab *near; /* 404, 405: pages that may have been meant */
    size_t near_n;

    const struct kept_field *kept;
    size_t kept_n;
    struct str lost_file; /* name of a file that must be chosen again */
    struct str retry_url; /* where the same words can be sent once more; n = 0: nowhere */
};

#endif
