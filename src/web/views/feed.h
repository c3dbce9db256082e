/* /me/calendar: the secret address of one's own calendar; shown once, when it is made. */
#ifndef WEB_VIEWS_FEED_H
#define WEB_VIEWS_FEED_H

#include "web/views/shell.h"

struct deadline_line {
    struct str day, text, light, url;
};
struct me_calendar_view {
    struct shell_view shell;
    struct str address; /* n = 0: it is not shown now */
    bool is_open, may_open;
    struct str since, role;
    bool is_repeated; /* the form came twice: the address was shown then */
    const struct deadline_line *rows;
    size_t rows_n;
};

#endif
