/* The workbook is made from the table as it was read, so what a spreadsheet knows beyond texts (formulas,
 * colours) is not in it; numbers are numbers again. Rows keep their numbers and columns move one to the
 * right, unless the file has the first column 错误说明 already: then it is written anew. */
#include "web/annotate.h"

#include "base/fixed.h"
#include "table/sheet.h"

#define CELLS_MAX (2 * TABLE_CELLS_MAX)
#define WIDTH_MIN 8
#define WIDTH_MAX 40
#define WIDTH_NOTE 46
#define INTEGER_DIGITS_MAX 9 /* longer ones are codes and telephone numbers: texts */

struct annotating {
    struct door *d;
    const struct intake *in;
    struct err *err;
};

/* ---- one cell ---- */

/* "1234.50", "-3", "85%": what a spreadsheet should reckon with. A year stays as it is. */
static bool read_number(struct str s, struct sheet_cell *cell)
{
    bool is_percent = s.n > 1 && s.p[s.n - 1] == '%';
    struct str n = is_percent ? str_sub(s, 0, s.n - 1) : s;
    size_t start = n.n && n.p[0] == '-', dot = str_find(n, '.');
    size_t whole = dot - start, after = dot < n.n ? n.n - dot - 1 : 0;
    if (whole == 0 || whole > INTEGER_DIGITS_MAX || (dot < n.n && after == 0) || whole + after > 15)
        return false;
    if (whole > 1 && n.p[start] == '0')
        return false;
    for (size_t i = start; i < n.n; i++)
        if (i != dot && (n.p[i] < '0' || n.p[i] > '9'))
            return false;
    if (after == 0 && whole == 4 && start == 0 && !is_percent)
        return false;
    int64_t value = 0;
    for (size_t i = start; i < n.n; i++)
        if (i != dot)
            value = value * 10 + (n.p[i] - '0');
    cell->is_number = true;
    cell->number = start ? -value : value;
    cell->digits = (int)after;
    cell->is_percent = is_percent;
    return true;
}

static void set_text(struct sheet_cell *cell, struct str text)
{
    if (!read_number(text, cell))
        cell->text = text;
}

/* ---- a sheet ---- */

struct drawing {
    struct sheet_cell *cell;
    size_t rows, cols, moved; /* 1: a column stands before those of the file */
    bool has_old_notes;       /* the first column of the file is that of an earlier return */
};

static struct sheet_cell *cell_at(const struct drawing *w, int row, size_t column)
{
    return &w->cell[((size_t)row - 1) * w->cols + column];
}

static bool has_note_column(const struct table *t)
{
    return t->head.cell && t->cols > 0 && str_eq(str_trim(t->head.cell[0]), STR("错误说明"));
}

static void draw_row(const struct drawing *w, const struct table *t, const struct table_row *row,
                     enum sheet_look look)
{
    for (size_t i = 0; i < t->cols; i++) {
        struct sheet_cell *cell = cell_at(w, row->number, i + w->moved);
        cell->look = look;
        if (i == 0 && w->has_old_notes)
            continue;
        set_text(cell, row->cell[i]);
    }
}

/* What a problem says, as one line of the first column; its hint behind it. */
static struct str say(struct door *d, const struct problem *p)
{
    struct str text = text_fill(d->a, door_text(d, p->text), p->arg, COUNT_OF(p->arg));
    if (!p->hint)
        return text;
    struct str hint = text_fill(d->a, door_text(d, p->hint), p->arg, COUNT_OF(p->arg));
    return arena_printf(d->a, "%.*s%.*s", STR_ARG(text), STR_ARG(hint));
}

static struct str joined(struct arena *a, struct str before, struct str more)
{
    return before.n ? arena_printf(a, "%.*s\n%.*s", STR_ARG(before), STR_ARG(more)) : more;
}

static void draw_problem(const struct annotating *n, const struct drawing *w, const struct table *t,
                         const struct problem *p)
{
    struct door *d = n->d;
    enum sheet_look look = p->is_warning ? LOOK_WARNED : LOOK_BAD;
    int line = p->line > 0 ? p->line : t->head.number;
    if (line < 1 || (size_t)line > w->rows)
        return;
    struct str said = say(d, p), place = said;
    if (p->column > 0 && (size_t)p->column <= t->cols) {
        size_t column = (size_t)p->column - 1 + w->moved;
        struct sheet_cell *cell = cell_at(w, line, column);
        if (cell->look != LOOK_BAD)
            cell->look = look;
        cell->comment = joined(d->a, cell->comment, said);
        place = arena_printf(d->a, "%.*s%d：%.*s", STR_ARG(table_column_name(d->a, (int)column + 1)), line,
                             STR_ARG(said));
    }
    struct sheet_cell *note = cell_at(w, line, 0);
    if (line == t->head.number) {
        note->comment = joined(d->a, note->comment, place);
        return;
    }
    note->text = joined(d->a, note->text, place);
    if (note->look != LOOK_BAD)
        note->look = look;
}

static struct sheet_column *columns_of(struct arena *a, const struct table *t, const struct drawing *w)
{
    struct sheet_column *out = ARENA_ARRAY(a, struct sheet_column, w->cols);
    if (w->moved || w->has_old_notes)
        out[0].width_chars = WIDTH_NOTE;
    for (size_t i = w->has_old_notes; i < t->cols; i++) {
        size_t width = t->head.cell ? t->head.cell[i].n : 0; /* three bytes are two places: near enough */
        for (size_t k = 0; k < t->rows && k < 50; k++)
            width = t->row[k].cell[i].n > width ? t->row[k].cell[i].n : width;
        width = width * 2 / 3 + 2;
        out[i + w->moved].width_chars = (int)(width < WIDTH_MIN   ? WIDTH_MIN
                                              : width > WIDTH_MAX ? WIDTH_MAX
                                                                  : width);
    }
    return out;
}

static size_t last_row(const struct table *t)
{
    int last = t->head.number;
    if (t->rows && t->row[t->rows - 1].number > last)
        last = t->row[t->rows - 1].number;
    return last > 0 ? (size_t)last : 1;
}

static enum rc draw_sheet(const struct annotating *n, const struct table *t, bool is_chosen, size_t *cells,
                          struct sheet *ret)
{
    struct arena *a = n->d->a;
    struct drawing w = {.rows = last_row(t), .has_old_notes = is_chosen && has_note_column(t)};
    w.moved = is_chosen && !w.has_old_notes;
    w.cols = t->cols + w.moved;
    *cells += w.rows * w.cols;
    if (w.cols == 0 || *cells > CELLS_MAX)
        return FAIL(n->err, RC_TOO_LARGE, "intake_check.too_large", "%zu cells", *cells);
    w.cell = ARENA_ARRAY(a, struct sheet_cell, w.rows * w.cols);
    for (size_t i = 0; i < t->aboves; i++)
        draw_row(&w, t, &t->above[i], LOOK_PLAIN);
    if (t->head.cell)
        draw_row(&w, t, &t->head, LOOK_HEAD);
    for (size_t i = 0; i < t->rows; i++)
        draw_row(&w, t, &t->row[i], LOOK_PLAIN);
    if (is_chosen && t->head.number > 0) {
        *cell_at(&w, t->head.number, 0) = (struct sheet_cell){.text = STR("错误说明"), .look = LOOK_HEAD};
        for (size_t i = 0; i < n->in->problems->n; i++)
            draw_problem(n, &w, t, &n->in->problems->item[i]);
    }
    *ret = (struct sheet){.name = t->sheet.n ? t->sheet : STR("Sheet1"),
                          .column = columns_of(a, t, &w),
                          .cols = w.cols,
                          .cell = w.cell,
                          .rows = w.rows,
                          .head_rows = t->head.number > 0 ? (size_t)t->head.number : 0,
                          .frozen_cols = w.moved};
    return RC_OK;
}

/* What a template says of itself stays with it: name and value, a row each. */
static struct sheet meta_sheet(struct arena *a, const struct table_book *book)
{
    struct sheet_cell *cell = ARENA_ARRAY(a, struct sheet_cell, 2 * book->metas);
    for (size_t i = 0; i < book->metas; i++) {
        cell[2 * i].text = book->meta[i].name;
        cell[2 * i + 1].text = book->meta[i].value;
    }
    return (struct sheet){.name = STR("_meta"),
                          .is_hidden = true,
                          .column = ARENA_ARRAY(a, struct sheet_column, 2),
                          .cols = 2,
                          .cell = cell,
                          .rows = book->metas};
}

enum rc annotate(struct door *d, const struct intake *in, struct buf *out, struct err *err)
{
    struct annotating n = {.d = d, .in = in, .err = err};
    struct sheet *sheet = ARENA_ARRAY(d->a, struct sheet, in->book.tables + 1);
    size_t sheets = 0, cells = 0;
    for (size_t i = 0; i < in->book.tables; i++) {
        bool is_chosen = str_eq(in->book.table[i].sheet, in->table.sheet);
        /* The chosen one as it was read: with what was mended in it. */
        enum rc rc =
            draw_sheet(&n, is_chosen ? &in->table : &in->book.table[i], is_chosen, &cells, &sheet[sheets]);
        if (rc != RC_OK)
            return rc;
        sheets++;
    }
    if (in->book.metas)
        sheet[sheets++] = meta_sheet(d->a, &in->book);
    return sheets_write(sheet, sheets, out, err);
}
