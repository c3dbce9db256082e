/* /permits: every door of the program and who may open it, as the program itself decides. */
#ifndef WEB_VIEWS_PERMITS_H
#define WEB_VIEWS_PERMITS_H

#include "web/views/shell.h"

struct permit_cell {
    bool is_any; /* may, wherever */
    bool is_own; /* may, where it concerns the own unit */
};

struct permit_row {
    struct str name;
    bool is_act;                     /* changes something; else a view */
    const struct permit_cell *cells; /* one per role, in their order */
    size_t cells_n;
};

struct permits_view {
    struct shell_view shell;
    const struct str *roles;
    size_t roles_n;
    const struct permit_row *rows;
    size_t rows_n;
};

#endif
