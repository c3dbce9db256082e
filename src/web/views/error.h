/* What happened and how to go on: 403, 404, 405, 409, 413, 422, 500, 503. */
#ifndef WEB_VIEWS_ERROR_H
#define WEB_VIEWS_ERROR_H

#include "web/views/shell.h"

struct error_view {
    struct shell_view shell;
    int status;
    struct str text;       /* the text behind err.text, arguments put in; n = 0: the page's own sentence */
    struct str hint;       /* the same for err.hint */
    struct str request_id; /* to tell the administrator; in the log, too */
    struct str back_url;   /* where the person came from; n = 0: the start page */
};

#endif
