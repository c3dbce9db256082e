/* A decision table from a grid of cells: what each column and each row is for, and what is missing. The cells
 * themselves are not read here: what they say depends on names that only the scope of the table knows. */
#include "base/key.h"
#include "base/utf8.h"
#include "feel/rules.h"
#include "feel/rules_program.h"

enum column_kind { COLUMN_EMPTY, COLUMN_INPUT, COLUMN_OUTPUT, COLUMN_REMARK };
enum row_kind { ROW_RULE, ROW_ALLOWED, ROW_TYPE, ROW_DEFAULT, ROW_KINDS };

struct grid {
    struct arena *arena;
    const struct str *cell;
    size_t rows, cols;
    int line;
    struct problems *problems;
    enum column_kind kind[RULES_COLUMNS_MAX];
    size_t place[RULES_COLUMNS_MAX]; /* of a column among the inputs, or among the outputs */
    int special[ROW_KINDS];          /* line of the row of that kind; 0: not seen */
    struct rules_input *input;
    struct rules_output *output;
    struct rules_row *row;
    struct rules made;
};

/* Without blanks at both ends, those of full width too. */
static struct str tidy(struct str s)
{
    static const struct str BLANK[] = {STR_INIT("\xE3\x80\x80"), STR_INIT("\xC2\xA0"),
                                       STR_INIT("\xEF\xBB\xBF")};
    for (size_t before = s.n + 1; before != s.n;) {
        before = s.n;
        s = str_trim(s);
        for (size_t i = 0; i < COUNT_OF(BLANK); i++) {
            if (str_starts(s, BLANK[i]))
                s = str_sub(s, BLANK[i].n, s.n);
            if (str_ends(s, BLANK[i]))
                s.n -= BLANK[i].n;
        }
    }
    return s;
}

static struct str cell_at(const struct grid *g, size_t row, size_t col)
{
    return tidy(g->cell[row * g->cols + col]);
}

static struct problem *complain(struct grid *g, size_t row, size_t col, const char *text)
{
    struct problem *item = problem_add(g->problems, g->line + (int)row, (int)col + 1, text);
    problem_value(g->problems, item, cell_at(g, row, col));
    return item;
}

/* ASCII letters alike, large or small. */
static bool same_word(struct str a, struct str b)
{
    if (a.n != b.n)
        return false;
    for (size_t i = 0; i < a.n; i++) {
        char x = a.p[i], y = b.p[i];
        x = x >= 'A' && x <= 'Z' ? (char)(x + 32) : x;
        y = y >= 'A' && y <= 'Z' ? (char)(y + 32) : y;
        if (x != y)
            return false;
    }
    return true;
}

/* -- the first cell -- */

static const struct {
    struct str word;
    enum hit_policy policy;
    enum hit_collect collect;
} POLICY[] = {{STR_INIT("U"), HIT_UNIQUE, 0},
              {STR_INIT("unique"), HIT_UNIQUE, 0},
              {STR_INIT("唯一"), HIT_UNIQUE, 0},
              {STR_INIT("序号"), HIT_UNIQUE, 0},
              {STR_INIT("A"), HIT_ANY, 0},
              {STR_INIT("any"), HIT_ANY, 0},
              {STR_INIT("任一"), HIT_ANY, 0},
              {STR_INIT("P"), HIT_PRIORITY, 0},
              {STR_INIT("priority"), HIT_PRIORITY, 0},
              {STR_INIT("优先"), HIT_PRIORITY, 0},
              {STR_INIT("F"), HIT_FIRST, 0},
              {STR_INIT("first"), HIT_FIRST, 0},
              {STR_INIT("首条"), HIT_FIRST, 0},
              {STR_INIT("R"), HIT_RULE_ORDER, 0},
              {STR_INIT("rule order"), HIT_RULE_ORDER, 0},
              {STR_INIT("规则序"), HIT_RULE_ORDER, 0},
              {STR_INIT("O"), HIT_OUTPUT_ORDER, 0},
              {STR_INIT("output order"), HIT_OUTPUT_ORDER, 0},
              {STR_INIT("结果序"), HIT_OUTPUT_ORDER, 0},
              {STR_INIT("C"), HIT_COLLECT, COLLECT_LIST},
              {STR_INIT("collect"), HIT_COLLECT, COLLECT_LIST},
              {STR_INIT("汇集"), HIT_COLLECT, COLLECT_LIST},
              {STR_INIT("C+"), HIT_COLLECT, COLLECT_SUM},
              {STR_INIT("C＋"), HIT_COLLECT, COLLECT_SUM},
              {STR_INIT("求和"), HIT_COLLECT, COLLECT_SUM},
              {STR_INIT("C<"), HIT_COLLECT, COLLECT_MIN},
              {STR_INIT("C＜"), HIT_COLLECT, COLLECT_MIN},
              {STR_INIT("最小"), HIT_COLLECT, COLLECT_MIN},
              {STR_INIT("C>"), HIT_COLLECT, COLLECT_MAX},
              {STR_INIT("C＞"), HIT_COLLECT, COLLECT_MAX},
              {STR_INIT("最大"), HIT_COLLECT, COLLECT_MAX},
              {STR_INIT("C#"), HIT_COLLECT, COLLECT_COUNT},
              {STR_INIT("C＃"), HIT_COLLECT, COLLECT_COUNT},
              {STR_INIT("计数"), HIT_COLLECT, COLLECT_COUNT}};

static void read_policy(struct grid *g)
{
    struct str word = cell_at(g, 0, 0);
    if (word.n == 0)
        return;
    for (size_t i = 0; i < COUNT_OF(POLICY); i++)
        if (same_word(POLICY[i].word, word)) {
            g->made.policy = POLICY[i].policy;
            g->made.collect = POLICY[i].collect;
            return;
        }
    struct problem *item = complain(g, 0, 0, K("feel.rules_policy"));
    problem_arg(g->problems, item, 0, word);
    item->hint = K("feel.rules_policy_hint");
    problem_suggest(g->problems, item, STR("U"));
}

/* -- the head -- */

static bool take_mark(struct str *head)
{
    static const struct str MARK[] = {STR_INIT("→"), STR_INIT("->"), STR_INIT("⇒"), STR_INIT("="),
                                      STR_INIT("＝")};
    for (size_t i = 0; i < COUNT_OF(MARK); i++)
        if (str_starts(*head, MARK[i])) {
            *head = tidy(str_sub(*head, MARK[i].n, head->n));
            return true;
        }
    return false;
}

static bool is_remark(struct str head)
{
    static const struct str WORD[] = {STR_INIT("备注"),    STR_INIT("说明"), STR_INIT("remark"),
                                      STR_INIT("remarks"), STR_INIT("note"), STR_INIT("notes")};
    for (size_t i = 0; i < COUNT_OF(WORD); i++)
        if (same_word(WORD[i], head))
            return true;
    return false;
}

static bool is_empty_column(const struct grid *g, size_t col)
{
    for (size_t r = 0; r < g->rows; r++)
        if (cell_at(g, r, col).n)
            return false;
    return true;
}

static void read_kinds(struct grid *g)
{
    size_t marked = 0, last = 0;
    for (size_t c = 1; c < g->cols; c++) {
        struct str head = cell_at(g, 0, c);
        if (take_mark(&head)) {
            g->kind[c] = COLUMN_OUTPUT;
            marked++;
        } else if (is_remark(head)) {
            g->kind[c] = COLUMN_REMARK;
        } else if (head.n) {
            g->kind[c] = COLUMN_INPUT;
            last = c;
        } else if (!is_empty_column(g, c)) {
            (void)complain(g, 0, c, K("feel.rules_no_head"));
        }
    }
    if (marked == 0 && last)
        g->kind[last] = COLUMN_OUTPUT;
}

static void add_output(struct grid *g, size_t col, struct str name)
{
    for (size_t i = 0; i < g->made.outputs; i++)
        if (str_eq(g->output[i].name, name)) {
            struct problem *item = complain(g, 0, col, K("feel.key_twice"));
            problem_arg(g->problems, item, 0, name);
        }
    g->output[g->made.outputs++] =
        (struct rules_output){.name = name, .line = g->line, .column = (int)col + 1};
}

static void read_head(struct grid *g)
{
    size_t outputs = 0;
    read_kinds(g);
    for (size_t c = 1; c < g->cols; c++)
        outputs += g->kind[c] == COLUMN_OUTPUT;
    for (size_t c = 1; c < g->cols; c++) {
        struct str head = cell_at(g, 0, c);
        (void)take_mark(&head);
        g->place[c] = g->kind[c] == COLUMN_INPUT ? g->made.inputs : g->made.outputs;
        if (g->kind[c] == COLUMN_OUTPUT) {
            if (head.n == 0 && outputs > 1)
                (void)complain(g, 0, c, K("feel.rules_no_head"));
            add_output(g, c, head);
        } else if (g->kind[c] == COLUMN_INPUT) {
            g->input[g->made.inputs++] = (struct rules_input){
                .label = head, .expression = head, .line = g->line, .column = (int)c + 1};
        }
    }
    if (g->made.inputs == 0 || g->made.outputs == 0)
        (void)PROBLEM(g->problems, g->line, 0, "feel.rules_no_columns");
}

/* -- rows -- */

static enum row_kind row_kind(struct str first)
{
    static const struct {
        struct str word;
        enum row_kind kind;
    } WORD[] = {{STR_INIT("允许"), ROW_ALLOWED},    {STR_INIT("允许值"), ROW_ALLOWED},
                {STR_INIT("allowed"), ROW_ALLOWED}, {STR_INIT("类型"), ROW_TYPE},
                {STR_INIT("type"), ROW_TYPE},       {STR_INIT("缺省"), ROW_DEFAULT},
                {STR_INIT("默认"), ROW_DEFAULT},    {STR_INIT("default"), ROW_DEFAULT}};
    for (size_t i = 0; i < COUNT_OF(WORD); i++)
        if (same_word(WORD[i].word, first))
            return WORD[i].kind;
    return ROW_RULE;
}

static struct str type_word(struct str s)
{
    static const struct {
        struct str word, type;
    } WORD[] = {{STR_INIT("数"), STR_INIT("number")},
                {STR_INIT("数字"), STR_INIT("number")},
                {STR_INIT("文本"), STR_INIT("string")},
                {STR_INIT("文字"), STR_INIT("string")},
                {STR_INIT("日期"), STR_INIT("date")},
                {STR_INIT("时间"), STR_INIT("time")},
                {STR_INIT("日期时间"), STR_INIT("date and time")},
                {STR_INIT("真假"), STR_INIT("boolean")},
                {STR_INIT("时长"), STR_INIT("days and time duration")},
                {STR_INIT("年月时长"), STR_INIT("years and months duration")}};
    for (size_t i = 0; i < COUNT_OF(WORD); i++)
        if (str_eq(WORD[i].word, s))
            return WORD[i].type;
    return s;
}

static void read_special(struct grid *g, size_t row, enum row_kind kind)
{
    if (g->special[kind]) {
        struct problem *item = complain(g, row, 0, K("feel.key_twice"));
        problem_arg(g->problems, item, 0, cell_at(g, row, 0));
        return;
    }
    g->special[kind] = g->line + (int)row;
    int *line = kind == ROW_ALLOWED ? &g->made.allowed_line
                : kind == ROW_TYPE  ? &g->made.type_line
                                    : &g->made.default_line;
    *line = g->line + (int)row;
    for (size_t c = 1; c < g->cols; c++) {
        struct str cell = cell_at(g, row, c);
        struct rules_input *in = g->kind[c] == COLUMN_INPUT ? &g->input[g->place[c]] : NULL;
        struct rules_output *out = g->kind[c] == COLUMN_OUTPUT ? &g->output[g->place[c]] : NULL;
        if (rules_is_dash(cell) || (!in && !out))
            continue;
        if (kind == ROW_ALLOWED)
            *(in ? &in->allowed : &out->allowed) = cell;
        else if (kind == ROW_TYPE)
            *(in ? &in->type : &out->type) = type_word(cell);
        else if (out)
            out->otherwise = cell;
        else
            (void)complain(g, row, c, K("feel.rules_default_input"));
    }
    for (size_t c = 1; kind == ROW_DEFAULT && c < g->cols; c++)
        if (g->kind[c] == COLUMN_OUTPUT && !cell_at(g, row, c).n)
            (void)complain(g, row, c, K("feel.rules_no_result"));
}

/* A number in front that is not the row's own: people would look for the wrong row. */
static void look_at_number(struct grid *g, size_t row)
{
    int64_t said, is = (int64_t)g->made.rows + 1;
    if (!str_to_i64(cell_at(g, row, 0), &said) || said == is)
        return;
    struct problem *item = complain(g, row, 0, K("feel.rules_number"));
    struct buf b CLEANUP(buf_release) = {0};
    buf_put_i64(&b, is);
    problem_arg(g->problems, item, 0, buf_str(&b));
    problem_suggest(g->problems, item, buf_str(&b));
    problem_remark(g->problems, item);
}

static bool read_rule(struct grid *g, size_t row)
{
    struct str *input = arena_try_array(g->arena, g->made.inputs + 1, sizeof *input);
    struct str *output = arena_try_array(g->arena, g->made.outputs + 1, sizeof *output);
    struct rules_row *r = &g->row[g->made.rows];
    if (!input || !output)
        return false;
    look_at_number(g, row);
    *r = (struct rules_row){.input = input, .output = output, .line = g->line + (int)row};
    for (size_t c = 1; c < g->cols; c++) {
        struct str cell = cell_at(g, row, c);
        if (g->kind[c] == COLUMN_INPUT)
            input[g->place[c]] = cell;
        else if (g->kind[c] == COLUMN_OUTPUT)
            output[g->place[c]] = cell;
        else if (g->kind[c] == COLUMN_REMARK && r->remark.n == 0)
            r->remark = cell;
        if (g->kind[c] == COLUMN_OUTPUT && cell.n == 0)
            (void)complain(g, row, c, K("feel.rules_no_result"));
    }
    g->made.rows++;
    return true;
}

static bool is_empty_row(const struct grid *g, size_t row)
{
    for (size_t c = 0; c < g->cols; c++)
        if (cell_at(g, row, c).n)
            return false;
    return true;
}

static bool read_rows(struct grid *g)
{
    for (size_t r = 1; r < g->rows; r++) {
        if (is_empty_row(g, r))
            continue;
        enum row_kind kind = row_kind(cell_at(g, r, 0));
        if (kind != ROW_RULE) {
            read_special(g, r, kind);
        } else if (g->made.rows == RULES_ROWS_MAX) {
            (void)PROBLEM(g->problems, g->line + (int)r, 0, "feel.rules_too_large");
            return true;
        } else if (!read_rule(g, r)) {
            return false;
        }
    }
    if (g->made.rows == 0)
        (void)PROBLEM(g->problems, g->line, 0, "feel.rules_no_rows");
    return true;
}

enum rc rules_of_grid(struct arena *a, const struct str *cell, size_t rows, size_t cols, int line,
                      struct str name, struct rules *ret, struct problems *problems)
{
    size_t blocking = problems->blocking;
    struct grid g = {
        .arena = a, .cell = cell, .rows = rows, .cols = cols, .line = line, .problems = problems};
    if (cols > RULES_COLUMNS_MAX) {
        (void)PROBLEM(problems, line, 0, "feel.rules_too_large");
        return RC_INVALID;
    }
    if (rows == 0 || cols < 2) {
        (void)PROBLEM(problems, line, 0, "feel.rules_no_columns");
        return RC_INVALID;
    }
    size_t most = rows < RULES_ROWS_MAX ? rows : RULES_ROWS_MAX;
    g.input = arena_try_array(a, cols, sizeof *g.input);
    g.output = arena_try_array(a, cols, sizeof *g.output);
    g.row = arena_try_array(a, most, sizeof *g.row);
    if (!g.input || !g.output || !g.row)
        return RC_NO_MEMORY;
    g.made = (struct rules){.name = name, .input = g.input, .output = g.output, .row = g.row};
    g.made.has_bare_words = true;
    read_policy(&g);
    read_head(&g);
    if (problems->blocking == blocking && !read_rows(&g))
        return RC_NO_MEMORY;
    if (problems->blocking > blocking)
        return RC_INVALID;
    *ret = g.made;
    return RC_OK;
}
