/* What a table says may be true and still be a slip of the pen. The checks compare what is on its way in with
 * what is stored, and warn; a person looks into it and ticks it off. Integers only.
 *
 *   tenfold      a number is eight times or more (or an eighth or less) of the median of the unit's own other
 *                values of the measure, of which there must be four that are not zero, and beyond three times
 *                what the unit ever had: a zero too many, 元 written for 万元
 *   parts        a measure with `parts` is not their sum
 *   decreases    a `cumulative` measure is less than in an earlier month of its year
 *   same         all numbers of a unit, five that are not zero among them, are those of the month before:
 *                a remark, no warning */
#ifndef DOMAIN_VALUE_CHECK_H
#define DOMAIN_VALUE_CHECK_H

#include "domain/scheme_book.h"
#include "domain/value_table.h"

/* What is stored for the scheme, as rows (row and column 0); what this version does not have is left out. */
enum rc value_stored_load(struct db *db, struct arena *a, int64_t tenant_id, const struct scheme_open *open,
                          struct value_rows *ret, struct err *err) MUST_CHECK;

/* Adds warnings and remarks about reading->rows, and marks the rows of warnings in reading->row_state. `t` is
 * the table that was read. */
void value_check(struct arena *a, const struct scheme *s, const struct value_rows *stored,
                 const struct table *t, struct value_reading *reading, struct problems *problems);

#endif
