/* A scheme and a table of values in, results out; no data base, no clock: the same bytes on every machine. */
#include <stdio.h>

#include "base/buf.h"
#include "base/fixed.h"
#include "domain/value_table.h"
#include "main/command.h"
#include "main/files.h"
#include "score/result.h"
#include "table/csv.h"
#include "text/text.h"

struct scoring {
    struct arena *arena;
    enum lang lang;
    struct str file; /* at work, for naming problems */
    struct problems problems;
    const struct scheme *scheme;
    const struct score_result *result;
    struct err *err;
};

static enum rc read_scheme(struct scoring *s, struct str file)
{
    struct str text;
    s->file = file;
    enum rc rc = command_read_file(s->arena, file, LIMIT_SCHEME_BYTES, &text, s->err);
    return rc == RC_OK ? scheme_read(s->arena, text, &s->problems, &s->scheme, s->err) : rc;
}

/* A table without a column of periods is that of the asked period, or of the last one of the scheme. */
static struct str period_of_table(const struct scoring *s, struct str asked)
{
    int64_t to = s->scheme->valid_to;
    int month = to ? (int)(to / 10000 * 12 + to / 100 % 100 - 1)
                   : (s->scheme->year ? s->scheme->year : YEAR_ANY) * 12 + 11;
    return asked.n ? asked : window_write(s->arena, window_of(s->scheme->window, month));
}

static enum rc read_table(struct scoring *s, struct str file, struct str period, struct value_rows *ret)
{
    struct str bytes;
    s->file = file;
    problems_clear(&s->problems);
    enum rc rc = command_read_file(s->arena, file, LIMIT_UPLOAD_BYTES, &bytes, s->err);
    return rc == RC_OK ? value_table_read(s->arena, bytes, s->scheme, NULL, NULL, period_of_table(s, period),
                                          &s->problems, ret, s->err)
                       : rc;
}

/* The tables one after the other, as if they were imported so: a later number replaces an earlier one. The
 * warnings of the scheme are said before the tables have their turn. */
static enum rc read_values(struct scoring *s, struct str files, struct str period, struct values **ret,
                           struct value_windows *ret_windows)
{
    struct str file;
    struct value_rows all = {0};
    command_say_problems(s->arena, s->lang, s->file, &s->problems);
    enum rc rc = values_new(s->arena, s->scheme, ret, s->err);
    while (rc == RC_OK && str_split(&files, '\n', &file)) {
        struct value_rows rows = {0};
        if (all.n) /* those of the last table are said at the end */
            command_say_problems(s->arena, s->lang, s->file, &s->problems);
        rc = read_table(s, file, period, &rows);
        for (size_t i = 0; i < rows.n && rc == RC_OK; i++)
            rc = value_row_apply(*ret, s->scheme, &rows.row[i], s->err);
        struct value_row *both = ARENA_ARRAY(s->arena, struct value_row, all.n + rows.n + 1);
        if (all.n)
            memcpy(both, all.row, all.n * sizeof *both);
        if (rows.n)
            memcpy(both + all.n, rows.row, rows.n * sizeof *both);
        all = (struct value_rows){.row = both, .n = all.n + rows.n};
    }
    *ret_windows = value_windows_of(s->arena, s->scheme, &all);
    return rc;
}

static enum rc choose_window(const struct scoring *s, struct str period, const struct value_windows *windows,
                             struct window *ret)
{
    if (period.n)
        return window_read(period, ret, s->err);
    if (windows->n == 0)
        return FAIL(s->err, RC_INVALID, "command.no_values", "no window of the scheme has a value");
    *ret = windows->window[windows->n - 1];
    return RC_OK;
}

/* ---- the files ---- */

/* unit,node,score: of the leaves alone, or of every node. */
static struct str nodes_csv(const struct scoring *s, bool leaves_only)
{
    struct buf out CLEANUP(buf_release) = {0};
    struct csv w = csv_to(&out, false);
    csv_cell(&w, STR("unit"));
    csv_cell(&w, STR("node"));
    csv_cell(&w, STR("score"));
    csv_end(&w);
    for (int u = 0; u < s->scheme->units_count; u++)
        for (int n = 0; n < s->scheme->nodes_count; n++) {
            const struct node *node = &s->scheme->nodes[n];
            if (leaves_only && node->method == METHOD_NONE)
                continue;
            csv_cell(&w, s->scheme->units[u].name);
            csv_cell(&w, node->id);
            csv_cell(&w, score_state(s->result, n, u) == SCORE_PRESENT
                             ? fixed_write(s->arena, score_of(s->result, n, u), node->digits)
                             : (struct str){0});
            csv_end(&w);
        }
    ASSERT(!out.failed);
    return arena_str(s->arena, buf_str(&out));
}

static struct str bar_name(const struct scoring *s, const struct score_bar *bar)
{
    return bar->node < 0 ? text_get(s->lang, bar->text) : s->scheme->nodes[bar->node].name;
}

/* One unit: from the full marks to the score, what was lost and won where. */
static enum rc put_waterfall(const struct scoring *s, int unit, struct buf *out)
{
    const struct score_waterfall *w;
    struct arena *a = s->arena;
    enum rc rc = score_waterfall(s->result, 0, unit, a, &w, s->err);
    if (rc != RC_OK)
        return rc;
    buf_printf(out, "%.*s\n", STR_ARG(s->scheme->units[unit].name));
    if (!w->has_score) {
        buf_printf(out, "  %.*s\n\n", STR_ARG(T(s->lang, "command.no_total")));
        return RC_OK;
    }
    buf_printf(out, "  %.*s %.*s\n", STR_ARG(fixed_write(a, w->full, w->digits)),
               STR_ARG(T(s->lang, "command.full_marks")));
    for (int i = 0; i < w->bars_count; i++) {
        struct str delta = fixed_write(a, w->bars[i].delta, w->digits);
        buf_printf(out, "  %s%.*s %.*s\n", w->bars[i].delta > 0 ? "+" : "", STR_ARG(delta),
                   STR_ARG(bar_name(s, &w->bars[i])));
    }
    buf_printf(out, "  = %.*s\n\n", STR_ARG(fixed_write(a, w->score, w->digits)));
    return RC_OK;
}

static enum rc write_files(const struct scoring *s, struct str dir, struct str result)
{
    struct buf out CLEANUP(buf_release) = {0};
    enum rc rc = RC_OK;
    for (int u = 0; u < s->scheme->units_count && rc == RC_OK; u++)
        rc = put_waterfall(s, u, &out);
    ASSERT(!out.failed);
    if (rc == RC_OK)
        rc = files_write(s->arena, dir, STR("result.csv"), result, s->err);
    if (rc == RC_OK)
        rc = files_write(s->arena, dir, STR("leaves.csv"), nodes_csv(s, true), s->err);
    if (rc == RC_OK)
        rc = files_write(s->arena, dir, STR("nodes.csv"), nodes_csv(s, false), s->err);
    if (rc == RC_OK)
        rc = files_write(s->arena, dir, STR("explanation.txt"), buf_str(&out), s->err);
    return rc;
}

static enum rc score(const struct command *c, const struct str *value, struct scoring *s)
{
    struct str scheme = command_option(c, value, "scheme"), table = command_option(c, value, "values");
    struct str dir = command_option(c, value, "out");
    struct values *values = NULL;
    struct value_windows windows;
    struct window window;
    if (scheme.n == 0 || table.n == 0)
        return FAIL(s->err, RC_NOT_FOUND, "command.score_needs", "no scheme or no values");
    enum rc rc = read_scheme(s, scheme);
    if (rc == RC_OK)
        rc = read_values(s, table, command_option(c, value, "period"), &values, &windows);
    if (rc == RC_OK)
        rc = choose_window(s, command_option(c, value, "period"), &windows, &window);
    if (rc == RC_OK)
        rc = score_compute(s->scheme, values, window, s->arena, &s->result, s->err);
    if (rc != RC_OK)
        return rc;
    struct buf out CLEANUP(buf_release) = {0};
    score_write_csv(s->result, &out);
    ASSERT(!out.failed);
    if (dir.n)
        rc = write_files(s, dir, buf_str(&out));
    if (rc == RC_OK && fwrite(out.p, 1, out.n, stdout) != out.n)
        rc = FAIL(s->err, RC_IO, "command.cannot_write_file", "stdout");
    return rc;
}

int command_score(const struct command *c, struct arena *a, enum lang lang, const struct str *value)
{
    struct err err = {0};
    struct scoring s = {.arena = a, .lang = lang, .problems.arena = a, .err = &err};
    enum rc rc = score(c, value, &s);
    int status = rc == RC_OK ? EXIT_DONE : command_fail(a, lang, &err);
    command_say_problems(a, lang, s.file, &s.problems);
    return status;
}
