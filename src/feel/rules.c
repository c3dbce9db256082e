/* A decision table asked: inputs once, then row by row, then what the hit policy makes of the hits (DMN 1.5,
 * 8.2.10). Each cell is a run of its own with what is left of the table's steps; what it notes is noted for
 * the table at the place of the cell. Traces are made of what answered: the inputs, and the rows that hit. */
#include "base/key.h"
#include "feel/eval.h"
#include "feel/rules_program.h"

struct asking {
    const struct rules_program *table;
    struct feel_run *run;
    struct feel_run cell; /* the run of one cell */
    struct value *input;
    int *hit; /* rows, from 0 */
    size_t hits;
    struct value *result; /* of each hit */
    struct feel_trace **trace_at;
};

/* -- notes, limits -- */

static void note(struct asking *q, int line, int column, const char *text, struct str a, struct str b)
{
    struct feel_run *run = q->run;
    if (run->notes == FEEL_NOTES_MAX) {
        run->notes_more++;
        return;
    }
    run->note[run->notes++] = (struct feel_note){.line = line, .column = column, .text = text, .arg = {a, b}};
}

/* One place is kept for what the table as a whole has to say. */
static void take_notes(struct asking *q, int line, int column)
{
    for (size_t i = 0; i < q->cell.notes; i++) {
        if (q->run->notes + 1 >= FEEL_NOTES_MAX) {
            q->run->notes_more++;
            continue;
        }
        const struct feel_note *n = &q->cell.note[i];
        note(q, line, column, n->text, n->arg[0], n->arg[1]);
    }
}

static struct value stop(struct asking *q, const char *text)
{
    if (!q->run->is_stopped)
        note(q, 0, 0, text, (struct str){0}, (struct str){0});
    q->run->is_stopped = true;
    return VALUE_OF_NULL;
}

static struct value null_because(struct asking *q, const char *text, struct str a, struct str b)
{
    note(q, 0, 0, text, a, b);
    return VALUE_OF_NULL;
}

static struct value ask(struct asking *q, const struct feel_program *p, struct value tested, int line,
                        int column)
{
    struct feel_run *run = q->run, *cell = &q->cell;
    if (run->is_stopped || run->steps >= run->steps_max)
        return run->is_stopped ? VALUE_OF_NULL : stop(q, K("feel.step_limit"));
    cell->tested = tested;
    cell->steps_max = run->steps_max - run->steps;
    struct value v = feel_eval(p, cell);
    run->steps += cell->steps + 1;
    run->traces += cell->traces;
    run->is_stopped = cell->is_stopped;
    if (cell->notes)
        take_notes(q, line, column);
    return v;
}

/* -- traces -- */

static bool is_tracing(struct asking *q)
{
    q->cell.wants_trace = q->trace_at && q->run->traces < FEEL_TRACES_MAX;
    return q->cell.wants_trace;
}

/* The next trace at this level; NULL: there is no memory, or enough was traced. */
static struct feel_trace *trace_add(struct asking *q, int line, int column, const char *what, struct str a,
                                    struct str b)
{
    struct feel_trace *t = is_tracing(q) ? arena_try(q->run->arena, sizeof *t) : NULL;
    if (!t)
        return NULL;
    *t = (struct feel_trace){.line = line, .column = column, .what = what, .arg = {a, b}};
    q->run->traces++;
    *q->trace_at = t;
    q->trace_at = &t->next;
    return t;
}

/* What the cell's run made lives in the table's arena, and is the table's to link. */
static struct feel_trace *cell_trace(struct asking *q)
{
    struct feel_trace *t;
    memcpy(&t, &q->cell.trace, sizeof t);
    return t;
}

static struct str number_text(struct asking *q, int n)
{
    struct buf b CLEANUP(buf_release) = {0};
    buf_put_i64(&b, n);
    char *kept = arena_try(q->run->arena, b.n + 1);
    if (kept)
        memcpy(kept, b.p, b.n);
    return str_of(kept ? kept : "", kept ? b.n : 0);
}

/* -- inputs and rows -- */

static bool truth(struct value v) { return v.kind == VALUE_BOOLEAN && v.boolean; }

static void ask_inputs(struct asking *q)
{
    const struct rules_program *p = q->table;
    for (size_t i = 0; i < p->inputs && !q->run->is_stopped; i++) {
        const struct rules_in *in = &p->input[i];
        struct feel_trace *t =
            trace_add(q, in->line, in->column, K("feel.rules_trace_input"), in->label, (struct str){0});
        q->input[i] = ask(q, in->expression, VALUE_OF_NULL, in->line, in->column);
        if (t) {
            t->value = q->input[i];
            t->child = cell_trace(q);
        }
        q->cell.wants_trace = false;
        if (in->allowed && !truth(ask(q, in->allowed, q->input[i], in->line, in->column)))
            note(q, in->line, in->column, K("feel.rules_input_beyond"), in->label, in->allowed->text);
    }
}

/* Neither true nor false: a number against a text. One place is kept, as above. */
static void note_test(struct asking *q, int line, int column, struct str test)
{
    if (q->run->notes + 1 < FEEL_NOTES_MAX)
        note(q, line, column, K("feel.rules_test_open"), test, (struct str){0});
    else
        q->run->notes_more++;
}

static bool row_hits(struct asking *q, size_t row)
{
    const struct rules_program *p = q->table;
    for (size_t i = 0; i < p->inputs; i++) {
        const struct feel_program *test = p->test[row * p->inputs + i];
        int line = p->line[row].line, column = p->input[i].column;
        struct value v = test ? ask(q, test, q->input[i], line, column) : value_boolean(true);
        if (v.kind != VALUE_BOOLEAN && q->input[i].kind != VALUE_NULL && q->cell.notes == 0 &&
            !q->run->is_stopped)
            note_test(q, line, column, test->text);
        if (!truth(v))
            return false;
    }
    return true;
}

static void find_hits(struct asking *q)
{
    for (size_t r = 0; r < q->table->rows && !q->run->is_stopped; r++)
        if (row_hits(q, r)) {
            q->hit[q->hits++] = (int)r;
            if (q->table->policy == HIT_FIRST)
                return;
        }
}

/* -- results -- */

/* Of one output the value itself, of several a context. */
static struct value of_outputs(struct asking *q, const struct feel_program *const *program, int line)
{
    const struct rules_program *p = q->table;
    struct value_entry *entry = arena_try_array(q->run->arena, p->outputs, sizeof *entry);
    if (!entry)
        return stop(q, K("feel.no_memory"));
    for (size_t o = 0; o < p->outputs; o++) {
        entry[o].key = p->output[o].name;
        (void)is_tracing(q);
        if (program[o])
            entry[o].value = ask(q, program[o], VALUE_OF_NULL, line, p->output[o].column);
        if (program[o] && q->cell.wants_trace && q->cell.trace) {
            *q->trace_at = cell_trace(q);
            q->trace_at = &(*q->trace_at)->next;
        }
        q->cell.wants_trace = false;
    }
    return p->outputs == 1 ? entry[0].value : value_context(q->run->arena, entry, p->outputs);
}

/* The tests of a row once more, for the trace alone. */
static void trace_tests(struct asking *q, size_t row)
{
    const struct rules_program *p = q->table;
    for (size_t i = 0; i < p->inputs; i++) {
        const struct feel_program *test = p->test[row * p->inputs + i];
        if (!test || !is_tracing(q))
            continue;
        (void)ask(q, test, q->input[i], p->line[row].line, p->input[i].column);
        if (q->cell.trace) {
            *q->trace_at = cell_trace(q);
            q->trace_at = &(*q->trace_at)->next;
        }
    }
    q->cell.wants_trace = false;
}

static void ask_results(struct asking *q)
{
    const struct rules_program *p = q->table;
    for (size_t i = 0; i < q->hits && !q->run->is_stopped; i++) {
        size_t row = (size_t)q->hit[i];
        int line = p->line[row].line;
        struct feel_trace *t =
            trace_add(q, line, 0, K("feel.rules_trace_row"),
                      q->trace_at ? number_text(q, (int)row + 1) : (struct str){0}, p->line[row].remark);
        struct feel_trace **outer = q->trace_at;
        if (t) {
            q->trace_at = &t->child;
            trace_tests(q, row);
        }
        q->result[i] = of_outputs(q, &p->result[row * p->outputs], line);
        if (t)
            t->value = q->result[i];
        q->trace_at = outer;
    }
}

static struct value default_result(struct asking *q)
{
    const struct rules_program *p = q->table;
    const struct feel_program **program = arena_try_array(q->run->arena, p->outputs, sizeof *program);
    if (!program)
        return stop(q, K("feel.no_memory"));
    for (size_t o = 0; o < p->outputs; o++)
        program[o] = p->output[o].otherwise;
    struct feel_trace *t =
        trace_add(q, 0, 0, K("feel.rules_trace_default"), (struct str){0}, (struct str){0});
    struct feel_trace **outer = q->trace_at;
    if (t)
        q->trace_at = &t->child;
    struct value v = of_outputs(q, program, p->output[0].line);
    if (t)
        t->value = v;
    q->trace_at = outer;
    return v;
}

/* -- order of results -- */

static struct value output_of(const struct rules_program *p, struct value result, size_t o)
{
    if (p->outputs == 1)
        return result;
    return result.kind == VALUE_CONTEXT ? result.context->entry[o].value : VALUE_OF_NULL;
}

void rules_rank(const struct rules_program *p, const struct value *result, size_t *ret)
{
    for (size_t o = 0; o < p->outputs; o++) {
        const struct rules_out *out = &p->output[o];
        size_t i = 0;
        while (i < out->alloweds && !feel_allows(out->allowed[i], output_of(p, *result, o)))
            i++;
        ret[o] = i;
    }
}

int rules_rank_order(const struct rules_program *p, const size_t *a, const size_t *b)
{
    for (size_t o = 0; o < p->outputs; o++)
        if (a[o] != b[o])
            return a[o] < b[o] ? -1 : 1;
    return 0;
}

/* Highest first; equal ones stay in the order of the rows. */
static void sort_hits(struct asking *q)
{
    const struct rules_program *p = q->table;
    size_t(*rank)[RULES_COLUMNS_MAX] = arena_try_array(q->run->arena, q->hits + 1, sizeof *rank);
    size_t *key = rank ? rank[q->hits] : NULL;
    if (!rank) {
        (void)stop(q, K("feel.no_memory"));
        return;
    }
    for (size_t i = 0; i < q->hits; i++) {
        struct value v = q->result[i];
        int hit = q->hit[i];
        size_t j = i;
        rules_rank(p, &v, key);
        for (; j > 0 && rules_rank_order(p, key, rank[j - 1]) < 0; j--) {
            memcpy(rank[j], rank[j - 1], sizeof *rank);
            q->result[j] = q->result[j - 1];
            q->hit[j] = q->hit[j - 1];
        }
        memcpy(rank[j], key, sizeof *rank);
        q->result[j] = v;
        q->hit[j] = hit;
    }
}

/* -- what the policy makes of the hits -- */

static struct value broken(struct asking *q, const char *text, size_t other)
{
    return null_because(q, text, number_text(q, q->hit[0] + 1), number_text(q, q->hit[other] + 1));
}

static struct value any_of(struct asking *q)
{
    for (size_t i = 1; i < q->hits; i++)
        if (value_equal(q->result[0], q->result[i]) != TERNARY_TRUE)
            return broken(q, K("feel.rules_any_broken"), i);
    return q->result[0];
}

static struct value sum_of(struct asking *q)
{
    struct decimal sum = DECIMAL_ZERO;
    for (size_t i = 0; i < q->hits; i++) {
        if (q->result[i].kind != VALUE_NUMBER)
            return broken(q, K("feel.rules_no_number"), i);
        if (decimal_add(sum, q->result[i].number, &sum) & DECIMAL_FAILED)
            return null_because(q, K("feel.overflow"), (struct str){0}, (struct str){0});
    }
    return q->hits ? value_number(sum) : VALUE_OF_NULL;
}

static struct value extreme_of(struct asking *q, int sign)
{
    struct value best = q->hits ? q->result[0] : VALUE_OF_NULL;
    for (size_t i = 0; i < q->hits; i++) {
        int order;
        if (!value_order(q->result[i], best, &order))
            return broken(q, K("feel.rules_no_order_of"), i);
        if (order * sign > 0)
            best = q->result[i];
    }
    return best;
}

static struct value collected(struct asking *q)
{
    switch (q->table->policy == HIT_COLLECT ? q->table->collect : COLLECT_LIST) {
    case COLLECT_SUM:
        return sum_of(q);
    case COLLECT_MIN:
        return extreme_of(q, -1);
    case COLLECT_MAX:
        return extreme_of(q, 1);
    case COLLECT_COUNT:
        return value_int((int64_t)q->hits);
    case COLLECT_LIST:
    case HIT_COLLECT__COUNT:
        break;
    }
    return value_list(q->run->arena, q->result, q->hits);
}

static bool is_single(enum hit_policy p)
{
    return p == HIT_UNIQUE || p == HIT_ANY || p == HIT_PRIORITY || p == HIT_FIRST;
}

/* No row hit: the default counts as one hit. */
static struct value of_nothing(struct asking *q)
{
    const struct rules_program *p = q->table;
    if (p->has_default) {
        q->result[0] = default_result(q);
        if (is_single(p->policy))
            return q->result[0];
        q->hits = 1;
        q->hit[0] = -1;
        struct value v = collected(q);
        q->hits = 0;
        return v;
    }
    struct value v = is_single(p->policy) ? VALUE_OF_NULL : collected(q);
    for (size_t i = 0; v.kind == VALUE_NULL && i < p->inputs && q->run->notes == 0; i++)
        if (q->input[i].kind == VALUE_NULL)
            note(q, p->input[i].line, p->input[i].column, K("feel.rules_input_null"), p->input[i].label,
                 (struct str){0});
    if (v.kind == VALUE_NULL)
        return null_because(q, K("feel.rules_no_hit"), p->name, (struct str){0});
    return v;
}

static struct value of_hits(struct asking *q)
{
    enum hit_policy policy = q->table->policy;
    if (q->hits == 0)
        return of_nothing(q);
    if (policy == HIT_UNIQUE && q->hits > 1)
        return broken(q, K("feel.rules_unique_broken"), 1);
    ask_results(q);
    if (policy == HIT_PRIORITY || policy == HIT_OUTPUT_ORDER)
        sort_hits(q);
    if (q->run->is_stopped)
        return VALUE_OF_NULL;
    if (policy == HIT_ANY)
        return any_of(q);
    return is_single(policy) ? q->result[0] : collected(q);
}

/* -- the door -- */

static bool begin(struct asking *q, const struct rules_program *p, struct feel_run *run)
{
    eval_begin(run);
    *q = (struct asking){.table = p, .run = run, .cell = *run};
    q->cell.wants_trace = false;
    q->input = arena_try_array(run->arena, p->inputs + 1, sizeof *q->input);
    q->hit = arena_try_array(run->arena, p->rows + 1, sizeof *q->hit);
    q->result = arena_try_array(run->arena, p->rows + 1, sizeof *q->result);
    if (q->input && q->hit && q->result)
        return true;
    (void)stop(q, K("feel.no_memory"));
    return false;
}

static struct value answer(struct asking *q)
{
    const struct rules_program *p = q->table;
    ask_inputs(q);
    if (!q->run->is_stopped)
        find_hits(q);
    struct value v = q->run->is_stopped ? VALUE_OF_NULL : of_hits(q);
    if (q->run->is_stopped)
        return VALUE_OF_NULL;
    if (p->wanted && v.kind != VALUE_NULL) {
        v = value_coerce(q->run->arena, v, p->wanted);
        if (v.kind == VALUE_NULL)
            return null_because(q, K("feel.result_type"), (struct str){0}, (struct str){0});
    }
    return v;
}

struct value rules_eval(const struct rules_program *p, struct feel_run *run, const int **ret_row,
                        size_t *ret_rows)
{
    struct asking q;
    struct feel_trace *root = NULL;
    if (ret_row)
        *ret_row = NULL;
    if (ret_rows)
        *ret_rows = 0;
    if (!begin(&q, p, run))
        return VALUE_OF_NULL;
    if (run->wants_trace && (root = arena_try(run->arena, sizeof *root))) {
        *root = (struct feel_trace){.what = K("feel.rules_trace"), .arg = {p->name}};
        q.trace_at = &root->child;
    }
    struct value v = answer(&q);
    if (root)
        root->value = v;
    run->trace = root;
    for (size_t i = 0; i < q.hits; i++)
        q.hit[i]++;
    if (ret_row)
        *ret_row = q.hit;
    if (ret_rows)
        *ret_rows = q.hits;
    return v;
}
