/* What the board of the problem ledger and its lists share: the lines, the addresses of lists, their words.
 */
#ifndef WEB_PROBLEM_VIEW_H
#define WEB_PROBLEM_VIEW_H

#include "domain/problem_board.h"
#include "web/listing.h"
#include "web/record_words.h"
#include "web/views/problem_board.h"

struct problem_pages {
    struct record_words w;
    const struct procedure *p;
    struct record_rows campaigns;
    const struct record_line *campaign; /* the one that was asked for; NULL: all */
    struct problem_lines lines;
};
/* The ledger as far as the reader sees it, of ?campaign=CODE. RC_NOT_FOUND "problem_board.no_such_campaign",
 * "record_page.register_not_yours". */
enum rc problem_pages_load(struct door *d, struct problem_pages *ret, struct err *err) MUST_CHECK;

/* /problems/list?… of what a figure counts, and back. */
struct str problem_list_url(const struct problem_pages *b, const struct problem_pick *pick);
struct problem_pick problem_pick_read(const struct problem_pages *b);
/* “已解决 · 民生 · 市住建局”: what the list is of. */
struct str problem_pick_title(const struct problem_pages *b, const struct problem_pick *pick);
struct str problem_show_title(const struct problem_pages *b, enum problem_show show);
struct str problem_area_title(const struct problem_pages *b, struct str area);

/* A cell that counts and opens what it counted. */
struct record_cell problem_count_cell(const struct problem_pages *b, struct str label,
                                      const struct problem_pick *pick);
/* The heads of a table are the labels of its first row's cells; here they are given. */
void problem_table_head(const struct problem_pages *b, struct problem_table_view *t,
                        const struct record_cell *cells, size_t n);
/* The table as a list of its own. */
struct listing problem_table_listing(struct door *d, struct str name, const struct problem_table_view *t);

#endif
