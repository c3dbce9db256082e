/* A rule from its text to a program. The scope is made once for all leaves, and once for the grades; whether
 * a word has a meaning at the place at hand (a target where no target is given) is looked at afterwards, so
 * that the answer can say what is missing instead of calling the word unknown. */
#include <stdlib.h>

#include "base/key.h"
#include "base/utf8.h"
#include "score/rule.h"

#define TABLE_LINES_MAX (RULES_ROWS_MAX + 8) /* its head, and the rows for types and the like */
#define TABLE_CELLS_MAX (RULES_COLUMNS_MAX + 2)
#define FINDINGS_MAX 8
#define CHECKED_ROWS_MAX 2000 /* of all tables of a scheme: it is read whenever a page opens it */

/* ------------------------------------------------------------------------------------------ names */

static const struct {
    struct str name, alias;
} words[RULE_WORDS] = {
    [RULE_VALUE] = {STR_INIT("value"), STR_INIT("实际值")},
    [RULE_LAST_YEAR] = {STR_INIT("last_year"), STR_INIT("上年")},
    [RULE_TARGET] = {STR_INIT("target"), STR_INIT("目标")},
    [RULE_FULL] = {STR_INIT("full"), STR_INIT("满分")},
    [RULE_FACTOR] = {STR_INIT("factor"), STR_INIT("难度系数")},
    [RULE_RANK] = {STR_INIT("rank"), STR_INIT("名次")},
    [RULE_RANKED] = {STR_INIT("ranked"), STR_INIT("参评数")},
    [RULE_CLASS_MIN] = {STR_INIT("class_min"), STR_INIT("最小值")},
    [RULE_CLASS_MAX] = {STR_INIT("class_max"), STR_INIT("最大值")},
    [RULE_CLASS_MEAN] = {STR_INIT("class_mean"), STR_INIT("平均值")},
    [RULE_CLASS_VALUES] = {STR_INIT("class_values"), STR_INIT("全部值")},
    [RULE_CLASS] = {STR_INIT("class"), STR_INIT("类别")},
    [RULE_TOTAL] = {STR_INIT("total"), STR_INIT("总分")},
};

/* One spelling, and all that it may mean: −1 where it does not. */
struct meant {
    struct str name;
    int of[RULE_OF_NODE + 1];
};
struct rule_names {
    struct meant *name;
    struct feel_input *input;
    int count;
};

static int by_name(const void *a, const void *b)
{
    const struct meant *x = a, *y = b;
    return str_cmp(x->name, y->name);
}

static void add_name(struct rule_names *n, struct str name, enum rule_source source, int index)
{
    struct meant *m = &n->name[n->count++];
    *m = (struct meant){.name = name, .of = {-1, -1, -1}};
    m->of[source] = index;
}

static void join_doubles(struct rule_names *n)
{
    int out = 0;
    qsort(n->name, (size_t)n->count, sizeof *n->name, by_name);
    for (int i = 0; i < n->count; i++) {
        bool is_same = out > 0 && str_eq(n->name[i].name, n->name[out - 1].name);
        if (!is_same)
            n->name[out++] = n->name[i];
        for (int k = 0; is_same && k <= RULE_OF_NODE; k++)
            if (n->name[i].of[k] >= 0)
                n->name[out - 1].of[k] = n->name[i].of[k];
    }
    n->count = out;
}

static const struct feel_type *type_of_name(struct reader *r, const struct meant *m)
{
    bool is_word = m->of[RULE_OF_MEASURE] < 0 && m->of[RULE_OF_NODE] < 0;
    if (is_word && m->of[RULE_OF_WORD] == RULE_CLASS_VALUES)
        return type_list(r->a, &FEEL_NUMBER);
    return is_word && m->of[RULE_OF_WORD] == RULE_CLASS ? &FEEL_STRING : &FEEL_NUMBER;
}

/* NULL without memory. */
static const struct rule_names *names_for(struct reader *r, enum rule_home home)
{
    struct rule_names *n = r->rule_names[home];
    int nodes = home == RULE_IN_GRADE ? r->s.nodes_count : 0;
    size_t most = 2 * RULE_WORDS + (size_t)r->s.measures_count + (size_t)nodes;
    if (n)
        return n;
    n = take_memory(r, 1, sizeof *n);
    struct meant *name = take_memory(r, most, sizeof *name);
    struct feel_input *input = take_memory(r, most, sizeof *input);
    if (!n || !name || !input)
        return NULL;
    *n = (struct rule_names){.name = name, .input = input};
    for (int w = 0; w < RULE_WORDS; w++) {
        add_name(n, words[w].name, RULE_OF_WORD, w);
        add_name(n, words[w].alias, RULE_OF_WORD, w);
    }
    for (int m = 0; m < r->s.measures_count; m++)
        add_name(n, r->measures[m].id, RULE_OF_MEASURE, m);
    for (int k = 0; k < nodes; k++)
        if (k > 0 || !str_eq(r->nodes[k].id, words[RULE_TOTAL].name))
            add_name(n, r->nodes[k].id, RULE_OF_NODE, k);
    join_doubles(n);
    for (int i = 0; i < n->count; i++)
        input[i] = (struct feel_input){.name = name[i].name, .type = type_of_name(r, &name[i])};
    return r->rule_names[home] = n;
}

/* ---------------------------------------------------------------------------------------- meaning */

static void refuse(struct reader *r, const struct doc *d, struct str name, const char *text, const char *hint)
{
    struct problem *q = problem_at(r, d, text);
    problem_arg(r->p, q, 0, name);
    q->hint = hint;
}

/* Why a word means nothing here. */
static const char *absence_hint(int word)
{
    switch (word) {
    case RULE_TARGET:
        return K("score.rule_wants_target");
    case RULE_TOTAL:
        return K("score.rule_only_for_grades");
    default:
        return K("score.rule_wants_measure");
    }
}

static bool choose(struct reader *r, const struct doc *d, const struct rule_wish *wish, const struct meant *m,
                   struct rule_input *ret)
{
    int word = m->of[RULE_OF_WORD], measure = m->of[RULE_OF_MEASURE], node = m->of[RULE_OF_NODE];
    bool is_word = word >= 0 && (wish->words & RULE_BIT(word));
    if (is_word + (measure >= 0) + (node >= 0) > 1) {
        refuse(r, d, m->name, K("score.rule_name_twice"), K("score.rule_name_twice_hint"));
        return false;
    }
    if (!is_word && measure < 0 && node < 0) {
        refuse(r, d, m->name, K("score.rule_word_unfit"), absence_hint(word));
        return false;
    }
    if (measure >= 0 &&
        (r->measures[measure].kind == MEASURE_BALLOTS || r->measures[measure].kind == MEASURE_EVENTS)) {
        refuse(r, d, m->name, K("score.measure_is_no_number"), NULL);
        return false;
    }
    ret->name = m->name;
    ret->source = is_word ? RULE_OF_WORD : measure >= 0 ? RULE_OF_MEASURE : RULE_OF_NODE;
    ret->index = m->of[ret->source];
    return true;
}

/* What the program reads, each with its meaning. */
static bool take_inputs(struct reader *r, const struct doc *d, const struct rule_wish *wish,
                        const struct rule_names *names, struct rule *rule)
{
    size_t bits = (size_t)names->count / 64 + 1;
    uint64_t *read = take_memory(r, bits, sizeof *read);
    int n = 0;
    if (!read)
        return false;
    if (rule->table)
        rules_reads(rule->table, read, bits);
    else
        feel_reads(rule->program, read, bits);
    for (size_t i = 0; i < bits; i++)
        n += __builtin_popcountll(read[i]);
    struct rule_input *in = take_memory(r, (size_t)n, sizeof *in);
    bool is_fit = in != NULL;
    for (int i = 0; in && i < names->count; i++) {
        if (!(read[i / 64] >> (i % 64) & 1))
            continue;
        struct rule_input *to = &in[rule->inputs_count++];
        is_fit &= choose(r, d, wish, &names->name[i], to);
        to->place = (size_t)i;
        rule->places = (size_t)i + 1;
        if (is_fit && to->source == RULE_OF_WORD)
            rule->words |= RULE_BIT(to->index);
    }
    rule->inputs = in;
    return is_fit;
}

void rule_reads(struct reader *r, const struct rule *rule, const int **list, int *count)
{
    if (!rule)
        return;
    int *more = take_memory(r, (size_t)(*count + rule->inputs_count), sizeof *more), n = *count;
    if (!more)
        return;
    for (int i = 0; i < n; i++)
        more[i] = (*list)[i];
    for (int i = 0; i < rule->inputs_count; i++) {
        bool is_new = rule->inputs[i].source == RULE_OF_MEASURE;
        for (int k = 0; is_new && k < n; k++)
            is_new = more[k] != rule->inputs[i].index;
        if (is_new)
            more[n++] = rule->inputs[i].index;
    }
    *list = more;
    *count = n;
}

/* ------------------------------------------------------------------------------------- expression */

static struct feel_scope scope_of(const struct rule_names *names, const struct rule_wish *wish)
{
    return (struct feel_scope){
        .input = names->input, .inputs = (size_t)names->count, .wanted = wish->wanted, .is_strict = true};
}

/* The places that the language names are those of the text; the scheme is one of several lines. */
static void place_in_scheme(struct reader *r, const struct doc *d, size_t first)
{
    for (size_t i = first; i < r->p->n; i++) {
        struct problem *q = &r->p->item[i];
        bool in_column = q->column > 0 && (q->line == 1 || d->text_line > d->line);
        q->column = in_column ? q->column + d->text_column - 1 : q->column;
        q->line = q->line > 0 ? q->line + d->text_line - 1 : d->line;
        q->suggest = (struct str){0}; /* it was for a field of its own; the hint names the word */
    }
}

static bool is_text(struct reader *r, const struct doc *d)
{
    if (d->kind == DOC_TEXT && str_trim(d->text).n)
        return true;
    problem_arg(r->p, PROBLEM_AT(r, d, "score.text_wanted"), 0, d->key);
    return false;
}

static bool gives(const struct feel_program *p, const struct feel_type *wanted)
{
    const struct feel_type *t = feel_type_of(p);
    return t->kind == TYPE_ANY || type_conforms(t, wanted);
}

const struct rule *rule_read(struct reader *r, const struct doc *d, const struct rule_wish *wish)
{
    const struct rule_names *names = names_for(r, wish->home);
    struct rule *rule = take_memory(r, 1, sizeof *rule);
    if (!names || !rule || !is_text(r, d))
        return NULL;
    struct feel_scope scope = scope_of(names, wish);
    size_t first = r->p->n;
    rule->text = d->text;
    enum rc rc = feel_compile(r->a, d->text, &scope, &rule->program, r->p);
    if (rc == RC_OK && !gives(rule->program, wish->wanted)) {
        (void)PROBLEM(r->p, 1, 1, "feel.result_type");
        rc = RC_INVALID;
    }
    place_in_scheme(r, d, first);
    r->no_memory |= rc == RC_NO_MEMORY;
    return rc == RC_OK && take_inputs(r, d, wish, names, rule) ? rule : NULL;
}

/* ------------------------------------------------------------------------------------------ table */

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

/* False when it is larger than a table may be, or without memory. */
static bool split_grid(struct reader *r, const struct doc *d, struct grid *g)
{
    struct str rest = d->text, line;
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
    g->cell = take_memory(r, g->rows * g->cols, sizeof *g->cell);
    g->column = take_memory(r, g->rows * g->cols, sizeof *g->column);
    if (!g->cell || !g->column)
        return false;
    rest = d->text;
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
        q->column = is_inside ? g->column[row * g->cols + c] + d->text_column - 1 : 0;
        q->line = q->line > 0 ? q->line : d->line;
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
    char *p = take_memory(r, b.n + 1, 1);
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
    struct rules_output *out = take_memory(r, 1, sizeof *out);
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

static void warn(struct reader *r, const struct doc *d, const struct rules *t, const struct rules_finding *f)
{
    static const char *const texts[] = {[RULES_GAP] = "score.table_gap",
                                        [RULES_OVERLAP] = "score.table_overlap",
                                        [RULES_SHADOWED] = "score.table_shadowed",
                                        [RULES_UNCHECKED] = "score.table_unchecked"};
    bool has_row = f->rows > 0 && f->row[f->rows - 1] <= (int)t->rows;
    int line = has_row ? t->row[f->row[f->rows - 1] - 1].line : d->text_line;
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
    if (r->checked_rows + t->rows > CHECKED_ROWS_MAX)
        return;
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
    const struct rule_names *names = names_for(r, wish->home);
    struct rule *rule = take_memory(r, 1, sizeof *rule);
    struct grid g;
    struct rules t;
    if (!names || !rule || !is_text(r, d) || !split_grid(r, d, &g))
        return NULL;
    struct feel_scope scope = scope_of(names, wish);
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
    return take_inputs(r, d, wish, names, rule) ? rule : NULL;
}
