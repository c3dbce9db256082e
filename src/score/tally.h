/* Facts as values: a measure with a `fact` (scheme.h) is counted from facts, never reported. What a fact is
 * and where it comes from is the caller's business (domain/fact.h); here it is a unit, days and a number.
 *
 *     rc = tally_make(a, fact, n, &days, today, first_month, &tally, err);   // what each counts, by months
 *     rc = tally_feed(values, measure, &tally, is_counted, err);             // Σ times × value
 *
 * An instant counts once in the month of its day. An interval counts once for each working day in it; one
 * that still runs has come as far as today. Months after today's have not come and have no value. */
#ifndef SCORE_TALLY_H
#define SCORE_TALLY_H

#include "score/values.h"

struct tally_fact {
    int unit;                 /* of the scheme */
    int64_t from_day, to_day; /* YYYYMMDD, both included; to_day 0: it still runs */
    bool is_interval;
    struct dec value;
};
/* How many working days of fact `i` lie in first … last, both included: the calendar is that of its unit. */
struct tally_days {
    int (*workdays)(void *ctx, size_t i, int64_t first, int64_t last);
    void *ctx;
};
/* One fact in one month; what counts for nothing there is left out. */
struct tally_part {
    int unit, month;
    size_t fact; /* index */
    int times;   /* > 0 */
};
struct tally {
    const struct tally_fact *fact;
    const struct tally_part *part; /* by unit, month, fact */
    size_t n;
    int first_month, last_month; /* that have values; the last is today's */
};
/* Days of all facts must be real ones. `first_month`: those before it are not counted. RC_NO_MEMORY. The
 * facts must outlive the tally. */
enum rc tally_make(struct arena *a, const struct tally_fact *fact, size_t n, const struct tally_days *days,
                   int64_t today, int first_month, struct tally *ret, struct err *err) MUST_CHECK;
/* `is_counted` [units]: the others get no values; NULL: all are. A unit of which there is no fact has 0.
 * RC_TOO_LARGE "score.feed_too_large". */
enum rc tally_feed(struct values *v, int measure, const struct tally *t, const bool *is_counted,
                   struct err *err) MUST_CHECK;
/* The days of a fact that lie in the month, up to today; false: none does. */
bool tally_days_in(const struct tally_fact *f, int month, int64_t today, int64_t *ret_first,
                   int64_t *ret_last);
/* Those of one unit in one month. */
const struct tally_part *tally_parts(const struct tally *t, int unit, int month, size_t *ret_n);

/* From which month on a scheme counts: January of its year, or when the first fact was, if that is earlier;
 * at most as far back as formulas can look. first_day: of all facts of the measure; 0: there is none. */
int tally_first_month(const struct scheme *s, int64_t first_day, int64_t today);

static inline int tally_month(int64_t day) { return (int)(day / 10000 * 12 + day / 100 % 100 - 1); }

#endif
