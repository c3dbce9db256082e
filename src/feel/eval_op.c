/* Operations: numbers, dates, texts; three kinds of truth (10.3.2.8); tests. */
#include "base/key.h"
#include "feel/eval.h"

typedef decimal_flags decimal_fn(struct decimal, struct decimal, struct decimal *);

/* A power by multiplying a few times, or by logarithms of 40 digits and more. */
static long power_steps(struct decimal exponent)
{
    int64_t n;
    return decimal_to_i64(exponent, &n) && n >= -100 && n <= 100 ? 30 : 500;
}

static struct value of_decimals(struct eval *e, const struct node *n, decimal_fn *fn, struct value a,
                                struct value b)
{
    struct decimal r;
    if (n->kind == NODE_POW)
        e->run->steps += power_steps(b.number);
    decimal_flags flags = fn(a.number, b.number, &r);
    if (flags & DECIMAL_FAILED)
        return eval_null(e, n,
                         flags & DECIMAL_BY_ZERO    ? K("feel.by_zero")
                         : flags & DECIMAL_OVERFLOW ? K("feel.overflow")
                                                    : K("feel.not_defined"));
    return value_number(r);
}

static struct value join(struct eval *e, const struct node *n, struct str a, struct str b)
{
    e->run->steps += (long)((a.n + b.n) / 64);
    if (a.n + b.n > FEEL_STRING_MAX)
        return eval_stop(e, n, K("feel.text_limit"));
    char *both = arena_try(e->run->arena, a.n + b.n + 1);
    if (!both)
        return eval_stop(e, n, K("feel.no_memory"));
    if (a.n)
        memcpy(both, a.p, a.n);
    if (b.n)
        memcpy(both + a.n, b.p, b.n);
    return value_string(str_of(both, a.n + b.n));
}

static bool is_duration(struct value v) { return v.kind == VALUE_MONTHS || v.kind == VALUE_SECONDS; }

struct value eval_arithmetic(struct eval *e, const struct node *n, struct value a, struct value b)
{
    static decimal_fn *const NUMBERS[NODE__COUNT] = {[NODE_ADD] = decimal_add,
                                                     [NODE_SUB] = decimal_sub,
                                                     [NODE_MUL] = decimal_mul,
                                                     [NODE_DIV] = decimal_div,
                                                     [NODE_POW] = decimal_pow};
    struct value r;
    bool is_done = false;
    if (a.kind == VALUE_NUMBER && b.kind == VALUE_NUMBER)
        return of_decimals(e, n, NUMBERS[n->kind], a, b);
    if (n->kind == NODE_ADD && a.kind == VALUE_STRING && b.kind == VALUE_STRING)
        return join(e, n, a.string, b.string);
    if (n->kind == NODE_ADD)
        is_done = temporal_add(a, b, e->program->zones, &r);
    else if (n->kind == NODE_SUB)
        is_done = temporal_sub(a, b, e->program->zones, &r);
    else if (n->kind == NODE_MUL && is_duration(a) && b.kind == VALUE_NUMBER)
        is_done = duration_mul(a, b.number, &r);
    else if (n->kind == NODE_MUL && a.kind == VALUE_NUMBER && is_duration(b))
        is_done = duration_mul(b, a.number, &r);
    else if (n->kind == NODE_DIV && is_duration(a) && b.kind == VALUE_NUMBER)
        is_done = duration_div(a, b.number, &r);
    else if (n->kind == NODE_DIV && is_duration(a) && a.kind == b.kind)
        is_done = duration_ratio(a, b, &r);
    return is_done ? r : eval_wrong_kinds(e, n, a, b);
}

struct value eval_negate(struct eval *e, const struct node *n, struct value a)
{
    struct value r;
    if (a.kind == VALUE_NUMBER)
        return value_number(decimal_neg(a.number));
    if (is_duration(a) && duration_mul(a, decimal_of(-1), &r))
        return r;
    return eval_wrong_kinds(e, n, a, VALUE_OF_NULL);
}

/* -- truth -- */

struct value eval_of_ternary(enum ternary t)
{
    return t == TERNARY_UNKNOWN ? VALUE_OF_NULL : value_boolean(t == TERNARY_TRUE);
}

enum ternary eval_truth(struct value v)
{
    return v.kind != VALUE_BOOLEAN ? TERNARY_UNKNOWN : v.boolean ? TERNARY_TRUE : TERNARY_FALSE;
}

static struct value of_junction(struct eval *e, const struct node *n, struct value a, struct value b)
{
    struct value wrong = a.kind != VALUE_BOOLEAN && a.kind != VALUE_NULL ? a : b;
    if (wrong.kind != VALUE_BOOLEAN && wrong.kind != VALUE_NULL)
        note_at(e->run, n, K("feel.no_truth"), EVAL_KIND_NAME[wrong.kind], (struct str){0});
    return VALUE_OF_NULL;
}

struct value eval_junction(struct eval *e, const struct node *n)
{
    enum ternary settles = n->kind == NODE_AND ? TERNARY_FALSE : TERNARY_TRUE;
    struct value first = eval(e, n->child[0]);
    enum ternary a = eval_truth(first);
    if (a == settles)
        return eval_of_ternary(a);
    struct value second = eval(e, n->child[1]);
    enum ternary b = eval_truth(second);
    if (b == settles || (a != TERNARY_UNKNOWN && b != TERNARY_UNKNOWN))
        return eval_of_ternary(b);
    return of_junction(e, n, first, second);
}

/* <, <=, >, >= */
static enum ternary ordered(enum node_kind op, struct value a, struct value b)
{
    int sign;
    if (!value_order(a, b, &sign))
        return TERNARY_UNKNOWN;
    bool is = op == NODE_LT ? sign < 0 : op == NODE_LE ? sign <= 0 : op == NODE_GT ? sign > 0 : sign >= 0;
    return is ? TERNARY_TRUE : TERNARY_FALSE;
}

static enum ternary both(enum ternary a, enum ternary b)
{
    if (a == TERNARY_FALSE || b == TERNARY_FALSE)
        return TERNARY_FALSE;
    return a == TERNARY_UNKNOWN || b == TERNARY_UNKNOWN ? TERNARY_UNKNOWN : TERNARY_TRUE;
}

struct value eval_compared(struct eval *e, const struct node *n, struct value a, struct value b)
{
    e->run->steps += (long)value_weight(a) - 1; /* a large one is more than one step */
    if (n->kind == NODE_EQ || n->kind == NODE_NE) {
        enum ternary t = value_equal(a, b);
        if (t == TERNARY_UNKNOWN)
            return eval_wrong_kinds(e, n, a, b);
        return value_boolean((t == TERNARY_TRUE) == (n->kind == NODE_EQ));
    }
    enum ternary t = ordered(n->kind, a, b);
    return t == TERNARY_UNKNOWN ? eval_wrong_kinds(e, n, a, b) : eval_of_ternary(t);
}

static enum ternary in_range(struct value v, const struct value_range *r)
{
    enum ternary from = TERNARY_TRUE, to = TERNARY_TRUE;
    if (r->is_not) {
        enum ternary t = value_equal(v, r->from);
        return t == TERNARY_UNKNOWN ? t : t == TERNARY_TRUE ? TERNARY_FALSE : TERNARY_TRUE;
    }
    if (r->is_test && r->has_from && r->has_to) /* (= a) */
        return value_equal(v, r->from);
    if (r->has_from)
        from = ordered(r->from_closed ? NODE_GE : NODE_GT, v, r->from);
    if (r->has_to)
        to = ordered(r->to_closed ? NODE_LE : NODE_LT, v, r->to);
    return from == TERNARY_UNKNOWN || to == TERNARY_UNKNOWN ? TERNARY_UNKNOWN : both(from, to);
}

/* 10.3.2.7, table 55: `v in test`. */
enum ternary test_value(const struct builtin_call *c, struct value v, struct value test)
{
    c->run->steps += (long)(value_weight(test) + value_weight(v)) - 2;
    if (test.kind == VALUE_RANGE) {
        enum ternary whole = v.kind == VALUE_RANGE ? value_equal(v, test) : TERNARY_FALSE;
        return whole == TERNARY_TRUE ? whole : in_range(v, test.range);
    }
    if (test.kind != VALUE_LIST)
        return value_equal(v, test);
    enum ternary any = v.kind == VALUE_LIST ? value_equal(v, test) : TERNARY_FALSE;
    for (size_t i = 0; i < test.list->n && any != TERNARY_TRUE; i++) {
        struct value item = test.list->item[i];
        enum ternary t = item.kind == VALUE_LIST && v.kind != VALUE_LIST     ? test_value(c, v, item)
                         : item.kind == VALUE_RANGE && v.kind != VALUE_RANGE ? in_range(v, item.range)
                                                                             : value_equal(v, item);
        if (t == TERNARY_TRUE)
            any = t;
    }
    return any == TERNARY_UNKNOWN ? TERNARY_FALSE : any;
}

/* One test of a list of tests. An expression that is true or false, and was not meant to be equal to what is
 * tested, has given its answer itself; else its value is asked. */
static enum ternary run_test(struct eval *e, const struct node *n)
{
    struct builtin_call c = {e->run, e->program, e->run->arena, n};
    struct value tested = e->run->tested, v = VALUE_OF_NULL;
    struct value_range r;
    if (n->kind != NODE_TEST && (n->kind != NODE_RANGE || n->folded))
        v = eval(e, n);
    else if (eval_range_at(e, n, &r)) /* on the stack: it ends with the test */
        v = (struct value){.kind = VALUE_RANGE, .range = &r};
    bool answers =
        v.kind == VALUE_BOOLEAN && n->kind != NODE_CONST && (n->asks_tested || tested.kind != VALUE_BOOLEAN);
    return answers ? eval_truth(v) : test_value(&c, tested, v);
}

/* Any of the tests from child `first` on. */
static enum ternary any_test(struct eval *e, const struct node *n, size_t first)
{
    enum ternary any = TERNARY_FALSE;
    for (size_t i = first; i < n->children && any != TERNARY_TRUE; i++) {
        enum ternary t = run_test(e, n->child[i]);
        any = t == TERNARY_TRUE || any == TERNARY_FALSE ? t : any;
    }
    return any;
}

struct value eval_in(struct eval *e, const struct node *n)
{
    struct value outer = e->run->tested;
    e->run->tested = eval(e, n->child[0]);
    enum ternary t = any_test(e, n, 1);
    e->run->tested = outer;
    if (t == TERNARY_UNKNOWN)
        return eval_null(e, n, K("feel.cannot_compare"));
    return eval_of_ternary(t);
}

struct value eval_tests(struct eval *e, const struct node *n)
{
    if (n->children == 0) /* “-” */
        return value_boolean(true);
    enum ternary t = any_test(e, n, 0);
    if (n->is_not && t != TERNARY_UNKNOWN)
        t = t == TERNARY_TRUE ? TERNARY_FALSE : TERNARY_TRUE;
    return eval_of_ternary(t);
}
struct value eval_between(struct eval *e, const struct node *n)
{
    struct value v = eval(e, n->child[0]), low = eval(e, n->child[1]), high = eval(e, n->child[2]);
    e->run->steps += (long)value_weight(v) - 1;
    enum ternary a = ordered(NODE_GE, v, low), b = ordered(NODE_LE, v, high);
    if (a == TERNARY_UNKNOWN || b == TERNARY_UNKNOWN)
        return eval_wrong_kinds(e, n, v, a == TERNARY_UNKNOWN ? low : high);
    return eval_of_ternary(both(a, b));
}
