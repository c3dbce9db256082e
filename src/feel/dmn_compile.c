/* The logic of decisions: a literal expression or a table, compiled with the names of what the decision
 * needs. Whatever is wrong here is a warning, and the decision is not supported. */
#include "base/key.h"
#include "feel/dmn_model.h"

static void lacks(struct dmn_part *p, enum dmn_lack lack, struct str what)
{
    if (p->node.lack)
        return;
    p->node.is_supported = false;
    p->node.lack = lack;
    p->node.lacks = what;
}

/* Boxed expressions that are not read yet. */
static const struct xml_element *find_unsupported(const struct xml_element *decision)
{
    static const char *const NAME[] = {"context",     "invocation", "list", "relation", "functionDefinition",
                                       "conditional", "for",        "some", "every",    "filter"};
    for (const struct xml_element *e = decision->child; e; e = e->next)
        for (size_t i = 0; str_eq(e->space, decision->space) && i < COUNT_OF(NAME); i++)
            if (xmltree_is(e, NAME[i]))
                return e;
    return NULL;
}

/* FEEL by one of its names, or nothing said. */
static bool is_feel(struct str language)
{
    return language.n == 0 || str_find_str(language, STR("FEEL")) < language.n ||
           str_find_str(language, STR("feel")) < language.n;
}

static bool speaks_feel(struct dmn_reading *r, struct dmn_part *p, const struct xml_element *e)
{
    struct str own = xmltree_attribute(e, "expressionLanguage"),
               language = own.n ? own : xmltree_attribute(r->root, "expressionLanguage");
    if (is_feel(language))
        return true;
    (void)dmn_warn(r, e->line, K("dmn.language"), p->node.name, language);
    lacks(p, DMN_LACKS_ELEMENT, STR("expressionLanguage"));
    return false;
}

/* A type that the expression says where the variable says none. */
static void take_type(struct dmn_reading *r, struct dmn_part *p, const struct xml_element *e)
{
    size_t unknown = r->unknown;
    const struct feel_type *t = dmn_type(r, xmltree_attribute(e, "typeRef"), e->line);
    if (r->unknown > unknown)
        lacks(p, DMN_LACKS_SENSE, (struct str){0});
    else if (p->node.type->kind == TYPE_ANY)
        p->node.type = t;
}

static bool fill_scope(struct dmn_reading *r, struct dmn_part *p, struct feel_scope *ret)
{
    struct feel_input *input = dmn_take(r, p->node.needs_n, sizeof *input);
    for (size_t i = 0; input && i < p->node.needs_n; i++) {
        const struct dmn_part *need = &r->model->part[p->need[i]];
        input[i] = (struct feel_input){need->node.variable, need->node.type};
    }
    *ret = dmn_scope(r);
    ret->input = input;
    ret->inputs = p->node.needs_n;
    ret->wanted = p->node.type->kind == TYPE_ANY ? NULL : p->node.type;
    return input != NULL;
}

static void compile_literal(struct dmn_reading *r, struct dmn_part *p, const struct xml_element *e)
{
    const struct xml_element *text = xmltree_child(e, "text");
    struct feel_scope scope;
    if (!speaks_feel(r, p, e) || !fill_scope(r, p, &scope))
        return;
    if (!text || str_trim(text->text).n == 0) {
        const struct xml_element *other = xmltree_child(e, "importedValues");
        if (other)
            (void)dmn_warn(r, other->line, K("dmn.leans_on"), p->node.name, other->name);
        else
            (void)dmn_warn(r, e->line, K("dmn.no_expression"), p->node.name, (struct str){0});
        lacks(p, other ? DMN_LACKS_ELEMENT : DMN_LACKS_SENSE, other ? other->name : (struct str){0});
        return;
    }
    p->node.expression = text->text;
    p->text_line = text->text_line;
    p->text_column = text->text_column;
    enum rc rc = feel_compile(r->arena, text->text, &scope, &p->program, dmn_found(r));
    r->no_memory |= rc == RC_NO_MEMORY;
    dmn_adopt(r, p->text_line, p->text_column);
    if (rc != RC_OK)
        lacks(p, DMN_LACKS_SENSE, (struct str){0});
}

/* Problems of a table have their lines in the file already. */
static void compile_table(struct dmn_reading *r, struct dmn_part *p, const struct xml_element *e)
{
    struct feel_scope scope;
    if (!speaks_feel(r, p, e) || !fill_scope(r, p, &scope))
        return;
    const struct rules *rules = dmn_read_table(r, e, p->node.name);
    if (!rules) {
        lacks(p, DMN_LACKS_SENSE, (struct str){0});
        return;
    }
    p->node.rules = rules;
    enum rc rc = rules_compile(r->arena, rules, &scope, &p->table, dmn_found(r));
    r->no_memory |= rc == RC_NO_MEMORY;
    for (size_t i = 0; i < r->found->n; i++) /* of no known line: the table's */
        if (r->found->item[i].line == 0)
            r->found->item[i].line = e->line;
    dmn_adopt(r, 1, 0);
    if (rc != RC_OK)
        lacks(p, DMN_LACKS_SENSE, (struct str){0});
}

static void look_at_needs(struct dmn_reading *r, struct dmn_part *p)
{
    for (size_t i = 0; i < p->node.needs_n; i++) {
        const struct dmn_part *need = &r->model->part[p->need[i]];
        if (need->node.is_supported || p->node.lack)
            continue;
        (void)dmn_warn(r, p->node.line, K("dmn.needs_unsupported"), p->node.name, need->node.name);
        lacks(p, DMN_LACKS_NEED, need->node.name);
    }
}

static void compile_decision(struct dmn_reading *r, struct dmn_part *p)
{
    const struct xml_element *e = p->element, *literal = xmltree_child(e, "literalExpression"),
                             *table = xmltree_child(e, "decisionTable"), *boxed = find_unsupported(e);
    if (boxed) {
        (void)dmn_warn(r, boxed->line, K("dmn.leans_on"), p->node.name, boxed->name);
        lacks(p, DMN_LACKS_ELEMENT, boxed->name);
    }
    if (literal || table)
        take_type(r, p, literal ? literal : table);
    look_at_needs(r, p);
    p->is_given = !literal && !table && !boxed;
    if (p->node.lack || r->no_memory)
        return;
    if (literal)
        compile_literal(r, p, literal);
    else if (table)
        compile_table(r, p, table);
}

void dmn_compile(struct dmn_reading *r)
{
    for (size_t i = 0; i < r->model->parts && !r->no_memory; i++) {
        struct dmn_part *p = &r->model->part[r->model->order[i]];
        if (p->node.kind == DMN_DECISION)
            compile_decision(r, p);
    }
}
