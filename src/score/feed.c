/* A result is walked once for each measure that it feeds; its units are found through a sorted index, because
 * both schemes may have thousands. */
#include "score/feed.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/fixed.h"
#include "score/exact.h"

struct named {
    struct str name;
    int unit;
};

struct feeding {
    struct values *v;
    const struct measure *m;
    const struct score_result *r;
    int measure, node;
    struct named *by_name; /* ids and names of the units of the result, sorted */
    size_t names;
};

static int name_order(const void *a, const void *b)
{
    const struct named *x = a, *y = b;
    int c = str_cmp(x->name, y->name);
    return c ? c : (x->unit > y->unit) - (x->unit < y->unit);
}

static bool index_units(struct feeding *f, struct arena *a)
{
    const struct scheme *s = f->r->scheme;
    f->names = 2 * (size_t)s->units_count;
    f->by_name = arena_try_array(a, f->names, sizeof *f->by_name);
    for (size_t i = 0; f->by_name && i < f->names; i++)
        f->by_name[i] = (struct named){i % 2 ? s->units[i / 2].id : s->units[i / 2].name, (int)(i / 2)};
    if (f->by_name)
        qsort(f->by_name, f->names, sizeof *f->by_name, name_order);
    return f->by_name != NULL;
}

static int find_name(const struct feeding *f, struct str name)
{
    size_t low = 0, high = f->names;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (str_cmp(f->by_name[mid].name, name) < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return low < f->names && str_eq(f->by_name[low].name, name) ? f->by_name[low].unit : -1;
}

/* -1: the other scheme does not have it. */
static int other_unit(const struct feeding *f, const struct unit *u)
{
    int unit = find_name(f, u->id);
    unit = unit >= 0 ? unit : find_name(f, u->name);
    return unit >= 0 || u->belongs_to.n == 0 ? unit : find_name(f, u->belongs_to);
}

/* In lowest terms; false when that is still too long. */
static bool fraction(i128 n, i128 d, struct value_number *ret)
{
    struct rat r = rat_reduced((struct rat){.n = n, .d = d});
    if (r.n > INT64_MAX || r.n <= INT64_MIN || r.d > INT64_MAX)
        return false;
    *ret = (struct value_number){(int64_t)r.n, (int64_t)r.d};
    return true;
}

static bool score_number(const struct feeding *f, int unit, struct value_number *ret)
{
    const struct scheme *s = f->r->scheme;
    const struct node *n = &s->nodes[f->node];
    struct dec full = n->full[s->units[unit].class_index];
    i128 score = score_of(f->r, f->node, unit), one = fixed_pow10(n->digits);
    if (f->m->source->gives == GIVES_SCORE)
        return fraction(score, one, ret);
    return full.units == 0 || fraction(score * fixed_pow10(full.digits) * 100, one * full.units, ret);
}

static bool grade_number(const struct feeding *f, int grade, struct value_number *ret)
{
    struct str name = f->r->scheme->grades[grade].name, id = f->r->scheme->grades[grade].id;
    for (int l = 0; l < f->m->levels_count; l++)
        if (str_eq(f->m->levels[l].name, name) || str_eq(f->m->levels[l].id, id)) {
            *ret = (struct value_number){l, 1};
            return true;
        }
    return false;
}

/* ret->d = 0: there is none. */
static enum rc number_of(const struct feeding *f, int unit, struct value_number *ret, struct err *err)
{
    const struct score_unit *u = &f->r->units[unit];
    *ret = (struct value_number){0, 0};
    switch (f->m->source->gives) {
    case GIVES_SCORE:
    case GIVES_PERCENT:
        if (score_state(f->r, f->node, unit) != SCORE_PRESENT || score_number(f, unit, ret))
            return RC_OK;
        (void)FAIL(err, RC_TOO_LARGE, "score.feed_too_large", "unit %d", unit);
        return err_arg(err, 0, f->m->name);
    case GIVES_RANK:
    case GIVES_RANKED:
        if (u->rank > 0)
            *ret = (struct value_number){f->m->source->gives == GIVES_RANK ? u->rank : u->ranked, 1};
        return RC_OK;
    case GIVES_GRADE:
    case GIVES__COUNT:
        break;
    }
    if (u->grade < 0 || grade_number(f, u->grade, ret))
        return RC_OK;
    (void)FAIL(err, RC_INVALID, "score.feed_grade", "grade %d", u->grade);
    ERR_HINT(err, "score.feed_grade_hint");
    (void)err_arg(err, 0, f->m->name);
    (void)err_arg(err, 1, f->r->scheme->title);
    return err_arg(err, 2, f->r->scheme->grades[u->grade].name);
}

static enum rc feed_units(const struct feeding *f, const struct scheme *s, struct err *err)
{
    enum rc rc = RC_OK;
    for (int u = 0; u < s->units_count && rc == RC_OK; u++) {
        int other = other_unit(f, &s->units[u]);
        struct value_number number = {0, 0};
        if (other >= 0)
            rc = number_of(f, other, &number, err);
        if (rc == RC_OK)
            rc = values_feed(f->v, f->measure, u, f->r->window.first, number, err);
    }
    return rc;
}

static enum rc no_such_node(const struct feeding *f, struct err *err)
{
    (void)FAIL(err, RC_INVALID, "score.feed_node", "measure %d", f->measure);
    ERR_HINT(err, "score.feed_node_hint");
    (void)err_arg(err, 0, f->m->name);
    (void)err_arg(err, 1, f->r->scheme->title);
    return err_arg(err, 2, f->m->source->node);
}

static enum rc other_period(const struct feeding *f, struct err *err)
{
    struct arena *a CLEANUP(arena_freep) = arena_new(0);
    if (!a)
        return FAIL(err, RC_NO_MEMORY, "score.no_memory", "feed");
    (void)FAIL(err, RC_INVALID, "score.feed_period", "measure %d", f->measure);
    ERR_HINT(err, "score.feed_period_hint");
    (void)err_arg(err, 0, f->m->name);
    (void)err_arg(err, 1, f->r->scheme->title);
    (void)err_arg(err, 2, window_write(a, f->r->window));
    return err_arg(err, 3, window_write(a, window_of(f->m->per, f->r->window.first)));
}

enum rc score_feed(struct values *v, int measure, const struct score_result *r, struct err *err)
{
    const struct scheme *s = values_scheme(v);
    const struct measure *m = &s->measures[measure];
    struct feeding f = {.v = v, .m = m, .r = r, .measure = measure};
    struct window fixed = m->source->fixed;
    if (fixed.months && (fixed.first != r->window.first || fixed.months != r->window.months))
        return RC_OK;
    f.node = m->source->node.n ? scheme_node_find(r->scheme, m->source->node) : 0;
    if (f.node < 0)
        return no_such_node(&f, err);
    if (r->window.months != period_months(m->per))
        return other_period(&f, err);
    struct arena *a CLEANUP(arena_freep) = arena_new(0);
    if (!a || !index_units(&f, a))
        return FAIL(err, RC_NO_MEMORY, "score.no_memory", "feed");
    return feed_units(&f, s, err);
}

enum rc score_feed_all(struct values *v, const struct feed_from *from, struct err *err)
{
    const struct scheme *s = values_scheme(v);
    enum rc rc = RC_OK;
    for (int m = 0; m < s->measures_count && rc == RC_OK; m++) {
        const struct score_result *const *results = NULL;
        size_t n = 0;
        if (!s->measures[m].source)
            continue;
        rc = from->find(from->ctx, &s->measures[m], &results, &n, err);
        for (size_t i = 0; i < n && rc == RC_OK; i++)
            rc = score_feed(v, m, results[i], err);
    }
    return rc;
}

/* ---- the chain ---- */

static bool is_same(const struct feed_chain *a, const struct feed_chain *b)
{
    return str_eq(a->scheme, b->scheme) && str_eq(a->version, b->version);
}

/* The outermost first. */
static void put_chain(struct buf *out, const struct feed_chain *c)
{
    if (c->up) {
        put_chain(out, c->up);
        buf_put(out, STR(" → "));
    }
    buf_put(out, c->scheme);
}

enum rc feed_chain_check(const struct feed_chain *next, struct err *err)
{
    struct buf chain CLEANUP(buf_release) = {0};
    int depth = 1;
    bool is_circle = false;
    for (const struct feed_chain *c = next->up; c; c = c->up, depth++)
        is_circle |= is_same(c, next);
    if (!is_circle && depth <= FEED_CHAIN_MAX)
        return RC_OK;
    put_chain(&chain, next);
    if (is_circle)
        (void)FAIL(err, RC_INVALID, "score.feed_circle", "after %d", depth);
    else
        (void)FAIL(err, RC_INVALID, "score.feed_too_deep", "after %d", depth);
    ERR_HINT(err, "score.feed_circle_hint");
    return err_arg(err, 0, buf_str(&chain));
}
