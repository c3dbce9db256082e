/* Reading: expat with namespaces, element by element into the arena. Text is gathered for the innermost open
 * element alone; when a child opens, what stood before it was blanks or is of no use here. */
#include <expat.h>

#include "base/utf8.h"
#include "feel/xmltree.h"

#define SPACE_END '\n'

struct reading {
    XML_Parser parser;
    struct arena *arena;
    struct problems *problems;
    struct xml_element *open[XML_DEPTH_MAX];
    struct xml_element *last[XML_DEPTH_MAX]; /* child of each open one */
    struct xml_element *root;
    size_t depth, elements;
    struct buf text;
    bool is_replaced; /* the text is not the bytes of the file: &lt; */
    bool is_stopped, no_memory;
};

static int line_here(struct reading *r) { return (int)XML_GetCurrentLineNumber(r->parser); }

static void stop(struct reading *r)
{
    r->is_stopped = true;
    (void)XML_StopParser(r->parser, XML_FALSE);
}

static void no_memory(struct reading *r)
{
    r->no_memory = true;
    stop(r);
}

/* A copy in the arena; one element takes few. */
static struct str keep(struct reading *r, struct str s)
{
    char *p = r->no_memory ? NULL : arena_try(r->arena, s.n + 1);
    if (!p) {
        no_memory(r);
        return (struct str){0};
    }
    if (s.n)
        memcpy(p, s.p, s.n);
    return str_of(p, s.n);
}

static void split_name(struct reading *r, const char *joined, struct str *ret_space, struct str *ret_name)
{
    struct str s = str_c(joined);
    size_t at = str_find(s, SPACE_END);
    struct xml_element *outer = r->depth ? r->open[r->depth - 1] : NULL;
    struct str space = at < s.n ? str_sub(s, 0, at) : STR("");
    /* Most elements are of the namespace of the one around them. */
    *ret_space = outer && str_eq(outer->space, space) ? outer->space : keep(r, space);
    *ret_name = keep(r, at < s.n ? str_sub(s, at + 1, s.n) : s);
}

static void take_attributes(struct reading *r, struct xml_element *e, const char **attribute)
{
    size_t n = 0;
    while (attribute[2 * n])
        n++;
    if (n > XML_ATTRIBUTES_MAX) {
        (void)PROBLEM(r->problems, e->line, 0, "dmn.too_many_attributes");
        stop(r);
        return;
    }
    struct xml_attribute *to = arena_try_array(r->arena, n + 1, sizeof *to);
    if (!to) {
        no_memory(r);
        return;
    }
    for (size_t i = 0; i < n && !r->is_stopped; i++) {
        split_name(r, attribute[2 * i], &to[i].space, &to[i].name);
        to[i].value = keep(r, str_c(attribute[2 * i + 1]));
    }
    e->attribute = to;
    e->attributes = n;
}

static void link_element(struct reading *r, struct xml_element *e)
{
    if (r->depth == 0)
        r->root = e;
    else if (r->last[r->depth - 1])
        r->last[r->depth - 1]->next = e;
    else
        r->open[r->depth - 1]->child = e;
    if (r->depth)
        r->last[r->depth - 1] = e;
}

static void XMLCALL on_open(void *ctx, const XML_Char *name, const XML_Char **attribute)
{
    struct reading *r = ctx;
    if (r->is_stopped)
        return;
    if (r->depth == XML_DEPTH_MAX) {
        (void)PROBLEM(r->problems, line_here(r), 0, "dmn.too_deep");
        stop(r);
        return;
    }
    if (++r->elements > XML_ELEMENTS_MAX) {
        (void)PROBLEM(r->problems, line_here(r), 0, "dmn.too_many_elements");
        stop(r);
        return;
    }
    struct xml_element *e = arena_try(r->arena, sizeof *e);
    if (!e) {
        no_memory(r);
        return;
    }
    *e = (struct xml_element){.line = line_here(r)};
    split_name(r, name, &e->space, &e->name);
    take_attributes(r, e, attribute);
    link_element(r, e);
    r->last[r->depth] = NULL;
    r->open[r->depth++] = e;
    buf_clear(&r->text);
    r->is_replaced = false;
}

static void XMLCALL on_text(void *ctx, const XML_Char *s, int n)
{
    struct reading *r = ctx;
    if (r->is_stopped || r->depth == 0)
        return;
    struct xml_element *e = r->open[r->depth - 1];
    if (r->text.n == 0) {
        e->text_line = line_here(r);
        e->text_column = (int)XML_GetCurrentColumnNumber(r->parser) + 1;
    }
    r->is_replaced |= XML_GetCurrentByteCount(r->parser) != n;
    buf_put(&r->text, str_of(s, (size_t)n));
    if (r->text.failed)
        no_memory(r);
}

static void XMLCALL on_close(void *ctx, const XML_Char *name)
{
    struct reading *r = ctx;
    (void)name;
    if (r->is_stopped || r->depth == 0)
        return;
    struct xml_element *e = r->open[--r->depth];
    if (!e->child && r->text.n)
        e->text = keep(r, buf_str(&r->text));
    if (e->text.n == 0)
        e->text_line = e->line;
    if (e->text.n == 0 || r->is_replaced)
        e->text_column = 0;
    buf_clear(&r->text);
}

static void XMLCALL on_doctype(void *ctx, const XML_Char *name, const XML_Char *system,
                               const XML_Char *public, int has_subset)
{
    struct reading *r = ctx;
    (void)name;
    (void)system;
    (void)public;
    (void)has_subset;
    if (r->is_stopped)
        return;
    (void)PROBLEM(r->problems, line_here(r), 0, "dmn.doctype");
    stop(r);
}

static enum rc parse(struct reading *r, struct str bytes)
{
    XML_SetUserData(r->parser, r);
    XML_SetElementHandler(r->parser, on_open, on_close);
    XML_SetCharacterDataHandler(r->parser, on_text);
    XML_SetStartDoctypeDeclHandler(r->parser, on_doctype);
    enum XML_Status status = XML_Parse(r->parser, bytes.p, (int)bytes.n, XML_TRUE);
    if (r->no_memory)
        return RC_NO_MEMORY;
    if (status == XML_STATUS_OK && r->root)
        return RC_OK;
    if (!r->is_stopped) {
        struct problem *item =
            PROBLEM(r->problems, line_here(r), (int)XML_GetCurrentColumnNumber(r->parser) + 1, "dmn.not_xml");
        problem_arg(r->problems, item, 0, str_c(XML_ErrorString(XML_GetErrorCode(r->parser))));
    }
    return RC_INVALID;
}

static int line_of(struct str bytes, size_t at)
{
    int line = 1;
    for (size_t i = 0; i < at && i < bytes.n; i++)
        line += bytes.p[i] == '\n';
    return line;
}

enum rc xmltree_read(struct arena *a, struct str bytes, size_t bytes_max, const struct xml_element **ret,
                     struct problems *problems)
{
    size_t bad;
    if (bytes.n > bytes_max || bytes.n > INT32_MAX) {
        (void)PROBLEM(problems, 0, 0, "dmn.too_large");
        return RC_INVALID;
    }
    if (str_starts(bytes, STR("\xEF\xBB\xBF")))
        bytes = str_sub(bytes, 3, bytes.n);
    if (!utf8_is_clean(bytes, &bad)) {
        (void)PROBLEM(problems, line_of(bytes, bad), 0, "dmn.not_utf8");
        return RC_INVALID;
    }
    /* What the file itself says of its encoding is no longer of interest. */
    struct reading r = {.arena = a, .problems = problems, .parser = XML_ParserCreateNS("UTF-8", SPACE_END)};
    if (!r.parser)
        return RC_NO_MEMORY;
    enum rc rc = parse(&r, bytes);
    XML_ParserFree(r.parser);
    buf_release(&r.text);
    if (rc == RC_OK)
        *ret = r.root;
    return rc;
}

bool xmltree_is(const struct xml_element *e, const char *name) { return str_eq(e->name, str_c(name)); }

struct str xmltree_attribute(const struct xml_element *e, const char *name)
{
    for (size_t i = 0; i < e->attributes; i++)
        if (e->attribute[i].space.n == 0 && str_eq(e->attribute[i].name, str_c(name)))
            return str_trim(e->attribute[i].value);
    return (struct str){0};
}

const struct xml_element *xmltree_child(const struct xml_element *e, const char *name)
{
    for (const struct xml_element *c = e->child; c; c = c->next)
        if (xmltree_is(c, name) && str_eq(c->space, e->space))
            return c;
    return NULL;
}

const struct xml_element *xmltree_next(const struct xml_element *e)
{
    for (const struct xml_element *c = e->next; c; c = c->next)
        if (str_eq(c->name, e->name) && str_eq(c->space, e->space))
            return c;
    return NULL;
}

static void put_escaped(struct buf *out, struct str s, bool is_value)
{
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (c == '&')
            buf_put(out, STR("&amp;"));
        else if (c == '<')
            buf_put(out, STR("&lt;"));
        else if (c == '>')
            buf_put(out, STR("&gt;"));
        else if (c == '"' && is_value)
            buf_put(out, STR("&quot;"));
        else if (c == '\r' || (is_value && (c == '\n' || c == '\t'))) /* a reader would change it */
            buf_printf(out, "&#%d;", c);
        else
            buf_putc(out, c);
    }
}

void xmltree_put_text(struct buf *out, struct str s) { put_escaped(out, s, false); }

void xmltree_put_value(struct buf *out, struct str s) { put_escaped(out, s, true); }
