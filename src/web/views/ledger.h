/* /ledger and /ledger/{seq}: what was done, and the proof that it was not altered since. */
#ifndef WEB_VIEWS_LEDGER_H
#define WEB_VIEWS_LEDGER_H

#include "web/views/shell.h"

struct entry_row {
    struct str number, url;
    struct str act, target; /* 导入数据; 招商到位资金_10月.csv */
    struct str by, at;
    struct str leaf; /* first digits of the hash */
};

struct ledger_view {
    struct shell_view shell;
    size_t size;              /* entries in all */
    struct str root;          /* of the tree, hex */
    struct str checkpoint_at; /* when it was last signed; n = 0: not yet */
    struct str checkpoint_size;
    struct field q;               /* number or words */
    const struct entry_row *rows; /* newest first */
    size_t rows_n;
    struct pager_view pager;
};

/* One line of the pretty-printed body; depth for the indent. */
struct body_line {
    int depth;
    struct str key, value;
    bool is_hash, is_text, is_private; /* private: the line shows the commitment */
};

struct change_row {
    struct str object, key, field;
    struct str value;
    bool is_private, is_removed;
};

struct blob_row {
    struct str name, hash, size, url; /* url n = 0: may not be fetched by this person */
};

struct hash_row {
    struct str label; /* 右 · 第 3 层 */
    struct str hash;
};

struct ledger_entry_view {
    struct shell_view shell;
    struct entry_row row;
    struct str leaf;       /* whole hash */
    struct str checkpoint; /* the signed note, several lines; n = 0: not yet sealed */
    struct str checkpoint_size, checkpoint_at;
    struct str proof_url; /* .tlog-proof file; n = 0 */
    bool is_proven;       /* the inclusion was computed just now, and it holds */
    struct str prev_url, next_url;
    bool may_body; /* body and changes are shown */
    const struct body_line *body;
    size_t body_n;
    const struct change_row *changes;
    size_t changes_n;
    size_t changes_more; /* not listed here; all of them lie in the blob */
    const struct hash_row *path;
    size_t path_n;
    const struct blob_row *blobs;
    size_t blobs_n;
};

#endif
