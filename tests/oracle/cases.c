#include "cases.h"

#include <stdlib.h>

enum { FIELDS_MAX = 9 };

static void must(bool holds, const char *what)
{
    if (holds)
        return;
    (void)fprintf(stderr, "cases: %s\n", what);
    exit(2);
}

static bool read_line(FILE *in, struct arena *a, struct str *ret)
{
    char *line = NULL;
    size_t size = 0;
    ssize_t n = getline(&line, &size, in);
    if (n > 0)
        *ret = arena_str(a, str_trim(str_of(line, (size_t)n)));
    free(line);
    return n > 0;
}

/* What follows a word at the beginning of the next line. */
static struct str read_after(FILE *in, struct arena *a, const char *word)
{
    struct str line = {0}, first;
    must(read_line(in, a, &line) && str_split(&line, ' ', &first) && str_eq(first, str_c(word)), word);
    return line;
}

static int64_t whole(struct str s)
{
    int64_t n = 0;
    must(str_to_i64(s, &n), "not a whole number");
    return n;
}

static int index_of(const struct str *names, int n, struct str name)
{
    for (int i = 0; i < n; i++)
        if (str_eq(names[i], name))
            return i;
    return -1;
}

static struct ballot read_ballot(const struct measure *m, const struct str *field)
{
    struct ballot b = {.group = index_of(m->groups, m->groups_count, field[4]),
                       .level = -1,
                       .vote = whole(field[6]),
                       .count = whole(field[7])};
    for (int i = 0; i < m->levels_count; i++)
        if (str_eq(m->levels[i].name, field[5]))
            b.level = i;
    return b;
}

static struct case_row read_row(const struct scheme *s, struct str line)
{
    struct str field[FIELDS_MAX] = {0};
    for (int i = 0; i < FIELDS_MAX && str_split(&line, ' ', &field[i]); i++)
        continue;
    struct case_row row = {.kind = field[0].p[0],
                           .measure = scheme_measure_find(s, field[1]),
                           .unit = scheme_unit_find(s, field[2]),
                           .month = (int)whole(field[3])};
    must(row.measure >= 0 && row.unit >= 0, "a row of no measure or no unit");
    if (row.kind == 'n')
        row.scaled = whole(field[4]);
    else if (row.kind == 'b')
        row.ballot = read_ballot(&s->measures[row.measure], field);
    else
        row.event = (struct event){.item = field[4],
                                   .count = whole(field[5]),
                                   .points = str_eq(field[6], STR("-")) ? VALUE_MISSING : whole(field[6]),
                                   .matter = str_eq(field[7], STR("-")) ? STR("") : field[7]};
    return row;
}

static void read_scheme(struct test_case *c)
{
    struct err err = {0};
    struct problems *p = arena_alloc(c->a, sizeof *p);
    *p = (struct problems){.arena = c->a};
    if (scheme_read(c->a, c->text, p, &c->scheme, &err) == RC_OK)
        return;
    c->scheme = NULL;
    (void)printf("refused %s\n", err.text ? err.text : "");
    for (size_t i = 0; i < p->n; i++)
        (void)printf("problem %d:%d %s [%.*s] [%.*s]\n", p->item[i].line, p->item[i].column, p->item[i].text,
                     STR_ARG(p->item[i].value), STR_ARG(p->item[i].arg[0]));
}

bool cases_next(FILE *in, struct test_case *c)
{
    struct str line = {0}, first;
    struct arena *a = c->a;
    if (!a)
        a = arena_new(0);
    arena_reset(a);
    *c = (struct test_case){.a = a};
    if (!read_line(in, a, &line))
        return false;
    must(str_split(&line, ' ', &first) && str_eq(first, STR("case")), "no case");
    c->name = line;
    size_t bytes = (size_t)whole(read_after(in, a, "scheme"));
    char *text = arena_alloc(a, bytes + 1);
    must(fread(text, 1, bytes, in) == bytes, "a scheme cut short");
    c->text = str_of(text, bytes);
    (void)printf("case %.*s\n", STR_ARG(c->name));
    read_scheme(c);
    c->rows_count = (int)whole(read_after(in, a, "rows"));
    struct case_row *rows = ARENA_ARRAY(a, struct case_row, (size_t)c->rows_count + 1);
    for (int i = 0; i < c->rows_count; i++) {
        must(read_line(in, a, &line), "a row is missing");
        if (c->scheme)
            rows[i] = read_row(c->scheme, line);
    }
    c->rows = rows;
    c->windows = read_after(in, a, "windows");
    if (c->scheme)
        c->values = case_values_new(c);
    for (int i = 0; i < c->rows_count && c->scheme; i++)
        case_row_put(c->values, &rows[i]);
    return true;
}

bool case_window(struct str *rest, struct window *ret)
{
    struct str name;
    struct err err = {0};
    if (!str_split(rest, ' ', &name))
        return false;
    must(window_read(name, ret, &err) == RC_OK, "no window");
    return true;
}

struct values *case_values_new(const struct test_case *c)
{
    struct values *v = NULL;
    struct err err = {0};
    must(values_new(c->a, c->scheme, &v, &err) == RC_OK, "no values");
    return v;
}

void case_row_put(struct values *v, const struct case_row *row)
{
    struct err err = {0};
    enum rc rc = row->kind == 'n' ? values_set(v, row->measure, row->unit, row->month, row->scaled, &err)
                 : row->kind == 'b'
                     ? values_add_ballot(v, row->measure, row->unit, row->month, row->ballot, &err)
                     : values_add_event(v, row->measure, row->unit, row->month, row->event, &err);
    if (rc != RC_OK)
        (void)fprintf(stderr, "%s: %s\n", err.text, err.detail);
    must(rc == RC_OK, "a row that is refused");
}
