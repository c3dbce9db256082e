#include "feel/shape.h"

#include "feel/node.h"

#define CONSTANT_DIGITS 7
#define CONSTANT_EXPONENT 3 /* the largest */
#define MORE_DIGITS_MAX 16

/* A quotient in the making. */
struct form {
    struct feel_sum top, bottom;
    bool has_low, has_high, is_rounded; /* is_rounded: FEEL may have rounded here */
    int more_digits; /* that a border may have had before it was multiplied and divided, if rounded at all */
    struct decimal low, high;
};
struct shaping {
    struct feel_shape *shape;
    const struct value *known;
    bool fails;
};

/* ---- exact decimals ---- */

static struct decimal times(struct shaping *s, struct decimal a, struct decimal b)
{
    struct decimal r = DECIMAL_ZERO;
    s->fails |= decimal_mul(a, b, &r) != 0;
    return r;
}
static struct decimal plus(struct shaping *s, struct decimal a, struct decimal b)
{
    struct decimal r = DECIMAL_ZERO;
    s->fails |= decimal_add(a, b, &r) != 0;
    return r;
}
static struct decimal over(struct shaping *s, struct decimal a, struct decimal b)
{
    struct decimal r = DECIMAL_ZERO;
    s->fails |= decimal_div(a, b, &r) != 0;
    return r;
}
static bool is_negative(struct decimal a) { return decimal_cmp(a, DECIMAL_ZERO) < 0; }
static bool is_one(struct decimal a) { return decimal_cmp(a, DECIMAL_ONE) == 0; }

/* Has it no other prime than 2 and 5? */
static bool is_smooth(struct decimal a)
{
    uint64_t n = a.low;
    if (a.high || n == 0)
        return false;
    while (n % 2 == 0)
        n /= 2;
    while (n % 5 == 0)
        n /= 5;
    return n == 1;
}

static struct feel_sum sum_times(struct shaping *s, struct feel_sum a, struct decimal by)
{
    a.k = times(s, a.k, by);
    for (int i = 0; i < FEEL_SHAPE_VARS; i++)
        a.c[i] = times(s, a.c[i], by);
    return a;
}
static struct feel_sum sum_plus(struct shaping *s, struct feel_sum a, struct feel_sum b)
{
    a.k = plus(s, a.k, b.k);
    for (int i = 0; i < FEEL_SHAPE_VARS; i++)
        a.c[i] = plus(s, a.c[i], b.c[i]);
    return a;
}
static bool is_constant(const struct feel_sum *a)
{
    for (int i = 0; i < FEEL_SHAPE_VARS; i++)
        if (!decimal_is_zero(a->c[i]))
            return false;
    return true;
}

/* ---- forms ---- */

static int bits_of(struct decimal a) { return a.low ? 64 - __builtin_clzll(a.low) : 0; }

static const struct feel_sum NOTHING; /* zeroes */

static struct form number_form(struct shaping *s, struct decimal d)
{
    struct form f = {.top = NOTHING, .bottom = NOTHING};
    s->fails |= decimal_digits(d) > CONSTANT_DIGITS || d.exponent > CONSTANT_EXPONENT ||
                d.exponent < -CONSTANT_DIGITS;
    f.top.k = d;
    f.bottom.k = DECIMAL_ONE;
    return f;
}

static bool is_limited(const struct form *f) { return f->has_low || f->has_high; }
static bool is_number(const struct form *f)
{
    return is_constant(&f->top) && is_constant(&f->bottom) && is_one(f->bottom.k) && !is_limited(f);
}

static struct form form_times(struct shaping *s, struct form f, struct form g)
{
    if (is_number(&f)) {
        struct form t = f;
        f = g;
        g = t;
    }
    s->fails |= !is_number(&g) || (f.is_rounded && !is_smooth(g.top.k));
    struct decimal by = g.top.k;
    f.more_digits += f.is_rounded ? bits_of(by) : 0;
    f.top = sum_times(s, f.top, by);
    struct form r = f;
    r.has_low = is_negative(by) ? f.has_high : f.has_low;
    r.has_high = is_negative(by) ? f.has_low : f.has_high;
    if (r.has_low)
        r.low = times(s, is_negative(by) ? f.high : f.low, by);
    if (r.has_high)
        r.high = times(s, is_negative(by) ? f.low : f.high, by);
    return r;
}

static struct form form_over(struct shaping *s, struct form f, struct form g)
{
    if (is_number(&g)) {
        struct decimal by = g.top.k;
        s->fails |= decimal_cmp(by, DECIMAL_ZERO) <= 0;
        if (s->fails)
            return f;
        f.bottom = sum_times(s, f.bottom, by);
        f.is_rounded |= !is_smooth(by);
        f.more_digits += decimal_digits(by);
        if (f.has_low)
            f.low = over(s, f.low, by);
        if (f.has_high)
            f.high = over(s, f.high, by);
        return f;
    }
    s->fails |= is_limited(&f) || is_limited(&g) || f.is_rounded || g.is_rounded || !is_constant(&f.bottom) ||
                !is_constant(&g.bottom);
    f.top = sum_times(s, f.top, g.bottom.k);
    f.bottom = sum_times(s, g.top, f.bottom.k);
    f.is_rounded = true;
    return f;
}

static struct form form_plus(struct shaping *s, struct form f, struct form g)
{
    if (is_number(&f)) {
        struct form t = f;
        f = g;
        g = t;
    }
    if (is_number(&g)) {
        struct decimal more = g.top.k;
        f.top = sum_plus(s, f.top, sum_times(s, f.bottom, more));
        if (f.has_low)
            f.low = plus(s, f.low, more);
        if (f.has_high)
            f.high = plus(s, f.high, more);
        return f;
    }
    s->fails |= is_limited(&f) || is_limited(&g) || (f.is_rounded && g.is_rounded) ||
                !is_constant(&f.bottom) || !is_constant(&g.bottom);
    f.top = sum_plus(s, sum_times(s, f.top, g.bottom.k), sum_times(s, g.top, f.bottom.k));
    f.bottom = sum_times(s, f.bottom, g.bottom.k);
    f.is_rounded |= g.is_rounded;
    f.more_digits += g.more_digits;
    return f;
}

static struct form form_negative(struct shaping *s, struct form f)
{
    return form_times(s, f, number_form(s, decimal_of(-1)));
}

static struct decimal smaller(struct decimal a, struct decimal b) { return decimal_cmp(a, b) < 0 ? a : b; }
static struct decimal larger(struct decimal a, struct decimal b) { return decimal_cmp(a, b) > 0 ? a : b; }

/* min(f, number) or max(f, number): the limits that f has already are limited, too. */
static struct form form_limit(struct shaping *s, struct form f, struct form g, bool is_min)
{
    if (is_number(&f)) {
        struct form t = f;
        f = g;
        g = t;
    }
    s->fails |= !is_number(&g);
    struct decimal d = g.top.k;
    if (is_min) {
        f.high = f.has_high ? smaller(f.high, d) : d;
        f.low = f.has_low ? smaller(f.low, d) : d;
        f.has_high = true;
    } else {
        f.low = f.has_low ? larger(f.low, d) : d;
        f.high = f.has_high ? larger(f.high, d) : d;
        f.has_low = true;
    }
    return f;
}

/* ---- nodes ---- */

static int var_of(struct shaping *s, int slot)
{
    struct feel_shape *h = s->shape;
    for (int i = 0; i < h->vars; i++)
        if (h->var[i] == slot)
            return i;
    if (h->vars == FEEL_SHAPE_VARS) {
        s->fails = true;
        return 0;
    }
    h->var[h->vars] = slot;
    return h->vars++;
}

static bool is_input(const struct shaping *s, const struct node *n)
{
    return n->kind == NODE_INPUT && s->known[n->slot].kind != VALUE_NUMBER;
}

static struct form form_of(struct shaping *s, const struct node *n);

static struct form call_form(struct shaping *s, const struct node *n)
{
    bool is_min = str_eq(n->call.builtin->name, STR("min")),
         is_max = str_eq(n->call.builtin->name, STR("max"));
    const struct node *list = n->children == 1 ? n->child[0] : NULL;
    if (!(is_min || is_max) || !list || list->kind != NODE_LIST || list->children < 1) {
        s->fails = true;
        return number_form(s, DECIMAL_ZERO);
    }
    struct form f = form_of(s, list->child[0]);
    for (size_t i = 1; i < list->children && !s->fails; i++)
        f = form_limit(s, f, form_of(s, list->child[i]), is_min);
    return f;
}

static struct form form_of(struct shaping *s, const struct node *n)
{
    struct form zero = {.top = NOTHING, .bottom = NOTHING};
    if (s->fails)
        return zero;
    switch (n->kind) {
    case NODE_CONST:
        s->fails |= n->value.kind != VALUE_NUMBER;
        return s->fails ? zero : number_form(s, n->value.number);
    case NODE_INPUT: {
        if (!is_input(s, n))
            return number_form(s, s->known[n->slot].number);
        struct form f = number_form(s, DECIMAL_ZERO);
        f.top.c[var_of(s, n->slot)] = DECIMAL_ONE;
        return f;
    }
    case NODE_NEGATE:
        return form_negative(s, form_of(s, n->child[0]));
    case NODE_ADD:
        return form_plus(s, form_of(s, n->child[0]), form_of(s, n->child[1]));
    case NODE_SUB:
        return form_plus(s, form_of(s, n->child[0]), form_negative(s, form_of(s, n->child[1])));
    case NODE_MUL:
        return form_times(s, form_of(s, n->child[0]), form_of(s, n->child[1]));
    case NODE_DIV:
        return form_over(s, form_of(s, n->child[0]), form_of(s, n->child[1]));
    case NODE_CALL_BUILTIN:
        return call_form(s, n);
    default:
        s->fails = true;
        return zero;
    }
}

/* ---- conditions ---- */

static bool is_null(const struct node *n) { return n->kind == NODE_CONST && n->value.kind == VALUE_NULL; }

static struct decimal number_of(struct shaping *s, const struct node *n)
{
    struct form f = form_of(s, n);
    s->fails |= s->fails || !is_number(&f);
    return f.top.k;
}

/* x ≥ 5, or 5 ≤ x, with the sides as the first. */
static bool step_of(struct shaping *s, const struct node *n, struct feel_step *ret)
{
    static const enum feel_compare straight[] = {
        [NODE_GE] = FEEL_FROM, [NODE_GT] = FEEL_ABOVE, [NODE_LE] = FEEL_UP_TO, [NODE_LT] = FEEL_BELOW};
    static const enum feel_compare turned[] = {
        [NODE_GE] = FEEL_UP_TO, [NODE_GT] = FEEL_BELOW, [NODE_LE] = FEEL_FROM, [NODE_LT] = FEEL_ABOVE};
    if (n->kind != NODE_GE && n->kind != NODE_GT && n->kind != NODE_LE && n->kind != NODE_LT)
        return false;
    bool is_turned = is_input(s, n->child[1]);
    const struct node *x = n->child[is_turned], *limit = n->child[!is_turned];
    if (!is_input(s, x))
        return false;
    ret->compare = is_turned ? turned[n->kind] : straight[n->kind];
    ret->limit = number_of(s, limit);
    return var_of(s, x->slot) == 0 && !s->fails;
}

static void steps_of(struct shaping *s, const struct node *n)
{
    struct feel_shape *h = s->shape;
    for (; n->kind == NODE_IF && !s->fails; n = n->child[2]) {
        if (h->steps == FEEL_SHAPE_STEPS || !step_of(s, n->child[0], &h->step[h->steps])) {
            s->fails = true;
            return;
        }
        h->step[h->steps++].value = number_of(s, n->child[1]);
    }
    h->otherwise = number_of(s, n);
}

static void quotient_of(struct shaping *s, const struct node *n)
{
    struct form f = form_of(s, n);
    s->fails |= f.is_rounded && f.more_digits > MORE_DIGITS_MAX;
    s->shape->top = f.top;
    s->shape->bottom = f.bottom;
    s->shape->has_low = f.has_low;
    s->shape->has_high = f.has_high;
    s->shape->low = f.low;
    s->shape->high = f.high;
}

static void body_of(struct shaping *s, const struct node *n)
{
    struct feel_shape *h = s->shape;
    if (n->kind != NODE_IF) {
        quotient_of(s, n);
        return;
    }
    const struct node *when = n->child[0];
    bool is_equal = when->kind == NODE_EQ && is_input(s, when->child[0]) && is_input(s, when->child[1]);
    if (!is_equal) {
        steps_of(s, n);
        return;
    }
    h->has_equal = true;
    h->equal[0] = var_of(s, when->child[0]->slot);
    h->equal[1] = var_of(s, when->child[1]->slot);
    h->when_equal = number_of(s, n->child[1]);
    quotient_of(s, n->child[2]);
}

bool feel_shape_of(const struct feel_program *p, const struct value *known, struct feel_shape *ret)
{
    struct shaping s = {.shape = ret, .known = known};
    const struct node *n = p->root;
    *ret = (struct feel_shape){.vars = 0};
    if (p->is_tests || (p->wanted && p->wanted->allowed))
        return false;
    if (n->kind == NODE_IF && n->child[0]->kind == NODE_EQ && is_null(n->child[1])) {
        const struct node *when = n->child[0];
        bool is_turned = is_null(when->child[0]);
        if (!is_null(when->child[!is_turned]) || !is_input(&s, when->child[is_turned]))
            return false;
        ret->is_guarded = true;
        ret->guard = var_of(&s, when->child[is_turned]->slot);
        n = n->child[2];
    }
    body_of(&s, n);
    return !s.fails;
}
