#include "score/moves.h"

#include "base/fixed.h"
#include "score/exact.h"

struct moving {
    const struct score_result *x, *y;
    struct arena *a;
    int *node_before; /* [nodes of y] in x; −1 */
    bool *node_is_in; /* [nodes of x]: y has it too */
};

static bool same_number(int64_t a, int a_digits, int64_t b, int b_digits)
{
    return (i128)a * fixed_pow10(FIXED_DIGITS_MAX - a_digits) ==
           (i128)b * fixed_pow10(FIXED_DIGITS_MAX - b_digits);
}

static bool same_score(const struct moving *m, int node, int unit, int after, int unit_after)
{
    enum score_state s = score_state(m->x, node, unit), t = score_state(m->y, after, unit_after);
    return s == t && (s != SCORE_PRESENT ||
                      same_number(score_of(m->x, node, unit), m->x->scheme->nodes[node].digits,
                                  score_of(m->y, after, unit_after), m->y->scheme->nodes[after].digits));
}

static bool put_nodes(const struct moving *m, struct score_move *u)
{
    int n = 0, all = m->x->scheme->nodes_count + m->y->scheme->nodes_count;
    struct score_moved_node *nodes = arena_try_array(m->a, (size_t)all, sizeof *nodes);
    if (!nodes)
        return false;
    for (int k = 0; k < m->y->scheme->nodes_count; k++) {
        int before = m->node_before[k];
        if (before < 0 || !same_score(m, before, u->before, k, u->after))
            nodes[n++] = (struct score_moved_node){before, k};
    }
    for (int k = 0; k < m->x->scheme->nodes_count; k++)
        if (!m->node_is_in[k])
            nodes[n++] = (struct score_moved_node){k, -1};
    u->nodes = nodes;
    u->nodes_count = n;
    return true;
}

static bool same_grade(const struct moving *m, int i, int j)
{
    const struct scheme *s = m->x->scheme, *t = m->y->scheme;
    return i < 0 || j < 0 ? i == j : str_eq(s->grades[i].id, t->grades[j].id);
}

static void compare_unit(const struct moving *m, struct score_move *u, struct score_moves *all)
{
    const struct score_unit *p = &m->x->units[u->before], *q = &m->y->units[u->after];
    bool same_total = p->has_total == q->has_total &&
                      (!p->has_total || same_number(p->total, m->x->scheme->nodes[0].digits, q->total,
                                                    m->y->scheme->nodes[0].digits));
    u->total = !same_total;
    u->rank = p->rank != q->rank;
    u->grade = !same_grade(m, p->grade, q->grade);
    all->totals += u->total;
    all->ranks += u->rank;
    all->grades += u->grade;
}

static bool match_nodes(struct moving *m)
{
    const struct scheme *s = m->x->scheme, *t = m->y->scheme;
    m->node_before = arena_try_array(m->a, (size_t)t->nodes_count, sizeof *m->node_before);
    m->node_is_in = arena_try_array(m->a, (size_t)s->nodes_count, sizeof *m->node_is_in);
    for (int k = 0; m->node_before && m->node_is_in && k < t->nodes_count; k++) {
        bool same_place = k < s->nodes_count && str_eq(s->nodes[k].id, t->nodes[k].id);
        m->node_before[k] = same_place || k == 0 ? k : scheme_node_find(s, t->nodes[k].id);
        if (m->node_before[k] >= 0)
            m->node_is_in[m->node_before[k]] = true;
    }
    return m->node_before && m->node_is_in;
}

static int unit_in(const struct scheme *s, const struct unit *u, int guess)
{
    if (guess < s->units_count && str_eq(s->units[guess].id, u->id))
        return guess;
    int i = scheme_unit_find(s, u->id);
    return i >= 0 ? i : scheme_unit_find(s, u->name);
}

enum rc score_moves(const struct score_result *before, const struct score_result *after, struct arena *a,
                    const struct score_moves **ret, struct err *err)
{
    const struct scheme *s = before->scheme, *t = after->scheme;
    struct moving m = {.x = before, .y = after, .a = a};
    struct score_moves *all = arena_try(a, sizeof *all);
    struct score_move *units =
        arena_try_array(a, (size_t)s->units_count + (size_t)t->units_count, sizeof *units);
    bool ok = all && units && match_nodes(&m);
    if (ok)
        *all = (struct score_moves){.before = before, .after = after, .units = units};
    for (int u = 0; ok && u < t->units_count; u++) {
        struct score_move *move = &units[all->units_count++];
        *move = (struct score_move){.before = unit_in(s, &t->units[u], u), .after = u};
        if (move->before < 0)
            continue;
        compare_unit(&m, move, all);
        ok = put_nodes(&m, move);
    }
    for (int u = 0; ok && u < s->units_count; u++)
        if (unit_in(t, &s->units[u], u) < 0)
            units[all->units_count++] = (struct score_move){.before = u, .after = -1};
    if (!ok)
        return FAIL(err, RC_NO_MEMORY, "score.no_memory", "moves");
    *ret = all;
    return RC_OK;
}

bool score_move_delta(const struct score_moves *m, const struct score_move *u, int64_t *ret, int *ret_digits)
{
    int i = m->before->scheme->nodes[0].digits, j = m->after->scheme->nodes[0].digits, d = i > j ? i : j;
    if (u->before < 0 || u->after < 0 || !m->before->units[u->before].has_total ||
        !m->after->units[u->after].has_total)
        return false;
    i128 x = (i128)m->before->units[u->before].total * fixed_pow10(d - i);
    i128 y = (i128)m->after->units[u->after].total * fixed_pow10(d - j);
    *ret = (int64_t)(y - x);
    *ret_digits = d;
    return y - x <= INT64_MAX && y - x >= -INT64_MAX;
}
