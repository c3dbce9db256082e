/* A decision table over columns: each test once for a block of rows, and of the results those that are
 * needed. A row of the block takes the first result whose tests hold; a second hit is what the policy makes
 * of it. */
#include "feel/columns.h"
#include "feel/rules_program.h"

/* One test of one input. An input that is no number is asked beforehand. */
struct cell {
    bool is_any; /* “-” */
    struct column_tests tests;
    uint8_t other[LANE_TRUE + 1]; /* of LANE_NULL, LANE_FALSE and LANE_TRUE: what the test says */
};

struct result {
    const struct feel_program *program; /* NULL: null */
    struct column_op *op;
};

struct rules_columns {
    struct columns c;
    const struct rules_program *table;
    struct result *input, *result; /* the last result is that of the default */
    struct cell *cell;
};

/* -- what is columnar -- */

static bool wants_number(const struct feel_type *t)
{
    return !t || (!t->allowed && (t->kind == TYPE_NUMBER || t->kind == TYPE_ANY));
}

static bool is_number(const struct feel_program *p)
{
    return !p || (feel_is_columnar(p) && wants_number(p->wanted));
}

static bool is_any(const struct feel_program *test) { return !test || test->root->children == 0; }

bool rules_is_columnar(const struct rules_program *p)
{
    bool is = (p->policy == HIT_UNIQUE || p->policy == HIT_ANY || p->policy == HIT_FIRST) &&
              p->outputs == 1 && wants_number(p->wanted) && is_number(p->output[0].otherwise);
    for (size_t i = 0; is && i < p->inputs; i++)
        is = is_number(p->input[i].expression);
    for (size_t r = 0; is && r < p->rows; r++)
        is = is_number(p->result[r]);
    for (size_t i = 0; is && i < p->rows * p->inputs; i++)
        is = is_any(p->test[i]) || column_has_tests(p->test[i]->root, 0);
    return is;
}

/* -- made once -- */

static uint8_t ask_other(const struct feel_program *test, struct arena *a, struct value v)
{
    struct feel_run run = {.arena = a, .tested = v};
    struct value is = feel_eval(test, &run);
    return is.kind == VALUE_BOOLEAN && is.boolean ? LANE_TRUE : LANE_FALSE;
}

static bool make_cell(struct arena *a, const struct feel_program *test, struct cell *ret)
{
    ret->is_any = is_any(test);
    if (ret->is_any)
        return true;
    if (!column_tests_make(a, test->root, 0, &ret->tests))
        return false;
    ret->tests.is_not = test->root->is_not;
    ret->other[LANE_NULL] = ask_other(test, a, VALUE_OF_NULL);
    ret->other[LANE_FALSE] = ask_other(test, a, value_boolean(false));
    ret->other[LANE_TRUE] = ask_other(test, a, value_boolean(true));
    return true;
}

static bool make_cells(struct arena *a, struct rules_columns *made)
{
    const struct rules_program *p = made->table;
    for (size_t i = 0; i < p->rows * p->inputs; i++)
        if (!make_cell(a, p->test[i], &made->cell[i]))
            return false;
    return true;
}

/* What all of them need together. */
struct needs {
    size_t room, inputs;
};

static bool make_result(struct arena *a, const struct feel_program *p, size_t at, struct result *ret,
                        struct needs *needs)
{
    *ret = (struct result){.program = p};
    if (!p)
        return true;
    ret->op = column_op_make(a, p->root);
    if (ret->op && at + column_op_room(ret->op) > needs->room)
        needs->room = at + column_op_room(ret->op);
    if (p->inputs > needs->inputs)
        needs->inputs = p->inputs;
    return ret->op != NULL;
}

/* lane[0]: the result; then the inputs, and one for what is needed at the moment. */
static bool make_results(struct arena *a, struct rules_columns *made, struct needs *needs)
{
    const struct rules_program *p = made->table;
    size_t spare = p->inputs + 1;
    *needs = (struct needs){.room = spare + 1};
    for (size_t i = 0; i < p->inputs; i++)
        if (!make_result(a, p->input[i].expression, 1 + i, &made->input[i], needs))
            return false;
    for (size_t r = 0; r <= p->rows; r++)
        if (!make_result(a, r < p->rows ? p->result[r] : p->output[0].otherwise, spare, &made->result[r],
                         needs))
            return false;
    return true;
}

enum rc rules_columns_prepare(const struct rules_program *p, struct arena *a, struct feel_room *room,
                              struct rules_columns **ret, struct err *err)
{
    struct needs needs;
    if (!rules_is_columnar(p))
        return FAIL(err, RC_INVALID, "feel.not_columnar", "the table is not of numbers alone");
    struct rules_columns *made = arena_try(a, sizeof *made);
    if (made) {
        made->table = p;
        made->input = arena_try_array(a, p->inputs + 1, sizeof *made->input);
        made->result = arena_try_array(a, p->rows + 1, sizeof *made->result);
        made->cell = arena_try_array(a, p->rows * p->inputs + 1, sizeof *made->cell);
    }
    if (!made || !made->input || !made->result || !made->cell || !make_cells(a, made) ||
        !make_results(a, made, &needs) || !columns_begin(&made->c, a, room, needs.room, needs.inputs))
        return FAIL(err, RC_NO_MEMORY, "feel.no_memory", "columns");
    *ret = made;
    return RC_OK;
}

/* -- one block -- */

/* Bytes are LANE_TRUE or something else, in all of a block, used or not. */
struct block {
    struct rules_columns *of;
    struct columns *c;
    uint8_t hit[LANES];     /* the row of the table that is looked at */
    uint8_t decided[LANES]; /* one before it */
    uint8_t clash[LANES];   /* two that may not both */
    uint8_t one[LANES];     /* a test, or what is taken */
};

static uint8_t any_true(const uint8_t is[LANES], size_t rows)
{
    uint8_t any = 0;
    for (size_t i = 0; i < rows; i++)
        any |= is[i] == LANE_TRUE;
    return any;
}

/* false: not with fractions. */
static bool find_hits(struct block *b, size_t row)
{
    struct columns *c = b->c;
    size_t inputs = b->of->table->inputs;
    memset(b->hit, LANE_TRUE, LANES);
    for (size_t i = 0; i < inputs; i++) {
        const struct cell *cell = &b->of->cell[row * inputs + i];
        struct lanes *v = &c->lane[1 + i];
        if (cell->is_any)
            continue;
        if (!columns_test(c, &cell->tests, v, &c->lane[1 + inputs], b->one))
            return false;
        for (size_t k = 0; v->is_mixed && k < c->rows; k++)
            b->one[k] = v->state[k] == LANE_NUMBER ? b->one[k] : cell->other[v->state[k]];
        lanes_and_bytes(b->hit, b->one);
    }
    return true;
}

static struct lanes *reckon_result(struct block *b, size_t row)
{
    const struct result *r = &b->of->result[row];
    size_t spare = b->of->table->inputs + 1;
    struct lanes *v = &b->c->lane[spare];
    if (r->program)
        columns_reckon(b->c, r->program, r->op, spare);
    else
        lanes_fill(v, VALUE_OF_NULL, b->c->rows);
    return v;
}

/* Where one has hit already: U has no answer, A has one when both are the same. */
static bool find_clashes(struct block *b, struct lanes *result)
{
    struct columns *c = b->c;
    if (b->of->table->policy == HIT_FIRST)
        return true;
    memset(b->one, LANE_FALSE, LANES);
    if (b->of->table->policy == HIT_ANY &&
        !lanes_compare_to(NODE_EQ, &c->lane[0], result, c->rows, &c->doubt, b->one))
        return false;
    for (size_t i = 0; i < LANES; i++) {
        bool is = (b->hit[i] == LANE_TRUE) & (b->decided[i] == LANE_TRUE) & (b->one[i] != LANE_TRUE);
        b->clash[i] = is ? LANE_TRUE : b->clash[i];
    }
    return true;
}

/* Those that hit and are not decided yet; they are, then. *ret_left: others are not. */
static bool take_hits(struct block *b, struct lanes *result, bool *ret_left)
{
    uint8_t left = 0;
    for (size_t i = 0; i < LANES; i++) {
        bool is = (b->hit[i] == LANE_TRUE) & (b->decided[i] != LANE_TRUE);
        b->one[i] = is ? LANE_TRUE : LANE_FALSE;
        b->decided[i] = is ? LANE_TRUE : b->decided[i];
    }
    for (size_t i = 0; i < b->c->rows; i++)
        left |= b->decided[i] != LANE_TRUE;
    *ret_left = left;
    return lanes_pick(&b->c->lane[0], result, &b->c->lane[0], b->one, b->c->rows);
}

/* The default, and where there is no answer. */
static bool take_rest(struct block *b)
{
    struct columns *c = b->c;
    struct lanes *v = &c->lane[0];
    bool left;
    memset(b->hit, LANE_TRUE, LANES);
    if (b->of->table->has_default && !take_hits(b, reckon_result(b, b->of->table->rows), &left))
        return false;
    for (size_t i = 0; i < LANES; i++)
        b->one[i] = b->clash[i] == LANE_TRUE || b->decided[i] != LANE_TRUE ? LANE_TRUE : LANE_FALSE;
    if (!any_true(b->one, c->rows))
        return true;
    lanes_mix(v, c->rows);
    for (size_t i = 0; i < c->rows; i++)
        v->state[i] = b->one[i] == LANE_TRUE ? LANE_NULL : v->state[i];
    return true;
}

static bool reckon_table(void *self, struct columns *c)
{
    struct block b = {.of = self, .c = c};
    const struct rules_program *p = b.of->table;
    bool left = true;
    for (size_t i = 0; i < p->inputs; i++) {
        columns_reckon(c, b.of->input[i].program, b.of->input[i].op, 1 + i);
        if (p->input[i].expression->wanted && p->input[i].expression->wanted->kind == TYPE_NUMBER)
            lanes_mix_pair(&c->lane[1 + i], &c->lane[1 + i], c->rows); /* true is no number */
    }
    lanes_fill(&c->lane[0], value_int(0), c->rows);
    for (size_t r = 0; r < p->rows && (left || p->policy != HIT_FIRST); r++) {
        if (!find_hits(&b, r))
            return false;
        if (!any_true(b.hit, c->rows))
            continue;
        struct lanes *result = reckon_result(&b, r);
        if (!find_clashes(&b, result) || !take_hits(&b, result, &left))
            return false;
    }
    return take_rest(&b);
}

static struct value ask_one(void *self, struct feel_run *run)
{
    struct rules_columns *of = self;
    return rules_eval(of->table, run, NULL, NULL);
}

enum rc rules_columns_eval(struct rules_columns *c, const struct feel_column *input, size_t rows, int scale,
                           enum decimal_round mode, int64_t *ret, uint8_t *ret_missing, struct err *err)
{
    struct columns_task task = {reckon_table, ask_one, c};
    return columns_run(&c->c, &task, input, rows, scale, mode, ret, ret_missing, err);
}
