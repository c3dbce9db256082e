/* One pass over the rows of a sheet. Columns and rows are counted when a maker leaves their names out; merged
 * areas stand below the rows and are given to the grid as they come. */
#include "table/xlsx_parts.h"

struct sheet_reader {
    struct xlsx_parts *x;
    struct grid *g;
    struct xml_events *events;
    int row, column; /* those at work, or the last ones */
    bool in_row, in_cell, has_formula, has_value;
    char type; /* of the cell: n, s, b, e, d, f (text of a formula), i (text in the cell) */
    int64_t style;
    struct xlsx_text text;
    enum rc rc;
};

static void fail(struct sheet_reader *s, enum rc rc)
{
    s->rc = rc;
    s->events->is_done = true;
}

static void damaged(struct sheet_reader *s)
{
    PROBLEM(s->x->problems, s->row, 0, "table.damaged")->hint = "table.damaged_hint";
    fail(s, RC_INVALID);
}

/* ---- places ---- */

/* "AB12" → 28 and 12; both 0 when it is none. */
static bool place_read(struct str s, int *ret_column, int *ret_row)
{
    int column = 0, row = 0;
    size_t i = 0;
    if (i < s.n && s.p[i] == '$')
        i++;
    for (; i < s.n && s.p[i] >= 'A' && s.p[i] <= 'Z' && column <= XLSX_COLUMNS_MAX; i++)
        column = column * 26 + (s.p[i] - 'A' + 1);
    if (i < s.n && s.p[i] == '$')
        i++;
    for (; i < s.n && s.p[i] >= '0' && s.p[i] <= '9' && row <= XLSX_ROWS_MAX; i++)
        row = row * 10 + (s.p[i] - '0');
    *ret_column = column;
    *ret_row = row;
    return i == s.n && column >= 1 && column <= XLSX_COLUMNS_MAX && row >= 1 && row <= XLSX_ROWS_MAX;
}

static bool is_true(struct str s) { return str_eq(s, STR("1")) || str_eq(s, STR("true")); }

/* ---- rows and cells ---- */

static void open_row(struct sheet_reader *s, const char *const *attribute)
{
    struct str number = xml_attribute(attribute, "r");
    int64_t row = s->row + 1;
    if (number.n && (!str_to_i64(number, &row) || row <= s->row)) {
        damaged(s);
        return;
    }
    if (row > XLSX_ROWS_MAX) {
        damaged(s);
        return;
    }
    s->row = (int)row;
    s->column = 0;
    s->in_row = true;
    grid_row(s->g, s->row, is_true(xml_attribute(attribute, "hidden")));
}

static char type_of(struct str t)
{
    static const struct {
        struct str name;
        char type;
    } TYPE[] = {{STR_INIT("s"), 's'}, {STR_INIT("str"), 'f'}, {STR_INIT("inlineStr"), 'i'},
                {STR_INIT("b"), 'b'}, {STR_INIT("e"), 'e'},   {STR_INIT("d"), 'd'}};
    for (size_t i = 0; i < COUNT_OF(TYPE); i++)
        if (str_eq(TYPE[i].name, t))
            return TYPE[i].type;
    return 'n';
}

static void open_cell(struct sheet_reader *s, const char *const *attribute)
{
    struct str place = xml_attribute(attribute, "r");
    int column = s->column + 1, row = s->row;
    if ((place.n && !place_read(place, &column, &row)) || row != s->row || column > XLSX_COLUMNS_MAX) {
        damaged(s);
        return;
    }
    s->column = column;
    s->type = type_of(xml_attribute(attribute, "t"));
    s->style = 0;
    (void)str_to_i64(xml_attribute(attribute, "s"), &s->style);
    s->in_cell = true;
    s->has_formula = s->has_value = false;
    buf_clear(&s->text.buf);
}

static enum number_format format_of(const struct sheet_reader *s)
{
    const struct buf *formats = &s->x->formats;
    return s->style >= 0 && (uint64_t)s->style < formats->n
               ? (enum number_format)(unsigned char)formats->p[s->style]
               : FORMAT_NUMBER;
}

/* 2026-11-20T17:30:00 → 2026-11-20 17:30; midnight is a day. */
static struct str iso_text(struct arena *a, struct str v)
{
    size_t t = str_find(v, 'T');
    struct str day = str_sub(v, 0, t), clock = str_sub(v, t + 1, 5);
    if (t == v.n || clock.n < 5 || str_starts(str_sub(v, t + 1, v.n), STR("00:00:00")))
        return arena_str(a, day);
    return arena_printf(a, "%.*s %.*s", STR_ARG(day), STR_ARG(clock));
}

static bool shared_text(struct sheet_reader *s, struct str *ret)
{
    int64_t i;
    const struct buf *strings = &s->x->strings;
    struct str v = str_trim(buf_str(&s->text.buf));
    if (v.n == 0) {
        *ret = v;
        return true;
    }
    if (!str_to_i64(v, &i) || i < 0 || (uint64_t)i >= strings->n / sizeof *ret)
        return false;
    *ret = ((const struct str *)(const void *)strings->p)[i];
    return true;
}

/* The text of the cell; false when it points nowhere. */
static bool cell_text(struct sheet_reader *s, struct str *ret)
{
    struct arena *a = s->x->arena;
    struct str v = str_trim(buf_str(&s->text.buf));
    switch (s->type) {
    case 's':
        return shared_text(s, ret);
    case 'i':
    case 'f':
        *ret = v.n ? xlsx_text_take(a, &s->text) : v;
        return true;
    case 'b':
        *ret = v.n == 0 ? STR("") : is_true(v) ? STR("TRUE") : STR("FALSE");
        return true;
    case 'e':
        *ret = arena_str(a, v);
        return true;
    case 'd':
        *ret = iso_text(a, v);
        return true;
    default:
        *ret = v.n ? number_text(a, v, format_of(s), s->x->is_1904) : v;
        return true;
    }
}

static void close_cell(struct sheet_reader *s)
{
    struct str text = {0};
    struct grid_mark mark = {0};
    s->in_cell = false;
    /* Most cells of a sheet that was only painted hold nothing. */
    if (!s->has_value && !s->has_formula)
        return;
    bool has_bytes = s->text.buf.n > 0;
    if (!cell_text(s, &text)) {
        damaged(s);
        return;
    }
    if (s->has_formula && !has_bytes && !(s->type == 'f' && s->has_value))
        mark = (struct grid_mark){true, MARK_NO_VALUE};
    if (s->type == 'e')
        mark = (struct grid_mark){true, MARK_ERROR};
    enum rc rc = grid_cell(s->g, s->column, text, mark);
    if (rc != RC_OK)
        fail(s, rc);
}

static void merge(struct sheet_reader *s, struct str ref)
{
    size_t colon = str_find(ref, ':');
    int left, top, right, bottom;
    if (!place_read(str_sub(ref, 0, colon), &left, &top) ||
        !place_read(str_sub(ref, colon + 1, ref.n), &right, &bottom) || left > right || top > bottom)
        return; /* a single cell, or nothing that could be filled */
    enum rc rc = grid_area(s->g, top, left, bottom, right);
    if (rc != RC_OK)
        fail(s, rc);
}

/* ---- elements ---- */

static void sheet_open(void *ctx, struct str name, const char *const *attribute)
{
    struct sheet_reader *s = ctx;
    if (!s->in_cell) {
        if (str_eq(name, STR("c")) && s->in_row)
            open_cell(s, attribute);
        else if (str_eq(name, STR("row")))
            open_row(s, attribute);
        else if (str_eq(name, STR("mergeCell")))
            merge(s, xml_attribute(attribute, "ref"));
        return;
    }
    if (str_eq(name, STR("f")))
        s->has_formula = true;
    else if (str_eq(name, STR("rPh")))
        s->text.phonetic++;
    bool is_value = s->type == 'i' ? str_eq(name, STR("t")) : str_eq(name, STR("v"));
    s->text.is_open = is_value && s->text.phonetic == 0;
    s->has_value |= is_value;
}

static void sheet_close(void *ctx, struct str name)
{
    struct sheet_reader *s = ctx;
    s->text.is_open = false;
    if (s->in_cell && str_eq(name, STR("rPh")))
        s->text.phonetic--;
    else if (s->in_cell && str_eq(name, STR("c")))
        close_cell(s);
    else if (str_eq(name, STR("row")))
        s->in_row = false;
}

static void sheet_text(void *ctx, struct str piece)
{
    struct sheet_reader *s = ctx;
    if (s->text.is_open)
        xlsx_text_put(&s->text, piece);
}

enum rc xlsx_sheet_read(struct xlsx_parts *x, const char *name, struct grid *g)
{
    struct sheet_reader s = {.x = x, .g = g};
    struct xml_events events = {.space = XLSX_SPACES,
                                .open = sheet_open,
                                .close = sheet_close,
                                .text = sheet_text,
                                .ctx = &s,
                                .has_ghosts = true};
    s.events = &events;
    enum rc rc = xml_read(x->archive, name, &events, x->problems);
    buf_release(&s.text.buf);
    if (rc == RC_NOT_FOUND) {
        damaged(&s);
        return s.rc;
    }
    return rc == RC_OK ? s.rc : rc;
}
