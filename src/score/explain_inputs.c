/* The measures that went into a leaf: each once, with what was reported in each period, or how it was worked
 * out. A formula is said as it is evaluated, operands first, so that it can be redone with a stack. */
#include "base/fixed.h"
#include "score/explain.h"

static const char *const aggregate_words[] = {[AGGREGATE_SUM] = "sum",
                                              [AGGREGATE_MEAN] = "mean",
                                              [AGGREGATE_LAST] = "last",
                                              [AGGREGATE_MAX] = "max",
                                              [AGGREGATE_MIN] = "min"};
static const char *const mode_words[] = {
    [ROUND_HALF_UP] = "half_up", [ROUND_HALF_EVEN] = "half_even", [ROUND_DOWN] = "down"};

struct listing {
    struct engine *en;
    struct trace *t;
    int unit; /* within the class */
    struct score_input *inputs;
    int count, cap;
    bool no_memory;
};

static struct rat reported_number(struct listing *l, int measure, int month)
{
    struct value_number v;
    if (!values_number(l->en->v, measure, l->en->first + l->unit, month, &v))
        return RAT_MISSING;
    return rat_fraction(v.n, v.d);
}

/* What was reported for a period, as a person wrote it: a number, or the name of a level. */
static struct str reported_text(struct listing *l, int measure, int month)
{
    const struct measure *m = &l->en->s->measures[measure];
    int64_t raw = values_get(l->en->v, measure, l->en->first + l->unit, month);
    if (raw == VALUE_MISSING)
        return STR("");
    if (m->kind == MEASURE_LEVEL)
        return m->levels[raw].name;
    return rat_write(&l->t->x, l->t->a, reported_number(l, measure, month), measure_is_fed(m) ? 6 : m->decimals);
}

static void list_periods(struct listing *l, struct score_input *in, int years)
{
    const struct measure *m = &l->en->s->measures[in->measure];
    struct window w = {l->en->w.first - 12 * years, l->en->w.months};
    struct span span = measure_span(m, w);
    struct score_period_value *p = arena_try_array(l->t->a, (size_t)span.count, sizeof *p);
    l->no_memory |= !p;
    for (int i = 0; p && i < span.count; i++) {
        int month = span.first + i * span.months;
        p[i].period = (struct window){month, span.months};
        p[i].value = reported_text(l, in->measure, month);
        p[i].is_missing = p[i].value.n == 0;
    }
    in->periods = p;
    in->periods_count = p ? span.count : 0;
}

static void say_reported(struct listing *l, const struct score_input *in, const struct measure *m)
{
    fact_text(l->t, "aggregate", str_c(aggregate_words[m->aggregate]));
    fact_truth(l->t, "skip_gaps", m->skips_gaps);
    if (m->has_default)
        FACTS(l->t, {"default", rat_dec(m->by_default)});
    fact_list(l->t, "periods");
    for (int i = 0; i < in->periods_count; i++) {
        const struct score_period_value *p = &in->periods[i];
        fact_object(l->t, "");
        fact_text(l->t, "period", window_write(l->t->a, p->period));
        fact_number(l->t, "value", reported_number(l, in->measure, p->period.first));
        if (m->kind == MEASURE_LEVEL && !p->is_missing)
            fact_text(l->t, "level", p->value);
        fact_end(l->t);
    }
    fact_end(l->t);
}

static void say_formula(struct listing *l, const struct measure *m, int years)
{
    fact_text(l->t, "formula", m->formula_text);
    if (m->decimals >= 0) {
        FACTS(l->t, {"decimals", rat_int(m->decimals)});
        fact_text(l->t, "mode", str_c(mode_words[l->en->s->mode]));
    }
    fact_list(l->t, "steps");
    l->en->formula_trace = l->t;
    l->no_memory |= !formula_column(l->en, m->formula, years);
    l->en->formula_trace = NULL;
    fact_end(l->t);
}

static void say_input(struct listing *l, const struct score_input *in, struct rat value)
{
    const struct measure *m = &l->en->s->measures[in->measure];
    fact_object(l->t, "");
    fact_text(l->t, "measure", m->id);
    fact_text(l->t, "name", m->name);
    fact_text(l->t, "unit", m->unit_name);
    FACTS(l->t, {"years_back", rat_int(in->years_back)}, {"value", value});
    if (m->formula)
        say_formula(l, m, in->years_back);
    else if (measure_is_stored(m))
        say_reported(l, in, m);
    else
        fact_truth(l->t, "is_fixed", true);
    fact_end(l->t);
}

static void list_measure(struct listing *l, int measure, const char *role, int years);

static void list_formula(struct listing *l, const struct formula *f, int years)
{
    if (f->measure >= 0)
        list_measure(l, f->measure, "score.role.formula", years);
    for (size_t k = 0; k < COUNT_OF(f->kid) && f->kid[k]; k++)
        list_formula(l, f->kid[k], years + (f->op == F_LAST_YEAR));
}

static struct score_input *next_input(struct listing *l)
{
    if (l->count == l->cap) {
        int cap = l->cap ? l->cap * 2 : 8;
        struct score_input *more = arena_try_array(l->t->a, (size_t)cap, sizeof *more);
        if (!more) {
            l->no_memory = true;
            return NULL;
        }
        if (l->count)
            memcpy(more, l->inputs, (size_t)l->count * sizeof *more);
        l->inputs = more;
        l->cap = cap;
    }
    return &l->inputs[l->count++];
}

static void list_measure(struct listing *l, int measure, const char *role, int years)
{
    const struct measure *m = &l->en->s->measures[measure];
    for (int i = 0; i < l->count; i++)
        if (l->inputs[i].measure == measure && l->inputs[i].years_back == years)
            return;
    struct score_input *in = years <= FORMULA_YEARS_MAX ? next_input(l) : NULL;
    if (!in)
        return;
    *in = (struct score_input){.measure = measure, .role = role, .years_back = years};
    if (measure_is_number(m)) {
        const struct rat *v = measure_column(l->en, measure, years);
        l->no_memory |= !v;
        in->is_missing = !v || rat_is_none(v[l->unit]);
        in->value = v ? rat_write(&l->t->x, l->t->a, v[l->unit], 6) : STR("");
        if (measure_is_stored(m))
            list_periods(l, in, years);
        if (v)
            say_input(l, in, v[l->unit]);
    }
    if (m->formula)
        list_formula(l, m->formula, years);
}

static const char *role_of(const struct node *n, const struct operand *o)
{
    return o == &n->baseline ? "score.role.baseline"
           : o == &n->low    ? "score.role.low"
           : o == &n->high   ? "score.role.high"
           : o == &n->factor ? "score.role.factor"
                             : "score.role.target"; /* the limits of bands, too */
}

bool explain_inputs(struct engine *en, const struct node *n, struct trace *t, struct score_explanation *x)
{
    struct listing l = {.en = en, .t = t, .unit = t->unit};
    arena_reset(en->scratch);
    en->columns = NULL;
    fact_list(t, "inputs");
    if (n->measure >= 0)
        list_measure(&l, n->measure, "score.role.value", 0);
    const struct operand *o;
    for (int i = 0; (o = node_operand(n, i)); i++)
        if (o->kind == OPERAND_MEASURE)
            list_measure(&l, o->measure, role_of(n, o), 0);
    for (int k = 0; k < n->reads_count; k++)
        list_measure(&l, n->reads[k], "score.role.rule", 0);
    if (n->baseline_is_last_year)
        list_measure(&l, n->measure, "score.role.baseline", 1);
    fact_end(t);
    x->inputs = l.inputs;
    x->inputs_count = l.count;
    return !l.no_memory;
}
