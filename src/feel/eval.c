/* Walks the nodes. A value is passed by value; only lists, contexts, texts, functions and frames take memory,
 * from the arena of the run. What cannot be evaluated is null (10.3.2.2), with a note of where and why; three
 * kinds of truth (10.3.2.8); a limit stops everything. */
#include "base/key.h"
#include "feel/node.h"

#define EVAL_DEPTH_MAX 6000

struct eval {
    const struct feel_program *program;
    struct feel_run *run;
    struct value *frame;
    struct feel_trace **trace; /* where the next trace goes; NULL: none is wanted */
};

static struct value eval(struct eval *e, const struct node *n);

void note_at(struct feel_run *run, const struct node *n, const char *text, struct str a, struct str b)
{
    if (run->notes == FEEL_NOTES_MAX) {
        run->notes_more++;
        return;
    }
    run->note[run->notes++] =
        (struct feel_note){.line = n ? n->line : 0, .column = n ? n->column : 0, .text = text, .arg = {a, b}};
}

void feel_note(struct feel_run *run, const char *text, struct str arg)
{
    note_at(run, NULL, text, arg, (struct str){0});
}

static struct value null_because(struct eval *e, const struct node *n, const char *text)
{
    note_at(e->run, n, text, (struct str){0}, (struct str){0});
    return VALUE_OF_NULL;
}

static struct value stop(struct eval *e, const struct node *n, const char *text)
{
    if (!e->run->is_stopped)
        note_at(e->run, n, text, (struct str){0}, (struct str){0});
    e->run->is_stopped = true;
    return VALUE_OF_NULL;
}

static const struct str KIND_NAME[VALUE__COUNT] = {STR_INIT("null"),
                                                   STR_INIT("boolean"),
                                                   STR_INIT("number"),
                                                   STR_INIT("string"),
                                                   STR_INIT("date"),
                                                   STR_INIT("time"),
                                                   STR_INIT("date and time"),
                                                   STR_INIT("years and months duration"),
                                                   STR_INIT("days and time duration"),
                                                   STR_INIT("list"),
                                                   STR_INIT("context"),
                                                   STR_INIT("range"),
                                                   STR_INIT("function")};

static struct value kinds_wrong(struct eval *e, const struct node *n, struct value a, struct value b)
{
    note_at(e->run, n, K("feel.kinds_wrong"), KIND_NAME[a.kind], KIND_NAME[b.kind]);
    return VALUE_OF_NULL;
}

/* -- numbers, dates, texts -- */

typedef decimal_flags decimal_fn(struct decimal, struct decimal, struct decimal *);

static struct value of_decimals(struct eval *e, const struct node *n, decimal_fn *fn, struct value a,
                                struct value b)
{
    struct decimal r;
    decimal_flags flags = fn(a.number, b.number, &r);
    if (flags & DECIMAL_FAILED)
        return null_because(e, n,
                            flags & DECIMAL_BY_ZERO    ? K("feel.by_zero")
                            : flags & DECIMAL_OVERFLOW ? K("feel.overflow")
                                                       : K("feel.not_defined"));
    return value_number(r);
}

static struct value join(struct eval *e, const struct node *n, struct str a, struct str b)
{
    if (a.n + b.n > FEEL_STRING_MAX)
        return stop(e, n, K("feel.text_limit"));
    char *both = arena_try(e->run->arena, a.n + b.n + 1);
    if (!both)
        return stop(e, n, K("feel.no_memory"));
    if (a.n)
        memcpy(both, a.p, a.n);
    if (b.n)
        memcpy(both + a.n, b.p, b.n);
    return value_string(str_of(both, a.n + b.n));
}

static bool is_duration(struct value v) { return v.kind == VALUE_MONTHS || v.kind == VALUE_SECONDS; }

static struct value arithmetic(struct eval *e, const struct node *n, struct value a, struct value b)
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
    return is_done ? r : kinds_wrong(e, n, a, b);
}

static struct value negate(struct eval *e, const struct node *n, struct value a)
{
    struct value r;
    if (a.kind == VALUE_NUMBER)
        return value_number(decimal_neg(a.number));
    if (is_duration(a) && duration_mul(a, decimal_of(-1), &r))
        return r;
    return kinds_wrong(e, n, a, VALUE_OF_NULL);
}

/* -- truth -- */

static struct value of_ternary(enum ternary t)
{
    return t == TERNARY_UNKNOWN ? VALUE_OF_NULL : value_boolean(t == TERNARY_TRUE);
}

static enum ternary truth(struct value v)
{
    return v.kind != VALUE_BOOLEAN ? TERNARY_UNKNOWN : v.boolean ? TERNARY_TRUE : TERNARY_FALSE;
}

static struct value junction(struct eval *e, const struct node *n)
{
    enum ternary settles = n->kind == NODE_AND ? TERNARY_FALSE : TERNARY_TRUE,
                 a = truth(eval(e, n->child[0]));
    if (a == settles)
        return of_ternary(a);
    enum ternary b = truth(eval(e, n->child[1]));
    if (b == settles)
        return of_ternary(b);
    return of_ternary(a == TERNARY_UNKNOWN || b == TERNARY_UNKNOWN ? TERNARY_UNKNOWN : b);
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

static struct value compared(struct eval *e, const struct node *n, struct value a, struct value b)
{
    if (n->kind == NODE_EQ || n->kind == NODE_NE) {
        enum ternary t = value_equal(a, b);
        if (t == TERNARY_UNKNOWN)
            return kinds_wrong(e, n, a, b);
        return value_boolean((t == TERNARY_TRUE) == (n->kind == NODE_EQ));
    }
    enum ternary t = ordered(n->kind, a, b);
    return t == TERNARY_UNKNOWN ? kinds_wrong(e, n, a, b) : of_ternary(t);
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
    struct builtin_call c = {e->run, e->program, e->run->arena};
    struct value tested = e->run->tested, v = eval(e, n);
    bool answers =
        v.kind == VALUE_BOOLEAN && n->kind != NODE_CONST && (n->asks_tested || tested.kind != VALUE_BOOLEAN);
    return answers ? truth(v) : test_value(&c, tested, v);
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

static struct value is_in(struct eval *e, const struct node *n)
{
    struct value outer = e->run->tested;
    e->run->tested = eval(e, n->child[0]);
    enum ternary t = any_test(e, n, 1);
    e->run->tested = outer;
    if (t == TERNARY_UNKNOWN)
        return null_because(e, n, K("feel.cannot_compare"));
    return of_ternary(t);
}

static struct value tests(struct eval *e, const struct node *n)
{
    if (n->children == 0) /* “-” */
        return value_boolean(true);
    enum ternary t = any_test(e, n, 0);
    if (n->is_not && t != TERNARY_UNKNOWN)
        t = t == TERNARY_TRUE ? TERNARY_FALSE : TERNARY_TRUE;
    return of_ternary(t);
}

/* -- lists and contexts -- */

/* A list while it grows. What was handed out before stays as it was: items are only added behind it. */
struct growing {
    struct value *item;
    size_t n, room;
};

static bool grow(struct eval *e, const struct node *n, struct growing *g, struct value v)
{
    if (g->n >= FEEL_ITEMS_MAX) {
        (void)stop(e, n, K("feel.list_limit"));
        return false;
    }
    if (g->n == g->room) {
        size_t room = g->room ? g->room * 2 : 8;
        struct value *more = arena_try_array(e->run->arena, room, sizeof *more);
        if (!more) {
            (void)stop(e, n, K("feel.no_memory"));
            return false;
        }
        if (g->n)
            memcpy(more, g->item, g->n * sizeof *more);
        g->item = more;
        g->room = room;
    }
    g->item[g->n++] = v;
    return true;
}

static struct value list_of(struct eval *e, const struct growing *g)
{
    return value_list(e->run->arena, g->item, g->n);
}

static struct value list(struct eval *e, const struct node *n)
{
    struct growing g = {0};
    for (size_t i = 0; i < n->children; i++)
        if (!grow(e, n, &g, eval(e, n->child[i])))
            return VALUE_OF_NULL;
    return list_of(e, &g);
}

static struct value context(struct eval *e, const struct node *n)
{
    struct value_entry *entry = arena_try_array(e->run->arena, n->children ? n->children : 1, sizeof *entry);
    if (!entry)
        return stop(e, n, K("feel.no_memory"));
    for (size_t i = 0; i < n->children; i++) {
        entry[i] = (struct value_entry){n->scope.name[i], eval(e, n->child[i])};
        e->frame[n->scope.slot + (int)i] = entry[i].value; /* later entries may speak of it */
    }
    return value_context(e->run->arena, entry, n->children);
}

static struct value range(struct eval *e, const struct node *n)
{
    struct value_range *r = arena_try(e->run->arena, sizeof *r);
    if (!r)
        return stop(e, n, K("feel.no_memory"));
    *r = (struct value_range){.from = eval(e, n->child[0]),
                              .to = eval(e, n->child[1]),
                              .has_from = true,
                              .has_to = true,
                              .from_closed = n->range.from_closed,
                              .to_closed = n->range.to_closed};
    return (struct value){.kind = VALUE_RANGE, .range = r};
}

static struct value comparison_range(struct eval *e, const struct node *n)
{
    struct value_range *r = arena_try(e->run->arena, sizeof *r);
    if (!r)
        return stop(e, n, K("feel.no_memory"));
    struct value end = eval(e, n->child[0]);
    enum node_kind op = n->op;
    *r = (struct value_range){.is_test = true,
                              .is_not = op == NODE_NE,
                              .has_from = op == NODE_GT || op == NODE_GE || op == NODE_EQ || op == NODE_NE,
                              .has_to = op == NODE_LT || op == NODE_LE || op == NODE_EQ,
                              .from_closed = op == NODE_GE || op == NODE_EQ,
                              .to_closed = op == NODE_LE || op == NODE_EQ};
    r->from = r->has_from ? end : VALUE_OF_NULL;
    r->to = r->has_to ? end : VALUE_OF_NULL;
    return (struct value){.kind = VALUE_RANGE, .range = r};
}

static bool range_property(const struct value_range *r, struct str name, struct value *ret)
{
    if (str_eq(name, STR("start")))
        *ret = r->from;
    else if (str_eq(name, STR("end")))
        *ret = r->to;
    else if (str_eq(name, STR("start included")))
        *ret = value_boolean(r->from_closed);
    else if (str_eq(name, STR("end included")))
        *ret = value_boolean(r->to_closed);
    else
        return false;
    return true;
}

static struct value path_of(struct eval *e, const struct node *n, struct value of)
{
    struct value r;
    if (of.kind == VALUE_CONTEXT) {
        const struct value *v = value_entry(of, n->member.text);
        if (v)
            return *v;
    } else if (of.kind == VALUE_LIST) {
        struct growing g = {0};
        for (size_t i = 0; i < of.list->n; i++)
            if (!grow(e, n, &g, path_of(e, n, of.list->item[i])))
                return VALUE_OF_NULL;
        return list_of(e, &g);
    } else if (of.kind == VALUE_RANGE && range_property(of.range, n->member.text, &r)) {
        return r;
    } else if (temporal_property(of, n->member.text, e->program->zones, &r)) {
        return r;
    }
    note_at(e->run, n, K("feel.no_member"), n->member.text, (struct str){0});
    return VALUE_OF_NULL;
}

static struct value member(struct eval *e, const struct node *n)
{
    struct value item = e->frame[n->member.slot];
    const struct value *v = item.kind == VALUE_CONTEXT ? value_entry(item, n->member.text) : NULL;
    if (v)
        return *v;
    if (n->children)
        return eval(e, n->child[0]);
    note_at(e->run, n, K("feel.no_member"), n->member.text, (struct str){0});
    return VALUE_OF_NULL;
}

static struct value item_at(struct eval *e, const struct node *n, struct value l, struct decimal at)
{
    int64_t i;
    int64_t count = (int64_t)l.list->n;
    if (!decimal_to_i64(at, &i) || i == 0 || i > count || i < -count)
        return null_because(e, n, K("feel.no_such_item"));
    return l.list->item[i > 0 ? i - 1 : count + i];
}

static struct value filter(struct eval *e, const struct node *n)
{
    struct value l = eval(e, n->child[0]);
    if (l.kind == VALUE_NULL)
        return n->child[1]->type->kind == TYPE_NUMBER ? l : value_list(e->run->arena, NULL, 0);
    if (l.kind != VALUE_LIST) {
        struct growing one = {0};
        if (!grow(e, n, &one, l))
            return VALUE_OF_NULL;
        l = list_of(e, &one);
    }
    struct growing g = {0};
    bool is_index = n->child[1]->type->kind == TYPE_NUMBER;
    for (size_t i = 0; i < l.list->n || (i == 0 && is_index); i++) {
        e->frame[n->slot] = l.list->n ? l.list->item[i] : VALUE_OF_NULL;
        struct value by = eval(e, n->child[1]);
        if (i == 0 && by.kind == VALUE_NUMBER)
            return item_at(e, n, l, by.number);
        if (e->run->is_stopped)
            return VALUE_OF_NULL;
        if (i == 0 && by.kind != VALUE_BOOLEAN && by.kind != VALUE_NULL)
            return null_because(e, n, K("feel.filter_wrong"));
        if (by.kind == VALUE_BOOLEAN && by.boolean && !grow(e, n, &g, l.list->item[i]))
            return VALUE_OF_NULL;
    }
    return list_of(e, &g);
}

/* -- for, some, every -- */

struct loop {
    const struct node *n;
    struct growing results;
    enum ternary verdict; /* some, every */
    bool is_wrong;        /* nothing to go through */
};

static void loop_at(struct eval *e, struct loop *l, size_t i);

static void loop_body(struct eval *e, struct loop *l)
{
    const struct node *n = l->n, *body = n->child[n->children - 1];
    if (n->kind == NODE_FOR) {
        e->frame[n->slot] = list_of(e, &l->results);
        (void)grow(e, n, &l->results, eval(e, body));
        return;
    }
    enum ternary t = truth(eval(e, body)), settles = n->kind == NODE_SOME ? TERNARY_TRUE : TERNARY_FALSE;
    if (t == settles || l->verdict == settles)
        l->verdict = settles;
    else if (t == TERNARY_UNKNOWN)
        l->verdict = t;
}

static bool is_over(struct eval *e, const struct loop *l)
{
    return e->run->is_stopped || l->is_wrong || (l->n->kind == NODE_SOME && l->verdict == TERNARY_TRUE) ||
           (l->n->kind == NODE_EVERY && l->verdict == TERNARY_FALSE);
}

static void loop_with(struct eval *e, struct loop *l, size_t i, struct value v)
{
    e->frame[l->n->child[i]->slot] = v;
    loop_at(e, l, i + 1);
}

/* a..b, up or down, of whole numbers or of dates. */
static void loop_range(struct eval *e, struct loop *l, size_t i, struct value from, struct value to,
                       bool from_closed, bool to_closed)
{
    int sign;
    bool is_date = from.kind == VALUE_DATE && to.kind == VALUE_DATE;
    bool is_whole = from.kind == VALUE_NUMBER && to.kind == VALUE_NUMBER && decimal_is_integer(from.number) &&
                    decimal_is_integer(to.number);
    if ((!is_date && !is_whole) || !value_order(from, to, &sign)) {
        l->is_wrong = true;
        return;
    }
    int step = sign > 0 ? -1 : 1;
    struct value one = is_date
                           ? (struct value){.kind = VALUE_SECONDS, .seconds = {.s = step * INT64_C(86400)}}
                           : value_int(step);
    struct node add = {.kind = NODE_ADD, .line = l->n->line, .column = l->n->column};
    struct value v = from_closed ? from : arithmetic(e, &add, from, one);
    while (value_order(v, to, &sign) && !is_over(e, l)) {
        if (sign * step > 0 || (sign == 0 && !to_closed))
            break;
        if (++e->run->steps > e->run->steps_max) {
            (void)stop(e, l->n, K("feel.step_limit"));
            break;
        }
        loop_with(e, l, i, v);
        v = arithmetic(e, &add, v, one);
    }
}

static void loop_at(struct eval *e, struct loop *l, size_t i)
{
    if (i + 1 == l->n->children) {
        loop_body(e, l);
        return;
    }
    const struct node *it = l->n->child[i];
    struct value in = eval(e, it->child[0]);
    if (it->children == 2) {
        loop_range(e, l, i, in, eval(e, it->child[1]), true, true);
    } else if (in.kind == VALUE_RANGE) {
        loop_range(e, l, i, in.range->from, in.range->to, in.range->from_closed, in.range->to_closed);
    } else if (in.kind == VALUE_LIST) {
        for (size_t k = 0; k < in.list->n && !is_over(e, l); k++)
            loop_with(e, l, i, in.list->item[k]);
    } else if (in.kind == VALUE_NULL) {
        l->is_wrong = true;
    } else {
        loop_with(e, l, i, in); /* a single value is a list of one */
    }
}

static struct value loop(struct eval *e, const struct node *n)
{
    struct loop l = {.n = n, .verdict = n->kind == NODE_SOME ? TERNARY_FALSE : TERNARY_TRUE};
    loop_at(e, &l, 0);
    if (e->run->is_stopped)
        return VALUE_OF_NULL;
    if (l.is_wrong)
        return null_because(e, n, K("feel.nothing_to_go_through"));
    return n->kind == NODE_FOR ? list_of(e, &l.results) : of_ternary(l.verdict);
}

/* -- functions -- */

static struct value function(struct eval *e, const struct node *n)
{
    struct value_function *f = arena_try(e->run->arena, sizeof *f);
    int captured = n->kind == NODE_FUNCTION ? n->scope.slot : 0;
    struct value *copy = arena_try_array(e->run->arena, (size_t)captured + 1, sizeof *copy);
    if (!f || !copy)
        return stop(e, n, K("feel.no_memory"));
    if (captured)
        memcpy(copy, e->frame, (size_t)captured * sizeof *copy);
    *f = (struct value_function){.node = n->kind == NODE_BUILTIN || n->kind == NODE_HOST ? NULL : n,
                                 .captured = copy,
                                 .program = e->program,
                                 .builtin = n->kind == NODE_BUILTIN ? n->call.builtin : NULL,
                                 .host = n->kind == NODE_HOST ? n->call.host : NULL,
                                 .type = n->type};
    return (struct value){.kind = VALUE_FUNCTION, .function = f};
}

/* Converts an argument to what the parameter wants (10.3.2.9.4); false: it cannot be. */
static bool fit_argument(struct arena *a, const struct feel_type *t, bool takes_null, struct value *v)
{
    if (!t)
        return true;
    if (v->kind == VALUE_NULL)
        return takes_null;
    *v = value_coerce(a, *v, t);
    return v->kind != VALUE_NULL;
}

static struct value call_row(struct eval *e, const struct node *n, const struct builtin *b,
                             struct value arg[FEEL_PARAMS_MAX], unsigned given)
{
    struct builtin_call c = {e->run, e->program, e->run->arena, n};
    struct value r = VALUE_OF_NULL;
    size_t notes = e->run->notes;
    for (size_t i = 0; i < (b->is_variadic ? 1 : b->params); i++)
        if ((given >> i & 1) && !fit_argument(e->run->arena, b->type[i], b->takes_null, &arg[i])) {
            note_at(e->run, n, K("feel.argument_wrong"), b->param[i], KIND_NAME[arg[i].kind]);
            return VALUE_OF_NULL;
        }
    if (b->call(&c, arg, &r))
        return e->run->is_stopped ? VALUE_OF_NULL : r;
    if (e->run->notes == notes)
        note_at(e->run, n, K("feel.function_null"), b->name, (struct str){0});
    return VALUE_OF_NULL;
}

static struct value call_builtin(struct eval *e, const struct node *n)
{
    struct value arg[FEEL_PARAMS_MAX] = {0};
    unsigned given = 0;
    for (size_t i = 0; i < n->children; i++)
        if (n->child[i]) {
            arg[i] = eval(e, n->child[i]);
            given |= 1U << i;
        }
    if (e->run->is_stopped)
        return VALUE_OF_NULL;
    return call_row(e, n, n->call.builtin, arg, given);
}

static struct value call_host_with(struct eval *e, const struct node *n, const struct feel_function *h,
                                   struct value arg[FEEL_PARAMS_MAX])
{
    struct value r = VALUE_OF_NULL;
    for (size_t i = 0; i < h->params; i++)
        if ((i < h->required || arg[i].kind != VALUE_NULL) &&
            !fit_argument(e->run->arena, h->param[i].type, false, &arg[i])) {
            note_at(e->run, n, K("feel.argument_wrong"), h->param[i].name, KIND_NAME[arg[i].kind]);
            return VALUE_OF_NULL;
        }
    size_t notes = e->run->notes;
    if (h->call(h->self, e->run, arg, &r))
        return r;
    if (e->run->notes == notes)
        note_at(e->run, n, K("feel.function_null"), h->name, (struct str){0});
    return VALUE_OF_NULL;
}

static struct value call_host(struct eval *e, const struct node *n)
{
    struct value arg[FEEL_PARAMS_MAX] = {0};
    for (size_t i = 0; i < n->children; i++)
        if (n->child[i])
            arg[i] = eval(e, n->child[i]);
    return e->run->is_stopped ? VALUE_OF_NULL : call_host_with(e, n, n->call.host, arg);
}

static struct value call_lambda(struct feel_run *run, const struct value_function *f, const struct value *arg,
                                size_t n)
{
    const struct node *def = f->node;
    size_t params = def->type->members;
    struct value *frame = arena_try_array(run->arena, (size_t)f->program->locals + 1, sizeof *frame);
    struct eval inner = {.program = f->program, .run = run, .frame = frame};
    if (!frame)
        return stop(&inner, def, K("feel.no_memory"));
    if (n != params)
        return null_because(&inner, def, K("feel.arguments_number"));
    memcpy(frame, f->captured, (size_t)def->scope.slot * sizeof *frame);
    for (size_t i = 0; i < params; i++) {
        frame[(size_t)def->scope.slot + i] = value_coerce(run->arena, arg[i], def->scope.type[i]);
        if (arg[i].kind != VALUE_NULL && frame[(size_t)def->scope.slot + i].kind == VALUE_NULL)
            return null_because(&inner, def, K("feel.argument_type"));
    }
    return eval(&inner, def->child[0]);
}

struct value call_function(const struct builtin_call *c, struct value function, const struct value *arg,
                           size_t n)
{
    struct eval e = {.program = c->program, .run = c->run};
    if (function.kind != VALUE_FUNCTION || n > FEEL_PARAMS_MAX)
        return null_because(&e, NULL, K("feel.no_function"));
    const struct value_function *f = function.function;
    if (f->node && f->node->kind == NODE_FUNCTION)
        return call_lambda(c->run, f, arg, n);
    struct value copy[FEEL_PARAMS_MAX] = {0};
    if (n)
        memcpy(copy, arg, n * sizeof *copy);
    if (f->host)
        return n >= f->host->required && n <= f->host->params
                   ? call_host_with(&e, NULL, f->host, copy)
                   : null_because(&e, NULL, K("feel.arguments_number"));
    size_t rows;
    const struct builtin *row = f->builtin ? builtin_rows(&rows) : NULL;
    for (size_t i = 0; row && i < rows; i++) {
        if (!str_eq(row[i].name, f->builtin->name) || n < row[i].required ||
            (!row[i].is_variadic && n > row[i].params))
            continue;
        if (row[i].is_variadic)
            copy[0] = value_list(c->arena, arg, n);
        return call_row(&e, NULL, &row[i], copy, row[i].is_variadic ? 1 : (1U << n) - 1);
    }
    return null_because(&e, NULL, f->node ? K("feel.external") : K("feel.arguments_number"));
}

static struct value call(struct eval *e, const struct node *n)
{
    struct builtin_call c = {e->run, e->program, e->run->arena};
    struct value f = eval(e, n->child[0]), arg[FEEL_PARAMS_MAX] = {0};
    size_t given = n->children - 1;
    if (f.kind != VALUE_FUNCTION)
        return null_because(e, n, K("feel.no_function"));
    if (given > FEEL_PARAMS_MAX)
        return null_because(e, n, K("feel.arguments_number"));
    const struct node *def = f.function->node;
    for (size_t i = 0; i < given; i++) {
        size_t at = i;
        if (n->call.name) {
            size_t params = def && def->kind == NODE_FUNCTION ? def->type->members : 0;
            for (at = 0; at < params && !str_eq(def->scope.name[at], n->call.name[i]); at++)
                continue;
            if (at == params)
                return null_because(e, n, K("feel.arguments_number"));
        }
        arg[at] = eval(e, n->child[i + 1]);
    }
    return e->run->is_stopped ? VALUE_OF_NULL : call_function(&c, f, arg, given);
}

/* -- all of it -- */

static struct value between(struct eval *e, const struct node *n)
{
    struct value v = eval(e, n->child[0]), low = eval(e, n->child[1]), high = eval(e, n->child[2]);
    enum ternary a = ordered(NODE_GE, v, low), b = ordered(NODE_LE, v, high);
    if (a == TERNARY_UNKNOWN || b == TERNARY_UNKNOWN)
        return kinds_wrong(e, n, v, a == TERNARY_UNKNOWN ? low : high);
    return of_ternary(both(a, b));
}

static struct value choose(struct eval *e, const struct node *n)
{
    bool is = truth(eval(e, n->child[0])) == TERNARY_TRUE;
    return eval(e, n->child[is ? 1 : 2]);
}

static struct value eval_node(struct eval *e, const struct node *n)
{
    switch (n->kind) {
    case NODE_CONST:
        return n->value;
    case NODE_INPUT:
        return e->run->input[n->slot];
    case NODE_LOCAL:
        return e->frame[n->slot];
    case NODE_TESTED:
        return e->run->tested;
    case NODE_MEMBER:
        return member(e, n);
    case NODE_BUILTIN:
    case NODE_HOST:
    case NODE_FUNCTION:
    case NODE_EXTERNAL:
        return function(e, n);
    case NODE_NEGATE:
        return negate(e, n, eval(e, n->child[0]));
    case NODE_ADD:
    case NODE_SUB:
    case NODE_MUL:
    case NODE_DIV:
    case NODE_POW: {
        struct value a = eval(e, n->child[0]);
        return arithmetic(e, n, a, eval(e, n->child[1]));
    }
    case NODE_EQ:
    case NODE_NE:
    case NODE_LT:
    case NODE_LE:
    case NODE_GT:
    case NODE_GE: {
        struct value a = eval(e, n->child[0]);
        return compared(e, n, a, eval(e, n->child[1]));
    }
    case NODE_AND:
    case NODE_OR:
        return junction(e, n);
    case NODE_BETWEEN:
        return between(e, n);
    case NODE_IN:
        return is_in(e, n);
    case NODE_INSTANCE:
        return value_boolean(value_conforms(eval(e, n->child[0]), n->of_type));
    case NODE_IF:
        return choose(e, n);
    case NODE_FOR:
    case NODE_SOME:
    case NODE_EVERY:
        return loop(e, n);
    case NODE_LIST:
        return list(e, n);
    case NODE_CONTEXT:
        return context(e, n);
    case NODE_PATH:
        return path_of(e, n, eval(e, n->child[0]));
    case NODE_FILTER:
        return filter(e, n);
    case NODE_RANGE:
        return range(e, n);
    case NODE_TEST:
        return comparison_range(e, n);
    case NODE_CALL:
        return call(e, n);
    case NODE_CALL_BUILTIN:
        return call_builtin(e, n);
    case NODE_CALL_HOST:
        return call_host(e, n);
    case NODE_TESTS:
        return tests(e, n);
    case NODE_ITERATE:
    case NODE__COUNT:
        break;
    }
    ASSERT(false); /* iterations are walked by their loop */
    return VALUE_OF_NULL;
}

static struct value eval_traced(struct eval *e, const struct node *n)
{
    struct feel_trace **here = e->trace, *t = arena_try(e->run->arena, sizeof *t);
    if (!t)
        return stop(e, n, K("feel.no_memory"));
    struct feel_trace *children = NULL;
    *t = (struct feel_trace){.line = n->line, .column = n->column, .at = n->at, .length = n->length};
    e->trace = &children;
    t->value = eval_node(e, n);
    t->child = children;
    *here = t;
    e->trace = &t->next;
    return t->value;
}

static struct value eval(struct eval *e, const struct node *n)
{
    struct feel_run *run = e->run;
    if (run->is_stopped)
        return VALUE_OF_NULL;
    if (++run->steps > run->steps_max)
        return stop(e, n, K("feel.step_limit"));
    if (++run->depth > EVAL_DEPTH_MAX) {
        run->depth--;
        return stop(e, n, K("feel.depth_limit"));
    }
    struct value v = e->trace ? eval_traced(e, n) : eval_node(e, n);
    run->depth--;
    return v;
}

struct value feel_eval(const struct feel_program *p, struct feel_run *run)
{
    struct feel_trace *trace = NULL;
    struct eval e = {.program = p, .run = run, .trace = run->wants_trace ? &trace : NULL};
    run->steps = 0;
    run->depth = 0;
    run->notes = run->notes_more = 0;
    run->is_stopped = false;
    if (run->steps_max <= 0)
        run->steps_max = FEEL_STEPS_MAX;
    if (p->locals && !(e.frame = arena_try_array(run->arena, (size_t)p->locals, sizeof *e.frame)))
        return stop(&e, p->root, K("feel.no_memory"));
    struct value v = eval(&e, p->root);
    run->trace = trace;
    if (run->is_stopped)
        return VALUE_OF_NULL;
    if (p->wanted && v.kind != VALUE_NULL) {
        v = value_coerce(run->arena, v, p->wanted);
        if (v.kind == VALUE_NULL)
            note_at(run, p->root, K("feel.result_type"), (struct str){0}, (struct str){0});
    }
    return v;
}

#define ALLOWS_BYTES (64L * 1024)

bool feel_allows(const struct feel_program *tests, struct value v)
{
    struct arena *a CLEANUP(arena_freep) = arena_new(ALLOWS_BYTES);
    struct feel_run run = {.arena = a, .tested = v};
    struct value is = a ? feel_eval(tests, &run) : VALUE_OF_NULL;
    return is.kind == VALUE_BOOLEAN && is.boolean;
}
