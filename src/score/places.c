/* Totals, ranks and grades of a class. Where totals alone decide ranks, and lines and quotas grades, all
 * places of a class are counted at once; otherwise the exact engine places it. */
#include "base/fixed.h"
#include "score/frame.h"

#define GRADES_FAST_MAX 16

static int64_t total_of(const struct score_column *c, int unit, bool *has)
{
    const struct score_result one = {.columns = c};
    *has = score_state(&one, 0, unit) == SCORE_PRESENT;
    return score_of(&one, 0, unit);
}

/* What vetoes say beside scores, from their strips, in the arrays of the engine. */
static void hear_vetoes(struct worker *w, const struct frame *f)
{
    const struct scheme *s = w->plan->s;
    struct engine *en = &w->en;
    for (int n = 0; n < s->nodes_count; n++) {
        int strip = w->plan->node[n].strikes;
        const struct node *v = &s->nodes[n];
        if (strip < 0 || v->effect == VETO_ZERO)
            continue;
        for (int u = 0; u < en->n; u++)
            if (f->strikes[strip][en->first + u])
                veto_strike(en, v, u);
    }
}

static enum rc place_exactly(struct worker *w, const struct frame *f, const struct score_result *r,
                             struct score_unit *units, int class_index)
{
    enum rc rc = worker_enter(w, class_index);
    if (rc != RC_OK)
        return rc;
    struct engine *en = &w->en;
    hear_vetoes(w, f);
    for (int u = 0; u < en->n; u++) {
        struct score_unit *to = &units[en->first + u];
        *to = (struct score_unit){.grade = -1};
        to->total = total_of(&f->column[0], en->first + u, &to->has_total);
        to->is_excluded = en->is_excluded[u] || !w->plan->s->units[en->first + u].is_ranked;
    }
    en->w = f->w;
    arena_reset(en->scratch);
    return engine_place(en, r, units) ? RC_OK : engine_fault(en, w->err);
}

/* A grade: at least so much, and no more places than so many. */
struct line {
    int64_t least, places;
};

static void lines_of(const struct scheme *s, int class_index, int ranked, struct line *line)
{
    int64_t places = 0;
    for (int i = 0; i < s->grades_count; i++) {
        const struct grade *g = &s->grades[i];
        bool has_quota = g->has_quota && g->quota_of[class_index].digits >= 0;
        places += has_quota ? grade_quota(s, g, class_index, ranked) : 0;
        line[i].places = has_quota ? places : INT64_MAX;
        line[i].least = grade_least(s, g, class_index);
    }
}

static void place_fast(struct worker *w, const int32_t *total, struct score_unit *units, int class_index)
{
    const struct scheme *s = w->plan->s;
    size_t n = (size_t)s->classes[class_index].units_count;
    struct line line[GRADES_FAST_MAX];
    int32_t *score = w->x, *rank = w->y;
    for (size_t i = 0; i < n; i++)
        score[i] = narrow_is_present(total[i]) ? total[i] : VALUE_NARROW_MISSING;
    int ranked = w->lanes->rank(score, n, s->better == BETTER_LOWER, s->ties == TIES_1223, w->work, rank);
    lines_of(s, class_index, ranked, line);
    for (size_t i = 0; i < n; i++) {
        bool has = score[i] != VALUE_NARROW_MISSING;
        units[i] = (struct score_unit){.grade = -1};
        if (!has)
            continue;
        units[i].total = score[i];
        units[i].has_total = true;
        units[i].rank = rank[i];
        units[i].ranked = ranked;
        for (int g = 0; g < s->grades_count; g++)
            if (score[i] >= line[g].least && rank[i] <= line[g].places) {
                units[i].grade = g;
                break;
            }
    }
}

/* No veto speaks, everybody is ranked, and a place is a rank: ties share it, and all that share it pass. */
static bool is_fast(const struct worker *w, const struct frame *f, int class_index)
{
    const struct plan *p = w->plan;
    const struct scheme *s = p->s;
    bool has_quota = false;
    for (int g = 0; g < s->grades_count; g++)
        has_quota |= s->grades[g].has_quota;
    if (!p->places_fast || !f->column[0].narrow || s->grades_count > GRADES_FAST_MAX ||
        (has_quota && (!s->quota_ties_all || s->ties != TIES_1224)))
        return false;
    const struct unit_class *k = &s->classes[class_index];
    for (int u = k->first_unit; u < k->first_unit + k->units_count; u++)
        if (!s->units[u].is_ranked)
            return false;
    return true;
}

enum rc places_fill(struct worker *w, const struct frame *f, const struct score_result *r,
                    struct score_unit *units, int class_index)
{
    const struct unit_class *k = &w->plan->s->classes[class_index];
    if (!is_fast(w, f, class_index))
        return place_exactly(w, f, r, units, class_index);
    place_fast(w, f->column[0].narrow + k->first_unit, units + k->first_unit, class_index);
    return RC_OK;
}
