/* Facts (事实): what work was, in rows that schemes count; the only bridge from registers to scores.
 *
 *     struct fact f = {.organ_id = lead, .measure = STR("task_overdue"), .from_day = act->day, .value = 1,
 *                      .record_id = id, .event_n = n, .rule = STR("due expired")};
 *     rc = fact_add(act, &f, &fact_id, err);
 *
 * An instant counts its value in the month of its day. An interval counts its value for each working day of
 * the organ's own calendar in it, and is one row however long it is: one that begins has no last day, and
 * fact_close gives it one. A measure is a word that schemes ask for (docs/scheme.md, `fact`); a fact that no
 * scheme asks for is kept all the same.
 *
 * Facts are written inside the act that is their cause, with its entry, so there is neither a cause without
 * its facts nor the reverse: whatever fails takes the act back. A fact is never deleted: what was revoked
 * stays to be seen and counts for nothing.
 *
 * (score/fact.h is another thing: what an explanation says of its arithmetic.) */
#ifndef DOMAIN_FACT_H
#define DOMAIN_FACT_H

#include "kernel/act.h"
#include "score/scheme.h"

#define FACT_RULE_CHARS_MAX 200
#define FACT_VALUE_MAX INT64_C(1000000000000000) /* scaled; either sign */

struct fact {
    int64_t fact_id, organ_id;
    struct str measure; /* a name as formulas have them, at most FACT_NAME_BYTES_MAX: task_overdue */
    int64_t from_day;   /* YYYYMMDD */
    int64_t to_day;     /* both days included; of an instant the same day; 0: the interval still runs */
    bool is_interval;
    int64_t value; /* scaled by `digits`, 0 … 12; may be below 0 */
    int digits;
    int64_t record_id, event_n; /* which event of which record made it; 0: none did */
    struct str record_code;     /* 督2026-0147, as loaded; n = 0: none */
    struct str rule;            /* the line of the procedure that made it: "due expired" */
    int64_t seq;                /* entry that made it */
    int64_t changed_seq;        /* entry that last made, ended or revoked it */
    int64_t revoked_seq;        /* entry that revoked it; 0: it holds */
};

/* fact_id and the seqs are filled in; of an instant also to_day. RC_INVALID "work_fact.measure_unfit",
 * "…days_unfit", "…value_unfit", "…rule_unfit", each with {0} the measure; RC_NOT_FOUND "organ.not_found". */
enum rc fact_add(struct act *act, const struct fact *f, int64_t *ret_fact_id, struct err *err) MUST_CHECK;
/* The last day of an interval; again: another one. day 0: it runs on (what ended it was taken back).
 * RC_NOT_FOUND "work_fact.not_found"; RC_CONFLICT "work_fact.revoked_already"; RC_INVALID
 * "work_fact.days_unfit" for an instant, or a day before the first. */
enum rc fact_close(struct act *act, int64_t fact_id, int64_t day, struct err *err) MUST_CHECK;
/* Takes back all facts that this event of this record made and that still hold; how many, perhaps none.
 * event_n 0: those of the record that no event made. record_id > 0. */
enum rc fact_revoke(struct act *act, int64_t record_id, int64_t event_n, int64_t *ret_count,
                    struct err *err) MUST_CHECK;

struct facts {
    const struct fact *fact;
    size_t n;
};
/* All of a record, revoked ones too, in the order in which they were made. */
enum rc facts_of_record_load(struct db *db, struct arena *a, int64_t tenant_id, int64_t record_id,
                             struct facts *ret, struct err *err) MUST_CHECK;
/* All of a measure that hold, by organ, first day and number: what is counted. */
enum rc facts_of_measure_load(struct db *db, struct arena *a, int64_t tenant_id, struct str measure,
                              struct facts *ret, struct err *err) MUST_CHECK;

/* A page of facts, revoked ones too, for looking at. What is 0 or empty asks for nothing. */
struct fact_query {
    int64_t organ_id;
    struct str measure;
    int64_t first_day, last_day; /* those that touch one of these days; what runs goes on for ever */
    int64_t most, skip;          /* most 0: all */
};
/* The newest first day first. `ret_total`: how many there are without most and skip. */
enum rc facts_load(struct db *db, struct arena *a, int64_t tenant_id, const struct fact_query *query,
                   struct facts *ret, int64_t *ret_total, struct err *err) MUST_CHECK;

/* The measures of which there are facts, by name; how many of each hold. */
struct fact_measure {
    struct str name;
    int64_t held;
};
struct fact_measures {
    const struct fact_measure *row;
    size_t n;
};
enum rc fact_measures_load(struct db *db, struct arena *a, int64_t tenant_id, struct fact_measures *ret,
                           struct err *err) MUST_CHECK;

#endif
