/* Item definitions as types of FEEL (DMN 1.5, 7.3.2). Definitions name each other in any order, so each is
 * read when it is first asked for. */
#include <stdlib.h>

#include "base/key.h"
#include "feel/dmn_model.h"
#include "feel/node.h"

static const struct feel_type *unknown(struct dmn_reading *r, struct str name, int line, const char *key)
{
    r->unknown++;
    (void)dmn_warn(r, line, key, name, (struct str){0});
    return &FEEL_ANY;
}

/* -- references -- */

static const struct feel_type *simple_type(struct str name)
{
    static const struct {
        struct str name;
        const struct feel_type *type;
    } SIMPLE[] = {{STR_INIT("Any"), &FEEL_ANY},
                  {STR_INIT("boolean"), &FEEL_BOOLEAN},
                  {STR_INIT("number"), &FEEL_NUMBER},
                  {STR_INIT("string"), &FEEL_STRING},
                  {STR_INIT("date"), &FEEL_DATE},
                  {STR_INIT("time"), &FEEL_TIME},
                  {STR_INIT("dateTime"), &FEEL_DATE_TIME},
                  {STR_INIT("date and time"), &FEEL_DATE_TIME},
                  {STR_INIT("dayTimeDuration"), &FEEL_SECONDS},
                  {STR_INIT("days and time duration"), &FEEL_SECONDS},
                  {STR_INIT("yearMonthDuration"), &FEEL_MONTHS},
                  {STR_INIT("years and months duration"), &FEEL_MONTHS}};
    for (size_t i = 0; i < COUNT_OF(SIMPLE); i++)
        if (str_eq(SIMPLE[i].name, name))
            return SIMPLE[i].type;
    return NULL;
}

static void read_definition(struct dmn_reading *r, struct dmn_definition *d);

static int definition_order(const void *a, const void *b)
{
    const struct dmn_definition *x = a, *y = b;
    return str_cmp(x->name, y->name);
}

static struct dmn_definition *definition_find(struct dmn_reading *r, struct str name)
{
    struct dmn_definition key = {.name = name};
    return r->definitions
               ? bsearch(&key, r->definition, r->definitions, sizeof *r->definition, definition_order)
               : NULL;
}

static bool reach(struct dmn_reading *r, int depth)
{
    if (depth > r->deepest)
        r->deepest = depth;
    return depth <= DMN_TYPE_DEPTH_MAX;
}

static const struct feel_type *declared_type(struct dmn_reading *r, struct dmn_definition *d, int line)
{
    if (d->state == DEFINITION_OPEN) {
        struct problem *item = PROBLEM(r->problems, line, 0, "dmn.type_circle");
        problem_arg(r->problems, item, 0, d->name);
        r->unknown++;
        return &FEEL_ANY;
    }
    if (d->state == DEFINITION_NEW)
        read_definition(r, d);
    if (!reach(r, r->type_depth + d->depth))
        return unknown(r, d->name, line, K("dmn.type_too_deep"));
    r->unknown += d->is_unknown;
    return d->type;
}

/* list<tLoan>: not of the standard's files, but of its language. */
static const struct feel_type *written_type(struct dmn_reading *r, struct str name, int line)
{
    const struct feel_type *t = &FEEL_ANY;
    for (size_t i = 0; i < r->definitions; i++)
        if (r->definition[i].state == DEFINITION_NEW && str_find_str(name, r->definition[i].name) < name.n)
            (void)declared_type(r, &r->definition[i], line);
    struct feel_scope scope = dmn_scope(r);
    enum rc rc = r->no_memory ? RC_NO_MEMORY : feel_type_read(r->arena, name, &scope, &t, dmn_found(r));
    r->no_memory |= rc == RC_NO_MEMORY;
    return rc == RC_OK ? t : unknown(r, name, line, K("dmn.unknown_type"));
}

static bool is_written_in_feel(struct str name)
{
    return str_find(name, '<') < name.n || str_eq(name, STR("list")) || str_eq(name, STR("context")) ||
           str_eq(name, STR("range")) || str_eq(name, STR("function"));
}

const struct feel_type *dmn_type(struct dmn_reading *r, struct str name, int line)
{
    if (name.n == 0 || r->no_memory)
        return &FEEL_ANY;
    struct dmn_definition *d = definition_find(r, name);
    const struct feel_type *t = d ? NULL : simple_type(name);
    size_t colon = str_find(name, ':');
    if (!d && !t && colon < name.n && str_find(name, '<') == name.n) /* feel:string, as DMN 1.1 has it */
        return dmn_type(r, str_sub(name, colon + 1, name.n), line);
    if (d)
        return declared_type(r, d, line);
    if (t)
        return t;
    return is_written_in_feel(name) ? written_type(r, name, line)
                                    : unknown(r, name, line, K("dmn.unknown_type"));
}

/* -- what is allowed -- */

/* The values of the type that is narrowed hold as well. */
static struct str both(struct dmn_reading *r, struct str base, struct str more)
{
    bool is_plain = str_find(base, '?') == base.n && str_find(more, '?') == more.n &&
                    !str_starts(base, STR("not")) && !str_starts(more, STR("not"));
    struct buf b CLEANUP(buf_release) = {0};
    if (!is_plain)
        return (struct str){0};
    buf_put(&b, STR("(? in ("));
    buf_put(&b, base);
    buf_put(&b, STR(")) and (? in ("));
    buf_put(&b, more);
    buf_put(&b, STR("))"));
    char *p = dmn_take(r, b.n + 1, 1);
    if (p)
        memcpy(p, b.p, b.n);
    return str_of(p ? p : "", p ? b.n : 0);
}

static const struct feel_type *narrowed(struct dmn_reading *r, const struct feel_type *base,
                                        const struct xml_element *values)
{
    struct str text = dmn_text(values);
    int line = values->line;
    struct feel_scope scope = dmn_scope(r);
    const struct feel_program *tests = NULL;
    if (text.n == 0 || (base->allowed && str_eq(str_trim(base->allowed->text), text)))
        return base;
    if (base->allowed && (text = both(r, base->allowed->text, text)).n == 0)
        return unknown(r, dmn_text(values), line, K("dmn.narrowed_twice"));
    struct feel_type *t = dmn_take(r, 1, sizeof *t);
    if (!t)
        return base;
    enum rc rc = feel_compile_tests(r->arena, text, base, &scope, &tests, dmn_found(r));
    r->no_memory |= rc == RC_NO_MEMORY;
    dmn_adopt(r, line, 0);
    if (rc != RC_OK)
        r->unknown++;
    *t = *base;
    t->name = (struct str){0};
    t->allowed = rc == RC_OK ? tests : NULL;
    return t;
}

/* -- definitions -- */

static const struct feel_type *item_type(struct dmn_reading *r, const struct xml_element *item);

static const struct feel_type *structure_type(struct dmn_reading *r, const struct xml_element *item)
{
    size_t n = dmn_count(item, "itemComponent"), i = 0;
    struct feel_member *member = dmn_take(r, n, sizeof *member);
    struct feel_type *t = dmn_take(r, 1, sizeof *t);
    if (n > DMN_MEMBERS_MAX)
        return unknown(r, xmltree_attribute(item, "name"), item->line, K("dmn.too_many_components"));
    if (r->no_memory)
        return &FEEL_ANY;
    for (const struct xml_element *c = xmltree_child(item, "itemComponent"); c; c = xmltree_next(c), i++) {
        member[i].name = xmltree_attribute(c, "name");
        for (size_t k = 0; k < i; k++)
            if (str_eq(member[k].name, member[i].name))
                (void)unknown(r, member[i].name, c->line, K("dmn.component_twice"));
        if (member[i].name.n == 0)
            (void)unknown(r, (struct str){0}, c->line, K("dmn.component_without_name"));
        member[i].type = item_type(r, c);
    }
    *t = (struct feel_type){.kind = TYPE_CONTEXT, .of = &FEEL_ANY, .member = member, .members = n};
    return t;
}

static const struct feel_type *function_type(struct dmn_reading *r, const struct xml_element *f)
{
    size_t n = dmn_count(f, "parameters"), i = 0;
    struct feel_member *member = dmn_take(r, n, sizeof *member);
    struct feel_type *t = dmn_take(r, 1, sizeof *t);
    if (n > FEEL_PARAMS_MAX)
        return unknown(r, (struct str){0}, f->line, K("dmn.too_many_components"));
    if (r->no_memory)
        return &FEEL_ANY;
    for (const struct xml_element *c = xmltree_child(f, "parameters"); c; c = xmltree_next(c), i++) {
        member[i].name = xmltree_attribute(c, "name");
        member[i].type = dmn_type(r, xmltree_attribute(c, "typeRef"), c->line);
    }
    *t = (struct feel_type){.kind = TYPE_FUNCTION,
                            .of = dmn_type(r, xmltree_attribute(f, "outputTypeRef"), f->line),
                            .member = member,
                            .members = n};
    return t;
}

static const struct feel_type *plain_type(struct dmn_reading *r, const struct xml_element *item)
{
    const struct xml_element *f = xmltree_child(item, "functionItem"), *ref = xmltree_child(item, "typeRef");
    if (xmltree_child(item, "itemComponent"))
        return structure_type(r, item);
    if (f)
        return function_type(r, f);
    /* In some versions the reference is an attribute. */
    struct str name = ref ? str_trim(ref->text) : xmltree_attribute(item, "typeRef");
    return dmn_type(r, name, ref ? ref->line : item->line);
}

/* Of a collection the allowed values are those of its items, and a typeConstraint is the collection's. */
static const struct feel_type *item_type(struct dmn_reading *r, const struct xml_element *item)
{
    const struct xml_element *values = xmltree_child(item, "allowedValues"),
                             *constraint = xmltree_child(item, "typeConstraint");
    if (!reach(r, ++r->type_depth)) {
        r->type_depth--;
        return unknown(r, xmltree_attribute(item, "name"), item->line, K("dmn.type_too_deep"));
    }
    const struct feel_type *t = plain_type(r, item);
    if (values)
        t = narrowed(r, t, values);
    if (str_eq(xmltree_attribute(item, "isCollection"), STR("true")))
        t = type_list(r->arena, t);
    if (constraint)
        t = narrowed(r, t, constraint);
    r->type_depth--;
    return t;
}

static void read_definition(struct dmn_reading *r, struct dmn_definition *d)
{
    size_t unknown_before = r->unknown;
    int deepest = r->deepest;
    r->deepest = r->type_depth;
    d->state = DEFINITION_OPEN;
    d->type = &FEEL_ANY;
    const struct feel_type *t = item_type(r, d->element);
    struct feel_type *named = dmn_take(r, 1, sizeof *named);
    d->state = DEFINITION_DONE;
    d->depth = r->deepest - r->type_depth;
    r->deepest = deepest > r->deepest ? deepest : r->deepest;
    d->is_unknown = r->unknown > unknown_before;
    if (!named)
        return;
    *named = *t;
    named->name = d->name;
    d->type = named;
    r->unknown = unknown_before; /* who asks for it counts it again */
    r->model->type[r->model->types++] = named;
}

static int longer_name_first(const void *a, const void *b)
{
    const struct feel_type *const *x = a, *const *y = b;
    size_t n = (*x)->name.n, m = (*y)->name.n;
    return n != m ? (n < m) - (n > m) : str_cmp((*x)->name, (*y)->name);
}

static bool collect_definitions(struct dmn_reading *r)
{
    size_t n = dmn_count(r->root, "itemDefinition"), i = 0;
    if (n > DMN_TYPES_MAX) {
        (void)PROBLEM(r->problems, r->root->line, 0, "dmn.too_many_types");
        return false;
    }
    r->definition = dmn_take(r, n, sizeof *r->definition);
    r->model->type = dmn_take(r, n, sizeof *r->model->type);
    if (r->no_memory)
        return false;
    for (const struct xml_element *e = xmltree_child(r->root, "itemDefinition"); e; e = xmltree_next(e)) {
        struct str name = xmltree_attribute(e, "name");
        if (name.n == 0)
            (void)PROBLEM(r->problems, e->line, 0, "dmn.type_without_name");
        r->definition[i++] = (struct dmn_definition){.element = e, .name = name};
    }
    qsort(r->definition, n, sizeof *r->definition, definition_order);
    for (i = 1; i < n; i++)
        if (str_eq(r->definition[i].name, r->definition[i - 1].name)) {
            struct problem *item = PROBLEM(r->problems, r->definition[i].element->line, 0, "dmn.type_twice");
            problem_arg(r->problems, item, 0, r->definition[i].name);
        }
    r->definitions = n;
    return r->problems->blocking == 0;
}

void dmn_read_types(struct dmn_reading *r)
{
    if (!collect_definitions(r))
        return;
    for (size_t i = 0; i < r->definitions && !r->no_memory; i++)
        if (r->definition[i].state == DEFINITION_NEW)
            read_definition(r, &r->definition[i]);
    r->unknown = 0;
    /* Of names that begin alike the longest one is meant. */
    if (r->model->types)
        qsort(r->model->type, r->model->types, sizeof *r->model->type, longer_name_first);
}
