#include "score/compare_doc.h"

static bool is_structure(struct str key)
{
    return str_eq(key, STR("id")) || str_eq(key, STR("children")) || str_eq(key, STR("points")) ||
           str_eq(key, STR("weight"));
}

/* ---- pieces ---- */

/* So many can there be: nodes twice, measures of both, keys of the heads. */
static size_t most_pieces(const struct documents *d)
{
    return 2 * (size_t)d->s->nodes_count + (size_t)d->s->measures_count + (size_t)d->t->measures_count +
           (size_t)d->before->count + (size_t)d->after->count + 2;
}

static void add_field(struct documents *d, struct compared *c, struct str key, const struct doc *x,
                      const struct doc *y)
{
    struct compared_field *f =
        arena_try_array(d->a, (size_t)c->fields_count + 1, sizeof *f); /* few; a scheme is compared once */
    if (!f) {
        d->no_memory = true;
        return;
    }
    if (c->fields_count)
        memcpy(f, c->fields, (size_t)c->fields_count * sizeof *f);
    f[c->fields_count] = (struct compared_field){.key = key};
    if (x)
        f[c->fields_count].before = doc_write(d->a, x);
    if (y)
        f[c->fields_count].after = doc_write(d->a, y);
    c->fields = f;
    c->fields_count++;
}

/* The members that differ, but for those that `skips`. */
static void add_fields(struct documents *d, struct compared *c, const struct doc *x, const struct doc *y,
                       bool (*skips)(struct str))
{
    for (const struct doc *k = x && x->kind == DOC_MAP ? x->first : NULL; k; k = k->next)
        if (!skips(k->key) && !doc_same(k, doc_member(y, k->key)))
            add_field(d, c, k->key, k, doc_member(y, k->key));
    for (const struct doc *k = y && y->kind == DOC_MAP ? y->first : NULL; k; k = k->next)
        if (!skips(k->key) && !doc_member(x, k->key))
            add_field(d, c, k->key, NULL, k);
}

static void keep_piece(struct documents *d, struct piece p)
{
    if (p.said.fields_count)
        d->piece[d->pieces++] = p;
}

static bool is_name(struct str key)
{
    static const struct str names[] = {STR_INIT("scheme"),  STR_INIT("title"),   STR_INIT("basis"),
                                       STR_INIT("version"), STR_INIT("columns"), STR_INIT("year"),
                                       STR_INIT("valid")};
    for (size_t i = 0; i < COUNT_OF(names); i++)
        if (str_eq(key, names[i]))
            return true;
    return false;
}

static bool is_part_of_scheme(struct str key)
{
    return str_eq(key, STR("tree")) || str_eq(key, STR("measures")) || str_eq(key, STR("classes"));
}

static void find_heads(struct documents *d)
{
    struct compared all = {0};
    add_fields(d, &all, d->before, d->after, is_part_of_scheme);
    for (int i = 0; i < all.fields_count; i++) {
        const struct compared_field *f = &all.fields[i];
        keep_piece(
            d,
            (struct piece){
                .said = {.kind = COMPARED_HEAD, .id = f->key, .name = f->key, .fields = f, .fields_count = 1},
                .before = -1,
                .after = -1,
                .moves_scores = !is_name(f->key)});
    }
    const struct doc *x = doc_member(d->before, STR("classes")), *y = doc_member(d->after, STR("classes"));
    struct piece p = {.said = {.kind = COMPARED_CLASSES, .id = STR("classes"), .name = STR("classes")},
                      .before = -1,
                      .after = -1,
                      .moves_scores = true};
    if (!doc_same(x, y))
        add_field(d, &p.said, STR("classes"), x, y);
    keep_piece(d, p);
}

static struct doc *nth(const struct doc *list, int n)
{
    struct doc *d = list ? list->first : NULL;
    while (d && n-- > 0)
        d = d->next;
    return d;
}

static bool nothing(struct str key)
{
    (void)key;
    return false;
}

static void find_measures(struct documents *d)
{
    const struct doc *x = doc_member(d->before, STR("measures")), *y = doc_member(d->after, STR("measures"));
    for (int i = 0; i < d->s->measures_count; i++) {
        const struct measure *m = &d->s->measures[i];
        int other = scheme_measure_find(d->t, m->id);
        struct piece p = {.said = {.kind = other < 0 ? COMPARED_GONE_MEASURE : COMPARED_MEASURE,
                                   .id = m->id,
                                   .name = m->name},
                          .before = i,
                          .after = other,
                          .moves_scores = other >= 0};
        if (other < 0)
            add_field(d, &p.said, m->id, nth(x, i), NULL);
        else
            add_fields(d, &p.said, nth(x, i), nth(y, other), nothing);
        keep_piece(d, p);
    }
    for (int i = 0; i < d->t->measures_count; i++) {
        const struct measure *m = &d->t->measures[i];
        struct piece p = {
            .said = {.kind = COMPARED_NEW_MEASURE, .id = m->id, .name = m->name}, .before = -1, .after = i};
        if (scheme_measure_find(d->s, m->id) >= 0)
            continue;
        add_field(d, &p.said, m->id, NULL, nth(y, i));
        keep_piece(d, p);
    }
}

/* ---- nodes ---- */

static int same_node(const struct scheme *in, const struct scheme *of, int node)
{
    return node == 0 ? 0 : scheme_node_find(in, of->nodes[node].id);
}

static struct str joined(struct documents *d, struct str id, struct str key)
{
    char *p = arena_try(d->a, id.n + key.n + 2);
    if (!p) {
        d->no_memory = true;
        return id;
    }
    memcpy(p, id.p, id.n);
    p[id.n] = '.';
    memcpy(p + id.n + 1, key.p, key.n);
    return str_of(p, id.n + key.n + 1);
}

static void compare_child(struct documents *d, struct compared *c, int child, int other)
{
    static const struct str keys[] = {STR_INIT("points"), STR_INIT("weight")};
    for (size_t i = 0; i < COUNT_OF(keys); i++) {
        const struct doc *x = doc_member(d->nodes[child], keys[i]),
                         *y = doc_member(d->others[other], keys[i]);
        if (!doc_same(x, y))
            add_field(d, c, joined(d, d->s->nodes[child].id, keys[i]), x, y);
    }
}

static void find_children(struct documents *d, int node, int other)
{
    const struct scheme *s = d->s, *t = d->t;
    struct piece p = {
        .said = {.kind = COMPARED_CHILDREN, .id = s->nodes[node].id, .name = s->nodes[node].name},
        .before = node,
        .after = other,
        .moves_scores = true};
    for (int k = s->nodes[node].first_child; k >= 0; k = s->nodes[k].next) {
        int twin = same_node(t, s, k);
        if (twin >= 0 && t->nodes[twin].parent == other)
            compare_child(d, &p.said, k, twin);
        else
            add_field(d, &p.said, s->nodes[k].id, d->nodes[k], NULL);
    }
    for (int k = t->nodes[other].first_child; k >= 0; k = t->nodes[k].next) {
        int twin = same_node(s, t, k);
        if (twin < 0 || s->nodes[twin].parent != node)
            add_field(d, &p.said, t->nodes[k].id, NULL, d->others[k]);
    }
    keep_piece(d, p);
}

static void find_nodes(struct documents *d)
{
    for (int i = 0; i < d->s->nodes_count; i++) {
        int other = same_node(d->t, d->s, i);
        if (other < 0)
            continue;
        struct piece p = {
            .said = {.kind = COMPARED_NODE, .id = d->s->nodes[i].id, .name = d->s->nodes[i].name},
            .before = i,
            .after = other,
            .moves_scores = true};
        add_fields(d, &p.said, d->nodes[i], d->others[other], is_structure);
        keep_piece(d, p);
        find_children(d, i, other);
    }
}

enum rc documents_open(struct documents *d, struct arena *a, const struct compare_side *before,
                       const struct compare_side *after, struct err *err)
{
    struct problems *p = arena_try(a, sizeof *p);
    *d = (struct documents){.a = a, .s = before->result->scheme, .t = after->result->scheme};
    if (!p)
        return FAIL(err, RC_NO_MEMORY, "score.no_memory", "compare");
    p->arena = a;
    enum rc rc = doc_read(a, a, before->text, p, &d->before, err);
    if (rc == RC_OK)
        rc = doc_read(a, a, after->text, p, &d->after, err);
    if (rc != RC_OK)
        return rc;
    d->nodes = doc_nodes(a, d->before, d->s->nodes_count);
    d->others = doc_nodes(a, d->after, d->t->nodes_count);
    d->piece = arena_try_array(a, most_pieces(d), sizeof *d->piece);
    if (!d->nodes || !d->others || !d->piece)
        return FAIL(err, RC_NO_MEMORY, "score.no_memory", "compare");
    if (!d->nodes[d->s->nodes_count - 1] || !d->others[d->t->nodes_count - 1])
        return FAIL(err, RC_INVALID, "analysis.other_text", "fewer nodes than the scheme");
    find_heads(d);
    find_measures(d);
    find_nodes(d);
    return d->no_memory ? FAIL(err, RC_NO_MEMORY, "score.no_memory", "compare") : RC_OK;
}

/* ---- the first document with pieces of the second ---- */

static const struct piece *on(const struct documents *d, enum compared_kind kind, int before)
{
    for (int i = 0; i < d->pieces; i++)
        if (d->piece[i].is_on && d->piece[i].said.kind == kind && d->piece[i].before == before)
            return &d->piece[i];
    return NULL;
}

static struct doc *copied(struct documents *d, const struct doc *of)
{
    struct doc *made = doc_copy(d->a, of);
    d->no_memory |= !made;
    return made;
}

/* As a copy: what is read is marked as read. */
static void put(struct documents *d, struct doc *map, struct str key, const struct doc *value)
{
    const struct doc *copy = value ? copied(d, value) : NULL;
    if (copy)
        d->no_memory |= !doc_put(d->a, map, key, copy);
}

static struct doc *empty(struct documents *d, enum doc_kind kind, const struct doc *at)
{
    struct doc *made = arena_try(d->a, sizeof *made);
    d->no_memory |= !made;
    if (made)
        *made = (struct doc){.kind = kind, .line = at->line, .column = at->column};
    return made;
}

static struct doc *build_node(struct documents *d, int node);

/* A child with its points and weight as they are written in `from`. */
static struct doc *build_child(struct documents *d, int node, const struct doc *from)
{
    struct doc *made = build_node(d, node);
    if (!made)
        return NULL;
    doc_drop(made, STR("points"));
    doc_drop(made, STR("weight"));
    put(d, made, STR("points"), doc_member(from, STR("points")));
    put(d, made, STR("weight"), doc_member(from, STR("weight")));
    return made;
}

static void append(struct doc *list, struct doc ***end, struct doc *item)
{
    if (!item)
        return;
    **end = item;
    *end = &item->next;
    list->count++;
}

static void build_children(struct documents *d, struct doc *into, int node)
{
    const struct piece *p = on(d, COMPARED_CHILDREN, node);
    const struct scheme *of = p ? d->t : d->s;
    struct doc *list = empty(d, DOC_LIST, into), **end = list ? &list->first : NULL;
    for (int k = list ? of->nodes[p ? p->after : node].first_child : -1; k >= 0; k = of->nodes[k].next) {
        int twin = p ? same_node(d->s, d->t, k) : k;
        append(list, &end,
               twin < 0 ? copied(d, d->others[k]) : build_child(d, twin, p ? d->others[k] : d->nodes[k]));
    }
    if (list && list->count)
        put(d, into, STR("children"), list);
}

static struct doc *build_node(struct documents *d, int node)
{
    const struct piece *p = on(d, COMPARED_NODE, node);
    struct doc *made = empty(d, DOC_MAP, d->nodes[node]);
    const struct doc *parts[] = {d->nodes[node], p ? d->others[p->after] : d->nodes[node]};
    for (int i = 0; made && i < 2; i++)
        for (const struct doc *k = parts[i]->kind == DOC_MAP ? parts[i]->first : NULL; k; k = k->next)
            if (is_structure(k->key) == (i == 0) && !str_eq(k->key, STR("children")))
                put(d, made, k->key, k);
    if (made)
        build_children(d, made, node);
    return made;
}

static struct doc *build_measures(struct documents *d)
{
    const struct doc *x = doc_member(d->before, STR("measures")), *y = doc_member(d->after, STR("measures"));
    struct doc *list = x ? empty(d, DOC_LIST, x) : NULL, **end = list ? &list->first : NULL;
    for (int i = 0; list && i < d->s->measures_count; i++) {
        const struct piece *p = on(d, COMPARED_MEASURE, i);
        append(list, &end, copied(d, p ? nth(y, p->after) : nth(x, i)));
    }
    for (int i = 0; list && i < d->t->measures_count; i++)
        if (scheme_measure_find(d->s, d->t->measures[i].id) < 0)
            append(list, &end, copied(d, nth(y, i)));
    return list;
}

struct doc *documents_build(struct documents *d)
{
    struct doc *root = copied(d, d->before);
    for (int i = 0; root && i < d->pieces; i++) {
        const struct piece *p = &d->piece[i];
        bool is_head = p->said.kind == COMPARED_HEAD || p->said.kind == COMPARED_CLASSES;
        const struct doc *value = doc_member(d->after, p->said.id);
        if (!p->is_on || !is_head)
            continue;
        if (value)
            put(d, root, p->said.id, value);
        else
            doc_drop(root, p->said.id);
    }
    if (root) {
        put(d, root, STR("measures"), build_measures(d));
        put(d, root, STR("tree"), build_node(d, 0));
    }
    return d->no_memory ? NULL : root;
}
