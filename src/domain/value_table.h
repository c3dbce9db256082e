/* Where a table of values meets a scheme: the measures of the scheme are what the table may speak of, its
 * units (with the further names that the organ book knows) whom it may speak of. The same reading serves the
 * page, the command line and the tests.
 *
 * The cell of a measure with levels is the name of a level. What a row of a repeatable measure means:
 *   ballots   组别 names the group; without levels 数值 is the vote, with levels 事项 names the level and
 * 数值 counts the votes events    事项 names an item of the scheme; 数值 counts the events when the item has
 * its own points and brings the points otherwise; 编号 tells matters apart; 依据 is the document */
#ifndef DOMAIN_VALUE_TABLE_H
#define DOMAIN_VALUE_TABLE_H

#include "domain/organ.h"
#include "score/values.h"
#include "table/values_table.h"

#define YEAR_ANY 2000 /* of a scheme and a table that both name none: then it cannot matter */

/* One value as it will be stored and scored. */
struct value_row {
    int row, column;      /* of the table; 0 when it comes out of the data base */
    int unit, measure;    /* of the scheme */
    struct window period; /* fits measure.per */
    int64_t n;            /* 0, or the place among the rows of a repeatable measure */
    bool is_missing;      /* said to be missing */
    int64_t value;        /* scaled by the measure's decimals; a count for votes of levels and counted events;
                             the index of the level of a measure with levels, whose name is `item` */
    int64_t count;        /* so many events of `value` points each, or votes; 1 unless the table says so */
    struct str group, item, no, basis;
    struct str batch, excluded; /* of votes: what they came with, and why they do not count */
    int64_t import_id;          /* of what is stored; 0: it is not yet */
};
struct value_rows {
    struct value_row *row; /* sorted by measure, unit, period, n */
    size_t n;
    size_t table_rows;
};

/* ---- who reports what ---- */

/* A measure with reported_by is reported by that unit, for all units; any other by each unit for itself. */
struct value_owner {
    int unit;               /* of the scheme; -1: the organ is not scored by it */
    const bool *reports;    /* [measures]: for all units */
    const bool *is_for_all; /* [measures]: has a reported_by, whosever that is */
};
/* What the organ reports. `organs` and `organ_id` as below; organ 0 reports nothing. */
struct value_owner value_owner_of(struct arena *a, const struct scheme *s, const struct organ_book *organs,
                                  const int64_t *organ_id, int64_t organ);
bool value_is_own(const struct value_owner *owner, int unit, int measure); /* NULL owns everything */

/* ---- a table that is on its way in ---- */

struct value_given {
    const struct scheme *scheme;
    const struct organ_book *organs; /* further names of units; NULL: none */
    const int64_t *organ_id;         /* [units of the scheme]; NULL: none */
    struct str only_period;          /* as for value_table_read */
    const struct value_owner *owner; /* NULL: may speak of everything */
    bool asks;                       /* questions are asked */
    const struct values_answer *answer;
    size_t answers;
};
struct value_reading {
    struct value_rows rows; /* of the rows that are not bad */
    uint8_t *row_state;     /* [table.rows], enum values_row; NULL: the head is wrong, no row was read */
    const struct values_question *question;
    size_t questions;
    const struct values_fix *fix; /* the first LIMIT_PROBLEMS */
    size_t fixes;                 /* in all */
};
/* Chooses among the sheets (values_sheet_choose). RC_INVALID "value.table_has_problems". */
enum rc value_table_choose(struct arena *a, const struct table_book *file, const struct value_given *given,
                           struct str sheet, struct table *ret, struct problems *problems,
                           struct err *err) MUST_CHECK;
/* RC_OK however many rows are wrong: `problems` and row_state say which; what good rows say is in `rows`. A
 * cell of a repeatable measure is replaced as a whole, so when one of its rows is wrong, all are. RC_INVALID
 * only for a period that cannot be read ("value.period_unreadable"). A cell that was mended must have lost
 * its notes (struct table): a mended formula is no formula. */
enum rc value_table_check(struct arena *a, const struct table *t, const struct value_given *given,
                          struct value_reading *ret, struct problems *problems, struct err *err) MUST_CHECK;

/* The simple way: the first grid of the bytes, nothing asked, all or nothing. `book` and `organ_id` (one per
 * unit of the scheme) give further names of units; NULL for a scheme alone. `only_period` is for a table
 * without a column of periods; n = 0: then the column is required, unless the scheme is evaluated but once
 * (yearly, or valid for a single quarter, month …): then it is that period. What such a table says of a
 * measure that is reported more often counts for the last time (2026Q3 gives September). RC_INVALID:
 * *problems says what is wrong, with row and column; *ret then holds no rows. */
enum rc value_table_read(struct arena *a, struct str bytes, const struct scheme *scheme,
                         const struct organ_book *book, const int64_t *organ_id, struct str only_period,
                         struct problems *problems, struct value_rows *ret, struct err *err) MUST_CHECK;

/* An event whose value is its points, not how often it happened. */
bool value_brings_points(const struct scheme *s, const struct value_row *row);

/* Puts a row into the values of a computation. */
enum rc value_row_apply(struct values *v, const struct scheme *scheme, const struct value_row *row,
                        struct err *err) MUST_CHECK;

/* The windows of the scheme in which anything was reported, oldest first. */
#define VALUE_WINDOWS_MAX 12
struct value_windows {
    struct window *window; /* [VALUE_WINDOWS_MAX] */
    size_t n;
};
/* The one in which the period ends, too. */
void value_windows_add(struct value_windows *windows, const struct scheme *scheme, struct window period);
struct value_windows value_windows_of(struct arena *a, const struct scheme *scheme,
                                      const struct value_rows *rows);

#endif
