#include "score/sensitivity.h"

#include <stdlib.h>

#include "score/trial.h"

struct swaying {
    const struct score_result *r;
    const struct sensitivity_wish *wish;
    struct arena *a;
    struct arena *numbers;
    struct exact x; /* in `numbers`, for one node */
    struct trial t;
    struct rat *times;        /* [nodes] */
    int node;                 /* at hand */
    int moved;                /* the cells above this one are those of a movement; −1 */
    struct rat share;         /* of it, of 1 */
    bool is_straight;         /* the totals lie on straight lines: zero + slope × movement */
    struct rat *zero, *slope; /* [units of the class] */
    struct sway_unit *units;
    struct err *err;
};

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
static struct rat movement(struct swaying *w, int step)
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

static bool is_possible(struct swaying *w, struct rat by)
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
static enum rc move_share(struct swaying *w, struct rat by)
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
static enum rc look(struct swaying *w, struct rat by, struct rat **ret)
{
    struct rat *totals = arena_try_array(w->numbers, (size_t)w->t.en.n, sizeof *totals);
    if (!totals)
        return FAIL(w->err, RC_NO_MEMORY, "score.no_memory", "totals");
    enum rc rc = move_share(w, by);
    for (int u = 0; u < w->t.en.n && rc == RC_OK; u++)
        totals[u] = kept_total(w, w->t.en.first + u);
    *ret = totals;
    return rc;
}

/* Half the way to the end of the range, so that it is possible. */
static struct rat side_of(struct swaying *w, int sign)
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
    struct rat *there = NULL, side = side_of(w, 1);
    w->is_straight = false;
    if (w->r->scheme->place != PLACE_ONCE || !trial_is_local(&w->t, w->node) || !path_is_straight(w) ||
        !grades_read_totals_alone(w->r->scheme) || !group_is_whole(w))
        return RC_OK;
    w->slope = arena_try_array(w->numbers, (size_t)w->t.en.n, sizeof *w->slope);
    if (!w->slope)
        return FAIL(w->err, RC_NO_MEMORY, "score.no_memory", "lines");
    enum rc rc = look(w, rat_int(0), &w->zero);
    if (rc == RC_OK)
        rc = look(w, side, &there);
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
    struct rat m = movement(w, by);
    *ret = (struct sway_step){.by = by, .who = -1, .is_possible = is_possible(w, m)};
    if (!ret->is_possible)
        return RC_OK;
    enum rc rc = move_share(w, m);
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

/* ---- borders ---- */

/* Who stands first and second in the result; −1 when there are not two. */
static void first_two(const struct swaying *w, int *first, int *second)
{
    *first = *second = -1;
    for (int i = 0; i < w->t.en.n; i++) {
        int u = w->t.en.first + i, rank = w->r->units[u].rank;
        if (rank == 0)
            continue;
        if (*first < 0 || rank < w->r->units[*first].rank) {
            *second = *first;
            *first = u;
        } else if (*second < 0 || rank < w->r->units[*second].rank) {
            *second = u;
        }
    }
}

static void keep_border(struct swaying *w, struct sway_border *b, struct rat by, bool is_exact)
{
    struct rat hundred = rat_int(100);
    b->is_found = true;
    b->is_exact = is_exact;
    b->by = rat_write(&w->x, w->a, rat_mul(&w->x, by, hundred), 6);
    b->share = rat_write(&w->x, w->a, rat_mul(&w->x, rat_add(&w->x, w->share, by), hundred), 6);
}

/* How far from nothing. */
static bool is_nearer(struct swaying *w, struct rat by, struct rat than)
{
    struct rat x = rat_sign(by) < 0 ? rat_neg(by) : by, y = rat_sign(than) < 0 ? rat_neg(than) : than;
    return rat_is_none(than) || rat_cmp(&w->x, x, y) < 0;
}

/* Two lines of the movement: where does their difference, `gap` at 0 and `there` at `at`, come to nothing? No
 * value when nowhere. */
static struct rat crossing(struct swaying *w, struct rat gap, struct rat there, struct rat at)
{
    struct rat slope = rat_div(&w->x, rat_sub(&w->x, there, gap), at);
    return rat_sign(slope) == 0 ? RAT_MISSING : rat_neg(rat_div(&w->x, gap, slope));
}

/* A crossing counts when it lies on the side from which it was seen, and the totals truly meet there: caps,
 * floors and vetoes bend the lines. */
static enum rc check_crossing(struct swaying *w, int unit, int other, struct rat line, struct rat at,
                              struct rat side, bool *ret)
{
    *ret = false;
    if (rat_is_none(at) || rat_sign(at) == -rat_sign(side) || !is_possible(w, at))
        return RC_OK;
    enum rc rc = move_share(w, at);
    if (rc != RC_OK)
        return rc;
    struct rat x = trial_total(&w->t, unit), y = other >= 0 ? trial_total(&w->t, other) : line;
    *ret = !rat_is_none(x) && !rat_is_none(y) && rat_cmp(&w->x, x, y) == 0;
    return RC_OK;
}

/* The totals of the class with nothing moved, and with the share moved a little to one side. */
struct two_looks {
    struct rat *here, *there; /* [units of the class] */
    struct rat side;
};

static enum rc two_looks(struct swaying *w, int sign, struct two_looks *ret)
{
    ret->side = side_of(w, sign);
    enum rc rc = look(w, rat_int(0), &ret->here);
    return rc == RC_OK ? look(w, ret->side, &ret->there) : rc;
}

static enum rc cross_first_two(struct swaying *w, const struct two_looks *l, int first, int second,
                               struct rat *ret)
{
    int i = first - w->t.en.first, j = second - w->t.en.first;
    struct rat gap = rat_sub(&w->x, l->here[i], l->here[j]), there = rat_sub(&w->x, l->there[i], l->there[j]);
    struct rat at = rat_is_none(gap) || rat_is_none(there) ? RAT_MISSING : crossing(w, gap, there, l->side);
    bool meets;
    enum rc rc = check_crossing(w, first, second, RAT_MISSING, at, l->side, &meets);
    if (rc == RC_OK && meets && is_nearer(w, at, *ret))
        *ret = at;
    return rc;
}

static enum rc cross_lines(struct swaying *w, const struct two_looks *l, struct sway_border *b,
                           struct rat *ret)
{
    const struct scheme *s = w->r->scheme;
    enum rc rc = RC_OK;
    for (int g = 0; g < s->grades_count; g++)
        for (int u = 0; s->grades[g].has_at_least && u < w->t.en.n && rc == RC_OK; u++) {
            struct dec line = s->grades[g].at_least_of[w->wish->class_index];
            if (line.digits < 0 || rat_is_none(l->here[u]) || rat_is_none(l->there[u]))
                continue;
            struct rat gap = rat_sub(&w->x, l->here[u], rat_dec(line));
            struct rat at = crossing(w, gap, rat_sub(&w->x, l->there[u], rat_dec(line)), l->side);
            bool meets = false;
            if (!rat_is_none(at) && is_nearer(w, at, *ret))
                rc = check_crossing(w, w->t.en.first + u, -1, rat_dec(line), at, l->side, &meets);
            if (rc != RC_OK || !meets)
                continue;
            *ret = at;
            b->unit = w->t.en.first + u;
            b->grade = g;
        }
    return rc;
}

static enum rc exact_borders(struct swaying *w, struct sway_node *n)
{
    struct rat swap = RAT_MISSING, line = RAT_MISSING;
    int first, second;
    enum rc rc = RC_OK;
    first_two(w, &first, &second);
    for (int sign = -1; sign <= 1 && rc == RC_OK; sign += 2) {
        struct two_looks l;
        rc = two_looks(w, sign, &l);
        if (rc == RC_OK && second >= 0)
            rc = cross_first_two(w, &l, first, second, &swap);
        if (rc == RC_OK)
            rc = cross_lines(w, &l, &n->grade_border, &line);
    }
    if (rc == RC_OK && !rat_is_none(swap))
        keep_border(w, &n->first_two, swap, true);
    if (rc == RC_OK && !rat_is_none(line))
        keep_border(w, &n->grade_border, line, true);
    return rc;
}

static int unit_with_other_grade(const struct swaying *w)
{
    for (int u = w->t.en.first; u < w->t.en.first + w->t.en.n; u++)
        if (w->t.units[u].grade != w->r->units[u].grade)
            return u;
    return -1;
}

/* By whole steps outwards, until both are found or the largest step is reached. */
static enum rc stepped_borders(struct swaying *w, struct sway_node *n)
{
    int most = 0, first, second;
    enum rc rc = RC_OK;
    first_two(w, &first, &second);
    for (int i = 0; i < w->wish->steps_count; i++)
        most = w->wish->steps[i] > most ? w->wish->steps[i] : most;
    for (int k = 2; k <= 2 * most + 1 && rc == RC_OK; k++) {
        struct rat by = movement(w, k % 2 ? k / 2 : -k / 2);
        bool all = (n->first_two.is_found || second < 0) && n->grade_border.is_found;
        if (all || !is_possible(w, by))
            continue;
        if ((rc = move_share(w, by)) != RC_OK)
            break;
        const struct score_unit *x = w->t.units;
        if (second >= 0 && !n->first_two.is_found && x[second].rank && x[second].rank < x[first].rank)
            keep_border(w, &n->first_two, by, false);
        int other = n->grade_border.is_found ? -1 : unit_with_other_grade(w);
        if (other < 0)
            continue;
        keep_border(w, &n->grade_border, by, false);
        n->grade_border.unit = other;
        n->grade_border.grade = x[other].grade;
    }
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
    return w->r->scheme->place == PLACE_ONCE ? exact_borders(w, n) : stepped_borders(w, n);
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
