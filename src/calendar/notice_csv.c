/* A table of days, as programs write it and as spreadsheets save it again: English or Chinese headings, dates
 * in the forms of Excel and WPS, cells divided by comma, tab or semicolon. Quotes are taken off, a doubled
 * quote in them is one; a line end inside quotes is not read, because no name of a holiday has one. */
#include "calendar/foreign.h"

#include "base/utf8.h"
#include "calendar/days.h"
#include "calendar/draft.h"
#include "calendar/lines.h"

#define COLUMNS_MAX 32
#define COLUMN_WORDS_MAX 4
#define YEARS_MAX 8 /* of one table; more are no list of holidays */

enum column { COLUMN_DATE, COLUMN_TYPE, COLUMN_NAME, COLUMN__COUNT };
static const struct str COLUMNS[COLUMN__COUNT][COLUMN_WORDS_MAX] = {
    [COLUMN_DATE] = {STR_INIT("date"), STR_INIT("日期")},
    [COLUMN_TYPE] = {STR_INIT("type"), STR_INIT("类型")},
    [COLUMN_NAME] = {STR_INIT("name"), STR_INIT("名称"), STR_INIT("节日"), STR_INIT("节日名称")},
};

struct csv_file {
    struct arena *arena;
    struct problems *problems;
    const struct notice_wish *wish;
    char separator;
    size_t column[COLUMN__COUNT]; /* place in the row; COLUMNS_MAX: there is none */
    bool has_head[COLUMNS_MAX];
    struct draft *draft[YEARS_MAX];
    int year[YEARS_MAX];
    size_t drafts;
};

/* ---- cells ---- */

/* A table is divided by one sign alone; 0: the line is not divided. */
static char separator_of(struct str line)
{
    static const char sign[] = ",\t;";
    struct str row = line_trim(line);
    for (size_t i = 0; i < sizeof sign - 1; i++)
        if (str_find(row, sign[i]) < row.n)
            return sign[i];
    return 0;
}

/* Takes the next cell off the row, as it is written there. */
static bool cell_next(struct str *row, char separator, bool *is_more, struct str *ret)
{
    if (!*is_more)
        return false;
    size_t end = 0;
    for (bool quoted = false; end < row->n && (quoted || row->p[end] != separator); end++)
        quoted ^= row->p[end] == '"';
    *ret = line_trim(str_sub(*row, 0, end));
    *is_more = end < row->n;
    *row = str_sub(*row, end + 1, row->n);
    return true;
}

static struct str unquoted(struct str raw)
{
    bool is_quoted = raw.n >= 2 && raw.p[0] == '"' && raw.p[raw.n - 1] == '"';
    return is_quoted ? str_sub(raw, 1, raw.n - 2) : raw;
}

static struct str cell_value(struct arena *a, struct str raw)
{
    struct str s = unquoted(raw);
    char *p = arena_alloc(a, s.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) {
        i += s.p[i] == '"' && i + 1 < s.n && s.p[i + 1] == '"';
        p[n++] = s.p[i];
    }
    return line_trim(str_of(p, n));
}

/* The same word, whatever the case of its Latin letters. */
static bool is_word(struct str cell, struct str word)
{
    if (word.n == 0 || cell.n != word.n)
        return false;
    for (size_t i = 0; i < cell.n; i++) {
        bool is_capital = cell.p[i] >= 'A' && cell.p[i] <= 'Z';
        if ((is_capital ? cell.p[i] | 0x20 : cell.p[i]) != word.p[i])
            return false;
    }
    return true;
}

/* COLUMN__COUNT: it is the heading of none. */
static enum column column_of(struct str cell)
{
    for (int c = 0; c < COLUMN__COUNT; c++)
        for (size_t i = 0; i < COLUMN_WORDS_MAX; i++)
            if (is_word(cell, COLUMNS[c][i]))
                return (enum column)c;
    return COLUMN__COUNT;
}

/* ---- days ---- */

/* Takes a number of at most `most` digits off the front. */
static bool number_take(struct str *s, size_t most, int64_t *ret)
{
    size_t n = 0;
    while (n < s->n && n < most && s->p[n] >= '0' && s->p[n] <= '9')
        n++;
    bool is_number = n > 0 && str_to_i64(str_sub(*s, 0, n), ret);
    *s = str_sub(*s, n, s->n);
    return is_number;
}

static bool sign_take(struct str *s, struct str sign)
{
    if (sign.n == 0 || !str_starts(*s, sign))
        return false;
    *s = str_sub(*s, sign.n, s->n);
    return true;
}

/* A spreadsheet shows a date that was formatted as a moment with the time of its midnight. */
static bool is_midnight(struct str s)
{
    static const struct str TIMES[] = {STR_INIT("0:00"), STR_INIT("00:00"), STR_INIT("0:00:00"),
                                       STR_INIT("00:00:00")};
    for (size_t i = 0; i < COUNT_OF(TIMES); i++)
        if (str_eq(s, TIMES[i]))
            return true;
    return false;
}

/* 2026-10-01, 2026/10/1, 2026.10.1, 2026年10月1日, 20261001; 0: it is none of these. */
static int64_t table_day(struct str s)
{
    static const struct str SIGNS[][3] = {{STR_INIT("-"), STR_INIT("-")},
                                          {STR_INIT("/"), STR_INIT("/")},
                                          {STR_INIT("."), STR_INIT(".")},
                                          {STR_INIT("年"), STR_INIT("月"), STR_INIT("日")}};
    int64_t year, month, day, whole;
    struct str bare = s;
    if (s.n == 8 && number_take(&bare, 8, &whole) && bare.n == 0)
        return days_index(whole) >= 0 ? whole : 0;
    if (s.n < 8 || !number_take(&s, 4, &year) || year < 1000)
        return 0;
    for (size_t i = 0; i < COUNT_OF(SIGNS); i++) {
        struct str rest = s;
        if (!sign_take(&rest, SIGNS[i][0]) || !number_take(&rest, 2, &month) ||
            !sign_take(&rest, SIGNS[i][1]) || !number_take(&rest, 2, &day) ||
            (SIGNS[i][2].n && !sign_take(&rest, SIGNS[i][2])))
            continue;
        whole = year * 10000 + month * 100 + day;
        bool is_end = rest.n == 0 || (rest.p[0] == ' ' && is_midnight(line_trim(rest)));
        return is_end && days_index(whole) >= 0 ? whole : 0;
    }
    return 0;
}

/* ---- the head ---- */

/* A heading or a day among the cells: no sentence has them alone between two commas. */
static bool row_is_of_days(struct str line)
{
    struct str row = line, raw;
    bool is_more = true;
    char separator = separator_of(line);
    while (separator && cell_next(&row, separator, &is_more, &raw))
        if (column_of(line_trim(unquoted(raw))) < COLUMN__COUNT || table_day(line_trim(unquoted(raw))))
            return true;
    return false;
}

bool csv_begins(struct str first, struct str second)
{
    struct str row = first, raw;
    bool is_more = true;
    if (separator_of(first) == 0)
        return false;
    if (row_is_of_days(first) || row_is_of_days(second))
        return true;
    (void)cell_next(&row, ',', &is_more, &raw);
    return is_more && utf8_count(raw) == raw.n; /* a heading in other words; a sentence is Chinese */
}

/* A column that nobody reads is said. It stops the reading where it may be the one with the names. */
static void heads_refuse(struct csv_file *f, const struct line *l)
{
    struct str row = l->whole, raw;
    bool is_more = true;
    for (size_t at = 0; at < COLUMNS_MAX && cell_next(&row, f->separator, &is_more, &raw); at++) {
        struct str cell = cell_value(f->arena, raw);
        enum column c = column_of(cell);
        if (cell.n == 0 || (c < COLUMN__COUNT && f->column[c] == at))
            continue;
        bool is_twice = c < COLUMN__COUNT;
        struct problem *item =
            is_twice ? PROBLEM(f->problems, l->number, line_column(l, raw), "calendar.notice_csv_twice")
                     : PROBLEM(f->problems, l->number, line_column(l, raw), "calendar.notice_csv_head");
        item->hint = is_twice ? "calendar.notice_csv_twice_hint" : "calendar.notice_csv_head_hint";
        problem_value(f->problems, item, raw);
        problem_arg(f->problems, item, 0, cell);
        if (!is_twice && f->column[COLUMN_NAME] < COLUMNS_MAX)
            problem_warn(f->problems, item);
    }
}

static bool head_read(struct csv_file *f, const struct line *l)
{
    struct str row = l->whole, raw;
    bool is_more = true;
    f->separator = separator_of(l->whole);
    for (int c = 0; c < COLUMN__COUNT; c++)
        f->column[c] = COLUMNS_MAX;
    for (size_t at = 0; at < COLUMNS_MAX && cell_next(&row, f->separator, &is_more, &raw); at++) {
        struct str cell = cell_value(f->arena, raw);
        enum column c = column_of(cell);
        f->has_head[at] = cell.n > 0;
        if (c < COLUMN__COUNT && f->column[c] == COLUMNS_MAX)
            f->column[c] = at;
    }
    for (int c = 0; c < COLUMN__COUNT; c++) {
        if (f->column[c] < COLUMNS_MAX || c == COLUMN_NAME)
            continue;
        struct problem *item = PROBLEM(f->problems, l->number, 0, "calendar.notice_csv_column");
        item->hint = "calendar.notice_csv_column_hint";
        problem_arg(
            f->problems, item, 0,
            arena_printf(f->problems->arena, "%.*s %.*s", STR_ARG(COLUMNS[c][1]), STR_ARG(COLUMNS[c][0])));
    }
    heads_refuse(f, l);
    return f->column[COLUMN_DATE] < COLUMNS_MAX && f->column[COLUMN_TYPE] < COLUMNS_MAX;
}

/* ---- rows ---- */

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

/* 调休 alone is said of both days of an exchange: the one at the weekend is worked, the other is off. */
static enum day_says swap_says(int64_t day)
{
    return days_weekday(days_index(day)) < 5 ? SAYS_OFF : SAYS_WORK;
}

static bool type_of(struct str cell, int64_t day, enum day_says *ret)
{
    static const struct {
        struct str word;
        enum day_says says;
    } TYPES[] = {{STR_INIT("holiday"), SAYS_OFF},  {STR_INIT("放假"), SAYS_OFF},
                 {STR_INIT("休"), SAYS_OFF},       {STR_INIT("休息"), SAYS_OFF},
                 {STR_INIT("节假日"), SAYS_OFF},   {STR_INIT("法定节假日"), SAYS_OFF},
                 {STR_INIT("放假调休"), SAYS_OFF}, {STR_INIT("调休放假"), SAYS_OFF},
                 {STR_INIT("workday"), SAYS_WORK}, {STR_INIT("上班"), SAYS_WORK},
                 {STR_INIT("班"), SAYS_WORK},      {STR_INIT("补班"), SAYS_WORK},
                 {STR_INIT("工作日"), SAYS_WORK},  {STR_INIT("调休上班"), SAYS_WORK},
                 {STR_INIT("调休补班"), SAYS_WORK}};
    for (size_t i = 0; i < COUNT_OF(TYPES); i++)
        if (is_word(cell, TYPES[i].word)) {
            *ret = TYPES[i].says;
            return true;
        }
    if (!str_eq(cell, STR("调休")))
        return false;
    *ret = day ? swap_says(day) : SAYS_OFF; /* a wrong day is said elsewhere */
    return true;
}

static bool type_read(const struct csv_file *f, const struct line *l, struct str raw, struct notice_day *day)
{
    static const struct str latin[] = {STR_INIT("holiday"), STR_INIT("workday")};
    struct str cell = cell_value(f->arena, raw);
    if (type_of(cell, day->day, &day->says))
        return true;
    struct problem *item = PROBLEM(f->problems, l->number, line_column(l, raw), "calendar.notice_csv_type");
    item->hint = "calendar.notice_csv_type_hint";
    problem_value(f->problems, item, raw);
    problem_arg(f->problems, item, 0, raw);
    /* Of Chinese words everything is two slips away. */
    struct str near = utf8_count(cell) == cell.n ? word_near(cell, latin, COUNT_OF(latin)) : (struct str){0};
    if (near.n)
        problem_suggest(f->problems, item, near);
    return false;
}

/* What stands in no column would be lost: the rest of a name with a comma. */
static bool is_within_heads(const struct csv_file *f, const struct line *l, const struct str *raw,
                            struct str rest)
{
    const struct str *lost = line_trim(rest).n ? &rest : NULL;
    for (size_t i = COLUMNS_MAX; i-- > 0;)
        if (raw[i].n && !f->has_head[i])
            lost = &raw[i];
    if (!lost)
        return true;
    struct problem *item = PROBLEM(f->problems, l->number, line_column(l, *lost), "calendar.notice_csv_cell");
    item->hint = "calendar.notice_csv_cell_hint";
    problem_value(f->problems, item, *lost);
    problem_arg(f->problems, item, 0, *lost);
    return false;
}

/* Spreadsheets save empty rows as separators alone. */
static bool row_is_empty(const struct str *raw, struct str rest)
{
    for (size_t i = 0; i < COLUMNS_MAX; i++)
        if (raw[i].n)
            return false;
    return line_trim(rest).n == 0;
}

/* false: the table has too many years, and reading on would say so at each row. */
static bool row_take(struct csv_file *f, const struct line *l)
{
    struct str row = l->whole, raw[COLUMNS_MAX];
    bool is_more = true;
    for (size_t i = 0; i < COLUMNS_MAX; i++)
        raw[i] = str_of(l->whole.p + l->whole.n, 0);
    for (size_t i = 0; i < COLUMNS_MAX && cell_next(&row, f->separator, &is_more, &raw[i]); i++)
        continue;
    if (row_is_empty(raw, row))
        return true;
    size_t date = f->column[COLUMN_DATE], type = f->column[COLUMN_TYPE], name = f->column[COLUMN_NAME];
    struct str date_text = cell_value(f->arena, raw[date]);
    struct notice_day day = {.day = table_day(date_text)};
    if (day.day == 0)
        day_refuse(f->problems, date_text, l->number, line_column(l, raw[date]));
    bool is_fit = type_read(f, l, raw[type], &day) && day.day;
    is_fit &= is_within_heads(f, l, raw, row);
    if (name < COLUMNS_MAX) {
        day.name = cell_value(f->arena, raw[name]);
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
