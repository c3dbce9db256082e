/* Rules and facts: what they wait for, and what they do. */
#include "procedure/reader.h"

/* ---- on */

static void on_unknown(struct reader *r, const struct doc *d, const struct text_words *w)
{
    struct str known[PROCEDURE_ACTS_MAX + PROCEDURE_CLOCKS_MAX + PROCEDURE_CADENCES_MAX];
    size_t n = 0;
    for (size_t i = 0; w->n == 1 && i < r->n[THING_ACT]; i++)
        known[n++] = r->id[THING_ACT][i];
    for (size_t i = 0; w->n > 1 && i < r->n[THING_CLOCK]; i++)
        known[n++] = r->id[THING_CLOCK][i];
    for (size_t i = 0; w->n > 1 && i < r->n[THING_CADENCE]; i++)
        known[n++] = r->id[THING_CADENCE][i];
    name_unknown(r, d, w->at[0], w->n == 1 ? K("procedure.no_act") : K("procedure.on_unknown"), w->word[0],
                 known, n);
}

static int thing_index(const struct reader *r, enum thing thing, struct str id)
{
    for (size_t i = 0; i < r->n[thing]; i++)
        if (str_eq(r->id[thing][i], id))
            return (int)i;
    return -1;
}

/* `due warned 2`: which of the clock's warnings. */
static bool rung_read(struct reader *r, const struct doc *d, const struct text_words *w,
                      struct procedure_on *on)
{
    int64_t rung;
    size_t most = 0;
    for (enum limit_kind k = 0; k < LIMIT_KIND__COUNT; k++)
        most = r->clock[on->index].budget[k].rungs > most ? r->clock[on->index].budget[k].rungs : most;
    on->rung = 0;
    if (most == 0) {
        (void)wrong_in(r, d, w->at[0], K("procedure.clock_without_warnings"), w->word[0]);
        return false;
    }
    if (w->n == 2)
        return true;
    if (!str_to_i64(w->word[2], &rung) || rung < 1 || rung > (int64_t)most) {
        problem_arg(r->p, wrong_in(r, d, w->at[2], K("procedure.no_such_warning"), w->word[2]), 1,
                    arena_printf(r->p->arena, "%zu", most));
        return false;
    }
    on->rung = (int)rung;
    return true;
}

static bool on_clock(struct reader *r, const struct doc *d, const struct text_words *w,
                     struct procedure_on *on)
{
    static const struct str words[] = {STR_INIT("warned"), STR_INIT("expired")};
    if (str_eq(w->word[1], words[0]) && w->n <= 3) {
        on->kind = ON_CLOCK_WARNED;
        return rung_read(r, d, w, on);
    }
    if (str_eq(w->word[1], words[1]) && w->n == 2) {
        on->kind = ON_CLOCK_EXPIRED;
        return true;
    }
    name_unknown(r, d, w->at[1], K("procedure.on_clock_what"), w->word[1], words, COUNT_OF(words));
    return false;
}

static bool on_cadence(struct reader *r, const struct doc *d, const struct text_words *w,
                       struct procedure_on *on)
{
    static const struct str words[] = {STR_INIT("asked"), STR_INIT("missed")};
    for (size_t i = 0; i < COUNT_OF(words) && w->n == 2; i++)
        if (str_eq(w->word[1], words[i])) {
            on->kind = i ? ON_CADENCE_MISSED : ON_CADENCE_ASKED;
            return true;
        }
    name_unknown(r, d, w->at[1], K("procedure.on_cadence_what"), w->word[1], words, COUNT_OF(words));
    return false;
}

static bool on_read(struct reader *r, const struct doc *d, struct procedure_on *on)
{
    struct text_words w = text_words(d->text);
    if (w.n < 1 || w.n > 3) {
        wrong(r, d, K("procedure.on_form"), d->text)->hint = K("procedure.on_form_hint");
        return false;
    }
    int act = w.n == 1 ? thing_index(r, THING_ACT, w.word[0]) : -1,
        clock = w.n > 1 ? thing_index(r, THING_CLOCK, w.word[0]) : -1,
        cadence = w.n > 1 ? thing_index(r, THING_CADENCE, w.word[0]) : -1;
    *on = (struct procedure_on){ON_ACT, act, 0};
    if (act >= 0)
        return true;
    bool is_of_cadence = w.n > 1 && (str_eq(w.word[1], STR("asked")) || str_eq(w.word[1], STR("missed")));
    if (clock >= 0 && !(is_of_cadence && cadence >= 0)) {
        on->index = clock;
        return on_clock(r, d, &w, on);
    }
    if (cadence >= 0) {
        on->index = cadence;
        return on_cadence(r, d, &w, on);
    }
    if (w.n == 1 &&
        (thing_index(r, THING_CLOCK, w.word[0]) >= 0 || thing_index(r, THING_CADENCE, w.word[0]) >= 0))
        wrong(r, d, K("procedure.on_form"), d->text)->hint = K("procedure.on_form_hint");
    else
        on_unknown(r, d, &w);
    return false;
}

static void on_field(struct reader *r, struct fields *f, const char *key, struct procedure_on *on)
{
    struct doc *d = field(f, key);
    *on = (struct procedure_on){ON_ACT, -1, 0};
    if (d && d->kind != DOC_TEXT)
        problem_arg(r->p, doc_problem(r->p, d, "score.text_wanted"), 0, d->key);
    else if (d && !on_read(r, d, on))
        on->index = -1;
}

/* ---- effects */

static void with_read(struct reader *r, struct fields *f, struct procedure_effect *e)
{
    struct doc *map = field_map(f, "with");
    size_t n = items_counted(r, map);
    struct procedure_with *with = take_memory(r, n, sizeof *with);
    for (struct doc *d = with && n ? map->first : NULL; d; d = d->next) {
        struct procedure_with w = {.field = d->key, .index = -1, .place = place_of_key(d)};
        d->is_asked = true;
        if (e->kind == EFFECT_DO && (w.index = target_field(r, d)) < 0)
            continue;
        if (!expr_read(r, d, w.index >= 0 ? r->input[w.index].type : NULL, &w.value))
            continue;
        if (w.index >= 0)
            check_given(r, d, w.index);
        with[e->withs++] = w;
    }
    e->with = with;
}

static void open_read(struct reader *r, struct doc *d, struct procedure_effect *e)
{
    e->kind = EFFECT_OPEN;
    if (d->kind != DOC_TEXT || !id_is_fit(d->text))
        wrong(r, d, K("procedure.id_unfit"), OR_EMPTY(d))->hint = K("procedure.id_unfit_hint");
    else
        e->procedure = d->text;
    e->place = (struct place_in_file){d->line, d->column};
}

static void do_read(struct reader *r, struct doc *d, struct procedure_effect *e)
{
    e->kind = EFFECT_DO;
    e->act = d->kind == DOC_TEXT ? name_find(r, THING_ACT, d, 0, d->text) : -1;
    if (d->kind != DOC_TEXT)
        problem_arg(r->p, doc_problem(r->p, d, "score.text_wanted"), 0, d->key);
    if (e->act < 0)
        return;
    const struct procedure_act *act = &r->act[e->act];
    if (act->is_decision)
        wrong(r, d, K("procedure.people_decide"), d->text)->hint = K("procedure.people_decide_hint");
    else if (act->is_opening)
        (void)wrong(r, d, K("procedure.do_opens"), d->text);
    else if (!act->is_by_system)
        wrong(r, d, K("procedure.system_may_not"), d->text)->hint = K("procedure.system_may_not_hint");
}

static void effect_read(struct reader *r, struct doc *d, struct procedure_effect *e)
{
    struct fields f = fields_of(r, d);
    struct doc *open = field(&f, "open"), *act = field(&f, "do"), *tell = field_list(&f, "tell");
    *e = (struct procedure_effect){.act = -1, .place = {d->line, d->column}};
    if (f.map && field_is_there(&f, "open") + field_is_there(&f, "do") + field_is_there(&f, "tell") != 1)
        wrong(r, d, K("procedure.effect_form"), STR(""))->hint = K("procedure.effect_form_hint");
    if (open) {
        open_read(r, open, e);
        with_read(r, &f, e);
    } else if (act) {
        do_read(r, act, e);
        with_read(r, &f, e);
    } else if (tell) {
        e->kind = EFFECT_TELL;
        whos_read(r, texts_of(r, tell, WHOS_MAX), &e->tells);
    }
    fields_done(&f);
}

static void rule_read(struct reader *r, struct doc *d, struct procedure_rule *rule)
{
    struct fields f = fields_of(r, d);
    *rule = (struct procedure_rule){.id = d->key, .place = place_of_key(d), .on.index = -1};
    title_field(r, &f, &rule->title);
    on_field(r, &f, "on", &rule->on);
    expr_field(r, &f, "when", &FEEL_BOOLEAN, &rule->when);
    struct doc *then = field_list(&f, "then");
    size_t n = items_counted(r, then);
    struct procedure_effect *effect = take_memory(r, n, sizeof *effect);
    for (struct doc *e = effect && n ? then->first : NULL; e; e = e->next)
        effect_read(r, e, &effect[rule->effects++]);
    rule->effect = effect;
    if (f.map && (!field_is_there(&f, "on") || !field_is_there(&f, "then") || (then && then->count == 0)))
        wrong_key(r, d, K("procedure.rule_form"), d->key)->hint = K("procedure.on_form_hint");
    fields_done(&f);
}

void rules_read(struct reader *r)
{
    for (size_t i = 0; i < r->n[THING_RULE]; i++)
        rule_read(r, r->doc[THING_RULE][i], &r->rule[i]);
}

/* ---- facts */

/* `due overdue` */
static void while_field(struct reader *r, struct fields *f, struct procedure_fact *fact)
{
    static const struct str overdue = STR_INIT("overdue");
    struct doc *d = field(f, "while");
    if (!d)
        return;
    fact->is_while = true;
    fact->on = (struct procedure_on){ON_CLOCK_EXPIRED, -1, 0};
    struct text_words w = text_words(OR_EMPTY(d));
    if (w.n != 2)
        wrong(r, d, K("procedure.while_form"), OR_EMPTY(d))->hint = K("procedure.while_hint");
    else if (!str_eq(w.word[1], overdue))
        name_unknown(r, d, w.at[1], K("procedure.while_form"), w.word[1], &overdue, 1);
    else
        fact->on.index = name_find(r, THING_CLOCK, d, w.at[0], w.word[0]);
}

static void value_field(struct reader *r, struct fields *f, struct procedure_fact *fact)
{
    struct doc *d = field(f, "value");
    struct str s = OR_EMPTY(d);
    size_t point = str_find(s, '.');
    fact->value = 1;
    fact->digits = point < s.n ? (int)(s.n - point - 1 > 99 ? 99 : s.n - point - 1) : 0;
    if (!d)
        return;
    if (fact->digits > 6 || fixed_read(s, fact->digits, &fact->value) != FIXED_OK || fact->value == 0)
        problem_arg(r->p, wrong(r, d, K("procedure.number_unfit"), d->key), 1, STR("6"));
}

static void fact_read(struct reader *r, struct doc *d, struct procedure_fact *fact)
{
    struct fields f = fields_of(r, d);
    *fact = (struct procedure_fact){.id = d->key, .place = place_of_key(d), .organ = -1};
    bool on = field_is_there(&f, "on"), is_while = field_is_there(&f, "while");
    if (f.map && on == is_while)
        wrong_key(r, d, K("procedure.fact_form"), d->key)->hint = K("procedure.fact_hint");
    on_field(r, &f, "on", &fact->on);
    while_field(r, &f, fact);
    expr_field(r, &f, "when", &FEEL_BOOLEAN, &fact->when);
    fact->organ = field_of_kind(r, &f, "organ", 1u << FIELD_ORGAN | 1u << FIELD_ORGANS);
    value_field(r, &f, fact);
    struct doc *measure = field(&f, "measure");
    if (f.map && (!measure || !field_is_there(&f, "organ")))
        wrong_key(r, d, K("procedure.fact_wants"), d->key)->hint = K("procedure.fact_hint");
    fact->measure = OR_EMPTY(measure);
    if (measure && !id_is_fit(fact->measure))
        wrong(r, measure, K("procedure.id_unfit"), fact->measure)->hint = K("procedure.id_unfit_hint");
    fields_done(&f);
}

void facts_read(struct reader *r)
{
    for (size_t i = 0; i < r->n[THING_FACT]; i++)
        fact_read(r, r->doc[THING_FACT][i], &r->fact[i]);
}
