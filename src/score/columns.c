/* A column is a measure for all units of the class: reported values over the window, fixed values, or a
 * formula, worked out column by column so that class_max and its like are just another step. */
#include <stdlib.h>

#include "score/engine.h"

struct span measure_span(const struct measure *m, struct window counted)
{
    struct window w = measure_window(m, counted);
    int len = period_months(m->per), end = w.first + w.months;
    int from = (w.first + len - 1) / len * len, to = end / len * len;
    if (to > from)
        return (struct span){from, (to - from) / len, len};
    return (struct span){(end - 1) / len * len, 1, len};
}

static struct rat *new_column(struct engine *en)
{
    struct rat *c = arena_try_array(en->scratch, (size_t)en->n, sizeof *c);
    if (!c)
        en->x.no_memory = true;
    return c;
}

bool unit_counts(const struct engine *en, int unit) { return en->s->units[en->first + unit].is_ranked; }

static struct rat aggregated(struct engine *en, int measure, int unit, struct window w)
{
    const struct measure *m = &en->s->measures[measure];
    struct span span = measure_span(m, w);
    struct rat sum = RAT_MISSING;
    int n = 0;
    for (int i = 0; i < span.count; i++) {
        struct value_number raw;
        if (!values_number(en->v, measure, en->first + unit, span.first + i * span.months, &raw)) {
            if (!m->skips_gaps)
                return RAT_MISSING;
            continue;
        }
        struct rat v = rat_fraction(raw.n, raw.d);
        bool adds = m->aggregate == AGGREGATE_SUM || m->aggregate == AGGREGATE_MEAN;
        sum = n == 0 || m->aggregate == AGGREGATE_LAST ? v
              : adds                                   ? rat_add(&en->x, sum, v)
              : m->aggregate == AGGREGATE_MAX          ? rat_max(&en->x, sum, v)
                                                       : rat_min(&en->x, sum, v);
        n++;
    }
    return m->aggregate == AGGREGATE_MEAN && n > 1 ? rat_div(&en->x, sum, rat_int(n)) : sum;
}

/* ---------------------------------------------------------------------------------------- formulas */

static struct rat truth(bool b) { return rat_int(b); }

static struct rat apply_two(struct engine *en, enum formula_op op, struct rat a, struct rat b)
{
    struct exact *x = &en->x;
    switch (op) {
    case F_ADD:
        return rat_add(x, a, b);
    case F_SUB:
        return rat_sub(x, a, b);
    case F_MUL:
        return rat_mul(x, a, b);
    case F_DIV:
        return rat_div(x, a, b);
    case F_MIN:
        return rat_min(x, a, b);
    case F_MAX:
        return rat_max(x, a, b);
    default:
        break;
    }
    if (rat_is_none(a) || rat_is_none(b))
        return rat_add(x, a, b);
    if (op == F_AND || op == F_OR)
        return truth(op == F_AND ? rat_sign(a) && rat_sign(b) : rat_sign(a) || rat_sign(b));
    int c = rat_cmp(x, a, b);
    return truth(op == F_LT   ? c < 0
                 : op == F_LE ? c <= 0
                 : op == F_GT ? c > 0
                 : op == F_GE ? c >= 0
                 : op == F_EQ ? c == 0
                              : c != 0);
}

static struct rat apply_one(struct engine *en, enum formula_op op, struct rat a)
{
    switch (op) {
    case F_NEG:
        return rat_neg(a);
    case F_NOT:
        return rat_is_none(a) ? a : truth(rat_sign(a) == 0);
    case F_ABS:
        return rat_sign(a) < 0 ? rat_neg(a) : a;
    case F_FLOOR:
        return rat_floor(&en->x, a);
    case F_IS_NULL:
        return truth(rat_is_none(a));
    default:
        return a;
    }
}

static struct rat over_class(struct engine *en, enum formula_op op, const struct rat *v)
{
    struct rat r = op == F_CLASS_COUNT ? rat_int(0) : RAT_MISSING;
    int n = 0;
    for (int i = 0; i < en->n; i++) {
        if (!unit_counts(en, i) || rat_is_none(v[i]))
            continue;
        r = n == 0              ? v[i]
            : op == F_CLASS_MIN ? rat_min(&en->x, r, v[i])
            : op == F_CLASS_MAX ? rat_max(&en->x, r, v[i])
                                : rat_add(&en->x, r, v[i]);
        n++;
    }
    if (op == F_CLASS_COUNT)
        return rat_int(n);
    return op == F_CLASS_MEAN && n ? rat_div(&en->x, r, rat_int(n)) : r;
}

static bool class_function(struct engine *en, enum formula_op op, const struct rat *v, struct rat *out)
{
    if (op != F_CLASS_RANK) {
        struct rat r = over_class(en, op, v);
        for (int i = 0; i < en->n; i++)
            out[i] = r;
        return true;
    }
    int *rank = rank_column(en, v, NULL, BETTER_HIGHER, TIES_1224);
    for (int i = 0; rank && i < en->n; i++)
        out[i] = rank[i] ? rat_int(rank[i]) : rat_is_none(v[i]) ? v[i] : RAT_MISSING;
    return rank != NULL;
}

static struct rat leaf_of(const struct engine *en, const struct formula *f, int unit)
{
    if (f->op == F_NUMBER)
        return rat_dec(f->number);
    return f->op == F_FACTOR ? rat_dec(en->s->units[en->first + unit].factor) : RAT_MISSING;
}

static const char *const op_words[] = {
    [F_NUMBER] = "number",
    [F_NULL] = "null",
    [F_MEASURE] = "measure",
    [F_FACTOR] = "factor",
    [F_NEG] = "neg",
    [F_NOT] = "not",
    [F_ABS] = "abs",
    [F_FLOOR] = "floor",
    [F_IS_NULL] = "is_null",
    [F_ADD] = "+",
    [F_SUB] = "-",
    [F_MUL] = "*",
    [F_DIV] = "/",
    [F_MIN] = "min",
    [F_MAX] = "max",
    [F_LT] = "<",
    [F_LE] = "<=",
    [F_GT] = ">",
    [F_GE] = ">=",
    [F_EQ] = "=",
    [F_NE] = "!=",
    [F_AND] = "and",
    [F_OR] = "or",
    [F_IF] = "if",
    [F_VOTE_COUNT] = "vote_count",
    [F_VOTE_SHARE] = "vote_share",
    [F_VOTE_MEAN] = "vote_mean",
    [F_EVENT_COUNT] = "event_count",
    [F_EVENT_POINTS] = "event_points",
    [F_CLASS_MIN] = "class_min",
    [F_CLASS_MAX] = "class_max",
    [F_CLASS_SUM] = "class_sum",
    [F_CLASS_MEAN] = "class_mean",
    [F_CLASS_COUNT] = "class_count",
    [F_CLASS_RANK] = "class_rank",
};

/* One step behind the steps of its operands. */
static void say_step(struct engine *en, const struct formula *f, int years, const struct rat *column)
{
    struct trace *t = en->formula_trace;
    if (!t || !column)
        return;
    fact_object(t, "");
    fact_text(t, "op", str_c(op_words[f->op]));
    if (f->measure >= 0) {
        const struct measure *m = &en->s->measures[f->measure];
        fact_text(t, "measure", m->id);
        FACTS(t, {"years_back", rat_int(years)});
        if (f->op != F_MEASURE && f->group >= 0)
            fact_text(t, "group", m->groups[f->group]);
        if (f->op == F_VOTE_SHARE)
            fact_text(t, "level", m->levels[f->level].name);
        if (f->item.n)
            fact_text(t, "item", f->item);
    }
    FACTS(t, {"value", column[t->unit]});
    fact_end(t);
}

static const struct rat *worked_column(struct engine *en, const struct formula *f, int years);

const struct rat *formula_column(struct engine *en, const struct formula *f, int years)
{
    if (f->op == F_LAST_YEAR)
        return formula_column(en, f->kid[0], years + 1);
    const struct rat *column = worked_column(en, f, years);
    say_step(en, f, years, column);
    return column;
}

static const struct rat *rows_column(struct engine *en, const struct formula *f, int years)
{
    struct window w = {en->w.first - 12 * years, en->w.months};
    struct rat *out = new_column(en);
    for (int i = 0; out && i < en->n; i++)
        out[i] = rows_number(en, f, i, w);
    return out;
}

static const struct rat *worked_column(struct engine *en, const struct formula *f, int years)
{
    const struct rat *k[3] = {NULL};
    if (f->op == F_MEASURE)
        return measure_column(en, f->measure, years);
    if (f->op >= F_VOTE_COUNT && f->op <= F_EVENT_POINTS)
        return rows_column(en, f, years);
    for (size_t i = 0; i < COUNT_OF(k) && f->kid[i]; i++)
        if (!(k[i] = formula_column(en, f->kid[i], years)))
            return NULL;
    struct rat *out = new_column(en);
    if (!out)
        return NULL;
    if (f->op >= F_CLASS_MIN)
        return class_function(en, f->op, k[0], out) ? out : NULL;
    for (int i = 0; i < en->n; i++) {
        if (f->op == F_IF)
            out[i] = rat_is_none(k[0][i]) ? k[0][i] : rat_sign(k[0][i]) ? k[1][i] : k[2][i];
        else
            out[i] = k[1]   ? apply_two(en, f->op, k[0][i], k[1][i])
                     : k[0] ? apply_one(en, f->op, k[0][i])
                            : leaf_of(en, f, i);
    }
    return out;
}

/* ---------------------------------------------------------------------------------------- columns */

static void round_column(struct engine *en, struct rat *v, int decimals)
{
    for (int i = 0; i < en->n; i++) {
        int64_t r;
        if (!rat_is_none(v[i]))
            v[i] = rat_round(&en->x, v[i], decimals, en->s->mode, &r) ? rat_scaled(r, decimals) : RAT_MISSING;
    }
}

/* The published score of a node that is done; of a year before there is none. */
static void score_column(const struct engine *en, int node, int years, struct rat *out)
{
    bool is_known = years == 0 && en->is_done[node];
    for (int i = 0; i < en->n; i++) {
        const struct cell *c = is_known ? cell_at(en, node, i) : NULL;
        out[i] =
            c && c->state == SCORE_PRESENT ? rat_scaled(c->shown, en->s->nodes[node].digits) : RAT_MISSING;
    }
}

static bool fill_column(struct engine *en, const struct measure *m, struct column *c)
{
    if (m->of_node >= 0) {
        score_column(en, m->of_node, c->years, c->value);
        return true;
    }
    if (m->formula) {
        const struct rat *v = formula_column(en, m->formula, c->years);
        for (int i = 0; v && i < en->n; i++)
            c->value[i] = v[i];
        if (v && m->decimals >= 0)
            round_column(en, c->value, m->decimals);
        return v != NULL;
    }
    struct window w = {en->w.first - 12 * c->years, en->w.months};
    bool never = m->source && m->source->fixed.months && c->years; /* one window has no other year */
    const struct rat *fixed = m->fixed.kind == OPERAND_NONE ? NULL : operand_column(en, &m->fixed);
    for (int i = 0; i < en->n; i++)
        c->value[i] = fixed ? fixed[i] : never ? RAT_MISSING : aggregated(en, c->measure, i, w);
    for (int i = 0; m->has_default && i < en->n; i++)
        if (rat_is_none(c->value[i]))
            c->value[i] = rat_dec(m->by_default);
    if (measure_is_fed(m) && m->kind == MEASURE_NUMBER && m->decimals >= 0)
        round_column(en, c->value, m->decimals);
    return fixed || m->fixed.kind == OPERAND_NONE;
}

const struct rat *measure_column(struct engine *en, int measure, int years)
{
    for (const struct column *c = en->columns; c; c = c->next)
        if (c->measure == measure && c->years == years)
            return c->value;
    struct column *c = arena_try(en->scratch, sizeof *c);
    if (!c) {
        en->x.no_memory = true;
        return NULL;
    }
    *c = (struct column){.measure = measure, .years = years, .value = new_column(en)};
    if (!c->value)
        return NULL;
    if (years > FORMULA_YEARS_MAX)
        for (int i = 0; i < en->n; i++)
            c->value[i] = RAT_MISSING;
    else if (!fill_column(en, &en->s->measures[measure], c))
        return NULL;
    c->next = en->columns;
    en->columns = c;
    return c->value;
}

const struct rat *operand_column(struct engine *en, const struct operand *o)
{
    if (o->kind == OPERAND_MEASURE)
        return measure_column(en, o->measure, 0);
    struct rat *c = new_column(en);
    for (int i = 0; c && i < en->n; i++) {
        const struct dec *d = o->kind == OPERAND_BY_UNIT ? &o->by_unit[en->first + i] : &o->number;
        c[i] = o->kind == OPERAND_NONE || d->digits < 0 ? RAT_MISSING : rat_dec(*d);
    }
    return c;
}

const struct rat *factor_column(struct engine *en, const struct node *n)
{
    if (n->factor.kind != OPERAND_NONE)
        return operand_column(en, &n->factor);
    struct rat *c = new_column(en);
    for (int i = 0; c && i < en->n; i++)
        c[i] = rat_dec(en->s->units[en->first + i].factor);
    return c;
}

/* ------------------------------------------------------------------------------------------ ranks */

struct ranked {
    struct engine *en;
    const struct rat *value;
    enum direction better;
};

static int by_value(const void *a, const void *b, void *context)
{
    const struct ranked *r = context;
    int i = *(const int *)a, j = *(const int *)b, c = rat_cmp(&r->en->x, r->value[i], r->value[j]);
    if (r->better == BETTER_HIGHER)
        c = -c;
    return c ? c : (i > j) - (i < j);
}

int *rank_column(struct engine *en, const struct rat *value, const bool *counts, enum direction better,
                 enum tie_rule ties)
{
    int *rank = arena_try_array(en->scratch, (size_t)en->n, sizeof *rank);
    int *order = arena_try_array(en->scratch, (size_t)en->n, sizeof *order), n = 0, distinct = 0;
    if (!rank || !order) {
        en->x.no_memory = true;
        return NULL;
    }
    for (int i = 0; i < en->n; i++)
        if ((counts ? counts[i] : unit_counts(en, i)) && !rat_is_none(value[i]))
            order[n++] = i;
    struct ranked context = {en, value, better};
    qsort_r(order, (size_t)n, sizeof *order, by_value, &context);
    for (int k = 0; k < n; k++) {
        bool same = k > 0 && rat_cmp(&en->x, value[order[k]], value[order[k - 1]]) == 0;
        distinct += !same;
        rank[order[k]] = same ? rank[order[k - 1]] : ties == TIES_1224 ? k + 1 : distinct;
    }
    return rank;
}
