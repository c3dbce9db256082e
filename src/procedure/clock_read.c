/* Clocks and cadences. */
#include "procedure/reader.h"

/* ---- limits */

static const char *const limit_names[LIMIT_KIND__COUNT] = {
    [LIMIT_STATUTORY] = "statutory", [LIMIT_PROMISED] = "promised", [LIMIT_INTERNAL] = "internal"};

static void budget_field(struct reader *r, struct fields *f, enum limit_kind kind, struct procedure_clock *c)
{
    struct doc *d = field(f, limit_names[kind]);
    if (d && d->kind != DOC_TEXT)
        problem_arg(r->p, doc_problem(r->p, d, "score.text_wanted"), 0, d->key);
    else if (d)
        c->budget[kind].is_set = limit_read(r, d, d->text, 0, &c->budget[kind].limit);
}

/* A plain limit is the promised one. */
static void budget_read(struct reader *r, struct fields *f, struct procedure_clock *c)
{
    struct doc *d = field(f, "budget");
    if (!d)
        return;
    if (d->kind == DOC_TEXT) {
        struct budget *b = &c->budget[LIMIT_PROMISED];
        b->is_set = limit_read(r, d, d->text, 0, &b->limit);
        return;
    }
    struct fields limits = fields_of(r, d);
    struct str basis = STR("");
    (void)field_text(&limits, "basis", &basis);
    size_t before = r->p->blocking;
    bool any = false;
    for (enum limit_kind k = 0; k < LIMIT_KIND__COUNT; k++) {
        budget_field(r, &limits, k, c);
        c->budget[k].basis = basis;
        any |= c->budget[k].is_set;
    }
    fields_done(&limits);
    if (!any && r->p->blocking == before)
        wrong_key(r, d, K("procedure.no_budget"), d->key)->hint = K("procedure.limit_hint");
}

/* The limit that counts, and the one that warns: promised before statutory before internal. Of an `until`
 * clock the promised one has the rungs alone. */
static struct budget *first_budget(struct procedure_clock *c)
{
    static const enum limit_kind order[] = {LIMIT_PROMISED, LIMIT_STATUTORY, LIMIT_INTERNAL};
    for (size_t i = 0; i < COUNT_OF(order); i++)
        if (c->budget[order[i]].is_set)
            return &c->budget[order[i]];
    return &c->budget[LIMIT_PROMISED];
}

/* sign 1: before the end, the longest first; −1: after it, the shortest first. */
static void rungs_read(struct reader *r, struct fields *f, const char *key, int sign, struct budget *b)
{
    struct doc *list = texts_field(r, f, key, CLOCK_RUNGS_MAX);
    const struct rung *before = NULL;
    for (struct doc *d = list ? list->first : NULL; d; d = d->next) {
        struct time_limit l;
        if (d->kind != DOC_TEXT || !limit_read(r, d, d->text, 0, &l))
            continue;
        if (l.unit == LIMIT_MONTHS || l.unit == LIMIT_YEARS || l.amount == 0) {
            wrong(r, d, K("procedure.rung_unfit"), d->text)->hint = K("procedure.limit_hint");
            continue;
        }
        if (before && before->unit == l.unit && before->amount <= sign * l.amount)
            wrong(r, d, K("procedure.rung_order"), d->text)->hint =
                sign > 0 ? K("procedure.rung_order_warn") : K("procedure.rung_order_after");
        if (b->rungs == CLOCK_RUNGS_MAX) {
            problem_arg(r->p, wrong(r, d, K("procedure.too_many"), list->key), 1,
                        arena_printf(r->p->arena, "%d", CLOCK_RUNGS_MAX));
            return;
        }
        b->rung[b->rungs] = (struct rung){l.unit, sign * l.amount};
        before = &b->rung[b->rungs++];
    }
}

static void extends_read(struct reader *r, struct fields *f, struct procedure_clock *c)
{
    struct doc *d = field(f, "extends");
    struct fields x = fields_of(r, d);
    struct budget *b = first_budget(c);
    int most = 0;
    c->extends = thing_field(r, &x, "act", THING_ACT);
    c->extends_by = field_of_kind(r, &x, "by", 1u << FIELD_NUMBER);
    bool has_most = field_int(&x, "at_most", 1, LIMIT_AMOUNT_MAX, &most);
    if (d && (!field_is_there(&x, "act") || !field_is_there(&x, "by") || !has_most))
        (void)wrong_key(r, d, K("procedure.extends_form"), d->key);
    if (d && (!b->is_set || !unit_is_days(b->limit.unit)))
        (void)wrong_key(r, d, K("procedure.extends_what"), d->key);
    for (enum limit_kind k = 0; k < LIMIT_KIND__COUNT; k++)
        if (c->budget[k].is_set)
            c->budget[k].extension_most = most;
    fields_done(&x);
}

static void clock_events_read(struct reader *r, struct fields *f, struct procedure_clock *c)
{
    c->starts = things_field(r, f, "starts", THING_ACT);
    c->stops = things_field(r, f, "stops", THING_ACT);
    c->pauses = things_field(r, f, "pauses", THING_ACT);
    c->resumes = things_field(r, f, "resumes", THING_ACT);
    c->reopens = things_field(r, f, "reopens", THING_ACT);
    if (!f->map)
        return;
    if (!field_is_there(f, "starts"))
        (void)wrong_key(r, f->map, K("procedure.clock_never_starts"), c->id);
    if (!field_is_there(f, "stops"))
        (void)wrong_key(r, f->map, K("procedure.clock_never_stops"), c->id);
    if (!c->pauses != !c->resumes)
        (void)wrong_key(r, f->map, K("procedure.clock_pauses"), c->id);
    uint64_t twice = (c->starts & (c->stops | c->pauses)) | (c->stops & (c->pauses | c->resumes)) |
                     (c->pauses & c->resumes) | (c->reopens & (c->starts | c->stops));
    if (twice)
        (void)wrong_key(r, f->map, K("procedure.clock_act_twice"), r->id[THING_ACT][__builtin_ctzll(twice)]);
}

static void clock_read_one(struct reader *r, struct doc *d, int index)
{
    struct procedure_clock *c = &r->clock[index];
    struct fields f = fields_of(r, d);
    *c = (struct procedure_clock){.id = d->key, .place = place_of_key(d)};
    title_field(r, &f, &c->title);
    clock_events_read(r, &f, c);
    budget_read(r, &f, c);
    c->until = field_of_kind(r, &f, "until", 1u << FIELD_DATE);
    if (f.map && field_is_there(&f, "until") == field_is_there(&f, "budget"))
        wrong_key(r, d, K("procedure.clock_end"), d->key)->hint = K("procedure.clock_end_hint");
    rungs_read(r, &f, "warn", 1, first_budget(c));
    rungs_read(r, &f, "after", -1, first_budget(c));
    extends_read(r, &f, c);
    c->calendar = field_of_kind(r, &f, "calendar", 1u << FIELD_ORGAN);
    (void)field_bool(&f, "light", &c->is_light);
    if (c->is_light && r->pr.light >= 0)
        (void)wrong_key(r, d, K("procedure.light_twice"), r->clock[r->pr.light].id);
    else if (c->is_light)
        r->pr.light = index;
    fields_done(&f);
}

void clocks_read(struct reader *r)
{
    for (size_t i = 0; i < r->n[THING_CLOCK]; i++)
        clock_read_one(r, r->doc[THING_CLOCK][i], (int)i);
}

/* ---- cadences */

static void every_field(struct reader *r, struct fields *f, enum every *ret)
{
    static const struct str words[] = {STR_INIT("day"),  STR_INIT("week"),  STR_INIT("旬"),
                                       STR_INIT("xun"),  STR_INIT("month"), STR_INIT("quarter"),
                                       STR_INIT("half"), STR_INIT("year")};
    struct doc *d = field(f, "every");
    if (!d && f->map)
        wrong_key(r, f->map, K("procedure.every_missing"), f->map->key)->hint = K("procedure.every_hint");
    if (d && d->kind != DOC_TEXT)
        problem_arg(r->p, doc_problem(r->p, d, "score.text_wanted"), 0, d->key);
    else if (d && !every_word(d->text, ret))
        name_unknown(r, d, 0, K("procedure.every_unknown"), d->text, words, COUNT_OF(words));
}

static void ask_field(struct reader *r, struct fields *f, struct time_limit *ret)
{
    struct doc *d = field(f, "ask");
    *ret = (struct time_limit){LIMIT_DAYS, 0};
    if (!d)
        return;
    if (d->kind != DOC_TEXT)
        problem_arg(r->p, doc_problem(r->p, d, "score.text_wanted"), 0, d->key);
    else if (limit_read(r, d, d->text, 0, ret) && ret->unit != LIMIT_WORKDAYS && ret->unit != LIMIT_DAYS)
        wrong(r, d, K("procedure.ask_in_days"), d->text)->hint = K("procedure.limit_hint");
}

static void cadence_read(struct reader *r, struct doc *d, struct procedure_cadence *c)
{
    struct fields f = fields_of(r, d);
    *c = (struct procedure_cadence){.id = d->key, .place = place_of_key(d), .every = EVERY_MONTH};
    title_field(r, &f, &c->title);
    every_field(r, &f, &c->every);
    c->during = (uint32_t)things_field(r, &f, "while", THING_STATE);
    c->answers = things_field(r, &f, "answers", THING_ACT);
    expr_field(r, &f, "known", &FEEL_BOOLEAN, &c->known);
    expr_field(r, &f, "only_if", &FEEL_BOOLEAN, &c->only_if);
    whos_field(r, &f, "asks", &c->asks);
    ask_field(r, &f, &c->ask);
    c->calendar = field_of_kind(r, &f, "calendar", 1u << FIELD_ORGAN);
    if (f.map && !field_is_there(&f, "while"))
        (void)wrong_key(r, d, K("procedure.cadence_when"), d->key);
    if (f.map && !field_is_there(&f, "answers") && !field_is_there(&f, "known"))
        (void)wrong_key(r, d, K("procedure.cadence_unanswered"), d->key);
    if (f.map && !field_is_there(&f, "asks"))
        (void)wrong_key(r, d, K("procedure.cadence_asks"), d->key);
    fields_done(&f);
}

void cadences_read(struct reader *r)
{
    for (size_t i = 0; i < r->n[THING_CADENCE]; i++)
        cadence_read(r, r->doc[THING_CADENCE][i], &r->cadence[i]);
}
