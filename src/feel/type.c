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

const struct feel_type *type_list(struct arena *a, const struct feel_type *of)
{
    struct feel_type *t = arena_try(a, sizeof *t);
    if (t)
        *t = (struct feel_type){.kind = TYPE_LIST, .of = of};
    return t;
}

static bool contexts_conform(const struct feel_type *t, const struct feel_type *to)
{
    for (size_t i = 0; i < to->members; i++) {
        size_t k = 0;
        while (k < t->members && !str_eq(t->member[k].name, to->member[i].name))
            k++;
        if (k == t->members || !type_conforms(t->member[k].type, to->member[i].type))
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

static bool context_conforms(struct value v, const struct feel_type *t)
{
    for (size_t i = 0; i < t->members; i++) {
        const struct value *m = value_entry(v, t->member[i].name);
        if (!m || (m->kind != VALUE_NULL && !value_conforms(*m, t->member[i].type)))
            return false;
    }
    return true;
}

static bool list_conforms(const struct value_list *l, const struct feel_type *of)
{
    for (size_t i = 0; i < l->n; i++)
        if (!value_conforms(l->item[i], of))
            return false;
    return true;
}

static bool range_conforms(const struct value_range *r, const struct feel_type *of)
{
    return (r->from.kind == VALUE_NULL || value_conforms(r->from, of)) &&
           (r->to.kind == VALUE_NULL || value_conforms(r->to, of));
}

static bool kind_conforms(struct value v, const struct feel_type *t)
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
        return list_conforms(v.list, t->of);
    case VALUE_CONTEXT:
        return context_conforms(v, t);
    case VALUE_RANGE:
        return range_conforms(v.range, t->of);
    case VALUE_FUNCTION:
        return t->members == 0 && t->of->kind == TYPE_ANY ? true : type_conforms(v.function->type, t);
    default:
        return true;
    }
}

bool value_conforms(struct value v, const struct feel_type *t)
{
    if (v.kind == VALUE_NULL)
        return t->kind == TYPE_NULL;
    if (t->kind != TYPE_ANY && !kind_conforms(v, t))
        return false;
    return !t->allowed || feel_allows(t->allowed, v);
}

struct value value_coerce(struct arena *a, struct value v, const struct feel_type *t)
{
    if (v.kind == VALUE_NULL || t->kind == TYPE_ANY || value_conforms(v, t))
        return v;
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
