/* Contexts (DMN 1.5, 10.3.4.6), truth (10.3.4.2), and is() (10.3.4.9). A context is never changed: what puts
 * an entry into one makes another. */
#include "feel/builtin.h"

static bool not_of(const struct builtin_call *c, const struct value *arg, struct value *ret)
{
    (void)c;
    *ret = value_boolean(!arg[0].boolean);
    return true;
}

static bool is_same(const struct builtin_call *c, const struct value *arg, struct value *ret)
{
    *ret = value_boolean(value_is(arg[0], arg[1]));
    return builtin_steps(c, value_weight(arg[0]));
}

/* is() with one value, by name: nothing is nothing else. */
static bool is_nothing(const struct builtin_call *c, const struct value *arg, struct value *ret)
{
    (void)c;
    *ret = value_boolean(arg[0].kind == VALUE_NULL);
    return true;
}

/* -- what is in it -- */

/* A key, or the keys on the way to it: a string or a list of strings, not empty. */
struct way {
    const struct value *key;
    size_t n;
};

static bool read_way(const struct builtin_call *c, const struct value *keys, struct way *ret)
{
    *ret = (struct way){keys, 1};
    if (keys->kind == VALUE_LIST)
        *ret = (struct way){keys->list->item, keys->list->n};
    bool is_way = ret->n > 0;
    for (size_t i = 0; i < ret->n && is_way; i++)
        is_way = ret->key[i].kind == VALUE_STRING;
    return is_way || builtin_refuse(c, K("feel.key_wrong"), (struct str){0});
}

static bool get_value(const struct builtin_call *c, const struct value *arg, struct value *ret)
{
    struct way way;
    struct value v = arg[0];
    if (!read_way(c, &arg[1], &way))
        return false;
    for (size_t i = 0; i < way.n; i++) {
        struct str key = way.key[i].string;
        if (v.kind == VALUE_CONTEXT && !builtin_steps(c, v.context->n / 8 + 1))
            return false;
        const struct value *entry = v.kind == VALUE_CONTEXT ? value_entry(v, key) : NULL;
        if (!entry)
            return builtin_refuse(c, K("feel.no_member"), key);
        v = *entry;
    }
    *ret = v;
    return true;
}

static bool get_entries(const struct builtin_call *c, const struct value *arg, struct value *ret)
{
    size_t n = arg[0].context->n;
    struct value *item = builtin_items(c, n);
    struct value_entry *pair = arena_try_array(c->arena, 2 * n + 1, sizeof *pair);
    if (!builtin_steps(c, 4 * n)) /* each entry becomes a context */
        return false;
    if (!item || !pair)
        return builtin_stop(c, K("feel.no_memory"));
    for (size_t i = 0; i < n; i++) {
        const struct value_entry *entry = &arg[0].context->entry[i];
        pair[2 * i] = (struct value_entry){STR("key"), value_string(entry->key)};
        pair[2 * i + 1] = (struct value_entry){STR("value"), entry->value};
        item[i] = value_context(c->arena, pair + 2 * i, 2);
        if (item[i].kind != VALUE_CONTEXT)
            return builtin_stop(c, K("feel.value_depth"));
    }
    return builtin_list(c, item, n, ret);
}

/* -- contexts that are made -- */

/* A context while it grows; looking for a key in it is a step for every eight entries. */
struct making {
    const struct builtin_call *c;
    struct value_entry *entry;
    size_t n, room;
};

static bool make_room(struct making *m, size_t room)
{
    if (room > FEEL_ITEMS_MAX)
        return builtin_stop(m->c, K("feel.list_limit"));
    struct value_entry *more = arena_try_array(m->c->arena, room ? room : 1, sizeof *more);
    if (!more)
        return builtin_stop(m->c, K("feel.no_memory"));
    if (m->n)
        memcpy(more, m->entry, m->n * sizeof *more);
    m->entry = more;
    m->room = room;
    return builtin_steps(m->c, room);
}

static bool put(struct making *m, struct str key, struct value v, bool *ret_was_there)
{
    size_t i = 0;
    if (!builtin_steps(m->c, m->n / 8 + 1))
        return false;
    while (i < m->n && !str_eq(m->entry[i].key, key))
        i++;
    *ret_was_there = i < m->n;
    if (i == m->room && !make_room(m, m->room * 2 < 8 ? 8 : m->room * 2))
        return false;
    m->entry[i] = (struct value_entry){key, v};
    m->n += i == m->n;
    return true;
}

static bool finish(const struct making *m, struct value *ret)
{
    if (m->n > FEEL_ITEMS_MAX)
        return builtin_stop(m->c, K("feel.list_limit"));
    *ret = value_context(m->c->arena, m->entry, m->n);
    return ret->kind == VALUE_CONTEXT || builtin_stop(m->c, K("feel.value_depth"));
}

static bool context_from(const struct builtin_call *c, const struct value *arg, struct value *ret)
{
    struct making m = {.c = c};
    bool was_there;
    if (!make_room(&m, arg[0].list->n))
        return false;
    for (size_t i = 0; i < arg[0].list->n; i++) {
        struct value entry = arg[0].list->item[i];
        if (entry.kind == VALUE_CONTEXT && !builtin_steps(c, entry.context->n / 4 + 1))
            return false;
        const struct value *key = entry.kind == VALUE_CONTEXT ? value_entry(entry, STR("key")) : NULL;
        const struct value *v = key ? value_entry(entry, STR("value")) : NULL;
        if (!v || key->kind != VALUE_STRING)
            return builtin_refuse(c, K("feel.entry_wrong"), (struct str){0});
        if (!put(&m, key->string, *v, &was_there))
            return false;
        if (was_there)
            return builtin_refuse(c, K("feel.key_twice"), key->string);
    }
    return finish(&m, ret);
}

/* On the way down each context is copied with its new part; what is not a context on the way makes null, as
 * get value() of it would. */
static bool put_on_way(const struct builtin_call *c, struct value context, struct way way, struct value v,
                       struct value *ret)
{
    struct making m = {.c = c};
    bool was_there;
    struct value part = v;
    if (context.kind != VALUE_CONTEXT)
        return builtin_refuse(c, K("feel.no_member"), way.key[0].string);
    if (way.n > 1) {
        const struct value *inner = value_entry(context, way.key[0].string);
        if (!put_on_way(c, inner ? *inner : VALUE_OF_NULL, (struct way){way.key + 1, way.n - 1}, v, &part))
            return false;
    }
    if (!make_room(&m, context.context->n + 1))
        return false;
    if (context.context->n)
        memcpy(m.entry, context.context->entry, context.context->n * sizeof *m.entry);
    m.n = context.context->n;
    return put(&m, way.key[0].string, part, &was_there) && finish(&m, ret);
}

static bool context_put(const struct builtin_call *c, const struct value *arg, struct value *ret)
{
    struct way way;
    if (arg[0].kind != VALUE_CONTEXT || !read_way(c, &arg[1], &way))
        return false;
    if (way.n > VALUE_DEPTH_MAX)
        return builtin_stop(c, K("feel.depth_limit"));
    return put_on_way(c, arg[0], way, arg[2], ret);
}

static bool context_merge(const struct builtin_call *c, const struct value *arg, struct value *ret)
{
    struct making m = {.c = c};
    bool was_there;
    for (size_t i = 0; i < arg[0].list->n; i++) {
        const struct value_context *one = arg[0].list->item[i].context;
        for (size_t k = 0; k < one->n; k++)
            if (!put(&m, one->entry[k].key, one->entry[k].value, &was_there))
                return false;
    }
    return finish(&m, ret);
}

static const struct feel_type CONTEXT = {.kind = TYPE_CONTEXT};

#define PUT(second)                                                                                          \
    {                                                                                                        \
        .name = STR_INIT("context put"),                                                                     \
        .param = {STR_INIT("context"), STR_INIT(second), STR_INIT("value")}, .type = {&CONTEXT},             \
        .params = 3, .required = 3, .takes_null = true, .result = &CONTEXT, .call = context_put              \
    }
#define GET(second)                                                                                          \
    {                                                                                                        \
        .name = STR_INIT("get value"), .param = {STR_INIT("m"), STR_INIT(second)}, .type = {&CONTEXT},       \
        .params = 2, .required = 2, .result = &FEEL_ANY, .call = get_value                                   \
    }
#define IS_ONE(only)                                                                                         \
    {                                                                                                        \
        .name = STR_INIT("is"), .param = {STR_INIT(only)}, .params = 1, .required = 1, .takes_null = true,   \
        .result = &FEEL_BOOLEAN, .call = is_nothing                                                          \
    }

static const struct builtin ROW[] = {
    {.name = STR_INIT("not"),
     .param = {STR_INIT("negand")},
     .type = {&FEEL_BOOLEAN},
     .params = 1,
     .required = 1,
     .result = &FEEL_BOOLEAN,
     .call = not_of},
    {.name = STR_INIT("is"),
     .param = {STR_INIT("value1"), STR_INIT("value2")},
     .params = 2,
     .required = 2,
     .takes_null = true,
     .result = &FEEL_BOOLEAN,
     .call = is_same},
    IS_ONE("value1"),
    IS_ONE("value2"),
    GET("key"),
    GET("keys"),
    {.name = STR_INIT("get entries"),
     .param = {STR_INIT("m")},
     .type = {&CONTEXT},
     .params = 1,
     .required = 1,
     .result = &BUILTIN_ENTRIES,
     .call = get_entries},
    {.name = STR_INIT("context"),
     .param = {STR_INIT("entries")},
     .type = {&BUILTIN_CONTEXTS},
     .params = 1,
     .required = 1,
     .result = &CONTEXT,
     .call = context_from},
    PUT("key"),
    PUT("keys"),
    {.name = STR_INIT("context merge"),
     .param = {STR_INIT("contexts")},
     .type = {&BUILTIN_CONTEXTS},
     .params = 1,
     .required = 1,
     .result = &CONTEXT,
     .call = context_merge},
};

const struct builtin_rows BUILTIN_CONTEXT = {ROW, COUNT_OF(ROW)};
