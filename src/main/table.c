/* What the program sees in a file: the table as CSV to stdout, all else that was read to stderr. No data
 * base. */
#include <stdio.h>

#include "base/buf.h"
#include "base/key.h"
#include "main/command.h"
#include "table/csv.h"
#include "table/table.h"
#include "text/text.h"

#define NOTES_SHOWN 20

struct showing {
    struct arena *arena;
    enum lang lang;
    struct table_book book;
    const struct table *table; /* the one that was asked for */
};

static void say(const struct showing *s, const char *key, struct str a, struct str b, struct str c)
{
    struct str arg[] = {a, b, c};
    command_say(s->lang, s->arena, key, arg, COUNT_OF(arg));
}

static struct str count(const struct showing *s, size_t n) { return arena_printf(s->arena, "%zu", n); }

static void say_sheets(const struct showing *s)
{
    for (size_t i = 0; i < s->book.tables && s->book.tables + s->book.is_workbook > 1; i++) {
        const struct table *t = &s->book.table[i];
        say(s, K("table.says_sheet"), t->sheet.n ? t->sheet : count(s, i + 1), count(s, t->rows),
            count(s, t->cols));
    }
    for (size_t i = 0; i < s->book.metas; i++)
        say(s, K("table.says_meta"), s->book.meta[i].name, s->book.meta[i].value, STR(""));
}

static void say_marks(const struct showing *s)
{
    static const char *const KEY[] = {[MARK_ERROR] = K("table.says_error"),
                                      [MARK_NO_VALUE] = K("table.says_no_value"),
                                      [MARK_MERGED] = K("table.says_merged")};
    const struct table *t = s->table;
    for (size_t i = 0; i < t->notes && i < NOTES_SHOWN; i++)
        say(s, KEY[t->note[i].mark], table_column_name(s->arena, t->note[i].column),
            count(s, (size_t)t->note[i].row), STR(""));
    if (t->notes > NOTES_SHOWN)
        say(s, K("table.says_more"), count(s, t->notes - NOTES_SHOWN), STR(""), STR(""));
}

static void say_table(const struct showing *s)
{
    const struct table *t = s->table;
    size_t hidden = 0;
    for (size_t i = 0; i < t->rows; i++)
        hidden += t->row[i].is_hidden;
    say(s, K("table.says_head"), count(s, (size_t)t->head.number), count(s, t->rows), count(s, t->cols));
    if (hidden)
        say(s, K("table.says_hidden"), count(s, hidden), STR(""), STR(""));
    say_marks(s);
}

static void put_row(struct csv *w, const struct table *t, const struct table_row *row)
{
    for (size_t c = 0; c < t->cols; c++)
        csv_cell(w, row->cell[c]);
    csv_end(w);
}

/* As every CSV of the program: a text that a spreadsheet would run has a ' in front. */
static bool print_table(const struct table *t)
{
    struct buf out CLEANUP(buf_release) = {0};
    struct csv w = csv_to(&out, false);
    put_row(&w, t, &t->head);
    for (size_t i = 0; i < t->rows; i++)
        put_row(&w, t, &t->row[i]);
    return !out.failed && fwrite(out.p, 1, out.n, stdout) == out.n && fflush(stdout) == 0;
}

static bool choose(struct showing *s, struct str name)
{
    s->table = &s->book.table[0];
    for (size_t i = 0; name.n && i < s->book.tables; i++)
        if (str_eq(s->book.table[i].sheet, name)) {
            s->table = &s->book.table[i];
            return true;
        }
    return name.n == 0;
}

int command_table(const struct command *c, struct arena *a, enum lang lang, const struct str *value)
{
    struct err err = {0};
    struct problems problems = {.arena = a};
    struct showing s = {.arena = a, .lang = lang};
    struct str bytes, file = value[c->options], sheet = command_option(c, value, "sheet");
    if (file.n == 0) {
        command_say(lang, a, K("table.says_usage"), NULL, 0);
        return EXIT_USAGE;
    }
    if (command_read_file(a, file, LIMIT_UPLOAD_BYTES, &bytes, &err) != RC_OK)
        return command_fail(a, lang, &err);
    if (table_book_read(a, bytes, &s.book, &problems) != RC_OK) {
        command_say_problems(a, lang, file, &problems);
        return EXIT_FOUND;
    }
    bool is_found = choose(&s, sheet);
    say_sheets(&s);
    if (!is_found) {
        say(&s, K("table.says_no_sheet"), sheet, STR(""), STR(""));
        return EXIT_FOUND;
    }
    say_table(&s);
    return print_table(s.table) ? EXIT_DONE : EXIT_CANNOT;
}
