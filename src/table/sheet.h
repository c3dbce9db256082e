/* Writes a workbook (XLSX, by libxlsxwriter) from a description of its sheets: templates, exports, a person's
 * own file with its faults marked. What is described is all there is: the same description gives the same
 * bytes.
 *
 * Texts are written as texts, never as formulas, so nothing that a person typed can run (a text that begins
 * with '=' stays one; no ' is put before it). Ends of lines become \n. A number is scaled by its digits and
 * written with them ("#,##0.00"); one with more than 15 significant digits is written as text, because a
 * spreadsheet would round it. */
#ifndef TABLE_SHEET_H
#define TABLE_SHEET_H

#include "base/buf.h"
#include "base/err.h"

enum sheet_look {
    LOOK_PLAIN,
    LOOK_TITLE,    /* above the table: large */
    LOOK_REMARK,   /* above or below it: grey, small (filters, who exported, when) */
    LOOK_HEAD,     /* bold on grey, wrapped, bordered */
    LOOK_KEY,      /* given, not to be changed: grey ground */
    LOOK_REQUIRED, /* to be filled in: pale yellow */
    LOOK_OPTIONAL, /* may be filled in: white, bordered */
    LOOK_BAD,      /* wrong: red ground */
    LOOK_WARNED,   /* to be looked at: pale orange ground */
    LOOK__COUNT
};

struct sheet_cell {
    struct str text; /* n = 0 and no number: an empty cell, with its look */
    bool is_number;
    int64_t number; /* scaled by digits */
    int digits;
    bool is_percent; /* the number is per cent: shown with the sign */
    enum sheet_look look;
    struct str comment; /* shown at the cell; n = 0: none */
    int span;           /* this many columns merged from here; 0 and 1: one */
    int down;           /* and this many rows; what lies beneath is not written */
};

struct sheet_column {
    int width_chars;          /* of Latin letters; a Chinese one is two. 0: 10 */
    const struct str *choice; /* a drop-down for the cells below the head; others are refused */
    size_t choices;
    bool is_text; /* format "@": what is typed stays as typed (codes, telephone numbers, periods) */
};

struct sheet {
    struct str name; /* made unique and lawful (31 characters, none of []:*?/\) by the writer */
    bool is_hidden;
    bool is_locked; /* protected without a password; LOOK_REQUIRED and LOOK_OPTIONAL cells stay open */
    bool is_wide;   /* prints landscape; on as many pages side by side as keep it readable */
    const struct sheet_column *column;
    size_t cols;
    const struct sheet_cell *cell; /* rows × cols, by row */
    size_t rows;
    size_t head_rows;   /* so many from the top: frozen, and printed on every page */
    size_t frozen_cols; /* so many from the left; printed on every page of several side by side */
    bool has_filter;    /* on the last row of the head */
};

/* RC_IO "sheet.cannot_write" when there is no room for the writer's temporary files; RC_TOO_LARGE
 * "sheet.too_large", "sheet.text_too_long" beyond the limits of XLSX (1,048,576 × 16,384 cells of 32,767
 * characters). `out` is added to, on success alone. Any number of threads may write at once. */
enum rc sheets_write(const struct sheet *sheet, size_t sheets, struct buf *out, struct err *err) MUST_CHECK;

#endif
