#include "feel/type.h"

#include "feel/node.h"

#define SIMPLE(id, k) const struct feel_type id = {.kind = (k)}
SIMPLE(FEEL_ANY, TYPE_ANY);
SIMPLE(FEEL_NULL, TYPE_NULL);
SIMPLE(FEEL_BOOLEAN, TYPE_BOOLEAN);
SIMPLE(FEEL_NUMBER, TYPE_NUMBER);
SIMPLE(FEEL_STRING, TYPE_STRING);
SIMPLE(FEEL_DATE, TYPE_DATE);
SIMPLE(FEEL_TIME, TYPE_TIME);
SIMPLE(FEEL_DATE_TIME, TYPE_DATE_TIME);
SIMPLE(FEEL_MONTHS, TYPE_MONTHS);
SIMPLE(FEEL_SECONDS, TYPE_SECONDS);

static void count_parts(const struct feel_type *t, size_t *n)
{
    if (!t || ++*n > TYPE_PARTS_MAX)
        return;
    bool has_of = t->kind == TYPE_LIST || t->kind == TYPE_RANGE || t->kind == TYPE_FUNCTION;
    if (has_of)
        count_parts(t->of, n);
    for (size_t i = 0; i < t->members && *n <= TYPE_PARTS_MAX; i++)
        count_parts(t->member[i].type, n);
}

size_t type_parts(const struct feel_type *t)
{
    size_t n = 0;
    count_parts(t, &n);
    return n;
}

const struct feel_type *type_list(struct arena *a, const struct feel_type *of)
{
    struct feel_type *t = arena_try(a, sizeof *t);
    if (t)
        *t = (struct feel_type){.kind = TYPE_LIST, .of = of};
    return t;
}

static const struct feel_member *member_of(const struct feel_type *t, struct str name)
{
    for (size_t i = 0; i < t->members; i++)
        if (str_eq(t->member[i].name, name))
            return &t->member[i];
    return NULL;
}

static const struct feel_type *type_range(struct arena *a, const struct feel_type *of)
{
    struct feel_type *t = arena_try(a, sizeof *t);
    if (t)
        *t = (struct feel_type){.kind = TYPE_RANGE, .of = of};
    return t;
}

/* All members of both. Of two contexts whose members nobody knows, or one, nobody knows them. */
static const struct feel_type *join_contexts(struct arena *a, const struct feel_type *t,
                                             const struct feel_type *u)
{
    struct feel_type *both = arena_try(a, sizeof *both);
    struct feel_member *member = arena_try_array(a, t->members + u->members + 1, sizeof *member);
    size_t n = 0;
    if (!both || !member)
        return &FEEL_ANY;
    for (size_t i = 0; i < t->members; i++) {
        const struct feel_member *other = member_of(u, t->member[i].name);
        member[n] = t->member[i];
        member[n++].type = other ? type_join(a, t->member[i].type, other->type) : t->member[i].type;
    }
    for (size_t i = 0; i < u->members; i++)
        if (!member_of(t, u->member[i].name))
            member[n++] = u->member[i];
    bool is_open = t->members == 0 || u->members == 0;
    *both = (struct feel_type){
        .kind = TYPE_CONTEXT, .of = &FEEL_ANY, .member = member, .members = is_open ? 0 : n};
    return both;
}

static bool is_same(const struct feel_type *t, const struct feel_type *u)
{
    return type_conforms(t, u) && type_conforms(u, t) && t->kind != TYPE_NULL && u->kind != TYPE_NULL;
}

const struct feel_type *type_join(struct arena *a, const struct feel_type *t, const struct feel_type *u)
{
    if (t->kind == TYPE_NULL || t->kind == TYPE_NEVER)
        return u;
    if (u->kind == TYPE_NULL || u->kind == TYPE_NEVER || is_same(t, u))
        return t;
    if (t->kind != u->kind || t->kind == TYPE_FUNCTION)
        return &FEEL_ANY;
    if (t->kind == TYPE_CONTEXT)
        return join_contexts(a, t, u);
    const struct feel_type *of = t->of && u->of ? type_join(a, t->of, u->of) : &FEEL_ANY;
    if (t->kind == TYPE_LIST)
        t = type_list(a, of);
    else if (t->kind == TYPE_RANGE)
        t = type_range(a, of);
    return t ? t : &FEEL_ANY;
}

static const struct feel_type *type_of_list(struct arena *a, const struct value_list *l)
{
    const struct feel_type *of = &FEEL_NULL;
    for (size_t i = 0; i < l->n && of->kind != TYPE_ANY; i++)
        of = type_join(a, of, type_of(a, l->item[i]));
    return type_list(a, of->kind == TYPE_NULL ? &FEEL_ANY : of);
}

static const struct feel_type *type_of_context(struct arena *a, const struct value_context *c)
{
    struct feel_type *t = arena_try(a, sizeof *t);
    struct feel_member *member = arena_try_array(a, c->n + 1, sizeof *member);
    if (!t || !member)
        return NULL;
    for (size_t i = 0; i < c->n; i++)
        member[i] = (struct feel_member){c->entry[i].key, type_of(a, c->entry[i].value)};
    *t = (struct feel_type){.kind = TYPE_CONTEXT, .of = &FEEL_ANY, .member = member, .members = c->n};
    return t;
}

const struct feel_type *type_of(struct arena *a, struct value v)
{
    static const struct feel_type *const SIMPLE[VALUE__COUNT] = {
        [VALUE_BOOLEAN] = &FEEL_BOOLEAN, [VALUE_NUMBER] = &FEEL_NUMBER,  [VALUE_STRING] = &FEEL_STRING,
        [VALUE_DATE] = &FEEL_DATE,       [VALUE_TIME] = &FEEL_TIME,      [VALUE_DATE_TIME] = &FEEL_DATE_TIME,
        [VALUE_MONTHS] = &FEEL_MONTHS,   [VALUE_SECONDS] = &FEEL_SECONDS};
    const struct feel_type *t = SIMPLE[v.kind];
    if (v.kind == VALUE_LIST)
        t = type_of_list(a, v.list);
    else if (v.kind == VALUE_CONTEXT)
        t = type_of_context(a, v.context);
    else if (v.kind == VALUE_RANGE)
        t = type_range(a, type_of(a, v.range->from.kind == VALUE_NULL ? v.range->to : v.range->from));
    else if (v.kind == VALUE_FUNCTION)
        t = v.function->type;
    return t ? t : &FEEL_ANY;
}

static bool contexts_conform(const struct feel_type *t, const struct feel_type *to)
{
    for (size_t i = 0; i < to->members; i++) {
        const struct feel_member *m = member_of(t, to->member[i].name);
        if (!m || !type_conforms(m->type, to->member[i].type))
            return false;
    }
    return true;
}

/* Parameters the other way round: what is called with a date must take a date. */
static bool functions_conform(const struct feel_type *t, const struct feel_type *to)
{
    if (t->members != to->members)
        return false;
    for (size_t i = 0; i < to->members; i++)
        if (!type_conforms(to->member[i].type, t->member[i].type))
            return false;
    return type_conforms(t->of, to->of);
}

bool type_conforms(const struct feel_type *t, const struct feel_type *to)
{
    if (!t || !to) /* nothing is said: anything */
        return true;
    if (t == to || to->kind == TYPE_ANY || t->kind == TYPE_NULL || t->kind == TYPE_NEVER)
        return true;
    if (t->kind != to->kind)
        return false;
    if (t->kind == TYPE_LIST || t->kind == TYPE_RANGE)
        return type_conforms(t->of, to->of);
    if (t->kind == TYPE_CONTEXT)
        return contexts_conform(t, to);
    return t->kind != TYPE_FUNCTION || functions_conform(t, to);
}

static bool conforms(struct value v, const struct feel_type *t, bool nulls);

static bool context_conforms(struct value v, const struct feel_type *t, bool nulls)
{
    for (size_t i = 0; i < t->members; i++) {
        const struct value *m = value_entry(v, t->member[i].name);
        if (!m || (m->kind != VALUE_NULL && !conforms(*m, t->member[i].type, nulls)))
            return false;
    }
    return true;
}

static bool list_conforms(const struct value_list *l, const struct feel_type *of, bool nulls)
{
    if (!of || of->kind == TYPE_ANY) /* null, too */
        return true;
    for (size_t i = 0; i < l->n; i++)
        if (!(nulls && l->item[i].kind == VALUE_NULL) && !conforms(l->item[i], of, nulls))
            return false;
    return true;
}

static bool range_conforms(const struct value_range *r, const struct feel_type *of)
{
    if (!of || of->kind == TYPE_ANY)
        return true;
    return (r->from.kind == VALUE_NULL || value_conforms(r->from, of)) &&
           (r->to.kind == VALUE_NULL || value_conforms(r->to, of));
}

static bool kind_conforms(struct value v, const struct feel_type *t, bool nulls)
{
    static const enum type_kind OF[VALUE__COUNT] = {
        [VALUE_NULL] = TYPE_NULL,           [VALUE_BOOLEAN] = TYPE_BOOLEAN, [VALUE_NUMBER] = TYPE_NUMBER,
        [VALUE_STRING] = TYPE_STRING,       [VALUE_DATE] = TYPE_DATE,       [VALUE_TIME] = TYPE_TIME,
        [VALUE_DATE_TIME] = TYPE_DATE_TIME, [VALUE_MONTHS] = TYPE_MONTHS,   [VALUE_SECONDS] = TYPE_SECONDS,
        [VALUE_LIST] = TYPE_LIST,           [VALUE_CONTEXT] = TYPE_CONTEXT, [VALUE_RANGE] = TYPE_RANGE,
        [VALUE_FUNCTION] = TYPE_FUNCTION};
    if (OF[v.kind] != t->kind)
        return false;
    switch (v.kind) {
    case VALUE_LIST:
        return list_conforms(v.list, t->of, nulls);
    case VALUE_CONTEXT:
        return context_conforms(v, t, nulls);
    case VALUE_RANGE:
        return range_conforms(v.range, t->of);
    case VALUE_FUNCTION:
        return (t->members == 0 && (!t->of || t->of->kind == TYPE_ANY)) || type_conforms(v.function->type, t);
    default:
        return true;
    }
}

/* nulls: a null in a list is of any type, as the type Null conforms to every other (10.3.2.9). */
static bool conforms(struct value v, const struct feel_type *t, bool nulls)
{
    if (v.kind == VALUE_NULL)
        return t->kind == TYPE_NULL;
    return t->kind == TYPE_ANY || kind_conforms(v, t, nulls);
}

bool value_conforms(struct value v, const struct feel_type *t) { return conforms(v, t, false); }
bool value_is_instance(struct value v, const struct feel_type *t) { return conforms(v, t, true); }

/* Allowed values are no part of conformance (10.3.2.9): they are asked where a value is taken in or given
 * out. A null needs no leave. */
static bool is_allowed(struct value v, const struct feel_type *t)
{
    if (v.kind == VALUE_NULL)
        return true;
    for (size_t i = 0; v.kind == VALUE_LIST && t->kind == TYPE_LIST && i < v.list->n; i++)
        if (!is_allowed(v.list->item[i], t->of))
            return false;
    for (size_t i = 0; v.kind == VALUE_CONTEXT && t->kind == TYPE_CONTEXT && i < t->members; i++) {
        const struct value *m = value_entry(v, t->member[i].name);
        if (m && !is_allowed(*m, t->member[i].type))
            return false;
    }
    return !t->allowed || feel_allows(t->allowed, v);
}

static bool is_list(struct value v) { return v.kind == VALUE_LIST; }

static struct value converted(struct arena *a, struct value v, const struct feel_type *t)
{
    if (t->kind == TYPE_ANY || value_conforms(v, t))
        return v;
    if (v.kind == VALUE_LIST && v.list->n == 1 && t->kind != TYPE_LIST && !is_list(v.list->item[0]))
        return converted(a, v.list->item[0], t); /* [date], too, where a date and time is wanted */
    if (v.kind == VALUE_LIST && v.list->n == 1 && value_conforms(v.list->item[0], t))
        return v.list->item[0];
    if (t->kind == TYPE_LIST && v.kind != VALUE_LIST && value_conforms(v, t->of)) {
        struct value *one = arena_try(a, sizeof *one);
        if (!one)
            return VALUE_OF_NULL;
        *one = v;
        return value_list(a, one, 1);
    }
    if (v.kind == VALUE_DATE && t->kind == TYPE_DATE_TIME) { /* midnight UTC */
        v.kind = VALUE_DATE_TIME;
        v.temporal.offset_s = 0;
        return v;
    }
    return VALUE_OF_NULL;
}

struct value value_coerce(struct arena *a, struct value v, const struct feel_type *t)
{
    if (v.kind != VALUE_NULL)
        v = converted(a, v, t);
    return is_allowed(v, t) ? v : VALUE_OF_NULL;
}

static void put_members(struct buf *out, const struct feel_type *t, bool with_names)
{
    for (size_t i = 0; i < t->members; i++) {
        if (i)
            buf_put(out, STR(", "));
        if (with_names) {
            buf_put(out, t->member[i].name);
            buf_put(out, STR(": "));
        }
        type_text(out, t->member[i].type);
    }
}

void type_text(struct buf *out, const struct feel_type *t)
{
    static const struct str NAME[TYPE__COUNT] = {[TYPE_ANY] = STR_INIT("Any"),
                                                 [TYPE_NULL] = STR_INIT("Null"),
                                                 [TYPE_BOOLEAN] = STR_INIT("boolean"),
                                                 [TYPE_NUMBER] = STR_INIT("number"),
                                                 [TYPE_STRING] = STR_INIT("string"),
                                                 [TYPE_DATE] = STR_INIT("date"),
                                                 [TYPE_TIME] = STR_INIT("time"),
                                                 [TYPE_DATE_TIME] = STR_INIT("date and time"),
                                                 [TYPE_MONTHS] = STR_INIT("years and months duration"),
                                                 [TYPE_SECONDS] = STR_INIT("days and time duration"),
                                                 [TYPE_LIST] = STR_INIT("list"),
                                                 [TYPE_CONTEXT] = STR_INIT("context"),
                                                 [TYPE_RANGE] = STR_INIT("range"),
                                                 [TYPE_FUNCTION] = STR_INIT("function"),
                                                 [TYPE_NEVER] = STR_INIT("Null")};
    t = t ? t : &FEEL_ANY;
    if (t->name.n) {
        buf_put(out, t->name);
        return;
    }
    buf_put(out, NAME[t->kind]);
    if (t->kind != TYPE_LIST && t->kind != TYPE_RANGE && t->kind != TYPE_CONTEXT && t->kind != TYPE_FUNCTION)
        return;
    if (t->kind == TYPE_CONTEXT && t->members == 0)
        return;
    buf_putc(out, '<');
    if (t->kind == TYPE_LIST || t->kind == TYPE_RANGE)
        type_text(out, t->of);
    else
        put_members(out, t, t->kind == TYPE_CONTEXT);
    buf_putc(out, '>');
    if (t->kind == TYPE_FUNCTION) {
        buf_put(out, STR("->"));
        type_text(out, t->of);
    }
}
