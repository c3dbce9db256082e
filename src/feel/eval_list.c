/* Lists, contexts, ranges; paths and filters. */
#include "base/key.h"
#include "feel/eval.h"

bool eval_grow(struct eval *e, const struct node *n, struct growing *g, struct value v)
{
    if (g->n >= FEEL_ITEMS_MAX) {
        (void)eval_stop(e, n, K("feel.list_limit"));
        return false;
    }
    if (g->n == g->room) {
        size_t room = g->room ? g->room * 2 : 8;
        struct value *more = arena_try_array(e->run->arena, room, sizeof *more);
        if (!more) {
            (void)eval_stop(e, n, K("feel.no_memory"));
            return false;
        }
        if (g->n)
            memcpy(more, g->item, g->n * sizeof *more);
        g->item = more;
        g->room = room;
    }
    int depth = value_depth(v) + 1;
    g->depth = depth > g->depth ? depth : g->depth;
    if (g->parts <= VALUE_PARTS_MAX)
        g->parts += value_parts(v);
    g->item[g->n++] = v;
    return true;
}

struct value eval_list_of(struct eval *e, const struct node *n, const struct growing *g)
{
    struct value_list *l = arena_try(e->run->arena, sizeof *l);
    if (!l || g->depth > VALUE_DEPTH_MAX || g->parts > VALUE_PARTS_MAX)
        return eval_stop(e, n, l ? K("feel.value_depth") : K("feel.no_memory"));
    *l = (struct value_list){g->item, g->n, g->depth ? g->depth : 1, g->parts + 1};
    return (struct value){.kind = VALUE_LIST, .list = l};
}

struct value eval_list(struct eval *e, const struct node *n)
{
    struct growing g = {0};
    for (size_t i = 0; i < n->children; i++)
        if (!eval_grow(e, n, &g, eval(e, n->child[i])))
            return VALUE_OF_NULL;
    return eval_list_of(e, n, &g);
}

struct value eval_context(struct eval *e, const struct node *n)
{
    struct value_entry *entry = arena_try_array(e->run->arena, n->children ? n->children : 1, sizeof *entry);
    if (!entry)
        return eval_stop(e, n, K("feel.no_memory"));
    for (size_t i = 0; i < n->children; i++) {
        entry[i] = (struct value_entry){n->scope.name[i], eval(e, n->child[i])};
        e->frame[n->scope.slot + (int)i] = entry[i].value; /* later entries may speak of it */
    }
    struct value v = value_context(e->run->arena, entry, n->children);
    return v.kind == VALUE_CONTEXT ? v : eval_stop(e, n, K("feel.value_depth"));
}

/* What has an order can be an end; null is one that is not known. */
static bool can_be_end(struct value v)
{
    return v.kind == VALUE_NULL || (v.kind >= VALUE_NUMBER && v.kind <= VALUE_SECONDS);
}

static bool range_of_test(enum node_kind op, struct value end, struct value_range *ret)
{
    *ret = (struct value_range){.is_test = true,
                                .is_not = op == NODE_NE,
                                .has_from = op == NODE_GT || op == NODE_GE || op == NODE_EQ || op == NODE_NE,
                                .has_to = op == NODE_LT || op == NODE_LE || op == NODE_EQ,
                                .from_closed = op == NODE_GE || op == NODE_EQ,
                                .to_closed = op == NODE_LE || op == NODE_EQ};
    ret->from = ret->has_from ? end : VALUE_OF_NULL;
    ret->to = ret->has_to ? end : VALUE_OF_NULL;
    return end.kind != VALUE_RANGE && end.kind != VALUE_FUNCTION;
}

bool range_make(const struct node *n, struct value from, struct value to, struct value_range *ret)
{
    if (n->kind == NODE_TEST)
        return range_of_test(n->op, from, ret);
    *ret = (struct value_range){.from = from,
                                .to = to,
                                .has_from = true,
                                .has_to = true,
                                .from_closed = n->range.from_closed,
                                .to_closed = n->range.to_closed};
    bool is_one_kind = from.kind == to.kind || from.kind == VALUE_NULL || to.kind == VALUE_NULL;
    return is_one_kind && can_be_end(from) && can_be_end(to);
}

bool eval_range_at(struct eval *e, const struct node *n, struct value_range *ret)
{
    struct value from = eval(e, n->child[0]), to = n->children > 1 ? eval(e, n->child[1]) : VALUE_OF_NULL;
    if (range_make(n, from, to, ret))
        return true;
    (void)eval_wrong_kinds(e, n, from, to);
    return false;
}

struct value eval_range(struct eval *e, const struct node *n)
{
    struct value_range *r = arena_try(e->run->arena, sizeof *r);
    if (!r)
        return eval_stop(e, n, K("feel.no_memory"));
    return eval_range_at(e, n, r) ? (struct value){.kind = VALUE_RANGE, .range = r} : VALUE_OF_NULL;
}

static bool range_property(const struct value_range *r, struct str name, struct value *ret)
{
    if (str_eq(name, STR("start")))
        *ret = r->from;
    else if (str_eq(name, STR("end")))
        *ret = r->to;
    else if (str_eq(name, STR("start included")))
        *ret = value_boolean(r->from_closed);
    else if (str_eq(name, STR("end included")))
        *ret = value_boolean(r->to_closed);
    else
        return false;
    return true;
}

struct value eval_path(struct eval *e, const struct node *n, struct value of)
{
    struct value r;
    if (of.kind == VALUE_CONTEXT) {
        e->run->steps += (long)of.context->n / 8;
        const struct value *v = value_entry(of, n->member.text);
        if (v)
            return *v;
    } else if (of.kind == VALUE_LIST) {
        struct growing g = {0};
        e->run->steps += (long)of.list->n;
        for (size_t i = 0; i < of.list->n && !e->run->is_stopped; i++)
            if (!eval_grow(e, n, &g, eval_path(e, n, of.list->item[i])))
                return VALUE_OF_NULL;
        return eval_list_of(e, n, &g);
    } else if (of.kind == VALUE_RANGE && range_property(of.range, n->member.text, &r)) {
        return r;
    } else if (temporal_property(of, n->member.text, e->program->zones, &r)) {
        return r;
    }
    note_at(e->run, n, K("feel.no_member"), n->member.text, (struct str){0});
    return VALUE_OF_NULL;
}

struct value eval_member(struct eval *e, const struct node *n)
{
    struct value item = e->frame[n->member.slot];
    if (item.kind == VALUE_CONTEXT)
        e->run->steps += (long)item.context->n / 8;
    const struct value *v = item.kind == VALUE_CONTEXT ? value_entry(item, n->member.text) : NULL;
    if (v)
        return *v;
    if (n->children)
        return eval(e, n->child[0]);
    note_at(e->run, n, K("feel.no_member"), n->member.text, (struct str){0});
    return VALUE_OF_NULL;
}

static struct value item_at(struct eval *e, const struct node *n, struct value l, struct decimal at)
{
    int64_t i;
    int64_t count = (int64_t)l.list->n;
    if (!decimal_to_i64(at, &i) || i == 0 || i > count || i < -count)
        return eval_null(e, n, K("feel.no_such_item"));
    return l.list->item[i > 0 ? i - 1 : count + i];
}

/* Of nothing, or of no items: is it asked for the one at a place, or for those that are something? */
static struct value filter_nothing(struct eval *e, const struct node *n)
{
    size_t notes = e->run->notes, more = e->run->notes_more;
    enum type_kind known = n->child[1]->type->kind;
    e->frame[n->slot] = VALUE_OF_NULL;
    struct value by = known == TYPE_BOOLEAN ? value_boolean(false) : eval(e, n->child[1]);
    if (by.kind == VALUE_NUMBER)
        return eval_null(e, n, K("feel.no_such_item"));
    if (!e->run->is_stopped) { /* an item that is null says nothing of those that are not there */
        e->run->notes = notes;
        e->run->notes_more = more;
    }
    return value_list(e->run->arena, NULL, 0);
}

struct value eval_filter(struct eval *e, const struct node *n)
{
    struct value l = eval(e, n->child[0]);
    if (l.kind == VALUE_NULL || (l.kind == VALUE_LIST && l.list->n == 0))
        return filter_nothing(e, n);
    if (l.kind != VALUE_LIST) {
        struct growing one = {0};
        if (!eval_grow(e, n, &one, l))
            return VALUE_OF_NULL;
        l = eval_list_of(e, n, &one);
    }
    struct growing g = {0};
    for (size_t i = 0; i < l.list->n; i++) {
        e->frame[n->slot] = l.list->item[i];
        struct value by = eval(e, n->child[1]);
        if (i == 0 && by.kind == VALUE_NUMBER)
            return item_at(e, n, l, by.number);
        if (e->run->is_stopped)
            return VALUE_OF_NULL;
        if (i == 0 && by.kind != VALUE_BOOLEAN && by.kind != VALUE_NULL)
            return eval_null(e, n, K("feel.filter_wrong"));
        if (by.kind == VALUE_BOOLEAN && by.boolean && !eval_grow(e, n, &g, l.list->item[i]))
            return VALUE_OF_NULL;
    }
    return eval_list_of(e, n, &g);
}
