/* Values of the conformance kit's tests. */
#include "main/dmn.h"

#define SCHEMA_INSTANCE "http://www.w3.org/2001/XMLSchema-instance"
#define PLACES 8

static struct str instance_attribute(const struct xml_element *e, const char *name)
{
    for (size_t i = 0; i < e->attributes; i++)
        if (str_eq(e->attribute[i].space, STR(SCHEMA_INSTANCE)) && str_eq(e->attribute[i].name, str_c(name)))
            return str_trim(e->attribute[i].value);
    return (struct str){0};
}

static bool is_nil(const struct xml_element *e) { return str_eq(instance_attribute(e, "nil"), STR("true")); }

static bool read_number(struct str text, struct value *ret)
{
    struct decimal number;
    bool is_number = (decimal_read(text, &number) & DECIMAL_FAILED) == 0;
    *ret = is_number ? value_number(number) : VALUE_OF_NULL;
    return is_number;
}

static bool read_scalar(struct arena *a, const struct xml_element *e, const struct feel_zones *z,
                        struct value *ret)
{
    struct str type = instance_attribute(e, "type"), text = str_trim(e->text);
    size_t colon = str_find(type, ':');
    type = colon < type.n ? str_sub(type, colon + 1, type.n) : type;
    if (type.n == 0 || str_eq(type, STR("string"))) {
        *ret = value_string(arena_str(a, e->text));
        return true;
    }
    if (str_eq(type, STR("boolean"))) {
        *ret = value_boolean(str_eq(text, STR("true")) || str_eq(text, STR("1")));
        return ret->boolean || str_eq(text, STR("false")) || str_eq(text, STR("0"));
    }
    if (str_eq(type, STR("date")))
        return date_read(text, ret);
    if (str_eq(type, STR("time")))
        return time_read(text, z, ret);
    if (str_eq(type, STR("dateTime")))
        return date_time_read(text, z, ret);
    if (str_eq(type, STR("duration")))
        return duration_read(text, ret);
    return read_number(text, ret); /* decimal, double, float, integer, int, long */
}

static size_t count(const struct xml_element *e, const char *name)
{
    size_t n = 0;
    for (const struct xml_element *c = xmltree_child(e, name); c; c = xmltree_next(c))
        n++;
    return n;
}

static bool read_list(struct arena *a, const struct xml_element *list, const struct feel_zones *z,
                      struct value *ret)
{
    size_t n = count(list, "item"), i = 0;
    struct value *item = ARENA_ARRAY(a, struct value, n + 1);
    for (const struct xml_element *c = xmltree_child(list, "item"); c; c = xmltree_next(c))
        if (!dmn_value_read(a, c, z, &item[i++]))
            return false;
    *ret = value_list(a, item, n);
    return ret->kind == VALUE_LIST;
}

static bool read_context(struct arena *a, const struct xml_element *e, const struct feel_zones *z,
                         struct value *ret)
{
    size_t n = count(e, "component"), i = 0;
    struct value_entry *entry = ARENA_ARRAY(a, struct value_entry, n + 1);
    for (const struct xml_element *c = xmltree_child(e, "component"); c; c = xmltree_next(c), i++) {
        entry[i].key = xmltree_attribute(c, "name");
        if (!is_nil(c) && !dmn_value_read(a, c, z, &entry[i].value))
            return false;
    }
    *ret = value_context(a, entry, n);
    return ret->kind == VALUE_CONTEXT;
}

bool dmn_value_read(struct arena *a, const struct xml_element *e, const struct feel_zones *z,
                    struct value *ret)
{
    const struct xml_element *value = xmltree_child(e, "value"), *list = xmltree_child(e, "list"),
                             *one = value ? value : list;
    *ret = VALUE_OF_NULL;
    if (!one && xmltree_child(e, "component"))
        return read_context(a, e, z, ret);
    if (!one || is_nil(one))
        return is_nil(e) || one; /* an element that holds nothing says nothing */
    return list ? read_list(a, list, z, ret) : read_scalar(a, value, z, ret);
}

/* -- comparing -- */

static bool same_number(struct decimal want, struct decimal got)
{
    struct decimal unit, apart;
    if (decimal_cmp(want, got) == 0)
        return true;
    if (-want.exponent < PLACES || decimal_read(STR("0.00000001"), &unit) ||
        (decimal_sub(want, got, &apart) & DECIMAL_FAILED))
        return false;
    return decimal_cmp(decimal_abs(apart), unit) <= 0;
}

static bool same_list(const struct value_list *want, const struct value_list *got)
{
    bool is_same = want->n == got->n;
    for (size_t i = 0; is_same && i < want->n; i++)
        is_same = dmn_value_same(want->item[i], got->item[i]);
    return is_same;
}

static bool same_context(struct value want, struct value got)
{
    bool is_same = want.context->n == got.context->n;
    for (size_t i = 0; is_same && i < want.context->n; i++) {
        const struct value *v = value_entry(got, want.context->entry[i].key);
        is_same = v && dmn_value_same(want.context->entry[i].value, *v);
    }
    return is_same;
}

bool dmn_value_same(struct value want, struct value got)
{
    if (want.kind != got.kind)
        return false;
    switch (want.kind) {
    case VALUE_NUMBER:
        return same_number(want.number, got.number);
    case VALUE_LIST:
        return same_list(want.list, got.list);
    case VALUE_CONTEXT:
        return same_context(want, got);
    default:
        return value_is(want, got);
    }
}
