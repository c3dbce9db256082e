/* The text is read into its document, the document is changed, and the document is read as a scheme. Points
 * and weights are worked out on the numbers of the scheme, class by class, and then written into the document
 * where it has such keys; a struct would have been quicker to change, but would not have been checked. */
#include "score/vary.h"

#include "base/fixed.h"
#include "score/doc_edit.h"
#include "score/reader.h"

#define SCALE_STEP ((i128)fixed_pow10(FIXED_DIGITS_MAX - VARY_DIGITS)) /* of the smallest made number */

struct varying {
    struct arena *a;
    const struct scheme *s;
    struct doc *root, **nodes;
    struct reader *r;            /* for its numbers in words */
    bool *is_points, *is_weight; /* [nodes]: there is a new one */
    i128 *points, *weight;       /* [nodes][classes] scaled by 10^12; −1: none */
    bool *nobody;                /* [nodes] false */
    const struct variation *changes;
    int count;
    bool too_large;
    struct problems *p;
    struct err *err;
};

static i128 *of_node(const struct varying *v, i128 *table, int node)
{
    return table + (size_t)node * (size_t)v->s->classes_count;
}

static bool counts_in(const struct varying *v, int node, int class_index)
{
    const struct node *n = &v->s->nodes[node];
    return n->role == ROLE_PART && n->is_in[class_index];
}

static bool is_sum(const struct node *n) { return n->first_child >= 0 && n->combine == COMBINE_SUM; }

/* ---- numbers ---- */

/* x·to/of, cut to VARY_DIGITS decimals. */
static i128 scaled(struct varying *v, i128 x, i128 to, i128 of)
{
    i128 product;
    if (of == 0 || __builtin_mul_overflow(x, to, &product)) {
        v->too_large |= of != 0;
        return x;
    }
    i128 q = product / of;
    return q - q % SCALE_STEP;
}

/* Shares `rest` out among the children that are not named, in proportion to what they had; the last of those
 * that had anything takes what is left over. False: it cannot be done. */
static bool share_out(struct varying *v, i128 *table, const bool *named, int parent, int c, i128 rest)
{
    i128 had = 0, given = 0;
    int last = -1;
    for (int k = v->s->nodes[parent].first_child; k >= 0; k = v->s->nodes[k].next)
        if (counts_in(v, k, c) && !named[k] && of_node(v, table, k)[c] > 0) {
            had += of_node(v, table, k)[c];
            last = k;
        }
    if (last < 0 || rest == had) /* a number of more decimals stays as it is */
        return rest == had;
    if (rest < 0)
        return false;
    for (int k = v->s->nodes[parent].first_child; k >= 0; k = v->s->nodes[k].next) {
        i128 *at = &of_node(v, table, k)[c];
        if (!counts_in(v, k, c) || named[k] || *at <= 0)
            continue;
        *at = k == last ? rest - given : scaled(v, *at, rest, had);
        given += *at;
    }
    return true;
}

/* ---- points go down ---- */

/* The children of a sum have its points together; others have the same points as their parent, unless it
 * marks them out of something else or they have points of their own. */
static bool follows(const struct varying *v, int node, int child)
{
    const struct node *n = &v->s->nodes[node];
    return is_sum(n) || !doc_member(v->nodes[n->combine == COMBINE_MEAN ? node : child],
                                    n->combine == COMBINE_MEAN ? STR("out_of") : STR("points"));
}

static void scale_below(struct varying *v, int node, int c)
{
    const struct node *n = &v->s->nodes[node];
    i128 full = of_node(v, v->points, node)[c];
    if (is_sum(n))
        (void)share_out(v, v->points, v->nobody, node, c, full);
    for (int k = n->first_child; k >= 0; k = v->s->nodes[k].next) {
        if (!counts_in(v, k, c) || !follows(v, node, k))
            continue;
        if (!is_sum(n))
            of_node(v, v->points, k)[c] = full;
        v->is_points[k] = true;
        scale_below(v, k, c);
    }
}

/* ---- points and weights of one parent ---- */

static enum rc nothing_left(struct varying *v, int parent)
{
    (void)FAIL(v->err, RC_INVALID, "analysis.change_leaves_nothing", "node %d", parent);
    return err_arg(v->err, 0, v->s->nodes[parent].name);
}

static enum rc change_family(struct varying *v, int parent, enum vary_kind kind)
{
    i128 *table = kind == VARY_POINTS ? v->points : v->weight;
    bool *named = arena_try_array(v->a, (size_t)v->s->nodes_count, sizeof *named);
    if (!named)
        return FAIL(v->err, RC_NO_MEMORY, "score.no_memory", "names");
    for (int c = 0; c < v->s->classes_count; c++) {
        i128 had = 0, taken = 0;
        bool any = false, all = true;
        memset(named, 0, (size_t)v->s->nodes_count * sizeof *named);
        for (int k = v->s->nodes[parent].first_child; k >= 0; k = v->s->nodes[k].next)
            had += counts_in(v, k, c) ? of_node(v, table, k)[c] : 0;
        for (int i = 0; i < v->count; i++) {
            const struct variation *g = &v->changes[i];
            if (g->kind != kind || v->s->nodes[g->node].parent != parent ||
                (g->class_index >= 0 && g->class_index != c) || !v->s->nodes[g->node].is_in[c])
                continue;
            of_node(v, table, g->node)[c] = dec_wide(g->to);
            named[g->node] = true;
            any |= counts_in(v, g->node, c);
        }
        for (int k = v->s->nodes[parent].first_child; k >= 0; k = v->s->nodes[k].next) {
            taken += counts_in(v, k, c) && named[k] ? of_node(v, table, k)[c] : 0;
            all &= !counts_in(v, k, c) || named[k];
        }
        bool is_shared = v->s->nodes[parent].combine <= COMBINE_MEAN;
        if (any && !all && is_shared && !share_out(v, table, named, parent, c, had - taken))
            return nothing_left(v, parent);
        for (int k = v->s->nodes[parent].first_child; any && k >= 0; k = v->s->nodes[k].next)
            if (counts_in(v, k, c) && kind == VARY_POINTS && (named[k] || is_shared))
                scale_below(v, k, c);
    }
    for (int k = v->s->nodes[parent].first_child; k >= 0; k = v->s->nodes[k].next)
        (kind == VARY_POINTS ? v->is_points : v->is_weight)[k] = true;
    return RC_OK;
}

static bool is_first_of_family(const struct varying *v, int i)
{
    for (int j = 0; j < i; j++)
        if (v->changes[j].kind == v->changes[i].kind &&
            v->s->nodes[v->changes[j].node].parent == v->s->nodes[v->changes[i].node].parent)
            return false;
    return true;
}

static enum rc change_family_of(struct varying *v, int i)
{
    const struct variation *g = &v->changes[i];
    int parent = v->s->nodes[g->node].parent;
    bool fits = parent >= 0 && (g->kind == VARY_POINTS || v->s->nodes[g->node].weight);
    if (!fits || (g->kind == VARY_POINTS && v->s->nodes[g->node].weight)) {
        (void)FAIL(v->err, RC_INVALID, "analysis.change_unfit", "node %d", g->node);
        (void)err_arg(v->err, 0, v->s->nodes[g->node].name);
        ERR_HINT(v->err, "analysis.change_unfit_hint");
        return RC_INVALID;
    }
    return is_first_of_family(v, i) ? change_family(v, parent, g->kind) : RC_OK;
}

/* ---- numbers into the document ---- */

/* A number, or {by_class: {…}} where the classes differ. */
static bool put_numbers(struct varying *v, int node, struct str key, const i128 *of_class)
{
    struct doc by_class = {.kind = DOC_MAP}, whole = {.kind = DOC_MAP};
    struct str text = {0};
    bool is_same = true;
    for (int c = 0; c < v->s->classes_count; c++) {
        struct dec d;
        if (!v->s->nodes[node].is_in[c] || of_class[c] < 0)
            continue;
        if (!wide_dec(of_class[c], &d))
            return !(v->too_large = true);
        struct str t = dec_text(v->r, d);
        is_same &= text.n == 0 || str_eq(t, text);
        text = t;
        if (!doc_put_text(v->a, &by_class, v->s->classes[c].id, t))
            return false;
    }
    if (is_same)
        return text.n == 0 || doc_put_text(v->a, v->nodes[node], key, text);
    return doc_put(v->a, &whole, STR("by_class"), &by_class) && doc_put(v->a, v->nodes[node], key, &whole);
}

static bool is_named(const struct varying *v, int node, enum vary_kind kind)
{
    for (int i = 0; i < v->count; i++)
        if (v->changes[i].kind == kind && v->changes[i].node == node)
            return true;
    return false;
}

/* A group without points of its own has those of its children. */
static enum rc write_numbers(struct varying *v)
{
    bool ok = true;
    for (int i = 0; i < v->s->nodes_count && ok; i++) {
        bool has_points = doc_member(v->nodes[i], STR("points")) || is_named(v, i, VARY_POINTS);
        if (v->is_points[i] && has_points)
            ok = put_numbers(v, i, STR("points"), of_node(v, v->points, i));
        if (v->is_weight[i] && v->s->nodes[i].weight && ok)
            ok = put_numbers(v, i, STR("weight"), of_node(v, v->weight, i));
    }
    if (v->too_large)
        return FAIL(v->err, RC_TOO_LARGE, "analysis.change_too_large", "points or weights");
    return ok ? RC_OK : FAIL(v->err, RC_NO_MEMORY, "score.no_memory", "points and weights");
}

static enum rc load_numbers(struct varying *v)
{
    size_t nodes = (size_t)v->s->nodes_count, cells = nodes * (size_t)v->s->classes_count;
    v->is_points = arena_try_array(v->a, nodes, sizeof *v->is_points);
    v->is_weight = arena_try_array(v->a, nodes, sizeof *v->is_weight);
    v->nobody = arena_try_array(v->a, nodes, sizeof *v->nobody);
    v->points = arena_try_array(v->a, cells, sizeof *v->points);
    v->weight = arena_try_array(v->a, cells, sizeof *v->weight);
    if (!v->is_points || !v->is_weight || !v->nobody || !v->points || !v->weight)
        return FAIL(v->err, RC_NO_MEMORY, "score.no_memory", "numbers of %zu cells", cells);
    for (int i = 0; i < v->s->nodes_count; i++)
        for (int c = 0; c < v->s->classes_count; c++) {
            const struct node *n = &v->s->nodes[i];
            of_node(v, v->points, i)[c] = n->is_in[c] && n->full[c].digits >= 0 ? dec_wide(n->full[c]) : -1;
            bool has = n->is_in[c] && n->weight && n->weight[c].digits >= 0;
            of_node(v, v->weight, i)[c] = has ? dec_wide(n->weight[c]) : -1;
        }
    return RC_OK;
}

/* ---- other keys ---- */

static enum rc nowhere(struct varying *v, struct str key)
{
    (void)FAIL(v->err, RC_NOT_FOUND, "analysis.change_nowhere", "%.*s", STR_ARG(key));
    ERR_HINT(v->err, "analysis.change_nowhere_hint");
    return err_arg(v->err, 0, key);
}

/* A member of a map by its key; of a list by its place or by its id or name. */
static struct doc *step_into(struct doc *d, struct str word)
{
    int64_t place = 0;
    if (d->kind == DOC_MAP)
        return doc_member(d, word);
    bool is_place = str_to_i64(word, &place);
    struct doc *k = d->kind == DOC_LIST ? d->first : NULL;
    for (int64_t i = 1; k; k = k->next, i++) {
        const struct doc *id = doc_member(k, STR("id")), *name = doc_member(k, STR("name"));
        if ((is_place && i == place) || (id && str_eq(id->text, word)) || (name && str_eq(name->text, word)))
            break;
    }
    return k;
}

static bool is_reserved(const struct variation *g, struct str key)
{
    static const struct str of_nodes[] = {STR_INIT("id"), STR_INIT("children"), STR_INIT("points"),
                                          STR_INIT("weight")};
    static const struct str of_head[] = {STR_INIT("tree"), STR_INIT("classes"), STR_INIT("measures"),
                                         STR_INIT("scheme")};
    for (size_t i = 0; i < COUNT_OF(of_nodes); i++)
        if (str_eq(key, g->node >= 0 ? of_nodes[i] : of_head[i]))
            return true;
    return false;
}

/* What is wrong with a piece that was put in is said where it was put. */
static void place_at(struct doc *d, const struct doc *where)
{
    d->line = d->key_line = where->line;
    d->column = d->key_column = where->column;
    for (struct doc *k = d->first; k; k = k->next)
        place_at(k, where);
}

static enum rc change_key(struct varying *v, const struct variation *g)
{
    struct doc *at = g->node < 0 ? v->root : v->nodes[g->node], *value = NULL;
    struct str rest = g->key, word = {0};
    if (is_reserved(g, g->key) || at->kind != DOC_MAP)
        return nowhere(v, g->key);
    while (str_split(&rest, '.', &word) && rest.n)
        if (!(at = step_into(at, word)))
            return nowhere(v, g->key);
    enum rc rc = g->yaml.n ? doc_read(v->a, v->a, g->yaml, v->p, &value, v->err) : RC_OK;
    if (rc != RC_OK)
        return rc;
    if (value)
        place_at(value, at);
    if (at->kind == DOC_LIST && value) {
        struct doc *item = step_into(at, word);
        if (!item)
            return nowhere(v, g->key);
        value->next = item->next;
        *item = *value;
        return RC_OK;
    }
    if (at->kind != DOC_MAP || word.n == 0 || (!value && !doc_member(at, word)))
        return nowhere(v, g->key);
    if (!value)
        doc_drop(at, word);
    else if (!doc_put(v->a, at, word, value))
        return FAIL(v->err, RC_NO_MEMORY, "score.no_memory", "key");
    return RC_OK;
}

/* What of a leaf does not hang on its method. */
static bool outlives_method(struct str key)
{
    static const struct str keys[] = {
        STR_INIT("id"),           STR_INIT("name"),    STR_INIT("role"),    STR_INIT("points"),
        STR_INIT("weight"),       STR_INIT("only"),    STR_INIT("mean_of"), STR_INIT("sum_of"),
        STR_INIT("max_of"),       STR_INIT("min_of"),  STR_INIT("last_of"), STR_INIT("period_weights"),
        STR_INIT("rounding"),     STR_INIT("measure"), STR_INIT("missing"), STR_INIT("undefined"),
        STR_INIT("times_factor"), STR_INIT("factor"),  STR_INIT("tags"),    STR_INIT("note")};
    for (size_t i = 0; i < COUNT_OF(keys); i++)
        if (str_eq(key, keys[i]))
            return true;
    return false;
}

static enum rc change_method(struct varying *v, const struct variation *g)
{
    struct doc *leaf = g->node < 0 ? NULL : v->nodes[g->node], *said = NULL;
    if (!leaf || v->s->nodes[g->node].first_child >= 0 || leaf->kind != DOC_MAP) {
        (void)FAIL(v->err, RC_INVALID, "analysis.change_no_leaf", "node %d", g->node);
        return err_arg(v->err, 0, g->node < 0 ? STR("") : v->s->nodes[g->node].name);
    }
    enum rc rc = doc_read(v->a, v->a, g->yaml, v->p, &said, v->err);
    if (rc != RC_OK)
        return rc;
    place_at(said, leaf);
    if (!doc_member(said, STR("method")))
        return nowhere(v, STR("method"));
    for (struct doc *d = leaf->first, *next; d; d = next) {
        next = d->next;
        if (!outlives_method(d->key))
            doc_drop(leaf, d->key);
    }
    for (const struct doc *d = said->first; d; d = d->next) {
        if (is_reserved(g, d->key))
            return nowhere(v, d->key);
        if (!doc_put(v->a, leaf, d->key, d))
            return FAIL(v->err, RC_NO_MEMORY, "score.no_memory", "method");
    }
    return RC_OK;
}

/* ---- all together ---- */

static enum rc change_one(struct varying *v, int i)
{
    const struct variation *g = &v->changes[i];
    if (g->node >= v->s->nodes_count || g->node < (g->kind == VARY_KEY ? -1 : 0))
        return FAIL(v->err, RC_NOT_FOUND, "analysis.change_nowhere", "node %d", g->node);
    switch (g->kind) {
    case VARY_POINTS:
    case VARY_WEIGHT:
        return change_family_of(v, i);
    case VARY_KEY:
        return change_key(v, g);
    default:
        return change_method(v, g);
    }
}

enum rc scheme_vary(struct arena *a, const struct scheme *s, struct str text, const struct variation *changes,
                    int count, struct problems *p, const struct scheme **ret, struct err *err)
{
    struct varying v = {.a = a, .s = s, .changes = changes, .count = count, .p = p, .err = err};
    v.r = arena_try(a, sizeof *v.r);
    if (!v.r)
        return FAIL(err, RC_NO_MEMORY, "score.no_memory", "vary");
    *v.r = (struct reader){.a = a, .p = p};
    enum rc rc = doc_read(a, a, text, p, &v.root, err);
    if (rc == RC_OK && !(v.nodes = doc_nodes(a, v.root, s->nodes_count)))
        rc = FAIL(err, RC_NO_MEMORY, "score.no_memory", "nodes");
    if (rc == RC_OK && !v.nodes[s->nodes_count - 1])
        rc = FAIL(err, RC_INVALID, "analysis.other_text", "fewer nodes than the scheme");
    if (rc == RC_OK)
        rc = load_numbers(&v);
    for (int i = 0; i < count && rc == RC_OK; i++)
        rc = change_one(&v, i);
    if (rc == RC_OK)
        rc = write_numbers(&v);
    return rc == RC_OK ? scheme_read_doc(a, v.root, p, ret, err) : rc;
}
