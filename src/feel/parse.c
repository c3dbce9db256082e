/* From text to nodes, in one pass: names can only be told apart by those that are known, and what is known
 * inside a filter or behind a point depends on types; so types and slots are found on the way
 * (DMN 1.5, 10.3.1). The first thing that does not fit ends it, for what follows would only be consequences.
 */
#include <stdio.h>

#include "base/key.h"
#include "base/utf8.h"
#include "feel/scope.h"

struct parser {
    struct arena *a;
    struct lexer lex;
    struct scope scope;
    struct problems *problems;
    uint64_t *reads;
    int depth;
    int tests; /* inside of so many unary tests: ? means something */
    const struct feel_type *tested;
    bool failed, no_memory;
    bool ends_range; /* a '[' may close the range that is being read */
};

#define NODE_DEPTH_MAX 2000

static const struct node *parse_expression(struct parser *p);
static const struct node *parse_additive(struct parser *p);
static const struct node *parse_test(struct parser *p);

/* -- saying what is wrong -- */

static struct problem *fail_at(struct parser *p, size_t at, const char *text)
{
    static struct problem scratch;
    int line, column;
    if (p->failed) {
        scratch = (struct problem){0};
        return &scratch;
    }
    p->failed = true;
    lex_place(p->lex.text, at, &line, &column);
    return problem_add(p->problems, line, column, text);
}

/* What stands at a place, short enough to be quoted. */
static struct str seen_at(const struct parser *p, size_t at)
{
    struct str rest = str_sub(p->lex.text, at, p->lex.text.n);
    struct lexer l = p->lex;
    l.at = at;
    struct str word = lex_word(&l);
    size_t n = 0;
    if (word.n)
        return utf8_cut(word, 60);
    if (rest.n)
        (void)utf8_next(rest, &n);
    return str_sub(rest, 0, n);
}

static const struct node *expected(struct parser *p, const char *what)
{
    size_t at = p->lex.at;
    bool was_failed = p->failed;
    struct problem *item =
        lex_at_end(&p->lex) ? fail_at(p, at, K("feel.expected_at_end")) : fail_at(p, at, K("feel.expected"));
    if (!was_failed) {
        problem_arg(p->problems, item, 0, str_c(what));
        problem_arg(p->problems, item, 1, seen_at(p, at));
        static const struct {
            struct str wide, narrow;
        } WIDE[] = {{STR_INIT("（"), STR_INIT("(")}, {STR_INIT("）"), STR_INIT(")")},
                    {STR_INIT("，"), STR_INIT(",")}, {STR_INIT("“"), STR_INIT("\"")},
                    {STR_INIT("”"), STR_INIT("\"")}, {STR_INIT("＞"), STR_INIT(">")},
                    {STR_INIT("＜"), STR_INIT("<")}, {STR_INIT("＝"), STR_INIT("=")},
                    {STR_INIT("≥"), STR_INIT(">=")}, {STR_INIT("≤"), STR_INIT("<=")},
                    {STR_INIT("×"), STR_INIT("*")},  {STR_INIT("÷"), STR_INIT("/")},
                    {STR_INIT("【"), STR_INIT("[")}, {STR_INIT("】"), STR_INIT("]")},
                    {STR_INIT("："), STR_INIT(":")}};
        for (size_t i = 0; i < COUNT_OF(WIDE); i++)
            if (str_starts(str_sub(p->lex.text, at, p->lex.text.n), WIDE[i].wide)) {
                problem_suggest(p->problems, item, WIDE[i].narrow);
                item->hint = K("feel.write_half_width");
            }
    }
    return NULL;
}

static bool want(struct parser *p, const char *sign)
{
    if (p->failed || lex_take(&p->lex, sign))
        return !p->failed;
    (void)expected(p, sign);
    return false;
}

/* What can never be evaluated: null by the standard, and a mistake to whoever wrote it. */
static struct problem *complain(struct parser *p, const struct node *n, const char *text)
{
    struct problem *item = problem_add(p->problems, n->line, n->column, text);
    if (!p->scope.given->is_strict)
        problem_warn(p->problems, item);
    return item;
}

static struct str type_name(struct parser *p, const struct feel_type *t)
{
    struct buf b CLEANUP(buf_release) = {0};
    type_text(&b, t);
    return arena_str(p->a, buf_str(&b));
}

/* -- making nodes -- */

static void *take(struct parser *p, size_t count, size_t size)
{
    void *m = p->no_memory ? NULL : arena_try_array(p->a, count ? count : 1, size);
    if (!m)
        p->no_memory = p->failed = true;
    return m;
}

static struct node *make(struct parser *p, enum node_kind kind, size_t at, const struct feel_type *type)
{
    struct node *n = take(p, 1, sizeof *n);
    if (!n)
        return NULL;
    *n = (struct node){.kind = kind,
                       .at = (uint32_t)at,
                       .length = (uint32_t)(p->lex.end > at ? p->lex.end - at : 0),
                       .type = type};
    lex_place(p->lex.text, at, &n->line, &n->column);
    return n;
}

static void give_children(struct parser *p, struct node *n, const struct node *const *child, size_t children)
{
    const struct node **kept = n ? take(p, children, sizeof *kept) : NULL;
    if (!kept)
        return;
    for (size_t i = 0; i < children; i++) {
        kept[i] = child[i];
        if (!child[i])
            continue;
        n->asks_tested |= child[i]->asks_tested;
        if (child[i]->depth >= n->depth)
            n->depth = child[i]->depth + 1;
    }
    n->child = kept;
    n->children = children;
    if (n->depth > NODE_DEPTH_MAX) /* 1 + 1 + 1 + … */
        (void)fail_at(p, n->at, K("feel.too_deep"));
}

static struct node *make_of(struct parser *p, enum node_kind kind, size_t at, const struct feel_type *type,
                            const struct node *a, const struct node *b, const struct node *c)
{
    const struct node *child[] = {a, b, c};
    if (p->failed || !a)
        return NULL;
    struct node *n = make(p, kind, at, type);
    give_children(p, n, child, c ? 3 : b ? 2 : 1);
    return n;
}

static struct node *make_const(struct parser *p, size_t at, struct value v, const struct feel_type *type)
{
    struct node *n = make(p, NODE_CONST, at, type);
    if (n)
        n->value = v;
    return n;
}

/* A list of nodes while it grows. */
struct nodes {
    const struct node **item;
    size_t n, room;
};

static void push(struct parser *p, struct nodes *list, const struct node *n)
{
    if (list->n >= FEEL_ITEMS_MAX) {
        (void)fail_at(p, p->lex.at, K("feel.too_many_items"));
        return;
    }
    if (list->n == list->room) {
        size_t room = list->room ? list->room * 2 : 8;
        const struct node **more = take(p, room, sizeof *more);
        if (!more)
            return;
        for (size_t i = 0; i < list->n; i++)
            more[i] = list->item[i];
        list->item = more;
        list->room = room;
    }
    list->item[list->n++] = n;
}

/* -- locals -- */

static int open_local(struct parser *p, struct str name, const struct feel_type *type)
{
    struct scope *s = &p->scope;
    if (s->locals == SCOPE_LOCALS_MAX) {
        (void)fail_at(p, p->lex.at, K("feel.too_many_names"));
        return 0;
    }
    s->local[s->locals++] = (struct local){.name = name, .type = type, .slot = s->slots++};
    if (s->slots > s->slots_most)
        s->slots_most = s->slots;
    return s->slots - 1;
}

struct mark {
    size_t locals;
    int slots;
};
static struct mark mark_locals(const struct parser *p)
{
    return (struct mark){p->scope.locals, p->scope.slots};
}
static void close_locals(struct parser *p, struct mark m)
{
    p->scope.locals = m.locals;
    p->scope.slots = m.slots;
}

/* -- types -- */

static bool is_known(const struct feel_type *t) { return t->kind != TYPE_ANY && t->kind != TYPE_NEVER; }

static bool is_temporal(enum type_kind k) { return k == TYPE_DATE || k == TYPE_TIME || k == TYPE_DATE_TIME; }
static bool is_duration(enum type_kind k) { return k == TYPE_MONTHS || k == TYPE_SECONDS; }

/* DMN 1.5, tables 42–45: what the four operations and the power make of two kinds; NEVER: null for certain.
 */
static const struct feel_type *arithmetic_type(enum node_kind op, const struct feel_type *a,
                                               const struct feel_type *b)
{
    enum type_kind x = a->kind, y = b->kind;
    if (!is_known(a) || !is_known(b))
        return &FEEL_ANY;
    if (x == TYPE_NUMBER && y == TYPE_NUMBER)
        return &FEEL_NUMBER;
    if (op == NODE_ADD && x == TYPE_STRING && y == TYPE_STRING)
        return &FEEL_STRING;
    if (op == NODE_ADD || op == NODE_SUB) {
        if (x == y && is_duration(x))
            return a;
        if (is_temporal(x) && is_duration(y))
            return x == TYPE_TIME && y == TYPE_MONTHS ? NULL : a;
        if (op == NODE_ADD && is_duration(x) && is_temporal(y))
            return y == TYPE_TIME && x == TYPE_MONTHS ? NULL : b;
        if (op == NODE_SUB && is_temporal(x) && is_temporal(y) && (x == TYPE_TIME) == (y == TYPE_TIME))
            return &FEEL_SECONDS;
    }
    if (op == NODE_MUL && x == TYPE_NUMBER && is_duration(y))
        return b;
    if ((op == NODE_MUL || op == NODE_DIV) && is_duration(x) && y == TYPE_NUMBER)
        return a;
    return op == NODE_DIV && is_duration(x) && x == y ? &FEEL_NUMBER : NULL;
}

static const struct node *make_arithmetic(struct parser *p, enum node_kind op, const struct node *a,
                                          const struct node *b)
{
    if (p->failed || !a || !b)
        return NULL;
    const struct feel_type *t = arithmetic_type(op, a->type, b->type);
    struct node *n = make_of(p, op, a->at, t ? t : &FEEL_NULL, a, b, NULL);
    if (n && !t) {
        struct problem *item = complain(p, n, K("feel.never_together"));
        problem_arg(p->problems, item, 0, type_name(p, a->type));
        problem_arg(p->problems, item, 1, type_name(p, b->type));
    }
    return n;
}

static bool are_comparable(const struct feel_type *a, const struct feel_type *b)
{
    return !is_known(a) || !is_known(b) || a->kind == TYPE_NULL || b->kind == TYPE_NULL || a->kind == b->kind;
}

static const struct node *make_comparison(struct parser *p, enum node_kind op, const struct node *a,
                                          const struct node *b)
{
    struct node *n = make_of(p, op, a ? a->at : 0, &FEEL_BOOLEAN, a, b, NULL);
    if (n && b && !are_comparable(a->type, b->type)) {
        struct problem *item = complain(p, n, K("feel.never_compared"));
        problem_arg(p->problems, item, 0, type_name(p, a->type));
        problem_arg(p->problems, item, 1, type_name(p, b->type));
    }
    return n;
}

static const struct feel_type *item_type(const struct feel_type *t)
{
    return t->kind == TYPE_LIST ? t->of : t->kind == TYPE_ANY ? &FEEL_ANY : t;
}

static const struct feel_type *list_type(struct parser *p, const struct feel_type *of)
{
    const struct feel_type *t = p->no_memory ? NULL : type_list(p->a, of);
    return t ? t : &FEEL_ANY;
}

/* The type of what may be the one or the other. */
static const struct feel_type *common_type(const struct feel_type *a, const struct feel_type *b)
{
    if (a->kind == TYPE_NULL || type_conforms(a, b))
        return b;
    return b->kind == TYPE_NULL || type_conforms(b, a) ? a : &FEEL_ANY;
}

/* The type of a member; NULL: there is none of that name; ANY: nobody knows. */
static const struct feel_type *member_type(struct parser *p, const struct feel_type *t, struct str name)
{
    static const struct str SECONDS[] = {STR_INIT("time offset"), STR_INIT("offset")};
    static const struct str NUMBERS[] = {
        STR_INIT("year"),   STR_INIT("month"),   STR_INIT("day"),    STR_INIT("weekday"), STR_INIT("hour"),
        STR_INIT("minute"), STR_INIT("second"),  STR_INIT("years"),  STR_INIT("months"),  STR_INIT("days"),
        STR_INIT("hours"),  STR_INIT("minutes"), STR_INIT("seconds")};
    if (t->kind == TYPE_LIST) {
        const struct feel_type *of = member_type(p, t->of, name);
        return of ? list_type(p, of) : NULL;
    }
    if (t->kind == TYPE_CONTEXT) {
        for (size_t i = 0; i < t->members; i++)
            if (str_eq(t->member[i].name, name))
                return t->member[i].type;
        return t->members ? NULL : &FEEL_ANY;
    }
    if (is_temporal(t->kind) || is_duration(t->kind)) {
        for (size_t i = 0; i < COUNT_OF(NUMBERS); i++)
            if (str_eq(NUMBERS[i], name))
                return &FEEL_NUMBER;
        for (size_t i = 0; i < COUNT_OF(SECONDS); i++)
            if (str_eq(SECONDS[i], name))
                return &FEEL_SECONDS;
        return str_eq(name, STR("timezone")) ? &FEEL_STRING : NULL;
    }
    return is_known(t) && t->kind != TYPE_RANGE ? NULL : &FEEL_ANY;
}

/* -- types as they are written -- */

static const struct feel_type *parse_type(struct parser *p);

static const struct feel_type *parse_type_list(struct parser *p)
{
    if (!lex_take(&p->lex, "<"))
        return list_type(p, &FEEL_ANY);
    const struct feel_type *of = parse_type(p);
    return want(p, ">") ? list_type(p, of) : &FEEL_ANY;
}

static struct feel_type *make_type(struct parser *p, enum type_kind kind)
{
    struct feel_type *t = take(p, 1, sizeof *t);
    if (t)
        *t = (struct feel_type){.kind = kind, .of = &FEEL_ANY};
    return t;
}

#define TYPE_MEMBERS_MAX 200

static struct str take_new_name(struct parser *p, const char *stop, bool signs);

static const struct feel_type *parse_type_context(struct parser *p)
{
    struct feel_type *t = make_type(p, TYPE_CONTEXT);
    struct feel_member *member = take(p, TYPE_MEMBERS_MAX, sizeof *member);
    size_t n = 0;
    if (p->failed || !lex_take(&p->lex, "<"))
        return t ? t : &FEEL_ANY;
    do {
        if (n == TYPE_MEMBERS_MAX) {
            (void)fail_at(p, p->lex.at, K("feel.too_many_names"));
            break;
        }
        member[n].name = take_new_name(p, ":", true);
        if (!want(p, ":"))
            break;
        member[n++].type = parse_type(p);
    } while (!p->failed && lex_take(&p->lex, ","));
    t->member = member;
    t->members = n;
    return want(p, ">") ? t : &FEEL_ANY;
}

static const struct feel_type *parse_type_function(struct parser *p)
{
    struct feel_type *t = make_type(p, TYPE_FUNCTION);
    struct feel_member *member = take(p, FEEL_PARAMS_MAX, sizeof *member);
    size_t n = 0;
    if (p->failed || !lex_take(&p->lex, "<"))
        return t ? t : &FEEL_ANY;
    while (!p->failed && !lex_sees(&p->lex, ">") && n < FEEL_PARAMS_MAX) {
        member[n++].type = parse_type(p);
        if (!lex_take(&p->lex, ","))
            break;
    }
    t->member = member;
    t->members = n;
    if (want(p, ">") && want(p, "->"))
        t->of = parse_type(p);
    return t;
}

static const struct feel_type *parse_type_range(struct parser *p)
{
    struct feel_type *t = make_type(p, TYPE_RANGE);
    if (t && lex_take(&p->lex, "<")) {
        t->of = parse_type(p);
        (void)want(p, ">");
    }
    return t ? t : &FEEL_ANY;
}

static const struct feel_type *parse_type(struct parser *p)
{
    static const struct {
        struct str name;
        const struct feel_type *type;
    } SIMPLE[] = {{STR_INIT("days and time duration"), &FEEL_SECONDS},
                  {STR_INIT("day and time duration"), &FEEL_SECONDS},
                  {STR_INIT("years and months duration"), &FEEL_MONTHS},
                  {STR_INIT("year and month duration"), &FEEL_MONTHS},
                  {STR_INIT("date and time"), &FEEL_DATE_TIME},
                  {STR_INIT("number"), &FEEL_NUMBER},
                  {STR_INIT("string"), &FEEL_STRING},
                  {STR_INIT("boolean"), &FEEL_BOOLEAN},
                  {STR_INIT("date"), &FEEL_DATE},
                  {STR_INIT("time"), &FEEL_TIME},
                  {STR_INIT("Any"), &FEEL_ANY},
                  {STR_INIT("Null"), &FEEL_NULL}};
    if (++p->depth > FEEL_DEPTH_MAX)
        (void)fail_at(p, p->lex.at, K("feel.too_deep"));
    const struct feel_type *t = NULL;
    const struct feel_scope *given = p->scope.given;
    for (size_t i = 0; !t && i < given->types; i++) {
        size_t n = lex_name_here(&p->lex, given->type[i]->name);
        if (n) {
            lex_skip(&p->lex, n);
            t = given->type[i];
        }
    }
    for (size_t i = 0; !t && i < COUNT_OF(SIMPLE); i++) {
        size_t n = lex_name_here(&p->lex, SIMPLE[i].name);
        if (n) {
            lex_skip(&p->lex, n);
            t = SIMPLE[i].type;
        }
    }
    if (!t && lex_take_word(&p->lex, "list"))
        t = parse_type_list(p);
    else if (!t && lex_take_word(&p->lex, "context"))
        t = parse_type_context(p);
    else if (!t && lex_take_word(&p->lex, "range"))
        t = parse_type_range(p);
    else if (!t && lex_take_word(&p->lex, "function"))
        t = parse_type_function(p);
    p->depth--;
    if (!t)
        (void)expected(p, "number string boolean date time list<…> context<…>");
    return t && !p->failed ? t : &FEEL_ANY;
}

/* -- names -- */

static size_t digits_here(const struct parser *p)
{
    size_t n = 0;
    struct str s = p->lex.text;
    while (p->lex.at + n < s.n && s.p[p->lex.at + n] >= '0' && s.p[p->lex.at + n] <= '9')
        n++;
    return n;
}

/* One blank between two words, none at a sign: as names are compared. */
static struct str tidy_name(struct parser *p, size_t from, size_t end)
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
    char *kept = take(p, b.n + 1, 1);
    if (!kept || b.failed)
        return (struct str){0};
    memcpy(kept, buf_str(&b).p, b.n);
    return str_of(kept, b.n);
}

/* A name that nobody declared before: words and numbers, and with `signs` the signs that names may hold, up
 * to `stop`, or without it up to a keyword. */
static struct str take_new_name(struct parser *p, const char *stop, bool signs)
{
    static const char *const SIGN[] = {"+", "-", "*", "/", "'", "."};
    size_t from = p->lex.at, end = from;
    while (!p->failed && !lex_at_end(&p->lex) && !(stop && lex_sees(&p->lex, stop))) {
        struct str word = lex_word(&p->lex);
        size_t n = word.n, digits = digits_here(p);
        if (n && !stop && lex_is_keyword(word))
            break;
        for (size_t i = 0; n == 0 && end > from && signs && i < COUNT_OF(SIGN); i++)
            n = lex_sees(&p->lex, SIGN[i]);
        if (n == 0 && end > from)
            n = digits;
        if (n == 0)
            break;
        lex_skip(&p->lex, n);
        end = p->lex.end;
    }
    return tidy_name(p, from, end);
}

static const struct node *unknown_name(struct parser *p, struct str word)
{
    size_t at = p->lex.at;
    bool was_failed = p->failed;
    struct problem *item = fail_at(p, at, K("feel.unknown_name"));
    if (was_failed)
        return NULL;
    struct str near = scope_nearest(&p->scope, word);
    problem_arg(p->problems, item, 0, word);
    if (near.n) {
        problem_suggest(p->problems, item, near);
        problem_arg(p->problems, item, 1, near);
        item->hint = K("feel.did_you_mean");
    }
    return NULL;
}

static struct node *make_member(struct parser *p, size_t at, struct str name, int slot,
                                const struct feel_type *type, const struct node *otherwise)
{
    struct node *n = make(p, NODE_MEMBER, at, type);
    if (!n)
        return NULL;
    n->member.text = name;
    n->member.slot = slot;
    if (otherwise)
        give_children(p, n, &otherwise, 1);
    return n;
}

/* Inside a filter whose items are not known beforehand a name may be a member of the item. */
static const struct node *parse_open_name(struct parser *p, size_t at)
{
    struct str name = take_new_name(p, NULL, false);
    if (name.n == 0)
        return expected(p, "…");
    return make_member(p, at, name, p->scope.filter[p->scope.filters - 1].slot, &FEEL_ANY, NULL);
}

static const struct feel_type *function_type(struct parser *p, const struct feel_type *result)
{
    struct feel_type *t = make_type(p, TYPE_FUNCTION);
    if (t)
        t->of = result ? result : &FEEL_ANY;
    return t ? t : &FEEL_ANY;
}

static const struct node *parse_name(struct parser *p)
{
    size_t at = p->lex.at;
    struct str word = lex_word(&p->lex);
    struct found_name f = scope_find(&p->scope, &p->lex);
    if (str_eq(word, STR("?")) && f.length <= word.n) {
        if (!p->tests)
            return expected(p, "…");
        lex_skip(&p->lex, 1);
        struct node *n = make(p, NODE_TESTED, at, p->tested);
        if (n)
            n->asks_tested = true;
        return n;
    }
    if (f.kind == NAME_NONE || (lex_is_keyword(word) && f.length <= word.n)) {
        if (word.n == 0 || lex_is_keyword(word))
            return expected(p, "…");
        return p->scope.filters ? parse_open_name(p, at) : unknown_name(p, word);
    }
    lex_skip(&p->lex, f.length);
    struct node *n = NULL;
    switch (f.kind) {
    case NAME_INPUT:
        n = make(p, NODE_INPUT, at, f.type);
        if (n) {
            n->slot = f.slot;
            p->reads[f.slot / 64] |= UINT64_C(1) << (f.slot % 64);
        }
        break;
    case NAME_LOCAL:
        n = make(p, NODE_LOCAL, at, f.type);
        if (n)
            n->slot = f.slot;
        break;
    case NAME_MEMBER:
        n = make_member(p, at, f.name, f.slot, f.type, NULL);
        break;
    case NAME_HOST:
        n = make(p, NODE_HOST, at, function_type(p, f.host->result));
        if (n)
            n->call.host = f.host;
        break;
    case NAME_BUILTIN:
        n = make(p, NODE_BUILTIN, at, function_type(p, f.builtin->result));
        if (n)
            n->call.builtin = f.builtin;
        break;
    case NAME_NONE:
        break;
    }
    if (n && f.is_outside) /* an item may have a member of that name, which comes first */
        return make_member(p, at, f.name, p->scope.filter[p->scope.filters - 1].slot, &FEEL_ANY, n);
    return n;
}

/* -- literals -- */

static const struct node *parse_string(struct parser *p)
{
    struct buf b CLEANUP(buf_release) = {0};
    size_t at = p->lex.at, bad;
    if (!lex_string(&p->lex, &b, &bad)) {
        (void)fail_at(p, bad, bad == at ? K("feel.string_open") : K("feel.string_escape"));
        return NULL;
    }
    char *kept = take(p, b.n + 1, 1);
    if (!kept || b.failed)
        return NULL;
    memcpy(kept, buf_str(&b).p, b.n);
    return make_const(p, at, value_string(str_of(kept, b.n)), &FEEL_STRING);
}

static const struct node *parse_at(struct parser *p)
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
        return expected(p, "\"2026-11-20\"");
    if (!temporal_read(buf_str(&b), p->scope.given->zones, &v)) {
        struct node *n = make_const(p, at, VALUE_OF_NULL, &FEEL_NULL);
        if (n)
            problem_arg(p->problems, complain(p, n, K("feel.no_such_date")), 0, buf_str(&b));
        return n;
    }
    return make_const(p, at, v, TYPE[v.kind]);
}

/* A ( [ ] stands here: what is it the beginning of? */
static bool closes_range(const struct parser *p)
{
    return lex_sees(&p->lex, ")") || lex_sees(&p->lex, "]") || lex_sees(&p->lex, "[");
}

static const struct node *parse_range_end(struct parser *p, size_t at, const struct node *from,
                                          bool from_closed)
{
    bool outer = p->ends_range;
    p->ends_range = true;
    const struct node *to = parse_additive(p);
    p->ends_range = outer;
    if (p->failed)
        return NULL;
    if (!closes_range(p))
        return expected(p, "] )");
    bool to_closed = lex_take(&p->lex, "]");
    if (!to_closed && !lex_take(&p->lex, ")"))
        (void)lex_take(&p->lex, "[");
    struct feel_type *t = make_type(p, TYPE_RANGE);
    struct node *n = make_of(p, NODE_RANGE, at, t, from, to, NULL);
    if (!n)
        return NULL;
    t->of = common_type(from->type, to->type);
    n->range.from_closed = from_closed;
    n->range.to_closed = to_closed;
    n->range.has_from = n->range.has_to = true;
    return n;
}

static const struct node *parse_list_or_range(struct parser *p)
{
    size_t at = p->lex.at;
    struct nodes list = {0};
    lex_skip(&p->lex, 1);
    const struct feel_type *of = NULL;
    while (!p->failed && !lex_sees(&p->lex, "]")) {
        const struct node *item = parse_expression(p);
        if (item && list.n == 0 && lex_take(&p->lex, ".."))
            return parse_range_end(p, at, item, true);
        if (p->failed)
            return NULL;
        of = of ? common_type(of, item->type) : item->type;
        push(p, &list, item);
        if (!lex_take(&p->lex, ","))
            break;
    }
    if (!want(p, "]"))
        return NULL;
    struct node *n = make(p, NODE_LIST, at, list_type(p, of ? of : &FEEL_ANY));
    give_children(p, n, list.item, list.n);
    return n;
}

static bool sees_comparison(const struct parser *p)
{
    return lex_sees(&p->lex, "<") || lex_sees(&p->lex, "<=") || lex_sees(&p->lex, ">") ||
           lex_sees(&p->lex, ">=") || lex_sees(&p->lex, "=") || lex_sees(&p->lex, "!=");
}

static enum node_kind take_comparison(struct parser *p)
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
static const struct node *parse_comparison_test(struct parser *p)
{
    size_t at = p->lex.at;
    enum node_kind op = take_comparison(p);
    const struct node *end = parse_additive(p);
    struct feel_type *t = make_type(p, TYPE_RANGE);
    struct node *n = make_of(p, NODE_TEST, at, t, end, NULL, NULL);
    if (!n)
        return NULL;
    t->of = end->type;
    n->op = op;
    return n;
}

static const struct node *parse_parenthesis(struct parser *p)
{
    size_t at = p->lex.at;
    lex_skip(&p->lex, 1);
    const struct node *n = sees_comparison(p) ? parse_comparison_test(p) : parse_expression(p);
    if (n && n->kind != NODE_TEST && lex_take(&p->lex, ".."))
        return parse_range_end(p, at, n, false);
    return want(p, ")") ? n : NULL;
}

static const struct node *parse_context(struct parser *p)
{
    size_t at = p->lex.at;
    struct mark mark = mark_locals(p);
    struct nodes list = {0};
    struct feel_type *t = make_type(p, TYPE_CONTEXT);
    size_t room = 8, n = 0;
    struct feel_member *member = take(p, room, sizeof *member);
    int slot = p->scope.slots;
    lex_skip(&p->lex, 1);
    while (!p->failed && !lex_sees(&p->lex, "}")) {
        struct str key;
        if (lex_sees(&p->lex, "\"")) {
            const struct node *text = parse_string(p);
            key = text ? text->value.string : (struct str){0};
        } else {
            key = take_new_name(p, ":", true);
            if (key.n == 0)
                (void)expected(p, "…: …");
        }
        if (!want(p, ":"))
            return NULL;
        const struct node *value = parse_expression(p);
        if (p->failed)
            return NULL;
        for (size_t i = 0; i < n; i++)
            if (str_eq(member[i].name, key)) {
                problem_arg(p->problems, fail_at(p, value->at, K("feel.key_twice")), 0, key);
                return NULL;
            }
        if (n == room) {
            struct feel_member *more = take(p, room * 2, sizeof *more);
            if (!more)
                return NULL;
            memcpy(more, member, n * sizeof *more);
            member = more;
            room *= 2;
        }
        member[n++] = (struct feel_member){.name = key, .type = value->type};
        push(p, &list, value);
        (void)open_local(p, key, value->type);
        if (!lex_take(&p->lex, ","))
            break;
    }
    close_locals(p, mark);
    struct str *name = take(p, n, sizeof *name);
    if (!want(p, "}") || !name)
        return NULL;
    for (size_t i = 0; i < n; i++)
        name[i] = member[i].name;
    t->member = member;
    t->members = n;
    struct node *node = make(p, NODE_CONTEXT, at, t);
    give_children(p, node, list.item, list.n);
    if (node) {
        node->scope.slot = slot;
        node->scope.name = name;
    }
    return node;
}

/* -- if, for, some, every, function -- */

static const struct node *parse_if(struct parser *p, size_t at)
{
    const struct node *when = parse_expression(p);
    if (!p->failed && !lex_take_word(&p->lex, "then"))
        return expected(p, "then");
    const struct node *then = p->failed ? NULL : parse_expression(p);
    if (!p->failed && !lex_take_word(&p->lex, "else"))
        return expected(p, "else");
    const struct node *otherwise = p->failed ? NULL : parse_expression(p);
    if (p->failed)
        return NULL;
    struct node *n = make_of(p, NODE_IF, at, common_type(then->type, otherwise->type), when, then, otherwise);
    if (n && is_known(when->type) && when->type->kind != TYPE_BOOLEAN && when->type->kind != TYPE_NULL)
        problem_arg(p->problems, complain(p, when, K("feel.condition_no_truth")), 0,
                    type_name(p, when->type));
    return n;
}

/* x in list, or x in a..b */
static const struct node *parse_iteration(struct parser *p)
{
    size_t at = p->lex.at;
    size_t from = at;
    while (!lex_at_end(&p->lex) && !lex_sees_word(&p->lex, "in")) {
        struct str word = lex_word(&p->lex);
        size_t n = word.n ? word.n : digits_here(p);
        if (n == 0)
            return expected(p, "in");
        lex_skip(&p->lex, n);
    }
    struct str name = tidy_name(p, from, p->lex.at > from ? p->lex.end : from);
    if (p->lex.at == from || !lex_take_word(&p->lex, "in"))
        return expected(p, "… in …");
    const struct node *first = parse_expression(p), *last = NULL;
    if (!p->failed && lex_take(&p->lex, ".."))
        last = parse_expression(p);
    if (p->failed)
        return NULL;
    const struct feel_type *of = last                              ? first->type
                                 : first->type->kind == TYPE_RANGE ? first->type->of
                                                                   : item_type(first->type);
    struct node *n = make_of(p, NODE_ITERATE, at, of, first, last, NULL);
    if (n)
        n->slot = open_local(p, name, of);
    return n;
}

static const struct node *parse_iterations(struct parser *p, enum node_kind kind, size_t at)
{
    struct mark mark = mark_locals(p);
    struct nodes list = {0};
    do
        push(p, &list, parse_iteration(p));
    while (!p->failed && lex_take(&p->lex, ","));
    int partial =
        kind == NODE_FOR && !p->failed ? open_local(p, STR("partial"), list_type(p, &FEEL_ANY)) : -1;
    const char *word = kind == NODE_FOR ? "return" : "satisfies";
    if (!p->failed && !lex_take_word(&p->lex, word))
        return expected(p, word);
    const struct node *body = p->failed ? NULL : parse_expression(p);
    close_locals(p, mark);
    if (p->failed)
        return NULL;
    push(p, &list, body);
    struct node *n = make(p, kind, at, kind == NODE_FOR ? list_type(p, body->type) : &FEEL_BOOLEAN);
    give_children(p, n, list.item, list.n);
    if (n)
        n->slot = partial;
    return n;
}

static const struct node *parse_function(struct parser *p, size_t at)
{
    struct mark mark = mark_locals(p);
    struct str *name = take(p, FEEL_PARAMS_MAX, sizeof *name);
    const struct feel_type **type = take(p, FEEL_PARAMS_MAX, sizeof *type);
    struct feel_member *member = take(p, FEEL_PARAMS_MAX, sizeof *member);
    struct feel_type *t = make_type(p, TYPE_FUNCTION);
    size_t n = 0;
    int slot = p->scope.slots;
    if (!want(p, "("))
        return NULL;
    while (!p->failed && !lex_sees(&p->lex, ")")) {
        if (n == FEEL_PARAMS_MAX) {
            (void)fail_at(p, p->lex.at, K("feel.too_many_parameters"));
            return NULL;
        }
        name[n] = take_new_name(p, NULL, false);
        if (name[n].n == 0)
            return expected(p, "…");
        type[n] = lex_take(&p->lex, ":") ? parse_type(p) : &FEEL_ANY;
        member[n] = (struct feel_member){.name = name[n], .type = type[n]};
        (void)open_local(p, name[n], type[n]);
        n++;
        if (!lex_take(&p->lex, ","))
            break;
    }
    if (!want(p, ")"))
        return NULL;
    bool is_external = lex_take_word(&p->lex, "external");
    const struct node *body = parse_expression(p);
    close_locals(p, mark);
    if (p->failed)
        return NULL;
    t->member = member;
    t->members = n;
    t->of = is_external ? &FEEL_ANY : body->type;
    struct node *node = make_of(p, is_external ? NODE_EXTERNAL : NODE_FUNCTION, at, t, body, NULL, NULL);
    if (!node)
        return NULL;
    node->scope.slot = slot;
    node->scope.name = name;
    node->scope.type = type;
    if (is_external)
        (void)complain(p, node, K("feel.external"));
    return node;
}

/* -- what stands behind a primary: calls, filters, paths -- */

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
    struct str name = take_new_name(p, ":", false);
    bool is_named = name.n && lex_sees(&p->lex, ":");
    p->lex = kept;
    p->failed = was;
    return is_named;
}

static bool parse_arguments(struct parser *p, struct arguments *args)
{
    while (!p->failed && !lex_sees(&p->lex, ")")) {
        bool is_named = sees_named_argument(p);
        if (args->value.n == 0)
            args->is_named = is_named;
        if (is_named != args->is_named) {
            (void)fail_at(p, p->lex.at, K("feel.arguments_mixed"));
            return false;
        }
        if (is_named) {
            if (args->value.n == FEEL_PARAMS_MAX) {
                (void)fail_at(p, p->lex.at, K("feel.too_many_parameters"));
                return false;
            }
            args->name[args->value.n] = take_new_name(p, ":", false);
            (void)want(p, ":");
        }
        push(p, &args->value, parse_expression(p));
        if (!lex_take(&p->lex, ","))
            break;
    }
    return want(p, ")");
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
        if (!arg[i] || !t || !is_known(arg[i]->type) || arg[i]->type->kind == TYPE_NULL ||
            t->kind == TYPE_ANY)
            continue;
        enum type_kind x = arg[i]->type->kind;
        bool from_list = x == TYPE_LIST && (arg[i]->type->of->kind == t->kind || !is_known(arg[i]->type->of));
        bool to_time = t->kind == TYPE_DATE_TIME && x == TYPE_DATE;
        if (x != t->kind && t->kind != TYPE_LIST && !from_list && !to_time)
            return false;
    }
    return true;
}

static const struct feel_type *result_type(struct parser *p, const struct builtin *b,
                                           const struct node *first)
{
    const struct feel_type *t = first ? first->type : &FEEL_ANY;
    switch (b->result_from) {
    case RESULT_AS_FIRST:
        return t;
    case RESULT_ITEM_OF_FIRST:
        return item_type(t);
    case RESULT_LIST_OF_FIRST:
        return t->kind == TYPE_LIST ? t : list_type(p, t);
    case RESULT_TYPE:
        break;
    }
    return b->result ? b->result : &FEEL_ANY;
}

static const struct node *make_variadic(struct parser *p, size_t at, const struct arguments *args)
{
    const struct feel_type *of = NULL;
    for (size_t i = 0; i < args->value.n; i++)
        of = of ? common_type(of, args->value.item[i]->type) : args->value.item[i]->type;
    struct node *list = make(p, NODE_LIST, at, list_type(p, of ? of : &FEEL_ANY));
    give_children(p, list, args->value.item, args->value.n);
    return list;
}

static const struct node *call_builtin(struct parser *p, const struct node *f, const struct arguments *args)
{
    size_t rows;
    const struct builtin *row = builtin_find(f->call.builtin->name, &rows), *fits = NULL;
    const struct node *arg[FEEL_PARAMS_MAX], *chosen[FEEL_PARAMS_MAX] = {0};
    bool is_sure = false;
    for (size_t i = 0, seen = 0; seen < rows; i++) { /* rows of a name need not stand together */
        if (!str_eq(row[i].name, row->name))
            continue;
        seen++;
        if (is_sure || !fit_builtin(&row[i], args, arg))
            continue;
        bool may = types_may_fit(&row[i], arg);
        if (!fits || may) {
            fits = &row[i];
            memcpy(chosen, arg, sizeof chosen);
            is_sure = may;
        }
    }
    if (!fits) {
        struct node *n = make_const(p, f->at, VALUE_OF_NULL, &FEEL_NULL);
        if (n)
            problem_arg(p->problems, complain(p, n, K("feel.arguments_wrong")), 0, row->name);
        return n;
    }
    if (fits->is_variadic)
        chosen[0] = make_variadic(p, f->at, args);
    struct node *n = make(p, NODE_CALL_BUILTIN, f->at, result_type(p, fits, chosen[0]));
    if (!n)
        return NULL;
    n->call.builtin = fits;
    give_children(p, n, chosen, fits->is_variadic ? 1 : fits->params);
    if (!is_sure && !fits->is_variadic)
        problem_arg(p->problems, complain(p, n, K("feel.arguments_wrong")), 0, row->name);
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
    if (!fits) {
        struct node *n = make_const(p, f->at, VALUE_OF_NULL, &FEEL_NULL);
        if (n)
            problem_arg(p->problems, complain(p, n, K("feel.arguments_wrong")), 0, host->name);
        return n;
    }
    struct node *n = make(p, NODE_CALL_HOST, f->at, host->result);
    if (!n)
        return NULL;
    n->call.host = host;
    give_children(p, n, arg, host->params);
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
    push(p, &all, f);
    for (size_t i = 0; i < args.value.n; i++)
        push(p, &all, args.value.item[i]);
    struct node *n = make(p, NODE_CALL, f->at, f->type->kind == TYPE_FUNCTION ? f->type->of : &FEEL_ANY);
    give_children(p, n, all.item, all.n);
    if (n && args.is_named) {
        struct str *name = take(p, args.value.n, sizeof *name);
        if (!name)
            return NULL;
        memcpy(name, args.name, args.value.n * sizeof *name);
        n->call.name = name;
    }
    if (n && is_known(f->type) && f->type->kind != TYPE_FUNCTION)
        problem_arg(p->problems, complain(p, n, K("feel.no_function")), 0, type_name(p, f->type));
    return n;
}

static const struct node *parse_filter(struct parser *p, const struct node *list)
{
    struct mark mark = mark_locals(p);
    const struct feel_type *of = item_type(list->type);
    lex_skip(&p->lex, 1);
    int slot = open_local(p, STR("item"), of);
    bool is_open = !is_known(of) || (of->kind == TYPE_CONTEXT && of->members == 0);
    for (size_t i = 0; of->kind == TYPE_CONTEXT && i < of->members && !p->failed; i++) {
        (void)open_local(p, of->member[i].name, of->member[i].type);
        struct local *member = &p->scope.local[p->scope.locals - 1];
        member->slot = slot;
        member->is_member = true;
    }
    if (is_open && p->scope.filters < FEEL_DEPTH_MAX) {
        p->scope.filter[p->scope.filters].slot = slot;
        p->scope.filter[p->scope.filters++].locals = mark.locals;
    }
    const struct node *by = parse_expression(p);
    p->scope.filters -= is_open && p->scope.filters > 0;
    close_locals(p, mark);
    if (!want(p, "]"))
        return NULL;
    bool is_index = by->type->kind == TYPE_NUMBER;
    const struct feel_type *t = is_index ? of : is_known(by->type) ? list_type(p, of) : &FEEL_ANY;
    struct node *n = make_of(p, NODE_FILTER, list->at, t, list, by, NULL);
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
    const struct feel_type *of = item_type(t);
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
        return take_new_name(p, NULL, false);
    lex_skip(&p->lex, length);
    return best;
}

static const struct node *parse_path(struct parser *p, const struct node *of)
{
    size_t at = p->lex.at;
    lex_skip(&p->lex, 1);
    struct str name = take_member_name(p, of->type);
    if (name.n == 0)
        return expected(p, "…");
    const struct feel_type *t = member_type(p, of->type, name);
    struct node *n = make_of(p, NODE_PATH, of->at, t ? t : &FEEL_NULL, of, NULL, NULL);
    if (!n)
        return NULL;
    n->member.text = name;
    if (!t) {
        struct node where = *n;
        lex_place(p->lex.text, at + 1, &where.line, &where.column);
        problem_arg(p->problems, complain(p, &where, K("feel.no_member")), 0, name);
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

static const struct node *parse_postfix(struct parser *p, const struct node *n)
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

static const struct node *parse_primary_plain(struct parser *p)
{
    size_t at = p->lex.at;
    struct decimal d;
    bool is_bad = false, outer = p->ends_range;
    if (p->failed || p->lex.has_open_comment) {
        if (p->lex.has_open_comment)
            (void)fail_at(p, at, K("feel.comment_open"));
        return NULL;
    }
    if (lex_number(&p->lex, &d, &is_bad)) {
        if (is_bad) {
            (void)fail_at(p, at, K("feel.number_wrong"));
            return NULL;
        }
        return make_const(p, at, value_number(d), &FEEL_NUMBER);
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
        const struct node *from = parse_additive(p);
        n = want(p, "..") ? parse_range_end(p, at, from, false) : NULL;
    } else if (!is_name && lex_take_word(&p->lex, "true"))
        n = make_const(p, at, value_boolean(true), &FEEL_BOOLEAN);
    else if (!is_name && lex_take_word(&p->lex, "false"))
        n = make_const(p, at, value_boolean(false), &FEEL_BOOLEAN);
    else if (!is_name && lex_take_word(&p->lex, "null"))
        n = make_const(p, at, VALUE_OF_NULL, &FEEL_NULL);
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
        n = expected(p, "…");
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
            return expected(p, "of");
        const struct feel_type *t = parse_type(p);
        struct node *is = make_of(p, NODE_INSTANCE, at, &FEEL_BOOLEAN, n, NULL, NULL);
        if (is)
            is->of_type = t;
        n = is;
    }
    return p->failed ? NULL : n;
}

static const struct node *parse_unary(struct parser *p)
{
    size_t at = p->lex.at;
    if (!lex_take(&p->lex, "-"))
        return parse_instance(p);
    if (++p->depth > FEEL_DEPTH_MAX)
        (void)fail_at(p, at, K("feel.too_deep"));
    const struct node *a = p->failed ? NULL : parse_unary(p);
    p->depth--;
    if (!a)
        return NULL;
    if (a->kind == NODE_CONST && a->value.kind == VALUE_NUMBER)
        return make_const(p, at, value_number(decimal_neg(a->value.number)), &FEEL_NUMBER);
    bool fits = !is_known(a->type) || a->type->kind == TYPE_NUMBER || is_duration(a->type->kind);
    struct node *n = make_of(p, NODE_NEGATE, at, fits ? a->type : &FEEL_NULL, a, NULL, NULL);
    if (n && !fits)
        problem_arg(p->problems, complain(p, n, K("feel.never_negated")), 0, type_name(p, a->type));
    return n;
}

static const struct node *parse_power(struct parser *p)
{
    const struct node *n = parse_unary(p);
    while (n && lex_take(&p->lex, "**"))
        n = make_arithmetic(p, NODE_POW, n, parse_unary(p));
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
        n = make_arithmetic(p, op, n, parse_power(p));
    }
    return n;
}

static const struct node *parse_additive(struct parser *p)
{
    const struct node *n = parse_multiplicative(p);
    while (n) {
        enum node_kind op = lex_take(&p->lex, "+")   ? NODE_ADD
                            : lex_take(&p->lex, "-") ? NODE_SUB
                                                     : NODE_CONST;
        if (op == NODE_CONST)
            break;
        n = make_arithmetic(p, op, n, parse_multiplicative(p));
    }
    return n;
}

/* One test behind `in`: a comparison, or an expression whose value is a range, a list or what must be equal.
 */
static const struct node *parse_test(struct parser *p)
{
    return sees_comparison(p) ? parse_comparison_test(p) : parse_expression(p);
}

/* x in test, x in (test, test), x in (a..b) */
static const struct node *parse_in(struct parser *p, const struct node *tested)
{
    struct nodes all = {0};
    const struct feel_type *outer = p->tested;
    size_t at = p->lex.at;
    push(p, &all, tested);
    p->tests++;
    p->tested = tested->type;
    if (lex_take(&p->lex, "(")) {
        const struct node *first = parse_test(p);
        if (first && first->kind != NODE_TEST && lex_take(&p->lex, "..")) {
            push(p, &all, parse_range_end(p, at, first, false));
        } else {
            push(p, &all, first);
            while (!p->failed && lex_take(&p->lex, ","))
                push(p, &all, parse_test(p));
            (void)want(p, ")");
        }
    } else {
        push(p, &all, sees_comparison(p) ? parse_comparison_test(p) : parse_additive(p));
    }
    p->tests--;
    p->tested = outer;
    if (p->failed)
        return NULL;
    struct node *n = make(p, NODE_IN, tested->at, &FEEL_BOOLEAN);
    give_children(p, n, all.item, all.n);
    return n;
}

static const struct node *parse_comparison(struct parser *p)
{
    const struct node *n = parse_additive(p);
    while (n && !p->failed) {
        if (lex_take_word(&p->lex, "between")) {
            const struct node *low = parse_additive(p);
            if (!p->failed && !lex_take_word(&p->lex, "and"))
                return expected(p, "and");
            const struct node *high = p->failed ? NULL : parse_additive(p);
            n = high ? make_of(p, NODE_BETWEEN, n->at, &FEEL_BOOLEAN, n, low, high) : NULL;
        } else if (lex_take_word(&p->lex, "in")) {
            n = parse_in(p, n);
        } else {
            enum node_kind op = take_comparison(p);
            if (op == NODE_CONST)
                break;
            const struct node *right = parse_additive(p);
            n = right ? make_comparison(p, op, n, right) : NULL;
        }
    }
    return p->failed ? NULL : n;
}

static const struct node *parse_and(struct parser *p)
{
    const struct node *n = parse_comparison(p);
    while (n && lex_take_word(&p->lex, "and")) {
        const struct node *right = parse_comparison(p);
        n = right ? make_of(p, NODE_AND, n->at, &FEEL_BOOLEAN, n, right, NULL) : NULL;
    }
    return n;
}

static const struct node *parse_expression(struct parser *p)
{
    if (++p->depth > FEEL_DEPTH_MAX)
        (void)fail_at(p, p->lex.at, K("feel.too_deep"));
    bool outer = p->ends_range;
    p->ends_range = false;
    const struct node *n = p->failed ? NULL : parse_and(p);
    while (n && lex_take_word(&p->lex, "or")) {
        const struct node *right = parse_and(p);
        n = right ? make_of(p, NODE_OR, n->at, &FEEL_BOOLEAN, n, right, NULL) : NULL;
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
            push(p, &all, parse_test(p));
        while (!p->failed && lex_take(&p->lex, ","));
        if (is_not && !want(p, ")"))
            return NULL;
    }
    p->tests--;
    if (p->failed)
        return NULL;
    struct node *n = make(p, NODE_TESTS, at, &FEEL_BOOLEAN);
    give_children(p, n, all.item, all.n);
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
    struct feel_program *program = arena_try(a, sizeof *program);
    char *kept = arena_try(a, text.n + 1);
    struct parser *p = arena_try(a, sizeof *p); /* too large for a stack that may be small */
    size_t words = scope->inputs / 64 + 1;
    uint64_t *reads = arena_try_array(a, words, sizeof *reads);
    if (!program || !p || !reads || !kept)
        return RC_NO_MEMORY;
    memcpy(kept, text.p ? text.p : "", text.n);
    *p = (struct parser){.a = a,
                         .lex = lex_begin(str_of(kept, text.n)),
                         .problems = problems,
                         .reads = reads,
                         .tested = tested};
    p->scope.given = scope;
    if (!tested)
        p->tested = &FEEL_ANY;
    const struct node *root = tested ? parse_unary_tests(p) : parse_expression(p);
    if (!p->failed && p->lex.has_open_comment)
        (void)fail_at(p, p->lex.at, K("feel.comment_open"));
    if (!p->failed && !lex_at_end(&p->lex))
        (void)expected(p, "+ - * / = < > and or");
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
    struct parser *p = arena_try(a, sizeof *p);
    if (!p)
        return RC_NO_MEMORY;
    *p = (struct parser){.a = a, .lex = lex_begin(text), .problems = problems};
    p->scope.given = scope;
    const struct feel_type *t = parse_type(p);
    if (!p->failed && !lex_at_end(&p->lex))
        (void)expected(p, ", >");
    if (p->no_memory)
        return RC_NO_MEMORY;
    if (p->failed)
        return RC_INVALID;
    *ret = t;
    return RC_OK;
}
