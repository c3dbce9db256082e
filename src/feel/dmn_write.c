/* A model as XML of DMN 1.5. Types first, each under its name; a type without one gets its text as a name
 * (“list<number>”) where a reference is all that fits. Ids are kept where they are names of XML and stand
 * once; the others are made of the node's number. */
#include <stdlib.h>

#include "feel/dmn.h"
#include "feel/node.h"
#include "feel/xmltree.h"

struct writing {
    struct buf *out;
    const struct dmn_node *const *node;
    size_t nodes;
    struct declared {
        const struct feel_type *type;
        struct buf name;
    } * type;
    size_t types, room;
};

static void put(struct writing *w, const char *text) { buf_put(w->out, str_c(text)); }

static void put_attribute(struct writing *w, const char *name, struct str value)
{
    if (value.n == 0)
        return;
    buf_printf(w->out, " %s=\"", name);
    xmltree_put_value(w->out, value);
    buf_putc(w->out, '"');
}

static void put_text_element(struct writing *w, const char *name, struct str text)
{
    buf_printf(w->out, "<%s><text>", name);
    xmltree_put_text(w->out, text);
    buf_printf(w->out, "</text></%s>", name);
}

/* -- types -- */

static bool is_simple(const struct feel_type *t)
{
    return t->name.n == 0 && !t->allowed &&
           (t->kind <= TYPE_SECONDS || t->kind == TYPE_RANGE || t->kind == TYPE_NEVER);
}

static void put_type_name(struct writing *w, const char *attribute, const struct feel_type *t)
{
    struct buf b CLEANUP(buf_release) = {0};
    if (!t || (t->kind == TYPE_ANY && t->name.n == 0))
        return;
    type_text(&b, t);
    put_attribute(w, attribute, buf_str(&b));
}

static void put_type_ref(struct writing *w, const struct feel_type *t)
{
    struct buf b CLEANUP(buf_release) = {0};
    type_text(&b, t);
    put(w, "<typeRef>");
    xmltree_put_text(w->out, buf_str(&b));
    put(w, "</typeRef>");
}

static void put_item(struct writing *w, const char *element, struct str name, const struct feel_type *t);

static void put_function_item(struct writing *w, const struct feel_type *t)
{
    put(w, "<functionItem");
    put_type_name(w, "outputTypeRef", t->of);
    put(w, ">");
    for (size_t i = 0; i < t->members; i++) {
        put(w, "<parameters");
        put_attribute(w, "name", t->member[i].name);
        put_type_name(w, "typeRef", t->member[i].type);
        put(w, "/>");
    }
    put(w, "</functionItem>");
}

/* What stands inside an itemDefinition, but for a collection's own. */
static void put_body(struct writing *w, const struct feel_type *t)
{
    struct feel_type plain = *t;
    plain.name = (struct str){0};
    plain.allowed = NULL;
    if (t->name.n) {
        put_type_ref(w, t);
    } else if (t->kind == TYPE_CONTEXT && t->members) {
        for (size_t i = 0; i < t->members; i++)
            put_item(w, "itemComponent", t->member[i].name, t->member[i].type);
    } else if (t->kind == TYPE_FUNCTION) {
        put_function_item(w, t);
    } else {
        put_type_ref(w, &plain);
    }
    if (t->name.n == 0 && t->allowed)
        put_text_element(w, "allowedValues", str_trim(t->allowed->text));
}

/* `t` without regard to its own name, which is the item's. A list in a list has a name of its own. */
static void put_item(struct writing *w, const char *element, struct str name, const struct feel_type *t)
{
    struct feel_type inner = *t;
    buf_printf(w->out, "<%s", element);
    put_attribute(w, "name", name);
    if (str_eq(t->name, name))
        inner.name = (struct str){0};
    bool is_list = inner.kind == TYPE_LIST && inner.name.n == 0;
    put(w, is_list ? " isCollection=\"true\">" : ">");
    put_body(w, is_list ? inner.of : &inner);
    if (is_list && inner.allowed)
        put_text_element(w, "typeConstraint", str_trim(inner.allowed->text));
    buf_printf(w->out, "</%s>\n", element);
}

/* -- which types are to be declared -- */

/* Places for more; a type that is only a part of others has no name here. */
static struct declared *add_declared(struct writing *w, const struct feel_type *t)
{
    if (w->types == w->room) {
        size_t room = w->room ? 2 * w->room : 64;
        struct declared *grown = realloc(w->type, room * sizeof *grown);
        if (!grown) {
            w->out->failed = true;
            return NULL;
        }
        w->type = grown;
        w->room = room;
    }
    w->type[w->types] = (struct declared){.type = t};
    return &w->type[w->types++];
}

static bool is_declared(const struct writing *w, const struct feel_type *t)
{
    for (size_t i = 0; i < w->types; i++)
        if (w->type[i].type == t)
            return true;
    return false;
}

/* Types with names, those in them, and those that only a reference can name. How deep they nest is bounded
 * where they are read. */
static void declare(struct writing *w, const struct feel_type *t, bool is_reference)
{
    bool is_bare = t && t->kind == TYPE_CONTEXT && t->members == 0;
    if (!t || w->out->failed || is_simple(t) || is_declared(w, t))
        return;
    struct declared *d = add_declared(w, t);
    if (!d)
        return;
    if (t->name.n || (is_reference && !is_bare))
        type_text(&d->name, t);
    if (t->kind == TYPE_LIST)
        declare(w, t->of, t->of->kind == TYPE_LIST);
    if (t->kind == TYPE_FUNCTION)
        declare(w, t->of, true);
    for (size_t i = 0; i < t->members; i++)
        declare(w, t->member[i].type, t->kind == TYPE_FUNCTION);
}

static int name_order(const void *a, const void *b)
{
    const struct declared *x = a, *y = b;
    return str_cmp(buf_str(&x->name), buf_str(&y->name));
}

/* In the order of their names, each name once: the same bytes whatever order they came in. */
static void put_types(struct writing *w)
{
    struct str last = {0};
    if (w->types)
        qsort(w->type, w->types, sizeof *w->type, name_order);
    for (size_t i = 0; i < w->types; i++) {
        struct str name = buf_str(&w->type[i].name);
        w->out->failed |= w->type[i].name.failed;
        if (name.n && !str_eq(name, last))
            put_item(w, "itemDefinition", name, w->type[i].type);
        last = name;
    }
}

static void release_types(struct writing *w)
{
    for (size_t i = 0; i < w->types; i++)
        buf_release(&w->type[i].name);
    free(w->type);
}

/* -- ids -- */

#define MADE_ID "_kaocheng_"

static bool is_id_byte(char c, bool is_first)
{
    bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    return is_letter || (!is_first && ((c >= '0' && c <= '9') || c == '-' || c == '.'));
}

static bool keeps_id(const struct writing *w, size_t at)
{
    struct str id = w->node[at]->id;
    for (size_t i = 0; i < id.n; i++)
        if (!is_id_byte(id.p[i], i == 0))
            return false;
    for (size_t i = 0; i < at; i++)
        if (str_eq(w->node[i]->id, id))
            return false;
    return id.n && !str_starts(id, STR(MADE_ID));
}

static void put_id(struct writing *w, size_t at)
{
    if (keeps_id(w, at))
        buf_put(w->out, w->node[at]->id);
    else
        buf_printf(w->out, MADE_ID "%zu", at + 1);
}

/* -- decision tables -- */

static void put_table_head(struct writing *w, const struct rules *r)
{
    static const char *const POLICY[HIT_POLICY__COUNT] = {
        [HIT_UNIQUE] = "UNIQUE",         [HIT_ANY] = "ANY",
        [HIT_PRIORITY] = "PRIORITY",     [HIT_FIRST] = "FIRST",
        [HIT_RULE_ORDER] = "RULE ORDER", [HIT_OUTPUT_ORDER] = "OUTPUT ORDER",
        [HIT_COLLECT] = "COLLECT"};
    static const char *const COLLECT[HIT_COLLECT__COUNT] = {
        [COLLECT_SUM] = "SUM", [COLLECT_MIN] = "MIN", [COLLECT_MAX] = "MAX", [COLLECT_COUNT] = "COUNT"};
    buf_printf(w->out, "<decisionTable hitPolicy=\"%s\"", POLICY[r->policy]);
    if (r->policy == HIT_COLLECT && COLLECT[r->collect])
        buf_printf(w->out, " aggregation=\"%s\"", COLLECT[r->collect]);
    put(w, ">\n");
}

static void put_input(struct writing *w, const struct rules_input *in)
{
    put(w, "<input");
    put_attribute(w, "label", in->label);
    put(w, "><inputExpression");
    put_attribute(w, "typeRef", in->type);
    put(w, "><text>");
    xmltree_put_text(w->out, in->expression);
    put(w, "</text></inputExpression>");
    if (in->allowed.n)
        put_text_element(w, "inputValues", in->allowed);
    put(w, "</input>\n");
}

static void put_output(struct writing *w, const struct rules_output *out)
{
    put(w, "<output");
    put_attribute(w, "name", out->name);
    put_attribute(w, "typeRef", out->type);
    put(w, ">");
    if (out->allowed.n)
        put_text_element(w, "outputValues", out->allowed);
    if (out->otherwise.n)
        put_text_element(w, "defaultOutputEntry", out->otherwise);
    put(w, "</output>\n");
}

static void put_rule(struct writing *w, const struct rules *r, const struct rules_row *row, bool has_remarks)
{
    put(w, "<rule>");
    for (size_t i = 0; i < r->inputs; i++)
        put_text_element(w, "inputEntry", row->input[i].n ? row->input[i] : STR("-"));
    for (size_t o = 0; o < r->outputs; o++)
        put_text_element(w, "outputEntry", row->output[o]);
    if (has_remarks)
        put_text_element(w, "annotationEntry", row->remark);
    put(w, "</rule>\n");
}

static void put_table(struct writing *w, const struct rules *r)
{
    bool has_remarks = false;
    for (size_t i = 0; i < r->rows; i++)
        has_remarks |= r->row[i].remark.n > 0;
    put_table_head(w, r);
    for (size_t i = 0; i < r->inputs; i++)
        put_input(w, &r->input[i]);
    for (size_t o = 0; o < r->outputs; o++)
        put_output(w, &r->output[o]);
    if (has_remarks)
        put(w, "<annotation name=\"备注\"/>\n");
    for (size_t i = 0; i < r->rows; i++)
        put_rule(w, r, &r->row[i], has_remarks);
    put(w, "</decisionTable>\n");
}

/* -- nodes -- */

static void put_needs(struct writing *w, const struct dmn_node *n)
{
    for (size_t i = 0; i < n->needs_n; i++)
        for (size_t k = 0; k < w->nodes; k++) {
            if (w->node[k] != n->needs[i])
                continue;
            const char *what = w->node[k]->kind == DMN_INPUT ? "requiredInput" : "requiredDecision";
            buf_printf(w->out, "<informationRequirement><%s href=\"#", what);
            put_id(w, k);
            put(w, "\"/></informationRequirement>\n");
        }
}

static void put_node(struct writing *w, size_t at)
{
    const struct dmn_node *n = w->node[at];
    const char *element = n->kind == DMN_INPUT ? "inputData" : "decision";
    buf_printf(w->out, "<%s id=\"", element);
    put_id(w, at);
    put(w, "\"");
    put_attribute(w, "name", n->name);
    put(w, ">\n<variable");
    put_attribute(w, "name", n->variable.n ? n->variable : n->name);
    put_type_name(w, "typeRef", n->type);
    put(w, "/>\n");
    put_needs(w, n);
    if (n->is_supported && n->rules) {
        put_table(w, n->rules);
    } else if (n->is_supported && n->expression.n) {
        put_text_element(w, "literalExpression", n->expression);
        put(w, "\n");
    }
    buf_printf(w->out, "</%s>\n", element);
}

void dmn_write(struct buf *out, struct str model_name, const struct dmn_node *const *node, size_t n,
               const struct feel_type *const *type, size_t types)
{
    struct writing w = {.out = out, .node = node, .nodes = n};
    put(&w, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
            "<definitions xmlns=\"https://www.omg.org/spec/DMN/20230324/MODEL/\"\n"
            " namespace=\"urn:kaocheng:model\" id=\"" MADE_ID "model\"");
    put_attribute(&w, "name", model_name.n ? model_name : STR("model"));
    put(&w, ">\n");
    for (size_t i = 0; i < types; i++)
        declare(&w, type[i], true);
    for (size_t i = 0; i < n; i++)
        declare(&w, node[i]->type, true);
    put_types(&w);
    for (size_t i = 0; i < n; i++)
        put_node(&w, i);
    put(&w, "</definitions>\n");
    release_types(&w);
}
