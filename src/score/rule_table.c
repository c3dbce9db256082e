/* A decision table of a scheme: a text between bars made a grid, one result fitted to what is wanted, and
 * looked through for gaps and overlaps. */
#include "base/utf8.h"
#include "score/rule.h"

#define TABLE_LINES_MAX (RULES_ROWS_MAX + 8) /* its head, and the rows for types and the like */
#define TABLE_CELLS_MAX (RULES_COLUMNS_MAX + 2)
#define FINDINGS_MAX 8
#define CHECKED_ROWS_MAX 1000 /* of all tables of a scheme: it is read whenever a page opens it */

struct grid {
    struct str *cell;
    int *column; /* where each begins, from 1, in its line */
    size_t rows, cols;
};

static size_t cells_in(struct str line)
{
    size_t n = 1;
    for (size_t i = 0; i < line.n; i++)
        n += line.p[i] == '|';
    return n;
}

static void split_line(struct grid *g, size_t row, struct str line)
{
    struct str cell;
    int column = 1;
    for (size_t c = 0; str_split(&line, '|', &cell); c++) {
        size_t lead = 0;
        while (lead < cell.n && (cell.p[lead] == ' ' || cell.p[lead] == '\t'))
            lead++;
        g->cell[row * g->cols + c] = str_trim(cell);
        g->column[row * g->cols + c] = column + (int)lead;
        column += (int)utf8_count(cell) + 1;
    }
}

/* ｜ from a Chinese keyboard is a bar too. */
static struct str with_bars(struct reader *r, struct str text)
{
    static const struct str WIDE = STR_INIT("｜");
    char *p = reader_memory(r, text.n + 1, 1);
    size_t n = 0;
    for (size_t i = 0; p && i < text.n;) {
        bool is_wide = str_starts(str_sub(text, i, text.n), WIDE);
        p[n++] = is_wide ? '|' : text.p[i];
        i += is_wide ? WIDE.n : 1;
    }
    return p ? str_of(p, n) : STR("");
}

/* False when it is larger than a table may be, or without memory. */
static bool split_grid(struct reader *r, const struct doc *d, struct grid *g)
{
    struct str text = with_bars(r, d->text), rest = text, line;
    *g = (struct grid){0};
    while (str_split(&rest, '\n', &line)) {
        size_t n = cells_in(line);
        g->cols = n > g->cols ? n : g->cols;
        g->rows++;
    }
    if (g->rows > TABLE_LINES_MAX || g->cols > TABLE_CELLS_MAX) {
        (void)PROBLEM_AT(r, d, "feel.rules_too_large");
        return false;
    }
    g->cell = reader_memory(r, g->rows * g->cols, sizeof *g->cell);
    g->column = reader_memory(r, g->rows * g->cols, sizeof *g->column);
    if (!g->cell || !g->column)
        return false;
    rest = text;
    for (size_t row = 0; str_split(&rest, '\n', &line); row++)
        split_line(g, row, line);
    return true;
}

/* The places of a table are row and cell; those of a scheme are line and column. */
static void place_cells(struct reader *r, const struct doc *d, const struct grid *g, size_t first)
{
    for (size_t i = first; i < r->p->n; i++) {
        struct problem *q = &r->p->item[i];
        size_t row = (size_t)(q->line - d->text_line), c = (size_t)q->column - 1;
        bool is_inside = q->line >= d->text_line && row < g->rows && q->column > 0 && c < g->cols;
        is_inside &= d->text_column > 0;
        q->column = is_inside ? g->column[row * g->cols + c] + d->text_column - 1 : 0;
        q->line = q->line > 0 && d->text_column > 0 ? q->line : d->line;
        q->suggest = (struct str){0};
    }
}

/* “优”,“良”: what a rule of grades may give. */
static struct str grade_names(struct reader *r)
{
    struct buf b CLEANUP(buf_release) = {0};
    for (int i = 0; i < r->s.grades_count; i++) {
        if (i)
            buf_putc(&b, ',');
        value_literal(&b, value_string(r->grades[i].name), NULL);
    }
    char *p = reader_memory(r, b.n + 1, 1);
    if (!p)
        return STR("");
    if (b.n)
        memcpy(p, b.p, b.n);
    return str_of(p, b.n);
}

/* One result, of the type that is wanted here. */
static bool fit_result(struct reader *r, const struct doc *d, const struct rule_wish *wish, struct rules *t)
{
    bool is_name = wish->wanted == &FEEL_STRING;
    bool is_list = t->policy == HIT_RULE_ORDER || t->policy == HIT_OUTPUT_ORDER ||
                   (t->policy == HIT_COLLECT && (t->collect == COLLECT_LIST || is_name));
    struct rules_output *out = reader_memory(r, 1, sizeof *out);
    if (t->outputs != 1 || is_list) {
        struct problem *q =
            problem_at(r, d, t->outputs != 1 ? "score.table_one_result" : "score.table_gives_list");
        q->line = d->text_line;
        return false;
    }
    if (!out)
        return false;
    *out = t->output[0];
    if (out->type.n == 0 && !(t->policy == HIT_COLLECT && t->collect == COLLECT_COUNT))
        out->type = is_name ? STR("string") : STR("number");
    if (is_name && out->allowed.n == 0)
        out->allowed = grade_names(r);
    t->output = out;
    return true;
}

static struct str rows_text(struct reader *r, const int *row, size_t n)
{
    struct buf b CLEANUP(buf_release) = {0};
    for (size_t i = 0; i < n; i++) {
        if (i)
            buf_put(&b, STR(", "));
        buf_put_i64(&b, row[i]);
    }
    return arena_str(r->p->arena, buf_str(&b));
}

static struct str where_text(struct reader *r, const struct rules *t, const struct rules_finding *f)
{
    struct buf b CLEANUP(buf_release) = {0};
    for (size_t i = 0; f->where && i < t->inputs; i++) {
        if (f->where[i].n == 0 || str_eq(f->where[i], STR("-")))
            continue;
        if (b.n)
            buf_put(&b, STR(", "));
        buf_put(&b, t->input[i].label.n ? t->input[i].label : t->input[i].expression);
        buf_putc(&b, ' ');
        buf_put(&b, f->where[i]);
    }
    return arena_str(r->p->arena, buf_str(&b));
}

static void say_unchecked(struct reader *r, const struct doc *d)
{
    problem_remark(r->p, PROBLEM(r->p, d->text_line, 0, "score.table_too_large"));
}

static void warn(struct reader *r, const struct doc *d, const struct rules *t, const struct rules_finding *f)
{
    static const char *const texts[] = {[RULES_GAP] = "score.table_gap",
                                        [RULES_OVERLAP] = "score.table_overlap",
                                        [RULES_SHADOWED] = "score.table_shadowed",
                                        [RULES_UNCHECKED] = "score.table_unchecked"};
    if (f->fault == RULES_UNCHECKED && !where_text(r, t, f).n) {
        say_unchecked(r, d);
        return;
    }
    bool has_row = f->rows > 0 && f->row[f->rows - 1] <= (int)t->rows;
    int line = has_row && d->text_column > 0 ? t->row[f->row[f->rows - 1] - 1].line : d->text_line;
    struct problem *q = problem_add(r->p, line, 0, texts[f->fault]);
    problem_arg(r->p, q, 0, where_text(r, t, f));
    problem_arg(r->p, q, 1, rows_text(r, f->row, f->rows));
    if (f->fault == RULES_UNCHECKED)
        problem_remark(r->p, q);
    else
        problem_warn(r->p, q);
}

static void look_through(struct reader *r, const struct doc *d, const struct rules *t,
                         const struct rules_program *p)
{
    struct arena *a CLEANUP(arena_freep) = arena_new(0);
    struct rules_finding found[FINDINGS_MAX];
    if (r->checked_rows + t->rows > CHECKED_ROWS_MAX) {
        say_unchecked(r, d);
        return;
    }
    r->checked_rows += t->rows;
    if (!a) {
        r->no_memory = true;
        return;
    }
    size_t n = rules_check(p, a, found, FINDINGS_MAX);
    for (size_t i = 0; i < n && i < FINDINGS_MAX; i++)
        warn(r, d, t, &found[i]);
}

const struct rule *rule_read_table(struct reader *r, const struct doc *d, const struct rule_wish *wish)
{
    const struct rule_names *names = rule_names_for(r, wish->home);
    struct rule *rule = reader_memory(r, 1, sizeof *rule);
    struct grid g;
    struct rules t;
    if (!names || !rule || !rule_has_text(r, d) || !split_grid(r, d, &g))
        return NULL;
    struct feel_scope scope = rule_scope(names, wish);
    size_t first = r->p->n;
    rule->text = d->text;
    enum rc rc = rules_of_grid(r->a, g.cell, g.rows, g.cols, d->text_line, d->key, &t, r->p);
    bool is_fit = rc == RC_OK && fit_result(r, d, wish, &t);
    rc = is_fit ? rules_compile(r->a, &t, &scope, &rule->table, r->p) : rc;
    place_cells(r, d, &g, first);
    r->no_memory |= rc == RC_NO_MEMORY;
    if (rc != RC_OK || !is_fit)
        return NULL;
    look_through(r, d, &t, rule->table);
    return rule_take_inputs(r, d, wish, names, rule) ? rule : NULL;
}
