/* /problems: the problem ledger in figures; /problems/list: the list behind one of them. */
#ifndef WEB_VIEWS_PROBLEM_BOARD_H
#define WEB_VIEWS_PROBLEM_BOARD_H

#include "web/views/records.h"

/* A table of figures or of problems; a cell with an address is a link. */
struct problem_table_view {
    struct str title, none;
    struct register_line head; /* the column heads, as texts of cells */
    const struct register_line *rows;
    size_t rows_n;
};
struct problem_figure {
    struct str label, value, note, url;
    bool is_late;
};
struct problem_board_view {
    struct shell_view shell;
    struct field campaign;
    const struct option *campaigns;
    size_t campaigns_n;
    struct str no_hint, register_url;
    const struct problem_figure *figures;
    size_t figures_n;
    const struct tab *states; /* with their counts; those that have any */
    size_t states_n;
    struct problem_table_view areas, leads, members;
};
struct problem_list_view {
    struct shell_view shell;
    struct str title, board_url;
    struct problem_table_view table;
    struct pager_view pager;
};

#endif
