#include "score/cut.h"

/* What the parts come to: the weights of a mean, the full marks of a sum. */
static struct rat share_of(const struct cut *c, const struct node *child)
{
    return rat_dec(c->n->combine == COMBINE_MEAN ? child->weight[c->class_index]
                                                 : child->full[c->class_index]);
}

/* What the sum of parts is multiplied by before it is divided by the shares. */
static struct rat multiplier_of(struct cut *c, int *ret_parts)
{
    struct exact *x = &c->pl->x;
    const struct node *n = c->n;
    struct rat all = rat_int(0);
    *ret_parts = 0;
    for (int k = n->first_child; k >= 0; k = c->pl->s->nodes[k].next) {
        const struct node *child = &c->pl->s->nodes[k];
        if (!child->is_in[c->class_index] || child->role == ROLE_ASIDE)
            continue;
        ++*ret_parts;
        if (child->role == ROLE_PART)
            all = rat_add(x, all, rat_dec(child->full[c->class_index]));
    }
    return n->combine == COMBINE_MEAN ? rat_div(x, c->full, rat_dec(n->child_full[c->class_index])) : all;
}

struct terms {
    struct rat value[BLEND_PARTS_MAX], share[BLEND_PARTS_MAX + 1]; /* after the shares: the fixed divisor */
    int64_t most[BLEND_PARTS_MAX];
    int node[BLEND_PARTS_MAX];
    bool is_extra[BLEND_PARTS_MAX];
    int n;
};

/* All terms as fractions. False: not of the kind that a blend is. */
static bool terms_of(struct cut *c, struct terms *t, struct rat times)
{
    struct exact *x = &c->pl->x;
    for (int k = c->n->first_child; k >= 0; k = c->pl->s->nodes[k].next) {
        const struct node *child = &c->pl->s->nodes[k];
        const struct plan_node *pn = &c->pl->p->node[k];
        if (!child->is_in[c->class_index] || child->role == ROLE_ASIDE)
            continue;
        if (!pn->is_narrow || t->n == BLEND_PARTS_MAX)
            return false;
        bool is_extra = child->role == ROLE_EXTRA;
        struct rat digits = cut_ten_to(c->pl, c->n->digits - child->digits);
        struct rat share = is_extra ? rat_int(0) : share_of(c, child);
        if (!is_extra && rat_sign(share) <= 0)
            return false;
        struct rat weight = is_extra || c->n->combine == COMBINE_SUM ? rat_int(1) : share;
        t->value[t->n] = is_extra ? digits : rat_mul(x, rat_mul(x, weight, times), digits);
        t->share[t->n] = share;
        t->most[t->n] = pn->most;
        t->is_extra[t->n] = is_extra;
        t->node[t->n++] = k;
    }
    bool has_divisor = c->n->combine == COMBINE_MEAN && c->n->divisor.digits >= 0;
    t->share[t->n] = has_divisor ? rat_dec(c->n->divisor) : rat_int(0);
    return t->n > 0;
}

/* Whole numbers without a common divisor. */
static bool reduce_shares(struct rat *share, int n, int64_t *ret, int64_t *ret_by, int64_t *ret_divisor)
{
    u128 common = 0;
    *ret_by = cut_denominator(share, n);
    if (*ret_by <= 0)
        return false;
    for (int i = 0; i < n; i++) {
        if (!cut_whole(share[i], *ret_by, &ret[i]))
            return false;
        common = exact_gcd((u128)ret[i], common);
    }
    *ret_divisor = common > 1 ? (int64_t)common : 1;
    for (int i = 0; i < n; i++)
        ret[i] /= *ret_divisor;
    return true;
}

static bool blend_of(struct cut *c, struct terms *t, struct blend *b)
{
    struct exact *x = &c->pl->x;
    int64_t share[BLEND_PARTS_MAX + 1], by, divisor, weight;
    if (!reduce_shares(t->share, t->n + 1, share, &by, &divisor))
        return false;
    struct rat unit = rat_div(x, rat_int(by), rat_int(divisor)); /* share · unit is what stands in `share` */
    for (int i = 0; i < t->n; i++)
        if (!t->is_extra[i])
            t->value[i] = rat_mul(x, t->value[i], unit);
    int64_t whole = cut_denominator(t->value, t->n);
    struct blend_part *part = cut_take(c->pl, (size_t)t->n, sizeof *part);
    if (whole <= 0 || whole > INT32_MAX || !part || share[t->n] > INT32_MAX)
        return false;
    for (int i = 0; i < t->n; i++) {
        if (!cut_whole(t->value[i], whole, &weight) || size_of(weight) > INT32_MAX || share[i] > INT32_MAX)
            return false;
        part[i] = (struct blend_part){t->node[i], (int32_t)weight, (int32_t)share[i]};
    }
    b->part = part;
    b->parts = t->n;
    b->fixed = (int32_t)share[t->n];
    b->by = (int32_t)whole;
    return blend_prepare(b, t->most, c->pl->a);
}

static bool has_parts(const struct terms *t)
{
    bool any = false;
    for (int i = 0; i < t->n; i++)
        any |= !t->is_extra[i];
    return any;
}

/* The largest score of a sum or mean of parts, in digits of the node. */
static int64_t blend_most(const struct blend *b, const int64_t *most, const struct linear *limits)
{
    i128 parts = 0, extras = 0;
    for (int i = 0; i < b->parts; i++) {
        const struct blend_part *p = &b->part[i];
        i128 v = size_of((i128)p->value_weight * most[i]);
        if (!p->share)
            extras += v;
        else if (b->fixed)
            parts += v;
        else /* a mean is at most the largest of its parts */
            parts = v / p->share > parts ? v / p->share : parts;
    }
    i128 all = (b->fixed ? parts / b->fixed : parts) / b->by + extras / b->by + 2, own = cut_most(limits);
    return all < own ? (int64_t)all : (int64_t)own;
}

/* No part and no extra can be below 0. */
static bool is_natural(const struct cut *c, const struct blend *b)
{
    for (int i = 0; i < b->parts; i++)
        if (b->part[i].value_weight < 0 || !c->pl->p->node[b->part[i].node].is_natural)
            return false;
    return true;
}

bool cut_inner(struct cut *c, struct recipe *r, int64_t *ret_most)
{
    struct terms t = {0};
    int count;
    int32_t undefined;
    if (!node_is_plain(c->n) || (c->n->combine != COMBINE_SUM && c->n->combine != COMBINE_MEAN) ||
        !cut_is_whole_class(c->pl->s, c->index, c->class_index))
        return false;
    if (!cut_frame(c, &r->linear, &undefined) || !terms_of(c, &t, multiplier_of(c, &count)) ||
        !has_parts(&t) || !blend_of(c, &t, &r->blend))
        return false;
    r->kind = RECIPE_BLEND;
    if (r->linear.lo < 0 && r->linear.hi >= 0 && is_natural(c, &r->blend))
        r->linear.lo = 0;
    r->blend.lo = r->linear.lo;
    r->blend.hi = r->linear.hi;
    r->blend.mode = c->n->mode;
    *ret_most = blend_most(&r->blend, t.most, &r->linear);
    return *ret_most <= SCORE_NARROW_MAX;
}
