/* One look at each tag. Nothing of the meaning of a sheet is here: what is left out would have been passed
 * over by the reader of sheets, too (xlsx_sheet.c, close_cell; grid.c, grid_row). */
#include "table/ghost.h"

#include "base/err.h"

static void put(struct ghost *g, struct str s)
{
    buf_put(&g->out, s);
    ASSERT(!g->out.failed);
}

static void keep_tag(struct buf *b, struct str tag)
{
    buf_clear(b);
    buf_put(b, tag);
    ASSERT(!b->failed);
}

static bool is_closed(struct str tag) { return tag.n > 2 && tag.p[tag.n - 2] == '/'; }

/* The row that waited holds more than paint. */
static void give_row(struct ghost *g)
{
    if (!g->is_row_waiting)
        return;
    put(g, buf_str(&g->row));
    g->is_row_waiting = false;
    buf_clear(&g->row);
}

/* A row or cell that does not say where it stands comes behind the last one. */
static void give_last_row(struct ghost *g)
{
    if (g->row.n == 0)
        return;
    put(g, buf_str(&g->row));
    if (!is_closed(buf_str(&g->row)))
        put(g, STR("</row>"));
    buf_clear(&g->row);
}

static void give_last_cell(struct ghost *g)
{
    put(g, buf_str(&g->cell));
    buf_clear(&g->cell);
}

static bool is_tag(struct str tag, struct str name)
{
    char after = tag.n > name.n ? tag.p[name.n] : 0;
    return str_starts(tag, name) &&
           (after == ' ' || after == '>' || after == '/' || after == '\n' || after == '\t' || after == '\r');
}

/* A tag from '<' to '>'. True: it is left out. */
static bool row_passes_over(struct ghost *g, struct str tag)
{
    bool has_place = str_starts(tag, STR("<row r=\""));
    give_row(g);
    buf_clear(&g->cell);
    if (!has_place)
        give_last_row(g);
    buf_clear(&g->row);
    if (!has_place)
        return false;
    keep_tag(&g->row, tag);
    g->is_row_waiting = !is_closed(tag);
    return true;
}

static bool tag_passes_over(struct ghost *g, struct str tag, bool is_empty)
{
    if (is_tag(tag, STR("<row")))
        return row_passes_over(g, tag);
    if (is_tag(tag, STR("<c"))) {
        if (is_empty && str_starts(tag, STR("<c r=\""))) {
            keep_tag(&g->cell, tag);
            return true;
        }
        give_row(g);
        if (!str_starts(tag, STR("<c r=\"")))
            give_last_cell(g);
        buf_clear(&g->cell);
        return false;
    }
    if (g->is_row_waiting && str_eq(tag, STR("</row>"))) {
        g->is_row_waiting = false; /* left out; `row` stays as the last one */
        return true;
    }
    give_row(g);
    return false;
}

/* The tag at the start of s; n = 0: it does not end in what is there. An empty cell may be written as two. */
static struct str tag_at(struct str s, bool *ret_is_empty)
{
    size_t end = str_find(s, '>');
    struct str tag = str_sub(s, 0, end + 1);
    *ret_is_empty = false;
    if (end == s.n)
        return (struct str){0};
    *ret_is_empty = is_closed(tag);
    if (*ret_is_empty || !is_tag(tag, STR("<c")))
        return tag;
    struct str behind = str_sub(s, tag.n, 4);
    if (!str_starts(STR("</c>"), behind))
        return tag;
    if (behind.n < 4)
        return (struct str){0};
    *ret_is_empty = true;
    return str_sub(s, 0, tag.n + 4);
}

/* White space of a row that may be left out goes with it. */
static void put_text(struct ghost *g, struct str text)
{
    if (g->is_row_waiting && str_trim(text).n == 0)
        return;
    if (text.n)
        give_row(g);
    put(g, text);
}

/* How much of s was dealt with. */
static size_t deal_with(struct ghost *g, struct str s)
{
    size_t i = 0;
    while (i < s.n) {
        struct str left = str_sub(s, i, s.n);
        size_t text = str_find(left, '<');
        bool is_empty;
        put_text(g, str_sub(left, 0, text));
        i += text;
        left = str_sub(s, i, s.n);
        struct str tag = tag_at(left, &is_empty);
        if (str_starts(left, STR("<!")) || (tag.n == 0 && left.n > GHOST_TAG_MAX) || tag.n > GHOST_TAG_MAX) {
            give_row(g);
            put(g, left);
            g->is_off = true;
            return s.n;
        }
        if (tag.n == 0)
            return i;
        if (!tag_passes_over(g, tag, is_empty))
            put(g, tag);
        i += tag.n;
    }
    return i;
}

bool ghost_take(void *ghost, struct str piece)
{
    struct ghost *g = ghost;
    if (g->is_off)
        return g->take(g->ctx, piece);
    buf_put(&g->rest, piece);
    ASSERT(!g->rest.failed);
    buf_clear(&g->out);
    size_t done = deal_with(g, buf_str(&g->rest));
    if (done)
        memmove(g->rest.p, g->rest.p + done, g->rest.n - done);
    g->rest.n -= done;
    return g->out.n == 0 || g->take(g->ctx, buf_str(&g->out));
}

bool ghost_end(struct ghost *g)
{
    buf_clear(&g->out);
    give_row(g);
    put(g, buf_str(&g->rest));
    buf_clear(&g->rest);
    return g->out.n == 0 || g->take(g->ctx, buf_str(&g->out));
}

void ghost_release(struct ghost *g)
{
    buf_release(&g->rest);
    buf_release(&g->out);
    buf_release(&g->row);
    buf_release(&g->cell);
}
