/* A matter with its limit: how it is written in options and tables, and how its end is said. */
#include <stdio.h>

#include "base/key.h"
#include "main/calendar.h"
#include "table/cell.h"
#include "table/table.h"
#include "text/text.h"

#define DAY_END_MINUTE 1440

bool matter_lacks_hours(const struct desk *d, const struct matter *m)
{
    return m->limit.unit == LIMIT_OPEN_MINUTES && calendar_pattern(d->calendar)->hours_n == 0;
}

/* A day without a time ends, for a limit in hours, at 24:00; for one in days it is any instant of it. */
static int64_t pause_end_ms(const struct desk *d, const struct moment *to, enum limit_unit unit)
{
    if (to->has_time)
        return desk_moment_ms(d, to) - (to->minute == DAY_END_MINUTE && unit_is_days(unit));
    return calendar_ms(d->calendar, to->day, DAY_END_MINUTE) - unit_is_days(unit);
}

#define MOMENT_BYTES_MAX 100

/* The bytes of a day at the beginning of a text that ends there or with a '/', which days may have too; 0:
 * there is none. */
static size_t moment_at(const struct desk *d, struct str text, struct moment *ret)
{
    for (size_t end = 1; end <= text.n && end <= MOMENT_BYTES_MAX; end++)
        if ((end == text.n || text.p[end] == '/') && desk_moment_read(d, str_sub(text, 0, end), ret))
            return end;
    return 0;
}

/* First, mark, last, and perhaps '/' and a basis. A basis that begins with a day is another pause without its
 * ';', and would be lost. */
static bool pause_cut(const struct desk *d, struct str text, struct str mark, struct moment *from,
                      struct moment *to, struct str *basis)
{
    struct moment other;
    bool is_slash = str_eq(mark, STR("/"));
    size_t at = is_slash ? moment_at(d, text, from) : str_find_str(text, mark);
    if (at == 0 || at >= text.n || !desk_moment_read(d, str_sub(text, 0, at), from))
        return false;
    struct str last = str_sub(text, at + mark.n, text.n);
    size_t end = moment_at(d, last, to);
    *basis = str_trim(str_sub(last, end + 1, last.n));
    return end > 0 && moment_at(d, *basis, &other) == 0;
}

bool matter_pause(const struct desk *d, struct str text, enum limit_unit unit, struct pause *ret)
{
    static const struct str MARK[] = {STR_INIT("/"), STR_INIT("至"), STR_INIT("～"), STR_INIT("~")};
    struct moment from, to;
    struct str basis;
    size_t i = 0;
    while (i < COUNT_OF(MARK) && !pause_cut(d, text, MARK[i], &from, &to, &basis))
        i++;
    if (i == COUNT_OF(MARK))
        return false;
    *ret = (struct pause){
        .from_ms = desk_moment_ms(d, &from), .to_ms = pause_end_ms(d, &to, unit), .basis = basis};
    return ret->from_ms <= ret->to_ms;
}

/* Bytes of a ';', full-width or not, behind which no basis goes on. */
static size_t divider_at(struct str text)
{
    static const struct str WIDE = STR_INIT("；"), WIDE_ZERO = STR_INIT("０"), WIDE_NINE = STR_INIT("９");
    size_t n = str_starts(text, WIDE) ? WIDE.n : str_starts(text, STR(";")) ? 1 : 0;
    struct str next = str_trim(str_sub(text, n, text.n));
    bool is_digit = next.n && next.p[0] >= '0' && next.p[0] <= '9';
    struct str wide = str_sub(next, 0, WIDE_ZERO.n);
    bool is_wide = wide.n && str_cmp(wide, WIDE_ZERO) >= 0 && str_cmp(wide, WIDE_NINE) <= 0;
    bool is_end = next.n == 0 || next.p[0] == ';' || str_starts(next, WIDE);
    return is_digit || is_wide || is_end ? n : 0;
}

struct str matter_take_pause(struct str *rest)
{
    size_t at = 0, n = 0;
    while (at < rest->n && (n = divider_at(str_sub(*rest, at, rest->n))) == 0)
        at++;
    struct str one = str_trim(str_sub(*rest, 0, at));
    *rest = str_sub(*rest, at + n, rest->n);
    return one;
}

int64_t matter_start_ms(const struct desk *d, const struct matter *m) { return desk_moment_ms(d, &m->start); }

struct str matter_due_text(const struct desk *d, const struct matter *m, const struct due *due)
{
    int minute;
    struct str day = desk_day(d, due->day);
    if (!m->is_timed)
        return day;
    (void)calendar_day_of(d->calendar, due->ms, &minute);
    /* The last instant of a day is written as the law says it. */
    if (due->ms >= calendar_ms(d->calendar, due->day, DAY_END_MINUTE) - 1)
        minute = DAY_END_MINUTE;
    return arena_printf(d->arena, "%.*s %02d:%02d", STR_ARG(day), minute / 60, minute % 60);
}

void matter_print_steps(const struct desk *d, const struct reckoning *r, const char *indent)
{
    for (size_t i = 0; i < r->steps; i++) {
        struct str words = step_words(d->arena, d->lang, &r->step[i]);
        (void)printf("%s%.*s\n", indent, STR_ARG(words));
    }
}

/* ---- tables ---- */

enum column { C_START, C_TIME, C_AMOUNT, C_UNIT, C_PAUSES, C_EXTEND, C_DEADLINE, C__COUNT };

/* Plain forms, as cell_plain makes them; the first is what messages call the column. */
static const char *const COLUMN_NAME[C__COUNT][8] = {
    [C_START] = {"accept_date", "受理日期", "受理日", "起算日", "起始日期", "start_date", "from"},
    [C_TIME] = {"accept_time", "受理时间", "时间", "time"},
    [C_AMOUNT] = {"limit_workdays", "时限", "办理期限", "期限", "工作日", "limit", "amount"},
    [C_UNIT] = {"unit", "时限单位", "期限单位", "limit_unit"},
    [C_PAUSES] = {"suspend_intervals_closed", "暂停", "暂停期间", "中止", "中止期间", "pauses"},
    [C_EXTEND] = {"extension", "延长", "延长期限", "extend"},
    [C_DEADLINE] = {"deadline", "到期日", "截止日期", "截止日", "届满日", "due"},
};

static int column_of(struct str plain)
{
    for (int c = 0; c < C__COUNT; c++)
        for (size_t i = 0; i < COUNT_OF(COLUMN_NAME[c]) && COLUMN_NAME[c][i]; i++)
            if (str_eq(plain, str_c(COLUMN_NAME[c][i])))
                return c;
    return -1;
}

struct reading {
    struct desk *desk;
    const struct table *table;
    int at[C__COUNT]; /* column of the table; −1: it has none */
};

static bool is_known(const void *ctx, struct str cell)
{
    const struct desk *d = ctx;
    return column_of(cell_plain(d->arena, cell)) >= 0;
}

static struct str cell_at(const struct reading *r, const struct table_row *row, enum column c)
{
    return r->at[c] < 0 ? (struct str){0} : str_trim(row->cell[r->at[c]]);
}

/* Of a column that may be empty: "无", "/" and "—" say so too. */
static struct str optional_at(const struct reading *r, const struct table_row *row, enum column c)
{
    struct str cell = cell_at(r, row, c);
    return cell_is_missing(cell_plain(r->desk->arena, cell)) ? (struct str){0} : cell;
}

/* The row cannot be read, for this cell. False, so that the caller can stop there. */
static bool unread(const struct reading *r, struct matter_row *row, enum column c, struct str cell,
                   const char *why)
{
    row->unread = why;
    row->column = r->at[c] < 0 ? str_c(COLUMN_NAME[c][0]) : r->table->head.cell[r->at[c]];
    row->cell = cell;
    return false;
}

static bool amount_read(const struct reading *r, struct str cell, int64_t *ret)
{
    return str_to_i64(cell_plain(r->desk->arena, cell), ret) && *ret >= 0 && *ret <= LIMIT_AMOUNT_MAX;
}

static bool unit_read(const struct reading *r, struct str cell, enum limit_unit *ret, int *ret_minutes)
{
    struct str plain = cell_plain(r->desk->arena, cell);
    return limit_word(plain.n ? plain : STR("workdays"), ret, ret_minutes);
}

static bool read_limit(const struct reading *r, const struct table_row *from, struct matter_row *row)
{
    struct matter *m = &row->matter;
    int64_t amount, extension = 0;
    int minutes = 0;
    struct str given = cell_at(r, from, C_AMOUNT), unit = cell_at(r, from, C_UNIT);
    struct str more = optional_at(r, from, C_EXTEND);
    if (!unit_read(r, unit, &m->limit.unit, &minutes))
        return unread(r, row, C_UNIT, unit, K("calendar_command.row_unit"));
    if (!amount_read(r, given, &amount))
        return unread(r, row, C_AMOUNT, given, K("calendar_command.row_amount"));
    if (more.n && !amount_read(r, more, &extension))
        return unread(r, row, C_EXTEND, more, K("calendar_command.row_amount"));
    amount = (amount + extension) * (unit_is_days(m->limit.unit) ? 1 : minutes);
    if (amount > LIMIT_AMOUNT_MAX)
        return unread(r, row, C_AMOUNT, given, K("calendar_command.row_amount"));
    m->limit.amount = (int)amount;
    m->is_timed = !unit_is_days(m->limit.unit);
    return true;
}

static bool read_start(const struct reading *r, const struct table_row *from, struct matter_row *row)
{
    struct str start = cell_at(r, from, C_START), time = cell_at(r, from, C_TIME);
    struct moment *m = &row->matter.start;
    if (time.n)
        start = arena_printf(r->desk->arena, "%.*s %.*s", STR_ARG(start), STR_ARG(time));
    if (!desk_moment_read(r->desk, start, m))
        return unread(r, row, C_START, start, K("calendar_command.row_date"));
    if (matter_lacks_hours(r->desk, &row->matter))
        return unread(r, row, C_UNIT, cell_at(r, from, C_UNIT), K("calendar_command.row_needs_hours"));
    if (row->matter.is_timed && !m->has_time)
        return unread(r, row, C_START, start, K("calendar_command.row_needs_time"));
    return true;
}

static bool read_pauses(const struct reading *r, const struct table_row *from, struct matter_row *row)
{
    struct matter *m = &row->matter;
    struct pause pause[MATTER_PAUSES_MAX];
    struct str cell = optional_at(r, from, C_PAUSES), rest = cell;
    while (rest.n) {
        struct str one = matter_take_pause(&rest);
        if (one.n == 0)
            continue;
        if (m->pauses == MATTER_PAUSES_MAX || !matter_pause(r->desk, one, m->limit.unit, &pause[m->pauses]))
            return unread(r, row, C_PAUSES, cell, K("calendar_command.row_pause"));
        m->pauses++;
    }
    m->pause = ARENA_ARRAY(r->desk->arena, struct pause, m->pauses + 1);
    memcpy(m->pause, pause, m->pauses * sizeof *pause);
    return true;
}

static void read_row(const struct reading *r, const struct table_row *from, struct matter_row *row)
{
    struct str deadline = optional_at(r, from, C_DEADLINE);
    row->number = from->number;
    if (!read_limit(r, from, row) || !read_start(r, from, row) || !read_pauses(r, from, row) || !deadline.n)
        return;
    if (!desk_moment_read(r->desk, deadline, &row->deadline))
        (void)unread(r, row, C_DEADLINE, deadline, K("calendar_command.row_date"));
    /* A spreadsheet writes a day with its midnight, at which no limit in days ends. */
    if (row->deadline.minute == 0 && row->deadline.second == 0 && unit_is_days(row->matter.limit.unit))
        row->deadline.has_time = false;
    row->matter.is_timed |= row->deadline.has_time;
}

static enum rc find_columns(struct reading *r, struct desk *d)
{
    for (int c = 0; c < C__COUNT; c++)
        r->at[c] = -1;
    for (size_t i = 0; i < r->table->cols; i++) {
        int c = column_of(cell_plain(d->arena, r->table->head.cell[i]));
        if (c >= 0 && r->at[c] < 0)
            r->at[c] = (int)i;
    }
    if (r->at[C_START] >= 0 && r->at[C_AMOUNT] >= 0)
        return RC_OK;
    (void)FAIL(d->err, RC_INVALID, "calendar_command.table_columns", "no column of starts or limits");
    return err_arg(d->err, 0, d->file);
}

enum rc matter_rows_read(struct desk *d, struct str file, struct matter_rows *ret)
{
    struct str bytes;
    struct table table;
    struct reading r = {.desk = d, .table = &table};
    d->file = file;
    problems_clear(&d->problems);
    enum rc rc = command_read_file(d->arena, file, LIMIT_UPLOAD_BYTES, &bytes, d->err);
    if (rc != RC_OK)
        return rc;
    rc = table_read(d->arena, bytes, &table, &d->problems);
    if (rc != RC_OK) {
        (void)FAIL(d->err, RC_INVALID, "calendar_command.table_wrong", "%.*s", STR_ARG(file));
        return err_arg(d->err, 0, file);
    }
    table_head_find(d->arena, &table, is_known, d);
    rc = find_columns(&r, d);
    if (rc != RC_OK)
        return rc;
    ret->row = ARENA_ARRAY(d->arena, struct matter_row, table.rows + 1);
    for (ret->n = 0; ret->n < table.rows; ret->n++)
        read_row(&r, &table.row[ret->n], &ret->row[ret->n]);
    return RC_OK;
}
