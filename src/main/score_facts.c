/* `--facts FACTS.csv --today DAY`: the facts that measures of the scheme are counted from, written by hand
 * for a trial: columns 单位 事实 起 止 数值 (unit fact from to value). 止 empty: an instant; 至今 or now: an
 * interval that still runs. Working days are those of the country: nobody's own calendar is known here. */
#include "base/key.h"
#include "calendar/calendar.h"
#include "domain/fact_count.h"
#include "main/score.h"
#include "table/cell.h"
#include "table/table.h"

enum { UNIT, FACT, FROM, TO, VALUE, COLUMNS };
static const struct str HEADS[COLUMNS][2] = {[UNIT] = {STR_INIT("单位"), STR_INIT("unit")},
                                             [FACT] = {STR_INIT("事实"), STR_INIT("fact")},
                                             [FROM] = {STR_INIT("起"), STR_INIT("from")},
                                             [TO] = {STR_INIT("止"), STR_INIT("to")},
                                             [VALUE] = {STR_INIT("数值"), STR_INIT("value")}};
#define TODAY_WORD STR("至今")
#define NOW_WORD STR("now")

struct facts_read {
    struct scoring *s;
    const struct table *t;
    int column[COLUMNS]; /* −1: not there */
    struct str *word;    /* of each fact */
    struct tally_fact *fact;
    size_t n;
    const struct calendar *calendar;
    int64_t today;
};

/* ---- the table ---- */

static enum rc find_columns(struct facts_read *f)
{
    struct scoring *s = f->s;
    for (int c = 0; c < COLUMNS; c++) {
        f->column[c] = -1;
        for (size_t i = 0; i < f->t->cols; i++) {
            struct str head = cell_plain(s->arena, f->t->head.cell[i]);
            if (str_eq(head, HEADS[c][0]) || str_eq(head, HEADS[c][1]))
                f->column[c] = (int)i;
        }
        if (f->column[c] < 0 && c != TO && c != VALUE) {
            struct problem *p = PROBLEM(&s->problems, f->t->head.number, 0, "score_command.facts_column");
            problem_arg(&s->problems, p, 0, HEADS[c][0]);
        }
    }
    return s->problems.blocking ? RC_INVALID : RC_OK;
}

static struct str cell_of(const struct facts_read *f, const struct table_row *row, int column)
{
    return f->column[column] < 0 ? STR("") : cell_plain(f->s->arena, row->cell[f->column[column]]);
}

static void refuse(struct facts_read *f, const struct table_row *row, int column, const char *text)
{
    struct problems *p = &f->s->problems;
    problem_value(p, problem_add(p, row->number, f->column[column] + 1, text), cell_of(f, row, column));
}

static bool read_days(struct facts_read *f, const struct table_row *row, struct tally_fact *ret)
{
    int year = f->s->scheme->year;
    struct str to = cell_of(f, row, TO);
    bool runs = str_eq(to, TODAY_WORD) || str_eq(to, NOW_WORD);
    if (!cell_day(cell_of(f, row, FROM), year, &ret->from_day) || !calendar_covers(ret->from_day)) {
        refuse(f, row, FROM, K("score_command.facts_day"));
        return false;
    }
    ret->is_interval = to.n > 0;
    ret->to_day = to.n ? 0 : ret->from_day;
    if (to.n && !runs &&
        (!cell_day(to, year, &ret->to_day) || !calendar_covers(ret->to_day) || ret->to_day < ret->from_day)) {
        refuse(f, row, TO, K("score_command.facts_day"));
        return false;
    }
    return true;
}

static bool read_value(struct facts_read *f, const struct table_row *row, struct dec *ret)
{
    struct str text = cell_of(f, row, VALUE);
    size_t point = str_find(text, '.');
    *ret = (struct dec){.units = 1};
    if (text.n == 0)
        return true;
    ret->digits = point < text.n ? (int)(text.n - point - 1) : 0;
    if (ret->digits <= FIXED_DIGITS_MAX &&
        cell_number(f->s->arena, text, STR(""), ret->digits, &ret->units) == CELL_OK)
        return true;
    refuse(f, row, VALUE, K("score_command.facts_value"));
    return false;
}

static bool is_counted(const struct scheme *s, struct str word)
{
    for (int m = 0; m < s->measures_count; m++)
        if (word.n && str_eq(s->measures[m].fact, word))
            return true;
    return false;
}

static void read_row(struct facts_read *f, const struct table_row *row)
{
    struct tally_fact *fact = &f->fact[f->n];
    struct str word = cell_of(f, row, FACT);
    fact->unit = scheme_unit_find(f->s->scheme, str_trim(row->cell[f->column[UNIT]]));
    if (!is_counted(f->s->scheme, word)) {
        refuse(f, row, FACT, K("score_command.facts_word"));
        problem_warn(&f->s->problems, &f->s->problems.item[f->s->problems.n - 1]);
        return;
    }
    if (fact->unit < 0)
        refuse(f, row, UNIT, K("score_command.facts_unit"));
    else if (read_days(f, row, fact) && read_value(f, row, &fact->value))
        f->word[f->n++] = word;
}

static enum rc read_file(struct facts_read *f, struct str file)
{
    struct scoring *s = f->s;
    struct table *t = ARENA_NEW(s->arena, struct table);
    struct str bytes;
    s->file = file;
    problems_clear(&s->problems);
    enum rc rc = command_read_file(s->arena, file, LIMIT_UPLOAD_BYTES, &bytes, s->err);
    if (rc != RC_OK)
        return rc;
    f->t = t;
    if (table_read(s->arena, bytes, t, &s->problems) != RC_OK || find_columns(f) != RC_OK)
        return FAIL(s->err, RC_INVALID, "score_command.facts_unfit", "%zu problems", s->problems.n);
    f->fact = ARENA_ARRAY(s->arena, struct tally_fact, t->rows + 1);
    f->word = ARENA_ARRAY(s->arena, struct str, t->rows + 1);
    for (size_t i = 0; i < t->rows; i++)
        read_row(f, &t->row[i]);
    return s->problems.blocking ? FAIL(s->err, RC_INVALID, "score_command.facts_unfit", "%zu", s->problems.n)
                                : RC_OK;
}

/* ---- counting ---- */

static int workdays(void *ctx, size_t i, int64_t first, int64_t last)
{
    (void)i;
    const struct facts_read *f = ctx;
    return calendar_workdays(f->calendar, first, last);
}

static enum rc open_calendar(struct facts_read *f)
{
    struct notices notices;
    struct notice_wish none = {.year = 0};
    struct problems *problems = ARENA_NEW(f->s->arena, struct problems);
    enum notice_form form;
    problems->arena = f->s->arena;
    enum rc rc = notices_read(f->s->arena, notices_builtin(), &none, &notices, &form, problems);
    ASSERT(rc == RC_OK); /* they ship with the program */
    return calendar_build(f->s->arena, notices, NULL, 0, &f->calendar, f->s->err);
}

/* Without --today: the last day that the table names. */
static enum rc find_today(struct facts_read *f)
{
    struct str given = scoring_option(f->s, "today");
    for (size_t i = 0; i < f->n; i++) {
        int64_t last = f->fact[i].to_day ? f->fact[i].to_day : f->fact[i].from_day;
        f->today = last > f->today ? last : f->today;
    }
    if (given.n == 0 || (cell_day(cell_plain(f->s->arena, given), 0, &f->today) && calendar_covers(f->today)))
        return RC_OK;
    (void)FAIL(f->s->err, RC_INVALID, "score_command.today_wrong", "%.*s", STR_ARG(given));
    return scoring_wrong_use(f->s, given);
}

static enum rc count_measure(struct facts_read *f, int measure)
{
    struct scoring *s = f->s;
    struct tally_fact *fact = ARENA_ARRAY(s->arena, struct tally_fact, f->n + 1);
    struct tally_days days = {workdays, f};
    struct tally t;
    int64_t first = 0;
    size_t n = 0;
    for (size_t i = 0; i < f->n; i++)
        if (str_eq(f->word[i], s->scheme->measures[measure].fact)) {
            fact[n++] = f->fact[i];
            first = first == 0 || f->fact[i].from_day < first ? f->fact[i].from_day : first;
        }
    enum rc rc = tally_make(s->arena, fact, n, &days, f->today, tally_first_month(s->scheme, first, f->today),
                            &t, s->err);
    if (rc == RC_OK)
        rc = tally_feed(s->values, measure, &t, NULL, s->err);
    if (rc == RC_OK)
        fact_windows_add(&s->windows, s->scheme, &t);
    return rc;
}

enum rc scoring_count(struct scoring *s)
{
    struct facts_read f = {.s = s};
    struct str file = scoring_option(s, "facts");
    if (file.n == 0)
        return RC_OK;
    scoring_say_problems(s);
    enum rc rc = read_file(&f, file);
    if (rc == RC_OK)
        rc = find_today(&f);
    if (rc == RC_OK && f.today == 0) /* no facts, and nobody says which day it is: nothing has come */
        return RC_OK;
    if (rc == RC_OK)
        rc = open_calendar(&f);
    for (int m = 0; m < s->scheme->measures_count && rc == RC_OK; m++)
        if (s->scheme->measures[m].fact.n)
            rc = count_measure(&f, m);
    return rc;
}
