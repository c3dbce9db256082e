#include "feel/value.h"

#include <stdlib.h>

#include "feel/lex.h"
#include "feel/node.h"
#include "feel/temporal.h"

const struct value VALUE_OF_NULL = {.kind = VALUE_NULL};

struct value value_boolean(bool b) { return (struct value){.kind = VALUE_BOOLEAN, .boolean = b}; }
struct value value_number(struct decimal d) { return (struct value){.kind = VALUE_NUMBER, .number = d}; }
struct value value_int(int64_t v) { return value_number(decimal_of(v)); }
struct value value_string(struct str s) { return (struct value){.kind = VALUE_STRING, .string = s}; }

int value_depth(struct value v)
{
    if (v.kind == VALUE_LIST)
        return v.list->depth;
    if (v.kind == VALUE_RANGE) { /* (= [1, 2]); its end is no range itself */
        int from = value_depth(v.range->from), to = value_depth(v.range->to);
        return from > to ? from : to;
    }
    return v.kind == VALUE_CONTEXT ? v.context->depth : 0;
}

uint32_t value_parts(struct value v)
{
    if (v.kind == VALUE_LIST)
        return v.list->parts;
    if (v.kind == VALUE_RANGE)
        return value_parts(v.range->from) + value_parts(v.range->to) + 1;
    return v.kind == VALUE_CONTEXT ? v.context->parts : 1;
}

size_t value_weight(struct value v)
{
    if (v.kind == VALUE_RANGE)
        return value_weight(v.range->from) + value_weight(v.range->to) + 1;
    return v.kind == VALUE_STRING ? v.string.n / 64 + 1 : value_parts(v);
}

/* Depth and parts of something that holds `v`, too; false: beyond what can be walked. */
static bool hold(int *depth, uint32_t *parts, struct value v)
{
    int d = value_depth(v) + 1;
    *depth = d > *depth ? d : *depth;
    *parts += value_parts(v); /* both sides at most a few times VALUE_PARTS_MAX */
    return *depth <= VALUE_DEPTH_MAX && *parts <= VALUE_PARTS_MAX;
}

struct value value_list(struct arena *a, const struct value *item, size_t n)
{
    int depth = 1;
    uint32_t parts = 1;
    for (size_t i = 0; i < n; i++)
        if (!hold(&depth, &parts, item[i]))
            return VALUE_OF_NULL;
    struct value_list *l = arena_try(a, sizeof *l);
    if (!l)
        return VALUE_OF_NULL;
    *l = (struct value_list){item, n, depth, parts};
    return (struct value){.kind = VALUE_LIST, .list = l};
}

struct value value_context(struct arena *a, const struct value_entry *entry, size_t n)
{
    int depth = 1;
    uint32_t parts = 1;
    for (size_t i = 0; i < n; i++)
        if (!hold(&depth, &parts, entry[i].value))
            return VALUE_OF_NULL;
    struct value_context *c = arena_try(a, sizeof *c);
    if (!c)
        return VALUE_OF_NULL;
    *c = (struct value_context){entry, n, depth, parts};
    return (struct value){.kind = VALUE_CONTEXT, .context = c};
}

const struct value *value_entry(struct value context, struct str key)
{
    for (size_t i = 0; i < context.context->n; i++)
        if (str_eq(context.context->entry[i].key, key))
            return &context.context->entry[i].value;
    return NULL;
}

/* Code points are ordered as the bytes of their UTF-8 are. */
static int order_strings(struct str a, struct str b) { return str_cmp(a, b); }

static int order_i64(int64_t a, int64_t b) { return a < b ? -1 : a > b; }

static int order_seconds(struct seconds a, struct seconds b)
{
    int sign = order_i64(a.s, b.s);
    return sign ? sign : order_i64(a.nano, b.nano);
}

/* Two moments can be ordered when both are local, or both are somewhere on the earth; times of day that name
 * a zone, when they name the same, because without a day a zone has no offset. */
static bool order_moments(struct value a, struct value b, int *ret)
{
    if (temporal_is_local(a) != temporal_is_local(b) ||
        (a.kind == VALUE_TIME && a.temporal.zone != b.temporal.zone))
        return false;
    *ret = order_i64(date_time_epoch_s(a), date_time_epoch_s(b));
    return true;
}

bool value_order(struct value a, struct value b, int *ret)
{
    if (a.kind != b.kind)
        return false;
    switch (a.kind) {
    case VALUE_NUMBER:
        *ret = decimal_cmp(a.number, b.number);
        return true;
    case VALUE_STRING:
        *ret = order_strings(a.string, b.string);
        return true;
    case VALUE_DATE:
        *ret = order_i64(date_epoch_day(a), date_epoch_day(b));
        return true;
    case VALUE_TIME:
    case VALUE_DATE_TIME:
        return order_moments(a, b, ret);
    case VALUE_MONTHS:
        *ret = order_i64(a.months, b.months);
        return true;
    case VALUE_SECONDS:
        *ret = order_seconds(a.seconds, b.seconds);
        return true;
    case VALUE_NULL:
    case VALUE_BOOLEAN:
    case VALUE_LIST:
    case VALUE_CONTEXT:
    case VALUE_RANGE:
    case VALUE_FUNCTION:
    case VALUE__COUNT:
        break;
    }
    return false;
}

static bool equal_lists(const struct value_list *a, const struct value_list *b)
{
    if (a->n != b->n)
        return false;
    for (size_t i = 0; i < a->n; i++)
        if (value_equal(a->item[i], b->item[i]) != TERNARY_TRUE)
            return false;
    return true;
}

static int order_keys(const void *a, const void *b)
{
    const struct value_entry *const *x = a, *const *y = b;
    return str_cmp((*x)->key, (*y)->key);
}

/* The entries by their keys; NULL: no memory. Is to be freed. */
static const struct value_entry **by_key(const struct value_context *c)
{
    const struct value_entry **entry = malloc(c->n * sizeof *entry);
    for (size_t i = 0; entry && i < c->n; i++)
        entry[i] = &c->entry[i];
    if (entry)
        qsort(entry, c->n, sizeof *entry, order_keys);
    return entry;
}

/* Of many entries, in whatever order they stand. */
static bool equal_large_contexts(const struct value_context *a, const struct value_context *b)
{
    const struct value_entry **x = by_key(a), **y = by_key(b);
    bool is_equal = x && y;
    for (size_t i = 0; is_equal && i < a->n; i++)
        is_equal = str_eq(x[i]->key, y[i]->key) && value_equal(x[i]->value, y[i]->value) == TERNARY_TRUE;
    free(x);
    free(y);
    return is_equal;
}

#define SMALL_CONTEXT 32

static bool equal_contexts(struct value a, struct value b)
{
    if (a.context->n != b.context->n)
        return false;
    if (a.context->n > SMALL_CONTEXT)
        return equal_large_contexts(a.context, b.context);
    for (size_t i = 0; i < a.context->n; i++) {
        const struct value *other = value_entry(b, a.context->entry[i].key);
        if (!other || value_equal(a.context->entry[i].value, *other) != TERNARY_TRUE)
            return false;
    }
    return true;
}

static bool equal_ranges(const struct value_range *a, const struct value_range *b)
{
    return a->is_test == b->is_test && a->is_not == b->is_not && a->has_from == b->has_from &&
           a->has_to == b->has_to && a->from_closed == b->from_closed && a->to_closed == b->to_closed &&
           value_equal(a->from, b->from) == TERNARY_TRUE && value_equal(a->to, b->to) == TERNARY_TRUE;
}

static enum ternary of_bool(bool b) { return b ? TERNARY_TRUE : TERNARY_FALSE; }

enum ternary value_equal(struct value a, struct value b)
{
    int sign;
    if (a.kind == VALUE_NULL || b.kind == VALUE_NULL)
        return of_bool(a.kind == b.kind);
    if (a.kind != b.kind)
        return TERNARY_UNKNOWN;
    switch (a.kind) {
    case VALUE_BOOLEAN:
        return of_bool(a.boolean == b.boolean);
    case VALUE_LIST:
        return of_bool(equal_lists(a.list, b.list));
    case VALUE_CONTEXT:
        return of_bool(equal_contexts(a, b));
    case VALUE_RANGE:
        return of_bool(equal_ranges(a.range, b.range));
    case VALUE_FUNCTION: /* nobody can tell */
        return a.function == b.function ? TERNARY_TRUE : TERNARY_UNKNOWN;
    case VALUE_NUMBER:
    case VALUE_STRING:
    case VALUE_DATE:
    case VALUE_TIME:
    case VALUE_DATE_TIME:
    case VALUE_MONTHS:
    case VALUE_SECONDS:
        return of_bool(value_order(a, b, &sign) && sign == 0); /* a local time is no time somewhere */
    case VALUE_NULL:
    case VALUE__COUNT:
        break;
    }
    return TERNARY_UNKNOWN;
}

bool value_is(struct value a, struct value b)
{
    if (a.kind != b.kind)
        return false;
    if (a.kind == VALUE_TIME || a.kind == VALUE_DATE_TIME) {
        struct temporal x = a.temporal, y = b.temporal;
        return x.year == y.year && x.month == y.month && x.day == y.day &&
               x.second_of_day == y.second_of_day && x.nano == y.nano && x.zone == y.zone &&
               (x.zone || x.offset_s == y.offset_s);
    }
    return value_equal(a, b) == TERNARY_TRUE;
}

/* -- as text -- */

static void put_quoted(struct buf *out, struct str s)
{
    buf_putc(out, '"');
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (c == '"' || c == '\\') {
            buf_putc(out, '\\');
            buf_putc(out, c);
        } else if (c == '\n' || c == '\r' || c == '\t') {
            buf_put(out, c == '\n' ? STR("\\n") : c == '\r' ? STR("\\r") : STR("\\t"));
        } else {
            buf_putc(out, c);
        }
    }
    buf_putc(out, '"');
}

static void put_list(struct buf *out, const struct value_list *l, const struct feel_zones *z)
{
    buf_putc(out, '[');
    for (size_t i = 0; i < l->n; i++) {
        if (i)
            buf_put(out, STR(", "));
        value_literal(out, l->item[i], z);
    }
    buf_putc(out, ']');
}

/* A key that cannot be read as a name is quoted. */
static void put_key(struct buf *out, struct str key)
{
    if (lex_is_new_name(key))
        buf_put(out, key);
    else
        put_quoted(out, key);
}

static void put_context(struct buf *out, const struct value_context *c, const struct feel_zones *z)
{
    buf_putc(out, '{');
    for (size_t i = 0; i < c->n; i++) {
        if (i)
            buf_put(out, STR(", "));
        put_key(out, c->entry[i].key);
        buf_put(out, STR(": "));
        value_literal(out, c->entry[i].value, z);
    }
    buf_putc(out, '}');
}

static void put_range(struct buf *out, const struct value_range *r, const struct feel_zones *z)
{
    if (r->is_test) {
        buf_putc(out, '(');
        buf_put(out, r->is_not                  ? STR("!= ")
                     : r->has_from && r->has_to ? STR("= ")
                     : r->has_from              ? (r->from_closed ? STR(">= ") : STR("> "))
                                                : (r->to_closed ? STR("<= ") : STR("< ")));
        value_literal(out, r->has_from ? r->from : r->to, z);
        buf_putc(out, ')');
        return;
    }
    buf_putc(out, r->from_closed ? '[' : '(');
    value_literal(out, r->from, z);
    buf_put(out, STR(".."));
    value_literal(out, r->to, z);
    buf_putc(out, r->to_closed ? ']' : ')');
}

void value_text(struct buf *out, struct value v, const struct feel_zones *z)
{
    switch (v.kind) {
    case VALUE_BOOLEAN:
        buf_put(out, v.boolean ? STR("true") : STR("false"));
        return;
    case VALUE_NUMBER:
        decimal_text(out, v.number);
        return;
    case VALUE_STRING:
        buf_put(out, v.string);
        return;
    case VALUE_LIST:
        put_list(out, v.list, z);
        return;
    case VALUE_CONTEXT:
        put_context(out, v.context, z);
        return;
    case VALUE_RANGE:
        put_range(out, v.range, z);
        return;
    case VALUE_FUNCTION:
        type_text(out, v.function->type);
        return;
    case VALUE_DATE:
    case VALUE_TIME:
    case VALUE_DATE_TIME:
    case VALUE_MONTHS:
    case VALUE_SECONDS:
        temporal_text(out, v, z);
        return;
    case VALUE_NULL:
    case VALUE__COUNT:
        break;
    }
    buf_put(out, STR("null"));
}

void value_literal(struct buf *out, struct value v, const struct feel_zones *z)
{
    bool is_temporal = v.kind >= VALUE_DATE && v.kind <= VALUE_SECONDS;
    if (v.kind == VALUE_STRING) {
        put_quoted(out, v.string);
        return;
    }
    buf_put(out, is_temporal ? STR("@\"") : STR(""));
    value_text(out, v, z);
    buf_put(out, is_temporal ? STR("\"") : STR(""));
}
