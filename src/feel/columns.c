/* A scalar expression over columns: each node once for a block of rows instead of the whole tree once for
 * each row. What the nodes do to a block is in lanes.c. Calls of functions, and `in`, go row by row through
 * the evaluator itself, with the arguments in the places of inputs, so that there is one meaning of each. */
#include "base/key.h"
#include "feel/eval.h"
#include "feel/lanes.h"

#define COLUMNS_DEPTH_MAX 100 /* of the tree; deeper ones are not columnar */

/* A node with those children that are reckoned as lanes. */
struct column_op {
    const struct node *node; /* of a call: a copy in which input i is the value of child i */
    const struct column_op *const *child;
    size_t children;
};

struct feel_columns {
    struct arena *a; /* what is made once */
    const struct column_op *root;
    const struct feel_column *input;
    struct lanes *lane;  /* op → lane[at], its children → lane[at], lane[at + 1] … */
    size_t from, rows;   /* of the block */
    struct feel_run run; /* of calls */
    struct value argument[FEEL_PARAMS_MAX];
    const struct feel_program *program;
};

/* -- what is columnar -- */

static bool is_lane_node(const struct node *n);

static bool are_lanes(const struct node *n)
{
    for (size_t i = 0; i < n->children; i++)
        if (!n->child[i] || !is_lane_node(n->child[i]))
            return false;
    return true;
}

static bool is_constant(const struct node *n)
{
    if (n->kind == NODE_CONST)
        return true;
    bool is_range = n->kind == NODE_RANGE || n->kind == NODE_TEST;
    for (size_t i = 0; is_range && i < n->children; i++)
        is_range = n->child[i] && n->child[i]->kind == NODE_CONST;
    return is_range;
}

/* Arguments: lanes, constants, and one list of either, as min(a, b) has it. */
static bool is_lane_call(const struct node *n)
{
    size_t lanes = 0;
    for (size_t i = 0; i < n->children; i++) {
        const struct node *c = n->child[i];
        if (!c || is_constant(c))
            continue;
        if (c->kind == NODE_LIST ? !are_lanes(c) : !is_lane_node(c))
            return false;
        lanes += c->kind == NODE_LIST ? c->children : 1;
    }
    return lanes <= FEEL_PARAMS_MAX && (n->type->kind == TYPE_NUMBER || n->type->kind == TYPE_BOOLEAN);
}

static bool is_lane_in(const struct node *n)
{
    for (size_t i = 1; i < n->children; i++)
        if (!is_constant(n->child[i]))
            return false;
    return is_lane_node(n->child[0]);
}

static bool is_lane_node(const struct node *n)
{
    switch (n->kind) {
    case NODE_CONST:
        return n->value.kind == VALUE_NUMBER || n->value.kind == VALUE_BOOLEAN || n->value.kind == VALUE_NULL;
    case NODE_INPUT:
        return n->type->kind == TYPE_NUMBER || n->type->kind == TYPE_ANY;
    case NODE_NEGATE:
    case NODE_ADD:
    case NODE_SUB:
    case NODE_MUL:
    case NODE_DIV:
    case NODE_POW:
    case NODE_EQ:
    case NODE_NE:
    case NODE_LT:
    case NODE_LE:
    case NODE_GT:
    case NODE_GE:
    case NODE_AND:
    case NODE_OR:
    case NODE_BETWEEN:
    case NODE_IF:
        return are_lanes(n);
    case NODE_IN:
        return is_lane_in(n);
    case NODE_CALL_BUILTIN:
        return is_lane_call(n);
    default: /* what has lists, texts, dates or functions */
        return false;
    }
}

bool feel_is_columnar(const struct feel_program *p)
{
    const struct feel_type *wanted = p->wanted;
    bool is_scalar =
        !wanted || (!wanted->allowed && (wanted->kind == TYPE_NUMBER || wanted->kind == TYPE_ANY ||
                                         wanted->kind == TYPE_BOOLEAN));
    return !p->is_tests && is_scalar && p->root->depth <= COLUMNS_DEPTH_MAX && is_lane_node(p->root);
}

/* -- the operations, made once -- */

static const struct column_op *op_make(struct feel_columns *c, const struct node *n);

static bool op_adopt(struct feel_columns *c, struct column_op *op, const struct column_op **child,
                     const struct node *n)
{
    child[op->children] = op_make(c, n);
    return child[op->children++] != NULL;
}

/* A copy of n, or of a list in it, whose children that are no constants are inputs. */
static struct node *detach(struct feel_columns *c, const struct node *n, struct column_op *op,
                           const struct column_op **child, size_t lanes)
{
    struct node *copy = arena_try(c->a, sizeof *copy);
    const struct node **inner = arena_try_array(c->a, n->children + 1, sizeof *inner);
    if (!copy || !inner)
        return NULL;
    *copy = *n;
    copy->child = inner;
    for (size_t i = 0; i < n->children; i++) {
        inner[i] = n->child[i];
        if (i >= lanes || !n->child[i] || is_constant(n->child[i]))
            continue;
        struct node *place;
        if (n->child[i]->kind == NODE_LIST) {
            place = detach(c, n->child[i], op, child, n->child[i]->children);
        } else {
            place = arena_try(c->a, sizeof *place);
            if (place) {
                *place = *n->child[i];
                place->kind = NODE_INPUT;
                place->children = 0;
                place->slot = (int)op->children;
                if (!op_adopt(c, op, child, n->child[i]))
                    place = NULL;
            }
        }
        if (!place)
            return NULL;
        inner[i] = place;
    }
    return copy;
}

static const struct column_op *op_make(struct feel_columns *c, const struct node *n)
{
    bool is_call = n->kind == NODE_CALL_BUILTIN || n->kind == NODE_IN;
    size_t most = is_call ? FEEL_PARAMS_MAX : n->children;
    struct column_op *op = arena_try(c->a, sizeof *op);
    const struct column_op **child = arena_try_array(c->a, most + 1, sizeof(struct column_op *));
    if (!op || !child)
        return NULL;
    *op = (struct column_op){.node = n, .child = child};
    if (is_call)
        return (op->node = detach(c, n, op, child, n->kind == NODE_IN ? 1 : n->children)) ? op : NULL;
    for (size_t i = 0; i < n->children; i++)
        if (!op_adopt(c, op, child, n->child[i]))
            return NULL;
    return op;
}

/* How many lanes it takes. */
static size_t op_room(const struct column_op *op)
{
    size_t most = 1;
    for (size_t i = 0; i < op->children; i++) {
        size_t room = i + op_room(op->child[i]);
        most = room > most ? room : most;
    }
    return most;
}

/* -- calls -- */

static void call_rows(struct feel_columns *c, const struct column_op *op, struct lanes *v)
{
    struct lanes *ret = &v[0];
    struct eval e = {.program = c->program, .run = &c->run};
    if (op->children == 0)
        lanes_begin(ret, 0);
    for (size_t i = 0; i < c->rows; i++) {
        for (size_t k = 0; k < op->children; k++)
            c->argument[k] = lanes_value(&v[k], i);
        c->run.steps = c->run.depth = 0;
        c->run.notes = 0;
        c->run.is_stopped = false;
        struct value r = eval(&e, op->node);
        arena_reset(c->run.arena); /* what it gave is a scalar */
        /* `ret` is also the first argument: of the rows behind nothing is changed. */
        ret->decimal[i] = r.kind == VALUE_NUMBER ? r.number : DECIMAL_ZERO;
        uint8_t s = (uint8_t)(r.kind == VALUE_NUMBER    ? LANE_NUMBER
                              : r.kind == VALUE_BOOLEAN ? (r.boolean ? LANE_TRUE : LANE_FALSE)
                                                        : LANE_NULL);
        if (s != LANE_NUMBER)
            lanes_mix(ret, c->rows);
        if (ret->is_mixed)
            ret->state[i] = s;
    }
    ret->is_decimal = true;
}

static void reckon(struct feel_columns *c, const struct column_op *op, size_t at)
{
    struct lanes *v = &c->lane[at];
    for (size_t i = 0; i < op->children; i++)
        reckon(c, op->child[i], at + i);
    switch (op->node->kind) {
    case NODE_CONST:
        lanes_fill(v, op->node->value, c->rows);
        break;
    case NODE_INPUT:
        lanes_load(v, &c->input[op->node->slot], c->from, c->rows);
        break;
    case NODE_NEGATE:
        lanes_negate(v, c->rows);
        break;
    case NODE_ADD:
    case NODE_SUB:
    case NODE_MUL:
    case NODE_DIV:
    case NODE_POW:
        lanes_arithmetic(op->node->kind, &v[0], &v[1], c->rows);
        break;
    case NODE_AND:
    case NODE_OR:
        lanes_join(op->node->kind, &v[0], &v[1], c->rows);
        break;
    case NODE_BETWEEN:
        lanes_between(v, c->rows);
        break;
    case NODE_IF:
        lanes_choose(v, c->rows);
        break;
    case NODE_IN:
    case NODE_CALL_BUILTIN:
        call_rows(c, op, v);
        break;
    default: /* a comparison */
        lanes_compare(op->node->kind, &v[0], &v[1], c->rows);
    }
}

static enum rc check_scales(const struct feel_program *p, const struct feel_column *input, int scale,
                            struct err *err)
{
    for (size_t i = 0; i < p->inputs; i++)
        if (input[i].v && (input[i].scale > LANES_SCALE_MAX || input[i].scale < -LANES_SCALE_MAX))
            scale = input[i].scale;
    if (scale > LANES_SCALE_MAX || scale < -LANES_SCALE_MAX) {
        struct buf said CLEANUP(buf_release) = {0};
        buf_put_i64(&said, scale);
        (void)FAIL(err, RC_INVALID, "feel.column_scale", "scale %d", scale);
        return err_arg(err, 0, buf_str(&said));
    }
    return RC_OK;
}

enum rc feel_columns_prepare(const struct feel_program *p, struct arena *a, struct feel_columns **ret,
                             struct err *err)
{
    if (!feel_is_columnar(p))
        return FAIL(err, RC_INVALID, "feel.not_columnar", "the expression is not of numbers alone");
    struct feel_columns *c = arena_try(a, sizeof *c);
    if (!c)
        return FAIL(err, RC_NO_MEMORY, "feel.no_memory", "columns");
    *c = (struct feel_columns){.a = a, .program = p};
    c->root = op_make(c, p->root);
    c->lane = c->root ? arena_try_array(a, op_room(c->root), sizeof *c->lane) : NULL;
    if (!c->lane)
        return FAIL(err, RC_NO_MEMORY, "feel.no_memory", "columns");
    *ret = c;
    return RC_OK;
}

enum rc feel_columns_eval(struct feel_columns *c, const struct feel_column *input, size_t rows, int scale,
                          enum decimal_round mode, int64_t *ret, uint8_t *ret_missing, struct err *err)
{
    enum rc rc = check_scales(c->program, input, scale, err);
    if (rc != RC_OK)
        return rc;
    struct arena *scratch CLEANUP(arena_freep) = arena_new(0);
    if (!scratch)
        return FAIL(err, RC_NO_MEMORY, "feel.no_memory", "columns");
    c->input = input;
    c->run = (struct feel_run){.arena = scratch, .input = c->argument, .steps_max = FEEL_STEPS_MAX};
    for (c->from = 0; c->from < rows; c->from += c->rows) {
        c->rows = rows - c->from < LANES ? rows - c->from : LANES;
        reckon(c, c->root, 0);
        lanes_store(&c->lane[0], c->rows, scale, mode, ret + c->from, ret_missing + c->from);
    }
    return RC_OK;
}

enum rc feel_eval_columns(const struct feel_program *p, struct arena *a, const struct feel_column *input,
                          size_t rows, int scale, enum decimal_round mode, int64_t *ret, uint8_t *ret_missing,
                          struct err *err)
{
    struct feel_columns *c;
    enum rc rc = feel_columns_prepare(p, a, &c, err);
    return rc == RC_OK ? feel_columns_eval(c, input, rows, scale, mode, ret, ret_missing, err) : rc;
}
