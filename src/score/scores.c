/* Measures that are scores of this scheme's own nodes (score_of): 按得分的名次加分, 与得分第一名之比. A node
 * is reckoned before those that stand after it, so a leaf may read the score of any node that ends before it
 * begins; that way nothing can go round in a circle. Rejected: reckoning by need, in whatever order; it would
 * hide from the reader of a scheme what is reckoned when. */
#include "score/formula.h"
#include "score/reader.h"

static void resolve(struct reader *r, struct measure *m)
{
    m->of_node = scheme_node_find(&r->s, m->score_of);
    if (m->of_node >= 0)
        return;
    struct nearest near = {.to = m->score_of};
    struct problem *q = PROBLEM(r->p, m->line, 0, "score.unknown_node");
    problem_arg(r->p, q, 0, m->score_of);
    for (int i = 0; i < r->s.nodes_count; i++)
        nearest_try(&near, r->nodes[i].id);
    nearest_hint(r, q, &near);
}

/* The node above that is scored period by period; −1: none. */
static int periods_above(const struct reader *r, int node)
{
    int n = r->nodes[node].parent;
    while (n >= 0 && !r->nodes[n].has_each)
        n = r->nodes[n].parent;
    return n;
}

static bool is_above(const struct reader *r, int above, int node)
{
    while (node >= 0 && node != above)
        node = r->nodes[node].parent;
    return node >= 0;
}

/* What one leaf reads, gathered through formulas. */
struct gather {
    struct reader *r;
    int leaf;      /* -1: the rules of grades, which come after everything */
    uint8_t *seen; /* [measures] */
    int *out, count;
};

static void take_measure(struct gather *g, int measure);

static void take_formula(struct gather *g, const struct formula *f)
{
    if (f->op == F_MEASURE)
        take_measure(g, f->measure);
    for (size_t i = 0; i < COUNT_OF(f->kid) && f->kid[i]; i++)
        take_formula(g, f->kid[i]);
}

/* Said where the leaf stands. */
static bool may_read(struct gather *g, const struct measure *m)
{
    struct reader *r = g->r;
    if (g->leaf < 0)
        return true;
    const struct doc *at = r->node_docs[g->leaf];
    bool is_before = m->of_node < g->leaf && !is_above(r, m->of_node, g->leaf);
    if (is_before && periods_above(r, m->of_node) == periods_above(r, g->leaf))
        return true;
    struct problem *q = is_before ? PROBLEM_AT(r, at, "score.score_of_other_periods")
                                  : PROBLEM_AT(r, at, "score.score_of_later");
    problem_arg(r->p, q, 0, r->nodes[g->leaf].name);
    problem_arg(r->p, q, 1, r->nodes[m->of_node].name);
    q->hint = is_before ? "score.score_of_other_periods_hint" : "score.score_of_later_hint";
    return false;
}

static void take_score(struct gather *g, const struct measure *m)
{
    if (!may_read(g, m))
        return;
    for (int i = 0; i < g->count; i++)
        if (g->out[i] == m->of_node)
            return;
    g->out[g->count++] = m->of_node;
}

static void take_measure(struct gather *g, int measure)
{
    if (measure < 0 || g->seen[measure])
        return;
    const struct measure *m = &g->r->measures[measure];
    g->seen[measure] = 1;
    if (m->of_node >= 0)
        take_score(g, m);
    if (m->formula)
        take_formula(g, m->formula);
}

static void gather_leaf(struct gather *g, const struct node *n)
{
    const struct operand *o;
    take_measure(g, n->measure);
    for (int i = 0; (o = node_operand(n, i)); i++)
        if (o->kind == OPERAND_MEASURE)
            take_measure(g, o->measure);
    for (int i = 0; i < n->reads_count; i++)
        take_measure(g, n->reads[i]);
}

void scores_read(struct reader *r)
{
    int scores = 0;
    for (int i = 0; i < r->s.measures_count; i++)
        if (r->measures[i].score_of.n) {
            resolve(r, &r->measures[i]);
            scores++;
        }
    for (int n = -1; scores && !r->p->blocking && n < r->s.nodes_count; n++) {
        struct node *leaf = n < 0 ? NULL : &r->nodes[n];
        struct gather g = {.r = r,
                           .leaf = n,
                           .seen = reader_memory(r, (size_t)r->s.measures_count, 1),
                           .out = reader_memory(r, (size_t)scores, sizeof *g.out)};
        bool is_group = leaf && leaf->first_child >= 0; /* which may read a score as its factor */
        if ((is_group && leaf->factor.kind != OPERAND_MEASURE) || !g.seen || !g.out)
            continue;
        if (leaf)
            gather_leaf(&g, leaf);
        for (int i = 0; !leaf && i < r->s.grade_reads_count; i++)
            take_measure(&g, r->s.grade_reads[i]);
        *(leaf ? &leaf->scores : &r->s.grade_scores) = g.out;
        *(leaf ? &leaf->scores_count : &r->s.grade_scores_count) = g.count;
    }
}
