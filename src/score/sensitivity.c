#include "score/sway.h"

#include <stdlib.h>

/* ---- shares ---- */

static struct rat mass(const struct swaying *w, int node)
{
    const struct node *n = &w->r->scheme->nodes[node];
    int c = w->wish->class_index;
    if (n->role != ROLE_PART || !n->is_in[c] || n->parent < 0)
        return rat_int(0);
    return rat_dec(w->r->scheme->nodes[n->parent].combine == COMBINE_MEAN ? n->weight[c] : n->full[c]);
}

/* False: it has no share, or nobody to share with. */
static bool find_share(struct swaying *w, int node)
{
    const struct scheme *s = w->r->scheme;
    int parent = s->nodes[node].parent;
    if (parent < 0 || s->nodes[parent].combine > COMBINE_MEAN)
        return false;
    struct rat sum = rat_int(0), own = mass(w, node);
    for (int k = s->nodes[parent].first_child; k >= 0; k = s->nodes[k].next)
        sum = rat_add(&w->x, sum, mass(w, k));
    if (rat_sign(own) <= 0 || rat_cmp(&w->x, own, sum) >= 0)
        return false;
    w->node = node;
    w->share = rat_div(&w->x, own, sum);
    return true;
}

static struct rat hundredth(struct swaying *w, struct rat by) { return rat_div(&w->x, by, rat_int(100)); }

/* The movement of the share, of 1, that a step is. */
struct rat sway_movement(struct swaying *w, int step)
{
    struct rat by = hundredth(w, rat_int(step));
    return w->wish->by == SWAY_PERCENT ? rat_mul(&w->x, by, w->share) : by;
}

/* ---- one movement ---- */

static void set_times(struct swaying *w, struct rat by)
{
    const struct scheme *s = w->r->scheme;
    struct rat one = rat_int(1), now = rat_add(&w->x, w->share, by);
    struct rat own = rat_div(&w->x, now, w->share);
    struct rat others = rat_div(&w->x, rat_sub(&w->x, one, now), rat_sub(&w->x, one, w->share));
    for (int k = s->nodes[s->nodes[w->node].parent].first_child; k >= 0; k = s->nodes[k].next)
        w->times[k] = k == w->node ? own : others;
}

static void reset_times(struct swaying *w)
{
    const struct scheme *s = w->r->scheme;
    for (int k = s->nodes[s->nodes[w->node].parent].first_child; k >= 0; k = s->nodes[k].next)
        w->times[k] = rat_int(1);
}

bool sway_is_possible(struct swaying *w, struct rat by)
{
    struct rat now = rat_add(&w->x, w->share, by);
    return rat_sign(now) >= 0 && rat_cmp(&w->x, now, rat_int(1)) <= 0;
}

/* The totals of straight lines, without combining anything again. */
static enum rc move_straight(struct swaying *w, struct rat by)
{
    const struct node *root = &w->r->scheme->nodes[0];
    for (int u = 0; u < w->t.en.n; u++) {
        struct cell *c = cell_at(&w->t.en, 0, u);
        if (c->state != SCORE_PRESENT)
            continue;
        c->exact = rat_add(&w->x, w->zero[u], rat_mul(&w->x, w->slope[u], by));
        if (rat_is_none(c->exact) || !rat_round(&w->x, c->exact, root->digits, root->mode, &c->shown))
            return FAIL(w->err, RC_TOO_LARGE, "analysis.too_large", "unit %d", u);
    }
    w->moved = w->node;
    return trial_place(&w->t, w->err);
}

/* The class with the share moved; after it the trial says totals, ranks and grades. */
enum rc sway_move(struct swaying *w, struct rat by)
{
    bool is_local = trial_is_local(&w->t, w->node);
    enum rc rc = RC_OK;
    if (w->moved >= 0 && w->t.is_base)
        trial_restore(&w->t, w->moved);
    w->moved = -1;
    if (is_local && !w->t.is_base)
        rc = trial_score(&w->t, w->err);
    if (rc != RC_OK)
        return rc;
    if (w->is_straight)
        return move_straight(w, by);
    set_times(w, by);
    w->t.en.times = w->times;
    rc = is_local ? trial_above(&w->t, w->node, w->err) : trial_score(&w->t, w->err);
    w->t.en.times = NULL;
    reset_times(w);
    if (is_local)
        w->moved = w->node;
    return rc;
}

/* ---- straight lines ---- */

static struct rat kept_total(struct swaying *w, int unit)
{
    return rat_keep(&w->x, trial_total(&w->t, unit));
}

/* The exact totals of the class with the share so moved. */
enum rc sway_look(struct swaying *w, struct rat by, struct rat **ret)
{
    struct rat *totals = arena_try_array(w->numbers, (size_t)w->t.en.n, sizeof *totals);
    if (!totals)
        return FAIL(w->err, RC_NO_MEMORY, "score.no_memory", "totals");
    enum rc rc = sway_move(w, by);
    for (int u = 0; u < w->t.en.n && rc == RC_OK; u++)
        totals[u] = kept_total(w, w->t.en.first + u);
    *ret = totals;
    return rc;
}

/* Half the way to the end of the range, so that it is possible. */
struct rat sway_side(struct swaying *w, int sign)
{
    struct rat way = sign < 0 ? rat_neg(w->share) : rat_sub(&w->x, rat_int(1), w->share);
    return rat_div(&w->x, way, rat_int(64));
}

/* Are the totals straight lines of the movement? Where nothing above is rounded, capped or floored, where
 * parts are added or averaged, and all parts of the group are there, they are; and nothing but the totals
 * moves places. */
static bool path_is_straight(const struct swaying *w)
{
    const struct scheme *s = w->r->scheme;
    for (int up = s->nodes[w->node].parent; up >= 0; up = s->nodes[up].parent) {
        const struct node *n = &s->nodes[up];
        if (n->combine > COMBINE_MEAN || n->cap.is_set || n->floor.is_set || (up > 0 && n->has_own_rounding))
            return false;
        for (int i = 0; i < s->broken_by_count; i++)
            if (s->broken_by[i] == up)
                return false;
    }
    return true;
}

static bool group_is_whole(const struct swaying *w)
{
    const struct scheme *s = w->r->scheme;
    int parent = s->nodes[w->node].parent;
    for (int k = s->nodes[parent].first_child; k >= 0; k = s->nodes[k].next)
        for (int u = 0; u < w->t.en.n; u++) {
            bool counts = s->nodes[k].role == ROLE_PART && s->nodes[k].is_in[w->wish->class_index];
            if (counts && cell_at(&w->t.en, k, u)->state != SCORE_PRESENT &&
                cell_at(&w->t.en, parent, u)->state == SCORE_PRESENT)
                return false;
        }
    return true;
}

static bool grades_read_totals_alone(const struct scheme *s)
{
    bool alone = !s->grade_rule;
    for (int i = 0; i < s->grades_count; i++)
        alone &= !s->grades[i].when;
    return alone;
}

/* Two looks say where the lines are. */
static enum rc find_lines(struct swaying *w)
{
    struct rat *there = NULL, side = sway_side(w, 1);
    w->is_straight = false;
    if (w->r->scheme->place != PLACE_ONCE || !trial_is_local(&w->t, w->node) || !path_is_straight(w) ||
        !grades_read_totals_alone(w->r->scheme) || !group_is_whole(w))
        return RC_OK;
    w->slope = arena_try_array(w->numbers, (size_t)w->t.en.n, sizeof *w->slope);
    if (!w->slope)
        return FAIL(w->err, RC_NO_MEMORY, "score.no_memory", "lines");
    enum rc rc = sway_look(w, rat_int(0), &w->zero);
    if (rc == RC_OK)
        rc = sway_look(w, side, &there);
    for (int u = 0; rc == RC_OK && u < w->t.en.n; u++)
        w->slope[u] = rat_div(&w->x, rat_sub(&w->x, there[u], w->zero[u]), side);
    w->is_straight = rc == RC_OK;
    return rc;
}

/* ---- steps ---- */

static void look_at_unit(struct swaying *w, struct sway_step *step, int unit)
{
    const struct score_unit *was = &w->r->units[unit], *is = &w->t.units[unit];
    struct sway_unit *u = &w->units[unit - w->t.en.first];
    int places = was->rank && is->rank ? abs(is->rank - was->rank) : 0;
    step->ranks += was->rank != is->rank;
    step->grades += was->grade != is->grade;
    u->grade_moves |= was->grade != is->grade;
    if (places > step->largest) {
        step->largest = places;
        step->who = unit;
    }
    if (is->rank && is->rank < u->best)
        u->best = is->rank;
    if (is->rank > u->worst)
        u->worst = is->rank;
}

static enum rc take_step(struct swaying *w, int by, struct sway_step *ret)
{
    struct rat m = sway_movement(w, by);
    *ret = (struct sway_step){.by = by, .who = -1, .is_possible = sway_is_possible(w, m)};
    if (!ret->is_possible)
        return RC_OK;
    enum rc rc = sway_move(w, m);
    for (int u = 0; u < w->t.en.n && rc == RC_OK; u++)
        look_at_unit(w, ret, w->t.en.first + u);
    return rc;
}

static enum rc take_steps(struct swaying *w, struct sway_node *n)
{
    int count = w->wish->steps_count;
    struct sway_step *steps = arena_try_array(w->a, (size_t)count * 2, sizeof *steps);
    if (!steps)
        return FAIL(w->err, RC_NO_MEMORY, "score.no_memory", "steps");
    enum rc rc = RC_OK;
    for (int i = 0; i < count && rc == RC_OK; i++) {
        rc = take_step(w, -w->wish->steps[i], &steps[count - 1 - i]);
        if (rc == RC_OK)
            rc = take_step(w, w->wish->steps[i], &steps[count + i]);
    }
    n->steps = steps;
    return rc;
}

/* ---- all ---- */

static enum rc look_at_node(struct swaying *w, struct sway_node *n)
{
    n->node = w->node;
    n->share = rat_write(&w->x, w->a, rat_mul(&w->x, w->share, rat_int(100)), 6);
    n->first_two = n->grade_border = (struct sway_border){.unit = -1, .grade = -1};
    enum rc rc = find_lines(w);
    if (rc == RC_OK)
        rc = take_steps(w, n);
    if (rc != RC_OK)
        return rc;
    return w->r->scheme->place == PLACE_ONCE ? sway_exact_borders(w, n) : sway_stepped_borders(w, n);
}

static enum rc look_at_all(struct swaying *w, struct sensitivity *all)
{
    const struct scheme *s = w->r->scheme;
    struct sway_node *nodes = arena_try_array(w->a, (size_t)s->nodes_count, sizeof *nodes);
    w->times = arena_try_array(w->a, (size_t)s->nodes_count, sizeof *w->times);
    w->units = arena_try_array(w->a, (size_t)w->t.en.n, sizeof *w->units);
    if (!nodes || !w->times || !w->units)
        return FAIL(w->err, RC_NO_MEMORY, "score.no_memory", "sensitivity");
    for (int u = 0; u < w->t.en.n; u++) {
        int unit = w->t.en.first + u, rank = w->r->units[unit].rank;
        w->units[u] = (struct sway_unit){.unit = unit, .rank = rank, .best = rank, .worst = rank};
    }
    for (int i = 0; i < s->nodes_count; i++)
        w->times[i] = rat_int(1);
    enum rc rc = RC_OK;
    for (int i = 0; i < s->nodes_count && rc == RC_OK; i++) {
        arena_reset(w->numbers);
        if (find_share(w, i))
            rc = look_at_node(w, &nodes[all->nodes_count++]);
        if (rc == RC_OK && (w->x.no_memory || w->x.too_large))
            rc = FAIL(w->err, RC_TOO_LARGE, "analysis.too_large", "node %d", i);
    }
    all->nodes = nodes;
    all->units = w->units;
    all->units_count = w->t.en.n;
    all->steps_count = 2 * w->wish->steps_count;
    return rc;
}

static bool wish_is_fit(const struct score_result *r, const struct sensitivity_wish *wish)
{
    bool is_fit = wish->class_index >= 0 && wish->class_index < r->scheme->classes_count &&
                  wish->steps_count >= 0 && wish->steps_count <= SENSITIVITY_STEPS_MAX;
    for (int i = 0; is_fit && i < wish->steps_count; i++)
        is_fit = wish->steps[i] >= 0 && wish->steps[i] <= 100;
    return is_fit;
}

enum rc score_sensitivity(const struct score_result *r, const struct sensitivity_wish *wish, struct arena *a,
                          const struct sensitivity **ret, struct err *err)
{
    struct arena *numbers CLEANUP(arena_freep) = arena_new(0);
    struct swaying w = {
        .r = r, .wish = wish, .a = a, .numbers = numbers, .x.a = numbers, .moved = -1, .err = err};
    struct sensitivity *all = arena_try(a, sizeof *all);
    if (!numbers || !all)
        return FAIL(err, RC_NO_MEMORY, "score.no_memory", "sensitivity");
    if (!wish_is_fit(r, wish))
        return FAIL(err, RC_INVALID, "analysis.steps_unfit", "%d steps", wish->steps_count);
    *all = (struct sensitivity){.class_index = wish->class_index};
    enum rc rc = trial_open(&w.t, r, r->values, wish->class_index, a, err);
    if (rc != RC_OK)
        return rc;
    w.t.en.keeps_total = r->scheme->place == PLACE_ONCE;
    rc = look_at_all(&w, all);
    trial_close(&w.t);
    if (rc == RC_OK)
        *ret = all;
    return rc;
}
