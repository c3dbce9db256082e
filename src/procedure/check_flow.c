/* What only the whole shows of states, acts, clocks and fields: a procedure of which each line is fine may
 * still lock a record up, or ask for what nobody can give. Of a procedure whose lines are fine. */
#include "procedure/reader.h"

/* Where an act leads from one of its states. */
static uint32_t leads_to(const struct procedure_act *act, size_t state)
{
    return act->to >= 0 ? UINT32_C(1) << act->to : UINT32_C(1) << state;
}

/* All states that can be reached from these by acts that are not in `without`. */
static uint32_t reachable(const struct reader *r, uint32_t from, uint64_t without)
{
    for (uint32_t before = 0; before != from;) {
        before = from;
        for (size_t a = 0; a < r->n[THING_ACT]; a++)
            for (size_t s = 0; s < r->n[THING_STATE] && !HAS(without, a); s++)
                if (!r->act[a].is_opening && HAS(from & r->act[a].from, s))
                    from |= leads_to(&r->act[a], s);
    }
    return from;
}

static uint32_t first_states(const struct reader *r)
{
    uint32_t first = 0;
    for (size_t a = 0; a < r->n[THING_ACT]; a++)
        if (r->act[a].is_opening)
            first |= UINT32_C(1) << r->act[a].to;
    return first;
}

static uint32_t closed_states(const struct reader *r)
{
    uint32_t closed = 0;
    for (size_t s = 0; s < r->n[THING_STATE]; s++)
        closed |= r->state[s].is_closed ? UINT32_C(1) << s : 0;
    return closed;
}

static void check_states(struct reader *r)
{
    uint32_t first = first_states(r), reached = reachable(r, first, 0), closed = closed_states(r);
    if (!first)
        PROBLEM(r->p, 0, 0, "procedure.no_opening")->hint = K("procedure.act_states_hint");
    if (!closed)
        PROBLEM(r->p, 0, 0, "procedure.no_closed")->hint = K("procedure.no_closed_hint");
    for (size_t s = 0; s < r->n[THING_STATE] && first && closed; s++) {
        if (!HAS(reached, s))
            (void)wrong_at(r, r->state[s].place, K("procedure.state_unreachable"), r->state[s].id);
        else if (!(reachable(r, UINT32_C(1) << s, 0) & closed))
            (void)wrong_at(r, r->state[s].place, K("procedure.state_without_end"), r->state[s].id);
    }
}

/* Fields that some act fills: asked in a form, or set. */
static uint64_t filled(const struct reader *r)
{
    uint64_t bits = 0;
    for (size_t a = 0; a < r->n[THING_ACT]; a++) {
        for (size_t i = 0; i < r->act[a].forms; i++)
            bits |= BIT64(r->act[a].form[i].field);
        for (size_t i = 0; i < r->act[a].sets; i++)
            bits |= BIT64(r->act[a].set[i].field);
    }
    for (size_t i = 0; i < r->n[THING_RULE]; i++)
        for (size_t e = 0; e < r->rule[i].effects; e++)
            for (size_t w = 0; w < r->rule[i].effect[e].withs; w++)
                bits |=
                    r->rule[i].effect[e].with[w].index >= 0 ? BIT64(r->rule[i].effect[e].with[w].index) : 0;
    return bits;
}

/* A record that the program opens may be given any field. */
static bool program_opens(const struct reader *r)
{
    for (size_t a = 0; a < r->n[THING_ACT]; a++)
        if (r->act[a].is_opening && r->act[a].is_by_system)
            return true;
    return false;
}

static void check_fields(struct reader *r)
{
    uint64_t have = program_opens(r) ? UINT64_MAX : filled(r);
    for (size_t a = 0; a < r->n[THING_ACT]; a++)
        for (size_t f = 0; f < r->n[THING_FIELD]; f++)
            if (HAS(r->act[a].needs & ~have, f))
                problem_arg(r->p, wrong_at(r, r->act[a].place, K("procedure.needs_unfilled"), r->act[a].id),
                            1, r->field[f].id);
    for (size_t c = 0; c < r->n[THING_CLOCK]; c++)
        if (r->clock[c].until >= 0 && !HAS(have, r->clock[c].until))
            problem_arg(r->p, wrong_at(r, r->clock[c].place, K("procedure.until_unfilled"), r->clock[c].id),
                        1, r->field[r->clock[c].until].id);
    for (size_t f = 0; f < r->n[THING_FIELD]; f++)
        if (!HAS(have, f))
            problem_warn(r->p, wrong_at(r, r->field[f].place, K("procedure.field_unfilled"), r->field[f].id));
}

static bool asks_for(const struct procedure_act *act, int field)
{
    for (size_t i = 0; i < act->forms; i++)
        if (act->form[i].field == field)
            return act->form[i].is_required;
    return false;
}

static bool only_program(const struct procedure_act *act, unsigned system)
{
    for (size_t i = 0; i < act->by.n; i++)
        if (act->by.who[i].roles & ~system)
            return false;
    return true;
}

static bool a_rule_does(const struct reader *r, size_t act)
{
    for (size_t i = 0; i < r->n[THING_RULE]; i++)
        for (size_t e = 0; e < r->rule[i].effects; e++)
            if (r->rule[i].effect[e].kind == EFFECT_DO && r->rule[i].effect[e].act == (int)act)
                return true;
    return false;
}

static void check_acts(struct reader *r)
{
    unsigned system = role_bit(r->words, STR("system"));
    for (size_t a = 0; a < r->n[THING_ACT]; a++) {
        const struct procedure_act *act = &r->act[a];
        bool is_program = only_program(act, system);
        if (is_program && !act->is_opening && !a_rule_does(r, a))
            (void)wrong_at(r, act->place, K("procedure.act_never"), act->id);
        if (act->is_opening && !is_program && !asks_for(act, r->pr.name))
            problem_arg(r->p, wrong_at(r, act->place, K("procedure.name_not_asked"), act->id), 1,
                        r->field[r->pr.name].id);
    }
}

/* In which states a clock may run. */
static uint32_t runs_in(const struct reader *r, const struct procedure_clock *c)
{
    uint32_t from = 0;
    for (size_t a = 0; a < r->n[THING_ACT]; a++)
        if (HAS(c->starts | c->reopens, a))
            from |= r->act[a].to >= 0 ? UINT32_C(1) << r->act[a].to : r->act[a].from;
    return reachable(r, from, c->stops);
}

static void check_clocks(struct reader *r)
{
    uint32_t closed = closed_states(r);
    for (size_t i = 0; i < r->n[THING_CLOCK]; i++) {
        const struct procedure_clock *c = &r->clock[i];
        uint32_t runs = runs_in(r, c);
        if (runs & closed)
            problem_arg(r->p, wrong_at(r, c->place, K("procedure.clock_runs_on"), c->id), 1,
                        r->state[__builtin_ctz(runs & closed)].id);
        for (size_t a = 0; a < r->n[THING_ACT]; a++)
            if (r->act[a].before == (int)i && !(r->act[a].from & runs))
                problem_arg(r->p, wrong_at(r, r->act[a].place, K("procedure.before_never"), r->act[a].id), 1,
                            c->id);
    }
    for (size_t i = 0; i < r->n[THING_CADENCE]; i++)
        if (r->cadence[i].during & closed)
            problem_arg(r->p,
                        wrong_at(r, r->cadence[i].place, K("procedure.cadence_closed"), r->cadence[i].id), 1,
                        r->state[__builtin_ctz(r->cadence[i].during & closed)].id);
}

void check_flow(struct reader *r)
{
    check_states(r);
    check_fields(r);
    check_acts(r);
    check_clocks(r);
}
