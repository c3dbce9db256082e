#include <jansson.h>

#include "main/feel.h"

static struct str text_of(const json_t *j) { return str_of(json_string_value(j), json_string_length(j)); }

static bool read_scalar(struct arena *a, struct str type, struct str text, const struct feel_zones *z,
                        struct value *ret)
{
    struct decimal number;
    if (str_eq(type, STR("decimal")) || str_eq(type, STR("double"))) {
        bool is_number = (decimal_read(text, &number) & DECIMAL_FAILED) == 0;
        *ret = is_number ? value_number(number) : VALUE_OF_NULL;
        return is_number;
    }
    if (str_eq(type, STR("boolean"))) {
        *ret = value_boolean(str_eq(text, STR("true")));
        return ret->boolean || str_eq(text, STR("false"));
    }
    if (str_eq(type, STR("string"))) {
        *ret = value_string(arena_str(a, text));
        return true;
    }
    if (str_eq(type, STR("date")))
        return date_read(text, ret);
    if (str_eq(type, STR("time")))
        return time_read(text, z, ret);
    if (str_eq(type, STR("dateTime")))
        return date_time_read(text, z, ret);
    return str_eq(type, STR("duration")) && duration_read(text, ret);
}

static bool read_list(struct arena *a, const json_t *j, const struct feel_zones *z, struct value *ret)
{
    size_t n = json_array_size(j);
    struct value *item = ARENA_ARRAY(a, struct value, n + 1);
    if (n > FEEL_ITEMS_MAX)
        return false;
    for (size_t i = 0; i < n; i++)
        if (!feel_json_read(a, json_array_get(j, i), z, &item[i]))
            return false;
    *ret = value_list(a, item, n);
    return ret->kind == VALUE_LIST;
}

static bool read_context(struct arena *a, json_t *j, const struct feel_zones *z, struct value *ret)
{
    struct value_entry *entry = ARENA_ARRAY(a, struct value_entry, json_object_size(j) + 1);
    size_t n = 0;
    const char *key;
    json_t *value;
    if (json_object_size(j) > FEEL_ITEMS_MAX)
        return false;
    json_object_foreach(j, key, value)
    {
        entry[n].key = arena_str(a, str_c(key));
        if (!feel_json_read(a, value, z, &entry[n++].value))
            return false;
    }
    *ret = value_context(a, entry, n);
    return ret->kind == VALUE_CONTEXT;
}

bool feel_json_read(struct arena *a, const json_t *j, const struct feel_zones *z, struct value *ret)
{
    const json_t *type = json_object_get(j, "type"), *text = json_object_get(j, "text");
    const json_t *list = json_object_get(j, "list");
    json_t *context = json_object_get(j, "context");
    *ret = VALUE_OF_NULL;
    if (json_is_string(type) && json_is_string(text))
        return read_scalar(a, text_of(type), text_of(text), z, ret);
    if (json_is_array(list))
        return read_list(a, list, z, ret);
    if (json_is_object(context))
        return read_context(a, context, z, ret);
    return json_is_true(json_object_get(j, "nil"));
}

void feel_json_text(struct buf *out, struct str s)
{
    buf_putc(out, '"');
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c == '"' || c == '\\') {
            buf_putc(out, '\\');
            buf_putc(out, (char)c);
        } else if (c < 0x20) {
            buf_printf(out, "\\u%04x", c);
        } else {
            buf_putc(out, (char)c);
        }
    }
    buf_putc(out, '"');
}

static void put_text(struct buf *out, const char *type, struct value v, const struct feel_zones *z)
{
    struct buf text CLEANUP(buf_release) = {0};
    value_text(&text, v, z);
    buf_printf(out, "{\"type\": \"%s\", \"text\": ", type);
    feel_json_text(out, buf_str(&text));
    buf_putc(out, '}');
}

static void put_list(struct buf *out, const struct value_list *l, const struct feel_zones *z)
{
    buf_put(out, STR("{\"list\": ["));
    for (size_t i = 0; i < l->n; i++) {
        if (i)
            buf_put(out, STR(", "));
        feel_json_put(out, l->item[i], z);
    }
    buf_put(out, STR("]}"));
}

static void put_context(struct buf *out, const struct value_context *c, const struct feel_zones *z)
{
    buf_put(out, STR("{\"context\": {"));
    for (size_t i = 0; i < c->n; i++) {
        if (i)
            buf_put(out, STR(", "));
        feel_json_text(out, c->entry[i].key);
        buf_put(out, STR(": "));
        feel_json_put(out, c->entry[i].value, z);
    }
    buf_put(out, STR("}}"));
}

void feel_json_put(struct buf *out, struct value v, const struct feel_zones *z)
{
    static const char *const TYPE[VALUE__COUNT] = {
        [VALUE_BOOLEAN] = "boolean",  [VALUE_NUMBER] = "decimal",   [VALUE_STRING] = "string",
        [VALUE_DATE] = "date",        [VALUE_TIME] = "time",        [VALUE_DATE_TIME] = "dateTime",
        [VALUE_MONTHS] = "duration",  [VALUE_SECONDS] = "duration", [VALUE_RANGE] = "range",
        [VALUE_FUNCTION] = "function"};
    if (v.kind == VALUE_LIST)
        put_list(out, v.list, z);
    else if (v.kind == VALUE_CONTEXT)
        put_context(out, v.context, z);
    else if (TYPE[v.kind])
        put_text(out, TYPE[v.kind], v, z);
    else
        buf_put(out, STR("{\"nil\": true}"));
}
