/* The scheme, the tables of values and the period that the options name, and the result of them. */
#include "main/score.h"

#include <stdio.h>

#include "base/fixed.h"
#include "base/key.h"
#include "text/text.h"

struct scoring scoring_new(const struct command *c, struct arena *a, enum lang lang, const struct str *value,
                           struct err *err)
{
    struct scoring s = {
        .command = c, .value = value, .arena = a, .lang = lang, .problems.arena = a, .err = err};
    s.is_json = command_option(c, value, "json").n > 0;
    return s;
}

struct str scoring_option(const struct scoring *s, const char *name)
{
    return command_option(s->command, s->value, name);
}

enum rc scoring_wrong_use(struct scoring *s, struct str value)
{
    s->is_wrong_use = true;
    return err_arg(s->err, 0, value);
}

void scoring_say_problems(struct scoring *s)
{
    command_say_problems(s->arena, s->lang, s->file, &s->problems);
    problems_clear(&s->problems);
}

int scoring_end(struct scoring *s, enum rc rc)
{
    (void)fflush(stdout);
    if (rc != RC_OK)
        command_say_error(s->arena, s->lang, s->err);
    command_say_problems(s->arena, s->lang, s->file, &s->problems);
    if (rc == RC_OK)
        return EXIT_DONE;
    if (s->is_wrong_use)
        return EXIT_USAGE;
    return rc == RC_INVALID ? EXIT_FOUND : EXIT_CANNOT;
}

/* ---- reading ---- */

enum rc scoring_read_scheme(struct scoring *s, struct str file)
{
    s->file = file;
    problems_clear(&s->problems);
    enum rc rc = command_read_file(s->arena, file, LIMIT_SCHEME_BYTES, &s->text, s->err);
    return rc == RC_OK ? scheme_read(s->arena, s->text, &s->problems, &s->scheme, s->err) : rc;
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
enum rc scoring_read_values(struct scoring *s, struct str files, struct str period)
{
    struct str file;
    struct value_rows all = {0};
    if (files.n)
        command_say_problems(s->arena, s->lang, s->file, &s->problems);
    enum rc rc = values_new(s->arena, s->scheme, &s->values, s->err);
    while (rc == RC_OK && str_split(&files, '\n', &file)) {
        struct value_rows rows = {0};
        if (all.n) /* those of the last table are said at the end */
            command_say_problems(s->arena, s->lang, s->file, &s->problems);
        rc = read_table(s, file, period, &rows);
        for (size_t i = 0; i < rows.n && rc == RC_OK; i++)
            rc = value_row_apply(s->values, s->scheme, &rows.row[i], s->err);
        struct value_row *both = ARENA_ARRAY(s->arena, struct value_row, all.n + rows.n + 1);
        if (all.n)
            memcpy(both, all.row, all.n * sizeof *both);
        if (rows.n)
            memcpy(both + all.n, rows.row, rows.n * sizeof *both);
        all = (struct value_rows){.row = both, .n = all.n + rows.n};
    }
    s->windows = value_windows_of(s->arena, s->scheme, &all);
    return rc;
}

enum rc scoring_choose_window(struct scoring *s, struct str period)
{
    if (period.n)
        return window_read(period, &s->window, s->err);
    if (s->windows.n == 0)
        return FAIL(s->err, RC_INVALID, "command.no_values", "no window of the scheme has a value");
    s->window = s->windows.window[s->windows.n - 1];
    return RC_OK;
}

enum rc scoring_compute(struct scoring *s)
{
    return score_compute(s->scheme, s->values, s->window, s->arena, &s->result, s->err);
}

enum rc scoring_open_files(struct scoring *s, struct str scheme, struct str tables, struct str period)
{
    enum rc rc = scoring_read_scheme(s, scheme);
    if (rc == RC_OK)
        rc = scoring_read_values(s, tables, period);
    if (rc == RC_OK)
        rc = scoring_count(s);
    if (rc == RC_OK)
        rc = scoring_feed(s);
    if (rc == RC_OK)
        rc = scoring_choose_window(s, period);
    if (rc == RC_OK)
        rc = scheme_check_valid(s->scheme, s->window, s->err);
    return rc == RC_OK ? scoring_compute(s) : rc;
}

enum rc scoring_open(struct scoring *s)
{
    struct str scheme = scoring_option(s, "scheme"), tables = scoring_option(s, "values");
    bool has_values =
        tables.n || scoring_option(s, "with").n || scoring_option(s, "facts").n; /* may be all there is */
    if (scheme.n == 0 || !has_values)
        return FAIL(s->err, RC_NOT_FOUND, "command.score_needs", "no scheme or no values");
    return scoring_open_files(s, scheme, tables, scoring_option(s, "period"));
}

/* ---- names ---- */

enum rc scoring_unit(struct scoring *s, struct str name, int *ret)
{
    *ret = scheme_unit_find(s->scheme, name);
    if (*ret >= 0)
        return RC_OK;
    (void)FAIL(s->err, RC_NOT_FOUND, "score_command.no_unit", "%.*s", STR_ARG(name));
    return scoring_wrong_use(s, name);
}

enum rc scoring_node(struct scoring *s, struct str name, int *ret)
{
    *ret = scheme_node_find(s->scheme, name);
    for (int i = 0; *ret < 0 && i < s->scheme->nodes_count; i++)
        if (str_eq(s->scheme->nodes[i].name, name))
            *ret = i;
    if (*ret >= 0)
        return RC_OK;
    (void)FAIL(s->err, RC_NOT_FOUND, "score_command.no_node", "%.*s", STR_ARG(name));
    return scoring_wrong_use(s, name);
}

/* ---- what goes out ---- */

void scoring_print(const struct scoring *s, const char *key, const struct str *arg, size_t args)
{
    (void)printf("%.*s\n", STR_ARG(text_fill(s->arena, text_get(s->lang, key), arg, args)));
}

enum rc scoring_put_out(struct scoring *s, const struct buf *out)
{
    ASSERT(!out->failed);
    bool ends = out->n && out->p[out->n - 1] == '\n';
    if (fwrite(out->p, 1, out->n, stdout) != out->n || (!ends && putchar('\n') == EOF))
        return FAIL(s->err, RC_IO, "command.cannot_write_file", "stdout");
    return RC_OK;
}

struct str scoring_decimal(const struct scoring *s, int64_t v, int digits)
{
    return fixed_write(s->arena, v, digits);
}

struct str scoring_score(const struct scoring *s, const struct score_result *r, int node, int unit)
{
    return score_state(r, node, unit) == SCORE_PRESENT
               ? fixed_write(s->arena, score_of(r, node, unit), r->scheme->nodes[node].digits)
               : (struct str){0};
}
