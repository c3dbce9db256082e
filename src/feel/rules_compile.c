/* A table compiled: each cell a program of its own, cells that are alike in a column one program together.
 * What is wrong with a cell is said at its place in the table. */
#include "base/key.h"
#include "base/utf8.h"
#include "feel/rules_program.h"

struct making {
    struct arena *arena;
    const struct feel_scope *given;
    const struct rules *rules;
    struct rules_program *made;
    struct problems *problems;
    bool no_memory;
};

static void *take(struct making *m, size_t count, size_t size)
{
    void *p = m->no_memory ? NULL : arena_try_array(m->arena, count ? count : 1, size);
    m->no_memory |= p == NULL;
    return p;
}

/* -- saying what is wrong, at the cell -- */

static size_t byte_of(struct str text, int line, int column)
{
    size_t at = 0;
    while (at < text.n && line > 1)
        line -= text.p[at++] == '\n';
    while (at < text.n && column-- > 1)
        (void)utf8_next(text, &at);
    return at;
}

/* The parser suggests something for a word of the cell; a cell is mended as a whole. */
static struct str mended(struct making *m, const struct problem *item, struct str text)
{
    struct buf b CLEANUP(buf_release) = {0};
    size_t at = byte_of(text, item->line, item->column), n = 0;
    struct str rest = str_sub(text, at, text.n);
    for (size_t i = 0; i < COUNT_OF(item->arg); i++)
        if (item->arg[i].n > n && str_starts(rest, item->arg[i]))
            n = item->arg[i].n;
    if (n == 0)
        return (struct str){0};
    buf_put(&b, str_sub(text, 0, at));
    buf_put(&b, item->suggest);
    buf_put(&b, str_sub(rest, n, rest.n));
    return arena_str(m->problems->arena, buf_str(&b));
}

static void place_problems(struct making *m, size_t first, struct str text, int line, int column)
{
    for (size_t i = first; i < m->problems->n; i++) {
        struct problem *item = &m->problems->item[i];
        if (item->suggest.n)
            item->suggest = column ? mended(m, item, text) : (struct str){0};
        item->line = line;
        item->column = column;
        if (text.n)
            problem_value(m->problems, item, text);
    }
}

/* Wrong for people who drew a table; a model from elsewhere may have its reasons. */
static struct problem *complain(struct making *m, struct str text, int line, int column, const char *key)
{
    struct problem *item = problem_add(m->problems, line, column, key);
    problem_value(m->problems, item, text);
    if (!m->rules->has_bare_words && !m->given->is_strict)
        problem_warn(m->problems, item);
    return item;
}

/* “否则” in a cell, as people write for whatever is left. */
static bool means_the_rest(struct str text)
{
    static const struct str WORD[] = {STR_INIT("否则"), STR_INIT("其余"), STR_INIT("其他"),
                                      STR_INIT("其它"), STR_INIT("不限"), STR_INIT("任意")};
    for (size_t i = 0; i < COUNT_OF(WORD); i++)
        if (str_eq(text, WORD[i]))
            return true;
    return false;
}

/* In a cell drawn by people, a word that is no name was meant as a text. */
static void hint_at_texts(struct making *m, size_t first, bool is_test)
{
    for (size_t i = first; i < m->problems->n && m->rules->has_bare_words; i++) {
        struct problem *item = &m->problems->item[i];
        if (strcmp(item->text, K("feel.unknown_name")) != 0)
            continue;
        if (is_test && means_the_rest(item->value)) {
            item->hint = K("feel.rules_rest_hint");
            item->suggest = STR("-");
        } else if (!item->hint || strcmp(item->hint, K("feel.unknown_hint")) == 0) {
            item->hint = K("feel.rules_word_hint");
        }
    }
}

/* -- cells -- */

/* `tested`: tests of that type; else an expression of type `wanted`. NULL: it is wrong. */
static const struct feel_program *compile_cell(struct making *m, struct str text,
                                               const struct feel_type *tested, const struct feel_type *wanted,
                                               int line, int column)
{
    const struct feel_program *p = NULL;
    struct feel_scope scope = *m->given;
    size_t first = m->problems->n;
    scope.wanted = wanted;
    enum rc rc = m->no_memory ? RC_NO_MEMORY
                 : tested     ? feel_compile_tests(m->arena, text, tested, &scope, &p, m->problems)
                              : feel_compile(m->arena, text, &scope, &p, m->problems);
    m->no_memory |= rc == RC_NO_MEMORY;
    place_problems(m, first, text, line, column);
    return rc == RC_OK ? p : NULL;
}

static const struct feel_type *read_type(struct making *m, struct str text, int line, int column)
{
    const struct feel_type *t = NULL;
    size_t first = m->problems->n;
    if (m->no_memory || text.n == 0)
        return NULL;
    enum rc rc = feel_type_read(m->arena, text, m->given, &t, m->problems);
    m->no_memory |= rc == RC_NO_MEMORY;
    place_problems(m, first, text, line, column);
    return rc == RC_OK ? t : NULL;
}

static int line_of(int own, int head) { return own ? own : head; }

static void compile_input(struct making *m, const struct rules_input *from, struct rules_in *to)
{
    const struct feel_type *declared =
        read_type(m, from->type, line_of(m->rules->type_line, from->line), from->column);
    to->label = from->label.n ? from->label : from->expression;
    to->line = from->line;
    to->column = from->column;
    to->expression = compile_cell(m, from->expression, NULL, declared, from->line, from->column);
    to->type = declared ? declared : to->expression ? feel_type_of(to->expression) : &FEEL_ANY;
    if (!rules_is_dash(from->allowed))
        to->allowed = compile_cell(m, from->allowed, to->type, NULL,
                                   line_of(m->rules->allowed_line, from->line), from->column);
}

/* Each of the tests of a program alone, in their order. */
static void part_tests(struct making *m, const struct feel_program *tests, struct rules_out *to)
{
    size_t n = tests->root->children;
    const struct feel_program **part = take(m, n, sizeof *part);
    struct feel_program *program = take(m, n, sizeof *program);
    struct node *root = take(m, n, sizeof *root);
    if (m->no_memory || tests->root->is_not)
        return;
    for (size_t i = 0; i < n; i++) {
        root[i] = *tests->root;
        root[i].child = &tests->root->child[i];
        root[i].children = 1;
        program[i] = *tests;
        program[i].root = &root[i];
        part[i] = &program[i];
    }
    to->allowed = part;
    to->alloweds = n;
}

static void compile_output(struct making *m, const struct rules_output *from, struct rules_out *to)
{
    to->name = from->name;
    to->line = from->line;
    to->column = from->column;
    to->type = read_type(m, from->type, line_of(m->rules->type_line, from->line), from->column);
    const struct feel_program *tests =
        rules_is_dash(from->allowed)
            ? NULL
            : compile_cell(m, from->allowed, to->type ? to->type : &FEEL_ANY, NULL,
                           line_of(m->rules->allowed_line, from->line), from->column);
    if (tests)
        part_tests(m, tests, to);
    if (from->otherwise.n) {
        m->made->has_default = true;
        to->otherwise = compile_cell(m, from->otherwise, NULL, to->type,
                                     line_of(m->rules->default_line, from->line), from->column);
    }
}

/* -- values that the table itself does not allow -- */

static bool is_allowed(const struct rules_out *out, struct value v)
{
    for (size_t i = 0; i < out->alloweds; i++)
        if (feel_allows(out->allowed[i], v))
            return true;
    return out->alloweds == 0;
}

static void look_at_test(struct making *m, const struct rules_in *in, const struct feel_program *test,
                         struct str text, int line)
{
    for (size_t i = 0; in->allowed && i < test->root->children; i++) {
        const struct node *n = test->root->child[i];
        if (n->kind != NODE_CONST || n->value.kind == VALUE_NULL || feel_allows(in->allowed, n->value))
            continue;
        struct problem *item = complain(m, text, line, in->column, K("feel.rules_not_allowed"));
        problem_arg(m->problems, item, 0, str_sub(test->text, n->at, n->length));
        problem_arg(m->problems, item, 1, in->allowed->text);
    }
}

static void look_at_result(struct making *m, const struct rules_out *out, const struct feel_program *result,
                           struct str text, int line)
{
    const struct node *n = result->root;
    const struct feel_type *is = n->type, *wanted = out->type;
    if (m->given->is_strict && wanted && is->kind != TYPE_ANY && !type_conforms(is, wanted))
        (void)complain(m, text, line, out->column, K("feel.result_type"));
    if (n->kind != NODE_CONST || n->value.kind == VALUE_NULL || is_allowed(out, n->value))
        return;
    struct problem *item = complain(m, text, line, out->column, K("feel.rules_not_allowed"));
    problem_arg(m->problems, item, 0, text);
    problem_arg(m->problems, item, 1, out->allowed[0]->text);
}

/* -- rows -- */

/* The row above that has the same cell in that column and compiled; rows: there is none. */
static size_t same_cell(const struct rules *r, size_t row, size_t col, bool is_output)
{
    struct str text = is_output ? r->row[row].output[col] : r->row[row].input[col];
    for (size_t i = 0; i < row; i++)
        if (str_eq(text, is_output ? r->row[i].output[col] : r->row[i].input[col]))
            return i;
    return r->rows;
}

static size_t digits_here(struct str text)
{
    size_t n = 0;
    while (n < text.n && ((text.p[n] >= '0' && text.p[n] <= '9') || text.p[n] == '.') &&
           !str_starts(str_sub(text, n, text.n), STR("..")))
        n++;
    return n;
}

static bool is_less(struct str a, struct str b)
{
    struct decimal x, y;
    return !(decimal_read(a, &x) & DECIMAL_INVALID) && !(decimal_read(b, &y) & DECIMAL_INVALID) &&
           decimal_cmp(x, y) < 0;
}

/* 80-100, which FEEL takes for −20 and nobody means so; 80～100, 80至100, 80..100. */
static bool refuse_loose_range(struct making *m, struct str text, int line, int column)
{
    static const struct str TO[] = {STR_INIT("-"),  STR_INIT("~"),  STR_INIT("～"), STR_INIT("—"),
                                    STR_INIT("至"), STR_INIT("到"), STR_INIT("..")};
    struct str low = str_sub(text, 0, digits_here(text)), rest = str_trim(str_sub(text, low.n, text.n));
    for (size_t i = 0; low.n && i < COUNT_OF(TO); i++) {
        struct str high = str_trim(str_sub(rest, TO[i].n, rest.n));
        if (!str_starts(rest, TO[i]) || high.n == 0 || digits_here(high) < high.n)
            continue;
        if (is_less(high, low)) { /* “90-80” means the same */
            struct str swapped = low;
            low = high;
            high = swapped;
        }
        struct problem *item = problem_add(m->problems, line, column, K("feel.rules_loose_range"));
        problem_value(m->problems, item, text);
        problem_arg(m->problems, item, 0, low);
        problem_arg(m->problems, item, 1, high);
        problem_suggest(m->problems, item,
                        arena_printf(m->arena, "[%.*s..%.*s]", STR_ARG(low), STR_ARG(high)));
        return true;
    }
    return false;
}

static void compile_test(struct making *m, size_t row, size_t i)
{
    struct rules_program *p = m->made;
    struct str text = str_trim(m->rules->row[row].input[i]);
    const struct feel_program **to = &p->test[row * p->inputs + i];
    size_t same = same_cell(m->rules, row, i, false);
    if (rules_is_dash(text))
        return;
    if (same < p->rows && p->test[same * p->inputs + i]) {
        *to = p->test[same * p->inputs + i];
        return;
    }
    size_t first = m->problems->n;
    if (m->rules->has_bare_words && refuse_loose_range(m, text, p->line[row].line, p->input[i].column))
        return;
    *to = compile_cell(m, text, p->input[i].type, NULL, p->line[row].line, p->input[i].column);
    hint_at_texts(m, first, true);
    if (*to)
        look_at_test(m, &p->input[i], *to, text, p->line[row].line);
}

static void compile_result(struct making *m, size_t row, size_t o)
{
    struct rules_program *p = m->made;
    struct str text = str_trim(m->rules->row[row].output[o]);
    const struct feel_program **to = &p->result[row * p->outputs + o];
    size_t same = same_cell(m->rules, row, o, true);
    if (text.n == 0)
        return;
    if (same < p->rows && p->result[same * p->outputs + o]) {
        *to = p->result[same * p->outputs + o];
        return;
    }
    size_t first = m->problems->n;
    *to = compile_cell(m, text, NULL, p->output[o].type, p->line[row].line, p->output[o].column);
    hint_at_texts(m, first, false);
    if (*to)
        look_at_result(m, &p->output[o], *to, text, p->line[row].line);
}

static void compile_rows(struct making *m)
{
    struct rules_program *p = m->made;
    struct rules_line *line = take(m, p->rows, sizeof *line);
    p->test = take(m, p->rows * p->inputs, sizeof *p->test);
    p->result = take(m, p->rows * p->outputs, sizeof *p->result);
    for (size_t r = 0; r < p->rows && !m->no_memory; r++) {
        const struct rules_row *row = &m->rules->row[r];
        line[r] = (struct rules_line){row->line ? row->line : (int)r + 1, row->remark};
        p->line = line;
        for (size_t i = 0; i < p->inputs; i++)
            compile_test(m, r, i);
        for (size_t o = 0; o < p->outputs; o++)
            compile_result(m, r, o);
    }
}

/* -- the whole -- */

static void look_at_policy(struct making *m)
{
    const struct rules_program *p = m->made;
    int line = p->outputs ? p->output[0].line : 0;
    bool is_ordered = p->policy == HIT_PRIORITY || p->policy == HIT_OUTPUT_ORDER, has_order = false;
    for (size_t i = 0; i < p->outputs; i++)
        has_order |= p->output[i].alloweds > 0;
    if (is_ordered && !has_order)
        (void)PROBLEM(m->problems, line, 0, "feel.rules_no_order");
    if (p->policy == HIT_COLLECT && p->collect != COLLECT_LIST && p->collect != COLLECT_COUNT &&
        p->outputs > 1)
        (void)PROBLEM(m->problems, line, 0, "feel.rules_one_result");
    for (size_t i = 0; i < p->outputs; i++)
        if (p->outputs > 1 && p->output[i].name.n == 0)
            (void)PROBLEM(m->problems, p->output[i].line, p->output[i].column, "feel.rules_no_head");
}

static enum rc compile_columns(struct making *m)
{
    struct rules_program *p = m->made;
    p->input = take(m, p->inputs, sizeof *p->input);
    p->output = take(m, p->outputs, sizeof *p->output);
    if (m->no_memory)
        return RC_NO_MEMORY;
    for (size_t i = 0; i < p->inputs; i++)
        compile_input(m, &m->rules->input[i], &p->input[i]);
    for (size_t i = 0; i < p->outputs; i++)
        compile_output(m, &m->rules->output[i], &p->output[i]);
    return m->no_memory ? RC_NO_MEMORY : RC_OK;
}

enum rc rules_compile(struct arena *a, const struct rules *r, const struct feel_scope *scope,
                      const struct rules_program **ret, struct problems *problems)
{
    size_t blocking = problems->blocking;
    struct rules plain = *r;
    struct rules_program *p = arena_try(a, sizeof *p);
    struct making m = {.arena = a, .given = scope, .rules = &plain, .made = p, .problems = problems};
    if (r->rows > RULES_ROWS_MAX || r->inputs + r->outputs > RULES_COLUMNS_MAX) {
        (void)PROBLEM(problems, r->rows ? r->row[0].line : 0, 0, "feel.rules_too_large");
        return RC_INVALID;
    }
    if (!p || rules_plain(a, r, scope, &plain) != RC_OK)
        return RC_NO_MEMORY;
    plain.has_bare_words = r->has_bare_words; /* how strict it is looked at */
    *p = (struct rules_program){.name = r->name,
                                .policy = r->policy,
                                .collect = r->collect,
                                .inputs = r->inputs,
                                .outputs = r->outputs,
                                .rows = r->rows,
                                .zones = scope->zones,
                                .wanted = scope->wanted};
    if (compile_columns(&m) != RC_OK)
        return RC_NO_MEMORY;
    look_at_policy(&m);
    compile_rows(&m);
    if (m.no_memory)
        return RC_NO_MEMORY;
    if (problems->blocking > blocking)
        return RC_INVALID;
    *ret = p;
    return RC_OK;
}

static void add_reads(const struct feel_program *p, uint64_t *ret, size_t words)
{
    for (size_t i = 0; p && i < words && i < p->inputs / 64 + 1; i++)
        ret[i] |= p->reads[i];
}

void rules_reads(const struct rules_program *p, uint64_t *ret, size_t words)
{
    memset(ret, 0, words * sizeof *ret);
    for (size_t i = 0; i < p->inputs; i++)
        add_reads(p->input[i].expression, ret, words);
    for (size_t o = 0; o < p->outputs; o++)
        add_reads(p->output[o].otherwise, ret, words);
    for (size_t k = 0; k < p->rows * p->inputs; k++)
        add_reads(p->test[k], ret, words);
    for (size_t k = 0; k < p->rows * p->outputs; k++)
        add_reads(p->result[k], ret, words);
}
