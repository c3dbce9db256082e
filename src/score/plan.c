#include "score/cut.h"

static bool is_same(const struct recipe *a, const struct recipe *b)
{
    /* Recipes begin as zeroes, so what a kind does not use is equal, and so are gaps. */
    if (a->kind != b->kind || a->kind == RECIPE_BLEND)
        return a->kind == RECIPE_NOT_ASKED && b->kind == RECIPE_NOT_ASKED;
    return memcmp(a, b, sizeof *a) == 0;
}

/* Of two plans: quotients have tables of their own. */
static bool is_same_but_tables(const struct recipe *a, const struct recipe *b)
{
    struct recipe x = *a, y = *b;
    if (a->kind == RECIPE_QUOTIENT)
        x.quotient.reciprocal = y.quotient.reciprocal = NULL;
    return is_same(&x, &y);
}

/* Classes that an inner node treats alike: its parts have the same weights and marks. */
static bool is_same_blend(const struct recipe *a, const struct recipe *b)
{
    if (a->kind != RECIPE_BLEND || b->kind != RECIPE_BLEND || a->blend.parts != b->blend.parts ||
        a->blend.fixed != b->blend.fixed || a->blend.by != b->blend.by || a->blend.lo != b->blend.lo ||
        a->blend.hi != b->blend.hi || a->blend.mode != b->blend.mode)
        return false;
    return memcmp(a->blend.part, b->blend.part, (size_t)a->blend.parts * sizeof *a->blend.part) == 0;
}

static void cut_recipe(struct planner *pl, int index, int class_index, struct recipe *r, int64_t *ret_most)
{
    const struct node *n = &pl->s->nodes[index];
    struct cut c = {.pl = pl, .n = n, .index = index, .class_index = class_index, .measure = n->measure};
    int32_t undefined;
    memset(r, 0, sizeof *r);
    *ret_most = 0;
    if (!n->is_in[class_index]) {
        r->kind = RECIPE_NOT_ASKED;
        return;
    }
    arena_reset(pl->x.a);
    c.full = rat_dec(n->full[class_index]);
    c.scale = rat_int(fixed_pow10(n->digits));
    if (n->first_child >= 0 ? cut_inner(&c, r, ret_most) : cut_leaf(&c, r, ret_most))
        return;
    /* Exact: how large its score can be is known from its limits alone. */
    memset(r, 0, sizeof *r);
    if (!cut_frame(&c, &r->linear, &undefined))
        r->linear.hi = SCORE_NARROW_MAX;
    *ret_most = cut_supposed(&c, &r->linear);
    r->kind = RECIPE_EXACT;
}

static bool is_same_number(const struct dec *a, int c)
{
    return !a || (a[c].units == a[c - 1].units && a[c].digits == a[c - 1].digits);
}

/* Nothing in the scheme tells the class from the one before it, so every node has the same recipe. */
static bool is_like_before(const struct scheme *s, int c)
{
    const struct unit_class *k = &s->classes[c], *before = k - 1;
    struct dec factor = s->units[before->first_unit].factor;
    if (k->units_count > before->units_count)
        return false;
    for (int u = before->first_unit; u < k->first_unit + k->units_count; u++)
        if (!s->units[u].is_ranked || s->units[u].factor.units != factor.units ||
            s->units[u].factor.digits != factor.digits)
            return false;
    for (int n = 0; n < s->nodes_count; n++) {
        const struct node *x = &s->nodes[n];
        if (x->is_in[c] != x->is_in[c - 1] || !is_same_number(x->full, c) || !is_same_number(x->weight, c) ||
            !is_same_number(x->child_full, c))
            return false;
        for (int u = before->first_unit; s->not_applicable && u < k->first_unit + k->units_count; u++)
            if (s->not_applicable[(size_t)n * (size_t)s->units_count + (size_t)u])
                return false;
    }
    return true;
}

static void plan_recipes(struct planner *pl, int index)
{
    struct plan_node *pn = &pl->p->node[index];
    size_t classes = (size_t)pl->s->classes_count;
    struct recipe *last = NULL, now;
    pn->x = pn->y = pn->strikes = -1;
    pn->recipe = cut_take(pl, classes, sizeof(void *));
    pn->is_narrow = pn->is_natural = true;
    for (size_t c = 0; pn->recipe && c < classes && !pl->no_memory; c++) {
        int64_t most = 0;
        bool is_like = last && pl->is_like_before[c];
        if (!is_like)
            cut_recipe(pl, index, (int)c, &now, &most);
        if (!is_like && (!last || !(is_same(last, &now) || is_same_blend(last, &now)))) {
            last = cut_take(pl, 1, sizeof *last);
            if (last)
                *last = now;
        }
        pn->recipe[c] = last;
        pn->most = most > pn->most ? most : pn->most;
        pn->is_natural &= now.kind == RECIPE_NOT_ASKED || now.linear.lo >= 0;
        if (pl->s->nodes[index].first_child < 0 && now.kind != RECIPE_NOT_ASKED) {
            pl->p->exact += now.kind == RECIPE_EXACT;
            pl->p->rules += now.kind == RECIPE_RULE;
            pl->p->fast += now.kind != RECIPE_EXACT && now.kind != RECIPE_RULE;
        }
    }
    if (pl->s->nodes[index].has_each)
        pn->most *= 12; /* a sum of months */
    /* What is as large as the largest has no limit of its own: it may be anything. */
    pn->is_narrow = pn->most < SCORE_NARROW_MAX;
    if (pn->is_narrow)
        return;
    struct recipe *exact = cut_take(pl, 1, sizeof *exact);
    for (size_t c = 0; exact && !pl->no_memory && c < classes; c++)
        if (pn->recipe[c]->kind != RECIPE_NOT_ASKED)
            pn->recipe[c] = exact;
}

/* ---- segments and vetoes ---- */

static void segment_take(struct planner *pl, int segment, int node)
{
    struct plan *p = pl->p;
    struct segment *g = &p->segment[segment];
    for (int k = pl->s->nodes[node].first_child; k >= 0; k = pl->s->nodes[k].next) {
        if (pl->s->nodes[k].has_each)
            g->node[g->count++] = PLAN_PERIODS(k);
        else
            segment_take(pl, segment, k);
    }
    p->node[node].segment = segment;
    g->node[g->count++] = node;
}

static void plan_segments(struct planner *pl)
{
    struct plan *p = pl->p;
    size_t nodes = (size_t)pl->s->nodes_count;
    p->segment = cut_take(pl, nodes + 1, sizeof *p->segment);
    if (p->segment && pl->s->nodes[0].has_each) { /* the root, too, may be the mean of its periods */
        p->segment[0] = (struct segment){.root = 0, .node = cut_take(pl, 1, sizeof(int)), .count = 1};
        if (p->segment[0].node)
            p->segment[p->segments++].node[0] = PLAN_PERIODS(0);
    }
    for (int n = 0; p->segment && n < pl->s->nodes_count && !pl->no_memory; n++) {
        if (n > 0 && !pl->s->nodes[n].has_each)
            continue;
        p->segment[p->segments] = (struct segment){.root = n, .node = cut_take(pl, nodes, sizeof(int))};
        if (p->segment[p->segments].node)
            segment_take(pl, p->segments++, n);
    }
}

static void list_add(struct planner *pl, const int **list, int *count, int more)
{
    int *longer = cut_take(pl, (size_t)*count + 1, sizeof *longer);
    for (int i = 0; longer && i < *count; i++)
        longer[i] = (*list)[i];
    if (longer)
        longer[(*count)++] = more;
    *list = longer;
}

static void plan_veto(struct planner *pl, int index)
{
    struct plan *p = pl->p;
    const struct node *n = &pl->s->nodes[index];
    if (n->method != METHOD_VETO)
        return;
    p->node[index].strikes = p->strike_strips++;
    /* What empties a node, or speaks of the grade, must be of its own window. */
    int top = n->effect == VETO_ZERO ? p->node[n->effect_node].segment : 0, target = n->effect_node;
    p->is_exact |= p->node[index].segment != top;
    if (n->effect != VETO_ZERO) {
        p->places_fast = false;
        return;
    }
    list_add(pl, &p->node[target].zeroed_by, &p->node[target].zeroed_by_count, index);
}

static void plan_scores_read(struct planner *pl, int index)
{
    const struct node *n = &pl->s->nodes[index];
    for (int i = 0; i < n->scores_count && !pl->no_memory; i++) {
        struct plan_node *of = &pl->p->node[n->scores[i]];
        list_add(pl, &of->read_by, &of->read_by_count, index);
    }
}

/* ---- who reads a measure ---- */

struct reading {
    struct planner *pl;
    int **list;
    int *count, *room;
};

/* Whether it is new. */
static bool reader_add(struct reading *r, int measure, int leaf)
{
    if (measure < 0 || r->pl->no_memory)
        return false;
    for (int i = 0; i < r->count[measure]; i++)
        if (r->list[measure][i] == leaf)
            return false;
    if (r->count[measure] + 1 >= r->room[measure]) {
        int room = r->room[measure] ? r->room[measure] * 2 : 4;
        int *more = cut_take(r->pl, (size_t)room, sizeof *more);
        if (!more)
            return false;
        for (int i = 0; i < r->count[measure]; i++)
            more[i] = r->list[measure][i];
        r->list[measure] = more;
        r->room[measure] = room;
    }
    r->list[measure][r->count[measure]++] = leaf;
    r->list[measure][r->count[measure]] = -1;
    return true;
}

static void read_measure(struct reading *r, int measure, int leaf);

static void read_formula(struct reading *r, const struct formula *f, int leaf)
{
    if (f->op == F_MEASURE || (f->op >= F_VOTE_COUNT && f->op <= F_EVENT_POINTS))
        read_measure(r, f->measure, leaf);
    for (size_t k = 0; k < COUNT_OF(f->kid) && f->kid[k]; k++)
        read_formula(r, f->kid[k], leaf);
}

/* What is known already is not followed again: formulas may name one another many times over. */
static void read_measure(struct reading *r, int measure, int leaf)
{
    if (reader_add(r, measure, leaf) && r->pl->s->measures[measure].formula)
        read_formula(r, r->pl->s->measures[measure].formula, leaf);
}

static void read_node(struct reading *r, int index)
{
    const struct node *n = &r->pl->s->nodes[index];
    const struct operand *o;
    for (int i = 0; (o = node_operand(n, i)); i++)
        if (o->kind == OPERAND_MEASURE)
            read_measure(r, o->measure, index);
    for (int i = 0; i < n->reads_count; i++)
        read_measure(r, n->reads[i], index);
    if (n->first_child < 0)
        read_measure(r, n->measure, index);
}

static void plan_readers(struct planner *pl)
{
    size_t measures = (size_t)pl->s->measures_count;
    struct reading r = {.pl = pl,
                        .list = cut_take(pl, measures, sizeof(int *)),
                        .count = cut_take(pl, measures, sizeof(int)),
                        .room = cut_take(pl, measures, sizeof(int))};
    if (pl->no_memory)
        return;
    for (int n = 0; n < pl->s->nodes_count; n++)
        read_node(&r, n);
    for (int i = 0; i < pl->s->grade_reads_count; i++)
        read_measure(&r, pl->s->grade_reads[i], 0);
    pl->p->readers = (const int *const *)r.list;
}

static bool grades_are_plain(const struct scheme *s)
{
    bool plain = !s->grade_rule && !s->quota_refill && s->broken_by_count == 0;
    for (int g = 0; g < s->grades_count; g++)
        plain &= !s->grades[g].when;
    return plain;
}

static void plan_all(struct planner *pl)
{
    struct plan *p = pl->p;
    for (int m = 0; m < pl->s->measures_count; m++) {
        int64_t largest = values_largest(pl->v, m);
        p->is_natural[m] = values_are_natural(pl->v, m);
        p->assumed[m] = largest < VALUE_NARROW_MAX / 24   ? largest * 2 + 1000
                        : largest < VALUE_NARROW_MAX / 12 ? VALUE_NARROW_MAX / 12
                        : largest <= VALUE_NARROW_MAX     ? VALUE_NARROW_MAX
                                                          : INT64_MAX;
    }
    pl->is_like_before = cut_take(pl, (size_t)pl->s->classes_count, sizeof *pl->is_like_before);
    for (int c = 1; pl->is_like_before && c < pl->s->classes_count; c++)
        pl->is_like_before[c] = is_like_before(pl->s, c);
    for (int n = pl->s->nodes_count - 1; n >= 0 && !pl->no_memory && !p->is_exact; n--) {
        plan_recipes(pl, n);
        p->is_exact |=
            pl->s->nodes[n].has_each && (!p->node[n].is_narrow || !node_is_plain(&pl->s->nodes[n]));
    }
    plan_segments(pl);
    for (int n = 0; n < pl->s->nodes_count && !pl->no_memory; n++) {
        plan_veto(pl, n);
        plan_scores_read(pl, n);
    }
    plan_readers(pl);
}

struct plan *plan_new(struct arena *a, const struct scheme *s, const struct values *v,
                      const struct plan *before, bool is_exact)
{
    struct planner pl = {.s = s, .v = v, .a = a, .before = before, .x.a = arena_new(0)};
    struct plan *p = cut_take(&pl, 1, sizeof *p);
    if (p && pl.x.a) {
        *p = (struct plan){.s = s,
                           .is_exact = is_exact || s->place == PLACE_ONCE,
                           .node = cut_take(&pl, (size_t)s->nodes_count, sizeof *p->node),
                           .tally = cut_take(&pl, (size_t)s->nodes_count, sizeof *p->tally),
                           .assumed = cut_take(&pl, (size_t)s->measures_count, sizeof *p->assumed),
                           .is_natural = cut_take(&pl, (size_t)s->measures_count, sizeof *p->is_natural),
                           .places_fast = grades_are_plain(s)};
        pl.p = p;
        if (!pl.no_memory)
            plan_all(&pl);
    }
    bool ok = p && pl.x.a && !pl.no_memory && !pl.x.no_memory;
    arena_free(pl.x.a);
    return ok ? p : NULL;
}

bool plan_holds(const struct plan *p, const struct values *v)
{
    for (int m = 0; !p->is_exact && m < p->s->measures_count; m++)
        if (values_largest(v, m) > p->assumed[m] || (p->is_natural[m] && !values_are_natural(v, m)))
            return false;
    return true;
}

/* ------------------------------------------------------------------------------------------- another one */

bool plan_is_alike(const struct plan *a, const struct plan *b)
{
    bool is_alike = !a->is_exact && !b->is_exact && a->segments == b->segments &&
                    a->strike_strips == b->strike_strips && a->s->classes_count == b->s->classes_count;
    for (int n = 0; is_alike && n < a->s->nodes_count; n++) {
        const struct plan_node *x = &a->node[n], *y = &b->node[n];
        is_alike = x->segment == y->segment && x->is_narrow == y->is_narrow && x->strikes == y->strikes &&
                   a->s->nodes[n].each == b->s->nodes[n].each &&
                   a->s->nodes[n].parent == b->s->nodes[n].parent;
    }
    for (int g = 0; is_alike && g < a->segments; g++)
        is_alike = a->segment[g].root == b->segment[g].root && a->segment[g].count == b->segment[g].count;
    return is_alike;
}

/* The rows that were taken over are the same memory; others may have other points. */
static bool has_same_rows(const struct plan *a, const struct recipe *r, const struct plan *b,
                          const struct recipe *q)
{
    if (r->kind != q->kind || (r->kind != RECIPE_VOTES && r->kind != RECIPE_EVENTS))
        return true;
    int i = r->kind == RECIPE_VOTES ? r->votes.ballots : r->events;
    int k = q->kind == RECIPE_VOTES ? q->votes.ballots : q->events;
    return a->tally[i].bag == b->tally[k].bag;
}

/* What only the exact engine knows is taken for changed; so is a node that other vetoes empty. */
bool plan_node_is_same(const struct plan *a, const struct plan *b, int node)
{
    const struct plan_node *x = &a->node[node], *y = &b->node[node];
    const struct node *m = &a->s->nodes[node], *n = &b->s->nodes[node];
    bool is_kept = x->x == y->x && x->y == y->y && x->y_is_last_year == y->y_is_last_year &&
                   m->measure == n->measure && x->zeroed_by_count == y->zeroed_by_count &&
                   m->method != METHOD_VETO && !n->has_each && m->each_combine == n->each_combine &&
                   m->group == n->group && m->trim_low == n->trim_low && m->trim_high == n->trim_high &&
                   m->trim_above == n->trim_above && m->min_sample == n->min_sample;
    for (int c = 0; is_kept && c < a->s->classes_count; c++) {
        const struct recipe *r = x->recipe[c], *q = y->recipe[c];
        bool hides = r->kind == RECIPE_EXACT || r->kind == RECIPE_RULE;
        is_kept = !hides && has_same_rows(a, r, b, q) && (is_same_but_tables(r, q) || is_same_blend(r, q));
    }
    return is_kept;
}
