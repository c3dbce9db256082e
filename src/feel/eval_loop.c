/* for, some, every: the iterations one in another, the last one fastest. */
#include "base/key.h"
#include "feel/eval.h"

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
        e->frame[n->slot] = eval_list_of(e, n, &l->results);
        (void)eval_grow(e, n, &l->results, eval(e, body));
        return;
    }
    enum ternary t = eval_truth(eval(e, body)), settles = n->kind == NODE_SOME ? TERNARY_TRUE : TERNARY_FALSE;
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
    struct value v = from_closed ? from : eval_arithmetic(e, &add, from, one);
    while (value_order(v, to, &sign) && !is_over(e, l)) {
        if (sign * step > 0 || (sign == 0 && !to_closed))
            break;
        if (++e->run->steps > e->run->steps_max) {
            (void)eval_stop(e, l->n, K("feel.step_limit"));
            break;
        }
        loop_with(e, l, i, v);
        v = eval_arithmetic(e, &add, v, one);
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
        int sign; /* [2..1] is no range to go through, unlike 2..1 */
        l->is_wrong |= value_order(in.range->from, in.range->to, &sign) && sign > 0;
        if (l->is_wrong)
            return;
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

struct value eval_loop(struct eval *e, const struct node *n)
{
    struct loop l = {.n = n, .verdict = n->kind == NODE_SOME ? TERNARY_FALSE : TERNARY_TRUE};
    loop_at(e, &l, 0);
    if (e->run->is_stopped)
        return VALUE_OF_NULL;
    if (l.is_wrong)
        return eval_null(e, n, K("feel.nothing_to_go_through"));
    return n->kind == NODE_FOR ? eval_list_of(e, n, &l.results) : eval_of_ternary(l.verdict);
}
