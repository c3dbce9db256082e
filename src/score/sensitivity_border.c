/* The smallest movement of a share after which something is otherwise: by the crossing of lines where a
 * scheme rounds but once, by whole steps otherwise. */
#include "score/sway.h"

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
    if (rat_is_none(at) || rat_sign(at) == -rat_sign(side) || !sway_is_possible(w, at))
        return RC_OK;
    enum rc rc = sway_move(w, at);
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
    ret->side = sway_side(w, sign);
    enum rc rc = sway_look(w, rat_int(0), &ret->here);
    return rc == RC_OK ? sway_look(w, ret->side, &ret->there) : rc;
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

enum rc sway_exact_borders(struct swaying *w, struct sway_node *n)
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
enum rc sway_stepped_borders(struct swaying *w, struct sway_node *n)
{
    int most = 0, first, second;
    enum rc rc = RC_OK;
    first_two(w, &first, &second);
    for (int i = 0; i < w->wish->steps_count; i++)
        most = w->wish->steps[i] > most ? w->wish->steps[i] : most;
    for (int k = 2; k <= 2 * most + 1 && rc == RC_OK; k++) {
        struct rat by = sway_movement(w, k % 2 ? k / 2 : -k / 2);
        bool all = (n->first_two.is_found || second < 0) && n->grade_border.is_found;
        if (all || !sway_is_possible(w, by))
            continue;
        if ((rc = sway_move(w, by)) != RC_OK)
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
