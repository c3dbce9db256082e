/* A grid of cells as text, read from the bytes of a file or from cells pasted out of WPS or Excel.
 *
 * Read today: CSV (RFC 4180: quotes, CRLF or LF, separated by ',' ';' or TAB, found by looking) in UTF-8
 * (with or without BOM), UTF-16 with BOM ("Unicode text" of spreadsheets) or GB18030. A workbook (XLSX, ODS,
 * XLS, ET) is recognised and answered with how to save it as CSV; its reader joins table_read when it comes,
 * and gives the same grid.
 *
 * The head is the first row with at least two filled cells; what stands above it is a title and is left out.
 * Every later row has as many cells as the head, empty ones at its end apart; empty rows are left out. Cells
 * are clean UTF-8, as they were written (not trimmed). */
#ifndef TABLE_TABLE_H
#define TABLE_TABLE_H

#include "base/arena.h"
#include "base/err.h"
#include "base/problem.h"

/* All cells of one table: LIMIT_TABLE_ROWS × LIMIT_TABLE_COLUMNS would not fit a request's arena. */
#define TABLE_CELLS_MAX 300000

struct table_row {
    int number;             /* as the spreadsheet counts, from 1; title and empty rows count */
    const struct str *cell; /* table.cols of them */
};

struct table {
    size_t cols;
    struct table_row head;
    const struct table_row *row; /* below the head */
    size_t rows;
};

/* The grid lives in `a`; `bytes` may go afterwards. RC_INVALID and RC_TOO_LARGE: *problems says why, with
 * row and column; *ret is not written. A grid without rows below its head is RC_OK here. */
enum rc table_read(struct arena *a, struct str bytes, struct table *ret,
                   struct problems *problems) MUST_CHECK;

/* "A" for 1, "AB" for 28: what the spreadsheet writes above a column. */
struct str table_column_name(struct arena *a, int column);

#endif
