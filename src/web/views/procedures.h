/* /procedures: those in force; a new version of one, from its text to its putting in force; open records that
 * go on under it. */
#ifndef WEB_VIEWS_PROCEDURES_H
#define WEB_VIEWS_PROCEDURES_H

#include "web/views/shell.h"

struct procedure_row {
    struct str id, title, about_url, version, at, by, reason, seen_by, entry, entry_url, new_url;
    struct str behind, migrate_url; /* open records of earlier versions; n = 0: none */
};
struct procedures_view {
    struct shell_view shell;
    const struct procedure_row *rows;
    size_t rows_n;
};

struct difference_row {
    struct str mark, number, text; /* mark: “+”, “−”; number: of the line in the newer text */
    bool is_in, is_out, is_gap;
};
struct dry_hit {
    struct str url, code, title, at;
};
struct dry_rule {
    struct str sentence; /* 此规则在过去会触发 31 次 … */
    const struct dry_hit *hits;
    size_t hits_n;
};
struct procedure_new_view {
    struct shell_view shell;
    struct form_errors_view errors;
    struct problems_view problems;
    struct str title, url, about_url, count;
    struct field text, file, reason;
    bool is_checked; /* the text stands: what it changes */
    const struct difference_row *lines;
    size_t lines_n;
    const struct dry_rule *rules;
    size_t rules_n;
};

struct migrate_row {
    struct str url, code, title, state, why; /* why: it does not fit; n = 0 */
};
struct procedure_migrate_view {
    struct shell_view shell;
    struct form_errors_view errors;
    struct str title, url, about_url, version;
    struct field reason;
    const struct migrate_row *rows;
    size_t rows_n, unfit_n;
};

#endif
