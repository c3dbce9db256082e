/* From text to nodes, in one pass: names can only be told apart by those that are known, and what is known
 * inside a filter or behind a point depends on types; so types and slots are found on the way
 * (DMN 1.5, 10.3.1). The first thing that does not fit ends it, for what follows would only be consequences.
 * Here: the doors, and operators from the tightest to the loosest.
 */
#include "base/key.h"
#include "base/utf8.h"
#include "feel/parse.h"

/* -1: the sign belongs to the number (grammar rule 37), so that -1 instance of number is true. */
static bool sees_negative_literal(const struct parser *p)
{
    struct lexer l = p->lex;
    struct decimal d;
    bool is_bad = false;
    return lex_take(&l, "-") && lex_number(&l, &d, &is_bad) && !is_bad;
}

static const struct node *parse_primary_plain(struct parser *p)
{
    size_t at = p->lex.at;
    struct decimal d;
    bool is_bad = false, outer = p->ends_range;
    if (p->failed || p->lex.has_open_comment) {
        if (p->lex.has_open_comment)
            (void)parse_fail(p, at, K("feel.comment_open"));
        return NULL;
    }
    bool is_negative = sees_negative_literal(p) && lex_take(&p->lex, "-");
    if (lex_number(&p->lex, &d, &is_bad)) {
        if (is_bad) {
            (void)parse_fail(p, at, K("feel.number_wrong"));
            return NULL;
        }
        return node_const(p, at, value_number(is_negative ? decimal_neg(d) : d), &FEEL_NUMBER);
    }
    p->ends_range = false;
    const struct node *n = NULL;
    struct found_name f = scope_find(&p->scope, &p->lex);
    struct str word = lex_word(&p->lex);
    bool is_name = f.length > word.n; /* a known name that only begins like a keyword */
    if (lex_sees(&p->lex, "\""))
        n = parse_string(p);
    else if (lex_sees(&p->lex, "@"))
        n = parse_at(p);
    else if (lex_sees(&p->lex, "["))
        n = parse_list_or_range(p);
    else if (lex_sees(&p->lex, "("))
        n = parse_parenthesis(p);
    else if (lex_sees(&p->lex, "{"))
        n = parse_context(p);
    else if (lex_take(&p->lex, "]")) {
        const struct node *from = parse_end(p);
        n = parse_want(p, "..") ? parse_range_end(p, at, from, false) : NULL;
    } else if (!is_name && lex_take_word(&p->lex, "true"))
        n = node_const(p, at, value_boolean(true), &FEEL_BOOLEAN);
    else if (!is_name && lex_take_word(&p->lex, "false"))
        n = node_const(p, at, value_boolean(false), &FEEL_BOOLEAN);
    else if (!is_name && lex_take_word(&p->lex, "null"))
        n = node_const(p, at, VALUE_OF_NULL, &FEEL_NULL);
    else if (!is_name && lex_take_word(&p->lex, "if"))
        n = parse_if(p, at);
    else if (!is_name && lex_take_word(&p->lex, "for"))
        n = parse_iterations(p, NODE_FOR, at);
    else if (!is_name && lex_take_word(&p->lex, "some"))
        n = parse_iterations(p, NODE_SOME, at);
    else if (!is_name && lex_take_word(&p->lex, "every"))
        n = parse_iterations(p, NODE_EVERY, at);
    else if (!is_name && lex_take_word(&p->lex, "function"))
        n = parse_function(p, at);
    else if (word.n || f.length)
        n = parse_name(p);
    else
        n = parse_expected_value(p);
    p->ends_range = outer;
    return p->failed ? NULL : n;
}

/* -- operators, from the tightest to the loosest -- */

static const struct node *parse_instance(struct parser *p)
{
    size_t at = p->lex.at;
    const struct node *n = parse_postfix(p, parse_primary_plain(p));
    while (n && lex_sees_word(&p->lex, "instance")) {
        lex_skip(&p->lex, 8);
        if (!lex_take_word(&p->lex, "of"))
            return parse_expected(p, "of");
        const struct feel_type *t = parse_type(p);
        struct node *is = node_of(p, NODE_INSTANCE, at, &FEEL_BOOLEAN, n, NULL, NULL);
        if (is)
            is->of_type = t;
        n = is;
    }
    return p->failed ? NULL : n;
}

static const struct node *parse_unary(struct parser *p)
{
    size_t at = p->lex.at;
    if (sees_negative_literal(p) || !lex_take(&p->lex, "-"))
        return parse_instance(p);
    if (++p->depth > FEEL_DEPTH_MAX)
        (void)parse_fail(p, at, K("feel.too_deep"));
    const struct node *a = p->failed ? NULL : parse_unary(p);
    p->depth--;
    if (!a)
        return NULL;
    if (a->kind == NODE_CONST && a->value.kind == VALUE_NUMBER)
        return node_const(p, at, value_number(decimal_neg(a->value.number)), &FEEL_NUMBER);
    bool fits = !check_is_known(a->type) || a->type->kind == TYPE_NUMBER || check_is_duration(a->type->kind);
    struct node *n = node_of(p, NODE_NEGATE, at, fits ? a->type : &FEEL_NULL, a, NULL, NULL);
    if (n && !fits)
        problem_arg(p->problems, parse_complain(p, n, K("feel.never_negated")), 0,
                    parse_type_text(p, a->type));
    return n;
}

static const struct node *parse_power(struct parser *p)
{
    const struct node *n = parse_unary(p);
    while (n && lex_take(&p->lex, "**"))
        n = check_arithmetic(p, NODE_POW, n, parse_unary(p));
    return n;
}

static const struct node *parse_multiplicative(struct parser *p)
{
    const struct node *n = parse_power(p);
    while (n) {
        enum node_kind op = lex_take(&p->lex, "*")   ? NODE_MUL
                            : lex_take(&p->lex, "/") ? NODE_DIV
                                                     : NODE_CONST;
        if (op == NODE_CONST)
            break;
        n = check_arithmetic(p, op, n, parse_power(p));
    }
    return n;
}

const struct node *parse_additive(struct parser *p)
{
    const struct node *n = parse_multiplicative(p);
    while (n) {
        enum node_kind op = lex_take(&p->lex, "+")   ? NODE_ADD
                            : lex_take(&p->lex, "-") ? NODE_SUB
                                                     : NODE_CONST;
        if (op == NODE_CONST)
            break;
        n = check_arithmetic(p, op, n, parse_multiplicative(p));
    }
    return n;
}

const struct node *parse_end(struct parser *p)
{
    if (++p->depth > FEEL_DEPTH_MAX)
        (void)parse_fail(p, p->lex.at, K("feel.too_deep"));
    const struct node *n = p->failed ? NULL : parse_additive(p);
    p->depth--;
    return n;
}

/* One test behind `in`: a comparison, or an expression whose value is a range, a list or what must be equal.
 */
const struct node *parse_test(struct parser *p)
{
    return parse_sees_comparison(p) ? parse_comparison_test(p) : parse_expression(p);
}

/* x in test, x in (test, test), x in (a..b) */
static const struct node *parse_in(struct parser *p, const struct node *tested)
{
    struct nodes all = {0};
    const struct feel_type *outer = p->tested;
    size_t at = p->lex.at;
    nodes_push(p, &all, tested);
    p->tests++;
    p->tested = tested->type;
    if (lex_take(&p->lex, "(")) {
        const struct node *first = parse_test(p);
        if (first && first->kind != NODE_TEST && lex_take(&p->lex, "..")) {
            nodes_push(p, &all, parse_range_end(p, at, first, false));
        } else {
            nodes_push(p, &all, first);
            while (!p->failed && lex_take(&p->lex, ","))
                nodes_push(p, &all, parse_test(p));
            (void)parse_want(p, ")");
        }
    } else {
        nodes_push(p, &all, parse_sees_comparison(p) ? parse_comparison_test(p) : parse_additive(p));
    }
    p->tests--;
    p->tested = outer;
    if (p->failed)
        return NULL;
    struct node *n = node_make(p, NODE_IN, tested->at, &FEEL_BOOLEAN);
    node_adopt(p, n, all.item, all.n);
    return n;
}

static const struct node *parse_comparison(struct parser *p)
{
    const struct node *n = parse_additive(p);
    while (n && !p->failed) {
        if (lex_take_word(&p->lex, "between")) {
            const struct node *low = parse_additive(p);
            if (!p->failed && !lex_take_word(&p->lex, "and"))
                return parse_expected(p, "and");
            const struct node *high = p->failed ? NULL : parse_additive(p);
            n = high ? check_between(p, n, low, high) : NULL;
        } else if (lex_take_word(&p->lex, "in")) {
            n = parse_in(p, n);
        } else {
            enum node_kind op = parse_take_comparison(p);
            if (op == NODE_CONST)
                break;
            const struct node *right = parse_additive(p);
            n = right ? check_comparison(p, op, n, right) : NULL;
        }
    }
    return p->failed ? NULL : n;
}

static const struct node *parse_and(struct parser *p)
{
    const struct node *n = parse_comparison(p);
    while (n && lex_take_word(&p->lex, "and")) {
        const struct node *right = parse_comparison(p);
        n = check_junction(p, NODE_AND, n, right);
    }
    return n;
}

const struct node *parse_expression(struct parser *p)
{
    if (++p->depth > FEEL_DEPTH_MAX)
        (void)parse_fail(p, p->lex.at, K("feel.too_deep"));
    bool outer = p->ends_range;
    p->ends_range = false;
    const struct node *n = p->failed ? NULL : parse_and(p);
    while (n && lex_take_word(&p->lex, "or")) {
        const struct node *right = parse_and(p);
        n = check_junction(p, NODE_OR, n, right);
    }
    p->ends_range = outer;
    p->depth--;
    return p->failed ? NULL : n;
}

/* -, not(…), or tests with commas between them (grammar rules 15–18). */
static const struct node *parse_unary_tests(struct parser *p)
{
    struct nodes all = {0};
    size_t at = p->lex.at;
    p->tests++;
    struct lexer kept = p->lex;
    bool is_dash = lex_take(&p->lex, "-") && lex_at_end(&p->lex), is_not = false;
    if (!is_dash) {
        p->lex = kept;
        if (lex_take_word(&p->lex, "not") && lex_take(&p->lex, "("))
            is_not = true;
        else
            p->lex = kept;
        do
            nodes_push(p, &all, parse_test(p));
        while (!p->failed && lex_take(&p->lex, ","));
        if (is_not && !parse_want(p, ")"))
            return NULL;
    }
    p->tests--;
    if (p->failed)
        return NULL;
    struct node *n = node_make(p, NODE_TESTS, at, &FEEL_BOOLEAN);
    node_adopt(p, n, all.item, all.n);
    if (n)
        n->is_not = is_not;
    return n;
}

/* -- the doors -- */

static enum rc compile(struct arena *a, struct str text, const struct feel_type *tested,
                       const struct feel_scope *scope, const struct feel_program **ret,
                       struct problems *problems)
{
    size_t blocking = problems->blocking, bad;
    if (text.n > FEEL_TEXT_MAX || !utf8_is_clean(text, &bad)) {
        (void)PROBLEM(problems, 1, 1, "feel.text_too_long");
        return RC_INVALID;
    }
    struct arena *scratch CLEANUP(arena_freep) = arena_new(0);
    struct feel_program *program = arena_try(a, sizeof *program);
    char *kept = arena_try(a, text.n + 1);
    uint64_t *reads = arena_try_array(a, scope->inputs / 64 + 1, sizeof *reads);
    if (!program || !scratch || !reads || !kept)
        return RC_NO_MEMORY;
    memcpy(kept, text.p ? text.p : "", text.n);
    struct parser *p = parse_begin(scratch, a, str_of(kept, text.n), scope, problems);
    if (!p)
        return RC_NO_MEMORY;
    p->reads = reads;
    p->tested = tested ? tested : &FEEL_ANY;
    const struct node *root = tested ? parse_unary_tests(p) : parse_expression(p);
    if (!p->failed && p->lex.has_open_comment)
        (void)parse_fail(p, p->lex.at, K("feel.comment_open"));
    if (!p->failed && !lex_at_end(&p->lex))
        (void)parse_expected(p, "+ - * / = < > and or");
    if (p->no_memory)
        return RC_NO_MEMORY;
    if (p->failed || problems->blocking > blocking)
        return RC_INVALID;
    *program = (struct feel_program){.text = p->lex.text,
                                     .root = root,
                                     .locals = p->scope.slots_most,
                                     .inputs = scope->inputs,
                                     .zones = scope->zones,
                                     .wanted = scope->wanted,
                                     .reads = reads,
                                     .is_tests = tested != NULL};
    *ret = program;
    return RC_OK;
}

enum rc feel_compile(struct arena *a, struct str text, const struct feel_scope *scope,
                     const struct feel_program **ret, struct problems *problems)
{
    return compile(a, text, NULL, scope, ret, problems);
}

enum rc feel_compile_tests(struct arena *a, struct str text, const struct feel_type *tested,
                           const struct feel_scope *scope, const struct feel_program **ret,
                           struct problems *problems)
{
    return compile(a, text, tested ? tested : &FEEL_ANY, scope, ret, problems);
}

const struct feel_type *feel_type_of(const struct feel_program *p) { return p->root->type; }

void feel_reads(const struct feel_program *p, uint64_t *ret, size_t words)
{
    for (size_t i = 0; i < words; i++)
        ret[i] = i < p->inputs / 64 + 1 ? p->reads[i] : 0;
}

enum rc feel_type_read(struct arena *a, struct str text, const struct feel_scope *scope,
                       const struct feel_type **ret, struct problems *problems)
{
    struct arena *scratch CLEANUP(arena_freep) = arena_new(0);
    size_t bad;
    if (text.n > FEEL_TEXT_MAX || !utf8_is_clean(text, &bad)) {
        (void)PROBLEM(problems, 1, 1, "feel.text_too_long");
        return RC_INVALID;
    }
    char *kept = arena_try(a, text.n + 1); /* names of members point into it */
    if (!scratch || !kept)
        return RC_NO_MEMORY;
    memcpy(kept, text.p ? text.p : "", text.n);
    struct parser *p = parse_begin(scratch, a, str_of(kept, text.n), scope, problems);
    if (!p)
        return RC_NO_MEMORY;
    const struct feel_type *t = parse_type(p);
    if (!p->failed && !lex_at_end(&p->lex))
        (void)parse_expected(p, ", >");
    if (p->no_memory)
        return RC_NO_MEMORY;
    if (p->failed)
        return RC_INVALID;
    *ret = t;
    return RC_OK;
}
