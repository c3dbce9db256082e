/* What holds of every table that was read, and of every refusal. For the fuzz targets that read tables. */
#ifndef TESTS_TABLE_HELD_H
#define TESTS_TABLE_HELD_H

#include "base/utf8.h"
#include "table/table.h"

static inline void held_of_row(const struct table *t, const struct table_row *row)
{
    for (size_t c = 0; c < t->cols; c++) {
        ASSERT(utf8_is_clean(row->cell[c], NULL));
        ASSERT(row->cell[c].n <= LIMIT_CELL_BYTES * 2 + 1); /* a joined head is two cells */
    }
}

static inline void held_of_table(const struct table *t)
{
    int last = t->head.number;
    ASSERT(t->cols >= 1 && t->cols <= LIMIT_TABLE_COLUMNS && t->rows <= LIMIT_TABLE_ROWS);
    held_of_row(t, &t->head);
    for (size_t r = 0; r < t->aboves; r++) {
        ASSERT(t->above[r].number <= t->head.number);
        held_of_row(t, &t->above[r]);
    }
    for (size_t r = 0; r < t->rows; r++) {
        ASSERT(t->row[r].number > last);
        last = t->row[r].number;
        held_of_row(t, &t->row[r]);
    }
    for (size_t i = 0; i < t->notes; i++) {
        enum table_mark mark;
        ASSERT(table_mark_at(t, t->note[i].row, t->note[i].column, &mark) && mark == t->note[i].mark);
    }
}

static inline bool held_is_known(const void *ctx, struct str cell)
{
    (void)ctx;
    return cell.n > 0 && (cell.p[0] & 1);
}

/* Reads the bytes and looks at what came of them. */
static inline void held_of_bytes(struct str bytes)
{
    struct arena *a = arena_new(0);
    struct problems *problems = ARENA_NEW(a, struct problems);
    struct table_book book;
    problems->arena = a;
    enum rc rc = table_book_read(a, bytes, &book, problems);
    if (rc != RC_OK) {
        ASSERT(rc == RC_INVALID || rc == RC_TOO_LARGE);
        ASSERT(problems->blocking > 0);
    } else {
        size_t cells = 0;
        ASSERT(book.tables >= 1 && book.tables <= TABLE_SHEETS_MAX);
        for (size_t i = 0; i < book.tables; i++) {
            cells += book.table[i].rows * book.table[i].cols;
            held_of_table(&book.table[i]);
            table_head_find(a, &book.table[i], held_is_known, NULL);
            held_of_table(&book.table[i]);
        }
        ASSERT(cells <= TABLE_CELLS_MAX);
    }
    arena_free(a);
}

#endif
