/* The elements of a model as parts, and what they need (DMN 1.5, ch. 6). The graph is put in an order in
 * which each part stands behind its needs; what cannot be put in order is a circle. */
#include <stdlib.h>

#include "base/key.h"
#include "feel/dmn_model.h"

/* -- small helps -- */

void *dmn_take(struct dmn_reading *r, size_t count, size_t size)
{
    void *p = r->no_memory ? NULL : arena_try_array(r->arena, count ? count : 1, size);
    r->no_memory |= p == NULL;
    return p;
}

struct str dmn_text(const struct xml_element *e)
{
    const struct xml_element *text = e ? xmltree_child(e, "text") : NULL;
    return text ? str_trim(text->text) : (struct str){0};
}

size_t dmn_count(const struct xml_element *e, const char *name)
{
    size_t n = 0;
    for (const struct xml_element *c = xmltree_child(e, name); c; c = xmltree_next(c))
        n++;
    return n;
}

struct problem *dmn_warn(struct dmn_reading *r, int line, const char *key, struct str a, struct str b)
{
    struct problem *item = problem_add(r->problems, line, 0, key);
    problem_arg(r->problems, item, 0, a);
    problem_arg(r->problems, item, 1, b);
    problem_warn(r->problems, item);
    return item;
}

struct problems *dmn_found(struct dmn_reading *r)
{
    problems_clear(r->found);
    return r->found;
}

void dmn_adopt(struct dmn_reading *r, int line, int column)
{
    for (size_t i = 0; i < r->found->n; i++) {
        const struct problem *from = &r->found->item[i];
        int first = column && from->line <= 1 && from->column ? column + from->column - 1 : 0;
        struct problem *item = problem_add(r->problems, line + (from->line > 1 ? from->line - 1 : 0),
                                           column && from->line > 1 ? from->column : first, from->text);
        struct problem place = {.line = item->line, .column = item->column};
        *item = *from;
        item->line = place.line;
        item->column = place.column;
        item->is_warning = item->is_remark = false;
        if (item->column == 0)
            item->suggest = (struct str){0};
        problem_warn(r->problems, item);
    }
}

struct feel_scope dmn_scope(struct dmn_reading *r)
{
    struct feel_scope scope = r->model->given;
    scope.type = r->model->type;
    scope.types = r->model->types;
    return scope;
}

/* -- the file -- */

static bool read_root(struct dmn_reading *r, struct str xml)
{
    static const struct str SPACE[] = {STR_INIT("http://www.omg.org/spec/DMN/20151101/dmn.xsd"),
                                       STR_INIT("http://www.omg.org/spec/DMN/20180521/MODEL/"),
                                       STR_INIT("https://www.omg.org/spec/DMN/20191111/MODEL/"),
                                       STR_INIT("https://www.omg.org/spec/DMN/20211108/MODEL/"),
                                       STR_INIT("https://www.omg.org/spec/DMN/20230324/MODEL/")};
    enum rc rc = xmltree_read(r->arena, xml, DMN_BYTES_MAX, &r->root, r->problems);
    r->no_memory |= rc == RC_NO_MEMORY;
    if (rc != RC_OK)
        return false;
    r->space = xmltree_attribute(r->root, "namespace");
    for (size_t i = 0; i < COUNT_OF(SPACE); i++)
        if (xmltree_is(r->root, "definitions") && str_eq(r->root->space, SPACE[i]))
            return true;
    struct problem *item = PROBLEM(r->problems, r->root->line, 0, "dmn.no_model");
    problem_arg(r->problems, item, 0, r->root->name);
    return false;
}

/* Elements that add nothing to what a decision gives. */
static bool is_silent(const struct xml_element *e)
{
    static const char *const NAME[] = {"description",       "extensionElements", "itemDefinition",
                                       "inputData",         "decision",          "knowledgeSource",
                                       "textAnnotation",    "association",       "group",
                                       "elementCollection", "organizationUnit",  "performanceIndicator"};
    for (size_t i = 0; i < COUNT_OF(NAME); i++)
        if (xmltree_is(e, NAME[i]))
            return true;
    return false;
}

static void warn_of_others(struct dmn_reading *r)
{
    for (const struct xml_element *e = r->root->child; e; e = e->next)
        if (str_eq(e->space, r->root->space) && !is_silent(e))
            (void)dmn_warn(r, e->line, K("dmn.not_supported"), e->name, xmltree_attribute(e, "name"));
}

/* -- parts -- */

static void read_part(struct dmn_reading *r, const struct xml_element *e, bool is_decision)
{
    struct dmn_part *p = &r->model->part[r->model->parts];
    const struct xml_element *variable = xmltree_child(e, "variable");
    struct str name = xmltree_attribute(e, "name"),
               called = variable ? xmltree_attribute(variable, "name") : name;
    p->element = e;
    p->node = (struct dmn_node){.kind = is_decision ? DMN_DECISION : DMN_INPUT,
                                .id = xmltree_attribute(e, "id"),
                                .name = name,
                                .variable = called.n ? called : name,
                                .line = e->line,
                                .is_supported = true,
                                .type = &FEEL_ANY};
    size_t unknown = r->unknown;
    if (variable)
        p->node.type = dmn_type(r, xmltree_attribute(variable, "typeRef"), variable->line);
    if (r->unknown > unknown) {
        p->node.is_supported = false;
        p->node.lack = DMN_LACKS_SENSE;
    }
    if (name.n == 0)
        problem_arg(r->problems, PROBLEM(r->problems, e->line, 0, "dmn.no_name"), 0, e->name);
    r->model->node[r->model->parts++] = &p->node;
}

static int name_order(const void *a, const void *b)
{
    const struct dmn_node *const *x = a, *const *y = b;
    return str_cmp((*x)->name, (*y)->name);
}

static void look_at_names(struct dmn_reading *r)
{
    size_t n = r->model->parts;
    const struct dmn_node **sorted = dmn_take(r, n, sizeof *sorted);
    if (!sorted || n == 0)
        return;
    memcpy(sorted, r->model->node, n * sizeof *sorted);
    qsort(sorted, n, sizeof *sorted, name_order);
    for (size_t i = 1; i < n; i++)
        if (str_eq(sorted[i]->name, sorted[i - 1]->name) && sorted[i]->name.n)
            problem_arg(r->problems, PROBLEM(r->problems, sorted[i]->line, 0, "dmn.same_name"), 0,
                        sorted[i]->name);
}

static void read_parts(struct dmn_reading *r)
{
    size_t n = dmn_count(r->root, "inputData") + dmn_count(r->root, "decision");
    if (n > DMN_NODES_MAX) {
        (void)PROBLEM(r->problems, r->root->line, 0, "dmn.too_many_nodes");
        return;
    }
    r->model->part = dmn_take(r, n, sizeof *r->model->part);
    r->model->node = dmn_take(r, n, sizeof *r->model->node);
    for (const struct xml_element *e = r->root->child; e && !r->no_memory; e = e->next)
        if (str_eq(e->space, r->root->space) && (xmltree_is(e, "inputData") || xmltree_is(e, "decision")))
            read_part(r, e, xmltree_is(e, "decision"));
    look_at_names(r);
}

/* -- what points to what -- */

static int target_order(const void *a, const void *b)
{
    const struct dmn_target *x = a, *y = b;
    return str_cmp(x->id, y->id);
}

static void collect_targets(struct dmn_reading *r)
{
    size_t n = 0, part = 0;
    for (const struct xml_element *e = r->root->child; e; e = e->next)
        n++;
    r->target = dmn_take(r, n, sizeof *r->target);
    for (const struct xml_element *e = r->root->child; e && !r->no_memory; e = e->next) {
        bool is_part = part < r->model->parts && r->model->part[part].element == e;
        struct str id = xmltree_attribute(e, "id");
        if (id.n && str_eq(e->space, r->root->space))
            r->target[r->targets++] =
                (struct dmn_target){.id = id, .element = e, .part = is_part ? part : SIZE_MAX};
        part += is_part;
    }
    if (r->targets)
        qsort(r->target, r->targets, sizeof *r->target, target_order);
    for (size_t i = 1; i < r->targets; i++)
        if (str_eq(r->target[i].id, r->target[i - 1].id))
            problem_arg(r->problems, PROBLEM(r->problems, r->target[i].element->line, 0, "dmn.same_id"), 0,
                        r->target[i].id);
}

/* "#id", or the model's own namespace in front. NULL: it points elsewhere, or nowhere. */
static const struct dmn_target *find_target(struct dmn_reading *r, struct str href, bool *ret_is_outside)
{
    size_t hash = str_find(href, '#');
    struct str before = str_sub(href, 0, hash);
    struct dmn_target key = {.id = hash < href.n ? str_sub(href, hash + 1, href.n) : (struct str){0}};
    *ret_is_outside = hash < href.n && before.n && !str_eq(before, r->space);
    if (*ret_is_outside || r->targets == 0)
        return NULL;
    return bsearch(&key, r->target, r->targets, sizeof *r->target, target_order);
}

static void lacks_element(struct dmn_reading *r, struct dmn_part *p, int line, struct str element)
{
    (void)dmn_warn(r, line, K("dmn.leans_on"), p->node.name, element);
    if (p->node.lack)
        return;
    p->node.is_supported = false;
    p->node.lack = DMN_LACKS_ELEMENT;
    p->node.lacks = element;
}

static void wrong_reference(struct dmn_reading *r, const struct xml_element *e, struct str href)
{
    struct problem *item = PROBLEM(r->problems, e->line, 0, "dmn.nowhere");
    problem_arg(r->problems, item, 0, href);
}

static void read_need(struct dmn_reading *r, struct dmn_part *p, const struct xml_element *e, size_t *need,
                      size_t *n, size_t *seen)
{
    bool is_outside;
    struct str href = xmltree_attribute(e, "href");
    const struct dmn_target *t = find_target(r, href, &is_outside);
    size_t self = (size_t)(p - r->model->part) + 1; /* of this part's needs those were seen already */
    if (is_outside)
        lacks_element(r, p, e->line, STR("import"));
    else if (!t)
        wrong_reference(r, e, href);
    else if (t->part == SIZE_MAX)
        lacks_element(r, p, e->line, t->element->name);
    else if (seen[t->part] != self) {
        seen[t->part] = self;
        need[(*n)++] = t->part;
    }
}

static void read_knowledge(struct dmn_reading *r, struct dmn_part *p)
{
    bool is_outside;
    for (const struct xml_element *k = xmltree_child(p->element, "knowledgeRequirement"); k;
         k = xmltree_next(k)) {
        const struct xml_element *to = xmltree_child(k, "requiredKnowledge");
        struct str href = to ? xmltree_attribute(to, "href") : (struct str){0};
        const struct dmn_target *t = find_target(r, href, &is_outside);
        if (is_outside)
            lacks_element(r, p, k->line, STR("import"));
        else if (!t)
            wrong_reference(r, k, href);
        else
            lacks_element(r, p, k->line, t->element->name);
    }
}

static void read_needs(struct dmn_reading *r, struct dmn_part *p, size_t *seen)
{
    size_t n = dmn_count(p->element, "informationRequirement"), at = 0;
    size_t *need = dmn_take(r, 2 * n, sizeof *need);
    if (!need)
        return;
    for (const struct xml_element *i = xmltree_child(p->element, "informationRequirement"); i;
         i = xmltree_next(i)) {
        const struct xml_element *input = xmltree_child(i, "requiredInput"),
                                 *decision = xmltree_child(i, "requiredDecision");
        if (!input && !decision)
            wrong_reference(r, i, (struct str){0});
        if (input)
            read_need(r, p, input, need, &at, seen);
        if (decision)
            read_need(r, p, decision, need, &at, seen);
    }
    const struct dmn_node **node = dmn_take(r, at, sizeof *node);
    for (size_t i = 0; node && i < at; i++)
        node[i] = &r->model->part[need[i]].node;
    p->need = need;
    p->node.needs = node;
    p->node.needs_n = at;
    read_knowledge(r, p);
}

/* -- order -- */

struct walk {
    size_t part, next; /* of its needs */
};

static void say_circle(struct dmn_reading *r, const struct dmn_part *p)
{
    problem_arg(r->problems, PROBLEM(r->problems, p->node.line, 0, "dmn.circle"), 0, p->node.name);
}

/* From one part down to what it needs, without recursion: a chain may be as long as the model. */
static void walk_down(struct dmn_reading *r, size_t from, struct walk *stack, char *state, size_t *order,
                      size_t *ordered)
{
    size_t depth = 0;
    stack[depth++] = (struct walk){from, 0};
    state[from] = 1;
    while (depth) {
        struct walk *w = &stack[depth - 1];
        const struct dmn_part *p = &r->model->part[w->part];
        if (w->next == p->node.needs_n) {
            state[w->part] = 2;
            order[(*ordered)++] = w->part;
            depth--;
            continue;
        }
        size_t next = p->need[w->next++];
        if (state[next] == 1)
            say_circle(r, &r->model->part[next]);
        if (state[next])
            continue;
        state[next] = 1;
        stack[depth++] = (struct walk){next, 0};
    }
}

static void put_in_order(struct dmn_reading *r)
{
    size_t n = r->model->parts, ordered = 0;
    size_t *order = dmn_take(r, n, sizeof *order);
    struct walk *stack = dmn_take(r, n, sizeof *stack);
    char *state = dmn_take(r, n, 1);
    for (size_t i = 0; i < n && !r->no_memory; i++)
        if (!state[i])
            walk_down(r, i, stack, state, order, &ordered);
    r->model->order = order;
}

/* -- the whole -- */

static void read_graph(struct dmn_reading *r)
{
    collect_targets(r);
    size_t *seen = dmn_take(r, r->model->parts, sizeof *seen);
    for (size_t i = 0; i < r->model->parts && !r->no_memory; i++)
        read_needs(r, &r->model->part[i], seen);
    if (!r->no_memory)
        put_in_order(r);
}

static bool goes_on(const struct dmn_reading *r, size_t blocking)
{
    return !r->no_memory && r->problems->blocking == blocking;
}

static void read_model(struct dmn_reading *r, struct str xml)
{
    size_t blocking = r->problems->blocking;
    if (!read_root(r, xml))
        return;
    warn_of_others(r);
    dmn_read_types(r);
    if (goes_on(r, blocking))
        read_parts(r);
    if (goes_on(r, blocking))
        read_graph(r);
    if (goes_on(r, blocking))
        dmn_compile(r);
}

enum rc dmn_read(struct arena *a, struct str xml, const struct feel_scope *given,
                 const struct dmn_model **ret, struct problems *problems)
{
    size_t blocking = problems->blocking;
    struct dmn_reading r = {.arena = a, .problems = problems};
    r.model = dmn_take(&r, 1, sizeof *r.model);
    r.found = dmn_take(&r, 1, sizeof *r.found);
    if (r.no_memory)
        return RC_NO_MEMORY;
    r.found->arena = problems->arena;
    if (given)
        r.model->given = (struct feel_scope){
            .function = given->function, .functions = given->functions, .zones = given->zones};
    read_model(&r, xml);
    if (r.no_memory)
        return RC_NO_MEMORY;
    if (problems->blocking > blocking)
        return RC_INVALID;
    *ret = r.model;
    return RC_OK;
}
