/* Literals, ranges, lists, contexts; if, for, some, every, function. */
#include "base/key.h"
#include "feel/parse.h"

/* -- literals -- */

const struct node *parse_string(struct parser *p)
{
    struct buf b CLEANUP(buf_release) = {0};
    size_t at = p->lex.at, bad;
    if (!lex_string(&p->lex, &b, &bad)) {
        (void)parse_fail(p, bad, bad == at ? K("feel.string_open") : K("feel.string_escape"));
        return NULL;
    }
    char *kept = parse_take(p, b.n + 1, 1);
    if (!kept || b.failed)
        return NULL;
    memcpy(kept, buf_str(&b).p, b.n);
    return node_const(p, at, value_string(str_of(kept, b.n)), &FEEL_STRING);
}

const struct node *parse_at(struct parser *p)
{
    struct buf b CLEANUP(buf_release) = {0};
    size_t at = p->lex.at, bad;
    lex_skip(&p->lex, 1);
    struct value v;
    static const struct feel_type *const TYPE[VALUE__COUNT] = {[VALUE_DATE] = &FEEL_DATE,
                                                               [VALUE_TIME] = &FEEL_TIME,
                                                               [VALUE_DATE_TIME] = &FEEL_DATE_TIME,
                                                               [VALUE_MONTHS] = &FEEL_MONTHS,
                                                               [VALUE_SECONDS] = &FEEL_SECONDS};
    if (!lex_sees(&p->lex, "\"") || !lex_string(&p->lex, &b, &bad))
        return parse_expected(p, "\"2026-11-20\"");
    if (!temporal_read(buf_str(&b), p->scope.given->zones, &v))
        return node_wrong(p, at, K("feel.no_such_date"), buf_str(&b));
    return node_const(p, at, v, TYPE[v.kind]);
}

/* A ( [ ] stands here: what is it the beginning of? */
static bool closes_range(const struct parser *p)
{
    return lex_sees(&p->lex, ")") || lex_sees(&p->lex, "]") || lex_sees(&p->lex, "[");
}

const struct node *parse_range_end(struct parser *p, size_t at, const struct node *from, bool from_closed)
{
    bool outer = p->ends_range;
    p->ends_range = true;
    const struct node *to = parse_end(p);
    p->ends_range = outer;
    if (p->failed)
        return NULL;
    if (!closes_range(p))
        return parse_expected(p, "] )");
    bool to_closed = lex_take(&p->lex, "]");
    if (!to_closed && !lex_take(&p->lex, ")"))
        (void)lex_take(&p->lex, "[");
    struct feel_type *t = parse_new_type(p, TYPE_RANGE);
    struct node *n = node_of(p, NODE_RANGE, at, t, from, to, NULL);
    if (!n)
        return NULL;
    t->of = check_common(p, from->type, to->type);
    n->range.from_closed = from_closed;
    n->range.to_closed = to_closed;
    n->range.has_from = n->range.has_to = true;
    node_fold(p, n);
    return n;
}

const struct node *parse_list_or_range(struct parser *p)
{
    size_t at = p->lex.at;
    struct nodes list = {0};
    lex_skip(&p->lex, 1);
    const struct feel_type *of = NULL;
    while (parse_item(p, list.n, "]")) {
        const struct node *item = parse_expression(p);
        if (item && list.n == 0 && lex_take(&p->lex, ".."))
            return parse_range_end(p, at, item, true);
        if (p->failed)
            return NULL;
        of = of ? check_common(p, of, item->type) : item->type;
        nodes_push(p, &list, item);
    }
    if (!parse_want(p, "]"))
        return NULL;
    struct node *n = node_make(p, NODE_LIST, at, check_list(p, of ? of : &FEEL_ANY));
    node_adopt(p, n, list.item, list.n);
    node_fold(p, n);
    return n;
}

bool parse_sees_comparison(const struct parser *p)
{
    return lex_sees(&p->lex, "<") || lex_sees(&p->lex, "<=") || lex_sees(&p->lex, ">") ||
           lex_sees(&p->lex, ">=") || lex_sees(&p->lex, "=") || lex_sees(&p->lex, "!=");
}

enum node_kind parse_take_comparison(struct parser *p)
{
    static const struct {
        const char *sign;
        enum node_kind kind;
    } SIGN[] = {{"<=", NODE_LE}, {">=", NODE_GE}, {"!=", NODE_NE},
                {"<", NODE_LT},  {">", NODE_GT},  {"=", NODE_EQ}};
    for (size_t i = 0; i < COUNT_OF(SIGN); i++)
        if (lex_take(&p->lex, SIGN[i].sign))
            return SIGN[i].kind;
    return NODE_CONST;
}

/* < 10 without a left side: a range as a value. */
const struct node *parse_comparison_test(struct parser *p)
{
    size_t at = p->lex.at;
    enum node_kind op = parse_take_comparison(p);
    const struct node *end = parse_end(p);
    struct feel_type *t = parse_new_type(p, TYPE_RANGE);
    struct node *n = node_of(p, NODE_TEST, at, t, end, NULL, NULL);
    if (!n)
        return NULL;
    t->of = end->type;
    n->op = op;
    node_fold(p, n);
    return n;
}

const struct node *parse_parenthesis(struct parser *p)
{
    size_t at = p->lex.at;
    lex_skip(&p->lex, 1);
    const struct node *n = parse_sees_comparison(p) ? parse_comparison_test(p) : parse_expression(p);
    if (n && n->kind != NODE_TEST && lex_take(&p->lex, ".."))
        return parse_range_end(p, at, n, false);
    return parse_want(p, ")") ? node_widen(p, n, at) : NULL;
}

const struct node *parse_context(struct parser *p)
{
    size_t at = p->lex.at;
    struct scope_mark mark = scope_mark(p);
    struct nodes list = {0};
    struct feel_type *t = parse_new_type(p, TYPE_CONTEXT);
    size_t room = 8, n = 0;
    struct feel_member *member = parse_take(p, room, sizeof *member);
    int slot = p->scope.slots;
    lex_skip(&p->lex, 1);
    while (parse_item(p, n, "}")) {
        struct str key;
        if (lex_sees(&p->lex, "\"")) {
            const struct node *text = parse_string(p);
            key = text ? text->value.string : (struct str){0};
        } else {
            key = parse_new_name(p, ":", true);
            if (key.n == 0)
                (void)parse_expected_name(p);
        }
        if (!parse_want(p, ":"))
            return NULL;
        const struct node *value = parse_expression(p);
        if (p->failed)
            return NULL;
        for (size_t i = 0; i < n; i++)
            if (str_eq(member[i].name, key)) {
                problem_arg(p->problems, parse_fail(p, value->at, K("feel.key_twice")), 0, key);
                return NULL;
            }
        if (n == room) {
            struct feel_member *more = parse_take(p, room * 2, sizeof *more);
            if (!more)
                return NULL;
            memcpy(more, member, n * sizeof *more);
            member = more;
            room *= 2;
        }
        member[n++] = (struct feel_member){.name = key, .type = value->type};
        nodes_push(p, &list, value);
        (void)scope_open(p, key, value->type);
    }
    scope_close(p, mark);
    struct str *name = parse_take(p, n, sizeof *name);
    if (!parse_want(p, "}") || !name)
        return NULL;
    for (size_t i = 0; i < n; i++)
        name[i] = member[i].name;
    t->member = member;
    t->members = n;
    struct node *node = node_make(p, NODE_CONTEXT, at, type_parts(t) > TYPE_PARTS_MAX ? &FEEL_ANY : t);
    node_adopt(p, node, list.item, list.n);
    if (node) {
        node->scope.slot = slot;
        node->scope.name = name;
    }
    return node;
}

/* -- if, for, some, every, function -- */

const struct node *parse_if(struct parser *p, size_t at)
{
    const struct node *when = parse_expression(p);
    if (!p->failed && !lex_take_word(&p->lex, "then"))
        return parse_expected(p, "then");
    const struct node *then = p->failed ? NULL : parse_expression(p);
    if (!p->failed && !lex_take_word(&p->lex, "else"))
        return parse_expected(p, "else");
    const struct node *otherwise = p->failed ? NULL : parse_expression(p);
    if (p->failed)
        return NULL;
    struct node *n =
        node_of(p, NODE_IF, at, check_common(p, then->type, otherwise->type), when, then, otherwise);
    if (n && check_is_known(when->type) && when->type->kind != TYPE_BOOLEAN && when->type->kind != TYPE_NULL)
        problem_arg(p->problems, parse_complain(p, when, K("feel.condition_no_truth")), 0,
                    parse_type_text(p, when->type));
    return n;
}

/* x in list, or x in a..b */
static const struct node *parse_iteration(struct parser *p)
{
    size_t at = p->lex.at;
    size_t from = at;
    while (!lex_at_end(&p->lex) && !lex_sees_word(&p->lex, "in")) {
        struct str word = lex_word(&p->lex);
        size_t n = word.n ? word.n : parse_digits(p);
        if (n == 0 && p->lex.at > from)
            n = parse_name_sign(p);
        if (n == 0 || str_eq(word, STR("return")) || str_eq(word, STR("satisfies")))
            return parse_expected(p, "in");
        lex_skip(&p->lex, n);
    }
    struct str name = parse_tidy_name(p, from, p->lex.at > from ? p->lex.end : from);
    if (p->lex.at == from || !lex_take_word(&p->lex, "in"))
        return parse_expected_name(p);
    const struct node *first = parse_expression(p), *last = NULL;
    if (!p->failed && lex_take(&p->lex, ".."))
        last = parse_expression(p);
    if (p->failed)
        return NULL;
    const struct feel_type *of = last                              ? first->type
                                 : first->type->kind == TYPE_RANGE ? first->type->of
                                                                   : check_item(first->type);
    struct node *n = node_of(p, NODE_ITERATE, at, of, first, last, NULL);
    if (n)
        n->slot = scope_open(p, name, of);
    return n;
}

const struct node *parse_iterations(struct parser *p, enum node_kind kind, size_t at)
{
    struct scope_mark mark = scope_mark(p);
    struct nodes list = {0};
    do
        nodes_push(p, &list, parse_iteration(p));
    while (!p->failed && lex_take(&p->lex, ","));
    int partial =
        kind == NODE_FOR && !p->failed ? scope_open(p, STR("partial"), check_list(p, &FEEL_ANY)) : -1;
    const char *word = kind == NODE_FOR ? "return" : "satisfies";
    if (!p->failed && !lex_take_word(&p->lex, word))
        return parse_expected(p, word);
    const struct node *body = p->failed ? NULL : parse_expression(p);
    scope_close(p, mark);
    if (p->failed)
        return NULL;
    nodes_push(p, &list, body);
    struct node *n = node_make(p, kind, at, kind == NODE_FOR ? check_list(p, body->type) : &FEEL_BOOLEAN);
    node_adopt(p, n, list.item, list.n);
    if (n)
        n->slot = partial;
    return n;
}

const struct node *parse_function(struct parser *p, size_t at)
{
    struct scope_mark mark = scope_mark(p);
    struct str *name = parse_take(p, FEEL_PARAMS_MAX, sizeof *name);
    const struct feel_type **type = parse_take(p, FEEL_PARAMS_MAX, sizeof *type);
    struct feel_member *member = parse_take(p, FEEL_PARAMS_MAX, sizeof *member);
    struct feel_type *t = parse_new_type(p, TYPE_FUNCTION);
    size_t n = 0;
    int slot = p->scope.slots;
    if (!parse_want(p, "("))
        return NULL;
    while (parse_item(p, n, ")")) {
        if (n == FEEL_PARAMS_MAX) {
            (void)parse_fail(p, p->lex.at, K("feel.too_many_parameters"));
            return NULL;
        }
        name[n] = parse_new_name(p, ":", true); /* date of birth: a keyword may be inside */
        if (name[n].n == 0)
            return parse_expected_name(p);
        type[n] = lex_take(&p->lex, ":") ? parse_type(p) : &FEEL_ANY;
        member[n] = (struct feel_member){.name = name[n], .type = type[n]};
        (void)scope_open(p, name[n], type[n]);
        n++;
    }
    if (!parse_want(p, ")"))
        return NULL;
    bool is_external = lex_take_word(&p->lex, "external");
    const struct node *body = parse_expression(p);
    scope_close(p, mark);
    if (p->failed)
        return NULL;
    t->member = member;
    t->members = n;
    t->of = is_external ? &FEEL_ANY : body->type;
    struct node *node = node_of(p, is_external ? NODE_EXTERNAL : NODE_FUNCTION, at, t, body, NULL, NULL);
    if (!node)
        return NULL;
    node->scope.slot = slot;
    node->scope.name = name;
    node->scope.type = type;
    if (is_external)
        (void)parse_complain(p, node, K("feel.external"));
    return node;
}
