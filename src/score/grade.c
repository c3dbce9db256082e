/* Ranks and grades of a class: by the published total first; then by rules, lines and quotas, best grade
 * first; vetoes have the last word. */
#include <stdlib.h>

#include "base/fixed.h"
#include "score/rule.h"

enum { BY_LIST = -2, NO_GRADE = -1 };

struct grading {
    struct engine *en;
    const struct scheme *s;
    const struct score_result *r;
    struct score_unit *units; /* of the scheme */
    int *order, n;            /* ranked units, best first */
    const struct rat **may;   /* [grades][units of the class]: its condition; NULL: it has none */
    int *by_rule;             /* [units of the class] */
    int64_t *quota, *taken;   /* [grades]; quota −1: as many as there are */
};

/* ------------------------------------------------------------------------------------------ ranks */

/* By the published total, then by the nodes that break ties; whom a veto puts last, behind all others. */
static int by_total(const void *a, const void *b, void *context)
{
    const struct grading *g = context;
    int i = *(const int *)a, j = *(const int *)b;
    bool last_i = g->en->is_last[i - g->en->first], last_j = g->en->is_last[j - g->en->first];
    if (last_i != last_j)
        return last_i ? 1 : -1;
    bool is_lower = g->s->better == BETTER_LOWER;
    int64_t x = g->units[is_lower ? j : i].total, y = g->units[is_lower ? i : j].total;
    for (int k = 0; x == y && k < g->s->broken_by_count; k++) {
        bool has_i = score_state(g->r, g->s->broken_by[k], i) == SCORE_PRESENT;
        bool has_j = score_state(g->r, g->s->broken_by[k], j) == SCORE_PRESENT;
        x = has_i ? score_of(g->r, g->s->broken_by[k], i) : INT64_MIN;
        y = has_j ? score_of(g->r, g->s->broken_by[k], j) : INT64_MIN;
    }
    return (x < y) - (x > y);
}
static int by_total_then_unit(const void *a, const void *b, void *context)
{
    int c = by_total(a, b, context), i = *(const int *)a, j = *(const int *)b;
    return c ? c : (i > j) - (i < j);
}

/* How many from the k-th of the order on share its place. */
static int sharing(struct grading *g, int k)
{
    int shared = 1;
    while (k + shared < g->n && by_total(&g->order[k], &g->order[k + shared], g) == 0)
        shared++;
    return shared;
}

static bool rank_units(struct grading *g)
{
    struct engine *en = g->en;
    int distinct = 0;
    g->order = arena_try_array(en->scratch, (size_t)en->n, sizeof *g->order);
    if (!g->order)
        return false;
    for (int i = en->first; i < en->first + en->n; i++)
        if (g->units[i].has_total && !g->units[i].is_excluded)
            g->order[g->n++] = i;
    qsort_r(g->order, (size_t)g->n, sizeof *g->order, by_total_then_unit, g);
    for (int k = 0; k < g->n;) {
        int shared = sharing(g, k);
        distinct++;
        for (int j = k; j < k + shared; j++) {
            g->units[g->order[j]].rank = g->s->ties == TIES_1224 ? k + 1 : distinct;
            g->units[g->order[j]].ranked = g->n;
        }
        k += shared;
    }
    return true;
}

/* ------------------------------------------------------------------------------------------ rules */

static bool has_rules(const struct scheme *s)
{
    bool any = s->grade_rule != NULL;
    for (int i = 0; i < s->grades_count; i++)
        any |= s->grades[i].when != NULL;
    return any;
}

static struct rat fact_of(const struct grading *g, enum rule_word word, int unit)
{
    const struct score_unit *u = &g->units[g->en->first + unit];
    switch (word) {
    case RULE_TOTAL:
        return u->has_total ? rat_scaled(u->total, g->s->nodes[0].digits) : RAT_MISSING;
    case RULE_RANK:
        return u->rank ? rat_int(u->rank) : RAT_MISSING;
    case RULE_RANKED:
        return rat_int(g->n);
    case RULE_FULL:
        return node_full(g->en, &g->s->nodes[0]);
    default:
        return rat_dec(g->s->units[g->en->first + unit].factor);
    }
}

static bool gather_facts(struct grading *g, struct rule_facts *facts)
{
    static const enum rule_word words[] = {RULE_TOTAL, RULE_RANK, RULE_RANKED, RULE_FULL, RULE_FACTOR};
    *facts = (struct rule_facts){.class_values = VALUE_OF_NULL, .result = g->r};
    for (size_t w = 0; w < COUNT_OF(words); w++) {
        struct rat *column = arena_try_array(g->en->scratch, (size_t)g->en->n, sizeof *column);
        for (int u = 0; column && u < g->en->n; u++)
            column[u] = fact_of(g, words[w], u);
        if (!column)
            return false;
        facts->word[words[w]] = column;
    }
    return true;
}

static int grade_find(const struct scheme *s, struct str name)
{
    for (int i = 0; i < s->grades_count; i++)
        if (str_eq(s->grades[i].id, name) || str_eq(s->grades[i].name, name))
            return i;
    return NO_GRADE;
}

/* A name that is none of the grades gives no grade; it does not give the one that the list would. */
static bool ask_rule(struct grading *g, const struct rule_facts *facts)
{
    struct rule_run run;
    if (!g->s->grade_rule)
        return true;
    if (!rule_begin(&run, g->en, g->s->grade_rule, facts))
        return false;
    for (int k = 0; k < g->n; k++) {
        int u = g->order[k] - g->en->first;
        struct str name = rule_text(&run, u);
        g->by_rule[u] = name.n ? grade_find(g->s, name) : BY_LIST;
    }
    return true;
}

static bool ask_conditions(struct grading *g, const struct rule_facts *facts)
{
    for (int i = 0; i < g->s->grades_count; i++) {
        struct rule_run run;
        if (!g->s->grades[i].when)
            continue;
        struct rat *may = arena_try_array(g->en->scratch, (size_t)g->en->n, sizeof *may);
        if (!may || !rule_begin(&run, g->en, g->s->grades[i].when, facts))
            return false;
        for (int k = 0; k < g->n; k++) {
            int u = g->order[k] - g->en->first;
            may[u] = rule_truth(&run, u, NULL);
        }
        g->may[i] = may;
    }
    return true;
}

/* ---------------------------------------------------------------------------------- lines, quotas */

int64_t grade_quota(const struct scheme *s, const struct grade *g, int class_index, int n)
{
    struct dec quota = g->quota_of[class_index];
    i128 scale = fixed_pow10(quota.digits) * (i128)(g->quota_is_count ? 1 : 100);
    i128 top = g->quota_is_count ? (i128)quota.units : (i128)quota.units * n;
    i128 add = s->quota_rounding == QUOTA_UP ? scale - 1 : s->quota_rounding == QUOTA_HALF_UP ? scale / 2 : 0;
    i128 q = (top + add) / scale;
    if (q < s->quota_least && quota.units > 0)
        q = s->quota_least;
    return q > INT32_MAX ? INT32_MAX : (int64_t)q;
}

int64_t grade_least(const struct scheme *s, const struct grade *g, int class_index)
{
    if (!g->has_at_least || g->at_least_of[class_index].digits < 0)
        return INT64_MIN;
    struct dec least = g->at_least_of[class_index];
    i128 wanted = (i128)least.units * fixed_pow10(s->nodes[0].digits), scale = fixed_pow10(least.digits);
    i128 up = wanted / scale + (wanted % scale > 0);
    return up > INT64_MAX ? INT64_MAX : up < INT64_MIN ? INT64_MIN : (int64_t)up;
}

static int with_veto(const struct engine *en, int unit, int grade)
{
    if (en->grade_set[unit] >= 0)
        grade = en->grade_set[unit];
    return en->grade_cap[unit] > grade && grade >= 0 ? en->grade_cap[unit] : grade;
}

/* Whoever is moved down keeps the place in the quota that was his; a cap holds for who is moved up. */
static int with_moves(const struct engine *en, int unit, int grade)
{
    if (en->grade_set[unit] >= 0)
        grade = en->grade_set[unit];
    if (grade >= 0) {
        int last = en->s->grades_count - 1;
        grade += en->grade_move[unit];
        grade = grade < 0 ? 0 : grade > last ? last : grade;
    }
    return en->grade_cap[unit] > grade && grade >= 0 ? en->grade_cap[unit] : grade;
}

/* Line and condition; `unit` of the scheme. */
static bool is_fit(const struct grading *g, int grade, int unit)
{
    const struct rat *may = g->may[grade];
    return g->units[unit].total >= grade_least(g->s, &g->s->grades[grade], g->en->class_index) &&
           (!may || rat_sign(may[unit - g->en->first]) > 0);
}

/* The first grade that fits. Quotas add up from the best grade down: a place is a place in the ranking, and
 * who may not have the grade keeps it. `ahead`: units with a better place; `shared`: how many share this one.
 */
static int grade_by_place(const struct grading *g, int unit, int ahead, int shared)
{
    int64_t places = 0, last = g->s->quota_ties_all ? ahead + 1 : ahead + shared;
    for (int i = 0; i < g->s->grades_count; i++) {
        places += g->quota[i] >= 0 ? g->quota[i] : 0;
        if (is_fit(g, i, unit) && (g->quota[i] < 0 || last <= places))
            return i;
    }
    return NO_GRADE;
}

static void grade_by_places(struct grading *g)
{
    for (int k = 0, shared; k < g->n; k += shared) {
        shared = sharing(g, k);
        for (int j = k; j < k + shared; j++)
            g->units[g->order[j]].grade = grade_by_place(g, g->order[j], k, shared);
    }
}

/* Who has a grade by a rule, or may not have this one because of a veto, takes no place of it. */
static bool is_candidate(const struct grading *g, int grade, int unit)
{
    int u = unit - g->en->first;
    return g->units[unit].grade == NO_GRADE && g->by_rule[u] == BY_LIST &&
           with_veto(g->en, u, grade) == grade && is_fit(g, grade, unit);
}

/* Places go to those who may have them, in the order of the ranking; each grade has its own. */
static void grade_by_filling(struct grading *g)
{
    for (int k = 0, shared; k < g->n; k += shared) {
        shared = sharing(g, k);
        for (int i = 0; i < g->s->grades_count; i++) {
            int64_t many = 0;
            for (int j = k; j < k + shared; j++)
                many += is_candidate(g, i, g->order[j]);
            int64_t wanted = g->s->quota_ties_all && many ? 1 : many;
            if (g->quota[i] >= 0 && g->taken[i] + wanted > g->quota[i]) {
                g->taken[i] = g->quota[i]; /* closed: nobody passes those who share a place and did not fit */
                continue;
            }
            for (int j = k; j < k + shared; j++)
                if (is_candidate(g, i, g->order[j]))
                    g->units[g->order[j]].grade = i;
            g->taken[i] += many;
        }
    }
}

static bool open_grades(struct grading *g)
{
    struct engine *en = g->en;
    size_t grades = (size_t)g->s->grades_count;
    g->may = arena_try_array(en->scratch, grades, sizeof *g->may);
    g->quota = arena_try_array(en->scratch, grades, sizeof *g->quota);
    g->taken = arena_try_array(en->scratch, grades, sizeof *g->taken);
    g->by_rule = arena_try_array(en->scratch, (size_t)en->n, sizeof *g->by_rule);
    if (!g->may || !g->quota || !g->taken || !g->by_rule)
        return false;
    for (int u = 0; u < en->n; u++)
        g->by_rule[u] = BY_LIST;
    for (size_t i = 0; i < grades; i++) {
        const struct grade *k = &g->s->grades[i];
        g->quota[i] = k->has_quota && k->quota_of[en->class_index].digits >= 0
                          ? grade_quota(g->s, k, en->class_index, g->n)
                          : -1;
    }
    struct rule_facts facts;
    return !has_rules(g->s) || (gather_facts(g, &facts) && ask_rule(g, &facts) && ask_conditions(g, &facts));
}

static void grade_units(struct grading *g)
{
    for (int k = 0; k < g->n; k++)
        g->units[g->order[k]].grade = NO_GRADE;
    if (g->s->quota_refill)
        grade_by_filling(g);
    else
        grade_by_places(g);
    for (int k = 0; k < g->n; k++) {
        struct score_unit *u = &g->units[g->order[k]];
        int i = g->order[k] - g->en->first;
        u->grade = with_moves(g->en, i, g->by_rule[i] == BY_LIST ? u->grade : g->by_rule[i]);
    }
}

/* Whom a veto took out of the ranking may have a grade all the same. */
static void grade_outside(struct grading *g)
{
    const struct engine *en = g->en;
    for (int u = 0; u < en->n; u++)
        if (en->is_excluded[u] && unit_counts(en, u))
            g->units[en->first + u].grade = en->grade_outside[u];
}

/* Rules of grades may read scores; those of the result, because whoever places a class need not have reckoned
 * it. */
static void bring_scores(struct grading *g)
{
    struct engine *en = g->en;
    for (int i = 0; i < g->s->grade_scores_count; i++) {
        int node = g->s->grade_scores[i];
        for (int u = 0; u < en->n; u++) {
            struct cell *c = cell_at(en, node, u);
            *c = (struct cell){.state = score_state(g->r, node, en->first + u)};
            if (c->state == SCORE_PRESENT) {
                c->shown = score_of(g->r, node, en->first + u);
                c->exact = rat_scaled(c->shown, g->s->nodes[node].digits);
            }
        }
        en->is_done[node] = true;
    }
}

bool engine_place(struct engine *en, const struct score_result *r, struct score_unit *units)
{
    struct grading g = {.en = en, .s = en->s, .r = r, .units = units};
    struct window before = en->w;
    en->w = r->counted;
    en->columns = NULL;
    bring_scores(&g);
    bool ok = rank_units(&g) && open_grades(&g);
    if (ok) {
        grade_units(&g);
        grade_outside(&g);
    }
    en->columns = NULL;
    en->w = before;
    en->x.no_memory |= !ok && !en->x.too_large;
    return ok && !en->x.no_memory && !en->x.too_large;
}
