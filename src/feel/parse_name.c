/* Names: those that are known, new ones, and those that only the item of a filter can know. */
#include "base/key.h"
#include "base/utf8.h"
#include "feel/parse.h"

size_t parse_digits(const struct parser *p)
{
    size_t n = 0;
    struct str s = p->lex.text;
    while (p->lex.at + n < s.n && s.p[p->lex.at + n] >= '0' && s.p[p->lex.at + n] <= '9')
        n++;
    return n;
}

/* One blank between two words, none at a sign: as names are compared. */
struct str parse_tidy_name(struct parser *p, size_t from, size_t end)
{
    struct buf b CLEANUP(buf_release) = {0};
    struct str s = str_sub(p->lex.text, from, end - from);
    bool gap = false;
    for (size_t at = 0; at < s.n;) {
        size_t start = at;
        uint32_t c = utf8_next(s, &at);
        if (c == ' ' || (c >= 9 && c <= 13) || c == 0xA0 || c == 0x3000) {
            gap = b.n > 0;
            continue;
        }
        if (gap)
            buf_putc(&b, ' ');
        gap = false;
        buf_put(&b, str_sub(s, start, at - start));
    }
    char *kept = parse_take(p, b.n + 1, 1);
    if (!kept || b.failed)
        return (struct str){0};
    memcpy(kept, buf_str(&b).p, b.n);
    return str_of(kept, b.n);
}

size_t parse_name_sign(const struct parser *p)
{
    static const char *const SIGN[] = {"+", "-", "*", "/", "'", "."};
    size_t n = 0;
    for (size_t i = 0; n == 0 && i < COUNT_OF(SIGN); i++)
        n = lex_sees(&p->lex, SIGN[i]);
    return n;
}

/* A name that nobody declared before: words and numbers, and with `signs` the signs that names may hold, up
 * to `stop`, or without it up to a keyword. */
struct str parse_new_name(struct parser *p, const char *stop, bool signs)
{
    size_t from = p->lex.at, end = from;
    while (!p->failed && !lex_at_end(&p->lex) && !(stop && lex_sees(&p->lex, stop))) {
        struct str word = lex_word(&p->lex);
        size_t n = word.n, digits = parse_digits(p);
        if (n && !stop && lex_is_keyword(word))
            break;
        if (n == 0 && end > from && signs)
            n = parse_name_sign(p);
        if (n == 0 && end > from)
            n = digits;
        if (n == 0)
            break;
        lex_skip(&p->lex, n);
        end = p->lex.end;
    }
    return parse_tidy_name(p, from, end);
}

static const struct node *unknown_name(struct parser *p, struct str word)
{
    size_t at = p->lex.at;
    bool was_failed = p->failed;
    struct problem *item = parse_fail(p, at, K("feel.unknown_name"));
    if (was_failed)
        return NULL;
    problem_arg(p->problems, item, 0, word);
    if (parse_suggest_meant(p, item, at))
        return NULL;
    struct str near = scope_nearest(&p->scope, word);
    if (near.n) {
        problem_suggest(p->problems, item, near);
        problem_arg(p->problems, item, 1, near);
        item->hint = K("feel.did_you_mean");
    }
    return NULL;
}

static struct node *parse_make_member(struct parser *p, size_t at, struct str name, int slot,
                                      const struct feel_type *type, const struct node *otherwise)
{
    struct node *n = node_make(p, NODE_MEMBER, at, type);
    if (!n)
        return NULL;
    n->member.text = name;
    n->member.slot = slot;
    if (otherwise)
        node_adopt(p, n, &otherwise, 1);
    return n;
}

/* Inside a filter whose items are not known beforehand a name may be a member of the item. */
static const struct node *parse_open_name(struct parser *p, size_t at)
{
    struct str name = parse_new_name(p, NULL, false);
    if (name.n == 0)
        return parse_expected_value(p);
    return parse_make_member(p, at, name, p->scope.filter[p->scope.filters - 1].slot, &FEEL_ANY, NULL);
}

/* None of the items has it, so it is null in all of them: said, but no reason to refuse. */
static const struct node *parse_absent_name(struct parser *p, size_t at)
{
    struct str name = parse_new_name(p, NULL, false);
    const struct node *n =
        name.n ? parse_make_member(p, at, name, p->scope.known_filter - 1, &FEEL_ANY, NULL) : NULL;
    if (!n)
        return parse_expected_value(p);
    problem_arg(p->problems, parse_complain(p, n, K("feel.unknown_name")), 0, name);
    return n;
}

static const struct feel_type *function_type(struct parser *p, const struct feel_type *result)
{
    struct feel_type *t = parse_new_type(p, TYPE_FUNCTION);
    if (t)
        t->of = result ? result : &FEEL_ANY;
    return t ? t : &FEEL_ANY;
}

/* Of a function with one row; where there are more, nobody can say which is meant. */
static const struct feel_type *builtin_type(struct parser *p, const struct builtin *b)
{
    size_t rows;
    struct feel_type *t = parse_new_type(p, TYPE_FUNCTION);
    struct feel_member *member = parse_take(p, b->params, sizeof *member);
    (void)builtin_find(b->name, &rows);
    if (!t || !member)
        return &FEEL_ANY;
    if (rows > 1 || b->is_variadic)
        return t;
    for (size_t i = 0; i < b->params; i++)
        member[i] = (struct feel_member){b->param[i], b->type[i] ? b->type[i] : &FEEL_ANY};
    t->member = member;
    t->members = b->params;
    t->of = b->result ? b->result : &FEEL_ANY;
    return t;
}

/* ?, the value that unary tests ask about. */
static const struct node *tested(struct parser *p, size_t at)
{
    if (!p->tests)
        return parse_expected_value(p);
    lex_skip(&p->lex, 1);
    struct node *n = node_make(p, NODE_TESTED, at, p->tested);
    if (n)
        n->asks_tested = true;
    return n;
}

/* No name of the scope stands here. */
static const struct node *parse_other_name(struct parser *p, size_t at, struct str word)
{
    if (word.n == 0 || lex_is_keyword(word))
        return parse_expected_value(p);
    if (p->scope.filters)
        return parse_open_name(p, at);
    return p->scope.known_filter ? parse_absent_name(p, at) : unknown_name(p, word);
}

static struct node *input_node(struct parser *p, size_t at, const struct found_name *f)
{
    struct node *n = node_make(p, NODE_INPUT, at, f->type);
    if (!n)
        return NULL;
    n->slot = f->slot;
    p->reads[f->slot / 64] |= UINT64_C(1) << (f->slot % 64);
    return n;
}

static struct node *known_name(struct parser *p, size_t at, const struct found_name *f)
{
    struct node *n = NULL;
    switch (f->kind) {
    case NAME_INPUT:
        return input_node(p, at, f);
    case NAME_MEMBER:
        return parse_make_member(p, at, f->name, f->slot, f->type, NULL);
    case NAME_LOCAL:
        n = node_make(p, NODE_LOCAL, at, f->type);
        if (n)
            n->slot = f->slot;
        break;
    case NAME_HOST:
        n = node_make(p, NODE_HOST, at, function_type(p, f->host->result));
        if (n)
            n->call.host = f->host;
        break;
    case NAME_BUILTIN:
        n = node_make(p, NODE_BUILTIN, at, builtin_type(p, f->builtin));
        if (n)
            n->call.builtin = f->builtin;
        break;
    case NAME_NONE:
        break;
    }
    return n;
}

const struct node *parse_name(struct parser *p)
{
    size_t at = p->lex.at;
    struct str word = lex_word(&p->lex);
    struct found_name f = scope_find(&p->scope, &p->lex);
    if (str_eq(word, STR("?")) && f.length <= word.n)
        return tested(p, at);
    if (f.kind == NAME_NONE || (lex_is_keyword(word) && f.length <= word.n))
        return parse_other_name(p, at, word);
    lex_skip(&p->lex, f.length);
    const struct node *n = known_name(p, at, &f);
    if (n && f.is_outside) /* an item may have a member of that name, which comes first */
        return parse_make_member(p, at, f.name, p->scope.filter[p->scope.filters - 1].slot, &FEEL_ANY, n);
    return n;
}
