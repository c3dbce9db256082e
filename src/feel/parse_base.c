/* What all parts of the parser do: say what is wrong, make nodes, open and close names. */
#include "base/key.h"
#include "base/utf8.h"
#include "feel/parse.h"

#define NODE_DEPTH_MAX 1000
#define TYPE_TEXT_MAX 300 /* bytes of a type that are quoted */
#define COMPLAINTS_MAX 50 /* so that the list has room for what ends it */

/* -- places -- */

/* The place of the code point that begins at or behind `at`, walking from a place that is known. */
static struct place walk(struct str text, size_t from, size_t at, struct place place)
{
    for (size_t i = from; i < at && i < text.n;) {
        bool is_end = utf8_next(text, &i) == '\n';
        place.line += is_end;
        place.column = is_end ? 1 : place.column + 1;
    }
    return place;
}

/* A step may begin inside a code point, which is then counted in the step before. */
static size_t step_at(struct str text, size_t step)
{
    size_t at = step * PARSE_STEP;
    while (at < text.n && ((unsigned char)text.p[at] & 0xC0) == 0x80)
        at++;
    return at;
}

void parse_place(const struct parser *p, size_t at, int *ret_line, int *ret_column)
{
    size_t step = at / PARSE_STEP, from = step_at(p->lex.text, step);
    struct place place = walk(p->lex.text, from, at, p->place[step]);
    *ret_line = place.line;
    *ret_column = place.column;
}

struct parser *parse_begin(struct arena *scratch, struct arena *a, struct str text,
                           const struct feel_scope *scope, struct problems *problems)
{
    struct parser *p = arena_try(scratch, sizeof *p); /* too large for a stack that may be small */
    size_t steps = text.n / PARSE_STEP + 1;
    struct place *place = arena_try_array(scratch, steps, sizeof *place), last = {1, 1};
    if (!p || !place)
        return NULL;
    for (size_t i = 0; i < steps; i++)
        place[i] = last = i ? walk(text, step_at(text, i - 1), step_at(text, i), last) : last;
    *p = (struct parser){
        .a = a, .lex = lex_begin(text), .problems = problems, .tested = &FEEL_ANY, .place = place};
    p->scope.given = scope;
    return p;
}

/* -- saying what is wrong -- */

struct problem *parse_fail(struct parser *p, size_t at, const char *text)
{
    int line, column;
    if (p->failed) {
        p->unseen = (struct problem){0};
        return &p->unseen;
    }
    p->failed = true;
    parse_place(p, at, &line, &column);
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

static const struct node *say_expected(struct parser *p, const char *text, const char *what)
{
    size_t at = p->lex.at;
    bool was_failed = p->failed;
    struct problem *item = parse_fail(p, at, text);
    if (was_failed)
        return NULL;
    problem_arg(p->problems, item, 0, str_c(what));
    problem_arg(p->problems, item, 1, seen_at(p, at));
    (void)parse_suggest_meant(p, item, at);
    return NULL;
}

const struct node *parse_expected(struct parser *p, const char *what)
{
    return say_expected(p, lex_at_end(&p->lex) ? K("feel.expected_at_end") : K("feel.expected"), what);
}

const struct node *parse_expected_value(struct parser *p)
{
    return say_expected(p, lex_at_end(&p->lex) ? K("feel.expected_value_at_end") : K("feel.expected_value"),
                        "");
}

const struct node *parse_expected_name(struct parser *p)
{
    return say_expected(p, lex_at_end(&p->lex) ? K("feel.expected_name_at_end") : K("feel.expected_name"),
                        "");
}

bool parse_want(struct parser *p, const char *sign)
{
    if (p->failed || lex_take(&p->lex, sign))
        return !p->failed;
    (void)parse_expected(p, sign);
    return false;
}

bool parse_item(struct parser *p, size_t n, const char *close)
{
    if (p->failed)
        return false;
    return n == 0 ? !lex_sees(&p->lex, close) : lex_take(&p->lex, ",");
}

/* What can never be evaluated: null by the standard, and a mistake to whoever wrote it. */
struct problem *parse_complain(struct parser *p, const struct node *n, const char *text)
{
    if (++p->complaints > COMPLAINTS_MAX) {
        p->unseen = (struct problem){0};
        return &p->unseen;
    }
    struct problem *item = problem_add(p->problems, n->line, n->column, text);
    if (!p->scope.given->is_strict)
        problem_warn(p->problems, item);
    return item;
}

struct str parse_type_text(struct parser *p, const struct feel_type *t)
{
    struct buf b CLEANUP(buf_release) = {.limit_bytes = 16 * 1024};
    type_text(&b, t);
    struct str text = utf8_cut(buf_str(&b), TYPE_TEXT_MAX);
    return arena_printf(p->a, "%.*s%s", STR_ARG(text), text.n < b.n ? "…" : "");
}

/* -- making nodes -- */

void *parse_take(struct parser *p, size_t count, size_t size)
{
    void *m = p->no_memory ? NULL : arena_try_array(p->a, count ? count : 1, size);
    if (!m)
        p->no_memory = p->failed = true;
    return m;
}

struct node *node_make(struct parser *p, enum node_kind kind, size_t at, const struct feel_type *type)
{
    struct node *n = parse_take(p, 1, sizeof *n);
    if (!n)
        return NULL;
    *n = (struct node){.kind = kind,
                       .at = (uint32_t)at,
                       .length = (uint32_t)(p->lex.end > at ? p->lex.end - at : 0),
                       .type = type};
    parse_place(p, at, &n->line, &n->column);
    return n;
}

void node_adopt(struct parser *p, struct node *n, const struct node *const *child, size_t children)
{
    const struct node **kept = n ? parse_take(p, children, sizeof *kept) : NULL;
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
        (void)parse_fail(p, n->at, K("feel.too_deep"));
}

struct node *node_wrong(struct parser *p, size_t at, const char *text, struct str arg)
{
    struct node *n = node_make(p, NODE_WRONG, at, &FEEL_NULL);
    char *kept = parse_take(p, arg.n + 1, 1);
    if (!n || !kept)
        return NULL;
    memcpy(kept, arg.n ? arg.p : "", arg.n);
    n->wrong.text = text;
    n->wrong.arg = str_of(kept, arg.n);
    problem_arg(p->problems, parse_complain(p, n, text), 0, arg);
    return n;
}

static bool is_constant(const struct node *n) { return n->kind == NODE_CONST || n->folded; }

static struct value constant(const struct node *n) { return n->folded ? *n->folded : n->value; }

static struct value fold_range(struct parser *p, const struct node *n)
{
    struct value_range *r = parse_take(p, 1, sizeof *r);
    struct value to = n->children > 1 ? constant(n->child[1]) : VALUE_OF_NULL;
    bool is_range = r && range_make(n, constant(n->child[0]), to, r);
    return is_range ? (struct value){.kind = VALUE_RANGE, .range = r} : VALUE_OF_NULL;
}

static struct value fold_list(struct parser *p, const struct node *n)
{
    struct value *item = parse_take(p, n->children, sizeof *item);
    for (size_t i = 0; item && i < n->children; i++)
        item[i] = constant(n->child[i]);
    return item ? value_list(p->a, item, n->children) : VALUE_OF_NULL;
}

void node_fold(struct parser *p, struct node *n)
{
    for (size_t i = 0; n && i < n->children; i++)
        if (!is_constant(n->child[i]))
            return;
    struct value *v = n && !p->failed ? parse_take(p, 1, sizeof *v) : NULL;
    if (!v)
        return;
    *v = n->kind == NODE_LIST ? fold_list(p, n) : fold_range(p, n);
    n->folded = v->kind == VALUE_NULL ? NULL : v; /* what cannot be made says so in the run */
}

const struct node *node_widen(struct parser *p, const struct node *n, size_t at)
{
    struct node *wide = n ? parse_take(p, 1, sizeof *wide) : NULL;
    if (!wide)
        return NULL;
    *wide = *n;
    wide->at = (uint32_t)at;
    wide->length = (uint32_t)(p->lex.end - at);
    parse_place(p, at, &wide->line, &wide->column);
    return wide;
}

struct node *node_of(struct parser *p, enum node_kind kind, size_t at, const struct feel_type *type,
                     const struct node *a, const struct node *b, const struct node *c)
{
    const struct node *child[] = {a, b, c};
    if (p->failed || !a)
        return NULL;
    struct node *n = node_make(p, kind, at, type);
    node_adopt(p, n, child, c ? 3 : b ? 2 : 1);
    return n;
}

struct node *node_const(struct parser *p, size_t at, struct value v, const struct feel_type *type)
{
    struct node *n = node_make(p, NODE_CONST, at, type);
    if (n)
        n->value = v;
    return n;
}

void nodes_push(struct parser *p, struct nodes *list, const struct node *n)
{
    if (list->n >= FEEL_ITEMS_MAX) {
        (void)parse_fail(p, p->lex.at, K("feel.too_many_items"));
        return;
    }
    if (list->n == list->room) {
        size_t room = list->room ? list->room * 2 : 8;
        const struct node **more = parse_take(p, room, sizeof *more);
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

int scope_open(struct parser *p, struct str name, const struct feel_type *type)
{
    struct scope *s = &p->scope;
    if (s->locals == SCOPE_LOCALS_MAX) {
        (void)parse_fail(p, p->lex.at, K("feel.too_many_names"));
        return 0;
    }
    s->local[s->locals++] = (struct local){.name = name, .type = type, .slot = s->slots++};
    if (s->slots > s->slots_most)
        s->slots_most = s->slots;
    return s->slots - 1;
}

struct scope_mark scope_mark(const struct parser *p)
{
    return (struct scope_mark){p->scope.locals, p->scope.slots};
}
void scope_close(struct parser *p, struct scope_mark m)
{
    p->scope.locals = m.locals;
    p->scope.slots = m.slots;
}
