/* A scalar expression over columns: each node once for a block of rows instead of the whole tree once for
 * each row. What the nodes do to a block is in lanes.c and its neighbours. Calls that those do not know go
 * row by row through the evaluator itself, with the arguments in the places of inputs, so that there is one
 * meaning of each; and so does the whole expression for a row that is in doubt (lanes_fraction.c). */
#include "feel/columns.h"

#include "base/key.h"
#include "feel/eval.h"

#define EXACT_BLOCKS 15 /* after one that could not go on with fractions */

struct feel_columns {
    struct columns c;
    const struct feel_program *program;
    struct column_op *root;
};

bool feel_is_columnar(const struct feel_program *p)
{
    const struct feel_type *wanted = p->wanted;
    bool is_scalar =
        !wanted || (!wanted->allowed && (wanted->kind == TYPE_NUMBER || wanted->kind == TYPE_ANY ||
                                         wanted->kind == TYPE_BOOLEAN));
    return !p->is_tests && is_scalar && p->root->depth <= COLUMNS_DEPTH_MAX && column_is_lanes(p->root);
}

/* -- row by row -- */

static bool has_scratch(struct columns *c)
{
    if (!c->scratch)
        c->scratch = arena_new(0);
    c->has_no_memory |= !c->scratch;
    return c->scratch != NULL;
}

static struct value call_row(struct columns *c, const struct column_op *op)
{
    struct eval e = {.program = c->program, .run = &c->run};
    if (!has_scratch(c))
        return VALUE_OF_NULL;
    c->run = (struct feel_run){.arena = c->scratch, .input = c->argument};
    eval_begin(&c->run);
    struct value r = eval(&e, op->node);
    arena_reset(c->scratch); /* what it gave is a scalar */
    return r;
}

static void call_rows(struct columns *c, const struct column_op *op, struct lanes *v)
{
    if (op->children == 0)
        lanes_fill(v, VALUE_OF_NULL, c->rows);
    lanes_to_decimals(v, c->rows); /* the first argument gives way row by row */
    for (size_t i = 0; i < c->rows; i++) {
        for (size_t k = 0; k < op->children; k++)
            c->argument[k] = lanes_value(&v[k], i);
        lanes_put(v, i, call_row(c, op), c->rows);
    }
}

/* -- calls that blocks know -- */

static bool extreme(struct columns *c, const struct column_op *op, struct lanes *v)
{
    lanes_mix_pair(v, v, c->rows);
    for (size_t k = 1; k < op->children; k++)
        if (!lanes_extreme(&v[0], &v[k], op->fn == FN_MAX, c->rows, &c->doubt))
            return false;
    return true;
}

/* From the first to the last, as the evaluator does. */
static bool fold(struct columns *c, const struct column_op *op, enum node_kind kind, struct lanes *v)
{
    lanes_mix_pair(v, v, c->rows);
    for (size_t k = 1; k < op->children; k++)
        if (!lanes_arithmetic(kind, &v[0], &v[k], c->rows))
            return false;
    return true;
}

static bool divide(struct columns *c, struct lanes v[2])
{
    return (!c->is_exact && lanes_divide(&v[0], &v[1], c->rows)) ||
           lanes_arithmetic(NODE_DIV, &v[0], &v[1], c->rows);
}

static bool mean(struct columns *c, const struct column_op *op, struct lanes *v)
{
    if (!fold(c, op, NODE_ADD, v))
        return false;
    lanes_fill(&v[1], value_int((int64_t)op->children), c->rows);
    return divide(c, v);
}

static bool round_lanes(struct columns *c, const struct column_op *op, struct lanes *v)
{
    if (lanes_round(v, c->rows, op->scale, op->mode, &c->doubt))
        lanes_mix_pair(v, v, c->rows);
    else if (v->form == LANES_FRACTION)
        return false;
    else
        call_rows(c, op, v);
    return true;
}

/* What is no number is asked by itself, once for each kind. */
static void test_others(struct columns *c, const struct column_op *op, const struct lanes *v,
                        uint8_t any[LANES])
{
    uint8_t known[LANE_TRUE + 1] = {0};
    for (size_t i = 0; v->is_mixed && i < c->rows; i++) {
        uint8_t s = v->state[i];
        if (s == LANE_NUMBER)
            continue;
        if (!known[s]) {
            c->argument[0] = lanes_value(v, i);
            struct value r = call_row(c, op);
            known[s] = r.kind != VALUE_BOOLEAN ? LANE_NULL : r.boolean ? LANE_TRUE : LANE_FALSE;
        }
        any[i] = known[s];
    }
}

/* One test, of one comparison or two. Returns how many; 0: not with fractions. */
static size_t test_once(struct columns *c, const struct column_test *t, struct lanes *v, struct lanes *spare,
                        uint8_t ret[LANES])
{
    uint8_t other[LANES] = {0};
    lanes_fill(spare, t->than, c->rows);
    if (!lanes_compare_numbers(t->op, v, spare, c->rows, &c->doubt, ret))
        return 0;
    if (!t->goes_on)
        return 1;
    lanes_fill(spare, t[1].than, c->rows);
    if (!lanes_compare_numbers(t[1].op, v, spare, c->rows, &c->doubt, other))
        return 0;
    lanes_and_bytes(ret, other);
    return 2;
}

bool columns_test(struct columns *c, const struct column_tests *t, struct lanes *v, struct lanes *spare,
                  uint8_t ret[LANES])
{
    uint8_t more[LANES] = {0};
    for (size_t k = 0, n; k < t->tests; k += n) {
        n = test_once(c, &t->test[k], v, spare, k ? more : ret);
        if (n == 0)
            return false;
        if (k)
            lanes_or_bytes(ret, more);
    }
    for (size_t i = 0; t->is_not && i < LANES; i++)
        ret[i] ^= LANE_FALSE ^ LANE_TRUE;
    return true;
}

static bool in_lanes(struct columns *c, const struct column_op *op, struct lanes *v)
{
    uint8_t any[LANES] = {0};
    if (!columns_test(c, &op->in, &v[0], &v[1], any))
        return false;
    test_others(c, op, v, any);
    lanes_set_states(v, any, c->rows);
    return true;
}

static bool call(struct columns *c, const struct column_op *op, struct lanes *v)
{
    switch (op->fn) {
    case FN_ABS:
        lanes_abs(v, c->rows);
        return true;
    case FN_NOT:
        lanes_not(v, c->rows);
        return true;
    case FN_MIN:
    case FN_MAX:
        return extreme(c, op, v);
    case FN_SUM:
    case FN_PRODUCT:
        return fold(c, op, op->fn == FN_SUM ? NODE_ADD : NODE_MUL, v);
    case FN_MEAN:
        return mean(c, op, v);
    case FN_ROUND:
        return round_lanes(c, op, v);
    case FN_IN:
        return in_lanes(c, op, v);
    case FN_ROWS:
        break;
    }
    for (size_t k = 0; k < op->children; k++)
        if (v[k].form == LANES_FRACTION)
            return false;
    call_rows(c, op, v);
    return true;
}

/* -- one node -- */

static void load(struct columns *c, int slot, struct lanes *v)
{
    int at = 0;
    while (at < c->loads && c->loaded[at] != slot)
        at++;
    if (at == COLUMNS_LOADED) {
        lanes_load(v, &c->input[slot], c->from, c->rows);
        return;
    }
    struct lanes *kept = &c->room->loaded[at];
    if (at == c->loads) {
        lanes_load(kept, &c->input[slot], c->from, c->rows);
        c->loaded[c->loads++] = slot;
    }
    lanes_copy(v, kept, c->rows);
}

/* Its children are reckoned; false: not with their fractions. */
static bool apply(struct columns *c, const struct column_op *op, struct lanes *v)
{
    enum node_kind kind = op->node->kind;
    switch (kind) {
    case NODE_CONST:
        lanes_fill(v, op->node->value, c->rows);
        return true;
    case NODE_INPUT:
        load(c, op->node->slot, v);
        return true;
    case NODE_NEGATE:
        lanes_negate(v, c->rows);
        return true;
    case NODE_DIV:
        return divide(c, v);
    case NODE_ADD:
    case NODE_SUB:
    case NODE_MUL:
    case NODE_POW:
        return lanes_arithmetic(kind, &v[0], &v[1], c->rows);
    case NODE_AND:
    case NODE_OR:
        lanes_join(kind, &v[0], &v[1], c->rows);
        return true;
    case NODE_BETWEEN:
        return lanes_between(v, c->rows, &c->doubt);
    case NODE_IF:
        return lanes_choose(v, c->rows);
    case NODE_IN:
    case NODE_CALL_BUILTIN:
        return call(c, op, v);
    default: /* a comparison */
        return lanes_compare(kind, &v[0], &v[1], c->rows, &c->doubt);
    }
}

static void reckon(struct columns *c, struct column_op *op, size_t at);

static void reckon_children(struct columns *c, const struct column_op *op, size_t at, bool is_exact)
{
    bool outer = c->is_exact;
    c->is_exact |= is_exact;
    for (size_t i = 0; i < op->children; i++)
        reckon(c, op->child[i], at + i);
    c->is_exact = outer;
}

static void reckon(struct columns *c, struct column_op *op, size_t at)
{
    reckon_children(c, op, at, op->exact_blocks > 0);
    if (op->exact_blocks > 0)
        op->exact_blocks--;
    if (apply(c, op, &c->lane[at]))
        return;
    op->exact_blocks = EXACT_BLOCKS;
    reckon_children(c, op, at, true);
    bool is_done = apply(c, op, &c->lane[at]);
    ASSERT(is_done);
}

void columns_reckon(struct columns *c, const struct feel_program *p, struct column_op *op, size_t at)
{
    c->program = p;
    reckon(c, op, at);
}

/* -- blocks -- */

struct feel_room *feel_room_new(struct arena *a) { return arena_try(a, sizeof(struct feel_room)); }

static bool room_grow(struct feel_room *room, struct arena *a, size_t lanes)
{
    if (room->lanes >= lanes)
        return true;
    struct lanes *lane = arena_try_array(a, lanes, sizeof *lane);
    if (lane) {
        room->lane = lane;
        room->lanes = lanes;
    }
    return lane != NULL;
}

bool columns_begin(struct columns *c, struct arena *a, struct feel_room *room, size_t lanes, size_t inputs)
{
    *c = (struct columns){.room = room ? room : feel_room_new(a),
                          .value = arena_try_array(a, inputs + 1, sizeof *c->value),
                          .inputs = inputs};
    return c->room && c->value && room_grow(c->room, a, lanes);
}

/* The rows in doubt, each as if it were alone. */
static void settle_doubts(struct columns *c, const struct columns_task *task, int scale,
                          enum decimal_round mode, int64_t *ret, uint8_t *ret_missing)
{
    for (size_t i = 0; c->doubt.any && i < c->rows; i++) {
        if (!c->doubt.row[i] || !has_scratch(c))
            continue;
        for (size_t k = 0; k < c->inputs; k++) {
            const struct feel_column *in = &c->input[k];
            size_t at = in->is_same ? 0 : c->from + i;
            bool is = in->narrow ? in->narrow[at] != in->none : in->v && !(in->missing && in->missing[at]);
            int64_t v = !is ? 0 : in->narrow ? in->narrow[at] : in->v[at];
            c->value[k] = is ? value_number(decimal_of_scaled(v, in->scale)) : VALUE_OF_NULL;
        }
        c->run = (struct feel_run){.arena = c->scratch, .input = c->value};
        struct value v = task->one(task->self, &c->run);
        ret_missing[i] = (uint8_t)lanes_store_value(v, scale, mode, &ret[i]);
        arena_reset(c->scratch);
    }
}

static bool run_block(struct columns *c, const struct columns_task *task, int scale, enum decimal_round mode,
                      int64_t *ret, uint8_t *ret_missing)
{
    c->doubt.any = false;
    c->loads = 0;
    return task->reckon(task->self, c) &&
           lanes_store(&c->lane[0], c->rows, scale, mode, &c->doubt, ret, ret_missing);
}

static void eval_block(struct columns *c, const struct columns_task *task, int scale, enum decimal_round mode,
                       int64_t *ret, uint8_t *ret_missing)
{
    c->is_exact = c->exact_blocks > 0;
    c->exact_blocks -= c->is_exact;
    if (!run_block(c, task, scale, mode, ret, ret_missing)) {
        c->exact_blocks = EXACT_BLOCKS;
        c->is_exact = true;
        bool is_done = run_block(c, task, scale, mode, ret, ret_missing);
        ASSERT(is_done);
    }
    settle_doubts(c, task, scale, mode, ret, ret_missing);
}

static enum rc check_scales(const struct columns *c, const struct feel_column *input, int scale,
                            struct err *err)
{
    for (size_t i = 0; i < c->inputs; i++)
        if ((input[i].v || input[i].narrow) &&
            (input[i].scale > LANES_SCALE_MAX || input[i].scale < -LANES_SCALE_MAX))
            scale = input[i].scale;
    if (scale > LANES_SCALE_MAX || scale < -LANES_SCALE_MAX) {
        struct buf said CLEANUP(buf_release) = {0};
        buf_put_i64(&said, scale);
        (void)FAIL(err, RC_INVALID, "feel.column_scale", "scale %d", scale);
        return err_arg(err, 0, buf_str(&said));
    }
    return RC_OK;
}

enum rc columns_run(struct columns *c, const struct columns_task *task, const struct feel_column *input,
                    size_t rows, int scale, enum decimal_round mode, int64_t *ret, uint8_t *ret_missing,
                    struct err *err)
{
    enum rc rc = check_scales(c, input, scale, err);
    if (rc != RC_OK)
        return rc;
    c->lane = c->room->lane;
    c->input = input;
    c->has_no_memory = false;
    for (c->from = 0; c->from < rows; c->from += c->rows) {
        c->rows = rows - c->from < LANES ? rows - c->from : LANES;
        eval_block(c, task, scale, mode, ret + c->from, ret_missing + c->from);
    }
    arena_freep(&c->scratch);
    c->scratch = NULL;
    return c->has_no_memory ? FAIL(err, RC_NO_MEMORY, "feel.no_memory", "columns") : RC_OK;
}

/* -- one expression -- */

enum rc feel_columns_prepare(const struct feel_program *p, struct arena *a, struct feel_room *room,
                             struct feel_columns **ret, struct err *err)
{
    if (!feel_is_columnar(p))
        return FAIL(err, RC_INVALID, "feel.not_columnar", "the expression is not of numbers alone");
    struct feel_columns *made = arena_try(a, sizeof *made);
    struct column_op *root = column_op_make(a, p->root);
    if (!made || !root || !columns_begin(&made->c, a, room, column_op_room(root), p->inputs))
        return FAIL(err, RC_NO_MEMORY, "feel.no_memory", "columns");
    made->program = p;
    made->root = root;
    *ret = made;
    return RC_OK;
}

static bool reckon_root(void *self, struct columns *c)
{
    struct feel_columns *of = self;
    columns_reckon(c, of->program, of->root, 0);
    return true;
}

static struct value eval_one(void *self, struct feel_run *run)
{
    struct feel_columns *of = self;
    return feel_eval(of->program, run);
}

enum rc feel_columns_eval(struct feel_columns *c, const struct feel_column *input, size_t rows, int scale,
                          enum decimal_round mode, int64_t *ret, uint8_t *ret_missing, struct err *err)
{
    struct columns_task task = {reckon_root, eval_one, c};
    return columns_run(&c->c, &task, input, rows, scale, mode, ret, ret_missing, err);
}

enum rc feel_eval_columns(const struct feel_program *p, struct arena *a, const struct feel_column *input,
                          size_t rows, int scale, enum decimal_round mode, int64_t *ret, uint8_t *ret_missing,
                          struct err *err)
{
    struct feel_columns *c;
    enum rc rc = feel_columns_prepare(p, a, NULL, &c, err);
    return rc == RC_OK ? feel_columns_eval(c, input, rows, scale, mode, ret, ret_missing, err) : rc;
}
