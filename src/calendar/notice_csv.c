/* A table of days. Quotes are taken off, a doubled quote in them is one; a line end inside quotes is not
 * read, because no name of a holiday has one. */
#include "calendar/foreign.h"

#include "base/utf8.h"
#include "calendar/days.h"
#include "calendar/draft.h"
#include "calendar/lines.h"

#define COLUMNS_MAX 32
#define YEARS_MAX 8 /* of one table; more are no list of holidays */

enum column { COLUMN_DATE, COLUMN_TYPE, COLUMN_NAME, COLUMN__COUNT };
static const struct str COLUMNS[COLUMN__COUNT] = {STR_INIT("date"), STR_INIT("type"), STR_INIT("name")};

struct csv_file {
    struct arena *arena;
    struct problems *problems;
    const struct notice_wish *wish;
    size_t column[COLUMN__COUNT]; /* place in the row; COLUMNS_MAX: there is none */
    struct draft *draft[YEARS_MAX];
    int year[YEARS_MAX];
    size_t drafts;
};

/* Takes the next cell off the row. `ret_raw` stays in the row, for its column. */
static bool cell_next(struct arena *a, struct str *row, bool *is_more, struct str *ret, struct str *ret_raw)
{
    if (!*is_more)
        return false;
    size_t end = 0;
    for (bool quoted = false; end < row->n && (quoted || row->p[end] != ','); end++)
        quoted ^= row->p[end] == '"';
    *ret_raw = line_trim(str_sub(*row, 0, end));
    *is_more = end < row->n;
    *row = str_sub(*row, end + 1, row->n);
    struct str s = *ret_raw;
    if (s.n >= 2 && s.p[0] == '"' && s.p[s.n - 1] == '"')
        s = str_sub(s, 1, s.n - 2);
    char *p = arena_alloc(a, s.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) {
        i += s.p[i] == '"' && i + 1 < s.n && s.p[i + 1] == '"';
        p[n++] = s.p[i];
    }
    *ret = line_trim(str_of(p, n));
    return true;
}

static bool is_column(struct str cell, enum column c)
{
    if (cell.n != COLUMNS[c].n)
        return false;
    for (size_t i = 0; i < cell.n; i++)
        if ((cell.p[i] | 0x20) != COLUMNS[c].p[i])
            return false;
    return true;
}

bool csv_begins(struct str line)
{
    struct str first = line_trim(line);
    if (str_find(first, ',') == first.n)
        return false;
    first = line_trim(str_sub(first, 0, str_find(first, ',')));
    if (first.n >= 2 && first.p[0] == '"')
        first = str_sub(first, 1, first.n - 2);
    bool is_head = day_read(first) != 0;
    for (int c = 0; c < COLUMN__COUNT; c++)
        is_head |= is_column(first, (enum column)c);
    return is_head || utf8_count(first) == first.n; /* a heading in other words; a sentence is Chinese */
}

static bool head_read(struct csv_file *f, const struct line *l)
{
    struct str row = l->whole, cell, raw;
    bool is_more = true;
    for (int c = 0; c < COLUMN__COUNT; c++)
        f->column[c] = COLUMNS_MAX;
    for (size_t at = 0; at < COLUMNS_MAX && cell_next(f->arena, &row, &is_more, &cell, &raw); at++)
        for (int c = 0; c < COLUMN__COUNT; c++)
            if (is_column(cell, (enum column)c))
                f->column[c] = at;
    for (int c = 0; c < COLUMN__COUNT; c++) {
        if (f->column[c] < COLUMNS_MAX || c == COLUMN_NAME)
            continue;
        struct problem *item = PROBLEM(f->problems, l->number, 0, "calendar.notice_csv_column");
        item->hint = "calendar.notice_csv_column_hint";
        problem_arg(f->problems, item, 0, COLUMNS[c]);
    }
    return f->column[COLUMN_DATE] < COLUMNS_MAX && f->column[COLUMN_TYPE] < COLUMNS_MAX;
}

/* The year that a row belongs to: 元旦 in December is that of the year that begins. */
static int row_year(const struct csv_file *f, const struct notice_day *day)
{
    if (f->wish->year)
        return f->wish->year;
    int year = (int)(day->day / 10000);
    bool is_new_year = day->day % 10000 / 100 == 12 && str_find_str(day->name, STR("元旦")) < day->name.n;
    return year + is_new_year;
}

static struct draft *draft_of(struct csv_file *f, int year, int line)
{
    for (size_t i = 0; i < f->drafts; i++)
        if (f->year[i] == year)
            return f->draft[i];
    if (f->drafts == YEARS_MAX) {
        struct problem *item = PROBLEM(f->problems, line, 0, "calendar.notice_csv_years");
        item->hint = "calendar.notice_csv_years_hint";
        problem_arg(f->problems, item, 0, arena_printf(f->problems->arena, "%d", YEARS_MAX));
        return NULL;
    }
    f->year[f->drafts] = year;
    f->draft[f->drafts] = draft_new(f->arena);
    f->draft[f->drafts]->notice.year = year;
    return f->draft[f->drafts++];
}

static bool type_read(const struct csv_file *f, const struct line *l, struct str cell, struct str raw,
                      enum day_says *ret)
{
    static const struct str types[] = {STR_INIT("holiday"), STR_INIT("workday")};
    for (size_t i = 0; i < COUNT_OF(types); i++)
        if (str_eq(cell, types[i])) {
            *ret = i == 0 ? SAYS_OFF : SAYS_WORK;
            return true;
        }
    struct problem *item = PROBLEM(f->problems, l->number, line_column(l, raw), "calendar.notice_csv_type");
    item->hint = "calendar.notice_csv_type_hint";
    problem_value(f->problems, item, raw);
    problem_arg(f->problems, item, 0, raw);
    struct str near = word_near(cell, types, COUNT_OF(types));
    if (near.n)
        problem_suggest(f->problems, item, near);
    return false;
}

/* false: the table has too many years, and reading on would say so at each row. */
static bool row_take(struct csv_file *f, const struct line *l)
{
    struct str row = l->whole, cell[COLUMNS_MAX] = {0}, raw[COLUMNS_MAX];
    bool is_more = true;
    for (size_t i = 0; i < COLUMNS_MAX; i++)
        raw[i] = str_of(l->whole.p + l->whole.n, 0);
    for (size_t i = 0; i < COLUMNS_MAX && cell_next(f->arena, &row, &is_more, &cell[i], &raw[i]); i++)
        continue;
    size_t date = f->column[COLUMN_DATE], type = f->column[COLUMN_TYPE], name = f->column[COLUMN_NAME];
    struct notice_day day = {.day = day_read(cell[date])};
    if (day.day == 0)
        day_refuse(f->problems, cell[date], l->number, line_column(l, raw[date]));
    bool is_fit = type_read(f, l, cell[type], raw[type], &day.says) && day.day;
    if (name < COLUMNS_MAX) {
        day.name = cell[name];
        is_fit &= value_is_plain(day.name, l->number, line_column(l, raw[name]), f->problems);
    }
    if (!is_fit)
        return true;
    struct draft *d = draft_of(f, row_year(f, &day), l->number);
    if (d)
        draft_day(d, day, l->number, line_column(l, raw[date]), f->problems);
    return d != NULL;
}

static void drafts_close(struct csv_file *f, struct drafts *to)
{
    if (f->drafts == 0)
        f->draft[f->drafts++] = draft_new(f->arena);
    for (size_t i = 0; i < f->drafts; i++) {
        struct notice *n = &f->draft[i]->notice;
        if (f->drafts > 1 && f->wish->number.n)
            n->number = arena_printf(f->arena, "%.*s（%d 年）", STR_ARG(line_trim(f->wish->number)), n->year);
        drafts_add(to, f->draft[i], 0);
    }
}

enum rc notices_csv_read(struct arena *a, struct str bytes, const struct notice_wish *wish,
                         struct notices *ret, struct problems *problems)
{
    struct csv_file f = {.arena = a, .problems = problems, .wish = wish};
    struct drafts drafts = {.arena = a, .wish = wish, .problems = problems};
    struct lines lines = {.left = bytes};
    struct line l;
    size_t blocking = problems->blocking;
    bool goes_on = lines_next(&lines, &l) && head_read(&f, &l);
    if (!goes_on)
        return RC_INVALID;
    while (goes_on && lines_next(&lines, &l))
        goes_on = row_take(&f, &l);
    if (problems->blocking == blocking)
        drafts_close(&f, &drafts);
    if (problems->blocking > blocking)
        return RC_INVALID;
    *ret = (struct notices){.notice = drafts.notice, .n = drafts.n};
    return RC_OK;
}
