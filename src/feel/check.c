/* What the check before publication reckons with: which types an operation takes and gives (DMN 1.5, tables
 * 42–55), and what can never be evaluated. */
#include "base/key.h"
#include "feel/parse.h"

bool check_is_known(const struct feel_type *t) { return t->kind != TYPE_ANY && t->kind != TYPE_NEVER; }

bool check_is_temporal(enum type_kind k) { return k == TYPE_DATE || k == TYPE_TIME || k == TYPE_DATE_TIME; }
bool check_is_duration(enum type_kind k) { return k == TYPE_MONTHS || k == TYPE_SECONDS; }

/* DMN 1.5, tables 42–45: what the four operations and the power make of two kinds; NEVER: null for certain.
 */
static const struct feel_type *arithmetic_type(enum node_kind op, const struct feel_type *a,
                                               const struct feel_type *b)
{
    enum type_kind x = a->kind, y = b->kind;
    if (!check_is_known(a) || !check_is_known(b))
        return &FEEL_ANY;
    if (x == TYPE_NUMBER && y == TYPE_NUMBER)
        return &FEEL_NUMBER;
    if (op == NODE_ADD && x == TYPE_STRING && y == TYPE_STRING)
        return &FEEL_STRING;
    if (op == NODE_ADD || op == NODE_SUB) {
        if (x == y && check_is_duration(x))
            return a;
        if (check_is_temporal(x) && check_is_duration(y))
            return x == TYPE_TIME && y == TYPE_MONTHS ? NULL : a;
        if (op == NODE_ADD && check_is_duration(x) && check_is_temporal(y))
            return y == TYPE_TIME && x == TYPE_MONTHS ? NULL : b;
        if (op == NODE_SUB && check_is_temporal(x) && check_is_temporal(y) &&
            (x == TYPE_TIME) == (y == TYPE_TIME))
            return &FEEL_SECONDS;
    }
    if (op == NODE_MUL && x == TYPE_NUMBER && check_is_duration(y))
        return b;
    if ((op == NODE_MUL || op == NODE_DIV) && check_is_duration(x) && y == TYPE_NUMBER)
        return a;
    return op == NODE_DIV && check_is_duration(x) && x == y ? &FEEL_NUMBER : NULL;
}

const struct node *check_arithmetic(struct parser *p, enum node_kind op, const struct node *a,
                                    const struct node *b)
{
    if (p->failed || !a || !b)
        return NULL;
    const struct feel_type *t = arithmetic_type(op, a->type, b->type);
    struct node *n = node_of(p, op, a->at, t ? t : &FEEL_NULL, a, b, NULL);
    if (n && !t) {
        struct problem *item = parse_complain(p, n, K("feel.never_together"));
        problem_arg(p->problems, item, 0, parse_type_text(p, a->type));
        problem_arg(p->problems, item, 1, parse_type_text(p, b->type));
    }
    return n;
}

static bool are_comparable(const struct feel_type *a, const struct feel_type *b)
{
    return !check_is_known(a) || !check_is_known(b) || a->kind == TYPE_NULL || b->kind == TYPE_NULL ||
           a->kind == b->kind;
}

const struct node *check_comparison(struct parser *p, enum node_kind op, const struct node *a,
                                    const struct node *b)
{
    struct node *n = node_of(p, op, a ? a->at : 0, &FEEL_BOOLEAN, a, b, NULL);
    if (n && b && !are_comparable(a->type, b->type)) {
        struct problem *item = parse_complain(p, n, K("feel.never_compared"));
        problem_arg(p->problems, item, 0, parse_type_text(p, a->type));
        problem_arg(p->problems, item, 1, parse_type_text(p, b->type));
    }
    return n;
}

const struct feel_type *check_item(const struct feel_type *t)
{
    return t->kind == TYPE_LIST ? t->of : t->kind == TYPE_ANY ? &FEEL_ANY : t;
}

const struct feel_type *check_list(struct parser *p, const struct feel_type *of)
{
    const struct feel_type *t = p->no_memory ? NULL : type_list(p->a, of);
    return t ? t : &FEEL_ANY;
}

const struct feel_type *check_common(struct parser *p, const struct feel_type *a, const struct feel_type *b)
{
    return p->no_memory ? &FEEL_ANY : type_join(p->a, a, b);
}

/* The type of a member; NULL: there is none of that name; ANY: nobody knows. */
const struct feel_type *check_member(struct parser *p, const struct feel_type *t, struct str name)
{
    static const struct str SECONDS[] = {STR_INIT("time offset"), STR_INIT("offset")};
    static const struct str NUMBERS[] = {
        STR_INIT("year"),   STR_INIT("month"),   STR_INIT("day"),    STR_INIT("weekday"), STR_INIT("hour"),
        STR_INIT("minute"), STR_INIT("second"),  STR_INIT("years"),  STR_INIT("months"),  STR_INIT("days"),
        STR_INIT("hours"),  STR_INIT("minutes"), STR_INIT("seconds")};
    if (t->kind == TYPE_LIST) {
        const struct feel_type *of = check_member(p, t->of, name);
        return of ? check_list(p, of) : NULL;
    }
    if (t->kind == TYPE_CONTEXT) {
        for (size_t i = 0; i < t->members; i++)
            if (str_eq(t->member[i].name, name))
                return t->member[i].type;
        return t->members ? NULL : &FEEL_ANY;
    }
    if (check_is_temporal(t->kind) || check_is_duration(t->kind)) {
        for (size_t i = 0; i < COUNT_OF(NUMBERS); i++)
            if (str_eq(NUMBERS[i], name))
                return &FEEL_NUMBER;
        for (size_t i = 0; i < COUNT_OF(SECONDS); i++)
            if (str_eq(SECONDS[i], name))
                return &FEEL_SECONDS;
        return str_eq(name, STR("timezone")) ? &FEEL_STRING : NULL;
    }
    return check_is_known(t) && t->kind != TYPE_RANGE ? NULL : &FEEL_ANY;
}

const struct node *check_junction(struct parser *p, enum node_kind op, const struct node *a,
                                  const struct node *b)
{
    struct node *n = b ? node_of(p, op, a->at, &FEEL_BOOLEAN, a, b, NULL) : NULL;
    const struct node *side[] = {a, b};
    for (size_t i = 0; n && i < COUNT_OF(side); i++)
        if (check_is_known(side[i]->type) && side[i]->type->kind != TYPE_BOOLEAN &&
            side[i]->type->kind != TYPE_NULL)
            problem_arg(p->problems, parse_complain(p, side[i], K("feel.no_truth")), 0,
                        parse_type_text(p, side[i]->type));
    return n;
}
