/* libxlsxwriter 1.1 writes to the name of a file only, so it is given the name of one that lies in memory
 * (memfd); the parts of the workbook pass through files of its own, without a name, in /dev/shm or, where
 * there is none, where TMPDIR says. It does not look whether a write to those succeeded: on a full disk it
 * would hand over a workbook with a part cut off. So what came out is read once more: each part must be
 * well-formed and the sheets must have as many cells as were written.
 *
 * What the library would refuse or write wrongly is settled before it sees it: names, lengths, characters
 * that XML cannot hold, drop-downs that do not fit into their cell. Not used: its constant_memory mode, which
 * wants the cells in order and knows no comments. */
#include "table/sheet.h"

#include <errno.h>
#include <expat.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>
#include <xlsxwriter.h>
#include <zip.h>

#include "base/limits.h"
#include "base/utf8.h"

#define FONT "Microsoft YaHei"
#define LISTS "_lists" /* the hidden sheet of long drop-downs */
#define ROWS_MAX 1048576
#define COLUMNS_MAX 16384
#define TEXT_UNITS_MAX 32767 /* of UTF-16, as spreadsheets count */
#define NAME_UNITS_MAX 31
#define EXACT_MAX INT64_C(999999999999999) /* 15 digits */
#define DIGITS_MAX 18
#define LIST_BYTES_MAX 200

enum format_kind {
    FORMAT_GENERAL,
    FORMAT_TEXT,
    FORMAT_NUMBER,
    FORMAT_PERCENT = FORMAT_NUMBER + DIGITS_MAX + 1
};
#define FORMATS (FORMAT_PERCENT + DIGITS_MAX + 1)
#define LOOK_BARE LOOK__COUNT /* plain, outside of the table: no lines around it */

struct list {
    const struct str *choice;
    size_t n;
    char range[64]; /* '_lists'!$A$1:$A$57 */
};

struct writer {
    lxw_workbook *book;
    lxw_format *format[LOOK__COUNT + 1][FORMATS];
    char (*name)[NAME_UNITS_MAX * 4 + 1];
    size_t names;
    struct list *list;
    size_t lists, lists_cap;
    struct buf text, comment; /* one at a time, NUL at the end */
    size_t cells;             /* that stand in the file */
    struct err *err;
};

static enum rc cannot_write(struct writer *w, const char *what)
{
    return FAIL(w->err, RC_IO, "sheet.cannot_write", "%s", what);
}

static enum rc library_says(struct writer *w, lxw_error e)
{
    return e == LXW_NO_ERROR ? RC_OK : cannot_write(w, lxw_strerror(e));
}

/* ---- text ---- */

static bool is_escape(struct str s, size_t at) /* _x0041_ means A to a spreadsheet */
{
    if (s.n - at < 7 || s.p[at] != '_' || s.p[at + 1] != 'x' || s.p[at + 6] != '_')
        return false;
    for (size_t i = at + 2; i < at + 6; i++)
        if (!memchr("0123456789abcdefABCDEF", s.p[i], 22))
            return false;
    return true;
}

/* Into `out`, with a NUL: line ends are \n, what XML cannot hold is U+FFFD. Returns the length in UTF-16. */
static size_t text_to(struct buf *out, struct str s, bool is_cell)
{
    size_t units = 0;
    buf_clear(out);
    for (size_t at = 0; at < s.n;) {
        size_t from = at;
        uint32_t cp = utf8_next(s, &at);
        units += cp > 0xFFFF ? 2 : 1;
        if (cp == '\r') {
            if (at >= s.n || s.p[at] != '\n')
                buf_putc(out, '\n');
        } else if ((cp < 0x20 && cp != '\t' && cp != '\n') || cp == 0xFFFD || cp == 0xFFFE || cp == 0xFFFF) {
            buf_put(out, STR("\xEF\xBF\xBD"));
        } else {
            if (is_cell && is_escape(s, from))
                buf_put(out, STR("_x005F"));
            buf_put(out, str_sub(s, from, at - from));
        }
    }
    buf_putc(out, '\0');
    return units;
}

/* Columns of Latin letters that a line takes; of the whole text in lines of at most `width`, how many. */
static size_t lines_of(struct str s, size_t width)
{
    size_t lines = 1, used = 0;
    for (size_t at = 0; at < s.n;) {
        uint32_t cp = utf8_next(s, &at);
        size_t take = cp >= 0x1100 ? 2 : 1;
        if (cp == '\n' || used + take > width) {
            lines++;
            used = 0;
        }
        used += cp == '\n' ? 0 : take;
    }
    return lines;
}

/* ---- looks ---- */

static void set_ground(lxw_format *f, lxw_color_t ground, lxw_color_t text)
{
    format_set_pattern(f, LXW_PATTERN_SOLID);
    format_set_bg_color(f, ground);
    if (text)
        format_set_font_color(f, text);
}

static void set_look(lxw_format *f, enum sheet_look look, bool is_number)
{
    format_set_font_name(f, FONT);
    format_set_font_size(f, look == LOOK_TITLE ? 14 : look == LOOK_REMARK ? 9 : 10);
    format_set_align(f, LXW_ALIGN_VERTICAL_CENTER);
    if (look != LOOK_TITLE && !is_number)
        format_set_text_wrap(f);
    if (look != LOOK_TITLE && look != LOOK_REMARK && look != LOOK_BARE) {
        format_set_border(f, LXW_BORDER_THIN);
        format_set_border_color(f, 0xC5CED6);
        format_set_align(f, look == LOOK_HEAD ? LXW_ALIGN_CENTER : LXW_ALIGN_LEFT);
        format_set_indent(f,
                          look == LOOK_HEAD || is_number ? 0 : 1); /* LibreOffice indents some numbers only */
    }
    switch (look) {
    case LOOK_TITLE:
        format_set_bold(f);
        break;
    case LOOK_REMARK:
        format_set_font_color(f, 0x5B6875);
        break;
    case LOOK_HEAD:
        format_set_bold(f);
        set_ground(f, 0xE4E9ED, 0);
        break;
    case LOOK_KEY:
        set_ground(f, 0xF2F4F6, 0x465362);
        break;
    case LOOK_REQUIRED:
        set_ground(f, 0xFFF8D6, 0);
        format_set_unlocked(f);
        break;
    case LOOK_OPTIONAL:
        format_set_unlocked(f);
        break;
    case LOOK_BAD:
        set_ground(f, 0xF9D9D6, 0x6B1512);
        break;
    case LOOK_WARNED:
        set_ground(f, 0xFDEBD3, 0x5A3A00);
        break;
    case LOOK_PLAIN:
    case LOOK__COUNT:
        break;
    }
}

static void set_number(lxw_format *f, size_t kind)
{
    size_t digits = kind - (kind >= FORMAT_PERCENT ? FORMAT_PERCENT : FORMAT_NUMBER);
    char text[40];
    (void)snprintf(text, sizeof text, "%s%s%.*s%s", kind >= FORMAT_PERCENT ? "0" : "#,##0", digits ? "." : "",
                   (int)digits, "000000000000000000", kind >= FORMAT_PERCENT ? "%" : "");
    format_set_num_format(f, text);
    format_set_align(f, LXW_ALIGN_RIGHT);
}

/* NULL: no memory. */
static lxw_format *format_of(struct writer *w, enum sheet_look look, size_t kind)
{
    lxw_format **f = &w->format[look][kind];
    if (*f)
        return *f;
    *f = workbook_add_format(w->book);
    if (!*f)
        return NULL;
    set_look(*f, look, kind >= FORMAT_NUMBER);
    if (kind == FORMAT_TEXT)
        format_set_num_format(*f, "@");
    else if (kind != FORMAT_GENERAL)
        set_number(*f, kind);
    return *f;
}

/* ---- names of sheets ---- */

static bool name_is(const char *a, const char *b) /* in either case, as spreadsheets compare them */
{
    for (;; a++, b++) {
        char x = *a, y = *b;
        x = x >= 'A' && x <= 'Z' ? (char)(x + 'a' - 'A') : x;
        y = y >= 'A' && y <= 'Z' ? (char)(y + 'a' - 'A') : y;
        if (x != y || x == '\0')
            return x == y;
    }
}

static bool name_is_taken(const struct writer *w, const char *name)
{
    for (size_t i = 0; i < w->names; i++)
        if (name_is(w->name[i], name))
            return true;
    return name_is(name, "History") || name_is(name, LISTS); /* Excel's; ours */
}

/* The longest start that takes at most `units`. */
static size_t units_cut(const char *p, size_t n, size_t units)
{
    struct str s = str_of(p, n);
    size_t at = 0, end = 0;
    while (at < n) {
        uint32_t cp = utf8_next(s, &at);
        size_t take = cp > 0xFFFF ? 2 : 1;
        if (take > units)
            break;
        units -= take;
        end = at;
    }
    return end;
}

/* The name as it may stand, kept in w->name; "-" for none. */
static const char *name_make(struct writer *w, struct str wish)
{
    char *out = w->name[w->names];
    (void)text_to(&w->text, wish, false);
    struct str s = str_trim(str_of(w->text.failed ? "" : w->text.p, w->text.failed ? 0 : w->text.n - 1));
    size_t n = units_cut(s.p, s.n, NAME_UNITS_MAX);
    memcpy(out, n ? s.p : "-", n ? n : 1);
    n = n ? n : 1;
    out[n] = '\0';
    for (size_t i = 0; i < n; i++)
        if (memchr("[]:*?/\\\t\n", out[i], 9) || (out[i] == '\'' && (i == 0 || i + 1 == n)))
            out[i] = '_';
    for (unsigned k = 2; name_is_taken(w, out); k++) {
        char end[16];
        int m = snprintf(end, sizeof end, " (%u)", k);
        size_t keep = units_cut(s.n ? out : "-", n, NAME_UNITS_MAX - (size_t)m);
        memcpy(out + keep, end, (size_t)m + 1);
        n = keep;
    }
    w->names++;
    return out;
}

/* ---- cells ---- */

static bool cell_is_empty(const struct sheet_cell *c) { return !c->is_number && c->text.n == 0; }

/* A number that a spreadsheet would round: "1234567890123456.78". */
static struct str number_text(char room[48], const struct sheet_cell *c)
{
    uint64_t v = c->number < 0 ? 0 - (uint64_t)c->number : (uint64_t)c->number;
    char *p = room + 48, *end = p;
    if (c->is_percent)
        *--p = '%';
    for (int i = 0; v > 0 || i <= c->digits; i++, v /= 10) {
        if (i == c->digits && i > 0)
            *--p = '.';
        *--p = (char)('0' + v % 10);
    }
    if (c->number < 0)
        *--p = '-';
    return str_of(p, (size_t)(end - p));
}

/* The one place where a number is no scaled integer: the library takes nothing else (tools/lint.py). */
static double number_of(const struct sheet_cell *c)
{
    double scale = 1; /* exact up to 10^22, so the quotient is the nearest number there is */
    for (int i = 0; i < c->digits + (c->is_percent ? 2 : 0); i++)
        scale *= 10;
    return (double)c->number / scale;
}

struct place {
    lxw_worksheet *ws;
    const struct sheet *sheet;
    size_t row, column;
    size_t *busy; /* per column: covered by a merged cell up to this row, not included */
};

static enum rc write_value(struct writer *w, const struct place *at, const struct sheet_cell *c,
                           lxw_format *f, bool as_number)
{
    lxw_row_t row = (lxw_row_t)at->row;
    lxw_col_t column = (lxw_col_t)at->column;
    if (as_number)
        return library_says(w, worksheet_write_number(at->ws, row, column, number_of(c), f));
    if (cell_is_empty(c))
        return library_says(w, worksheet_write_blank(at->ws, row, column, f));
    char number[48];
    if (text_to(&w->text, c->is_number ? number_text(number, c) : c->text, true) > TEXT_UNITS_MAX)
        return FAIL(w->err, RC_TOO_LARGE, "sheet.text_too_long", "row %zu, column %zu", at->row, at->column);
    if (w->text.failed)
        return cannot_write(w, "no memory");
    return library_says(w, worksheet_write_string(at->ws, row, column, w->text.p, f));
}

/* As many columns and rows as are free: merged cells must not overlap. */
static enum rc merge(struct writer *w, const struct place *at, const struct sheet_cell *c, lxw_format *f)
{
    size_t span = c->span > 1 ? (size_t)c->span : 1, down = c->down > 1 ? (size_t)c->down : 1, n = 1;
    while (n < span && at->column + n < at->sheet->cols && at->busy[at->column + n] <= at->row)
        n++;
    if (down > at->sheet->rows - at->row)
        down = at->sheet->rows - at->row;
    w->cells += n * down;
    if (n * down == 1)
        return RC_OK;
    for (size_t i = 0; i < n; i++)
        at->busy[at->column + i] = at->row + down;
    return library_says(w, worksheet_merge_range(at->ws, (lxw_row_t)at->row, (lxw_col_t)at->column,
                                                 (lxw_row_t)(at->row + down - 1),
                                                 (lxw_col_t)(at->column + n - 1), "", f));
}

/* Sized to its text: 9 points, 40 Latin letters a line. */
static enum rc write_comment(struct writer *w, const struct place *at, struct str text)
{
    static char font[] = FONT, author[] = "";
    if (text_to(&w->comment, text, false) > TEXT_UNITS_MAX)
        return FAIL(w->err, RC_TOO_LARGE, "sheet.text_too_long", "comment in row %zu", at->row);
    if (w->comment.failed)
        return cannot_write(w, "no memory");
    size_t lines = lines_of(str_c(w->comment.p), 40);
    lxw_comment_options options = {.author = author,
                                   .width = 270,
                                   .height = (uint16_t)(18 * (lines < 30 ? lines : 30) + 12),
                                   .font_name = font,
                                   .font_size = 9};
    return library_says(w, worksheet_write_comment_opt(at->ws, (lxw_row_t)at->row, (lxw_col_t)at->column,
                                                       w->comment.p, &options));
}

static enum rc write_cell(struct writer *w, const struct place *at, bool row_is_blank)
{
    const struct sheet *s = at->sheet;
    const struct sheet_cell *c = &s->cell[at->row * s->cols + at->column];
    bool in_table = at->row >= s->head_rows && !row_is_blank;
    enum sheet_look look = c->look == LOOK_PLAIN && !in_table ? LOOK_BARE : c->look;
    ASSERT((unsigned)c->look < LOOK__COUNT && c->digits >= 0 && c->digits <= DIGITS_MAX);
    if (at->busy[at->column] > at->row)
        return RC_OK; /* beneath a merged cell */
    if (cell_is_empty(c) && look == LOOK_BARE && c->comment.n == 0)
        return RC_OK;
    bool is_text = in_table && s->column && s->column[at->column].is_text;
    bool as_number = c->is_number && !is_text && c->number <= EXACT_MAX && c->number >= -EXACT_MAX;
    size_t kind = as_number ? (c->is_percent ? FORMAT_PERCENT : FORMAT_NUMBER) + (size_t)c->digits
                  : is_text ? FORMAT_TEXT
                            : FORMAT_GENERAL;
    lxw_format *f = format_of(w, look, kind);
    if (!f)
        return cannot_write(w, "no memory");
    enum rc rc = merge(w, at, c, f);
    if (rc == RC_OK)
        rc = write_value(w, at, c, f, as_number);
    if (rc == RC_OK && c->comment.n)
        rc = write_comment(w, at, c->comment);
    return rc;
}

static size_t width_of(const struct sheet *s, size_t from, size_t columns)
{
    size_t width = 0;
    for (size_t i = from; i < from + columns && i < s->cols; i++)
        width += s->column && s->column[i].width_chars > 0 ? (size_t)s->column[i].width_chars : 10;
    return width;
}

/* Not every spreadsheet fits a row to the lines that a head, or what is wrong with a row, is broken into;
 * bold hanzi are somewhat wider than two letters. */
static enum rc fit_lines(struct writer *w, const struct place *at)
{
    const struct sheet *s = at->sheet;
    size_t most = 1;
    for (size_t i = 0; i < s->cols; i++) {
        const struct sheet_cell *c = &s->cell[at->row * s->cols + i];
        size_t width = width_of(s, i, c->span > 1 ? (size_t)c->span : 1) - 1;
        bool is_broken = c->look == LOOK_HEAD || c->look == LOOK_BAD || c->look == LOOK_WARNED;
        size_t lines = is_broken && c->down < 2 ? lines_of(c->text, width ? width : 1) : 1;
        most = lines > most ? lines : most;
    }
    if (most == 1)
        return RC_OK;
    return library_says(
        w, worksheet_set_row(at->ws, (lxw_row_t)at->row, 16 * (int)(most < 20 ? most : 20), NULL));
}

/* A spreadsheet fits the height of a row to its text, but not to that of a merged cell. */
static enum rc fit_height(struct writer *w, const struct place *at)
{
    const struct sheet *s = at->sheet;
    const struct sheet_cell *c = &s->cell[at->row * s->cols];
    if (s->cols == 0)
        return RC_OK;
    if (c->look != LOOK_TITLE && c->look != LOOK_REMARK)
        return fit_lines(w, at);
    if (cell_is_empty(c))
        return RC_OK;
    size_t width = width_of(s, 0, c->span > 1 ? (size_t)c->span : 1);
    size_t lines = c->look == LOOK_TITLE ? 1 : lines_of(c->text, width);
    int height = c->look == LOOK_TITLE ? 26 : 15 * (int)(lines < 26 ? lines : 26);
    return library_says(w, worksheet_set_row(at->ws, (lxw_row_t)at->row, height, NULL));
}

static bool is_blank_row(const struct sheet *s, size_t row)
{
    for (size_t i = 0; i < s->cols; i++)
        if (!cell_is_empty(&s->cell[row * s->cols + i]) || s->cell[row * s->cols + i].look != LOOK_PLAIN)
            return false;
    return true;
}

static enum rc write_cells(struct writer *w, lxw_worksheet *ws, const struct sheet *s)
{
    struct place at = {.ws = ws, .sheet = s, .busy = calloc(s->cols + 1, sizeof(size_t))};
    enum rc rc = at.busy ? RC_OK : cannot_write(w, "no memory");
    for (at.row = 0; at.row < s->rows && rc == RC_OK; at.row++) {
        bool is_blank = is_blank_row(s, at.row);
        for (at.column = 0; at.column < s->cols && rc == RC_OK; at.column++)
            rc = write_cell(w, &at, is_blank);
        if (rc == RC_OK)
            rc = fit_height(w, &at);
    }
    free(at.busy);
    return rc;
}

/* ---- drop-downs ---- */

/* Into the cell itself: all of them with commas between. The library has 255 bytes for that. */
static bool fits_in_cell(const struct sheet_column *c)
{
    size_t bytes = 0;
    for (size_t i = 0; i < c->choices; i++) {
        struct str s = c->choice[i];
        bytes += s.n + 1;
        if (s.n == 0 || memchr(s.p, ',', s.n) || memchr(s.p, '"', s.n) || str_trim(s).n != s.n)
            return false;
    }
    return bytes <= LIST_BYTES_MAX;
}

static const char *list_range(struct writer *w, const struct sheet_column *c)
{
    for (size_t i = 0; i < w->lists; i++)
        if (w->list[i].choice == c->choice && w->list[i].n == c->choices)
            return w->list[i].range;
    if (w->lists == w->lists_cap)
        return NULL;
    struct list *list = &w->list[w->lists];
    char letters[8];
    lxw_col_to_name(letters, (lxw_col_t)w->lists, LXW_FALSE);
    *list = (struct list){.choice = c->choice, .n = c->choices};
    (void)snprintf(list->range, sizeof list->range, "'" LISTS "'!$%s$1:$%s$%zu", letters, letters,
                   c->choices);
    w->lists++;
    return list->range;
}

/* The library would keep a range, but loses the memory of one copy of it; so it gets a list, which becomes
 * the range here. */
static bool list_becomes_range(lxw_worksheet *ws, const char *range)
{
    lxw_data_val_obj *v, *last = NULL;
    STAILQ_FOREACH(v, ws->data_validations, list_pointers)
    last = v;
    char *copy = last ? strdup(range) : NULL;
    if (!copy)
        return false;
    free(last->value_formula);
    last->value_formula = copy;
    return true;
}

static enum rc add_choice(struct writer *w, lxw_worksheet *ws, const struct sheet *s, size_t column,
                          char **list)
{
    size_t last = s->head_rows + LIMIT_TABLE_ROWS;
    last = last < s->rows ? s->rows : last < ROWS_MAX ? last : ROWS_MAX;
    lxw_data_validation v = {.validate = LXW_VALIDATION_TYPE_LIST,
                             .ignore_blank = LXW_VALIDATION_ON,
                             .show_error = LXW_VALIDATION_ON,
                             .dropdown = LXW_VALIDATION_ON,
                             .value_list = list};
    return library_says(w, worksheet_data_validation_range(ws, (lxw_row_t)s->head_rows, (lxw_col_t)column,
                                                           (lxw_row_t)(last - 1), (lxw_col_t)column, &v));
}

static enum rc write_choice(struct writer *w, lxw_worksheet *ws, const struct sheet *s, size_t column)
{
    const struct sheet_column *c = &s->column[column];
    static char one[] = "-";
    char *range[] = {one, NULL};
    enum rc rc = RC_OK;
    if (!fits_in_cell(c)) {
        rc = add_choice(w, ws, s, column, range);
        return rc != RC_OK || list_becomes_range(ws, list_range(w, c)) ? rc : cannot_write(w, "no memory");
    }
    char **list = calloc(c->choices + 1, sizeof *list);
    for (size_t i = 0; list && i < c->choices && rc == RC_OK; i++) {
        (void)text_to(&w->text, c->choice[i], false);
        list[i] = w->text.failed ? NULL : strdup(w->text.p);
        rc = list[i] ? RC_OK : cannot_write(w, "no memory");
    }
    if (rc == RC_OK)
        rc = list ? add_choice(w, ws, s, column, list) : cannot_write(w, "no memory");
    for (size_t i = 0; list && i < c->choices; i++)
        free(list[i]);
    free(list);
    return rc;
}

/* ---- one sheet ---- */

static enum rc write_columns(struct writer *w, lxw_worksheet *ws, const struct sheet *s)
{
    enum rc rc = RC_OK;
    for (size_t i = 0; s->column && i < s->cols && rc == RC_OK; i++) {
        const struct sheet_column *c = &s->column[i];
        lxw_format *f = c->is_text ? format_of(w, LOOK_BARE, FORMAT_TEXT) : NULL;
        int width = c->width_chars > 0 ? (c->width_chars < 255 ? c->width_chars : 255) : 10;
        if (c->is_text && !f)
            return cannot_write(w, "no memory");
        rc = library_says(w, worksheet_set_column(ws, (lxw_col_t)i, (lxw_col_t)i, width, f));
        if (rc == RC_OK && c->choices && s->head_rows < s->rows + 1)
            rc = write_choice(w, ws, s, i);
    }
    return rc;
}

/* One page wide while it can still be read (some 6 points); else several, with the frozen columns on each. */
static enum rc fit_to_pages(struct writer *w, lxw_worksheet *ws, const struct sheet *s)
{
    size_t readable = s->is_wide ? 260 : 175, frozen = width_of(s, 0, s->frozen_cols);
    size_t room = readable > 2 * frozen ? readable - frozen : readable;
    size_t width = width_of(s, 0, s->cols), pages = 1;
    if (width > readable)
        pages = (width - frozen + room - 1) / room;
    worksheet_fit_to_pages(ws, (uint16_t)(pages < 100 ? pages : 100), 0);
    if (pages == 1 || s->frozen_cols == 0)
        return RC_OK;
    return library_says(w, worksheet_repeat_columns(ws, 0, (lxw_col_t)(s->frozen_cols - 1)));
}

static enum rc set_up_page(struct writer *w, lxw_worksheet *ws, const struct sheet *s)
{
    enum rc rc = fit_to_pages(w, ws, s);
    worksheet_set_paper(ws, 9); /* A4 */
    worksheet_set_margins(ws, 0.5, 0.5, 0.6, 0.6);
    worksheet_center_horizontally(ws);
    if (s->is_wide)
        worksheet_set_landscape(ws);
    if (rc == RC_OK)
        rc = library_says(w, worksheet_set_footer(ws, "&C&9&P / &N"));
    if (rc == RC_OK && s->head_rows > 0)
        rc = library_says(w, worksheet_repeat_rows(ws, 0, (lxw_row_t)(s->head_rows - 1)));
    if (s->head_rows > 0 || s->frozen_cols > 0)
        worksheet_freeze_panes(ws, (lxw_row_t)s->head_rows, (lxw_col_t)s->frozen_cols);
    if (rc == RC_OK && s->has_filter && s->head_rows > 0 && s->cols > 0)
        rc = library_says(
            w, worksheet_autofilter(ws, (lxw_row_t)(s->head_rows - 1), 0,
                                    (lxw_row_t)(s->rows > s->head_rows ? s->rows - 1 : s->head_rows - 1),
                                    (lxw_col_t)(s->cols - 1)));
    if (s->is_locked) {
        lxw_protection may = {.autofilter = 1, .sort = 1, .format_columns = 1, .format_rows = 1};
        worksheet_protect(ws, NULL, &may);
    }
    return rc;
}

static enum rc write_sheet(struct writer *w, const struct sheet *s)
{
    if (s->rows > ROWS_MAX || s->cols > COLUMNS_MAX)
        return FAIL(w->err, RC_TOO_LARGE, "sheet.too_large", "%zu × %zu", s->rows, s->cols);
    ASSERT(s->head_rows <= s->rows && s->frozen_cols <= s->cols);
    lxw_worksheet *ws = workbook_add_worksheet(w->book, name_make(w, s->name));
    if (!ws)
        return cannot_write(w, "no sheet");
    if (s->is_hidden)
        worksheet_hide(ws);
    enum rc rc = write_columns(w, ws, s);
    if (rc == RC_OK)
        rc = write_cells(w, ws, s);
    return rc == RC_OK ? set_up_page(w, ws, s) : rc;
}

static enum rc write_lists(struct writer *w)
{
    if (w->lists == 0)
        return RC_OK;
    lxw_worksheet *ws = workbook_add_worksheet(w->book, LISTS);
    if (!ws)
        return cannot_write(w, "no sheet");
    worksheet_hide(ws);
    for (size_t i = 0; i < w->lists; i++)
        for (size_t k = 0; k < w->list[i].n; k++) {
            struct sheet_cell cell = {.text = w->list[i].choice[k]};
            struct place at = {.ws = ws, .row = k, .column = i};
            enum rc rc = cell.text.n ? write_value(w, &at, &cell, NULL, false) : RC_OK;
            if (rc != RC_OK)
                return rc;
            w->cells += cell.text.n > 0;
        }
    return RC_OK;
}

/* ---- is it whole? ---- */

static void XMLCALL count_cell(void *ctx, const XML_Char *name, const XML_Char **attribute)
{
    (void)attribute;
    *(size_t *)ctx += strcmp(name, "c") == 0;
}

static bool part_is_whole(zip_file_t *part, size_t *cells)
{
    XML_Parser parser = XML_ParserCreate("UTF-8");
    bool good = parser != NULL;
    zip_int64_t n = 1;
    if (good) {
        XML_SetUserData(parser, cells);
        XML_SetStartElementHandler(parser, count_cell);
    }
    while (good && n > 0) {
        void *room = XML_GetBuffer(parser, 65536);
        n = room ? zip_fread(part, room, 65536) : -1;
        good = n >= 0 && XML_ParseBuffer(parser, (int)n, n == 0) == XML_STATUS_OK;
    }
    if (parser)
        XML_ParserFree(parser);
    return good;
}

/* Every part is XML; only sheets have <c>. */
static bool is_whole(struct str bytes, size_t cells_written)
{
    zip_error_t error;
    size_t cells = 0;
    zip_error_init(&error);
    zip_source_t *source = zip_source_buffer_create(bytes.p, bytes.n, 0, &error);
    zip_t *z = source ? zip_open_from_source(source, ZIP_RDONLY, &error) : NULL;
    if (source && !z)
        zip_source_free(source);
    bool good = z && zip_get_num_entries(z, 0) > 0;
    for (zip_int64_t i = 0; good && i < zip_get_num_entries(z, 0); i++) {
        zip_file_t *part = zip_fopen_index(z, (zip_uint64_t)i, 0);
        good = part && part_is_whole(part, &cells);
        if (part)
            (void)zip_fclose(part);
    }
    if (z)
        zip_discard(z);
    zip_error_fini(&error);
    return good && cells == cells_written;
}

/* ---- the workbook ---- */

/* Year 2000: the same description gives the same bytes. */
static enum rc set_properties(struct writer *w)
{
    lxw_doc_properties p = {.created = 946684800};
    return library_says(w, workbook_set_properties(w->book, &p));
}

static void show_first(struct writer *w, const struct sheet *sheet, size_t sheets)
{
    for (size_t i = 0; i < sheets; i++) {
        lxw_worksheet *ws = workbook_get_worksheet_by_name(w->book, w->name[i]);
        if (ws && (!sheet[i].is_hidden || i + 1 == sheets)) { /* one must be visible */
            ws->hidden = LXW_FALSE;
            worksheet_activate(ws);
            worksheet_set_first_sheet(ws);
            return;
        }
    }
}

static enum rc write_book(struct writer *w, const struct sheet *sheet, size_t sheets, const char *path)
{
    static pthread_mutex_t one_closes = PTHREAD_MUTEX_INITIALIZER; /* gmtime(), rand() */
    static char tmpdir[] = "/dev/shm";
    lxw_workbook_options options = {.tmpdir = access(tmpdir, W_OK) == 0 ? tmpdir : NULL};
    w->book = workbook_new_opt(path, &options);
    if (!w->book)
        return cannot_write(w, "no memory");
    enum rc rc = set_properties(w);
    for (size_t i = 0; i < sheets && rc == RC_OK; i++)
        rc = write_sheet(w, &sheet[i]);
    if (rc == RC_OK)
        rc = write_lists(w);
    if (rc != RC_OK) {
        lxw_workbook_free(w->book);
        return rc;
    }
    show_first(w, sheet, sheets);
    (void)pthread_mutex_lock(&one_closes);
    lxw_error e = workbook_close(w->book); /* frees it, come what may */
    (void)pthread_mutex_unlock(&one_closes);
    return library_says(w, e);
}

static enum rc hand_over(struct writer *w, int fd, struct buf *out)
{
    off_t size = lseek(fd, 0, SEEK_END);
    if (size <= 0)
        return cannot_write(w, "nothing was written");
    void *bytes = mmap(NULL, (size_t)size, PROT_READ, MAP_PRIVATE, fd, 0);
    if (bytes == MAP_FAILED)
        return cannot_write(w, strerror(errno));
    enum rc rc = RC_OK;
    if (!is_whole(str_of(bytes, (size_t)size), w->cells))
        rc = cannot_write(w, "a part is cut off");
    if (rc == RC_OK)
        buf_put(out, str_of(bytes, (size_t)size));
    if (rc == RC_OK && out->failed)
        rc = cannot_write(w, "no room in the buffer");
    (void)munmap(bytes, (size_t)size);
    return rc;
}

static size_t count_lists(const struct sheet *sheet, size_t sheets)
{
    size_t n = 0;
    for (size_t i = 0; i < sheets; i++)
        for (size_t k = 0; sheet[i].column && k < sheet[i].cols; k++)
            n += sheet[i].column[k].choices > 0;
    return n;
}

enum rc sheets_write(const struct sheet *sheet, size_t sheets, struct buf *out, struct err *err)
{
    struct writer w = {.err = err};
    char path[40];
    int fd = memfd_create("workbook", MFD_CLOEXEC);
    if (fd < 0)
        return cannot_write(&w, strerror(errno));
    (void)snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    w.lists_cap = count_lists(sheet, sheets);
    w.list = calloc(w.lists_cap + 1, sizeof *w.list);
    w.name = calloc(sheets + 1, sizeof *w.name);
    enum rc rc = w.list && w.name ? RC_OK : cannot_write(&w, "no memory");
    if (rc == RC_OK)
        rc = write_book(&w, sheet, sheets, path);
    if (rc == RC_OK)
        rc = hand_over(&w, fd, out);
    (void)close(fd);
    free(w.list);
    free(w.name);
    buf_release(&w.text);
    buf_release(&w.comment);
    return rc;
}
