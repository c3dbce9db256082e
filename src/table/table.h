/* Grids of cells as text, read from the bytes of a file or from cells pasted out of WPS or Excel.
 *
 * Read are workbooks (XLSX; XLSM without its macros), text (CSV after RFC 4180: quotes, CRLF or LF, separated
 * by ',' ';' or TAB, found by looking; UTF-8 with or without BOM, UTF-16 with BOM, GB18030) and HTML tables,
 * as the clipboard brings them and as many systems call "xls". XLS, ET, ODS, a locked workbook and everything
 * else is recognised and answered with how to save it as XLSX.
 *
 * A cell's text is what the spreadsheet shows, in the plainest spelling: a number with at most 15 significant
 * digits ("0.85", never "0.84999999999999998"), one with a percent format as "85%", a date as "2026-11-20"
 * (with time "2026-11-20 17:30"; as "2026-11" when its format shows no day, "17:30" when it shows the time
 * alone), a formula as the value that was saved with it. HTML has texts alone. Cells are clean UTF-8, not
 * trimmed, at most LIMIT_CELL_BYTES. A merged area has its text in each of its cells, in rows that hold
 * something of their own. What a text cannot tell is a table_note.
 *
 * The head is the first row with at least two filled cells that are not one merged cell; the rows above it
 * are titles (`above`). Under a merged cell of the head the next row's cells are the heads: a head of two
 * rows becomes one, with the number of the lower; heads that would be alike get the merged one's text in
 * front. Every later row has as many cells as the head: a text's row that has more or fewer is refused (empty
 * ones at its end apart), in a workbook or a page the head has empty cells above what stands outside of it.
 * Empty rows are left out.
 *
 * Limits (base/limits.h) hold while reading, for all sheets together: an archive is refused by what it says
 * and again by what comes out of it, and no DTD is ever read. One sheet beyond the limits refuses the file;
 * the problem's value is its name. */
#ifndef TABLE_TABLE_H
#define TABLE_TABLE_H

#include "base/arena.h"
#include "base/err.h"
#include "base/problem.h"

/* All cells of one file: LIMIT_TABLE_ROWS × LIMIT_TABLE_COLUMNS would not fit a request's arena. */
#define TABLE_CELLS_MAX 300000
/* All their texts, one that is shown in many cells as often as it is shown: whoever reads a table copies each
 * several times. */
#define TABLE_TEXT_MB_MAX 16
#define TABLE_SHEETS_MAX 30

struct table_row {
    int number;             /* as the spreadsheet counts, from 1; title and empty rows count */
    bool is_hidden;         /* by hand or by a filter; only a workbook has such rows */
    const struct str *cell; /* table.cols of them */
};

enum table_mark {
    MARK_ERROR,    /* a formula's error; the text is #DIV/0! #N/A #REF! … */
    MARK_NO_VALUE, /* a formula that was saved without its value: reckoned nowhere but in a spreadsheet */
    MARK_MERGED,   /* the text comes from a merged cell that begins above or to the left */
};
struct table_note {
    int row, column; /* as problems count them, from 1 */
    enum table_mark mark;
};

struct table {
    struct str sheet; /* name of the sheet; n = 0: a text has none */
    size_t cols;
    struct table_row head;
    const struct table_row *row; /* below the head */
    size_t rows;
    const struct table_row *above; /* titles */
    size_t aboves;
    const struct table_note *note; /* by row, then column */
    size_t notes;
};

/* A file with all its visible sheets that hold something, in their order: at least one. A hidden sheet
 * "_meta" with names in its first column and values in the second says what a template was made for. */
struct table_meta {
    struct str name, value;
};
struct table_book {
    struct table *table;
    size_t tables;
    const struct table_meta *meta;
    size_t metas;
    bool is_workbook;
};

/* The grids live in `a`; `bytes` may go afterwards. RC_INVALID and RC_TOO_LARGE: *problems says why, with
 * row and column; *ret is not written. A grid without rows below its head is RC_OK here. */
enum rc table_book_read(struct arena *a, struct str bytes, struct table_book *ret,
                        struct problems *problems) MUST_CHECK;
/* The first grid of the file. */
enum rc table_read(struct arena *a, struct str bytes, struct table *ret,
                   struct problems *problems) MUST_CHECK;

/* n = 0: there is none. */
struct str table_meta_of(const struct table_book *book, struct str name);

/* Moves the head to that of the first rows (titles, head and at most 30 more) in which most cells are known,
 * when it knows more than the one that was taken: what stands above a table may look like a head
 * ("填报单位：…", "日期：…"). */
void table_head_find(struct arena *a, struct table *t, bool (*is_known)(const void *ctx, struct str cell),
                     const void *ctx);

/* The mark of a cell; false: it has none. */
bool table_mark_at(const struct table *t, int row, int column, enum table_mark *ret);

/* "A" for 1, "AB" for 28: what the spreadsheet writes above a column. */
struct str table_column_name(struct arena *a, int column);

#endif
