/* Deductions and additions: by an amount, or event by event from a catalogue of items. */
#include <stdlib.h>

#include "score/method.h"

struct counted_row {
    const struct event_row *row;
    const struct event_item *item;
    struct rat each, points;
    int place;
    bool counts;
    bool is_beyond; /* of an item that has had as many events as count */
};

static bool item_is_limited(const struct event_item *e) { return e->cap.is_set || e->floor.is_set; }

/* By matter, the largest first, so that the first of a matter is the one that counts. */
static int by_matter(const void *a, const void *b, void *x)
{
    const struct counted_row *p = a, *q = b;
    int c = str_cmp(p->row->e.matter, q->row->e.matter);
    if (c == 0) {
        struct rat mine = rat_sign(p->points) < 0 ? rat_neg(p->points) : p->points;
        struct rat other = rat_sign(q->points) < 0 ? rat_neg(q->points) : q->points;
        c = rat_cmp(x, other, mine);
    }
    return c ? c : (p->place > q->place) - (p->place < q->place);
}
static int by_place(const void *a, const void *b)
{
    const struct counted_row *p = a, *q = b;
    return (p->place > q->place) - (p->place < q->place);
}

/* The rows of the window that this leaf knows; NULL without memory. */
static struct counted_row *rows_of(struct leaf *l, int u, int *ret_n)
{
    const struct measure *m = &l->en->s->measures[l->node->measure];
    const struct event_row *first = values_events(l->en->v, l->node->measure, l->en->first + u);
    struct span span = measure_span(m, l->en->w);
    int n = 0;
    for (const struct event_row *r = first; r; r = r->next)
        n += span_has(span, r->month);
    struct counted_row *rows = arena_try_array(l->en->scratch, (size_t)n, sizeof *rows);
    l->x->no_memory |= !rows;
    *ret_n = 0;
    for (const struct event_row *r = first; rows && r; r = r->next) {
        bool counts = r->e.count > 0 && span_has(span, r->month);
        const struct event_item *item = counts ? node_item_find(l->node, r->e.item) : NULL;
        if (!item)
            continue;
        struct rat each =
            r->e.points == VALUE_MISSING ? rat_dec(item->points) : rat_scaled(r->e.points, m->decimals);
        struct rat points = rat_mul(l->x, each, rat_int(r->e.count));
        rows[*ret_n] = (struct counted_row){r, item, each, points, *ret_n, true, false};
        ++*ret_n;
    }
    return rows;
}

static void keep_highest(struct leaf *l, struct counted_row *rows, int n)
{
    if (!l->node->highest_only)
        return;
    qsort_r(rows, (size_t)n, sizeof *rows, by_matter, l->x);
    for (int i = 1; i < n; i++) {
        struct str matter = rows[i].row->e.matter;
        rows[i].counts = matter.n == 0 || !str_eq(matter, rows[i - 1].row->e.matter);
    }
    qsort(rows, (size_t)n, sizeof *rows, by_place);
}

/* Of an item with `times` only so many events count, in the order in which they stand. */
static void keep_times(struct leaf *l, struct counted_row *rows, int n)
{
    for (const struct event_item *e = l->node->items; e < l->node->items + l->node->items_count; e++) {
        int64_t left = e->times;
        for (int i = 0; e->times && i < n; i++) {
            struct counted_row *r = &rows[i];
            if (r->item != e || !r->counts)
                continue;
            int64_t take = r->row->e.count < left ? r->row->e.count : left;
            r->points = rat_mul(l->x, r->each, rat_int(take));
            r->is_beyond = take < r->row->e.count;
            r->counts = take > 0;
            left -= take;
        }
    }
}

static void say_row(struct leaf *l, struct trace *t, const struct counted_row *r)
{
    const struct event *e = &r->row->e;
    fact_object(t, "");
    fact_text(t, "item", r->item->id);
    if (r->item->category >= 0)
        fact_text(t, "category", l->node->categories[r->item->category].id);
    const struct measure *m = &l->en->s->measures[l->node->measure];
    FACTS(t, {"count", rat_int(e->count)}, {"each", r->each});
    fact_truth(t, "counted", r->counts);
    if (!r->counts)
        fact_text(t, "why_not", r->is_beyond ? STR("times") : STR("matter"));
    fact_text(t, "matter", e->matter);
    fact_text(t, "basis", e->basis);
    fact_text(t, "period", window_write(t->a, window_of(m->per, r->row->month)));
    fact_end(t);
}

static void say_category(struct trace *t, const struct event_category *c)
{
    fact_object(t, "");
    fact_text(t, "id", c->id);
    if (c->cap.is_set)
        FACTS(t, {"cap", rat_dec(c->cap.value)});
    if (c->floor.is_set)
        FACTS(t, {"floor", rat_dec(c->floor.value)});
    fact_end(t);
}

static void say_item(struct leaf *l, struct trace *t, const struct event_item *e)
{
    if (!e->cap.is_set && !e->floor.is_set && !e->times)
        return;
    fact_object(t, "");
    fact_text(t, "id", e->id);
    if (e->category >= 0)
        fact_text(t, "category", l->node->categories[e->category].id);
    if (e->times)
        FACTS(t, {"times", rat_int(e->times)});
    if (e->cap.is_set)
        FACTS(t, {"cap", rat_dec(e->cap.value)});
    if (e->floor.is_set)
        FACTS(t, {"floor", rat_dec(e->floor.value)});
    fact_end(t);
}

static void say_rows(struct leaf *l, struct trace *t, const struct counted_row *rows, int n)
{
    fact_truth(t, "highest_only", l->node->highest_only);
    fact_list(t, "categories");
    for (int i = 0; i < l->node->categories_count; i++)
        say_category(t, &l->node->categories[i]);
    fact_end(t);
    fact_list(t, "items");
    for (int i = 0; i < l->node->items_count; i++)
        say_item(l, t, &l->node->items[i]);
    fact_end(t);
    fact_list(t, "events");
    for (int i = 0; i < n; i++)
        say_row(l, t, &rows[i]);
    fact_end(t);
}

static void trace_rows(struct leaf *l, struct trace *t, const struct counted_row *rows, int n)
{
    if (!t)
        return;
    say_rows(l, t, rows, n);
    t->events = arena_try_array(t->a, (size_t)n, sizeof *t->events);
    l->x->no_memory |= !t->events;
    for (int i = 0; t->events && i < n; i++)
        t->events[t->events_count++] =
            (struct score_event){.row = rows[i].row,
                                 .points = rat_write(&t->x, t->a, rows[i].points, 12),
                                 .counted = rows[i].counts};
}

static struct rat within_item(struct leaf *l, const struct event_item *e, struct rat sum, struct trace *t)
{
    bool is_above = e->cap.is_set && rat_cmp(l->x, sum, rat_dec(e->cap.value)) > 0;
    bool is_below = e->floor.is_set && rat_cmp(l->x, sum, rat_dec(e->floor.value)) < 0;
    if (!is_above && !is_below)
        return sum;
    struct rat limit = rat_dec(is_above ? e->cap.value : e->floor.value);
    if (t)
        trace_text(
            t, is_above ? "score.step.item_cap" : "score.step.item_floor",
            (const struct str[]){e->name, rat_write(&t->x, t->a, sum, 6), rat_write(&t->x, t->a, limit, 6)},
            3);
    return limit;
}

/* The items of a category (−1: of none), each within its own limits. */
static struct rat sum_of_items(struct leaf *l, const struct counted_row *rows, int n, int category,
                               struct trace *t)
{
    struct rat all = rat_int(0);
    for (int i = 0; i < n; i++)
        if (rows[i].counts && rows[i].item->category == category && !item_is_limited(rows[i].item))
            all = rat_add(l->x, all, rows[i].points);
    for (const struct event_item *e = l->node->items; e < l->node->items + l->node->items_count; e++) {
        struct rat sum = rat_int(0);
        if (e->category != category || !item_is_limited(e))
            continue;
        for (int i = 0; i < n; i++)
            if (rows[i].counts && rows[i].item == e)
                sum = rat_add(l->x, sum, rows[i].points);
        all = rat_add(l->x, all, within_item(l, e, sum, t));
    }
    return all;
}

/* Each category within its own limits, then all together. */
static struct rat sum_of_rows(struct leaf *l, const struct counted_row *rows, int n, struct trace *t)
{
    struct rat all = rat_int(0);
    for (int c = -1; c < l->node->categories_count; c++) {
        struct rat sum = sum_of_items(l, rows, n, c, t);
        const struct event_category *k = c >= 0 ? &l->node->categories[c] : NULL;
        if (k && k->cap.is_set && rat_cmp(l->x, sum, rat_dec(k->cap.value)) > 0) {
            SAY(t, "score.step.category_cap", sum, rat_dec(k->cap.value));
            sum = rat_dec(k->cap.value);
        }
        if (k && k->floor.is_set && rat_cmp(l->x, sum, rat_dec(k->floor.value)) < 0) {
            SAY(t, "score.step.category_floor", sum, rat_dec(k->floor.value));
            sum = rat_dec(k->floor.value);
        }
        all = rat_add(l->x, all, sum);
    }
    return all;
}

static struct rat score_events(struct leaf *l, int u, struct trace *t)
{
    int n;
    struct counted_row *rows = rows_of(l, u, &n);
    if (!rows)
        return RAT_MISSING;
    keep_highest(l, rows, n);
    keep_times(l, rows, n);
    trace_rows(l, t, rows, n);
    return sum_of_rows(l, rows, n, t);
}

static struct rat points_of_amount(struct leaf *l, int u, struct trace *t)
{
    if (l->en->s->measures[l->node->measure].kind == MEASURE_EVENTS)
        return score_events(l, u, t);
    struct rat n = leaf_amounts(l, l->value[u]), each = rat_dec(l->node->each_points),
               r = rat_mul(l->x, n, each);
    leaf_say_amount(l, t);
    SAY(t, "score.step.amount", l->value[u], n, each, r);
    return r;
}

struct rat score_deduct(struct leaf *l, int u, struct trace *t)
{
    struct rat start = limit_points(l->en, l->node, l->node->start), lost = points_of_amount(l, u, t);
    FACTS(t, {"start", start});
    struct rat r = rat_sub(l->x, start, lost);
    SAY(t, "score.step.deduct", start, lost, r);
    return r;
}

struct rat score_add(struct leaf *l, int u, struct trace *t)
{
    struct rat start = limit_points(l->en, l->node, l->node->start), more = points_of_amount(l, u, t);
    FACTS(t, {"start", start});
    struct rat r = rat_add(l->x, start, more);
    SAY(t, "score.step.add", start, more, r);
    return r;
}

struct rat score_plus_minus(struct leaf *l, int u, struct trace *t)
{
    struct rat r = score_events(l, u, t);
    SAY(t, "score.step.plus_minus", r);
    return r;
}
