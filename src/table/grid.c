/* Sparse while it grows (a styled sheet of a million empty rows is nothing), dense once it is known how wide
 * the table is. Which cells are merged is kept as marks, so that a head can be joined, and moved later, from
 * what a table says of itself. */
#include "table/grid.h"

#include "base/key.h"

struct grid_row {
    int number;
    bool is_hidden;
    size_t first, cells; /* of grid.cells */
    size_t filled_to, written;
};
struct grid_cell {
    int column;
    struct grid_mark mark;
    struct str text;
};
struct grid_area {
    int top, left, bottom, right;
};

static const struct grid_row *row_at(const struct grid *g, size_t i)
{
    return (const struct grid_row *)(const void *)g->rows.p + i;
}
static size_t row_count(const struct grid *g) { return g->rows.n / sizeof(struct grid_row); }
static const struct grid_cell *cell_at(const struct grid *g, size_t i)
{
    return (const struct grid_cell *)(const void *)g->cells.p + i;
}
static struct grid_row *open_row(struct grid *g)
{
    return (struct grid_row *)(void *)(g->rows.p + g->rows.n) - 1;
}

enum rc grid_too_large(const struct grid *g, int row, int column, const char *text, int limit)
{
    struct problem *item = problem_add(g->problems, row, column, text);
    item->hint = "table.too_many_hint";
    problem_arg(g->problems, item, 0, arena_printf(g->problems->arena, "%d", limit));
    if (g->sheet.n) /* one that is not wanted can be deleted */
        problem_value(g->problems, item, g->sheet);
    return RC_TOO_LARGE;
}

/* ---- filling ---- */

/* An open row that stayed empty gives its place to the next one. */
void grid_row(struct grid *g, int number, bool is_hidden)
{
    struct grid_row row = {
        .number = number, .is_hidden = is_hidden, .first = g->cells.n / sizeof(struct grid_cell)};
    if (g->is_row_open && open_row(g)->filled_to == 0) {
        g->cells.n = open_row(g)->first * sizeof(struct grid_cell);
        row.first = open_row(g)->first;
        *open_row(g) = row;
    } else {
        buf_put(&g->rows, str_of((const char *)&row, sizeof row));
    }
    ASSERT(!g->rows.failed);
    g->is_row_open = true;
}

void grid_row_written(struct grid *g, size_t written) { open_row(g)->written = written; }

enum rc grid_cell(struct grid *g, int column, struct str text, struct grid_mark mark)
{
    bool is_blank = str_trim(text).n == 0 && !mark.is_set;
    struct grid_row *row = open_row(g);
    if (text.n == 0 && !mark.is_set)
        return RC_OK;
    if (column > LIMIT_TABLE_COLUMNS)
        return is_blank
                   ? RC_OK
                   : grid_too_large(g, row->number, column, "table.too_many_columns", LIMIT_TABLE_COLUMNS);
    if (text.n > LIMIT_CELL_BYTES) {
        struct problem *item = PROBLEM(g->problems, row->number, column, "table.cell_too_long");
        item->hint = "table.cell_too_long_hint";
        problem_arg(g->problems, item, 0, arena_printf(g->problems->arena, "%d", LIMIT_CELL_BYTES));
        problem_value(g->problems, item, text);
        return RC_TOO_LARGE;
    }
    if (!is_blank && row->filled_to == 0 && row_count(g) > LIMIT_TABLE_ROWS + GRID_TITLES_MAX)
        return grid_too_large(g, row->number, 0, "table.too_many_rows", LIMIT_TABLE_ROWS);
    if (g->cells.n / sizeof(struct grid_cell) >= TABLE_CELLS_MAX + LIMIT_TABLE_COLUMNS * GRID_TITLES_MAX)
        return grid_too_large(g, row->number, 0, "table.too_many_cells", TABLE_CELLS_MAX);
    struct grid_cell cell = {.column = column, .mark = mark, .text = text};
    buf_put(&g->cells, str_of((const char *)&cell, sizeof cell));
    ASSERT(!g->cells.failed);
    row->cells++;
    if (!is_blank && (size_t)column > row->filled_to)
        row->filled_to = (size_t)column;
    return RC_OK;
}

enum rc grid_area(struct grid *g, int top, int left, int bottom, int right)
{
    struct grid_area area = {top, left, bottom, right};
    if (g->areas.n / sizeof area >= GRID_AREAS_MAX)
        return grid_too_large(g, top, left, "table.too_many_merged", GRID_AREAS_MAX);
    buf_put(&g->areas, str_of((const char *)&area, sizeof area));
    ASSERT(!g->areas.failed);
    return RC_OK;
}

void grid_release(struct grid *g)
{
    buf_release(&g->rows);
    buf_release(&g->cells);
    buf_release(&g->areas);
}

/* ---- the dense grid ---- */

struct dense {
    size_t cols, rows;
    struct str *cell;       /* rows × cols */
    struct grid_mark *mark; /* rows × cols */
    struct table_row *row;
};

static size_t rows_filled(const struct grid *g)
{
    size_t n = row_count(g);
    return n && row_at(g, n - 1)->filled_to == 0 ? n - 1 : n;
}

static size_t width_of(const struct grid *g)
{
    size_t cols = 0;
    for (size_t i = 0; i < rows_filled(g); i++)
        if (row_at(g, i)->filled_to > cols)
            cols = row_at(g, i)->filled_to;
    return cols;
}

static struct dense dense_of(struct grid *g, size_t cols)
{
    struct dense d = {.cols = cols, .rows = rows_filled(g)};
    d.cell = ARENA_ARRAY(g->arena, struct str, d.rows * cols);
    d.mark = ARENA_ARRAY(g->arena, struct grid_mark, d.rows * cols);
    d.row = ARENA_ARRAY(g->arena, struct table_row, d.rows);
    for (size_t i = 0; i < d.rows; i++) {
        const struct grid_row *row = row_at(g, i);
        d.row[i] =
            (struct table_row){.number = row->number, .is_hidden = row->is_hidden, .cell = d.cell + i * cols};
        for (size_t k = row->first; k < row->first + row->cells; k++) {
            const struct grid_cell *cell = cell_at(g, k);
            if ((size_t)cell->column > cols)
                continue;
            d.cell[i * cols + (size_t)cell->column - 1] = cell->text;
            d.mark[i * cols + (size_t)cell->column - 1] = cell->mark;
        }
    }
    return d;
}

/* Index of the first row with at least this number. */
static size_t row_from(const struct dense *d, int number)
{
    size_t low = 0, high = d->rows;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (d->row[middle].number < number)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Areas of a sound sheet do not overlap, so all of them together fill no more cells than there are: *left
 * bounds what a crafted one can cost. */
static bool fill_area(struct dense *d, const struct grid_area *area, size_t *left)
{
    size_t top = row_from(d, area->top), from = (size_t)area->left - 1;
    size_t to = (size_t)area->right < d->cols ? (size_t)area->right : d->cols;
    if (top == d->rows || d->row[top].number != area->top || from >= to)
        return true;
    struct str text = d->cell[top * d->cols + from];
    if (str_trim(text).n == 0)
        return true;
    for (size_t r = top; r < d->rows && d->row[r].number <= area->bottom; r++) {
        if (*left < to - from)
            return false;
        *left -= to - from;
        for (size_t c = from; c < to; c++)
            if (r > top || c > from) {
                d->cell[r * d->cols + c] = text;
                d->mark[r * d->cols + c] = (struct grid_mark){true, MARK_MERGED};
            }
    }
    return true;
}

static bool fill_areas(const struct grid *g, struct dense *d)
{
    const struct grid_area *area = (const struct grid_area *)(const void *)g->areas.p;
    size_t left = d->rows * d->cols;
    for (size_t i = 0; i < g->areas.n / sizeof *area; i++)
        if (!fill_area(d, &area[i], &left))
            return false;
    return true;
}

static void note_marks(struct arena *a, const struct dense *d, struct table *t)
{
    size_t count = 0;
    for (size_t i = 0; i < d->rows * d->cols; i++)
        count += d->mark[i].is_set;
    struct table_note *note = ARENA_ARRAY(a, struct table_note, count);
    t->note = note;
    t->notes = count;
    for (size_t i = 0; i < d->rows * d->cols; i++)
        if (d->mark[i].is_set)
            *note++ = (struct table_note){
                .row = d->row[i / d->cols].number, .column = (int)(i % d->cols) + 1, .mark = d->mark[i].mark};
}

/* ---- the head ---- */

static bool is_merged(const struct table *t, int row, size_t c)
{
    enum table_mark mark;
    return c < t->cols && table_mark_at(t, row, (int)c + 1, &mark) && mark == MARK_MERGED;
}

/* Is cell c the continuation of the merged cell to its left? */
static bool goes_on_left(const struct table *t, const struct table_row *row, size_t c)
{
    return c > 0 && is_merged(t, row->number, c) && str_eq(row->cell[c], row->cell[c - 1]);
}

static bool goes_on_above(const struct table *t, const struct table_row *above, const struct table_row *row,
                          size_t c)
{
    return is_merged(t, row->number, c) && str_eq(row->cell[c], above->cell[c]);
}

static size_t filled_in(const struct table *t, const struct table_row *row)
{
    size_t filled = 0;
    for (size_t c = 0; c < t->cols; c++)
        filled += str_trim(row->cell[c]).n > 0 && !goes_on_left(t, row, c);
    return filled;
}

/* Does the row below hold heads of their own under a merged cell of this one? Only if all that is not merged
 * here goes on, or is empty, there: else it is the first row of data. */
static bool has_second_row(const struct table *t, const struct table_row *head, const struct table_row *next)
{
    bool any = false;
    for (size_t c = 0; c < t->cols; c++) {
        bool is_wide = goes_on_left(t, head, c) || (c + 1 < t->cols && goes_on_left(t, head, c + 1));
        bool is_below = str_trim(next->cell[c]).n > 0 && !goes_on_above(t, head, next, c);
        if (is_wide)
            any |= is_below;
        else if (is_below && str_trim(head->cell[c]).n)
            return false;
    }
    return any;
}

/* Heads that stand under two merged cells alike ("目标" under "2025年" and under "2026年") get both names. */
static bool is_twice(const struct table *t, const struct str *cell, size_t at)
{
    for (size_t c = 0; c < t->cols; c++)
        if (c != at && str_eq(cell[c], cell[at]))
            return true;
    return false;
}

static struct table_row joined(struct arena *a, const struct table *t, const struct table_row *head,
                               const struct table_row *next)
{
    struct str *low = ARENA_ARRAY(a, struct str, t->cols), *cell = ARENA_ARRAY(a, struct str, t->cols);
    for (size_t c = 0; c < t->cols; c++)
        low[c] = str_trim(next->cell[c]).n ? next->cell[c] : head->cell[c];
    for (size_t c = 0; c < t->cols; c++) {
        struct str above = str_trim(head->cell[c]);
        bool is_joined = above.n && !str_eq(head->cell[c], low[c]) && is_twice(t, low, c);
        cell[c] = is_joined ? arena_printf(a, "%.*s %.*s", STR_ARG(above), STR_ARG(low[c])) : low[c];
    }
    return (struct table_row){.number = next->number, .is_hidden = head->is_hidden, .cell = cell};
}

static const struct table_row *row_of(const struct table *t, size_t index)
{
    if (index < t->aboves)
        return &t->above[index];
    return index == t->aboves ? &t->head : &t->row[index - t->aboves - 1];
}

struct table_row table_head_at(struct arena *a, const struct table *t, size_t index, bool *ret_is_joined)
{
    const struct table_row *head = row_of(t, index);
    *ret_is_joined = false;
    if (index == t->aboves + t->rows)
        return *head;
    const struct table_row *next = row_of(t, index + 1);
    *ret_is_joined = next->number == head->number + 1 && has_second_row(t, head, next);
    return *ret_is_joined ? joined(a, t, head, next) : *head;
}

void table_head_set(struct arena *a, struct table *t, size_t index)
{
    size_t all = t->aboves + 1 + t->rows;
    bool is_joined;
    struct table_row head = table_head_at(a, t, index, &is_joined);
    struct table_row *row = ARENA_ARRAY(a, struct table_row, all);
    for (size_t i = 0; i < all; i++)
        row[i] = *row_of(t, i);
    *t = (struct table){.sheet = t->sheet,
                        .cols = t->cols,
                        .head = head,
                        .above = row,
                        .aboves = index,
                        .row = row + index + 1 + is_joined,
                        .rows = all - index - 1 - is_joined,
                        .note = t->note,
                        .notes = t->notes};
}

/* ---- the table of a text ---- */

static size_t cells_filled(const struct grid *g, const struct grid_row *row)
{
    size_t filled = 0;
    for (size_t k = row->first; k < row->first + row->cells; k++)
        filled += str_trim(cell_at(g, k)->text).n > 0;
    return filled;
}

/* A cell that begins as a number does: heads hardly ever do, rows of data nearly always have one. */
static bool looks_like_data(const struct grid *g, const struct grid_row *row)
{
    for (size_t k = row->first; k < row->first + row->cells; k++) {
        struct str s = str_trim(cell_at(g, k)->text);
        if (s.n && ((s.p[0] >= '0' && s.p[0] <= '9') || s.p[0] == '-' || s.p[0] == '+'))
            return true;
    }
    return false;
}

/* "填报单位：…,日期：…" above a wider head is a title, when the row beneath looks like a head and most rows
 * are as wide as that one: then no separator was forgotten. */
static bool is_title(const struct grid *g, size_t i)
{
    size_t as_next = 0, as_this = 0, rows = rows_filled(g);
    if (i + 2 >= rows || row_at(g, i + 1)->written <= row_at(g, i)->written)
        return false;
    for (size_t k = i + 1; k < rows; k++) {
        as_next += row_at(g, k)->written == row_at(g, i + 1)->written;
        as_this += row_at(g, k)->written == row_at(g, i)->written;
    }
    return as_this == 0 && as_next > 1 && 2 * as_next > rows - i - 1 && !looks_like_data(g, row_at(g, i + 1));
}

static bool text_head(const struct grid *g, size_t *ret)
{
    for (size_t i = 0; i < rows_filled(g); i++)
        if (cells_filled(g, row_at(g, i)) >= 2) {
            *ret = is_title(g, i) ? i + 1 : i;
            return true;
        }
    return false;
}

/* As wide as the head; a spreadsheet fills every row up with separators, and then the widest row says how
 * wide the table is: "填报单位：…,日期：…,,," above a head is found out later (table_head_find). */
static size_t text_width(const struct grid *g, const struct grid_row *head)
{
    size_t widest = width_of(g), padded = head->written < widest ? head->written : widest;
    return padded > head->filled_to ? padded : head->filled_to;
}

static void check_width(const struct grid *g, const struct grid_row *row, size_t cols)
{
    const char *text = row->filled_to > cols ? K("table.more_cells")
                       : row->written < cols ? K("table.fewer_cells")
                                             : NULL;
    if (text == NULL)
        return;
    size_t found = row->filled_to > cols ? row->filled_to : row->written;
    struct problem *item = problem_add(g->problems, row->number, 0, text);
    item->hint = "table.width_hint";
    problem_arg(g->problems, item, 0, arena_printf(g->problems->arena, "%zu", found));
    problem_arg(g->problems, item, 1, arena_printf(g->problems->arena, "%zu", cols));
}

/* ---- the table ---- */

/* Limits are judged below the head; `head` rows stand above it. */
static enum rc check_size(const struct grid *g, size_t head, size_t cols)
{
    size_t rows = rows_filled(g) - head - 1, fit = (TABLE_CELLS_MAX - g->cells_used) / cols;
    if (rows > LIMIT_TABLE_ROWS)
        return grid_too_large(g, row_at(g, head + 1 + LIMIT_TABLE_ROWS)->number, 0, "table.too_many_rows",
                              LIMIT_TABLE_ROWS);
    if (rows > fit)
        return grid_too_large(g, row_at(g, head + 1 + fit)->number, 0, "table.too_many_cells",
                              TABLE_CELLS_MAX);
    return RC_OK;
}

static enum rc check_text(struct grid *g, const struct dense *d)
{
    for (size_t i = 0; i < d->rows * d->cols; i++) {
        g->text_used += d->cell[i].n;
        if (g->text_used > (size_t)TABLE_TEXT_MB_MAX * 1024 * 1024)
            return grid_too_large(g, d->row[i / d->cols].number, 0, "table.too_much_text", TABLE_TEXT_MB_MAX);
    }
    return RC_OK;
}

static void put_rows(struct grid *g, const struct dense *d, size_t head, struct table *t)
{
    t->sheet = g->sheet;
    t->cols = d->cols;
    t->row = d->row;
    t->head = d->row[0];
    t->rows = d->rows - 1;
    t->row++;
    note_marks(g->arena, d, t);
    if (head || t->notes)
        table_head_set(g->arena, t, head);
    g->cells_used += t->rows * t->cols;
}

static enum grid_made text_table(struct grid *g, struct table *ret)
{
    size_t head, blocking = g->problems->blocking;
    if (!text_head(g, &head))
        return rows_filled(g) ? GRID_NO_TABLE : GRID_EMPTY;
    size_t cols = text_width(g, row_at(g, head));
    if (check_size(g, head, cols) != RC_OK)
        return GRID_TOO_LARGE;
    for (size_t i = head + 1; i < rows_filled(g); i++)
        check_width(g, row_at(g, i), cols);
    if (g->problems->blocking > blocking)
        return GRID_REFUSED;
    struct dense d = dense_of(g, cols);
    if (check_text(g, &d) != RC_OK)
        return GRID_TOO_LARGE;
    *ret = (struct table){0};
    put_rows(g, &d, head, ret);
    return GRID_TABLE;
}

static bool find_head(const struct grid *g, const struct dense *d, size_t *ret)
{
    struct table t = {.cols = d->cols};
    note_marks(g->arena, d, &t);
    for (size_t i = 0; i < d->rows; i++)
        if (filled_in(&t, &d->row[i]) >= 2) {
            *ret = i;
            return true;
        }
    return false;
}

static enum grid_made book_table(struct grid *g, struct table *ret)
{
    size_t cols = width_of(g), head = GRID_TITLES_MAX;
    if (cols == 0)
        return GRID_EMPTY;
    /* A first look bounds the memory; the second, when the head is known, is exact. */
    if (rows_filled(g) > head + 1 && check_size(g, head, cols) != RC_OK)
        return GRID_TOO_LARGE;
    struct dense d = dense_of(g, cols);
    if (!fill_areas(g, &d)) {
        PROBLEM(g->problems, 0, 0, "table.overlapping_areas")->hint = "table.damaged_hint";
        return GRID_REFUSED;
    }
    if (!find_head(g, &d, &head))
        return GRID_NO_TABLE;
    if (check_size(g, head, cols) != RC_OK || check_text(g, &d) != RC_OK)
        return GRID_TOO_LARGE;
    *ret = (struct table){0};
    put_rows(g, &d, head, ret);
    return GRID_TABLE;
}

enum grid_made grid_table(struct grid *g, struct table *ret)
{
    return g->is_text ? text_table(g, ret) : book_table(g, ret);
}
