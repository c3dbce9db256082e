/* Who moves, as a table for people and as JSON. */
#include "main/score_moves.h"

#include "base/key.h"
#include "table/csv.h"

struct str moves_delta(const struct scoring *s, const struct score_moves *m, const struct score_move *u)
{
    int64_t delta;
    int digits;
    return score_move_delta(m, u, &delta, &digits) ? scoring_decimal(s, delta, digits) : (struct str){0};
}

static const struct unit *unit_of(const struct score_moves *m, const struct score_move *u)
{
    return u->after >= 0 ? &m->after->scheme->units[u->after] : &m->before->scheme->units[u->before];
}

static struct str total_of(const struct scoring *s, const struct score_result *r, int unit)
{
    return unit >= 0 ? scoring_score(s, r, 0, unit) : (struct str){0};
}

static struct str rank_of(const struct scoring *s, const struct score_result *r, int unit)
{
    bool has = unit >= 0 && r->units[unit].rank;
    return has ? arena_printf(s->arena, "%d", r->units[unit].rank) : (struct str){0};
}

static struct str grade_of(const struct score_result *r, int unit)
{
    bool has = unit >= 0 && r->units[unit].grade >= 0;
    return has ? r->scheme->grades[r->units[unit].grade].name : (struct str){0};
}

void moves_csv(const struct scoring *s, const struct score_moves *m, struct buf *out)
{
    static const struct str head[] = {STR_INIT("unit"),         STR_INIT("total_before"), STR_INIT("total"),
                                      STR_INIT("change"),       STR_INIT("rank_before"),  STR_INIT("rank"),
                                      STR_INIT("grade_before"), STR_INIT("grade")};
    struct csv w = csv_to(out, false);
    for (size_t i = 0; i < COUNT_OF(head); i++)
        csv_cell(&w, head[i]);
    csv_end(&w);
    for (int i = 0; i < m->units_count; i++) {
        const struct score_move *u = &m->units[i];
        const struct str cell[] = {unit_of(m, u)->name,
                                   total_of(s, m->before, u->before),
                                   total_of(s, m->after, u->after),
                                   moves_delta(s, m, u),
                                   rank_of(s, m->before, u->before),
                                   rank_of(s, m->after, u->after),
                                   grade_of(m->before, u->before),
                                   grade_of(m->after, u->after)};
        for (size_t k = 0; k < COUNT_OF(cell); k++)
            csv_cell(&w, cell[k]);
        csv_end(&w);
    }
}

void json_text_or_null(struct json *j, struct str text)
{
    if (text.n)
        json_str(j, text);
    else
        json_null(j);
}

static void put_side(const struct scoring *s, struct json *j, const struct score_result *r, int unit)
{
    if (unit < 0) {
        json_null(j);
        return;
    }
    json_object(j);
    json_key(j, STR("grade"));
    json_text_or_null(j, r->units[unit].grade >= 0 ? r->scheme->grades[r->units[unit].grade].id : STR(""));
    json_key(j, STR("rank"));
    json_int(j, r->units[unit].rank);
    json_key(j, STR("ranked"));
    json_int(j, r->units[unit].ranked);
    json_key(j, STR("total"));
    json_text_or_null(j, total_of(s, r, unit));
    json_object_end(j);
}

static void put_node(const struct scoring *s, struct json *j, const struct score_moves *m,
                     const struct score_move *u, const struct score_moved_node *n)
{
    const struct node *node =
        n->after >= 0 ? &m->after->scheme->nodes[n->after] : &m->before->scheme->nodes[n->before];
    json_object(j);
    json_key(j, STR("after"));
    json_text_or_null(j, n->after >= 0 ? scoring_score(s, m->after, n->after, u->after) : STR(""));
    json_key(j, STR("before"));
    json_text_or_null(j, n->before >= 0 ? scoring_score(s, m->before, n->before, u->before) : STR(""));
    json_key(j, STR("id"));
    json_str(j, node->id);
    json_object_end(j);
}

void moves_json(const struct scoring *s, const struct score_moves *m, struct json *j)
{
    json_array(j);
    for (int i = 0; i < m->units_count; i++) {
        const struct score_move *u = &m->units[i];
        json_object(j);
        json_key(j, STR("after"));
        put_side(s, j, m->after, u->after);
        json_key(j, STR("before"));
        put_side(s, j, m->before, u->before);
        json_key(j, STR("change"));
        json_text_or_null(j, moves_delta(s, m, u));
        json_key(j, STR("nodes"));
        json_array(j);
        for (int k = 0; k < u->nodes_count; k++)
            put_node(s, j, m, u, &u->nodes[k]);
        json_array_end(j);
        json_key(j, STR("unit"));
        json_str(j, unit_of(m, u)->id);
        json_object_end(j);
    }
    json_array_end(j);
}

void moves_say(const struct scoring *s, const struct score_moves *m)
{
    struct str arg[] = {arena_printf(s->arena, "%d", m->totals), arena_printf(s->arena, "%d", m->ranks),
                        arena_printf(s->arena, "%d", m->grades)};
    command_say(s->lang, s->arena, K("score_command.moved"), arg, COUNT_OF(arg));
}
