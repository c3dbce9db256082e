/* /imports: what was taken in, and what is on its way. /imports/{number}: the receipt.
 * /imports/{number}/undo: asked before it is taken back. How a table goes in: views/intake.h. */
#ifndef WEB_VIEWS_IMPORTS_H
#define WEB_VIEWS_IMPORTS_H

#include "web/views/shell.h"

struct import_row {
    struct str url, name; /* file name, or the word for pasted text */
    struct str kind;      /* 指标数据 */
    struct str scheme, period;
    struct str by, at;
    struct str entry, entry_url;
    struct str undone, undone_url; /* number of the entry that took it back; n = 0: it stands */
    size_t rows, values, left_out; /* read; rows that were not written */
    size_t fresh, changed, same, cleared;
};

struct draft_row { /* a table of one's own that is not handed in yet */
    struct str url, name, kind, at;
};

struct imports_view {
    struct shell_view shell;
    bool may_import;
    bool is_own; /* the list holds one's own imports alone */
    const struct draft_row *drafts;
    size_t drafts_n;
    const struct import_row *rows;
    size_t rows_n;
    struct pager_view pager;
};

/* What the import changed: one line per value, the first of them. */
struct import_change {
    struct str organ, measure, period;
    struct str before, after; /* n = 0: there was none; it was cleared */
};

struct import_view {
    struct shell_view shell;
    struct import_row row;
    struct receipt_view receipt;
    struct str file_hash, changes_hash; /* SHA-256, hex; file n = 0: private, not kept */
    struct str file_url, changes_url;   /* to fetch the two blobs */
    struct str scores_url;              /* what it did to the ranking */
    struct str undo_url, undo_until;    /* n = 0: nobody may take it back any more */
    struct str undone_by, undone_at, undone_reason;
    bool is_repeat;   /* sent twice: this is the first receipt */
    bool had_secrets; /* first passwords were shown beside it, once */
    bool has_changes; /* the values can be listed */
    const struct import_change *changes;
    size_t changes_n;
    size_t changes_more;
};

#endif
