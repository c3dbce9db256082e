/* Expressions and tables over strips: what they read is laid out as columns first. */
#include "base/decimal.h"
#include "score/frame_run.h"
#include "score/rule.h"

static void widen(const int32_t *v, size_t n, int64_t *to, uint8_t *missing)
{
    for (size_t i = 0; i < n; i++) {
        missing[i] = v[i] == VALUE_NARROW_MISSING;
        to[i] = v[i];
    }
}

static void fill_wide(int64_t *to, uint8_t *missing, size_t n, int64_t v, bool is_missing)
{
    for (size_t i = 0; i < n; i++) {
        to[i] = v;
        missing[i] = is_missing;
    }
}

/* Facts of the class, class by class. */
static void fill_class_word(const struct run *run, const int32_t *v, int word, int64_t *to, uint8_t *missing)
{
    const struct node *n = &run->w->plan->s->nodes[run->node];
    const struct unit_class *k = &run->w->plan->s->classes[run->from];
    for (size_t at = 0; at < run->n; at += (size_t)k++->units_count) {
        size_t units = (size_t)k->units_count;
        int32_t least, most;
        if (word == RULE_RANK) {
            (void)run->w->lanes->rank(v + at, units, n->better == BETTER_LOWER, n->ties == TIES_1223,
                                      run->w->work, run->w->y);
            widen(run->w->y, units, to + at, missing + at);
            continue;
        }
        int count = run->w->lanes->range(v + at, units, &least, &most);
        int64_t fact = word == RULE_RANKED ? count : word == RULE_CLASS_MIN ? least : most;
        fill_wide(to + at, missing + at, units, fact, word != RULE_RANKED && count == 0);
    }
}

/* `room` is for what does not lie in one column as it is. */
static bool fill_measure(const struct run *run, int measure, int years, struct feel_column *in, int64_t *room)
{
    struct window w = {run->f->w.first - 12 * years, run->f->w.months};
    *in = (struct feel_column){.narrow = run_strip(run, measure, w, (int32_t *)room),
                               .none = VALUE_NARROW_MISSING,
                               .scale = run->w->plan->s->measures[measure].decimals};
    return in->narrow != NULL;
}

static bool fill_input(const struct run *run, const struct rule_input *in, int64_t *to, uint8_t *missing)
{
    const struct scheme *s = run->w->plan->s;
    const struct node *n = &s->nodes[run->node];
    struct feel_column *c = &run->w->input[in->place];
    *c = (struct feel_column){.v = to, .missing = missing};
    if (in->source == RULE_OF_MEASURE)
        return fill_measure(run, in->index, 0, c, to);
    if (in->index == RULE_VALUE || in->index == RULE_LAST_YEAR)
        return fill_measure(run, n->measure, in->index == RULE_LAST_YEAR, c, to);
    if (in->index == RULE_TARGET && n->target.kind == OPERAND_MEASURE)
        return fill_measure(run, n->target.measure, 0, c, to);
    if (RULE_BIT(in->index) & RULE_CLASS_BITS) {
        const int32_t *v = run_strip(run, n->measure, run->f->w, run->w->x);
        if (v)
            fill_class_word(run, v, in->index, to, missing);
        bool is_value = in->index == RULE_CLASS_MIN || in->index == RULE_CLASS_MAX;
        c->scale = is_value ? s->measures[n->measure].decimals : 0;
        return v != NULL;
    }
    const struct dec d = in->index == RULE_FULL     ? run->r->rule.full
                         : in->index == RULE_TARGET ? run->r->rule.target
                                                    : run->r->rule.factor;
    to[0] = d.units;
    *c = (struct feel_column){.v = to, .scale = d.digits, .is_same = true};
    return true;
}

/* No number: because one that is read is missing; otherwise only the exact engine says why. */
static bool is_input_missing(const struct run *run, size_t unit)
{
    const struct rule *rule = run->w->plan->s->nodes[run->node].rule;
    for (int i = 0; i < rule->inputs_count; i++) {
        const struct feel_column *in = &run->w->input[rule->inputs[i].place];
        if (in->narrow ? in->narrow[unit] == in->none : in->missing && in->missing[unit])
            return true;
    }
    return false;
}

bool run_rule(const struct run *run)
{
    static const enum decimal_round modes[] = {[ROUND_HALF_UP] = DECIMAL_HALF_UP,
                                               [ROUND_HALF_EVEN] = DECIMAL_HALF_EVEN,
                                               [ROUND_DOWN] = DECIMAL_DOWN};
    struct worker *w = run->w;
    const struct node *n = &w->plan->s->nodes[run->node];
    const struct linear *l = &run->r->linear;
    int64_t *score = w->wide[RULE_INPUTS_MAX], most = w->plan->node[run->node].most;
    uint8_t *missing = w->missing[RULE_INPUTS_MAX];
    for (int i = 0; i < n->rule->inputs_count; i++)
        if (!fill_input(run, &n->rule->inputs[i], w->wide[i], w->missing[i]))
            return false;
    enum rc rc = n->rule->program ? feel_columns_eval(w->rule[run->node], w->input, run->n, n->digits,
                                                      modes[n->mode], score, missing, w->err)
                                  : rules_columns_eval(w->table[run->node], w->input, run->n, n->digits,
                                                       modes[n->mode], score, missing, w->err);
    if (rc != RC_OK)
        return false;
    int32_t lo = l->lo, hi = l->hi, none = l->missing, *out = run->out;
    int64_t least = 0, highest = 0; /* a missing one counts as 0 */
    for (size_t i = 0; i < run->n; i++) {
        int32_t s = between(score[i], lo, hi);
        least = s < least ? s : least;
        highest = s > highest ? s : highest;
        out[i] = missing[i] ? none : s;
    }
    w->is_broken |= highest > most || least < -most;
    for (size_t i = 0; i < run->n; i++)
        if (missing[i] && (missing[i] == FEEL_NO_ROOM || !is_input_missing(run, i)))
            return false;
    return true;
}
