/* Lists (DMN 1.5, 10.3.4.4). Items are kept as they are, [x] within a list too; they are compared with FEEL's
 * equality, where what cannot be compared is not equal. Positions count from 1, negative ones from the end;
 * one that is not there makes null. */
#include "feel/builtin.h"

static bool is_equal(struct value a, struct value b) { return value_equal(a, b) == TERNARY_TRUE; }

/* Lists are handed on with null when an item may be null; the list itself may not. */
static bool is_list(struct value v) { return v.kind == VALUE_LIST; }

/* Where it stands from `from` on, or n; false: the run is stopped. */
static bool find_item(const struct builtin_call *c, const struct value *item, size_t n, struct value v,
                      size_t from, size_t *ret)
{
    size_t steps = value_weight(v), i = from;
    for (; i < n; i++) {
        if (!builtin_steps(c, steps))
            return false;
        if (is_equal(item[i], v))
            break;
    }
    *ret = i;
    return true;
}

/* 1 … n and −n … −1 as an index from 0. */
static bool position(const struct builtin_call *c, struct value at, size_t n, size_t *ret)
{
    int64_t i, count = (int64_t)n;
    if (at.kind != VALUE_NUMBER || !builtin_whole(at.number, &i) || i == 0 || i > count || i < -count)
        return builtin_refuse(c, K("feel.no_such_item"), (struct str){0});
    *ret = (size_t)(i > 0 ? i - 1 : count + i);
    return true;
}

static bool copy_of(const struct builtin_call *c, const struct value_list *l, size_t more, struct value **ret)
{
    *ret = builtin_items(c, l->n + more);
    if (*ret && l->n)
        memcpy(*ret, l->item, l->n * sizeof **ret);
    return *ret != NULL;
}

/* -- questions about lists -- */

static bool list_contains(const struct builtin_call *c, const struct value *arg, struct value *ret)
{
    size_t at;
    if (!is_list(arg[0]) || !find_item(c, arg[0].list->item, arg[0].list->n, arg[1], 0, &at))
        return false;
    *ret = value_boolean(at < arg[0].list->n);
    return true;
}

static bool count(const struct builtin_call *c, const struct value *arg, struct value *ret)
{
    (void)c;
    *ret = value_int((int64_t)arg[0].list->n);
    return true;
}

static bool extreme(const struct builtin_call *c, const struct value_list *l, int wanted, struct value *ret)
{
    int sign;
    if (l->n == 0)
        return builtin_refuse(c, K("feel.list_empty"), (struct str){0});
    struct value best = l->item[0];
    for (size_t i = 0; i < l->n; i++) { /* the first with itself: a context has no order at all */
        if (!builtin_steps(c, value_weight(best)))
            return false;
        if (!value_order(l->item[i], best, &sign))
            return builtin_refuse(c, K("feel.cannot_compare"), (struct str){0});
        if (sign * wanted > 0)
            best = l->item[i];
    }
    *ret = best;
    return true;
}

static bool min(const struct builtin_call *c, const struct value *arg, struct value *ret)
{
    return extreme(c, arg[0].list, -1, ret);
}

static bool max(const struct builtin_call *c, const struct value *arg, struct value *ret)
{
    return extreme(c, arg[0].list, 1, ret);
}

/* One that settles it, whatever the others are; else what is neither true nor false makes null. */
static bool settled(const struct builtin_call *c, const struct value_list *l, bool by, struct value *ret)
{
    bool is_known = true;
    if (!builtin_steps(c, l->n))
        return false;
    for (size_t i = 0; i < l->n; i++) {
        bool is_truth = l->item[i].kind == VALUE_BOOLEAN;
        if (is_truth && l->item[i].boolean == by) {
            *ret = value_boolean(by);
            return true;
        }
        is_known = is_known && is_truth;
    }
    if (!is_known)
        return builtin_refuse(c, K("feel.wants_truth"), (struct str){0});
    *ret = value_boolean(!by);
    return true;
}

static bool all(const struct builtin_call *c, const struct value *arg, struct value *ret)
{
    return settled(c, arg[0].list, false, ret);
}

static bool any(const struct builtin_call *c, const struct value *arg, struct value *ret)
{
    return settled(c, arg[0].list, true, ret);
}

static bool index_of(const struct builtin_call *c, const struct value *arg, struct value *ret)
{
    if (!is_list(arg[0]))
        return false;
    const struct value_list *l = arg[0].list;
    struct value *found = builtin_items(c, l->n);
    size_t n = 0, at = 0;
    if (!found)
        return false;
    while (at < l->n) {
        if (!find_item(c, l->item, l->n, arg[1], at, &at))
            return false;
        if (at < l->n)
            found[n++] = value_int((int64_t)++at);
    }
    return builtin_list(c, found, n, ret);
}

/* -- lists from lists -- */

static bool sublist(const struct builtin_call *c, const struct value *arg, struct value *ret)
{
    size_t from, n;
    int64_t length;
    if (!position(c, arg[1], arg[0].list->n, &from))
        return false;
    n = arg[0].list->n - from;
    if (arg[2].kind == VALUE_NUMBER) {
        if (!builtin_whole(arg[2].number, &length) || length < 1 || (uint64_t)length > n)
            return builtin_refuse(c, K("feel.length_wrong"), (struct str){0});
        n = (size_t)length;
    }
    return builtin_list(c, arg[0].list->item + from, n, ret); /* values never change: the items are shared */
}

/* The items of all; a single value counts as a list of one. False for null, too. */
static bool joined(const struct builtin_call *c, const struct value *part, size_t parts, struct value **ret,
                   size_t *ret_n)
{
    size_t n = 0, at = 0;
    for (size_t i = 0; i < parts; i++) {
        if (part[i].kind == VALUE_NULL)
            return false;
        n += is_list(part[i]) ? part[i].list->n : 1;
    }
    struct value *item = builtin_items(c, n);
    if (!item)
        return false;
    for (size_t i = 0; i < parts; i++) {
        if (!is_list(part[i])) {
            item[at++] = part[i];
        } else if (part[i].list->n) {
            memcpy(item + at, part[i].list->item, part[i].list->n * sizeof *item);
            at += part[i].list->n;
        }
    }
    *ret = item;
    *ret_n = n;
    return true;
}

static bool append(const struct builtin_call *c, const struct value *arg, struct value *ret)
{
    const struct value_list *l = arg[0].list;
    struct value *item;
    size_t n;
    if (!joined(c, l->item, 1, &item, &n))
        return false;
    struct value_list first = {item, n};
    if (!copy_of(c, &first, l->n - 1, &item))
        return false;
    if (l->n > 1)
        memcpy(item + n, l->item + 1, (l->n - 1) * sizeof *item);
    return builtin_list(c, item, n + l->n - 1, ret);
}

static bool append_named(const struct builtin_call *c, const struct value *arg, struct value *ret)
{
    struct value_list two = {arg, 2};
    struct value both = {.kind = VALUE_LIST, .list = &two};
    return append(c, &both, ret);
}

static bool concatenate(const struct builtin_call *c, const struct value *arg, struct value *ret)
{
    struct value *item;
    size_t n;
    return joined(c, arg[0].list->item, arg[0].list->n, &item, &n) && builtin_list(c, item, n, ret);
}

/* What is equal has the same. Times of day, which are equal across offsets, all have one. */
static uint64_t hash_of(struct value v)
{
    uint64_t h = 0;
    switch (v.kind) {
    case VALUE_NUMBER:
        h = decimal_hash(v.number);
        break;
    case VALUE_STRING: /* FNV-1a */
        h = 0xcbf29ce484222325;
        for (size_t i = 0; i < v.string.n; i++)
            h = (h ^ (unsigned char)v.string.p[i]) * 0x100000001b3;
        break;
    case VALUE_DATE:
        h = (uint64_t)v.temporal.year * 372 + v.temporal.month * 31U + v.temporal.day;
        break;
    case VALUE_DATE_TIME:
        h = (uint64_t)date_time_epoch_s(v);
        break;
    case VALUE_MONTHS:
        h = (uint64_t)v.months;
        break;
    case VALUE_SECONDS:
        h = (uint64_t)v.seconds.s ^ v.seconds.nano;
        break;
    case VALUE_LIST:
        for (size_t i = 0; i < v.list->n; i++)
            h = h * 31 + hash_of(v.list->item[i]);
        break;
    case VALUE_CONTEXT: /* in whatever order the entries stand */
        for (size_t i = 0; i < v.context->n; i++)
            h += hash_of(value_string(v.context->entry[i].key)) ^ hash_of(v.context->entry[i].value) >> 1;
        break;
    default:
        h = v.kind == VALUE_BOOLEAN && v.boolean;
    }
    return (h + v.kind) * 0x9e3779b97f4a7c15;
}

/* Which items were kept, by hash: index + 1, 0 for an empty place. Twice as many places as items. */
struct kept {
    uint32_t *at;
    size_t places;
};

static bool kept_open(const struct builtin_call *c, size_t n, struct kept *ret)
{
    ret->places = 16;
    while (ret->places < 2 * n)
        ret->places *= 2;
    ret->at = arena_try_array(c->arena, ret->places, sizeof *ret->at);
    return ret->at || builtin_stop(c, K("feel.no_memory"));
}

/* The place where it stands, or where it would: *ret is 0 there. */
static bool kept_find(const struct builtin_call *c, const struct kept *k, const struct value *item,
                      struct value v, uint32_t **ret)
{
    size_t place = (size_t)(hash_of(v) >> 32) & (k->places - 1);
    for (;; place = (place + 1) & (k->places - 1)) {
        if (!builtin_steps(c, value_weight(v)))
            return false;
        if (!k->at[place] || is_equal(item[k->at[place] - 1], v))
            break;
    }
    *ret = &k->at[place];
    return true;
}

/* Each one where it stood first. */
static bool without_doubles(const struct builtin_call *c, struct value *item, size_t n, struct value *ret)
{
    struct kept k;
    uint32_t *place, kept = 0;
    if (!kept_open(c, n, &k))
        return false;
    for (size_t i = 0; i < n; i++) {
        if (!kept_find(c, &k, item, item[i], &place))
            return false;
        if (*place)
            continue;
        item[kept++] = item[i];
        *place = kept;
    }
    return builtin_list(c, item, kept, ret);
}

static bool list_union(const struct builtin_call *c, const struct value *arg, struct value *ret)
{
    struct value *item;
    size_t n;
    return joined(c, arg[0].list->item, arg[0].list->n, &item, &n) && without_doubles(c, item, n, ret);
}

static bool distinct_values(const struct builtin_call *c, const struct value *arg, struct value *ret)
{
    struct value *item;
    return copy_of(c, arg[0].list, 0, &item) && without_doubles(c, item, arg[0].list->n, ret);
}

static bool insert_before(const struct builtin_call *c, const struct value *arg, struct value *ret)
{
    struct value *item;
    size_t at;
    if (!is_list(arg[0]) || !position(c, arg[1], arg[0].list->n, &at) || !copy_of(c, arg[0].list, 1, &item))
        return false;
    size_t n = arg[0].list->n;
    memmove(item + at + 1, item + at, (n - at) * sizeof *item);
    item[at] = arg[2];
    return builtin_list(c, item, n + 1, ret);
}

static bool remove_at(const struct builtin_call *c, const struct value *arg, struct value *ret)
{
    struct value *item;
    size_t at;
    if (!position(c, arg[1], arg[0].list->n, &at) || !copy_of(c, arg[0].list, 0, &item))
        return false;
    size_t n = arg[0].list->n;
    memmove(item + at, item + at + 1, (n - at - 1) * sizeof *item);
    return builtin_list(c, item, n - 1, ret);
}

/* A function of the rule's own that says yes or no; false: it did not, and the call is null. */
static bool ask(const struct builtin_call *c, struct value function, struct value a, struct value b,
                bool *ret)
{
    struct value arg[2] = {a, b}, is = call_function(c, function, arg, 2);
    if (c->run->is_stopped)
        return false;
    if (is.kind != VALUE_BOOLEAN)
        return builtin_refuse(c, K("feel.function_no_truth"), (struct str){0});
    *ret = is.boolean;
    return true;
}

static bool list_replace(const struct builtin_call *c, const struct value *arg, struct value *ret)
{
    struct value *item, by = arg[1];
    size_t at, n;
    if (!is_list(arg[0]) || !copy_of(c, arg[0].list, 0, &item))
        return false;
    n = arg[0].list->n;
    if (by.kind == VALUE_FUNCTION) {
        for (size_t i = 0; i < n; i++) {
            bool is = false;
            if (!ask(c, by, item[i], arg[2], &is))
                return false;
            item[i] = is ? arg[2] : item[i];
        }
    } else {
        if (!position(c, by, n, &at))
            return false;
        item[at] = arg[2];
    }
    return builtin_list(c, item, n, ret);
}

static bool reverse(const struct builtin_call *c, const struct value *arg, struct value *ret)
{
    size_t n = arg[0].list->n;
    struct value *item = builtin_items(c, n);
    for (size_t i = 0; item && i < n; i++)
        item[i] = arg[0].list->item[n - 1 - i];
    return item && builtin_list(c, item, n, ret);
}

/* How many items lie in it at any depth, which VALUE_DEPTH_MAX bounds. */
static bool count_leaves(const struct builtin_call *c, const struct value_list *l, size_t *n)
{
    for (size_t i = 0; i < l->n; i++) {
        if (!builtin_steps(c, 1))
            return false;
        if (is_list(l->item[i]) ? !count_leaves(c, l->item[i].list, n) : ++*n > FEEL_ITEMS_MAX)
            return c->run->is_stopped ? false : builtin_stop(c, K("feel.list_limit"));
    }
    return true;
}

static size_t put_leaves(const struct value_list *l, struct value *item)
{
    size_t n = 0;
    for (size_t i = 0; i < l->n; i++)
        if (is_list(l->item[i]))
            n += put_leaves(l->item[i].list, item + n);
        else
            item[n++] = l->item[i];
    return n;
}

static bool flatten(const struct builtin_call *c, const struct value *arg, struct value *ret)
{
    size_t n = 0;
    if (!count_leaves(c, arg[0].list, &n))
        return false;
    struct value *item = builtin_items(c, n);
    return item && builtin_list(c, item, put_leaves(arg[0].list, item), ret);
}

struct asking {
    const struct builtin_call *c;
    struct value function;
};

static bool asked_precedes(void *self, struct value a, struct value b, bool *ret)
{
    const struct asking *asking = self;
    return ask(asking->c, asking->function, a, b, ret);
}

static bool sort(const struct builtin_call *c, const struct value *arg, struct value *ret)
{
    struct value *item;
    struct asking asking = {c, arg[1]};
    if (arg[1].kind != VALUE_FUNCTION)
        return builtin_refuse(c, K("feel.wants_function"), (struct str){0});
    return copy_of(c, arg[0].list, 0, &item) &&
           builtin_sort(c, item, arg[0].list->n, asked_precedes, &asking) &&
           builtin_list(c, item, arg[0].list->n, ret);
}

/* The strings of a list, with the delimiter between them; null items are left out (table 76). */
static bool string_join(const struct builtin_call *c, const struct value *arg, struct value *ret)
{
    struct buf out CLEANUP(buf_release) = {.limit_bytes = FEEL_STRING_MAX + 1};
    struct str between = arg[1].kind == VALUE_STRING ? arg[1].string : STR("");
    bool is_first = true;
    if (!is_list(arg[0]) || !builtin_steps(c, arg[0].list->n))
        return false;
    for (size_t i = 0; i < arg[0].list->n; i++) {
        struct value v = arg[0].list->item[i];
        if (v.kind == VALUE_NULL)
            continue;
        if (v.kind != VALUE_STRING)
            return builtin_refuse(c, K("feel.wants_strings"), (struct str){0});
        buf_put(&out, is_first ? STR("") : between);
        buf_put(&out, v.string);
        is_first = false;
    }
    return builtin_steps(c, out.n / 64) && builtin_string(c, &out, ret);
}

#define ANY_LIST &BUILTIN_ITEMS
/* f(list), and f(a, b …) */
#define OF_ITEMS(fn, the_name, the_param, from, the_result)                                                  \
    {.name = STR_INIT(the_name),                                                                             \
     .param = {STR_INIT("list")},                                                                            \
     .type = {ANY_LIST},                                                                                     \
     .params = 1,                                                                                            \
     .required = 1,                                                                                          \
     .result_from = (from),                                                                                  \
     .result = &(the_result),                                                                                \
     .call = (fn)},                                                                                          \
    {                                                                                                        \
        .name = STR_INIT(the_name), .param = {STR_INIT(the_param)}, .type = {ANY_LIST}, .params = 1,         \
        .required = 1, .is_variadic = true, .result_from = (from), .result = &(the_result), .call = (fn)     \
    }
#define OF_LIST(fn, the_name, from, the_result)                                                              \
    {                                                                                                        \
        .name = STR_INIT(the_name), .param = {STR_INIT("list")}, .type = {ANY_LIST}, .params = 1,            \
        .required = 1, .result_from = (from), .result = &(the_result), .call = (fn)                          \
    }
#define OF_LISTS(fn, the_name)                                                                               \
    {                                                                                                        \
        .name = STR_INIT(the_name), .param = {STR_INIT("list")}, .type = {ANY_LIST}, .params = 1,            \
        .required = 1, .is_variadic = true, .result = ANY_LIST, .call = (fn)                                 \
    }
#define OF_LIST_AND(fn, the_name, second, second_type, with_null, the_result)                                \
    {                                                                                                        \
        .name = STR_INIT(the_name), .param = {STR_INIT("list"), STR_INIT(second)},                           \
        .type = {ANY_LIST, (second_type)}, .params = 2, .required = 2, .takes_null = (with_null),            \
        .result = (the_result), .call = (fn)                                                                 \
    }
#define REPLACE(second)                                                                                      \
    {                                                                                                        \
        .name = STR_INIT("list replace"),                                                                    \
        .param = {STR_INIT("list"), STR_INIT(second), STR_INIT("newItem")}, .type = {ANY_LIST}, .params = 3, \
        .required = 3, .takes_null = true, .result = ANY_LIST, .call = list_replace                          \
    }

static const struct builtin ROW[] = {
    OF_LIST_AND(list_contains, "list contains", "element", NULL, true, &FEEL_BOOLEAN),
    OF_LIST(count, "count", RESULT_TYPE, FEEL_NUMBER),
    OF_ITEMS(min, "min", "c", RESULT_ITEM_OF_FIRST, FEEL_ANY),
    OF_ITEMS(max, "max", "c", RESULT_ITEM_OF_FIRST, FEEL_ANY),
    OF_ITEMS(all, "all", "b", RESULT_TYPE, FEEL_BOOLEAN),
    OF_ITEMS(any, "any", "b", RESULT_TYPE, FEEL_BOOLEAN),
    {.name = STR_INIT("sublist"),
     .param = {STR_INIT("list"), STR_INIT("start position"), STR_INIT("length")},
     .type = {ANY_LIST, &FEEL_NUMBER, &FEEL_NUMBER},
     .params = 3,
     .required = 2,
     .result_from = RESULT_LIST_OF_FIRST,
     .call = sublist},
    {.name = STR_INIT("append"),
     .param = {STR_INIT("list"), STR_INIT("item")},
     .params = 2,
     .required = 2,
     .result = ANY_LIST,
     .takes_null = true,
     .call = append_named},
    {.name = STR_INIT("append"),
     .param = {STR_INIT("item")},
     .type = {ANY_LIST},
     .params = 1,
     .required = 1,
     .is_variadic = true,
     .result = ANY_LIST,
     .call = append},
    OF_LISTS(concatenate, "concatenate"),
    {.name = STR_INIT("insert before"),
     .param = {STR_INIT("list"), STR_INIT("position"), STR_INIT("newItem")},
     .type = {ANY_LIST, &FEEL_NUMBER},
     .params = 3,
     .required = 3,
     .takes_null = true,
     .result = ANY_LIST,
     .call = insert_before},
    {.name = STR_INIT("remove"),
     .param = {STR_INIT("list"), STR_INIT("position")},
     .type = {ANY_LIST, &FEEL_NUMBER},
     .params = 2,
     .required = 2,
     .result_from = RESULT_LIST_OF_FIRST,
     .call = remove_at},
    REPLACE("position"),
    REPLACE("match"),
    OF_LIST(reverse, "reverse", RESULT_LIST_OF_FIRST, FEEL_ANY),
    OF_LIST_AND(index_of, "index of", "match", NULL, true, &BUILTIN_NUMBERS),
    OF_LISTS(list_union, "union"),
    OF_LIST(distinct_values, "distinct values", RESULT_LIST_OF_FIRST, FEEL_ANY),
    OF_LIST(flatten, "flatten", RESULT_TYPE, BUILTIN_ITEMS),
    {.name = STR_INIT("sort"),
     .param = {STR_INIT("list"), STR_INIT("precedes")},
     .type = {ANY_LIST},
     .params = 2,
     .required = 2,
     .result_from = RESULT_LIST_OF_FIRST,
     .call = sort},
    {.name = STR_INIT("string join"),
     .param = {STR_INIT("list"), STR_INIT("delimiter")},
     .type = {ANY_LIST, &FEEL_STRING},
     .params = 2,
     .required = 1,
     .takes_null = true,
     .result = &FEEL_STRING,
     .call = string_join},
};

const struct builtin_rows BUILTIN_LIST = {ROW, COUNT_OF(ROW)};
