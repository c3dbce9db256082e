/* 再得 1 分的三件事: what the unit can still do for its total (score/gain.h), in plain words. Deeds that
 * bring something stand before what merely has room left; more than are shown are asked for, to have enough
 * of them. */
#include "score/gain.h"
#include "web/unit_page.h"

enum { GAINS_SHOWN = 3, GAINS_ASKED = 6 };
/* Scores of a class up to which deeds are tried with each look at the page; with more it takes seconds, and
 * is asked for by "?gains=1"; beyond the last border it is left to the command. */
#define SCORES_AT_ONCE 20000
#define SCORES_MOST 200000
#define NODES_MOST 500

static struct str value_text(const struct unit_page *u, const struct measure *m, int64_t v)
{
    return arena_printf(u->d->a, "%.*s%s%.*s", STR_ARG(fixed_write_short(u->d->a, v, m->decimals)),
                        m->unit_name.n && m->unit_name.p[0] != '%' ? " " : "", STR_ARG(m->unit_name));
}

static struct str item_name(const struct unit_page *u, const struct gain *g)
{
    const struct event_item *item = scheme_item_find(u->p->scheme, g->measure, g->item);
    return item ? item->name : g->item;
}

static struct str deed_text(const struct unit_page *u, const struct gain *g)
{
    struct door *d = u->d;
    const struct scheme *s = u->p->scheme;
    if (g->measure < 0)
        return TEXT1(d, "unit.gain_open", s->nodes[g->node].name);
    const struct measure *m = &s->measures[g->measure];
    struct str name = TEXT2(d, "unit.gain_what", m->name, web_period(d, window_of(m->per, g->month)));
    switch (g->kind) {
    case GAIN_VALUE:
        return text_fill(d->a, TEXT(d, "unit.gain_value"),
                         (const struct str[]){name, value_text(u, m, g->from), value_text(u, m, g->to)}, 3);
    case GAIN_REPORT:
        return g->to == VALUE_MISSING ? TEXT1(d, "unit.gain_unreported", name)
                                      : TEXT2(d, "unit.gain_report", name, value_text(u, m, g->to));
    case GAIN_LESS:
        return TEXT1(d, "unit.gain_less", item_name(u, g));
    case GAIN_MORE:
        return TEXT1(d, "unit.gain_more", item_name(u, g));
    case GAIN_OPEN:
    case GAIN__COUNT:
        break;
    }
    return TEXT1(d, "unit.gain_open", m->name);
}

static struct gain_row row_of(const struct unit_page *u, const struct gain *g)
{
    struct door *d = u->d;
    int digits = u->p->scheme->nodes[0].digits;
    struct gain_row row = {.name = u->p->scheme->nodes[g->node].name,
                           .url = unit_node_link(u, g->node),
                           .deed = deed_text(u, g)};
    if (g->points > 0) {
        row.points = web_points(d, g->points, digits, true);
        struct str rank = arena_printf(d->a, "%d", g->rank);
        if (g->rank && g->rank == u->p->now->units[u->unit].rank)
            row.rank = TEXT1(d, "unit.gain_rank_same", rank);
        else if (g->rank)
            row.rank = TEXT1(d, "unit.gain_rank", rank);
    }
    if (g->has_room && g->room > g->points)
        row.room = TEXT1(d, "unit.gain_room", web_points(d, g->room, digits, true));
    return row;
}

/* Another way to change the same number would be no other deed. */
static bool is_shown(const struct gain *const *shown, size_t n, const struct gain *g)
{
    for (size_t i = 0; i < n; i++)
        if (shown[i]->measure == g->measure && shown[i]->month == g->month && g->item.n == 0)
            return true;
    return false;
}

static int64_t scores_of_class(const struct unit_page *u)
{
    const struct scheme *s = u->p->scheme;
    return (int64_t)s->classes[s->units[u->unit].class_index].units_count * s->nodes_count;
}

enum rc unit_fill_gains(const struct unit_page *u, struct unit_view *v, struct err *err)
{
    const struct gains *all;
    if (scores_of_class(u) > SCORES_MOST || u->p->scheme->nodes_count > NODES_MOST)
        return RC_OK;
    if (scores_of_class(u) > SCORES_AT_ONCE && !str_eq(http_query(u->d->q, STR("gains")), STR("1"))) {
        struct str here = score_page_link(u->d, u->p, u->unit);
        v->gains_title = TEXT(u->d, "unit.gains");
        v->gains_url = arena_printf(u->d->a, "%.*s&gains=1", STR_ARG(here));
        return RC_OK;
    }
    struct gain_wish wish = {.unit = u->unit, .most = GAINS_ASKED};
    enum rc rc = score_gains(u->p->now, &wish, u->d->a, &all, err);
    if (rc != RC_OK)
        return rc;
    struct gain_row *rows = ARENA_ARRAY(u->d->a, struct gain_row, GAINS_SHOWN);
    const struct gain *shown[GAINS_SHOWN];
    for (int with_points = 1; with_points >= 0; with_points--)
        for (int i = 0; i < all->n && v->gains_n < GAINS_SHOWN; i++)
            if ((all->gain[i].points > 0) == (with_points == 1) &&
                !is_shown(shown, v->gains_n, &all->gain[i])) {
                shown[v->gains_n] = &all->gain[i];
                rows[v->gains_n++] = row_of(u, &all->gain[i]);
            }
    v->gains = rows;
    bool has_total = u->p->now->units[u->unit].has_total;
    v->gains_title = !has_total                  ? TEXT(u->d, "unit.gains_unreported")
                     : v->gains_n == GAINS_SHOWN ? TEXT(u->d, "unit.gains")
                                                 : TEXT(u->d, "unit.gains_fewer");
    v->gains_lead = has_total ? TEXT(u->d, "unit.gains_lead") : TEXT(u->d, "unit.gains_unreported_lead");
    return RC_OK;
}
