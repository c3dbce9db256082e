/* What stands behind a primary: calls, filters, paths. */
#include "base/key.h"
#include "feel/parse.h"

struct arguments {
    struct nodes value;
    struct str name[FEEL_PARAMS_MAX];
    bool is_named;
};

/* Named: a name, then a colon. Looked at without taking anything. */
static bool sees_named_argument(struct parser *p)
{
    struct lexer kept = p->lex;
    bool was = p->failed;
    struct str name = parse_new_name(p, ":", true);
    bool is_named = name.n && lex_sees(&p->lex, ":");
    p->lex = kept;
    p->failed = was;
    return is_named;
}

static bool parse_arguments(struct parser *p, struct arguments *args)
{
    while (parse_item(p, args->value.n, ")")) {
        bool is_named = sees_named_argument(p);
        if (args->value.n == 0)
            args->is_named = is_named;
        if (is_named != args->is_named) {
            (void)parse_fail(p, p->lex.at, K("feel.arguments_mixed"));
            return false;
        }
        if (is_named) {
            if (args->value.n == FEEL_PARAMS_MAX) {
                (void)parse_fail(p, p->lex.at, K("feel.too_many_parameters"));
                return false;
            }
            args->name[args->value.n] = parse_new_name(p, ":", true);
            (void)parse_want(p, ":");
        }
        nodes_push(p, &args->value, parse_expression(p));
    }
    return parse_want(p, ")");
}

/* Puts the arguments into the order of a row's parameters; false: they do not fit it. */
static bool fit_builtin(const struct builtin *b, const struct arguments *args,
                        const struct node *ret[FEEL_PARAMS_MAX])
{
    size_t given = args->value.n;
    memset(ret, 0, FEEL_PARAMS_MAX * sizeof *ret);
    if (!args->is_named) {
        if (b->is_variadic)
            return given >= b->required;
        if (given < b->required || given > b->params)
            return false;
        for (size_t i = 0; i < given; i++)
            ret[i] = args->value.item[i];
        return true;
    }
    for (size_t i = 0; i < given; i++) {
        size_t at = 0;
        while (at < b->params && !str_eq(b->param[at], args->name[i]))
            at++;
        if (at == b->params || ret[at] || b->is_variadic)
            return false;
        ret[at] = args->value.item[i];
    }
    for (size_t i = 0; i < b->required; i++)
        if (!ret[i])
            return false;
    return true;
}

/* Could an argument of this type be meant? Used to choose between rows of the same number of parameters. */
static bool types_may_fit(const struct builtin *b, const struct node *const arg[FEEL_PARAMS_MAX])
{
    for (size_t i = 0; i < b->params; i++) {
        const struct feel_type *t = b->type[i];
        if (!arg[i] || !t || !check_is_known(arg[i]->type) || arg[i]->type->kind == TYPE_NULL ||
            t->kind == TYPE_ANY)
            continue;
        enum type_kind x = arg[i]->type->kind;
        if (t->kind != TYPE_LIST && x == TYPE_LIST) { /* [x] is x */
            if (!check_is_known(arg[i]->type->of))
                continue;
            x = arg[i]->type->of->kind;
        }
        bool to_time = t->kind == TYPE_DATE_TIME && x == TYPE_DATE;
        if (x != t->kind && t->kind != TYPE_LIST && x != TYPE_LIST && x != TYPE_NULL && !to_time)
            return false;
    }
    return true;
}

static const struct feel_type *result_type(struct parser *p, const struct builtin *b,
                                           const struct node *first)
{
    const struct feel_type *t = first ? first->type : &FEEL_ANY;
    switch (b->result_from) {
    case RESULT_ITEM_OF_FIRST:
        return check_item(t);
    case RESULT_LIST_OF_FIRST:
        return t->kind == TYPE_LIST ? t : check_list(p, t);
    case RESULT_TYPE:
        break;
    }
    return b->result ? b->result : &FEEL_ANY;
}

static const struct node *make_variadic(struct parser *p, size_t at, const struct arguments *args)
{
    const struct feel_type *of = NULL;
    for (size_t i = 0; i < args->value.n; i++)
        of = of ? check_common(p, of, args->value.item[i]->type) : args->value.item[i]->type;
    struct node *list = node_make(p, NODE_LIST, at, check_list(p, of ? of : &FEEL_ANY));
    node_adopt(p, list, args->value.item, args->value.n);
    return list;
}

/* Are named arguments written in the order of the row? before(point, range) and before(range, point) have the
 * same names, and the one is not the other. */
static bool is_in_order(const struct builtin *b, const struct arguments *args)
{
    size_t at = 0;
    for (size_t i = 0; args->is_named && i < args->value.n; i++, at++)
        while (at < b->params && !str_eq(b->param[at], args->name[i]))
            at++;
    return !args->is_named || at <= b->params;
}

static const struct node *call_builtin(struct parser *p, const struct node *f, const struct arguments *args)
{
    size_t rows;
    const struct builtin *row = builtin_find(f->call.builtin->name, &rows), *fits = NULL;
    const struct node *arg[FEEL_PARAMS_MAX], *chosen[FEEL_PARAMS_MAX] = {0};
    int best = -1;
    for (size_t i = 0, seen = 0; seen < rows; i++) { /* rows of a name need not stand together */
        if (!str_eq(row[i].name, row->name))
            continue;
        seen++;
        if (!fit_builtin(&row[i], args, arg))
            continue;
        int rank = (types_may_fit(&row[i], arg) ? 2 : 0) + is_in_order(&row[i], args);
        if (rank > best) {
            fits = &row[i];
            memcpy(chosen, arg, sizeof chosen);
            best = rank;
        }
    }
    if (!fits)
        return node_wrong(p, f->at, K("feel.arguments_wrong"), row->name);
    if (fits->is_variadic)
        chosen[0] = make_variadic(p, f->at, args);
    struct node *n = node_make(p, NODE_CALL_BUILTIN, f->at, result_type(p, fits, chosen[0]));
    if (!n)
        return NULL;
    n->call.builtin = fits;
    node_adopt(p, n, chosen, fits->is_variadic ? 1 : fits->params);
    if (best < 2 && !fits->is_variadic)
        problem_arg(p->problems, parse_complain(p, n, K("feel.arguments_wrong")), 0, row->name);
    return n;
}

static const struct node *call_host(struct parser *p, const struct node *f, const struct arguments *args)
{
    const struct feel_function *host = f->call.host;
    const struct node *arg[FEEL_PARAMS_MAX] = {0};
    bool fits = args->value.n <= host->params;
    for (size_t i = 0; fits && i < args->value.n; i++) {
        size_t at = args->is_named ? 0 : i;
        while (args->is_named && at < host->params && !str_eq(host->param[at].name, args->name[i]))
            at++;
        fits = at < host->params && !arg[at];
        if (fits)
            arg[at] = args->value.item[i];
    }
    for (size_t i = 0; fits && i < host->required; i++)
        fits = arg[i] != NULL;
    if (!fits)
        return node_wrong(p, f->at, K("feel.arguments_wrong"), host->name);
    struct node *n = node_make(p, NODE_CALL_HOST, f->at, host->result);
    if (!n)
        return NULL;
    n->call.host = host;
    node_adopt(p, n, arg, host->params);
    return n;
}

static const struct node *parse_call(struct parser *p, const struct node *f)
{
    struct arguments args = {0};
    lex_skip(&p->lex, 1);
    if (!parse_arguments(p, &args))
        return NULL;
    if (f->kind == NODE_BUILTIN)
        return call_builtin(p, f, &args);
    if (f->kind == NODE_HOST)
        return call_host(p, f, &args);
    struct nodes all = {0};
    nodes_push(p, &all, f);
    for (size_t i = 0; i < args.value.n; i++)
        nodes_push(p, &all, args.value.item[i]);
    struct node *n = node_make(p, NODE_CALL, f->at, f->type->kind == TYPE_FUNCTION ? f->type->of : &FEEL_ANY);
    node_adopt(p, n, all.item, all.n);
    if (n && args.is_named) {
        struct str *name = parse_take(p, args.value.n, sizeof *name);
        if (!name)
            return NULL;
        memcpy(name, args.name, args.value.n * sizeof *name);
        n->call.name = name;
    }
    if (n && check_is_known(f->type) && f->type->kind != TYPE_FUNCTION)
        problem_arg(p->problems, parse_complain(p, n, K("feel.no_function")), 0, parse_type_text(p, f->type));
    return n;
}

static const struct node *parse_filter(struct parser *p, const struct node *list)
{
    struct scope_mark mark = scope_mark(p);
    const struct feel_type *of = check_item(list->type);
    lex_skip(&p->lex, 1);
    int slot = scope_open(p, STR("item"), of);
    bool is_open = !check_is_known(of) || (of->kind == TYPE_CONTEXT && of->members == 0);
    for (size_t i = 0; of->kind == TYPE_CONTEXT && i < of->members && !p->failed; i++) {
        (void)scope_open(p, of->member[i].name, of->member[i].type);
        struct local *member = &p->scope.local[p->scope.locals - 1];
        member->slot = slot;
        member->is_member = true;
    }
    if (is_open && p->scope.filters < FEEL_DEPTH_MAX) {
        p->scope.filter[p->scope.filters].slot = slot;
        p->scope.filter[p->scope.filters++].locals = mark.locals;
    }
    int outer = p->scope.known_filter;
    p->scope.known_filter = !is_open && of->kind == TYPE_CONTEXT ? slot + 1 : outer;
    const struct node *by = parse_expression(p);
    p->scope.known_filter = outer;
    p->scope.filters -= is_open && p->scope.filters > 0;
    scope_close(p, mark);
    if (!parse_want(p, "]"))
        return NULL;
    bool is_index = by->type->kind == TYPE_NUMBER;
    const struct feel_type *t = is_index ? of : check_is_known(by->type) ? check_list(p, of) : &FEEL_ANY;
    struct node *n = node_of(p, NODE_FILTER, list->at, t, list, by, NULL);
    if (n)
        n->slot = slot;
    return n;
}

/* The name behind a point: one of the members that are known there, else words. */
static struct str take_member_name(struct parser *p, const struct feel_type *t)
{
    static const struct str TWO_WORDS = STR_INIT("time offset");
    struct str best = {0};
    size_t length = 0;
    const struct feel_type *of = check_item(t);
    for (size_t i = 0; of->kind == TYPE_CONTEXT && i < of->members; i++) {
        size_t n = lex_name_here(&p->lex, of->member[i].name);
        if (n > length) {
            length = n;
            best = of->member[i].name;
        }
    }
    size_t n = lex_name_here(&p->lex, TWO_WORDS);
    if (n > length) {
        length = n;
        best = TWO_WORDS;
    }
    if (length == 0)
        return parse_new_name(p, NULL, false);
    lex_skip(&p->lex, length);
    return best;
}

static const struct node *parse_path(struct parser *p, const struct node *of)
{
    size_t at = p->lex.at;
    lex_skip(&p->lex, 1);
    struct str name = take_member_name(p, of->type);
    if (name.n == 0)
        return parse_expected_name(p);
    const struct feel_type *t = check_member(p, of->type, name);
    struct node *n = node_of(p, NODE_PATH, of->at, t ? t : &FEEL_NULL, of, NULL, NULL);
    if (!n)
        return NULL;
    n->member.text = name;
    if (!t) {
        struct node where = *n;
        parse_place(p, at + 1, &where.line, &where.column);
        problem_arg(p->problems, parse_complain(p, &where, K("feel.no_member")), 0, name);
    }
    return n;
}

/* ]1..5[ : is this '[' the end of the range, or the beginning of a filter? */
static bool begins_filter(struct parser *p)
{
    if (!lex_sees(&p->lex, "["))
        return false;
    if (!p->ends_range)
        return true;
    struct lexer after = p->lex;
    lex_skip(&after, 1);
    struct str word = lex_word(&after);
    unsigned char c = lex_at_end(&after) ? 0 : (unsigned char)after.text.p[after.at];
    return (word.n && (!lex_is_keyword(word) || str_eq(word, STR("true")) || str_eq(word, STR("false")))) ||
           (c >= '0' && c <= '9') || c == '-' || c == '"' || c == '@';
}

const struct node *parse_postfix(struct parser *p, const struct node *n)
{
    while (n && !p->failed) {
        bool is_point = lex_sees(&p->lex, ".");
        if (lex_sees(&p->lex, "("))
            n = parse_call(p, n);
        else if (begins_filter(p))
            n = parse_filter(p, n);
        else if (is_point)
            n = parse_path(p, n);
        else
            break;
    }
    return p->failed ? NULL : n;
}
