/* What a scheme may say but hardly means: a band or a grade that nobody can reach, points with the wrong
 * sign, a target of nought. All are warnings, because a scheme that was adopted must stay readable, and
 * because now and then somebody does mean it. */
#include "score/reader.h"

/* Where the node stands; NULL: the file as a whole. */
static struct problem *advise(struct reader *r, const struct node *n, const char *text)
{
    struct problem *q = n ? problem_at(r, r->node_docs[n - r->nodes], text) : problem_add(r->p, 0, 0, text);
    problem_warn(r->p, q);
    return q;
}
#define ADVISE(r, node, key) advise((r), (node), "" key "")

static void about_leaf(struct reader *r, const struct node *n, struct problem *q)
{
    problem_arg(r->p, q, 0, n->name);
}

static bool is_negative(struct dec d) { return d.units < 0; }

static void advise_events(struct reader *r, const struct node *n)
{
    for (int i = 0; i < n->items_count; i++) {
        const struct event_item *e = &n->items[i];
        bool has_range = e->least.is_set && e->most.is_set;
        if (n->method != METHOD_PLUS_MINUS && e->has_points && is_negative(e->points)) {
            struct problem *q = ADVISE(r, n, "score.advice.item_sign");
            problem_arg(r->p, q, 0, e->name);
            q->hint = "score.advice.item_sign_hint";
        }
        if (has_range && dec_wide(e->least.value) > dec_wide(e->most.value))
            problem_arg(r->p, ADVISE(r, n, "score.advice.item_range"), 0, e->name);
    }
}

static bool is_upward(enum comparison c) { return c == COMPARE_AT_LEAST || c == COMPARE_ABOVE; }

/* Whatever the later band takes, the earlier one has taken already. */
static bool covers(const struct band *early, const struct band *late)
{
    if (early->limit.kind != OPERAND_NUMBER || late->limit.kind != OPERAND_NUMBER ||
        is_upward(early->compare) != is_upward(late->compare))
        return false;
    i128 a = dec_wide(early->limit.number), b = dec_wide(late->limit.number);
    bool is_strict = early->compare == COMPARE_ABOVE || early->compare == COMPARE_BELOW;
    bool is_open = late->compare == COMPARE_AT_LEAST || late->compare == COMPARE_AT_MOST;
    if (a == b)
        return !(is_strict && is_open);
    return is_upward(early->compare) ? b > a : b < a;
}

#define ADVISED_BANDS_MAX 200 /* each is held against all before it */

static void advise_bands(struct reader *r, const struct node *n)
{
    for (int late = 1; late < n->bands_count && late < ADVISED_BANDS_MAX; late++)
        for (int early = 0; early < late; early++)
            if (covers(&n->bands[early], &n->bands[late])) {
                struct problem *q = ADVISE(r, n, "score.advice.band_never");
                about_leaf(r, n, q);
                problem_arg(r->p, q, 1, dec_text(r, (struct dec){late + 1, 0}));
                problem_arg(r->p, q, 2, dec_text(r, (struct dec){early + 1, 0}));
                q->hint = "score.advice.band_never_hint";
                break;
            }
}

/* More points than there are in any class, and nothing says that this is meant. */
static void advise_band_points(struct reader *r, const struct node *n)
{
    i128 full = 0;
    for (int c = 0; c < r->s.classes_count; c++)
        full = dec_wide(n->full[c]) > full ? dec_wide(n->full[c]) : full;
    for (int k = 0; k < n->bands_count && n->role == ROLE_PART && !n->cap.is_set; k++) {
        const struct band *b = &n->bands[k];
        if (b->is_percent || dec_wide(b->score) <= full)
            continue;
        struct problem *q = ADVISE(r, n, "score.advice.band_over_full");
        about_leaf(r, n, q);
        problem_arg(r->p, q, 1, dec_text(r, (struct dec){k + 1, 0}));
        problem_arg(r->p, q, 2, dec_text(r, b->score));
        q->hint = "score.advice.band_over_full_hint";
    }
}

static bool is_number(const struct operand *o) { return o->kind == OPERAND_NUMBER; }

static void advise_limits(struct reader *r, const struct node *n)
{
    bool same_kind = n->cap.is_set && n->floor.is_set && n->cap.is_percent == n->floor.is_percent;
    if (same_kind && dec_wide(n->cap.value) < dec_wide(n->floor.value))
        about_leaf(r, n, ADVISE(r, n, "score.advice.cap_below_floor"));
    bool divides = n->method == METHOD_RATIO || n->method == METHOD_CONTROL;
    if (divides && is_number(&n->target) && n->target.number.units == 0)
        about_leaf(r, n, ADVISE(r, n, "score.advice.target_zero"));
    if (n->method != METHOD_EFFICACY || !is_number(&n->low) || !is_number(&n->high))
        return;
    i128 low = dec_wide(n->low.number), high = dec_wide(n->high.number);
    if (n->better == BETTER_HIGHER ? low >= high : low <= high)
        about_leaf(r, n, ADVISE(r, n, "score.advice.low_high"));
}

static void advise_leaf(struct reader *r, const struct node *n)
{
    bool counts_each =
        n->method == METHOD_DEDUCT || n->method == METHOD_ADD || n->method == METHOD_GAP_DEDUCT;
    if ((counts_each && is_negative(n->each_points)) ||
        (n->method == METHOD_RANK_STEP && is_negative(n->step.value)))
        about_leaf(r, n, ADVISE(r, n, "score.advice.each_negative"));
    advise_events(r, n);
    advise_bands(r, n);
    advise_band_points(r, n);
    advise_limits(r, n);
}

/* Its line is there for nothing. In the first class; who says other lines for other classes knows what he
 * does. A grade without a line is for rules and vetoes to give. */
static bool takes_all_of(const struct grade *early, const struct grade *late)
{
    if (early->has_quota || early->when || !late->has_at_least)
        return false;
    return !early->has_at_least || dec_wide(late->at_least) >= dec_wide(early->at_least);
}

static void advise_grades(struct reader *r)
{
    for (int late = 1; late < r->s.grades_count; late++)
        for (int early = 0; early < late; early++)
            if (takes_all_of(&r->grades[early], &r->grades[late])) {
                struct problem *q = ADVISE(r, NULL, "score.advice.grade_never");
                problem_arg(r->p, q, 0, r->grades[late].name);
                problem_arg(r->p, q, 1, r->grades[early].name);
                q->hint = "score.advice.grade_never_hint";
                break;
            }
}

void advice_give(struct reader *r)
{
    for (int i = 0; i < r->s.nodes_count; i++)
        if (r->nodes[i].method != METHOD_NONE)
            advise_leaf(r, &r->nodes[i]);
    advise_grades(r);
}
