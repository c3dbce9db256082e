/* /imports: what was taken in. /imports/new: choose, look at the faults, mend, send again.
 * /imports/{id}: the receipt. */
#ifndef WEB_VIEWS_IMPORTS_H
#define WEB_VIEWS_IMPORTS_H

#include "web/views/shell.h"

struct import_row {
    struct str url, name; /* file name, or the word for pasted text */
    struct str scheme, period;
    struct str by, at;
    struct str entry, entry_url;
    size_t rows, values; /* read */
    size_t fresh, changed, same, cleared;
};

struct imports_view {
    struct shell_view shell;
    bool may_import;
    const struct import_row *rows;
    size_t rows_n;
    struct pager_view pager;
};

struct import_new_view {
    struct shell_view shell;
    struct field scheme, period, text; /* text: the pasted table, comes back as typed */
    struct field file;                 /* value: name of the refused file */
    const struct option *schemes;
    size_t schemes_n;
    struct str template_url; /* CSV with the rows to fill in; n = 0 before a scheme is known */
    struct form_errors_view errors;
    bool was_read; /* a table was read, and this is what is wrong with it */
    struct problems_view problems;
};

/* What the import changed: one line per value, the first of them. */
struct import_change {
    struct str organ, measure, period;
    struct str after; /* n = 0: it was cleared */
};

struct import_view {
    struct shell_view shell;
    struct import_row row;
    struct receipt_view receipt;
    struct str file_hash, changes_hash; /* SHA-256, hex */
    struct str file_url, changes_url;   /* to fetch the two blobs */
    struct str scores_url;              /* what it did to the ranking */
    bool is_repeat;                     /* sent twice: this is the first receipt */
    const struct import_change *changes;
    size_t changes_n;
    size_t changes_more;
};

#endif
