/* Cells as a reader finds them, row by row, and the table they make: merged areas are filled, the head is
 * found, empty rows are left out. For this room alone.
 *
 * A grid is filled from top to bottom and then made into a table. What it holds while it grows is its own
 * (grid_release); texts are kept as they are given and must live as long as the table. */
#ifndef TABLE_GRID_H
#define TABLE_GRID_H

#include "base/buf.h"
#include "table/table.h"

#define GRID_TITLES_MAX 64    /* rows above the head */
#define GRID_AREAS_MAX 100000 /* merged areas of a sheet */
#define GRID_HEAD_DEPTH 30    /* below the head that was taken, table_head_find looks at so many rows */

struct grid {
    struct arena *arena;
    struct problems *problems;
    size_t cells_used; /* of TABLE_CELLS_MAX, by the tables that were made before */
    size_t text_used;  /* of TABLE_TEXT_MB_MAX, in bytes, likewise */
    bool is_text;      /* rows are judged by their separators: one of another width than the head is wrong */
    struct str sheet;  /* its name, for problems; n = 0: none */
    struct buf rows, cells, areas; /* of struct grid_row, grid_cell, grid_area */
    bool is_row_open;
};

enum grid_made {
    GRID_TABLE,     /* *ret is written */
    GRID_NO_TABLE,  /* no row has two filled cells */
    GRID_EMPTY,     /* nothing at all */
    GRID_REFUSED,   /* *problems says why */
    GRID_TOO_LARGE, /* the same */
};

struct grid_mark {
    bool is_set;
    enum table_mark mark;
};

/* Rows come in ascending order; one without cells costs nothing. */
void grid_row(struct grid *g, int number, bool is_hidden);
/* Columns from 1, each once. RC_TOO_LARGE beyond the limits; a blank cell is never too far to the right. */
enum rc grid_cell(struct grid *g, int column, struct str text, struct grid_mark mark) MUST_CHECK;
/* How many cells were written in the open row, blank ones too: for a text. */
void grid_row_written(struct grid *g, size_t written);
/* All four from 1, inclusive. RC_TOO_LARGE: more than GRID_AREAS_MAX. */
enum rc grid_area(struct grid *g, int top, int left, int bottom, int right) MUST_CHECK;

enum grid_made grid_table(struct grid *g, struct table *ret) MUST_CHECK;
void grid_release(struct grid *g);

/* The head that this row would make, of the titles, the head and the rows one after the other; with a second
 * row of heads beneath it both are joined. */
struct table_row table_head_at(struct arena *a, const struct table *t, size_t index, bool *ret_is_joined);
/* Makes it the head. */
void table_head_set(struct arena *a, struct table *t, size_t index);

/* Says it with the limit in {0} and returns RC_TOO_LARGE. `text` is a key. */
enum rc grid_too_large(const struct grid *g, int row, int column, const char *text, int limit) MUST_CHECK;

#endif
