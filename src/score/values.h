/* The values that a scheme is applied to: numbers as integers scaled by the decimals of their measure,
 * ballots and events. A value belongs to (measure, unit, period); the period is named by any month in it,
 * so a quarterly measure may be set with 2026-07, 2026-08 or 2026-09 alike.
 *
 * Memory: a column for each measure and period in which anything was set, one number for each unit, in two,
 * four or eight bytes, as many as the largest needs. Units of a class are neighbours, so a class reads a
 * measure as one run. Missing is a value of its own (VALUE_MISSING).
 *
 * Values hold no lock: fill them from one thread, then read them from many. */
#ifndef SCORE_VALUES_H
#define SCORE_VALUES_H

#include "score/scheme.h"

#define VALUE_MISSING INT64_MIN
#define VALUES_YEAR_MIN 1900
#define VALUES_YEAR_MAX 2200

struct values;

struct ballot {
    int group;           /* index into measure.groups; -1 when it has none */
    int level;           /* index into measure.levels; -1: `vote` is a number */
    int64_t vote;        /* scaled by measure.decimals */
    int64_t count;       /* so many equal votes, ≥ 1 */
    struct str batch;    /* that it came with; n = 0: none */
    struct str excluded; /* why it counts for nothing; n = 0: it counts */
};
struct event {
    struct str item;   /* id or name of an item of the leaf that reads the measure */
    int64_t count;     /* ≥ 1 */
    int64_t points;    /* scaled by measure.decimals; VALUE_MISSING: as the scheme's item says */
    struct str matter; /* rows about one matter may count once; n = 0: a matter of its own */
    struct str basis;  /* the document or entry on which it rests */
};

/* The scheme must outlive the values. */
enum rc values_new(struct arena *a, const struct scheme *s, struct values **ret, struct err *err) MUST_CHECK;

const struct scheme *values_scheme(const struct values *v);

/* Replaces what was there; VALUE_MISSING takes it away. Of a measure of kind level it is the index of the
 * level. RC_INVALID when the measure is not an input of kind number or level, has no such level, or the month
 * is outside the years above; RC_NO_MEMORY. */
enum rc values_set(struct values *v, int measure, int unit, int month, int64_t scaled,
                   struct err *err) MUST_CHECK;
/* The same for `count` units that follow one another in the scheme, the first of which is `unit`: a column at
 * a time costs a fraction of its values one by one. Nothing is set when one of them is refused. */
enum rc values_set_run(struct values *v, int measure, int unit, int month, const int64_t *scaled, int count,
                       struct err *err) MUST_CHECK;
int64_t values_get(const struct values *v, int measure, int unit, int month);

/* What was set, as the number it stands for, n ÷ d: by the decimals of the measure, as the points of the
 * level, or as it was fed. False when there is none. */
struct value_number {
    int64_t n, d; /* d > 0 */
};
bool values_number(const struct values *v, int measure, int unit, int month, struct value_number *ret);
/* As values_set, for a measure that is fed: n ÷ d. d = 0 takes it away. Of a level: its index, ÷ 1. */
enum rc values_feed(struct values *v, int measure, int unit, int month, struct value_number number,
                    struct err *err) MUST_CHECK;

/* What was set for all units in the period that holds the month, in the first of three widths that all fit;
 * none: nothing was set. */
#define VALUE_SMALL_MISSING INT16_MIN
#define VALUE_SMALL_MAX INT64_C(32767)
#define VALUE_NARROW_MISSING INT32_MIN
#define VALUE_NARROW_MAX INT64_C(2000000000)
struct value_column {
    int16_t *small;  /* [units]; VALUE_SMALL_MISSING */
    int32_t *narrow; /* [units]; VALUE_NARROW_MISSING */
    int64_t *wide;   /* [units]; VALUE_MISSING */
};
struct value_column values_column(const struct values *v, int measure, int month);
/* No number of the measure was ever larger, by its size. */
int64_t values_largest(const struct values *v, int measure);
bool values_are_natural(const struct values *v, int measure); /* nor below 0 */
/* Appends; texts are copied. RC_INVALID for a measure of another kind, a group or level that it does not
 * have, a count below 1. */
enum rc values_add_ballot(struct values *v, int measure, int unit, int month, struct ballot b,
                          struct err *err) MUST_CHECK;
enum rc values_add_event(struct values *v, int measure, int unit, int month, struct event e,
                         struct err *err) MUST_CHECK;

/* Puts another row in place of row n, counted from 0 in the order in which they were added; a count of 0
 * takes it away: its place stays, and it counts for nothing. RC_NOT_FOUND; RC_INVALID as for adding. Here
 * alone a count of 0 is fit. */
enum rc values_change_ballot(struct values *v, int measure, int unit, int n, struct ballot b,
                             struct err *err) MUST_CHECK;
enum rc values_change_event(struct values *v, int measure, int unit, int n, struct event e,
                            struct err *err) MUST_CHECK;

/* The rows of one unit in the order in which they were added; NULL after the last. Votes come in hundreds of
 * thousands and in few batches, which they share. */
struct ballot_batch {
    struct str batch, excluded;
};
struct ballot_row {
    struct ballot_row *next;
    int64_t vote, count;
    const struct ballot_batch *of; /* never NULL */
    int month;                     /* the first of its period */
    int16_t group, level;
};
static inline struct ballot ballot_of(const struct ballot_row *r)
{
    return (struct ballot){r->group, r->level, r->vote, r->count, r->of->batch, r->of->excluded};
}
struct event_row {
    struct event e;
    int month;
    struct event_row *next;
};
const struct ballot_row *values_ballots(const struct values *v, int measure, int unit);
const struct event_row *values_events(const struct values *v, int measure, int unit);

#endif
