/* Facts as values of a scheme (score/tally.h): the facts of its measures, whose organs are its units, counted
 * by each organ's own calendar up to today. Kept with the results that they went into, so that a number opens
 * to the facts behind it. */
#ifndef DOMAIN_FACT_COUNT_H
#define DOMAIN_FACT_COUNT_H

#include "domain/fact.h"
#include "domain/scheme_book.h"
#include "domain/value_table.h"
#include "ledger/ledger.h"
#include "score/tally.h"

/* One measure that is counted. */
struct fact_count {
    int measure; /* of the scheme */
    struct facts facts;
    struct tally tally; /* its parts name facts by their place in `facts` */
};
/* What the counts rest on; they are good as long as it is so. */
struct fact_state {
    int64_t tenant_id;
    const struct str *measure; /* that were asked for */
    const int64_t *newest;     /* the entry that last changed a fact of it */
    size_t n;
    int64_t day;          /* up to which was counted */
    bool runs;            /* an interval that counts more each day */
    bool has_interval;    /* then `calendar` counts, too */
    struct hash calendar; /* calendar_state_load */
};
struct fact_counts {
    const struct fact_count *count;
    size_t n;
    struct fact_state state;
};
/* n = 0: the scheme counts no facts. Lives in `a`. Errors of the data base, and of calendars. */
enum rc fact_counts_load(struct db *db, struct arena *a, int64_t tenant_id, const struct scheme_open *open,
                         int64_t today, struct fact_counts *ret, struct err *err) MUST_CHECK;
/* Puts them into values of that scheme. RC_TOO_LARGE. */
enum rc fact_counts_feed(const struct fact_counts *c, const struct scheme_open *open, struct values *v,
                         struct err *err) MUST_CHECK;
/* The windows in which there were facts; all that have come when the scheme asks nobody for anything, which
 * is what it returns. */
bool fact_windows_add(struct value_windows *windows, const struct scheme *s, const struct tally *t);
/* Would the counts of `today` be the same? Those of the day on which they were made: is what they rest on as
 * it was? */
enum rc fact_state_holds(struct db *db, const struct fact_state *s, int64_t today, bool *ret,
                         struct err *err) MUST_CHECK;
struct fact_state fact_state_copy(struct arena *a, const struct fact_state *s);

/* One fact behind a value, and what of it counted there. */
struct fact_behind {
    const struct fact *fact;
    int times; /* working days of an interval, 1 of an instant */
    int64_t value, first,
        last; /* of the fact × times, in the fact's digits; the days that lie in the month */
};
struct fact_behinds {
    const struct fact_behind *row; /* by day, then number */
    size_t n;
};
struct fact_behinds facts_behind(const struct fact_counts *c, struct arena *a, int unit, int measure,
                                 int month);

#endif
