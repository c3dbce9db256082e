/* Where a table of values meets a scheme: the measures of the scheme are what the table may speak of, its
 * units (with the further names that the organ book knows) whom it may speak of. The same reading serves the
 * page, the command line and the tests.
 *
 * What a row of a repeatable measure means:
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
    int64_t value;        /* scaled by the measure's decimals; a count for levels and counted events */
    int64_t count;        /* so many events of `value` points each; 1 unless the table says so */
    struct str group, item, no, basis;
};
struct value_rows {
    struct value_row *row; /* sorted by measure, unit, period, n */
    size_t n;
    size_t table_rows;
};

/* `book` and `organ_id` (one per unit of the scheme) give further names of units; NULL for a scheme alone.
 * `only_period` is for a table without a column of periods; n = 0: then the column is required, unless the
 * scheme is evaluated but once (yearly, or valid for a single quarter, month …): then it is that period. What
 * such a table says of a measure that is reported more often counts for the last time (2026Q3 gives
 * September). RC_INVALID: *problems says what is wrong, with row and column; *ret then holds no rows. */
enum rc value_table_read(struct arena *a, struct str bytes, const struct scheme *scheme,
                         const struct organ_book *book, const int64_t *organ_id, struct str only_period,
                         struct problems *problems, struct value_rows *ret, struct err *err) MUST_CHECK;

/* Puts a row into the values of a computation. */
enum rc value_row_apply(struct values *v, const struct scheme *scheme, const struct value_row *row,
                        struct err *err) MUST_CHECK;

/* The windows of the scheme in which anything was reported, oldest first. */
struct value_windows {
    struct window *window;
    size_t n;
};
struct value_windows value_windows_of(struct arena *a, const struct scheme *scheme,
                                      const struct value_rows *rows);

#endif
