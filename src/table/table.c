/* Reads in one pass over a copy of the text, in place: a quoted cell is never longer than what was written,
 * so cells point into the copy. */
#include "table/table.h"

#include "table/decode.h"

#define SNIFFED_LINES 20

struct reader {
    char *text;
    size_t n, at;
    char separator;
    int line;   /* of the file, from 1 */
    int number; /* of the row, as a spreadsheet counts */
    struct problems *problems;
    /* The row being read: cells up to the last one that is not blank; how many were written; how many of
     * them are not blank. */
    struct str cell[LIMIT_TABLE_COLUMNS];
    size_t filled_to, written, filled;
};

/* ---- which file is it ---- */

static bool is_near_start(struct str bytes, struct str part)
{
    struct str start = str_sub(bytes, 0, 200);
    return str_find_str(start, part) < start.n;
}

/* NULL when it is no workbook or page, and may be text. */
static const char *foreign_kind(struct str bytes)
{
    if (str_starts(bytes, STR("PK\x03\x04")))
        return is_near_start(bytes, STR("application/vnd.oasis.opendocument")) ? "table.is_ods"
                                                                               : "table.is_xlsx";
    if (str_starts(bytes, STR("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")))
        return "table.is_xls";
    if (str_starts(bytes, STR("%PDF-")))
        return "table.is_pdf";
    struct str start = str_trim(str_sub(bytes, 0, 200));
    if (str_starts(start, STR("<")) &&
        (is_near_start(start, STR("<html")) || is_near_start(start, STR("<table")) ||
         is_near_start(start, STR("<?xml")) || is_near_start(start, STR("<!"))))
        return "table.is_markup";
    return NULL;
}

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

static enum rc keep_cell(struct reader *r, struct str cell)
{
    size_t column = r->written++;
    bool is_blank = str_trim(cell).n == 0;
    if (column >= LIMIT_TABLE_COLUMNS) {
        if (is_blank)
            return RC_OK;
        struct problem *item = PROBLEM(r->problems, r->number, (int)column + 1, "table.too_many_columns");
        item->hint = "table.too_many_hint";
        problem_arg(r->problems, item, 0, arena_printf(r->problems->arena, "%d", LIMIT_TABLE_COLUMNS));
        return RC_TOO_LARGE;
    }
    if (cell.n > LIMIT_CELL_BYTES) {
        struct problem *item = PROBLEM(r->problems, r->number, (int)column + 1, "table.cell_too_long");
        item->hint = "table.cell_too_long_hint";
        problem_arg(r->problems, item, 0, arena_printf(r->problems->arena, "%d", LIMIT_CELL_BYTES));
        problem_value(r->problems, item, cell);
        return RC_TOO_LARGE;
    }
    r->cell[column] = cell;
    if (!is_blank) {
        r->filled++;
        r->filled_to = column + 1;
    }
    return RC_OK;
}

static enum rc read_row(struct reader *r)
{
    r->number++;
    r->filled_to = r->written = r->filled = 0;
    for (;;) {
        struct str cell;
        enum rc rc = read_cell(r, &cell);
        if (rc == RC_OK)
            rc = keep_cell(r, cell);
        if (rc != RC_OK)
            return rc;
        if (r->at == r->n || r->text[r->at] != r->separator)
            break;
        r->at++;
    }
    if (r->at < r->n && r->text[r->at] == '\r')
        r->at++;
    if (r->at < r->n && r->text[r->at] == '\n')
        r->at++;
    r->line++;
    return RC_OK;
}

/* ---- the grid ---- */

/* cols cells; those that were not written are empty. */
static struct table_row row_copy(struct arena *a, const struct reader *r, size_t cols)
{
    struct str *cell = ARENA_ARRAY(a, struct str, cols);
    for (size_t i = 0; i < cols; i++)
        cell[i] = i < r->filled_to ? r->cell[i] : STR("");
    return (struct table_row){.number = r->number, .cell = cell};
}

static void check_width(struct reader *r, size_t cols)
{
    const char *text = r->filled_to > cols ? "table.more_cells"
                       : r->written < cols ? "table.fewer_cells"
                                           : NULL;
    if (text == NULL)
        return;
    size_t found = r->filled_to > cols ? r->filled_to : r->written;
    struct problem *item = problem_add(r->problems, r->number, 0, text);
    item->hint = "table.width_hint";
    problem_arg(r->problems, item, 0, arena_printf(r->problems->arena, "%zu", found));
    problem_arg(r->problems, item, 1, arena_printf(r->problems->arena, "%zu", cols));
}

static enum rc too_many(struct reader *r, const char *text, int limit)
{
    struct problem *item = problem_add(r->problems, r->number, 0, text);
    item->hint = "table.too_many_hint";
    problem_arg(r->problems, item, 0, arena_printf(r->problems->arena, "%d", limit));
    return RC_TOO_LARGE;
}

static enum rc read_head(struct arena *a, struct reader *r, struct table *t)
{
    bool any = false;
    while (r->at < r->n) {
        enum rc rc = read_row(r);
        if (rc != RC_OK)
            return rc;
        any |= r->filled > 0;
        if (r->filled >= 2) {
            t->cols = r->filled_to;
            t->head = row_copy(a, r, t->cols);
            return RC_OK;
        }
    }
    struct problem *item = problem_add(r->problems, 0, 0, any ? "table.one_column" : "table.empty");
    item->hint = any ? "table.one_column_hint" : "table.empty_hint";
    return RC_INVALID;
}

static enum rc read_rows(struct arena *a, struct reader *r, struct table *t)
{
    size_t cap = 1;
    for (size_t i = r->at; i < r->n && cap < LIMIT_TABLE_ROWS; i++)
        cap += r->text[i] == '\n' || r->text[i] == '\r';
    struct table_row *row = ARENA_ARRAY(a, struct table_row, cap);
    t->row = row;
    while (r->at < r->n) {
        enum rc rc = read_row(r);
        if (rc != RC_OK)
            return rc;
        if (r->filled == 0)
            continue;
        if (t->rows == LIMIT_TABLE_ROWS)
            return too_many(r, "table.too_many_rows", LIMIT_TABLE_ROWS);
        if ((t->rows + 1) * t->cols > TABLE_CELLS_MAX)
            return too_many(r, "table.too_many_cells", TABLE_CELLS_MAX);
        check_width(r, t->cols);
        row[t->rows++] = row_copy(a, r, t->cols);
    }
    return RC_OK;
}

enum rc table_read(struct arena *a, struct str bytes, struct table *ret, struct problems *problems)
{
    if (bytes.n > LIMIT_UPLOAD_BYTES) {
        struct problem *item = PROBLEM(problems, 0, 0, "table.file_too_large");
        item->hint = "table.too_many_hint";
        problem_arg(problems, item, 0, arena_printf(problems->arena, "%d", LIMIT_UPLOAD_BYTES / 1024 / 1024));
        return RC_TOO_LARGE;
    }
    const char *kind = foreign_kind(bytes);
    if (kind) {
        problem_add(problems, 0, 0, kind)->hint = "table.save_as_csv_hint";
        return RC_INVALID;
    }
    struct reader *r = ARENA_NEW(a, struct reader);
    *r = (struct reader){.line = 1, .problems = problems};
    size_t blocking = problems->blocking;
    struct table t = {0};
    enum rc rc = decode_text(a, bytes, &r->text, &r->n, problems);
    if (rc != RC_OK)
        return rc;
    r->separator = sniff_separator(r->text, r->n);
    rc = read_head(a, r, &t);
    if (rc == RC_OK)
        rc = read_rows(a, r, &t);
    if (rc != RC_OK)
        return rc;
    if (problems->blocking > blocking)
        return RC_INVALID;
    *ret = t;
    return RC_OK;
}

struct str table_column_name(struct arena *a, int column)
{
    ASSERT(column > 0);
    char name[8];
    size_t at = sizeof name;
    for (; column > 0; column = (column - 1) / 26)
        name[--at] = (char)('A' + (column - 1) % 26);
    return arena_str(a, str_of(name + at, sizeof name - at));
}
