/* The facts behind a number that is counted: as rows of its page, and as facts of its explanation. */
#include <inttypes.h>

#include "base/fixed.h"
#include "web/unit_page.h"
#include "web/work_facts.h"

struct fact_behinds unit_behind(const struct unit_page *u, int measure, int month)
{
    return facts_behind(results_facts(u->p->results), u->d->a, u->unit, measure, month);
}

void unit_fill_behind(const struct unit_page *u, const struct score_input *in, struct indicator_view *v,
                      struct work_fact_row *rows)
{
    const struct measure *m = &u->p->scheme->measures[in->measure];
    for (int i = 0; i < in->periods_count && m->fact.n; i++) {
        struct fact_behinds b = unit_behind(u, in->measure, in->periods[i].period.first);
        for (size_t k = 0; k < b.n; k++) {
            if (v->behind_n == BEHIND_ROWS_MAX) {
                v->behind_more++;
                continue;
            }
            rows[v->behind_n] = work_fact_row(u->d, b.row[k].fact, b.row[k].times);
            rows[v->behind_n++].measure =
                arena_printf(u->d->a, "%.*s · %.*s", STR_ARG(m->name),
                             STR_ARG(web_period_short(u->d, in->periods[i].period)));
        }
    }
}

/* ---- as facts of the explanation ---- */

/* Lists are made from their end. */
static const struct score_fact *made(struct arena *a, const char *name, enum fact_kind kind, struct str text,
                                     const struct score_fact *next)
{
    struct score_fact *f = ARENA_NEW(a, struct score_fact);
    *f = (struct score_fact){.name = name, .kind = kind, .text = text, .next = next};
    return f;
}

static const struct score_fact *number(struct arena *a, const char *name, int64_t n,
                                       const struct score_fact *next)
{
    return made(a, name, FACT_NUMBER, arena_printf(a, "%" PRId64, n), next);
}

static const struct score_fact *one(const struct unit_page *u, const struct fact_behind *b)
{
    struct arena *a = u->d->a;
    const struct score_fact *f = NULL;
    if (b->fact->is_interval)
        f = number(a, "workdays", b->times, f);
    f = made(a, "value", FACT_NUMBER, fixed_write_short(a, b->fact->value, b->fact->digits), f);
    f = made(a, "to", FACT_TEXT, web_day(u->d, b->last), f);
    f = made(a, "rule", FACT_TEXT, b->fact->rule, f);
    if (b->fact->record_id)
        f = number(a, "record", b->fact->record_id, f);
    f = made(a, "from", FACT_TEXT, web_day(u->d, b->first), f);
    return number(a, "entry", b->fact->seq, f);
}

const struct score_fact *unit_behind_facts(const struct unit_page *u, int measure, int month)
{
    struct arena *a = u->d->a;
    struct fact_behinds b = unit_behind(u, measure, month);
    const struct score_fact *first = NULL;
    for (size_t i = b.n; i-- > 0;) {
        struct score_fact *object = ARENA_NEW(a, struct score_fact);
        *object =
            (struct score_fact){.name = "", .kind = FACT_OBJECT, .first = one(u, &b.row[i]), .next = first};
        first = object;
    }
    if (!first)
        return NULL;
    struct score_fact *list = ARENA_NEW(a, struct score_fact);
    *list = (struct score_fact){.name = "facts", .kind = FACT_LIST, .first = first};
    return list;
}
