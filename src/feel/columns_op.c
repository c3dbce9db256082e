/* Which nodes are reckoned as lanes, and how; see columns_op.h. */
#include "feel/columns_op.h"

#include "base/err.h"
#include "feel/builtin.h"
#include "feel/lanes.h"

/* -- what is columnar -- */

static bool are_lanes(const struct node *n)
{
    for (size_t i = 0; i < n->children; i++)
        if (!n->child[i] || !column_is_lanes(n->child[i]))
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
        if (c->kind == NODE_LIST ? !are_lanes(c) : !column_is_lanes(c))
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
    return column_is_lanes(n->child[0]);
}

bool column_is_lanes(const struct node *n)
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

/* -- the operations, made once -- */

static bool op_adopt(struct arena *a, struct column_op *op, const struct node *n)
{
    op->child[op->children] = column_op_make(a, n);
    return op->child[op->children++] != NULL;
}

static bool op_adopt_all(struct arena *a, struct column_op *op, const struct node *of)
{
    for (size_t i = 0; i < of->children; i++)
        if (!op_adopt(a, op, of->child[i]))
            return false;
    return true;
}

/* A copy of n, or of a list in it, whose children that are no constants are inputs. */
static struct node *detach(struct arena *a, const struct node *n, struct column_op *op, size_t lanes)
{
    struct node *copy = arena_try(a, sizeof *copy);
    const struct node **inner = arena_try_array(a, n->children + 1, sizeof *inner);
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
            place = detach(a, n->child[i], op, n->child[i]->children);
        } else {
            place = arena_try(a, sizeof *place);
            if (place) {
                *place = *n->child[i];
                place->kind = NODE_INPUT;
                place->children = 0;
                place->slot = (int)op->children;
                if (!op_adopt(a, op, n->child[i]))
                    place = NULL;
            }
        }
        if (!place)
            return NULL;
        inner[i] = place;
    }
    return copy;
}

/* -- calls that blocks know -- */

static const struct {
    struct str name;
    enum column_fn fn;
    enum decimal_round mode;
} KNOWN[] = {{STR_INIT("abs"), FN_ABS, 0},
             {STR_INIT("not"), FN_NOT, 0},
             {STR_INIT("min"), FN_MIN, 0},
             {STR_INIT("max"), FN_MAX, 0},
             {STR_INIT("sum"), FN_SUM, 0},
             {STR_INIT("product"), FN_PRODUCT, 0},
             {STR_INIT("mean"), FN_MEAN, 0},
             {STR_INIT("decimal"), FN_ROUND, DECIMAL_HALF_EVEN},
             {STR_INIT("floor"), FN_ROUND, DECIMAL_FLOOR},
             {STR_INIT("ceiling"), FN_ROUND, DECIMAL_CEILING},
             {STR_INIT("round up"), FN_ROUND, DECIMAL_UP},
             {STR_INIT("round down"), FN_ROUND, DECIMAL_DOWN},
             {STR_INIT("round half up"), FN_ROUND, DECIMAL_HALF_UP},
             {STR_INIT("round half down"), FN_ROUND, DECIMAL_HALF_DOWN}};

/* The scale of a rounding, which may be left out; false: not a small constant. */
static bool scale_of(const struct node *n, int *ret)
{
    int64_t scale = 0;
    const struct node *given = n->children > 1 ? n->child[1] : NULL;
    if (given && (given->kind != NODE_CONST || given->value.kind != VALUE_NUMBER ||
                  !builtin_whole(given->value.number, &scale)))
        return false;
    *ret = (int)scale;
    return scale <= LANES_SCALE_MAX && scale >= -LANES_SCALE_MAX;
}

static enum column_fn known_call(const struct node *n, struct column_op *op)
{
    size_t k = 0;
    while (k < COUNT_OF(KNOWN) && !str_eq(KNOWN[k].name, n->call.builtin->name))
        k++;
    const struct node *first = n->children ? n->child[0] : NULL;
    if (k == COUNT_OF(KNOWN) || !first || is_constant(first))
        return FN_ROWS;
    op->mode = KNOWN[k].mode;
    switch (KNOWN[k].fn) {
    case FN_MIN:
    case FN_MAX:
    case FN_SUM:
    case FN_PRODUCT:
    case FN_MEAN:
        return n->children == 1 && first->kind == NODE_LIST && first->children > 0 ? KNOWN[k].fn : FN_ROWS;
    case FN_ROUND:
        return first->kind != NODE_LIST && scale_of(n, &op->scale) ? FN_ROUND : FN_ROWS;
    default:
        return first->kind != NODE_LIST && n->children == 1 ? KNOWN[k].fn : FN_ROWS;
    }
}

static bool is_number(const struct node *n) { return n->kind == NODE_CONST && n->value.kind == VALUE_NUMBER; }

/* The comparisons of one test with numbers; how many, 0: it is something else. */
static size_t tests_of(const struct node *n, struct column_test ret[2])
{
    if (is_number(n)) {
        ret[0] = (struct column_test){NODE_EQ, false, n->value};
        return 1;
    }
    if (n->kind == NODE_TEST && n->children == 1 && is_number(n->child[0])) {
        ret[0] = (struct column_test){n->op, false, n->child[0]->value};
        return 1;
    }
    if (n->kind != NODE_RANGE || n->children != 2 || !is_number(n->child[0]) || !is_number(n->child[1]) ||
        decimal_cmp(n->child[0]->value.number, n->child[1]->value.number) > 0)
        return 0;
    ret[0] = (struct column_test){n->range.from_closed ? NODE_GE : NODE_GT, true, n->child[0]->value};
    ret[1] = (struct column_test){n->range.to_closed ? NODE_LE : NODE_LT, false, n->child[1]->value};
    return 2;
}

bool column_has_tests(const struct node *n, size_t first)
{
    struct column_test test[2];
    for (size_t i = first; i < n->children; i++)
        if (tests_of(n->child[i], test) == 0)
            return false;
    return true;
}

bool column_tests_make(struct arena *a, const struct node *n, size_t first, struct column_tests *ret)
{
    struct column_test *test = arena_try_array(a, 2 * n->children + 1, sizeof *test);
    *ret = (struct column_tests){.test = test};
    for (size_t i = first; test && i < n->children; i++)
        ret->tests += tests_of(n->child[i], test + ret->tests);
    return test != NULL;
}

static bool in_make(struct arena *a, const struct node *n, struct column_op *op)
{
    op->fn = column_has_tests(n, 1) && !is_constant(n->child[0]) ? FN_IN : FN_ROWS;
    return op->fn == FN_ROWS || column_tests_make(a, n, 1, &op->in);
}

struct column_op *column_op_make(struct arena *a, const struct node *n)
{
    bool is_call = n->kind == NODE_CALL_BUILTIN || n->kind == NODE_IN;
    size_t most = is_call ? FEEL_PARAMS_MAX : n->children;
    struct column_op *op = arena_try(a, sizeof *op);
    struct column_op **child = arena_try_array(a, most + 1, sizeof *child);
    if (!op || !child)
        return NULL;
    *op = (struct column_op){.node = n, .child = child};
    if (!is_call)
        return op_adopt_all(a, op, n) ? op : NULL;
    if (n->kind == NODE_IN && !in_make(a, n, op))
        return NULL;
    if (n->kind == NODE_CALL_BUILTIN)
        op->fn = known_call(n, op);
    if (op->fn >= FN_MIN && op->fn <= FN_MEAN)
        return op_adopt_all(a, op, n->child[0]) ? op : NULL;
    op->node = detach(a, n, op, n->kind == NODE_IN ? 1 : n->children);
    return op->node ? op : NULL;
}

size_t column_op_room(const struct column_op *op)
{
    size_t most = op->fn == FN_IN || op->fn == FN_MEAN ? 2 : 1;
    for (size_t i = 0; i < op->children; i++) {
        size_t room = i + column_op_room(op->child[i]);
        most = room > most ? room : most;
    }
    return most;
}
