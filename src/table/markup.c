/* One pass over the tags, with a stack of the tables that are open: its cost is that of the text's length,
 * whatever is nested, closed too often or never. */
#include "table/markup.h"

#include "base/utf8.h"
#include "table/grid.h"

#define NESTED_MAX 8
#define TABLES_SEEN_MAX 2000 /* also those that hold nothing */
#define COLSPAN_MAX 1000
#define ROWSPAN_MAX 65534
#define TEXT_BYTES_MAX (2 * LIMIT_CELL_BYTES)

struct open_table {
    struct grid grid;
    int row;                               /* the last one begun; 0: none */
    int column;                            /* of the cell at work */
    int taken_to[LIMIT_TABLE_COLUMNS + 2]; /* by column: cells from above reach to this row */
    bool in_cell;
    int colspan, rowspan;
    struct buf text;
    bool wants_space;
};

struct reader {
    struct arena *arena;
    struct problems *problems;
    struct str text;
    size_t at;
    struct open_table *table; /* NESTED_MAX of them; those below `depth` are open */
    int depth, too_deep;
    struct table *made;
    size_t tables, seen, cells_used, text_used;
    enum rc rc;
};

struct tag {
    struct str name; /* as written */
    struct str attributes;
    bool is_end;
};

/* ---- words ---- */

static char small(char c) { return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c; }

static bool is_word(struct str s, struct str word)
{
    if (s.n != word.n)
        return false;
    for (size_t i = 0; i < s.n; i++)
        if (small(s.p[i]) != word.p[i])
            return false;
    return true;
}

static bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f'; }
static bool is_letter(char c) { return small(c) >= 'a' && small(c) <= 'z'; }

/* From `from` on; s.n: nowhere. */
static size_t find_word(struct str s, size_t from, struct str word)
{
    for (; from + word.n <= s.n; from++)
        if (small(s.p[from]) == word.p[0] && is_word(str_sub(s, from, word.n), word))
            return from;
    return s.n;
}

bool markup_is(struct str text)
{
    static const struct str BEGIN[] = {STR_INIT("<html"),  STR_INIT("<table"), STR_INIT("<?xml"),
                                       STR_INIT("<!"),     STR_INIT("<meta"),  STR_INIT("<head"),
                                       STR_INIT("<style"), STR_INIT("<div"),   STR_INIT("<body"),
                                       STR_INIT("<p"),     STR_INIT("<tr"),    STR_INIT("<span")};
    struct str start = str_trim(str_sub(text, 0, 4096));
    for (size_t i = 0; i < COUNT_OF(BEGIN); i++)
        if (is_word(str_sub(start, 0, BEGIN[i].n), BEGIN[i]))
            return true;
    return false;
}

/* ---- the text of a cell ---- */

static void put(struct open_table *t, struct str s)
{
    if (t->wants_space && t->text.n && t->text.p[t->text.n - 1] != '\n')
        buf_putc(&t->text, ' ');
    t->wants_space = false;
    if (t->text.n + s.n <= TEXT_BYTES_MAX)
        buf_put(&t->text, s);
    ASSERT(!t->text.failed);
}

static void put_line_end(struct open_table *t)
{
    t->wants_space = false;
    if (t->text.n && t->text.n < TEXT_BYTES_MAX)
        buf_putc(&t->text, '\n');
}

static const struct {
    struct str name;
    const char *text;
} ENTITY[] = {
    {STR_INIT("amp"), "&"},    {STR_INIT("lt"), "<"},     {STR_INIT("gt"), ">"},    {STR_INIT("quot"), "\""},
    {STR_INIT("apos"), "'"},   {STR_INIT("nbsp"), " "},   {STR_INIT("ensp"), " "},  {STR_INIT("emsp"), " "},
    {STR_INIT("thinsp"), " "}, {STR_INIT("middot"), "·"}, {STR_INIT("mdash"), "—"}, {STR_INIT("ndash"), "–"},
    {STR_INIT("ldquo"), "“"},  {STR_INIT("rdquo"), "”"},  {STR_INIT("lsquo"), "‘"}, {STR_INIT("rsquo"), "’"},
    {STR_INIT("hellip"), "…"}, {STR_INIT("yen"), "¥"},    {STR_INIT("times"), "×"}, {STR_INIT("permil"), "‰"},
    {STR_INIT("deg"), "°"},    {STR_INIT("plusmn"), "±"}, {STR_INIT("le"), "≤"},    {STR_INIT("ge"), "≥"},
    {STR_INIT("minus"), "−"},  {STR_INIT("divide"), "÷"}, {STR_INIT("sup2"), "²"},  {STR_INIT("bull"), "•"},
};

/* "#20013" or "#x4E2D"; a control or half a character is none. */
static bool code_point(struct str s, uint32_t *ret)
{
    uint32_t base = 10, cp = 0;
    s = str_sub(s, 1, s.n);
    if (s.n && small(s.p[0]) == 'x') {
        base = 16;
        s = str_sub(s, 1, s.n);
    }
    for (size_t i = 0; i < s.n; i++) {
        char c = small(s.p[i]);
        uint32_t digit = c >= '0' && c <= '9'   ? (uint32_t)(c - '0')
                         : c >= 'a' && c <= 'f' ? (uint32_t)(c - 'a' + 10)
                                                : 99;
        if (digit >= base || cp > 0x10FFFF)
            return false;
        cp = cp * base + digit;
    }
    *ret = cp == 0xA0 ? ' ' : cp;
    return s.n > 0 && cp >= 0x20 && cp <= 0x10FFFF && !(cp >= 0xD800 && cp < 0xE000);
}

/* At '&': puts what it stands for and returns its length; an '&' that begins no entity is itself. */
static size_t put_entity(struct open_table *t, struct str s)
{
    size_t end = str_find(str_sub(s, 0, 12), ';');
    struct str name = str_sub(s, 1, end - 1);
    uint32_t cp;
    if (end < s.n && end < 12 && end > 1) {
        if (name.p[0] == '#' && code_point(name, &cp)) {
            char bytes[4];
            put(t, str_of(bytes, utf8_encode(cp, bytes)));
            return end + 1;
        }
        for (size_t i = 0; i < COUNT_OF(ENTITY); i++)
            if (str_eq(ENTITY[i].name, name)) {
                put(t, str_c(ENTITY[i].text));
                return end + 1;
            }
    }
    put(t, STR("&"));
    return 1;
}

static void put_text(struct open_table *t, struct str s)
{
    for (size_t i = 0; i < s.n;) {
        if (s.p[i] == '&') {
            i += put_entity(t, str_sub(s, i, s.n));
            continue;
        }
        size_t from = i;
        while (i < s.n && !is_space(s.p[i]) && s.p[i] != '&')
            i++;
        if (i > from)
            put(t, utf8_cut(str_sub(s, from, i - from), TEXT_BYTES_MAX));
        t->wants_space |= i < s.n && is_space(s.p[i]);
        while (i < s.n && is_space(s.p[i]))
            i++;
    }
}

/* ---- rows and cells ---- */

static void fail(struct reader *r, enum rc rc)
{
    if (r->rc == RC_OK)
        r->rc = rc;
}

static void close_cell(struct reader *r, struct open_table *t)
{
    if (!t->in_cell)
        return;
    t->in_cell = false;
    struct str text = str_trim(buf_str(&t->text));
    int right = t->column + t->colspan - 1, bottom = t->row + t->rowspan - 1;
    enum rc rc =
        text.n ? grid_cell(&t->grid, t->column, arena_str(r->arena, text), (struct grid_mark){0}) : RC_OK;
    if (rc == RC_OK && text.n && (t->colspan > 1 || t->rowspan > 1))
        rc = grid_area(&t->grid, t->row, t->column, bottom, right);
    if (rc != RC_OK)
        fail(r, rc);
    for (int c = t->column; c <= right && c <= LIMIT_TABLE_COLUMNS; c++)
        t->taken_to[c] = bottom;
    t->column = right;
}

static void open_row(struct reader *r, struct open_table *t)
{
    close_cell(r, t);
    t->row++;
    t->column = 0;
    grid_row(&t->grid, t->row, false);
}

/* A number in an attribute: colspan="2", colspan=2. */
static int span_of(struct str attributes, struct str name, int max)
{
    size_t at = find_word(attributes, 0, name);
    int span = 0;
    at += at < attributes.n ? name.n : 0;
    while (at < attributes.n && (is_space(attributes.p[at]) || attributes.p[at] == '=' ||
                                 attributes.p[at] == '"' || attributes.p[at] == '\''))
        at++;
    for (; at < attributes.n && attributes.p[at] >= '0' && attributes.p[at] <= '9' && span <= max; at++)
        span = span * 10 + (attributes.p[at] - '0');
    return span < 1 ? 1 : span > max ? max : span;
}

static void open_cell(struct reader *r, struct open_table *t, struct str attributes)
{
    if (t->row == 0)
        open_row(r, t);
    close_cell(r, t);
    do
        t->column++;
    while (t->column <= LIMIT_TABLE_COLUMNS && t->taken_to[t->column] >= t->row);
    t->in_cell = true;
    t->wants_space = false;
    t->colspan = span_of(attributes, STR("colspan"), COLSPAN_MAX);
    t->rowspan = span_of(attributes, STR("rowspan"), ROWSPAN_MAX);
    buf_clear(&t->text);
}

/* ---- tables ---- */

static struct open_table *innermost(const struct reader *r)
{
    return r->depth ? &r->table[r->depth - 1] : NULL;
}

static void open_table(struct reader *r)
{
    if (r->depth == NESTED_MAX) {
        r->too_deep++;
        return;
    }
    struct open_table *t = &r->table[r->depth++];
    *t = (struct open_table){.grid = {.arena = r->arena, .problems = r->problems}};
    if (++r->seen > TABLES_SEEN_MAX)
        fail(r, grid_too_large(&t->grid, 0, 0, "table.too_many_sheets", TABLE_SHEETS_MAX));
}

static void release_table(struct open_table *t)
{
    grid_release(&t->grid);
    buf_release(&t->text);
}

static void take_table(struct reader *r, struct grid *g)
{
    struct table made;
    g->cells_used = r->cells_used; /* a table within this one was made after it was opened */
    g->text_used = r->text_used;
    switch (grid_table(g, &made)) {
    case GRID_TABLE:
        break;
    case GRID_REFUSED:
        fail(r, RC_INVALID);
        return;
    case GRID_TOO_LARGE:
        fail(r, RC_TOO_LARGE);
        return;
    default:
        return;
    }
    if (r->tables == TABLE_SHEETS_MAX)
        fail(r, grid_too_large(g, 0, 0, "table.too_many_sheets", TABLE_SHEETS_MAX));
    else
        r->made[r->tables++] = made;
    r->cells_used = g->cells_used;
    r->text_used = g->text_used;
}

static void close_table(struct reader *r)
{
    if (r->too_deep) {
        r->too_deep--;
        return;
    }
    struct open_table *t = innermost(r);
    if (!t)
        return;
    close_cell(r, t);
    r->depth--;
    if (r->rc == RC_OK)
        take_table(r, &t->grid);
    release_table(t);
}

/* ---- tags ---- */

/* At '<' of a tag: to behind its '>', which does not count within quotes. */
static struct tag read_tag(struct reader *r)
{
    struct tag tag = {0};
    size_t at = r->at + 1;
    if (at < r->text.n && r->text.p[at] == '/') {
        tag.is_end = true;
        at++;
    }
    size_t from = at;
    while (at < r->text.n && !is_space(r->text.p[at]) && r->text.p[at] != '>' && r->text.p[at] != '/')
        at++;
    tag.name = str_sub(r->text, from, at - from);
    from = at;
    for (char quote = 0; at < r->text.n && (quote || r->text.p[at] != '>'); at++) {
        char c = r->text.p[at];
        if (quote)
            quote = c == quote ? 0 : quote;
        else if ((c == '"' || c == '\'') && at > from && r->text.p[at - 1] == '=')
            quote = c;
    }
    tag.attributes = str_sub(r->text, from, at - from);
    r->at = at < r->text.n ? at + 1 : at;
    return tag;
}

/* What is in these is no text. */
static void skip_raw(struct reader *r, struct str name)
{
    static const struct {
        struct str name, end;
    } RAW[] = {{STR_INIT("script"), STR_INIT("</script")},
               {STR_INIT("style"), STR_INIT("</style")},
               {STR_INIT("title"), STR_INIT("</title")}};
    for (size_t i = 0; i < COUNT_OF(RAW); i++)
        if (is_word(name, RAW[i].name))
            r->at = find_word(r->text, r->at, RAW[i].end);
}

static void in_table(struct reader *r, struct open_table *t, const struct tag *tag)
{
    bool is_cell = is_word(tag->name, STR("td")) || is_word(tag->name, STR("th"));
    if (is_word(tag->name, STR("tr"))) {
        if (tag->is_end)
            close_cell(r, t);
        else
            open_row(r, t);
    } else if (is_cell && !tag->is_end) {
        open_cell(r, t, tag->attributes);
    } else if (is_cell) {
        close_cell(r, t);
    } else if (t->in_cell && is_word(tag->name, STR("br"))) {
        put_line_end(t);
    } else if (t->in_cell && (is_word(tag->name, STR("p")) || is_word(tag->name, STR("div")))) {
        if (t->text.n && t->text.p[t->text.n - 1] != '\n')
            put_line_end(t);
    }
}

static void take_tag(struct reader *r)
{
    struct tag tag = read_tag(r);
    struct open_table *t = innermost(r);
    if (is_word(tag.name, STR("table"))) {
        if (tag.is_end)
            close_table(r);
        else
            open_table(r);
    } else if (t && !r->too_deep) {
        in_table(r, t, &tag);
    }
    if (!tag.is_end)
        skip_raw(r, tag.name);
}

/* At '<': a comment, a declaration, a tag, or just that sign. */
static void take_markup(struct reader *r)
{
    char next = r->at + 1 < r->text.n ? r->text.p[r->at + 1] : ' ';
    struct open_table *t = innermost(r);
    if (str_starts(str_sub(r->text, r->at, 4), STR("<!--"))) {
        r->at = find_word(r->text, r->at + 4, STR("-->"));
        r->at += r->at < r->text.n ? 3 : 0;
    } else if (next == '!' || next == '?') {
        r->at = find_word(r->text, r->at, STR(">"));
        r->at += r->at < r->text.n;
    } else if (is_letter(next) || next == '/') {
        take_tag(r);
    } else {
        if (t && t->in_cell)
            put(t, STR("<"));
        r->at++;
    }
}

static void read_markup(struct reader *r)
{
    while (r->at < r->text.n && r->rc == RC_OK) {
        struct open_table *t = innermost(r);
        struct str rest = str_sub(r->text, r->at, r->text.n);
        size_t n = str_find(rest, '<');
        if (t && t->in_cell && !r->too_deep)
            put_text(t, str_sub(rest, 0, n));
        r->at += n;
        if (n < rest.n)
            take_markup(r);
    }
    r->too_deep = 0;
    while (r->depth)
        close_table(r);
}

enum rc markup_read(struct arena *a, struct str text, struct table_book *ret, struct problems *problems)
{
    struct reader r = {.arena = a, .problems = problems, .text = text};
    r.table = ARENA_ARRAY(a, struct open_table, NESTED_MAX);
    r.made = ARENA_ARRAY(a, struct table, TABLE_SHEETS_MAX);
    read_markup(&r);
    if (r.rc != RC_OK)
        return r.rc;
    if (r.tables == 0) {
        struct problem *item =
            r.seen ? PROBLEM(problems, 0, 0, "table.no_table") : PROBLEM(problems, 0, 0, "table.is_markup");
        item->hint = r.seen ? "table.no_table_hint" : "table.save_as_hint";
        return RC_INVALID;
    }
    *ret = (struct table_book){.table = r.made, .tables = r.tables};
    return RC_OK;
}
