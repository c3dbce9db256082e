#include "domain/fact.h"

#include <inttypes.h>

#include "base/date.h"
#include "base/fixed.h"
#include "base/utf8.h"
#include "domain/put.h"
#include "gen/sql.h"
#include "score/formula.h"

PUT_FUNCTION(fact)

/* Several statements give the same columns. */
#define FACT_OF(row)                                                                                         \
    (struct fact)                                                                                            \
    {                                                                                                        \
        .fact_id = (row)->fact_id, .organ_id = (row)->organ_id, .measure = (row)->measure,                   \
        .from_day = (row)->from_day, .to_day = (row)->to_day, .is_interval = (row)->is_interval != 0,        \
        .value = (row)->value, .digits = (int)(row)->digits, .record_id = (row)->record_id,                  \
        .event_n = (row)->event_n, .rule = (row)->rule, .seq = (row)->seq,                                   \
        .changed_seq = (row)->changed_seq, .revoked_seq = (row)->revoked_seq,                                \
        .record_code = (row)->record_code                                                                    \
    }
#define FACTS_OF(a, rows, ret)                                                                               \
    do {                                                                                                     \
        struct fact *out_ = ARENA_ARRAY(a, struct fact, (rows).n + 1);                                       \
        for (size_t i_ = 0; i_ < (rows).n; i_++)                                                             \
            out_[i_] = FACT_OF(&(rows).row[i_]);                                                             \
        *(ret) = (struct facts){out_, (rows).n};                                                             \
    } while (0)

static struct fact_row row_of(const struct fact *f)
{
    return (struct fact_row){.fact_id = f->fact_id,
                             .organ_id = f->organ_id,
                             .measure = f->measure,
                             .from_day = f->from_day,
                             .to_day = f->to_day,
                             .is_interval = f->is_interval,
                             .digits = f->digits,
                             .value = f->value,
                             .record_id = f->record_id,
                             .event_n = f->event_n,
                             .rule = f->rule,
                             .seq = f->seq,
                             .changed_seq = f->changed_seq,
                             .revoked_seq = f->revoked_seq};
}

/* ---- writing ---- */

static bool days_fit(const struct fact *f)
{
    if (!date_is_day(f->from_day))
        return false;
    if (!f->is_interval)
        return f->to_day == f->from_day;
    return f->to_day == 0 || (date_is_day(f->to_day) && f->to_day >= f->from_day);
}

static enum rc check(const struct fact *f, struct err *err)
{
    enum rc rc = RC_OK;
    if (f->measure.n == 0 || f->measure.n > FACT_NAME_BYTES_MAX || !formula_is_name(f->measure))
        rc = FAIL(err, RC_INVALID, "work_fact.measure_unfit", "%zu bytes", f->measure.n);
    else if (!days_fit(f))
        rc = FAIL(err, RC_INVALID, "work_fact.days_unfit", "%" PRId64 " to %" PRId64, f->from_day, f->to_day);
    else if (f->digits < 0 || f->digits > FIXED_DIGITS_MAX || f->value > FACT_VALUE_MAX ||
             f->value < -FACT_VALUE_MAX)
        rc = FAIL(err, RC_INVALID, "work_fact.value_unfit", "%" PRId64 " with %d", f->value, f->digits);
    else if (f->rule.n == 0 || !utf8_is_plain_line(f->rule) || utf8_count(f->rule) > FACT_RULE_CHARS_MAX)
        rc = FAIL(err, RC_INVALID, "work_fact.rule_unfit", "%zu bytes", f->rule.n);
    return rc == RC_OK ? rc : err_arg(err, 0, f->measure);
}

enum rc fact_add(struct act *act, const struct fact *f, int64_t *ret_fact_id, struct err *err)
{
    struct fact made = *f;
    struct sql_fact_organ_row organ;
    struct sql_fact_id_next_row next;
    made.to_day = f->is_interval ? f->to_day : f->from_day;
    made.revoked_seq = 0;
    enum rc rc = check(&made, err);
    if (rc == RC_OK)
        rc = sql_fact_organ(act->db, act->arena, act->actor.tenant_id, f->organ_id, &organ, err);
    if (rc == RC_OK && organ.organs == 0)
        rc = FAIL(err, RC_NOT_FOUND, "organ.not_found", "organ %" PRId64, f->organ_id);
    if (rc == RC_OK)
        rc = sql_fact_id_next(act->db, act->arena, act->actor.tenant_id, &next, err);
    if (rc == RC_OK)
        rc = act_seq(act, &made.seq, err);
    if (rc != RC_OK)
        return rc;
    made.changed_seq = made.seq;
    *ret_fact_id = made.fact_id = next.fact_id;
    return put_fact(act, row_of(&made), err);
}

static enum rc changed(struct act *act, struct fact *f, struct err *err)
{
    enum rc rc = act_seq(act, &f->changed_seq, err);
    return rc == RC_OK ? put_fact(act, row_of(f), err) : rc;
}

enum rc fact_close(struct act *act, int64_t fact_id, int64_t day, struct err *err)
{
    struct sql_fact_get_row row;
    bool is_there = false;
    enum rc rc = sql_fact_get(act->db, act->arena, act->actor.tenant_id, fact_id, &row, &is_there, err);
    if (rc != RC_OK)
        return rc;
    if (!is_there)
        return FAIL(err, RC_NOT_FOUND, "work_fact.not_found", "fact %" PRId64, fact_id);
    struct fact f = FACT_OF(&row);
    if (f.revoked_seq)
        return FAIL(err, RC_CONFLICT, "work_fact.revoked_already", "by entry %" PRId64, f.revoked_seq);
    f.to_day = day;
    rc = check(&f, err);
    return rc == RC_OK ? changed(act, &f, err) : rc;
}

enum rc fact_revoke(struct act *act, int64_t record_id, int64_t event_n, int64_t *ret_count, struct err *err)
{
    struct facts all;
    int64_t n = 0;
    ASSERT(record_id > 0); /* those of no record are of no event */
    enum rc rc = facts_of_record_load(act->db, act->arena, act->actor.tenant_id, record_id, &all, err);
    for (size_t i = 0; rc == RC_OK && i < all.n; i++) {
        struct fact f = all.fact[i];
        if (f.event_n != event_n || f.revoked_seq)
            continue;
        rc = act_seq(act, &f.revoked_seq, err);
        if (rc == RC_OK)
            rc = changed(act, &f, err);
        n++;
    }
    if (rc == RC_OK)
        *ret_count = n;
    return rc;
}

/* ---- reading ---- */

enum rc facts_of_record_load(struct db *db, struct arena *a, int64_t tenant_id, int64_t record_id,
                             struct facts *ret, struct err *err)
{
    struct sql_fact_of_record_rows rows;
    enum rc rc = sql_fact_of_record(db, a, tenant_id, record_id, &rows, err);
    if (rc == RC_OK)
        FACTS_OF(a, rows, ret);
    return rc;
}

enum rc facts_of_measure_load(struct db *db, struct arena *a, int64_t tenant_id, struct str measure,
                              struct facts *ret, struct err *err)
{
    struct sql_fact_of_measure_rows rows;
    enum rc rc = sql_fact_of_measure(db, a, tenant_id, measure, &rows, err);
    if (rc == RC_OK)
        FACTS_OF(a, rows, ret);
    return rc;
}

enum rc facts_load(struct db *db, struct arena *a, int64_t tenant_id, const struct fact_query *query,
                   struct facts *ret, int64_t *ret_total, struct err *err)
{
    const struct fact_query *q = query;
    struct sql_fact_list_rows rows;
    struct sql_fact_count_row all;
    enum rc rc =
        sql_fact_count(db, a, tenant_id, q->organ_id, q->measure, q->first_day, q->last_day, &all, err);
    if (rc == RC_OK)
        rc = sql_fact_list(db, a, tenant_id, q->organ_id, q->measure, q->first_day, q->last_day,
                           q->most ? q->most : INT64_MAX, q->skip, &rows, err);
    if (rc != RC_OK)
        return rc;
    FACTS_OF(a, rows, ret);
    *ret_total = all.facts;
    return RC_OK;
}

enum rc fact_measures_load(struct db *db, struct arena *a, int64_t tenant_id, struct fact_measures *ret,
                           struct err *err)
{
    struct sql_fact_measures_rows rows;
    enum rc rc = sql_fact_measures(db, a, tenant_id, &rows, err);
    if (rc != RC_OK)
        return rc;
    struct fact_measure *out = ARENA_ARRAY(a, struct fact_measure, rows.n + 1);
    for (size_t i = 0; i < rows.n; i++)
        out[i] = (struct fact_measure){rows.row[i].measure, rows.row[i].held};
    *ret = (struct fact_measures){out, rows.n};
    return RC_OK;
}
