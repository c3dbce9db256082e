/* libyaml gives events; a stack of open containers turns them into the tree. Depth and number of items are
 * counted as they come, so a hostile text costs no more than its size. */
#include "doc/doc.h"

#include <yaml.h>

#include "base/utf8.h"

struct builder {
    struct arena *a, *nodes;
    struct problems *p;
    struct doc *open[DOC_DEPTH_MAX];
    struct doc *last[DOC_DEPTH_MAX]; /* latest child of each */
    int depth, items;
    struct doc *root;
    struct str key[DOC_DEPTH_MAX];
    int key_line[DOC_DEPTH_MAX], key_column[DOC_DEPTH_MAX];
    bool key_waits[DOC_DEPTH_MAX];
    struct str text; /* the whole */
    size_t line_at;  /* where line `line` of it begins */
    int line;        /* from 0 */
    bool no_memory, too_large;
};

static int line_of(yaml_mark_t m) { return (int)m.line + 1; }
static int column_of(yaml_mark_t m) { return (int)m.column + 1; }

static struct str keep(struct builder *b, const char *p, size_t n)
{
    char *copy = arena_try(b->a, n + 1);
    if (!copy) {
        b->no_memory = true;
        return STR("");
    }
    if (n)
        memcpy(copy, p, n);
    return str_of(copy, n);
}

static bool key_is_new(struct builder *b, const struct doc *map, struct str key, yaml_mark_t at)
{
    for (const struct doc *c = map->first; c; c = c->next)
        if (str_eq(c->key, key)) {
            struct problem *q = PROBLEM(b->p, line_of(at), column_of(at), "score.key_twice");
            problem_arg(b->p, q, 0, key);
            return false;
        }
    return true;
}

/* Hangs a value into the innermost container. */
static struct doc *put(struct builder *b, enum doc_kind kind, yaml_mark_t at)
{
    struct doc *d = arena_try(b->nodes, sizeof *d);
    if (!d) {
        b->no_memory = true;
        return NULL;
    }
    if (++b->items > DOC_ITEMS_MAX) {
        b->too_large = true;
        return NULL;
    }
    *d = (struct doc){.kind = kind, .line = line_of(at), .column = column_of(at)};
    if (b->depth == 0) {
        b->root = d;
        return d;
    }
    int i = b->depth - 1;
    if (b->open[i]->kind == DOC_MAP) {
        d->key = b->key[i];
        d->key_line = b->key_line[i];
        d->key_column = b->key_column[i];
        b->key_waits[i] = false;
    }
    if (b->last[i])
        b->last[i]->next = d;
    else
        b->open[i]->first = d;
    b->last[i] = d;
    b->open[i]->count++;
    return d;
}

static bool key_is_wanted(const struct builder *b)
{
    return b->depth > 0 && b->open[b->depth - 1]->kind == DOC_MAP && !b->key_waits[b->depth - 1];
}

static void container(struct builder *b, enum doc_kind kind, const yaml_event_t *ev)
{
    if (key_is_wanted(b)) {
        (void)PROBLEM(b->p, line_of(ev->start_mark), column_of(ev->start_mark), "score.key_is_not_a_text");
        return;
    }
    struct doc *d = put(b, kind, ev->start_mark);
    if (!d)
        return;
    if (b->depth == DOC_DEPTH_MAX) {
        (void)PROBLEM(b->p, d->line, d->column, "score.too_deep");
        return;
    }
    b->open[b->depth] = d;
    b->last[b->depth] = NULL;
    b->key_waits[b->depth++] = false;
}

/* !tags and &anchors say things that no reader of fields has words for. */
static bool is_plain(struct builder *b, const yaml_event_t *ev)
{
    const yaml_char_t *tag = NULL, *anchor = NULL;
    if (ev->type == YAML_SCALAR_EVENT) {
        tag = ev->data.scalar.tag;
        anchor = ev->data.scalar.anchor;
    } else if (ev->type == YAML_SEQUENCE_START_EVENT) {
        tag = ev->data.sequence_start.tag;
        anchor = ev->data.sequence_start.anchor;
    } else if (ev->type == YAML_MAPPING_START_EVENT) {
        tag = ev->data.mapping_start.tag;
        anchor = ev->data.mapping_start.anchor;
    }
    if (tag)
        (void)PROBLEM(b->p, line_of(ev->start_mark), column_of(ev->start_mark), "score.tag");
    if (anchor || ev->type == YAML_ALIAS_EVENT)
        (void)PROBLEM(b->p, line_of(ev->start_mark), column_of(ev->start_mark), "score.alias");
    return !tag && !anchor && ev->type != YAML_ALIAS_EVENT;
}

/* How far the first line with something in it, from that line on, is indented. Lines come in their order. */
static int indent_from(struct builder *b, int line)
{
    size_t at = b->line_at;
    for (; b->line < line && at < b->text.n; at++)
        if (b->text.p[at] == '\n') {
            b->line++;
            b->line_at = at + 1;
        }
    int indent = 0;
    for (; at < b->text.n && (b->text.p[at] == ' ' || b->text.p[at] == '\n' || b->text.p[at] == '\r'); at++)
        indent = b->text.p[at] == ' ' ? indent + 1 : 0;
    return indent;
}

static void place_text(struct builder *b, struct doc *d, const yaml_event_t *ev)
{
    yaml_scalar_style_t style = ev->data.scalar.style;
    bool is_block = style == YAML_LITERAL_SCALAR_STYLE,
         is_one_line = ev->start_mark.line == ev->end_mark.line;
    d->text_line = d->line + is_block;
    if (is_block)
        d->text_column = indent_from(b, d->line) + 1;
    else if (is_one_line && str_find(d->text, '\n') == d->text.n)
        d->text_column = d->column + (style != YAML_PLAIN_SCALAR_STYLE);
}

static void scalar(struct builder *b, const yaml_event_t *ev)
{
    struct str text = keep(b, (const char *)ev->data.scalar.value, ev->data.scalar.length);
    if (!key_is_wanted(b)) {
        struct doc *d = put(b, DOC_TEXT, ev->start_mark);
        if (d) {
            d->text = text;
            place_text(b, d, ev);
        }
        return;
    }
    int i = b->depth - 1;
    /* Only lists of units are longer, and their reader sees a unit that stands twice. */
    if (b->open[i]->count < 200 && !key_is_new(b, b->open[i], text, ev->start_mark))
        return;
    b->key[i] = text;
    b->key_line[i] = line_of(ev->start_mark);
    b->key_column[i] = column_of(ev->start_mark);
    b->key_waits[i] = true;
}

static void step(struct builder *b, const yaml_event_t *ev)
{
    if (!is_plain(b, ev))
        return;
    switch (ev->type) {
    case YAML_DOCUMENT_START_EVENT:
        if (b->root)
            (void)PROBLEM(b->p, line_of(ev->start_mark), column_of(ev->start_mark), "score.second_document");
        break;
    case YAML_SEQUENCE_START_EVENT:
    case YAML_MAPPING_START_EVENT:
        container(b, ev->type == YAML_MAPPING_START_EVENT ? DOC_MAP : DOC_LIST, ev);
        break;
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
        b->depth--;
        break;
    case YAML_SCALAR_EVENT:
        scalar(b, ev);
        break;
    default:
        break;
    }
}

static void syntax_problem(struct builder *b, const yaml_parser_t *y)
{
    if (y->error == YAML_MEMORY_ERROR) {
        b->no_memory = true;
        return;
    }
    struct problem *q = PROBLEM(b->p, line_of(y->problem_mark), column_of(y->problem_mark), "score.not_yaml");
    q->hint = "score.not_yaml_hint";
    problem_value(b->p, q, str_c(y->problem));
}

static void run(struct builder *b, struct str text)
{
    yaml_parser_t y;
    if (!yaml_parser_initialize(&y)) {
        b->no_memory = true;
        return;
    }
    yaml_parser_set_encoding(&y, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&y, (const unsigned char *)text.p, text.n);
    bool more = true;
    while (more && b->p->blocking == 0 && !b->no_memory && !b->too_large) {
        yaml_event_t ev;
        if (!yaml_parser_parse(&y, &ev)) {
            syntax_problem(b, &y);
            break;
        }
        more = ev.type != YAML_STREAM_END_EVENT;
        step(b, &ev);
        yaml_event_delete(&ev);
    }
    yaml_parser_delete(&y);
}

static void dirty_problem(struct problems *p, struct str text, size_t bad)
{
    int line = 1, column = 1;
    for (size_t i = 0; i < bad; i++) {
        column = text.p[i] == '\n' ? 1 : column + 1;
        line += text.p[i] == '\n';
    }
    PROBLEM(p, line, column, "score.not_utf8")->hint = "score.not_utf8_hint";
}

enum rc doc_read(struct arena *a, struct arena *nodes, struct str text, struct problems *p, struct doc **ret,
                 struct err *err)
{
    size_t bad;
    if (text.n > LIMIT_SCHEME_BYTES) {
        (void)PROBLEM(p, 0, 0, "score.too_large");
        return FAIL(err, RC_TOO_LARGE, "score.too_large", "%zu bytes", text.n);
    }
    if (!utf8_is_clean(text, &bad)) {
        dirty_problem(p, text, bad);
        return FAIL(err, RC_INVALID, "score.not_utf8", "byte %zu", bad);
    }
    if (text.n >= 3 && memcmp(text.p, "\xEF\xBB\xBF", 3) == 0)
        text = str_sub(text, 3, text.n - 3);
    struct builder *b = arena_try(a, sizeof *b);
    if (!b)
        return FAIL(err, RC_NO_MEMORY, "score.no_memory", "doc");
    *b = (struct builder){.a = a, .nodes = nodes, .p = p, .text = text};
    run(b, text);
    if (b->no_memory)
        return FAIL(err, RC_NO_MEMORY, "score.no_memory", "doc, %d items", b->items);
    if (b->too_large) {
        (void)PROBLEM(p, 0, 0, "score.too_large");
        return FAIL(err, RC_TOO_LARGE, "score.too_large", "%d items", b->items);
    }
    if (p->blocking == 0 && !b->root)
        PROBLEM(p, 0, 0, "score.empty")->hint = "score.empty_hint";
    if (p->blocking)
        return FAIL(err, RC_INVALID, "score.scheme_invalid", "not a tree");
    *ret = b->root;
    return RC_OK;
}
