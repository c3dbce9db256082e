#include "web/unit_page.h"

struct str unit_node_link(const struct unit_page *u, int node)
{
    struct str unit = score_page_link(u->d, u->p, u->unit);
    size_t query = str_find(unit, '?');
    return arena_printf(u->d->a, "%.*s/%.*s%.*s", STR_ARG(str_sub(unit, 0, query)),
                        STR_ARG(u->p->scheme->nodes[node].id), STR_ARG(str_sub(unit, query, unit.n)));
}

struct class_stat unit_class_stat(const struct unit_page *of, int node)
{
    const struct score_page *p = of->p;
    int unit = of->unit;
    const struct unit_class *c = &p->scheme->classes[p->scheme->units[unit].class_index];
    struct class_stat stat = {.rank = 1};
    int64_t sum = 0, own = score_of(p->now, node, unit);
    for (int u = c->first_unit; u < c->first_unit + c->units_count; u++) {
        if (score_state(p->now, node, u) != SCORE_PRESENT)
            continue;
        sum += score_of(p->now, node, u);
        stat.n++;
        stat.rank += score_of(p->now, node, u) > own;
    }
    stat.has_mean = stat.n > 1;
    stat.mean = stat.n ? sum / stat.n : 0;
    return stat;
}

struct node_row unit_node_row(const struct unit_page *u, int node)
{
    struct door *d = u->d;
    const struct score_page *p = u->p;
    int unit = u->unit;
    const struct node *n = &p->scheme->nodes[node];
    int class = p->scheme->units[unit].class_index, digits = p->scheme->nodes[node].digits;
    struct dec full = n->full[class];
    enum score_state state = score_state(p->now, node, unit);
    struct node_row row = {.name = n->name,
                           .url = unit_node_link(u, node),
                           .depth = n->depth - 1,
                           .full = n->role == ROLE_PART ? score_dec(d->a, full) : (struct str){0},
                           .score = STR("—"),
                           .of = n->role == ROLE_PART ? score_scaled(full.units, full.digits) : 0,
                           .mean_at = -1};
    if (state != SCORE_PRESENT) {
        row.note = door_text(d, score_state_text(state));
        return row;
    }
    int64_t score = score_of(p->now, node, unit), got = score_scaled(score, digits);
    struct class_stat stat = unit_class_stat(u, node);
    row.score = web_points(d, score, digits, n->role == ROLE_EXTRA);
    row.got = got;
    if (n->role == ROLE_PART && got < row.of)
        row.lost = web_points(d, got - row.of, SCORE_SCALE_DIGITS, true);
    if (row.lost.n) { /* as short as the digits of the node allow */
        int64_t lost = row.of - got;
        for (int k = digits > full.digits ? digits : full.digits; k < SCORE_SCALE_DIGITS; k++)
            lost /= 10;
        row.lost = web_points(d, -lost, digits > full.digits ? digits : full.digits, true);
    }
    if (stat.has_mean) {
        row.mean = web_points(d, stat.mean, digits, false);
        row.mean_at = score_scaled(stat.mean, digits);
        row.rank = arena_printf(d->a, "%d/%d", stat.rank, stat.n);
    }
    return row;
}

struct str unit_line_text(struct door *d, const struct score_line *line)
{
    return line->text ? text_fill(d->a, door_text(d, line->text), line->arg, (size_t)line->args)
                      : (struct str){0};
}
