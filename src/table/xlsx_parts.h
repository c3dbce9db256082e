/* The parts of a workbook: styles, shared strings, one sheet. For xlsx.c alone. */
#ifndef TABLE_XLSX_PARTS_H
#define TABLE_XLSX_PARTS_H

#include "table/grid.h"
#include "table/number.h"
#include "table/xml.h"

#define XLSX_ROWS_MAX 1048576
#define XLSX_COLUMNS_MAX 16384
#define XLSX_STRINGS_MAX 1000000
#define XLSX_STRING_BYTES_MAX (32UL * 1024 * 1024)
#define XLSX_FORMATS_MAX 65536

extern const char *const XLSX_SPACES[]; /* of the main parts: transitional and strict */

struct xlsx_parts {
    struct arena *arena;
    struct archive *archive;
    struct problems *problems;
    bool is_1904;
    struct buf strings; /* of struct str, whose bytes are in the arena */
    struct buf formats; /* of unsigned char: enum number_format by the number of a cell's style */
};

/* Text between the tags of one cell or string, cut where no cell may be so long. Its bytes go on being used
 * from one to the next. */
struct xlsx_text {
    struct buf buf;
    bool is_open; /* between <t> and </t>, outside <rPh> */
    int phonetic; /* depth of <rPh> */
};
void xlsx_text_put(struct xlsx_text *t, struct str piece);
/* In the arena, with _x000D_ and its like made what they stand for. */
struct str xlsx_text_take(struct arena *a, struct xlsx_text *t);

enum rc xlsx_strings_read(struct xlsx_parts *x, const char *name) MUST_CHECK;
enum rc xlsx_styles_read(struct xlsx_parts *x, const char *name) MUST_CHECK;
/* Fills the grid with the sheet's cells and merged areas. */
enum rc xlsx_sheet_read(struct xlsx_parts *x, const char *name, struct grid *g) MUST_CHECK;
void xlsx_parts_release(struct xlsx_parts *x);

#endif
