/* /files: the files behind what was reported; /files/N: one of them. */
#ifndef WEB_VIEWS_FILES_H
#define WEB_VIEWS_FILES_H

#include "web/views/shell.h"

struct file_row {
    struct str name, url;
    struct str type, size, organ, day;
    struct str ties;   /* 2 处 */
    struct str remark; /* where the same file is used besides; n = 0: nowhere */
};

struct files_view {
    struct shell_view shell;
    bool is_all; /* of all units */
    bool may_bring;
    struct field find, record;
    const struct files_choice *types;
    size_t types_n;
    const struct files_choice *uses;
    size_t uses_n;
    bool is_filtered;
    const struct file_row *rows;
    size_t rows_n;
    struct pager_view pager;
    struct form_errors_view errors;
    struct files_field files;
};

struct file_use_row {
    struct str record, url; /* n = 0: brought, tied to nothing */
    struct str field, organ, day, file, file_url;
    struct str tied, tied_url, revoked, revoked_url; /* entries */
};

struct file_view {
    struct shell_view shell;
    struct str type, size, organ, day, hash, shown_hash;
    struct str entry, entry_url, download_url, original_url;
    bool is_cleaned;
    const struct file_use_row *uses;
    size_t uses_n;
    const struct file_use_row *seen; /* elsewhere */
    size_t seen_n;
};

#endif
