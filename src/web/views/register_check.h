/* What registers found in themselves: figures, each of which opens to its list. */
#ifndef WEB_VIEWS_REGISTER_CHECK_H
#define WEB_VIEWS_REGISTER_CHECK_H

#include "web/views/shell.h"

struct check_figure {
    struct str title, url, count;
    bool is_here, is_nothing;
};
struct check_row {
    struct str kind, register_title, code, title, url, unit, unit_url, wrong;
};
struct register_check_view {
    struct shell_view shell;
    const struct check_figure *figures;
    size_t figures_n;
    struct str list_title, kind, more, no_hint;
    struct field procedure, lead;
    const struct option *procedures, *leads; /* that can be chosen */
    size_t procedures_n, leads_n;
    const struct check_row *rows;
    size_t rows_n;
    struct pager_view pager;
};

#endif
