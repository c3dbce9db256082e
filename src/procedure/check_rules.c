/* Rules that would set each other off for ever, and facts that would count one thing twice. */
#include "procedure/reader.h"

/* Which rules one sets off by what it does; a condition, or an act that can be done so often only, ends it.
 */
static uint64_t sets_off(const struct reader *r, const struct procedure_rule *rule)
{
    uint64_t bits = 0;
    if (rule->when.program)
        return 0;
    for (size_t e = 0; e < rule->effects; e++) {
        const struct procedure_effect *f = &rule->effect[e];
        for (size_t i = 0; f->kind == EFFECT_DO && !r->act[f->act].at_most && i < r->n[THING_RULE]; i++)
            if (r->rule[i].on.kind == ON_ACT && r->rule[i].on.index == f->act && !r->rule[i].when.program)
                bits |= BIT64(i);
    }
    return bits;
}

static void check_rings(struct reader *r)
{
    uint64_t after[PROCEDURE_RULES_MAX];
    size_t n = r->n[THING_RULE];
    for (size_t i = 0; i < n; i++)
        after[i] = sets_off(r, &r->rule[i]);
    for (size_t k = 0; k < n; k++) /* Warshall: what is set off by what is set off */
        for (size_t i = 0; i < n; i++)
            if (HAS(after[i], k))
                after[i] |= after[k];
    for (size_t i = 0; i < n; i++)
        if (HAS(after[i], i))
            wrong_at(r, r->rule[i].place, K("procedure.rule_ring"), r->rule[i].id)->hint =
                K("procedure.rule_ring_hint");
}

static bool counts_the_same(const struct procedure_fact *a, const struct procedure_fact *b)
{
    bool can_both = !a->when.program || !b->when.program || str_eq(a->when.text, b->when.text);
    return str_eq(a->measure, b->measure) && a->organ == b->organ && a->is_while == b->is_while &&
           a->on.kind == b->on.kind && a->on.index == b->on.index &&
           (a->on.rung == b->on.rung || !a->on.rung || !b->on.rung) && can_both;
}

void check_rules(struct reader *r)
{
    check_rings(r);
    for (size_t i = 0; i < r->n[THING_FACT]; i++)
        for (size_t k = 0; k < i; k++)
            if (counts_the_same(&r->fact[k], &r->fact[i]))
                problem_arg(r->p,
                            wrong_at(r, r->fact[i].place, K("procedure.measure_twice"), r->fact[i].measure),
                            1, r->fact[k].id);
}
