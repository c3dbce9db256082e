#include "score/whatif.h"

#include "score/carry.h"

static enum rc leave_out_ballot(struct values *v, const struct whatif_row *w, struct err *err)
{
    const struct ballot_row *r = values_ballots(v, w->measure, w->unit);
    for (int n = w->n; r && n > 0; n--)
        r = r->next;
    if (!r)
        return FAIL(err, RC_NOT_FOUND, "score.value_nowhere", "ballot %d", w->n);
    struct ballot b = ballot_of(r);
    b.count = 0;
    return values_change_ballot(v, w->measure, w->unit, w->n, b, err);
}

static enum rc leave_out_event(struct values *v, const struct whatif_row *w, struct err *err)
{
    const struct event_row *r = values_events(v, w->measure, w->unit);
    for (int n = w->n; r && n > 0; n--)
        r = r->next;
    if (!r)
        return FAIL(err, RC_NOT_FOUND, "score.value_nowhere", "event %d", w->n);
    struct event e = r->e;
    e.count = 0;
    return values_change_event(v, w->measure, w->unit, w->n, e, err);
}

static enum rc leave_out(struct values *v, const struct scheme *s, const struct whatif_row *w,
                         struct err *err)
{
    if (w->measure < 0 || w->measure >= s->measures_count || w->unit < 0 || w->unit >= s->units_count)
        return FAIL(err, RC_INVALID, "score.value_nowhere", "measure %d unit %d", w->measure, w->unit);
    return s->measures[w->measure].kind == MEASURE_EVENTS ? leave_out_event(v, w, err)
                                                          : leave_out_ballot(v, w, err);
}

/* The values as they would be; a copy is made only when one is needed. */
static enum rc change_values(const struct score_result *before, const struct whatif *what, struct arena *a,
                             const struct values **ret, struct err *err)
{
    const struct scheme *s = before->scheme;
    struct values *v = NULL;
    *ret = before->values;
    if (what->values_count + what->rows_count == 0)
        return RC_OK;
    /* Of the first scheme: the rows keep their numbers, and a varied scheme reads the same measures. */
    enum rc rc = values_carry(a, before->values, s, s, &v, err);
    for (int i = 0; i < what->values_count && rc == RC_OK; i++) {
        const struct whatif_value *w = &what->values[i];
        rc = values_set(v, w->measure, w->unit, w->month, w->scaled, err);
    }
    for (int i = 0; i < what->rows_count && rc == RC_OK; i++)
        rc = leave_out(v, s, &what->rows[i], err);
    *ret = v;
    return rc;
}

enum rc score_whatif(const struct score_result *before, struct str text, const struct whatif *what,
                     struct arena *a, struct problems *p, const struct score_moves **ret, struct err *err)
{
    const struct scheme *s = before->scheme;
    const struct values *v = NULL;
    const struct score_result *after = NULL;
    enum rc rc = RC_OK;
    if (what->changes_count)
        rc = scheme_vary(a, s, text, what->changes, what->changes_count, p, &s, err);
    if (rc == RC_OK)
        rc = change_values(before, what, a, &v, err);
    if (rc == RC_OK)
        rc = score_compute(s, v, before->window, a, &after, err);
    return rc == RC_OK ? score_moves(before, after, a, ret, err) : rc;
}
