/* A list as a file: what a page shows as a table, as XLSX or CSV, asked for by "?as=xlsx" or "?as=csv" at the
 * address of the page itself, so that it passes the same door and has the same filters. A handler fills the
 * page's view and, when a file is asked for, makes a listing of that view instead of the page; so the two
 * cannot differ.
 *
 *     if (listing_is_asked(d))
 *         return export_organs(d, &v, err);                  (web/export.h)
 *
 *     struct listing l = listing_of(d, "organs", TEXT(d, "organs.title"));
 *     listing_remark(&l, …);                                 filters, the period
 *     listing_column(&l, TEXT(d, "organ.name"), 32);
 *     listing_number(&l, TEXT(d, "scores.total"), 10);
 *     listing_cell(&l, row->name); listing_cell(&l, row->total);      row by row, column by column
 *     return listing_reply(&l, err);
 *
 * A page with several lists makes one listing of each and replies with all of them: "?as=xlsx" is one
 * workbook with a sheet for each, "?as=csv" the first list, and "&list=NAME" that one list alone, in either
 * form. The page links its first list with {% widget exports(shell.back) %} and each further one with
 * {% widget exports_of(shell.back, "NAME") %}.
 *
 * The file has the title, the remarks, a head, the rows. A text of a number column that is a number ("−2.40",
 * "+1.2", "1,284", "85%") is one in the file, with its digits; any other ("—") is text. Texts are as on the
 * page; nothing in them can run (table/csv.h, table/sheet.h). */
#ifndef WEB_LISTING_H
#define WEB_LISTING_H

#include "web/page.h"

#define LISTING_ROWS_MAX LIMIT_TABLE_ROWS
#define LISTING_COLUMNS_MAX 40
#define LISTING_REMARKS_MAX 12
#define LISTINGS_MAX 8 /* of one page */

struct listing_head {
    struct str group; /* the heads of neighbours with the same one stand under it; n = 0: none */
    struct str text;
    int width_chars; /* as struct sheet_column */
    bool is_number;
};

struct listing {
    struct door *d;
    struct str name, title; /* name: a-z alone, for the file and for "&list=" */
    struct str tab;         /* of the sheet, where there are several; n = 0: the title */
    struct str remark[LISTING_REMARKS_MAX];
    size_t remarks;
    struct listing_head head[LISTING_COLUMNS_MAX];
    size_t cols;
    const struct str **row; /* cols each; grown by listing_cell */
    size_t rows, rows_cap, filled;
    struct str *next;
    size_t total;      /* in all, when the handler did not load them all; 0: these are all */
    size_t left_out;   /* beyond LISTING_ROWS_MAX */
    bool is_sensitive; /* carries who took it, when, and how long the ledger was */
    bool is_wide;      /* prints landscape */
};

/* "?as=xlsx", "?as=csv"; anything else is the page. */
bool listing_is_asked(const struct door *d);
/* How many rows to load at most: all that a file takes, or a page's. */
int64_t listing_rows_most(const struct door *d, int64_t per_page);

struct listing listing_of(struct door *d, struct str name, struct str title);
/* An empty text is none. */
void listing_remark(struct listing *l, struct str text);
void listing_column(struct listing *l, struct str head, int width_chars);
void listing_number(struct listing *l, struct str head, int width_chars);
/* The last column stands under `group`. */
void listing_group(struct listing *l, struct str group);
void listing_cell(struct listing *l, struct str text);
void listing_count(struct listing *l, size_t n);
/* The file as the reply. What the header says fails: RC_IO "sheet.cannot_write", RC_TOO_LARGE. */
enum rc listing_reply(struct listing *l, struct err *err) MUST_CHECK;
/* The same for all lists of a page, in the order of the page; at most LISTINGS_MAX. RC_NOT_FOUND
 * "export.no_such_list". */
enum rc listing_reply_all(struct listing *l, size_t lists, struct err *err) MUST_CHECK;

#endif
