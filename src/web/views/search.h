/* /search: what was found, the words marked; all kinds with the first of each, or one kind page by page. */
#ifndef WEB_VIEWS_SEARCH_H
#define WEB_VIEWS_SEARCH_H

#include "web/views/shell.h"

/* A piece of a text; a marked one is what was searched for. */
struct marked_piece {
    struct str text;
    bool is_mark;
};
struct marked_view {
    const struct marked_piece *pieces;
    size_t pieces_n;
};

struct search_row {
    struct str url;
    struct marked_view title, code, text; /* pieces_n = 0: nothing to show */
    struct str organ, day;
};
struct search_group {
    struct str title; /* 单位 */
    const struct search_row *rows;
    size_t rows_n;
    struct str more_url, more; /* n = 0: these are all */
};

struct search_view {
    struct shell_view shell;
    struct form_errors_view errors;
    struct field q;
    bool is_asked;    /* something was, and could be */
    struct str count; /* 找到 12 项 */
    const struct tab *kinds;
    size_t kinds_n;
    const struct search_group *groups;
    size_t groups_n;
    struct pager_view pager;
};

#endif
