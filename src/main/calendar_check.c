/* kaocheng calendar check, reproject: a table of matters, row by row. */
#include <stdio.h>

#include "base/key.h"
#include "main/calendar.h"
#include "domain/calendar_book.h"
#include "text/text.h"

static struct str count_text(const struct desk *d, size_t n) { return arena_printf(d->arena, "%zu", n); }

static void print_unread(const struct desk *d, const struct matter_row *row)
{
    struct str arg[] = {count_text(d, (size_t)row->number), row->column, row->cell};
    desk_print(d, row->unread, arg, COUNT_OF(arg));
}

/* The row was read, but its end cannot be reckoned: the words of the library behind the row's number. */
static void print_beyond(const struct desk *d, const struct matter_row *row, const struct err *err)
{
    struct str why[ERR_ARGS_MAX];
    for (size_t i = 0; i < ERR_ARGS_MAX; i++)
        why[i] = str_c(err->arg[i]);
    struct str arg[] = {count_text(d, (size_t)row->number), desk_text(d, err->text, why, ERR_ARGS_MAX)};
    desk_print(d, K("calendar_command.row_beyond"), arg, COUNT_OF(arg));
}

/* ---- check ---- */

enum verdict { ROW_RIGHT, ROW_WRONG, ROW_UNREAD, ROW_ASKED, VERDICT__COUNT };

static struct str deadline_text(const struct desk *d, const struct matter_row *row)
{
    struct str day = desk_day(d, row->deadline.day);
    int minute = row->deadline.minute;
    return row->deadline.has_time
               ? arena_printf(d->arena, "%.*s %02d:%02d", STR_ARG(day), minute / 60, minute % 60)
               : day;
}

static enum verdict print_wrong(const struct desk *d, const struct matter_row *row, struct str reckoned)
{
    struct reckoning r;
    struct err err = {0};
    const struct matter *m = &row->matter;
    struct str arg[] = {count_text(d, (size_t)row->number), deadline_text(d, row), reckoned};
    desk_print(d, K("calendar_command.row_wrong"), arg, COUNT_OF(arg));
    if (limit_explain(d->calendar, d->arena, m->limit, matter_start_ms(d, m), m->pause, m->pauses, &r,
                      &err) == RC_OK)
        matter_print_steps(d, &r, "    ");
    return ROW_WRONG;
}

static enum verdict check_row(const struct desk *d, const struct matter_row *row)
{
    struct due due;
    struct err err = {0};
    const struct matter *m = &row->matter;
    if (row->unread) {
        print_unread(d, row);
        return ROW_UNREAD;
    }
    if (limit_due(d->calendar, m->limit, matter_start_ms(d, m), m->pause, m->pauses, &due, &err) != RC_OK) {
        print_beyond(d, row, &err);
        return ROW_UNREAD;
    }
    struct str reckoned = matter_due_text(d, m, &due);
    /* A deadline without a time of day is right whatever the hour. */
    bool is_same =
        row->deadline.has_time ? str_eq(reckoned, deadline_text(d, row)) : due.day == row->deadline.day;
    if (row->deadline.day && !is_same)
        return print_wrong(d, row, reckoned);
    struct str arg[] = {count_text(d, (size_t)row->number), reckoned,
                        due.is_provisional ? T(d->lang, "calendar_command.provisional_mark") : STR("")};
    desk_print(d, row->deadline.day ? K("calendar_command.row_right") : K("calendar_command.row_asked"), arg,
               COUNT_OF(arg));
    return row->deadline.day ? ROW_RIGHT : ROW_ASKED;
}

static bool print_sum(const struct desk *d, size_t rows, const size_t n[VERDICT__COUNT])
{
    static const char *const MORE[VERDICT__COUNT] = {[ROW_WRONG] = K("calendar_command.sum_wrong"),
                                                     [ROW_UNREAD] = K("calendar_command.sum_unread"),
                                                     [ROW_ASKED] = K("calendar_command.sum_asked")};
    for (int v = ROW_WRONG; v < VERDICT__COUNT; v++) {
        struct str arg = count_text(d, n[v]);
        if (n[v])
            desk_print(d, MORE[v], &arg, 1);
    }
    struct str arg[] = {count_text(d, rows), count_text(d, n[ROW_RIGHT])};
    desk_print(d, K("calendar_command.sum"), arg, COUNT_OF(arg));
    return n[ROW_WRONG] + n[ROW_UNREAD] == 0;
}

/* False after having said that no file was named. */
static bool has_file(const struct desk *d, const char *key)
{
    bool is_there = d->value[d->command->options].n > 0;
    if (!is_there)
        command_say(d->lang, d->arena, key, NULL, 0);
    return is_there;
}

int command_calendar_check(const struct command *c, struct arena *a, enum lang lang, const struct str *value)
{
    struct err err = {0};
    struct desk d = desk_new(c, a, lang, value, &err);
    struct matter_rows rows = {0};
    size_t n[VERDICT__COUNT] = {0};
    bool is_good = true;
    if (!has_file(&d, K("calendar_command.check_needs")))
        return EXIT_USAGE;
    enum rc rc = desk_open_all(&d);
    if (rc == RC_OK)
        rc = matter_rows_read(&d, value[c->options], &rows);
    if (rc == RC_OK) {
        for (size_t i = 0; i < rows.n; i++)
            n[check_row(&d, &rows.row[i])]++;
        is_good = print_sum(&d, rows.n, n);
    }
    return desk_end(&d, rc, is_good ? EXIT_DONE : EXIT_FOUND);
}

/* ---- reproject ---- */

struct two {
    const struct calendar *was, *is;
};

#define DAYS_SHOWN 40

/* "2020-01-31（五）休" … : the days between start and end on which the two disagree. */
static void print_days(const struct desk *d, const struct two *ch, int64_t first, int64_t last)
{
    int64_t day[DAYS_SHOWN];
    size_t n = calendar_difference(ch->was, ch->is, first, last, day, DAYS_SHOWN);
    for (size_t i = 0; i < n && i < DAYS_SHOWN; i++)
        desk_print_changed_day(d, ch->is, day[i]);
    struct str more = count_text(d, n > DAYS_SHOWN ? n - DAYS_SHOWN : 0);
    if (n > DAYS_SHOWN)
        desk_print(d, K("calendar_command.more_days"), &more, 1);
}

/* Returns whether its end moves; *ret_bad counts rows that cannot be reckoned. */
static bool reproject_row(const struct desk *d, const struct two *ch, const struct matter_row *row,
                          size_t *ret_bad)
{
    struct due from, to;
    struct err err = {0};
    const struct matter *m = &row->matter;
    if (row->unread) {
        print_unread(d, row);
        ++*ret_bad;
        return false;
    }
    int64_t start = matter_start_ms(d, m);
    enum rc rc = limit_due(ch->was, m->limit, start, m->pause, m->pauses, &from, &err);
    if (rc == RC_OK)
        rc = limit_due(ch->is, m->limit, start, m->pause, m->pauses, &to, &err);
    if (rc != RC_OK) {
        print_beyond(d, row, &err);
        ++*ret_bad;
        return false;
    }
    if (from.ms == to.ms)
        return false;
    struct str arg[] = {count_text(d, (size_t)row->number), matter_due_text(d, m, &from),
                        matter_due_text(d, m, &to)};
    desk_print(d, K("calendar_command.row_moves"), arg, COUNT_OF(arg));
    print_days(d, ch, m->start.day, from.day > to.day ? from.day : to.day);
    return true;
}

/* Whatever is said to be known, the new notice is. */
static enum rc other_calendar(struct desk *d, const struct calendar **ret)
{
    struct notices all;
    enum rc rc = desk_lay_over(d, d->notices, &all);
    return rc == RC_OK ? desk_calendar(d, all, ret) : rc;
}

int command_calendar_reproject(const struct command *c, struct arena *a, enum lang lang,
                               const struct str *value)
{
    struct err err = {0};
    struct desk d = desk_new(c, a, lang, value, &err);
    struct matter_rows rows = {0};
    struct two ch = {0};
    size_t moved = 0, bad = 0;
    if (!has_file(&d, K("calendar_command.reproject_needs")))
        return EXIT_USAGE;
    if (desk_option(&d, "notice").n == 0) {
        command_say(lang, a, K("calendar_command.reproject_needs"), NULL, 0);
        return EXIT_USAGE;
    }
    enum rc rc = desk_open(&d);
    ch.was = d.calendar;
    if (rc == RC_OK)
        rc = other_calendar(&d, &ch.is);
    if (rc == RC_OK)
        rc = matter_rows_read(&d, value[c->options], &rows);
    if (rc == RC_OK) {
        for (size_t i = 0; i < rows.n; i++)
            moved += reproject_row(&d, &ch, &rows.row[i], &bad);
        struct str arg[] = {count_text(&d, rows.n), count_text(&d, moved)};
        desk_print(&d, K("calendar_command.reproject_sum"), arg, COUNT_OF(arg));
    }
    return desk_end(&d, rc, bad ? EXIT_FOUND : EXIT_DONE);
}
