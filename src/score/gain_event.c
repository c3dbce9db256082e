/* One event less of those that are there, or one more of those that the leaf knows. */
#include "score/engine.h"
#include "score/gain_try.h"

static enum rc look(struct trying *t, int month, struct gain *g, enum gain_kind kind, struct str item)
{
    int64_t points;
    enum rc rc = board_touch(t->board, g->measure, t->unit, month, t->err);
    if (rc != RC_OK || !trying_points(t, &points) || points <= g->points)
        return rc;
    g->kind = kind;
    g->item = item;
    g->month = month;
    g->points = points;
    g->rank = trying_rank(t);
    return RC_OK;
}

static enum rc try_less(struct trying *t, struct gain *g)
{
    enum rc rc = RC_OK;
    int n = 0;
    struct span span = measure_span(&t->r->scheme->measures[g->measure], t->r->counted);
    for (const struct event_row *row = values_events(t->values, g->measure, t->unit); row && rc == RC_OK;
         row = row->next, n++) {
        struct event was = row->e, less = was;
        if (was.count == 0 || !span_has(span, row->month))
            continue;
        less.count--;
        rc = values_change_event(t->values, g->measure, t->unit, n, less, t->err);
        if (rc == RC_OK)
            rc = look(t, row->month, g, GAIN_LESS, was.item);
        if (rc == RC_OK)
            rc = values_change_event(t->values, g->measure, t->unit, n, was, t->err);
        if (rc == RC_OK)
            rc = board_touch(t->board, g->measure, t->unit, row->month, t->err);
    }
    return rc;
}

static enum rc try_more(struct trying *t, struct gain *g)
{
    const struct node *node = &t->r->scheme->nodes[g->node];
    enum rc rc = RC_OK;
    int rows = 0, month = t->r->counted.first + t->r->counted.months - 1;
    for (const struct event_row *row = values_events(t->values, g->measure, t->unit); row; row = row->next)
        rows++;
    for (int i = 0; i < node->items_count && rc == RC_OK; i++) {
        struct event e = {.item = node->items[i].id, .count = 1, .points = VALUE_MISSING};
        if (!node->items[i].has_points)
            continue;
        rc = values_add_event(t->values, g->measure, t->unit, month, e, t->err);
        if (rc == RC_OK)
            rc = look(t, month, g, GAIN_MORE, node->items[i].id);
        e.count = 0;
        if (rc == RC_OK)
            rc = values_change_event(t->values, g->measure, t->unit, rows++, e, t->err);
        if (rc == RC_OK)
            rc = board_touch(t->board, g->measure, t->unit, month, t->err);
    }
    return rc;
}

enum rc gain_event(struct trying *t, struct gain *g)
{
    enum rc rc = try_less(t, g);
    return rc == RC_OK ? try_more(t, g) : rc;
}
