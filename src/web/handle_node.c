/* One number, opened to its evidence. */
#include <inttypes.h>

#include "web/export.h"
#include "web/unit_page.h"

static void fill_crumbs(const struct unit_page *u, int node, struct indicator_view *v)
{
    struct door *d = u->d;
    const struct score_page *p = u->p;
    int unit = u->unit;
    struct crumb *crumbs = ARENA_ARRAY(d->a, struct crumb, LIMIT_SCHEME_DEPTH + 4);
    int way[LIMIT_SCHEME_DEPTH + 1], n = 0;
    crumbs[v->crumbs_n++] =
        (struct crumb){TEXT(d, "scores.title"),
                       arena_printf(d->a, "/scores%.*s&period=%.*s&class=%.*s", STR_ARG(p->query),
                                    STR_ARG(window_write(d->a, p->now->window)),
                                    STR_ARG(p->scheme->classes[p->scheme->units[unit].class_index].id))};
    crumbs[v->crumbs_n++] = (struct crumb){score_unit_name(p, unit), score_page_link(d, p, unit)};
    for (int at = p->scheme->nodes[node].parent; at > 0 && n < LIMIT_SCHEME_DEPTH;
         at = p->scheme->nodes[at].parent)
        way[n++] = at;
    while (n-- > 0)
        crumbs[v->crumbs_n++] = (struct crumb){p->scheme->nodes[way[n]].name, unit_node_link(u, way[n])};
    crumbs[v->crumbs_n++] = (struct crumb){p->scheme->nodes[node].name, {0}};
    v->crumbs = crumbs;
}

static void fill_explanation(const struct unit_page *u, const struct score_explanation *e,
                             struct indicator_view *v)
{
    struct door *d = u->d;
    const struct scheme *s = u->p->scheme;
    struct step_row *steps = ARENA_ARRAY(d->a, struct step_row, (size_t)e->steps_count + 1);
    struct node_row *children = ARENA_ARRAY(d->a, struct node_row, (size_t)e->parts_count + 1);
    int64_t score = score_of(u->p->now, e->node, u->unit);
    v->score = e->score.n ? web_points(d, score, s->nodes[e->node].digits, false) : STR("—");
    if (s->nodes[e->node].role == ROLE_PART)
        v->full = e->full;
    v->is_weighted = s->nodes[e->node].method == METHOD_NONE && s->nodes[e->node].combine == COMBINE_MEAN;
    v->words = door_text(d, e->method);
    v->formula = unit_line_text(d, &e->formula);
    for (int i = 0; i < e->steps_count; i++)
        steps[v->steps_n++] = (struct step_row){.what = unit_line_text(d, &e->steps[i])};
    if (e->state != SCORE_PRESENT)
        v->note = door_text(d, score_state_text(e->state));
    for (int i = 0; i < e->parts_count; i++) /* a part of other classes is none of this unit's */
        if (s->nodes[e->parts[i].node].is_in[s->units[u->unit].class_index]) {
            children[v->children_n] = unit_node_row(u, e->parts[i].node);
            children[v->children_n++].weight = e->parts[i].weight;
        }
    v->steps = steps;
    v->children = children;
    if (e->state == SCORE_PRESENT) {
        struct class_stat stat = unit_class_stat(u, e->node);
        v->rank = arena_printf(d->a, "%d/%d", stat.rank, stat.n);
    }
    unit_fill_inputs(u, e, v);
    unit_fill_facts(u, e, v);
}

enum rc handle_node_score(struct door *d, struct err *err)
{
    struct score_page p CLEANUP(score_page_release) = {0};
    struct indicator_view v = {0};
    const struct score_explanation *e;
    int unit = 0, node = -1;
    enum rc rc = score_page_open(d, &p, err);
    if (rc == RC_OK)
        rc = score_page_unit(d, &p, d->target.organ_id, &unit, err);
    if (rc == RC_OK && !p.now)
        rc = FAIL(err, RC_NOT_FOUND, "score.no_values_yet", "no window");
    if (rc == RC_OK && (node = scheme_node_find(p.scheme, door_param(d, STR("node")))) < 0)
        rc = FAIL(err, RC_NOT_FOUND, "score.no_such_node", "no node");
    if (rc == RC_OK)
        rc = score_explain(p.now, node, unit, d->a, &e, err);
    if (rc != RC_OK)
        return rc;
    const struct unit_page u = {.d = d, .p = &p, .unit = unit};
    if (str_eq(http_query(d->q, STR("as")), STR("json")))
        return unit_facts_reply(&u, e, err);
    web_frame(d, &v.shell, PLACE_SCORES, p.scheme->nodes[node].name);
    v.organ = score_unit_name(&p, unit);
    v.name = p.scheme->nodes[node].name;
    v.code = p.scheme->nodes[node].id;
    v.class_name = p.scheme->classes[p.scheme->units[unit].class_index].name;
    v.period = score_page_period(d, &p);
    v.scheme_name = p.scheme->title;
    v.scheme_url =
        arena_printf(d->a, "/schemes/%.*s/%" PRId64, STR_ARG(p.open->record.code), p.open->record.version);
    fill_crumbs(&u, node, &v);
    fill_explanation(&u, e, &v);
    if (listing_is_asked(d))
        return export_indicator(d, &v, err);
    page_indicator(&d->h, &v);
    return RC_OK;
}
