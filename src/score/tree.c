/* The indicator tree: collected first, so that nodes may name one another, then read, then checked. */
#include <stdio.h>

#include "base/fixed.h"
#include "score/doc_edit.h"
#include "score/reader.h"

/* --------------------------------------------------------------------------------------- collect */

/* The root may be a list of nodes; the others are maps with `children`. */
const struct doc *tree_children(const struct doc *d, bool is_root)
{
    const struct doc *list = d->kind == DOC_LIST && is_root ? d : doc_member(d, STR("children"));
    return list && list->kind == DOC_LIST ? list : NULL;
}

static int count_nodes(const struct doc *d, bool is_root)
{
    const struct doc *list = tree_children(d, is_root);
    int n = 1;
    for (const struct doc *c = list ? list->first : NULL; c; c = c->next)
        n += count_nodes(c, false);
    return n;
}

static struct str member_text(const struct doc *map, const char *key)
{
    const struct doc *d = doc_member(map, str_c(key));
    return d && d->kind == DOC_TEXT ? d->text : STR("");
}

/* n3.2.1 for a node without an id: its place in the tree. */
static struct str place_id(struct reader *r, int parent, int place)
{
    struct str up = parent > 0 ? r->nodes[parent].id : STR("n");
    char t[16];
    int n = snprintf(t, sizeof t, parent > 0 ? ".%d" : "%d", place);
    char *p = reader_memory(r, up.n + (size_t)n, 1);
    if (!p)
        return up;
    memcpy(p, up.p, up.n);
    memcpy(p + up.n, t, (size_t)n);
    return str_of(p, up.n + (size_t)n);
}

static void name_node(struct reader *r, struct doc *d, struct node *n, int place)
{
    n->id = member_text(d, "id");
    n->name = member_text(d, "name");
    check_id(r, d, n->id);
    if (n->id.n == 0)
        n->id = n->parent < 0 ? STR("total") : place_id(r, n->parent, place);
    if (n->name.n == 0)
        n->name = n->parent < 0 ? r->s.title : n->id;
    if (scheme_node_find(&r->s, n->id) >= 0) {
        struct problem *q = PROBLEM_AT(r, d, "score.id_twice");
        problem_arg(r->p, q, 0, n->id);
    }
}

static void collect(struct reader *r, struct doc *d, int parent, int place, int depth)
{
    int i = r->s.nodes_count;
    if (depth > LIMIT_SCHEME_DEPTH) {
        (void)PROBLEM_AT(r, d, "score.too_deep");
        return;
    }
    struct node *n = &r->nodes[i];
    *n = (struct node){.parent = parent,
                       .first_child = -1,
                       .next = -1,
                       .depth = depth,
                       .line = d->line,
                       .measure = -1,
                       .group = -1,
                       .effect_node = -1,
                       .effect_grade = -1,
                       .divisor = {0, -1},
                       .out_of = {0, -1}};
    name_node(r, d, n, place);
    r->node_docs[i] = d;
    r->s.nodes_count++;
    const struct doc *list = tree_children(d, parent < 0);
    int last = -1, k = 0;
    for (struct doc *c = list ? list->first : NULL; c; c = c->next) {
        int child = r->s.nodes_count;
        collect(r, c, i, ++k, depth + 1);
        if (r->s.nodes_count == child)
            continue;
        if (last < 0)
            r->nodes[i].first_child = child;
        else
            r->nodes[last].next = child;
        last = child;
    }
}

void tree_collect(struct reader *r, struct doc *tree)
{
    if (!tree)
        return;
    int count = count_nodes(tree, true);
    size_t classes = (size_t)r->s.classes_count;
    if (count > LIMIT_SCHEME_NODES || (size_t)count * classes > READER_TABLE_CELLS_MAX) {
        (void)PROBLEM_AT(r, tree, "score.too_large");
        return;
    }
    r->nodes = reader_memory(r, (size_t)count, sizeof *r->nodes);
    r->node_docs = reader_memory(r, (size_t)count, sizeof(struct doc *));
    r->declared = reader_memory(r, (size_t)count * classes, sizeof *r->declared);
    r->full = reader_memory(r, (size_t)count * classes, sizeof *r->full);
    r->child_full = reader_memory(r, (size_t)count * classes, sizeof *r->child_full);
    r->is_relative = reader_memory(r, (size_t)count, sizeof *r->is_relative);
    if (r->no_memory)
        return;
    r->s.nodes = r->nodes;
    collect(r, tree, -1, 0, 0);
}

/* ------------------------------------------------------------------------------------------ read */

/* So many for each period of a year; the mean is that of the periods that have come. */
static void read_period_weights(struct fields *f, struct node *n)
{
    struct reader *r = f->r;
    struct doc *list = field_list(f, "period_weights");
    if (!list)
        return;
    if (!n->has_each || n->each_combine != AGGREGATE_MEAN) {
        (void)PROBLEM_AT(r, list, "score.period_weights_of_mean");
        return;
    }
    int wanted = 12 / period_months(n->each), k = 0;
    struct dec *weights = reader_memory(r, (size_t)wanted, sizeof *weights);
    bool is_good = weights && list->count == wanted, any = false;
    for (struct doc *d = list->first; d && is_good; d = d->next, k++) {
        is_good = read_dec(r, d, &weights[k]) && weights[k].units >= 0;
        any |= is_good && weights[k].units > 0;
    }
    if (!is_good || !any) {
        struct problem *q = PROBLEM_AT(r, list, "score.period_weights_unfit");
        problem_arg(r->p, q, 0, dec_text(r, (struct dec){wanted, 0}));
    }
    n->period_weights = weights;
}

/* mean_of: month, sum_of: month and so on: one of them. */
static void read_each(struct fields *f, struct node *n)
{
    static const char *const keys[] = {[AGGREGATE_SUM] = "sum_of",
                                       [AGGREGATE_MEAN] = "mean_of",
                                       [AGGREGATE_LAST] = "last_of",
                                       [AGGREGATE_MAX] = "max_of",
                                       [AGGREGATE_MIN] = "min_of"};
    static const char *const periods[] = {"month", "quarter", "half", "year"};
    struct doc *first = NULL;
    for (size_t i = 0; i < COUNT_OF(keys); i++) {
        struct doc *d = field(f, keys[i]);
        if (!d)
            continue;
        if (first) {
            struct problem *q = PROBLEM_AT(f->r, d, "score.either_or");
            problem_arg(f->r->p, q, 0, first->key);
            problem_arg(f->r->p, q, 1, d->key);
            continue;
        }
        first = d;
        n->has_each = true;
        n->each_combine = (enum aggregate)i;
        FIELD_CHOICE(f, keys[i], periods, &n->each);
    }
    read_period_weights(f, n);
}

/* What stands beside a node for readers. */
static void read_remarks(struct fields *f, struct node *n)
{
    struct reader *r = f->r;
    struct doc *list = field_list(f, "tags");
    struct str *tags = reader_memory(r, list ? (size_t)list->count : 0, sizeof *tags);
    (void)field_text(f, "note", &n->note);
    for (struct doc *d = list && tags ? list->first : NULL; d; d = d->next)
        if (d->kind == DOC_TEXT && d->text.n)
            tags[n->tags_count++] = d->text;
        else
            problem_arg(r->p, PROBLEM_AT(r, d, "score.text_wanted"), 0, STR("tags"));
    n->tags = tags;
}

static void read_node_rounding(struct fields *f, struct node *n)
{
    static const char *const modes[] = {"half_up", "half_even", "down"};
    struct doc *d = field(f, "rounding");
    struct fields o = reader_fields(f->r, d);
    n->digits = f->r->s.digits;
    n->mode = f->r->s.mode;
    n->has_own_rounding = d != NULL;
    (void)field_int(&o, "digits", 0, 12, &n->digits);
    FIELD_CHOICE(&o, "mode", modes, &n->mode);
    fields_done(&o);
}

static struct dec *of_node(const struct reader *r, struct dec *table, int node)
{
    return table + (size_t)node * (size_t)r->s.classes_count;
}

/* In which classes the node is: those of `only`, as far as its parent is there. */
static bool *read_only(struct fields *f, const struct node *n)
{
    struct reader *r = f->r;
    struct doc *list = field_list(f, "only");
    bool *in = reader_memory(r, (size_t)r->s.classes_count, sizeof *in);
    for (int c = 0; in && c < r->s.classes_count; c++)
        in[c] = !list && (n->parent < 0 || r->nodes[n->parent].is_in[c]);
    for (struct doc *d = in && list ? list->first : NULL; d; d = d->next) {
        int c = d->kind == DOC_TEXT ? scheme_class_find(&r->s, d->text) : -1;
        if (c >= 0) {
            in[c] = n->parent < 0 || r->nodes[n->parent].is_in[c];
            continue;
        }
        struct problem *q = PROBLEM_AT(r, d, "score.unknown_class");
        problem_arg(r->p, q, 0, d->kind == DOC_TEXT ? d->text : STR(""));
    }
    return in;
}

static struct dec *new_by_class(struct reader *r)
{
    struct dec *t = reader_memory(r, (size_t)r->s.classes_count, sizeof *t);
    for (int c = 0; t && c < r->s.classes_count; c++)
        t[c] = (struct dec){0, -1};
    return t;
}

/* max, min, product; otherwise points or weights of the children decide. */
static void read_combine(struct fields *f, struct node *n)
{
    static const char *const names[] = {"max", "min", "product"};
    int choice = 0;
    if (field_choice(f, "combine", names, (int)COUNT_OF(names), &choice))
        n->combine = (enum combine)(COMBINE_MAX + choice);
    if (n->combine > COMBINE_MEAN && (field(f, "weights") || field(f, "divisor") || field(f, "out_of")))
        (void)PROBLEM_AT(f->r, field(f, "combine"), "score.combine_with_weights");
}

static void read_inner(struct fields *f, struct node *n, int i)
{
    static const char *const kinds[] = {"percent", "relative"};
    struct reader *r = f->r;
    read_combine(f, n);
    bool relative = false;
    FIELD_CHOICE(f, "weights", kinds, &relative);
    r->is_relative[i] = relative;
    (void)field_dec(f, "divisor", &n->divisor);
    if (n->divisor.digits >= 0 && n->divisor.units <= 0)
        (void)PROBLEM_AT(r, field(f, "divisor"), "score.divisor_not_positive");
    struct dec *out_of = of_node(r, r->child_full, i);
    for (int c = 0; c < r->s.classes_count; c++)
        out_of[c] = (struct dec){0, -1};
    (void)field_by_class(f, "out_of", out_of);
    n->child_full = out_of;
}

static void read_node(struct reader *r, int i)
{
    static const char *const roles[] = {"part", "extra", "aside"};
    struct node *n = &r->nodes[i];
    struct doc *d = r->node_docs[i];
    if (d->kind == DOC_LIST && i > 0)
        (void)PROBLEM_AT(r, d, "score.node_wanted");
    struct fields f = reader_fields(r, d->kind == DOC_LIST ? NULL : d);
    struct str taken; /* when the node was named */
    (void)field_text(&f, "id", &taken);
    (void)field_text(&f, "name", &taken);
    bool has_list = field_list(&f, "children") || d->kind == DOC_LIST;
    FIELD_CHOICE(&f, "role", roles, &n->role);
    struct dec *declared = of_node(r, r->declared, i), *weight = new_by_class(r);
    for (int c = 0; c < r->s.classes_count; c++)
        declared[c] = (struct dec){0, -1};
    bool has_points = field_by_class(&f, "points", declared);
    bool has_weight = weight && field_by_class(&f, "weight", weight);
    if (has_points && has_weight && n->role == ROLE_PART)
        (void)PROBLEM_AT(r, d, "score.points_and_weight");
    n->weight = has_weight ? weight : NULL;
    n->is_in = read_only(&f, n);
    n->full = of_node(r, r->full, i);
    read_each(&f, n);
    read_remarks(&f, n);
    read_node_rounding(&f, n);
    if (r->no_memory)
        return;
    if (n->first_child >= 0) {
        read_inner(&f, n, i);
        read_factor(&f, n);
        if (n->factor.kind != OPERAND_NONE && !n->scales_score)
            PROBLEM_AT(r, field(&f, "factor"), "score.factor_unused")->hint = "score.factor_unused_hint";
        (void)field_limit(&f, "cap", "cap_percent", &n->cap);
        (void)field_limit(&f, "floor", "floor_percent", &n->floor);
    } else {
        leaf_read(&f, n);
        if (has_list) {
            struct problem *q = PROBLEM_AT(r, d, "score.node_without_children");
            problem_arg(r->p, q, 0, n->name);
        }
        /* What has no points to give is looked at, not added up. */
        if (n->method == METHOD_VETO && !has_points && !has_weight)
            n->role = ROLE_ASIDE;
    }
    fields_done(&f);
}

void tree_read(struct reader *r)
{
    for (int i = 0; i < r->s.nodes_count && !r->no_memory; i++)
        read_node(r, i);
}

/* ----------------------------------------------------------------------------------------- check */

static void wrong_sum(struct reader *r, int i, int c, const char *text, i128 is, i128 should)
{
    struct dec a = {0, -1}, b = {0, -1};
    (void)wide_dec(is, &a);
    (void)wide_dec(should, &b);
    struct problem *q = problem_at(r, r->node_docs[i], text);
    problem_arg(r->p, q, 0, r->nodes[i].name);
    problem_arg(r->p, q, 1, dec_text(r, a));
    problem_arg(r->p, q, 2, dec_text(r, b));
    problem_arg(r->p, q, 3, r->classes[c].name);
    q->hint = "score.sum_hint";
}

static bool is_part(const struct node *n, int c) { return n->role == ROLE_PART && n->is_in[c]; }

/* Sums or means, by what the children that count were given. */
static void decide_combine(struct reader *r, int i)
{
    struct node *n = &r->nodes[i];
    bool weights = false, points = false;
    for (int k = n->first_child; k >= 0; k = r->nodes[k].next) {
        if (r->nodes[k].role != ROLE_PART)
            continue;
        weights |= r->nodes[k].weight != NULL;
        const struct dec *d = of_node(r, r->declared, k);
        for (int c = 0; c < r->s.classes_count; c++)
            points |= d[c].digits >= 0;
    }
    if (n->combine > COMBINE_MEAN) {
        if (weights)
            (void)PROBLEM_AT(r, r->node_docs[i], "score.combine_with_weights");
        return;
    }
    n->combine = weights ? COMBINE_MEAN : COMBINE_SUM;
    if (weights && points) {
        struct problem *q = PROBLEM_AT(r, r->node_docs[i], "score.points_and_weights");
        problem_arg(r->p, q, 0, n->name);
    }
}

static void check_weights(struct reader *r, int i, int c)
{
    const struct node *n = &r->nodes[i];
    i128 sum = 0, one = dec_wide((struct dec){1, 0});
    bool any = false;
    for (int k = n->first_child; k >= 0; k = r->nodes[k].next) {
        const struct node *child = &r->nodes[k];
        if (!is_part(child, c))
            continue;
        any = true;
        if (!child->weight || child->weight[c].digits < 0 || child->weight[c].units < 0) {
            struct problem *q = PROBLEM_AT(r, r->node_docs[k], "score.weight_missing");
            problem_arg(r->p, q, 0, child->name);
            problem_arg(r->p, q, 1, r->classes[c].name);
            return;
        }
        sum += dec_wide(child->weight[c]);
    }
    bool adds_up = sum == one || sum == 100 * one;
    if (any && !adds_up && !r->is_relative[i] && n->divisor.digits < 0)
        wrong_sum(r, i, c, "score.weights_do_not_add_up", sum, sum > 2 * one ? 100 * one : one);
    else if (any && sum == 0)
        wrong_sum(r, i, c, "score.weights_do_not_add_up", sum, one);
}

/* What the children that count add up to; −1 when one of several has no points. */
static i128 sum_of_children(const struct reader *r, int i, int c, int *ret_parts)
{
    i128 sum = 0;
    bool missing = false;
    *ret_parts = 0;
    for (int k = r->nodes[i].first_child; k >= 0; k = r->nodes[k].next) {
        const struct dec *d = of_node(r, r->declared, k);
        if (!is_part(&r->nodes[k], c))
            continue;
        ++*ret_parts;
        missing |= d[c].digits < 0;
        sum += d[c].digits < 0 ? 0 : dec_wide(d[c]);
    }
    return missing ? -1 : sum;
}

/* Leaves to root: a node without points of its own has those of its children together. */
static void sum_upwards(struct reader *r, int i, int c)
{
    const struct node *n = &r->nodes[i];
    struct dec *own = of_node(r, r->declared, i) + c;
    int parts;
    if (!n->is_in[c] || n->first_child < 0 || n->combine != COMBINE_SUM)
        return;
    i128 sum = sum_of_children(r, i, c, &parts);
    if (sum >= 0 && parts > 0 && own->digits < 0 && !wide_dec(sum, own))
        (void)PROBLEM_AT(r, r->node_docs[i], "score.points_too_large");
}

/* A node's full marks are known; its children's follow. */
static void share_downwards(struct reader *r, int i, int c)
{
    const struct node *n = &r->nodes[i];
    struct dec full = n->full[c];
    if (n->combine == COMBINE_MEAN && n->child_full[c].digits >= 0)
        full = n->child_full[c];
    int parts;
    i128 sum = sum_of_children(r, i, c, &parts);
    if (n->combine == COMBINE_SUM && parts > 0 && sum >= 0 && sum != dec_wide(full))
        wrong_sum(r, i, c, "score.points_do_not_add_up", sum, dec_wide(full));
    for (int k = n->first_child; k >= 0; k = r->nodes[k].next) {
        const struct node *child = &r->nodes[k];
        struct dec own = of_node(r, r->declared, k)[c], *to = of_node(r, r->full, k) + c;
        *to = own.digits >= 0 ? own : (struct dec){0, 0};
        if (!is_part(child, c))
            continue;
        if (n->combine == COMBINE_MEAN && own.digits >= 0 && dec_wide(own) != dec_wide(full))
            wrong_sum(r, k, c, "score.points_unlike_siblings", dec_wide(own), dec_wide(full));
        if (own.digits < 0 && n->combine == COMBINE_SUM && parts > 1 && dec_wide(full) != 0) {
            struct problem *q = PROBLEM_AT(r, r->node_docs[k], "score.points_missing");
            problem_arg(r->p, q, 0, child->name);
            problem_arg(r->p, q, 1, r->classes[c].name);
        }
        if (own.digits < 0)
            *to = full;
        if (n->combine > COMBINE_MEAN && to->units <= 0)
            problem_arg(r->p, PROBLEM_AT(r, r->node_docs[k], "score.combine_without_points"), 0, child->name);
    }
    if (n->combine == COMBINE_MEAN)
        of_node(r, r->child_full, i)[c] = full;
}

static bool check_class(struct reader *r, int c)
{
    const struct dec *own = &r->declared[c];
    size_t before = r->p->blocking;
    for (int i = r->s.nodes_count - 1; i >= 0; i--)
        sum_upwards(r, i, c);
    if (r->full_marks[c].digits < 0)
        (void)PROBLEM_AT(r, r->node_docs[0], "score.full_marks_missing");
    else if (own->digits >= 0 && dec_wide(*own) != dec_wide(r->full_marks[c]))
        wrong_sum(r, 0, c, "score.points_do_not_add_up", dec_wide(*own), dec_wide(r->full_marks[c]));
    r->full[c] = r->full_marks[c];
    for (int i = 0; i < r->s.nodes_count && r->p->blocking == before; i++)
        if (r->nodes[i].first_child >= 0 && r->nodes[i].is_in[c]) {
            if (r->nodes[i].combine == COMBINE_MEAN)
                check_weights(r, i, c);
            share_downwards(r, i, c);
        }
    return r->p->blocking == before;
}

/* A node that a veto empties must stand above it: it is combined later. */
static void check_veto(struct reader *r, int i)
{
    struct node *n = &r->nodes[i];
    if (n->method != METHOD_VETO || n->effect != VETO_ZERO)
        return;
    if (n->effect_node < 0)
        n->effect_node = n->parent;
    int up = n->parent;
    while (up >= 0 && up != n->effect_node)
        up = r->nodes[up].parent;
    if (up < 0) {
        struct problem *q = PROBLEM_AT(r, r->node_docs[i], "score.veto_not_above");
        problem_arg(r->p, q, 0, n->name);
    }
}

static void check_periods(struct reader *r, int i)
{
    const struct node *n = &r->nodes[i];
    if (!n->has_each)
        return;
    bool longer = n->each > r->s.window && !r->s.is_cumulative;
    for (int up = n->parent; up >= 0; up = r->nodes[up].parent)
        longer |= r->nodes[up].has_each && n->each > r->nodes[up].each;
    if (longer) {
        struct problem *q = PROBLEM_AT(r, r->node_docs[i], "score.each_longer_than_window");
        problem_arg(r->p, q, 0, n->name);
    }
}

void tree_check(struct reader *r)
{
    if (r->s.nodes_count == 0)
        return;
    if (r->nodes[0].first_child < 0 && r->nodes[0].method == METHOD_NONE) {
        PROBLEM_AT(r, r->node_docs[0], "score.no_tree")->hint = "score.no_tree_hint";
        return;
    }
    for (int i = 0; i < r->s.nodes_count; i++) {
        if (r->nodes[i].first_child >= 0)
            decide_combine(r, i);
        check_veto(r, i);
        check_periods(r, i);
    }
    for (int c = 0; c < r->s.classes_count; c++)
        if (!check_class(r, c))
            return;
}

const char *combine_text(enum combine c)
{
    static const char *const texts[] = {"score.method.sum", "score.method.mean", "score.method.max",
                                        "score.method.min", "score.method.product"};
    return texts[c];
}

const char *combine_formula_text(enum combine c)
{
    static const char *const texts[] = {"score.formula.sum", "score.formula.mean", "score.formula.max",
                                        "score.formula.min", "score.formula.product"};
    return texts[c];
}
