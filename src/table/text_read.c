/* Reads in one pass over the text, in place: a quoted cell is never longer than what was written, so cells
 * point into it. */
#include "table/text_read.h"

#include "table/grid.h"

#define SNIFFED_LINES 20

struct reader {
    struct grid grid;
    char *text;
    size_t n, at;
    char separator;
    int line;       /* of the file, from 1 */
    int number;     /* of the row, as a spreadsheet counts */
    size_t written; /* cells of the row */
    struct problems *problems;
};

/* ---- the separator ---- */

/* In how many of the first lines `c` stands outside quotes, and how often in the first of those. */
static void count_separator(const char *p, size_t n, char c, size_t *ret_lines, size_t *ret_first)
{
    bool in_quotes = false, here = false;
    size_t seen = 0, lines = 0, first = 0;
    for (size_t i = 0; i < n && seen < SNIFFED_LINES; i++) {
        in_quotes ^= p[i] == '"';
        if (!in_quotes && p[i] == '\n') {
            seen++;
            lines += here;
            here = false;
        } else if (!in_quotes && p[i] == c) {
            here = true;
            first += lines == 0;
        }
    }
    *ret_lines = lines + here;
    *ret_first = first;
}

/* The one that stands in most lines; thousands separators in numbers do not stand in the head. */
static char sniff_separator(const char *p, size_t n)
{
    static const char CANDIDATE[] = {'\t', ',', ';'};
    char best = ',';
    size_t best_lines = 0, best_first = 0;
    for (size_t i = 0; i < COUNT_OF(CANDIDATE); i++) {
        size_t lines, first;
        count_separator(p, n, CANDIDATE[i], &lines, &first);
        if (lines > best_lines || (lines == best_lines && first > best_first)) {
            best = CANDIDATE[i];
            best_lines = lines;
            best_first = first;
        }
    }
    return best;
}

/* ---- one cell, one row ---- */

static bool at_end_of_cell(const struct reader *r)
{
    char c = r->at < r->n ? r->text[r->at] : '\n';
    return c == r->separator || c == '\n' || c == '\r';
}

static enum rc read_quoted(struct reader *r, struct str *ret)
{
    int opened = r->line;
    char *start = r->text + r->at, *to = start;
    for (r->at++; r->at < r->n; r->at++) {
        char c = r->text[r->at];
        if (c == '"' && !(r->at + 1 < r->n && r->text[r->at + 1] == '"'))
            break;
        r->at += c == '"';
        r->line += c == '\n';
        *to++ = c;
    }
    if (r->at == r->n) {
        struct problem *item = PROBLEM(r->problems, opened, (int)r->written + 1, "table.open_quote");
        item->hint = "table.open_quote_hint";
        problem_value(r->problems, item, str_of(start, (size_t)(to - start)));
        return RC_INVALID;
    }
    r->at++;
    while (r->at < r->n && r->text[r->at] == ' ')
        r->at++;
    *ret = str_of(start, (size_t)(to - start));
    if (!at_end_of_cell(r)) {
        struct problem *item = PROBLEM(r->problems, r->number, (int)r->written + 1, "table.text_after_quote");
        item->hint = "table.open_quote_hint";
        problem_value(r->problems, item, *ret);
        return RC_INVALID;
    }
    return RC_OK;
}

static enum rc read_cell(struct reader *r, struct str *ret)
{
    if (r->at < r->n && r->text[r->at] == '"')
        return read_quoted(r, ret);
    size_t start = r->at;
    while (!at_end_of_cell(r))
        r->at++;
    *ret = str_of(r->text + start, r->at - start);
    return RC_OK;
}

static enum rc read_row(struct reader *r)
{
    grid_row(&r->grid, ++r->number, false);
    r->written = 0;
    for (;;) {
        struct str cell;
        enum rc rc = read_cell(r, &cell);
        if (rc == RC_OK)
            rc = grid_cell(&r->grid, (int)++r->written, cell, (struct grid_mark){0});
        if (rc != RC_OK)
            return rc;
        if (r->at == r->n || r->text[r->at] != r->separator)
            break;
        r->at++;
    }
    grid_row_written(&r->grid, r->written);
    if (r->at < r->n && r->text[r->at] == '\r')
        r->at++;
    if (r->at < r->n && r->text[r->at] == '\n')
        r->at++;
    r->line++;
    return RC_OK;
}

static enum rc take_table(struct reader *r, struct table *ret)
{
    switch (grid_table(&r->grid, ret)) {
    case GRID_TABLE:
        return RC_OK;
    case GRID_NO_TABLE:
        PROBLEM(r->problems, 0, 0, "table.one_column")->hint = "table.one_column_hint";
        return RC_INVALID;
    case GRID_EMPTY:
        PROBLEM(r->problems, 0, 0, "table.empty")->hint = "table.empty_hint";
        return RC_INVALID;
    case GRID_TOO_LARGE:
        return RC_TOO_LARGE;
    default:
        return RC_INVALID;
    }
}

enum rc text_read(struct arena *a, char *text, size_t n, struct table *ret, struct problems *problems)
{
    struct reader r = {.grid = {.arena = a, .problems = problems, .is_text = true},
                       .text = text,
                       .n = n,
                       .separator = sniff_separator(text, n),
                       .line = 1,
                       .problems = problems};
    enum rc rc = RC_OK;
    while (r.at < r.n && rc == RC_OK)
        rc = read_row(&r);
    if (rc == RC_OK)
        rc = take_table(&r, ret);
    grid_release(&r.grid);
    return rc;
}
