/* Conditions, expressions and tables of a leaf: what their words mean for the units of the class. */
#include "score/method.h"

static const struct rat *constant(struct leaf *l, struct rat v)
{
    struct rat *c = arena_try_array(l->en->scratch, (size_t)l->en->n, sizeof *c);
    for (int i = 0; c && i < l->en->n; i++)
        c[i] = v;
    l->x->no_memory |= !c;
    return c;
}

static const struct rat *rank_numbers(struct leaf *l)
{
    struct rat *c = arena_try_array(l->en->scratch, (size_t)l->en->n, sizeof *c);
    for (int i = 0; c && i < l->en->n; i++)
        c[i] = l->rank[i] ? rat_int(l->rank[i]) : RAT_MISSING;
    l->x->no_memory |= !c;
    return c;
}

static bool is_counted(const struct leaf *l, int unit)
{
    return l->counts[unit] && !rat_is_none(l->value[unit]);
}

static struct rat class_mean(struct leaf *l)
{
    struct rat sum = rat_int(0);
    for (int i = 0; i < l->en->n; i++)
        if (is_counted(l, i))
            sum = rat_add(l->x, sum, l->value[i]);
    return l->ranked ? rat_div(l->x, sum, rat_int(l->ranked)) : RAT_MISSING;
}

static struct value class_values(struct leaf *l)
{
    struct value *item = arena_try_array(l->en->scratch, (size_t)l->ranked, sizeof *item);
    size_t n = 0;
    l->x->no_memory |= !item;
    for (int i = 0; item && i < l->en->n; i++) {
        struct decimal d;
        if (is_counted(l, i) && rat_decimal(l->x, l->value[i], &d))
            item[n++] = value_number(d);
    }
    return item ? value_list(l->en->scratch, item, n) : VALUE_OF_NULL;
}

static const struct rat *column_of(struct leaf *l, enum rule_word word)
{
    switch (word) {
    case RULE_VALUE:
        return l->value;
    case RULE_LAST_YEAR:
        return measure_column(l->en, l->node->measure, 1);
    case RULE_TARGET:
        return l->target;
    case RULE_FULL:
        return constant(l, l->full);
    case RULE_FACTOR:
        return l->factor;
    case RULE_RANK:
        return rank_numbers(l);
    case RULE_RANKED:
        return constant(l, rat_int(l->ranked));
    case RULE_CLASS_MIN:
        return constant(l, l->least);
    case RULE_CLASS_MAX:
        return constant(l, l->most);
    case RULE_CLASS_MEAN:
        return constant(l, class_mean(l));
    default:
        return NULL;
    }
}

static bool begin(struct leaf *l, const struct rule *rule, struct rule_run *run)
{
    struct rule_facts facts = {.class_values = VALUE_OF_NULL};
    for (int w = 0; w < RULE_WORDS; w++)
        if (rule->words & RULE_BIT(w))
            facts.word[w] = column_of(l, (enum rule_word)w);
    if (rule->words & RULE_BIT(RULE_CLASS_VALUES))
        facts.class_values = class_values(l);
    return rule_begin(run, l->en, rule, &facts);
}

bool leaf_ask_condition(struct leaf *l)
{
    struct engine *en = l->en;
    const struct rule *when = l->node->when;
    struct rule_run run;
    struct rat *holds = arena_try_array(en->scratch, (size_t)en->n, sizeof *holds);
    if (!holds || ((when->words & RULE_CLASS_BITS) && !leaf_look_at_class(l)) || !begin(l, when, &run))
        return false;
    for (int u = 0; u < en->n; u++)
        holds[u] =
            node_applies(en, l->index, u) ? rule_truth(&run, u, trace_of(en, l->index, u)) : RAT_MISSING;
    l->holds = holds;
    return true;
}

bool leaf_open_rule(struct leaf *l) { return begin(l, l->node->rule, &l->rule); }

struct rat score_rule(struct leaf *l, int u, struct trace *t) { return rule_number(&l->rule, u, t); }
