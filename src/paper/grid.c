/* Tables: a line of cells with tabs between them, or each cell on a line of its own, as word processors hand
 * them over. A table begins with a head of known labels; a row that does not fit it becomes a question with
 * its text, never a guess. */
#include "paper/reader.h"

#define GRID_COLUMNS_MAX 12

struct grid {
    struct reader *r;
    enum label label[GRID_COLUMNS_MAX];
    size_t cols;
};

static bool label_of(const struct reader *r, size_t from, size_t to, enum label *ret)
{
    struct found f = lexicon_find(&r->lexicon, &r->sheet, from, to);
    if (f.word != W_LABEL || f.n != to - from)
        return false;
    *ret = (enum label)f.value;
    return true;
}

/* Cells without a glyph. */
static size_t skip_empty(struct span *cell, size_t n, size_t more, size_t at)
{
    while (more-- > 0 && n <= GRID_COLUMNS_MAX)
        cell[n++] = (struct span){at, at};
    return n;
}

/* Cells of a line; at most GRID_COLUMNS_MAX, one more means too many. */
static size_t cells_of(const struct reader *r, const struct line *l, struct span *cell)
{
    size_t n = skip_empty(cell, 0, r->sheet.glyph[l->from].tabs, l->from), from = l->from;
    for (size_t i = l->from + 1; i <= l->to && n <= GRID_COLUMNS_MAX; i++)
        if (i == l->to || r->sheet.glyph[i].tabs) {
            cell[n++] = (struct span){from, i};
            from = i;
            n = skip_empty(cell, n, i == l->to ? l->tabs : r->sheet.glyph[i].tabs - 1U, i);
        }
    return n;
}

static bool is_head(struct grid *g, const struct span *cell, size_t n)
{
    bool has_what = false, has_lead = false;
    if (n < 3 || n > GRID_COLUMNS_MAX)
        return false;
    for (size_t i = 0; i < n; i++) {
        if (!label_of(g->r, cell[i].from, cell[i].to, &g->label[i]))
            return false;
        has_what = has_what || g->label[i] == LABEL_WHAT;
        has_lead = has_lead || g->label[i] == LABEL_LEAD || g->label[i] == LABEL_IN_CHARGE;
    }
    g->cols = n;
    return has_what && has_lead;
}

static void push(struct reader *r, struct draft *f)
{
    LIST_ADD(r->arena, r->draft, r->drafts, r->drafts_cap, f);
}

/* 牵头单位 is read before 责任单位, wherever it stands. */
static void take_row(struct grid *g, const struct span *cell, struct span whole)
{
    struct draft *f = draft_begin(g->r);
    draft_place(g->r, f, whole.from, whole.to);
    for (size_t i = 0; i < g->cols; i++)
        if (g->label[i] == LABEL_LEAD)
            label_value(g->r, f, g->label[i], cell[i].from, cell[i].to);
    for (size_t i = 0; i < g->cols; i++)
        if (g->label[i] != LABEL_LEAD && g->label[i] != LABEL_NOTE)
            label_value(g->r, f, g->label[i], cell[i].from, cell[i].to);
    push(g->r, f);
}

static void take_misfit(struct grid *g, struct span whole)
{
    struct draft *f = draft_begin(g->r);
    draft_place(g->r, f, whole.from, whole.to);
    draft_what(g->r, f, whole.from, whole.to);
    draft_ask(f, ASK_ROW, f->place[0]);
    push(g->r, f);
}

static size_t read_tabbed(struct grid *g, size_t at)
{
    struct reader *r = g->r;
    struct span cell[GRID_COLUMNS_MAX + 1];
    const struct line *l = &r->sheet.line[at];
    size_t n = cells_of(r, l, cell), lines = 1;
    if (!is_head(g, cell, n))
        return 0;
    reader_remark(r, l->from, l->to, NOT_HEAD);
    for (; at + lines < r->sheet.lines; lines++) {
        l = &r->sheet.line[at + lines];
        n = cells_of(r, l, cell);
        if (n < 2)
            break;
        if (n == g->cols)
            take_row(g, cell, (struct span){l->from, l->to});
        else
            take_misfit(g, (struct span){l->from, l->to});
    }
    return lines;
}

/* ---- one cell a line ---- */

static bool is_row_number(const struct reader *r, const struct line *l, int want)
{
    int number;
    size_t n = sheet_number(&r->sheet, l->from, l->to, &number);
    return n && l->from + n == l->to && number == want;
}

/* Lines of the row that begins at line `at`: up to the next number or item. */
static size_t row_lines(const struct grid *g, size_t at, int number)
{
    const struct sheet *s = &g->r->sheet;
    size_t n = 1;
    int level;
    while (at + n < s->lines && n < g->cols && !is_row_number(g->r, &s->line[at + n], number + 1) &&
           !marker_at(g->r, s->line[at + n].from, s->line[at + n].to, &level))
        n++;
    return n;
}

/* The cells of a row; where one is missing, an empty line tells which. 0: they do not fit. */
static bool fill_row(const struct grid *g, size_t at, size_t lines, struct span *cell)
{
    const struct sheet *s = &g->r->sheet;
    size_t n = 0;
    for (size_t i = 0; i < lines && n < g->cols; i++) {
        const struct line *l = &s->line[at + i];
        if (lines < g->cols && l->after_blank && i && n + 1 < g->cols)
            cell[n++] = (struct span){l->from, l->from};
        cell[n++] = (struct span){l->from, l->to};
    }
    while (n < g->cols && at + lines < s->lines && s->line[at + lines].after_blank)
        cell[n++] = (struct span){cell[n - 1].to, cell[n - 1].to};
    return n == g->cols;
}

static size_t read_stacked(struct grid *g, size_t at)
{
    struct reader *r = g->r;
    struct span cell[GRID_COLUMNS_MAX + 1];
    size_t n = 0, lines, k;
    while (at + n < r->sheet.lines && n < GRID_COLUMNS_MAX &&
           label_of(r, r->sheet.line[at + n].from, r->sheet.line[at + n].to, &g->label[n])) {
        cell[n] = (struct span){r->sheet.line[at + n].from, r->sheet.line[at + n].to};
        n++;
    }
    if (!is_head(g, cell, n) || g->label[0] != LABEL_ROW)
        return 0;
    reader_remark(r, cell[0].from, cell[n - 1].to, NOT_HEAD);
    lines = n;
    for (int number = 1; at + lines < r->sheet.lines && is_row_number(r, &r->sheet.line[at + lines], number);
         number++) {
        k = row_lines(g, at + lines, number);
        struct span whole = {r->sheet.line[at + lines].from, r->sheet.line[at + lines + k - 1].to};
        if (fill_row(g, at + lines, k, cell))
            take_row(g, cell, whole);
        else
            take_misfit(g, whole);
        lines += k;
    }
    return lines;
}

size_t grid_read(struct reader *r, size_t at)
{
    struct grid g = {.r = r};
    size_t lines = read_tabbed(&g, at);
    return lines ? lines : read_stacked(&g, at);
}
