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

const struct node *check_between(struct parser *p, const struct node *v, const struct node *low,
                                 const struct node *high)
{
    struct node *n = node_of(p, NODE_BETWEEN, v->at, &FEEL_BOOLEAN, v, low, high);
    const struct node *wrong = are_comparable(v->type, low->type) ? high : low;
    if (n && !are_comparable(v->type, wrong->type)) {
        struct problem *item = parse_complain(p, n, K("feel.never_compared"));
        problem_arg(p->problems, item, 0, parse_type_text(p, v->type));
        problem_arg(p->problems, item, 1, parse_type_text(p, wrong->type));
    }
    return n;
}

const struct feel_type *check_item(const struct feel_type *t)
{
    return t->kind == TYPE_LIST ? t->of : t->kind == TYPE_ANY ? &FEEL_ANY : t;
}

const struct feel_type *check_list(struct parser *p, const struct feel_type *of)
{
    const struct feel_type *t =
        p->no_memory ? NULL : type_list(p->a, type_parts(of) < TYPE_PARTS_MAX ? of : &FEEL_ANY);
    return t ? t : &FEEL_ANY;
}

#define JOINED_MAX 2000000 /* pairs of parts, of one expression: some 50 MB and 50 ms at the worst */

const struct feel_type *check_common(struct parser *p, const struct feel_type *a, const struct feel_type *b)
{
    if (a == b)
        return a;
    size_t x = type_parts(a), y = type_parts(b);
    p->joined += x * y;
    if (p->no_memory || x > TYPE_PARTS_MAX || y > TYPE_PARTS_MAX || p->joined > JOINED_MAX)
        return &FEEL_ANY;
    const struct feel_type *t = type_join(p->a, a, b);
    return type_parts(t) > TYPE_PARTS_MAX ? &FEEL_ANY : t;
}

/* Table 65: what dates, times, durations and ranges have. */
static const struct feel_type *property(const struct feel_type *t, struct str name)
{
    enum {
        DATE = 1 << TYPE_DATE,
        TIME = 1 << TYPE_TIME,
        BOTH = 1 << TYPE_DATE_TIME,
        RANGE = 1 << TYPE_RANGE
    };
    enum { MONTHS = 1 << TYPE_MONTHS, SECONDS = 1 << TYPE_SECONDS };
    static const struct {
        struct str name;
        unsigned of;
        const struct feel_type *type;
    } PROPERTY[] = {{STR_INIT("year"), DATE | BOTH, &FEEL_NUMBER},
                    {STR_INIT("month"), DATE | BOTH, &FEEL_NUMBER},
                    {STR_INIT("day"), DATE | BOTH, &FEEL_NUMBER},
                    {STR_INIT("weekday"), DATE | BOTH, &FEEL_NUMBER},
                    {STR_INIT("hour"), TIME | BOTH, &FEEL_NUMBER},
                    {STR_INIT("minute"), TIME | BOTH, &FEEL_NUMBER},
                    {STR_INIT("second"), TIME | BOTH, &FEEL_NUMBER},
                    {STR_INIT("time offset"), TIME | BOTH, &FEEL_SECONDS},
                    {STR_INIT("timezone"), TIME | BOTH, &FEEL_STRING},
                    {STR_INIT("years"), MONTHS, &FEEL_NUMBER},
                    {STR_INIT("months"), MONTHS, &FEEL_NUMBER},
                    {STR_INIT("days"), SECONDS, &FEEL_NUMBER},
                    {STR_INIT("hours"), SECONDS, &FEEL_NUMBER},
                    {STR_INIT("minutes"), SECONDS, &FEEL_NUMBER},
                    {STR_INIT("seconds"), SECONDS, &FEEL_NUMBER},
                    {STR_INIT("start"), RANGE, NULL},
                    {STR_INIT("end"), RANGE, NULL},
                    {STR_INIT("start included"), RANGE, &FEEL_BOOLEAN},
                    {STR_INIT("end included"), RANGE, &FEEL_BOOLEAN}};
    for (size_t i = 0; i < COUNT_OF(PROPERTY); i++)
        if ((PROPERTY[i].of >> t->kind & 1) && str_eq(PROPERTY[i].name, name))
            return PROPERTY[i].type ? PROPERTY[i].type : t->of ? t->of : &FEEL_ANY;
    return NULL;
}

/* The type of a member; NULL: there is none of that name; ANY: nobody knows. */
const struct feel_type *check_member(struct parser *p, const struct feel_type *t, struct str name)
{
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
    return check_is_known(t) ? property(t, name) : &FEEL_ANY;
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
