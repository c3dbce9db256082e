/* /past: results of past years as they were published; and the same of one unit, on its pages. */
#ifndef WEB_VIEWS_PAST_H
#define WEB_VIEWS_PAST_H

#include "web/views/shell.h"

struct past_row {
    struct str year, unit, url; /* url: of the unit */
    struct str class_name;
    struct str score, rank, grade; /* n = 0: not published */
    struct str entry, entry_url;   /* the entry that brought it */
};

struct past_view {
    struct shell_view shell;
    const struct tab *years; /* newest first */
    size_t years_n;
    struct str year; /* the one shown; n = 0: there is none at all */
    const struct past_row *rows;
    size_t rows_n;
    struct str import_url; /* where they are handed in; n = 0: by others */
};

/* On a unit's page: newest year first. */
struct unit_past_view {
    const struct past_row *rows;
    size_t rows_n;
    struct str back; /* path and query of the page */
};

#endif
