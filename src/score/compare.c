#include "score/compare.h"

#include "base/fixed.h"
#include "score/carry.h"
#include "score/compare_doc.h"
#include "score/exact.h"
#include "score/reader.h"

struct comparing {
    const struct compare_side *before, *after;
    struct documents d;
    struct score_comparison *all;
    struct arena *a, *scratch; /* scratch: for one trial */
    struct err *err;
};

/* ---- one trial ---- */

/* What a result gives to each unit more than the first; 0 where one of them has no total. */
static void take_deltas(const struct comparing *c, const struct score_result *r, int64_t *into)
{
    const struct score_result *was = c->before->result;
    int digits = c->all->digits;
    for (int i = 0; i < c->all->moves->units_count; i++) {
        int u = c->all->moves->units[i].before;
        int v = u < 0 ? -1 : scheme_unit_find(r->scheme, was->scheme->units[u].id);
        into[i] = 0;
        if (v < 0 || !was->units[u].has_total || !r->units[v].has_total)
            continue;
        i128 x = (i128)was->units[u].total * fixed_pow10(digits - was->scheme->nodes[0].digits);
        int more = digits - r->scheme->nodes[0].digits;
        i128 y = more >= 0 ? (i128)r->units[v].total * fixed_pow10(more)
                           : (i128)r->units[v].total / fixed_pow10(-more);
        into[i] = (int64_t)(y - x);
    }
}

/* Scores the first scheme with the pieces that are on, with the values of `from`. *ret stays false when it
 * cannot stand. */
static enum rc score_pieces(struct comparing *c, const struct score_result *from, int64_t *into, bool *ret)
{
    struct problems *p = arena_try(c->scratch, sizeof *p);
    const struct scheme *s = NULL;
    struct values *v = NULL;
    const struct score_result *r = NULL;
    struct err refused = {0};
    *ret = false;
    if (!p)
        return FAIL(c->err, RC_NO_MEMORY, "score.no_memory", "trial");
    p->arena = c->scratch;
    struct arena *kept = c->d.a;
    c->d.a = c->scratch;
    struct doc *root = documents_build(&c->d);
    c->d.a = kept;
    if (!root)
        return FAIL(c->err, RC_NO_MEMORY, "score.no_memory", "document");
    enum rc rc = scheme_read_doc(c->scratch, root, p, &s, &refused);
    if (rc == RC_OK)
        rc = values_carry(c->scratch, from->values, from->scheme, s, &v, &refused);
    if (rc == RC_OK)
        rc = score_compute(s, v, from->window, c->scratch, &r, &refused);
    if (rc == RC_NO_MEMORY)
        return FAIL(c->err, RC_NO_MEMORY, "score.no_memory", "trial");
    if (rc != RC_OK)
        return RC_OK;
    take_deltas(c, r, into);
    *ret = true;
    return RC_OK;
}

static int64_t *new_deltas(const struct comparing *c)
{
    return arena_try_array(c->a, (size_t)c->all->moves->units_count, sizeof(int64_t));
}

/* ---- each change, those that cannot stand alone, the values ---- */

static enum rc try_each(struct comparing *c)
{
    enum rc rc = RC_OK;
    for (int i = 0; i < c->d.pieces && rc == RC_OK; i++) {
        struct piece *p = &c->d.piece[i];
        int64_t *delta = p->moves_scores ? new_deltas(c) : NULL;
        if (!p->moves_scores)
            continue;
        if (!delta)
            return FAIL(c->err, RC_NO_MEMORY, "score.no_memory", "deltas");
        arena_reset(c->scratch);
        p->is_on = true;
        rc = score_pieces(c, c->before->result, delta, &p->said.is_scored);
        p->is_on = false;
        p->said.delta = delta;
    }
    return rc;
}

static enum rc try_together(struct comparing *c)
{
    int64_t *delta = new_deltas(c);
    bool any = false;
    if (!delta)
        return FAIL(c->err, RC_NO_MEMORY, "score.no_memory", "deltas");
    for (int i = 0; i < c->d.pieces; i++) {
        struct piece *p = &c->d.piece[i];
        p->is_on = p->moves_scores && !p->said.is_scored;
        any |= p->is_on;
    }
    c->all->together = delta;
    arena_reset(c->scratch);
    enum rc rc = any ? score_pieces(c, c->before->result, delta, &c->all->has_together) : RC_OK;
    for (int i = 0; i < c->d.pieces; i++)
        c->d.piece[i].is_on = false;
    return rc;
}

/* The numbers of one side are other than those of the other, in any measure that both have. */
static bool values_differ(const struct comparing *c)
{
    const struct score_result *x = c->before->result, *y = c->after->result;
    if (x->window.first != y->window.first || x->window.months != y->window.months)
        return true;
    return x->values != y->values;
}

static enum rc try_values(struct comparing *c, struct compared *into, int *n)
{
    int64_t *delta = new_deltas(c);
    if (!delta)
        return FAIL(c->err, RC_NO_MEMORY, "score.no_memory", "deltas");
    if (!values_differ(c))
        return RC_OK;
    struct compared said = {
        .kind = COMPARED_VALUES, .id = STR("values"), .name = STR("values"), .delta = delta};
    arena_reset(c->scratch);
    enum rc rc = score_pieces(c, c->after->result, delta, &said.is_scored);
    bool any = false;
    for (int i = 0; i < c->all->moves->units_count; i++)
        any |= delta[i] != 0;
    if (rc == RC_OK && (any || !said.is_scored))
        into[(*n)++] = said;
    return rc;
}

static enum rc take_remainder(struct comparing *c)
{
    struct score_comparison *all = c->all;
    int64_t *rest = new_deltas(c);
    if (!rest)
        return FAIL(c->err, RC_NO_MEMORY, "score.no_memory", "deltas");
    for (int u = 0; u < all->moves->units_count; u++) {
        int digits;
        if (!score_move_delta(all->moves, &all->moves->units[u], &rest[u], &digits)) {
            rest[u] = 0;
            continue;
        }
        rest[u] -= all->has_together ? all->together[u] : 0;
        for (int i = 0; i < all->changes_count; i++)
            rest[u] -= all->changes[i].is_scored ? all->changes[i].delta[u] : 0;
    }
    all->remainder = rest;
    return RC_OK;
}

static enum rc compare(struct comparing *c)
{
    enum rc rc = documents_open(&c->d, c->a, c->before, c->after, c->err);
    if (rc == RC_OK)
        rc = try_each(c);
    if (rc == RC_OK)
        rc = try_together(c);
    if (rc != RC_OK)
        return rc;
    struct compared *changes = arena_try_array(c->a, (size_t)c->d.pieces + 1, sizeof *changes);
    int n = 0;
    if (!changes)
        return FAIL(c->err, RC_NO_MEMORY, "score.no_memory", "changes");
    for (int i = 0; i < c->d.pieces; i++)
        changes[n++] = c->d.piece[i].said;
    rc = try_values(c, changes, &n);
    c->all->changes = changes;
    c->all->changes_count = n;
    return rc == RC_OK ? take_remainder(c) : rc;
}

enum rc score_compare(const struct compare_side *before, const struct compare_side *after, struct arena *a,
                      const struct score_comparison **ret, struct err *err)
{
    struct arena *scratch CLEANUP(arena_freep) = arena_new(0);
    struct score_comparison *all = arena_try(a, sizeof *all);
    if (!scratch || !all)
        return FAIL(err, RC_NO_MEMORY, "score.no_memory", "comparison");
    struct comparing c = {
        .before = before, .after = after, .all = all, .a = a, .scratch = scratch, .err = err};
    int x = before->result->scheme->nodes[0].digits, y = after->result->scheme->nodes[0].digits;
    *all = (struct score_comparison){.digits = x > y ? x : y};
    enum rc rc = score_moves(before->result, after->result, a, &all->moves, err);
    if (rc == RC_OK)
        rc = compare(&c);
    if (rc == RC_OK)
        *ret = all;
    return rc;
}
