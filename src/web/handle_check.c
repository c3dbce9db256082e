/* /scores/check: reported numbers worth a second look, far from those of the class or from the unit's own
 * past. */
#include <inttypes.h>

#include "score/outlier.h"
#include "web/analysis_page.h"

#define MARKS_SHOWN 200

static bool is_shown(const struct door *d, const struct analysis *q, const struct outlier *o)
{
    return q->p.scheme->units[o->unit].class_index == q->class_index && analysis_may_open(d, q, o->unit);
}

/* The first leaf of the class that scores the measure, where its inputs are listed; otherwise the unit. */
static struct str url_of(struct door *d, const struct analysis *q, const struct outlier *o)
{
    const struct scheme *s = q->p.scheme;
    for (int n = 0; n < s->nodes_count; n++)
        if (s->nodes[n].method != METHOD_NONE && s->nodes[n].measure == o->measure &&
            s->nodes[n].is_in[q->class_index])
            return arena_printf(d->a, "/scores/%" PRId64 "/%.*s%.*s", q->p.open->organ_id[o->unit],
                                STR_ARG(s->nodes[n].id), STR_ARG(analysis_query(d, &q->p)));
    return score_page_link(d, &q->p, o->unit);
}

static struct checked_row row_of(struct door *d, const struct analysis *q, const struct outlier *o)
{
    const struct scheme *s = q->p.scheme;
    const struct measure *m = &s->measures[o->measure];
    struct str n = arena_printf(d->a, "%d", o->n);
    return (struct checked_row){
        .unit = s->units[o->unit].name,
        .url = url_of(d, q, o),
        .measure = m->name,
        .period = web_period(d, window_of(m->per, o->month)),
        .value = arena_printf(d->a, "%.*s%.*s", STR_ARG(web_fixed(d, o->value, m->decimals)),
                              STR_ARG(m->unit_name)),
        .range =
            TEXT2(d, "check.from_to", web_fixed(d, o->low, m->decimals), web_fixed(d, o->high, m->decimals)),
        .beside = o->by == OUTLIER_CLASS ? TEXT1(d, "check.class", n) : TEXT1(d, "check.history", n)};
}

static void fill_rows(struct door *d, const struct analysis *q, const struct outliers *of,
                      struct scores_check_view *v)
{
    struct checked_row *rows = ARENA_ARRAY(d->a, struct checked_row, MARKS_SHOWN);
    size_t n = 0;
    for (int i = 0; i < of->n; i++)
        if (is_shown(d, q, &of->item[i]) && n++ < MARKS_SHOWN)
            rows[n - 1] = row_of(d, q, &of->item[i]);
    v->rows = rows;
    v->rows_n = n < MARKS_SHOWN ? n : MARKS_SHOWN;
    v->counts = n ? TEXT1(d, "check.found", arena_printf(d->a, "%zu", n)) : TEXT(d, "check.none");
    if (n > MARKS_SHOWN)
        v->more = TEXT1(d, "moves.more", arena_printf(d->a, "%zu", n - MARKS_SHOWN));
}

enum rc handle_scores_check(struct door *d, struct err *err)
{
    struct analysis q CLEANUP(analysis_release) = {0};
    struct scores_check_view v = {0};
    const struct outliers *of = NULL;
    enum rc rc = analysis_open(d, &q, err);
    if (rc != RC_OK)
        return rc;
    analysis_frame(d, &q, ANALYSIS_CHECK, &v.shell, &v.head);
    if (q.p.now)
        rc = score_outliers(q.p.scheme, q.p.now->values, q.p.now->window, (struct dec){0, -1}, q.a, &of, err);
    if (rc != RC_OK)
        return rc;
    if (of)
        fill_rows(d, &q, of, &v);
    else
        v.counts = TEXT(d, "scores.empty");
    page_scores_check(&d->h, &v);
    return RC_OK;
}
