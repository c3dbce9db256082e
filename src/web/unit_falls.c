/* The waterfall of one unit: from full marks to the score. */
#include "web/unit_page.h"

struct fall {
    const struct unit_page *u;
    struct waterfall_row *row;
    size_t n, cap;
    int64_t at; /* running sum, in SCORE_SCALE_DIGITS */
    enum rc rc;
    struct err *err;
};

static void fall_step(struct fall *f, struct str label, struct str url, int64_t delta, int digits)
{
    if (delta == 0 || f->n == f->cap)
        return;
    int64_t scaled = score_scaled(delta, digits);
    f->row[f->n++] = (struct waterfall_row){.label = label,
                                            .url = url,
                                            .text = web_points(f->u->d, delta, digits, true),
                                            .kind = delta < 0 ? WATERFALL_LOSS : WATERFALL_GAIN,
                                            .from = f->at,
                                            .to = f->at + scaled};
    f->at += scaled;
}

/* The steps of a node; a child that is itself a sum is opened one level further, so that people see
 * dimensions and not only the three components. */
static void fall_node(struct fall *f, int node, bool opens)
{
    const struct scheme *s = f->u->p->scheme;
    const struct score_waterfall *w;
    if (f->rc == RC_OK)
        f->rc = score_waterfall(f->u->p->now, node, f->u->unit, f->u->d->a, &w, f->err);
    if (f->rc != RC_OK || !w->has_score)
        return;
    for (int i = 0; i < w->bars_count; i++) {
        const struct score_bar *bar = &w->bars[i];
        if (bar->node < 0) {
            fall_step(f, door_text(f->u->d, bar->text), (struct str){0}, bar->delta, w->digits);
            continue;
        }
        const struct node *child = &s->nodes[bar->node];
        bool is_sum =
            child->method == METHOD_NONE && child->combine == COMBINE_SUM && child->role == ROLE_PART;
        if (opens && is_sum && s->nodes[node].combine == COMBINE_SUM)
            fall_node(f, bar->node, false);
        else
            fall_step(f, child->name, unit_node_link(f->u, bar->node), bar->delta, w->digits);
    }
}

enum rc unit_fill_falls(const struct unit_page *u, struct unit_view *v, struct err *err)
{
    struct door *d = u->d;
    const struct scheme *s = u->p->scheme;
    const struct score_waterfall *w;
    enum rc rc = score_waterfall(u->p->now, 0, u->unit, d->a, &w, err);
    if (rc != RC_OK || !w->has_score)
        return rc;
    struct fall f = {.u = u, .cap = (size_t)s->nodes_count * 2 + 8, .err = err};
    f.row = ARENA_ARRAY(d->a, struct waterfall_row, f.cap + 2);
    f.at = score_scaled(w->full, w->digits);
    f.row[f.n++] = (struct waterfall_row){.label = TEXT(d, "unit.full"),
                                          .text = fixed_write_short(d->a, w->full, w->digits),
                                          .kind = WATERFALL_TOTAL,
                                          .to = f.at};
    fall_node(&f, 0, true);
    f.row[f.n++] = (struct waterfall_row){.label = TEXT(d, "scores.total"),
                                          .text = fixed_write(d->a, w->score, w->digits),
                                          .kind = WATERFALL_TOTAL,
                                          .to = score_scaled(w->score, w->digits)};
    v->waterfall = f.row;
    v->waterfall_n = f.n;
    v->full = fixed_write_short(d->a, w->full, w->digits);
    return f.rc;
}
