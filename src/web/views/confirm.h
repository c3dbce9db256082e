/* Check before an act that is hard to undo: what will be done, line by line, and one button. The fields of
 * the first form travel as hidden fields. */
#ifndef WEB_VIEWS_CONFIRM_H
#define WEB_VIEWS_CONFIRM_H

#include "web/views/shell.h"

struct confirm_row {
    struct str name, value;
    struct str change_url; /* back to the form; n = 0 */
};

struct confirm_field {
    struct str name, value;
};

struct confirm_view {
    struct shell_view shell;
    struct str heading; /* 启用方案 */
    struct str warning; /* what cannot be undone; n = 0 */
    struct str action;  /* path of the POST */
    struct str button;  /* the verb */
    struct str cancel_url;
    bool wants_reason;
    struct field reason; /* posted as "reason" */
    struct form_errors_view errors;
    const struct confirm_row *rows;
    size_t rows_n;
    const struct confirm_field *fields;
    size_t fields_n;
};

#endif
