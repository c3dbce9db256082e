/* What must a number become? Scores move one way with the number as far as anybody minds, so the search goes
 * outwards in doubling steps until the goal is reached, then halves the last of them down to the smallest
 * change. The answer is an exact number of the smallest units of the measure, whatever the method, and it is
 * scored once more before it is believed. Inverting each method by a formula of its own was left: it would
 * say nothing of caps, rounding, ranks of others and of formulas between the number and the leaf. */
#include "base/fixed.h"
#include "score/exact.h"
#include "score/gain_try.h"

struct search {
    struct trying *t;
    struct gain *g;
    int64_t from;        /* 0 when nothing was reported */
    int64_t most, least; /* no value is larger, none smaller */
    int sign;
};

static enum rc points_at(struct search *s, int64_t change, int64_t *ret)
{
    int64_t value = s->from + s->sign * change;
    enum rc rc = board_set(s->t->board, s->g->measure, s->t->unit, s->g->month, value, s->t->err);
    if (rc == RC_OK && !trying_points(s->t, ret))
        *ret = INT64_MIN;
    return rc;
}

static enum rc put_back(struct search *s)
{
    return board_set(s->t->board, s->g->measure, s->t->unit, s->g->month, s->g->from, s->t->err);
}

/* What nobody can have: more than the whole of a share, or of what the leaf is marked out of. INT64_MAX: no
 * such. */
static int64_t whole_of(const struct search *s)
{
    const struct scheme *c = s->t->r->scheme;
    const struct measure *m = &c->measures[s->g->measure];
    const struct node *n = &c->nodes[s->g->node];
    bool is_direct = n->method == METHOD_DIRECT && n->measure == s->g->measure;
    struct dec whole = {0, -1};
    if (is_direct)
        whole = n->out_of.digits >= 0 ? n->out_of : n->full[c->units[s->t->unit].class_index];
    else if (str_eq(m->unit_name, STR("%")) || str_eq(m->unit_name, STR("％")))
        whole = (struct dec){100, 0};
    int64_t scaled;
    struct exact x = {0};
    if (whole.digits < 0 || whole.units <= 0 ||
        !rat_round(&x, rat_dec(whole), m->decimals, ROUND_DOWN, &scaled) || s->from > scaled)
        return INT64_MAX;
    return scaled;
}

/* What a number may reasonably become: several times the largest of the class, and below nothing only where
 * somebody is. */
static void find_limits(struct search *s)
{
    const struct scheme *c = s->t->r->scheme;
    const struct measure *m = &c->measures[s->g->measure];
    const struct unit_class *k = &c->classes[c->units[s->t->unit].class_index];
    int64_t largest = 0, least = 0, some = 1000 * fixed_pow10(m->decimals), top = INT64_MAX / 8;
    for (int u = k->first_unit; u < k->first_unit + k->units_count; u++) {
        int64_t v = values_get(s->t->r->values, s->g->measure, u, s->g->month);
        if (v == VALUE_MISSING)
            continue;
        int64_t size = v < 0 ? -v : v;
        largest = size > largest ? size : largest;
        least = v < least ? v : least;
    }
    int64_t most = largest > top / 8 ? top : largest * 8, whole = whole_of(s);
    most = most < some ? some : most;
    s->least = least < 0 ? -most : 0;
    s->most = whole < most ? whole : most;
}

/* Outwards: the first doubling change that brings `goal` stands in *ret_far, the last that did not in
 * *ret_near; *ret_best is the most that any of them brought. */
static enum rc reach(struct search *s, int64_t goal, int64_t *ret_near, int64_t *ret_far, int64_t *ret_best)
{
    int64_t room = s->sign < 0 ? s->from - s->least : s->most - s->from;
    *ret_near = *ret_best = 0;
    *ret_far = -1;
    for (int64_t change = 1; room > 0 && *ret_far < 0; change *= 2) {
        int64_t points, step = change < room ? change : room;
        enum rc rc = points_at(s, step, &points);
        if (rc != RC_OK)
            return rc;
        *ret_best = points > *ret_best ? points : *ret_best;
        if (points >= goal)
            *ret_far = step;
        else
            *ret_near = step;
        if (step == room)
            break;
    }
    return RC_OK;
}

static enum rc narrow(struct search *s, int64_t goal, int64_t near, int64_t *far)
{
    while (*far - near > 1) {
        int64_t middle = near + (*far - near) / 2, points;
        enum rc rc = points_at(s, middle, &points);
        if (rc != RC_OK)
            return rc;
        if (points >= goal)
            *far = middle;
        else
            near = middle;
    }
    return RC_OK;
}

/* One direction: the smallest change for the goal, or, where that is out of reach, for as much as there is.
 */
static enum rc go(struct search *s, int64_t goal, int64_t *ret_points, int64_t *ret_change, int *ret_rank)
{
    int64_t near, far, best;
    enum rc rc = reach(s, goal, &near, &far, &best);
    *ret_points = 0;
    if (rc == RC_OK && far < 0 && best > 0) {
        goal = best;
        rc = reach(s, goal, &near, &far, &best);
    }
    if (rc != RC_OK || far < 0)
        return rc;
    if ((rc = narrow(s, goal, near, &far)) == RC_OK)
        rc = points_at(s, far, ret_points);
    *ret_change = far;
    *ret_rank = trying_rank(s->t);
    return rc;
}

enum rc gain_value(struct trying *t, bool next_step, struct gain *g)
{
    struct search s = {.t = t, .g = g};
    enum rc rc = RC_OK;
    g->from = values_get(t->r->values, g->measure, t->unit, g->month);
    s.from = g->from == VALUE_MISSING ? 0 : g->from;
    find_limits(&s);
    for (int sign = 1; sign >= -1 && rc == RC_OK; sign -= 2) {
        int64_t points = 0, change = 0;
        int rank = 0;
        s.sign = sign;
        rc = go(&s, next_step ? 1 : t->goal, &points, &change, &rank);
        if (rc != RC_OK || points <= g->points)
            continue;
        g->points = points;
        g->to = s.from + sign * change;
        g->rank = rank;
        g->kind = g->from == VALUE_MISSING ? GAIN_REPORT : GAIN_VALUE;
    }
    enum rc back = put_back(&s);
    return rc != RC_OK ? rc : back;
}
