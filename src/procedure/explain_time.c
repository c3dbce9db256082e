/* Within which time, what comes again, and what follows: clocks, cadences, rules, facts. */
#include "base/fixed.h"
#include "procedure/speaker.h"
#include "text/text.h"

/* ---- clocks */

static struct str budget_words(const struct speaker *s, const struct procedure_clock *c)
{
    static const char *const key[LIMIT_KIND__COUNT] = {[LIMIT_STATUTORY] = K("procedure.say_statutory"),
                                                       [LIMIT_PROMISED] = K("procedure.say_promised"),
                                                       [LIMIT_INTERNAL] = K("procedure.say_internal")};
    if (c->until >= 0)
        return SAY1(s, K("procedure.say_until"), field_title(s, c->until));
    struct list_of l = {.s = s};
    for (enum limit_kind k = 0; k < LIMIT_KIND__COUNT; k++)
        if (c->budget[k].is_set)
            list_put(&l, SAY1(s, key[k], duration_words(s, c->budget[k].limit)));
    return list_end(&l);
}

/* sign 1: the warnings before the end, −1: those after it. */
static struct str rungs_words(const struct speaker *s, const struct procedure_clock *c, int sign)
{
    struct list_of l = {.s = s};
    for (enum limit_kind k = 0; k < LIMIT_KIND__COUNT; k++)
        for (size_t i = 0; i < c->budget[k].rungs; i++)
            if (c->budget[k].rung[i].amount * sign > 0)
                list_put(&l, duration_words(s, (struct time_limit){c->budget[k].rung[i].unit,
                                                                   c->budget[k].rung[i].amount * sign}));
    return list_end(&l);
}

static struct str basis_of(const struct procedure_clock *c)
{
    for (enum limit_kind k = 0; k < LIMIT_KIND__COUNT; k++)
        if (c->budget[k].basis.n)
            return c->budget[k].basis;
    return STR("");
}

/* In the unit of the limit that counts first. */
static struct str extension_words(const struct speaker *s, const struct procedure_clock *c)
{
    enum limit_kind k = c->budget[LIMIT_PROMISED].is_set    ? LIMIT_PROMISED
                        : c->budget[LIMIT_STATUTORY].is_set ? LIMIT_STATUTORY
                                                            : LIMIT_INTERNAL;
    return duration_words(s, (struct time_limit){c->budget[k].limit.unit, c->budget[k].extension_most});
}

static void say_more_of_clock(const struct speaker *s, struct buf *b, const struct procedure_clock *c)
{
    struct str warn = rungs_words(s, c, 1), after = rungs_words(s, c, -1), basis = basis_of(c);
    if (basis.n)
        buf_put(b, SAY1(s, K("procedure.say_clock_basis"), basis));
    if (warn.n)
        buf_put(b, SAY1(s, K("procedure.say_warn"), warn));
    if (after.n)
        buf_put(b, SAY1(s, K("procedure.say_after"), after));
    if (c->pauses)
        buf_put(b, SAY2(s, K("procedure.say_pauses"), acts_words(s, c->pauses), acts_words(s, c->resumes)));
    if (c->reopens)
        buf_put(b, SAY1(s, K("procedure.say_reopens"), acts_words(s, c->reopens)));
    if (c->extends >= 0)
        buf_put(b, SAY2(s, K("procedure.say_extends"), text_of(s, s->p->act[c->extends].title),
                        extension_words(s, c)));
    if (c->calendar >= 0)
        buf_put(b, SAY1(s, K("procedure.say_calendar"), field_title(s, c->calendar)));
    if (c->is_light)
        buf_put(b, SAY0(s, K("procedure.say_light")));
}

size_t say_clocks(const struct speaker *s, struct regulation_article *to)
{
    for (size_t i = 0; i < s->p->clocks; i++) {
        const struct procedure_clock *c = &s->p->clock[i];
        struct buf b = {0};
        buf_put(&b, say(s, K("procedure.say_clock"), text_of(s, c->title), acts_words(s, c->starts),
                        acts_words(s, c->stops)));
        buf_put(&b, budget_words(s, c));
        buf_put(&b, T(s->lang, "procedure.say_stop"));
        say_more_of_clock(s, &b, c);
        to[i] = (struct regulation_article){.text = say_end(s, &b), .place = c->place};
    }
    return s->p->clocks;
}

/* ---- cadences */

size_t say_cadences(const struct speaker *s, struct regulation_article *to)
{
    static const char *const every[EVERY__COUNT] = {
        [EVERY_DAY] = K("procedure.every_day"),         [EVERY_WEEK] = K("procedure.every_week"),
        [EVERY_XUN] = K("procedure.every_xun"),         [EVERY_MONTH] = K("procedure.every_month"),
        [EVERY_QUARTER] = K("procedure.every_quarter"), [EVERY_HALF] = K("procedure.every_half"),
        [EVERY_YEAR] = K("procedure.every_year")};
    for (size_t i = 0; i < s->p->cadences; i++) {
        const struct procedure_cadence *c = &s->p->cadence[i];
        struct buf b = {0};
        buf_put(&b, say(s, K("procedure.say_cadence"), text_of(s, c->title),
                        text_get(s->lang, every[c->every]), states_words(s, c->during)));
        if (c->answers)
            buf_put(&b, SAY1(s, K("procedure.say_answers"), acts_words(s, c->answers)));
        if (c->known.program)
            buf_put(&b, SAY1(s, K("procedure.say_known"), expr_words(s, &c->known)));
        buf_put(&b, c->ask.amount
                        ? SAY2(s, K("procedure.say_asks"), duration_words(s, c->ask), who_words(s, &c->asks))
                        : SAY1(s, K("procedure.say_asks_last_day"), who_words(s, &c->asks)));
        if (c->only_if.program)
            buf_put(&b, SAY1(s, K("procedure.say_only_if"), expr_words(s, &c->only_if)));
        to[i] = (struct regulation_article){.text = say_end(s, &b), .place = c->place};
    }
    return s->p->cadences;
}

/* ---- rules and facts */

static struct str effect_words(const struct speaker *s, const struct procedure_effect *e)
{
    switch (e->kind) {
    case EFFECT_OPEN:
        return SAY1(s, K("procedure.say_opens"), procedure_title(s, e->procedure));
    case EFFECT_DO:
        return SAY1(s, K("procedure.say_does"), text_of(s, s->p->act[e->act].title));
    default:
        return SAY1(s, K("procedure.say_reminds"), who_words(s, &e->tells));
    }
}

static struct str condition_words(const struct speaker *s, const struct procedure_expr *when)
{
    return when->program ? SAY1(s, K("procedure.say_if"), expr_words(s, when)) : STR("");
}

size_t say_rules(const struct speaker *s, struct regulation_article *to)
{
    for (size_t i = 0; i < s->p->rules; i++) {
        const struct procedure_rule *r = &s->p->rule[i];
        struct list_of l = {.s = s};
        struct buf b = {0};
        for (size_t e = 0; e < r->effects; e++)
            list_put(&l, effect_words(s, &r->effect[e]));
        buf_put(&b, SAY2(s, K("procedure.say_rule"), text_of(s, r->title), on_words(s, &r->on)));
        buf_put(&b, condition_words(s, &r->when));
        buf_put(&b, SAY1(s, K("procedure.say_then"), list_end(&l)));
        to[i] = (struct regulation_article){.text = say_end(s, &b), .place = r->place};
    }
    return s->p->rules;
}

size_t say_facts(const struct speaker *s, struct regulation_article *to)
{
    for (size_t i = 0; i < s->p->facts; i++) {
        const struct procedure_fact *f = &s->p->fact[i];
        struct str value = fixed_write(s->a, f->value, f->digits), organ = field_title(s, f->organ);
        struct buf b = {0};
        buf_put(&b, f->is_while
                        ? SAY1(s, K("procedure.say_while"), text_of(s, s->p->clock[f->on.index].title))
                        : on_words(s, &f->on));
        buf_put(&b, condition_words(s, &f->when));
        buf_put(&b, say(s, f->is_while ? K("procedure.say_fact_days") : K("procedure.say_fact"), organ, value,
                        f->measure));
        to[i] = (struct regulation_article){.text = say_end(s, &b), .place = f->place};
    }
    return s->p->facts;
}
