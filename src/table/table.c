/* Which reader a file is for is told by its bytes alone: names of files lie. */
#include "table/table.h"

#include "table/decode.h"
#include "table/foreign.h"
#include "table/grid.h"
#include "table/markup.h"
#include "table/text_read.h"
#include "table/xlsx.h"

static enum rc text_or_markup(struct arena *a, struct str bytes, struct table_book *ret,
                              struct problems *problems)
{
    char *text;
    size_t n;
    enum rc rc = decode_text(a, bytes, &text, &n, problems);
    if (rc != RC_OK)
        return rc;
    if (markup_is(str_of(text, n)))
        return markup_read(a, str_of(text, n), ret, problems);
    struct table *t = ARENA_NEW(a, struct table);
    rc = text_read(a, text, n, t, problems);
    if (rc == RC_OK)
        *ret = (struct table_book){.table = t, .tables = 1};
    return rc;
}

enum rc table_book_read(struct arena *a, struct str bytes, struct table_book *ret, struct problems *problems)
{
    if (bytes.n > LIMIT_UPLOAD_BYTES) {
        struct problem *item = PROBLEM(problems, 0, 0, "table.file_too_large");
        item->hint = "table.too_many_hint";
        problem_arg(problems, item, 0, arena_printf(problems->arena, "%d", LIMIT_UPLOAD_BYTES / 1024 / 1024));
        return RC_TOO_LARGE;
    }
    if (str_starts(bytes, STR("PK\x03\x04")))
        return xlsx_read(a, bytes, ret, problems);
    const char *hint, *kind = foreign_kind(bytes, &hint);
    if (kind) {
        problem_add(problems, 0, 0, kind)->hint = hint;
        return RC_INVALID;
    }
    return text_or_markup(a, bytes, ret, problems);
}

enum rc table_read(struct arena *a, struct str bytes, struct table *ret, struct problems *problems)
{
    struct table_book book;
    enum rc rc = table_book_read(a, bytes, &book, problems);
    if (rc == RC_OK)
        *ret = book.table[0];
    return rc;
}

struct str table_meta_of(const struct table_book *book, struct str name)
{
    for (size_t i = 0; i < book->metas; i++)
        if (str_eq(book->meta[i].name, name))
            return book->meta[i].value;
    return (struct str){0};
}

bool table_mark_at(const struct table *t, int row, int column, enum table_mark *ret)
{
    size_t low = 0, high = t->notes;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct table_note *note = &t->note[middle];
        if (note->row == row && note->column == column) {
            *ret = note->mark;
            return true;
        }
        if (note->row < row || (note->row == row && note->column < column))
            low = middle + 1;
        else
            high = middle;
    }
    return false;
}

static size_t known_in(const struct table *t, const struct table_row *row,
                       bool (*is_known)(const void *ctx, struct str cell), const void *ctx)
{
    size_t known = 0;
    for (size_t c = 0; c < t->cols; c++)
        known += str_trim(row->cell[c]).n > 0 && is_known(ctx, row->cell[c]);
    return known;
}

void table_head_find(struct arena *a, struct table *t, bool (*is_known)(const void *ctx, struct str cell),
                     const void *ctx)
{
    size_t best = t->aboves, most = known_in(t, &t->head, is_known, ctx);
    size_t last = t->aboves + (t->rows < GRID_HEAD_DEPTH ? t->rows : GRID_HEAD_DEPTH);
    for (size_t i = 0; i <= last; i++) {
        bool is_joined;
        struct table_row head = table_head_at(a, t, i, &is_joined);
        size_t known = i == t->aboves ? 0 : known_in(t, &head, is_known, ctx);
        if (known > most) {
            most = known;
            best = i;
        }
    }
    if (best != t->aboves)
        table_head_set(a, t, best);
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
