/* Facts by an act of the tests, as procedures write them. */
#ifndef TESTS_DOMAIN_DEEDS_H
#define TESTS_DOMAIN_DEEDS_H

#include "town.h"

#include "domain/fact.h"

/* What the act does with facts, one after another. */
struct deed {
    enum { ADD, CLOSE, REVOKE } what;
    struct fact fact; /* REVOKE: its record_id and event_n; CLOSE: its fact_id and to_day */
    int64_t ret;      /* the number of the fact, or how many */
};
enum rc deeds_do(struct town *t, struct deed *deed, size_t n, struct act_receipt *ret,
                 struct err *err) MUST_CHECK;
/* task_overdue of 甲局 on 10 March 2026, by event `event_n` of record `record_id`. */
struct fact deed_overdue(const struct town *t, int64_t record_id, int64_t event_n);

#endif
